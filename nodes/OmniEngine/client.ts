import type { z } from 'zod';

import { NoEndpoint, requestTo, type Contract, type Endpoint, type Paths, type Values } from '../../transport/contract';
import { fewAtOnce } from '../../transport/few-at-once';
import type { Http, HttpAnswer, NoAnswer } from '../../transport/http';
import { fieldIn, isRaw, paging, wordsOf, type Raw } from './wire';

/*
 * How any call to OmniEngine goes. Published is one list of orders; all else is assumed.
 */

/** Nothing is published about limits; few requests run side by side. */
export const SIDE_BY_SIDE = 2;
export const MOST_ROWS = 300;
const PAGE_SIZE = 100;

export type ContractName = 'documented' | 'assumed';

export type Call =
	| 'ordersList'
	| 'ordersRead'
	| 'ordersMove'
	| 'ordersAssign'
	| 'shipmentsBook'
	| 'locationsList'
	| 'locationsCreate'
	| 'stockList'
	| 'stockSet'
	| 'couriersList';

/** https://docs.postexglobal.com/guide/OMS-Sales-APIs-v1.0-309392f18021801a836ffecd36dbc4b2 */
const DOCUMENTED: Contract<Call> = {
	ordersList: { method: 'GET', path: '/oe/v2/orders/sales_orders', known: 'documented' },
};

const assumed = (method: Endpoint['method'], path: string): Endpoint => ({ method, path, known: 'assumed' });

const ASSUMED: Contract<Call> = {
	...DOCUMENTED,
	ordersRead: assumed('GET', '/oe/v2/orders/{id}'),
	ordersMove: assumed('PUT', '/oe/v2/orders/{id}/status'),
	ordersAssign: assumed('PUT', '/oe/v2/orders/{id}/location'),
	shipmentsBook: assumed('POST', '/oe/v2/orders/{id}/shipments'),
	locationsList: assumed('GET', '/oe/v2/locations'),
	locationsCreate: assumed('POST', '/oe/v2/locations'),
	stockList: assumed('GET', '/oe/v2/inventory'),
	stockSet: assumed('PUT', '/oe/v2/inventory'),
	couriersList: assumed('GET', '/oe/v2/couriers'),
};

export const CONTRACTS: Readonly<Record<ContractName, Contract<Call>>> = { documented: DOCUMENTED, assumed: ASSUMED };

export class OmniengineFailure extends Error {
	readonly code = 'OMNIENGINE_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'unreadable',
		readonly details: { readonly status?: number; readonly reason?: string } = {},
	) {
		super(`OmniEngine did not answer: ${why}`);
		this.name = 'OmniengineFailure';
	}
}

/** A row of a list: read, or the path of the field that cannot be. */
export type Row<T> = { readonly label: string; readonly raw: Raw } & (
	{ readonly record: T } | { readonly unreadable: string }
);

export type Written<T> =
	| { readonly done: T }
	| { readonly refused: { readonly status: number; readonly says?: string } }
	/** `sent: false` when it certainly never reached OmniEngine. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

export interface Listing<T> {
	readonly call: Call;
	readonly schema: Schema<T>;
	readonly label: string;
}

type Query = Readonly<Record<string, string | number | undefined>>;

interface Writing {
	readonly values?: Values;
	readonly body: unknown;
	readonly repeatable: boolean;
	readonly maySend?: () => boolean;
	/** Names this write among all others; whether OmniEngine minds it is unseen, so nothing rests on it. */
	readonly key?: string;
}

export class OmniengineClient {
	constructor(
		readonly http: Http,
		readonly contract: ContractName,
		private readonly paths: Paths = {},
	) {}

	has(call: Call): boolean {
		return this.endpoint(call) !== undefined;
	}

	/** A call with a path of the operator's own has the form of the assumed contract. */
	private endpoint(call: Call): Endpoint | undefined {
		const path = this.paths[call];
		const known = CONTRACTS[this.contract][call] ?? (path === undefined ? undefined : ASSUMED[call]);
		return known && (path === undefined ? known : { ...known, path });
	}

	private needed(call: Call): Endpoint {
		const endpoint = this.endpoint(call);
		if (!endpoint) throw new NoEndpoint(call);
		return endpoint;
	}

	/** One record under `data`; undefined when there is none. */
	async one<T>(list: Listing<T>, values: Values): Promise<Row<T> | undefined> {
		const answer = await this.http.send({ ...requestTo(this.needed(list.call), values), repeatable: true });
		if ('status' in answer && answer.status === 404) return undefined;
		return rowFrom(bodyOf(answer).data, list);
	}

	/** The rows of a list, page by page, until a page is short or the last one by its own count. */
	async *pages<T>(list: Listing<T>, query: Query = {}): AsyncGenerator<Array<Row<T>>> {
		let before = '';
		for (let page = 1; ; page += 1) {
			const asked = { ...query, page, limit: PAGE_SIZE };
			const request = { ...requestTo(this.needed(list.call)), query: asked, repeatable: true };
			const body = bodyOf(await this.http.send(request));
			if (!Array.isArray(body.data)) throw new OmniengineFailure('unreadable', { reason: 'no list' });
			const now = JSON.stringify(body.data);
			if (body.data.length > 0 && now === before)
				throw new OmniengineFailure('unreadable', { reason: 'the same page again' });
			before = now;
			yield body.data.map((row) => rowFrom(row, list));
			const parsed = paging.safeParse(body.page);
			const last = parsed.success ? parsed.data?.totalPages : undefined;
			if (last == null ? body.data.length < PAGE_SIZE : page >= Number(last)) return;
		}
	}

	async rows<T>(list: Listing<T>, query: Query = {}): Promise<Array<Row<T>>> {
		const rows: Array<Row<T>> = [];
		for await (const page of this.pages(list, query)) rows.push(...page);
		return rows;
	}

	/** Sends a write and reads its answer. Only a 4xx says that nothing was done. */
	async write<T>(call: Call, writing: Writing, schema: Schema<T>): Promise<Written<T>> {
		const { values, body, repeatable, maySend, key } = writing;
		const headers = key === undefined ? {} : { headers: { 'Idempotency-Key': key } };
		const request = { ...requestTo(this.needed(call), values, body), ...headers, repeatable, maySend };
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		const status = statusOf(answer);
		if (status >= 500) return { noAnswer: { sent: true, reason: String(status) } };
		if (status >= 300) return { refused: { status, says: wordsOf(answer.body) } };
		const parsed = schema.safeParse(answer.body);
		return parsed.success
			? { done: parsed.data }
			: { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	}

	/** One row of a list, whatever the answer. */
	async probe(call: Call, query: Query): Promise<HttpAnswer | NoAnswer> {
		return await this.http.send({ ...requestTo(this.needed(call)), query, repeatable: true });
	}
}

/** The status of an answer: HTTP's, or the one in the body where that is an error. */
export function statusOf({ status, body }: HttpAnswer): number {
	const inside = isRaw(body) ? Number(body.status) : Number.NaN;
	return status < 300 && Number.isInteger(inside) && inside >= 400 ? inside : status;
}

function bodyOf(answer: HttpAnswer | NoAnswer): Raw {
	if ('noAnswer' in answer) throw new OmniengineFailure('noAnswer', { reason: answer.reason });
	const status = statusOf(answer);
	if (status >= 300) throw new OmniengineFailure('status', { status });
	if (!isRaw(answer.body)) throw new OmniengineFailure('unreadable', { reason: 'no object' });
	return answer.body;
}

function rowFrom<T>(row: unknown, { schema, label }: Listing<T>): Row<T> {
	const parsed = schema.safeParse(row);
	const about = { label: fieldIn(row, label), raw: isRaw(row) ? row : {} };
	if (parsed.success) return { record: parsed.data, ...about };
	return { unreadable: parsed.error.issues[0]?.path.join('.') ?? '', ...about };
}

/** The records of rows. Throws for one that cannot be read. */
export function recordsIn<T>(rows: ReadonlyArray<Row<T>>): T[] {
	return rows.map((row) => {
		if ('record' in row) return row.record;
		throw new OmniengineFailure('unreadable', { reason: row.unreadable });
	});
}

export const sideBySide = async <T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> =>
	await fewAtOnce(SIDE_BY_SIDE, list, work);
