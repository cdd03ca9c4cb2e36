/*
 * An order's way through its statuses, and what it looks like to the outside.
 * https://support.ogoship.com/what-do-the-different-order-statuses-mean
 */
import { announce } from './deliveries';
import type { Context, Line, Order } from './state';
import { changeStock, codesOf, enterQueue, hasTaken } from './stock';
import { chosen, instant, isObject, lowerNames, type Fields } from './values';

export const STATUSES = [
	'New',
	'Draft',
	'Reserved',
	'Locked',
	'Collecting',
	'Pending',
	'Cancelled',
	'Shipped',
	'Returned',
];

export const ORDER_CONTENT = [
	'shippingCode',
	'pickUpPointCode',
	'customer',
	'comments',
	'documents',
	'priceTotal',
	'priceCurrency',
	'cashOnDelivery',
	'test',
];
export const CUSTOMER = ['name', 'company', 'address1', 'address2', 'zip', 'city', 'countryCode', 'phone', 'email'];
export const CASH_ON_DELIVERY = ['amount', 'currencyCode', 'reference'];
export const DOCUMENT = ['type', 'url', 'base64Content'];
export const LINE = ['code', 'quantity', 'unitPrice', 'vatPercentage', 'productInfoUrl', 'productPictureUrl'];

/** `New` for `NEW`, `new` or `New`; undefined for a word that is no status. */
export function statusWord(value: unknown): string | undefined {
	return STATUSES.find((status) => status.toLowerCase() === String(value).toLowerCase());
}

/** Gives an order a status whatever it had, with what that does to the stock; its shipping is announced. */
export function moveTo(context: Context, order: Order, status: string): void {
	const before = order.status;
	const taken = Number(hasTaken(status)) - Number(hasTaken(before));
	changeStock(
		context,
		codesOf(order.orderLines),
		() => {
			for (const { code, quantity } of order.orderLines) {
				const product = context.state.products.get(code);
				if (product) product.stock -= taken * quantity;
			}
			order.status = status;
			order.editedMs = context.clock.now();
		},
		order,
	);
	if (status === 'Shipped' && before !== 'Shipped') announce(context, 'OrderShipped', () => orderAnswer(order));
}

/** Gives an order the status that was asked for; one that is to be New waits in line for its goods. */
export function admit(context: Context, order: Order, status: string): void {
	moveTo(context, order, status === 'New' ? 'Pending' : status);
	if (status === 'New') enterQueue(context, order);
}

/** The vendor's OrderResponse. */
export function orderAnswer(order: Order): unknown {
	return {
		id: order.id,
		reference: order.reference,
		status: order.status,
		shippingCode: null,
		pickUpPointCode: null,
		comments: '',
		documents: [],
		priceTotal: null,
		priceCurrency: null,
		cashOnDelivery: null,
		test: false,
		...order.content,
		orderLines: order.orderLines,
		trackingNumber: order.trackingNumber,
		trackingUrl: order.trackingUrl,
		warehouseComments: order.warehouseComments,
		editTime: instant(order.editedMs),
	};
}

/** What an order's body says beside its reference, status and lines. */
export function orderContent(body: Fields): Record<string, unknown> {
	const content = chosen(body, ORDER_CONTENT);
	if (isObject(content['customer'])) content['customer'] = chosen(lowerNames(content['customer']), CUSTOMER);
	if (isObject(content['cashOnDelivery'])) {
		content['cashOnDelivery'] = chosen(lowerNames(content['cashOnDelivery']), CASH_ON_DELIVERY);
	}
	if (Array.isArray(content['documents'])) {
		content['documents'] = content['documents'].map((each: unknown) => chosen(lowerNames(each), DOCUMENT));
	}
	return content;
}

export function linesOf(body: Fields): Line[] {
	const lines = Array.isArray(body['orderlines']) ? (body['orderlines'] as unknown[]) : [];
	return lines.map((each) => {
		const line = chosen(lowerNames(each), LINE);
		return { ...line, code: String(line['code']), quantity: Number(line['quantity']) };
	});
}
