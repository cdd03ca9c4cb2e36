import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest } from '../../transport/http';
import { batch, fieldWords, textIn, wordsOf, type Raw } from './wire';

/*
 * Lists, single records and writes of Le New Black's Wholesale API v2, as the vendor's own PHP SDK makes them
 * (https://github.com/lenewblack/lnb-php). Reads throw `LeNewBlackFailure`, which failures.ts words; writes answer what
 * became of them. No limit of calls is published, so one call is in flight at a time.
 */

/** Rows of a page; fixed in the vendor's SDK. */
export const PAGE_SIZE = 500;
/** Rows of one batch; no largest number is documented (assumed to be safe). */
export const BATCH_SIZE = 100;

export class LeNewBlackFailure extends Error {
	readonly code = 'LENEWBLACK_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'unreadable',
		readonly details: { readonly status?: number; readonly reason?: string } = {},
	) {
		super(`Le New Black did not answer: ${why}`);
		this.name = 'LeNewBlackFailure';
	}
}

/** A row of a list: read, or the path of the field that cannot be. `label` is what the row is called, read or not. */
export type Row<T> = { readonly label: string; readonly raw: Raw } & (
	{ readonly record: T } | { readonly unreadable: string }
);

/** What became of one write. */
export type Written<T> =
	| { readonly done: T; readonly raw: Raw }
	| { readonly refused: { readonly status: number; readonly says?: string } }
	/** `sent: false` when it certainly never reached Le New Black. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

/** What became of one row of a batch. */
export type BatchRow = { readonly done: unknown } | { readonly refused: { readonly says: string } };

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;
export type Query = Readonly<Record<string, string | number | undefined>>;

/** How the rows of one list are read. */
export interface Listing<T> {
	/** `/orders` */
	readonly path: string;
	readonly schema: Schema<T>;
	/** The field by which a row is told from others, and people know it. */
	readonly label: string;
}

export class LeNewBlackClient {
	constructor(readonly http: Http) {}

	/**
	 * The rows of a list, page by page: bare arrays, and headers that say whether there is more; without them a full page
	 * means that there is. A row that moved to a later page while they were read is put out once.
	 */
	async *pages<T>(list: Listing<T>, query: Query = {}): AsyncGenerator<Array<Row<T>>> {
		const seen = new Set<string>();
		for (let page = 1; ; page++) {
			const answer = await this.read(list.path, { ...query, page });
			const rows = rowsIn(answer);
			const fresh = rows.map((row) => rowFrom(row, list)).filter(({ label }) => label === '' || !seen.has(label));
			for (const { label } of fresh) seen.add(label);
			// A service that ignored the number of the page would be asked for ever.
			if (page > 1 && rows.length > 0 && fresh.length === 0)
				throw new LeNewBlackFailure('unreadable', { reason: 'the same page again' });
			yield fresh;
			if (rows.length === 0 || !hasMore(answer, rows.length)) return;
		}
	}

	/** The rows of a list that is not paginated. */
	async all<T>(list: Listing<T>, query: Query = {}): Promise<Array<Row<T>>> {
		return rowsIn(await this.read(list.path, query)).map((row) => rowFrom(row, list));
	}

	/** The record under a code; undefined when there is none. */
	async one<T>(list: Listing<T>, ...keys: readonly string[]): Promise<Row<T> | undefined> {
		const answer = await this.read([list.path, ...keys.map(segment)].join('/'), {}, [404]);
		return answer.status === 404 ? undefined : rowFrom(answer.body, list);
	}

	/** Sends a write and reads its answer. Only a 4xx says that nothing was done; a 5xx can come after the work. */
	async write<T>(request: Omit<HttpRequest, 'judge'>, schema: Schema<T>): Promise<Written<T>> {
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		const { status, body } = answer;
		if (status >= 500) return { noAnswer: { sent: true, reason: String(status) } };
		if (status < 200 || status >= 300) return { refused: { status, says: wordsOf(body) } };
		const parsed = schema.safeParse(body);
		if (parsed.success) return { done: parsed.data, raw: (body ?? {}) as Raw };
		return { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	}

	/**
	 * Sends rows in one call; the answers stand in the order of the rows (inferred from the vendor's code). An answer with
	 * another number of rows says of none what became of it.
	 */
	async batch(
		path: string,
		rows: readonly Raw[],
		options: { readonly repeatable: boolean; readonly maySend?: () => boolean },
	): Promise<Written<readonly BatchRow[]>> {
		const written = await this.write({ method: 'POST', path, body: { requests: rows }, ...options }, batch);
		if (!('done' in written)) return written;
		const { data } = written.done;
		if (data.length !== rows.length) return { noAnswer: { sent: true, reason: 'an answer with other rows' } };
		const done = data.map(({ status, success, errors, result }): BatchRow =>
			(success ?? status === 'success') ? { done: result } : { refused: { says: fieldWords(errors) } },
		);
		return { done, raw: written.raw };
	}

	private async read(path: string, query: Query, other: readonly number[] = []): Promise<HttpAnswer> {
		const answer = await this.http.send({ method: 'GET', path, query: wellFormed(query), repeatable: true });
		if ('noAnswer' in answer) throw new LeNewBlackFailure('noAnswer', { reason: answer.reason });
		if (answer.status === 200 || other.includes(answer.status)) return answer;
		throw new LeNewBlackFailure('status', { status: answer.status });
	}
}

/** A part of a path; references may hold blanks, slashes and dots. A part of dots alone would step out of its folder. */
const segment = (key: string) =>
	encodeURIComponent(key.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/^\.+$/, (dots) => '%252E'.repeat(dots.length));

const wellFormed = (query: Query): Query =>
	Object.fromEntries(
		Object.entries(query).map(([name, value]) => [
			name,
			typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
		]),
	);

function rowsIn({ body }: HttpAnswer): unknown[] {
	if (Array.isArray(body)) return body;
	throw new LeNewBlackFailure('unreadable', { reason: 'no list' });
}

function hasMore({ headers }: HttpAnswer, rows: number): boolean {
	const said = headers['x-pagination-has-more'];
	return said === undefined ? rows >= PAGE_SIZE : said.toLowerCase() === 'true';
}

export function rowFrom<T>(row: unknown, { schema, label }: Listing<T>): Row<T> {
	const parsed = schema.safeParse(row);
	const about = { label: textIn(row, label), raw: (typeof row === 'object' && row !== null ? row : {}) as Raw };
	if (parsed.success) return { record: parsed.data, ...about };
	return { unreadable: parsed.error.issues[0]?.path.join('.') ?? '', ...about };
}

/** The records of rows. Throws for one that cannot be read. */
export function recordsIn<T>(rows: ReadonlyArray<Row<T>>): T[] {
	return rows.map((row) => {
		if ('record' in row) return row.record;
		throw new LeNewBlackFailure('unreadable', { reason: row.unreadable });
	});
}
