import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OmniengineClient, type Row } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { hasLeftBooking, mayMove, oeIdOf, stageOf, type Stage } from '../mapping';
import { assignOrder, moveOrder, orderById } from './client';
import type { OeOrder } from './wire';

/*
 * How an order of OmniEngine is changed: it goes to another stage, or gets a location. What stands there is read first, and
 * each change is refused there if it has gone on meanwhile.
 */

const BATCH = 10;

type Entry<D> = { readonly record: Order; readonly draft: D };

/** What both changes have in common: the order is the one named, and none is ever made. */
export abstract class OrderChange<D> implements DocumentTarget<Order, D> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	constructor(
		readonly account: string,
		protected readonly omniengine: OmniengineClient,
	) {}

	documentKey(record: Order): string {
		return oeIdOf(record) || `no OmniEngine ID: ${record.origin.id}`;
	}

	draft(record: Order): { draft: D } | { problem: Problem } {
		if (oeIdOf(record) === '')
			return { problem: problem('ID_MISSING', { kind: 'order', given: record.origin.number ?? record.origin.id }) };
		return this.draftOf(record);
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ key }) => await orderById(this.omniengine, key)),
		);
		return new Map(
			wanted.flatMap(({ key }, at) => {
				const there = rows[at];
				return there ? [[key, { id: key, number: there.label || key, document: there }]] : [];
			}),
		);
	}

	revise({ document }: Found, record: Order, draft: D): Revisable {
		const there = document as Row<OeOrder>;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		return this.reviseRead(there.record, record, draft);
	}

	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('ORDER_NOT_FOUND', { order: record.number, target: LABEL }), settle: false };
	}

	async create(drafts: ReadonlyArray<Entry<D>>): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	async update(list: ReadonlyArray<Entry<D> & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async (entry) => {
			const applied = await this.send(entry, maySend);
			if (applied.outcome !== 'rejected' && applied.outcome !== 'unknown') return applied;
			// What was refused, or whose answer was lost, may be done all the same.
			const now = await orderById(this.omniengine, entry.found.id).catch(() => undefined);
			const isDone = now && 'record' in now && this.isReached(now.record, entry.draft);
			const { id, number } = entry.found;
			return isDone ? { outcome: 'done', id, number, stood: applied.outcome === 'rejected' } : applied;
		});
	}

	calls(): number {
		return this.omniengine.http.calls();
	}

	protected abstract draftOf(record: Order): { draft: D } | { problem: Problem };
	protected abstract reviseRead(there: OeOrder, record: Order, draft: D): Revisable;
	protected abstract isReached(there: OeOrder, draft: D): boolean;
	protected abstract send(entry: Entry<D> & { found: Found }, maySend: MaySend): Promise<Applied>;
}

export interface MoveRules {
	readonly to: Stage;
	/** Only from this stage; empty means from any that leads there. */
	readonly from: Stage | '';
	readonly reason: string;
	readonly force: boolean;
	/** The invoice of ShopDesk that an order needs before its courier is booked. */
	readonly invoiceOf: (record: Order) => string;
}

interface MoveDraft {
	readonly to: Stage;
	readonly invoice: string;
}

export class MoveTarget extends OrderChange<MoveDraft> {
	constructor(
		account: string,
		omniengine: OmniengineClient,
		private readonly rules: MoveRules,
	) {
		super(account, omniengine);
	}

	protected draftOf(record: Order): { draft: MoveDraft } {
		return { draft: { to: this.rules.to, invoice: this.rules.invoiceOf(record) } };
	}

	protected reviseRead(there: OeOrder, record: Order, { to, invoice }: MoveDraft): Revisable {
		const from = stageOf(there.order_status);
		const params = { order: record.number, target: LABEL, stage: there.order_status, wanted: to };
		if (from === to) return { can: 'unchanged' };
		if (this.rules.from === '' && to === 'courier_booking' && invoice !== '' && hasLeftBooking(from))
			return { can: 'unchanged' };
		if (from === undefined || (this.rules.from !== '' && from !== this.rules.from))
			return { can: 'nothing', problem: problem('MOVE_REFUSED', params) };
		if (!this.rules.force && !mayMove(from, to)) return { can: 'nothing', problem: problem('MOVE_REFUSED', params) };
		const isInvoiced = invoice !== '' || Boolean(there.sd?.invoice_number);
		if (!this.rules.force && from === 'awaiting_approval' && to === 'courier_booking' && !isInvoiced)
			return { can: 'nothing', problem: problem('MOVE_WITHOUT_INVOICE', params) };
		return { can: 'update', changes: [{ field: 'status', before: from, after: to }] };
	}

	protected isReached(there: OeOrder, { to }: MoveDraft): boolean {
		return stageOf(there.order_status) === to;
	}

	protected async send({ record, found }: Entry<MoveDraft> & { found: Found }, maySend: MaySend): Promise<Applied> {
		const there = found.document as Row<OeOrder>;
		const from = 'record' in there ? there.record.order_status : '';
		const { to, reason } = this.rules;
		const body = { from_status: from, to_status: to, ...(reason === '' ? {} : { reason }) };
		return await appliedBy(
			{ params: { order: record.number }, personal: personalOf(record) },
			async () => await moveOrder(this.omniengine, found.id, body, maySend),
			() => ({ id: found.id, number: found.number }),
		);
	}
}

export class AssignTarget extends OrderChange<string> {
	constructor(
		account: string,
		omniengine: OmniengineClient,
		private readonly locationOf: (record: Order) => string,
	) {
		super(account, omniengine);
	}

	protected draftOf(record: Order): { draft: string } | { problem: Problem } {
		const location = this.locationOf(record);
		if (location !== '') return { draft: location };
		const params = { record: `order ${record.number}`, field: 'Location', reason: 'it is empty' };
		return { problem: problem('FIELD_INVALID', params) };
	}

	protected reviseRead(there: OeOrder, _record: Order, location: string): Revisable {
		if (there.location_id === location) return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: 'location', before: there.location_id, after: location }] };
	}

	protected isReached(there: OeOrder, location: string): boolean {
		return there.location_id === location;
	}

	protected async send({ record, draft, found }: Entry<string> & { found: Found }, maySend: MaySend): Promise<Applied> {
		return await appliedBy(
			{ params: { order: record.number }, personal: personalOf(record) },
			async () => await assignOrder(this.omniengine, found.id, draft, maySend),
			() => ({ id: found.id, number: found.number }),
		);
	}
}

/** What must not stand in the vendor's words. */
export const personalOf = ({ customer, shipTo }: Order): string[] =>
	[customer?.name, customer?.email, customer?.phone, shipTo?.name, shipTo?.phone, shipTo?.address1].filter(
		(each): each is string => Boolean(each),
	);
