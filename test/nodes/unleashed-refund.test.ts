/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { sum } from '../../core/model/money';
import type { Order } from '../../core/model/order';
import { refundSchema, type Refund, type RefundLine } from '../../core/model/refund';
import type { FaultKind } from '../../sandbox/kit';
import { asked, BOOK_ORDER, openBooks, ordersAt, stateOf, stockAt, type Books } from '../support/books';
import { calls } from '../support/desk';
import { codesOf, outcomesOf, reasonsOf, shopOrder, type Answered } from '../support/warehouse';

/*
 * Refund: Create and Refund: Get and Get Many in Unleashed: a refund is credited once, at whatever stage its order is, and
 * what is credited is what was given back.
 */

let books: Books;

beforeEach(async () => {
	books = await openBooks();
	await books.run(BOOK_ORDER, [shopOrder('#7001')]);
});

afterEach(async () => {
	await books.close();
});

/** One of two blue mugs: 7.97 and 2.03 tax of an order of 37.40. */
const mug = (more: Partial<RefundLine> = {}): RefundLine => ({
	id: 'R1',
	orderLineId: 'L1',
	sku: 'MUG-BLUE',
	title: 'Blue mug',
	quantity: 1,
	restock: 'returned',
	...{ net: '7.97', tax: '2.03', gross: '10.00', taxRate: '0.255' },
	...more,
});

function refund(changes: Partial<Refund> = {}, id = 77): IDataObject {
	const account = 'demo.example.com';
	const record: Refund = {
		kind: 'refund',
		origin: { system: 'shop', account, id: `gid://shop/Refund/${id}`, seenAt: new Date().toISOString() },
		number: `#7001-R${id}`,
		order: { system: 'shop', account, id: 'gid://shop/Order/7001', number: '#7001' },
		orderTotalLeft: '27.40',
		status: 'settled',
		createdAt: new Date().toISOString(),
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [mug()],
		totals: { net: '7.97', tax: '2.03', gross: '10.00', refunded: '10.00', open: '0' },
		transactions: [{ kind: 'refund', status: 'success', amount: '10.00' }],
		...changes,
	};
	expect(refundSchema.safeParse(record).error?.issues ?? []).toEqual([]);
	return JSON.parse(JSON.stringify(record)) as IDataObject;
}

const CREDIT = {
	resource: 'refund',
	operation: 'create',
	numberPrefix: 'SHOP-',
	baseCurrency: 'EUR',
	creditStatus: 'Completed',
	creditProducts: { delivery: 'FREIGHT', duties: 'DUTIES', adjustment: 'GOODWILL', rounding: 'ROUNDING' },
};

interface Credit {
	readonly status: string;
	readonly customer: string;
	readonly warehouse: string;
	readonly comments: string;
	readonly lines: ReadonlyArray<{ code: string; quantity: number; total: number; tax: number; returnToStock: boolean }>;
}

const credit = async (items: readonly IDataObject[] = [refund()], more: IDataObject = {}) =>
	await books.run({ ...CREDIT, ...more }, items);
const credits = () => stateOf(books).credits as unknown as Credit[];
const comesTo = ({ lines }: Credit) => sum(lines.flatMap(({ total, tax }) => [String(total), String(tax)]));
const change = async (name: string, more: IDataObject = {}) =>
	await books.sandbox.change(name, { orderNumber: 'SHOP-7001', ...more });
const complete = async () => await change('completeOrder');
const onHand = (code = 'MUG-BLUE') => stockAt(books, code)!.onHand;

// ------------------------------------------------------------------ what is credited

it('credits the customer of the order with what came back, to the cent, and puts it on the shelf', async () => {
	await complete();
	const before = onHand();
	const answer = await credit();
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	expect(credits()).toMatchObject([
		{
			...{ status: 'Completed', customer: 'WEB-SHOP', warehouse: 'MAIN' },
			comments: 'Refund #7001-R77 of order SHOP-7001 in EUR [shop:77]',
			lines: [{ code: 'MUG-BLUE', quantity: 1, total: 7.97, tax: 2.03, returnToStock: true }],
		},
	]);
	expect(onHand()).toBe(before + 1);
});

it.each<[Refund['lines'][number]['restock'], number]>([
	['returned', 1],
	['restocked', 1],
	['cancelled', 1],
	['none', 0],
	[null, 0],
])('puts goods of the word %s back on the shelf: %d', async (restock, back) => {
	await complete();
	const before = onHand();
	expect(outcomesOf(await credit([refund({ lines: [mug({ restock })] })]))).toEqual(['created']);
	expect(onHand() - before).toBe(back);
});

it('guesses nothing of a word for goods that it does not know', async () => {
	await complete();
	const odd = refund({ lines: [mug({ restock: 'unmapped:LOST' })] });
	const answer = await credit([odd]);
	expect(codesOf(answer)).toEqual(['STATUS_UNKNOWN']);
	expect(JSON.stringify(answer.problems)).toContain('LOST');
	expect(credits()).toEqual([]);
});

it('credits delivery, duties and good will under products of their own, and comes to what was refunded', async () => {
	await complete();
	const whole = refund({
		orderTotalLeft: '20.50',
		shipping: [{ net: '3.90', tax: '1.00', gross: '4.90' }],
		duties: [{ gross: '2.00' }],
		adjustments: [{ reason: 'REFUND_DISCREPANCY', net: '-1.50', tax: '0', gross: '-1.50' }],
		totals: { gross: '15.40', refunded: '15.40', open: '0' },
	});
	const answer = await credit([whole]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	const [made] = credits();
	expect(made!.lines.map(({ code, total, tax, returnToStock }) => [code, total, tax, returnToStock])).toEqual([
		['MUG-BLUE', 7.97, 2.03, true],
		['FREIGHT', 3.9, 1, false],
		['DUTIES', 2, 0, false],
		['GOODWILL', -1.5, 0, false],
	]);
	expect(comesTo(made!)).toBe('15.4');
});

it('credits money for goods that stay with the customer, and puts none of them back', async () => {
	await complete();
	const before = onHand();
	expect(outcomesOf(await credit([refund({ lines: [mug({ quantity: 0, restock: 'none' })] })]))).toEqual(['created']);
	expect(credits()).toMatchObject([{ lines: [{ code: 'MUG-BLUE', quantity: 1, total: 7.97, returnToStock: false }] }]);
	expect(onHand()).toBe(before);
});

it('credits the cent by which a tax was rounded, and no more than that', async () => {
	await complete();
	const cent = refund({ orderTotalLeft: '27.39', totals: { gross: '10.01', refunded: '10.01' } });
	const more = refund({ totals: { gross: '12.00', refunded: '12.00' } }, 78);
	const answer = await credit([cent, more]);
	expect([outcomesOf(answer), codesOf(answer)]).toEqual([['created'], ['TOTALS_DIFFER']]);
	expect(credits()[0]!.lines.map(({ code, total }) => [code, total])).toEqual([
		['MUG-BLUE', 7.97],
		['ROUNDING', 0.01],
	]);
});

it.each<[string, Partial<Refund>, IDataObject, string, string]>([
	['delivery', { shipping: [{ gross: '4.90', tax: '1.00' }], lines: [] }, { creditProducts: {} }, 'delivery', '3.9'],
	[
		'duties',
		{ duties: [{ gross: '4.90' }], lines: [] },
		{ creditProducts: { adjustment: 'GOODWILL' } },
		'duties',
		'4.9',
	],
	['goods without a SKU', { lines: [mug({ sku: null, net: '4.90', tax: '0' })] }, {}, 'Blue mug', '4.9'],
])('says for which part a product is missing: %s', async (_, changes, more, what, amount) => {
	await complete();
	const answer = await credit([refund({ ...changes, totals: { gross: '4.90', refunded: '4.90' } })], more);
	expect(codesOf(answer)).toEqual(['CHARGE_PRODUCT_MISSING']);
	expect(JSON.stringify(answer.problems)).toContain(what);
	expect(JSON.stringify(answer.problems)).toContain(amount);
	expect(credits()).toEqual([]);
});

it('credits an order in parts, each refund once, until nothing is left of it', async () => {
	await complete();
	const [first, rest] = [
		refund({}, 1),
		refund(
			{
				orderTotalLeft: '0',
				lines: [mug(), mug({ sku: 'MUG-WHITE', net: '9.96', tax: '2.54', gross: '12.50' })],
				shipping: [{ net: '3.90', tax: '1.00', gross: '4.90' }],
				totals: { gross: '27.40', refunded: '27.40' },
			},
			2,
		),
	];
	expect(outcomesOf(await credit([first]))).toEqual(['created']);
	// The shop says of both what is left after all of them.
	expect(outcomesOf(await credit([{ ...first, orderTotalLeft: '0' }, rest]))).toEqual(['unchanged', 'created']);
	expect(sum(credits().map(comesTo))).toBe('37.4');
});

it('credits a delivery that was given back by itself, whose tax is rounded', async () => {
	await complete();
	const delivery = refund({
		orderTotalLeft: '32.50',
		lines: [],
		shipping: [{ title: 'Home delivery', net: '3.90', tax: '1.00', gross: '4.90' }],
		totals: { net: '3.90', tax: '1.00', gross: '4.90', refunded: '4.90' },
	});
	const answer = await credit([delivery]);
	expect([outcomesOf(answer), codesOf(answer)]).toEqual([['created'], []]);
	expect(credits()).toMatchObject([{ lines: [{ code: 'FREIGHT', total: 3.9, tax: 1 }] }]);
});

// ------------------------------------------------------------------ once

it('makes nothing in a second run, and asks nothing', async () => {
	await complete();
	await credit();
	const before = books.sandbox.journal().length;
	expect(outcomesOf(await credit())).toEqual(['unchanged']);
	expect(books.sandbox.journal()).toHaveLength(before);
});

it('finds its credit note without a ledger, and makes no other', async () => {
	await complete();
	await credit([refund({ note: 'Too blue; "really" [shop:78]' })]);
	expect(outcomesOf(await credit(undefined, { ledger: 'off' }))).toEqual(['unchanged']);
	// One that only begins with the same number is another.
	expect(outcomesOf(await credit([refund({}, 7)], { ledger: 'off' }))).toEqual(['created']);
	expect(credits()).toHaveLength(2);
});

it('finds it again however long the note is that people wrote', async () => {
	await complete();
	expect(outcomesOf(await credit([refund({ note: 'x'.repeat(5000) })]))).toEqual(['created']);
	expect(outcomesOf(await credit(undefined, { ledger: 'off' }))).toEqual(['unchanged']);
	expect(credits()).toHaveLength(1);
});

it('previews a credit note and makes none', async () => {
	await complete();
	const answer = await credit(undefined, { previewOnly: true });
	expect(answer.results).toMatchObject([
		{ outcome: 'preview', preview: { would: 'create', after: { orderNumber: 'SHOP-7001', total: '10' } } },
	]);
	expect(credits()).toEqual([]);
});

const LOST: readonly FaultKind[] = ['resetAfterCommit', 'timeoutAfterCommit', 'malformedBody'];

it.each(LOST)('makes one credit note where the answer was lost by %s', async (kind) => {
	await complete();
	books.sandbox.addFault({ kind, operation: 'creditNotesCreate' });
	await books.run({ ...CREDIT, creditStatus: 'Parked' }, [refund()], { timeoutMs: 500 });
	await books.openAgain();
	const again = await credit(undefined, { creditStatus: 'Parked' });
	expect(again.problems).toEqual([]);
	expect(credits()).toHaveLength(1);
});

it.each(LOST)('completes a credit note once where the answer was lost by %s', async (kind) => {
	await complete();
	const before = onHand();
	books.sandbox.addFault({ kind, operation: 'creditNotesComplete' });
	await books.run(CREDIT, [refund()], { timeoutMs: 500 });
	await books.openAgain();
	expect(outcomesOf(await credit())).toEqual(['unchanged']);
	expect(credits()).toMatchObject([{ status: 'Completed' }]);
	expect(onHand()).toBe(before + 1);
});

it.each(LOST)('completes a credit note whose making was answered by nobody: %s', async (kind) => {
	await complete();
	books.sandbox.addFault({ kind, operation: 'creditNotesCreate' });
	const { results } = await books.run(CREDIT, [refund()], { timeoutMs: 500 });
	await books.openAgain();
	// A run that says it was created says that it is what it was to be.
	if (results.length > 0) expect(credits()).toMatchObject([{ status: 'Completed' }]);
	expect((await credit()).problems).toEqual([]);
	expect(credits()).toMatchObject([{ status: 'Completed' }]);
});

it('leaves a credit note Parked for people, and the shelf as it is', async () => {
	await complete();
	const before = onHand();
	expect(outcomesOf(await credit(undefined, { creditStatus: 'Parked' }))).toEqual(['created']);
	expect(credits()).toMatchObject([{ status: 'Parked' }]);
	expect(onHand()).toBe(before);
	expect(calls(books.sandbox, 'creditNotesComplete')).toEqual([]);
});

// ------------------------------------------------------------------ at every stage of the order

const status = (word: string) => async () => await change('setOrderStatus', { status: word });
const gone = async () => await change('deleteOrder');
const nothing = async () => await Promise.resolve();

it.each<[string, () => Promise<unknown>, IDataObject, string]>([
	['Parked', status('Parked'), {}, 'REFUND_WAITS'],
	['Placed', nothing, {}, 'REFUND_WAITS'],
	['Backordered', status('Backordered'), {}, 'REFUND_WAITS'],
	['Placed, credited at once', nothing, { openOrders: 'credit' }, 'created'],
	['Completed', complete, {}, 'created'],
	['Deleted', gone, {}, 'ORDER_CANCELLED'],
])('meets an order that is %s', async (_, before, more, expected) => {
	await before();
	const answer = await credit(undefined, more);
	expect([...reasonsOf(answer), ...codesOf(answer), ...outcomesOf(answer)]).toContain(expected);
	expect(credits()).toHaveLength(expected === 'created' ? 1 : 0);
});

it('says that there is no such order', async () => {
	expect(codesOf(await credit([refund({ order: { number: '#7999' } })]))).toEqual(['ORDER_NOT_FOUND']);
	expect(codesOf(await credit([refund({ order: null }, 78)]))).toEqual(['FIELD_INVALID']);
	expect(credits()).toEqual([]);
});

it('needs no credit note where everything was given back and the order never stood there', async () => {
	const never = { order: { number: '#7999', id: 'gid://shop/Order/7999' }, orderTotalLeft: '0.00' };
	expect(reasonsOf(await credit([refund(never)]))).toEqual(['REFUND_IN_ORDER']);
	await gone();
	expect(reasonsOf(await credit([refund({ orderTotalLeft: '0.00' }, 78)]))).toEqual(['REFUND_IN_ORDER']);
	expect(credits()).toEqual([]);
});

it('credits an order that was given back whole and has another number there by now', async () => {
	await complete();
	const { system, account, id } = (shopOrder('#7001') as unknown as Order).origin;
	const elsewhere = {
		order: { system, account, id, number: '#7998' },
	};
	expect(outcomesOf(await credit([refund({ ...elsewhere, orderTotalLeft: '0.00' })]))).toEqual(['created']);
});

/** What the shop's order is after one blue mug was given back. */
function lowered(): IDataObject {
	const plain = shopOrder('#7001') as unknown as Order;
	const [blue, white] = plain.lines;
	return shopOrder('#7001', {
		updatedAt: '2026-11-22T12:00:00.000Z',
		paymentStatus: 'partiallyRefunded',
		lines: [{ ...blue!, currentQuantity: 1, openQuantity: 1, total: '10.00', tax: '2.03' }, white!],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '5.57' }],
		totals: { lines: '22.50', shipping: '4.90', tax: '5.57', total: '27.40', paid: '37.40', refunded: '10.00' },
	});
}

it('gives the money back once in the books: the order is lowered before it is completed, and not credited', async () => {
	expect(reasonsOf(await credit())).toEqual(['REFUND_WAITS']);
	expect(outcomesOf(await books.run(BOOK_ORDER, [lowered()]))).toEqual(['updated']);
	expect(reasonsOf(await credit())).toEqual(['REFUND_IN_ORDER']);
	await complete();
	expect((await credit(undefined, { ledger: 'off' })).problems).toEqual([]);
	expect([ordersAt(books, 'SHOP-7001'), credits()]).toMatchObject([[{ total: 27.4 }], []]);
});

it('gives the money back once in the books: the order was completed, and is credited and left alone', async () => {
	await complete();
	expect(outcomesOf(await books.run(BOOK_ORDER, [lowered()]))).toEqual(['unchanged']);
	expect(outcomesOf(await credit())).toEqual(['created']);
	expect([ordersAt(books, 'SHOP-7001'), credits().map(comesTo)]).toMatchObject([[{ total: 37.4 }], ['10']]);
});

it('credits money that belongs to no goods at once, also while the order is open', async () => {
	const goodWill = refund({
		orderTotalLeft: '37.40',
		lines: [],
		adjustments: [{ reason: 'CUSTOMER', gross: '10.00' }],
	});
	expect(outcomesOf(await credit([goodWill]))).toEqual(['created']);
	expect(credits()).toMatchObject([{ lines: [{ code: 'GOODWILL', total: 10 }] }]);
});

it('leaves it to people where a part was taken off the order and a part was not', async () => {
	await change('changeOrderLine', { sku: 'MUG-BLUE', quantity: 2, unitPrice: 6 });
	await complete();
	expect(codesOf(await credit())).toEqual(['REFUND_UNCLEAR']);
	expect(credits()).toEqual([]);
});

// ------------------------------------------------------------------ money that has not moved

it.each<[Refund['status'], string]>([
	['pending', 'HELD_REFUND_PENDING'],
	['failed', 'HELD_REFUND_FAILED'],
])('waits while the money is %s, and credits once it came through', async (word, code) => {
	await complete();
	expect(reasonsOf(await credit([refund({ status: word })]))).toEqual([code]);
	expect(credits()).toEqual([]);
	expect(outcomesOf(await credit())).toEqual(['created']);
});

it('leaves no credit note of money that was on its way and did not arrive', async () => {
	await complete();
	await credit([refund({ status: 'pending' })]);
	const totals = { gross: '10.00', refunded: '0', open: '10.00' };
	expect(reasonsOf(await credit([refund({ status: 'failed', totals })]))).toEqual(['HELD_REFUND_FAILED']);
	expect(credits()).toEqual([]);
});

it('does not credit more than was refunded', async () => {
	await complete();
	const half = refund({ totals: { gross: '10.00', refunded: '5.00', open: '5.00' } });
	expect(codesOf(await credit([half]))).toEqual(['TOTALS_DIFFER']);
	expect(credits()).toEqual([]);
});

it('credits what was taken off an order whose payment was never to be given back', async () => {
	await complete();
	const totals = { gross: '10.00', refunded: '0', open: '10.00' };
	expect(outcomesOf(await credit([refund({ status: 'withoutMoney', totals, transactions: [] })]))).toEqual(['created']);
	expect(credits().map(comesTo)).toEqual(['10']);
});

// ------------------------------------------------------------------ goods for goods

const exchange = () =>
	refund({
		// Two blue mugs came back, a green one went out, and the rest was given back.
		orderTotalLeft: '27.40',
		lines: [mug({ quantity: 2, net: '15.94', tax: '4.06', gross: '20.00' })],
		exchangedFor: [{ sku: 'MUG-GREEN', quantity: 1 }],
		totals: { gross: '20.00', refunded: '10.00', open: '10.00' },
	});

it('leaves an exchange of a completed order to people, and says what came back and what was refunded', async () => {
	await complete();
	const answer = await credit([exchange()]);
	expect(codesOf(answer)).toEqual(['REFUND_EXCHANGED']);
	expect(JSON.stringify(answer.problems)).toMatch(/20.00 EUR came back, 10.00 EUR was refunded/);
	expect(credits()).toEqual([]);
});

it('credits no exchange that the order itself took over', async () => {
	expect(reasonsOf(await credit([exchange()]))).toEqual(['REFUND_WAITS']);
	const plain = shopOrder('#7001') as unknown as Order;
	const [blue, white] = plain.lines;
	const edited = shopOrder('#7001', {
		updatedAt: '2026-11-22T12:00:00.000Z',
		paymentStatus: 'partiallyRefunded',
		lines: [
			{ ...blue!, currentQuantity: 0, openQuantity: 0, total: '0.00', tax: '0.00' },
			white!,
			{ ...blue!, id: 'L3', sku: 'MUG-GREEN', quantity: 1, currentQuantity: 1, total: '10.00', tax: '2.03' },
		],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '5.57' }],
		totals: { lines: '22.50', shipping: '4.90', tax: '5.57', total: '27.40', refunded: '10.00' },
	});
	expect(outcomesOf(await books.run(BOOK_ORDER, [edited]))).toEqual(['updated']);
	expect(reasonsOf(await credit([exchange()]))).toEqual(['REFUND_IN_ORDER']);
	await complete();
	expect((await credit([exchange()], { ledger: 'off' })).problems).toEqual([]);
	expect(credits()).toEqual([]);
});

// ------------------------------------------------------------------ reading

const GET_MANY = { resource: 'refund', operation: 'getAll', returnAll: true, numberPrefix: 'SHOP-' };
const read = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	await books.run({ ...GET_MANY, filters, ...more });

it('reads credit notes with their order, currency and goods, and those that people made', async () => {
	await complete();
	await credit([refund({ note: 'Too blue' })]);
	await change('creditInvoice', { lines: [{ sku: 'MUG-WHITE', quantity: 1 }] });
	const { results, problems } = await read();
	expect(problems).toEqual([]);
	for (const each of results) expect(refundSchema.safeParse(each).error?.issues ?? []).toEqual([]);
	const ours = results.find(({ status: word }) => word === 'booked');
	expect(ours).toMatchObject({
		order: { number: '7001', reference: 'SHOP-7001' },
		currency: 'EUR',
		lines: [{ sku: 'MUG-BLUE', quantity: 1, net: '7.97', tax: '2.03', restock: 'returned' }],
		totals: { net: '7.97', tax: '2.03', gross: '10', refunded: null },
	});
	// Nothing names the currency of one that people made.
	expect(results.find(({ status: word }) => word === 'draft')).toMatchObject({
		...{ order: null, currency: 'XXX' },
		lines: [{ sku: 'MUG-WHITE', restock: 'none' }],
	});
});

it('reads those of one status, those that changed, and one by its GUID', async () => {
	await complete();
	await credit([refund({}, 1)]);
	books.sandbox.advanceClock(60_000);
	const changedAfter = new Date(Date.now() + 30_000).toISOString();
	await credit([refund({}, 2)], { creditStatus: 'Parked' });
	const orders = ({ results }: Answered) => results.map(({ note }) => String(note).split(' ')[1]);
	expect(orders(await read({ status: 'Parked' }))).toEqual(['#7001-R2']);
	expect(orders(await read({ status: 'Completed' }))).toEqual(['#7001-R1']);
	expect(orders(await read({ changedAfter }))).toEqual(['#7001-R2']);
	const [first] = (await read({ status: 'Completed' })).results;
	const one = await books.run({ resource: 'refund', operation: 'get', numberPrefix: 'SHOP-' }, [first!]);
	expect(orders(one)).toEqual(['#7001-R1']);
	const none = await books.run({ resource: 'refund', operation: 'get' }, [
		{ origin: { id: '00000000-0000-4000-8000-000000000000' } },
		{ origin: { id: "1' OR 1=1" } },
	]);
	expect(codesOf(none).sort()).toEqual(['ID_MISSING', 'NOT_FOUND']);
});

// ------------------------------------------------------------------ what it costs

it('looks through the credit notes once a run, and at each order once', async () => {
	await complete();
	const items = Array.from({ length: 3 }, (_, at) => refund({ orderTotalLeft: '7.40' }, at + 1));
	const work = await asked(books, async () => await credit(items, { creditStatus: 'Parked' }));
	const count = (operation: string) => work.filter((each) => each === operation).length;
	expect([count('creditNotesList'), count('salesOrdersList'), count('taxesList')]).toEqual([1, 3, 1]);
	expect(work).toHaveLength(1 + 3 + 1 + 3);
});
