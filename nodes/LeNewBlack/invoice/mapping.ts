import type { Invoice } from '../../../core/model/invoice';
import { sum, times } from '../../../core/model/money';
import { translate } from '../../../core/sync/status';
import { currencyCode, decimal, instant, pieces, SYSTEM } from '../mapping';
import type { LnbInvoice } from './wire';

/*
 * Le New Black's invoices in the package's own terms. No list of their statuses is published; another word is reported.
 */

const STATUS: Readonly<Record<string, Invoice['status']>> = {
	draft: 'draft',
	issued: 'issued',
	sent: 'issued',
	paid: 'issued',
	canceled: 'cancelled',
	cancelled: 'cancelled',
};

export function toInvoice(there: LnbInvoice, account: string, seenAt: string): Invoice {
	const lines = (there.items ?? []).map((item) => {
		const quantity = Math.max(0, pieces(item.quantity) ?? 0);
		const unitPrice = decimal(item.unit_price) ?? '0';
		return {
			sku: item.sku?.trim() || null,
			title: [item.product_name ?? item.description, item.size].filter(Boolean).join(', ') || null,
			quantity,
			unitPrice,
			total: decimal(item.amount_tax_excl) ?? times(unitPrice, quantity),
		};
	});
	const goods = sum(lines.map(({ total }) => total));
	const tax = decimal(there.amount_tax) ?? null;
	const order = there.order_reference?.trim();
	return {
		kind: 'invoice',
		origin: { system: SYSTEM, account, id: there.reference_number, number: there.reference_number, seenAt },
		number: there.reference_number,
		order: order ? { system: SYSTEM, account, id: order, number: order } : null,
		status: translate(STATUS, (there.status ?? '').trim().toLowerCase()),
		issuedAt: instant(there.invoice_on) ?? null,
		dueAt: instant(there.due_on) ?? null,
		updatedAt: instant(there.update_time) ?? null,
		currency: currencyCode(there.currency_code),
		pricesIncludeTax: false,
		customer: { reference: there.retailer_reference ?? null, name: there.retailer_name ?? null },
		lines,
		totals: { lines: goods, tax, total: decimal(there.amount_total_tax_inclusive) ?? sum([goods, tax ?? '0']) },
	};
}
