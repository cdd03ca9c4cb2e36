import { inCurrency, isDecimal, isZero, sum, times } from '../../../core/model/money';
import type { Product, Variant } from '../../../core/model/product';
import type { Problem } from '../../../core/ports';
import { PRODUCT_SOURCE_FIELD } from './wire';

/*
 * Products of other systems in Shopify's terms, and what is asked for to make one.
 */

/** What can be kept as in the record, each by itself; a new product gets everything the record says. */
export const PARTS = [
	'title',
	'description',
	'vendor',
	'tags',
	'pictures',
	'status',
	'codes',
	'customs',
	'weight',
	'cost',
	'prices',
	'variants',
] as const;
export type Part = (typeof PARTS)[number];

export interface ProductRules {
	/** What is changed of a product that stands there. */
	readonly parts: ReadonlySet<Part>;
	readonly newStatus: 'draft' | 'active' | 'record';
	readonly matchBy: 'sku' | 'skuThenBarcode' | 'handle' | 'nothing';
	readonly replaceTags: boolean;
	/** Tax that the shop's prices hold and the record's do not, a fraction; "0" leaves prices as they are. */
	readonly addTax: string;
}

export interface OptionValue {
	readonly name: string;
	readonly value: string;
}

/** A variant in Shopify's terms: absent leaves a field, null clears it. */
export interface VariantDraft {
	/** For people: the SKU, else the barcode, else its options. */
	readonly label: string;
	readonly options: readonly OptionValue[];
	readonly sku?: string;
	readonly barcode?: string | null;
	readonly price?: string;
	readonly compareAtPrice?: string | null;
	readonly cost?: string | null;
	readonly grams?: number;
	readonly hsCode?: string | null;
	readonly originCountry?: string | null;
	readonly tracked?: boolean;
	readonly requiresShipping?: boolean;
	readonly imageUrl?: string;
}

export interface ProductDraft {
	/** The custom id it is made under and found by. */
	readonly key: string;
	/** The product itself, where the record is one of this very shop. */
	readonly id?: string;
	readonly handle?: string;
	readonly title: string;
	readonly description?: string | null;
	readonly status?: string;
	readonly vendor?: string;
	readonly category?: string | null;
	readonly tags?: readonly string[];
	readonly currency?: string;
	readonly optionNames: readonly string[];
	readonly images: ReadonlyArray<{ readonly url: string; readonly alt?: string }>;
	readonly variants: readonly VariantDraft[];
}

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/ProductStatus */
const STATUS: Readonly<Record<string, string>> = {
	active: 'ACTIVE',
	draft: 'DRAFT',
	archived: 'ARCHIVED',
	unlisted: 'UNLISTED',
};
/** https://shopify.dev/docs/api/admin-graphql/latest/input-objects/ProductSetInput: at most three. */
const MOST_OPTIONS = 3;

const trimmed = (value: string | null | undefined) => value?.trim() || undefined;
/** Undefined stays, an empty text is nothing. */
const cleared = (value: string | null | undefined) => (value === undefined ? undefined : value?.trim() || null);

/** The record as a draft, or what is wrong with it. Pure. */
export function toDraft(
	record: Product,
	{ key, id, addTax = '0' }: { readonly key: string; readonly id?: string; readonly addTax?: string },
): { draft: ProductDraft } | { problem: Problem } {
	const priceOf = (price: string) => (isZero(addTax) ? price : withTax(price, addTax, record));
	const variants = record.variants.map((variant) => toVariant(variant, priceOf));
	const optionNames = namesOf(record);
	const wrong = problemOf(record, variants, optionNames);
	if (wrong) return { problem: wrong };
	const draft: ProductDraft = {
		key,
		...given({ id, handle: trimmed(record.handle) }),
		title: record.title.trim(),
		...given({
			description: cleared(record.description),
			status: record.status ? STATUS[record.status] : undefined,
			vendor: trimmed(record.vendor),
			category: cleared(record.category),
			currency: record.currency ?? undefined,
			tags: record.tags ? distinct(record.tags.map((tag) => tag.trim()).filter(Boolean)) : undefined,
		}),
		optionNames,
		images: (record.images ?? []).map(({ url, alt }) => ({ url, ...given({ alt: trimmed(alt) }) })),
		variants,
	};
	return { draft };
}

/** ISO 4217 for "no currency", for records that name none: two decimals, as most have. */
const NO_CURRENCY = 'XXX';

const withTax = (price: string, tax: string, { currency }: Product) =>
	inCurrency(times(price, sum(['1', tax])), currency ?? NO_CURRENCY);

function toVariant(variant: Variant, priceOf: (price: string) => string): VariantDraft {
	const options = (variant.options ?? []).map(({ name, value }) => ({ name: name.trim(), value: value.trim() }));
	const sku = trimmed(variant.sku);
	const said = options.map(({ value }) => value).join(' / ');
	return {
		label: sku ?? trimmed(variant.barcode) ?? (said || variant.id),
		options,
		...given({
			sku,
			barcode: cleared(variant.barcode),
			price: variant.price == null ? undefined : priceOf(variant.price),
			compareAtPrice: variant.compareAtPrice && priceOf(variant.compareAtPrice),
			cost: variant.cost,
			grams: variant.weightGrams ?? undefined,
			hsCode: variant.hsCode === undefined ? undefined : digitsOf(variant.hsCode),
			originCountry: variant.originCountry,
			tracked: variant.tracked ?? undefined,
			requiresShipping: variant.requiresShipping ?? undefined,
			imageUrl: trimmed(variant.imageUrl),
		}),
	};
}

/** As customs print it: blanks and points between the digits do not count. */
const digitsOf = (code: string | null) => code?.replace(/[\s.-]/g, '') || null;

/** The names of the options: in the record's order, else in that of the first variant. */
function namesOf({ options, variants }: Product): string[] {
	const named = (options ?? []).map(({ name }) => name.trim());
	return named.length > 0 ? named : (variants[0]?.options ?? []).map(({ name }) => name.trim());
}

function problemOf(record: Product, variants: readonly VariantDraft[], names: readonly string[]): Problem | undefined {
	const wrong = (field: string, reason: string): Problem => ({
		code: 'FIELD_INVALID',
		params: { record: `the product ${record.number}`, field, reason },
	});
	if (record.title.trim() === '') return wrong('title', 'a product needs one');
	if (names.length > MOST_OPTIONS) return wrong('options', `Shopify takes ${MOST_OPTIONS} at most`);
	const same = (options: readonly OptionValue[]) =>
		options.length === names.length && names.every((name) => options.some((each) => each.name === name && each.value));
	const odd = variants.find(({ options }) => !same(options));
	if (odd) return wrong('variants.options', `those of ${odd.label} are not ${names.join(', ') || 'none'}`);
	const twice = repeated(
		variants.map(({ options }) => JSON.stringify(inOrder(options, names).map(({ value }) => value))),
	);
	if (variants.length > 1 && (names.length === 0 || twice !== undefined))
		return wrong('variants.options', 'they do not tell its variants apart');
	const sku = repeated(variants.flatMap((each) => each.sku ?? []));
	if (sku !== undefined) return wrong('variants.sku', `${sku} stands on two of its variants`);
	const customs = variants.find(({ hsCode }) => hsCode != null && !/^\d{6,13}$/.test(hsCode));
	if (customs) return wrong('variants.hsCode', `${customs.label} has one that is not 6 to 13 digits`);
	const odds = variants.find(({ price, cost }) =>
		[price, cost].some((amount) => amount != null && isBelowZero(amount)),
	);
	return odds ? wrong('variants.price', `${odds.label} has one below zero`) : undefined;
}

const isBelowZero = (amount: string) => !isDecimal(amount) || amount.startsWith('-');
const repeated = (values: readonly string[]) => values.find((value, at) => values.indexOf(value) < at);
const distinct = (values: readonly string[]) => [...new Set(values)];

/** A variant's option values in the order of the names. */
export function inOrder(options: readonly OptionValue[], names: readonly string[]): OptionValue[] {
	return names.flatMap((name) => options.find((each) => each.name === name) ?? []);
}

/** Plain text as Shopify keeps descriptions: a paragraph for each, a line for each. */
export function toHtml(text: string): string {
	const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replaceAll('\r\n', '\n');
	return safe
		.split(/\n{2,}/)
		.map((paragraph) => `<p>${paragraph.trim().replaceAll('\n', '<br>')}</p>`)
		.join('');
}

/** What is said of the goods themselves. */
export function toItemInput(variant: { [P in keyof VariantDraft]?: VariantDraft[P] | undefined }): Record<
	string,
	unknown
> {
	const { sku, cost, grams, hsCode, originCountry, tracked, requiresShipping } = variant;
	return given({
		sku,
		cost,
		harmonizedSystemCode: hsCode,
		countryCodeOfOrigin: originCountry,
		tracked,
		requiresShipping,
		measurement: grams === undefined ? undefined : { weight: { value: grams, unit: 'GRAMS' } },
	});
}

/** A new variant is counted unless the record says otherwise: what is not counted can be sold without end. */
const isCounted = ({ tracked, requiresShipping }: VariantDraft) => tracked ?? requiresShipping !== false;

/** A variant that does not stand there yet, for a product that does. */
export function toNewVariant(variant: VariantDraft, names: readonly string[]): Record<string, unknown> {
	const { barcode, price, compareAtPrice } = variant;
	const options = names.length === 0 ? [{ name: 'Title', value: 'Default Title' }] : inOrder(variant.options, names);
	return given({
		optionValues: options.map(({ name, value }) => ({ optionName: name, name: value })),
		barcode: barcode ?? undefined,
		price,
		compareAtPrice: compareAtPrice ?? undefined,
		inventoryItem: toItemInput({ ...variant, tracked: isCounted(variant) }),
	});
}

/** Everything of a product that is made: the one call in which lists are whole because nothing stands there yet. */
export function toProductInput(
	draft: ProductDraft,
	{ newStatus }: Pick<ProductRules, 'newStatus'>,
): Record<string, unknown> & { variants: unknown[] } {
	const { handle, title, description, vendor, category, tags, optionNames: names, variants } = draft;
	const urls = [...draft.images.map(({ url }) => url), ...variants.flatMap(({ imageUrl }) => imageUrl ?? [])];
	const files = distinct(urls).map((url) => ({
		originalSource: url,
		contentType: 'IMAGE',
		...given({ alt: draft.images.find((image) => image.url === url)?.alt }),
	}));
	const options = names.map((name) => ({
		name,
		values: distinct(variants.flatMap((each) => inOrder(each.options, [name]).map(({ value }) => value))),
	}));
	const wanted = names.length === 0 ? [{ name: 'Title', values: ['Default Title'] }] : options;
	return {
		title,
		...given({
			handle,
			descriptionHtml: description ? toHtml(description) : undefined,
			vendor,
			productType: category ?? undefined,
			tags,
			files: files.length > 0 ? files : undefined,
		}),
		status: newStatus === 'record' ? (draft.status ?? 'DRAFT') : newStatus.toUpperCase(),
		metafields: [{ ...PRODUCT_SOURCE_FIELD, type: 'id', value: draft.key }],
		productOptions: wanted.map(({ name, values }) => ({ name, values: values.map((value) => ({ name: value })) })),
		variants: variants.map((variant) => {
			// Here the SKU stands on the variant itself.
			const item = toItemInput({ ...variant, tracked: isCounted(variant), sku: undefined });
			const file = variant.imageUrl === undefined ? {} : { file: { originalSource: variant.imageUrl } };
			return { ...toNewVariant(variant, names), ...given({ sku: variant.sku }), inventoryItem: item, ...file };
		}),
	};
}

function given<T extends object>(values: T): { [P in keyof T]?: Exclude<T[P], undefined> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
		[P in keyof T]?: Exclude<T[P], undefined>;
	};
}
