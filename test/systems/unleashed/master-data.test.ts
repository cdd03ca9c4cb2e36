import { customerSchema, type Customer } from '../../../core/model/customer';
import type { Price } from '../../../core/model/price';
import { productSchema, type Product } from '../../../core/model/product';
import type { Applied, DocumentTarget } from '../../../core/ports';
import { UnleashedClient } from '../../../nodes/Unleashed/client';
import { customerChanges, customerDraft, namesIn, toChangedCustomer } from '../../../nodes/Unleashed/customer/draft';
import { toCustomer } from '../../../nodes/Unleashed/customer/mapping';
import { CustomerTarget } from '../../../nodes/Unleashed/customer/target';
import { customer as customerWire } from '../../../nodes/Unleashed/customer/wire';
import { toDraft as toPriceDraft, toChangedPrice, type PriceRules } from '../../../nodes/Unleashed/price/mapping';
import { PriceTarget } from '../../../nodes/Unleashed/price/target';
import {
	netPrice,
	PARTS,
	productChanges,
	productGuid,
	toChangedProduct,
	toDrafts,
	toNewProduct,
	toProduct,
} from '../../../nodes/Unleashed/product/mapping';
import { productOperations } from '../../../nodes/Unleashed/product/operations';
import { ProductTarget } from '../../../nodes/Unleashed/product/target';
import { product as productWire } from '../../../nodes/Unleashed/product/wire';
import type { Raw } from '../../../nodes/Unleashed/wire';
import { listedBy, NOW } from '../../support/operation';
import { openVendor, type Answer, type Asked, type Vendor } from '../../support/vendor-http';

/*
 * Customers, products and prices: who and what stands there, and what is sent so that it stands there right.
 */

let vendor: Vendor | undefined;
afterEach(async () => {
	await vendor?.close();
	vendor = undefined;
});

const list = (rows: readonly Raw[]): Answer => ({
	body: { Pagination: { PageNumber: 1, NumberOfPages: 1 }, Items: rows },
});

async function service(answer: (asked: Asked) => Answer | undefined): Promise<Vendor> {
	vendor = await openVendor((asked) => answer(asked) ?? { status: 404 });
	return vendor;
}

const yes = () => true;
const origin = (id: string) => ({ system: 'shop', account: 'demo.example.com', id, seenAt: NOW });

const nobody = async () => await Promise.resolve(new Map<string, string[]>());

/** What became of one record, from the look to the write. */
async function put<T, D>(
	target: DocumentTarget<T, D>,
	record: T,
): Promise<Applied | { nothing: string } | 'unchanged'> {
	const drafted = target.draft(record);
	if ('problem' in drafted) return { nothing: drafted.problem.code };
	const key = target.documentKey(record);
	const found = (await target.find([{ key, record }], nobody)).get(key);
	const entry = { record, draft: drafted.draft };
	if (!found) return (await target.create([entry], yes))[0]!;
	const answer = target.revise(found, record, drafted.draft);
	if (answer.can === 'unchanged') return 'unchanged';
	if (answer.can === 'nothing') return { nothing: answer.problem.code };
	return (await target.update([{ ...entry, found }], yes))[0]!;
}

// ------------------------------------------------------------------ customers

const GUID = '7a4d2e90-0f8e-4b7a-9f0b-55b2a7f2d001';

/** The example of the facts. */
const JANE: Raw = {
	Guid: GUID,
	CustomerCode: 'SHOP-C-88112',
	CustomerName: 'Jane Doe',
	Currency: { CurrencyCode: 'NZD' },
	Email: 'jane@example.com',
	ContactFirstName: 'Jane',
	ContactLastName: 'Doe',
	PhoneNumber: '+64 9 555 0100',
	PaymentTerm: '20th of month',
	Addresses: [
		{
			AddressType: 'Physical',
			StreetAddress: '15 Ray Street',
			City: 'Kaitaia',
			PostalCode: '0410',
			Country: 'New Zealand',
			IsDefault: true,
		},
	],
	LastModifiedOn: '/Date(1795169730123)/',
};

const jane = (more: Partial<Customer> = {}): Customer => ({
	kind: 'customer',
	origin: origin('gid://shop/Customer/88112'),
	number: 'Jane Doe',
	firstName: 'Jane',
	lastName: 'Doe',
	email: 'jane@example.com',
	phone: '+64 9 555 0100',
	addresses: [{ name: 'Jane Doe', address1: '15 Ray Street', city: 'Kaitaia', zip: '0410', countryCode: 'NZ' }],
	...more,
});

const janeDraft = (more: Partial<Customer> = {}) => {
	const made = customerDraft(jane(more), { codePrefix: 'SHOP-C-' });
	if ('problem' in made) throw new Error(made.problem.code);
	return made.draft;
};

it('reads a customer as one the package takes', () => {
	const read = toCustomer(customerWire.parse(JANE), 'a', NOW);
	expect(customerSchema.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		reference: 'SHOP-C-88112',
		addresses: [{ address1: '15 Ray Street', countryCode: 'NZ' }],
	});
});

it('finds nothing to change where all is as at the source, and leaves alone what the source does not say', () => {
	expect(customerChanges(customerWire.parse(JANE), janeDraft())).toEqual([]);
	expect(customerChanges(customerWire.parse(JANE), janeDraft({ phone: null }))).toEqual([]);
});

it('changes a customer whole, adds an address and takes none away', () => {
	const moved = janeDraft({
		email: 'new@example.com',
		addresses: [{ address1: '1 Example Street', city: 'Helsinki', countryCode: 'FI' }],
	});
	const sent = toChangedCustomer(JANE, customerWire.parse(JANE), moved);
	expect(sent).toMatchObject({
		Email: 'new@example.com',
		PaymentTerm: '20th of month',
		LastModifiedOn: '2026-11-20T10:15:30',
	});
	expect((sent.Addresses as Raw[]).map(({ StreetAddress, IsDefault }) => [StreetAddress, IsDefault])).toEqual([
		['15 Ray Street', true],
		['1 Example Street', false],
	]);
});

it.each([
	['Jane Maria Doe', 'Jane Maria', 'Doe'],
	['Prince', '', 'Prince'],
	['', '', ''],
])('takes the name "%s" apart', (name, firstName, lastName) => expect(namesIn(name)).toEqual({ firstName, lastName }));

async function customers(answer: (asked: Asked) => Answer | undefined) {
	const there = await service(answer);
	return { target: new CustomerTarget('a', new UnleashedClient(there.http), { codePrefix: 'SHOP-C-' }), there };
}

it('makes a customer who is found neither by code nor by e-mail, and names nobody in the ledger', async () => {
	const { target, there } = await customers((asked) =>
		asked.method === 'POST' ? { status: 201, body: asked.body } : list([]),
	);
	const applied = await put(target, jane());
	expect(there.calls().slice(0, 2)).toEqual(['GET /Customers', 'GET /Customers']);
	expect(there.asked.at(-1)?.body).toMatchObject({
		CustomerCode: 'SHOP-C-88112',
		CustomerName: 'Jane Doe',
		SourceId: 'shop:88112',
	});
	expect(applied).toMatchObject({ outcome: 'done', number: janeDraft().guid });
	expect(target.documentKey(jane())).toMatch(/^[0-9a-f-]{36}$/);
});

it('leaves one alone who stands there by e-mail under another code, and refuses to choose between two', async () => {
	const rows: Raw[] = [{ ...JANE, CustomerCode: 'JANE' }];
	const { target } = await customers(({ query }) => list(query.contactEmail ? rows : []));
	expect(await put(target, jane())).toBe('unchanged');
	rows.push({ ...JANE, Guid: 'another', CustomerCode: 'JANE-2' });
	expect(await put(target, jane())).toEqual({ nothing: 'AMBIGUOUS' });
});

it('finds whom the ledger knows although code and e-mail are others now', async () => {
	const { target } = await customers(({ path }) =>
		path === `/Customers/${GUID}` ? { body: { ...JANE, Email: 'old@example.com', CustomerCode: 'X' } } : list([]),
	);
	const record = jane();
	const key = target.documentKey(record);
	const found = await target.find([
		{ key, record },
		{ key: GUID, record },
	]);
	expect(target.revise(found.get(key)!, record, janeDraft())).toMatchObject({
		can: 'update',
		changes: [{ field: 'Email' }],
	});
});

it('writes one customer once a run, whoever else says to be the same', async () => {
	const { target } = await customers((asked) =>
		asked.method === 'POST' ? { status: 200, body: asked.body } : undefined,
	);
	const entries = ['C-1', 'C-2'].map((reference) => ({ record: jane({ reference }), draft: janeDraft() }));
	expect(await target.create(entries, yes)).toMatchObject([
		{ outcome: 'done' },
		{ outcome: 'rejected', problem: { code: 'SHARED_KEY', params: { by: 'C-1' } } },
	]);
});

it('shows what Unleashed says of a customer without the customer', async () => {
	const { target } = await customers(({ method }) =>
		method === 'POST'
			? { status: 400, body: { Description: 'Jane Doe, jane@example.com of 15 Ray Street: code in use' } }
			: list([]),
	);
	const answer = JSON.stringify(await put(target, jane()));
	expect(answer).toContain('code in use');
	for (const word of ['Jane', 'jane@', 'Ray']) expect(answer).not.toContain(word);
});

// ------------------------------------------------------------------ products

const MUG: Product = {
	kind: 'product',
	origin: origin('7'),
	number: 'Mug',
	title: 'Mug',
	currency: 'NZD',
	variants: [
		{
			id: 'v1',
			sku: 'MUG-BLUE',
			title: 'Blue',
			barcode: '6400000000017',
			price: '23.00',
			cost: '6.40',
			hsCode: '6912',
			originCountry: 'NZ',
		},
		{ id: 'v2', sku: ' ', title: 'Sample', price: '1.00' },
		{ id: 'v3', sku: 'MUG-CARD', title: 'Card', price: '5.00', tracked: false },
	],
};

const RULES = { parts: new Set(PARTS), taxInPrices: '0.15' };

const drafts = () => {
	const made = toDrafts(MUG, RULES);
	if ('problem' in made) throw new Error(made.problem.code);
	return made.draft;
};

it('makes a product of every variant with a SKU, at prices without tax', () => {
	expect(drafts()).toEqual([
		{
			code: 'MUG-BLUE',
			name: 'Mug, Blue',
			counted: true,
			barcode: '6400000000017',
			price: '20',
			cost: '6.40',
			hsCode: '6912',
			originCountry: 'NZ',
		},
		{ code: 'MUG-CARD', name: 'Mug, Card', counted: false, price: '4.3478' },
	]);
	expect(toNewProduct('g', drafts()[0]!)).toEqual({
		Guid: 'g',
		ProductCode: 'MUG-BLUE',
		ProductDescription: 'Mug, Blue',
		Barcode: '6400000000017',
		DefaultSellPrice: 20,
		DefaultPurchasePrice: 6.4,
		ICCCountryCode: 'NZ',
		CommerceCode: '6912',
		IsSellable: true,
		NeverDiminishing: false,
	});
});

it.each([
	[{ variants: [{ id: 'v', sku: '' }] }, 'VARIANTS_WITHOUT_SKU'],
	[
		{
			variants: [
				{ id: 'v', sku: 'A' },
				{ id: 'w', sku: 'a' },
			],
		},
		'FIELD_INVALID',
	],
])('does not send the product %j', (more, code) => {
	const made = toDrafts({ ...MUG, ...more }, RULES);
	expect('problem' in made && made.problem.code).toBe(code);
});

const THERE: Raw = {
	Guid: 'p1',
	ProductCode: 'MUG-BLUE',
	ProductDescription: 'Mug, Blue',
	Barcode: 'own',
	DefaultSellPrice: 20,
	DefaultPurchasePrice: 6.4,
	ICCCountryCode: 'NZ',
	CommerceCode: '6912',
	ProductGroup: { GroupName: 'Mugs' },
	ReOrderPoint: 5,
};

it('changes only what the operator keeps as in the shop, never a barcode, and sends the product whole', () => {
	const there = productWire.parse({ ...THERE, DefaultSellPrice: 21, ProductDescription: 'Old' });
	const changes = productChanges(there, drafts()[0]!, { ...RULES, parts: new Set(['price', 'barcode'] as const) });
	expect(changes).toEqual([{ field: 'DefaultSellPrice', before: 21, after: '20' }]);
	expect(toChangedProduct(THERE, changes)).toEqual({ ...THERE, DefaultSellPrice: 20 });
});

it('reads a product as one the package takes', () => {
	const read = toProduct(productWire.parse({ ...THERE, Obsolete: true, NeverDiminishing: true }), 'a', NOW);
	expect(productSchema.safeParse(read).success).toBe(true);
	expect(read).toMatchObject({
		status: 'archived',
		category: 'Mugs',
		variants: [{ sku: 'MUG-BLUE', price: '20', tracked: false }],
	});
});

it('does not say of a product what is blank there, nor what is the company’s own affair', () => {
	const own = { Notes: 'Ask Jane first', Supplier: { SupplierName: 'Example Trading' } };
	const blank = { Barcode: '', CommerceCode: null, ICCCountryCode: '', ImageUrl: null, ProductBrand: null };
	const read = toProduct(productWire.parse({ ...THERE, ...own, ...blank }), 'a', NOW);
	const said = Object.keys({ ...read, ...read.variants[0] });
	for (const field of ['barcode', 'hsCode', 'originCountry', 'imageUrl', 'vendor', 'description'])
		expect([field, said.includes(field)]).toEqual([field, false]);
});

async function products(answer: (asked: Asked) => Answer | undefined) {
	const there = await service(answer);
	const remarks: string[] = [];
	const target = new ProductTarget('acct', new UnleashedClient(there.http), RULES, (words) => remarks.push(words));
	return { target, there, remarks };
}

it('creates what is not there and changes what is, SKU by SKU, found exactly', async () => {
	const { target, there, remarks } = await products((asked) => {
		if (asked.method === 'POST') return { body: asked.body };
		return list(
			asked.query.productCode === 'MUG-BLUE'
				? [
						{ ...THERE, Guid: 'p2', ProductCode: 'MUG-BLUE-XL' },
						{ ...THERE, DefaultSellPrice: 19 },
					]
				: [],
		);
	});
	expect(await put(target, MUG)).toMatchObject({ outcome: 'done', id: 'p1' });
	const posts = there.asked.filter(({ method }) => method === 'POST');
	expect(posts.map(({ path }) => path)).toEqual(['/Products/p1', `/Products/${productGuid('acct', 'mug-card')}`]);
	expect(posts[0]?.body).toMatchObject({ DefaultSellPrice: 20, Barcode: 'own', ReOrderPoint: 5 });
	expect(remarks).toEqual(['1 of the variants of Mug have no SKU and were left out.']);
	expect(await put(target, MUG)).toBe('unchanged');
});

it('names the SKUs that were refused, and keeps those that went through', async () => {
	const { target } = await products((asked) => {
		if (asked.method !== 'POST') return list([]);
		return (asked.body as Raw).ProductCode === 'MUG-CARD' ? { status: 400, body: 'no' } : { body: asked.body };
	});
	expect(await put(target, MUG)).toMatchObject({
		outcome: 'rejected',
		problem: { code: 'PARTLY_REFUSED', params: { skus: 'MUG-CARD' } },
	});
});

it('lists the products of some SKUs with a call each, and of none other', async () => {
	const [, , getMany] = productOperations;
	const { http, calls } = await service(({ query }) =>
		list([THERE, { ...THERE, Guid: 'p2', ProductCode: `${query.productCode ?? ''}-XL` }]),
	);
	const { records } = await listedBy(getMany, http, { filters: { skus: 'MUG-BLUE' } });
	expect(records.map(({ number }) => number)).toEqual(['MUG-BLUE']);
	expect(calls()).toEqual(['GET /Products']);
});

// ------------------------------------------------------------------ prices

const price = (more: Partial<Price> = {}): Price => ({
	kind: 'price',
	origin: origin('v1'),
	sku: 'MUG-BLUE',
	price: '23.00',
	currency: 'NZD',
	...more,
});
const SET: PriceRules = { field: 'DefaultSellPrice', taxInPrices: '0.15', baseCurrency: 'NZD' };

it.each([
	[{}, SET, '20'],
	[{ includesTax: true }, SET, '20'],
	[{ includesTax: false }, SET, '23'],
	[{}, { ...SET, taxInPrices: '0' }, '23'],
])('sets for %j by %j the price %s', (more, rules, expected) => {
	expect(toPriceDraft(price(more), rules)).toMatchObject({ draft: { price: expected } });
});

it.each([
	['price', { includesTax: true }, { taxInPrices: '0' }],
	['SKU', { sku: ' ' }, {}],
	['currency', { currency: 'EUR' }, {}],
])('does not set a price whose %s cannot be used', (field, more, rules) => {
	expect(toPriceDraft(price(more), { ...SET, ...rules })).toMatchObject({
		problem: { code: 'FIELD_INVALID', params: { field } },
	});
});

it('takes tax out of a price exactly', () => {
	expect(netPrice('19.90', '0.255')).toBe('15.8566');
});

it('keeps the form a tier has', () => {
	const tier = { code: 'MUG-BLUE', field: 'SellPriceTier2', price: '18' } as const;
	expect(toChangedPrice({ SellPriceTier2: { Name: 'Trade', Value: '20' } }, tier)).toEqual({
		SellPriceTier2: { Name: 'Trade', Value: 18 },
	});
	expect(toChangedPrice({ SellPriceTier2: 20 }, tier)).toEqual({ SellPriceTier2: 18 });
});

it.each([
	[THERE, 'unchanged'],
	[
		{ ...THERE, DefaultSellPrice: 19 },
		{ outcome: 'done', id: 'p1', number: 'MUG-BLUE' },
	],
	[{ ...THERE, DefaultSellPrice: null }, { outcome: 'done' }],
])('compares before it sets a price: %#', async (there, expected) => {
	const { http } = await service((asked) => (asked.method === 'POST' ? { body: asked.body } : list([there])));
	const answer = await put(new PriceTarget('a', new UnleashedClient(http), SET), price());
	if (typeof expected === 'string') expect(answer).toBe(expected);
	else expect(answer).toMatchObject(expected);
	const sent = vendor?.asked.find(({ method }) => method === 'POST')?.body;
	if (typeof expected !== 'string') expect(sent).toEqual({ ...THERE, DefaultSellPrice: 20 });
});

it('leaves a price alone whose product is not there, and looks again', async () => {
	const { http } = await service(() => list([]));
	const target = new PriceTarget('a', new UnleashedClient(http), SET);
	expect((await target.find([{ key: target.documentKey(price()), record: price() }])).size).toBe(0);
	expect(target.absent(price())).toMatchObject({ reason: { code: 'NOT_IN_SHOP' }, settle: false });
});
