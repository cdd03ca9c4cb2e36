import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest, NoAnswer } from '../../transport/http';
import { apiError, order, orders, products, type OgoDraft, type OgoOrder, type OgoProduct } from './wire';

/*
 * One function an endpoint of OGOship's Open API v1, https://openapi.ogoship.com/
 * Reads throw `OgoshipFailure`; writes answer what became of them.
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

/** What became of one write. */
export type Written =
	| { readonly done: OgoOrder }
	| { readonly refused: { readonly status: number; readonly says?: string } }
	/** `sent: false` when it certainly never reached OGOship. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

export class OgoshipClient {
	constructor(readonly http: Http) {}

	/** Orders changed since, page by page; bare arrays, no total. Sort order is undocumented, so repeats are possible. */
	async *orderPages(modifiedAfter?: string): AsyncGenerator<OgoOrder[]> {
		yield* this.pages('/api/v1/Orders', { modifiedAfter }, orders);
	}

	/** The orders under a reference. Whether the filter is exact is undocumented: compared here, letter by letter. */
	async ordersByReference(reference: string): Promise<OgoOrder[]> {
		const found: OgoOrder[] = [];
		for await (const page of this.pages('/api/v1/Orders', { reference }, orders)) found.push(...page);
		return found.filter((each) => each.reference === reference);
	}

	/** The products under a code; more than one is a fault in the merchant's data. */
	async productsByCode(code: string): Promise<OgoProduct[]> {
		const found: OgoProduct[] = [];
		for await (const page of this.pages('/api/v1/Products', { code }, products)) found.push(...page);
		return found.filter((each) => each.code === code);
	}

	/** A new order. Never repeated when nobody knows what became of it: there may be two then. */
	async createOrder(draft: OgoDraft, maySend: () => boolean): Promise<Written> {
		return await this.write({ method: 'POST', path: '/api/v1/Orders', body: draft, repeatable: false, maySend });
	}

	/** The whole order again under its reference; given lines replace the old ones, so a repeat changes nothing more. */
	async updateOrder(draft: OgoDraft, maySend: () => boolean): Promise<Written> {
		const path = `/api/v1/Orders/${encodeURIComponent(draft.reference)}`;
		return await this.write({ method: 'PUT', path, body: draft, repeatable: true, maySend });
	}

	private async *pages<T>(
		path: string,
		query: Record<string, string | undefined>,
		schema: z.ZodType<T[] | null, z.ZodTypeDef, unknown>,
	): AsyncGenerator<T[]> {
		for (let page = 1; ; page++) {
			const answer = await this.http.send({
				method: 'GET',
				path,
				query: { ...query, limit: PAGE_SIZE, page },
				repeatable: true,
			});
			if ('noAnswer' in answer) throw new OgoshipFailure('noAnswer', { reason: answer.reason });
			if (answer.status !== 200) throw new OgoshipFailure('status', { status: answer.status });
			const parsed = schema.safeParse(answer.body);
			if (!parsed.success) throw new OgoshipFailure('unreadable', { reason: parsed.error.issues[0]?.path.join('.') });
			const rows = parsed.data ?? [];
			yield rows;
			if (rows.length < PAGE_SIZE) return;
		}
	}

	private async write(request: HttpRequest): Promise<Written> {
		const answer = await this.http.send(request);
		if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
		if (answer.status >= 200 && answer.status < 300) return this.doneFrom(answer);
		// A 5xx can come after the work was done; only a 4xx says that nothing was.
		if (answer.status >= 500) return { noAnswer: { sent: true, reason: String(answer.status) } };
		const said = apiError.safeParse(answer.body);
		return { refused: { status: answer.status, says: said.success ? (said.data.message ?? undefined) : undefined } };
	}

	private doneFrom(answer: HttpAnswer | NoAnswer): Written {
		const parsed = order.safeParse('body' in answer ? answer.body : undefined);
		return parsed.success
			? { done: parsed.data }
			: { noAnswer: { sent: true, reason: 'an answer that cannot be read' } };
	}
}

/** Runs work over a list, a few at a time, answers in the order of the list. */
export async function sideBySide<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]!);
	};
	await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, list.length) }, worker));
	return results;
}
