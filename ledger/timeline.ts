/*
 * What is told of one fact, and of one record on all its ways.
 */

import type { Fact, FactId, HistoryRow, TimelineFilter } from '../core/ports';
import type { Database } from './database';
import type { Dialect } from './dialects';
import { factName, namesOf, spellings, toFact, toHistoryRow, toldWith, type FactRow, type StoredHistory } from './rows';

// A key typed by a person may be any name of a document; a number is one with "#" and without.
const named = ({ isOneOf }: Dialect) => `SELECT * FROM facts WHERE source_key = :key OR document_key = :key
	OR target_id = :key OR ${isOneOf('source_number', ':numbers')} OR ${isOneOf('target_number', ':numbers')}
	ORDER BY id LIMIT :limit`;

/** A fact's account and id at its source, in one text; a route is its source, an arrow and its target. */
const SOURCE_NAME = `substr(route, 1, length(route) - length(target) - 1) || '\n' || source_key`;

const following = ({ isOneOf }: Dialect) => `SELECT * FROM facts
	WHERE (${isOneOf(SOURCE_NAME, ':names')} OR ${isOneOf(`target || '\n' || target_id`, ':names')})
	AND ${isOneOf('kind', ':kinds')} AND NOT ${isOneOf('id', ':known', 'number')}
	ORDER BY id LIMIT :limit`;

const histories = ({ each, joinInOrder }: Dialect) => `SELECT history.route, history.kind, history.source_key,
		history.at, history.event, history.attempt, history.code, history.detail
	FROM ${each(':facts', 'asked')} ${joinInOrder} history ON history.kind = asked.value ->> 'kind'
		AND history.source_key = asked.value ->> 'source_key' AND history.route = asked.value ->> 'route'
	ORDER BY history.id`;

export async function history(database: Database, { route, kind, sourceKey }: FactId): Promise<HistoryRow[]> {
	const query = `SELECT at, event, attempt, code, detail FROM history
		WHERE route = :route AND kind = :kind AND source_key = :sourceKey ORDER BY id`;
	return (await database.read<StoredHistory>(query, { route, kind, sourceKey })).map(toHistoryRow);
}

export async function timeline(
	database: Database,
	{ key, limit }: TimelineFilter,
): Promise<Array<{ fact: Fact; history: HistoryRow[] }>> {
	if (key === '') return [];
	const asked = { key, limit, numbers: JSON.stringify(spellings(key)) };
	const own = await database.read<FactRow>(named(database.dialect), asked);
	const rest = own.length < limit ? await followingOf(database, own, limit - own.length) : [];
	const rows = [...own, ...rest].sort((a, b) => a.id - b.id);
	const told = await historiesOf(database, rows);
	return rows.map((row) => ({ fact: toFact(row), history: told.get(factName(row)) ?? [] }));
}

/** Facts of the same documents, one step on: what the order became at its target is the shipment's source. */
async function followingOf(database: Database, rows: readonly FactRow[], limit: number): Promise<FactRow[]> {
	const known = JSON.stringify(rows.map(({ id }) => id));
	const families = new Map(rows.map(({ kind }) => [toldWith(kind).join(), toldWith(kind)]));
	const found: FactRow[] = [];
	for (const kinds of families.values()) {
		const names = rows.filter(({ kind }) => kinds.includes(kind)).flatMap(namesOf);
		const asked = { names: JSON.stringify(names), kinds: JSON.stringify(kinds) };
		found.push(...(await database.read<FactRow>(following(database.dialect), { ...asked, known, limit })));
	}
	return found.slice(0, limit);
}

async function historiesOf(database: Database, rows: readonly FactRow[]): Promise<Map<string, HistoryRow[]>> {
	const facts = rows.map(({ route, kind, source_key }) => ({ route, kind, source_key }));
	type Row = StoredHistory & Parameters<typeof factName>[0];
	const byFact = new Map<string, HistoryRow[]>();
	for (const row of await database.read<Row>(histories(database.dialect), { facts: JSON.stringify(facts) })) {
		const told = byFact.get(factName(row));
		if (told) told.push(toHistoryRow(row));
		else byFact.set(factName(row), [toHistoryRow(row)]);
	}
	return byFact;
}
