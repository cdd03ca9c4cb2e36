import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as Core from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import type * as N8n from 'n8n-workflow';

import { credentialsHelper, loadPackage, PACKAGE } from './engine';

/*
 * A trigger of the built package, as n8n has one: its webhook behind a real HTTP server, its hooks and polls in
 * n8n-core's own contexts. Test files that use it begin with `@jest-environment ./test/support/jest-environment.js`.
 */

declare const requireOutside: (name: string) => unknown;
const core = requireOutside('n8n-core') as typeof Core;
const n8n = requireOutside('n8n-workflow') as typeof N8n;

const NODE = 'Trigger under test';
const PATH = '5a1cae40-0000-4000-8000-00000000abcd';
/** As n8n's own limit, in little. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export interface TriggerInput {
	/** `shopifyTrigger` */
	readonly type: string;
	readonly parameters: IDataObject;
	readonly credentials: Record<string, ICredentialDataDecryptedObject>;
	/** n8n's public address; the test server's own when absent. */
	readonly baseUrl?: string;
	/** How long n8n gives a poll; its own 5 minutes when absent. */
	readonly pollBudgetMs?: number;
	/** Types and parameters of nodes after it, in a chain. */
	readonly next?: ReadonlyArray<{ readonly type: string; readonly parameters?: IDataObject }>;
}

export interface TriggerNode {
	/** The address for production, and the one for tests. */
	readonly url: string;
	readonly testUrl: string;
	/** What was put out, a list a delivery; each would be an execution. */
	readonly executions: IDataObject[][];
	parameters: IDataObject;
	readonly staticData: IDataObject;
	/** Runs what n8n runs when a workflow is published (both), or taken back. */
	hook(name: 'checkExists' | 'create' | 'delete', isTest?: boolean): Promise<unknown>;
	poll(mode?: 'trigger' | 'manual'): Promise<IDataObject[] | null>;
	close(): Promise<void>;
}

/** One trigger node, listening. */
export async function openTrigger(input: TriggerInput): Promise<TriggerNode> {
	const loader = await loadPackage();
	const type = loader.getNode(input.type).type as INodeType;
	const executions: IDataObject[][] = [];
	const staticData: IDataObject = {};
	const state = { parameters: input.parameters };
	const server = createServer((request, response) => void take(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const base = input.baseUrl ?? own;

	const additionalData = (more: object = {}) =>
		({
			credentialsHelper: credentialsHelper(loader, input.credentials),
			variables: {},
			instanceBaseUrl: `${base}/`,
			restApiUrl: `${base}/rest`,
			webhookBaseUrl: `${base}/webhook`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			...more,
		}) as unknown as IWorkflowExecuteAdditionalData;
	const parts = () => {
		const workflow = workflowOf(input, state.parameters, staticData, loader);
		return { workflow, node: workflow.getNode(NODE)! };
	};
	const webhookData = (isTest: boolean) =>
		({
			webhookDescription: type.description.webhooks?.[0],
			node: NODE,
			path: `${PATH}/webhook`,
			httpMethod: 'POST',
			workflowId: 'trigger-test',
			isTest,
		}) as unknown as IWebhookData;

	async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const more = { body: {}, params: {}, query: queryOf(request), readRawBody: bodyReader(request) };
		const httpRequest = Object.assign(request, more);
		const httpResponse = Object.assign(response, {
			status: (code: number) => Object.assign(response, { statusCode: code }),
			send: (text: string) => response.end(text),
		});
		const { workflow, node } = parts();
		const data = additionalData({ httpRequest, httpResponse });
		const isTest = (request.url ?? '').startsWith('/webhook-test/');
		const context = new core.WebhookContext(workflow, node, data, 'webhook', webhookData(isTest), [], null);
		try {
			const answer = await type.webhook!.call(context);
			if (answer.workflowData) executions.push(jsonOf(answer.workflowData));
			if (!answer.noWebhookResponse) response.writeHead(200).end();
		} catch (error) {
			response.writeHead(500).end(String(error));
		}
	}

	return {
		url: `${base}/webhook/${PATH}/webhook`,
		testUrl: `${base}/webhook-test/${PATH}/webhook`,
		executions,
		staticData,
		get parameters() {
			return state.parameters;
		},
		set parameters(parameters) {
			state.parameters = parameters;
		},
		async hook(name, isTest = false) {
			const { workflow, node } = parts();
			const mode = isTest ? 'manual' : 'trigger';
			const activation = isTest ? 'manual' : 'activate';
			const context = new core.HookContext(workflow, node, additionalData(), mode, activation, webhookData(isTest));
			return await type.webhookMethods!.default![name].call(context);
		},
		async poll(mode = 'trigger') {
			const { workflow, node } = parts();
			const activation = mode === 'manual' ? 'manual' : 'activate';
			const context = new core.PollContext(workflow, node, additionalData(), mode, activation);
			if (input.pollBudgetMs !== undefined) Object.assign(context, { getPollBudgetMs: () => input.pollBudgetMs });
			const answer = await type.poll!.call(context);
			// As n8n keeps it between two polls, save those by hand.
			if (mode !== 'manual') Object.assign(staticData, plain(workflow.getStaticData('node', node)));
			return answer === null ? null : jsonOf(answer);
		},
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

const plain = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;
const jsonOf = (outputs: INodeExecutionData[][]): IDataObject[] => (outputs[0] ?? []).map(({ json }) => json);

/** As n8n reads a body: once, whole, into `rawBody`, and not above its limit. */
/** As n8n's own server reads it: a name that comes twice has a list. */
function queryOf({ url }: IncomingMessage): Record<string, string | string[]> {
	const pairs = new URL(url ?? '/', 'http://n8n.test').searchParams;
	return Object.fromEntries(
		[...new Set(pairs.keys())].map((name) => {
			const values = pairs.getAll(name);
			return [name, values.length === 1 ? values[0]! : values];
		}),
	);
}

function bodyReader(request: IncomingMessage): () => Promise<void> {
	return async () => {
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of request as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > BODY_LIMIT_BYTES) throw Object.assign(new Error('request entity too large'), { status: 413 });
			chunks.push(chunk);
		}
		Object.assign(request, { rawBody: Buffer.concat(chunks) });
	};
}

function workflowOf(
	input: TriggerInput,
	parameters: IDataObject,
	staticData: IDataObject,
	loader: Core.PackageDirectoryLoader,
): Workflow {
	const nodeOf = (name: string, type: string, given: IDataObject): INode => ({
		id: name,
		name,
		type: `${PACKAGE}.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: given as INode['parameters'],
	});
	const next = (input.next ?? []).map((each, index) => nodeOf(`Next ${index}`, each.type, each.parameters ?? {}));
	const trigger: INode = {
		...nodeOf(NODE, input.type, parameters),
		webhookId: PATH,
		credentials: Object.fromEntries(Object.keys(input.credentials).map((type) => [type, { id: type, name: type }])),
	};
	const chain = [trigger, ...next];
	const links = chain
		.slice(1)
		.map(({ name }, index) => [chain[index]!.name, { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]);
	const nodeType = (type: string) => loader.getNode(type.split('.')[1] ?? '').type as INodeType;
	return new n8n.Workflow({
		id: 'trigger-test',
		nodes: chain,
		connections: Object.fromEntries(links),
		active: false,
		nodeTypes: {
			getByName: nodeType,
			getByNameAndVersion: (type) => n8n.NodeHelpers.getVersionedNodeType(nodeType(type)),
			getKnownTypes: () => ({}),
		},
		settings: { executionOrder: 'v1' },
		staticData: { [`node:${NODE}`]: plain(staticData) },
	});
}
