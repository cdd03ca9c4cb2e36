import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandboxes, type Sandboxes } from '../../sandbox/bridge';
import { skipWaits } from '../support/engine';
import { Children } from './children';
import type { LedgerRow } from './ledgers';
import type { Answer, Recipe } from './recipe';
import { Stage, systemOf, type Readings } from './stage';

/*
 * What all plays share: the sandboxes of all systems, once a process. Nobody waits in real time.
 */

/** A killed process loses nothing that it has written, wherever that lies; what is kept in memory waits for no disk. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export class World {
	private readonly readings = new Map<Recipe, Readings>();

	private constructor(
		readonly sandboxes: Sandboxes,
		private readonly resumeWaits: () => void,
	) {}

	/** Processes for what is to be killed. */
	readonly children = new Children();

	static async open(): Promise<World> {
		const sandboxes = await startSandboxes();
		const resumeWaits = skipWaits((ms) => {
			for (const sandbox of sandboxes.running) sandbox.advanceClock(ms);
		});
		return new World(sandboxes, resumeWaits);
	}

	/** A fresh stage for one play; whoever asks for it closes it. */
	async stage(recipe: Recipe, ledger: LedgerRow, answer: Answer): Promise<Stage> {
		const readings = this.readings.get(recipe) ?? (await this.read(recipe, ledger, answer));
		this.readings.set(recipe, readings);
		return await this.prepared(recipe, ledger, answer, readings);
	}

	private async read(recipe: Recipe, ledger: LedgerRow, answer: Answer): Promise<Readings> {
		const stage = await this.prepared(recipe, ledger, answer);
		try {
			return await recipe.readings(stage);
		} finally {
			await stage.close();
		}
	}

	private async prepared(recipe: Recipe, ledger: LedgerRow, { options }: Answer, readings?: Readings): Promise<Stage> {
		for (const sandbox of this.sandboxes.running)
			await sandbox.reset(undefined, sandbox.name === systemOf(recipe) ? options : {});
		const folder = mkdtempSync(join(MEMORY, 'faults-'));
		const stage = new Stage(this, recipe, folder, await ledger.fresh(folder));
		if (readings) stage.readings = readings;
		await recipe.prepare?.(stage);
		return stage;
	}

	async close(): Promise<void> {
		this.resumeWaits();
		await this.children.close();
		await this.sandboxes.close();
	}
}
