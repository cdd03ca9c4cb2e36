import type { OgoshipClient } from '../client';

/*
 * What the keys may read, found out by reading one row of each list. There is no call that names permissions
 * (documented absence, https://openapi.ogoship.com/).
 */

/** The lists, and the scope each needs. https://support.ogoship.com/hc/en-us/articles/33709608948626 (names of scopes) */
const LISTS = [
	{ reads: 'orders', path: '/api/v1/Orders', scope: 'read:order' },
	{ reads: 'products', path: '/api/v1/Products', scope: 'read:product' },
	// That stock and stock updates go with products is inferred: they have no scope of their own.
	{ reads: 'stock', path: '/api/v1/Stock', scope: 'read:product' },
	{ reads: 'inbound deliveries', path: '/api/v1/StockUpdate', scope: 'read:product' },
	{ reads: 'webhooks', path: '/api/v1/webhooks', scope: 'read:webhook' },
] as const;

export interface Access {
	readonly reads: string;
	readonly scope: string;
	readonly works: boolean;
	/** The status of the answer, or why there was none. */
	readonly answer: string;
}

/** What can be read with these keys. */
export async function accessOf({ http }: OgoshipClient): Promise<Access[]> {
	const access: Access[] = [];
	for (const { reads, path, scope } of LISTS) {
		const answer = await http.send({ method: 'GET', path, query: { limit: 1, page: 1 }, repeatable: true });
		const works = 'status' in answer && answer.status === 200;
		access.push({ reads, scope, works, answer: 'status' in answer ? String(answer.status) : answer.reason });
	}
	return access;
}
