/** @jest-environment ./test/support/jest-environment.js */
import { existsSync, readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';

import { refuseAddress, refusePath } from '../../nodes/shared/address';
import { demoData, demoPerson, expectedForwardable } from '../../sandbox/demo-data';
import type { FaultKind, Plant } from '../../sandbox/kit';
import { calls, jsonOf, openDesk, SEND, standing, type Desk, type Options } from '../support/desk';
import { ledgerFile, loadPackage, outside, type OnError } from '../support/engine';

/*
 * OGOship's node as n8n runs it, over the sandboxes of shop and warehouse.
 */

const { orders: DEMO } = demoData('2026-11-22T10:00:00Z');
const FORWARDABLE = DEMO.filter(({ plant }) => expectedForwardable(plant)).map(({ number }) => number);

/** The shop's sixty orders as Order: Get Many puts them out; read once. */
let shopOrders: IDataObject[];
let desk: Desk;

beforeAll(async () => {
	const reading = await openDesk();
	const answer = await reading.shopify({ resource: 'order', operation: 'getAll', returnAll: true });
	shopOrders = jsonOf(answer.outputs[0]);
	await reading.close();
}, 60_000);

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

/** A desk of its own kind in place of the usual one. */
async function useDesk(warehouse: Options): Promise<void> {
	await desk.close();
	desk = await openDesk({ warehouse });
}

const order = (number: number): IDataObject =>
	structuredClone(shopOrders.find((each) => each.number === `#${number}`)!);
const reasonOf = ({ reason }: IDataObject) => (reason as IDataObject | undefined)?.code;
const errorOf = ({ error }: IDataObject) => error as { code: string; message: string; description: string };
const written = () => desk.warehouse.journal().filter(({ operation }) => /Create|Update/.test(operation));
const openAgain = async () => await desk.ledger({ operation: 'retry' });

// ------------------------------------------------------------------ sixty orders

/** What becomes of each planted order that is not simply written, by its plant. */
const ELSEWHERE: Partial<Record<Plant, string>> = {
	unknownSku: 'problem UNKNOWN_SKU',
	missingAddress: 'problem ADDRESS_MISSING',
	digitalOnly: 'skipped HELD_NOTHING_TO_SHIP',
	highRisk: 'skipped HELD_RISK_CANCEL',
	riskPending: 'skipped HELD_RISK_PENDING',
	test: 'skipped HELD_TEST',
	cancelled: 'skipped HELD_CANCELLED',
	unpaid: 'skipped HELD_UNPAID',
	beforeStartAlreadyThere: 'skipped ALREADY_THERE',
};

function outcomesByNumber(results: readonly IDataObject[], problems: readonly IDataObject[]): Record<string, string> {
	return Object.fromEntries([
		...results.map((each) => [each.number, [each.outcome, reasonOf(each)].filter(Boolean).join(' ')]),
		...problems.map((each) => [each.number, `problem ${errorOf(each).code}`]),
	]);
}

it('writes each of the demo’s forwardable orders once, and says of every other why not', async () => {
	const { results, problems } = await desk.send(shopOrders);
	const expected = DEMO.map(({ number, plant }) => [`#${number}`, ELSEWHERE[plant] ?? 'created']);
	expect(outcomesByNumber(results, problems)).toEqual(Object.fromEntries(expected));
	const references = calls(desk.warehouse, 'ordersCreate').map(({ note }) => note?.reference);
	expect(references.sort()).toEqual(FORWARDABLE.map((number) => `SHOP-${number}`).sort());
});

it('creates none in a second run, and says a problem once', async () => {
	await desk.send(shopOrders);
	const before = written().length;
	const { results, problems } = await desk.send(shopOrders);
	expect(written()).toHaveLength(before);
	expect(problems).toEqual([]);
	const unchanged = results.filter(({ outcome }) => outcome === 'unchanged').map(({ number }) => number);
	expect(unchanged).toHaveLength(FORWARDABLE.length + 2);
	expect(results.filter(({ outcome }) => outcome === 'skipped').map(reasonOf)).toEqual(
		expect.arrayContaining(['UNKNOWN_SKU', 'ADDRESS_MISSING', 'HELD_TEST']),
	);
});

it('finds what another connector sent before the start, without a prefix too', async () => {
	const { results, problems } = await desk.send([order(1002), order(1001)], { referencePrefix: '' });
	expect(outcomesByNumber(results, problems)).toEqual({ '#1002': 'skipped ALREADY_THERE', '#1001': 'created' });
	expect(standing(desk.warehouse, '1002')).toHaveLength(1);
});

it('ends a new route at once while another connector is still sending', async () => {
	await desk.warehouse.change('addOrder', { reference: '1005', orderLines: [{ code: 'MUG-BLUE', quantity: 1 }] });
	const { results, problems } = await desk.send([order(1005), order(1006)]);
	expect(results).toEqual([]);
	expect(problems.map((each) => errorOf(each).code)).toEqual(['SETUP_OTHER_CONNECTOR', 'SETUP_OTHER_CONNECTOR']);
	expect(written()).toEqual([]);
});

it('sends what is physical, where it goes, and what is to be collected', async () => {
	await desk.send([order(1007), order(1009), order(1019)]);
	const bodies = Object.fromEntries(
		calls(desk.warehouse, 'ordersCreate').map(({ body }) => [(body as IDataObject).reference, body as IDataObject]),
	);
	expect(JSON.stringify(bodies['SHOP-1007']!.orderLines)).not.toContain('GIFTCARD');
	expect(bodies['SHOP-1009']).toMatchObject({ shippingCode: 'pickup_fi', pickUpPointCode: '9712' });
	const { totals } = order(1019) as { totals: { outstanding: string } };
	expect(bodies['SHOP-1019']).toMatchObject({
		cashOnDelivery: { amount: Number(totals.outstanding), currencyCode: 'EUR' },
	});
});

// ------------------------------------------------------------------ preview

it('previews without writing: what would happen, before, after, changes, calls', async () => {
	await desk.send([order(1005)]);
	const edited = await editedOrder(1005, { note: 'Ring twice' });
	const before = written().length;
	const { results, problems } = await desk.send([edited, order(1006), order(1022), order(1028)], {
		previewOnly: true,
	});
	expect(written()).toHaveLength(before);
	expect(problems).toEqual([]);
	const previews = Object.fromEntries(results.map(({ number, preview }) => [number, preview as IDataObject]));
	expect(previews['#1005']).toMatchObject({
		would: 'update',
		before: { reference: 'SHOP-1005' },
		after: { reference: 'SHOP-1005', comments: 'Ring twice' },
		changes: [{ field: 'comments', after: 'Ring twice' }],
		calls: 1,
	});
	expect(previews['#1006']).toMatchObject({
		would: 'create',
		before: null,
		after: { reference: 'SHOP-1006' },
		calls: 1,
	});
	expect(previews['#1022']).toMatchObject({ would: 'problem', calls: 0 });
	expect(previews['#1028']).toMatchObject({ would: 'skip', calls: 0 });
});

it('forwards after a preview as if there had been none', async () => {
	await desk.send([order(1006)], { previewOnly: true });
	expect((await desk.send([order(1006)])).results).toMatchObject([{ outcome: 'created' }]);
});

// ------------------------------------------------------------------ edits

async function editedOrder(number: number, change: Record<string, unknown>): Promise<IDataObject> {
	desk.shop.advanceClock(60_000);
	await desk.shop.change('editOrder', { number, ...change });
	return (await desk.orders(number))[0]!;
}

it('carries an edit in the shop over while OGOship lets it', async () => {
	await desk.send([order(1005)]);
	const edited = await editedOrder(1005, { line: 0, quantity: 1 });
	expect((await desk.send([edited])).results).toMatchObject([{ outcome: 'updated', number: '#1005' }]);
	const sku = (edited.lines as IDataObject[])[0]!.sku;
	expect(standing(desk.warehouse, 'SHOP-1005')).toMatchObject([{ orderLines: [{ code: sku, quantity: 1 }] }]);
	expect((await desk.send([edited])).results).toMatchObject([{ outcome: 'unchanged' }]);
});

it('holds an edit back that is not paid for yet', async () => {
	await desk.send([order(1005)]);
	const { results } = await desk.send([await editedOrder(1005, { line: 0, quantity: 3 })]);
	expect(results.map(reasonOf)).toEqual(['HELD_UNPAID']);
	expect(calls(desk.warehouse, 'ordersUpdate')).toEqual([]);
});

it('names the stage when the warehouse takes no more changes', async () => {
	await desk.send([order(1005)]);
	await desk.warehouse.change('setStatus', { reference: 'SHOP-1005', status: 'Collecting' });
	const { results, problems } = await desk.send([await editedOrder(1005, { line: 0, quantity: 1 })]);
	expect(results).toEqual([]);
	expect(errorOf(problems[0]!)).toMatchObject({ code: 'STAGE_LOCKED' });
	expect(errorOf(problems[0]!).message).toContain('Collecting');
});

it('says that nothing was written when the merchant does not allow edits', async () => {
	await useDesk({ apiEdits: 'off' });
	await desk.send([order(1005)]);
	const { problems } = await desk.send([await editedOrder(1005, { note: 'Ring twice' })]);
	expect(problems.map((each) => errorOf(each).code)).toEqual(['EDIT_NOT_ALLOWED']);
	expect(errorOf(problems[0]!).message).toContain('Nothing was written');
	expect(errorOf(problems[0]!).description).toContain('Order Processing Options');
	expect(errorOf(problems[0]!).description).toContain('does not allow changes');
});

it('keeps two shops with the same numbers apart', async () => {
	await desk.send([order(1005)]);
	const other = order(1005);
	other.origin = { ...(other.origin as IDataObject), account: 'other.myshopify.com' };
	const { results, problems } = await desk.send([other]);
	expect(results).toEqual([]);
	expect(errorOf(problems[0]!)).toMatchObject({ code: 'REFERENCE_TAKEN', message: expect.stringContaining('#1005') });
	expect((await desk.send([other], { referencePrefix: 'OTHER-' })).results).toMatchObject([{ outcome: 'created' }]);
});

it('tells of an unknown SKU once, keeps quiet while nothing changed, and sends once the product exists', async () => {
	expect((await desk.send([order(1022)])).problems).toMatchObject([{ error: { code: 'UNKNOWN_SKU' } }]);
	await openAgain();
	const second = await desk.send([order(1022)]);
	expect([second.problems, second.results.map(reasonOf)]).toEqual([[], ['UNKNOWN_SKU']]);
	await desk.warehouse.change('addProduct', { sku: 'VASE-NEW', stock: 5 });
	await openAgain();
	expect((await desk.send([order(1022)])).results).toMatchObject([{ outcome: 'created' }]);
	expect(standing(desk.warehouse, 'SHOP-1022')).toHaveLength(1);
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
	'expiredToken',
	'malformedBody',
	'slow',
];
const FAULT_CASES = FAULTS.flatMap((kind) =>
	(['refused', 'second'] as const).flatMap((duplicateReference) =>
		(['builtIn', 'off'] as const).map((ledger) => [kind, duplicateReference, ledger] as const),
	),
);

/*
 * With the ledger off the package looks before every create. That holds as long as what the warehouse committed can be
 * found by the next look, and one run at a time sends; see the tests after this one for where the promise ends.
 */
it.each(FAULT_CASES)(
	'has one order after %s, where a used reference is answered with: %s, ledger: %s',
	async (kind, duplicateReference, ledger) => {
		await useDesk({ duplicateReference });
		desk.warehouse.addFault({ kind, operation: 'ordersCreate', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
		const outcomes: unknown[] = [];
		for (let run = 0; run < 3; run += 1) {
			if (ledger === 'builtIn') await openAgain();
			const { results, problems } = await desk.send([order(1005)], { ledger }, { timeoutMs: 600 });
			outcomes.push(results[0]?.outcome ?? errorOf(problems[0]!).code);
		}
		expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(1);
		expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
		expect(outcomes.at(-1)).toBe('unchanged');
	},
);

it.each(['builtIn', 'off'])(
	'has one order when neither the create nor the look after it is answered, ledger: %s',
	async (ledger) => {
		await useDesk({ duplicateReference: 'second' });
		await desk.send([order(1006)], { ledger });
		// As many looks as the other order took before its create; the next one is the look after.
		const looksBefore = calls(desk.warehouse, 'ordersList').length;
		desk.warehouse.addFault({ kind: 'resetAfterCommit', operation: 'ordersCreate' });
		desk.warehouse.addFault({ kind: 'unavailable', operation: 'ordersList', skip: looksBefore, times: 20 });
		const first = await desk.send([order(1005)], { ledger });
		expect(errorOf(first.problems[0]!).code).toBe('NO_ANSWER');
		desk.warehouse.clearFaults();
		if (ledger === 'builtIn') await openAgain();
		expect((await desk.send([order(1005)], { ledger })).results).toMatchObject([{ outcome: 'unchanged' }]);
		expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(1);
	},
);

it.each(FAULTS)('has the edit at the warehouse after %s, and one order', async (kind) => {
	await useDesk({ duplicateReference: 'second' });
	await desk.send([order(1005)]);
	const edited = await editedOrder(1005, { note: 'Ring twice' });
	desk.warehouse.addFault({ kind, operation: 'ordersUpdate', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
	for (let run = 0; run < 3; run += 1) {
		await desk.send([edited], {}, { timeoutMs: 600 });
		await openAgain();
	}
	expect(standing(desk.warehouse, 'SHOP-1005')).toMatchObject([{ commentsPresent: true }]);
	expect((await desk.send([edited])).results).toMatchObject([{ outcome: 'unchanged' }]);
});

it.each(['serverError', 'unavailable', 'rateLimited', 'reset', 'malformedBody'] as const)(
	'sends once although the sign-in ends in %s first',
	async (kind) => {
		desk.warehouse.addFault({ kind, operation: 'token' });
		const { results, problems } = await desk.send([order(1005), order(1006)]);
		expect(problems).toEqual([]);
		expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
	},
);

it.each([
	['refused', 'builtIn', 1],
	['second', 'builtIn', 1],
	['refused', 'off', 1],
	// Without a ledger two runs at the same time both look before either has written.
	['second', 'off', 2],
])('has at most as many orders as promised after two runs at once: %s, ledger %s', async (answer, ledger, most) => {
	await useDesk({ duplicateReference: answer });
	await Promise.all([desk.send([order(1005)], { ledger }), desk.send([order(1005)], { ledger })]);
	const count = standing(desk.warehouse, 'SHOP-1005').length;
	expect(count).toBeGreaterThanOrEqual(1);
	expect(count).toBeLessThanOrEqual(most);
});

it('signs in anew once when the token has run out', async () => {
	await desk.send([order(1005)]);
	const before = calls(desk.warehouse, 'token').length;
	desk.warehouse.advanceClock(2 * 3_600_000);
	expect((await desk.send([order(1006)])).results).toMatchObject([{ outcome: 'created' }]);
	expect(calls(desk.warehouse, 'token').length - before).toBe(1);
});

// ------------------------------------------------------------------ input

/** An order's JSON to spoil, by plain paths. */
type Loose = ReturnType<typeof JSON.parse>;

const changed = (change: (order: Loose) => void) => {
	const item = order(1005) as Loose;
	change(item);
	return item as IDataObject;
};
const long = 'x'.repeat(10_001);

it.each<[string, () => IDataObject, string, string]>([
	['a stock level', () => ({ kind: 'stockLevel', origin: {}, sku: 'MUG-BLUE' }), 'WRONG_KIND', 'a stock level'],
	['an item of no kind', () => ({ hello: 'world' }), 'WRONG_KIND', 'without a kind'],
	['an item whose kind is an object', () => ({ kind: { a: 1 } }), 'WRONG_KIND', 'kind'],
	['an order without origin', () => changed((item) => delete item.origin), 'NO_ORIGIN', '#1005'],
	['an origin that is a list', () => changed((item) => (item.origin = [])), 'FIELD_INVALID', 'origin'],
	['an origin without account', () => changed((item) => delete item.origin.account), 'FIELD_INVALID', 'origin.account'],
	['a number for an amount', () => changed((item) => (item.totals.total = 12.5)), 'FIELD_INVALID', 'totals.total'],
	['1e999 as an amount', () => changed((item) => (item.totals.total = '1e999')), 'FIELD_INVALID', 'totals.total'],
	['a number for an id', () => changed((item) => (item.lines[0].id = 7)), 'FIELD_INVALID', 'lines.0.id'],
	['a quantity of 1.5', () => changed((item) => (item.lines[0].openQuantity = 1.5)), 'FIELD_INVALID', 'openQuantity'],
	['a quantity of 1e999', () => changed((item) => (item.lines[0].quantity = Infinity)), 'FIELD_INVALID', 'quantity'],
	['a quantity as text', () => changed((item) => (item.lines[0].quantity = '2')), 'FIELD_INVALID', 'quantity'],
	['a quantity below zero', () => changed((item) => (item.lines[0].quantity = -1)), 'FIELD_INVALID', 'quantity'],
	['a name of 10,001 characters', () => changed((item) => (item.shipTo.name = long)), 'FIELD_INVALID', 'shipTo.name'],
	['an order number that is too long', () => changed((item) => (item.number = long)), 'FIELD_INVALID', 'number'],
	['an order number of blanks', () => changed((item) => (item.number = '   ')), 'REFERENCE_INVALID', ''],
	['lines that are no list', () => changed((item) => (item.lines = { 0: {} })), 'FIELD_INVALID', 'lines'],
	['a date in words', () => changed((item) => (item.placedAt = 'yesterday')), 'FIELD_INVALID', 'placedAt'],
	[
		'a zone that does not exist',
		() => changed((item) => (item.placedAt = '2026-11-22T10:00:00+99:99')),
		'FIELD_INVALID',
		'placedAt',
	],
	[
		'a date that does not exist',
		() => changed((item) => (item.updatedAt = '2026-02-31T10:00:00Z')),
		'FIELD_INVALID',
		'updatedAt',
	],
	['a country in words', () => changed((item) => (item.shipTo.countryCode = 'Finland')), 'FIELD_INVALID', 'country'],
])('turns %s away alone, and sends the others', async (_, hostile, code, names) => {
	const { results, problems, status } = await desk.send([hostile(), order(1006)]);
	expect([status, problems.map((each) => errorOf(each).code)]).toEqual(['success', [code]]);
	expect(errorOf(problems[0]!).message).toContain(names);
	expect(errorOf(problems[0]!).message.length).toBeLessThan(500);
	expect(results).toMatchObject([{ number: '#1006', outcome: 'created' }]);
	expect(calls(desk.warehouse, 'ordersCreate')).toHaveLength(1);
});

it.each<[string, (item: Loose) => void]>([
	['a name of 10,000 characters', (item) => (item.shipTo.name = 'x'.repeat(10_000))],
	['control characters in a name', (item) => (item.shipTo.name = 'Testi\u0000\u0007\u202e Esimerkki\r\nX: y')],
	['an attribute called __proto__', (item) => (item.attributes = JSON.parse('{"__proto__":"x","constructor":"y"}'))],
	['unknown fields', (item) => Object.assign(item, JSON.parse('{"__proto__":{"kind":"x"},"surprise":{"deep":[1]}}'))],
	['a path as its number', (item) => (item.number = '//evil.example.com/../@x?y=1#z')],
	['half a surrogate pair in a name', (item) => (item.shipTo.name = 'Testi \ud83d Esimerkki')],
])('forwards an order with %s, once', async (_, change) => {
	const item = changed(change);
	expect((await desk.send([item])).results).toMatchObject([{ outcome: 'created' }]);
	expect((await desk.send([item])).results).toMatchObject([{ outcome: 'unchanged' }]);
	expect(calls(desk.warehouse, 'ordersCreate')).toHaveLength(1);
	expect(({} as Record<string, unknown>).kind).toBeUndefined();
	expect(desk.warehouse.journal().filter(({ operation }) => operation === 'unknown')).toEqual([]);
});

it('updates an order whose number is full of path characters at its own address', async () => {
	const change = (item: Loose) => (item.number = '../..//@evil.example.com');
	await desk.send([changed(change)]);
	const edited = changed((item) => {
		change(item);
		item.note = 'Changed';
	});
	expect((await desk.send([edited])).results).toMatchObject([{ outcome: 'updated' }]);
	const [update] = calls(desk.warehouse, 'ordersUpdate');
	expect(update!.path).toMatch(/^\/api\/v1\/Orders\/[A-Za-z0-9_.%-]+$/);
});

it('uses the newest reading of an order that comes twice in one run', async () => {
	const newer = changed((item) => {
		item.updatedAt = '2099-01-01T00:00:00Z';
		item.note = 'Newer';
	});
	const { results } = await desk.send([newer, order(1005)]);
	expect(results.map((each) => [each.outcome, reasonOf(each)])).toEqual(
		expect.arrayContaining([
			['created', undefined],
			['skipped', 'TWICE_IN_RUN'],
		]),
	);
	expect(standing(desk.warehouse, 'SHOP-1005')).toMatchObject([{ commentsPresent: true }]);
});

it('writes an order put together from Fields Below', async () => {
	const { methods } = (await loadPackage()).getNode('ogoship').type as unknown as {
		methods: { resourceMapping: { recordFields: (this: object) => Promise<{ fields: IDataObject[] }> } };
	};
	const chosen: IDataObject = { resource: 'order', operation: 'upsert' };
	const editor = { getCurrentNodeParameter: (name: string) => chosen[name] };
	const { fields: schema } = await methods.resourceMapping.recordFields.call(editor);
	const given = order(1005);
	const origin = given.origin as IDataObject;
	const value = Object.fromEntries([
		...schema.map(({ id }) => [id, given[id as string] ?? null]),
		...['system', 'account', 'id', 'number'].map((name) => [`origin.${name}`, origin[name]]),
	]);
	const fields = { mappingMode: 'defineBelow', value, schema, matchingColumns: [] };
	const parameters = { recordFrom: 'fields', fields };
	const sent = await desk.send([{ any: 'item' }], parameters);
	expect(sent.problems).toEqual([]);
	expect(sent.results).toMatchObject([{ outcome: 'created', target: { number: 'SHOP-1005' } }]);
	expect((await desk.send([order(1005)])).results).toMatchObject([{ outcome: 'unchanged' }]);
});

// ------------------------------------------------------------------ the error contract

const MODES: readonly OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];
const BREAKDOWNS: ReadonlyArray<readonly [string, string, (parameters: IDataObject) => Promise<IDataObject>]> = [
	['no delivery methods', 'SETUP_SHIPPING_MAP', async (all) => ({ ...all, deliveryMethods: {} })],
	['no start', 'SETUP_START_MISSING', async (all) => ({ ...all, forwardFrom: '={{ "" }}' })],
	[
		'a wrong key',
		'SETUP_CREDENTIAL',
		async (all) => {
			desk.warehouseKeys.secretToken = 'wrong';
			return all;
		},
	],
	[
		'a merchant id that is none',
		'SETUP_ACCOUNT',
		async (all) => {
			desk.warehouseKeys.merchantId = '';
			return all;
		},
	],
	[
		'an address without encryption',
		'SETUP_ADDRESS',
		async (all) => {
			desk.warehouseKeys.apiAddress = 'http://warehouse.example.test';
			return all;
		},
	],
	[
		'a service that is down',
		'SETUP_SERVICE',
		async (all) => {
			await desk.warehouse.close();
			return all;
		},
	],
	[
		'a service that only fails',
		'SETUP_SERVICE',
		async (all) => {
			desk.warehouse.addFault({ kind: 'unavailable', times: 1000 });
			return all;
		},
	],
	['a prefix that cannot be', 'SETUP_PARAMETER', async (all) => ({ ...all, referencePrefix: 'a/b' })],
];

it.each(MODES.flatMap((mode) => BREAKDOWNS.map((each) => [each[0], mode, each[1], each[2]] as const)))(
	'lets nothing through as a success with %s, %s',
	async (_, onError, code, breakDown) => {
		const items = [order(1005), order(1006)];
		const parameters = await breakDown({ ...SEND });
		const answer = await desk.ogoship(parameters, { items, onError, timeoutMs: 600 });
		if (onError === 'stopWorkflow') {
			expect(answer.status).toBe('error');
			expect(answer.error?.context).toMatchObject({ code });
			expect(answer.outputs.flat()).toEqual([]);
		} else {
			const problems = jsonOf(answer.outputs[onError === 'continueErrorOutput' ? 1 : 0]);
			expect([answer.status, problems.map((each) => errorOf(each).code)]).toEqual(['success', [code, code]]);
			expect(answer.outputs.flat()).toHaveLength(2);
		}
		expect(written()).toEqual([]);
	},
);

it.each(MODES)('words a fault of its own without quoting it, and lets nothing through, %s', async (onError) => {
	const { now } = outside.performance;
	outside.performance.now = () => {
		throw new TypeError('Testi Esimerkki is undefined');
	};
	const answer = await desk
		.ogoship({ ...SEND }, { items: [order(1005), order(1006)], onError })
		.finally(() => (outside.performance.now = now));
	expect(JSON.stringify([answer.error ?? null, answer.outputs.flat().map(({ json }) => json.error)])).not.toContain(
		'Testi',
	);
	if (onError === 'stopWorkflow') expect(answer.error?.context?.code).toBe('INTERNAL');
	else expect(jsonOf(answer.outputs.flat()).map((each) => errorOf(each).code)).toEqual(['INTERNAL', 'INTERNAL']);
	expect(written()).toEqual([]);
	expect((await desk.send([order(1005)])).results).toMatchObject([{ outcome: 'created' }]);
});

it('applies the others before it stops a workflow for one record', async () => {
	const answer = await desk.ogoship({ ...SEND }, { items: [order(1022), order(1005)], onError: 'stopWorkflow' });
	expect(answer.status).toBe('error');
	expect(answer.error?.message).toContain('#1022');
	expect(answer.error?.description).toContain('1 went through');
	expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(1);
});

it('stops at a key that is refused in the middle of a run, and forgets nothing it did not send', async () => {
	await desk.send([order(1005)]);
	desk.warehouse.addFault({ kind: 'expiredToken', operation: 'ordersCreate', times: 50 });
	const { results, problems } = await desk.send([order(1006), order(1008)]);
	expect([results, problems.map((each) => errorOf(each).code)]).toEqual([[], ['SETUP_CREDENTIAL', 'SETUP_CREDENTIAL']]);
	desk.warehouse.clearFaults();
	expect((await desk.send([order(1006), order(1008)])).results.map(({ outcome }) => outcome)).toEqual([
		'created',
		'created',
	]);
});

it('refuses the built-in ledger in queue mode', async () => {
	const { env } = outside.process;
	env.EXECUTIONS_MODE = 'queue';
	const queued = await desk.send([order(1005)]);
	delete env.EXECUTIONS_MODE;
	expect(queued.problems.map((each) => errorOf(each).code)).toEqual(['SETUP_LEDGER_QUEUE']);
	expect(written()).toEqual([]);
});

// ------------------------------------------------------------------ addresses and paths

it.each([
	'Orders',
	'//evil.example.com/api',
	'/api//../@evil.example.com',
	'/api/../secret',
	'/api/%2e%2e/secret',
	'/api/.%2E/secret',
	'/api/./x',
	'/redirect?to=https://evil.example.com',
	'/user@evil.example.com',
	'/api\\evil',
	'/api/\u0000',
	'/api/\r\nHost: evil.example.com',
	'/api/a b',
])('refuses the path %j', (path) => expect(refusePath(path)).toEqual(expect.any(String)));

it.each(['/api/v1/Orders', '/api/v1/Orders/SHOP-1005', '/api/v1/Orders/..._2f', '/admin/api/2026-10/graphql.json'])(
	'takes the path %j',
	(path) => expect(refusePath(path)).toBeUndefined(),
);

it.each([
	['http://warehouse.example.test', false, false],
	['http://192.168.1.20', false, false],
	['http://127.0.0.1.example.test', false, false],
	['http://localhost.example.test', false, false],
	['ftp://warehouse.example.test', true, false],
	['https://warehouse.example.test?x=1', true, false],
	['https://warehouse.example.test#x', true, false],
	['https://a:b@warehouse.example.test', true, false],
	['https://warehouse.example.test\\@evil.example.test', true, false],
	['warehouse.example.test', true, false],
	['', true, false],
	['http://127.0.0.1:8080', false, true],
	['http://localhost:8080', false, true],
	['http://[::1]:8080', false, true],
	['http://warehouse.example.test', true, true],
	['https://warehouse.example.test/base', false, true],
])('decides about the address %j, unencrypted allowed: %s: %s', (address, allowUnencrypted, allowed) => {
	expect(refuseAddress(address, allowUnencrypted) === undefined).toBe(allowed);
});

// ------------------------------------------------------------------ personal data

it('keeps the customer out of its error text and out of the ledger when the vendor echoes everything', async () => {
	await useDesk({});
	const numbers = [1005, 1006, 1008, 1011, 1013];
	const method = ['Home delivery', 'Letter', 'Pick-up point'].map((name) => ({ method: name, code: 'no_such_code' }));
	const { problems } = await desk.send(numbers.map(order), { deliveryMethods: { method } });
	expect(problems.map((each) => errorOf(each).code)).toEqual(numbers.map(() => 'REFUSED'));
	expect(errorOf(problems[0]!).description).toContain('shippingCode');
	await desk.send(numbers.map(order), { deliveryMethods: { method }, ledger: 'off' });
	const file = ledgerFile(desk.folder);
	const bytes = [file, `${file}-wal`]
		.filter(existsSync)
		.map((path) => readFileSync(path, 'utf8'))
		.join('');
	expect(bytes).toContain('REFUSED');
	for (const [index, number] of numbers.entries()) {
		const { firstName, lastName, email, phone, address1 } = demoPerson(number - 1000);
		const { error } = problems[index]!;
		for (const personal of [`${firstName} ${lastName}`, lastName, email, phone, address1]) {
			expect(JSON.stringify(error)).not.toContain(personal);
			expect(bytes).not.toContain(personal);
		}
	}
});

// ------------------------------------------------------------------ reading

it('lists what stands at the warehouse, filtered, and has an unknown list answer as nothing', async () => {
	await desk.send([order(1005), order(1006)]);
	await desk.warehouse.change('setStatus', { reference: 'SHOP-1006', status: 'Collecting' });
	const list = async (filters: IDataObject) =>
		jsonOf((await desk.ogoship({ resource: 'order', operation: 'getAll', returnAll: true, filters })).outputs[0]).map(
			({ number }) => number,
		);
	expect((await list({})).sort()).toEqual(['1002', '1004', 'SHOP-1005', 'SHOP-1006']);
	expect((await list({ prefix: 'SHOP-' })).sort()).toEqual(['SHOP-1005', 'SHOP-1006']);
	expect(await list({ statuses: ['COLLECTING'] })).toEqual(['SHOP-1006']);
	await useDesk({ emptyList: 'null' });
	expect(await list({ changedAfter: '2099-01-01T00:00:00Z' })).toEqual([]);
});

it('answers an update with null lists and inexact filters as with exact ones', async () => {
	await useDesk({ emptyList: 'null', referenceFilter: 'partial' });
	await desk.warehouse.change('addOrder', { reference: 'SHOP-10055', orderLines: [{ code: 'MUG-BLUE', quantity: 1 }] });
	expect((await desk.send([order(1005)], { ledger: 'off' })).results).toMatchObject([{ outcome: 'created' }]);
	expect((await desk.send([order(1005)], { ledger: 'off' })).results).toMatchObject([{ outcome: 'unchanged' }]);
});

it('checks the connection', async () => {
	const check = async () => jsonOf((await desk.ogoship({ resource: 'connection', operation: 'check' })).outputs[0])[0];
	expect(await check()).toMatchObject({ kind: 'connection', system: 'ogoship', ok: true });
});
