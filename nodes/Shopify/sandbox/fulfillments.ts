/*
 * Parcels: made, given tracking, followed, undone. There is no idempotency: a call that is repeated while units remain
 * ships twice. https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentCreate
 *
 * Assumed: the words of the user errors but "has an unfulfillable status", "Invalid fulfillment order line item quantity
 * requested" and "Multiple delivery method types", which were reported; that a fulfillment order with something left is
 * IN_PROGRESS; that tracking is replaced as a whole and, like a cancellation, moves the order's updatedAt, while an event
 * does not; that goods of a cancelled parcel go back to the place they left.
 */
import { notImitated, type Arguments, type Call } from './call';
import { mayWriteWork } from './access';
import { actionsOf, toFulfillment } from './fulfillment-fields';
import { saveFulfillmentOrder } from './fulfillment-orders';
import { fulfillmentOrdersOf, type FulfillmentOrderRecord, type FulfillmentRecord } from './fulfillment-records';
import { gid, numericId } from './ids';
import { returnToStock, shipFromStock } from './levels';
import type { Fields } from './money';
import { saveOrder, stockOf } from './order-book';
import { currentOrder, currentOrders, orderName, toSeconds, type OrderRecord, type ShopState } from './state';
import { toTracking, trackingProblem, type TrackingInput } from './tracking';

const MOST_LINES = 512;

/** What goes into a parcel from one fulfillment order: quantities by its lines. */
export interface Packing {
	readonly work: FulfillmentOrderRecord;
	readonly quantities: ReadonlyMap<string, number>;
}

interface WorkInput {
	readonly fulfillmentOrderId: string;
	readonly fulfillmentOrderLineItems?: ReadonlyArray<{ readonly id: string; readonly quantity: number }> | null;
}

interface FulfillmentInput {
	readonly lineItemsByFulfillmentOrder: readonly WorkInput[];
	readonly trackingInfo?: TrackingInput | null;
	readonly notifyCustomer?: boolean | null;
	readonly originAddress?: unknown;
}

/** User errors of mutations whose errors have no code. */
export function refuse(message: string, field: readonly string[] | null = null): Fields {
	return { userErrors: [{ field, message }] };
}

class Refusal extends Error {}

/** A mutation that may refuse half way through its checks, with everything else in its payload null. */
function orRefuse(field: string, work: () => Fields): Fields {
	try {
		return { ...work(), userErrors: [] };
	} catch (error) {
		if (error instanceof Refusal) return refuse(error.message, [field]);
		throw error;
	}
}

export function fulfillmentCreate(args: Arguments, call: Call): Fields {
	const input = args.fulfillment as FulfillmentInput;
	if (input.originAddress != null) throw notImitated('fulfillmentCreate(fulfillment: originAddress)');
	return orRefuse('fulfillment', () => {
		const problem = trackingProblem(input.trackingInfo ?? {});
		if (problem !== undefined) throw new Refusal(problem);
		const packings = readPackings(input.lineItemsByFulfillmentOrder, call);
		const order = currentOrder(call.state, packings[0]?.work.orderNumber ?? 0);
		if (!order) throw new Refusal('Fulfillment order does not exist.');
		const fulfilled = shipParcel(call.state, order, packings, input, call.nowMs);
		const made = fulfilled.fulfillments.at(-1);
		call.note.fulfillmentId = made?.id;
		call.note.orderId = order.id;
		return { fulfillment: made ? toFulfillment(call.state, fulfilled, made) : null };
	});
}

function readPackings(inputs: readonly WorkInput[], call: Call): Packing[] {
	if (inputs.length === 0) throw new Refusal('Line items by fulfillment order must not be empty.');
	const ids = inputs.map(({ fulfillmentOrderId }) => fulfillmentOrderId);
	if (new Set(ids).size < ids.length) throw new Refusal('A fulfillment order was given twice.');
	const packings = inputs.map((input) => readPacking(input, call));
	if (distinct(packings, ({ work }) => work.orderNumber).length > 1)
		throw new Refusal('All fulfillment orders must belong to the same order.');
	if (distinct(packings, ({ work }) => work.locationId).length > 1)
		throw new Refusal('All fulfillment orders must be assigned to the same location.');
	const methods = distinct(packings, ({ work }) => work.method.toLowerCase());
	if (methods.length > 1) {
		const found = methods.sort().join(', ');
		throw new Refusal(
			`Multiple delivery method types [${found}] were found. All fulfillment orders must have the same delivery method type.`,
		);
	}
	return packings;
}

function distinct<T>(list: readonly Packing[], of: (packing: Packing) => T): T[] {
	return [...new Set(list.map(of))];
}

function readPacking({ fulfillmentOrderId, fulfillmentOrderLineItems }: WorkInput, call: Call): Packing {
	const work = findWork(fulfillmentOrderId, call);
	if (!work || !mayWriteWork(call.state, work.locationId)) throw new Refusal('Fulfillment order does not exist.');
	if (!isPackable(work)) {
		const status = work.status.toLowerCase();
		throw new Refusal(`Fulfillment order ${numericId(work.id)} has an unfulfillable status= ${status}.`);
	}
	if (actionsOf(work).every((action) => action !== 'CREATE_FULFILLMENT'))
		throw new Refusal(`Fulfillment order ${numericId(work.id)} is to be fulfilled by its fulfillment service.`);
	return { work, quantities: readQuantities(work, fulfillmentOrderLineItems) };
}

function isPackable({ status }: FulfillmentOrderRecord): boolean {
	return status === 'OPEN' || status === 'IN_PROGRESS';
}

/** Quantities by line as asked for, everything that remains where nothing is named. */
function readQuantities(
	work: FulfillmentOrderRecord,
	wanted: WorkInput['fulfillmentOrderLineItems'],
): Map<string, number> {
	const remaining = new Map(work.lines.filter((line) => line.remaining > 0).map((line) => [line.id, line.remaining]));
	if (wanted == null || wanted.length === 0) return remaining;
	if (wanted.length > MOST_LINES) throw new Refusal(`At most ${MOST_LINES} line items can be fulfilled at once.`);
	const quantities = new Map<string, number>();
	for (const { id, quantity } of wanted) {
		if (!work.lines.some((line) => line.id === id)) throw new Refusal('Fulfillment order line item does not exist.');
		quantities.set(id, (quantities.get(id) ?? 0) + quantity);
		if (quantity < 1 || (quantities.get(id) ?? 0) > (remaining.get(id) ?? 0))
			throw new Refusal('Invalid fulfillment order line item quantity requested.');
	}
	return quantities;
}

/** A routed fulfillment order by its id, seen or not. */
export function findWork(
	id: string,
	{ state, nowMs }: Pick<Call, 'state' | 'nowMs'>,
): FulfillmentOrderRecord | undefined {
	for (const number of state.fulfillmentOrders.keys()) {
		const found = fulfillmentOrdersOf(state, number, nowMs).find((work) => work.id === id && work.routedAtMs <= nowMs);
		if (found) return found;
	}
	return undefined;
}

/** Makes a parcel: the goods leave, what remains falls, and the order is told of. */
export function shipParcel(
	state: ShopState,
	order: OrderRecord,
	packings: readonly Packing[],
	how: Pick<FulfillmentInput, 'trackingInfo' | 'notifyCustomer'>,
	nowMs: number,
): OrderRecord {
	const at = toSeconds(nowMs);
	const place = order.fulfillments.length + 1;
	const id = gid('Fulfillment', 5_300_000_000_000 + order.number * 100 + place);
	const packed = packings.flatMap(({ work, quantities }) =>
		work.lines.flatMap(({ id: workLineId, lineId }) => {
			const quantity = quantities.get(workLineId) ?? 0;
			return quantity > 0 ? [{ work, lineId, quantity }] : [];
		}),
	);
	for (const { work, lineId, quantity } of packed) {
		const which = stockOf(order, lineId);
		if (which !== undefined) shipFromStock(state, which, work.locationId, quantity, nowMs);
	}
	for (const { work, quantities } of packings) takeFrom(state, work, quantities, nowMs);
	const parcel: FulfillmentRecord = {
		id,
		name: `${orderName(order)}-F${place}`,
		status: 'SUCCESS',
		createdAt: at,
		updatedAt: at,
		locationId: packings[0]?.work.locationId ?? '',
		tracking: toTracking(how.trackingInfo ?? {}),
		lines: packed.map(({ work, lineId, quantity }, index) => ({
			id: gid('FulfillmentLineItem', `${numericId(id)}${String(index + 1).padStart(3, '0')}`),
			lineId,
			fulfillmentOrderId: work.id,
			quantity,
		})),
		events: [],
		notified: how.notifyCustomer === true,
	};
	return saveOrder(state, { ...order, updatedAt: at, fulfillments: [...order.fulfillments, parcel] }, nowMs);
}

function takeFrom(
	state: ShopState,
	work: FulfillmentOrderRecord,
	quantities: ReadonlyMap<string, number>,
	nowMs: number,
): void {
	const lines = work.lines.map((line) => ({ ...line, remaining: line.remaining - (quantities.get(line.id) ?? 0) }));
	const status = lines.every(({ remaining }) => remaining === 0) ? 'CLOSED' : 'IN_PROGRESS';
	saveFulfillmentOrder(state, { ...work, lines, status }, nowMs);
}

export function fulfillmentTrackingInfoUpdate(args: Arguments, call: Call): Fields {
	const input = args.trackingInfoInput as TrackingInput;
	return orRefuse('fulfillmentId', () => {
		const problem = trackingProblem(input);
		if (problem !== undefined) throw new Refusal(problem);
		const { order, parcel } = wantedParcel(String(args.fulfillmentId), call);
		if (parcel.status === 'CANCELLED') throw new Refusal('A cancelled fulfillment cannot be updated.');
		const at = toSeconds(call.nowMs);
		const notified = parcel.notified || args.notifyCustomer === true;
		const changed = { ...parcel, tracking: toTracking(input), updatedAt: at, notified };
		return shown(call, saveOrder(call.state, { ...withParcel(order, changed), updatedAt: at }, call.nowMs), parcel.id);
	});
}

export function fulfillmentCancel(args: Arguments, call: Call): Fields {
	return orRefuse('id', () => {
		const { order, parcel } = wantedParcel(String(args.id), call);
		if (parcel.status === 'CANCELLED') throw new Refusal('The fulfillment is already cancelled.');
		return shown(call, cancelParcel(call.state, order, parcel, call.nowMs), parcel.id);
	});
}

/** Undoes a parcel: its goods are to be fulfilled again, on what is left of their fulfillment order or on a new one. */
export function cancelParcel(
	state: ShopState,
	order: OrderRecord,
	parcel: FulfillmentRecord,
	nowMs: number,
): OrderRecord {
	const at = toSeconds(nowMs);
	for (const { lineId, quantity } of parcel.lines) {
		const which = stockOf(order, lineId);
		if (which !== undefined) returnToStock(state, which, parcel.locationId, quantity, nowMs);
	}
	const undone: OrderRecord = {
		...withParcel(order, { ...parcel, status: 'CANCELLED', updatedAt: at }),
		updatedAt: at,
	};
	giveBack(state, undone, parcel, nowMs);
	return saveOrder(state, undone, nowMs);
}

/** Units go back to a fulfillment order that is still being worked on; for the others the order makes new ones. */
function giveBack(state: ShopState, order: OrderRecord, parcel: FulfillmentRecord, nowMs: number): void {
	for (const work of fulfillmentOrdersOf(state, order.number, nowMs)) {
		if (!isPackable(work)) continue;
		const back = (lineId: string) =>
			parcel.lines
				.filter((line) => line.fulfillmentOrderId === work.id && line.lineId === lineId)
				.reduce((units, line) => units + line.quantity, 0);
		const lines = work.lines.map((line) => ({ ...line, remaining: line.remaining + back(line.lineId) }));
		const untouched = lines.every((line) => line.remaining === line.total);
		saveFulfillmentOrder(state, { ...work, lines, status: untouched ? 'OPEN' : work.status }, nowMs);
	}
}

interface EventInput {
	readonly fulfillmentId: string;
	readonly status: string;
	readonly happenedAt?: string | null;
	readonly message?: string | null;
}

export function fulfillmentEventCreate(args: Arguments, call: Call): Fields {
	const { fulfillmentId, status, happenedAt, message } = args.fulfillmentEvent as EventInput;
	return orRefuse('fulfillmentEvent', () => {
		const { order, parcel } = wantedParcel(fulfillmentId, call);
		const at = toSeconds(call.nowMs);
		const id = gid('FulfillmentEvent', `${numericId(parcel.id)}${String(parcel.events.length + 1).padStart(2, '0')}`);
		const event = { id, status, createdAt: at, happenedAt: happenedAt ?? at, message: message ?? null };
		const followed = { ...parcel, updatedAt: at, events: [...parcel.events, event] };
		saveOrder(call.state, withParcel(order, followed), call.nowMs);
		return { fulfillmentEvent: { __typename: 'FulfillmentEvent', ...event } };
	});
}

/** A parcel by its id, with its order; the app must be allowed to work at its place. */
function wantedParcel(id: string, { state }: Call): { order: OrderRecord; parcel: FulfillmentRecord } {
	const order = currentOrders(state).find((each) => each.fulfillments.some((parcel) => parcel.id === id));
	const parcel = order?.fulfillments.find((each) => each.id === id);
	if (!order || !parcel || !mayWriteWork(state, parcel.locationId)) throw new Refusal('Fulfillment does not exist.');
	return { order, parcel };
}

function withParcel(order: OrderRecord, changed: FulfillmentRecord): OrderRecord {
	const fulfillments = order.fulfillments.map((each) => (each.id === changed.id ? changed : each));
	return { ...order, fulfillments };
}

function shown({ state, note }: Call, order: OrderRecord, id: string): Fields {
	const parcel = order.fulfillments.find((each) => each.id === id);
	note.fulfillmentId = id;
	note.orderId = order.id;
	return { fulfillment: parcel ? toFulfillment(state, order, parcel) : null };
}
