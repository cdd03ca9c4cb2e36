/*
 * Orders as GraphQL objects. A field that is not here is null where the schema lets it be and an error where not.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */
import Big from 'big.js';

import { asSold, canMarkAsPaid, current, financialStatus, refunded, taxesIncluded, type Family } from './amounts';
import type { Call } from './call';
import { customerOfOrder } from './customers';
import { fulfillmentFields } from './fulfillment-fields';
import { gid, numericId } from './ids';
import { toLineItem, toShippingLines } from './lines';
import { metafieldFields } from './metafields';
import { moneyIn, taxLine, type Fields, type Moneys } from './money';
import { gatewaysOf, toTransactions } from './payments';
import { people } from './people';
import { toRefund } from './refunds';
import { orderName, type OrderRecord, type ShopState } from './state';

/** One order as `Order`. */
export function toOrder(state: ShopState, order: OrderRecord): Fields {
	const bag = moneyIn(state.data.currency);
	const lines = order.lines.map((line) => toLineItem(bag, order, line));
	const customer = (_args: unknown, call: Call): Fields | null => customerOfOrder(order, call);
	return {
		__typename: 'Order',
		id: order.id,
		legacyResourceId: numericId(order.id),
		name: orderName(order),
		number: order.number,
		createdAt: order.createdAt,
		processedAt: order.imported?.processedAt ?? order.createdAt,
		updatedAt: order.updatedAt,
		cancelledAt: order.cancelledAt,
		cancelReason: order.cancelReason,
		cancellation: order.cancelledAt === null ? null : { staffNote: order.staffNote ?? null },
		// Cancelling also closes (assumed); the demo shop closes nothing else.
		closedAt: order.cancelledAt,
		closed: order.cancelledAt !== null,
		confirmed: order.cancelledAt === null,
		edited: order.edited,
		test: order.test,
		note: order.note,
		poNumber: order.poNumber,
		tags: [...order.tags].sort(),
		customAttributes: order.customAttributes,
		discountCodes: order.discountCodes,
		discountCode: order.discountCodes[0] ?? null,
		currencyCode: state.data.currency,
		presentmentCurrencyCode: state.data.currency,
		customerLocale: 'fi-FI',
		...origin(order),
		...statuses(order),
		...totals(bag, order),
		...people(order),
		customer,
		purchasingEntity: customer,
		risk: toRisk(order),
		lineItems: lines,
		nonFulfillableLineItems: lines.filter((_line, index) => order.lines[index]?.currentQuantity === 0),
		shippingLines: toShippingLines(bag, order),
		shippingLine: toShippingLines(bag, order)[0] ?? null,
		transactions: toTransactions(bag, order),
		refunds: order.refunds.map((refund) => toRefund(bag, order, refund, () => toOrder(state, order))),
		paymentGatewayNames: gatewaysOf(order),
		...fulfillmentFields(state, order),
		...metafieldFields(state, order.id),
		returns: [],
		additionalFees: [],
		alerts: [],
		disputes: [],
	};
}

/** Where an order came from: the online store, or the app that made it. */
function origin({ imported }: OrderRecord): Fields {
	if (!imported) return { sourceName: 'web', app: { id: gid('App', 580111), name: 'Online Store' } };
	return {
		sourceName: imported.sourceName,
		sourceIdentifier: imported.sourceIdentifier,
		registeredSourceUrl: imported.sourceUrl,
		app: { id: gid('App', 520_000_000_001), name: 'Demo Bridge' },
	};
}

function statuses(order: OrderRecord): Fields {
	const owed = current(order).order.total;
	const net = new Big(order.received).minus(refunded(order));
	return {
		displayFinancialStatus: financialStatus(order),
		returnStatus: order.openReturn ? 'IN_PROGRESS' : 'NO_RETURN',
		fullyPaid: net.gte(owed),
		unpaid: new Big(order.received).eq(0) && owed.gt(0),
		canMarkAsPaid: canMarkAsPaid(order),
		requiresShipping: order.lines.some((line) => line.ships && line.currentQuantity > 0),
		taxesIncluded: taxesIncluded(order),
		taxExempt: false,
		estimatedTaxes: false,
		dutiesIncluded: false,
	};
}

function totals(bag: Moneys, order: OrderRecord): Fields {
	const zero = bag(new Big(0));
	const sold = asSold(order);
	const now = current(order);
	const received = new Big(order.received);
	const net = received.minus(refunded(order));
	return {
		subtotalPriceSet: bag(sold.order.subtotal),
		totalDiscountsSet: bag(sold.order.discount),
		totalShippingPriceSet: bag(sold.order.shipping),
		totalTaxSet: bag(sold.order.tax),
		totalPriceSet: bag(sold.order.total),
		currentSubtotalPriceSet: bag(now.order.subtotal),
		currentTotalDiscountsSet: bag(now.order.discount),
		currentShippingPriceSet: bag(now.order.shipping),
		currentTotalTaxSet: bag(now.order.tax),
		currentTotalPriceSet: bag(now.order.total),
		currentTotalDutiesSet: null,
		currentTotalAdditionalFeesSet: null,
		totalTipReceivedSet: zero,
		totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
		totalReceivedSet: bag(received),
		totalRefundedSet: bag(refunded(order)),
		netPaymentSet: bag(net),
		totalOutstandingSet: bag(now.order.total.minus(net)),
		subtotalLineItemsQuantity: order.lines.reduce((units, line) => units + line.quantity, 0),
		currentSubtotalLineItemsQuantity: order.lines.reduce((units, line) => units + line.currentQuantity, 0),
		taxLines: toTaxLines(bag, sold),
		currentTaxLines: toTaxLines(bag, now),
	};
}

function toTaxLines(bag: Moneys, family: Family): Fields[] {
	return family.taxes.map((tax) => taxLine(bag, tax));
}

function toRisk({ risk }: OrderRecord): Fields {
	return {
		recommendation: risk.recommendation,
		assessments: [{ riskLevel: risk.level, provider: null, facts: [] }],
	};
}
