/*
 * Stock, prices and outlets of the assumed contract.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, isObject, iso, pageOf, refused, strangers, textOf } from './answers';
import { outletAt } from './orders';
import { setStock, stockOf, type Context, type Fields, type Outlet, type State } from './state';

const MOST_ROWS = 300;

/** GET /api/stock?location_id=&skus=&page=&limit= */
export function listStock({ query }: SandboxRequest, { state }: Context): SandboxResponse {
	const outlets = [...state.outlets.values()].filter(
		({ locationId }) => locationId !== null && (query['location_id'] ?? locationId) === locationId,
	);
	const skus = (query['skus'] ?? '').split(',').filter(Boolean);
	const all = outlets.flatMap((outlet) =>
		[...state.products.keys()]
			.filter((sku) => skus.length === 0 || skus.includes(sku))
			.map((sku) => ({
				store_id: outlet.id,
				location_id: outlet.locationId,
				sku,
				quantity: stockOf(state, outlet.id, sku),
				updated_at: iso(state.stock.get(`${outlet.id}\n${sku}`)?.updatedMs ?? null),
			})),
	);
	const { rows, page } = pageOf(all, query);
	return done(rows, { page });
}

/** POST /api/stock/adjustment */
export function adjustStock(request: SandboxRequest, context: Context): SandboxResponse {
	const body = request.body as Fields;
	const outlet = outletAt(context.state, textOf(body['location_id']));
	const means = body['quantity_means'];
	const { reason, products } = body;
	const errors = {
		...strangers(body, ['location_id', 'quantity_means', 'reason', 'call_source', 'products']),
		...(outlet ? {} : { location_id: ['is not mapped to any outlet'] }),
		...(means === 'new_level' || means === 'change' ? {} : { quantity_means: ['must be new_level or change'] }),
		...(isObject(reason) && textOf(reason['message']) ? {} : { 'reason.message': ['is required'] }),
		...(Array.isArray(products) && products.length > 0 && products.length <= MOST_ROWS
			? {}
			: { products: [`must hold 1 to ${MOST_ROWS} rows`] }),
	};
	if (!outlet || Object.keys(errors).length > 0) return refused(422, 'Validation failed', errors);
	const rows = products as readonly Fields[];
	const message = textOf((reason as Fields)['message']);
	const rejected = rows.flatMap((row, at) => {
		const why = adjustRow(context, outlet, row, { replaces: means === 'new_level', message });
		return why === undefined ? [] : [{ row: at + 1, SKU: row['SKU'], reason: why }];
	});
	return done({ accepted: rows.length - rejected.length, rejected }, {}, { rows: rows.length });
}

/** One row; answers why it was not taken. */
export function adjustRow(
	context: Context,
	{ id }: Outlet,
	row: Fields,
	how: { readonly replaces: boolean; readonly message: string },
): string | undefined {
	const { state, clock } = context;
	const sku = textOf(row['SKU']);
	const quantity = Number(row['quantity']);
	if (!state.products.has(sku)) return 'unknown_sku';
	if (!Number.isInteger(quantity) || (how.replaces && quantity < 0)) return 'invalid_quantity';
	const before = stockOf(state, id, sku);
	const after = how.replaces ? quantity : before + quantity;
	setStock(context, id, sku, after);
	const { message } = how;
	state.adjustments.push({ storeId: id, sku, message, by: after - before, atMs: clock.now() });
	return undefined;
}

/** POST /api/products/bulk-discount */
export function setPrices(request: SandboxRequest, { state }: Context): SandboxResponse {
	const body = request.body as Fields;
	const { mode, location_ids: locations, products } = body;
	const errors = {
		...strangers(body, ['mode', 'location_ids', 'products']),
		...(mode === 'online' || mode === 'offline' ? {} : { mode: ['must be online or offline'] }),
		...(mode === 'online' && !(Array.isArray(locations) && locations.length > 0)
			? { location_ids: ['at least one location is needed'] }
			: {}),
		...(Array.isArray(products) && products.length > 0 && products.length <= MOST_ROWS
			? {}
			: { products: [`must hold 1 to ${MOST_ROWS} rows`] }),
	};
	if (Object.keys(errors).length > 0) return refused(422, 'Validation failed', errors);
	const places = mode === 'online' ? (locations as unknown[]).map(textOf) : [];
	const rejected = (products as readonly Fields[]).flatMap((row, at) => {
		const why = priceRow(state, row, places);
		return why === undefined ? [] : [{ row: at + 1, sku: row['sku'], reason: why }];
	});
	const updated = (products as unknown[]).length - rejected.length;
	return done({ mode, updated, pushed_to_oe: places, rejected }, {}, { updated });
}

function priceRow(state: State, row: Fields, places: readonly string[]): string | undefined {
	const product = state.products.get(textOf(row['sku']));
	if (!product) return 'unknown_sku';
	const { sale_price: sale = product.salePrice, discounted_price: discounted } = row;
	if (typeof sale !== 'number' || sale < 0 || (discounted !== undefined && typeof discounted !== 'number'))
		return 'invalid_price';
	if (typeof discounted === 'number' && (discounted < 0 || discounted > sale)) return 'discount_above_price';
	product.salePrice = sale;
	if (discounted !== undefined) {
		if (discounted === sale) product.discounted.delete(0);
		else product.discounted.set(0, discounted);
	}
	for (const place of places) {
		const prices = state.pushed.get(place) ?? new Map<string, number>();
		state.pushed.set(place, prices.set(product.sku, discounted ?? sale));
	}
	return undefined;
}

const outletView = ({ id, name, brandId, locationId }: Outlet) => ({
	store_id: id,
	store_name: name,
	store_brand_id: brandId,
	store_location_id: locationId,
});

/** GET /api/stores */
export function listOutlets({ query }: SandboxRequest, { state }: Context): SandboxResponse {
	const { rows, page } = pageOf([...state.outlets.values()], query);
	return done(rows.map(outletView), { page });
}

const outletIn = ({ path }: SandboxRequest, { outlets }: State) => outlets.get(Number(path.split('/')[3]));

/** GET /api/stores/{id} */
export function readOutlet(request: SandboxRequest, { state }: Context): SandboxResponse {
	const outlet = outletIn(request, state);
	return outlet ? done(outletView(outlet)) : refused(404, 'There is no such outlet');
}

/** PUT /api/stores/{id}/oe-mapping; that one-to-one is checked by ShopDesk itself is not known, so it is not. */
export function mapOutlet(request: SandboxRequest, { state }: Context): SandboxResponse {
	const outlet = outletIn(request, state);
	const body = request.body as Fields;
	if (!outlet) return refused(404, 'There is no such outlet');
	const errors = strangers(body, ['store_location_id', 'store_brand_id']);
	if (Object.keys(errors).length > 0) return refused(422, 'Validation failed', errors);
	outlet.locationId = textOf(body['store_location_id']) || null;
	outlet.brandId = textOf(body['store_brand_id']) || null;
	return done(outletView(outlet), {}, { id: outlet.id });
}
