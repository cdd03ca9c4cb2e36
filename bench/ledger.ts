/*
 * What a thousand facts cost the ledger, claimed and settled in batches as the nodes do it, and one by one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ClaimRequest, Ledger, Settlement } from '../core/ports';
import { inBatches } from '../core/sync/batches';
import { openPostgresLedger, openSqliteLedger } from '../ledger';
import { dropSchema, newSchema, postgresMissing } from '../test/support/postgres';
import { countStatements } from './statements';
import { median, times, type Cell, type Table } from './table';

const FACTS = 1_000;
/** Of an order run to OGOship, and the largest there is for documents. */
const BATCHES = [10, 50];
const ROUNDS = 5;
const ROUTE = 'shopify:demo.myshopify.com>ogoship:77';
const LEASE = { holder: 'bench', leaseMs: 300_000 };

interface Store {
	readonly title: string;
	open(): Promise<{ readonly ledger: Ledger; remove(): Promise<void> }>;
}

const sqlite: Store = {
	title: 'SQLite',
	async open() {
		const folder = mkdtempSync(join(tmpdir(), 'bench-ledger-'));
		const ledger = await openSqliteLedger({ path: join(folder, 'ledger.sqlite') });
		return { ledger, remove: async () => await Promise.resolve(rmSync(folder, { recursive: true, force: true })) };
	},
};

const postgres: Store = {
	title: 'PostgreSQL',
	async open() {
		const schema = newSchema();
		const ledger = await openPostgresLedger(schema);
		return { ledger, remove: async () => await dropSchema(schema) };
	},
};

export async function ledger(): Promise<Table> {
	const statements = countStatements();
	const missing = postgresMissing();
	const rows: Cell[][] = [];
	for (const store of missing === undefined ? [sqlite, postgres] : [sqlite])
		rows.push(...(await measured(store, statements)));
	const columns = ['', 'calls', 'statements', 'time, singly against this'];
	const note = `Statements with BEGIN and COMMIT. The time is the middle one of ${ROUNDS} rounds, all ways in turn in each.`;
	return {
		title: `Ledger: ${FACTS.toLocaleString('en-GB')} facts claimed and settled`,
		columns,
		rows,
		note: missing === undefined ? note : `${note} PostgreSQL was left out: ${missing}.`,
	};
}

async function measured(store: Store, statements: () => number): Promise<Cell[][]> {
	const sizes = [1, ...BATCHES];
	const tookMs = sizes.map((): number[] => []);
	const counted = sizes.map(() => 0);
	const { ledger: opened, remove } = await store.open();
	try {
		// Once before it counts, so that nobody pays for the first time.
		await claimAndSettle(opened, 'warm', FACTS);
		for (let round = 0; round < ROUNDS; round += 1)
			for (const [index, size] of sizes.entries()) {
				const [from, begun] = [statements(), performance.now()];
				await claimAndSettle(opened, `${round} ${size}`, size);
				tookMs[index]!.push(performance.now() - begun);
				counted[index] = statements() - from;
			}
	} finally {
		await opened.close();
		await remove();
	}
	const [singly = Number.NaN] = tookMs.map(median);
	return sizes.map((size, index) => [
		`${store.title}, ${size === 1 ? 'singly' : `${size} at a time`}`,
		2 * Math.ceil(FACTS / size),
		counted[index] ?? 0,
		times(singly, median(tookMs[index] ?? [])),
	]);
}

async function claimAndSettle(opened: Ledger, round: string, size: number): Promise<void> {
	const requests = Array.from({ length: FACTS }, (_, n): ClaimRequest => {
		const key = `${round} ${n}`;
		return { sourceKey: key, documentKey: `doc ${key}`, revision: 'r1' };
	});
	for (const batch of inBatches(requests, size)) {
		const claims = await opened.claim(ROUTE, 'order', batch, LEASE);
		const done = claims.map((claim): Settlement => {
			if (claim.verdict !== 'claimed') throw new Error(`A new fact was ${claim.verdict}`);
			const holds = [{ sku: 'MUG-BLUE', quantity: 1 }];
			return { token: claim.token, state: 'done', targetId: claim.token, event: 'created', holds };
		});
		await opened.settle(done);
	}
}
