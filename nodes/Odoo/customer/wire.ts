import { z } from 'zod';

import { id, reference, text } from '../wire';

/*
 * Contacts (res.partner): people, companies, and the addresses below them. `mobile` is gone in 19 and not used.
 */

/** Those that every version has, whatever apps there are. */
export const PLAIN_FIELDS = [
	'name',
	'is_company',
	'type',
	'parent_id',
	'email',
	'email_normalized',
	'phone',
	'vat',
	'ref',
	'street',
	'street2',
	'city',
	'zip',
	'state_id',
	'country_id',
	'country_code',
	'active',
	'write_date',
] as const;

export const PARTNER_FIELDS = [...PLAIN_FIELDS, 'commercial_partner_id'] as const;

export const partner = z.object({
	id,
	name: text,
	is_company: z.boolean(),
	/** contact, invoice, delivery, other */
	type: text,
	parent_id: reference,
	commercial_partner_id: reference.nullish(),
	email: text,
	/** Lower case, and only where the e-mail is one. */
	email_normalized: text,
	phone: text,
	vat: text,
	ref: text,
	street: text,
	street2: text,
	city: text,
	zip: text,
	state_id: reference,
	country_id: reference,
	country_code: text.nullish(),
	active: z.boolean().nullish(),
	write_date: text,
});
export const partners = z.array(partner);
export type OdooPartner = z.infer<typeof partner>;
