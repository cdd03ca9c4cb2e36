import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, countryCode, currency, statusOf, text } from './parts';

/*
 * A product with its variants; what is bought, counted and shipped is a variant.
 */

export const PRODUCT_STATUS = ['active', 'draft', 'archived', 'unlisted'] as const;

export const variantSchema = z.object({
	id: z.string().min(1).max(255),
	sku: text.nullish(),
	barcode: text.nullish(),
	/** "Blue / 3 dl"; null for the only variant of a product. */
	title: text.nullish(),
	options: z.array(z.object({ name: text, value: text })).nullish(),
	/** In the product's `currency`, with or without tax as the system keeps it. */
	price: amount.nullish(),
	compareAtPrice: amount.nullish(),
	/** What it costs to buy, in `currency`. */
	cost: amount.nullish(),
	weightGrams: z.number().min(0).max(1e9).nullish(),
	hsCode: text.nullish(),
	originCountry: countryCode.nullish(),
	tracked: z.boolean().nullish(),
	requiresShipping: z.boolean().nullish(),
	imageUrl: z.string().max(2048).nullish(),
	url: z.string().max(2048).nullish(),
});

export const productSchema = z.object({
	kind: z.literal('product'),
	origin: originSchema,
	/** For people: the SKU of the only variant, else the title. */
	number: z.string().min(1).max(255),
	title: text,
	/** The last part of its web address; a product is found by it, and it is never changed. */
	handle: z.string().max(255).nullish(),
	/** Plain text. */
	description: z.string().max(200_000).nullish(),
	status: statusOf(PRODUCT_STATUS).nullish(),
	currency: currency.nullish(),
	options: z.array(z.object({ name: text, values: z.array(text) })).nullish(),
	variants: z.array(variantSchema).min(1, 'must have a variant').max(2_048),
	images: z.array(z.object({ url: z.string().max(2048), alt: text.nullish() })).nullish(),
	vendor: text.nullish(),
	category: text.nullish(),
	tags: z.array(text).nullish(),
	url: z.string().max(2048).nullish(),
	updatedAt: instantSchema.nullish(),
	raw: z.unknown().optional(),
});

export type Product = z.infer<typeof productSchema>;
export type Variant = z.infer<typeof variantSchema>;
