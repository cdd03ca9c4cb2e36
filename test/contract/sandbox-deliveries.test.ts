import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { demoData } from '../../sandbox/demo-data';
import { isLoopback, type DeliveryOutcome, type SandboxDefinition, type WebhookDelivery } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/* Webhooks out of a sandbox: the kit's part, with the smallest vendor there can be. */

interface Outgoing {
	waiting: Array<WebhookDelivery & { dueMs: number }>;
	heard: Array<{ id: string } & DeliveryOutcome>;
}

const RETRY_MS = 60_000;

const bells: SandboxDefinition<Outgoing> = {
	name: 'bells',
	options: {},
	seed: () => ({ waiting: [], heard: [] }),
	operationOf: ({ path }) => (path === '/ring' ? 'ring' : undefined),
	answer: (_request, _operation, { state, nextId }) => {
		state.waiting.push({ ...bell(`b-${nextId('bell')}`), dueMs: 0 });
		return { status: 204, accepted: true };
	},
	changes: {
		ring: (input, { state, clock }) => {
			const wanted = bell(String(input['id']), String(input['url'] ?? receiver.url), String(input['body'] ?? 'ding'));
			state.waiting.push({ ...wanted, dueMs: clock.now() + Number(input['inMs'] ?? 0) });
		},
		breakBells: (_input, { state }) => {
			state.waiting = undefined as unknown as Outgoing['waiting'];
		},
	},
	credential: (_data, url) => ({ type: 'bellsApi', name: 'Bells account', data: { url } }),
	view: (state) => state,
	deliveries: ({ state, clock }) => state.waiting.filter(({ dueMs }) => dueMs <= clock.now()),
	delivered: (id, outcome, { state, clock }) => {
		state.heard.push({ id, ...outcome });
		const { status = 0 } = outcome;
		const failed = status < 200 || status > 299;
		state.waiting = state.waiting.flatMap((each) => {
			if (each.id !== id) return [each];
			return failed ? [{ ...each, dueMs: clock.now() + RETRY_MS }] : [];
		});
	},
};

const bell = (id: string, url = receiver.url, body = 'ding'): WebhookDelivery => ({
	id,
	url,
	topic: 'bells/ring',
	headers: { 'content-type': 'text/plain', 'x-bell': id, 'user-agent': 'Bells/1' },
	body,
	subscription: 's-1',
});

interface Received {
	readonly id: string;
	readonly body: string;
	readonly path: string;
}

/** What the receiver got, and how it answers. */
const receiver = {
	url: '',
	got: [] as Received[],
	answer: (() => 200) as (id: string) => number | 'silence' | 'reset',
	atOnce: 0,
	mostAtOnce: 0,
	/** Answers when so many are waiting for one. */
	gather: 1,
	waiting: [] as Array<() => void>,
};
let server: Server;
let sandbox: RunningSandbox;

beforeAll(async () => {
	server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		receiver.atOnce += 1;
		receiver.mostAtOnce = Math.max(receiver.mostAtOnce, receiver.atOnce);
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const id = String(incoming.headers['x-bell']);
			receiver.got.push({ id, body: Buffer.concat(chunks).toString('utf8'), path: incoming.url ?? '' });
			receiver.waiting.push(() => {
				const answer = receiver.answer(id);
				receiver.atOnce -= 1;
				if (answer === 'silence') return;
				if (answer === 'reset') return void incoming.socket.resetAndDestroy();
				outgoing.writeHead(answer, answer === 302 ? { location: `${receiver.url}/elsewhere` } : {}).end();
			});
			if (receiver.waiting.length >= receiver.gather) for (const reply of receiver.waiting.splice(0)) reply();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

beforeEach(async () => {
	Object.assign(receiver, { got: [], answer: () => 200, atOnce: 0, mostAtOnce: 0, gather: 1, waiting: [] });
	sandbox = await serve(bells, { seed: demoData('2026-11-22T10:00:00.000Z') });
});
afterEach(() => sandbox.close());

const ring = (id: string, more: Record<string, unknown> = {}) => sandbox.change('ring', { id, ...more });
const ids = () => receiver.got.map(({ id }) => id);
const state = () => sandbox.state() as Outgoing;
const journalled = () => sandbox.journal().filter(({ operation }) => operation === 'webhook');

it('sends what is due, its bytes untouched, and journals it without its body', async () => {
	const body = '{"id": 820982911946154508,  "name":"Käärö"}';
	await ring('one', { body, url: `${receiver.url}/deep?token=abc` });
	await sandbox.deliveriesSettled();
	expect(receiver.got).toEqual([{ id: 'one', body, path: '/hook/deep?token=abc' }]);
	expect(journalled()).toEqual([
		expect.objectContaining({
			method: 'POST',
			path: '/hook/deep',
			status: 200,
			accepted: true,
			answered: true,
			userAgent: 'Bells/1',
			note: { topic: 'bells/ring', deliveryId: 'one', attempt: 1, subscription: 's-1' },
		}),
	]);
	expect(journalled()[0]).not.toHaveProperty('body');
	expect(state()).toMatchObject({ waiting: [], heard: [{ id: 'one', status: 200 }] });
});

it('asks after a request, and by itself when time has passed', async () => {
	await fetch(`${sandbox.url}/ring`, { method: 'POST' });
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['b-1']);
	await ring('later', { inMs: 250 });
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['b-1']);
	while (receiver.got.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
	expect(ids()).toEqual(['b-1', 'later']);
});

it.each([
	['advanced', () => sandbox.advanceClock(RETRY_MS)],
	['set', () => sandbox.setClock(new Date(Date.now() + RETRY_MS + 1_000).toISOString())],
])('asks when the clock is %s', async (_how, move) => {
	await ring('later', { inMs: RETRY_MS });
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual([]);
	move();
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['later']);
});

it.each([
	[500, 500, true],
	[302, 302, true],
	['reset', 0, false],
] as const)(
	'an answer of %s is a failure, and the definition decides about another try',
	async (answer, status, answered) => {
		receiver.answer = () => answer;
		await ring('one');
		await sandbox.deliveriesSettled();
		expect(journalled()).toMatchObject([{ status, accepted: false, answered }]);
		expect(ids()).toEqual(['one']);
		receiver.answer = () => 204;
		sandbox.advanceClock(RETRY_MS);
		await sandbox.deliveriesSettled();
		expect(journalled().map(({ accepted, note }) => [accepted, note?.['attempt']])).toEqual([
			[false, 1],
			[true, 2],
		]);
		expect(ids()).toEqual(['one', 'one']);
	},
);

it('a receiver that never answers is given up after five seconds, and holds up nobody else', async () => {
	receiver.answer = (id) => (id === 'mute' ? 'silence' : 200);
	await ring('mute');
	await ring('other', { url: `${receiver.url}/other` });
	while (journalled().length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
	expect(journalled()).toMatchObject([{ note: { deliveryId: 'other' } }]);
	await sandbox.deliveriesSettled();
	expect(journalled()[1]).toMatchObject({ status: 0, answered: false, note: { deliveryId: 'mute', error: 'TIMEOUT' } });
	expect(state().heard[1]?.tookMs).toBeGreaterThanOrEqual(4_990);
}, 15_000);

it('a receiver that is not there is a failure', async () => {
	const port = await new Promise<number>((resolve) => {
		const gone = createServer().listen(0, '127.0.0.1', () => {
			const address = gone.address() as AddressInfo;
			gone.close(() => resolve(address.port));
		});
	});
	await ring('one', { url: `http://127.0.0.1:${port}/hook` });
	await sandbox.deliveriesSettled();
	expect(journalled()).toMatchObject([
		{ status: 0, accepted: false, answered: false, note: { error: 'ECONNREFUSED' } },
	]);
});

it.each(['https://example.com/hook', 'http://127.0.0.1.example.com/hook', 'http://10.0.0.1/hook', 'ftp://127.0.0.1/'])(
	'sends nothing to %s',
	async (url) => {
		expect(isLoopback(url)).toBe(false);
		await ring('one', { url });
		await sandbox.deliveriesSettled();
		expect(state().heard).toMatchObject([{ id: 'one', error: 'NOT_THIS_MACHINE' }]);
	},
);

it.each([
	['http://127.0.0.1:5678/webhook/a', true],
	['http://localhost/webhook', true],
	['https://[::1]:1/', true],
	['http://127.0.0.1@example.com/', false],
	['localhost:5678', false],
	['', false],
])('an address %j is on this machine: %s', (url, expected) => {
	expect(isLoopback(url)).toBe(expected);
});

it('sends to one address one at a time, in the order in which they are due', async () => {
	for (const id of ['a', 'b', 'c', 'd']) await ring(id);
	await sandbox.deliveriesSettled();
	expect([ids(), receiver.mostAtOnce]).toEqual([['a', 'b', 'c', 'd'], 1]);
});

it('sends several at a time to an address when told to, each of them once', async () => {
	expect(await sandbox.change('deliverAtOnce', { count: 3 })).toEqual({ atOnce: 3 });
	await expect(sandbox.change('deliverAtOnce', { count: 0 })).rejects.toThrow('whole number');
	// Nobody is answered before three are there.
	const wanted = ['a', 'b', 'c', 'd', 'e', 'f'];
	receiver.gather = 3;
	for (const id of wanted) await ring(id);
	await sandbox.deliveriesSettled();
	expect([ids().sort(), receiver.mostAtOnce]).toEqual([wanted, 3]);
	expect(state().heard.every(({ status }) => status === 200)).toBe(true);
	expect(journalled().every(({ tookMs }) => tookMs !== undefined)).toBe(true);
});

it('holds deliveries and releases them reversed', async () => {
	await sandbox.change('holdDeliveries');
	for (const id of ['a', 'b', 'c']) await ring(id);
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual([]);
	await expect(sandbox.change('releaseDeliveries', { order: 'sideways' })).rejects.toThrow('sideways');
	await sandbox.change('releaseDeliveries', { order: 'reversed' });
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['c', 'b', 'a']);
	await ring('d');
	await ring('e');
	await sandbox.deliveriesSettled();
	expect(ids().slice(3)).toEqual(['d', 'e']);
});

it('delivers again on demand, the same id and bytes, and the vendor hears nothing of it', async () => {
	await ring('a', { body: 'first' });
	await ring('b');
	await sandbox.deliveriesSettled();
	await expect(sandbox.change('redeliver', { deliveryId: 'never' })).rejects.toThrow('never');
	await expect(sandbox.change('redeliver', { deliveryId: 'a', times: 0 })).rejects.toThrow('times');
	await sandbox.change('redeliver', { deliveryId: 'a', times: 2 });
	await sandbox.deliveriesSettled();
	await sandbox.change('redeliver');
	await sandbox.deliveriesSettled();
	expect(receiver.got.map(({ id, body }) => [id, body])).toEqual([
		['a', 'first'],
		['b', 'ding'],
		['a', 'first'],
		['a', 'first'],
		['a', 'first'],
	]);
	expect(journalled().map(({ note }) => note?.['attempt'])).toEqual([1, 1, 2, 3, 4]);
	expect(state().heard).toHaveLength(2);
});

it('loses as many as it was told to, and the vendor believes them delivered', async () => {
	await sandbox.change('dropDeliveries', { times: 2 });
	for (const id of ['a', 'b', 'c']) await ring(id);
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['c']);
	expect(journalled()).toMatchObject([
		{ accepted: false, answered: false, note: { deliveryId: 'a', dropped: true } },
		{ accepted: false, answered: false, note: { deliveryId: 'b', dropped: true } },
		{ accepted: true },
	]);
	expect(state()).toMatchObject({ waiting: [], heard: [{ status: 200 }, { status: 200 }, { status: 200 }] });
});

it('what is on its way arrives before the state is saved, and the rest goes out afterwards', async () => {
	let release = () => {};
	const taken = new Promise<void>((resolve) => {
		release = resolve;
	});
	receiver.answer = () => {
		release();
		return 200;
	};
	await sandbox.change('holdDeliveries');
	await ring('a');
	await ring('b');
	await ring('c', { inMs: RETRY_MS });
	await sandbox.change('releaseDeliveries');
	await taken;
	const saved = await sandbox.save();
	const arrived = ids();
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['a', 'b']);
	await sandbox.close();
	receiver.got = [];
	sandbox = await serve(bells, { saved });
	await sandbox.deliveriesSettled();
	expect([...arrived, ...ids()]).toEqual(['a', 'b']);
	sandbox.advanceClock(RETRY_MS);
	await sandbox.deliveriesSettled();
	await sandbox.change('redeliver', { deliveryId: 'a' });
	await sandbox.deliveriesSettled();
	expect([...arrived, ...ids()]).toEqual(['a', 'b', 'c', 'a']);
});

it('holding survives a save, and a reset ends it', async () => {
	await sandbox.change('holdDeliveries');
	await ring('a');
	const saved = await sandbox.save();
	await sandbox.close();
	sandbox = await serve(bells, { saved });
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual([]);
	await sandbox.reset();
	await ring('b');
	await sandbox.deliveriesSettled();
	expect(ids()).toEqual(['b']);
	await expect(sandbox.change('redeliver', { deliveryId: 'a' })).rejects.toThrow();
});

it('says loudly that a definition fails in its webhooks, once', async () => {
	await sandbox.change('breakBells');
	await sandbox.deliveriesSettled();
	await new Promise((resolve) => setTimeout(resolve, 450));
	expect(journalled()).toMatchObject([{ status: 0, note: { error: expect.stringContaining('"bells" FAILED') } }]);
});

it('closes while a receiver is silent', async () => {
	receiver.answer = () => 'silence';
	await ring('a');
	while (receiver.got.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	await sandbox.close();
	expect(journalled()).toEqual([]);
	sandbox = await serve(bells, {});
});

it('names the changes of the outbox among its own', async () => {
	await expect(sandbox.change('unknown')).rejects.toThrow(
		'redeliver, dropDeliveries, holdDeliveries, releaseDeliveries, deliverAtOnce, ring',
	);
});
