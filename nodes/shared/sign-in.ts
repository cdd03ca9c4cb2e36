import type { INodeProperties } from 'n8n-workflow';

import type { CredentialValues, SignIn, System } from './system';

/*
 * Which credential type a node signs in with, where a system has several ways.
 */

/** The node's parameter that holds the choice; the same word as in n8n's own nodes. */
export const SIGN_IN = 'authentication';

/** The way to sign in that a node chose; the first one where it says nothing, and for systems with one way only. */
export function signInOf(system: System, chosen?: unknown): SignIn {
	const [first] = system.signIns ?? [];
	const named = system.signIns?.find(({ value }) => value === chosen);
	return named ?? first ?? { value: '', name: system.label, credential: system.credential };
}

/** The field that asks for the way to sign in; none for a system with one way only. */
export function signInFields({ signIns = [] }: System): INodeProperties[] {
	const [first] = signIns;
	if (!first) return [];
	const choices = signIns.map(({ value, name, description }) => ({ name, value, description }));
	return [
		{
			displayName: 'Sign-In',
			name: SIGN_IN,
			noDataExpression: true,
			...{ type: 'options', options: choices, default: first.value },
			description: 'Which kind of credential this node uses',
		},
	];
}

/** What n8n is to know of an OAuth2 sign-in; nothing for the others. */
export interface OAuth2Options {
	readonly oauth2: {
		readonly tokenType: 'Bearer';
		readonly keyToIncludeInAccessTokenHeader: string;
		/** A token without a refresh token cannot be renewed: a 401 then is the answer, and not a failed renewal. */
		readonly skipTokenRefresh: boolean;
	};
}

/**
 * n8n signs OAuth2 requests with Authorization alone; a service that wants another header is given both
 * (n8n-core 2.40.3, request-helpers/oauth).
 */
export function oAuth2Options({ tokenHeader }: SignIn, credential: CredentialValues): OAuth2Options | undefined {
	if (tokenHeader === undefined) return undefined;
	const { refresh_token: renewal } = (credential.oauthTokenData ?? {}) as { refresh_token?: unknown };
	return {
		oauth2: { tokenType: 'Bearer', keyToIncludeInAccessTokenHeader: tokenHeader, skipTokenRefresh: !renewal },
	};
}
