/*
 * docs/operators/compose.yaml: the processes, services and variables of the queue test as Docker Compose has them.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { INSTALL_FLAGS } from '../sandbox/n8n/install';
import { POSTGRES_VERSION } from '../sandbox/n8n/postgres';
import { OWN_SETTINGS, sharedSettings, WORKERS, type QueuePlaces, type Settings } from '../sandbox/n8n/queue';
import { N8N_VERSION } from '../sandbox/n8n/runtime';
import { COMMANDS, type N8nRole } from '../sandbox/n8n/server';

/** Where everything is in the file: services by their names, secrets from the file .env beside it. */
export const COMPOSE_PLACES: QueuePlaces = {
	postgres: {
		host: 'postgres',
		port: '5432',
		database: 'n8n',
		user: 'n8n',
		password: '${POSTGRES_PASSWORD}',
	},
	redis: { host: 'redis', port: '6379' },
	encryptionKey: '${N8N_ENCRYPTION_KEY}',
	webhookUrl: '${WEBHOOK_URL}',
};

const HEAD = `# n8n in queue mode with n8n-nodes-commerce-bridge. docs/operators/queue-mode.md explains it.
# Written by docs/print.ts from sandbox/n8n/queue.ts, which the queue test runs; changes here are lost.
#
# Beside it a file .env with three lines:
#   N8N_ENCRYPTION_KEY=   any long random text, never changed afterwards
#   POSTGRES_PASSWORD=    any long random text
#   WEBHOOK_URL=          https://n8n.example.com/ with the slash, where the services' webhooks arrive`;

/** The lines of an image with the package in the folder where n8n looks for installed packages. */
function image(name: string, version: string): string[] {
	return [
		`FROM n8nio/n8n:${N8N_VERSION}`,
		'RUN mkdir -p /home/node/.n8n/nodes && cd /home/node/.n8n/nodes && npm init --yes >/dev/null \\',
		`  && npm install ${name}@${version} ${INSTALL_FLAGS.join(' ')}`,
	];
}

/** Every process of n8n answers here when it can work; the image surely has Node, and not surely anything else. */
const HEALTH =
	"fetch('http://127.0.0.1:5678/healthz/readiness').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))";

const indented = (lines: readonly string[], depth: number) => lines.map((line) => `${'  '.repeat(depth)}${line}`);
const mapping = (settings: Settings) => Object.entries(settings).map(([name, value]) => `${name}: '${value}'`);

function n8nService(role: N8nRole, more: readonly string[]): string[] {
	const own = mapping(OWN_SETTINGS[role]);
	const environment = own.length > 0 ? ['environment:', ...indented(['<<: *settings', ...own], 1)] : [];
	const told = environment.length > 0 ? environment : ['environment: *settings'];
	return [`${role}:`, ...indented(['<<: *n8n', `command: ${COMMANDS[role]}`, ...told, ...more], 1)];
}

/** The whole file. */
export function composeFile(): string {
	const manifest = readFileSync(join(resolve(__dirname, '..'), 'package.json'), 'utf8');
	const { name, version } = JSON.parse(manifest) as { name: string; version: string };
	const [postgresMajor] = POSTGRES_VERSION.split('.');
	const { postgres } = COMPOSE_PLACES;
	const lines = [
		HEAD,
		'',
		'# The package lies in the image, so that every process has it, a new worker too.',
		'x-n8n: &n8n',
		...indented(
			[
				'image: n8n-with-commerce-bridge',
				'build:',
				'  dockerfile_inline: |',
				...indented(image(name, version), 2),
				'restart: unless-stopped',
				'healthcheck:',
				`  test: ['CMD', 'node', '-e', "${HEALTH}"]`,
				'  interval: 10s',
				'  start_period: 60s',
			],
			1,
		),
		'',
		'# What every process of n8n is told alike.',
		'x-settings: &settings',
		...indented(mapping(sharedSettings(COMPOSE_PLACES)), 1),
		'',
		'services:',
		...indented(
			[
				'# The editor and its API, the schedules. Runs no workflow itself. It makes the tables, so the others wait for it.',
				...n8nService('main', [...after('postgres', 'redis'), `ports: ['5678:5678']`]),
				'',
				'# Takes the webhooks and the forms.',
				...n8nService('webhook', [...after('main'), `ports: ['5679:5678']`]),
				'',
				'# Run the workflows.',
				...n8nService('worker', [...after('main'), 'deploy:', `  replicas: ${WORKERS}`, graceOf(OWN_SETTINGS.worker)]),
				'',
				"# n8n's database, and the ledger's.",
				'postgres:',
				`  image: postgres:${postgresMajor}`,
				'  restart: unless-stopped',
				'  environment:',
				`    POSTGRES_USER: '${postgres.user}'`,
				`    POSTGRES_PASSWORD: '${postgres.password}'`,
				`    POSTGRES_DB: '${postgres.database}'`,
				"  volumes: ['postgres:/var/lib/postgresql/data']",
				'  healthcheck:',
				`    test: ['CMD', 'pg_isready', '--username=${postgres.user}', '--dbname=${postgres.database}']`,
				'    interval: 5s',
				'',
				'# What waits for a worker. Nothing in it must outlive it: the sweep brings what it forgot.',
				'redis:',
				'  image: redis:7',
				'  restart: unless-stopped',
				'  healthcheck:',
				"    test: ['CMD', 'redis-cli', 'ping']",
				'    interval: 5s',
			],
			1,
		),
		'',
		'volumes:',
		'  postgres:',
	];
	return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const after = (...services: string[]) => [
	'depends_on:',
	...services.map((service) => `  ${service}: { condition: service_healthy }`),
];

/** Docker ends a container ten seconds after it asked it to; a worker may need as long as n8n lets it. */
function graceOf({ N8N_GRACEFUL_SHUTDOWN_TIMEOUT: seconds }: Settings): string {
	return `stop_grace_period: ${Number(seconds) + 10}s`;
}
