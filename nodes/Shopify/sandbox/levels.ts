/*
 * Stock: named quantities of an inventory item at a place.
 * https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps/manage-quantities-states
 * Stored are on hand, incoming and what is set aside. `committed` follows from the orders, and
 *   available = on_hand - committed - reserved - damaged - safety_stock - quality_control
 * Assumed: units commit where their fulfillment order is, at the main place until it is made, and a committed figure is
 * as new as the youngest order with the item.
 */
import { isActive, openUnits } from './fulfillment-records';
import { gid, numericId } from './ids';
import { MAIN_LOCATION_ID } from './locations';
import { variantsWithSku } from './products';
import { currentOrders, toSeconds, type OrderRecord, type ShopState } from './state';

export const SET_ASIDE = ['reserved', 'damaged', 'safety_stock', 'quality_control'] as const;
export const STORED_NAMES = ['on_hand', 'incoming', ...SET_ASIDE] as const;
export type StoredName = (typeof STORED_NAMES)[number];
export const QUANTITY_NAMES = ['available', 'committed', ...STORED_NAMES] as const;
export type QuantityName = (typeof QUANTITY_NAMES)[number];

export interface Quantity {
	readonly quantity: number;
	/** Null for a figure that was never written. */
	readonly updatedAt: string | null;
}

export interface LevelRecord {
	readonly id: string;
	readonly itemId: string;
	readonly locationId: string;
	/** An inactive level keeps its figures and is not shown unless asked for. */
	readonly active: boolean;
	readonly createdAt: string;
	readonly changedAt: string;
	readonly stored: Readonly<Partial<Record<StoredName, { readonly quantity: number; readonly updatedAt: string }>>>;
}

/** What orders hold of an item at a place, by `commitmentKey`. */
export type Commitments = ReadonlyMap<string, { readonly quantity: number; readonly updatedAt: string }>;

const commitmentKey = (itemId: string, locationId: string): string => `${itemId} ${locationId}`;

/** Unshipped units by item and place, over every order that claims stock and is not cancelled. */
export function commitments(state: ShopState): Commitments {
	const found = new Map<string, { quantity: number; updatedAt: string }>();
	for (const order of currentOrders(state)) {
		if (order.imported?.claimsStock === false) continue;
		for (const line of order.lines) {
			const item = line.variantId === undefined ? undefined : state.variants.get(line.variantId)?.item;
			if (!item?.tracked || !line.ships) continue;
			for (const [locationId, units] of unitsByPlace(state, order, line.id)) {
				const key = commitmentKey(item.id, locationId);
				const before = found.get(key);
				const updatedAt = before && before.updatedAt > order.updatedAt ? before.updatedAt : order.updatedAt;
				found.set(key, { quantity: (before?.quantity ?? 0) + units, updatedAt });
			}
		}
	}
	return found;
}

/** Where a line's open units wait: where fulfillment orders are, and at the main place before routing. */
function unitsByPlace(state: ShopState, order: OrderRecord, lineId: string): Map<string, number> {
	const places = new Map<string, number>();
	let rest = openUnits(order, lineId);
	for (const work of (state.fulfillmentOrders.get(order.number) ?? []).filter(isActive)) {
		const remaining = work.lines.reduce((units, line) => units + (line.lineId === lineId ? line.remaining : 0), 0);
		const units = Math.min(rest, remaining);
		places.set(work.locationId, (places.get(work.locationId) ?? 0) + units);
		rest -= units;
	}
	if (rest > 0 || places.size === 0) places.set(MAIN_LOCATION_ID, (places.get(MAIN_LOCATION_ID) ?? 0) + rest);
	return places;
}

/** One figure of a level. */
export function quantityOf(level: LevelRecord, name: QuantityName, held: Commitments): Quantity {
	if (name === 'committed') return committedOf(level, held);
	if (name !== 'available') return level.stored[name] ?? { quantity: 0, updatedAt: null };
	const parts = SET_ASIDE.map((each) => level.stored[each]);
	const onHand = level.stored.on_hand;
	const committed = committedOf(level, held);
	const aside = parts.reduce((units, part) => units + (part?.quantity ?? 0), committed.quantity);
	const times = [onHand, committed, ...parts].flatMap((part) => part?.updatedAt ?? []).sort();
	return { quantity: (onHand?.quantity ?? 0) - aside, updatedAt: times.at(-1) ?? null };
}

function committedOf(level: LevelRecord, held: Commitments): Quantity {
	return held.get(commitmentKey(level.itemId, level.locationId)) ?? { quantity: 0, updatedAt: null };
}

export function levelAt(state: ShopState, itemId: string, locationId: string): LevelRecord | undefined {
	return state.levels.get(itemId)?.get(locationId);
}

/** A level that does not exist yet; it is inactive until something activates it. */
export function newLevel(itemId: string, locationId: string, at: string): LevelRecord {
	// The number is made of both, so that it is the same in every run.
	const number = `9${numericId(locationId)?.slice(-3)}${numericId(itemId)?.slice(-12)}`;
	return {
		id: `${gid('InventoryLevel', number)}?inventory_item_id=${numericId(itemId)}`,
		itemId,
		locationId,
		active: false,
		createdAt: at,
		changedAt: at,
		stored: {},
	};
}

export function saveLevel(state: ShopState, level: LevelRecord): LevelRecord {
	const levels = state.levels.get(level.itemId);
	if (levels) levels.set(level.locationId, level);
	else state.levels.set(level.itemId, new Map([[level.locationId, level]]));
	return level;
}

/** When anything of a level last changed, its commitments included. */
export function changedAt(level: LevelRecord, held: Commitments): string {
	const committed = committedOf(level, held).updatedAt;
	return committed !== null && committed > level.changedAt ? committed : level.changedAt;
}

/** Writes stored figures of an item at a place; the level is made when there is none, and stays as active as it was. */
export function store(
	state: ShopState,
	itemId: string,
	locationId: string,
	figures: Readonly<Partial<Record<StoredName, number>>>,
	at: string,
): LevelRecord {
	const level = levelAt(state, itemId, locationId) ?? newLevel(itemId, locationId, at);
	const written = Object.fromEntries(
		Object.entries(figures).map(([name, quantity]) => [name, { quantity, updatedAt: at }]),
	);
	return saveLevel(state, { ...level, changedAt: at, stored: { ...level.stored, ...written } });
}

/**
 * Goods leave a place: `on_hand` falls, and since the order's line is then no longer open, `committed` with it. Takes a
 * SKU (the first variant that carries it) or a variant's id. Does nothing for what is not counted.
 */
export function shipFromStock(
	state: ShopState,
	which: string,
	locationId: string,
	quantity: number,
	nowMs: number,
): void {
	move(state, which, locationId, -quantity, nowMs);
}

/** Goods come back: `on_hand` rises. */
export function returnToStock(
	state: ShopState,
	which: string,
	locationId: string,
	quantity: number,
	nowMs: number,
): void {
	move(state, which, locationId, quantity, nowMs);
}

function move(state: ShopState, which: string, locationId: string, delta: number, nowMs: number): void {
	const variant = state.variants.get(which) ?? variantsWithSku(state, which)[0];
	if (!variant?.item.tracked || delta === 0) return;
	const onHand = levelAt(state, variant.item.id, locationId)?.stored.on_hand?.quantity ?? 0;
	store(state, variant.item.id, locationId, { on_hand: onHand + delta }, toSeconds(nowMs));
}
