/*
 * A schema of a PostgreSQL database: how it is prepared and used. Every transaction names its schema and limits itself,
 * so that it works through a pooler too, which hands each transaction another connection.
 */

import type { Pool, PoolClient } from 'pg';
import type { Database, Transaction, Value, Values } from './database';
import { POSTGRES } from './dialects';
import { poolOf, type Connection } from './pools';
import { explained, isRace, refusal, welcome, type Place, type Standing } from './postgres-words';
import { migrate, NEWEST, versionOf } from './schema';
import { unusable } from './unusable';

const MOST_TRIES = 10;
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

const prepared = new WeakMap<Pool, Set<string>>();

const MAY_ALL = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
	.map((right) => `has_table_privilege(oid, '${right}')`)
	.join(' AND ');

const OWN_TABLES = `pg_class WHERE relkind = 'r' AND relnamespace = own.oid`;

const STANDING = `SELECT CAST(current_setting('server_version_num') AS BIGINT) AS version,
		has_database_privilege(current_database(), 'CREATE') AS may_make_schemas,
		own.oid IS NOT NULL AS schema_exists,
		COALESCE(has_schema_privilege(own.oid, 'USAGE'), FALSE) AS may_use_schema,
		COALESCE(has_schema_privilege(own.oid, 'CREATE'), FALSE) AS may_make_tables,
		EXISTS (SELECT 1 FROM ${OWN_TABLES} AND relname = 'schema_versions') AS tables_exist,
		COALESCE((SELECT bool_and(${MAY_ALL}) FROM ${OWN_TABLES}), FALSE) AS may_use_tables
	FROM (SELECT 1) AS here LEFT JOIN pg_namespace AS own ON own.nspname = :schema`;

export class PostgresSchema implements Database {
	readonly dialect = POSTGRES;

	private readonly place: Place;

	private readonly begin: string;

	constructor(
		private readonly connection: Connection,
		schema: string,
	) {
		if (!SCHEMA_NAME.test(schema))
			throw unusable(
				'the name of its schema may hold small letters, digits and _ only, and begins with no digit',
				'postgres',
			);
		const { host, port, database, user } = connection;
		this.place = { host, port, database, user, schema };
		this.begin = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL search_path TO "${schema}", pg_temp;
			SET LOCAL lock_timeout TO 10000; SET LOCAL statement_timeout TO 30000;
			SET LOCAL idle_in_transaction_session_timeout TO 60000; SET LOCAL synchronous_commit TO on`;
	}

	/** Makes the schema and brings its tables to the newest version, where that was not done yet. */
	async prepare(): Promise<void> {
		const { schema } = this.place;
		if (this.known().has(schema)) return;
		await this.opening(() =>
			this.write(async (transaction) => {
				const standing = await this.admitted(transaction);
				if (standing.tables_exist && (await versionOf(transaction)) === NEWEST) return;
				// Of processes that start at once, one makes the tables and the others find them.
				await transaction.run('SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))', {
					name: `n8n-nodes-commerce-bridge ${schema}`,
				});
				const { schema_exists: made } = await this.admitted(transaction);
				if (!made) await transaction.run(`CREATE SCHEMA "${schema}"`, {});
				await migrate(transaction, POSTGRES);
			}),
		);
		this.known().add(schema);
	}

	/** Says in plain words that the ledger can be kept there, and whether it is already; changes nothing. */
	async check(): Promise<string> {
		const transact = async (transaction: Transaction) => {
			const standing = await this.admitted(transaction);
			if (standing.tables_exist) await versionOf(transaction);
			return welcome(this.place, standing);
		};
		return await this.opening(() => this.write(transact));
	}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries += 1) {
			try {
				return await this.inTransaction(work);
			} catch (error) {
				if (isRace(error) && tries < MOST_TRIES) continue;
				// Whatever went wrong, the next one to open the ledger looks again at what stands there.
				this.known().delete(this.place.schema);
				throw explained(this.place, error);
			}
		}
	}

	async read<Row>(sql: string, values: Values): Promise<Row[]> {
		return await this.write((transaction) => transaction.rows<Row>(sql, values));
	}

	/** What stands there; throws when the ledger cannot be kept there. */
	private async admitted(transaction: Transaction): Promise<Standing> {
		const [standing] = await transaction.rows<Standing>(STANDING, { schema: this.place.schema });
		const refused = standing ? refusal(this.place, standing) : 'its database did not say what stands there';
		if (!standing || refused !== undefined) throw unusable(String(refused));
		return standing;
	}

	/** While the ledger is being opened, whatever goes wrong is the database's. */
	private async opening<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw explained(this.place, error, `the database ${this.place.database} cannot be used as a ledger`);
		}
	}

	/** The schemas that were found prepared since this process connected. */
	private known(): Set<string> {
		const pool = poolOf(this.connection);
		const schemas = prepared.get(pool) ?? new Set();
		prepared.set(pool, schemas);
		return schemas;
	}

	private async inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		// Asked for anew each time: a pool that nobody needed for a while has been forgotten.
		const client = await poolOf(this.connection).connect();
		let committed = false;
		try {
			await client.query(this.begin);
			const answer = await work(transactionOn(client));
			await client.query('COMMIT');
			committed = true;
			return answer;
		} finally {
			client.release(!(committed || (await rolledBack(client))));
		}
	}
}

function transactionOn(client: PoolClient): Transaction {
	const query = async (sql: string, values: Values) => await client.query(...numbered(sql, values));
	return {
		rows: async <Row>(sql: string, values: Values) => (await query(sql, values)).rows as Row[],
		run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
	};
}

/** Whether the connection can be used again. */
async function rolledBack(client: PoolClient): Promise<boolean> {
	try {
		// A server that has gone silent is not waited for: without its connection it rolls back by itself.
		await client.query({ text: 'ROLLBACK', ...{ query_timeout: 5_000 } });
		return true;
	} catch {
		return false;
	}
}

/**
 * A statement as the protocol wants it: `$1` for `:name`, each with its type, which the database could not always tell.
 */
function numbered(sql: string, values: Values): [string, Value[]] {
	const names: string[] = [];
	const text = sql.replace(/:([a-z]\w*)/gi, (_, name: string) => {
		if (!names.includes(name)) names.push(name);
		return `CAST($${names.indexOf(name) + 1} AS ${typeof values[name] === 'number' ? 'BIGINT' : 'TEXT'})`;
	});
	return [text, names.map((name) => values[name] ?? null)];
}
