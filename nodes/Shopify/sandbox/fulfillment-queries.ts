/*
 * Fulfillment orders and parcels by id and as a list.
 * https://shopify.dev/docs/api/admin-graphql/latest/queries/fulfillmentOrders
 */
import { mayReadWork } from './access';
import type { Arguments, Call, Resolver } from './call';
import { toFulfillment, toFulfillmentOrder, visibleWork } from './fulfillment-fields';
import { isActive, type FulfillmentOrderRecord } from './fulfillment-records';
import { findWork } from './fulfillments';
import { numericId } from './ids';
import { toConnection } from './paging';
import { matchesId, matchesOneOf, matchesTime, searchRecords, type SearchList } from './search-list';
import { currentOrder, currentOrders } from './state';

const WORK_LIST: SearchList<FulfillmentOrderRecord> = {
	name: 'fulfillmentOrders',
	fields: {
		id: (work, term) => matchesId(work.id, term),
		assigned_location_id: (work, term) => matchesId(work.locationId, term),
		status: (work, term) => matchesOneOf(work.status, term),
		updated_at: (work, term, { nowMs }) => matchesTime(work.updatedAt, term, nowMs),
	},
	left: '',
	words: (work) => [numericId(work.id) ?? ''],
};

function page(args: Arguments, call: Call): unknown {
	const { state } = call;
	const seen = [...state.fulfillmentOrders.keys()]
		.flatMap((number) => visibleWork(call, number))
		.filter((work) => args.includeClosed === true || isActive(work));
	const byTime = args.sortKey === 'UPDATED_AT';
	const placed = searchRecords(WORK_LIST, args, seen, call).map((work) => {
		const number = Number(numericId(work.id));
		return { node: work, place: byTime ? [work.updatedAt, number] : [number] };
	});
	const scope = `fulfillmentOrders ${String(args.sortKey)} ${args.reverse === true} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, (work) => shown(work, call));
}

function shown(work: FulfillmentOrderRecord, { state }: Call): unknown {
	const order = currentOrder(state, work.orderNumber);
	return order ? toFulfillmentOrder(state, order, work) : null;
}

function findFulfillmentOrder(id: string, call: Call): unknown {
	const work = findWork(id, call);
	return work && mayReadWork(call.state, work.locationId) ? shown(work, call) : null;
}

function findFulfillment(id: string, { state }: Call): unknown {
	for (const order of currentOrders(state)) {
		const parcel = order.fulfillments.find((each) => each.id === id);
		if (parcel) return toFulfillment(state, order, parcel);
	}
	return null;
}

export const FULFILLMENT_QUERIES: Readonly<Record<string, Resolver>> = {
	fulfillmentOrder: (args, call) => findFulfillmentOrder(String(args.id), call),
	fulfillmentOrders: page,
	fulfillment: (args, call) => findFulfillment(String(args.id), call),
};

/** What `node` and `nodes` find of these. */
export const FULFILLMENT_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	FulfillmentOrder: findFulfillmentOrder,
	Fulfillment: findFulfillment,
};
