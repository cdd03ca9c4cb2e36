import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { text } from './parts';

/*
 * Goods that a buyer looks at or was shown, before anything is ordered.
 */

export const selectionSchema = z.object({
	kind: z.literal('selection'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	/** In the system's own word. */
	status: text.nullish(),
	customer: z.object({ reference: text.nullish(), name: text.nullish(), email: text.nullish() }).nullish(),
	viewed: z.boolean().nullish(),
	ordered: z.boolean().nullish(),
	lines: z.array(
		z.object({
			/** The product's number at its source. */
			product: text,
			title: text.nullish(),
			variant: text.nullish(),
			collection: text.nullish(),
		}),
	),
	createdAt: instantSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Selection = z.infer<typeof selectionSchema>;
