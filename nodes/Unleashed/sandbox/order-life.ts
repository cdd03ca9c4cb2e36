/*
 * An order's way through its statuses, and what that does to stock, shipments and invoices (facts, section 9).
 *
 * Completing creates the shipment if none exists (third party). Assumed: shipments that are not yet Dispatched are then,
 * the invoice is made, and what one cannot take from the shelf cannot be completed (option `completeWithoutStock`).
 */
import { problem, type Problem } from './answers';
import { held } from './refs';
import { announce } from './deliveries';
import { newShipment, openLines, setShipmentStatus } from './shipment-life';
import type { Context, SalesOrder } from './state';
import { nextNumber } from './state';
import { isStocked, move, onHandOf, reallocate } from './stock';
import { guid, sumOf } from './values';

export const STATUSES = ['Parked', 'Placed', 'Backordered', 'Completed', 'Deleted'];
export const OPEN_STATUSES = ['Parked', 'Placed', 'Backordered'];

/** Says that an order has changed. */
export function orderChanged(context: Context, order: SalesOrder): void {
	order.modifiedMs = context.clock.now();
	announce(context, 'salesorder.updated', 'salesOrderGuid', order.guid);
}

/** Gives an order another status that is not Completed, whatever it had. */
export function moveOrder(context: Context, order: SalesOrder, status: string): void {
	reallocate(context, () => {
		order.status = status;
	});
	orderChanged(context, order);
}

/** Why an order cannot be completed. */
export function completeProblems({ state, options }: Context, order: SalesOrder): Problem[] {
	if (!OPEN_STATUSES.includes(order.status)) {
		return [problem('OrderStatus', `Order ${order.number} is ${order.status} and cannot be completed.`)];
	}
	if (options['completeWithoutStock'] === 'allowed') return [];
	const wanted = new Map<string, number[]>();
	for (const { productGuid, quantity } of order.lines) {
		wanted.set(productGuid, [...(wanted.get(productGuid) ?? []), quantity]);
	}
	return [...wanted].flatMap(([productGuid, quantities]) => {
		const product = held(state.products, productGuid);
		const isThere = !isStocked(product) || sumOf(quantities).lte(onHandOf(state, product, order.warehouseCode));
		return isThere ? [] : [problem('SalesOrderLines', `There is not enough of ${product.code}.`)];
	});
}

/** Completes an order that may be completed. */
export function completeOrder(context: Context, order: SalesOrder): void {
	const { state, clock, nextId } = context;
	reallocate(context, () => {
		order.status = 'Completed';
		order.completedMs = clock.now();
	});
	for (const { productGuid, quantity } of order.lines) {
		move(context, held(state.products, productGuid), order.warehouseCode, -quantity);
	}
	const shipments = state.shipments.filter(({ orderGuid }) => orderGuid === order.guid);
	if (shipments.length === 0) {
		const lines = openLines(state, order);
		if (lines.length > 0) shipments.push(newShipment(context, order, { status: 'Dispatched', lines }));
	}
	for (const shipment of shipments) setShipmentStatus(context, shipment, 'Dispatched');
	const now = clock.now();
	state.invoices.push({
		guid: guid(`invoice ${nextId('invoice')}`),
		number: nextNumber(context, 'INV'),
		orderGuid: order.guid,
		createdMs: now,
		modifiedMs: now,
	});
	orderChanged(context, order);
}
