import type { Answer, Domain, OdooClient } from '../client';
import { fieldsThere, productsById } from '../order/client';
import type { LineProduct } from '../order/wire';
import {
	MOVE_FIELDS,
	moves,
	PICKING_FIELDS,
	pickingOrders,
	pickings,
	type Move,
	type Picking,
	type PickingOrder,
} from './wire';

/*
 * One function a question about deliveries.
 */

/** A delivery with everything that is needed to say what left, and for which order. */
export interface WholePicking {
	readonly picking: Picking;
	readonly moves: readonly Move[];
	readonly products: ReadonlyMap<number, LineProduct>;
	readonly order?: PickingOrder;
	/** The external ids of the order, and of the order's lines by their id. */
	readonly orderExternal?: string;
	readonly lineExternals: ReadonlyMap<number, string>;
}

/** Deliveries of a domain, page by page. */
export async function* pickingPages(odoo: OdooClient, domain: Domain, size?: number): AsyncGenerator<Picking[]> {
	const fields = await fieldsThere(odoo, 'stock.picking', PICKING_FIELDS);
	yield* odoo.pages('stock.picking', domain, fields, { size }, pickings);
}

export async function pickingsBy(odoo: OdooClient, domain: Domain): Promise<Picking[]> {
	const fields = await fieldsThere(odoo, 'stock.picking', PICKING_FIELDS);
	return await odoo.searchRead('stock.picking', domain, fields, pickings, { order: 'id' });
}

/** Deliveries with their moves, goods and orders, read together; in their order. */
export async function wholePickings(odoo: OdooClient, list: readonly Picking[]): Promise<WholePicking[]> {
	if (list.length === 0) return [];
	const ids = list.map(({ id }) => id);
	const fields = await fieldsThere(odoo, 'stock.move', MOVE_FIELDS);
	const moved = await odoo.searchRead('stock.move', [['picking_id', 'in', ids]], fields, moves, { order: 'id' });
	const products = await productsById(
		odoo,
		moved.flatMap(({ product_id }) => product_id?.id ?? []),
	);
	const orders = await ordersOf(
		odoo,
		list.flatMap(({ sale_id }) => sale_id?.id ?? []),
	);
	const externals = await odoo.externalIdsOf('sale.order', [...orders.keys()]);
	const lines = [...new Set(moved.flatMap(({ sale_line_id }) => sale_line_id?.id ?? []))];
	const lineExternals = await odoo.externalIdsOf('sale.order.line', lines);
	return list.map((picking) => ({
		picking,
		moves: moved.filter(({ picking_id }) => picking_id?.id === picking.id),
		products,
		order: orders.get(picking.sale_id?.id ?? 0),
		orderExternal: externals.get(picking.sale_id?.id ?? 0),
		lineExternals,
	}));
}

async function ordersOf(odoo: OdooClient, ids: readonly number[]): Promise<Map<number, PickingOrder>> {
	if (ids.length === 0) return new Map();
	const domain: Domain = [['id', 'in', [...new Set(ids)]]];
	const found = await odoo.searchRead('sale.order', domain, ['name', 'client_order_ref', 'state'], pickingOrders);
	return new Map(found.map((each) => [each.id, each]));
}

/** Sales orders that are called so, by their own number or the shop's. */
export async function ordersNamed(odoo: OdooClient, names: readonly string[]): Promise<PickingOrder[]> {
	if (names.length === 0) return [];
	const domain: Domain = ['|', ['name', 'in', [...names]], ['client_order_ref', 'in', [...names]]];
	return await odoo.searchRead('sale.order', domain, ['name', 'client_order_ref', 'state'], pickingOrders, {
		order: 'id',
	});
}

/** Whether moves have their quantity under the name of 17 and later. */
export async function hasPicked(odoo: OdooClient): Promise<boolean> {
	return !('quantity_done' in (await odoo.fieldsOf('stock.move')));
}

/** Fills in what leaves and its tracking; a repeat fills in the same. */
export async function fillIn(odoo: OdooClient, picking: number, vals: object, maySend: () => boolean): Promise<Answer> {
	const call = { model: 'stock.picking', method: 'write', ids: [picking], args: { vals } };
	return await odoo.call({ ...call, repeatable: true, maySend });
}

/**
 * Validates a delivery: what is missing becomes a backorder, and no text message goes out; both would be asked for on a
 * page of Odoo's otherwise, and nothing done (observed). A delivery that is done stays so when it is called again.
 */
export async function validate(odoo: OdooClient, picking: number, maySend: () => boolean): Promise<Answer> {
	const context = { skip_sms: true, skip_backorder: true, skip_immediate: true };
	const call = { model: 'stock.picking', method: 'button_validate', ids: [picking], context };
	return await odoo.call({ ...call, repeatable: false, maySend });
}
