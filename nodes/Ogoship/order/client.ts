import { recordsIn, type Listing, type OgoshipClient, type Row, type Written } from '../client';
import { order, type OgoDraft, type OgoOrder, type StatusChange } from './wire';

/*
 * One function a call about orders; there is none for a single order and no DELETE. https://openapi.ogoship.com/
 */

const ORDERS: Listing<OgoOrder> = { path: '/api/v1/Orders', schema: order, key: 'reference', filter: 'reference' };

/** Orders changed since, page by page. GET /api/v1/Orders?modifiedAfter=&limit=&page= */
export function orderPages(ogoship: OgoshipClient, modifiedAfter?: string): AsyncGenerator<Array<Row<OgoOrder>>> {
	return ogoship.pages(ORDERS, { modifiedAfter });
}

/** The orders under a reference. Throws for one that cannot be read. GET /api/v1/Orders?reference= */
export async function ordersByReference(ogoship: OgoshipClient, reference: string): Promise<OgoOrder[]> {
	return recordsIn(await ogoship.rowsWith(ORDERS, reference));
}

/**
 * The key an order is asked for by: its reference, since nothing else can be searched for, and behind a line break the
 * id of one of several with that reference. `id` is what an operator types or an item holds, `number` what the item
 * calls the order.
 */
export function toKey(id: string, number?: string): string | undefined {
	if (number === undefined || number === '' || number === id) return id === '' ? undefined : id;
	return id === '' ? number : `${number}\n${id}`;
}

const referenceIn = (key: string) => key.split('\n')[0] ?? '';

/** As `ordersByReference`, each row as it came; by reference or key. */
export async function orderRows(ogoship: OgoshipClient, key: string): Promise<Array<Row<OgoOrder>>> {
	return await ogoship.rowsWith(ORDERS, referenceIn(key));
}

/** The row a key means: the one with its id; else the first that is not cancelled; else the first. */
export function chosenRow(rows: ReadonlyArray<Row<OgoOrder>>, key = ''): Row<OgoOrder> | undefined {
	const id = key.split('\n')[1];
	const named = rows.find((row) => 'record' in row && id !== undefined && row.record.id === id);
	const live = rows.find((row) => !('record' in row) || row.record.status.trim().toUpperCase() !== 'CANCELLED');
	return named ?? live ?? rows[0];
}

/** A new order. Never repeated when nobody knows what became of it: there may be two then. POST /api/v1/Orders */
export async function createOrder(
	ogoship: OgoshipClient,
	draft: OgoDraft,
	maySend: () => boolean,
): Promise<Written<OgoOrder>> {
	const request = { method: 'POST', path: '/api/v1/Orders', body: draft, repeatable: false, maySend } as const;
	return await ogoship.write(request, ORDERS.schema);
}

/**
 * The order again under its reference; given lines replace the old ones and absent ones stay, so a repeat changes
 * nothing more. PUT /api/v1/Orders/{reference}
 */
export async function updateOrder(
	ogoship: OgoshipClient,
	draft: OgoDraft | StatusChange,
	maySend: () => boolean,
): Promise<Written<OgoOrder>> {
	const path = `/api/v1/Orders/${encodeURIComponent(draft.reference)}`;
	return await ogoship.write({ method: 'PUT', path, body: draft, repeatable: true, maySend }, ORDERS.schema);
}
