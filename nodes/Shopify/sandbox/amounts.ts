/*
 * What an order comes to. Prices include 25.5 % tax, amounts are exact, and each tax is rounded once, per line.
 * "as sold" counts what was ordered, "current" what is left after edits and refunds, as Order.total…Set and
 * Order.current…Set do: https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */
import Big from 'big.js';

import type { LineRecord, OrderRecord } from './state';

export const TAX_RATE = '0.255';

export interface LineAmounts {
	/** Before discounts. */
	readonly gross: Big;
	readonly discount: Big;
	/** After discounts, tax included. */
	readonly total: Big;
	readonly tax: Big;
}

export interface OrderAmounts {
	readonly subtotal: Big;
	readonly discount: Big;
	readonly shipping: Big;
	readonly shippingTax: Big;
	readonly tax: Big;
	readonly total: Big;
}

export interface Family {
	readonly lines: ReadonlyMap<string, LineAmounts>;
	readonly order: OrderAmounts;
}

export function taxWithin(gross: Big): Big {
	return gross.times(TAX_RATE).div(new Big(1).plus(TAX_RATE)).round(2, Big.roundHalfUp);
}

/** A line's amounts at some quantity; its discount is scaled to it, as Shopify's current totals do. */
export function lineAmounts(line: LineRecord, quantity: number): LineAmounts {
	const gross = new Big(line.price).times(quantity);
	const share = line.quantity === 0 ? new Big(0) : new Big(line.discount).times(quantity).div(line.quantity);
	const discount = share.round(2, Big.roundHalfUp);
	const total = gross.minus(discount);
	// A gift card is a liability, not a sale: no tax.
	return { gross, discount, total, tax: line.giftCard ? new Big(0) : taxWithin(total) };
}

export const asSold = (order: OrderRecord): Family => family(order, (line) => line.quantity, true);
export const current = (order: OrderRecord): Family =>
	family(order, (line) => line.currentQuantity, !order.shippingRefunded);

function family(order: OrderRecord, quantityOf: (line: LineRecord) => number, withShipping: boolean): Family {
	const lines = new Map(order.lines.map((line) => [line.id, lineAmounts(line, quantityOf(line))]));
	const shipping = new Big(withShipping ? (order.shipping?.price ?? 0) : 0);
	const shippingTax = taxWithin(shipping);
	const subtotal = sum([...lines.values()].map((line) => line.total));
	return {
		lines,
		order: {
			subtotal,
			discount: sum([...lines.values()].map((line) => line.discount)),
			shipping,
			shippingTax,
			tax: sum([...lines.values()].map((line) => line.tax)).plus(shippingTax),
			total: subtotal.plus(shipping),
		},
	};
}

export function sum(amounts: readonly Big[]): Big {
	return amounts.reduce((total, amount) => total.plus(amount), new Big(0));
}

export function refunded(order: OrderRecord): Big {
	return sum(order.refunds.map((refund) => new Big(refund.amount)));
}

/**
 * The status that money and totals give. One that nothing was received for is PENDING, unless nothing is owed.
 * https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus
 */
export function financialStatus(order: OrderRecord): string {
	const received = new Big(order.received);
	const owed = current(order).order.total;
	const returned = refunded(order);
	if (returned.gt(0)) return returned.gte(received) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
	if (received.gte(owed)) return 'PAID';
	return received.gt(0) ? 'PARTIALLY_PAID' : 'PENDING';
}
