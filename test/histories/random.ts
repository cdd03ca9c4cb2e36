import { SeededRandom } from '../../sandbox/random';

/*
 * Chance that a seed decides: the same seed tells the same story on every machine.
 */

export class Random extends SeededRandom {
	constructor(seed: number) {
		super(seed);
		// Neighbouring seeds begin alike; a few draws take them apart.
		for (let n = 0; n < 4; n += 1) this.next();
	}

	/** True in so many of a hundred cases. */
	percent(share: number): boolean {
		return this.next() * 100 < share;
	}

	pick<T>(list: readonly T[]): T {
		const found = list[this.whole(0, list.length - 1)];
		if (found === undefined) throw new RangeError('There is nothing to pick from');
		return found;
	}

	/** One of the values, each as often as its weight says. */
	weighted<T>(table: ReadonlyArray<readonly [weight: number, value: T]>): T {
		let left = this.next() * table.reduce((sum, [weight]) => sum + weight, 0);
		for (const [weight, value] of table) {
			left -= weight;
			if (left < 0) return value;
		}
		throw new RangeError('There is nothing to choose from');
	}
}
