import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Deliveries (stock.picking) and their moves. What was moved has another name on 16.
 */

export const PICKING_FIELDS = [
	'name',
	'state',
	'origin',
	'picking_type_code',
	'partner_id',
	'sale_id',
	'location_id',
	'carrier_id',
	'carrier_tracking_ref',
	'carrier_tracking_url',
	'scheduled_date',
	'date_done',
	'write_date',
	'move_ids',
] as const;

export const pickings = z.array(
	z.object({
		id,
		name: text,
		/** draft, waiting, confirmed, assigned, done, cancel */
		state: text,
		origin: text,
		/** outgoing is a shipment, incoming a return. */
		picking_type_code: text.nullish(),
		sale_id: reference.nullish(),
		location_id: reference,
		carrier_id: reference.nullish(),
		carrier_tracking_ref: text.nullish(),
		/** An address, or several as JSON. */
		carrier_tracking_url: text.nullish(),
		date_done: text,
		write_date: text,
		move_ids: z.array(id),
	}),
);
export type Picking = z.infer<typeof pickings>[number];

export const MOVE_FIELDS = [
	'picking_id',
	'product_id',
	'product_uom_qty',
	'quantity',
	'quantity_done',
	'state',
	'sale_line_id',
] as const;

export const moves = z.array(
	z.object({
		id,
		picking_id: reference,
		product_id: reference,
		/** What is to be moved. */
		product_uom_qty: figure,
		/** 17 and later: reserved before, moved after it is done. */
		quantity: figure.nullish(),
		/** 16 */
		quantity_done: figure.nullish(),
		state: text,
		sale_line_id: reference.nullish(),
	}),
);
export type Move = z.infer<typeof moves>[number];

/** Orders of deliveries, as far as they say which shop's order they are. */
export const pickingOrders = z.array(z.object({ id, name: text, client_order_ref: text, state: text }));
export type PickingOrder = z.infer<typeof pickingOrders>[number];
