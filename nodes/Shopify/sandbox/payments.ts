/*
 * Payments and refunds as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */
import Big from 'big.js';

import { asSold } from './amounts';
import { gid, numericId } from './ids';
import { toLineItem } from './lines';
import type { Fields, Moneys } from './money';
import type { OrderRecord, RefundRecord } from './state';

/** The payment of an order, pending where nothing came in, and what went back. */
export function toTransactions(bag: Moneys, order: OrderRecord): Fields[] {
	const received = new Big(order.received);
	const manual = order.gateway !== 'shopify_payments' && order.gateway !== 'bogus';
	const first = 6_500_000_000_000 + order.number * 100;
	const transaction = (place: number, kind: string, status: string, amount: Big, at: string): Fields => ({
		__typename: 'OrderTransaction',
		id: gid('OrderTransaction', first + place),
		kind,
		status,
		gateway: order.gateway,
		formattedGateway: order.gateway,
		manualPaymentGateway: manual,
		test: order.test,
		createdAt: at,
		processedAt: at,
		amountSet: bag(amount),
		fees: [],
	});
	const owed = received.eq(0) ? asSold(order).order.total : received;
	const sale = transaction(0, 'SALE', received.eq(0) ? 'PENDING' : 'SUCCESS', owed, order.createdAt);
	const refunds = order.refunds.map((refund, index) => ({
		...transaction(index + 1, 'REFUND', 'SUCCESS', new Big(refund.amount), refund.at),
		parentTransaction: sale,
	}));
	return owed.eq(0) ? refunds : [sale, ...refunds];
}

/** One refund as `Refund`. */
export function toRefund(bag: Moneys, order: OrderRecord, refund: RefundRecord): Fields {
	const refundLine = ({ lineId, quantity, subtotal, tax }: RefundRecord['lines'][number]): Fields[] => {
		const line = order.lines.find((each) => each.id === lineId);
		if (!line) return [];
		return [
			{
				id: gid('RefundLineItem', `${numericId(refund.id)}${numericId(lineId)?.slice(-4)}`),
				quantity,
				restocked: false,
				restockType: 'NO_RESTOCK',
				location: null,
				lineItem: toLineItem(bag, order, line),
				priceSet: bag(new Big(line.price)),
				subtotalSet: bag(new Big(subtotal)),
				totalTaxSet: bag(new Big(tax)),
			},
		];
	};
	return {
		__typename: 'Refund',
		id: refund.id,
		legacyResourceId: numericId(refund.id),
		createdAt: refund.at,
		processedAt: refund.at,
		updatedAt: refund.at,
		totalRefundedSet: bag(new Big(refund.amount)),
		refundLineItems: refund.lines.flatMap(refundLine),
		orderAdjustments: [],
		transactions: toTransactions(bag, order).filter((each) => each.kind === 'REFUND' && each.createdAt === refund.at),
	};
}
