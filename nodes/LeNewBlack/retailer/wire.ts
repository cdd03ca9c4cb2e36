import { z } from 'zod';

import { address, figure, name, text } from '../wire';

/*
 * Retailers as Le New Black sends and takes them.
 */

export const buyer = z.object({ email: text, first_name: text, last_name: text });

export const retailer = z.object({
	reference: name,
	name: text,
	company: text,
	price_list_code: text,
	discount_rate: figure,
	terms_of_payment: text,
	contact_group: text,
	update_time: text,
	store_address: address.nullish(),
	billing_address: address.nullish(),
	delivery_addresses: z.array(address).nullish(),
	buyers: z.array(buyer).nullish(),
});

export type LnbRetailer = z.infer<typeof retailer>;
