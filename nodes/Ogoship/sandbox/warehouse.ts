/*
 * What the warehouse and the merchant in myOGO do with orders.
 * https://support.ogoship.com/what-do-the-different-order-statuses-mean, https://support.ogoship.com/how-to-cancel-an-order,
 * https://support.ogoship.com/how-to-track-my-orders
 *
 * Every change takes `reference`, or `id` where two orders share one; without `id` the first that the change can be
 * done to is meant. Assumed: correcting a tracking number fires no webhook.
 */
import { orderAnswer, moveTo, statusWord } from './order-life';
import { addToOrders, newOrder } from './orders';
import { ANYBODY, type Change, type Line, type Order, type State } from './state';
import { codesOf, changeStock, enterQueue } from './stock';
import { guid, isGiven, isText, lowerNames, textOf, wholeOf } from './values';

const BEFORE_SHIPPING = ['New', 'Collecting'];
/** The button "Request a cancellation" exists while Collecting; it is not always in time. */
const TO_CANCEL = ['Draft', 'New', 'Pending', 'Reserved', 'Locked', 'Collecting'];

/** An order made in myOGO or by another connector: fields as in the API, what is missing is filled in. */
export const addOrder: Change = (input, context) => {
	const body = lowerNames({ customer: ANYBODY, shippingCode: 'home_fi', orderLines: [], ...input });
	const status = statusWord(body['status'] ?? 'New');
	if (status === undefined) throw new Error(`There is no status ${String(body['status'])}`);
	const order = newOrder(context, textOf(input, 'reference'), body);
	addToOrders(context, order, status);
	return { id: order.id };
};

/** { reference or id, status, trackingNumber? }: any status at any time, whatever the rules say. */
export const setStatus: Change = (input, context) => {
	const order = wantedOrder(input, context.state);
	const status = statusWord(input['status']);
	if (status === undefined) throw new Error(`There is no status ${String(input['status'])}`);
	if (isText(input['trackingNumber'])) setTracking(order, input['trackingNumber'], undefined);
	moveTo(context, order, status);
	return { id: order.id };
};

/** The order goes into the warehouse's own system: no edit any more, and no cancellation through the API. */
export const collect: Change = (input, context) => {
	const order = wantedOrder(input, context.state, ['New']);
	moveTo(context, order, 'Collecting');
	return { id: order.id };
};

/** { trackingNumber?, trackingUrl? }: without a number it is shipped without one, as some methods always are. */
export const ship: Change = (input, context) => {
	const order = wantedOrder(input, context.state, BEFORE_SHIPPING);
	const { trackingNumber, trackingUrl } = input;
	if (isGiven(trackingNumber)) {
		if (!isTracked(context.state, order)) {
			throw new Error(`Order ${order.reference} goes by ${String(order.content['shippingCode'])}, without tracking`);
		}
		setTracking(order, textOf(input, 'trackingNumber'), trackingUrl);
	}
	moveTo(context, order, 'Shipped');
	return { id: order.id };
};

/** Ships every order that is New or Collecting, with a number where the method has tracking. */
export const shipAll: Change = (_input, context) => {
	const { state, nextId } = context;
	const orders = state.orders.filter(({ status }) => BEFORE_SHIPPING.includes(status));
	for (const order of orders) {
		if (isTracked(state, order)) setTracking(order, `JJFI${String(nextId('parcel')).padStart(17, '0')}`, undefined);
		moveTo(context, order, 'Shipped');
	}
	return { references: orders.map(({ reference }) => reference) };
};

/** { trackingNumber, trackingUrl? }: another number, or one that came late; null takes it away. */
export const correctTracking: Change = (input, context) => {
	const order = wantedOrder(input, context.state, ['Shipped']);
	if (input['trackingNumber'] === null) Object.assign(order, { trackingNumber: null, trackingUrl: null });
	else setTracking(order, textOf(input, 'trackingNumber'), input['trackingUrl']);
	order.editedMs = context.clock.now();
	return orderAnswer(order);
};

/** The parcel came back; the goods are not put on the shelf by that. */
export const returnOrder: Change = (input, context) => {
	const order = wantedOrder(input, context.state, ['Shipped']);
	moveTo(context, order, 'Returned');
	return { id: order.id };
};

/** { comment? }: a person cancels in myOGO, while Collecting with the warehouse's help; too late once it is Shipped. */
export const cancelAtWarehouse: Change = (input, context) => {
	const order = wantedOrder(input, context.state, TO_CANCEL);
	if (isText(input['comment'])) order.warehouseComments = input['comment'];
	moveTo(context, order, 'Cancelled');
	return { id: order.id };
};

/**
 * { lines }: a Pending order becomes two. `lines` [{code, quantity}] are what ships now; they stay under the order's own
 * id and reference, the rest is a second order that waits. Which of the two keeps the reference, what the second is
 * called (option `splitReference`), and that cash on delivery stays with the first are assumed.
 */
export const split: Change = (input, context) => {
	const { state, options, clock, nextId } = context;
	const order = wantedOrder(input, state, ['Pending']);
	const { now, later } = divide(order, input['lines']);
	const content = { ...order.content };
	delete content['cashOnDelivery'];
	const second: Order = {
		...order,
		id: guid(`new order ${nextId('order')}`),
		reference: options['splitReference'] === 'sameReference' ? order.reference : nextReference(state, order.reference),
		content,
		orderLines: later,
		editedMs: clock.now(),
	};
	const work = () => {
		order.orderLines = now;
		order.editedMs = clock.now();
		state.orders.push(second);
	};
	changeStock(context, codesOf([...now, ...later]), work, order);
	enterQueue(context, order);
	return { id: order.id, reference: order.reference, secondId: second.id, secondReference: second.reference };
};

/** What ships now and what later. Throws for goods that are not in the order, or when one of the two would be empty. */
function divide(order: Order, lines: unknown): { now: Line[]; later: Line[] } {
	if (!Array.isArray(lines)) throw new Error('"lines" must be a list of {code, quantity}');
	const open = new Map<string, number>();
	for (const each of lines as Array<Record<string, unknown>>) {
		const code = textOf(each, 'code');
		open.set(code, (open.get(code) ?? 0) + wholeOf(each, 'quantity', 1));
	}
	const parts = order.orderLines.map((line) => {
		const quantity = Math.min(open.get(line.code) ?? 0, line.quantity);
		open.set(line.code, (open.get(line.code) ?? 0) - quantity);
		return { now: { ...line, quantity }, later: { ...line, quantity: line.quantity - quantity } };
	});
	const strange = [...open].find(([, quantity]) => quantity > 0);
	if (strange) throw new Error(`Order ${order.reference} has not that many ${strange[0]}`);
	const now = parts.map((part) => part.now).filter(({ quantity }) => quantity > 0);
	const later = parts.map((part) => part.later).filter(({ quantity }) => quantity > 0);
	if (now.length === 0 || later.length === 0) throw new Error('A split leaves goods on both sides');
	return { now, later };
}

function nextReference({ orders }: State, reference: string): string {
	for (let n = 2; ; n += 1) {
		const next = `${reference}-${n}`;
		if (!orders.some((each) => each.reference === next)) return next;
	}
}

/** Throws when there is no such order, or none of these statuses. */
function wantedOrder(input: Record<string, unknown>, { orders }: State, statuses?: readonly string[]): Order {
	const { id, reference } = input;
	const found = orders.filter((order) => (id === undefined ? order.reference === reference : order.id === id));
	const fitting = found.find(({ status }) => statuses === undefined || statuses.includes(status));
	if (fitting) return fitting;
	if (found[0] === undefined) throw new Error(`There is no order ${String(id ?? reference)}`);
	throw new Error(`Order ${found[0].reference} is ${found[0].status}, not ${statuses?.join(' or ')}`);
}

function isTracked({ shippingMethods }: State, order: Order): boolean {
	const code = order.content['shippingCode'];
	return shippingMethods.find((method) => method.code === code)?.tracked ?? true;
}

/** The address of the first parcel when none is given. */
function setTracking(order: Order, trackingNumber: string, trackingUrl: unknown): void {
	order.trackingNumber = trackingNumber;
	const [first = ''] = trackingNumber.split(',');
	order.trackingUrl = isText(trackingUrl) ? trackingUrl : `https://track.example.com/${first.trim()}`;
}
