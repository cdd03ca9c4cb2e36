/*
 * Everything standing for a test in n8n's queue mode: sandboxes, PostgreSQL, Redis, a main, a webhook processor and
 * workers with the packed package, credentials, and a ledger in a database of its own.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import {
	credentialsFor,
	packPackage,
	startSandboxes,
	template,
	withParameters,
	withTriggers,
	type SandboxOptions,
	type Sandboxes,
	type Template,
} from '../../sandbox/bridge';
import { settingsOf } from '../../sandbox/demo-stories';
import { Cluster } from '../../sandbox/n8n/cluster';
import { startPostgres, type PostgresServer } from '../../sandbox/n8n/postgres';
import { startRedis } from '../../sandbox/n8n/redis';
import { N8nApi, type StoredWorkflow } from '../../sandbox/n8n/rest';

/** n8n's database; the ledger has a schema of its own in it. */
const DATABASE = 'n8n';
const SCHEMA = 'commerce_bridge';
const LEDGER_CREDENTIAL = { type: 'commerceLedgerPostgresApi', name: 'Commerce Ledger PostgreSQL account' };

/** What ends one thing that was started. */
type End = () => Promise<unknown>;

export class QueueStanding {
	private constructor(
		readonly sandboxes: Sandboxes,
		readonly cluster: Cluster,
		readonly api: N8nApi,
		/** A look into the database: the ledger's tables first, then n8n's. */
		readonly database: Client,
		private readonly ends: readonly End[],
	) {}

	/** Rejects when one of them does not start; the others are ended then. */
	static async up(options: SandboxOptions = {}): Promise<QueueStanding> {
		const ends: End[] = [];
		try {
			return await QueueStanding.start(options, ends);
		} catch (error) {
			await endAll(ends);
			throw error;
		}
	}

	private static async start(options: SandboxOptions, ends: End[]): Promise<QueueStanding> {
		const folder = mkdtempSync(join(tmpdir(), 'commerce-bridge-queue-'));
		ends.push(async () => await rm(folder, { recursive: true, force: true }));
		const postgres = await startPostgres();
		ends.push(async () => await postgres.stop());
		const redis = await startRedis();
		ends.push(async () => await redis.stop());
		const sandboxes = await startSandboxes(options);
		ends.push(async () => await sandboxes.close());
		await makeDatabase(postgres);
		const { host, port, user, password } = postgres;
		const cluster = await Cluster.start({
			folder,
			tarball: packPackage(folder),
			places: {
				postgres: { host, port: String(port), database: DATABASE, user, password },
				redis: { host: redis.host, port: String(redis.port) },
				encryptionKey: randomBytes(16).toString('hex'),
			},
		});
		ends.push(async () => await cluster.stop());
		const api = new N8nApi(cluster.main.url);
		await api.setupOwner();
		for (const { type, name, data } of credentialsFor(sandboxes)) await api.createCredential(type, name, { ...data });
		const ledger = { host, port, user, password, database: DATABASE, schema: SCHEMA, ssl: 'disable' };
		await api.createCredential(LEDGER_CREDENTIAL.type, LEDGER_CREDENTIAL.name, ledger);
		const database = await connected(postgres, DATABASE);
		ends.push(async () => await database.end());
		return new QueueStanding(sandboxes, cluster, api, database, ends);
	}

	/** A template as an operator has set it up, with the triggers on and without its schedule: the test sweeps by hand. */
	async import(story: string): Promise<StoredWorkflow> {
		return await this.api.importWorkflow(this.configured(story));
	}

	/** As above, with the ledger of every node on PostgreSQL. */
	async importOnPostgres(story: string): Promise<StoredWorkflow> {
		return await this.api.importWorkflow(withPostgresLedger(this.configured(story)));
	}

	private configured(story: string): Template {
		const settings = settingsOf(this.sandboxes.data)[story] ?? {};
		return withoutSchedule(withTriggers(withParameters(template(story), settings)));
	}

	async down(): Promise<void> {
		await endAll(this.ends);
	}
}

/** The last first. */
async function endAll(ends: readonly End[]): Promise<void> {
	for (const end of [...ends].reverse()) await end();
}

function withoutSchedule(from: Template): Template {
	const isSchedule = (type: string) => type === 'n8n-nodes-base.scheduleTrigger';
	return { ...from, nodes: from.nodes.map((node) => (isSchedule(node.type) ? { ...node, disabled: true } : node)) };
}

/** Nodes of ours but triggers have the field Ledger, shown or not. */
const REMEMBERS = /^n8n-nodes-commerce-bridge\.(?!\w*Trigger$)/;

function withPostgresLedger(from: Template): Template {
	const credential = { [LEDGER_CREDENTIAL.type]: { id: null, name: LEDGER_CREDENTIAL.name } };
	const nodes = from.nodes.map((node) => {
		if (!REMEMBERS.test(node.type)) return node;
		const { credentials = {} } = node as { credentials?: object };
		return {
			...node,
			parameters: { ...node.parameters, ledger: 'postgres' },
			credentials: { ...credentials, ...credential },
		};
	});
	return { ...from, nodes };
}

async function connected({ host, port, user, password }: PostgresServer, database: string): Promise<Client> {
	const options = `-c search_path=${SCHEMA},public`;
	const client = new Client({ host, port, user, password, database, application_name: 'queue test', options });
	await client.connect();
	return client;
}

async function makeDatabase(postgres: PostgresServer): Promise<void> {
	const client = await connected(postgres, 'postgres');
	await client.query(`CREATE DATABASE ${DATABASE}`);
	await client.end();
}
