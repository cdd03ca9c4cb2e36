import { isZero, minorDistance, minorUnits, minus, quotient, rounded, sum, times } from '../../../core/model/money';

/*
 * Amounts with and without tax. A document of Unleashed holds net amounts and their taxes line by line, and is refused
 * unless they add up (stated by a third party; a public client moves cents to make it so).
 */

/** An amount without tax, and its tax. */
export interface Net {
	readonly total: string;
	readonly tax: string;
	/** A fraction; undefined where nobody says and nothing can be concluded. */
	readonly rate?: string;
}

/** An amount of the shop as it stands there. */
export interface Given {
	readonly total: string;
	readonly tax?: string | null;
	readonly rate?: string | null;
}

/**
 * The net amount and the tax of an amount: the shop's own tax where it says one. Else it follows from the rate, rounded
 * to the minor unit; `untaxed` keeps prices without tax from being taxed beside the order's total.
 */
export function netOf(given: Given, includesTax: boolean, currency: string, untaxed = false): Net {
	const tax = given.tax ?? (untaxed ? '0' : taxByRate(given, includesTax, currency));
	const total = includesTax ? minus(given.total, tax) : given.total;
	return { total: sum([total]), tax: sum([tax]), ...(given.rate == null ? {} : { rate: given.rate }) };
}

function taxByRate({ total, rate }: Given, includesTax: boolean, currency: string): string {
	if (rate == null || isZero(rate)) return '0';
	const decimals = minorUnits(currency);
	if (!includesTax) return rounded(times(total, rate), decimals);
	return minus(total, quotient(total, sum(['1', rate]), decimals));
}

/** The rate among these that explains a tax best; undefined when there is none to choose from. */
export function nearestRate({ total, tax }: Net, rates: readonly string[], currency: string): string | undefined {
	if (isZero(tax)) return '0';
	const distance = (rate: string) => minorDistance(rounded(times(total, rate), minorUnits(currency)), tax, currency);
	return [...rates].sort((a, b) => distance(a) - distance(b))[0];
}

/** The rate of an amount: what the shop says, else the nearest of the order's, else as the figures have it. */
export function rateOf(net: Net, rates: readonly string[], currency: string): string {
	if (net.rate !== undefined) return net.rate;
	const near = nearestRate(net, rates, currency);
	if (near !== undefined) return near;
	return isZero(net.total) ? '0' : quotient(net.tax, net.total, 4);
}

/**
 * Taxes that add up to what the document says: a difference of no more than one minor unit for each taxed amount, since
 * each was rounded by itself, goes to the largest of them. Undefined when it is more. `includesTax` keeps what the amount
 * comes to with its tax, else what it comes to without.
 */
export function withTaxTotal<T extends Net>(
	list: readonly T[],
	wanted: string,
	includesTax: boolean,
	currency: string,
): T[] | undefined {
	const have = sum(list.map(({ tax }) => tax));
	const difference = minus(wanted, have);
	if (isZero(difference)) return [...list];
	const taxed = list.filter(({ tax }) => !isZero(tax));
	if (minorDistance(wanted, have, currency) > taxed.length) return undefined;
	const largest = taxed.reduce((a, b) => (Math.abs(Number(b.tax)) > Math.abs(Number(a.tax)) ? b : a));
	const moved = {
		...largest,
		tax: sum([largest.tax, difference]),
		total: includesTax ? minus(largest.total, difference) : largest.total,
	};
	return list.map((each) => (each === largest ? moved : each));
}
