/*
 * The search fields of `orders`. Names and values are the schema's:
 * https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
 */
import { financialStatus } from './amounts';
import { fulfillmentOrdersOf, fulfillmentStatus } from './fulfillment-records';
import { matchesId, matchesTime, matchesWord, type SearchList } from './search-list';
import { orderName, type OrderRecord } from './state';

const FULFILLMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
	UNFULFILLED: ['unfulfilled', 'unshipped'],
	ON_HOLD: ['on_hold', 'unfulfilled', 'unshipped'],
	SCHEDULED: ['scheduled', 'unfulfilled', 'unshipped'],
	IN_PROGRESS: ['unfulfilled', 'unshipped'],
	PARTIALLY_FULFILLED: ['partial', 'unfulfilled'],
	FULFILLED: ['fulfilled', 'shipped'],
};

/** A status in the words of the filter, which has others than the field; which means which is partly assumed. */
function fulfillmentWords(status: string): readonly string[] {
	return FULFILLMENT_WORDS[status] ?? [];
}

/** Orders: every filter of section "query" that can be true for a shop's web orders. */
export const ORDER_LIST: SearchList<OrderRecord> = {
	name: 'orders',
	fields: {
		updated_at: (order, term, { nowMs }) => matchesTime(order.updatedAt, term, nowMs),
		created_at: (order, term, { nowMs }) => matchesTime(order.createdAt, term, nowMs),
		processed_at: (order, term, { nowMs }) => matchesTime(order.imported?.processedAt ?? order.createdAt, term, nowMs),
		financial_status: (order, term) => matchesWord([financialStatus(order)], term),
		// Parcels as the index knows them; holds and schedules, which are not the order's, as they are (assumed).
		fulfillment_status: (order, term, { state, nowMs }) =>
			matchesWord(fulfillmentWords(fulfillmentStatus(order, fulfillmentOrdersOf(state, order.number, nowMs))), term),
		status: (order, term) => matchesWord(order.cancelledAt ? ['cancelled', 'closed'] : ['open', 'not_closed'], term),
		name: (order, term) =>
			matchesWord([orderName(order).replace(/^#/, '')], { ...term, value: term.value.replace(/^#/, '') }),
		po_number: (order, term) => order.poNumber !== null && matchesWord([order.poNumber], term),
		tag: (order, term) => matchesWord(order.tags, term),
		tag_not: (order, term) => !matchesWord(order.tags, term),
		test: (order, term) => matchesWord([`${order.test}`], term),
		risk_level: (order, term) => matchesWord([order.risk.level], term),
		// Web orders belong to no location.
		location_id: () => false,
		source_name: (order, term) => matchesWord([order.imported?.sourceName ?? 'web'], term),
		source_identifier: ({ imported }, term) =>
			imported?.sourceIdentifier != null && matchesWord([imported.sourceIdentifier], term),
		sales_channel: ({ imported }, term) =>
			matchesWord(imported ? [imported.sourceName] : ['web', 'Online Store'], term),
		id: (order, term) => matchesId(order.id, term),
	},
	left:
		'cart_token channel channel_id chargeback_status checkout_token confirmation_number credit_card_last4 ' +
		'current_total_price customer_id delivery_method discount_code email fraud_protection_level ' +
		'fulfillment_location_id gateway payment_id payment_provider_id reference_location_id return_status ' +
		'sku subtotal_line_items_quantity total_weight',
	words: (order) => [`${order.number}`, orderName(order), ...order.tags, ...order.lines.map((line) => line.sku)],
};
