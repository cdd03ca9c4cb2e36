import { MAIN, SECOND, Shop, type UserError } from './shopify-shop';

/* `productSet` of the Shopify sandbox: one call for a product and all of its variants. */

const shop = new Shop();

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;
interface Answer {
	readonly product: {
		readonly id: string;
		readonly handle: string;
		readonly title: string;
		readonly variants: { readonly nodes: readonly Fields[] };
	} | null;
	readonly productSetOperation: { readonly id: string; readonly status: string } | null;
	readonly userErrors: readonly UserError[];
}

const SET = `mutation ProductSet($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $synchronous: Boolean = true) {
	productSet(identifier: $identifier, input: $input, synchronous: $synchronous) {
		product { id handle title variants(first: 25) { nodes { id sku title price inventoryItem { tracked harmonizedSystemCode } } } }
		productSetOperation { id status userErrors { message } }
		userErrors { field message code }
	}
}`;

async function set(input: Fields, identifier?: Fields, synchronous = true): Promise<Answer> {
	return (await shop.data<{ productSet: Answer }>(SET, { input, identifier, synchronous })).productSet;
}

const COLOURS = { productOptions: [{ name: 'Colour', position: 1, values: [{ name: 'Red' }, { name: 'Green' }] }] };
const variant = (name: string, more: Fields = {}) => ({
	optionValues: [{ optionName: 'Colour', name }],
	sku: `CAP-${name.toUpperCase()}`,
	price: '10.00',
	...more,
});
const cap = (...variants: Fields[]): Fields => ({ title: 'Cap', handle: 'cap', ...COLOURS, variants });

it('makes a product with variants, stock and customs data, and changes it by its handle', async () => {
	const item = { tracked: true, harmonizedSystemCode: '650500', measurement: { weight: { value: 90, unit: 'GRAMS' } } };
	const made = await set(
		cap(
			variant('Red', {
				inventoryItem: item,
				inventoryQuantities: [{ locationId: SECOND, name: 'on_hand', quantity: 7 }],
			}),
			variant('Green'),
		),
	);
	expect(made).toMatchObject({
		userErrors: [],
		productSetOperation: null,
		product: {
			handle: 'cap',
			variants: {
				nodes: [
					{ sku: 'CAP-RED', title: 'Red', inventoryItem: { tracked: true, harmonizedSystemCode: '650500' } },
					{ sku: 'CAP-GREEN', inventoryItem: { tracked: false } },
				],
			},
		},
	});
	expect([shop.level('CAP-RED', 'Demo Shop').onHand, shop.level('CAP-GREEN').onHand]).toEqual([7, 0]);
	expect(shop.last).toMatchObject({ accepted: true, note: { created: 1 } });
	const changed = await set({ handle: 'cap', title: 'Cap of felt', tags: ['b', 'A', 'a'] }, { handle: 'cap' });
	expect(changed.product).toMatchObject({ id: made.product?.id, title: 'Cap of felt' });
	expect(shop.product('CAP-RED')).toMatchObject({
		tags: ['b', 'A'],
		variants: [{ sku: 'CAP-RED' }, { sku: 'CAP-GREEN' }],
	});
	expect(shop.last?.note).toMatchObject({ changed: 1 });
});

it('a list of variants replaces the one there was: matched by option values, the others deleted', async () => {
	const { product } = await set(cap(variant('Red'), variant('Green')));
	const red = product?.variants.nodes[0]?.id;
	const after = await set(cap(variant('Red', { price: '12.50' })), { id: product?.id });
	expect(after.product?.variants.nodes).toMatchObject([{ id: red, price: '12.5' }]);
	expect(shop.view.inventory.some(({ sku }) => sku === 'CAP-GREEN')).toBe(false);
	expect(await shop.data('{ productVariants(first: 3, query: "sku:CAP-GREEN") { nodes { id } } }')).toEqual({
		productVariants: { nodes: [] },
	});
});

it('a product without options gets one plain variant, and a handle of its own', async () => {
	const { product } = await set({ title: 'Mug' });
	expect(product).toMatchObject({ handle: 'mug-1', variants: { nodes: [{ title: 'Default Title', sku: null }] } });
});

it('existing variants are counted only where they are stocked', async () => {
	const { product } = await set(
		cap(variant('Red', { inventoryQuantities: [{ locationId: MAIN, name: 'available', quantity: 3 }] })),
	);
	expect(shop.level('CAP-RED').available).toBe(3);
	const elsewhere = variant('Red', { inventoryQuantities: [{ locationId: SECOND, name: 'available', quantity: 3 }] });
	expect((await set(cap(elsewhere), { id: product?.id })).userErrors).toMatchObject([{ code: 'INVALID_VARIANT' }]);
	await set(cap(variant('Red', { inventoryQuantities: [{ locationId: MAIN, name: 'on_hand', quantity: 9 }] })), {
		id: product?.id,
	});
	expect(shop.level('CAP-RED').onHand).toBe(9);
});

it.each<[string, Fields, Fields | undefined, string, string[]]>([
	[
		'options without variants',
		{ title: 'Cap', ...COLOURS },
		undefined,
		'VARIANTS_INPUT_MISSING',
		['input', 'variants'],
	],
	[
		'variants without options',
		{ title: 'Cap', variants: [variant('Red')] },
		undefined,
		'PRODUCT_OPTIONS_INPUT_MISSING',
		['input', 'productOptions'],
	],
	[
		'four options',
		{ ...cap(), productOptions: ['a', 'b', 'c', 'd'].map((name) => ({ name, values: [{ name: 'x' }] })) },
		undefined,
		'OPTIONS_OVER_LIMIT',
		['input', 'productOptions'],
	],
	[
		'an option without values',
		{ ...cap(), productOptions: [{ name: 'Colour', values: [] }] },
		undefined,
		'OPTION_VALUES_MISSING',
		['input', 'productOptions', '0'],
	],
	[
		'an option twice',
		{ ...cap(), productOptions: Array(2).fill(COLOURS.productOptions[0]) },
		undefined,
		'DUPLICATED_OPTION_NAME',
		['input', 'productOptions'],
	],
	[
		'a value that is none',
		cap(variant('Blue')),
		undefined,
		'OPTION_VALUE_DOES_NOT_EXIST',
		['input', 'variants', '0', 'optionValues'],
	],
	['a variant twice', cap(variant('Red'), variant('Red')), undefined, 'INVALID_VARIANT', ['input', 'variants', '1']],
	[
		'another’s variant',
		cap(variant('Red', { id: 'gid://shopify/ProductVariant/1' })),
		undefined,
		'PRODUCT_VARIANT_DOES_NOT_EXIST',
		['input', 'variants', '0', 'id'],
	],
	[
		'a price below nothing',
		cap(variant('Red', { price: '-1' })),
		undefined,
		'INVALID_VARIANT',
		['input', 'variants', '0', 'price'],
	],
	['no title', { handle: 'cap' }, undefined, 'INVALID_INPUT', ['input', 'title']],
	['a handle that is taken', { title: 'Cap', handle: 'mug' }, undefined, 'HANDLE_NOT_UNIQUE', ['input', 'handle']],
	[
		'an id nobody has',
		{ title: 'Cap' },
		{ id: 'gid://shopify/Product/1' },
		'PRODUCT_DOES_NOT_EXIST',
		['identifier', 'id'],
	],
	['an identifier that is not in the input', { title: 'Cap' }, { handle: 'cap' }, 'MISSING_FIELD_REQUIRED', ['input']],
	['an identifier that differs', { title: 'Cap', handle: 'hat' }, { handle: 'cap' }, 'INPUT_MISMATCH', ['input']],
])('does not set %s', async (_what, input, identifier, code, field) => {
	const before = shop.view.products;
	const { product, userErrors } = await set(input, identifier);
	expect([product, userErrors]).toEqual([null, [{ code, field, message: expect.any(String) }]]);
	expect([shop.view.products, shop.last?.accepted]).toEqual([before, false]);
});

it('asynchronous work is told later, its errors too', async () => {
	const operation =
		'query Operation($id: ID!) { productOperation(id: $id) { __typename status ... on ProductSetOperation { product { handle } userErrors { code } } } }';
	const started = await set(cap(variant('Red')), undefined, false);
	expect(started).toMatchObject({ product: null, userErrors: [], productSetOperation: { status: 'CREATED' } });
	const { id } = started.productSetOperation ?? { id: '' };
	shop.sandbox.advanceClock(1_200);
	expect(await shop.data(operation, { id })).toMatchObject({
		productOperation: { __typename: 'ProductSetOperation', status: 'ACTIVE', product: null },
	});
	shop.sandbox.advanceClock(1_200);
	expect(await shop.data(operation, { id })).toMatchObject({
		productOperation: { status: 'COMPLETE', product: { handle: 'cap' }, userErrors: [] },
	});
	const failed = await set({ title: 'Cap', handle: 'cap' }, undefined, false);
	expect([failed.userErrors, shop.last?.accepted]).toEqual([[], false]);
	shop.sandbox.advanceClock(2_500);
	expect(await shop.data(operation, { id: failed.productSetOperation?.id })).toMatchObject({
		productOperation: { status: 'COMPLETE', product: null, userErrors: [{ code: 'HANDLE_NOT_UNIQUE' }] },
	});
});

const DEFINITION = `mutation { metafieldDefinitionCreate(definition: { name: "ERP", namespace: "erp", key: "id", type: "id", ownerType: PRODUCT }) { userErrors { message } } }`;

it('a custom id finds and makes a product, once it is defined', async () => {
	const customId = { namespace: 'erp', key: 'id', value: 'P-1' };
	const byId =
		'query P($identifier: ProductIdentifierInput!) { productByIdentifier(identifier: $identifier) { title } }';
	expect(await shop.codes(byId, { identifier: { customId } })).toEqual(['NOT_FOUND']);
	await shop.data(DEFINITION);
	expect(await shop.data(byId, { identifier: { customId } })).toEqual({ productByIdentifier: null });
	await set({ title: 'Cap' }, { customId });
	await set({ title: 'Cap of felt' }, { customId });
	expect(await shop.data(byId, { identifier: { customId } })).toEqual({
		productByIdentifier: { title: 'Cap of felt' },
	});
	const other = [{ namespace: 'erp', key: 'id', type: 'id', value: 'P-2' }];
	expect((await set({ title: 'Cap', metafields: other }, { customId })).userErrors).toMatchObject([
		{ code: 'METAFIELD_MISMATCH' },
	]);
});

it.each([
	['productByIdentifier', { handle: 'mug' }, { title: 'Mug' }],
	['productByIdentifier', { handle: 'no-such' }, null],
])('%s finds %j', async (_query, identifier, expected) => {
	const { productByIdentifier } = await shop.data<{ productByIdentifier: unknown }>(
		'query P($identifier: ProductIdentifierInput!) { productByIdentifier(identifier: $identifier) { title } }',
		{ identifier },
	);
	expect(productByIdentifier).toEqual(expected);
});

it('says loudly which fields it does not imitate', async () => {
	expect(await shop.codes(SET, { input: { title: 'Cap', collections: ['gid://shopify/Collection/1'] } })).toEqual([
		'SANDBOX_NOT_IMITATED',
	]);
	expect(await shop.codes(SET, { input: { title: 'Cap', variants: Array(2_049).fill(variant('Red')) } })).toEqual([
		'MAX_INPUT_SIZE_EXCEEDED',
	]);
});

it('costs more for every variant it sends', async () => {
	const costOf = async (count: number) => {
		const values = Array.from({ length: count }, (_, index) => ({ name: `v${index}` }));
		const variants = values.map(({ name }) => variant(name, { sku: name }));
		const answer = await shop.ask(SET, {
			input: { title: `Cap ${count}`, productOptions: [{ name: 'Colour', values }], variants },
		});
		return Number(answer.data.extensions.cost.requestedQueryCost);
	};
	expect((await costOf(51)) - (await costOf(1))).toBe(10);
});
