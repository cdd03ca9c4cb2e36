/*
 * Payments, and what went back of them, as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/OrderTransaction
 */
import Big from 'big.js';

import { asSold } from './amounts';
import { gid } from './ids';
import type { Fields, Moneys } from './money';
import type { OrderRecord, PaymentRecord, RefundRecord } from './state';

/** Through what an order was paid, or is to be. */
export function gatewaysOf({ gateway, imported }: OrderRecord): string[] {
	return imported ? [...new Set(imported.payments.map((payment) => payment.gateway))] : [gateway];
}

/** The payments of an order, pending where nothing came in, and what went back. */
export function toTransactions(bag: Moneys, order: OrderRecord): Fields[] {
	const paid = paymentsOf(order).map((payment, index) => toTransaction(bag, order, payment, index));
	return [...paid, ...order.refunds.flatMap((refund) => refundTransactions(bag, order, refund))];
}

/** The transaction of a refund; none where no money was meant to move. */
export function refundTransactions(bag: Moneys, order: OrderRecord, refund: RefundRecord): Fields[] {
	const { amount, at, terms } = refund;
	const payments = paymentsOf(order);
	const status = terms?.money ?? 'SUCCESS';
	if (status === 'NONE') return [];
	const gateway = gatewaysOf(order)[0] ?? order.gateway;
	const place = payments.length + order.refunds.indexOf(refund);
	const [sale] = payments;
	return [
		{
			...toTransaction(bag, order, { kind: 'REFUND', status, gateway, amount, at }, place),
			processedAt: status === 'PENDING' ? null : (terms?.settledAt ?? at),
			parentTransaction: sale ? toTransaction(bag, order, sale, 0) : null,
		},
	];
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
