import { type Listing, type OmniengineClient, type Row, type Written } from '../client';
import { bookedShipment, movedOrder, order, type OeOrder, type OeShipment } from './wire';

/*
 * Orders. GET /oe/v2/orders/sales_orders?order_status= is documented; all else is assumed.
 */

const ORDERS: Listing<OeOrder> = { call: 'ordersList', schema: order, label: 'order_number' };

export const orderPages = (
	omniengine: OmniengineClient,
	query: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Array<Row<OeOrder>>> => omniengine.pages(ORDERS, query);

/** GET /oe/v2/orders/{id} */
export const orderById = async (omniengine: OmniengineClient, id: string): Promise<Row<OeOrder> | undefined> =>
	await omniengine.one({ ...ORDERS, call: 'ordersRead' }, { id });

export interface Move {
	readonly to_status: string;
	/** A guard: refused when the order has gone on meanwhile. */
	readonly from_status: string;
	readonly reason?: string;
}

/** PUT /oe/v2/orders/{id}/status; the guard keeps a repeat from moving it further. */
export const moveOrder = async (
	omniengine: OmniengineClient,
	id: string,
	body: Move,
	maySend: () => boolean,
): Promise<Written<{ data: { order_id: string; order_status: string } }>> =>
	await omniengine.write('ordersMove', { values: { id }, body, repeatable: true, maySend }, movedOrder);

/** PUT /oe/v2/orders/{id}/location */
export const assignOrder = async (
	omniengine: OmniengineClient,
	id: string,
	location: string,
	maySend: () => boolean,
): Promise<Written<{ data: { order_id: string; order_status: string } }>> => {
	const writing = { values: { id }, body: { location_id: location }, repeatable: true, maySend };
	return await omniengine.write('ordersAssign', writing, movedOrder);
};

export interface Booking {
	readonly courier_id: string;
	readonly service_type: string;
	readonly pieces: number;
	readonly weight_kg?: number;
	readonly cod_amount: number;
}

/** POST /oe/v2/orders/{id}/shipments; never repeated, because there may be two parcels then. */
export const bookShipment = async (
	omniengine: OmniengineClient,
	id: string,
	body: Booking,
	maySend: () => boolean,
): Promise<Written<{ data: OeShipment }>> => {
	const writing = { values: { id }, body, repeatable: false, maySend, key: `shipment ${id}` };
	return await omniengine.write('shipmentsBook', writing, bookedShipment);
};
