/*
 * Refunds as GraphQL objects. https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 * Assumed: that the subtotal of a line and of shipping holds the tax where the order's prices do, that an adjustment is
 * below zero where more was given back than worked out, and has no tax of its own.
 */
import Big from 'big.js';

import { shippingOf, sum } from './amounts';
import { gid, numericId } from './ids';
import { toLineItem } from './lines';
import type { Fields, Moneys } from './money';
import { refundTransactions } from './payments';
import { orderName, type OrderRecord, type RefundRecord } from './state';

/** The line of a refund, which is not the line of the order. */
export function refundLineId(refund: RefundRecord, lineId: string): string {
	return gid('RefundLineItem', `${numericId(refund.id)}${numericId(lineId)?.slice(-4)}`);
}

/** One refund as `Refund`; `owner` is its order as `Order`. */
export function toRefund(bag: Moneys, order: OrderRecord, refund: RefundRecord, owner: () => Fields): Fields {
	const transactions = refundTransactions(bag, order, refund);
	return {
		__typename: 'Refund',
		id: refund.id,
		legacyResourceId: numericId(refund.id),
		order: owner,
		note: refund.terms?.note ?? null,
		createdAt: refund.at,
		processedAt: refund.at,
		updatedAt: refund.at,
		totalRefundedSet: bag(sum(transactions.length > 0 ? [new Big(refund.amount)] : [])),
		refundLineItems: refund.lines.flatMap((line) => toRefundLine(bag, order, refund, line)),
		refundShippingLines: refund.shipping ? toRefundShipping(bag, order, refund) : [],
		orderAdjustments: toAdjustments(bag, refund),
		duties: [],
		return: toReturn(order, refund),
		transactions,
	};
}

function toRefundLine(
	bag: Moneys,
	order: OrderRecord,
	refund: RefundRecord,
	{ lineId, quantity, subtotal, tax }: RefundRecord['lines'][number],
): Fields[] {
	const line = order.lines.find((each) => each.id === lineId);
	if (!line) return [];
	return [
		{
			id: refundLineId(refund, lineId),
			quantity,
			restocked: refund.restockType !== 'NO_RESTOCK',
			restockType: refund.restockType,
			location: null,
			lineItem: toLineItem(bag, order, line),
			priceSet: bag(new Big(line.price)),
			subtotalSet: bag(new Big(subtotal)),
			totalTaxSet: bag(new Big(tax)),
		},
	];
}

function toRefundShipping(bag: Moneys, order: OrderRecord, refund: RefundRecord): Fields[] {
	return shippingOf(order).map(({ title, price, taxes }, index) => ({
		id: gid('RefundShippingLine', `${numericId(refund.id)}${index}`),
		shippingLine: { id: gid('ShippingLine', 4_800_000_000_000 + order.number + index * 100_000_000), title },
		subtotalAmountSet: bag(new Big(price)),
		taxAmountSet: bag(sum(taxes.map(({ amount }) => new Big(amount)))),
	}));
}

function toAdjustments(bag: Moneys, { id, terms }: RefundRecord): Fields[] {
	if (!terms || new Big(terms.keptBack).eq(0)) return [];
	return [
		{
			id: gid('OrderAdjustment', `${numericId(id)}1`),
			reason: terms.reason,
			amountSet: bag(new Big(terms.keptBack)),
			taxAmountSet: bag(new Big(0)),
		},
	];
}

/** The return that goods were exchanged in; other refunds of the demo shop come without one. */
function toReturn(order: OrderRecord, { id, terms }: RefundRecord): Fields | null {
	if (!terms || terms.exchange.length === 0) return null;
	return {
		__typename: 'Return',
		id: gid('Return', numericId(id)?.slice(-10) ?? '1'),
		name: `${orderName(order)}-R1`,
		status: 'CLOSED',
		exchangeLineItems: terms.exchange.map(({ sku, quantity }, index) => ({
			id: gid('ExchangeLineItem', `${numericId(id)}${index}`),
			quantity,
			lineItems: [{ __typename: 'LineItem', id: gid('LineItem', `${numericId(id)}${index}`), sku, quantity }],
		})),
	};
}
