import type { DatabaseSync } from 'node:sqlite';

/** Makes every lease and due time of a ledger file lie that much further in the past, as if time had passed. */
export function age(path: string, ms: number): void {
	// Not imported: jest 29 resolves no built-in module that is known only by its node: name.
	const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
	const database: DatabaseSync = new Database(path);
	database.exec('PRAGMA busy_timeout = 10000');
	database.exec(`UPDATE facts SET lease_until = lease_until - ${ms}, due_at = due_at - ${ms}`);
	database.exec(`UPDATE leases SET lease_until = lease_until - ${ms}`);
	database.close();
}
