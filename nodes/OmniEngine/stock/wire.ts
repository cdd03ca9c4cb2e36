import { z } from 'zod';

import { figure, id, pieces, text } from '../wire';

/*
 * Stock by location (assumed).
 */
export const stock = z.object({
	location_id: id,
	sku: z.string().min(1),
	on_hand: pieces,
	reserved: pieces.nullish(),
	buffer: figure,
	available: pieces,
	updated_at: text,
});

export type OeStock = z.infer<typeof stock>;

export const stockSet = z.object({
	data: z.object({
		updated: z.array(z.string()),
		failed: z
			.array(z.object({ sku: z.string(), code: text, message: text }))
			.nullish()
			.transform((rows) => rows ?? []),
	}),
});

export type StockSet = z.infer<typeof stockSet>;
