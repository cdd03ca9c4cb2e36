import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { placeSchema, text } from './parts';

/*
 * How many of one product there are at one place, as read at one moment. Quantities are whole numbers and may be below
 * zero where a system counts so. An absent field means "not said by this system".
 */

const count = z.number().int('must be a whole number').min(-1_000_000_000).max(1_000_000_000);

export const stockLevelSchema = z.object({
	kind: z.literal('stockLevel'),
	origin: originSchema,
	sku: text.nullish(),
	barcode: text.nullish(),
	title: text.nullish(),
	/** Null where a system keeps one figure for all of its places. */
	location: placeSchema.nullish(),
	/** What can still be sold. */
	available: count,
	/** What lies there, sold or not. */
	onHand: count.nullish(),
	/** Reserved for orders that have not left yet. */
	allocated: count.nullish(),
	/** Of what lies there, kept back: the system passes it on to no sales channel. */
	buffer: count.nullish(),
	incoming: count.nullish(),
	incomingAt: instantSchema.nullish(),
	/** When the reading began: nothing that happened later is in these figures. */
	observedAt: instantSchema,
	/** When the system itself last changed the figure. */
	updatedAt: instantSchema.nullish(),
	/** False where the system does not count this product. */
	tracked: z.boolean().nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type StockLevel = z.infer<typeof stockLevelSchema>;
