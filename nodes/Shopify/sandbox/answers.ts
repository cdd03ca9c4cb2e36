/*
 * Answers in Shopify's shapes. Every one carries X-Request-ID, which Shopify's support asks for. GraphQL problems are
 * HTTP 200 with top-level errors: https://shopify.dev/docs/api/usage/response-codes
 */
import { createHash } from 'node:crypto';

import type { GraphQLError } from 'graphql';

import type { SandboxContext, SandboxResponse } from '../../../sandbox/kit';

import { costExtension } from './bucket';
import type { ShopState } from './state';

export type Context = SandboxContext<ShopState>;

export interface Answer {
	readonly status: number;
	readonly body: unknown;
	readonly accepted?: boolean;
	readonly headers?: Readonly<Record<string, string>>;
	readonly note?: Readonly<Record<string, unknown>>;
}

/** An answer with its request id: hexadecimal groups, the same in every run. */
export function respond(context: Context, answer: Answer): SandboxResponse {
	const digest = createHash('sha256')
		.update(`request ${context.nextId('request')}`)
		.digest('hex');
	const requestId = [0, 8, 12, 16, 20, 32]
		.map((at, index, all) => digest.slice(at, all[index + 1] ?? at))
		.filter(Boolean);
	return { accepted: false, ...answer, headers: { 'x-request-id': requestId.join('-'), ...answer.headers } };
}

/** HTTP 401 for a token that is missing, unknown or expired; wording assumed. */
export function unauthorized(context: Context): SandboxResponse {
	const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
	return respond(context, { status: 401, body: { errors } });
}

/** Top-level errors inside a 200. `cost` is absent where no cost was worked out: a document that is not valid. */
export function refused(
	context: Context,
	errors: ReadonlyArray<GraphQLError | { message: string; extensions: Record<string, unknown> }>,
	more: { cost?: Record<string, unknown>; headers?: Record<string, string>; note?: Record<string, unknown> } = {},
): SandboxResponse {
	const { cost, headers, note } = more;
	return respond(context, {
		status: 200,
		body: { errors, ...(cost && { extensions: { cost } }) },
		...(headers && { headers }),
		...(note && { note }),
	});
}

/**
 * THROTTLED: the bucket does not hold the requested cost; nothing was executed.
 * https://community.shopify.com/t/graphql-admin-api-example-throttled-requests-response/8456
 */
export function throttled(
	context: Context,
	requested: number,
	available: number,
	headers: Record<string, string> = {},
): SandboxResponse {
	const error = {
		message: 'Throttled',
		extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
	};
	const note = { requestedCost: requested, actualCost: null };
	return refused(context, [error], { cost: costExtension(context.state, requested, null, available), headers, note });
}

/** A throttled answer on demand: the bucket empty, a query of some cost asked for. */
export function throttledOnDemand(context: Context): SandboxResponse {
	return throttled(context, context.state.plan.restorePerSecond, 0);
}
