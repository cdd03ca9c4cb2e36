import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, currency, placeSchema, text } from './parts';

/*
 * What one product costs: in general, on a price list, or at one place. An absent field means "leave it", null clears.
 */
export const priceSchema = z.object({
	kind: z.literal('price'),
	origin: originSchema,
	sku: text.nullish(),
	barcode: text.nullish(),
	title: text.nullish(),
	price: amount,
	/** Whether tax is in it; null or absent where the system does not say. */
	includesTax: z.boolean().nullish(),
	/** The price it is compared with, as "was"; null where it is on sale no longer. */
	compareAtPrice: amount.nullish(),
	currency,
	/** Null or absent: the price where no list says another. */
	priceList: placeSchema.nullish(),
	location: placeSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Price = z.infer<typeof priceSchema>;
