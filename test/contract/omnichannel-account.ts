import axios, { type AxiosResponse } from 'axios';

import { demoData } from '../../sandbox/demo-data';
import type { SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * An account of ShopDesk's or OmniEngine's sandbox, spoken to over HTTP as the facts say and never through a client of
 * this package.
 */

export const SEED = demoData('2026-11-22T10:00:00Z');

type Fields = Record<string, unknown>;
type Headers = Record<string, string>;

export interface Sent {
	readonly method?: string;
	readonly path: string;
	readonly query?: Record<string, string | number>;
	readonly body?: unknown;
	readonly headers?: Headers;
}

export class Account<S> {
	private running: RunningSandbox | undefined;

	/** Sent with every request unless it brings its own. */
	headers: Headers = {};

	constructor(private readonly definition: SandboxDefinition<S>) {}

	get sandbox(): RunningSandbox {
		if (!this.running) throw new Error('The account is not open');
		return this.running;
	}

	/** Errors without a customer in them, so that a test can compare them. */
	async open(options: Record<string, string> = {}): Promise<void> {
		await this.close();
		this.running = await serve(this.definition, { seed: SEED, options: { echoPersonalData: 'no', ...options } });
	}

	async close(): Promise<void> {
		await this.running?.close();
		this.running = undefined;
	}

	async send({ method = 'GET', path, query, body, headers }: Sent): Promise<AxiosResponse<Fields>> {
		return await axios.request<Fields>({
			method,
			url: `${this.sandbox.url}${path}`,
			params: query,
			data: body,
			headers: headers ?? this.headers,
			validateStatus: () => true,
			timeout: 5_000,
		});
	}

	get = async (path: string, query?: Sent['query']) => await this.send({ path, query });
	post = async (path: string, body?: unknown) => await this.send({ method: 'POST', path, body });
	put = async (path: string, body?: unknown) => await this.send({ method: 'PUT', path, body });

	/** A form with brackets, as PHP reads it: pairs in their order. */
	async form(path: string, pairs: ReadonlyArray<readonly [string, string]> = []): Promise<AxiosResponse<Fields>> {
		const body = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
		const headers = { ...this.headers, 'content-type': 'application/x-www-form-urlencoded' };
		return await this.send({ method: 'POST', path, body, headers });
	}

	change = async (action: string, input: Fields = {}): Promise<unknown> => await this.sandbox.change(action, input);
}
