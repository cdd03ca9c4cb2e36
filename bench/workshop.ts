/*
 * A shop and a warehouse with what a measurement needs in them, and runs of workflows over them, counted.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import ogoshipSandbox from '../nodes/Ogoship/sandbox';
import shopifySandbox from '../nodes/Shopify/sandbox';
import type { DemoData, JournalEntry } from '../sandbox/kit';
import { serve, type RunningSandbox } from '../sandbox/serve';
import type { Order, Ran, Step } from './run-process';

/** Keys by the type of credential. */
export type Keys = Record<string, ICredentialDataDecryptedObject>;

/** What reached the systems. */
export interface Counts {
	/** Requests by system and operation, signing in left out: a process that stays signs in once in hours. */
	readonly calls: Readonly<Record<string, ReadonlyMap<string, number>>>;
	/** How long it took by the shop's clock, waits that were skipped included. */
	readonly clockMs: number;
}

export type Counted = Ran & Counts;

export class Workshop {
	readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));

	private constructor(
		readonly seed: DemoData,
		readonly shop: RunningSandbox,
		readonly warehouse: RunningSandbox,
		private readonly ledger: Keys,
	) {}

	/** `ledger` is the credential of one that is not the built-in one. */
	static async open(seed: DemoData, ledger: Keys = {}): Promise<Workshop> {
		const shop = await serve(shopifySandbox, { seed });
		const warehouse = await serve(ogoshipSandbox, { seed });
		return new Workshop(seed, shop, warehouse, ledger);
	}

	/** Runs nodes in a new process. Rejects when one of them throws or has a problem: then nothing was measured. */
	async run(steps: readonly Step[], items?: IDataObject[]): Promise<Counted> {
		const count = this.counter();
		const systems = [this.shop, this.warehouse];
		const credentials = Object.fromEntries(
			systems.map((system) => {
				const { type, data } = system.credential();
				return [system.name, { [type]: { ...data }, ...this.ledger }];
			}),
		);
		const urls = systems.map(({ url }) => url);
		const ran = await inProcess({ steps, items, folder: this.folder, credentials, systems: urls });
		if (ran.problems.length > 0) throw new Error(`Problems: ${JSON.stringify(ran.problems.slice(0, 3))}`);
		return { ...ran, ...count() };
	}

	/** Counts from now on; answers what tells. */
	counter(): () => Counts {
		const systems = [this.shop, this.warehouse];
		const from = systems.map((system) => system.journal().at(-1)?.seq ?? 0);
		return () => {
			const journals = systems.map((system, index) =>
				system.journal(from[index]).filter(({ operation }) => operation !== 'token'),
			);
			const calls = systems.map(({ name }, index) => [name, byOperation(journals[index] ?? [])] as const);
			const [shop = []] = journals;
			const at = (entry: JournalEntry | undefined) => Date.parse(entry?.at ?? '');
			return { calls: Object.fromEntries(calls), clockMs: at(shop.at(-1)) - at(shop[0]) || 0 };
		};
	}

	async close(): Promise<void> {
		await Promise.all([this.shop.close(), this.warehouse.close()]);
		rmSync(this.folder, { recursive: true, force: true });
	}
}

function byOperation(entries: readonly JournalEntry[]): Map<string, number> {
	const calls = new Map<string, number>();
	for (const { operation } of entries) calls.set(operation, (calls.get(operation) ?? 0) + 1);
	return calls;
}

/** Calls of a system: all of them, or those of these operations. */
export function callsTo({ calls }: Counts, system: string, operations?: readonly string[]): number {
	const own = [...(calls[system] ?? [])].filter(([operation]) => operations?.includes(operation) ?? true);
	return own.reduce((sum, [, count]) => sum + count, 0);
}

async function inProcess(order: Order): Promise<Ran> {
	const child = fork(join(__dirname, 'run-process.ts'), [], { execArgv: ['--import', 'tsx'] });
	return await new Promise((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`The process ended with ${code}`)));
		child.once('message', (answer: { ran: Ran } | { error: string }) => {
			if ('ran' in answer) resolve(answer.ran);
			else reject(new Error(answer.error));
		});
		child.send(order);
	});
}
