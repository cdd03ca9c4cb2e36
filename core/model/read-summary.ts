import { z } from 'zod';

import { instantSchema } from './origin';

/*
 * What a Get Many says of its own reading: a list is compared only when it is known to be whole and young.
 */
export const readSummarySchema = z.object({
	kind: z.literal('readSummary'),
	/** The kind of record that was read. */
	of: z.string().min(1),
	/** System and account: `shopify:example.myshopify.com`. */
	account: z.string().min(1),
	/** Records put out. */
	count: z.number().int().min(0),
	/** False when a limit cut the list short or a record could not be read. */
	complete: z.boolean(),
	readFrom: instantSchema,
	readTo: instantSchema,
});

export type ReadSummary = z.infer<typeof readSummarySchema>;
