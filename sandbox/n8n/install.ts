/*
 * A package put where an n8n finds installed community packages.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { npm } from './npm';

/** How npm installs a package for n8n: without scripts, development and peer packages, which n8n leaves out too. */
export const INSTALL_FLAGS = [
	'--ignore-scripts',
	'--omit=dev',
	'--omit=peer',
	'--install-strategy=shallow',
	// Asks the registry for no peer.
	'--legacy-peer-deps',
	'--no-audit',
	'--no-fund',
];

/**
 * Puts a package where n8n looks for installed community packages, `<userFolder>/.n8n/nodes`, as a copy and without
 * what n8n leaves out too (scripts, development and peer packages). Takes a tarball or a folder that `npm pack` can
 * pack; resolves with its name and version. n8n reads the folder when it starts.
 */
export async function installPackage(
	userFolder: string,
	tarballOrDir: string,
): Promise<{ name: string; version: string }> {
	const folder = join(resolve(userFolder), '.n8n', 'nodes');
	const list = join(folder, 'package.json');
	await mkdir(folder, { recursive: true });
	if (!existsSync(list)) await writeFile(list, JSON.stringify({ name: 'installed-nodes', private: true }, null, 2));
	const source = resolve(tarballOrDir);
	await forget(folder, source);
	// A cache of its own, because others install the same tarball at the same time and nothing is fetched anyway.
	const cache = ['--cache', join(resolve(userFolder), '.npm')];
	// --install-links copies a folder instead of linking it.
	await npm(['install', source, ...INSTALL_FLAGS, ...cache, '--install-links'], { folder });
	const name = await installedFrom(folder, source);
	if (!name) throw new Error(`npm installed ${tarballOrDir} but did not note it in ${list}.`);
	if (!/^(@[^/]+\/)?n8n-nodes-/.test(name)) {
		throw new Error(`n8n would not load ${name}: the name of a package of nodes starts with "n8n-nodes-".`);
	}
	const manifest: unknown = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
	return { name, version: String((manifest as { version?: unknown }).version) };
}

/** Takes an earlier copy away: npm would keep it when the new one has the same version. */
async function forget(folder: string, source: string): Promise<void> {
	const name = await installedFrom(folder, source);
	if (!name) return;
	await rm(join(folder, 'node_modules', name), { recursive: true, force: true });
	await rm(join(folder, 'node_modules', '.package-lock.json'), { force: true });
	await rm(join(folder, 'package-lock.json'), { force: true });
}

async function installedFrom(folder: string, source: string): Promise<string | undefined> {
	const content: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	const { dependencies = {} } = content as { dependencies?: Record<string, string> };
	const fromFile = (spec: string): boolean => spec.startsWith('file:') && resolve(folder, spec.slice(5)) === source;
	return Object.keys(dependencies).find((name) => fromFile(dependencies[name] ?? ''));
}
