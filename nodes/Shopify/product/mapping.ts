import { isDecimal, times } from '../../../core/model/money';
import type { Product, Variant } from '../../../core/model/product';
import { translate } from '../../../core/sync/status';
import type { ProductHead, ProductVariant, WholeProduct } from './wire';

/*
 * Shopify's products in the package's own terms.
 */

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/ProductStatus */
const STATUS = { ACTIVE: 'active', DRAFT: 'draft', ARCHIVED: 'archived', UNLISTED: 'unlisted' } as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/WeightUnit; grams in one of each. */
const GRAMS: Readonly<Record<string, string>> = {
	GRAMS: '1',
	KILOGRAMS: '1000',
	OUNCES: '28.349523125',
	POUNDS: '453.59237',
};

export const productStatus = (word: string | null | undefined) => translate(STATUS, word ?? '');

/** The words Shopify's search takes for every status there is: it is not documented which it leaves out without one. */
export const SEARCH_STATUSES: readonly string[] = Object.values(STATUS);

/** A weight in grams; null for a unit nobody knows. */
export function gramsOf(weight: { value: number; unit: string } | null | undefined): number | null {
	const factor = weight && Object.hasOwn(GRAMS, weight.unit) ? GRAMS[weight.unit] : undefined;
	if (!weight || factor === undefined || !isDecimal(String(weight.value))) return null;
	return Number(times(String(weight.value), factor));
}

const imageOf = (media: ProductVariant['media']) => media?.nodes.find(({ image }) => image)?.image?.url ?? null;
const numeric = (gid: string) => gid.split('/').pop() ?? gid;

function toVariant(variant: ProductVariant, product: WholeProduct): Variant {
	const { inventoryItem: item } = variant;
	const only = product.hasOnlyDefaultVariant;
	return {
		id: variant.id,
		sku: variant.sku?.trim() || null,
		barcode: variant.barcode?.trim() || null,
		title: only ? null : (variant.title ?? null),
		options: only ? null : variant.selectedOptions,
		price: variant.price,
		compareAtPrice: variant.compareAtPrice ?? null,
		cost: item.unitCost?.amount ?? null,
		weightGrams: gramsOf(item.measurement?.weight),
		hsCode: item.harmonizedSystemCode ?? null,
		originCountry: item.countryCodeOfOrigin ?? null,
		tracked: item.tracked,
		requiresShipping: item.requiresShipping,
		imageUrl: imageOf(variant.media),
		url: product.onlineStoreUrl ? `${product.onlineStoreUrl}?variant=${numeric(variant.id)}` : null,
	};
}

/** A product's GID from what an operator types or an item holds: a GID, or the number of the admin's address. */
export function productGid(given: string): string | undefined {
	const number = /^(?:gid:\/\/shopify\/Product\/)?(\d{1,30})$/.exec(given.trim())?.[1];
	return number === undefined ? undefined : `gid://shopify/Product/${number}`;
}

/** A whole Shopify product as the canonical one. `variants` are all of them, further pages included. Times are UTC. */
export function toProduct(
	product: WholeProduct,
	variants: readonly ProductVariant[],
	{ account, seenAt, currency }: { readonly account: string; readonly seenAt: string; readonly currency: string },
): Product {
	const canonical = variants.map((variant) => toVariant(variant, product));
	const [first] = canonical;
	const number = (canonical.length === 1 && first?.sku) || product.title || product.legacyResourceId;
	return {
		kind: 'product',
		origin: {
			system: 'shopify',
			account,
			id: product.id,
			number: number.slice(0, 255),
			seenAt,
			url: `https://${account}/admin/products/${product.legacyResourceId}`,
		},
		number: number.slice(0, 255),
		title: product.title,
		handle: product.handle ?? null,
		description: product.description || null,
		status: productStatus(product.status),
		currency,
		options: product.hasOnlyDefaultVariant ? null : product.options.map(({ name, values }) => ({ name, values })),
		variants: canonical,
		images: (product.media?.nodes ?? []).flatMap(({ image }) =>
			image ? [{ url: image.url, alt: image.altText ?? null }] : [],
		),
		vendor: product.vendor || null,
		category: product.productType || null,
		tags: product.tags,
		url: product.onlineStoreUrl ?? null,
		updatedAt: new Date(product.updatedAt).toISOString(),
	};
}

/** What an operator may ask of the products a list returns; empty lists and texts ask nothing. */
export interface ProductFilter {
	readonly status: readonly string[];
	readonly tags: readonly string[];
	readonly productType: string;
	readonly vendor: string;
}

/** Whether a product passes the filter; decided here, since a search goes by an index that lags behind. */
export function passes(head: ProductHead, filter: ProductFilter): boolean {
	const same = (wanted: string, value: string | null | undefined) =>
		wanted === '' || wanted.toLowerCase() === (value ?? '').toLowerCase();
	const tags = head.tags.map((tag) => tag.toLowerCase());
	return (
		(filter.status.length === 0 || filter.status.includes(productStatus(head.status))) &&
		(filter.tags.length === 0 || filter.tags.some((tag) => tags.includes(tag.toLowerCase()))) &&
		same(filter.productType, head.productType) &&
		same(filter.vendor, head.vendor)
	);
}
