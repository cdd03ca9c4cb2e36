import { dateThatSays } from '../support/date-that-says';
import { Random } from './random';

/*
 * Time and chance of a process that plays histories: both stand still unless the history moves them, so that a seed
 * tells the same story again. Installed before n8n is loaded; the shop, the warehouse and every node follow it.
 */

export interface WorldClock {
	now(): number;
	/** Begins anew: at this moment, with this luck. */
	begin(atMs: number, seed: number): void;
	advance(ms: number): void;
}

/** Puts a clock of the history's own under the whole process. The ledger's clock is the database's and stays real. */
export function installClock(): WorldClock {
	let nowMs = Date.now();
	let luck = new Random(0);
	Math.random = () => luck.next();
	globalThis.Date = dateThatSays(() => nowMs);
	return {
		now: () => nowMs,
		begin(atMs, seed) {
			nowMs = atMs;
			luck = new Random(seed);
		},
		advance: (ms) => (nowMs += ms),
	};
}
