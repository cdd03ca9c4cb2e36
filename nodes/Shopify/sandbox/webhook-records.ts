/*
 * Webhook subscriptions and what is on its way to them.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/WebhookSubscription
 */

export interface SubscriptionRecord {
	readonly id: string;
	/** The app whose subscription it is. */
	readonly app: string;
	/** As the schema spells it, ORDERS_CREATE. */
	readonly topic: string;
	readonly uri: string;
	readonly name: string | null;
	/** Top-level fields of the payload; empty for all. */
	readonly includeFields: readonly string[];
	readonly createdAt: string;
	readonly updatedAt: string;
	/** When a delivery last succeeded; 0 before the first. */
	readonly succeededMs: number;
}

export interface OutgoingRecord {
	/** X-Shopify-Webhook-Id, the same in every try. */
	readonly id: string;
	readonly subscriptionId: string;
	readonly url: string;
	/** As the header spells it, orders/create. */
	readonly topic: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly sentSinceMs: number;
	readonly dueMs: number;
	/** Tries so far. */
	readonly tries: number;
}

export interface WebhookStore {
	readonly subscriptions: Map<string, SubscriptionRecord>;
	/** The first to go first. */
	outgoing: OutgoingRecord[];
	/** Ids given out. */
	count: number;
	/** The secret before the last rotation, with which deliveries are still signed until then. */
	previousSecret: { readonly secret: string; readonly untilMs: number } | null;
}

/** Topics this sandbox delivers, each with the scopes of which one is asked for (the topic's own description). */
export const TOPICS: Readonly<Record<string, readonly string[]>> = {
	ORDERS_CREATE: ['read_orders'],
	ORDERS_PAID: ['read_orders'],
	ORDERS_UPDATED: ['read_orders'],
	ORDERS_CANCELLED: ['read_orders'],
	ORDERS_FULFILLED: ['read_orders'],
	ORDERS_PARTIALLY_FULFILLED: ['read_orders'],
	ORDERS_RISK_ASSESSMENT_CHANGED: ['read_orders'],
	REFUNDS_CREATE: ['read_orders'],
	FULFILLMENTS_CREATE: ['read_fulfillments'],
	FULFILLMENTS_UPDATE: ['read_fulfillments'],
	INVENTORY_LEVELS_UPDATE: ['read_inventory'],
	PRODUCTS_CREATE: ['read_products'],
	PRODUCTS_UPDATE: ['read_products'],
	FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE: [
		'read_merchant_managed_fulfillment_orders',
		'read_assigned_fulfillment_orders',
		'read_third_party_fulfillment_orders',
	],
};

const RESOURCES = ['fulfillment_orders', 'inventory_levels', 'fulfillments', 'products', 'refunds', 'orders'];

/** A topic as the header spells it: `ORDERS_RISK_ASSESSMENT_CHANGED` is `orders/risk_assessment_changed`. */
export function topicHeader(topic: string): string {
	const lower = topic.toLowerCase();
	const resource = RESOURCES.find((each) => lower.startsWith(`${each}_`)) ?? '';
	return `${resource}/${lower.slice(resource.length + 1)}`;
}

export function newWebhookStore(): WebhookStore {
	return { subscriptions: new Map(), outgoing: [], count: 0, previousSecret: null };
}
