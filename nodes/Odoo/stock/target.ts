import type { CurrentLevel, LevelAnswer, LevelChange, LevelFinding, LevelTarget, LevelWish } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { OdooClient } from '../client';
import { idFrom, LABEL, notApplied, reading } from '../failures';
import { instant, units } from '../mapping';
import { action } from '../wire';
import {
	applyCounts,
	dropCounts,
	internalPlaces,
	noteCounts,
	openOrderLines,
	productsCounted,
	quantsAt,
} from './client';
import { isCounted, isPlain, standing, toCount } from './mapping';
import type { CountedProduct, Quant } from './wire';

/*
 * How Odoo takes stock levels: as a count of what lies at a location. It is noted, and applied only if nothing moved in
 * between; Odoo itself compares what stood there when it was noted.
 */

const BATCH = 100;

type Figure = 'onHand' | 'available';

export class OdooLevels implements LevelTarget {
	readonly system = 'odoo';

	readonly label = LABEL;

	readonly batchLimit = BATCH;

	/** How people call the products that were read. */
	private readonly labels = new Map<string, string>();

	constructor(
		private readonly odoo: OdooClient,
		readonly account: string,
		private readonly figure: Figure,
		private readonly stockNew: boolean,
	) {}

	/** Answers carry no usable date of Odoo's own clock. */
	clockAheadMs(): number {
		return 0;
	}

	calls(): number {
		return this.odoo.http.calls();
	}

	// ------------------------------------------------------------------ reading

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		return await reading(async () => {
			await this.checkPlaces(wishes);
			const bySku = await productsCounted(this.odoo, 'default_code', distinct(wishes.map(({ sku }) => sku)));
			const unfound = wishes.filter(({ sku }) => sku === '' || !bySku.some((each) => each.default_code.trim() === sku));
			const byBarcode = await productsCounted(this.odoo, 'barcode', distinct(unfound.map(({ barcode }) => barcode)));
			const found = wishes.map((wish) => candidatesFor(wish, bySku, byBarcode));
			const products = found.flatMap((list) => list.map(({ id }) => id));
			const quants = await quantsAt(
				this.odoo,
				products,
				wishes.map(({ locationId }) => Number(locationId)),
			);
			return wishes.map((wish, index) => this.findingFor(wish, found[index]!, quants));
		});
	}

	/** A place that is none of our own concerns the whole run: no level of it could be set. */
	private async checkPlaces(wishes: readonly LevelWish[]): Promise<void> {
		const wanted = distinct(wishes.map(({ locationId }) => locationId));
		const places = await internalPlaces(
			this.odoo,
			wanted.flatMap((id) => idFrom(id) ?? []),
		);
		const strange = wanted.find((id) => !places.has(idFrom(id) ?? 0));
		if (strange === undefined) return;
		const reason = `${strange} is no internal location of this Odoo; choose one from the list`;
		throw runProblem(problem('SETUP_PARAMETER', { name: 'Location', reason }));
	}

	private findingFor(wish: LevelWish, found: readonly CountedProduct[], quants: readonly Quant[]): LevelFinding {
		const [only] = found;
		if (!only) return { found: 'none' };
		if (found.length > 1) return { found: 'several', count: found.length };
		const own = quantsOf(quants, only.id, wish.locationId);
		if (!isCounted(only) || !own.every(isPlain)) return { found: 'uncounted' };
		if (own.length === 0 && !this.stockNew) return { found: 'unstocked' };
		this.labels.set(String(only.id), wish.sku || wish.barcode);
		return { found: { itemId: String(only.id), locationId: wish.locationId, ...this.levelOf(own) } };
	}

	/** Two quants of one product at one place are merged by Odoo by and by; together they are what lies there. */
	private levelOf(own: readonly Quant[]): { quantity: number | null; changedAt?: string } {
		const merged = mergedOf(own);
		return { quantity: standing(merged, this.figure), changedAt: merged && instant(merged.write_date) };
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		return await reading(async () => {
			const quants = await this.quantsFor(levels);
			return levels.map((level) => ({
				...level,
				...this.levelOf(quantsOf(quants, Number(level.itemId), level.locationId)),
			}));
		});
	}

	private async quantsFor(levels: readonly CurrentLevel[]): Promise<Quant[]> {
		const [products, places] = [
			levels.map(({ itemId }) => Number(itemId)),
			levels.map(({ locationId }) => Number(locationId)),
		];
		return await quantsAt(this.odoo, products, places);
	}

	/** Units of these orders of this database that have not been delivered, by SKU. */
	async openUnits(sourceKeys: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
		return await reading(async () => {
			const lines = await openOrderLines(
				this.odoo,
				sourceKeys.flatMap((key) => idFrom(key) ?? []),
			);
			const orders = new Map<string, Map<string, number>>();
			for (const { order_id, product_id, product_uom_qty, qty_delivered, state } of lines) {
				const own = orders.get(String(order_id?.id)) ?? new Map<string, number>();
				orders.set(String(order_id?.id), own);
				// "[MUG-BLUE] Blue mug" is how Odoo shows a product.
				const sku = /^\[([^\]]+)\]/.exec(product_id?.name ?? '')?.[1];
				if (sku === undefined || state !== 'sale') continue;
				own.set(sku, (own.get(sku) ?? 0) + Math.max(0, units(product_uom_qty - qty_delivered)));
			}
			return orders;
		});
	}

	// ------------------------------------------------------------------ writing

	/** The key is not needed: a count that is applied twice changes nothing the second time. */
	async set(changes: readonly LevelChange[]): Promise<LevelAnswer[]> {
		return await reading(async () => {
			const now = await this.quantsFor(changes.map(({ level }) => level));
			const quantOf = ({ level }: LevelChange) => mergedOf(quantsOf(now, Number(level.itemId), level.locationId));
			const answers = new Map<LevelChange, LevelAnswer>();
			const open = changes.filter((change) => {
				const isStale = standing(quantOf(change), this.figure) !== change.level.quantity;
				if (isStale) answers.set(change, { outcome: 'stale' });
				return !isStale;
			});
			const counts = open.map((change) => ({
				product: Number(change.level.itemId),
				location: Number(change.level.locationId),
				quantity: toCount(change.quantity, quantOf(change), this.figure),
			}));
			if (open.length > 0) await this.count(open, counts, answers);
			return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
		});
	}

	private async count(
		open: readonly LevelChange[],
		counts: Parameters<typeof noteCounts>[1],
		answers: Map<LevelChange, LevelAnswer>,
	): Promise<void> {
		const noted = await noteCounts(this.odoo, counts);
		if ('refused' in noted && open.length > 1) return await this.inHalves(open, counts, answers);
		if (!('done' in noted)) return void this.notSet(open, noted, answers);
		const quants = noted.done as number[];
		const applied = await applyCounts(this.odoo, quants);
		const conflict = 'done' in applied && action.safeParse(applied.done).success;
		if (('refused' in applied || conflict) && open.length > 1) return await this.inHalves(open, counts, answers);
		if (conflict) {
			await dropCounts(this.odoo, quants);
			for (const change of open) answers.set(change, { outcome: 'stale' });
		} else if ('done' in applied) for (const change of open) answers.set(change, { outcome: 'done' });
		else if ('noAnswer' in applied) await this.seen(open, counts, answers);
		else this.notSet(open, applied, answers);
	}

	/** One bad row rolls all of them back, so it is looked for. */
	private async inHalves(
		open: readonly LevelChange[],
		counts: Parameters<typeof noteCounts>[1],
		answers: Map<LevelChange, LevelAnswer>,
	): Promise<void> {
		const half = Math.ceil(open.length / 2);
		await this.count(open.slice(0, half), counts.slice(0, half), answers);
		await this.count(open.slice(half), counts.slice(half), answers);
	}

	private notSet(
		open: readonly LevelChange[],
		answer: Parameters<typeof notApplied>[1],
		answers: Map<LevelChange, LevelAnswer>,
	): void {
		for (const change of open) {
			const record = this.labels.get(change.level.itemId) ?? change.level.itemId;
			const applied = notApplied({ params: { order: record, kind: 'stockLevel' } }, answer);
			if (applied.outcome === 'stopped') throw applied.error;
			const refused = problem('LEVEL_REFUSED', { record, target: LABEL });
			const isRight = applied.outcome === 'rejected' && applied.problem.code === 'RIGHT_MISSING';
			if (applied.outcome === 'unknown') answers.set(change, { outcome: 'unknown', problem: applied.problem });
			else answers.set(change, { outcome: 'rejected', problem: isRight ? applied.problem : refused });
		}
	}

	/** No answer came: what lies there now says which went through; of the others nobody knows. */
	private async seen(
		open: readonly LevelChange[],
		counts: Parameters<typeof noteCounts>[1],
		answers: Map<LevelChange, LevelAnswer>,
	): Promise<void> {
		const now = await this.quantsFor(open.map(({ level }) => level)).catch(() => []);
		for (const [index, change] of open.entries()) {
			const merged = mergedOf(quantsOf(now, Number(change.level.itemId), change.level.locationId));
			const record = this.labels.get(change.level.itemId) ?? change.level.itemId;
			const lost = problem('NO_ANSWER', { order: record, kind: 'stockLevel', target: LABEL });
			const isSet = merged !== undefined && units(merged.quantity) === counts[index]?.quantity;
			answers.set(change, isSet ? { outcome: 'done' } : { outcome: 'unknown', problem: lost });
		}
	}
}

const distinct = (values: readonly string[]) => [...new Set(values)].filter((value) => value !== '');

function candidatesFor(
	{ sku, barcode }: LevelWish,
	bySku: readonly CountedProduct[],
	byBarcode: readonly CountedProduct[],
): CountedProduct[] {
	const same = sku === '' ? [] : bySku.filter((each) => each.default_code.trim() === sku);
	return same.length > 0 || barcode === '' ? same : byBarcode.filter((each) => each.barcode.trim() === barcode);
}

const quantsOf = (quants: readonly Quant[], product: number, location: string) =>
	quants.filter(({ product_id, location_id }) => product_id?.id === product && location_id?.id === Number(location));

function mergedOf(own: readonly Quant[]): Quant | undefined {
	const [first] = own;
	if (!first) return undefined;
	const total = (value: (quant: Quant) => number) => own.reduce((sum, quant) => sum + value(quant), 0);
	const latest =
		own
			.map(({ write_date }) => write_date)
			.sort()
			.at(-1) ?? '';
	return {
		...first,
		quantity: total(({ quantity }) => quantity),
		reserved_quantity: total((each) => each.reserved_quantity),
		write_date: latest,
	};
}
