/*
 * The shapes of the vendor's answers: the envelope of a list, the bare object of one record, and errors.
 *
 * No error of the vendor has been read (facts, section 6 and gap 2). Clients look for Description, then Message, then
 * take the text as it is; option `errorBody` has all three, and a list of the faulty fields.
 */
import type { FaultKind, SandboxResponse } from '../../../sandbox/kit';

import type { Context } from './state';
import { fieldsOf, rowsOf } from './values';

/** What was wrong with one field, or with the request as a whole (an empty field). */
export interface Problem {
	readonly field: string;
	readonly description: string;
}

export function problem(field: string, description: string): Problem {
	return { field, description };
}

/** An answer to a request that was granted; `note` holds ids and counts for the journal. */
export function done(body: unknown, note?: Record<string, unknown>): SandboxResponse {
	return { status: 200, body, accepted: true, ...(note && { note }) };
}

/** 201 (seen in code for sales orders and customers; assumed for the others). Option `createdBody` may leave it empty. */
export function created({ options }: Context, body: unknown, note: Record<string, unknown>): SandboxResponse {
	return { status: 201, ...(options['createdBody'] !== 'empty' && { body }), accepted: true, note };
}

/** A refusal before it has its shape: see `inShape`. */
export function refused(status: number, ...problems: readonly Problem[]): SandboxResponse {
	return { status, body: { problems }, accepted: false };
}

export function notFound(what: string, key: string): SandboxResponse {
	return refused(404, problem('', `There is no ${what} ${key}.`));
}

/** A refusal as option `errorBody` says; an answer that was granted stays as it is. */
export function inShape(response: SandboxResponse, { options }: Context): SandboxResponse {
	if (response.status < 400) return response;
	const problems = rowsOf(fieldsOf(response.body)['problems']) as unknown as Problem[];
	const sentence = problems.map(({ description }) => description).join(' ');
	switch (options['errorBody']) {
		case 'items':
			return {
				...response,
				body: { Items: problems.map(({ field, description }) => ({ Field: field, Description: description })) },
			};
		case 'message':
			return { ...response, body: { Message: sentence, ModelState: byField(problems) } };
		case 'page': {
			const text = sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
			const headers = { ...response.headers, 'content-type': 'text/html; charset=utf-8' };
			return {
				...response,
				headers,
				body: `<html><body><h1>Error ${response.status}</h1><p>${text}</p></body></html>`,
			};
		}
		default:
			return { ...response, body: { Description: sentence } };
	}
}

function byField(problems: readonly Problem[]): Record<string, string[]> {
	const named = problems.filter(({ field }) => field !== '');
	return Object.fromEntries(
		named.map(({ field }) => [
			field,
			named.filter((each) => each.field === field).map(({ description }) => description),
		]),
	);
}

/**
 * The vendor's shape for a fault on demand; undefined for one that has none. Nothing expires here: in place of an expired
 * token a signature is refused once.
 */
export function faultAnswer(kind: FaultKind, context: Context): SandboxResponse | undefined {
	const answers: Partial<Record<FaultKind, SandboxResponse>> = {
		expiredToken: refused(403, problem('', 'The API id or the signature is wrong.')),
		rateLimited: refused(429, problem('', 'Too many requests.')),
		rateLimitedRetryAfter: refused(429, problem('', 'Too many requests.')),
		serverError: refused(500, problem('', 'An error has occurred.')),
		unavailable: refused(503, problem('', 'The service is not available.')),
	};
	const answer = answers[kind];
	return answer && inShape(answer, context);
}
