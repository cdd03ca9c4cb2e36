import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress, withoutTrailingSlash } from '../nodes/shared/address';

/** Everything this package may ever ask of OGOship; the names are documented in its Open API article. */
const SCOPES = 'read:order write:order read:product write:product read:webhook write:webhook';

const isApiKey = ({ signIn }: ICredentialDataDecryptedObject) => signIn === 'apiKey';

/** Stands in for the token where none is used, so that n8n does not ask for one before every request. */
const NO_TOKEN = 'none';

/**
 * OGOship's Open API v1 by password grant, or by the header X-OgoKey (both documented). The token lives 1.5 hours; the
 * refresh token works once only, which several workers would race for, so a new token is asked for with the stored keys
 * instead. https://support.ogoship.com/hc/en-us/articles/33709608948626
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
			description:
				'In myOGO: Edit Merchant, Integrations, API information. Needed with either sign-in: what was forwarded is remembered under it.',
		},
		{
			displayName: 'Sign In With',
			name: 'signIn',
			type: 'options',
			default: 'merchantKeys',
			options: [
				{ name: 'API Key', value: 'apiKey', description: 'One key, sent as X-OgoKey' },
				{
					name: 'Merchant Keys',
					value: 'merchantKeys',
					description: 'The secret token of the merchant with the client ID and secret of your integration',
				},
			],
			description: 'Which keys OGOship gave you',
		},
		{
			displayName:
				'OGOship does not document where an API key is issued, nor whether it belongs to one merchant. Ask its tech team, and check that the key is that of the Merchant ID above: with another one, records of two merchants would be mixed up.',
			name: 'signInNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { signIn: ['apiKey'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['apiKey'] } },
			description: 'The key that OGOship takes as X-OgoKey',
		},
		{
			displayName: 'Secret Token',
			name: 'secretToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['merchantKeys'] } },
			description: 'In myOGO: Edit Merchant, Integrations, API information',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['merchantKeys'] } },
			description: 'Given by OGOship’s tech team for your integration',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { signIn: ['merchantKeys'] } },
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
			displayOptions: { show: { signIn: ['merchantKeys'] } },
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
		if (isApiKey(credentials)) return { sessionToken: NO_TOKEN };
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

	authenticate: IAuthenticate = async (credentials, request) => {
		const header = isApiKey(credentials)
			? { 'X-OgoKey': String(credentials.apiKey ?? '').trim() }
			: { Authorization: `Bearer ${String(credentials.sessionToken ?? '')}` };
		return await Promise.resolve({ ...request, headers: { ...request.headers, ...header } });
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiAddress }}', url: '/api/v1/Orders', qs: { limit: 1, page: 1 } },
		rules: [
			{
				type: 'responseCode',
				properties: { value: 400, message: 'OGOship refused the sign-in: check every key of this credential.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'OGOship refused the sign-in: check Merchant ID, Secret Token, Client ID and Client Secret, or the API Key.',
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
