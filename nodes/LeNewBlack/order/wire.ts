import { z } from 'zod';

import { address, figure, name, text } from '../wire';

/*
 * Orders as Le New Black sends them; fields as in the vendor's PHP SDK.
 */

export const item = z.object({
	name: text,
	reference: text,
	color: text,
	size: text,
	ean13: text,
	sku: text,
	quantity: figure,
	unit_price: figure,
	discount_amount: figure,
	promotion_amount: figure,
});

export const order = z.object({
	reference: name,
	status: z.string(),
	create_time: text,
	update_time: text,
	confirmation_time: text,
	cancellation_time: text,
	purchase_order_reference: text,
	retailer_reference: text,
	retailer_name: text,
	buyer_name: text,
	buyer_first_name: text,
	buyer_email: text,
	sales_catalog_code: text,
	currency: text,
	amount_shipping: figure,
	amount_tax: figure,
	amount_total: figure,
	amount_total_tax_inclusive: figure,
	comment: text,
	billing_address: address.nullish(),
	delivery_address: address.nullish(),
	items: z.array(item),
});

export type LnbOrder = z.infer<typeof order>;
export type LnbItem = z.infer<typeof item>;

/** An order's answer after a write: only its reference and status are needed. */
export const savedOrder = z.object({ reference: name, status: text });

/** What is sent for a new order. There is no price: prices come from the retailer's price list (inferred). */
export interface OrderDraft {
	readonly retailer_reference: string;
	readonly purchase_order_reference: string;
	readonly retailer_member_email?: string;
	readonly assigned_collection_code?: string;
	readonly items: ReadonlyArray<{ readonly ean13: string; readonly quantity: number }>;
}
