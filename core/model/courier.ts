import { z } from 'zod';

import { originSchema } from './origin';
import { text } from './parts';

/*
 * A courier as one company has it set up: with its own contract, service and login there.
 */
export const courierSchema = z.object({
	kind: z.literal('courier'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	name: text,
	/** The company that carries. */
	carrier: text.nullish(),
	service: text.nullish(),
	active: z.boolean(),
	raw: z.unknown().optional(),
});

export type Courier = z.infer<typeof courierSchema>;
