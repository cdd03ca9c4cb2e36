/*
 * Opens the built-in ledger: one handle per process and file, shared by every node that asks for it.
 */

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Ledger, Problem } from '../core/ports';
import { migrations, SQLITE } from './schema';
import { inTransaction, SqliteLedger } from './sqlite';
import type { Store } from './sqlite';

interface Shared {
	readonly store: Promise<Store>;
	users: number;
}

const open = new Map<string, Shared>();

/**
 * The ledger in a file, which is made (with its folder, readable by this user alone) where there is none. Callers of
 * one process share one handle; it closes when the last of them has closed. Rejects with an error whose `code` is
 * SETUP_LEDGER and whose message says in plain words why the file cannot be used.
 */
export async function openSqliteLedger(options: { path: string }): Promise<Ledger> {
	const path = resolve(options.path);
	const shared = open.get(path) ?? { store: openStore(path), users: 0 };
	open.set(path, shared);
	shared.users += 1;
	// A file that could not be opened is tried anew by the next caller.
	shared.store.catch(() => open.get(path) === shared && open.delete(path));
	const leave = async () => {
		shared.users -= 1;
		if (shared.users > 0) return;
		open.delete(path);
		(await shared.store).database.close();
	};
	return new SqliteLedger(await shared.store, leave);
}

/** How many files this process holds open. */
export function openHandles(): number {
	return open.size;
}

async function openStore(path: string): Promise<Store> {
	const sqlite = await sqliteModule();
	let database: DatabaseSync | undefined;
	try {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		// Made here rather than by SQLite, which would let everybody read it.
		closeSync(openSync(path, 'a', 0o600));
		database = new sqlite.DatabaseSync(path);
		database.exec('PRAGMA busy_timeout = 10000');
		writeAhead(database);
		// A claim must outlive a crash of the machine before anything is sent, so every commit reaches the disk.
		database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
		migrate(database);
		return { database, statements: new Map(), explain: (error) => explained(path, error) };
	} catch (error) {
		database?.close();
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
function writeAhead(database: DatabaseSync): void {
	const busy = () => isRefusedAsBusy(() => database.exec(WRITE_AHEAD));
	for (let tries = 0; tries < 50 && busy(); tries += 1) database.exec('BEGIN EXCLUSIVE; COMMIT');
	// Nothing to do where it is on already; whatever else stands in its way shows here.
	database.exec(WRITE_AHEAD);
}

/** Whether the work failed because another process holds the file; any other failure shows when it is done again. */
function isRefusedAsBusy(work: () => void): boolean {
	try {
		work();
		return false;
	} catch (error) {
		return resultCode(error) === BUSY;
	}
}

function migrate(database: DatabaseSync): void {
	inTransaction(database, () => {
		database.exec(
			'CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)',
		);
		const row = database.prepare('SELECT COALESCE(max(version), 0) AS version FROM schema_versions').get();
		const present = Number(row?.['version']);
		const steps = migrations(SQLITE);
		if (present > (steps.at(-1)?.version ?? 0)) {
			throw unusable('its file was written by a newer version of this package; install that version or a later one');
		}
		for (const { version, statements } of steps.filter((step) => step.version > present)) {
			for (const statement of statements) database.exec(statement);
			database.prepare('INSERT INTO schema_versions VALUES (?, unixepoch() * 1000)').run(version);
		}
	});
}

// ------------------------------------------------------------------ errors of the store, in plain words

const BUSY = 5;

/** By SQLite's primary result code, https://www.sqlite.org/rescode.html */
const SQLITE_WORDS: Readonly<Record<number, string>> = {
	[BUSY]: 'is held by another process for longer than ten seconds',
	8: 'may not be written to',
	10: 'cannot be read or written: the disk reports an error',
	11: 'is damaged; put it aside or bring back a copy',
	13: 'cannot grow: the disk is full',
	14: 'cannot be opened',
	26: 'is no ledger, or is damaged; put it aside or bring back a copy',
};

const FILE_WORDS: Readonly<Record<string, string>> = {
	EACCES: 'may not be written to',
	EPERM: 'may not be written to',
	EROFS: 'may not be written to: the disk is read-only',
	ENOSPC: 'cannot be made: the disk is full',
	EISDIR: 'cannot be opened: it is a folder',
	ENOTDIR: 'cannot be made: a part of its path is no folder',
	EEXIST: 'cannot be made: a part of its path is no folder',
};

/**
 * An error of the store as SETUP_LEDGER. Any other error is a mistake of ours and stays as it is, unless there are words
 * for it too: while a file is being opened, whatever goes wrong is the file's.
 */
function explained(path: string, error: unknown, otherwise?: string): unknown {
	const { code } = error as { code?: unknown };
	if (code === 'SETUP_LEDGER') return error;
	const result = resultCode(error);
	const words = (result === undefined ? FILE_WORDS[String(code)] : SQLITE_WORDS[result]) ?? otherwise;
	return words === undefined ? error : unusable(`its file ${path} ${words}`);
}

/** SQLite's primary result code, which is the low byte of what it reports; none for an error that is not SQLite's. */
function resultCode(error: unknown): number | undefined {
	const { errcode } = error as { errcode?: unknown };
	return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function unusable(reason: string): Error {
	const problem: Problem = { code: 'SETUP_LEDGER', params: { reason } };
	return Object.assign(new Error(reason), { code: problem.code, problem });
}
