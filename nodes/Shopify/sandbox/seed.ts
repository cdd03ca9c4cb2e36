/*
 * The shop as it opens: the demo data's catalogue, orders and buyers, and nobody who subscribed to anything.
 */
import type { DemoData } from '../../../sandbox/kit';

import { planOf } from './bucket';
import { newBulkStore } from './bulk-records';
import { seedCatalogue } from './catalogue-seed';
import { LEGACY_APP } from './changes';
import { rememberBuyer } from './customers';
import { routeOrder } from './fulfillment-orders';
import { newMetafieldStore } from './metafield-records';
import { placeOrder } from './orders';
import { newPriceLists } from './price-lists';
import { shelfOf } from './shelf';
import { GRANTED_SCOPES, type ShopState } from './state';
import { newWebhookStore } from './webhook-records';

/** The state after a reset. */
export function seed(data: DemoData, options: Readonly<Record<string, string>>): ShopState {
	const state: ShopState = {
		data,
		orders: new Map(),
		products: new Map(),
		variants: new Map(),
		catalogueVersion: 0,
		levels: new Map(),
		customers: new Map(),
		companies: new Map(),
		productSets: new Map(),
		bulk: newBulkStore(),
		priceLists: newPriceLists(data.currency),
		payouts: { statuses: new Map(), adjustments: [] },
		keys: new Map(),
		busyKeys: 0,
		fulfillmentOrders: new Map(),
		routingLagMs: options.routingLag === '5s' ? 5_000 : 0,
		jobs: new Map(),
		metafields: newMetafieldStore(),
		webhooks: newWebhookStore(),
		orderCreatesMs: [],
		tokens: new Map([[data.shop.accessToken, { app: LEGACY_APP }]]),
		grants: new Map(),
		buckets: new Map(),
		plan: planOf(options.plan),
		scopes: GRANTED_SCOPES,
		clientSecret: data.shop.clientSecret,
		signInError: null,
	};
	seedCatalogue(state);
	seedOrders(state);
	return state;
}

function seedOrders(state: ShopState): void {
	const { data } = state;
	const momentMs = Date.parse(data.moment);
	const shelf = shelfOf(state);
	for (const wanted of data.orders) {
		const placedMs = momentMs - wanted.placedMinutesAgo * 60_000;
		const order = placeOrder(shelf, wanted, placedMs, momentMs);
		// In the index from the start, whatever its lag.
		state.orders.set(order.number, [{ atMs: 0, order }]);
		routeOrder(state, order, placedMs);
		rememberBuyer(state, order);
	}
}
