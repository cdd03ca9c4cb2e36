/*
 * What people at the brand do: POST /_sandbox/change.
 */
import { amountsOf, moveTo, saveOrder, STATUSES } from './orders';
import type { Change, Context, Order, OrderItem, Wire } from './state';
import { isObject, isText, textOf, wholeOf } from './values';

function orderOf(input: Record<string, unknown>, { state }: Context): Order {
	const reference = textOf(input, 'reference');
	const order = state.orders.find((each) => each.reference === reference);
	if (!order) throw new Error(`There is no order ${reference}`);
	return order;
}

/** `{ reference, status }` */
export const setOrderStatus: Change = (input, context) => {
	const status = textOf(input, 'status');
	if (!STATUSES.includes(status)) throw new Error(`There is no status ${status}`);
	moveTo(orderOf(input, context), status, context);
};

/** `{ reference, fields }`: fields of the order itself. */
export const changeOrder: Change = (input, context) => {
	const order = orderOf(input, context);
	if (!isObject(input['fields'])) throw new Error('"fields" is missing');
	order.content = { ...order.content, ...input['fields'] };
	order.updatedMs = context.clock.now();
};

/** `{ reference, line, fields }`: fields of one line, counted from 0; amounts follow. */
export const changeOrderLine: Change = (input, context) => {
	const order = orderOf(input, context);
	const at = wholeOf(input, 'line');
	if (!order.items[at] || !isObject(input['fields'])) throw new Error('"line" or "fields" is wrong');
	const fields = input['fields'];
	order.items = order.items.map((item, place) => (place === at ? ({ ...item, ...fields } as OrderItem) : item));
	const retailer = { discount_rate: order.content['discount_rate'], billing_address: order.content['billing_address'] };
	const shipping = Number(order.content['amount_shipping'] ?? 0);
	order.content = { ...order.content, ...amountsOf(order.items, retailer, shipping) };
	order.updatedMs = context.clock.now();
};

/** `{ retailer, purchaseOrder?, status?, lines: [{ ean13, quantity }] }`; answers the reference. */
export const addOrder: Change = (input, context) => {
	const saved = saveOrder(
		{
			retailer_reference: textOf(input, 'retailer'),
			...(isText(input['purchaseOrder']) ? { purchase_order_reference: input['purchaseOrder'] } : {}),
			items: input['lines'],
		},
		context,
	);
	if ('faults' in saved) throw new Error(JSON.stringify(saved.faults));
	const { reference } = saved.result as { reference: string };
	if (isText(input['status'])) moveTo(orderOf({ reference }, context), input['status'], context);
	return { reference };
};

/** `{ count }` more orders like the first one, a second apart. */
export const fillOrders: Change = (input, { state }) => {
	const count = wholeOf(input, 'count');
	const [first] = state.orders;
	for (let at = 0; at < count; at++)
		state.orders.push({
			...first!,
			reference: String(200_000 + at),
			content: { ...first!.content, purchase_order_reference: `PO-${200_000 + at}` },
			updatedMs: first!.updatedMs + at * 1_000,
		});
	return { count };
};

/** `{ count }` more levels: SKU `FILL-1` and so on, EAN-13 from 3600000000001. */
export const fillStock: Change = (input, { state }) => {
	const count = wholeOf(input, 'count');
	for (let at = 1; at <= count; at++)
		state.levels.push({
			...{ ean13: String(3_600_000_000_000 + at), sku: `FILL-${at}`, isBlocked: false, inStock: 0 },
			...{ inStockUpdateTime: '2026-01-01T00:00:00Z', incomingStock: null, incomingStockDate: null },
		});
	return { count };
};

/** `{ sku, inStock?, isBlocked? }` */
export const setStock: Change = (input, { state }) => {
	const level = state.levels.find(({ sku }) => sku === textOf(input, 'sku'));
	if (!level) throw new Error('There is no such SKU');
	level.inStock = wholeOf(input, 'inStock', level.inStock);
	if (typeof input['isBlocked'] === 'boolean') level.isBlocked = input['isBlocked'];
};

/** `{ sku }`: the size is taken out of the showroom. */
export const removeStock: Change = (input, { state }) => {
	state.levels = state.levels.filter(({ sku }) => sku !== textOf(input, 'sku'));
};

/** `{ model, fields }` */
export const changeProduct: Change = (input, { state, clock }) => {
	const kept = state.plain.products.get(textOf(input, 'model'));
	if (!kept || !isObject(input['fields'])) throw new Error('"model" or "fields" is wrong');
	kept.content = { ...kept.content, ...(input['fields'] as Wire) };
	kept.updatedMs = clock.now();
};
