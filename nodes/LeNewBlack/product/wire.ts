import { z } from 'zod';

import { figure, flag, name, text } from '../wire';

/*
 * Products as Le New Black shows them: a model, its variants by fabric, and the sizes of each.
 */
const sku = z.object({ size_name: name, ean13: text, sku: text });

export const variant = z.object({
	fabric_code: name,
	fabric_name: text,
	reference: text,
	composition: text,
	description: text,
	customs_code: text,
	country_of_origin: text,
	image_1_url: text,
	image_2_url: text,
	image_3_url: text,
	image_4_url: text,
	image_5_url: text,
	image_6_url: text,
	image_7_url: text,
	image_8_url: text,
	prices: z
		.array(z.object({ price_list_code: text, wholesale_price: figure, recommended_retail_price: figure }))
		.nullish(),
	skus: z.array(sku).nullish(),
});

export const product = z.object({
	model: name,
	name: text,
	category_name: text,
	collection_code: text,
	collection_name: text,
	sizing_name: text,
	sizing_sizes: z.array(name).nullish(),
	is_published: flag,
	update_time: text,
	variants: z.array(variant).nullish(),
});

export type LnbVariant = z.infer<typeof variant>;
export type LnbProduct = z.infer<typeof product>;
