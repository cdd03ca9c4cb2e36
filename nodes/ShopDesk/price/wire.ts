import { z } from 'zod';

import { text } from '../wire';

/** What a bulk discount is answered with (assumed). */
export const pricesSet = z.object({
	data: z.object({
		updated: z.number().int(),
		rejected: z
			.array(z.object({ row: z.number().int().nullish(), sku: text, reason: text }))
			.nullish()
			.transform((rows) => rows ?? []),
	}),
});

export type PricesSet = z.infer<typeof pricesSet>;

/** What is sent for one product; amounts are numbers, and an absent one leaves what is there. */
export interface PriceDraft {
	readonly sku: string;
	readonly sale_price?: number;
	/** The sale price itself takes a discount away. */
	readonly discounted_price: number;
}
