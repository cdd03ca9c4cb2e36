/*
 * The third company of the demo: a shop whose customers, orders, deliveries, invoices and goods are kept in Odoo.
 */
import { Env } from '../nodes/Odoo/sandbox/env';
import { contextAt, seed } from '../nodes/Odoo/sandbox/seed';
import type { Sandboxes } from './bridge';
import { demoStart, STOCK_LOCATION } from './demo-data';
import { EVERY_MINUTE, type DemoStory, type Settings } from './demo-story';
import type { DemoData } from './kit';

const PREFIX = 'SHOP-';
const ORDERS = 'orders-from-shopify-to-odoo';
const INVOICES = 'invoices-and-payments-from-shopify-to-odoo';
const CASH_ON_DELIVERY = 'Cash on Delivery (COD)';

interface ShopOrder {
	readonly number: number;
	readonly plant: string;
	readonly cancelled: boolean;
	readonly refunds: readonly unknown[];
	readonly fulfillments: ReadonlyArray<{ readonly lines: ReadonlyArray<{ readonly quantity: number }> }>;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly currentQuantity: number }>;
}

interface OfficeView {
	readonly orders: ReadonlyArray<{ readonly name: string; readonly state: string }>;
	readonly pickings: ReadonlyArray<{ readonly order: string; readonly state: string }>;
	readonly products: ReadonlyArray<{ readonly id: number; readonly default_code: string }>;
}

const VERSION = { version: '19' };

/** The ID of what Odoo starts with, as its pickers would offer it. */
function idsOf(data: DemoData): (model: string, field: string, value: string) => string {
	const env = new Env(contextAt(seed(data, VERSION), VERSION, 0), 1);
	return (model, field, value) => {
		const found = env.find(model, (each) => each.get(field) === value);
		if (!found) throw new Error(`The demo's Odoo has no ${model} ${value}`);
		return String(found.id);
	};
}

const warehouseOf = (data: DemoData) => idsOf(data)('stock.warehouse', 'code', 'WH');

/** How the operator has set up the writing of orders. */
function placing(data: DemoData): Settings[string] {
	const id = idsOf(data);
	const product = (code: string) => id('product.product', 'default_code', code);
	const carrier = (name: string) => id('delivery.carrier', 'name', name);
	return {
		forwardFrom: demoStart(data.moment),
		warehouse: id('stock.warehouse', 'code', 'WH'),
		lineProducts: {
			row: [
				{ line: 'delivery', product: product('DELIVERY-HOME') },
				{ line: 'discount', product: product('DISCOUNT') },
				{ line: 'rounding', product: product('ROUNDING') },
			],
		},
		deliveryMethods: {
			row: [
				{ method: 'home_fi', carrier: carrier('Home delivery') },
				{ method: 'letter_fi', carrier: carrier('Letter') },
				{ method: 'pickup_fi', carrier: carrier('Pick-up point') },
			],
		},
		orderOptions: { risky: 'keep', cancelled: 'keep', cashOnDeliveryMethods: CASH_ON_DELIVERY },
	};
}

export const BACK_OFFICE_STORIES: readonly DemoStory[] = [
	{
		story: ORDERS,
		settings: (data) => ({ 'Every 15 Minutes': EVERY_MINUTE, 'Send to Odoo': placing(data) }),
	},
	{
		story: 'products-from-shopify-to-odoo',
		// Here the shop decides codes and weights, and Odoo what a product is called and costs.
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Send to Odoo': { productOptions: { parts: ['barcode', 'cost', 'hsCode', 'weight'] } },
		}),
	},
	{
		story: 'products-and-prices-from-odoo-to-shopify',
		settings: () => ({
			'Every Hour': EVERY_MINUTE,
			'Send to Shopify': { productOptions: { parts: ['title', 'prices', 'variants'], addTax: '' } },
		}),
		before: async (sandboxes) => {
			await change(sandboxes, 'product.product', 'write', [productOf(sandboxes, 'GLASS-WINE')], { list_price: 21.9 });
			await change(sandboxes, 'product.product', 'write', [productOf(sandboxes, 'SOAP-BIRCH')], {
				name: 'Birch soap, new scent',
			});
			const spoon = { name: 'Oak spoon', default_code: 'SPOON-OAK', list_price: 9.9, type: 'consu', is_storable: true };
			await sandboxes
				.of('odoo')
				.change('call', { model: 'product.product', method: 'create', args: { vals_list: [spoon] } });
			await sandboxes.of('odoo').change('setStock', { sku: 'SPOON-OAK', quantity: 40 });
		},
	},
	{ story: 'customers-from-shopify-to-odoo', settings: () => ({ 'Every Hour': EVERY_MINUTE }) },
	{
		story: 'deliveries-from-odoo-to-shopify',
		settings: () => ({
			'Every 15 Minutes': EVERY_MINUTE,
			'Send to Shopify': { shipmentOptions: { notifyCustomer: true } },
		}),
		before: deliverSome,
	},
	{
		story: 'cancellations-from-shopify-to-odoo',
		settings: () => ({ 'Every 15 Minutes': EVERY_MINUTE }),
		// One in time, one when it has left already: the second is the problem that the demo shows.
		before: async (sandboxes) => {
			const [first, second] = waiting(sandboxes).slice(-2);
			if (!first || !second) throw new Error('The demo has no orders left that could be cancelled');
			await sandboxes.of('odoo').change('ship', { order: nameOf(second) });
			for (const { number } of [first, second]) await sandboxes.of('shopify').change('cancelOrder', { number });
		},
	},
	{
		story: 'shipped-orders-from-shopify-to-odoo',
		settings: (data) => ({ 'Every Hour': EVERY_MINUTE, 'Send to Odoo': placing(data) }),
		// Somebody sent two parcels by hand before the order's own workflow came by.
		before: async (sandboxes) => {
			const shop = sandboxes.of('shopify');
			for (const tracking of ['JJFI70000000000000001', 'JJFI70000000000000002']) {
				const { number } = (await shop.change('addOrder')) as { number: number };
				await shop.change('fulfillByHand', { number, company: 'Posti', tracking });
			}
		},
	},
	{
		story: INVOICES,
		settings: (data) => ({
			'Every 30 Minutes': EVERY_MINUTE,
			'Register Payments in Odoo': { journal: idsOf(data)('account.journal', 'code', 'CARD') },
		}),
	},
	{
		story: 'refunds-from-shopify-to-odoo',
		settings: () => ({ 'Every 30 Minutes': EVERY_MINUTE }),
		before: refundSome,
	},
	{
		story: 'payouts-from-shopify-to-odoo',
		settings: (data) => {
			const id = idsOf(data);
			return {
				'Every Hour': EVERY_MINUTE,
				'Send to Odoo': {
					journal: id('account.journal', 'code', 'MISC'),
					bank: id('account.account', 'name', 'Bank'),
					clearing: id('account.account', 'name', 'Payouts on the way'),
					fees: id('account.account', 'name', 'Bank Fees'),
				},
			};
		},
	},
	{
		story: 'stock-from-odoo-to-shopify',
		settings: (data) => ({
			'Every Hour': EVERY_MINUTE,
			'Read Stock at Odoo': { warehouses: [warehouseOf(data)] },
			'Read Changed Stock': { warehouses: [warehouseOf(data)] },
			'Set Stock in Shopify': {
				location: STOCK_LOCATION,
				// The demo shop's figures are wrong on purpose, so its first run changes more than the brake lets pass.
				levelOptions: { firstRun: 'apply', applyAnyway: true },
			},
		}),
	},
	{
		story: 'daily-comparison-of-shopify-and-odoo',
		// Everything here happened within the last hour, which an operator would leave out.
		settings: (data) => ({
			// Orders that are paid at the door are forwarded unpaid.
			'Orders in Shopify': {
				filters: { payment: ['paid', 'partiallyRefunded', 'refunded', 'pending'], includeTest: false },
			},
			'Stock in Shopify': { locations: [STOCK_LOCATION] },
			'Stock at Odoo': { warehouses: [warehouseOf(data)] },
			'Compare Orders': { settledMinutes: 0 },
			'Compare Shipments': { settledMinutes: 0 },
		}),
	},
	{
		story: 'product-drift-between-shopify-and-odoo',
		settings: () => ({
			'Send to Shopify': { productOptions: { parts: ['title', 'prices', 'variants'], addTax: '' } },
			'Send to Odoo': { productOptions: { parts: ['barcode', 'hsCode'] } },
		}),
		// The shop changes what Odoo decides, so that no flow passes it on.
		before: async (sandboxes) =>
			void (await sandboxes.of('shopify').change('editProduct', { sku: 'TOWEL-LINEN', title: 'Linen towel' })),
	},
];

async function change(
	sandboxes: Sandboxes,
	model: string,
	method: string,
	ids: readonly number[],
	vals: object,
): Promise<void> {
	await sandboxes.of('odoo').change('call', { model, method, ids, args: { vals } });
}

const office = (sandboxes: Sandboxes) => sandboxes.of('odoo').state() as OfficeView;

function productOf(sandboxes: Sandboxes, sku: string): number {
	const found = office(sandboxes).products.find(({ default_code }) => default_code === sku);
	if (!found) throw new Error(`The demo's Odoo has no product ${sku}`);
	return found.id;
}

/** Plain orders of the shop that are confirmed in Odoo and of which nothing has left, oldest first. */
function waiting(sandboxes: Sandboxes): ShopOrder[] {
	const { orders } = sandboxes.of('shopify').state() as { orders: readonly ShopOrder[] };
	const { orders: there, pickings } = office(sandboxes);
	const open = (name: string) =>
		there.some((order) => order.name === name && order.state === 'sale') &&
		!pickings.some(({ order, state }) => order === name && state === 'done');
	return orders
		.filter(({ number, plant, cancelled }) => plant === 'plain' && !cancelled && open(`${PREFIX}${number}`))
		.sort((a, b) => a.number - b.number);
}

const nameOf = (order: ShopOrder | undefined) => `${PREFIX}${order?.number ?? ''}`;
const parcel = (name: string) => `JJFI6543210000000${name.slice(PREFIX.length)}`;

/** With a number, with two, without one, and in part. */
async function deliverSome(sandboxes: Sandboxes): Promise<void> {
	const odoo = sandboxes.of('odoo');
	const open = waiting(sandboxes);
	const parts = open.find(({ lines }) => lines.length > 1);
	const whole = open.filter((order) => order !== parts).map(nameOf);
	for (const order of whole.slice(0, 6)) await odoo.change('ship', { order, tracking: parcel(order) });
	const [twoParcels = '', letter = ''] = whole.slice(6);
	await odoo.change('ship', { order: twoParcels, tracking: `${parcel(twoParcels)}, ${parcel(twoParcels)}B` });
	await odoo.change('ship', { order: letter });
	const [line] = parts?.lines ?? [];
	const lines = [{ sku: line?.sku, quantity: line?.currentQuantity }];
	await odoo.change('ship', { order: nameOf(parts), lines, tracking: parcel(nameOf(parts)) });
}

/** Whether all of an order has left. */
const isSent = ({ lines, fulfillments }: ShopOrder) =>
	lines.reduce((total, { currentQuantity }) => total + currentQuantity, 0) ===
	fulfillments.flatMap((each) => each.lines).reduce((total, { quantity }) => total + quantity, 0);

/** Of orders that were invoiced: goods, and a whole order with its delivery. */
async function refundSome(sandboxes: Sandboxes): Promise<void> {
	const shop = sandboxes.of('shopify');
	const { orders } = shop.state() as { orders: readonly ShopOrder[] };
	const [goods, whole] = orders
		.filter((order) => order.plant === 'plain' && !order.cancelled && isSent(order))
		.sort((a, b) => a.number - b.number);
	if (!goods || !whole) throw new Error('The demo has too few orders that could be refunded');
	const [line] = goods.lines;
	await shop.change('refund', { number: goods.number, lines: [{ line: line?.sku, quantity: 1 }], note: 'Came back' });
	await shop.change('refund', { number: whole.number });
}

/** Odoo's people send the oldest order that waits, as long as a few others are left to be looked at. */
export async function deliverNext(sandboxes: Sandboxes): Promise<void> {
	const [next, ...others] = waiting(sandboxes);
	if (!next || others.length < 5) return;
	await sandboxes.of('odoo').change('ship', { order: nameOf(next), tracking: parcel(nameOf(next)) });
}
