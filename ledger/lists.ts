/*
 * What sweeps and people ask of the facts, and what people decide about them.
 */

import type { DocumentKeys, Fact, FactFilter, FactState, SweptRecord } from '../core/ports';
import { targetOfRoute } from './checks';
import type { Database, Values } from './database';
import { BY_INDEX, type Dialect } from './dialects';
import { filtered, PREFIXED } from './filters';
import { toInstant } from './instants';
import { toFact, type FactRow } from './rows';

// A waiting fact that is due again is not settled, however old its record.
const notSettled = ({ each, now }: Dialect) => `SELECT records.value ->> 'sourceKey' AS source_key
	FROM ${each(':records', 'records')}
	WHERE NOT EXISTS (SELECT 1 FROM facts
		WHERE facts.kind = :kind AND facts.source_key = records.value ->> 'sourceKey' AND ${PREFIXED}
		AND CASE facts.state
			WHEN 'claimed' THEN facts.lease_until > ${now}
			ELSE (facts.source_updated_at > records.value ->> 'updatedAt'
					OR facts.source_updated_at = records.value ->> 'updatedAt'
					AND NOT COALESCE(facts.source_seen_at < records.value ->> 'completeFrom', FALSE))
				AND NOT COALESCE(facts.due_at <= ${now}, FALSE) END
		${BY_INDEX})
	ORDER BY records.key`;

const OLDEST_OPEN = `SELECT min(COALESCE(source_updated_at, claim_updated_at)) AS oldest FROM facts
	WHERE state IN ('claimed', 'rejected', 'unknown') AND kind = :kind AND ${PREFIXED}`;

const OPEN_PROBLEMS = `state IN ('rejected', 'unknown', 'failed')`;

export async function unsettled(
	database: Database,
	prefix: string,
	kind: string,
	records: readonly SweptRecord[],
): Promise<string[]> {
	const comparable = records.map(({ sourceKey, updatedAt, completeFrom }) => ({
		sourceKey,
		updatedAt: toInstant(updatedAt),
		completeFrom: toInstant(completeFrom),
	}));
	const values = { prefix, kind, records: JSON.stringify(comparable) };
	const rows = await database.read<{ source_key: string }>(notSettled(database.dialect), values);
	return rows.map((row) => row.source_key);
}

export async function oldestOpen(database: Database, prefix: string, kind: string): Promise<string | undefined> {
	const [row] = await database.read<{ oldest: string | null }>(OLDEST_OPEN, { prefix, kind });
	return row?.oldest ?? undefined;
}

export async function routes(database: Database, prefix: string, kind: string): Promise<string[]> {
	const query = `SELECT DISTINCT route FROM facts WHERE kind = :kind AND ${PREFIXED} ORDER BY route`;
	return (await database.read<{ route: string }>(query, { prefix, kind })).map((row) => row.route);
}

export async function documentKeys(
	database: Database,
	route: string,
	kind: string,
	targetIds: readonly string[],
): Promise<DocumentKeys> {
	if (targetIds.length === 0) return new Map();
	const query = `SELECT target_id, document_key FROM facts
		WHERE target = :target AND kind = :kind AND ${database.dialect.isOneOf('target_id', ':ids')} ORDER BY id`;
	const values = { target: targetOfRoute(route), kind, ids: JSON.stringify(targetIds) };
	const keys = new Map<string, string[]>();
	for (const row of await database.read<{ target_id: string; document_key: string }>(query, values))
		keys.set(row.target_id, [...(keys.get(row.target_id) ?? []), row.document_key]);
	return keys;
}

export async function doneCount(database: Database, route: string, kind: string): Promise<number> {
	const query = `SELECT count(*) AS done FROM facts WHERE route = :route AND kind = :kind AND done_at IS NOT NULL`;
	return (await database.read<{ done: number }>(query, { route, kind }))[0]?.done ?? 0;
}

/** Problems whose time has come, and claims whose holder is gone. */
export async function due(database: Database, filter: FactFilter): Promise<Fact[]> {
	const { now } = database.dialect;
	const { where, values } = filtered(database.dialect, filter);
	const query = `SELECT * FROM facts WHERE ${where} AND (state IN ('rejected', 'unknown') AND due_at <= ${now}
		OR state = 'claimed' AND lease_until <= ${now}) ORDER BY COALESCE(due_at, lease_until), id LIMIT :limit`;
	return (await database.read<FactRow>(query, values)).map(toFact);
}

export async function facts(
	database: Database,
	filter: FactFilter & { readonly states?: readonly FactState[] },
): Promise<Fact[]> {
	const { where, values } = filtered(database.dialect, filter);
	const states: Values = filter.states?.length ? { states: JSON.stringify(filter.states) } : {};
	const inState = filter.states?.length ? `AND ${database.dialect.isOneOf('state', ':states')}` : '';
	const query = `SELECT * FROM facts WHERE ${where} ${inState} ORDER BY id LIMIT :limit`;
	return (await database.read<FactRow>(query, { ...values, ...states })).map(toFact);
}

export async function retry(database: Database, filter: FactFilter): Promise<Fact[]> {
	const { now } = database.dialect;
	// A fact given up as unknown stays unknown: what was sent must still be looked up before anything is sent again.
	const change = `state = problem_state, due_at = ${now}, changed_at = ${now},
		rejections = CASE state WHEN 'failed' THEN 0 ELSE rejections END,
		unknowns = CASE state WHEN 'failed' THEN 0 ELSE unknowns END`;
	return await changeProblems(database, filter, change, 'retried', {});
}

export async function dismiss(database: Database, filter: FactFilter, by: string, reason: string): Promise<Fact[]> {
	const change = `state = 'dismissed', due_at = NULL, changed_at = ${database.dialect.now}, dismissed_by = :by,
		dismiss_reason = :reason`;
	return await changeProblems(database, filter, change, 'dismissed', { by, reason });
}

async function changeProblems(
	database: Database,
	filter: FactFilter,
	change: string,
	event: string,
	more: Values,
): Promise<Fact[]> {
	const { dialect } = database;
	const { where, values } = filtered(dialect, filter);
	const chosen = `SELECT id FROM facts WHERE ${where} AND ${OPEN_PROBLEMS} ORDER BY id LIMIT :limit ${dialect.forUpdate}`;
	const update = `UPDATE facts SET ${change} WHERE id IN (${chosen}) RETURNING *`;
	const note = `INSERT INTO history (route, kind, source_key, at, event, attempt, code)
		SELECT route, kind, source_key, ${dialect.now}, :event, attempts, problem_code FROM facts
		WHERE ${dialect.isOneOf('id', ':ids', 'number')} ORDER BY id`;
	return await database.write(async (transaction) => {
		const rows = await transaction.rows<FactRow>(update, { ...values, ...more });
		rows.sort((a, b) => a.id - b.id);
		await transaction.run(note, { event, ids: JSON.stringify(rows.map((row) => row.id)) });
		return rows.map(toFact);
	});
}
