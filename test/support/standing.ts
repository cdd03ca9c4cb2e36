/*
 * Everything standing for a test in a real n8n: sandboxes, n8n with the packed package, credentials, and the template
 * with the settings the demo uses. Each gets a folder of its own.
 */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	credentialsFor,
	packPackage,
	startBridge,
	startSandboxes,
	template,
	withParameters,
	type SandboxOptions,
	type Sandboxes,
} from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import type { N8nApi, StoredWorkflow } from '../../sandbox/n8n/rest';
import type { N8nServer } from '../../sandbox/n8n/server';

export const ORDERS = 'orders-from-shopify-to-ogoship';
export const BOOKS_ORDERS = 'orders-from-shopify-to-unleashed';
export const OFFICE_ORDERS = 'orders-from-shopify-to-odoo';
export const STOCK = 'stock-from-ogoship-to-shopify';
export const TRACKING = 'tracking-from-ogoship-to-shopify';
export const PRODUCTS = 'products-from-shopify-to-ogoship';
export const CANCELLATIONS = 'cancellations-from-shopify-to-ogoship';
export const COMPARISON = 'daily-comparison-of-shopify-and-ogoship';

type Parameters = Readonly<Record<string, Record<string, unknown>>>;

export class Standing {
	private constructor(
		private readonly folder: string,
		private readonly tarball: string,
		readonly sandboxes: Sandboxes,
		public server: N8nServer,
		public api: N8nApi,
	) {}

	/** `tarball` is packed from dist/ when absent; `env` is added to n8n's settings. */
	static async up(
		options: SandboxOptions & { tarball?: string; env?: Record<string, string> } = {},
	): Promise<Standing> {
		const folder = mkdtempSync(join(tmpdir(), 'commerce-bridge-'));
		const tarball = options.tarball ?? packPackage(folder);
		const sandboxes = await startSandboxes(options);
		const close = [async () => await sandboxes.close()];
		try {
			const n8n = { env: options.env ?? {} };
			const { server, api } = await startBridge({ userFolder: join(folder, 'n8n'), tarball, n8n });
			close.push(async () => await server.stop());
			for (const { type, name, data } of credentialsFor(sandboxes)) await api.createCredential(type, name, { ...data });
			return new Standing(folder, tarball, sandboxes, server, api);
		} catch (error) {
			// What does not come to stand must not keep the test run waiting.
			await Promise.all(close.map(async (each) => await each()));
			throw error;
		}
	}

	/** A template as an operator has set it up, with further parameters on top. */
	async import(story: string, more: Parameters = {}): Promise<StoredWorkflow> {
		const settings = settingsOf(this.sandboxes.data)[story] ?? {};
		const names = new Set([...Object.keys(settings), ...Object.keys(more)]);
		const merged = Object.fromEntries([...names].map((name) => [name, { ...settings[name], ...more[name] }]));
		return await this.api.importWorkflow(withParameters(template(story), merged));
	}

	/** Starts n8n again on the same folder, as after a crash; `tarball` replaces the installed package. */
	async restart(tarball?: string): Promise<void> {
		await this.server.stop().catch(() => undefined);
		const again = await startBridge({
			userFolder: join(this.folder, 'n8n'),
			tarball: tarball ?? this.tarball,
			// Where a service sends its webhooks to stays the same.
			n8n: { port: this.server.port },
		});
		this.server = again.server;
		this.api = again.api;
	}

	/** Ends n8n and takes the ledger away, as if it were lost. */
	async loseLedger(): Promise<void> {
		await this.server.stop();
		for (const end of ['', '-wal', '-shm']) await rm(`${this.ledgerPath}${end}`, { force: true });
	}

	/** The built-in ledger's file. */
	get ledgerPath(): string {
		return join(this.folder, 'n8n', '.n8n', 'storage', 'n8n-nodes-commerce-bridge', 'ledger.sqlite');
	}

	async down(): Promise<void> {
		await this.server.stop();
		await this.sandboxes.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** A story's workflow that begins with its event alone: its schedule, which would fall into a test now and then, is off. */
export function byEventAlone<W extends { readonly nodes: ReadonlyArray<{ readonly name: string }> }>(workflow: W): W {
	const off: Readonly<Record<string, boolean>> = { 'When Paid': false, 'Every 15 Minutes': true };
	const nodes = workflow.nodes.map((node) => (node.name in off ? { ...node, disabled: off[node.name] } : node));
	return { ...workflow, nodes };
}
