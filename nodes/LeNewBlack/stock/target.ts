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
import { BATCH_SIZE, type BatchRow, type LeNewBlackClient, type Row } from '../client';
import { LABEL, notApplied, reading, SYSTEM } from '../failures';
import { certainInstant, pieces } from '../mapping';
import type { Raw } from '../wire';
import { allLevels, setLevels, type LevelKey } from './client';
import { furtherChanges, type FurtherRules } from './mapping';
import type { LnbLevel } from './wire';

/*
 * How Le New Black takes stock: absolute figures in batches whose rows answer for themselves. It has one figure for all
 * places and compares nothing: between reading and writing lie seconds, and what changes in them is written over.
 */

/** After so many batches that were refused whole, the rest is not tried any more. */
const MOST_REFUSALS = 10;

type Levels = ReadonlyMap<string, ReadonlyArray<Row<LnbLevel>>>;

export class ShowroomLevels implements LevelTarget {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = BATCH_SIZE;

	private levels: Promise<Levels> | undefined;

	private refused = 0;

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: FurtherRules,
	) {}

	/** Its answers tell no time. */
	clockAheadMs(): number {
		return 0;
	}

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		if (wishes.length === 0) return [];
		const levels = await this.all();
		return wishes.map((wish) => this.findingOf(wish, levels));
	}

	private findingOf(wish: LevelWish, levels: Levels): LevelFinding {
		for (const [key, value] of [
			['sku', wish.sku],
			['ean13', wish.barcode],
		] as const) {
			const rows = value === '' ? [] : (levels.get(`${key}:${value}`) ?? []);
			if (rows.length > 1) return { found: 'several', count: rows.length };
			const [row] = rows;
			if (row) return { found: this.currentOf(row, `${key}:${value}`, wish) };
		}
		return { found: 'none' };
	}

	private currentOf(row: Row<LnbLevel>, itemId: string, wish: LevelWish): CurrentLevel {
		const { locationId } = wish;
		if (!('record' in row)) return { itemId, locationId, quantity: null };
		const changedAt = certainInstant(row.record.in_stock_update_time);
		return {
			itemId,
			locationId,
			quantity: pieces(row.record.in_stock) ?? null,
			further: furtherChanges(row.record, wish, this.rules),
			...(changedAt === undefined ? {} : { changedAt }),
		};
	}

	/** Read once a run: the list is one answer. */
	private async all(): Promise<Levels> {
		this.levels ??= reading(async () => byKey(await allLevels(this.lnb)));
		return await this.levels;
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		this.levels = undefined;
		const fresh = await this.all();
		return levels.map((level) => {
			const row = fresh.get(level.itemId)?.[0];
			return row && 'record' in row ? { ...level, quantity: pieces(row.record.in_stock) ?? null } : level;
		});
	}

	/** A batch a key; the same rows again set the same, so a repeat does no harm. */
	async set(changes: readonly LevelChange[]): Promise<LevelAnswer[]> {
		const answers = new Map<LevelChange, LevelAnswer>();
		for (const key of ['ean13', 'sku'] as const) {
			const own = changes.filter(({ level }) => level.itemId.startsWith(`${key}:`));
			for (const [change, answer] of await this.write(key, own)) answers.set(change, answer);
		}
		return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
	}

	private async write(
		key: LevelKey,
		changes: readonly LevelChange[],
	): Promise<ReadonlyArray<readonly [LevelChange, LevelAnswer]>> {
		if (changes.length === 0) return [];
		const all = (answer: (change: LevelChange) => LevelAnswer) =>
			changes.map((change) => [change, answer(change)] as const);
		if (this.refused >= MOST_REFUSALS) return all((change) => rejected(change));
		const rows = changes.map((change) => rowOf(key, change));
		const written = await reading(async () => await setLevels(this.lnb, key, rows));
		if ('done' in written) return changes.map((change, at) => [change, answerOf(change, written.done[at]!)] as const);
		const answer = notApplied({ params: { kind: 'stockLevel', order: '' } }, written);
		if (answer.outcome === 'stopped') throw answer.error;
		if (answer.outcome !== 'rejected') return all(({ level }) => ({ outcome: 'unknown', problem: noAnswer(level) }));
		// A batch that was refused whole names no row, so it is sent in halves.
		this.refused += 1;
		if (changes.length === 1) return all((change) => rejected(change, answer.problem.params.status));
		const middle = Math.ceil(changes.length / 2);
		return [...(await this.write(key, changes.slice(0, middle))), ...(await this.write(key, changes.slice(middle)))];
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

function byKey(rows: ReadonlyArray<Row<LnbLevel>>): Levels {
	const levels = new Map<string, Array<Row<LnbLevel>>>();
	for (const row of rows)
		for (const key of ['ean13', 'sku'] as const) {
			const value = 'record' in row ? (row.record[key]?.trim() ?? '') : '';
			if (value !== '') levels.set(`${key}:${value}`, [...(levels.get(`${key}:${value}`) ?? []), row]);
		}
	return levels;
}

/** `is_blocked` stands in it only where it was asked for: left out, it stays as it is (inferred). */
function rowOf(key: LevelKey, { level, quantity }: LevelChange): Raw {
	const further = Object.fromEntries((level.further ?? []).map(({ field, after }) => [field, after]));
	return { [key]: valueIn(level), in_stock: quantity, ...further };
}

const valueIn = ({ itemId }: CurrentLevel) => itemId.slice(itemId.indexOf(':') + 1);

const answerOf = (change: LevelChange, row: BatchRow): LevelAnswer =>
	'done' in row ? { outcome: 'done' } : rejected(change);

const rejected = ({ level }: LevelChange, status?: string): LevelAnswer => {
	const params = { record: valueIn(level), target: LABEL, ...(status === undefined ? {} : { answer: status }) };
	return { outcome: 'rejected', problem: problem('LEVEL_REFUSED', params) };
};

const noAnswer = (level: CurrentLevel): Problem =>
	problem('NO_ANSWER', { kind: 'stockLevel', order: valueIn(level), target: LABEL });
