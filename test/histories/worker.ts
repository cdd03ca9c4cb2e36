import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { runNode } from '../support/engine';
import type { WorldClock } from './clock';

/*
 * Workers of n8n. Most are runs in this very process, which die by hanging for good at a request: their claims and
 * leases stay as they are, and nothing more is written. The others are processes of their own, which are killed.
 */

/** One node to be run, as plain data. */
export interface NodeCall {
	readonly type: string;
	readonly parameters: IDataObject;
	readonly credentials: Record<string, ICredentialDataDecryptedObject>;
	readonly items: IDataObject[];
	readonly next: ReadonlyArray<{ readonly type: string; readonly parameters: IDataObject }>;
	readonly storageFolder: string;
	readonly executionId: string;
	readonly timeoutMs?: number;
}

export interface NodeAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

export interface Worker {
	run(call: NodeCall): Promise<NodeAnswer>;
	/** From now on it does nothing more. */
	die(): Promise<void>;
}

/** Runs a node in n8n's engine, problems on the error output. */
export async function runCall(call: NodeCall, beforeRequest?: () => Promise<void>): Promise<NodeAnswer> {
	const { outputs, error } = await runNode({ ...call, onError: 'continueErrorOutput', beforeRequest });
	if (error) throw new Error(`${call.type} threw: ${error.message}`);
	const [results = [], problems = []] = outputs.map((output) => output.map(({ json }) => json));
	return { results, problems };
}

/** A worker in this process. What it was doing when it died comes to its end when `worldEnds` rejects. */
export function ownWorker(worldEnds: Promise<never>): Worker {
	let dead = false;
	return {
		run: async (call) => await runCall(call, async () => await (dead ? worldEnds : undefined)),
		die: async () => await Promise.resolve(void (dead = true)),
	};
}

// ------------------------------------------------------------------ processes to be killed

/** What goes to such a process and comes back. */
export interface ToVictim {
	readonly call: NodeCall;
	readonly nowMs: number;
	readonly seed: number;
}
export type FromVictim =
	| { readonly ready: true }
	| { readonly passedMs: number }
	| { readonly answer: NodeAnswer }
	| { readonly failed: string };

/** Starts processes ahead of time, because loading n8n takes seconds. */
export class Victims {
	private waiting: Promise<ChildProcess> | undefined;

	constructor(private readonly clock: WorldClock) {}

	/** Has one ready for the next that asks. */
	prepare(): void {
		this.waiting ??= startVictim();
	}

	async take(): Promise<Worker> {
		this.prepare();
		const child = await this.waiting!;
		return {
			run: async (call) =>
				await ask(child, { call, nowMs: this.clock.now(), seed: this.clock.now() % 1_000_000 }, this.clock),
			die: async () => {
				this.waiting = undefined;
				await killed(child);
			},
		};
	}

	async close(): Promise<void> {
		if (this.waiting) await killed(await this.waiting);
		this.waiting = undefined;
	}
}

async function startVictim(): Promise<ChildProcess> {
	const child = fork(join(__dirname, 'victim.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	await new Promise<void>((resolve, reject) => {
		child.once('message', () => resolve());
		child.once('exit', (code) => reject(new Error(`A process to be killed ended by itself, with ${code}`)));
	});
	return child;
}

async function ask(child: ChildProcess, question: ToVictim, clock: WorldClock): Promise<NodeAnswer> {
	return await new Promise<NodeAnswer>((resolve, reject) => {
		const ended = () => reject(new Error('The process is dead'));
		const answered = (message: FromVictim) => {
			if ('passedMs' in message) return clock.advance(message.passedMs);
			child.off('message', answered).off('exit', ended);
			if ('answer' in message) return resolve(message.answer);
			return reject(new Error('failed' in message ? message.failed : 'A process answered out of turn'));
		};
		child.on('message', answered).once('exit', ended);
		child.send(question);
	});
}

async function killed(child: ChildProcess): Promise<void> {
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGKILL');
	await ended;
}
