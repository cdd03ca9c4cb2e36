import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { build } from 'esbuild';

import { ROOT } from '../../sandbox/bridge';
import { packageFolder, type NodeRunInput } from '../support/engine';

/*
 * Processes that run one node each and are killed while they do. Loading n8n takes seconds, so the next one loads while
 * others work; which more are needed shows only then. What they run is compiled once, because compiling at each start
 * takes longer than n8n does.
 */

const PATIENCE_MS = 120_000;

interface Child {
	readonly process: ChildProcess;
	/** Resolves with n8n's folder of that process when n8n and the package are loaded. */
	readonly loaded: Promise<string>;
}

export class Children {
	private waiting?: Child;
	private compiled?: Promise<Compiled>;

	/** Lets a child load that will be needed soon. */
	async prepare(): Promise<void> {
		this.waiting ??= await this.start();
	}

	private async start(): Promise<Child> {
		this.compiled ??= compile();
		return startChild((await this.compiled).file);
	}

	/** Runs a node in a child and kills it as soon as the condition holds. Throws when the run ends before. */
	async runUntil(input: NodeRunInput, condition: () => boolean): Promise<void> {
		const child = this.waiting ?? (await this.start());
		this.waiting = undefined;
		try {
			await child.loaded;
			await untilHolds(child.process, input, condition);
		} finally {
			await kill(child);
		}
	}

	async close(): Promise<void> {
		if (this.waiting) await kill(this.waiting);
		this.waiting = undefined;
		const compiled = await this.compiled;
		if (compiled) rmSync(compiled.folder, { recursive: true, force: true });
	}
}

interface Compiled {
	readonly folder: string;
	readonly file: string;
}

/** `child.ts` in one file, in which each part still knows the place of its own. */
async function compile(): Promise<Compiled> {
	const folder = mkdtempSync(join(tmpdir(), 'child-'));
	const file = join(folder, 'child.js');
	await build({
		entryPoints: [join(__dirname, 'child.ts')],
		...{ outfile: file, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' },
		plugins: [
			{
				name: 'places',
				setup({ onLoad, onResolve }) {
					onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
						importer === '' || path.startsWith('node:')
							? undefined
							: { path: require.resolve(path, { paths: [dirname(importer)] }), external: true },
					);
					onLoad({ filter: /\.ts$/ }, async ({ path }) => {
						const places = Object.entries({ __filename: path, __dirname: dirname(path) });
						const said = places.map(([name, place]) => `const ${name} = ${JSON.stringify(place)};`).join(' ');
						return { contents: `${said} ${await readFile(path, 'utf8')}`, loader: 'ts' };
					});
				},
			},
		],
	});
	return { folder, file };
}

async function untilHolds(child: ChildProcess, input: NodeRunInput, condition: () => boolean): Promise<void> {
	let said: unknown;
	child.once('message', (message) => (said = message));
	child.send(input);
	for (const begun = Date.now(); !condition(); await wait(5)) {
		if (said !== undefined) throw new Error(`The run ended before it was killed: ${JSON.stringify(said)}`);
		if (child.exitCode !== null) throw new Error(`The process ended by itself with ${child.exitCode}`);
		if (Date.now() - begun > PATIENCE_MS) throw new Error('The write was never committed');
	}
}

function startChild(file: string): Child {
	const child = fork(file, [packageFolder()], {
		cwd: ROOT,
		execArgv: [],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const loaded = new Promise<string>((resolve, reject) => {
		child.once('message', (folder) => resolve(String(folder)));
		child.once('exit', (code) => reject(new Error(`The process ended with ${code} before n8n was loaded`)));
	});
	// One that is never needed is killed before it has loaded.
	loaded.catch(() => undefined);
	return { process: child, loaded };
}

/** What is killed removes nothing of its own. */
async function kill({ process: child, loaded }: Child): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const gone = once(child, 'exit');
		child.kill('SIGKILL');
		await gone;
	}
	const folder = await loaded.catch(() => undefined);
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
