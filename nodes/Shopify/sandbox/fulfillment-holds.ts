/*
 * Fulfillment orders held, released, opened and moved.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentOrderHold
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentOrderMove
 * Assumed: the words of the user errors; that a second hold without a handle of its own is refused; that every place
 * stocks everything; that a fulfillment order of which something has left stays, and the rest moves on a new one.
 */
import { mayWriteWork } from './access';
import { notImitated, type Arguments, type Call } from './call';
import { toFulfillmentOrder, toHold } from './fulfillment-fields';
import { saveFulfillmentOrder, splitOff } from './fulfillment-orders';
import { isActive, type FulfillmentOrderRecord, type HoldRecord } from './fulfillment-records';
import { findWork } from './fulfillments';
import { gid, numericId } from './ids';
import { findLocation } from './locations';
import type { Fields } from './money';
import { currentOrder, type OrderRecord, type ShopState } from './state';

const MOST_HOLDS = 10;

interface LineInput {
	readonly id: string;
	readonly quantity: number;
}

interface HoldInput {
	readonly reason: string;
	readonly reasonNotes?: string | null;
	readonly handle?: string | null;
	readonly externalId?: string | null;
	readonly fulfillmentOrderLineItems?: readonly LineInput[] | null;
}

function refuse(message: string, code: string | null, field: readonly string[] | null = null): Fields {
	return { userErrors: [{ field, message, code }] };
}

interface Found {
	readonly work: FulfillmentOrderRecord;
	readonly order: OrderRecord;
}

function wanted(id: unknown, call: Call): Found | undefined {
	const work = findWork(String(id), call);
	const order = work && currentOrder(call.state, work.orderNumber);
	return work && order && mayWriteWork(call.state, work.locationId) ? { work, order } : undefined;
}

export function fulfillmentOrderHold(args: Arguments, call: Call): Fields {
	const input = args.fulfillmentHold as HoldInput;
	if (input.externalId != null) throw notImitated('fulfillmentOrderHold(fulfillmentHold: externalId)');
	const handle = input.handle ?? '';
	const found = wanted(args.id, call);
	if (!found) return refuse('Fulfillment order could not be found.', 'FULFILLMENT_ORDER_NOT_FOUND', ['id']);
	const { work, order } = found;
	const own = work.holds.filter((hold) => hold.app === call.app);
	if (!isActive(work)) return refuse('The fulfillment order is not in a state that can be held.', 'TAKEN', ['id']);
	if (own.some((hold) => hold.handle === handle)) {
		return refuse('The handle is in use by another hold of this app.', 'DUPLICATE_FULFILLMENT_HOLD_HANDLE', [
			'fulfillmentHold',
			'handle',
		]);
	}
	if (own.length >= MOST_HOLDS)
		return refuse('The limit of holds is reached.', 'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED', ['id']);
	const lines = input.fulfillmentOrderLineItems ?? [];
	const problem = lineProblem(work, lines);
	if (problem) return problem;
	const { held, rest } = setApart(call, order, work, lines);
	const hold = holdOf(held, { handle, reason: input.reason, notes: input.reasonNotes ?? null, app: call.app });
	const saved = putOnHold(call.state, held, hold, call.nowMs);
	return {
		fulfillmentHold: toHold(hold, call.app),
		fulfillmentOrder: toFulfillmentOrder(call.state, order, saved),
		remainingFulfillmentOrder: rest ? toFulfillmentOrder(call.state, order, rest) : null,
		userErrors: [],
	};
}

function lineProblem(work: FulfillmentOrderRecord, lines: readonly LineInput[]): Fields | undefined {
	const field = ['fulfillmentHold', 'fulfillmentOrderLineItems'];
	if (new Set(lines.map(({ id }) => id)).size < lines.length)
		return refuse('Line items must be unique.', 'DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS', field);
	for (const { id, quantity } of lines) {
		if (quantity < 1) return refuse('Quantity must be greater than 0.', 'GREATER_THAN_ZERO', field);
		const line = work.lines.find((each) => each.id === id);
		if (!line || quantity > line.remaining)
			return refuse('The line item quantity is invalid.', 'INVALID_LINE_ITEM_QUANTITY', field);
	}
	return undefined;
}

/** The lines to hold stay where they are, and the rest becomes a fulfillment order of its own. */
function setApart(
	{ state, nowMs }: Call,
	order: OrderRecord,
	work: FulfillmentOrderRecord,
	lines: readonly LineInput[],
): { readonly held: FulfillmentOrderRecord; readonly rest?: FulfillmentOrderRecord } {
	if (lines.length === 0) return { held: work };
	const keep = new Map(lines.map(({ id, quantity }) => [id, quantity]));
	const others = new Map(work.lines.map((line) => [line.id, line.remaining - (keep.get(line.id) ?? 0)]));
	if ([...others.values()].every((units) => units === 0)) return { held: work };
	const { remaining, split } = splitOff(state, order, work, others, work.locationId, nowMs);
	return { held: remaining, rest: split };
}

/** A new hold on a fulfillment order. */
export function holdOf(work: FulfillmentOrderRecord, hold: Omit<HoldRecord, 'id'>): HoldRecord {
	const place = work.holds.reduce((most, { id }) => Math.max(most, Number(id.slice(-2))), 0) + 1;
	return { ...hold, id: gid('FulfillmentHold', `8${numericId(work.id)?.slice(-10)}${String(place).padStart(2, '0')}`) };
}

export function putOnHold(
	state: ShopState,
	work: FulfillmentOrderRecord,
	hold: HoldRecord,
	nowMs: number,
): FulfillmentOrderRecord {
	return saveFulfillmentOrder(state, { ...work, status: 'ON_HOLD', holds: [...work.holds, hold] }, nowMs);
}

export function fulfillmentOrderReleaseHold(args: Arguments, call: Call): Fields {
	if (args.externalId != null) throw notImitated('fulfillmentOrderReleaseHold(externalId)');
	const found = wanted(args.id, call);
	if (!found) return refuse('Fulfillment order could not be found.', 'FULFILLMENT_ORDER_NOT_FOUND', ['id']);
	const ids = args.holdIds as readonly string[] | null | undefined;
	const released = release(call.state, found.work, (hold) => ids == null || ids.includes(hold.id), call.nowMs);
	return { fulfillmentOrder: toFulfillmentOrder(call.state, found.order, released), userErrors: [] };
}

/** Takes holds away; without the last of them the fulfillment order is open again. */
export function release(
	state: ShopState,
	work: FulfillmentOrderRecord,
	which: (hold: HoldRecord) => boolean,
	nowMs: number,
): FulfillmentOrderRecord {
	const holds = work.holds.filter((hold) => !which(hold));
	const begun = work.lines.some((line) => line.remaining < line.total);
	const open = holds.length === 0 && work.status === 'ON_HOLD';
	const status = open ? (begun ? 'IN_PROGRESS' : 'OPEN') : work.status;
	return saveFulfillmentOrder(state, { ...work, holds, status }, nowMs);
}

export function fulfillmentOrderOpen(args: Arguments, call: Call): Fields {
	const found = wanted(args.id, call);
	if (!found) return refuse('Fulfillment order could not be found.', null, ['id']);
	if (found.work.status !== 'SCHEDULED') return refuse('The fulfillment order is not scheduled.', null, ['id']);
	const opened = saveFulfillmentOrder(call.state, { ...found.work, status: 'OPEN', fulfillAt: null }, call.nowMs);
	return { fulfillmentOrder: toFulfillmentOrder(call.state, found.order, opened), userErrors: [] };
}

export function fulfillmentOrderMove(args: Arguments, call: Call): Fields {
	const { state, nowMs } = call;
	const found = wanted(args.id, call);
	if (!found) return refuse('Fulfillment order could not be found.', null, ['id']);
	const { work, order } = found;
	const place = findLocation(String(args.newLocationId));
	if (!place?.active) return refuse('The location does not exist or is not active.', null, ['newLocationId']);
	if (!isActive(work)) return refuse('The fulfillment order is closed.', null, ['id']);
	if (place.id === work.locationId)
		return refuse('The fulfillment order is at that location.', null, ['newLocationId']);
	const lines = (args.fulfillmentOrderLineItems as readonly LineInput[] | null | undefined) ?? [];
	if (lineProblem(work, lines))
		return refuse('The line item quantity is invalid.', null, ['fulfillmentOrderLineItems']);
	const { original, moved } = moveWork(state, order, work, place.id, lines, nowMs);
	return {
		originalFulfillmentOrder: toFulfillmentOrder(state, order, original),
		movedFulfillmentOrder: toFulfillmentOrder(state, order, moved),
		remainingFulfillmentOrder: original.id === moved.id ? null : toFulfillmentOrder(state, order, original),
		userErrors: [],
	};
}

/** Moves units to another place; all that remains when no lines are named. */
export function moveWork(
	state: ShopState,
	order: OrderRecord,
	work: FulfillmentOrderRecord,
	locationId: string,
	lines: readonly LineInput[],
	nowMs: number,
): { readonly original: FulfillmentOrderRecord; readonly moved: FulfillmentOrderRecord } {
	const all = new Map(work.lines.map((line) => [line.id, line.remaining]));
	const wantedUnits = lines.length === 0 ? all : new Map(lines.map(({ id, quantity }) => [id, quantity]));
	const whole = work.lines.every((line) => wantedUnits.get(line.id) === line.total);
	if (whole) {
		const moved = saveFulfillmentOrder(state, { ...work, locationId }, nowMs);
		return { original: moved, moved };
	}
	const { remaining, split } = splitOff(state, order, work, wantedUnits, locationId, nowMs);
	const done = remaining.lines.every((line) => line.remaining === 0);
	return {
		original: done ? saveFulfillmentOrder(state, { ...remaining, status: 'CLOSED' }, nowMs) : remaining,
		moved: split,
	};
}
