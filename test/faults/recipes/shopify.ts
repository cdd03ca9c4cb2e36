import type { IDataObject } from 'n8n-workflow';

import { demoStart } from '../../../sandbox/demo-data';
import type { Answer, Recipe } from '../recipe';
import type { Stage } from '../stage';

/*
 * What the shop is told: orders of other systems, cancellations, tags, stock, parcels, customers, products, prices.
 */

const NUMBER = 2001;
const SKU = 'MUG-BLUE';

interface ShopState {
	readonly orders: ReadonlyArray<{
		readonly id: string;
		readonly name: string;
		readonly number: number;
		readonly poNumber: string | null;
		readonly cancelledAt: string | null;
		readonly tags: readonly string[];
		readonly sourceIdentifier: string | null;
		readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
		readonly fulfillments: ReadonlyArray<{
			readonly status: string;
			readonly tracking: { readonly numbers: readonly string[] };
			readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
		}>;
	}>;
	readonly inventory: ReadonlyArray<{
		readonly sku: string;
		readonly locationId: string;
		readonly active: boolean;
		readonly onHand: number;
	}>;
	readonly companies: ReadonlyArray<{ readonly externalId: string | null; readonly name: string }>;
	readonly customers: ReadonlyArray<{ readonly tags: readonly string[] }>;
	readonly products: ReadonlyArray<{
		readonly title: string;
		readonly variants: ReadonlyArray<{ readonly sku: string | null; readonly price: string }>;
	}>;
}

const stateOf = (stage: Stage) => stage.sandboxes.of('shopify').state() as ShopState;
const orderAt = (stage: Stage) => stateOf(stage).orders.find(({ number }) => number === NUMBER);
const placeOrder = async (stage: Stage) =>
	void (await stage.sandboxes.of('shopify').change('addOrder', { number: NUMBER, lines: [{ sku: SKU, quantity: 3 }] }));

/** The shop's own order as Order: Get reads it. */
async function ownOrder(stage: Stage): Promise<IDataObject> {
	const items = [{ origin: { id: orderAt(stage)?.id } }];
	const [order] = await stage.read('shopify', { resource: 'order', operation: 'get' }, items);
	return order ?? {};
}

// ------------------------------------------------------------------ orders of other systems

const ELSEWHERE = { system: 'wholesale', account: 'demo-brand', id: '7001', number: 'W-7001' };
const KEY = `${ELSEWHERE.system}:${ELSEWHERE.account}:${ELSEWHERE.id}`;

function foreignOrder(updatedAt: string, purchaseOrderNumber: string): IDataObject {
	const line = { id: 'L1', sku: SKU, title: SKU, quantity: 2, currentQuantity: 2, openQuantity: 2 };
	const amounts = { unitPrice: '10.00', total: '20.00', tax: '5.10', taxRate: '0.255' };
	return {
		kind: 'order',
		origin: { ...ELSEWHERE, seenAt: updatedAt },
		number: ELSEWHERE.number,
		placedAt: updatedAt,
		updatedAt,
		status: 'open',
		paymentStatus: 'paid',
		currency: 'EUR',
		pricesIncludeTax: false,
		lines: [{ ...line, ...amounts, requiresShipping: true, giftCard: false }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '5.10' }],
		totals: { lines: '20.00', tax: '5.10', total: '25.10', paid: '25.10' },
		customer: { email: 'buyer@example.com', name: 'Ada Buyer' },
		shipTo: { name: 'Ada Buyer', address1: 'Example Street 1', zip: '00100', city: 'Helsinki', countryCode: 'FI' },
		purchaseOrderNumber,
	};
}

const USED_ID: readonly Answer[] = [
	{ name: 'refused', options: { usedId: 'refused' } },
	{
		name: 'withoutMetafield',
		options: { usedId: 'withoutMetafield' },
		withoutLedger: {
			repeat: 'it is looked for before each create; where the shop does not show the first one yet, there can be two',
		},
	},
];

const orderUpsert: Recipe = {
	operation: 'shopify order/upsert',
	parameters: { forwardFrom: demoStart(new Date().toISOString()) },
	write: 'orderCreate',
	change: 'orderUpdate',
	looks: ['ordersBySourcePage', 'orderBySource', 'standingOrdersById', 'orderField'],
	answers: USED_ID,
	readings: async () => {
		const [before, now] = [new Date(Date.now() - 60_000).toISOString(), new Date().toISOString()];
		return await Promise.resolve({ older: foreignOrder(before, 'PO-1'), newer: foreignOrder(now, 'PO-2') });
	},
	documents: (stage, { purchaseOrderNumber }) =>
		stateOf(stage)
			.orders.filter(({ sourceIdentifier, cancelledAt }) => sourceIdentifier === KEY && !cancelledAt)
			.map(
				(order) =>
					order.poNumber === purchaseOrderNumber &&
					order.lines.some(({ sku, quantity }) => sku === SKU && quantity === 2),
			),
};

// ------------------------------------------------------------------ its own orders

const orderCancel: Recipe = {
	operation: 'shopify order/cancel',
	write: 'orderCancel',
	looks: ['orderStagesById'],
	prepare: placeOrder,
	async readings(stage) {
		const older = await ownOrder(stage);
		const cancelledAt = new Date().toISOString();
		return { older, newer: { ...older, status: 'cancelled', cancelledAt, updatedAt: cancelledAt } };
	},
	documents: (stage) => (orderAt(stage)?.cancelledAt ? [true] : []),
};

const TAG = 'sent to warehouse';

const orderTags: Recipe = {
	operation: 'shopify order/addTags',
	parameters: { tags: TAG },
	write: 'tagsAdd',
	looks: ['orderStagesById'],
	prepare: placeOrder,
	async readings(stage) {
		const order = await ownOrder(stage);
		return { older: order, newer: order };
	},
	documents: (stage) => (orderAt(stage)?.tags.includes(TAG) ? [true] : []),
};

// ------------------------------------------------------------------ stock

const MAIN = 'gid://shopify/Location/70000000001';
const SECOND = 'gid://shopify/Location/70000000003';
/** At the second location. */
const NOT_YET_THERE = 'MUG-WHITE';

const level = (sku: string, available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'ogoship', account: 'd0e50000-0000-4000-8000-000000000001', id: sku, seenAt: '' },
	sku,
	available,
	allocated: 0,
	observedAt: '',
});

const STOCK: Omit<Recipe, 'write' | 'readings'> = {
	operation: 'shopify stockLevel/set',
	parameters: { location: MAIN, reservedFrom: 'source', levelOptions: { firstRun: 'apply' } },
	looks: ['variantLevelsPage'],
	answers: ['original', 'compared'].map((keyReplay) => ({ name: `keys ${keyReplay}`, options: { keyReplay } })),
	readNow(reading, at) {
		const now = at.toISOString();
		return { ...reading, observedAt: now, origin: { ...(reading.origin as IDataObject), seenAt: now } };
	},
	documents: (stage, { sku, available }) =>
		stateOf(stage)
			.inventory.filter((each) => each.sku === sku && each.locationId === stage.recipe.parameters?.location)
			.filter(({ active, onHand }) => active && onHand === available)
			.map(() => true),
};

/** The level is made. The newer reading is the lower one: a raise would have to wait until the clocks have moved on. */
const firstStocking: Recipe = {
	...STOCK,
	parameters: { ...STOCK.parameters, location: SECOND },
	write: 'levelActivate',
	change: 'levelsSet',
	readings: async () => await Promise.resolve({ older: level(NOT_YET_THERE, 12), newer: level(NOT_YET_THERE, 7) }),
};

const stockSet: Recipe = {
	...STOCK,
	write: 'levelsSet',
	readings: async () => await Promise.resolve({ older: level(SKU, 7), newer: level(SKU, 12) }),
	also: { 'first stocking': firstStocking },
};

// ------------------------------------------------------------------ parcels

const PARCEL = 'JJFI64500000000001';

const shipment = (updatedAt: string, tracking: ReadonlyArray<{ number: string }>): IDataObject => ({
	kind: 'shipment',
	origin: { system: 'ogoship', account: 'demo-merchant', id: 'S-1', seenAt: updatedAt },
	number: `SHOP-${NUMBER}`,
	orders: [{ number: `#${NUMBER}`, reference: `SHOP-${NUMBER}` }],
	status: 'shipped',
	tracking: [...tracking],
	shippedAt: updatedAt,
	updatedAt,
	lines: null,
});

const shipmentUpsert: Recipe = {
	operation: 'shopify shipment/upsert',
	write: 'fulfillmentCreate',
	change: 'trackingUpdate',
	looks: ['ordersToShip'],
	prepare: placeOrder,
	readings: async () => {
		const [before, now] = [new Date(Date.now() - 60_000).toISOString(), new Date().toISOString()];
		return await Promise.resolve({ older: shipment(before, []), newer: shipment(now, [{ number: PARCEL }]) });
	},
	documents(stage, { tracking }) {
		const wanted = (tracking as ReadonlyArray<{ number: string }>).map(({ number }) => number);
		return (orderAt(stage)?.fulfillments ?? [])
			.filter(({ status }) => status === 'SUCCESS')
			.map(
				(parcel) =>
					parcel.lines.some(({ sku, quantity }) => sku === SKU && quantity === 3) &&
					wanted.every((number) => parcel.tracking.numbers.includes(number)),
			);
	},
	webhooks: {
		trigger: 'ogoshipTrigger',
		events: ['orderShipped'],
		read: { resource: 'shipment', operation: 'get', referencePrefix: 'SHOP-' },
		async happen(stage) {
			const warehouse = stage.sandboxes.of('ogoship');
			const reference = `SHOP-${NUMBER}`;
			await warehouse.change('addOrder', { reference, orderLines: [{ code: SKU, quantity: 3 }] });
			await warehouse.change('ship', { reference });
			// Called back before it was gone; it leaves once more, now with its number.
			await warehouse.change('setStatus', { reference, status: 'Collecting' });
			await warehouse.change('ship', { reference, trackingNumber: PARCEL });
		},
	},
};

// ------------------------------------------------------------------ customers

/** By which the sandbox shows the customer without showing who it is. */
const OURS = 'from the books';

const customer = (updatedAt: string, tags: readonly string[]): IDataObject => ({
	kind: 'customer',
	origin: { system: 'books', account: 'demo.example.com', id: 'C-1', seenAt: updatedAt },
	number: 'C-1',
	email: 'testi.esimerkki@example.com',
	firstName: 'Testi',
	lastName: 'Esimerkki',
	tags: [OURS, ...tags],
	updatedAt,
});

const customerUpsert: Recipe = {
	operation: 'shopify customer/upsert',
	write: 'customerSet',
	change: 'customerSet',
	looks: ['customerByIdentifier'],
	readings: async () =>
		await Promise.resolve({
			older: customer('2026-11-22T10:00:00.000Z', []),
			newer: customer('2026-11-22T11:00:00.000Z', ['wholesale']),
		}),
	documents: (stage, { tags }) =>
		stateOf(stage)
			.customers.filter((there) => there.tags.includes(OURS))
			.map((there) => (tags as readonly string[]).every((tag) => there.tags.includes(tag))),
};

// ------------------------------------------------------------------ companies

const company = (updatedAt: string, name: string): IDataObject => ({
	...customer(updatedAt, []),
	...{ reference: 'C-0077', company: name, updatedAt },
});

const companyUpsert: Recipe = {
	operation: 'shopify company/upsert',
	write: 'companyMake',
	change: 'companyChange',
	looks: ['companiesPage', 'companyById'],
	readings: async () =>
		await Promise.resolve({
			older: company('2026-11-22T10:00:00.000Z', 'Example House'),
			newer: company('2026-11-22T11:00:00.000Z', 'Example House SARL'),
		}),
	documents: (stage, reading) =>
		stateOf(stage)
			.companies.filter(({ externalId }) => externalId === reading.reference)
			.map(({ name }) => name === reading.company),
};

// ------------------------------------------------------------------ products

const LISTED = 'CAP-FELT';

const product = (updatedAt: string, title: string): IDataObject => ({
	kind: 'product',
	origin: { system: 'books', account: 'demo.example.com', id: 'P-1', number: 'P-1', seenAt: updatedAt },
	number: 'P-1',
	title,
	variants: [{ id: 'V-1', sku: LISTED, price: '24.00', hsCode: '650500', originCountry: 'FI' }],
	updatedAt,
});

const productUpsert: Recipe = {
	operation: 'shopify product/upsert',
	write: 'productMake',
	change: 'productChange',
	looks: ['productField', 'productByIdentifier', 'listedVariantsPage', 'standingProductsById'],
	readings: async () =>
		await Promise.resolve({
			older: product('2026-11-22T10:00:00.000Z', 'Cap'),
			newer: product('2026-11-22T11:00:00.000Z', 'Felt cap'),
		}),
	documents: (stage, { title }) =>
		stateOf(stage)
			.products.filter(({ variants }) => variants.some(({ sku }) => sku === LISTED))
			.map((there) => there.title === title && there.variants.length === 1),
};

// ------------------------------------------------------------------ prices

const price = (amount: string): IDataObject => ({
	kind: 'price',
	origin: { system: 'books', account: 'demo.example.com', id: SKU, seenAt: '2026-11-22T10:00:00.000Z' },
	sku: SKU,
	price: amount,
	currency: 'EUR',
});

const priceSet: Recipe = {
	operation: 'shopify price/set',
	write: 'pricesSet',
	looks: ['priceCurrency', 'pricedVariantsPage'],
	readings: async () => await Promise.resolve({ older: price('26.00'), newer: price('27.50') }),
	documents: (stage, reading) =>
		stateOf(stage)
			.products.flatMap(({ variants }) => variants)
			.filter(({ sku, price: there }) => sku === SKU && Number(there) === Number(reading.price))
			.map(() => true),
};

export const recipes: readonly Recipe[] = [
	orderUpsert,
	orderCancel,
	orderTags,
	stockSet,
	shipmentUpsert,
	customerUpsert,
	companyUpsert,
	productUpsert,
	priceSet,
];
