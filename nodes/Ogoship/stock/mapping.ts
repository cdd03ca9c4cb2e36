import type { StockLevel } from '../../../core/model/stock-level';
import { instant } from '../mapping';
import type { OgoStock } from './wire';

/*
 * OGOship's figures in the package's own terms. There is no figure per warehouse in the API, so no place is named.
 */

/** A stock level; `observedAt` is when the reading began, so that nothing later is taken to be in it. */
export function toStockLevel(there: OgoStock, account: string, observedAt: string): StockLevel {
	const { productCode } = there;
	return {
		kind: 'stockLevel',
		origin: { system: 'ogoship', account, id: productCode, number: productCode, seenAt: observedAt },
		sku: productCode,
		location: null,
		available: there.stockAvailable,
		onHand: there.stock,
		allocated: there.reserved ?? null,
		observedAt,
		updatedAt: instant(there.modified) ?? null,
	};
}
