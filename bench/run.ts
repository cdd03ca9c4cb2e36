/*
 * npm run bench                  every part; tables that can be pasted into bench/README.md
 *           -- --part orders     one of them; may be said several times
 *           -- --json FILE       the figures in a file too
 *
 * Measured and never judged: no figure of it can fail.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureNode } from '../sandbox/n8n/runtime';
import { markdownOf, type Table } from './table';

const PARTS = ['stock', 'orders', 'ledger', 'cost', 'bundle'] as const;
export type PartName = (typeof PARTS)[number];

const { values } = parseArgs({ options: { part: { type: 'string', multiple: true }, json: { type: 'string' } } });

async function main(): Promise<void> {
	const strange = values.part?.find((name) => !PARTS.some((part) => part === name));
	if (strange !== undefined) throw new RangeError(`--part takes one of ${PARTS.join(', ')}`);
	const node = await ensureNode(console.log);
	const tables: Record<string, Table> = {};
	for (const part of PARTS.filter((name) => values.part?.includes(name) ?? true)) {
		tables[part] = await measure(part, node);
		console.log(`\n${markdownOf(tables[part])}`);
	}
	const measuredAt = new Date().toISOString();
	if (values.json !== undefined)
		writeFileSync(values.json, `${JSON.stringify({ measuredAt, ...tables }, null, '\t')}\n`);
}

/** Each part in a process of its own, on the Node that n8n needs. */
async function measure(part: PartName, node: string): Promise<Table> {
	const options = { execPath: node, execArgv: ['--import', 'tsx'] };
	const child = fork(join(__dirname, 'part-process.ts'), [part], options);
	return await new Promise((resolve, reject) => {
		child.once('message', (table: Table) => resolve(table));
		child.once('exit', (code) => reject(new Error(`The part ${part} ended with ${code}`)));
	});
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
