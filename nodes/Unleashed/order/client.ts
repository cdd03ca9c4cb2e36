import type { Listing, Row, UnleashedClient, Written } from '../client';
import type { Raw } from '../wire';
import { order, type UnleashedOrder } from './wire';

/*
 * One function a call about sales orders. https://apidocs.unleashedsoftware.com/SalesOrders
 */

const PATH = '/SalesOrders';
const ORDERS: Listing<UnleashedOrder> = { path: PATH, schema: order, label: 'OrderNumber' };

const pathOf = (guid: string) => `${PATH}/${encodeURIComponent(guid)}`;

/** What the list can be asked for; deleted orders come only when their status is named (documented). */
export interface OrderQuery {
	readonly modifiedSince?: string;
	readonly orderStatus?: string;
	readonly customerCode?: string;
	readonly warehouseCode?: string;
}

/** GET /SalesOrders/{page}?modifiedSince=&orderStatus=&customerCode=&warehouseCode= */
export function orderPages(unleashed: UnleashedClient, query: OrderQuery): AsyncGenerator<Array<Row<UnleashedOrder>>> {
	return unleashed.pages(ORDERS, { ...query });
}

/** The order with this GUID. GET /SalesOrders/{orderGuid} */
export async function orderByGuid(unleashed: UnleashedClient, guid: string): Promise<Row<UnleashedOrder> | undefined> {
	return await unleashed.one(ORDERS, guid);
}

/**
 * The orders with exactly this number; the filter names a single one and overrides all others. Whether it shows deleted
 * ones is not documented. GET /SalesOrders?orderNumber=
 */
export async function ordersByNumber(unleashed: UnleashedClient, number: string): Promise<Array<Row<UnleashedOrder>>> {
	const rows = await unleashed.rows(ORDERS, { orderNumber: number });
	return rows.filter(({ label }) => label === number);
}

/**
 * A new order under a GUID of ours. What a used GUID does is not documented (refused, or written over), so it is never
 * repeated blindly. POST /SalesOrders/{orderGuid}
 */
export async function createOrder(
	unleashed: UnleashedClient,
	guid: string,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<UnleashedOrder>> {
	const request = { method: 'POST', path: pathOf(guid), body, repeatable: false, maySend } as const;
	return await unleashed.write(request, order);
}

/** An order whole: what is left out is blanked (documented). A repeat changes nothing more. PUT /SalesOrders/{orderGuid} */
export async function updateOrder(
	unleashed: UnleashedClient,
	guid: string,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<UnleashedOrder>> {
	const request = { method: 'PUT', path: pathOf(guid), body, repeatable: true, maySend } as const;
	return await unleashed.write(request, order);
}

/** The goods leave and are billed. Not repeatable: nothing says what a second one does. POST /SalesOrders/{guid}/Complete */
export async function completeOrder(
	unleashed: UnleashedClient,
	guid: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const request = { method: 'POST', path: `${pathOf(guid)}/Complete`, body: {}, repeatable: false, maySend } as const;
	return await unleashed.act(request);
}

/** DELETE /SalesOrders/{orderGuid}; one that is not there is deleted already. */
export async function deleteOrder(
	unleashed: UnleashedClient,
	guid: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	return await unleashed.act({ method: 'DELETE', path: pathOf(guid), repeatable: true, maySend }, [404]);
}

/** DELETE /SalesOrders/Lines/{lineGuid}; one that is not there is deleted already. */
export async function deleteOrderLine(
	unleashed: UnleashedClient,
	lineGuid: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const path = `${PATH}/Lines/${encodeURIComponent(lineGuid)}`;
	return await unleashed.act({ method: 'DELETE', path, repeatable: true, maySend }, [404]);
}
