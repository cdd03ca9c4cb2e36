/** @jest-environment ./test/support/jest-environment.js */
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type * as LedgerModule from '../../ledger';
import { calls, jsonOf, openDesk, orderId, type Desk, type Options } from '../support/desk';
import { builtModule, ledgerFile, type NodeRunAnswer } from '../support/engine';

/*
 * Stock levels of the shop as n8n runs them, over the sandbox of the shop.
 */

const MAIN = 'gid://shopify/Location/70000000001';
const SECOND = 'gid://shopify/Location/70000000003';
const WAREHOUSE = 'd0e50000-0000-4000-8000-000000000001';
const ROUTE = `ogoship:${WAREHOUSE}>shopify:demo-tableware.myshopify.com`;

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

async function useDesk(shop: Options): Promise<void> {
	await desk.close();
	desk = await openDesk({ shop });
}

// ------------------------------------------------------------------ the shop and the source

interface Standing {
	readonly sku: string;
	readonly itemId: string;
	readonly locationId: string;
	readonly active: boolean;
	readonly onHand: number;
	readonly available: number;
	readonly committed: number;
}

function standing(sku: string, locationId = MAIN): Standing {
	const { inventory } = desk.shop.state() as { inventory: readonly Standing[] };
	const found = inventory.find((each) => each.sku === sku && each.locationId === locationId);
	if (!found) throw new Error(`The shop has no level of ${sku} at ${locationId}`);
	return found;
}

const onHand = (sku: string, locationId = MAIN) => standing(sku, locationId).onHand;

/** The sandbox's own time, so that a test decides what is older. */
let observed = 0;
const minutes = (count: number) => count * 60_000;

/** A level as a warehouse reports it; nothing is reserved unless told otherwise. */
function level(sku: string | null, available: number, more: IDataObject = {}): IDataObject {
	const observedAt = new Date(Date.now() + minutes(10) + observed++).toISOString();
	return {
		kind: 'stockLevel',
		origin: { system: 'ogoship', account: WAREHOUSE, id: sku?.slice(0, 50) || 'no sku', seenAt: observedAt },
		sku,
		available,
		allocated: 0,
		observedAt,
		...more,
	};
}

/** Read before anything that happens from now on. */
const before = (ms = minutes(1)): IDataObject => ({ observedAt: new Date(Date.now() - ms).toISOString() });

const OPTIONS = { firstRun: 'apply' };
const SET = {
	resource: 'stockLevel',
	operation: 'set',
	location: MAIN,
	reservedFrom: 'source',
	levelOptions: OPTIONS,
};

interface Answer extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

async function set(items: IDataObject[], parameters: IDataObject = {}, timeoutMs?: number): Promise<Answer> {
	const answer = await desk.shopify(
		{ ...SET, ...parameters },
		{ items, onError: 'continueErrorOutput', ...(timeoutMs === undefined ? {} : { timeoutMs }) },
	);
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const outcomes = ({ results }: Answer) => results.map(({ outcome }) => outcome);
const reasons = ({ results }: Answer) => results.map(({ reason }) => (reason as IDataObject | null)?.code ?? null);
const codes = ({ problems }: Answer) => problems.map(({ error }) => (error as IDataObject).code);
const writes = (accepted = true) => calls(desk.shop, 'levelsSet', accepted);

interface SetBody {
	readonly variables: {
		readonly key: string;
		readonly input: {
			readonly name: string;
			readonly reason: string;
			readonly referenceDocumentUri: string;
			readonly quantities: ReadonlyArray<Record<string, unknown>>;
		};
	};
}
const sent = (accepted = true) => writes(accepted).map(({ body }) => (body as SetBody).variables);

async function fill(count: number): Promise<string[]> {
	await desk.shop.change('fillCatalogue', { count });
	return Array.from({ length: count }, (_, index) => `BULK-${String(index + 1).padStart(5, '0')}`);
}

/** Does something once the shop has answered a request in its own mind, while the answer is still on its way. */
async function whileAnswering(operation: string, work: () => Promise<unknown>): Promise<void> {
	const seen = calls(desk.shop, operation).length;
	desk.shop.addFault({ kind: 'slow', operation, delayMs: 1_000 });
	for (let tries = 0; calls(desk.shop, operation).length === seen; tries += 1) {
		if (tries > 2_000) throw new Error(`Nobody asked for ${operation}`);
		await wait(5);
	}
	await work();
}

// ------------------------------------------------------------------ set

it('sets what differs and leaves what does not, in one mutation that compares', async () => {
	const [first, second] = [onHand('MUG-BLUE'), onHand('MUG-WHITE')];
	const answer = await set([level('MUG-BLUE', first + 3), level('MUG-WHITE', second), level('BOWL-SMALL', 1)]);
	expect(outcomes(answer)).toEqual(expect.arrayContaining(['updated', 'unchanged', 'updated']));
	expect([onHand('MUG-BLUE'), onHand('MUG-WHITE'), onHand('BOWL-SMALL')]).toEqual([first + 3, second, 1]);
	const [only, ...more] = sent();
	expect(more).toEqual([]);
	expect(only!.input).toMatchObject({ name: 'on_hand', reason: 'correction' });
	expect(only!.input.referenceDocumentUri).toBe(`gid://n8n-nodes-commerce-bridge/StockRun/${only!.key}`);
	expect(only!.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	for (const row of only!.input.quantities) expect(Object.keys(row)).toContain('changeFromQuantity');
	expect(answer.results.find(({ number }) => number === 'MUG-BLUE')).toMatchObject({
		changes: [{ field: 'onHand', before: first, after: first + 3 }],
		target: { id: standing('MUG-BLUE').itemId, url: expect.stringMatching(/\/admin\/products\/\d+\/variants\/\d+$/) },
	});
});

it('sets on hand to what can be sold and what is reserved, so that open orders stay sold', async () => {
	const { committed } = standing('MUG-BLUE');
	expect(committed).toBeGreaterThan(0);
	await set([level('MUG-BLUE', 5, { allocated: committed })]);
	expect(standing('MUG-BLUE')).toMatchObject({ onHand: 5 + committed, available: 5 });
});

it('sets what can be sold when told so', async () => {
	await set([level('MUG-BLUE', 8)], { figure: 'available' });
	expect(standing('MUG-BLUE').available).toBe(8);
	expect(sent().map(({ input }) => input.name)).toEqual(['available']);
});

it('raises a level only when it was read after the shop’s own change, and lowers it at once', async () => {
	await desk.shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 20 });
	await desk.shop.change('setLevel', { sku: 'MUG-WHITE', onHand: 20 });
	const answer = await set([level('MUG-BLUE', 30, before()), level('MUG-WHITE', 10, before())]);
	expect(reasons(answer).sort()).toEqual([null, 'STOCK_MOVED'].sort());
	expect([onHand('MUG-BLUE'), onHand('MUG-WHITE')]).toEqual([20, 10]);
	await set([level('MUG-BLUE', 30)]);
	expect(onHand('MUG-BLUE')).toBe(30);
});

it('reads a level again when the shop sold in between, and sets it then', async () => {
	const run = set([level('MUG-BLUE', 2)]);
	await whileAnswering(
		'variantLevelsPage',
		async () => await desk.shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 33 }),
	);
	expect(outcomes(await run)).toEqual(['updated']);
	expect(onHand('MUG-BLUE')).toBe(2);
	expect([writes().length, writes(false).length]).toEqual([1, 2]);
});

it('leaves a level that moved twice, and says so', async () => {
	const run = set([level('MUG-BLUE', 2)]);
	await whileAnswering(
		'variantLevelsPage',
		async () => await desk.shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 33 }),
	);
	await whileAnswering(
		'itemLevelsById',
		async () => await desk.shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 34 }),
	);
	const answer = await run;
	expect([outcomes(answer), reasons(answer)]).toEqual([['skipped'], ['STOCK_MOVED']]);
	expect([onHand('MUG-BLUE'), writes().length]).toEqual([34, 0]);
});

it('leaves out what the shop does not sell or count, and asks about what it has twice', async () => {
	await desk.shop.change('duplicateSku', { sku: 'BOWL-SMALL' });
	await desk.shop.change('untrack', { sku: 'BOWL-LARGE' });
	await desk.shop.change('bundleParent', { sku: 'PLATE-DINNER' });
	const answer = await set([
		level('NO-SUCH-SKU', 1),
		level('BOWL-SMALL', 1),
		level('BOWL-LARGE', 1),
		level('PLATE-DINNER', 1),
		level('MUG-BLUE', 1),
	]);
	expect(Object.fromEntries(answer.results.map(({ number }, at) => [number, reasons(answer)[at]]))).toEqual({
		'NO-SUCH-SKU': 'NOT_IN_SHOP',
		'BOWL-LARGE': 'NOT_COUNTED',
		'PLATE-DINNER': 'NOT_COUNTED',
		'MUG-BLUE': null,
	});
	expect(codes(answer)).toEqual(['AMBIGUOUS']);
	expect(codes(await set([level('NO-SUCH-SKU', 1)], { levelOptions: { ...OPTIONS, missing: 'problem' } }))).toEqual([
		'NOT_IN_SHOP',
	]);
});

it('compares SKUs exactly, also where the shop’s search does not', async () => {
	await useDesk({ skuSearch: 'loose' });
	const answer = await set([level('mug-blue', 1), level('MUG', 1), level('MUG-BLUE', 1)]);
	expect(reasons(answer).sort()).toEqual(['NOT_IN_SHOP', 'NOT_IN_SHOP', null].sort());
	expect(onHand('MUG-BLUE')).toBe(1);
});

it('finds by barcode, and by barcode where no product has the SKU', async () => {
	const barcode = (desk.shop.state() as { inventory: Array<{ sku: string; barcode: string }> }).inventory.find(
		({ sku }) => sku === 'MUG-BLUE',
	)?.barcode;
	await set([level(null, 4, { barcode })], { matchBy: 'barcode' });
	expect(onHand('MUG-BLUE')).toBe(4);
	await set([level('OLD-SKU', 3, { barcode }), level('MUG-WHITE', 2, { barcode })], { matchBy: 'skuThenBarcode' });
	expect([onHand('MUG-BLUE'), onHand('MUG-WHITE')]).toEqual([3, 2]);
});

it('takes 250 levels a mutation and 50 keys a search', async () => {
	const skus = await fill(600);
	const answer = await set(
		skus.map((sku) => level(sku, 11)),
		{ levelOptions: { ...OPTIONS, applyAnyway: true } },
	);
	expect(new Set(outcomes(answer))).toEqual(new Set(['updated']));
	expect(sent().map(({ input }) => input.quantities.length)).toEqual([250, 250, 100]);
	expect(new Set(sent().map(({ key }) => key)).size).toBe(3);
	expect(calls(desk.shop, 'variantLevelsPage')).toHaveLength(12);
});

it('drops the rows the shop refuses and sends the others under a new key', async () => {
	const answer = await set([
		level('MUG-BLUE', 7),
		level('MUG-WHITE', 1_000_000_000, { allocated: 5 }),
		level('BOWL-SMALL', 9),
	]);
	expect(codes(answer)).toEqual(['LEVEL_REFUSED']);
	expect((answer.problems[0]!.error as IDataObject).message).toContain('INVALID_QUANTITY_TOO_HIGH');
	expect([onHand('MUG-BLUE'), onHand('BOWL-SMALL')]).toEqual([7, 9]);
	const keys = sent(false).map(({ key }) => key);
	expect([keys.length, new Set(keys).size, writes().length]).toEqual([2, 2, 1]);
});

// ------------------------------------------------------------------ when answers do not come

it.each([
	['original', 'updated'],
	['compared', 'unchanged'],
])('writes a batch once whose answer was lost, repeats answered as %s', async (keyReplay, outcome) => {
	await useDesk({ keyReplay });
	desk.shop.addFault({ kind: 'timeoutAfterCommit', operation: 'levelsSet' });
	const answer = await set([level('MUG-BLUE', 6)], {}, 300);
	expect([outcomes(answer), codes(answer)]).toEqual([[outcome], []]);
	expect([onHand('MUG-BLUE'), writes().length]).toEqual([6, 1]);
	expect(new Set(sent(false).map(({ key }) => key)).size).toBe(1);
});

it('looks what stands there when no answer comes at all', async () => {
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'levelsSet', times: 5 });
	const went = await set([level('MUG-BLUE', 6)]);
	expect([outcomes(went), codes(went)]).toEqual([['updated'], []]);
	desk.shop.addFault({ kind: 'reset', operation: 'levelsSet', times: 5 });
	const unknown = await set([level('MUG-BLUE', 4)]);
	expect([outcomes(unknown), codes(unknown)]).toEqual([[], ['NO_ANSWER']]);
	expect(onHand('MUG-BLUE')).toBe(6);
});

it('waits while the shop is still at work on the key, and sends the very same again', async () => {
	await desk.shop.change('concurrentKey', { times: 3 });
	expect(outcomes(await set([level('MUG-BLUE', 6)]))).toEqual(['updated']);
	expect([writes(false).length, new Set(sent(false).map(({ key }) => key)).size, onHand('MUG-BLUE')]).toEqual([
		4, 1, 6,
	]);
});

it('goes on under another key when the answer that was lost was a refusal', async () => {
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'levelsSet' });
	const answer = await set([level('MUG-BLUE', 7), level('MUG-WHITE', 1_000_000_000, { allocated: 5 })]);
	expect([outcomes(answer), codes(answer)]).toEqual([['updated'], ['LEVEL_REFUSED']]);
	expect([onHand('MUG-BLUE'), writes().length]).toEqual([7, 1]);
});

it('ends as a mistake of the set-up when the app may not write stock', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_products', 'read_inventory', 'read_locations'] });
	const answer = await set([level('MUG-BLUE', 7)]);
	expect([outcomes(answer), codes(answer)]).toEqual([[], ['SETUP_SCOPES']]);
});

// ------------------------------------------------------------------ products that are not kept at the place

it('stocks a product where it is not kept yet, or skips it when told so', async () => {
	const skip = await set([level('MUG-WHITE', 3)], { location: SECOND, stockNew: false });
	expect([outcomes(skip), reasons(skip)]).toEqual([['skipped'], ['NOT_STOCKED']]);
	const answer = await set([level('MUG-WHITE', 3)], { location: SECOND });
	expect(outcomes(answer)).toEqual(['updated']);
	expect(standing('MUG-WHITE', SECOND)).toMatchObject({ active: true, onHand: 3 });
	expect([calls(desk.shop, 'levelActivate').length, writes(false).length]).toEqual([1, 0]);
	expect(outcomes(await set([level('MUG-WHITE', 3)], { location: SECOND }))).toEqual(['unchanged']);
});

it.each(['written', 'ignored'])(
	'stocks a product again where it was taken off, figures there %s',
	async (inactiveLevels) => {
		await useDesk({ inactiveLevels });
		await desk.shop.change('deactivateLevel', { sku: 'MUG-BLUE' });
		expect(outcomes(await set([level('MUG-BLUE', 12)]))).toEqual(['updated']);
		expect(standing('MUG-BLUE')).toMatchObject({ active: true, onHand: 12 });
	},
);

it('stocks a product once when the answer was lost, and waits while the shop is at work on it', async () => {
	desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'levelActivate' });
	expect(outcomes(await set([level('MUG-WHITE', 3)], { location: SECOND }))).toEqual(['updated']);
	await desk.shop.change('concurrentKey', { times: 2 });
	expect(outcomes(await set([level('MUG-GREEN', 5)], { location: SECOND }))).toEqual(['updated']);
	expect([onHand('MUG-WHITE', SECOND), onHand('MUG-GREEN', SECOND)]).toEqual([3, 5]);
	expect(calls(desk.shop, 'levelActivate')).toHaveLength(2);
});

it.each([
	['that was closed', 'gid://shopify/Location/70000000004'],
	['of another shop', 'gid://shopify/Location/1'],
	['that is none', 'Main warehouse'],
])('ends the run at a place %s, before anything is written', async (_what, location) => {
	const answer = await set([level('MUG-WHITE', 3), level('MUG-BLUE', 4)], { location });
	expect(new Set(codes(answer))).toEqual(new Set(['SETUP_PARAMETER']));
});

// ------------------------------------------------------------------ the brake

it.each([
	['fall to zero', (skus: string[]) => skus.map((sku, at) => level(sku, at < 50 ? 0 : 10)), {}],
	['change', (skus: string[]) => skus.map((sku) => level(sku, 11)), {}],
	['half the SKUs', (skus: string[]) => skus.slice(0, 20).map((sku) => level(sku, 10)), { remembered: true }],
])(
	'stops before the first write when too many %s, and returns the plan',
	async (_what, items, { remembered }: IDataObject) => {
		const skus = await fill(200);
		if (remembered) await set(skus.map((sku) => level(sku, 10)));
		const stopped = await set([...items(skus), level('MUG-BLUE', 1)]);
		expect(outcomes(stopped)).toContain('preview');
		expect(outcomes(stopped)).not.toContain('updated');
		expect(codes(stopped)).toEqual(['SETUP_BRAKE']);
		expect(writes(false)).toEqual([]);
		const applied = await set([...items(skus), level('MUG-BLUE', 1)], {
			levelOptions: { ...OPTIONS, applyAnyway: true },
		});
		expect([codes(applied), applied.hints.join()]).toEqual([[], expect.stringContaining('Apply Anyway')]);
		expect(onHand('MUG-BLUE')).toBe(1);
	},
);

it('only shows what it would write in the first run of a route, and writes in the next', async () => {
	const first = await set([level('MUG-BLUE', 1)], { levelOptions: {} });
	expect(outcomes(first)).toEqual(['preview']);
	expect(first.results[0]).toMatchObject({ preview: { would: 'update', after: { onHand: 1 }, calls: 1 } });
	expect([writes(false), first.hints.length]).toEqual([[], 1]);
	expect(outcomes(await set([level('MUG-BLUE', 1)], { levelOptions: {} }))).toEqual(['updated']);
});

it('keeps units back', async () => {
	await set([level('MUG-BLUE', 10), level('MUG-WHITE', 2)], { levelOptions: { ...OPTIONS, buffer: 3 } });
	expect([onHand('MUG-BLUE'), onHand('MUG-WHITE')]).toEqual([7, 0]);
});

// ------------------------------------------------------------------ places

it('puts each place of the source where the map says, one to one', async () => {
	const place = [
		{ source: 'Main Warehouse', target: MAIN },
		{ source: 'w2', target: SECOND },
	];
	const map = { location: '', locationMap: { place } };
	const answer = await set(
		[
			level('MUG-BLUE', 5, { location: { id: 'w1', name: 'main warehouse' } }),
			level('MUG-BLUE', 6, { location: { id: 'W2', name: 'Turku' } }),
			level('MUG-BLUE', 7, { location: { id: 'w3', name: 'Oulu' } }),
		],
		map,
	);
	expect([onHand('MUG-BLUE'), onHand('MUG-BLUE', SECOND)]).toEqual([5, 6]);
	expect(codes(answer)).toEqual(['LOCATION_UNMAPPED']);
	const both = { place: [...place, { source: 'w3', target: MAIN }] };
	expect(codes(await set([level('MUG-BLUE', 1)], { location: '', locationMap: both }))).toEqual(['SETUP_LOCATION_MAP']);
	expect(onHand('MUG-BLUE')).toBe(5);
});

// ------------------------------------------------------------------ run after run

it('sets 5, 3, 5 and 3 in four runs, each of them', async () => {
	const start = onHand('MUG-BLUE');
	expect(start).not.toBe(5);
	for (const wanted of [5, 3, 5, 3]) {
		expect(outcomes(await set([level('MUG-BLUE', wanted)]))).toEqual(['updated']);
		expect(onHand('MUG-BLUE')).toBe(wanted);
	}
	expect(writes()).toHaveLength(4);
	expect(outcomes(await set([level('MUG-BLUE', 3)]))).toEqual(['unchanged']);
	expect(writes()).toHaveLength(4);
});

interface ShopOrder {
	readonly id: string;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
}

/** Notes units that the source keeps for orders of this shop, as forwarding them would. */
async function keep(held: ReadonlyArray<{ readonly id: string; readonly sku: string; readonly quantity: number }>) {
	const { openSqliteLedger } = builtModule<typeof LedgerModule>('ledger.js');
	const ledger = await openSqliteLedger({ path: ledgerFile(desk.folder) });
	const [from, to] = ROUTE.split('>');
	const requests = held.map(({ id }) => ({ sourceKey: id, documentKey: id, revision: 'r' }));
	const claims = await ledger.claim(`${to}>${from}`, 'order', requests, { holder: 'test', leaseMs: 60_000 });
	for (const [index, claim] of claims.entries()) {
		const { sku, quantity } = held[index]!;
		if (claim.verdict !== 'claimed') throw new Error('not claimed');
		await ledger.settle([{ token: claim.token, state: 'done', event: 'created', holds: [{ sku, quantity }] }]);
	}
	await ledger.close();
}

it('counts the units of this shop’s orders that the source keeps and the shop has not sent', async () => {
	const order = (number: number) =>
		(desk.shop.state() as { orders: readonly ShopOrder[] }).orders.find(({ id }) => id === orderId(desk.shop, number))!;
	const [plain, long, cancelled] = [order(1005), order(1025), order(1017)];
	const { sku, currentQuantity } = plain.lines[0]!;
	await keep([
		{ id: plain.id, sku, quantity: 50 },
		{ id: cancelled.id, sku: cancelled.lines[0]!.sku, quantity: 50 },
		{ id: 'an order of another shop', sku, quantity: 50 },
	]);
	await set([level(sku, 10)], { reservedFrom: 'ledger' });
	expect(onHand(sku)).toBe(10 + currentQuantity);
	await set([level(cancelled.lines[0]!.sku, 10)], { reservedFrom: 'ledger' });
	expect(onHand(cancelled.lines[0]!.sku)).toBe(10);

	// A line behind the first page of an order's lines counts as well.
	const last = long.lines.at(-1)!.sku;
	expect(long.lines.findIndex((line) => line.sku === last)).toBeGreaterThanOrEqual(20);
	const open = long.lines.filter((line) => line.sku === last).reduce((units, line) => units + line.currentQuantity, 0);
	await keep([{ id: long.id, sku: last, quantity: 50 }]);
	await set([level(last, 10)], { reservedFrom: 'ledger' });
	expect(onHand(last)).toBe(10 + open);
	expect(calls(desk.shop, 'openUnitsPage')).toHaveLength(1);
});

// ------------------------------------------------------------------ hostile rows

it('sets what it can read among rows that are no levels', async () => {
	const answer = await set([
		{ kind: 'order', origin: { system: 'x', account: 'y', id: '1', seenAt: new Date().toISOString() } },
		{ sku: 'MUG-BLUE', available: 3 },
		level('MUG-BLUE', 'many' as unknown as number),
		level('MUG-BLUE', 1.5),
		level('', 4),
		level(`MUG-BLUE' OR sku:'MUG-WHITE`, 5),
		level('*', 5),
		level('MUG\\', 5),
		level('X'.repeat(5_000), 5),
		level('MUG\u0000BLUE', 5),
		level('MUG-GREEN', -4),
	]);
	expect(codes(answer).sort()).toEqual(
		['FIELD_INVALID', 'FIELD_INVALID', 'KEY_MISSING', 'WRONG_KIND', 'WRONG_KIND'].sort(),
	);
	expect(reasons(answer).filter((code) => code === 'NOT_IN_SHOP')).toHaveLength(5);
	expect(onHand('MUG-GREEN')).toBe(0);
	expect(sent().flatMap(({ input }) => input.quantities)).toHaveLength(1);
});

// ------------------------------------------------------------------ a large catalogue

it('reads 20,000 products by one bulk query and sets them in 80 mutations', async () => {
	const skus = await fill(20_000);
	const items = skus.map((sku, at) => level(sku, at % 3));
	const answer = await set(items, { levelOptions: { ...OPTIONS, applyAnyway: true } });
	expect(answer.problems).toEqual([]);
	expect(new Set(outcomes(answer))).toEqual(new Set(['updated']));
	expect([calls(desk.shop, 'bulkRunQuery').length, calls(desk.shop, 'bulkDownload').length]).toEqual([1, 1]);
	expect(calls(desk.shop, 'variantLevelsPage')).toEqual([]);
	expect(writes()).toHaveLength(80);
	expect([onHand('BULK-00001'), onHand('BULK-20000')]).toEqual([0, 1]);
}, 240_000);

it.each([
	['failNextBulk', {}],
	['failNextBulk', { errorCode: 'INTERNAL_SERVER_ERROR' }],
	['truncateNextBulk', {}],
	['truncateNextBulk', { rows: 2_100 }],
	['truncateNextBulk', { rows: 0 }],
])(
	'writes nothing when the bulk query ends in %s %j',
	async (action, input) => {
		const skus = await fill(2_100);
		await desk.shop.change(action, input);
		const answer = await set(
			skus.map((sku) => level(sku, 1)),
			{ levelOptions: { ...OPTIONS, applyAnyway: true } },
		);
		expect([outcomes(answer), new Set(codes(answer))]).toEqual([[], new Set(['SETUP_SERVICE'])]);
		expect(writes(false)).toEqual([]);
	},
	60_000,
);

// ------------------------------------------------------------------ get many

const GET = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
const get = async (parameters: IDataObject = {}): Promise<IDataObject[]> =>
	jsonOf((await desk.shopify({ ...GET, ...parameters }, { onError: 'continueErrorOutput' })).outputs[0]);

it('reads every level of every active place, page by page', async () => {
	const { inventory } = desk.shop.state() as { inventory: readonly Standing[] };
	const levels = await get();
	expect(levels).toHaveLength(inventory.filter(({ active }) => active).length);
	expect(calls(desk.shop, 'bulkRunQuery')).toEqual([]);
	const { itemId, onHand: lies, available, committed } = standing('MUG-BLUE');
	expect(levels.find(({ sku, location }) => sku === 'MUG-BLUE' && (location as IDataObject).id === MAIN)).toMatchObject(
		{
			kind: 'stockLevel',
			origin: {
				system: 'shopify',
				account: 'demo-tableware.myshopify.com',
				id: `${itemId}@${MAIN}`,
				number: 'MUG-BLUE',
			},
			title: 'Mug – Blue',
			location: { name: 'Demo Studio' },
			available,
			onHand: lies,
			allocated: committed,
			tracked: true,
			updatedAt: expect.stringMatching(/Z$/),
			observedAt: expect.stringMatching(/Z$/),
		},
	);
});

it('reads one place, some SKUs, what changed, and no more than asked for', async () => {
	expect(new Set((await get({ locations: [SECOND] })).map(({ location }) => (location as IDataObject).name))).toEqual(
		new Set(['Demo Shop']),
	);
	const some = await get({ filters: { skus: 'MUG-BLUE, BOWL-SMALL,nothing' }, locations: [MAIN] });
	expect(some.map(({ sku }) => sku).sort()).toEqual(['BOWL-SMALL', 'MUG-BLUE']);
	const changedAfter = new Date(Date.now() + minutes(5)).toISOString();
	desk.shop.advanceClock(minutes(10));
	await desk.shop.change('setLevel', { sku: 'MUG-BLUE', onHand: 3 });
	expect((await get({ filters: { changedAfter } })).map(({ sku }) => sku)).toEqual(['MUG-BLUE']);
	expect(await get({ returnAll: false, limit: 3 })).toHaveLength(3);
	const raw = (await get({ includeRaw: true, filters: { skus: 'MUG-BLUE' }, locations: [MAIN] }))[0]!
		.raw as IDataObject;
	expect(raw).toMatchObject({ sku: 'MUG-BLUE', inventoryItem: { inventoryLevel: {} } });
});

it('reads a large shop by one bulk query, and the same levels as by pages', async () => {
	await fill(2_500);
	const { inventory } = desk.shop.state() as { inventory: readonly Standing[] };
	const active = inventory.filter(({ active: isActive }) => isActive);
	const levels = await get({ outputSummary: true });
	expect(levels.at(-1)).toMatchObject({ kind: 'readSummary', count: active.length, complete: true });
	expect(calls(desk.shop, 'bulkRunQuery')).toHaveLength(1);
	expect(calls(desk.shop, 'levelsPage')).toEqual([]);
	const shown = (list: readonly IDataObject[]) =>
		list
			.map(({ sku, available, onHand: lies, location }) => [sku, (location as IDataObject).id, available, lies].join())
			.sort();
	expect(shown(levels.slice(0, -1))).toEqual(
		active.map(({ sku, locationId, available, onHand: lies }) => [sku, locationId, available, lies].join()).sort(),
	);
	// Of a large shop, what changed is read in pages.
	const changedAfter = new Date(Date.now() + minutes(5)).toISOString();
	desk.shop.advanceClock(minutes(10));
	await desk.shop.change('setLevel', { sku: 'BULK-00007', onHand: 3 });
	expect((await get({ filters: { changedAfter } })).map(({ sku }) => sku)).toEqual(['BULK-00007']);
	expect(calls(desk.shop, 'bulkRunQuery')).toHaveLength(1);
}, 60_000);

it('puts out nothing of a bulk file that was cut short', async () => {
	await fill(2_500);
	await desk.shop.change('truncateNextBulk', { rows: 900 });
	const answer = await desk.shopify(GET, { onError: 'continueErrorOutput' });
	expect([
		jsonOf(answer.outputs[0]),
		jsonOf(answer.outputs[1]).map(({ error }) => (error as IDataObject).code),
	]).toEqual([[], ['SETUP_SERVICE']]);
}, 60_000);

it('fetches the file of a bulk query again when the line broke', async () => {
	await fill(2_100);
	desk.shop.addFault({ kind: 'reset', operation: 'bulkDownload', times: 2 });
	expect((await get()).length).toBeGreaterThan(2_100);
	expect(calls(desk.shop, 'bulkDownload', false)).toHaveLength(3);
}, 60_000);

it('refuses a place that is none of the shop’s', async () => {
	const answer = await desk.shopify(
		{ ...GET, locations: ['gid://shopify/Location/1'] },
		{ onError: 'continueErrorOutput' },
	);
	expect(jsonOf(answer.outputs[1]).map(({ error }) => (error as IDataObject).code)).toEqual(['SETUP_PARAMETER']);
});
