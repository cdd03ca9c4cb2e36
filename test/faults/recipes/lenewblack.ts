import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What Le New Black is told: retailers, and parcels as sales documents.
 */

interface ShowroomState {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly purchaseOrder: string | null;
		readonly items: ReadonlyArray<{ readonly quantity: number }>;
	}>;
	readonly stock: ReadonlyArray<{
		readonly sku: string | null;
		readonly ean13: string | null;
		readonly in_stock: number;
	}>;
	readonly retailers: ReadonlyArray<{ readonly reference: string; readonly country?: string }>;
	readonly products: ReadonlyArray<{
		readonly model: string;
		readonly name: string;
		readonly variants: readonly unknown[];
	}>;
	readonly prices: ReadonlyArray<{ readonly product_model: string; readonly wholesale_price: number }>;
	readonly collections: readonly Coded[];
	readonly catalogs: readonly Coded[];
	readonly documents: ReadonlyArray<{
		readonly document_number: string;
		readonly comment?: string;
		readonly orders: readonly string[];
	}>;
}

interface Coded {
	readonly code: string;
	readonly name: string;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('leNewBlack').state() as ShowroomState;

const ORIGIN = { system: 'shopify', account: 'demo-tableware.myshopify.com' };
const seen = (minutes: number) =>
	new Date(Date.parse(demoStart(new Date().toISOString())) + minutes * 60_000).toISOString();

// ------------------------------------------------------------------ orders

/** What a used purchase order reference comes to is not known; orders are made with the ledger alone. */
const USED: readonly Answer[] = [
	{ name: 'second', options: { usedPurchaseOrder: 'second' } },
	{ name: 'refused', options: { usedPurchaseOrder: 'refused' } },
];

const PURCHASE = 'SHOP-2001';

/** A note is nothing that Le New Black takes: the newer reading asks for the same order. */
function order(stage: Stage, minutes: number, note: string): IDataObject {
	const { ean13 } = stateOf(stage).stock.find(({ sku }) => sku === 'MUG-BLUE')!;
	const line = { id: 'L1', sku: 'MUG-BLUE', barcode: ean13, quantity: 2, currentQuantity: 2, openQuantity: 2 };
	return {
		kind: 'order',
		origin: { ...ORIGIN, id: 'gid://shopify/Order/2001', number: '#2001', seenAt: seen(minutes) },
		...{ number: '#2001', placedAt: seen(1), updatedAt: seen(minutes), status: 'open', paymentStatus: 'paid' },
		...{ currency: 'EUR', pricesIncludeTax: true, note, totals: { lines: '49.60', total: '49.60' } },
		lines: [{ ...line, unitPrice: '24.80', total: '49.60', requiresShipping: true, giftCard: false }],
		shipTo: { company: 'Example House', address1: '1 Example Street', city: 'Paris', countryCode: 'FR' },
	};
}

const orderCreate: Recipe = {
	operation: 'leNewBlack order/create',
	parameters: {
		forwardFrom: demoStart(new Date().toISOString()),
		...{ retailerReference: 'C-0077', purchasePrefix: 'SHOP-' },
	},
	write: 'ordersSave',
	looks: ['ordersList'],
	needsLedger: true,
	answers: USED,
	readings: async (stage) => await Promise.resolve({ older: order(stage, 1, 'one'), newer: order(stage, 2, 'two') }),
	documents: (stage) =>
		stateOf(stage)
			.orders.filter(({ purchaseOrder }) => purchaseOrder === PURCHASE)
			.map(({ items }) => items.length === 1 && items[0]?.quantity === 2),
};

// ------------------------------------------------------------------ retailers

const RETAILER = 'SHOP-77001';

function retailer(minutes: number, countryCode: string): IDataObject {
	return {
		kind: 'customer',
		origin: { ...ORIGIN, id: 'gid://shopify/Customer/77001', seenAt: seen(minutes) },
		number: RETAILER,
		reference: RETAILER,
		company: 'Example House',
		email: 'buyer@example.com',
		addresses: [{ address1: '1 Example Street', city: 'Exampleville', countryCode }],
		updatedAt: seen(minutes),
	};
}

const retailerUpsert: Recipe = {
	operation: 'leNewBlack retailer/upsert',
	parameters: { priceList: 'EUR-WHS', referencePrefix: 'SHOP-' },
	write: 'retailersSave',
	change: 'retailersSave',
	looks: ['retailersRead'],
	readings: async () => await Promise.resolve({ older: retailer(1, 'FR'), newer: retailer(2, 'BE') }),
	documents: (stage, reading) =>
		stateOf(stage)
			.retailers.filter(({ reference }) => reference === RETAILER)
			.map(({ country }) => country === (reading.addresses as IDataObject[])[0]?.countryCode),
};

// ------------------------------------------------------------------ parcels

const DOCUMENT = 'DN-LNB-104512-F1';

function parcel(minutes: number, number: string): IDataObject {
	return {
		kind: 'shipment',
		origin: { ...ORIGIN, id: 'gid://shopify/Fulfillment/77001', seenAt: seen(minutes) },
		number: '#LNB-104512-F1',
		orders: [{ ...ORIGIN, id: 'gid://shopify/Order/77001', number: 'LNB-104512' }],
		status: 'shipped',
		tracking: [{ number }],
		shippedAt: seen(1),
		updatedAt: seen(minutes),
	};
}

const documentUpsert: Recipe = {
	operation: 'leNewBlack salesDocument/upsert',
	parameters: { orderPrefix: 'LNB-', documentPrefix: 'DN-' },
	write: 'salesDocumentsSave',
	change: 'salesDocumentsSave',
	looks: ['salesDocumentsRead'],
	readings: async () => await Promise.resolve({ older: parcel(1, '00340434'), newer: parcel(2, '00340435') }),
	documents: (stage, reading) =>
		stateOf(stage)
			.documents.filter(({ document_number: number }) => number === DOCUMENT)
			.map(({ comment, orders }) => {
				const [tracking] = reading.tracking as Array<{ number: string }>;
				return comment === `Tracking ${tracking?.number}` && orders.join() === '104512';
			}),
};

// ------------------------------------------------------------------ stock

const level = (minutes: number, available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { ...ORIGIN, id: 'MUG-BLUE', seenAt: seen(minutes) },
	...{ sku: 'MUG-BLUE', available, observedAt: seen(minutes) },
});

const stockSet: Recipe = {
	operation: 'leNewBlack stockLevel/set',
	parameters: { matchBy: 'sku', levelOptions: { firstRun: 'apply' } },
	write: 'inventorySkuMulti',
	looks: ['inventoryList'],
	readings: async () => await Promise.resolve({ older: level(1, 12), newer: level(2, 7) }),
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { available }) =>
		stateOf(stage)
			.stock.filter(({ sku, in_stock: there }) => sku === 'MUG-BLUE' && there === available)
			.map(() => true),
};

// ------------------------------------------------------------------ status

/** The order of the showroom as Order: Get reads it at this moment. */
async function standing(stage: Stage): Promise<IDataObject> {
	const get = { resource: 'order', operation: 'get', idFrom: 'id', id: '104512' };
	const [read] = await stage.read('leNewBlack', get, [{}]);
	return read ?? {};
}

const moveStatus: Recipe = {
	operation: 'leNewBlack order/moveStatus',
	parameters: { newStatus: 'closed' },
	write: 'ordersStatus',
	looks: ['ordersRead'],
	readings: async (stage) => {
		const read = await standing(stage);
		return { older: read, newer: read };
	},
	documents: (stage) =>
		stateOf(stage)
			.orders.filter(({ reference, status }) => reference === '104512' && status === 'closed')
			.map(() => true),
};

// ------------------------------------------------------------------ products, prices, collections

const product = (minutes: number, title: string): IDataObject => ({
	...{ kind: 'product', number: 'Example jacket', title, handle: 'example-jacket', status: 'active' },
	origin: { ...ORIGIN, id: 'gid://shopify/Product/77001', seenAt: seen(minutes) },
	variants: [{ id: 'V1', sku: 'EXAMPLE-JACKET', options: [{ name: 'Size', value: 'M' }] }],
	updatedAt: seen(minutes),
});

const productUpsert: Recipe = {
	operation: 'leNewBlack product/upsert',
	parameters: { collectionCode: 'SS27', collectionName: 'Spring Summer 2027', category: 'Clothing', images: false },
	write: 'productsSave',
	change: 'productsSave',
	looks: ['productsList'],
	readings: async () => await Promise.resolve({ older: product(1, 'Jacket'), newer: product(2, 'Jacket II') }),
	documents: (stage, { title }) =>
		stateOf(stage)
			.products.filter(({ model }) => model === 'example-jacket')
			.map(({ name, variants }) => name === title && variants.length === 1),
};

const price = (minutes: number, amount: string): IDataObject => ({
	...{ kind: 'price', sku: 'MUG-BLUE', price: amount, currency: 'EUR', updatedAt: seen(minutes) },
	origin: { ...ORIGIN, id: 'MUG-BLUE', seenAt: seen(minutes) },
});

const priceUpsert: Recipe = {
	operation: 'leNewBlack price/upsert',
	parameters: { priceList: 'EUR-WHS', currency: 'EUR' },
	write: 'pricesSave',
	looks: ['productsList'],
	readings: async () => await Promise.resolve({ older: price(1, '13.50'), newer: price(2, '14.50') }),
	documents: (stage, { price: amount }) =>
		stateOf(stage)
			.prices.filter((held) => held.product_model === 'MUG-BLUE' && held.wholesale_price === Number(amount))
			.map(() => true),
};

const CODE = 'AW27';

const collection = (minutes: number, name: string): IDataObject => ({
	...{ kind: 'collection', number: CODE, name, updatedAt: seen(minutes) },
	origin: { ...ORIGIN, id: CODE, seenAt: seen(minutes) },
});

/** Collections and sales catalogs are the same but for their path. */
const collectionUpsert = (resource: string, call: string, place: 'collections' | 'catalogs'): Recipe => ({
	operation: `leNewBlack ${resource}/upsert`,
	parameters: { newStatus: 'pending' },
	write: `${call}Save`,
	change: `${call}Save`,
	looks: [`${call}Read`],
	readings: async () => await Promise.resolve({ older: collection(1, 'Winter'), newer: collection(2, 'Winter II') }),
	documents(stage, reading) {
		const kept = stateOf(stage)[place].filter(({ code }) => code === CODE);
		return kept.map(({ name }) => name === reading.name);
	},
});

export const recipes: readonly Recipe[] = [
	orderCreate,
	moveStatus,
	stockSet,
	retailerUpsert,
	documentUpsert,
	productUpsert,
	priceUpsert,
	collectionUpsert('collection', 'collections', 'collections'),
	collectionUpsert('salesCatalog', 'salesCatalogs', 'catalogs'),
];
