/*
 * npm as a child process: it installs n8n into the cache and the package under test into an n8n folder.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

export interface NpmRun {
	/** The folder npm works in; its package.json must exist. */
	readonly folder: string;
	/** A Node whose folder goes first on PATH, for the scripts npm runs. */
	readonly node?: string;
	readonly log?: (line: string) => void;
}

/** npm ended with an error; `output` is everything it printed. */
export class NpmFailed extends Error {
	constructor(
		readonly command: string,
		readonly output: string,
	) {
		super(`"npm ${command}" failed:\n${lastLines(output, 15)}`);
	}
}

/** What `npm run` hands down to its scripts and must not reach an installation somewhere else. */
const INHERITED =
	/^npm_(package_|lifecycle_|config_(local_prefix|ignore_scripts|omit|global|dry_run|workspaces?|install_strategy)$)/i;

/** The last lines of a text that are not empty, newest last. */
export function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * Runs `npm <args>` and resolves with what it printed. Uses the npm that runs this process, where there is one, else
 * the one on PATH. Rejects with NpmFailed, also when there is no npm at all.
 */
export async function npm(args: readonly string[], run: NpmRun): Promise<string> {
	const own = process.env.npm_execpath;
	const throughNode = own?.endsWith('.js') ?? false;
	const command = throughNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const all = [...(throughNode && own ? [own] : []), ...args, '--prefix', run.folder];
	const child = spawn(command, all, {
		cwd: run.folder,
		env: environment(run.node),
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: command === 'npm.cmd',
	});
	return await new Promise<string>((resolve, reject) => {
		let output = '';
		const take = (chunk: Buffer): void => {
			output += chunk.toString();
			for (const line of chunk.toString().split('\n')) if (line.trim()) run.log?.(line.trimEnd());
		};
		child.stdout.on('data', take);
		child.stderr.on('data', take);
		child.on('error', (error) => reject(new NpmFailed(args.join(' '), `${output}\n${error.message}`)));
		child.on('close', (code) => (code === 0 ? resolve(output) : reject(new NpmFailed(args.join(' '), output))));
	});
}

function environment(node: string | undefined): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !INHERITED.test(name));
	const env: NodeJS.ProcessEnv = Object.fromEntries(kept);
	const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	if (node) env[path] = `${dirname(node)}${delimiter}${env[path] ?? ''}`;
	return env;
}
