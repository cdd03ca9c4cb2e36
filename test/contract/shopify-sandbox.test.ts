import axios, { type AxiosResponse } from 'axios';
import Big from 'big.js';

import * as connection from '../../nodes/Shopify/connection/documents';
import * as orders from '../../nodes/Shopify/order/documents';
import shopify from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';
import { OWN_WORDS } from './shopify-shop';

/* The Shopify sandbox over real HTTP, with documents of this test's own. */

const DATA = demoData(new Date().toISOString());
const { shop } = DATA;
const DAY_MS = 86_400_000;

interface Page {
	readonly nodes: ReadonlyArray<Record<string, unknown>>;
	readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
}

let sandbox: RunningSandbox;

beforeAll(async () => {
	// The first run on a machine fetches the schema from npm.
	await shopifySchema('2026-10');
	await shopifySchema('2026-07');
}, 240_000);

async function start(options: Record<string, string> = {}): Promise<void> {
	await sandbox?.close();
	sandbox = await serve(shopify, { seed: DATA, options: { ...OWN_WORDS, ...options } });
}

beforeEach(async () => start());
afterAll(async () => sandbox.close());

async function ask(
	query: string,
	variables: Record<string, unknown> = {},
	{ version = '2026-10', token = shop.accessToken } = {},
): Promise<AxiosResponse> {
	const url = `${sandbox.url}/admin/api/${version}/graphql.json`;
	const headers = { 'x-shopify-access-token': token };
	return axios.post(url, { query, variables }, { headers, validateStatus: () => true });
}

/** The answer's data, when nothing went wrong. */
async function data<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
	const answer = await ask(query, variables);
	expect(answer.data.errors).toBeUndefined();
	return answer.data.data as T;
}

async function signIn(body: Record<string, unknown> | URLSearchParams): Promise<AxiosResponse> {
	return axios.post(`${sandbox.url}/admin/oauth/access_token`, body, { validateStatus: () => true });
}

const CREDENTIALS = { grant_type: 'client_credentials', client_id: shop.clientId, client_secret: shop.clientSecret };
const NAMES =
	'query Names($query: String) { orders(first: 250, query: $query, sortKey: ORDER_NUMBER) { nodes { name } } }';

async function names(query: string): Promise<unknown[]> {
	const { orders } = await data<{ orders: Page }>(NAMES, { query });
	return orders.nodes.map((order) => order.name);
}

function numbersOf(...plants: string[]): string[] {
	return DATA.orders.filter((order) => plants.includes(order.plant)).map((order) => `#${order.number}`);
}

const planted = (plant: string): number => DATA.orders.find((order) => order.plant === plant)?.number ?? 0;
const idOf = (number: number) => `gid://shopify/Order/${5_900_000_000_000 + number}`;
const codes = (answer: AxiosResponse) =>
	(answer.data.errors as Array<{ extensions?: { code?: string } }>).map(({ extensions }) => extensions?.code);

// ------------------------------------------------------------------ sign-in

it.each([
	['a form', new URLSearchParams(CREDENTIALS)],
	['JSON', CREDENTIALS],
])('gives a token of 86399 seconds for %s', async (_what, body) => {
	const { status, data: given } = await signIn(body);
	expect(status).toBe(200);
	expect(given).toEqual({
		access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/),
		scope: expect.stringContaining('write_orders'),
		expires_in: 86_399,
	});
	expect((await ask('{ shop { name } }', {}, { token: given.access_token })).data.data.shop.name).toBe(
		'Demo Tableware',
	);
});

it('a token runs out after 86399 seconds and the permanent one never does', async () => {
	const { access_token: token } = (await signIn(CREDENTIALS)).data;
	sandbox.advanceClock(86_390_000);
	expect((await ask('{ shop { name } }', {}, { token })).status).toBe(200);
	sandbox.advanceClock(10_000);
	expect((await ask('{ shop { name } }', {}, { token })).status).toBe(401);
	expect((await ask('{ shop { name } }')).status).toBe(200);
});

it.each([
	['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
	['an unknown app', { client_id: 'someone-else' }, 401, 'invalid_client'],
	['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
	['no secret', { client_secret: undefined }, 400, 'invalid_request'],
])('refuses %s', async (_what, change, status, error) => {
	const answer = await signIn({ ...CREDENTIALS, ...change });
	expect([answer.status, answer.data.error]).toEqual([status, error]);
	expect(sandbox.journal().at(-1)).toMatchObject({ operation: 'token', accepted: false });
});

it.each(['shop_not_permitted', 'app_not_installed'])('refuses with %s on demand', async (error) => {
	await sandbox.change('setSignInError', { error });
	expect((await signIn(CREDENTIALS)).data.error).toBe(error);
	await sandbox.change('setSignInError', { error: null });
	expect((await signIn(CREDENTIALS)).status).toBe(200);
});

it('a rotated secret replaces the old one', async () => {
	await sandbox.change('rotateSecret', { clientSecret: 'fresh-secret' });
	expect((await signIn(CREDENTIALS)).status).toBe(401);
	expect((await signIn({ ...CREDENTIALS, client_secret: 'fresh-secret' })).status).toBe(200);
});

it('answers 401 to an unknown token, with a request id', async () => {
	const answer = await ask('{ shop { name } }', {}, { token: 'unknown' });
	expect(answer.status).toBe(401);
	expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4,12}){4}$/);
});

it('no token and no secret is in the journal', async () => {
	const { access_token: token } = (await signIn(CREDENTIALS)).data;
	await ask('{ shop { name } }', {}, { token });
	const journal = JSON.stringify(sandbox.journal());
	for (const secret of [token, shop.clientSecret, shop.accessToken]) expect(journal).not.toContain(secret);
});

// ------------------------------------------------------------------ versions and documents

it.each([
	['2026-10', 200, '2026-10'],
	['2026-07', 200, '2026-07'],
	['2024-07', 200, '2026-07'],
	['2027-01', 404, undefined],
	['2026-05', 404, undefined],
])('version %s is answered with %d by %s', async (version, status, served) => {
	const answer = await ask('{ shop { name } }', {}, { version });
	expect([answer.status, answer.headers['x-shopify-api-version']]).toEqual([status, served]);
});

it.each([
	['a field that does not exist', '{ shop { name colour } }', {}],
	[
		'a field that integrators wish for',
		'{ order(id: "gid://shopify/Order/1") { lineItems(first: 1) { nodes { barcode } } } }',
		{},
	],
	['a document that cannot be read', '{ shop {', {}],
	['a missing variable', 'query O($id: ID!) { order(id: $id) { id } }', {}],
	['a page above 250', '{ orders(first: 251) { nodes { id } } }', {}],
	['a page of no size', '{ orders { nodes { id } } }', {}],
	['first and last together', '{ orders(first: 1, last: 1) { nodes { id } } }', {}],
	['a cursor of another list', '{ orders(first: 1, after: "bm9uc2Vuc2U") { nodes { id } } }', {}],
	['an id that is none', 'query O($id: ID!) { order(id: $id) { id } }', { id: '1001' }],
])('refuses %s inside a 200', async (_what, query, variables) => {
	const answer = await ask(query, variables);
	expect(answer.status).toBe(200);
	expect(answer.data.errors.length).toBeGreaterThan(0);
	expect(Object.values(answer.data.data ?? {}).filter((value) => value !== null)).toEqual([]);
	expect(sandbox.journal().at(-1)).toMatchObject({ status: 200, accepted: false });
});

it.each([
	[
		'a mutation',
		'mutation M { orderClose(input: { id: "gid://shopify/Order/1" }) { userErrors { message } } }',
		'Mutation.orderClose',
	],
	['another query', '{ customersCount { count } }', 'QueryRoot.customersCount'],
	['a field without data', `{ order(id: "${idOf(1005)}") { statusPageUrl } }`, 'Order.statusPageUrl'],
	['a search field', '{ orders(first: 1, query: "email:a") { nodes { id } } }', 'search field email'],
	['a sort key', '{ orders(first: 1, sortKey: DESTINATION) { nodes { id } } }', 'DESTINATION'],
])('says loudly that it does not imitate %s', async (_what, query, named) => {
	const answer = await ask(query);
	expect(codes(answer)).toEqual(['SANDBOX_NOT_IMITATED']);
	expect(answer.data.errors[0].message).toContain('DOES NOT IMITATE');
	expect(answer.data.errors[0].message).toContain(named);
});

it('answers null for a field it has no data for where the schema lets it', async () => {
	const { order } = await data<{ order: unknown }>(
		'query O($id: ID!) { order(id: $id) { poNumber closedAt metafield(key: "k") { id } } }',
		{
			id: idOf(1005),
		},
	);
	expect(order).toEqual({ poNumber: null, closedAt: null, metafield: null });
});

it.each(['2026-10', '2026-07'])('the documents that read orders are answered whole by version %s', async (version) => {
	const ids = [1005, planted('guest'), planted('digitalOnly')].map(idOf);
	const variables = { first: 50, ids, id: ids[0], query: "updated_at:>='2020-01-01T00:00:00Z'" };
	for (const document of [
		connection.CONNECTION_CHECK,
		orders.ORDERS_PAGE,
		orders.ORDERS_BY_ID,
		orders.ORDER_LINES_PAGE,
	]) {
		expect((await ask(document, variables, { version })).data.errors).toBeUndefined();
	}
});

it('journals the name of the operation, its cost and the orders that went out', async () => {
	await data('query OrdersPage { orders(first: 3) { nodes { id } } }');
	await data('{ shop { name } }');
	expect(sandbox.journal()).toEqual([
		expect.objectContaining({
			operation: 'ordersPage',
			accepted: true,
			note: { requestedCost: expect.any(Number), actualCost: expect.any(Number), nodes: 3 },
		}),
		expect.objectContaining({ operation: 'graphql', accepted: true }),
	]);
});

it('names the shop, its versions and the scopes of the app', async () => {
	const answer = await data<{
		shop: unknown;
		currentAppInstallation: { accessScopes: Array<{ handle: string }> };
		publicApiVersions: unknown;
	}>(
		'{ shop { myshopifyDomain currencyCode taxesIncluded } currentAppInstallation { accessScopes { handle } } publicApiVersions { handle supported } }',
	);
	expect(answer.shop).toEqual({ myshopifyDomain: shop.domain, currencyCode: 'EUR', taxesIncluded: true });
	expect(answer.currentAppInstallation.accessScopes.map(({ handle }) => handle)).toContain('read_orders');
	expect(answer.publicApiVersions).toEqual([
		{ handle: '2026-10', supported: true },
		{ handle: '2026-07', supported: true },
	]);
});

it.each([
	[false, ['Demo Shop', 'Demo Studio']],
	[true, ['Demo Shop', 'Demo Studio', 'Demo Warehouse']],
])('with includeLegacy %s the locations are %j', async (legacy, expected) => {
	const { locations } = await data<{ locations: Page }>(
		'query L($legacy: Boolean) { locations(first: 10, includeLegacy: $legacy) { nodes { name } } }',
		{
			legacy,
		},
	);
	expect(locations.nodes.map(({ name }) => name)).toEqual(expected);
});

it('finds variants by SKU and by barcode', async () => {
	const { sku, barcode } = DATA.products[0] ?? { sku: '', barcode: '' };
	for (const query of [`sku:'${sku}'`, `barcode:'${barcode}'`]) {
		const { productVariants } = await data<{ productVariants: Page }>(
			'query V($query: String) { productVariants(first: 5, query: $query) { nodes { sku barcode price } } }',
			{ query },
		);
		expect(productVariants.nodes).toEqual([{ sku, barcode, price: '24.8' }]);
	}
});

// ------------------------------------------------------------------ cost

const VARIANTS = '{ productVariants(first: 250) { nodes { inventoryItem { id tracked } } } }';

it.each([
	['observed', 25],
	['linear', 503],
])('the %s model asks %d points for the variants of a product, 250 a page', async (costModel, points) => {
	await start({ costModel });
	// Products are not imitated, but a query is priced before anything is looked at.
	const { cost } = (
		await ask(`{ product(id: "gid://shopify/Product/1") ${VARIANTS.replace('productVariants', 'variants')} }`)
	).data.extensions;
	expect(cost.requestedQueryCost).toBe(points);
});

it('gives back the points that a query asked for and did not use', async () => {
	const { cost } = (await ask(VARIANTS)).data.extensions;
	expect(cost.actualQueryCost).toBeLessThan(cost.requestedQueryCost);
	expect(cost.throttleStatus).toEqual({
		maximumAvailable: 2_000,
		currentlyAvailable: 2_000 - cost.actualQueryCost,
		restoreRate: 100,
	});
});

const DEAR = `query Dear { ${[0, 1, 2, 3].map((n) => `a${n}: orders(first: 250) { nodes { id } }`).join(' ')} }`;

it('refuses a query above 1000 points before it is executed', async () => {
	await start({ costModel: 'linear' });
	const answer = await ask(DEAR);
	expect([answer.status, codes(answer), answer.data.data]).toEqual([200, ['MAX_COST_EXCEEDED'], undefined]);
	expect(answer.data.extensions.cost).toMatchObject({ requestedQueryCost: 1_008, actualQueryCost: null });
	expect(answer.data.extensions.cost.throttleStatus.currentlyAvailable).toBe(2_000);
	expect(sandbox.journal().at(-1)).toMatchObject({ operation: 'dear', accepted: false });
});

it('throttles when the bucket does not hold the requested cost, and recovers by the clock', async () => {
	await start({ costModel: 'linear' });
	await sandbox.change('setBucket', { available: 100 });
	const answer = await ask(VARIANTS);
	expect([answer.status, codes(answer), answer.data.data]).toEqual([200, ['THROTTLED'], undefined]);
	expect(answer.data.extensions.cost).toMatchObject({ requestedQueryCost: 502, actualQueryCost: null });
	sandbox.advanceClock(4_100);
	expect((await ask(VARIANTS)).data.errors).toBeUndefined();
});

it('each app has a bucket of its own', async () => {
	const { access_token: token } = (await signIn(CREDENTIALS)).data;
	await data(VARIANTS);
	const { throttleStatus } = (await ask('{ shop { name } }', {}, { token })).data.extensions.cost;
	expect(throttleStatus.currentlyAvailable).toBe(1_999);
});

it.each([
	['rateLimited', 200, undefined, ['THROTTLED']],
	['rateLimitedRetryAfter', 429, '1', undefined],
	['serverError', 500, undefined, undefined],
	['unavailable', 503, undefined, undefined],
	['expiredToken', 401, undefined, undefined],
] as const)(
	'the fault %s is answered with %d in words of Shopify, once',
	async (kind, status, retryAfter, errorCodes) => {
		sandbox.addFault({ kind });
		const answer = await ask('{ shop { name } }');
		expect([answer.status, answer.headers['retry-after']]).toEqual([status, retryAfter]);
		if (errorCodes) expect(codes(answer)).toEqual(errorCodes);
		expect(answer.headers['x-request-id']).toBeDefined();
		expect((await ask('{ shop { name } }')).data.data.shop.name).toBe('Demo Tableware');
	},
);

// ------------------------------------------------------------------ scopes

it.each([
	['orders', '{ orders(first: 1) { nodes { id } } }', ['read_products']],
	['order', `{ order(id: "${idOf(1005)}") { id } }`, ['read_products']],
	['nodes', `{ nodes(ids: ["${idOf(1005)}"]) { id } }`, ['read_products']],
	['locations', '{ locations(first: 1) { nodes { id } } }', ['read_orders']],
	['productVariants', '{ productVariants(first: 1) { nodes { id } } }', ['read_orders']],
])('%s is refused without its scope', async (_field, query, scopes) => {
	await sandbox.change('setScopes', { scopes });
	const answer = await ask(query);
	expect([answer.status, codes(answer)]).toEqual([200, ['ACCESS_DENIED']]);
	expect(JSON.stringify(answer.data.data)).not.toContain('gid://');
});

it('a field without its scope is null and the rest of the order comes through', async () => {
	await sandbox.change('setScopes', { scopes: ['read_orders'] });
	const answer = await ask(`{ order(id: "${idOf(1005)}") { name customer { id } } }`);
	expect(codes(answer)).toEqual(['ACCESS_DENIED']);
	expect(answer.data.errors[0].path).toEqual(['order', 'customer']);
	expect(answer.data.data).toEqual({ order: { name: '#1005', customer: null } });
});

it('a write scope includes the read scope', async () => {
	await sandbox.change('setScopes', { scopes: ['write_orders'] });
	expect((await ask('{ orders(first: 1) { nodes { id } } }')).data.errors).toBeUndefined();
});

it('without read_all_orders an order of 61 days ago is absent from lists and null by id', async () => {
	await sandbox.change('addOrder', { number: 900, placedMinutesAgo: 61 * 1_440 });
	const byId = `{ order(id: "${idOf(900)}") { name } }`;
	expect(await names('name:900')).toEqual(['#900']);
	await sandbox.change('setScopes', { scopes: ['read_orders'] });
	expect(await names('name:900')).toEqual([]);
	expect(await data(byId)).toEqual({ order: null });
});

// ------------------------------------------------------------------ paging

const PAGE = `query P($first: Int!, $after: String, $reverse: Boolean) {
	orders(first: $first, after: $after, sortKey: UPDATED_AT, reverse: $reverse) {
		nodes { name updatedAt } pageInfo { hasNextPage hasPreviousPage endCursor }
	}
}`;

async function allPages(first: number, reverse: boolean, between: () => Promise<unknown> = async () => undefined) {
	const pages: Page[] = [];
	let after: string | undefined;
	do {
		const { orders } = await data<{ orders: Page }>(PAGE, { first, after, reverse });
		pages.push(orders);
		after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : undefined;
		await between();
	} while (after !== undefined);
	return pages;
}

it.each([
	[7, false],
	[7, true],
	[20, false],
	[250, false],
])('pages of %d (reverse %s) hold every order once, in order, and end', async (first, reverse) => {
	const pages = await allPages(first, reverse);
	const seen = pages.flatMap(({ nodes }) => nodes);
	expect(new Set(seen.map(({ name }) => name)).size).toBe(DATA.orders.length);
	expect(seen).toHaveLength(DATA.orders.length);
	const times = seen.map(({ updatedAt }) => String(updatedAt));
	expect(times).toEqual(reverse ? [...times].sort().reverse() : [...times].sort());
	// The last page has a previous one and no next: whoever stops at the wrong flag never ends or ends at once.
	expect(pages.at(-1)?.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: pages.length > 1 });
	expect(pages[0]?.pageInfo.hasPreviousPage).toBe(false);
});

it('an order that changes between two pages hides no other', async () => {
	sandbox.advanceClock(60_000);
	let touched = 1005;
	const pages = await allPages(10, false, () => sandbox.change('touchOrder', { number: touched++ }));
	const seen = new Set(pages.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
	expect(seen.size).toBe(DATA.orders.length);
});

it('orders changed in the same second keep one order over all pages', async () => {
	for (const number of [1010, 1008, 1009]) await sandbox.change('touchOrder', { number });
	const one = (await allPages(1, false)).flatMap(({ nodes }) => nodes.map(({ name }) => name));
	const all = (await allPages(250, false)).flatMap(({ nodes }) => nodes.map(({ name }) => name));
	expect(one).toEqual(all);
});

it('pages backwards from the end', async () => {
	const query =
		'query B($before: String) { orders(last: 2, before: $before, sortKey: ORDER_NUMBER) { nodes { name } pageInfo { startCursor hasNextPage hasPreviousPage } } }';
	const { orders } = await data<{ orders: Page & { pageInfo: { startCursor: string } } }>(query);
	expect(orders.nodes.map(({ name }) => name)).toEqual(['#1059', '#1060']);
	const earlier = await data<{ orders: Page }>(query, { before: orders.pageInfo.startCursor });
	expect(earlier.orders.nodes.map(({ name }) => name)).toEqual(['#1057', '#1058']);
	expect(earlier.orders.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
});

it('a cursor of one search is refused by another', async () => {
	const page =
		'query P($after: String, $query: String) { orders(first: 1, after: $after, query: $query) { pageInfo { endCursor } } }';
	const { orders } = await data<{ orders: Page }>(page, { query: 'test:false' });
	const answer = await ask(page, { query: 'test:true', after: orders.pageInfo.endCursor });
	expect(answer.data.errors).toHaveLength(1);
});

it('the 60 lines of an order are read in pages of 20, each once', async () => {
	const lines = Array.from({ length: 60 }, (_, index) => ({ sku: `LINE-${index}`, quantity: 1, price: '1.00' }));
	await sandbox.change('addOrder', { number: 2001, lines });
	const query = `query L($after: String) { order(id: "${idOf(2001)}") { lineItems(first: 20, after: $after) { nodes { sku variant { id } } pageInfo { hasNextPage endCursor } } } }`;
	const seen: unknown[] = [];
	let after: string | undefined;
	let pages = 0;
	do {
		const { order } = await data<{ order: { lineItems: Page } }>(query, { after });
		seen.push(...order.lineItems.nodes.map(({ sku }) => sku));
		after = order.lineItems.pageInfo.hasNextPage ? order.lineItems.pageInfo.endCursor : undefined;
		pages += 1;
	} while (after !== undefined);
	expect(pages).toBe(3);
	expect(seen).toEqual(lines.map(({ sku }) => sku));
});

it('nodes answers in the order of the ids, null for an order it does not have', async () => {
	const ids = [idOf(1006), idOf(4711), idOf(1005)];
	const { nodes } = await data<{ nodes: unknown[] }>(
		'query N($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { name } } }',
		{ ids },
	);
	expect(nodes).toEqual([{ name: '#1006' }, null, { name: '#1005' }]);
});

// ------------------------------------------------------------------ search

const UNPAID = numbersOf('cashOnDelivery', 'unpaid');

it.each([
	['financial_status:pending', UNPAID],
	['financial_status:PARTIALLY_REFUNDED', numbersOf('partiallyRefunded')],
	['test:true', numbersOf('test')],
	['status:cancelled', numbersOf('cancelled')],
	['risk_level:high OR risk_level:pending', numbersOf('highRisk', 'riskPending')],
	['tag:pickup', numbersOf('pickupPoint')],
	['tag:pick*', numbersOf('pickupPoint')],
	['tag:"pick*"', []],
	["name:'#1012'", ['#1012']],
	['name:1012', ['#1012']],
	['name:1012 test:true', []],
	['name:1012 OR name:1014 AND test:true', ['#1012']],
	['(name:1012 OR name:1014) AND test:true', []],
	['name:1012 AND NOT test:true', ['#1012']],
	['name:101* -name:1011 -(name:1012 OR name:1013)', ['#1010', '#1014', '#1015', '#1016', '#1017', '#1018', '#1019']],
	['id:<=5900000001002', ['#1001', '#1002']],
	['name:1012 location_id:70000000001', []],
	['name:1012 fulfillment_status:unshipped source_name:web', ['#1012']],
	['name:1012 fulfillment_status:shipped', []],
	['name:1012 not_a_field:anything', ['#1012']],
	['name:1012 AND NOT not_a_field:anything', ['#1012']],
	['name:1012 OR NOT not_a_field:anything', ['#1012']],
	['name:\\#1012', ['#1012']],
	['1012', ['#1012']],
])('the search %s finds %j', async (query, expected) => {
	expect(await names(query)).toEqual(expected);
});

it('tag_not, no search and status:open find the rest', async () => {
	expect(await names('')).toHaveLength(DATA.orders.length);
	expect(await names('tag_not:pickup')).toHaveLength(DATA.orders.length - numbersOf('pickupPoint').length);
	expect(await names('status:open')).toHaveLength(DATA.orders.length - numbersOf('cancelled').length);
});

it.each(['updated_at', 'created_at', 'processed_at'])(
	'%s bounds a window, its edges included as asked',
	async (field) => {
		const placed = (number: number) => {
			const order = DATA.orders.find((each) => each.number === number);
			const ms = Date.parse(DATA.moment) - (order?.placedMinutesAgo ?? 0) * 60_000;
			return `${new Date(ms).toISOString().slice(0, 19)}Z`;
		};
		const [from, until] = [placed(1010), placed(1011)];
		expect(await names(`${field}:>='${from}' AND ${field}:<='${until}'`)).toEqual(['#1010', '#1011']);
		expect(await names(`${field}:>'${from}' AND ${field}:<='${until}'`)).toEqual(['#1011']);
		expect(await names(`${field}:<now`)).toHaveLength(DATA.orders.length);
	},
);

it.each([
	['updated_at:>=2026-11-01T00:00:00Z', 'a value with a colon'],
	["updated_at:>='soon'", 'a date'],
	['(name:1012', 'a parenthesis'],
	["name:'1012", 'a quote'],
	['name:1012 AND', 'an end'],
])('does not guess at %s: %s', async (query) => {
	expect(codes(await ask(NAMES, { query }))).toEqual(['SANDBOX_NOT_IMITATED']);
});

it('a changed order shows in searches 5 seconds later, and by id at once', async () => {
	await start({ indexLag: '5s' });
	sandbox.advanceClock(DAY_MS);
	const since = new Date(Date.now() + DAY_MS - 60_000).toISOString();
	const changed = `updated_at:>='${since}'`;
	await sandbox.change('editOrder', { number: 1005, note: 'Ring twice' });
	await sandbox.change('addOrder', { number: 2001 });
	expect(await names(changed)).toEqual([]);
	expect(await data(`{ order(id: "${idOf(1005)}") { note } }`)).toEqual({ order: { note: 'Ring twice' } });
	expect(await data(`{ order(id: "${idOf(2001)}") { name } }`)).toEqual({ order: { name: '#2001' } });
	sandbox.advanceClock(5_001);
	expect(await names(changed)).toEqual(['#1005', '#2001']);
});

// ------------------------------------------------------------------ orders and their money

const MONEY = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const TAX_LINES = `{ rate priceSet ${MONEY} }`;
const WHOLE = `query Whole($id: ID!) { order(id: $id) {
	name test cancelledAt displayFinancialStatus taxesIncluded paymentGatewayNames customAttributes { key value }
	customer { id } shippingAddress { name countryCodeV2 } billingAddress { name }
	risk { recommendation assessments { riskLevel } }
	subtotalPriceSet ${MONEY} totalDiscountsSet ${MONEY} totalShippingPriceSet ${MONEY} totalTaxSet ${MONEY} totalPriceSet ${MONEY}
	currentSubtotalPriceSet ${MONEY} currentTotalDiscountsSet ${MONEY} currentShippingPriceSet ${MONEY} currentTotalTaxSet ${MONEY} currentTotalPriceSet ${MONEY}
	totalReceivedSet ${MONEY} totalRefundedSet ${MONEY} netPaymentSet ${MONEY} totalOutstandingSet ${MONEY}
	taxLines ${TAX_LINES} currentTaxLines ${TAX_LINES}
	shippingLines(first: 5) { nodes { code originalPriceSet ${MONEY} taxLines ${TAX_LINES} } }
	transactions(first: 10) { kind status amountSet ${MONEY} }
	refunds(first: 10) { totalRefundedSet ${MONEY} refundLineItems(first: 10) { nodes { quantity subtotalSet ${MONEY} totalTaxSet ${MONEY} } } }
	lineItems(first: 250) { nodes {
		sku quantity currentQuantity requiresShipping isGiftCard variant { barcode }
		originalUnitPriceSet ${MONEY} originalTotalSet ${MONEY} discountAllocations { allocatedAmountSet ${MONEY} } taxLines ${TAX_LINES}
	} }
} }`;

interface Bag {
	readonly shopMoney: { readonly amount: string; readonly currencyCode: string };
	readonly presentmentMoney: { readonly amount: string; readonly currencyCode: string };
}
interface TaxLine {
	readonly rate: number;
	readonly priceSet: Bag;
}
interface Line {
	readonly sku: string;
	readonly quantity: number;
	readonly currentQuantity: number;
	readonly requiresShipping: boolean;
	readonly isGiftCard: boolean;
	readonly variant: { readonly barcode: string | null } | null;
	readonly originalUnitPriceSet: Bag;
	readonly originalTotalSet: Bag;
	readonly discountAllocations: ReadonlyArray<{ readonly allocatedAmountSet: Bag }>;
	readonly taxLines: readonly TaxLine[];
}
type Totals = Record<
	| `${'' | 'current'}${'S' | 's'}ubtotalPriceSet`
	| 'totalDiscountsSet'
	| 'totalShippingPriceSet'
	| 'totalTaxSet'
	| 'totalPriceSet'
	| 'currentTotalDiscountsSet'
	| 'currentShippingPriceSet'
	| 'currentTotalTaxSet'
	| 'currentTotalPriceSet'
	| 'totalReceivedSet'
	| 'totalRefundedSet'
	| 'netPaymentSet'
	| 'totalOutstandingSet',
	Bag
>;
interface Whole extends Totals {
	readonly displayFinancialStatus: string;
	readonly customer: unknown;
	readonly shippingAddress: unknown;
	readonly billingAddress: unknown;
	readonly paymentGatewayNames: readonly string[];
	readonly customAttributes: ReadonlyArray<{ key: string; value: string }>;
	readonly risk: { readonly recommendation: string; readonly assessments: ReadonlyArray<{ riskLevel: string }> };
	readonly test: boolean;
	readonly cancelledAt: string | null;
	readonly taxLines: readonly TaxLine[];
	readonly currentTaxLines: readonly TaxLine[];
	readonly shippingLines: { readonly nodes: ReadonlyArray<{ originalPriceSet: Bag; taxLines: readonly TaxLine[] }> };
	readonly transactions: ReadonlyArray<{ kind: string; status: string; amountSet: Bag }>;
	readonly refunds: ReadonlyArray<{
		totalRefundedSet: Bag;
		refundLineItems: { nodes: ReadonlyArray<{ quantity: number; subtotalSet: Bag; totalTaxSet: Bag }> };
	}>;
	readonly lineItems: { readonly nodes: readonly Line[] };
}

async function whole(number: number): Promise<Whole> {
	const { order } = await data<{ order: Whole }>(WHOLE, { id: idOf(number) });
	return order;
}

const amount = (bag: Bag): Big => new Big(bag.shopMoney.amount);
const total = (bags: readonly Bag[]): string => bags.reduce((sum, bag) => sum.plus(amount(bag)), new Big(0)).toFixed(2);
const taxOf = (lines: readonly TaxLine[]): string => total(lines.map((line) => line.priceSet));
const shown = (bag: Bag): string => amount(bag).toFixed(2);

/** Everything two figures of one order must agree on, exactly. */
function expectToTieOut(order: Whole): void {
	const lines = order.lineItems.nodes;
	const allocations = lines.flatMap((line) => line.discountAllocations.map((each) => each.allocatedAmountSet));
	const shipping = order.shippingLines.nodes;
	const gross = total(lines.map((line) => line.originalTotalSet));
	for (const line of lines) {
		expect(shown(line.originalTotalSet)).toBe(amount(line.originalUnitPriceSet).times(line.quantity).toFixed(2));
	}
	expect(shown(order.totalDiscountsSet)).toBe(total(allocations));
	expect(shown(order.subtotalPriceSet)).toBe(new Big(gross).minus(total(allocations)).toFixed(2));
	expect(shown(order.totalShippingPriceSet)).toBe(total(shipping.map((each) => each.originalPriceSet)));
	expect(shown(order.totalPriceSet)).toBe(total([order.subtotalPriceSet, order.totalShippingPriceSet]));
	expect(shown(order.currentTotalPriceSet)).toBe(total([order.currentSubtotalPriceSet, order.currentShippingPriceSet]));
	expect(taxOf(order.taxLines)).toBe(shown(order.totalTaxSet));
	expect(taxOf([...lines, ...shipping].flatMap((each) => each.taxLines))).toBe(shown(order.totalTaxSet));
	expect(taxOf(order.currentTaxLines)).toBe(shown(order.currentTotalTaxSet));
	expect(total(order.refunds.map((each) => each.totalRefundedSet))).toBe(shown(order.totalRefundedSet));
	const refundedLines = order.refunds.flatMap((each) => each.refundLineItems.nodes.map((line) => line.subtotalSet));
	expect(total(refundedLines)).toBe(
		amount(order.subtotalPriceSet).minus(amount(order.currentSubtotalPriceSet)).toFixed(2),
	);
	const net = amount(order.totalReceivedSet).minus(amount(order.totalRefundedSet));
	expect(shown(order.netPaymentSet)).toBe(net.toFixed(2));
	expect(shown(order.totalOutstandingSet)).toBe(amount(order.currentTotalPriceSet).minus(net).toFixed(2));
	const sales = order.transactions.filter((each) => each.kind === 'SALE' && each.status === 'SUCCESS');
	expect(total(sales.map((each) => each.amountSet))).toBe(shown(order.totalReceivedSet));
}

it('the money of every seeded order ties out exactly, in one currency', async () => {
	for (const { number } of DATA.orders) {
		const order = await whole(number);
		expectToTieOut(order);
		const currencies = JSON.stringify(order).match(/"currencyCode":"[A-Z]+"/g) ?? [];
		expect(new Set(currencies)).toEqual(new Set(['"currencyCode":"EUR"']));
		sandbox.advanceClock(1_000);
	}
});

it('a tax is 25.5 % within the price, rounded per line', async () => {
	await sandbox.change('addOrder', { number: 2001, lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
	const order = await whole(2001);
	// 24.80 · 0.255 / 1.255 = 5.0390…, 9.90 · 0.255 / 1.255 = 2.0115…
	expect(order.lineItems.nodes[0]?.taxLines).toMatchObject([
		{ rate: 0.255, priceSet: { shopMoney: { amount: '5.04' } } },
	]);
	expect(order.totalTaxSet.shopMoney).toEqual({ amount: '7.05', currencyCode: 'EUR' });
	expect(order.totalPriceSet.shopMoney).toEqual({ amount: '34.7', currencyCode: 'EUR' });
});

it('a sold gift card carries no tax', async () => {
	await sandbox.change('addOrder', { number: 2001, lines: [{ sku: 'GIFTCARD-50', quantity: 1 }] });
	const order = await whole(2001);
	expect([order.lineItems.nodes[0]?.isGiftCard, shown(order.totalTaxSet)]).toEqual([true, '0.00']);
	expectToTieOut(order);
});

it.each<[string, (order: Whole) => unknown, unknown]>([
	[
		'plain',
		(order) => [order.displayFinancialStatus, order.risk],
		['PAID', { recommendation: 'ACCEPT', assessments: [{ riskLevel: 'LOW' }] }],
	],
	['guest', (order) => order.customer, null],
	[
		'missingAddress',
		(order) => [order.shippingAddress, order.lineItems.nodes.some((line) => line.requiresShipping)],
		[null, true],
	],
	[
		'digitalOnly',
		(order) => [
			order.shippingAddress,
			order.shippingLines.nodes,
			order.lineItems.nodes.map((line) => line.requiresShipping),
		],
		[null, [], [false]],
	],
	[
		'cashOnDelivery',
		(order) => [order.displayFinancialStatus, order.paymentGatewayNames],
		['PENDING', ['Cash on Delivery (COD)']],
	],
	['unpaid', (order) => order.displayFinancialStatus, 'PENDING'],
	['pickupPoint', (order) => order.customAttributes, [{ key: 'pickup_point_id', value: '9712' }]],
	['discounted', (order) => amount(order.totalDiscountsSet).gt(0), true],
	[
		'partiallyRefunded',
		(order) => [
			order.displayFinancialStatus,
			order.lineItems.nodes.map((line) => line.quantity - line.currentQuantity),
			order.refunds.length,
		],
		['PARTIALLY_REFUNDED', [1, 0], 1],
	],
	['riskPending', (order) => order.risk, { recommendation: 'NONE', assessments: [{ riskLevel: 'PENDING' }] }],
	['highRisk', (order) => order.risk.recommendation, 'CANCEL'],
	['test', (order) => [order.test, order.displayFinancialStatus], [true, 'PAID']],
	['cancelled', (order) => [typeof order.cancelledAt, order.displayFinancialStatus], ['string', 'PAID']],
	['manyLines', (order) => order.lineItems.nodes.length > 20, true],
	['partlyDigital', (order) => [...new Set(order.lineItems.nodes.map((line) => line.requiresShipping))], [true, false]],
])('the order planted as %s is what its name says', async (plant, look, expected) => {
	expect(look(await whole(planted(plant)))).toEqual(expected);
});

// ------------------------------------------------------------------ changes

it.each<[string, Record<string, unknown>, Partial<Record<string, unknown>>]>([
	['payOrder', { number: planted('unpaid') }, { displayFinancialStatus: 'PAID' }],
	[
		'cancelOrder',
		{ number: 1005, refund: true },
		{ displayFinancialStatus: 'REFUNDED', cancelledAt: expect.any(String) },
	],
	['cancelOrder', { number: 1005 }, { displayFinancialStatus: 'PAID', cancelledAt: expect.any(String) }],
	[
		'setRisk',
		{ number: 1005, level: 'HIGH' },
		{ risk: { recommendation: 'CANCEL', assessments: [{ riskLevel: 'HIGH' }] } },
	],
	['editOrder', { number: 1005, quantity: 50 }, { displayFinancialStatus: 'PARTIALLY_PAID' }],
	['editOrder', { number: 1005, quantity: 0 }, { displayFinancialStatus: 'PAID' }],
])('%s %j changes the order, and its money still adds up', async (action, input, expected) => {
	await sandbox.change(action, input);
	const order = await whole(Number(input.number));
	expect(order).toMatchObject(expected);
	const net = amount(order.totalReceivedSet).minus(amount(order.totalRefundedSet));
	expect(shown(order.totalOutstandingSet)).toBe(amount(order.currentTotalPriceSet).minus(net).toFixed(2));
});

it('a touch moves updatedAt and nothing else', async () => {
	const query = `{ order(id: "${idOf(1005)}") { updatedAt name note createdAt currentTotalPriceSet ${MONEY} } }`;
	const before = (await data<{ order: Record<string, unknown> }>(query)).order;
	await sandbox.change('touchOrder', { number: 1005 });
	const after = (await data<{ order: Record<string, unknown> }>(query)).order;
	expect(after).toEqual({ ...before, updatedAt: after.updatedAt });
	expect(String(after.updatedAt) > String(before.updatedAt)).toBe(true);
});

it('an order falls now with the next number, paid', async () => {
	const added = await sandbox.change('addOrder');
	expect(added).toMatchObject({ number: 1061, name: '#1061', financialStatus: 'PAID', hasAddress: true });
	expect(await names('name:1061')).toEqual(['#1061']);
	await expect(sandbox.change('addOrder', { number: 1061 })).rejects.toThrow('exists already');
});

it('an edited address is where the order ships to and not who pays', async () => {
	await sandbox.change('editOrder', { number: 1005, address1: 'Esimerkkipolku 99' });
	const { order } = await data<{
		order: { shippingAddress: { address1: string }; billingAddress: { address1: string } };
	}>(`{ order(id: "${idOf(1005)}") { shippingAddress { address1 } billingAddress { address1 } } }`);
	expect(order.shippingAddress.address1).toBe('Esimerkkipolku 99');
	expect(order.billingAddress.address1).not.toBe('Esimerkkipolku 99');
});

it('the state that tests compare says nothing of the buyers', () => {
	const state = JSON.stringify(sandbox.state());
	expect(state).toContain('"number":1005');
	expect(state).not.toMatch(/example\.com|\+358|Esimerkki/);
});
