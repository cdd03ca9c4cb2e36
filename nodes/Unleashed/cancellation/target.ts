import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { translate, unknownStatus } from '../../../core/sync/status';
import { sideBySide, type UnleashedClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { orderGuid, orderNumberOf, sameGuid, stageOf, type NumberRules } from '../mapping';
import { deleteOrder, orderByGuid } from '../order/client';
import { standingUnder, type Standing } from '../order/target';

/*
 * How an order is cancelled at Unleashed: it is deleted, as long as it is not completed.
 * https://apidocs.unleashedsoftware.com/SalesOrders (documented; which statuses allow it is inferred)
 */

const BATCH = 10;
/** An order that is still on its way to Unleashed when it is cancelled stands there within the hour, or never. */
const SETTLED_AFTER_MS = 60 * 60_000;

const DELETABLE = ['PARKED', 'PLACED', 'BACKORDERED'];

type Draft = { readonly guid: string };
type Entry = { readonly record: Order; readonly draft: Draft };

export class CancelTarget implements DocumentTarget<Order, Draft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'cancellation';

	readonly batchLimit = BATCH;

	/** The order is found by the number and the GUID that Create or Update gave it. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: NumberRules,
		/** This run's moment, ISO 8601 UTC. */
		private readonly now: string,
	) {}

	documentKey(record: Order): string {
		const number = orderNumberOf(record, this.rules);
		return 'key' in number ? number.key : `invalid ${record.origin.id}`;
	}

	draft(record: Order): { draft: Draft } | { problem: Problem } {
		const number = orderNumberOf(record, this.rules);
		return 'problem' in number ? number : { draft: { guid: orderGuid(record) } };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const found = await reading(
			async () => await sideBySide(wanted, async (each) => await standingUnder(this.unleashed, each)),
		);
		return new Map(wanted.flatMap(({ key }, at) => (found[at] ? [[key, found[at]]] : [])));
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Order, { guid }: Draft): Revisable {
		const there = document as Standing;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const { Guid, OrderNumber, OrderStatus } = there.order;
		if (!sameGuid(Guid, guid)) return { can: 'nothing', problem: this.taken(record, OrderNumber) };
		const stage = stageOf(OrderStatus);
		if (stage === 'DELETED') return { can: 'unchanged' };
		if (DELETABLE.includes(stage))
			return { can: 'update', changes: [{ field: 'OrderStatus', before: OrderStatus, after: 'Deleted' }] };
		if (stage === 'COMPLETED') return { can: 'nothing', problem: this.tooLate(record, OrderStatus) };
		const unknown = unknownStatus(`order ${record.number}`, { status: translate<never>({}, OrderStatus) });
		return { can: 'nothing', problem: unknown ?? this.tooLate(record, OrderStatus) };
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
		return await sideBySide(list, async ({ record, found }) => {
			const { id, number } = found;
			const applied = await appliedBy(
				{ params: this.named(record) },
				async () => await deleteOrder(this.unleashed, id, maySend),
				() => ({ id, number }),
			);
			return applied.outcome === 'rejected' ? await this.afterLook(record, found, applied) : applied;
		});
	}

	/** What was refused may be deleted all the same, by another run or by people; or it was completed meanwhile. */
	private async afterLook(record: Order, { id, number }: Found, refusal: Applied): Promise<Applied> {
		const row = await orderByGuid(this.unleashed, id).catch(() => 'unknown' as const);
		if (row === 'unknown') return refusal;
		if (row === undefined) return { outcome: 'done', id, number, stood: true };
		if ('unreadable' in row) return refusal;
		const stage = stageOf(row.record.OrderStatus);
		if (stage === 'DELETED') return { outcome: 'done', id, number, stood: true };
		if (stage !== 'COMPLETED') return refusal;
		return { outcome: 'rejected', problem: this.tooLate(record, row.record.OrderStatus) };
	}

	calls(): number {
		return this.unleashed.http.calls();
	}

	private named({ number }: Order): { order: string; kind: string } {
		return { order: number, kind: this.kind };
	}

	private tooLate(record: Order, stage: string): Problem {
		return problem('CANCEL_TOO_LATE', { ...this.named(record), target: LABEL, stage });
	}

	private taken(record: Order, reference: string): Problem {
		return problem('REFERENCE_TAKEN', { ...this.named(record), target: LABEL, reference });
	}
}
