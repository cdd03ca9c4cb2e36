import type { z } from 'zod';

import { fewAtOnce } from '../../transport/few-at-once';
import type { Http, HttpAnswer, HttpRequest } from '../../transport/http';
import { envelope, textIn, wordsOf, type Raw } from './wire';

/*
 * Lists, single records and writes of Unleashed's API, https://apidocs.unleashedsoftware.com/
 * Reads throw `UnleashedFailure`, which failures.ts words; writes answer what became of them.
 */

/** The documented page; up to 1,000 is seen in public clients, and the vendor calls large pages slow. */
export const PAGE_SIZE = 200;
export const LARGEST_PAGE = 1_000;
/** No limit per second is documented. Few requests run side by side, because each one counts against the month. */
export const SIDE_BY_SIDE = 2;

export class UnleashedFailure extends Error {
	readonly code = 'UNLEASHED_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'quota' | 'unreadable',
		readonly details: { readonly status?: number; readonly reason?: string } = {},
	) {
		super(`Unleashed did not answer: ${why}`);
		this.name = 'UnleashedFailure';
	}
}

/** A row of a list: read, or the path of the field that cannot be. `label` is what the row is called, read or not. */
export type Row<T> = { readonly label: string; readonly raw: Raw } & (
	{ readonly record: T } | { readonly unreadable: string }
);

/** What became of one write. */
export type Written<T> =
	/** The record as it stands now, whole. */
	| { readonly done: T; readonly raw: Raw }
	| { readonly refused: { readonly status: number; readonly says?: string; readonly quota: boolean } }
	/** `sent: false` when it certainly never reached Unleashed. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** How the rows of one list are read. */
export interface Listing<T> {
	/** `/SalesOrders` */
	readonly path: string;
	readonly schema: Schema<T>;
	/** The field by which people know a row: `OrderNumber`, `ProductCode`. */
	readonly label: string;
	/** The fields by which a row is told from others; `Guid` when absent. */
	readonly key?: readonly string[];
}

export class UnleashedClient {
	constructor(
		readonly http: Http,
		private readonly pageSize: number = PAGE_SIZE,
	) {}

	/**
	 * The rows of a list, page by page. The number of a page is a part of the path and never signed; pages say how many
	 * there are. Most lists are ordered by their last change, so a row can come again on a later page: it is put out once.
	 */
	async *pages<T>(list: Listing<T>, query: Query = {}): AsyncGenerator<Array<Row<T>>> {
		const seen = new Set<string>();
		for (let page = 1; ; page++) {
			const { items, last } = await this.page(list.path, page, { ...query, pageSize: this.pageSize });
			yield items.map((item) => rowFrom(item, list)).filter((row) => isFresh(row, list, seen));
			if (last || items.length === 0) return;
		}
	}

	/** All rows of a list whose filter asks for few. */
	async rows<T>(list: Listing<T>, query: Query = {}): Promise<Array<Row<T>>> {
		const found: Array<Row<T>> = [];
		for await (const page of this.pages(list, query)) found.push(...page);
		return found;
	}

	/** The record with this GUID, which comes without an envelope; undefined when there is none. */
	async one<T>(list: Listing<T>, guid: string): Promise<Row<T> | undefined> {
		const path = `${list.path}/${encodeURIComponent(guid)}`;
		const answer = await this.read({ method: 'GET', path, repeatable: true, judge: judgeQuota }, [404]);
		return answer.status === 404 ? undefined : rowFrom(answer.body, list);
	}

	/**
	 * Sends a write and reads its answer. Only a 4xx says that nothing was done; a 5xx can come after the work, and so can
	 * a success that cannot be read.
	 */
	async write<T>(request: Omit<HttpRequest, 'judge'>, schema: Schema<T>): Promise<Written<T>> {
		const answer = await this.sent(request);
		if (!('status' in answer)) return answer;
		const parsed = schema.safeParse(answer.body);
		if (parsed.success) return { done: parsed.data, raw: answer.body as Raw };
		return { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	}

	/** A write whose answer says nothing that is needed; `other` are statuses by which it is done too. */
	async act(request: Omit<HttpRequest, 'judge'>, other: readonly number[] = []): Promise<Written<unknown>> {
		const answer = await this.sent(request, other);
		return 'status' in answer ? { done: answer.body, raw: {} } : answer;
	}

	private async sent(
		request: Omit<HttpRequest, 'judge'>,
		other: readonly number[] = [],
	): Promise<HttpAnswer | Exclude<Written<never>, { done: never }>> {
		const answer = await this.http.send({ ...request, judge: judgeQuota });
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		const { status, body } = answer;
		if ((status >= 200 && status < 300) || other.includes(status)) return answer;
		if (status >= 500) return { noAnswer: { sent: true, reason: String(status) } };
		return { refused: { status, says: wordsOf(body), quota: isQuota(answer) } };
	}

	private async page(path: string, page: number, query: Query): Promise<{ items: unknown[]; last: boolean }> {
		const paged = page === 1 ? path : `${path}/${page}`;
		const asked = wellFormed(query);
		const answer = await this.read({ method: 'GET', path: paged, query: asked, repeatable: true, judge: judgeQuota });
		const parsed = envelope.safeParse(answer.body);
		if (!parsed.success) throw new UnleashedFailure('unreadable', { reason: 'no list' });
		const { Items: items, Pagination } = parsed.data;
		// A service that ignored the page number would be asked for ever.
		if (Pagination?.PageNumber != null && Pagination.PageNumber !== page)
			throw new UnleashedFailure('unreadable', { reason: 'another page than the one asked for' });
		return { items, last: page >= (Pagination?.NumberOfPages ?? 1) };
	}

	private async read(request: HttpRequest, other: readonly number[] = []): Promise<HttpAnswer> {
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) throw new UnleashedFailure('noAnswer', { reason: answer.reason });
		if (answer.status === 200 || other.includes(answer.status)) return answer;
		throw new UnleashedFailure(isQuota(answer) ? 'quota' : 'status', { status: answer.status });
	}
}

/** Half a character cannot be encoded; it is asked for as what every text shows in its place. */
const wellFormed = (query: Query): Query =>
	Object.fromEntries(
		Object.entries(query).map(([name, value]) => [
			name,
			typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
		]),
	);

/**
 * Whether an answer says that the month's calls are used up. All calls are refused then until the first of the next month
 * (https://help-unleashed.theaccessgroup.com/en/articles/11582291-understanding-your-api-usage-limits); with which status
 * and words is not documented, so a refusal that speaks of such a limit is taken for it (assumed).
 */
export function isQuota({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): boolean {
	const words = typeof body === 'string' ? body : JSON.stringify(body ?? '');
	// A limit that is spoken of in a 429 may be one per second.
	if (status === 429) return /quota|usage|allowance|month/i.test(words);
	return (status === 402 || status === 403) && /quota|usage|allowance|month|limit/i.test(words);
}

/** To wait some seconds for the next month only costs more calls. */
export const judgeQuota: HttpRequest['judge'] = (answer) => (isQuota(answer) ? { act: 'fail' } : undefined);

function rowFrom<T>(row: unknown, { schema, label }: Listing<T>): Row<T> {
	const parsed = schema.safeParse(row);
	const about = { label: textIn(row, label), raw: (typeof row === 'object' && row !== null ? row : {}) as Raw };
	if (parsed.success) return { record: parsed.data, ...about };
	return { unreadable: parsed.error.issues[0]?.path.join('.') ?? '', ...about };
}

function isFresh<T>({ raw }: Row<T>, { key = ['Guid'] }: Listing<T>, seen: Set<string>): boolean {
	const parts = key.map((field) => textIn(raw, field).toLowerCase());
	if (parts[0] === '') return true;
	const id = parts.join('\n');
	const again = seen.has(id);
	seen.add(id);
	return !again;
}

/** The records of rows. Throws for one that cannot be read. */
export function recordsIn<T>(rows: ReadonlyArray<Row<T>>): T[] {
	return rows.map((row) => {
		if ('record' in row) return row.record;
		throw new UnleashedFailure('unreadable', { reason: row.unreadable });
	});
}

/** Runs work over a list, as many at a time as this vendor is asked; answers in the order of the list. */
export const sideBySide = async <T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> =>
	await fewAtOnce(SIDE_BY_SIDE, list, work);
