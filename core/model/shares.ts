import Big from 'big.js';

import { minorUnits, minus, rounded, sum } from './money';

/**
 * An amount in shares by weights, exact: each share is rounded to the currency's minor unit, and what rounding leaves goes
 * to the largest weight. Weights are amounts of zero or more; without any above zero the first one takes all.
 */
export function spread(amount: string, weights: readonly string[], currency: string): string[] {
	if (weights.length === 0) return [];
	const whole = sum(weights);
	const isNothing = new Big(whole).eq(0);
	const shares = weights.map((weight) =>
		isNothing ? '0' : rounded(new Big(amount).times(weight).div(whole).toFixed(), minorUnits(currency)),
	);
	const left = minus(amount, sum(shares));
	const largest = weights.reduce((best, weight, at) => (new Big(weight).gt(weights[best] ?? '0') ? at : best), 0);
	return shares.map((share, at) => (at === largest ? sum([share, left]) : share));
}
