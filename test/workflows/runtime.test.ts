import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SandboxDefinition } from '../../sandbox/kit';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { NpmFailed } from '../../sandbox/n8n/npm';
import { executionObservers, N8nApi, SANDBOX_LOGIN } from '../../sandbox/n8n/rest';
import { cacheFolder, ensureFolder, installProblem } from '../../sandbox/n8n/runtime';
import { installPackage, startN8n, type N8nServer } from '../../sandbox/n8n/server';
import { serve } from '../../sandbox/serve';
import { findProof, type Evidence } from '../support/proof';

jest.setTimeout(15 * 60_000);

const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
const userFolder = join(folder, 'home');
let server: N8nServer;
let api: N8nApi;

/** A package of one node and one credential, small enough to be read at a glance. */
function probePackage(version: string): string {
	const home = join(folder, 'probe');
	const node = `class Probe { constructor() { this.description = { displayName: 'Probe', name: 'probe', group: ['transform'],
		version: 1, description: 'Says its version', defaults: { name: 'Probe' }, inputs: ['main'], outputs: ['main'], properties: [] }; }
		async execute() { return [[{ json: { version: '${version}' } }]]; } }
		module.exports = { Probe };`;
	const credential = `class ProbeApi { constructor() { this.name = 'probeApi'; this.displayName = 'Probe API';
		this.properties = [{ displayName: 'Address', name: 'address', type: 'string', default: '' }];
		this.test = { request: { baseURL: '={{$credentials.address}}', url: '/healthz' } }; } }
		module.exports = { ProbeApi };`;
	const files = { nodes: ['dist/Probe.node.js'], credentials: ['dist/ProbeApi.credentials.js'] };
	const manifest = {
		name: 'n8n-nodes-runtime-probe',
		version,
		files: ['dist'],
		n8n: { n8nNodesApiVersion: 1, ...files },
	};
	mkdirSync(join(home, 'dist'), { recursive: true });
	writeFileSync(join(home, 'package.json'), JSON.stringify({ ...manifest, peerDependencies: { 'n8n-workflow': '*' } }));
	writeFileSync(join(home, 'dist/Probe.node.js'), node);
	writeFileSync(join(home, 'dist/ProbeApi.credentials.js'), credential);
	return home;
}

function node(name: string, type: string, parameters: object = {}, more: object = {}): object {
	const typeVersion = type === 'n8n-nodes-base.set' ? 3.4 : type === 'n8n-nodes-base.webhook' ? 2 : 1;
	return { id: `id-${name}`, name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** Nodes in a row: each feeds the next. */
function workflow(name: string, nodes: object[]): Record<string, unknown> {
	const names = nodes.map((each) => (each as { name: string }).name);
	const links = names.slice(0, -1).map((from, index) => {
		return [from, { main: [[{ node: names[index + 1], type: 'main', index: 0 }]] }] as const;
	});
	return { name, nodes, connections: Object.fromEntries(links), settings: { executionOrder: 'v1' }, active: false };
}

const start = node('Start', 'n8n-nodes-base.manualTrigger');
const greeting = node('Greeting', 'n8n-nodes-base.set', {
	assignments: { assignments: [{ id: 'a', name: 'greeting', type: 'string', value: 'hello' }] },
	options: {},
});
const halt = node('Halt', 'n8n-nodes-base.stopAndError', { errorMessage: 'stopped on purpose' });

beforeAll(async () => {
	await installPackage(userFolder, probePackage('1.0.0'));
	expect(await installPackage(userFolder, probePackage('1.0.1'))).toEqual({
		name: 'n8n-nodes-runtime-probe',
		version: '1.0.1',
	});
	server = await startN8n({ userFolder });
	api = new N8nApi(server.url);
	await api.setupOwner();
});

afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

it('runs a workflow by hand and reads what every node put out', async () => {
	const { id } = await api.importWorkflow(workflow('good', [start, greeting]));
	const execution = await api.run(id, 'Start');
	expect(execution).toMatchObject({ workflowId: id, status: 'success', mode: 'manual', lastNode: 'Greeting' });
	expect(execution.error).toBeUndefined();
	expect(itemsOf(execution, 'Greeting')).toEqual([{ greeting: 'hello' }]);
	expect((await api.listExecutions(id)).map((each) => each.id)).toEqual([execution.id]);
});

it('reads the error of a run that failed, and what had run before it', async () => {
	const { id } = await api.importWorkflow(workflow('bad', [start, greeting, halt]));
	const execution = await api.run(id, 'Start');
	expect(execution).toMatchObject({
		status: 'error',
		lastNode: 'Halt',
		error: { message: 'stopped on purpose', node: 'Halt' },
	});
	expect(itemsOf(execution, 'Greeting')).toEqual([{ greeting: 'hello' }]);
	expect(execution.runData.Halt?.[0]?.executionStatus).toBe('error');
});

it('loads an installed package under its own name, the version installed last', async () => {
	expect((await api.types()).get('n8n-nodes-runtime-probe.probe')?.[0]?.displayName).toBe('Probe');
	expect((await api.credentialTypes()).get('probeApi')?.displayName).toBe('Probe API');
	const { id } = await api.importWorkflow(workflow('probe', [start, node('Probe', 'n8n-nodes-runtime-probe.probe')]));
	expect(itemsOf(await api.run(id, 'Start'), 'Probe')).toEqual([{ version: '1.0.1' }]);
});

it('binds a credential named in a template when exactly one exists, and tests it', async () => {
	const template = (): Record<string, unknown> => {
		const credentials = { probeApi: { id: null, name: 'Probe account' } };
		return workflow('bound', [start, node('Probe', 'n8n-nodes-runtime-probe.probe', {}, { credentials })]);
	};
	const bound = async (): Promise<unknown> =>
		(await api.importWorkflow(template())).nodes[1]?.credentials?.probeApi?.id;

	expect(await bound()).toBeNull();
	const good = await api.createCredential('probeApi', 'Probe account', { address: server.url });
	expect(await bound()).toBe(good.id);
	expect(await api.testCredential(good.id)).toMatchObject({ status: 'OK' });
	const bad = await api.createCredential('probeApi', 'Probe account', { address: 'http://127.0.0.1:1' });
	expect(await bound()).toBeNull();
	expect(await api.testCredential(bad.id)).toMatchObject({ status: 'Error' });
});

it('publishes a workflow whose trigger answers at once, and says why one cannot be published', async () => {
	const hook = node('Hook', 'n8n-nodes-base.webhook', { path: 'runtime', options: {} }, { webhookId: 'runtime' });
	const { id } = await api.importWorkflow(workflow('hook', [hook, greeting]));
	await api.publish(id);
	expect((await fetch(`${server.url}/webhook/runtime`)).status).toBe(200);
	const [execution] = await api.waitForExecutions(id, 1);
	expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
	await api.unpublish(id);

	const manual = await api.importWorkflow(workflow('manual', [start, greeting]));
	await expect(api.publish(manual.id)).rejects.toThrow(/trigger/i);
});

/** A vendor with one address, for looking at what n8n sends. */
const vendor: SandboxDefinition = {
	name: 'vendor',
	options: {},
	credential: (_data, url) => ({ type: 'probeApi', name: 'Probe account', data: { url } }),
	seed: () => ({}),
	operationOf: ({ path }) => (path === '/orders' ? 'ordersCreate' : undefined),
	answer: () => ({ status: 200, body: { ok: true }, accepted: true }),
	changes: {},
	view: () => ({}),
};

it('leaves evidence of what it sent: the request of a run proves something, the same request without a run does not', async () => {
	const sandbox = await serve(vendor);
	const executions: Execution[] = [];
	const observe = (execution: Execution): void => void executions.push(execution);
	executionObservers.add(observe);
	try {
		const begunMs = Date.now();
		const call = node('Call', 'n8n-nodes-base.httpRequest', { method: 'POST', url: `${sandbox.url}/orders` });
		const { id } = await api.importWorkflow(workflow('evidence', [start, call]));
		const claim = { request: 'vendor.ordersCreate' };
		const evidence = (): Evidence => ({ begunMs, executions, journal: sandbox.journal(), pages: [] });

		await fetch(`${sandbox.url}/orders`, { method: 'POST', headers: { 'user-agent': 'n8n' } });
		expect(() => findProof(claim, evidence())).toThrow(/no execution/);
		const { id: execution } = await api.run(id, 'Start');
		expect(findProof(claim, evidence())).toMatchObject({
			execution,
			journal: { system: 'vendor', seq: 2, status: 200 },
		});
	} finally {
		executionObservers.delete(observe);
		await sandbox.close();
	}
});

it('says what n8n refused', async () => {
	await expect(api.run('nothing', 'Start')).rejects.toThrow(/POST \/rest\/workflows\/nothing\/run with 404/);
	await expect(new N8nApi(server.url).listExecutions()).rejects.toThrow(/401/);
});

it('comes back after kill -9 on the same folder, with everything it knew', async () => {
	const { id } = await api.importWorkflow(workflow('survivor', [start, greeting]));
	const before = server.pid;
	await server.kill();
	expect(() => process.kill(before, 0)).toThrow(/ESRCH/);
	server = await startN8n({ userFolder, port: server.port });
	api = new N8nApi(server.url);
	await api.login(SANDBOX_LOGIN);
	expect((await api.workflow(id)).name).toBe('survivor');
	expect((await api.run(id, 'Start')).status).toBe('success');
	expect(server.log()).not.toMatch(/ENOTFOUND|api\.n8n\.io/);
});

it('does not start on a port that is taken, and says so', async () => {
	const second = startN8n({ userFolder: join(folder, 'second'), port: server.port });
	await expect(second).rejects.toThrow(/port \d+: .*EADDRINUSE/);
});

it.each([
	[{ COMMERCE_BRIDGE_CACHE: '/big', XDG_CACHE_HOME: '/x' }, 'linux', '/big/n8n-nodes-commerce-bridge'],
	[{ XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l' }, 'linux', '/x/n8n-nodes-commerce-bridge'],
	[{ XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l' }, 'win32', '/l/n8n-nodes-commerce-bridge'],
])('takes the cache folder from %j on %s', (env, platform, expected) => {
	expect(cacheFolder(env, platform)).toBe(expected);
});

it.each([
	['npm error code ENOTFOUND', /network/],
	['npm error code ENOSPC', /4 GB/],
	['gyp ERR! find Python', /python3, make and g\+\+/],
	['npm error code E404', /Node 24 or later/],
	['spawn npm ENOENT', /npm was not found/],
	['something new', /Try again/],
])('answers an installation that ends with "%s" with a remedy', (printed, remedy) => {
	const problem = installProblem(new NpmFailed('install n8n', printed), '/cache/n8n');
	expect(problem.message).toMatch(remedy);
	expect(problem.message).toContain('/cache/n8n');
	expect(problem.message).toContain(printed);
});

it('never leaves half an installation behind, and installs once for two at a time', async () => {
	const target = join(folder, 'cache', 'thing');
	const log = (): void => undefined;
	const works = async (): Promise<boolean> => await Promise.resolve(false);
	const breaking = ensureFolder(target, {
		log,
		works,
		install: async (place) => {
			writeFileSync(join(place, 'half'), '');
			await Promise.reject(new Error('npm error code ENOTFOUND'));
		},
	});
	await expect(breaking).rejects.toThrow(/registry/);
	expect(() => readFileSync(join(target, 'half'))).toThrow(/ENOENT/);

	let installations = 0;
	const install = async (place: string): Promise<void> => {
		installations += 1;
		writeFileSync(join(place, 'whole'), '');
		await Promise.resolve();
	};
	await Promise.all([ensureFolder(target, { log, works, install }), ensureFolder(target, { log, works, install })]);
	expect(installations).toBe(1);
	expect(readFileSync(join(target, 'ready.json'), 'utf8')).toContain('readyAt');
});

it('takes over a whole folder that lacks only its mark, and a lock whose owner is gone', async () => {
	const target = join(folder, 'cache', 'old');
	mkdirSync(target, { recursive: true });
	writeFileSync(`${target}.lock`, '999999999');
	await ensureFolder(target, {
		log: () => undefined,
		works: async () => await Promise.resolve(true),
		install: async () => await Promise.reject(new Error('nothing should be installed')),
	});
	expect(readFileSync(join(target, 'ready.json'), 'utf8')).toContain('readyAt');
});
