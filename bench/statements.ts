/*
 * Counts the statements that this process hands to SQLite and PostgreSQL, by listening at the drivers.
 */
import { Client } from 'pg';

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Counts from now on; answers what tells. */
export function countStatements(): () => number {
	let count = 0;
	const { DatabaseSync, StatementSync } = process.getBuiltinModule('node:sqlite');
	const listen = (prototype: object, names: readonly string[]) => {
		const methods = prototype as Record<string, Method>;
		for (const name of names) {
			const real = methods[name]!;
			methods[name] = function (...given) {
				count += 1;
				return real.apply(this, given);
			};
		}
	};
	listen(DatabaseSync.prototype, ['exec']);
	listen(StatementSync.prototype, ['all', 'run', 'get']);
	listen(Client.prototype, ['query']);
	return () => count;
}
