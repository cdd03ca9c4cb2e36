/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { shipmentSchema } from '../../core/model/shipment';
import type * as LedgerModule from '../../ledger';
import type { FaultKind } from '../../sandbox/kit';
import { calls, type Options } from '../support/desk';
import { builtModule, ledgerFile } from '../support/engine';
import { codesOf, openWarehouse, SEND_ORDER, shopOrder, type Answered, type Warehouse } from '../support/warehouse';

/*
 * Shipment: Get and Get Many as n8n runs them: what left the warehouse, for a shop that waits for it.
 */

let warehouse: Warehouse;

beforeEach(async () => {
	warehouse = await openWarehouse();
});

afterEach(async () => await warehouse.close());

async function useWarehouse(options: Options): Promise<void> {
	await warehouse.close();
	warehouse = await openWarehouse(options);
}

const PREFIX = { referencePrefix: 'SHOP-' };
const READ = { resource: 'shipment', operation: 'getAll', returnAll: true, ...PREFIX };
const read = async (more: IDataObject = {}, run = {}) => await warehouse.run({ ...READ, ...more }, [{}], run);
const send = async (number = '#2001', more: IDataObject = {}) => {
	const { problems } = await warehouse.run({ ...SEND_ORDER, ...more }, [shopOrder(number)]);
	expect(problems).toEqual([]);
};
const ship = async (input: IDataObject) => await warehouse.sandbox.change('ship', input);
const one = (answer: Answered) => {
	expect([answer.problems, answer.results.length]).toEqual([[], 1]);
	return answer.results[0]!;
};
const references = ({ results }: Answered) => results.map(({ number }) => number).sort();

// ------------------------------------------------------------------ what is read

it('reads a shipped order as a shipment: order, tracking, carrier, lines, and what of it is concluded', async () => {
	await send();
	await ship({ reference: 'SHOP-2001', trackingNumber: 'JJFI0001', trackingUrl: 'https://track.example.com/JJFI0001' });
	const carriers = {
		row: [
			{ code: 'HOME_FI ', carrier: 'Posti' },
			{ code: '', carrier: 'Nobody' },
		],
	};
	const shipment = one(await read({ carriers }));
	expect(shipment).toMatchObject({
		kind: 'shipment',
		number: 'SHOP-2001',
		orders: [{ number: '2001', reference: 'SHOP-2001' }],
		status: 'shipped',
		carrier: 'Posti',
		service: 'home_fi',
		tracking: [{ number: 'JJFI0001', url: 'https://track.example.com/JJFI0001' }],
		lines: [
			{ sku: 'MUG-BLUE', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		],
		assumed: ['lines', 'shippedAt'],
	});
	expect(shipment.shippedAt).toBe(shipment.updatedAt);
	expect(shipmentSchema.safeParse(shipment).success).toBe(true);
});

it('has the id of the order as its own, so that both stand in one timeline', async () => {
	const { results } = await warehouse.run(SEND_ORDER, [shopOrder('#2001')]);
	await ship({ reference: 'SHOP-2001' });
	expect((one(await read()).origin as IDataObject).id).toBe((results[0]!.target as IDataObject).id);
});

it('names no carrier that is not in the list, and needs no tracking number', async () => {
	await send();
	await ship({ reference: 'SHOP-2001' });
	expect(one(await read())).toMatchObject({ carrier: null, tracking: [], status: 'shipped' });
});

it('reads every number of a comma-separated field once, with an address only where it holds the number', async () => {
	await send();
	const trackingUrl = 'https://track.example.com/?parcels=JJFI2&x=1';
	await ship({ reference: 'SHOP-2001', trackingNumber: ' JJFI1, JJFI2,,JJFI1 ', trackingUrl });
	expect(one(await read()).tracking).toEqual([
		{ number: 'JJFI1', url: null },
		{ number: 'JJFI2', url: trackingUrl },
	]);
});

it.each([
	'javascript:alert(1)',
	'ftp://track.example.com/1',
	'//track.example.com/1',
	'https://',
	'https://a:b@track.example.com/1',
])('takes %s for no address', async (trackingUrl) => {
	await send();
	await ship({ reference: 'SHOP-2001', trackingNumber: 'JJFI1', trackingUrl });
	expect(one(await read()).tracking).toEqual([{ number: 'JJFI1', url: null }]);
});

it('reads a tracking number that was corrected as a change', async () => {
	await send();
	await ship({ reference: 'SHOP-2001', trackingNumber: 'JJFI1' });
	const before = one(await read());
	warehouse.sandbox.advanceClock(60_000);
	await warehouse.sandbox.change('correctTracking', { reference: 'SHOP-2001', trackingNumber: 'JJFI9' });
	const after = one(await read());
	expect(after.tracking).toMatchObject([{ number: 'JJFI9' }]);
	expect(String(after.updatedAt) > String(before.updatedAt)).toBe(true);
});

// ------------------------------------------------------------------ which are read

it('reads what is shipped and nothing else, unless asked', async () => {
	for (const number of ['#2001', '#2002', '#2003', '#2004']) await send(number);
	await warehouse.sandbox.change('collect', { reference: 'SHOP-2001' });
	await ship({ reference: 'SHOP-2002' });
	await ship({ reference: 'SHOP-2003' });
	await warehouse.sandbox.change('return', { reference: 'SHOP-2003' });
	await warehouse.sandbox.change('cancelAtWarehouse', { reference: 'SHOP-2004' });
	expect(references(await read())).toEqual(['SHOP-2002']);
	const statuses = ['COLLECTING', 'RETURNED', 'CANCELLED'];
	const others = (await read({ filters: { statuses } })).results;
	expect(Object.fromEntries(others.map((each) => [each.number, [each.status, each.shippedAt]]))).toEqual({
		'SHOP-2001': ['pending', null],
		'SHOP-2003': ['returned', null],
		'SHOP-2004': ['cancelled', null],
	});
});

it('leaves out what another connection or shop sent, and takes everything without a prefix', async () => {
	await send();
	await warehouse.sandbox.change('shipAll');
	expect(references(await read())).toEqual(['SHOP-2001']);
	const all = await read({ referencePrefix: '' });
	expect(references(all)).toEqual(['1002', '1004', 'SHOP-2001']);
	expect(all.results.map(({ orders }) => (orders as IDataObject[])[0]!.number).sort()).toEqual([
		'1002',
		'1004',
		'SHOP-2001',
	]);
});

it.each<[string, IDataObject, IDataObject]>([
	['#2001', {}, { number: '2001' }],
	['#2001/A ü_2f', {}, { number: '2001/A ü_2f' }],
	['##7', {}, { number: '#7' }],
	['#2001', { orderOptions: { referenceFrom: 'id' }, shipmentOptions: { referenceHolds: 'id' } }, { id: '2001' }],
])('reads the order %s back from the reference it was given, %j', async (number, more, order) => {
	await send(number, more);
	await warehouse.sandbox.change('shipAll');
	const { orders } = one(await read(more));
	expect(orders).toMatchObject([order]);
});

it('reads what changed after a moment', async () => {
	await send();
	await send('#2002');
	await ship({ reference: 'SHOP-2001' });
	warehouse.sandbox.advanceClock(3_600_000);
	const changedAfter = new Date(Date.now() + 1_800_000).toISOString();
	await ship({ reference: 'SHOP-2002' });
	expect(references(await read({ filters: { changedAfter } }))).toEqual(['SHOP-2002']);
});

// ------------------------------------------------------------------ split orders

/** An order of which the first part is shipped, and then the second. */
async function shipInTwo(): Promise<void> {
	await warehouse.sandbox.change('setStock', { sku: 'MUG-WHITE', stock: 0 });
	await send();
	const { secondId } = (await warehouse.sandbox.change('split', {
		reference: 'SHOP-2001',
		lines: [{ code: 'MUG-BLUE', quantity: 2 }],
	})) as { secondId: string };
	await ship({ reference: 'SHOP-2001', trackingNumber: 'JJFI1' });
	await warehouse.sandbox.change('setStock', { sku: 'MUG-WHITE', stock: 5 });
	await ship({ id: secondId, trackingNumber: 'JJFI2' });
}

const parts = ({ results }: Answered) =>
	results.map(({ orders, lines, tracking, assumed }) => ({
		order: (orders as IDataObject[])[0]!.number,
		skus: (lines as IDataObject[]).map(({ sku }) => sku),
		numbers: (tracking as IDataObject[]).map(({ number }) => number),
		sure: !(assumed as string[]).includes('orders'),
	}));

it('has both parts of a split order belong to the one order, each with its own lines', async () => {
	await shipInTwo();
	const answer = await read();
	expect(references(answer)).toEqual(['SHOP-2001', 'SHOP-2001-2']);
	expect(parts(answer)).toEqual([
		{ order: '2001', skus: ['MUG-BLUE'], numbers: ['JJFI1'], sure: true },
		{ order: '2001', skus: ['MUG-WHITE'], numbers: ['JJFI2'], sure: false },
	]);
});

it('tells both parts apart where they share a reference', async () => {
	await useWarehouse({ splitReference: 'sameReference' });
	await shipInTwo();
	const answer = await read();
	expect(new Set(answer.results.map(({ origin }) => (origin as IDataObject).id)).size).toBe(2);
	expect(parts(answer).map(({ order, numbers }) => [order, numbers])).toEqual([
		['2001', ['JJFI1']],
		['2001', ['JJFI2']],
	]);
});

it('leaves a number that only looks like a second part as it is', async () => {
	await send('#2005-2');
	await ship({ reference: 'SHOP-2005-2' });
	expect(one(await read())).toMatchObject({ orders: [{ number: '2005-2' }], assumed: ['lines', 'shippedAt'] });
});

it('does not give an order to somebody else’s with the number before the hyphen', async () => {
	await send('#2005');
	const other = { name: 'Somebody Else', address1: 'Other Road 9', zip: '20100', city: 'Turku', countryCode: 'FI' };
	await warehouse.run(SEND_ORDER, [shopOrder('#2005-2', { shipTo: other })]);
	await ship({ reference: 'SHOP-2005-2' });
	expect(one(await read()).orders).toMatchObject([{ number: '2005-2' }]);
});

// ------------------------------------------------------------------ Get

const get = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await warehouse.run({ resource: 'shipment', operation: 'get', ...PREFIX, ...more }, items);

it('gets shipments of the items that come in: from the trigger, from the ledger, from Get Many', async () => {
	await send();
	await ship({ reference: 'SHOP-2001', trackingNumber: 'JJFI1' });
	const [listed] = (await read()).results;
	const { id } = listed!.origin as { id: string };
	const answer = await get([
		{ kind: 'shipment', origin: { system: 'ogoship', id: 'SHOP-2001' } },
		{ kind: 'shipment', origin: { system: 'ogoship', id, number: 'SHOP-2001' } },
		listed!,
	]);
	expect(answer.problems).toEqual([]);
	const origin = { ...(listed!.origin as IDataObject), seenAt: expect.any(String) };
	for (const shipment of answer.results) expect(shipment).toEqual({ ...listed, origin });
});

it('gets the part that is meant where two share a reference', async () => {
	await useWarehouse({ splitReference: 'sameReference' });
	await shipInTwo();
	const listed = (await read()).results;
	const again = await get(listed);
	expect(parts(again)).toEqual(parts({ results: listed } as Answered));
});

it('gets an order that has not left yet as one that is pending', async () => {
	await send();
	expect((await get([{ origin: { id: 'SHOP-2001' } }])).results).toMatchObject([
		{ status: 'pending', shippedAt: null },
	]);
});

it.each<[string, IDataObject, string]>([
	['no reference', { origin: {} }, 'ID_MISSING'],
	['a reference nobody has', { origin: { id: 'SHOP-9' } }, 'NOT_FOUND'],
	['a reference of another shop', { origin: { id: '1002' } }, 'NOT_FOUND'],
	['the prefix alone', { origin: { id: 'SHOP-' } }, 'NOT_FOUND'],
])('answers %s alone, and gets the others', async (_, hostile, code) => {
	await send();
	await ship({ reference: 'SHOP-2001' });
	const answer = await get([hostile, { origin: { id: 'SHOP-2001' } }]);
	expect([codesOf(answer), references(answer)]).toEqual([[code], ['SHOP-2001']]);
});

it('refuses a prefix that cannot be one', async () => {
	const answer = await read({ referencePrefix: 'a/b' });
	expect([codesOf(answer), answer.results]).toEqual([['SETUP_PARAMETER'], []]);
});

// ------------------------------------------------------------------ the sweep

const SWEEP = { skipSettled: true, settledFor: 'shop:demo.example.com' };

/** What the shop's node does once it has taken a shipment: the fact is settled. */
async function settle(shipment: IDataObject): Promise<void> {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(warehouse.folder) });
	const { account, id } = shipment.origin as { account: string; id: string };
	const request = {
		sourceKey: id,
		documentKey: id,
		revision: '1',
		sourceUpdatedAt: shipment.updatedAt as string,
		sourceNumber: shipment.number as string,
	};
	const lease = { holder: 'test', leaseMs: 60_000 };
	const [claim] = await ledger.claim(`ogoship:${account}>shop:demo.example.com`, 'shipment', [request], lease);
	const token = claim!.verdict === 'claimed' ? claim!.token : '';
	await ledger.settle([{ token, state: 'done', targetId: 'F-1', targetNumber: 'F-1', event: 'created' }]);
	await ledger.close();
}

it('sweeps for what the shop was not told yet, and comes back when the tracking changes', async () => {
	for (const number of ['#2001', '#2002']) await send(number);
	await warehouse.sandbox.change('shipAll');
	const first = await read(SWEEP);
	expect(references(first)).toEqual(['SHOP-2001', 'SHOP-2002']);
	await settle(first.results.find(({ number }) => number === 'SHOP-2001')!);
	expect(references(await read(SWEEP))).toEqual(['SHOP-2002']);
	warehouse.sandbox.advanceClock(60_000);
	await warehouse.sandbox.change('correctTracking', { reference: 'SHOP-2001', trackingNumber: 'JJFI9' });
	expect(references(await read(SWEEP))).toEqual(['SHOP-2001', 'SHOP-2002']);
});

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'serverError',
	'unavailable',
	'reset',
	'timeoutBeforeCommit',
	'expiredToken',
];

it.each(FAULTS)('sweeps whole after %s', async (kind) => {
	await send();
	await warehouse.sandbox.change('shipAll');
	warehouse.sandbox.addFault({ kind, operation: 'ordersList' });
	expect(references(await read(SWEEP, { timeoutMs: 600 }))).toEqual(['SHOP-2001']);
});

it('puts nothing out when the list cannot be read, and gives its turn back', async () => {
	await send();
	await warehouse.sandbox.change('shipAll');
	warehouse.sandbox.addFault({ kind: 'unavailable', operation: 'ordersList', times: 100 });
	const broken = await read(SWEEP);
	expect([codesOf(broken), broken.results]).toEqual([['SETUP_SERVICE'], []]);
	warehouse.sandbox.clearFaults();
	expect(references(await read(SWEEP))).toEqual(['SHOP-2001']);
});

it('reads many orders in pages, and looks nothing up twice for split ones', async () => {
	for (let n = 0; n < 260; n += 1)
		await warehouse.sandbox.change('addOrder', { reference: `SHOP-A-${(n % 9) + 1}`, status: 'Shipped' });
	const { results } = await read();
	expect(results).toHaveLength(260);
	const looks = calls(warehouse.sandbox, 'ordersList').filter(({ query }) => query.reference !== undefined);
	expect(looks.map(({ query }) => query.reference)).toEqual(['SHOP-A']);
});
