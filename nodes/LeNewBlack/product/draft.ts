import type { Product, Variant } from '../../../core/model/product';
import type { Problem } from '../../../core/ports';
import { present } from '../mapping';

/*
 * A product of another system as Le New Black has it: a model, its fabrics, and the sizes of each.
 */

/** What of a product is kept as in the source; a new product gets everything. */
export const PARTS = ['customs', 'description', 'name', 'published'] as const;
export type Part = (typeof PARTS)[number];

export interface ProductRules {
	readonly parts: ReadonlySet<Part>;
	readonly collectionCode: string;
	readonly collectionName: string;
	/** Where the record names none. */
	readonly category: string;
	/** Empty makes one of the sizes: `S-M-L`. */
	readonly sizingName: string;
	/** Names of the options that are colour and size, in lower case. */
	readonly colorOptions: readonly string[];
	readonly sizeOptions: readonly string[];
	/** The fabric and the size of goods that come in one alone. */
	readonly onlyFabric: string;
	readonly onlySize: string;
	/** Whether empty picture slots are filled. */
	readonly images: boolean;
}

/** Where a size stands in the showroom. */
export interface SizePlace {
	readonly model: string;
	readonly fabric: string;
	readonly size: string;
}

export interface SizeDraft {
	readonly size: string;
	readonly ean13?: string;
	readonly sku?: string;
}

export interface FabricDraft {
	readonly fabric: string;
	readonly name: string;
	readonly customsCode?: string;
	readonly originCountry?: string;
	readonly sizes: readonly SizeDraft[];
	/** Addresses, in the order of the slots. */
	readonly images: readonly string[];
}

export interface ProductDraft {
	readonly model: string;
	readonly name: string;
	readonly description?: string;
	readonly category: string;
	readonly isPublished: boolean;
	readonly fabrics: readonly FabricDraft[];
}

const MOST_IMAGES = 8;
const EAN = /^\d{8,14}$/;

/** The model of a product that is not in the showroom yet: its handle, else its number. */
export const modelOf = ({ handle, number }: Product) => (handle?.trim() || number.trim()).slice(0, 100);

/** How many variants have neither EAN-13 nor SKU; nobody could order or count them. */
export const withoutKey = ({ variants }: Product): number => variants.filter((each) => !hasKey(each)).length;

/** A product as it is asked for, or why it cannot be. */
export function toDraft(product: Product, rules: ProductRules): { draft: ProductDraft } | { problem: Problem } {
	const variants = product.variants.filter(hasKey);
	if (variants.length === 0)
		return { problem: { code: 'VARIANTS_WITHOUT_SKU', params: { order: product.number, kind: 'product' } } };
	const groups = new Map<string, Variant[]>();
	for (const variant of variants) {
		const name = fabricName(variant, rules);
		groups.set(name, [...(groups.get(name) ?? []), variant]);
	}
	const fabrics = [...groups].map(([name, own]) => toFabric(product, name, own, rules));
	const reason = faultOf(fabrics);
	if (reason !== undefined)
		return {
			problem: { code: 'FIELD_INVALID', params: { record: `the product ${product.number}`, field: 'options', reason } },
		};
	return {
		draft: {
			model: modelOf(product),
			name: product.title.trim() || product.number,
			category: product.category?.trim() || rules.category,
			isPublished: product.status === 'active' || product.status === null || product.status === undefined,
			fabrics,
			...present({ description: product.description?.trim() }),
		},
	};
}

const eanOf = ({ barcode }: Variant) => (EAN.test(barcode?.trim() ?? '') ? barcode!.trim() : undefined);
const hasKey = (variant: Variant) => eanOf(variant) !== undefined || (variant.sku ?? '').trim() !== '';

/** Colour, and whatever else tells variants apart besides the size. */
function fabricName({ options }: Variant, { colorOptions, sizeOptions, onlyFabric }: ProductRules): string {
	const named = (options ?? []).filter(({ name, value }) => isOption(name, value));
	const others = named.filter(({ name }) => !sizeOptions.includes(name.trim().toLowerCase()));
	const isColor = ({ name }: { readonly name: string }) => colorOptions.includes(name.trim().toLowerCase());
	const ordered = [...others.filter(isColor), ...others.filter((each) => !isColor(each))];
	return ordered.map(({ value }) => value.trim()).join(' ') || onlyFabric;
}

/** Shopify gives goods that come in one variant alone an option that says nothing. */
const isOption = (name: string, value: string) =>
	value.trim() !== '' && !(name === 'Title' && value === 'Default Title');

function sizeOf({ options }: Variant, { sizeOptions, onlySize }: ProductRules): string {
	const size = (options ?? []).find(({ name }) => sizeOptions.includes(name.trim().toLowerCase()));
	return size?.value.trim() || onlySize;
}

/** Latin letters and digits in capitals, hyphens between them: "Bleu nuit" is `BLEU-NUIT`; empty where nothing is left. */
export const codeFrom = (name: string) =>
	name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toUpperCase()
		.replace(/[^A-Z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 50);

function toFabric(product: Product, name: string, variants: readonly Variant[], rules: ProductRules): FabricDraft {
	const own = variants.flatMap(({ imageUrl }) => (imageUrl ? [imageUrl] : []));
	const general = (product.images ?? []).map(({ url }) => url);
	// Pictures of another colour would mislead: those of the product are for goods of one fabric alone.
	const isAlone = variants.length === product.variants.filter(hasKey).length;
	const images = [...new Set([...own, ...(isAlone ? general : [])])].slice(0, MOST_IMAGES);
	return {
		fabric: codeFrom(name),
		name,
		sizes: variants.map((variant) => ({
			size: sizeOf(variant, rules),
			...present({ ean13: eanOf(variant), sku: variant.sku?.trim() }),
		})),
		images: rules.images ? images : [],
		...present({
			customsCode: variants.map(({ hsCode }) => hsCode?.trim()).find(Boolean),
			originCountry: variants.map(({ originCountry }) => originCountry?.trim()).find(Boolean),
		}),
	};
}

function faultOf(fabrics: readonly FabricDraft[]): string | undefined {
	const codes = fabrics.map(({ fabric }) => fabric);
	const nameless = fabrics.find(({ fabric }) => fabric === '');
	if (nameless) return `"${nameless.name}" has neither Latin letters nor digits to make a fabric code of`;
	if (new Set(codes).size < codes.length) return 'two colours come to the same fabric code';
	for (const { name, sizes } of fabrics) {
		const double = sizes.find(({ size }, at) => sizes.findIndex((each) => each.size === size) !== at);
		if (double) return `"${name}" has the size "${double.size}" twice; enter the option that is the size in this node`;
	}
	return undefined;
}
