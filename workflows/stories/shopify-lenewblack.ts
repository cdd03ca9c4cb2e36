import type { TemplateFile } from './canvas';
import { flow } from './flow';
import {
	BY_HAND,
	every,
	EVERY_HOUR,
	nodesOf,
	NOTHING_MISSED,
	retry,
	sameAccounts,
	shopify,
	switchOffOwn,
	TRY_IT,
} from './parts';
import { testOrder } from './test-order';

/*
 * The stories between a showroom at Le New Black and a Shopify shop.
 */

const leNewBlack = nodesOf('leNewBlack', ['leNewBlackApi', 'Le New Black account']);
const SAME_ACCOUNTS = sameAccounts('Le New Black');
/** What the numbers of the showroom's orders begin with in the shop. */
const ORDER_PREFIX = 'LNB-';

const stock = flow({
	file: 'stock-from-shopify-to-le-new-black',
	id: 'cbStockShopLnb001',
	name: 'Stock from Shopify to Le New Black',
	does: 'What the shop can sell is what retailers can order in the showroom. A size that is blocked there stays blocked.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('Le New Black'),
		'Open **Read Stock in Shopify** and choose the *Locations* whose stock retailers may order; none means all. The showroom keeps one figure, so they are added up.',
		'Open **Set Stock in Le New Black** and choose under *Match By* whether the EAN-13 (Barcode) or the SKU tells sizes apart; one key for the whole set-up.',
		`${BY_HAND}, which is also how stock is refreshed at once: the first run only shows what it would write. The next one writes.`,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'SKU',
	sweep: {
		name: 'Read Stock in Shopify',
		note: '### Every hour, and by hand\nReads what can be sold, not what lies there. Only levels that differ are written, 100 at a time.\n\nThere is no Retry here: every run does everything again.',
		...shopify.node({ resource: 'stockLevel', operation: 'getAll', returnAll: true, locations: [], filters: {} }),
	},
	write: {
		name: 'Set Stock in Le New Black',
		note: '### Into Le New Black\nTo set up here: *Match By*. The brake stops a run that would empty the showroom.',
		...leNewBlack.node({ resource: 'stockLevel', operation: 'set', matchBy: 'barcode', levelOptions: {} }),
	},
});

const ORDER_FILTERS = { statuses: 'invoicing' };

const orders = flow({
	file: 'orders-from-le-new-black-to-shopify',
	id: 'cbOrdersLnbShop01',
	name: 'Orders from Le New Black to Shopify',
	does: 'Every order of the showroom that is ready stands once in the shop, and is closed in the showroom then. One whose retailer has no reference, or with a line without EAN-13 and SKU, is held whole; every reason is named once, and kept until it is mended.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('Le New Black'),
		'Open **Sweep Le New Black**: *Statuses* under *Filters* are those whose orders go (here **invoicing**). *Check Connection* shows the words of this brand. *References* picks single orders.',
		'Open **Send to Shopify**: set *Forward Orders Placed After* (the day this goes live).',
		'Open **Close in Le New Black**: *New Status* is where an order goes once it stands in the shop (here **closed**). Switch the node off if people do that.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(30),
	record: 'Order',
	sweep: {
		name: 'Sweep Le New Black',
		note: '### Every 30 minutes, and by hand\nReads every order that is ready. One that stands in the shop is closed, so this list is short; one whose closing failed is closed with the next run.',
		...leNewBlack.node({
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			filters: ORDER_FILTERS,
			orderOptions: {},
		}),
	},
	check: {
		name: 'Hold What Is Incomplete',
		...leNewBlack.node({
			resource: 'order',
			operation: 'validate',
			lineKey: 'either',
			allowShort: false,
			heldOrders: 'mark',
		}),
	},
	read: { name: 'Read Orders', ...leNewBlack.node({ resource: 'order', operation: 'get', orderOptions: {} }) },
	retry: {
		...retry('order', 'orders', ['leNewBlack', 'shopify']),
		field: 'Order References',
		placeholder: '104512, 104513 (empty: every open problem)',
	},
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nTo set up here: the date, *Preview Only*.\n\nOrders are on account, so they arrive as payment pending.',
		...shopify.node({
			resource: 'order',
			operation: 'upsert',
			forwardFrom: '',
			paymentStatuses: ['pending'],
			orderOptions: { namePrefix: ORDER_PREFIX, tags: 'wholesale' },
		}),
	},
	after: {
		name: 'Stands in the Shop',
		// Not what was only previewed, and not what was skipped.
		is: "={{ ['created', 'updated', 'unchanged'].includes($json.outcome) }}",
		steps: [
			{ name: 'Read Again', ...leNewBlack.node({ resource: 'order', operation: 'get', orderOptions: {} }) },
			{
				name: 'Close in Le New Black',
				...leNewBlack.node({
					resource: 'order',
					operation: 'moveStatus',
					newStatus: 'closed',
					statusOptions: { onlyFrom: 'invoicing' },
				}),
			},
		],
	},
});

const products = flow({
	file: 'products-from-shopify-to-le-new-black',
	id: 'cbProdShopLnb0001',
	name: 'Products from Shopify to Le New Black',
	does: 'Products of the shop stand in the showroom with their colors, sizes, EAN-13 and pictures. What stands there is completed and never taken away; a picture there is never replaced.',
	before: [
		SAME_ACCOUNTS,
		switchOffOwn('Le New Black'),
		'Open **Send to Le New Black**: enter *Collection Code*, *Collection Name* and *Category* of products that are new. Under *Options* you say what the shop calls color and size, and what it decides later.',
		'To bring only some products, enter *Tags* under *Filters* in **Sweep Shopify**. Prices are not brought: a retailer’s price is no shop’s price.',
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
			filters: { status: ['active'] },
		}),
	},
	read: { name: 'Read Products', ...shopify.node({ resource: 'product', operation: 'get' }) },
	retry: {
		...retry('product', 'products', ['shopify', 'leNewBlack']),
		placeholder: 'Veste Alba (empty: every open problem)',
	},
	write: {
		name: 'Send to Le New Black',
		note: '### Into Le New Black\nTo set up here: the collection, the category, *Preview Only*.\n\nA variant without EAN-13 and SKU is left out and named.',
		...leNewBlack.node({
			resource: 'product',
			operation: 'upsert',
			collectionCode: '',
			collectionName: '',
			category: '',
			images: true,
			productOptions: {},
		}),
	},
});

const retailers = flow({
	file: 'retailers-from-shopify-to-le-new-black',
	id: 'cbRetlShopLnb0001',
	name: 'Retailers from Shopify to Le New Black',
	does: 'Wholesale customers of the shop stand in the showroom as retailers with a reference, so that no order waits for one. A retailer that stands there under its reference keeps its price list and its buyers.',
	before: [
		SAME_ACCOUNTS,
		'Give the wholesale customers of the shop the tag that stands in **Sweep Shopify** under *Filters* (here **wholesale**).',
		'Open **Send to Le New Black**: enter the *Price List* of new retailers, and the *Reference Prefix*.',
		'A retailer that was made in the showroom without a reference is not found by this. Give it the reference that this would give it in the back office first, or there will be two.',
		TRY_IT,
		'Publish.',
	],
	schedule: EVERY_HOUR,
	record: 'Customer',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every hour, and by hand\nReads the customers that changed since they were last sent: ${NOTHING_MISSED}`,
		...shopify.node({
			resource: 'customer',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { tags: 'wholesale' },
		}),
	},
	read: { name: 'Read Customers', ...shopify.node({ resource: 'customer', operation: 'get' }) },
	retry: retry('customer', 'customers', ['shopify', 'leNewBlack']),
	write: {
		name: 'Send to Le New Black',
		note: '### Into Le New Black\nTo set up here: *Price List*, *Reference Prefix*, *Preview Only*.\n\nA retailer must have a country.',
		...leNewBlack.node({ resource: 'retailer', operation: 'upsert', priceList: '', referencePrefix: 'SHOP-' }),
	},
});

const tracking = flow({
	file: 'tracking-from-shopify-to-le-new-black',
	id: 'cbTrackShopLnb001',
	name: 'Tracking from Shopify to Le New Black',
	does: 'A parcel of an order that came from the showroom is shown there as a sales document with its tracking, linked to the order.',
	before: [
		SAME_ACCOUNTS,
		`Open **Show in Le New Black**: *Order Number Prefix* must be the *Order Name Prefix* of *Orders from Le New Black to Shopify* (here **${ORDER_PREFIX}**). Parcels of other orders are skipped.`,
		'Ask Le New Black which *Category* and *Type* of sales documents your account has, and enter them under *Options* there: they are not published.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(30),
	record: 'Shipment',
	sweep: {
		name: 'Sweep Shopify',
		note: '### Every 30 minutes, and by hand\nReads the parcels that changed within the last three days. What was shown already is not shown twice; after a longer pause, put the three days under *Filters* up for one run.',
		...shopify.node({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			filters: { changedAfter: '={{ $now.minus({ days: 3 }).toISO() }}' },
		}),
	},
	read: { name: 'Read Shipments', ...shopify.node({ resource: 'shipment', operation: 'get' }) },
	retry: {
		...retry('shipment', 'shipments', ['shopify', 'leNewBlack']),
		placeholder: `#${ORDER_PREFIX}104512-F1 (empty: every open problem)`,
	},
	write: {
		name: 'Show in Le New Black',
		note: '### Into Le New Black\nTo set up here: the prefix, *Category* and *Type* under *Options*, *Preview Only*.',
		...leNewBlack.node({
			resource: 'salesDocument',
			operation: 'upsert',
			orderPrefix: ORDER_PREFIX,
			documentPrefix: 'DN-',
			documentOptions: {},
		}),
	},
});

/** By file name, without its ending. */
export const SHOPIFY_LE_NEW_BLACK: Readonly<Record<string, TemplateFile>> = {
	'stock-from-shopify-to-le-new-black': stock,
	'orders-from-le-new-black-to-shopify': orders,
	'tracking-from-shopify-to-le-new-black': tracking,
	'test-order-from-le-new-black-to-shopify': testOrder(),
	'products-from-shopify-to-le-new-black': products,
	'retailers-from-shopify-to-le-new-black': retailers,
};
