/*
 * Faults by a plan: so many of every hundred answers, which ones and of what kind decided by a seed alone. The kinds
 * take turns in an order shuffled anew each round, so that each of them comes as often as every other.
 */
import { FAULT_KINDS, type Fault, type FaultKind } from './kit';
import { SeededRandom } from './random';

export interface FaultPlan {
	readonly seed: number;
	/** Of every hundred answers so many are faulty, a whole number from 1 to 100. */
	readonly percent: number;
	/** How long a timeout of the plan lasts; see Fault. */
	readonly closeAfterMs?: number;
}

/** A stale read is no failure, and cannot strike a write. */
export const PLANNED_KINDS = FAULT_KINDS.filter((kind) => kind !== 'staleRead');

const ROUND = 100;

/** Which answers are struck. The same seed strikes the same answers with the same kinds, counted from the first. */
export class PlannedFaults {
	private readonly random: SeededRandom;
	private struck = new Set<number>();
	private kinds: FaultKind[] = [];
	private answer = ROUND;

	/** Throws a RangeError for a plan that cannot be. */
	constructor(private readonly plan: FaultPlan) {
		const { seed, percent } = plan;
		if (!Number.isInteger(seed)) throw new RangeError('A plan of faults has a whole number for its seed');
		if (!Number.isInteger(percent) || percent < 1 || percent > ROUND)
			throw new RangeError('A plan of faults strikes 1 to 100 of every hundred answers');
		this.random = new SeededRandom(seed);
	}

	/** What strikes the next answer; undefined when nothing does. */
	next(): Fault | undefined {
		this.answer += 1;
		if (this.answer >= ROUND) this.nextRound();
		if (!this.struck.has(this.answer)) return undefined;
		if (this.kinds.length === 0) this.kinds = shuffled(PLANNED_KINDS, this.random);
		const kind = this.kinds.pop()!;
		const { closeAfterMs } = this.plan;
		return { kind, ...(closeAfterMs !== undefined && { closeAfterMs }) };
	}

	private nextRound(): void {
		const places = Array.from({ length: ROUND }, (_, place) => place);
		this.struck = new Set(shuffled(places, this.random).slice(0, this.plan.percent));
		this.answer = 0;
	}
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
	return list
		.map((each) => ({ each, at: random.next() }))
		.sort((a, b) => a.at - b.at)
		.map(({ each }) => each);
}
