import { z } from 'zod';

import { figure, name, text } from '../wire';

/*
 * Invoices as Le New Black shows them; they are made in its back office and never written from outside.
 */
export const invoice = z.object({
	reference_number: name,
	status: text,
	create_time: text,
	update_time: text,
	invoice_on: text,
	due_on: text,
	order_reference: text,
	retailer_reference: text,
	retailer_name: text,
	currency_code: text,
	amount_tax: figure,
	amount_total_tax_inclusive: figure,
	items: z
		.array(
			z.object({
				description: text,
				product_name: text,
				size: text,
				sku: text,
				unit_price: figure,
				quantity: figure,
				amount_tax_excl: figure,
			}),
		)
		.nullish(),
});

export type LnbInvoice = z.infer<typeof invoice>;
