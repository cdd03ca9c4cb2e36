/*
 * npm run race                  twenty days in three arms; a line an arm; exits non-zero if stock was oversold that must
 *                               not be, if a write offered what was nobody's to offer, or if too little was sold
 *          -- --seed 7          one day again, all that happened counted
 *          -- --seeds 40        so many days
 *          -- --arm plain       another arm of arms.ts; may be said several times
 *          -- --mutants         takes the safeguards out of the built package one by one; each must be noticed
 *          -- --mutant NAME     the race with one of them taken out: it has to fail
 */
import { parseArgs } from 'node:util';

import { ARMS, type ArmName } from './arms';
import { runAll } from './field';
import { mutate, MUTANTS, type MutantName } from './mutants';
import type { Result } from './race';
import { actsOf, broken, lineOf, noticedIn, summarize } from './report';

const SEEDS = 20;
const ARMS_RACED: readonly ArmName[] = ['available', 'onHand', 'onHandLedger'];

const { values } = parseArgs({
	options: {
		seed: { type: 'string' },
		seeds: { type: 'string' },
		arm: { type: 'string', multiple: true },
		mutant: { type: 'string' },
		mutants: { type: 'boolean', default: false },
	},
});
const days = values.seed === undefined ? upTo(Number(values.seeds ?? SEEDS)) : [Number(values.seed)];

/** Answers how many arms kept what is promised, and how many did not. */
async function arms(folder?: string): Promise<[number, number]> {
	console.log(`Seeds ${days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0]}; again: npm run race -- --seed N`);
	const shown = (values.arm as ArmName[] | undefined) ?? ARMS_RACED;
	// The slowest first, so that no process is left with it at the end.
	const tasks = [...shown].reverse().flatMap((arm) => days.map((day) => ({ seed: day, arm })));
	const ended = (result: Result) => {
		if (values.seed !== undefined) console.log(JSON.stringify(result, null, 2));
		else if (!ARMS[result.arm].oversells && noticedIn(result)) console.log(noticedIn(result));
	};
	const results = await runAll(tasks, { ended, folder });
	const summaries = shown.map((arm) => summarize(arm, results));
	for (const summary of summaries) console.log(lineOf(summary));
	const acts = results.map(actsOf);
	console.log(`${Math.min(...acts)} to ${Math.max(...acts)} sales, carts, unpaid orders, holds and parcels in a race`);
	// One day proves nothing of shares.
	const problems = summaries.map((summary) => (values.seed === undefined ? broken(summary) : []));
	for (const problem of problems.flat()) console.log(problem);
	const failed = problems.filter(({ length }) => length > 0).length;
	return [problems.length - failed, failed];
}

async function withMutant<T>(name: MutantName, work: (folder: string) => Promise<T>): Promise<T> {
	const { folder, remove } = mutate(name);
	try {
		return await work(folder);
	} finally {
		remove();
	}
}

/** Answers how many safeguards were missed, and how many were not. */
async function mutants(): Promise<[number, number]> {
	let noticed = 0;
	const names = Object.keys(MUTANTS) as MutantName[];
	for (const name of names) {
		const { what, arm } = MUTANTS[name];
		const tasks = days.map((day) => ({ seed: day, arm }));
		const enough = (result: Result) => noticedIn(result) !== undefined;
		const results = await withMutant(name, async (folder) => await runAll(tasks, { enough, folder }));
		const found = results.find(enough);
		console.log(`${name} (${what}): ${found ? noticedIn(found) : `not noticed in ${results.length} days`}`);
		if (found) noticed += 1;
	}
	return [noticed, names.length - noticed];
}

async function main(): Promise<void> {
	const { mutant, arm = [] } = values;
	check('mutant', mutant === undefined ? [] : [mutant], MUTANTS);
	check('arm', arm, ARMS);
	const one = async (name: MutantName) => await withMutant(name, arms);
	const play = values.mutants ? mutants : async () => await (mutant === undefined ? arms() : one(mutant as MutantName));
	const [passed, failed] = await play();
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 ? 1 : 0;
}

function check(option: string, said: readonly string[], known: object): void {
	if (said.every((each) => Object.hasOwn(known, each))) return;
	throw new RangeError(`--${option} takes one of ${Object.keys(known).join(', ')}`);
}

function upTo(count: number): number[] {
	return Array.from({ length: count }, (_, n) => n + 1);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
