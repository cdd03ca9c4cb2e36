import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Sales orders and their lines. Some fields come with an app, and some have another name in another version; what is
 * asked for is chosen by `fields_get`.
 */

export const ORDER_FIELDS = [
	'name',
	'state',
	'client_order_ref',
	'origin',
	'date_order',
	'write_date',
	'amount_untaxed',
	'amount_tax',
	'amount_total',
	'currency_id',
	'partner_id',
	'partner_invoice_id',
	'partner_shipping_id',
	'warehouse_id',
	'pricelist_id',
	'carrier_id',
	'order_line',
	'invoice_ids',
	'invoice_status',
	'delivery_status',
	'picking_ids',
	'locked',
	'note',
] as const;

export const saleOrder = z.object({
	id,
	name: text,
	/** draft, sent, sale, cancel; on 16 also done, which later is `locked`. */
	state: text,
	client_order_ref: text,
	origin: text,
	date_order: text,
	write_date: text,
	amount_untaxed: figure,
	amount_tax: figure,
	amount_total: figure,
	currency_id: reference,
	partner_id: reference,
	partner_invoice_id: reference,
	partner_shipping_id: reference,
	warehouse_id: reference.nullish(),
	pricelist_id: reference.nullish(),
	carrier_id: reference.nullish(),
	order_line: z.array(id),
	invoice_ids: z.array(id).nullish(),
	invoice_status: text.nullish(),
	/** Absent without the Inventory app. */
	delivery_status: text.nullish(),
	picking_ids: z.array(id).nullish(),
	locked: z.boolean().nullish(),
	note: text.nullish(),
});
export const saleOrders = z.array(saleOrder);
export type SaleOrder = z.infer<typeof saleOrder>;

export const LINE_FIELDS = [
	'order_id',
	'product_id',
	'name',
	'product_uom_qty',
	'qty_delivered',
	'qty_invoiced',
	'price_unit',
	'discount',
	'price_subtotal',
	'price_tax',
	'price_total',
	'tax_ids',
	'tax_id',
	'display_type',
	'is_delivery',
	'is_downpayment',
] as const;

export const saleLine = z.object({
	id,
	order_id: reference,
	product_id: reference,
	name: text,
	product_uom_qty: figure,
	qty_delivered: figure.nullish(),
	qty_invoiced: figure.nullish(),
	price_unit: figure,
	discount: figure.nullish(),
	price_subtotal: figure,
	price_tax: figure,
	price_total: figure,
	/** 19 */
	tax_ids: z.array(id).nullish(),
	/** 16 to 18 */
	tax_id: z.array(id).nullish(),
	/** line_section, line_note; false for a line with a product. */
	display_type: text,
	is_delivery: z.boolean().nullish(),
	is_downpayment: z.boolean().nullish(),
});
export const saleLines = z.array(saleLine);
export type SaleLine = z.infer<typeof saleLine>;

export const PRODUCT_FIELDS = ['default_code', 'barcode', 'type', 'detailed_type', 'active'] as const;

/** Products of lines, by which goods are told. */
export const lineProducts = z.array(
	z.object({
		id,
		default_code: text,
		barcode: text,
		/** consu, service, combo: 18 and later */
		type: text.nullish(),
		/** consu, service, product: 16 and 17 */
		detailed_type: text.nullish(),
		active: z.boolean().nullish(),
	}),
);
export type LineProduct = z.infer<typeof lineProducts>[number];

/** Orders and products as far as they say which they are. */
export const namedOrders = z.array(z.object({ id, name: text, client_order_ref: text }));
export type NamedOrder = z.infer<typeof namedOrders>[number];
export const namedProducts = z.array(z.object({ id, default_code: text, barcode: text }));
export type NamedProduct = z.infer<typeof namedProducts>[number];

export const carriers = z.array(z.object({ id, name: text, product_id: reference }));
export type OdooCarrier = z.infer<typeof carriers>[number];

/** What is read right after an order was made, to see what Odoo made of it. */
export const madeOrders = z.array(
	z.object({
		id,
		name: text,
		client_order_ref: text,
		state: text,
		date_order: text,
		amount_total: figure,
		currency_id: reference,
	}),
);
export type MadeOrder = z.infer<typeof madeOrders>[number];

/** Invoices of orders, as far as they say what was paid. */
export const orderInvoices = z.array(
	z.object({
		id,
		state: text,
		move_type: text,
		payment_state: text.nullish(),
		amount_total: figure,
		amount_residual: figure,
	}),
);
export type OrderInvoice = z.infer<typeof orderInvoices>[number];

/** Deliveries of orders, as far as an order's state goes. */
export const orderPickings = z.array(
	z.object({
		id,
		name: text,
		state: text,
		picking_type_code: text.nullish(),
		carrier_tracking_ref: text.nullish(),
		date_done: text.nullish(),
		sale_id: reference.nullish(),
	}),
);
export type OrderPicking = z.infer<typeof orderPickings>[number];
