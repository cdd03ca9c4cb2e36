import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as Di from '@n8n/di';
import type * as Core from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import type * as N8n from 'n8n-workflow';

/*
 * The built package in n8n-core's own loader and engine, over real HTTP. Test files that use it begin with
 * `@jest-environment ./test/support/jest-environment.js`.
 */

declare const requireOutside: (name: string) => unknown;

export const PACKAGE = 'n8n-nodes-commerce-bridge';
export const ROOT = resolve(__dirname, '../..');
/** The realm in which n8n and the package run. */
export const outside = (globalThis as unknown as { outside: typeof globalThis }).outside;

requireOutside('reflect-metadata');
const core = requireOutside('n8n-core') as typeof Core;
const n8n = requireOutside('n8n-workflow') as typeof N8n;
const { Container } = requireOutside('@n8n/di') as typeof Di;

/** A module of `dist/` as n8n's process has it. */
export function builtModule<T>(file: string): T {
	const path = join(ROOT, 'dist', file);
	if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build first`);
	return requireOutside(path) as T;
}

let loaded: Promise<Core.PackageDirectoryLoader> | undefined;

/** The package as n8n's loader has it; loaded once a process. */
export async function loadPackage(): Promise<Core.PackageDirectoryLoader> {
	builtModule('core.js');
	loaded ??= (async () => {
		const loader = new core.PackageDirectoryLoader(ROOT);
		await loader.loadAll();
		return loader;
	})();
	return await loaded;
}

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

export interface NodeRunInput {
	/** `shopify`, `ogoship` or `ledger`. */
	readonly type: string;
	readonly parameters: IDataObject;
	/** By credential type. Kept and changed as n8n keeps a credential: a renewed token is stored in it. */
	readonly credentials?: Record<string, ICredentialDataDecryptedObject>;
	readonly items?: IDataObject[];
	readonly onError?: OnError;
	/** n8n's folder of this run; the ledger lies below it. */
	readonly storageFolder: string;
	/** Longest wait for an answer, so that a test of silence need not take half a minute. */
	readonly timeoutMs?: number;
	/** Types of further nodes of ours after this one; they are not run. */
	readonly next?: readonly string[];
}

export interface NodeRunAnswer {
	readonly status: string;
	/** What the node threw, as n8n keeps it. */
	readonly error?: { readonly message: string; readonly description?: string | null; readonly context?: IDataObject };
	/** By output; with `continueErrorOutput` the last one holds the problems. */
	readonly outputs: INodeExecutionData[][];
	readonly hints: readonly string[];
}

/** Where the built-in ledger of a storage folder lies. */
export const ledgerFile = (storageFolder: string) => join(storageFolder, 'storage', PACKAGE, 'ledger.sqlite');

/**
 * Lets nobody wait: what the package or n8n would sleep goes by at once, and is told to `passed`, so that a sandbox's
 * clock can be put forward by as much. Answers the function that ends it.
 */
export function skipWaits(passed: (ms: number) => void): () => void {
	const real = outside.setTimeout;
	outside.setTimeout = Object.assign(
		(work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
			// A sleep hands over its promise's own resolve; a time limit on a request hands over code, and stays.
			const isSleep = ms > 0 && ms <= LONGEST_SLEEP_MS && /\{ \[native code\] \}$/.test(String(work));
			if (isSleep) passed(ms);
			return real(work, isSleep ? 0 : ms, ...given);
		},
		{ __promisify__: real.__promisify__ },
	) as typeof setTimeout;
	return () => {
		outside.setTimeout = real;
	};
}

const LONGEST_SLEEP_MS = 20_000;

let executions = 0;

/** Runs one node of the package on items, as a workflow of that node alone. */
export async function runNode(input: NodeRunInput): Promise<NodeRunAnswer> {
	const loader = await loadPackage();
	// n8n makes its settings once a process; each test has a folder of its own.
	Object.assign(Container.get(core.InstanceSettings), { n8nFolder: input.storageFolder });
	const workflow = workflowOf(input, loader);
	const helper = credentialsHelper(loader, input.credentials ?? {}, input.timeoutMs);
	const executionId = String(++executions);
	const hooks = new core.ExecutionLifecycleHooks('manual', executionId, {} as IWorkflowBase);
	const ended = new Promise<IRun>((resolveRun) => hooks.addHandler('workflowExecuteAfter', (run) => resolveRun(run)));
	const additionalData = {
		credentialsHelper: helper,
		hooks,
		executionId,
		variables: {},
		currentNodeParameters: {},
		instanceBaseUrl: 'http://localhost:5678/',
		restApiUrl: 'http://localhost:5678/rest',
		webhookBaseUrl: 'http://localhost:5678/webhook',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost:5678/webhook-test',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const items = (input.items ?? [{}]).map((json, item) => ({ json, pairedItem: { item } }));
	const source = { main: [{ previousNode: BEFORE }] };
	const data = n8n.createRunExecutionData({
		startData: { destinationNode: { nodeName: NODE, mode: 'inclusive' } },
		// n8n merges a problem with the item it is paired with, which it looks up where that item came from.
		resultData: {
			runData: {
				[BEFORE]: [{ startTime: 0, executionIndex: 0, executionTime: 0, source: [], data: { main: [items] } }],
			},
		},
		executionData: { nodeExecutionStack: [{ node: workflow.getNode(NODE)!, data: { main: [items] }, source }] },
	});
	await new core.WorkflowExecute(additionalData, 'manual', data).processRunExecutionData(workflow);
	return answerOf(await ended);
}

const NODE = 'Node under test';
const BEFORE = 'Items';

function answerOf(run: IRun): NodeRunAnswer {
	const { runData, error } = run.data.resultData;
	const task = runData[NODE]?.at(-1);
	const thrown = (task?.error ?? error) as NodeRunAnswer['error'];
	return {
		status: run.status,
		...(thrown && {
			error: { message: thrown.message, description: thrown.description, context: thrown.context },
		}),
		outputs: (task?.data?.main ?? []).map((output) => output ?? []),
		hints: (task?.hints ?? []).map(({ message }) => message),
	};
}

function workflowOf(input: NodeRunInput, loader: Core.PackageDirectoryLoader): Workflow {
	const nodeOf = (name: string, type: string): INode => ({
		id: name,
		name,
		type: `${PACKAGE}.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const next = (input.next ?? []).map((type, index) => nodeOf(`Next ${index}`, type));
	const node: INode = {
		...nodeOf(NODE, input.type),
		parameters: input.parameters as INode['parameters'],
		onError: input.onError ?? 'stopWorkflow',
		credentials: Object.fromEntries(
			Object.keys(input.credentials ?? {}).map((type) => [type, { id: type, name: type }]),
		),
	};
	const nodeType = (type: string) => loader.getNode(type.split('.')[1] ?? '').type as INodeType;
	return new n8n.Workflow({
		id: 'engine-test',
		nodes: [nodeOf(BEFORE, 'ledger'), node, ...next],
		connections: {
			[BEFORE]: { main: [[{ node: NODE, type: 'main', index: 0 }]] },
			[NODE]: { main: [next.map(({ name }) => ({ node: name, type: 'main', index: 0 }))] },
		},
		active: false,
		nodeTypes: {
			getByName: nodeType,
			getByNameAndVersion: (type) => n8n.NodeHelpers.getVersionedNodeType(nodeType(type)),
			getKnownTypes: () => ({}),
		},
		settings: { executionOrder: 'v1' },
	});
}

/** Credentials as n8n's own helper treats them: stored, signed in when empty or expired, renewed values kept. */
function credentialsHelper(
	loader: Core.PackageDirectoryLoader,
	stored: Record<string, ICredentialDataDecryptedObject>,
	timeoutMs?: number,
): ICredentialsHelper {
	const typeOf = (name: string) => loader.getCredential(name).type;
	const withTimeout = (request: IHttpRequestOptions) =>
		timeoutMs === undefined ? request : { ...request, timeout: Math.min(timeoutMs, request.timeout ?? timeoutMs) };
	const helper = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_data: unknown, _details: unknown, type: string) => {
			const property = Object.fromEntries(typeOf(type).properties.map(({ name, default: value }) => [name, value]));
			return await Promise.resolve({ ...property, ...stored[type] });
		},
		async authenticate(
			credentials: ICredentialDataDecryptedObject,
			type: string,
			request: IHttpRequestOptions,
			workflow: Workflow,
			node: INode,
		) {
			const { authenticate } = typeOf(type);
			if (typeof authenticate === 'function') return withTimeout(await authenticate(credentials, request));
			const headers = Object.entries(authenticate?.properties.headers ?? {}).map(([name, value]) => [
				name,
				workflow.expression.getSimpleParameterValue(
					node,
					value as string,
					'internal',
					{ $credentials: credentials },
					undefined,
					'',
				),
			]);
			return withTimeout({ ...request, headers: { ...request.headers, ...Object.fromEntries(headers) } });
		},
		async preAuthentication(
			helpers: IHttpRequestHelper,
			credentials: ICredentialDataDecryptedObject,
			type: string,
			_node: INode,
			expired: boolean,
		) {
			const { properties, preAuthentication } = typeOf(type);
			const token = properties.find((each) => each.type === 'hidden' && each.typeOptions?.expirable === true)?.name;
			if (token === undefined || !preAuthentication || (credentials[token] !== '' && !expired)) return undefined;
			const output = (await preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
			if (output[token] === undefined) return undefined;
			Object.assign(stored[type]!, output);
			return Object.assign(credentials, output);
		},
		getCredentialsProperties: (type: string) => typeOf(type).properties,
	};
	return helper as unknown as ICredentialsHelper;
}
