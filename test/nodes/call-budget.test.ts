/** @jest-environment ./test/support/jest-environment.js */
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { IDataObject, INodeProperties, INodeType } from 'n8n-workflow';

import type { CountedAccount } from '../../core/ports';
import type * as LedgerModule from '../../ledger';
import { jsonOf } from '../support/desk';
import { askPicker, builtModule, ledgerFile, loadPackage, outside, runNode, skipWaits } from '../support/engine';
import type { NodeRunAnswer, NodeRunInput } from '../support/engine';
import { beside } from '../support/ledger-clock';
import { meteredPackage } from '../support/metered/package';
import { openService, type Service } from '../support/metered/service';
import { dropSchema, newSchema, withPostgres } from '../support/postgres';
import { SCRATCH } from '../support/scratch';
import { openTrigger, type TriggerNode } from '../support/triggers';

/*
 * An account whose vendor counts its calls by the month: what is counted, in what order its work slows down and stops,
 * and that orders always go. Over a system of the tests' own, in n8n's engine.
 */

const ACCOUNT = 'metered:m-1';
/** 5 percent are kept for orders; what each class may use up of the rest. */
const ALLOWANCE = 10_000;
const ENDS = { fullRead: 5700, productPrice: 7125, stock: 8075, tracking: 9025 } as const;

let removePackage: () => void;
let service: Service;
let folder: string;
let keys: IDataObject;
let resumeWaits: () => void;
const opened: TriggerNode[] = [];

beforeAll(async () => {
	removePackage = await meteredPackage();
});
afterAll(() => removePackage());

beforeEach(async () => {
	service = await openService();
	const home = mkdtempSync(join(SCRATCH, 'budget-'));
	// n8n tells triggers and pickers no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = home;
	folder = join(home, '.n8n');
	keys = { address: service.url, accountId: 'm-1', monthlyCalls: String(ALLOWANCE) };
	resumeWaits = skipWaits(() => undefined);
});
afterEach(async () => {
	resumeWaits();
	await Promise.all(opened.splice(0).map(async (trigger) => await trigger.close()));
	await service.close();
	rmSync(dirname(folder), { recursive: true, force: true });
});

const inputOf = (parameters: IDataObject, run: Partial<NodeRunInput> = {}): NodeRunInput => ({
	type: 'metered',
	parameters,
	credentials: { meteredApi: keys as NonNullable<NodeRunInput['credentials']>[string] },
	storageFolder: folder,
	...run,
});
const run = async (parameters: IDataObject, more: Partial<NodeRunInput> = {}): Promise<NodeRunAnswer> =>
	await runNode(inputOf(parameters, { onError: 'continueErrorOutput', ...more }));
const pick = async (parameters: IDataObject = {}) => await askPicker(inputOf(parameters), 'warehouses');
const problemsOf = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[1]).map(({ error }) => error as IDataObject);

async function open(
	type: string,
	parameters: IDataObject,
	credentials = inputOf({}).credentials!,
): Promise<TriggerNode> {
	const trigger = await openTrigger({
		...{ type, parameters, credentials },
		baseUrl: 'https://n8n.example.com',
		next: [{ type: 'shopify', parameters: { resource: 'order', operation: 'upsert' } }],
	});
	opened.push(trigger);
	return trigger;
}
const poll = async (...events: string[]) => await (await open('meteredPollTrigger', { events })).poll();

async function withLedger<T>(work: (ledger: Awaited<ReturnType<typeof LedgerModule.openSqliteLedger>>) => Promise<T>) {
	const ledger = await builtModule<typeof LedgerModule>('ledger.js').openSqliteLedger({ path: ledgerFile(folder) });
	try {
		return await work(ledger);
	} finally {
		await ledger.close();
	}
}

/** As if so many calls had been made today; of a class that no pace is reckoned for unless one is named. */
const useUp = async (calls: number, callClass = 'something else') =>
	await withLedger(async (ledger) => await ledger.countCalls(ACCOUNT, { callClass, calls, allowance: ALLOWANCE }));
const accounts = async (): Promise<CountedAccount[]> =>
	(await withLedger(async (ledger) => await ledger.callsSince('2020-01-01'))).accounts;

/** Calls by class, of all days. */
async function counted(): Promise<Record<string, number>> {
	const byClass: Record<string, number> = {};
	for (const { callClass, calls } of (await accounts()).flatMap(({ days }) => days))
		byClass[callClass] = (byClass[callClass] ?? 0) + calls;
	return byClass;
}

const ITEM = {
	origin: { system: 'shopify', account: 'demo', id: '501', number: '#1', seenAt: '2026-11-22T10:00:00Z' },
};
const product = { ...ITEM, kind: 'product', number: 'A', title: 'A', variants: [{ id: '1', sku: 'A' }] };
const level = (sku: string) => ({
	...{ kind: 'stockLevel', sku, available: 5, observedAt: '2026-11-22T10:00:00Z' },
	origin: { ...ITEM.origin, id: sku },
});
const order = {
	...{ ...ITEM, kind: 'order', number: '#1', placedAt: '2026-11-22T10:00:00Z', status: 'open', paymentStatus: 'paid' },
	...{ currency: 'EUR', pricesIncludeTax: true, lines: [], totals: { lines: '0.00', total: '0.00' } },
};
const SEVENTY = Array.from({ length: 70 }, (_, at) => ({ ...order, origin: { ...ITEM.origin, id: `${at}` } }));
const SINCE = { returnAll: true, filters: { changedAfter: '2026-11-20T00:00:00Z' } };
const SET = { location: 'L1', levelOptions: { firstRun: 'apply' } };

/** Everything that calls: what it is, what its calls are for, how many they are, and how it is done. */
const ASK: ReadonlyArray<readonly [name: string, callClass: string, calls: number, ask: () => Promise<unknown>]> = [
	['a full read', 'fullRead', 3, () => run({ resource: 'product', operation: 'getAll', returnAll: true })],
	['a sweep of products from the first one on', 'fullRead', 3, () => sweep('product')],
	['products since a moment', 'productPrice', 3, () => run({ resource: 'product', operation: 'getAll', ...SINCE })],
	['a few products', 'productPrice', 1, () => run({ resource: 'product', operation: 'getAll', limit: 1 })],
	[
		'a product written',
		'productPrice',
		2,
		() => run({ resource: 'product', operation: 'upsert' }, { items: [product] }),
	],
	[
		'a write without a memory',
		'productPrice',
		2,
		() => run({ resource: 'product', operation: 'tag' }, { items: [product] }),
	],
	['a whole stock list', 'stock', 3, () => run({ resource: 'stockLevel', operation: 'getAll', returnAll: true })],
	['levels set', 'stock', 2, () => run({ resource: 'stockLevel', operation: 'set', ...SET }, { items: [level('A')] })],
	['a poll for stock', 'stock', 3, () => poll('stock')],
	['a sweep of shipments', 'tracking', 3, () => sweep('shipment')],
	['a sweep of orders', 'order', 3, () => sweep('order')],
	['a poll for orders', 'order', 3, () => poll('order')],
	['an order read', 'order', 1, () => run({ resource: 'order', operation: 'get' }, { items: [order] })],
	['an order written', 'order', 2, () => run({ resource: 'order', operation: 'upsert' }, { items: [order] })],
	['Check Connection', 'setUp', 1, () => run({ resource: 'connection', operation: 'check' })],
	['a picker', 'setUp', 1, () => pick()],
	[
		'a subscription',
		'setUp',
		2,
		async () => await (await open('meteredTrigger', { events: ['order'] })).hook('create'),
	],
];
const sweep = async (resource: string) =>
	await run({ resource, operation: 'getAll', returnAll: true, skipSettled: true, settledFor: 'shopify:demo' });

/** What a run said went wrong: on the error output, or thrown. */
async function codesOf(ask: () => Promise<unknown>): Promise<unknown[]> {
	const answer = await ask().catch((error: Error) => error);
	if (answer instanceof Error || (answer as Error | null)?.name === 'NodeOperationError')
		return [/refused until|ledger cannot be used/.exec((answer as Error).message)?.[0] ?? (answer as Error).message];
	const outputs = (answer as NodeRunAnswer | null)?.outputs;
	return outputs ? problemsOf(answer as NodeRunAnswer).map(({ code }) => code) : [];
}

// ------------------------------------------------------------------ counting

it.each(ASK)('counts the calls of %s as %s', async (_, callClass, calls, ask) => {
	service.pages = 3;
	expect(await codesOf(ask)).toEqual([]);
	expect(service.journal).toHaveLength(calls);
	expect(await accounts()).toMatchObject([{ account: ACCOUNT, allowance: ALLOWANCE }]);
	expect(await counted()).toEqual({ [callClass]: calls });
});

/** All calls that stand in the ledger at this moment. */
function written(): number {
	const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
	const database = new DatabaseSync(ledgerFile(folder), { readOnly: true });
	const row = database.prepare('SELECT COALESCE(sum(calls), 0) AS calls FROM calls').get();
	database.close();
	return Number(row!.calls);
}

it.each<[string, string, () => Promise<unknown>]>([
	['one after the other', 'fullRead', () => run({ resource: 'product', operation: 'getAll', returnAll: true })],
	['side by side', 'order', () => run({ resource: 'order', operation: 'get' }, { items: SEVENTY })],
])('has never more than twenty calls sent and not written down, %s', async (_, callClass, ask) => {
	service.pages = 70;
	const behind: number[] = [];
	service.onCall = () => behind.push(service.journal.length - written());
	await ask();
	expect(behind).toHaveLength(70);
	// So that a process that is killed loses no more.
	expect(Math.max(...behind)).toBeLessThanOrEqual(20);
	expect(await counted()).toEqual({ [callClass]: 70 });
});

it('counts every repeat, and no call that never left', async () => {
	service.fail(429, 2);
	await run({ resource: 'product', operation: 'getAll', limit: 1 });
	expect(await counted()).toEqual({ productPrice: 3 });
	await service.close();
	expect(await codesOf(() => run({ resource: 'stockLevel', operation: 'getAll' }))).toEqual(['SETUP_SERVICE']);
	expect(await counted()).toEqual({ productPrice: 3 });
	service = await openService();
});

it('adds up what runs at the same time use, and lets them overdraw a share by no more than twenty calls each', async () => {
	await useUp(ENDS.stock - 60);
	service.pages = 50;
	const list = () => run({ resource: 'stockLevel', operation: 'getAll', returnAll: true });
	await Promise.all([list(), list(), list()]);
	expect(service.journal.length).toBeGreaterThanOrEqual(60);
	expect(service.journal.length).toBeLessThanOrEqual(60 + 3 * 20);
	expect((await counted()).stock).toBe(service.journal.length);
});

// ------------------------------------------------------------------ refusing

const REFUSED_AT = (callClass: string) => ENDS[callClass as keyof typeof ENDS] ?? Infinity;

describe.each([0, ENDS.fullRead, ENDS.productPrice, ENDS.stock, ENDS.tracking, ALLOWANCE, 3 * ALLOWANCE])(
	'with %s of 10000 calls used',
	(used) => {
		it.each(ASK)('%s (%s) goes, or is refused before anything is sent', async (_, callClass, calls, ask) => {
			if (used > 0) await useUp(used);
			const isRefused = used >= REFUSED_AT(callClass);
			const codes = await codesOf(ask);
			expect(codes).toEqual(isRefused ? [expect.stringMatching(/^SETUP_BUDGET$|^refused until$/)] : []);
			expect(service.journal.length > 0).toBe(!isRefused);
		});
	},
);

it('says what is refused, how much was used, until when, and what to do', async () => {
	await useUp(ENDS.stock);
	const [{ code, message, description } = {}] = problemsOf(await run({ resource: 'stockLevel', operation: 'getAll' }));
	expect(code).toBe('SETUP_BUDGET');
	expect(message).toMatch(
		/^Metered was not asked: 8075 of the 10000 calls that account metered:m-1 has this month are used, .* those for stock are refused until \d{4}-\d\d-01 00:00 UTC/,
	);
	expect(description).toMatch(/raise the plan.*poll less often.*webhooks.*Orders still go/);
});

it('opens everything again when a month has turned', async () => {
	await useUp(ALLOWANCE);
	const ask = () => run({ resource: 'product', operation: 'getAll', returnAll: true });
	expect(await codesOf(ask)).toEqual(['SETUP_BUDGET']);
	beside(ledgerFile(folder), 'UPDATE calls SET day = day - 40');
	expect(await codesOf(ask)).toEqual([]);
});

it('ends a list whose room runs out half way with the problem, and with no summary', async () => {
	await useUp(ENDS.fullRead - 3);
	service.pages = 9;
	const answer = await run({ resource: 'product', operation: 'getAll', returnAll: true, outputSummary: true });
	expect(problemsOf(answer).map(({ code }) => code)).toEqual(['SETUP_BUDGET']);
	expect(service.journal).toHaveLength(3);
	expect(jsonOf(answer.outputs[0]).map(({ kind }) => kind)).not.toContain('readSummary');
	expect((await counted()).fullRead).toBe(3);
});

it('lets a list whose last call is the last one that may go end as a whole one', async () => {
	await useUp(ENDS.fullRead - 3);
	service.pages = 3;
	const answer = await run({ resource: 'product', operation: 'getAll', returnAll: true, outputSummary: true });
	expect(problemsOf(answer)).toEqual([]);
	expect(jsonOf(answer.outputs[0]).at(-1)).toMatchObject({ kind: 'readSummary', complete: true, count: 3 });
});

it('sets stock as far as the room goes, and names each level that was left', async () => {
	await useUp(ENDS.stock - 3);
	const skus = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
	const answer = await run({ resource: 'stockLevel', operation: 'set', ...SET }, { items: skus.map(level) });
	expect(service.journal).toEqual(['GET /levels', 'PUT /levels', 'PUT /levels']);
	expect(jsonOf(answer.outputs[0]).map(({ number, outcome }) => [number, outcome])).toEqual(
		['A', 'B', 'C', 'D'].map((sku) => [sku, 'updated']),
	);
	const left = jsonOf(answer.outputs[1]).map(({ sku, error }) => [sku, (error as IDataObject).code]);
	expect(left).toEqual(['E', 'F', 'G'].map((sku) => [sku, 'SETUP_BUDGET']));
});

it('leaves a repeat out that may not go, and tells what is known of the call', async () => {
	await useUp(ENDS.stock - 1);
	service.fail(503, 3);
	const answer = await run({ resource: 'stockLevel', operation: 'getAll' });
	expect(problemsOf(answer)).toMatchObject([{ code: 'SETUP_SERVICE', message: expect.stringContaining('503') }]);
	expect(service.journal).toHaveLength(1);
});

// ------------------------------------------------------------------ slowing down

/** So much for stock today that no poll of it could go on like that to the end of the month, however near that is. */
const hurry = async () => {
	keys.monthlyCalls = String(10 ** 13);
	const end = (10 ** 13 * 95 * 85) / 10_000;
	await useUp(10 ** 12, 'stock');
	await useUp(end - 10 ** 12 - 50);
};

it('lets a poll that is slowed down go every eighth time, and says nothing else', async () => {
	await hurry();
	const trigger = await open('meteredPollTrigger', { events: ['stock'] });
	const turns: string[] = [];
	for (let time = 0; time < 16; time++) {
		const before = service.journal.length;
		const items = await trigger.poll();
		turns.push(`${service.journal.length - before} calls, ${items?.length ?? 0} items`);
	}
	const waits = Array.from({ length: 7 }, () => '0 calls, 0 items');
	// Asked again, there is nothing new.
	expect(turns).toEqual([...waits, '1 calls, 1 items', ...waits, '1 calls, 0 items']);
});

it('slows a list down that a schedule runs, with a hint and no items, and none that is run by hand', async () => {
	await hurry();
	const list = { resource: 'stockLevel', operation: 'getAll', returnAll: true, outputSummary: true };
	const scheduled = await run(list, { mode: 'trigger' });
	expect(scheduled.status).toBe('success');
	expect(scheduled.outputs.flat()).toEqual([]);
	expect(scheduled.hints[0]).toMatch(/^Metered was not asked this time: .* only one poll in 8 goes for stock\.$/);
	expect(service.journal).toEqual([]);
	expect(jsonOf((await run(list)).outputs[0])).toHaveLength(2);
	expect(service.journal).toHaveLength(1);
});

it('holds up no event of a poll because another one is refused', async () => {
	await useUp(ENDS.stock);
	expect((await poll('stock', 'order'))!.map(({ kind }) => kind)).toEqual(['order']);
	await expect(poll('stock', 'product')).rejects.toThrow(/refused until/);
});

// ------------------------------------------------------------------ saying how it stands

it('says from 75 percent on after a run that went well how the account stands, and not before', async () => {
	const read = () => run({ resource: 'order', operation: 'get' }, { items: [order] });
	await useUp(7400);
	expect((await read()).hints).toEqual([]);
	await useUp(100);
	const { hints } = await read();
	expect(hints).toEqual([
		expect.stringMatching(
			/^Metered: 7502 of 10000 calls \(75 %\) of this month are used\. .* Refused until \S+ 00:00 UTC at the latest: full reads, products and prices\./,
		),
	]);
});

it('shows the figures in Check Connection', async () => {
	await useUp(7500);
	const [checked] = jsonOf((await run({ resource: 'connection', operation: 'check' })).outputs[0]);
	expect(checked).toMatchObject({
		ok: true,
		callBudget: { used: 7501, allowance: ALLOWANCE, percent: 75, forecast: expect.any(Number) as number },
	});
	const { classes } = checked!.callBudget as { classes: IDataObject[] };
	expect(classes.map(({ class: name, used, state }) => [name, used, state])).toEqual([
		['fullRead', 0, 'refused'],
		['productPrice', 0, 'refused'],
		['stock', 0, 'goes'],
		['tracking', 0, 'goes'],
		['setUp', 1, 'goes'],
		['order', 0, 'goes'],
	]);
});

it('tells with Commerce Ledger what each account used, by class and day', async () => {
	await run({ resource: 'order', operation: 'get' }, { items: [order] });
	await run({ resource: 'stockLevel', operation: 'getAll' });
	keys = { ...keys, accountId: 'm-2', monthlyCalls: '' };
	await run({ resource: 'stockLevel', operation: 'getAll' });
	const told = jsonOf((await run({ operation: 'getUsage' }, { type: 'ledger', credentials: {} })).outputs[0]);
	const { now } = await withLedger(async (ledger) => await ledger.callsSince('2020-01-01'));
	expect(told).toMatchObject([
		{
			...{ kind: 'callUsage', account: ACCOUNT, month: now.slice(0, 7), used: 2, allowance: ALLOWANCE, percent: 0 },
			days: [{ day: now.slice(0, 10), calls: 2, classes: { order: 1, stock: 1 } }],
		},
		{ account: 'metered:m-2', used: 1, allowance: null, percent: null, days: [{ calls: 1, classes: { stock: 1 } }] },
	]);
	expect(told.map(({ forecast }) => Number(forecast) >= 1)).toEqual([true, true]);
});

// ------------------------------------------------------------------ the ledger, and the credential

it.each(ASK)('%s (%s) sends nothing when the ledger that counts it cannot be used', async (_, __, ___, ask) => {
	mkdirSync(dirname(ledgerFile(folder)), { recursive: true });
	writeFileSync(ledgerFile(folder), 'not a database, but long enough to be taken for one'.repeat(100));
	expect(await codesOf(ask)).toEqual([expect.stringMatching(/^SETUP_LEDGER$|^ledger cannot be used$/)]);
	expect(service.journal).toEqual([]);
});

it('ends a run with a problem whose last calls could not be written down', async () => {
	await useUp(1);
	service.onCall = () => damage(ledgerFile(folder));
	const answer = await run({ resource: 'order', operation: 'get' }, { items: [order] });
	expect(service.journal).toHaveLength(1);
	expect(jsonOf(answer.outputs[0])).toHaveLength(1);
	expect(problemsOf(answer)).toMatchObject([{ code: 'SETUP_LEDGER', message: expect.stringContaining('damaged') }]);
});

/** Makes all of a ledger file but its first page unreadable. */
function damage(path: string): void {
	beside(path, `INSERT INTO settings VALUES ('any', 'thing'); PRAGMA wal_checkpoint(TRUNCATE)`);
	const file = openSync(path, 'r+');
	const size = statSync(path).size;
	writeSync(file, Buffer.alloc(size - 4096, 'x'), 0, null, 4096);
	closeSync(file);
}

it('counts nothing and refuses nothing with the ledger off, and its panel says so', async () => {
	await useUp(ALLOWANCE);
	const before = await counted();
	const full = { resource: 'product', operation: 'getAll', returnAll: true };
	expect(await codesOf(() => run({ ...full, ledger: 'off' }))).toEqual([]);
	await pick({ ledger: 'off' });
	await (await open('meteredTrigger', { events: ['order'], ledger: 'off' })).hook('checkExists');
	await (await open('meteredPollTrigger', { events: ['stock'], ledger: 'off' })).poll();
	expect(service.journal).toHaveLength(4);
	expect(await counted()).toEqual(before);
});

it('refuses an allowance that is none, and without one counts and refuses nothing', async () => {
	const full = () => run({ resource: 'product', operation: 'getAll', returnAll: true });
	keys.monthlyCalls = '10,000';
	const [wrong] = problemsOf(await full());
	expect(wrong).toMatchObject({ code: 'SETUP_ALLOWANCE', message: expect.stringContaining('API Calls per Month') });
	expect(service.journal).toEqual([]);
	keys.monthlyCalls = '';
	await useUp(3 * ALLOWANCE);
	const answer = await full();
	expect([problemsOf(answer), answer.hints]).toEqual([[], []]);
	expect((await counted()).fullRead).toBe(1);
});

withPostgres('calls counted in PostgreSQL', () => {
	const settings = newSchema();
	afterAll(async () => await dropSchema(settings));

	it('counts the calls of operations, pickers, polls and subscriptions in PostgreSQL where that is the ledger', async () => {
		const credentials = { ...inputOf({}).credentials, commerceLedgerPostgresApi: { ...settings } };
		const ledger = 'postgres';
		await run({ resource: 'stockLevel', operation: 'getAll', ledger }, { credentials });
		await askPicker(inputOf({ ledger }, { credentials }), 'warehouses');
		await (await open('meteredPollTrigger', { events: ['order'], ledger }, credentials)).poll();
		await (await open('meteredTrigger', { events: ['order'], ledger }, credentials)).hook('create');
		const told = await run({ operation: 'getUsage', ledger }, { type: 'ledger', credentials });
		const [usage] = jsonOf(told.outputs[0]);
		expect(usage).toMatchObject({ account: ACCOUNT, used: 5, days: [{ classes: { stock: 1, order: 1, setUp: 3 } }] });
		expect(existsSync(ledgerFile(folder))).toBe(false);
	});
});

/** Which fields of a node's panel are shown with these values. */
async function fieldsShown(type: string, values: IDataObject): Promise<string[]> {
	const { properties } = ((await loadPackage()).getNode(type).type as INodeType).description;
	const fits = ({ displayOptions: { show = {}, hide = {} } = {} }: INodeProperties) =>
		Object.entries(show).every(([name, wanted]) => (wanted as unknown[]).includes(values[name])) &&
		!Object.entries(hide).some(([name, refused]) => (refused as unknown[]).includes(values[name]));
	return properties.filter(fits).map(({ name }) => name);
}

it('asks for the ledger once in every operation and trigger of such an account, and with Off says what is lost', async () => {
	const { metered } = await import('../support/metered/system');
	const chosen = metered.operations.map(({ resource, operation }) => ({ resource, operation, skipSettled: false }));
	const panels: Array<readonly [string, IDataObject]> = [
		...chosen.map((values) => ['metered', values] as const),
		['meteredTrigger', {}],
		['meteredPollTrigger', {}],
	];
	for (const [type, values] of panels) {
		const shown = await fieldsShown(type, { ...values, ledger: 'off' });
		expect([values, shown.filter((name) => name === 'ledger')]).toEqual([values, ['ledger']]);
		expect([values, shown]).toEqual([values, expect.arrayContaining(['budgetLedgerOffNotice'])]);
		expect(await fieldsShown(type, { ...values, ledger: 'builtIn' })).not.toContain('budgetLedgerOffNotice');
	}
	const swept = { resource: 'order', operation: 'getAll', skipSettled: true, ledger: 'builtIn' };
	expect((await fieldsShown('metered', swept)).filter((name) => name === 'ledger')).toEqual(['ledger']);
});

it.each(['shopify', 'shopifyTrigger', 'ogoship', 'ogoshipTrigger', 'ogoshipPollTrigger'])(
	'shows nothing of it in the panel of %s',
	async (type) => {
		const { properties } = ((await loadPackage()).getNode(type).type as INodeType).description;
		expect(properties.map(({ name }) => name)).not.toContain('budgetLedgerOffNotice');
	},
);
