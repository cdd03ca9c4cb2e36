import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest, NoAnswer, Verdict } from '../../transport/http';
import { nextBatchSize, paceWait } from '../../transport/pace';
import { envelope, nodesAnswer, type Cost, type PageInfo } from './wire';

/*
 * Queries and mutations of Shopify's Admin GraphQL API, paced by what its answers say of their cost. Throws only
 * `ShopifyFailure`, which failures.ts words.
 * https://shopify.dev/docs/api/admin-graphql/latest
 */

/** The most one query may cost on any plan. https://shopify.dev/docs/api/usage/limits */
const MOST_COST = 1000;
/** Shopify advises to back off one second when throttled; never less. */
const LEAST_WAIT_MS = 1000;
/** https://shopify.dev/docs/api/usage/limits: arrays and pages hold at most 250. */
export const MOST_IDS = 250;
/** Below this the clocks count as the same; readings are compared with as much in mind (core/sync/reading.ts). */
const LEAST_SKEW_MS = 5000;

/** Why Shopify did not answer a query: what it said, by kind. */
export class ShopifyFailure extends Error {
	readonly code = 'SHOPIFY_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'accessDenied' | 'tooDear' | 'throttled' | 'errors' | 'unreadable' | 'bulk',
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

/** What became of a mutation. */
export type Mutated<T> =
	| { readonly data: T; readonly requestId?: string }
	| { readonly refused: { readonly codes: string; readonly requestId?: string } }
	/** `sent: false` when it certainly never reached Shopify. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

export interface Answer<T> {
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

/** What a failure says of the mutation it came from; what concerns the whole run is thrown on. */
function afterMutation(error: unknown): Mutated<never> {
	const { why, details } = error instanceof ShopifyFailure ? error : {};
	// A body that is no GraphQL answer says nothing of what became of the mutation.
	if (why === 'unreadable') return { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	if (why !== 'errors') throw error;
	return { refused: { codes: details?.reason ?? '', requestId: details?.requestId } };
}

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** What Shopify sent, in the form we asked for; another form is its fault and concerns the whole run. */
export function parsedAs<T>(schema: Schema<T>, sent: unknown): T {
	const parsed = schema.safeParse(sent);
	if (parsed.success) return parsed.data;
	throw new ShopifyFailure('unreadable', { reason: parsed.error.issues[0]?.path.join('.') });
}

interface Page<N> {
	readonly nodes: readonly N[];
	readonly pageInfo: PageInfo;
}

/** A connection of a record with its further pages; `next` answers undefined where the record is gone meanwhile. */
export async function toTheEnd<N>(
	first: Page<N>,
	next: (after: string | null | undefined) => Promise<Page<N> | null | undefined>,
): Promise<{ nodes: N[]; pageInfo: PageInfo }> {
	const nodes = [...first.nodes];
	let { pageInfo } = first;
	while (pageInfo.hasNextPage) {
		const page = await next(pageInfo.endCursor);
		if (!page) throw new ShopifyFailure('unreadable', { reason: 'page' });
		nodes.push(...page.nodes);
		({ pageInfo } = page);
	}
	return { nodes, pageInfo };
}

export class ShopifyClient {
	/** What the last answer said of the bucket; the next call waits for what it will probably cost. */
	private last: Cost | undefined;

	private aheadMs = 0;

	constructor(
		private readonly http: Http,
		private readonly version: string,
	) {}

	/** How far Shopify's clock is ahead of ours, in milliseconds, by the last answer's Date header; whole seconds. */
	clockAheadMs(): number {
		return this.aheadMs;
	}

	/** A moment of ours as Shopify's clock tells it, ISO 8601 UTC; to be compared with times that Shopify wrote. */
	shopTime(atMs: number): string {
		return new Date(atMs + this.aheadMs).toISOString();
	}

	/** Waits before the next look at something that Shopify does by itself. */
	async pause(waitMs: number): Promise<void> {
		await this.http.pause(waitMs);
	}

	/** The lines of a file whose address Shopify named in an answer; see `Http.lines`. */
	lines(url: string): AsyncIterable<string> {
		return this.http.lines(url);
	}

	/** Calls made so far in this run. */
	calls(): number {
		return this.http.calls();
	}

	/** Sends one query. Reading is repeatable. */
	async query<T>(document: string, variables: Record<string, unknown>, schema: Schema<T>): Promise<Answer<T>> {
		const answer = await this.send(document, variables, { repeatable: true });
		const body = this.bodyOf(answer);
		return {
			data: parsedAs(schema, body.data),
			cost: this.last,
			version: 'headers' in answer ? answer.headers['x-shopify-api-version'] : undefined,
		};
	}

	/**
	 * Sends one mutation. `repeatable` only where Shopify itself makes a repeat harmless (`@idempotent`, a value that is
	 * set); what an unanswered one did is not known. A refusal of the whole document (a missing key, a wrong variable) is
	 * `refused`; what a mutation refuses by field stands in its own `userErrors`, which the schema must hold.
	 */
	async mutate<T>(
		document: string,
		variables: Record<string, unknown>,
		schema: Schema<T>,
		how: { readonly repeatable: boolean; readonly maySend?: () => boolean },
	): Promise<Mutated<T>> {
		const answer = await this.send(document, variables, how);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		// A 5xx can come after the work was done.
		if (answer.status >= 500) return { noAnswer: { sent: true, reason: String(answer.status) } };
		try {
			const parsed = schema.safeParse(this.bodyOf(answer).data);
			if (parsed.success) return { data: parsed.data, requestId: answer.headers['x-request-id'] };
			return { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
		} catch (error) {
			return afterMutation(error);
		}
	}

	private async send(
		document: string,
		variables: Record<string, unknown>,
		{ repeatable, maySend }: { readonly repeatable: boolean; readonly maySend?: () => boolean },
	): Promise<HttpAnswer | NoAnswer> {
		await this.pace();
		const answer = await this.http.send({
			method: 'POST',
			path: `/admin/api/${this.version}/graphql.json`,
			body: { query: document, variables },
			repeatable,
			judge: judgeThrottle,
			...(maySend ? { maySend } : {}),
		} satisfies HttpRequest);
		const date = 'headers' in answer ? Date.parse(answer.headers.date ?? '') : Number.NaN;
		// Whole seconds and the way there and back: less than a few seconds is no difference of clocks.
		if (!Number.isNaN(date)) this.aheadMs = Math.abs(date - Date.now()) < LEAST_SKEW_MS ? 0 : date - Date.now();
		return answer;
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

	/** The nodes of a connection, page by page; a page that is too dear is asked for in half the size. */
	async *pages<T, N>(
		document: string,
		schema: Schema<T>,
		connectionOf: (data: T) => { readonly nodes: readonly N[]; readonly pageInfo: PageInfo } | null | undefined,
		variables: Record<string, unknown>,
		most: number = MOST_IDS,
	): AsyncGenerator<readonly N[]> {
		let after: string | undefined;
		let first = most;
		for (;;) {
			try {
				const { data } = await this.query(document, { ...variables, first, after }, schema);
				const connection = connectionOf(data);
				if (!connection) throw new ShopifyFailure('unreadable', { reason: 'connection' });
				yield connection.nodes;
				after = connection.pageInfo.hasNextPage ? (connection.pageInfo.endCursor ?? undefined) : undefined;
				if (after === undefined) return;
			} catch (error) {
				// What a page costs is not published.
				first = smaller(error, first);
			}
		}
	}

	/**
	 * Records by GID, as Shopify's own; ids it does not know (or may not show) are absent. The number of records a call
	 * starts at `start` and grows to what the cost of the last call allows. The document takes `$ids` and answers `nodes`;
	 * `variables` are those it takes besides.
	 */
	async nodesById(
		document: string,
		ids: readonly string[],
		start: number,
		variables: Readonly<Record<string, unknown>> = {},
	): Promise<Map<string, unknown>> {
		const found = new Map<string, unknown>();
		let size = start;
		for (let from = 0; from < ids.length;) {
			const batch = ids.slice(from, from + size);
			try {
				const { data, cost } = await this.query(document, { ...variables, ids: batch }, nodesAnswer);
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
}
