import axios from 'axios';
import Big from 'big.js';

import { ORDERS_BY_ID } from '../../nodes/Shopify/order/documents';
import shopify from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';
import { OWN_WORDS } from './shopify-shop';

/* Orders made and changed by an app, metafields and tags in the imitated shop, over real HTTP. */

const DATA = demoData(new Date().toISOString());
const HERE = 'gid://shopify/Location/70000000001';
let sandbox: RunningSandbox;

beforeAll(async () => {
	await shopifySchema('2026-10');
}, 240_000);

async function start(options: Record<string, string> = {}): Promise<void> {
	await sandbox?.close();
	sandbox = await serve(shopify, { seed: DATA, options: { ...OWN_WORDS, ...options } });
}

beforeEach(async () => start());
afterAll(async () => sandbox.close());

interface Answer {
	readonly data?: Readonly<Record<string, unknown>>;
	readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
	const url = `${sandbox.url}/admin/api/2026-10/graphql.json`;
	const headers = { 'x-shopify-access-token': DATA.shop.accessToken };
	return (await axios.post<Answer>(url, { query, variables }, { headers, validateStatus: () => true })).data;
}

/** The answer of a document with one root field. */
async function root<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
	const answer = await ask(query, variables);
	expect(answer.errors).toBeUndefined();
	return Object.values(answer.data ?? {})[0] as T;
}

const codes = (answer: Answer) => answer.errors?.map(({ extensions }) => extensions?.code);
const idOf = (number: number) => `gid://shopify/Order/${5_900_000_000_000 + number}`;

interface UserError {
	readonly field: readonly string[] | null;
	readonly message: string;
	readonly code?: string | null;
}
interface Created {
	readonly order: { readonly id: string; readonly name: string } | null;
	readonly userErrors: readonly UserError[];
}

const CREATE = `mutation OrderCreate($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
	orderCreate(order: $order, options: $options) { order { id name displayFinancialStatus metafield(namespace: "erp", key: "number") { value } }
		userErrors { field message code } } }`;
const money = (amount: string) => ({ shopMoney: { amount, currencyCode: 'EUR' } });
const LINE = {
	title: 'Made to measure',
	sku: 'CUSTOM-1',
	quantity: 2,
	priceSet: money('10.00'),
	requiresShipping: true,
};

const create = (order: Record<string, unknown>, options?: unknown) =>
	root<Created>(CREATE, { order: { lineItems: [LINE], ...order }, options });

async function variant(sku: string): Promise<{ id: string; price: string }> {
	const { nodes } = await root<{ nodes: Array<{ id: string; price: string }> }>(
		'query V($query: String) { productVariants(first: 1, query: $query) { nodes { id price } } }',
		{ query: `sku:'${sku}'` },
	);
	const [found] = nodes;
	if (!found) throw new Error(`No ${sku}`);
	return found;
}

interface Whole {
	readonly [field: string]: unknown;
	readonly name: string;
	readonly tags: readonly string[];
	readonly updatedAt: string;
	readonly cancelledAt: string | null;
	readonly displayFinancialStatus: string;
	readonly displayFulfillmentStatus: string;
	readonly lineItems: { readonly nodes: ReadonlyArray<Record<string, unknown>> };
}

async function whole(id: string): Promise<Whole> {
	const [order] = await root<Whole[]>(ORDERS_BY_ID, { ids: [id] });
	if (!order) throw new Error('No such order');
	return order;
}

const amount = (bag: unknown) => new Big((bag as ReturnType<typeof money>).shopMoney.amount).toFixed(2);

// ------------------------------------------------------------------ making orders

it('an order an app made reads back whole through the documents that read every order', async () => {
	const mug = await variant('MUG-BLUE');
	const address = {
		company: 'Retail Example',
		firstName: 'Ada',
		lastName: 'Buyer',
		address1: 'Esimerkkikatu 9',
		zip: '10115',
		city: 'Berlin',
		countryCode: 'DE',
	};
	const made = await create(
		{
			email: 'buyer@example.com',
			note: 'Deliver in the morning',
			poNumber: 'PO-1001',
			sourceIdentifier: 'B2B-1001',
			sourceName: 'lenewblack',
			tags: ['b2b', 'B2B', 'spring'],
			customAttributes: [{ key: 'season', value: 'SS27' }],
			customer: { toUpsert: { email: 'buyer@example.com', firstName: 'Ada', lastName: 'Buyer' } },
			shippingAddress: address,
			billingAddress: address,
			lineItems: [
				{
					variantId: mug.id,
					quantity: 12,
					requiresShipping: true,
					priceSet: money('19.90'),
					taxLines: [{ title: 'VAT 19%', rate: '0.19', priceSet: money('45.37') }],
				},
				LINE,
			],
			shippingLines: [{ title: 'Freight', code: 'freight', priceSet: money('9.90') }],
			financialStatus: 'PENDING',
		},
		{ inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
	);
	expect(made).toMatchObject({ order: { name: '#1061', displayFinancialStatus: 'PENDING' }, userErrors: [] });
	const order = await whole(made.order?.id ?? '');
	expect(order).toMatchObject({
		poNumber: 'PO-1001',
		note: 'Deliver in the morning',
		tags: ['b2b', 'spring'],
		sourceName: 'lenewblack',
		app: { name: 'Demo Bridge' },
		customAttributes: [{ key: 'season', value: 'SS27' }],
		taxesIncluded: false,
		email: 'buyer@example.com',
		shippingAddress: { company: 'Retail Example', city: 'Berlin', countryCodeV2: 'DE' },
		customer: { defaultEmailAddress: { emailAddress: 'buyer@example.com' } },
		displayFulfillmentStatus: 'UNFULFILLED',
		paymentGatewayNames: [],
		lineItems: {
			nodes: [
				{ sku: 'MUG-BLUE', quantity: 12, unfulfilledQuantity: 12, variant: { id: mug.id } },
				{ sku: 'CUSTOM-1', title: 'Made to measure', quantity: 2, variant: null },
			],
		},
	});
	// 12 · 19.90 + 2 · 10.00 + 9.90, and the tax on top.
	expect([order.subtotalPriceSet, order.currentTotalTaxSet, order.currentTotalPriceSet].map(amount)).toEqual([
		'258.80',
		'45.37',
		'314.07',
	]);
	expect([order.totalReceivedSet, order.totalOutstandingSet].map(amount)).toEqual(['0.00', '314.07']);
	const journal = sandbox.journal().find(({ operation }) => operation === 'orderCreate');
	expect(journal).toMatchObject({ accepted: true, note: { orderId: made.order?.id } });
});

it('the same call twice makes two orders', async () => {
	const [one, two] = [await create({ sourceIdentifier: 'S-1' }), await create({ sourceIdentifier: 'S-1' })];
	expect(one.order?.id).not.toBe(two.order?.id);
	const found = await root<{ nodes: unknown[] }>(
		'query S($query: String) { orders(first: 5, query: $query) { nodes { id } } }',
		{
			query: "source_identifier:'S-1'",
		},
	);
	expect(found.nodes).toHaveLength(2);
});

it('a search finds a new order by source, name and tag only when the index has it, and by id at once', async () => {
	await start({ indexLag: '5s' });
	const { order } = await create({ sourceIdentifier: 'S-2', tags: ['fresh'] });
	const names = async (query: string) =>
		(
			await root<{ nodes: Array<{ name: string }> }>(
				'query N($query: String) { orders(first: 5, query: $query) { nodes { name } } }',
				{ query },
			)
		).nodes.map(({ name }) => name);
	const queries = ["source_identifier:'S-2'", 'name:1061', 'tag:fresh'];
	for (const query of queries) expect(await names(query)).toEqual([]);
	expect((await whole(order?.id ?? '')).name).toBe('#1061');
	sandbox.advanceClock(5_001);
	for (const query of queries) expect(await names(query)).toEqual(['#1061']);
});

it.each<[string, Record<string, unknown>, string, string]>([
	['no line', { lineItems: [] }, 'INVALID', 'at least one line item'],
	['no quantity', { lineItems: [{ ...LINE, quantity: 0 }] }, 'INVALID', 'greater than 0'],
	[
		'a variant that is not there',
		{ lineItems: [{ variantId: 'gid://shopify/ProductVariant/1', quantity: 1 }] },
		'INVALID',
		'Variant',
	],
	[
		'a custom line without a title',
		{ lineItems: [{ sku: 'X', quantity: 1, priceSet: money('1') }] },
		'INVALID',
		'Title',
	],
	['a custom line without a price', { lineItems: [{ title: 'X', quantity: 1 }] }, 'INVALID', 'Price'],
	[
		'taxes on the order and on a line',
		{
			taxLines: [{ title: 'VAT', rate: '0.2' }],
			lineItems: [{ ...LINE, taxLines: [{ title: 'VAT', rate: '0.2' }] }],
		},
		'INVALID',
		'not both',
	],
	['an e-mail address that is none', { email: 'nobody' }, 'INVALID', 'Email'],
	[
		'two customers',
		{ customerId: 'gid://shopify/Customer/1', customer: { toAssociate: { email: 'a@example.com' } } },
		'REDUNDANT_CUSTOMER_FIELDS',
		'Only one',
	],
	[
		'a customer who is not there',
		{ customer: { toAssociate: { email: 'nobody@example.com' } } },
		'INVALID',
		'Customer',
	],
	[
		'a metafield of type id without its definition',
		{ metafields: [{ namespace: 'erp', key: 'number', type: 'id', value: '1' }] },
		'INVALID',
		'definition',
	],
])('refuses an order with %s, and makes none', async (_what, order, code, message) => {
	const refused = await create(order);
	expect(refused).toMatchObject({ order: null, userErrors: [{ code, message: expect.stringContaining(message) }] });
	expect((sandbox.state() as { orders: unknown[] }).orders).toHaveLength(DATA.orders.length);
	expect(sandbox.journal().at(-1)).toMatchObject({ operation: 'orderCreate', accepted: false });
});

it.each([
	['another currency', { currency: 'USD' }],
	[
		'a price in another currency',
		{ lineItems: [{ ...LINE, priceSet: { shopMoney: { amount: '1', currencyCode: 'USD' } } }] },
	],
	['a company', { companyLocationId: 'gid://shopify/CompanyLocation/1' }],
	['a parcel at once', { fulfillment: { locationId: HERE } }],
])('says loudly that it does not imitate an order with %s', async (_what, order) => {
	expect(codes(await ask(CREATE, { order: { lineItems: [LINE], ...order } }))).toEqual(['SANDBOX_NOT_IMITATED']);
});

it('a line ships only when it says so, and the catalogue’s price stands in for none', async () => {
	const mug = await variant('MUG-BLUE');
	const { order } = await create({
		lineItems: [{ variantId: mug.id, quantity: 1 }],
		shippingAddress: { city: 'Oulu' },
	});
	const [line] = (await whole(order?.id ?? '')).lineItems.nodes;
	expect([line?.requiresShipping, amount(line?.originalUnitPriceSet)]).toEqual([false, new Big(mug.price).toFixed(2)]);
	const work = await root<{ fulfillmentOrders: { nodes: unknown[] } }>(
		'query W($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { deliveryMethod { methodType } } } } }',
		{ id: order?.id },
	);
	expect(work.fulfillmentOrders.nodes).toEqual([{ deliveryMethod: { methodType: 'NONE' } }]);
});

it('taxes of the whole order are split over its taxable lines, to the cent, within or on top of prices', async () => {
	const lineItems = [
		{ ...LINE, quantity: 1, priceSet: money('10.00') },
		{ ...LINE, quantity: 1, priceSet: money('5.00') },
		{ ...LINE, quantity: 1, priceSet: money('99.00'), taxable: false },
	];
	const taxLines = [{ title: 'VAT', rate: '0.255', priceSet: money('3.83') }];
	for (const [taxesIncluded, total] of [
		[false, '117.83'],
		[true, '114.00'],
	] as const) {
		const { order } = await create({ lineItems, taxLines, taxesIncluded });
		const read = await whole(order?.id ?? '');
		const taxes = read.lineItems.nodes.map((line) =>
			(line.taxLines as Array<{ priceSet: unknown }>).map(({ priceSet }) => amount(priceSet)),
		);
		expect(taxes).toEqual([['2.55'], ['1.28'], []]);
		expect([amount(read.currentTotalTaxSet), amount(read.currentTotalPriceSet)]).toEqual(['3.83', total]);
	}
});

it.each([
	['fixed', { itemFixedDiscountCode: { code: 'TEN', amountSet: money('10.00') } }, ['6.67', '3.33']],
	['percentage', { itemPercentageDiscountCode: { code: 'TEN', percentage: 10 } }, ['2.00', '1.00']],
])('a %s discount code is allocated to the lines', async (_what, discountCode, shares) => {
	const { order } = await create({
		lineItems: [LINE, { ...LINE, quantity: 1 }],
		discountCode,
	});
	const read = await whole(order?.id ?? '');
	const allocated = read.lineItems.nodes.map((line) =>
		amount((line.discountAllocations as Array<{ allocatedAmountSet: unknown }>)[0]?.allocatedAmountSet),
	);
	expect([allocated, read.discountCodes]).toEqual([shares, ['TEN']]);
});

it('money that an app says came in is received, and a status it says stands until money moves', async () => {
	const paid = await create({ transactions: [{ gateway: 'invoice', amountSet: money('20.00') }] });
	expect(await whole(paid.order?.id ?? '')).toMatchObject({
		displayFinancialStatus: 'PAID',
		paymentGatewayNames: ['invoice'],
	});
	const said = await create({ financialStatus: 'PAID' });
	expect((await whole(said.order?.id ?? '')).displayFinancialStatus).toBe('PAID');
	const pending = await create({ financialStatus: 'PENDING' });
	const pay = `mutation P($id: ID!) { orderMarkAsPaid(input: { id: $id }) { order { displayFinancialStatus totalOutstandingSet { shopMoney { amount } } } userErrors { field message } } }`;
	expect(await root(pay, { id: pending.order?.id })).toEqual({
		order: { displayFinancialStatus: 'PAID', totalOutstandingSet: { shopMoney: { amount: '0.0' } } },
		userErrors: [],
	});
	expect(await root(pay, { id: pending.order?.id })).toMatchObject({
		order: null,
		userErrors: [{ message: 'Order cannot be marked as paid.' }],
	});
	expect(await root(pay, { id: 'gid://shopify/Order/1' })).toMatchObject({ userErrors: [{ field: ['id'] }] });
});

it('stock is claimed only when asked for, and not where there is none', async () => {
	const mug = await variant('MUG-BLUE');
	const committed = async () => {
		const { inventoryItem } = await root<{
			inventoryItem: { inventoryLevel: { quantities: [{ quantity: number }] } };
		}>(
			`query L($id: ID!) { productVariant(id: $id) { inventoryItem { inventoryLevel(locationId: "${HERE}") { quantities(names: ["committed"]) { quantity } } } } }`,
			{ id: mug.id },
		);
		return inventoryItem.inventoryLevel.quantities[0].quantity;
	};
	const before = await committed();
	const lineItems = [{ variantId: mug.id, quantity: 3, requiresShipping: true }];
	await create({ lineItems });
	expect(await committed()).toBe(before);
	await create({ lineItems }, { inventoryBehaviour: 'DECREMENT_OBEYING_POLICY' });
	expect(await committed()).toBe(before + 3);
	const greedy = [{ variantId: mug.id, quantity: 100_000, requiresShipping: true }];
	expect(await create({ lineItems: greedy }, { inventoryBehaviour: 'DECREMENT_OBEYING_POLICY' })).toMatchObject({
		order: null,
		userErrors: [{ code: 'INVENTORY_CLAIM_FAILED' }],
	});
	expect(await committed()).toBe(before + 3);
});

it('a moment to come is now, and one that has been stays', async () => {
	const processed = async (processedAt: string) => {
		const { order } = await create({ processedAt });
		return (await whole(order?.id ?? '')).processedAt as string;
	};
	expect(await processed('2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05Z');
	expect(Date.parse(await processed('2099-01-01T00:00:00Z'))).toBeLessThan(Date.now() + 60_000);
});

it('a development shop makes five orders a minute', async () => {
	await start({ devShop: 'yes' });
	for (let n = 0; n < 5; n += 1) expect((await create({})).userErrors).toEqual([]);
	expect(await create({})).toMatchObject({
		order: null,
		userErrors: [{ message: expect.stringContaining('Too many') }],
	});
	sandbox.advanceClock(60_001);
	expect((await create({})).userErrors).toEqual([]);
});

// ------------------------------------------------------------------ custom ids and metafields

const DEFINE = `mutation D($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) {
	createdDefinition { id namespace key type { name } } userErrors { field message code } } }`;
const DEFINITION = { name: 'Order number elsewhere', namespace: 'erp', key: 'number', type: 'id', ownerType: 'ORDER' };
const ID_FIELD = (value: string) => ({ namespace: 'erp', key: 'number', type: 'id', value });
const FIND = `query OrderBySource($namespace: String!, $key: String!, $value: String!) {
	orderByIdentifier(identifier: { customId: { namespace: $namespace, key: $key, value: $value } }) { id } }`;
const FIELD = `query OrderField($namespace: String!, $key: String!) {
	metafieldDefinitions(first: 1, ownerType: ORDER, namespace: $namespace, key: $key) { nodes { id type { name } } } }`;
const find = (value: string) => ask(FIND, { namespace: 'erp', key: 'number', value });

it('a definition is made once, and found', async () => {
	expect(await root(DEFINE, { definition: DEFINITION })).toMatchObject({
		createdDefinition: { namespace: 'erp', key: 'number', type: { name: 'id' } },
		userErrors: [],
	});
	expect(await root(DEFINE, { definition: DEFINITION })).toMatchObject({
		createdDefinition: null,
		userErrors: [{ field: ['definition', 'key'], code: 'TAKEN' }],
	});
	const found = await ask(FIELD, { namespace: 'erp', key: 'number' });
	expect(found.data?.metafieldDefinitions).toMatchObject({ nodes: [{ type: { name: 'id' } }] });
	const none = await ask(FIELD, { namespace: 'erp', key: 'other' });
	expect(none.data?.metafieldDefinitions).toEqual({ nodes: [] });
	expect(await root(DEFINE, { definition: { ...DEFINITION, key: 'no blanks' } })).toMatchObject({
		userErrors: [{ code: 'INVALID_CHARACTER' }],
	});
});

it('an order is found by its custom id at once, whatever the index knows', async () => {
	await start({ indexLag: '5s' });
	expect(codes(await find('B2B-1'))).toEqual(['NOT_FOUND']);
	await root(DEFINE, { definition: DEFINITION });
	expect((await find('B2B-1')).data).toEqual({ orderByIdentifier: null });
	const { order } = await create({ metafields: [ID_FIELD('B2B-1')] });
	expect(order).toMatchObject({ metafield: { value: 'B2B-1' } });
	expect((await find('B2B-1')).data).toEqual({ orderByIdentifier: { id: order?.id } });
	expect((await find('b2b-1')).data).toEqual({ orderByIdentifier: null });
});

it.each([
	['refused', null, [{ code: 'INVALID', field: ['order', 'metafields', '0', 'value'] }], 1],
	['withoutMetafield', { metafield: null }, [], 2],
])('an order with a used id is %s', async (usedId, order, userErrors, count) => {
	await start({ usedId });
	await root(DEFINE, { definition: DEFINITION });
	const first = await create({ metafields: [ID_FIELD('B2B-1')] });
	const second = await create({ metafields: [ID_FIELD('B2B-1')] });
	expect(second).toMatchObject({ order, userErrors });
	expect((sandbox.state() as { orders: unknown[] }).orders).toHaveLength(DATA.orders.length + count);
	expect((await find('B2B-1')).data).toEqual({ orderByIdentifier: { id: first.order?.id } });
});

const SET = `mutation S($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
	metafields { id namespace key value type compareDigest } userErrors { field message code elementIndex } } }`;
interface Set {
	readonly metafields: ReadonlyArray<{ readonly id: string; readonly compareDigest: string }> | null;
	readonly userErrors: readonly UserError[];
}
const set = (...metafields: Array<Record<string, unknown>>) => root<Set>(SET, { metafields });
const TEXT = { namespace: 'erp', key: 'state', type: 'single_line_text_field', value: 'seen', ownerId: idOf(1005) };

it('metafields are set together or not at all, and read back', async () => {
	const refused = await set(TEXT, { ...TEXT, key: 'count', type: 'number_integer', value: 'many' });
	expect(refused).toMatchObject({
		metafields: null,
		userErrors: [{ field: ['metafields', '1', 'value'], code: 'INVALID_VALUE', elementIndex: 1 }],
	});
	const read = `query R($id: ID!) { order(id: $id) { metafield(namespace: "erp", key: "state") { value type }
		metafields(first: 5, namespace: "erp") { nodes { key } } } }`;
	expect(await root(read, { id: idOf(1005) })).toEqual({ metafield: null, metafields: { nodes: [] } });
	await set(TEXT);
	expect(await root(read, { id: idOf(1005) })).toEqual({
		metafield: { value: 'seen', type: 'single_line_text_field' },
		metafields: { nodes: [{ key: 'state' }] },
	});
	expect(
		sandbox
			.journal()
			.filter(({ operation }) => operation === 's')
			.map(({ accepted }) => accepted),
	).toEqual([false, true]);
});

it('compare-and-set writes only over what was read, and null only where nothing is', async () => {
	expect((await set({ ...TEXT, compareDigest: 'something' })).userErrors[0]?.code).toBe('STALE_OBJECT');
	const made = await set({ ...TEXT, compareDigest: null });
	expect((await set({ ...TEXT, compareDigest: null })).userErrors[0]?.code).toBe('STALE_OBJECT');
	const digest = made.metafields?.[0]?.compareDigest;
	expect((await set({ ...TEXT, value: 'done', compareDigest: digest })).userErrors).toEqual([]);
	expect((await set({ ...TEXT, value: 'late', compareDigest: digest })).userErrors[0]?.code).toBe('STALE_OBJECT');
});

it.each<[string, Record<string, unknown>, string]>([
	['an owner who is not there', { ownerId: 'gid://shopify/Order/1' }, 'INVALID'],
	['no key', { key: '' }, 'BLANK'],
	['no value', { value: '' }, 'BLANK'],
	['no type and no definition', { type: undefined }, 'BLANK'],
	['a line break in one line', { value: 'two\nlines' }, 'INVALID_VALUE'],
	['JSON that is none', { type: 'json', value: '{' }, 'INVALID_VALUE'],
])('metafieldsSet refuses %s', async (_what, change, code) => {
	expect((await set({ ...TEXT, ...change })).userErrors).toMatchObject([{ code }]);
});

it('a used id is refused for another order and kept for its own; 26 at once and unknown owners are refused', async () => {
	await root(DEFINE, { definition: DEFINITION });
	expect((await set({ ...ID_FIELD('7'), ownerId: idOf(1005) })).userErrors).toEqual([]);
	expect((await set({ ...ID_FIELD('7'), ownerId: idOf(1005) })).userErrors).toEqual([]);
	expect((await set({ ...ID_FIELD('7'), ownerId: idOf(1006) })).userErrors).toMatchObject([{ code: 'TAKEN' }]);
	expect((await set({ ...ID_FIELD('8'), type: 'json', ownerId: idOf(1006) })).userErrors).toMatchObject([
		{ code: 'INVALID_TYPE' },
	]);
	const many = Array.from({ length: 26 }, (_, n) => ({ ...TEXT, key: `k${n}` }));
	expect((await set(...many)).userErrors).toMatchObject([{ code: 'LESS_THAN_OR_EQUAL_TO' }]);
	expect(codes(await ask(SET, { metafields: [{ ...TEXT, ownerId: 'gid://shopify/Shop/1' }] }))).toEqual([
		'SANDBOX_NOT_IMITATED',
	]);
	await sandbox.change('setScopes', { scopes: ['read_orders', 'read_all_orders'] });
	expect(codes(await ask(SET, { metafields: [TEXT] }))).toEqual(['ACCESS_DENIED']);
});

// ------------------------------------------------------------------ changing orders

const TAG = (field: string) =>
	`mutation T($id: ID!, $tags: [String!]!) { ${field}(id: $id, tags: $tags) { node { id } userErrors { field message } } }`;

it('tags are added and removed, and adding what is there touches nothing', async () => {
	const id = idOf(1005);
	await root(TAG('tagsAdd'), { id, tags: ['sent', 'Sent', ' late '] });
	const { tags, updatedAt } = await whole(id);
	expect(tags).toEqual(['late', 'sent']);
	sandbox.advanceClock(5_000);
	await root(TAG('tagsAdd'), { id, tags: ['SENT'] });
	expect((await whole(id)).updatedAt).toBe(updatedAt);
	await root(TAG('tagsRemove'), { id, tags: ['Late', 'never'] });
	const after = await whole(id);
	expect([after.tags, after.updatedAt > updatedAt]).toEqual([['sent'], true]);
	expect(await root(TAG('tagsAdd'), { id: 'gid://shopify/Order/1', tags: ['x'] })).toMatchObject({
		node: null,
		userErrors: [{ field: ['id'] }],
	});
	await sandbox.change('setScopes', { scopes: ['read_orders', 'read_all_orders'] });
	expect(codes(await ask(TAG('tagsAdd'), { id, tags: ['x'] }))).toEqual(['ACCESS_DENIED']);
});

it('a product has tags as an order has, and what has none is refused loudly', async () => {
	const { id } = await root<{ id: string }>('{ productByIdentifier(identifier: { handle: "mug" }) { id } }');
	await root(TAG('tagsAdd'), { id, tags: ['new'] });
	expect(await root('query T($id: ID!) { product(id: $id) { tags } }', { id })).toMatchObject({
		tags: expect.arrayContaining(['new']),
	});
	expect(codes(await ask(TAG('tagsAdd'), { id: HERE, tags: ['new'] }))).toEqual(['SANDBOX_NOT_IMITATED']);
});

it('an app’s assessment of risk is the order’s', async () => {
	const assess = `mutation R($id: ID!) { orderRiskAssessmentCreate(orderRiskAssessmentInput: { orderId: $id, riskLevel: HIGH, facts: [] }) {
		orderRiskAssessment { riskLevel } userErrors { code } } }`;
	expect(await root(assess, { id: idOf(1005) })).toEqual({
		orderRiskAssessment: { riskLevel: 'HIGH' },
		userErrors: [],
	});
	expect(await whole(idOf(1005))).toMatchObject({ risk: { recommendation: 'CANCEL' } });
	expect(await root(assess, { id: idOf(1) })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
});

it('orderUpdate replaces lists, leaves what is absent and clears what is null', async () => {
	const update = (input: Record<string, unknown>) =>
		root<Created>(
			'mutation U($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }',
			{ input },
		);
	const id = idOf(1005);
	await update({ id, note: 'One', poNumber: 'PO-1', tags: ['a', 'b'], customAttributes: [{ key: 'k', value: 'v' }] });
	await update({ id, note: null, tags: ['c'], shippingAddress: { address1: 'Esimerkkipolku 1', countryCode: 'SE' } });
	expect(await whole(id)).toMatchObject({
		note: null,
		poNumber: 'PO-1',
		tags: ['c'],
		customAttributes: [{ key: 'k', value: 'v' }],
		shippingAddress: { address1: 'Esimerkkipolku 1', countryCodeV2: 'SE', city: null },
	});
	expect((await update({ id, email: 'nonsense' })).userErrors).toMatchObject([{ message: 'Email is invalid.' }]);
	expect((await update({ id: 'gid://shopify/Order/1' })).userErrors).toMatchObject([{ field: ['id'] }]);
});

const CANCEL = `mutation OrderCancel($id: ID!, $restock: Boolean!, $refundMethod: OrderCancelRefundMethodInput) {
	orderCancel(orderId: $id, reason: INVENTORY, restock: $restock, refundMethod: $refundMethod, staffNote: "out of it") {
		job { id done } orderCancelUserErrors { field message code } } }`;
const JOB = 'query J($id: ID!) { job(id: $id) { id done } }';
interface Cancelled {
	readonly job: { readonly id: string; readonly done: boolean } | null;
	readonly orderCancelUserErrors: readonly UserError[];
}
const cancel = (number: number, more: Record<string, unknown> = {}) =>
	root<Cancelled>(CANCEL, { id: idOf(number), restock: true, ...more });

it('a cancellation is a job: the order is cancelled when it is done, and not before', async () => {
	const { job } = await cancel(1005);
	expect(job?.done).toBe(false);
	expect((await whole(idOf(1005))).cancelledAt).toBeNull();
	expect((await cancel(1005)).orderCancelUserErrors).toMatchObject([{ code: 'INVALID' }]);
	sandbox.advanceClock(1_001);
	expect(await root(JOB, { id: job?.id })).toEqual({ id: job?.id, done: true });
	expect(await whole(idOf(1005))).toMatchObject({
		cancelReason: 'INVENTORY',
		displayFinancialStatus: 'PAID',
		closed: true,
	});
	const note = await root('query C($id: ID!) { order(id: $id) { cancellation { staffNote } } }', { id: idOf(1005) });
	expect(note).toEqual({ cancellation: { staffNote: 'out of it' } });
	expect(await root(JOB, { id: 'gid://shopify/Job/none' })).toBeNull();
});

it('a cancellation gives money back when told to, and lets stock go either way', async () => {
	await start({ jobLag: 'none' });
	const levels = async () => {
		const mug = await variant('MUG-BLUE');
		const { inventoryItem } = await root<{
			inventoryItem: { inventoryLevel: { quantities: Array<{ quantity: number }> } };
		}>(
			`query L($id: ID!) { productVariant(id: $id) { inventoryItem { inventoryLevel(locationId: "${HERE}") { quantities(names: ["on_hand", "committed", "available"]) { quantity } } } } }`,
			{ id: mug.id },
		);
		return inventoryItem.inventoryLevel.quantities.map(({ quantity }) => quantity);
	};
	const [onHand = 0, committed = 0, available = 0] = await levels();
	for (const number of [2001, 2002])
		await sandbox.change('addOrder', { number, lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
	expect(await levels()).toEqual([onHand, committed + 4, available - 4]);
	const { job } = await cancel(2001, { refundMethod: { originalPaymentMethodsRefund: true } });
	expect(job?.done).toBe(true);
	expect((await whole(idOf(2001))).displayFinancialStatus).toBe('REFUNDED');
	expect(await levels()).toEqual([onHand, committed + 2, available - 2]);
	await cancel(2002, { restock: false });
	expect(await levels()).toEqual([onHand - 2, committed, available - 2]);
});

it('a cancellation is refused where the order cannot end', async () => {
	await sandbox.change('openReturn', { number: 1006 });
	await sandbox.change('fulfillByHand', { number: 1008 });
	for (const [number, words] of [
		[1017, 'already been cancelled'],
		[1006, 'open returns'],
		[1008, 'fulfilled'],
	] as const) {
		expect((await cancel(number)).orderCancelUserErrors).toMatchObject([
			{ code: 'INVALID', message: expect.stringContaining(words) },
		]);
	}
	expect((await cancel(1)).orderCancelUserErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
	await sandbox.change('cancelFulfillment', { number: 1008 });
	expect((await cancel(1008)).orderCancelUserErrors).toEqual([]);
	expect(
		sandbox
			.journal()
			.filter(({ operation }) => operation === 'orderCancel')
			.map(({ accepted }) => accepted),
	).toEqual([false, false, false, false, true]);
});

it('a fault after commit leaves the order made and the caller without an answer', async () => {
	sandbox.addFault({ kind: 'resetAfterCommit', operation: 'orderCreate' });
	await expect(ask(CREATE, { order: { lineItems: [LINE] } })).rejects.toThrow();
	expect((sandbox.state() as { orders: unknown[] }).orders).toHaveLength(DATA.orders.length + 1);
	expect(sandbox.journal().at(-1)).toMatchObject({ operation: 'orderCreate', accepted: true, answered: false });
});

it('hostile texts stay texts', async () => {
	const note = '"}]} <script>${process.exit()}</script> \' OR 1=1 -- \u202e';
	const { order } = await create({ note, tags: ["tag:'x' OR *"], sourceIdentifier: "a' OR source_name:*" });
	const read = await whole(order?.id ?? '');
	expect([read.note, read.tags]).toEqual([note, ["tag:'x' OR *"]]);
});

it('what an app made survives a save: orders, custom ids, jobs', async () => {
	await root(DEFINE, { definition: DEFINITION });
	const { order } = await create({ metafields: [ID_FIELD('B2B-9')], tags: ['kept'] });
	const { job } = await cancel(1005);
	const saved = await sandbox.save();
	await sandbox.close();
	sandbox = await serve(shopify, { saved });
	expect((await find('B2B-9')).data).toEqual({ orderByIdentifier: { id: order?.id } });
	sandbox.advanceClock(1_001);
	expect(await root(JOB, { id: job?.id })).toMatchObject({ done: true });
	expect((await whole(idOf(1005))).cancelledAt).not.toBeNull();
	expect(sandbox.state()).toMatchObject({
		orders: expect.arrayContaining([expect.objectContaining({ tags: ['kept'] })]),
	});
	expect((await create({})).order?.name).toBe('#1062');
});
