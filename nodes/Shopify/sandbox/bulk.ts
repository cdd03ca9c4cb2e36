/*
 * Bulk operations: a query that runs beside the others and leaves a file.
 * https://shopify.dev/docs/api/usage/bulk-operations/queries
 * Assumed: the file shows the shop as it was when the operation was started; how long it takes (option `bulkSpeed`), and
 * that half of the objects are counted while it runs. Its address is this sandbox's own, where Shopify's is a store of
 * files elsewhere; it needs no sign-in and holds for seven days, as Shopify's does. What answers after them is assumed.
 */
import { GraphQLError } from 'graphql';

import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { respond, type Context } from './answers';
import { readBulkQuery, toLines } from './bulk-query';
import type { BulkRecord } from './bulk-records';
import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { gid, numericId, readGid } from './ids';
import type { Fields } from './money';
import type { Mutation } from './mutations';
import { toConnection } from './paging';
import { matchesId, matchesTime, matchesWord, searchRecords, type SearchList } from './search-list';
import { toSeconds, type ShopState } from './state';

/** So many queries of an app run at a time: https://shopify.dev/changelog/faster-bulk-operations */
const MOST_RUNNING = 5;
const LIFE_MS = 7 * 86_400_000;
/** When it runs and when it is done, in milliseconds after its start. */
const SPEEDS: Readonly<Record<string, readonly [running: number, done: number]>> = {
	quick: [100, 300],
	slow: [5_000, 60_000],
};
const CANCELING_MS = 500;
const DOWNLOAD = /^\/bulk\/(\d+)\.jsonl$/;

export const BULK_QUERIES: Readonly<Record<string, Resolver>> = {
	bulkOperation: (args, call) => findOperation(String(args.id), call),
	bulkOperations: (args, call) => operationsPage(args, call),
};

export const BULK_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	BulkOperation: (id, call) => findOperation(id, call),
};

export const BULK_MUTATIONS: Readonly<Record<string, Mutation>> = {
	bulkOperationRunQuery: (args, call) => runQuery(args, call),
	bulkOperationCancel: (args, call) => cancel(args, call),
};

export function isBulkPath(path: string): boolean {
	return DOWNLOAD.test(path);
}

/** GET /bulk/{number}.jsonl */
export function answerBulkFile(request: SandboxRequest, context: Context): SandboxResponse {
	const number = DOWNLOAD.exec(request.path)?.[1] ?? '';
	const operation = context.state.bulk.operations.get(gid('BulkOperation', number));
	const nowMs = context.clock.now();
	if (!operation || operation.rows === '' || !hasFile(operation, nowMs)) {
		return respond(context, { status: 404, body: { errors: 'Not Found' } });
	}
	const headers = { 'content-type': 'application/jsonl; charset=utf-8' };
	const note = { lines: operation.rows.split('\n').length - 1 };
	return respond(context, { status: 200, headers, body: operation.rows, accepted: true, note });
}

function hasFile(operation: BulkRecord, nowMs: number): boolean {
	const status = statusOf(operation, nowMs);
	return (status === 'COMPLETED' || status === 'FAILED') && nowMs - operation.doneAtMs < LIFE_MS;
}

function statusOf({ canceledAtMs, runningAtMs, doneAtMs, errorCode }: BulkRecord, nowMs: number): string {
	if (canceledAtMs !== null) return nowMs < canceledAtMs + CANCELING_MS ? 'CANCELING' : 'CANCELED';
	if (nowMs < runningAtMs) return 'CREATED';
	if (nowMs < doneAtMs) return 'RUNNING';
	return errorCode === null ? 'COMPLETED' : 'FAILED';
}

function isUnderWay(operation: BulkRecord, nowMs: number): boolean {
	return ['CREATED', 'RUNNING', 'CANCELING'].includes(statusOf(operation, nowMs));
}

function runQuery(args: Arguments, call: Call): Fields {
	const fail = (message: string, code: string, field: string[] | null = ['query']): Fields => ({
		bulkOperation: null,
		userErrors: [{ field, message, code }],
	});
	const { operations } = call.state.bulk;
	const underWay = [...operations.values()].filter((each) => each.app === call.app && isUnderWay(each, call.nowMs));
	if (underWay.length >= MOST_RUNNING)
		return fail('Bulk operations limit reached. Please try again later.', 'LIMIT_REACHED', null);
	const query = String(args.query);
	const read = readBulkQuery(call.schema, query);
	if ('problems' in read) {
		const userErrors = read.problems.map((message) => ({ field: ['query'], message, code: 'INVALID' }));
		return { bulkOperation: null, userErrors };
	}
	const { data, errors } = call.runBulk(read.document);
	const loud = errors?.find(({ extensions }) => extensions.code === 'SANDBOX_NOT_IMITATED');
	if (loud) throw loud;
	const { lines, rootObjectCount } = toLines(read.root, data, args.groupObjects === true);
	const denied = errors?.some(({ extensions }) => extensions.code === 'ACCESS_DENIED') === true;
	const errorCode = errors ? (denied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR') : null;
	const operation = start(query, { lines: errors ? [] : lines, rootObjectCount, errorCode }, call);
	call.note.objects = operation.objectCount;
	return { bulkOperation: toOperation(operation, call), userErrors: [] };
}

/** Takes in what has been asked to go wrong. */
function start(
	query: string,
	made: { readonly lines: readonly string[]; readonly rootObjectCount: number; readonly errorCode: string | null },
	call: Call,
): BulkRecord {
	const { bulk } = call.state;
	const [running, done] = SPEEDS[call.context.options.bulkSpeed ?? 'quick'] ?? [100, 300];
	const failing = bulk.failNext;
	const truncating = bulk.truncateNext;
	bulk.failNext = null;
	bulk.truncateNext = null;
	const half = Math.floor(made.lines.length / 2);
	const kept = failing ? (failing.rows ?? half) : truncating ? (truncating.rows ?? half) : made.lines.length;
	const operation: BulkRecord = {
		id: gid('BulkOperation', 6_000_000_000_000 + call.context.nextId('bulkOperation')),
		app: call.app,
		query,
		createdAtMs: call.nowMs,
		runningAtMs: call.nowMs + running,
		doneAtMs: call.nowMs + done,
		canceledAtMs: null,
		errorCode: failing?.errorCode ?? made.errorCode,
		objectCount: made.lines.length,
		rootObjectCount: made.rootObjectCount,
		rows: made.lines
			.slice(0, kept)
			.map((line) => `${line}\n`)
			.join(''),
	};
	bulk.operations.set(operation.id, operation);
	return operation;
}

function toOperation(operation: BulkRecord, call: Call): Fields {
	const status = statusOf(operation, call.nowMs);
	const address = `${call.origin}/bulk/${numericId(operation.id)}.jsonl`;
	const file = hasFile(operation, call.nowMs) && operation.rows !== '' ? address : null;
	const part = status === 'COMPLETED' || status === 'FAILED' ? 1 : status === 'CREATED' ? 0 : 0.5;
	return {
		__typename: 'BulkOperation',
		id: operation.id,
		type: 'QUERY',
		query: operation.query,
		status,
		errorCode: status === 'FAILED' ? operation.errorCode : null,
		createdAt: toSeconds(operation.createdAtMs),
		completedAt: status === 'COMPLETED' ? toSeconds(operation.doneAtMs) : null,
		objectCount: `${Math.floor(operation.objectCount * part)}`,
		rootObjectCount: `${Math.floor(operation.rootObjectCount * part)}`,
		fileSize: status === 'COMPLETED' && file !== null ? `${Buffer.byteLength(operation.rows)}` : null,
		url: status === 'COMPLETED' ? file : null,
		partialDataUrl: status === 'FAILED' ? file : null,
	};
}

function findOperation(id: string, call: Call): Fields | null {
	if (readGid(id)?.type !== 'BulkOperation')
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	const operation = call.state.bulk.operations.get(id);
	return operation?.app === call.app ? toOperation(operation, call) : null;
}

const OPERATION_LIST: SearchList<BulkRecord> = {
	name: 'bulkOperations',
	fields: {
		id: (operation, term) => matchesId(operation.id, term),
		status: (operation, term, { nowMs }) => matchesWord([statusOf(operation, nowMs)], term),
		operation_type: (_operation, term) => matchesWord(['query'], term),
		created_at: (operation, term, { nowMs }) => matchesTime(toSeconds(operation.createdAtMs), term, nowMs),
	},
	left: '',
	words: () => [],
};

/** Oldest first unless reversed. */
function operationsPage(args: Arguments, call: Call): unknown {
	if (args.sortKey !== 'CREATED_AT') throw notImitated(`bulkOperations(sortKey: ${String(args.sortKey)})`);
	const own = [...call.state.bulk.operations.values()].filter(({ app }) => app === call.app);
	const found = searchRecords(OPERATION_LIST, args, own, call);
	const placed = found.map((node) => ({ node, place: [node.createdAtMs, Number(numericId(node.id))] }));
	return toConnection(placed, args, `bulkOperations ${String(args.query ?? '')}`, (each) => toOperation(each, call));
}

/** The words for an operation that is over are as recorded by https://github.com/airhorns/shopify-draft-proxy. */
function cancel(args: Arguments, call: Call): Fields {
	const operation = call.state.bulk.operations.get(String(args.id));
	if (operation?.app !== call.app) {
		return { bulkOperation: null, userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }] };
	}
	if (!isUnderWay(operation, call.nowMs)) {
		const message = `A bulk operation cannot be canceled when it is ${statusOf(operation, call.nowMs).toLowerCase()}`;
		return { bulkOperation: toOperation(operation, call), userErrors: [{ field: null, message }] };
	}
	const canceled = { ...operation, canceledAtMs: operation.canceledAtMs ?? call.nowMs };
	call.state.bulk.operations.set(canceled.id, canceled);
	return { bulkOperation: toOperation(canceled, call), userErrors: [] };
}

/** Changes from outside that make the next operation go wrong. */
export const BULK_CHANGES: Readonly<
	Record<string, (input: Record<string, unknown>, context: { state: ShopState }) => unknown>
> = {
	/** It ends FAILED with part of its rows; `errorCode` and how many `rows` may be said. */
	failNextBulk: (input, { state }) => {
		const errorCode = typeof input.errorCode === 'string' ? input.errorCode : 'TIMEOUT';
		if (!['ACCESS_DENIED', 'INTERNAL_SERVER_ERROR', 'TIMEOUT'].includes(errorCode))
			throw new Error(`"${errorCode}" is none of ACCESS_DENIED, INTERNAL_SERVER_ERROR, TIMEOUT`);
		state.bulk.failNext = { errorCode, rows: wholeNumber(input.rows) };
		return state.bulk.failNext;
	},
	/** It ends COMPLETED with fewer rows than its counts say: half of them, or as many `rows`. */
	truncateNextBulk: (input, { state }) => {
		state.bulk.truncateNext = { rows: wholeNumber(input.rows) };
		return state.bulk.truncateNext;
	},
};

function wholeNumber(value: unknown): number | null {
	if (value === undefined) return null;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
		throw new Error('`rows` is a whole number, 0 or more');
	return value;
}
