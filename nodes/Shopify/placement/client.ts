import type { z } from 'zod';

import { ShopifyFailure, toTheEnd, type ShopifyClient } from '../client';
import { searchesForAny } from '../search';
import {
	ORDER_BY_SOURCE,
	ORDER_CREATE,
	ORDER_FIELD,
	ORDER_FIELD_CREATE,
	ORDER_STAGES_BY_ID,
	ORDER_UPDATE,
	ORDER_VARIANTS_PAGE,
	ORDERS_BY_SOURCE_PAGE,
	SOURCE_FIELD_SET,
	STANDING_LINES_PAGE,
	STANDING_ORDERS_BY_ID,
} from './documents';
import {
	orderBySource,
	orderCreated,
	orderFieldAnswer,
	orderFieldCreated,
	ordersBySourcePage,
	orderStage,
	orderUpdated,
	orderVariantsPage,
	SOURCE_FIELD,
	sourceFieldSet,
	standingLinesPage,
	standingOrder,
	type OrderStage,
	type OrderVariant,
	type StandingOrder,
} from './wire';

/*
 * One function a query or mutation of orders that were made from records of other systems.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
 */

const FIRST_ORDERS_A_CALL = 5;

/** How far orders are, by id; ids the shop does not know are absent. */
export async function orderStages(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, OrderStage>> {
	const nodes = await shopify.nodesById(ORDER_STAGES_BY_ID, ids, FIRST_ORDERS_A_CALL);
	return new Map([...nodes].map(([id, node]) => [id, read(orderStage, node)]));
}

/** Orders as they stand, by id, with all of their lines. */
export async function standingOrders(
	shopify: ShopifyClient,
	ids: readonly string[],
): Promise<Map<string, StandingOrder>> {
	const found = new Map<string, StandingOrder>();
	for (const [id, node] of await shopify.nodesById(STANDING_ORDERS_BY_ID, ids, FIRST_ORDERS_A_CALL)) {
		const order = read(standingOrder, node);
		found.set(id, { ...order, lineItems: await allLines(shopify, order) });
	}
	return found;
}

async function allLines(shopify: ShopifyClient, { id, lineItems }: StandingOrder): Promise<StandingOrder['lineItems']> {
	return await toTheEnd(lineItems, async (after) => {
		const { data } = await shopify.query(STANDING_LINES_PAGE, { id, after }, standingLinesPage);
		if (!data.order) throw new ShopifyFailure('unreadable', { reason: 'order' });
		return data.order.lineItems;
	});
}

/** A record in the form we asked for; another form is Shopify's fault and concerns the whole run. */
function read<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, node: unknown): T {
	const parsed = schema.safeParse(node);
	if (parsed.success) return parsed.data;
	throw new ShopifyFailure('unreadable', { reason: 'order' });
}

/** What a write of orders must know of the shop: its currency, and the type of the field for custom ids, if it is there. */
export interface OrderField {
	readonly currency: string;
	readonly type: string | undefined;
}

/** Which order of the shop was made from which record; the shop's field for it is looked at once a run. */
export class OrderSources {
	private known: Promise<OrderField> | undefined;

	constructor(private readonly shopify: ShopifyClient) {}

	async field(): Promise<OrderField> {
		this.known ??= this.readField();
		return await this.known;
	}

	private async readField(): Promise<OrderField> {
		const { data } = await this.shopify.query(ORDER_FIELD, { ...SOURCE_FIELD }, orderFieldAnswer);
		return { currency: data.shop.currencyCode, type: data.metafieldDefinitions.nodes[0]?.type.name };
	}

	/** The field was made, or somebody else made it: look again. */
	forget(): void {
		this.known = undefined;
	}

	/** The id of the order that has this custom id now. */
	async holderOf(key: string): Promise<string | undefined> {
		return (await idsByField(this.shopify, [key])).get(key);
	}

	/** The ids of the orders made under these keys: by the field at once, the rest by the search that lags behind. */
	async idsOf(keys: readonly string[]): Promise<Map<string, string>> {
		if (keys.length === 0) return new Map();
		const byField =
			(await this.field()).type === 'id' ? await idsByField(this.shopify, keys) : new Map<string, string>();
		const left = keys.filter((key) => !byField.has(key));
		return new Map([...(await idsBySearch(this.shopify, left)), ...byField]);
	}
}

/** Makes the field for custom ids. A repeat is harmless: the second finds it there. */
export async function createOrderField(shopify: ShopifyClient, maySend: () => boolean) {
	const definition = {
		...SOURCE_FIELD,
		name: 'Source record',
		description: 'Which record of which system this order was made from. Deleting it makes orders unrecognisable.',
		ownerType: 'ORDER',
		type: 'id',
	};
	return await shopify.mutate(ORDER_FIELD_CREATE, { definition }, orderFieldCreated, { repeatable: true, maySend });
}

/** The ids of the orders that have these custom ids; the shop must have the field. */
async function idsByField(shopify: ShopifyClient, keys: readonly string[]): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	for (const key of keys) {
		const { data } = await shopify.query(ORDER_BY_SOURCE, { ...SOURCE_FIELD, value: key }, orderBySource);
		if (data.orderByIdentifier) ids.set(key, data.orderByIdentifier.id);
	}
	return ids;
}

/**
 * The ids of the orders that name these keys as their source, by the search index, which lags behind. Of several, one
 * that is not cancelled speaks for the key.
 */
async function idsBySearch(shopify: ShopifyClient, keys: readonly string[]): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	for (const query of searchesForAny('source_identifier', keys)) {
		for await (const page of shopify.pages(ORDERS_BY_SOURCE_PAGE, ordersBySourcePage, ({ orders }) => orders, {
			query,
		}))
			for (const { id, sourceIdentifier, cancelledAt } of page)
				if (sourceIdentifier && keys.includes(sourceIdentifier) && !(cancelledAt && ids.has(sourceIdentifier)))
					ids.set(sourceIdentifier, id);
	}
	return ids;
}

/** Variants that may carry one of these SKUs or barcodes; what they really carry is for the caller to compare. */
export async function variantsBy(
	shopify: ShopifyClient,
	field: 'sku' | 'barcode',
	values: readonly string[],
): Promise<OrderVariant[]> {
	const found: OrderVariant[] = [];
	for (const query of searchesForAny(field, values)) {
		const pages = shopify.pages(ORDER_VARIANTS_PAGE, orderVariantsPage, (data) => data.productVariants, { query });
		for await (const page of pages) found.push(...page);
	}
	return found;
}

/** Not repeatable: the same call twice makes two orders. */
export async function createOrder(
	shopify: ShopifyClient,
	order: Readonly<Record<string, unknown>>,
	options: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
) {
	const variables = { order, options, ...SOURCE_FIELD };
	return await shopify.mutate(ORDER_CREATE, variables, orderCreated, { repeatable: false, maySend });
}

/** Sets fields of an order; a repeat sets the same. */
export async function updateOrder(
	shopify: ShopifyClient,
	input: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
) {
	return await shopify.mutate(ORDER_UPDATE, { input }, orderUpdated, { repeatable: true, maySend });
}

/** Gives an order its custom id; refused when another order has it. */
export async function setSourceField(shopify: ShopifyClient, ownerId: string, value: string, maySend: () => boolean) {
	const metafields = [{ ownerId, ...SOURCE_FIELD, type: 'id', value }];
	return await shopify.mutate(SOURCE_FIELD_SET, { metafields }, sourceFieldSet, { repeatable: true, maySend });
}
