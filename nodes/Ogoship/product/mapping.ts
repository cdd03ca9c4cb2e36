import type { Product, Variant } from '../../../core/model/product';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameDecimal, sameText, type FieldRule } from '../../../core/sync/diff';
import { country, decimalOrNull, instant, present, webAddress } from '../mapping';
import type { OgoProduct, ProductDraft } from './wire';

/*
 * Products to OGOship and back: it knows no variants, so every variant with a SKU is a product there.
 */

/** What of a product is kept as in the shop; a new product gets everything. */
export const PARTS = ['barcode', 'customs', 'description', 'name', 'picture', 'prices', 'supplier', 'url'] as const;
export type Part = (typeof PARTS)[number];

/** The operator's choices for product writes. */
export interface ProductRules {
	/** Language of name and descriptions, two letters of ISO 639-1. */
	readonly languageCode: string;
	readonly parts: ReadonlySet<Part>;
}

type ContentField = Exclude<keyof ProductDraft, 'code' | 'languageCode'>;

const PART_FIELDS: Readonly<Record<Part, readonly ContentField[]>> = {
	barcode: ['eanCode'],
	customs: ['countryOfOrigin', 'customsDescription', 'hsCode'],
	description: ['description'],
	name: ['name'],
	picture: ['pictureUrl'],
	prices: ['supplyPrice', 'currencyCode', 'salesPrice'],
	supplier: ['supplier', 'group'],
	url: ['infoUrl'],
};

/** Texts whose language is `languageCode`. */
const TEXT_FIELDS: readonly ContentField[] = ['name', 'description', 'customsDescription'];

/** As for inbound goods; for products no length is documented. */
const LONGEST_CUSTOMS_TEXT = 50;

/** Variants a warehouse can have: gift cards, downloads and services stay out. */
export const physicalVariants = ({ variants }: Product): Variant[] =>
	variants.filter(({ requiresShipping }) => requiresShipping !== false);

const skuOf = ({ sku }: Variant) => (sku ?? '').trim();

/** How many variants that ship have no SKU, and so no product at OGOship. */
export const withoutSku = (product: Product): number =>
	physicalVariants(product).filter((variant) => skuOf(variant) === '').length;

/** A product as OGOship takes it, one draft a SKU, or why it cannot be sent. */
export function toDrafts(
	product: Product,
	{ languageCode }: Pick<ProductRules, 'languageCode'>,
): { draft: readonly ProductDraft[] } | { problem: Problem } {
	const variants = physicalVariants(product).filter((variant) => skuOf(variant) !== '');
	const skus = variants.map(skuOf);
	const params = { order: product.number, kind: 'product' };
	if (skus.length === 0) return { problem: { code: 'VARIANTS_WITHOUT_SKU', params } };
	const double = skus.find((sku, at) => skus.indexOf(sku) !== at);
	if (double !== undefined) {
		const reason = `the SKU ${double} stands on more than one variant`;
		return {
			problem: { code: 'FIELD_INVALID', params: { record: `the product ${product.number}`, field: 'sku', reason } },
		};
	}
	return { draft: variants.map((variant) => toProductDraft(product, variant, languageCode)) };
}

function toProductDraft(product: Product, variant: Variant, languageCode: string): ProductDraft {
	const price = (value: string | null | undefined) => (value ? Number(value) : undefined);
	return {
		code: skuOf(variant),
		languageCode,
		...present({
			name: [product.title, variant.title].filter(Boolean).join(', '),
			description: product.description,
			eanCode: variant.barcode,
			supplier: product.vendor,
			group: product.category,
			supplyPrice: price(variant.cost),
			// The currency is that of the supply price (documented in the .NET client).
			currencyCode: variant.cost ? product.currency : undefined,
			salesPrice: price(variant.price),
			infoUrl: webAddress(variant.url ?? product.url),
			pictureUrl: webAddress(variant.imageUrl ?? product.images?.[0]?.url),
			countryOfOrigin: variant.originCountry,
			customsDescription: [...product.title].slice(0, LONGEST_CUSTOMS_TEXT).join('').trim(),
			hsCode: variant.hsCode,
		}),
	};
}

// ------------------------------------------------------------------ what stands there

const AMOUNTS: readonly ContentField[] = ['supplyPrice', 'salesPrice'];
const CODES: readonly ContentField[] = ['currencyCode', 'countryOfOrigin'];

const sameCode = (before: unknown, wanted: unknown) =>
	String(before ?? '').toUpperCase() === String(wanted ?? '').toUpperCase();

/**
 * Filled in where they are empty and never changed: OGOship does not overwrite an EAN (documented in the .NET client),
 * and the shop has no text for the customs of its own, only the title to put in its place.
 */
const ONLY_FILLED: readonly ContentField[] = ['eanCode', 'customsDescription'];

function ruleFor(field: ContentField): FieldRule<OgoProduct, ProductDraft> {
	const same = AMOUNTS.includes(field) ? sameDecimal : CODES.includes(field) ? sameCode : sameText;
	const isFilled = (before: unknown) => typeof before === 'string' && before.trim() !== '';
	return {
		field,
		before: (there) => there[field],
		wanted: (draft) => draft[field],
		same: (before, wanted) => (ONLY_FILLED.includes(field) && isFilled(before)) || same(before, wanted),
	};
}

const rulesFor = (parts: ReadonlySet<Part>) =>
	PARTS.filter((part) => parts.has(part))
		.flatMap((part) => PART_FIELDS[part])
		.map(ruleFor);

/** What differs between a product there and the one wanted, among what the operator keeps as in the shop. */
export function productChanges(there: OgoProduct, draft: ProductDraft, { parts }: ProductRules): FieldChange[] {
	return diff(there, draft, rulesFor(parts));
}

const KEPT: readonly ContentField[] = ['supplierCode', ...PARTS.flatMap((part) => PART_FIELDS[part])];

/**
 * A changed product whole: what stands there, and over it what changed. Whether fields left out are kept is not
 * documented. Texts of another language are left out, or they would be stored as texts of this one.
 */
export function toChangedProduct(
	there: OgoProduct,
	draft: ProductDraft,
	changes: readonly FieldChange[],
): ProductDraft {
	const otherLanguage = !sameCode(there.languageCode ?? draft.languageCode, draft.languageCode);
	const kept = KEPT.filter((field) => !(otherLanguage && TEXT_FIELDS.includes(field)));
	const held = Object.fromEntries(kept.map((field) => [field, there[field]]));
	const after = Object.fromEntries(changes.map(({ field, after: value }) => [field, value]));
	return { code: draft.code, languageCode: draft.languageCode, ...present({ ...held, ...after }) };
}

// ------------------------------------------------------------------ reading back

/** An OGOship product in the package's own terms: a product with one variant. */
export function toProduct(there: OgoProduct, account: string, seenAt: string): Product {
	const { code } = there;
	const currency = (there.currencyCode ?? '').trim().toUpperCase();
	return {
		kind: 'product',
		origin: { system: 'ogoship', account, id: there.id ?? code, number: code, seenAt },
		number: code,
		title: there.name || code,
		description: there.description ?? null,
		currency: /^[A-Z]{3}$/.test(currency) ? currency : null,
		variants: [
			{
				id: there.id ?? code,
				sku: code,
				barcode: there.eanCode ?? null,
				title: null,
				price: decimalOrNull(there.salesPrice),
				cost: decimalOrNull(there.supplyPrice),
				hsCode: there.hsCode ?? null,
				originCountry: country(there.countryOfOrigin),
				tracked: true,
				requiresShipping: true,
				imageUrl: webAddress(there.pictureUrl),
				url: webAddress(there.infoUrl),
			},
		],
		vendor: there.supplier ?? null,
		category: there.group ?? null,
		url: webAddress(there.infoUrl),
		updatedAt: instant(there.editTime) ?? null,
	};
}
