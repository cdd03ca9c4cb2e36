import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { placeSchema, quantity, statusOf, text } from './parts';

/*
 * Goods on their way: one parcel or several that left together, with their tracking.
 */

export const SHIPMENT_STATUS = ['pending', 'shipped', 'delivered', 'cancelled', 'returned'] as const;

/** How a shipment names the order it belongs to; the more it knows, the better it is found. */
export const orderReferenceSchema = z
	.object({
		/** The system and account whose id `id` is. */
		system: text.nullish(),
		account: text.nullish(),
		id: text.nullish(),
		/** The order's number at the shop, with or without "#". */
		number: text.nullish(),
		/** As the shipping system itself calls the order. */
		reference: text.nullish(),
	})
	.refine(({ id, number }) => Boolean(id) || Boolean(number), 'must have an id or a number');

export const shipmentLineSchema = z.object({
	sku: text.nullish(),
	barcode: text.nullish(),
	title: text.nullish(),
	/** The line of the shop's order, where the shipping system knows it. */
	orderLineId: text.nullish(),
	quantity,
});

export const shipmentSchema = z.object({
	kind: z.literal('shipment'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	orders: z.array(orderReferenceSchema).min(1, 'must name an order').max(100),
	status: statusOf(SHIPMENT_STATUS),
	carrier: text.nullish(),
	service: text.nullish(),
	/** Empty for a service without tracking. */
	tracking: z.array(z.object({ number: z.string().min(1).max(255), url: z.string().max(2048).nullish() })).max(250),
	shippedAt: instantSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	/** Absent or null: everything of the order that is still open. */
	lines: z.array(shipmentLineSchema).max(2_000).nullish(),
	location: placeSchema.nullish(),
	/** Fields that the system does not state and that were concluded: `lines`, `shippedAt`. */
	assumed: z.array(text).nullish(),
	raw: z.unknown().optional(),
});

export type Shipment = z.infer<typeof shipmentSchema>;
export type ShipmentLine = z.infer<typeof shipmentLineSchema>;
export type OrderReference = z.infer<typeof orderReferenceSchema>;
