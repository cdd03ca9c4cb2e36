/*
 * Numbers that look random and are the same for the same seed (mulberry32, public domain).
 */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 to 1, without 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from `from` to `to`, both among them. */
	whole(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	/** One of a list, as often as its weight says. */
	weighted<T>(list: readonly T[], weightOf: (each: T) => number): T {
		const total = list.reduce((sum, each) => sum + weightOf(each), 0);
		let left = this.next() * total;
		const found = list.find((each) => (left -= weightOf(each)) < 0);
		return found ?? list[list.length - 1]!;
	}
}
