import type { StockLevel } from '../../../core/model/stock-level';
import { instant, SYSTEM } from '../mapping';
import type { SdStock } from './wire';

/**
 * A stock level; `observedAt` is when the reading began. ShopDesk has one figure: what an outlet has, less what was
 * invoiced. Nothing is kept apart for orders that wait (inferred).
 */
export function toStockLevel(there: SdStock, account: string, observedAt: string, storeId: string): StockLevel {
	const { sku, quantity, location_id: location, name, updated_at } = there;
	const store = there.store_id ?? storeId;
	const place = location ?? store;
	return {
		kind: 'stockLevel',
		origin: { system: SYSTEM, account, id: `${place}:${sku}`, number: sku, seenAt: observedAt },
		sku,
		title: name ?? null,
		location: place === '' ? null : { id: place, name: null },
		available: quantity,
		onHand: quantity,
		allocated: 0,
		observedAt,
		updatedAt: instant(updated_at) ?? null,
	};
}
