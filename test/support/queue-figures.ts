/*
 * What happened in queue mode, counted from n8n's database, the ledger and the sandboxes' journals.
 */
import type { Client } from 'pg';

import { PROBLEM_CODES } from '../../core/problems';
import { PLANNED_KINDS } from '../../sandbox/fault-plan';
import type { JournalEntry } from '../../sandbox/kit';

export interface Counts {
	readonly [what: string]: number;
}

/** Rows `{ what, count }` as one object. */
async function counted(client: Client, sql: string): Promise<Counts> {
	const { rows } = await client.query<{ what: string; count: string }>(sql);
	return Object.fromEntries(rows.map(({ what, count }) => [what, Number(count)]));
}

/** Executions by what started them and how they ended: `webhook success`. */
export async function executionsByEnd(n8n: Client): Promise<Counts> {
	return await counted(
		n8n,
		`SELECT mode || ' ' || status AS what, count(*) FROM execution_entity GROUP BY 1 ORDER BY 1`,
	);
}

/** In how many executions each code of a problem stands, those that stand in none left out. */
export async function executionsByProblem(n8n: Client): Promise<Counts> {
	const codes = PROBLEM_CODES.map((code) => `('${code}')`).join();
	const sql = `SELECT code AS what, count(*) FROM (VALUES ${codes}) AS codes (code)
		JOIN execution_data ON strpos(data, '"' || code || '"') > 0 GROUP BY 1 ORDER BY 1`;
	return await counted(n8n, sql);
}

/** The ledger's history by event, and its facts by state: `fact done`. */
export async function ledgerCounts(ledger: Client): Promise<Counts> {
	const history = await counted(ledger, `SELECT event AS what, count(*) FROM history GROUP BY 1 ORDER BY 1`);
	const facts = await counted(ledger, `SELECT 'fact ' || state AS what, count(*) FROM facts GROUP BY 1 ORDER BY 1`);
	return { ...history, ...facts };
}

/** How often each kind of fault that a plan deals in struck. */
export function faultsByKind(journal: readonly JournalEntry[]): Counts {
	const struck = journal.map(({ fault }) => fault);
	return Object.fromEntries(PLANNED_KINDS.map((kind) => [kind, struck.filter((each) => each === kind).length]));
}

/** The value below which so large a part of the values lies; 0 when there are none. */
export function percentile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** How a shop's webhooks were answered. One is late that had no answer when the shop gave up. */
export function webhookFigures(journal: readonly JournalEntry[]) {
	const sent = journal.filter(({ operation }) => operation === 'webhook');
	const tookMs = sent.map((entry) => entry.tookMs ?? 0);
	return {
		sent: sent.length,
		accepted: new Set(sent.filter(({ accepted }) => accepted).map(({ note }) => note?.deliveryId)).size,
		p50Ms: percentile(tookMs, 0.5),
		p99Ms: percentile(tookMs, 0.99),
		late: sent.filter(({ note }) => note?.error === 'TIMEOUT' || note?.error === 'CONNECT_TIMEOUT').length,
	};
}
