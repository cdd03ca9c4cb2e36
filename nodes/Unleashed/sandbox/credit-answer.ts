/*
 * What a credit note looks like to the outside. Recalled and assumed names: see credit-parts.ts; the sums are those of the
 * lines.
 */
import { byGuid, customerRef, held, productRef, warehouseOf, warehouseRef } from './refs';
import type { Context, CreditNote } from './state';
import { netDate, sumOf } from './values';

export function creditAnswer(credit: CreditNote, { state }: Context): unknown {
	const invoice = credit.invoiceGuid === null ? undefined : byGuid(state.invoices, credit.invoiceGuid);
	const order = invoice && held(state.orders, invoice.orderGuid);
	const sub = sumOf(credit.lines.map(({ total }) => total));
	const tax = sumOf(credit.lines.map((line) => line.tax));
	return {
		...credit.content,
		Guid: credit.guid,
		CreditNumber: credit.number,
		CreditStatus: credit.status,
		CreditDate: netDate(credit.creditedMs),
		InvoiceNumber: invoice?.number ?? null,
		OrderNumber: order?.number ?? null,
		Customer: customerRef(held(state.customers, credit.customerGuid)),
		Warehouse: warehouseRef(warehouseOf(state, credit.warehouseCode)),
		SubTotal: sub.toNumber(),
		TaxTotal: tax.toNumber(),
		Total: sub.plus(tax).toNumber(),
		CreditLines: credit.lines.map((line) => ({
			Guid: line.guid,
			LineNumber: line.number,
			Product: productRef(held(state.products, line.productGuid)),
			CreditQuantity: line.quantity,
			CreditPrice: line.price,
			LineTotal: line.total,
			LineTax: line.tax,
			ReturnToStock: line.returnToStock,
			// In place of hard allocations while it is Parked (documented).
			...(credit.status === 'Parked' && { PendingBatchNumbers: [], PendingSerialNumbers: [] }),
		})),
		CreatedOn: netDate(credit.createdMs),
		LastModifiedOn: netDate(credit.modifiedMs),
	};
}
