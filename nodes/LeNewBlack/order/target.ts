import type { Order } from '../../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { LeNewBlackClient, Row } from '../client';
import { appliedBy, LABEL, oneByOne, reading, SYSTEM, unreadable } from '../failures';
import { filterDate } from '../mapping';
import { createOrder, orderPages } from './client';
import { differences, purchaseReference, toDraft, type OrderRules } from './draft';
import { folded } from './mapping';
import type { LnbOrder, OrderDraft } from './wire';

/*
 * How Le New Black takes orders: looked for by purchase order reference, made if there is none, never changed. There is no
 * filter for that reference, so all orders are read that changed since the oldest of these records was placed: an order
 * made of one cannot be older.
 */

const BATCH = 10;
/** Clocks differ. */
const MARGIN_MS = 24 * 60 * 60_000;

type Entry = { readonly record: Order; readonly draft: OrderDraft };

export class OrderTarget implements DocumentTarget<Order, OrderDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: OrderRules,
	) {}

	documentKey(record: Order): string {
		return purchaseReference(record, this.rules);
	}

	draft(record: Order): { draft: OrderDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	/** Others would have used the shop's number as it stands. */
	foreignKeys(record: Order): string[] {
		const own = this.documentKey(record);
		return [...new Set([record.number, record.number.replace(/^#/, '')])].filter((key) => key !== own && key !== '');
	}

	async find(wanted: ReadonlyArray<Wanted<Order>>): Promise<Map<string, Found>> {
		const keys = new Set(wanted.map(({ key }) => key));
		const oldest = wanted.map(({ record }) => record.placedAt).sort()[0] ?? '';
		const since = new Date(Date.parse(oldest) - MARGIN_MS).toISOString();
		const query = { update_time_from: filterDate(since, this.rules.dateForm) };
		const rows = new Map<string, Array<Row<LnbOrder>>>();
		await reading(async () => {
			for await (const page of orderPages(this.lnb, query))
				for (const row of page) {
					const key =
						'record' in row
							? (row.record.purchase_order_reference?.trim() ?? '')
							: String(row.raw['purchase_order_reference'] ?? '');
					if (keys.has(key)) rows.set(key, [...(rows.get(key) ?? []), row]);
				}
		});
		return new Map([...rows].map(([key, found]) => [key, { ...referenceTo(chosen(found)), document: found }]));
	}

	revise({ document }: Found, record: Order, draft: OrderDraft): Revisable {
		const rows = document as ReadonlyArray<Row<LnbOrder>>;
		const live = rows.filter((row) => !('record' in row) || !isCancelled(row.record));
		if (live.length > 1) {
			const params = { record: `order ${record.number}`, count: String(live.length), target: LABEL };
			return { can: 'nothing', problem: problem('AMBIGUOUS', { ...params, key: 'purchase order reference' }) };
		}
		const row = chosen(rows);
		if (!('record' in row)) return { can: 'nothing', problem: unreadable(`order ${record.number}`, row.unreadable) };
		const what = differences(row.record, draft);
		if (what === '') return { can: 'unchanged' };
		return { can: 'nothing', problem: problem('CHANGE_BY_HAND', { order: record.number, target: LABEL, what }) };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async ({ record, draft }) =>
			appliedBy(
				{ params: { order: record.number }, personal: [draft.retailer_member_email ?? ''] },
				async () => await createOrder(this.lnb, draft, maySend),
				({ reference }) => ({ id: reference, number: reference }),
			),
		);
	}

	/** Never asked: `revise` changes nothing. */
	async update(changes: readonly unknown[]): Promise<Applied[]> {
		return await Promise.resolve(changes.map((): Applied => ({ outcome: 'unsent' })));
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

const isCancelled = ({ status }: LnbOrder) => ['canceled', 'cancelled'].includes(folded(status));

/** The first that is not cancelled, else the first. */
function chosen(rows: ReadonlyArray<Row<LnbOrder>>): Row<LnbOrder> {
	return rows.find((row) => !('record' in row) || !isCancelled(row.record)) ?? rows[0]!;
}

const referenceTo = ({ label }: Row<LnbOrder>) => ({ id: label, number: label });
