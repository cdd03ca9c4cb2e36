import { OLDEST_READING_MS, wholeSide } from '../../core/sync/side';
import { level, order, ORIGINS } from './reconcile-samples';

/*
 * What must be known of an input before it is compared: that it is whole, of the right kind and young.
 */

const NOW = '2026-11-22T10:00:00.000Z';
const ACCOUNT = `${ORIGINS[0]!.system}:${ORIGINS[0]!.account}`;
const before = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();
const summary = (changes: object = {}) => ({
	...{ kind: 'readSummary', of: 'order', account: ACCOUNT, count: 2, complete: true },
	...{ readFrom: before(60_000), readTo: before(30_000) },
	...changes,
});
const RECORDS = [order(0, '#1'), order(0, '#2')];

it.each([
	['at the end', [...RECORDS, summary()], [0, 1]],
	['at the beginning', [summary(), ...RECORDS], [1, 2]],
	['in between', [RECORDS[0], summary(), RECORDS[1]], [0, 2]],
])('takes a side with its summary %s', (_, items, places) => {
	expect(wholeSide(items, 'order', NOW)).toMatchObject({ account: ACCOUNT, records: RECORDS, places });
});

it('takes a system that is really empty for an empty one', () => {
	expect(wholeSide([summary({ count: 0 })], 'order', NOW)).toEqual({ account: ACCOUNT, records: [], places: [] });
});

it.each<[string, readonly unknown[], string | RegExp]>([
	['nothing', [], 'nothing arrived'],
	['records alone', RECORDS, 'no summary of the reading arrived with its 2 items'],
	['one empty item', [{}], 'no summary of the reading arrived with its 1 items'],
	['two summaries', [...RECORDS, summary(), summary()], /summaries of 2 readings/],
	['a broken summary', [...RECORDS, summary({ count: '2' })], /summary of its reading cannot be used \(count\)/],
	['a summary without a date', [...RECORDS, summary({ readTo: 'yesterday' })], /\(readTo\)/],
	[
		'a summary of stock levels',
		[...RECORDS, summary({ of: 'stockLevel' })],
		'its reading was for a stock level and not for an order',
	],
	['a list cut short', [...RECORDS, summary({ complete: false })], /cut short by a limit/],
	['a record too few', [RECORDS[0], summary()], '2 records were read and 1 arrived'],
	['a record too many', [...RECORDS, order(0, '#3'), summary()], '2 records were read and 3 arrived'],
	[
		'an old reading',
		[...RECORDS, summary({ readTo: before(OLDEST_READING_MS + 1), readFrom: before(9e7) })],
		/more than ten minutes before/,
	],
	[
		'a reading from the future',
		[...RECORDS, summary({ readTo: before(-OLDEST_READING_MS - 1) })],
		'the times of its reading cannot be right',
	],
	[
		'a reading that ended before it began',
		[...RECORDS, summary({ readFrom: before(0) })],
		'the times of its reading cannot be right',
	],
	['another kind of record', [RECORDS[0], level(0, 'A', 1), summary()], 'a stock level is among its records'],
	[
		'a problem item',
		[RECORDS[0], { error: { code: 'FIELD_INVALID' } }, summary()],
		'an item without a kind is among its records',
	],
	['no object at all', [RECORDS[0], null, summary()], 'an item without a kind is among its records'],
	[
		'a record of another account',
		[RECORDS[0], order(1, '#2'), summary()],
		`a record in it is of warehouse:77 and not of ${ACCOUNT}`,
	],
	[
		'a record that cannot be read',
		[RECORDS[0], { ...RECORDS[1], lines: 'none' }, summary()],
		'an order in it (#2) cannot be used, field lines',
	],
	[
		'a record without origin',
		[RECORDS[0], { kind: 'order', number: { a: 1 } }, summary()],
		/an order in it cannot be used, field origin/,
	],
])('refuses %s', (_, items, expected) => {
	expect(wholeSide(items, 'order', NOW)).toEqual({
		reason: typeof expected === 'string' ? expected : expect.stringMatching(expected),
	});
});

it('takes a reading that is just young enough', () => {
	const items = [...RECORDS, summary({ readTo: before(OLDEST_READING_MS), readFrom: before(9e7) })];
	expect(wholeSide(items, 'order', NOW)).toMatchObject({ account: ACCOUNT });
});
