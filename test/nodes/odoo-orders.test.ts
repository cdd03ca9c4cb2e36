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

/** A hundred orders of customers who have bought before. */
async function ordersOfRegulars() {
	const first = orders(HUNDRED);
	await send(first);
	return first.map(({ customer, shipTo }) => orderOf(shelf, { customer, shipTo }));
}
const operationsOf = (calls: Awaited<ReturnType<typeof send>>['calls']) => calls.map(({ operation }) => operation);

it('writes a hundred orders of known customers in ten calls, all calls counted', async () => {
	const { answer, calls } = await send(await ordersOfRegulars());
	expect([answer.problems, outcomesOf(answer).length]).toEqual([[], HUNDRED]);
	expect(operationsOf(calls)).toEqual([
		...['account.tax.web_search_read', 'sale.order.line.fields_get'],
		...['sale.order.search_read', 'product.product.search_read', 'res.partner.search_read'],
		...['sale.order.load', 'sale.order.search_read'],
		...['sale.order.action_confirm', 'sale.order.load', 'sale.order.search_read'],
	]);
});

it('needs three calls more over JSON-RPC: to sign in, and for the company', async () => {
	await books.closeAll();
	books = await openSandboxBooks('jsonRpc', { version: '18' });
	shelf = await stockUp(books);
	const { answer, calls } = await send(await ordersOfRegulars());
	expect([answer.problems, outcomesOf(answer).length]).toEqual([[], HUNDRED]);
	expect(calls.length).toBe(10 + 3);
});

it('writes every further hundred of a run in seven calls', async () => {
	const items = [...(await ordersOfRegulars()), ...(await ordersOfRegulars())];
	expect((await send(items)).calls.length).toBe(10 + 7);
});

it('needs four calls more for a hundred customers whom Odoo does not know', async () => {
	const { answer, calls } = await send(orders(HUNDRED));
	expect([answer.problems, outcomesOf(answer).length]).toEqual([[], HUNDRED]);
	expect(calls.length).toBe(10 + 4);
});

it('asks for each order alone only where nobody remembers, and none of them is found', async () => {
	const alone = async (more: IDataObject) =>
		operationsOf((await send(orders(3), more)).calls).filter((name) => name.endsWith('check_object_reference')).length;
	expect([await alone({}), await alone({ ledger: 'off' }), await alone({ previewOnly: true })]).toEqual([0, 3, 3]);
});

it('finds one bad order among a hundred, and writes all others, in twenty-four calls', async () => {
	// What the node cannot know to be wrong: a field of the operator's own.
	const items = (await ordersOfRegulars()).map((order, at) => ({
		...order,
		promised: at === 41 ? 'soon' : '2026-12-01 08:00:00',
	}));
	const row = [{ field: 'commitment_date', value: '={{ $json.promised }}' }];
	const { answer, calls } = await send(items, { orderOptions: { customFields: { row } } });
	expect([codesOf(answer), outcomesOf(answer).length]).toEqual([['REFUSED'], HUNDRED - 1]);
	expect(calls.length).toBe(10 + 14);
});
