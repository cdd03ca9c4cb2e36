import { dateThatSays } from './date-that-says';

/*
 * The clock of this process, for everybody in it: n8n, the package and the sandboxes. For races that take hours and are
 * over in seconds. A database has a clock of its own, which this one does not move.
 */
export class MachineClock {
	/** How far it is ahead of the real one. */
	aheadMs = 0;

	private readonly real = globalThis.Date;

	constructor() {
		globalThis.Date = dateThatSays(() => this.real.now() + this.aheadMs);
	}

	/** Never back. */
	advance(ms: number): void {
		this.aheadMs += Math.max(0, ms);
	}

	realNow(): number {
		return this.real.now();
	}

	/** Everybody has the real clock again. */
	restore(): void {
		globalThis.Date = this.real;
	}
}
