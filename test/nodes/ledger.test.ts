/** @jest-environment ./test/support/jest-environment.js */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { calls, jsonOf, openDesk, standing, type Desk } from '../support/desk';
import { ledgerFile, type NodeRunAnswer } from '../support/engine';

/*
 * Commerce Ledger as n8n runs it: what is stuck, why, what to do, and the two ways off the list.
 */

let desk: Desk;
let stuck: IDataObject[];

beforeEach(async () => {
	desk = await openDesk();
	stuck = await desk.orders(1022, 1037, 1005);
});

afterEach(async () => await desk.close());

const successes = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]);
const problems = async (parameters: IDataObject = {}) =>
	successes(await desk.ledger({ operation: 'getProblems', ...parameters }));
const numbersOf = (items: readonly IDataObject[]) => items.map(({ origin }) => (origin as IDataObject).number).sort();

it('lists what is stuck with its reason and what to do, and nothing that went through', async () => {
	expect(await problems()).toEqual([]);
	await desk.send(stuck);
	const list = await problems();
	expect(numbersOf(list)).toEqual(['#1022', '#1037']);
	expect(list.find(({ origin }) => (origin as IDataObject).number === '#1022')).toMatchObject({
		kind: 'order',
		origin: { system: 'shopify', account: 'demo-tableware.myshopify.com' },
		ledger: {
			state: 'rejected',
			attempts: 1,
			problem: {
				code: 'UNKNOWN_SKU',
				message: expect.stringContaining('VASE-NEW'),
				description: expect.stringContaining('OGOship'),
			},
		},
	});
});

it.each<[string, IDataObject, string[]]>([
	['a number', { numbers: '#1022' }, ['#1022']],
	['a number without #', { numbers: '1037' }, ['#1037']],
	['several numbers', { numbers: '1022, #1037, 9' }, ['#1022', '#1037']],
	['an account', { filters: { account: 'shopify:demo-tableware.myshopify.com' } }, ['#1022', '#1037']],
	['the beginning of an account', { filters: { account: 'shopify:demo-table' } }, []],
	['another account', { filters: { account: 'shopify:other.myshopify.com' } }, []],
	['a kind', { filters: { kind: 'order' } }, ['#1022', '#1037']],
	['a limit', { limit: 1 }, ['#1022']],
])('filters by %s', async (_, parameters, expected) => {
	await desk.send(stuck);
	expect(numbersOf(await problems(parameters))).toEqual(expected);
});

it('answers Retry and Get Due with items that go straight into Order: Get and the same write', async () => {
	await desk.send(stuck);
	const due = async () => successes(await desk.ledger({ operation: 'getDue' }));
	expect(await due()).toEqual([]);
	expect(numbersOf(successes(await desk.ledger({ operation: 'retry', numbers: '1022' })))).toEqual(['#1022']);
	const items = await due();
	expect(numbersOf(items)).toEqual(['#1022']);
	await desk.warehouse.change('addProduct', { sku: 'VASE-NEW', stock: 3 });
	const orders = successes(await desk.shopify({ resource: 'order', operation: 'get' }, { items }));
	expect((await desk.send(orders)).results).toMatchObject([{ outcome: 'created' }]);
	expect(standing(desk.warehouse, 'SHOP-1022')).toHaveLength(1);
	expect(numbersOf(await problems())).toEqual(['#1037']);
});

it('takes a problem off the list with a name and a reason, until the record changes', async () => {
	await desk.send(stuck);
	const dismiss = { operation: 'dismiss', numbers: '1022', by: 'Aino', reason: 'Sent by hand' };
	expect(successes(await desk.ledger(dismiss))).toHaveLength(1);
	expect(numbersOf(await problems())).toEqual(['#1037']);
	const { results } = await desk.send(stuck);
	expect(results.find(({ number }) => number === '#1022')).toMatchObject({
		outcome: 'skipped',
		reason: { code: 'DISMISSED', message: expect.stringContaining('Aino') },
	});
	expect(calls(desk.warehouse, 'ordersCreate')).toHaveLength(1);
	desk.shop.advanceClock(60_000);
	await desk.shop.change('editOrder', { number: 1022, note: 'Please' });
	await desk.send(await desk.orders(1022));
	expect(numbersOf(await problems())).toEqual(['#1022', '#1037']);
});

it.each(['by', 'reason'])('dismisses nothing without %s', async (missing) => {
	await desk.send(stuck);
	const parameters = { operation: 'dismiss', by: 'Aino', reason: 'Sent by hand', [missing]: '={{ " " }}' };
	const answer = await desk.ledger(parameters, { onError: 'continueErrorOutput' });
	expect(jsonOf(answer.outputs[1])).toMatchObject([{ error: { code: 'SETUP_PARAMETER' } }]);
	expect(await problems()).toHaveLength(2);
});

it('asks each question once, however many items ask it', async () => {
	await desk.send(stuck);
	const parameters = { operation: 'getProblems', numbers: '={{ $json.number }}' };
	const items = [{ number: '1022' }, { number: '1022' }, { number: '#1037' }];
	expect(numbersOf(successes(await desk.ledger(parameters, { items })))).toEqual(['#1022', '#1037']);
});

it('never degrades to Off when the ledger file is none', async () => {
	const file = ledgerFile(desk.folder);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, 'no database at all, and long enough to be read as one'.repeat(100));
	for (const answer of [
		await desk.send(stuck),
		await desk.ledger({ operation: 'getProblems' }, { items: [{}, {}, {}], onError: 'continueErrorOutput' }),
	]) {
		expect(answer.outputs[0]).toEqual([]);
		expect(jsonOf(answer.outputs[1]).map(({ error }) => (error as IDataObject).code)).toEqual(
			Array.from({ length: 3 }, () => 'SETUP_LEDGER'),
		);
	}
	expect(calls(desk.warehouse, 'ordersCreate')).toEqual([]);
});
