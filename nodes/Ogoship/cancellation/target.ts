import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { translate, unknownStatus } from '../../../core/sync/status';
import { sideBySide, type OgoshipClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { isCancelled, referenceOf, type ReferenceRules } from '../mapping';
import { chosenRow, orderRows, updateOrder } from '../order/client';
import { isSamePerson, toCustomer } from '../order/mapping';
import { editRefused, orderKey, partsOf, personalOf, personOf } from '../order/target';
import type { CustomerDraft, OgoOrder } from '../order/wire';
import { toStatusChange, wayToCancel } from './mapping';

/*
 * How an order is cancelled at OGOship: by its status, as long as the warehouse does not pick it.
 * https://support.ogoship.com/how-to-cancel-an-order (documented for myOGO; through the API inferred)
 */

const BATCH = 10;
/** An order that is still on its way to OGOship when it is cancelled stands there within the hour, or never. */
const SETTLED_AFTER_MS = 60 * 60_000;

/** Who the shop says the parcel was for; everything else is taken from what stands there. */
export type CancelDraft = Partial<CustomerDraft>;

/** The order under our reference, and the other parts of it when it was split. */
interface Standing {
	readonly order: OgoOrder;
	readonly parts: readonly OgoOrder[];
}

interface Unread {
	readonly unreadable: string;
}

type Entry = { readonly record: Order; readonly draft: CancelDraft };

export class CancelTarget implements DocumentTarget<Order, CancelDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'cancellation';

	readonly batchLimit = BATCH;

	/** The order is found by the reference that Create or Update gave it; that it is the same person's is checked. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly ogoship: OgoshipClient,
		private readonly rules: ReferenceRules,
		/** This run's moment, ISO 8601 UTC. */
		private readonly now: string,
	) {}

	documentKey(record: Order): string {
		return orderKey(record, this.rules);
	}

	draft(record: Order): { draft: CancelDraft } | { problem: Problem } {
		const key = referenceOf(record, this.rules);
		if ('problem' in key) return key;
		return { draft: toCustomer(record.shipTo ?? record.billTo ?? {}, record) };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const standing = await reading(async () => await sideBySide(wanted, async ({ key }) => await this.standing(key)));
		return new Map(
			wanted.flatMap(({ key }, index) => {
				const document = standing[index];
				if (!document) return [];
				const { id, reference } = 'order' in document ? document.order : { id: key, reference: key };
				return [[key, { id: id ?? reference, number: reference, document }]];
			}),
		);
	}

	private async standing(reference: string): Promise<Standing | Unread | undefined> {
		const row = chosenRow(await orderRows(this.ogoship, reference));
		if (!row || 'unreadable' in row) return row && { unreadable: row.unreadable };
		return { order: row.record, parts: await partsOf(this.ogoship, row.record) };
	}

	revise({ document }: Found, record: Order, draft: CancelDraft): Revisable {
		const there = document as Standing | Unread;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const { order, parts } = there;
		if (!isSamePerson(order.customer, draft)) return { can: 'nothing', problem: this.taken(record, order) };
		if (!isCancelled(order)) return this.reviseLive(record, order);
		const [left] = parts;
		return left ? { can: 'nothing', problem: this.partLeft(record, left) } : { can: 'unchanged' };
	}

	private reviseLive(record: Order, { status }: OgoOrder): Revisable {
		const way = wayToCancel(status);
		if (way === 'byStatus')
			return { can: 'update', changes: [{ field: 'status', before: status, after: 'Cancelled' }] };
		if (way !== undefined) return { can: 'nothing', problem: this.tooLate(record, status) };
		const unknown = unknownStatus(`order ${record.number}`, { status: translate<never>({}, status) });
		return { can: 'nothing', problem: unknown ?? this.tooLate(record, status) };
	}

	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		const cancelledAt = Date.parse(record.cancelledAt ?? record.updatedAt ?? '');
		const reason = problem('NOTHING_TO_CANCEL', { order: record.number, target: LABEL });
		return { reason, settle: Date.parse(this.now) - cancelledAt > SETTLED_AFTER_MS };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async (entry) => {
			const applied = await this.cancelled(entry, maySend);
			return await this.afterLook(entry, applied);
		});
	}

	private async cancelled({ record, draft, found }: Entry & { found: Found }, maySend: MaySend): Promise<Applied> {
		const { order } = found.document as Standing;
		const about = {
			params: this.named(record),
			personal: personalOf({ ...draft, ...personOf(order.customer) }),
			refusal: (status: number) => (status === 400 ? editRefused(this.named(record), status) : undefined),
		};
		const change = toStatusChange(order, draft);
		return await appliedBy(
			about,
			async () => await updateOrder(this.ogoship, change, maySend),
			(there) =>
				isCancelled(there)
					? { id: there.id ?? there.reference, number: there.reference }
					: { problem: this.tooLate(record, there.status) },
		);
	}

	/**
	 * What was done may have left a second part. What was refused may be cancelled all the same, by a request whose answer
	 * was lost or by another run; or it has gone to the warehouse meanwhile.
	 */
	private async afterLook({ record, found }: Entry & { found: Found }, applied: Applied): Promise<Applied> {
		const [left] = (found.document as Standing).parts;
		if (applied.outcome === 'done' && left) return { outcome: 'rejected', problem: this.partLeft(record, left) };
		if (applied.outcome !== 'rejected') return applied;
		try {
			const there = await reading(async () => await this.standing(found.number));
			if (!there || 'unreadable' in there || wayToCancel(there.order.status) === 'byStatus') return applied;
			if (!isCancelled(there.order)) return { outcome: 'rejected', problem: this.tooLate(record, there.order.status) };
			const [other] = there.parts;
			if (other) return { outcome: 'rejected', problem: this.partLeft(record, other) };
			return { outcome: 'done', id: found.id, number: found.number, stood: true };
		} catch {
			// The refusal itself is known; only the reason could have been told better.
			return applied;
		}
	}

	calls(): number {
		return this.ogoship.http.calls();
	}

	private named({ number }: Order): { order: string; kind: string } {
		return { order: number, kind: this.kind };
	}

	/** Only myOGO can still ask the warehouse while it collects, and nobody can once it has shipped (documented). */
	private tooLate(record: Order, status: string): Problem {
		const button = wayToCancel(status) === 'byRequest' ? { button: 'Request a cancellation' } : {};
		return problem('CANCEL_TOO_LATE', { ...this.named(record), target: LABEL, stage: status, ...button });
	}

	private partLeft(record: Order, { reference, status }: OgoOrder): Problem {
		return problem('CANCEL_PART_LEFT', { ...this.named(record), target: LABEL, reference, stage: status });
	}

	private taken(record: Order, { reference }: OgoOrder): Problem {
		return problem('REFERENCE_TAKEN', { ...this.named(record), target: LABEL, reference });
	}
}
