import { sum, times } from '../../../core/model/money';
import type { StockLevel } from '../../../core/model/stock-level';
import { decimal, decimalOrNull, instant, jsonNumber, pieces, SYSTEM } from '../mapping';
import type { Raw } from '../wire';
import type { UnleashedStock } from './wire';

/*
 * Unleashed's figures in the package's own terms, and an adjustment as it is asked for.
 */

/** A place whose stock is meant; absent is all of them together. */
export interface Place {
	readonly id: string;
	readonly name: string;
}

export interface Reading {
	readonly account: string;
	/** When the reading began, so that nothing later is taken to be in it. */
	readonly observedAt: string;
	readonly place?: Place;
}

/** Figures of one product, exact; those of several warehouses add up. */
export interface Figures {
	readonly code: string;
	readonly title: string | null;
	readonly available: string;
	readonly allocated: string | null;
	readonly incoming: string | null;
	readonly updatedAt: string | null;
}

export function figuresOf(there: UnleashedStock): Figures {
	const { ProductCode, ProductDescription, AvailableQty, AllocatedQty, OnPurchase, LastModifiedOn } = there;
	return {
		code: ProductCode,
		title: ProductDescription ?? null,
		available: decimal(AvailableQty),
		allocated: decimalOrNull(AllocatedQty),
		incoming: decimalOrNull(OnPurchase),
		updatedAt: instant(LastModifiedOn) ?? null,
	};
}

const plus = (a: string | null, b: string | null) => (a === null || b === null ? null : sum([a, b]));
const later = (a: string | null, b: string | null) => ((a ?? '') > (b ?? '') ? a : b);

/** The figures of one product in two warehouses as one; a figure that one of them does not say is not said. */
export function together(a: Figures, b: Figures | undefined): Figures {
	if (b === undefined) return a;
	return {
		...a,
		available: sum([a.available, b.available]),
		allocated: plus(a.allocated, b.allocated),
		incoming: plus(a.incoming, b.incoming),
		updatedAt: later(a.updatedAt, b.updatedAt),
	};
}

const whole = (figure: string | null) => (figure === null ? null : pieces(Number(figure)));

/** A stock level. Decimals are rounded down, what is on its way too. */
export function toStockLevel(figures: Figures, { account, observedAt, place }: Reading): StockLevel {
	const { code, title, available, allocated, incoming, updatedAt } = figures;
	return {
		kind: 'stockLevel',
		origin: { system: SYSTEM, account, id: code, number: code, seenAt: observedAt },
		sku: code,
		title,
		location: place ? { id: place.id, name: place.name } : null,
		available: whole(available) ?? 0,
		// Available is what lies there less what is reserved (documented), so the two add up to what lies there.
		onHand: whole(plus(available, allocated)),
		allocated: whole(allocated),
		incoming: whole(incoming),
		observedAt,
		updatedAt,
	};
}

/** A product that is in no list of stock, where the operator says that this means none. */
export const noneOf = (code: string, title: string | null): Figures => ({
	code,
	title,
	available: '0',
	allocated: '0',
	incoming: null,
	updatedAt: null,
});

// ------------------------------------------------------------------ adjustments

export interface AdjustmentRules {
	readonly status: 'Completed' | 'Parked';
	/** 20 characters at most (documented). */
	readonly reason: string;
	/** Of the accounting; empty leaves it out. */
	readonly accountCode: string;
}

export interface AdjustmentLine {
	readonly code: string;
	/** What is to lie there. */
	readonly quantity: number;
	/** What a piece of it is worth, where Unleashed says so. */
	readonly averageCost: number | null;
}

/**
 * An adjustment. The names of its lines' fields are recalled and were not seen: NewQuantity is what lies there afterwards,
 * NewActualValue what all of it is worth.
 */
export function toAdjustment(
	guid: string,
	warehouse: string,
	lines: readonly AdjustmentLine[],
	rules: AdjustmentRules,
	at: string,
): Raw {
	return {
		Guid: guid,
		Warehouse: { WarehouseCode: warehouse },
		AdjustmentDate: at.slice(0, 19),
		AdjustmentReason: rules.reason,
		Status: rules.status,
		...(rules.accountCode === '' ? {} : { AccountCode: rules.accountCode }),
		StockAdjustmentLines: lines.map(({ code, quantity, averageCost }) => ({
			Product: { ProductCode: code },
			NewQuantity: quantity,
			...(averageCost === null ? {} : { NewActualValue: jsonNumber(times(decimal(averageCost), quantity)) }),
			Comments: rules.reason,
		})),
	};
}
