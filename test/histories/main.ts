/*
 * npm run histories -- --from SEED --count N [--workers 2] [--books | --odoo | --outlets | --showroom] [--plant NAME]
 * npm run histories -- --replay SEED [--books | --odoo | --outlets | --showroom]
 *
 * Plays random histories against the oracle and prints the seeds, the differences, and for each the shortest history
 * that still shows it. Ends with "N passed, N failed", and non-zero on any difference. Needs the built package.
 */
import { parseArgs } from 'node:util';

import type { Office } from './history';
import { PLANTS_OF } from './planted';
import { runHistories, type Outcome } from './runner';

/** Histories between two lines of progress. */
const STEP = 100;

const { values } = parseArgs({
	options: {
		from: { type: 'string', default: '1' },
		count: { type: 'string', default: '500' },
		workers: { type: 'string', default: '2' },
		books: { type: 'boolean', default: false },
		odoo: { type: 'boolean', default: false },
		outlets: { type: 'boolean', default: false },
		showroom: { type: 'boolean', default: false },
		plant: { type: 'string' },
		replay: { type: 'string' },
	},
});

function whole(name: 'from' | 'count' | 'workers' | 'replay'): number {
	const number = Number(values[name]);
	if (!Number.isInteger(number) || number < 1) throw new RangeError(`--${name} takes a whole number above 0`);
	return number;
}

function print({ seed, differences, shortest = [] }: Outcome): void {
	console.log(`\nSeed ${seed} ends wrong:\n${differences.map((each) => `  - ${each}`).join('\n')}`);
	if (shortest.length > 0)
		console.log(`  The shortest way there:\n${shortest.map((each) => `    ${each}`).join('\n')}`);
}

async function main(): Promise<void> {
	const asked = (['books', 'odoo', 'outlets', 'showroom'] as const).filter((name) => values[name]);
	if (asked.length > 1) throw new RangeError(asked.map((name) => `--${name}`).join(' or '));
	const [office = 'warehouse']: readonly Office[] = asked;
	const plants = PLANTS_OF[office];
	if (values.plant !== undefined && !Object.hasOwn(plants, values.plant))
		throw new RangeError(`--plant takes one of ${Object.keys(plants).join(', ')}`);
	const isReplay = values.replay !== undefined;
	const from = isReplay ? whole('replay') : whole('from');
	const count = isReplay ? 1 : whole('count');
	const begun = Date.now();
	const kind = {
		warehouse: '',
		books: 'with the books ',
		odoo: 'with an Odoo ',
		outlets: 'with outlets ',
		showroom: 'with a showroom ',
	}[office];
	console.log(`Histories ${kind}of the seeds ${from} to ${from + count - 1}`);
	const { played, wrong, happened } = await runHistories({
		office,
		from,
		count,
		workers: isReplay ? 1 : whole('workers'),
		plant: values.plant,
		shorten: !isReplay,
		...(isReplay ? { tell: console.log } : {}),
		played(outcome, done) {
			if (outcome.differences.length > 0) print(outcome);
			if (done % STEP === 0) console.log(`${done} of ${count} after ${minutesSince(begun)} minutes`);
		},
	});
	const counts = Object.entries(happened).sort(([a], [b]) => a.localeCompare(b));
	console.log(`\nWhat happened: ${counts.map(([what, times]) => `${what} ${times}`).join(', ')}`);
	console.log(`Seeds ${from} to ${from + count - 1} in ${minutesSince(begun)} minutes`);
	console.log(`${played - wrong.length} passed, ${wrong.length} failed`);
	process.exitCode = wrong.length === 0 && played === count ? 0 : 1;
}

const minutesSince = (ms: number) => ((Date.now() - ms) / 60_000).toFixed(1);

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
});
