/*
 * Which orders a list asks for (facts, section 7: all documented). `orderNumber` and `sourceId` override every other
 * filter; whether they also find a deleted order is not known: option `deletedByNumber`.
 */
import type { Call } from './call';
import { STATUSES } from './order-life';
import { startsWith } from './query';
import { held } from './refs';
import type { SalesOrder } from './state';

export const ORDER_FILTERS = [
	...['orderNumber', 'sourceId', 'orderStatus', 'customOrderStatus', 'modifiedSince', 'startDate', 'endDate'],
	...['completedAfter', 'completedBefore', 'customerCode', 'customerId', 'warehouseCode', 'serialBatch', 'pageSize'],
];

export function ordersWanted(call: Call): (order: SalesOrder) => boolean {
	const { query, context } = call;
	const [number, source] = [query.text('orderNumber'), query.text('sourceId')];
	if (number === undefined && source === undefined) return otherwiseWanted(call);
	const isHidden = ({ status }: SalesOrder) => status === 'Deleted' && context.options['deletedByNumber'] === 'hidden';
	return (order) =>
		(number === undefined ? order.content['SourceId'] === source : order.number === number) && !isHidden(order);
}

function otherwiseWanted({ query, context: { state } }: Call): (order: SalesOrder) => boolean {
	const custom = query.texts('customOrderStatus');
	const statuses = query.words('orderStatus', STATUSES);
	const isNew = query.since();
	const isOrdered = query.spans('startDate', 'endDate');
	const isCompleted = query.spans('completedAfter', 'completedBefore');
	const code = query.text('customerCode');
	const customers = query.guids('customerId');
	const warehouse = query.text('warehouseCode');
	const hasStatus = ({ status, customStatus }: SalesOrder) => {
		if (custom) return customStatus !== null && custom.includes(customStatus);
		return statuses ? statuses.includes(status) : status !== 'Deleted';
	};
	return (order) =>
		hasStatus(order) &&
		isNew(order.modifiedMs) &&
		isOrdered(order.orderedMs) &&
		isCompleted(order.completedMs) &&
		startsWith(held(state.customers, order.customerGuid).code, code) &&
		(customers === undefined || customers.includes(order.customerGuid)) &&
		(warehouse === undefined || order.warehouseCode === warehouse);
}
