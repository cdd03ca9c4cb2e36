import type { Order } from '../../core/model/order';
import { ORDER_FULFILLMENT, ORDER_PAYMENT, ORDER_RISK } from '../../core/model/order';
import { wordOptions } from '../../core/model/words';
import type { Problem } from '../../core/ports';
import { runProblem } from '../../core/sync/run';
import type {
	CheckOperation,
	FetchOperation,
	ListContext,
	ListOperation,
	OperationContext,
	System,
} from '../shared/system';
import { MOST_IDS, ShopifyClient, ShopifyFailure } from './client';
import { orderGid, passes, toOrder, type OrderFilter } from './mapping';
import { searchFor } from './search';
import { wholeOrder } from './wire';

/*
 * What Shopify can do here: orders are read, by id or by sweep, and the connection is checked.
 */

const LABEL = 'Shopify Commerce';
const DEFAULT_VERSION = '2026-10';
/** Only Shopify's own permanent domain takes a token. */
const SHOP_PATTERN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Scopes by operation. https://shopify.dev/docs/api/usage/access-scopes */
const ORDER_SCOPES = ['read_orders', 'read_products', 'read_customers', 'read_locations'];
const OLD_ORDER_SCOPE = 'read_all_orders';

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

function client(context: OperationContext): ShopifyClient {
	const version = text(context.credential.apiVersion) || DEFAULT_VERSION;
	if (!/^(\d{4}-(01|04|07|10)|unstable)$/.test(version)) {
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: {
				name: 'API Version',
				reason: `"${version}" in the credential is not a version such as ${DEFAULT_VERSION}`,
			},
		});
	}
	return new ShopifyClient(context.http, version);
}

/** Runs a read and words its failures: what concerns the whole run ends it. */
async function reading<T>(operation: string, scopes: readonly string[], read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof ShopifyFailure ? runProblem(worded(error, operation, scopes)) : error;
	}
}

/** https://shopify.dev/docs/api/usage/response-codes */
const STATUS_REASONS: Readonly<Record<number, string>> = {
	402: 'the shop is frozen; its owner must settle the account with Shopify',
	403: 'the app is not allowed into this shop',
	404: 'there is no shop at this address, or the API version does not exist',
	423: 'the shop is locked',
};

function worded({ why, details }: ShopifyFailure, operation: string, scopes: readonly string[]): Problem {
	const { requestId } = details;
	if (why === 'accessDenied')
		return { code: 'SETUP_SCOPES', params: { system: LABEL, operation, scopes: scopes.join(', ') }, requestId };
	if (why === 'throttled' || details.status === 429)
		return { code: 'SETUP_LIMIT', params: { system: LABEL }, requestId };
	const reason = details.status === undefined ? undefined : STATUS_REASONS[details.status];
	if (reason)
		return { code: 'SETUP_CREDENTIAL', params: { system: LABEL, status: String(details.status), reason }, requestId };
	const status = details.status === undefined ? (details.reason ?? why) : String(details.status);
	return { code: 'SETUP_SERVICE', params: { system: LABEL, status }, requestId };
}

/** A whole order, every page of its lines read; a field we need and cannot read is that order's problem alone. */
async function wholeFrom(
	shopify: ShopifyClient,
	node: unknown,
	context: OperationContext & { includeRaw: boolean },
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
		pageInfo.hasNextPage && pageInfo.endCursor ? await shopify.furtherLines(parsed.data.id, pageInfo.endCursor) : [];
	const order = toOrder(parsed.data, [...nodes, ...further], context.account, context.now);
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
			const nodes = await shopify.ordersById(ids);
			const orders = new Map<string, Order | Problem>();
			for (const [id, node] of nodes) orders.set(id, await wholeFrom(shopify, node, context));
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
	};
}

async function* listOrders(context: ListContext): AsyncGenerator<Array<Order | Problem>> {
	const shopify = client(context);
	const filter = filterOf(context);
	const since = context.sweep?.since ?? context.changedAfter;
	const search = searchFor(since === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value: since }]);
	const seen = new Set<string>();
	let count = 0;
	for await (const page of shopify.orderPages(search)) {
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
		const nodes = await shopify.ordersById(ids);
		const orders: Array<Order | Problem> = [];
		// An order that was deleted since its page was read is not there any more, and that is no problem.
		for (const id of ids) if (nodes.has(id)) orders.push(await wholeFrom(shopify, nodes.get(id), context));
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
	fields: [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			default: {},
			placeholder: 'Add Filter',
			options: [
				{
					displayName: 'Changed After',
					name: 'changedAfter',
					type: 'dateTime',
					default: '',
					description: 'Only orders changed after this moment. A sweep chooses the moment itself.',
				},
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
		},
	],
	async *list(context) {
		const pages = listOrders(context);
		for (;;) {
			const next = await reading('Order: Get Many', ORDER_SCOPES, async () => await pages.next());
			if (next.done) return;
			yield next.value;
		}
	},
};

const checkConnection: CheckOperation = {
	does: 'check',
	resource: 'connection',
	resourceName: 'Connection',
	operation: 'check',
	operationName: 'Check Connection',
	action: 'Check the connection',
	description:
		'Read which shop this is, which permissions are missing for which operation, and which API version answers',
	fields: [],
	async check(context) {
		const shopify = client(context);
		const { data, version } = await reading('Check Connection', [], async () => await shopify.connection());
		const granted = new Set(data.currentAppInstallation.accessScopes.map(({ handle }) => handle));
		const has = (scope: string) => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'));
		const wantedVersion = text(context.credential.apiVersion) || DEFAULT_VERSION;
		const operations = [getOrder, getManyOrders].map(({ resourceName, operationName, scopes = [] }) => ({
			operation: `${resourceName}: ${operationName}`,
			missingScopes: scopes.filter((scope) => !has(scope)),
		}));
		const remarks = [
			...(version !== undefined && version !== wantedVersion
				? [
						`Version ${wantedVersion} is asked for and ${version} answers: choose a supported version in the credential.`,
					]
				: []),
			...(has(OLD_ORDER_SCOPE) ? [] : [`Without ${OLD_ORDER_SCOPE}, orders older than 60 days cannot be seen.`]),
			...(data.shop.myshopifyDomain === context.account
				? []
				: [`The credential names ${context.account}, the shop calls itself ${data.shop.myshopifyDomain}.`]),
		];
		return {
			kind: 'connection',
			system: 'shopify',
			account: context.account,
			ok: operations.every(({ missingScopes }) => missingScopes.length === 0),
			shop: {
				name: data.shop.name,
				domain: data.shop.myshopifyDomain,
				plan: data.shop.plan?.publicDisplayName ?? null,
				currency: data.shop.currencyCode,
				timezone: data.shop.ianaTimezone,
				pricesIncludeTax: data.shop.taxesIncluded,
			},
			scopes: { granted: [...granted].sort() },
			operations,
			apiVersion: {
				wanted: wantedVersion,
				answered: version ?? null,
				supported: data.publicApiVersions.filter(({ supported }) => supported).map(({ handle }) => handle),
			},
			remarks,
		};
	},
};

export const shopify: System = {
	id: 'shopify',
	label: LABEL,
	credential: 'shopifyCommerceApi',
	address: (credential) => text(credential.apiAddress) || `https://${text(credential.shop)}`,
	account(credential) {
		const shop = text(credential.shop).toLowerCase();
		if (SHOP_PATTERN.test(shop)) return { id: shop };
		return {
			problem: {
				code: 'SETUP_ACCOUNT',
				params: {
					system: LABEL,
					reason:
						'Shop must be the permanent address such as example.myshopify.com, without https:// and without a path',
				},
			},
		};
	},
	operations: [getOrder, getManyOrders, checkConnection] as System['operations'],
};
