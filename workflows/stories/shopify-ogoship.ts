import type { TemplateFile } from './canvas';
import { comparison, whole } from './comparison';
import { flow } from './flow';
import {
	BY_HAND,
	every,
	EVERY_HOUR,
	nodesOf,
	NOTHING_MISSED,
	PREFIX,
	retry,
	sameAccounts,
	shopify,
	switchOffOwn,
	TRY_IT,
} from './parts';

/*
 * The stories between a Shopify shop and an OGOship warehouse.
 */

const ogoship = nodesOf('ogoship', ['ogoshipApi', 'OGOship account']);
const TO_OGOSHIP = ['shopify', 'ogoship'] as const;
const TO_SHOPIFY = ['ogoship', 'shopify'] as const;
const SAME_ACCOUNTS = sameAccounts('OGOship');
const SAME_PREFIX = `*Reference Prefix* must be the one of *Orders from Shopify to OGOship* (here **${PREFIX}**).`;

const orders = flow({
	file: 'orders-from-shopify-to-ogoship',
	id: 'cbOrdersShopOgo01',
	name: 'Orders from Shopify to OGOship',
	does: 'Every paid order of the shop stands once in OGOship. What cannot go is a problem with its reason and what to do.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('OGOship'),
		'Open **Send to OGOship**: set *Forward Orders Placed After* (the day this goes live), and under *Delivery Methods* one row for each delivery method of the shop.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Order',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads what was not forwarded yet: ${NOTHING_MISSED}`,
		...shopify.node({ resource: 'order', operation: 'getAll', returnAll: true, skipSettled: true, filters: {} }),
	},
	event: {
		name: 'When Paid',
		note: '### At once\nAn order goes out as soon as it is paid.',
		...shopify.trigger(['orderPaid']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('order', 'orders', TO_OGOSHIP), field: 'Order Numbers' },
	write: {
		name: 'Send to OGOship',
		note: '### Into OGOship\nTo set up here: the date, the delivery methods, *Preview Only*.',
		...ogoship.node({
			resource: 'order',
			operation: 'upsert',
			forwardFrom: '',
			referencePrefix: PREFIX,
			deliveryMethods: {},
			orderOptions: {},
		}),
	},
});

const stock = flow({
	file: 'stock-from-ogoship-to-shopify',
	id: 'cbStockOgoShop001',
	name: 'Stock from OGOship to Shopify',
	does: "The warehouse's stock is the shop's stock. Orders that the warehouse has not seen yet are never given back to sale.",
	before: [
		SAME_ACCOUNTS,
		'Run *Orders from Shopify to OGOship* first: the ledger then knows which units the warehouse keeps for this shop.',
		'Open **Set Stock in Shopify** and choose the *Location* that stands for the warehouse.',
		`${BY_HAND}: the first run only shows what it would write. The next one writes.`,
		'Publish.',
	],
	schedule: every(15),
	record: 'SKU',
	sweep: {
		name: 'Read Stock at OGOship',
		note: '### Every 15 minutes, and by hand\nReads the whole stock list of the warehouse. Only levels that differ are written, 250 at a time.\n\nThere is no Retry here: every run does everything again.',
		...ogoship.node({ resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: {} }),
	},
	event: {
		name: 'When Stock Changes',
		note: '### At once\nOne product follows as soon as its stock changes.',
		...ogoship.trigger(['stockChanged']),
	},
	read: {
		name: 'Read Changed Stock',
		...ogoship.node({
			resource: 'stockLevel',
			operation: 'getAll',
			returnAll: true,
			filters: { skus: '={{ $json.origin.id }}' },
		}),
	},
	write: {
		name: 'Set Stock in Shopify',
		note: '### Into Shopify\nTo set up here: the *Location*. The brake stops a run that would empty the shop.',
		...shopify.node({
			resource: 'stockLevel',
			operation: 'set',
			location: '',
			locationMap: {},
			// One changed product is no catalogue that shrank to one.
			levelOptions: { scope: "={{ $('When Stock Changes').isExecuted ? 'some' : 'all' }}" },
		}),
	},
});

const tracking = flow({
	file: 'tracking-from-ogoship-to-shopify',
	id: 'cbTrackOgoShop001',
	name: 'Tracking from OGOship to Shopify',
	does: 'Every parcel that leaves the warehouse comes back to the shop: the order is fulfilled, with its tracking where there is one.',
	before: [
		SAME_ACCOUNTS,
		`Open **Sweep OGOship** and **Read Shipments**: ${SAME_PREFIX}`,
		'Open **Send to Shopify**: decide whether the customer gets a mail from the shop (*Notify Customer* under *Options*).',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Shipment',
	sweep: {
		name: 'Sweep OGOship',
		note: `### Every 15 minutes, and by hand\nReads the parcels that left and stand in no order of the shop yet: ${NOTHING_MISSED}`,
		...ogoship.node({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			referencePrefix: PREFIX,
			filters: {},
		}),
	},
	event: {
		name: 'When Shipped',
		note: '### At once\nA parcel comes back as soon as the warehouse has sent it.',
		...ogoship.trigger(['orderShipped']),
	},
	read: {
		name: 'Read Shipments',
		...ogoship.node({ resource: 'shipment', operation: 'get', referencePrefix: PREFIX }),
	},
	retry: {
		...retry('shipment', 'shipments', TO_SHOPIFY),
		placeholder: `${PREFIX}1001, ${PREFIX}1002 (empty: every open problem)`,
	},
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nTo set up here: *Notify Customer* under *Options*, *Preview Only*.',
		...shopify.node({ resource: 'shipment', operation: 'upsert', shipmentOptions: {} }),
	},
});

const products = flow({
	file: 'products-from-shopify-to-ogoship',
	id: 'cbProdShopOgo0001',
	name: 'Products from Shopify to OGOship',
	does: 'Every product of the shop stands at the warehouse under its SKU before its first order does, and follows its changes.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to OGOship**: enter the language of the product texts, and choose under *Options* which fields the shop decides.',
		TRY_IT,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'Product',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every hour, and by hand\nReads the products that changed since they were last sent: ${NOTHING_MISSED}`,
		...shopify.node({
			resource: 'product',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { status: ['active', 'draft', 'unlisted'] },
		}),
	},
	event: {
		name: 'When a Product Changes',
		note: '### At once\nA product follows as soon as somebody saves it.',
		...shopify.trigger(['productChanged']),
	},
	read: { name: 'Read Products', ...shopify.node({ resource: 'product', operation: 'get' }) },
	retry: {
		...retry('product', 'products', TO_OGOSHIP),
		placeholder: 'the SKUs or titles of the list (empty: every open problem)',
	},
	write: {
		name: 'Send to OGOship',
		note: '### Into OGOship\nTo set up here: the language, the fields under *Options*, *Preview Only*.',
		...ogoship.node({ resource: 'product', operation: 'upsert', languageCode: 'en', productOptions: {} }),
	},
});

const cancellations = flow({
	file: 'cancellations-from-shopify-to-ogoship',
	id: 'cbCancelShopOgo01',
	name: 'Cancellations from Shopify to OGOship',
	does: 'An order that is cancelled in the shop is cancelled at the warehouse, as long as nobody has begun to pick it. Later it is a problem that says so.',
	before: [SAME_ACCOUNTS, `Open **Cancel in OGOship**: ${SAME_PREFIX}`, TRY_IT, 'Publish.'],
	schedule: every(15),
	record: 'Order',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads the orders that were cancelled and not passed on yet: ${NOTHING_MISSED}`,
		...shopify.node({
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { onlyCancelled: true },
		}),
	},
	event: {
		name: 'When Cancelled',
		note: '### At once\nThe sooner the warehouse knows, the less is picked.',
		...shopify.trigger(['orderCancelled']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('cancellation', 'cancellations', TO_OGOSHIP), field: 'Order Numbers' },
	write: {
		name: 'Cancel in OGOship',
		note: '### Into OGOship\nTo set up here: the *Reference Prefix*, *Preview Only*.',
		...ogoship.node({ resource: 'order', operation: 'cancel', referencePrefix: PREFIX }),
	},
});

const daily = comparison({
	file: 'daily-comparison-of-shopify-and-ogoship',
	id: 'cbCompareShopOgo1',
	name: 'Daily comparison of Shopify and OGOship',
	does: 'Orders, stock and shipments of both sides are laid side by side once a day; what differs is named. Nothing is written.',
	before: [
		SAME_ACCOUNTS,
		`Open **Orders at OGOship** (there under *Filters*), **Shipments at OGOship**, **Compare Orders** and **Compare Shipments**: ${SAME_PREFIX}`,
		'Where the shop has several locations: open **Stock in Shopify** and choose the one that stands for the warehouse.',
		`${BY_HAND} and look at **Differences**.`,
		'Publish.',
	],
	other: 'OGOship',
	compared: [
		{
			of: 'Orders',
			shopify: whole('order', {
				filters: { payment: ['paid', 'partiallyRefunded', 'refunded'], includeTest: false },
			}),
			other: ogoship.node(whole('order', { filters: { prefix: PREFIX } })),
			reconcile: { operation: 'compareOrders', prefix2: PREFIX },
		},
		{
			of: 'Stock',
			shopify: whole('stockLevel'),
			other: ogoship.node(whole('stockLevel')),
			reconcile: { operation: 'compareStockLevels', figure: 'onHand' },
		},
		{
			of: 'Shipments',
			shopify: whole('shipment'),
			other: ogoship.node(whole('shipment', { referencePrefix: PREFIX })),
			reconcile: { operation: 'compareShipments', prefix2: PREFIX },
		},
	],
	cure: 'a record on one side only, or with other goods, figures or tracking. Run the workflow that moves this kind of record by hand; what it cannot cure, it says as a problem.',
	subject: 'Shop and warehouse differ',
});

/** By file name, without its ending. */
export const SHOPIFY_OGOSHIP: Readonly<Record<string, TemplateFile>> = {
	'orders-from-shopify-to-ogoship': orders,
	'stock-from-ogoship-to-shopify': stock,
	'tracking-from-ogoship-to-shopify': tracking,
	'products-from-shopify-to-ogoship': products,
	'cancellations-from-shopify-to-ogoship': cancellations,
	'daily-comparison-of-shopify-and-ogoship': daily,
};
