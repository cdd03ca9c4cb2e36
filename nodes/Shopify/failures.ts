import { withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { pageByPage } from '../../core/sync/pages';
import { parameterProblem, runProblem } from '../../core/sync/run';
import type { OperationContext } from '../shared/system';
import { ShopifyClient, ShopifyFailure, type Mutated } from './client';
import type { UserErrors } from './wire';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it.
 */

export const LABEL = 'Shopify Commerce';
export const DEFAULT_VERSION = '2026-10';

export const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/** The client for the version in the credential; SETUP_PARAMETER when that is none. */
export function client(context: Pick<OperationContext, 'http' | 'credential'>): ShopifyClient {
	const version = text(context.credential.apiVersion) || DEFAULT_VERSION;
	if (!/^(\d{4}-(01|04|07|10)|unstable)$/.test(version)) {
		const reason = `"${version}" in the credential is not a version such as ${DEFAULT_VERSION}`;
		throw parameterProblem('API Version', reason);
	}
	return new ShopifyClient(context.http, version);
}

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(operation: string, scopes: readonly string[], read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof ShopifyFailure ? runProblem(worded(error, operation, scopes)) : error;
	}
}

/** As `reading`, page by page. */
export const readingPages = <T>(
	operation: string,
	scopes: readonly string[],
	pages: AsyncGenerator<T>,
): AsyncGenerator<T> => pageByPage(pages, async (next) => await reading(operation, scopes, next));

/**
 * The problem of a record whose order cannot be seen. Without `read_all_orders` Shopify hides what is older than 60 days.
 * https://shopify.dev/docs/api/usage/access-scopes#orders-permissions
 */
export function orderNotFound(params: Problem['params']): Problem {
	return { code: 'ORDER_NOT_FOUND', params: { ...params, hiddenAfterDays: '60' } };
}

/** https://shopify.dev/docs/api/usage/response-codes */
const STATUS_REASONS: Readonly<Record<number, string>> = {
	402: 'the shop is frozen; its owner must settle the account with Shopify',
	403: 'the app is not allowed into this shop',
	404: 'there is no shop at this address, or the API version does not exist',
	423: 'the shop is locked',
};

/** A failure as a problem of the whole run. */
export function worded({ why, details }: ShopifyFailure, operation: string, scopes: readonly string[]): Problem {
	const { requestId } = details;
	if (why === 'accessDenied')
		return { code: 'SETUP_SCOPES', params: { system: LABEL, operation, scopes: scopes.join(', ') }, requestId };
	if (why === 'throttled' || details.status === 429)
		return { code: 'SETUP_LIMIT', params: { system: LABEL }, requestId };
	const reason = details.status === undefined ? undefined : STATUS_REASONS[details.status];
	if (reason)
		return { code: 'SETUP_CREDENTIAL', params: { system: LABEL, status: String(details.status), reason }, requestId };
	const status = details.status === undefined ? (details.reason ?? why) : String(details.status);
	return { code: 'SETUP_SERVICE', params: { system: LABEL, status }, requestId };
}

/** The operation a mutation belongs to, and how its record is called in sentences: order, kind, target. */
export interface Sending {
	readonly operation: string;
	readonly scopes: readonly string[];
	readonly params: Readonly<Record<string, string>>;
}

/** Sends a mutation for one record: its payload, or the answer for the record when none came. Never rejects. */
export async function sending<T>(
	{ operation, scopes, params }: Sending,
	send: () => Promise<Mutated<T>>,
): Promise<{ readonly data: T; readonly requestId?: string } | { readonly failed: Applied }> {
	try {
		const answer = await send();
		if ('data' in answer) return answer;
		if ('noAnswer' in answer) return { failed: unanswered(answer.noAnswer, params) };
		const { codes, requestId } = answer.refused;
		return {
			failed: { outcome: 'rejected', problem: { code: 'REFUSED', params: { ...params, status: codes }, requestId } },
		};
	} catch (error) {
		const why = error instanceof ShopifyFailure ? runProblem(worded(error, operation, scopes)) : error;
		return { failed: { outcome: 'stopped', error: why } };
	}
}

function unanswered({ sent, reason }: { sent: boolean; reason: string }, params: Sending['params']): Applied {
	if (sent) return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params } };
	if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
	const error = runProblem({ code: 'SETUP_SERVICE', params: { system: LABEL, status: reason } });
	return { outcome: 'stopped', error };
}

/**
 * What a mutation refused by field, as the answer for its record. Shopify's words are shown once and never stored;
 * `personal` are the texts that must not be in them.
 */
export function refusedBy(
	errors: UserErrors,
	{ params }: Pick<Sending, 'params'>,
	{ requestId, personal = [] }: { readonly requestId?: string; readonly personal?: readonly string[] } = {},
): Applied {
	const status = [...new Set(errors.flatMap(({ code }) => code ?? []))].join(', ');
	const says = errors.map(({ field, message }) => [field?.join('.'), message].filter(Boolean).join(': ')).join('; ');
	const vendorText = withoutPerson(says, personal);
	return { outcome: 'rejected', problem: { code: 'REFUSED', params: { ...params, status }, requestId }, vendorText };
}

/** One after the other; what ends the run ends it for the rest too. */
export async function oneByOne<E>(entries: readonly E[], send: (entry: E) => Promise<Applied>): Promise<Applied[]> {
	const answers: Applied[] = [];
	for (const entry of entries) {
		const last = answers.at(-1);
		answers.push(last?.outcome === 'stopped' ? last : await send(entry));
	}
	return answers;
}
