/*
 * Claiming facts, and foretelling what a claim would answer.
 */

import { randomUUID } from 'node:crypto';
import type { Claim, ClaimRequest } from '../core/ports';
import { misuse, targetOfRoute } from './checks';
import type { Database } from './database';
import { BY_INDEX, type Dialect } from './dialects';
import { toInstant } from './instants';
import { seenAgain, toClaims, type AnswerRow } from './rows';

/**
 * Whether a claim would get a stored fact. Another revision is news unless it was read before the one that was settled:
 * a run that was held up must not write over what a later one has seen. Of one updatedAt the later reading is the newer
 * one. Times that are not known are not compared.
 */
const claimable = (revision: string, updatedAt: string, seenAt: string, now: string) => `CASE
	WHEN facts.state = 'claimed' THEN facts.lease_until <= ${now}
	WHEN facts.revision <> ${revision} THEN NOT COALESCE(${updatedAt} < facts.source_updated_at
		OR ${updatedAt} = facts.source_updated_at AND ${seenAt} < facts.source_seen_at, FALSE)
	WHEN facts.state IN ('done', 'dismissed') THEN FALSE
	ELSE COALESCE(facts.due_at <= ${now}, FALSE) END`;

/** What is known of a stored fact when it is claimed: a problem given up or dismissed stays what it was. */
const PRIOR = `CASE facts.state
	WHEN 'claimed' THEN 'stolen' WHEN 'done' THEN 'done' ELSE facts.problem_state END`;

const asked = ({ each }: Dialect) => `asked AS (
	SELECT key AS place, value ->> 'sourceKey' AS source_key, value ->> 'documentKey' AS document_key,
		value ->> 'sourceNumber' AS source_number, value ->> 'revision' AS revision,
		value ->> 'updatedAt' AS updated_at, value ->> 'seenAt' AS seen_at, value ->> 'token' AS token
	FROM ${each(':asked', 'list')})`;

/**
 * Of requests with one document key only the first may have it; a key that belongs to another fact is nobody's to ask.
 * Every transaction takes rows in the order of their source keys, so that two of them never wait for each other.
 */
const claimFree = (dialect: Dialect) => `WITH ${asked(dialect)}, free AS (
		SELECT asked.*, row_number() OVER (PARTITION BY document_key ORDER BY place) AS turn FROM asked
		WHERE NOT EXISTS (SELECT 1 FROM facts AS owner
			WHERE owner.target = :target AND owner.kind = :kind AND owner.document_key = asked.document_key
			AND NOT (owner.route = :route AND owner.source_key = asked.source_key) ${BY_INDEX}))
	INSERT INTO facts (route, target, kind, source_key, document_key, source_number, first_seen_at, changed_at,
		state, resting, prior, token, holder, lease_until, claim_revision, claim_updated_at, claim_seen_at)
	SELECT :route, :target, :kind, source_key, document_key, source_number, ${dialect.now}, ${dialect.now},
		'claimed', 'new', 'none', token, :holder, ${dialect.now} + :leaseMs, revision, updated_at, seen_at
	FROM free WHERE turn = 1 ORDER BY source_key
	ON CONFLICT (route, kind, source_key) DO UPDATE SET
		source_number = COALESCE(excluded.source_number, facts.source_number),
		attempts = facts.attempts + CASE facts.state WHEN 'claimed' THEN 1 ELSE 0 END,
		state = 'claimed',
		resting = CASE facts.state WHEN 'claimed' THEN facts.resting ELSE facts.state END,
		prior = ${PRIOR},
		token = excluded.token, holder = excluded.holder, lease_until = excluded.lease_until,
		claim_revision = excluded.claim_revision, claim_updated_at = excluded.claim_updated_at,
		claim_seen_at = excluded.claim_seen_at
	WHERE ${claimable('excluded.claim_revision', 'excluded.claim_updated_at', 'excluded.claim_seen_at', 'excluded.changed_at')}`;

const answers = (dialect: Dialect) => `WITH ${asked(dialect)}
	SELECT facts.*, asked.token AS asked_token, ${PRIOR} AS next_prior,
		CASE WHEN ${claimable('asked.revision', 'asked.updated_at', 'asked.seen_at', dialect.now)} THEN 1 ELSE 0 END AS claimable,
		COALESCE(owner.source_number, owner.source_key) AS owner_number, owner.route AS owner_route
	FROM asked
	${dialect.lookUp('facts', `facts.route = :route AND facts.kind = :kind AND facts.source_key = asked.source_key`)}
	${dialect.lookUp(
		'owner',
		`owner.target = :target AND owner.kind = :kind AND owner.document_key = asked.document_key
			AND NOT (owner.route = :route AND owner.source_key = asked.source_key)`,
	)}
	ORDER BY asked.place`;

const noteClaims = ({ now, isOneOf }: Dialect) => `INSERT INTO history (route, kind, source_key, at, event, attempt)
	SELECT route, kind, source_key, ${now}, 'stolen', attempts FROM facts
	WHERE ${isOneOf('token', ':tokens')} AND prior = 'stolen'
	UNION ALL
	SELECT route, kind, source_key, ${now}, 'claimed', attempts + 1 FROM facts WHERE ${isOneOf('token', ':tokens')}`;

// By id, from the answers: joined with the requests, SQLite would read all requests for every fact of the route.
const moveForward = ({ each }: Dialect) => `WITH seen AS (
		SELECT CAST(value ->> 'id' AS BIGINT) AS id, value ->> 'updatedAt' AS updated_at, value ->> 'seenAt' AS seen_at
		FROM ${each(':seen', 'list')})
	UPDATE facts SET source_updated_at = seen.updated_at, source_seen_at = seen.seen_at FROM seen WHERE facts.id = seen.id`;

const renewed = ({ now, forUpdate, isOneOf }: Dialect) => `UPDATE facts SET lease_until = ${now} + :leaseMs
	WHERE id IN (SELECT id FROM facts WHERE ${isOneOf('token', ':tokens')} ORDER BY kind, source_key, route ${forUpdate})
	RETURNING token`;

export async function claim(
	database: Database,
	route: string,
	kind: string,
	requests: readonly ClaimRequest[],
	lease: { holder: string; leaseMs: number },
): Promise<Claim[]> {
	const { dialect } = database;
	const place = { route, kind, target: targetOfRoute(route), asked: askedJson(requests, () => randomUUID()) };
	if (requests.length === 0) return [];
	return await database.write(async (transaction) => {
		await transaction.run(claimFree(dialect), { ...place, holder: lease.holder, leaseMs: lease.leaseMs });
		const rows = await transaction.rows<AnswerRow>(answers(dialect), place);
		const claims = toClaims('claim', route, requests, rows);
		const tokens = claims.flatMap((each) => (each.verdict === 'claimed' ? [each.token] : []));
		if (tokens.length > 0) await transaction.run(noteClaims(dialect), { tokens: JSON.stringify(tokens) });
		const seen = seenAgain(requests, rows);
		if (seen.length > 0) await transaction.run(moveForward(dialect), { seen: JSON.stringify(seen) });
		return claims;
	});
}

export async function peek(
	database: Database,
	route: string,
	kind: string,
	requests: readonly ClaimRequest[],
): Promise<Claim[]> {
	const place = { route, kind, target: targetOfRoute(route), asked: askedJson(requests, () => '') };
	return toClaims('peek', route, requests, await database.read<AnswerRow>(answers(database.dialect), place));
}

export async function renew(database: Database, tokens: readonly string[], leaseMs: number): Promise<Set<string>> {
	const values = { tokens: JSON.stringify(tokens), leaseMs };
	const kept = await database.write((transaction) =>
		transaction.rows<{ token: string }>(renewed(database.dialect), values),
	);
	return new Set(kept.map(({ token }) => token));
}

function askedJson(requests: readonly ClaimRequest[], token: () => string): string {
	if (new Set(requests.map(({ sourceKey }) => sourceKey)).size < requests.length) {
		throw misuse('Two requests of one claim share a source key.');
	}
	return JSON.stringify(
		requests.map(({ sourceKey, documentKey, revision, sourceNumber, sourceUpdatedAt, sourceSeenAt }) => ({
			sourceKey,
			documentKey,
			revision,
			sourceNumber,
			updatedAt: toInstant(sourceUpdatedAt),
			seenAt: toInstant(sourceSeenAt),
			token: token(),
		})),
	);
}
