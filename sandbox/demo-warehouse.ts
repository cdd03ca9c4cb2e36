/*
 * The first company of the demo: a shop whose goods lie at a warehouse.
 */
import type { Sandboxes } from './bridge';
import { demoStart, STOCK_LOCATION } from './demo-data';
import { EVERY_MINUTE, type DemoStory } from './demo-story';

interface ShopOrder {
	readonly number: number;
	readonly plant: string;
}

export const WAREHOUSE_STORIES: readonly DemoStory[] = [
	{
		story: 'orders-from-shopify-to-ogoship',
		settings: (data) => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Send to OGOship': {
				forwardFrom: demoStart(data.moment),
				deliveryMethods: {
					method: [
						{ method: 'home_fi', code: 'home_fi' },
						{ method: 'letter_fi', code: 'letter_fi' },
						{ method: 'pickup_fi', code: 'pickup_fi' },
					],
				},
				orderOptions: { cashOnDeliveryMethods: 'Cash on Delivery (COD)', pickupAttribute: 'pickup_point_id' },
			},
		}),
	},
	{ story: 'products-from-shopify-to-ogoship', settings: () => ({ 'Every Hour': EVERY_MINUTE }) },
	{
		story: 'tracking-from-ogoship-to-shopify',
		settings: () => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Send to Shopify': { shipmentOptions: { notifyCustomer: true } },
		}),
		before: async (sandboxes) => {
			const warehouse = sandboxes.of('ogoship');
			const ship = async (numbers: readonly number[], more: (number: number) => Record<string, unknown>) => {
				for (const number of numbers) await warehouse.change('ship', { reference: `SHOP-${number}`, ...more(number) });
			};
			const open = shippable(sandboxes);
			const tracked = open.filter(({ code }) => code !== 'letter_fi').map(({ number }) => number);
			const letters = open.filter(({ code }) => code === 'letter_fi').map(({ number }) => number);
			await ship(tracked.slice(0, 8), (number) => ({ trackingNumber: `JJFI6543210000000${number}` }));
			await ship(tracked.slice(8, 10), (number) => ({
				trackingNumber: `JJFI7000000000000${number}, JJFI7000000000001${number}`,
			}));
			await ship(letters.slice(0, 2), () => ({}));
		},
	},
	{
		story: 'cancellations-from-shopify-to-ogoship',
		settings: () => ({ 'Every 15 Minutes': EVERY_MINUTE }),
		before: async (sandboxes) => {
			const [first, second] = shippable(sandboxes).slice(-2);
			if (!first || !second) throw new Error('The demo has no orders left that could be cancelled');
			// One in time, one when the warehouse has begun to pick: the second is the problem that the demo shows.
			await sandboxes.of('ogoship').change('collect', { reference: `SHOP-${second.number}` });
			for (const { number } of [first, second]) await sandboxes.of('shopify').change('cancelOrder', { number });
		},
	},
	{
		story: 'stock-from-ogoship-to-shopify',
		settings: () => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Set Stock in Shopify': {
				location: STOCK_LOCATION,
				// The demo shop's figures are wrong on purpose, so its first run changes more than the brake lets pass.
				levelOptions: { firstRun: 'apply', applyAnyway: true },
			},
		}),
	},
	{
		story: 'daily-comparison-of-shopify-and-ogoship',
		// Everything here happened within the last hour, which an operator would leave out.
		settings: () => ({
			// Orders that are paid at the door are forwarded unpaid.
			'Orders in Shopify': {
				filters: { payment: ['paid', 'partiallyRefunded', 'refunded', 'pending'], includeTest: false },
			},
			// The studio and the shop keep goods of their own, which the warehouse does not know.
			'Stock in Shopify': { locations: [STOCK_LOCATION] },
			'Compare Orders': { settledMinutes: 0 },
			'Compare Shipments': { settledMinutes: 0 },
		}),
	},
];

/** Plain orders of the shop that stand at the warehouse and have not left, oldest first. */
function shippable(sandboxes: Sandboxes): Array<{ number: number; code: string }> {
	const { orders } = sandboxes.of('shopify').state() as { orders: ShopOrder[] };
	const there = (
		sandboxes.of('ogoship').state() as { orders: Array<{ reference: string; status: string; shippingCode: string }> }
	).orders;
	return orders
		.filter(({ plant }) => plant === 'plain')
		.sort((a, b) => a.number - b.number)
		.flatMap(({ number }) => {
			const found = there.find(({ reference, status }) => reference === `SHOP-${number}` && status === 'New');
			return found ? [{ number, code: found.shippingCode }] : [];
		});
}

/** The warehouse sends the oldest order that waits, as long as a few others are left to be looked at. */
export async function shipNext(sandboxes: Sandboxes): Promise<void> {
	const [next, ...others] = shippable(sandboxes);
	if (!next || others.length < 5) return;
	const tracking = next.code === 'letter_fi' ? {} : { trackingNumber: `JJFI6543210000000${next.number}` };
	await sandboxes.of('ogoship').change('ship', { reference: `SHOP-${next.number}`, ...tracking });
}
