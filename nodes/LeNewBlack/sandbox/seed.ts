/*
 * A small showroom at the start: the demo shop's goods as one model each, three retailers, and orders that people at the
 * brand have brought to different statuses. Everybody in it is made up.
 */
import { demoPerson } from '../../../sandbox/demo-data';
import type { DemoData, DemoProduct } from '../../../sandbox/kit';

import { amountsOf } from './orders';
import type { Kept, Level, Order, OrderItem, Price, State, Wire } from './state';
import { instant } from './values';

export const CLIENT = { id: 'demo-brand-client', secret: 'demo-brand-client-secret' } as const;

const FABRIC = 'STD';
const SIZE = 'One size';
const PRICE_LISTS = ['EUR-WHS', 'EUR-EXPORT'];
const DAY_MS = 86_400_000;

/** Without its orders where they are to come from a test alone. */
export function seed(data: DemoData, options: Readonly<Record<string, string>> = {}): State {
	const now = Date.parse(data.moment);
	const goods = data.products.filter(({ ships, barcode }) => ships && barcode !== '');
	const retailers = [retailer(1, 'C-0077', 'FR'), retailer(2, 'C-0078', 'DE'), retailer(3, 'C-0079', 'FI')];
	const prices = goods.map(priceOf);
	const kept = (content: Wire): Kept => ({ content, createdMs: now - 30 * DAY_MS, updatedMs: now - 30 * DAY_MS });
	const byKey = (list: readonly Wire[], key: string) => new Map(list.map((each) => [String(each[key]), kept(each)]));
	const orders = ORDERS.map((plan, at) => order(plan, 104_512 + at, goods, retailers, now));
	return {
		client: { ...CLIENT },
		priceLists: PRICE_LISTS,
		plain: {
			retailers: byKey(retailers, 'reference'),
			products: byKey(goods.map(productOf), 'model'),
			collections: byKey([{ code: 'SS27', name: 'Spring Summer 2027', status: 'order' }], 'code'),
			sales_catalogs: byKey([{ code: 'SS27-CORE', name: 'SS27 Core', status: 'order' }], 'code'),
			fabrics: byKey([{ code: FABRIC, name: 'Standard' }], 'code'),
			sizings: byKey([{ code: 'ONE', name: 'One size', size_1: SIZE }], 'code'),
			sales_documents: new Map(),
		},
		orders: options['orders'] === 'none' ? [] : orders,
		levels: goods.map((product): Level => ({
			ean13: product.barcode,
			sku: product.sku,
			isBlocked: product.sku === 'MUG-GREEN',
			inStock: 0,
			inStockUpdateTime: instant(now - 30 * DAY_MS),
			incomingStock: null,
			incomingStockDate: null,
		})),
		prices,
		catalogItems: [],
		links: [],
		selections: [
			{
				...{ id: 901, create_time: instant(now - DAY_MS), update_time: instant(now - DAY_MS) },
				...{ retailer_reference: 'C-0077', retailer_name: 'Maison Exemple', buyer_email: 'achats1@example.com' },
				...{ status: 'open', channel: 'showroom', is_viewed: true, is_ordered: false },
				items: [{ origin_collection_code: 'SS27', product_model: goods[0]?.sku ?? '', fabric_code: FABRIC }],
			},
		],
		invoices: [invoiceOf(orders[4]!, now)],
		files: [],
		tokens: new Map(),
	};
}

const NAMES = ['Maison Exemple', 'Beispielhaus', 'Esimerkkitalo'];
const CITIES: Readonly<Record<string, readonly [string, string]>> = {
	FR: ['75002', 'Paris'],
	DE: ['10115', 'Berlin'],
	FI: ['00100', 'Helsinki'],
};

function retailer(number: number, reference: string, country: string): Wire {
	const person = demoPerson(200 + number);
	const [zipcode, city] = CITIES[country]!;
	const address = {
		company: NAMES[number - 1],
		address_1: person.address1,
		zipcode,
		city,
		country,
		tel: person.phone,
		contact_name: `${person.firstName} ${person.lastName}`,
		contact_email: person.email,
	};
	return {
		reference,
		name: NAMES[number - 1],
		company: NAMES[number - 1],
		price_list_code: number === 1 ? 'EUR-WHS' : 'EUR-EXPORT',
		discount_rate: number === 1 ? 5 : 0,
		terms_of_payment: '30 days',
		store_address: { reference: 'S1', ...address },
		billing_address: { reference: 'B1', ...address, vat_number: `${country}00000000000` },
		delivery_addresses: [{ reference: 'D1', ...address }],
		buyers: [{ email: `achats${number}@example.com`, first_name: person.firstName, last_name: person.lastName }],
	};
}

/** The wholesale price of the demo is half of what it costs in the shop. */
function priceOf({ sku, price }: DemoProduct): Price {
	const cents = Math.round(Number(price) * 50);
	return {
		product_model: sku,
		fabric_code: FABRIC,
		price_list_code: 'EUR-WHS',
		wholesale_price: cents / 100,
		recommended_retail_price: Number(price),
	};
}

function productOf({ sku, title, barcode }: DemoProduct): Wire {
	return {
		model: sku,
		name: title,
		category_name: 'Tableware',
		collection_code: 'SS27',
		collection_name: 'Spring Summer 2027',
		sizing_name: 'One size',
		sizing_sizes: [SIZE],
		is_published: true,
		order_multiple: 1,
		variants: [
			{
				fabric_code: FABRIC,
				fabric_name: 'Standard',
				reference: `${sku}-${FABRIC}`,
				is_available: true,
				skus: [{ size_name: SIZE, ean13: barcode, sku }],
			},
		],
	};
}

interface Plan {
	readonly status: string;
	readonly retailer: number | null;
	readonly goods: readonly number[];
	readonly daysAgo: number;
	/** The line that has neither EAN-13 nor SKU. */
	readonly nameless?: number;
	readonly shipping?: number;
}

/** 104512 to 104518: ready, ready abroad, without a reference, with a line without keys, closed, confirmed, draft. */
const ORDERS: readonly Plan[] = [
	{ status: 'invoicing', retailer: 0, goods: [0, 1], daysAgo: 2, shipping: 20 },
	{ status: 'invoicing', retailer: 1, goods: [2], daysAgo: 2 },
	{ status: 'invoicing', retailer: null, goods: [3], daysAgo: 1 },
	{ status: 'invoicing', retailer: 2, goods: [4, 5], daysAgo: 1, nameless: 1 },
	{ status: 'closed', retailer: 0, goods: [6], daysAgo: 10 },
	{ status: 'confirmed', retailer: 0, goods: [7], daysAgo: 1 },
	{ status: 'draft', retailer: 1, goods: [8], daysAgo: 1 },
];

function order(
	plan: Plan,
	number: number,
	goods: readonly DemoProduct[],
	retailers: readonly Wire[],
	now: number,
): Order {
	const buyer = retailers[plan.retailer ?? 0]!;
	const items = plan.goods.map((at, place) => itemOf(goods[at % goods.length]!, place === plan.nameless));
	const at = now - plan.daysAgo * DAY_MS;
	return {
		reference: String(number),
		status: plan.status,
		content: {
			purchase_order_reference: `PO-${number}`,
			retailer_reference: plan.retailer === null ? '' : buyer['reference'],
			retailer_name: buyer['name'],
			buyer_email: (buyer['buyers'] as Wire[])[0]!['email'],
			price_list_code: buyer['price_list_code'],
			sales_catalog_code: 'SS27-CORE',
			order_mode: 'preorder',
			inventory_tracking: true,
			currency: 'EUR',
			comment: null,
			delivery_start_on: '2027-01-15',
			delivery_end_on: '2027-02-15',
			billing_address: buyer['billing_address'],
			delivery_address: (buyer['delivery_addresses'] as Wire[])[0],
			...amountsOf(items, buyer, plan.shipping),
		},
		items,
		createdMs: at,
		updatedMs: at,
		confirmedMs: plan.status === 'draft' ? null : at,
	};
}

function itemOf({ sku, title, barcode, price }: DemoProduct, nameless: boolean): OrderItem {
	return {
		collection_name: 'SS27',
		name: title,
		reference: `${sku}-${FABRIC}`,
		color: 'Standard',
		size: SIZE,
		quantity: 4,
		unit_price: Math.round(Number(price) * 50) / 100,
		recommended_retail_price: Number(price),
		ean13: nameless ? null : barcode,
		sku: nameless ? null : sku,
	};
}

function invoiceOf({ reference, content, items }: Order, now: number): Wire {
	return {
		reference_number: 'INV-2001',
		create_time: instant(now - 9 * DAY_MS),
		update_time: instant(now - 9 * DAY_MS),
		invoice_on: instant(now - 9 * DAY_MS).slice(0, 10),
		due_on: instant(now + 21 * DAY_MS).slice(0, 10),
		paid_on: null,
		status: 'issued',
		order_reference: reference,
		purchase_order_reference: content['purchase_order_reference'],
		retailer_reference: content['retailer_reference'],
		retailer_name: content['retailer_name'],
		currency_code: 'EUR',
		amount_order_tax_free: content['amount_order'],
		amount_shipping_tax_free: content['amount_shipping'],
		amount_discount_tax_free: content['amount_discount'],
		amount_tax: content['amount_tax'],
		amount_total_tax_inclusive: content['amount_total_tax_inclusive'],
		billing_address: content['billing_address'],
		delivery_address: content['delivery_address'],
		items: items.map((item) => ({
			product_name: item['name'],
			size: item['size'],
			sku: item.sku,
			unit_price: item['unit_price'],
			quantity: item.quantity,
			amount_tax_excl: Math.round(Number(item['unit_price']) * 100 * item.quantity) / 100,
		})),
	};
}
