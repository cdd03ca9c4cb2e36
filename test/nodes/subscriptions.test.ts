/** @jest-environment ./test/support/jest-environment.js */
import axios from 'axios';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import odooSandbox from '../../nodes/Odoo/sandbox';
import { KEYS } from '../../nodes/Odoo/sandbox/seed';
import ogoshipSandbox from '../../nodes/Ogoship/sandbox';
import shopifySandbox from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { openTrigger, type TriggerInput, type TriggerNode } from '../support/triggers';

/*
 * What a webhook trigger does at the service when a workflow is published, tested, and taken back; and what arrives
 * then. Real requests to the sandboxes, n8n-core's own contexts.
 */

const SEED = demoData(new Date().toISOString());
const FOREIGN = 'http://127.0.0.1:9/webhook/somebody-else';

interface Subscribed {
	readonly url: string;
	readonly topic: string;
	readonly id: string;
}

/** A system's trigger over its sandbox, and the sandbox's own view of it. */
interface Stand {
	readonly system: string;
	readonly sandbox: RunningSandbox;
	readonly keys: ICredentialDataDecryptedObject;
	open(events: string[], more?: Partial<TriggerInput>): Promise<TriggerNode>;
	subscriptions(): Subscribed[];
	/** Something about the subscription is changed by somebody else. */
	spoil(id: string): Promise<void>;
	remove(id: string): Promise<void>;
	subscribeElsewhere(): Promise<void>;
	/** Something happens about the first event. */
	happen(): Promise<void>;
	/** What an item then says of its record. */
	readonly told: object;
	/** The fields of the credential that hold the address of the service and the secret. */
	readonly fields: { readonly address: string; readonly secret: string };
	close(): Promise<void>;
}

async function shopifyStand(): Promise<Stand> {
	const sandbox = await serve(shopifySandbox, { seed: SEED });
	const { domain, clientId, clientSecret } = SEED.shop;
	const keys: ICredentialDataDecryptedObject = { shop: domain, clientId, clientSecret, apiAddress: sandbox.url };
	// Subscriptions belong to the app that made them, so the token of the trigger's own app is used.
	const ask = async (query: string, variables: object) => {
		const headers = { 'x-shopify-access-token': String(keys.sessionToken) };
		const url = `${sandbox.url}/admin/api/2026-10/graphql.json`;
		const { data } = await axios.post<{ errors?: unknown }>(url, { query, variables }, { headers, proxy: false });
		expect(data.errors).toBeUndefined();
	};
	return {
		system: 'shopify',
		sandbox,
		keys,
		open: async (events, more) =>
			await openTrigger({
				type: 'shopifyTrigger',
				parameters: { events },
				credentials: { shopifyCommerceApi: keys },
				...more,
			}),
		subscriptions: () =>
			(sandbox.state() as { subscriptions: Array<{ id: string; topic: string; uri: string }> }).subscriptions.map(
				({ id, topic, uri }) => ({ id, topic, url: uri }),
			),
		spoil: async (id) =>
			await ask(
				'mutation($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: { includeFields: ["note"] }) { userErrors { message } } }',
				{ id },
			),
		remove: async (id) =>
			await ask('mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { message } } }', { id }),
		subscribeElsewhere: async () =>
			await ask(
				'mutation($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: { uri: $uri }) { userErrors { message } } }',
				{ uri: FOREIGN },
			),
		happen: async () => void (await sandbox.change('addOrder', { number: 2001, id: '820982911946154509' })),
		told: { id: 'gid://shopify/Order/820982911946154509' },
		fields: { address: 'apiAddress', secret: 'clientSecret' },
		close: async () => await sandbox.close(),
	};
}

async function ogoshipStand(): Promise<Stand> {
	const sandbox = await serve(ogoshipSandbox, { seed: SEED });
	const { id: merchantId, secretToken, clientId, clientSecret } = SEED.merchant;
	const address = { apiAddress: sandbox.url, signInAddress: sandbox.url };
	const keys: ICredentialDataDecryptedObject = { merchantId, secretToken, clientId, clientSecret, ...address };
	const call = async (method: string, path: string, data?: object) => {
		const headers = { authorization: `Bearer ${String(keys.sessionToken)}` };
		await axios.request({ method, url: `${sandbox.url}/api/v1/webhooks${path}`, data, headers, proxy: false });
	};
	const stand: Stand = {
		system: 'ogoship',
		sandbox,
		keys,
		open: async (events, more) =>
			await openTrigger({
				type: 'ogoshipTrigger',
				parameters: { events },
				credentials: { ogoshipApi: keys },
				...more,
			}),
		subscriptions: () =>
			(sandbox.state() as { webhooks: Array<{ id: string; type: string; url: string }> }).webhooks.map(
				({ id, type, url }) => ({ id, topic: type, url }),
			),
		async spoil(id) {
			const { url, topic } = stand.subscriptions().find((each) => each.id === id)!;
			await call('PUT', `/${id}`, { url, type: topic, key: 'another key' });
		},
		remove: async (id) => await call('DELETE', `/${id}`),
		subscribeElsewhere: async () => await call('POST', '', { url: FOREIGN, type: 'OrderShipped', key: 'theirs' }),
		async happen() {
			await sandbox.change('addOrder', {
				reference: 'SHOP-2001',
				status: 'New',
				orderLines: [{ code: SEED.products.find(({ atWarehouse }) => atWarehouse)!.sku, quantity: 1 }],
			});
			await sandbox.change('ship', { reference: 'SHOP-2001', trackingNumber: 'JJFI1' });
		},
		told: { system: 'ogoship', number: 'SHOP-2001' },
		fields: { address: 'apiAddress', secret: 'secretToken' },
		close: async () => await sandbox.close(),
	};
	return stand;
}

interface OdooRule {
	readonly id: number;
	readonly actions: ReadonlyArray<{ readonly id: number; readonly name: string; readonly webhook_url: string }>;
}

async function odooStand(): Promise<Stand> {
	const sandbox = await serve(odooSandbox, { seed: SEED });
	// Rules need the rights of Settings.
	const own = { user: 'admin', apiKey: KEYS.admin, webhookSecret: 'a secret of the tests' };
	const keys: ICredentialDataDecryptedObject = { ...sandbox.credential().data, ...own };
	const ask = async <T>(model: string, method: string, body: object) => {
		const headers = { authorization: `bearer ${KEYS.admin}` };
		return (await axios.post<T>(`${sandbox.url}/json/2/${model}/${method}`, body, { headers, proxy: false })).data;
	};
	const rules = () => (sandbox.state() as { rules: OdooRule[] }).rules;
	return {
		system: 'odoo',
		sandbox,
		keys,
		open: async (events, more) =>
			await openTrigger({
				type: 'odooTrigger',
				parameters: { events },
				credentials: { odooCommerceApi: keys },
				...more,
			}),
		subscriptions: () =>
			rules().flatMap(({ id, actions }) =>
				actions.map(({ name, webhook_url }) => ({
					id: String(id),
					topic: name.split(' ')[2] ?? '',
					url: webhook_url,
				})),
			),
		async spoil(id) {
			const { id: action, name } = rules().find((rule) => String(rule.id) === id)!.actions[0]!;
			const vals = { name: name.replace(/[0-9a-f]{32}$/, '0'.repeat(32)) };
			await ask('ir.actions.server', 'write', { ids: [action], vals });
		},
		remove: async (id) => await ask('base.automation', 'unlink', { ids: [Number(id)] }),
		async subscribeElsewhere() {
			const [of] = await ask<number[]>('ir.model', 'search', { domain: [['model', '=', 'sale.order']] });
			const name = `Commerce Bridge order.confirmed ${'1'.repeat(32)}`;
			const action = { name, model_id: of, state: 'webhook', webhook_url: FOREIGN };
			const rule = { name, model_id: of, trigger: 'on_write', action_server_ids: [[0, 0, action]] };
			await ask('base.automation', 'create', { vals_list: [rule] });
		},
		async happen() {
			const [partner_id] = await ask<number[]>('res.partner', 'create', { vals_list: [{ name: 'Example' }] });
			const ids = await ask<number[]>('sale.order', 'create', { vals_list: [{ partner_id, name: 'SHOP-2001' }] });
			await ask('sale.order', 'action_confirm', { ids });
		},
		told: { system: 'odoo', number: 'SHOP-2001' },
		fields: { address: 'address', secret: 'webhookSecret' },
		close: async () => await sandbox.close(),
	};
}

/** The first event and a second one, with their topics. */
const CASES = {
	shopify: { up: shopifyStand, first: ['orderPaid', 'ORDERS_PAID'], second: ['refundCreated', 'REFUNDS_CREATE'] },
	ogoship: {
		up: ogoshipStand,
		first: ['orderShipped', 'OrderShipped'],
		second: ['stockChanged', 'ProductStockLevelChanged'],
	},
	odoo: {
		up: odooStand,
		first: ['orderConfirmed', 'order.confirmed'],
		second: ['deliveryDone', 'picking.done', 'picking.tracking'],
	},
} as const;

describe.each(Object.entries(CASES))('%s', (_system, { up, first, second }) => {
	let stand: Stand;
	let trigger: TriggerNode;
	const [firstEvent, firstTopic] = first;
	const [secondEvent, ...secondTopics] = second;
	const [secondTopic] = secondTopics;
	const topics = [firstTopic, ...secondTopics].sort();

	/** As n8n does it. */
	async function publish(node = trigger, isTest = false): Promise<boolean> {
		const exists = (await node.hook('checkExists', isTest)) as boolean;
		if (!exists) await node.hook('create', isTest);
		return exists;
	}
	const topicsAt = (url: string) =>
		stand
			.subscriptions()
			.filter((each) => each.url === url)
			.map(({ topic }) => topic)
			.sort();

	beforeEach(async () => {
		stand = await up();
		trigger = await stand.open([firstEvent, secondEvent]);
	});

	afterEach(async () => {
		await trigger?.close();
		await stand?.close();
	});

	it('subscribes to what was chosen, once, and ends it again', async () => {
		expect(await publish()).toBe(false);
		expect(topicsAt(trigger.url)).toEqual(topics);
		expect(await publish()).toBe(true);
		expect(stand.subscriptions()).toHaveLength(topics.length);
		await trigger.hook('delete');
		expect(stand.subscriptions()).toEqual([]);
		await trigger.hook('delete');
	});

	it('brings back a subscription that somebody removed, and only that one', async () => {
		await publish();
		const before = stand.subscriptions();
		await stand.remove(before.find(({ topic }) => topic === firstTopic)!.id);
		expect(await publish()).toBe(false);
		expect(topicsAt(trigger.url)).toEqual(topics);
		expect(stand.subscriptions()).toContainEqual(before.find(({ topic }) => topic === secondTopic));
	});

	it('repairs a subscription that would not send what it should', async () => {
		await publish();
		await stand.spoil(stand.subscriptions().find(({ topic }) => topic === firstTopic)!.id);
		expect(await publish()).toBe(false);
		expect(topicsAt(trigger.url)).toEqual(topics);
		expect(await publish()).toBe(true);
		await stand.happen();
		await stand.sandbox.deliveriesSettled();
		expect(trigger.executions.length).toBeGreaterThan(0);
		expect(trigger.executions[0]![0]!.origin).not.toBeNull();
	});

	it('ends what is no longer chosen, and never touches another address', async () => {
		await publish();
		await stand.subscribeElsewhere();
		trigger.parameters = { events: [firstEvent] };
		expect(await publish()).toBe(false);
		expect(topicsAt(trigger.url)).toEqual([firstTopic]);
		expect(topicsAt(FOREIGN)).toEqual([firstTopic]);
		await trigger.hook('delete');
		expect(stand.subscriptions().map(({ url }) => url)).toEqual([FOREIGN]);
	});

	it('keeps the address for tests apart from the one for production', async () => {
		trigger.parameters = { events: [firstEvent] };
		await publish();
		await publish(trigger, true);
		expect(topicsAt(trigger.testUrl)).toEqual(topicsAt(trigger.url));
		await stand.happen();
		await stand.sandbox.deliveriesSettled();
		expect(trigger.executions).toHaveLength(2);
		await trigger.hook('delete', true);
		expect(topicsAt(trigger.testUrl)).toEqual([]);
		expect(topicsAt(trigger.url)).toEqual([firstTopic]);
	});

	it('is told of what happens, and takes the same message eight times', async () => {
		trigger.parameters = { events: [firstEvent] };
		await publish();
		await stand.happen();
		await stand.sandbox.deliveriesSettled();
		expect(trigger.executions).toHaveLength(1);
		await stand.sandbox.change('redeliver', { times: 7 });
		await stand.sandbox.deliveriesSettled();
		expect(trigger.executions).toHaveLength(8);
		const items = trigger.executions.flat();
		const ids = items.map(({ origin }) => (origin as IDataObject).id);
		expect(new Set(ids).size).toBe(1);
		expect(new Set(items.map(({ delivery }) => (delivery as IDataObject).id)).size).toBe(1);
		expect(items[0]!.origin).toMatchObject(stand.told);
	});

	it.each([
		['http://localhost:5678', 'localhost is this machine itself'],
		['http://n8n.example.com', 'it begins with http:// instead of https://'],
		['https://192.168.1.5:5678', '192.168.1.5 is an address of the local network'],
	])(
		'says before anything is sent that nobody can reach %s, and that a schedule is enough',
		async (baseUrl, reason) => {
			stand.keys[stand.fields.address] = 'https://api.example.com';
			const hidden = await stand.open([firstEvent], { baseUrl });
			const said = await hidden.hook('checkExists').catch((error: Error) => error.message);
			expect(said).toContain(`cannot send to this n8n: ${reason}.`);
			expect(said).toContain('a schedule alone brings everything');
			expect(stand.sandbox.journal()).toEqual([]);
			await hidden.close();
		},
	);

	it('says what is missing: events, the secret, the credential', async () => {
		trigger.parameters = { events: [] };
		await expect(trigger.hook('checkExists')).rejects.toThrow(/"Events".*no event is chosen.*Correct "Events"/);
		trigger.parameters = { events: [firstEvent] };
		stand.keys[stand.fields.secret] = '';
		await expect(trigger.hook('checkExists')).rejects.toThrow(
			/could not be verified: the credential has no (Client Secret|Secret Token|Webhook Secret)/,
		);
		const bare = await stand.open([firstEvent], { credentials: {} });
		await expect(bare.hook('checkExists')).rejects.toThrow(/No .* credential is chosen in this node. Choose/);
		await bare.close();
	});

	it('says that the service could not be reached, and subscribes with the next try', async () => {
		stand.sandbox.addFault({ kind: 'unavailable', times: 50 });
		await expect(publish()).rejects.toThrow(/could not be reached or could not answer \(answer 503\)\. Wait and run/);
		stand.sandbox.clearFaults();
		await publish();
		expect(topicsAt(trigger.url)).toHaveLength(topics.length);
	}, 120_000);
});

// ------------------------------------------------------------------ one system alone

it('names the permission that Shopify wants for a topic', async () => {
	const stand = await shopifyStand();
	await stand.sandbox.change('setScopes', { scopes: ['read_products'] });
	const trigger = await stand.open(['orderPaid']);
	await expect(trigger.hook('create')).rejects.toThrow(/does not allow .*read_orders.*Grant the missing permission/);
	await trigger.close();
	await stand.close();
});

it('subscribes once however a creation ended at Shopify, as the list is asked again', async () => {
	const stand = await shopifyStand();
	const trigger = await stand.open(['orderPaid']);
	stand.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'webhookCreate' });
	await trigger.hook('create').catch(() => undefined);
	if (!((await trigger.hook('checkExists')) as boolean)) await trigger.hook('create');
	expect(stand.sandbox.journal().filter(({ fault, accepted }) => fault !== undefined && accepted)).toHaveLength(1);
	expect(stand.subscriptions()).toHaveLength(1);
	await trigger.close();
	await stand.close();
}, 120_000);

it('goes on through the rotation of Shopify’s secret, with both in the credential', async () => {
	const stand = await shopifyStand();
	const trigger = await stand.open(['orderPaid']);
	await trigger.hook('create');
	const before = stand.keys.clientSecret!;
	await stand.sandbox.change('rotateSecret', { to: 'rotated-secret' });
	Object.assign(stand.keys, { clientSecret: 'rotated-secret', previousClientSecret: before });
	await stand.sandbox.change('addOrder', { number: 2001 });
	await stand.sandbox.deliveriesSettled();
	stand.sandbox.advanceClock(2 * 60 * 60_000);
	await stand.sandbox.change('addOrder', { number: 2002 });
	await stand.sandbox.deliveriesSettled();
	const numbers = trigger.executions.map(([item]) => (item!.origin as IDataObject).number);
	expect(numbers).toEqual(['#2001', '#2002']);
	await trigger.close();
	await stand.close();
});

it('tells OGOship’s topics apart by their keys, and takes neither for the other', async () => {
	const stand = await ogoshipStand();
	const trigger = await stand.open(['orderShipped', 'stockChanged']);
	await trigger.hook('create');
	await stand.happen();
	await stand.sandbox.deliveriesSettled();
	const kinds = trigger.executions.flat().map(({ kind, delivery }) => [kind, (delivery as IDataObject).topic]);
	expect(new Set(kinds.map(([kind, topic]) => `${String(kind)} ${String(topic)}`))).toEqual(
		new Set(['shipment OrderShipped', 'stockLevel ProductStockLevelChanged']),
	);
	// What came for one topic is forged for a trigger that only listens to the other.
	trigger.parameters = { events: ['stockChanged'] };
	trigger.executions.length = 0;
	await stand.sandbox.change('addOrder', {
		reference: 'SHOP-2002',
		status: 'New',
		orderLines: [{ code: SEED.products.find(({ atWarehouse }) => atWarehouse)!.sku, quantity: 1 }],
	});
	await stand.sandbox.change('ship', { reference: 'SHOP-2002', trackingNumber: 'JJFI2' });
	await stand.sandbox.deliveriesSettled();
	expect(new Set(trigger.executions.flat().map(({ kind }) => kind))).toEqual(new Set(['stockLevel']));
	await trigger.close();
	await stand.close();
});

it('takes no OGOship delivery with a key of another address, merchant or secret', async () => {
	const stand = await ogoshipStand();
	const trigger = await stand.open(['orderShipped']);
	await trigger.hook('create');
	const secret = stand.keys.secretToken!;
	stand.keys.secretToken = 'other';
	await stand.happen();
	await stand.sandbox.deliveriesSettled();
	expect(trigger.executions).toEqual([]);
	stand.keys.secretToken = secret;
	stand.sandbox.advanceClock(6 * 60_000);
	await stand.sandbox.deliveriesSettled();
	expect(trigger.executions).toHaveLength(1);
	const body = '{"reference":"SHOP-1"}';
	const statuses = await Promise.all(
		['', 'fXKAB6b4/UkkkHKwJI5dwJDaOCLi6DE2UwHbGyaxNVI='].map(async (signature) => {
			const headers = { 'content-type': 'application/json', 'X-OGOship-Hmac-SHA256': signature };
			return (await axios.post(trigger.url, body, { headers, proxy: false, validateStatus: () => true })).status;
		}),
	);
	expect(statuses).toEqual([401, 401]);
	await trigger.close();
	await stand.close();
});
