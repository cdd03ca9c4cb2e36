/** @jest-environment ./test/support/jest-environment.js */
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { BOOK_ORDER, counted, openBooks, ordersAt, stateOf, type Books } from '../support/books';
import type { Options } from '../support/desk';
import { outside } from '../support/engine';
import { openTrigger, type TriggerInput, type TriggerNode } from '../support/triggers';
import { codesOf, errorOf, outcomesOf, shopOrder } from '../support/warehouse';

/*
 * What Unleashed tells by itself and what it is asked for, a key that is wrong, and the month's calls that end on the way.
 */

let books: Books;
const opened: TriggerNode[] = [];

async function open(options: Options = {}): Promise<void> {
	books = await openBooks(options);
	// n8n tells a trigger no storage folder; this is the variable by which n8n itself finds it.
	outside.process.env.N8N_USER_FOLDER = books.folder;
}

beforeEach(async () => await open());

afterEach(async () => {
	await Promise.all(opened.splice(0).map(async (trigger) => await trigger.close()));
	await books.close();
});

async function useBooks(options: Options): Promise<void> {
	await books.close();
	await open(options);
}

async function trigger(input: Omit<TriggerInput, 'credentials'>): Promise<TriggerNode> {
	const node = await openTrigger({ ...input, credentials: { unleashedApi: books.keys } });
	opened.push(node);
	return node;
}

const book = async (number = '#7001') => await books.run(BOOK_ORDER, [shopOrder(number)]);
const change = async (name: string, more: IDataObject = {}) =>
	(await books.sandbox.change(name, { orderNumber: 'SHOP-7001', ...more })) as IDataObject;
const idsOf = (items: readonly IDataObject[] | null) =>
	(items ?? []).map(({ origin }) => String((origin as IDataObject).id)).sort();

// ------------------------------------------------------------------ webhooks

/** A trigger that staff have subscribed, its key in the credential. */
async function subscribed(events: string[], topics: string[]): Promise<TriggerNode> {
	const node = await trigger({ type: 'unleashedTrigger', parameters: { events } });
	const { key } = (await books.sandbox.change('addWebhook', { url: node.url, events: topics })) as { key: string };
	books.keys.webhookSecret = key;
	return node;
}

/** What was put out, once it came to so many; real time, since deliveries are. */
async function told({ executions }: TriggerNode, count: number): Promise<IDataObject[]> {
	for (let wait = 0; wait < 100 && executions.flat().length < count; wait += 1) await pause(50);
	return executions.flat();
}

const ORDERS = ['salesorder.created', 'salesorder.updated'];

it.each(['small', 'capital'])(
	'puts out an order as soon as it changed, where names begin with a letter that is %s',
	async (webhookNames) => {
		await useBooks({ webhookNames });
		const node = await subscribed(['orderChanged'], ORDERS);
		await book();
		const [there] = ordersAt(books, 'SHOP-7001');
		const items = await told(node, 2);
		expect(new Set(idsOf(items))).toEqual(new Set([there!.guid]));
		expect(items[0]).toMatchObject({ kind: 'order', delivery: { topic: 'salesorder.created' } });
		const read = await books.run({ resource: 'order', operation: 'get' }, [items[0]!]);
		expect(read.results).toMatchObject([{ kind: 'order', number: 'SHOP-7001' }]);
		expect(stateOf(books)).toMatchObject({ webhooks: [{ waiting: 0 }] });
	},
);

it('puts out products and customers by the events that are chosen', async () => {
	const node = await subscribed(
		['productChanged', 'customerChanged'],
		['product.updated', 'customer.created', 'customer.updated'],
	);
	const { guid } = (await books.sandbox.change('changeProduct', { sku: 'MUG-BLUE', Notes: 'New' })) as { guid: string };
	await books.run({ resource: 'customer', operation: 'upsert', customerPrefix: 'SHOP-C-' }, [
		{
			...{ kind: 'customer', number: '1', firstName: 'Example', lastName: 'Buyer' },
			origin: { system: 'shop', account: 'demo.example.com', id: '1', seenAt: new Date().toISOString() },
		},
	]);
	const items = await told(node, 2);
	expect(items.map(({ kind }) => kind).sort()).toEqual(['customer', 'product']);
	expect(idsOf(items)).toContain(guid);
});

it('takes no delivery that another key signed, that is old, or that was changed on the way', async () => {
	const node = await subscribed(['orderChanged'], ORDERS);
	const body = JSON.stringify({
		eventNotificationId: '8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88',
		eventType: 'salesorder.updated',
		createdOn: '2026-11-18T11:06:40Z',
		data: JSON.stringify({ salesOrderGuid: '3f6d9f0e-6a9b-5c7e-9e35-1d1f0a2b3c4d' }),
	});
	const key = String(books.keys.webhookSecret);
	const post = async (signedBy: string, atMs: number, sent = body) => {
		const timestamp = String(Math.floor(atMs / 1000));
		const signature = createHmac('sha256', signedBy).update(`${timestamp}.${body}`).digest('base64');
		const headers = {
			'content-type': 'application/json',
			'x-unleashed-timestamp': timestamp,
			'x-unleashed-signature': signature,
		};
		return (await fetch(node.url, { method: 'POST', headers, body: sent })).status;
	};
	expect(await post('other', Date.now())).toBe(401);
	expect(await post(key, Date.now() - 600_000)).toBe(401);
	expect(await post(key, Date.now(), body.replace('3f6d', '4f6d'))).toBe(401);
	expect(node.executions).toEqual([]);
	expect(await post(key, Date.now())).toBe(200);
	// While a subscription is replaced, the key of the old one counts too.
	Object.assign(books.keys, { webhookSecret: 'new', previousWebhookSecret: key });
	expect(await post(key, Date.now())).toBe(200);
});

it('says where the key of a subscription is missing', async () => {
	const node = await trigger({ type: 'unleashedTrigger', parameters: { events: ['orderChanged'] } });
	await expect(node.hook('create')).rejects.toThrow(/Webhook Signature Key/);
});

// ------------------------------------------------------------------ polling

const TO_SHOP = [{ type: 'shopify', parameters: { resource: 'shipment', operation: 'upsert' } }];

async function polling(events: string[], parameters: IDataObject = {}): Promise<TriggerNode> {
	const node = await trigger({
		...{ type: 'unleashedPollTrigger', parameters: { events, numberPrefix: 'SHOP-', ...parameters }, next: TO_SHOP },
	});
	// What was there before is not new.
	await node.poll();
	return node;
}

it.each<[string, string, () => Promise<unknown>]>([
	['shipmentDispatched', 'shipment', async () => await change('ship', { trackingNumber: 'A1' })],
	['stockChanged', 'stockLevel', async () => await books.sandbox.change('setStock', { sku: 'MUG-BLUE', stock: 3 })],
	['orderChanged', 'order', async () => await change('setOrderStatus', { status: 'Backordered' })],
	['productChanged', 'product', async () => await books.sandbox.change('changeProduct', { sku: 'TIP', Notes: 'x' })],
	['invoiceChanged', 'invoice', async () => await change('completeOrder')],
	[
		'creditNoteChanged',
		'refund',
		async () => {
			await change('completeOrder');
			await change('creditInvoice');
		},
	],
])('puts out %s after it happened', async (event, kind, happens) => {
	await book();
	const node = await polling([event]);
	books.sandbox.advanceClock(120_000);
	await happens();
	const before = counted(books);
	const items = await node.poll();
	expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ kind })]));
	expect(counted(books)).toBe(before + 1);
});

it('puts out a parcel of this shop, and of no other', async () => {
	await book();
	const node = await polling(['shipmentDispatched']);
	books.sandbox.advanceClock(120_000);
	const { guid } = await change('ship');
	await books.sandbox.change('shipAll');
	expect(idsOf(await node.poll())).toEqual([guid]);
});

// ------------------------------------------------------------------ a key that is wrong

it.each([
	['apiKey', 'WrongKey0123456789=='],
	['apiId', '00000000-0000-4000-8000-000000000000'],
])('says in plain words that the %s is wrong, once for all items', async (field, value) => {
	books.keys[field] = value;
	const answer = await books.run(BOOK_ORDER, [shopOrder('#7001'), shopOrder('#7002')]);
	expect(new Set(codesOf(answer))).toEqual(new Set(['SETUP_CREDENTIAL']));
	const { message, description } = errorOf(answer.problems[0]!);
	expect(message).toMatch(/^Unleashed Inventory refused the sign-in/);
	expect(description).toMatch(/^Open the Unleashed Inventory credential/);
	expect(JSON.stringify(answer.problems)).not.toContain(value);
	expect(ordersAt(books, 'SHOP-7001')).toEqual([]);
});

it('says in a poll that the key is wrong', async () => {
	books.keys.apiKey = 'WrongKey0123456789==';
	const node = await trigger({
		...{ type: 'unleashedPollTrigger', parameters: { events: ['stockChanged'] }, next: TO_SHOP },
	});
	await expect(node.poll('manual')).rejects.toThrow(/refused the sign-in/);
});

// ------------------------------------------------------------------ the month's calls

it.each(['forbidden', 'tooMany'])(
	'keeps what went through when the month’s calls end on the way (%s), and sends the rest afterwards',
	async (quotaAnswer) => {
		await useBooks({ quotaAnswer });
		const orders = Array.from({ length: 12 }, (_, at) => shopOrder(`#71${String(at + 10)}`));
		const all = { ...BOOK_ORDER, newStatus: 'Parked' };
		await books.sandbox.change('setQuota', { used: 20_000 - 25 });
		const answer = await books.run(all, orders);
		const made = stateOf(books).orders.filter(({ orderNumber }) => orderNumber.startsWith('SHOP-71'));
		expect(new Set(codesOf(answer))).toEqual(new Set(['SETUP_QUOTA']));
		expect(errorOf(answer.problems[0]!).message).toMatch(/takes no more calls this month/);
		expect(made.length).toBeLessThan(12);
		expect(answer.results.length + answer.problems.length).toBe(12);
		await books.sandbox.change('buyCalls', { calls: 1000 });
		await books.openAgain();
		const again = await books.run(all, orders);
		expect(again.problems).toEqual([]);
		expect(outcomesOf(again)).toHaveLength(12);
		const numbers = stateOf(books).orders.map(({ orderNumber }) => orderNumber);
		expect(numbers.filter((number) => number.startsWith('SHOP-71')).sort()).toEqual(
			orders.map(({ number }) => String(number).replace('#', 'SHOP-')).sort(),
		);
	},
);

it('says in a long list that the month’s calls ended on the way, and calls no part of it the whole', async () => {
	await books.sandbox.change('fillStock', { count: 900 });
	await books.sandbox.change('setQuota', { used: 20_000 - 3 });
	const answer = await books.run({ resource: 'stockLevel', operation: 'getAll', returnAll: true, outputSummary: true });
	expect(codesOf(answer)).toEqual(['SETUP_QUOTA']);
	expect(answer.results.filter(({ kind, complete }) => kind === 'readSummary' && complete === true)).toEqual([]);
});
