/*
 * Everything a template needs, standing: the sandboxes, a real n8n with the packed package installed as n8n installs
 * community packages, an owner, and one credential a system under n8n's default name. Used by the demo and the tests.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { uuidV5 } from '../core/sync/hash';
import { demoData } from './demo-data';
import type { DemoData, SandboxCredential, SandboxDefinition } from './kit';
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
	readonly running: readonly RunningSandbox[];
	/** A sandbox by its system's name; throws for one that does not run. */
	of(name: string): RunningSandbox;
	close(): Promise<void>;
}

export interface SandboxOptions {
	/** Which of them; all when absent. */
	readonly only?: readonly string[];
	/** The seed; the demo data of this moment when absent. */
	readonly data?: DemoData;
	/** A sandbox's choices, by its name. */
	readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** The port of a sandbox, by its name; a free one when absent. */
	readonly ports?: Readonly<Record<string, number>>;
	/** What `save` answered in an earlier process, by name. */
	readonly saved?: Readonly<Record<string, Buffer>>;
}

/** The sandbox of every system that has one: each nodes/<System>/sandbox.ts, found by directory. */
async function definitions(): Promise<Array<SandboxDefinition<unknown>>> {
	const folder = join(ROOT, 'nodes');
	const files = readdirSync(folder)
		.map((system) => join(folder, system, 'sandbox.ts'))
		.filter((file) => existsSync(file));
	return await Promise.all(
		files.map(async (file) => {
			// A CommonJS module that was imported keeps its exports under `default`, where its own default lies.
			const { default: found } = (await import(file)) as {
				default: SandboxDefinition & { default?: SandboxDefinition };
			};
			return found.default ?? found;
		}),
	);
}

/** Every sandbox, seeded from the same demo data. */
export async function startSandboxes({ only, data, options, ports, saved }: SandboxOptions = {}): Promise<Sandboxes> {
	const seed = data ?? demoData(new Date().toISOString());
	const running: RunningSandbox[] = [];
	for (const definition of await definitions()) {
		const { name } = definition;
		if (only && !only.includes(name)) continue;
		running.push(
			await serve(definition, { seed, options: options?.[name], port: ports?.[name], saved: saved?.[name] }),
		);
	}
	return {
		data: seed,
		running,
		of(name) {
			const found = running.find((each) => each.name === name);
			if (!found)
				throw new Error(`There is no sandbox "${name}"; there are: ${running.map((each) => each.name).join(', ')}`);
			return found;
		},
		close: async () => void (await Promise.all(running.map(async (each) => await each.close()))),
	};
}

/** Set by whoever has just built dist/ and has others reading it: then nobody builds it under them. */
export const BUILT = 'COMMERCE_BRIDGE_BUILT';

/** Bundles the package into dist/, without the type check of `npm run build`. */
export function buildPackage(): void {
	if (process.env[BUILT]) return;
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

/**
 * The credentials with which n8n reaches the sandboxes, under the names n8n gives by default. A sandbox whose system has no
 * credential in the package yet is left out: n8n would refuse it.
 */
export function credentialsFor({ running }: Sandboxes): SandboxCredential[] {
	const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { n8n: { credentials: string[] } };
	const shipped = n8n.credentials.map((file) => basename(file, '.credentials.js').toLowerCase());
	return running.map((each) => each.credential()).filter(({ type }) => shipped.includes(type.toLowerCase()));
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

/** A template whose nodes name other accounts, by the credential's type, as an operator with two of them chooses. */
export function withAccounts(from: Template, names: Readonly<Record<string, string>>): Template {
	const nodes = from.nodes.map((node) => {
		const { credentials } = node as { credentials?: Readonly<Record<string, { id: null; name: string }>> };
		if (!credentials) return node;
		const chosen = Object.entries(credentials).map(([type, each]) => [
			type,
			{ ...each, name: names[type] ?? each.name },
		]);
		return { ...node, credentials: Object.fromEntries(chosen) as typeof credentials };
	});
	return { ...from, nodes };
}

/** A template whose forms and webhooks have addresses of their own, as n8n gives them to one that is imported twice. */
export function withOwnAddresses(from: Template, owner: string): Template {
	const nodes = from.nodes.map((node) => {
		const { webhookId } = node as { webhookId?: string };
		return webhookId === undefined ? node : { ...node, webhookId: uuidV5(webhookId, owner) };
	});
	return { ...from, nodes };
}

/** What Unleashed tells by itself it tells where people subscribed by hand. */
const BY_HAND = 'n8n-nodes-commerce-bridge.unleashedTrigger';

/** A template with the triggers of this package switched on, which ship switched off; one that needs more stays off. */
export function withTriggers(from: Template): Template {
	const isOurs = (type: string) =>
		type.startsWith('n8n-nodes-commerce-bridge.') && type.endsWith('Trigger') && type !== BY_HAND;
	return { ...from, nodes: from.nodes.map((node) => (isOurs(node.type) ? { ...node, disabled: false } : node)) };
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
	const failed = server
		.log()
		.split('\n')
		.filter((line) => line.includes('Failed to load package'));
	if (failed.length > 0) {
		await server.stop();
		throw new Error(`n8n did not load the package: ${failed.join('; ')}`);
	}
	const api = new N8nApi(server.url);
	if (fresh) {
		await api.setupOwner();
		writeFileSync(marker, JSON.stringify({ tarball: basename(options.tarball) }));
	} else await api.login();
	return { server, api, fresh };
}
