/** @jest-environment ./test/support/jest-environment.js */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IDataObject, INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { calls, jsonOf, openDesk, standing, type Desk } from '../support/desk';
import { ledgerFile, loadPackage, type NodeRunAnswer } from '../support/engine';
import { age, beside } from '../support/ledger-clock';

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
/** As if the records had last changed at their source long ago. */
const forgetUpdatedAt = (file: string) =>
	beside(file, `UPDATE facts SET source_updated_at = '2001-01-01T00:00:00.000Z'`);
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
	['the systems', { filters: { fromSystem: 'shopify', toSystem: 'ogoship' } }, ['#1022', '#1037']],
	['another system it comes from', { filters: { fromSystem: 'ogoship' } }, []],
	['another system it goes to', { filters: { toSystem: 'unleashed' } }, []],
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

// ------------------------------------------------------------------ what is remembered

it.each<[string, IDataObject, string[]]>([
	['nothing', {}, ['#1005', '#1022', '#1037']],
	['one state', { filters: { states: ['done'] } }, ['#1005']],
	['two states', { filters: { states: ['rejected', 'done'] } }, ['#1005', '#1022', '#1037']],
	['a state nothing is in', { filters: { states: ['dismissed'] } }, []],
	['a state that does not exist', { filters: { states: ["' OR 1=1 --"] } }, []],
	['states that are no list', { filters: { states: 'done' } }, ['#1005', '#1022', '#1037']],
	['no states', { filters: { states: [] } }, ['#1005', '#1022', '#1037']],
	['a number and a state', { numbers: '1005, 1022', filters: { states: ['done'] } }, ['#1005']],
	['another kind', { filters: { kind: 'shipment' } }, []],
	['an account', { filters: { account: 'shopify:demo-tableware.myshopify.com', states: ['done'] } }, ['#1005']],
	['another account', { filters: { account: 'shopify:other.myshopify.com' } }, []],
	['a limit', { limit: 2 }, ['#1005', '#1022']],
])('Get Facts filters by %s', async (_, parameters, expected) => {
	await desk.send(stuck);
	expect(numbersOf(successes(await desk.ledger({ operation: 'getFacts', ...parameters })))).toEqual(expected);
});

it('offers every kind of fact by a plain name, in alphabetical order', async () => {
	const { description } = (await loadPackage()).getNode('ledger').type as INodeType;
	const filters = description.properties.find(({ name }) => name === 'filters')!.options as INodeProperties[];
	const kinds = filters.find(({ name }) => name === 'kind')!.options as INodePropertyOptions[];
	expect(kinds.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['Cancellation', 'Inbound Delivery', 'List of Tags', 'Order', 'Shipment', 'Stock Level']),
	);
	expect(kinds.map(({ name }) => name)).toEqual(kinds.map(({ name }) => name).sort((a, b) => a.localeCompare(b)));
	expect(kinds.map(({ value }) => value)).toEqual(expect.arrayContaining(['cancellation', 'inbound', 'tags']));
});

const timeline = async (key: unknown, run: object = {}) =>
	await desk.ledger({ operation: 'getTimeline', key: key as string }, run);
const eventsOf = (items: readonly IDataObject[]) =>
	items.map(({ event, of, number, state }) => [of, number, event, state]);

it('tells what happened to an order, event by event', async () => {
	await desk.send(stuck);
	await desk.ledger({ operation: 'retry', numbers: '1022' });
	await desk.send(stuck);
	await desk.ledger({ operation: 'dismiss', numbers: '1022', by: 'Aino', reason: 'Sent by hand' });
	const told = successes(await timeline('1022'));
	expect(eventsOf(told)).toEqual(
		[
			'Taken up',
			'Could not go through',
			'Made due at once by hand',
			'Taken up again (attempt 2)',
			'Could not go through',
			'Taken off the list by Aino',
		].map((event) => ['order', '#1022', event, 'dismissed']),
	);
	expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
	expect(told[1]).toMatchObject({
		kind: 'timelineEvent',
		at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		from: 'shopify:demo-tableware.myshopify.com',
		to: expect.stringMatching(/^ogoship:/),
		problem: { code: 'UNKNOWN_SKU', message: expect.stringMatching(/#1022 was not sent/) },
		origin: { system: 'shopify', number: '#1022' },
	});
	// The last telling of a problem says what was wrong with it in particular; history keeps the code alone.
	expect(told.at(-1)!.problem).toMatchObject({ message: expect.stringContaining('VASE-NEW') });
	expect(JSON.stringify(told)).not.toMatch(/undefined|\[object/);
});

it('finds an order by its reference and by its id at either end, with its number there', async () => {
	await desk.send(stuck);
	const [sent] = successes(await timeline('#1005'));
	expect(sent).toMatchObject({ event: 'Taken up', state: 'done', target: 'SHOP-1005', problem: null });
	const expected = [
		['order', '#1005', 'Taken up', 'done'],
		['order', '#1005', 'Created there', 'done'],
	];
	for (const key of ['#1005', '1005', ' SHOP-1005 ', (sent!.origin as IDataObject).id])
		expect(eventsOf(successes(await timeline(key)))).toEqual(expected);
});

it.each<[string, string]>([
	['the beginning of a number', '100'],
	['a wildcard', '%'],
	['a query', "' OR 1=1 --"],
	['an animal', '🦊'],
	['ten thousand letters', 'x'.repeat(10_000)],
])('says that it knows nothing of %s', async (_, key) => {
	await desk.send(stuck);
	const answer = await timeline(key);
	expect(successes(answer)).toEqual([]);
	expect(answer.hints).toEqual([expect.stringContaining('knows nothing of')]);
});

it('tells each item’s record, and of an item without a number that it has none', async () => {
	await desk.send(stuck);
	const items = [{ number: '#1005' }, {}, { number: '#1022' }, { number: '#1005' }];
	const answer = await timeline('={{ $json.number }}', { items, onError: 'continueErrorOutput' });
	expect(jsonOf(answer.outputs[0]).map(({ number }) => number)).toEqual(['#1005', '#1005', '#1022', '#1022']);
	expect(jsonOf(answer.outputs[1])).toMatchObject([{ error: { code: 'SETUP_PARAMETER' } }]);
});

// ------------------------------------------------------------------ what is old

const purge = async (parameters: IDataObject = {}, run: object = {}) =>
	await desk.ledger({ operation: 'purge', ...parameters }, run);
const DAY_MS = 24 * 60 * 60_000;

it('counts what is settled and old, removes it only when told so, and never an open problem', async () => {
	await desk.send(stuck);
	await desk.ledger({ operation: 'dismiss', numbers: '1022', by: 'Aino', reason: 'Sent by hand' });
	const nothing = { kind: 'purge', preview: true, facts: 0, history: 0, olderThanDays: 180 };
	expect(successes(await purge())).toEqual([nothing]);
	age(ledgerFile(desk.folder), 181 * DAY_MS);
	// The orders themselves were changed in the shop just now: a sweep would still ask for them.
	expect(successes(await purge())).toEqual([nothing]);
	forgetUpdatedAt(ledgerFile(desk.folder));
	const counted = { kind: 'purge', preview: true, facts: 2, history: 5, olderThanDays: 180 };
	expect(successes(await purge())).toEqual([counted]);
	expect(successes(await purge({ filters: { kind: 'shipment' } }))).toMatchObject([{ facts: 0 }]);
	expect(successes(await purge({ filters: { account: 'shopify:other.myshopify.com' } }))).toMatchObject([{ facts: 0 }]);
	expect(successes(await purge({ previewOnly: false }))).toEqual([{ ...counted, preview: false }]);
	const left = successes(await desk.ledger({ operation: 'getFacts' }));
	expect(numbersOf(left)).toEqual(['#1037']);
	expect(numbersOf(await problems())).toEqual(['#1037']);
	expect(successes(await timeline('1022'))).toEqual([]);
});

it.each<[string, unknown]>([
	['less than a sweep may look back', 29],
	['nothing', 0],
	['below nothing', -180],
	['a word', 'half a year'],
	['an empty text', ''],
	['no number', '={{ NaN }}'],
	['without an end', '={{ Infinity }}'],
	['a list', '={{ [180] }}'],
])('purges nothing when the age is %s', async (_, olderThanDays) => {
	await desk.send(stuck);
	age(ledgerFile(desk.folder), 999 * DAY_MS);
	forgetUpdatedAt(ledgerFile(desk.folder));
	const parameters = { olderThanDays: olderThanDays as number, previewOnly: false };
	const answer = await purge(parameters, { onError: 'continueErrorOutput' });
	expect(answer.outputs[0]).toEqual([]);
	expect(jsonOf(answer.outputs[1])).toMatchObject([
		{ error: { code: 'SETUP_PARAMETER', message: expect.stringContaining('Older Than (Days)') } },
	]);
	expect(successes(await desk.ledger({ operation: 'getFacts' }))).toHaveLength(3);
});

it('does nothing for an operation that does not exist', async () => {
	await desk.send(stuck);
	const parameters = { operation: '={{ "constructor" }}', by: 'Aino', reason: 'Sent by hand' };
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
