import { customerSchema, type Customer } from '../../../core/model/customer';
import { priceSchema, type Price } from '../../../core/model/price';
import { productSchema, type Product } from '../../../core/model/product';
import type { Applied, DocumentTarget, Problem } from '../../../core/ports';
import { contactChanges, toContactDraft, toCustomerRecord } from '../../../nodes/Odoo/contact/mapping';
import { ContactTarget } from '../../../nodes/Odoo/contact/target';
import { partner, type OdooPartner } from '../../../nodes/Odoo/customer/wire';
import { isPlain, priceChanges, type Priced } from '../../../nodes/Odoo/price/mapping';
import { PriceTarget } from '../../../nodes/Odoo/price/target';
import { priceRules } from '../../../nodes/Odoo/price/wire';
import {
	PARTS,
	productColumns,
	productRow,
	toDraft,
	toProduct,
	toValues,
	variantChanges,
	type Part,
} from '../../../nodes/Odoo/product/mapping';
import { ProductTarget } from '../../../nodes/Odoo/product/target';
import { templates, variants } from '../../../nodes/Odoo/product/wire';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * Customers, products and prices on the way to Odoo and back.
 */

const ORIGIN = { system: 'shop', account: 'demo.example.com', id: '7', seenAt: '2026-11-22T10:00:00.000Z' };
const READING = { account: 'erp.example.com', seenAt: '2026-11-22T10:00:00.000Z', url: 'https://erp.example.com/web' };

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());
const NOT_THERE = {
	status: 500,
	body: { name: 'builtins.ValueError', message: 'External ID not found in the system: x' },
};
const use = async (script: Script) => (odoo = await ScriptedOdoo.start(script));
const fields = (...names: string[]) => ({ body: Object.fromEntries(names.map((name) => [name, { type: 'char' }])) });

/** One record through look, decision and writing. */
async function through<T, D>(target: DocumentTarget<T, D>, record: T): Promise<Applied | Problem | { can: string }> {
	const drafted = target.draft(record);
	if ('problem' in drafted) return drafted.problem;
	const { draft } = drafted;
	const key = target.documentKey(record);
	const found = (await target.find([{ key, record }], async () => await Promise.resolve(new Map()))).get(key);
	if (!found) return (await target.create([{ record, draft }], () => true))[0]!;
	const revised = target.revise(found, record, draft);
	if (revised.can === 'update') return (await target.update([{ found, record, draft }], () => true))[0]!;
	return revised.can === 'nothing' ? revised.problem : revised;
}

// ------------------------------------------------------------------ customers

const ROW = {
	id: 5,
	name: 'Ada Example',
	is_company: false,
	type: 'contact',
	parent_id: false,
	email: 'ada@example.com',
	email_normalized: 'ada@example.com',
	phone: '+358 555 0100',
	vat: false,
	ref: false,
	street: 'Road 1',
	street2: false,
	city: 'Helsinki',
	zip: '00100',
	state_id: false,
	country_id: [70, 'Finland'],
	country_code: 'FI',
	active: true,
	write_date: '2026-11-22 09:00:00',
};
const there = (changes: object = {}): OdooPartner => partner.parse({ ...ROW, ...changes });
const customer = (changes: Partial<Customer> = {}): Customer =>
	customerSchema.parse({
		kind: 'customer',
		origin: ORIGIN,
		number: 'C-7',
		reference: 'C-7',
		name: 'Ada Example',
		email: 'Ada@example.com',
		phone: '+358 555 0100',
		addresses: [{ address1: 'Road 1', zip: '00100', city: 'Helsinki', countryCode: 'FI' }],
		...changes,
	});

it.each<[string, Partial<Customer>, object, string[]]>([
	['written just so', {}, {}, []],
	['with the phone in other digits', { phone: '0358 555-0100' }, {}, []],
	['with another e-mail', { email: 'ada@example.net' }, {}, ['email']],
	['whose phone is cleared', { phone: null }, {}, ['phone']],
	['of whose phone nothing is said', { phone: undefined }, {}, []],
	[
		'who moved',
		{ addresses: [{ address1: 'Lane 9', zip: '00100', city: 'Helsinki', countryCode: 'SE' }] },
		{},
		['street', 'countryCode'],
	],
	['without an address', { addresses: [] }, {}, []],
	['with a VAT number', { vatNumber: 'FI1' }, {}, ['vat']],
	['of a company', { company: 'Example Ltd' }, {}, ['name']],
])('finds what differs of a customer %s', (_, changes, row, expected) => {
	expect(contactChanges(there(row), toContactDraft(customer(changes))).map(({ field }) => field)).toEqual(expected);
});

it('reads a contact as a customer, and a company as one', () => {
	expect(customerSchema.parse(toCustomerRecord(there(), READING))).toMatchObject({
		name: 'Ada Example',
		company: null,
		email: 'ada@example.com',
		addresses: [{ address1: 'Road 1', countryCode: 'FI' }],
	});
	expect(toCustomerRecord(there({ is_company: true, street: false, city: false }), READING)).toMatchObject({
		name: null,
		company: 'Ada Example',
		addresses: [],
	});
});

const CONTACT_FIELDS = fields(...Object.keys(ROW));
const contacts = (rows: object[], over: Script = () => undefined) =>
	use((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		if (asked.call.endsWith('fields_get')) return CONTACT_FIELDS;
		if (asked.call === 'ir.model.data.check_object_reference') return NOT_THERE;
		if (asked.call === 'res.partner.search_read') return { body: rows };
		if (asked.call === 'res.country.search_read') return { body: [{ id: 70, code: 'FI' }] };
		if (asked.call === 'res.country.state.search_read') return { body: [] };
		if (asked.call === 'res.partner.load') return { body: { ids: [6], messages: [] } };
		return { body: true };
	});
const upsert = async (record = customer(), matchEmail = true) => {
	const target = new ContactTarget('erp.example.com', odoo!.client(), { matchEmail, urlOf: String });
	return await through(target, record);
};

/** Contacts as `contacts`, of which nobody is found before the load and this one after it. */
const afterLoad = async (row: object | undefined) =>
	await contacts([], ({ call }) =>
		call === 'res.partner.search_read' && odoo?.calls().includes('res.partner.load')
			? { body: row ? [row] : [] }
			: undefined,
	);

it('makes a customer under an external id where there is none', async () => {
	await afterLoad({ ...ROW, id: 6 });
	expect(await upsert()).toMatchObject({ outcome: 'done', id: '6' });
	const { body } = odoo!.asked.find(({ call }) => call === 'res.partner.load')!;
	expect((body.data as string[][])[0]).toContain('commerce_bridge.customer__shop__demo.example.com__7');
});

it('brings one that stood there all the same, and was left as it is, to the record’s state', async () => {
	await afterLoad({ ...ROW, id: 6, city: 'Espoo' });
	expect(await upsert()).toMatchObject({ outcome: 'done', id: '6', stood: 'changed' });
	expect(odoo!.asked.at(-1)).toMatchObject({
		call: 'res.partner.write',
		body: { ids: [6], vals: { city: 'Helsinki' } },
	});
});

it('does not call one made that nobody can see yet', async () => {
	await afterLoad(undefined);
	expect(await upsert()).toMatchObject({ outcome: 'unknown', problem: { code: 'NO_ANSWER' } });
	expect(odoo!.calls()).not.toContain('res.partner.write');
});

it('changes the one with the e-mail, and none of several', async () => {
	await contacts([{ ...ROW, phone: false }]);
	expect(await upsert()).toMatchObject({ outcome: 'done', id: '5' });
	expect(odoo!.asked.at(-1)).toMatchObject({
		call: 'res.partner.write',
		body: { ids: [5], vals: { phone: '+358 555 0100' } },
	});
	await odoo!.close();
	await contacts([ROW, { ...ROW, id: 8 }]);
	expect(await upsert()).toMatchObject({ code: 'AMBIGUOUS', params: { count: '2' } });
});

it('takes the company of several with one e-mail, and nobody where e-mails are not asked', async () => {
	await contacts([ROW, { ...ROW, id: 8, parent_id: [5, 'Example Ltd'] }]);
	expect(await upsert()).toEqual({ can: 'unchanged' });
	await odoo!.close();
	await afterLoad({ ...ROW, id: 6 });
	await upsert(customer(), false);
	const before = odoo!.calls().slice(0, odoo!.calls().indexOf('res.partner.load'));
	expect(before).not.toContain('res.partner.search_read');
});

// ------------------------------------------------------------------ products

const product = (changes: Partial<Product> = {}, ...own: object[]): Product =>
	productSchema.parse({
		kind: 'product',
		origin: ORIGIN,
		number: 'MUG',
		title: 'Mug',
		currency: 'EUR',
		variants:
			own.length > 0
				? own
				: [
						{
							id: 'v1',
							sku: 'MUG-BLUE',
							title: 'Blue',
							barcode: '640',
							price: '12.50',
							cost: '5.00',
							weightGrams: 350,
							hsCode: '691200',
						},
					],
		...changes,
	});
const VARIANT = {
	id: 3,
	product_tmpl_id: [2, 'Mug'],
	display_name: '[MUG-BLUE] Mug (Blue)',
	name: 'Mug – Blue',
	default_code: 'MUG-BLUE',
	barcode: '640',
	lst_price: 12.5,
	standard_price: 5,
	weight: 0.35,
	hs_code: '691200',
	type: 'consu',
	is_storable: true,
	product_variant_count: 1,
	active: true,
};
const variant = (changes: object = {}) => variants.parse([{ ...VARIANT, ...changes }])[0]!;
const draft = (changes: object = {}) =>
	toDraft(
		product(
			{},
			{
				id: 'v1',
				sku: 'MUG-BLUE',
				title: 'Blue',
				barcode: '640',
				price: '12.50',
				cost: '5.00',
				weightGrams: 350,
				hsCode: '691200',
				...changes,
			},
		),
		'',
	).variants[0]!;
const ALL = new Set<Part>(PARTS);

it.each<[string, object, object, string[]]>([
	['nothing', {}, {}, []],
	['the price', { price: '13.00' }, {}, ['MUG-BLUE price']],
	['no price that is only written otherwise', { price: '12.5' }, {}, []],
	['the HS code', { hsCode: '691100' }, {}, ['MUG-BLUE hsCode']],
	['no HS code where the app for it is not installed', { hsCode: '691100' }, { hs_code: undefined }, []],
	['a barcode where there is none', { barcode: '641' }, { barcode: false }, ['MUG-BLUE barcode']],
	['no barcode that is another', { barcode: '641' }, {}, []],
	['the weight in kilograms', { weightGrams: 500 }, {}, ['MUG-BLUE weight']],
	[
		'neither name nor price of a product with several variants',
		{ price: '13.00', title: 'Sky' },
		{ product_variant_count: 3 },
		[],
	],
	[
		'nothing the source does not say',
		{ price: null, cost: null, weightGrams: null, hsCode: null, barcode: null },
		{},
		[],
	],
])('finds to change of a variant: %s', (_, changes, row, expected) => {
	expect(variantChanges(variant(row), draft(changes), ALL).map(({ field }) => field)).toEqual(expected);
});

it('changes only the parts that are chosen', () => {
	expect(
		variantChanges(variant(), draft({ price: '13.00', hsCode: '1' }), new Set<Part>(['hsCode'])).map(
			({ name }) => name,
		),
	).toEqual(['hs_code']);
});

it('writes figures as numbers and texts as they are', () => {
	expect(toValues(variantChanges(variant(), draft({ price: '13.00', hsCode: '0042' }), ALL))).toEqual({
		list_price: 13,
		hs_code: '0042',
	});
});

it.each([
	['is_storable', true, { type: 'consu', is_storable: '1', hs_code: '691200', list_price: '12.50', weight: '0.35' }],
	['detailed_type', false, { detailed_type: 'product', barcode: '640' }],
] as const)('writes a new product as its version wants it (%s)', (stored, hasHsCode, expected) => {
	const columns = productColumns(stored, hasHsCode, false);
	const row = Object.fromEntries(productRow(draft(), columns).map((cell, index) => [columns[index], cell]));
	expect(row).toMatchObject({ ...expected, default_code: 'MUG-BLUE', name: 'Mug – Blue' });
	expect('hs_code' in row).toBe(hasHsCode);
});

it('makes a service of what does not ship', () => {
	const columns = productColumns('is_storable', false, false);
	const row = Object.fromEntries(
		productRow(draft({ requiresShipping: false }), columns).map((cell, index) => [columns[index], cell]),
	);
	expect(row).toMatchObject({ type: 'service', is_storable: '' });
});

it('reads a product with its variants', () => {
	const [template] = templates.parse([
		{
			id: 2,
			name: 'Mug',
			description_sale: false,
			active: true,
			categ_id: [1, 'All'],
			currency_id: [1, 'EUR'],
			product_variant_ids: [3, 4],
			write_date: '2026-11-22 09:00:00',
		},
	]);
	const read = productSchema.parse(
		toProduct(
			template!,
			[variant(), variant({ id: 4, default_code: 'MUG-RED', display_name: '[MUG-RED] Mug (Red)' })],
			READING,
		),
	);
	expect(read).toMatchObject({ title: 'Mug', number: 'Mug', currency: 'EUR', status: 'active' });
	expect(read.variants[0]).toMatchObject({
		sku: 'MUG-BLUE',
		title: 'Blue',
		price: '12.5',
		weightGrams: 350,
		hsCode: '691200',
		tracked: true,
	});
});

const PRODUCT_FIELDS = fields(...Object.keys(VARIANT));
const catalogue = (rows: object[], over: Script = () => undefined) =>
	use((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		if (asked.call.endsWith('fields_get')) return PRODUCT_FIELDS;
		if (asked.call === 'ir.model.data.check_object_reference') return NOT_THERE;
		if (asked.call === 'product.product.search_read') return { body: rows };
		if (asked.call === 'product.product.load')
			return { body: { ids: (asked.body.data as unknown[]).map((_, index) => 50 + index), messages: [] } };
		return { body: asked.call.includes('search_read') ? [] : true };
	});
const put = async (record: Product) =>
	await through(
		new ProductTarget('erp.example.com', {
			odoo: odoo!.client(),
			parts: ALL,
			currency: 'EUR',
			pictureOf: () => '',
			urlOf: String,
		}),
		record,
	);
const TWO = [
	{ id: 'v1', sku: 'MUG-BLUE', title: 'Blue', price: '13.00' },
	{ id: 'v2', sku: 'MUG-RED', title: 'Red', price: '12.50' },
];

it('makes every SKU that is not there, and changes the one that is', async () => {
	await catalogue([VARIANT]);
	expect(await put(product({}, ...TWO))).toMatchObject({ outcome: 'done', id: '3' });
	const load = odoo!.asked.find(({ call }) => call === 'product.product.load')!;
	expect((load.body.data as string[][]).map((row) => row[2])).toEqual(['MUG-RED']);
	expect(odoo!.asked.find(({ call }) => call === 'product.product.write')?.body).toMatchObject({
		ids: [3],
		vals: { list_price: 13 },
	});
});

it.each<[string, object[], Script, Partial<Product>, string]>([
	['a SKU stands on two products', [VARIANT, { ...VARIANT, id: 9 }], () => undefined, {}, 'AMBIGUOUS'],
	['prices are in another currency', [], () => undefined, { currency: 'SEK' }, 'CURRENCY_DIFFERS'],
])('says so where %s', async (_, rows, script, changes, code) => {
	await catalogue(rows, script);
	expect(await put(product(changes))).toMatchObject({ code });
});

it('does not load over a product that people renamed', async () => {
	await catalogue([], ({ call }) =>
		call === 'ir.model.data.check_object_reference' ? { body: ['product.product', 3] } : undefined,
	);
	expect(await put(product())).toMatchObject({ outcome: 'rejected', problem: { code: 'CHANGE_BY_HAND' } });
	expect(odoo!.calls()).not.toContain('product.product.load');
});

// ------------------------------------------------------------------ prices

const RULE = {
	id: 11,
	pricelist_id: [4, 'B2B'],
	product_id: [3, 'Mug'],
	applied_on: '0_product_variant',
	compute_price: 'fixed',
	fixed_price: 17.5,
	min_quantity: 1,
	date_start: false,
	date_end: false,
};
const rule = (changes: object = {}) => priceRules.parse([{ ...RULE, ...changes }])[0]!;

it.each([
	['a fixed price of one piece', {}, true],
	['a percentage', { compute_price: 'percentage' }, false],
	['a price of ten', { min_quantity: 10 }, false],
	['a price for a while', { date_end: '2026-12-31 00:00:00' }, false],
	['a price of a whole product', { applied_on: '1_product' }, false],
])('takes %s for the price of a SKU: %s', (_, changes, expected) => expect(isPlain(rule(changes))).toBe(expected));

it.each<[string, Partial<Priced>, string, unknown]>([
	['differs', { rule: rule({ fixed_price: 13 }) }, '12.50', [{ field: 'price', before: '13', after: '12.50' }]],
	['is only written otherwise', { rule: rule({ fixed_price: 12.5 }) }, '12.50', []],
	['is new', {}, '12.50', [{ field: 'price', before: null, after: '12.50' }]],
])('knows a price that %s', (_, changes, price, expected) => {
	const there = { product: 3, template: 2, count: 1, ...changes };
	expect(priceChanges(there, { sku: 'MUG-BLUE', barcode: '', price })).toEqual(expected);
});

const price = (changes: Partial<Price> = {}): Price =>
	priceSchema.parse({ kind: 'price', origin: ORIGIN, sku: 'MUG-BLUE', price: '13.00', currency: 'EUR', ...changes });
const LIST = { id: 4, currency: 'EUR', url: 'x' };
const set = async (record: Price) => await through(new PriceTarget('erp.example.com', odoo!.client(), LIST), record);

const priceList: Script = ({ call }) => {
	if (call === 'product.pricelist.item.search_read') return { body: [RULE] };
	if (call === 'ir.model.data.check_object_reference') return NOT_THERE;
	return call === 'product.pricelist.item.load' ? { body: { ids: [12], messages: [] } } : undefined;
};

it('changes a price that is there', async () => {
	await catalogue([VARIANT], priceList);
	expect(await set(price())).toMatchObject({ outcome: 'done', id: '4', number: 'MUG-BLUE' });
	const written = odoo!.asked.filter(({ call }) => call === 'product.pricelist.item.write');
	expect(written.map(({ body }) => [body.ids, body.vals])).toEqual([[[11], { fixed_price: 13 }]]);
	expect(odoo!.calls()).not.toContain('product.pricelist.item.load');
	expect(await set(price({ price: '17.50' }))).toEqual({ can: 'unchanged' });
});

it('adds one that is not there, for a product found by its barcode', async () => {
	await catalogue([{ ...VARIANT, id: 4, default_code: 'MUG-RED', barcode: '641' }], priceList);
	expect(await set(price({ sku: null, barcode: '641', price: '12.50' }))).toMatchObject({ outcome: 'done' });
	const added = odoo!.asked.find(({ call }) => call === 'product.pricelist.item.load')!;
	const rows = (added.body.data as string[][]).map((row) => row.slice(1));
	expect(rows).toEqual([['4', '0_product_variant', '2', '4', 'fixed', '12.50', '0']]);
});

it('leaves a rule alone that people gave other conditions', async () => {
	await catalogue([{ ...VARIANT, id: 4 }], ({ call }) => {
		if (call === 'ir.model.data.check_object_reference') return { body: ['product.pricelist.item', 12] };
		return call === 'product.pricelist.item.search_read' ? { body: [] } : undefined;
	});
	expect(await set(price())).toMatchObject({ outcome: 'rejected', problem: { code: 'CHANGE_BY_HAND' } });
});

it.each<[string, object[], Partial<Price>, object]>([
	['two products have the SKU', [VARIANT, { ...VARIANT, id: 9 }], {}, { code: 'AMBIGUOUS', params: { key: 'SKU' } }],
	['the list is in another currency', [VARIANT], { currency: 'SEK' }, { code: 'CURRENCY_DIFFERS' }],
	['it names no product', [VARIANT], { sku: ' ' }, { code: 'FIELD_INVALID' }],
])('sets no price where %s', async (_, rows, changes, expected) => {
	await catalogue(rows, priceList);
	expect(await set(price(changes))).toMatchObject(expected);
});

it('looks again later for a product that nobody has', async () => {
	await catalogue([], priceList);
	const target = new PriceTarget('erp.example.com', odoo!.client(), LIST);
	const record = price();
	expect((await target.find([{ key: target.documentKey(record), record }])).size).toBe(0);
	expect(target.absent(record)).toMatchObject({ reason: { code: 'NOT_IN_SHOP' }, settle: false });
});
