import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosInstance } from 'axios';

import ogoship from '../../nodes/Ogoship/sandbox';
import { signatureOf } from '../../nodes/Ogoship/sandbox/deliveries';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * OGOship's sandbox: subscriptions, and what arrives at a receiver on this machine.
 */

const seed = demoData('2026-11-22T10:00:00Z');
const KEY = 'my-webhook-key';
const MINUTE_MS = 60_000;

interface Arrived {
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly raw: string;
}

let sandbox: RunningSandbox;
let http: AxiosInstance;
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
			arrived.push({ path: request.url ?? '', headers: request.headers as Record<string, string>, raw });
			response.writeHead(answer).end();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	await open();
});

afterEach(async () => {
	await sandbox.close();
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

async function open(saved?: Buffer): Promise<void> {
	sandbox = await serve(ogoship, { seed, ...(saved && { saved }) });
	http = axios.create({
		baseURL: `${sandbox.url}/api/v1`,
		headers: { 'X-OgoKey': seed.merchant.ogoKey },
		validateStatus: () => true,
		timeout: 5_000,
	});
}

const hook = (changes: Record<string, unknown> = {}) => ({
	url: `${address}/shipped`,
	key: KEY,
	type: 'OrderShipped',
	customHeaders: { 'X-Flow': 'ogo-shipped' },
	...changes,
});
const subscribe = (changes?: Record<string, unknown>) => http.post('/webhooks', hook(changes));
const hooks = async (): Promise<unknown[]> => (await http.get('/webhooks')).data;
const change = (action: string, input?: Record<string, unknown>) => sandbox.change(action, input);
const addOrder = (reference: string, code = 'MUG-BLUE') =>
	change('addOrder', { reference, orderLines: [{ code, quantity: 2 }] });
async function shipNew(reference: string, trackingNumber?: string): Promise<void> {
	await addOrder(reference);
	await change('ship', { reference, ...(trackingNumber && { trackingNumber }) });
	await sandbox.deliveriesSettled();
}
const bodies = () => arrived.map(({ raw }) => JSON.parse(raw) as Record<string, unknown>);
const sent = () => sandbox.journal().filter(({ operation }) => operation === 'webhook');

// ------------------------------------------------------------------ subscriptions

it('makes, lists, reads, changes and removes a subscription', async () => {
	const { status, data } = await subscribe();
	expect(status).toBe(200);
	expect(data).toEqual({ ...hook(), id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
	expect(await hooks()).toEqual([data]);
	expect((await http.get(`/webhooks/${data.id.toUpperCase()}`)).data).toEqual(data);
	const changed = await http.put(
		`/webhooks/${data.id}`,
		hook({ type: 'productstocklevelchanged', customHeaders: null }),
	);
	expect(changed.data).toEqual({ ...hook(), id: data.id, type: 'ProductStockLevelChanged', customHeaders: {} });
	const removed = await http.delete(`/webhooks/${data.id}`);
	expect([removed.status, removed.data]).toEqual([204, '']);
	expect(await hooks()).toEqual([]);
});

it.each<[string, Record<string, unknown>, string]>([
	['without an address', { url: undefined }, 'url'],
	['to an address that is no web address', { url: 'ftp://127.0.0.1/hook' }, 'url'],
	['to something that is no address', { url: 'http://' }, 'url'],
	['to an address that is a list', { url: ['http://127.0.0.1'] }, 'url'],
	['without a key', { key: '' }, 'key'],
	['with a number for a key', { key: 12345 }, 'key'],
	['without a type', { type: undefined }, 'type'],
	['to a type nobody could read', { type: 'OrderCancelled' }, 'OrderCancelled does not exist'],
	['to a type made to do harm', { type: '__proto__' }, '__proto__ does not exist'],
	['with headers that are a list', { customHeaders: ['X-Flow'] }, 'customHeaders'],
	['with a header of two lines', { customHeaders: { 'X-Flow': 'a\r\nX-OGOship-Hmac-SHA256: forged' } }, 'X-Flow'],
	['with a header name of two lines', { customHeaders: { 'X-Flow: a\r\nX': 'b' } }, 'no header'],
	['with a header that is a number', { customHeaders: { 'X-Flow': 5 } }, 'X-Flow'],
	['with a signature of its own', { customHeaders: { 'x-ogoship-hmac-sha256': 'forged' } }, 'cannot be chosen'],
	['with a length of its own', { customHeaders: { 'Content-Length': '0' } }, 'cannot be chosen'],
	['with a field nobody knows', { secret: 'x' }, 'DOES NOT KNOW the field secret'],
])('refuses a subscription %s, new and changed', async (_how, changes, message) => {
	const { id } = (await subscribe()).data as { id: string };
	const refusal = { status: 400, data: { statusDescription: 'BadRequest', message: expect.stringContaining(message) } };
	expect(await subscribe(changes)).toMatchObject(refusal);
	expect(await http.put(`/webhooks/${id}`, hook(changes))).toMatchObject(refusal);
	expect(await hooks()).toEqual([{ ...hook(), id }]);
});

it('answers 404 for a subscription that is not there', async () => {
	const answers = [
		await http.get('/webhooks/none'),
		await http.put('/webhooks/none', hook()),
		await http.delete('/webhooks/none'),
		await http.delete('/webhooks/__proto__'),
	];
	expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});

it('keeps the key and chosen headers out of journal and view', async () => {
	const { id } = (await subscribe({ customHeaders: { 'X-Shared': 'top-secret' } })).data as { id: string };
	await http.put(`/webhooks/${id}`, hook({ customHeaders: { 'X-Shared': 'top-secret' } }));
	await shipNew('A');
	expect(arrived).toHaveLength(1);
	const seen = JSON.stringify([sandbox.journal(), sandbox.state()]);
	expect(seen).not.toContain(KEY);
	expect(seen).not.toContain('top-secret');
	expect(sandbox.state()).toMatchObject({
		webhooks: [{ id, url: `${address}/shipped`, type: 'OrderShipped', customHeaders: ['X-Shared'], waiting: 0 }],
	});
});

// ------------------------------------------------------------------ deliveries

it('signs as OGOship documents it', () => {
	const body = '{"reference":"SHOP-1001","status":"Shipped"}';
	expect(signatureOf(KEY, body)).toBe('fXKAB6b4/UkkkHKwJI5dwJDaOCLi6DE2UwHbGyaxNVI=');
	expect(signatureOf('other', body)).not.toBe(signatureOf(KEY, body));
});

it('tells of a shipped order: the order as the API answers it, signed over the raw body, with the chosen headers', async () => {
	const { id } = (await subscribe()).data as { id: string };
	await shipNew('Tilaus-Ä1', 'JJFI1, JJFI2');
	expect(arrived).toHaveLength(1);
	const { path, headers, raw } = arrived[0]!;
	expect(path).toBe('/shipped');
	expect(headers).toMatchObject({ 'x-flow': 'ogo-shipped', 'content-type': 'application/json; charset=utf-8' });
	expect(headers['x-ogoship-hmac-sha256']).toBe(createHmac('sha256', KEY).update(Buffer.from(raw)).digest('base64'));
	expect(bodies()).toEqual((await http.get('/Orders', { params: { reference: 'Tilaus-Ä1' } })).data);
	expect(bodies()[0]).toMatchObject({ status: 'Shipped', trackingNumber: 'JJFI1, JJFI2' });
	expect(sent()).toMatchObject([
		{ path: '/shipped', status: 200, accepted: true, note: { topic: 'OrderShipped', subscription: id, attempt: 1 } },
	]);
});

it('tells each subscription what it asked for, and only that', async () => {
	await subscribe();
	await subscribe({ url: `${address}/again`, key: 'second-key' });
	await subscribe({ url: `${address}/stock`, type: 'ProductStockLevelChanged' });
	await addOrder('A');
	await change('collect', { reference: 'A' });
	await change('setStatus', { reference: 'A', status: 'Shipped' });
	await change('setStatus', { reference: 'A', status: 'Shipped' });
	await change('correctTracking', { reference: 'A', trackingNumber: 'JJFI9' });
	await change('return', { reference: 'A' });
	await sandbox.deliveriesSettled();
	const paths = arrived.map(({ path }) => path).sort();
	expect(paths).toEqual(['/again', '/shipped', '/stock', '/stock']);
	const signatures = arrived
		.filter(({ path }) => path !== '/stock')
		.map(({ headers }) => headers['x-ogoship-hmac-sha256']);
	expect(new Set(signatures).size).toBe(2);
});

it('tells of a stock level that moved: the level as the API answers it, and none for what stayed as it was', async () => {
	await change('setStock', { code: 'TRAY-OAK', stock: 5 });
	await subscribe({ url: `${address}/stock`, type: 'ProductStockLevelChanged' });
	await addOrder('A', 'TRAY-OAK');
	await change('setStock', { code: 'TRAY-OAK', stock: 5 });
	await change('setStock', { code: 'MUG-BLUE', stock: 1 });
	await sandbox.deliveriesSettled();
	expect(bodies()).toMatchObject([
		{ productCode: 'TRAY-OAK', stock: 5, stockAvailable: 3, reserved: 2 },
		{ productCode: 'MUG-BLUE', stock: 1 },
	]);
	expect(bodies()[1]).toEqual((await http.get('/Stock', { params: { productCode: 'MUG-BLUE' } })).data[0]);
});

it('sends nothing for a new subscription, nor after its removal', async () => {
	await shipNew('A');
	const { id } = (await subscribe()).data as { id: string };
	await sandbox.deliveriesSettled();
	expect(arrived).toEqual([]);
	await change('holdDeliveries');
	await shipNew('B');
	expect((await http.delete(`/webhooks/${id}`)).status).toBe(204);
	expect(sandbox.journal().at(-1)?.note).toEqual({ id, dropped: 1 });
	await change('releaseDeliveries');
	await shipNew('C');
	expect(arrived).toEqual([]);
});

it.each([500, 404, 302])(
	'sends again after a %i: three tries in fifteen minutes, the same each time, and then no more',
	async (status) => {
		answer = status;
		await subscribe();
		await shipNew('A');
		const tries = [arrived.length];
		for (const minutes of [4, 2, 9, 2, 60]) {
			sandbox.advanceClock(minutes * MINUTE_MS);
			await sandbox.deliveriesSettled();
			tries.push(arrived.length);
		}
		expect(tries).toEqual([1, 1, 2, 2, 3, 3]);
		expect(new Set(arrived.map(({ raw }) => raw)).size).toBe(1);
		expect(sent().map(({ note }) => note?.['attempt'])).toEqual([1, 2, 3]);
		expect(new Set(sent().map(({ note }) => note?.['deliveryId'])).size).toBe(1);
	},
);

it('ends its tries with the first that is taken', async () => {
	answer = 503;
	await subscribe();
	await shipNew('A');
	answer = 204;
	sandbox.advanceClock(6 * MINUTE_MS);
	await sandbox.deliveriesSettled();
	sandbox.advanceClock(60 * MINUTE_MS);
	await sandbox.deliveriesSettled();
	expect(sent().map(({ status }) => status)).toEqual([503, 204]);
	expect(sandbox.state()).toMatchObject({ webhooks: [{ waiting: 0 }] });
});

it('can send the same twice, in the wrong order, and not at all', async () => {
	await subscribe();
	await shipNew('A');
	await change('redeliver');
	await sandbox.deliveriesSettled();
	expect(bodies().map(({ reference }) => reference)).toEqual(['A', 'A']);
	expect(arrived[1]).toEqual({ ...arrived[0], headers: expect.objectContaining({ 'x-flow': 'ogo-shipped' }) });
	await change('holdDeliveries');
	for (const reference of ['B', 'C', 'D']) await shipNew(reference);
	await change('releaseDeliveries', { order: 'reversed' });
	await sandbox.deliveriesSettled();
	expect(
		bodies()
			.slice(2)
			.map(({ reference }) => reference),
	).toEqual(['D', 'C', 'B']);
	await change('dropDeliveries');
	await shipNew('E');
	expect(bodies().map(({ reference }) => reference)).not.toContain('E');
});

it('sends to this machine alone', async () => {
	await subscribe({ url: 'https://n8n.example.com/webhook/ogo' });
	await shipNew('A');
	expect(sent()).toMatchObject([{ accepted: false, answered: false, note: { error: 'NOT_THIS_MACHINE' } }]);
});

it('sends after it was saved what waited before', async () => {
	answer = 500;
	await subscribe();
	await shipNew('A');
	const saved = await sandbox.save();
	await sandbox.close();
	answer = 200;
	await open(saved);
	await sandbox.deliveriesSettled();
	expect(arrived).toHaveLength(1);
	sandbox.advanceClock(6 * MINUTE_MS);
	await sandbox.deliveriesSettled();
	expect(arrived.map(({ raw }) => raw)).toEqual([arrived[0]!.raw, arrived[0]!.raw]);
	expect(sent()).toMatchObject([{ note: { attempt: 2 } }]);
	await shipNew('B');
	expect(bodies().at(-1)).toMatchObject({ reference: 'B' });
});
