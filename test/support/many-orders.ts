import type { DemoData, DemoOrder } from '../../sandbox/kit';

/** Plain orders of the demo's products, one after the other, all placed within a day. */
export function manyOrders(count: number, first: number, data: DemoData): DemoOrder[] {
	const plain = data.orders.find(({ plant }) => plant === 'plain');
	if (!plain) throw new Error('The demo data has no plain order');
	return Array.from({ length: count }, (_, n) => ({
		...plain,
		number: first + n,
		placedMinutesAgo: 60 + (n % 1440),
		lines: plain.lines.map((line) => ({ ...line, quantity: 1 })),
		person: 1 + (n % 60),
	}));
}
