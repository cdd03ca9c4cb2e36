import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { packageFolder, type NodeRunInput } from '../support/engine';

/*
 * Processes that run one node each and are killed while they do. Loading n8n takes seconds, so the next ones load while
 * others work.
 */

const MOST_WAITING = 2;
const PATIENCE_MS = 120_000;

interface Child {
	readonly process: ChildProcess;
	/** Resolves with n8n's folder of that process when n8n and the package are loaded. */
	readonly loaded: Promise<string>;
}

export class Children {
	private waiting: Child[] = [];

	/** Lets so many children load that will be needed soon. */
	prepare(count: number): void {
		while (this.waiting.length < Math.min(count, MOST_WAITING)) this.waiting.push(startChild());
	}

	/** Runs a node in a child and kills it as soon as the condition holds. Throws when the run ends before. */
	async runUntil(input: NodeRunInput, condition: () => boolean): Promise<void> {
		const child = this.waiting.shift() ?? startChild();
		try {
			await child.loaded;
			await untilHolds(child.process, input, condition);
		} finally {
			await kill(child);
		}
	}

	async close(): Promise<void> {
		await Promise.all(this.waiting.splice(0).map(async (child) => await kill(child)));
	}
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

function startChild(): Child {
	const child = fork(join(__dirname, 'child.ts'), [packageFolder()], {
		execArgv: ['--import', 'tsx'],
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
