import type { TemplateFile } from './canvas';
import { comparison, whole } from './comparison';
import { flow } from './flow';
import { lanes } from './lanes';
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
 * The stories between a Shopify shop and an Odoo database, 16 to 19. None of them needs a webhook.
 */

const odoo = nodesOf('odoo', ['odooCommerceApi', 'Odoo Commerce account']);
const TO_ODOO = ['shopify', 'odoo'] as const;
const TO_SHOPIFY = ['odoo', 'shopify'] as const;
const SAME_ACCOUNTS = sameAccounts('Odoo Commerce');
const ORDERS_FIRST = 'Run *Orders from Shopify to Odoo* as well: this belongs to its orders.';
const SERVICES =
	'In Odoo, make service products for delivery, discounts and rounding, and for gift cards and tips where the shop has them';

/** An order as it is written; both flows that write orders have the same settings. */
const placed = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '',
	orderPrefix: PREFIX,
	warehouse: '',
	taxes: {},
	lineProducts: {},
	deliveryMethods: {},
	orderOptions: { risky: 'keep', cancelled: 'keep' },
};

const orders = flow({
	file: 'orders-from-shopify-to-odoo',
	id: 'cbOrdersShopOdo01',
	name: 'Orders from Shopify to Odoo',
	does: 'Every paid order of the shop becomes one confirmed sales order with its customer, taxes and delivery, to the cent. A risky one waits as a quotation until a person confirms or cancels it; a cancelled one arrives as a cancelled quotation.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('Odoo'),
		`${SERVICES}. Enter them in **Send to Odoo** under *Products for Other Lines*.`,
		'In **Send to Odoo**, set *Forward Orders Placed After* (the day this goes live) and the *Warehouse*. *Taxes* needs a row only where Odoo has several taxes of one rate; *Delivery Methods* say which of Odoo’s each of the shop’s is.',
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
	retry: { ...retry('order', 'orders', TO_ODOO), field: 'Order Numbers' },
	write: {
		name: 'Send to Odoo',
		note: '### Into Odoo\nTo set up here: the date, the warehouse, the products for other lines, *Preview Only*.\n\nA quotation that is edited in the shop is changed; of a confirmed order people decide.',
		...odoo.node(placed),
	},
});

const shipped = lanes({
	file: 'shipped-orders-from-shopify-to-odoo',
	id: 'cbShippdShopOdo01',
	name: 'Shipped orders from Shopify to Odoo',
	does: 'Orders that are fulfilled in the shop already and were missed are brought in, and their deliveries are validated in Odoo with what left and its tracking. What stands there is left as it is.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Odoo** and set the same as in *Orders from Shopify to Odoo*: date, prefix, warehouse, products, taxes.',
		'Choose in **Sweep Fulfilled Orders** how far back to look (*Look Back*), and in **Read Shipments** the same under *Changed After*.',
		TRY_IT,
		'Publish, or leave it to be run by hand.',
	],
	schedule: EVERY_HOUR,
	begin: '### Every hour, and by hand\nFirst the orders, then what left of them.',
	record: 'Order',
	lanes: [
		{
			note: `### 1. Orders that were missed\nReads orders that left and do not stand in Odoo yet: ${NOTHING_MISSED}`,
			again: true,
			sweep: {
				name: 'Sweep Fulfilled Orders',
				...shopify.node({
					resource: 'order',
					operation: 'getAll',
					returnAll: true,
					skipSettled: true,
					lookBackDays: 60,
					filters: { fulfillment: ['fulfilled', 'partial'], includeCancelled: false },
				}),
			},
			write: { name: 'Send to Odoo', ...odoo.node(placed) },
		},
		{
			note: '### 2. What left of them\nA delivery that is validated in Odoo already stays as it is. Leave this lane out where people validate deliveries themselves.',
			again: false,
			sweep: {
				name: 'Read Shipments',
				...shopify.node({
					resource: 'shipment',
					operation: 'getAll',
					returnAll: true,
					filters: {
						statuses: ['shipped', 'delivered'],
						changedAfter: '={{ $now.minus({ days: 60 }).toISO() }}',
					},
				}),
			},
			write: { name: 'Validate in Odoo', ...odoo.node({ resource: 'shipment', operation: 'validate' }) },
		},
	],
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('order', 'orders', TO_ODOO), field: 'Order Numbers' },
});

const billable = {
	payment: ['paid', 'partiallyPaid', 'partiallyRefunded', 'refunded'],
	// None of these is billed; but what a run that died had in hand of one is closed.
	includeCancelled: true,
	includeTest: false,
};
const unbilled = () =>
	shopify.node({ resource: 'order', operation: 'getAll', returnAll: true, skipSettled: true, filters: billable });

const invoices = lanes({
	file: 'invoices-and-payments-from-shopify-to-odoo',
	id: 'cbInvoicShopOdo01',
	name: 'Invoices and payments from Shopify to Odoo',
	does: 'Each confirmed order gets one invoice, which is posted and paid with what the shop took in, in the journal of its payment method. Leave out the steps that people do themselves.',
	before: [
		SAME_ACCOUNTS,
		ORDERS_FIRST,
		'In Odoo, *Invoicing Policy* of the products must be *Ordered quantities*; else nothing can be invoiced before it is delivered.',
		'Open **Register Payments in Odoo** and choose the *Journal*, or one for each payment method under *Journals*.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(30),
	begin: '### Every 30 minutes, and by hand\nOne step after the other. A step that is switched off is left to people.',
	record: 'Order',
	event: {
		name: 'When Paid',
		note: '### At once',
		...shopify.trigger(['orderPaid']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	lanes: [
		{
			note: `### 1. Create\nReads the orders that were not invoiced yet: ${NOTHING_MISSED} A risky order waits until somebody confirmed it in Odoo.`,
			again: true,
			sweep: { name: 'Sweep Orders to Invoice', ...unbilled() },
			write: {
				name: 'Invoice in Odoo',
				...odoo.node({ resource: 'invoice', operation: 'create', invoiceDate: 'order' }),
			},
		},
		{
			note: '### 2. Post\nAn invoice with a number of its own, that can be paid.',
			again: true,
			sweep: { name: 'Sweep Orders to Post', ...unbilled() },
			write: { name: 'Post in Odoo', ...odoo.node({ resource: 'invoice', operation: 'post' }) },
		},
		{
			note: '### 3. Register the payment\nTo set up here: the *Journal*. What was paid in part is registered in part.',
			again: true,
			sweep: { name: 'Sweep Orders to Pay', ...unbilled() },
			write: {
				name: 'Register Payments in Odoo',
				...odoo.node({ resource: 'invoice', operation: 'pay', journal: '', journals: {} }),
			},
		},
	],
	retry: {
		...retry('invoice', 'invoices', TO_ODOO),
		field: 'Order Numbers',
		kinds: ['invoice', 'posting', 'payment'],
	},
});

const refunds = flow({
	file: 'refunds-from-shopify-to-odoo',
	id: 'cbRefundShopOdo01',
	name: 'Refunds from Shopify to Odoo',
	does: 'Money that is given back in the shop becomes one credit note of the order’s invoice, with the lines and quantities that were given back. What was given back before the invoice was made is on no invoice and is not credited.',
	before: [
		SAME_ACCOUNTS,
		'Run *Invoices and payments from Shopify to Odoo* as well: a credit note takes back an invoice.',
		'Open **Credit in Odoo**: *Post* says whether the credit note is posted or somebody looks at it first; *Journal* is the one of the invoice where none is chosen.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(30),
	record: 'Refund',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 30 minutes, and by hand\nReads the refunds that were not credited yet: ${NOTHING_MISSED}`,
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
	retry: { ...retry('refund', 'refunds', TO_ODOO), placeholder: '#1001-R1, #1002-R1 (empty: every open problem)' },
	write: {
		name: 'Credit in Odoo',
		note: '### Into Odoo\nTo set up here: *Post*, the *Journal*, *Preview Only*.',
		...odoo.node({ resource: 'refund', operation: 'create', post: true, journal: '' }),
	},
});

const cancellations = flow({
	file: 'cancellations-from-shopify-to-odoo',
	id: 'cbCancelShopOdo01',
	name: 'Cancellations from Shopify to Odoo',
	does: 'An order that is cancelled in the shop is cancelled in Odoo with its open deliveries, as long as nothing of it was delivered or invoiced. Later it is a problem that says so.',
	before: [SAME_ACCOUNTS, ORDERS_FIRST, TRY_IT, 'Publish.'],
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
		note: '### At once\nThe sooner Odoo knows, the sooner its goods can be sold again.',
		...shopify.trigger(['orderCancelled']),
	},
	read: { name: 'Read Orders', ...shopify.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('cancellation', 'cancellations', TO_ODOO), field: 'Order Numbers' },
	write: {
		name: 'Cancel in Odoo',
		note: '### Into Odoo\nTo set up here: *Preview Only*.',
		...odoo.node({ resource: 'order', operation: 'cancel' }),
	},
});

const tracking = flow({
	file: 'deliveries-from-odoo-to-shopify',
	id: 'cbTrackOdoShop001',
	name: 'Deliveries and tracking from Odoo to Shopify',
	does: 'A delivery of a shop’s order that is validated in Odoo fulfills the order in the shop, with its goods, carrier and tracking; what leaves in parts is fulfilled in parts. Deliveries of other orders stay out.',
	before: [
		SAME_ACCOUNTS,
		ORDERS_FIRST,
		'Open **Send to Shopify**: decide whether the customer gets a mail from the shop (*Notify Customer* under *Options*).',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Delivery',
	sweep: {
		name: 'Sweep Odoo',
		note: `### Every 15 minutes, and by hand\nReads what was delivered and stands in no order of the shop yet: ${NOTHING_MISSED}`,
		...odoo.node({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { states: ['done'] },
		}),
	},
	event: {
		name: 'When Delivered',
		note: '### At once\nIt makes a rule in Odoo, for which the user needs the rights of Settings. Not for 16.',
		...odoo.trigger(['deliveryDone']),
	},
	read: { name: 'Read Deliveries', ...odoo.node({ resource: 'shipment', operation: 'get' }) },
	retry: {
		...retry('shipment', 'deliveries', TO_SHOPIFY),
		placeholder: 'WH/OUT/00016, WH/OUT/00017 (empty: every open problem)',
	},
	only: {
		name: 'Orders of the Shop',
		is: "={{ $json.orders.some((order) => order.system === 'shopify') }}",
	},
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nOnly what was sold in the shop.\n\nTo set up here: *Notify Customer* under *Options*, *Preview Only*.',
		...shopify.node({ resource: 'shipment', operation: 'upsert', shipmentOptions: {} }),
	},
});

const stock = flow({
	file: 'stock-from-odoo-to-shopify',
	id: 'cbStockOdoShop001',
	name: 'Stock from Odoo to Shopify',
	does: 'What is free to use in Odoo is what the shop can sell. Orders that Odoo has not seen yet are never given back to sale.',
	before: [
		SAME_ACCOUNTS,
		'Run *Orders from Shopify to Odoo* first: the ledger then knows which units Odoo keeps for this shop.',
		'Open **Read Stock at Odoo** and **Read Changed Stock** and choose the same *Warehouses* in both; several need a row each in *Location Map* of **Set Stock in Shopify**.',
		'Open **Set Stock in Shopify** and choose the *Location* that stands for the warehouse.',
		`${BY_HAND}: the first run only shows what it would write. The next one writes.`,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'SKU',
	sweep: {
		name: 'Read Stock at Odoo',
		note: '### Every hour, and by hand\nReads every product that is counted. Only levels that differ are written, 250 at a time.\n\nThere is no Retry here: every run does everything again.',
		...odoo.node({
			resource: 'stockLevel',
			operation: 'getAll',
			returnAll: true,
			per: 'warehouse',
			warehouses: [],
			figure: 'free',
			filters: {},
		}),
	},
	event: {
		name: 'When Stock Changes',
		note: '### Every 5 minutes\nAsks only for what moved or was reserved.',
		...odoo.poll(['stockChanged'], 5),
	},
	read: {
		name: 'Read Changed Stock',
		note: '### Read again\nWhat changed within the last two hours, as it stands now.',
		...odoo.node({
			resource: 'stockLevel',
			operation: 'getAll',
			returnAll: true,
			per: 'warehouse',
			warehouses: [],
			figure: 'free',
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

// ------------------------------------------------------------------ master data

const PART_BY_PART =
	'Where the shop decides some fields and Odoo others, run both product workflows, each with its own fields alone.';

const productsFromOdoo = flow({
	file: 'products-and-prices-from-odoo-to-shopify',
	id: 'cbProdOdoShop0001',
	name: 'Products and prices from Odoo to Shopify',
	does: 'Odoo decides: every product that is counted there stands in the shop with its price, new ones as drafts, and follows its changes. What only the shop has is left alone; *Product drift between Shopify and Odoo* lists it.',
	before: [
		SAME_ACCOUNTS,
		'Open **Read Products** to name single *SKUs* where only some are to be exported. *Preview Only* in **Send to Shopify** shows what was exported and what was not.',
		'Open **Send to Shopify**, *Options*: choose which fields Odoo decides (*Fields to Keep as in the Record*). Where Odoo’s sales prices are without tax and the shop’s hold it, enter it in *Tax to Add to Prices*.',
		PART_BY_PART,
		TRY_IT,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'Product',
	sweep: {
		name: 'Read Products',
		note: '### Every hour, and by hand\nReads the products of Odoo. What stands in the shop as it should costs nothing there.\n\nThere is no Retry here: every run does everything again.',
		...odoo.node({ resource: 'product', operation: 'getAll', returnAll: true, filters: {} }),
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
			productOptions: { parts: ['title', 'codes', 'customs', 'prices', 'variants'], addTax: '' },
		}),
	},
});

const productsFromShopify = flow({
	file: 'products-from-shopify-to-odoo',
	id: 'cbProdShopOdo0001',
	name: 'Products from Shopify to Odoo',
	does: 'Product import: every variant of the shop that has a SKU stands in Odoo under it as internal reference, and follows its changes. What only Odoo has is left alone; *Product drift between Shopify and Odoo* lists it.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Odoo**, *Options*: choose which fields the shop decides (*Fields to Keep as at the Source*). Prices are taken as they are; whether tax is in them, the taxes of the product in Odoo say.',
		PART_BY_PART,
		TRY_IT,
		'Publish, or leave it to be run by hand.',
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
		...retry('product', 'products', TO_ODOO),
		placeholder: 'the SKUs or titles of the list (empty: every open problem)',
	},
	write: {
		name: 'Send to Odoo',
		note: '### Into Odoo\nTo set up here: the fields under *Options*, *Preview Only*.',
		...odoo.node({
			resource: 'product',
			operation: 'upsert',
			productOptions: { parts: ['barcode', 'cost', 'hsCode', 'name', 'price', 'weight'] },
		}),
	},
});

const customers = flow({
	file: 'customers-from-shopify-to-odoo',
	id: 'cbCustoShopOdo001',
	name: 'Customers from Shopify to Odoo',
	does: 'Customer import: every customer of the shop stands in Odoo as one contact with the addresses below it. Customers also arrive with their orders, so leave this one out unless you want those who never bought.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Odoo**: *Find by E-Mail* under *Options* says whether a contact that people made is the customer. Several contacts with one e-mail are a problem and never guessed.',
		TRY_IT,
		'Publish, or leave it to be run by hand.',
	],
	schedule: EVERY_HOUR,
	record: 'Customer',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every hour, and by hand\nReads the customers that changed since they were last sent: ${NOTHING_MISSED}`,
		...shopify.node({ resource: 'customer', operation: 'getAll', returnAll: true, skipSettled: true, filters: {} }),
	},
	read: { name: 'Read Customers', ...shopify.node({ resource: 'customer', operation: 'get' }) },
	retry: {
		...retry('customer', 'customers', TO_ODOO),
		placeholder: 'what the list calls them (empty: every open problem)',
	},
	write: {
		name: 'Send to Odoo',
		note: '### Into Odoo\nTo set up here: *Find by E-Mail* under *Options*, *Preview Only*.',
		...odoo.node({ resource: 'customer', operation: 'upsert', customerOptions: {} }),
	},
});

const payouts = flow({
	file: 'payouts-from-shopify-to-odoo',
	id: 'cbPayoutShopOdo01',
	name: 'Payouts from Shopify to Odoo',
	does: 'Each payout of Shopify Payments that reached the bank becomes one draft for the books: bank and fees against the account where payments lie until they are paid out. People look at it and post it.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to Odoo**: choose the *Journal* and the accounts for bank, clearing and fees; or *Arrives As: Bank Statement Lines*, one for each part of the payout.',
		TRY_IT,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'Payout',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every hour, and by hand\nReads the payouts that arrived and were not passed on yet: ${NOTHING_MISSED}`,
		...shopify.node({ resource: 'payout', operation: 'getAll', returnAll: true, skipSettled: true, filters: {} }),
	},
	read: { name: 'Read Payouts', ...shopify.node({ resource: 'payout', operation: 'get' }) },
	retry: {
		...retry('payout', 'payouts', TO_ODOO),
		placeholder: 'numbers of the list (empty: every open problem)',
	},
	write: {
		name: 'Send to Odoo',
		note: '### Into Odoo\nTo set up here: the journal and the accounts, *Preview Only*.',
		...odoo.node({
			resource: 'payout',
			operation: 'create',
			as: 'entry',
			journal: '',
			bank: '',
			clearing: '',
			fees: '',
		}),
	},
});

// ------------------------------------------------------------------ the comparison

const daily = comparison({
	file: 'daily-comparison-of-shopify-and-odoo',
	id: 'cbCompareShopOdo1',
	name: 'Daily comparison of Shopify and Odoo',
	does: 'Orders, stock and shipments of both sides are laid side by side once a day; what differs is named. Nothing is written.',
	before: [
		SAME_ACCOUNTS,
		`Open **Compare Orders** and **Compare Shipments**: the prefix must be the one of *Orders from Shopify to Odoo* (here **${PREFIX}**).`,
		'Open **Stock in Shopify** and **Stock at Odoo** and choose the same location and warehouse as in *Stock from Odoo to Shopify*.',
		`${BY_HAND} and look at **Differences**.`,
		'Publish.',
	],
	other: 'Odoo',
	compared: [
		{
			of: 'Orders',
			shopify: whole('order', {
				filters: { payment: ['paid', 'partiallyRefunded', 'refunded'], includeTest: false },
			}),
			other: odoo.node(whole('order')),
			reconcile: {
				operation: 'compareOrders',
				prefix2: PREFIX,
				orderFields: ['goods', 'cancelled'],
				creditsApart: true,
			},
		},
		{
			of: 'Stock',
			shopify: whole('stockLevel'),
			other: odoo.node(whole('stockLevel', { per: 'warehouse', warehouses: [], figure: 'free' })),
			reconcile: { operation: 'compareStockLevels', figure: 'available' },
		},
		{
			of: 'Shipments',
			shopify: whole('shipment'),
			other: odoo.node(whole('shipment')),
			reconcile: { operation: 'compareShipments', prefix2: PREFIX },
		},
	],
	cure: 'a record on one side only, or with other goods, figures or tracking. Run the workflow that moves this kind of record by hand; what it cannot cure, it says as a problem. Stock also differs by what the shop keeps back: orders that are unpaid, held or a problem, and units set aside.',
	subject: 'Shop and Odoo differ',
});

const drift = productDrift({
	file: 'product-drift-between-shopify-and-odoo',
	id: 'cbDriftShopOdo001',
	name: 'Product drift between Shopify and Odoo',
	does: 'Once a day it is listed which products only the shop has, which only Odoo has, and which do not say the same, whoever decides. **Align** takes over what you name, in the direction you choose. Nothing else is written.',
	before: [
		SAME_ACCOUNTS,
		'Where Odoo’s sales prices are without tax and the shop’s hold it: open **Compare Products** and enter it as *Tax to Add to Prices of Input 2*, and in **Send to Shopify** as *Tax to Add to Prices* under *Options*.',
		`${BY_HAND} and look at **Differences**.`,
		'To align: run **Align**, choose the direction, name the SKUs. *Preview Only* in the two last nodes shows it first.',
		'Publish.',
	],
	other: 'Odoo',
	node: odoo.node,
	products: {
		shopify: whole('product', { filters: { status: ['active', 'draft', 'unlisted'] } }),
		other: odoo.node(whole('product')),
		reconcile: { operation: 'compareProducts', productFields: ['name', 'barcode', 'price'], addTax2: '' },
	},
	intoShopify: {
		resource: 'product',
		operation: 'upsert',
		matchBy: 'sku',
		newStatus: 'draft',
		productOptions: { parts: ['title', 'codes', 'customs', 'prices', 'variants'], addTax: '' },
	},
	intoOther: {
		resource: 'product',
		operation: 'upsert',
		productOptions: { parts: ['barcode', 'cost', 'hsCode', 'name', 'price', 'weight'] },
	},
});

/** By file name, without its ending. */
export const SHOPIFY_ODOO: Readonly<Record<string, TemplateFile>> = {
	'orders-from-shopify-to-odoo': orders,
	'shipped-orders-from-shopify-to-odoo': shipped,
	'invoices-and-payments-from-shopify-to-odoo': invoices,
	'refunds-from-shopify-to-odoo': refunds,
	'cancellations-from-shopify-to-odoo': cancellations,
	'deliveries-from-odoo-to-shopify': tracking,
	'stock-from-odoo-to-shopify': stock,
	'products-and-prices-from-odoo-to-shopify': productsFromOdoo,
	'products-from-shopify-to-odoo': productsFromShopify,
	'customers-from-shopify-to-odoo': customers,
	'payouts-from-shopify-to-odoo': payouts,
	'daily-comparison-of-shopify-and-odoo': daily,
	'product-drift-between-shopify-and-odoo': drift,
};
