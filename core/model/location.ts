import { z } from 'zod';

import { originSchema } from './origin';
import { addressSchema, text } from './parts';

/*
 * A place of a system where goods lie or are sold: a location, a warehouse, an outlet.
 */
export const locationSchema = z.object({
	kind: z.literal('location'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	name: text,
	active: z.boolean(),
	/** Whether orders of the online shop are sent from here. */
	fulfillsOnlineOrders: z.boolean().nullish(),
	/** Whether another company's service works this place. */
	fulfillmentService: z.boolean().nullish(),
	address: addressSchema.nullish(),
	/** Of a place that stands for a place of another system: that place's id, and the brand it is kept under there. */
	mappedTo: z.object({ id: text.nullish(), brand: text.nullish() }).nullish(),
	/** Whether its stock is counted and left untouched for the time being. */
	halted: z.boolean().nullish(),
	/** Whether its stock is passed on to where it is sold. */
	online: z.boolean().nullish(),
	raw: z.unknown().optional(),
});

export type Location = z.infer<typeof locationSchema>;
