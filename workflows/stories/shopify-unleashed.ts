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
import { productDrift } from './product-drift';

/*
 * The stories between a Shopify shop and an Unleashed account. What only reads Unleashed asks it less often than a
 * warehouse is asked: each call counts against the month.
 */

const unleashed = nodesOf('unleashed', ['unleashedApi', 'Unleashed account']);
const TO_UNLEASHED = ['shopify', 'unleashed'] as const;
const TO_SHOPIFY = ['unleashed', 'shopify'] as const;
const SAME_ACCOUNTS = sameAccounts('Unleashed');
const SAME_PREFIX = `*Order Number Prefix* must be the one of *Orders from Shopify to Unleashed* (here **${PREFIX}**).`;

/** Products under which charges are booked; they stand on orders, shipments and credit notes and are no goods. */
const FREIGHT = 'FREIGHT';
const ROUNDING = 'ROUNDING';
const CHARGES = `${FREIGHT}, ${ROUNDING}`;
const CHARGE_PRODUCTS = `the products **${FREIGHT}** and **${ROUNDING}** under which delivery and odd cents are booked, not counted in stock`;

const orders = flow({
	file: 'orders-from-shopify-to-unleashed',
	id: 'cbOrdersShopUnl01',
	name: 'Orders from Shopify to Unleashed',
	does: 'Every paid order of the shop stands once in Unleashed, net and to the cent, and keeps its goods. What cannot go is a problem with its reason and what to do.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('Unleashed'),
		`In Unleashed, make a customer **WEB-SHOP** to whom the shop's orders are booked, and ${CHARGE_PRODUCTS}.`,
		'Open **Send to Unleashed**: set *Forward Orders Placed After* (the day this goes live), the *Warehouse*, and the *Base Currency* of the account. *Tax Codes* only where two taxes of the account have one rate.',
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
	retry: { ...retry('order', 'orders', TO_UNLEASHED), field: 'Order Numbers' },
	write: {
		name: 'Send to Unleashed',
		note: '### Into Unleashed\nTo set up here: the date, the warehouse, the base currency, *Preview Only*.\n\nAn order that is edited in the shop is changed here until it is completed.',
		...unleashed.node({
			resource: 'order',
			operation: 'upsert',
			forwardFrom: '',
			numberPrefix: PREFIX,
			customerCode: 'WEB-SHOP',
			warehouse: '',
			baseCurrency: '',
			chargeProducts: { delivery: FREIGHT, rounding: ROUNDING },
			orderOptions: {},
		}),
	},
});

const stock = flow({
	file: 'stock-from-unleashed-to-shopify',
	id: 'cbStockUnlShop001',
	name: 'Stock from Unleashed to Shopify',
	does: 'What Unleashed can sell is what the shop can sell. Orders that Unleashed has not seen yet are never given back to sale.',
	before: [
		SAME_ACCOUNTS,
		'Run *Orders from Shopify to Unleashed* first: the ledger then knows which units Unleashed keeps for this shop.',
		'Open **Read Stock at Unleashed** and **Read Changed Stock** and choose the same *Warehouses* in both. None means all of them together.',
		'Open **Set Stock in Shopify** and choose the *Location* that stands for them.',
		`${BY_HAND}: the first run only shows what it would write. The next one writes.`,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'SKU',
	sweep: {
		name: 'Read Stock at Unleashed',
		note: '### Every hour, and by hand\nReads the whole stock list, a call for every 200 products. Only levels that differ are written, 250 at a time.\n\nThere is no Retry here: every run does everything again.',
		...unleashed.node({ resource: 'stockLevel', operation: 'getAll', returnAll: true, warehouses: [], filters: {} }),
	},
	event: {
		name: 'When Stock Changes',
		note: '### Every 15 minutes\nAsks only for what changed: a call instead of the whole list.',
		...unleashed.poll(['stockChanged'], 15),
	},
	read: {
		name: 'Read Changed Stock',
		note: '### Read again\nWhat changed within the last two hours, as it stands now.',
		...unleashed.node({
			resource: 'stockLevel',
			operation: 'getAll',
			returnAll: true,
			warehouses: [],
			filters: { changedAfter: '={{ $now.minus({ hours: 2 }).toISO() }}' },
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
			// A few changed products are no catalogue that shrank.
			levelOptions: { scope: "={{ $('When Stock Changes').isExecuted ? 'some' : 'all' }}" },
		}),
	},
});

const tracking = flow({
	file: 'tracking-from-unleashed-to-shopify',
	id: 'cbTrackUnlShop001',
	name: 'Tracking from Unleashed to Shopify',
	does: 'Whatever is dispatched in Unleashed comes back to the shop: the order is fulfilled, with carrier and tracking where there are any. An order that is completed there without a shipment has one then, and comes back the same way.',
	before: [
		SAME_ACCOUNTS,
		`Open **Sweep Unleashed** and **Read Shipments**: ${SAME_PREFIX} Under *Options* there, *Products That Are Charges* are those under which charges are booked.`,
		'Open **Send to Shopify**: decide whether the customer gets a mail from the shop (*Notify Customer* under *Options*).',
		TRY_IT,
		'Publish.',
	],
	schedule: every(30),
	record: 'Shipment',
	sweep: {
		name: 'Sweep Unleashed',
		note: `### Every 30 minutes, and by hand\nReads what was dispatched and stands in no order of the shop yet: ${NOTHING_MISSED}`,
		...unleashed.node({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			numberPrefix: PREFIX,
			shipmentOptions: { charges: CHARGES },
			filters: {},
		}),
	},
	event: {
		name: 'When Dispatched',
		note: '### Every 10 minutes\nAsks only for what was dispatched since.',
		...unleashed.poll(['shipmentDispatched'], 10, { numberPrefix: PREFIX }),
	},
	read: {
		name: 'Read Shipments',
		...unleashed.node({
			resource: 'shipment',
			operation: 'get',
			numberPrefix: PREFIX,
			shipmentOptions: { charges: CHARGES },
		}),
	},
	retry: {
		...retry('shipment', 'shipments', TO_SHOPIFY),
		placeholder: 'SS-00000101, SS-00000102 (empty: every open problem)',
	},
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nTo set up here: *Notify Customer* under *Options*, *Preview Only*.\n\nAn order that leaves in parts is fulfilled in parts.',
		...shopify.node({ resource: 'shipment', operation: 'upsert', shipmentOptions: {} }),
	},
});

const completion = flow({
	file: 'completion-from-shopify-to-unleashed',
	id: 'cbComplShopUnl001',
	name: 'Completion from Shopify to Unleashed',
	does: 'An order that the shop calls fulfilled is completed in Unleashed: its goods leave the stock and it goes to the books. Leave this one out where people complete orders in Unleashed themselves.',
	before: [SAME_ACCOUNTS, `Open **Complete in Unleashed**: ${SAME_PREFIX}`, TRY_IT, 'Publish.'],
	schedule: every(15),
	record: 'Order',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads the orders that were fulfilled and not completed yet: ${NOTHING_MISSED}`,
		...shopify.node({
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { fulfillment: ['fulfilled'], includeCancelled: false },
		}),
	},
	event: {
		name: 'When Fulfilled',
		note: '### At once\nThe order is completed as soon as the last of it has left.',
		...shopify.trigger(['orderFulfilled']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('completion', 'completions', TO_UNLEASHED), field: 'Order Numbers' },
	write: {
		name: 'Complete in Unleashed',
		note: '### Into Unleashed\nTo set up here: the *Order Number Prefix*, *Preview Only*.',
		...unleashed.node({ resource: 'order', operation: 'complete', numberPrefix: PREFIX, orderOptions: {} }),
	},
});

const refunds = flow({
	file: 'refunds-from-shopify-to-unleashed',
	id: 'cbRefundShopUnl01',
	name: 'Refunds from Shopify to Unleashed',
	does: 'Money that is given back in the shop is credited once in Unleashed, to the customer of its order and with the order named. What is taken off an order that is not completed yet is not credited besides.',
	before: [
		SAME_ACCOUNTS,
		'Run *Orders from Shopify to Unleashed* as well: it lowers orders that are not completed yet.',
		`In Unleashed, there must be ${CHARGE_PRODUCTS}. A third one, **GOODWILL**, is for money that belongs to no goods.`,
		`Open **Credit in Unleashed**: set the *Base Currency* of the account. ${SAME_PREFIX} *New Credit Notes Arrive As* says whether somebody looks at them first.`,
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Refund',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads the refunds that were not credited yet: ${NOTHING_MISSED}`,
		...shopify.node({
			resource: 'refund',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { includeTest: false },
		}),
	},
	event: {
		name: 'When Refunded',
		note: '### At once\nA refund makes the sweep begin.',
		begins: 'sweep',
		...shopify.trigger(['refundCreated']),
	},
	read: { name: 'Read Refunds', ...shopify.node({ resource: 'refund', operation: 'get' }) },
	retry: {
		...retry('refund', 'refunds', TO_UNLEASHED),
		placeholder: '#1001-R1, #1002-R1 (empty: every open problem)',
	},
	write: {
		name: 'Credit in Unleashed',
		note: '### Into Unleashed\nTo set up here: the base currency, *New Credit Notes Arrive As*, *Preview Only*.',
		...unleashed.node({
			resource: 'refund',
			operation: 'create',
			numberPrefix: PREFIX,
			baseCurrency: '',
			creditProducts: { delivery: FREIGHT, rounding: ROUNDING, adjustment: 'GOODWILL' },
			refundOptions: {},
		}),
	},
});

const cancellations = flow({
	file: 'cancellations-from-shopify-to-unleashed',
	id: 'cbCancelShopUnl01',
	name: 'Cancellations from Shopify to Unleashed',
	does: 'An order that is cancelled in the shop is deleted in Unleashed, as long as it is not completed. Later it is a problem that says so.',
	before: [SAME_ACCOUNTS, `Open **Cancel in Unleashed**: ${SAME_PREFIX}`, TRY_IT, 'Publish.'],
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
		note: '### At once\nThe sooner Unleashed knows, the sooner its goods can be sold again.',
		...shopify.trigger(['orderCancelled']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('cancellation', 'cancellations', TO_UNLEASHED), field: 'Order Numbers' },
	write: {
		name: 'Cancel in Unleashed',
		note: '### Into Unleashed\nTo set up here: the *Order Number Prefix*, *Preview Only*.',
		...unleashed.node({ resource: 'order', operation: 'cancel', numberPrefix: PREFIX, orderOptions: {} }),
	},
});

// ------------------------------------------------------------------ products

const PART_BY_PART =
	'Where the shop decides some fields and Unleashed others, run both product workflows, each with its own fields alone.';

const productsFromUnleashed = flow({
	file: 'products-from-unleashed-to-shopify',
	id: 'cbProdUnlShop0001',
	name: 'Products from Unleashed to Shopify',
	does: 'Unleashed decides: every product of Unleashed stands in the shop, new ones as drafts, and follows its changes. What only the shop has is left alone; *Product drift between Shopify and Unleashed* lists it.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Shopify**, *Options*: choose which fields Unleashed decides (*Fields to Keep as in the Record*). Where the shop’s prices hold tax, enter it in *Tax to Add to Prices*: Unleashed keeps prices without.',
		PART_BY_PART,
		TRY_IT,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'Product',
	sweep: {
		name: 'Sweep Unleashed',
		note: `### Every hour, and by hand\nReads the products that changed since they were last sent: ${NOTHING_MISSED}`,
		...unleashed.node({
			resource: 'product',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: {},
		}),
	},
	event: {
		name: 'When a Product Changes',
		note: '### At once\nA product follows as soon as somebody saves it. The subscription is made in Unleashed, once; the node says how.',
		...unleashed.trigger(['productChanged']),
	},
	read: { name: 'Read Products', ...unleashed.node({ resource: 'product', operation: 'get' }) },
	retry: {
		...retry('product', 'products', TO_SHOPIFY),
		placeholder: 'MUG-BLUE, MUG-GREEN (empty: every open problem)',
	},
	only: { name: 'Goods Only', is: '={{ $json.variants.some((variant) => variant.tracked !== false) }}' },
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nProducts that are not counted are charges and stay out.\n\nTo set up here: the fields and the tax under *Options*, *Preview Only*.',
		...shopify.node({
			resource: 'product',
			operation: 'upsert',
			matchBy: 'sku',
			newStatus: 'draft',
			productOptions: { parts: ['title', 'codes', 'customs', 'cost', 'variants'], addTax: '' },
		}),
	},
});

const productsFromShopify = flow({
	file: 'products-from-shopify-to-unleashed',
	id: 'cbProdShopUnl0001',
	name: 'Products from Shopify to Unleashed',
	does: 'The shop decides: every variant of the shop that has a SKU stands in Unleashed under it, and follows its changes. What only Unleashed has is left alone; *Product drift between Shopify and Unleashed* lists it.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Unleashed**, *Options*: choose which fields the shop decides (*Fields to Keep as in the Shop*). Where the shop’s prices hold tax, enter it in *Tax in the Shop’s Prices*: Unleashed keeps prices without.',
		PART_BY_PART,
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
		...retry('product', 'products', TO_UNLEASHED),
		placeholder: 'the SKUs or titles of the list (empty: every open problem)',
	},
	write: {
		name: 'Send to Unleashed',
		note: '### Into Unleashed\nTo set up here: the fields and the tax under *Options*, *Preview Only*.',
		...unleashed.node({
			resource: 'product',
			operation: 'upsert',
			productOptions: { parts: ['barcode', 'cost', 'customs', 'name', 'price'], taxInPrices: '' },
		}),
	},
});

// ------------------------------------------------------------------ the comparison

const daily = comparison({
	file: 'daily-comparison-of-shopify-and-unleashed',
	id: 'cbCompareShopUnl1',
	name: 'Daily comparison of Shopify and Unleashed',
	does: 'Orders, stock and shipments of both sides are laid side by side once a day; what differs is named. Nothing is written.',
	before: [
		SAME_ACCOUNTS,
		`Open **Orders at Unleashed** (there under *Filters*), **Shipments at Unleashed**, **Compare Orders** and **Compare Shipments**: the prefix must be the one of *Orders from Shopify to Unleashed* (here **${PREFIX}**). Charges are those under which that workflow books them (here **${CHARGES}**).`,
		'Open **Stock in Shopify** and **Stock at Unleashed** and choose the same location and warehouses as in *Stock from Unleashed to Shopify*.',
		`${BY_HAND} and look at **Differences**.`,
		'Publish.',
	],
	other: 'Unleashed',
	compared: [
		{
			of: 'Orders',
			shopify: whole('order', {
				filters: { payment: ['paid', 'partiallyRefunded', 'refunded'], includeTest: false },
			}),
			other: unleashed.node(whole('order', { filters: { prefix: PREFIX } })),
			reconcile: {
				operation: 'compareOrders',
				prefix2: PREFIX,
				orderFields: ['goods', 'cancelled', 'total'],
				linesCounted: 'all',
				notGoods: CHARGES,
				creditsApart: true,
				onlyWithGoods: false,
			},
		},
		{
			of: 'Stock',
			shopify: whole('stockLevel'),
			// A product that never moved is in no list of stock: here it counts as none, so that it is not missing.
			other: unleashed.node(whole('stockLevel', { warehouses: [], stockOptions: { unlisted: 'zero' } })),
			reconcile: { operation: 'compareStockLevels', figure: 'available' },
		},
		{
			of: 'Shipments',
			shopify: whole('shipment'),
			other: unleashed.node(whole('shipment', { numberPrefix: PREFIX, shipmentOptions: { charges: CHARGES } })),
			reconcile: { operation: 'compareShipments', prefix2: PREFIX },
		},
	],
	cure: 'a record on one side only, or with other goods, amounts, figures or tracking. Run the workflow that moves this kind of record by hand; what it cannot cure, it says as a problem. Stock also differs by what the shop keeps back: orders that are unpaid, held or a problem, and units set aside.',
	subject: 'Shop and Unleashed differ',
});

const drift = productDrift({
	file: 'product-drift-between-shopify-and-unleashed',
	id: 'cbDriftShopUnl001',
	name: 'Product drift between Shopify and Unleashed',
	does: 'Once a day it is listed which products only the shop has, which only Unleashed has, and which do not say the same, whoever decides. **Align** takes over what you name, in the direction you choose. Nothing else is written.',
	before: [
		SAME_ACCOUNTS,
		'Where the shop’s prices hold tax: open **Compare Products** and enter it as *Tax to Add to Prices of Input 2*, in **Send to Shopify** as *Tax to Add to Prices*, in **Send to Unleashed** as *Tax in the Shop’s Prices* (both under *Options*).',
		`${BY_HAND} and look at **Differences**.`,
		'To align: run **Align**, choose the direction, name the SKUs. *Preview Only* in the two last nodes shows it first.',
		'Publish.',
	],
	other: 'Unleashed',
	node: unleashed.node,
	products: {
		shopify: whole('product', { filters: { status: ['active', 'draft', 'unlisted'] } }),
		other: unleashed.node(whole('product')),
		reconcile: { operation: 'compareProducts', productFields: ['name', 'barcode', 'price'], addTax2: '' },
	},
	intoShopify: {
		resource: 'product',
		operation: 'upsert',
		matchBy: 'sku',
		newStatus: 'draft',
		productOptions: { parts: ['title', 'codes', 'customs', 'cost', 'variants'], addTax: '' },
	},
	intoOther: {
		resource: 'product',
		operation: 'upsert',
		productOptions: { parts: ['barcode', 'cost', 'customs', 'name', 'price'], taxInPrices: '' },
	},
});

/** By file name, without its ending. */
export const SHOPIFY_UNLEASHED: Readonly<Record<string, TemplateFile>> = {
	'orders-from-shopify-to-unleashed': orders,
	'stock-from-unleashed-to-shopify': stock,
	'tracking-from-unleashed-to-shopify': tracking,
	'completion-from-shopify-to-unleashed': completion,
	'products-from-unleashed-to-shopify': productsFromUnleashed,
	'products-from-shopify-to-unleashed': productsFromShopify,
	'refunds-from-shopify-to-unleashed': refunds,
	'cancellations-from-shopify-to-unleashed': cancellations,
	'daily-comparison-of-shopify-and-unleashed': daily,
	'product-drift-between-shopify-and-unleashed': drift,
};
