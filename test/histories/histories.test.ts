import { PLANTS } from './plants';
import { runHistories, type Outcome } from './runner';

jest.setTimeout(10 * 60_000);

/*
 * The oracle must be able to say no: of each bug that is planted between the nodes, a history shows a difference, and
 * only a history in which the bug took place.
 */

const SEEDS = { from: 1, count: 40, workers: 1 };
const tookPlace = ({ happened }: Outcome) => (happened.planted ?? 0) > 0;

it('has at least three bugs to plant', () => {
	expect(Object.keys(PLANTS).length).toBeGreaterThanOrEqual(3);
});

it.each(Object.keys(PLANTS))('notices a planted bug, and nothing where it did not take place: %s', async (plant) => {
	const { wrong, played } = await runHistories({ ...SEEDS, plant, untilFirst: true });
	console.log(`${plant}: noticed after ${played} histories: ${wrong[0]?.differences.join('; ') ?? 'never'}`);
	expect(wrong).not.toEqual([]);
	expect(wrong.filter((outcome) => !tookPlace(outcome))).toEqual([]);
});

it('finds nothing wrong with the same seeds when nothing is planted', async () => {
	const { wrong, happened } = await runHistories(SEEDS);
	expect([wrong, happened.planted]).toEqual([[], undefined]);
});
