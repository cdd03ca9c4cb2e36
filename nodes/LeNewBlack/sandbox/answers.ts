/*
 * The shapes of the vendor's answers (facts, section 2): bare arrays with pagination headers, rows of a batch, and errors
 * in the variants that the vendor's SDKs defend against (option `errorBody`).
 */
import type { FaultKind, SandboxResponse } from '../../../sandbox/kit';

import type { Context } from './state';

/** What was wrong with one field, or with the request as a whole (an empty field). */
export type Faults = Readonly<Record<string, readonly string[]>>;

/** Seen in the vendor's PHP SDK. */
export const PAGE_SIZE = 500;

export function done(body: unknown, note?: Record<string, unknown>): SandboxResponse {
	return { status: 200, body, accepted: true, ...(note && { note }) };
}

/** Success of a delete: an empty body (204 in the SDK's tests). */
export const removed = (note?: Record<string, unknown>): SandboxResponse => ({
	status: 204,
	accepted: true,
	...(note && { note }),
});

export function refused(status: number, message: string, faults: Faults, { options }: Context): SandboxResponse {
	return { status, body: errorBody(message, faults, options['errorBody'] ?? 'nested'), accepted: false };
}

function errorBody(message: string, errors: Faults, shape: string): unknown {
	const sentences = Object.entries(errors).flatMap(([field, words]) => words.map((each) => `${field}: ${each}`));
	if (shape === 'message') return { message: [message, ...sentences].join('; ') };
	if (shape === 'messages') return { message: [message, ...sentences] };
	if (shape === 'text') return { error: [message, ...sentences].join('; ') };
	if (shape === 'fields' && sentences.length > 0) return { errors };
	return { error: { message, ...(sentences.length > 0 && { errors }) } };
}

export const invalid = (faults: Faults, context: Context): SandboxResponse =>
	refused(422, 'Validation failed', faults, context);

export const notFound = (what: string, key: string, context: Context): SandboxResponse =>
	refused(404, `${what} ${key} not found`, {}, context);

/** A page of a list; `page` from 1, 500 rows each (seen in code). Without headers with option `pageHeaders` no. */
export function page(rows: readonly unknown[], asked: string | undefined, context: Context): SandboxResponse {
	const number = Number(asked ?? 1);
	if (!Number.isInteger(number) || number < 1) return invalid({ page: ['must be a whole number from 1 on'] }, context);
	const shown = rows.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
	const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
	const headers = {
		'x-pagination-current-page': String(number),
		'x-pagination-page-size': String(PAGE_SIZE),
		'x-pagination-has-more': String(number < pages),
		'x-pagination-total-pages': String(pages),
		'x-pagination-total-items': String(rows.length),
	};
	const answer = done(shown, { rows: shown.length });
	return context.options['pageHeaders'] === 'no' ? answer : { ...answer, headers };
}

/** One row of a batch: what it came to, or what is wrong with it. */
export type RowAnswer = { readonly result: unknown } | { readonly faults: Faults };

/**
 * The answer to a batch: rows in the order of the request (inferred). Option `batchStyle`: `status` as in the PHP SDK,
 * `success` as the Python SDK reads it.
 */
export function batch(rows: readonly RowAnswer[], { options }: Context): SandboxResponse {
	const failures = rows.filter((row) => 'faults' in row).length;
	const data = rows.map((row) => {
		const isError = 'faults' in row;
		const verdict =
			options['batchStyle'] === 'success' ? { success: !isError } : { status: isError ? 'error' : 'success' };
		return { ...verdict, errors: isError ? row.faults : '', result: isError ? null : row.result };
	});
	const metadata = {
		total_requests: rows.length,
		total_successes: rows.length - failures,
		total_errors: failures,
	};
	return { ...done({ metadata, data }, metadata), accepted: failures < rows.length || rows.length === 0 };
}

/** The vendor's shape for a fault on demand; undefined for one that has none. */
export function faultAnswer(kind: FaultKind, context: Context): SandboxResponse | undefined {
	const answers: Partial<Record<FaultKind, SandboxResponse>> = {
		expiredToken: refused(401, 'The access token is missing, wrong or expired', {}, context),
		rateLimited: refused(429, 'Too many requests', {}, context),
		rateLimitedRetryAfter: refused(429, 'Too many requests', {}, context),
		serverError: refused(500, 'Internal error', {}, context),
		unavailable: refused(503, 'Service unavailable', {}, context),
	};
	return answers[kind];
}
