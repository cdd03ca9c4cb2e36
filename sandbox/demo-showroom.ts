/*
 * A company of the demo that sells to retailers as well: a shop with a showroom at Le New Black.
 */
import { template, type Sandboxes } from './bridge';
import { demoStart, STOCK_LOCATION } from './demo-data';
import { EVERY_MINUTE, type DemoStory } from './demo-story';

const ORDERS = 'orders-from-le-new-black-to-shopify';
const TEST_ORDER = 'test-order-from-le-new-black-to-shopify';
const RETAILER = 'C-0077';
const WHOLESALE = 'wholesale';

interface ShopOrder {
	readonly number: number;
	readonly cancelled: boolean;
	readonly sourceIdentifier: string | null;
	readonly fulfillments: readonly unknown[];
}

interface ShowroomView {
	readonly stock: ReadonlyArray<{ readonly sku: string | null; readonly ean13: string | null }>;
}

export const SHOWROOM_STORIES: readonly DemoStory[] = [
	{
		story: 'products-from-shopify-to-le-new-black',
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Sweep Shopify': { filters: { status: ['active'], tags: WHOLESALE } },
			'Send to Le New Black': {
				...{ collectionCode: 'SS27', collectionName: 'Spring Summer 2027', category: 'Tableware' },
				// The demo's pictures have addresses and lie nowhere.
				images: false,
			},
		}),
		before: async (sandboxes) => {
			const shop = sandboxes.of('shopify');
			await shop.change('addProduct', { sku: 'JUG-CLAY', title: 'Clay jug', barcode: '2000000009001', onHand: 30 });
			for (const sku of ['JUG-CLAY', 'TEAPOT-BLACK']) await shop.change('editProduct', { sku, tags: [WHOLESALE] });
		},
	},
	{
		story: 'retailers-from-shopify-to-le-new-black',
		settings: () => ({ 'Every Hour': EVERY_MINUTE, 'Send to Le New Black': { priceList: 'EUR-WHS' } }),
		before: async (sandboxes) => {
			for (const person of [5, 6]) await sandboxes.of('shopify').change('tagCustomer', { person, tags: [WHOLESALE] });
		},
	},
	{
		story: ORDERS,
		settings: (data) => ({
			'Every 30 Minutes': EVERY_MINUTE,
			'Send to Shopify': { forwardFrom: demoStart(data.moment) },
		}),
	},
	{
		story: 'tracking-from-shopify-to-le-new-black',
		settings: () => ({
			'Every 30 Minutes': EVERY_MINUTE,
			'Show in Le New Black': { documentOptions: { category: 'shipping', type: 'delivery_note' } },
		}),
		// One of the two orders that were held is mended meanwhile; the other one is the problem that the demo shows.
		before: async (sandboxes) => {
			const [first] = waiting(sandboxes);
			if (first) await send(sandboxes, first);
			const fields = { retailer_reference: RETAILER };
			await sandboxes.of('leNewBlack').change('changeOrder', { reference: '104514', fields });
		},
		after: [ORDERS],
	},
	{
		story: TEST_ORDER,
		once: true,
		settings: (data) => {
			const { barcode = '' } = data.products.find(({ sku }) => sku === 'MUG-BLUE') ?? {};
			const order = template(TEST_ORDER).nodes.find(({ name }) => name === 'Test Order');
			return {
				'Test Order': { jsonOutput: String(order?.parameters.jsonOutput).replace('3612345678901', barcode) },
				'Make in Le New Black': { retailerReference: RETAILER },
			};
		},
	},
	{
		story: 'stock-from-shopify-to-le-new-black',
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Read Stock in Shopify': { locations: [STOCK_LOCATION] },
			// The showroom starts without stock, so the first run changes all of it.
			'Set Stock in Le New Black': { levelOptions: { firstRun: 'apply', applyAnyway: true } },
		}),
	},
];

/** Orders of the showroom of which nothing has left the shop, oldest first. */
function waiting(sandboxes: Sandboxes): ShopOrder[] {
	const { orders } = sandboxes.of('shopify').state() as { orders: readonly ShopOrder[] };
	return orders
		.filter((order) => order.sourceIdentifier?.startsWith('leNewBlack:') && !order.cancelled)
		.filter(({ fulfillments }) => fulfillments.length === 0)
		.sort((a, b) => a.number - b.number);
}

async function send(sandboxes: Sandboxes, { number }: ShopOrder): Promise<void> {
	const tracking = `JJFI6543210000000${number}`;
	await sandboxes.of('shopify').change('fulfillByHand', { number, company: 'Posti', tracking });
}

/** A retailer orders, and the oldest order of the showroom leaves, as long as another one is left to be looked at. */
export async function orderAndSend(sandboxes: Sandboxes): Promise<void> {
	const showroom = sandboxes.of('leNewBlack');
	const { stock } = showroom.state() as ShowroomView;
	const { ean13 } = stock.find(({ sku }) => sku === 'CARAFE-1L') ?? {};
	const lines = [{ ean13, quantity: 2 }];
	await showroom.change('addOrder', { retailer: RETAILER, status: 'invoicing', lines });
	const [next, other] = waiting(sandboxes);
	if (next && other) await send(sandboxes, next);
}
