/*
 * Orders and invoices. Making the invoice sells the goods: they leave the outlet's stock (the source document: after
 * dispatch stock must have dropped in ShopDesk; that it drops with the invoice is inferred).
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, isObject, iso, pageOf, refused, strangers, textOf } from './answers';
import { setStock, stockOf, type Context, type Fields, type Line, type Order, type Outlet, type State } from './state';

const CREATE_FIELDS = [
	'reference_id',
	'order_number',
	'location_id',
	'target_status',
	'datetime',
	'payment_method',
	'currency',
	'shipping_method',
	'shipping_price',
	'discount',
	'customer',
	'products',
];

export const outletAt = (state: State, locationId: string): Outlet | undefined =>
	[...state.outlets.values()].find((outlet) => outlet.locationId === locationId);

const isAmount = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function lineProblems(state: State, lines: unknown): Record<string, string[]> {
	if (!Array.isArray(lines) || lines.length === 0) return { products: ['must not be empty'] };
	const problems: Record<string, string[]> = {};
	for (const [at, line] of lines.entries()) {
		const { sku, quantity, list_price, sale_price } = (isObject(line) ? line : {}) as Fields;
		if (!state.products.has(textOf(sku))) problems[`products.${at}.sku`] = [`unknown SKU ${textOf(sku)}`];
		if (!Number.isInteger(quantity) || Number(quantity) < 1)
			problems[`products.${at}.quantity`] = ['must be a whole number above zero'];
		if (!isAmount(list_price) || !isAmount(sale_price)) problems[`products.${at}.sale_price`] = ['must be a number'];
	}
	return problems;
}

/** POST /api/sales-orders (assumed contract). */
export function createOrder(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, options } = context;
	const body = request.body as Fields;
	const locationId = textOf(body['location_id']);
	const outlet = outletAt(state, locationId);
	const target = textOf(body['target_status']);
	const errors = {
		...strangers(body, CREATE_FIELDS),
		...lineProblems(state, body['products']),
		...(outlet ? {} : { location_id: [`location ${locationId} is not mapped to any outlet`] }),
		...(['AWAITING_SM_APPROVAL', 'APPROVED'].includes(target) ? {} : { target_status: ['is not a status'] }),
		...(textOf(body['reference_id']) === '' ? { reference_id: ['is required'] } : {}),
	};
	if (!outlet || Object.keys(errors).length > 0) return refused(422, 'Validation failed', errors);
	const used = state.orders.some(({ reference }) => reference === body['reference_id']);
	if (used && options['duplicateReference'] === 'refused')
		return refused(422, 'Validation failed', { reference_id: ['has already been taken'] });
	const order = addOrder(context, outlet, body);
	if (target === 'APPROVED') invoice(context, order);
	return done(createdView(order), { status: 201, message: 'Created' }, { id: order.id, reference: order.reference });
}

const createdView = ({ id, reference, storeId, locationId, status, invoiceNumber }: Order) => ({
	id,
	reference_id: reference,
	store_id: storeId,
	location_id: locationId,
	status,
	invoice_number: invoiceNumber,
});

export function addOrder({ state, clock, nextId }: Context, outlet: Outlet, body: Fields): Order {
	const order: Order = {
		id: 2726 + nextId('order'),
		reference: textOf(body['reference_id']),
		number: textOf(body['order_number']),
		storeId: outlet.id,
		locationId: outlet.locationId,
		status: textOf(body['target_status']) === 'APPROVED' ? 'APPROVED' : 'AWAITING_SM_APPROVAL',
		invoiceNumber: null,
		invoicedMs: null,
		synced: false,
		content: body,
		products: body['products'] as readonly Line[],
		createdMs: clock.now(),
		updatedMs: clock.now(),
	};
	state.orders.push(order);
	return order;
}

/** The goods are sold: out of the outlet's stock they go, below zero if need be. */
export function invoice(context: Context, order: Order): void {
	const { state, clock, nextId } = context;
	order.status = 'INVOICED';
	order.invoiceNumber = `INV-${String(979 + nextId('invoice')).padStart(6, '0')}`;
	order.invoicedMs = clock.now();
	order.updatedMs = clock.now();
	for (const { sku, quantity } of order.products)
		setStock(context, order.storeId, sku, stockOf(state, order.storeId, sku) - quantity);
}

/** Cancelling what was invoiced brings the goods back (inferred). */
export function cancel(context: Context, order: Order): void {
	if (order.status === 'INVOICED')
		for (const { sku, quantity } of order.products)
			setStock(context, order.storeId, sku, stockOf(context.state, order.storeId, sku) + quantity);
	order.status = 'CANCELLED';
	order.updatedMs = context.clock.now();
}

export const isInvoiceable = ({ status }: Order) => status === 'AWAITING_SM_APPROVAL' || status === 'APPROVED';
export const isCancellable = ({ status }: Order) => isInvoiceable({ status } as Order) || status === 'INVOICED';

/** The whole order: the fields it was made with, and what became of it (assumed contract). */
export const orderView = (order: Order) => ({
	...order.content,
	...createdView(order),
	target_status: undefined,
	invoiced_at: iso(order.invoicedMs),
	updated_at: iso(order.updatedMs),
});

/** GET /api/sales-orders; whether it filters by `reference_id` is unseen. */
export function listOrders({ query }: SandboxRequest, { state, options }: Context): SandboxResponse {
	const reference = options['referenceFilter'] === 'exact' ? query['reference_id'] : undefined;
	const wanted = state.orders
		.filter((order) => reference === undefined || order.reference === reference)
		.filter(({ status }) => query['status'] === undefined || status === query['status']);
	const { rows, page } = pageOf(wanted, query);
	return done(rows.map(orderView), { page });
}

/** GET /api/sales-orders/{id} */
export function readOrder(request: SandboxRequest, { state }: Context): SandboxResponse {
	const order = state.orders.find(({ id }) => String(id) === request.path.split('/').pop());
	return order ? done(orderView(order)) : refused(404, 'There is no such order');
}

function named(request: SandboxRequest, { state }: Context): Order[] | undefined {
	const { ids } = request.body as { ids?: unknown };
	if (!Array.isArray(ids) || ids.length === 0) return undefined;
	const orders = ids.map((id) => state.orders.find((order) => order.id === id));
	return orders.every((order) => order !== undefined) ? orders : undefined;
}

/** POST /api/sales-orders/invoice { ids } */
export function invoiceOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const orders = named(request, context);
	if (!orders) return refused(422, 'Validation failed', { ids: ['must name orders'] });
	const locked = orders.find((order) => !isInvoiceable(order));
	if (locked) return refused(422, 'Validation failed', { ids: [`order ${locked.id} is ${locked.status}`] });
	for (const order of orders) invoice(context, order);
	const data = orders.map(({ id, status, invoiceNumber, invoicedMs }) => ({
		id,
		status,
		invoice_number: invoiceNumber,
		invoiced_at: iso(invoicedMs),
	}));
	return done(data, {}, { ids: orders.map(({ id }) => id) });
}

/** POST /api/sales-orders/cancel { ids } */
export function cancelOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const orders = named(request, context);
	if (!orders) return refused(422, 'Validation failed', { ids: ['must name orders'] });
	const locked = orders.find((order) => !isCancellable(order));
	if (locked) return refused(422, 'Validation failed', { ids: [`order ${locked.id} is ${locked.status}`] });
	for (const order of orders) cancel(context, order);
	return done(
		orders.map(({ id, status }) => ({ id, status })),
		{},
		{ ids: orders.map(({ id }) => id) },
	);
}

// ------------------------------------------------------------------ invoices (documented)

const amountOf = (value: unknown) => (typeof value === 'number' ? value : 0);

/** An invoice; fields beyond number, dates, totals, status, store, products and customer are assumed. */
function invoiceView(order: Order, { outlets }: State): unknown {
	const { content, products } = order;
	const goods = products.reduce((sum, { quantity, sale_price }) => sum + quantity * sale_price, 0);
	const customer = (content['customer'] ?? {}) as Fields;
	const [discount, shipping] = [amountOf(content['discount']), amountOf(content['shipping_price'])];
	const store = outlets.get(order.storeId);
	return {
		id: order.id,
		invoice_number: order.invoiceNumber,
		invoice_datetime: iso(order.invoicedMs),
		status: order.status,
		synced: order.synced,
		reference_id: order.reference,
		order_number: order.number,
		currency: content['currency'],
		sub_total: goods,
		discount,
		shipping_price: shipping,
		tax: 0,
		total: Math.round((goods + shipping - discount) * 100) / 100,
		store: { store_id: order.storeId, store_name: store?.name, store_location_id: order.locationId },
		customer_info: { customer_name: customer['name'], customer_phone: customer['phone'] },
		products: products.map(({ sku, quantity, sale_price }) => ({
			product_sku: sku,
			quantity,
			sale_price,
			total: Math.round(quantity * sale_price * 100) / 100,
		})),
	};
}

/** GET /api/invoice?page=&limit= (documented; its filters are not) */
export function listInvoices({ query }: SandboxRequest, { state }: Context): SandboxResponse {
	const invoiced = state.orders.filter(({ invoiceNumber }) => invoiceNumber !== null);
	const { rows } = pageOf(invoiced, query);
	return done(rows.map((order) => invoiceView(order, state)));
}

/** PUT /api/invoice/sync { ids } (documented); the answer is what an SAP would take. */
export function syncInvoices(request: SandboxRequest, context: Context): SandboxResponse {
	const orders = named(request, context);
	if (!orders || orders.some(({ invoiceNumber }) => invoiceNumber === null)) {
		// A failure is not always told by the status (documented).
		const body = { status: 200, message: 'NOT OK', data: [] };
		return { status: 200, body, accepted: false };
	}
	for (const order of orders) {
		order.synced = true;
		order.updatedMs = context.clock.now();
	}
	return done(
		orders.map((order) => invoiceView(order, context.state)),
		{},
		{ ids: orders.map(({ id }) => id) },
	);
}
