/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { stockLevelSchema } from '../../core/model/stock-level';
import type { FaultKind } from '../../sandbox/kit';
import { asked, BOOK_ORDER, openBooks, stateOf, stockAt, type Books } from '../support/books';
import { calls, type Options } from '../support/desk';
import { codesOf, outcomesOf, reasonsOf, shopOrder, type Answered } from '../support/warehouse';

/*
 * Stock Level: Get Many and Stock Level: Adjust in Unleashed.
 */

let books: Books;

beforeEach(async () => {
	books = await openBooks();
});

afterEach(async () => {
	await books.close();
});

async function useBooks(options: Options): Promise<void> {
	await books.close();
	books = await openBooks(options);
}

const READ = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
const read = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	await books.run({ ...READ, filters, ...more });
const lists = () => calls(books.sandbox, 'stockOnHandList');
const skusOf = ({ results }: Answered) => results.map(({ sku }) => sku).sort();

// ------------------------------------------------------------------ Get Many

it('reads what can be sold, what orders keep and what lies there', async () => {
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await books.run(BOOK_ORDER, [shopOrder('#7001')]);
	const { results, problems } = await read({ skus: 'MUG-BLUE' }, { warehouses: ['MAIN'] });
	expect(problems).toEqual([]);
	expect(results).toMatchObject([
		{ sku: 'MUG-BLUE', onHand: 50, allocated: 2, available: 48, location: { id: 'MAIN', name: 'Main warehouse' } },
	]);
	expect(stockLevelSchema.safeParse(results[0]).success).toBe(true);
});

it('does not take a Parked order out of what can be sold', async () => {
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await books.run({ ...BOOK_ORDER, newStatus: 'Parked' }, [shopOrder('#7001')]);
	expect((await read({ skus: 'MUG-BLUE' }, { warehouses: ['MAIN'] })).results).toMatchObject([{ available: 50 }]);
});

it.each(['summed', 'byWarehouse'])('adds the warehouses up where rows are %s', async (stockRows) => {
	await useBooks({ stockRows });
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 7, warehouse: 'SHOP' });
	await books.run(BOOK_ORDER, [shopOrder('#7001')]);
	const whole = { sku: 'MUG-BLUE', onHand: 57, allocated: 2, available: 55, location: null };
	expect((await read({ skus: 'MUG-BLUE' })).results).toMatchObject([whole]);
	expect((await read({ skus: 'MUG-BLUE' }, { warehouses: ['MAIN', 'SHOP'] })).results).toMatchObject([whole]);
	const each = await read({ skus: 'MUG-BLUE' }, { stockBy: 'warehouse' });
	expect(each.results).toMatchObject([
		{ location: { id: 'MAIN' }, available: 48 },
		{ location: { id: 'SHOP' }, available: 7 },
	]);
});

it('leaves out what never moved, or calls it none where the operator says so', async () => {
	expect(skusOf(await read())).not.toContain('TILE-SAMPLE');
	const { results } = await read({}, { stockOptions: { unlisted: 'zero' } });
	expect(results.filter(({ sku }) => sku === 'TILE-SAMPLE')).toMatchObject([{ available: 0, onHand: 0 }]);
	expect(results.map(({ sku }) => sku)).not.toContain('FREIGHT');
});

it('rounds parts of a piece down, and leaves a figure below zero as it is', async () => {
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 2.9 });
	await books.sandbox.change('setStock', { sku: 'MUG-GREEN', stock: -3 });
	const { results } = await read({ skus: 'MUG-BLUE, MUG-GREEN' }, { warehouses: ['MAIN'] });
	expect(results).toMatchObject([
		{ sku: 'MUG-BLUE', available: 2 },
		{ sku: 'MUG-GREEN', available: -3 },
	]);
});

it.each([
	['yes', ['MUG-BLUE', 'MUG-GREEN', 'MUG-WHITE']],
	['no', ['MUG-GREEN']],
])(
	'reads what changed after a moment, where a reservation alone counts as a change: %s',
	async (allocationMoves, skus) => {
		await useBooks({ allocationMoves });
		books.sandbox.advanceClock(60_000);
		const changedAfter = new Date(Date.now() + 30_000).toISOString();
		await books.sandbox.change('setStock', { sku: 'MUG-GREEN', stock: 7 });
		await books.run(BOOK_ORDER, [shopOrder('#7001')]);
		expect(skusOf(await read({ changedAfter }))).toEqual(skus);
	},
);

// ------------------------------------------------------------------ what it costs

const rows = async () => {
	await books.sandbox.change('fillStock', { count: 1100 });
	return stateOf(books).stock.filter(({ warehouse }) => warehouse === 'MAIN').length;
};

it.each<[string, Options, number, number]>([
	['200 rows a page, as asked', {}, 200, 200],
	['1000 rows a page, as asked', {}, 1000, 1000],
	['200 rows a page, whatever is asked', { stockPageSize: 'ignored' }, 1000, 200],
	['200 rows a page, the most it gives', { largestPage: '200' }, 1000, 200],
])('reads a long list whole at %s, and asks no page too many', async (_, options, pageSize, size) => {
	await useBooks(options);
	Object.assign(books.keys, { pageSize });
	const count = await rows();
	let answer: Answered | undefined;
	const work = await asked(books, async () => (answer = await read({}, { warehouses: ['MAIN'], outputSummary: true })));
	expect(answer!.results.at(-1)).toMatchObject({ kind: 'readSummary', count, complete: true });
	expect(work).toEqual(['warehousesList', ...Array.from({ length: Math.ceil(count / size) }, () => 'stockOnHandList')]);
});

it('asks no second page where the first one is exactly full', async () => {
	await useBooks({});
	const { length } = stateOf(books).stock.filter(({ warehouse }) => warehouse === 'MAIN');
	await books.sandbox.change('fillStock', { count: 200 - length });
	expect((await read({}, { warehouses: ['MAIN'] })).results).toHaveLength(200);
	expect(lists()).toHaveLength(1);
});

// ------------------------------------------------------------------ Adjust

const ADJUST = {
	resource: 'stockLevel',
	operation: 'adjust',
	locationMap: {
		place: [
			{ source: 'Hall', target: 'MAIN' },
			{ source: 'Counter', target: 'SHOP' },
			{ source: 'Cellar', target: 'NOWHERE' },
		],
	},
};

const counted = (sku: string, onHand: number, name = 'Hall'): IDataObject => {
	const now = new Date(Date.now() + 1000).toISOString();
	return {
		kind: 'stockLevel',
		origin: { system: 'shop', account: 'demo.example.com', id: sku, seenAt: now },
		sku,
		location: { id: name, name },
		available: onHand,
		onHand,
		observedAt: now,
	};
};

/** A new route shows its first run before it writes. */
async function adjust(items: readonly IDataObject[], more: IDataObject = {}): Promise<Answered> {
	await books.run({ ...ADJUST, ...more }, items);
	return await books.run({ ...ADJUST, ...more }, items);
}

const adjustments = () => stateOf(books).adjustments;

it('shows its first run, then writes how many lie there, one adjustment a warehouse', async () => {
	await books.run(BOOK_ORDER, [shopOrder('#7001')]);
	const items = [counted('MUG-BLUE', 33), counted('MUG-GREEN', 5), counted('MUG-BLUE', 4, 'Counter')];
	const first = await books.run(ADJUST, items);
	expect([outcomesOf(first), adjustments()]).toEqual([['preview', 'preview', 'preview'], []]);
	let answer: Answered | undefined;
	const work = await asked(books, async () => (answer = await books.run(ADJUST, items)));
	expect([outcomesOf(answer!), answer!.problems]).toEqual([['updated', 'updated', 'updated'], []]);
	expect(work.filter((operation) => operation === 'stockAdjustmentsCreate')).toHaveLength(2);
	expect(adjustments()).toMatchObject([
		{
			status: 'Completed',
			warehouse: 'MAIN',
			lines: [
				{ code: 'MUG-BLUE', quantity: 33 },
				{ code: 'MUG-GREEN', quantity: 5 },
			],
		},
		{ status: 'Completed', warehouse: 'SHOP', lines: [{ code: 'MUG-BLUE', quantity: 4 }] },
	]);
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ onHand: 33, allocated: 2, available: 31 });
	expect(stockAt(books, 'MUG-BLUE', 'SHOP')).toMatchObject({ onHand: 4 });
});

it('writes nothing that stands there already, and nothing in a preview', async () => {
	await adjust([counted('MUG-BLUE', 33)]);
	expect(outcomesOf(await books.run(ADJUST, [counted('MUG-BLUE', 33)]))).toEqual(['unchanged']);
	const preview = await books.run({ ...ADJUST, previewOnly: true }, [counted('MUG-BLUE', 40)]);
	expect(preview.results).toMatchObject([{ preview: { would: 'update', changes: [{ before: 33, after: 40 }] } }]);
	expect(adjustments()).toHaveLength(1);
});

it('leaves an adjustment for somebody to complete, and the shelf as it is', async () => {
	const before = stockAt(books, 'MUG-BLUE');
	const answer = await adjust([counted('MUG-BLUE', 33)], {
		adjustmentOptions: { status: 'Parked', reason: 'Web count' },
	});
	expect(outcomesOf(answer)).toEqual(['updated']);
	expect(adjustments()).toMatchObject([{ status: 'Parked', lines: [{ quantity: 33 }] }]);
	expect(stockAt(books, 'MUG-BLUE')).toEqual(before);
});

it('tells what is not known, not counted or has no warehouse, and counts what never moved', async () => {
	const answer = await adjust([
		counted('NOPE', 3),
		counted('FREIGHT', 3),
		counted('TILE-SAMPLE', 4),
		counted('MUG-GREEN', 4, 'Cellar'),
		counted('MUG-GREEN', 4, 'Attic'),
	]);
	expect(reasonsOf(answer)).toEqual(['NOT_IN_SHOP', 'NOT_COUNTED', undefined]);
	expect(codesOf(answer)).toEqual(['LOCATION_UNMAPPED', 'LEVEL_REFUSED']);
	expect(stockAt(books, 'TILE-SAMPLE')).toMatchObject({ onHand: 4 });
});

const LOST: readonly FaultKind[] = ['resetAfterCommit', 'timeoutAfterCommit', 'malformedBody'];

it.each(LOST)('writes one adjustment where the answer was lost by %s', async (kind) => {
	await books.run(ADJUST, [counted('MUG-BLUE', 33)]);
	books.sandbox.addFault({ kind, operation: 'stockAdjustmentsCreate' });
	const answer = await books.run(ADJUST, [counted('MUG-BLUE', 33)], { timeoutMs: 500 });
	expect([outcomesOf(answer), answer.problems]).toEqual([['updated'], []]);
	expect(adjustments()).toMatchObject([{ lines: [{ quantity: 33 }] }]);
});

const bulk = async (count: number) => {
	await books.sandbox.change('fillStock', { count });
	return Array.from({ length: count }, (_, at) => counted(`BULK-${String(at + 1).padStart(5, '0')}`, 500 + at));
};
const made = () => calls(books.sandbox, 'stockAdjustmentsCreate', false).length;

it('writes the other levels where one of a hundred is refused', async () => {
	const items = await bulk(100);
	await books.sandbox.change('changeProduct', { sku: 'BULK-00042', Obsolete: true });
	const answer = await adjust(items, { levelOptions: { applyAnyway: true } });
	expect(codesOf(answer)).toEqual(['LEVEL_REFUSED']);
	expect(JSON.stringify(answer.problems)).toContain('BULK-00042');
	expect(outcomesOf(answer)).toEqual(Array.from({ length: 99 }, () => 'updated'));
	expect(stockAt(books, 'BULK-00041')).toMatchObject({ onHand: 540 });
	expect(stockAt(books, 'BULK-00043')).toMatchObject({ onHand: 542 });
	expect(made()).toBeLessThanOrEqual(15);
});

it('does not try for ever what is refused whatever is in it', async () => {
	const items = await bulk(100);
	for (const { sku } of items) await books.sandbox.change('changeProduct', { sku, Obsolete: true });
	const answer = await adjust(items, { levelOptions: { applyAnyway: true } });
	expect(new Set(codesOf(answer))).toEqual(new Set(['LEVEL_REFUSED']));
	expect(answer.problems).toHaveLength(100);
	expect(made()).toBe(10);
});
