/*
 * The resources that are lists of records under a code: retailers, products, collections, sales catalogs, fabrics, sizings
 * and sales documents. One POST creates or updates, by the identifier in the payload (documented by the vendor's migration
 * article). A field that is left out stays as it is (inferred; the vendor documents it of imports: empty cells erase).
 */
import { done, notFound, page, type Faults } from './answers';
import { isFaulty, type Answer, type Save } from './call';
import { addressFaults, buyerFaults, faultsOf, SHAPES, SKU, VARIANT } from './fields';
import type { Context, Kept, PlainResource, Wire } from './state';
import { instant, isGiven, isObject, isText, type Fields } from './values';

const STATUSES = { pending: 1, preview: 1, order: 1, view: 1, archived: 1 } as const;
const PRIVACY = ['open', 'restricted', 'restricted_by_line'];

export const list =
	(resource: PlainResource): Answer =>
	({ context, query }) => {
		const { filters = {} } = SHAPES[resource];
		const rows = [...context.state.plain[resource].values()].filter(
			({ content, updatedMs }) =>
				Object.entries(filters).every(
					([name, field]) => query[name] === undefined || String(content[field] ?? '') === query[name],
				) && isWanted(resource, content, updatedMs, query),
		);
		return page(
			rows.map((kept) => shown(resource, kept, context)),
			query['page'],
			context,
		);
	};

/** Filters of products: `collection_code`, `models` with commas between them, `sales_catalog_code`, `from` (inferred: changed since). */
function isWanted(resource: PlainResource, content: Wire, updatedMs: number, query: Fields): boolean {
	if (resource !== 'products') return true;
	const models = isText(query['models']) ? query['models'].split(',') : undefined;
	return (
		(query['collection_code'] === undefined || content['collection_code'] === query['collection_code']) &&
		(models === undefined || models.includes(String(content['model']))) &&
		(query['from'] === undefined || updatedMs >= Date.parse(String(query['from'])))
	);
}

export const read =
	(resource: PlainResource): Answer =>
	({ context, keys: [key = ''] }) => {
		const kept = context.state.plain[resource].get(key);
		return kept ? done(shown(resource, kept, context)) : notFound(SHAPES[resource].noun, key, context);
	};

export function shown(resource: PlainResource, { content, createdMs, updatedMs }: Kept, context: Context): Wire {
	const times = { create_time: instant(createdMs), update_time: instant(updatedMs) };
	if (resource !== 'products') return { ...content, ...times };
	const variants = (content['variants'] as Wire[]).map((variant) => ({
		...variant,
		prices: context.state.prices
			.filter((price) => price.product_model === content['model'] && price.fabric_code === variant['fabric_code'])
			.map(({ price_list_code, wholesale_price, recommended_retail_price }) => ({
				price_list_code,
				wholesale_price,
				recommended_retail_price: recommended_retail_price ?? null,
			})),
		sales_catalogs: [],
	}));
	return { ...content, variants, ...times };
}

/** Creates or updates one record of a resource. */
export const save =
	(resource: PlainResource): Save =>
	(fields, context) => {
		const shape = SHAPES[resource];
		const faults = { ...faultsOf(fields, shape), ...FURTHER[resource]?.(fields, context) };
		if (isFaulty(faults)) return { faults };
		const key = String(fields[shape.key]);
		const { state, clock } = context;
		const standing = state.plain[resource].get(key);
		const now = clock.now();
		const kept: Kept = {
			content: merged(resource, standing?.content, fields),
			createdMs: standing?.createdMs ?? now,
			updatedMs: now,
		};
		state.plain[resource].set(key, kept);
		if (resource === 'products') keepLevels(kept.content, context);
		return { result: shown(resource, kept, context) };
	};

/** Variants are told apart by their fabric: one that is not sent stays, and so do fields that are not sent (inferred). */
function merged(resource: PlainResource, standing: Wire | undefined, fields: Fields): Wire {
	if (resource !== 'products' || !standing) return { ...standing, ...fields };
	const before = (standing['variants'] ?? []) as Wire[];
	const sent = fields['variants'] as Wire[];
	const variants = [
		...before.map((variant) => ({
			...variant,
			...sent.find((each) => each['fabric_code'] === variant['fabric_code']),
		})),
		...sent.filter((each) => !before.some((variant) => variant['fabric_code'] === each['fabric_code'])),
	];
	return { ...standing, ...fields, variants };
}

/** A size that can be ordered has a level, 0 at the start. */
function keepLevels(product: Wire, { state, clock }: Context): void {
	for (const variant of product['variants'] as Wire[])
		for (const sku of (variant['skus'] ?? []) as Wire[]) {
			const [ean13, code] = [sku['ean13'], sku['sku']].map((each) => (isText(each) ? each : null));
			if (ean13 === null && code === null) continue;
			const there = state.levels.some((level) => (ean13 ? level.ean13 === ean13 : level.sku === code));
			if (there) continue;
			state.levels.push({
				ean13: ean13 ?? null,
				sku: code ?? null,
				isBlocked: sku['is_blocked'] === true,
				inStock: 0,
				inStockUpdateTime: instant(clock.now()),
				incomingStock: null,
				incomingStockDate: null,
			});
		}
}

type Further = (fields: Fields, context: Context) => Faults;

const FURTHER: Partial<Record<PlainResource, Further>> = {
	/** Country, price list and addresses must be valid (documented for the import of retailers). */
	retailers: (fields, { state }) => {
		const lists = Array.isArray(fields['delivery_addresses']) ? (fields['delivery_addresses'] as unknown[]) : [];
		const buyers = Array.isArray(fields['buyers']) ? (fields['buyers'] as unknown[]) : [];
		const list = fields['price_list_code'];
		return {
			...addressFaults(fields['store_address'], 'store_address'),
			...addressFaults(fields['billing_address'], 'billing_address'),
			...Object.assign({}, ...lists.map((each, at) => addressFaults(each, `delivery_addresses.${at}`))),
			...Object.assign({}, ...buyers.map((each, at) => buyerFaults(each, `buyers.${at}`))),
			...(isText(list) && !state.priceLists.includes(list) ? { price_list_code: ['unknown price list'] } : {}),
		};
	},
	/** Model and variant and size, EAN-13 and SKU are unique (documented for the import of products). */
	products: (fields, { state }) => {
		const variants = Array.isArray(fields['variants']) ? (fields['variants'] as unknown[]) : [];
		const sizes = Array.isArray(fields['sizing_sizes']) ? (fields['sizing_sizes'] as unknown[]) : [];
		const others = [...state.plain.products.values()].filter(({ content }) => content['model'] !== fields['model']);
		const taken = new Set(others.flatMap(({ content }) => keysOf(content)));
		const found: Record<string, readonly string[]> = {};
		for (const [at, variant] of variants.entries()) {
			if (!isObject(variant)) found[`variants.${at}`] = ['must be a variant'];
			else Object.assign(found, faultsOf(variant, VARIANT, `variants.${at}.`));
			for (const [place, sku] of skusOf(variant).entries()) {
				const where = `variants.${at}.skus.${place}`;
				Object.assign(found, faultsOf(sku, SKU, `${where}.`));
				if (isGiven(sku['size_name']) && !sizes.includes(sku['size_name']))
					found[`${where}.size_name`] = ['is not among sizing_sizes'];
				const double = ['ean13', 'sku'].find((name) => isText(sku[name]) && taken.has(`${name} ${String(sku[name])}`));
				if (double) found[`${where}.${double}`] = ['belongs to another product'];
			}
		}
		return found;
	},
	collections: (fields) => catalogFaults(fields),
	sales_catalogs: (fields) => catalogFaults(fields),
};

/** The values that the vendor's import of sales catalogs names (documented). */
function catalogFaults({ status, privacy_level: privacy }: Fields): Faults {
	return {
		...(isText(status) && !(status in STATUSES) ? { status: ['is not one of the list'] } : {}),
		...(isText(privacy) && !PRIVACY.includes(privacy) ? { privacy_level: ['is not one of the list'] } : {}),
	};
}

export function skusOf(variant: unknown): Wire[] {
	const skus = isObject(variant) ? variant['skus'] : undefined;
	return Array.isArray(skus) ? skus.filter(isObject) : [];
}

const keysOf = (product: Wire): string[] =>
	((product['variants'] ?? []) as Wire[])
		.flatMap(skusOf)
		.flatMap((sku) => ['ean13', 'sku'].flatMap((name) => (isText(sku[name]) ? [`${name} ${String(sku[name])}`] : [])));

/** GET /products/{model}/{fabric_code} */
export const readVariant: Answer = ({ context, keys: [model = '', fabric = ''] }) => {
	const kept = context.state.plain.products.get(model);
	const product = kept && shown('products', kept, context);
	const variant = ((product?.['variants'] ?? []) as Wire[]).find((each) => each['fabric_code'] === fabric);
	return variant ? done(variant) : notFound('variant', `${model} ${fabric}`, context);
};
