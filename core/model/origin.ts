import { z } from 'zod';

const INSTANT_WANTED = 'must be a date and time with a zone, such as 2026-11-22T10:15:00Z';

/** An instant in ISO 8601 with a zone; normalised to UTC ("2026-11-22T10:15:00.000Z"). */
export const instantSchema = z
	.string()
	.datetime({ offset: true, message: INSTANT_WANTED })
	// A zone such as +99:99 has the right form and is no time all the same.
	.refine((value) => !Number.isNaN(Date.parse(value)), INSTANT_WANTED)
	.transform((value) => new Date(value).toISOString());

/** Where a record came from: which system, which account of it, its id there, and when it was read. */
export const originSchema = z.object({
	system: z.string().min(1).max(64),
	/** The vendor's own identifier of the account (shop domain, merchant id), never a credential's name. */
	account: z.string().min(1).max(255),
	id: z.string().min(1).max(255),
	number: z.string().max(255).nullish(),
	url: z.string().max(2048).nullish(),
	seenAt: instantSchema,
});

export type Origin = z.infer<typeof originSchema>;
