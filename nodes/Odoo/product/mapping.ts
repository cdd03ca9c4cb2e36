import { isZero, sameAmount, times } from '../../../core/model/money';
import type { Product, Variant as RecordVariant } from '../../../core/model/product';
import type { FieldChange } from '../../../core/ports';
import { amountOf, externalId, instant, isService } from '../mapping';
import type { Template, Variant } from './wire';

/*
 * Products of Odoo and ours. Every variant with a SKU is found under it, whichever product of Odoo it belongs to.
 */

// ------------------------------------------------------------------ reading

export function toProduct(
	template: Template,
	own: readonly Variant[],
	{ account, seenAt, url }: { readonly account: string; readonly seenAt: string; readonly url: string },
): Product {
	const [only] = own;
	const currency = template.currency_id?.name ?? '';
	return {
		kind: 'product',
		origin: { system: 'odoo', account, id: String(template.id), seenAt, url },
		number: (own.length === 1 && only?.default_code) || template.name || String(template.id),
		title: template.name,
		description: template.description_sale || null,
		status: template.active ? 'active' : 'archived',
		currency: /^[A-Z]{3}$/.test(currency) ? currency : null,
		variants: own.map((each) => toVariant(each, template, own.length)),
		category: template.categ_id?.name ?? null,
		updatedAt: instant(template.write_date) ?? null,
	};
}

function toVariant(each: Variant, { name }: Template, count: number): Product['variants'][number] {
	// "[SKU] Name (Blue, Large)" is how Odoo shows a variant.
	const title = each.display_name
		.replace(/^\[[^\]]*\] /, '')
		.replace(name, '')
		.trim()
		.replace(/^\((.*)\)$/, '$1');
	return {
		id: String(each.id),
		sku: each.default_code || null,
		barcode: each.barcode || null,
		title: count > 1 ? title || null : null,
		price: amountOf(each.lst_price),
		cost: amountOf(each.standard_price ?? 0),
		weightGrams: Math.round((each.weight ?? 0) * 1000),
		hsCode: each.hs_code || null,
		tracked: each.is_storable ?? (each.detailed_type ?? each.type) === 'product',
		requiresShipping: !isService(each),
	};
}

// ------------------------------------------------------------------ writing

/** What of a product is kept as its source has it. */
export const PARTS = ['name', 'barcode', 'price', 'cost', 'weight', 'hsCode'] as const;
export type Part = (typeof PARTS)[number];

export interface VariantDraft {
	readonly externalId: string;
	readonly sku: string;
	readonly name: string;
	readonly barcode?: string;
	readonly price?: string;
	readonly cost?: string;
	/** Kilograms. */
	readonly weight?: string;
	readonly hsCode?: string;
	readonly isStored: boolean;
}

export interface ProductDraft {
	readonly variants: readonly VariantDraft[];
	/** Base64, for products that are made. */
	readonly picture?: string;
}

/** The variants that a SKU tells. */
export const variantsWithSku = ({ variants }: Product) => variants.filter(({ sku }) => (sku ?? '').trim() !== '');

export function toDraft(product: Product, picture: string): ProductDraft {
	return {
		variants: variantsWithSku(product).map((each) => variantDraft(product, each)),
		...(picture === '' ? {} : { picture }),
	};
}

function variantDraft(product: Product, each: RecordVariant): VariantDraft {
	const sku = (each.sku ?? '').trim();
	const { barcode, price, cost, weightGrams, hsCode } = each;
	return {
		externalId: externalId('product', product.origin, sku),
		sku,
		name: [product.title, each.title].filter(Boolean).join(' – '),
		...(barcode ? { barcode } : {}),
		...(price == null ? {} : { price }),
		...(cost == null ? {} : { cost }),
		...(weightGrams == null ? {} : { weight: times(String(weightGrams), '0.001') }),
		...(hsCode ? { hsCode } : {}),
		isStored: each.requiresShipping !== false,
	};
}

/** A product's fields in Odoo, by part. */
const FIELD: Readonly<Record<Part, string>> = {
	name: 'name',
	barcode: 'barcode',
	price: 'list_price',
	cost: 'standard_price',
	weight: 'weight',
	hsCode: 'hs_code',
};

/** Name and price belong to a product with all of its variants, so they are left where there are several. */
const SHARED: ReadonlySet<Part> = new Set(['name', 'price']);

/** What of a variant that stands there differs; a barcode is filled in and never overwritten. */
export function variantChanges(
	there: Variant,
	draft: VariantDraft,
	parts: ReadonlySet<Part>,
): Array<FieldChange & { readonly name: string }> {
	const has = (part: Part) => parts.has(part) && !(SHARED.has(part) && (there.product_variant_count ?? 1) > 1);
	const text = (part: 'name' | 'hsCode', before: string) =>
		has(part) && draft[part] !== undefined && draft[part] !== before ? [change(part, before, draft[part])] : [];
	const amount = (part: 'price' | 'cost' | 'weight', before: string) =>
		has(part) && draft[part] !== undefined && !sameAmount(before, draft[part])
			? [change(part, before, draft[part])]
			: [];
	const knowsHsCode = there.hs_code !== undefined && there.hs_code !== null;
	return [
		...text('name', there.name),
		...(has('barcode') && draft.barcode && there.barcode === '' ? [change('barcode', '', draft.barcode)] : []),
		...amount('price', amountOf(there.lst_price)),
		...amount('cost', amountOf(there.standard_price ?? 0)),
		...amount('weight', amountOf(there.weight ?? 0)),
		...(knowsHsCode ? text('hsCode', there.hs_code ?? '') : []),
	].map((each) => ({ ...each, field: `${draft.sku} ${each.field}` }));
}

const change = (part: Part, before: unknown, after: unknown) => ({ field: part, name: FIELD[part], before, after });

/** What is written for these changes; figures as numbers. */
export const toValues = (changes: ReadonlyArray<{ readonly name: string; readonly after: unknown }>) =>
	Object.fromEntries(
		changes.map(({ name, after }) => [
			name,
			['list_price', 'standard_price', 'weight'].includes(name) ? Number(after) : after,
		]),
	);

/** How this version says that a product is stored. */
export type Stored = 'is_storable' | 'detailed_type';

export function productColumns(stored: Stored, hasHsCode: boolean, hasPicture: boolean): string[] {
	const own = [
		'id',
		'name',
		'default_code',
		'barcode',
		'list_price',
		'standard_price',
		'weight',
		...storedColumns(stored),
	];
	return [...own, ...(hasHsCode ? ['hs_code'] : []), ...(hasPicture ? ['image_1920'] : [])];
}

const storedColumns = (stored: Stored) => (stored === 'is_storable' ? ['type', 'is_storable'] : ['detailed_type']);

/** A new product as a row, in the order of its columns. */
export function productRow(draft: VariantDraft, columns: readonly string[], picture = ''): string[] {
	const goods = draft.isStored;
	const cells: Record<string, string> = {
		id: draft.externalId,
		name: draft.name,
		default_code: draft.sku,
		barcode: draft.barcode ?? '',
		list_price: draft.price ?? '',
		standard_price: draft.cost !== undefined && !isZero(draft.cost) ? draft.cost : '',
		weight: draft.weight ?? '',
		type: goods ? 'consu' : 'service',
		is_storable: goods ? '1' : '',
		detailed_type: goods ? 'product' : 'service',
		hs_code: draft.hsCode ?? '',
		image_1920: picture,
	};
	return columns.map((column) => cells[column] ?? '');
}
