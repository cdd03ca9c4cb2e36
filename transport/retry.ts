import type { HttpAnswer, HttpRequest, NoAnswer, Verdict } from './http';

/*
 * The one place that decides whether a request goes out again.
 *
 * 429 means "not now", said before any work was done, so every request may be sent again. After 408, 500, 502, 503,
 * 504 or no answer at all nobody knows whether the work was done, so only a request whose author called it repeatable
 * goes out again; a 503 is no exception when it names a Retry-After, since that says when, not that nothing was done
 * (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3). A success whose body is no JSON says as little: something on
 * the way answered, or the answer was cut off. A request that certainly never left may always be sent.
 */

/** How often one request is sent at most. */
export const MOST_ATTEMPTS = 5;
/** The longest wait of our own choosing. */
export const LONGEST_WAIT_MS = 20_000;
/** What one request may wait in all. */
export const LONGEST_WAIT_IN_ALL_MS = 60_000;

const FIRST_WAIT_MS = 1_000;
const UNDECIDED = new Set([408, 500, 502, 503, 504]);

export interface RetryState {
	/** What this request has waited so far. */
	readonly waitedMs: number;
	/** The time now, for a Retry-After that is a date. */
	readonly nowMs: number;
}

/**
 * Judges one answer. `attempt` counts from 1, `random` is from 0 to 1. A wait is what the server asked for, if that is
 * still allowed; else exponential with full jitter, from one second on. A longer Retry-After than what is left of the
 * minute ends the attempts: to come earlier than asked only makes the server wait longer. The vendor's own reading of
 * an answer (`request.judge`) comes first and is held to the same limits.
 */
export function judge(
	request: HttpRequest,
	answer: HttpAnswer | NoAnswer,
	attempt: number,
	state: RetryState,
	random: number,
): Verdict {
	const own = 'noAnswer' in answer ? undefined : request.judge?.(answer, attempt);
	if (own && own.act !== 'wait') return own;
	if (own) return allowed(own.waitMs, attempt, state);
	if (!('noAnswer' in answer) && isSuccess(answer) && (isReadable(answer) || !request.repeatable))
		return { act: 'accept' };
	if (!mayGoAgain(request, answer)) return { act: 'fail' };
	const asked = 'noAnswer' in answer ? undefined : parseRetryAfter(answer.headers['retry-after'], state.nowMs);
	const leftMs = LONGEST_WAIT_IN_ALL_MS - state.waitedMs;
	return allowed(asked ?? Math.min(leftMs, backoff(attempt, random)), attempt, state);
}

function isSuccess({ status }: HttpAnswer): boolean {
	return status >= 200 && status < 300;
}

/** Every service here answers JSON or nothing; a body that is none comes as the text it is. */
function isReadable({ body }: HttpAnswer): boolean {
	return typeof body !== 'string' || body === '';
}

function mayGoAgain(request: HttpRequest, answer: HttpAnswer | NoAnswer): boolean {
	if ('noAnswer' in answer) return request.repeatable || !answer.sent;
	return answer.status === 429 || (request.repeatable && (isSuccess(answer) || UNDECIDED.has(answer.status)));
}

function allowed(waitMs: number, attempt: number, state: RetryState): Verdict {
	const leftMs = LONGEST_WAIT_IN_ALL_MS - state.waitedMs;
	const within = attempt < MOST_ATTEMPTS && leftMs > 0 && waitMs <= leftMs;
	return within ? { act: 'wait', waitMs: Math.max(0, Math.ceil(waitMs)) } : { act: 'fail' };
}

function backoff(attempt: number, random: number): number {
	const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (Math.max(1, attempt) - 1));
	return Math.floor(ceiling * Math.min(1, Math.max(0, random)));
}

const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850_DATE = /^[A-Z][a-z]+, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * A Retry-After header in milliseconds from now: seconds (decimals allowed, Shopify writes "2.0") or one of the three
 * HTTP dates, a past one being 0 (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7). Undefined when absent or
 * unreadable.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
	const header = value?.trim() ?? '';
	if (/^\d{1,12}(\.\d{1,6})?$/.test(header)) return Math.ceil(Number(header) * 1000);
	const isDate = IMF_DATE.test(header) || RFC_850_DATE.test(header);
	// The third form names no zone and is in UTC all the same.
	const at = Date.parse(isDate ? header : ASCTIME_DATE.test(header) ? `${header} GMT` : '');
	return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
