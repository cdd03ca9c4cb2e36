/*
 * Fulfillment orders (the work to be done, per location and delivery method) and fulfillments (parcels) as they are
 * kept, and what follows from them. https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentOrder
 * Fulfillment orders stand beside their order, because their changes alone do not touch it; fulfillments are part of it.
 */
import type { OrderRecord, ShopState } from './state';

export const FULFILLMENT_ORDER_STATUSES = [
	'OPEN',
	'IN_PROGRESS',
	'ON_HOLD',
	'SCHEDULED',
	'CLOSED',
	'CANCELLED',
	'INCOMPLETE',
] as const;
export type FulfillmentOrderStatus = (typeof FULFILLMENT_ORDER_STATUSES)[number];

/** Whether a parcel can carry it: everything that ships, or what is sent by e-mail. */
export type DeliveryMethodType = 'SHIPPING' | 'NONE';

export interface FulfillmentOrderLineRecord {
	readonly id: string;
	readonly lineId: string;
	readonly total: number;
	readonly remaining: number;
}

export interface HoldRecord {
	readonly id: string;
	/** Empty for a hold without one. */
	readonly handle: string;
	readonly reason: string;
	readonly notes: string | null;
	/** The app that holds; null for the shop's staff. */
	readonly app: string | null;
}

export interface FulfillmentOrderRecord {
	readonly id: string;
	readonly orderNumber: number;
	readonly locationId: string;
	readonly method: DeliveryMethodType;
	readonly status: FulfillmentOrderStatus;
	readonly createdAt: string;
	readonly updatedAt: string;
	/** Routing is done from this moment on; before, the shop shows no such fulfillment order. */
	readonly routedAtMs: number;
	/** For SCHEDULED: when it opens by itself. */
	readonly fulfillAt: string | null;
	readonly holds: readonly HoldRecord[];
	readonly lines: readonly FulfillmentOrderLineRecord[];
	/** False for one that was moved away or merged as a whole. */
	readonly displayable: boolean;
}

export interface TrackingRecord {
	readonly company: string | null;
	readonly numbers: readonly string[];
	readonly urls: readonly string[];
}

export interface FulfillmentEventRecord {
	readonly id: string;
	readonly status: string;
	readonly happenedAt: string;
	readonly createdAt: string;
	readonly message: string | null;
}

export interface FulfillmentRecord {
	readonly id: string;
	readonly name: string;
	readonly status: 'SUCCESS' | 'CANCELLED';
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly locationId: string;
	readonly tracking: TrackingRecord;
	readonly lines: ReadonlyArray<{
		readonly id: string;
		readonly lineId: string;
		readonly fulfillmentOrderId: string;
		readonly quantity: number;
	}>;
	readonly events: readonly FulfillmentEventRecord[];
	readonly notified: boolean;
}

const ACTIVE: ReadonlySet<FulfillmentOrderStatus> = new Set(['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'SCHEDULED']);

export const isActive = ({ status }: FulfillmentOrderRecord): boolean => ACTIVE.has(status);

/** Units of a line that parcels carry. */
export function fulfilledUnits(order: OrderRecord, lineId: string): number {
	return order.fulfillments
		.filter((fulfillment) => fulfillment.status === 'SUCCESS')
		.flatMap((fulfillment) => fulfillment.lines)
		.reduce((units, line) => units + (line.lineId === lineId ? line.quantity : 0), 0);
}

/** Units of a line that are still to be fulfilled; what was given back counts as never fulfilled first. */
export function openUnits(order: OrderRecord, lineId: string): number {
	const line = order.lines.find((each) => each.id === lineId);
	if (!line || order.cancelledAt !== null) return 0;
	return Math.max(0, line.currentQuantity - fulfilledUnits(order, lineId));
}

/** Every fulfillment order of an order, as it is at a moment: one that was scheduled opens by itself. */
export function fulfillmentOrdersOf(state: ShopState, number: number, nowMs: number): FulfillmentOrderRecord[] {
	return (state.fulfillmentOrders.get(number) ?? []).map((record) => {
		const due = record.status === 'SCHEDULED' && record.fulfillAt !== null && Date.parse(record.fulfillAt) <= nowMs;
		return due ? { ...record, status: 'OPEN' } : record;
	});
}

/**
 * The order's fulfillment status. Where parcels have left, the rest may be on hold or scheduled and the order is still
 * PARTIALLY_FULFILLED (assumed). A cancelled order that shipped nothing stays UNFULFILLED (assumed).
 * https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus
 */
export function fulfillmentStatus(order: OrderRecord, orders: readonly FulfillmentOrderRecord[]): string {
	const open = order.lines.some((line) => openUnits(order, line.id) > 0);
	const fulfilled = order.lines.some((line) => fulfilledUnits(order, line.id) > 0);
	if (!open) return fulfilled ? 'FULFILLED' : order.cancelledAt === null ? 'FULFILLMENT_NOT_REQUIRED' : 'UNFULFILLED';
	if (fulfilled) return 'PARTIALLY_FULFILLED';
	const statuses = new Set(orders.filter(isActive).map(({ status }) => status));
	const [only] = statuses;
	return statuses.size === 1 && only !== undefined && only !== 'OPEN' ? only : 'UNFULFILLED';
}
