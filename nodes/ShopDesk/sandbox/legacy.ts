/*
 * The older contract, as the vendor's own web client called it in 2021: POST almost everywhere, HTTP 200 always, form
 * fields with brackets, and a session of one outlet. https://github.com/shopistan/shopdesk-react (facts only)
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { falsy, fine, isObject, iso, pageOf, textOf } from './answers';
import { adjustRow } from './goods';
import { cancel, invoice, isCancellable, isInvoiceable } from './orders';
import { SESSION_STORE, stockOf, type Context, type Fields, type Order, type Outlet, type Product } from './state';

/** Numbers of statuses as the client compares them. */
const STATUS: Readonly<Record<Order['status'], string>> = {
	AWAITING_SM_APPROVAL: '3',
	APPROVED: '3',
	INVOICED: '4',
	CANCELLED: '5',
	RETURNED: '6',
};

/** The fields of a form, also of multipart, whose bodies nobody else reads. */
export function formOf({ body, headers, rawBody }: SandboxRequest): Fields {
	const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
	if (boundary === undefined) return isObject(body) ? body : {};
	const parts = rawBody.toString('utf8').split(`--${boundary}`);
	return Object.fromEntries(
		parts.flatMap((part) => {
			const found = /name="([^"]+)"[^]*?\r\n\r\n([^]*?)\r\n$/.exec(part);
			return found ? [[found[1], found[2]]] : [];
		}),
	);
}

/** `products[0][SKU]=…` as rows. */
function rowsOf(form: Fields, list: string): Fields[] {
	const rows: Array<Record<string, unknown>> = [];
	for (const [name, value] of Object.entries(form)) {
		const found = new RegExp(`^${list}\\[(\\d+)\\]\\[(\\w+)\\]$`).exec(name);
		if (found) rows[Number(found[1])] = { ...rows[Number(found[1])], [found[2]!]: value };
	}
	return rows.filter((row) => row !== undefined);
}

/** `invoices[]=1&invoices[]=2`: a form parsed into an object keeps the last only, so the text is read. */
function invoicesIn({ rawBody }: SandboxRequest, { state }: Context): Array<Order | undefined> {
	const ids = [...new URLSearchParams(rawBody.toString('utf8'))]
		.filter(([name]) => /^invoices\[\d*\]$/.test(name))
		.map(([, value]) => value);
	return ids.map((id) => state.orders.find((order) => String(order.id) === id));
}

const session = ({ state }: Context): Outlet => state.outlets.get(SESSION_STORE)!;

function headView(order: Order): Fields {
	const { content, products } = order;
	const amount = (name: string) => (typeof content[name] === 'number' ? (content[name] as number) : 0);
	const goods = products.reduce((sum, line) => sum + line.quantity * line.sale_price, 0);
	return {
		invoice_id: order.id,
		invoice_reference_id: order.number || order.reference,
		invoice_region: 'PK',
		invoice_status: STATUS[order.status],
		invoice_datetime: iso(order.createdMs)?.replace('T', ' ').slice(0, 19),
		invoice_method: content['payment_method'] ?? '',
		invoice_shipping_method: content['shipping_method'] ?? '',
		invoice_shipping_price: String(amount('shipping_price')),
		invoice_currency: content['currency'] ?? 'PKR',
		sale_total_currency: String(Math.round((goods + amount('shipping_price') - amount('discount')) * 100) / 100),
		invoice_discount: String(amount('discount')),
	};
}

/** POST /api/omni_engine/all */
export function listOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const { rows, page } = pageOf(context.state.orders, formOf(request));
	return fine({ invoices: { data: rows.map(headView), page } });
}

/** POST /api/omni_engine/getOe */
export function readOrder(request: SandboxRequest, context: Context): SandboxResponse {
	const { invoice_id: id } = formOf(request);
	const order = context.state.orders.find((each) => String(each.id) === textOf(id));
	if (!order) return falsy('Invoice not found');
	const customer = (order.content['customer'] ?? {}) as Fields;
	const { products } = context.state;
	return fine({
		customer_info: {
			customer_name: customer['name'],
			customer_email: customer['email'],
			customer_phone: customer['phone'],
			billing_address: customer['billing_address'],
			shipping_address: customer['shipping_address'],
		},
		invoice_data: headView(order),
		invoice_products: order.products.map(({ sku, quantity, list_price, sale_price }) => ({
			product_name: products.get(sku)?.name ?? sku,
			product_sku: sku,
			invoice_junction_quantity: String(quantity),
			Invoice_junction_perfect_sale: String(list_price),
			invoice_junction_sale: String(sale_price),
			invoice_junction_sale_total: String(Math.round(quantity * sale_price * 100) / 100),
		})),
	});
}

/** POST /api/omni_engine/confirmOe: makes the invoice. */
export function confirmOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const orders = invoicesIn(request, context);
	const locked = orders.find((order) => !order || !isInvoiceable(order));
	if (orders.length === 0 || orders.includes(undefined) || locked)
		return falsy('Invoice cannot be confirmed', context, locked);
	for (const order of orders) invoice(context, order!);
	return fine({ message: 'Invoices made' }, { ids: orders.map((order) => order!.id) });
}

/** POST /api/omni_engine/cancelOe */
export function cancelOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const orders = invoicesIn(request, context);
	const locked = orders.find((order) => !order || !isCancellable(order));
	if (orders.length === 0 || orders.includes(undefined) || locked)
		return falsy('Invoice cannot be cancelled', context, locked);
	for (const order of orders) cancel(context, order!);
	return fine({ message: 'Invoices cancelled' }, { ids: orders.map((order) => order!.id) });
}

/** GET /api/products/lookup/{sku}: the stock of one SKU in every outlet. */
export function lookUp({ path }: SandboxRequest, { state }: Context): SandboxResponse {
	const product = state.products.get(decodeURIComponent(path.split('/').pop() ?? ''));
	if (!product) return fine({ data: [] });
	return fine({
		data: [...state.outlets.values()].map((outlet) => ({
			store: { store_id: outlet.id, store_name: outlet.name },
			product: {
				product_name: product.name,
				product_sku: product.sku,
				product_quantity: String(stockOf(state, outlet.id, product.sku)),
			},
		})),
	});
}

/** POST /api/products/getFullRegister: every product of the session's outlet; the list is bare (its name is inferred). */
export function fullRegister(_request: SandboxRequest, context: Context): SandboxResponse {
	const { state } = context;
	const { id } = session(context);
	return fine({
		products: [...state.products.values()].map((product) => ({
			product_id: product.id,
			product_sku: product.sku,
			product_name: product.name,
			product_quantity: String(stockOf(state, id, product.sku)),
			product_sale_price: String(product.salePrice),
			discounted_price: String(discountedAt(product, id)),
		})),
	});
}

const discountedAt = (product: Product, storeId: number) => product.discounted.get(storeId) ?? 0;

/** POST /api/integrations/stock_adjustment; whether it adds or replaces is not visible in the client. */
export function adjustStock(request: SandboxRequest, context: Context): SandboxResponse {
	const form = formOf(request);
	const message = textOf(form['reason[message]']);
	if (textOf(form['call_source']) === '' || message === '') return falsy('Reason is required');
	const replaces = context.options['quantityMeans'] !== 'change';
	const rows = rowsOf(form, 'products');
	if (rows.length === 0) return falsy('Products are required');
	// A SKU that is not in the catalogue is dropped without a word, as the client drops it.
	for (const row of rows) adjustRow(context, session(context), row, { replaces, message });
	return fine({ message: 'Stock adjusted' }, { rows: rows.length });
}

/** POST /api/stock_control/viewAdjustment { limit, page, startDate, finishDate } */
export function listAdjustments(request: SandboxRequest, context: Context): SandboxResponse {
	const form = formOf(request);
	const [from, to] = [textOf(form['startDate']), textOf(form['finishDate'])];
	const own = context.state.adjustments.filter(({ storeId, atMs }) => {
		const day = iso(atMs)!.slice(0, 10);
		return storeId === SESSION_STORE && (from === '' || day >= from) && (to === '' || day <= to);
	});
	const { rows, page } = pageOf(own, form);
	return fine({
		adjustment: {
			data: rows.map(({ sku, atMs, message, by }) => ({
				product_sku: sku,
				stock_adjustment_date: iso(atMs)!.slice(0, 10),
				stock_adjustment_message: message,
				stock_adjustment_quantity: String(by),
			})),
			page,
		},
	});
}

/** POST /api/promotions/setSpecial: the special price of products in the session's outlet. */
export function setSpecial(request: SandboxRequest, context: Context): SandboxResponse {
	const rows = rowsOf(formOf(request), 'products');
	const { state } = context;
	const found = rows.map((row) => state.products.get(textOf(row['product_sku'])));
	if (rows.length === 0 || found.includes(undefined)) return falsy('Product not found');
	for (const [at, row] of rows.entries())
		found[at]!.discounted.set(SESSION_STORE, Number(textOf(row['discounted_price'])));
	return fine({ message: 'Special prices set' }, { updated: rows.length });
}

const outletView = ({ id, name, brandId, locationId }: Outlet): Fields => ({
	store_id: id,
	store_name: name,
	store_random: `random-${id}`,
	store_location: 'Esimerkkikatu 1',
	store_location_id: locationId,
	store_brand_id: brandId,
});

/** POST /api/stores/viewAllOutlets: heads only; what an outlet is mapped to stands in /stores/get. */
export function listOutlets(_request: SandboxRequest, { state }: Context): SandboxResponse {
	const outlets = [...state.outlets.values()].map((outlet) => {
		const { store_id, store_name, store_random } = outletView(outlet);
		return { store_id, store_name, store_random };
	});
	return fine({ outlets });
}

/** POST /api/stores/get { store_id } */
export function readOutlet(request: SandboxRequest, { state }: Context): SandboxResponse {
	const outlet = state.outlets.get(Number(textOf(formOf(request)['store_id'])));
	return outlet ? fine({ outlet: outletView(outlet) }) : falsy('Outlet not found');
}

/** POST /api/omni_engine/addOeKey { keys[brand], keys[location] } for the session's outlet. */
export function mapOutlet(request: SandboxRequest, context: Context): SandboxResponse {
	const form = formOf(request);
	const outlet = session(context);
	outlet.brandId = textOf(form['keys[brand]']) || null;
	outlet.locationId = textOf(form['keys[location]']) || null;
	return fine({ message: 'Saved' }, { id: outlet.id });
}
