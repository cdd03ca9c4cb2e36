/*
 * Payments and refunds as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */
import Big from 'big.js';

import { asSold } from './amounts';
import { gid, numericId } from './ids';
import { toLineItem } from './lines';
import type { Fields, Moneys } from './money';
import type { OrderRecord, PaymentRecord, RefundRecord } from './state';

/** Through what an order was paid, or is to be. */
export function gatewaysOf({ gateway, imported }: OrderRecord): string[] {
	return imported ? [...new Set(imported.payments.map((payment) => payment.gateway))] : [gateway];
}

/** The payments of an order, pending where nothing came in, and what went back. */
export function toTransactions(bag: Moneys, order: OrderRecord): Fields[] {
	const paid = paymentsOf(order).map((payment, index) => toTransaction(bag, order, payment, index));
	const [sale] = paid;
	const refunds = order.refunds.map(({ amount, at }, index) => ({
		...toTransaction(
			bag,
			order,
			{ kind: 'REFUND', status: 'SUCCESS', gateway: gatewaysOf(order)[0] ?? order.gateway, amount, at },
			paid.length + index,
		),
		parentTransaction: sale ?? null,
	}));
	return [...paid, ...refunds];
}

/** What an app said was paid, or the shop's one payment; none where nothing was owed. */
export function paymentsOf(order: OrderRecord): readonly PaymentRecord[] {
	if (order.imported) return order.imported.payments;
	const received = new Big(order.received);
	const status = received.eq(0) ? 'PENDING' : 'SUCCESS';
	const owed = received.eq(0) ? asSold(order).order.total : received;
	const { gateway, createdAt: at } = order;
	return owed.eq(0) ? [] : [{ kind: 'SALE', status, gateway, amount: owed.toFixed(2), at }];
}

/** Whether a payment method is one that people handle: cash, a transfer. */
export function isManual(gateway: string): boolean {
	return gateway !== 'shopify_payments' && gateway !== 'bogus';
}

function toTransaction(bag: Moneys, order: OrderRecord, payment: PaymentRecord, place: number): Fields {
	const { kind, status, gateway, amount, at } = payment;
	return {
		__typename: 'OrderTransaction',
		id: transactionId(order, place),
		kind,
		status,
		gateway,
		formattedGateway: gateway,
		manualPaymentGateway: isManual(gateway),
		test: order.test,
		createdAt: at,
		processedAt: at,
		amountSet: bag(new Big(amount)),
		fees: [],
	};
}

/** The n-th transaction of an order, payments before refunds. */
export function transactionId(order: OrderRecord, place: number): string {
	return gid('OrderTransaction', 6_500_000_000_000 + order.number * 100 + place);
}

/** The line of a refund, which is not the line of the order. */
export function refundLineId(refund: RefundRecord, lineId: string): string {
	return gid('RefundLineItem', `${numericId(refund.id)}${numericId(lineId)?.slice(-4)}`);
}

/** One refund as `Refund`. */
export function toRefund(bag: Moneys, order: OrderRecord, refund: RefundRecord): Fields {
	const refundLine = ({ lineId, quantity, subtotal, tax }: RefundRecord['lines'][number]): Fields[] => {
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
