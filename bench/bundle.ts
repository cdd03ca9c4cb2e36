/*
 * How large the package is, and how long n8n takes to load it, measured against n8n's own nodes.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packPackage, ROOT } from '../sandbox/bridge';
import { cacheFolder, N8N_VERSION } from '../sandbox/n8n/runtime';
import { kilobytes, median, times, type Cell, type Table } from './table';

const ROUNDS = 5;

export async function bundle(): Promise<Table> {
	const rows: Cell[][] = [
		['dist/core.js: core, transport, glue, zod, big.js', sizeOf('dist/core.js')],
		['dist/ledger.js: loaded when a ledger is first used', sizeOf('dist/ledger.js')],
		['all nodes and credentials', sizeOf('dist/{nodes,credentials}/**/*.js')],
		['the tarball', packed()],
		...loads(),
	];
	const note = `As n8n loads packages when it starts, in a new process each time, after \`n8n-core\` itself: the middle one of ${ROUNDS}
rounds, all packages in turn in each. Of its own nodes n8n reads only a prepared list at first.`;
	return await Promise.resolve({ title: 'Bundle', columns: ['', ''], rows, note });
}

function sizeOf(pattern: string): string {
	const files = globSync(pattern, { cwd: ROOT });
	return kilobytes(files.reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0));
}

function packed(): string {
	const folder = mkdtempSync(join(tmpdir(), 'bench-packed-'));
	try {
		return kilobytes(statSync(packPackage(folder)).size);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function loads(): Cell[][] {
	const own = join(cacheFolder(), `n8n-${N8N_VERSION}`, 'node_modules', 'n8n-nodes-base');
	if (!existsSync(own)) return [['loading it, against n8n’s own nodes', `not measured: there is no ${own}`]];
	const tookMs = { core: [] as number[], ours: [] as number[], own: [] as number[] };
	for (let round = 0; round < ROUNDS; round += 1) {
		const [ours, n8ns] = [loadedIn(ROOT), loadedIn(own)];
		tookMs.core.push(ours.coreMs);
		tookMs.ours.push(ours.packageMs);
		tookMs.own.push(n8ns.packageMs);
	}
	const ours = median(tookMs.ours);
	return [
		['loading it, against n8n’s own nodes', times(ours, median(tookMs.own))],
		['loading it, against n8n-core', times(ours, median(tookMs.core))],
	];
}

function loadedIn(folder: string): { readonly coreMs: number; readonly packageMs: number } {
	const said = execFileSync(process.execPath, [join(__dirname, 'load-package.js'), folder], { encoding: 'utf8' });
	return JSON.parse(said) as { coreMs: number; packageMs: number };
}
