import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/*
 * n8n itself sends the secret to the addresses below, before any code of ours runs. So the rules for addresses stand in
 * the expressions: Shop must be Shopify's own domain, and another address https or on this machine. What breaks them
 * is no address, and n8n refuses to go there.
 */
const SHOP = '/^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$/.test($self["shop"])';
const ENCRYPTED = '/^https:\\/\\/[^@?#\\s\\\\]+$/.test($self["apiAddress"])';
const LOOPBACK = '/^http:\\/\\/(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\])(:\\d+)?\\/?$/.test($self["apiAddress"])';
const PLAIN = '($self["allowUnencrypted"] && /^http:\\/\\/[^@?#\\s\\\\]+$/.test($self["apiAddress"]))';
const ALLOWED = `${SHOP} && (!$self["apiAddress"] || ${ENCRYPTED} || ${LOOPBACK} || ${PLAIN})`;
const BASE = '($self["apiAddress"] || "https://" + $self["shop"]).replace(/\\/+$/, "")';

const address = (path: string) => `={{ ${ALLOWED} ? ${BASE} + "${path}" : "refused: check Shop and API Address" }}`;

/** What the operations of this package need; a write scope brings the read scope of its name along. */
const SCOPES = [
	'write_orders',
	'write_customers',
	'write_products',
	'write_inventory',
	'read_locations',
	'write_merchant_managed_fulfillment_orders',
	'write_third_party_fulfillment_orders',
	'write_assigned_fulfillment_orders',
	'read_returns',
	'read_shopify_payments_accounts',
	'read_shopify_payments_payouts',
];

/**
 * Shopify's authorization code grant, for an app of another organisation than the shop's. The token does not run out
 * unless asked to. https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 * There is no test: n8n 2.40.7 runs one with Authorization alone and with the token blanked out, so that the header
 * Shopify reads cannot be sent (seen). Once connected the credential says so; Check Connection asks the shop.
 */
export class ShopifyCommerceOAuth2Api implements ICredentialType {
	name = 'shopifyCommerceOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Shopify Commerce OAuth2 API';

	icon = { light: 'file:../nodes/Shopify/shopify.svg', dark: 'file:../nodes/Shopify/shopify.dark.svg' } as const;

	documentationUrl =
		'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant';

	properties: INodeProperties[] = [
		{
			displayName: 'Shop',
			name: 'shop',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'example.myshopify.com',
			description: 'The permanent address of the shop, which ends in .myshopify.com (Settings, Domains)',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: address('/admin/oauth/authorize'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: address('/admin/oauth/access_token'),
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Of the app in the Dev Dashboard or Partner Dashboard',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Of the same app; webhooks are verified with it too',
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
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: SCOPES.join(','),
			description:
				'What the app asks the shop for, separated by commas; leave out what you do not use. Orders older than 60 days need read_all_orders, which Shopify must have allowed the app.',
		},
		{
			displayName: 'Expiring Tokens',
			name: 'expiring',
			type: 'boolean',
			default: false,
			description: 'Whether to ask for tokens of one hour, which n8n renews; Shopify demands that of public apps',
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		{
			displayName: 'Additional Body Properties',
			name: 'additionalBodyProperties',
			type: 'hidden',
			default: '={{ $self["expiring"] ? \'{"expiring":"1"}\' : "" }}',
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
}
