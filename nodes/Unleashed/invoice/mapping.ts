import type { Invoice } from '../../../core/model/invoice';
import { translate } from '../../../core/sync/status';
import { currencyCode, decimal, decimalOrNull, instant, pieces, shopNumberOf, stageOf, SYSTEM } from '../mapping';
import type { UnleashedInvoice } from './wire';

/** As with orders (inferred); nothing but Deleted is named on the page. */
const STATUS: Readonly<Record<string, 'draft' | 'issued' | 'cancelled'>> = {
	PARKED: 'draft',
	COMPLETED: 'issued',
	DELETED: 'cancelled',
};

/** An invoice in the package's own terms; `prefix` is that of this shop's orders. */
export function toInvoice(there: UnleashedInvoice, prefix: string, account: string, seenAt: string): Invoice {
	const number = there.InvoiceNumber || there.Guid;
	const reference = (there.OrderNumber ?? '').trim();
	const status = there.InvoiceStatus ?? '';
	return {
		kind: 'invoice',
		origin: { system: SYSTEM, account, id: there.Guid.toLowerCase(), number, seenAt },
		number,
		order: reference === '' ? null : { number: shopNumberOf(reference, prefix) ?? reference, reference },
		status: STATUS[stageOf(status)] ?? translate<never>({}, status),
		issuedAt: instant(there.InvoiceDate) ?? null,
		dueAt: instant(there.DueDate ?? there.PaymentDueDate) ?? null,
		updatedAt: instant(there.LastModifiedOn) ?? null,
		currency: currencyCode(there.Currency?.CurrencyCode),
		pricesIncludeTax: false,
		customer: { reference: there.Customer?.CustomerCode ?? null, name: there.Customer?.CustomerName ?? null },
		lines: (there.InvoiceLines ?? []).map((line) => ({
			sku: line.Product?.ProductCode ?? null,
			title: line.Product?.ProductDescription ?? null,
			quantity: pieces(line.InvoiceQuantity ?? line.OrderQuantity) ?? 0,
			unitPrice: decimal(line.UnitPrice),
			total: decimal(line.LineTotal),
			tax: decimalOrNull(line.LineTax),
		})),
		totals: { lines: decimal(there.SubTotal), tax: decimalOrNull(there.TaxTotal), total: decimal(there.Total) },
	};
}
