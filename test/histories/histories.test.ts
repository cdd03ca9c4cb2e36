import type { Office } from './history';
import { PLANTS_OF } from './planted';
import { runHistories, type Outcome } from './runner';

jest.setTimeout(10 * 60_000);

/*
 * The oracles must be able to say no: of each bug that is planted between the nodes, a history shows a difference, and
 * only a history in which the bug took place.
 */

const SEEDS = { from: 1, count: 40, workers: 1 };
const tookPlace = ({ happened }: Outcome) => (happened.planted ?? 0) > 0;
const OFFICES = Object.entries(PLANTS_OF) as ReadonlyArray<readonly [Office, Readonly<Record<string, unknown>>]>;
const BUGS = OFFICES.flatMap(([office, plants]) => Object.keys(plants).map((plant) => [office, plant] as const));

it.each(OFFICES)('has at least three bugs to plant: %s', (_, plants) => {
	expect(Object.keys(plants).length).toBeGreaterThanOrEqual(3);
});

it.each(BUGS)('notices a planted bug, and nothing where it did not take place: %s, %s', async (office, plant) => {
	const { wrong, played } = await runHistories({ ...SEEDS, office, plant, untilFirst: true });
	console.log(`${plant}: noticed after ${played} histories: ${wrong[0]?.differences.join('; ') ?? 'never'}`);
	expect(wrong).not.toEqual([]);
	expect(wrong.filter((outcome) => !tookPlace(outcome))).toEqual([]);
});

it.each(OFFICES)('finds nothing wrong with the same seeds when nothing is planted: %s', async (office) => {
	const { wrong, happened } = await runHistories({ ...SEEDS, office });
	expect([wrong, happened.planted]).toEqual([[], undefined]);
});
