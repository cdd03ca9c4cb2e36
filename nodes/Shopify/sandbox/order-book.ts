/*
 * Every change of an order goes through here: it is written, its fulfillment orders follow, and who subscribed is told.
 * Assumed: which topics a change is told under, where their descriptions leave it open; that an assessment of risk and
 * an event of a parcel tell nothing of the order itself; that the topics of one change share an event id.
 */
import { financialStatus } from './amounts';
import { rememberBuyer } from './customers';
import { followOrder, remainingOf, routeOrder } from './fulfillment-orders';
import { fulfillmentOrdersOf, fulfillmentStatus, openUnits, type FulfillmentRecord } from './fulfillment-records';
import { returnToStock, shipFromStock } from './levels';
import { MAIN_LOCATION_ID } from './locations';
import { cancel, refund } from './orders';
import { fulfillmentPayload, orderPayload, refundPayload, riskPayload, routingPayload } from './payloads';
import { currentOrder, toSeconds, writeRevision, type OrderRecord, type RefundTerms, type ShopState } from './state';
import { announce, type News } from './webhooks';

/** Writes an order as it is from now on, and lets everything follow that depends on it. */
export function saveOrder(state: ShopState, order: OrderRecord, nowMs: number): OrderRecord {
	const before = currentOrder(state, order.number);
	writeRevision(state, order, nowMs);
	if (before) {
		followOrder(state, order, nowMs);
	} else {
		routeOrder(state, order, nowMs);
		rememberBuyer(state, order);
	}
	if (state.webhooks.subscriptions.size > 0)
		announce(state, before ? newsOfChange(state, before, order) : newsOfPlacing(state, order, nowMs), nowMs);
	return order;
}

function newsOfPlacing(state: ShopState, order: OrderRecord, nowMs: number): News[] {
	const payload = orderPayload(state, order);
	const routed = fulfillmentOrdersOf(state, order.number, nowMs).map((each) => ({
		topic: 'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE',
		payload: routingPayload(each),
		dueMs: each.routedAtMs,
	}));
	const paid = financialStatus(order) === 'PAID' ? [{ topic: 'ORDERS_PAID', payload }] : [];
	return [{ topic: 'ORDERS_CREATE', payload }, ...paid, ...routed];
}

function newsOfChange(state: ShopState, before: OrderRecord, order: OrderRecord): News[] {
	const payload = orderPayload(state, order);
	const topics: string[] = [];
	if (!sameButForRiskAndEvents(before, order)) topics.push('ORDERS_UPDATED');
	if (financialStatus(order) === 'PAID' && financialStatus(before) !== 'PAID') topics.push('ORDERS_PAID');
	if (order.cancelledAt !== null && before.cancelledAt === null) topics.push('ORDERS_CANCELLED');
	const parcels = order.fulfillments.filter((each) => !before.fulfillments.includes(each));
	const isNew = ({ id }: FulfillmentRecord) => !before.fulfillments.some((known) => known.id === id);
	if (parcels.some(isNew)) topics.push(isFulfilled(order) ? 'ORDERS_FULFILLED' : 'ORDERS_PARTIALLY_FULFILLED');
	return [
		...topics.map((topic) => ({ topic, payload })),
		...parcels.map((each) => ({
			topic: isNew(each) ? 'FULFILLMENTS_CREATE' : 'FULFILLMENTS_UPDATE',
			payload: fulfillmentPayload(state, order, each),
		})),
		...order.refunds.slice(before.refunds.length).map((refund) => ({
			topic: 'REFUNDS_CREATE',
			payload: refundPayload(state, order, refund),
		})),
		...(order.risk === before.risk ? [] : [{ topic: 'ORDERS_RISK_ASSESSMENT_CHANGED', payload: riskPayload(order) }]),
	];
}

function isFulfilled(order: OrderRecord): boolean {
	return fulfillmentStatus(order, []) === 'FULFILLED';
}

/** A touch moves `updatedAt` by seconds only, so what is compared is which record it is, field by field. */
function sameButForRiskAndEvents(before: OrderRecord, order: OrderRecord): boolean {
	const names = Object.keys({ ...before, ...order }) as Array<keyof OrderRecord>;
	const changed = names.filter((name) => before[name] !== order[name]);
	if (changed.length === 0) return false;
	return changed.every((name) => name === 'risk' || (name === 'fulfillments' && sameButForEvents(before, order)));
}

function sameButForEvents(before: OrderRecord, order: OrderRecord): boolean {
	const bare = (each: FulfillmentRecord) => JSON.stringify({ ...each, events: [], updatedAt: '' });
	return before.fulfillments.map(bare).join() === order.fulfillments.map(bare).join();
}

export interface Cancelling {
	readonly reason: string;
	/** Everything that was paid goes back. */
	readonly refund: boolean;
	/** Units that had not left may be sold again; else they are gone. */
	readonly restock: boolean;
	readonly staffNote?: string | null;
}

/** Cancels an order at a moment. What orders hold of the stock they let go by being cancelled. */
export function cancelOrder(state: ShopState, order: OrderRecord, how: Cancelling, nowMs: number): OrderRecord {
	if (!how.restock) {
		for (const line of order.lines) loseOpenUnits(state, order, line.id, openUnits(order, line.id), nowMs);
	}
	const restockType = how.restock ? 'CANCEL' : 'NO_RESTOCK';
	const cancelled = cancel(order, how.reason, how.refund, toSeconds(nowMs), restockType);
	return saveOrder(state, { ...cancelled, staffNote: how.staffNote ?? null }, nowMs);
}

export interface Refunding {
	readonly lines: ReadonlyArray<{ readonly lineId: string; readonly quantity: number }>;
	readonly shipping: boolean;
	/** Units may be sold again: those that had not left are let go, those that had come back. */
	readonly restock: boolean;
	readonly terms?: RefundTerms;
}

/** Gives money back for units of an order at a moment; those that had not left count first. */
export function refundOrder(state: ShopState, order: OrderRecord, how: Refunding, nowMs: number): OrderRecord {
	for (const { lineId, quantity } of how.lines) {
		const open = Math.min(quantity, openUnits(order, lineId));
		if (!how.restock) loseOpenUnits(state, order, lineId, open, nowMs);
		const which = stockOf(order, lineId);
		if (how.restock && which !== undefined) returnToStock(state, which, MAIN_LOCATION_ID, quantity - open, nowMs);
	}
	const left = how.lines.some(({ lineId, quantity }) => quantity > openUnits(order, lineId));
	const restockType = how.restock ? (left ? 'RETURN' : 'CANCEL') : 'NO_RESTOCK';
	return saveOrder(state, refund(order, how.lines, how.shipping, toSeconds(nowMs), restockType, how.terms), nowMs);
}

/** Units of an order that will not be shipped and are not put back: they leave the places they were to be shipped from. */
export function loseOpenUnits(
	state: ShopState,
	order: OrderRecord,
	lineId: string,
	units: number,
	nowMs: number,
): void {
	const which = stockOf(order, lineId);
	let left = units;
	for (const each of fulfillmentOrdersOf(state, order.number, nowMs)) {
		const quantity = Math.min(left, remainingOf(each, lineId));
		left -= quantity;
		if (which !== undefined && quantity > 0) shipFromStock(state, which, each.locationId, quantity, nowMs);
	}
}

/** The variant whose stock a line takes; none where the order claimed no stock. */
export function stockOf(order: OrderRecord, lineId: string): string | undefined {
	if (order.imported?.claimsStock === false) return undefined;
	return order.lines.find((line) => line.id === lineId)?.variantId;
}
