/*
 * The shapes of the vendor's answers: bare arrays in pages, ApiError, POST answering 200
 * (https://github.com/ogoship/PHP-Api, https://github.com/ogoship/DotNetApi; facts only).
 */
import type { FaultKind, SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import type { Context } from './state';
import { isGiven, isText, lowerNames, type Fields } from './values';

const DESCRIPTIONS: Readonly<Record<number, string>> = {
	400: 'BadRequest',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'NotFound',
	429: 'TooManyRequests',
	500: 'InternalServerError',
	503: 'ServiceUnavailable',
};

/** An answer to a request that was granted; `note` holds ids and counts for the journal. */
export function done(body: unknown, note?: Record<string, unknown>): SandboxResponse {
	return { status: 200, body, accepted: true, ...(note && { note }) };
}

/** ApiError {statusCode, statusDescription, message}. */
export function refused(status: number, message: string): SandboxResponse {
	const body = { statusCode: status, statusDescription: DESCRIPTIONS[status] ?? '', message };
	return { status, body, accepted: false };
}

/** The vendor's shape for a fault on demand; undefined for one that has none. The sign-in forgets expired tokens itself. */
export function faultAnswer(kind: FaultKind): SandboxResponse | undefined {
	switch (kind) {
		case 'expiredToken':
			return refused(401, 'The access token is missing, wrong or expired.');
		case 'rateLimited':
		case 'rateLimitedRetryAfter':
			return refused(429, 'Too many requests.');
		case 'serverError':
			return refused(500, 'An error has occurred.');
		case 'unavailable':
			return refused(503, 'The service is not available.');
		default:
			return undefined;
	}
}

/** Names of query parameters in lower case, as the vendor binds them in any case. */
export function queryOf(request: SandboxRequest): Readonly<Record<string, string | undefined>> {
	return lowerNames(request.query) as Record<string, string>;
}

interface Listing<T> {
	readonly rows: readonly T[];
	readonly changedMs: (row: T) => number;
	readonly answer: (row: T) => unknown;
}

/**
 * A page of a list: `limit` 1 to 250, 50 when absent; `page` from 1; `modifiedAfter` an ISO time; a bare array and no
 * total. 400 for a parameter that cannot be read.
 */
export function page<T>(request: SandboxRequest, context: Context, listing: Listing<T>): SandboxResponse {
	const query = queryOf(request);
	const limit = Number(query['limit'] ?? 50);
	const number = Number(query['page'] ?? 1);
	if (!Number.isInteger(limit) || limit < 1 || limit > 250) return refused(400, 'limit must be between 1 and 250.');
	if (!Number.isInteger(number) || number < 1) return refused(400, 'page must be 1 or more.');
	const afterMs = query['modifiedafter'] ? Date.parse(query['modifiedafter']) : -Infinity;
	if (Number.isNaN(afterMs)) return refused(400, 'modifiedAfter must be a date and time.');
	const found = listing.rows.filter((row) => listing.changedMs(row) > afterMs);
	const wanted = found.slice((number - 1) * limit, number * limit);
	const shown = truncated(wanted, context).map(listing.answer);
	const body = shown.length === 0 && context.options['emptyList'] === 'null' ? null : shown;
	return done(body, { rows: shown.length, ...(shown.length < wanted.length && { truncated: wanted.length }) });
}

/** The change `truncatePages` makes the next lists end early, as if there were no more. */
function truncated<T>(rows: readonly T[], { state: { truncation } }: Context): readonly T[] {
	if (truncation.times === 0 || rows.length === 0) return rows;
	truncation.times -= 1;
	return rows.slice(0, Math.min(truncation.rows ?? Math.floor(rows.length / 3), rows.length - 1));
}

// ------------------------------------------------------------------ checks that several models share

/** A sentence for each name that is missing or no text. */
export function requiredTexts(fields: Fields, names: readonly string[], of: string): string[] {
	return names
		.filter((name) => !isText(fields[name.toLowerCase()]))
		.map((name) => `The field ${name} of the ${of} is missing or no text.`);
}

/** A sentence for each given name whose value does not pass. */
export function faulty(
	fields: Fields,
	names: readonly string[],
	passes: (value: unknown) => boolean,
	must: string,
): string[] {
	return names
		.filter((name) => isGiven(fields[name.toLowerCase()]) && !passes(fields[name.toLowerCase()]))
		.map((name) => `${name} ${must}`);
}

/** A sentence for each field the facts do not name: nothing is silently ignored here. */
export function strangers(fields: Fields, known: readonly string[], of: string): string[] {
	const names = new Set(known.map((name) => name.toLowerCase()));
	return Object.keys(fields)
		.filter((name) => !names.has(name))
		.map((name) => `SANDBOX "ogoship" DOES NOT KNOW the field ${name} of the ${of}.`);
}

export const isNumber = (value: unknown): boolean => typeof value === 'number';
export const isString = (value: unknown): boolean => typeof value === 'string';
/** The check for a text of so many letters and nothing else. */
export const isLetters =
	(count: number) =>
	(value: unknown): boolean =>
		typeof value === 'string' && value.length === count && /^[a-z]+$/i.test(value);
