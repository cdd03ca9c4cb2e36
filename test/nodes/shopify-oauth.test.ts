/** @jest-environment ./test/support/jest-environment.js */
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { shopify } from '../../nodes/Shopify/system';
import { calls, jsonOf, openDesk, orderId, type Desk } from '../support/desk';
import { loadPackage, runNode, type NodeRunAnswer } from '../support/engine';

/*
 * The node signed in by OAuth2, over the sandbox of the shop: the token goes where Shopify reads it, and n8n renews it.
 */

let desk: Desk;
let keys: ICredentialDataDecryptedObject;

beforeEach(async () => {
	desk = await openDesk();
	keys = {
		shop: String(desk.shopKeys.shop),
		clientId: String(desk.shopKeys.clientId),
		clientSecret: String(desk.shopKeys.clientSecret),
		apiAddress: desk.shop.url,
		accessTokenUrl: `${desk.shop.url}/admin/oauth/access_token`,
		oauthTokenData: (await tokens()) as unknown as ICredentialDataDecryptedObject,
	};
});

afterEach(async () => await desk.close());

/** What n8n keeps after the owner of the shop agreed. */
async function tokens(more: Record<string, string> = {}): Promise<IDataObject> {
	const { clientId, clientSecret } = desk.shopKeys;
	const ask = new URLSearchParams({
		client_id: String(clientId),
		scope: 'write_orders',
		redirect_uri: 'http://localhost:5678/callback',
		state: 's',
	});
	const { headers } = await fetch(`${desk.shop.url}/admin/oauth/authorize?${ask}`, { redirect: 'manual' });
	const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
	const body = new URLSearchParams({ client_id: String(clientId), client_secret: String(clientSecret), code, ...more });
	return (await (
		await fetch(`${desk.shop.url}/admin/oauth/access_token`, { method: 'POST', body })
	).json()) as IDataObject;
}

async function get(): Promise<NodeRunAnswer> {
	return await runNode({
		type: 'shopify',
		parameters: { resource: 'order', operation: 'get', authentication: 'oAuth2' },
		credentials: { shopifyCommerceOAuth2Api: keys },
		storageFolder: desk.folder,
		items: [{ origin: { id: orderId(desk.shop, 1005) } }],
		onError: 'continueErrorOutput',
	});
}

const numbers = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]).map(({ number }) => number);
const errors = ({ outputs }: NodeRunAnswer) =>
	jsonOf(outputs[1]).map(({ error }) => error as { code: string; message: string });

it('reads with the token n8n keeps, in the header that Shopify reads', async () => {
	expect(numbers(await get())).toEqual(['#1005']);
	// The shop of the sandbox knows X-Shopify-Access-Token alone.
	const { access_token: token } = keys.oauthTokenData as unknown as { access_token: string };
	const bearer = await fetch(`${desk.shop.url}/admin/api/2026-10/graphql.json`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
		body: JSON.stringify({ query: '{ shop { name } }' }),
	});
	expect(bearer.status).toBe(401);
});

it('has a token of an hour renewed once, and keeps the next one', async () => {
	keys.oauthTokenData = (await tokens({ expiring: '1' })) as unknown as ICredentialDataDecryptedObject;
	const first = (keys.oauthTokenData as unknown as { access_token: string }).access_token;
	desk.shop.advanceClock(2 * 3_600_000);
	const before = calls(desk.shop, 'token').length;
	expect(numbers(await get())).toEqual(['#1005']);
	expect((keys.oauthTokenData as unknown as { access_token: string }).access_token).not.toBe(first);
	expect(numbers(await get())).toEqual(['#1005']);
	expect(calls(desk.shop, 'token').length - before).toBe(1);
});

it.each([
	['was never connected', () => Object.assign(keys, { oauthTokenData: undefined })],
	['was withdrawn', () => Object.assign(keys, { oauthTokenData: { access_token: 'shpat_gone' } })],
	[
		'cannot be renewed any more',
		() => Object.assign(keys, { oauthTokenData: { access_token: 'shpat_gone', refresh_token: 'shprt_gone' } }),
	],
])('ends as a refused sign-in when the credential %s', async (_what, change) => {
	change();
	const answer = await get();
	expect([numbers(answer), errors(answer).map(({ code }) => code)]).toEqual([[], ['SETUP_CREDENTIAL']]);
});

it('refuses an address that is not encrypted before anything is sent', async () => {
	Object.assign(keys, { apiAddress: 'http://shop.example.com' });
	expect(errors(await get()).map(({ code }) => code)).toEqual(['SETUP_ADDRESS']);
});

it('asks for what every operation needs, and for no leave that Shopify gives to few', async () => {
	const { type } = (await loadPackage()).getCredential('shopifyCommerceOAuth2Api');
	const asked = String(type.properties.find(({ name }) => name === 'scope')?.default).split(',');
	const needed = new Set(shopify.operations.flatMap(({ scopes = [] }) => scopes));
	const missing = [...needed].filter(
		(scope) => !asked.includes(scope) && !asked.includes(scope.replace(/^read_/, 'write_')),
	);
	expect([missing, asked.includes('read_all_orders')]).toEqual([[], false]);
});

// ------------------------------------------------------------------ where n8n sends the secret

interface Resolved {
	readonly authUrl: string;
	readonly accessTokenUrl: string;
	readonly additionalBodyProperties: string;
}

/** The hidden fields as n8n works them out from what was typed in. */
async function resolved(typed: IDataObject): Promise<Resolved> {
	const { type } = (await loadPackage()).getCredential('shopifyCommerceOAuth2Api');
	const names = ['authUrl', 'accessTokenUrl', 'additionalBodyProperties'] as const;
	const values = names.map((name) => {
		const expression = String(type.properties.find((each) => each.name === name)?.default);
		const inner = /^=\{\{ (.*) \}\}$/s.exec(expression)?.[1] ?? 'undefined';
		return [name, new Function('$self', `return ${inner};`)({ apiAddress: '', ...typed }) as string];
	});
	return Object.fromEntries(values) as Resolved;
}

it('sends the secret to the shop, or to an address that may be used', async () => {
	expect(await resolved({ shop: 'example.myshopify.com', expiring: true })).toEqual({
		authUrl: 'https://example.myshopify.com/admin/oauth/authorize',
		accessTokenUrl: 'https://example.myshopify.com/admin/oauth/access_token',
		additionalBodyProperties: '{"expiring":"1"}',
	});
	for (const apiAddress of [
		'https://proxy.example.com/',
		'http://localhost:1234',
		'http://127.0.0.1:80/',
		'http://[::1]:80',
	])
		expect((await resolved({ shop: 'example.myshopify.com', apiAddress })).accessTokenUrl).toBe(
			`${apiAddress.replace(/\/$/, '')}/admin/oauth/access_token`,
		);
	const plain = { shop: 'example.myshopify.com', apiAddress: 'http://10.0.0.7:8080', allowUnencrypted: true };
	expect((await resolved(plain)).accessTokenUrl).toBe('http://10.0.0.7:8080/admin/oauth/access_token');
});

it.each([
	{ shop: 'example.com' },
	{ shop: 'example.myshopify.com.example.com' },
	{ shop: 'example.com/.myshopify.com' },
	{ shop: 'a@b.myshopify.com' },
	{ shop: '' },
	{ shop: 'example.myshopify.com', apiAddress: 'http://10.0.0.7' },
	{ shop: 'example.myshopify.com', apiAddress: 'http://localhost.example.com' },
	{ shop: 'example.myshopify.com', apiAddress: 'http://localhost@example.com' },
	{ shop: 'example.myshopify.com', apiAddress: 'https://user:word@example.com' },
	{ shop: 'example.myshopify.com', apiAddress: 'https://example.com?x=' },
	{ shop: 'example.myshopify.com', apiAddress: 'ftp://example.com', allowUnencrypted: true },
	{ shop: 'example.myshopify.com', apiAddress: 'example.com', allowUnencrypted: true },
])('sends the secret nowhere for %j', async (typed) => {
	for (const url of Object.values(await resolved(typed)).slice(0, 2))
		expect(URL.canParse(url) && /^http/.test(url)).toBe(false);
});
