import axios, { type AxiosResponse } from 'axios';

import leNewBlack from '../../nodes/LeNewBlack/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * A brand's account at Le New Black's sandbox, spoken to over HTTP.
 */

export const SEED = demoData('2026-11-22T10:00:00Z');
export const CLIENT = { client_id: 'demo-brand-client', client_secret: 'demo-brand-client-secret' };
const BASE = '/apis/wholesale/v2';

export type Body = Record<string, unknown>;
type Query = Readonly<Record<string, string | number>>;
type Answer = Promise<AxiosResponse>;

export class Brand {
	private running: RunningSandbox | undefined;

	private token = '';

	get sandbox(): RunningSandbox {
		if (!this.running) throw new Error('The account is not open');
		return this.running;
	}

	/** Errors in the vendor's own words, so that a test can compare them. */
	async open(options: Record<string, string> = {}, saved?: Buffer): Promise<void> {
		await this.close();
		const own = { echoPersonalData: 'no', ...options };
		this.running = await serve(leNewBlack, { seed: SEED, options: own, ...(saved && { saved }) });
		this.token = await this.signIn();
	}

	async close(): Promise<void> {
		await this.running?.close();
		this.running = undefined;
	}

	async signIn(): Promise<string> {
		const { data } = await this.post('/auth/token', { ...CLIENT, grant_type: 'client_credentials' });
		return String(data.access_token);
	}

	get = (path: string, query: Query = {}): Answer => this.send('GET', path, { access_token: this.token, ...query });
	delete = (path: string): Answer => this.send('DELETE', path, { access_token: this.token });

	post(path: string, data?: unknown): Answer {
		return this.send('POST', path, this.token === '' ? {} : { access_token: this.token }, data);
	}

	send(method: string, path: string, params: Query, data?: unknown, headers: Record<string, string> = {}): Answer {
		return axios.request({
			...{ method, url: `${this.sandbox.url}${BASE}${path}`, params, data, headers },
			...{ validateStatus: () => true, timeout: 5_000 },
		});
	}

	change = (action: string, input: Body = {}): Promise<unknown> => this.sandbox.change(action, input);

	state(): Record<string, Body[]> {
		return this.sandbox.state() as Record<string, Body[]>;
	}

	level(sku: string): Body | undefined {
		return this.state().stock!.find((each) => each['sku'] === sku);
	}

	/** The operations of the journal that are no sign-in. */
	calls(): string[] {
		return this.sandbox
			.journal()
			.map(({ operation }) => operation)
			.filter((operation) => operation !== 'token');
	}
}

export const refusal = (field: string, words: string) => ({
	status: 422,
	data: { error: { message: 'Validation failed', errors: { [field]: [expect.stringContaining(words)] } } },
});
