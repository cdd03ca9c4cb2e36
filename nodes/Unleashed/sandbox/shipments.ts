/*
 * Sales shipments over the API (facts, section 10).
 *
 * Seen in code: what is required, the fields of the answers. Assumed: an order that is Completed or Deleted gets no new
 * one; no more is shipped of a line than was ordered; a Dispatched one is neither changed nor deleted (option
 * `editDispatched`; gap 10); the numbers of `ShipmentStatusEnum`; that a tracking number and a company may be written.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import { chosenGuid, refusalOfRepeat, type Call } from './call';
import { newestFirst, page } from './query';
import { byGuid, orderNumbered, productNamed } from './refs';
import { DATE, each, GUID, LIST, misfits, missing, NUMBER, OBJECT, READ_ONLY, text } from './shape';
import { shipmentAnswer } from './shipment-answer';
import { newShipment, openLines, setShipmentStatus, SHIPMENT_STATUSES } from './shipment-life';
import type { Context, SalesOrder, Shipment, ShipmentLine } from './state';
import { fieldsOf, guid, isGuid, isObject, isText, numberOf, rowsOf, textOrNull, type Fields } from './values';

export const SHIPMENT_FILTERS = [
	...['orderNumber', 'modifiedSince', 'shipmentStatus', 'startDate', 'endDate', 'warehouseCode', 'serialBatch'],
	...['orderBy', 'sort', 'pageSize'],
];

const DELIVERY = ['Name', 'StreetAddress', 'StreetAddress2', 'Suburb', 'City', 'Region', 'PostCode', 'Country'];
const SHIPMENT = {
	Guid: GUID,
	...each(text(50), 'OrderNumber', 'ShipmentStatus', 'ShipmentNumber'),
	...each(text(500), 'TrackingNumber', 'CustomerRef', 'DeliveryInstruction', 'Incoterm'),
	Comments: text(2048),
	DispatchDate: DATE,
	ShippingCompany: { passes: (value: unknown) => typeof value === 'string' || isObject(value), must: 'must be a name' },
	SalesShipmentLines: LIST,
	...each(READ_ONLY, ...DELIVERY.map((name) => `Delivery${name}`), 'OrderGuid', 'ShipmentStatusEnum', 'Customer'),
	...each(READ_ONLY, 'Warehouse', 'TotalCommercialValue', 'CreatedBy', 'CreatedOn', 'LastModifiedOn'),
};
const LINE = {
	Guid: GUID,
	...each(NUMBER, 'LineNumber', 'SalesOrderLineNumber', 'ShipmentQty', 'CommercialMonetaryValue'),
	Product: OBJECT,
	...each(READ_ONLY, 'BatchNumbers', 'SerialNumbers'),
};

/** `orderNumber` overrides the other filters. */
export function listShipments({ context, query, keys }: Call): SandboxResponse {
	const { state } = context;
	const number = query.text('orderNumber');
	const orders = state.orders.filter((order) => order.number === number).map((order) => order.guid);
	const statuses = query.words('shipmentStatus', SHIPMENT_STATUSES);
	const isNew = query.since();
	const isCreated = query.spans('startDate', 'endDate');
	const warehouse = query.text('warehouseCode');
	const byNumber = query.words('orderBy', ['ShipmentNumber']) !== undefined;
	const descends = query.words('sort', ['asc', 'desc'])?.[0] !== 'asc';
	const withSerials = query.flag('serialBatch');
	const rows = newestFirst(state.shipments).filter((shipment) =>
		number === undefined
			? (statuses === undefined || statuses.includes(shipment.status)) &&
				isNew(shipment.modifiedMs) &&
				isCreated(shipment.createdMs) &&
				(warehouse === undefined || shipment.warehouseCode === warehouse)
			: orders.includes(shipment.orderGuid),
	);
	if (byNumber) rows.sort((one, other) => (one.number < other.number ? 1 : -1));
	return page(query, context, keys[0], {
		rows: descends ? rows : rows.reverse(),
		answer: (shipment) => shipmentAnswer(shipment, context, withSerials),
	});
}

export function readShipment({ context, keys: [key = ''] }: Call): SandboxResponse {
	const shipment = byGuid(context.state.shipments, key);
	return shipment ? done(shipmentAnswer(shipment, context), noteOf(shipment)) : notFound('shipment', key);
}

export function createShipment({ context, body }: Call): SandboxResponse {
	const { state } = context;
	const chosen = chosenGuid(undefined, body);
	if (typeof chosen === 'object') return chosen;
	const standing = chosen === undefined ? undefined : byGuid(state.shipments, chosen);
	if (standing) return refusalOfRepeat(context, 'shipment', standing.guid) ?? write(context, standing, body);
	const order = orderNumbered(state, String(body['OrderNumber']));
	const problems = [
		...missing(body, ['Guid', 'OrderNumber']),
		...(order ? shipmentProblems(body, context, order) : [problem('OrderNumber', 'There is no such order.')]),
		...(order && ['Completed', 'Deleted'].includes(order.status)
			? [problem('OrderNumber', `Order ${order.number} is ${order.status} and gets no new shipment.`)]
			: []),
	];
	if (order === undefined || problems.length > 0) return refused(400, ...problems);
	const shipment = newShipment(context, order, {
		status: String(body['ShipmentStatus']),
		lines: linesOf(body, context),
		comments: textOrNull(body['Comments']),
		...(chosen !== undefined && { guid: chosen }),
	});
	setCarrier(shipment, body);
	return created(context, shipmentAnswer(shipment, context), noteOf(shipment));
}

export function updateShipment({ context, keys: [key = ''], body }: Call): SandboxResponse {
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const shipment = byGuid(context.state.shipments, key);
	return shipment ? write(context, shipment, body) : notFound('shipment', key);
}

/** The shipment becomes what the body says; what it leaves out is blanked (documented for all writes). */
function write(context: Context, shipment: Shipment, body: Fields): SandboxResponse {
	const order = byGuid(context.state.orders, shipment.orderGuid);
	const problems = [
		...missing(body, ['Guid']),
		...(order ? shipmentProblems(body, context, order, shipment) : []),
		...(context.options['editDispatched'] === 'taken' ? [] : dispatched(shipment)),
	];
	if (problems.length > 0) return refused(400, ...problems);
	shipment.comments = textOrNull(body['Comments']);
	shipment.lines = linesOf(body, context);
	setCarrier(shipment, body);
	setShipmentStatus(context, shipment, String(body['ShipmentStatus']));
	shipment.modifiedMs = context.clock.now();
	return done(shipmentAnswer(shipment, context), noteOf(shipment));
}

export function deleteShipment({ context, keys: [key = ''] }: Call): SandboxResponse {
	const { shipments } = context.state;
	const shipment = byGuid(shipments, key);
	if (shipment === undefined) return notFound('shipment', key);
	const problems = dispatched(shipment);
	if (problems.length > 0) return refused(400, ...problems);
	shipments.splice(shipments.indexOf(shipment), 1);
	return done(undefined, noteOf(shipment));
}

export function deleteShipmentLine({ context, keys: [key = ''] }: Call): SandboxResponse {
	const isIt = (line: ShipmentLine) => line.guid === key.toLowerCase();
	const shipment = context.state.shipments.find(({ lines }) => lines.some(isIt));
	if (shipment === undefined) return notFound('line of a shipment', key);
	const problems = dispatched(shipment);
	if (problems.length > 0) return refused(400, ...problems);
	shipment.lines = shipment.lines.filter((line) => !isIt(line));
	shipment.modifiedMs = context.clock.now();
	return done(undefined, { ...noteOf(shipment), line: key });
}

// ------------------------------------------------------------------ checks

function shipmentProblems(body: Fields, { state }: Context, order: SalesOrder, itself?: Shipment): Problem[] {
	const lines = rowsOf(body['SalesShipmentLines']);
	const problems = [
		...misfits(body, SHIPMENT),
		...missing(body, ['ShipmentStatus', 'SalesShipmentLines']),
		...lines.flatMap((line, at) => [
			...misfits(line, LINE, `SalesShipmentLines[${at}].`),
			...missing(line, ['Product', 'ShipmentQty', 'SalesOrderLineNumber'], `SalesShipmentLines[${at}].`),
		]),
	];
	if (problems.length > 0) return problems;
	const status = body['ShipmentStatus'];
	const open = new Map(openLines(state, order, itself).map((line) => [line.orderLine, line]));
	return [
		...(SHIPMENT_STATUSES.includes(String(status))
			? []
			: [problem('ShipmentStatus', `There is no ${String(status)}.`)]),
		...(lines.length > 0 ? [] : [problem('SalesShipmentLines', 'The shipment has no lines.')]),
		...lines.flatMap((line) => {
			const quantity = numberOf(line['ShipmentQty']);
			const standing = open.get(numberOf(line['SalesOrderLineNumber']));
			const isProduct = standing !== undefined && productNamed(state, line['Product'])?.guid === standing.productGuid;
			if (!isProduct) return [problem('SalesOrderLineNumber', 'The order has no such open line with this product.')];
			const isPart = quantity > 0 && quantity <= standing.quantity;
			return isPart ? [] : [problem('ShipmentQty', `ShipmentQty must be above 0 and ${standing.quantity} at most.`)];
		}),
	];
}

function dispatched({ status, number }: Shipment): Problem[] {
	return status === 'Dispatched' ? [problem('ShipmentStatus', `Shipment ${number} is Dispatched.`)] : [];
}

function linesOf(body: Fields, { state, nextId }: Context): ShipmentLine[] {
	return rowsOf(body['SalesShipmentLines']).map((line) => ({
		guid: isGuid(line['Guid']) ? line['Guid'].toLowerCase() : guid(`shipment line ${nextId('shipmentLine')}`),
		orderLine: numberOf(line['SalesOrderLineNumber']),
		productGuid: productNamed(state, line['Product'])?.guid ?? '',
		quantity: numberOf(line['ShipmentQty']),
	}));
}

function setCarrier(shipment: Shipment, { TrackingNumber, ShippingCompany }: Fields): void {
	const named = fieldsOf(ShippingCompany)['Name'];
	shipment.trackingNumber = textOrNull(TrackingNumber);
	shipment.company = textOrNull(isText(named) ? named : ShippingCompany);
}

function noteOf({ guid: id, number, status }: Shipment): Record<string, unknown> {
	return { guid: id, shipmentNumber: number, status };
}
