import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';

import shopify from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';
import { OWN_WORDS } from './shopify-shop';

/* Webhook subscriptions and deliveries of the imitated shop, over real HTTP. */

const DATA = demoData(new Date().toISOString());
const { shop } = DATA;
const HUGE_ID = '820982911946154508';
const HOUR_MS = 3_600_000;

interface Received {
	readonly headers: Readonly<Record<string, string>>;
	/** As it came. */
	readonly body: string;
	readonly json: Record<string, unknown>;
}

let sandbox: RunningSandbox;
let server: Server;
let address: string;
let got: Received[];
let status: number;

beforeAll(async () => {
	await shopifySchema('2026-10');
	server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8');
			const headers = incoming.headers as Record<string, string>;
			got.push({ headers, body, json: JSON.parse(body) as Record<string, unknown> });
			outgoing.writeHead(status).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}, 240_000);
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

async function start(options: Record<string, string> = {}): Promise<void> {
	await sandbox?.close();
	sandbox = await serve(shopify, { seed: DATA, options: { ...OWN_WORDS, ...options } });
	got = [];
	status = 200;
}

beforeEach(async () => start());
afterAll(async () => sandbox.close());

interface Answer {
	readonly data: Readonly<Record<string, unknown>>;
	readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
}

async function ask(query: string, variables: Record<string, unknown> = {}, token = shop.accessToken): Promise<Answer> {
	const url = `${sandbox.url}/admin/api/2026-10/graphql.json`;
	const headers = { 'x-shopify-access-token': token };
	return (await axios.post<Answer>(url, { query, variables }, { headers, validateStatus: () => true })).data;
}

interface Subscribed {
	readonly webhookSubscription: { readonly id: string } | null;
	readonly userErrors: ReadonlyArray<{ readonly field: readonly string[]; readonly message: string }>;
}

const CREATE = `mutation WebhookCreate($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
	webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
		webhookSubscription { id topic uri name format filter includeFields apiVersion { handle } createdAt } userErrors { field message } } }`;
const LIST = `query L($topics: [WebhookSubscriptionTopic!], $uri: String) {
	webhookSubscriptions(first: 50, topics: $topics, uri: $uri) { nodes { id topic uri name } } }`;

async function subscribe(topic: string, more: Record<string, unknown> = {}, token?: string): Promise<Subscribed> {
	const answer = await ask(CREATE, { topic, subscription: { uri: address, ...more } }, token);
	expect(answer.errors).toBeUndefined();
	return answer.data.webhookSubscriptionCreate as Subscribed;
}

async function listed(variables: Record<string, unknown> = {}, token?: string): Promise<string[]> {
	const { data } = await ask(LIST, variables, token);
	const { nodes } = data.webhookSubscriptions as { nodes: Array<{ topic: string }> };
	return nodes.map(({ topic }) => topic);
}

async function arrived(): Promise<string[]> {
	await sandbox.deliveriesSettled();
	return got.map(({ headers }) => headers['x-shopify-topic'] ?? '');
}

const last = (): Received => {
	const one = got.at(-1);
	if (!one) throw new Error('Nothing arrived');
	return one;
};

const signature = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('base64');

// ------------------------------------------------------------------ subscriptions

it('subscribes, lists by topic and address, changes and ends a subscription', async () => {
	const { webhookSubscription } = await subscribe('ORDERS_PAID', { name: 'n8n-orders-paid', includeFields: ['id'] });
	expect(webhookSubscription).toMatchObject({
		topic: 'ORDERS_PAID',
		uri: address,
		name: 'n8n-orders-paid',
		format: 'JSON',
		includeFields: ['id'],
		apiVersion: { handle: '2026-10' },
	});
	await subscribe('ORDERS_CREATE');
	expect(await listed()).toEqual(['ORDERS_PAID', 'ORDERS_CREATE']);
	expect(await listed({ topics: ['ORDERS_CREATE'] })).toEqual(['ORDERS_CREATE']);
	expect(await listed({ uri: `${address}/other` })).toEqual([]);
	const id = webhookSubscription?.id;
	await ask(
		`mutation U($id: ID!, $s: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $s) { userErrors { message } } }`,
		{ id, s: { uri: `${address}/other` } },
	);
	expect(await listed({ uri: `${address}/other` })).toEqual(['ORDERS_PAID']);
	const one = await ask('query O($id: ID!) { webhookSubscription(id: $id) { uri name } }', { id });
	expect(one.data).toEqual({ webhookSubscription: { uri: `${address}/other`, name: 'n8n-orders-paid' } });
	const gone =
		'mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }';
	expect((await ask(gone, { id })).data).toEqual({
		webhookSubscriptionDelete: { deletedWebhookSubscriptionId: id, userErrors: [] },
	});
	expect((await ask(gone, { id })).data.webhookSubscriptionDelete).toMatchObject({
		userErrors: [{ message: 'Webhook subscription does not exist.' }],
	});
	expect(sandbox.state()).toMatchObject({ subscriptions: [{ topic: 'ORDERS_CREATE', uri: address }] });
});

it.each([
	['the same topic and address twice', {}, 'has already been taken'],
	['a name of 51 characters', { name: 'x'.repeat(51) }, 'at most 50 characters'],
	['a name with a blank', { name: 'orders paid' }, 'letters, digits'],
	['an empty name', { name: '' }, 'letters, digits'],
	['an http address elsewhere', { uri: 'http://n8n.example.com/webhook' }, 'http:// is not supported'],
	['an address that is none', { uri: 'nonsense' }, 'Address is invalid'],
	['no address', { uri: '' }, "can't be blank"],
])('refuses %s with a user error', async (_what, input, message) => {
	await subscribe('ORDERS_PAID');
	const refused = await subscribe('ORDERS_PAID', input);
	expect(refused.webhookSubscription).toBeNull();
	expect(refused.userErrors[0]?.message).toContain(message);
	expect(await listed()).toEqual(['ORDERS_PAID']);
	expect(sandbox.journal().at(-2)).toMatchObject({ operation: 'webhookCreate', accepted: false });
});

it.each([
	['an https address elsewhere', 'ORDERS_PAID', { uri: 'https://n8n.example.com/webhook' }, 'SANDBOX_REFUSED_ADDRESS'],
	[
		'an address that only looks like this machine',
		'ORDERS_PAID',
		{ uri: 'https://127.0.0.1@example.com/' },
		'SANDBOX_REFUSED_ADDRESS',
	],
	['Pub/Sub', 'ORDERS_PAID', { uri: 'pubsub://project:topic' }, 'SANDBOX_NOT_IMITATED'],
	['XML', 'ORDERS_PAID', { format: 'XML' }, 'SANDBOX_NOT_IMITATED'],
	['a filter', 'ORDERS_PAID', { filter: 'total_price:>=10' }, 'SANDBOX_NOT_IMITATED'],
	['a topic nothing here causes', 'THEMES_UPDATE', {}, 'SANDBOX_NOT_IMITATED'],
])('says loudly that it does not do %s', async (_what, topic, input, code) => {
	const answer = await ask(CREATE, { topic, subscription: { uri: address, ...input } });
	expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
	expect(await listed()).toEqual([]);
});

it('asks for the scope of the topic, and tells nothing once it is gone', async () => {
	const scopes = ['write_orders', 'read_products', 'read_all_orders'];
	await sandbox.change('setScopes', { scopes });
	expect((await subscribe('FULFILLMENTS_CREATE')).userErrors[0]?.message).toContain('do not have permission');
	expect((await subscribe('ORDERS_CREATE')).userErrors).toEqual([]);
	await sandbox.change('setScopes', { scopes: ['read_products'] });
	await sandbox.change('addOrder');
	expect(await arrived()).toEqual([]);
});

it('an app sees and ends its own subscriptions only', async () => {
	const { data } = await axios.post(`${sandbox.url}/admin/oauth/access_token`, {
		grant_type: 'client_credentials',
		client_id: shop.clientId,
		client_secret: shop.clientSecret,
	});
	const { webhookSubscription } = await subscribe('ORDERS_CREATE', {}, data.access_token);
	expect([await listed({}, data.access_token), await listed()]).toEqual([['ORDERS_CREATE'], []]);
	const gone = 'mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { message } } }';
	await ask(gone, { id: webhookSubscription?.id });
	expect(await listed({}, data.access_token)).toEqual(['ORDERS_CREATE']);
});

// ------------------------------------------------------------------ deliveries

it('delivers with the headers of the vendor, signed over the very bytes', async () => {
	const { webhookSubscription } = await subscribe('ORDERS_CREATE', { name: 'n8n' });
	await sandbox.change('addOrder', { number: 2001 });
	expect(await arrived()).toEqual(['orders/create']);
	const { headers, body } = last();
	expect(headers).toMatchObject({
		'content-type': 'application/json',
		'x-shopify-shop-domain': shop.domain,
		'x-shopify-api-version': '2026-10',
		'x-shopify-name': 'n8n',
		'x-shopify-webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
		'x-shopify-event-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
		'x-shopify-triggered-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
		'x-shopify-hmac-sha256': signature(body, shop.clientSecret),
	});
	expect(sandbox.journal().filter(({ operation }) => operation === 'webhook')).toMatchObject([
		{
			path: '/webhook',
			accepted: true,
			note: {
				topic: 'orders/create',
				deliveryId: headers['x-shopify-webhook-id'],
				attempt: 1,
				subscription: webhookSubscription?.id,
			},
		},
	]);
});

it('the test vector of the facts is how it signs', () => {
	const body = '{"id":820982911946154508,"name":"#1001"}';
	expect(signature(body, 'test-client-secret')).toBe('MMs9XZ3GF96AiVZHQoXxdnj20BQBfOr9utYa5uCvyO4=');
});

it('writes ids beyond 2^53 in their own digits, beside the global id', async () => {
	await subscribe('ORDERS_CREATE');
	await sandbox.change('addOrder', { number: 2001, id: HUGE_ID, plant: 'pickupPoint' });
	await sandbox.deliveriesSettled();
	const { body, json } = last();
	expect(body).toContain(`"id":${HUGE_ID},"admin_graphql_api_id":"gid://shopify/Order/${HUGE_ID}"`);
	expect(String(json.id)).not.toBe(HUGE_ID);
	expect(json).toMatchObject({
		name: '#2001',
		order_number: 2001,
		financial_status: 'paid',
		fulfillment_status: null,
		taxes_included: true,
		currency: 'EUR',
		tags: 'pickup',
		note_attributes: [{ name: 'pickup_point_id', value: '9712' }],
		updated_at: expect.stringMatching(/\+00:00$/),
		total_price: expect.stringMatching(/^\d+\.\d\d$/),
		line_items: [{ quantity: 1, current_quantity: 1, fulfillable_quantity: 1, requires_shipping: true }],
	});
	expect(Object.keys((json.line_items as object[])[0] ?? {})).not.toContain('barcode');
	const read = await ask(`{ order(id: "gid://shopify/Order/${HUGE_ID}") { name } }`);
	expect(read.data).toEqual({ order: { name: '#2001' } });
});

it.each<[string, string, Record<string, unknown>, readonly string[]]>([
	['an order that falls', 'addOrder', { number: 2001 }, ['orders/create', 'orders/paid']],
	['an unpaid order', 'addOrder', { number: 2001, plant: 'unpaid' }, ['orders/create']],
	['a touch', 'touchOrder', { number: 1005 }, ['orders/updated']],
	['money that comes in', 'payOrder', { number: 1040 }, ['orders/updated', 'orders/paid']],
	['a cancellation', 'cancelOrder', { number: 1005 }, ['orders/updated', 'orders/cancelled']],
	[
		'a cancellation with money back',
		'cancelOrder',
		{ number: 1005, refund: true },
		['orders/updated', 'orders/cancelled', 'refunds/create'],
	],
	['a refund', 'refund', { number: 1005, lines: [{ line: 0 }] }, ['orders/updated', 'refunds/create']],
	['an assessment of risk', 'setRisk', { number: 1005, level: 'HIGH' }, ['orders/risk_assessment_changed']],
	['a parcel of all', 'fulfillByHand', { number: 1005 }, ['orders/updated', 'orders/fulfilled', 'fulfillments/create']],
	[
		'a parcel of a part',
		'fulfillByHand',
		{ number: 1025, lines: [{ sku: 'MUG-BLUE', quantity: 1 }] },
		['orders/updated', 'orders/partially_fulfilled', 'fulfillments/create'],
	],
	['a hold', 'holdFulfillment', { number: 1005 }, []],
])('%s is told', async (_what, action, input, topics) => {
	for (const topic of [
		'ORDERS_CREATE ORDERS_PAID ORDERS_UPDATED ORDERS_CANCELLED ORDERS_FULFILLED ORDERS_PARTIALLY_FULFILLED',
		'ORDERS_RISK_ASSESSMENT_CHANGED REFUNDS_CREATE FULFILLMENTS_CREATE FULFILLMENTS_UPDATE',
	].flatMap((line) => line.split(' '))) {
		await subscribe(topic);
	}
	await sandbox.change(action, input);
	expect([...(await arrived())].sort()).toEqual([...topics].sort());
	const ids = new Set(got.map(({ headers }) => headers['x-shopify-webhook-id']));
	const events = new Set(got.map(({ headers }) => headers['x-shopify-event-id']));
	expect([ids.size, events.size]).toEqual([topics.length, Math.min(1, topics.length)]);
});

it('what an app does is told as well, a cancelled parcel and a new tracking number included', async () => {
	await subscribe('FULFILLMENTS_UPDATE');
	await sandbox.change('fulfillByHand', { number: 1005, tracking: 'A' });
	const { orders } = sandbox.state() as { orders: Array<{ number: number; fulfillments: Array<{ id: string }> }> };
	const id = orders.find(({ number }) => number === 1005)?.fulfillments[0]?.id;
	await ask(
		`mutation T($id: ID!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: { number: "B" }) { userErrors { message } } }`,
		{ id },
	);
	await ask('mutation C($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }', { id });
	expect(await arrived()).toEqual(['fulfillments/update', 'fulfillments/update']);
	expect(got.map(({ json }) => [json.status, json.tracking_number, json.admin_graphql_api_id])).toEqual([
		['success', 'B', id],
		['cancelled', 'B', id],
	]);
	await subscribe('ORDERS_UPDATED');
	got = [];
	await ask(
		'mutation G { tagsAdd(id: "gid://shopify/Order/5900000001006", tags: ["seen"]) { userErrors { message } } }',
	);
	expect(await arrived()).toEqual(['orders/updated']);
	await ask(
		'mutation G { tagsAdd(id: "gid://shopify/Order/5900000001006", tags: ["SEEN"]) { userErrors { message } } }',
	);
	expect(await arrived()).toEqual(['orders/updated']);
});

it('refunds, risk and routing as their samples have them', async () => {
	for (const topic of [
		'REFUNDS_CREATE',
		'ORDERS_RISK_ASSESSMENT_CHANGED',
		'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE',
	]) {
		await subscribe(topic);
	}
	await sandbox.change('refund', { number: 1005, lines: [{ line: 0, quantity: 1 }] });
	await sandbox.change('setRisk', { number: 1005, level: 'MEDIUM' });
	await sandbox.change('addOrder', { number: 2001 });
	expect(await arrived()).toEqual([
		'refunds/create',
		'orders/risk_assessment_changed',
		'fulfillment_orders/order_routing_complete',
	]);
	const [refund, risk, routing] = got.map(({ json }) => json);
	expect(refund).toMatchObject({
		order_id: 5_900_000_001_005,
		admin_graphql_api_id: `gid://shopify/Refund/${String(refund?.id)}`,
		restock: false,
		refund_line_items: [{ quantity: 1, restock_type: 'no_restock', line_item: { sku: expect.any(String) } }],
		transactions: [{ kind: 'refund', status: 'success' }],
	});
	expect(risk).toMatchObject({
		risk_level: 'medium',
		provider_id: null,
		admin_graphql_api_order_id: 'gid://shopify/Order/5900000001005',
	});
	expect(Object.keys(risk ?? {})).not.toContain('recommendation');
	expect(routing).toEqual({
		fulfillment_order: { id: expect.stringMatching(/^gid:\/\/shopify\/FulfillmentOrder\//), status: 'open' },
	});
});

it('stock that an order takes, and a product that changes, are told', async () => {
	await subscribe('INVENTORY_LEVELS_UPDATE');
	await sandbox.change('addOrder', { number: 2001, lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
	expect(await arrived()).toEqual(['inventory_levels/update']);
	const { json, body } = last();
	expect(Object.keys(json).sort()).toEqual([
		'admin_graphql_api_id',
		'available',
		'inventory_item_id',
		'location_id',
		'updated_at',
	]);
	const before = Number(json.available);
	await sandbox.change('cancelOrder', { number: 2001 });
	await sandbox.deliveriesSettled();
	expect([last().json.available, got.length]).toEqual([before + 2, 2]);
	expect(body).toMatch(/"inventory_item_id":\d+,/);
	await subscribe('PRODUCTS_UPDATE');
	const product = (await ask(`{ productVariants(first: 1, query: "sku:'MUG-BLUE'") { nodes { product { id } } } }`))
		.data.productVariants as { nodes: [{ product: { id: string } }] };
	const { id } = product.nodes[0].product;
	await ask('mutation T($id: ID!) { tagsAdd(id: $id, tags: ["new"]) { userErrors { message } } }', { id });
	await sandbox.deliveriesSettled();
	expect(last().json).toMatchObject({ admin_graphql_api_id: id, tags: expect.stringContaining('new') });
	expect(last().headers['x-shopify-topic']).toBe('products/update');
});

it('routing is told when it is done, not before', async () => {
	await start({ routingLag: '5s' });
	await subscribe('FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE');
	await sandbox.change('addOrder');
	expect(await arrived()).toEqual([]);
	sandbox.advanceClock(5_001);
	expect(await arrived()).toHaveLength(1);
});

it('sends the fields that were asked for and no others', async () => {
	await subscribe('ORDERS_CREATE', { includeFields: ['id', 'admin_graphql_api_id', 'updated_at'] });
	await sandbox.change('addOrder');
	await sandbox.deliveriesSettled();
	expect(Object.keys(last().json)).toEqual(['id', 'admin_graphql_api_id', 'updated_at']);
});

// ------------------------------------------------------------------ tries

it('tries eight more times over four hours with the same bytes and id, and then gives the subscription up', async () => {
	await subscribe('ORDERS_UPDATED');
	status = 500;
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.change('editOrder', { number: 1005, note: 'changed since' });
	await sandbox.deliveriesSettled();
	const waits: number[] = [];
	const [firstId] = got.map(({ headers }) => headers['x-shopify-webhook-id']);
	const tries = () => got.filter(({ headers }) => headers['x-shopify-webhook-id'] === firstId);
	while (tries().length < 9 && waits.length < 500) {
		sandbox.advanceClock(60_000);
		waits.push(60_000);
		await sandbox.deliveriesSettled();
	}
	expect(tries()).toHaveLength(9);
	expect(new Set(tries().map(({ body, headers }) => `${body} ${headers['x-shopify-hmac-sha256']}`)).size).toBe(1);
	const span = waits.reduce((sum, wait) => sum + wait, 0);
	expect(span).toBeGreaterThan(3.8 * HOUR_MS);
	expect(span).toBeLessThan(4.3 * HOUR_MS);
	expect(await listed()).toEqual([]);
	const attempts = sandbox
		.journal()
		.filter(({ operation, note }) => operation === 'webhook' && note?.['deliveryId'] === firstId)
		.map(({ note }) => note?.['attempt']);
	expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	status = 200;
	got = [];
	await sandbox.change('touchOrder', { number: 1005 });
	expect(await arrived()).toEqual([]);
});

it('a subscription that hears something in between is kept', async () => {
	await subscribe('ORDERS_UPDATED');
	status = 503;
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.deliveriesSettled();
	const lost = last().headers['x-shopify-webhook-id'];
	for (let hour = 0; hour < 10; hour += 1) {
		sandbox.advanceClock(HOUR_MS / 2);
		await sandbox.deliveriesSettled();
		if (hour !== 3) continue;
		status = 200;
		await sandbox.change('holdDeliveries');
		await sandbox.change('touchOrder', { number: 1006 });
		await sandbox.change('releaseDeliveries', { order: 'reversed' });
		await sandbox.deliveriesSettled();
		status = 503;
	}
	expect(got.filter(({ headers }) => headers['x-shopify-webhook-id'] === lost).length).toBeGreaterThan(1);
	expect(await listed()).toEqual(['ORDERS_UPDATED']);
});

it('for an hour after a rotation it signs with the old secret, then with the new one', async () => {
	await subscribe('ORDERS_UPDATED');
	await sandbox.change('rotateSecret', { to: 'fresh-secret' });
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.deliveriesSettled();
	expect(last().headers['x-shopify-hmac-sha256']).toBe(signature(last().body, shop.clientSecret));
	sandbox.advanceClock(HOUR_MS + 1_000);
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.deliveriesSettled();
	expect(last().headers['x-shopify-hmac-sha256']).toBe(signature(last().body, 'fresh-secret'));
});

it('with secretRotation atOnce it signs with the new secret at once', async () => {
	await start({ secretRotation: 'atOnce' });
	await subscribe('ORDERS_UPDATED');
	await sandbox.change('rotateSecret', { to: 'fresh-secret' });
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.deliveriesSettled();
	expect(last().headers['x-shopify-hmac-sha256']).toBe(signature(last().body, 'fresh-secret'));
});

it('duplicates, losses and disorder are to be had on demand', async () => {
	await subscribe('ORDERS_UPDATED');
	await sandbox.change('holdDeliveries');
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.change('touchOrder', { number: 1006 });
	await sandbox.change('releaseDeliveries', { order: 'reversed' });
	await sandbox.deliveriesSettled();
	await sandbox.change('redeliver', { deliveryId: got[1]?.headers['x-shopify-webhook-id'] });
	await sandbox.deliveriesSettled();
	await sandbox.change('dropDeliveries');
	await sandbox.change('touchOrder', { number: 1007 });
	await sandbox.deliveriesSettled();
	expect(got.map(({ json }) => json.name)).toEqual(['#1006', '#1005', '#1005']);
	expect(got[2]).toEqual(got[1]);
});

it('subscriptions and what waits for another try survive a save', async () => {
	await subscribe('ORDERS_UPDATED');
	status = 500;
	await sandbox.change('touchOrder', { number: 1005 });
	await sandbox.deliveriesSettled();
	const saved = await sandbox.save();
	await sandbox.close();
	status = 200;
	sandbox = await serve(shopify, { saved });
	sandbox.advanceClock(2 * 60_000);
	await sandbox.deliveriesSettled();
	expect(got.map(({ headers }) => headers['x-shopify-webhook-id'])).toEqual([
		got[0]?.headers['x-shopify-webhook-id'],
		got[0]?.headers['x-shopify-webhook-id'],
	]);
	expect(await listed()).toEqual(['ORDERS_UPDATED']);
});

it('no secret is in the journal or in what tests compare', async () => {
	await subscribe('ORDERS_CREATE');
	await sandbox.change('addOrder');
	await sandbox.deliveriesSettled();
	const seen = JSON.stringify([sandbox.journal(), sandbox.state()]);
	for (const secret of [shop.clientSecret, shop.accessToken, last().headers['x-shopify-hmac-sha256'] ?? '?'])
		expect(seen).not.toContain(secret);
	expect(seen).not.toMatch(/example\.com|\+358|Esimerkki/);
});
