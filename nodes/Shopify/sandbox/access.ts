/*
 * Scopes that depend on whose record it is. Which ones, the schema's scope map says of each type; that fulfillment orders
 * one may not see are silently absent is documented with them:
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentOrder
 * An app sees "assigned" ones only of its own fulfilment service, of which the demo's app has none.
 */
import { GraphQLError } from 'graphql';

import type { Call } from './call';
import { findLocation } from './locations';
import { hasOneOf, type OrderRecord, type ShopState } from './state';

const VISIBLE_DAYS = 60;
const DAY_MS = 86_400_000;

/** The scope an app needs for the fulfillment orders of a place: the shop's own places, or somebody's service. */
function workScope(locationId: string): string {
	return findLocation(locationId)?.fulfillmentService
		? 'third_party_fulfillment_orders'
		: 'merchant_managed_fulfillment_orders';
}

export function mayReadWork({ scopes }: ShopState, locationId: string): boolean {
	return hasOneOf(scopes, [`read_${workScope(locationId)}`]);
}

export function mayWriteWork({ scopes }: ShopState, locationId: string): boolean {
	return hasOneOf(scopes, [`write_${workScope(locationId)}`]);
}

/** Throws Shopify's refusal of a field where none of the scopes was granted. Wording assumed. */
export function requireScope({ state }: Call, field: string, anyOf: readonly string[]): void {
	if (hasOneOf(state.scopes, anyOf)) return;
	const requiredAccess = `${anyOf.map((scope) => `\`${scope}\` access scope`).join(' or ')}.`;
	throw new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
		extensions: {
			code: 'ACCESS_DENIED',
			documentation: 'https://shopify.dev/api/usage/access-scopes',
			requiredAccess,
		},
	});
}

/** Without read_all_orders an app sees 60 days; older orders are silently absent, by id as well. */
export function isVisible(order: OrderRecord, { state, nowMs }: Call): boolean {
	const fresh = nowMs - Date.parse(order.createdAt) <= VISIBLE_DAYS * DAY_MS;
	return fresh || hasOneOf(state.scopes, ['read_all_orders']);
}
