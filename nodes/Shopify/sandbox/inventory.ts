/*
 * Inventory items, levels and places as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/InventoryLevel
 */
import Big from 'big.js';

import { toVariant } from './catalogue';
import { levelList, searchRecords } from './catalogue-search';
import { gid, numericId } from './ids';
import {
	changedAt,
	commitments,
	levelAt,
	QUANTITY_NAMES,
	quantityOf,
	SET_ASIDE,
	type Commitments,
	type LevelRecord,
	type QuantityName,
} from './levels';
import { findLocation, MAIN_LOCATION_ID, type LocationRecord } from './locations';
import { printAmount, type Fields } from './money';
import { toConnection } from './paging';
import { variantOfItem, variantsWithSku, type VariantRecord } from './products';
import type { Arguments, Call } from './call';
import { toSeconds } from './state';

/** Commitments as of this request; a mutation of it makes them anew. */
export function heldUnits(call: Call): Commitments {
	call.commitments ??= commitments(call.state);
	return call.commitments;
}

/** The inventory item of a variant as `InventoryItem`. */
export function toItem(variant: VariantRecord, call: Call): Fields {
	const { item } = variant;
	const { state } = call;
	return {
		__typename: 'InventoryItem',
		id: item.id,
		legacyResourceId: numericId(item.id),
		sku: variant.sku,
		tracked: item.tracked,
		trackedEditable: { locked: variant.bundle, reason: null },
		requiresShipping: item.requiresShipping,
		harmonizedSystemCode: item.hsCode,
		countryHarmonizedSystemCodes: [],
		countryCodeOfOrigin: item.originCountry,
		provinceCodeOfOrigin: item.originProvince,
		unitCost: item.cost === null ? null : { amount: item.cost, currencyCode: state.data.currency },
		measurement: { id: gid('InventoryItemMeasurement', numericId(item.id) ?? ''), weight: item.weight },
		createdAt: item.createdAt,
		updatedAt: item.updatedAt,
		// The schema: "the number of inventory items that share the same SKU with this item". That it counts the item
		// itself is assumed.
		duplicateSkuCount: () => (variant.sku === null ? 0 : variantsWithSku(state, variant.sku).length),
		locationsCount: () => ({ count: levelsOf(variant, call, false).length, precision: 'EXACT' }),
		variant: () => toVariant(variant, call),
		variants: () => [toVariant(variant, call)],
		inventoryLevel: (args: Arguments) => {
			const level = levelAt(state, item.id, String(args.locationId));
			return level && (level.active || args.includeInactive === true) ? toLevel(level, call) : null;
		},
		inventoryLevels: (args: Arguments) =>
			levelConnection(levelsOf(variant, call, true), `InventoryItem ${item.id}`, args, call),
	};
}

function levelsOf({ item }: VariantRecord, { state }: Call, inactive: boolean): LevelRecord[] {
	return [...(state.levels.get(item.id)?.values() ?? [])].filter((level) => inactive || level.active);
}

/** Levels as a connection, without the inactive ones unless asked for. */
export function levelConnection(levels: readonly LevelRecord[], of: string, args: Arguments, call: Call): unknown {
	const shown = levels.filter((level) => level.active || args.includeInactive === true);
	const found = searchRecords(levelList(heldUnits(call)), args, shown, call);
	const placed = found.map((level) => ({ node: level, place: [level.id] }));
	return toConnection(placed, args, `${of} inventoryLevels ${String(args.query ?? '')}`, (level) =>
		toLevel(level, call),
	);
}

/** One level as `InventoryLevel`. */
export function toLevel(level: LevelRecord, call: Call): Fields {
	const { state } = call;
	return {
		__typename: 'InventoryLevel',
		id: level.id,
		isActive: level.active,
		canDeactivate: level.active,
		deactivationAlert: null,
		createdAt: level.createdAt,
		updatedAt: () => changedAt(level, heldUnits(call)),
		quantities: (args: { names: readonly string[] }) => args.names.map((name) => toQuantity(level, name, call)),
		item: () => {
			const variant = variantOfItem(state, level.itemId);
			return variant ? toItem(variant, call) : null;
		},
		location: () => {
			const location = findLocation(level.locationId);
			return location ? toLocation(location, call) : null;
		},
	};
}

/** Names that do not exist are 0 and were never written, as https://github.com/airhorns/shopify-draft-proxy has it. */
function toQuantity(level: LevelRecord, name: string, call: Call): Fields {
	const known = QUANTITY_NAMES.find((each): each is QuantityName => each === name);
	const { quantity, updatedAt } = known ? quantityOf(level, known, heldUnits(call)) : { quantity: 0, updatedAt: null };
	return {
		__typename: 'InventoryQuantity',
		id: `${level.id.replace('InventoryLevel', 'InventoryQuantity')}&name=${name}`,
		name,
		quantity,
		updatedAt,
	};
}

/** What each name is made of. */
export function quantityNames(): Fields {
	const inUse = new Set<string>(['available', 'on_hand', 'committed', 'incoming']);
	const within = ['available', 'committed', ...SET_ASIDE];
	const names = [...QUANTITY_NAMES].sort().map((name) => ({
		name,
		displayName: `${name.charAt(0).toUpperCase()}${name.slice(1).replace('_', ' ')}`,
		isInUse: inUse.has(name),
		belongsTo: within.includes(name) ? ['on_hand'] : [],
		comprises: name === 'on_hand' ? [...within].sort() : [],
	}));
	return { quantityNames: names };
}

/** What an item can be sold of at all places together; null where it is not counted. */
export function sellableUnits(variant: VariantRecord, call: Call): number {
	const held = heldUnits(call);
	return levelsOf(variant, call, false).reduce(
		(units, level) => units + quantityOf(level, 'available', held).quantity,
		0,
	);
}

/** An amount of the shop's currency as Shopify prints prices. */
export function printPrice(amount: string): string {
	return printAmount(new Big(amount));
}

/** One place as `Location`. */
export function toLocation(location: LocationRecord, call: Call): Fields {
	const { id, name, active, fulfillmentService, onlineOrders } = location;
	const { state } = call;
	const since = toSeconds(Date.parse(state.data.moment));
	return {
		__typename: 'Location',
		id,
		legacyResourceId: numericId(id),
		name,
		isActive: active,
		isFulfillmentService: fulfillmentService,
		fulfillsOnlineOrders: onlineOrders,
		shipsInventory: active,
		hasActiveInventory: () => [...state.levels.values()].some((levels) => levels.get(id)?.active === true),
		hasUnfulfilledOrders: () => id === MAIN_LOCATION_ID && heldUnits(call).size > 0,
		activatable: !active,
		deactivatable: active && id !== MAIN_LOCATION_ID,
		deletable: false,
		deactivatedAt: active ? null : since,
		addressVerified: true,
		createdAt: since,
		updatedAt: since,
		address: toAddress(location),
		fulfillmentService: fulfillmentService ? toService(location) : null,
		inventoryLevel: (args: Arguments) => {
			const level = levelAt(state, String(args.inventoryItemId), id);
			return level && (level.active || args.includeInactive === true) ? toLevel(level, call) : null;
		},
		inventoryLevels: (args: Arguments) =>
			levelConnection(
				[...state.levels.values()].flatMap((levels) => levels.get(id) ?? []),
				`Location ${id}`,
				args,
				call,
			),
	};
}

function toAddress({ zip, city }: LocationRecord): Fields {
	return {
		address1: 'Esimerkkikatu 1',
		address2: null,
		zip,
		city,
		country: 'Finland',
		countryCode: 'FI',
		province: null,
		provinceCode: null,
		phone: null,
		formatted: ['Esimerkkikatu 1', `${zip} ${city}`, 'Finland'],
	};
}

function toService({ name }: LocationRecord): Fields {
	return {
		__typename: 'FulfillmentService',
		id: `${gid('FulfillmentService', 80_000_000_002)}?id=true`,
		handle: 'demo-warehouse',
		serviceName: name,
		type: 'THIRD_PARTY',
		inventoryManagement: false,
		trackingSupport: true,
		requiresShippingMethod: true,
		callbackUrl: null,
	};
}
