import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress, withoutTrailingSlash } from '../nodes/shared/address';

const SHOP_PATTERN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Where requests go: the shop itself, or the address given for a sandbox or proxy. Throws in plain words. */
function addressOf(credentials: ICredentialDataDecryptedObject): string {
	const shop = String(credentials.shop ?? '')
		.trim()
		.toLowerCase();
	if (!SHOP_PATTERN.test(shop)) throw new Error('Shop must be the permanent address such as example.myshopify.com');
	const address = String(credentials.apiAddress ?? '').trim() || `https://${shop}`;
	const refusal = refuseAddress(address, credentials.allowUnencrypted === true);
	if (refusal) throw new Error(`API Address cannot be used: ${refusal}`);
	return withoutTrailingSlash(address);
}

/**
 * Shopify's sign-in as it is in 2026. An app of the Dev Dashboard asks for a token with its client id and secret; it
 * lives 24 hours and n8n asks for the next one after a 401. Apps made in the shop's admin before 2026 keep their token.
 * https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
 */
export class ShopifyCommerceApi implements ICredentialType {
	name = 'shopifyCommerceApi';

	displayName = 'Shopify Commerce API';

	icon = { light: 'file:../nodes/Shopify/shopify.svg', dark: 'file:../nodes/Shopify/shopify.dark.svg' } as const;

	documentationUrl = 'https://shopify.dev/docs/apps/build/dev-dashboard/get-api-access-tokens';

	properties: INodeProperties[] = [
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			default: '',
			typeOptions: { expirable: true, password: true },
		},
		{
			displayName: 'Shop',
			name: 'shop',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'example.myshopify.com',
			description: 'The permanent address of the shop, which ends in .myshopify.com (Settings, Domains)',
		},
		{
			displayName: 'Sign In With',
			name: 'signIn',
			type: 'options',
			default: 'clientCredentials',
			options: [
				{
					name: 'Client ID and Secret (Dev Dashboard)',
					value: 'clientCredentials',
					description: 'For an app of your own organisation; the token is renewed by itself',
				},
				{ name: 'Access Token', value: 'accessToken', description: 'For an app made in the shop’s admin before 2026' },
			],
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			displayOptions: { show: { signIn: ['clientCredentials'] } },
			description: 'Dev Dashboard, your app, Settings',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Dev Dashboard, your app, Settings. With an access token it is only needed for triggers; there it is the app’s API secret key.',
		},
		{
			displayName: 'Previous Client Secret',
			name: 'previousClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while the secret is being changed: for an hour Shopify may sign webhooks with the old one. Empty it afterwards.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { signIn: ['accessToken'] } },
			description: 'The Admin API access token, which begins with shpat_',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2026-10',
			description: 'Shopify’s version of the Admin API; change it only when told to',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: '',
			placeholder: 'leave empty',
			description: 'Only for a sandbox or a proxy; empty means the shop itself',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description: 'Whether the API Address may be http://; needed for a sandbox on another machine only',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		const address = addressOf(credentials);
		if (credentials.signIn === 'accessToken') return { sessionToken: String(credentials.accessToken ?? '') };
		const answer = (await this.helpers.httpRequest({
			method: 'POST',
			url: `${address}/admin/oauth/access_token`,
			body: {
				grant_type: 'client_credentials',
				client_id: credentials.clientId,
				client_secret: credentials.clientSecret,
			},
			json: true,
			disableFollowRedirect: true,
			timeout: 30_000,
		})) as { access_token?: unknown };
		if (typeof answer.access_token !== 'string' || answer.access_token === '')
			throw new Error('Shopify answered the sign-in without a token');
		return { sessionToken: answer.access_token };
	}

	authenticate: IAuthenticate = async (credentials, request) => {
		addressOf(credentials);
		return await Promise.resolve({
			...request,
			headers: { ...request.headers, 'X-Shopify-Access-Token': String(credentials.sessionToken ?? '') },
		});
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.apiAddress || "https://" + $credentials.shop }}',
			url: '=/admin/api/{{ $credentials.apiVersion || "2026-10" }}/graphql.json',
			method: 'POST',
			body: { query: '{ shop { id } }' },
			json: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Shopify refused the sign-in: check Client ID and Client Secret, and that the app is installed in this shop.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Shopify refused the sign-in: check Client ID and Client Secret, or the Access Token.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 402,
					message: 'The shop is frozen: its owner must settle the account with Shopify first.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The app is not allowed into this shop: check that it is installed and belongs to the same organisation.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is no shop at this address: check Shop, and API Version.' },
			},
			{ type: 'responseCode', properties: { value: 423, message: 'The shop is locked: ask Shopify support.' } },
			{
				type: 'responseCode',
				properties: { value: 429, message: 'Shopify asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
