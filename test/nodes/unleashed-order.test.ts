/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../../core/model/order';
import {
	asked,
	BOOK_ORDER,
	counted,
	openBooks,
	ordersAt,
	stateOf,
	stockAt,
	type BookedLine,
	type Books,
} from '../support/books';
import type { Options } from '../support/desk';
import { codesOf, errorOf, outcomesOf, reasonsOf, shopOrder } from '../support/warehouse';

/*
 * Orders on their way into Unleashed, which checks here what the vendor is said to check: names, sums, statuses.
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

/** A number that no order of the company has yet. */
const order = (changes: Partial<Order> = {}, number = '#7001') => shopOrder(number, changes);
const later = (changes: Partial<Order> = {}) => order({ updatedAt: '2026-11-22T12:00:00.000Z', ...changes });
const send = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...BOOK_ORDER, ...more }, items);
const options = (more: IDataObject) => ({ orderOptions: more });
const booked = () => ordersAt(books, 'SHOP-7001');
const lines = () => order().lines as unknown as Order['lines'];
const writes = async (work: () => Promise<unknown>) =>
	(await asked(books, work)).filter((operation) => /Create|Update|Save|Delete|Complete/.test(operation));

// ------------------------------------------------------------------ one order

it('books an order whole, to the cent, and keeps its goods', async () => {
	const answer = await send([order()]);
	expect(answer.problems).toEqual([]);
	const [there] = booked();
	expect(answer.results).toMatchObject([
		{ outcome: 'created', number: '#7001', target: { id: there!.guid, number: 'SHOP-7001' } },
	]);
	expect(booked()).toMatchObject([
		{
			status: 'Placed',
			sourceId: 'shop:7001',
			customerRef: '#7001',
			customer: 'WEB-SHOP',
			warehouse: 'MAIN',
			tax: 'VAT25.5',
			currency: 'EUR',
			exchangeRate: 1,
			deliveryCountry: 'Finland',
			commentsPresent: true,
			orderDate: '2026-11-22T10:00:00.000Z',
			...{ subTotal: 29.8, taxTotal: 7.6, total: 37.4 },
			lines: [
				{ number: 1, code: 'MUG-BLUE', quantity: 2, unitPrice: 7.97, total: 15.94, tax: 4.06, taxCode: 'VAT25.5' },
				{ number: 2, code: 'MUG-WHITE', quantity: 1, unitPrice: 9.96, total: 9.96, tax: 2.54, taxCode: 'VAT25.5' },
				{ number: 3, code: 'FREIGHT', quantity: 1, unitPrice: 3.9, total: 3.9, tax: 1, taxCode: 'VAT25.5' },
			],
		},
	]);
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ allocated: 2 });
});

it('sends an address and a note, which the books keep beside the order', async () => {
	await send([order()]);
	const [created] = books.sandbox.journal().filter(({ operation }) => operation === 'salesOrdersCreate');
	expect(created!.body).toMatchObject({
		DeliveryName: 'Example Person',
		DeliveryStreetAddress: 'Example Street 1',
		DeliveryCity: 'Helsinki',
		DeliveryPostCode: '00100',
		DeliveryCountry: 'Finland',
		Comments: 'Please ring the bell',
	});
});

it('creates nothing in a second run, and asks nothing', async () => {
	await send([order()]);
	const before = counted(books);
	expect(outcomesOf(await send([order()]))).toEqual(['unchanged']);
	expect(counted(books)).toBe(before);
});

it('finds the order without a ledger, and writes nothing', async () => {
	await send([order()]);
	expect(await writes(async () => await send([order()], { ledger: 'off' }))).toEqual([]);
	expect(booked()).toHaveLength(1);
});

it('previews a new order and writes nothing', async () => {
	let answer: Awaited<ReturnType<typeof send>> | undefined;
	const written = await writes(async () => (answer = await send([order()], { previewOnly: true })));
	expect(answer?.results).toMatchObject([
		{
			outcome: 'preview',
			preview: { would: 'create', before: null, after: { orderNumber: 'SHOP-7001', total: '37.4' } },
		},
	]);
	expect([written, booked()]).toEqual([[], []]);
	expect(outcomesOf(await send([order()]))).toEqual(['created']);
});

// ------------------------------------------------------------------ edits

const cheaper = () =>
	later({
		lines: [
			{ ...lines()[0]!, currentQuantity: 1, openQuantity: 1, total: '10.00', tax: '2.03' },
			{ ...lines()[1]!, currentQuantity: 0, openQuantity: 0, total: '0.00', tax: '0.00' },
		],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '3.03' }],
		totals: { lines: '10.00', shipping: '4.90', tax: '3.03', total: '14.90', paid: '14.90' },
		note: 'Leave it at the side door',
	});

it.each(['replaced', 'merged'])('takes an edit over where lines of a write are %s', async (putLines) => {
	await useBooks({ putLines });
	await send([order()]);
	const answer = await send([cheaper()]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['updated'], []]);
	expect(booked()).toMatchObject([
		{
			...{ status: 'Placed', subTotal: 11.87, taxTotal: 3.03, total: 14.9 },
			lines: [
				{ code: 'MUG-BLUE', quantity: 1, total: 7.97, tax: 2.03 },
				{ code: 'FREIGHT', total: 3.9, tax: 1 },
			],
		},
	]);
	expect(stockAt(books, 'MUG-WHITE')).toMatchObject({ allocated: 2 });
	expect(outcomesOf(await send([cheaper()]))).toEqual(['unchanged']);
});

it('takes a line off that the record does not name any more', async () => {
	await send([order()]);
	const shorter = later({
		lines: [lines()[0]!],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '5.06' }],
		totals: { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' },
	});
	expect(outcomesOf(await send([shorter]))).toEqual(['updated']);
	expect(booked()).toMatchObject([{ total: 24.9, lines: [{ code: 'MUG-BLUE' }, { code: 'FREIGHT' }] }]);
});

it('says in a preview what an edit would change', async () => {
	await send([order()]);
	const { results } = await send([cheaper()], { previewOnly: true });
	expect(results).toMatchObject([{ outcome: 'preview', preview: { would: 'update' } }]);
	const { changes } = results[0]!.preview as { changes: Array<{ field: string }> };
	expect(changes.map(({ field }) => field)).toEqual(['lines', 'Comments']);
	expect(booked()).toMatchObject([{ total: 37.4 }]);
});

it('adds a line of goods beside the others, under a number of its own', async () => {
	await send([order()]);
	const more = { ...lines()[1]!, id: 'L3', sku: 'MUG-BLUE' };
	const edited = later({
		lines: [...lines(), more],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '10.14' }],
		totals: { lines: '45.00', shipping: '4.90', tax: '10.14', total: '49.90' },
	});
	expect(outcomesOf(await send([edited]))).toEqual(['updated']);
	expect(booked()[0]!.lines.map(({ number, code, quantity }) => [number, code, quantity])).toEqual(
		expect.arrayContaining([
			[1, 'MUG-BLUE', 2],
			[2, 'MUG-WHITE', 1],
			[3, 'FREIGHT', 1],
			[4, 'MUG-BLUE', 1],
		]),
	);
	expect(booked()).toMatchObject([{ total: 49.9 }]);
});

it('leaves an order alone that people completed, and one they deleted', async () => {
	await send([order(), order({}, '#7002')]);
	await books.sandbox.change('completeOrder', { orderNumber: 'SHOP-7001' });
	await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7002' });
	const changed = { updatedAt: '2026-11-22T12:00:00.000Z', note: 'Ring twice' };
	const edited = [order(changed), order(changed, '#7002')];
	let answer: Awaited<ReturnType<typeof send>> | undefined;
	expect(await writes(async () => (answer = await send(edited)))).toEqual([]);
	expect(codesOf(answer!)).toEqual(['STAGE_LOCKED', 'TARGET_MISSING']);
});

/** As the shop has it once all of it was given back. */
const givenBack = () =>
	later({
		paymentStatus: 'refunded',
		lines: lines().map((line) => ({ ...line, currentQuantity: 0, openQuantity: 0 })),
		totals: { lines: '0', shipping: '0', tax: '0', total: '0', paid: '37.40', refunded: '37.40' },
	});

it('is done with a completed order that was given back whole: no sweep brings it again', async () => {
	await send([order()]);
	await books.sandbox.change('completeOrder', { orderNumber: 'SHOP-7001' });
	let answer: Awaited<ReturnType<typeof send>> | undefined;
	expect(await writes(async () => (answer = await send([givenBack()])))).toEqual([]);
	expect([reasonsOf(answer!), answer!.problems]).toEqual([['HELD_UNPAID'], []]);
	expect(outcomesOf(await send([givenBack()]))).toEqual(['unchanged']);
});

it('tells of an open order that was given back whole, until people have seen to it', async () => {
	await send([order()]);
	expect(codesOf(await send([givenBack()]))).toEqual(['STILL_LEAVES']);
	await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
	await books.openAgain();
	expect(reasonsOf(await send([givenBack()]))).toEqual(['HELD_UNPAID']);
	expect(outcomesOf(await send([givenBack()]))).toEqual(['unchanged']);
});

it('keeps the status that people gave an order, and what they changed is told', async () => {
	await send([order()]);
	await books.sandbox.change('setOrderStatus', { orderNumber: 'SHOP-7001', status: 'Backordered' });
	expect(outcomesOf(await send([later({ note: 'Ring twice' })]))).toEqual(['updated']);
	expect(booked()).toMatchObject([{ status: 'Backordered' }]);
});

// ------------------------------------------------------------------ statuses

it.each<[string, IDataObject, object, number]>([
	['Placed', {}, { status: 'Placed', customStatus: null }, 2],
	['Parked', { newStatus: 'Parked' }, { status: 'Parked', customStatus: null }, 0],
	['a custom status', { newStatus: 'custom', customStatus: 'Web' }, { status: 'Parked', customStatus: 'Web' }, 0],
])('gives a new order the status %s', async (_, more, wanted, allocated) => {
	expect(outcomesOf(await send([order()], more))).toEqual(['created']);
	expect(booked()).toMatchObject([wanted]);
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ allocated });
	expect(outcomesOf(await send([order()], { ...more, ledger: 'off' }))).toEqual(['unchanged']);
});

it.each(['refused', 'ignored'])(
	'says that an order is not Placed where a change of the status is %s',
	async (putStatus) => {
		await useBooks({ putStatus });
		expect(codesOf(await send([order()]))).toEqual(['STATUS_NOT_SET']);
		expect(booked()).toMatchObject([{ status: 'Parked' }]);
		await books.sandbox.change('setOrderStatus', { orderNumber: 'SHOP-7001', status: 'Placed' });
		await books.openAgain();
		expect(outcomesOf(await send([order()]))).toEqual(['unchanged']);
		expect(booked()).toHaveLength(1);
	},
);

// ------------------------------------------------------------------ taxes

/** As `order`, at prices without tax. */
const withoutTax = (changes: Partial<Order> = {}) =>
	order({
		pricesIncludeTax: false,
		lines: lines().map((line, at) => ({ ...line, ...(at === 0 ? { total: '15.94' } : { total: '9.96' }) })),
		shippingLines: [{ id: 'S1', title: 'Standard', total: '3.90', tax: '1.00' }],
		totals: { lines: '25.90', shipping: '3.90', tax: '7.60', total: '37.40' },
		...changes,
	});

it.each(['fraction', 'percent'])('books prices with and without tax alike, where rates are a %s', async (taxScale) => {
	await useBooks({ taxScale });
	const answer = await send([order(), { ...withoutTax(), ...idOf('#7002') }]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created', 'created'], []]);
	const [included, added] = [booked()[0]!, ordersAt(books, 'SHOP-7002')[0]!];
	const figures = ({ subTotal, taxTotal, total }: typeof included) => ({ subTotal, taxTotal, total });
	expect(figures(added)).toEqual(figures(included));
	expect(added.lines.map(plain)).toEqual(included.lines.map(plain));
});

const plain = ({ number, code, quantity, unitPrice, total, tax, taxCode }: BookedLine) => [
	...[number, code, quantity],
	...[unitPrice, total, tax, taxCode],
];

const idOf = (number: string) => {
	const { origin, number: called } = order({}, number);
	return { origin, number: called };
};

it('gives each line the tax of its own rate', async () => {
	const mixed = order({
		lines: [lines()[0]!, { ...lines()[1]!, total: '11.40', tax: '1.40', taxRate: '0.14' }],
		taxLines: [
			{ title: 'VAT', rate: '0.255', amount: '5.06' },
			{ title: 'VAT', rate: '0.14', amount: '1.40' },
		],
		totals: { lines: '31.40', shipping: '4.90', tax: '6.46', total: '36.30' },
	});
	expect(outcomesOf(await send([mixed]))).toEqual(['created']);
	expect(booked()).toMatchObject([
		{
			tax: 'VAT25.5',
			lines: [
				{ taxCode: 'VAT25.5' },
				{ code: 'MUG-WHITE', taxCode: 'VAT14', total: 10, tax: 1.4 },
				{ taxCode: 'VAT25.5' },
			],
		},
	]);
});

it('books what is not taxed under the tax that has no rate', async () => {
	const untaxed = order({
		lines: lines().map((line) => ({ ...line, tax: '0', taxRate: '0' })),
		shippingLines: [{ title: 'Standard', total: '4.90', tax: '0' }],
		taxLines: [],
		totals: { lines: '32.50', shipping: '4.90', tax: '0', total: '37.40' },
	});
	expect(outcomesOf(await send([untaxed]))).toEqual(['created']);
	expect(booked()).toMatchObject([{ tax: 'TAX FREE', subTotal: 37.4, taxTotal: 0, total: 37.4 }]);
});

it('takes the code of a rate from the table, and the other code for the rest', async () => {
	const taxCodes = { row: [{ percent: '25,5', code: 'VAT10' }] };
	expect(outcomesOf(await send([order()], { taxCodes }))).toEqual(['created']);
	expect(booked()).toMatchObject([{ tax: 'VAT10', taxTotal: 7.6 }]);
	const other = options({ otherTaxCode: 'VAT14' });
	expect(outcomesOf(await send([order({}, '#7002')], other))).toEqual(['created']);
	expect(ordersAt(books, 'SHOP-7002')).toMatchObject([{ tax: 'VAT14' }]);
});

// ------------------------------------------------------------------ charges

const totals = (changes: object) => order({ totals: { ...(order().totals as Order['totals']), ...changes } });

it.each<[string, IDataObject, string, number]>([
	['a tip', totals({ tip: '2.60', total: '40.00' }), 'TIP', 2.6],
	['duties and fees', totals({ duties: '2.00', fees: '0.60', total: '40.00' }), 'DUTIES', 2.6],
	['cash rounding', totals({ rounding: '-0.02', total: '37.38' }), 'ROUNDING', -0.02],
	['the cent by which a tax was rounded', totals({ total: '37.41' }), 'ROUNDING', 0.01],
])('books %s as a line without tax', async (_, item, code, total) => {
	const answer = await send([item]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	const [there] = booked();
	expect(there!.lines.at(-1)).toMatchObject({ code, quantity: 1, total, tax: 0, taxCode: 'TAX FREE' });
	expect(there!.total).toBe(Number((item.totals as IDataObject).total));
});

it('books delivery line by line, and none where it is free', async () => {
	const two = order({
		shippingLines: [
			{ title: 'Standard', total: '2.45', tax: '0.50' },
			{ title: 'Heavy goods', total: '2.45', tax: '0.50' },
		],
	});
	const free = order(
		{
			shippingLines: [{ title: 'Free', total: '0.00', tax: '0.00' }],
			taxLines: [{ title: 'VAT', rate: '0.255', amount: '6.60' }],
			totals: { lines: '32.50', tax: '6.60', total: '32.50' },
		},
		'#7002',
	);
	expect(outcomesOf(await send([two, free]))).toEqual(['created', 'created']);
	const codes = (number: string) => ordersAt(books, number)[0]!.lines.map(({ code, total }) => [code, total]);
	expect(codes('SHOP-7001').slice(2)).toEqual([
		['FREIGHT', 1.95],
		['FREIGHT', 1.95],
	]);
	expect(codes('SHOP-7002')).toEqual([
		['MUG-BLUE', 15.94],
		['MUG-WHITE', 9.96],
	]);
});

it('books a discount as a line of its own, and the order comes to the same', async () => {
	expect(outcomesOf(await send([order()], options({ discounts: 'ownLine' })))).toEqual(['created']);
	expect(booked()).toMatchObject([
		{
			...{ subTotal: 29.8, taxTotal: 7.6, total: 37.4 },
			lines: [
				{ code: 'MUG-BLUE', quantity: 2, total: 19.92, tax: 5.08 },
				{ code: 'MUG-WHITE' },
				{ code: 'FREIGHT' },
				{ code: 'DISCOUNT', quantity: 1, total: -3.98, tax: -1.02, taxCode: 'VAT25.5' },
			],
		},
	]);
});

it('books a price that cannot be divided exactly by the pieces, to the cent of the line', async () => {
	const three = order({
		lines: [{ ...lines()[0]!, quantity: 3, currentQuantity: 3, openQuantity: 3, total: '20.00', tax: '4.06' }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '5.06' }],
		totals: { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' },
	});
	expect(outcomesOf(await send([three]))).toEqual(['created']);
	expect(booked()).toMatchObject([{ total: 24.9, lines: [{ quantity: 3, total: 15.94 }, {}] }]);
});

// ------------------------------------------------------------------ customers

const own = { customerFrom: 'own', customerPrefix: 'SHOP-C-' };
const buyer = (reference: string, email: string) => ({ customer: { reference, email, name: 'Example Buyer' } });

it('makes a customer where there is none, once for several orders', async () => {
	const same = buyer('88112', 'buyer@example.test');
	const answer = await send([order(same), order(same, '#7002')], own);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created', 'created'], []]);
	const made = stateOf(books).customers.filter(({ code }) => code.startsWith('SHOP-C-'));
	expect(made).toMatchObject([{ code: 'SHOP-C-88112', sourceId: 'shop:88112' }]);
	expect([booked(), ordersAt(books, 'SHOP-7002')]).toMatchObject([
		[{ customer: 'SHOP-C-88112' }],
		[{ customer: 'SHOP-C-88112' }],
	]);
});

it('books to the customer who has the e-mail address already, and makes none', async () => {
	const customers = stateOf(books).customers.length;
	const [first] = (await books.run({ resource: 'customer', operation: 'getAll', returnAll: true })).results.filter(
		({ reference }) => reference === 'C-0001',
	);
	const { email } = first as { email: string };
	expect(outcomesOf(await send([order(buyer('4711', email))], own))).toEqual(['created']);
	expect(booked()).toMatchObject([{ customer: 'C-0001' }]);
	expect(stateOf(books).customers).toHaveLength(customers);
});

it('guesses nobody where several customers have the e-mail address, and needs an order to say who it is from', async () => {
	const answer = await send(
		[
			order(buyer('4711', 'customer@example.com')),
			order({ customer: null, shipTo: { ...(order().shipTo as object), email: null } }, '#7002'),
			order({}, '#7003'),
		],
		own,
	);
	expect(codesOf(answer)).toEqual(['ORDER_CUSTOMER_MISSING', 'AMBIGUOUS']);
	expect(outcomesOf(answer)).toEqual(['created']);
});

// ------------------------------------------------------------------ what cannot be booked

const lineWith = (change: object) => ({ lines: [{ ...lines()[0]!, ...change }, lines()[1]!] });

it.each<[string, Partial<Order>, IDataObject, string, string]>([
	['goods that are not known', lineWith({ sku: 'NOPE' }), {}, 'UNKNOWN_SKU', 'NOPE'],
	['a line without SKU', lineWith({ sku: null }), {}, 'SKU_MISSING', 'Blue mug'],
	[
		'nothing to book',
		{ ...lineWith({}), lines: [], shippingLines: [], taxLines: [], totals: { lines: '0', total: '0' } },
		{},
		'ORDER_EMPTY',
		'#7001',
	],
	[
		'parts that are not its total',
		{ totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '40.00' } },
		{},
		'TOTALS_DIFFER',
		'2.60',
	],
	[
		'taxes that are not its tax',
		{ taxLines: null, totals: { lines: '32.50', shipping: '4.90', tax: '9.00', total: '37.40' } },
		{},
		'TOTALS_DIFFER',
		'9.00',
	],
	['a rate without a tax', lineWith({ taxRate: '0.24' }), {}, 'TAX_CODE_MISSING', '24 %'],
	['a tax code that is none', {}, options({ otherTaxCode: 'VAT99' }), 'TAX_CODE_MISSING', 'VAT99'],
	[
		'a tip without a product',
		{ totals: { ...(order().totals as Order['totals']), tip: '2.60', total: '40.00' } },
		{ chargeProducts: { delivery: 'FREIGHT' } },
		'CHARGE_PRODUCT_MISSING',
		'2.60',
	],
	['delivery without a product', {}, { chargeProducts: {} }, 'CHARGE_PRODUCT_MISSING', '3.90'],
	['a customer that is none', {}, { customerCode: 'NOBODY' }, 'REFUSED', 'Customer does not exist'],
	['a warehouse that is none', {}, { warehouse: 'NOWHERE' }, 'REFUSED', 'Warehouse does not exist'],
	[
		'a delivery method that is none',
		{},
		options({ otherDeliveryMethod: 'Pigeon' }),
		'REFUSED',
		'DeliveryMethod Pigeon does not exist',
	],
	['a custom status that is none', {}, { newStatus: 'custom', customStatus: 'Never seen' }, 'REFUSED', 'Never seen'],
	[
		'a currency that the account has not',
		{ currency: 'GBP' },
		options({ exchangeRates: { row: [{ currency: 'GBP', rate: '0.86' }] } }),
		'REFUSED',
		'Currency does not exist',
	],
])('names the problem of %s', async (_, changes, more, code, words) => {
	await useBooks({ echoPersonalData: 'no' });
	const answer = await send([order(changes)], more);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([[code], []]);
	expect(JSON.stringify(errorOf(answer.problems[0]!))).toContain(words);
	expect(booked()).toEqual([]);
});

it('books the other orders of a run in which one is refused', async () => {
	const answer = await send([order(lineWith({ sku: 'NOPE' })), order({}, '#7002')]);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([['UNKNOWN_SKU'], ['created']]);
});

it('turns away a number that cannot be one, and one that somebody else has', async () => {
	await books.sandbox.change('addOrder', { orderNumber: 'SHOP-7002', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
	const answer = await send([order({}, '#70012345678901234567'), order({}, '#7002')]);
	expect(codesOf(answer)).toEqual(['REFERENCE_INVALID', 'REFERENCE_TAKEN']);
	expect(ordersAt(books, 'SHOP-7002')).toHaveLength(1);
});

it('stops where the vendor’s own connection brings the same orders', async () => {
	const [theirs] = stateOf(books).orders.filter(({ orderNumber }) => orderNumber.startsWith('#'));
	const answer = await send([order({}, theirs!.orderNumber)]);
	expect([codesOf(answer), answer.results]).toEqual([['SETUP_OTHER_CONNECTOR'], []]);
});

it.each([
	['description', 'The service said: "Customer does not exist."'],
	['items', 'Customer does not exist.'],
	['message', 'The service said: "Customer does not exist."'],
])('tells what was wrong in the vendor’s words of the form %s', async (errorBody, words) => {
	await useBooks({ errorBody, echoPersonalData: 'no' });
	const answer = await send([order()], { customerCode: 'NOBODY' });
	expect(errorOf(answer.problems[0]!).description).toContain(words);
});

it('tells nothing of an error page', async () => {
	await useBooks({ errorBody: 'page' });
	const answer = await send([order()], { customerCode: 'NOBODY' });
	expect(codesOf(answer)).toEqual(['REFUSED']);
	expect(errorOf(answer.problems[0]!).description).not.toContain('<');
});

it('needs an exchange rate only where Unleashed does', async () => {
	const krona = order({ currency: 'SEK' });
	const refused = await send([krona]);
	expect(codesOf(refused)).toEqual(['EXCHANGE_RATE_MISSING']);
	expect(errorOf(refused.problems[0]!).message).toContain('SEK');
	const rates = options({ exchangeRates: { row: [{ currency: 'SEK', rate: '11.2' }] } });
	await books.openAgain();
	expect(outcomesOf(await send([krona], rates))).toEqual(['created']);
	expect(booked()).toMatchObject([{ currency: 'SEK', exchangeRate: 11.2 }]);
	await useBooks({ required: 'few' });
	expect(outcomesOf(await send([krona]))).toEqual(['created']);
});

// ------------------------------------------------------------------ a GUID that is used

const USED = ['refused', 'conflict', 'overwritten'];

it.each(USED)('makes one order where an answer was lost and a used GUID is %s', async (usedGuid) => {
	await useBooks({ usedGuid });
	books.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'salesOrdersCreate' });
	let answer: Awaited<ReturnType<typeof send>> | undefined;
	const work = await asked(books, async () => (answer = await send([order()])));
	expect([outcomesOf(answer!), answer!.problems]).toEqual([['created'], []]);
	expect(booked()).toMatchObject([{ status: 'Placed', total: 37.4 }]);
	// One look under its own GUID, which no list can hide.
	expect(work.slice(-3)).toEqual(['salesOrdersCreate', 'salesOrdersRead', 'salesOrdersUpdate']);
});

it.each(USED)('makes one order where the list still hides it and a used GUID is %s', async (usedGuid) => {
	await useBooks({ usedGuid });
	await books.sandbox.remember();
	await send([order()]);
	books.sandbox.addFault({ kind: 'staleRead', operation: 'salesOrdersList', times: 3 });
	const answer = await send([order()], { ledger: 'off' });
	expect(answer.problems).toEqual([]);
	expect(booked()).toMatchObject([{ status: 'Placed', total: 37.4 }]);
	expect(stockAt(books, 'MUG-BLUE')).toMatchObject({ allocated: 2 });
});

it.each(
	USED.flatMap((usedGuid) =>
		['found', 'hidden'].flatMap((deletedByNumber) =>
			['refused', 'taken'].map((writeDeleted) => ({ usedGuid, deletedByNumber, writeDeleted })),
		),
	),
)(
	'does not make an order again that people deleted, without a ledger and with $usedGuid, $deletedByNumber, $writeDeleted',
	async (there) => {
		await useBooks({ ...there, usedNumber: 'second' });
		await send([order()]);
		await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
		const preview = await send([order()], { ledger: 'off', previewOnly: true });
		expect(preview.results.map((each) => (each.preview as IDataObject).would)).not.toContain('create');
		const answer = await send([order()], { ledger: 'off' });
		expect([...codesOf(answer), ...reasonsOf(answer)]).toEqual(['TARGET_MISSING']);
		expect(booked()).toMatchObject([{ status: 'Deleted' }]);
	},
);

it.each(['refused', 'taken'])(
	'does not make an order again whose answer was lost and which people deleted before the next run (%s)',
	async (writeDeleted) => {
		await useBooks({ usedGuid: 'overwritten', usedNumber: 'second', deletedByNumber: 'hidden', writeDeleted });
		await books.sandbox.remember();
		books.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'salesOrdersCreate' });
		for (const operation of ['salesOrdersRead', 'salesOrdersList'])
			books.sandbox.addFault({ kind: 'staleRead', operation, times: 9 });
		expect(codesOf(await send([order()]))).toEqual(['NO_ANSWER']);
		books.sandbox.clearFaults();
		await books.sandbox.change('deleteOrder', { orderNumber: 'SHOP-7001' });
		await books.openAgain();
		expect(codesOf(await send([order()]))).toEqual(['TARGET_MISSING']);
		expect(booked()).toMatchObject([{ status: 'Deleted' }]);
	},
);

it.each(USED)('makes one order in two runs at once where a used GUID is %s', async (usedGuid) => {
	await useBooks({ usedGuid });
	const both = await Promise.all([send([order()], { ledger: 'off' }), send([order()], { ledger: 'off' })]);
	expect(both.flatMap(({ problems }) => problems)).toEqual([]);
	expect(booked()).toMatchObject([{ total: 37.4 }]);
});

it('makes one order where the answer to a create is empty', async () => {
	await useBooks({ createdBody: 'empty' });
	expect(outcomesOf(await send([order()]))).toEqual(['created']);
	expect(booked()).toMatchObject([{ status: 'Placed' }]);
});

// ------------------------------------------------------------------ what it costs

/** The first ten orders of a route are looked for under the numbers of another connector too. */
async function beyondTheStart(): Promise<void> {
	await send(
		Array.from({ length: 10 }, (_, at) => order({}, `#71${String(at).padStart(2, '0')}`)),
		{ newStatus: 'Parked' },
	);
}

const LOOK = 'salesOrdersList';
const TAXES = 'taxesList';

it.each<[string, IDataObject, Partial<Order>, string[]]>([
	['Parked', { newStatus: 'Parked' }, {}, ['salesOrdersCreate']],
	['Placed', {}, {}, ['salesOrdersCreate', 'salesOrdersUpdate']],
	[
		'Parked, of a new customer',
		{ ...own, newStatus: 'Parked' },
		buyer('88112', 'buyer@example.test'),
		['customersSave', 'salesOrdersCreate'],
	],
])('writes an order that is %s with no call more than it takes', async (_, more, changes, wanted) => {
	await beyondTheStart();
	const items = [order(changes)];
	const work = await asked(books, async () => await send(items, more));
	expect(work.filter((operation) => !operation.endsWith('List'))).toEqual(wanted);
	expect(work.filter((operation) => operation.startsWith('salesOrdersList') || operation === TAXES)).toEqual([
		LOOK,
		TAXES,
	]);
});

it('looks for each order once and for the taxes once a run', async () => {
	await beyondTheStart();
	const before = counted(books);
	const items = Array.from({ length: 4 }, (_, at) => order({}, `#720${at}`));
	const work = await asked(books, async () => await send(items, { newStatus: 'Parked' }));
	expect(work.filter((operation) => operation === LOOK)).toHaveLength(4);
	expect(work.filter((operation) => operation === TAXES)).toHaveLength(1);
	expect(counted(books) - before).toBe(4 + 1 + 4);
});

it('looks for a customer who is there by code alone', async () => {
	await beyondTheStart();
	const same = buyer('88112', 'buyer@example.test');
	await send([order(same)], own);
	const work = await asked(books, async () => await send([order(same, '#7002')], { ...own, newStatus: 'Parked' }));
	expect(work).toEqual([LOOK, TAXES, 'customersList', 'salesOrdersCreate']);
});
