import { z } from 'zod';

import { currencyRef, customerRef, figure, name, productRef, text } from '../wire';

/*
 * Invoices, read only. https://apidocs.unleashedsoftware.com/Invoices names the resource and its filters; the fields are
 * those of orders with the names that the filters have (inferred).
 */

export const invoiceLine = z.object({
	Product: productRef.nullish(),
	InvoiceQuantity: figure,
	OrderQuantity: figure,
	UnitPrice: figure,
	LineTotal: figure,
	LineTax: figure,
});

export const invoice = z.object({
	Guid: name,
	InvoiceNumber: text,
	InvoiceStatus: text,
	OrderNumber: text,
	InvoiceDate: text,
	DueDate: text,
	PaymentDueDate: text,
	Customer: customerRef.nullish(),
	Currency: currencyRef.nullish(),
	SubTotal: figure,
	TaxTotal: figure,
	Total: figure,
	InvoiceLines: z.array(invoiceLine).nullish(),
	LastModifiedOn: text,
});

export type UnleashedInvoice = z.infer<typeof invoice>;
