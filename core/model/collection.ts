import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { text } from './parts';

/*
 * Goods that are offered together for a time: a collection, or a catalogue of what certain buyers may order.
 */

export const collectionSchema = z.object({
	kind: z.literal('collection'),
	origin: originSchema,
	/** Its code, by which it is known in both systems. */
	number: z.string().min(1).max(255),
	name: text,
	/** In the system's own word: what may be done with it (`order`, `archived`). */
	status: text.nullish(),
	season: text.nullish(),
	/** The line of goods it belongs to. */
	line: text.nullish(),
	/** Until when it can be ordered from, and when its goods are delivered; days or moments. */
	closesAt: instantSchema.nullish(),
	deliveryFrom: instantSchema.nullish(),
	deliveryTo: instantSchema.nullish(),
	paymentTerms: text.nullish(),
	updatedAt: instantSchema.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Collection = z.infer<typeof collectionSchema>;
