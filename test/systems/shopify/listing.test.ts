import type { Product, Variant } from '../../../core/model/product';
import {
	PARTS,
	toDraft,
	toHtml,
	toProductInput,
	type Part,
	type ProductDraft,
} from '../../../nodes/Shopify/listing/draft';
import { matched, planOf, writesAmounts } from '../../../nodes/Shopify/listing/mapping';
import { standingProduct, type StandingProduct } from '../../../nodes/Shopify/listing/wire';

/*
 * Products of other systems as Shopify is asked for them: made whole once, then changed in parts with nothing lost.
 */

const variant = (value: string, more: Partial<Variant> = {}): Variant => ({
	id: `V-${value}`,
	sku: `CAP-${value.toUpperCase()}`,
	options: [{ name: 'Colour', value }],
	price: '10.00',
	...more,
});

const record = (more: Partial<Product> = {}): Product => ({
	kind: 'product',
	origin: { system: 'erp', account: 'main', id: 'P-1', seenAt: '2026-11-22T10:00:00Z' },
	number: 'Cap',
	title: 'Cap',
	currency: 'EUR',
	variants: [variant('Red'), variant('Green')],
	...more,
});

function draftOf(more: Partial<Product> = {}): ProductDraft {
	const answer = toDraft(record(more), { key: 'erp:main:P-1' });
	if ('problem' in answer) throw new Error(JSON.stringify(answer.problem));
	return answer.draft;
}

const RULES = {
	parts: new Set<Part>(PARTS),
	matchBy: 'sku',
	newStatus: 'draft',
	replaceTags: false,
	addTax: '0',
} as const;

const standing = (value: string, more: object = {}) => ({
	id: `gid://shopify/ProductVariant/${value}`,
	sku: `CAP-${value.toUpperCase()}`,
	barcode: null,
	price: '10.0',
	compareAtPrice: null,
	selectedOptions: [{ name: 'Colour', value }],
	inventoryItem: { id: `I-${value}`, tracked: true, requiresShipping: true },
	...more,
});

const there = (more: object = {}, variants: object[] = [standing('Red'), standing('Green')]): StandingProduct =>
	standingProduct.parse({
		id: 'gid://shopify/Product/1',
		legacyResourceId: '1',
		title: 'Cap',
		tags: [],
		hasOnlyDefaultVariant: false,
		options: [{ name: 'Colour' }],
		media: { nodes: [] },
		variants: { nodes: variants, pageInfo: { hasNextPage: false } },
		...more,
	});

// ------------------------------------------------------------------ making

it('makes a product with everything its record says, as a draft and counted', () => {
	const customs = { hsCode: '6505.00 30', originCountry: 'FI', weightGrams: 90, cost: '4', barcode: ' 640 ' };
	const image = { url: 'https://cdn.example.com/cap.png', alt: 'A cap' };
	const draft = draftOf({
		...{ handle: 'cap', description: 'Warm\nand <dry>\n\nMade of felt', vendor: 'Hat Oy', category: 'Hats' },
		...{ tags: [' hat', 'hat'], images: [image], status: 'active' },
		variants: [
			variant('Red', { ...customs, imageUrl: 'https://cdn.example.com/red.png' }),
			variant('Green', { tracked: false }),
		],
	});
	expect(toProductInput(draft, { newStatus: 'draft' })).toEqual({
		title: 'Cap',
		handle: 'cap',
		descriptionHtml: '<p>Warm<br>and &lt;dry&gt;</p><p>Made of felt</p>',
		...{ vendor: 'Hat Oy', productType: 'Hats', tags: ['hat'], status: 'DRAFT' },
		files: [
			{ originalSource: image.url, contentType: 'IMAGE', alt: 'A cap' },
			{ originalSource: 'https://cdn.example.com/red.png', contentType: 'IMAGE' },
		],
		metafields: [{ namespace: 'commerce_bridge', key: 'source', type: 'id', value: 'erp:main:P-1' }],
		productOptions: [{ name: 'Colour', values: [{ name: 'Red' }, { name: 'Green' }] }],
		variants: [
			{
				...{
					sku: 'CAP-RED',
					barcode: '640',
					price: '10.00',
					file: { originalSource: 'https://cdn.example.com/red.png' },
				},
				optionValues: [{ optionName: 'Colour', name: 'Red' }],
				inventoryItem: {
					...{ cost: '4', harmonizedSystemCode: '65050030', countryCodeOfOrigin: 'FI', tracked: true },
					measurement: { weight: { value: 90, unit: 'GRAMS' } },
				},
			},
			{
				...{ sku: 'CAP-GREEN', price: '10.00', optionValues: [{ optionName: 'Colour', name: 'Green' }] },
				inventoryItem: { tracked: false },
			},
		],
	});
});

it('makes a product of one variant without options of its own', () => {
	const input = toProductInput(draftOf({ variants: [variant('Red', { options: null })] }), { newStatus: 'draft' });
	expect(input.productOptions).toEqual([{ name: 'Title', values: [{ name: 'Default Title' }] }]);
	expect(input.variants).toMatchObject([{ optionValues: [{ optionName: 'Title', name: 'Default Title' }] }]);
});

it.each([
	['draft', 'active', 'DRAFT'],
	['active', undefined, 'ACTIVE'],
	['record', 'archived', 'ARCHIVED'],
	['record', undefined, 'DRAFT'],
] as const)('begins as %s with the record’s %s: %s', (newStatus, status, wanted) => {
	expect(toProductInput(draftOf({ status }), { newStatus }).status).toBe(wanted);
});

it.each<[string, Partial<Product>, string]>([
	['no title', { title: ' ' }, 'title'],
	['four options', { options: ['A', 'B', 'C', 'D'].map((name) => ({ name, values: [] })) }, 'options'],
	[
		'a variant of other options',
		{ variants: [variant('Red'), variant('Big', { options: [{ name: 'Size', value: 'L' }] })] },
		'variants.options',
	],
	['variants that are the same', { variants: [variant('Red'), variant('Red', { sku: 'OTHER' })] }, 'variants.options'],
	[
		'several variants without options',
		{ variants: [variant('Red', { options: [] }), variant('Green', { options: [] })] },
		'variants.options',
	],
	['one SKU twice', { variants: [variant('Red'), variant('Green', { sku: 'CAP-RED' })] }, 'variants.sku'],
	['an HS code of five digits', { variants: [variant('Red', { hsCode: '65050' })] }, 'variants.hsCode'],
	['an HS code with letters', { variants: [variant('Red', { hsCode: '6505AB' })] }, 'variants.hsCode'],
	['a price below zero', { variants: [variant('Red', { price: '-1' })] }, 'variants.price'],
])('refuses a record with %s', (_, more, field) => {
	expect(toDraft(record(more), { key: 'k' })).toMatchObject({ problem: { code: 'FIELD_INVALID', params: { field } } });
});

it('writes text as text, whatever stands in it', () => {
	expect(toHtml('<script>a && b</script>')).toBe('<p>&lt;script&gt;a &amp;&amp; b&lt;/script&gt;</p>');
});

// ------------------------------------------------------------------ matching

const pairsOf = (draft: ProductDraft, product: StandingProduct) => {
	const { pairs, added, left, ambiguous } = matched(draft, product);
	return {
		pairs: pairs.map(({ draft: own, there: its }) => `${own.label}=${its.id.split('/').pop()}`),
		added: added.map(({ label }) => label),
		left: left.map(({ sku }) => sku),
		ambiguous,
	};
};

it.each<[string, Partial<Product>, object[], object]>([
	[
		'by SKU first',
		{},
		[standing('Red', { sku: 'CAP-GREEN' }), standing('Green', { sku: 'CAP-RED' })],
		{ pairs: ['CAP-RED=Green', 'CAP-GREEN=Red'] },
	],
	[
		'by barcode where no SKU is the same',
		{ variants: [variant('Red', { barcode: '640', options: [{ name: 'Colour', value: 'Rouge' }] })] },
		[standing('Blue'), standing('Other', { barcode: '640' })],
		{ pairs: ['CAP-RED=Other'], left: ['CAP-BLUE'] },
	],
	[
		'by options where neither is',
		{},
		[standing('Red', { sku: 'OLD' }), standing('Green', { sku: null })],
		{ pairs: ['CAP-RED=Red', 'CAP-GREEN=Green'] },
	],
	[
		'and adds what is not there',
		{},
		[standing('Red'), standing('Blue')],
		{ pairs: ['CAP-RED=Red'], added: ['CAP-GREEN'], left: ['CAP-BLUE'] },
	],
	[
		'and says so where a SKU stands twice',
		{},
		[standing('Red'), standing('Blue', { sku: 'CAP-RED' })],
		{ ambiguous: 'CAP-RED' },
	],
])('knows its variants %s', (_, more, variants, wanted) => {
	expect(pairsOf(draftOf(more), there({}, variants))).toMatchObject(wanted);
});

it('knows the only variant of a product without options by itself', () => {
	const lone = standing('Default', { sku: null, selectedOptions: [{ name: 'Title', value: 'Default Title' }] });
	const product = there({ hasOnlyDefaultVariant: true, options: [{ name: 'Title' }] }, [lone]);
	expect(pairsOf(draftOf({ variants: [variant('Red', { options: [] })] }), product).pairs).toEqual(['CAP-RED=Default']);
});

// ------------------------------------------------------------------ changing

const plan = (more: Partial<Product>, product: StandingProduct, rules: object = {}) =>
	planOf(product, draftOf(more), { ...RULES, ...rules });

it('asks for nothing where everything is as in the record', () => {
	const same = there({ description: 'Warm and dry', tags: ['Hat', 'sale'], productType: 'Hats' });
	expect(plan({ description: 'Warm\n\nand dry', tags: ['hat'], category: 'Hats' }, same).changes).toEqual([]);
});

it('changes what differs, each variant by its own id, and names nothing else', () => {
	const changed = plan(
		{
			title: 'Felt cap',
			variants: [variant('Red', { hsCode: '650500', originCountry: 'FI' }), variant('Green', { price: '12' })],
		},
		there({ tags: ['kept'] }),
	);
	expect(changed).toMatchObject({
		product: { title: 'Felt cap' },
		changed: [
			{
				id: 'gid://shopify/ProductVariant/Red',
				inventoryItem: { harmonizedSystemCode: '650500', countryCodeOfOrigin: 'FI' },
			},
			{ id: 'gid://shopify/ProductVariant/Green', price: '12' },
		],
		added: [],
		media: [],
	});
	expect(changed.changes.map(({ field }) => field)).toEqual([
		'title',
		'CAP-RED.hsCode',
		'CAP-RED.originCountry',
		'CAP-GREEN.price',
	]);
	expect(Object.keys(changed.product)).toEqual(['title']);
});

it('clears what the record clears, and leaves what it does not say', () => {
	const customs = { harmonizedSystemCode: '650500', countryCodeOfOrigin: 'FI' };
	const item = { ...standing('Red').inventoryItem, ...customs };
	const product = there({ description: 'Warm' }, [
		standing('Red', { inventoryItem: item, barcode: '640' }),
		standing('Green'),
	]);
	expect(plan({ description: null, variants: [variant('Red', { hsCode: null })] }, product)).toMatchObject({
		product: { descriptionHtml: '' },
		changed: [{ id: 'gid://shopify/ProductVariant/Red', inventoryItem: { harmonizedSystemCode: null } }],
	});
});

it('keeps tags of the shop, unless they are to be replaced', () => {
	const product = there({ tags: ['Sale', 'kept'] });
	expect(plan({ tags: ['sale', 'new'] }, product).product).toEqual({ tags: ['Sale', 'kept', 'new'] });
	expect(plan({ tags: ['sale', 'new'] }, product, { replaceTags: true }).product).toEqual({ tags: ['sale', 'new'] });
});

it('adds pictures only where the shop has none, for it cannot tell its own from new ones', () => {
	const images = [{ url: 'https://cdn.example.com/cap.png' }];
	expect(plan({ images }, there()).media).toEqual([{ originalSource: images[0]!.url, mediaContentType: 'IMAGE' }]);
	expect(plan({ images }, there({ media: { nodes: [{ id: 'M' }] } })).changes).toEqual([]);
});

it('adds variants with the options as they stand there', () => {
	const options = [
		{ name: 'Size', value: 'L' },
		{ name: 'Colour', value: 'Blue' },
	];
	const product = there({ options: [{ name: 'Colour' }, { name: 'Size' }] }, []);
	const { added } = plan({ variants: [variant('Blue', { options })] }, product);
	expect(added).toMatchObject([
		{
			optionValues: [
				{ optionName: 'Colour', name: 'Blue' },
				{ optionName: 'Size', name: 'L' },
			],
			inventoryItem: { sku: 'CAP-BLUE', tracked: true },
		},
	]);
});

it.each<[Part, Partial<Product>]>([
	['title', { title: 'Other' }],
	['description', { description: 'Other' }],
	['vendor', { vendor: 'Other' }],
	['vendor', { category: 'Other' }],
	['tags', { tags: ['Other'] }],
	['pictures', { images: [{ url: 'https://cdn.example.com/x.png' }] }],
	['status', { status: 'active' }],
	['codes', { variants: [variant('Red', { barcode: '1' })] }],
	['customs', { variants: [variant('Red', { originCountry: 'SE' })] }],
	['weight', { variants: [variant('Red', { weightGrams: 5 })] }],
	['cost', { variants: [variant('Red', { cost: '5' })] }],
	['prices', { variants: [variant('Red', { compareAtPrice: '15' })] }],
	['variants', { variants: [variant('Blue')] }],
])('leaves %s to the shop when told so', (part, more) => {
	expect(plan(more, there(), { parts: new Set([part]) }).changes.length).toBeGreaterThan(0);
	expect(plan(more, there(), { parts: new Set(PARTS.filter((each) => each !== part)) }).changes).toEqual([]);
});

it('knows when amounts would be written', () => {
	expect(writesAmounts(plan({ title: 'Other' }, there()))).toBe(false);
	expect(writesAmounts(plan({ variants: [variant('Red', { price: '11' })] }, there()))).toBe(true);
	expect(writesAmounts(plan({ variants: [variant('Blue')] }, there()))).toBe(true);
});

// ------------------------------------------------------------------ systems without variants

it('changes one variant of several and nothing of the product where the record is that one variant', () => {
	const lone = { title: 'Red cap', tags: ['erp'], images: [{ url: 'https://cdn.example.com/red.png' }] };
	const red = variant('Red', { options: null, hsCode: '650500' });
	const changed = plan({ ...lone, variants: [red] }, there());
	expect(changed.changes.map(({ field }) => field)).toEqual(['CAP-RED.hsCode']);
	expect([changed.product, changed.media, changed.added]).toEqual([{}, [], []]);
	const only = there({ hasOnlyDefaultVariant: true, options: [{ name: 'Title' }] }, [standing('Red')]);
	expect(plan({ ...lone, variants: [red] }, only).changes.map(({ field }) => field)).toContain('title');
});

it('adds the tax that the shop’s prices hold, to the cent, and leaves cost as it is', () => {
	const net = { variants: [variant('Red', { price: '19.76', compareAtPrice: '23.904', cost: '8.00' })] };
	const answer = toDraft(record(net), { key: 'k', addTax: '0.255' });
	expect(answer).toMatchObject({ draft: { variants: [{ price: '24.80', compareAtPrice: '30.00', cost: '8.00' }] } });
});
