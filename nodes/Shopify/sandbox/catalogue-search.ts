/*
 * The search fields of products, variants, inventory items, levels and locations, as the schema describes them.
 * Assumed: without a `status` products of every status are found, although the description of `products` gives
 * `active` as a default value.
 */
import type { Call } from './call';
import { changedAt, type Commitments, type LevelRecord } from './levels';
import type { LocationRecord } from './locations';
import {
	variantsOf,
	variantsWithBarcode,
	variantsWithSku,
	variantTitle,
	type ProductRecord,
	type VariantRecord,
} from './products';
import type { Term } from './search';
import {
	matchesCode,
	matchesId,
	matchesOneOf,
	matchesTime,
	matchesWord,
	type Field,
	type SearchList,
} from './search-list';

export { searchRecords } from './search-list';

const productOf = (variant: VariantRecord, { state }: Call): ProductRecord | undefined =>
	state.products.get(variant.productId);

const VARIANT_FIELDS: Readonly<Record<string, Field<VariantRecord>>> = {
	sku: (variant, term, call) => matchesCode(variant.sku, term, call),
	barcode: (variant, term, call) => matchesCode(variant.barcode, term, call),
	id: (variant, term) => matchesId(variant.id, term),
	product_id: (variant, term) => matchesId(variant.productId, term),
	title: (variant, term) => matchesWord([variantTitle(variant), ...variant.optionValues], term),
	taxable: (variant, term) => matchesWord([`${variant.taxable}`], term),
	updated_at: (variant, term, { nowMs }) => matchesTime(variant.updatedAt, term, nowMs),
	product_status: (variant, term, call) => matchesOneOf(productOf(variant, call)?.status ?? '', term),
	product_type: (variant, term, call) => matchesOneOf(productOf(variant, call)?.productType ?? '', term),
	vendor: (variant, term, call) => matchesWord([productOf(variant, call)?.vendor ?? ''], term),
	tag: (variant, term, call) => matchesWord(productOf(variant, call)?.tags ?? [], term),
	tag_not: (variant, term, call) => !matchesWord(productOf(variant, call)?.tags ?? [], term),
};

export const VARIANT_LIST: SearchList<VariantRecord> = {
	name: 'productVariants',
	fields: VARIANT_FIELDS,
	left:
		'collection delivery_profile_id exclude_composite exclude_variants_with_components gift_card inventory_quantity ' +
		'location_id managed managed_by option1 option2 option3 product_ids product_publication_status ' +
		'publishable_status published_status requires_components',
	words: (variant) => [variant.sku ?? '', variant.barcode ?? '', ...variant.optionValues],
	lookup: (alternatives, call) => lookUp(alternatives, call),
};

/** What an index knows of a search for SKUs, barcodes and ids written exactly. */
function lookUp(alternatives: readonly Term[], call: Call): VariantRecord[] | undefined {
	if (call.context.options.skuSearch === 'loose') return undefined;
	const found = new Set<VariantRecord>();
	for (const { field, comparator, value, prefix } of alternatives) {
		if (comparator !== '=' || prefix) return undefined;
		if (field === 'sku') for (const variant of variantsWithSku(call.state, value)) found.add(variant);
		else if (field === 'barcode') for (const variant of variantsWithBarcode(call.state, value)) found.add(variant);
		else return undefined;
	}
	return [...found];
}

export const ITEM_LIST: SearchList<VariantRecord> = {
	name: 'inventoryItems',
	fields: {
		sku: (variant, term, call) => matchesCode(variant.sku, term, call),
		id: (variant, term) => matchesId(variant.item.id, term),
		created_at: (variant, term, { nowMs }) => matchesTime(variant.item.createdAt, term, nowMs),
		updated_at: (variant, term, { nowMs }) => matchesTime(variant.item.updatedAt, term, nowMs),
	},
	left: '',
	words: (variant) => [variant.sku ?? ''],
	lookup: (alternatives, call) =>
		alternatives.every(({ field }) => field === 'sku') ? lookUp(alternatives, call) : undefined,
};

const someVariant = (product: ProductRecord, { state }: Call, code: (variant: VariantRecord) => boolean): boolean =>
	variantsOf(state, product).some(code);

export const PRODUCT_LIST: SearchList<ProductRecord> = {
	name: 'products',
	fields: {
		id: (product, term) => matchesId(product.id, term),
		title: (product, term) => matchesWord([product.title, ...product.title.split(/\s+/)], term),
		handle: (product, term) => matchesOneOf(product.handle, term),
		status: (product, term) => matchesOneOf(product.status, term),
		vendor: (product, term) => matchesWord([product.vendor], term),
		product_type: (product, term) => matchesOneOf(product.productType, term),
		tag: (product, term) => matchesWord(product.tags, term),
		tag_not: (product, term) => !matchesWord(product.tags, term),
		gift_card: (product, term) => matchesWord([`${product.giftCard}`], term),
		sku: (product, term, call) => someVariant(product, call, ({ sku }) => matchesCode(sku, term, call)),
		barcode: (product, term, call) => someVariant(product, call, ({ barcode }) => matchesCode(barcode, term, call)),
		created_at: (product, term, { nowMs }) => matchesTime(product.createdAt, term, nowMs),
		updated_at: (product, term, { nowMs }) => matchesTime(product.updatedAt, term, nowMs),
	},
	left:
		'bundles category_id collection_id combined_listing_role delivery_profile_id error_feedback has_only_composites ' +
		'has_only_default_variant has_variant_with_components inventory_total is_price_reduced out_of_stock_somewhere ' +
		'price product_configuration_owner product_publication_status publication_ids publishable_status published_at ' +
		'published_status tracks_inventory variant_id variant_title',
	words: (product) => [...product.title.split(/\s+/), product.vendor, product.productType, ...product.tags],
};

/** Levels, given what orders hold: a commitment makes a level newer. */
export function levelList(held: Commitments): SearchList<LevelRecord> {
	return {
		name: 'inventoryLevels',
		fields: {
			id: (level, term) => matchesId(level.id, term),
			inventory_item_id: (level, term) => matchesId(level.itemId, term),
			created_at: (level, term, { nowMs }) => matchesTime(level.createdAt, term, nowMs),
			updated_at: (level, term, { nowMs }) => matchesTime(changedAt(level, held), term, nowMs),
		},
		left: 'inventory_group_id',
		words: () => [],
	};
}

export const LOCATION_LIST: SearchList<LocationRecord> = {
	name: 'locations',
	fields: {
		id: (location, term) => matchesId(location.id, term),
		location_id: (location, term) => matchesId(location.id, term),
		name: (location, term) => matchesWord([location.name], term),
		active: (location, term) => matchesWord([`${location.active}`], term),
		legacy: (location, term) => matchesWord([`${location.fulfillmentService}`], term),
		city: (location, term) => matchesWord([location.city], term),
		zip: (location, term) => matchesWord([location.zip], term),
	},
	left: 'address1 address2 country created_at geolocated pickup_in_store province',
	words: (location) => location.name.split(/\s+/),
};
