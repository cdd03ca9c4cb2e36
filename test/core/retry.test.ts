import fc from 'fast-check';

import type { HttpAnswer, HttpRequest, NoAnswer } from '../../transport/http';
import { nextBatchSize, paceWait } from '../../transport/pace';
import { judge, LONGEST_WAIT_IN_ALL_MS, LONGEST_WAIT_MS, MOST_ATTEMPTS, parseRetryAfter } from '../../transport/retry';

const NOW = Date.UTC(2026, 10, 22, 10, 0, 0);
const FRESH = { waitedMs: 0, nowMs: NOW };
const request = (repeatable: boolean, judgeOf?: HttpRequest['judge']): HttpRequest => ({
	method: 'POST',
	path: '/orders',
	repeatable,
	judge: judgeOf,
});
const status = (code: number, headers: Record<string, string> = {}): HttpAnswer => ({
	status: code,
	headers,
	body: {},
});
const none = (sent: boolean): NoAnswer => ({ noAnswer: true, sent, reason: 'ECONNRESET' });

it.each<[string, HttpAnswer | NoAnswer, string, string]>([
	['200', status(200), 'accept', 'accept'],
	['204', status(204), 'accept', 'accept'],
	['a 204 without a body', { ...status(204), body: '' }, 'accept', 'accept'],
	['a 200 that is no JSON', { ...status(200), body: '{"cut off' }, 'accept', 'wait'],
	['302', status(302), 'fail', 'fail'],
	['400', status(400), 'fail', 'fail'],
	['401', status(401), 'fail', 'fail'],
	['404', status(404), 'fail', 'fail'],
	['409', status(409), 'fail', 'fail'],
	['408', status(408), 'fail', 'wait'],
	['429', status(429), 'wait', 'wait'],
	['500', status(500), 'fail', 'wait'],
	['501', status(501), 'fail', 'fail'],
	['502', status(502), 'fail', 'wait'],
	['503', status(503), 'fail', 'wait'],
	['503 with Retry-After', status(503, { 'retry-after': '1' }), 'fail', 'wait'],
	['504', status(504), 'fail', 'wait'],
	['no answer after sending', none(true), 'fail', 'wait'],
	['no connection', none(false), 'wait', 'wait'],
])('after %s: once only %3$s, repeatable %4$s', (_name, answer, onceOnly, repeatable) => {
	expect(judge(request(false), answer, 1, FRESH, 0.5).act).toBe(onceOnly);
	expect(judge(request(true), answer, 1, FRESH, 0.5).act).toBe(repeatable);
});

it.each([
	['2', 2000],
	['2.0', 2000],
	['0', 0],
	[' 7 ', 7000],
	['Sun, 22 Nov 2026 10:00:05 GMT', 5000],
	['Sunday, 22-Nov-26 10:00:05 GMT', 5000],
	['Sun Nov 22 10:00:05 2026', 5000],
	['Sun, 22 Nov 2026 09:00:00 GMT', 0],
])('reads Retry-After %j as %d ms', (value, expected) => {
	expect(parseRetryAfter(value, NOW)).toBe(expected);
	expect(judge(request(false), status(429, { 'retry-after': value }), 1, FRESH, 0.5)).toEqual({
		act: 'wait',
		waitMs: expected,
	});
});

it.each([undefined, '', 'soon', '-3', '2, 2', '1e9', 'Infinity', '2026-11-22', 'Sun, 99 Nov 2026 10:00:05 GMT'])(
	'goes its own way when Retry-After is %j',
	(value) => {
		expect(parseRetryAfter(value, NOW)).toBeUndefined();
		const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
		expect(judge(request(false), status(429, headers), 1, FRESH, 0.5)).toEqual({ act: 'wait', waitMs: 500 });
	},
);

it('waits exactly as long as it is asked to, up to what is left of the minute', () => {
	expect(judge(request(false), status(429, { 'retry-after': '60' }), 1, FRESH, 0)).toEqual({
		act: 'wait',
		waitMs: 60_000,
	});
	expect(judge(request(false), status(429, { 'retry-after': '61' }), 1, FRESH, 0)).toEqual({ act: 'fail' });
	expect(judge(request(false), status(429, { 'retry-after': '30' }), 2, { waitedMs: 31_000, nowMs: NOW }, 0)).toEqual({
		act: 'fail',
	});
	expect(judge(request(false), status(429), 2, { waitedMs: LONGEST_WAIT_IN_ALL_MS, nowMs: NOW }, 0)).toEqual({
		act: 'fail',
	});
});

it('doubles its own waits, with full jitter', () => {
	const waits = [1, 2, 3, 4].map((attempt) => judge(request(false), status(429), attempt, FRESH, 1));
	expect(waits).toEqual([1000, 2000, 4000, 8000].map((waitMs) => ({ act: 'wait', waitMs })));
	expect(judge(request(false), status(429), 4, FRESH, 0)).toEqual({ act: 'wait', waitMs: 0 });
});

it('cuts its own wait to what is left of the minute', () => {
	expect(judge(request(false), status(429), 4, { waitedMs: 59_500, nowMs: NOW }, 1)).toEqual({
		act: 'wait',
		waitMs: 500,
	});
});

it('stops after the fifth attempt', () => {
	expect(judge(request(true), status(503), MOST_ATTEMPTS, FRESH, 0.5)).toEqual({ act: 'fail' });
});

it("takes the vendor's reading of an answer first, within the same limits", () => {
	const throttled = (waitMs: number) => request(false, () => ({ act: 'wait', waitMs }));
	expect(judge(throttled(1500), status(200), 1, FRESH, 0.5)).toEqual({ act: 'wait', waitMs: 1500 });
	expect(judge(throttled(1500), status(200), MOST_ATTEMPTS, FRESH, 0.5)).toEqual({ act: 'fail' });
	expect(judge(throttled(61_000), status(200), 1, FRESH, 0.5)).toEqual({ act: 'fail' });
	expect(
		judge(
			request(false, () => ({ act: 'fail' })),
			status(200),
			1,
			FRESH,
			0.5,
		),
	).toEqual({ act: 'fail' });
	expect(
		judge(
			request(false, () => ({ act: 'accept' })),
			status(404),
			1,
			FRESH,
			0.5,
		),
	).toEqual({ act: 'accept' });
	expect(
		judge(
			request(false, () => undefined),
			status(200),
			1,
			FRESH,
			0.5,
		),
	).toEqual({ act: 'accept' });
	expect(judge(throttled(10), none(true), 1, FRESH, 0.5)).toEqual({ act: 'fail' });
});

it('never waits more than a minute in all, never sends a sixth time, and never repeats a write it may not', () => {
	const answer = fc.oneof(
		fc.record({
			status: fc.integer({ min: 100, max: 599 }),
			headers: fc.oneof(
				fc.constant({}),
				fc.string().map((value) => ({ 'retry-after': value })),
				fc.integer({ min: 0, max: 90 }).map((s) => ({ 'retry-after': String(s) })),
			),
			body: fc.constant({}),
		}),
		fc.boolean().map(none),
	);
	fc.assert(
		fc.property(
			fc.boolean(),
			fc.array(answer, { minLength: 7, maxLength: 7 }),
			fc.double({ noNaN: true }),
			(repeatable, answers, random) => {
				let waitedMs = 0;
				for (const [index, each] of answers.entries()) {
					const verdict = judge(
						request(repeatable),
						each as HttpAnswer | NoAnswer,
						index + 1,
						{ waitedMs, nowMs: NOW },
						random,
					);
					if (verdict.act !== 'wait') return true;
					if (!repeatable) expect('noAnswer' in each ? each.sent : each.status).toBe('noAnswer' in each ? false : 429);
					expect(verdict.waitMs).toBeGreaterThanOrEqual(0);
					const named =
						'headers' in each &&
						parseRetryAfter((each.headers as Record<string, string>)['retry-after'], NOW) !== undefined;
					if (!named) expect(verdict.waitMs).toBeLessThanOrEqual(LONGEST_WAIT_MS);
					waitedMs += verdict.waitMs;
					expect(waitedMs).toBeLessThanOrEqual(LONGEST_WAIT_IN_ALL_MS);
					expect(index + 1).toBeLessThan(MOST_ATTEMPTS);
				}
				return false;
			},
		),
		{ numRuns: 1000 },
	);
});

it.each([
	[{ available: 1000, restorePerSecond: 100, needed: 500 }, 0],
	[{ available: 100, restorePerSecond: 100, needed: 500 }, 4000],
	[{ available: 100, restorePerSecond: 50, needed: 101 }, 20],
	[{ available: 0, restorePerSecond: 100, needed: 5000, maximum: 2000 }, 20_000],
	[{ available: -50, restorePerSecond: 50, needed: 0 }, 1000],
	[{ available: 0, restorePerSecond: 0, needed: 5 }, 0],
	[{ available: 0, restorePerSecond: -1, needed: 5 }, 0],
	[{ available: 10, restorePerSecond: -1, needed: 5 }, 0],
	[{ available: NaN, restorePerSecond: 100, needed: 5 }, 0],
])('waits for the bucket %j as long as %d ms', (bucket, expected) => {
	expect(paceWait(bucket)).toBe(expected);
});

it.each([
	[{ lastSize: 50, lastCost: 500, limit: 1000, max: 250 }, 90],
	[{ lastSize: 50, lastCost: 100, limit: 1000, max: 250 }, 100],
	[{ lastSize: 200, lastCost: 100, limit: 1000, max: 250 }, 250],
	[{ lastSize: 50, lastCost: 5000, limit: 1000, max: 250 }, 9],
	[{ lastSize: 1, lastCost: 5000, limit: 1000, max: 250 }, 1],
	[{ lastSize: 10, lastCost: 0, limit: 1000, max: 250 }, 20],
	[{ lastSize: 0, lastCost: 0, limit: 1000, max: 250 }, 2],
])('makes the batch after %j %d records', (last, expected) => {
	expect(nextBatchSize(last)).toBe(expected);
});
