import type { Invoice } from '../../../core/model/invoice';
import { sum, times } from '../../../core/model/money';
import { translate } from '../../../core/sync/status';
import { currencyCode, decimal, instant, stageOf, SYSTEM } from '../mapping';
import type { SdInvoice } from './wire';

/** An invoice in the package's own terms; a status that is not stated is that of what was issued. */
export function toInvoice(there: SdInvoice, account: string, seenAt: string): Invoice {
	const stage = there.status ? stageOf(there.status) : 'INVOICED';
	const number = there.order_number ?? there.reference_id;
	const lines = (there.products ?? []).map(({ product_sku, product_name, quantity, sale_price, total }) => ({
		sku: product_sku ?? null,
		title: product_name ?? null,
		quantity,
		unitPrice: decimal(sale_price),
		total: total == null ? times(decimal(sale_price), quantity) : decimal(total),
	}));
	const issued = stage === 'INVOICED' || stage === 'RETURNED';
	return {
		kind: 'invoice',
		origin: { system: SYSTEM, account, id: there.id, number: there.invoice_number, seenAt },
		number: there.invoice_number,
		order: number === null ? null : { id: there.reference_id, number },
		status: issued ? 'issued' : stage === 'CANCELLED' ? 'cancelled' : translate<never>({}, there.status),
		issuedAt: instant(there.invoice_datetime) ?? null,
		currency: currencyCode(there.currency),
		pricesIncludeTax: true,
		customer: { name: there.customer_info?.customer_name ?? null },
		lines,
		totals: {
			lines: there.sub_total == null ? sum(lines.map(({ total }) => total)) : decimal(there.sub_total),
			tax: there.tax == null ? null : decimal(there.tax),
			total: decimal(there.total),
		},
		synced: there.synced ?? null,
	};
}
