import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type Row, type ShopdeskClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { referenceOf, stageOf, type ReferenceRules, type Stage } from '../mapping';
import { moveOrder, OrderBook, orderById } from '../order/client';
import { chosen } from '../order/target';
import type { SdOrder } from '../order/wire';

/*
 * What ends an order in ShopDesk: its invoice, or its cancellation. Invoicing is offered for an order that waits,
 * cancelling for one that waits or was invoiced (seen in code, 2021).
 */

const BATCH = 10;

export interface Move {
	readonly call: 'ordersInvoice' | 'ordersCancel';
	/** The kind of fact: `invoice`, `cancellation`. */
	readonly kind: string;
	/** The stage an order is in afterwards, and those from which it gets there. */
	readonly to: Stage;
	readonly from: readonly Stage[];
}

export const INVOICE: Move = {
	call: 'ordersInvoice',
	kind: 'invoice',
	to: 'INVOICED',
	from: ['AWAITING_SM_APPROVAL', 'APPROVED'],
};

export const CANCELLATION: Move = {
	call: 'ordersCancel',
	kind: 'cancellation',
	to: 'CANCELLED',
	from: ['AWAITING_SM_APPROVAL', 'APPROVED', 'INVOICED'],
};

type Draft = Readonly<Record<string, never>>;
type Entry = { readonly record: Order; readonly draft: Draft };

export class MoveTarget implements DocumentTarget<Order, Draft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = BATCH;

	/** The order is the one named, whoever made it. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
		private readonly rules: ReferenceRules,
		private readonly move: Move,
	) {}

	get kind(): string {
		return this.move.kind;
	}

	documentKey(record: Order): string {
		const reference = this.referenceOf(record);
		return `${this.kind} ${reference ?? record.origin.id}`;
	}

	/** The reference of an order of another system; undefined for one of ShopDesk's own, which has an ID there. */
	private referenceOf(record: Order): string | undefined {
		if (record.origin.system === SYSTEM) return undefined;
		const key = referenceOf(record, this.rules);
		return 'key' in key ? key.key : record.origin.id;
	}

	draft(record: Order): { draft: Draft } | { problem: Problem } {
		if (record.origin.system === SYSTEM) return { draft: {} };
		const key = referenceOf(record, this.rules);
		return 'problem' in key ? key : { draft: {} };
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const book = new OrderBook(this.shopdesk);
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ record }) => await this.standing(book, record)),
		);
		return new Map(
			wanted.flatMap(({ key, record }, at) => {
				const there = rows[at];
				if (!there) return [];
				const id = 'record' in there ? there.record.id : record.origin.id;
				return [[key, { id, number: there.label || record.number, document: there }]];
			}),
		);
	}

	private async standing(book: OrderBook, record: Order): Promise<Row<SdOrder> | undefined> {
		const reference = this.referenceOf(record);
		if (reference === undefined) return await orderById(this.shopdesk, record.origin.id);
		return chosen(await book.byReference(reference));
	}

	revise({ document }: Found, record: Order): Revisable {
		const there = document as Row<SdOrder>;
		if ('unreadable' in there)
			return { can: 'nothing', problem: unreadable(`order ${record.number}`, there.unreadable) };
		const stage = stageOf(there.record.status);
		if (stage === this.move.to) return { can: 'unchanged' };
		if (stage !== undefined && this.move.from.includes(stage))
			return { can: 'update', changes: [{ field: 'status', before: stage, after: this.move.to }] };
		const params = { order: record.number, kind: this.kind, target: LABEL, stage: there.record.status };
		return { can: 'nothing', problem: problem('STAGE_LOCKED', params) };
	}

	absent(record: Order): { readonly reason: Problem; readonly settle: boolean } {
		const params = { order: record.number, kind: this.kind, target: LABEL };
		const code = this.move.to === 'CANCELLED' ? 'NOTHING_TO_CANCEL' : 'ORDER_NOT_FOUND';
		return { reason: problem(code, params), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	/** What was refused, or whose answer was lost, may be done all the same: it is looked at once more. */
	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async ({ record, found }) => {
			const about = { params: { order: record.number, kind: this.kind } };
			const send = async () => await moveOrder(this.shopdesk, this.move.call, found.id, maySend);
			const applied = await appliedBy(about, send, () => ({ id: found.id, number: found.number }));
			if (applied.outcome !== 'rejected' && applied.outcome !== 'unknown') return applied;
			const there = await orderById(this.shopdesk, found.id).catch(() => undefined);
			const isThere = there && 'record' in there && stageOf(there.record.status) === this.move.to;
			return isThere
				? { outcome: 'done', id: found.id, number: found.number, stood: applied.outcome === 'rejected' }
				: applied;
		});
	}

	calls(): number {
		return this.shopdesk.http.calls();
	}
}
