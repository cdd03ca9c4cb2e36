/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { BOOK_ORDER, openBooks, ordersAt, stateOf, type Books } from '../support/books';
import type { Options } from '../support/desk';
import { codesOf, outcomesOf, shopOrder } from '../support/warehouse';

/*
 * Unleashed and values that nobody expects: what stands in a query string is signed, whatever it is made of, and what is
 * huge, empty or of another type is a problem of its own record.
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

const NASTY = [
	'A & B',
	'a+b',
	'50%',
	'%41%zz',
	'x=1&y=2',
	'#1 "quoted" \'single\' `tick`',
	'back\\slash/../up?',
	'Größe ⅓ 東京 🧢',
	'e\u0301 \u00e9',
	'tab\tand\nline\r\nand\u0000nul\u007f',
	'left\u202eright\u2066\u2069',
	'half \ud83e character',
	'{{ $json }} ${x} <b>',
	'x'.repeat(1500),
];

const origin = (id: string) => ({ system: 'shop', account: 'demo.example.com', id, seenAt: new Date().toISOString() });
const list = async (resource: string, filters: IDataObject, more: IDataObject = {}) =>
	await books.run({ resource, operation: 'getAll', returnAll: true, filters, ...more });

// ------------------------------------------------------------------ query strings

it.each(NASTY)('signs a filter of a list that is %j', async (value) => {
	const answers = [
		await list('order', { customerCode: value }),
		await list('invoice', { customerCode: value, orderNumber: value }),
		await list('customer', { customerCode: value }),
		await list('product', { barcode: value }),
		await list('product', { skus: value }),
		await list('stockLevel', { skus: value }),
	];
	expect(answers.map((answer) => [codesOf(answer), answer.results])).toEqual(answers.map(() => [[], []]));
	for (const { status } of books.sandbox.journal()) expect(status).toBe(200);
});

it.each(NASTY)('finds nothing, and no fault of its own, under the key %j', async (value) => {
	const items = [{ origin: { id: value } }];
	for (const resource of ['order', 'product', 'customer', 'shipment', 'invoice', 'refund']) {
		const answer = await books.run({ resource, operation: 'get' }, items);
		expect(codesOf(answer)).toEqual([expect.stringMatching(/^(NOT_FOUND|ID_MISSING)$/)]);
	}
	for (const { status } of books.sandbox.journal()) expect([200, 404]).toContain(status);
});

it.each(['honest+tag@example.test', "o'neil&co@example.test", 'größe@example.test', '100%@example.test'])(
	'makes the customer with the address %s once, and finds it again',
	async (email) => {
		const own = { ...BOOK_ORDER, customerFrom: 'own', customerPrefix: 'SHOP-C-' };
		const by = (number: string) => shopOrder(number, { customer: { reference: null, email, name: 'Example Buyer' } });
		expect(outcomesOf(await books.run(own, [by('#7001'), by('#7002')]))).toEqual(['created', 'created']);
		// Under another prefix the customer is found by the address alone.
		const other = { ...own, customerPrefix: 'OTHER-', ledger: 'off' };
		expect(outcomesOf(await books.run(other, [by('#7003')]))).toEqual(['created']);
		const { customers } = stateOf(books);
		expect(customers.filter(({ code }) => /^(SHOP-C|OTHER)-/.test(code))).toHaveLength(1);
	},
);

it.each(NASTY.slice(0, 9))('makes a product with the code %j once, and finds it again', async (sku) => {
	const item = {
		...{ kind: 'product', origin: origin('9'), number: 'Felt cap', title: 'Felt cap' },
		variants: [{ id: 'V1', sku: sku.slice(0, 100), price: '10.00' }],
	};
	const save = { resource: 'product', operation: 'upsert' };
	const before = stateOf(books).products.length;
	expect(outcomesOf(await books.run(save, [item]))).toEqual(['created']);
	expect(outcomesOf(await books.run({ ...save, ledger: 'off' }, [item]))).toEqual(['unchanged']);
	expect(stateOf(books).products).toHaveLength(before + 1);
});

it('says that the sign-in was refused where the service verifies what was sent and a value had to be encoded', async () => {
	await useBooks({ signedQuery: 'asSent' });
	expect(codesOf(await list('order', { customerCode: 'WEB-SHOP' }))).toEqual([]);
	expect(codesOf(await list('order', { customerCode: 'A & B' }))).toEqual(['SETUP_CREDENTIAL']);
});

// ------------------------------------------------------------------ records

it.each(NASTY)('books an order whose every text is %j, and changes nothing in a second run', async (text) => {
	const address = { name: text, address1: text, address2: text, city: text, zip: text, countryCode: 'FI', phone: text };
	const plain = shopOrder('#7001');
	const lines = (plain.lines as IDataObject[]).map((line) => ({ ...line, title: text }));
	const odd = shopOrder('#7001', { note: text, shipTo: address, lines: lines as never, purchaseOrderNumber: text });
	const answer = await books.run(BOOK_ORDER, [odd, shopOrder('#7002')]);
	// One record never keeps another back.
	expect(ordersAt(books, 'SHOP-7002')).toHaveLength(1);
	expect(answer.problems).toEqual([]);
	expect(outcomesOf(await books.run({ ...BOOK_ORDER, ledger: 'off' }, [odd]))).toEqual(['unchanged']);
	expect(ordersAt(books, 'SHOP-7001')).toHaveLength(1);
});

it('cuts texts to what a field holds, and books the order', async () => {
	const long = 'Ää'.repeat(20_000);
	const odd = shopOrder('#7001', {
		note: long.slice(0, 9000),
		shipTo: {
			name: 'x'.repeat(255),
			address1: 'y'.repeat(255),
			city: 'z'.repeat(255),
			zip: '0'.repeat(80),
			countryCode: 'FI',
		},
	});
	const answer = await books.run(BOOK_ORDER, [odd]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	expect(outcomesOf(await books.run({ ...BOOK_ORDER, ledger: 'off' }, [odd]))).toEqual(['unchanged']);
});

it.each<[string, unknown]>([
	['nothing', {}],
	['another kind', { kind: 'shipment' }],
	['an order of the wrong types', { ...shopOrder('#7001'), lines: 'MUG-BLUE' }],
	['a quantity that is no number', { ...shopOrder('#7001'), lines: [{ id: 'L1', sku: 'MUG-BLUE', quantity: '2' }] }],
	['an amount that is none', { ...shopOrder('#7001'), totals: { lines: '1e999', total: 'NaN' } }],
	['an amount that no number holds', { ...shopOrder('#7001'), totals: { lines: '0', total: '9'.repeat(60) } }],
	['a list', [1, 2, 3]],
])('names the problem of an item that is %s, and books the others', async (_, item) => {
	const answer = await books.run(BOOK_ORDER, [item as IDataObject, shopOrder('#7002')]);
	expect(codesOf(answer)).toHaveLength(1);
	expect(codesOf(answer)[0]).not.toBe('INTERNAL');
	expect(outcomesOf(answer)).toEqual(['created']);
	expect(ordersAt(books, 'SHOP-7001')).toEqual([]);
});

it('names what is no refund, no stock level and no price', async () => {
	const operations = [
		{ resource: 'refund', operation: 'create', baseCurrency: 'EUR' },
		{
			...{ resource: 'stockLevel', operation: 'adjust' },
			locationMap: { place: [{ source: 'Hall', target: 'MAIN' }] },
		},
		{ resource: 'price', operation: 'set', baseCurrency: 'EUR' },
		{ resource: 'product', operation: 'upsert' },
		{ resource: 'customer', operation: 'upsert' },
	];
	for (const parameters of operations)
		for (const item of [{}, { kind: 'order' }, { kind: parameters.resource, origin: origin('1') }]) {
			const answer = await books.run(parameters, [item]);
			expect(codesOf(answer)).toEqual([expect.stringMatching(/^(WRONG_KIND|NO_ORIGIN|FIELD_INVALID|ID_MISSING)$/)]);
		}
	expect(books.sandbox.journal()).toEqual([]);
});
