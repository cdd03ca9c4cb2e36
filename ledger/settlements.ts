/*
 * Settling claims: what became of each is written to its fact, its history and its holds.
 */

import type { Hold, Settled, Settlement } from '../core/ports';
import { checkSettlements } from './checks';
import type { Database, Transaction } from './database';
import type { Dialect } from './dialects';
import { outcomeOf, type Outcome } from './outcomes';
import type { FactRow } from './rows';

// Only a claimed fact has a token. Taken in the order in which claims take rows.
const held = ({ isOneOf, forUpdate }: Dialect) => `SELECT * FROM facts WHERE ${isOneOf('token', ':tokens')}
	ORDER BY kind, source_key, route ${forUpdate}`;

const outcomesOf = ({ each }: Dialect) => `outcomes AS (
	SELECT value ->> 'token' AS token, value ->> 'state' AS state, value ->> 'event' AS event,
		value ->> 'detail' AS detail, CAST(value ->> 'rejections' AS BIGINT) AS rejections,
		CAST(value ->> 'unknowns' AS BIGINT) AS unknowns, CAST(value ->> 'dueInMs' AS BIGINT) AS due_in_ms,
		value ->> 'problemState' AS problem_state, value ->> 'code' AS code,
		value ->> 'params' AS params, value ->> 'requestId' AS request_id,
		value ->> 'targetId' AS target_id, value ->> 'targetNumber' AS target_number
	FROM ${each(':outcomes', 'list')})`;

const noteOutcomes = (dialect: Dialect) => `WITH ${outcomesOf(dialect)}
	INSERT INTO history (route, kind, source_key, at, event, attempt, code, detail)
	SELECT facts.route, facts.kind, facts.source_key, ${dialect.now}, outcomes.event, facts.attempts + 1, outcomes.code,
		outcomes.detail
	FROM outcomes JOIN facts ON facts.token = outcomes.token`;

const NO_CLAIM = `token = NULL, holder = NULL, lease_until = NULL, resting = NULL, prior = NULL,
	claim_revision = NULL, claim_updated_at = NULL, claim_seen_at = NULL`;

const writeOutcomes = (dialect: Dialect) => `WITH ${outcomesOf(dialect)}
	UPDATE facts SET state = outcomes.state, revision = facts.claim_revision,
		source_updated_at = facts.claim_updated_at, source_seen_at = facts.claim_seen_at, attempts = facts.attempts + 1,
		rejections = outcomes.rejections, unknowns = outcomes.unknowns, due_at = ${dialect.now} + outcomes.due_in_ms,
		problem_state = outcomes.problem_state, problem_code = outcomes.code, problem_params = outcomes.params,
		problem_request = outcomes.request_id,
		target_id = COALESCE(outcomes.target_id, facts.target_id),
		target_number = COALESCE(outcomes.target_number, facts.target_number),
		done_at = CASE outcomes.state WHEN 'done' THEN ${dialect.now} ELSE facts.done_at END,
		dismissed_by = NULL, dismiss_reason = NULL, changed_at = ${dialect.now}, ${NO_CLAIM}
	FROM outcomes WHERE facts.token = outcomes.token`;

const releases = ({ isOneOf }: Dialect) => [
	`DELETE FROM facts WHERE ${isOneOf('token', ':tokens')} AND resting = 'new' AND prior <> 'stolen'`,
	`UPDATE facts SET state = resting, ${NO_CLAIM} WHERE ${isOneOf('token', ':tokens')} AND prior <> 'stolen'`,
	// What the holder before may have sent is still unknown, so the fact stays one to be taken over.
	`UPDATE facts SET attempts = attempts - 1, token = NULL, holder = NULL, lease_until = 0
		WHERE ${isOneOf('token', ':tokens')} AND prior = 'stolen'`,
];

const forgetHolds = ({ isOneOf }: Dialect) => `DELETE FROM holds WHERE ${isOneOf('fact', ':facts', 'number')}`;

const noteHolds = ({ each, now }: Dialect) => `INSERT INTO holds (fact, sku, quantity, since)
	SELECT CAST(value ->> 'fact' AS BIGINT), value ->> 'sku', CAST(value ->> 'quantity' AS BIGINT), ${now}
	FROM ${each(':holds', 'list')}`;

export async function settle(database: Database, settlements: readonly Settlement[]): Promise<Settled[]> {
	checkSettlements(settlements);
	if (settlements.length === 0) return [];
	const { dialect } = database;
	return await database.write(async (transaction) => {
		const tokens = JSON.stringify(settlements.map(({ token }) => token));
		const rows = await transaction.rows<FactRow>(held(dialect), { tokens });
		const verdicts = decide(settlements, rows);
		await writeSettled(transaction, dialect, verdicts);
		return verdicts.answers;
	});
}

interface Verdicts {
	readonly answers: Settled[];
	readonly outcomes: Outcome[];
	readonly released: string[];
	/** By the id of the fact. */
	readonly holds: Map<number, readonly Hold[]>;
}

function decide(settlements: readonly Settlement[], rows: readonly FactRow[]): Verdicts {
	const byToken = new Map(rows.map((row) => [row.token ?? '', row]));
	const verdicts: Verdicts = { answers: [], outcomes: [], released: [], holds: new Map() };
	for (const settlement of settlements) {
		const { token } = settlement;
		const row = byToken.get(token);
		// A token settles once, in one call as in two.
		byToken.delete(token);
		verdicts.answers.push(row ? decideHeld(settlement, row, verdicts) : { token, held: false, alert: false });
	}
	return verdicts;
}

function decideHeld(settlement: Settlement, row: FactRow, { outcomes, released, holds }: Verdicts): Settled {
	const { token } = settlement;
	if (settlement.state === 'released') {
		released.push(token);
		return releasedFrom(token, row);
	}
	const outcome = outcomeOf(row, settlement);
	outcomes.push(outcome);
	if (settlement.state === 'done' && settlement.holds) holds.set(row.id, unitsBySku(settlement.holds));
	return { token, held: true, alert: outcome.alert, state: outcome.state, attempts: row.attempts + 1 };
}

function releasedFrom(token: string, row: FactRow): Settled {
	const stolen = row.prior === 'stolen';
	const state = stolen ? 'claimed' : row.resting;
	const attempts = row.attempts - (stolen ? 1 : 0);
	return { token, held: true, alert: false, attempts, ...(state !== null && state !== 'new' && { state }) };
}

/** Held units by SKU: repeats of a SKU are added up, and none of it is nothing to hold. */
function unitsBySku(holds: readonly Hold[]): Hold[] {
	const bySku = new Map<string, number>();
	for (const { sku, quantity } of holds) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
	return [...bySku].filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity }));
}

async function writeSettled(
	transaction: Transaction,
	dialect: Dialect,
	{ outcomes, released, holds }: Verdicts,
): Promise<void> {
	if (outcomes.length > 0) {
		const values = { outcomes: JSON.stringify(outcomes) };
		await transaction.run(noteOutcomes(dialect), values);
		await transaction.run(writeOutcomes(dialect), values);
	}
	if (holds.size > 0) {
		const units = [...holds].flatMap(([fact, list]) => list.map((unit) => ({ fact, ...unit })));
		await transaction.run(forgetHolds(dialect), { facts: JSON.stringify([...holds.keys()]) });
		await transaction.run(noteHolds(dialect), { holds: JSON.stringify(units) });
	}
	if (released.length > 0) {
		const values = { tokens: JSON.stringify(released) };
		for (const statement of releases(dialect)) await transaction.run(statement, values);
	}
}
