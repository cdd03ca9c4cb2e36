import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What Unleashed is told: orders and their completion.
 */

const NUMBER = 2001;
const ORDER_NUMBER = `SHOP-${NUMBER}`;
const SKU = 'MUG-BLUE';
const LINES = [
	{ sku: SKU, quantity: 2 },
	{ sku: 'PLATE-DINNER', quantity: 1 },
];
/** What a create under a GUID that is taken comes to, which nobody has seen: either way there is no second document. */
const USED_GUID: readonly Answer[] = ['refused', 'conflict', 'overwritten'].map((usedGuid) => ({
	name: usedGuid,
	// A vendor that takes the one takes the other: then only the GUID keeps a second order out.
	options: { usedGuid, usedNumber: usedGuid === 'overwritten' ? 'second' : 'refused' },
}));

interface BooksState {
	readonly orders: ReadonlyArray<{
		readonly orderNumber: string;
		readonly status: string;
		readonly lines: ReadonlyArray<{ readonly code: string; readonly quantity: number }>;
	}>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('unleashed').state() as BooksState;
const ordersAt = (stage: Stage) => stateOf(stage).orders.filter(({ orderNumber }) => orderNumber === ORDER_NUMBER);
const inShop = async (stage: Stage, action: string, input: object = {}) =>
	await stage.sandboxes.of('shopify').change(action, { number: NUMBER, ...input });

// ------------------------------------------------------------------ orders

const placeOrder = async (stage: Stage) => await inShop(stage, 'addOrder', { lines: LINES });
const editOrder = async (stage: Stage) => await inShop(stage, 'editOrder', { quantity: 1 });

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

/** The shop's order as it stands now is booked. */
const sendOrder = async (stage: Stage) =>
	await stage.read('unleashed', { resource: 'order', operation: 'upsert', ...SEND }, [await shopOrder(stage)]);

const placeAndSend = async (stage: Stage) => {
	await placeOrder(stage);
	await sendOrder(stage);
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
	answers: USED_GUID,
	async readings(stage) {
		await placeOrder(stage);
		const order = await shopOrder(stage);
		return { older: order, newer: order };
	},
	documents: (stage, reading) => orderThere(stage, reading).filter((isPlaced) => isPlaced),
};

/** A line that is gone is deleted by itself, before the order is changed. */
const lineTakenAway: Recipe = {
	...UPSERT,
	write: 'salesOrderLinesDelete',
	looks: ['salesOrdersList'],
	answers: ['replaced', 'merged'].map((putLines) => ({ name: `lines ${putLines}`, options: { putLines } })),
	prepare: placeAndSend,
	async readings(stage) {
		const older = await shopOrder(stage);
		await inShop(stage, 'editOrder', { quantity: 0 });
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

export const recipes: readonly Recipe[] = [orderUpsert, orderComplete];
