/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { stockLevelSchema } from '../../core/model/stock-level';
import type { FaultKind } from '../../sandbox/kit';
import { calls, type Options } from '../support/desk';
import {
	codesOf,
	errorOf,
	openOddVendor,
	openWarehouse,
	SEND_ORDER,
	shopOrder,
	type OddVendor,
	type Warehouse,
} from '../support/warehouse';

/*
 * Stock Level: Get Many as n8n runs it.
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

const READ = { resource: 'stockLevel', operation: 'getAll', returnAll: true };
const read = async (filters: IDataObject = {}, more: IDataObject = {}, run = {}) =>
	await warehouse.run({ ...READ, filters, ...more }, [{}], run);
const skusOf = ({ results }: { results: readonly IDataObject[] }) => results.map(({ sku }) => sku).sort();
const lists = () => calls(warehouse.sandbox, 'stockList');

it('reads what is there, what is reserved and what is left, over all warehouses together', async () => {
	await warehouse.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 50 });
	await warehouse.run(SEND_ORDER, [shopOrder('#2001')]);
	const before = Date.now();
	const { results, problems } = await read({ skus: 'MUG-BLUE' });
	expect(problems).toEqual([]);
	expect(results).toMatchObject([
		{ kind: 'stockLevel', sku: 'MUG-BLUE', onHand: 50, allocated: 2, available: 48, location: null },
	]);
	const [level] = results;
	expect(level!.origin).toMatchObject({ system: 'ogoship', id: 'MUG-BLUE', number: 'MUG-BLUE' });
	expect(Date.parse(level!.observedAt as string)).toBeGreaterThanOrEqual(before - 1000);
	expect(Date.parse(level!.updatedAt as string)).not.toBeNaN();
	expect(stockLevelSchema.safeParse(level).success).toBe(true);
});

it('leaves a figure below zero as it is', async () => {
	await warehouse.sandbox.change('negativeStock', { code: 'MUG-BLUE', stock: -3 });
	expect((await read({ skus: 'MUG-BLUE' })).results).toMatchObject([{ available: -3, onHand: -3 }]);
});

it('reads a long list whole, 250 a page, and says so', async () => {
	await warehouse.sandbox.change('fillStock', { count: 600 });
	const { results } = await read({}, { outputSummary: true });
	const levels = results.slice(0, -1);
	expect(new Set(levels.map(({ sku }) => sku)).size).toBe(624);
	expect(results.at(-1)).toMatchObject({ kind: 'readSummary', of: 'stockLevel', count: 624, complete: true });
	expect(lists().map(({ query }) => [query.limit, query.page])).toEqual([
		['250', '1'],
		['250', '2'],
		['250', '3'],
	]);
});

it('does not call a list whole that a limit cut short', async () => {
	const { results } = await read({}, { returnAll: false, limit: 5, outputSummary: true });
	expect(results).toHaveLength(6);
	expect(results.at(-1)).toMatchObject({ count: 5, complete: false });
});

it('reads the end of an exact page of 250', async () => {
	await warehouse.sandbox.change('fillStock', { count: 226 });
	expect((await read()).results).toHaveLength(250);
	expect(lists()).toHaveLength(2);
});

it('takes an empty list that is null for nothing', async () => {
	await useWarehouse({ emptyList: 'null' });
	const answer = await read({ changedAfter: '2099-01-01T00:00:00Z' });
	expect([answer.results, answer.problems]).toEqual([[], []]);
});

// ------------------------------------------------------------------ filters

it('reads what changed after a moment', async () => {
	warehouse.sandbox.advanceClock(60_000);
	const since = new Date(Date.now() + 30_000).toISOString();
	await warehouse.sandbox.change('setStock', { sku: 'MUG-GREEN', stock: 7 });
	expect(skusOf(await read({ changedAfter: since }))).toEqual(['MUG-GREEN']);
});

it('asks for a few SKUs by one call each, and picks many from the whole list', async () => {
	expect(skusOf(await read({ skus: ' MUG-BLUE,MUG-GREEN ,, MUG-BLUE' }))).toEqual(['MUG-BLUE', 'MUG-GREEN']);
	expect(lists().map(({ query }) => query.productCode)).toEqual(['MUG-BLUE', 'MUG-GREEN']);
	await warehouse.sandbox.change('fillStock', { count: 300 });
	const many = Array.from({ length: 25 }, (_, at) => `BULK-${String(at + 1).padStart(5, '0')}`);
	const before = lists().length;
	expect(skusOf(await read({ skus: many.join(', ') }))).toEqual(many);
	expect(lists()).toHaveLength(before + 2);
});

it.each(['MUG', 'MUG-BLUE&limit=250', "MUG-BLUE' OR 1=1 --", 'mug-blue', '*', '%', '../MUG-BLUE', '__proto__'])(
	'finds nothing for the SKU %s',
	async (sku) => {
		const answer = await read({ skus: sku });
		expect([answer.results, answer.problems]).toEqual([[], []]);
	},
);

// ------------------------------------------------------------------ faults

const FAULTS: readonly FaultKind[] = ['rateLimited', 'serverError', 'unavailable', 'reset', 'expiredToken'];

it.each(FAULTS)('reads the list after %s on its second page', async (kind) => {
	await warehouse.sandbox.change('fillStock', { count: 300 });
	warehouse.sandbox.addFault({ kind, operation: 'stockList', skip: 1 });
	const answer = await read();
	expect([answer.problems, new Set(skusOf(answer)).size]).toEqual([[], 324]);
});

it.each<[FaultKind, string]>([
	['unavailable', 'SETUP_SERVICE'],
	['rateLimited', 'SETUP_LIMIT'],
	['malformedBody', 'SETUP_SERVICE'],
	['expiredToken', 'SETUP_CREDENTIAL'],
])('says %s when it lasts, as one problem', async (kind, code) => {
	await warehouse.sandbox.change('fillStock', { count: 300 });
	warehouse.sandbox.addFault({ kind, operation: 'stockList', times: 100 });
	const answer = await read();
	expect([codesOf(answer), answer.results]).toEqual([[code], []]);
});

it('cannot tell a page that broke off from the last one, and then says fewer SKUs, never a wrong figure', async () => {
	await warehouse.sandbox.change('fillStock', { count: 300 });
	const whole = new Map((await read()).results.map(({ sku, available }) => [sku, available]));
	await warehouse.sandbox.change('truncatePages', { rows: 100 });
	const { results } = await read({}, { outputSummary: true });
	expect(results.at(-1)).toMatchObject({ count: 100 });
	for (const { sku, available } of results.slice(0, -1)) expect(available).toBe(whole.get(sku));
});

// ------------------------------------------------------------------ answers no sandbox gives

const ROW = { productCode: 'A', stock: 3, stockAvailable: 2, reserved: 1, modified: '2026-11-21T12:58:40Z' };

it('puts a product out once that comes on two pages', async () => {
	const first = Array.from({ length: 250 }, (_, at) => ({ ...ROW, productCode: `A-${at}` }));
	odd = await openOddVendor(({ query }) => ({ body: query.get('page') === '1' ? first : [first[7], ROW] }));
	const { results } = await odd.run(READ);
	expect(results).toHaveLength(251);
	expect(new Set(results.map(({ sku }) => sku)).size).toBe(251);
});

it.each<[string, object, string]>([
	['a figure of 1.5', { stockAvailable: 1.5 }, 'stockAvailable'],
	['a figure as text', { stock: '3' }, 'stock'],
	['no figure', { stockAvailable: null }, 'stockAvailable'],
	['a figure nobody can hold', { stock: 2_000_000_000, stockAvailable: 2_000_000_000 }, 'available'],
	['a code that is a number', { productCode: 7 }, 'productCode'],
	['an empty code', { productCode: '' }, 'productCode'],
])('tells of a row with %s alone, and does not call the list whole', async (_, change, field) => {
	odd = await openOddVendor(() => ({ body: [{ ...ROW, productCode: 'BAD', ...change }, ROW] }));
	const answer = await odd.run({ ...READ, outputSummary: true });
	expect(codesOf(answer)).toEqual(['FIELD_INVALID']);
	expect(errorOf(answer.problems[0]!).message).toContain(field);
	expect(answer.results).toMatchObject([{ sku: 'A' }, { kind: 'readSummary', complete: false }]);
});

it('reads a time that is none as not said', async () => {
	odd = await openOddVendor(() => ({ body: [{ ...ROW, modified: 'yesterday' }] }));
	expect((await odd.run(READ)).results).toMatchObject([{ sku: 'A', updatedAt: null }]);
});

it('adds the raw record when asked', async () => {
	expect((await read({ skus: 'MUG-BLUE' }, { includeRaw: true })).results).toMatchObject([
		{ raw: { productCode: 'MUG-BLUE' } },
	]);
});
