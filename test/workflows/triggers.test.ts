import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import axios from 'axios';

import { template } from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import { itemsOf, type Execution, type Item } from '../../sandbox/n8n/execution';
import type { RunningSandbox } from '../../sandbox/serve';
import { proves, watchJournal } from '../support/proof';
import { ORDERS, Standing } from '../support/standing';

jest.setTimeout(10 * 60_000);

/*
 * Triggers in a real n8n against the sandboxes, which send the webhooks themselves: what is registered when, what
 * becomes of a delivery that comes twice, too early, in the middle of a crash, or from somebody else.
 */

const WEBHOOK_ID = '7b1f0a52-6a8e-4f57-9a53-5f1d0a3c2b11';
const POLL_ID = 'd0a3c2b1-6a8e-4f57-9a53-5f1d7b1f0a52';
const HUGE_ID = '820982911946154509';

let standing: Standing;
let shop: RunningSandbox;
let warehouse: RunningSandbox;

beforeAll(async () => {
	standing = await Standing.up();
	shop = watchJournal(standing.sandboxes.of('shopify'));
	warehouse = watchJournal(standing.sandboxes.of('ogoship'));
});

afterAll(async () => {
	await standing.down();
});

interface Subscribed {
	readonly id: string;
	readonly topic: string;
	readonly uri: string;
}

const subscriptions = () => (shop.state() as { subscriptions: Subscribed[] }).subscriptions;
const topicsAt = (url: string) =>
	subscriptions()
		.filter(({ uri }) => uri === url)
		.map(({ topic }) => topic)
		.sort();
const addressOf = (webhookId: string, test = '') => `${standing.server.url}/webhook${test}/${webhookId}/webhook`;
const stands = (number: number) =>
	(warehouse.state() as { orders: Array<{ reference: string }> }).orders.filter(
		({ reference }) => reference === `SHOP-${number}`,
	).length;

const node = (name: string, type: string, x: number, parameters: object, more: object = {}) => ({
	id: `${name} ${type}`,
	name,
	type,
	typeVersion: 1,
	position: [x, 0],
	parameters,
	...more,
});
const ours = (name: string, type: string, x: number, parameters: object, more: object = {}) => {
	const [credential, account] = type.startsWith('shopify')
		? ['shopifyCommerceApi', 'Shopify Commerce account']
		: ['ogoshipApi', 'OGOship account'];
	const credentials = { [credential]: { id: null, name: account } };
	return node(name, `n8n-nodes-commerce-bridge.${type}`, x, parameters, { credentials, ...more });
};

/** Nodes in a chain, as a workflow. */
async function chain(name: string, nodes: ReadonlyArray<{ name: string }>): Promise<string> {
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [nodes[index]!.name, { main: [[{ node: next.name, type: 'main', index: 0 }]] }]),
	);
	const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' };
	return (await standing.api.importWorkflow({ name, nodes, connections, settings })).id;
}

/** A paid order goes to the warehouse at once. */
async function atOnce(webhookId: string, events = ['orderPaid']): Promise<string> {
	const send = template(ORDERS).nodes.find(({ name }) => name === 'Send to OGOship')!.parameters;
	const settings = settingsOf(standing.sandboxes.data)[ORDERS]!['Send to OGOship']!;
	return await chain('Paid orders at once', [
		ours('When Paid', 'shopifyTrigger', 0, { events }, { webhookId }),
		ours('Read', 'shopify', 200, { resource: 'order', operation: 'get' }, { onError: 'continueErrorOutput' }),
		ours('Send', 'ogoship', 400, { ...send, ...settings }, { onError: 'continueErrorOutput' }),
	]);
}

async function newOrder(number: number): Promise<void> {
	await shop.change('addOrder', { number });
}

/** Executions that ended, once there are so many and every webhook has gone out. */
async function executions(workflow: string, count: number): Promise<Execution[]> {
	await shop.deliveriesSettled();
	return await standing.api.waitForExecutions(workflow, count);
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		if (await holds()) return;
		await wait(100);
	}
	throw new Error(`${what}: not within a minute`);
}

// ------------------------------------------------------------------ subscriptions

it('subscribes when the workflow is published, and ends that when it is taken back', async () => {
	const id = await atOnce(WEBHOOK_ID, ['orderPaid', 'productChanged']);
	expect(subscriptions()).toEqual([]);
	await standing.api.publish(id);
	expect(topicsAt(addressOf(WEBHOOK_ID))).toEqual(['ORDERS_PAID', 'PRODUCTS_CREATE', 'PRODUCTS_UPDATE']);
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

it('listens for a test at another address, and leaves the one for production alone', async () => {
	const id = await atOnce(WEBHOOK_ID);
	await standing.api.publish(id);
	const [live] = subscriptions();
	await expect(standing.api.start(id, 'When Paid')).rejects.toThrow('waits for a call');
	expect(topicsAt(addressOf(WEBHOOK_ID, '-test'))).toEqual(['ORDERS_PAID']);
	await newOrder(3001);
	const [first, second] = await executions(id, 2);
	expect([first!.mode, second!.mode].sort()).toEqual(['manual', 'webhook']);
	for (const each of [first!, second!])
		expect(itemsOf(each, 'When Paid')).toMatchObject([{ kind: 'order', origin: { number: '#3001' } }]);
	await until('the test address is gone', () => topicsAt(addressOf(WEBHOOK_ID, '-test')).length === 0);
	expect(subscriptions()).toEqual([live]);
	expect(stands(3001)).toBe(1);
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

it('brings back what somebody removed, when the workflow is published anew', async () => {
	const id = await atOnce(WEBHOOK_ID);
	await standing.api.publish(id);
	await removeAll();
	expect(subscriptions()).toEqual([]);
	await standing.api.unpublish(id);
	await standing.api.publish(id);
	expect(topicsAt(addressOf(WEBHOOK_ID))).toEqual(['ORDERS_PAID']);
	await newOrder(3002);
	await until('the order stands at the warehouse', () => stands(3002) === 1);
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

/** As the shop's app could do it from anywhere else. */
async function removeAll(): Promise<void> {
	const { clientId, clientSecret } = standing.sandboxes.data.shop;
	const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
	const { data } = await axios.post<{ access_token: string }>(`${shop.url}/admin/oauth/access_token`, grant, {
		proxy: false,
	});
	const query = 'mutation R($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { message } } }';
	const headers = { 'x-shopify-access-token': data.access_token };
	for (const { id } of subscriptions())
		await axios.post(
			`${shop.url}/admin/api/2026-10/graphql.json`,
			{ query, variables: { id } },
			{ headers, proxy: false },
		);
}

it('says in plain words why it cannot be published, and that a schedule is enough', async () => {
	const { domain, clientId, clientSecret } = standing.sandboxes.data.shop;
	const stored = await standing.api.createCredential('shopifyCommerceApi', 'A shop on the internet', {
		shop: domain,
		signIn: 'clientCredentials',
		clientId,
		clientSecret,
		apiAddress: 'https://shop.example.com',
	});
	const credentials = { shopifyCommerceApi: { id: stored.id, name: stored.name } };
	const id = await chain('Unreachable', [
		ours('When Paid', 'shopifyTrigger', 0, { events: ['orderPaid'] }, { webhookId: POLL_ID, credentials }),
		node('End', 'n8n-nodes-base.noOp', 200, {}),
	]);
	const said = await standing.api.publish(id).catch((error: Error) => error.message);
	expect(said).toContain('Shopify Commerce cannot send to this n8n: 127.0.0.1 is this machine itself.');
	expect(said).toContain('a schedule alone brings everything');
	expect(subscriptions()).toEqual([]);
	await standing.api.deleteCredential(stored.id);
});

// ------------------------------------------------------------------ deliveries

const sign = (body: string, secret = standing.sandboxes.data.shop.clientSecret) =>
	createHmac('sha256', secret).update(body).digest('base64');

async function deliver(body: string, headers: Record<string, string> = {}): Promise<number> {
	const { domain } = standing.sandboxes.data.shop;
	const { status } = await axios.post(addressOf(WEBHOOK_ID), body, {
		headers: {
			'content-type': 'application/json',
			'x-shopify-topic': 'orders/paid',
			'x-shopify-shop-domain': domain,
			'x-shopify-webhook-id': 'by hand',
			'x-shopify-hmac-sha256': sign(body),
			...headers,
		},
		proxy: false,
		validateStatus: () => true,
		transformRequest: (data: unknown) => data,
	});
	return status;
}

it('writes one document for a delivery that comes eight times, once in the middle of a crash', async () => {
	const id = await atOnce(WEBHOOK_ID);
	await standing.api.publish(id);
	// The first delivery is received; before its order is read, n8n is gone.
	shop.addFault({ kind: 'slow', delayMs: 20_000, operation: 'ordersById' });
	await newOrder(3003);
	await shop.deliveriesSettled();
	await until('the order is being read', () => shop.journal().some(({ fault }) => fault === 'slow'));
	await standing.server.kill();
	expect(stands(3003)).toBe(0);
	shop.clearFaults();
	await standing.restart();
	await shop.change('redeliver', { times: 7 });
	const forged = await Promise.all([
		deliver('{"id":1}', { 'x-shopify-hmac-sha256': sign('{"id":1}', 'guessed') }),
		deliver('{"id":1}', { 'x-shopify-hmac-sha256': '' }),
		deliver('{"id":1}', { 'x-shopify-shop-domain': 'other.myshopify.com' }),
		deliver('{"id":1}', { 'x-shopify-topic': 'orders/create' }),
	]);
	expect(forged).toEqual([401, 401, 401, 401]);
	const all = await executions(id, 8);
	expect(all).toHaveLength(8);
	const whole = all.filter(({ status }) => status === 'success');
	expect(whole).toHaveLength(7);
	const outcomes = whole.flatMap((each) => itemsOf(each, 'Send').map(({ outcome }) => String(outcome)));
	expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
	expect(new Set(outcomes)).toEqual(
		new Set(['created', 'unchanged', 'skipped'].filter((each) => outcomes.includes(each))),
	);
	expect(stands(3003)).toBe(1);
	await proves('B6', { request: 'ogoship.ordersCreate' });

	expect(await deliver('no JSON at all')).toBe(200);
	expect(await deliver(`{"id":${HUGE_ID}}`)).toBe(200);
	const [unread, unknown] = (await executions(id, 10)).slice(-2);
	const problems = [unread!, unknown!].map((each) => itemsOf(each, 'Read', 1)[0]?.error as Item | undefined);
	expect(problems.map((problem) => problem?.code).sort()).toEqual(['ID_MISSING', 'NOT_FOUND']);
	expect(JSON.stringify(problems)).not.toContain('820982911946154500');
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

it('finds with the sweep what was lost on its way, and the retry of the shop adds nothing to it', async () => {
	const id = await atOnce(WEBHOOK_ID);
	await standing.api.publish(id);
	const swept = (await standing.import(ORDERS)).id;
	// One is lost for good, the other finds n8n gone.
	await shop.change('dropDeliveries', { times: 1 });
	await newOrder(3004);
	await shop.deliveriesSettled();
	await standing.server.kill();
	await newOrder(3005);
	await shop.deliveriesSettled();
	await standing.restart();
	expect([stands(3004), stands(3005)]).toEqual([0, 0]);
	const sweep = await standing.api.run(swept, 'Start by Hand', { timeoutMs: 300_000 });
	expect(sweep.status).toBe('success');
	expect([stands(3004), stands(3005)]).toEqual([1, 1]);
	await proves('X9', { request: 'shopify.ordersById' });
	const before = (await standing.api.listExecutions(id)).length;
	shop.advanceClock(2 * 60_000);
	const [late] = (await executions(id, before + 1)).slice(-1);
	expect(itemsOf(late!, 'Send')).toMatchObject([{ number: '#3005', outcome: 'unchanged' }]);
	expect([stands(3004), stands(3005)]).toEqual([1, 1]);
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

it('is told of a refund, and reads it as often as it is told, with what its money does', async () => {
	const id = await chain('Refunds at once', [
		ours('When Refunded', 'shopifyTrigger', 0, { events: ['refundCreated'] }, { webhookId: WEBHOOK_ID }),
		ours('Read', 'shopify', 200, { resource: 'refund', operation: 'get' }, { onError: 'continueErrorOutput' }),
	]);
	await newOrder(3006);
	await standing.api.publish(id);
	expect(topicsAt(addressOf(WEBHOOK_ID))).toEqual(['REFUNDS_CREATE']);
	const begun = shop.journal().at(-1)?.seq ?? 0;
	await shop.change('refund', { number: 3006, lines: [{ line: 0 }], money: 'PENDING' });
	await executions(id, 1);
	await shop.change('settleRefund', { number: 3006 });
	await shop.change('redeliver', { times: 2 });
	const all = await executions(id, 3);
	const hints = all.flatMap((each) => itemsOf(each, 'When Refunded'));
	expect(hints.map(({ kind }) => kind)).toEqual(['refund', 'refund', 'refund']);
	expect(new Set(hints.map(({ origin }) => (origin as Item).id)).size).toBe(1);
	const read = all.flatMap((each) => itemsOf(each, 'Read'));
	expect(read).toMatchObject(
		['pending', 'settled', 'settled'].map((status) => ({
			...{ kind: 'refund', number: '#3006-R1', status },
			order: { system: 'shopify', id: expect.stringMatching(/\/Order\/\d+$/) as string, number: '#3006' },
		})),
	);
	const asked = shop.journal(begun).filter(({ operation, accepted }) => operation === 'refundsById' && accepted);
	expect(asked).toHaveLength(3);
	expect(itemsOf(all[0]!, 'Read', 1)).toEqual([]);
	await standing.api.unpublish(id);
	await until('the subscriptions are gone', () => subscriptions().length === 0);
});

// ------------------------------------------------------------------ the warehouse

async function ship(reference: string, number: string): Promise<void> {
	const sku = standing.sandboxes.data.products.find(({ atWarehouse }) => atWarehouse)!.sku;
	await warehouse.change('addOrder', { reference, status: 'New', orderLines: [{ code: sku, quantity: 1 }] });
	await warehouse.change('ship', { reference, trackingNumber: number });
}

it('is told of a shipment by the warehouse, and reads it with its tracking', async () => {
	const read = { resource: 'shipment', operation: 'get', referencePrefix: 'WEB-' };
	const id = await chain('Shipped', [
		ours('When Shipped', 'ogoshipTrigger', 0, { events: ['orderShipped'] }, { webhookId: WEBHOOK_ID }),
		ours('Read', 'ogoship', 200, read),
	]);
	const webhooks = () => (warehouse.state() as { webhooks: Array<{ url: string; type: string }> }).webhooks;
	await standing.api.publish(id);
	expect(webhooks()).toMatchObject([{ url: addressOf(WEBHOOK_ID), type: 'OrderShipped' }]);
	await ship('WEB-1', 'JJFI1');
	await warehouse.deliveriesSettled();
	const [execution] = await standing.api.waitForExecutions(id, 1);
	expect(itemsOf(execution!, 'When Shipped')).toMatchObject([{ kind: 'shipment', origin: { number: 'WEB-1' } }]);
	expect(itemsOf(execution!, 'Read')).toMatchObject([{ kind: 'shipment', tracking: [{ number: 'JJFI1' }] }]);
	await standing.api.unpublish(id);
	await until('the subscription is gone', () => webhooks().length === 0);
});

it('asks for shipments by itself where nobody can send to it', async () => {
	await ship('POLL-1', 'JJFI2');
	const parameters = { events: ['orderShipped'], referencePrefix: 'POLL-', settledFor: 'shopify' };
	const id = await chain('Polled', [
		ours('Every Minute', 'ogoshipPollTrigger', 0, { ...parameters, pollTimes: { item: [{ mode: 'everyMinute' }] } }),
		ours('Read', 'ogoship', 200, { resource: 'shipment', operation: 'get', referencePrefix: 'POLL-' }),
	]);
	const byHand = await standing.api.run(id, 'Every Minute');
	expect(itemsOf(byHand, 'Every Minute')).toMatchObject([{ kind: 'shipment', delivery: { topic: 'poll' } }]);
	await standing.api.publish(id);
	const [polled] = (await standing.api.waitForExecutions(id, 2)).slice(-1);
	expect(polled!.mode).toBe('trigger');
	expect(itemsOf(polled!, 'Read')).toMatchObject([{ kind: 'shipment', tracking: [{ number: 'JJFI2' }] }]);
	await standing.api.unpublish(id);
});
