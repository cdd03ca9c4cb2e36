/*
 * How fulfillment orders come to be and follow their order. Routing makes one per location and delivery method; what
 * ships and what does not (gift cards, seats at a workshop) never share one.
 * https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/manage-fulfillments
 *
 * Assumed: everything is routed to the main location; after an edit, what is added goes to the first fulfillment order
 * still active and what is taken out leaves the last; one from which everything was taken out closes; those of a
 * cancelled order become CANCELLED.
 */
import {
	fulfilledUnits,
	isActive,
	openUnits,
	type DeliveryMethodType,
	type FulfillmentOrderLineRecord,
	type FulfillmentOrderRecord,
} from './fulfillment-records';
import { gid } from './ids';
import { MAIN_LOCATION_ID } from './locations';
import { toSeconds, type LineRecord, type OrderRecord, type ShopState } from './state';

/** What is to be put into a new fulfillment order. */
export interface Wanted {
	readonly locationId: string;
	readonly method: DeliveryMethodType;
	readonly lines: ReadonlyArray<{ readonly lineId: string; readonly quantity: number }>;
	readonly routedAtMs: number;
}

const methodOf = (line: LineRecord): DeliveryMethodType => (line.ships ? 'SHIPPING' : 'NONE');

/** Routes a new order; shows after the routing lag. */
export function routeOrder(state: ShopState, order: OrderRecord, nowMs: number): void {
	state.fulfillmentOrders.set(order.number, []);
	for (const method of ['SHIPPING', 'NONE'] as const) {
		const lines = order.lines
			.filter((line) => methodOf(line) === method)
			.map((line) => ({ lineId: line.id, quantity: line.currentQuantity }))
			.filter(({ quantity }) => quantity > 0);
		if (lines.length === 0) continue;
		const routedAtMs = nowMs + state.routingLagMs;
		addFulfillmentOrder(state, order, { locationId: MAIN_LOCATION_ID, method, lines, routedAtMs }, nowMs);
	}
	followOrder(state, order, nowMs);
}

/** Adds one fulfillment order to those of an order. */
export function addFulfillmentOrder(
	state: ShopState,
	order: OrderRecord,
	{ locationId, method, lines, routedAtMs }: Wanted,
	nowMs: number,
): FulfillmentOrderRecord {
	const before = state.fulfillmentOrders.get(order.number) ?? [];
	const place = before.length + 1;
	const at = toSeconds(nowMs);
	const added: FulfillmentOrderRecord = {
		id: gid('FulfillmentOrder', 6_100_000_000_000 + order.number * 100 + place),
		orderNumber: order.number,
		locationId,
		method,
		status: 'OPEN',
		createdAt: at,
		updatedAt: at,
		routedAtMs,
		fulfillAt: null,
		holds: [],
		lines: lines.map(({ lineId, quantity }) => ({
			id: gid('FulfillmentOrderLineItem', `${13_000_000 + order.number}${place}${lineId.slice(-3)}`),
			lineId,
			total: quantity,
			remaining: quantity,
		})),
		displayable: true,
	};
	state.fulfillmentOrders.set(order.number, [...before, added]);
	return added;
}

/** Writes one fulfillment order, changed at a moment. */
export function saveFulfillmentOrder(
	state: ShopState,
	changed: FulfillmentOrderRecord,
	nowMs: number,
): FulfillmentOrderRecord {
	const saved = { ...changed, updatedAt: toSeconds(nowMs) };
	const all = state.fulfillmentOrders.get(changed.orderNumber) ?? [];
	state.fulfillmentOrders.set(
		changed.orderNumber,
		all.map((each) => (each.id === changed.id ? saved : each)),
	);
	return saved;
}

/** Makes the fulfillment orders of an order fit what is still to be fulfilled of it. */
export function followOrder(state: ShopState, order: OrderRecord, nowMs: number): void {
	for (const line of order.lines) fitLine(state, order, line, nowMs);
	for (const each of state.fulfillmentOrders.get(order.number) ?? []) {
		if (!isActive(each) || each.lines.some(({ remaining }) => remaining > 0)) continue;
		const status = order.cancelledAt !== null && each.lines.every(untouched(order)) ? 'CANCELLED' : 'CLOSED';
		saveFulfillmentOrder(state, { ...each, status, holds: [] }, nowMs);
	}
}

const untouched =
	(order: OrderRecord) =>
	({ lineId }: FulfillmentOrderLineRecord): boolean =>
		fulfilledUnits(order, lineId) === 0;

function fitLine(state: ShopState, order: OrderRecord, line: LineRecord, nowMs: number): void {
	const all = state.fulfillmentOrders.get(order.number) ?? [];
	const have = all.reduce((units, each) => units + remainingOf(each, line.id), 0);
	const more = openUnits(order, line.id) - have;
	if (more < 0) takeOut(state, order, line, -more, nowMs);
	if (more > 0) putIn(state, order, line, more, nowMs);
}

/** Units of an order's line that a fulfillment order still has to fulfill. */
export function remainingOf({ lines }: FulfillmentOrderRecord, lineId: string): number {
	return lines.reduce((units, line) => units + (line.lineId === lineId ? line.remaining : 0), 0);
}

function takeOut(state: ShopState, order: OrderRecord, line: LineRecord, units: number, nowMs: number): void {
	let left = units;
	for (const each of [...(state.fulfillmentOrders.get(order.number) ?? [])].reverse()) {
		const taken = Math.min(left, remainingOf(each, line.id));
		if (taken === 0) continue;
		left -= taken;
		// A cancelled order's keep saying how much it once was.
		const kept = order.cancelledAt === null ? taken : 0;
		saveFulfillmentOrder(state, { ...each, lines: withUnits(each, line.id, -kept, -taken) }, nowMs);
	}
}

function putIn(state: ShopState, order: OrderRecord, line: LineRecord, units: number, nowMs: number): void {
	const method = methodOf(line);
	const all = state.fulfillmentOrders.get(order.number) ?? [];
	const active = all.filter((each) => isActive(each) && each.method === method);
	const [home] = [...active.filter((each) => each.lines.some(({ lineId }) => lineId === line.id)), ...active];
	if (!home) {
		const last = all.findLast((each) => each.lines.some(({ lineId }) => lineId === line.id));
		const locationId = last?.locationId ?? MAIN_LOCATION_ID;
		const lines = [{ lineId: line.id, quantity: units }];
		addFulfillmentOrder(state, order, { locationId, method, lines, routedAtMs: nowMs }, nowMs);
		return;
	}
	const known = home.lines.some(({ lineId }) => lineId === line.id);
	const id = gid('FulfillmentOrderLineItem', `${13_000_000 + order.number}${home.id.slice(-2)}${line.id.slice(-3)}`);
	const lines = known
		? withUnits(home, line.id, units, units)
		: [...home.lines, { id, lineId: line.id, total: units, remaining: units }];
	saveFulfillmentOrder(state, { ...home, lines }, nowMs);
}

function withUnits(
	{ lines }: FulfillmentOrderRecord,
	lineId: string,
	total: number,
	remaining: number,
): FulfillmentOrderLineRecord[] {
	return lines.map((line) =>
		line.lineId === lineId ? { ...line, total: line.total + total, remaining: line.remaining + remaining } : line,
	);
}

/**
 * Splits units off an active fulfillment order into a new one, which is as open as a new one is; splitting all of them
 * off leaves nothing. `quantities` is by fulfillment order line.
 */
export function splitOff(
	state: ShopState,
	order: OrderRecord,
	from: FulfillmentOrderRecord,
	quantities: ReadonlyMap<string, number>,
	locationId: string,
	nowMs: number,
): { readonly remaining: FulfillmentOrderRecord; readonly split: FulfillmentOrderRecord } {
	const taken = from.lines.flatMap(({ id, lineId }) => {
		const quantity = quantities.get(id) ?? 0;
		return quantity > 0 ? [{ lineId, quantity }] : [];
	});
	const lines = from.lines
		.map((line) => {
			const quantity = quantities.get(line.id) ?? 0;
			return { ...line, total: line.total - quantity, remaining: line.remaining - quantity };
		})
		.filter(({ total }) => total > 0);
	const remaining = saveFulfillmentOrder(state, { ...from, lines }, nowMs);
	const wanted = { locationId, method: from.method, lines: taken, routedAtMs: nowMs };
	return { remaining, split: addFulfillmentOrder(state, order, wanted, nowMs) };
}
