/*
 * A server of somebody else's beside n8n (PostgreSQL, Redis), as a child that never outlives this process.
 */
import { spawn, type ChildProcess } from 'node:child_process';

import { lastLines } from './npm';

export interface BesideOptions {
	readonly cwd: string;
	/** The user it runs as; this process's own when absent. Only root may choose. */
	readonly user?: { readonly uid: number; readonly gid: number };
	/** What it prints once it can be used; the words of PostgreSQL and Redis when absent. */
	readonly ready?: RegExp;
}

export interface Beside {
	/** Ends it in good order, after ten seconds by force; resolves when it is gone. */
	stop(): Promise<void>;
}

/** What these two print once they can be used; PostgreSQL listens before that. */
const READY = /ready to accept connections/i;
const READY_MS = 60_000;
const STOP_AFTER_MS = 10_000;

/** Waits for the end of standard input, which comes with the end of this process, killed or not, and ends the server. */
const END_WITH_PARENT = 'exec 3<&0; (cat <&3 >/dev/null; kill -INT $$) & exec "$@" 3<&- </dev/null';

/** Starts a server and resolves when it can be used. Rejects with the end of what it printed when it cannot. */
export async function startBeside(
	command: readonly string[],
	{ cwd, user, ready = READY }: BesideOptions,
): Promise<Beside> {
	const child = spawn('/bin/sh', ['-c', END_WITH_PARENT, 'sh', ...command], {
		cwd,
		...user,
		env: { PATH: process.env.PATH, LC_ALL: 'C' },
		stdio: ['pipe', 'pipe', 'pipe'],
		detached: true,
	});
	const gone = new Promise<string>((resolve) => {
		child.once('error', ({ message }) => resolve(message));
		child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
	});
	let printed = '';
	const failure = await new Promise<string | undefined>((resolve) => {
		const late = setTimeout(() => resolve(`it was not ready after ${READY_MS / 1000} seconds`), READY_MS);
		void gone.then(resolve).finally(() => clearTimeout(late));
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => {
				printed = (printed + chunk.toString()).slice(-20_000);
				if (ready.test(printed)) {
					clearTimeout(late);
					resolve(undefined);
				}
			});
	});
	const stop = async () => await end(child, gone);
	if (failure === undefined) return { stop };
	await stop();
	throw new Error(`${command[0]} did not start: ${failure}.\n${lastLines(printed, 15)}`);
}

async function end(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
	const byForce = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_AFTER_MS);
	child.kill('SIGINT');
	await gone;
	clearTimeout(byForce);
	// The shell's watcher is left, which waits for an end that need not come any more.
	signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
	try {
		if (pid) process.kill(-pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}
