import type { StockLevel } from '../model/stock-level';
import type {
	CurrentLevel,
	FieldChange,
	HeldUnits,
	LevelAnswer,
	LevelChange,
	LevelFinding,
	LevelTarget,
	LevelWish,
	Problem,
} from '../ports';
import { problem } from '../problems';
import { inBatches } from './batches';
import { brake, type BrakeLimits } from './brake';
import type { Step } from './plan';
import { runProblem } from './run';

/*
 * The one road on which stock levels are set (decisions 13, 18, 19): read, compute, compare, brake, then stop (preview)
 * or set in batches that hold only if nothing moved since the reading. A preview is this very code, ended before
 * anything is sent.
 */

export interface LevelRules {
	/** The figure of the target that is set. */
	readonly figure: 'onHand' | 'available';
	/**
	 * Whether the shop is the source's only channel: everything the source has reserved is then reserved for this shop.
	 * Else only the units count that the ledger knows as taken for this shop's records.
	 */
	readonly onlyChannel: boolean;
	/** Units kept back from every level. */
	readonly buffer: number;
	/** Which key finds the product at the target; with `skuThenBarcode` the barcode is asked where the SKU finds nothing. */
	readonly matchBy: 'sku' | 'barcode' | 'skuThenBarcode';
	/** SKUs of the source that are others at the target. */
	readonly skuMap: ReadonlyMap<string, string>;
	/** The target's place for a level; undefined when no row of the map names its own. */
	readonly locationOf: (level: StockLevel) => string | undefined;
	/** What a product that the target does not have is: left out quietly, or a problem. */
	readonly missing: 'skip' | 'problem';
	readonly limits: BrakeLimits;
	/** Write even though the brake would stop the run. */
	readonly applyAnyway: boolean;
}

export interface LevelRun {
	readonly incoming: ReadonlyArray<{ readonly at: number; readonly level: StockLevel }>;
	readonly target: LevelTarget;
	readonly rules: LevelRules;
	readonly mode: 'preview' | 'apply';
	/** SKUs that came in the last time; absent when nobody remembers. */
	readonly lastSkus?: number;
	/** Units the source keeps for this shop's records, known before the source was read. */
	readonly held: readonly HeldUnits[];
	/** The key of a batch: the same when the very batch is sent again in this run, another one in every other run. */
	readonly keyOf: (batch: number, body: unknown) => string;
	readonly checkCancelled: () => void;
	readonly report: (step: Step) => void;
}

export interface LevelOutcome {
	/** Different SKUs that came in. */
	readonly skus: number;
	/** Levels written. */
	readonly written: number;
	/** Held records of which the target has nothing open any more. */
	readonly closed: readonly string[];
}

interface Plan {
	readonly at: number;
	readonly level: StockLevel;
	readonly current: CurrentLevel;
	readonly wanted: number;
}

/**
 * Sets the levels and reports what became of each. Rejects for what concerns the whole run: SETUP_BRAKE after the plan
 * was reported, a refused sign-in, a cancelled run.
 */
export async function runLevels(input: LevelRun): Promise<LevelOutcome> {
	return await new Levels(input).go();
}

class Levels {
	private written = 0;

	private batches = 0;

	/** Open units of this shop's held records, by SKU. */
	private readonly reserved = new Map<string, number>();

	private readonly closed = new Set<string>();

	/** The target's places that levels of this run go to. */
	private places = new Set<string>();

	constructor(private readonly input: LevelRun) {}

	async go(): Promise<LevelOutcome> {
		const { incoming, target } = this.input;
		const skus = new Set(incoming.map(({ level }) => keyOf(level))).size;
		const levels = this.withoutRepeats();
		const wishes = levels.flatMap(({ at, level }) => this.wishOf(at, level));
		this.places = new Set(wishes.map(({ locationId }) => locationId));
		const findings = wishes.length > 0 ? await target.read(wishes) : [];
		await this.readReserved(this.input.held);
		const byPlace = new Map(levels.map((each) => [each.at, each.level]));
		const plans = wishes.flatMap((wish, index) => this.planOf(wish, byPlace.get(wish.at)!, findings[index]!));
		await this.apply(this.sorted(plans), skus);
		return { skus, written: this.written, closed: [...this.closed] };
	}

	/** The same product at the same place twice in one run: the newest reading counts, the other is answered at once. */
	private withoutRepeats(): Array<{ at: number; level: StockLevel }> {
		const last = new Map<string, { at: number; level: StockLevel }>();
		for (const each of this.input.incoming) {
			const key = JSON.stringify([this.input.rules.locationOf(each.level) ?? null, keyOf(each.level)]);
			const earlier = last.get(key);
			const older = earlier && earlier.level.observedAt > each.level.observedAt ? each : earlier;
			if (older) this.skip(older.at, problem('TWICE_IN_RUN', { kind: 'stockLevel', order: labelOf(older.level) }));
			if (older !== each) last.set(key, each);
		}
		return [...last.values()];
	}

	private wishOf(at: number, level: StockLevel): LevelWish[] {
		const { matchBy, locationOf, skuMap } = this.input.rules;
		const own = (level.sku ?? '').trim();
		const sku = matchBy === 'barcode' ? '' : (skuMap.get(own) ?? own);
		const barcode = matchBy === 'sku' ? '' : (level.barcode ?? '').trim();
		const locationId = locationOf(level);
		if (sku === '' && barcode === '')
			this.problem(at, problem('KEY_MISSING', { record: labelOf(level), key: matchBy }));
		else if (locationId === undefined)
			this.problem(
				at,
				problem('LOCATION_UNMAPPED', {
					record: labelOf(level),
					location: level.location?.name ?? level.location?.id ?? '',
				}),
			);
		else return [{ at, sku, barcode, locationId }];
		return [];
	}

	/**
	 * Units this shop's orders still have open, of those the source has taken out of what it can sell. Asked after the
	 * level, never before: a parcel that leaves in between then has moved the level, and the comparison shows it. The
	 * other way round its units would be added to a level they have left already, and sold a second time.
	 */
	private async readReserved(held: readonly HeldUnits[]): Promise<void> {
		const { target, rules } = this.input;
		if (rules.figure !== 'onHand' || rules.onlyChannel || held.length === 0) return;
		const keys = [...new Set(held.map(({ sourceKey }) => sourceKey))];
		const open = (await target.openUnits?.(keys)) ?? new Map<string, ReadonlyMap<string, number>>();
		for (const key of keys)
			if ([...(open.get(key)?.values() ?? [])].every((units) => units === 0)) this.closed.add(key);
		for (const { sku } of held) this.reserved.delete(sku);
		for (const { sourceKey, sku, quantity } of held) {
			const units = Math.min(quantity, open.get(sourceKey)?.get(rules.skuMap.get(sku) ?? sku) ?? 0);
			this.reserved.set(sku, (this.reserved.get(sku) ?? 0) + units);
		}
	}

	private planOf(wish: LevelWish, level: StockLevel, finding: LevelFinding): Plan[] {
		const { target, rules } = this.input;
		const named = { record: labelOf(level), target: target.label };
		if (finding.found === 'none') {
			const reason = problem('NOT_IN_SHOP', named);
			if (rules.missing === 'skip') this.skip(wish.at, reason);
			else this.problem(wish.at, reason);
		} else if (finding.found === 'unstocked') this.skip(wish.at, problem('NOT_STOCKED', named));
		else if (finding.found === 'several')
			this.problem(
				wish.at,
				problem('AMBIGUOUS', { ...named, count: String(finding.count), key: wish.sku ? 'SKU' : 'barcode' }),
			);
		else if (finding.found === 'uncounted') this.skip(wish.at, problem('NOT_COUNTED', named));
		else {
			const wanted = this.wantedOf(level, finding.found);
			if (wanted !== undefined) return [{ at: wish.at, level, current: finding.found, wanted }];
			this.problem(
				wish.at,
				problem('FIELD_INVALID', { record: labelOf(level), field: 'allocated', reason: RESERVED_UNKNOWN }),
			);
		}
		return [];
	}

	/** What the figure is to be; undefined when the source does not say how much of its stock is reserved. */
	private wantedOf(level: StockLevel, current: CurrentLevel): number | undefined {
		const { figure, onlyChannel, buffer } = this.input.rules;
		// The buffer comes off what can be sold; a source that has sold more than it has counts below zero already.
		const free = level.available > 0 ? Math.max(0, level.available - buffer) : level.available;
		if (figure === 'available') return Math.max(0, free);
		const reserved = onlyChannel ? level.allocated : this.reservedAt(level, current);
		return reserved === null || reserved === undefined ? undefined : Math.max(0, free + reserved);
	}

	/**
	 * Of several places an order keeps its goods at one: only what is promised there can be reserved there. The ledger does
	 * not know which place that is, and units that were added at every place would be sold once for each.
	 */
	private reservedAt({ sku }: StockLevel, { committed = 0 }: CurrentLevel): number {
		const units = this.reserved.get(sku ?? '') ?? 0;
		return this.places.size > 1 ? Math.min(units, Math.max(0, committed)) : units;
	}

	/** Answers what needs no write; the rest is to be written. */
	private sorted(plans: readonly Plan[]): Plan[] {
		const ahead = this.input.target.clockAheadMs();
		return plans.filter((plan) => {
			const { level, current, wanted } = plan;
			if (current.quantity === wanted) this.unchanged(plan);
			else if (isRaise(plan) && !readSince(level, current, ahead)) this.moved(plan);
			else return true;
			return false;
		});
	}

	private async apply(plans: readonly Plan[], skus: number): Promise<void> {
		const { mode, rules, lastSkus, incoming, target } = this.input;
		const reading = {
			levels: incoming.length,
			toZero: plans.filter(({ current, wanted }) => wanted === 0 && (current.quantity ?? 0) > 0).length,
			changed: plans.length,
			skus,
			lastSkus,
		};
		const tripped = rules.applyAnyway ? undefined : brake(reading, rules.limits);
		if (mode === 'preview' || tripped) {
			for (const plan of plans) this.preview(plan, tripped, Math.ceil(plans.length / target.batchLimit));
			if (tripped && mode === 'apply') throw runProblem(tripped);
			return;
		}
		for (const batch of inBatches(plans, target.batchLimit)) {
			this.input.checkCancelled();
			await this.write(batch, true);
		}
	}

	/** One batch: rows that were refused are dropped and the rest is sent under a new key; a stale row is read again once. */
	private async write(batch: readonly Plan[], refresh: boolean): Promise<void> {
		let open = batch;
		const stale: Plan[] = [];
		while (open.length > 0) {
			const answers = await this.send(open);
			const again = open.filter((_, index) => answers[index]!.outcome === 'unwritten');
			for (const [index, plan] of open.entries()) {
				if (answers[index]!.outcome === 'stale') stale.push(plan);
				else this.answer(plan, answers[index]!);
			}
			// A batch that is refused without naming a row would go round for ever.
			if (again.length === open.length) {
				for (const plan of again) this.problem(plan.at, this.noAnswer(plan));
				break;
			}
			open = again;
		}
		if (stale.length > 0) await this.writeStale(stale, refresh);
	}

	private async send(plans: readonly Plan[]): Promise<LevelAnswer[]> {
		const changes = plans.map(({ at, current, wanted }): LevelChange => ({ at, level: current, quantity: wanted }));
		const body = changes.map(({ level, quantity }) => [level.itemId, level.locationId, level.quantity, quantity]);
		this.batches += 1;
		return await this.input.target.set(changes, this.input.keyOf(this.batches, body));
	}

	/** The shop sold or counted in between: read again once and set what is wanted now, if it still may be. */
	private async writeStale(plans: readonly Plan[], refresh: boolean): Promise<void> {
		if (!refresh) {
			for (const plan of plans) this.moved(plan);
			return;
		}
		const levels = await this.input.target.refresh(plans.map(({ current }) => current));
		const skus = new Set(plans.map(({ level }) => level.sku));
		await this.readReserved(this.input.held.filter(({ sku }) => skus.has(sku)));
		const again = plans.map((plan, index): Plan => {
			return { ...plan, current: levels[index]!, wanted: this.wantedOf(plan.level, levels[index]!) ?? plan.wanted };
		});
		await this.write(this.sorted(again), false);
	}

	private answer(plan: Plan, answer: LevelAnswer): void {
		if (answer.outcome === 'done') {
			this.written += 1;
			const changes = this.changesOf(plan);
			this.input.report({ at: plan.at, step: 'outcome', outcome: 'updated', target: targetOf(plan), changes });
		} else if (answer.outcome === 'rejected' || answer.outcome === 'unknown') this.problem(plan.at, answer.problem);
	}

	private changesOf({ current, wanted }: Plan): FieldChange[] {
		return [{ field: this.input.rules.figure, before: current.quantity, after: wanted }];
	}

	private moved(plan: Plan): void {
		const params = { record: labelOf(plan.level), target: this.input.target.label };
		this.skip(plan.at, problem('STOCK_MOVED', params), plan);
	}

	private noAnswer({ level }: Plan): Problem {
		return problem('REFUSED', { kind: 'stockLevel', order: labelOf(level), target: this.input.target.label });
	}

	private unchanged(plan: Plan): void {
		const target = targetOf(plan);
		if (this.input.mode === 'preview')
			this.input.report({ at: plan.at, step: 'preview', would: 'unchanged', target, calls: 0 });
		else this.input.report({ at: plan.at, step: 'outcome', outcome: 'unchanged', target });
	}

	private preview(plan: Plan, reason: Problem | undefined, calls: number): void {
		const { figure } = this.input.rules;
		const before = { [figure]: plan.current.quantity };
		const after = { [figure]: plan.wanted };
		const changes = this.changesOf(plan);
		const target = targetOf(plan);
		this.input.report({ at: plan.at, step: 'preview', would: 'update', target, reason, before, after, changes, calls });
	}

	private skip(at: number, reason: Problem, plan?: Plan): void {
		const target = plan ? targetOf(plan) : undefined;
		if (this.input.mode === 'preview')
			this.input.report({ at, step: 'preview', would: 'skip', target, reason, calls: 0 });
		else this.input.report({ at, step: 'outcome', outcome: 'skipped', target, reason });
	}

	private problem(at: number, why: Problem): void {
		if (this.input.mode === 'preview')
			this.input.report({ at, step: 'preview', would: 'problem', reason: why, calls: 0 });
		else this.input.report({ at, step: 'problem', problem: why });
	}
}

const RESERVED_UNKNOWN = 'the source does not say how many are reserved, which On Hand needs';

function keyOf(level: StockLevel): string {
	return level.sku ?? level.barcode ?? level.origin.id;
}

function labelOf(level: StockLevel): string {
	const label = keyOf(level);
	return level.location?.name ? `${label} at ${level.location.name}` : label;
}

function targetOf({ current }: Plan): { id: string; url?: string } {
	return { id: current.itemId, ...(current.url === undefined ? {} : { url: current.url }) };
}

function isRaise({ current, wanted }: Plan): boolean {
	return wanted > (current.quantity ?? 0);
}

/** Whether the source's reading began after the target's figure last changed, both by the target's clock. */
function readSince(level: StockLevel, current: CurrentLevel, aheadMs: number): boolean {
	if (current.changedAt === undefined) return true;
	return Date.parse(level.observedAt) + aheadMs > Date.parse(current.changedAt);
}
