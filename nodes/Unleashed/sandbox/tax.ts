/*
 * Rates on the account's scale. Whether 25.5 % is 0.255 or 25.5 is contradictory in what could be read (facts, gap 6), so
 * option `taxScale` has both; the list of taxes and the orders use the same one.
 */
import Big from 'big.js';

import type { Context, Tax } from './state';

export function rateOf({ options }: Context, { rate }: Tax): number {
	return options['taxScale'] === 'percent' ? new Big(rate).times(100).toNumber() : rate;
}
