/*
 * The ledger on a database of SQL. Every change is one transaction of a few set-based statements, so that processes
 * that work at the same time never claim the same fact, and a database across a network is asked few times.
 */

import { randomBytes } from 'node:crypto';
import type {
	Claim,
	ClaimRequest,
	CountedAccount,
	DocumentKeys,
	Fact,
	FactFilter,
	FactId,
	FactState,
	HeldUnits,
	HistoryRow,
	SweptRecord,
} from '../core/ports';
import type { Ledger, PurgeFilter, Settled, Settlement, TimelineFilter } from '../core/ports';
import { callsSince, countCalls } from './calls';
import { checkNote, toMs } from './checks';
import { claim, peek, renew } from './claims';
import type { Database } from './database';
import { dismiss, documentKeys, doneCount, due, facts, oldestOpen, retry, routes, unsettled } from './lists';
import { purge, type Purged } from './purge';
import { settle } from './settlements';
import { history, timeline } from './timeline';

/** One caller's ledger on an open database. */
export class SqlLedger implements Ledger {
	private left = false;

	/** `leave` is told once that this caller needs the database no more. */
	constructor(
		private readonly database: Database,
		private readonly leave: () => Promise<void>,
	) {}

	async close(): Promise<void> {
		if (this.left) return;
		this.left = true;
		await this.leave();
	}

	async hashKey(): Promise<string> {
		const fresh = randomBytes(32).toString('hex');
		const make = `INSERT INTO settings (name, value) VALUES (:name, :fresh) ON CONFLICT (name) DO NOTHING`;
		const name = 'hash key';
		return await this.database.write(async (transaction) => {
			await transaction.run(make, { name, fresh });
			const query = `SELECT value FROM settings WHERE name = :name`;
			const [row] = await transaction.rows<{ value: string }>(query, { name });
			return row?.value ?? fresh;
		});
	}

	async claim(
		route: string,
		kind: string,
		requests: readonly ClaimRequest[],
		lease: { holder: string; leaseMs: number },
	): Promise<Claim[]> {
		return await claim(this.database, route, kind, requests, lease);
	}

	async peek(route: string, kind: string, requests: readonly ClaimRequest[]): Promise<Claim[]> {
		return await peek(this.database, route, kind, requests);
	}

	async renew(tokens: readonly string[], leaseMs: number): Promise<Set<string>> {
		return await renew(this.database, tokens, leaseMs);
	}

	async settle(settlements: readonly Settlement[]): Promise<Settled[]> {
		return await settle(this.database, settlements);
	}

	async unsettled(routePrefix: string, kind: string, records: readonly SweptRecord[]): Promise<string[]> {
		return await unsettled(this.database, routePrefix, kind, records);
	}

	async oldestOpen(routePrefix: string, kind: string): Promise<string | undefined> {
		return await oldestOpen(this.database, routePrefix, kind);
	}

	async routes(routePrefix: string, kind: string): Promise<string[]> {
		return await routes(this.database, routePrefix, kind);
	}

	async documentKeys(route: string, kind: string, targetIds: readonly string[]): Promise<DocumentKeys> {
		return await documentKeys(this.database, route, kind, targetIds);
	}

	async doneCount(route: string, kind: string): Promise<number> {
		return await doneCount(this.database, route, kind);
	}

	async due(filter: FactFilter): Promise<Fact[]> {
		return await due(this.database, filter);
	}

	async facts(filter: FactFilter & { readonly states?: readonly FactState[] }): Promise<Fact[]> {
		return await facts(this.database, filter);
	}

	async retry(filter: FactFilter): Promise<Fact[]> {
		return await retry(this.database, filter);
	}

	async dismiss(filter: FactFilter, by: string, reason: string): Promise<Fact[]> {
		return await dismiss(this.database, filter, by, reason);
	}

	async history(fact: FactId): Promise<HistoryRow[]> {
		return await history(this.database, fact);
	}

	async timeline(filter: TimelineFilter): Promise<Array<{ fact: Fact; history: HistoryRow[] }>> {
		return await timeline(this.database, filter);
	}

	async purge(filter: PurgeFilter): Promise<Purged> {
		return await purge(this.database, filter);
	}

	async holds(route: string, kind: string, before: string): Promise<HeldUnits[]> {
		// From the holds to their facts: a route has many facts, few of which hold anything.
		const query = `SELECT facts.source_key, holds.sku, holds.quantity, holds.since
			FROM holds ${this.database.dialect.joinInOrder} facts ON facts.id = holds.fact
			WHERE facts.route = :route AND facts.kind = :kind AND holds.since < :before
			ORDER BY holds.since, facts.id, holds.sku`;
		type Row = { source_key: string; sku: string; quantity: number; since: number };
		const rows = await this.database.read<Row>(query, { route, kind, before: toMs(before) });
		return rows.map(({ source_key: sourceKey, sku, quantity, since }) => ({
			sourceKey,
			sku,
			quantity,
			since: new Date(since).toISOString(),
		}));
	}

	async release(route: string, kind: string, sourceKeys: readonly string[]): Promise<void> {
		if (sourceKeys.length === 0) return;
		const { each, lookUp } = this.database.dialect;
		const named = `facts.route = :route AND facts.kind = :kind AND facts.source_key = asked.value ->> 'key'`;
		const forget = `DELETE FROM holds
			WHERE fact IN (SELECT facts.id FROM ${each(':keys', 'asked')} ${lookUp('facts', named)})`;
		const keys = JSON.stringify(sourceKeys.map((key) => ({ key })));
		await this.change(forget, { route, kind, keys });
	}

	async note(route: string, name: string, value: string): Promise<void> {
		checkNote(route, name, value);
		const put = `INSERT INTO notes (route, name, value) VALUES (:route, :name, :value)
			ON CONFLICT (route, name) DO UPDATE SET value = excluded.value`;
		await this.change(put, { route, name, value });
	}

	async noted(route: string, name: string): Promise<string | undefined> {
		const query = `SELECT value FROM notes WHERE route = :route AND name = :name`;
		return (await this.database.read<{ value: string }>(query, { route, name }))[0]?.value;
	}

	async countCalls(account: string, counted: { callClass: string; calls: number; allowance?: number }): Promise<void> {
		await countCalls(this.database, account, counted);
	}

	async callsSince(day: string, account?: string): Promise<{ now: string; accounts: CountedAccount[] }> {
		return await callsSince(this.database, day, account);
	}

	async lease(name: string, holder: string, leaseMs: number): Promise<boolean> {
		const { now } = this.database.dialect;
		const take = `INSERT INTO leases (name, holder, lease_until) VALUES (:name, :holder, ${now} + :leaseMs)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
			WHERE leases.holder = excluded.holder OR leases.lease_until <= ${now}`;
		return (await this.change(take, { name, holder, leaseMs })) > 0;
	}

	async unlease(name: string, holder: string): Promise<void> {
		await this.change(`DELETE FROM leases WHERE name = :name AND holder = :holder`, { name, holder });
	}

	/** One statement by itself; answers how many rows it changed. */
	private async change(sql: string, values: Record<string, string | number>): Promise<number> {
		return await this.database.write((transaction) => transaction.run(sql, values));
	}
}
