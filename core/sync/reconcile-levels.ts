import type { StockLevel } from '../model/stock-level';
import { problem } from '../problems';
import { differenceOf, type View } from './differences';
import { reconcile, trimmed } from './reconcile';
import type { Keys, KindRules, Reconciled, Side } from './reconcile';

export interface LevelComparison {
	readonly matchBy: 'sku' | 'barcode';
	readonly figure: 'available' | 'onHand';
	/** How far a figure may be from the first side's. */
	readonly tolerance: number;
	/**
	 * Places that are the same one, a row each, in the order of the sides; by id or name. A blank is whatever that side
	 * has besides the places named in other rows. Empty compares without regard to places.
	 */
	readonly places: ReadonlyArray<readonly string[]>;
}

interface LevelView {
	readonly label: string;
	readonly figure: number | undefined;
	/** What this side keeps back from those after it. */
	readonly buffer: number;
}

/** What each side is expected to have fewer than the first: stock flows from side to side, and buffers stay behind. */
const keptBack = (views: ReadonlyArray<View<LevelView>>) =>
	views.map(({ account, view }, at) => {
		const before = views.slice(0, at).map((each) => each.view.buffer);
		return { account, view: { ...view, keptBack: Math.max(0, ...before) } };
	});

/** What lies there: as the system says it, else what can be sold and what is reserved. */
export function onHandOf({ onHand, available, allocated }: StockLevel): number | undefined {
	return onHand ?? (allocated == null ? undefined : available + allocated);
}

/** The first place that stands twice on one side of a map. */
export function placeTwice(places: LevelComparison['places']): string | undefined {
	const sides = Math.max(0, ...places.map((row) => row.length));
	for (let side = 0; side < sides; side += 1) {
		const seen = new Set<string>();
		for (const row of places) {
			const place = trimmed(row[side]);
			if (seen.has(place)) return place === '' ? 'an empty place' : place;
			seen.add(place);
		}
	}
	return undefined;
}

/** Finds the row of a place on one side. */
function rowsOf(places: LevelComparison['places'], side: number): (level: StockLevel) => number | undefined {
	const rows = new Map(places.map((row, index) => [trimmed(row[side]), index]));
	return ({ location }) =>
		rows.get(trimmed(location?.id) || '\n') ?? rows.get(trimmed(location?.name) || '\n') ?? rows.get('');
}

/**
 * Compares the stock levels of two systems or three, by SKU or barcode and, where places are given, by place. Products
 * that a side does not count are left out. What lies there flows from side to side: what one keeps back, those after it
 * lack.
 */
export function reconcileLevels(sides: ReadonlyArray<Side<StockLevel>>, rules: LevelComparison): Reconciled {
	const rowOf = sides.map((_, side) => rowsOf(rules.places, side));
	const keyOf = (level: StockLevel) => trimmed(level[rules.matchBy]);
	const label = (level: StockLevel) => `the stock level of ${keyOf(level) || trimmed(level.title) || level.origin.id}`;
	const kind: KindRules<StockLevel, LevelView> = {
		keyName: rules.matchBy === 'sku' ? 'SKU' : 'barcode',
		keysOf(level, side): Keys {
			const row = rules.places.length > 0 ? rowOf[side]?.(level) : 0;
			if (row === undefined) return { leftOut: 'otherPlace' };
			const key = keyOf(level);
			const place = rules.places[row]?.map(trimmed).find((name) => name !== '');
			if (key !== '') return { keys: [[place === undefined ? key : `${key} @ ${place}`]] };
			if (level.tracked === false) return { leftOut: 'uncounted' };
			return { problem: problem('KEY_MISSING', { record: label(level), key: rules.matchBy }) };
		},
		// One product has a level at each place, often under one id.
		identity: ({ origin, location }) => JSON.stringify([origin.id, location?.id ?? location?.name ?? null]),
		changedAt: ({ observedAt }) => observedAt,
		label,
		number: keyOf,
		leaves: (entries) => (entries.some(({ record }) => record.tracked === false) ? 'uncounted' : undefined),
		view: ([level]) => ({
			label: label(level!),
			figure: rules.figure === 'onHand' ? onHandOf(level!) : level!.available,
			// What can be sold is less the buffer already.
			buffer: rules.figure === 'onHand' ? Math.max(0, level!.buffer ?? 0) : 0,
		}),
		compare(views) {
			const silent = views.find(({ view }) => view.figure === undefined);
			if (silent) {
				const reason = `${silent.account} says neither what lies there nor what is reserved`;
				return problem('FIELD_INVALID', { record: silent.view.label, field: 'onHand', reason });
			}
			return differenceOf(
				keptBack(views),
				{ field: rules.figure },
				({ figure }) => figure,
				({ figure = 0 }, other) => {
					const expected = other.keptBack > 0 ? Math.max(0, figure - other.keptBack) : figure;
					return Math.abs(expected - (other.figure ?? 0)) <= rules.tolerance;
				},
			);
		},
	};
	return reconcile(sides, kind);
}
