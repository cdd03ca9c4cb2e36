/*
 * A file of SQLite: how it is opened and used. Every change is one IMMEDIATE transaction, so that
 * two processes on one file never claim the same fact.
 */

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Database, Transaction, Values } from './database';
import { SQLITE } from './dialects';
import { migrate } from './schema';
import { explained, isBusy } from './sqlite-words';
import { unusable } from './unusable';

/** The handle of a file, used by one caller at a time: what one is writing must not be seen by the next one. */
export class SqliteFile implements Database {
	readonly dialect = SQLITE;

	/** Prepared statements by their text. */
	private readonly statements = new Map<string, StatementSync>();

	/** The end of the queue. */
	private last: Promise<unknown> = Promise.resolve();

	private readonly transaction: Transaction = {
		rows: async <Row>(sql: string, values: Values) => await Promise.resolve(this.prepared(sql).all(values) as Row[]),
		run: async (sql, values) => await Promise.resolve(Number(this.prepared(sql).run(values).changes)),
	};

	constructor(
		private readonly handle: DatabaseSync,
		private readonly path: string,
	) {}

	async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.inTurn(() => inTransaction(this.handle, () => work(this.transaction)));
	}

	async read<Row>(sql: string, values: Values): Promise<Row[]> {
		return await this.inTurn(() => this.transaction.rows<Row>(sql, values));
	}

	async close(): Promise<void> {
		await this.last;
		this.handle.close();
	}

	private async inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.last.then(work);
		this.last = turn.catch(() => undefined);
		try {
			return await turn;
		} catch (error) {
			throw explained(this.path, error);
		}
	}

	private prepared(sql: string): StatementSync {
		const known = this.statements.get(sql);
		if (known) return known;
		const statement = this.handle.prepare(sql);
		this.statements.set(sql, statement);
		return statement;
	}
}

/**
 * Runs work that is written whole or not at all. The write lock is taken at the start: a transaction that finds out
 * later that it must write is refused at once where it should wait its turn.
 */
async function inTransaction<T>(handle: DatabaseSync, work: () => Promise<T>): Promise<T> {
	handle.exec('BEGIN IMMEDIATE');
	let committed = false;
	try {
		const answer = await work();
		handle.exec('COMMIT');
		committed = true;
		return answer;
	} finally {
		if (!committed) rollBack(handle);
	}
}

function rollBack(handle: DatabaseSync): void {
	try {
		handle.exec('ROLLBACK');
	} catch {
		// SQLite has rolled back by itself, as it does when the disk is full.
	}
}

// ------------------------------------------------------------------ opening

/** Opens a file, which is made (with its folder, readable by this user alone) where there is none. */
export async function openSqliteFile(path: string): Promise<SqliteFile> {
	const sqlite = await sqliteModule();
	let handle: DatabaseSync | undefined;
	try {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		// Made here rather than by SQLite, which would let everybody read it.
		closeSync(openSync(path, 'a', 0o600));
		handle = new sqlite.DatabaseSync(path);
		handle.exec('PRAGMA busy_timeout = 10000');
		writeAhead(handle);
		// A claim must outlive a crash of the machine before anything is sent, so every commit reaches the disk.
		handle.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
		const file = new SqliteFile(handle, path);
		await file.write((transaction) => migrate(transaction, SQLITE));
		return file;
	} catch (error) {
		handle?.close();
		throw explained(path, error, 'cannot be used as a ledger');
	}
}

async function sqliteModule(): Promise<typeof import('node:sqlite')> {
	try {
		return await import('node:sqlite');
	} catch {
		throw unusable(
			'this Node.js has no SQLite; the built-in ledger needs Node.js 22.13 or later, n8n itself Node.js 24',
		);
	}
}

const WRITE_AHEAD = 'PRAGMA journal_mode = WAL';

/**
 * Turns write-ahead logging on. While another process does the same to a new file, SQLite refuses at once instead of
 * waiting; an exclusive transaction does wait, so one is put between the tries.
 */
function writeAhead(handle: DatabaseSync): void {
	const busy = () => isRefusedAsBusy(() => handle.exec(WRITE_AHEAD));
	for (let tries = 0; tries < 50 && busy(); tries += 1) handle.exec('BEGIN EXCLUSIVE; COMMIT');
	// Nothing to do where it is on already; whatever else stands in its way shows here.
	handle.exec(WRITE_AHEAD);
}

/** Whether the work failed because another process holds the file; any other failure shows when it is done again. */
function isRefusedAsBusy(work: () => void): boolean {
	try {
		work();
		return false;
	} catch (error) {
		return isBusy(error);
	}
}
