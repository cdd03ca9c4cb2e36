/*
 * The PostgreSQL of the tests: where it is, whether it is there, and schemas that vanish with the test.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import { Client } from 'pg';

import type { PostgresSettings } from '../../ledger';
import { aged } from './ledger-clock';

const ADDRESS = new URL(process.env.COMMERCE_BRIDGE_TEST_POSTGRES ?? 'postgresql://postgres@127.0.0.1:5432/test');

/** How the tests reach PostgreSQL; `schema` is theirs to choose. */
export const POSTGRES_HERE = {
	host: ADDRESS.hostname,
	port: Number(ADDRESS.port || 5432),
	database: decodeURIComponent(ADDRESS.pathname.slice(1)),
	user: decodeURIComponent(ADDRESS.username),
	password: decodeURIComponent(ADDRESS.password),
} as const;

/** Why tests with PostgreSQL cannot run here; undefined when they can. Waits for the answer, since jest must know at once. */
export function postgresMissing(): string | undefined {
	const { host, port } = POSTGRES_HERE;
	const probe = `require('node:net').connect(${port}, ${JSON.stringify(host)})
		.on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
	// Asked in a process of its own, because this one cannot wait.
	if (spawnSync(process.execPath, ['-e', probe], { timeout: 10_000 }).status === 0) return undefined;
	return `no PostgreSQL at ${host}:${port}: start one, or say where it is with COMMERCE_BRIDGE_TEST_POSTGRES`;
}

/**
 * Tests that need PostgreSQL. Where it is missing they are skipped and say why; in CI nothing is skipped, and they fail.
 */
export function withPostgres(what: string, tests: () => void): void {
	const missing = postgresMissing();
	if (missing === undefined) {
		tests();
		return;
	}
	(process.env.CI ? it : it.skip)(`${what}: ${missing}`, () => {
		throw new Error(missing);
	});
}

/** Runs statements beside the ledger, as another program would; `schema` is where they look. */
export async function besidePostgres<Row extends object>(sql: string, schema = 'public'): Promise<Row[]> {
	const beside = new Beside(schema);
	await beside.open();
	try {
		return await beside.run<Row>(sql);
	} finally {
		await beside.close();
	}
}

/** Settings of a ledger in a schema that nobody else has. */
export function newSchema(): PostgresSettings & { readonly schema: string } {
	return { ...POSTGRES_HERE, schema: `test_${randomBytes(6).toString('hex')}` };
}

export async function dropSchema({ schema }: { readonly schema: string }): Promise<void> {
	await besidePostgres(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
}

/** As `aged`, the holds too. */
export const agedWithHolds = (ms: number) => `${aged(ms)}; UPDATE holds SET since = since - ${ms}`;

const TABLES = ['allowances', 'calls', 'facts', 'history', 'holds', 'leases', 'notes', 'schema_versions', 'settings'];
const DUMP = `SELECT ${TABLES.map((table) => `(SELECT json_agg(${table} ORDER BY ${table}) FROM ${table}) AS ${table}`).join()}`;

/** A connection beside a ledger that stays open, for tests that ask often. */
export class Beside {
	private readonly client = new Client(POSTGRES_HERE);

	constructor(private readonly schema: string) {}

	async open(): Promise<void> {
		await this.client.connect();
		await this.client.query(`SET search_path TO "${this.schema}"`);
	}

	async run<Row extends object>(sql: string): Promise<Row[]> {
		return (await this.client.query<Row>(sql)).rows;
	}

	async age(ms: number): Promise<void> {
		await this.run(agedWithHolds(ms));
	}

	/** Everything the ledger holds, as text. */
	async dump(): Promise<string> {
		return JSON.stringify(await this.run(DUMP));
	}

	/** Makes the ledger as it was when it was new. */
	async empty(): Promise<void> {
		await this.run(`ALTER TABLE history DISABLE TRIGGER USER;
			TRUNCATE allowances, calls, facts, history, holds, leases, notes, settings RESTART IDENTITY;
			ALTER TABLE history ENABLE TRIGGER USER`);
	}

	async close(): Promise<void> {
		await this.client.end();
	}
}
