/*
 * What staff do with orders and shipments in the program itself.
 *
 * Every change of an order takes `orderNumber`, or `guid` where two orders share a number.
 */
import Big from 'big.js';

import { completeOrder, completeProblems, moveOrder, OPEN_STATUSES, orderChanged } from './order-life';
import { admit } from './orders';
import { sumsOf } from './order-parts';
import { byGuid, orderNumbered } from './refs';
import { newShipment, openLines, setShipmentStatus } from './shipment-life';
import type { Change, OrderLine, SalesOrder, State } from './state';
import { reallocate } from './stock';
import { amountOf, guid, isText, rowsOf, textOf, textOrNull, toCents } from './values';

/** { orderNumber, lines [{sku, quantity}], status? }: typed in by hand for the first customer, at the usual prices. */
export const addOrder: Change = (input, context) => {
	const { state, clock, nextId } = context;
	const number = textOf(input, 'orderNumber');
	const lines = rowsOf(input['lines']).map((row, at) => typedLine(state, number, at + 1, row));
	const now = clock.now();
	const order: SalesOrder = {
		guid: guid(`typed order ${nextId('typedOrder')}`),
		number,
		status: 'Parked',
		customStatus: null,
		customerGuid: state.customers[0]?.guid ?? '',
		warehouseCode: 'MAIN',
		taxCode: state.taxes[0]?.code ?? '',
		currency: state.currency,
		content: { SourceId: textOrNull(input['sourceId']), CustomerRef: textOrNull(input['customerRef']) },
		lines,
		...sumsOf(lines),
		orderedMs: now,
		completedMs: null,
		createdMs: now,
		modifiedMs: now,
	};
	admit(context, order, textOf(input, 'status', 'Parked'));
	return { guid: order.guid };
};

function typedLine(state: State, order: string, number: number, row: Readonly<Record<string, unknown>>): OrderLine {
	const product = state.products.find(({ code }) => code === row['sku']);
	if (product === undefined) throw new Error(`There is no product ${String(row['sku'])}`);
	const quantity = amountOf({ ...row }, 'quantity', 0);
	const unitPrice = Number(product.content['DefaultSellPrice'] ?? 0);
	const total = new Big(unitPrice).times(quantity);
	return {
		guid: guid(`typed line ${order} ${number}`),
		number,
		productGuid: product.guid,
		quantity,
		unitPrice,
		discountRate: 0,
		total: toCents(total).toNumber(),
		tax: toCents(total.times(state.taxes[0]?.rate ?? 0)).toNumber(),
		taxCode: state.taxes[0]?.code ?? '',
		content: {},
	};
}

/** { status, customStatus? }: Parked, Placed or Backordered. */
export const setOrderStatus: Change = (input, context) => {
	const order = wantedOrder(input, context.state, OPEN_STATUSES);
	const status = textOf(input, 'status');
	if (!OPEN_STATUSES.includes(status)) throw new Error(`An order is not made ${status} so`);
	order.customStatus = textOrNull(input['customStatus']);
	moveOrder(context, order, status);
	return { guid: order.guid };
};

/** { to }: another number. */
export const setOrderNumber: Change = (input, context) => {
	const order = wantedOrder(input, context.state, OPEN_STATUSES);
	order.number = textOf(input, 'to');
	orderChanged(context, order);
	return { guid: order.guid };
};

/** { sku, quantity, unitPrice? }: staff change a line of an order that is open. */
export const changeOrderLine: Change = (input, context) => {
	const order = wantedOrder(input, context.state, OPEN_STATUSES);
	const product = context.state.products.find(({ code }) => code === input['sku']);
	const line = order.lines.find(({ productGuid }) => productGuid === product?.guid);
	if (line === undefined) throw new Error(`Order ${order.number} has no ${String(input['sku'])}`);
	const rate = context.state.taxes.find(({ code }) => code === line.taxCode)?.rate ?? 0;
	const [quantity, unitPrice] = [amountOf(input, 'quantity', 0), amountOf(input, 'unitPrice', 0, line.unitPrice)];
	const total = toCents(new Big(unitPrice).times(quantity).times(new Big(1).minus(line.discountRate)));
	const changed = { ...line, quantity, unitPrice, total: total.toNumber(), tax: toCents(total.times(rate)).toNumber() };
	reallocate(context, () => {
		order.lines = order.lines.map((each) => (each === line ? changed : each));
		Object.assign(order, sumsOf(order.lines));
	});
	orderChanged(context, order);
	return { guid: order.guid };
};

/** Completes an order as the button does. */
export const completeByStaff: Change = (input, context) => {
	const order = wantedOrder(input, context.state, OPEN_STATUSES);
	const [first] = completeProblems(context, order);
	if (first) throw new Error(first.description);
	completeOrder(context, order);
	return { guid: order.guid };
};

export const deleteByStaff: Change = (input, context) => {
	const order = wantedOrder(input, context.state, OPEN_STATUSES);
	moveOrder(context, order, 'Deleted');
	return { guid: order.guid };
};

/** { lines? [{sku, quantity}], status?, trackingNumber?, company? }: what is open, or a part; Dispatched when not said. */
export const ship: Change = (input, context) => {
	const { state } = context;
	const order = wantedOrder(input, state, OPEN_STATUSES);
	const lines = chosenLines(input['lines'], state, openLines(state, order));
	if (lines.length === 0) throw new Error(`Order ${order.number} has nothing left to ship`);
	const shipment = newShipment(context, order, { status: textOf(input, 'status', 'Dispatched'), lines });
	shipment.trackingNumber = textOrNull(input['trackingNumber']);
	shipment.company = textOrNull(input['company']) ?? (shipment.trackingNumber === null ? null : 'Posti');
	return { guid: shipment.guid, shipmentNumber: shipment.number };
};

/** Ships all that is open of every Placed order, with a number for each. */
export const shipAll: Change = (_input, context) => {
	const placed = context.state.orders.filter(({ status }) => status === 'Placed');
	const open = placed.filter((order) => openLines(context.state, order).length > 0);
	for (const order of open) {
		const trackingNumber = `JJFI${String(context.nextId('parcel')).padStart(17, '0')}`;
		ship({ guid: order.guid, trackingNumber }, context);
	}
	return { orderNumbers: open.map(({ number }) => number) };
};

/** { shipmentNumber, status?, trackingNumber?, company? }: a parcel goes on, or its number is put right; null takes it away. */
export const changeShipment: Change = (input, context) => {
	const number = textOf(input, 'shipmentNumber');
	const shipment = context.state.shipments.find((each) => each.number === number);
	if (shipment === undefined) throw new Error(`There is no shipment ${number}`);
	if (input['trackingNumber'] !== undefined) shipment.trackingNumber = textOrNull(input['trackingNumber']);
	if (input['company'] !== undefined) shipment.company = textOrNull(input['company']);
	if (isText(input['status'])) setShipmentStatus(context, shipment, input['status']);
	shipment.modifiedMs = context.clock.now();
	return { guid: shipment.guid };
};

/** Those lines that are named, with the quantities that are named; all of them when none is. */
export function chosenLines<T extends { readonly productGuid: string; readonly quantity: number }>(
	named: unknown,
	{ products }: State,
	lines: readonly T[],
): T[] {
	if (named === undefined) return [...lines];
	return rowsOf(named).map((row) => {
		const product = products.find(({ code }) => code === row['sku']);
		const line = lines.find(({ productGuid }) => productGuid === product?.guid);
		const quantity = amountOf({ ...row }, 'quantity', 0);
		if (line === undefined || quantity > line.quantity)
			throw new Error(`There is not so much of ${String(row['sku'])}`);
		return { ...line, quantity };
	});
}

/** Throws when there is no such order, or none of these statuses. */
export function wantedOrder(input: Record<string, unknown>, state: State, statuses: readonly string[]): SalesOrder {
	const { guid: id, orderNumber } = input;
	const order = isText(id) ? byGuid(state.orders, id) : orderNumbered(state, String(orderNumber));
	if (order === undefined) throw new Error(`There is no order ${String(id ?? orderNumber)}`);
	if (!statuses.includes(order.status)) throw new Error(`Order ${order.number} is ${order.status}`);
	return order;
}
