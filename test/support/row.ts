import type { N8nApi } from '../../sandbox/n8n/rest';

/*
 * Workflows of nodes in a row, for tests in a real n8n.
 */

export interface Part {
	readonly name: string;
	/** A node of this package by its own name, another with its package's. */
	readonly type: string;
	readonly parameters: object;
	readonly credentials?: object;
}

/** Makes a workflow of nodes in a row behind a manual trigger named *Start*; resolves with its id. */
export async function rowOf(api: N8nApi, parts: readonly Part[]): Promise<string> {
	const own = (type: string) => (type.includes('.') ? type : `n8n-nodes-commerce-bridge.${type}`);
	const nodes = [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} } as Part, ...parts].map(
		({ name, type, parameters, credentials }, index) => ({
			id: name,
			name,
			type: own(type),
			typeVersion: type.endsWith('.set') ? 3.4 : 1,
			position: [index * 200, 0],
			parameters,
			...(credentials ? { credentials } : {}),
		}),
	);
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, index) => [name, { main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] }]),
	);
	const name = parts.map((part) => part.name).join(', ');
	return (await api.importWorkflow({ name, nodes, settings: {}, connections })).id;
}

/** A node that puts one item out, as any other node of n8n would. */
export const item = (json: Readonly<Record<string, unknown>>): Part => ({
	name: 'Item',
	type: 'n8n-nodes-base.set',
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
});
