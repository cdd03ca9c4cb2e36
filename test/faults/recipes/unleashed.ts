import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What Unleashed is told: orders, their completion and cancellation, stock, products, prices, customers, refunds.
 */

const NUMBER = 2001;
const ORDER_NUMBER = `SHOP-${NUMBER}`;
const SKU = 'MUG-BLUE';
const LINES = [
	{ sku: SKU, quantity: 2 },
	{ sku: 'PLATE-DINNER', quantity: 1 },
];
/**
 * What a create under a GUID or number that is taken comes to (decision 14). Nobody has seen it; where it is taken, the
 * GUID alone keeps a second document out, with the ledger off too.
 */
const USED_GUID: readonly Answer[] = [
	{ name: 'refused', options: { usedGuid: 'refused', usedNumber: 'refused' } },
	{ name: 'conflict', options: { usedGuid: 'conflict', usedNumber: 'refused' } },
	{ name: 'overwritten', options: { usedGuid: 'overwritten', usedNumber: 'second' } },
];

interface BooksState {
	readonly orders: ReadonlyArray<{
		readonly orderNumber: string;
		readonly status: string;
		readonly lines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	}>;
	readonly credits: ReadonlyArray<{
		readonly status: string;
		readonly comments: string | null;
		readonly lines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	}>;
	readonly stock: ReadonlyArray<{ readonly code: string; readonly warehouse: string; readonly onHand: number }>;
	readonly products: ReadonlyArray<{
		readonly code: string;
		readonly ProductDescription: string;
		readonly DefaultSellPrice: number;
	}>;
	readonly customers: ReadonlyArray<{ readonly sourceId: string | null; readonly phonePresent: boolean }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('unleashed').state() as BooksState;
const ordersAt = (stage: Stage) => stateOf(stage).orders.filter(({ orderNumber }) => orderNumber === ORDER_NUMBER);
const inShop = async (stage: Stage, action: string, input: object = {}) =>
	await stage.sandboxes.of('shopify').change(action, { number: NUMBER, ...input });

// ------------------------------------------------------------------ orders

const placeOrder = async (stage: Stage) => await inShop(stage, 'addOrder', { lines: LINES });
/** In another second than the reading before: a shop tells seconds, and its clock is only known that well. */
async function editOrder(stage: Stage, quantity = 1): Promise<void> {
	stage.sandboxes.of('shopify').advanceClock(1_000);
	await inShop(stage, 'editOrder', { quantity });
}

/** The shop's order as Order: Get reads it at this moment. */
async function shopOrder(stage: Stage): Promise<IDataObject> {
	const { orders } = stage.sandboxes.of('shopify').state() as { orders: ReadonlyArray<{ id: string; name: string }> };
	const id = orders.find(({ name }) => name === `#${NUMBER}`)?.id;
	const [order] = await stage.read('shopify', { resource: 'order', operation: 'get' }, [{ origin: { id } }]);
	return order ?? {};
}

const SEND = {
	forwardFrom: demoStart(new Date().toISOString()),
	numberPrefix: 'SHOP-',
	customerCode: 'WEB-SHOP',
	warehouse: 'MAIN',
	baseCurrency: 'EUR',
	chargeProducts: { delivery: 'FREIGHT', rounding: 'ROUNDING' },
	orderOptions: { otherDeliveryMethod: 'Home delivery' },
};

const sendOrder = async (stage: Stage, order: IDataObject) =>
	await stage.read('unleashed', { resource: 'order', operation: 'upsert', ...SEND }, [order]);

/** The shop's order as it stands now is booked. */
const placeAndSend = async (stage: Stage) => {
	await placeOrder(stage);
	await sendOrder(stage, await shopOrder(stage));
};

/** As `placeAndSend`, in the reading that comes in: the ledger must know of no later one, or that would be too old. */
const sendOlder = async (stage: Stage) => {
	const { older } = stage.readings;
	if (older.kind === undefined) await placeAndSend(stage);
	else await sendOrder(stage, older);
};

const UPSERT: Pick<Recipe, 'operation' | 'parameters'> = { operation: 'unleashed order/upsert', parameters: SEND };

const orderThere = (stage: Stage, reading: IDataObject): boolean[] =>
	ordersAt(stage).map(({ status, lines }) => status === 'Placed' && isSame(lines, linesOf(reading)));

const linesOf = ({ lines }: IDataObject) => lines as ReadonlyArray<{ sku: string; openQuantity: number }>;

/** Beside the goods there are lines for charges; what is taken away has none. */
const isSame = (there: BooksState['orders'][number]['lines'], wanted: ReturnType<typeof linesOf>) =>
	wanted.every(({ sku, openQuantity }) => openQuantity === (there.find(({ code }) => code === sku)?.quantity ?? 0));

/** It is made as Parked and placed by a second request. That counts as one document once it is done. */
const placing: Recipe = {
	...UPSERT,
	write: 'salesOrdersUpdate',
	looks: ['salesOrdersList'],
	async readings(stage) {
		await placeOrder(stage);
		const order = await shopOrder(stage);
		return { older: order, newer: order };
	},
	documents: (stage, reading) => orderThere(stage, reading).filter((isPlaced) => isPlaced),
};

/** A line that is gone is deleted by itself, before the order is changed: a change may take none away by leaving it out. */
const lineTakenAway: Recipe = {
	...UPSERT,
	write: 'salesOrderLinesDelete',
	change: 'salesOrdersUpdate',
	looks: ['salesOrdersList'],
	answers: [{ name: 'lines merged', options: { putLines: 'merged' } }],
	prepare: sendOlder,
	async readings(stage) {
		const older = await shopOrder(stage);
		await editOrder(stage, 0);
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage, reading) => orderThere(stage, reading).filter((isChanged) => isChanged),
};

const orderUpsert: Recipe = {
	...UPSERT,
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
	documents: orderThere,
	also: { placing, 'line taken away': lineTakenAway },
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

/** What only changes the order counts as one document once it is done. */
const ordersOf = (stage: Stage, wanted: string): boolean[] =>
	ordersAt(stage)
		.filter(({ status }) => status === wanted)
		.map(() => true);

const orderComplete: Recipe = {
	operation: 'unleashed order/complete',
	parameters: { numberPrefix: 'SHOP-' },
	write: 'salesOrdersComplete',
	looks: ['salesOrdersList', 'salesOrdersRead'],
	prepare: placeAndSend,
	async readings(stage) {
		const older = await shopOrder(stage);
		await inShop(stage, 'fulfillByHand');
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage) => ordersOf(stage, 'Completed'),
	webhooks: {
		trigger: 'shopifyTrigger',
		events: ['orderUpdated', 'orderFulfilled'],
		read: { resource: 'order', operation: 'get' },
		async happen(stage) {
			await inShop(stage, 'touchOrder');
			await inShop(stage, 'fulfillByHand');
		},
	},
};

const orderCancel: Recipe = {
	operation: 'unleashed order/cancel',
	parameters: { numberPrefix: 'SHOP-' },
	write: 'salesOrdersDelete',
	looks: ['salesOrdersList', 'salesOrdersRead'],
	answers: ['found', 'hidden'].map((deletedByNumber) => ({
		name: `deleted ones ${deletedByNumber}`,
		options: { deletedByNumber },
	})),
	prepare: placeAndSend,
	async readings(stage) {
		const older = await shopOrder(stage);
		await inShop(stage, 'cancelOrder');
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage) => ordersOf(stage, 'Deleted'),
	webhooks: {
		trigger: 'shopifyTrigger',
		events: ['orderUpdated', 'orderCancelled'],
		read: { resource: 'order', operation: 'get' },
		async happen(stage) {
			await inShop(stage, 'touchOrder');
			await inShop(stage, 'cancelOrder');
		},
	},
};

// ------------------------------------------------------------------ stock

const WAREHOUSE = 'MAIN';
/** A product that never moved: no list of stock has it. */
const NEVER_THERE = 'TILE-SAMPLE';

const level = (sku: string, onHand: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'ogoship', account: 'd0e50000-0000-4000-8000-000000000001', id: sku, seenAt: '' },
	sku,
	available: onHand,
	allocated: 0,
	onHand,
	observedAt: '',
});

const STOCK: Omit<Recipe, 'readings'> = {
	operation: 'unleashed stockLevel/adjust',
	parameters: { location: WAREHOUSE, reservedFrom: 'source', levelOptions: { firstRun: 'apply' } },
	write: 'stockAdjustmentsCreate',
	looks: ['stockOnHandList', 'stockAdjustmentsRead'],
	answers: USED_GUID,
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { sku, onHand }) =>
		stateOf(stage)
			.stock.filter(({ code, warehouse }) => code === sku && warehouse === WAREHOUSE)
			.filter((there) => there.onHand === onHand)
			.map(() => true),
};

const firstCount: Recipe = {
	...STOCK,
	readings: async () => await Promise.resolve({ older: level(NEVER_THERE, 12), newer: level(NEVER_THERE, 7) }),
};

const stockAdjust: Recipe = {
	...STOCK,
	readings: async () => await Promise.resolve({ older: level(SKU, 12), newer: level(SKU, 7) }),
	also: { 'first count': firstCount },
};

// ------------------------------------------------------------------ products

/** A product of the shop that is not in the books. */
const NEW_SKU = 'VASE-NEW';
const TITLE = 'Newest vase';
const renameProduct = async (stage: Stage, title = TITLE) =>
	await stage.sandboxes.of('shopify').change('editProduct', { sku: NEW_SKU, title });

async function shopProduct(stage: Stage): Promise<IDataObject> {
	const all = await stage.read('shopify', { resource: 'product', operation: 'getAll', returnAll: true });
	const isIt = ({ variants }: IDataObject) => (variants as IDataObject[]).some(({ sku }) => sku === NEW_SKU);
	return all.find(isIt) ?? {};
}

const productUpsert: Recipe = {
	operation: 'unleashed product/upsert',
	write: 'productsSave',
	change: 'productsSave',
	looks: ['productsList'],
	async readings(stage) {
		const older = await shopProduct(stage);
		await renameProduct(stage);
		return { older, newer: await shopProduct(stage) };
	},
	documents: (stage, { title }) =>
		stateOf(stage)
			.products.filter(({ code }) => code === NEW_SKU)
			.map(({ ProductDescription }) => ProductDescription === title),
	webhooks: {
		trigger: 'shopifyTrigger',
		events: ['productChanged'],
		read: { resource: 'product', operation: 'get' },
		async happen(stage) {
			await renameProduct(stage, 'Newer vase');
			await renameProduct(stage);
		},
	},
};

// ------------------------------------------------------------------ prices

const price = (amount: string): IDataObject => ({
	kind: 'price',
	origin: { system: 'books', account: 'demo.example.com', id: SKU, seenAt: '2026-11-22T10:00:00.000Z' },
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

/** By whether there is a phone number the sandbox shows which reading stands there without showing who it is. */
const customer = (updatedAt: string, phone: string | null): IDataObject => ({
	kind: 'customer',
	origin: { system: 'books', account: 'demo.example.com', id: 'C-1', seenAt: updatedAt },
	number: 'C-1',
	email: 'testi.esimerkki@example.com',
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
	readings: async () =>
		await Promise.resolve({
			older: customer('2026-11-22T10:00:00.000Z', null),
			newer: customer('2026-11-22T11:00:00.000Z', '+358 50 555 0100'),
		}),
	/** A number that the source does not say is left alone. */
	documents: (stage, { phone }) =>
		stateOf(stage)
			.customers.filter(({ sourceId }) => sourceId === 'books:C-1')
			.map(({ phonePresent }) => phonePresent || phone === null),
};

// ------------------------------------------------------------------ refunds

const giveBack = async (stage: Stage, line: string) =>
	await inShop(stage, 'refund', { lines: [{ line, quantity: 1 }], restock: true });

const placeSendAndComplete = async (stage: Stage) => {
	await placeAndSend(stage);
	await stage.sandboxes.of('unleashed').change('completeOrder', { orderNumber: ORDER_NUMBER });
};

/** The refund of the shop's order as it is read at this moment. */
async function shopRefund(stage: Stage): Promise<IDataObject> {
	const all = await stage.read('shopify', { resource: 'refund', operation: 'getAll', returnAll: true });
	return all.find(({ number }) => String(number).startsWith(`#${NUMBER}`)) ?? {};
}

const creditsOf = (stage: Stage, { origin }: IDataObject) => {
	const { id } = origin as { id: string };
	const marker = `[shopify:${id.split('/').at(-1) ?? ''}]`;
	return stateOf(stage).credits.filter(({ comments }) => comments?.endsWith(marker));
};

/** Nothing in a free credit keeps a second one out, whatever the vendor does with GUIDs elsewhere. */
const FREE_CREDIT: Answer = {
	name: 'known',
	options: {},
	withoutLedger: {
		'at once': 'it is looked for before each create; two runs at the same time can make two',
		repeat: 'it is looked for before each create; where Unleashed does not show the first one yet, there can be two',
	},
};

const REFUND: Omit<Recipe, 'write' | 'documents'> = {
	operation: 'unleashed refund/create',
	parameters: { numberPrefix: 'SHOP-', baseCurrency: 'EUR', creditProducts: { rounding: 'ROUNDING' } },
	looks: ['creditNotesList', 'salesOrdersList'],
	answers: [FREE_CREDIT],
	prepare: placeSendAndComplete,
	/** A credit note is never changed, so that both readings say the same in what it holds. */
	async readings(stage) {
		await giveBack(stage, SKU);
		const refund = await shopRefund(stage);
		return { older: refund, newer: refund };
	},
};

/** A completed credit goes to the books at once, with a second request. It counts as one document once that is done. */
const completing: Recipe = {
	...REFUND,
	parameters: { ...REFUND.parameters, creditStatus: 'Completed' },
	write: 'creditNotesComplete',
	documents: (stage, reading) =>
		creditsOf(stage, reading)
			.filter(({ status }) => status === 'Completed')
			.map(() => true),
};

const refundCreate: Recipe = {
	...REFUND,
	write: 'creditNotesCreate',
	documents: (stage, reading) =>
		creditsOf(stage, reading).map(({ lines }) =>
			(reading.lines as IDataObject[]).every(({ sku, quantity }) =>
				lines.some((line) => line.code === sku && line.quantity === quantity),
			),
		),
	also: { completing },
	// A refund's webhook names the order and makes a sweep begin, so no webhook leads here.
};

export const recipes: readonly Recipe[] = [
	orderUpsert,
	orderComplete,
	orderCancel,
	stockAdjust,
	productUpsert,
	priceSet,
	customerUpsert,
	refundCreate,
];
