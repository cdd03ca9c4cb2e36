import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest, NoAnswer } from '../../transport/http';
import { owner, stockPage, written } from './wire';

/*
 * How any call to Eighth goes.
 */

/** No answer, one that refuses, or one in another form. Told apart by `code`. */
export class EighthFailure extends Error {
	readonly code = 'EIGHTH_FAILURE';

	constructor(readonly status: string) {
		super(`Eighth: ${status}`);
	}
}

export class EighthClient {
	constructor(readonly http: Http) {}

	async owner(): Promise<z.infer<typeof owner>> {
		return this.read(await this.http.send({ method: 'GET', path: '/me', repeatable: true }), owner);
	}

	/** GET /stock?page= */
	async *stock(): AsyncGenerator<readonly unknown[]> {
		for (let page = 1, more = true; more; page++) {
			const answer = await this.http.send({ method: 'GET', path: '/stock', query: { page }, repeatable: true });
			const read = this.read(answer, stockPage);
			yield read.items;
			({ more } = read);
		}
	}

	/** PUT /stock: figures, not differences, so that a repeat does no harm. */
	async setStock(items: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>): Promise<Rejections> {
		const request: HttpRequest = { method: 'PUT', path: '/stock', body: { items }, repeatable: true };
		const { failed } = this.read(await this.http.send(request), written);
		return new Map(failed.map(({ sku, reason }) => [sku, reason]));
	}

	private read<T>(answer: HttpAnswer | NoAnswer, schema: z.ZodType<T>): T {
		if ('noAnswer' in answer) throw new EighthFailure(answer.reason);
		const parsed = answer.status === 200 ? schema.safeParse(answer.body) : undefined;
		if (parsed?.success) return parsed.data;
		throw new EighthFailure(String(answer.status));
	}
}

/** Why a figure was not taken, by SKU. */
export type Rejections = ReadonlyMap<string, string>;
