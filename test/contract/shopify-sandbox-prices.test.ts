import { MAIN, Shop, type UserError } from './shopify-shop';

/* Prices and inventory items in the Shopify sandbox. */

const shop = new Shop();

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;

const variantOf = (sku: string) => {
	const variant = shop.product(sku).variants.find((each) => each.sku === sku);
	if (!variant) throw new Error(`no ${sku}`);
	return variant;
};

const PRICES = `mutation Prices($productId: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
	productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: $partial) {
		product { id } productVariants { sku price compareAtPrice } userErrors { field message code }
	}
}`;

async function setPrices(
	variants: Fields[],
	more: Fields = {},
): Promise<{ productVariants: Fields[] | null; userErrors: UserError[] }> {
	const variables = { productId: shop.product('MUG-BLUE').id, variants, ...more };
	return (await shop.data<{ productVariantsBulkUpdate: never }>(PRICES, variables)).productVariantsBulkUpdate;
}

it('sets prices of one product, and null clears the price before', async () => {
	const [blue, white] = ['MUG-BLUE', 'MUG-WHITE'].map((sku) => ({ id: variantOf(sku).id }));
	await setPrices([
		{ ...blue, price: '19.90', compareAtPrice: '24.80' },
		{ ...white, price: '5' },
	]);
	expect([variantOf('MUG-BLUE'), variantOf('MUG-WHITE')]).toMatchObject([
		{ price: '19.9', compareAtPrice: '24.8' },
		{ price: '5' },
	]);
	expect(shop.last).toMatchObject({ accepted: true, note: { changed: 2 } });
	const { productVariants } = await setPrices([
		{ ...blue, compareAtPrice: null, barcode: '', inventoryItem: { sku: 'MUG-AZURE' } },
	]);
	expect(productVariants).toEqual([{ sku: 'MUG-AZURE', price: '19.9', compareAtPrice: null }]);
	expect(variantOf('MUG-AZURE')).toMatchObject({ barcode: null });
});

it.each<[string, () => Fields, string, string]>([
	['a variant without id', () => ({ price: '1' }), 'PRODUCT_VARIANT_ID_MISSING', 'id'],
	[
		'another product’s variant',
		() => ({ id: variantOf('SOAP-BIRCH').id, price: '1' }),
		'PRODUCT_VARIANT_DOES_NOT_EXIST',
		'id',
	],
	[
		'a price below nothing',
		() => ({ id: variantOf('MUG-WHITE').id, price: '-1' }),
		'GREATER_THAN_OR_EQUAL_TO',
		'price',
	],
	['no price', () => ({ id: variantOf('MUG-WHITE').id, price: null }), 'BLANK', 'price'],
	['a long barcode', () => ({ id: variantOf('MUG-WHITE').id, barcode: '1'.repeat(256) }), 'INVALID_INPUT', 'barcode'],
	[
		'stock',
		() => ({ id: variantOf('MUG-WHITE').id, inventoryQuantities: [{ locationId: MAIN, availableQuantity: 1 }] }),
		'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE',
		'inventoryQuantities',
	],
])('refuses %s with all others, or alone when told so', async (_what, wrong, code, field) => {
	const good = { id: variantOf('MUG-BLUE').id, price: '1.00' };
	const whole = await setPrices([good, wrong()]);
	expect(whole).toMatchObject({ productVariants: null, userErrors: [{ code, field: ['variants', '1', field] }] });
	expect([variantOf('MUG-BLUE').price, shop.last?.accepted]).toEqual(['24.80', false]);
	const partly = await setPrices([good, wrong()], { partial: true });
	expect(partly).toMatchObject({ productVariants: [{ sku: 'MUG-BLUE' }], userErrors: [{ code }] });
	expect([variantOf('MUG-BLUE').price, shop.last]).toMatchObject([
		'1',
		{ accepted: true, note: { changed: 1, failed: 1 } },
	]);
});

it('knows no unknown product, no empty list, and not more than 250 variants', async () => {
	expect(
		(await setPrices([{ id: 'gid://shopify/ProductVariant/1' }], { productId: 'gid://shopify/Product/1' })).userErrors,
	).toMatchObject([{ code: 'PRODUCT_DOES_NOT_EXIST' }]);
	expect((await setPrices([])).userErrors).toHaveLength(1);
	expect(
		await shop.codes(PRICES, { productId: shop.product('MUG-BLUE').id, variants: Array(251).fill({ price: '1' }) }),
	).toEqual(['MAX_INPUT_SIZE_EXCEEDED']);
});

const ITEM = `mutation Item($id: ID!, $input: InventoryItemInput!) {
	inventoryItemUpdate(id: $id, input: $input) { inventoryItem { sku tracked harmonizedSystemCode countryCodeOfOrigin unitCost { amount } measurement { weight { value unit } } } userErrors { field message } }
}`;

it('updates what an item is for the customs, and refuses what is none', async () => {
	const id = shop.level('MUG-BLUE').itemId;
	const input = {
		harmonizedSystemCode: '6912.00.29',
		countryCodeOfOrigin: 'PT',
		cost: '3.50',
		tracked: false,
		measurement: { weight: { value: 1.5, unit: 'KILOGRAMS' } },
	};
	expect(await shop.data(ITEM, { id, input })).toEqual({
		inventoryItemUpdate: {
			inventoryItem: {
				sku: 'MUG-BLUE',
				tracked: false,
				harmonizedSystemCode: '69120029',
				countryCodeOfOrigin: 'PT',
				unitCost: { amount: '3.5' },
				measurement: { weight: { value: 1.5, unit: 'KILOGRAMS' } },
			},
			userErrors: [],
		},
	});
	for (const wrong of [{ harmonizedSystemCode: '12345' }, { cost: '-1' }]) {
		const { inventoryItemUpdate } = await shop.data<{ inventoryItemUpdate: { userErrors: UserError[] } }>(ITEM, {
			id,
			input: wrong,
		});
		expect(inventoryItemUpdate.userErrors).toHaveLength(1);
	}
	expect(variantOf('MUG-BLUE').hsCode).toBe('69120029');
	expect(await shop.data(ITEM, { id: 'gid://shopify/InventoryItem/1', input: {} })).toMatchObject({
		inventoryItemUpdate: { inventoryItem: null, userErrors: [{ field: ['id'] }] },
	});
});
