/*
 * Sign-in: a token for client id and secret, then `access_token` in the query of every call (facts, section 1; seen in the
 * vendor's code). How long a token lives is not documented; an hour is assumed.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, refused } from './answers';
import type { Context } from './state';
import { digest, instant, isObject } from './values';

const TOKEN_MS = 3_600_000;

/** POST /auth/token with a JSON body. */
export function answerToken(request: SandboxRequest, context: Context): SandboxResponse {
	const { state, clock, nextId, options } = context;
	const body = isObject(request.body) ? request.body : {};
	if (body['grant_type'] !== 'client_credentials') return refused(401, 'Unsupported grant type', {}, context);
	if (body['client_id'] !== state.client.id || body['client_secret'] !== state.client.secret)
		return refused(401, 'Invalid client credentials', {}, context);
	const token = digest(`token ${state.client.id} ${nextId('token')}`);
	const endsMs = clock.now() + TOKEN_MS;
	state.tokens.set(token, endsMs);
	const answer = { access_token: token, scope: 'brand', token_type: 'Bearer' };
	return done({ ...answer, ...expiry(endsMs, options['expireOn'] ?? 'datetime') });
}

/** The three forms that the SDKs read; `seconds` is where there is none of them. */
function expiry(endsMs: number, form: string): Record<string, unknown> {
	if (form === 'iso') return { expire_on: instant(endsMs) };
	if (form === 'unix') return { expire_on: Math.floor(endsMs / 1000) };
	if (form === 'seconds') return { expires_in: TOKEN_MS / 1000 };
	return { expire_on: instant(endsMs).replace('T', ' ').replace('Z', '') };
}

/** Whether the caller is signed in: by the query, or by a Bearer header with option `tokenPlace` header. */
export function isSignedIn(request: SandboxRequest, { state, clock, options }: Context): boolean {
	const inHeader = /^bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
	const token = options['tokenPlace'] === 'header' ? inHeader : request.query['access_token'];
	return (state.tokens.get(token ?? '') ?? 0) > clock.now();
}

/** An expired token stays expired. */
export function forgetToken(request: SandboxRequest, { state }: Context): void {
	state.tokens.delete(request.query['access_token'] ?? '');
}
