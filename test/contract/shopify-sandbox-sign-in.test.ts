import { createHmac } from 'node:crypto';

import axios from 'axios';

import shopifySandbox from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * The authorization code grant of the imitated shop: https://shopify.dev/docs/apps/build/authentication-authorization
 */

const { shop } = demoData('2026-11-22T10:00:00Z');
const APP = { client_id: shop.clientId, client_secret: shop.clientSecret };
const BACK = 'http://localhost:5678/rest/oauth2-credential/callback';
const ASK = { client_id: shop.clientId, scope: 'read_orders,write_inventory', redirect_uri: BACK, state: 'x y+z' };

let sandbox: RunningSandbox;

beforeAll(async () => {
	sandbox = await serve(shopifySandbox);
});

beforeEach(async () => await sandbox.reset());

afterAll(async () => await sandbox.close());

const anyStatus = { validateStatus: () => true, maxRedirects: 0 };
const authorize = async (params: Record<string, unknown> = {}) =>
	await axios.get<string>(`${sandbox.url}/admin/oauth/authorize`, { params: { ...ASK, ...params }, ...anyStatus });
const token = async (body: Record<string, unknown>) =>
	await axios.post(
		`${sandbox.url}/admin/oauth/access_token`,
		new URLSearchParams(body as Record<string, string>),
		anyStatus,
	);
const works = async (accessToken: string) =>
	(
		await axios.post(
			`${sandbox.url}/admin/api/2026-10/graphql.json`,
			{ query: '{ shop { name } }' },
			{ headers: { 'x-shopify-access-token': accessToken }, ...anyStatus },
		)
	).status;

async function code(): Promise<string> {
	const { headers } = await authorize();
	return new URL(String(headers.location)).searchParams.get('code')!;
}

it('sends the browser back with a code, the state, and a signature over all of it', async () => {
	const { status, headers } = await authorize();
	const back = new URL(String(headers.location));
	expect([status, `${back.origin}${back.pathname}`]).toEqual([302, BACK]);
	const { hmac, ...rest } = Object.fromEntries(back.searchParams);
	expect(rest).toMatchObject({ state: 'x y+z', shop: shop.domain, code: expect.stringMatching(/^[0-9a-f]{32}$/) });
	const signed = new URLSearchParams(rest);
	signed.sort();
	expect(hmac).toBe(createHmac('sha256', shop.clientSecret).update(signed.toString()).digest('hex'));
});

it.each([
	['an unknown app', { client_id: 'someone-else' }],
	['no address to go back to', { redirect_uri: undefined }],
	['an address elsewhere', { redirect_uri: 'https://example.com/callback' }],
	['no scope', { scope: '' }],
])('refuses %s', async (_what, params) => {
	const { status, data, headers } = await authorize(params);
	expect([status, headers.location]).toEqual([400, undefined]);
	expect(data).toContain('invalid_request');
});

it('gives a token without an end for a code, once', async () => {
	const given = await code();
	const answer = await token({ ...APP, code: given, grant_type: 'authorization_code', redirect_uri: BACK });
	expect(answer.data).toEqual({ access_token: expect.stringMatching(/^shpat_/), scope: ASK.scope });
	expect((await token({ ...APP, code: given })).status).toBe(400);
	sandbox.advanceClock(400 * 86_400_000);
	expect(await works(answer.data.access_token as string)).toBe(200);
});

it('gives tokens of an hour when asked to, and the next ones for refresh tokens', async () => {
	const first = (await token({ ...APP, code: await code(), expiring: '1' })).data;
	expect(first).toMatchObject({ expires_in: 3_600, refresh_token: expect.stringMatching(/^shprt_/) });
	sandbox.advanceClock(3_601_000);
	expect(await works(first.access_token)).toBe(401);
	const renew = async (refresh: string) => await token({ ...APP, grant_type: 'refresh_token', refresh_token: refresh });
	const second = (await renew(first.refresh_token)).data;
	expect(await works(second.access_token)).toBe(200);
	// The one before holds until its successor is used.
	expect((await renew(first.refresh_token)).status).toBe(200);
	expect((await renew(second.refresh_token)).status).toBe(200);
	expect((await renew(first.refresh_token)).status).toBe(400);
	expect((await renew('shprt_made_up')).data.error).toBe('invalid_grant');
});

it('refuses a code after ten minutes, a made-up one, and another app’s secret', async () => {
	const late = await code();
	sandbox.advanceClock(10 * 60_000);
	expect((await token({ ...APP, code: late })).status).toBe(400);
	expect((await token({ ...APP, code: 'made-up' })).status).toBe(400);
	expect((await token({ ...APP, client_secret: 'wrong', code: await code() })).status).toBe(401);
});
