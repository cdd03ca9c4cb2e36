/*
 * What an order comes to. The shop's own prices include 25.5 % tax, amounts are exact, and each tax is rounded once, per
 * line; an app that makes an order says its taxes itself, within the prices or on top of them.
 * "as sold" counts what was ordered, "current" what is left after edits and refunds, as Order.total…Set and
 * Order.current…Set do: https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */
import Big from 'big.js';

import type { LineRecord, OrderRecord, TaxRecord } from './state';

export const TAX_RATE = '0.255';
const TAX_TITLE = 'FI VAT';

/** One shipping line with what is in it. */
export interface ShippingRecord {
	readonly title: string;
	readonly code: string | null;
	readonly source: string | null;
	readonly price: string;
	readonly taxes: readonly TaxRecord[];
}

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
	/** Over all lines and shipping, one for each title and rate. */
	readonly taxes: readonly TaxRecord[];
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
	return { gross, discount, total, tax: sum(taxesOn(line, quantity, total).map(({ amount }) => new Big(amount))) };
}

/** The taxes of a line at some quantity; those an app said are scaled to it. */
export function lineTaxes(line: LineRecord, quantity: number): TaxRecord[] {
	return taxesOn(line, quantity, lineAmounts(line, quantity).total);
}

function taxesOn(line: LineRecord, quantity: number, total: Big): TaxRecord[] {
	if (line.taxes) {
		return line.taxes.map((tax) => {
			const scaled = line.quantity === 0 ? new Big(0) : new Big(tax.amount).times(quantity).div(line.quantity);
			return { ...tax, amount: scaled.round(2, Big.roundHalfUp).toFixed(2) };
		});
	}
	// A gift card is a liability, not a sale: no tax.
	return line.giftCard ? [] : ownTax(total);
}

/** The shop's own tax in an amount; none of nothing. */
function ownTax(gross: Big): TaxRecord[] {
	const amount = taxWithin(gross);
	return amount.eq(0) ? [] : [{ title: TAX_TITLE, rate: TAX_RATE, amount: amount.toFixed(2) }];
}

/** Whether an order's prices hold its taxes; the shop's own do. */
export function taxesIncluded(order: OrderRecord): boolean {
	return order.imported?.taxesIncluded ?? true;
}

/** The shipping lines of an order: one of the shop's, or those an app said. */
export function shippingOf({ imported, shipping }: OrderRecord): readonly ShippingRecord[] {
	if (imported) return imported.shippingLines;
	return shipping === null ? [] : [{ ...shipping, source: 'shopify', taxes: ownTax(new Big(shipping.price)) }];
}

export const asSold = (order: OrderRecord): Family => family(order, (line) => line.quantity, true);
export const current = (order: OrderRecord): Family =>
	family(order, (line) => line.currentQuantity, !order.shippingRefunded);

function family(order: OrderRecord, quantityOf: (line: LineRecord) => number, withShipping: boolean): Family {
	const lines = new Map(order.lines.map((line) => [line.id, lineAmounts(line, quantityOf(line))]));
	const shippingLines = withShipping ? shippingOf(order) : [];
	const shipping = sum(shippingLines.map(({ price }) => new Big(price)));
	const shippingTaxes = shippingLines.flatMap(({ taxes }) => taxes);
	const shippingTax = sum(shippingTaxes.map(({ amount }) => new Big(amount)));
	const tax = sum([...lines.values()].map((line) => line.tax)).plus(shippingTax);
	const subtotal = sum([...lines.values()].map((line) => line.total));
	return {
		lines,
		order: {
			subtotal,
			discount: sum([...lines.values()].map((line) => line.discount)),
			shipping,
			shippingTax,
			tax,
			total: subtotal.plus(shipping).plus(taxesIncluded(order) ? 0 : tax),
		},
		taxes: groupTaxes([...order.lines.flatMap((line) => lineTaxes(line, quantityOf(line))), ...shippingTaxes]),
	};
}

function groupTaxes(taxes: readonly TaxRecord[]): TaxRecord[] {
	const groups = new Map<string, TaxRecord>();
	for (const tax of taxes) {
		const known = groups.get(`${tax.title} ${tax.rate}`);
		const amount = new Big(tax.amount).plus(known?.amount ?? 0).toFixed(2);
		groups.set(`${tax.title} ${tax.rate}`, { ...tax, amount });
	}
	return [...groups.values()].filter(({ amount }) => !new Big(amount).eq(0));
}

export function sum(amounts: readonly Big[]): Big {
	return amounts.reduce((total, amount) => total.plus(amount), new Big(0));
}

/** Whether something is owed on an order that is neither paid nor cancelled. */
export function canMarkAsPaid(order: OrderRecord): boolean {
	const net = new Big(order.received).minus(refunded(order));
	return order.cancelledAt === null && financialStatus(order) !== 'PAID' && current(order).order.total.gt(net);
}

/** The money that went back; what is on its way or failed does not count (assumed). */
export function refunded(order: OrderRecord): Big {
	const moved = order.refunds.filter(({ terms }) => (terms?.money ?? 'SUCCESS') === 'SUCCESS');
	return sum(moved.map((refund) => new Big(refund.amount)));
}

/**
 * The status that money and totals give, or that an app said until money moves. One that nothing was received for is PENDING, unless nothing is owed.
 * https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus
 */
export function financialStatus(order: OrderRecord): string {
	if (order.imported && order.imported.financialStatus !== null) return order.imported.financialStatus;
	const received = new Big(order.received);
	const owed = current(order).order.total;
	const returned = refunded(order);
	if (returned.gt(0)) return returned.gte(received) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
	if (received.gte(owed)) return 'PAID';
	return received.gt(0) ? 'PARTIALLY_PAID' : 'PENDING';
}
