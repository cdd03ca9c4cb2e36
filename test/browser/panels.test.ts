/*
 * Every node's panel and both credentials as the editor draws them.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildPackage, credentialsFor, packPackage, ROOT, startBridge, startSandboxes } from '../../sandbox/bridge';
import type { Sandboxes } from '../../sandbox/bridge';
import { SANDBOX_LOGIN, type N8nApi } from '../../sandbox/n8n/rest';
import type { N8nServer } from '../../sandbox/n8n/server';
import { chromiumPath, openEditor, type Editor } from '../support/browser';

jest.setTimeout(4 * 60_000);

const REPORT = join(ROOT, '.report');

/** Resource, operation, and the labels of the fields, as an operator reads them. */
const SHOPIFY = [
	['Order', 'order', 'Get', 'get', ['Which Records', 'Include Raw Record']],
	['Order', 'order', 'Get Many', 'getAll', ['Return All', 'Limit', 'Skip What Is Settled', 'Filters']],
	['Connection', 'connection', 'Check Connection', 'check', []],
] as const;
const OGOSHIP = [
	[
		'Order',
		'order',
		'Create or Update',
		'upsert',
		[
			'Preview Only',
			'Record From',
			'Forward Orders Placed After',
			'Reference Prefix',
			'Delivery Methods',
			'Payment Statuses That May Go',
			'Ledger',
			'Options',
		],
	],
	['Order', 'order', 'Get Many', 'getAll', ['Return All', 'Limit', 'Filters', 'Include Raw Record']],
	['Connection', 'connection', 'Check Connection', 'check', []],
] as const;
const LEDGER = [
	['Dismiss', 'dismiss', ['Order Numbers', 'Your Name', 'Reason', 'Filters', 'Limit', 'Ledger']],
	['Get Due', 'getDue', ['Filters', 'Limit', 'Ledger']],
	['Get Problems', 'getProblems', ['Order Numbers', 'Filters', 'Limit', 'Ledger']],
	['Retry', 'retry', ['Order Numbers', 'Filters', 'Limit', 'Ledger']],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'panels-'));
let sandboxes: Sandboxes;
let server: N8nServer;
let api: N8nApi;
let editor: Editor;

const withBrowser = chromiumPath() ? it : it.skip;

/** A test in the browser; leaves a picture where it failed. */
function seen(sentence: string, test: () => Promise<void>): void {
	withBrowser(sentence, async () => {
		try {
			await test();
		} catch (error) {
			await editor.screenshot(join(REPORT, `${sentence.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}.png`));
			throw error;
		}
	});
}

function node(name: string, type: string, row: number, parameters: Record<string, unknown>): object {
	const full = type.includes('.') ? type : `n8n-nodes-commerce-bridge.${type}`;
	return { id: `panel-${name}`, name, type: full, typeVersion: 1, position: [row * 220, 0], parameters };
}

async function openWorkflowOf(nodes: object[]): Promise<void> {
	const content = { name: 'Panels', nodes, connections: {}, settings: { executionOrder: 'v1' } };
	await editor.openWorkflow((await api.importWorkflow(content)).id);
}

/** Checks the labels of the open panel: each expected one is there in this order, none is empty or broken. */
async function expectLabels(expected: readonly string[]): Promise<void> {
	const labels = await editor.labels();
	expect(labels.filter((label) => label === '' || /undefined|null|\[object/.test(label))).toEqual([]);
	expect(labels.filter((label) => expected.includes(label))).toEqual(expected);
	expect(await editor.part('node-parameters').innerText()).not.toMatch(/undefined|\[object|NaN/);
}

beforeAll(async () => {
	if (!chromiumPath()) return;
	buildPackage();
	const tarball = packPackage(folder);
	sandboxes = await startSandboxes();
	({ server, api } = await startBridge({ userFolder: join(folder, 'home'), tarball }));
	for (const { type, name, data } of credentialsFor(sandboxes)) await api.createCredential(type, name, { ...data });
	editor = await openEditor(server.url, SANDBOX_LOGIN);
});

afterAll(async () => {
	await editor?.close();
	await server?.stop();
	await sandboxes?.close();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

seen(
	'Shopify Commerce and OGOship show each operation with its fields, and their pickers hold every operation',
	async () => {
		for (const [type, rows] of [
			['shopify', SHOPIFY],
			['ogoship', OGOSHIP],
		] as const) {
			await openWorkflowOf(
				rows.map(([, resource, , operation], row) => node(`${type} ${row}`, type, row, { resource, operation })),
			);
			for (const [row, [resourceName, , operationName, , labels]] of rows.entries()) {
				await editor.openNode(`${type} ${row}`);
				await expectLabels(['Resource', 'Operation', ...labels]);
				expect(await editor.chosen('resource')).toBe(resourceName);
				expect(await editor.chosen('operation')).toBe(operationName);
				await editor.screenshot(join(REPORT, 'panels', `${type}-${row}.png`));
				const operations = rows.filter(([resource]) => resource === resourceName).map(([, , name]) => name);
				// n8n adds its own entry where a credential can sign any request.
				expect(await editor.options('operation')).toEqual([...[...operations].sort(), 'Custom API Call']);
				await editor.page.keyboard.press('Escape');
				await editor.closeNode();
			}
		}
	},
);

seen('Commerce Ledger shows its four operations, and warns before everything is dismissed', async () => {
	await openWorkflowOf(LEDGER.map(([, operation], row) => node(`ledger ${row}`, 'ledger', row, { operation })));
	for (const [row, [operationName, , labels]] of LEDGER.entries()) {
		await editor.openNode(`ledger ${row}`);
		await expectLabels(['Operation', ...labels]);
		expect(await editor.chosen('operation')).toBe(operationName);
		const warned = (await editor.part('node-parameters').innerText()).includes('takes every open problem off the list');
		expect(warned).toBe(operationName === 'Dismiss');
		await editor.screenshot(join(REPORT, 'panels', `ledger-${row}.png`));
		expect(await editor.options('operation')).toEqual(LEDGER.map(([name]) => name));
		await editor.page.keyboard.press('Escape');
		await editor.closeNode();
	}
});

seen('Fields Below lists the fields of an order, and a ledger switched off is warned of', async () => {
	const parameters = { resource: 'order', operation: 'upsert', recordFrom: 'fields', ledger: 'off' };
	await openWorkflowOf([node('by hand', 'ogoship', 0, parameters)]);
	await editor.openNode('by hand');
	await editor.part('resource-mapper-container').getByText('Placed At').first().waitFor();
	const labels = await editor.labels();
	expect(labels).toEqual(
		expect.arrayContaining([
			'Source System',
			'Source Account',
			'Source Id',
			'Number',
			'Placed At',
			'Currency',
			'Lines',
		]),
	);
	expect(await editor.part('node-parameters').innerText()).toContain('Without the ledger every record is looked for');
	await editor.screenshot(join(REPORT, 'panels', 'fields-below.png'));
	await editor.closeNode();
});

seen('the icons are drawn, in the light and in the dark', async () => {
	await openWorkflowOf([
		node('Shop', 'shopify', 0, {}),
		node('Warehouse', 'ogoship', 1, {}),
		node('Ledger', 'ledger', 2, { operation: 'retry' }),
	]);
	for (const [scheme, file] of [
		['light', /(shopify|ogoship|ledger)\.svg$/],
		['dark', /(shopify|ogoship|ledger)\.dark\.svg$/],
	] as const) {
		await editor.page.emulateMedia({ colorScheme: scheme });
		await editor.page.reload();
		await editor.showAll();
		const icons = await editor.icons();
		expect(icons).toHaveLength(3);
		for (const { address, width } of icons) {
			expect(address).toMatch(file);
			expect(width).toBeGreaterThan(0);
		}
		await editor.screenshot(join(REPORT, 'panels', `icons-${scheme}.png`));
	}
	await editor.page.emulateMedia({ colorScheme: 'light' });
});

seen('a credential says whether its keys work, and with wrong ones what to check', async () => {
	const wrong = {
		shopifyCommerceApi: /Shopify refused the sign-in: check Client ID and Client Secret/,
		ogoshipApi: /OGOship refused the sign-in: check/,
	};
	for (const { type, name, data } of credentialsFor(sandboxes)) {
		const [good] = (await api.credentials()).filter((each) => each.type === type);
		await editor.open(`/home/credentials/${good?.id ?? ''}`);
		expect(await editor.credentialVerdict()).toMatch(/Connection tested successfully/);
		await editor.screenshot(join(REPORT, 'panels', `${type}-good.png`));
		const bad = await api.createCredential(type, `${name} (wrong)`, { ...data, clientSecret: 'wrong' });
		await editor.open(`/home/credentials/${bad.id}`);
		const verdict = await editor.credentialVerdict();
		await editor.screenshot(join(REPORT, 'panels', `${type}-wrong.png`));
		expect(verdict).toMatch((wrong as Record<string, RegExp>)[type] ?? /no words/);
	}
});
