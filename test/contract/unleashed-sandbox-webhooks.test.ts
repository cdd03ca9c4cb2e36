import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { signatureOf } from '../../nodes/Unleashed/sandbox/sign-in';
import { Account, order, ORDER_GUID } from './unleashed-account';

/*
 * Unleashed's sandbox: subscriptions that staff make, and what arrives at a receiver on this machine.
 */

const MINUTE_MS = 60_000;
const account = new Account();

interface Arrived {
	readonly headers: Readonly<Record<string, string>>;
	readonly raw: string;
}

let receiver: Server;
let address: string;
let arrived: Arrived[];
/** What the receiver answers. */
let answer: number;

beforeEach(async () => {
	arrived = [];
	answer = 200;
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const raw = Buffer.concat(chunks).toString('utf8');
			arrived.push({ headers: request.headers as Record<string, string>, raw });
			response.writeHead(answer).end();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	await account.open();
});

afterEach(async () => {
	await account.close();
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

interface Subscription {
	readonly guid: string;
	readonly key: string;
}

const subscribe = async (...events: string[]) =>
	(await account.change('addWebhook', { url: address, events })) as Subscription;
const create = () => account.post(`/SalesOrders/${ORDER_GUID}`, order());
const bodies = () => arrived.map(({ raw }) => JSON.parse(raw) as Record<string, string>);
const events = () => bodies().map(({ eventType }) => eventType);
const settled = () => account.sandbox.deliveriesSettled();

it('signs timestamp and body as the worked example does', () => {
	const body =
		'{"subscriptionId":"5e0f3b0c-1f4e-4f0e-9a2e-7a0b6f6f1c11","eventNotificationId":"8a4d2f63-5c7c-4b67-9d0e-1c2f5b6a7d88","eventType":"salesorder.updated","createdOn":"2026-11-18T11:06:40Z","data":"{\\"salesOrderGuid\\":\\"3f6d9f0e-6a9b-5c7e-9e35-1d1f0a2b3c4d\\"}"}';
	const signature = signatureOf('whsec_example_key', `1795000000.${body}`);
	expect(signature).toBe('yNHp4Bx5M0tbcbwOre3cMAe3OCcwDkYh6Unp8cVzlow=');
});

it('delivers an event with both headers, and in it nothing but the GUID as a JSON text', async () => {
	const { guid, key } = await subscribe('salesorder.created');
	const used = account.state().quota['used'];
	await create();
	await settled();
	const [{ headers, raw }] = arrived as [Arrived];
	const timestamp = headers['x-unleashed-timestamp']!;
	expect(headers['x-unleashed-signature']).toBe(
		createHmac('sha256', key).update(`${timestamp}.${raw}`).digest('base64'),
	);
	expect(timestamp).toMatch(/^\d{10}$/);
	const [body] = bodies();
	expect(body).toEqual({
		subscriptionId: guid,
		eventNotificationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		eventType: 'salesorder.created',
		createdOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
		data: JSON.stringify({ salesOrderGuid: ORDER_GUID }),
	});
	expect(account.state().quota['used']).toBe(Number(used) + 1);
	expect(JSON.stringify(account.sandbox.state())).not.toContain(key);
});

it('begins names with a capital where told to', async () => {
	await account.open({ webhookNames: 'capital' });
	await subscribe('salesorder.created');
	await create();
	await settled();
	const [{ EventType, Data = '' }] = bodies() as [Record<string, string>];
	expect([EventType, JSON.parse(Data)]).toEqual(['salesorder.created', { SalesOrderGuid: ORDER_GUID }]);
});

it('announces what happens to orders, products and customers, and to whom asked alone', async () => {
	await subscribe('salesorder.created', 'salesorder.updated');
	await subscribe('product.created', 'product.updated', 'customer.created', 'customer.updated');
	await create();
	await account.put(`/SalesOrders/${ORDER_GUID}`, order());
	await account.change('setOrderStatus', { orderNumber: 'SHOP-1001', status: 'Placed' });
	await account.post(`/SalesOrders/${ORDER_GUID}/Complete`);
	await account.post(`/Products/${ORDER_GUID}`, { ProductCode: 'VASE', ProductDescription: 'Vase' });
	await account.change('changeProduct', { sku: 'VASE', Barcode: '1' });
	const person = { CustomerCode: 'C-2', CustomerName: 'Saga Sample' };
	await account.post(`/Customers/${ORDER_GUID}`, person);
	await account.post(`/Customers/${ORDER_GUID}`, person);
	await settled();
	expect(events()).toEqual([
		...['salesorder.created', 'salesorder.updated', 'salesorder.updated', 'salesorder.updated'],
		...['product.created', 'product.updated', 'customer.created', 'customer.updated'],
	]);
	expect(new Set(bodies().map(({ data }) => Object.keys(JSON.parse(data!) as object)[0]))).toEqual(
		new Set(['salesOrderGuid', 'productGuid', 'customerGuid']),
	);
	expect(new Set(bodies().map(({ eventNotificationId }) => eventNotificationId)).size).toBe(8);
});

it('sends nothing for what was refused', async () => {
	await subscribe('salesorder.created', 'salesorder.updated');
	await account.post(`/SalesOrders/${ORDER_GUID}`, order({ SubTotal: 1 }));
	await settled();
	expect(arrived).toEqual([]);
});

it('tries again with the same notification and a new timestamp, for 72 hours', async () => {
	const { guid } = await subscribe('salesorder.created');
	answer = 500;
	await create();
	await settled();
	account.sandbox.advanceClock(MINUTE_MS);
	await settled();
	expect(new Set(bodies().map(({ eventNotificationId }) => eventNotificationId)).size).toBe(1);
	const [first, second] = arrived.map(({ headers }) => Number(headers['x-unleashed-timestamp']));
	expect(second! - first!).toBeGreaterThanOrEqual(60);
	const waiting = () => account.state()['webhooks']!.find((each) => each['guid'] === guid)!['waiting'];
	expect(waiting()).toBe(1);
	for (let hours = 0; hours < 80; hours += 6) {
		account.sandbox.advanceClock(6 * 60 * MINUTE_MS);
		await settled();
	}
	expect(waiting()).toBe(0);
	expect(arrived.length).toBeGreaterThan(12);
});

it('sends a delivery again as it was, when told to', async () => {
	await subscribe('salesorder.created');
	await create();
	await settled();
	await account.change('redeliver');
	await settled();
	expect(arrived).toHaveLength(2);
	expect(arrived[1]!.raw).toBe(arrived[0]!.raw);
	expect(arrived[1]!.headers['x-unleashed-signature']).toBe(arrived[0]!.headers['x-unleashed-signature']);
});

it('has five subscriptions at most, and only to events and addresses it knows', async () => {
	for (let n = 0; n < 5; n += 1) await subscribe('salesorder.updated');
	await expect(subscribe('salesorder.updated')).rejects.toThrow('5 subscriptions');
	const [{ guid } = { guid: '' }] = account.state()['webhooks']!;
	await account.change('removeWebhook', { guid });
	await expect(subscribe('shipment.dispatched')).rejects.toThrow('no event shipment.dispatched');
	await expect(subscribe()).rejects.toThrow('no event');
	await expect(
		account.change('addWebhook', { url: 'https://example.com', events: ['product.created'] }),
	).rejects.toThrow('not on this machine');
	await expect(account.change('removeWebhook', { guid })).rejects.toThrow('no subscription');
});
