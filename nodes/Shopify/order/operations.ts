import type { Order } from '../../../core/model/order';
import { ORDER_FULFILLMENT, ORDER_PAYMENT, ORDER_RISK } from '../../../core/model/order';
import { wordOptions } from '../../../core/model/words';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { MOST_IDS, type ShopifyClient } from '../client';
import { client, reading, readingPages, text } from '../failures';
import { searchFor } from '../search';
import { furtherLines, orderPages, ordersById } from './client';
import { orderGid, passes, toOrder, type OrderFilter } from './mapping';
import { wholeOrder } from './wire';

/*
 * What Shopify can do with orders.
 */

/** https://shopify.dev/docs/api/usage/access-scopes */
const ORDER_SCOPES = ['read_orders', 'read_products', 'read_customers', 'read_locations'];

/** Whole orders by id, and when that was, by Shopify's clock: before they were read, never after. */
async function readOrders(
	shopify: ShopifyClient,
	ids: readonly string[],
): Promise<{ nodes: Map<string, unknown>; seenAt: string }> {
	const begunAt = Date.now();
	const nodes = await ordersById(shopify, ids);
	return { nodes, seenAt: shopify.shopTime(begunAt) };
}

/** A whole order, every page of its lines read; a field we need and cannot read is that order's problem alone. */
async function wholeFrom(
	shopify: ShopifyClient,
	node: unknown,
	context: OperationContext & { includeRaw: boolean },
	seenAt: string,
): Promise<Order | Problem> {
	const parsed = wholeOrder.safeParse(node);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const { name, id } = node as { name?: unknown; id?: unknown };
		return {
			code: 'FIELD_INVALID',
			params: {
				record: `order ${String(name ?? id)}`,
				field: issue?.path.join('.') ?? '',
				reason: 'Shopify sent it in another form than documented',
			},
		};
	}
	const { nodes, pageInfo } = parsed.data.lineItems;
	const further =
		pageInfo.hasNextPage && pageInfo.endCursor ? await furtherLines(shopify, parsed.data.id, pageInfo.endCursor) : [];
	const order = toOrder(parsed.data, [...nodes, ...further], context.account, seenAt);
	return context.includeRaw ? { ...order, raw: node } : order;
}

const getOrder: FetchOperation<'order'> = {
	does: 'fetch',
	kind: 'order',
	batchLimit: MOST_IDS,
	scopes: ORDER_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an order',
	description: 'Retrieve whole orders, all of their lines included',
	fields: [],
	idOf: orderGid,
	async fetch(context, ids) {
		const shopify = client(context);
		return await reading('Order: Get', ORDER_SCOPES, async () => {
			const { nodes, seenAt } = await readOrders(shopify, ids);
			const orders = new Map<string, Order | Problem>();
			for (const [id, node] of nodes) orders.set(id, await wholeFrom(shopify, node, context, seenAt));
			return orders;
		});
	},
};

function filterOf(context: ListContext): OrderFilter {
	const filters = context.param<Record<string, unknown>>('filters', {});
	const list = (name: string) =>
		Array.isArray(filters[name])
			? (filters[name] as unknown[]).map(String)
			: text(filters[name])
					.split(',')
					.map((part) => part.trim())
					.filter(Boolean);
	return {
		payment: list('payment'),
		fulfillment: list('fulfillment'),
		risk: list('risk'),
		tags: list('tags'),
		names: list('names'),
		locationId: text(filters.locationId),
		salesChannel: text(filters.salesChannel),
		includeTest: filters.includeTest !== false,
		includeCancelled: filters.includeCancelled !== false,
		onlyCancelled: filters.onlyCancelled === true,
	};
}

async function* listOrders(context: ListContext): AsyncGenerator<Array<Order | Problem>> {
	const shopify = client(context);
	const filter = filterOf(context);
	const since = context.sweep?.since ?? context.changedAfter;
	const search = searchFor(since === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value: since }]);
	const seen = new Set<string>();
	let count = 0;
	for await (const page of orderPages(shopify, search)) {
		await context.sweep?.stillOurs();
		// An order that changes while pages are read comes again on a later one.
		const fresh = page.filter((head) => passes(head, filter) && !seen.has(head.id));
		for (const { id } of fresh) seen.add(id);
		const open = context.sweep
			? await context.sweep.unsettled(
					fresh.map(({ id, updatedAt }) => ({ id, updatedAt: new Date(updatedAt).toISOString() })),
				)
			: undefined;
		const wanted = fresh.filter(({ id }) => open?.has(id) ?? true).map(({ id }) => id);
		const ids = wanted.slice(0, context.limit - count);
		const { nodes, seenAt } = await readOrders(shopify, ids);
		const orders: Array<Order | Problem> = [];
		// An order that was deleted since its page was read is not there any more, and that is no problem.
		for (const id of ids) if (nodes.has(id)) orders.push(await wholeFrom(shopify, nodes.get(id), context, seenAt));
		count += ids.length;
		yield orders;
		if (count >= context.limit) return;
	}
}

const getManyOrders: ListOperation<'order'> = {
	does: 'list',
	kind: 'order',
	sweeps: true,
	scopes: ORDER_SCOPES,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve orders, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'orders',
	filters: [
		{
			displayName: 'Fulfillment Status',
			name: 'fulfillment',
			type: 'multiOptions',
			default: [],
			options: wordOptions(ORDER_FULFILLMENT),
			description: 'Only orders in one of these statuses; none chosen means all',
		},
		{
			displayName: 'Include Cancelled Orders',
			name: 'includeCancelled',
			type: 'boolean',
			default: true,
			description: 'Whether to return cancelled orders too',
		},
		{
			displayName: 'Include Test Orders',
			name: 'includeTest',
			type: 'boolean',
			default: true,
			description: 'Whether to return test orders too',
		},
		{
			displayName: 'Location ID',
			name: 'locationId',
			type: 'string',
			default: '',
			description: 'Only orders of this shop location (point of sale)',
		},
		{
			displayName: 'Only Cancelled Orders',
			name: 'onlyCancelled',
			type: 'boolean',
			default: false,
			description: 'Whether to return only orders that are cancelled, to pass cancellations on',
		},
		{
			displayName: 'Order Names',
			name: 'names',
			type: 'string',
			default: '',
			placeholder: '#1001, #1002',
			description: 'Only these orders, separated by commas',
		},
		{
			displayName: 'Payment Status',
			name: 'payment',
			type: 'multiOptions',
			default: [],
			options: wordOptions(ORDER_PAYMENT),
			description: 'Only orders in one of these statuses; none chosen means all',
		},
		{
			displayName: 'Risk Level',
			name: 'risk',
			type: 'multiOptions',
			default: [],
			options: wordOptions(ORDER_RISK),
			description: 'Only orders with one of these levels; none chosen means all',
		},
		{
			displayName: 'Sales Channel',
			name: 'salesChannel',
			type: 'string',
			default: '',
			placeholder: 'Online Store',
			description: 'Only orders of this app or source, such as Online Store, web or pos',
		},
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'wholesale, gift',
			description: 'Only orders with at least one of these tags, separated by commas',
		},
	],
	list: (context) => readingPages('Order: Get Many', ORDER_SCOPES, listOrders(context)),
};

export const orderOperations = [getOrder, getManyOrders] as const;
