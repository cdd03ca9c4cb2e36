import { isQuota, judgeQuota, type UnleashedClient } from '../client';
import { envelope, textIn } from '../wire';

/*
 * What the keys may read, found out by reading one row of each list. There are no permissions of their own: calls run with
 * full access to the account (https://apidocs.unleashedsoftware.com/Faq).
 */

/** The lists; `/Companies`, `/Taxes` and `/Currencies` are named by public clients only. */
const LISTS = [
	{ reads: 'sales orders', path: '/SalesOrders' },
	{ reads: 'shipments', path: '/SalesShipments' },
	{ reads: 'stock', path: '/StockOnHand' },
	{ reads: 'products', path: '/Products' },
	{ reads: 'customers', path: '/Customers' },
	{ reads: 'credit notes', path: '/CreditNotes' },
	{ reads: 'invoices', path: '/Invoices' },
	{ reads: 'warehouses', path: '/Warehouses' },
	{ reads: 'taxes', path: '/Taxes' },
] as const;

export interface Access {
	readonly reads: string;
	readonly works: boolean;
	/** Whether it was refused because the calls of the month are used up. */
	readonly usedUp: boolean;
	/** The status of the answer, or why there was none. */
	readonly answer: string;
	/** Rows there are, where the list says. */
	readonly count: number | null;
	/** Codes of the first rows: warehouses and taxes are chosen by them. */
	readonly codes: readonly string[];
}

/** What can be read with these keys. Where one answer refuses every call, the others are not asked for. */
export async function accessOf({ http }: UnleashedClient): Promise<Access[]> {
	const access: Access[] = [];
	for (const { reads, path } of LISTS) {
		const answer = await http.send({
			method: 'GET',
			path,
			query: { pageSize: 200 },
			repeatable: true,
			judge: judgeQuota,
		});
		const parsed = 'status' in answer && answer.status === 200 ? envelope.safeParse(answer.body) : undefined;
		const rows = parsed?.success ? parsed.data.Items : [];
		const codes = rows.map((row) => textIn(row, 'WarehouseCode') || textIn(row, 'TaxCode')).filter(Boolean);
		const usedUp = 'status' in answer && isQuota(answer);
		access.push({
			reads,
			works: parsed?.success === true,
			usedUp,
			answer: 'status' in answer ? String(answer.status) : answer.reason,
			count: parsed?.success ? (parsed.data.Pagination?.NumberOfItems ?? rows.length) : null,
			codes: ['warehouses', 'taxes'].includes(reads) ? codes : [],
		});
		// Every further call would be refused the same way, and count.
		if (usedUp || ('status' in answer && answer.status === 403)) break;
	}
	return access;
}
