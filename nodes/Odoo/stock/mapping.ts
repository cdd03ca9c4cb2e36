import type { StockLevel } from '../../../core/model/stock-level';
import { instant, units } from '../mapping';
import type { CountedProduct, Quant, StockedProduct } from './wire';

/*
 * Odoo's figures in the package's own terms.
 */

/** Which of Odoo's figures is what can be sold. */
export type Figure = 'free' | 'onHand' | 'forecast';

const AVAILABLE: Readonly<Record<Figure, (product: StockedProduct) => number>> = {
	free: ({ free_qty }) => free_qty,
	onHand: ({ qty_available }) => qty_available,
	forecast: ({ virtual_available }) => virtual_available,
};

export interface Reading {
	readonly account: string;
	/** When the reading began, so that nothing later is taken to be in it. */
	readonly observedAt: string;
	readonly figure: Figure;
	/** The warehouse or location; null where all are counted together. */
	readonly place: { readonly id: string; readonly name: string } | null;
	/** When the product's stock last moved, in Odoo's own form; a stock change leaves no date on the product. */
	readonly movedAt?: string;
}

/** A product's stock at a place; halves of units are none. */
export function toStockLevel(product: StockedProduct, reading: Reading): StockLevel {
	const { account, observedAt, figure, place, movedAt } = reading;
	const [onHand, free] = [units(product.qty_available), units(product.free_qty)];
	return {
		kind: 'stockLevel',
		origin: {
			system: 'odoo',
			account,
			id: place === null ? String(product.id) : `${product.id}@${place.id}`,
			number: product.default_code || product.display_name,
			seenAt: observedAt,
		},
		sku: product.default_code || null,
		barcode: product.barcode || null,
		title: product.display_name || null,
		location: place,
		available: units(AVAILABLE[figure](product)),
		onHand,
		allocated: Math.max(0, onHand - free),
		incoming: Math.max(0, units(product.incoming_qty)),
		observedAt,
		updatedAt: instant(movedAt ?? '') ?? null,
	};
}

/** Whether a product's stock is one figure that can be set: it is counted, and not lot by lot. */
export function isCounted({ tracking, is_storable, detailed_type }: CountedProduct): boolean {
	const stored = is_storable ?? (detailed_type === undefined || detailed_type === null || detailed_type === 'product');
	return stored && (tracking ?? 'none') === 'none';
}

/** Stock that belongs to a lot, a package or an owner of its own is nothing that one figure could set. */
export const isPlain = ({ lot_id, package_id, owner_id }: Quant) => !lot_id && !package_id && !owner_id;

/** What stands at a location as the figure that is set: what lies there, or what of it is not reserved. */
export function standing(quant: Quant | undefined, figure: 'onHand' | 'available'): number | null {
	if (!quant) return null;
	return units(figure === 'onHand' ? quant.quantity : quant.quantity - quant.reserved_quantity);
}

/** What has to lie there so that the figure is as wanted. */
export const toCount = (wanted: number, quant: Quant | undefined, figure: 'onHand' | 'available') =>
	figure === 'onHand' ? wanted : wanted + units(quant?.reserved_quantity ?? 0);
