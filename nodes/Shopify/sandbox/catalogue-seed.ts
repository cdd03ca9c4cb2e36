/*
 * The catalogue the shop opens with: the demo data's products, some of them grouped, and what the shop believes to have
 * of each. Most figures differ from the warehouse's, so that a stock import has something to do.
 */
import type { DemoData, DemoProduct } from '../../../sandbox/kit';

import { gid, inventoryItemId, numericId, productId, variantId } from './ids';
import { newLevel, saveLevel, store } from './levels';
import { INACTIVE_LOCATION_ID, MAIN_LOCATION_ID, SECOND_LOCATION_ID } from './locations';
import { saveProduct, saveVariant, type ProductRecord, type VariantRecord } from './products';
import { toSeconds, type ShopState } from './state';

/** Products with several variants: title, option, and each SKU's value of it. */
const GROUPS: ReadonlyArray<{ title: string; option: string; values: Readonly<Record<string, string>> }> = [
	{
		title: 'Mug',
		option: 'Colour',
		values: { 'MUG-BLUE': 'Blue', 'MUG-WHITE': 'White', 'MUG-GREEN': 'Green' },
	},
	{ title: 'Bowl', option: 'Size', values: { 'BOWL-SMALL': 'Small', 'BOWL-LARGE': 'Large' } },
];
/** What the shop's figure differs by from the warehouse's, by the product's place in the data. */
const OFFSETS = [0, 7, -5, 12, -9];
const COUNTRIES = ['FI', 'EE', 'PT', 'SE'];
/** A product the warehouse does not know is counted by the shop alone. */
const UNKNOWN_AT_WAREHOUSE = 6;

/** Fills an empty catalogue. The products are half a year old at the seed's moment. */
export function seedCatalogue(state: ShopState): void {
	const { data } = state;
	const at = toSeconds(Date.parse(data.moment) - 180 * 86_400_000);
	const grouped = new Set(GROUPS.flatMap((group) => Object.keys(group.values)));
	for (const { title, option, values } of GROUPS) {
		const members = data.products.filter(({ sku }) => Object.hasOwn(values, sku));
		const valued = members.map((product) => ({ product, value: values[product.sku] ?? product.sku }));
		addSeeded(state, { title, option }, valued, at);
	}
	for (const product of data.products.filter(({ sku }) => !grouped.has(sku))) {
		addSeeded(state, { title: product.title, option: 'Title' }, [{ product, value: 'Default Title' }], at);
	}
	data.products.forEach((product, place) => seedLevels(state, product, place, at));
}

function addSeeded(
	state: ShopState,
	{ title, option }: { readonly title: string; readonly option: string },
	members: ReadonlyArray<{ readonly product: DemoProduct; readonly value: string }>,
	at: string,
): void {
	const [first] = members;
	if (!first) return;
	const id = productId(members.length > 1 ? title : first.product.sku);
	const record = newProduct({ id, title, createdAt: at, giftCard: first.product.sku.startsWith('GIFTCARD') });
	const image = { id: gid('MediaImage', numericId(id) ?? ''), url: imageUrl(record.handle), alt: title };
	saveProduct(state, {
		...record,
		productType: first.product.ships ? 'Tableware' : 'Service',
		tags: first.product.ships ? ['demo', 'tableware'] : ['demo'],
		options: [
			{ id: gid('ProductOption', numericId(id) ?? ''), name: option, values: members.map((each) => each.value) },
		],
		images: [image],
		variantIds: members.map((each) => variantId(each.product.sku)),
	});
	for (const { product, value } of members) {
		saveVariant(state, { ...seededVariant(state.data, product, id, at), optionValues: [value], imageId: image.id });
	}
}

function imageUrl(handle: string): string {
	return `https://cdn.example.com/${handle}.png`;
}

/** A product without options yet. */
export function newProduct(
	wanted: Pick<ProductRecord, 'id' | 'title' | 'createdAt'> & Partial<ProductRecord>,
): ProductRecord {
	return {
		handle: handleOf(wanted.title),
		descriptionHtml: `<p>${wanted.title}</p>`,
		vendor: 'Demo Tableware',
		productType: '',
		tags: [],
		status: 'ACTIVE',
		giftCard: false,
		options: [],
		images: [],
		variantIds: [],
		updatedAt: wanted.createdAt,
		...wanted,
	};
}

/** `black-sunglasses` for "Black Sunglasses". */
export function handleOf(title: string): string {
	const words = title
		.toLowerCase()
		.replace(/[^\p{Letter}\p{Number}]+/gu, '-')
		.replace(/^-|-$/g, '');
	return words === '' ? 'product' : words;
}

function seededVariant(data: DemoData, product: DemoProduct, ofProduct: string, at: string): VariantRecord {
	const place = data.products.indexOf(product);
	const { sku, price, weightGrams, hsCode, ships, barcode } = product;
	const variant = newVariant({ id: variantId(sku), productId: ofProduct, sku, price, createdAt: at });
	return {
		...variant,
		barcode: barcode === '' ? null : barcode,
		compareAtPrice: ships && place % 6 === 5 ? (Number(price) * 1.2).toFixed(2) : null,
		taxable: !sku.startsWith('GIFTCARD'),
		item: {
			...variant.item,
			id: inventoryItemId(sku),
			tracked: ships,
			requiresShipping: ships,
			hsCode: hsCode === '' ? null : hsCode,
			originCountry: ships ? (COUNTRIES[place % COUNTRIES.length] ?? null) : null,
			cost: ships ? (Number(price) * 0.4).toFixed(2) : null,
			weight: ships ? { value: weightGrams, unit: 'GRAMS' } : null,
		},
	};
}

/** A counted variant that ships. Its item has the variant's number unless told otherwise. */
export function newVariant(
	wanted: Pick<VariantRecord, 'id' | 'productId' | 'sku' | 'price' | 'createdAt'> & Partial<VariantRecord>,
): VariantRecord {
	const { createdAt } = wanted;
	return {
		barcode: null,
		optionValues: ['Default Title'],
		compareAtPrice: null,
		taxable: true,
		inventoryPolicy: 'DENY',
		bundle: false,
		imageId: null,
		updatedAt: createdAt,
		item: {
			id: gid('InventoryItem', numericId(wanted.id) ?? ''),
			tracked: true,
			requiresShipping: true,
			hsCode: null,
			originCountry: null,
			originProvince: null,
			cost: null,
			weight: { value: 0, unit: 'GRAMS' },
			createdAt,
			updatedAt: createdAt,
		},
		...wanted,
	};
}

function seedLevels(state: ShopState, product: DemoProduct, place: number, at: string): void {
	const itemId = inventoryItemId(product.sku);
	const onHand = product.atWarehouse ? product.stock + seededOffset(product, place) : UNKNOWN_AT_WAREHOUSE;
	activate(state, itemId, MAIN_LOCATION_ID, product.ships ? onHand : 0, at);
	if (product.ships && place % 3 === 0) activate(state, itemId, SECOND_LOCATION_ID, 2 + (place % 5), at);
	if (place === 4) store(state, itemId, MAIN_LOCATION_ID, { damaged: 2, incoming: 24 }, at);
	if (place === 0) store(state, itemId, INACTIVE_LOCATION_ID, { on_hand: 3 }, at);
}

/** Zero for every fifth; what is sold out at the warehouse still stands in the shop. */
function seededOffset(product: DemoProduct, place: number): number {
	return product.stock === 0 ? 4 : (OFFSETS[place % OFFSETS.length] ?? 0);
}

/** An active level with so much on hand. */
export function activate(state: ShopState, itemId: string, locationId: string, onHand: number, at: string): void {
	const level = newLevel(itemId, locationId, at);
	saveLevel(state, { ...level, active: true, stored: { on_hand: { quantity: onHand, updatedAt: at } } });
}
