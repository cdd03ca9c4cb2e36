/*
 * n8n in queue mode: what each of its processes is told. docs/operators/compose.yaml is printed from here, so that what
 * operators copy is what the tests run.
 * https://docs.n8n.io/hosting/scaling/queue-mode/ and the configuration classes of 2.40.7.
 */
import type { N8nRole } from './server';

/** Where everything is. Texts, because a compose file names variables here. */
export interface QueuePlaces {
	readonly postgres: {
		readonly host: string;
		readonly port: string;
		readonly database: string;
		readonly user: string;
		readonly password: string;
	};
	readonly redis: { readonly host: string; readonly port: string };
	/** One for all: with it credentials are read. */
	readonly encryptionKey: string;
	/** The webhook processor's public address, with a slash at the end. */
	readonly webhookUrl: string;
}

export type Settings = Readonly<Record<string, string>>;

/** What every process is told alike. */
export function sharedSettings({ postgres, redis, encryptionKey, webhookUrl }: QueuePlaces): Settings {
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_WEBHOOK_URL: webhookUrl,
		// Runs by hand too: the main process then runs no workflow at all, as from n8n 3 on.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: postgres.host,
		DB_POSTGRESDB_PORT: postgres.port,
		DB_POSTGRESDB_DATABASE: postgres.database,
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: redis.port,
		QUEUE_BULL_PREFIX: 'n8n',
	};
}

/** What a process is told besides. */
export const OWN_SETTINGS: Readonly<Record<N8nRole, Settings>> = {
	main: {
		// Webhooks are the webhook processor's.
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	},
	webhook: {},
	worker: {
		// Executions at a time.
		N8N_CONCURRENCY_PRODUCTION_LIMIT: '10',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		// Seconds a worker that is told to stop may still work: longer than one request may take.
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '60',
	},
};

/** How many workers there are. */
export const WORKERS = 3;

/** All that one process is told. */
export function queueSettings(role: N8nRole, places: QueuePlaces): Settings {
	return { ...sharedSettings(places), ...OWN_SETTINGS[role] };
}
