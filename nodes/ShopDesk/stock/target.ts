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
import { MOST_ROWS, type ShopdeskClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM } from '../failures';
import { instant } from '../mapping';
import { allOutlets } from '../outlet/client';
import { outletOf, sharedLocations } from '../outlet/mapping';
import type { SdOutlet } from '../outlet/wire';
import { adjustStock, stockRows } from './client';
import type { SdStock } from './wire';

/*
 * How ShopDesk takes stock: rows for one location, which it adds or replaces. It compares nothing, so between reading and
 * writing lie seconds, and what is sold in them is written over.
 */

export interface AdjustRules {
	/** What ShopDesk does with a quantity; the operator says so. */
	readonly means: 'new_level' | 'change';
	readonly reason: string;
	/** The outlet of the token, in the older contract. */
	readonly storeId: string;
}

const keyOf = (location: string, sku: string) => `${location}\n${sku}`;

/** Ends the run where two outlets share a location: nobody could tell whose figure is meant. */
export function refuseShared(outlets: readonly SdOutlet[]): void {
	const [shared] = sharedLocations(outlets);
	if (shared)
		throw runProblem(
			problem('SETUP_OUTLET_SHARED', { system: LABEL, location: shared[0], outlets: shared[1].join(', ') }),
		);
}

export class AdjustTarget implements LevelTarget {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = MOST_ROWS;

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
		private readonly rules: AdjustRules,
	) {}

	/** Its answers tell no time that could be relied on. */
	clockAheadMs(): number {
		return 0;
	}

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		await this.refuseUnmapped([...new Set(wishes.map(({ locationId }) => locationId))]);
		const there = await this.levelsOf(wishes.map(({ locationId, sku }) => ({ locationId, sku })));
		return wishes.map(({ locationId, sku }): LevelFinding => {
			const row = there.get(keyOf(locationId, sku));
			return row ? { found: levelOf(row, locationId) } : { found: 'none' };
		});
	}

	/** Nothing is written while two outlets share a location, or a location has none. */
	private async refuseUnmapped(locations: readonly string[]): Promise<void> {
		const outlets = await reading(async () => await allOutlets(this.shopdesk));
		refuseShared(outlets);
		const without = locations.find((location) => !outletOf(outlets, location));
		if (without !== undefined)
			throw runProblem(problem('SETUP_LOCATION_MAP', { reason: `no outlet is mapped to the location ${without}` }));
		const other = this.shopdesk.isLegacy
			? locations.find((location) => outletOf(outlets, location)?.store_id !== this.rules.storeId)
			: undefined;
		if (other !== undefined)
			throw runProblem(
				problem('SETUP_LOCATION_MAP', {
					reason: `the token is of the outlet ${this.rules.storeId || 'that Outlet ID in the credential should name'}, and the location ${other} is of another`,
				}),
			);
	}

	private async levelsOf(
		asked: ReadonlyArray<{ readonly locationId: string; readonly sku: string }>,
	): Promise<ReadonlyMap<string, SdStock>> {
		const found = new Map<string, SdStock>();
		for (const location of new Set(asked.map(({ locationId }) => locationId))) {
			const skus = asked.filter(({ locationId }) => locationId === location).map(({ sku }) => sku);
			// Many SKUs are picked out of the whole list, which costs a call for a page.
			const rows = await reading(
				async () => await stockRows(this.shopdesk, { skus: skus.length > MOST_ROWS ? [] : skus, location }),
			);
			for (const row of rows)
				if ('record' in row && this.isOf(row.record)) found.set(keyOf(location, row.record.sku), row.record);
		}
		return found;
	}

	/** A row of the older lookup is of one outlet among all; of its register there is one outlet alone. */
	private isOf({ store_id: store }: SdStock): boolean {
		return !this.shopdesk.isLegacy || store === null || store === this.rules.storeId;
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		const there = await this.levelsOf(levels.map(({ itemId, locationId }) => ({ locationId, sku: itemId })));
		return levels.map((level) => {
			const row = there.get(keyOf(level.locationId, level.itemId));
			return row ? levelOf(row, level.locationId) : level;
		});
	}

	async set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const answers = new Map<LevelChange, LevelAnswer>();
		for (const location of new Set(changes.map(({ level }) => level.locationId))) {
			const own = changes.filter(({ level }) => level.locationId === location);
			for (const [at, answer] of (await this.adjusted(location, own, uuidV5(key, location))).entries())
				answers.set(own[at]!, answer);
		}
		return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
	}

	private async adjusted(location: string, changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const { means, reason } = this.rules;
		const rows = changes.map(({ level, quantity }) => ({
			sku: level.itemId,
			quantity: means === 'change' ? quantity - (level.quantity ?? 0) : quantity,
		}));
		const written = await reading(async () => await adjustStock(this.shopdesk, { location, means, reason, rows, key }));
		if ('done' in written) {
			const rejected = written.done?.data.rejected ?? [];
			// The older contract drops an unknown SKU without a word; it was read a moment ago, so it is known.
			const ended = await this.whereItEnded(changes);
			return changes.map(({ level, quantity }, at): LevelAnswer => {
				const row = rejected.find((each) => (each.row == null ? each.SKU === level.itemId : each.row === at + 1));
				if (row) return { outcome: 'rejected', problem: refused(level, row.reason ?? '') };
				return ended === undefined || ended[at]?.quantity === quantity ? { outcome: 'done' } : { outcome: 'stale' };
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

	/** A quantity that is added ends wrong where the reading was old: what stands there now is looked at. */
	private async whereItEnded(changes: readonly LevelChange[]): Promise<readonly CurrentLevel[] | undefined> {
		if (this.rules.means !== 'change') return undefined;
		return await this.refresh(changes.map(({ level }) => level)).catch(() => undefined);
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
		return this.shopdesk.http.calls();
	}
}

const named = ({ itemId, locationId }: CurrentLevel) => `${itemId} at ${locationId}`;

const refused = (level: CurrentLevel, answer: string): Problem =>
	problem('LEVEL_REFUSED', { record: named(level), target: LABEL, answer: answer.slice(0, 60) });

function levelOf({ sku, quantity, updated_at }: SdStock, locationId: string): CurrentLevel {
	const changedAt = instant(updated_at);
	return { itemId: sku, locationId, quantity, ...(changedAt === undefined ? {} : { changedAt }) };
}
