/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { customerSchema } from '../../core/model/customer';
import { productSchema } from '../../core/model/product';
import type { FaultKind } from '../../sandbox/kit';
import { asked, openBooks, stateOf, type Books } from '../support/books';
import type { Options } from '../support/desk';
import { codesOf, errorOf, outcomesOf, reasonsOf } from '../support/warehouse';

/*
 * Products, prices and customers in Unleashed: found by what they are called, made once, and changed whole, so that nothing
 * that stands there is blanked.
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

const origin = (id: string) => ({ system: 'shop', account: 'demo.example.com', id, seenAt: new Date().toISOString() });
const LOST: readonly FaultKind[] = ['resetAfterCommit', 'timeoutAfterCommit', 'malformedBody'];

// ------------------------------------------------------------------ products

const productAt = (code: string) => stateOf(books).products.find((each) => each.code === code);

const product = (variants: readonly IDataObject[], more: IDataObject = {}): IDataObject => ({
	kind: 'product',
	origin: origin('gid://shop/Product/9'),
	number: 'Felt cap',
	title: 'Felt cap',
	status: 'active',
	currency: 'EUR',
	variants: variants.map((variant, at) => ({ id: `V${at}`, tracked: true, ...variant })),
	...more,
});

const CAP = {
	sku: 'CAP-GREY',
	title: 'Grey',
	barcode: '6400000000017',
	price: '25.10',
	cost: '6.00',
	hsCode: '650500',
};
const SAVE = { resource: 'product', operation: 'upsert', productOptions: { taxInPrices: '25,5' } };
const save = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...SAVE, ...more }, items);
const PRODUCTS = { resource: 'product', operation: 'getAll', returnAll: true };

it('makes a product of every SKU, with its price without tax', async () => {
	const answer = await save([product([CAP, { sku: 'CAP-BLUE', title: 'Blue', price: '12.55', tracked: false }])]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	expect(productAt('CAP-GREY')).toMatchObject({
		...{ ProductDescription: 'Felt cap, Grey', Barcode: '6400000000017', CommerceCode: '650500' },
		...{ DefaultSellPrice: 20, DefaultPurchasePrice: 6, IsSellable: true, NeverDiminishing: false },
	});
	expect(productAt('CAP-BLUE')).toMatchObject({ DefaultSellPrice: 10, NeverDiminishing: true });
});

it('makes nothing in a second run, with the ledger and without', async () => {
	const items = [product([CAP])];
	await save(items);
	expect(await asked(books, async () => expect(outcomesOf(await save(items))).toEqual(['unchanged']))).toEqual([]);
	const work = await asked(books, async () => await save(items, { ledger: 'off' }));
	expect(work).toEqual(['productsList']);
});

it('changes what differs and keeps all that people entered', async () => {
	const before = productAt('MUG-BLUE')!;
	await books.sandbox.change('changeProduct', {
		...before,
		...{ sku: 'MUG-BLUE', Notes: 'Fragile', BinLocation: 'A-7', Barcode: 'OURS' },
	});
	const answer = await save([product([{ sku: 'MUG-BLUE', barcode: '6400000000999', price: '25.10' }])]);
	expect(outcomesOf(answer)).toEqual(['updated']);
	const after = productAt('MUG-BLUE')!;
	expect(after).toMatchObject({
		...{ ProductDescription: 'Felt cap', DefaultSellPrice: 20, Notes: 'Fragile', BinLocation: 'A-7' },
		// Labels are printed with it.
		Barcode: 'OURS',
		...{ Weight: before.Weight, SellPriceTier1: before.SellPriceTier1, guid: before.guid },
	});
});

it('changes only the fields that are kept as in the shop', async () => {
	const before = productAt('MUG-BLUE')!;
	const only = { productOptions: { parts: ['name'] } };
	expect(outcomesOf(await save([product([{ sku: 'MUG-BLUE', price: '1.00' }])], only))).toEqual(['updated']);
	expect(productAt('MUG-BLUE')).toMatchObject({
		ProductDescription: 'Felt cap',
		DefaultSellPrice: before.DefaultSellPrice,
	});
});

it('previews a product and makes none', async () => {
	const { results } = await save([product([CAP])], { previewOnly: true });
	expect(results).toMatchObject([{ preview: { would: 'create', after: [{ code: 'CAP-GREY', price: '20' }] } }]);
	expect(productAt('CAP-GREY')).toBeUndefined();
});

it('needs a SKU, and leaves out a variant that has none', async () => {
	const answer = await save([
		product([{ sku: null }]),
		product([CAP, { sku: ' ' }], { origin: origin('gid://shop/Product/10') }),
	]);
	expect([codesOf(answer), outcomesOf(answer)]).toEqual([['VARIANTS_WITHOUT_SKU'], ['created']]);
	const twice = product([CAP, { ...CAP, sku: 'cap-grey' }], { origin: origin('gid://shop/Product/11') });
	expect(codesOf(await save([twice]))).toEqual(['FIELD_INVALID']);
});

it.each(LOST)('makes one product where the answer was lost by %s', async (kind) => {
	books.sandbox.addFault({ kind, operation: 'productsSave' });
	await books.run(SAVE, [product([CAP])], { timeoutMs: 500 });
	await books.openAgain();
	const again = await save([product([CAP])]);
	expect([again.problems, stateOf(books).products.filter(({ code }) => code === 'CAP-GREY')]).toMatchObject([[], [{}]]);
});

it.each(['net', 'iso'])('reads products, where their dates are %s', async (productDates) => {
	await useBooks({ productDates });
	const { results, problems } = await books.run(PRODUCTS);
	expect([problems, results.length]).toEqual([[], stateOf(books).products.length]);
	for (const each of results) expect(productSchema.safeParse(each).error?.issues ?? []).toEqual([]);
	const [mug] = results.filter(({ number }) => number === 'MUG-BLUE');
	expect(mug).toMatchObject({
		status: 'active',
		category: 'Tableware',
		variants: [{ sku: 'MUG-BLUE', tracked: true }],
	});
	expect(mug!.updatedAt).toEqual(expect.stringMatching(/Z$/));
});

it('reads products by SKU, by barcode, by moment, and those that are obsolete only when asked', async () => {
	const numbers = async (filters: IDataObject) =>
		(await books.run({ ...PRODUCTS, filters })).results.map(({ number }) => number).sort();
	// A filter of Unleashed asks for how a code begins.
	await books.sandbox.change('addProduct', { sku: 'MUG-BLUE-XL' });
	expect(await numbers({ skus: 'MUG-BLUE, NOPE' })).toEqual(['MUG-BLUE']);
	const { Barcode } = productAt('MUG-WHITE')!;
	expect(await numbers({ barcode: Barcode as string })).toEqual(['MUG-WHITE']);
	books.sandbox.advanceClock(60_000);
	const changedAfter = new Date(Date.now() + 30_000).toISOString();
	await books.sandbox.change('changeProduct', { sku: 'TIP', Obsolete: true });
	expect(await numbers({ changedAfter })).toEqual([]);
	expect(await numbers({ changedAfter, includeObsolete: true })).toEqual(['TIP']);
});

// ------------------------------------------------------------------ prices

const price = (sku: string, amount: string, more: IDataObject = {}): IDataObject => ({
	kind: 'price',
	origin: origin(`P-${sku}`),
	sku,
	price: amount,
	includesTax: true,
	currency: 'EUR',
	...more,
});
const SET = { resource: 'price', operation: 'set', baseCurrency: 'EUR', priceOptions: { taxInPrices: '25.5' } };
const set = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...SET, ...more }, items);

it('sets the price of a product without tax, and keeps the rest of it', async () => {
	const before = productAt('MUG-BLUE')!;
	expect(outcomesOf(await set([price('MUG-BLUE', '25.10')]))).toEqual(['updated']);
	expect(productAt('MUG-BLUE')).toEqual({ ...before, DefaultSellPrice: 20 });
	expect(outcomesOf(await set([price('MUG-BLUE', '25.10')]))).toEqual(['unchanged']);
	expect(outcomesOf(await set([price('MUG-BLUE', '25.10')], { ledger: 'off' }))).toEqual(['unchanged']);
});

it('sets the price on a tier and keeps its name and the others', async () => {
	const before = productAt('MUG-BLUE')!;
	const net = price('MUG-BLUE', '9.5', { includesTax: false });
	expect(outcomesOf(await set([net], { priceField: 'SellPriceTier2' }))).toEqual(['updated']);
	expect(productAt('MUG-BLUE')).toEqual({ ...before, SellPriceTier2: { Name: 'Staff', Value: 9.5 } });
	const third = await set([price('MUG-WHITE', '7', { includesTax: false })], { priceField: 'SellPriceTier3' });
	expect(outcomesOf(third)).toEqual(['updated']);
	expect(productAt('MUG-WHITE')).toMatchObject({ SellPriceTier3: { Value: 7 } });
});

it('previews a price and sets none', async () => {
	const before = productAt('MUG-BLUE')!;
	const { results } = await set([price('MUG-BLUE', '25.10')], { previewOnly: true });
	expect(results).toMatchObject([
		{ preview: { would: 'update', changes: [{ field: 'DefaultSellPrice', after: '20' }] } },
	]);
	expect(productAt('MUG-BLUE')).toEqual(before);
});

it('sets no price that it would have to guess', async () => {
	const answer = await set([
		price('NOPE', '10.00'),
		price('MUG-BLUE', '10.00', { currency: 'SEK' }),
		price(' ', '10.00', { origin: origin('P-blank') }),
	]);
	expect(reasonsOf(answer)).toEqual(['NOT_IN_SHOP']);
	expect(codesOf(answer)).toEqual(['FIELD_INVALID', 'FIELD_INVALID']);
	expect(codesOf(await set([price('MUG-WHITE', '10.00')], { priceOptions: {} }))).toEqual(['FIELD_INVALID']);
});

// ------------------------------------------------------------------ customers

const person = (changes: IDataObject = {}): IDataObject => ({
	kind: 'customer',
	origin: origin('gid://shop/Customer/88112'),
	number: '88112',
	reference: '88112',
	firstName: 'Example',
	lastName: 'Buyer',
	email: 'buyer@example.test',
	phone: '+358 555 0101',
	addresses: [
		{ name: 'Example Buyer', address1: 'Example Street 2', zip: '00100', city: 'Helsinki', countryCode: 'FI' },
	],
	...changes,
});
const KEEP = { resource: 'customer', operation: 'upsert', customerPrefix: 'SHOP-C-' };
const keep = async (items: readonly IDataObject[], more: IDataObject = {}) =>
	await books.run({ ...KEEP, ...more }, items);
const customers = async (filters: IDataObject = {}) =>
	(await books.run({ resource: 'customer', operation: 'getAll', returnAll: true, filters })).results;
const ours = async () => await customers({ customerCode: 'SHOP-C-' });

it('makes a customer under a code of the shop, and reads it back', async () => {
	const answer = await keep([person()]);
	expect([outcomesOf(answer), answer.problems]).toEqual([['created'], []]);
	const [there, ...others] = await ours();
	expect(others).toEqual([]);
	expect(customerSchema.safeParse(there).error?.issues ?? []).toEqual([]);
	expect(there).toMatchObject({
		...{ reference: 'SHOP-C-88112', name: 'Example Buyer', firstName: 'Example', lastName: 'Buyer' },
		...{ email: 'buyer@example.test', phone: '+358 555 0101' },
		addresses: [{ address1: 'Example Street 2', zip: '00100', city: 'Helsinki', countryCode: 'FI' }],
	});
});

it('makes nobody in a second run, with the ledger and without', async () => {
	await keep([person()]);
	expect(outcomesOf(await keep([person()]))).toEqual(['unchanged']);
	expect(outcomesOf(await keep([person()], { ledger: 'off' }))).toEqual(['unchanged']);
	expect(await ours()).toHaveLength(1);
});

it('changes a customer who moved and has another address for e-mail, and makes no other', async () => {
	await keep([person()]);
	const moved = person({
		email: 'new@example.test',
		addresses: [{ address1: 'Example Street 9', zip: '00200', city: 'Espoo', countryCode: 'FI' }],
	});
	expect(outcomesOf(await keep([moved]))).toEqual(['updated']);
	const [there, ...others] = await ours();
	expect(others).toEqual([]);
	expect(there).toMatchObject({ email: 'new@example.test' });
	// No address is taken away.
	expect((there!.addresses as IDataObject[]).map(({ address1 }) => address1).sort()).toEqual([
		'Example Street 2',
		'Example Street 9',
	]);
});

it('finds a customer by e-mail address whom people made, and keeps what they chose', async () => {
	const [known] = await customers({ customerCode: 'C-0001' });
	const answer = await keep([person({ email: known!.email, phone: '+358 555 0199' })]);
	expect(outcomesOf(answer)).toEqual(['updated']);
	expect(await ours()).toEqual([]);
	expect(await customers({ customerCode: 'C-0001' })).toMatchObject([
		{ reference: 'C-0001', name: 'Example Buyer', phone: '+358 555 0199' },
	]);
});

it('guesses nobody where two have the e-mail address', async () => {
	const answer = await keep([person({ email: 'customer@example.com' })]);
	expect(codesOf(answer)).toEqual(['AMBIGUOUS']);
	expect(await ours()).toEqual([]);
});

it('shows in no problem who somebody is', async () => {
	await useBooks({ echoPersonalData: 'yes' });
	const answer = await keep([person()], { customerPrefix: 'X'.repeat(600) });
	expect(codesOf(answer)).toEqual(['REFUSED']);
	const told = JSON.stringify(errorOf(answer.problems[0]!));
	expect(told).toContain('CustomerCode');
	expect(told).not.toMatch(/Buyer|buyer@example|Example Street 2|555 0101/);
});

it.each(LOST)('makes one customer where the answer was lost by %s', async (kind) => {
	books.sandbox.addFault({ kind, operation: 'customersSave' });
	await books.run(KEEP, [person()], { timeoutMs: 500 });
	await books.openAgain();
	expect((await keep([person()])).problems).toEqual([]);
	expect(await ours()).toHaveLength(1);
});

it('reads one customer by GUID and by code', async () => {
	await keep([person()]);
	const [there] = await ours();
	const get = { resource: 'customer', operation: 'get' };
	expect((await books.run(get, [there!])).results).toMatchObject([{ reference: 'SHOP-C-88112' }]);
	const by = await books.run(get, [{ origin: { id: 'SHOP-C-88112' } }, { origin: { id: 'SHOP-C' } }]);
	expect([by.results, codesOf(by)]).toMatchObject([[{ reference: 'SHOP-C-88112' }], ['NOT_FOUND']]);
});
