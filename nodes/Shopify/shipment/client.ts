import type { z } from 'zod';

import { parsedAs, toTheEnd, type ShopifyClient } from '../client';
import { searchesForAny } from '../search';
import {
	FULFILLMENT_CREATE,
	ORDERS_BY_NAME_PAGE,
	ORDERS_TO_SHIP,
	PARCEL_LINES_PAGE,
	PARCELS_BY_ID,
	PARCELS_OF_ORDER,
	SHIPPED_ORDERS_PAGE,
	TRACKING_UPDATE,
	WORK_BY_ID,
	WORK_IDS_PAGE,
	WORK_LINES_PAGE,
} from './documents';
import {
	fulfillmentCreated,
	ordersByNamePage,
	orderToShip,
	parcel,
	parcelLinesPage,
	parcelsOfOrder,
	shippedOrdersPage,
	trackingUpdated,
	work,
	workIdsPage,
	workLinesPage,
	type OrderToShip,
	type Parcel,
	type Work,
} from './wire';

/*
 * One function a query or mutation of shipments; every nested page is read to its end.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentOrder
 */

const FIRST_RECORDS_A_CALL = 5;
/** As many parcels as the pages of orders show of each; an order with so many may have more. */
const PARCELS_SHOWN = 25;

/** The ids of the parcels of orders changed since, page by page. `search` comes from `search.ts` alone. */
export async function* parcelIdPages(shopify: ShopifyClient, search: string): AsyncGenerator<string[]> {
	const pages = shopify.pages(SHIPPED_ORDERS_PAGE, shippedOrdersPage, ({ orders }) => orders, { query: search });
	for await (const page of pages) {
		const ids: string[] = [];
		for (const order of page) ids.push(...(await allParcels(shopify, order)));
		yield ids;
	}
}

async function allParcels(
	shopify: ShopifyClient,
	{ id, fulfillments }: Pick<OrderToShip, 'id' | 'fulfillments'>,
): Promise<string[]> {
	if (fulfillments.length < PARCELS_SHOWN) return fulfillments.map((each) => each.id);
	const { data } = await shopify.query(PARCELS_OF_ORDER, { id }, parcelsOfOrder);
	return (data.order?.fulfillments ?? []).map((each) => each.id);
}

/** Whole parcels by id, in the form Shopify sent them; those it does not have (or may not show) are absent. */
export async function parcelsById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(PARCELS_BY_ID, ids, FIRST_RECORDS_A_CALL);
}

/** A parcel with all of its lines. */
export async function wholeParcel(shopify: ShopifyClient, read: Parcel): Promise<Parcel> {
	const lines = await toTheEnd(read.fulfillmentLineItems, async (after) => {
		const { data } = await shopify.query(PARCEL_LINES_PAGE, { id: read.id, after }, parcelLinesPage);
		return data.fulfillment?.fulfillmentLineItems;
	});
	return { ...read, fulfillmentLineItems: lines };
}

/** Orders whose name is one of these, by the search index; the caller compares. */
export async function ordersNamed(
	shopify: ShopifyClient,
	names: readonly string[],
): Promise<Array<{ id: string; name: string }>> {
	const found: Array<{ id: string; name: string }> = [];
	for (const query of searchesForAny('name', names)) {
		const pages = shopify.pages(ORDERS_BY_NAME_PAGE, ordersByNamePage, ({ orders }) => orders, { query });
		for await (const page of pages) found.push(...page);
	}
	return found;
}

/** An order, what is to be fulfilled of it, and what was. */
export interface ShippableOrder {
	readonly order: OrderToShip;
	readonly work: readonly Work[];
	readonly parcels: readonly Parcel[];
}

/** Orders by id with all their fulfillment orders and parcels; those the shop does not know are absent. */
export async function ordersToShip(
	shopify: ShopifyClient,
	ids: readonly string[],
): Promise<Map<string, ShippableOrder>> {
	const orders = await readAll(shopify, ORDERS_TO_SHIP, orderToShip, ids);
	const workIds = new Map<string, string[]>();
	const parcelIds = new Map<string, string[]>();
	for (const order of orders.values()) {
		workIds.set(order.id, await allWork(shopify, order));
		parcelIds.set(order.id, await allParcels(shopify, order));
	}
	const works = await readAll(shopify, WORK_BY_ID, work, [...workIds.values()].flat());
	const parcels = await readAll(shopify, PARCELS_BY_ID, parcel, [...parcelIds.values()].flat());
	const found = new Map<string, ShippableOrder>();
	for (const [id, order] of orders) {
		found.set(id, {
			order,
			work: await inTurn(pick(works, workIds.get(id)), async (each) => await wholeWork(shopify, each)),
			parcels: await inTurn(pick(parcels, parcelIds.get(id)), async (each) => await wholeParcel(shopify, each)),
		});
	}
	return found;
}

async function allWork(shopify: ShopifyClient, { id, fulfillmentOrders }: OrderToShip): Promise<string[]> {
	const { nodes } = await toTheEnd(fulfillmentOrders, async (after) => {
		const { data } = await shopify.query(WORK_IDS_PAGE, { id, after }, workIdsPage);
		return data.order?.fulfillmentOrders;
	});
	return nodes.map((each) => each.id);
}

async function wholeWork(shopify: ShopifyClient, read: Work): Promise<Work> {
	const lineItems = await toTheEnd(read.lineItems, async (after) => {
		const { data } = await shopify.query(WORK_LINES_PAGE, { id: read.id, after }, workLinesPage);
		return data.fulfillmentOrder?.lineItems;
	});
	return { ...read, lineItems };
}

async function readAll<T>(
	shopify: ShopifyClient,
	document: string,
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	ids: readonly string[],
): Promise<Map<string, T>> {
	const found = new Map<string, T>();
	for (const [id, node] of await shopify.nodesById(document, ids, FIRST_RECORDS_A_CALL)) {
		found.set(id, parsedAs(schema, node));
	}
	return found;
}

const pick = <T>(records: ReadonlyMap<string, T>, ids: readonly string[] = []): T[] =>
	ids.flatMap((id) => records.get(id) ?? []);

async function inTurn<T>(records: readonly T[], read: (record: T) => Promise<T>): Promise<T[]> {
	const whole: T[] = [];
	for (const record of records) whole.push(await read(record));
	return whole;
}

/** Not repeatable: a call that is repeated while units remain ships twice. */
export async function createFulfillment(
	shopify: ShopifyClient,
	fulfillment: Readonly<Record<string, unknown>>,
	maySend: () => boolean,
) {
	return await shopify.mutate(FULFILLMENT_CREATE, { fulfillment }, fulfillmentCreated, { repeatable: false, maySend });
}

/** Sets the tracking of a parcel as a whole; a repeat sets the same, but may mail again. */
export async function updateTracking(
	shopify: ShopifyClient,
	fulfillmentId: string,
	trackingInfoInput: Readonly<Record<string, unknown>>,
	notifyCustomer: boolean,
	maySend: () => boolean,
) {
	const variables = { fulfillmentId, trackingInfoInput, notifyCustomer };
	const how = { repeatable: !notifyCustomer, maySend };
	return await shopify.mutate(TRACKING_UPDATE, variables, trackingUpdated, how);
}
