import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What Unleashed is told: orders, their completion and cancellation, refunds, stock, products, prices, customers.
 */

const NUMBER = 2001;
const REFERENCE = `SHOP-${NUMBER}`;
const SKU = 'MUG-BLUE';
const LINES = [
	{ sku: SKU, quantity: 3 },
	{ sku: 'PLATE-DINNER', quantity: 1 },
];
const WAREHOUSE = 'MAIN';

interface Line {
	readonly code: string;
	readonly quantity: number;
}

interface BooksState {
	readonly orders: ReadonlyArray<{
		readonly orderNumber: string;
		readonly status: string;
		readonly lines: readonly Line[];
	}>;
	readonly credits: ReadonlyArray<{ readonly comments: string | null; readonly lines: readonly Line[] }>;
	readonly stock: ReadonlyArray<{ readonly code: string; readonly warehouse: string; readonly onHand: number }>;
	readonly products: ReadonlyArray<{
		readonly code: string;
		readonly ProductDescription: string;
		readonly DefaultSellPrice: number;
	}>;
	readonly customers: ReadonlyArray<{ readonly code: string; readonly phonePresent: boolean }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('unleashed').state() as BooksState;
const ordersAt = (stage: Stage) => stateOf(stage).orders.filter(({ orderNumber }) => orderNumber === REFERENCE);
const inShop = async (stage: Stage, action: string, input: object) =>
	await stage.sandboxes.of('shopify').change(action, { ...input });
const inBooks = async (stage: Stage, action: string, input: object) =>
	void (await stage.sandboxes.of('unleashed').change(action, { ...input }));

/** What Unleashed does with a GUID that is used already (decision 14). */
const USED_GUID: readonly Answer[] = ['refused', 'conflict', 'overwritten'].map((usedGuid) => ({
	name: usedGuid,
	options: { usedGuid },
}));

// ------------------------------------------------------------------ orders

const placeOrder = async (stage: Stage) => await inShop(stage, 'addOrder', { number: NUMBER, lines: LINES });
const editOrder = async (stage: Stage) => await inShop(stage, 'editOrder', { number: NUMBER, quantity: 1 });
const cancelOrder = async (stage: Stage) => await inShop(stage, 'cancelOrder', { number: NUMBER });

interface ShopOrder {
	readonly id: string;
	readonly name: string;
	readonly refunds: ReadonlyArray<{ readonly id: string }>;
}

const orderInShop = (stage: Stage) =>
	(stage.sandboxes.of('shopify').state() as { orders: readonly ShopOrder[] }).orders.find(
		({ name }) => name === `#${NUMBER}`,
	);

/** The shop's order as Order: Get reads it at this moment. */
async function shopOrder(stage: Stage): Promise<IDataObject> {
	const items = [{ origin: { id: orderInShop(stage)?.id } }];
	const [order] = await stage.read('shopify', { resource: 'order', operation: 'get' }, items);
	return order ?? {};
}

const SEND = {
	forwardFrom: demoStart(new Date().toISOString()),
	numberPrefix: 'SHOP-',
	customerCode: 'WEB-SHOP',
	warehouse: WAREHOUSE,
	baseCurrency: 'EUR',
	chargeProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING' },
	orderOptions: {},
};

const sendOrder = async (stage: Stage) =>
	void (await stage.read('unleashed', { resource: 'order', operation: 'upsert', ...SEND }, [await shopOrder(stage)]));

const linesOf = ({ lines }: IDataObject) => lines as ReadonlyArray<{ sku: string; currentQuantity: number }>;

/** Whether the goods are those of the order; delivery and the like are lines too. */
const hasGoods = (there: readonly Line[], wanted: ReturnType<typeof linesOf>) =>
	wanted.every(({ sku, currentQuantity }) =>
		there.some(({ code, quantity }) => code === sku && quantity === currentQuantity),
	);

const orderUpsert: Recipe = {
	operation: 'unleashed order/upsert',
	parameters: SEND,
	write: 'salesOrdersCreate',
	change: 'salesOrdersUpdate',
	looks: ['salesOrdersList', 'salesOrdersRead'],
	answers: USED_GUID,
	async readings(stage) {
		await placeOrder(stage);
		const older = await shopOrder(stage);
		await editOrder(stage);
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage, reading) =>
		ordersAt(stage).map(({ status, lines }) => status !== 'Deleted' && hasGoods(lines, linesOf(reading))),
	webhooks: {
		trigger: 'shopifyTrigger',
		events: ['orderPaid', 'orderUpdated'],
		read: { resource: 'order', operation: 'get' },
		async happen(stage) {
			await placeOrder(stage);
			await editOrder(stage);
		},
	},
};

const standingAs = (stage: Stage, wanted: string) =>
	ordersAt(stage)
		.filter(({ status }) => status === wanted)
		.map(() => true);

const orderComplete: Recipe = {
	operation: 'unleashed order/complete',
	parameters: { numberPrefix: 'SHOP-' },
	write: 'salesOrdersComplete',
	looks: ['salesOrdersList', 'salesOrdersRead'],
	async prepare(stage) {
		await placeOrder(stage);
		await sendOrder(stage);
	},
	async readings(stage) {
		const older = await shopOrder(stage);
		return { older, newer: { ...older, fulfillmentStatus: 'fulfilled', updatedAt: new Date().toISOString() } };
	},
	documents: (stage) => standingAs(stage, 'Completed'),
};

const orderCancel: Recipe = {
	operation: 'unleashed order/cancel',
	parameters: { numberPrefix: 'SHOP-' },
	write: 'salesOrdersDelete',
	looks: ['salesOrdersList', 'salesOrdersRead'],
	async prepare(stage) {
		await placeOrder(stage);
		await sendOrder(stage);
	},
	async readings(stage) {
		const older = await shopOrder(stage);
		await cancelOrder(stage);
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage) => standingAs(stage, 'Deleted'),
	webhooks: {
		trigger: 'shopifyTrigger',
		events: ['orderUpdated', 'orderCancelled'],
		read: { resource: 'order', operation: 'get' },
		async happen(stage) {
			await inShop(stage, 'touchOrder', { number: NUMBER });
			await cancelOrder(stage);
		},
	},
};

// ------------------------------------------------------------------ refunds

const refundOne = async (stage: Stage) =>
	await inShop(stage, 'refund', { number: NUMBER, lines: [{ line: SKU, quantity: 1 }], restock: true });

async function shopRefund(stage: Stage): Promise<IDataObject> {
	const items = [{ origin: { id: orderInShop(stage)?.refunds[0]?.id } }];
	const [refund] = await stage.read('shopify', { resource: 'refund', operation: 'get' }, items);
	return refund ?? {};
}

const refundCreate: Recipe = {
	operation: 'unleashed refund/create',
	parameters: {
		numberPrefix: 'SHOP-',
		baseCurrency: 'EUR',
		creditStatus: 'Parked',
		creditProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING' },
	},
	write: 'creditNotesCreate',
	looks: ['creditNotesList', 'salesOrdersList'],
	async prepare(stage) {
		await placeOrder(stage);
		await sendOrder(stage);
		await inBooks(stage, 'completeOrder', { orderNumber: REFERENCE });
	},
	async readings(stage) {
		await refundOne(stage);
		const refund = await shopRefund(stage);
		return { older: refund, newer: refund };
	},
	documents: (stage) =>
		stateOf(stage)
			.credits.filter(({ comments }) => (comments ?? '').includes(REFERENCE))
			.map(({ lines }) => lines.some(({ code, quantity }) => code === SKU && quantity === 1)),
};

// ------------------------------------------------------------------ stock

const level = (available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'ogoship', account: 'd0e50000-0000-4000-8000-000000000001', id: SKU, seenAt: '' },
	sku: SKU,
	location: { id: WAREHOUSE },
	onHand: available,
	available,
	allocated: 0,
	observedAt: '',
});

const stockAdjust: Recipe = {
	operation: 'unleashed stockLevel/adjust',
	parameters: { location: WAREHOUSE, figure: 'onHand', levelOptions: { firstRun: 'apply' } },
	write: 'stockAdjustmentsCreate',
	looks: ['stockOnHandList'],
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	readings: async () => await Promise.resolve({ older: level(7), newer: level(12) }),
	documents: (stage, { onHand }) =>
		stateOf(stage)
			.stock.filter((each) => each.code === SKU && each.warehouse === WAREHOUSE && each.onHand === onHand)
			.map(() => true),
};

// ------------------------------------------------------------------ products and prices

const LISTED = 'CAP-FELT';

const product = (updatedAt: string, title: string): IDataObject => ({
	kind: 'product',
	origin: { system: 'shop', account: 'demo.example.com', id: 'P-1', number: 'P-1', seenAt: updatedAt },
	number: 'P-1',
	title,
	variants: [{ id: 'V-1', sku: LISTED, price: '24.00' }],
	updatedAt,
});

const productUpsert: Recipe = {
	operation: 'unleashed product/upsert',
	write: 'productsSave',
	change: 'productsSave',
	looks: ['productsList'],
	readings: async () =>
		await Promise.resolve({
			older: product('2026-11-22T10:00:00.000Z', 'Cap'),
			newer: product('2026-11-22T11:00:00.000Z', 'Felt cap'),
		}),
	documents: (stage, { title }) =>
		stateOf(stage)
			.products.filter(({ code }) => code === LISTED)
			.map(({ ProductDescription }) => ProductDescription === title),
};

const price = (amount: string): IDataObject => ({
	kind: 'price',
	origin: { system: 'shop', account: 'demo.example.com', id: SKU, seenAt: '2026-11-22T10:00:00.000Z' },
	sku: SKU,
	price: amount,
	includesTax: false,
	currency: 'EUR',
});

const priceSet: Recipe = {
	operation: 'unleashed price/set',
	parameters: { baseCurrency: 'EUR' },
	write: 'productsSave',
	looks: ['productsList'],
	readings: async () => await Promise.resolve({ older: price('26.00'), newer: price('27.50') }),
	documents: (stage, reading) =>
		stateOf(stage)
			.products.filter(({ code, DefaultSellPrice }) => code === SKU && DefaultSellPrice === Number(reading.price))
			.map(() => true),
};

// ------------------------------------------------------------------ customers

const customer = (updatedAt: string, phone: string | null): IDataObject => ({
	kind: 'customer',
	origin: { system: 'shop', account: 'demo.example.com', id: 'C-1', seenAt: updatedAt },
	number: 'C-1',
	reference: 'C-1',
	email: 'testi.esimerkki@example.com',
	name: 'Testi Esimerkki',
	firstName: 'Testi',
	lastName: 'Esimerkki',
	phone,
	updatedAt,
});

const customerUpsert: Recipe = {
	operation: 'unleashed customer/upsert',
	write: 'customersSave',
	change: 'customersSave',
	looks: ['customersList', 'customersRead'],
	answers: USED_GUID,
	readings: async () =>
		await Promise.resolve({
			older: customer('2026-11-22T10:00:00.000Z', null),
			newer: customer('2026-11-22T11:00:00.000Z', '+358 50 555 0100'),
		}),
	documents: (stage, { phone }) =>
		stateOf(stage)
			.customers.filter(({ code }) => code.endsWith('C-1'))
			.map(({ phonePresent }) => phonePresent === (phone !== null)),
};

export const recipes: readonly Recipe[] = [
	orderUpsert,
	orderComplete,
	orderCancel,
	refundCreate,
	stockAdjust,
	productUpsert,
	priceSet,
	customerUpsert,
];
