import { z } from 'zod';

import { pageInfo, text } from '../wire';

/*
 * Products as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Product
 */

/** Media that are no images (a video, a model) are empty objects here. */
const images = z.object({
	nodes: z.array(z.object({ image: z.object({ url: z.string(), altText: text }).nullish() })),
});

export const productVariant = z.object({
	id: z.string(),
	sku: text,
	barcode: text,
	title: text,
	price: z.string(),
	compareAtPrice: text,
	selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
	media: images.nullish(),
	inventoryItem: z.object({
		id: z.string(),
		tracked: z.boolean(),
		requiresShipping: z.boolean(),
		harmonizedSystemCode: text,
		countryCodeOfOrigin: text,
		/** Null where the app may not see what products cost. */
		unitCost: z.object({ amount: z.string() }).nullish(),
		measurement: z.object({ weight: z.object({ value: z.number(), unit: z.string() }).nullish() }).nullish(),
	}),
});

const variants = z.object({ nodes: z.array(productVariant), pageInfo });

export const wholeProduct = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	title: z.string(),
	handle: text,
	description: text,
	status: text,
	vendor: text,
	productType: text,
	tags: z.array(z.string()),
	updatedAt: z.string(),
	onlineStoreUrl: text,
	hasOnlyDefaultVariant: z.boolean(),
	options: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
	media: images.nullish(),
	variants,
});

export const productHead = z.object({
	id: z.string(),
	updatedAt: z.string(),
	status: text,
	vendor: text,
	productType: text,
	tags: z.array(z.string()),
});

export const productsPage = z.object({ products: z.object({ nodes: z.array(productHead), pageInfo }) });
export const productVariantsPage = z.object({ product: z.object({ variants }).nullable() });
export const shopCurrency = z.object({ shop: z.object({ currencyCode: z.string() }) });

export type ProductVariant = z.infer<typeof productVariant>;
export type WholeProduct = z.infer<typeof wholeProduct>;
export type ProductHead = z.infer<typeof productHead>;
