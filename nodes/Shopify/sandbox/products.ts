/*
 * The shop's catalogue as it keeps it: products, their variants, and the inventory item behind each variant.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Product
 */
import type { ShopState } from './state';

export const PRODUCT_STATUSES = ['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

export interface ImageRecord {
	readonly id: string;
	readonly url: string;
	readonly alt: string | null;
}

export interface OptionRecord {
	readonly id: string;
	readonly name: string;
	readonly values: readonly string[];
}

export interface ProductRecord {
	readonly id: string;
	readonly handle: string;
	readonly title: string;
	readonly descriptionHtml: string;
	readonly vendor: string;
	readonly productType: string;
	readonly tags: readonly string[];
	readonly status: ProductStatus;
	readonly giftCard: boolean;
	readonly options: readonly OptionRecord[];
	readonly images: readonly ImageRecord[];
	/** In the order of their positions. */
	readonly variantIds: readonly string[];
	readonly createdAt: string;
	readonly updatedAt: string;
}

export interface Weight {
	readonly value: number;
	readonly unit: string;
}

/** What is counted and shipped; each variant has one. */
export interface ItemRecord {
	readonly id: string;
	readonly tracked: boolean;
	readonly requiresShipping: boolean;
	readonly hsCode: string | null;
	readonly originCountry: string | null;
	readonly originProvince: string | null;
	readonly cost: string | null;
	readonly weight: Weight | null;
	readonly createdAt: string;
	readonly updatedAt: string;
}

export interface VariantRecord {
	readonly id: string;
	readonly productId: string;
	/** Null after staff took it away. Neither SKU nor barcode is unique. */
	readonly sku: string | null;
	readonly barcode: string | null;
	/** One value for each option of the product, in their order. */
	readonly optionValues: readonly string[];
	readonly price: string;
	readonly compareAtPrice: string | null;
	readonly taxable: boolean;
	readonly inventoryPolicy: 'CONTINUE' | 'DENY';
	/** A parent bundle: made of other variants, its stock is theirs. */
	readonly bundle: boolean;
	readonly imageId: string | null;
	readonly item: ItemRecord;
	readonly createdAt: string;
	readonly updatedAt: string;
}

/** What `productSet` did or will have done when it was told not to wait. */
export interface ProductSetRecord {
	readonly id: string;
	readonly readyAtMs: number;
	readonly productId: string | null;
	readonly userErrors: ReadonlyArray<{
		readonly field: readonly string[] | null;
		readonly message: string;
		readonly code?: string;
	}>;
}

interface Index {
	readonly version: number;
	readonly bySku: Map<string, VariantRecord[]>;
	readonly byBarcode: Map<string, VariantRecord[]>;
	readonly byItem: Map<string, VariantRecord>;
}

/** Made anew when the catalogue has changed; no part of what is saved. */
const INDEXES = new WeakMap<ShopState, Index>();

function indexOf(state: ShopState): Index {
	const known = INDEXES.get(state);
	if (known?.version === state.catalogueVersion) return known;
	const index: Index = { version: state.catalogueVersion, bySku: new Map(), byBarcode: new Map(), byItem: new Map() };
	for (const variant of state.variants.values()) {
		if (variant.sku !== null) add(index.bySku, variant.sku, variant);
		if (variant.barcode !== null) add(index.byBarcode, variant.barcode, variant);
		index.byItem.set(variant.item.id, variant);
	}
	INDEXES.set(state, index);
	return index;
}

function add(to: Map<string, VariantRecord[]>, key: string, variant: VariantRecord): void {
	const known = to.get(key);
	if (known) known.push(variant);
	else to.set(key, [variant]);
}

/** Every variant with exactly this SKU. */
export function variantsWithSku(state: ShopState, sku: string): readonly VariantRecord[] {
	return indexOf(state).bySku.get(sku) ?? [];
}

/** Every variant with exactly this barcode. */
export function variantsWithBarcode(state: ShopState, barcode: string): readonly VariantRecord[] {
	return indexOf(state).byBarcode.get(barcode) ?? [];
}

/** The variant an inventory item belongs to. */
export function variantOfItem(state: ShopState, itemId: string): VariantRecord | undefined {
	return indexOf(state).byItem.get(itemId);
}

/** Writes a variant; its product is left as it is. */
export function saveVariant(state: ShopState, variant: VariantRecord): VariantRecord {
	state.variants.set(variant.id, variant);
	state.catalogueVersion += 1;
	return variant;
}

/** Writes a product; its variants are left as they are. */
export function saveProduct(state: ShopState, product: ProductRecord): ProductRecord {
	state.products.set(product.id, product);
	state.catalogueVersion += 1;
	return product;
}

/** Changes a variant and what shows of it: its item and its product are as new as it is. */
export function reviseVariant(
	state: ShopState,
	variant: VariantRecord,
	change: Partial<Omit<VariantRecord, 'item' | 'id'>> & { readonly item?: Partial<ItemRecord> },
	at: string,
): VariantRecord {
	const product = state.products.get(variant.productId);
	if (product) saveProduct(state, { ...product, updatedAt: at });
	const item = { ...variant.item, ...change.item, updatedAt: at };
	return saveVariant(state, { ...variant, ...change, item, updatedAt: at });
}

/** Takes a variant out of the shop, with its stock; order lines that name it find it no more. */
export function removeVariant(state: ShopState, variant: VariantRecord): void {
	state.variants.delete(variant.id);
	state.levels.delete(variant.item.id);
	state.catalogueVersion += 1;
}

/** "Default Title" for the only variant of a product without options. */
export function variantTitle(variant: VariantRecord): string {
	return variant.optionValues.join(' / ');
}

/** The variants of a product in their order. */
export function variantsOf(state: ShopState, product: ProductRecord): VariantRecord[] {
	return product.variantIds.flatMap((id) => state.variants.get(id) ?? []);
}
