import { z } from 'zod';

import { flag, name, text } from '../wire';

/*
 * Selections as Le New Black shows them; their id is a number of its own.
 */
export const selection = z.object({
	id: name,
	create_time: text,
	update_time: text,
	retailer_reference: text,
	retailer_name: text,
	buyer_email: text,
	status: text,
	is_viewed: flag,
	is_ordered: flag,
	items: z
		.array(
			z.object({
				origin_collection_code: text,
				product_model: name,
				product_name: text,
				fabric_code: text,
				fabric_name: text,
			}),
		)
		.nullish(),
});

export type LnbSelection = z.infer<typeof selection>;
