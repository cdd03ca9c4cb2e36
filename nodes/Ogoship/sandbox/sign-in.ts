/*
 * Sign-in on my.ogoship.com: password grant and single-use refresh tokens, or X-OgoKey without any sign-in.
 * https://support.ogoship.com/hc/en-us/articles/33709608948626
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done } from './answers';
import type { Context } from './state';
import { digest, isText, lowerNames } from './values';

const ACCESS_TOKEN_SECONDS = 5400;
const REFRESH_TOKEN_MS = 14 * 24 * 3600 * 1000;
const SCOPES = [
	'read:order',
	'write:order',
	'read:product',
	'write:product',
	'read:webhook',
	'write:webhook',
	'read:metadata',
	'write:metadata',
];

/** Whether a request is the token request. */
export function isToken(request: SandboxRequest): boolean {
	return request.method === 'POST' && /^\/oauth\/token$/i.test(request.path);
}

/** Form fields only; JSON is refused. Two grants: the merchant's id and secret token, or a refresh token, once. */
export function answerToken(request: SandboxRequest, context: Context): SandboxResponse {
	const { merchant } = context.state;
	if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
		return oauthError('invalid_request', 'Send the parameters as a form; JSON is not supported here.');
	}
	const form = lowerNames(request.body);
	if (form['client_id'] !== merchant.clientId || form['client_secret'] !== merchant.clientSecret) {
		return oauthError('invalid_client', 'The client id or the client secret is wrong.');
	}
	if (form['grant_type'] === 'refresh_token') return refresh(String(form['refresh_token']), context);
	if (form['grant_type'] !== 'password') return oauthError('unsupported_grant_type', 'Use password or refresh_token.');
	if (form['username'] !== merchant.id || form['password'] !== merchant.secretToken) {
		return oauthError('invalid_grant', 'The merchant id or the secret token is wrong.');
	}
	const scopes = String(form['scope'] ?? '')
		.split(' ')
		.filter(isText);
	const strange = scopes.filter((scope) => !SCOPES.includes(scope));
	if (scopes.length === 0 || strange.length > 0) {
		return oauthError('invalid_scope', `The scope is missing or unknown: ${strange.join(' ')}`);
	}
	return newTokens(scopes, context);
}

function refresh(token: string, context: Context): SandboxResponse {
	const { refreshTokens } = context.state;
	const known = refreshTokens.get(token);
	refreshTokens.delete(token);
	if (!known || known.endsMs <= context.clock.now()) {
		return oauthError('invalid_grant', 'The refresh token is unknown, used or too old.');
	}
	return newTokens(known.scopes, context);
}

function newTokens(scopes: readonly string[], { state, clock, nextId }: Context): SandboxResponse {
	const number = nextId('token');
	const accessToken = digest(`access ${state.merchant.id} ${number}`);
	const refreshToken = digest(`refresh ${state.merchant.id} ${number}`);
	state.accessTokens.set(accessToken, { scopes, endsMs: clock.now() + ACCESS_TOKEN_SECONDS * 1000 });
	state.refreshTokens.set(refreshToken, { scopes, endsMs: clock.now() + REFRESH_TOKEN_MS });
	return done({
		access_token: accessToken,
		token_type: 'Bearer',
		expires_in: ACCESS_TOKEN_SECONDS,
		refresh_token: refreshToken,
	});
}

function oauthError(error: string, description: string): SandboxResponse {
	return { status: 400, body: { error, error_description: description }, accepted: false };
}

function bearerOf(request: SandboxRequest): string {
	return /^bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
}

/** An expired token stays expired: only a new sign-in helps, as at the vendor. */
export function forgetToken(request: SandboxRequest, { state }: Context): void {
	state.accessTokens.delete(bearerOf(request));
}

/**
 * The scopes of the caller; undefined when it is not signed in. A key names this one merchant and may do everything
 * (assumed); beside the key of its own the merchant's secret token is taken for one (assumed).
 */
export function scopesOf(request: SandboxRequest, { state, clock }: Context): readonly string[] | undefined {
	const key = request.headers['x-ogokey'];
	if (key !== undefined) return [state.merchant.ogoKey, state.merchant.secretToken].includes(key) ? SCOPES : undefined;
	const token = state.accessTokens.get(bearerOf(request));
	return token && token.endsMs > clock.now() ? token.scopes : undefined;
}
