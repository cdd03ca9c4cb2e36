/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../../core/model/order';
import type { FaultKind } from '../../sandbox/kit';
import { asked, BOOK_ORDER, openBooks, ordersAt, stateOf, stockAt, type Books } from '../support/books';
import type { Options } from '../support/desk';
import { codesOf, outcomesOf, reasonsOf, shopOrder, type Answered } from '../support/warehouse';

/*
 * Order: Complete and Order: Cancel in Unleashed, where a completed order has left the shelf and a cancelled one is deleted.
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

const order = (changes: Partial<Order> = {}, number = '#7001') => shopOrder(number, changes);
const fulfilled = (number = '#7001') =>
	order({ fulfillmentStatus: 'fulfilled', updatedAt: '2026-11-22T12:00:00.000Z' }, number);
const cancelled = (number = '#7001') =>
	order(
		{ status: 'cancelled', cancelledAt: '2026-11-22T12:00:00.000Z', updatedAt: '2026-11-22T12:00:00.000Z' },
		number,
	);
const book = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...BOOK_ORDER, ...more }, items);
const COMPLETE = { resource: 'order', operation: 'complete', numberPrefix: 'SHOP-' };
const CANCEL = { resource: 'order', operation: 'cancel', numberPrefix: 'SHOP-' };
const run = async (parameters: IDataObject, items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...parameters, ...more }, items);
const statusOf = (number = 'SHOP-7001') => ordersAt(books, number)[0]?.status;
const onHand = (code: string) => stockAt(books, code)?.onHand;
/** Where the order is looked for, by its number. */
const LOOK = 'salesOrdersList';

// ------------------------------------------------------------------ Complete

it('completes what has left: the goods go from the shelf, a shipment and an invoice are made', async () => {
	await book([order()]);
	const before = onHand('MUG-BLUE')!;
	let answer: Answered | undefined;
	const work = await asked(books, async () => (answer = await run(COMPLETE, [fulfilled()])));
	expect([outcomesOf(answer!), answer!.problems]).toEqual([['updated'], []]);
	expect(work).toEqual([LOOK, 'salesOrdersComplete']);
	expect(statusOf()).toBe('Completed');
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ onHand: before - 2, allocated: 0 });
	expect(stateOf(books).invoices.filter(({ orderNumber }) => orderNumber === 'SHOP-7001')).toHaveLength(1);
	expect(stateOf(books).shipments.filter(({ orderNumber }) => orderNumber === 'SHOP-7001')).toMatchObject([
		{ status: 'Dispatched' },
	]);
});

it('completes once, however often it runs, with the ledger and without', async () => {
	await book([order()]);
	await run(COMPLETE, [fulfilled()]);
	expect(await asked(books, async () => await run(COMPLETE, [fulfilled()]))).toEqual([]);
	const again = await run(COMPLETE, [fulfilled()], { ledger: 'off' });
	expect(outcomesOf(again)).toEqual(['unchanged']);
	expect(stateOf(books).invoices.filter(({ orderNumber }) => orderNumber === 'SHOP-7001')).toHaveLength(1);
});

it('previews and holds without a write', async () => {
	await book([order(), order({}, '#7002'), order({}, '#7004')]);
	const preview = await run(COMPLETE, [fulfilled()], { previewOnly: true });
	expect(preview.results).toMatchObject([
		{ preview: { would: 'update', changes: [{ field: 'OrderStatus', before: 'Placed', after: 'Completed' }] } },
	]);
	const held = await run(COMPLETE, [order({}, '#7002'), cancelled('#7004'), fulfilled('#7003')]);
	expect(reasonsOf(held)).toEqual(['HELD_NOT_FULFILLED', 'HELD_CANCELLED', 'NOTHING_TO_COMPLETE']);
	expect([statusOf(), statusOf('SHOP-7002')]).toEqual(['Placed', 'Placed']);
});

it('completes at once where it need not be fulfilled, and an order that was read from Unleashed', async () => {
	await book([order(), order({}, '#7002')], { newStatus: 'Parked' });
	const loose = await run(COMPLETE, [order()], { orderOptions: { onlyFulfilled: false } });
	expect(outcomesOf(loose)).toEqual(['updated']);
	const { results } = await books.run({ resource: 'order', operation: 'get', idFrom: 'id', id: 'SHOP-7002' });
	expect(outcomesOf(await run(COMPLETE, results))).toEqual(['updated']);
	expect([statusOf(), statusOf('SHOP-7002')]).toEqual(['Completed', 'Completed']);
});

it('says why an order is not completed, and completes the others', async () => {
	await book([order(), order({}, '#7002'), order({}, '#7003')]);
	await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
	await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 3 });
	const answer = await run(COMPLETE, [fulfilled(), fulfilled('#7002'), fulfilled('#7003')]);
	expect(codesOf(answer)).toEqual(['COMPLETE_TOO_LATE', 'REFUSED']);
	expect(outcomesOf(answer)).toEqual(['updated']);
});

it.each(['found', 'hidden'])('says that an order is deleted that its number leaves %s', async (deletedByNumber) => {
	await useBooks({ deletedByNumber });
	await book([order()]);
	await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
	expect(codesOf(await run(COMPLETE, [fulfilled()]))).toEqual(['COMPLETE_TOO_LATE']);
});

const LOST: readonly FaultKind[] = ['resetAfterCommit', 'timeoutAfterCommit', 'malformedBody'];

it.each(LOST)('completes once after %s', async (kind) => {
	await book([order()]);
	books.sandbox.addFault({ kind, operation: 'salesOrdersComplete' });
	const answer = await books.run(COMPLETE, [fulfilled()], { timeoutMs: 500 });
	expect([outcomesOf(answer), answer.problems]).toEqual([['updated'], []]);
	expect(stateOf(books).invoices.filter(({ orderNumber }) => orderNumber === 'SHOP-7001')).toHaveLength(1);
});

// ------------------------------------------------------------------ Cancel

it('deletes an order that was cancelled, and gives its goods back', async () => {
	await book([order()]);
	let answer: Answered | undefined;
	const work = await asked(books, async () => (answer = await run(CANCEL, [cancelled()])));
	expect([outcomesOf(answer!), answer!.problems]).toEqual([['updated'], []]);
	expect(work).toEqual([LOOK, 'salesOrdersDelete']);
	expect(statusOf()).toBe('Deleted');
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ allocated: 0 });
	expect(await asked(books, async () => await run(CANCEL, [cancelled()]))).toEqual([]);
});

it.each(['found', 'hidden'])(
	'is done with an order that is deleted already, and by its number %s',
	async (deletedByNumber) => {
		await useBooks({ deletedByNumber });
		await book([order()]);
		await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
		const answer = await run(CANCEL, [cancelled()]);
		expect([outcomesOf(answer), answer.problems]).toEqual([['unchanged'], []]);
		expect(statusOf()).toBe('Deleted');
	},
);

it.each(['found', 'hidden'])(
	'deletes once where the answer is lost, nothing can be read after it, and a deleted order is %s',
	async (deletedByNumber) => {
		await useBooks({ deletedByNumber });
		await book([order()]);
		books.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'salesOrdersDelete' });
		books.sandbox.addFault({ kind: 'reset', operation: 'salesOrdersRead', times: 9 });
		expect(codesOf(await run(CANCEL, [cancelled()]))).toEqual(['REFUSED']);
		books.sandbox.clearFaults();
		await books.openAgain();
		expect(outcomesOf(await run(CANCEL, [cancelled()]))).toEqual(['unchanged']);
		expect(statusOf()).toBe('Deleted');
	},
);

it.each([
	['completed', fulfilled, COMPLETE, 'Completed'],
	['cancelled', cancelled, CANCEL, 'Deleted'],
] as const)('is %s under its GUID where people gave it another number', async (_, changed, how, status) => {
	await book([order()]);
	await books.sandbox.change('setOrderNumber', { orderNumber: 'SHOP-7001', to: 'BY-HAND-1' });
	expect(outcomesOf(await run(how, [changed()]))).toEqual(['updated']);
	expect(statusOf('BY-HAND-1')).toBe(status);
});

it('says that a completed order is too late, and that one that was not cancelled is held', async () => {
	await book([order(), order({}, '#7002')]);
	await books.sandbox.change('completeOrder', { orderNumber: 'SHOP-7001' });
	const answer = await run(CANCEL, [cancelled(), order({}, '#7002')]);
	expect([codesOf(answer), reasonsOf(answer)]).toEqual([['CANCEL_TOO_LATE'], ['HELD_NOT_CANCELLED']]);
	expect([statusOf(), statusOf('SHOP-7002')]).toEqual(['Completed', 'Placed']);
});

it.each([
	['refused', 'REFUSED', 'Placed'],
	['taken', undefined, 'Deleted'],
])('tells where an order of which something has left is %s', async (deleteDispatched, code, status) => {
	await useBooks({ deleteDispatched });
	await book([order()]);
	await books.sandbox.change('ship', { orderNumber: 'SHOP-7001', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
	expect(codesOf(await run(CANCEL, [cancelled()]))).toEqual(code === undefined ? [] : [code]);
	expect(statusOf()).toBe(status);
});

it('has nothing to cancel where nothing was booked, and books nothing that is cancelled', async () => {
	expect(reasonsOf(await run(CANCEL, [cancelled()]))).toEqual(['NOTHING_TO_CANCEL']);
	expect(reasonsOf(await book([cancelled()]))).toEqual(['HELD_CANCELLED']);
	expect(ordersAt(books, 'SHOP-7001')).toEqual([]);
});

it('previews a deletion', async () => {
	await book([order()]);
	const { results } = await run(CANCEL, [cancelled()], { previewOnly: true });
	expect(results).toMatchObject([{ preview: { would: 'update', changes: [{ after: 'Deleted' }] } }]);
	expect(statusOf()).toBe('Placed');
});

it.each(LOST)('deletes once after %s', async (kind) => {
	await book([order()]);
	books.sandbox.addFault({ kind, operation: 'salesOrdersDelete' });
	const answer = await books.run(CANCEL, [cancelled()], { timeoutMs: 500 });
	// The repeat is refused, and the look that follows finds it deleted.
	expect([outcomesOf(answer), answer.problems]).toEqual([['unchanged'], []]);
	expect(statusOf()).toBe('Deleted');
});
