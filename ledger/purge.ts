/*
 * An end to what is old.
 */

import type { PurgeFilter } from '../core/ports';
import { dropOldCalls } from './calls';
import { purgeAge } from './checks';
import type { Database, Transaction, Values } from './database';
import { PURGE_SWITCH, type Dialect } from './dialects';
import { filtered } from './filters';

/** As many facts as go in one transaction, so that other processes are never kept waiting for long. */
const PURGE_BATCH = 2_000;

// A record that changed lately at its source would come with the next sweep, however long ago its fact was settled.
const PURGEABLE = `state IN ('done', 'dismissed') AND changed_at <= :until
	AND COALESCE(source_updated_at, '') <= :untilText`;

const withHistory = ({ joinInOrder }: Dialect) => `facts ${joinInOrder} history ON history.kind = facts.kind
	AND history.source_key = facts.source_key AND history.route = facts.route`;

export interface Purged {
	readonly facts: number;
	readonly history: number;
}

export async function purge(database: Database, filter: PurgeFilter): Promise<Purged> {
	const { dialect } = database;
	const age = purgeAge(filter);
	// One moment for all of it: with a clock that runs on, a batch could grow between its statements.
	const [clock] = await database.read<{ ms: number }>(`SELECT ${dialect.now} AS ms`, {});
	const until = (clock?.ms ?? 0) - age;
	const { where, values } = filtered(dialect, { ...filter, limit: PURGE_BATCH });
	const chosen = `${PURGEABLE} AND ${where}`;
	const { limit = PURGE_BATCH, ...place } = values;
	const asked = { ...place, until, untilText: new Date(until).toISOString() };
	if (filter.dryRun) return await countPurgeable(database, chosen, asked);
	// Counts of calls belong to accounts, and to no route or kind.
	if (filter.routePrefix === undefined && filter.kind === undefined)
		await database.write((transaction) => dropOldCalls(transaction, dialect, filter.olderThanDays));
	let [facts, history] = [0, 0];
	for (;;) {
		const batch = await database.write((transaction) => purgeBatch(transaction, dialect, chosen, { ...asked, limit }));
		facts += batch.facts;
		history += batch.history;
		if (batch.facts < PURGE_BATCH) return { facts, history };
	}
}

async function countPurgeable(database: Database, chosen: string, values: Values): Promise<Purged> {
	const query = `SELECT (SELECT count(*) FROM facts WHERE ${chosen}) AS facts,
		(SELECT count(*) FROM ${withHistory(database.dialect)} WHERE ${chosen}) AS history`;
	const [counted] = await database.read<Purged>(query, values);
	return { facts: counted?.facts ?? 0, history: counted?.history ?? 0 };
}

async function purgeBatch(transaction: Transaction, dialect: Dialect, chosen: string, values: Values): Promise<Purged> {
	const choose = `SELECT id FROM facts WHERE ${chosen} ORDER BY id LIMIT :limit ${dialect.forUpdate}`;
	const batch = await transaction.rows<{ id: number }>(choose, values);
	if (batch.length === 0) return { facts: 0, history: 0 };
	const ids = JSON.stringify(batch.map(({ id }) => id));
	const inBatch = dialect.isOneOf('facts.id', ':ids', 'number');
	await transaction.run(`INSERT INTO settings (name, value) VALUES ('${PURGE_SWITCH}', 'on')`, {});
	const ofBatch = `SELECT history.id FROM ${withHistory(dialect)} WHERE ${inBatch}`;
	const history = await transaction.run(`DELETE FROM history WHERE id IN (${ofBatch})`, { ids });
	const facts = await transaction.run(`DELETE FROM facts WHERE ${inBatch}`, { ids });
	await transaction.run(`DELETE FROM settings WHERE name = '${PURGE_SWITCH}'`, {});
	return { facts, history };
}
