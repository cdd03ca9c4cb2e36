import { DateTime } from 'luxon';

import { momentOf } from '../../nodes/shared/moment';

const HELSINKI = 'Europe/Helsinki';

it.each<[string, unknown, string | undefined]>([
	['a date picked in the editor, in the workflow’s zone', '2026-11-19T18:36:43', '2026-11-19T16:36:43.000Z'],
	['the same with a blank, as older workflows have it', '2026-11-19 18:36:43', '2026-11-19T16:36:43.000Z'],
	['summer time of that zone', '2026-07-19T18:36:43', '2026-07-19T15:36:43.000Z'],
	['a date alone, from its midnight there', '2026-11-19', '2026-11-18T22:00:00.000Z'],
	['a zone of its own', '2026-11-19T18:36:43+05:30', '2026-11-19T13:06:43.000Z'],
	['UTC', '2026-11-19T18:36:43Z', '2026-11-19T18:36:43.000Z'],
	['luxon’s object', DateTime.fromISO('2026-11-19T18:36:43Z'), '2026-11-19T18:36:43.000Z'],
	['a Date', new Date('2026-11-19T18:36:43Z'), '2026-11-19T18:36:43.000Z'],
	['milliseconds', 1_763_577_403_000, '2025-11-19T18:36:43.000Z'],
	['nothing', '', undefined],
	['null', null, undefined],
])('reads %s', (_, value, expected) => {
	expect(momentOf(value, 'Changed After', HELSINKI)).toBe(expected);
});

it.each(['soon', '2026-13-45', {}, NaN])('refuses %j with the setting’s name', (value) => {
	expect(() => momentOf(value, 'Changed After', HELSINKI)).toThrow(
		expect.objectContaining({
			problem: { code: 'SETUP_PARAMETER', params: { name: 'Changed After', reason: expect.any(String) } },
		}),
	);
});
