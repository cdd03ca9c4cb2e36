import { z } from 'zod';

import { figure, flag, name, text } from '../wire';

/*
 * Products as Le New Black shows them: a model, its variants by fabric, and the sizes of each.
 */
const sku = z.object({ size_name: name, ean13: text, sku: text });

const variant = z.object({
	fabric_code: name,
	fabric_name: text,
	reference: text,
	customs_code: text,
	country_of_origin: text,
	image_1_url: text,
	prices: z.array(z.object({ price_list_code: text, wholesale_price: figure })).nullish(),
	skus: z.array(sku).nullish(),
});

export const product = z.object({
	model: name,
	name: text,
	category_name: text,
	collection_code: text,
	is_published: flag,
	update_time: text,
	variants: z.array(variant).nullish(),
});

export type LnbProduct = z.infer<typeof product>;
