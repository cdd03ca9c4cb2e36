import { BULK_FROM, bulkRows } from '../bulk/client';
import { MOST_IDS, parsedAs, ShopifyFailure, type Mutated, type ShopifyClient } from '../client';
import { searchesForAny } from '../search';
import type { UserErrors } from '../wire';
import {
	ALL_LEVELS,
	ITEM_LEVELS_BY_ID,
	LEVEL_ACTIVATE,
	LEVELS_PAGE,
	LEVELS_SET,
	OPEN_UNITS_BY_ID,
	OPEN_UNITS_PAGE,
	VARIANT_LEVELS_PAGE,
	VARIANTS_COUNT,
} from './documents';
import {
	itemAtPlace,
	levelActivated,
	levelRow,
	levelsPage,
	levelsSet,
	openOrder,
	openUnitsPage,
	variantLevelsPage,
	variantRow,
	variantsCount,
	type ItemAtPlace,
	type Level,
	type LevelAndItem,
	type LevelRow,
	type OpenOrder,
	type VariantAtPlace,
	type VariantRow,
} from './wire';

/*
 * One function a query or change of stock. https://shopify.dev/docs/api/admin-graphql/latest/objects/InventoryLevel
 */

/** A row costs up to six points: 100 stay below the 1,000 that one query may cost. */
const MOST_ROWS = 100;
/** No SKU or barcode of Shopify's is longer (assumed); what is longer is in no product. */
const LONGEST_KEY = 255;
const FIRST_ITEMS_A_CALL = 100;
const FIRST_ORDERS_A_CALL = 20;
const LINES_A_PAGE = 100;

/** Whether there are more variants than this package reads page by page. */
export async function hasManyVariants(shopify: ShopifyClient, most: number = BULK_FROM): Promise<boolean> {
	const { data } = await shopify.query(VARIANTS_COUNT, { limit: most + 1 }, variantsCount);
	return (data.productVariantsCount?.count ?? 0) > most;
}

/** The active levels at one place, page by page. `search` comes from `search.ts` alone. */
export function levelPages(
	shopify: ShopifyClient,
	locationId: string,
	search: string,
): AsyncGenerator<readonly LevelAndItem[]> {
	const variables = { locationId, query: search || undefined };
	return shopify.pages(LEVELS_PAGE, levelsPage, ({ location }) => location?.inventoryLevels, variables, MOST_ROWS);
}

/** The variants a search for these keys finds, each with its level at one place; to be compared exactly by the caller. */
export async function variantsByKey(
	shopify: ShopifyClient,
	field: 'sku' | 'barcode',
	keys: readonly string[],
	locationId: string,
): Promise<VariantAtPlace[]> {
	const found: VariantAtPlace[] = [];
	const wanted = [...new Set(keys)].filter((key) => key.length <= LONGEST_KEY);
	for (const query of searchesForAny(field, wanted)) {
		const pages = shopify.pages(
			VARIANT_LEVELS_PAGE,
			variantLevelsPage,
			({ productVariants }) => productVariants,
			{ query, locationId },
			MOST_ROWS,
		);
		for await (const page of pages) found.push(...page);
	}
	return found;
}

/** A variant with its active levels at all places. */
export interface StockedVariant {
	readonly variant: VariantRow;
	readonly levels: LevelRow[];
}

/** Every variant of the shop with its levels, by one bulk query. */
export async function everyLevel(shopify: ShopifyClient): Promise<StockedVariant[]> {
	const rows = await bulkRows<VariantRow | LevelRow>(shopify, ALL_LEVELS, (row) =>
		row.__parentId === undefined ? parsedAs(variantRow, row) : parsedAs(levelRow, row),
	);
	const stocked = new Map<string, StockedVariant>();
	for (const row of rows) if ('inventoryItem' in row) stocked.set(row.id, { variant: row, levels: [] });
	// The parent of a row is a row; the item between them is named too, in case Shopify means that one.
	const byParent = new Map([...stocked.values()].map((each) => [each.variant.inventoryItem.id, each]));
	for (const row of rows) {
		if ('inventoryItem' in row) continue;
		const parent = stocked.get(row.__parentId) ?? byParent.get(row.__parentId);
		if (!parent) throw new ShopifyFailure('bulk', { reason: 'the file of a bulk query: a row without its parent' });
		parent.levels.push(row);
	}
	return [...stocked.values()];
}

/** Items by id with their level at one place; those the shop does not have any more are absent. */
export async function itemsAtPlace(
	shopify: ShopifyClient,
	locationId: string,
	ids: readonly string[],
): Promise<Map<string, ItemAtPlace>> {
	const nodes = await shopify.nodesById(ITEM_LEVELS_BY_ID, ids, FIRST_ITEMS_A_CALL, { locationId });
	return new Map([...nodes].map(([id, node]) => [id, parsedAs(itemAtPlace, node)]));
}

/** The most levels of one `inventorySetQuantities`. https://shopify.dev/docs/api/usage/limits */
export const MOST_LEVELS = MOST_IDS;

export interface LevelToSet {
	readonly itemId: string;
	readonly locationId: string;
	readonly quantity: number;
	/** What it is changed from: it must be there, or Shopify refuses the whole mutation. */
	readonly from: number;
}

/** Sets one figure of these levels; what is refused stands in the answer, by field. The key makes a repeat harmless. */
export async function setQuantities(
	shopify: ShopifyClient,
	name: 'on_hand' | 'available',
	levels: readonly LevelToSet[],
	key: string,
): Promise<Mutated<UserErrors>> {
	const input = {
		name,
		reason: 'correction',
		referenceDocumentUri: `gid://n8n-nodes-commerce-bridge/StockRun/${key}`,
		quantities: levels.map(({ itemId, locationId, quantity, from }) => ({
			inventoryItemId: itemId,
			locationId,
			quantity,
			changeFromQuantity: from,
		})),
	};
	const answer = await shopify.mutate(LEVELS_SET, { input, key }, levelsSet, { repeatable: true });
	if (!('data' in answer)) return answer;
	return { ...answer, data: answer.data.inventorySetQuantities?.userErrors ?? [] };
}

/** Stocks an item at a place with one figure; answers the level as it stands then. The key makes a repeat harmless. */
export async function activateLevel(
	shopify: ShopifyClient,
	name: 'on_hand' | 'available',
	{ itemId, locationId, quantity }: Omit<LevelToSet, 'from'>,
	key: string,
): Promise<Mutated<{ readonly level?: Level; readonly userErrors: UserErrors }>> {
	const figure = name === 'on_hand' ? { onHand: quantity } : { available: quantity };
	const variables = { itemId, locationId, key, ...figure };
	const answer = await shopify.mutate(LEVEL_ACTIVATE, variables, levelActivated, { repeatable: true });
	if (!('data' in answer)) return answer;
	const { inventoryLevel, userErrors } = answer.data.inventoryActivate ?? { userErrors: [] };
	return { ...answer, data: { userErrors, ...(inventoryLevel ? { level: inventoryLevel } : {}) } };
}

/** Orders by id with every line's units that have not left yet; those the shop does not show are absent. */
export async function openOrders(shopify: ShopifyClient, ids: readonly string[]): Promise<OpenOrder[]> {
	const nodes = await shopify.nodesById(OPEN_UNITS_BY_ID, ids, FIRST_ORDERS_A_CALL);
	const orders: OpenOrder[] = [];
	for (const node of nodes.values()) orders.push(await withAllLines(shopify, parsedAs(openOrder, node)));
	return orders;
}

async function withAllLines(shopify: ShopifyClient, order: OpenOrder): Promise<OpenOrder> {
	if (!order.lineItems.pageInfo.hasNextPage) return order;
	const nodes: OpenOrder['lineItems']['nodes'] = [];
	const pages = shopify.pages(
		OPEN_UNITS_PAGE,
		openUnitsPage,
		({ order: again }) => again?.lineItems,
		{ id: order.id },
		LINES_A_PAGE,
	);
	for await (const page of pages) nodes.push(...page);
	return { ...order, lineItems: { nodes, pageInfo: { hasNextPage: false } } };
}
