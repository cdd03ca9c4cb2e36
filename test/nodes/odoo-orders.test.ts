/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { openSandboxBooks, type SandboxBooks } from '../support/odoo-books';
import { orderOf, sending, stockUp, type Shelf } from '../support/books-suite';
import { codesOf, outcomesOf } from '../support/warehouse';

/*
 * What only the sandbox can show of orders at Odoo: how many calls they take, and what becomes of them when Odoo does not
 * answer.
 */

let books: SandboxBooks;
let shelf: Shelf;
beforeEach(async () => {
	books = await openSandboxBooks();
	shelf = await stockUp(books);
});
afterEach(async () => await books.closeAll());

const HUNDRED = 100;
const orders = (count: number) => Array.from({ length: count }, () => orderOf(shelf));
const send = async (items: readonly object[], more: IDataObject = {}) => {
	const before = books.sandbox.journal().length;
	const answer = await books.run({ ...sending(shelf), ...more }, JSON.parse(JSON.stringify(items)) as IDataObject[]);
	return { answer, calls: books.sandbox.journal().slice(before) };
};
const WRITES = /\.(load|create|write|action_\w+)$/;
const written = (calls: Awaited<ReturnType<typeof send>>['calls']) =>
	calls.filter(({ operation }) => WRITES.test(operation));

it('writes a hundred orders in ten calls', async () => {
	const { answer, calls } = await send(orders(HUNDRED));
	expect([answer.problems, outcomesOf(answer).length]).toEqual([[], HUNDRED]);
	expect(written(calls).length).toBeLessThanOrEqual(HUNDRED * 0.1);
	// An external id is looked up in a call of its own (observed): one for the order, one for its customer.
	expect(calls.length - written(calls).length).toBeLessThanOrEqual(HUNDRED * 2 + 40);
});

it('finds one bad order among a hundred, and writes all others', async () => {
	// What the node cannot know to be wrong: a field of the operator's own.
	const items = orders(HUNDRED).map((order, at) => ({
		...order,
		promised: at === 41 ? 'soon' : '2026-12-01 08:00:00',
	}));
	const row = [{ field: 'commitment_date', value: '={{ $json.promised }}' }];
	const { answer, calls } = await send(items, { orderOptions: { customFields: { row } } });
	expect([codesOf(answer), outcomesOf(answer).length]).toEqual([['REFUSED'], HUNDRED - 1]);
	expect(written(calls).length).toBeLessThanOrEqual(HUNDRED * 0.3);
});
