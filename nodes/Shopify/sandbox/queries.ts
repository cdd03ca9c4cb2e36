/*
 * The root fields of queries this sandbox answers. Any other is refused loudly.
 */
import { GraphQLError } from 'graphql';

import { isVisible } from './access';
import { current, financialStatus } from './amounts';
import { BULK_NODES, BULK_QUERIES } from './bulk';
import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { toShop } from './catalogue';
import { CATALOGUE_NODES, CATALOGUE_QUERIES } from './catalogue-queries';
import { COMPANY_QUERIES } from './companies';
import { ownerByCustomId, type CustomId } from './custom-ids';
import { CUSTOMER_NODES, CUSTOMER_QUERIES } from './customer-queries';
import { ORDER_LIST } from './filters';
import { FULFILLMENT_NODES, FULFILLMENT_QUERIES } from './fulfillment-queries';
import { numericId, readGid } from './ids';
import { findJob } from './order-writes';
import { metafieldDefinitions } from './metafields';
import { toConnection, type Placed, type Place } from './paging';
import { toOrder } from './records';
import { PAYOUT_NODES, PAYOUT_QUERIES } from './payout-queries';
import { PRICE_LIST_QUERIES } from './price-lists';
import { REFUND_NODES, REFUND_QUERIES } from './refund-queries';
import { searchRecords } from './search-list';
import { SUBSCRIPTION_QUERIES } from './subscriptions';
import { currentOrder, currentOrders, indexedOrders, type OrderRecord, type ShopState } from './state';

export { notImitated, type Arguments, type Call, type Resolver } from './call';

export const QUERIES: Readonly<Record<string, Resolver>> = {
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
	orderByIdentifier: (args, call) => findIdentified(args.identifier as OrderIdentifier, call),
	job: (args, call) => findJob(String(args.id), call),
	node: (args, call) => findNode(String(args.id), call),
	nodes: (args, call) => (args.ids as readonly string[]).map((id) => findNode(id, call)),
	metafieldDefinitions,
	...FULFILLMENT_QUERIES,
	...SUBSCRIPTION_QUERIES,
	...CATALOGUE_QUERIES,
	...COMPANY_QUERIES,
	...CUSTOMER_QUERIES,
	...REFUND_QUERIES,
	...PAYOUT_QUERIES,
	...PRICE_LIST_QUERIES,
	...BULK_QUERIES,
};

/** A write scope brings its read scope along, and Shopify lists both. */
function granted(state: ShopState): string[] {
	return [...new Set(state.scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]))].sort();
}

const PLACE_OF: Readonly<Record<string, (order: OrderRecord) => string | number>> = {
	UPDATED_AT: (order) => order.updatedAt,
	CREATED_AT: (order) => order.createdAt,
	PROCESSED_AT: (order) => order.imported?.processedAt ?? order.createdAt,
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
	const found = searchRecords(ORDER_LIST, args, indexed, call);
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

interface OrderIdentifier {
	readonly id?: string;
	readonly customId?: CustomId;
}

/** By a metafield of type `id` at once, without the search index. */
function findIdentified({ id, customId }: OrderIdentifier, call: Call): unknown {
	if (!customId) return findOrder(String(id), call);
	const owner = ownerByCustomId(call.state, 'ORDER', customId);
	return owner === undefined ? null : findOrder(owner, call);
}

/** What `node` and `nodes` find besides orders, by type. */
const NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	...FULFILLMENT_NODES,
	...CATALOGUE_NODES,
	...CUSTOMER_NODES,
	...REFUND_NODES,
	...PAYOUT_NODES,
	...BULK_NODES,
};

function findNode(id: string, call: Call): unknown {
	const type = readGid(id)?.type;
	if (type === undefined || type === 'Order') return findOrder(id, call);
	const find = Object.hasOwn(NODES, type) ? NODES[type] : undefined;
	return find ? find(id, call) : notImitated(`node of type ${type}`);
}
