/*
 * A shipment's way through its statuses (facts, section 10; third party).
 */
import { problem, type Problem } from './answers';
import {
	nextNumber,
	type Context,
	type OrderLine,
	type SalesOrder,
	type Shipment,
	type ShipmentLine,
	type State,
} from './state';
import { guid, sumOf } from './values';

export const SHIPMENT_STATUSES = ['Parked', 'Placed', 'Picking', 'Packed', 'Dispatched'];

interface Draft {
	readonly status: string;
	readonly lines: readonly ShipmentLine[];
	readonly guid?: string;
	readonly comments?: string | null;
}

/** A new shipment of an order, among the others. */
export function newShipment(context: Context, order: SalesOrder, draft: Draft): Shipment {
	const { state, clock, nextId } = context;
	const now = clock.now();
	const shipment: Shipment = {
		guid: draft.guid ?? guid(`shipment ${nextId('shipment')}`),
		number: nextNumber(context, 'SS'),
		orderGuid: order.guid,
		status: 'Parked',
		trackingNumber: null,
		company: null,
		comments: draft.comments ?? null,
		warehouseCode: order.warehouseCode,
		lines: draft.lines,
		dispatchedMs: null,
		createdMs: now,
		modifiedMs: now,
	};
	state.shipments.push(shipment);
	setShipmentStatus(context, shipment, draft.status);
	return shipment;
}

export function setShipmentStatus({ clock }: Context, shipment: Shipment, status: string): void {
	if (shipment.status === status) return;
	shipment.status = status;
	shipment.modifiedMs = clock.now();
	shipment.dispatchedMs = status === 'Dispatched' ? clock.now() : null;
}

/** What no shipment of the order but `except` holds yet, as lines of another. */
export function openLines(state: State, order: SalesOrder, except?: Shipment): ShipmentLine[] {
	const shipped = state.shipments
		.filter((shipment) => shipment.orderGuid === order.guid && shipment !== except)
		.flatMap(({ lines }) => lines);
	return order.lines
		.map(({ number, productGuid, quantity }) => {
			const taken = shipped.filter(({ orderLine }) => orderLine === number).map((line) => -line.quantity);
			return {
				guid: guid(`shipment line ${order.guid} ${number} ${shipped.length}`),
				orderLine: number,
				productGuid,
				quantity: sumOf([quantity, ...taken]).toNumber(),
			};
		})
		.filter(({ quantity }) => quantity > 0);
}

/**
 * Why an order cannot have these lines: something of the old ones stands in a shipment and would be in none of the new
 * (assumed).
 */
export function shippedProblems(state: State, order: SalesOrder, lines: readonly OrderLine[]): Problem[] {
	const shipped = state.shipments.filter(({ orderGuid }) => orderGuid === order.guid).flatMap((each) => each.lines);
	const numbers = [...new Set(shipped.map(({ orderLine }) => orderLine))];
	return numbers.flatMap((number) => {
		const parts = shipped.filter(({ orderLine }) => orderLine === number);
		const line = lines.find((each) => each.number === number && each.productGuid === parts[0]?.productGuid);
		const isWhole = line !== undefined && sumOf(parts.map(({ quantity }) => quantity)).lte(line.quantity);
		return isWhole ? [] : [problem('SalesOrderLines', `Line ${number} stands in a shipment.`)];
	});
}
