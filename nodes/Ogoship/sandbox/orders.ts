/*
 * Orders over the API: GET and POST /api/v1/Orders, PUT /api/v1/Orders/{reference}. There is no call for one order and
 * no DELETE (https://openapi.ogoship.com/).
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, page, queryOf, refused } from './answers';
import { orderProblems, STATUSES_TO_CREATE } from './order-checks';
import { admit, linesOf, moveTo, orderAnswer, orderContent, statusWord } from './order-life';
import type { Context, Order } from './state';
import { changeStock, codesOf, enterQueue } from './stock';
import { guid, lowerNames, type Fields } from './values';

const STATUSES_TO_RELEASE = ['Draft', 'Reserved', 'Locked'];
const STATUSES_TO_CANCEL = ['Draft', 'New', 'Pending', 'Reserved'];

export function listOrders(request: SandboxRequest, context: Context): SandboxResponse {
	const { reference: wanted } = queryOf(request);
	const partial = context.options['referenceFilter'] === 'partial';
	return page(request, context, {
		rows: context.state.orders.filter(
			({ reference }) => !wanted || (partial ? reference.includes(wanted) : reference === wanted),
		),
		changedMs: (order) => order.editedMs,
		answer: orderAnswer,
	});
}

export function createOrder(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, options } = context;
	const body = lowerNames(request.body);
	const problems = orderProblems(body, state, 'create');
	if (problems.length > 0) return refused(400, problems.join(' '));
	const reference = String(body['reference']);
	const second = state.orders.some((order) => order.reference === reference);
	if (second && options['duplicateReference'] !== 'second') {
		return refused(400, `A new order cannot be added, there is an order with the same reference already: ${reference}`);
	}
	const order = newOrder(context, reference, body);
	addToOrders(context, order, statusWord(body['status']) ?? 'New');
	return done(orderAnswer(order), { reference, id: order.id, ...(second && { second: true }) });
}

/** An order as a Draft that nothing holds yet, not yet among the others. */
export function newOrder({ clock, nextId }: Context, reference: string, body: Fields): Order {
	return {
		id: guid(`new order ${nextId('order')}`),
		reference,
		status: 'Draft',
		content: orderContent(body),
		orderLines: linesOf(body),
		trackingNumber: null,
		trackingUrl: null,
		warehouseComments: null,
		editedMs: clock.now(),
	};
}

/** Puts an order among the others. */
export function addToOrders(context: Context, order: Order, status: string): void {
	context.state.orders.push(order);
	admit(context, order, status);
}

/** Of two orders with one reference the older is meant (assumed). */
export function updateOrder(request: SandboxRequest, context: Context, reference: string): SandboxResponse {
	const { state, options } = context;
	const body = lowerNames(request.body);
	const order = state.orders.find((each) => each.reference === reference);
	if (order === undefined) return refused(404, `There is no order with the reference ${reference}.`);
	if (options['allowEdits'] === 'off') return refused(400, 'This merchant does not allow changes through the API.');
	const problems = orderProblems(body, state, 'update');
	if (body['reference'] !== reference) problems.push('The reference differs from the one in the path.');
	if (problems.length > 0) return refused(400, problems.join(' '));
	const refusal = change(context, order, body, statusWord(body['status']) ?? '');
	return refusal ?? done(orderAnswer(order), { reference, id: order.id, status: order.status });
}

/** Cancels, releases or edits; what was refused is the answer. */
function change(context: Context, order: Order, body: Fields, wanted: string): SandboxResponse | undefined {
	const { reference, status } = order;
	if (wanted === 'Cancelled') {
		if (!STATUSES_TO_CANCEL.includes(status)) {
			return refused(400, `Order ${reference} is ${status} and can no longer be cancelled.`);
		}
		moveTo(context, order, wanted);
		return undefined;
	}
	if (wanted === 'New' && STATUSES_TO_RELEASE.includes(status)) {
		admit(context, order, wanted);
		return undefined;
	}
	if (context.options['apiEdits'] !== 'onlyNew') {
		return refused(400, 'This merchant does not allow changes through the API.');
	}
	if (status !== 'New' || !STATUSES_TO_CREATE.includes(wanted)) {
		return refused(400, `Order ${reference} is ${status} and cannot be changed to ${wanted}.`);
	}
	edit(context, order, body, wanted);
	return undefined;
}

/** Lines and documents that are given replace the old ones; what is absent stays. */
function edit(context: Context, order: Order, body: Fields, status: string): void {
	const lines = body['orderlines'] === undefined ? order.orderLines : linesOf(body);
	const work = () => {
		const { cashOnDelivery, ...content } = orderContent(body);
		const isTaken = context.options['editedCash'] === 'taken' && cashOnDelivery !== undefined;
		order.content = { ...order.content, ...content, ...(isTaken ? { cashOnDelivery } : {}) };
		order.orderLines = lines;
		order.status = status === 'New' ? 'Pending' : status;
		order.editedMs = context.clock.now();
	};
	changeStock(context, [...codesOf(order.orderLines), ...codesOf(lines)], work, order);
	if (status === 'New') enterQueue(context, order);
}
