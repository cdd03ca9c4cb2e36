import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { requestSignature, sparselyEncoded } from '../nodes/Unleashed/sign';

/** Lower case, no blanks or special characters, about 20 characters: `partner/app` (documented). */
const CLIENT_TYPE = 'commercebridge/n8n';

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/**
 * Unleashed's API: an ID and a key, and a signature of each request's query string. No token, nothing that runs out.
 * https://apidocs.unleashedsoftware.com/AuthenticationHelp
 */
export class UnleashedApi implements ICredentialType {
	name = 'unleashedApi';

	displayName = 'Unleashed API';

	icon = {
		light: 'file:../nodes/Unleashed/unleashed.svg',
		dark: 'file:../nodes/Unleashed/unleashed.dark.svg',
	} as const;

	documentationUrl = 'https://apidocs.unleashedsoftware.com/AuthenticationHelp';

	properties: INodeProperties[] = [
		{
			displayName:
				'Only the owner of the Unleashed account sees these keys, and they cannot be changed afterwards: a key that got out stays valid. Enter them here and nowhere else.',
			name: 'keysNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API ID',
			name: 'apiId',
			type: 'string',
			default: '',
			required: true,
			placeholder: '00000000-0000-0000-0000-000000000000',
			description: 'In Unleashed: Integration, Unleashed API Access. What was forwarded is remembered under it.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From the same page, exactly as it is shown there',
		},
		{
			displayName: 'Monthly Call Allowance',
			name: 'monthlyAllowance',
			type: 'string',
			default: '',
			placeholder: '20000',
			description:
				'How many API calls the plan allows in a month; it stands in Unleashed under Settings, Billing. At the end of them Unleashed refuses every call until the first of the next month. With the number here, what matters least goes slower and stops before that, so that orders still go. Left empty, calls are counted and none is held back.',
		},
		{
			displayName: 'Records per Call',
			name: 'pageSize',
			type: 'number',
			default: 200,
			typeOptions: { minValue: 1, maxValue: 1000 },
			description:
				'How many records a list brings with one call. More of them save calls of the month; Unleashed warns that large answers are slow.',
		},
		{
			displayName: 'Webhook Signature Key',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'For Unleashed Trigger only: the key that Unleashed shows once, when the webhook subscription is created',
		},
		{
			displayName: 'Previous Webhook Signature Key',
			name: 'previousWebhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'While a subscription is replaced: the key of the old one, tried second. Empty it afterwards.',
		},
		{
			displayName: 'Client Type',
			name: 'clientType',
			type: 'string',
			default: CLIENT_TYPE,
			description:
				'By what Unleashed tells integrations apart: a partner and an app, lower case, with / between, 20 characters or so',
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: 'https://api.unleashedsoftware.com',
			description: 'Change it only for a sandbox or a proxy',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description: 'Whether the address may be http://; needed for a sandbox on another machine only',
		},
	];

	/** Signs what is sent, and sends what was signed: the query is written anew here, and nobody touches it afterwards. */
	authenticate: IAuthenticate = async (credentials, request) => {
		const [address = '', query = ''] = request.url.split('?', 2);
		return await Promise.resolve({
			...request,
			url: query === '' ? address : `${address}?${sparselyEncoded(query)}`,
			headers: {
				...request.headers,
				Accept: 'application/json',
				'Content-Type': 'application/json',
				'api-auth-id': text(credentials.apiId),
				'api-auth-signature': requestSignature(text(credentials.apiKey), query),
				'client-type': text(credentials.clientType) || CLIENT_TYPE,
			},
		});
	};

	/** A list that is documented and short, without a query. */
	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiAddress }}', url: '/Warehouses' },
		rules: [
			{
				type: 'responseCode',
				properties: { value: 400, message: 'Unleashed did not understand the request: check API Address.' },
			},
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Unleashed refused the sign-in: check API ID and API Key.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 402,
					message: 'Unleashed asks for payment: look under Settings, Billing in Unleashed.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Unleashed refused the sign-in: check that API ID and API Key are those of one account, without blanks. The same answer may come once the API calls of the month are used up.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is nothing at this address: check API Address.' },
			},
			{
				type: 'responseCode',
				properties: { value: 423, message: 'The account is locked: ask Unleashed’s support.' },
			},
			{
				type: 'responseCode',
				properties: { value: 429, message: 'Unleashed asks to slow down: wait a minute and test again.' },
			},
		],
	};
}
