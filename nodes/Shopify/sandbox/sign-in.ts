/*
 * The client credentials grant: 24 hours, no refresh token, form or JSON.
 * https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
 * Known by name only: shop_not_permitted and app_not_installed
 * (https://community.shopify.dev/t/how-to-get-admin-api-tokens-using-apps-in-dev-dashboard/29472); assumed: the statuses
 * and the other error words, and that an earlier token stays valid when a new one is given.
 */
import { createHash } from 'node:crypto';

import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { respond, type Context } from './answers';
import type { ShopState, Token } from './state';

const LIFE_SECONDS = 86_399;

const REASONS: Readonly<Record<string, string>> = {
	shop_not_permitted: 'Client credentials cannot be performed on this shop.',
	app_not_installed: 'The application is not installed on this shop.',
	invalid_client: 'Client authentication failed.',
	unsupported_grant_type: 'The sandbox gives tokens for client_credentials only.',
	invalid_request: 'client_id, client_secret and grant_type are required.',
};

/** Gives a token for the app's id and secret, or says why not. */
export function giveToken(request: SandboxRequest, context: Context): SandboxResponse {
	const { state } = context;
	const wanted = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
		string,
		unknown
	>;
	const { grant_type: grant, client_id: client, client_secret: secret } = wanted;
	if (!grant || !client || !secret) return refuse(context, 400, 'invalid_request');
	if (grant !== 'client_credentials') return refuse(context, 400, 'unsupported_grant_type');
	if (client !== state.data.shop.clientId || secret !== state.clientSecret)
		return refuse(context, 401, 'invalid_client');
	if (state.signInError !== null) return refuse(context, 400, state.signInError);
	const token = `shpat_${createHash('sha256')
		.update(`token ${context.nextId('token')}`)
		.digest('hex')
		.slice(0, 32)}`;
	state.tokens.set(token, { app: state.data.shop.clientId, expiresAtMs: context.clock.now() + LIFE_SECONDS * 1_000 });
	return respond(context, {
		status: 200,
		accepted: true,
		body: { access_token: token, scope: state.scopes.join(','), expires_in: LIFE_SECONDS },
	});
}

function refuse(context: Context, status: number, error: string): SandboxResponse {
	return respond(context, { status, body: { error, error_description: REASONS[error] }, note: { error } });
}

/** The token of a request, if the shop gave it and it has not run out. */
export function validToken(request: SandboxRequest, state: ShopState, nowMs: number): Token | undefined {
	const token = state.tokens.get(request.headers['x-shopify-access-token'] ?? '');
	return token && (token.expiresAtMs === undefined || nowMs < token.expiresAtMs) ? token : undefined;
}
