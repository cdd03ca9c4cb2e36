import fc from 'fast-check';

import { inBatches } from '../../core/sync/batches';
import { match, type KeyRule } from '../../core/sync/match';

interface Item {
	readonly sku?: string | null;
	readonly barcode?: string | null;
}
const RULES: ReadonlyArray<KeyRule<Item, Item>> = [
	{ name: 'SKU', wanted: (item) => item.sku, current: (item) => item.sku },
	{ name: 'barcode', wanted: (item) => item.barcode, current: (item) => item.barcode },
];

it('pairs by the first key, and by the next where the first finds nothing', () => {
	const theirs = [
		{ sku: 'B', barcode: '2' },
		{ sku: 'A', barcode: '1' },
	];
	const { pairs, missing, ambiguous } = match(
		[{ sku: 'A', barcode: '2' }, { barcode: '2' }, { sku: 'X' }],
		theirs,
		RULES,
	);
	expect(pairs).toEqual([
		{ at: 0, wanted: { sku: 'A', barcode: '2' }, current: theirs[1], by: 'SKU' },
		{ at: 1, wanted: { barcode: '2' }, current: theirs[0], by: 'barcode' },
	]);
	expect(missing).toEqual([{ at: 2, wanted: { sku: 'X' } }]);
	expect(ambiguous).toEqual([]);
});

it('reports two of theirs for one of ours', () => {
	const theirs = [{ sku: 'A' }, { sku: 'A', barcode: '9' }];
	expect(match([{ sku: 'A' }], theirs, RULES)).toEqual({
		pairs: [],
		missing: [],
		ambiguous: [{ at: 0, wanted: { sku: 'A' }, candidates: theirs, by: 'SKU', why: 'several' }],
	});
});

it('reports two of ours for one of theirs, whichever key they came by', () => {
	const { pairs, ambiguous } = match([{ sku: 'A' }, { sku: null, barcode: '1' }], [{ sku: 'A', barcode: '1' }], RULES);
	expect(pairs).toEqual([]);
	expect(ambiguous.map(({ at, why }) => [at, why])).toEqual([
		[0, 'shared'],
		[1, 'shared'],
	]);
});

it.each([null, undefined, '', '  '])('never matches by the blank key %j', (sku) => {
	expect(match([{ sku }], [{ sku }], RULES).missing).toHaveLength(1);
});

it('compares keys exactly', () => {
	expect(match([{ sku: 'a' }], [{ sku: 'A' }], RULES).missing).toHaveLength(1);
});

const key = fc.option(fc.constantFrom('A', 'B', 'C', ''), { nil: null });
const items = fc.array(fc.record({ sku: key, barcode: key }), { maxLength: 8 });

it('answers every wanted record once, uses none of theirs twice, and does not care how theirs are ordered', () => {
	fc.assert(
		fc.property(items, items, (wanted, current) => {
			const answer = match(wanted, current, RULES);
			const places = [...answer.pairs, ...answer.missing, ...answer.ambiguous]
				.map(({ at }) => at)
				.sort((a, b) => a - b);
			expect(places).toEqual(wanted.map((_item, at) => at));
			expect(new Set(answer.pairs.map((pair) => pair.current)).size).toBe(answer.pairs.length);
			const reversed = match(wanted, [...current].reverse(), RULES);
			expect(reversed.pairs).toEqual(answer.pairs);
			expect(reversed.ambiguous.map(({ at }) => at)).toEqual(answer.ambiguous.map(({ at }) => at));
		}),
	);
});

it('cuts a list into batches that hold everything in order', () => {
	expect(inBatches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
	expect(inBatches([], 2)).toEqual([]);
	fc.assert(
		fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (list, limit) => {
			const batches = inBatches(list, limit);
			expect(batches.flat()).toEqual(list);
			expect(batches.slice(0, -1).every((batch) => batch.length === limit)).toBe(true);
		}),
	);
});

it('never names one record twice in a batch', () => {
	expect(inBatches(['a', 'b', 'a', 'c', 'a', 'a'], 3, (item) => item)).toEqual([['a', 'b'], ['a', 'c'], ['a'], ['a']]);
});

it.each([0, -1, 1.5, NaN])('refuses a batch of %d', (limit) => {
	expect(() => inBatches([1], limit)).toThrow(RangeError);
});
