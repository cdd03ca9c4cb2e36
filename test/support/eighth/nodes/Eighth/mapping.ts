import type { StockLevel } from '../../core/model/stock-level';
import type { StockRow } from './wire';

/** A stock level; `observedAt` is when the reading began. */
export function toStockLevel({ sku, quantity }: StockRow, account: string, observedAt: string): StockLevel {
	return {
		kind: 'stockLevel',
		origin: { system: 'eighth', account, id: sku, number: sku, seenAt: observedAt },
		...{ sku, location: null, available: quantity, observedAt },
	};
}
