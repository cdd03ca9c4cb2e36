/*
 * The client credentials grant: 24 hours, no refresh token, form or JSON.
 * https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
 * The authorization code grant: a token without an end, or with `expiring=1` one of an hour and a refresh token of 90
 * days that is replaced with each use; the one before holds until the new one is first used, 30 days at most.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 * https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens
 * Known by name only: shop_not_permitted and app_not_installed
 * (https://community.shopify.dev/t/how-to-get-admin-api-tokens-using-apps-in-dev-dashboard/29472); assumed: the statuses
 * and the other error words, that an earlier token stays valid when a new one is given, that a code holds for ten
 * minutes, that everything asked for is granted, and that the owner of the shop agrees at once. Callbacks go to this
 * machine alone; Shopify takes the addresses that stand in the app.
 */
import { createHash, createHmac } from 'node:crypto';

import { isLoopback, type SandboxRequest, type SandboxResponse } from '../../../sandbox/kit';

import { respond, type Context } from './answers';
import type { GrantRecord, ShopState, Token } from './state';

export const AUTHORIZE_PATH = '/admin/oauth/authorize';

const LIFE_SECONDS = 86_399;
const EXPIRING_SECONDS = 3_600;
const REFRESH_SECONDS = 90 * 86_400;
const OVERLAP_MS = 30 * 86_400_000;
const CODE_MS = 10 * 60_000;

const REASONS: Readonly<Record<string, string>> = {
	shop_not_permitted: 'Client credentials cannot be performed on this shop.',
	app_not_installed: 'The application is not installed on this shop.',
	invalid_client: 'Client authentication failed.',
	unsupported_grant_type: 'The sandbox gives tokens for client credentials, codes and refresh tokens only.',
	invalid_request: 'client_id, client_secret and grant_type or code are required.',
	invalid_code: 'The authorization code was not found or was already used',
	invalid_grant: 'The refresh token was not found, was used or has run out.',
};

/** GET /admin/oauth/authorize: the owner agrees, and the browser goes back to the app with a code. */
export function authorize({ query }: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock } = context;
	const { client_id: client, redirect_uri: back = '', scope = '', state: passed = '' } = query;
	const refusal = refusalOf(client, back, scope, state);
	if (refusal !== undefined) return respond(context, { status: 400, body: `Oauth error invalid_request: ${refusal}` });
	const code = secretText(context, 'code', '');
	state.grants.set(code, { kind: 'code', scope, untilMs: clock.now() + CODE_MS });
	const { domain } = state.data.shop;
	const host = Buffer.from(`${domain}/admin`).toString('base64url');
	const timestamp = String(Math.floor(clock.now() / 1000));
	const signed = new URLSearchParams({ code, host, shop: domain, state: passed, timestamp });
	signed.sort();
	const hmac = createHmac('sha256', state.clientSecret).update(signed.toString()).digest('hex');
	const target = new URL(back);
	for (const [name, value] of [...signed, ['hmac', hmac] as const]) target.searchParams.set(name, value);
	return respond(context, { status: 302, headers: { location: target.toString() }, body: '', accepted: true });
}

function refusalOf(client: string | undefined, back: string, scope: string, state: ShopState): string | undefined {
	if (client !== state.data.shop.clientId) return 'Could not find Shopify API application with api_key';
	if (!isLoopback(back)) return 'The redirect_uri is not whitelisted';
	return scope === '' ? 'The scope is missing' : undefined;
}

/** POST /admin/oauth/access_token: a token for the app's id and secret, or why not. */
export function giveToken(request: SandboxRequest, context: Context): SandboxResponse {
	const { state } = context;
	const wanted = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
		string,
		unknown
	>;
	const { grant_type: grant, code, client_id: client, client_secret: secret } = wanted;
	if (!(grant || code) || !client || !secret) return refuse(context, 400, 'invalid_request');
	const isKnown = code !== undefined || grant === 'client_credentials' || grant === 'refresh_token';
	if (!isKnown) return refuse(context, 400, 'unsupported_grant_type');
	if (client !== state.data.shop.clientId || secret !== state.clientSecret)
		return refuse(context, 401, 'invalid_client');
	if (code !== undefined) return forCode(String(code), wanted.expiring, context);
	if (grant === 'refresh_token') return forRefresh(String(wanted.refresh_token ?? ''), context);
	if (state.signInError !== null) return refuse(context, 400, state.signInError);
	return given(context, { scope: state.scopes.join(','), expires_in: LIFE_SECONDS });
}

function forCode(code: string, expiring: unknown, context: Context): SandboxResponse {
	const grant = taken(code, 'code', context);
	if (!grant) return refuse(context, 400, 'invalid_code');
	context.state.grants.delete(code);
	return String(expiring) === '1' ? renewable(grant.scope, context) : given(context, { scope: grant.scope });
}

function forRefresh(token: string, context: Context): SandboxResponse {
	const { grants } = context.state;
	const grant = taken(token, 'refresh', context);
	if (!grant) return refuse(context, 400, 'invalid_grant');
	if (grant.replaces !== undefined) grants.delete(grant.replaces);
	const untilMs = Math.min(grant.untilMs, context.clock.now() + OVERLAP_MS);
	grants.set(token, { kind: 'refresh', scope: grant.scope, untilMs });
	return renewable(grant.scope, context, token);
}

/** A token of an hour and the refresh token for the next one. */
function renewable(scope: string, context: Context, replaces?: string): SandboxResponse {
	const next = secretText(context, 'refreshToken', 'shprt_');
	const untilMs = context.clock.now() + REFRESH_SECONDS * 1_000;
	context.state.grants.set(next, { kind: 'refresh', scope, untilMs, ...(replaces === undefined ? {} : { replaces }) });
	const refresh = { refresh_token: next, refresh_token_expires_in: REFRESH_SECONDS };
	return given(context, { scope, expires_in: EXPIRING_SECONDS, ...refresh });
}

function taken(text: string, kind: GrantRecord['kind'], { state, clock }: Context): GrantRecord | undefined {
	const grant = state.grants.get(text);
	return grant?.kind === kind && clock.now() < grant.untilMs ? grant : undefined;
}

function given(context: Context, answer: { readonly scope: string; readonly expires_in?: number }): SandboxResponse {
	const { state, clock } = context;
	const token = secretText(context, 'token', 'shpat_');
	const seconds = answer.expires_in;
	const expires = seconds === undefined ? {} : { expiresAtMs: clock.now() + seconds * 1_000 };
	state.tokens.set(token, { app: state.data.shop.clientId, ...expires });
	return respond(context, { status: 200, accepted: true, body: { access_token: token, ...answer } });
}

/** A secret of its kind, the same in every run. */
function secretText(context: Context, name: string, prefix: string): string {
	const digest = createHash('sha256')
		.update(`${name} ${context.nextId(name)}`)
		.digest('hex');
	return `${prefix}${digest.slice(0, 32)}`;
}

function refuse(context: Context, status: number, error: string): SandboxResponse {
	const spoken = error === 'invalid_code' ? 'invalid_request' : error;
	return respond(context, { status, body: { error: spoken, error_description: REASONS[error] }, note: { error } });
}

/** The token of a request, if the shop gave it and it has not run out. */
export function validToken(request: SandboxRequest, state: ShopState, nowMs: number): Token | undefined {
	const token = state.tokens.get(request.headers['x-shopify-access-token'] ?? '');
	return token && (token.expiresAtMs === undefined || nowMs < token.expiresAtMs) ? token : undefined;
}
