/*
 * What the races came to, a line an arm, and whether that is what is promised.
 */
import { ARMS, type ArmName } from './arms';
import type { Result } from './race';

/** Sales, carts, unpaid orders, holds and parcels that a race must have at least. */
export const LEAST_ACTS = 1_000;
/** The share that must be sold of what could be: never to sell is no way not to oversell. */
const LEAST_SHARE = 0.95;

export interface Summary {
	readonly arm: ArmName;
	readonly races: number;
	readonly oversold: number;
	readonly racesOversold: number;
	/** Units offered after writes that were nobody's to offer. */
	readonly invented: number;
	readonly sold: number;
	readonly share: number;
	/** Units refused to customers although they were there. */
	readonly lost: number;
	readonly writes: number;
	readonly stale: number;
	readonly reads: number;
	readonly leastActs: number;
}

export function summarize(arm: ArmName, results: readonly Result[]): Summary {
	const own = results.filter((each) => each.arm === arm);
	const sum = (of: (result: Result) => number) => own.reduce((total, each) => total + of(each), 0);
	const sold = sum(({ counts }) => counts.unitsSold);
	return {
		arm,
		races: own.length,
		oversold: sum(({ oversold }) => oversold),
		invented: sum(({ invented }) => invented),
		racesOversold: own.filter(({ oversold }) => oversold > 0).length,
		sold,
		share: sold / sum(({ sellable }) => sellable),
		lost: sum(({ counts }) => counts.unitsRefused),
		writes: sum(({ writes }) => writes),
		stale: sum(({ stale }) => stale),
		reads: sum(({ reads }) => reads),
		leastActs: Math.min(...own.map(actsOf)),
	};
}

export function actsOf({ counts }: Result): number {
	const { sales, carts, unpaid, holds, parcels, others } = counts;
	return sales + carts + unpaid + holds + parcels + others;
}

export function lineOf({ arm, oversold, races, racesOversold, sold, share, ...rest }: Summary): string {
	const counts = [
		`oversold ${oversold} units in ${racesOversold} of ${races} races`,
		`invented ${rest.invented}`,
		`sold ${sold} units, ${percent(share)} of what could be`,
		`refused ${rest.lost} that were there`,
		`${rest.writes} writes and ${rest.stale} stale`,
		`${rest.reads} reads`,
	];
	return `${ARMS[arm].title.padEnd(35)} ${counts.join('; ')}`;
}

/** What went wrong in one race, if anything did. */
export function noticedIn({ seed, arm, oversold, invented }: Result): string | undefined {
	if (oversold + invented === 0) return undefined;
	return `Seed ${seed}, ${ARMS[arm].title}: ${oversold} units oversold, ${invented} invented`;
}

/** What of it is not as promised. */
export function broken({ arm, oversold, invented, share, leastActs, stale }: Summary): string[] {
	const { title, oversells } = ARMS[arm];
	const cases: ReadonlyArray<readonly [boolean, string]> = [
		[!oversells && oversold > 0, `${oversold} units were oversold`],
		[oversells && oversold === 0, 'nothing was oversold, so the races are too easy'],
		[!oversells && invented > 0, `writes offered ${invented} units that were nobody's to offer`],
		[oversells && invented === 0, 'no write offered too much, so the inspection sees nothing'],
		[!oversells && share < LEAST_SHARE, `only ${percent(share)} were sold of what could be`],
		[leastActs < LEAST_ACTS, `a race had only ${leastActs} acts`],
		[stale === 0 && arm !== 'plain', 'no level ever moved under a run'],
	];
	return cases.filter(([wrong]) => wrong).map(([, what]) => `${title}: ${what}`);
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
