/** @jest-environment ./test/support/jest-environment.js */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';

import { level, line, order, ORIGINS, parcel } from '../core/reconcile-samples';
import { loadPackage, ROOT, runNode, type NodeRunAnswer, type NodeRunInput, type OnError } from '../support/engine';

/*
 * Commerce Reconcile as n8n runs it, each input from a node of its own: the engine decides when it runs, moves its
 * problems to the error output, and merges them with the items they are paired with.
 */

const [SHOP, WAREHOUSE, BOOKS] = ORIGINS.map(({ system, account }) => `${system}:${account}`) as [
	string,
	string,
	string,
];
const jsonOf = (items: readonly INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const MODES = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const satisfies readonly OnError[];

/** What a Get Many with Output Summary puts out. */
function reading(records: readonly object[], account: string, of: string, changes: IDataObject = {}): IDataObject[] {
	const summary = { kind: 'readSummary', of, account, count: records.length, complete: true };
	return [...(records as IDataObject[]), { ...summary, readFrom: ago(1), readTo: ago(0), ...changes }];
}
const orders = (side: 0 | 1 | 2, numbers: readonly string[], changes: IDataObject = {}) =>
	reading(
		numbers.map((number) => order(side, number)),
		[SHOP, WAREHOUSE, BOOKS][side]!,
		'order',
		changes,
	);

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Inputs = NonNullable<NodeRunInput['inputs']>;
type Run = Partial<Omit<NodeRunInput, 'type' | 'parameters' | 'storageFolder' | 'items'>>;
const reconcile = async (inputs: Inputs, parameters: IDataObject = {}, run: Run = {}) =>
	await runNode({
		type: 'reconcile',
		parameters: { operation: 'compareOrders', prefix2: 'SHOP-', ...parameters },
		inputs,
		storageFolder: folder,
		onError: 'continueErrorOutput',
		...run,
	});

/** Matched, different, only here, only there by number; problems by code. */
const heaps = ({ outputs }: NodeRunAnswer) =>
	outputs.map((items) => jsonOf(items).map(({ number, error }) => (error ? (error as IDataObject).code : number)));
const TWO: Inputs = [orders(0, ['#1001', '#1002']), orders(1, ['SHOP-1001', 'SHOP-9'])];

// ------------------------------------------------------------------ what comes out

it('puts each record out where it belongs, with all that is known of it', async () => {
	const theirs = [order(1, 'SHOP-1001'), order(1, 'SHOP-1003', { lines: [line('MUG', 1)] }), order(1, 'SHOP-9')];
	const inputs = [orders(0, ['#1001', '#1002', '#1003']), reading(theirs, WAREHOUSE, 'order')];
	const answer = await reconcile(inputs);
	expect(answer.status).toBe('success');
	expect(heaps(answer)).toEqual([['#1001'], ['#1003'], ['#1002'], ['SHOP-9'], []]);
	const { origin } = order(0, '#1003');
	expect(answer.outputs[1]).toEqual([
		{
			json: {
				kind: 'difference',
				of: 'order',
				key: '1003',
				number: '#1003',
				message: `Order #1003 differs: MUG: 2 in ${SHOP}, 1 in ${WAREHOUSE}.`,
				presentIn: [SHOP, WAREHOUSE],
				missingIn: [],
				differences: [
					{
						field: 'goods',
						sku: 'MUG',
						values: [
							{ account: SHOP, value: 2 },
							{ account: WAREHOUSE, value: 1 },
						],
					},
				],
				sides: { 0: origin, 1: order(1, 'SHOP-1003').origin },
				origin,
			},
			pairedItem: [
				{ input: 0, item: 2 },
				{ input: 1, item: 1 },
			],
		},
	]);
	expect(jsonOf(answer.outputs[0])).toMatchObject([
		{ kind: 'match', message: expect.stringContaining('is the same in') },
	]);
	expect(jsonOf(answer.outputs[2])).toMatchObject([
		{ presentIn: [SHOP], missingIn: [WAREHOUSE], origin: { id: '0-#1002' }, sides: { 0: { id: '0-#1002' } } },
	]);
	expect(jsonOf(answer.outputs[3])).toMatchObject([
		{
			presentIn: [WAREHOUSE],
			missingIn: [SHOP],
			origin: { system: 'warehouse', id: '1-SHOP-9' },
			message: `Order SHOP-9 is in ${WAREHOUSE} and not in ${SHOP}.`,
		},
	]);
});

it('compares three inputs, and says of each record where it is', async () => {
	const inputs = [...TWO, orders(2, ['1001', '1002', '5'])];
	const answer = await reconcile(inputs, { numberInputs: 3 });
	expect(heaps(answer)).toEqual([['#1001'], [], ['#1002'], ['SHOP-9', '5'], []]);
	expect(jsonOf(answer.outputs[2])).toMatchObject([{ presentIn: [SHOP, BOOKS], missingIn: [WAREHOUSE] }]);
	expect(jsonOf(answer.outputs[3])).toMatchObject([{ missingIn: [SHOP, BOOKS] }, { missingIn: [SHOP, WAREHOUSE] }]);
});

it('compares stock levels by place, figure and tolerance', async () => {
	const at = (id: string) => ({ location: { id } });
	const mine = [level(0, 'A', 5, at('Helsinki')), level(0, 'B', 5, at('Helsinki')), level(0, 'A', 1, at('Turku'))];
	const theirs = [level(1, 'A', 3, { ...at('H1'), allocated: 3 }), level(1, 'B', 9, at('H1'))];
	const inputs = [reading(mine, SHOP, 'stockLevel'), reading(theirs, WAREHOUSE, 'stockLevel')];
	const parameters = {
		operation: 'compareStockLevels',
		tolerance: 2,
		locationMap: { place: [{ place1: 'Helsinki', place2: 'H1' }] },
	};
	const answer = await reconcile(inputs, parameters);
	expect(heaps(answer)).toEqual([['A'], ['B'], [], [], []]);
	expect(jsonOf(answer.outputs[1])).toMatchObject([
		{ of: 'stockLevel', message: `The stock of B differs: available: 5 in ${SHOP}, 9 in ${WAREHOUSE}.` },
	]);
	expect(answer.hints).toEqual(['Left out: 1 level is at a place that is not in the location map.']);
});

it('compares shipments by order and tracking number', async () => {
	const mine = [parcel(0, '#1', ['T1']), parcel(0, '#2', ['T2'])];
	const theirs = [parcel(1, 'SHOP-1', ['T1']), parcel(1, 'SHOP-2', ['T3'])];
	const inputs = [reading(mine, SHOP, 'shipment'), reading(theirs, WAREHOUSE, 'shipment')];
	const answer = await reconcile(inputs, { operation: 'compareShipments' });
	expect(heaps(answer)).toEqual([['#1'], ['#2'], [], [], []]);
	const onlyShipped = { operation: 'compareShipments', shipmentFields: ['shipped'] };
	expect(heaps(await reconcile(inputs, onlyShipped))).toEqual([['#1', '#2'], [], [], [], []]);
});

it('leaves what is young out unless told otherwise, and says so', async () => {
	const young = [order(0, '#1', { updatedAt: ago(30) })];
	const inputs = [reading(young, SHOP, 'order'), orders(1, [])];
	const answer = await reconcile(inputs);
	expect(heaps(answer)).toEqual([[], [], [], [], []]);
	expect(answer.hints).toEqual([expect.stringContaining('may still be on its way')]);
	expect(heaps(await reconcile(inputs, { settledMinutes: 10 }))[2]).toEqual(['#1']);
	expect(heaps(await reconcile(inputs, { settledMinutes: 0 }))[2]).toEqual(['#1']);
});

it('gives problems and results of one run each its output, and the problem the record it is about', async () => {
	const twice = [
		order(1, 'SHOP-1001'),
		{ ...order(1, 'SHOP-1001'), origin: { ...order(1, 'SHOP-1001').origin, id: 'b' } },
	];
	const inputs = [orders(0, ['#1001', '#1002']), reading([...twice, order(1, 'SHOP-1002')], WAREHOUSE, 'order')];
	const answer = await reconcile(inputs);
	expect(heaps(answer)).toEqual([['#1002'], [], [], [], ['AMBIGUOUS']]);
	expect(jsonOf(answer.outputs[4])).toMatchObject([
		{ kind: 'order', number: 'SHOP-1001', error: { message: expect.stringContaining('matches 2 records') } },
	]);
	const regular = await reconcile(inputs, {}, { onError: 'continueRegularOutput' });
	expect(heaps(regular)).toEqual([['#1002'], ['AMBIGUOUS'], [], []]);
	const stopped = await reconcile(inputs, {}, { onError: 'stopWorkflow' });
	expect(stopped.status).toBe('error');
	expect(stopped.error?.message).toContain('matches 2 records');
});

// ------------------------------------------------------------------ what is not compared

const WITHOUT: ReadonlyArray<[string, Inputs, string, RegExp]> = [
	['an input that brought nothing', [TWO[0]!, []], 'Input 2', /nothing arrived/],
	['an input without a connection', [TWO[0]!, null], 'Input 2', /nothing arrived/],
	['a first input that brought nothing', [[], TWO[1]!], 'Input 1', /nothing arrived/],
	['a first input without a connection', [null, TWO[1]!], 'Input 1', /nothing arrived/],
	['records without a summary', [TWO[0]!, [order(1, 'SHOP-1001') as unknown as IDataObject]], 'Input 2', /no summary/],
	['a list cut short', [TWO[0]!, orders(1, ['SHOP-1001'], { complete: false })], 'Input 2', /cut short/],
	[
		'a record lost on the way',
		[orders(0, ['#1'], { count: 2 }), TWO[1]!],
		'Input 1',
		/2 records were read and 1 arrived/,
	],
	[
		'a reading of another kind',
		[TWO[0]!, reading([level(1, 'A', 1)], WAREHOUSE, 'stockLevel')],
		'Input 2',
		/a stock level/,
	],
	[
		'an old reading',
		[TWO[0]!, orders(1, ['SHOP-9'], { readFrom: ago(30), readTo: ago(11) })],
		'Input 2',
		/ten minutes/,
	],
	['one account twice', [TWO[0]!, orders(0, ['#1001'])], 'Input 2', /as another input is/],
	['a stranger’s item', [[...TWO[0]!, { hello: 'world' }], TWO[1]!], 'Input 1', /2 records were read and 3 arrived/],
];

describe.each(MODES)('%s', (onError) => {
	it.each(WITHOUT)('compares nothing with %s', async (_, inputs, input, reason) => {
		const answer = await reconcile(inputs, {}, { onError });
		if (onError === 'stopWorkflow') {
			expect(answer.status).toBe('error');
			expect(answer.error?.message).toMatch(reason);
			expect(answer.error?.context).toMatchObject({ code: 'SETUP_SIDE_MISSING' });
			return;
		}
		expect(answer.status).toBe('success');
		const problems = jsonOf(answer.outputs[onError === 'continueErrorOutput' ? 4 : 1]);
		expect(problems.map(({ error }) => (error as IDataObject).code)).toEqual(['SETUP_SIDE_MISSING']);
		const { message } = problems[0]!.error as { message: string };
		expect(message).toContain(input);
		expect(message).toMatch(reason);
		const others = answer.outputs.filter((items) => !items.some(({ json }) => json.error));
		expect(others.flat()).toEqual([]);
	});

	it.each<[string, IDataObject]>([
		['an operation that does not exist', { operation: '={{ "constructor" }}' }],
		['a comparison of nothing known', { orderFields: ['colour'] }],
		['a list that is none', { orderFields: '={{ "goods" }}' }],
		['a quantity that does not exist', { quantity: '={{ "raw" }}' }],
		['minutes below zero', { settledMinutes: -1 }],
		['minutes that are no number', { settledMinutes: '={{ "soon" }}' }],
		['minutes before all dates', { settledMinutes: 1e15 }],
		['a prefix that is no text', { prefix2: '={{ ["SHOP-"] }}' }],
		['an expression that fails', { prefix2: '={{ $json.no.such.thing.at.all }}' }],
	])('compares nothing with %s', async (_, parameters) => {
		const answer = await reconcile(TWO, parameters, { onError });
		if (onError === 'stopWorkflow') {
			expect(answer.status).toBe('error');
			return;
		}
		expect(heaps(answer).flat()).toEqual(['SETUP_PARAMETER']);
		expect(answer.outputs[0]).toEqual([]);
	});
});

it.each<[string, IDataObject]>([
	['a tolerance below zero', { tolerance: -1 }],
	['a key that does not exist', { matchBy: '={{ "title" }}' }],
	[
		'a place twice in the map',
		{
			locationMap: {
				place: [
					{ place1: 'a', place2: 'x' },
					{ place1: 'a', place2: 'y' },
				],
			},
		},
	],
	['an empty row in the map', { locationMap: { place: [{ place1: ' ' }] } }],
	['a figure that one side does not say at all', { figure: 'onHand' }],
])('compares no stock with %s', async (_, parameters) => {
	const inputs = [
		reading([level(0, 'A', 1)], SHOP, 'stockLevel'),
		reading([level(1, 'A', 1)], WAREHOUSE, 'stockLevel'),
	];
	const answer = await reconcile(inputs, { operation: 'compareStockLevels', ...parameters });
	expect(heaps(answer)).toEqual([[], [], [], [], ['SETUP_PARAMETER']]);
});

it('names every input that is not whole, each with an item that arrived', async () => {
	const answer = await reconcile([[{ a: 1 }], [], [{ b: 2 }]], { numberInputs: 3 });
	const problems = jsonOf(answer.outputs[4]);
	expect(problems).toMatchObject([{ a: 1 }, { a: 1 }, { b: 2 }]);
	expect(problems.map(({ error }) => (error as IDataObject).message)).toEqual([
		expect.stringContaining('Input 1'),
		expect.stringContaining('Input 2'),
		expect.stringContaining('Input 3'),
	]);
});

it('does not take an empty input for an empty system, and a system that is empty for what it is', async () => {
	expect(heaps(await reconcile([TWO[0]!, []]))).toEqual([[], [], [], [], ['SETUP_SIDE_MISSING']]);
	expect(heaps(await reconcile([TWO[0]!, orders(1, [])]))).toEqual([[], [], ['#1001', '#1002'], [], []]);
	expect(heaps(await reconcile([orders(0, []), orders(1, [])]))).toEqual([[], [], [], [], []]);
});

it('compares 20,000 orders of each of three sides', async () => {
	const many = (side: 0 | 1 | 2, prefix: string) =>
		orders(
			side,
			Array.from({ length: 20_000 }, (_, index) => `${prefix}${index + side}`),
		);
	const answer = await reconcile([many(0, '#'), many(1, 'SHOP-'), many(2, '')], { numberInputs: 3 });
	expect(answer.outputs.map((items) => items.length)).toEqual([19_998, 0, 2, 2, 0]);
}, 120_000);

// ------------------------------------------------------------------ as the editor sees it

it('has as many inputs as are set, and four named outputs', async () => {
	const { description } = (await loadPackage()).getNode('reconcile').type as INodeType;
	expect(description.outputNames).toHaveLength(description.outputs.length);
	expect(description.requiredInputs).toBe(1);
	expect(description.inputs).toContain('numberInputs');
});

it.each(['compareOrders', 'compareShipments', 'compareStockLevels'])('has an output schema for %s', (operation) => {
	const file = join(ROOT, 'dist/nodes/Reconcile/__schema__/v1.0.0', `${operation}.json`);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
		type: 'object',
		properties: { kind: {}, message: {}, differences: { type: 'array' }, origin: { properties: { id: {} } } },
	});
});
