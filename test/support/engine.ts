import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import type * as BackendCommon from '@n8n/backend-common';
import type * as Di from '@n8n/di';
import type * as Core from 'n8n-core';
import type {
	IConnections,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodePropertyOptions,
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

let folderOfPackage = ROOT;

/** Where the package is taken from: the project's own folder, unless `usePackage` named another. */
export const packageFolder = (): string => folderOfPackage;

/** Takes the package from another folder, an unpacked tarball say; before it is first loaded. */
export function usePackage(folder: string): void {
	folderOfPackage = folder;
}

/** A module of `dist/` as n8n's process has it. */
export function builtModule<T>(file: string): T {
	const path = join(folderOfPackage, 'dist', file);
	if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build first`);
	return requireOutside(path) as T;
}

let loaded: Promise<Core.PackageDirectoryLoader> | undefined;

/** The package as n8n's loader has it; loaded once a process. */
export async function loadPackage(): Promise<Core.PackageDirectoryLoader> {
	builtModule('core.js');
	loaded ??= (async () => {
		const loader = new core.PackageDirectoryLoader(folderOfPackage);
		await loader.loadAll();
		return loader;
	})();
	return await loaded;
}

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

export interface NodeRunInput {
	/** The name of one of the package's nodes: `shopify`, `ledger`. */
	readonly type: string;
	readonly parameters: IDataObject;
	/** By credential type. Kept and changed as n8n keeps a credential: a renewed token is stored in it. */
	readonly credentials?: Record<string, ICredentialDataDecryptedObject>;
	readonly items?: IDataObject[];
	/** A file that comes in with each of `items`, under `data`. */
	readonly files?: ReadonlyArray<{ readonly fileName: string; readonly content: Buffer }>;
	/**
	 * For a node with several inputs, what arrives on each of them instead of `items`: from a node of its own, which may
	 * put out nothing; null is an input without a connection.
	 */
	readonly inputs?: ReadonlyArray<readonly IDataObject[] | null>;
	readonly onError?: OnError;
	/** n8n's folder of this run; the ledger lies below it. */
	readonly storageFolder: string;
	/** Longest wait for an answer, so that a test of silence need not take half a minute. */
	readonly timeoutMs?: number;
	/** Further nodes of ours after this one, by type or with their parameters; they are not run. */
	readonly next?: ReadonlyArray<string | { readonly type: string; readonly parameters: IDataObject }>;
	/** n8n's number of the execution, where several processes share a ledger; counted in this process when absent. */
	readonly executionId?: string;
	/** How the execution began; by hand when absent. */
	readonly mode?: 'manual' | 'trigger';
	/** Awaited before every request, repeats included. */
	readonly beforeRequest?: () => Promise<void>;
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
	let isOver = false;
	outside.setTimeout = Object.assign(
		(work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
			// A sleep hands over its promise's own resolve; a time limit on a request hands over code, and stays.
			const isSleep = !isOver && ms > 0 && ms <= LONGEST_SLEEP_MS && /\{ \[native code\] \}$/.test(String(work));
			if (isSleep) passed(ms);
			return real(work, isSleep ? 0 : ms, ...given);
		},
		{ __promisify__: real.__promisify__ },
	) as typeof setTimeout;
	return () => {
		// Whoever began to skip later may still hold this one as the real one.
		isOver = true;
		outside.setTimeout = real;
	};
}

const LONGEST_SLEEP_MS = 20_000;

/** Keeps what n8n writes into its log from now on, of every level; answers the function that tells it. */
export function keepLog(): () => string {
	const { Logger } = requireOutside('@n8n/backend-common') as typeof BackendCommon;
	const lines: string[] = [];
	const keep = (message: string, more: object = {}) => lines.push(`${message} ${inspect(more, { depth: 8 })}`);
	Object.assign(Container.get(Logger), { error: keep, warn: keep, info: keep, debug: keep, verbose: keep });
	return () => lines.join('\n');
}

/** No two processes have one number, as in n8n's own database. */
let executions = process.pid * 1_000_000;

/** Runs one node of the package on items, as a workflow of that node alone. */
export async function runNode(input: NodeRunInput): Promise<NodeRunAnswer> {
	const loader = await loadPackage();
	// n8n makes its settings once a process; each test has a folder of its own.
	Object.assign(Container.get(core.InstanceSettings), { n8nFolder: input.storageFolder });
	const workflow = workflowOf(input, loader);
	const helper = credentialsHelper(loader, input.credentials ?? {}, input.timeoutMs, input.beforeRequest);
	const executionId = input.executionId ?? String(++executions);
	const hooks = new core.ExecutionLifecycleHooks('manual', executionId, {} as IWorkflowBase);
	const ended = new Promise<IRun>((resolveRun) => hooks.addHandler('workflowExecuteAfter', (run) => resolveRun(run)));
	const additionalData = {
		credentialsHelper: helper,
		hooks,
		executionId,
		variables: {},
		instanceBaseUrl: 'http://localhost:5678/',
		restApiUrl: 'http://localhost:5678/rest',
		webhookBaseUrl: 'http://localhost:5678/webhook',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost:5678/webhook-test',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const data = n8n.createRunExecutionData({
		startData: { destinationNode: { nodeName: NODE, mode: 'inclusive' } },
		...(input.inputs ? fromStart(workflow) : fromItems(workflow, input.items ?? [{}], input.files)),
	});
	await new core.WorkflowExecute(additionalData, input.mode ?? 'manual', data).processRunExecutionData(workflow);
	return answerOf(await ended);
}

/** Asks a picker of a node for its entries, as the editor does. */
export async function askPicker(input: NodeRunInput, picker: string): Promise<INodePropertyOptions[]> {
	const loader = await loadPackage();
	Object.assign(Container.get(core.InstanceSettings), { n8nFolder: input.storageFolder });
	const workflow = workflowOf(input, loader);
	const additionalData = {
		credentialsHelper: credentialsHelper(loader, input.credentials ?? {}, input.timeoutMs, input.beforeRequest),
		currentNodeParameters: input.parameters,
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new core.LoadOptionsContext(workflow, workflow.getNode(NODE)!, additionalData, '');
	const { methods } = loader.getNode(input.type).type as INodeType;
	return await methods!.loadOptions![picker]!.call(context);
}

const NODE = 'Node under test';
const BEFORE = 'Items';
const START = 'Start';
const SOURCE = 'engine-test.source';

type RunData = NonNullable<Parameters<(typeof n8n)['createRunExecutionData']>[0]>;

/** The node alone, as if the one before it had put out these items. */
function fromItems(workflow: Workflow, json: readonly IDataObject[], files: NodeRunInput['files'] = []): RunData {
	const items = json.map((each, item): INodeExecutionData => {
		const file = files[item];
		const plain = { json: each, pairedItem: { item } };
		if (!file) return plain;
		const data = file.content.toString('base64');
		return { ...plain, binary: { data: { data, fileName: file.fileName, mimeType: 'text/csv' } } };
	});
	const source = { main: [{ previousNode: BEFORE }] };
	return {
		// n8n merges a problem with the item it is paired with, which it looks up where that item came from.
		resultData: {
			runData: {
				[BEFORE]: [{ startTime: 0, executionIndex: 0, executionTime: 0, source: [], data: { main: [items] } }],
			},
		},
		executionData: { nodeExecutionStack: [{ node: workflow.getNode(NODE)!, data: { main: [items] }, source }] },
	};
}

/** The whole workflow from its start, so that the engine itself decides when a node with several inputs runs. */
function fromStart(workflow: Workflow): RunData {
	const start = { node: workflow.getNode(START)!, data: { main: [[{ json: {} }]] }, source: null };
	return { executionData: { nodeExecutionStack: [start] } };
}

/** A node that puts out what the test says for its name. */
function sourceType(inputs: NonNullable<NodeRunInput['inputs']>): INodeType {
	const description = {
		...{ displayName: 'Source', name: 'source', group: ['transform'], version: 1, description: 'Puts out items' },
		...{ defaults: { name: 'Source' }, inputs: ['main'], outputs: ['main'], properties: [] },
	} as unknown as INodeType['description'];
	return {
		description,
		async execute() {
			const { name } = this.getNode();
			const items = name === START ? [{}] : (inputs[Number(name.slice(BEFORE.length)) - 1] ?? []);
			return await Promise.resolve([items.map((json) => ({ json, pairedItem: { item: 0 } }))]);
		},
	};
}

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
	const next = (input.next ?? []).map((after, index): INode => {
		const { type, parameters } = typeof after === 'string' ? { type: after, parameters: {} } : after;
		return { ...nodeOf(`Next ${index}`, type), parameters: parameters as INode['parameters'] };
	});
	const node: INode = {
		...nodeOf(NODE, input.type),
		parameters: input.parameters as INode['parameters'],
		onError: input.onError ?? 'stopWorkflow',
		credentials: Object.fromEntries(
			Object.keys(input.credentials ?? {}).map((type) => [type, { id: type, name: type }]),
		),
	};
	const source = sourceType(input.inputs ?? []);
	const nodeType = (type: string) =>
		type === SOURCE ? source : (loader.getNode(type.split('.')[1] ?? '').type as INodeType);
	const { before, connections } = nodesBefore(input, nodeOf);
	return new n8n.Workflow({
		id: 'engine-test',
		nodes: [...before, node, ...next],
		connections: {
			...connections,
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

/** What stands before the node: one node with its items, or a start and one node for each connected input. */
function nodesBefore(
	{ inputs }: NodeRunInput,
	nodeOf: (name: string, type: string) => INode,
): { before: INode[]; connections: IConnections } {
	const to = (node: string, index = 0) => ({ main: [[{ node, type: 'main' as const, index }]] });
	if (!inputs) return { before: [nodeOf(BEFORE, 'ledger')], connections: { [BEFORE]: to(NODE) } };
	const connected = [...inputs.keys()].filter((index) => inputs[index] !== null);
	const nameOf = (index: number) => `${BEFORE}${index + 1}`;
	const sources = [START, ...connected.map(nameOf)].map((name, row): INode => ({
		...nodeOf(name, ''),
		type: SOURCE,
		position: [0, 100 * row],
	}));
	const started = connected.map((index) => ({ node: nameOf(index), type: 'main' as const, index: 0 }));
	return {
		before: sources,
		connections: {
			[START]: { main: [started] },
			...Object.fromEntries(connected.map((index) => [nameOf(index), to(NODE, index)])),
		},
	};
}

/** Credentials as n8n's own helper treats them: stored, signed in when empty or expired, renewed values kept. */
export function credentialsHelper(
	loader: Core.PackageDirectoryLoader,
	stored: Record<string, ICredentialDataDecryptedObject>,
	timeoutMs?: number,
	beforeRequest?: () => Promise<void>,
): ICredentialsHelper {
	const typeOf = (name: string) => loader.getCredential(name).type;
	const withTimeout = (request: IHttpRequestOptions) =>
		timeoutMs === undefined ? request : { ...request, timeout: Math.min(timeoutMs, request.timeout ?? timeoutMs) };
	const helper = {
		getParentTypes: (type: string) => typeOf(type).extends ?? [],
		runPreAuthentication: async () => await Promise.resolve(undefined),
		// An OAuth2 token that n8n renewed.
		updateCredentialsOauthTokenData: async (
			_details: unknown,
			type: string,
			{ oauthTokenData }: ICredentialDataDecryptedObject,
		) => await Promise.resolve(void Object.assign(stored[type]!, { oauthTokenData })),
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
			await beforeRequest?.();
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
