/*
 * npm run check      lint, format, types, printed pages, unit, build, load in n8n-core's package loader
 * npm run unit       the tests that need no n8n
 * npm test           everything: check, the built package in n8n-core's engine, every template in a real n8n, the demo,
 *                    the browser, every fault, 500 random histories and their oracle, the oversell race, a real Odoo,
 *                    and n8n in queue mode with 1,000 orders
 * npm run long       of these, what plays through much: faults, histories, race, a real Odoo, queue mode
 * npm run test:odoo  of these, the real Odoo: what its sandbox is asked, and the node over it
 *
 * Prints the minutes of each part and, last, "N passed, N failed". Three parts at a time run side by side, and say in front
 * of each line whose it is. The tests run on the Node that n8n needs, which is taken from npm where this machine's is
 * older.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { BUILT } from '../sandbox/bridge';
import { ensureNode } from '../sandbox/n8n/runtime';
import { redisPath } from '../sandbox/n8n/redis';
import { chromiumPath } from './support/browser';
import { odooMissing, prepareOdoo } from './support/odoo';
import { postgresMissing } from './support/postgres';

const ROOT = resolve(__dirname, '..');
const REPORT = join(ROOT, '.report');

interface Count {
	readonly passed: number;
	readonly failed: number;
	readonly skipped?: string;
}

/** Where a part's output goes, line by line; straight to the terminal when absent. */
type Say = (line: string) => void;

interface Part {
	readonly name: string;
	readonly run: (node: string, say?: Say) => Promise<Count>;
}

interface Running {
	readonly env?: NodeJS.ProcessEnv;
	readonly say?: Say;
}

/** Runs a command in the project, its output shown; resolves with whether it succeeded. */
async function succeeds(command: string, args: readonly string[], { env, say }: Running = {}): Promise<boolean> {
	const stdio: StdioOptions = say ? ['ignore', 'pipe', 'pipe'] : 'inherit';
	const child = spawn(command, args, { cwd: ROOT, env, stdio, shell: process.platform === 'win32' });
	if (say) listen(child, say);
	return (await ended(child)) === 0;
}

function listen({ stdout, stderr }: ChildProcess, say: Say): void {
	for (const input of [stdout, stderr]) if (input) createInterface({ input }).on('line', say);
}

async function ended(child: ChildProcess): Promise<number | null> {
	return await new Promise((done) => {
		child.once('error', () => done(null));
		child.once('close', (code) => done(code));
	});
}

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

const command = (name: string, file: string, args: readonly string[]): Part => ({
	name,
	run: async (_node, say) =>
		(await succeeds(file, args, { say })) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
});

/** Once for all parts that read dist/ side by side. */
const build: Part = {
	name: 'build',
	async run(node, say) {
		const count = await command('build', bin('gulp'), ['bundle', '--silent']).run(node, say);
		if (count.failed === 0) process.env[BUILT] = 'yes';
		return count;
	},
};

/** Runs jest over some paths and counts its tests; a file that could not run counts as one failure. */
const tests = (name: string, paths: readonly string[], inBand = false): Part => ({
	name,
	run: async (node, say) => {
		const file = join(REPORT, `${name.replace(/\W+/g, '-')}.json`);
		const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
		const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}`, NODE_ENV: 'test' };
		const args = [jest, '--json', `--outputFile=${file}`, ...(inBand ? ['--runInBand'] : ['--maxWorkers=2']), ...paths];
		const fine = await succeeds(node, args, { env, say });
		if (!existsSync(file)) return { passed: 0, failed: 1 };
		const report = JSON.parse(readFileSync(file, 'utf8')) as {
			numPassedTests: number;
			numFailedTests: number;
			numRuntimeErrorTestSuites: number;
			numPendingTests: number;
		};
		const pending = report.numPendingTests;
		// Only tests that need PostgreSQL may be left out, and none in CI.
		const why = pending > 0 && !process.env.CI ? postgresMissing() : undefined;
		const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + (why === undefined ? pending : 0);
		return {
			passed: report.numPassedTests,
			failed: fine ? failed : Math.max(1, failed),
			...(why !== undefined && { skipped: `${pending} tests, ${why}` }),
		};
	},
});

/** A command that says in its last line how many passed and failed. */
const counting = (name: string, args: readonly string[]): Part => ({
	name,
	async run(node, say = console.log) {
		const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` };
		let last = '';
		const heard = (line: string) => {
			last = line.trim() === '' ? last : line;
			say(line);
		};
		const fine = await succeeds(node, ['--import', 'tsx', ...args], { env, say: heard });
		const [, passed, failed] = /^(\d+) passed, (\d+) failed\s*$/.exec(last) ?? [undefined, '0', '1'];
		return { passed: Number(passed), failed: fine ? Number(failed) : Math.max(1, Number(failed)) };
	},
});

/** The demo twice: the first run shows everything, the second must create nothing. */
const demo: Part = {
	name: 'demo',
	async run(_node, say) {
		let passed = 0;
		for (const [flags, wanted] of [
			[[], (created: number) => created > 0],
			[['--keep'], (created: number) => created === 0],
		] as const) {
			const json = join(REPORT, 'demo.json');
			const fine = await succeeds(bin('tsx'), ['sandbox/demo.ts', '--once', '--json', json, ...flags], { say });
			const summary = fine
				? (JSON.parse(readFileSync(json, 'utf8')) as { created: number; equal: Record<string, boolean> })
				: undefined;
			const equal = ['orders', 'stock', 'shipments'].every((what) => summary?.equal[what] === true);
			if (summary && wanted(summary.created) && equal) passed += 1;
		}
		return { passed, failed: 2 - passed };
	},
};

/** A part that needs something of the machine: skipped with the reason where that is missing, and failed so in CI. */
const where = (name: string, part: Part, missing: () => string | undefined): Part => ({
	name,
	async run(node, say) {
		const why = missing();
		if (why === undefined) return await part.run(node, say);
		(say ?? console.log)(why);
		return process.env.CI ? { passed: 0, failed: 1 } : { passed: 0, failed: 0, skipped: why };
	},
});

const browser = where('browser', tests('browser', ['test/browser'], true), () =>
	chromiumPath() === undefined
		? 'no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH'
		: undefined,
);

// PostgreSQL comes from npm. The figures of the test itself are in .report/queue.json.
const queue = where('queue', tests('queue mode', ['test/queue'], true), () =>
	redisPath() === undefined ? 'no Redis found: install it (Debian: apt-get install redis-server)' : undefined,
);

/** Installed first, because no test waits for minutes. */
const realOdoo: Part = {
	name: 'odoo',
	async run(node, say = console.log) {
		await prepareOdoo(say);
		return await tests('a real Odoo', ['test/odoo'], true).run(node, say);
	},
};
const odoo = where('odoo', realOdoo, odooMissing);

const UNIT = tests('unit', ['test/architecture', 'test/core', 'test/systems', 'test/contract', 'test/race']);
const ENGINE = tests('engine', ['test/nodes/(?!package)'], true);
const CHECK: readonly Part[] = [
	command('lint', bin('eslint'), ['.']),
	command('format', bin('prettier'), ['--check', '--log-level=warn', '.']),
	command('types', bin('tsc'), ['--noEmit']),
	command('printed pages', bin('tsx'), ['docs/print.ts', '--check']),
	build,
	UNIT,
	tests('load', ['test/nodes/package']),
];
/** What plays much through the sandboxes, in n8n-core's engine or beside it. */
const FAULTS = counting('faults', ['test/faults/main.ts', '--json', join(REPORT, 'faults.json')]);
const PLAYS: readonly Part[] = [
	counting('race', ['test/race/run.ts']),
	counting('race mutants', ['test/race/run.ts', '--mutants']),
	counting('histories', ['test/histories/main.ts', '--from', '1', '--count', '240']),
	counting('histories with books', ['test/histories/main.ts', '--books', '--from', '1', '--count', '80']),
	counting('histories with Odoo', ['test/histories/main.ts', '--odoo', '--from', '1', '--count', '80']),
	counting('histories with outlets', ['test/histories/main.ts', '--outlets', '--from', '1', '--count', '60']),
	counting('histories with a showroom', ['test/histories/main.ts', '--showroom', '--from', '1', '--count', '40']),
	tests('oracle', ['test/histories'], true),
];

/** What waits, for timers and for a killed run's lease, and what calculates, so that they fill each other's pauses. */
const WAITING = 'crash|personal-data|runtime|scale|shopify-oauth|triggers';
const N8N = [
	tests('n8n, long', [`test/workflows/(${WAITING})`], true),
	tests('n8n', [`test/workflows/(?!${WAITING})`], true),
] as const;

/** One part after the other, or as many side by side as there are hands: whoever is free takes the next one. */
type Step = Part | { readonly sideBySide: readonly Part[] };
const HANDS = 3;

const RUNS: Readonly<Record<string, readonly Step[]>> = {
	unit: [UNIT],
	check: CHECK,
	long: [FAULTS, ...PLAYS, odoo, queue],
	odoo: [command('build', bin('gulp'), ['bundle', '--silent']), odoo],
	all: [
		...CHECK,
		// The long ones first. The package is built before, so that none starts with half of it.
		{ sideBySide: [N8N[0], ENGINE, FAULTS, browser, N8N[1], odoo, demo, ...PLAYS] },
		// Five processes of n8n, whose answers are timed: alone.
		queue,
		command('requirements', bin('tsx'), ['test/support/requirements.ts']),
	],
};

async function main(): Promise<void> {
	const steps = RUNS[process.argv[2] ?? 'all'];
	if (!steps) throw new Error(`There is no run "${process.argv[2]}"; there are: ${Object.keys(RUNS).join(', ')}`);
	rmSync(REPORT, { recursive: true, force: true });
	mkdirSync(REPORT, { recursive: true });
	const node = await ensureNode(console.log);
	const rows: string[] = [];
	let passed = 0;
	let failed = 0;
	const runPart = async (part: Part, say?: Say) => {
		const begun = Date.now();
		console.log(`\n=== ${part.name}`);
		const count = await part.run(node, say);
		passed += count.passed;
		failed += count.failed;
		const minutes = ((Date.now() - begun) / 60_000).toFixed(1).padStart(5);
		rows.push(
			[
				`${minutes} min  ${part.name.padEnd(14)} ${count.passed} passed, ${count.failed} failed`,
				...(count.skipped === undefined ? [] : [`SKIPPED: ${count.skipped}`]),
			].join('; '),
		);
	};
	const runSideBySide = async (parts: readonly Part[]) => {
		const open = [...parts];
		const hand = async () => {
			for (let part = open.shift(); part; part = open.shift()) {
				const { name } = part;
				await runPart(part, (line) => console.log(`${name.padEnd(9)} | ${line}`));
			}
		};
		await Promise.all(Array.from({ length: HANDS }, hand));
	};
	const begun = Date.now();
	for (const step of steps) {
		if ('sideBySide' in step) await runSideBySide(step.sideBySide);
		else await runPart(step);
	}
	const whole = ((Date.now() - begun) / 60_000).toFixed(1).padStart(5);
	console.log(`\n${rows.join('\n')}\n${whole} min  in all\n`);
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
});
