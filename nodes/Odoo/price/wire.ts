import { z } from 'zod';

import { figure, id, reference, text } from '../wire';

/*
 * Rules of price lists.
 */

export const RULE_FIELDS = [
	'pricelist_id',
	'product_id',
	'applied_on',
	'compute_price',
	'fixed_price',
	'min_quantity',
	'date_start',
	'date_end',
];

export const priceRules = z.array(
	z.object({
		id,
		pricelist_id: reference,
		product_id: reference,
		/** 0_product_variant: for one variant alone. */
		applied_on: text,
		/** fixed: a price of its own. */
		compute_price: text,
		fixed_price: figure,
		min_quantity: figure,
		date_start: text,
		date_end: text,
	}),
);
export type PriceRule = z.infer<typeof priceRules>[number];
