import { inCurrency, isZero, minorDistance, minus, sum } from '../model/money';
import type { Order } from '../model/order';
import type { Problem } from '../ports';
import { problem } from '../problems';

export type TieOut =
	/** `rounding` is what an explicit rounding line has to hold so that the document ties out; absent when nothing. */
	{ readonly ties: true; readonly rounding?: string } | { readonly problem: Problem };

type Part = readonly [label: string, amount: string];

/**
 * Decides whether an order's parts are its total, exactly: line totals after all discounts + delivery + tip + duties +
 * fees + cash rounding + (tax where the prices are without it) = total. Redeemed gift cards are payments and stand in
 * no part; sold ones are lines. Every tax line that is not zero may be one minor unit off, because each is rounded by
 * itself; more is TOTALS_DIFFER with the sum written out.
 */
export function tieOut(order: Order): TieOut {
	const parts = partsOf(order);
	const { currency, totals } = order;
	const computed = sum(parts.map(([, amount]) => amount));
	const difference = minus(totals.total, computed);
	if (isZero(difference)) return { ties: true };
	if (minorDistance(totals.total, computed, currency) <= roundedTaxes(order))
		return { ties: true, rounding: difference };
	return {
		problem: problem('TOTALS_DIFFER', {
			order: order.number,
			expected: written(totals.total, currency),
			computed: written(computed, currency),
			difference: written(difference, currency),
			currency,
			sum: parts.map(([label, amount]) => `${label} ${written(amount, currency)}`).join(' + '),
		}),
	};
}

/** The parts that are there; the order's own figure comes before one added up from its lists. */
function partsOf(order: Order): Part[] {
	const { totals } = order;
	const parts: Array<readonly [string, string | null | undefined]> = [
		['lines', sum(order.lines.map((line) => line.total))],
		['delivery', totals.shipping ?? sum((order.shippingLines ?? []).map((line) => line.total))],
		['tip', totals.tip],
		['duties', totals.duties],
		['fees', totals.fees],
		['cash rounding', totals.rounding],
		['tax', order.pricesIncludeTax ? null : taxOf(order)],
	];
	return parts.filter((part): part is Part => typeof part[1] === 'string' && (part[0] === 'lines' || !isZero(part[1])));
}

function taxOf(order: Order): string {
	if (order.totals.tax != null) return order.totals.tax;
	if (order.taxLines != null) return sum(order.taxLines.map((tax) => tax.amount));
	return sum([...order.lines, ...(order.shippingLines ?? [])].map((line) => line.tax ?? '0'));
}

/** How many roundings the taxes went through: one a tax line; without tax lines one a rate. */
function roundedTaxes(order: Order): number {
	if (order.taxLines != null) return order.taxLines.filter((tax) => !isZero(tax.rate ?? tax.amount)).length;
	const rates = order.lines.map((line) => line.taxRate).filter((rate) => rate != null && !isZero(rate));
	return new Set(rates.map((rate) => Number(rate))).size;
}

/** In the currency's own decimals unless that would hide a difference. */
function written(amount: string, currency: string): string {
	const rounded = inCurrency(amount, currency);
	return isZero(minus(amount, rounded)) ? rounded : amount;
}
