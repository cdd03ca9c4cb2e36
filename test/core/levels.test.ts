import fc from 'fast-check';

import type { StockLevel } from '../../core/model/stock-level';
import type { CurrentLevel, LevelAnswer, LevelChange, LevelTarget, LevelWish } from '../../core/ports';
import { problem } from '../../core/problems';
import { brake, BRAKE_LIMITS } from '../../core/sync/brake';
import type { Step } from '../../core/sync/plan';
import { runLevels, type LevelRules, type LevelRun } from '../../core/sync/levels';

/*
 * The road of a stock level, against a shop kept in memory: it knows quantities, when they changed, and which of its
 * rows it refuses.
 */

const READ_AT = '2026-11-22T12:00:00.000Z';
const BEFORE = '2026-11-22T11:00:00.000Z';
const AFTER = '2026-11-22T12:00:01.000Z';

interface Row {
	quantity: number | null;
	changedAt?: string;
	committed?: number;
}

class Shelf implements LevelTarget {
	readonly system = 'shelf';

	readonly label = 'Shelf';

	readonly account = 'test';

	readonly keys: string[] = [];

	readonly batches: number[] = [];

	/** Called once after the first reading: what a sale does in between. */
	between?: () => void;

	refused = new Set<string>();

	open = new Map<string, ReadonlyMap<string, number>>();

	/** Called once after the open units were told: a parcel that leaves then. */
	afterOpen?: () => void;

	ahead = 0;

	constructor(
		readonly rows: Map<string, Row>,
		readonly batchLimit = 250,
	) {}

	clockAheadMs(): number {
		return this.ahead;
	}

	async read(wishes: readonly LevelWish[]) {
		const answers = wishes.map(({ sku, barcode, locationId }) => {
			const row = this.rows.get(sku || barcode);
			if (!row) return { found: 'none' } as const;
			return { found: { itemId: sku || barcode, locationId, ...row } satisfies CurrentLevel };
		});
		this.between?.();
		return await Promise.resolve(answers);
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		return await Promise.resolve(levels.map((level) => ({ ...level, ...this.rows.get(level.itemId)! })));
	}

	async set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		this.keys.push(key);
		this.batches.push(changes.length);
		const bad = changes.map(({ level }): LevelAnswer | undefined => {
			if (this.refused.has(level.itemId)) return { outcome: 'rejected', problem: problem('REFUSED', {}) };
			return this.rows.get(level.itemId)!.quantity === level.quantity ? undefined : { outcome: 'stale' };
		});
		if (bad.some(Boolean)) return await Promise.resolve(bad.map((each) => each ?? { outcome: 'unwritten' }));
		for (const { level, quantity } of changes) this.rows.set(level.itemId, { quantity, changedAt: AFTER });
		return await Promise.resolve(changes.map(() => ({ outcome: 'done' })));
	}

	async openUnits() {
		const answer = this.open;
		this.afterOpen?.();
		this.afterOpen = undefined;
		return await Promise.resolve(answer);
	}

	calls(): number {
		return this.batches.length;
	}
}

const level = (sku: string, available: number, more: Partial<StockLevel> = {}): StockLevel => ({
	kind: 'stockLevel',
	origin: { system: 'warehouse', account: 'main', id: sku, seenAt: READ_AT },
	sku,
	available,
	allocated: 0,
	observedAt: READ_AT,
	...more,
});

const RULES: LevelRules = {
	figure: 'onHand',
	onlyChannel: true,
	buffer: 0,
	matchBy: 'sku',
	skuMap: new Map(),
	locationOf: () => 'L1',
	missing: 'skip',
	limits: BRAKE_LIMITS,
	applyAnyway: false,
};

async function run(
	shelf: Shelf,
	levels: readonly StockLevel[],
	more: Partial<Omit<LevelRun, 'rules'>> & { rules?: Partial<LevelRules> } = {},
) {
	const steps: Step[] = [];
	const outcome = await runLevels({
		incoming: levels.map((each, at) => ({ at, level: each })),
		target: shelf,
		mode: 'apply',
		held: [],
		keyOf: (batch, body) => `${batch} ${JSON.stringify(body)}`,
		checkCancelled: () => undefined,
		report: (step) => steps.push(step),
		...more,
		rules: { ...RULES, ...more.rules },
	}).catch((error: unknown) => ({ error: error as { code: string } }));
	return { steps, outcome, byPlace: (at: number) => steps.filter((step) => step.at === at) };
}

const shelfOf = (rows: Record<string, number | null>, changedAt = BEFORE) =>
	new Shelf(new Map(Object.entries(rows).map(([sku, quantity]) => [sku, { quantity, changedAt }])));

it.each([
	['the only channel', { onlyChannel: true }, 8],
	['several channels, nothing known', { onlyChannel: false }, 5],
	['available', { figure: 'available' as const }, 5],
	['available with a buffer', { figure: 'available' as const, buffer: 2 }, 3],
	['a buffer above what is free', { buffer: 9 }, 3],
])('computes the figure of %s', async (_, rules, wanted) => {
	const shelf = shelfOf({ MUG: 1 });
	await run(shelf, [level('MUG', 5, { allocated: 3 })], { rules });
	expect(shelf.rows.get('MUG')?.quantity).toBe(wanted);
});

it('keeps what is reserved for this shop alone on the shelf when the source has other channels', async () => {
	const shelf = shelfOf({ MUG: 1 });
	shelf.open = new Map([
		['order-1', new Map([['MUG', 1]])],
		['order-2', new Map([['MUG', 0]])],
	]);
	const held = [
		{ sourceKey: 'order-1', sku: 'MUG', quantity: 2, since: BEFORE },
		{ sourceKey: 'order-2', sku: 'MUG', quantity: 4, since: BEFORE },
	];
	const { outcome } = await run(shelf, [level('MUG', 5, { allocated: 7 })], { held, rules: { onlyChannel: false } });
	expect(shelf.rows.get('MUG')?.quantity).toBe(6);
	expect(outcome).toMatchObject({ closed: ['order-2'], written: 1 });
});

it.each([
	['what is promised at each', { NORTH: 0, SOUTH: 3 }, [7, 7]],
	['nothing where the target does not say what is promised', {}, [7, 5]],
])('adds of two places %s', async (_, committed: Record<string, number>, [north, south]) => {
	const shelf = shelfOf({});
	for (const place of ['NORTH', 'SOUTH']) shelf.rows.set(place, { quantity: 1, committed: committed[place] });
	shelf.open = new Map([['order-1', new Map(['NORTH', 'SOUTH'].map((sku) => [sku, 2]))]]);
	const held = ['NORTH', 'SOUTH'].map((sku) => ({ sourceKey: 'order-1', sku, quantity: 2, since: BEFORE }));
	const rules = { onlyChannel: false, locationOf: ({ sku }: StockLevel) => `place ${sku}` };
	await run(shelf, [level('NORTH', 7), level('SOUTH', 5)], { held, rules });
	expect([shelf.rows.get('NORTH')?.quantity, shelf.rows.get('SOUTH')?.quantity]).toEqual([north, south]);
});

it.each(['between', 'afterOpen'] as const)(
	'takes no parcel for open that leaves in the middle of a run (%s)',
	async (moment) => {
		const shelf = shelfOf({ MUG: 20 });
		shelf.open = new Map([['order-1', new Map([['MUG', 4]])]]);
		shelf[moment] = () => {
			shelf.rows.set('MUG', { quantity: 16, changedAt: AFTER });
			shelf.open = new Map([['order-1', new Map([['MUG', 0]])]]);
		};
		const held = [{ sourceKey: 'order-1', sku: 'MUG', quantity: 4, since: BEFORE }];
		const { outcome } = await run(shelf, [level('MUG', 5)], { held, rules: { onlyChannel: false } });
		expect(shelf.rows.get('MUG')?.quantity).toBe(5);
		expect(outcome).toMatchObject({ closed: ['order-1'] });
	},
);

it('counts below zero as the source does: what lies there is reserved, less what was sold twice', async () => {
	const shelf = shelfOf({ MUG: 9 });
	await run(shelf, [level('MUG', -2, { allocated: 5 })], { rules: { buffer: 4 } });
	expect(shelf.rows.get('MUG')?.quantity).toBe(3);
});

it('says so when the source does not know what is reserved', async () => {
	const { steps } = await run(shelfOf({ MUG: 1 }), [level('MUG', 5, { allocated: null })]);
	expect(steps).toEqual([
		expect.objectContaining({
			step: 'problem',
			problem: expect.objectContaining({ code: 'FIELD_INVALID' }) as unknown,
		}),
	]);
});

it.each([
	['raises', 5, BEFORE, 8, 'updated'],
	['does not raise over a change of the shop', 5, AFTER, 8, 'skipped'],
	['lowers at once', 5, AFTER, 2, 'updated'],
])('%s', async (_, before, changedAt, wanted, outcome) => {
	const shelf = shelfOf({ MUG: before }, changedAt);
	const { steps } = await run(shelf, [level('MUG', wanted)]);
	expect(steps).toEqual([expect.objectContaining({ step: 'outcome', outcome })]);
	expect(shelf.rows.get('MUG')?.quantity).toBe(outcome === 'updated' ? wanted : before);
});

it('measures both moments by the shop’s clock', async () => {
	const shelf = shelfOf({ MUG: 5 }, '2026-11-25T12:00:00.000Z');
	shelf.ahead = 4 * 24 * 3_600_000;
	const { steps } = await run(shelf, [level('MUG', 8)]);
	expect(steps).toMatchObject([{ outcome: 'updated', changes: [{ field: 'onHand', before: 5, after: 8 }] }]);
});

it('reads a level again once when the shop sold in between, and leaves it when it moves again', async () => {
	const shelf = shelfOf({ MUG: 5, BOWL: 5 });
	shelf.between = () => shelf.rows.set('MUG', { quantity: 4, changedAt: BEFORE });
	expect(
		(await run(shelf, [level('MUG', 2), level('BOWL', 1)])).steps.map((step) => 'outcome' in step && step.outcome),
	).toEqual(['updated', 'updated']);
	expect([...shelf.rows.values()].map(({ quantity }) => quantity)).toEqual([2, 1]);

	const busy = shelfOf({ MUG: 50 });
	busy.set = async (changes) => await Promise.resolve(changes.map(() => ({ outcome: 'stale' })));
	const { steps } = await run(busy, [level('MUG', 2)]);
	expect(steps).toMatchObject([{ outcome: 'skipped', reason: { code: 'STOCK_MOVED' } }]);
});

it('drops the rows that are refused and sends the rest under a new key', async () => {
	const shelf = shelfOf({ A: 1, B: 1, C: 1 });
	shelf.refused = new Set(['B']);
	const { byPlace } = await run(shelf, [level('A', 2), level('B', 2), level('C', 2)]);
	expect(byPlace(1)).toMatchObject([{ step: 'problem' }]);
	expect([shelf.rows.get('A')?.quantity, shelf.rows.get('B')?.quantity, shelf.rows.get('C')?.quantity]).toEqual([
		2, 1, 2,
	]);
	expect(shelf.batches).toEqual([3, 2]);
	expect(new Set(shelf.keys).size).toBe(2);
});

it('does not go round for ever when a batch is refused without naming a row', async () => {
	const shelf = shelfOf({ A: 1, B: 1 });
	shelf.set = async (changes) => {
		shelf.batches.push(changes.length);
		return await Promise.resolve(changes.map(() => ({ outcome: 'unwritten' })));
	};
	const { steps } = await run(shelf, [level('A', 2), level('B', 2)]);
	expect(steps.map(({ step }) => step)).toEqual(['problem', 'problem']);
	expect(shelf.batches).toEqual([2]);
});

it.each([
	['a product the shop does not have is left out', {}, 'outcome'],
	['or is a problem, as the operator says', { missing: 'problem' as const }, 'problem'],
])('%s', async (_, rules, step) => {
	const { steps } = await run(shelfOf({}), [level('GONE', 2)], { rules });
	expect(steps).toMatchObject([{ step }]);
});

it('finds a product under the SKU the map gives it', async () => {
	const shelf = shelfOf({ 'MUG-SHOP': 1 });
	await run(shelf, [level('MUG', 4)], { rules: { skuMap: new Map([['MUG', 'MUG-SHOP']]) } });
	expect(shelf.rows.get('MUG-SHOP')?.quantity).toBe(4);
});

it('answers a level without a key, without a place and twice in one run', async () => {
	const shelf = shelfOf({ MUG: 1 });
	const { byPlace } = await run(
		shelf,
		[
			level('', 2, { barcode: '123' }),
			level('MUG', 3, { location: { id: 'elsewhere' } }),
			level('MUG', 4),
			level('MUG', 5, { observedAt: BEFORE }),
		],
		{ rules: { locationOf: ({ location }) => (location ? undefined : 'L1') } },
	);
	expect(byPlace(0)).toMatchObject([{ problem: { code: 'KEY_MISSING' } }]);
	expect(byPlace(1)).toMatchObject([{ problem: { code: 'LOCATION_UNMAPPED' } }]);
	expect(byPlace(2)).toMatchObject([{ outcome: 'updated' }]);
	expect(byPlace(3)).toMatchObject([{ outcome: 'skipped', reason: { code: 'TWICE_IN_RUN' } }]);
});

// ------------------------------------------------------------------ brake

const many = (count: number) => Array.from({ length: count }, (_, n) => `SKU-${n}`);

it.each([
	['falls to zero', 30, (n: number) => (n < 25 ? 0 : 7), 30, 'toZero'],
	['changes', 60, (n: number) => (n < 40 ? 9 : 7), 60, 'changed'],
	['is not there', 40, () => 7, 100, 'fewer'],
])('stops before the first write when too much %s', async (_, count, figure, lastSkus, why) => {
	const skus = many(count);
	const shelf = shelfOf(Object.fromEntries(skus.map((sku) => [sku, 7])));
	const levels = skus.map((sku, n) => level(sku, figure(n)));
	const { outcome } = await run(shelf, levels, { lastSkus });
	expect(outcome).toMatchObject({ error: { code: 'SETUP_BRAKE', problem: { params: { why } } } });
	expect(shelf.batches).toEqual([]);
	const anyway = await run(shelf, levels, { lastSkus, rules: { applyAnyway: true } });
	expect(anyway.outcome).not.toHaveProperty('error');
});

it('returns the plan when it stops', async () => {
	const skus = many(30);
	const shelf = shelfOf(Object.fromEntries(skus.map((sku) => [sku, 7])));
	const { steps } = await run(
		shelf,
		skus.map((sku) => level(sku, 0)),
	);
	expect(steps).toHaveLength(30);
	expect(steps[0]).toMatchObject({
		step: 'preview',
		would: 'update',
		before: { onHand: 7 },
		after: { onHand: 0 },
		reason: { code: 'SETUP_BRAKE' },
	});
});

it('does not hold a small shop back, and lets a calm run pass', () => {
	expect(brake({ levels: 5, toZero: 5, changed: 5, skus: 5, lastSkus: 12 }, BRAKE_LIMITS)).toBeUndefined();
	expect(brake({ levels: 100, toZero: 20, changed: 50, skus: 50, lastSkus: 100 }, BRAKE_LIMITS)).toBeUndefined();
});

it('writes nothing in a preview and answers every level', async () => {
	const shelf = shelfOf({ A: 1, B: 2 });
	const { steps } = await run(shelf, [level('A', 5), level('B', 2), level('C', 1)], { mode: 'preview' });
	expect(shelf.batches).toEqual([]);
	expect(steps.map((step) => 'would' in step && step.would).sort()).toEqual(['skip', 'unchanged', 'update']);
});

it('ends at what the source says, in as few writes as batches, and answers each level once', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 30 }), fc.nat({ max: 30 })), {
				minLength: 1,
				maxLength: 60,
			}),
			fc.integer({ min: 1, max: 25 }),
			async (rows, limit) => {
				const wanted = new Map(rows.map(([n, , to]) => [`SKU-${n}`, to]));
				const shelf = new Shelf(
					new Map(rows.map(([n, from]) => [`SKU-${n}`, { quantity: from, changedAt: BEFORE }])),
					limit,
				);
				const changed = [...wanted].filter(([sku, to]) => shelf.rows.get(sku)?.quantity !== to).length;
				const levels = [...wanted].map(([sku, to]) => level(sku, to));
				const { steps } = await run(shelf, levels, { rules: { applyAnyway: true } });
				expect(steps).toHaveLength(levels.length);
				expect(Object.fromEntries([...shelf.rows].map(([sku, { quantity }]) => [sku, quantity]))).toEqual(
					Object.fromEntries(wanted),
				);
				expect(shelf.batches).toHaveLength(Math.ceil(changed / limit));
			},
		),
		{ numRuns: 100 },
	);
});
