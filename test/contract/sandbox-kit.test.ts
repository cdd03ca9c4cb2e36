import { connect } from 'node:net';

import axios, { type AxiosInstance } from 'axios';

import { demoData, demoPerson, demoStart, expectedForwardable } from '../../sandbox/demo-data';
import { PLANNED_KINDS, PlannedFaults } from '../../sandbox/fault-plan';
import { PLANTS } from '../../sandbox/kit';
import type { FaultKind, JournalEntry, SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/** The smallest vendor there can be: a list of names, and a token nobody checks. */
interface Names {
	names: string[];
	busy: boolean;
}

const namesDefinition: SandboxDefinition<Names> = {
	name: 'names',
	options: { greeting: ['short', 'long'] },
	credential: (_data, url) => ({ type: 'namesApi', name: 'Names account', data: { url } }),
	seed: (_data, options) => ({ names: [`seeded-${options['greeting']}`], busy: false }),
	operationOf: ({ method, path }) => {
		if (path === '/token') return 'token';
		if (path === '/broken') return 'broken';
		return path === '/names' ? (method === 'POST' ? 'namesCreate' : 'namesList') : undefined;
	},
	async answer(request, operation, { state, nextId }) {
		if (operation === 'broken') throw new Error('planted');
		if (operation !== 'namesCreate') return { status: 200, body: state.names, accepted: true };
		if (state.busy) return { status: 409, body: 'two at once', accepted: false };
		state.busy = true;
		await new Promise((resolve) => setTimeout(resolve, 5));
		state.busy = false;
		const id = nextId('name');
		const sent = request.body as { name: string; changedByVendor?: boolean };
		sent.changedByVendor = true;
		state.names.push(sent.name);
		return { status: 200, body: { id }, accepted: true, note: { id } };
	},
	fault: (kind) =>
		kind === 'serverError' ? { status: 500, body: { vendor: 'own words' }, accepted: false } : undefined,
	changes: {
		addName: (input, { state }) => state.names.push(String(input['name'])),
		fail: () => {
			throw new Error('refused by the vendor');
		},
	},
	view: (state) => state.names,
};

const MOMENT = '2026-11-22T10:00:00.000Z';
let sandbox: RunningSandbox;
let http: AxiosInstance;

beforeEach(async () => {
	sandbox = await serve(namesDefinition, { seed: demoData(MOMENT) });
	http = axios.create({ baseURL: sandbox.url, validateStatus: () => true, timeout: 5_000 });
});

afterEach(() => sandbox.close());

const create = (name = 'Ada') => http.post('/names', { name });
const failure = (sent: Promise<unknown>) =>
	sent.then(
		() => 'answered',
		(error: { code?: string }) => error.code,
	);

async function journalHas(count: number): Promise<JournalEntry[]> {
	for (let tries = 0; tries < 200; tries += 1) {
		const { data } = await http.get<JournalEntry[]>('/_sandbox/journal');
		if (data.length >= count) return data;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	throw new Error(`The journal never had ${count} entries`);
}

it('begins each time as it was seeded, whatever became of it before', async () => {
	for (const options of [undefined, undefined, { greeting: 'long' }, undefined]) {
		await sandbox.reset(undefined, options);
		expect(sandbox.state()).toEqual([`seeded-${options?.greeting ?? 'short'}`]);
		await create();
	}
});

it('tells which options had a say since it was reset, in a seed made before as well', async () => {
	const polite = await serve(
		{
			...namesDefinition,
			options: { ...namesDefinition.options, order: ['asc', 'desc'], unused: ['yes', 'no'] },
			answer: async (_request, _operation, { options }) =>
				await Promise.resolve({ status: 200, body: options['order'], accepted: true }),
		},
		{ seed: demoData(MOMENT) },
	);
	try {
		expect([...polite.optionsAsked()]).toEqual(['greeting']);
		for (let time = 0; time < 2; time += 1) {
			await polite.reset();
			expect([...polite.optionsAsked()]).toEqual(['greeting']);
			expect((await axios.get(`${polite.url}/names`)).data).toBe('asc');
			expect([...polite.optionsAsked()]).toEqual(['greeting', 'order']);
		}
	} finally {
		await polite.close();
	}
});

it('journals what was sent, what became of it and who asked', async () => {
	await http.post('/names?dry=no', { name: 'Ada' }, { headers: { 'user-agent': 'test/1' } });
	expect(sandbox.journal()).toEqual([
		expect.objectContaining({
			seq: 1,
			system: 'names',
			operation: 'namesCreate',
			method: 'POST',
			path: '/names',
			query: { dry: 'no' },
			status: 200,
			accepted: true,
			answered: true,
			note: { id: 1 },
			body: { name: 'Ada' },
			userAgent: 'test/1',
		}),
	]);
	expect(sandbox.journal()[0]).not.toHaveProperty('fault');
});

it('answers only the entries after a given number', async () => {
	await create('Ada');
	await create('Bo');
	const { data } = await http.get<JournalEntry[]>('/_sandbox/journal?since=1');
	expect(data.map((entry) => entry.seq)).toEqual([2]);
});

it.each([
	'access_token',
	'accessToken',
	'client_secret',
	'clientSecret',
	'password',
	'refresh_token',
	'X-Shopify-Access-Token',
	'X-OgoKey',
	'Authorization',
])('keeps no %s in the journal, be it in the body, deep in the body, in the query or in a header', async (name) => {
	const secret = 'top-secret-value';
	await http.post(
		`/names?${name}=${secret}`,
		{ name: 'Ada', [name]: secret, deep: [{ [name]: secret }] },
		{ headers: { [name]: secret } },
	);
	await http.post('/names', new URLSearchParams({ name: 'Bo', [name]: secret }));
	const { data } = await http.get<JournalEntry[]>('/_sandbox/journal');
	expect(data.map((entry) => entry.body)).toEqual([
		{ name: 'Ada', [name]: '[removed]', deep: [{ [name]: '[removed]' }] },
		{ name: 'Bo', [name]: '[removed]' },
	]);
	expect(JSON.stringify(data)).not.toContain(secret);
});

it('says loudly which sandbox does not know which path, and journals it', async () => {
	const answer = await http.get('/orders');
	expect(answer.status).toBe(404);
	expect(answer.data).toEqual({ error: 'SANDBOX "names" DOES NOT KNOW GET /orders' });
	expect(sandbox.journal()).toMatchObject([{ operation: 'unknown', status: 404, accepted: false, answered: true }]);
});

it('answers 500 with its own name when the definition itself fails, and goes on', async () => {
	const answer = await http.get('/broken');
	expect(answer.status).toBe(500);
	expect(answer.data.error).toContain('SANDBOX "names" FAILED in broken');
	expect(sandbox.journal()).toMatchObject([{ operation: 'broken', status: 500, accepted: false }]);
	expect((await create()).status).toBe(200);
});

it('lets a definition see one request at a time', async () => {
	const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(create));
	expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
	expect(sandbox.journal().map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5]);
});

it('commits before a timeout after commit, and the journal says so while the caller still waits', async () => {
	sandbox.addFault({ kind: 'timeoutAfterCommit', operation: 'namesCreate' });
	let over = false;
	const waiting = failure(http.post('/names', { name: 'Ada' }, { timeout: 1_500 })).finally(() => {
		over = true;
	});
	const entries = await journalHas(1);
	expect(over).toBe(false);
	expect(entries).toMatchObject([
		{
			operation: 'namesCreate',
			accepted: true,
			answered: false,
			fault: 'timeoutAfterCommit',
			status: 200,
			note: { id: 1 },
		},
	]);
	expect((await http.get('/_sandbox/state')).data).toEqual(['seeded-short', 'Ada']);
	expect(await waiting).toBe('ECONNABORTED');
	expect((await http.get('/names')).data).toContain('Ada');
});

it('does nothing on a timeout before commit', async () => {
	sandbox.addFault({ kind: 'timeoutBeforeCommit' });
	expect(await failure(http.post('/names', { name: 'Ada' }, { timeout: 200 }))).toBe('ECONNABORTED');
	expect(sandbox.state()).toEqual(['seeded-short']);
	expect(sandbox.journal()).toMatchObject([
		{ accepted: false, answered: false, fault: 'timeoutBeforeCommit', status: 0 },
	]);
});

it.each([
	['reset', ['seeded-short'], false],
	['resetAfterCommit', ['seeded-short', 'Ada'], true],
] as const)('resets the connection on %s', async (kind, state, accepted) => {
	sandbox.addFault({ kind });
	expect(await failure(create())).toBe('ECONNRESET');
	expect(sandbox.state()).toEqual(state);
	expect(sandbox.journal()).toMatchObject([{ accepted, answered: false, fault: kind }]);
});

it.each([
	['rateLimited', 429, undefined, { error: 'Sandbox fault: rateLimited' }],
	['rateLimitedRetryAfter', 429, '1', { error: 'Sandbox fault: rateLimitedRetryAfter' }],
	['serverError', 500, undefined, { vendor: 'own words' }],
	['unavailable', 503, undefined, { error: 'Sandbox fault: unavailable' }],
	['expiredToken', 401, undefined, { error: 'Sandbox fault: expiredToken' }],
] as const)(
	'answers %s once, in the vendor’s words where it has some, and nothing is done',
	async (kind, status, wait, body) => {
		sandbox.addFault({ kind });
		const struck = await create();
		expect(struck).toMatchObject({ status, data: body });
		expect(struck.headers['retry-after']).toBe(wait);
		expect(sandbox.state()).toEqual(['seeded-short']);
		expect(sandbox.journal()).toMatchObject([{ status, accepted: false, answered: true, fault: kind }]);
		expect((await create()).status).toBe(200);
	},
);

it('does what was asked and answers with a body that is not JSON', async () => {
	sandbox.addFault({ kind: 'malformedBody' });
	const answer = await create();
	expect(answer.status).toBe(200);
	expect(() => JSON.parse(answer.data) as unknown).toThrow(SyntaxError);
	expect(sandbox.state()).toEqual(['seeded-short', 'Ada']);
	expect(sandbox.journal()).toMatchObject([{ accepted: true, answered: true, fault: 'malformedBody' }]);
});

it('lets something happen between two requests of one caller, until told otherwise', async () => {
	const seen: string[] = [];
	sandbox.betweenRequests(async (operation) => {
		seen.push(operation);
		await sandbox.change('addName', { name: `after ${operation}` });
	});
	await create('Ada');
	expect((await http.get<string[]>('/names')).data).toEqual(['seeded-short', 'Ada', 'after namesCreate']);
	sandbox.betweenRequests();
	await create('Bo');
	expect(seen).toEqual(['namesCreate', 'namesList']);
	expect(sandbox.state()).toEqual(['seeded-short', 'Ada', 'after namesCreate', 'after namesList', 'Bo']);
});

it('answers a stale read as it stood when remembered, lets nothing of it last, and shows everything afterwards', async () => {
	expect((await http.post('/_sandbox/fault', { kind: 'staleRead' })).status).toBe(400);
	await create('Ada');
	await http.post('/_sandbox/remember');
	await create('Bo');
	await http.post('/_sandbox/fault', { kind: 'staleRead', operation: 'namesList', times: 2 });
	await create('Cy');
	const names = async () => (await http.get<string[]>('/names')).data;
	expect([await names(), await names()]).toEqual([
		['seeded-short', 'Ada'],
		['seeded-short', 'Ada'],
	]);
	expect(await names()).toEqual(['seeded-short', 'Ada', 'Bo', 'Cy']);
	expect(sandbox.journal().filter(({ fault }) => fault === 'staleRead')).toMatchObject([
		{ accepted: true, answered: true, status: 200 },
		{ accepted: true, answered: true, status: 200 },
	]);
	await sandbox.reset();
	expect((await http.post('/_sandbox/fault', { kind: 'staleRead' })).status).toBe(400);
});

it('answers late on a slow fault, without holding up others', async () => {
	sandbox.addFault({ kind: 'slow', operation: 'namesCreate', delayMs: 400 });
	const sentAt = Date.now();
	const slow = create();
	expect(await journalHas(1)).toMatchObject([{ accepted: true, answered: false, fault: 'slow' }]);
	expect((await http.get('/names')).data).toContain('Ada');
	expect(Date.now() - sentAt).toBeLessThan(400);
	expect((await slow).data).toEqual({ id: 1 });
	expect(Date.now() - sentAt).toBeGreaterThanOrEqual(395);
	expect(sandbox.journal()).toMatchObject([{ answered: true }, { operation: 'namesList' }]);
});

it('lets requests pass first, strikes so often, and only the operation it was meant for', async () => {
	sandbox.addFault({ kind: 'serverError', operation: 'names.namesCreate', skip: 2, times: 2 });
	const statuses = [];
	for (let n = 0; n < 5; n += 1) {
		statuses.push((await create()).status, (await http.get('/names')).status);
	}
	expect(statuses).toEqual([200, 200, 200, 200, 500, 200, 500, 200, 200, 200]);
});

it('spares sign-in unless sign-in is named', async () => {
	sandbox.addFault({ kind: 'unavailable' });
	expect((await http.post('/token')).status).toBe(200);
	sandbox.clearFaults();
	sandbox.addFault({ kind: 'unavailable', operation: 'token' });
	expect((await http.post('/token')).status).toBe(503);
});

it('closes the connection of a timeout after so long, when told to', async () => {
	sandbox.addFault({ kind: 'timeoutAfterCommit', closeAfterMs: 150 });
	const sentAt = Date.now();
	expect(await failure(create())).toBe('ECONNRESET');
	expect(Date.now() - sentAt).toBeGreaterThanOrEqual(145);
	expect(sandbox.journal()).toMatchObject([{ accepted: true, answered: false, fault: 'timeoutAfterCommit' }]);
});

it('strikes by a plan: so many of every hundred answers, each kind as often, sign-in never', async () => {
	sandbox.planFaults({ seed: 7, percent: 22, closeAfterMs: 1 });
	for (let n = 0; n < 100; n += 1) {
		await failure(http.get('/names'));
		await http.post('/token');
	}
	const struck = sandbox.journal().flatMap(({ fault }) => fault ?? []);
	expect(struck).toHaveLength(22);
	for (const kind of PLANNED_KINDS) expect(struck.filter((each) => each === kind)).toHaveLength(2);
	expect(sandbox.journal().some(({ operation, fault }) => operation === 'token' && fault)).toBe(false);
	await http.delete('/_sandbox/fault');
	for (let n = 0; n < 20; n += 1) expect((await http.get('/names')).status).toBe(200);
});

it('strikes the same answers with the same kinds for the same seed, others for another', () => {
	const strikes = (seed: number) => {
		const plan = new PlannedFaults({ seed, percent: 10 });
		return Array.from({ length: 300 }, () => plan.next()?.kind);
	};
	expect(strikes(1)).toEqual(strikes(1));
	expect(strikes(1)).not.toEqual(strikes(2));
	expect(strikes(2).filter(Boolean)).toHaveLength(30);
});

it('takes a plan over the control API, and refuses one that cannot be', async () => {
	expect((await http.post('/_sandbox/faultPlan', { seed: 1, percent: 101 })).status).toBe(400);
	expect((await http.post('/_sandbox/faultPlan', { seed: 'x', percent: 10 })).status).toBe(400);
	expect((await http.post('/_sandbox/faultPlan', { seed: 1, percent: 100, closeAfterMs: 1 })).status).toBe(200);
	await failure(create());
	expect(sandbox.journal()).toMatchObject([{ fault: expect.any(String) }]);
});

it('takes faults over the control API, refuses one that does not exist, and forgets them when told', async () => {
	expect((await http.post('/_sandbox/fault', { kind: 'flood' as FaultKind })).status).toBe(400);
	expect((await http.post('/_sandbox/fault', { kind: 'serverError', times: 9 })).data).toMatchObject({
		faults: [{ kind: 'serverError' }],
	});
	expect((await create()).status).toBe(500);
	await http.delete('/_sandbox/fault');
	expect((await create()).status).toBe(200);
});

it('runs with the machine’s clock, goes forward when told, and never back', async () => {
	const clock = async () => Date.parse((await http.get('/_sandbox/health')).data.clock);
	expect(Math.abs((await clock()) - Date.now())).toBeLessThan(1_000);
	await http.post('/_sandbox/clock', { advanceMs: 3_600_000 });
	expect((await clock()) - Date.now()).toBeGreaterThan(3_599_000);
	const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString();
	await http.post('/_sandbox/clock', { setIso: inTwoDays });
	const then = await clock();
	expect(then).toBeGreaterThanOrEqual(Date.parse(inTwoDays));
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(await clock()).toBeGreaterThan(then);
	expect((await http.post('/_sandbox/clock', { setIso: MOMENT })).status).toBe(400);
	expect((await http.post('/_sandbox/clock', { advanceMs: -1 })).status).toBe(400);
	expect(() => sandbox.setClock('2000-01-01T00:00:00Z')).toThrow(RangeError);
	expect(await clock()).toBeGreaterThan(then);
});

it('stamps the journal and its answers with its own clock, and the journal also with the machine’s', async () => {
	sandbox.advanceClock(86_400_000);
	const answer = await create();
	const entry = sandbox.journal()[0];
	expect(Date.parse(entry?.at ?? '') - Date.parse(entry?.realAt ?? '')).toBeGreaterThan(86_399_000);
	expect(Date.parse(String(answer.headers['date'])) - Date.now()).toBeGreaterThan(86_390_000);
});

it('makes a change from outside, and says what changes there are', async () => {
	expect((await http.post('/_sandbox/change', { action: 'addName', name: 'Bo' })).data).toEqual({
		ok: true,
		result: 2,
	});
	await sandbox.change('addName', { name: 'Cy' });
	expect(sandbox.state()).toEqual(['seeded-short', 'Bo', 'Cy']);
	const unknown = await http.post('/_sandbox/change', { action: 'toString' });
	expect(unknown).toMatchObject({ status: 404, data: { error: expect.stringContaining('It knows: addName, fail') } });
	expect(await http.post('/_sandbox/change', { action: 'fail' })).toMatchObject({
		status: 400,
		data: { error: 'refused by the vendor' },
	});
	expect(sandbox.journal()).toEqual([]);
});

it('starts anew on a reset, under other options if asked, and its numbers go on', async () => {
	await create();
	sandbox.addFault({ kind: 'serverError' });
	await http.post('/_sandbox/reset', { options: { greeting: 'long' } });
	expect(sandbox.state()).toEqual(['seeded-long']);
	expect(sandbox.journal()).toEqual([]);
	expect((await create()).data).toEqual({ id: 1 });
	expect(sandbox.journal()).toMatchObject([{ seq: 2 }]);
	await sandbox.reset();
	expect(sandbox.state()).toEqual(['seeded-short']);
});

it('refuses an option or a value that the definition does not have', async () => {
	expect((await http.post('/_sandbox/reset', { options: { greeting: 'rude' } })).status).toBe(400);
	await expect(serve(namesDefinition, { options: { colour: 'red' } })).rejects.toThrow('no such option');
	expect(sandbox.state()).toEqual(['seeded-short']);
});

it('refuses a body over 5 MB with 413 and journals it', async () => {
	const answer = await http.post('/names', { name: 'x'.repeat(5 * 1024 * 1024) });
	expect(answer.status).toBe(413);
	expect(await journalHas(1)).toMatchObject([{ status: 413, accepted: false, operation: 'unknown' }]);
	expect(sandbox.state()).toEqual(['seeded-short']);
});

it('listens on this machine alone, and an upload that breaks off leaves it running', async () => {
	expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
	await new Promise<void>((resolve) => {
		const socket = connect(sandbox.port, '127.0.0.1', () => {
			socket.write('POST /names HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
		});
		socket.on('close', () => resolve());
	});
	expect((await create()).status).toBe(200);
	expect(sandbox.state()).toEqual(['seeded-short', 'Ada']);
});

it('closes although a caller still waits', async () => {
	const other = await serve(namesDefinition, { seed: demoData(MOMENT) });
	other.addFault({ kind: 'timeoutBeforeCommit' });
	const waiting = failure(axios.post(`${other.url}/names`, { name: 'Ada' }));
	while (other.journal().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	await other.close();
	expect(await waiting).toBe('ECONNRESET');
});

// ------------------------------------------------------------------ demo data

const data = demoData(MOMENT);
const orders = data.orders;

it('is the same demo data every time', () => {
	expect(demoData(MOMENT)).toEqual(data);
	expect(orders.map((order) => order.number)).toEqual(Array.from({ length: 60 }, (_, n) => 1001 + n));
});

it.each(PLANTS)('has an order that is %s', (plant) => {
	expect(orders.some((order) => order.plant === plant)).toBe(true);
});

it('has mostly plain orders, and 50 that must arrive', () => {
	expect(orders.filter((order) => order.plant === 'plain').length).toBeGreaterThanOrEqual(38);
	expect(orders.filter((order) => expectedForwardable(order.plant))).toHaveLength(50);
});

it('places the early orders five to nine days before the moment, before the start, and the others within two days', () => {
	const startMinutes = (Date.parse(MOMENT) - Date.parse(demoStart(MOMENT))) / 60_000;
	for (const { plant, placedMinutesAgo } of orders) {
		const early = plant.startsWith('beforeStart');
		expect(placedMinutesAgo > startMinutes).toBe(early);
		expect(placedMinutesAgo).toBeGreaterThan(early ? 5 * 1440 - 1 : 0);
		expect(placedMinutesAgo).toBeLessThanOrEqual(early ? 9 * 1440 : 2 * 1440);
	}
});

it('orders only products that exist, no product twice in an order, and never more than the warehouse has', () => {
	const products = new Map(data.products.map((product) => [product.sku, product]));
	const wanted = new Map<string, number>();
	for (const { plant, lines } of orders) {
		expect(new Set(lines.map((line) => line.sku)).size).toBe(lines.length);
		for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
		const known = lines.every(({ sku }) => products.get(sku)?.atWarehouse || !products.get(sku)?.ships);
		expect(known).toBe(plant !== 'unknownSku');
		expect(lines.some(({ sku }) => products.get(sku)?.ships)).toBe(plant !== 'digitalOnly');
	}
	for (const [sku, quantity] of wanted) {
		const product = products.get(sku);
		expect(product).toBeDefined();
		if (product?.atWarehouse) expect(product.stock).toBeGreaterThan(quantity);
	}
});

it('has only example people', () => {
	const people = orders.map((order) => demoPerson(order.person));
	expect(new Set(people.map((person) => person.email)).size).toBe(60);
	for (const { email, phone, address1 } of people) {
		expect(email).toMatch(/@example\.com$/);
		expect(phone).toMatch(/^\+358555\d{4}$/);
		expect(address1).toMatch(/^Esimerkkikatu \d+$/);
	}
});
