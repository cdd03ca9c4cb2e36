import type { LeNewBlackClient, Listing, Query, Row, Written } from '../client';
import { order, savedOrder, type LnbOrder, type OrderDraft } from './wire';

/*
 * One function a call about orders, as in the vendor's PHP SDK (https://github.com/lenewblack/lnb-php).
 */

const ORDERS: Listing<LnbOrder> = { path: '/orders', schema: order, label: 'reference' };

/** GET /orders?page=&status=&update_time_from=; a status asks for one word alone. */
export function orderPages(lnb: LeNewBlackClient, query: Query): AsyncGenerator<Array<Row<LnbOrder>>> {
	return lnb.pages(ORDERS, query);
}

/** GET /orders/{reference} */
export async function orderByReference(lnb: LeNewBlackClient, reference: string): Promise<Row<LnbOrder> | undefined> {
	return await lnb.one(ORDERS, reference);
}

/**
 * A new order. Never repeated when nobody knows what became of it: whether a purchase order reference may be used twice is
 * not documented. POST /orders
 */
export async function createOrder(
	lnb: LeNewBlackClient,
	draft: OrderDraft,
	maySend: () => boolean,
): Promise<Written<{ readonly reference: string }>> {
	return await lnb.write({ method: 'POST', path: '/orders', body: draft, repeatable: false, maySend }, savedOrder);
}

/** Moves an order to a status; a repeat changes nothing more. POST /orders/status */
export async function moveStatus(
	lnb: LeNewBlackClient,
	reference: string,
	status: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const body = { reference, status };
	return await lnb.write({ method: 'POST', path: '/orders/status', body, repeatable: true, maySend }, savedOrder);
}
