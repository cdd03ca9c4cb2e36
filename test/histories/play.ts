import { booksHistoryOf } from './books-generator';
import { booksDifferences } from './books-oracle';
import { historyOf, type Shares } from './generator';
import { odooHistoryOf } from './odoo-generator';
import { odooDifferences } from './odoo-oracle';
import type { History, Office, Step } from './history';
import { differences } from './oracle';
import { outletsHistoryOf } from './outlets-generator';
import { outletsDifferences } from './outlets-oracle';
import { showroomHistoryOf } from './showroom-generator';
import { showroomDifferences } from './showroom-oracle';
import { World, type Bench } from './world';

/*
 * Plays the history of a seed and judges its end; and of one that ends wrong, finds the shortest that still does.
 */

export interface Verdict {
	readonly seed: number;
	readonly differences: readonly string[];
	/** How often each thing happened. */
	readonly happened: Readonly<Record<string, number>>;
	readonly ms: number;
}

export async function play(history: History, bench: Bench): Promise<Verdict> {
	const begun = performance.now();
	const world = await World.open(history, bench);
	try {
		for (const step of history.steps) await world.play(step);
		await world.rest();
		return {
			seed: history.seed,
			differences: await JUDGED[history.office](world),
			happened: world.happened(),
			ms: performance.now() - begun,
		};
	} finally {
		await world.close();
	}
}

const JUDGED: Readonly<Record<Office, (world: World) => Promise<string[]>>> = {
	warehouse: async (world) => differences(await world.chronicle()),
	books: async (world) => booksDifferences(await world.booksChronicle()),
	odoo: async (world) => odooDifferences(await world.odooChronicle()),
	showroom: async (world) => showroomDifferences(await world.showroomChronicle()),
	outlets: async (world) => outletsDifferences(await world.outletsChronicle()),
};

const HISTORIES: Readonly<Record<Office, (seed: number, shares: Shares) => History>> = {
	warehouse: historyOf,
	books: booksHistoryOf,
	odoo: odooHistoryOf,
	outlets: outletsHistoryOf,
	showroom: showroomHistoryOf,
};

/** The history of a seed with a back office. */
export const historyWith = (office: Office, seed: number, shares: Shares): History => HISTORIES[office](seed, shares);

/**
 * The shortest history that still ends with the first of these differences: steps are left out one by one, the last
 * ones first, as long as it does.
 */
export async function shortest(history: History, wrong: string, bench: Bench): Promise<History> {
	let steps: readonly Step[] = history.steps;
	for (let at = steps.length - 1; at >= 0; at -= 1) {
		const fewer = steps.filter((_, index) => index !== at);
		const { differences: found } = await play({ ...history, steps: fewer }, bench);
		if (found.includes(wrong)) steps = fewer;
	}
	return { ...history, steps };
}
