/*
 * Opens ledgers: one handle per process and file, one pool per process and database, shared by every node that asks.
 */

import { resolve } from 'node:path';
import type { Ledger } from '../core/ports';
import type { Connection } from './pools';
import { PostgresSchema } from './postgres';
import { Shared } from './shared';
import { SqlLedger } from './sql-ledger';
import { openSqliteFile, type SqliteFile } from './sqlite';

const DEFAULT_SCHEMA = 'commerce_bridge';
const files = new Shared<SqliteFile>(openSqliteFile, (file) => file.close());

/**
 * The ledger in a file, which is made where there is none. Callers of one process share one handle; it closes when the
 * last of them has closed. Rejects with an error whose `code` is SETUP_LEDGER and whose message says in plain words why
 * the file cannot be used.
 */
export async function openSqliteLedger(options: { path: string }): Promise<Ledger> {
	const { value, leave } = await files.join(resolve(options.path));
	return new SqlLedger(value, leave);
}

/** How many files this process holds open. */
export function openHandles(): number {
	return files.size;
}

export interface PostgresSettings extends Omit<Connection, 'ssl'> {
	readonly schema?: string;
	readonly ssl?: Connection['ssl'];
}

/**
 * The ledger in a schema of a PostgreSQL database, made where there is none. Callers of one process share at most two
 * connections, which close by themselves. Rejects as `openSqliteLedger` does; no message ever holds the password.
 */
export async function openPostgresLedger(settings: PostgresSettings): Promise<Ledger> {
	const schema = schemaOf(settings);
	await schema.prepare();
	return new SqlLedger(schema, () => Promise.resolve());
}

/** Says in plain words what `openPostgresLedger` would find, without making anything; rejects as it would. */
export async function checkPostgresLedger(settings: PostgresSettings): Promise<string> {
	return await schemaOf(settings).check();
}

function schemaOf({ schema, ssl, ...connection }: PostgresSettings): PostgresSchema {
	return new PostgresSchema({ ...connection, ssl: ssl ?? 'disable' }, schema || DEFAULT_SCHEMA);
}
