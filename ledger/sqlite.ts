/*
 * The ledger on SQLite. Every change is one IMMEDIATE transaction of a few set-based statements, so that two processes
 * on one file never claim the same fact, and so that the same statements serve a database across a network.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Claim, ClaimRequest, Fact, FactFilter, FactId, FactState, HistoryRow, Ledger } from '../core/ports';
import type { Settled, Settlement } from '../core/ports';
import { checkSettlements, misuse, outcomeOf, seenAgain, targetOfRoute, toClaims, toFact, toInstant } from './schema';
import type { AnswerRow, FactRow, Outcome } from './schema';

type Values = Record<string, SQLInputValue>;

/** Milliseconds since 1970 by the database's clock. */
const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`;

/** Whether a claim would get a stored fact. */
const claimable = (revision: string, now: string) => `CASE facts.state
	WHEN 'claimed' THEN facts.lease_until <= ${now}
	WHEN 'done' THEN facts.revision <> ${revision}
	WHEN 'dismissed' THEN facts.revision <> ${revision}
	ELSE facts.revision <> ${revision} OR COALESCE(facts.due_at <= ${now}, FALSE) END`;

/** What is known of a stored fact when it is claimed: a problem given up or dismissed stays what it was. */
const PRIOR = `CASE facts.state
	WHEN 'claimed' THEN 'stolen' WHEN 'done' THEN 'done' ELSE facts.problem_state END`;

/**
 * A whole route, or its beginning up to a colon or arrow: account 12 is no beginning of account 123. Literal, so that
 * `%` and `_` in an account are themselves.
 */
const PREFIXED = `(facts.route = :prefix OR :prefix = '' OR (substr(:prefix, -1) IN (':', '>')
	AND substr(facts.route, 1, length(:prefix)) = :prefix))`;

const ASKED = `asked AS (
	SELECT key AS place, value ->> 'sourceKey' AS source_key, value ->> 'documentKey' AS document_key,
		value ->> 'sourceNumber' AS source_number, value ->> 'revision' AS revision,
		value ->> 'updatedAt' AS updated_at, value ->> 'token' AS token
	FROM json_each(:asked))`;

const TOKENS = `(SELECT value FROM json_each(:tokens))`;

// Of requests with one document key only the first may have it; a key that belongs to another fact is nobody's to ask.
const CLAIM = `WITH ${ASKED}, free AS (
		SELECT asked.*, row_number() OVER (PARTITION BY document_key ORDER BY place) AS turn FROM asked
		WHERE NOT EXISTS (SELECT 1 FROM facts AS owner
			WHERE owner.target = :target AND owner.kind = :kind AND owner.document_key = asked.document_key
			AND NOT (owner.route = :route AND owner.source_key = asked.source_key)))
	INSERT INTO facts (route, target, kind, source_key, document_key, source_number, first_seen_at, changed_at,
		state, resting, prior, token, holder, lease_until, claim_revision, claim_updated_at)
	SELECT :route, :target, :kind, source_key, document_key, source_number, ${NOW}, ${NOW},
		'claimed', 'new', 'none', token, :holder, ${NOW} + :leaseMs, revision, updated_at
	FROM free WHERE turn = 1
	ON CONFLICT (route, kind, source_key) DO UPDATE SET
		source_number = COALESCE(excluded.source_number, facts.source_number),
		attempts = facts.attempts + CASE facts.state WHEN 'claimed' THEN 1 ELSE 0 END,
		state = 'claimed',
		resting = CASE facts.state WHEN 'claimed' THEN facts.resting ELSE facts.state END,
		prior = ${PRIOR},
		token = excluded.token, holder = excluded.holder, lease_until = excluded.lease_until,
		claim_revision = excluded.claim_revision, claim_updated_at = excluded.claim_updated_at
	WHERE ${claimable('excluded.claim_revision', 'excluded.changed_at')}`;

// By id, from the answers: joined with the requests, SQLite would read all requests for every fact of the route.
const SEEN = `WITH seen AS (SELECT value ->> 'id' AS id, value ->> 'updatedAt' AS updated_at FROM json_each(:seen))
	UPDATE facts SET source_updated_at = seen.updated_at FROM seen WHERE facts.id = seen.id`;

const CLAIMED_HISTORY = `INSERT INTO history (route, kind, source_key, at, event, attempt)
	SELECT route, kind, source_key, ${NOW}, 'stolen', attempts FROM facts
	WHERE token IN ${TOKENS} AND prior = 'stolen'
	UNION ALL
	SELECT route, kind, source_key, ${NOW}, 'claimed', attempts + 1 FROM facts WHERE token IN ${TOKENS}`;

const ANSWERS = `WITH ${ASKED}
	SELECT facts.*, asked.token AS asked_token, ${claimable('asked.revision', NOW)} AS claimable, ${PRIOR} AS next_prior,
		COALESCE(owner.source_number, owner.source_key) AS owner_number, owner.route AS owner_route
	FROM asked
	LEFT JOIN facts ON facts.route = :route AND facts.kind = :kind AND facts.source_key = asked.source_key
	LEFT JOIN facts AS owner ON owner.target = :target AND owner.kind = :kind
		AND owner.document_key = asked.document_key
		AND NOT (owner.route = :route AND owner.source_key = asked.source_key)
	ORDER BY asked.place`;

// Only a claimed fact has a token.
const HELD = `SELECT * FROM facts WHERE token IN ${TOKENS}`;

const OUTCOMES = `outcomes AS (
	SELECT value ->> 'token' AS token, value ->> 'state' AS state, value ->> 'event' AS event,
		value ->> 'detail' AS detail, value ->> 'rejections' AS rejections, value ->> 'unknowns' AS unknowns,
		value ->> 'dueInMs' AS due_in_ms, value ->> 'problemState' AS problem_state, value ->> 'code' AS code,
		value ->> 'params' AS params, value ->> 'requestId' AS request_id,
		value ->> 'targetId' AS target_id, value ->> 'targetNumber' AS target_number
	FROM json_each(:outcomes))`;

const SETTLED_HISTORY = `WITH ${OUTCOMES}
	INSERT INTO history (route, kind, source_key, at, event, attempt, code, detail)
	SELECT facts.route, facts.kind, facts.source_key, ${NOW}, outcomes.event, facts.attempts + 1, outcomes.code,
		outcomes.detail
	FROM outcomes JOIN facts ON facts.token = outcomes.token`;

const NO_CLAIM = `token = NULL, holder = NULL, lease_until = NULL, resting = NULL, prior = NULL,
	claim_revision = NULL, claim_updated_at = NULL`;

const SETTLE = `WITH ${OUTCOMES}
	UPDATE facts SET state = outcomes.state, revision = facts.claim_revision,
		source_updated_at = facts.claim_updated_at, attempts = facts.attempts + 1,
		rejections = outcomes.rejections, unknowns = outcomes.unknowns, due_at = ${NOW} + outcomes.due_in_ms,
		problem_state = outcomes.problem_state, problem_code = outcomes.code, problem_params = outcomes.params,
		problem_request = outcomes.request_id,
		target_id = COALESCE(outcomes.target_id, facts.target_id),
		target_number = COALESCE(outcomes.target_number, facts.target_number),
		done_at = CASE outcomes.state WHEN 'done' THEN ${NOW} ELSE facts.done_at END,
		dismissed_by = NULL, dismiss_reason = NULL, changed_at = ${NOW}, ${NO_CLAIM}
	FROM outcomes WHERE facts.token = outcomes.token`;

const FORGET_FRESH = `DELETE FROM facts WHERE token IN ${TOKENS} AND resting = 'new' AND prior <> 'stolen'`;
const RELEASE = `UPDATE facts SET state = resting, ${NO_CLAIM} WHERE token IN ${TOKENS} AND prior <> 'stolen'`;
// What the holder before may have sent is still unknown, so the fact stays one to be taken over.
const RELEASE_STOLEN = `UPDATE facts SET attempts = attempts - 1, token = NULL, holder = NULL, lease_until = 0
	WHERE token IN ${TOKENS} AND prior = 'stolen'`;

const RENEW = `UPDATE facts SET lease_until = ${NOW} + :leaseMs WHERE token IN ${TOKENS} RETURNING token`;

// A waiting fact that is due again is not settled, however old its record.
const UNSETTLED = `SELECT records.value ->> 'sourceKey' AS source_key FROM json_each(:records) AS records
	WHERE NOT EXISTS (SELECT 1 FROM facts
		WHERE facts.kind = :kind AND facts.source_key = records.value ->> 'sourceKey' AND ${PREFIXED}
		AND CASE facts.state
			WHEN 'claimed' THEN facts.lease_until > ${NOW}
			ELSE facts.source_updated_at >= records.value ->> 'updatedAt'
				AND NOT COALESCE(facts.due_at <= ${NOW}, FALSE) END)
	ORDER BY records.key`;

const OLDEST_OPEN = `SELECT min(COALESCE(source_updated_at, claim_updated_at)) AS oldest FROM facts
	WHERE state IN ('claimed', 'rejected', 'unknown') AND kind = :kind AND ${PREFIXED}`;

const OPEN_PROBLEMS = `state IN ('rejected', 'unknown', 'failed')`;

/** Where a fact must stand for a filter, with the values for it. */
function filtered(filter: FactFilter): { where: string; values: Values } {
	const conditions: string[] = [];
	const values: Values = { limit: filter.limit };
	const require = (condition: string, name: string, value: string) => {
		conditions.push(condition);
		values[name] = value;
	};
	if (filter.routePrefix !== undefined) require(PREFIXED, 'prefix', filter.routePrefix);
	if (filter.kind !== undefined) require('facts.kind = :kind', 'kind', filter.kind);
	if (filter.sourceSystem !== undefined) {
		require('substr(facts.route, 1, length(:system)) = :system', 'system', `${filter.sourceSystem}:`);
	}
	if (filter.sourceNumbers?.length) {
		const numbers = JSON.stringify(filter.sourceNumbers);
		require('facts.source_number IN (SELECT value FROM json_each(:numbers))', 'numbers', numbers);
	}
	return { where: ['TRUE', ...conditions].join(' AND '), values };
}

/** An open database, shared by every caller of this process. */
export interface Store {
	readonly database: DatabaseSync;
	/** Prepared statements by their text. */
	readonly statements: Map<string, StatementSync>;
	/** Turns an error of the store itself into one with the code SETUP_LEDGER; leaves others as they are. */
	explain(error: unknown): unknown;
}

/** One caller's ledger on an open database. */
export class SqliteLedger implements Ledger {
	private left = false;

	/** `leave` is told once that this caller needs the store no more. */
	constructor(
		private readonly store: Store,
		private readonly leave: () => Promise<void>,
	) {}

	async close(): Promise<void> {
		if (this.left) return;
		this.left = true;
		await this.leave();
	}

	async hashKey(): Promise<string> {
		return this.write(() => {
			const fresh = randomBytes(32).toString('hex');
			const values = { name: 'hash key' };
			this.run(`INSERT INTO settings (name, value) VALUES (:name, :fresh) ON CONFLICT (name) DO NOTHING`, {
				...values,
				fresh,
			});
			const [row] = this.rows<{ value: string }>(`SELECT value FROM settings WHERE name = :name`, values);
			return row?.value ?? fresh;
		});
	}

	async claim(
		route: string,
		kind: string,
		requests: readonly ClaimRequest[],
		lease: { holder: string; leaseMs: number },
	): Promise<Claim[]> {
		const place = { route, kind, target: targetOfRoute(route) };
		const asked = askedJson(requests, () => randomUUID());
		if (requests.length === 0) return [];
		return this.write(() => {
			this.run(CLAIM, { ...place, asked, ...lease });
			const rows = this.rows<AnswerRow>(ANSWERS, { ...place, asked });
			const claims = toClaims('claim', route, requests, rows);
			const tokens = claims.flatMap((claim) => (claim.verdict === 'claimed' ? [claim.token] : []));
			if (tokens.length > 0) this.run(CLAIMED_HISTORY, { tokens: JSON.stringify(tokens) });
			const seen = seenAgain(requests, rows);
			if (seen.length > 0) this.run(SEEN, { seen: JSON.stringify(seen) });
			return claims;
		});
	}

	async peek(route: string, kind: string, requests: readonly ClaimRequest[]): Promise<Claim[]> {
		const place = { route, kind, target: targetOfRoute(route) };
		const asked = askedJson(requests, () => '');
		return toClaims('peek', route, requests, this.read<AnswerRow>(ANSWERS, { ...place, asked }));
	}

	async renew(tokens: readonly string[], leaseMs: number): Promise<Set<string>> {
		const values = { tokens: JSON.stringify(tokens), leaseMs };
		return this.write(() => new Set(this.rows<{ token: string }>(RENEW, values).map((row) => row.token)));
	}

	async settle(settlements: readonly Settlement[]): Promise<Settled[]> {
		checkSettlements(settlements);
		if (settlements.length === 0) return [];
		return this.write(() => {
			const tokens = JSON.stringify(settlements.map(({ token }) => token));
			const held = new Map(this.rows<FactRow>(HELD, { tokens }).map((row) => [row.token ?? '', row]));
			const outcomes: Outcome[] = [];
			const released: string[] = [];
			const answers = settlements.map((settlement): Settled => {
				const { token } = settlement;
				const row = held.get(token);
				// A token settles once, in one call as in two.
				held.delete(token);
				if (!row) return { token, held: false, alert: false };
				if (settlement.state === 'released') {
					released.push(token);
					return releasedFrom(token, row);
				}
				const outcome = outcomeOf(row, settlement);
				outcomes.push(outcome);
				return { token, held: true, alert: outcome.alert, state: outcome.state, attempts: row.attempts + 1 };
			});
			this.writeOutcomes(outcomes);
			this.writeReleases(released);
			return answers;
		});
	}

	private writeOutcomes(list: readonly Outcome[]): void {
		if (list.length === 0) return;
		const outcomes = JSON.stringify(list);
		this.run(SETTLED_HISTORY, { outcomes });
		this.run(SETTLE, { outcomes });
	}

	private writeReleases(list: readonly string[]): void {
		if (list.length === 0) return;
		const tokens = JSON.stringify(list);
		for (const statement of [FORGET_FRESH, RELEASE, RELEASE_STOLEN]) this.run(statement, { tokens });
	}

	async unsettled(
		routePrefix: string,
		kind: string,
		records: ReadonlyArray<{ sourceKey: string; updatedAt: string }>,
	): Promise<string[]> {
		const comparable = records.map(({ sourceKey, updatedAt }) => ({ sourceKey, updatedAt: toInstant(updatedAt) }));
		const values = { prefix: routePrefix, kind, records: JSON.stringify(comparable) };
		return this.read<{ source_key: string }>(UNSETTLED, values).map((row) => row.source_key);
	}

	async oldestOpen(routePrefix: string, kind: string): Promise<string | undefined> {
		return this.read<{ oldest: string | null }>(OLDEST_OPEN, { prefix: routePrefix, kind })[0]?.oldest ?? undefined;
	}

	async routes(routePrefix: string, kind: string): Promise<string[]> {
		const query = `SELECT DISTINCT route FROM facts WHERE kind = :kind AND ${PREFIXED} ORDER BY route`;
		return this.read<{ route: string }>(query, { prefix: routePrefix, kind }).map((row) => row.route);
	}

	async doneCount(route: string, kind: string): Promise<number> {
		const query = `SELECT count(*) AS done FROM facts WHERE route = :route AND kind = :kind AND done_at IS NOT NULL`;
		return this.read<{ done: number }>(query, { route, kind })[0]?.done ?? 0;
	}

	/** Problems whose time has come, and claims whose holder is gone. */
	async due(filter: FactFilter): Promise<Fact[]> {
		const { where, values } = filtered(filter);
		const query = `SELECT * FROM facts WHERE ${where} AND (state IN ('rejected', 'unknown') AND due_at <= ${NOW}
			OR state = 'claimed' AND lease_until <= ${NOW}) ORDER BY COALESCE(due_at, lease_until), id LIMIT :limit`;
		return this.read<FactRow>(query, values).map(toFact);
	}

	async facts(filter: FactFilter & { readonly states?: readonly FactState[] }): Promise<Fact[]> {
		const { where, values } = filtered(filter);
		const states = filter.states?.length ? JSON.stringify(filter.states) : undefined;
		const inState = states === undefined ? '' : 'AND state IN (SELECT value FROM json_each(:states))';
		const query = `SELECT * FROM facts WHERE ${where} ${inState} ORDER BY id LIMIT :limit`;
		return this.read<FactRow>(query, { ...values, ...(states !== undefined && { states }) }).map(toFact);
	}

	async retry(filter: FactFilter): Promise<Fact[]> {
		// A fact given up as unknown stays unknown: what was sent must still be looked up before anything is sent again.
		const change = `state = problem_state, due_at = ${NOW}, changed_at = ${NOW},
			rejections = CASE state WHEN 'failed' THEN 0 ELSE rejections END,
			unknowns = CASE state WHEN 'failed' THEN 0 ELSE unknowns END`;
		return this.changeProblems(filter, change, 'retried', {});
	}

	async dismiss(filter: FactFilter, by: string, reason: string): Promise<Fact[]> {
		const change = `state = 'dismissed', due_at = NULL, changed_at = ${NOW}, dismissed_by = :by,
			dismiss_reason = :reason`;
		return this.changeProblems(filter, change, 'dismissed', { by, reason });
	}

	private changeProblems(filter: FactFilter, change: string, event: string, more: Values): Promise<Fact[]> {
		const { where, values } = filtered(filter);
		const chosen = `SELECT id FROM facts WHERE ${where} AND ${OPEN_PROBLEMS} ORDER BY id LIMIT :limit`;
		const update = `UPDATE facts SET ${change} WHERE id IN (${chosen}) RETURNING *`;
		const note = `INSERT INTO history (route, kind, source_key, at, event, attempt, code)
			SELECT route, kind, source_key, ${NOW}, :event, attempts, problem_code FROM facts
			WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id`;
		return this.write(() => {
			const rows = this.rows<FactRow>(update, { ...values, ...more }).sort((a, b) => a.id - b.id);
			this.run(note, { event, ids: JSON.stringify(rows.map((row) => row.id)) });
			return rows.map(toFact);
		});
	}

	async history({ route, kind, sourceKey }: FactId): Promise<HistoryRow[]> {
		const query = `SELECT at, event, attempt, code, detail FROM history
			WHERE route = :route AND kind = :kind AND source_key = :sourceKey ORDER BY id`;
		type Row = { at: number; event: string; attempt: number; code: string | null; detail: string | null };
		return this.read<Row>(query, { route, kind, sourceKey }).map(({ at, event, attempt, code, detail }) => ({
			at: new Date(at).toISOString(),
			event,
			attempt,
			...(code !== null && { code }),
			...(detail !== null && { detail }),
		}));
	}

	async lease(name: string, holder: string, leaseMs: number): Promise<boolean> {
		const take = `INSERT INTO leases (name, holder, lease_until) VALUES (:name, :holder, ${NOW} + :leaseMs)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
			WHERE leases.holder = excluded.holder OR leases.lease_until <= ${NOW} RETURNING name`;
		return this.write(() => this.rows(take, { name, holder, leaseMs }).length > 0);
	}

	async unlease(name: string, holder: string): Promise<void> {
		this.write(() => this.run(`DELETE FROM leases WHERE name = :name AND holder = :holder`, { name, holder }));
	}

	private async write<T>(work: () => T): Promise<T> {
		try {
			return inTransaction(this.store.database, work);
		} catch (error) {
			throw this.store.explain(error);
		}
	}

	private read<Row>(sql: string, values: Values): Row[] {
		try {
			return this.rows<Row>(sql, values);
		} catch (error) {
			throw this.store.explain(error);
		}
	}

	private rows<Row>(sql: string, values: Values): Row[] {
		return this.prepared(sql).all(values) as Row[];
	}

	private run(sql: string, values: Values): void {
		this.prepared(sql).run(values);
	}

	private prepared(sql: string): StatementSync {
		const known = this.store.statements.get(sql);
		if (known) return known;
		const statement = this.store.database.prepare(sql);
		this.store.statements.set(sql, statement);
		return statement;
	}
}

/**
 * Runs work that is written whole or not at all. The write lock is taken at the start: a transaction that finds out
 * later that it must write is refused at once where it should wait its turn.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
	database.exec('BEGIN IMMEDIATE');
	let committed = false;
	try {
		const answer = work();
		database.exec('COMMIT');
		committed = true;
		return answer;
	} finally {
		if (!committed) rollBack(database);
	}
}

function rollBack(database: DatabaseSync): void {
	try {
		database.exec('ROLLBACK');
	} catch {
		// SQLite has rolled back by itself, as it does when the disk is full.
	}
}

function askedJson(requests: readonly ClaimRequest[], token: () => string): string {
	if (new Set(requests.map(({ sourceKey }) => sourceKey)).size < requests.length) {
		throw misuse('Two requests of one claim share a source key.');
	}
	return JSON.stringify(
		requests.map(({ sourceKey, documentKey, revision, sourceNumber, sourceUpdatedAt }) => ({
			sourceKey,
			documentKey,
			revision,
			sourceNumber,
			updatedAt: toInstant(sourceUpdatedAt),
			token: token(),
		})),
	);
}

function releasedFrom(token: string, row: FactRow): Settled {
	const stolen = row.prior === 'stolen';
	const state = stolen ? 'claimed' : row.resting;
	const attempts = row.attempts - (stolen ? 1 : 0);
	return { token, held: true, alert: false, attempts, ...(state !== null && state !== 'new' && { state }) };
}
