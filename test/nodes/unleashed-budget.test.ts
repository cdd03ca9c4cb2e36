/** @jest-environment ./test/support/jest-environment.js */
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { BOOK_ORDER, counted, openBooks, type Books } from '../support/books';
import { jsonOf } from '../support/desk';
import { askPicker, outside, runNode } from '../support/engine';
import { openTrigger } from '../support/triggers';
import { codesOf, errorOf, outcomesOf, shopOrder, type Answered } from '../support/warehouse';

/*
 * The calls of a month at Unleashed: each is counted, what matters least ends first, and Unleashed's own end of them is a
 * problem of another name. How classes slow down and end is told in call-budget.test.ts.
 */

const CHECK = { resource: 'connection', operation: 'check' };
const PRODUCTS = { resource: 'product', operation: 'getAll', returnAll: true };
const STOCK = { resource: 'stockLevel', operation: 'getAll', returnAll: true };

let books: Books;

async function open(options: Record<string, string> = {}): Promise<void> {
	books = await openBooks(options);
}

afterEach(async () => await books.close());

const asked = () => books.sandbox.journal().length;

/** What Commerce Ledger tells of accounts. */
const usages = async (storageFolder = books.folder) =>
	jsonOf((await runNode({ type: 'ledger', parameters: { operation: 'getUsage' }, storageFolder })).outputs[0]);

async function usage(): Promise<IDataObject> {
	const told = await usages();
	expect(told).toHaveLength(1);
	return told[0]!;
}

/** Calls by what they were for. */
async function byClass(): Promise<IDataObject> {
	const [day] = (await usage()).days as IDataObject[];
	return day!.classes as IDataObject;
}

/** Uses up calls that are never refused. */
async function useUp(atLeast: number): Promise<void> {
	while (asked() < atLeast) await books.run(CHECK);
}

it('counts as many calls as Unleashed does, by what they were for', async () => {
	await open();
	const counts: Array<readonly [string, number]> = [];
	const count = async (callClass: string, work: () => Promise<Answered>) => {
		const before = asked();
		expect(codesOf(await work())).toEqual([]);
		counts.push([callClass, asked() - before]);
	};
	await count('order', async () => await books.run(BOOK_ORDER, [shopOrder('#2001')]));
	await count('stock', async () => await books.run(STOCK));
	await count('fullRead', async () => await books.run(PRODUCTS));
	await count('setUp', async () => await books.run(CHECK));
	expect(await byClass()).toEqual(Object.fromEntries(counts));
	expect(counts.every(([, calls]) => calls > 0)).toBe(true);
	expect(await usage()).toMatchObject({
		account: `unleashed:${String(books.keys.apiId).toLowerCase()}`,
		used: counted(books),
	});
});

it('counts what a polling trigger and the lists to choose from ask', async () => {
	await open();
	// n8n tells triggers and pickers no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = books.folder;
	const credentials = { unleashedApi: books.keys };
	const trigger = await openTrigger({
		...{ type: 'unleashedPollTrigger', parameters: { events: ['stockChanged'] }, credentials },
		next: [{ type: 'shopify', parameters: { resource: 'stockLevel', operation: 'set' } }],
	});
	await trigger.poll();
	await trigger.close();
	await askPicker(
		{ type: 'unleashed', parameters: BOOK_ORDER, credentials, storageFolder: books.folder },
		'warehouses',
	);
	expect(counted(books)).toBe(2);
	const [told] = await usages(join(books.folder, '.n8n'));
	expect(told).toMatchObject({ used: 2, days: [{ classes: { stock: 1, setUp: 1 } }] });
});

it('refuses a full read before anything is sent, says so, and lets orders go', async () => {
	await open();
	books.keys.monthlyAllowance = '20';
	await useUp(12);
	const before = asked();
	const refused = await books.run(PRODUCTS);
	expect(codesOf(refused)).toEqual(['SETUP_BUDGET']);
	expect(errorOf(refused.problems[0]!).message).toMatch(
		/^Unleashed Inventory was not asked: \d+ of the 20 calls that account unleashed:\S+ has this month are used/,
	);
	expect(asked()).toBe(before);
	expect(outcomesOf(await books.run(BOOK_ORDER, [shopOrder('#2002')]))).toEqual(['created']);
	const [{ callBudget } = {}] = (await books.run(CHECK)).results;
	expect(callBudget).toMatchObject({ used: counted(books), allowance: 20 });
});

it.each(['forbidden', 'tooMany'])(
	'tells the end of the month at Unleashed (%s) from its own, asks no further, and sends the order afterwards',
	async (quotaAnswer) => {
		await open({ quotaAnswer });
		books.keys.monthlyAllowance = '20000';
		await books.sandbox.change('setQuota', { used: 20_000 });
		expect(codesOf(await books.run(BOOK_ORDER, [shopOrder('#2003')]))).toEqual(['SETUP_QUOTA']);
		// The order itself and what another connector would have made of it are looked for side by side.
		expect(asked()).toBe(2);
		const [checked] = (await books.run(CHECK)).results;
		expect(checked).toMatchObject({ ok: false, calls: 1, callBudget: { used: 3, allowance: 20_000 } });
		expect(JSON.stringify(checked!.remarks)).toContain('The calls of this month are used up');
		await books.sandbox.change('buyCalls', { calls: 100 });
		await books.openAgain();
		expect(outcomesOf(await books.run(BOOK_ORDER, [shopOrder('#2003')]))).toEqual(['created']);
	},
);

it('takes no allowance that is none, and without one counts and holds nothing back', async () => {
	await open();
	books.keys.monthlyAllowance = '20,000';
	const wrong = await books.run(PRODUCTS);
	expect(codesOf(wrong)).toEqual(['SETUP_ALLOWANCE']);
	expect(errorOf(wrong.problems[0]!).message).toContain('Monthly Call Allowance');
	expect(asked()).toBe(0);
	books.keys.monthlyAllowance = '';
	expect(codesOf(await books.run(PRODUCTS))).toEqual([]);
	expect(await usage()).toMatchObject({ used: counted(books), allowance: null });
});

it('counts nothing with the ledger off', async () => {
	await open();
	expect(codesOf(await books.run({ ...PRODUCTS, ledger: 'off' }))).toEqual([]);
	expect(await usages()).toEqual([]);
});
