import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress, refusePath, withoutTrailingSlash } from '../nodes/shared/address';

const SIGN_IN_PATH = '/v1/admin/service-account/token';

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/** The answer's shape is cut off on the page, so the token is looked for under the usual names. */
function tokenIn(answer: unknown): string {
	const body = (answer ?? {}) as Record<string, unknown>;
	const inner = (typeof body.data === 'object' && body.data !== null ? body.data : {}) as Record<string, unknown>;
	const names = ['access_token', 'accessToken', 'token'];
	return [...names.map((name) => body[name]), ...names.map((name) => inner[name])].map(text).find(Boolean) ?? '';
}

/**
 * OmniEngine's API: a service account whose token goes into the header `token`.
 * https://docs.postexglobal.com/guide/OMS-Sales-APIs-v1.0-309392f18021801a836ffecd36dbc4b2
 */
export class OmniengineApi implements ICredentialType {
	name = 'omniengineApi';

	displayName = 'OmniEngine API';

	icon = {
		light: 'file:../nodes/OmniEngine/omniengine.svg',
		dark: 'file:../nodes/OmniEngine/omniengine.dark.svg',
	} as const;

	documentationUrl = 'https://docs.postexglobal.com/guide/OMS-Sales-APIs-v1.0-309392f18021801a836ffecd36dbc4b2';

	properties: INodeProperties[] = [
		{
			displayName:
				'Published are the token and one list of orders, and only the addresses of the staging system. Ask XStak for the production addresses, and for the paths of everything that writes; preview every write first.',
			name: 'contractNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Contract',
			name: 'contract',
			type: 'options',
			default: 'documented',
			options: [
				{
					name: 'Assumed',
					value: 'assumed',
					description:
						'Not published: designed by this package after what is known. Use it once XStak has confirmed the paths.',
				},
				{
					name: 'Documented',
					value: 'documented',
					description: 'Orders are listed by status. Nothing else is published.',
				},
			],
			description: 'Which table of calls is used. Single paths can be set in each operation.',
		},
		{
			displayName: 'Company Code',
			name: 'companyCode',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'acme',
			description: 'One per company; also called realm ID',
		},
		{
			displayName: 'Brand ID',
			name: 'brandId',
			type: 'string',
			default: '',
			required: true,
			placeholder: '77',
			description: 'As OmniEngine shows it in the settings of the brand. What was forwarded is remembered under both.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Of the service account, from XStak',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Of the service account, from XStak',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://oe-unc-stage-local.xstak.com',
			description: 'The host of the order API. Only the one of the staging system is published.',
		},
		{
			displayName: 'Sign-In Address',
			name: 'signInAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://api-copilot-stage-local.xstak.com',
			description: 'The host of the token service. Only the one of the staging system is published.',
		},
		{
			displayName: 'Sign-In Path',
			name: 'signInPath',
			type: 'string',
			default: SIGN_IN_PATH,
			description: 'The page has it with and without a hyphen (service-account, serviceaccount)',
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
		const address = text(credentials.signInAddress);
		const path = text(credentials.signInPath) || SIGN_IN_PATH;
		const refusal = refuseAddress(address, credentials.allowUnencrypted === true) ?? refusePath(path);
		if (refusal) throw new Error(`Sign-In Address or Sign-In Path cannot be used: ${refusal}`);
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${withoutTrailingSlash(address)}${path}`,
			headers: { Accept: 'application/json' },
			body: {
				clientId: text(credentials.clientId),
				clientSecret: String(credentials.clientSecret ?? ''),
				grantType: 'client_credentials',
				companyCode: text(credentials.companyCode),
			},
			json: true,
			disableFollowRedirect: true,
			timeout: 30_000,
		});
		const token = tokenIn(answer);
		if (token === '') throw new Error('OmniEngine answered the sign-in without a token');
		return { sessionToken: token };
	}

	/** The header is `token`, not Authorization (documented). */
	authenticate: IAuthenticate = async (credentials, request) =>
		await Promise.resolve({
			...request,
			headers: { ...request.headers, Accept: 'application/json', token: text(credentials.sessionToken) },
		});

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.apiAddress }}',
			url: '/oe/v2/orders/sales_orders',
			qs: { order_status: 'pending' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 400, message: 'OmniEngine did not understand the request: check API Address.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'OmniEngine refused the sign-in: check Client ID, Client Secret and Company Code.',
				},
			},
			{ type: 'responseCode', properties: { value: 402, message: 'OmniEngine asks for payment: ask XStak.' } },
			{
				type: 'responseCode',
				properties: { value: 403, message: 'This service account may not read orders: ask XStak for the permission.' },
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is nothing at this address: check API Address and Sign-In Address.' },
			},
			{ type: 'responseCode', properties: { value: 423, message: 'The account is locked: ask XStak.' } },
			{
				type: 'responseCode',
				properties: { value: 429, message: 'OmniEngine asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
