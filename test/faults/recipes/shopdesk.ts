import type { IDataObject } from 'n8n-workflow';

import { shopOrder } from '../../support/warehouse';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What ShopDesk is told: orders that fall in, their invoices and cancellations, stock, prices, invoices that are synced,
 * and what outlets are mapped to.
 */

interface State {
	readonly orders: ReadonlyArray<{
		reference: string;
		status: string;
		synced: boolean;
		lines: ReadonlyArray<{ sku: string; quantity: number }>;
	}>;
	readonly stock: ReadonlyArray<{ storeId: number; sku: string; quantity: number }>;
	readonly prices: ReadonlyArray<{ sku: string; discounted: number | null }>;
	readonly outlets: ReadonlyArray<{ id: number; locationId: string | null }>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('shopDesk').state() as State;
const REFERENCE = '7001';

/** Each run still looks before it sends. */
const WITHOUT_LEDGER = {
	'at once': 'no reference twice in runs that follow each other',
	repeat: 'no reference twice once the vendor shows what stands there',
};

const USED: readonly Answer[] = [
	{ name: 'refused', options: { duplicateReference: 'refused' } },
	{ name: 'second', options: { duplicateReference: 'second' }, withoutLedger: WITHOUT_LEDGER },
];

const both = (reading: IDataObject) => ({ older: reading, newer: reading });
const order = () => shopOrder(`#${REFERENCE}`);

/** No contract can change an order, so both readings are one. */
const orderCreate: Recipe = {
	operation: 'shopDesk order/create',
	parameters: {
		forwardFrom: '2026-01-01T00:00:00Z',
		targetStatus: 'AWAITING_SM_APPROVAL',
		location: '310',
	},
	write: 'ordersCreate',
	looks: ['ordersList'],
	answers: USED,
	readings: async () => await Promise.resolve(both(order())),
	documents: (stage) =>
		stateOf(stage)
			.orders.filter(({ reference }) => reference === REFERENCE)
			.map(({ lines }) => lines.some(({ sku, quantity }) => sku === 'MUG-BLUE' && quantity === 2)),
};

const fallIn = async (stage: Stage) => {
	await stage.sandboxes.of('shopDesk').change('addOrder', {
		reference_id: REFERENCE,
		order_number: `#${REFERENCE}`,
		products: [{ sku: 'MUG-BLUE', quantity: 2, list_price: 12.5, sale_price: 12.5 }],
	});
};

const readOrder = async (stage: Stage) => {
	const [read] = await stage.read('shopDesk', { resource: 'order', operation: 'getAll', returnAll: true }, [{}]);
	return both(read ?? {});
};

const reached = (status: string) => (stage: Stage) =>
	stateOf(stage)
		.orders.filter((each) => each.reference === REFERENCE && each.status === status)
		.map(() => true);

const orderInvoice: Recipe = {
	operation: 'shopDesk order/invoice',
	write: 'ordersInvoice',
	looks: ['ordersRead'],
	prepare: fallIn,
	readings: readOrder,
	documents: reached('INVOICED'),
};

const orderCancel: Recipe = {
	...orderInvoice,
	operation: 'shopDesk order/cancel',
	write: 'ordersCancel',
	documents: reached('CANCELLED'),
};

// ------------------------------------------------------------------ invoices that are synced

/** The list is what the operator's workflow reads; the operation itself asks nothing before it marks. */
const invoiceSynced: Recipe = {
	operation: 'shopDesk invoice/markSynced',
	write: 'invoicesSync',
	looks: [],
	async prepare(stage) {
		await fallIn(stage);
		await stage.sandboxes.of('shopDesk').change('invoice', { reference: REFERENCE });
	},
	async readings(stage) {
		const [read] = await stage.read('shopDesk', { resource: 'invoice', operation: 'getAll', returnAll: true }, [{}]);
		return both(read ?? {});
	},
	documents: (stage) =>
		stateOf(stage)
			.orders.filter(({ reference, synced }) => reference === REFERENCE && synced)
			.map(() => true),
};

// ------------------------------------------------------------------ stock and prices

const SKU = 'MUG-BLUE';
const OUTLET = 45;
const FROM_FILE = { system: 'file', account: 'count.csv', id: SKU, number: SKU };

const level = (available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { ...FROM_FILE, seenAt: '' },
	sku: SKU,
	available,
	observedAt: '',
});

/** One answer for each thing ShopDesk may do with a quantity; the operator says which. */
const stockAdjust: Recipe = {
	operation: 'shopDesk stockLevel/adjust',
	parameters: {
		location: '310',
		quantityMeans: 'new_level',
		reason: 'Cycle count',
		levelOptions: { firstRun: 'apply' },
	},
	write: 'stockAdjust',
	looks: ['stockList', 'outletsList'],
	answers: [
		{ name: 'keys ignored', options: { idempotency: 'ignored' } },
		{ name: 'keys honoured', options: { idempotency: 'honoured' } },
	],
	readings: async () => await Promise.resolve({ older: level(12), newer: level(7) }),
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { available }) =>
		stateOf(stage)
			.stock.filter(({ storeId, sku, quantity }) => storeId === OUTLET && sku === SKU && quantity === available)
			.map(() => true),
	also: {
		'quantity is added': {
			operation: 'shopDesk stockLevel/adjust',
			parameters: {
				location: '310',
				quantityMeans: 'change',
				reason: 'Cycle count',
				levelOptions: { firstRun: 'apply' },
			},
			write: 'stockAdjust',
			looks: ['stockList', 'outletsList'],
			readings: async () => await Promise.resolve({ older: level(12), newer: level(7) }),
			readNow: (reading, at) => stockAdjust.readNow!(reading, at),
			documents: (stage, reading) => stockAdjust.documents(stage, reading),
		},
	},
};

const price = (amount: string): IDataObject => ({
	kind: 'price',
	origin: { ...FROM_FILE, seenAt: '2026-11-22T10:00:00.000Z' },
	sku: SKU,
	price: amount,
	currency: 'EUR',
});

/** No call of this contract reads a price. */
const priceSet: Recipe = {
	operation: 'shopDesk price/set',
	parameters: { priceMode: 'offline', priceCurrency: 'EUR', priceOptions: { applyAnyway: true } },
	write: 'pricesSet',
	looks: [],
	readings: async () => await Promise.resolve(both(price('9.50'))),
	documents: (stage) =>
		stateOf(stage)
			.prices.filter(({ sku, discounted }) => sku === SKU && discounted === 9.5)
			.map(() => true),
};

// ------------------------------------------------------------------ outlets

/** An outlet that is mapped to nothing yet. */
const FREE = '47';
const PLACE = '312';

const outletMapped: Recipe = {
	operation: 'shopDesk outlet/map',
	parameters: { oeLocation: PLACE },
	write: 'outletsMap',
	looks: ['outletsList'],
	async readings(stage) {
		const all = await stage.read('shopDesk', { resource: 'outlet', operation: 'getAll', returnAll: true }, [{}]);
		return both(all.find(({ origin }) => (origin as IDataObject).id === FREE) ?? {});
	},
	documents: (stage) =>
		stateOf(stage)
			.outlets.filter(({ id, locationId }) => String(id) === FREE && locationId === PLACE)
			.map(() => true),
};

export const recipes: readonly Recipe[] = [
	orderCreate,
	orderInvoice,
	orderCancel,
	invoiceSynced,
	stockAdjust,
	priceSet,
	outletMapped,
];
