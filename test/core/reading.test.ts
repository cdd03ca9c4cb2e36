import { completeFrom, isOlder, type Reading } from '../../core/sync/reading';

/*
 * Which reading of a record is the newer one, and from when on one has seen everything.
 */

const AT = (second: string): string => `2026-11-22T10:00:${second}Z`;

it.each<[string, Reading, Reading, boolean]>([
	['changed earlier', { updatedAt: AT('01.000') }, { updatedAt: AT('02.000') }, true],
	['changed later', { updatedAt: AT('03.000') }, { updatedAt: AT('02.000') }, false],
	[
		'changed earlier and read later',
		{ updatedAt: AT('01.000'), seenAt: AT('09.000') },
		{ updatedAt: AT('02.000'), seenAt: AT('03.000') },
		true,
	],
	[
		'of one second and read earlier',
		{ updatedAt: AT('01.000'), seenAt: AT('01.200') },
		{ updatedAt: AT('01.000'), seenAt: AT('01.900') },
		true,
	],
	[
		'of one second and read later',
		{ updatedAt: AT('01.000'), seenAt: AT('01.900') },
		{ updatedAt: AT('01.000'), seenAt: AT('01.200') },
		false,
	],
	[
		'the same',
		{ updatedAt: AT('01.000'), seenAt: AT('02.000') },
		{ updatedAt: AT('01.000'), seenAt: AT('02.000') },
		false,
	],
	['without a time', {}, { updatedAt: AT('02.000') }, true],
	['with a time beside one without', { updatedAt: AT('02.000') }, {}, false],
	[
		'of one second and read nobody knows when',
		{ updatedAt: AT('01.000') },
		{ updatedAt: AT('01.000'), seenAt: AT('02.000') },
		true,
	],
])('a reading %s: whether it is the older one', (_, one, other, expected) => {
	expect(isOlder(one, other)).toBe(expected);
});

it.each([
	['a whole second, once it is over by any clock', AT('01.000'), AT('07.000')],
	['a whole second as Shopify prints it', AT('01'), AT('07.000')],
	['a fraction, at once', AT('01.001'), AT('01.001')],
	['no time, whenever', '', ''],
])('a reading is complete for %s', (_, updatedAt, from) => {
	expect(completeFrom(updatedAt)).toBe(from);
});
