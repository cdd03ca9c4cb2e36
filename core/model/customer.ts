import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { addressSchema, text } from './parts';
import { isPersonal } from './person';

/*
 * Somebody who buys: a person or a company.
 */
export const customerSchema = z.object({
	kind: z.literal('customer'),
	origin: originSchema,
	/** For people: the reference, else the e-mail or the name. */
	number: z.string().min(1).max(255),
	/** The customer's own number at the source. */
	reference: text.nullish(),
	name: text.nullish(),
	firstName: text.nullish(),
	lastName: text.nullish(),
	company: text.nullish(),
	email: text.nullish(),
	phone: text.nullish(),
	vatNumber: text.nullish(),
	/** The first is the default one. */
	addresses: z.array(addressSchema).max(250).nullish(),
	tags: z.array(text).nullish(),
	note: text.nullish(),
	updatedAt: instantSchema.nullish(),
	raw: z.unknown().optional(),
});

export type Customer = z.infer<typeof customerSchema>;

/**
 * What a customer is called in sentences and in the ledger: by reference, else by ID, and not at all where both say who
 * it is. `number` is for the people who look at the item; it may be a name or an e-mail address.
 */
export function customerLabel({ reference, origin }: Pick<Customer, 'reference'> & { origin: { id: string } }): string {
	return [reference?.trim() ?? '', origin.id].find((label) => label !== '' && !isPersonal(label)) ?? '';
}
