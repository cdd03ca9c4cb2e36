/*
 * What the ledger asks of a database. Statements name their values `:name`; lists travel as JSON.
 */

import type { Dialect } from './dialects';

export type Value = string | number | null;
export type Values = Readonly<Record<string, Value>>;

/** A transaction at work. */
export interface Transaction {
	rows<Row>(sql: string, values: Values): Promise<Row[]>;
	/** Answers how many rows changed. */
	run(sql: string, values: Values): Promise<number>;
}

/** An open database, shared by every caller of this process. Rejects with the code SETUP_LEDGER when it is out of order. */
export interface Database {
	readonly dialect: Dialect;
	/**
	 * Work that is written whole or not at all. It is done again from its beginning where the database gave way to
	 * another process, so nothing of an earlier try may be left in what it closes over.
	 */
	write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
	read<Row>(sql: string, values: Values): Promise<Row[]>;
}
