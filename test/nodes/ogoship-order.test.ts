/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { DEDUCTING_STATUSES, RESERVING_STATUSES } from '../../nodes/Ogoship/system';
import type * as LedgerModule from '../../ledger';
import { demoData } from '../../sandbox/demo-data';
import { calls, standing, type Options } from '../support/desk';
import { builtModule, ledgerFile } from '../support/engine';
import {
	codesOf,
	errorOf,
	openOddVendor,
	openWarehouse,
	outcomesOf,
	reasonsOf,
	SEND_ORDER,
	shopOrder,
	type OddVendor,
	type Warehouse,
} from '../support/warehouse';

/*
 * Orders at OGOship beside the sixty of ogoship.test.ts: Get, what is reserved, what is turned away before it is sent,
 * the other sign-in, and answers no sandbox gives.
 */

let warehouse: Warehouse;
let odd: OddVendor | undefined;

beforeEach(async () => {
	warehouse = await openWarehouse();
});

afterEach(async () => {
	await warehouse.close();
	await odd?.close();
	odd = undefined;
});

async function useWarehouse(options: Options): Promise<void> {
	await warehouse.close();
	warehouse = await openWarehouse(options);
}

const send = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await warehouse.run({ ...SEND_ORDER, ...more }, items);
const MERCHANT = 'd0e50000-0000-4000-8000-000000000001';

// ------------------------------------------------------------------ Get

const get = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await warehouse.run({ resource: 'order', operation: 'get', ...more }, items);
const place = (origin: IDataObject): IDataObject => ({ kind: 'order', origin });

it('gets orders by what the items call them: a reference, an id beside it, or the order of one of several', async () => {
	await useWarehouse({ duplicateReference: 'second' });
	await send([shopOrder('#1001')]);
	await warehouse.sandbox.change('addOrder', { reference: 'SHOP-1001', status: 'Draft' });
	const { orders } = warehouse.sandbox.state() as { orders: Array<{ id: string; reference: string }> };
	const [first, second] = orders.filter(({ reference }) => reference === 'SHOP-1001');
	const { results, problems } = await get([
		place({ id: 'SHOP-1001' }),
		place({ id: first!.id, number: 'SHOP-1001' }),
		place({ id: second!.id, number: 'SHOP-1001' }),
	]);
	expect(problems).toEqual([]);
	expect(results.map(({ origin }) => (origin as IDataObject).id)).toEqual([first!.id, first!.id, second!.id]);
	expect(results[0]).toMatchObject({
		kind: 'order',
		number: 'SHOP-1001',
		status: 'open',
		origin: { account: MERCHANT },
	});
	expect(
		calls(warehouse.sandbox, 'ordersList').filter(({ query }) => query.reference === 'SHOP-1001').length,
	).toBeGreaterThan(0);
});

it('gets one typed by hand, with the raw record when asked', async () => {
	await send([shopOrder('#1001')]);
	const { results } = await get([{}], { idFrom: 'id', id: ' SHOP-1001 ', includeRaw: true });
	expect(results).toMatchObject([{ number: 'SHOP-1001', raw: { reference: 'SHOP-1001', status: 'New' } }]);
});

it.each<[string, IDataObject, string]>([
	['an item without an id', place({}), 'ID_MISSING'],
	['an id that is a list', place({ id: ['SHOP-1001'] }), 'ID_MISSING'],
	['a reference nobody has', place({ id: 'SHOP-9999' }), 'NOT_FOUND'],
	['half a reference', place({ id: 'SHOP-100' }), 'NOT_FOUND'],
	['a query in the reference', place({ id: 'SHOP-1001&limit=1' }), 'NOT_FOUND'],
	['an id of which the number is another', place({ id: 'x', number: '../SHOP-1001' }), 'NOT_FOUND'],
])('answers %s alone, and gets the others', async (_, hostile, code) => {
	await useWarehouse({ referenceFilter: 'partial' });
	await send([shopOrder('#1001')]);
	const answer = await get([hostile, place({ id: 'SHOP-1001' })]);
	expect([codesOf(answer), answer.results.map(({ number }) => number)]).toEqual([[code], ['SHOP-1001']]);
});

it.each([
	['Returned', 'closed', 'returned'],
	['Shipped', 'closed', 'fulfilled'],
	['Locked', 'open', 'onHold'],
	['Collecting', 'open', 'inProgress'],
	['Cancelled', 'cancelled', 'declined'],
])('reads %s as %s and %s', async (stage, status, fulfillmentStatus) => {
	await send([shopOrder('#1001')]);
	await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: stage });
	expect((await get([place({ id: 'SHOP-1001' })])).results).toMatchObject([{ status, fulfillmentStatus }]);
});

it('says in a summary that a list is whole', async () => {
	await send([shopOrder('#1001'), shopOrder('#2002')]);
	const parameters = { resource: 'order', operation: 'getAll', returnAll: true, outputSummary: true };
	const { results } = await warehouse.run({ ...parameters, filters: { prefix: 'SHOP-' } });
	expect(results.at(-1)).toMatchObject({ kind: 'readSummary', of: 'order', count: 2, complete: true });
});

// ------------------------------------------------------------------ what is reserved

const STATUSES = ['New', 'Draft', 'Reserved', 'Locked', 'Collecting', 'Pending', 'Cancelled', 'Shipped'];

it.each(STATUSES)('knows whether an order that is %s is still in what can be sold', async (stage) => {
	const available = () =>
		(warehouse.sandbox.state() as { stock: Array<{ code: string; available: number; reserved: number }> }).stock.find(
			({ code }) => code === 'MUG-BLUE',
		)!;
	const before = available();
	await warehouse.sandbox.change('addOrder', {
		reference: 'A-1',
		status: 'Draft',
		orderLines: [{ code: 'MUG-BLUE', quantity: 2 }],
	});
	await warehouse.sandbox.change('setStatus', { reference: 'A-1', status: stage });
	const after = available();
	const word = stage.toUpperCase();
	expect(before.available - after.available > 0).toBe(
		RESERVING_STATUSES.includes(word) || DEDUCTING_STATUSES.includes(word),
	);
	expect(after.reserved - before.reserved > 0).toBe(RESERVING_STATUSES.includes(word));
});

const ROUTE = `shop:demo.example.com>ogoship:${MERCHANT}`;

async function held(): Promise<Record<string, number>> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(warehouse.folder) });
	const units = await ledger.holds(ROUTE, 'order', '2100-01-01T00:00:00.000Z');
	await ledger.close();
	return Object.fromEntries(units.map(({ sku, quantity }) => [sku, quantity]));
}

it('remembers the units that a forwarded order keeps, and none for a draft', async () => {
	await send([shopOrder('#1001')]);
	expect(await held()).toEqual({ 'MUG-BLUE': 2, 'MUG-WHITE': 1 });
});

it('remembers none for an order that only waits as a draft', async () => {
	await send([shopOrder('#1001')], { orderOptions: { status: 'Draft' } });
	expect(await held()).toEqual({});
});

it('forgets the units once somebody has put the order back to a draft', async () => {
	await send([shopOrder('#1001')]);
	await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: 'Draft' });
	// The note is not compared away by the claim: another delivery method in the shop is another revision.
	await send([shopOrder('#1001', { shippingMethod: { code: 'standard', title: 'Standard (2 days)' } })]);
	expect(await held()).toEqual({});
});

it('remembers the new units after an edit', async () => {
	await send([shopOrder('#1001')]);
	const lines = (shopOrder('#1001').lines as never[]).map((line: object, at) =>
		at === 0 ? { ...line, currentQuantity: 1, openQuantity: 1 } : line,
	);
	expect(outcomesOf(await send([shopOrder('#1001', { lines } as never)]))).toEqual(['updated']);
	expect(await held()).toEqual({ 'MUG-BLUE': 1, 'MUG-WHITE': 1 });
});

// ------------------------------------------------------------------ turned away before anything is sent

const shipTo = (change: object) => ({ shipTo: { ...(shopOrder('#1').shipTo as object), ...change } });

it.each<[string, object, IDataObject, string, string]>([
	['no country', { countryCode: 'ZZ' }, {}, 'COUNTRY_INVALID', 'ZZ'],
	['a code for private use', { countryCode: 'XA' }, {}, 'COUNTRY_INVALID', 'XA'],
	[
		'no phone, where one is required',
		{ phone: null },
		{ orderOptions: { requirePhone: true } },
		'PHONE_MISSING',
		'#1001',
	],
])('turns away an order with %s', async (_, change, more, code, names) => {
	const answer = await send([shopOrder('#1001', shipTo(change) as never), shopOrder('#2002')], more);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([[code], ['created']]);
	expect(errorOf(answer.problems[0]!).message).toContain(names);
	expect(standing(warehouse.sandbox, 'SHOP-1001')).toEqual([]);
});

it.each([
	['Kosovo', { countryCode: 'XK' }],
	['no phone', { phone: null }],
])('sends an order to %s', async (_, change) => {
	expect(outcomesOf(await send([shopOrder('#1001', shipTo(change) as never)]))).toEqual(['created']);
});

it('does not send an order to a pick-up point without what OGOship requires of every customer', async () => {
	const pickupPoint = { code: '9712', name: 'Example Kiosk' };
	const answer = await send([shopOrder('#1001', { pickupPoint, ...shipTo({ city: null }) } as never)]);
	expect(codesOf(answer)).toEqual(['ADDRESS_MISSING']);
	expect(calls(warehouse.sandbox, 'ordersCreate', false)).toEqual([]);
});

const withLine = (sku: string) =>
	(shopOrder('#1001').lines as never[]).map((line: object, at) => (at === 1 ? { ...line, sku } : line));

it('does not send an edit with a SKU the warehouse does not know', async () => {
	await send([shopOrder('#1001')]);
	const answer = await send([shopOrder('#1001', { lines: withLine('NO-SUCH-SKU') } as never)]);
	expect(codesOf(answer)).toEqual(['UNKNOWN_SKU']);
	expect(calls(warehouse.sandbox, 'ordersUpdate', false)).toEqual([]);
});

it.each(['suffix', 'sameReference'])('does not send all lines again to an order that was split, %s', async (how) => {
	await useWarehouse({ splitReference: how });
	await warehouse.sandbox.change('setStock', { sku: 'MUG-WHITE', stock: 0 });
	await send([shopOrder('#1001')]);
	const lines = [{ code: 'MUG-BLUE', quantity: 2 }];
	await warehouse.sandbox.change('split', { reference: 'SHOP-1001', lines });
	const answer = await send([shopOrder('#1001', { note: 'Ring twice' })]);
	expect(codesOf(answer)).toEqual(['STAGE_LOCKED']);
	expect(errorOf(answer.problems[0]!).message).toContain('split in two');
	expect(standing(warehouse.sandbox, 'SHOP-1001')[0]).toMatchObject({ orderLines: lines });
});

it.each(['suffix', 'sameReference'])('takes the parts of a split order for the whole one, %s', async (how) => {
	await useWarehouse({ splitReference: how });
	await warehouse.sandbox.change('setStock', { sku: 'MUG-WHITE', stock: 0 });
	await send([shopOrder('#1001')]);
	await warehouse.sandbox.change('split', { reference: 'SHOP-1001', lines: [{ code: 'MUG-BLUE', quantity: 2 }] });
	// The order was touched, and asks for what it asked for before.
	const same = await send([shopOrder('#1001', { purchaseOrderNumber: 'PO-7' })]);
	expect([outcomesOf(same), same.problems]).toEqual([['unchanged'], []]);
	// What was taken out may be just what the second part has.
	const [first] = shopOrder('#1001').lines as IDataObject[];
	const edited = await send([shopOrder('#1001', { lines: [first] } as never)]);
	expect(codesOf(edited)).toEqual(['STAGE_LOCKED']);
	expect(errorOf(edited.problems[0]!).message).toContain('split in two');
});

/** Lines of one SKU: as ordered, what is left after edits and refunds, and what the shop has not seen leave. */
const blue = (...lines: ReadonlyArray<readonly [quantity: number, currentQuantity: number, openQuantity: number]>) => {
	const [first] = shopOrder('#1001').lines as IDataObject[];
	return lines.map(([quantity, currentQuantity, openQuantity], at) => ({
		...first,
		id: `L${at + 1}`,
		quantity,
		currentQuantity,
		openQuantity,
	})) as never;
};

/** An order of blue mugs, of which the warehouse sends some; the rest waits for goods. */
async function shippedInPart(ordered: ReadonlyArray<readonly [number, number, number]>, now: number): Promise<void> {
	const total = ordered.reduce((sum, [quantity]) => sum + quantity, 0);
	await warehouse.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: total - 1 });
	await send([shopOrder('#1001', { lines: blue(...ordered) })]);
	if (now < total) {
		const lines = [{ code: 'MUG-BLUE', quantity: now }];
		await warehouse.sandbox.change('split', { reference: 'SHOP-1001', lines });
	} else await warehouse.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001' });
}

async function shipRest(): Promise<void> {
	await warehouse.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await warehouse.sandbox.change('ship', { reference: 'SHOP-1001-2' });
}

type Figures = readonly [number, number, number];

it.each(['New', 'Collecting'])(
	'goods that only moved from one line to another are the same goods: %s',
	async (stage) => {
		const lines = (first: number, second: number) => blue([first, first, first], [second, second, second]);
		await send([shopOrder('#1001', { lines: lines(1, 3) })]);
		await warehouse.sandbox.change('setStatus', { reference: 'SHOP-1001', status: stage });
		const moved = await send([shopOrder('#1001', { lines: lines(2, 2) })]);
		expect([outcomesOf(moved), moved.problems]).toEqual([['unchanged'], []]);
		const fewer = await send([shopOrder('#1001', { lines: lines(2, 1) })]);
		expect([outcomesOf(fewer), codesOf(fewer)]).toEqual(stage === 'New' ? [['updated'], []] : [[], ['STAGE_LOCKED']]);
	},
);

it.each<[string, { ordered: Figures[]; left: number; asks: Figures[]; status: 'unfulfilled' | 'partial' }]>([
	['the parcel is not in the shop yet', { ordered: [[3, 3, 3]], left: 1, asks: [[3, 3, 3]], status: 'unfulfilled' }],
	['the parcel is in the shop', { ordered: [[3, 3, 3]], left: 1, asks: [[3, 3, 2]], status: 'partial' }],
	['half of it left', { ordered: [[2, 2, 2]], left: 1, asks: [[2, 2, 1]], status: 'partial' }],
	['the only mug of the parcel came back', { ordered: [[3, 3, 3]], left: 1, asks: [[3, 2, 2]], status: 'partial' }],
	[
		'two lines are of one product',
		{
			ordered: [
				[1, 1, 1],
				[2, 2, 2],
			],
			left: 2,
			asks: [
				[1, 1, 0],
				[2, 2, 1],
			],
			status: 'partial',
		},
	],
	[
		'two lines are of one product, and the parcel is not in the shop yet',
		{
			ordered: [
				[1, 1, 1],
				[2, 2, 2],
			],
			left: 1,
			asks: [
				[1, 1, 1],
				[2, 2, 2],
			],
			status: 'unfulfilled',
		},
	],
	['one of two mugs of the parcel came back', { ordered: [[3, 3, 3]], left: 2, asks: [[3, 2, 1]], status: 'partial' }],
	['all of it left', { ordered: [[2, 2, 2]], left: 2, asks: [[2, 2, 2]], status: 'unfulfilled' }],
])('an order that left in part stands as the shop wants it: %s', async (_, { ordered, left, asks, status }) => {
	await shippedInPart(ordered, left);
	const answer = await send([
		shopOrder('#1001', { lines: blue(...asks), fulfillmentStatus: status, purchaseOrderNumber: 'PO-7' }),
	]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['unchanged'], []]);
});

interface Other {
	readonly ordered: number;
	readonly left: number;
	/** Whether the second part has left too. */
	readonly rest?: boolean;
	readonly asks: Figures;
	readonly status: 'unfulfilled' | 'partial';
	readonly stage: string;
}

it.each<[string, Other]>([
	[
		'as many mugs were added as had left, and wait',
		{ ordered: 2, left: 1, asks: [3, 3, 2], status: 'partial', stage: 'split in two' },
	],
	[
		'as many mugs were added as had left, of all',
		{ ordered: 2, left: 2, asks: [4, 4, 2], status: 'partial', stage: 'Shipped' },
	],
	[
		'as many mugs were taken out as have left, before the shop saw them leave',
		{ ordered: 2, left: 1, asks: [2, 1, 1], status: 'unfulfilled', stage: 'split in two' },
	],
	[
		'a mug that waits was taken out',
		{ ordered: 3, left: 1, asks: [3, 2, 1], status: 'partial', stage: 'split in two' },
	],
	[
		'two mugs were taken out, and the shop has seen one of all four leave',
		{ ordered: 4, left: 1, rest: true, asks: [4, 2, 1], status: 'partial', stage: 'split in two' },
	],
])(
	'tells, as long as it is so, that the warehouse has other goods: %s',
	async (_, { ordered, left, asks, ...more }) => {
		await shippedInPart([[ordered, ordered, ordered]], left);
		if (more.rest) await shipRest();
		const edited = shopOrder('#1001', { lines: blue(asks), fulfillmentStatus: more.status });
		const answer = await send([edited]);
		expect(codesOf(answer)).toEqual(['STAGE_LOCKED']);
		expect(errorOf(answer.problems[0]!).message).toContain(more.stage);
		await warehouse.openAgain();
		const again = await send([edited]);
		expect([outcomesOf(again), reasonsOf(again)]).toEqual([['skipped'], ['STAGE_LOCKED']]);
	},
);

// ------------------------------------------------------------------ the other sign-in

it('signs in with an API key instead, without asking for a token', async () => {
	const { ogoKey } = demoData('2026-11-22T10:00:00Z').merchant;
	const unused = { secretToken: '', clientId: '', clientSecret: '', signInAddress: '' };
	Object.assign(warehouse.keys, { signIn: 'apiKey', apiKey: ogoKey, ...unused });
	expect(outcomesOf(await send([shopOrder('#1001'), shopOrder('#2002')]))).toEqual(['created', 'created']);
	expect(calls(warehouse.sandbox, 'token', false)).toEqual([]);
	const { results } = await warehouse.run({ resource: 'connection', operation: 'check' });
	expect(results).toMatchObject([{ ok: true, account: MERCHANT }]);
});

it('lets nothing through with a wrong API key', async () => {
	Object.assign(warehouse.keys, { signIn: 'apiKey', apiKey: 'wrong' });
	const answer = await send([shopOrder('#1001')]);
	expect([codesOf(answer), answer.results]).toEqual([['SETUP_CREDENTIAL'], []]);
});

it('sends either the token or the key, never both', async () => {
	odd = await openOddVendor(() => ({ body: [] }));
	await odd.run({ resource: 'order', operation: 'getAll' });
	expect(odd.requests[0]!.headers).toMatchObject({ authorization: 'Bearer odd' });
	expect(odd.requests[0]!.headers['x-ogokey']).toBeUndefined();
	await odd.close();
	odd = await openOddVendor(() => ({ body: [] }), { signIn: 'apiKey', apiKey: 'the-key' });
	await odd.run({ resource: 'order', operation: 'getAll' });
	expect(odd.requests[0]!.headers).toMatchObject({ 'x-ogokey': 'the-key' });
	expect(odd.requests[0]!.headers.authorization).toBeUndefined();
});

// ------------------------------------------------------------------ answers no sandbox gives

const GOOD = {
	reference: 'A-1',
	status: 'New',
	orderLines: [{ code: 'MUG-BLUE', quantity: 1 }],
	editTime: '2026-11-21T13:05:11',
};

it('reads names in any case, and a time without a zone as UTC', async () => {
	const pascal = {
		Reference: 'A-2',
		STATUS: 'NEW',
		OrderLines: [{ Code: 'MUG-BLUE', Quantity: 2 }],
		EditTime: '2026-11-21T13:05:11.1234567Z',
	};
	odd = await openOddVendor(() => ({ body: [GOOD, pascal] }));
	const { results } = await odd.run({ resource: 'order', operation: 'getAll' });
	expect(results).toMatchObject([
		{ number: 'A-1', updatedAt: '2026-11-21T13:05:11.000Z', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] },
		{ number: 'A-2', updatedAt: '2026-11-21T13:05:11.123Z', lines: [{ sku: 'MUG-BLUE', quantity: 2 }] },
	]);
});

it.each<[string, object, string]>([
	['a quantity of 1.5', { orderLines: [{ code: 'X', quantity: 1.5 }] }, 'orderLines.0.quantity'],
	['a quantity below zero', { orderLines: [{ code: 'X', quantity: -1 }] }, 'lines.0.quantity'],
	['a status that is a number', { status: 7 }, 'status'],
	['lines that are no list', { orderLines: {} }, 'orderLines'],
	['a price that is a text', { priceTotal: '12' }, 'priceTotal'],
	['a price nobody can hold', { priceTotal: 1e30 }, 'totals'],
])('tells of an order with %s alone, and reads the others', async (_, change, field) => {
	odd = await openOddVendor(() => ({ body: [{ ...GOOD, reference: 'BAD', ...change }, GOOD] }));
	const answer = await odd.run({ resource: 'order', operation: 'getAll', outputSummary: true });
	expect(codesOf(answer)).toEqual(['FIELD_INVALID']);
	expect(errorOf(answer.problems[0]!).message).toContain(field);
	expect(errorOf(answer.problems[0]!).message).toContain('BAD');
	expect(answer.results).toMatchObject([{ number: 'A-1' }, { kind: 'readSummary', complete: false }]);
});

it('keeps one order that cannot be read from stopping the others', async () => {
	odd = await openOddVendor(({ method, query, body }) => {
		if (method === 'POST') return { body: { ...body, id: 'new' } };
		const reference = query.get('reference');
		if (reference === 'SHOP-1001')
			return { body: [{ reference, status: 'New', orderLines: [{ code: 'X', quantity: 'two' }] }] };
		return { body: query.get('code') ? [{ code: query.get('code') }] : [] };
	});
	const answer = await odd.run({ ...SEND_ORDER, ledger: 'off' }, [shopOrder('#1001'), shopOrder('#2002')]);
	expect(answer.problems).toEqual([]);
	const byNumber = Object.fromEntries(answer.results.map((each) => [each.number, each]));
	expect(byNumber['#2002']).toMatchObject({ outcome: 'created' });
	expect(byNumber['#1001']).toMatchObject({ outcome: 'unchanged', reason: { code: 'FIELD_INVALID' } });
});

it.each<[string, unknown]>([
	['an object', { orders: [] }],
	['a text', 'orders'],
	['a number', 7],
])('lets no list through that is %s', async (_, body) => {
	odd = await openOddVendor(() => ({ body }));
	const answer = await odd.run({ resource: 'order', operation: 'getAll' });
	expect([codesOf(answer), answer.results]).toEqual([['SETUP_SERVICE'], []]);
});

it('does not ask for ever when every page is the same', async () => {
	const page = Array.from({ length: 250 }, (_, at) => ({ ...GOOD, reference: `A-${at}` }));
	odd = await openOddVendor(() => ({ body: page }));
	const answer = await odd.run({ resource: 'order', operation: 'getAll', returnAll: true });
	expect(codesOf(answer)).toEqual(['SETUP_SERVICE']);
	expect(odd.requests).toHaveLength(2);
});

// ------------------------------------------------------------------ the connection

it('says of every operation whether the keys allow it, as far as an answer tells', async () => {
	odd = await openOddVendor(({ path }) =>
		/Products|Stock/i.test(path) ? { status: 403, body: { statusCode: 403 } } : { body: [] },
	);
	const { results } = await odd.run({ resource: 'connection', operation: 'check' });
	expect(results[0]).toMatchObject({
		ok: false,
		may: expect.arrayContaining([{ reads: 'stock', works: false, answer: '403' }]),
	});
	const operations = results[0]!.operations as Array<{ operation: string; allowed: boolean | null }>;
	const allowed = Object.fromEntries(operations.map((each) => [each.operation, each.allowed]));
	expect(allowed).toMatchObject({
		'Order: Get Many': true,
		'Order: Create or Update': false,
		'Order: Cancel': null,
		'Shipment: Get Many': true,
		'Stock Level: Get Many': false,
		'Product: Create or Update': false,
		'Inbound Delivery: Create': false,
	});
});
