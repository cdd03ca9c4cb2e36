import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/**
 * ShopDesk's API: a bearer token and an API key, both handed out by XStak. The documented guide takes the token out of a
 * signed-in browser, which is a person's session and is not copied here.
 * https://docs.postexglobal.com/guide/API-Documentation:-Invoice,-Stock-&-Stock-Adjustment-30b392f180218017b611ef32a9fe421e
 */
export class ShopdeskApi implements ICredentialType {
	name = 'shopdeskApi';

	displayName = 'ShopDesk API';

	icon = {
		light: 'file:../nodes/ShopDesk/shopdesk.svg',
		dark: 'file:../nodes/ShopDesk/shopdesk.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/commerce-bridge/n8n-nodes-commerce-bridge#credentials';

	properties: INodeProperties[] = [
		{
			displayName:
				'Little of ShopDesk’s API is published. Ask XStak for a service token and for the paths your installation has, and try every write with Preview Only and one record first.',
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
						'Not published: designed by this package after the fields that are known. Use it once XStak has confirmed the paths.',
				},
				{
					name: 'Documented',
					value: 'documented',
					description: 'Published by PostEx: invoices are listed and marked as synced. Nothing else is.',
				},
				{
					name: 'Legacy 2021',
					value: 'legacy',
					description:
						'As the vendor’s own web client called it in 2021; may be retired. Ask XStak for permission before using it.',
				},
			],
			description: 'Which table of calls is used. Single paths can be set in each operation.',
		},
		{
			displayName: 'Brand ID',
			name: 'brandId',
			type: 'string',
			default: '',
			required: true,
			placeholder: '77',
			description: 'The brand’s ID, as OmniEngine shows it. What was forwarded is remembered under it.',
		},
		{
			displayName: 'Outlet ID',
			name: 'storeId',
			type: 'string',
			default: '',
			placeholder: '45',
			description: 'For a token that belongs to one outlet, as all of Legacy 2021 do; otherwise leave it empty',
		},
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'A service token from XStak. How long it lasts is not published.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Sent as X-API-Key beside the token; leave it empty if you were given none',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'For ShopDesk Trigger only: a value of your own of 16 letters and digits or more, which stands behind ?secret= in the address that ShopDesk calls',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: 'https://shopdesk.xstak.com',
			description: 'The host only. For Legacy 2021 ask XStak; it was prod.shopdesk.co then.',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description: 'Whether the address may be http://; needed for a sandbox on another machine only',
		},
	];

	/** `Bearer` today; the client of 2021 sent the token as it was. */
	authenticate: IAuthenticate = async (credentials, request) => {
		const token = text(credentials.token);
		const key = text(credentials.apiKey);
		return await Promise.resolve({
			...request,
			headers: {
				...request.headers,
				Accept: 'application/json',
				Authorization: credentials.contract === 'legacy' ? token : `Bearer ${token}`,
				...(key === '' ? {} : { 'X-API-Key': key }),
			},
		});
	};

	/** The one list that is documented. In the older contract every answer is HTTP 200: Check Connection says more. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.apiAddress }}',
			url: '={{ $credentials.contract === "legacy" ? "/api/products/lookup/0" : "/api/invoice?page=1&limit=1" }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 400, message: 'ShopDesk did not understand the request: check Contract and API Address.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'ShopDesk refused the token: it is wrong or has run out. Ask XStak for one.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 402, message: 'ShopDesk asks for payment: ask XStak.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'This token may not see the brand or outlet: ask XStak for the permission.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is nothing at this address: check API Address and Contract.' },
			},
			{
				type: 'responseCode',
				properties: { value: 423, message: 'The account is locked: ask XStak.' },
			},
			{
				type: 'responseCode',
				properties: { value: 429, message: 'ShopDesk asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
