/*
 * Everything a template needs, standing: the sandboxes, a real n8n with the packed package installed as n8n installs
 * community packages, an owner, and one credential a system under n8n's default name. Used by the demo and the tests.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import ogoship from '../nodes/Ogoship/sandbox';
import shopify from '../nodes/Shopify/sandbox';
import { demoData } from './demo-data';
import type { DemoData } from './kit';
import { installPackage, startN8n, type N8nOptions, type N8nServer } from './n8n/server';
import { N8nApi } from './n8n/rest';
import { serve, type RunningSandbox } from './serve';

export const ROOT = resolve(__dirname, '..');
const TEMPLATES = join(ROOT, 'workflows');

export type Template = Readonly<Record<string, unknown>> & {
	readonly name: string;
	readonly nodes: ReadonlyArray<{
		readonly name: string;
		readonly type: string;
		readonly parameters: Record<string, unknown>;
	}>;
};

export interface Sandboxes {
	readonly data: DemoData;
	readonly shopify: RunningSandbox;
	readonly ogoship: RunningSandbox;
}

export interface SandboxOptions {
	/** The seed's moment; now when absent. */
	readonly moment?: string;
	readonly shopify?: Readonly<Record<string, string>>;
	readonly ogoship?: Readonly<Record<string, string>>;
}

/** Both sandboxes on free ports, seeded from the same demo data. */
export async function startSandboxes(options: SandboxOptions = {}): Promise<Sandboxes> {
	const data = demoData(options.moment ?? new Date().toISOString());
	return {
		data,
		shopify: await serve(shopify, { seed: data, options: options.shopify }),
		ogoship: await serve(ogoship, { seed: data, options: options.ogoship }),
	};
}

/** Bundles the package into dist/, without the type check of `npm run build`. */
export function buildPackage(): void {
	const gulp = join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
	execFileSync(process.execPath, [gulp, 'bundle', '--silent'], { cwd: ROOT, stdio: 'inherit' });
}

/** Packs the built package; resolves with the tarball's path. */
export function packPackage(folder: string): string {
	if (!existsSync(join(ROOT, 'dist', 'core.js')))
		throw new Error('The package is not built: run `npm run build` first.');
	mkdirSync(folder, { recursive: true });
	const options = { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' } as const;
	const said = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], options);
	const [packed] = JSON.parse(said) as Array<{ filename: string }>;
	if (!packed) throw new Error('npm pack answered without a file');
	return join(folder, packed.filename);
}

/** The credentials of both systems for the sandboxes, under the names n8n gives by default. */
export function credentialsFor({ data, shopify: shop, ogoship: warehouse }: Sandboxes) {
	return [
		{
			type: 'shopifyCommerceApi',
			name: 'Shopify Commerce account',
			data: {
				shop: data.shop.domain,
				signIn: 'clientCredentials',
				clientId: data.shop.clientId,
				clientSecret: data.shop.clientSecret,
				apiVersion: '2026-10',
				apiAddress: shop.url,
			},
		},
		{
			type: 'ogoshipApi',
			name: 'OGOship account',
			data: {
				merchantId: data.merchant.id,
				secretToken: data.merchant.secretToken,
				clientId: data.merchant.clientId,
				clientSecret: data.merchant.clientSecret,
				apiAddress: warehouse.url,
				signInAddress: warehouse.url,
			},
		},
	] as const;
}

/** Every template, as it is shipped. */
export function templates(): Template[] {
	const files = readdirSync(TEMPLATES)
		.filter((file) => file.endsWith('.json'))
		.sort();
	return files.map((file) => JSON.parse(readFileSync(join(TEMPLATES, file), 'utf8')) as Template);
}

export function template(story: string): Template {
	return JSON.parse(readFileSync(join(TEMPLATES, `${story}.json`), 'utf8')) as Template;
}

/** A template with some of its nodes' parameters set, as an operator sets them in the editor. */
export function withParameters(
	from: Template,
	parameters: Readonly<Record<string, Record<string, unknown>>>,
): Template {
	const unknown = Object.keys(parameters).filter((name) => !from.nodes.some((node) => node.name === name));
	if (unknown.length > 0) throw new Error(`The template "${from.name}" has no node ${unknown.join(', ')}`);
	const nodes = from.nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...parameters[node.name] } }));
	return { ...from, nodes };
}

export interface BridgeOptions {
	/** n8n's user folder; everything n8n keeps lies in it. */
	readonly userFolder: string;
	readonly tarball: string;
	readonly n8n?: Omit<N8nOptions, 'userFolder'>;
}

/** A running n8n with the package installed, signed in. A folder that was used before goes on from there. */
export async function startBridge(options: BridgeOptions): Promise<{ server: N8nServer; api: N8nApi; fresh: boolean }> {
	const marker = join(options.userFolder, 'owner.json');
	const fresh = !existsSync(marker);
	mkdirSync(options.userFolder, { recursive: true });
	await installPackage(options.userFolder, options.tarball);
	const server = await startN8n({ ...options.n8n, userFolder: options.userFolder });
	const api = new N8nApi(server.url);
	if (fresh) {
		await api.setupOwner();
		writeFileSync(marker, JSON.stringify({ tarball: basename(options.tarball) }));
	} else await api.login();
	return { server, api, fresh };
}
