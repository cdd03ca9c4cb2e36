import fc from 'fast-check';

import {
	allowanceFrom,
	budgetState,
	CLASS_RULES,
	firstDayCounted,
	monthOf,
	type BudgetState,
	type CallClass,
} from '../../core/sync/budget';
import { isWorthSaying, refusal, turnWords, usageWords } from '../../core/sync/budget-words';
import type { CountedDay } from '../../core/ports';
import { sentence } from '../../core/problems';

/*
 * A month's allowance of calls: what was used, what is to be expected, and what may still go.
 */

const day = (date: string, callClass: string, calls: number): CountedDay => ({ day: date, callClass, calls });
const every = ({ classes }: BudgetState) => Object.fromEntries(classes.map((each) => [each.callClass, each.every]));
const roomOf = ({ classes }: BudgetState, callClass: CallClass) =>
	classes.find((each) => each.callClass === callClass)!.room;
const ALL = { fullRead: 1, productPrice: 1, stock: 1, tracking: 1, setUp: 1, order: 1 };

it('lets everything go in a month that has not begun to be used', () => {
	const state = budgetState(10_000, [], '2026-11-01T00:00:00.000Z');
	expect(state).toMatchObject({
		month: '2026-11',
		used: 0,
		percent: 0,
		forecast: 0,
		opensAt: '2026-12-01T00:00:00.000Z',
	});
	expect(every(state)).toEqual(ALL);
	// 5 percent are kept for orders; of the rest each class has its share.
	expect(state.classes.map(({ room }) => room)).toEqual([5700, 7125, 8075, 9025, undefined, undefined]);
});

it.each<[string, number, Partial<Record<CallClass, number>>]>([
	['nothing', 5699, {}],
	['full reads at 60 percent of what orders leave', 5700, { fullRead: 0 }],
	['full reads still', 7124, { fullRead: 0 }],
	['products and prices at 75', 7125, { fullRead: 0, productPrice: 0 }],
	['stock at 85', 8075, { fullRead: 0, productPrice: 0, stock: 0 }],
	['tracking at 95', 9025, { fullRead: 0, productPrice: 0, stock: 0, tracking: 0 }],
	['all but orders when everything is used', 10_000, { fullRead: 0, productPrice: 0, stock: 0, tracking: 0 }],
	['all but orders when more than everything is used', 25_000, { fullRead: 0, productPrice: 0, stock: 0, tracking: 0 }],
])('refuses %s', (_what, used, refused) => {
	// Used long ago, so that the pace of the last days is nothing.
	const state = budgetState(10_000, [day('2026-11-01', 'stock', used)], '2026-11-20T12:00:00.000Z');
	expect(every(state)).toEqual({ ...ALL, ...refused });
	expect(state.forecast).toBe(used);
	expect(state.percent).toBe(Math.floor(used / 100));
});

it('keeps for orders what their own pace will need', () => {
	// 200 orders' calls a day for the last three days and half of today: 700 in 3.5 days, 10 days to go.
	const days = ['18', '19', '20'].map((date) => day(`2026-11-${date}`, 'order', 200));
	const state = budgetState(10_000, [...days, day('2026-11-21', 'order', 100)], '2026-11-21T12:00:00.000Z');
	expect(state.forecast).toBe(700 + 1900);
	// 10,000 less 1,900 for orders; 95 percent of that, less the 700 that were used.
	expect(roomOf(state, 'tracking')).toBe(7695 - 700);
});

it.each<[string, number, number]>([
	['as it is', 100, 1],
	['by half', 400, 2],
	['to a quarter', 800, 4],
	['to an eighth', 1700, 8],
	['and no further', 2600, 8],
])('slows a poll down %s by what is left for it', (_how, daily, expected) => {
	// Three days and a half at that pace, and 9.5 days to go.
	const days = ['18', '19', '20'].map((date) => day(`2026-11-${date}`, 'stock', daily));
	const old = day('2026-11-01', 'stock', 5500 - 3 * daily);
	const state = budgetState(
		10_000,
		[old, ...days].filter(({ calls }) => calls > 0),
		'2026-11-21T12:00:00.000Z',
	);
	expect(every(state)).toMatchObject({ stock: expected, tracking: 1, order: 1 });
});

it('gives what is more important its full pace before it looks at the rest', () => {
	const days = ['18', '19', '20'].flatMap((date) =>
		['productPrice', 'stock', 'tracking'].map((callClass) => day(`2026-11-${date}`, callClass, 288)),
	);
	const state = budgetState(12_000, days, '2026-11-21T00:00:00.000Z');
	// 2,592 used and 2,880 to come for each: all of it fits only for tracking and stock.
	expect(state).toMatchObject({ used: 2592, forecast: 2592 + 3 * 2880 });
	expect(every(state)).toEqual({ ...ALL, productPrice: 8 });
});

it('refuses a nightly full read that would not fit, before the share of full reads is used up', () => {
	const nightly = ['18', '19', '20'].map((date) => day(`2026-11-${date}`, 'fullRead', 900));
	const state = budgetState(10_000, nightly, '2026-11-21T00:00:00.000Z');
	expect(every(state)).toEqual({ ...ALL, fullRead: 0 });
	expect(roomOf(state, 'fullRead')).toBe(0);
	const small = nightly.map((each) => ({ ...each, calls: 200 }));
	expect(every(budgetState(10_000, small, '2026-11-21T00:00:00.000Z'))).toEqual(ALL);
});

it('makes no month of one busy hour, and no four days of two', () => {
	const hour = budgetState(10_000, [day('2026-11-21', 'productPrice', 300)], '2026-11-21T01:00:00.000Z');
	// As if the 300 were those of a whole day, with 9 days and 23 hours to go.
	expect(hour.forecast).toBe(300 + Math.ceil((300 * 239) / 24));
	const two = [day('2026-11-20', 'stock', 100), day('2026-11-21', 'stock', 50)];
	expect(budgetState(10_000, two, '2026-11-21T12:00:00.000Z').forecast).toBe(150 + 950);
});

it.each([
	['2026-11-30T23:59:59.999Z', '2026-11', '2026-12-01T00:00:00.000Z', 900],
	['2026-12-01T00:00:00.000Z', '2026-12', '2027-01-01T00:00:00.000Z', 0],
	['2026-12-31T23:59:59.999Z', '2026-12', '2027-01-01T00:00:00.000Z', 0],
	['2028-02-29T12:00:00.000Z', '2028-02', '2028-03-01T00:00:00.000Z', 0],
])('counts by UTC months: at %s it is %s', (now, month, opensAt, used) => {
	const days = [day('2026-11-30', 'stock', 900)];
	expect(monthOf(now)).toEqual({ month, opensAt });
	expect(budgetState(1000, days, now)).toMatchObject({ month, opensAt, used });
});

it('knows on the first of a month how fast the last days went', () => {
	const days = ['28', '29', '30'].map((date) => day(`2026-11-${date}`, 'stock', 300));
	const state = budgetState(10_000, days, '2026-12-01T00:00:00.000Z');
	expect(state).toMatchObject({ used: 0, forecast: 300 * 31 });
	expect(every(state)).toMatchObject({ stock: 2 });
});

it.each([
	['2026-11-22T10:00:00.000Z', '2026-11-01'],
	['2026-11-02T10:00:00.000Z', '2026-10-30'],
	['2026-03-01T00:00:00.000Z', '2026-02-26'],
])('asks for the days that count: at %s from %s on', (now, from) => expect(firstDayCounted(now)).toBe(from));

it('counts a class that a later version invented as used, and as nothing else', () => {
	const state = budgetState(1000, [day('2026-11-21', 'returns', 400)], '2026-11-21T12:00:00.000Z');
	expect(state).toMatchObject({ used: 400, forecast: 400, percent: 40 });
});

it('slows down and refuses nothing where nobody stated an allowance, and forecasts all the same', () => {
	const state = budgetState(undefined, [day('2026-11-21', 'stock', 5_000_000)], '2026-11-21T12:00:00.000Z');
	expect(every(state)).toEqual(ALL);
	expect(state).toMatchObject({ used: 5_000_000, forecast: 52_500_000 });
	expect(Object.keys(state)).not.toContain('percent');
	expect(state.classes.every(({ room }) => room === undefined)).toBe(true);
});

// ------------------------------------------------------------------ in words

/** Refuses full reads and lets one poll for stock in eight go. */
const hurried = budgetState(
	10_000,
	[day('2026-11-02', 'stock', 5000), day('2026-11-20', 'stock', 2600)],
	'2026-11-21T12:00:00.000Z',
);

it('says how an account stands, what is refused until when, and what is slower', () => {
	expect(usageWords('Example', hurried)).toBe(
		'Example: 7600 of 10000 calls (76 %) of this month are used. At the pace of the last days it will be 24067 by the end of the month, more than the plan allows. Refused until 2026-12-01 00:00 UTC at the latest: full reads, products and prices. Slower: stock (one poll in 8).',
	);
	expect(usageWords('Example', budgetState(undefined, [], '2026-11-21T12:00:00.000Z'))).toBe(
		'Example: 0 calls of this month are used. At the pace of the last days it will be 0 by the end of the month.',
	);
});

it('says why a poll asked nothing, and why a class is refused', () => {
	const [fullRead, , stock] = hurried.classes;
	expect(turnWords('Example', hurried, stock!)).toBe(
		"Example was not asked this time: 7600 of the month's 10000 calls are used, so only one poll in 8 goes for stock.",
	);
	expect(sentence(refusal('Example', 'example:a', hurried, fullRead!)).message).toBe(
		'Example was not asked: 7600 of the 10000 calls that account example:a has this month are used, 24067 are to be expected by its end, and those for full reads are refused until 2026-12-01 00:00 UTC at the latest.',
	);
});

it.each([
	[7499, false],
	[7500, true],
	[20_000, true],
])('finds %s of 10000 calls worth saying: %s', (used, expected) => {
	const days = [day('2026-11-01', 'stock', used)];
	expect(isWorthSaying(budgetState(10_000, days, '2026-11-20T12:00:00.000Z'))).toBe(expected);
	expect(isWorthSaying(budgetState(undefined, days, '2026-11-20T12:00:00.000Z'))).toBe(false);
});

it.each<[unknown, object]>([
	[undefined, {}],
	[null, {}],
	['', {}],
	['  ', {}],
	[10_000, { allowance: 10_000 }],
	['10000', { allowance: 10_000 }],
	[' 10000 ', { allowance: 10_000 }],
	[1, { allowance: 1 }],
	[Number.MAX_SAFE_INTEGER, { allowance: Number.MAX_SAFE_INTEGER }],
])('takes the allowance %j', (typed, expected) => expect(allowanceFrom(typed)).toEqual(expected));

it.each([
	0,
	-1,
	1.5,
	Number.NaN,
	Infinity,
	1e21,
	2 ** 53,
	'0',
	'-5',
	'1e4',
	'10,000',
	'ten',
	'९९',
	'0x10',
	true,
	{},
	[],
])('refuses the allowance %p', (typed) =>
	expect(allowanceFrom(typed)).toEqual({ reason: expect.stringContaining('whole number above 0') as string }),
);

it('never refuses an order, refuses in order, and stays exact, whatever was counted', () => {
	const calls = fc.oneof(fc.nat({ max: 20_000 }), fc.constant(2 ** 40));
	const counted = fc.record({
		day: fc
			.integer({ min: -10, max: 29 })
			.map((offset) => new Date(Date.UTC(2026, 10, 1 + offset)).toISOString().slice(0, 10)),
		callClass: fc.constantFrom(...CLASS_RULES.map(({ callClass }) => callClass), 'unheard'),
		calls,
	});
	const now = fc
		.date({ min: new Date('2026-11-01T00:00:00.000Z'), max: new Date('2026-11-30T23:59:59.999Z'), noInvalidDate: true })
		.map((date) => date.toISOString());
	const allowance = fc.oneof(fc.integer({ min: 1, max: 200_000 }), fc.constant(Number.MAX_SAFE_INTEGER));
	fc.assert(
		fc.property(allowance, fc.array(counted, { maxLength: 30 }), now, (most, days, at) => {
			const state = budgetState(most, days, at);
			expect(state.classes.map(({ callClass }) => callClass)).toEqual(CLASS_RULES.map(({ callClass }) => callClass));
			expect(state.classes.slice(-2)).toMatchObject([
				{ callClass: 'setUp', every: 1 },
				{ callClass: 'order', every: 1 },
			]);
			expect(state.classes.slice(-2).map(({ room }) => room)).toEqual([undefined, undefined]);
			for (const { every: one, room = 0, used } of state.classes) {
				expect([0, 1, 2, 4, 8]).toContain(one);
				expect([room, used].every(Number.isSafeInteger)).toBe(true);
				expect(one > 0 || room === 0).toBe(true);
			}
			// By what was used, what is refused is refused in order; by the pace alone only a full read is.
			const refused = state.classes.slice(1).map((each) => each.every === 0);
			expect(refused.lastIndexOf(true)).toBe(refused.filter(Boolean).length - 1);
			if (state.used >= most) expect(refused).toEqual([true, true, true, false, false]);
			expect(state.forecast).toBeGreaterThanOrEqual(state.used);
		}),
	);
});
