import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { COMPOSE_PLACES } from '../../docs/compose';
import { queueSettings, sharedSettings, WORKERS } from '../../sandbox/n8n/queue';
import { COMMANDS, type N8nRole } from '../../sandbox/n8n/server';

/*
 * The compose file operators copy, read as text: no Docker runs here. What it tells n8n is what the queue test tells it.
 */

const FILE = readFileSync(join(__dirname, '../../docs/operators/compose.yaml'), 'utf8');

/** The lines below a key, without those of the next key of the same depth. */
function below(key: string, text = FILE): string {
	const lines = text.split('\n');
	const from = lines.findIndex((line) => line.trim().startsWith(key));
	const depth = (line: string) => line.length - line.trimStart().length;
	const rest = lines.slice(from + 1);
	const end = rest.findIndex((line) => line.trim() !== '' && depth(line) <= depth(lines[from] ?? ''));
	return rest.slice(0, end < 0 ? rest.length : end).join('\n');
}

/** `NAME: 'value'` */
function settingsIn(text: string): Record<string, string> {
	const found = [...text.matchAll(/^\s+([A-Z0-9_]+): '(.*)'$/gm)];
	return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

it.each(['main', 'webhook', 'worker'] as const satisfies readonly N8nRole[])(
	'tells %s what the queue test tells it',
	(role) => {
		const service = below(`${role}:`, below('services:'));
		expect(service).toContain(`command: ${COMMANDS[role]}\n`);
		expect(service).toContain('*settings');
		const shared = settingsIn(below('x-settings:'));
		expect(shared).toEqual(sharedSettings(COMPOSE_PLACES));
		expect({ ...shared, ...settingsIn(service) }).toEqual(queueSettings(role, COMPOSE_PLACES));
	},
);

it('has as many workers as the queue test, and the same services beside n8n', () => {
	expect(below('worker:', below('services:'))).toContain(`replicas: ${WORKERS}\n`);
	const services = [...below('services:').matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name);
	expect(services).toEqual(['main', 'webhook', 'worker', 'postgres', 'redis']);
});
