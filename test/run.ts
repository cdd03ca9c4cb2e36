/*
 * npm run check   lint, format, types, printed pages, unit, build, load in n8n-core's package loader
 * npm run unit    the tests that need no n8n
 * npm test        everything: check, the built package in n8n-core's engine, every template in a real n8n, the demo,
 *                 the browser
 *
 * Prints the minutes of each part and, last, "N passed, N failed". The tests run on the Node that n8n needs, which is
 * taken from npm where this machine's is older.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { ensureNode } from '../sandbox/n8n/runtime';
import { chromiumPath } from './support/browser';

const ROOT = resolve(__dirname, '..');
const REPORT = join(ROOT, '.report');

interface Count {
	readonly passed: number;
	readonly failed: number;
	readonly skipped?: string;
}

interface Part {
	readonly name: string;
	readonly run: (node: string) => Promise<Count>;
}

/** Runs a command in the project, its output shown; resolves with whether it succeeded. */
async function succeeds(
	command: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
	const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit', shell: process.platform === 'win32' });
	return await new Promise((done) => {
		child.once('error', () => done(false));
		child.once('close', (code) => done(code === 0));
	});
}

const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name);

const command = (name: string, file: string, args: readonly string[]): Part => ({
	name,
	run: async () => ((await succeeds(file, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** Runs jest over some paths and counts its tests; a file that could not run counts as one failure. */
const tests = (name: string, paths: readonly string[], inBand = false): Part => ({
	name,
	run: async (node) => {
		const file = join(REPORT, `${name.replace(/\W+/g, '-')}.json`);
		const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
		const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}`, NODE_ENV: 'test' };
		const args = [jest, '--json', `--outputFile=${file}`, ...(inBand ? ['--runInBand'] : ['--maxWorkers=2']), ...paths];
		const fine = await succeeds(node, args, env);
		if (!existsSync(file)) return { passed: 0, failed: 1 };
		const report = JSON.parse(readFileSync(file, 'utf8')) as {
			numPassedTests: number;
			numFailedTests: number;
			numRuntimeErrorTestSuites: number;
			numPendingTests: number;
		};
		const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests;
		return { passed: report.numPassedTests, failed: fine ? failed : Math.max(1, failed) };
	},
});

/** The demo twice: the first run shows everything, the second must create nothing. */
const demo: Part = {
	name: 'demo',
	async run() {
		let passed = 0;
		for (const [flags, wanted] of [
			[[], (created: number) => created > 0],
			[['--keep'], (created: number) => created === 0],
		] as const) {
			const json = join(REPORT, 'demo.json');
			const fine = await succeeds(bin('tsx'), ['sandbox/demo.ts', '--once', '--json', json, ...flags]);
			const summary = fine
				? (JSON.parse(readFileSync(json, 'utf8')) as { created: number; equal: { orders: boolean } })
				: undefined;
			if (summary && wanted(summary.created) && summary.equal.orders) passed += 1;
		}
		return { passed, failed: 2 - passed };
	},
};

const browser: Part = {
	name: 'browser',
	async run(node) {
		if (chromiumPath() !== undefined) return await tests('browser', ['test/browser'], true).run(node);
		const why = 'no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH';
		return process.env.CI ? { passed: 0, failed: 1 } : { passed: 0, failed: 0, skipped: why };
	},
};

const UNIT = tests('unit', ['test/architecture', 'test/core', 'test/systems', 'test/contract']);
const CHECK: readonly Part[] = [
	command('lint', bin('eslint'), ['.']),
	command('format', bin('prettier'), ['--check', '--log-level=warn', '.']),
	command('types', bin('tsc'), ['--noEmit']),
	command('printed pages', bin('tsx'), ['docs/print.ts', '--check']),
	command('build', bin('gulp'), ['bundle', '--silent']),
	UNIT,
	tests('load', ['test/nodes/package']),
];
const PARTS: Readonly<Record<string, readonly Part[]>> = {
	unit: [UNIT],
	check: CHECK,
	all: [
		...CHECK,
		tests('engine', ['test/nodes/(?!package)']),
		tests('n8n', ['test/workflows'], true),
		demo,
		browser,
		command('requirements', bin('tsx'), ['test/support/requirements.ts']),
	],
};

async function main(): Promise<void> {
	const parts = PARTS[process.argv[2] ?? 'all'];
	if (!parts) throw new Error(`There is no part "${process.argv[2]}"; there are: ${Object.keys(PARTS).join(', ')}`);
	rmSync(REPORT, { recursive: true, force: true });
	mkdirSync(REPORT, { recursive: true });
	const node = await ensureNode(console.log);
	const rows: string[] = [];
	let passed = 0;
	let failed = 0;
	for (const part of parts) {
		const begun = Date.now();
		console.log(`\n=== ${part.name}`);
		const count = await part.run(node);
		passed += count.passed;
		failed += count.failed;
		const minutes = ((Date.now() - begun) / 60_000).toFixed(1).padStart(5);
		rows.push(
			`${minutes} min  ${part.name.padEnd(14)} ${count.skipped ? `SKIPPED: ${count.skipped}` : `${count.passed} passed, ${count.failed} failed`}`,
		);
	}
	console.log(`\n${rows.join('\n')}\n`);
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	console.log('0 passed, 1 failed');
	process.exitCode = 1;
});
