import { z } from 'zod';

import { figure, id, idOrNone, pieces, text } from '../wire';

/*
 * Orders. That a list by status exists is documented; the fields are this package's own assumption.
 */

export const shipment = z.object({
	courier_id: idOrNone,
	tracking_number: idOrNone,
	service_type: text,
	status: text,
	label_url: text,
	events: z.array(z.object({ at: text, code: text })).nullish(),
});

export const order = z.object({
	order_id: id,
	order_number: id,
	brand_id: idOrNone,
	location_id: idOrNone,
	order_status: z.string(),
	created_at: text,
	updated_at: text,
	payment_method: text,
	currency: text,
	discount: figure,
	shipping_price: figure,
	tax: figure,
	total: figure,
	cod_amount: figure,
	tags: z.array(z.string()).nullish(),
	customer: z.object({ name: text, email: text, phone: text }).nullish(),
	shipping_address: z
		.object({ address1: text, address2: text, zip: text, city: text, province: text, country: text })
		.partial()
		.nullish(),
	items: z
		.array(z.object({ line_id: idOrNone, sku: z.string().min(1), name: text, quantity: pieces, unit_price: figure }))
		.nullish(),
	shipment: shipment.nullish(),
	sd: z.object({ invoice_id: idOrNone, invoice_number: idOrNone }).nullish(),
});

export type OeOrder = z.infer<typeof order>;
export type OeShipment = z.infer<typeof shipment>;

export const movedOrder = z.object({ data: z.object({ order_id: id, order_status: z.string() }) });
export const bookedShipment = z.object({ data: shipment });
