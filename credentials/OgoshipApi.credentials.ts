import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IAuthenticateGeneric,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress, withoutTrailingSlash } from '../nodes/shared/address';

/** Everything this package may ever ask of OGOship; the names are documented in its Open API article. */
const SCOPES = 'read:order write:order read:product write:product read:webhook write:webhook';

/**
 * OGOship's Open API v1 by password grant. The token lives 1.5 hours; the refresh token works once only, which several
 * workers would race for, so a new token is asked for with the stored keys instead.
 * https://support.ogoship.com/hc/en-us/articles/33709608948626
 */
export class OgoshipApi implements ICredentialType {
	name = 'ogoshipApi';

	displayName = 'OGOship API';

	icon = { light: 'file:../nodes/Ogoship/ogoship.svg', dark: 'file:../nodes/Ogoship/ogoship.dark.svg' } as const;

	documentationUrl = 'https://support.ogoship.com/hc/en-us/articles/33709608948626';

	properties: INodeProperties[] = [
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			default: '',
			typeOptions: { expirable: true, password: true },
		},
		{
			displayName: 'Merchant ID',
			name: 'merchantId',
			type: 'string',
			default: '',
			required: true,
			description: 'In myOGO: Edit Merchant, Integrations, API information',
		},
		{
			displayName: 'Secret Token',
			name: 'secretToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'In myOGO: Edit Merchant, Integrations, API information',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Given by OGOship’s tech team for your integration',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Given by OGOship’s tech team for your integration',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: 'https://api.ogoship.com',
			description: 'Change it only for a sandbox or a proxy',
		},
		{
			displayName: 'Sign-In Address',
			name: 'signInAddress',
			type: 'string',
			default: 'https://my.ogoship.com',
			description: 'Change it only for a sandbox or a proxy',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description: 'Whether the addresses may be http://; needed for a sandbox on another machine only',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const address = String(credentials.signInAddress ?? '').trim();
		const refusal = refuseAddress(address, credentials.allowUnencrypted === true);
		if (refusal) throw new Error(`Sign-In Address cannot be used: ${refusal}`);
		const form = new URLSearchParams({
			grant_type: 'password',
			client_id: String(credentials.clientId ?? ''),
			client_secret: String(credentials.clientSecret ?? ''),
			username: String(credentials.merchantId ?? '').trim(),
			password: String(credentials.secretToken ?? ''),
			scope: SCOPES,
		});
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${withoutTrailingSlash(address)}/OAuth/Token`,
			// The sign-in takes form data only; JSON is not supported here.
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
			body: form.toString(),
			disableFollowRedirect: true,
			timeout: 30_000,
		})) as unknown;
		const token = (
			typeof answer === 'string'
				? (JSON.parse(answer) as { access_token?: unknown })
				: (answer as { access_token?: unknown })
		).access_token;
		if (typeof token !== 'string' || token === '') throw new Error('OGOship answered the sign-in without a token');
		return { sessionToken: token };
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.sessionToken }}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiAddress }}', url: '/api/v1/Orders', qs: { limit: 1, page: 1 } },
		rules: [
			{
				type: 'responseCode',
				properties: { value: 400, message: 'OGOship refused the sign-in: check all four keys.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'OGOship refused the sign-in: check Merchant ID, Secret Token, Client ID and Client Secret.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 402, message: 'OGOship asks for payment: ask its customer service.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'These keys may not read orders: ask OGOship’s tech team for the permission.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is nothing at this address: check API Address.' },
			},
			{
				type: 'responseCode',
				properties: { value: 423, message: 'The merchant is locked: ask OGOship’s customer service.' },
			},
			{
				type: 'responseCode',
				properties: { value: 429, message: 'OGOship asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
