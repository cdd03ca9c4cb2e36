import type { DatabaseSync } from 'node:sqlite';

/** Statements after which every lease, due time and change of a ledger lies that much further in the past. */
export const aged = (ms: number) => `
	UPDATE facts SET lease_until = lease_until - ${ms}, due_at = due_at - ${ms}, changed_at = changed_at - ${ms};
	UPDATE leases SET lease_until = lease_until - ${ms}`;

/** Makes a ledger file that much older, as if time had passed. */
export function age(path: string, ms: number): void {
	beside(path, aged(ms));
}

/** Changes a ledger file as another program would. */
export function beside(path: string, statements: string): void {
	// Not imported: jest 29 resolves no built-in module that is known only by its node: name.
	const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
	const database: DatabaseSync = new Database(path);
	database.exec('PRAGMA busy_timeout = 10000');
	database.exec(statements);
	database.close();
}
