import type { Domain, OdooClient } from '../client';
import { partnersById } from '../customer/client';
import type { OdooPartner } from '../customer/wire';
import {
	carriers,
	LINE_FIELDS,
	lineProducts,
	madeOrders,
	namedOrders,
	namedProducts,
	ORDER_FIELDS,
	PRODUCT_FIELDS,
	orderInvoices,
	orderPickings,
	saleLines,
	saleOrders,
	type LineProduct,
	type MadeOrder,
	type NamedOrder,
	type NamedProduct,
	type OdooCarrier,
	type OrderInvoice,
	type OrderPicking,
	type SaleLine,
	type SaleOrder,
} from './wire';

/*
 * One function a question about sales orders. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 */

/** An order with everything that is needed to say what it is. */
export interface StandingOrder {
	readonly order: SaleOrder;
	readonly lines: readonly SaleLine[];
	/** External ids of its lines, by the line's id. */
	readonly lineIds: ReadonlyMap<number, string>;
	readonly products: ReadonlyMap<number, LineProduct>;
	readonly partner?: OdooPartner;
	readonly billTo?: OdooPartner;
	readonly shipTo?: OdooPartner;
	readonly invoices: readonly OrderInvoice[];
	readonly pickings: readonly OrderPicking[];
}

/** Those of the fields that this version, with its apps, has. */
export async function fieldsThere(odoo: OdooClient, model: string, wanted: readonly string[]): Promise<string[]> {
	const known = await odoo.fieldsOf(model);
	return wanted.filter((field) => field in known);
}

/** Orders by id, without their lines and all that follows from them; ids the user may not see are absent. */
export async function saleOrdersBy(odoo: OdooClient, ids: readonly number[]): Promise<SaleOrder[]> {
	if (ids.length === 0) return [];
	const fields = await fieldsThere(odoo, 'sale.order', ORDER_FIELDS);
	return await odoo.searchRead('sale.order', [['id', 'in', [...new Set(ids)]]], fields, saleOrders);
}

/** Orders by id, whole; ids the user may not see are absent. */
export async function standingOrders(odoo: OdooClient, ids: readonly number[]): Promise<Map<number, StandingOrder>> {
	return await wholeOrders(odoo, await saleOrdersBy(odoo, ids));
}

/** Orders with their lines, contacts, invoices and deliveries, read together. */
export async function wholeOrders(odoo: OdooClient, orders: readonly SaleOrder[]): Promise<Map<number, StandingOrder>> {
	const lines = await linesOf(
		odoo,
		orders.flatMap(({ order_line }) => order_line),
	);
	const lineIds = await odoo.externalIdsOf(
		'sale.order.line',
		lines.map(({ id }) => id),
	);
	const products = await productsById(
		odoo,
		lines.flatMap(({ product_id }) => product_id?.id ?? []),
	);
	const people = await partnersById(odoo, orders.flatMap(contactsOf));
	const invoices = await invoicesOf(
		odoo,
		orders.flatMap(({ invoice_ids }) => invoice_ids ?? []),
	);
	const pickings = await pickingsOf(
		odoo,
		orders.flatMap(({ picking_ids }) => picking_ids ?? []),
	);
	return new Map(
		orders.map((order): [number, StandingOrder] => [
			order.id,
			{
				order,
				lines: order.order_line.flatMap((id) => lines.find((line) => line.id === id) ?? []),
				lineIds,
				products,
				partner: people.get(order.partner_id?.id ?? 0),
				billTo: people.get(order.partner_invoice_id?.id ?? 0),
				shipTo: people.get(order.partner_shipping_id?.id ?? 0),
				invoices: (order.invoice_ids ?? []).flatMap((id) => invoices.find((each) => each.id === id) ?? []),
				pickings: (order.picking_ids ?? []).flatMap((id) => pickings.find((each) => each.id === id) ?? []),
			},
		]),
	);
}

const contactsOf = ({ partner_id, partner_invoice_id, partner_shipping_id }: SaleOrder) =>
	[partner_id, partner_invoice_id, partner_shipping_id].flatMap((each) => each?.id ?? []);

async function linesOf(odoo: OdooClient, ids: readonly number[]): Promise<SaleLine[]> {
	if (ids.length === 0) return [];
	const fields = await fieldsThere(odoo, 'sale.order.line', LINE_FIELDS);
	return await odoo.searchRead('sale.order.line', [['id', 'in', ids]], fields, saleLines);
}

export async function productsById(odoo: OdooClient, ids: readonly number[]): Promise<Map<number, LineProduct>> {
	if (ids.length === 0) return new Map();
	const domain: Domain = [['id', 'in', [...new Set(ids)]]];
	const context = { active_test: false };
	const fields = await fieldsThere(odoo, 'product.product', PRODUCT_FIELDS);
	const found = await odoo.searchRead('product.product', domain, fields, lineProducts, { context });
	return new Map(found.map((each) => [each.id, each]));
}

async function invoicesOf(odoo: OdooClient, ids: readonly number[]): Promise<OrderInvoice[]> {
	if (ids.length === 0) return [];
	const fields = ['state', 'move_type', 'payment_state', 'amount_total', 'amount_residual'];
	return await odoo.searchRead('account.move', [['id', 'in', [...new Set(ids)]]], fields, orderInvoices);
}

async function pickingsOf(odoo: OdooClient, ids: readonly number[]): Promise<OrderPicking[]> {
	if (ids.length === 0) return [];
	const wanted = ['name', 'state', 'picking_type_code', 'carrier_tracking_ref', 'date_done', 'sale_id'];
	const fields = await fieldsThere(odoo, 'stock.picking', wanted);
	return await odoo.searchRead('stock.picking', [['id', 'in', [...new Set(ids)]]], fields, orderPickings);
}

/** Orders changed since, page by page, oldest id first; `changedAfter` is in Odoo's own form. */
export function orderPages(
	odoo: OdooClient,
	domain: Domain,
	fields: readonly string[],
	size?: number,
): AsyncGenerator<SaleOrder[]> {
	return odoo.pages('sale.order', domain, fields, { size }, saleOrders);
}

/** Orders that are called so, by their own number or by the customer's reference. */
export async function ordersCalled(odoo: OdooClient, names: readonly string[]): Promise<SaleOrder[]> {
	if (names.length === 0) return [];
	const domain: Domain = ['|', ['name', 'in', names], ['client_order_ref', 'in', names]];
	const fields = await fieldsThere(odoo, 'sale.order', ORDER_FIELDS);
	return await odoo.searchRead('sale.order', domain, fields, saleOrders, { order: 'id' });
}

/** The same orders, as far as they say who they are; one call, whatever this version calls the rest of them. */
export async function ordersNamed(odoo: OdooClient, names: readonly string[]): Promise<NamedOrder[]> {
	if (names.length === 0) return [];
	const domain: Domain = ['|', ['name', 'in', names], ['client_order_ref', 'in', names]];
	return await odoo.searchRead('sale.order', domain, ['name', 'client_order_ref'], namedOrders, { order: 'id' });
}

/** Products with one of these SKUs or barcodes; what was archived is left out, as nobody sells it. */
export async function productsBy(
	odoo: OdooClient,
	field: 'default_code' | 'barcode',
	values: readonly string[],
): Promise<NamedProduct[]> {
	if (values.length === 0) return [];
	const fields = ['default_code', 'barcode'];
	return await odoo.searchRead('product.product', [[field, 'in', [...values]]], fields, namedProducts, { order: 'id' });
}

/** Delivery methods, with the product that their line in an order has. Empty where the app is not installed. */
export async function carriersById(odoo: OdooClient, ids: readonly number[]): Promise<OdooCarrier[]> {
	if (ids.length === 0) return [];
	return await odoo.searchRead('delivery.carrier', [['id', 'in', [...ids]]], ['name', 'product_id'], carriers);
}

/** What Odoo made of orders. */
export async function madeFrom(odoo: OdooClient, ids: readonly number[]): Promise<Map<number, MadeOrder>> {
	if (ids.length === 0) return new Map();
	const fields = ['name', 'client_order_ref', 'state', 'date_order', 'amount_total', 'currency_id'];
	const found = await odoo.searchRead('sale.order', [['id', 'in', [...ids]]], fields, madeOrders);
	return new Map(found.map((each) => [each.id, each]));
}
