import { quotient, sum } from '../../../core/model/money';
import type { Product, Variant } from '../../../core/model/product';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameDecimal, sameText, type FieldRule } from '../../../core/sync/diff';
import { documentUuid } from '../../../core/sync/keys';
import { clipped, countryCode, decimalOrNull, instant, jsonNumber, present, SYSTEM, toRequest } from '../mapping';
import type { Raw } from '../wire';
import type { UnleashedProduct } from './wire';

/*
 * Products to Unleashed and back: it knows no variants, so every variant with a SKU is a product there.
 */

/** What of a product is kept as in the shop; a new product gets everything. */
export const PARTS = ['barcode', 'cost', 'customs', 'name', 'price'] as const;
export type Part = (typeof PARTS)[number];

/** The operator's choices. */
export interface ProductRules {
	readonly parts: ReadonlySet<Part>;
	/** The tax that is in the shop's prices, a fraction; "0" where they hold none. */
	readonly taxInPrices: string;
}

/** A product as it is asked for; amounts exact. */
export interface ProductDraft {
	readonly code: string;
	readonly name: string;
	readonly barcode?: string;
	readonly price?: string;
	readonly cost?: string;
	readonly originCountry?: string;
	readonly hsCode?: string;
	/** Whether its stock is counted. */
	readonly counted: boolean;
}

/** Prices are kept to four decimals there and more (inferred from the documentation of tiers); four lose no cent. */
const PRICE_DECIMALS = 4;

/** A price of the shop without the tax that is in it. */
export const netPrice = (price: string, taxInPrices: string) =>
	quotient(price, sum(['1', taxInPrices]), PRICE_DECIMALS);

const skuOf = ({ sku }: Variant) => (sku ?? '').trim();

/** How many variants have no SKU, and so no product at Unleashed. */
export const withoutSku = ({ variants }: Product): number => variants.filter((each) => skuOf(each) === '').length;

/** A product as Unleashed takes it, one draft a SKU, or why it cannot be sent. */
export function toDrafts(
	product: Product,
	rules: Pick<ProductRules, 'taxInPrices'>,
): { draft: readonly ProductDraft[] } | { problem: Problem } {
	const variants = product.variants.filter((variant) => skuOf(variant) !== '');
	const skus = variants.map((variant) => skuOf(variant).toLowerCase());
	if (skus.length === 0)
		return { problem: { code: 'VARIANTS_WITHOUT_SKU', params: { order: product.number, kind: 'product' } } };
	const double = skus.find((sku, at) => skus.indexOf(sku) !== at);
	if (double !== undefined) {
		const reason = `the SKU ${double} stands on more than one variant`;
		return {
			problem: { code: 'FIELD_INVALID', params: { record: `the product ${product.number}`, field: 'sku', reason } },
		};
	}
	return { draft: variants.map((variant) => toProductDraft(product, variant, rules)) };
}

function toProductDraft(
	product: Product,
	variant: Variant,
	{ taxInPrices }: Pick<ProductRules, 'taxInPrices'>,
): ProductDraft {
	return {
		code: skuOf(variant),
		name: clipped([product.title, variant.title].filter(Boolean).join(', '), 500),
		counted: variant.tracked !== false,
		...present({
			barcode: variant.barcode,
			price: variant.price ? netPrice(variant.price, taxInPrices) : undefined,
			cost: variant.cost,
			originCountry: variant.originCountry,
			hsCode: variant.hsCode,
		}),
	};
}

/** The GUID of a product follows from the account and its code, whichever shop sells it. */
export const productGuid = (account: string, code: string) =>
	documentUuid({ system: SYSTEM, account, id: code.toLowerCase(), kind: 'product' });

// ------------------------------------------------------------------ what stands there

type ProductRule = FieldRule<UnleashedProduct, ProductDraft>;

const isFilled = (before: unknown) => typeof before === 'string' && before.trim() !== '';

const RULES: Readonly<Record<Part, readonly ProductRule[]>> = {
	// Filled in where there is none and never changed: labels are printed with it.
	barcode: [
		{
			field: 'Barcode',
			before: ({ Barcode }) => Barcode,
			wanted: ({ barcode }) => barcode,
			same: (before, wanted) => isFilled(before) || sameText(before, wanted),
		},
	],
	cost: [
		{
			field: 'DefaultPurchasePrice',
			before: ({ DefaultPurchasePrice }) => DefaultPurchasePrice,
			wanted: ({ cost }) => cost,
			same: sameDecimal,
		},
	],
	customs: [
		{
			field: 'ICCCountryCode',
			before: ({ ICCCountryCode }) => ICCCountryCode,
			wanted: ({ originCountry }) => originCountry,
			same: sameText,
		},
		{
			field: 'CommerceCode',
			before: ({ CommerceCode }) => CommerceCode,
			wanted: ({ hsCode }) => hsCode,
			same: sameText,
		},
	],
	name: [
		{
			field: 'ProductDescription',
			before: ({ ProductDescription }) => ProductDescription,
			wanted: ({ name }) => name,
			same: sameText,
		},
	],
	price: [
		{
			field: 'DefaultSellPrice',
			before: ({ DefaultSellPrice }) => DefaultSellPrice,
			wanted: ({ price }) => price,
			same: sameDecimal,
		},
	],
};

const AMOUNTS = ['DefaultSellPrice', 'DefaultPurchasePrice'];
const asSent = (field: string, value: unknown) =>
	AMOUNTS.includes(field) && typeof value === 'string' ? (jsonNumber(value) ?? Number(value)) : value;

/** What differs between a product there and the one wanted, among what the operator keeps as in the shop. */
export function productChanges(there: UnleashedProduct, draft: ProductDraft, { parts }: ProductRules): FieldChange[] {
	return diff(
		there,
		draft,
		PARTS.filter((part) => parts.has(part)).flatMap((part) => RULES[part]),
	);
}

/** A new product, with everything that is known of it. */
export function toNewProduct(guid: string, draft: ProductDraft): Raw {
	const fields = diff(
		{ ProductCode: draft.code },
		draft,
		PARTS.flatMap((part) => RULES[part]),
	);
	return {
		Guid: guid,
		ProductCode: draft.code,
		...Object.fromEntries(fields.map(({ field, after }) => [field, asSent(field, after)])),
		IsSellable: true,
		NeverDiminishing: !draft.counted,
	};
}

/** A changed product whole: what stands there, and over it what changed; what is left out would be blanked (documented). */
export function toChangedProduct(raw: Raw, changes: readonly FieldChange[]): Raw {
	return { ...toRequest(raw), ...Object.fromEntries(changes.map(({ field, after }) => [field, asSent(field, after)])) };
}

// ------------------------------------------------------------------ reading back

/**
 * An Unleashed product in the package's own terms: a product with one variant. Its currency is the account's own. A field
 * that is blank there is not said: a write that left it out blanked it (documented), so it clears nothing elsewhere. Notes
 * and suppliers are the company's own affair and not for a shop's pages.
 */
export function toProduct(there: UnleashedProduct, account: string, seenAt: string): Product {
	const { ProductCode: code, Guid } = there;
	const id = (Guid ?? code).toLowerCase();
	return {
		kind: 'product',
		origin: { system: SYSTEM, account, id, number: code, seenAt },
		number: code,
		title: there.ProductDescription || code,
		status: there.Obsolete === true ? 'archived' : 'active',
		currency: null,
		variants: [
			{
				id,
				sku: code,
				title: null,
				tracked: there.NeverDiminishing !== true,
				requiresShipping: there.NeverDiminishing !== true,
				...present({
					barcode: there.Barcode,
					price: decimalOrNull(there.DefaultSellPrice),
					cost: decimalOrNull(there.DefaultPurchasePrice ?? there.LastCost),
					hsCode: there.CommerceCode,
					originCountry: countryCode(there.ICCCountryCode),
					imageUrl: webAddress(there.ImageUrl),
				}),
			},
		],
		...present({ vendor: there.ProductBrand?.BrandName, category: there.ProductGroup?.GroupName }),
		updatedAt: instant(there.LastModifiedOn) ?? null,
	};
}

/** An https address; null for anything else. */
function webAddress(value: string | null | undefined): string | null {
	const address = (value ?? '').trim();
	return /^https?:\/\/[^/]/i.test(address) && address.length <= 2048 && URL.canParse(address) ? address : null;
}
