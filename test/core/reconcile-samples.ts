import type { Order } from '../../core/model/order';
import type { Origin } from '../../core/model/origin';
import type { Product } from '../../core/model/product';
import type { Shipment } from '../../core/model/shipment';
import type { StockLevel } from '../../core/model/stock-level';

/*
 * Small records of three systems for the tests of the comparison.
 */

const SEEN_AT = '2026-11-22T10:00:00.000Z';
const LONG_AGO = '2026-11-01T10:00:00.000Z';

/** The accounts of input 1, 2 and 3. */
export const ORIGINS: ReadonlyArray<Pick<Origin, 'system' | 'account'>> = [
	{ system: 'shop', account: 'demo.example.com' },
	{ system: 'warehouse', account: '77' },
	{ system: 'books', account: 'b-1' },
];

const originOf = (side: number, id: string, number = id): Origin => ({
	...ORIGINS[side]!,
	id: `${side}-${id}`,
	number,
	seenAt: SEEN_AT,
});

/** An order of two mugs, unless told otherwise. */
export function order(side: number, number: string, changes: Partial<Order> = {}): Order {
	return {
		kind: 'order',
		origin: originOf(side, number),
		number,
		placedAt: LONG_AGO,
		updatedAt: LONG_AGO,
		status: 'open',
		paymentStatus: 'paid',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [line('MUG', 2)],
		totals: { lines: '20.00', total: '20.00' },
		...changes,
	};
}

export function line(
	sku: string | null,
	quantity: number,
	changes: Partial<Order['lines'][number]> = {},
): Order['lines'][number] {
	return {
		id: `line ${sku ?? ''}`,
		sku,
		quantity,
		currentQuantity: quantity,
		openQuantity: quantity,
		unitPrice: '10.00',
		total: '20.00',
		requiresShipping: true,
		giftCard: false,
		...changes,
	};
}

export function level(
	side: number,
	sku: string | null,
	available: number,
	changes: Partial<StockLevel> = {},
): StockLevel {
	return {
		kind: 'stockLevel',
		origin: originOf(side, sku ?? 'nameless'),
		sku,
		available,
		observedAt: SEEN_AT,
		...changes,
	};
}

/** A product of one variant, unless told otherwise. */
export function product(side: number, sku: string | null, changes: Partial<Product> = {}): Product {
	return {
		kind: 'product',
		origin: originOf(side, sku ?? 'nameless'),
		number: sku ?? 'Mug',
		title: 'Mug',
		variants: [{ id: `variant ${sku ?? ''}`, sku, price: '24.80', barcode: '2000000000015' }],
		...changes,
	};
}

/** A parcel of one order with these tracking numbers. */
export function parcel(
	side: number,
	order: string,
	tracking: readonly string[],
	changes: Partial<Shipment> = {},
): Shipment {
	const number = `${order} ${tracking.join(' ')}`;
	return {
		kind: 'shipment',
		origin: originOf(side, number),
		number,
		orders: [{ number: order }],
		status: 'shipped',
		tracking: tracking.map((each) => ({ number: each })),
		shippedAt: LONG_AGO,
		updatedAt: LONG_AGO,
		lines: [{ sku: 'MUG', quantity: 2 }],
		...changes,
	};
}
