import { clock } from './boot';

import { loadPackage, skipWaits } from '../support/engine';
import type { Shares } from './generator';
import type { Office } from './history';
import { historyWith, play, shortest } from './play';
import { PLANTS_OF } from './planted';
import { Victims } from './worker';

/*
 * A process that plays one history after the other, as it is asked.
 */

export interface ToPlayer {
	readonly seed: number;
	readonly office: Office;
	readonly shares: Shares;
	/** The name of a bug to be planted. */
	readonly plant?: string;
	/** Whether a history that ends wrong is to be made short. */
	readonly shorten: boolean;
	/** Whether every step is told. */
	readonly tell: boolean;
}

export type FromPlayer =
	| { readonly ready: true }
	| { readonly line: string }
	| {
			readonly seed: number;
			readonly differences: readonly string[];
			readonly happened: Readonly<Record<string, number>>;
			/** The shortest history with the first of the differences, a line a step. */
			readonly shortest?: readonly string[];
	  }
	| { readonly failed: string };

const say = (message: FromPlayer) => process.send?.(message);
const victims = new Victims(clock);

async function answer({ seed, office, shares, plant, shorten, tell }: ToPlayer): Promise<FromPlayer> {
	const bench = { clock, victims, ...(plant ? { plant: PLANTS_OF[office][plant] } : {}) };
	const history = historyWith(office, seed, shares);
	const telling = tell ? { ...bench, tell: (line: string) => say({ line }) } : bench;
	const { differences, happened } = await play(history, telling);
	const [first] = differences;
	if (first === undefined || !shorten) return { seed, differences, happened };
	const { steps, options } = await shortest(history, first, bench);
	return { seed, differences, happened, shortest: [options, ...steps].map((each) => JSON.stringify(each)) };
}

process.on('message', (question: ToPlayer) => {
	answer(question).then(say, (error: unknown) =>
		say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
	);
});
// A process that waits to be killed would outlive this one.
process.once('disconnect', () => void victims.close().finally(() => process.exit()));

skipWaits((ms) => clock.advance(ms));
loadPackage().then(
	() => say({ ready: true }),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
