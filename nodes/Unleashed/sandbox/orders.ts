/*
 * Sales orders over the API: list, read, create under a GUID of one's own, write whole, complete, delete, delete a line
 * (facts, sections 7 to 9).
 *
 * Assumed: a Completed order cannot be written, nor a Deleted one (option `writeDeleted`: it is an order again then, of
 * the status that the write says); a deleted one keeps GUID and number and is read by its GUID;
 * a write that is no create must carry the number; the order the list comes in; an order of which something has left is
 * not deleted (option `deleteDispatched`), and what stands in a shipment stays in the order.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import { chosenGuid, refusalOfRepeat, type Call } from './call';
import { announce } from './deliveries';
import { orderAnswer } from './order-answer';
import { orderProblems, totalsProblems } from './order-checks';
import { ordersWanted } from './order-filters';
import { completeOrder, completeProblems, moveOrder, OPEN_STATUSES, orderChanged, STATUSES } from './order-life';
import { orderParts, sumsOf } from './order-parts';
import { newestFirst, page } from './query';
import { byGuid } from './refs';
import { nextNumber, type Context, type SalesOrder } from './state';
import { shippedProblems } from './shipment-life';
import { reallocate } from './stock';
import { guid, isText, textOrNull, type Fields } from './values';

export function listOrders(call: Call): SandboxResponse {
	const { context, query, keys } = call;
	const wanted = ordersWanted(call);
	const withSerials = query.flag('serialBatch');
	return page(query, context, keys[0], {
		rows: newestFirst(context.state.orders.filter(wanted)),
		answer: (order) => orderAnswer(order, context, withSerials),
	});
}

export function readOrder({ context, keys: [key = ''] }: Call): SandboxResponse {
	const order = byGuid(context.state.orders, key);
	return order ? done(orderAnswer(order, context), noteOf(order)) : notFound('sales order', key);
}

/** POST with the GUID in the path or in the body; with none the vendor makes one. */
export function createOrder({ context, keys: [key], body }: Call): SandboxResponse {
	const { state, clock, nextId } = context;
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const standing = chosen === undefined ? undefined : byGuid(state.orders, chosen);
	if (standing) return refusalOfRepeat(context, 'sales order', standing.guid) ?? write(context, standing, body);
	const problems = createProblems(body, context);
	if (problems.length > 0) return refused(400, ...problems);
	const parts = orderParts(body, context, []);
	const sums = totalsProblems(body, parts.lines, context);
	if (sums.length > 0) return refused(400, ...sums);
	const now = clock.now();
	const order: SalesOrder = {
		guid: chosen ?? guid(`sales order ${nextId('salesOrder')}`),
		number: textOrNull(body['OrderNumber']) ?? freeNumber(context),
		status: 'Parked',
		...parts,
		completedMs: null,
		createdMs: now,
		modifiedMs: now,
	};
	const wanted = statusOf(body) ?? 'Parked';
	const unable = wanted === 'Completed' ? completeProblems(context, order) : [];
	if (unable.length > 0) return refused(400, ...unable);
	admit(context, order, wanted);
	return created(context, orderAnswer(order, context), noteOf(order));
}

/** Puts an order among the others. */
export function admit(context: Context, order: SalesOrder, status: string): void {
	reallocate(context, () => {
		context.state.orders.push(order);
		if (status !== 'Completed') order.status = status;
	});
	announce(context, 'salesorder.created', 'salesOrderGuid', order.guid);
	if (status === 'Completed') completeOrder(context, order);
}

/** The vendor's own numbers go on where they are free. */
function freeNumber(context: Context): string {
	for (;;) {
		const number = nextNumber(context, 'SO');
		if (!context.state.orders.some((order) => order.number === number)) return number;
	}
}

export function updateOrder({ context, keys: [key = ''], body }: Call): SandboxResponse {
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const order = byGuid(context.state.orders, key);
	return order ? write(context, order, body) : notFound('sales order', key);
}

/** The order becomes what the body says; what it leaves out is blanked (documented). */
function write(context: Context, order: SalesOrder, body: Fields): SandboxResponse {
	const problems = [...writeProblems(context, order, body), ...orderProblems(body, context)];
	if (problems.length > 0) return refused(400, ...problems);
	const parts = orderParts(body, context, order.lines);
	const sums = [...totalsProblems(body, parts.lines, context), ...shippedProblems(context.state, order, parts.lines)];
	if (sums.length > 0) return refused(400, ...sums);
	reallocate(context, () => {
		Object.assign(order, parts, { number: body['OrderNumber'] });
		if (context.options['putStatus'] !== 'ignored') order.status = statusOf(body) ?? order.status;
	});
	orderChanged(context, order);
	return done(orderAnswer(order, context), noteOf(order));
}

export function completeOrderCall({ context, keys: [key = ''] }: Call): SandboxResponse {
	const order = byGuid(context.state.orders, key);
	if (order === undefined) return notFound('sales order', key);
	const problems = completeProblems(context, order);
	if (problems.length > 0) return refused(400, ...problems);
	completeOrder(context, order);
	return done(orderAnswer(order, context), noteOf(order));
}

export function deleteOrder({ context, keys: [key = ''] }: Call): SandboxResponse {
	const order = byGuid(context.state.orders, key);
	if (order === undefined) return notFound('sales order', key);
	if (!OPEN_STATUSES.includes(order.status)) return refused(400, closed(order));
	const left = context.state.shipments.find(
		({ orderGuid, status }) => orderGuid === order.guid && status === 'Dispatched',
	);
	if (left && context.options['deleteDispatched'] !== 'taken') {
		return refused(400, problem('', `Shipment ${left.number} of order ${order.number} has left.`));
	}
	moveOrder(context, order, 'Deleted');
	return done(undefined, noteOf(order));
}

/** Assumed: only while the order is open, not the last line, and the vendor makes the sums anew. */
export function deleteOrderLine({ context, keys: [key = ''] }: Call): SandboxResponse {
	const isIt = (line: { readonly guid: string }) => line.guid === key.toLowerCase();
	const order = context.state.orders.find(({ lines }) => lines.some(isIt));
	if (order === undefined) return notFound('line of a sales order', key);
	if (!OPEN_STATUSES.includes(order.status)) return refused(400, closed(order));
	if (order.lines.length === 1) return refused(400, problem('SalesOrderLines', 'The last line of an order stays.'));
	const lines = order.lines.filter((line) => !isIt(line));
	const problems = shippedProblems(context.state, order, lines);
	if (problems.length > 0) return refused(400, ...problems);
	reallocate(context, () => {
		order.lines = lines;
		Object.assign(order, sumsOf(order.lines));
	});
	orderChanged(context, order);
	return done(undefined, { ...noteOf(order), line: key });
}

// ------------------------------------------------------------------ checks of status and number

/** Parked or Completed (seen in code); option `createStatus` also lets Placed and Backordered pass. */
function createProblems(body: Fields, context: Context): Problem[] {
	const status = statusOf(body);
	const allowed = context.options['createStatus'] === 'any' ? STATUSES.slice(0, -1) : ['Parked', 'Completed'];
	return [
		...orderProblems(body, context),
		...(isText(body['OrderStatus']) && !allowed.includes(status ?? '')
			? [problem('OrderStatus', `A sales order cannot be made as ${body['OrderStatus']}.`)]
			: []),
		...usedNumber(body, context),
	];
}

/** Whether a PUT may set the status is not known (gap 4): option `putStatus`. Never to Completed or Deleted (assumed). */
function writeProblems(context: Context, order: SalesOrder, body: Fields): Problem[] {
	const isBroughtBack = order.status === 'Deleted' && context.options['writeDeleted'] === 'taken';
	if (!OPEN_STATUSES.includes(order.status) && !isBroughtBack) return [closed(order)];
	const wanted = statusOf(body) ?? (isText(body['OrderStatus']) ? 'unknown' : order.status);
	const { putStatus } = context.options;
	const allowed = putStatus === 'refused' ? [order.status] : OPEN_STATUSES;
	return [
		...(allowed.includes(wanted) || putStatus === 'ignored'
			? []
			: [problem('OrderStatus', `Order ${order.number} is ${order.status} and cannot be made ${wanted} so.`)]),
		...(isText(body['OrderNumber']) ? [] : [problem('OrderNumber', 'OrderNumber is required.')]),
		...(body['OrderNumber'] === order.number ? [] : usedNumber(body, context)),
	];
}

/** What a used number comes to is not known (gap 1): option `usedNumber`. */
function usedNumber({ OrderNumber }: Fields, { state, options }: Context): Problem[] {
	const isUsed = isText(OrderNumber) && state.orders.some(({ number }) => number === OrderNumber);
	if (!isUsed || options['usedNumber'] === 'second') return [];
	return [problem('OrderNumber', `There is a sales order ${OrderNumber} already.`)];
}

const statusOf = ({ OrderStatus }: Fields) => STATUSES.find((status) => status === OrderStatus);

function closed({ number, status }: SalesOrder): Problem {
	return problem('OrderStatus', `Order ${number} is ${status} and can no longer be changed.`);
}

function noteOf({ guid: id, number, status }: SalesOrder): Record<string, unknown> {
	return { guid: id, orderNumber: number, status };
}
