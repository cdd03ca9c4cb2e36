import type { Answer, Context, Domain, OdooClient } from '../client';
import { fieldsThere } from '../order/client';
import {
	countedProducts,
	DONE_FIELDS,
	doneLines,
	internalLocations,
	openLines,
	QUANT_FIELDS,
	quants,
	STOCK_FIELDS,
	stockedProducts,
	warehouses,
	type CountedProduct,
	type Quant,
	type StockedProduct,
	type Warehouse,
} from './wire';

/*
 * One function a question about stock.
 */

/** Where figures are asked for; all of them together where no place is named. */
export type Place = { readonly warehouse: number } | { readonly location: number } | { readonly everywhere: true };

/**
 * A warehouse is named under two keys: 16 and 17 know the first, 18 and 19 the second, and the wrong one alone would
 * quietly answer with the stock of all warehouses (observed). A location brings those below it along.
 */
export function contextOf(place: Place): Context {
	if ('warehouse' in place) return { warehouse: place.warehouse, warehouse_id: place.warehouse };
	return 'location' in place ? { location: place.location } : {};
}

/** What makes a product one that is counted: it has another name since 18. */
async function storable(odoo: OdooClient): Promise<Domain> {
	const known = await odoo.fieldsOf('product.product');
	if ('is_storable' in known) return [['is_storable', '=', true]];
	return 'detailed_type' in known ? [['detailed_type', '=', 'product']] : [['type', '=', 'product']];
}

/** Counted products with their figures at a place, page by page. */
export async function* stockPages(odoo: OdooClient, place: Place, domain: Domain): AsyncGenerator<StockedProduct[]> {
	const wanted: Domain = [...(await storable(odoo)), ...domain];
	yield* odoo.pages('product.product', wanted, STOCK_FIELDS, { context: contextOf(place) }, stockedProducts);
}

/** The warehouses with these ids, or all; one that does not exist would make products vanish (observed). */
export async function warehousesOf(odoo: OdooClient, ids: readonly number[]): Promise<Warehouse[]> {
	const domain: Domain = ids.length > 0 ? [['id', 'in', [...ids]]] : [];
	return await odoo.searchRead('stock.warehouse', domain, ['name'], warehouses, { order: 'id' });
}

/** The names of locations, by id; those that are no place of our own are absent. */
export async function internalPlaces(odoo: OdooClient, ids: readonly number[]): Promise<Set<number>> {
	const domain: Domain = [['id', 'in', [...ids]]];
	const found = await odoo.searchRead('stock.location', domain, ['usage'], internalLocations);
	return new Set(found.filter(({ usage }) => usage === 'internal').map(({ id }) => id));
}

/**
 * When the stock of each product last moved, in Odoo's own form, for those where it was since then: the products
 * themselves are not touched by it (observed). A quant that became empty may be gone (inferred), so the moves that were
 * done are asked for as well.
 */
export async function movedProducts(odoo: OdooClient, since: string): Promise<Map<number, string>> {
	const latest = new Map<number, string>();
	const note = (product: { readonly id: number } | null, at: string) => {
		if (product && at > (latest.get(product.id) ?? '')) latest.set(product.id, at);
	};
	const inside: Domain = [
		['write_date', '>=', since],
		['location_id.usage', '=', 'internal'],
	];
	for await (const page of odoo.pages('stock.quant', inside, QUANT_FIELDS, {}, quants))
		for (const { product_id, write_date } of page) note(product_id, write_date);
	const done: Domain = [
		['date', '>=', since],
		['state', '=', 'done'],
	];
	for await (const page of odoo.pages('stock.move.line', done, DONE_FIELDS, {}, doneLines))
		for (const { product_id, date } of page) note(product_id, date);
	return latest;
}

/** Products with one of these SKUs or barcodes, and how they are counted. */
export async function productsCounted(
	odoo: OdooClient,
	field: 'default_code' | 'barcode',
	values: readonly string[],
): Promise<CountedProduct[]> {
	if (values.length === 0) return [];
	const wanted = ['default_code', 'barcode', 'tracking', 'is_storable', 'detailed_type'];
	const fields = await fieldsThere(odoo, 'product.product', wanted);
	return await odoo.searchRead('product.product', [[field, 'in', [...values]]], fields, countedProducts, {
		order: 'id',
	});
}

/** What lies at locations, of these products; the locations alone, not those below them. */
export async function quantsAt(
	odoo: OdooClient,
	products: readonly number[],
	locations: readonly number[],
): Promise<Quant[]> {
	if (products.length === 0) return [];
	const domain: Domain = [
		['product_id', 'in', [...new Set(products)]],
		['location_id', 'in', [...new Set(locations)]],
	];
	return await odoo.searchRead('stock.quant', domain, QUANT_FIELDS, quants, { order: 'id' });
}

/** Lines of orders as far as they are not delivered. */
export async function openOrderLines(odoo: OdooClient, orders: readonly number[]) {
	if (orders.length === 0) return [];
	const domain: Domain = [
		['order_id', 'in', [...orders]],
		['product_id', '!=', false],
	];
	const fields = ['order_id', 'product_id', 'product_uom_qty', 'qty_delivered', 'state'];
	return await odoo.searchRead('sale.order.line', domain, fields, openLines);
}

/** The mode in which a quant that is there is counted, and not a second one made beside it (seen in the source of 19). */
const COUNTING: Context = { inventory_mode: true };

/** Notes counted quantities, all or none; nothing has moved yet. Answers the quants. */
export async function noteCounts(
	odoo: OdooClient,
	counts: ReadonlyArray<{ readonly product: number; readonly location: number; readonly quantity: number }>,
): Promise<Answer> {
	const values = counts.map(({ product, location, quantity }) => ({
		product_id: product,
		location_id: location,
		inventory_quantity: quantity,
	}));
	const args = { vals_list: values };
	// A second note of the same count is the same count.
	return await odoo.call({ model: 'stock.quant', method: 'create', args, context: COUNTING, repeatable: true });
}

/**
 * Applies what was counted. Answers with nothing; an action of Odoo's pages means that the stock moved since it was
 * noted, and nothing was done (seen in the source of 19).
 */
export async function applyCounts(odoo: OdooClient, quantIds: readonly number[]): Promise<Answer> {
	const call = { model: 'stock.quant', method: 'action_apply_inventory', ids: quantIds, context: COUNTING };
	return await odoo.call({ ...call, repeatable: false });
}

/** Takes back what was noted and must not be applied any more. */
export async function dropCounts(odoo: OdooClient, quantIds: readonly number[]): Promise<void> {
	const args = { vals: { inventory_quantity_set: false } };
	await odoo.call({ model: 'stock.quant', method: 'write', ids: quantIds, args, context: COUNTING, repeatable: true });
}
