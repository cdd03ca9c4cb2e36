/*
 * Orders (facts, sections 3 to 5). One POST creates, or updates with `reference`; prices come from the retailer's price list
 * (inferred). Assumed: references are counted up; a new order stands as `open_for_brand`; tax is 20 % for a French retailer
 * and none abroad; an update replaces the items; which of an order's times a filter compares follows from its name.
 *
 * Not known: what a used purchase order reference does (option `usedPurchaseOrder`), which moves of the status are allowed
 * (option `statusMoves`), and in which form times are filtered (option `dateFilter`).
 */
import Big from 'big.js';

import { done, invalid, notFound, page, type Faults } from './answers';
import { isFaulty, type Answer, type Save } from './call';
import { faultsOf, type Shape } from './fields';
import type { Context, Order, OrderItem, Wire } from './state';
import { instant, isGiven, isText, type Fields } from './values';

/** The wire values are inferred from the names of the back office; `confirmed` and `pending` stand in the vendor's tests. */
export const STATUSES = [
	...['draft', 'open_for_buyer', 'open_for_brand', 'pending', 'confirmed', 'invoicing', 'closed', 'canceled'],
	'blocked',
];

const ORDER: Omit<Shape, 'noun'> = {
	key: 'reference',
	required: ['retailer_reference', 'items'],
	optional: [
		...['reference', 'purchase_order_reference', 'retailer_member_email', 'assigned_collection_code', 'order_type'],
	],
};
const ITEM: Omit<Shape, 'noun'> = {
	key: 'ean13',
	required: ['quantity'],
	optional: ['ean13', 'model', 'variant', 'size'],
};

export const ORDER_FILTERS = [
	'status',
	...['order_time', 'confirmation_time', 'update_time'].flatMap((time) => [`${time}_from`, `${time}_to`]),
];

export const listOrders: Answer = ({ context, query }) => {
	const faults: Record<string, string[]> = {};
	for (const name of ORDER_FILTERS.filter((each) => each !== 'status'))
		if (query[name] !== undefined && !isMoment(query[name], context)) faults[name] = ['cannot be read'];
	if (isFaulty(faults)) return invalid(faults, context);
	const rows = context.state.orders.filter(
		(order) =>
			(query['status'] === undefined || order.status === query['status']) &&
			isWithin(order.createdMs, query['order_time_from'], query['order_time_to']) &&
			isWithin(order.confirmedMs, query['confirmation_time_from'], query['confirmation_time_to']) &&
			isWithin(order.updatedMs, query['update_time_from'], query['update_time_to']),
	);
	return page(rows.map(orderAnswer), query['page'], context);
};

const FORMS: Readonly<Record<string, RegExp>> = {
	iso: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
	blank: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/,
};

const isMoment = (text: string, { options }: Context) =>
	(FORMS[options['dateFilter'] ?? 'iso'] ?? FORMS['iso']!).test(text) && !Number.isNaN(momentOf(text));

/** A time without a zone is taken for UTC (inferred). */
const momentOf = (text: string) => Date.parse(text.includes('T') ? text : `${text.replace(' ', 'T')}Z`);

function isWithin(ms: number | null, from: string | undefined, to: string | undefined): boolean {
	if (from === undefined && to === undefined) return true;
	if (ms === null) return false;
	return (from === undefined || ms >= momentOf(from)) && (to === undefined || ms <= momentOf(to));
}

export const readOrder: Answer = ({ context, keys: [reference = ''] }) => {
	const order = context.state.orders.find((each) => each.reference === reference);
	return order ? done(orderAnswer(order)) : notFound('order', reference, context);
};

export function orderAnswer({ reference, status, content, items, createdMs, updatedMs, confirmedMs }: Order): Wire {
	return {
		reference,
		create_time: instant(createdMs),
		update_time: instant(updatedMs),
		confirmation_time: confirmedMs === null ? null : instant(confirmedMs),
		cancellation_time: status === 'canceled' ? instant(updatedMs) : null,
		status,
		...content,
		items,
	};
}

/** POST /orders */
export const saveOrder: Save = (fields, context) => {
	const { state, clock, nextId, options } = context;
	const items = Array.isArray(fields['items']) ? (fields['items'] as Fields[]) : [];
	const retailer = state.plain.retailers.get(String(fields['retailer_reference']));
	const standing = isGiven(fields['reference'])
		? state.orders.find(({ reference }) => reference === String(fields['reference']))
		: undefined;
	const purchase = fields['purchase_order_reference'];
	const isTaken =
		isText(purchase) &&
		state.orders.some((order) => order !== standing && order.content['purchase_order_reference'] === purchase);
	const faults: Faults = {
		...faultsOf(fields, ORDER),
		...(isGiven(fields['retailer_reference']) && !retailer ? { retailer_reference: ['unknown retailer'] } : {}),
		...(isGiven(fields['reference']) && !standing ? { reference: ['unknown order'] } : {}),
		...(items.length === 0 ? { items: ['is required'] } : {}),
		...(isTaken && options['usedPurchaseOrder'] === 'refused'
			? { purchase_order_reference: ['belongs to another order'] }
			: {}),
		...Object.assign({}, ...items.map((item, at) => itemFaults(item, `items.${at}`, context))),
	};
	if (isFaulty(faults) || !retailer) return { faults };
	const priced = items.map((item) => toItem(item, retailer.content, context));
	const now = clock.now();
	const order: Order = {
		reference: standing?.reference ?? String(104_600 + nextId('order')),
		status: standing?.status ?? 'open_for_brand',
		content: {
			...standing?.content,
			...headOf(fields, retailer.content),
			...amountsOf(priced, retailer.content),
		},
		items: priced,
		createdMs: standing?.createdMs ?? now,
		updatedMs: now,
		confirmedMs: standing?.confirmedMs ?? null,
	};
	if (standing) state.orders.splice(state.orders.indexOf(standing), 1, order);
	else state.orders.push(order);
	return { result: orderAnswer(order) };
};

function itemFaults(item: Fields, at: string, context: Context): Faults {
	const faults = faultsOf(item, ITEM, `${at}.`);
	if (isFaulty(faults)) return faults;
	const quantity = item['quantity'];
	if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1)
		return { [`${at}.quantity`]: ['must be a whole number from 1 on'] };
	if (skuOf(item, context)) return {};
	return isText(item['ean13'])
		? { [`${at}.ean13`]: ['unknown EAN13'] }
		: { [`${at}.model`]: ['unknown model, variant or size'] };
}

/** By EAN-13, or by model, variant and size (documented for the import of orders). */
function skuOf(item: Fields, { state }: Context): { product: Wire; variant: Wire; sku: Wire } | undefined {
	for (const { content: product } of state.plain.products.values())
		for (const variant of product['variants'] as Wire[])
			for (const sku of (variant['skus'] ?? []) as Wire[]) {
				const byModel =
					product['model'] === item['model'] &&
					variant['fabric_code'] === item['variant'] &&
					sku['size_name'] === item['size'];
				if (isText(item['ean13']) ? sku['ean13'] === item['ean13'] : byModel) return { product, variant, sku };
			}
	return undefined;
}

function toItem(item: Fields, retailer: Wire, context: Context): OrderItem {
	const { product, variant, sku } = skuOf(item, context)!;
	const price = context.state.prices.find(
		(each) =>
			each.product_model === product['model'] &&
			each.fabric_code === variant['fabric_code'] &&
			each.price_list_code === retailer['price_list_code'],
	);
	return {
		collection_name: product['collection_name'],
		name: product['name'],
		reference: variant['reference'],
		color: variant['fabric_name'],
		size: sku['size_name'],
		quantity: Number(item['quantity']),
		unit_price: price?.['wholesale_price'] ?? 0,
		recommended_retail_price: price?.['recommended_retail_price'] ?? null,
		discount_amount: 0,
		discount_rate: 0,
		promotion_amount: 0,
		promotion_rate: 0,
		ean13: isText(sku['ean13']) ? sku['ean13'] : null,
		sku: isText(sku['sku']) ? sku['sku'] : null,
		sku_extra_1: sku['extra_1'] ?? null,
	};
}

function headOf(fields: Fields, retailer: Wire): Wire {
	const [buyer] = (retailer['buyers'] ?? []) as Wire[];
	const [delivery] = (retailer['delivery_addresses'] ?? []) as Wire[];
	return {
		purchase_order_reference: fields['purchase_order_reference'] ?? null,
		sales_catalog_code: fields['assigned_collection_code'] ?? null,
		order_type: fields['order_type'] ?? null,
		order_mode: 'preorder',
		inventory_tracking: true,
		price_list_code: retailer['price_list_code'],
		retailer_reference: retailer['reference'],
		retailer_name: retailer['name'],
		buyer_name: buyer?.['last_name'] ?? null,
		buyer_first_name: buyer?.['first_name'] ?? null,
		buyer_email: fields['retailer_member_email'] ?? buyer?.['email'] ?? null,
		currency: 'EUR',
		comment: null,
		terms_of_payment: retailer['terms_of_payment'] ?? null,
		billing_address: retailer['billing_address'] ?? retailer['store_address'],
		delivery_address: delivery ?? retailer['store_address'],
	};
}

/** As the example of the facts adds up: order less discount plus shipping is the total, and tax comes on top. */
export function amountsOf(items: readonly OrderItem[], retailer: Wire, shipping = 0): Wire {
	const order = items.reduce(
		(total, item) => total.plus(new Big(Number(item['unit_price'])).times(item.quantity)),
		new Big(0),
	);
	const rate = Number(retailer['discount_rate'] ?? 0);
	const discount = order.times(rate).div(100).round(2);
	const total = order.minus(discount).plus(shipping);
	const { country } = (retailer['billing_address'] ?? retailer['store_address'] ?? {}) as Wire;
	const tax = country === 'FR' ? total.times('0.2').round(2) : new Big(0);
	return {
		discount_rate: rate,
		amount_order: order.toNumber(),
		amount_discount: discount.toNumber(),
		amount_promotion: 0,
		amount_shipping: shipping,
		amount_tax: tax.toNumber(),
		amount_total: total.toNumber(),
		amount_total_tax_inclusive: total.plus(tax).toNumber(),
		price_total: total.toNumber(),
		price_total_prediscount: order.toNumber(),
	};
}

const FINAL = ['closed', 'canceled'];

/** POST /orders/status with `{ reference, status }`. */
export const setStatus: Answer = ({ body, context }) => {
	const faults = faultsOf(body, { key: 'reference', required: ['reference', 'status'], optional: [] });
	if (isFaulty(faults)) return invalid(faults, context);
	const order = context.state.orders.find(({ reference }) => reference === String(body['reference']));
	if (!order) return notFound('order', String(body['reference']), context);
	const status = String(body['status']);
	if (!STATUSES.includes(status)) return invalid({ status: ['unknown status'] }, context);
	if (context.options['statusMoves'] === 'notBack' && FINAL.includes(order.status) && order.status !== status)
		return invalid({ status: [`an order that is ${order.status} cannot be moved`] }, context);
	moveTo(order, status, context);
	return done(orderAnswer(order), { reference: order.reference, status });
};

export function moveTo(order: Order, status: string, { clock }: Context): void {
	if (order.status === status) return;
	order.status = status;
	order.updatedMs = clock.now();
	if (status === 'confirmed') order.confirmedMs ??= clock.now();
}
