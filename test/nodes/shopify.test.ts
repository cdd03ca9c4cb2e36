/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { demoData, expectedForwardable } from '../../sandbox/demo-data';
import { dateThatSays } from '../support/date-that-says';
import { calls, jsonOf, openDesk, orderId, standing, type Desk, type Options } from '../support/desk';
import type { NodeRunAnswer, OnError } from '../support/engine';

/*
 * Shopify's node as n8n runs it, over the sandbox of the shop.
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

const GET = { resource: 'order', operation: 'get' };
const GET_MANY = { resource: 'order', operation: 'getAll', returnAll: true };
const SWEEP = { ...GET_MANY, skipSettled: true, settledFor: 'ogoship' };
const CHECK = { resource: 'connection', operation: 'check' };

const wanted = (...numbers: number[]) => numbers.map((number) => ({ origin: { id: orderId(desk.shop, number) } }));
const numbersOf = (items: readonly IDataObject[]) => items.map(({ number }) => number).sort();
const successes = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const codesOf = ({ outputs }: NodeRunAnswer, output = 1) =>
	jsonOf(outputs[output]).map(({ error }) => (error as IDataObject).code);
const outcomeOf = ({ outcome }: IDataObject) => outcome;
const tokens = () => calls(desk.shop, 'token').length;
const sweep = async () => successes(await desk.shopify(SWEEP));

// ------------------------------------------------------------------ sign-in

it('signs in with client id and secret once, and once more after the token has run out', async () => {
	await desk.shopify(GET, { items: wanted(1005) });
	await desk.shopify(GET, { items: wanted(1006) });
	expect(tokens()).toBe(1);
	desk.shop.advanceClock(25 * 3_600_000);
	expect(successes(await desk.shopify(GET, { items: wanted(1005) }))).toMatchObject([{ number: '#1005' }]);
	expect(tokens()).toBe(2);
});

it('signs in with an access token and asks for none', async () => {
	Object.assign(desk.shopKeys, {
		signIn: 'accessToken',
		accessToken: demoData('2026-11-22T10:00:00Z').shop.accessToken,
	});
	expect(successes(await desk.shopify(GET, { items: wanted(1005) }))).toMatchObject([{ number: '#1005' }]);
	expect(tokens()).toBe(0);
});

// ------------------------------------------------------------------ check connection

it('says which shop, plan and version answer, and that nothing is missing', async () => {
	expect(successes(await desk.shopify(CHECK))).toMatchObject([
		{
			kind: 'connection',
			ok: true,
			account: 'demo-tableware.myshopify.com',
			shop: { currency: 'EUR' },
			apiVersion: { wanted: '2026-10', answered: '2026-10' },
			remarks: [],
		},
	]);
});

it('names the missing scopes of each operation', async () => {
	await desk.shop.change('setScopes', { scopes: ['write_orders', 'read_locations'] });
	const missingScopes = ['read_products', 'read_customers'];
	expect(successes(await desk.shopify(CHECK))).toMatchObject([
		{
			ok: false,
			operations: expect.arrayContaining([
				{ operation: 'Order: Get', missingScopes },
				{ operation: 'Order: Get Many', missingScopes },
				{ operation: 'Stock Level: Set', missingScopes: ['read_products', 'write_inventory'] },
				{ operation: 'Product: Get Many', missingScopes: ['read_products', 'read_inventory'] },
				{ operation: 'Customer: Create or Update', missingScopes: ['write_customers'] },
				{ operation: 'Location: Get Many', missingScopes: [] },
			]),
			skus: null,
			remarks: [expect.stringContaining('read_all_orders'), expect.stringContaining('read_products')],
		},
	]);
});

it('names the locations, the clock, SKUs that stand twice and variants without one', async () => {
	expect(successes(await desk.shopify(CHECK))).toMatchObject([
		{
			locations: expect.arrayContaining([
				{ id: 'gid://shopify/Location/70000000001', name: 'Demo Studio', active: true, fulfillmentService: false },
				{ id: 'gid://shopify/Location/70000000002', name: 'Demo Warehouse', active: true, fulfillmentService: true },
				{ id: 'gid://shopify/Location/70000000004', name: 'Old Studio', active: false, fulfillmentService: false },
			]),
			skus: { duplicates: { count: 0, examples: [] }, withoutSku: { count: 0, examples: [] } },
			clock: { shopifyAheadSeconds: 0 },
		},
	]);
	desk.shop.advanceClock(120_000);
	await desk.shop.change('duplicateSku', { sku: 'MUG-BLUE' });
	await desk.shop.change('removeSku', { sku: 'BOWL-SMALL' });
	Object.assign(desk.shopKeys, { previousClientSecret: 'the old one' });
	const [checked] = successes(await desk.shopify(CHECK));
	expect(checked).toMatchObject({
		skus: {
			duplicates: {
				count: 1,
				examples: [{ sku: 'MUG-BLUE', variants: ['Mug - Blue', 'Second MUG-BLUE - Default Title'] }],
			},
			withoutSku: { count: 1, examples: ['Bowl - Small'] },
		},
	});
	expect((checked!.clock as IDataObject).shopifyAheadSeconds).toBeGreaterThanOrEqual(115);
	expect(checked!.remarks).toEqual([
		expect.stringMatching(/^1 SKU/),
		expect.stringMatching(/^1 variant/),
		expect.stringContaining('behind'),
		expect.stringContaining('Previous Client Secret'),
	]);
	expect(JSON.stringify(checked)).not.toContain('the old one');
});

it('looks at a large catalogue by one bulk query, and shows 20 examples of each', async () => {
	await desk.shop.change('fillCatalogue', { count: 2_100 });
	for (let number = 1; number <= 25; number += 1) {
		await desk.shop.change('duplicateSku', { sku: `BULK-${String(number).padStart(5, '0')}` });
		await desk.shop.change('removeSku', { sku: `BULK-${String(100 + number).padStart(5, '0')}` });
	}
	const { skus } = successes(await desk.shopify(CHECK))[0] as { skus: Record<string, { count: number; examples: [] }> };
	expect([calls(desk.shop, 'bulkRunQuery').length, calls(desk.shop, 'variantKeysPage').length]).toEqual([1, 0]);
	for (const each of [skus.duplicates, skus.withoutSku]) expect([each?.count, each?.examples.length]).toEqual([25, 20]);
});

it('ends a read for which a scope is missing as a mistake of the set-up', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_locations'] });
	const answer = await desk.shopify(GET, { items: wanted(1005), onError: 'continueErrorOutput' });
	expect([successes(answer), codesOf(answer)]).toEqual([[], ['SETUP_SCOPES']]);
});

// ------------------------------------------------------------------ get

it.each([
	['observed', 6],
	['linear', 2],
])(
	'reads 250 orders in calls as large as the shop allows, cost model %s, %i at most',
	async (costModel, largest) => {
		await useDesk({ costModel });
		for (let number = 1061; number <= 1250; number += 1) await desk.shop.change('addOrder', { number });
		const numbers = Array.from({ length: 250 }, (_, index) => 1001 + index);
		const answer = await desk.shopify(GET, { items: wanted(...numbers) });
		expect(successes(answer)).toHaveLength(250);
		expect(answer.outputs[0]!.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
			numbers.map((_, item) => item),
		);
		const reads = desk.shop.journal().filter(({ operation }) => operation === 'ordersById');
		const sizes = reads.filter(({ accepted }) => accepted).map(({ body }) => sizeOf(body));
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(250);
		expect(Math.max(...sizes)).toBe(largest);
		// Too dear a call is made smaller at once, and it waits for the bucket before a call: hardly any is refused.
		expect(reads.length - sizes.length).toBeLessThanOrEqual(1);
	},
	60_000,
);

const sizeOf = (body: unknown) => (body as { variables: { ids: string[] } }).variables.ids.length;

it('reads an order asked for twice once, and answers both items', async () => {
	const answer = await desk.shopify(GET, { items: wanted(1005, 1005) });
	expect(numbersOf(successes(answer))).toEqual(['#1005', '#1005']);
	expect(calls(desk.shop, 'ordersById').map(({ body }) => sizeOf(body))).toEqual([1]);
});

it('makes an unknown id and an unreadable one problems, and reads the others', async () => {
	const items = [...wanted(1005), { origin: { id: '999' } }, { origin: { id: 'order five' } }, {}, ...wanted(1006)];
	const answer = await desk.shopify(GET, { items, onError: 'continueErrorOutput' });
	expect(numbersOf(successes(answer))).toEqual(['#1005', '#1006']);
	expect(codesOf(answer).sort()).toEqual(['ID_MISSING', 'ID_MISSING', 'NOT_FOUND']);
});

it('reads an id typed in, as a number or as Shopify writes it', async () => {
	const id = orderId(desk.shop, 1005);
	for (const typed of [id, id.split('/').pop()!, ` ${id} `])
		expect(successes(await desk.shopify({ ...GET, idFrom: 'id', id: typed }))).toMatchObject([{ number: '#1005' }]);
});

it('reads an order with more lines than a page holds whole', async () => {
	const { lines } = demoData('2026-11-22T10:00:00Z').orders.find(({ plant }) => plant === 'manyLines')!;
	expect(lines.length).toBeGreaterThan(20);
	const [order] = successes(await desk.shopify(GET, { items: wanted(1025) }));
	expect((order!.lines as IDataObject[]).map(({ sku }) => sku)).toEqual(lines.map(({ sku }) => sku));
});

it('adds the shop’s own record only when asked', async () => {
	const read = async (includeRaw: boolean) =>
		successes(await desk.shopify({ ...GET, includeRaw }, { items: wanted(1005) }));
	expect((await read(false))[0]).not.toHaveProperty('raw');
	expect((await read(true))[0]!.raw).toMatchObject({ name: '#1005' });
});

// ------------------------------------------------------------------ get many

it.each<[string, IDataObject, (number: string) => boolean]>([
	['payment status', { payment: ['pending'] }, (number) => ['#1019', '#1040'].includes(number)],
	['risk', { risk: ['high'] }, (number) => number === '#1046'],
	['names', { names: '1005, #1006' }, (number) => ['#1005', '#1006'].includes(number)],
	['tags', { tags: 'PICKUP' }, (number) => ['#1009', '#1034'].includes(number)],
	['no test orders', { includeTest: false, names: '#1028, #1005' }, (number) => number === '#1005'],
	['no cancelled orders', { includeCancelled: false, names: '#1017, #1005' }, (number) => number === '#1005'],
	['a moment', { changedAfter: '2099-01-01T00:00:00Z' }, () => false],
	['a name that would break a search string', { names: "' OR name:*" }, () => false],
])('filters by %s', async (_, filters, passes) => {
	const all = demoData('2026-11-22T10:00:00Z').orders.map(({ number }) => `#${number}`);
	expect(numbersOf(successes(await desk.shopify({ ...GET_MANY, filters })))).toEqual(all.filter(passes));
});

it('returns as many as the limit says', async () => {
	const limited = { ...GET_MANY, returnAll: false, limit: 7 };
	expect(successes(await desk.shopify(limited))).toHaveLength(7);
});

it('runs once however many items come in', async () => {
	const answer = await desk.shopify({ ...GET_MANY, filters: { names: '#1005' } }, { items: [{}, {}, {}] });
	expect(successes(answer)).toHaveLength(1);
});

it('refuses a moment that is none', async () => {
	const answer = await desk.shopify(
		{ ...GET_MANY, filters: { changedAfter: 'next week' } },
		{ onError: 'continueErrorOutput' },
	);
	expect([successes(answer), codesOf(answer)]).toEqual([[], ['SETUP_PARAMETER']]);
});

// ------------------------------------------------------------------ sweeps

it('sweeps only for what is not settled, and for a touched order again, which ends unchanged', async () => {
	const first = await sweep();
	expect(first).toHaveLength(60);
	await desk.send(first);
	const { orders } = demoData('2026-11-22T10:00:00Z');
	const held = orders
		.filter(({ plant }) => !expectedForwardable(plant))
		.filter(({ plant }) => !['beforeStartAlreadyThere', 'unknownSku', 'missingAddress'].includes(plant))
		.map(({ number }) => `#${number}`);
	expect(numbersOf(await sweep())).toEqual(held);
	desk.shop.advanceClock(60_000);
	await desk.shop.change('touchOrder', { number: 1005 });
	desk.shop.advanceClock(10_000);
	const third = await sweep();
	expect(numbersOf(third)).toEqual([...held, '#1005'].sort());
	const { results } = await desk.send(third.filter(({ number }) => number === '#1005'));
	expect(results).toMatchObject([{ outcome: 'unchanged' }]);
	expect(numbersOf(await sweep())).toEqual(held);
	expect(calls(desk.warehouse, 'ordersUpdate')).toEqual([]);
}, 60_000);

it('reads an order again that was edited in the very second in which it was read, and only until that is over', async () => {
	const names = { ...SWEEP, filters: { names: '#1005' } };
	const settled = async () => (await desk.send(successes(await desk.shopify(names)))).results.map(outcomeOf);
	const edited = async (quantity: number) => {
		await desk.shop.change('editOrder', { number: 1005, line: 0, quantity });
		await desk.shop.change('payOrder', { number: 1005 });
		return (await desk.orders(1005))[0]!.updatedAt;
	};
	await settled();
	// Shopify's times have no fractions: while its clock stands still, all edits are of one second.
	const RealDate = globalThis.Date;
	const stoppedAt = RealDate.now();
	globalThis.Date = dateThatSays(() => stoppedAt);
	try {
		const before = await edited(3);
		expect(await settled()).toEqual(['updated']);
		expect(await edited(4)).toBe(before);
		expect(await settled()).toEqual(['updated']);
		expect(standing(desk.warehouse, 'SHOP-1005')).toMatchObject([{ orderLines: [{ quantity: 4 }] }]);
	} finally {
		globalThis.Date = RealDate;
	}
	desk.shop.advanceClock(10_000);
	expect(await settled()).toEqual(['unchanged']);
	expect(await settled()).toEqual([]);
});

it('reads nothing whole in a sweep that has nothing to do', async () => {
	await desk.send(await sweep());
	const before = calls(desk.shop, 'ordersById').length;
	const held = await desk.shopify({ ...SWEEP, filters: { names: '#1005, #1006' } });
	expect(successes(held)).toEqual([]);
	expect(calls(desk.shop, 'ordersById')).toHaveLength(before);
}, 60_000);

it('takes where records go from the next node of the workflow', async () => {
	const parameters = { ...SWEEP, settledFor: '', filters: { names: '#1005' } };
	await desk.send(successes(await desk.shopify(parameters, { next: ['ogoship'] })));
	expect(successes(await desk.shopify(parameters, { next: ['ogoship'] }))).toEqual([]);
	const lost = await desk.shopify(parameters, { next: ['ledger'], onError: 'continueErrorOutput' });
	expect(codesOf(lost)).toEqual(['SETUP_ROUTE']);
});

it('lets one sweep of a route read at a time, and says so', async () => {
	const answers = await Promise.all([desk.shopify(SWEEP), desk.shopify(SWEEP)]);
	const read = answers.map((answer) => successes(answer).length).sort((a, b) => a - b);
	expect(read).toEqual([0, 60]);
	expect(answers.flatMap(({ hints }) => hints)).toEqual([expect.stringContaining('still reading')]);
	expect(await sweep()).toHaveLength(60);
}, 60_000);

// ------------------------------------------------------------------ faults and the error contract

it.each(['rateLimited', 'rateLimitedRetryAfter', 'serverError', 'unavailable', 'reset', 'expiredToken'] as const)(
	'reads on after %s',
	async (kind) => {
		desk.shop.addFault({ kind, operation: 'ordersById' });
		expect(numbersOf(successes(await desk.shopify(GET, { items: wanted(1005, 1006) })))).toEqual(['#1005', '#1006']);
	},
);

const MODES: readonly OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];
const BREAKDOWNS: ReadonlyArray<readonly [string, string, () => void | Promise<void>]> = [
	['a wrong secret', 'SETUP_CREDENTIAL', () => void (desk.shopKeys.clientSecret = 'wrong')],
	[
		'an app that is not installed',
		'SETUP_CREDENTIAL',
		async () => void (await desk.shop.change('setSignInError', { error: 'app_not_installed' })),
	],
	['a shop that is none', 'SETUP_ACCOUNT', () => void (desk.shopKeys.shop = 'shop.example.com')],
	[
		'a shop with another host behind it',
		'SETUP_ACCOUNT',
		() => void (desk.shopKeys.shop = 'evil.example.com/.myshopify.com'),
	],
	[
		'an address without encryption',
		'SETUP_ADDRESS',
		() => void (desk.shopKeys.apiAddress = 'http://shop.example.test'),
	],
	[
		'an address with a password',
		'SETUP_ADDRESS',
		() => void (desk.shopKeys.apiAddress = 'https://a:b@shop.example.test'),
	],
	['a version that is none', 'SETUP_PARAMETER', () => void (desk.shopKeys.apiVersion = '../../2026-10')],
	['a service that is down', 'SETUP_SERVICE', async () => await desk.shop.close()],
	['a service that only fails', 'SETUP_SERVICE', () => desk.shop.addFault({ kind: 'serverError', times: 1000 })],
	['a service that answers no JSON', 'SETUP_SERVICE', () => desk.shop.addFault({ kind: 'malformedBody', times: 1000 })],
	[
		'a service that only asks to slow down',
		'SETUP_LIMIT',
		() => desk.shop.addFault({ kind: 'rateLimited', times: 1000 }),
	],
];

it.each(MODES.flatMap((mode) => BREAKDOWNS.map((each) => [each[0], mode, each[1], each[2]] as const)))(
	'lets nothing through as a success with %s, %s',
	async (_, onError, code, breakDown) => {
		const items = wanted(1005, 1006);
		await breakDown();
		for (const parameters of [GET, { ...GET_MANY, filters: {} }, CHECK]) {
			const answer = await desk.shopify(parameters, { items, onError, timeoutMs: 600 });
			if (onError === 'stopWorkflow') {
				expect([answer.status, answer.error?.context?.code]).toEqual(['error', code]);
				expect(answer.outputs.flat()).toEqual([]);
			} else {
				expect(codesOf(answer, onError === 'continueErrorOutput' ? 1 : 0)).toEqual([code, code]);
				expect(answer.outputs.flat()).toHaveLength(2);
			}
		}
	},
);
