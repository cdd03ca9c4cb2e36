import type { FieldChange } from '../../../core/ports';
import { sameText } from '../../../core/sync/diff';
import { present } from '../mapping';
import { codeFrom, type FabricDraft, type ProductDraft, type ProductRules, type SizePlace } from '../product/draft';
import type { LnbProduct, LnbVariant } from '../product/wire';
import type { Raw } from '../wire';

/*
 * What of a product that stands in the showroom is to be another, and the bodies that say so. Nothing is taken away:
 * fabrics, sizes, keys and pictures are added where they are missing.
 */

/** The draft under the codes that stand there: a size that is known by its EAN-13 or SKU keeps its fabric and its name. */
export function aligned(draft: ProductDraft, there: LnbProduct, placeOf: ReadonlyMap<string, SizePlace>): ProductDraft {
	const fabrics = draft.fabrics.map((fabric) => {
		const known = fabric.sizes.map((size) => placeOf.get(keyOf(size)));
		const byName = there.variants?.find(({ fabric_code: code, fabric_name: name }) =>
			[code, codeFrom(name ?? '')].includes(fabric.fabric),
		);
		return {
			...fabric,
			fabric: known.find((place) => place !== undefined)?.fabric ?? byName?.fabric_code ?? fabric.fabric,
			sizes: fabric.sizes.map((size, at) => ({ ...size, size: known[at]?.size ?? size.size })),
		};
	});
	return { ...draft, model: there.model, fabrics };
}

/** What a size is looked up by. */
export const keyOf = ({ ean13 = '', sku = '' }: { readonly ean13?: string; readonly sku?: string }) =>
	`${ean13}\n${sku}`;

export function productChanges(
	there: LnbProduct,
	draft: ProductDraft,
	{ parts }: Pick<ProductRules, 'parts'>,
): FieldChange[] {
	const isPublished = there.is_published !== false;
	return [
		...(parts.has('name') ? textChange('name', there.name, draft.name) : []),
		...(parts.has('published') && isPublished !== draft.isPublished
			? [{ field: 'is_published', before: isPublished, after: draft.isPublished }]
			: []),
		...draft.fabrics.flatMap((fabric) => fabricChanges(variantOf(there, fabric.fabric), fabric, draft, parts)),
	];
}

const variantOf = ({ variants }: LnbProduct, fabric: string) =>
	variants?.find(({ fabric_code: code }) => code === fabric);

function textChange(field: string, before: string | null | undefined, after: string | undefined): FieldChange[] {
	return after === undefined || sameText(before, after) ? [] : [{ field, before: before ?? null, after }];
}

function fabricChanges(
	there: LnbVariant | undefined,
	draft: FabricDraft,
	{ description }: ProductDraft,
	parts: ProductRules['parts'],
): FieldChange[] {
	const { fabric } = draft;
	if (!there) return [{ field: fabric, before: null, after: draft }];
	return [
		...(parts.has('description') ? textChange(`${fabric}.description`, there.description, description) : []),
		...(parts.has('customs')
			? [
					...textChange(`${fabric}.customs_code`, there.customs_code, draft.customsCode),
					...textChange(`${fabric}.country_of_origin`, there.country_of_origin, draft.originCountry),
				]
			: []),
		...draft.sizes.flatMap((size) => {
			const sku = there.skus?.find(({ size_name: name }) => name === size.size);
			if (!sku) return [{ field: `${fabric}.${size.size}`, before: null, after: size }];
			// Filled in where there is none and never changed: orders and labels name it.
			return (['ean13', 'sku'] as const).flatMap((key) =>
				sku[key]?.trim() ? [] : textChange(`${fabric}.${size.size}.${key}`, null, size[key]),
			);
		}),
		...imagesMissing(there, draft).map(({ slot, url }) => ({
			field: `${fabric}.image_${slot}`,
			before: null,
			after: url,
		})),
	];
}

/** The slots that are empty, and what belongs there. */
export function imagesMissing(
	there: LnbVariant | undefined,
	{ images }: FabricDraft,
): Array<{ readonly slot: number; readonly url: string }> {
	return images.flatMap((url, at) => {
		const held = there?.[`image_${at + 1}_url` as 'image_1_url']?.trim();
		return held ? [] : [{ slot: at + 1, url }];
	});
}

/** Whether only pictures are missing: those are sent by themselves. */
export const areOnlyImages = (changes: readonly FieldChange[]) =>
	changes.every(({ field }) => /\.image_\d$/.test(field));

const numbered = (name: string, to: number) => Array.from({ length: to }, (_, at) => `${name}_${at + 1}`);

/** The fields that a write takes; a read shows more. */
const PRODUCT_FIELDS = [
	...['name', 'category_name', 'sub_category_name', 'sub_sub_category_name', 'collection_code', 'collection_name'],
	...['sizing_name', 'sizing_sizes', 'is_published', 'is_new', 'is_top', 'order_min', 'order_max', 'order_multiple'],
	...numbered('extra', 9),
];
const VARIANT_FIELDS = [
	...['fabric_code', 'fabric_name', 'reference', 'fabric_color_code', 'fabric_color_name', 'is_available'],
	...['is_blocked', 'is_core', 'care_instruction', 'composition', 'country_of_origin', 'customs_code', 'description'],
	...['fabric_print', 'lining', 'dimensions', 'weight', 'available_on', 'show_looks', 'showroom_availability'],
	...['special_notice', 'video_url', 'image_360_url'],
];
const SIZE_FIELDS = ['size_name', 'ean13', 'sku', 'extra_1', 'is_blocked', 'external_size_position'];

const picked = (raw: Raw, fields: readonly string[]) =>
	Object.fromEntries(
		fields.flatMap((field) => (raw[field] === undefined || raw[field] === null ? [] : [[field, raw[field]]])),
	);

const rowsOf = (value: unknown) => (Array.isArray(value) ? (value as Raw[]) : []);

/**
 * The body that creates or changes a product. One that stands there is sent whole as it is, with what changes: whether a
 * fabric or a size that is left out would stay is not documented.
 */
export function toBody(draft: ProductDraft, raw: Raw | undefined, rules: ProductRules): Raw {
	const held = rowsOf(raw?.['variants']);
	const keeps = (part: 'customs' | 'description' | 'name' | 'published') => raw === undefined || rules.parts.has(part);
	const variants = [
		...held.map((variant) => {
			const wanted = draft.fabrics.find(({ fabric }) => fabric === variant['fabric_code']);
			return wanted ? changedVariant(variant, wanted, draft, keeps) : asStands(variant);
		}),
		...draft.fabrics
			.filter(({ fabric }) => !held.some((variant) => variant['fabric_code'] === fabric))
			.map((fabric) => newVariant(fabric, draft)),
	];
	const sizes = [
		...new Set([
			...(Array.isArray(raw?.['sizing_sizes']) ? (raw['sizing_sizes'] as unknown[]).map(String) : []),
			...draft.fabrics.flatMap((fabric) => fabric.sizes.map(({ size }) => size)),
		]),
	];
	return {
		category_name: draft.category,
		collection_code: rules.collectionCode,
		collection_name: rules.collectionName || rules.collectionCode,
		sizing_name: rules.sizingName || sizes.join('-').slice(0, 100),
		...picked(raw ?? {}, PRODUCT_FIELDS),
		model: draft.model,
		...(keeps('name') ? { name: draft.name } : {}),
		...(keeps('published') ? { is_published: draft.isPublished } : {}),
		sizing_sizes: sizes,
		variants,
	};
}

const asStands = (variant: Raw): Raw => ({
	...picked(variant, VARIANT_FIELDS),
	skus: rowsOf(variant['skus']).map((sku) => picked(sku, SIZE_FIELDS)),
});

function changedVariant(
	variant: Raw,
	wanted: FabricDraft,
	{ description }: ProductDraft,
	keeps: (part: 'customs' | 'description') => boolean,
): Raw {
	const held = rowsOf(variant['skus']);
	const skus = [
		...held.map((sku) => {
			const size = wanted.sizes.find((each) => each.size === sku['size_name']);
			return { ...present({ ean13: size?.ean13, sku: size?.sku }), ...picked(sku, SIZE_FIELDS) };
		}),
		...wanted.sizes.filter(({ size }) => !held.some((sku) => sku['size_name'] === size)).map(newSize),
	];
	return {
		...picked(variant, VARIANT_FIELDS),
		...(keeps('description') ? present({ description }) : {}),
		...(keeps('customs') ? present({ customs_code: wanted.customsCode, country_of_origin: wanted.originCountry }) : {}),
		skus,
	};
}

const newVariant = (wanted: FabricDraft, { model, description }: ProductDraft): Raw => ({
	fabric_code: wanted.fabric,
	fabric_name: wanted.name,
	reference: `${model}-${wanted.fabric}`,
	...present({
		description,
		customs_code: wanted.customsCode,
		country_of_origin: wanted.originCountry,
	}),
	skus: wanted.sizes.map(newSize),
});

const newSize = ({ size, ean13, sku }: FabricDraft['sizes'][number]): Raw => ({
	size_name: size,
	...present({ ean13, sku }),
});
