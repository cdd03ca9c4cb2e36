import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What OGOship is told: orders and their cancellations, products, goods on their way in.
 */

const NUMBER = 2001;
const REFERENCE = `SHOP-${NUMBER}`;
const LINES = [
	{ sku: 'MUG-BLUE', quantity: 2 },
	{ sku: 'PLATE-DINNER', quantity: 1 },
];

/** README, "What is guaranteed, and what is not", with the ledger off. */
const WITHOUT_LEDGER = {
	'at once': 'it is looked for before each create; two runs at the same time can make two',
	repeat: 'it is looked for before each create; where OGOship does not show the first one yet, there can be two',
};

const usedReference = (option: string): readonly Answer[] => [
	{ name: 'refused', options: { [option]: 'refused' } },
	{ name: 'second', options: { [option]: 'second' }, withoutLedger: WITHOUT_LEDGER },
];

interface OgoState {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly orderLines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	}>;
	readonly products: ReadonlyArray<{ readonly code: string; readonly name: string }>;
	readonly inbound: ReadonlyArray<{
		readonly reference: string;
		readonly products: ReadonlyArray<{ readonly code: string; readonly expectedQuantity: number }>;
	}>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('ogoship').state() as OgoState;
const ordersAt = (stage: Stage) => stateOf(stage).orders.filter(({ reference }) => reference === REFERENCE);
const inShop = async (stage: Stage, action: string, input: object) =>
	await stage.sandboxes.of('shopify').change(action, { ...input });

// ------------------------------------------------------------------ orders

const placeOrder = async (stage: Stage) => await inShop(stage, 'addOrder', { number: NUMBER, lines: LINES });
const editOrder = async (stage: Stage) => await inShop(stage, 'editOrder', { number: NUMBER, quantity: 1 });
const cancelOrder = async (stage: Stage) => await inShop(stage, 'cancelOrder', { number: NUMBER });

/** The shop's order as Order: Get reads it at this moment. */
async function shopOrder(stage: Stage): Promise<IDataObject> {
	const { orders } = stage.sandboxes.of('shopify').state() as { orders: ReadonlyArray<{ id: string; name: string }> };
	const id = orders.find(({ name }) => name === `#${NUMBER}`)?.id;
	const [order] = await stage.read('shopify', { resource: 'order', operation: 'get' }, [{ origin: { id } }]);
	return order ?? {};
}

const SEND = {
	forwardFrom: demoStart(new Date().toISOString()),
	referencePrefix: 'SHOP-',
	deliveryMethods: { method: [{ method: 'Home delivery', code: 'home_fi' }] },
};

const orderUpsert: Recipe = {
	operation: 'ogoship order/upsert',
	parameters: SEND,
	write: 'ordersCreate',
	change: 'ordersUpdate',
	looks: ['ordersList'],
	answers: usedReference('duplicateReference'),
	async readings(stage) {
		await placeOrder(stage);
		const older = await shopOrder(stage);
		await editOrder(stage);
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage, reading) =>
		ordersAt(stage).map(({ status, orderLines }) => status !== 'Cancelled' && isSame(orderLines, linesOf(reading))),
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

const linesOf = ({ lines }: IDataObject) => lines as ReadonlyArray<{ sku: string; openQuantity: number }>;

const isSame = (there: ReadonlyArray<{ code: string; quantity: number }>, wanted: ReturnType<typeof linesOf>) =>
	there.length === wanted.length &&
	wanted.every(({ sku, openQuantity }) =>
		there.some(({ code, quantity }) => code === sku && quantity === openQuantity),
	);

const orderCancel: Recipe = {
	operation: 'ogoship order/cancel',
	parameters: { referencePrefix: 'SHOP-' },
	write: 'ordersUpdate',
	looks: ['ordersList'],
	async prepare(stage) {
		await placeOrder(stage);
		const order = await shopOrder(stage);
		await stage.read('ogoship', { resource: 'order', operation: 'upsert', ...SEND }, [order]);
	},
	async readings(stage) {
		const older = await shopOrder(stage);
		await cancelOrder(stage);
		return { older, newer: await shopOrder(stage) };
	},
	documents: (stage) =>
		ordersAt(stage)
			.filter(({ status }) => status === 'Cancelled')
			.map(() => true),
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

// ------------------------------------------------------------------ products

/** A product of the shop that the warehouse does not have. */
const SKU = 'VASE-NEW';
const TITLE = 'Newest vase';
const renameProduct = async (stage: Stage, title = TITLE) => await inShop(stage, 'editProduct', { sku: SKU, title });

async function shopProduct(stage: Stage): Promise<IDataObject> {
	const all = await stage.read('shopify', { resource: 'product', operation: 'getAll', returnAll: true });
	const isIt = ({ variants }: IDataObject) => (variants as IDataObject[]).some(({ sku }) => sku === SKU);
	return all.find(isIt) ?? {};
}

const productUpsert: Recipe = {
	operation: 'ogoship product/upsert',
	parameters: { languageCode: 'en' },
	write: 'productsCreate',
	change: 'productsUpdate',
	looks: ['productsList'],
	async readings(stage) {
		const older = await shopProduct(stage);
		await renameProduct(stage);
		return { older, newer: await shopProduct(stage) };
	},
	documents: (stage, { title }) =>
		stateOf(stage)
			.products.filter(({ code }) => code === SKU)
			.map(({ name }) => name === title),
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

// ------------------------------------------------------------------ goods on their way in

const ORDERED = { sku: 'MUG-BLUE', expectedQuantity: 20, originCountry: 'FI' };
const PURCHASE = 'PO-2026-118';

/** What is announced cannot be changed, so the newer reading says the same in what OGOship compares. */
const delivery = (updatedAt: string, cost: string): IDataObject => ({
	kind: 'inbound',
	origin: { system: 'books', account: 'demo.example.com', id: 'P-118', seenAt: updatedAt },
	number: PURCHASE,
	supplier: 'Example Pottery',
	expectedAt: '2026-12-01T09:00:00.000Z',
	updatedAt,
	lines: [{ ...ORDERED, cost }],
});

const inboundCreate: Recipe = {
	operation: 'ogoship inbound/create',
	write: 'inboundCreate',
	looks: ['inboundList'],
	answers: usedReference('duplicateInbound'),
	readings: async () =>
		await Promise.resolve({
			older: delivery('2026-11-22T10:00:00.000Z', '6.40'),
			newer: delivery('2026-11-22T11:00:00.000Z', '7.00'),
		}),
	documents: (stage) =>
		stateOf(stage)
			.inbound.filter(({ reference }) => reference === PURCHASE)
			.map(({ products }) =>
				products.some(
					({ code, expectedQuantity }) => code === ORDERED.sku && expectedQuantity === ORDERED.expectedQuantity,
				),
			),
};

export const recipes: readonly Recipe[] = [orderUpsert, orderCancel, productUpsert, inboundCreate];
