import type { StockLevel } from '../../../core/model/stock-level';
import type { Problem } from '../../../core/ports';
import { inBatches } from '../../../core/sync/batches';
import { parameterProblem } from '../../../core/sync/run';
import type { ListContext, ListOperation, SetLevelsOperation } from '../../shared/system';
import { BULK_FROM } from '../bulk/client';
import type { ShopifyClient } from '../client';
import { client, LABEL, readingPages, text } from '../failures';
import { activeLocations } from '../location/client';
import type { ShopLocation } from '../location/wire';
import { searchFor } from '../search';
import { everyLevel, hasManyVariants, levelPages, variantsByKey } from './client';
import { keyOf, toStockLevel, type ReadLevel } from './mapping';
import { SET_SCOPES, ShopLevels } from './target';

/*
 * What Shopify can do with stock levels.
 */

const GET_SCOPES = ['read_products', 'read_inventory', 'read_locations'];
/** Levels put out at a time. */
const PAGE = 250;

/** What is asked for. */
interface Wanted {
	readonly locations: readonly ShopLocation[];
	/** Empty means all. */
	readonly skus: readonly string[];
	readonly changedAfter?: string;
	readonly limit: number;
}

type Read = ReadLevel & { readonly raw: unknown };

async function wantedFrom(shopify: ShopifyClient, context: ListContext): Promise<Wanted> {
	const chosen = context.param<unknown>('locations', []);
	const ids = (Array.isArray(chosen) ? chosen : [chosen]).map(text).filter(Boolean);
	const active = await activeLocations(shopify);
	const gone = ids.find((id) => !active.some((each) => each.id === id));
	if (gone !== undefined) {
		const reason = `${gone} is no active location of the shop`;
		throw parameterProblem('Location Names or IDs', reason);
	}
	const filters = context.param<Record<string, unknown>>('filters', {});
	return {
		locations: ids.length > 0 ? active.filter(({ id }) => ids.includes(id)) : active,
		skus: [...new Set(text(filters.skus).split(',').map(keyOf).filter(Boolean))],
		limit: context.limit,
		...(context.changedAfter === undefined ? {} : { changedAfter: context.changedAfter }),
	};
}

/** The levels that are wanted, read in the cheapest of three ways. */
async function* readLevels(shopify: ShopifyClient, wanted: Wanted): AsyncGenerator<readonly Read[]> {
	const { skus, locations, limit, changedAfter } = wanted;
	if (skus.length > 0 && skus.length * locations.length <= BULK_FROM) return yield* readBySku(shopify, wanted);
	const few = limit <= BULK_FROM && skus.length === 0;
	if (few || !(await isLarge(shopify, wanted))) return yield* readByPages(shopify, wanted);
	const changed = changedAfter === undefined ? undefined : await fewPages(shopify, wanted);
	yield changed ?? (await readEverything(shopify, wanted));
}

async function isLarge(shopify: ShopifyClient, { locations }: Wanted): Promise<boolean> {
	return await hasManyVariants(shopify, Math.floor(BULK_FROM / Math.max(1, locations.length)));
}

/** What changed in a large catalogue is mostly little: read in pages, or undefined where it is not. */
async function fewPages(shopify: ShopifyClient, wanted: Wanted): Promise<Read[] | undefined> {
	const found: Read[] = [];
	for await (const page of readByPages(shopify, wanted)) {
		found.push(...page);
		if (found.length > BULK_FROM) return undefined;
	}
	return found;
}

async function* readByPages(shopify: ShopifyClient, wanted: Wanted): AsyncGenerator<Read[]> {
	const { locations, changedAfter: value } = wanted;
	const search = searchFor(value === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value }]);
	for (const location of locations) {
		for await (const page of levelPages(shopify, location.id, search)) {
			const levels = page.map(({ item: { variants, ...item }, ...level }) => ({
				level,
				item,
				variant: variants?.nodes[0],
				location,
				raw: { ...level, item: { ...item, variants } },
			}));
			yield levels.filter((each) => passes(each, wanted));
		}
	}
}

async function* readBySku(shopify: ShopifyClient, wanted: Wanted): AsyncGenerator<Read[]> {
	for (const location of wanted.locations) {
		const variants = await variantsByKey(shopify, 'sku', wanted.skus, location.id);
		const levels = variants.flatMap(({ inventoryItem: { inventoryLevel: level, ...item }, ...variant }) =>
			level
				? [{ level, item, variant, location, raw: { ...variant, inventoryItem: { ...item, inventoryLevel: level } } }]
				: [],
		);
		yield levels.filter((each) => passes(each, wanted));
	}
}

async function readEverything(shopify: ShopifyClient, wanted: Wanted): Promise<Read[]> {
	const places = new Map(wanted.locations.map((each) => [each.id, each]));
	const all = await everyLevel(shopify);
	return all.flatMap(({ variant, levels }) =>
		levels.flatMap((row) => {
			const location = places.get(row.location.id);
			const read = location && { level: row, item: variant.inventoryItem, variant, location, raw: { ...row, variant } };
			return read && passes(read, wanted) ? [read] : [];
		}),
	);
}

/** Decided here, since a search goes by an index that lags behind and compares in its own way. */
function passes({ level, variant }: ReadLevel, { skus, changedAfter }: Wanted): boolean {
	if (skus.length > 0 && !skus.includes(keyOf(variant?.sku))) return false;
	return changedAfter === undefined || !level.updatedAt || Date.parse(level.updatedAt) >= Date.parse(changedAfter);
}

function levelFrom(read: Read, context: ListContext): StockLevel | Problem {
	const level = toStockLevel(read, context.account, context.now);
	if (!level) {
		const record = `the stock level of ${keyOf(read.variant?.sku) || read.item.id}`;
		const reason = `${LABEL} sent no available quantity`;
		return { code: 'FIELD_INVALID', params: { record, field: 'available', reason } };
	}
	return context.includeRaw ? { ...level, raw: read.raw } : level;
}

async function* listLevels(context: ListContext): AsyncGenerator<Array<StockLevel | Problem>> {
	const shopify = client(context);
	const wanted = await wantedFrom(shopify, context);
	let count = 0;
	for await (const read of readLevels(shopify, wanted)) {
		for (const page of inBatches(read, PAGE)) {
			yield page.map((each) => levelFrom(each, context));
			count += page.length;
			if (count >= context.limit) return;
		}
	}
}

const getManyLevels: ListOperation<'stockLevel'> = {
	does: 'list',
	kind: 'stockLevel',
	sweeps: false,
	scopes: GET_SCOPES,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many stock levels',
	description: 'Retrieve how many of each product there are at each place',
	fields: [
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			default: [],
			typeOptions: { loadOptionsMethod: 'locations' },
			description:
				'The places whose stock is read; none chosen means all active ones. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	changed: 'levels',
	filters: [
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-WHITE',
			description: 'Only the levels of these products, separated by commas',
		},
	],
	list: (context) => readingPages('Stock Level: Get Many', GET_SCOPES, listLevels(context)),
};

const setLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	figures: ['onHand', 'available'],
	scopes: SET_SCOPES,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a stock level',
	description: 'Set stock levels to what another system reports, each only if it did not move since it was read',
	fields: [
		{
			displayName: 'Stock New Products Here',
			name: 'stockNew',
			type: 'boolean',
			default: true,
			description:
				'Whether a product that is not kept at the location yet is stocked there; else it is skipped with the reason',
		},
	],
	async target(context, figure) {
		const choice = { figure, stockNew: context.param('stockNew', true) };
		return await Promise.resolve(new ShopLevels(client(context), context.account, choice));
	},
};

export const stockOperations = [getManyLevels, setLevels] as const;
