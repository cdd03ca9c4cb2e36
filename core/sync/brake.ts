import Big from 'big.js';

import { isZero } from '../model/money';
import type { Problem } from '../ports';
import { problem } from '../problems';

/*
 * The brake (decision 19): a run that would empty the shop, or that read the wrong warehouse or half a catalogue,
 * stops before its first write.
 */

export interface BrakeLimits {
	/** Percent of the levels that may fall to zero. */
	readonly toZero: number;
	/** Percent of the levels that may change at all. */
	readonly changed: number;
	/** Percent of the last run's SKUs that must be there again. */
	readonly present: number;
}

export const BRAKE_LIMITS: BrakeLimits = { toZero: 20, changed: 50, present: 50 };

/** Below so many levels a share says nothing: two of three are no alarm. */
const FEWEST_LEVELS = 20;

export interface BrakeReading {
	/** Levels of this run that stand at the target. */
	readonly levels: number;
	/** Those that would fall from above zero to zero. */
	readonly toZero: number;
	readonly changed: number;
	/** SKUs that came in. */
	readonly skus: number;
	/** SKUs of this route's last run; absent when nobody remembers. */
	readonly lastSkus?: number;
}

/** SETUP_BRAKE with the figure that tripped it, or nothing where the run may go on. Pure. */
export function brake(reading: BrakeReading, limits: BrakeLimits): Problem | undefined {
	const { levels, toZero, changed, skus, lastSkus } = reading;
	const above = (count: number, percent: number) => count >= FEWEST_LEVELS && count * 100 > percent * levels;
	const tripped = (why: string, count: number, of: number, percent: number) =>
		problem('SETUP_BRAKE', { why, count: String(count), of: String(of), percent: String(percent) });
	if (lastSkus !== undefined && lastSkus >= FEWEST_LEVELS && skus * 100 < limits.present * lastSkus)
		return tripped('fewer', skus, lastSkus, limits.present);
	if (above(toZero, limits.toZero)) return tripped('toZero', toZero, levels, limits.toZero);
	if (above(changed, limits.changed)) return tripped('changed', changed, levels, limits.changed);
	return undefined;
}

export interface PriceBrakeLimits {
	/** Percent by which a price may change before the change counts as a large one. */
	readonly large: number;
	/** Percent of the prices that may change largely. */
	readonly share: number;
}

export const PRICE_BRAKE: PriceBrakeLimits = { large: 30, share: 20 };

/** A price before and after; null where there was none. */
export interface PriceMove {
	readonly before: string | null;
	readonly after: string;
}

/**
 * SETUP_BRAKE where too many of `of` prices would change largely: a list in another currency, with or without tax, or in
 * cents. A price that was zero or none may become anything; one that falls to zero is always a large change. Pure.
 */
export function priceBrake(moves: readonly PriceMove[], of: number, limits: PriceBrakeLimits): Problem | undefined {
	const count = moves.filter((move) => isLarge(move, limits.large)).length;
	if (count < FEWEST_LEVELS || count * 100 <= limits.share * of) return undefined;
	const percents = { percent: String(limits.share), large: String(limits.large) };
	return problem('SETUP_BRAKE', { why: 'prices', count: String(count), of: String(of), ...percents });
}

function isLarge({ before, after }: PriceMove, large: number): boolean {
	if (before === null || isZero(before)) return false;
	if (isZero(after)) return true;
	const was = new Big(before);
	return new Big(after).minus(was).abs().times(100).gt(was.times(large));
}
