import { z } from 'zod';

import { customerInfo, fieldIn, figure, id, idOrNone, isRaw, pieces, text } from '../wire';

/*
 * Orders. The assumed contract's fields are this package's own; the older contract's are those of the vendor's client
 * (https://github.com/shopistan/shopdesk-react, 2021), brought into the same form.
 */

const customer = z.object({
	name: text,
	email: text,
	phone: text,
	billing_address: text,
	shipping_address: text,
});

export const orderLine = z.object({
	sku: z.string().min(1),
	name: text,
	quantity: pieces,
	list_price: figure,
	sale_price: figure,
});

export const order = z.object({
	id,
	reference_id: idOrNone,
	order_number: idOrNone,
	store_id: idOrNone,
	location_id: idOrNone,
	status: z.union([z.string(), z.number()]).transform(String),
	invoice_number: idOrNone,
	invoiced_at: text,
	datetime: text,
	updated_at: text,
	payment_method: text,
	currency: text,
	shipping_method: text,
	shipping_price: figure,
	discount: figure,
	customer: customer.nullish(),
	products: z.array(orderLine).nullish(),
});

export type SdOrder = z.infer<typeof order>;

/** A row of the older list: everything but the lines and the customer. */
const head = z.object({
	invoice_id: id,
	invoice_reference_id: idOrNone,
	invoice_status: z.union([z.string(), z.number()]).transform(String),
	invoice_datetime: text,
	invoice_method: text,
	invoice_shipping_method: text,
	invoice_shipping_price: figure,
	invoice_currency: text,
	invoice_discount: figure,
});

const olderLine = z
	.object({
		product_name: text,
		product_sku: z.string().min(1),
		invoice_junction_quantity: pieces,
		Invoice_junction_perfect_sale: figure,
		invoice_junction_sale: figure,
	})
	.transform((line) => ({
		sku: line.product_sku,
		name: line.product_name,
		quantity: line.invoice_junction_quantity,
		list_price: line.Invoice_junction_perfect_sale,
		sale_price: line.invoice_junction_sale,
	}));

/** A row of the older list in the form of today's. */
export const olderOrder = head.transform((row): SdOrder => ({
	id: row.invoice_id,
	reference_id: row.invoice_reference_id,
	order_number: row.invoice_reference_id,
	store_id: null,
	location_id: null,
	status: row.invoice_status,
	invoice_number: null,
	invoiced_at: null,
	datetime: row.invoice_datetime,
	updated_at: null,
	payment_method: row.invoice_method,
	currency: row.invoice_currency,
	shipping_method: row.invoice_shipping_method,
	shipping_price: row.invoice_shipping_price,
	discount: row.invoice_discount,
}));

/** The answer of the older reading, whole. */
export const olderWhole = z
	.object({ customer_info: customerInfo.nullish(), invoice_data: olderOrder, invoice_products: z.array(olderLine) })
	.transform(({ customer_info: who, invoice_data, invoice_products }): SdOrder => ({
		...invoice_data,
		products: invoice_products,
		customer: {
			name: who?.customer_name,
			email: who?.customer_email,
			phone: who?.customer_phone,
			billing_address: who?.billing_address,
			shipping_address: who?.shipping_address,
		},
	}));

/** What a new order is answered with. */
export const createdOrder = z.object({
	data: z.object({ id, status: z.union([z.string(), z.number()]).transform(String), invoice_number: idOrNone }),
});

/** What is sent for a new order; amounts are numbers. */
export interface OrderDraft {
	readonly reference_id: string;
	readonly order_number: string;
	readonly location_id: string;
	readonly target_status: 'AWAITING_SM_APPROVAL' | 'APPROVED';
	readonly datetime: string;
	readonly payment_method: string;
	readonly currency: string;
	readonly shipping_method: string;
	readonly shipping_price: number;
	readonly discount: number;
	readonly customer: {
		readonly name: string;
		readonly email: string;
		readonly phone: string;
		readonly billing_address: string;
		readonly shipping_address: string;
	};
	readonly products: ReadonlyArray<{
		readonly sku: string;
		readonly quantity: number;
		readonly list_price: number;
		readonly sale_price: number;
	}>;
}

export const labelOf = (row: unknown) =>
	isRaw(row) ? fieldIn(row, 'order_number') || fieldIn(row, 'invoice_reference_id') : '';
