import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress, withoutTrailingSlash } from '../nodes/shared/address';

/**
 * Le New Black's Wholesale API v2: a token for client id and secret, sent as `access_token` in the query of every call (seen
 * in the vendor's own PHP SDK, https://github.com/lenewblack/lnb-php). Its `expire_on` is an absolute time of a zone nobody
 * has seen, so n8n asks for a new one when a call is answered 401.
 */
export class LeNewBlackApi implements ICredentialType {
	name = 'leNewBlackApi';

	displayName = 'Le New Black API';

	icon = {
		light: 'file:../nodes/LeNewBlack/lenewblack.svg',
		dark: 'file:../nodes/LeNewBlack/lenewblack.dark.svg',
	} as const;

	documentationUrl = 'https://developer.lenewblack.com/docs/le-new-black-wholesale-api-v2';

	properties: INodeProperties[] = [
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			default: '',
			typeOptions: { expirable: true, password: true },
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Given to the brand by Le New Black; what was forwarded is remembered under it',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Given to the brand by Le New Black',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: 'https://www.lenewblack.com/apis/wholesale/v2',
			description: 'Change it only for a sandbox or a proxy',
		},
		{
			displayName: 'Form of Dates in Filters',
			name: 'dateForm',
			type: 'options',
			default: 'iso',
			options: [
				{ name: '2027-01-15 10:00:00', value: 'blank' },
				{ name: '2027-01-15T10:00:00Z', value: 'iso' },
			],
			description:
				'How a moment is written when orders are asked for by time. Which one Le New Black takes is not documented: change it when Get Many with Changed After is refused.',
		},
		{
			displayName: 'Token In',
			name: 'sendAs',
			type: 'options',
			default: 'query',
			options: [
				{ name: 'Header', value: 'header', description: 'As a bearer; only if Le New Black says so of your account' },
				{ name: 'Query', value: 'query', description: 'As access_token, the way of the vendor’s own SDK' },
			],
			description: 'Where the token is sent',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description: 'Whether the address may be http://; needed for a sandbox on another machine only',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const address = String(credentials.apiAddress ?? '').trim();
		const refusal = refuseAddress(address, credentials.allowUnencrypted === true);
		if (refusal) throw new Error(`API Address cannot be used: ${refusal}`);
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${withoutTrailingSlash(address)}/auth/token`,
			headers: { Accept: 'application/json' },
			body: {
				client_id: String(credentials.clientId ?? '').trim(),
				client_secret: String(credentials.clientSecret ?? ''),
				grant_type: 'client_credentials',
			},
			json: true,
			disableFollowRedirect: true,
			timeout: 30_000,
		})) as { access_token?: unknown };
		const { access_token: token } = answer;
		if (typeof token !== 'string' || token === '') throw new Error('Le New Black answered the sign-in without a token');
		return { sessionToken: token };
	}

	authenticate: IAuthenticate = async (credentials, request) => {
		const token = String(credentials.sessionToken ?? '');
		if (credentials.sendAs === 'header')
			return await Promise.resolve({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } });
		return await Promise.resolve({ ...request, qs: { ...request.qs, access_token: token } });
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiAddress }}', url: '/collections', qs: { page: 1 } },
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Le New Black refused the sign-in: check Client ID and Client Secret.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'These keys may not read collections: ask Le New Black for the permission.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is nothing at this address: check API Address.' },
			},
			{
				type: 'responseCode',
				properties: { value: 429, message: 'Le New Black asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
