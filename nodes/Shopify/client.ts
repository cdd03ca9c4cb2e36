import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest, NoAnswer, Verdict } from '../../transport/http';
import { nextBatchSize, paceWait } from '../../transport/pace';
import { CONNECTION_CHECK, ORDER_LINES_PAGE, ORDERS_BY_ID, ORDERS_PAGE } from './documents';
import {
	connectionCheck,
	envelope,
	orderLinesPage,
	ordersById,
	ordersPage,
	type Cost,
	type LineItem,
	type OrderHead,
} from './wire';

/*
 * One function an endpoint of Shopify's Admin GraphQL API. Throws only `ShopifyFailure`, which system.ts words.
 * https://shopify.dev/docs/api/admin-graphql/latest
 */

/** The most one query may cost on any plan. https://shopify.dev/docs/api/usage/limits */
const MOST_COST = 1000;
/** Shopify advises to back off one second when throttled; never less. */
const LEAST_WAIT_MS = 1000;
/** https://shopify.dev/docs/api/usage/limits: arrays and pages hold at most 250. */
export const MOST_IDS = 250;
const FIRST_ORDERS_A_CALL = 5;

/** Why Shopify did not answer a query: what it said, by kind. */
export class ShopifyFailure extends Error {
	readonly code = 'SHOPIFY_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'accessDenied' | 'tooDear' | 'throttled' | 'errors' | 'unreadable',
		readonly details: {
			readonly status?: number;
			readonly reason?: string;
			readonly requestId?: string;
			readonly scopesText?: string;
		} = {},
	) {
		super(`Shopify did not answer: ${why}`);
		this.name = 'ShopifyFailure';
	}
}

interface Answer<T> {
	readonly data: T;
	readonly cost?: Cost;
	/** The version that answered; another than asked for when the one asked for was retired. */
	readonly version?: string;
}

function costOf(body: unknown): Cost | undefined {
	const parsed = envelope.safeParse(body);
	return parsed.success ? parsed.data.extensions?.cost : undefined;
}

function errorCodes(body: unknown): string[] {
	const parsed = envelope.safeParse(body);
	if (!parsed.success || !Array.isArray(parsed.data.errors)) return [];
	return parsed.data.errors.map(({ extensions }) => extensions?.code ?? '');
}

/** THROTTLED comes as a 200; it waits until the bucket holds what the query asks for. */
function judgeThrottle(answer: HttpAnswer): Verdict | undefined {
	if (!errorCodes(answer.body).includes('THROTTLED')) return undefined;
	const cost = costOf(answer.body);
	const waitMs = cost
		? paceWait({
				available: cost.throttleStatus.currentlyAvailable,
				restorePerSecond: cost.throttleStatus.restoreRate,
				needed: cost.requestedQueryCost,
				maximum: cost.throttleStatus.maximumAvailable,
			})
		: 0;
	return { act: 'wait', waitMs: Math.max(LEAST_WAIT_MS, waitMs) };
}

/** Half the size after a query that was too dear; every other failure, and a size that cannot shrink, is thrown on. */
function smaller(error: unknown, size: number): number {
	if (!(error instanceof ShopifyFailure) || error.why !== 'tooDear' || size === 1) throw error;
	return Math.floor(size / 2);
}

export class ShopifyClient {
	/** What the last answer said of the bucket; the next call waits for what it will probably cost. */
	private last: Cost | undefined;

	constructor(
		private readonly http: Http,
		private readonly version: string,
	) {}

	/** Sends one query. Reading is repeatable; a document of this class never writes. */
	private async query<T>(
		document: string,
		variables: Record<string, unknown>,
		schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	): Promise<Answer<T>> {
		await this.pace();
		const request: HttpRequest = {
			method: 'POST',
			path: `/admin/api/${this.version}/graphql.json`,
			body: { query: document, variables },
			repeatable: true,
			judge: judgeThrottle,
		};
		const answer = await this.http.send(request);
		const body = this.bodyOf(answer);
		const parsed = schema.safeParse(body.data);
		if (!parsed.success) throw new ShopifyFailure('unreadable', { reason: parsed.error.issues[0]?.path.join('.') });
		return {
			data: parsed.data,
			cost: this.last,
			version: 'headers' in answer ? answer.headers['x-shopify-api-version'] : undefined,
		};
	}

	private async pace(): Promise<void> {
		if (!this.last) return;
		const { currentlyAvailable, restoreRate, maximumAvailable } = this.last.throttleStatus;
		await this.http.pause(
			paceWait({
				available: currentlyAvailable,
				restorePerSecond: restoreRate,
				needed: this.last.requestedQueryCost,
				maximum: maximumAvailable,
			}),
		);
	}

	/** The three layers of errors: HTTP, top-level errors inside a 200, and a body that is not what GraphQL answers. */
	private bodyOf(answer: HttpAnswer | NoAnswer): { data: unknown } {
		if ('noAnswer' in answer) throw new ShopifyFailure('noAnswer', { reason: answer.reason });
		const requestId = answer.headers['x-request-id'];
		if (answer.status !== 200) throw new ShopifyFailure('status', { status: answer.status, requestId });
		const parsed = envelope.safeParse(answer.body);
		if (!parsed.success) throw new ShopifyFailure('unreadable', { requestId });
		this.last = parsed.data.extensions?.cost ?? this.last;
		const { errors, data } = parsed.data;
		if (errors === undefined || errors.length === 0) return { data };
		const codes = errorCodes(answer.body);
		if (codes.includes('ACCESS_DENIED')) {
			const field = Array.isArray(errors)
				? errors.find(({ extensions }) => extensions?.code === 'ACCESS_DENIED')?.path?.join('.')
				: undefined;
			throw new ShopifyFailure('accessDenied', { reason: field, requestId });
		}
		if (codes.includes('MAX_COST_EXCEEDED')) throw new ShopifyFailure('tooDear', { requestId });
		if (codes.includes('THROTTLED')) throw new ShopifyFailure('throttled', { requestId });
		throw new ShopifyFailure('errors', { reason: codes.filter(Boolean).join(', '), requestId });
	}

	/** https://shopify.dev/docs/api/admin-graphql/latest/queries/currentAppInstallation */
	async connection(): Promise<Answer<z.infer<typeof connectionCheck>>> {
		return await this.query(CONNECTION_CHECK, {}, connectionCheck);
	}

	/** Order heads changed since, oldest change first, page by page. `search` comes from `search.ts` alone. */
	async *orderPages(search: string): AsyncGenerator<readonly OrderHead[]> {
		let after: string | undefined;
		let first = MOST_IDS;
		for (;;) {
			try {
				const { data } = await this.query(ORDERS_PAGE, { first, after, query: search }, ordersPage);
				yield data.orders.nodes;
				after = data.orders.pageInfo.hasNextPage ? (data.orders.pageInfo.endCursor ?? undefined) : undefined;
				if (after === undefined) return;
			} catch (error) {
				// What a page costs is not published, so a page that is too dear is asked for in half the size.
				first = smaller(error, first);
			}
		}
	}

	/**
	 * Whole orders by GID, as Shopify's own records; ids it does not know (or may not show) are absent. The number of
	 * orders a call starts small and grows to what the cost of the last call allows.
	 */
	async ordersById(ids: readonly string[]): Promise<Map<string, unknown>> {
		const found = new Map<string, unknown>();
		let size = FIRST_ORDERS_A_CALL;
		for (let from = 0; from < ids.length;) {
			const batch = ids.slice(from, from + size);
			try {
				const { data, cost } = await this.query(ORDERS_BY_ID, { ids: batch }, ordersById);
				for (const node of data.nodes) {
					const id = (node as { id?: unknown } | null)?.id;
					if (typeof id === 'string') found.set(id, node);
				}
				from += batch.length;
				if (cost)
					size = nextBatchSize({
						lastSize: batch.length,
						lastCost: cost.requestedQueryCost,
						limit: MOST_COST,
						max: MOST_IDS,
					});
			} catch (error) {
				size = smaller(error, batch.length);
			}
		}
		return found;
	}

	/** The lines of an order after the first page, to the end. */
	async furtherLines(id: string, cursor: string): Promise<LineItem[]> {
		const lines: LineItem[] = [];
		let after: string | undefined = cursor;
		while (after !== undefined) {
			const { data }: Answer<z.infer<typeof orderLinesPage>> = await this.query(
				ORDER_LINES_PAGE,
				{ id, after },
				orderLinesPage,
			);
			if (!data.order) throw new ShopifyFailure('unreadable', { reason: 'order' });
			lines.push(...data.order.lineItems.nodes);
			after = data.order.lineItems.pageInfo.hasNextPage
				? (data.order.lineItems.pageInfo.endCursor ?? undefined)
				: undefined;
		}
		return lines;
	}
}
