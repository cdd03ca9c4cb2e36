/*
 * A customer at the till of the online store. What lies in a cart is nobody's yet: `committed` is written by orders
 * only, paid or not. A product that is not to be sold below zero is refused where fewer are available.
 * https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps/manage-quantities-states
 * Assumed: orders are routed to the main place, so what is available there is what can be bought.
 */
import { commitments, levelAt, quantityOf } from './levels';
import { MAIN_LOCATION_ID } from './locations';
import type { WantedLine } from './orders';
import { variantsWithSku } from './products';
import type { ShopState } from './state';

/** The SKUs of which a cart asks for more than the shop offers. */
export function soldOut(lines: readonly WantedLine[], state: ShopState): string[] {
	const held = commitments(state);
	const wanted = new Map<string, number>();
	for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
	return [...wanted].flatMap(([sku, quantity]) => {
		const variant = variantsWithSku(state, sku)[0];
		if (!variant?.item.tracked || variant.inventoryPolicy === 'CONTINUE') return [];
		const level = levelAt(state, variant.item.id, MAIN_LOCATION_ID);
		const available = level?.active ? quantityOf(level, 'available', held).quantity : 0;
		return available < quantity ? [sku] : [];
	});
}
