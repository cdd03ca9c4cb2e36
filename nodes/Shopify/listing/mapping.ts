import { isDecimal } from '../../../core/model/money';
import type { FieldChange } from '../../../core/ports';
import { diff, sameDecimal, sameSet, sameText, type FieldRule } from '../../../core/sync/diff';
import { gramsOf } from '../product/mapping';
import {
	inOrder,
	toHtml,
	toItemInput,
	toNewVariant,
	type Part,
	type ProductDraft,
	type ProductRules,
	type VariantDraft,
} from './draft';
import type { StandingProduct, StandingVariant } from './wire';

/*
 * What a product of another system asks of the one that stands in the shop: which variant is which, and what differs.
 * Nothing that the record does not name is ever taken away.
 */

/** A variant of the record beside the one that stands there. */
export interface Pair {
	readonly draft: VariantDraft;
	readonly there: StandingVariant;
}

export interface Matched {
	readonly pairs: readonly Pair[];
	readonly added: readonly VariantDraft[];
	/** Variants of the shop that the record does not have; they stay. */
	readonly left: readonly StandingVariant[];
	/** A SKU or barcode that several of the product's variants carry. */
	readonly ambiguous?: string;
}

const plain = (value: string | null | undefined) => value?.trim() ?? '';

/** How a variant of the record is recognised, the surest way first. */
const WAYS: ReadonlyArray<(draft: VariantDraft, there: StandingVariant) => boolean> = [
	({ sku }, there) => sku !== undefined && plain(there.sku) === sku,
	({ barcode }, there) => Boolean(barcode) && plain(there.barcode) === barcode,
	({ options }, there) => options.length > 0 && sameOptions(options, there),
];

function sameOptions(options: VariantDraft['options'], { selectedOptions }: StandingVariant): boolean {
	return (
		options.length === selectedOptions.length &&
		options.every(({ name, value }) => selectedOptions.some((own) => own.name === name && own.value === value))
	);
}

/** Which variant of the record is which one there; each stands for one at most. Pure. */
export function matched({ variants: drafts }: ProductDraft, product: StandingProduct): Matched {
	const pairs: Pair[] = [];
	let open = [...drafts];
	let free = product.variants.nodes;
	for (const way of WAYS) {
		for (const draft of open) {
			const found = free.filter((there) => way(draft, there));
			if (found.length > 1) return { pairs, added: [], left: [], ambiguous: draft.label };
			const [there] = found;
			if (!there) continue;
			pairs.push({ draft, there });
			free = free.filter((each) => each !== there);
		}
		open = open.filter((draft) => !pairs.some((pair) => pair.draft === draft));
	}
	// One and one, and nothing that says they are two: the product of a single variant.
	const [only, lone] = [open[0], free[0]];
	if (pairs.length === 0 && open.length === 1 && only && lone && product.hasOnlyDefaultVariant) {
		return { pairs: [{ draft: only, there: lone }], added: [], left: [] };
	}
	return { pairs, added: open, left: free };
}

type Rule<B, W> = FieldRule<B, W> & { readonly part: Part };

/** Blanks and line ends do not count: Shopify tells a description as plain text on one line. */
const sameProse = (before: unknown, wanted: unknown) => {
	const flat = (value: unknown) => (typeof value === 'string' ? value.replace(/\s+/g, ' ') : value);
	return sameText(flat(before), flat(wanted));
};

const PRODUCT_RULES: ReadonlyArray<Rule<StandingProduct, ProductDraft>> = [
	{ part: 'title', field: 'title', before: ({ title }) => title, wanted: ({ title }) => title, same: sameText },
	{
		part: 'description',
		field: 'description',
		before: ({ description }) => description,
		wanted: ({ description }) => description,
		same: sameProse,
	},
	{ part: 'vendor', field: 'vendor', before: ({ vendor }) => vendor, wanted: ({ vendor }) => vendor, same: sameText },
	{
		part: 'vendor',
		field: 'category',
		before: ({ productType }) => productType,
		wanted: ({ category }) => category,
		same: sameText,
	},
	{ part: 'tags', field: 'tags', before: ({ tags }) => tags, wanted: ({ tags }) => tags, same: sameTags },
	{ part: 'status', field: 'status', before: ({ status }) => status, wanted: ({ status }) => status },
];

/** Shopify keeps one of each tag, whatever its capital letters. */
function sameTags(before: unknown, wanted: unknown): boolean {
	const low = (tags: unknown) => (Array.isArray(tags) ? tags.map((tag) => String(tag).toLowerCase()) : tags);
	return sameSet(low(before), low(wanted));
}

const VARIANT_RULES: ReadonlyArray<Rule<StandingVariant, VariantDraft>> = [
	{ part: 'codes', field: 'sku', before: ({ sku }) => sku, wanted: ({ sku }) => sku, same: sameText },
	{
		part: 'codes',
		field: 'barcode',
		before: ({ barcode }) => barcode,
		wanted: ({ barcode }) => barcode,
		same: sameText,
	},
	{ part: 'prices', field: 'price', before: ({ price }) => price, wanted: ({ price }) => price, same: sameDecimal },
	{
		part: 'prices',
		field: 'compareAtPrice',
		before: ({ compareAtPrice }) => compareAtPrice,
		wanted: ({ compareAtPrice }) => compareAtPrice,
		same: sameDecimal,
	},
	{
		part: 'cost',
		field: 'cost',
		before: ({ inventoryItem }) => inventoryItem.unitCost?.amount,
		wanted: ({ cost }) => cost,
		same: sameDecimal,
	},
	{
		part: 'weight',
		field: 'grams',
		before: ({ inventoryItem }) => gramsOf(inventoryItem.measurement?.weight),
		wanted: ({ grams }) => grams,
	},
	{
		part: 'customs',
		field: 'hsCode',
		before: ({ inventoryItem }) => inventoryItem.harmonizedSystemCode,
		wanted: ({ hsCode }) => hsCode,
		same: sameText,
	},
	{
		part: 'customs',
		field: 'originCountry',
		before: ({ inventoryItem }) => inventoryItem.countryCodeOfOrigin,
		wanted: ({ originCountry }) => originCountry,
		same: sameText,
	},
];

/** Everything that has to change of a product, in the terms of the mutations that do it. */
export interface ProductPlan {
	readonly changes: readonly FieldChange[];
	/** Fields of the product itself; empty when none change. */
	readonly product: Readonly<Record<string, unknown>>;
	readonly media: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly changed: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly added: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Whether a record is one variant of a product of several: systems without variants have a product for each. */
export function isOneOfMany({ optionNames, variants }: ProductDraft, there: StandingProduct): boolean {
	return optionNames.length === 0 && variants.length === 1 && !there.hasOnlyDefaultVariant;
}

/**
 * What is to be done so that a product is as its record says, part by part as the operator chose. What a record says that
 * is one variant of several is not said of the product. Pure.
 */
export function planOf(there: StandingProduct, draft: ProductDraft, rules: ProductRules): ProductPlan {
	const { pairs, added } = matched(draft, there);
	const wanted = { ...draft, ...tagsFor(there, draft, rules) };
	const isPart = isOneOfMany(draft, there);
	const own = diff(
		there,
		wanted,
		PRODUCT_RULES.filter(({ part }) => !isPart && rules.parts.has(part)),
	);
	const variants = pairs.map(({ draft: variant, there: standing }) => ({
		variant,
		standing,
		changes: diff(
			standing,
			variant,
			VARIANT_RULES.filter(({ part }) => rules.parts.has(part)),
		),
	}));
	const pictures = !isPart && rules.parts.has('pictures') && there.media.nodes.length === 0 ? draft.images : [];
	const fresh = rules.parts.has('variants') ? added : [];
	return {
		changes: [
			...own,
			...(pictures.length > 0 ? [{ field: 'images', before: [], after: pictures.map(({ url }) => url) }] : []),
			...variants.flatMap(({ variant, changes }) =>
				changes.map((change) => ({ ...change, field: `${variant.label}.${change.field}` })),
			),
			...fresh.map((variant) => ({ field: variant.label, before: null, after: variant })),
		],
		product: toProductFields(own),
		media: pictures.map(({ url, alt }) => ({ originalSource: url, mediaContentType: 'IMAGE', ...(alt && { alt }) })),
		changed: variants
			.filter(({ changes }) => changes.length > 0)
			.map(({ standing, changes }) => ({ id: standing.id, ...toVariantFields(changes) })),
		added: fresh.map((variant) => toNewVariant(variant, namesFor(there, draft))),
	};
}

/** New variants name the options as they stand there. */
const namesFor = ({ options }: StandingProduct, { optionNames }: ProductDraft) =>
	inOrder(
		optionNames.map((name) => ({ name, value: name })),
		options.map(({ name }) => name),
	).map(({ name }) => name);

/** The tags a product is to have: those it has and those that are wanted, unless they are to be replaced. */
function tagsFor({ tags }: StandingProduct, draft: ProductDraft, { replaceTags }: ProductRules): Partial<ProductDraft> {
	if (draft.tags === undefined || replaceTags) return {};
	const known = new Set(tags.map((tag) => tag.toLowerCase()));
	return { tags: [...tags, ...draft.tags.filter((tag) => !known.has(tag.toLowerCase()))] };
}

function toProductFields(changes: readonly FieldChange[]): Record<string, unknown> {
	const after = new Map(changes.map((change) => [change.field, change.after]));
	const fields: Record<string, unknown> = {};
	for (const field of ['title', 'vendor', 'tags', 'status']) if (after.has(field)) fields[field] = after.get(field);
	if (after.has('category')) fields.productType = after.get('category') ?? '';
	const description = after.get('description');
	if (after.has('description')) fields.descriptionHtml = typeof description === 'string' ? toHtml(description) : '';
	return fields;
}

function toVariantFields(changes: readonly FieldChange[]): Record<string, unknown> {
	const after = Object.fromEntries(changes.map(({ field, after: value }) => [field, value])) as Partial<VariantDraft>;
	const { barcode, price, compareAtPrice, ...goods } = after;
	const item = toItemInput(goods);
	return {
		...Object.fromEntries(
			Object.entries({ barcode, price, compareAtPrice }).filter(([, value]) => value !== undefined),
		),
		...(Object.keys(item).length > 0 && { inventoryItem: item }),
	};
}

/** Whether amounts of the record would be written: they are in its own currency. */
export function writesAmounts({ changes }: ProductPlan): boolean {
	const named = /(^|\.)(price|compareAtPrice|cost)$/;
	return changes.some(({ field, after }) => named.test(field) || isNewWithAmounts(after));
}

function isNewWithAmounts(after: unknown): boolean {
	if (typeof after !== 'object' || after === null || Array.isArray(after)) return false;
	return hasAmounts([after as VariantDraft]);
}

/** Whether variants name amounts at all. */
export function hasAmounts(variants: readonly VariantDraft[]): boolean {
	return variants.some(({ price, compareAtPrice, cost }) => [price, compareAtPrice, cost].some(isDecimal));
}
