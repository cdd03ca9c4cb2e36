import type { z } from 'zod';

import { fewAtOnce } from '../../transport/few-at-once';
import type { Http, HttpAnswer, HttpRequest } from '../../transport/http';
import { apiError, textIn } from './wire';

/*
 * Lists and writes of OGOship's Open API v1, https://openapi.ogoship.com/
 * Reads throw `OgoshipFailure`, which failures.ts words; writes answer what became of them.
 */

/** Lists hold 250 at most; the last page is the one with fewer (seen in OGOship's own client). */
const PAGE_SIZE = 250;
/** Nothing is documented about rate limits, so few requests run side by side. */
export const SIDE_BY_SIDE = 3;

export class OgoshipFailure extends Error {
	readonly code = 'OGOSHIP_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'unreadable',
		readonly details: { readonly status?: number; readonly reason?: string } = {},
	) {
		super(`OGOship did not answer: ${why}`);
		this.name = 'OgoshipFailure';
	}
}

/** A row of a list: read, or the path of the field that cannot be. `label` is what the row is called, read or not. */
export type Row<T> = { readonly label: string; readonly raw: unknown } & (
	{ readonly record: T } | { readonly unreadable: string }
);

/** What became of one write. */
export type Written<T> =
	| { readonly done: T }
	| { readonly refused: { readonly status: number; readonly says?: string } }
	/** `sent: false` when it certainly never reached OGOship. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** How the rows of one list are read. */
export interface Listing<T> {
	/** `/api/v1/Orders` */
	readonly path: string;
	readonly schema: Schema<T>;
	/** The field by which a row is told from others (`reference`, `productCode`), and the filter that asks for it. */
	readonly key: string;
	readonly filter: string;
}

export class OgoshipClient {
	constructor(readonly http: Http) {}

	/**
	 * The rows of a list, page by page; bare arrays, no total, and the literal `null` where nothing was found (seen in
	 * OGOship's own .NET client). The sort order is undocumented, so a row can come twice while the list changes; and a
	 * page that broke off could not be told from the last one.
	 */
	async *pages<T>(list: Listing<T>, query: Record<string, string | undefined> = {}): AsyncGenerator<Array<Row<T>>> {
		let before = '';
		for (let page = 1; ; page++) {
			const rows = await this.page(list.path, { ...query, limit: PAGE_SIZE, page });
			const now = JSON.stringify(rows);
			// A service that ignored the page number would be asked for ever.
			if (rows.length === PAGE_SIZE && now === before)
				throw new OgoshipFailure('unreadable', { reason: 'the same page again' });
			before = now;
			yield rows.map((row) => rowFrom(row, list));
			if (rows.length < PAGE_SIZE) return;
		}
	}

	/**
	 * The rows with exactly this key. Whether the API's own filters are exact is undocumented, so they are compared here,
	 * letter by letter.
	 */
	async rowsWith<T>(
		list: Listing<T>,
		key: string,
		more: Record<string, string | undefined> = {},
	): Promise<Array<Row<T>>> {
		const found: Array<Row<T>> = [];
		for await (const page of this.pages(list, { ...more, [list.filter]: key }))
			found.push(...page.filter(({ label }) => label === key));
		return found;
	}

	/** Sends a write and reads its answer. Only a 4xx says that nothing was done; a 5xx can come after the work. */
	async write<T>(request: HttpRequest, schema: Schema<T>): Promise<Written<T>> {
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		if (answer.status >= 200 && answer.status < 300) return doneFrom(answer, schema);
		if (answer.status >= 500) return { noAnswer: { sent: true, reason: String(answer.status) } };
		const said = apiError.safeParse(answer.body);
		return { refused: { status: answer.status, says: said.success ? (said.data.message ?? undefined) : undefined } };
	}

	private async page(path: string, query: Record<string, string | number | undefined>): Promise<unknown[]> {
		const answer = await this.http.send({ method: 'GET', path, query, repeatable: true });
		if ('noAnswer' in answer) throw new OgoshipFailure('noAnswer', { reason: answer.reason });
		if (answer.status !== 200) throw new OgoshipFailure('status', { status: answer.status });
		if (answer.body === null) return [];
		if (!Array.isArray(answer.body)) throw new OgoshipFailure('unreadable', { reason: 'no list' });
		return answer.body;
	}
}

function rowFrom<T>(row: unknown, { schema, key }: Listing<T>): Row<T> {
	const parsed = schema.safeParse(row);
	const about = { label: textIn(row, key), raw: row };
	if (parsed.success) return { record: parsed.data, ...about };
	return { unreadable: parsed.error.issues[0]?.path.join('.') ?? '', ...about };
}

function doneFrom<T>(answer: HttpAnswer, schema: Schema<T>): Written<T> {
	const parsed = schema.safeParse(answer.body);
	return parsed.success ? { done: parsed.data } : { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
}

/** The records of rows. Throws for one that cannot be read. */
export function recordsIn<T>(rows: ReadonlyArray<Row<T>>): T[] {
	return rows.map((row) => {
		if ('record' in row) return row.record;
		throw new OgoshipFailure('unreadable', { reason: row.unreadable });
	});
}

/** Runs work over a list, as many at a time as this vendor is asked; answers in the order of the list. */
export const sideBySide = async <T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> =>
	await fewAtOnce(SIDE_BY_SIDE, list, work);
