import axios, { type AxiosResponse } from 'axios';

import shopify from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';

/*
 * The Shopify sandbox over real HTTP for its contract tests, asked with documents of the tests' own.
 */

export const DATA = demoData(new Date().toISOString());
export const MAIN = 'gid://shopify/Location/70000000001';
export const SERVICE = 'gid://shopify/Location/70000000002';
export const SECOND = 'gid://shopify/Location/70000000003';
export const CLOSED = 'gid://shopify/Location/70000000004';

export interface UserError {
	readonly field: readonly string[] | null;
	readonly message: string;
	readonly code?: string;
}

export interface LevelView {
	readonly sku: string | null;
	readonly itemId: string;
	readonly location: string;
	readonly locationId: string;
	readonly active: boolean;
	readonly tracked: boolean;
	readonly onHand: number;
	readonly available: number;
	readonly committed: number;
	readonly updatedAt: string;
}

export interface ProductView {
	readonly id: string;
	readonly title: string;
	readonly handle: string;
	readonly status: string;
	readonly tags: readonly string[];
	readonly updatedAt: string;
	readonly variants: ReadonlyArray<{
		readonly id: string;
		readonly sku: string | null;
		readonly barcode: string | null;
		readonly price: string;
		readonly compareAtPrice: string | null;
		readonly tracked: boolean;
		readonly hsCode: string | null;
	}>;
}

interface View {
	readonly inventory: readonly LevelView[];
	readonly products: readonly ProductView[];
	readonly customers: ReadonlyArray<{ readonly id: string; readonly tags: readonly string[]; readonly orders: number }>;
	readonly orders: ReadonlyArray<{
		readonly number: number;
		readonly lines: ReadonlyArray<{
			readonly sku: string;
			readonly currentQuantity: number;
			readonly requiresShipping: boolean;
		}>;
	}>;
}

/** Errors in the vendor's own words, to be compared; that they quote the customer otherwise is a test of its own. */
export const OWN_WORDS = { echoPersonalData: 'no' };

/** A shop that a test file opens anew for each test. */
export class Shop {
	private running: RunningSandbox | undefined;

	get sandbox(): RunningSandbox {
		if (!this.running) throw new Error('The shop is not open');
		return this.running;
	}

	/** The first on a machine fetches the schema from npm. */
	async open(options: Record<string, string> = {}, saved?: Buffer): Promise<void> {
		await shopifySchema('2026-10');
		await this.close();
		this.running = await serve(shopify, { seed: DATA, options: { ...OWN_WORDS, ...options }, ...(saved && { saved }) });
	}

	async close(): Promise<void> {
		await this.running?.close();
		this.running = undefined;
	}

	async ask(
		query: string,
		variables: Record<string, unknown> = {},
		{ version = '2026-10', token = DATA.shop.accessToken, timeout = 0 } = {},
	): Promise<AxiosResponse> {
		const url = `${this.sandbox.url}/admin/api/${version}/graphql.json`;
		const headers = { 'x-shopify-access-token': token };
		return axios.post(url, { query, variables }, { headers, timeout, validateStatus: () => true });
	}

	/** The answer's data, when nothing went wrong. */
	async data<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
		const answer = await this.ask(query, variables);
		expect(answer.data.errors).toBeUndefined();
		return answer.data.data as T;
	}

	/** The codes of top-level errors. */
	async codes(query: string, variables: Record<string, unknown> = {}): Promise<unknown[]> {
		const { errors = [] } = (await this.ask(query, variables)).data as {
			errors?: Array<{ extensions?: { code?: string } }>;
		};
		return errors.map(({ extensions }) => extensions?.code);
	}

	get view(): View {
		return this.sandbox.state() as View;
	}

	level(sku: string, location = 'Demo Studio'): LevelView {
		const level = this.view.inventory.find((each) => each.sku === sku && each.location === location);
		if (!level) throw new Error(`${sku} was never stocked at ${location}`);
		return level;
	}

	product(sku: string): ProductView {
		const product = this.view.products.find(({ variants }) => variants.some((variant) => variant.sku === sku));
		if (!product) throw new Error(`The shop has no ${sku}`);
		return product;
	}

	/** The last exchange in the journal. */
	get last() {
		return this.sandbox.journal().at(-1);
	}

	/** Exchanges of an operation that the shop committed. */
	accepted(operation: string): number {
		return this.sandbox.journal().filter((entry) => entry.operation === operation && entry.accepted).length;
	}
}
