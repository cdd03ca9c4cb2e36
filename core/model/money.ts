import Big from 'big.js';

/**
 * Exact amounts. Outside they are decimal strings ("12.50"); inside whole minor units or `Big`. Never a float.
 *
 * ISO 4217 exponents that differ from two; every currency not named here has two decimals.
 */
const EXPONENTS: Readonly<Record<string, number>> = {
	BIF: 0,
	CLP: 0,
	DJF: 0,
	GNF: 0,
	ISK: 0,
	JPY: 0,
	KMF: 0,
	KRW: 0,
	PYG: 0,
	RWF: 0,
	UGX: 0,
	UYI: 0,
	VND: 0,
	VUV: 0,
	XAF: 0,
	XOF: 0,
	XPF: 0,
	BHD: 3,
	IQD: 3,
	JOD: 3,
	KWD: 3,
	LYD: 3,
	OMR: 3,
	TND: 3,
};

/** What a decimal string may look like: a sign, digits, a point and digits. No exponent, no blanks. */
export const DECIMAL_PATTERN = /^-?\d{1,15}(\.\d{1,10})?$/;

/** Decimals of a currency's minor unit (EUR 2, JPY 0, KWD 3). */
export function minorUnits(currency: string): number {
	return EXPONENTS[currency.toUpperCase()] ?? 2;
}

/** Whether a value is a decimal string that can be computed with exactly. */
export function isDecimal(value: unknown): value is string {
	return typeof value === 'string' && DECIMAL_PATTERN.test(value);
}

/** The exact sum of decimal strings, as the shortest decimal string. An empty list is "0". */
export function sum(amounts: readonly string[]): string {
	return amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed();
}

/** The exact difference a - b. */
export function minus(a: string, b: string): string {
	return new Big(a).minus(b).toFixed();
}

/** The exact product of a decimal string and a factor, not rounded. */
export function times(amount: string, factor: string | number): string {
	return new Big(amount).times(factor).toFixed();
}

/**
 * A quotient rounded half up to a currency's minor unit; used for unit prices shown to a warehouse, never for
 * totals. Throws a RangeError on division by zero.
 */
export function dividedBy(amount: string, divisor: string | number, currency: string): string {
	if (new Big(divisor).eq(0)) throw new RangeError('An amount cannot be divided by zero');
	const quotient = new Big(amount).times(new Big(10).pow(12)).div(divisor).div(new Big(10).pow(12));
	return quotient.round(minorUnits(currency), Big.roundHalfUp).toFixed(minorUnits(currency));
}

/** The amount written with the currency's own decimals ("12.5" EUR is "12.50"), rounded half up. */
export function inCurrency(amount: string, currency: string): string {
	return new Big(amount).round(minorUnits(currency), Big.roundHalfUp).toFixed(minorUnits(currency));
}

/** A percentage as people type it as a fraction ("25,5" is "0.255"); "0" for nothing, undefined for what is none. */
export function fractionFrom(percent: string): string | undefined {
	const plain = percent.replace('%', '').replace(',', '.').trim();
	if (plain === '') return '0';
	return isDecimal(plain) && !plain.startsWith('-') ? times(plain, '0.01') : undefined;
}

/** Whether two decimal strings are the same number ("1.0" and "1.00" are). */
export function sameAmount(a: string, b: string): boolean {
	return new Big(a).eq(b);
}

/** Whether the amount is zero. */
export function isZero(amount: string): boolean {
	return new Big(amount).eq(0);
}

/** Whether the amount is above zero. */
export function isAboveZero(amount: string): boolean {
	return new Big(amount).gt(0);
}

/** The distance between two amounts in whole minor units of the currency, rounded up. */
export function minorDistance(a: string, b: string, currency: string): number {
	const minor = new Big(a)
		.minus(b)
		.abs()
		.times(new Big(10).pow(minorUnits(currency)));
	return Number(minor.round(0, Big.roundUp).toFixed(0));
}

/** The amount with the sign turned; zero stays "0". */
export function negated(amount: string): string {
	return minus('0', amount);
}

/** How many decimals an amount is written with, trailing zeros not counted. */
export function decimalsOf(amount: string): number {
	return new Big(amount).toFixed().split('.')[1]?.length ?? 0;
}

/** The amount rounded half up, away from zero, to so many decimals. */
export function rounded(amount: string, decimals: number): string {
	return new Big(amount).round(decimals, Big.roundHalfUp).toFixed();
}

/** A quotient rounded half up, away from zero, to so many decimals. Throws a RangeError on division by zero. */
export function quotient(amount: string, divisor: string | number, decimals: number): string {
	if (new Big(divisor).eq(0)) throw new RangeError('An amount cannot be divided by zero');
	// big.js rounds a quotient to DP decimals on its own, by default 20: the digits are moved out of its way.
	const scale = new Big(10).pow(decimals);
	return new Big(amount).times(scale).div(divisor).round(0, Big.roundHalfUp).div(scale).toFixed();
}

/**
 * The price of one piece with which so many of them come to the total again, in as few decimals as that takes: two of
 * 5.00 cost 2.5, three of 10.00 cost 3.333 (9.999 is 10.00). The total for a quantity of zero.
 */
export function unitPrice(total: string, quantity: number, currency: string): string {
	if (quantity === 0) return total;
	const scale = Math.max(minorUnits(currency), decimalsOf(total));
	for (let decimals = scale; ; decimals++) {
		const price = quotient(total, quantity, decimals);
		if (sameAmount(rounded(times(price, quantity), scale), total)) return price;
	}
}
