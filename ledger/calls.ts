/*
 * What accounts with a monthly allowance used, by UTC day and class of call.
 */

import type { CountedAccount, CountedDay } from '../core/ports';
import { checkCounted, DAY_MS, toDay } from './checks';
import type { Database, Transaction } from './database';
import type { Dialect } from './dialects';

/** No question about a month asks for older days than its first one, and the three before that. */
export const DAYS_KEPT = 35;

const today = ({ now }: Dialect) => `${now} / ${DAY_MS}`;

const ADD = (dialect: Dialect) => `INSERT INTO calls (account, day, call_class, calls)
	VALUES (:account, ${today(dialect)}, :callClass, :calls)
	ON CONFLICT (account, day, call_class) DO UPDATE SET calls = calls.calls + excluded.calls`;

const KEEP_ALLOWANCE = `INSERT INTO allowances (account, allowance) VALUES (:account, :allowance)
	ON CONFLICT (account) DO UPDATE SET allowance = excluded.allowance WHERE allowances.allowance <> excluded.allowance`;

/** One row at least, so that the clock is told where nothing was counted. */
const SINCE = ({ now }: Dialect) => `SELECT ${now} AS now_ms, calls.account, calls.day, calls.call_class, calls.calls,
		allowances.allowance
	FROM (SELECT 1 AS one) AS here
	LEFT JOIN calls ON calls.day >= :day AND (:account = '' OR calls.account = :account)
	LEFT JOIN allowances ON allowances.account = calls.account
	ORDER BY calls.account, calls.day, calls.call_class`;

interface Row {
	readonly now_ms: number;
	readonly account: string | null;
	readonly day: number;
	readonly call_class: string;
	readonly calls: number;
	readonly allowance: number | null;
}

export async function countCalls(
	database: Database,
	account: string,
	{ callClass, calls, allowance }: { callClass: string; calls: number; allowance?: number },
): Promise<void> {
	checkCounted(account, callClass, calls);
	await database.write(async (transaction) => {
		await transaction.run(ADD(database.dialect), { account, callClass, calls });
		if (allowance === undefined) await transaction.run('DELETE FROM allowances WHERE account = :account', { account });
		else await transaction.run(KEEP_ALLOWANCE, { account, allowance });
	});
}

export async function callsSince(
	database: Database,
	day: string,
	account = '',
): Promise<{ now: string; accounts: CountedAccount[] }> {
	const rows = await database.read<Row>(SINCE(database.dialect), { day: toDay(day), account });
	const accounts = new Map<string, CountedAccount & { days: CountedDay[] }>();
	for (const row of rows) {
		if (row.account === null) continue;
		const known = accounts.get(row.account) ?? {
			account: row.account,
			...(row.allowance !== null && { allowance: row.allowance }),
			days: [],
		};
		const date = new Date(row.day * DAY_MS).toISOString().slice(0, 10);
		known.days.push({ day: date, callClass: row.call_class, calls: row.calls });
		accounts.set(row.account, known);
	}
	return { now: new Date(rows[0]?.now_ms ?? 0).toISOString(), accounts: [...accounts.values()] };
}

/** Drops counts that nobody asks for any more, and allowances of accounts without any. */
export async function dropOldCalls(transaction: Transaction, dialect: Dialect, olderThanDays: number): Promise<void> {
	const days = Math.max(DAYS_KEPT, Math.ceil(olderThanDays));
	await transaction.run(`DELETE FROM calls WHERE day < ${today(dialect)} - :days`, { days });
	const orphaned = `NOT EXISTS (SELECT 1 FROM calls WHERE calls.account = allowances.account)`;
	await transaction.run(`DELETE FROM allowances WHERE ${orphaned}`, {});
}
