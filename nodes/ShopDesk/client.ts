import type { z } from 'zod';

import { NoEndpoint, requestTo, type Contract, type Endpoint, type Paths, type Values } from '../../transport/contract';
import { fewAtOnce } from '../../transport/few-at-once';
import type { Http, HttpAnswer, NoAnswer } from '../../transport/http';
import { fieldIn, isRaw, paging, wordsOf, type Raw } from './wire';

/*
 * How any call to ShopDesk goes, in three contracts. Most of its API is not published: what is on a page of the vendor,
 * seen in the vendor's own client, or assumed stands with each call.
 */

/** Nothing is published but that there is a limit; few requests run side by side. */
export const SIDE_BY_SIDE = 2;
/** Rows of a write in the assumed contract; also taken for the older one. */
export const MOST_ROWS = 300;
const PAGE_SIZE = 100;

export type ContractName = 'documented' | 'legacy' | 'assumed';

export type Call =
	| 'ordersCreate'
	| 'ordersList'
	| 'ordersRead'
	| 'ordersInvoice'
	| 'ordersCancel'
	| 'invoicesList'
	| 'invoicesSync'
	| 'stockList'
	| 'stockLookUp'
	| 'stockAdjust'
	| 'adjustmentsList'
	| 'pricesSet'
	| 'outletsList'
	| 'outletsRead'
	| 'outletsMap';

/** https://docs.postexglobal.com/guide/API-Documentation:-Invoice,-Stock-&-Stock-Adjustment-30b392f180218017b611ef32a9fe421e */
const DOCUMENTED: Contract<Call> = {
	invoicesList: { method: 'GET', path: '/api/invoice', known: 'documented' },
	invoicesSync: { method: 'PUT', path: '/api/invoice/sync', known: 'documented' },
};

const assumed = (method: Endpoint['method'], path: string): Endpoint => ({ method, path, known: 'assumed' });

const ASSUMED: Contract<Call> = {
	...DOCUMENTED,
	ordersCreate: assumed('POST', '/api/sales-orders'),
	ordersList: assumed('GET', '/api/sales-orders'),
	ordersRead: assumed('GET', '/api/sales-orders/{id}'),
	ordersInvoice: assumed('POST', '/api/sales-orders/invoice'),
	ordersCancel: assumed('POST', '/api/sales-orders/cancel'),
	stockList: assumed('GET', '/api/stock'),
	stockAdjust: assumed('POST', '/api/stock/adjustment'),
	pricesSet: assumed('POST', '/api/products/bulk-discount'),
	outletsList: assumed('GET', '/api/stores'),
	outletsRead: assumed('GET', '/api/stores/{id}'),
	outletsMap: assumed('PUT', '/api/stores/{id}/oe-mapping'),
};

const form = (path: string): Endpoint => ({ method: 'POST', path, body: 'multipart', known: 'seen in code' });
const nested = (path: string): Endpoint => ({ method: 'POST', path, body: 'urlencoded', known: 'seen in code' });

/** https://github.com/shopistan/shopdesk-react, 2021; flat values go as multipart, nested ones with brackets. */
const LEGACY: Contract<Call> = {
	ordersList: form('/api/omni_engine/all'),
	ordersRead: form('/api/omni_engine/getOe'),
	ordersInvoice: nested('/api/omni_engine/confirmOe'),
	ordersCancel: nested('/api/omni_engine/cancelOe'),
	stockList: form('/api/products/getFullRegister'),
	stockLookUp: { method: 'GET', path: '/api/products/lookup/{sku}', known: 'seen in code' },
	stockAdjust: nested('/api/integrations/stock_adjustment'),
	adjustmentsList: form('/api/stock_control/viewAdjustment'),
	pricesSet: nested('/api/promotions/setSpecial'),
	outletsList: form('/api/stores/viewAllOutlets'),
	outletsRead: form('/api/stores/get'),
	outletsMap: nested('/api/omni_engine/addOeKey'),
};

export const CONTRACTS: Readonly<Record<ContractName, Contract<Call>>> = {
	documented: DOCUMENTED,
	legacy: LEGACY,
	assumed: ASSUMED,
};

export class ShopdeskFailure extends Error {
	readonly code = 'SHOPDESK_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'refused' | 'signIn' | 'unreadable',
		readonly details: { readonly status?: number; readonly reason?: string } = {},
	) {
		super(`ShopDesk did not answer: ${why}`);
		this.name = 'ShopdeskFailure';
	}
}

/** A row of a list: read, or the path of the field that cannot be. `label` is what the row is called, read or not. */
export type Row<T> = { readonly label: string; readonly raw: Raw } & (
	{ readonly record: T } | { readonly unreadable: string }
);

/** What became of one write. */
export type Written<T> =
	| { readonly done: T }
	| { readonly refused: { readonly status: number; readonly says?: string; readonly signIn: boolean } }
	/** `sent: false` when it certainly never reached ShopDesk. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** How the rows of one list are read. */
export interface Listing<T> {
	readonly call: Call;
	/** Where the older contract keeps the rows: `invoices`, either a list or `{ data, page }`. */
	readonly collection: string;
	readonly schema: Schema<T>;
	/** The field by which people know a row. */
	readonly label: string;
}

interface Sending {
	readonly values?: Values;
	readonly query?: Readonly<Record<string, string | number | undefined>>;
	readonly body?: unknown;
}

interface Writing extends Sending {
	readonly repeatable: boolean;
	readonly maySend?: () => boolean;
	/** Names this write among all others; whether ShopDesk minds it is unseen, so nothing rests on it. */
	readonly key?: string;
}

export class ShopdeskClient {
	constructor(
		readonly http: Http,
		readonly contract: ContractName,
		private readonly paths: Paths = {},
	) {}

	get isLegacy(): boolean {
		return this.contract === 'legacy';
	}

	/** Whether a call can be made: in the contract, or by a path of the operator's own. */
	has(call: Call): boolean {
		return this.endpoint(call) !== undefined;
	}

	/** Under `documented` a call with a path of the operator's own has the form of the assumed contract. */
	private endpoint(call: Call): Endpoint | undefined {
		const path = this.paths[call];
		const own = CONTRACTS[this.contract][call];
		const known = own ?? (path !== undefined && this.contract === 'documented' ? ASSUMED[call] : undefined);
		return known && (path === undefined ? known : { ...known, path });
	}

	private requestFor(call: Call, { values, query, body }: Sending) {
		const endpoint = this.endpoint(call);
		if (!endpoint) throw new NoEndpoint(call);
		return { ...requestTo(endpoint, values, body), query };
	}

	/** One reading. Throws for everything but a success; a 404 of the statuses in `other` answers undefined. */
	async read(call: Call, sending: Sending = {}, other: readonly number[] = []): Promise<Raw | undefined> {
		const answer = await this.http.send({ ...this.requestFor(call, sending), repeatable: true });
		if ('noAnswer' in answer) throw new ShopdeskFailure('noAnswer', { reason: answer.reason });
		if (other.includes(answer.status)) return undefined;
		const refusal = refusalOf(answer);
		if (refusal?.signIn) throw new ShopdeskFailure('signIn', { status: refusal.status });
		if (refusal && answer.status === 200 && refusal.status < 300)
			throw new ShopdeskFailure('refused', { reason: 'it answered without a result' });
		if (refusal || answer.status >= 300)
			throw new ShopdeskFailure('status', { status: refusal?.status ?? answer.status });
		if (!isRaw(answer.body)) throw new ShopdeskFailure('unreadable', { reason: 'no object' });
		return answer.body;
	}

	/** One row of a list, whatever the answer. */
	async probe(call: Call): Promise<HttpAnswer | NoAnswer> {
		const asked = { page: 1, limit: 1 };
		const sending = this.isLegacy ? { body: asked } : { query: asked };
		return await this.http.send({ ...this.requestFor(call, sending), repeatable: true });
	}

	/** The rows of a list, page by page, until a page is short or the last one by its own count. */
	async *pages<T>(list: Listing<T>, query: Sending['query'] = {}): AsyncGenerator<Array<Row<T>>> {
		let before = '';
		for (let page = 1; ; page += 1) {
			const asked = { ...query, page, limit: PAGE_SIZE };
			const answer = (await this.read(list.call, this.isLegacy ? { body: asked } : { query: asked })) ?? {};
			const { rows, pages } = this.rowsIn(answer, list.collection);
			const now = JSON.stringify(rows);
			// A service that ignored the page number would be asked for ever.
			if (rows.length > 0 && now === before) throw new ShopdeskFailure('unreadable', { reason: 'the same page again' });
			before = now;
			yield rows.map((row) => rowFrom(row, list));
			if (rows.length === 0 || (pages === undefined ? rows.length < PAGE_SIZE : page >= pages)) return;
		}
	}

	/** `data`, or in the older contract the collection; without paging it is the list itself, and all there is. */
	private rowsIn(answer: Raw, collection: string): { rows: unknown[]; pages?: number } {
		const held = this.isLegacy ? answer[collection] : answer.data;
		if (Array.isArray(held)) {
			const page = paging.safeParse(answer.page);
			const total = page.success ? page.data?.totalPages : undefined;
			if (this.isLegacy) return { rows: held, pages: 1 };
			return { rows: held, ...(total === undefined || total === null ? {} : { pages: Number(total) }) };
		}
		if (!isRaw(held) || !Array.isArray(held.data)) throw new ShopdeskFailure('unreadable', { reason: 'no list' });
		const page = paging.safeParse(held.page);
		const total = page.success ? page.data?.totalPages : undefined;
		return { rows: held.data, ...(total === undefined || total === null ? {} : { pages: Number(total) }) };
	}

	/**
	 * Sends a write and reads its answer. A 4xx, and a success that says it did nothing, is a refusal; a 5xx can come after
	 * the work, and so can a success that cannot be read.
	 */
	async write<T>(call: Call, writing: Writing, schema: Schema<T>): Promise<Written<T>> {
		const { repeatable, maySend, key } = writing;
		const headers = key === undefined || this.isLegacy ? {} : { headers: { 'Idempotency-Key': key } };
		const request = { ...this.requestFor(call, writing), ...headers, repeatable, maySend };
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		const refusal = refusalOf(answer);
		if (refusal && refusal.status >= 500) return { noAnswer: { sent: true, reason: String(refusal.status) } };
		if (refusal) return { refused: refusal };
		const parsed = schema.safeParse(answer.body);
		return parsed.success
			? { done: parsed.data }
			: { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	}
}

/**
 * Whether an answer says that nothing was done: by its HTTP status; by a `status` in the body that is falsy or 400 and
 * above (HTTP 200 always, seen in code); or by the words NOT OK (documented) or Authentication Failed (seen in code).
 */
export function refusalOf({
	status,
	body,
}: HttpAnswer): { status: number; says?: string; signIn: boolean } | undefined {
	const says = wordsOf(body);
	const message = isRaw(body) ? fieldIn(body, 'message').trim() : '';
	const signIn = message === 'Authentication Failed';
	if (status < 200 || status >= 300) return { status, says, signIn };
	if (!isRaw(body)) return undefined;
	const inside = Number(body.status);
	if (Number.isInteger(inside) && inside >= 400) return { status: inside, says, signIn };
	const isFalsy = 'status' in body && (!body.status || body.status === 'false' || body.status === '0');
	return isFalsy || signIn || message === 'NOT OK' ? { status, says, signIn } : undefined;
}

export function rowFrom<T>(row: unknown, { schema, label }: Pick<Listing<T>, 'schema' | 'label'>): Row<T> {
	const parsed = schema.safeParse(row);
	const about = { label: fieldIn(row, label), raw: isRaw(row) ? row : {} };
	if (parsed.success) return { record: parsed.data, ...about };
	return { unreadable: parsed.error.issues[0]?.path.join('.') ?? '', ...about };
}

/** The records of rows. Throws for one that cannot be read. */
export function recordsIn<T>(rows: ReadonlyArray<Row<T>>): T[] {
	return rows.map((row) => {
		if ('record' in row) return row.record;
		throw new ShopdeskFailure('unreadable', { reason: row.unreadable });
	});
}

/** Runs work over a list, as many at a time as this vendor is asked; answers in the order of the list. */
export const sideBySide = async <T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> =>
	await fewAtOnce(SIDE_BY_SIDE, list, work);
