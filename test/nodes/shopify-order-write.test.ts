/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { demoData } from '../../sandbox/demo-data';
import type { FaultKind } from '../../sandbox/kit';
import { calls, jsonOf, openDesk, orderId, START, type Desk, type Options } from '../support/desk';

/*
 * Orders of another system written to the shop, cancelled and tagged there, as n8n runs it over the sandbox of the shop.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

async function useDesk(shop: Options): Promise<void> {
	await desk.close();
	desk = await openDesk({ shop });
}

// ------------------------------------------------------------------ a wholesale order

type Loose = ReturnType<typeof JSON.parse>;

const WRITE = { resource: 'order', operation: 'upsert', forwardFrom: START };
const CANCEL = { resource: 'order', operation: 'cancel' };
const TAG = { resource: 'order', operation: 'addTags' };
const KEY = 'lenewblack:demo-brand:7001';

/** A paid order of a wholesale portal: net prices, one line with a discount that its quantity does not divide. */
function wholesale(change: (order: Loose) => void = () => undefined, id = '7001'): IDataObject {
	const now = new Date().toISOString();
	const order = {
		kind: 'order',
		origin: { system: 'lenewblack', account: 'demo-brand', id, number: `LNB-${id}`, seenAt: now },
		number: `LNB-${id}`,
		placedAt: now,
		updatedAt: now,
		status: 'open',
		paymentStatus: 'paid',
		currency: 'EUR',
		pricesIncludeTax: false,
		lines: [
			line('L1', 'MUG-BLUE', 3, { unitPrice: '10.00', discount: '20.00', total: '10.00', tax: '2.55' }),
			line('L2', 'PLATE-DINNER', 2, { unitPrice: '11.00', total: '22.00', tax: '5.61' }),
		],
		shippingLines: [{ code: 'freight', title: 'Freight', total: '9.90', tax: '2.52' }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '10.68' }],
		totals: { lines: '32.00', shipping: '9.90', tax: '10.68', total: '52.58', paid: '52.58' },
		customer: { email: 'buyer@example.com', name: 'Ada Maria Buyer', phone: '+358555123', company: 'Example Store' },
		billTo: {
			name: 'Ada Maria Buyer',
			company: 'Example Store',
			address1: 'Bill Street 1',
			city: 'Turku',
			countryCode: 'FI',
		},
		shipTo: {
			name: 'Ada Maria Buyer',
			company: 'Example Store',
			address1: 'Example Street 1',
			zip: '00100',
			city: 'Helsinki',
			countryCode: 'FI',
			phone: '+358555124',
		},
		shippingMethod: { code: 'freight', title: 'Freight' },
		paymentMethods: ['Bank Transfer'],
		note: 'Deliver in the morning',
		tags: ['showroom'],
		attributes: { season: 'SS27' },
		purchaseOrderNumber: 'PO-1001',
	};
	change(order);
	return order as unknown as IDataObject;
}

function line(id: string, sku: string, quantity: number, amounts: Record<string, string>): Loose {
	const plain = { requiresShipping: true, giftCard: false, taxRate: '0.255' };
	return { id, sku, title: sku, quantity, currentQuantity: quantity, openQuantity: quantity, ...plain, ...amounts };
}

interface Sent {
	readonly results: IDataObject[];
	readonly problems: Array<{ code: string; message: string; description: string }>;
}

async function run(
	parameters: IDataObject,
	items: readonly IDataObject[],
	how: { timeoutMs?: number } = {},
): Promise<Sent> {
	const answer = await desk.shopify(parameters, { items: [...items], onError: 'continueErrorOutput', ...how });
	const problems = jsonOf(answer.outputs[1]).map(({ error }) => error as Sent['problems'][number]);
	return { results: jsonOf(answer.outputs[0]), problems };
}

const write = async (items: readonly IDataObject[], parameters: IDataObject = {}, how: { timeoutMs?: number } = {}) =>
	await run({ ...WRITE, ...parameters }, items, how);
const outcomes = ({ results, problems }: Sent) => [
	...results.map(({ outcome }) => outcome),
	...problems.map(({ code }) => code),
];
const reasons = ({ results }: Sent) => results.map(({ reason }) => (reason as IDataObject | null)?.code);

interface ShopOrder {
	readonly id: string;
	readonly number: number;
	readonly cancelled: boolean;
	readonly cancelledAt: string | null;
	readonly sourceIdentifier: string | null;
	readonly tags: readonly string[];
	readonly test: boolean;
	readonly financialStatus: string;
	readonly lines: ReadonlyArray<{ sku: string; quantity: number }>;
}

const shopOrders = () => (desk.shop.state() as { orders: ShopOrder[] }).orders;
const made = (key = KEY) => shopOrders().filter(({ sourceIdentifier }) => sourceIdentifier === key);
const numbered = (number: number) => shopOrders().find((order) => order.number === number)!;
const mutations = () =>
	desk.shop.journal().filter(({ body }) => /^\s*mutation/.test(String((body as Loose | undefined)?.query ?? '')));
const sentOrder = () => (calls(desk.shop, 'orderCreate').at(-1)!.body as Loose).variables as Loose;
const openAgain = async () => await desk.ledger({ operation: 'retry' });

// ------------------------------------------------------------------ creating

it('makes an order that comes to the same total, with every amount exact and its source on it', async () => {
	const { results, problems } = await write([wholesale()], { orderOptions: { tags: 'b2b' } });
	expect(problems).toEqual([]);
	expect(results).toMatchObject([
		{
			outcome: 'created',
			number: 'LNB-7001',
			target: { number: '#1061', url: expect.stringContaining('/admin/orders/') },
		},
	]);
	const [order] = await desk.orders(1061);
	expect(order).toMatchObject({
		currency: 'EUR',
		pricesIncludeTax: false,
		paymentStatus: 'paid',
		totals: { total: '52.58', shipping: '9.9', tax: '10.68', paid: '52.58', outstanding: '0.0' },
		shipTo: { name: 'Ada Maria Buyer', company: 'Example Store', zip: '00100', countryCode: 'FI' },
		billTo: { address1: 'Bill Street 1' },
		customer: { email: 'buyer@example.com' },
		note: 'Deliver in the morning',
		purchaseOrderNumber: 'PO-1001',
		attributes: { season: 'SS27' },
		shippingLines: [{ title: 'Freight', total: '9.9', tax: '2.52' }],
	});
	expect(new Set(order!.tags as string[])).toEqual(new Set(['b2b', 'showroom']));
	expect(order!.lines).toMatchObject([
		{ sku: 'MUG-BLUE', quantity: 2, unitPrice: '3.33', total: '6.66', requiresShipping: true },
		{ sku: 'MUG-BLUE', quantity: 1, unitPrice: '3.34', total: '3.34' },
		{ sku: 'PLATE-DINNER', quantity: 2, unitPrice: '11.0', total: '22', tax: '5.61', taxRate: '0.255' },
	]);
	expect(made()).toHaveLength(1);
});

it('takes the stock of what was sold, and refuses what the shop has not enough of', async () => {
	const { products } = demoData('2026-11-22T10:00:00Z');
	const stock = products.find(({ sku }) => sku === 'MUG-BLUE')!.stock;
	const many = wholesale((order) => {
		order.lines = [line('L1', 'MUG-BLUE', stock + 1, { unitPrice: '0.00', total: '0.00' })];
		Object.assign(order, { shippingLines: [], taxLines: [], totals: { lines: '0.00', tax: '0.00', total: '0.00' } });
	});
	expect(outcomes(await write([many]))).toEqual(['STOCK_MISSING']);
	expect(made()).toEqual([]);
	await openAgain();
	const bypass = { orderOptions: { inventoryBehaviour: 'BYPASS' } };
	expect(outcomes(await write([many], bypass))).toEqual(['created']);
});

it('hands on what the operator chose, and mails nobody unless told', async () => {
	await write([wholesale()]);
	expect(sentOrder().options).toEqual({ inventoryBehaviour: 'DECREMENT_OBEYING_POLICY', sendReceipt: false });
	expect(sentOrder().order).not.toHaveProperty('test');
	const orderOptions = { markTest: true, namePrefix: 'B2B-', sendReceipt: true };
	const { results } = await write([wholesale(undefined, '7002')], { orderOptions });
	expect(results).toMatchObject([{ target: { number: 'B2B-LNB-7002' } }]);
	expect(sentOrder()).toMatchObject({ options: { sendReceipt: true }, order: { test: true, name: 'B2B-LNB-7002' } });
});

it.each<[string, (order: Loose) => void, Loose]>([
	['taxes of the order where the lines’ do not come to its tax', (order) => (order.lines[0].tax = '2.54'), 'order'],
	['taxes of the lines where they do', () => undefined, 'lines'],
	['taxes of the order where a rate is missing', (order) => (order.lines[0].taxRate = null), 'order'],
])('sends %s, and never both', async (_, change, where) => {
	expect(outcomes(await write([wholesale(change)]))).toEqual(['created']);
	const { order } = sentOrder();
	const onLines = order.lineItems.some(({ taxLines }: Loose) => taxLines);
	expect([onLines, order.taxLines !== undefined]).toEqual(where === 'lines' ? [true, false] : [false, true]);
	expect((await desk.orders(1061))[0]).toMatchObject({ totals: { total: '52.58', tax: '10.68' } });
});

it('keeps the tax of an order whose delivery alone is taxed', async () => {
	const order = wholesale((each) => {
		for (const sold of each.lines) sold.tax = '0.00';
		each.taxLines = [{ title: 'VAT', rate: '0.255', amount: '2.52' }];
		Object.assign(each.totals, { tax: '2.52', total: '44.42', paid: '44.42' });
	});
	expect(outcomes(await write([order]))).toEqual(['created']);
	expect((await desk.orders(1061))[0]).toMatchObject({ totals: { tax: '2.52', total: '44.42' } });
});

it('writes tip, fees and rounding as lines of their own, so that the total is the order’s', async () => {
	const order = wholesale((each) => {
		Object.assign(each.totals, { tip: '2.00', fees: '1.50', total: '56.09' });
	});
	expect(outcomes(await write([order]))).toEqual(['created']);
	const extras = sentOrder().order.lineItems.filter(({ variantId }: Loose) => !variantId);
	expect(extras.map(({ title, priceSet }: Loose) => [title, priceSet.shopMoney.amount])).toEqual([
		['Tip', '2.00'],
		['Fees', '1.50'],
		['Rounding', '0.01'],
	]);
	expect((await desk.orders(1061))[0]).toMatchObject({ totals: { total: '56.09' } });
});

it('takes rounding below zero off one unit, because no price can be below zero', async () => {
	const order = wholesale((each) => (each.totals.total = '52.57'));
	expect(outcomes(await write([order]))).toEqual(['created']);
	expect((await desk.orders(1061))[0]).toMatchObject({ totals: { total: '52.57' } });
});

it.each<[string, (order: Loose) => void, string, string]>([
	['a total that its parts do not make', (order) => (order.totals.total = '60.00'), 'TOTALS_DIFFER', '52.58'],
	['an unknown SKU', (order) => (order.lines[1].sku = 'PLATE-UNKNOWN'), 'UNKNOWN_SKU', 'PLATE-UNKNOWN'],
	['a SKU in other capitals', (order) => (order.lines[1].sku = 'plate-dinner'), 'UNKNOWN_SKU', 'plate-dinner'],
	['a SKU that would break a search', (order) => (order.lines[1].sku = "x' OR sku:'MUG-BLUE"), 'UNKNOWN_SKU', 'OR sku'],
	['a line without a SKU', (order) => (order.lines[1].sku = ' '), 'SKU_MISSING', 'PLATE-DINNER'],
	['another currency', (order) => (order.currency = 'SEK'), 'CURRENCY_DIFFERS', 'SEK'],
	['no lines', (order) => Object.assign(order, NOTHING), 'FIELD_INVALID', 'lines'],
	['a region by name', (order) => Object.assign(order.shipTo, CALIFORNIA), 'FIELD_INVALID', 'province'],
	['more lines than an order takes', (order) => Object.assign(order, MANY), 'LINES_TOO_MANY', '251'],
	['the shop itself as its source', (order) => Object.assign(order.origin, THIS_SHOP), 'FIELD_INVALID', 'origin'],
	['an address that is none', (order) => (order.shipTo = { name: 'Ada' }), 'ADDRESS_MISSING', 'country'],
])('sends no order with %s', async (_, change, code, named) => {
	await useDesk({ skuSearch: 'loose' });
	const sent = await write([wholesale(change)]);
	expect(outcomes(sent)).toEqual([code]);
	expect(sent.problems[0]!.message).toContain(named);
	expect(calls(desk.shop, 'orderCreate', false)).toEqual([]);
});

const NOTHING = { lines: [], shippingLines: [], taxLines: [], totals: { lines: '0', tax: '0', total: '0' } };
const THIS_SHOP = { system: 'shopify', account: 'demo-tableware.myshopify.com' };
const CALIFORNIA = { countryCode: 'US', province: 'California' };
const MANY = {
	...NOTHING,
	lines: Array.from({ length: 251 }, (_, index) => line(`L${index}`, 'MUG-BLUE', 1, { unitPrice: '0', total: '0' })),
};

it('finds a variant by barcode where no variant has the SKU, and says when several carry a key', async () => {
	const barcode = demoData('2026-11-22T10:00:00Z').products.find(({ sku }) => sku === 'PLATE-DINNER')!.barcode;
	const byBarcode = wholesale((order) => Object.assign(order.lines[1], { sku: 'OLD-SKU', barcode }));
	expect(outcomes(await write([byBarcode]))).toEqual(['created']);
	expect(made()[0]!.lines.at(-1)).toMatchObject({ sku: 'PLATE-DINNER', quantity: 2 });
	await desk.shop.change('duplicateSku', { sku: 'MUG-BLUE' });
	const sent = await write([wholesale(undefined, '7002')]);
	expect(outcomes(sent)).toEqual(['AMBIGUOUS']);
	expect(sent.problems[0]!.message).toMatch(/SKU MUG-BLUE matches 2 /);
});

it('looks 60 SKUs up in two searches, and each only once a run', async () => {
	await desk.shop.change('fillCatalogue', { count: 60 });
	const lines = Array.from({ length: 60 }, (_, index) =>
		line(`L${index}`, `BULK-${String(index + 1).padStart(5, '0')}`, 1, { unitPrice: '0', total: '0' }),
	);
	const bulk = (id: string) => wholesale((order) => Object.assign(order, { ...NOTHING, lines }), id);
	expect(outcomes(await write([bulk('7001'), bulk('7002')]))).toEqual(['created', 'created']);
	expect(calls(desk.shop, 'orderVariantsPage')).toHaveLength(2);
});

it.each([
	['pending', 'PENDING'],
	['authorized', 'PENDING'],
])('makes an order that is %s unpaid', async (paymentStatus, financialStatus) => {
	const order = wholesale((each) => (each.paymentStatus = paymentStatus));
	expect(reasons(await write([order]))).toEqual(['HELD_UNPAID']);
	expect(outcomes(await write([order], { paymentStatuses: [paymentStatus] }))).toEqual(['created']);
	expect(made()).toMatchObject([{ financialStatus }]);
	expect(sentOrder().order).not.toHaveProperty('transactions');
});

it('previews an order without writing anything, the field for its source included', async () => {
	const { results } = await write([wholesale()], { previewOnly: true });
	expect(results).toMatchObject([
		{
			outcome: 'preview',
			preview: { would: 'create', after: { key: KEY, total: '52.58', goods: [{ sku: 'MUG-BLUE' }, {}, {}] } },
		},
	]);
	expect(mutations()).toEqual([]);
});

it('makes the field for the source once, and ends the run where a field of another type is in its place', async () => {
	await write([wholesale()]);
	await write([wholesale(undefined, '7002')]);
	expect(calls(desk.shop, 'orderFieldCreate')).toHaveLength(1);
	await useDesk({});
	await desk.shopify({ resource: 'connection', operation: 'check' });
	const token = (await fetchToken()).access_token;
	const definition = { name: 'Other', namespace: 'commerce_bridge', key: 'source', ownerType: 'ORDER', type: 'json' };
	await graphql(
		token,
		'mutation M($d: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $d) { userErrors { code } } }',
		{ d: definition },
	);
	expect(outcomes(await write([wholesale(), wholesale(undefined, '7002')]))).toEqual([
		'SETUP_ORDER_FIELD',
		'SETUP_ORDER_FIELD',
	]);
	expect(calls(desk.shop, 'orderCreate', false)).toEqual([]);
});

async function fetchToken(): Promise<Loose> {
	const { clientId, clientSecret } = desk.shopKeys;
	const body = JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
	const headers = { 'content-type': 'application/json' };
	return await (await fetch(`${desk.shop.url}/admin/oauth/access_token`, { method: 'POST', headers, body })).json();
}

async function graphql(token: string, query: string, variables: Loose): Promise<Loose> {
	const headers = { 'content-type': 'application/json', 'x-shopify-access-token': token };
	const body = JSON.stringify({ query, variables });
	return await (
		await fetch(`${desk.shop.url}/admin/api/2026-10/graphql.json`, { method: 'POST', headers, body })
	).json();
}

// ------------------------------------------------------------------ again, and changed

it.each(['builtIn', 'off'])('has one order after three runs, ledger: %s', async (ledger) => {
	expect(outcomes(await write([wholesale()], { ledger }))).toEqual(['created']);
	expect(outcomes(await write([wholesale()], { ledger }))).toEqual(['unchanged']);
	expect(outcomes(await write([wholesale()], { ledger }))).toEqual(['unchanged']);
	expect(made()).toHaveLength(1);
});

it('carries note, number and address over, and adds tags and attributes to what staff put there', async () => {
	await write([wholesale()], { orderOptions: { tags: 'b2b' } });
	await run({ ...TAG, tags: 'checked by staff' }, [wholesale()]);
	const changed = wholesale((order) => {
		Object.assign(order, { note: 'Ring twice', purchaseOrderNumber: 'PO-1002', tags: ['showroom', 'vip'] });
		order.attributes = { agent: 'Example Agent' };
		order.shipTo.address1 = 'New Street 2';
	});
	expect(outcomes(await write([changed]))).toEqual(['updated']);
	const [order] = await desk.orders(1061);
	expect(order).toMatchObject({
		note: 'Ring twice',
		purchaseOrderNumber: 'PO-1002',
		attributes: { season: 'SS27', agent: 'Example Agent' },
		shipTo: { address1: 'New Street 2', zip: '00100' },
	});
	expect(new Set(order!.tags as string[])).toEqual(new Set(['b2b', 'showroom', 'vip', 'checked by staff']));
	expect(outcomes(await write([changed]))).toEqual(['unchanged']);
	expect(outcomes(await write([changed], { ledger: 'off' }))).toEqual(['unchanged']);
	expect(calls(desk.shop, 'orderUpdate')).toHaveLength(1);
});

it('previews a change with what it was and will be', async () => {
	await write([wholesale()]);
	const changed = wholesale((order) => (order.note = null));
	const { results } = await write([changed], { previewOnly: true });
	expect(results).toMatchObject([
		{ preview: { would: 'update', changes: [{ field: 'note', before: 'Deliver in the morning', after: null }] } },
	]);
	expect(calls(desk.shop, 'orderUpdate', false)).toEqual([]);
	await write([changed]);
	expect((await desk.orders(1061))[0]!.note || null).toBeNull();
});

it('leaves changed goods to a person, and says what differs', async () => {
	await write([wholesale()]);
	const changed = wholesale((order) => {
		order.lines[1] = line('L2', 'PLATE-DINNER', 3, { unitPrice: '11.00', total: '33.00', tax: '8.42' });
		Object.assign(order, { taxLines: [{ title: 'VAT', rate: '0.255', amount: '13.49' }] });
		order.totals = { lines: '43.00', shipping: '9.90', tax: '13.49', total: '66.39' };
	});
	const sent = await write([changed]);
	expect(outcomes(sent)).toEqual(['CHANGE_BY_HAND']);
	expect(sent.problems[0]!.message).toContain('PLATE-DINNER 3 instead of 2');
	expect(sent.problems[0]!.message).toContain('total 66.39 instead of 52.58');
	expect(calls(desk.shop, 'orderUpdate', false)).toEqual([]);
});

it('does not call goods changed that the shop itself has taken out', async () => {
	await write([wholesale()]);
	await desk.shop.change('editOrder', { number: 1061, line: 'PLATE-DINNER', quantity: 1 });
	const changed = wholesale((order) => (order.note = 'Ring twice'));
	expect(outcomes(await write([changed]))).toEqual(['updated']);
});

it('says that an order which is cancelled in the shop takes no more changes', async () => {
	await write([wholesale()]);
	await desk.shop.change('cancelOrder', { number: 1061 });
	const sent = await write([wholesale((order) => (order.note = 'Ring twice'))]);
	expect(outcomes(sent)).toEqual(['STAGE_LOCKED']);
	expect(sent.problems[0]!.message).toContain('cancelled');
});

it('finds an order that lost its field by the source it names', async () => {
	await write([wholesale()], { ledger: 'off' });
	const order = made()[0]!;
	const { access_token: token } = await fetchToken();
	const gone = {
		metafields: [{ ownerId: order.id, namespace: 'commerce_bridge', key: 'source', type: 'id', value: 'other' }],
	};
	await graphql(
		token,
		'mutation M($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { userErrors { code } } }',
		gone,
	);
	expect(outcomes(await write([wholesale()], { ledger: 'off' }))).toEqual(['unchanged']);
	expect(made()).toHaveLength(1);
});

// ------------------------------------------------------------------ faults

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'rateLimitedRetryAfter',
	'serverError',
	'unavailable',
	'timeoutBeforeCommit',
	'timeoutAfterCommit',
	'reset',
	'resetAfterCommit',
	'malformedBody',
	'slow',
];
const FAULT_CASES = FAULTS.flatMap((kind) =>
	(['refused', 'withoutMetafield'] as const).flatMap((usedId) =>
		(['builtIn', 'off'] as const).map((ledger) => [kind, usedId, ledger] as const),
	),
);

it.each(FAULT_CASES)(
	'has one order after %s, where a used custom id is answered with: %s, ledger: %s',
	async (kind, usedId, ledger) => {
		await useDesk({ usedId });
		desk.shop.addFault({ kind, operation: 'orderCreate', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
		const seen: unknown[] = [];
		for (let time = 0; time < 3; time += 1) {
			if (ledger === 'builtIn') await openAgain();
			seen.push(...outcomes(await write([wholesale()], { ledger }, { timeoutMs: 600 })));
		}
		expect(made()).toHaveLength(1);
		expect(seen.filter((outcome) => outcome === 'created')).toHaveLength(1);
		expect(seen.at(-1)).toBe('unchanged');
	},
);

it.each(['builtIn', 'off'])('keeps one order of two runs at once, ledger %s', async (ledger) => {
	const both = await Promise.all([write([wholesale()], { ledger }), write([wholesale()], { ledger })]);
	expect(made()).toHaveLength(1);
	expect(both.flatMap(outcomes)).toContain('created');
});

/** A run whose look at the shop was before another run made the order, and whose create is after it. */
async function overtaken(): Promise<Sent> {
	desk.shop.addFault({ kind: 'slow', operation: 'orderVariantsPage', delayMs: 1_500 });
	const first = write([wholesale()], { ledger: 'off' });
	while (calls(desk.shop, 'ordersBySourcePage').length === 0) await new Promise((done) => setImmediate(done));
	expect(outcomes(await write([wholesale(), wholesale(undefined, '7002')], { ledger: 'off' }))).toEqual([
		'created',
		'created',
	]);
	return await first;
}

it('takes the order of a faster run for its own where the shop refuses a used custom id', async () => {
	await useDesk({ usedId: 'refused' });
	const sent = await overtaken();
	expect(sent.problems).toEqual([]);
	expect(sent.results).toMatchObject([{ outcome: 'unchanged', target: { number: '#1061' } }]);
	expect(made()).toHaveLength(1);
	expect(calls(desk.shop, 'orderCreate', false).length).toBe(3);
});

it('cancels the order it made itself where another one has the custom id, and names both', async () => {
	await useDesk({ usedId: 'withoutMetafield' });
	const sent = await overtaken();
	expect(outcomes(sent)).toEqual(['DUPLICATE_MADE']);
	expect(sent.problems[0]!.message).toContain('#1063 was cancelled at once, what stays is #1061');
	expect(made().map(({ number, cancelled }) => [number, cancelled])).toEqual([
		[1061, false],
		[1063, true],
	]);
	expect(sentCancel()).toMatchObject({ restock: true, notifyCustomer: false });
	expect(outcomes(await write([wholesale()], { ledger: 'off' }))).toEqual(['unchanged']);
});

it('says so when the second order could not be cancelled', async () => {
	await useDesk({ usedId: 'withoutMetafield' });
	desk.shop.addFault({ kind: 'reset', operation: 'orderCancel', times: 20 });
	const sent = await overtaken();
	expect(sent.problems[0]!.message).toContain('#1063 stands there beside #1061');
	expect(sent.problems[0]!.description).toContain('Open #1063');
});

it.each(['reset', 'resetAfterCommit', 'unavailable', 'malformedBody'] as const)(
	'sets the custom id afterwards although the first try ends in %s, and finds the other order then',
	async (kind) => {
		await useDesk({ usedId: 'withoutMetafield' });
		desk.shop.addFault({ kind, operation: 'sourceFieldSet' });
		const seen = outcomes(await overtaken());
		expect(seen).toEqual(['DUPLICATE_MADE']);
		expect(outcomes(await write([wholesale()], { ledger: 'off' }))).toEqual(['unchanged']);
	},
);

it('waits out the five orders a minute of a development shop', async () => {
	await useDesk({ devShop: 'yes' });
	const orders = Array.from({ length: 7 }, (_, index) => wholesale(undefined, `71${index}`));
	const sent = await write(orders);
	expect(outcomes(sent)).toEqual(orders.map(() => 'created'));
	expect(calls(desk.shop, 'orderCreate')).toHaveLength(7);
});

it('ends the run where the permission to write orders is missing', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_orders', 'read_products', 'read_customers'] });
	const sent = await write([wholesale(), wholesale(undefined, '7002')]);
	expect(outcomes(sent)).toEqual(['SETUP_SCOPES', 'SETUP_SCOPES']);
	expect(sent.problems[0]!.message).toContain('write_orders');
});

it('shows what Shopify says of a refusal without anything of the customer', async () => {
	const order = wholesale((each) => (each.customer.email = 'buyer at example'));
	const sent = await write([order]);
	expect(outcomes(sent)).toEqual(['REFUSED']);
	expect(sent.problems[0]!.description).toContain('Email is invalid');
	expect(JSON.stringify(sent.problems)).not.toContain('buyer at example');
});

// ------------------------------------------------------------------ cancelling

const cancelled = (change: (order: Loose) => void = () => undefined) =>
	wholesale((order) => {
		Object.assign(order, { status: 'cancelled', cancelledAt: new Date().toISOString() });
		change(order);
	});
const ofShop = async (
	number: number,
	change: Loose = { status: 'cancelled', cancelledAt: '2026-11-01T10:00:00.000Z' },
) => ({
	...(await desk.orders(number))[0]!,
	...change,
});
const sentCancel = () => (calls(desk.shop, 'orderCancel').at(-1)!.body as Loose).variables as Loose;

it('cancels the order it made from a record, once', async () => {
	await write([wholesale()]);
	expect(outcomes(await run(CANCEL, [cancelled()]))).toEqual(['updated']);
	expect(made()).toMatchObject([{ cancelled: true }]);
	expect(sentCancel()).toMatchObject({ reason: 'OTHER', restock: true, notifyCustomer: false });
	expect(sentCancel()).not.toHaveProperty('refundMethod');
	expect(outcomes(await run(CANCEL, [cancelled()]))).toEqual(['unchanged']);
	expect(outcomes(await run({ ...CANCEL, ledger: 'off' }, [cancelled()]))).toEqual(['unchanged']);
	expect(calls(desk.shop, 'orderCancel')).toHaveLength(1);
});

it('cancels an order of this shop by its own id, with what the operator chose', async () => {
	const parameters = { reason: 'FRAUD', restock: false, notifyCustomer: true, refund: 'originalPaymentMethods' };
	expect(outcomes(await run({ ...CANCEL, ...parameters }, [await ofShop(1005)]))).toEqual(['updated']);
	expect(sentCancel()).toMatchObject({
		orderId: orderId(desk.shop, 1005),
		reason: 'FRAUD',
		restock: false,
		notifyCustomer: true,
		refundMethod: { originalPaymentMethodsRefund: true },
	});
	expect(numbered(1005)).toMatchObject({ cancelled: true, financialStatus: 'REFUNDED' });
});

it('holds an order that is not cancelled, and leaves one alone that is cancelled already', async () => {
	expect(reasons(await run(CANCEL, [await ofShop(1005, {})]))).toEqual(['HELD_NOT_CANCELLED']);
	expect(outcomes(await run(CANCEL, [await ofShop(1017)]))).toEqual(['unchanged']);
	expect(calls(desk.shop, 'orderCancel', false)).toEqual([]);
});

it('has nothing to cancel where no order was made, and asks again until an hour has passed', async () => {
	const now = await run(CANCEL, [cancelled()]);
	expect([outcomes(now), reasons(now)]).toEqual([['skipped'], ['NOTHING_TO_CANCEL']]);
	await write([wholesale()]);
	expect(outcomes(await run(CANCEL, [cancelled()]))).toEqual(['updated']);
	const long = { ...cancelled((order) => (order.cancelledAt = '2026-01-01T10:00:00.000Z')) };
	(long.origin as Loose).id = '7009';
	expect(reasons(await run(CANCEL, [long]))).toEqual(['NOTHING_TO_CANCEL']);
	await write([wholesale(undefined, '7009')]);
	// Settled: it can no longer be on its way, so it is not asked about again.
	expect(outcomes(await run(CANCEL, [long]))).toEqual(['unchanged']);
	expect(made('lenewblack:demo-brand:7009')).toMatchObject([{ cancelled: false }]);
});

it('does not take an order of another shop for its own', async () => {
	const other = await ofShop(1005);
	other.origin = { ...(other.origin as Loose), account: 'other.myshopify.com' };
	expect(reasons(await run(CANCEL, [other]))).toEqual(['NOTHING_TO_CANCEL']);
	expect(numbered(1005)).toMatchObject({ cancelled: false });
});

it.each([
	['partial', [{ sku: '', quantity: 1 }]],
	['fulfilled', undefined],
])('names the stage of an order of which goods have left: %s', async (stage, lines) => {
	const [first] = numbered(1005).lines;
	const named = lines?.map((each) => ({ ...each, sku: first!.sku }));
	await desk.shop.change('fulfillByHand', { number: 1005, ...(named ? { lines: named } : {}) });
	const sent = await run(CANCEL, [await ofShop(1005)]);
	expect(outcomes(sent)).toEqual(['CANCEL_TOO_LATE']);
	expect(sent.problems[0]!.message).toContain(`"${stage}"`);
	expect(calls(desk.shop, 'orderCancel', false)).toEqual([]);
});

it('says what the shop refuses: an order with an open return', async () => {
	await desk.shop.change('openReturn', { number: 1005 });
	const sent = await run(CANCEL, [await ofShop(1005)]);
	expect(outcomes(sent)).toEqual(['REFUSED']);
	expect(sent.problems[0]!.description).toContain('open returns');
});

it('makes an id that is none a problem', async () => {
	const broken = await ofShop(1005);
	broken.origin = { ...(broken.origin as Loose), id: 'order five' };
	expect(outcomes(await run(CANCEL, [broken]))).toEqual(['ID_MISSING']);
});

it.each(FAULTS)('has the order cancelled once after %s', async (kind) => {
	const order = await ofShop(1005);
	desk.shop.addFault({ kind, operation: 'orderCancel', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
	for (let time = 0; time < 3; time += 1) {
		await openAgain();
		await run(CANCEL, [order], { timeoutMs: 600 });
	}
	expect(numbered(1005)).toMatchObject({ cancelled: true });
	expect(calls(desk.shop, 'orderCancel')).toHaveLength(1);
	expect(outcomes(await run(CANCEL, [order]))).toEqual(['unchanged']);
});

it('previews a cancellation and cancels nothing', async () => {
	const { results } = await run({ ...CANCEL, previewOnly: true }, [await ofShop(1005)]);
	expect(results).toMatchObject([{ preview: { would: 'update', changes: [{ field: 'status', after: 'cancelled' }] } }]);
	expect(mutations()).toEqual([]);
});

// ------------------------------------------------------------------ tags

it('adds only the tags that are missing, for each item its own, and nothing a second time', async () => {
	await write([wholesale()]);
	const items = [
		{ ...wholesale(), tag: 'SHOWROOM, sent' },
		{ ...(await ofShop(1005, {})), tag: 'checked' },
	];
	const parameters = { ...TAG, tags: '={{ $json.tag }}' };
	expect(outcomes(await run(parameters, items))).toEqual(['updated', 'updated']);
	expect(calls(desk.shop, 'tagsAdd').map(({ body }) => (body as Loose).variables.tags)).toEqual([
		['sent'],
		['checked'],
	]);
	expect(new Set(numbered(1061).tags)).toEqual(new Set(['showroom', 'sent']));
	expect(outcomes(await run(parameters, items))).toEqual(['unchanged', 'unchanged']);
	expect(calls(desk.shop, 'tagsAdd')).toHaveLength(2);
});

it('makes an order that is not there, and an empty list, problems of their own', async () => {
	const items = [
		{ ...wholesale(), tag: 'sent' },
		{ ...(await ofShop(1005, {})), tag: ' , ' },
		{ ...(await ofShop(1006, {})), tag: 'sent' },
	];
	const sent = await run({ ...TAG, tags: '={{ $json.tag }}' }, items);
	expect(outcomes(sent).sort()).toEqual(['FIELD_INVALID', 'ORDER_NOT_FOUND', 'updated']);
	expect(sent.problems.find(({ code }) => code === 'ORDER_NOT_FOUND')).toMatchObject({
		message: expect.stringMatching(/was not sent: it was not found in/),
		description: expect.stringContaining('those older than 60 days are hidden'),
	});
	expect(numbered(1006).tags).toEqual(['sent']);
});

it.each(FAULTS)('has the tags once after %s', async (kind) => {
	const order = await ofShop(1005, {});
	desk.shop.addFault({ kind, operation: 'tagsAdd', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
	for (let time = 0; time < 2; time += 1) await run({ ...TAG, tags: 'sent, sent' }, [order], { timeoutMs: 600 });
	expect(numbered(1005).tags).toEqual(['sent']);
});

// ------------------------------------------------------------------ cancelled orders as a list

it('lists only cancelled orders when asked', async () => {
	await desk.shop.change('cancelOrder', { number: 1005 });
	const many = { resource: 'order', operation: 'getAll', returnAll: true };
	const listed = await run({ ...many, filters: { onlyCancelled: true } }, [{}]);
	expect(listed.results.map(({ number }) => number).sort()).toEqual(['#1005', '#1017']);
	const none = await run({ ...many, filters: { onlyCancelled: true, includeCancelled: false } }, [{}]);
	expect(none.results).toEqual([]);
});
