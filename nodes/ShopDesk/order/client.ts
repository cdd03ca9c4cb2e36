import type { z } from 'zod';

import { rowFrom, sideBySide, type Listing, type Row, type ShopdeskClient, type Written } from '../client';
import { isRaw } from '../wire';
import { createdOrder, order, olderOrder, olderWhole, type OrderDraft, type SdOrder } from './wire';

/*
 * Orders. Assumed: /api/sales-orders. Older contract: /api/omni_engine/all, getOe, confirmOe, cancelOe, which has no way
 * to make one.
 */

type Orders = Listing<SdOrder>;

const listOf = (shopdesk: ShopdeskClient): Orders =>
	shopdesk.isLegacy
		? { call: 'ordersList', collection: 'invoices', schema: olderOrder, label: 'invoice_reference_id' }
		: { call: 'ordersList', collection: 'data', schema: order, label: 'order_number' };

/** All orders, page by page; without lines in the older contract. */
export function orderPages(
	shopdesk: ShopdeskClient,
	query: Readonly<Record<string, string | undefined>> = {},
): AsyncGenerator<Array<Row<SdOrder>>> {
	return shopdesk.pages(listOf(shopdesk), query);
}

/** One order, whole; undefined when there is none. */
export async function orderById(shopdesk: ShopdeskClient, id: string): Promise<Row<SdOrder> | undefined> {
	if (!shopdesk.isLegacy) {
		const answer = await shopdesk.read('ordersRead', { values: { id } }, [404]);
		return answer && rowFrom(answer.data, listOf(shopdesk));
	}
	const answer = await shopdesk.read('ordersRead', { body: { invoice_id: id } });
	return rowFrom(answer, { schema: olderWhole, label: 'invoice_reference_id' });
}

/** Rows of a list with their lines: one call each where the list has heads only. */
export async function wholeRows(
	shopdesk: ShopdeskClient,
	rows: ReadonlyArray<Row<SdOrder>>,
): Promise<Array<Row<SdOrder>>> {
	if (!shopdesk.isLegacy) return [...rows];
	return await sideBySide(rows, async (row) => {
		if (!('record' in row)) return row;
		const whole = await orderById(shopdesk, row.record.id);
		return whole ? { ...whole, label: row.label } : row;
	});
}

/**
 * The orders of a run by their reference. That the list filters by `reference_id` is assumed: as soon as it answers
 * another one, the whole list is read instead, once.
 */
export class OrderBook {
	private whole: Promise<ReadonlyMap<string, ReadonlyArray<Row<SdOrder>>>> | undefined;

	constructor(private readonly shopdesk: ShopdeskClient) {}

	async byReference(reference: string): Promise<ReadonlyArray<Row<SdOrder>>> {
		if (!this.shopdesk.isLegacy && !this.whole) {
			const found = await this.filtered(reference);
			if (found) return found;
		}
		this.whole ??= this.readAll();
		return (await this.whole).get(reference) ?? [];
	}

	private async filtered(reference: string): Promise<ReadonlyArray<Row<SdOrder>> | undefined> {
		const rows: Array<Row<SdOrder>> = [];
		for await (const page of orderPages(this.shopdesk, { reference_id: reference })) {
			if (!page.every((row) => !('record' in row) || row.record.reference_id === reference)) return undefined;
			rows.push(...page);
		}
		return rows;
	}

	private async readAll(): Promise<ReadonlyMap<string, ReadonlyArray<Row<SdOrder>>>> {
		const all = new Map<string, Array<Row<SdOrder>>>();
		for await (const page of orderPages(this.shopdesk))
			for (const row of page) {
				const key = 'record' in row ? row.record.reference_id : row.label;
				if (key) all.set(key, [...(all.get(key) ?? []), row]);
			}
		return all;
	}
}

/** A new order. Never repeated when nobody knows what became of it. POST /api/sales-orders (assumed) */
export async function createOrder(
	shopdesk: ShopdeskClient,
	draft: OrderDraft,
	maySend: () => boolean,
): Promise<Written<{ data: { id: string; status: string; invoice_number: string | null } }>> {
	const key = `order ${draft.reference_id}`;
	return await shopdesk.write('ordersCreate', { body: draft, repeatable: false, maySend, key }, createdOrder);
}

/** Makes the invoice of one order, or cancels it; both are refused for one that is so already. */
export async function moveOrder(
	shopdesk: ShopdeskClient,
	call: 'ordersInvoice' | 'ordersCancel',
	id: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const body = shopdesk.isLegacy ? { invoices: [id] } : { ids: [/^\d+$/.test(id) ? Number(id) : id] };
	return await shopdesk.write(call, { body, repeatable: false, maySend, key: `${call} ${id}` }, object);
}

const object = {
	safeParse: (data: unknown) => (isRaw(data) ? { success: true, data } : { success: false, error: { issues: [] } }),
} as unknown as z.ZodType<unknown>;
