import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, currency, quantity, statusOf, text } from './parts';
import { orderReferenceSchema } from './shipment';

/*
 * What was billed for an order. Read only: invoices follow from orders in the system that keeps the books.
 */

export const INVOICE_STATUS = ['draft', 'issued', 'cancelled'] as const;

export const invoiceLineSchema = z.object({
	sku: text.nullish(),
	title: text.nullish(),
	quantity,
	unitPrice: amount,
	/** After all discounts; with tax where `pricesIncludeTax`. */
	total: amount,
	tax: amount.nullish(),
});

export const invoiceSchema = z.object({
	kind: z.literal('invoice'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	/** Null for an invoice without an order. */
	order: orderReferenceSchema.nullish(),
	status: statusOf(INVOICE_STATUS),
	issuedAt: instantSchema.nullish(),
	dueAt: instantSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	currency,
	pricesIncludeTax: z.boolean(),
	customer: z.object({ reference: text.nullish(), name: text.nullish() }).nullish(),
	lines: z.array(invoiceLineSchema).max(5_000),
	totals: z.object({ lines: amount, tax: amount.nullish(), total: amount }),
	/** Whether the system was told that the books have taken it over; null or absent where it does not say. */
	synced: z.boolean().nullish(),
	raw: z.unknown().optional(),
});

export type Invoice = z.infer<typeof invoiceSchema>;
