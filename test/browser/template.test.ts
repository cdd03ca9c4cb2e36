/*
 * The templates as an operator meets them: the packed package in a fresh n8n, the files imported in the editor with
 * credentials made before, after, not at all, and twice; set up, run by hand, published. The orders' template is set up
 * by click; what the operator enters in the others comes over n8n's API.
 */
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	buildPackage,
	credentialsFor,
	packPackage,
	ROOT,
	startBridge,
	startSandboxes,
	template,
} from '../../sandbox/bridge';
import type { Sandboxes } from '../../sandbox/bridge';
import { demoData, demoStart } from '../../sandbox/demo-data';
import { compare, compareOrders } from '../../sandbox/demo-report';
import { DEMO, SITES, type DemoSite } from '../../sandbox/demo-stories';
import { itemsOf, type Execution } from '../../sandbox/n8n/execution';
import { SANDBOX_LOGIN, type N8nApi } from '../../sandbox/n8n/rest';
import type { N8nServer } from '../../sandbox/n8n/server';
import { STORIES } from '../../workflows/stories';
import { chromiumPath, openEditor, type Editor } from '../support/browser';
import { COMPARISON, ORDERS, STOCK, TRACKING } from '../support/standing';

jest.setTimeout(6 * 60_000);

const fileOf = (story: string) => join(ROOT, 'workflows', `${story}.json`);
const FILE = fileOf(ORDERS);
/** Every other template, in the order in which the demo runs them. */
const OTHERS = DEMO.filter(({ story }) => story !== ORDERS);
/** The README's pictures are taken anew with `PICTURES=1`; else they are kept with the report. */
const PICTURES = process.env.PICTURES ? join(ROOT, 'docs', 'pictures') : join(ROOT, '.report', 'pictures');
const REPORT = join(ROOT, '.report');
const DATE_MISSING = 'Parameter "Forward Orders Placed After" is required.';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
let tarball: string;
/** Each company's own. */
const standing = new Map<DemoSite['name'], Sandboxes>();
/** Those of the company whose goods lie at a warehouse. */
let sandboxes: Sandboxes;
let server: N8nServer;
let api: N8nApi;
let editor: Editor;

const withBrowser = chromiumPath() ? it : it.skip;
if (!chromiumPath()) console.warn('Skipped: no Chromium was found. Install chromium, or name one in CHROMIUM_PATH.');

beforeAll(async () => {
	buildPackage();
	tarball = packPackage(folder);
	const now = demoData(new Date().toISOString());
	for (const { name, systems, options, data } of SITES)
		standing.set(name, await startSandboxes({ only: systems, options, data: data(now) }));
	sandboxes = sandboxesOf('warehouse');
	({ server, api } = await startBridge({ userFolder: join(folder, 'home'), tarball }));
	if (chromiumPath()) editor = await openEditor(server.url, SANDBOX_LOGIN);
});

afterAll(async () => {
	await editor?.close();
	await server?.stop();
	for (const each of standing.values()) await each.close();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function sandboxesOf(name: DemoSite['name']): Sandboxes {
	const found = standing.get(name);
	if (!found) throw new Error(`The sandboxes of "${name}" do not stand`);
	return found;
}

/** The accounts of one company; of both, with the first one's shop, when none is named. */
function accountsOf(site?: DemoSite): ReturnType<typeof credentialsFor> {
	if (site) return credentialsFor(sandboxesOf(site.name));
	const all = SITES.flatMap(({ name }) => credentialsFor(sandboxesOf(name)));
	return all.filter(({ type }, at) => all.findIndex((each) => each.type === type) === at);
}

/** The company whose accounts stand from the test before, by its name, with their ids by type. */
let kept: { readonly site: DemoSite['name']; readonly made: Record<string, string> } | undefined;

/** A test in the browser: begins without credentials, or with those of a company, and leaves a picture where it failed. */
function seen(sentence: string, test: (made: Record<string, string>) => Promise<void>, site?: DemoSite): void {
	withBrowser(sentence, async () => {
		if (!site || kept?.site !== site.name) {
			kept = undefined;
			await editor.anew();
			for (const { id } of await api.credentials()) await api.deleteCredential(id);
			if (site) kept = { site: site.name, made: await makeCredentials('', {}, site) };
		}
		try {
			await test(kept?.made ?? {});
		} catch (error) {
			kept = undefined;
			await editor.screenshot(join(REPORT, `${sentence.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}.png`));
			throw error;
		}
	});
}

/** Makes the credentials; resolves with their ids by type. */
async function makeCredentials(
	suffix = '',
	change: Record<string, unknown> = {},
	site?: DemoSite,
): Promise<Record<string, string>> {
	const made: Record<string, string> = {};
	for (const { type, name, data } of accountsOf(site)) {
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

/** Of each node that needs one, the credential of its type among these; null where none was made. */
function wanted(story: string, made: Readonly<Record<string, string>> = {}): Record<string, string | null> {
	const named = (STORIES[story]?.nodes ?? []).flatMap(({ name, credentials }) =>
		Object.keys(credentials ?? {}).map((type) => [name, made[type] ?? null] as const),
	);
	return Object.fromEntries(named.sort(([one], [other]) => one.localeCompare(other)));
}

/** What belongs to the nodes that a template ships switched on. */
function switchedOn<T>(story: string, byNode: Readonly<Record<string, T>>): Record<string, T> {
	const off = (STORIES[story]?.nodes ?? []).filter(({ disabled }) => disabled).map(({ name }) => name);
	return Object.fromEntries(Object.entries(byNode).filter(([name]) => !off.includes(name)));
}

async function until<T>(look: () => Promise<T>, check: (found: T) => void): Promise<void> {
	for (const end = Date.now() + 30_000; ; await editor.page.waitForTimeout(200)) {
		const found = await look();
		if (Date.now() > end) return check(found);
		try {
			return check(found);
		} catch {
			// Not yet.
		}
	}
}

/** A node's parameters as they are saved. */
const stored = async (id: string, node: string) =>
	(await api.workflow(id)).nodes.find(({ name }) => name === node)?.parameters;

/** Waits until the editor has saved these parameters of a node. */
async function saved(id: string, node: string, parameters: object): Promise<void> {
	await until(
		async () => await stored(id, node),
		(found) => expect(found).toMatchObject(parameters),
	);
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
	await until(
		async () => await stored(id, 'Send to OGOship'),
		// A value that is the default is not written into the workflow.
		(found) => expect(found?.previewOnly ?? false).toBe(previewOnly),
	);
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
		'n8n-nodes-commerce-bridge.file',
		'n8n-nodes-commerce-bridge.leNewBlack',
		'n8n-nodes-commerce-bridge.leNewBlackPollTrigger',
		'n8n-nodes-commerce-bridge.ledger',
		'n8n-nodes-commerce-bridge.odoo',
		'n8n-nodes-commerce-bridge.odooPollTrigger',
		'n8n-nodes-commerce-bridge.odooTrigger',
		'n8n-nodes-commerce-bridge.ogoship',
		'n8n-nodes-commerce-bridge.ogoshipPollTrigger',
		'n8n-nodes-commerce-bridge.ogoshipTrigger',
		'n8n-nodes-commerce-bridge.omniEngine',
		'n8n-nodes-commerce-bridge.omniEnginePollTrigger',
		'n8n-nodes-commerce-bridge.reconcile',
		'n8n-nodes-commerce-bridge.shopDesk',
		'n8n-nodes-commerce-bridge.shopDeskPollTrigger',
		'n8n-nodes-commerce-bridge.shopDeskTrigger',
		'n8n-nodes-commerce-bridge.shopify',
		'n8n-nodes-commerce-bridge.shopifyTrigger',
		'n8n-nodes-commerce-bridge.unleashed',
		'n8n-nodes-commerce-bridge.unleashedPollTrigger',
		'n8n-nodes-commerce-bridge.unleashedTrigger',
	]);
	const credentials = await api.credentialTypes();
	const shipped = [
		...['leNewBlackApi', 'odooCommerceApi', 'ogoshipApi', 'omniengineApi', 'shopdeskApi', 'shopifyCommerceApi'],
		...['shopifyCommerceOAuth2Api', 'unleashedApi'],
	];
	for (const name of shipped) expect([name, credentials.has(name)]).toEqual([name, true]);
});

seen(
	'imported without credentials, the orders’ template says what is missing and runs red at the first node',
	async () => {
		const id = await editor.importTemplateFromFile(FILE);
		expect(await bound(id)).toEqual(wanted(ORDERS));
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
	},
);

seen(
	'the orders’ template takes credentials that are made after the import with the first change in the editor',
	async () => {
		const id = await editor.importTemplateFromFile(FILE);
		const made = await makeCredentials();
		expect(await bound(id)).toEqual(wanted(ORDERS));
		await editor.anew();
		await editor.openWorkflow(id);
		// The panel shows them as chosen, by name; saved is nothing yet.
		await editor.openNode('Sweep Shopify');
		expect(await editor.credentialShown()).toBe('Shopify Commerce account');
		await editor.closeNode();
		expect(await bound(id)).toEqual(wanted(ORDERS));
		// So a run before any change fails, and nothing in the panel says why.
		const { status, error } = await run();
		expect({ status, message: error?.message }).toEqual({
			status: 'error',
			message: 'Node "Sweep Shopify" uses invalid credential',
		});
		await editor.said();
		await setStart(id);
		expect(await bound(id)).toEqual(wanted(ORDERS, made));
		expect(await editor.publishButtonState()).toMatchObject({ enabled: true });
	},
);

seen(
	'with two accounts of one type the orders’ template takes the one with the default name, and none of two with the same name',
	async () => {
		const made = await makeCredentials();
		await makeCredentials(' 2');
		const id = await editor.importTemplateFromFile(FILE);
		expect(await bound(id)).toEqual(wanted(ORDERS, made));
		expect(await editor.publishButtonState()).toMatchObject({ enabled: false });
		const first = await run();
		expect(first.error?.message).toBe(`The 'Send to OGOship' node has issues:\n- ${DATE_MISSING}`);
		await editor.said();

		await makeCredentials();
		await editor.anew();
		const second = await editor.importTemplateFromFile(FILE);
		expect(await bound(second)).toEqual(wanted(ORDERS));
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

seen(
	'with the credentials made before, the orders’ template is set up in one panel, previews, sends every order once, and is published',
	async () => {
		const made = await makeCredentials();
		const id = await editor.importTemplateFromFile(FILE);
		expect(await bound(id)).toEqual(wanted(ORDERS, made));
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
		await publishedAndTakenBack(id);
	},
);

/** Publishes the open workflow by click, and takes it back. */
async function publishedAndTakenBack(id: string, meanwhile?: () => Promise<void>): Promise<void> {
	await editor.hush();
	await editor.publish();
	await until(
		async () => await editor.publishButtonState(),
		({ label }) => expect(label).toBe('Published'),
	);
	expect((await api.workflow(id)).active).toBe(true);
	await meanwhile?.();
	await api.unpublish(id);
}

// ------------------------------------------------------------------ the other templates

seen(
	'without credentials every other template has none, and takes what is made later with the first change',
	async () => {
		const ids = new Map<string, string>();
		for (const { story } of OTHERS) {
			const { id } = await api.importWorkflow(template(story));
			ids.set(story, id);
			expect([story, await bound(id)]).toEqual([story, wanted(story)]);
		}
		const made = await makeCredentials();
		for (const [story, id] of ids) {
			await editor.openWorkflow(id);
			await editor.toggleNode('Tell People');
			await until(
				async () => await bound(id),
				(found) => expect([story, found]).toEqual([story, wanted(story, made)]),
			);
		}
	},
);

seen('with two accounts of one type every other template takes the default name, and none of two', async () => {
	const made = await makeCredentials();
	await makeCredentials(' 2');
	// n8n's API binds as the editor does, only that it leaves out what is switched off.
	const imported = async (story: string) =>
		switchedOn(story, await bound((await api.importWorkflow(template(story))).id));
	for (const { story } of OTHERS)
		expect([story, await imported(story)]).toEqual([story, switchedOn(story, wanted(story, made))]);
	await makeCredentials();
	for (const { story } of OTHERS)
		expect([story, await imported(story)]).toEqual([story, switchedOn(story, wanted(story))]);
});

const PICTURE_OF: Readonly<Record<string, string>> = { [STOCK]: 'stock.png' };

for (const { story, settings, before, site, once } of OTHERS) {
	const rest = once ? 'has no trigger to be published with' : 'is published as it is shipped';
	const sentence = `set up, ${story} runs green by hand and ${rest}`;
	const runsGreen = async (made: Record<string, string>) => {
		const id = await editor.importTemplateFromFile(fileOf(story));
		expect(await bound(id)).toEqual(wanted(story, made));
		await before?.(sandboxesOf(site.name));
		const entered = settings(sandboxesOf(site.name).data);
		if (story === STOCK) await brakeStops(id, entered);
		await api.setParameters(id, entered);
		await editor.openWorkflow(id);
		expect(await editor.nodesMarked('node-issues')).toEqual([]);

		const execution = await run();
		expect(execution).toMatchObject({ status: 'success' });
		expect(await editor.said()).toContain('Workflow executed successfully');
		await editor.showAll();
		const green = await editor.nodesMarked('canvas-node-status-success');
		expect(green).toEqual(expect.arrayContaining(['Start by Hand']));
		expect(green.sort()).toEqual(Object.keys(switchedOn(story, execution.runData)).sort());
		expect(await editor.nodesMarked('canvas-node-status-error')).toEqual([]);
		await editor.screenshot(picture(PICTURE_OF[story] ?? `${story}.png`, story in PICTURE_OF));
		if (story === COMPARISON) await differencesShown(execution);
		if (once) expect(await editor.publishButtonState()).toMatchObject({ enabled: false, label: 'Publish' });
		else await publishedAndTakenBack(id);
	};
	seen(sentence, runsGreen, site);
}

/** Where a picture goes: of the README, or only of the report. */
const picture = (name: string, ofReadme: boolean) => join(ofReadme ? PICTURES : join(REPORT, 'pictures'), name);

/** A run that would change too much ends in red, writes nothing, and shows its plan. */
async function brakeStops(id: string, entered: Record<string, Record<string, unknown>>): Promise<void> {
	const stock = compare(sandboxes.of('shopify').state(), sandboxes.of('ogoship').state()).stock;
	expect(stock.equal).toBe(false);
	const node = 'Set Stock in Shopify';
	await api.setParameters(id, { [node]: { ...entered[node], levelOptions: { firstRun: 'apply' } } });
	await editor.openWorkflow(id);
	const { status, error, lastNode, runData } = await run();
	expect({ status, lastNode }).toEqual({ status: 'error', lastNode: 'End in Red' });
	expect(error?.message).toMatch(/^Nothing was written: /);
	const [plan = [], problems = []] = runData[node]?.[0]?.outputs ?? [];
	const planned = plan.filter(({ outcome }) => outcome === 'preview');
	expect(planned.length).toBe(stock.differences.length);
	expect(problems.map(({ error: problem }) => problem)).toMatchObject([{ code: 'SETUP_BRAKE' }]);
	expect(await editor.said()).toContain('Nothing was written');
	await editor.openNode(node);
	await editor.showOutput('JSON', String(planned[0]?.number));
	await editor.screenshot(join(PICTURES, 'brake.png'));
	await editor.closeNode();
}

/** What differs is listed in words; the node that lists it is what an operator looks at. */
async function differencesShown(execution: Execution): Promise<void> {
	const found = itemsOf(execution, 'Differences');
	expect(found.length).toBeGreaterThan(0);
	for (const { What, Record, Difference } of found)
		expect([What, Record, Difference].map((value) => String(value).length > 0)).toEqual([true, true, true]);
	await editor.openNode('Differences');
	await editor.showOutput('Table');
	// Of the three comparisons the panel shows the last.
	await editor
		.part('ndv-data-container')
		.last()
		.getByText(String(found.at(-1)?.Record))
		.first()
		.waitFor();
	await editor.screenshot(join(PICTURES, 'comparison.png'));
	await editor.closeNode();
}

seen(
	'with its trigger switched on a template subscribes when it is published, and no longer when taken back',
	async () => {
		await makeCredentials();
		const id = await editor.importTemplateFromFile(fileOf(TRACKING));
		await editor.toggleNode('When Shipped');
		const isOn = async () => (await api.workflow(id)).nodes.find(({ name }) => name === 'When Shipped');
		await until(isOn, (found) => expect(found).not.toMatchObject({ disabled: true }));
		const subscribed = () => (sandboxes.of('ogoship').state() as { webhooks: unknown[] }).webhooks.length;
		expect(subscribed()).toBe(0);
		await publishedAndTakenBack(id, async () => await Promise.resolve(expect(subscribed()).toBe(1)));
		await until(
			async () => await Promise.resolve(subscribed()),
			(count) => expect(count).toBe(0),
		);
	},
);
