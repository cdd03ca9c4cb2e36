/*
 * The root fields that read products, stock and places.
 * Assumed: searching goes by an index that knows a new product after the option `indexLag`; what goes out, and the rest
 * of what is searched by, is as it is now.
 */
import { GraphQLError } from 'graphql';

import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { toProduct, toVariant } from './catalogue';
import { ITEM_LIST, LOCATION_LIST, PRODUCT_LIST, searchRecords, VARIANT_LIST } from './catalogue-search';
import { ownerByCustomId, type CustomId } from './custom-ids';
import { numericId, readGid } from './ids';
import { quantityNames, toItem, toLevel, toLocation } from './inventory';
import { findLocation, LOCATIONS, MAIN_LOCATION_ID, type LocationRecord } from './locations';
import { toConnection, type Place } from './paging';
import { productSetOperation } from './product-set';
import { variantOfItem, type ProductRecord, type VariantRecord } from './products';
import type { SearchList } from './search-list';

type Places<T> = Readonly<Record<string, (record: T) => string | number>>;

export const CATALOGUE_QUERIES: Readonly<Record<string, Resolver>> = {
	locations: (args, call) => locationsPage(args, call),
	location: (args, call) => findNode('Location', String(args.id ?? MAIN_LOCATION_ID), call),
	inventoryItems: (args, call) =>
		page(ITEM_LIST, args, [...call.state.variants.values()], call, { ID: itemNumber }, (variant) =>
			toItem(variant, call),
		),
	inventoryItem: (args, call) => findNode('InventoryItem', String(args.id), call),
	inventoryLevel: (args, call) => findNode('InventoryLevel', String(args.id), call),
	inventoryProperties: () => quantityNames(),
	productVariants: (args, call) =>
		page(VARIANT_LIST, args, [...call.state.variants.values()], call, VARIANT_PLACES, (variant) =>
			toVariant(variant, call),
		),
	productVariant: (args, call) => findNode('ProductVariant', String(args.id), call),
	productVariantByIdentifier: (args, call) => byIdentifier('ProductVariant', args, call),
	productVariantsCount: (args, call) => count(VARIANT_LIST, args, [...call.state.variants.values()], call),
	products: (args, call) =>
		page(PRODUCT_LIST, args, [...call.state.products.values()], call, PRODUCT_PLACES, (product) =>
			toProduct(product, call),
		),
	product: (args, call) => findNode('Product', String(args.id), call),
	productByIdentifier: (args, call) => byIdentifier('Product', args, call),
	productsCount: (args, call) => count(PRODUCT_LIST, args, [...call.state.products.values()], call),
	productOperation: (args, call) => productSetOperation(String(args.id), call),
};

/** What `node` and `nodes` find, by type. */
export const CATALOGUE_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	Location: (id, call) => {
		const location = findLocation(id);
		return location ? toLocation(location, call) : null;
	},
	InventoryItem: (id, call) => {
		const variant = variantOfItem(call.state, id);
		return variant ? toItem(variant, call) : null;
	},
	InventoryLevel: (id, call) => findLevel(id, call),
	ProductVariant: (id, call) => {
		const variant = call.state.variants.get(id);
		return variant ? toVariant(variant, call) : null;
	},
	Product: (id, call) => {
		const product = call.state.products.get(id);
		return product ? toProduct(product, call) : null;
	},
};

/** A level by its id, active or not. Its id names the item it is of. */
function findLevel(id: string, call: Call): unknown {
	const item = /[?&]inventory_item_id=(\d+)$/.exec(id)?.[1];
	const levels = call.state.levels.get(`gid://shopify/InventoryItem/${item ?? ''}`);
	const level = [...(levels?.values() ?? [])].find((each) => each.id === id);
	return level ? toLevel(level, call) : null;
}

function findNode(type: string, id: string, call: Call): unknown {
	if (readGid(id)?.type !== type)
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	return CATALOGUE_NODES[type]?.(id, call) ?? null;
}

const itemNumber = (variant: VariantRecord): number => Number(numericId(variant.item.id));
const VARIANT_PLACES: Places<VariantRecord> = {
	ID: (variant) => Number(numericId(variant.id)),
	SKU: (variant) => variant.sku ?? '',
};
const PRODUCT_PLACES: Places<ProductRecord> = {
	ID: (product) => Number(numericId(product.id)),
	UPDATED_AT: (product) => product.updatedAt,
	CREATED_AT: (product) => product.createdAt,
	TITLE: (product) => product.title,
	VENDOR: (product) => product.vendor,
	PRODUCT_TYPE: (product) => product.productType,
};

/** One page of a list that is sorted by `sortKey`; records of one place keep a fixed order, their id's. */
function page<T extends { readonly id: string; readonly createdAt: string }>(
	list: SearchList<T>,
	args: Arguments,
	records: readonly T[],
	call: Call,
	places: Places<T>,
	toNode: (record: T) => unknown,
): unknown {
	const sortKey = String(args.sortKey ?? 'ID');
	const placeOf = Object.hasOwn(places, sortKey) ? places[sortKey] : undefined;
	if (!placeOf) throw notImitated(`${list.name}(sortKey: ${sortKey})`);
	if (args.savedSearchId != null) throw notImitated(`${list.name}(savedSearchId)`);
	const found = indexed(searchRecords(list, args, records, call), call);
	const placed = found.map((node) => ({ node, place: [placeOf(node), Number(numericId(node.id))] as Place }));
	return toConnection(placed, args, `${list.name} ${sortKey} ${String(args.query ?? '')}`, toNode);
}

function indexed<T extends { readonly createdAt: string }>(
	records: readonly T[],
	{ nowMs, lagMs }: Call,
): readonly T[] {
	return lagMs === 0 ? records : records.filter(({ createdAt }) => Date.parse(createdAt) + lagMs <= nowMs);
}

function count<T extends { readonly createdAt: string }>(
	list: SearchList<T>,
	args: Arguments,
	records: readonly T[],
	call: Call,
): unknown {
	const found = indexed(searchRecords(list, args, records, call), call).length;
	const limit = typeof args.limit === 'number' ? args.limit : found;
	return { count: Math.min(found, limit), precision: found > limit ? 'AT_LEAST' : 'EXACT' };
}

function locationsPage(args: Arguments, call: Call): unknown {
	const sortKey = String(args.sortKey);
	if (sortKey !== 'NAME' && sortKey !== 'ID') throw notImitated(`locations(sortKey: ${sortKey})`);
	const shown = LOCATIONS.filter(
		(location) =>
			(location.active || args.includeInactive === true) &&
			(!location.fulfillmentService || args.includeLegacy === true),
	);
	const placed = searchRecords(LOCATION_LIST, args, shown, call).map((node: LocationRecord) => ({
		node,
		place: [sortKey === 'NAME' ? node.name : Number(numericId(node.id))],
	}));
	const scope = `locations ${sortKey} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, (location) => toLocation(location, call));
}

/** By id, by handle, or by a metafield of type `id`. */
function byIdentifier(type: 'Product' | 'ProductVariant', args: Arguments, call: Call): unknown {
	const { id, handle, customId } = args.identifier as {
		id?: string;
		handle?: string;
		customId?: CustomId;
	};
	if (typeof id === 'string') return findNode(type, id, call);
	if (handle !== undefined) {
		const product = [...call.state.products.values()].find((each) => each.handle === handle);
		return product ? toProduct(product, call) : null;
	}
	const owner = customId && ownerByCustomId(call.state, type.toUpperCase(), customId);
	return owner === undefined ? null : findNode(type, owner, call);
}
