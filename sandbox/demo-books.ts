/*
 * The second company of the demo: a shop whose orders, goods and books are kept in Unleashed.
 */
import type { Sandboxes } from './bridge';
import { demoStart, STOCK_LOCATION } from './demo-data';
import { EVERY_MINUTE, type DemoStory } from './demo-story';

const PREFIX = 'SHOP-';
const WAREHOUSE = 'MAIN';
const BASE_CURRENCY = 'EUR';
/** Percent in the shop's prices. */
const TAX = '25.5';
const ORDERS = 'orders-from-shopify-to-unleashed';

interface ShopOrder {
	readonly number: number;
	readonly plant: string;
	readonly cancelled: boolean;
	readonly refunds: readonly unknown[];
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
}

interface BooksOrder {
	readonly orderNumber: string;
	readonly status: string;
}

export const BOOKS_STORIES: readonly DemoStory[] = [
	{
		story: ORDERS,
		settings: (data) => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Send to Unleashed': {
				forwardFrom: demoStart(data.moment),
				warehouse: WAREHOUSE,
				baseCurrency: BASE_CURRENCY,
				orderOptions: {
					deliveryMethods: {
						row: [
							{ method: 'home_fi', name: 'Home delivery' },
							{ method: 'letter_fi', name: 'Letter' },
							{ method: 'pickup_fi', name: 'Pick-up point' },
							{ method: 'email', name: 'By e-mail' },
						],
					},
				},
			},
		}),
		// Gift cards are sold without being goods, and something must stand for money that belongs to none.
		before: async (sandboxes) => {
			for (const [sku, title] of [
				['GIFTCARD-50', 'Gift card 50'],
				['GOODWILL', 'Goodwill'],
			]) {
				await sandboxes.of('unleashed').change('addProduct', { sku, title });
				await sandboxes.of('unleashed').change('changeProduct', { sku, NeverDiminishing: true });
			}
		},
	},
	{
		story: 'products-from-shopify-to-unleashed',
		// Here the shop decides prices and codes, and Unleashed what a product is called.
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Send to Unleashed': { productOptions: { parts: ['barcode', 'cost', 'customs', 'price'], taxInPrices: TAX } },
		}),
		before: async (sandboxes) =>
			void (await sandboxes.of('shopify').change('editProduct', { sku: 'GLASS-WINE', price: '21.90' })),
	},
	{
		story: 'products-from-unleashed-to-shopify',
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Send to Shopify': { productOptions: { parts: ['title', 'variants'], addTax: TAX } },
		}),
		before: async (sandboxes) => {
			const books = sandboxes.of('unleashed');
			await books.change('changeProduct', { sku: 'SOAP-BIRCH', ProductDescription: 'Birch soap, new scent' });
			await books.change('addProduct', { sku: 'SPOON-OAK', title: 'Oak spoon', price: 8, stock: 40 });
		},
	},
	{
		story: 'tracking-from-unleashed-to-shopify',
		settings: () => ({
			'Every 30 Minutes': EVERY_MINUTE,
			'Send to Shopify': { shipmentOptions: { notifyCustomer: true } },
		}),
		before: dispatchSome,
	},
	{
		story: 'completion-from-shopify-to-unleashed',
		settings: () => ({ 'Every 15 Minutes': EVERY_MINUTE }),
	},
	{
		story: 'refunds-from-shopify-to-unleashed',
		settings: () => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Credit in Unleashed': { baseCurrency: BASE_CURRENCY, creditStatus: 'Completed' },
		}),
		before: refundSome,
		after: [ORDERS],
	},
	{
		story: 'cancellations-from-shopify-to-unleashed',
		settings: () => ({ 'Every 15 Minutes': EVERY_MINUTE }),
		before: async (sandboxes) => {
			const [first, second] = placed(sandboxes).slice(-2);
			if (!first || !second) throw new Error('The demo has no orders left that could be cancelled');
			// One in time, one when it is in the books already: the second is the problem that the demo shows.
			await sandboxes.of('unleashed').change('completeOrder', { orderNumber: `${PREFIX}${second.number}` });
			for (const { number } of [first, second]) await sandboxes.of('shopify').change('cancelOrder', { number });
		},
	},
	{
		story: 'stock-from-unleashed-to-shopify',
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Read Stock at Unleashed': { warehouses: [WAREHOUSE] },
			'Read Changed Stock': { warehouses: [WAREHOUSE] },
			'Set Stock in Shopify': {
				location: STOCK_LOCATION,
				// The demo shop's figures are wrong on purpose, so its first run changes more than the brake lets pass.
				levelOptions: { firstRun: 'apply', applyAnyway: true },
			},
		}),
	},
	{
		story: 'daily-comparison-of-shopify-and-unleashed',
		// Everything here happened within the last hour, which an operator would leave out.
		settings: () => ({
			'Stock in Shopify': { locations: [STOCK_LOCATION] },
			'Stock at Unleashed': { warehouses: [WAREHOUSE] },
			'Compare Orders': { settledMinutes: 0 },
			'Compare Shipments': { settledMinutes: 0 },
		}),
	},
	{
		story: 'product-drift-between-shopify-and-unleashed',
		settings: () => ({
			'Compare Products': { addTax2: TAX },
			'Send to Shopify': { productOptions: { parts: ['title', 'variants'], addTax: TAX } },
			'Send to Unleashed': { productOptions: { parts: ['price'], taxInPrices: TAX } },
		}),
		// Each side changes what the other one decides, so that no flow passes it on.
		before: async (sandboxes) => {
			await sandboxes.of('shopify').change('editProduct', { sku: 'TOWEL-LINEN', title: 'Linen towel' });
			await sandboxes.of('unleashed').change('changeProduct', { sku: 'GLASS-WATER', DefaultSellPrice: 11 });
		},
	},
];

/** Plain orders of the shop that stand in the books with a status, as the shop has them, oldest first. */
function standing(sandboxes: Sandboxes, status: string): ShopOrder[] {
	const { orders } = sandboxes.of('shopify').state() as { orders: readonly ShopOrder[] };
	const books = sandboxes.of('unleashed').state() as { orders: readonly BooksOrder[] };
	const there = new Set(books.orders.filter((order) => order.status === status).map(({ orderNumber }) => orderNumber));
	return orders
		.filter(({ number, plant, cancelled }) => plant === 'plain' && !cancelled && there.has(`${PREFIX}${number}`))
		.sort((a, b) => a.number - b.number);
}

/** Of those that are placed, the ones of which nothing has left. */
function placed(sandboxes: Sandboxes): ShopOrder[] {
	const { shipments } = sandboxes.of('unleashed').state() as { shipments: readonly BooksOrder[] };
	const begun = new Set(shipments.map(({ orderNumber }) => orderNumber));
	return standing(sandboxes, 'Placed').filter(({ number }) => !begun.has(`${PREFIX}${number}`));
}

const numberOf = (order: ShopOrder | undefined) => `${PREFIX}${order?.number ?? ''}`;
const parcel = (number: string) => `JJFI6543210000000${number.slice(PREFIX.length)}`;

/** With a number, with two, without one, in part, and completed without anybody making a shipment. */
async function dispatchSome(sandboxes: Sandboxes): Promise<void> {
	const books = sandboxes.of('unleashed');
	const open = placed(sandboxes);
	const parts = open.find(({ lines }) => lines.length > 1);
	const whole = open.filter((order) => order !== parts).map(numberOf);
	for (const orderNumber of whole.slice(0, 6))
		await books.change('ship', { orderNumber, trackingNumber: parcel(orderNumber) });
	const [twoParcels = '', letter = '', completed = ''] = whole.slice(6);
	const both = `${parcel(twoParcels)}, ${parcel(twoParcels)}B`;
	await books.change('ship', { orderNumber: twoParcels, trackingNumber: both });
	await books.change('ship', { orderNumber: letter });
	await books.change('completeOrder', { orderNumber: completed });
	const [line] = parts?.lines ?? [];
	const some = { lines: [{ sku: line?.sku, quantity: line?.currentQuantity }] };
	await books.change('ship', { orderNumber: numberOf(parts), ...some, trackingNumber: parcel(numberOf(parts)) });
}

/** Before an order is completed and after it: goods, a whole order with its delivery, and money for the trouble. */
async function refundSome(sandboxes: Sandboxes): Promise<void> {
	const shop = sandboxes.of('shopify');
	const one = ({ lines: [line] }: ShopOrder) => ({ lines: [{ line: line?.sku, quantity: 1 }] });
	const open = placed(sandboxes).find(({ lines: [line] }) => (line?.currentQuantity ?? 0) > 1);
	const [goods, whole, goodwill] = standing(sandboxes, 'Completed');
	if (!open || !goods || !whole || !goodwill) throw new Error('The demo has too few orders that could be refunded');
	await shop.change('refund', { number: open.number, ...one(open), restock: true });
	await shop.change('refund', { number: goods.number, ...one(goods), restock: true, note: 'Came back' });
	await shop.change('refund', { number: whole.number });
	await shop.change('refund', { number: goodwill.number, lines: [], keptBack: '-5.00', note: 'Came late' });
}

/** Unleashed's people send the oldest order that waits, as long as a few others are left to be looked at. */
export async function dispatchNext(sandboxes: Sandboxes): Promise<void> {
	const [next, ...others] = placed(sandboxes);
	if (!next || others.length < 5) return;
	const orderNumber = numberOf(next);
	await sandboxes.of('unleashed').change('ship', { orderNumber, trackingNumber: parcel(orderNumber) });
}
