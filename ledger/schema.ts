/*
 * What the ledger stores: its tables, in steps from one version to the next. Which database holds them is a dialect's.
 */

import type { Transaction } from './database';
import type { Dialect } from './dialects';
import { unusable } from './unusable';

export interface Migration {
	readonly version: number;
	readonly statements: readonly string[];
}

/** The version of the last step. */
export const NEWEST = 4;

/**
 * The steps from an empty database to the newest schema, oldest first. A published step is never edited: a change is
 * a new step. Times are milliseconds since 1970 by the database's clock; those that begin with `source_` and `claim_`
 * are UTC instants as text, all of one length, so that text order is time order.
 */
export function migrations(dialect: Dialect): readonly Migration[] {
	return [
		{ version: 1, statements: firstVersion(dialect) },
		{ version: 2, statements: secondVersion(dialect) },
		{ version: 3, statements: thirdVersion(dialect) },
		{ version: 4, statements: fourthVersion(dialect) },
	];
}

function firstVersion({ identity, text, byRoute, appendOnly }: Dialect): string[] {
	return [
		`CREATE TABLE settings (name ${text} PRIMARY KEY, value ${text} NOT NULL)`,
		`CREATE TABLE leases (name ${text} PRIMARY KEY, holder ${text} NOT NULL, lease_until BIGINT NOT NULL)`,
		// `state` to `dismiss_reason` is what the fact was when last settled; `resting` to `claim_updated_at` is the
		// claim on top of it, so that a released claim leaves no trace.
		`CREATE TABLE facts (
			id ${identity},
			route ${text} NOT NULL,
			target ${text} NOT NULL,
			kind ${text} NOT NULL,
			source_key ${text} NOT NULL,
			document_key ${text} NOT NULL,
			source_number ${text},
			first_seen_at BIGINT NOT NULL,
			changed_at BIGINT NOT NULL,
			state ${text} NOT NULL CHECK (state IN ('claimed', 'done', 'rejected', 'unknown', 'failed', 'dismissed')),
			revision ${text},
			source_updated_at ${text},
			attempts BIGINT NOT NULL DEFAULT 0,
			rejections BIGINT NOT NULL DEFAULT 0,
			unknowns BIGINT NOT NULL DEFAULT 0,
			due_at BIGINT,
			problem_state ${text} CHECK (problem_state IN ('rejected', 'unknown')),
			problem_code ${text},
			problem_params ${text},
			problem_request ${text},
			target_id ${text},
			target_number ${text},
			done_at BIGINT,
			dismissed_by ${text},
			dismiss_reason ${text},
			resting ${text} CHECK (resting IN ('new', 'done', 'rejected', 'unknown', 'failed', 'dismissed')),
			prior ${text} CHECK (prior IN ('none', 'done', 'rejected', 'unknown', 'stolen')),
			token ${text},
			holder ${text},
			lease_until BIGINT,
			claim_revision ${text},
			claim_updated_at ${text},
			CHECK ((state = 'claimed') = (resting IS NOT NULL)),
			CHECK (state = 'claimed' OR token IS NULL),
			UNIQUE (kind, source_key, route),
			UNIQUE (target, kind, document_key)
		)`,
		`CREATE UNIQUE INDEX facts_by_token ON facts (token) WHERE token IS NOT NULL`,
		`CREATE INDEX facts_by_state ON facts (state, kind, route)`,
		...byRoute,
		`CREATE INDEX facts_done ON facts (kind, route) WHERE done_at IS NOT NULL`,
		// By name, not by facts.id: the row of a fact that was claimed and released goes, its history stays.
		`CREATE TABLE history (
			id ${identity},
			route ${text} NOT NULL,
			kind ${text} NOT NULL,
			source_key ${text} NOT NULL,
			at BIGINT NOT NULL,
			event ${text} NOT NULL,
			attempt BIGINT NOT NULL,
			code ${text},
			detail ${text}
		)`,
		`CREATE INDEX history_by_fact ON history (kind, source_key, route)`,
		...appendOnly,
	];
}

/** Units that targets keep, notes about routes, and a way for old history to go. */
function secondVersion({ text, purgeable }: Dialect): string[] {
	return [
		// A fact's row is never made anew under another id, so that the id says it all; a hold goes with its fact.
		`CREATE TABLE holds (
			fact BIGINT NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
			sku ${text} NOT NULL,
			quantity BIGINT NOT NULL CHECK (quantity > 0),
			since BIGINT NOT NULL,
			PRIMARY KEY (fact, sku)
		)`,
		`CREATE TABLE notes (route ${text} NOT NULL, name ${text} NOT NULL, value ${text} NOT NULL, PRIMARY KEY (route, name))`,
		...purgeable,
	];
}

/** Calls of accounts whose vendors count them; `day` is whole days since 1970, by the database's clock. */
function thirdVersion({ text }: Dialect): string[] {
	return [
		`CREATE TABLE calls (
			account ${text} NOT NULL,
			day BIGINT NOT NULL,
			call_class ${text} NOT NULL,
			calls BIGINT NOT NULL CHECK (calls > 0),
			PRIMARY KEY (account, day, call_class)
		)`,
		`CREATE TABLE allowances (account ${text} PRIMARY KEY, allowance BIGINT NOT NULL CHECK (allowance > 0))`,
	];
}

/**
 * When a record was read, beside when it was changed, and a way from a document to its fact: its id stands first, because
 * PostgreSQL took an index that began with target and kind for the look-ups by document key too.
 */
function fourthVersion({ text }: Dialect): string[] {
	return [
		`ALTER TABLE facts ADD COLUMN source_seen_at ${text}`,
		`ALTER TABLE facts ADD COLUMN claim_seen_at ${text}`,
		`CREATE INDEX facts_by_target_id ON facts (target_id, target, kind)`,
	];
}

/** Brings a database to the newest schema; one that is newer still is refused. Nobody else may do it at the same time. */
export async function migrate(transaction: Transaction, dialect: Dialect): Promise<void> {
	await transaction.run(
		'CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)',
		{},
	);
	const present = await versionOf(transaction);
	for (const { version, statements } of migrations(dialect).filter((step) => step.version > present)) {
		for (const statement of statements) await transaction.run(statement, {});
		await transaction.run(`INSERT INTO schema_versions VALUES (:version, ${dialect.now})`, { version });
	}
}

/** The version a database stands at, 0 where it is empty; throws where this package does not know it yet. */
export async function versionOf(transaction: Transaction): Promise<number> {
	const query = 'SELECT COALESCE(max(version), 0) AS version FROM schema_versions';
	const version = (await transaction.rows<{ version: number }>(query, {}))[0]?.version ?? 0;
	if (version <= NEWEST) return version;
	throw unusable('it was written by a newer version of this package; install that version or a later one');
}
