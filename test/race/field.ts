/*
 * Races side by side, each in one of a few processes on the Node that n8n needs.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { ensureNode } from '../../sandbox/n8n/runtime';
import { SCRATCH } from '../support/scratch';
import type { ArmName } from './arms';
import type { Result } from './race';

export interface Task {
	readonly seed: number;
	readonly arm: ArmName;
}

type Answer = { readonly result: Result } | { readonly error: string };

const MOST_PROCESSES = 4;

export interface Field {
	/** Told of every race when it has ended. */
	readonly ended?: (result: Result) => void;
	/** After such a result no further race begins. */
	readonly enough?: (result: Result) => boolean;
	/** Where the package is taken from, if not from the project's own folder. */
	readonly folder?: string;
}

/** Resolves with the results in the order of the tasks; rejects with the first race that breaks down. */
export async function runAll(tasks: readonly Task[], { ended, enough, folder }: Field = {}): Promise<Result[]> {
	const node = await ensureNode(console.log);
	const results: Result[] = [];
	let next = 0;
	const work = async () => {
		const worker = fork(join(__dirname, 'worker.ts'), folder === undefined ? [] : [folder], {
			execPath: node,
			execArgv: ['--import', 'tsx'],
			env: { ...process.env, TMPDIR: SCRATCH },
		});
		try {
			for (let index = next++; index < tasks.length; index = next++) {
				const result = await ask(worker, tasks[index]!);
				results[index] = result;
				ended?.(result);
				if (enough?.(result)) next = tasks.length;
			}
		} finally {
			worker.disconnect();
		}
	};
	const processes = Math.min(tasks.length, MOST_PROCESSES, availableParallelism());
	await Promise.all(Array.from({ length: processes }, work));
	return results.filter(Boolean);
}

async function ask(worker: ChildProcess, task: Task): Promise<Result> {
	return await new Promise((resolve, reject) => {
		const broken = (why: string) => reject(new Error(`Seed ${task.seed}, arm ${task.arm}: ${why}`));
		const ends = (code: number | null) => broken(`the process ended with ${code}`);
		worker.once('exit', ends);
		worker.once('message', (answer: Answer) => {
			worker.off('exit', ends);
			if ('result' in answer) resolve(answer.result);
			else broken(answer.error);
		});
		worker.send(task);
	});
}
