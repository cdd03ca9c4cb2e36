import type { LeNewBlackClient } from '../client';
import { textIn } from '../wire';

/*
 * What the keys may read, found out by reading one page of each list.
 */

const LISTS = [
	{ reads: 'orders', path: '/orders' },
	{ reads: 'retailers', path: '/retailers' },
	{ reads: 'products', path: '/products' },
	{ reads: 'stock', path: '/inventory' },
	{ reads: 'collections', path: '/collections' },
	{ reads: 'sales catalogs', path: '/sales_catalogs' },
	{ reads: 'invoices', path: '/invoices' },
	{ reads: 'selections', path: '/selections' },
] as const;

export interface Access {
	readonly reads: string;
	readonly works: boolean;
	/** The status of the answer, or why there was none. */
	readonly answer: string;
	/** Rows there are, where the list says. */
	readonly count: number | null;
	/** Statuses among the first orders: the words that this brand uses. */
	readonly statuses: readonly string[];
}

/** GET /version needs no token; undefined when it is not answered. */
export async function versionOf({ http }: LeNewBlackClient): Promise<string | undefined> {
	const answer = await http.send({ method: 'GET', path: '/version', repeatable: true });
	return 'status' in answer && answer.status === 200 ? textIn(answer.body, 'version') || undefined : undefined;
}

/** What can be read with these keys. */
export async function accessOf({ http }: LeNewBlackClient): Promise<Access[]> {
	const access: Access[] = [];
	for (const { reads, path } of LISTS) {
		const query = path === '/inventory' ? {} : { page: 1 };
		const answer = await http.send({ method: 'GET', path, query, repeatable: true });
		const rows = 'status' in answer && answer.status === 200 && Array.isArray(answer.body) ? answer.body : undefined;
		const total = 'status' in answer ? Number(answer.headers['x-pagination-total-items'] ?? Number.NaN) : Number.NaN;
		access.push({
			reads,
			works: rows !== undefined,
			answer: 'status' in answer ? String(answer.status) : answer.reason,
			count: Number.isNaN(total) ? (rows?.length ?? null) : total,
			statuses:
				reads === 'orders' ? [...new Set((rows ?? []).map((row) => textIn(row, 'status')))].filter(Boolean) : [],
		});
	}
	return access;
}
