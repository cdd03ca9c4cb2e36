import type { StockLevel } from '../../../core/model/stock-level';
import type { FieldChange } from '../../../core/ports';
import { instant, pieces, SYSTEM } from '../mapping';
import type { LnbLevel } from './wire';

/*
 * Le New Black's levels in the package's own terms.
 */

export function toStockLevel(there: LnbLevel, account: string, seenAt: string): StockLevel {
	const id = there.ean13?.trim() || there.sku?.trim() || '';
	const incoming = pieces(there.incoming_stock);
	return {
		kind: 'stockLevel',
		origin: { system: SYSTEM, account, id, number: there.sku?.trim() || id, seenAt },
		sku: there.sku?.trim() || null,
		barcode: there.ean13?.trim() || null,
		location: null,
		available: pieces(there.in_stock) ?? 0,
		incoming: incoming ?? null,
		incomingAt: instant(there.incoming_stock_date) ?? null,
		observedAt: seenAt,
		updatedAt: instant(there.in_stock_update_time) ?? null,
	};
}

/** What is set besides the figure itself. */
export interface FurtherRules {
	/** A block is never touched unless asked. */
	readonly blocked: 'leave' | 'block' | 'unblock';
	readonly incoming: boolean;
}

/** A date as the API shows it; a stock day has no time. */
export const dayOf = (at: string | null | undefined) => (at ? at.slice(0, 10) : null);

/** What of a level besides the figure is to be another. */
export function furtherChanges(
	there: LnbLevel,
	wanted: { readonly incoming?: number | null; readonly incomingAt?: string | null },
	rules: FurtherRules,
): FieldChange[] {
	const changes: FieldChange[] = [];
	const change = (field: string, before: unknown, after: unknown) => {
		if ((before ?? null) !== (after ?? null)) changes.push({ field, before: before ?? null, after: after ?? null });
	};
	if (rules.incoming && wanted.incoming !== undefined) {
		change('incoming_stock', pieces(there.incoming_stock), wanted.incoming);
		if (wanted.incomingAt !== undefined)
			change('incoming_stock_date', dayOf(instant(there.incoming_stock_date)), dayOf(wanted.incomingAt));
	}
	if (rules.blocked !== 'leave') change('is_blocked', there.is_blocked === true, rules.blocked === 'block');
	return changes;
}
