/*
 * Fulfillment orders and fulfillments as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentOrder
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Fulfillment
 * Assumed: which actions a status supports, but for those the schema names with it.
 */
import { mayReadWork } from './access';
import { notImitated, type Arguments, type Call } from './call';
import { variantOfLine } from './catalogue';
import {
	fulfillmentOrdersOf,
	fulfillmentStatus,
	isActive,
	type FulfillmentOrderRecord,
	type FulfillmentRecord,
	type HoldRecord,
} from './fulfillment-records';
import { gid, numericId } from './ids';
import { toLocation } from './inventory';
import { toLineItem } from './lines';
import { findLocation } from './locations';
import { moneyIn, type Fields } from './money';
import { addressesOf } from './people';
import { toOrder } from './records';
import { currentOrder, orderName, type OrderRecord, type ShopState } from './state';
import { trackingUrl } from './tracking';

const ACTIONS: Partial<Record<FulfillmentOrderRecord['status'], readonly string[]>> = {
	OPEN: ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'],
	IN_PROGRESS: ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'],
	ON_HOLD: ['RELEASE_HOLD', 'HOLD', 'MOVE'],
	SCHEDULED: ['MARK_AS_OPEN', 'MOVE', 'HOLD'],
};
/** Goods at somebody's service: it has to be asked, and makes the fulfillment itself. */
const SERVICE_ACTIONS = ['REQUEST_FULFILLMENT', 'MOVE', 'HOLD'];

/** What an order says of its fulfillment. Fulfillment orders the app may not see are silently absent. */
export function fulfillmentFields(state: ShopState, order: OrderRecord): Fields {
	return {
		displayFulfillmentStatus: (_args: unknown, { nowMs, version }: Call) => {
			const status = fulfillmentStatus(order, fulfillmentOrdersOf(state, order.number, nowMs));
			// New in 2026-10; what older versions say is assumed.
			return status === 'FULFILLMENT_NOT_REQUIRED' && version < '2026-10' ? 'UNFULFILLED' : status;
		},
		fulfillable: (_args: unknown, { nowMs }: Call) => fulfillmentOrdersOf(state, order.number, nowMs).some(isActive),
		fulfillmentsCount: { count: order.fulfillments.length, precision: 'EXACT' },
		fulfillments: ({ query }: Arguments) => {
			if (query != null) throw notImitated('Order.fulfillments(query)');
			return order.fulfillments.map((each) => toFulfillment(state, order, each));
		},
		fulfillmentOrders: ({ displayable, query }: Arguments, call: Call) => {
			if (query != null) throw notImitated('Order.fulfillmentOrders(query)');
			return visibleWork(call, order.number)
				.filter((each) => displayable !== true || each.displayable)
				.map((each) => toFulfillmentOrder(state, order, each));
		},
	};
}

/** The fulfillment orders of an order that are routed and that the app may see. */
export function visibleWork({ state, nowMs }: Call, number: number): FulfillmentOrderRecord[] {
	return fulfillmentOrdersOf(state, number, nowMs).filter(
		({ routedAtMs, locationId }) => routedAtMs <= nowMs && mayReadWork(state, locationId),
	);
}

/** One fulfillment order as `FulfillmentOrder`. */
export function toFulfillmentOrder(state: ShopState, order: OrderRecord, record: FulfillmentOrderRecord): Fields {
	const location = findLocation(record.locationId);
	return {
		__typename: 'FulfillmentOrder',
		id: record.id,
		status: record.status,
		requestStatus: record.status === 'CLOSED' && location?.fulfillmentService ? 'CLOSED' : 'UNSUBMITTED',
		orderId: order.id,
		orderName: orderName(order),
		orderProcessedAt: order.imported?.processedAt ?? order.createdAt,
		order: () => toOrder(state, currentOrder(state, order.number) ?? order),
		createdAt: record.createdAt,
		updatedAt: record.updatedAt,
		fulfillAt: record.fulfillAt ?? record.createdAt,
		fulfillBy: null,
		assignedLocation: {
			name: location?.name ?? '',
			countryCode: 'FI',
			address1: 'Esimerkkikatu 1',
			zip: location?.zip ?? null,
			city: location?.city ?? null,
			location: (_args: unknown, call: Call) => (location ? toLocation(location, call) : null),
		},
		deliveryMethod: toDeliveryMethod(order, record),
		destination: () => toDestination(order, record),
		fulfillmentHolds: (_args: unknown, call: Call) => record.holds.map((hold) => toHold(hold, call.app)),
		supportedActions: actionsOf(record).map((action) => ({ action, externalUrl: null })),
		fulfillments: () =>
			order.fulfillments
				.filter(({ lines }) => lines.some(({ fulfillmentOrderId }) => fulfillmentOrderId === record.id))
				.map((each) => toFulfillment(state, order, each)),
		merchantRequests: [],
		fulfillmentOrdersForMerge: [],
		lineItems: record.lines.map((line) => toWorkLine(state, order, line)),
	};
}

/** What can be done with a fulfillment order now. */
export function actionsOf(record: FulfillmentOrderRecord): readonly string[] {
	const actions = ACTIONS[record.status] ?? [];
	const served = findLocation(record.locationId)?.fulfillmentService === true;
	return served && record.status === 'OPEN' ? SERVICE_ACTIONS : actions;
}

function toDeliveryMethod(order: OrderRecord, { id, method }: FulfillmentOrderRecord): Fields {
	const ships = method === 'SHIPPING';
	return {
		__typename: 'DeliveryMethod',
		id: gid('DeliveryMethod', `7${numericId(id)?.slice(-10)}`),
		methodType: method,
		presentedName: ships ? (order.shipping?.title ?? order.imported?.shippingLines[0]?.title ?? null) : null,
		serviceCode: ships ? (order.shipping?.code ?? order.imported?.shippingLines[0]?.code ?? null) : null,
	};
}

function toDestination(order: OrderRecord, { id }: FulfillmentOrderRecord): Fields | null {
	const { shipTo } = addressesOf(order);
	if (!shipTo) return null;
	const { provinceCode, ...rest } = shipTo;
	return {
		__typename: 'FulfillmentOrderDestination',
		id: gid('FulfillmentOrderDestination', numericId(id) ?? 0),
		...rest,
		province: provinceCode,
	};
}

/** One hold as `FulfillmentHold`. */
export function toHold({ id, handle, reason, notes, app }: HoldRecord, asking: string): Fields {
	const words = reason.toLowerCase().replaceAll('_', ' ');
	return {
		__typename: 'FulfillmentHold',
		id,
		handle: handle === '' ? null : handle,
		reason,
		reasonNotes: notes,
		displayReason: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
		heldByRequestingApp: app === asking,
	};
}

function toWorkLine(
	state: ShopState,
	order: OrderRecord,
	{ id, lineId, total, remaining }: FulfillmentOrderRecord['lines'][number],
): Fields {
	const line = order.lines.find((each) => each.id === lineId);
	const variant = line?.variantId === undefined ? undefined : state.variants.get(line.variantId);
	return {
		__typename: 'FulfillmentOrderLineItem',
		id,
		sku: line?.sku ?? null,
		productTitle: line?.title ?? '',
		variantTitle: null,
		vendor: 'Demo Tableware',
		inventoryItemId: variant?.item.id ?? null,
		requiresShipping: line?.ships ?? true,
		totalQuantity: total,
		remainingQuantity: remaining,
		lineItem: () => line && toLineItem(moneyIn(state.data.currency), order, line),
		variant: (_args: unknown, call: Call) => line && variantOfLine(line, call),
		warnings: [],
		financialSummaries: [],
	};
}

/** One parcel as `Fulfillment`. */
export function toFulfillment(state: ShopState, order: OrderRecord, record: FulfillmentRecord): Fields {
	const location = findLocation(record.locationId);
	const latest = record.events.at(-1);
	const when = (status: string) => record.events.find((event) => event.status === status)?.happenedAt ?? null;
	return {
		__typename: 'Fulfillment',
		id: record.id,
		legacyResourceId: numericId(record.id),
		name: record.name,
		status: record.status,
		displayStatus: record.status === 'CANCELLED' ? 'CANCELED' : (latest?.status ?? 'FULFILLED'),
		createdAt: record.createdAt,
		updatedAt: record.updatedAt,
		inTransitAt: when('IN_TRANSIT'),
		deliveredAt: when('DELIVERED'),
		totalQuantity: record.lines.reduce((units, line) => units + line.quantity, 0),
		requiresShipping: record.lines.some(({ lineId }) => order.lines.find((line) => line.id === lineId)?.ships),
		location: (_args: unknown, call: Call) => (location ? toLocation(location, call) : null),
		trackingInfo: toTrackingInfo(record),
		order: () => toOrder(state, currentOrder(state, order.number) ?? order),
		events: record.events.map((event) => ({ __typename: 'FulfillmentEvent', ...event })),
		fulfillmentLineItems: record.lines.flatMap(({ id, lineId, quantity }) => {
			const line = order.lines.find((each) => each.id === lineId);
			const bag = moneyIn(state.data.currency);
			return line ? [{ __typename: 'FulfillmentLineItem', id, quantity, lineItem: toLineItem(bag, order, line) }] : [];
		}),
		fulfillmentOrders: (_args: unknown, call: Call) =>
			visibleWork(call, order.number)
				.filter((work) => record.lines.some(({ fulfillmentOrderId }) => fulfillmentOrderId === work.id))
				.map((work) => toFulfillmentOrder(state, order, work)),
	};
}

/** One entry a number; the url that was sent beside it, or what Shopify makes of a carrier's name that it knows. */
function toTrackingInfo({ tracking: { company, numbers, urls } }: FulfillmentRecord): Fields[] {
	const count = Math.max(numbers.length, urls.length, company === null ? 0 : 1);
	return Array.from({ length: count }, (_, index) => {
		const number = numbers[index] ?? null;
		return { company, number, url: urls[index] ?? trackingUrl(company, number) };
	});
}
