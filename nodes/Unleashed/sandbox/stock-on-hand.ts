/*
 * Stock on hand over the API (facts, section 12). A product that never had a transaction is missing, and so is one that
 * has no stock at all.
 *
 * Inferred: without `warehouseCode` the figures are those of all warehouses together; option `stockRows` also answers one
 * row a warehouse. Unverified names: everything beside the documented ones. Assumed: `Guid` is the row's own and not the
 * product's; what is allocated is that of now even under `asAtDate`; a product without transactions is a 404; nothing is
 * on purchase, nothing is assembled, and nothing has a cost.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { done, notFound } from './answers';
import type { Call } from './call';
import { page, type Query } from './query';
import { byGuid, held, warehouseOf } from './refs';
import type { Context, Level, Product } from './state';
import { allocations, figuresOf, isStocked } from './stock';
import { guid, netDate, sumOf } from './values';

export const STOCK_FILTERS = [
	...['warehouseCode', 'warehouseName', 'modifiedSince', 'productId', 'asAtDate', 'isAssembled', 'orderBy'],
	'pageSize',
];
export const STOCK_FILTERS_OF_ONE = ['warehouseCode', 'warehouseName', 'asAtDate', 'isAssembled'];

/** The levels of one product that make one row. */
type Row = readonly [Level, ...Level[]];

/** By product code. Whether `pageSize` counts here is not known (gap 8): option `stockPageSize`. */
export function listStock({ context, query, keys }: Call): SandboxResponse {
	const { state, options } = context;
	const products = query.guids('productId');
	const isNew = query.since();
	query.words('orderBy', ['productCode']);
	const answer = rowAnswer(context, query);
	const rows = state.products
		.filter((product) => products === undefined || products.includes(product.guid))
		.toSorted((one, other) => (one.code < other.code ? -1 : 1))
		.flatMap((product) => {
			const levels = levelsOf(context, query, product);
			const isOneEach = options['stockRows'] === 'byWarehouse';
			return isOneEach ? levels.map((level) => [level]) : levels.length > 0 ? [levels] : [];
		})
		.filter((levels): levels is [Level, ...Level[]] => levels.length > 0)
		.filter((levels) => isNew(touchedMs(levels)));
	return page(query, context, keys[0], { rows, answer, fixedSize: options['stockPageSize'] === 'ignored' });
}

export function readStock({ context, query, keys: [key = ''] }: Call): SandboxResponse {
	const product = byGuid(context.state.products, key);
	const [first, ...more] = product ? levelsOf(context, query, product) : [];
	return first ? done(rowAnswer(context, query)([first, ...more])) : notFound('stock of the product', key);
}

/** With the envelope of a list (assumed). */
export function readStockByWarehouse({ context, query, keys: [key = ''] }: Call): SandboxResponse {
	const product = byGuid(context.state.products, key);
	if (product === undefined) return notFound('product', key);
	const rows = levelsOf(context, query, product).map((level): Row => [level]);
	return page(query, context, undefined, { rows, answer: rowAnswer(context, query) });
}

function levelsOf({ state }: Context, query: Query, product: Product): Level[] {
	if (!isStocked(product)) return [];
	const [code, name] = [query.text('warehouseCode'), query.text('warehouseName')];
	return state.warehouses
		.filter((each) => (code === undefined || each.code === code) && (name === undefined || each.name === name))
		.map((warehouse) => state.levels.get(`${product.guid} ${warehouse.code}`))
		.filter((level) => level !== undefined);
}

function touchedMs(levels: readonly Level[]): number {
	return Math.max(...levels.map((level) => level.touchedMs));
}

function rowAnswer(context: Context, query: Query): (levels: Row) => unknown {
	const { state } = context;
	const asAtMs = query.moment('asAtDate');
	query.flag('isAssembled');
	const allocated = allocations(state);
	return (levels) => {
		const product = held(state.products, levels[0].productGuid);
		const place = levels.length === 1 ? warehouseOf(state, levels[0].warehouseCode) : undefined;
		const then = asAtMs === undefined ? levels : levels.map((level) => asAt(context, level, asAtMs));
		const figures = figuresOf(then, allocated);
		return {
			Guid: guid(`stock ${product.guid} ${place?.code ?? ''}`),
			ProductGuid: product.guid,
			ProductCode: product.code,
			ProductDescription: product.content['ProductDescription'] ?? null,
			ProductGroupName: null,
			Warehouse: place?.name ?? null,
			WarehouseCode: place?.code ?? null,
			WarehouseId: place?.guid ?? null,
			QtyOnHand: figures.onHand,
			AllocatedQty: figures.allocated,
			AvailableQty: figures.available,
			OnPurchase: 0,
			AvgCost: 0,
			TotalCost: 0,
			DaysSinceLastSale: null,
			LastModifiedOn: netDate(touchedMs(levels)),
		};
	};
}

/** The level as it was: without what has moved since. */
function asAt({ state }: Context, level: Level, ms: number): Level {
	const later = state.movements.filter(
		({ productGuid, warehouseCode, atMs }) =>
			productGuid === level.productGuid && warehouseCode === level.warehouseCode && atMs > ms,
	);
	const onHand = sumOf([level.onHand, ...later.map(({ quantity }) => -quantity)]).toNumber();
	return { ...level, onHand };
}
