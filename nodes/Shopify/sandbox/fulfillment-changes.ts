/*
 * What people do to an order's fulfillment in the admin: hold, release and schedule work, give it to another place, send
 * a parcel by hand, undo one. Each takes the order's `number` and throws a sentence for an input that cannot be.
 */
import type { Context } from './answers';
import { holdOf, moveWork, putOnHold, release } from './fulfillment-holds';
import { saveFulfillmentOrder } from './fulfillment-orders';
import { fulfillmentOrdersOf, isActive, type FulfillmentOrderRecord } from './fulfillment-records';
import { cancelParcel, shipParcel, type Packing } from './fulfillments';
import { findLocation, SECOND_LOCATION_ID } from './locations';
import { orderShown } from './order-view';
import { currentOrder, toSeconds, type OrderRecord } from './state';

type Input = Readonly<Record<string, unknown>>;
type Change = (input: Input, context: Context) => unknown;

const HOLD_REASONS = new Set([
	'AWAITING_PAYMENT',
	'AWAITING_RETURN_ITEMS',
	'HIGH_RISK_OF_FRAUD',
	'INCORRECT_ADDRESS',
	'INVENTORY_OUT_OF_STOCK',
	'ONLINE_STORE_POST_PURCHASE_CROSS_SELL',
	'OTHER',
	'UNKNOWN_DELIVERY_DATE',
]);

export const FULFILLMENT_CHANGES: Readonly<Record<string, Change>> = {
	/** { reason?, notes? }: all that is still to be fulfilled. */
	holdFulfillment: (input, context) => {
		const reason = String(input.reason ?? 'OTHER');
		if (!HOLD_REASONS.has(reason)) throw new Error(`"${reason}" is none of ${[...HOLD_REASONS].join(', ')}`);
		const notes = typeof input.notes === 'string' ? input.notes : null;
		return eachActive(input, context, (work, nowMs) =>
			putOnHold(context.state, work, holdOf(work, { handle: '', reason, notes, app: null }), nowMs),
		);
	},
	/** Every hold, whoever holds. */
	releaseFulfillment: (input, context) =>
		eachActive(input, context, (work, nowMs) => release(context.state, work, () => true, nowMs)),
	/** { at } or { inMs }: an hour from now when neither is given. */
	scheduleFulfillment: (input, context) => {
		const inMs = typeof input.inMs === 'number' ? input.inMs : 3_600_000;
		const atMs = typeof input.at === 'string' ? Date.parse(input.at) : context.clock.now() + inMs;
		if (Number.isNaN(atMs)) throw new Error(`"${String(input.at)}" is no time`);
		return eachActive(input, context, (work, nowMs) =>
			saveFulfillmentOrder(context.state, { ...work, status: 'SCHEDULED', fulfillAt: toSeconds(atMs) }, nowMs),
		);
	},
	/** Work is begun, or given up. */
	startFulfillment: (input, context) =>
		eachActive(input, context, (work, nowMs) => turn(context, work, 'IN_PROGRESS', nowMs)),
	giveUpFulfillment: (input, context) =>
		eachActive(input, context, (work, nowMs) => turn(context, work, 'INCOMPLETE', nowMs)),
	splitToLocation,
	fulfillByHand,
	/** { fulfillment? }: its place counted from 0, the last one when absent. */
	cancelFulfillment: (input, context) => {
		const order = wantedOrder(input, context);
		const at = typeof input.fulfillment === 'number' ? input.fulfillment : order.fulfillments.length - 1;
		const parcel = order.fulfillments[at];
		if (parcel?.status !== 'SUCCESS') throw new Error(`Order #${order.number} has no such fulfillment to cancel`);
		return orderShown(
			context.state,
			cancelParcel(context.state, order, parcel, context.clock.now()),
			context.clock.now(),
		);
	},
};

function turn(
	{ state }: Context,
	work: FulfillmentOrderRecord,
	status: FulfillmentOrderRecord['status'],
	nowMs: number,
): FulfillmentOrderRecord {
	return saveFulfillmentOrder(state, { ...work, status }, nowMs);
}

function wantedOrder(input: Input, { state }: Context): OrderRecord {
	const order = currentOrder(state, Number(input.number));
	if (!order) throw new Error(`There is no order number ${String(input.number)}`);
	return order;
}

function activeWork({ number }: OrderRecord, { state, clock }: Context): FulfillmentOrderRecord[] {
	const active = fulfillmentOrdersOf(state, number, clock.now()).filter(isActive);
	if (active.length === 0) throw new Error(`Nothing of order #${number} is to be fulfilled`);
	return active;
}

function eachActive(
	input: Input,
	context: Context,
	change: (work: FulfillmentOrderRecord, nowMs: number) => unknown,
): unknown {
	const order = wantedOrder(input, context);
	const nowMs = context.clock.now();
	for (const work of activeWork(order, context)) change(work, nowMs);
	return orderShown(context.state, order, nowMs);
}

/** { sku, quantity?, location? }: units of a line are to be sent from another place, the second one when absent. */
function splitToLocation(input: Input, context: Context): unknown {
	const order = wantedOrder(input, context);
	const nowMs = context.clock.now();
	const locationId = String(input.location ?? SECOND_LOCATION_ID);
	if (!findLocation(locationId)) throw new Error(`There is no location ${locationId}`);
	const line = order.lines.find(({ sku }) => sku === input.sku);
	const work = activeWork(order, context).find(
		(each) =>
			each.locationId !== locationId &&
			each.lines.some(({ lineId, remaining }) => lineId === line?.id && remaining > 0),
	);
	const workLine = work?.lines.find(({ lineId }) => lineId === line?.id);
	if (!work || !workLine) throw new Error(`Order #${order.number} has no open line ${String(input.sku)} elsewhere`);
	const quantity = input.quantity === undefined ? workLine.remaining : Number(input.quantity);
	if (!Number.isInteger(quantity) || quantity < 1 || quantity > workLine.remaining)
		throw new Error(`A quantity is a whole number from 1 to ${workLine.remaining}`);
	moveWork(context.state, order, work, locationId, [{ id: workLine.id, quantity }], nowMs);
	return orderShown(context.state, order, nowMs);
}

/**
 * { lines?: [{ sku, quantity }], company?, number?: tracking number as `tracking`, url?, ships? }: a parcel of what is
 * named, or of all that ships; `ships: false` for what does not.
 */
function fulfillByHand(input: Input, context: Context): unknown {
	const order = wantedOrder(input, context);
	const nowMs = context.clock.now();
	const method = input.ships === false ? 'NONE' : 'SHIPPING';
	const open = activeWork(order, context).filter(
		(work) => work.method === method && (work.status === 'OPEN' || work.status === 'IN_PROGRESS'),
	);
	const [first] = open;
	if (!first) throw new Error(`Nothing of order #${order.number} can be sent now`);
	const here = open.filter(({ locationId }) => locationId === first.locationId);
	const packings = Array.isArray(input.lines)
		? packNamed(order, here, input.lines as Array<{ sku: string; quantity: number }>)
		: here.map((work) => ({ work, quantities: new Map(work.lines.map(({ id, remaining }) => [id, remaining])) }));
	const trackingInfo = {
		company: text(input.company),
		number: text(input.tracking),
		url: text(input.url),
	};
	const sent = shipParcel(context.state, order, packings, { trackingInfo }, nowMs);
	return orderShown(context.state, sent, nowMs);
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function packNamed(
	order: OrderRecord,
	open: readonly FulfillmentOrderRecord[],
	wanted: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>,
): Packing[] {
	const packings = new Map<string, Packing & { quantities: Map<string, number> }>();
	for (const { sku, quantity } of wanted) {
		const line = order.lines.find((each) => each.sku === sku);
		let left = quantity;
		for (const work of open) {
			for (const { id, lineId, remaining } of work.lines) {
				const taken = lineId === line?.id ? Math.min(left, remaining) : 0;
				if (taken === 0) continue;
				left -= taken;
				const packing = packings.get(work.id) ?? { work, quantities: new Map<string, number>() };
				packings.set(work.id, packing);
				packing.quantities.set(id, taken);
			}
		}
		if (left > 0) throw new Error(`Order #${order.number} has no ${quantity} open units of ${sku} in one place`);
	}
	return [...packings.values()];
}
