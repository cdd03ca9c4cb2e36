/*
 * The template as an operator meets it: the packed package in a fresh n8n, the file imported in the editor with
 * credentials made before, after, not at all, and twice.
 */
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildPackage, credentialsFor, packPackage, ROOT, startBridge, startSandboxes } from '../../sandbox/bridge';
import type { Sandboxes } from '../../sandbox/bridge';
import { demoStart } from '../../sandbox/demo-data';
import { compareOrders } from '../../sandbox/demo-report';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { SANDBOX_LOGIN, type N8nApi } from '../../sandbox/n8n/rest';
import type { N8nServer } from '../../sandbox/n8n/server';
import { chromiumPath, openEditor, type Editor } from '../support/browser';

jest.setTimeout(4 * 60_000);

const FILE = join(ROOT, 'workflows', 'orders-from-shopify-to-ogoship.json');
/** The README's pictures are taken anew with `PICTURES=1`; else they are kept with the report. */
const PICTURES = process.env.PICTURES ? join(ROOT, 'docs', 'pictures') : join(ROOT, '.report', 'pictures');
const REPORT = join(ROOT, '.report');
const DATE_MISSING = 'Parameter "Forward Orders Placed After" is required.';
const WITH_CREDENTIAL = ['Read Orders', 'Send to OGOship', 'Sweep Shopify'];

const folder = mkdtempSync(join(tmpdir(), 'template-'));
let tarball: string;
let sandboxes: Sandboxes;
let server: N8nServer;
let api: N8nApi;
let editor: Editor;

const withBrowser = chromiumPath() ? it : it.skip;
if (!chromiumPath()) console.warn('Skipped: no Chromium was found. Install chromium, or name one in CHROMIUM_PATH.');

beforeAll(async () => {
	buildPackage();
	tarball = packPackage(folder);
	sandboxes = await startSandboxes();
	({ server, api } = await startBridge({ userFolder: join(folder, 'home'), tarball }));
	if (chromiumPath()) editor = await openEditor(server.url, SANDBOX_LOGIN);
});

afterAll(async () => {
	await editor?.close();
	await server?.stop();
	await sandboxes?.close();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A test in the browser: begins without credentials, and leaves a picture where it failed. */
function seen(sentence: string, test: () => Promise<void>): void {
	withBrowser(sentence, async () => {
		for (const { id } of await api.credentials()) await api.deleteCredential(id);
		try {
			await test();
		} catch (error) {
			await editor.screenshot(join(REPORT, `${sentence.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}.png`));
			throw error;
		}
	});
}

/** Makes both credentials; resolves with their ids by type. */
async function makeCredentials(suffix = '', change: Record<string, unknown> = {}): Promise<Record<string, string>> {
	const made: Record<string, string> = {};
	for (const { type, name, data } of credentialsFor(sandboxes)) {
		made[type] = (await api.createCredential(type, `${name}${suffix}`, { ...data, ...change })).id;
	}
	return made;
}

/** What n8n has saved as the credential of each node that has one. */
async function bound(id: string): Promise<Record<string, string | null>> {
	const { nodes } = await api.workflow(id);
	const named = nodes.flatMap(({ name, credentials }) =>
		Object.values(credentials ?? {}).map((credential) => [name, credential.id] as const),
	);
	return Object.fromEntries(named.sort(([a], [b]) => a.localeCompare(b)));
}

const everyNode = ({ shopifyCommerceApi = '', ogoshipApi = '' }: Record<string, string>) => ({
	'Read Orders': shopifyCommerceApi,
	'Send to OGOship': ogoshipApi,
	'Sweep Shopify': shopifyCommerceApi,
});
const nothing = Object.fromEntries(WITH_CREDENTIAL.map((name) => [name, null]));

async function saved(id: string, node: string, wanted: object): Promise<void> {
	for (const end = Date.now() + 30_000; ;) {
		const found = (await api.workflow(id)).nodes.find(({ name }) => name === node);
		if (Date.now() > end) return void expect(found).toMatchObject({ parameters: wanted });
		try {
			return void expect(found).toMatchObject({ parameters: wanted });
		} catch {
			await editor.page.waitForTimeout(200);
		}
	}
}

/** Enters the start of the route as an operator does, and waits until the editor has saved it. */
async function setStart(id: string): Promise<void> {
	const start = demoStart(sandboxes.data.moment).slice(0, 19);
	await editor.openNode('Send to OGOship');
	await editor.fill('forwardFrom', start.replace('T', ' '));
	await editor.closeNode();
	await saved(id, 'Send to OGOship', { forwardFrom: start });
}

async function setRest(id: string): Promise<void> {
	const methods = ['home_fi', 'letter_fi', 'pickup_fi'].map((code) => ({ method: code, code }));
	await editor.openNode('Send to OGOship');
	for (const { method, code } of methods) {
		await editor.addRow('deliveryMethods');
		await editor.fill('method', method);
		await editor.fill('code', code);
	}
	await editor.addOption('Cash on Delivery Methods');
	await editor.fill('cashOnDeliveryMethods', 'Cash on Delivery (COD)');
	await editor.addOption('Pick-Up Point Attribute');
	await editor.fill('pickupAttribute', 'pickup_point_id');
	await editor.closeNode();
	const orderOptions = { cashOnDeliveryMethods: 'Cash on Delivery (COD)', pickupAttribute: 'pickup_point_id' };
	await saved(id, 'Send to OGOship', { deliveryMethods: { method: methods }, orderOptions });
}

async function turnPreview(id: string, previewOnly: boolean): Promise<void> {
	await editor.openNode('Send to OGOship');
	await editor.turn('previewOnly');
	await editor.closeNode();
	// A value that is the default is not written into the workflow.
	if (previewOnly) await saved(id, 'Send to OGOship', { previewOnly });
	else await saved(id, 'Send to OGOship', { previewOnly: expect.not.stringMatching('true') as unknown });
}

/** Runs by hand in the editor. */
async function run(): Promise<Execution> {
	await editor.hush();
	return await api.finished(await editor.executeWorkflow('Start by Hand'), 180_000);
}

function count(execution: Execution, node: string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { outcome } of itemsOf(execution, node)) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
	return counts;
}

it('is a community package of less than 1 MB that brings no other package along', async () => {
	expect(statSync(tarball).size).toBeLessThan(1_000_000);
	const installed = readdirSync(join(folder, 'home', '.n8n', 'nodes', 'node_modules'));
	expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['n8n-nodes-commerce-bridge']);
	const types = [...(await api.types()).keys()].filter((name) => name.startsWith('n8n-nodes-commerce-bridge.'));
	expect(types.filter((name) => !name.endsWith('Tool')).sort()).toEqual([
		'n8n-nodes-commerce-bridge.ledger',
		'n8n-nodes-commerce-bridge.ogoship',
		'n8n-nodes-commerce-bridge.shopify',
	]);
	const credentials = await api.credentialTypes();
	expect(['ogoshipApi', 'shopifyCommerceApi'].filter((name) => credentials.has(name))).toHaveLength(2);
});

seen('imported without credentials, it says what is missing and runs red at the first node', async () => {
	const id = await editor.importTemplateFromFile(FILE);
	expect(await bound(id)).toEqual(nothing);
	expect(await editor.publishButtonState()).toMatchObject({
		enabled: false,
		hint: '1 node has issues, fix them before publishing.',
	});
	await editor.openNode('Sweep Shopify');
	expect(await editor.credentialShown()).toBe('Connect to Shopify Commerce');
	await editor.closeNode();
	await editor.openNode('Send to OGOship');
	expect(await editor.credentialShown()).toBe('Connect to OGOship');
	await editor.closeNode();
	const { status, error } = await run();
	expect({ status, error }).toMatchObject({
		status: 'error',
		error: {
			message: 'Node "Sweep Shopify" uses invalid credential',
			description: 'Please recreate the credential.',
			node: 'Sweep Shopify',
		},
	});
	expect(await editor.said()).toContain('Node "Sweep Shopify" uses invalid credential');
});

seen('takes credentials that are made after the import with the first change in the editor', async () => {
	const id = await editor.importTemplateFromFile(FILE);
	const made = await makeCredentials();
	expect(await bound(id)).toEqual(nothing);
	await editor.openWorkflow(id);
	// The panel shows them as chosen, by name; saved is nothing yet.
	await editor.openNode('Sweep Shopify');
	expect(await editor.credentialShown()).toBe('Shopify Commerce account');
	await editor.closeNode();
	expect(await bound(id)).toEqual(nothing);
	// So a run before any change fails, and nothing in the panel says why.
	const { status, error } = await run();
	expect({ status, message: error?.message }).toEqual({
		status: 'error',
		message: 'Node "Sweep Shopify" uses invalid credential',
	});
	await editor.hush();
	await setStart(id);
	expect(await bound(id)).toEqual(everyNode(made));
	expect(await editor.publishButtonState()).toMatchObject({ enabled: true });
});

seen(
	'with two accounts of one type it takes the one with the default name, and none of two with the same name',
	async () => {
		const made = await makeCredentials();
		await makeCredentials(' 2');
		const id = await editor.importTemplateFromFile(FILE);
		expect(await bound(id)).toEqual(everyNode(made));
		expect(await editor.publishButtonState()).toMatchObject({ enabled: false });
		const first = await run();
		expect(first.error?.message).toBe(`The 'Send to OGOship' node has issues:\n- ${DATE_MISSING}`);
		await editor.said();

		await makeCredentials();
		const second = await editor.importTemplateFromFile(FILE);
		expect(await bound(second)).toEqual(nothing);
		expect(await editor.publishButtonState()).toMatchObject({
			enabled: false,
			hint: '3 nodes have issues, fix them before publishing.',
		});
		await editor.openNode('Sweep Shopify');
		expect(await editor.credentialShown()).toMatch(/Shopify Commerce account \(unavailable\)/);
		expect((await editor.credentialsOffered()).sort()).toEqual([
			'Create new credential',
			'Shopify Commerce account',
			'Shopify Commerce account',
			'Shopify Commerce account 2',
		]);
		await editor.closeNode();
		const { status, error } = await run();
		expect({ status, message: error?.message }).toEqual({
			status: 'error',
			message: 'Node "Sweep Shopify" uses invalid credential',
		});
	},
);

seen('with a wrong key the run is red and says in plain words what to check', async () => {
	await makeCredentials('', { clientSecret: 'wrong' });
	const id = await editor.importTemplateFromFile(FILE);
	await setStart(id);
	await setRest(id);
	const { status, error, lastNode, runData } = await run();
	expect({ status, lastNode }).toEqual({ status: 'error', lastNode: 'End in Red' });
	expect(error?.message).toMatch(/^Shopify Commerce refused the sign-in .*enter the keys again and save it/);
	expect(runData['Sweep Shopify']?.[0]?.outputs[0]).toHaveLength(0);
	expect(await editor.said()).toContain('Shopify Commerce refused the sign-in');
	await editor.showAll();
	await editor.screenshot(join(PICTURES, 'wrong-key.png'));
});

seen('with the credentials made before, it is set up in one panel, previews, and sends every order once', async () => {
	const made = await makeCredentials();
	const id = await editor.importTemplateFromFile(FILE);
	expect(await bound(id)).toEqual(everyNode(made));
	expect(await editor.nodesMarked('node-issues')).toEqual(['Send to OGOship']);
	expect(await editor.publishButtonState()).toEqual({
		enabled: false,
		label: 'Publish',
		hint: '1 node has issues, fix them before publishing.',
	});
	const refused = await run();
	expect(refused).toMatchObject({ status: 'error', runData: {} });
	expect(await editor.said()).toContain(DATE_MISSING);

	await setStart(id);
	const unmapped = await run();
	expect(unmapped.error?.message).toMatch(
		/^No delivery method is set up, so no order can be sent\. Fill in Delivery Methods/,
	);
	await setRest(id);
	expect(await editor.publishButtonState()).toMatchObject({ enabled: true, hint: '' });

	await turnPreview(id, true);
	const preview = await run();
	expect(preview.status).toBe('success');
	const would = itemsOf(preview, 'Send to OGOship').map(
		(item) => (item.preview as { would?: string } | undefined)?.would,
	);
	expect(would.filter((each) => each === 'create')).toHaveLength(50);
	expect(
		sandboxes
			.of('ogoship')
			.journal()
			.filter(({ operation }) => operation === 'ordersCreate'),
	).toEqual([]);
	await editor.openNode('Send to OGOship');
	await editor.hush();
	await editor.screenshot(join(PICTURES, 'preview.png'));
	await editor.closeNode();

	await turnPreview(id, false);
	const applied = await run();
	expect(applied.status).toBe('success');
	expect(count(applied, 'Send to OGOship').created).toBe(50);
	expect(compareOrders(sandboxes.of('shopify').state(), sandboxes.of('ogoship').state())).toMatchObject({
		equal: true,
		differences: [],
	});
	await editor.hush();
	await editor.showAll();
	expect((await editor.nodesMarked('canvas-node-status-success')).sort()).toEqual([
		'Problems',
		'Results',
		'Send to OGOship',
		'Set-Up Mistake?',
		'Start by Hand',
		'Sweep Shopify',
	]);
	await editor.screenshot(join(PICTURES, 'run.png'));
	const problems = itemsOf(applied, 'Problems');
	expect(problems.map((item) => item.Order)).toEqual(['#1022', '#1037']);
	for (const item of problems) expect(Object.values(item).every((value) => String(value).length > 0)).toBe(true);
	await editor.openNode('Problems');
	await editor.part('ndv-data-container').last().getByText('#1022').first().waitFor();
	await editor.screenshot(join(PICTURES, 'problems.png'));
	await editor.closeNode();

	const again = await run();
	expect(count(again, 'Send to OGOship').created).toBeUndefined();
});
