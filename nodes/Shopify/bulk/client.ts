import { ShopifyFailure, type ShopifyClient } from '../client';
import { BULK_OPERATION, BULK_RUN_QUERY } from './documents';
import { bulkOperation, bulkStarted, type BulkOperation } from './wire';

/*
 * A bulk query from its start to the last line of its file. https://shopify.dev/docs/api/usage/bulk-operations/queries
 */

/** From so many records on, one bulk query is cheaper than pages. */
export const BULK_FROM = 2000;

const FIRST_POLL_MS = 5_000;
const LONGEST_POLL_MS = 60_000;
const LONGEST_RUN_MS = 60 * 60_000;
/** An app may run five at once; one more waits for its turn that long at most. */
const LONGEST_TURN_MS = 5 * 60_000;
const MOST_DOWNLOADS = 3;

/** The waits between two looks: 5 s at first, each half as long again, 60 s at most, until `longestMs` are spent. */
function* waits(longestMs: number): Generator<number> {
	let waitMs = FIRST_POLL_MS;
	for (let spentMs = 0; spentMs < longestMs; spentMs += waitMs) {
		yield waitMs;
		waitMs = Math.min(LONGEST_POLL_MS, Math.round(waitMs * 1.5));
	}
}

/**
 * Every row of a bulk query, each as `take` keeps it. `query` is one of our own texts. Answers only when the file was
 * read to its end and has as many rows as Shopify counted: a file cut short is a failure of the whole read, never a
 * shorter list. Rows come in any order; a child names its parent in `__parentId`.
 */
export async function bulkRows<T>(
	shopify: ShopifyClient,
	query: string,
	take: (row: Readonly<Record<string, unknown>>) => T,
): Promise<T[]> {
	const done = await finished(shopify, await start(shopify, query));
	for (let attempt = 1; ; attempt++) {
		try {
			return await rowsOf(shopify, done, take);
		} catch (error) {
			const { code, reason } = error as { code?: unknown; reason?: unknown };
			const broken = code === 'DOWNLOAD_FAILED';
			if (broken && attempt < MOST_DOWNLOADS) continue;
			throw broken ? failure(`the file of a bulk query: ${String(reason)}`) : error;
		}
	}
}

async function start(shopify: ShopifyClient, query: string): Promise<string> {
	const turns = waits(LONGEST_TURN_MS);
	for (;;) {
		// Started twice, it is read once: a repeat is harmless.
		const answer = await shopify.mutate(BULK_RUN_QUERY, { query }, bulkStarted, { repeatable: true });
		if ('noAnswer' in answer) throw new ShopifyFailure('noAnswer', { reason: answer.noAnswer.reason });
		if ('refused' in answer) throw failure(answer.refused.codes, answer.refused.requestId);
		const { bulkOperation: operation, userErrors } = answer.data.bulkOperationRunQuery;
		if (operation && userErrors.length === 0) return operation.id;
		const codes = userErrors.map(({ code }) => code ?? '');
		const turn = codes.some((code) => /^(LIMIT_REACHED|OPERATION_IN_PROGRESS)$/.test(code)) ? turns.next() : undefined;
		if (!turn) throw failure(`a bulk query was refused: ${codes.join(', ')}`, answer.requestId);
		if (turn.done) throw new ShopifyFailure('throttled', { requestId: answer.requestId });
		await shopify.pause(turn.value);
	}
}

async function finished(shopify: ShopifyClient, id: string): Promise<BulkOperation> {
	for (const waitMs of waits(LONGEST_RUN_MS)) {
		await shopify.pause(waitMs);
		const { data } = await shopify.query(BULK_OPERATION, { id }, bulkOperation);
		const operation = data.bulkOperation;
		if (!operation) throw failure('a bulk query is not there any more');
		if (operation.status === 'COMPLETED') return operation;
		if (operation.errorCode === 'ACCESS_DENIED') throw new ShopifyFailure('accessDenied');
		if (/^(FAILED|CANCELED|EXPIRED)$/.test(operation.status))
			throw failure(`a bulk query: ${[operation.status, operation.errorCode].filter(Boolean).join(', ')}`);
	}
	throw failure('a bulk query took more than an hour');
}

async function rowsOf<T>(
	shopify: ShopifyClient,
	{ url, partialDataUrl, objectCount }: BulkOperation,
	take: (row: Readonly<Record<string, unknown>>) => T,
): Promise<T[]> {
	if (partialDataUrl) throw failure('a bulk query: only a part of its file is there');
	const rows: T[] = [];
	if (url) for await (const line of shopify.lines(url)) if (line !== '') rows.push(take(rowOf(line)));
	if (String(rows.length) !== objectCount)
		throw failure(`the file of a bulk query: ${rows.length} of ${objectCount} rows`);
	return rows;
}

function rowOf(line: string): Readonly<Record<string, unknown>> {
	try {
		const row: unknown = JSON.parse(line);
		if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
	} catch {
		// What a broken line holds is nobody's business.
	}
	throw failure('the file of a bulk query: a line that is no row');
}

const failure = (reason: string, requestId?: string) => new ShopifyFailure('bulk', { reason, requestId });
