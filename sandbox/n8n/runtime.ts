/*
 * A real n8n of one pinned version in a cache folder of its own, with a Node that is new enough for it.
 *
 * Seen with 2.40.7: a plain `npm install n8n` fails because a Kafka driver wants to download its sources; without
 * scripts it works, and of all native modules n8n needs only sqlite3 built to boot with its default database.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import { lastLines, npm, NpmFailed } from './npm';

export const N8N_VERSION = '2.40.7';
export const NODE_VERSION = '24.21.0';

export interface Runtime {
	/** Path of a Node that runs this n8n. */
	readonly node: string;
	/** Path of n8n's start script. */
	readonly n8n: string;
	readonly version: string;
}

type Log = (line: string) => void;

const NEEDED_BYTES = 4 * 1024 ** 3;
const LOCK_STALE_MS = 60 * 60_000;
const N8N_FOLDER = `n8n-${N8N_VERSION}`;

/** The folder that holds the installed n8n: COMMERCE_BRIDGE_CACHE, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
	const local = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
	const base = env.COMMERCE_BRIDGE_CACHE || local || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-commerce-bridge');
}

/**
 * The pinned n8n, installed when it is missing (about 3 GB and a few minutes, once a machine). Two processes do not
 * install at once, and an installation that broke off is never used. Rejects with a sentence that says what to do.
 */
export async function ensureRuntime(log: Log = () => undefined): Promise<Runtime> {
	const node = await ensureNode(log);
	const folder = join(cacheFolder(), N8N_FOLDER);
	const n8n = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	await ensureFolder(folder, {
		log,
		works: async () => await boots(node, folder),
		install: async (target) => {
			log(`Installing n8n ${N8N_VERSION} into ${folder}; this happens once and takes a few minutes`);
			await npmInstall(target, `n8n@${N8N_VERSION}`, log);
			log('Building the SQLite driver');
			await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], { folder: target, node, log });
			if (!(await boots(node, target))) throw new Error(`n8n ${N8N_VERSION} was installed but does not start.`);
		},
	});
	return { node, n8n, version: N8N_VERSION };
}

/** This process's own Node where it is new enough for n8n (24 or later), else one from npm. */
export async function ensureNode(log: Log = () => undefined): Promise<string> {
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${platform}-${process.arch}`;
	const binary = join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	const beside = join(cacheFolder(), N8N_FOLDER, binary);
	if (existsSync(beside)) return beside;
	const folder = join(cacheFolder(), `node-${NODE_VERSION}`);
	await ensureFolder(folder, {
		log,
		works: async () => (await output(join(folder, binary), ['--version'])) === `v${NODE_VERSION}`,
		install: async (target) => {
			log(`Installing Node ${NODE_VERSION}, because n8n does not run on ${process.version}`);
			await npmInstall(target, `${name}@${NODE_VERSION}`, log);
		},
	});
	return join(folder, binary);
}

/** Installs one package of npm's into an empty folder, without running its scripts. */
export async function npmInstall(folder: string, what: string, log: Log): Promise<void> {
	await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'commerce-bridge-runtime', private: true }));
	await npm(['install', what, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { folder, log });
}

async function boots(node: string, folder: string): Promise<boolean> {
	const script = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	if ((await output(node, [script, '--version'])) !== N8N_VERSION) return false;
	return (await output(node, ['-e', "require('sqlite3'); console.log('ready')"], folder)) === 'ready';
}

async function output(command: string, args: string[], cwd?: string): Promise<string | undefined> {
	try {
		return (await promisify(execFile)(command, args, { cwd, timeout: 60_000 })).stdout.trim();
	} catch {
		return undefined;
	}
}

interface Recipe {
	readonly log: Log;
	/** Whether the finished folder does what it is for. */
	readonly works: () => Promise<boolean>;
	readonly install: (target: string) => Promise<void>;
}

/**
 * Sees to it that a cache folder is there and whole: `ready.json`, written last, says so. A folder without it that
 * works all the same is taken over; one that does not is made anew.
 */
export async function ensureFolder(folder: string, recipe: Recipe): Promise<void> {
	if (existsSync(join(folder, 'ready.json'))) return;
	await mkdir(dirname(folder), { recursive: true });
	const release = await lock(`${folder}.lock`, 'Another process is installing', recipe.log);
	try {
		if (existsSync(join(folder, 'ready.json'))) return;
		if (!existsSync(folder) || !(await recipe.works())) await replace(folder, recipe);
		await writeFile(join(folder, 'ready.json'), JSON.stringify({ readyAt: new Date().toISOString() }));
	} finally {
		await release();
	}
}

async function replace(folder: string, recipe: Recipe): Promise<void> {
	const target = `${folder}.installing-${process.pid}`;
	try {
		await rm(target, { recursive: true, force: true });
		await mkdir(target, { recursive: true });
		const disk = await statfs(target);
		if (disk.bavail * disk.bsize < NEEDED_BYTES) throw new Error('ENOSPC: less than 4 GB are free');
		await recipe.install(target);
		await rm(folder, { recursive: true, force: true });
		await rename(target, folder);
	} catch (error) {
		await rm(target, { recursive: true, force: true });
		throw installProblem(error, folder);
	}
}

/**
 * What went wrong with an installation, and what to do about it, as one error. The remedies are for what was seen:
 * no network, a full disk, no compiler for SQLite, a platform without a Node on npm.
 */
export function installProblem(error: unknown, folder: string): Error {
	const text = error instanceof NpmFailed ? error.output : error instanceof Error ? error.message : String(error);
	const remedy = REMEDIES.find(([sign]) => sign.test(text))?.[1] ?? 'Try again; the lines above say more.';
	return new Error(`Could not install into ${folder}.\n${lastLines(text, 12)}\n${remedy}`, { cause: error });
}

const REMEDIES: ReadonlyArray<readonly [RegExp, string]> = [
	[/ENOSPC|no space left/i, 'The disk is full: free 4 GB, or set COMMERCE_BRIDGE_CACHE to a folder on a larger disk.'],
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/,
		'npm cannot reach its registry: check the network, or tell npm of a proxy or mirror (npm config set https-proxy / registry).',
	],
	[
		/gyp ERR|node-gyp|not found: make|find Python|prebuild-install/,
		'SQLite had to be compiled and there is no compiler: install python3, make and g++ (Debian: apt-get install python3 make g++; macOS: xcode-select --install; Windows: the Visual Studio build tools).',
	],
	[
		/E404|ETARGET|EBADPLATFORM|notsup/,
		'npm has no Node for this platform: install Node 24 or later and run the command with that.',
	],
	[/EACCES|EPERM|EROFS/, 'The folder cannot be written: set COMMERCE_BRIDGE_CACHE to one that can.'],
	[/ENOENT.*npm|spawn npm/, 'npm was not found: install it together with Node.'],
];

/**
 * One process at a time; answers what lets the next one in. A lock whose process is gone, or that is an hour old, is
 * taken over. `busy` is logged where another one has it.
 */
export async function lock(path: string, busy: string, log: Log = () => undefined): Promise<() => Promise<void>> {
	for (let said = false; ;) {
		try {
			const file = await open(path, 'wx');
			await file.writeFile(String(process.pid));
			await file.close();
			return async () => await rm(path, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw installProblem(error, dirname(path));
		}
		if (await isStale(path)) await rm(path, { force: true });
		else {
			if (!said) log(`${busy} (${path}); waiting for it`);
			said = true;
			await wait(500);
		}
	}
}

async function isStale(path: string): Promise<boolean> {
	try {
		const [owner, { mtimeMs }] = [Number(await readFile(path, 'utf8')), await stat(path)];
		if (Date.now() - mtimeMs > LOCK_STALE_MS) return true;
		return owner > 0 && !isRunning(owner);
	} catch {
		return false;
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
