/*
 * Products, variants and the shop itself as GraphQL objects. What hangs on them is made when it is asked for.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/ProductVariant
 */
import { gid, numericId } from './ids';
import { printPrice, sellableUnits, toItem } from './inventory';
import { metafieldFields } from './metafields';
import type { Fields } from './money';
import { variantsOf, variantTitle, type ImageRecord, type ProductRecord, type VariantRecord } from './products';
import type { Call } from './call';
import type { LineRecord, ShopState } from './state';

/** One product as `Product`. */
export function toProduct(product: ProductRecord, call: Call): Fields {
	const { state } = call;
	const variants = (): VariantRecord[] => variantsOf(state, product);
	return {
		__typename: 'Product',
		id: product.id,
		legacyResourceId: numericId(product.id),
		title: product.title,
		handle: product.handle,
		description: ({ truncateAt }: { truncateAt?: number }) => plainText(product.descriptionHtml).slice(0, truncateAt),
		descriptionHtml: product.descriptionHtml,
		vendor: product.vendor,
		productType: product.productType,
		tags: [...product.tags].sort(),
		status: product.status,
		isGiftCard: product.giftCard,
		hasOnlyDefaultVariant: product.options[0]?.name === 'Title',
		hasOutOfStockVariants: () => variants().some((variant) => isSoldOut(variant, call)),
		hasVariantsThatRequiresComponents: () => variants().some((variant) => variant.bundle),
		requiresSellingPlan: false,
		tracksInventory: () => variants().some((variant) => variant.item.tracked),
		totalInventory: () => totalOf(variants(), call),
		variantsCount: () => ({ count: product.variantIds.length, precision: 'EXACT' }),
		options: toOptions(product, state),
		seo: { title: null, description: null },
		createdAt: product.createdAt,
		updatedAt: product.updatedAt,
		publishedAt: product.status === 'ACTIVE' ? product.createdAt : null,
		onlineStoreUrl: product.status === 'ACTIVE' ? `https://shop.example.com/products/${product.handle}` : null,
		featuredMedia: product.images[0] ? toImage(product.images[0], product) : null,
		media: product.images.map((image) => toImage(image, product)),
		variants: () => variants().map((variant) => toVariant(variant, call)),
		priceRangeV2: () => toPriceRange(variants(), state.data.currency),
		...metafieldFields(state, product.id),
	};
}

function isSoldOut(variant: VariantRecord, call: Call): boolean {
	return variant.item.tracked && sellableUnits(variant, call) <= 0;
}

function totalOf(variants: readonly VariantRecord[], call: Call): number {
	return variants.reduce((units, variant) => units + (variant.item.tracked ? sellableUnits(variant, call) : 0), 0);
}

function plainText(html: string): string {
	return html
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}

function toOptions(product: ProductRecord, state: ShopState): Fields[] {
	return product.options.map((option, index) => ({
		__typename: 'ProductOption',
		id: option.id,
		name: option.name,
		position: index + 1,
		// Only values that a variant has.
		values: () => {
			const used = new Set(variantsOf(state, product).map((variant) => variant.optionValues[index]));
			return option.values.filter((value) => used.has(value));
		},
		optionValues: option.values.map((name, place) => toOptionValue(option.id, name, place)),
	}));
}

function toOptionValue(optionId: string, name: string, place: number): Fields {
	const id = gid('ProductOptionValue', `${numericId(optionId)}${String(place + 1).padStart(3, '0')}`);
	return { __typename: 'ProductOptionValue', id, name, hasVariants: true, linkedMetafieldValue: null };
}

function toPriceRange(variants: readonly VariantRecord[], currencyCode: string): Fields {
	const sorted = variants.map((variant) => variant.price).sort((left, right) => Number(left) - Number(right));
	const money = (amount = '0') => ({ amount: printPrice(amount), currencyCode });
	return { minVariantPrice: money(sorted[0]), maxVariantPrice: money(sorted.at(-1)) };
}

function toImage(image: ImageRecord, product: ProductRecord): Fields {
	const shown = { id: image.id, url: image.url, altText: image.alt, width: 1200, height: 1200 };
	return {
		__typename: 'MediaImage',
		id: image.id,
		alt: image.alt,
		mediaContentType: 'IMAGE',
		status: 'READY',
		fileStatus: 'READY',
		mediaErrors: [],
		mediaWarnings: [],
		fileErrors: [],
		createdAt: product.createdAt,
		updatedAt: product.updatedAt,
		image: shown,
		preview: { image: shown, status: 'READY' },
	};
}

/** One variant as `ProductVariant`. */
export function toVariant(variant: VariantRecord, call: Call): Fields {
	const { state } = call;
	const product = state.products.get(variant.productId);
	const title = variantTitle(variant);
	return {
		__typename: 'ProductVariant',
		id: variant.id,
		legacyResourceId: numericId(variant.id),
		sku: variant.sku,
		barcode: variant.barcode,
		title,
		displayName: `${product?.title ?? ''} - ${title}`,
		price: printPrice(variant.price),
		compareAtPrice: variant.compareAtPrice === null ? null : printPrice(variant.compareAtPrice),
		position: Math.max(1, (product?.variantIds.indexOf(variant.id) ?? 0) + 1),
		taxable: variant.taxable,
		inventoryPolicy: variant.inventoryPolicy,
		inventoryQuantity: () => (variant.item.tracked ? sellableUnits(variant, call) : 0),
		sellableOnlineQuantity: () => (variant.item.tracked ? sellableUnits(variant, call) : 0),
		availableForSale: () => variant.inventoryPolicy === 'CONTINUE' || !isSoldOut(variant, call),
		requiresComponents: variant.bundle,
		showUnitPrice: false,
		selectedOptions: () => toSelected(variant, product),
		createdAt: variant.createdAt,
		updatedAt: variant.updatedAt,
		media: () => imagesOf(variant, product),
		image: () => imagesOf(variant, product)[0]?.image ?? null,
		product: () => (product ? toProduct(product, call) : null),
		inventoryItem: () => toItem(variant, call),
		...metafieldFields(state, variant.id),
	};
}

function toSelected(variant: VariantRecord, product: ProductRecord | undefined): Fields[] {
	return (product?.options ?? []).map((option, index) => {
		const value = variant.optionValues[index] ?? '';
		return { name: option.name, value, optionValue: toOptionValue(option.id, value, option.values.indexOf(value)) };
	});
}

function imagesOf(variant: VariantRecord, product: ProductRecord | undefined): Fields[] {
	const image = product?.images.find((each) => each.id === variant.imageId);
	return product && image ? [toImage(image, product)] : [];
}

/** The variant of an order's line as it is now; null when the line has none or the shop lost it. */
export function variantOfLine(line: LineRecord, call: Call): Fields | null {
	const variant = line.variantId === undefined ? undefined : call.state.variants.get(line.variantId);
	return variant ? toVariant(variant, call) : null;
}

/** The product of an order's line, as `variantOfLine`. */
export function productOfLine(line: LineRecord, call: Call): Fields | null {
	const variant = line.variantId === undefined ? undefined : call.state.variants.get(line.variantId);
	const product = variant && call.state.products.get(variant.productId);
	return product ? toProduct(product, call) : null;
}

export function toShop(state: ShopState): Fields {
	return {
		__typename: 'Shop',
		id: gid('Shop', 60_000_000_001),
		name: 'Demo Tableware',
		myshopifyDomain: state.data.shop.domain,
		currencyCode: state.data.currency,
		ianaTimezone: 'Etc/UTC',
		timezoneOffset: '+0000',
		taxesIncluded: true,
		taxShipping: true,
		weightUnit: 'GRAMS',
		plan: { publicDisplayName: 'Basic', shopifyPlus: false, partnerDevelopment: false },
	};
}
