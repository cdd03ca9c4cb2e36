import type {
	CurrentLevel,
	LevelAnswer,
	LevelChange,
	LevelFinding,
	LevelTarget,
	LevelWish,
	Problem,
} from '../../../core/ports';
import { problem } from '../../../core/problems';
import { uuidV5 } from '../../../core/sync/hash';
import { runProblem } from '../../../core/sync/run';
import { MOST_ROWS, type OmniengineClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM } from '../failures';
import { instant } from '../mapping';
import { allLocations } from '../location/client';
import { setStock, stockPages } from './client';
import type { OeStock } from './wire';

/*
 * How OmniEngine takes stock: what lies at a location. A location that is disabled or halted leaves its stock as it is and
 * says nothing (knowledge base), so its switches are read first.
 */

const keyOf = (location: string, sku: string) => `${location}\n${sku}`;

export class StockTarget implements LevelTarget {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = MOST_ROWS;

	constructor(
		readonly account: string,
		private readonly omniengine: OmniengineClient,
		private readonly reason: string,
	) {}

	clockAheadMs(): number {
		return 0;
	}

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		await this.refuseClosed([...new Set(wishes.map(({ locationId }) => locationId))]);
		const there = await this.levelsOf(wishes);
		return wishes.map(({ locationId, sku }): LevelFinding => {
			const row = there.get(keyOf(locationId, sku));
			return row ? { found: levelOf(row) } : { found: 'none' };
		});
	}

	private async refuseClosed(wanted: readonly string[]): Promise<void> {
		const all = await reading(async () => await allLocations(this.omniengine));
		for (const id of wanted) {
			const there = all.find(({ location_id }) => location_id === id);
			const why = !there
				? 'does not exist'
				: there.enabled === false
					? 'is disabled, so an update would be ignored'
					: there.halted === true
						? 'is halted, so an update would be ignored'
						: undefined;
			if (why) throw runProblem(problem('SETUP_LOCATION_MAP', { reason: `the location ${id} ${why}` }));
		}
	}

	private async levelsOf(
		wishes: ReadonlyArray<{ readonly locationId: string; readonly sku: string }>,
	): Promise<ReadonlyMap<string, OeStock>> {
		const found = new Map<string, OeStock>();
		for (const location of new Set(wishes.map(({ locationId }) => locationId))) {
			const skus = wishes.filter(({ locationId }) => locationId === location).map(({ sku }) => sku);
			await reading(async () => {
				for await (const page of stockPages(this.omniengine, { location, skus }))
					for (const row of page) if ('record' in row) found.set(keyOf(location, row.record.sku), row.record);
			});
		}
		return found;
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		const there = await this.levelsOf(levels.map(({ itemId, locationId }) => ({ sku: itemId, locationId })));
		return levels.map((level) => {
			const row = there.get(keyOf(level.locationId, level.itemId));
			return row ? levelOf(row) : level;
		});
	}

	async set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const answers = new Map<LevelChange, LevelAnswer>();
		for (const location of new Set(changes.map(({ level }) => level.locationId))) {
			const own = changes.filter(({ level }) => level.locationId === location);
			for (const [at, answer] of (await this.setAt(location, own, uuidV5(key, location))).entries())
				answers.set(own[at]!, answer);
		}
		return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
	}

	private async setAt(location: string, changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const items = changes.map(({ level, quantity }) => ({ sku: level.itemId, quantity }));
		const body = { location_id: location, mode: 'set', reason: this.reason, items } as const;
		const written = await reading(async () => await setStock(this.omniengine, body, key));
		if ('done' in written) {
			const failed = new Map(written.done.data.failed.map(({ sku, code }) => [sku, code ?? '']));
			return changes.map(({ level }): LevelAnswer => {
				const code = failed.get(level.itemId);
				return code === undefined ? { outcome: 'done' } : { outcome: 'rejected', problem: refused(level, code) };
			});
		}
		const answer = notApplied({ params: { kind: 'stockLevel', order: location } }, written);
		if (answer.outcome === 'stopped') throw answer.error;
		if (answer.outcome === 'rejected')
			return changes.map(({ level }) => ({
				outcome: 'rejected',
				problem: refused(level, answer.problem.params.status ?? ''),
			}));
		return await this.afterSilence(changes);
	}

	/** No answer came: what stands there now tells. */
	private async afterSilence(changes: readonly LevelChange[]): Promise<LevelAnswer[]> {
		const now = await this.refresh(changes.map(({ level }) => level)).catch(() => undefined);
		return changes.map(({ level, quantity }, at): LevelAnswer => {
			if (now?.[at]?.quantity === quantity) return { outcome: 'done' };
			const params = { kind: 'stockLevel', order: named(level), target: LABEL };
			return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
		});
	}

	calls(): number {
		return this.omniengine.http.calls();
	}
}

const named = ({ itemId, locationId }: CurrentLevel) => `${itemId} at ${locationId}`;

const refused = (level: CurrentLevel, answer: string): Problem =>
	problem('LEVEL_REFUSED', { record: named(level), target: LABEL, answer: answer.slice(0, 60) });

function levelOf({ sku, location_id: locationId, on_hand: quantity, updated_at }: OeStock): CurrentLevel {
	const changedAt = instant(updated_at);
	return { itemId: sku, locationId, quantity, ...(changedAt === undefined ? {} : { changedAt }) };
}
