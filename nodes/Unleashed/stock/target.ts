import { sum } from '../../../core/model/money';
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
import type { Row, UnleashedClient } from '../client';
import { LABEL, notApplied, reading, SYSTEM } from '../failures';
import { decimal, instant, pieces } from '../mapping';
import { Catalogue } from '../product/client';
import { adjustmentByGuid, createAdjustment, stockPages } from './client';
import { toAdjustment, type AdjustmentLine, type AdjustmentRules } from './mapping';
import type { UnleashedStock } from './wire';

/*
 * How Unleashed takes stock: an adjustment a warehouse, which says how many are to lie there. It is not compared with what
 * lies there when it is written: between reading and writing lie seconds, and what moves in them is written over.
 */

/** Lines of one adjustment. No limit is documented; few enough that one refusal does not stop a whole count. */
const BATCH = 100;

/** After so many refusals of a batch, none of it taken, or so many at all, the rest is not tried any more. */
const MOST_REFUSALS = { untaken: 10, all: 30 };

/** What became of a batch so far. */
interface Tries {
	refused: number;
	taken: boolean;
	status?: string;
}

type Stock = ReadonlyMap<string, Row<UnleashedStock>>;

const folded = (code: string) => code.trim().toLowerCase();

export class AdjustTarget implements LevelTarget {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = BATCH;

	/** What lies in a warehouse, by product; read once a run. */
	private readonly stocks = new Map<string, Promise<Stock>>();

	private readonly catalogue: Catalogue;

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: AdjustmentRules,
		/** This run's moment, ISO 8601 UTC. */
		private readonly now: string,
	) {
		this.catalogue = new Catalogue(unleashed);
	}

	/** Its answers tell no time. */
	clockAheadMs(): number {
		return 0;
	}

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		const stocks = new Map<string, Stock>();
		for (const place of new Set(wishes.map(({ locationId }) => locationId)))
			stocks.set(place, await this.stockOf(place));
		const unlisted = wishes.filter(({ sku, locationId }) => !stocks.get(locationId)?.has(folded(sku)));
		await reading(async () => await this.catalogue.read(unlisted.map(({ sku }) => sku)));
		return wishes.map((wish) => this.findingOf(wish, stocks.get(wish.locationId)?.get(folded(wish.sku))));
	}

	/** A product that is not listed never had a transaction there (documented); whether it exists the catalogue says. */
	private findingOf({ sku, locationId }: LevelWish, row: Row<UnleashedStock> | undefined): LevelFinding {
		if (row) return { found: levelOf(row, locationId) };
		const rows = this.catalogue.rows(sku);
		const [only] = rows;
		if (!only) return { found: 'none' };
		if (rows.length > 1) return { found: 'several', count: rows.length };
		if ('record' in only && only.record.NeverDiminishing === true) return { found: 'uncounted' };
		return { found: { itemId: only.label, locationId, quantity: null } };
	}

	private async stockOf(warehouse: string): Promise<Stock> {
		const asked = this.stocks.get(warehouse) ?? reading(async () => await this.listOf(warehouse));
		this.stocks.set(warehouse, asked);
		return await asked;
	}

	private async listOf(warehouseCode: string): Promise<Stock> {
		const rows = new Map<string, Row<UnleashedStock>>();
		for await (const page of stockPages(this.unleashed, { warehouseCode }))
			for (const row of page) rows.set(folded(row.label), row);
		return rows;
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		this.stocks.clear();
		const fresh: CurrentLevel[] = [];
		for (const level of levels) {
			const row = (await this.stockOf(level.locationId)).get(folded(level.itemId));
			fresh.push(row ? levelOf(row, level.locationId) : level);
		}
		return fresh;
	}

	/** One adjustment a warehouse, under a GUID that follows from the batch's key: the same batch is never counted twice. */
	async set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const answers = new Map<LevelChange, LevelAnswer>();
		for (const warehouse of new Set(changes.map(({ level }) => level.locationId))) {
			const own = changes.filter(({ level }) => level.locationId === warehouse);
			const adjusted = await this.adjust(warehouse, own, uuidV5(key, warehouse), { refused: 0, taken: false });
			for (const [change, answer] of adjusted) answers.set(change, answer);
		}
		return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
	}

	/** A refusal names no line that could be relied on, so an adjustment that is refused is written in halves. */
	private async adjust(
		warehouse: string,
		changes: readonly LevelChange[],
		guid: string,
		tries: Tries,
	): Promise<Array<[LevelChange, LevelAnswer]>> {
		const all = (answer: (level: CurrentLevel) => LevelAnswer) =>
			changes.map((change): [LevelChange, LevelAnswer] => [change, answer(change.level)]);
		const rejected = () => all((level) => ({ outcome: 'rejected', problem: refused(level, tries.status) }));
		if (tries.refused >= (tries.taken ? MOST_REFUSALS.all : MOST_REFUSALS.untaken)) return rejected();
		const answer = await this.written(warehouse, changes, guid);
		if (answer.outcome === 'done') tries.taken = true;
		if (answer.outcome !== 'rejected')
			return all((level) => (answer.outcome === 'done' ? answer : { outcome: 'unknown', problem: noAnswer(level) }));
		tries.refused += 1;
		tries.status = answer.problem.params.status;
		if (changes.length === 1) return rejected();
		const middle = Math.ceil(changes.length / 2);
		const halves = [changes.slice(0, middle), changes.slice(middle)];
		const answers: Array<[LevelChange, LevelAnswer]> = [];
		for (const [at, half] of halves.entries())
			answers.push(...(await this.adjust(warehouse, half, uuidV5(guid, String(at)), tries)));
		return answers;
	}

	private async written(warehouse: string, changes: readonly LevelChange[], guid: string): Promise<LevelAnswer> {
		const stock = await this.stockOf(warehouse);
		const lines = changes.map(({ level, quantity }): AdjustmentLine => {
			const row = stock.get(folded(level.itemId));
			return {
				code: level.itemId,
				quantity,
				averageCost: row && 'record' in row ? (row.record.AvgCost ?? null) : null,
			};
		});
		const body = toAdjustment(guid, warehouse, lines, this.rules, this.now);
		const written = await reading(async () => await createAdjustment(this.unleashed, guid, body));
		if ('done' in written) return { outcome: 'done' };
		const answer = notApplied({ params: { kind: 'stockLevel', order: warehouse } }, written);
		if (answer.outcome === 'stopped') throw answer.error;
		if (await this.stands(guid)) return { outcome: 'done' };
		return answer.outcome === 'rejected' || answer.outcome === 'unknown' ? answer : { outcome: 'unwritten' };
	}

	/** Whether an adjustment that was refused, or whose answer was lost, stands there all the same. */
	private async stands(guid: string): Promise<boolean> {
		return await adjustmentByGuid(this.unleashed, guid).catch(() => false);
	}

	calls(): number {
		return this.unleashed.http.calls();
	}
}

const named = ({ itemId, locationId }: CurrentLevel) => `${itemId} at ${locationId}`;

const refused = (level: CurrentLevel, status: string | undefined): Problem =>
	problem('LEVEL_REFUSED', { record: named(level), target: LABEL, answer: status });

const noAnswer = (level: CurrentLevel): Problem =>
	problem('NO_ANSWER', { kind: 'stockLevel', order: named(level), target: LABEL });

/** What lies there: what can be sold and what is reserved (documented). */
function levelOf(row: Row<UnleashedStock>, locationId: string): CurrentLevel {
	if (!('record' in row)) return { itemId: row.label, locationId, quantity: null };
	const { ProductCode, AvailableQty, AllocatedQty, LastModifiedOn } = row.record;
	const changedAt = instant(LastModifiedOn);
	return {
		itemId: ProductCode,
		locationId,
		quantity: pieces(Number(sum([decimal(AvailableQty), decimal(AllocatedQty)]))),
		...(changedAt === undefined ? {} : { changedAt }),
	};
}
