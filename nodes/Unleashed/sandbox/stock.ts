/*
 * What is there and what orders hold of it. AvailableQty = on hand - allocated (documented: facts, section 12).
 *
 * Placed and Backordered orders allocate, Parked ones do not (third party: facts, section 9). Assumed: goods leave when
 * the order is completed, wherever its shipments are; a product that is "never diminishing" has no stock; an allocation
 * counts as a transaction; allocations may be larger than what is there.
 */
import type { Context, Level, Product, State } from './state';
import { sumOf } from './values';

const ALLOCATES = ['Placed', 'Backordered'];

export interface Figures {
	readonly onHand: number;
	readonly allocated: number;
	readonly available: number;
}

export function levelKey(productGuid: string, warehouseCode: string): string {
	return `${productGuid} ${warehouseCode}`;
}

export function isStocked({ content }: Product): boolean {
	return content['NeverDiminishing'] !== true;
}

/** What orders hold, by product and warehouse; what nobody holds is absent. */
export function allocations(state: State): ReadonlyMap<string, number> {
	const held = new Map<string, number[]>();
	for (const { status, warehouseCode, lines } of state.orders) {
		if (!ALLOCATES.includes(status)) continue;
		for (const { productGuid, quantity } of lines) {
			const key = levelKey(productGuid, warehouseCode);
			held.set(key, [...(held.get(key) ?? []), quantity]);
		}
	}
	return new Map([...held].map(([key, quantities]) => [key, sumOf(quantities).toNumber()]));
}

/** The figures of some levels of one product together. */
export function figuresOf(levels: readonly Level[], held: ReadonlyMap<string, number>): Figures {
	const onHand = sumOf(levels.map((level) => level.onHand));
	const allocated = sumOf(
		levels.map(({ productGuid, warehouseCode }) => held.get(levelKey(productGuid, warehouseCode)) ?? 0),
	);
	return {
		onHand: onHand.toNumber(),
		allocated: allocated.toNumber(),
		available: onHand.minus(allocated).toNumber(),
	};
}

export function onHandOf(state: State, product: Product, warehouseCode: string): number {
	return state.levels.get(levelKey(product.guid, warehouseCode))?.onHand ?? 0;
}

/** So many more pieces, or fewer; nothing for a product without stock. */
export function move(context: Context, product: Product, warehouseCode: string, quantity: number): void {
	if (!isStocked(product)) return;
	const { state, clock } = context;
	const level = touched(context, product, warehouseCode);
	level.onHand = sumOf([level.onHand, quantity]).toNumber();
	state.movements.push({ productGuid: product.guid, warehouseCode, quantity, atMs: clock.now() });
}

/** A level that has just changed; it begins with the first transaction. */
function touched({ state, clock }: Context, { guid }: Product, warehouseCode: string): Level {
	const key = levelKey(guid, warehouseCode);
	const level = state.levels.get(key) ?? { productGuid: guid, warehouseCode, onHand: 0, touchedMs: 0 };
	level.touchedMs = clock.now();
	state.levels.set(key, level);
	return level;
}

/**
 * Does something that changes what orders hold. Whether the levels are then newer for `modifiedSince` is not known (gap
 * 8); option `allocationMoves` has both.
 */
export function reallocate(context: Context, work: () => void): void {
	const { state, options } = context;
	const before = allocations(state);
	work();
	const after = allocations(state);
	for (const product of state.products.filter(isStocked)) {
		for (const { code } of state.warehouses) {
			const key = levelKey(product.guid, code);
			const isSame = (before.get(key) ?? 0) === (after.get(key) ?? 0);
			if (isSame || (options['allocationMoves'] === 'no' && state.levels.has(key))) continue;
			touched(context, product, code);
		}
	}
}
