import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Stock: figures of products in a place, and quants, which are what lies at one location.
 */

export const STOCK_FIELDS = [
	'default_code',
	'barcode',
	'display_name',
	'qty_available',
	'free_qty',
	'virtual_available',
	'incoming_qty',
] as const;

export const stockedProducts = z.array(
	z.object({
		id,
		default_code: text,
		barcode: text,
		display_name: text,
		/** What lies there. */
		qty_available: figure,
		/** Less what is reserved. */
		free_qty: figure,
		/** Less everything that is to leave, and with everything that is to come. */
		virtual_available: figure,
		incoming_qty: figure,
	}),
);
export type StockedProduct = z.infer<typeof stockedProducts>[number];

export const warehouses = z.array(z.object({ id, name: text }));
export type Warehouse = z.infer<typeof warehouses>[number];

export const QUANT_FIELDS = [
	'product_id',
	'location_id',
	'quantity',
	'reserved_quantity',
	'lot_id',
	'package_id',
	'owner_id',
	'write_date',
];

export const quants = z.array(
	z.object({
		id,
		product_id: reference,
		location_id: reference,
		quantity: figure,
		reserved_quantity: figure,
		lot_id: reference.nullish(),
		package_id: reference.nullish(),
		owner_id: reference.nullish(),
		write_date: text,
	}),
);
export type Quant = z.infer<typeof quants>[number];

/** What was moved, and when. */
export const DONE_FIELDS = ['product_id', 'date'];
export const doneLines = z.array(z.object({ id, product_id: reference, date: text }));

export const countedProducts = z.array(
	z.object({
		id,
		default_code: text,
		barcode: text,
		/** none, lot or serial: goods that are told apart one by one. */
		tracking: text.nullish(),
		/** 18 and later; before it a type says so. */
		is_storable: z.boolean().nullish(),
		detailed_type: text.nullish(),
	}),
);
export type CountedProduct = z.infer<typeof countedProducts>[number];

export const internalLocations = z.array(z.object({ id, usage: text }));

export const openLines = z.array(
	z.object({
		id,
		order_id: reference,
		product_id: reference,
		product_uom_qty: figure,
		qty_delivered: figure,
		state: text,
	}),
);
