import { z } from 'zod';

import { customerInfo, figure, id, idOrNone, pieces, text } from '../wire';

/*
 * Invoices. Number, dates, totals, status, store, products and customer are documented; the names of their inner fields
 * are assumed.
 */
export const invoice = z.object({
	id,
	invoice_number: z.union([z.string().min(1), z.number()]).transform(String),
	invoice_datetime: text,
	status: text,
	synced: z.boolean().nullish(),
	reference_id: idOrNone,
	order_number: idOrNone,
	currency: text,
	sub_total: figure,
	discount: figure,
	shipping_price: figure,
	tax: figure,
	total: figure,
	store: z.object({ store_id: idOrNone, store_name: text, store_location_id: idOrNone }).nullish(),
	customer_info: customerInfo.partial().nullish(),
	products: z
		.array(
			z.object({
				product_sku: text,
				product_name: text,
				quantity: pieces,
				sale_price: figure,
				total: figure,
			}),
		)
		.nullish(),
});

export type SdInvoice = z.infer<typeof invoice>;
