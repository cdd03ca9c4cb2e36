import { createHmac } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import axios, { type AxiosInstance } from 'axios';

import { KEYS } from '../../nodes/Odoo/sandbox/seed';
import { CLIENT_ID, CLIENT_SECRET } from '../../nodes/OmniEngine/sandbox/state';
import { API_KEY, TOKEN } from '../../nodes/ShopDesk/sandbox/state';
import { demoData, demoPerson } from '../../sandbox/demo-data';
import type { FaultKind, SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';

/*
 * Every error of every sandbox quotes the customer: name, e-mail, phone and address.
 */

const NODES = resolve(__dirname, '../../nodes');
const SYSTEMS = readdirSync(NODES).filter((name) => existsSync(join(NODES, name, 'sandbox.ts')));
const ANSWERED: readonly FaultKind[] = [
	'rateLimited',
	'rateLimitedRetryAfter',
	'serverError',
	'unavailable',
	'expiredToken',
	'malformedBody',
];
/** Of any made-up person: none of them is a word of an error. */
const NAME = /(Aino|Väinö|Testi|Eero|Saga|Onni|Malli|Åsa|Ilmari|Helmi|Example) \w+/;
const PERSON = [NAME, /\w+@example\.com/, /\+358555\d{4}/, /Esimerkkikatu \d+/];
const SEED = demoData(new Date().toISOString());

/** Without a query there is one signature for all calls. */
const UNLEASHED = {
	accept: 'application/json',
	'client-type': 'example/n8n',
	'api-auth-id': SEED.company.apiId,
	'api-auth-signature': createHmac('sha256', SEED.company.apiKey).update('').digest('base64'),
};

let sandbox: RunningSandbox | undefined;
let http: AxiosInstance;

async function open(system: string, options: Record<string, string> = {}): Promise<void> {
	const { default: definition } = (await import(join(NODES, system, 'sandbox'))) as { default: SandboxDefinition };
	await shopifySchema('2026-10');
	sandbox = await serve(definition, { seed: SEED, options });
	// Answers as text: a body that was cut off is none that can be parsed.
	http = axios.create({ baseURL: sandbox.url, validateStatus: () => true, transformResponse: (text: string) => text });
}

afterEach(async () => {
	await sandbox?.close();
	sandbox = undefined;
});

/** A request that the vendor knows, with keys that may be wrong. */
const REQUEST: Readonly<Record<string, () => Promise<{ data: unknown }>>> = {
	LeNewBlack: async () => {
		const { data } = sandbox!.credential();
		const keys = { client_id: data.clientId, client_secret: data.clientSecret, grant_type: 'client_credentials' };
		const token = tokenIn(await http.post('/apis/wholesale/v2/auth/token', keys));
		return await http.get('/apis/wholesale/v2/inventory', { params: { access_token: token } });
	},
	Odoo: async () => await http.post('/json/2/product.product/search_read', { domain: [], fields: ['name'] }, odooKey),
	Ogoship: async () => await http.get('/api/v1/Products', { headers: { 'X-OgoKey': SEED.merchant.ogoKey } }),
	OmniEngine: async () => {
		const keys = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, grantType: 'client_credentials' };
		const asked = { ...keys, companyCode: SEED.brand.company };
		const token = tokenIn(await http.post('/v1/admin/service-account/token', asked));
		return await http.get('/oe/v2/locations', { headers: { token } });
	},
	ShopDesk: async () =>
		await http.get('/api/stores', { headers: { authorization: `Bearer ${TOKEN}`, 'x-api-key': API_KEY } }),
	Unleashed: async () => await http.get('/Warehouses', { headers: UNLEASHED }),
	Shopify: async () => await shopify('query Places { locations(first: 5) { nodes { name } } }'),
};

const tokenIn = ({ data }: { data: unknown }) => (JSON.parse(String(data)) as { access_token: string }).access_token;

const odooKey = { headers: { authorization: `bearer ${KEYS.bot}` } };

const shopify = async (query: string, variables: object = {}) => {
	const headers = { 'x-shopify-access-token': SEED.shop.accessToken };
	return await http.post('/admin/api/2026-10/graphql.json', { query, variables }, { headers });
};

const quotes = ({ data }: { data: unknown }) => PERSON.filter((part) => !part.test(String(data)));

describe.each(SYSTEMS)('%s', (system) => {
	it.each(ANSWERED)('quotes the customer with the fault %s', async (kind) => {
		await open(system);
		sandbox!.addFault({ kind });
		expect(quotes(await REQUEST[system]!())).toEqual([]);
		expect(quotes(await REQUEST[system]!())).toHaveLength(PERSON.length);
	});

	it('quotes the customer where it knows no such path, and where the body is too large', async () => {
		await open(system);
		expect(quotes(await http.get('/no/such/path'))).toEqual([]);
		expect(quotes(await http.post('/no/such/path', 'x'.repeat(6 * 1024 * 1024)))).toEqual([]);
	});

	it('quotes nobody where it is told not to', async () => {
		await open(system, { echoPersonalData: 'no' });
		sandbox!.addFault({ kind: 'serverError' });
		expect(quotes(await REQUEST[system]!())).toHaveLength(PERSON.length);
	});
});

it('quotes the person that was sent, in top-level errors and in user errors, and leaves codes and fields as they are', async () => {
	await open('Shopify');
	const person = { firstName: 'Onni', lastName: 'Koenimi', email: 'onni@example.com', phone: '+3585550199' };
	const mutation = `mutation CustomerSet($input: CustomerSetInput!) {
		customerSet(input: $input) { customer { id } userErrors { code field message } } }`;
	const taken = { ...person, email: demoPerson(7).email, addresses: [{ address1: 'Esimerkkikatu 199', city: 'Oulu' }] };
	const { data } = await shopify(mutation, { input: taken });
	const answer = JSON.parse(String(data)) as {
		data: { customerSet: { userErrors: Array<{ code: string; field: string[]; message: string }> } };
	};
	const [error] = answer.data.customerSet.userErrors;
	expect(error!.message).toMatch(/Onni Koenimi, person7@example\.com, \+3585550199, Esimerkkikatu 199, Oulu\)$/);
	expect(error).toMatchObject({ code: 'TAKEN', field: ['input', 'email'] });
	expect(quotes(await shopify('query Nothing { noSuchField }'))).toEqual([]);
});
