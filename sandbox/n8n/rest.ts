/*
 * n8n's own REST API, as its editor uses it: https://docs.n8n.io documents only the public one, so the shapes here are
 * those of the pinned version (seen on 2.40.7; the manual run's body is @n8n/api-types' ManualRunDto).
 */
import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import {
	toExecution,
	toSummary,
	type Execution,
	type ExecutionStatus,
	type ExecutionSummary,
	type Item,
} from './execution';

export interface N8nLogin {
	readonly email: string;
	readonly password: string;
}

/** The owner a fresh sandbox n8n gets. */
export const SANDBOX_LOGIN: N8nLogin = { email: 'owner@example.com', password: 'Sandbox-1234' };

/** A workflow as n8n keeps it; `nodes` show which credentials were bound. */
export interface StoredWorkflow {
	readonly id: string;
	readonly name: string;
	readonly versionId: string;
	readonly active: boolean;
	readonly nodes: ReadonlyArray<{
		readonly name: string;
		readonly type: string;
		readonly parameters: Item;
		readonly credentials?: Readonly<Record<string, { readonly id: string | null; readonly name: string }>>;
	}>;
}

export interface StoredCredential {
	readonly id: string;
	readonly name: string;
	readonly type: string;
}

export interface NodeType {
	readonly name: string;
	readonly displayName: string;
	readonly [field: string]: unknown;
}

/** An answer of n8n's that is not what was asked for. */
export class N8nRefused extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** Told of every finished execution that was read whole; tests keep their proofs by it. */
export const executionObservers = new Set<(execution: Execution) => void>();

const UNFINISHED: readonly ExecutionStatus[] = ['new', 'running', 'waiting', 'unknown'];

export interface RunOptions {
	/** 120 000 when absent. */
	readonly timeoutMs?: number;
	/** What the trigger puts out. */
	readonly items?: readonly Item[];
	/** Files that every one of these items carries, by the name of their field; `data` is Base64. */
	readonly files?: Readonly<
		Record<string, { readonly data: string; readonly mimeType: string; readonly fileName: string }>
	>;
}

/** A trigger's output as n8n keeps it in an execution. */
function triggerData(items: readonly Item[], binary: RunOptions['files']): unknown {
	const main = [items.map((json) => ({ json, ...(binary && { binary }) }))];
	return {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main },
	};
}

/** On a machine with much to do n8n's database is now and then "not ready" for a moment; whoever waits asks again. */
function unlessBusy(error: unknown): undefined {
	if (error instanceof N8nRefused && error.status === 503) return undefined;
	throw error;
}

/** One n8n, signed in as one user. Every method rejects with N8nRefused when n8n says no. */
export class N8nApi {
	private readonly http: AxiosInstance;
	private cookie?: string;

	constructor(readonly url: string) {
		// A connection of its own each time: n8n closes one that it kept open just when the next request is on its way.
		const httpAgent = new Agent({ keepAlive: false });
		this.http = axios.create({ baseURL: url, timeout: 60_000, proxy: false, httpAgent, validateStatus: () => true });
	}

	/** Makes the owner of a fresh n8n, and signs in. */
	async setupOwner(login: N8nLogin = SANDBOX_LOGIN): Promise<void> {
		await this.send('POST', '/rest/owner/setup', { ...login, firstName: 'Olive', lastName: 'Owner' });
	}

	async login(login: N8nLogin = SANDBOX_LOGIN): Promise<void> {
		await this.send('POST', '/rest/login', { emailOrLdapLoginId: login.email, password: login.password });
	}

	async createCredential(type: string, name: string, data: Item): Promise<StoredCredential> {
		return await this.send('POST', '/rest/credentials', { type, name, data });
	}

	async credentials(): Promise<StoredCredential[]> {
		return await this.send('GET', '/rest/credentials');
	}

	async deleteCredential(id: string): Promise<void> {
		await this.send('DELETE', `/rest/credentials/${id}`);
	}

	/** The credential's own test, as the editor's *Retry* runs it: `OK`, or `Error` with the credential's words. */
	async testCredential(id: string): Promise<{ status: string; message: string }> {
		const stored = await this.send<StoredCredential & { data: unknown }>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		const { name, type, data } = stored;
		return await this.send('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	/**
	 * Connects an OAuth2 credential as a browser does: to the page of the service, which sends it back at once with a
	 * code. Resolves with the page n8n shows at the end; rejects when the service sends nobody back.
	 */
	async connectCredential(id: string): Promise<string> {
		const page = await this.send<string>('GET', `/rest/oauth2-credential/auth?id=${id}`);
		const agreed = await this.http.get<string>(page, { maxRedirects: 0 });
		const back = agreed.headers.location as unknown;
		if (typeof back !== 'string') throw new N8nRefused(agreed.status, `The service says: ${agreed.data}`);
		return String((await this.http.get<string>(back, { headers: this.headers() })).data);
	}

	/** The entries of a picker, as the editor asks for them while a node is set up. */
	async pickerEntries(
		type: string,
		method: string,
		parameters: Readonly<Record<string, unknown>>,
		credentials: Readonly<Record<string, StoredCredential>>,
	): Promise<Array<{ name: string; value: unknown }>> {
		return await this.send('POST', '/rest/dynamic-node-parameters/options', {
			nodeTypeAndVersion: { name: type, version: 1 },
			path: 'parameters.location',
			methodName: method,
			currentNodeParameters: parameters,
			credentials,
		});
	}

	/**
	 * Saves a template as a new workflow under an id of n8n's. n8n binds a credential with `id: null` by its type and
	 * name when exactly one exists, in the same function that serves an import in the editor.
	 */
	async importWorkflow(template: Readonly<Record<string, unknown>>): Promise<StoredWorkflow> {
		const content = { ...template, id: undefined, versionId: undefined, active: false };
		return await this.send('POST', '/rest/workflows', content);
	}

	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.send('GET', `/rest/workflows/${id}`);
	}

	/** Saves some of a workflow's nodes with other parameters, as the editor does. */
	async setParameters(id: string, parameters: Readonly<Record<string, Item>>): Promise<void> {
		const { nodes, versionId } = await this.workflow(id);
		const unknown = Object.keys(parameters).filter((name) => !nodes.some((node) => node.name === name));
		if (unknown.length > 0) throw new Error(`Workflow ${id} has no node ${unknown.join(', ')}`);
		const changed = nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...parameters[node.name] } }));
		await this.send('PATCH', `/rest/workflows/${id}`, { nodes: changed, versionId });
	}

	/** Publishes a workflow and waits until its triggers are registered; rejects with what a trigger said. */
	async publish(id: string, timeoutMs = 30_000): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.send('POST', `/rest/workflows/${id}/activate`, { versionId });
		const settled = await this.until(timeoutMs, `Workflow ${id} was not published`, async () => {
			const state = await this.send<{ status: string; triggers: Array<{ errorMessage?: string | null }> }>(
				'GET',
				`/rest/workflows/${id}/publication-status`,
			);
			return ['published', 'partial', 'failed'].includes(state.status) ? state : undefined;
		});
		if (settled.status === 'published') return;
		const reasons = settled.triggers.flatMap(({ errorMessage }) => (errorMessage ? [errorMessage] : []));
		throw new N8nRefused(200, `Workflow ${id} could not be published: ${reasons.join('; ') || settled.status}`);
	}

	/** Takes a workflow back and waits until its triggers are gone: n8n gives no other workflow their addresses before. */
	async unpublish(id: string, timeoutMs = 30_000): Promise<void> {
		await this.send('POST', `/rest/workflows/${id}/deactivate`, {});
		await this.until(timeoutMs, `Workflow ${id} was not taken back`, async () => {
			const state = await this.send<{ status: string }>('GET', `/rest/workflows/${id}/publication-status`);
			return state.status === 'in_progress' ? undefined : state;
		});
	}

	/**
	 * Starts a workflow by hand at one of its triggers, whole, and resolves with the execution's id. `items` are what the
	 * trigger puts out, for one that else waits for a call (a form).
	 */
	async start(workflowId: string, trigger: string, { items, files }: RunOptions = {}): Promise<string> {
		const given = items ? { data: triggerData(items, files) } : {};
		const body = { triggerToStartFrom: { name: trigger, ...given } };
		const answer = await this.send<{ executionId?: string }>('POST', `/rest/workflows/${workflowId}/run`, body);
		if (answer.executionId) return answer.executionId;
		throw new N8nRefused(
			200,
			`Workflow ${workflowId} did not start: "${trigger}" waits for a call to its test address.`,
		);
	}

	/** Starts a workflow by hand and waits for its end, be it a success or not. */
	async run(workflowId: string, trigger: string, options: RunOptions = {}): Promise<Execution> {
		return await this.finished(await this.start(workflowId, trigger, options), options.timeoutMs);
	}

	/** An execution when it has ended. A waiting one has not. */
	async finished(id: string, timeoutMs = 120_000): Promise<Execution> {
		const execution = await this.until(timeoutMs, `Execution ${id} has not ended`, async () => {
			const seen = await this.execution(id).catch(unlessBusy);
			return seen === undefined || UNFINISHED.includes(seen.status) ? undefined : seen;
		});
		for (const observe of executionObservers) observe(execution);
		return execution;
	}

	/** An execution as it stands, ended or not. */
	async execution(id: string): Promise<Execution> {
		return toExecution(await this.send('GET', `/rest/executions/${id}`));
	}

	/** Newest first, at most 100. */
	async listExecutions(workflowId?: string): Promise<ExecutionSummary[]> {
		const filter = workflowId ? `&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}` : '';
		const page = await this.send<{ results: Item[] }>('GET', `/rest/executions?limit=100${filter}`);
		return page.results.map(toSummary);
	}

	/** Waits until a workflow has at least so many ended executions, and reads them whole, oldest first. */
	async waitForExecutions(workflowId: string, count: number, timeoutMs = 120_000): Promise<Execution[]> {
		const what = `Workflow ${workflowId} has not had ${count} executions`;
		const ended = await this.until(timeoutMs, what, async () => {
			const all = (await this.listExecutions(workflowId)).filter(({ status }) => !UNFINISHED.includes(status));
			return all.length >= count ? all.reverse() : undefined;
		});
		const whole: Execution[] = [];
		for (const { id } of ended) whole.push(await this.finished(id, timeoutMs));
		return whole;
	}

	/** The node types n8n loaded, by full name (`n8n-nodes-base.set`), with all their versions. */
	async types(): Promise<Map<string, NodeType[]>> {
		const byName = new Map<string, NodeType[]>();
		for (const type of await this.file<NodeType>('/types/nodes.json')) {
			byName.set(type.name, [...(byName.get(type.name) ?? []), type]);
		}
		return byName;
	}

	/** The credential types n8n loaded, by name. */
	async credentialTypes(): Promise<Map<string, NodeType>> {
		return new Map((await this.file<NodeType>('/types/credentials.json')).map((type) => [type.name, type]));
	}

	private async file<T>(path: string): Promise<T[]> {
		const { status, data } = await this.http.get<T[]>(path, { headers: this.headers() });
		if (status === 200 && Array.isArray(data)) return data;
		throw new N8nRefused(status, `n8n answered GET ${path} with ${status}`);
	}

	private async send<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
		const answer = await this.request<{ data?: T; message?: string } | string>(method, path, body);
		const { status, data, headers } = answer;
		if (status < 200 || status > 299) {
			const said = typeof data === 'object' ? data?.message : String(data).slice(0, 300);
			throw new N8nRefused(status, `n8n answered ${method} ${path} with ${status}: ${said ?? 'no reason'}`);
		}
		const signIn = headers['set-cookie']?.find((cookie) => cookie.startsWith('n8n-auth='));
		if (signIn) this.cookie = signIn.split(';')[0];
		if (typeof data === 'object' && data?.data !== undefined) return data.data;
		throw new N8nRefused(status, `n8n answered ${method} ${path} without data`);
	}

	/** A busy n8n closes connections that it kept open; what only reads is asked again. */
	private async request<T>(method: string, path: string, body: unknown, tries = 3): Promise<AxiosResponse<T>> {
		try {
			return await this.http.request<T>({ method, url: path, data: body, headers: this.headers() });
		} catch (error) {
			const isReset = (error as { code?: unknown }).code === 'ECONNRESET';
			if (method !== 'GET' || !isReset || tries <= 1) throw error;
		}
		return await this.request<T>(method, path, body, tries - 1);
	}

	private headers(): Record<string, string> {
		return this.cookie ? { cookie: this.cookie } : {};
	}

	private async until<T>(timeoutMs: number, what: string, look: () => Promise<T | undefined>): Promise<T> {
		for (const end = Date.now() + timeoutMs; ;) {
			const found = await look();
			if (found !== undefined) return found;
			if (Date.now() > end) throw new Error(`${what} after ${timeoutMs / 1000} seconds.`);
			await wait(150);
		}
	}
}
