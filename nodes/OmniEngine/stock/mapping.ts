import type { StockLevel } from '../../../core/model/stock-level';
import { instant, SYSTEM } from '../mapping';
import type { OeStock } from './wire';

/**
 * A stock level; `observedAt` is when the reading began. The buffer is neither available nor kept for an order. At a
 * location that keeps its stock to itself nothing is counted that anybody else could rely on.
 */
export function toStockLevel(there: OeStock, account: string, observedAt: string, keptApart = false): StockLevel {
	const { location_id: place, sku, on_hand, reserved, buffer, available, updated_at } = there;
	return {
		kind: 'stockLevel',
		origin: { system: SYSTEM, account, id: `${place}:${sku}`, number: sku, seenAt: observedAt },
		sku,
		location: { id: place, name: null },
		available,
		onHand: on_hand,
		allocated: reserved ?? null,
		buffer: buffer == null ? null : Number(buffer),
		...(keptApart && { tracked: false }),
		observedAt,
		updatedAt: instant(updated_at) ?? null,
	};
}
