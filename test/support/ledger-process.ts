import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { buildSync } from 'esbuild';

import type { PostgresSettings } from '../../ledger';

/*
 * Ledgers in processes of their own, as n8n's workers are.
 */

export type Opening =
	{ readonly openSqliteLedger: { readonly path: string } } | { readonly openPostgresLedger: PostgresSettings };

export interface LedgerProcesses {
	/**
	 * What a script answers in a process that has the ledger open as `ledger`; the words of its error where it failed.
	 * Answers once the process has ended by itself.
	 */
	run(opening: Opening, script: string): Promise<unknown>;
	close(): void;
}

/** Builds the ledger once, so that a process starts at once. */
export function ledgerProcesses(): LedgerProcesses {
	const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
	const outfile = join(folder, 'ledger.js');
	const entryPoints = [resolve(__dirname, '../../ledger/index.ts')];
	buildSync({ entryPoints, bundle: true, platform: 'node', outfile, external: ['pg-native', 'pg-cloudflare'] });
	return {
		async run(opening, script) {
			const [[open, settings] = []] = Object.entries(opening);
			const source = `require(process.argv[1])[process.argv[2]](JSON.parse(process.argv[3]))
				.then(async (ledger) => { try { ${script} } finally { await ledger.close(); } })
				.then((answer) => console.log(JSON.stringify(answer)), (error) => console.log(JSON.stringify(error.message)));`;
			const args = ['--no-warnings', '-e', source, outfile, String(open), JSON.stringify(settings)];
			const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
			let said = '';
			child.stdout.on('data', (text: Buffer) => (said += text.toString()));
			await new Promise((ended) => child.on('close', ended));
			return JSON.parse(said) as unknown;
		},
		close: () => rmSync(folder, { recursive: true, force: true }),
	};
}
