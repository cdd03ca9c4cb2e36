/*
 * The root fields this sandbox answers. Any other is refused loudly, mutations among them.
 */
import { GraphQLError } from 'graphql';

import type { ShopifyApiVersion } from '../../../sandbox/shopify-schema';

import { current, financialStatus } from './amounts';
import { LOCATIONS, toShop, toVariant } from './catalogue';
import { orderMatch, unknownFields, variantMatch } from './filters';
import { numericId, readGid, variantId } from './ids';
import { inOrder, toConnection, type PageArguments, type Placed, type Place } from './paging';
import { toOrder } from './records';
import { parseSearch, UnreadableSearch, type TermMatch } from './search';
import { currentOrder, currentOrders, hasOneOf, indexedOrders, type OrderRecord, type ShopState } from './state';

/** What a query is answered from. */
export interface Call {
	readonly state: ShopState;
	readonly nowMs: number;
	readonly lagMs: number;
	/** The versions this sandbox serves, newest first. */
	readonly versions: readonly ShopifyApiVersion[];
	/** The version that answers. */
	readonly version: ShopifyApiVersion;
	/** Filled while answering: `extensions.search`. */
	readonly searchWarnings: unknown[];
	/** Orders that went out, for the journal. */
	orders: number;
}

type Arguments = PageArguments & Readonly<Record<string, unknown>>;
type Query = (args: Arguments, call: Call) => unknown;

const VISIBLE_DAYS = 60;
const DAY_MS = 86_400_000;

/** Refuses what this sandbox has no truth about. */
export function notImitated(what: string): GraphQLError {
	return new GraphQLError(`SANDBOX "shopify" DOES NOT IMITATE ${what}`, {
		extensions: { code: 'SANDBOX_NOT_IMITATED' },
	});
}

export const QUERIES: Readonly<Record<string, Query>> = {
	shop: (_args, { state }) => toShop(state),
	currentAppInstallation: (_args, { state }) => ({
		id: 'gid://shopify/AppInstallation/520000000001',
		accessScopes: granted(state).map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
	}),
	publicApiVersions: (_args, { versions }) =>
		versions.map((handle, index) => ({
			handle,
			displayName: index === 0 ? `${handle} (Latest)` : handle,
			supported: true,
		})),
	orders: (args, call) => ordersPage(args, call),
	order: (args, call) => findOrder(String(args.id), call),
	node: (args, call) => findNode(String(args.id), call),
	nodes: (args, call) => (args.ids as readonly string[]).map((id) => findNode(id, call)),
	locations: (args) => locationsPage(args),
	productVariants: (args, call) => variantsPage(args, call),
};

/** A write scope brings its read scope along, and Shopify lists both. */
function granted(state: ShopState): string[] {
	return [...new Set(state.scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]))].sort();
}

const PLACE_OF: Readonly<Record<string, (order: OrderRecord) => string | number>> = {
	UPDATED_AT: (order) => order.updatedAt,
	CREATED_AT: (order) => order.createdAt,
	PROCESSED_AT: (order) => order.createdAt,
	ORDER_NUMBER: (order) => order.number,
	ID: (order) => Number(numericId(order.id)),
	TOTAL_PRICE: (order) => current(order).order.total.toNumber(),
	FINANCIAL_STATUS: (order) => financialStatus(order),
};

/** Filters and sorts by the search index, which may lag; the orders that go out are as they are now. */
function ordersPage(args: Arguments, call: Call): unknown {
	if (args.savedSearchId != null) throw notImitated('orders(savedSearchId)');
	const sortKey = String(args.sortKey);
	const placeOf = PLACE_OF[sortKey];
	if (!placeOf) throw notImitated(`orders(sortKey: ${sortKey})`);
	const indexed = indexedOrders(call.state, call.nowMs, call.lagMs).filter((order) => isVisible(order, call));
	const found = search('orders', args, orderMatch(call.nowMs), indexed, call);
	const placed = found.map((order): Placed<OrderRecord> => ({ node: order, place: placeFor(order, placeOf) }));
	const scope = `orders ${sortKey} ${args.reverse === true} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, ({ number }) => orderNow(number, call));
}

/** Orders with the same sort value keep a fixed order among themselves: their id's. */
function placeFor(order: OrderRecord, placeOf: (order: OrderRecord) => string | number): Place {
	return [placeOf(order), order.number];
}

function orderNow(number: number, call: Call): unknown {
	const order = currentOrder(call.state, number);
	if (!order) return null;
	call.orders += 1;
	return toOrder(call.state, order);
}

function findOrder(id: string, call: Call): unknown {
	const parts = readGid(id);
	if (!parts)
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	const order = currentOrders(call.state).find((each) => each.id === id);
	return order && isVisible(order, call) ? orderNow(order.number, call) : null;
}

function findNode(id: string, call: Call): unknown {
	const type = readGid(id)?.type;
	if (type === undefined || type === 'Order') return findOrder(id, call);
	if (type === 'Location') return LOCATIONS.find((location) => location.id === id) ?? null;
	if (type !== 'ProductVariant') return notImitated(`node of type ${type}`);
	const product = call.state.data.products.find((each) => variantId(each.sku) === id);
	return product ? toVariant(product) : null;
}

/** Without read_all_orders an app sees 60 days; older orders are silently absent, by id as well. */
function isVisible(order: OrderRecord, { state, nowMs }: Call): boolean {
	const fresh = nowMs - Date.parse(order.createdAt) <= VISIBLE_DAYS * DAY_MS;
	return fresh || hasOneOf(state.scopes, ['read_all_orders']);
}

function locationsPage(args: Arguments): unknown {
	if (args.query != null) throw notImitated('locations(query)');
	const shown = LOCATIONS.filter((location) => args.includeLegacy === true || location.isFulfillmentService !== true);
	return toConnection(inOrder(shown), args, 'locations');
}

function variantsPage(args: Arguments, call: Call): unknown {
	if (args.sortKey !== 'ID' && args.sortKey !== 'SKU')
		throw notImitated(`productVariants(sortKey: ${String(args.sortKey)})`);
	if (args.savedSearchId != null) throw notImitated('productVariants(savedSearchId)');
	const found = search('productVariants', args, variantMatch, call.state.data.products, call);
	const placed = found.map((product) => ({
		node: toVariant(product),
		place: [args.sortKey === 'SKU' ? product.sku : Number(numericId(variantId(product.sku)))],
	}));
	return toConnection(placed, args, `productVariants ${String(args.sortKey)} ${String(args.query ?? '')}`);
}

function search<T>(
	list: 'orders' | 'productVariants',
	args: Arguments,
	match: TermMatch<T>,
	records: readonly T[],
	call: Call,
): T[] {
	const query = String(args.query ?? '');
	try {
		const { filter, terms } = parseSearch(query, match);
		const unknown = unknownFields(list, terms);
		if (unknown.length > 0) call.searchWarnings.push(warning(list, query, unknown));
		return records.filter(filter);
	} catch (error) {
		if (error instanceof UnreadableSearch) throw notImitated(error.message);
		throw error;
	}
}

/** An ignored field may show here; whether and how is not documented, so nothing should rest on it. */
function warning(list: string, query: string, fields: readonly string[]): unknown {
	const warnings = fields.map((field) => ({
		field,
		message: 'Invalid search field for this query.',
		code: 'invalid_field',
	}));
	return { path: [list], query, warnings };
}
