import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	INodeProperties,
} from 'n8n-workflow';

import { refuseAddress } from '../nodes/shared/address';

const valueOf = (credentials: ICredentialDataDecryptedObject, name: string) => String(credentials[name] ?? '').trim();

/** What n8n's test asks over JSON-RPC: whether user and key fit each other. */
const LOGIN = {
	jsonrpc: '2.0',
	method: 'call',
	id: 1,
	params: { service: 'common', method: 'login', args: ['', '', ''] },
};

/**
 * A JSON-RPC call names database, user and key in its arguments. Nodes leave blanks there, so that only the credential
 * ever holds the key.
 */
function withKey(body: unknown, credentials: ICredentialDataDecryptedObject): IDataObject {
	const call = (typeof body === 'object' && body !== null && 'params' in body ? body : LOGIN) as typeof LOGIN;
	const { service, method, args } = call.params;
	const [database, user, key] = ['database', 'user', 'apiKey'].map((name) => valueOf(credentials, name));
	if (service === 'object')
		return { ...call, params: { service, method, args: [database, args[1], key, ...args.slice(3)] } };
	if (method === 'version') return call;
	return { ...call, params: { service, method, args: [database, user, key, ...args.slice(3)] } };
}

const RULES = [
	{
		type: 'responseSuccessBody',
		properties: { key: 'result', value: false, message: 'Odoo refused the sign-in: check User and API Key.' },
	},
	{
		type: 'responseSuccessBody',
		properties: {
			key: 'error.data.name',
			value: 'psycopg2.OperationalError',
			message: 'There is no database of this name: check Database.',
		},
	},
	{
		type: 'responseSuccessBody',
		properties: {
			key: 'error.data.name',
			value: 'odoo.exceptions.AccessDenied',
			message: 'Odoo refused the sign-in: check User and API Key.',
		},
	},
	{
		type: 'responseCode',
		properties: { value: 400, message: 'Odoo could not read the request: check Address.' },
	},
	{
		type: 'responseCode',
		properties: {
			value: 401,
			message: 'Odoo refused the API key: it is wrong, was removed, or has run out. Make a new one in Odoo.',
		},
	},
	{
		type: 'responseCode',
		properties: { value: 402, message: 'Odoo asks for payment: the API needs the Custom plan on Odoo Online.' },
	},
	{
		type: 'responseCode',
		properties: { value: 403, message: 'This user may not use the API: check the user’s access rights in Odoo.' },
	},
	{
		type: 'responseCode',
		properties: {
			value: 404,
			message:
				'Nothing answers here: check Address and Database. Odoo 18 and earlier also need User and Database, or Protocol set to JSON-RPC.',
		},
	},
	{
		type: 'responseCode',
		properties: { value: 423, message: 'The database is locked: ask whoever runs this Odoo.' },
	},
	{
		type: 'responseCode',
		properties: { value: 429, message: 'Odoo asks to slow down: wait a minute and test again.' },
	},
];

/**
 * Odoo's external API with an API key: JSON-2 takes it as a bearer (19 and later, documented), JSON-RPC in place of the
 * password (16 to 19, observed). n8n has a type odooApi of its own. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 */
export class OdooCommerceApi implements ICredentialType {
	name = 'odooCommerceApi';

	displayName = 'Odoo Commerce API';

	icon = { light: 'file:../nodes/Odoo/odoo.svg', dark: 'file:../nodes/Odoo/odoo.dark.svg' } as const;

	documentationUrl = 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html';

	properties: INodeProperties[] = [
		{
			displayName: 'Address',
			name: 'address',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://mycompany.odoo.com',
			description:
				'The address at which you open Odoo, without anything after the host. On Odoo Online the plan must be Custom.',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			placeholder: 'mycompany',
			description:
				'Needed for Odoo 18 and earlier, and where one address serves several databases. Leave it empty otherwise: a wrong name is refused.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'In Odoo: Preferences, Account Security, New API Key, best of a user of its own. Most keys run out after at most three months.',
		},
		{
			displayName: 'Protocol',
			name: 'protocol',
			type: 'options',
			default: 'detect',
			options: [
				{ name: 'Detect', value: 'detect', description: 'Asks Odoo once per execution' },
				{ name: 'JSON-2', value: 'json2', description: 'Odoo 19 and later' },
				{ name: 'JSON-RPC', value: 'jsonRpc', description: 'Odoo 16 to 18; later ones write a warning to their log' },
			],
			description: 'How to talk to Odoo',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			placeholder: 'shop@example.com',
			displayOptions: { hide: { protocol: ['json2'] } },
			description: 'The name the user of the API key signs in with; needed for Odoo 18 and earlier',
		},
		{
			displayName: 'Company ID',
			name: 'companyId',
			type: 'string',
			default: '',
			description:
				'Leave it empty for the company the user starts in. Check Connection lists the companies with their IDs.',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: 'en_US',
			description: 'Language of product names and texts as Odoo writes it, such as de_DE; it must be active there',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for Odoo Commerce Trigger: any long random text. What Odoo sends is not signed, so a mark made of this text tells genuine messages.',
		},
		{
			displayName: 'Allow Unencrypted',
			name: 'allowUnencrypted',
			type: 'boolean',
			default: false,
			description:
				'Whether the address may be http://; needed for a sandbox or an Odoo without TLS on another machine only',
		},
	];

	authenticate: IAuthenticate = async (credentials, request) => {
		const refusal = refuseAddress(valueOf(credentials, 'address'), credentials.allowUnencrypted === true);
		if (refusal) throw new Error(`Address cannot be used: ${refusal}`);
		const { pathname } = new URL(request.url, `${valueOf(credentials, 'address')}/`);
		if (pathname.endsWith('/jsonrpc')) return { ...request, body: withKey(request.body, credentials) };
		const database = valueOf(credentials, 'database');
		const headers = {
			...request.headers,
			Authorization: `bearer ${valueOf(credentials, 'apiKey')}`,
			// A name that is wrong is refused even where there is one database only, so none is guessed (observed on 19).
			...(database === '' ? {} : { 'X-Odoo-Database': database }),
		};
		return await Promise.resolve({ ...request, headers });
	};

	/** With user and database JSON-RPC is asked, which every version speaks; without them only JSON-2 can be meant. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.address }}',
			url: '={{ $credentials.protocol === "jsonRpc" || ($credentials.protocol === "detect" && $credentials.user && $credentials.database) ? "/jsonrpc" : "/json/2/res.users/context_get" }}',
			method: 'POST',
			body: {},
			json: true,
		},
		// n8n applies both kinds of rules in one list; only its type knows one kind at a time.
		rules: RULES as unknown as ICredentialTestRequest['rules'],
	};
}
