/*
 * Where the two databases spell one thing differently. Everything else of a statement is written once.
 */

/**
 * The row of `settings` that switches a purge on. It is written and removed inside the purge's own transaction, so that
 * no other connection ever sees it, and it is not there when a purge broke off.
 */
export const PURGE_SWITCH = 'purging';

export interface Dialect {
	/** A primary key that numbers itself, ascending. */
	readonly identity: string;
	/** Text that is compared character by character, whatever the database's language. */
	readonly text: string;
	/** An index for the routes of a kind, where the database needs one. */
	readonly byRoute: readonly string[];
	/** Statements after which rows of `history` can neither be changed nor removed. */
	readonly appendOnly: readonly string[];
	/**
	 * Statements after `appendOnly` that let a row of `history` go while the purge switch is on, and then only if its
	 * fact is done, dismissed or gone. They are run with the tables of version 2.
	 */
	readonly purgeable: readonly string[];
	/** Milliseconds since 1970 by the database's clock; one moment for the whole statement. */
	readonly now: string;
	/** Keeps the rows of a SELECT from others until the transaction ends. */
	readonly forUpdate: string;
	/** A join that reads its left side first, where the database must be told. */
	readonly joinInOrder: string;
	/** Joins the fact, if any, that meets a condition on what stands before it, found by an index for each of those rows. */
	lookUp(name: string, condition: string): string;
	/** The elements of a JSON list as rows: `value`, and `key` ascending in their order. */
	each(list: string, name: string): string;
	/** Whether a column is one of the texts, or of the whole numbers, of a JSON list. */
	isOneOf(column: string, list: string, type?: 'text' | 'number'): string;
}

/** At the end of a query inside EXISTS: keeps PostgreSQL from making a join of it, as `lookUp` does. */
export const BY_INDEX = 'LIMIT 1 OFFSET 0';

/** Rows of history that must stay, once there is a purge. `OLD` is the row. */
const MUST_STAY = `NOT EXISTS (SELECT 1 FROM settings WHERE name = '${PURGE_SWITCH}')
	OR EXISTS (SELECT 1 FROM facts WHERE facts.kind = OLD.kind AND facts.source_key = OLD.source_key
		AND facts.route = OLD.route AND facts.state NOT IN ('done', 'dismissed'))`;

const REFUSAL = 'history is append-only';

export const SQLITE: Dialect = {
	identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
	text: 'TEXT',
	byRoute: [`CREATE INDEX facts_by_route ON facts (kind, route)`],
	appendOnly: ['UPDATE', 'DELETE'].map(
		(change) =>
			`CREATE TRIGGER history_no_${change.toLowerCase()} BEFORE ${change} ON history
			BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
	),
	purgeable: [
		`DROP TRIGGER history_no_delete`,
		`CREATE TRIGGER history_no_delete BEFORE DELETE ON history WHEN ${MUST_STAY}
			BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
	],
	now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
	// A transaction has the whole file.
	forUpdate: '',
	joinInOrder: 'CROSS JOIN',
	lookUp: (name, condition) => `LEFT JOIN facts AS ${name} ON ${condition}`,
	each: (list, name) => `json_each(${list}) AS ${name}`,
	isOneOf: (column, list) => `${column} IN (SELECT value FROM json_each(${list}))`,
};

/** A function of a trigger. It looks into its own schema, whoever's connection fires it. */
const guard = (name: string, body: string) =>
	`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
	$guard$ BEGIN ${body} END $guard$`;

export const POSTGRES: Dialect = {
	identity: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
	text: 'TEXT COLLATE "C"',
	// Of a table that grew a moment ago PostgreSQL knows no figures; it would take this one for the index by source key.
	byRoute: [],
	appendOnly: [
		guard('history_stays', `RAISE EXCEPTION '${REFUSAL}';`),
		...['UPDATE', 'DELETE', 'TRUNCATE'].map(
			(change) =>
				`CREATE TRIGGER history_no_${change.toLowerCase()} BEFORE ${change} ON history
				FOR EACH ${change === 'TRUNCATE' ? 'STATEMENT' : 'ROW'} EXECUTE FUNCTION history_stays()`,
		),
	],
	purgeable: [
		`DROP TRIGGER history_no_delete ON history`,
		guard('history_goes', `IF ${MUST_STAY} THEN RAISE EXCEPTION '${REFUSAL}'; END IF; RETURN OLD;`),
		`CREATE TRIGGER history_no_delete BEFORE DELETE ON history FOR EACH ROW EXECUTE FUNCTION history_goes()`,
	],
	now: `CAST(floor(extract(epoch FROM statement_timestamp()) * 1000) AS BIGINT)`,
	forUpdate: 'FOR UPDATE',
	joinInOrder: 'JOIN',
	// Of a table that has just grown PostgreSQL has no figures, and would join by reading all of it for every row.
	lookUp: (name, condition) =>
		`LEFT JOIN LATERAL (SELECT * FROM facts AS ${name} WHERE ${condition} OFFSET 0) AS ${name} ON TRUE`,
	each: (list, name) => `jsonb_array_elements(CAST(${list} AS jsonb)) WITH ORDINALITY AS ${name} (value, key)`,
	isOneOf: (column, list, type = 'text') => {
		const elements = `SELECT jsonb_array_elements_text(CAST(${list} AS jsonb))`;
		return `${column} = ANY (CAST(ARRAY(${elements}) AS ${type === 'text' ? 'text' : 'bigint'}[]))`;
	},
};
