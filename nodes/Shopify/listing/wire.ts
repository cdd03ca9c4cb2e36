import { z } from 'zod';

import { pageInfo, text, userErrors } from '../wire';

/*
 * Products as they stand in the shop, and what their mutations answer.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Product
 */

/** The product's own field that says which record of which system it was made from; unique by its type `id`. */
export const PRODUCT_SOURCE_FIELD = { namespace: 'commerce_bridge', key: 'source' } as const;

export const standingVariant = z.object({
	id: z.string(),
	sku: text,
	barcode: text,
	price: z.string(),
	compareAtPrice: text,
	selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
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

const variants = z.object({ nodes: z.array(standingVariant), pageInfo });

export const standingProduct = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	title: z.string(),
	description: text,
	status: text,
	vendor: text,
	productType: text,
	tags: z.array(z.string()),
	hasOnlyDefaultVariant: z.boolean(),
	source: z.object({ value: z.string() }).nullish(),
	options: z.array(z.object({ name: z.string(), linkedMetafield: z.object({ key: text }).nullish() })),
	media: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
	variants,
});

export const productField = z.object({
	shop: z.object({ currencyCode: z.string() }),
	metafieldDefinitions: z.object({ nodes: z.array(z.object({ type: z.object({ name: z.string() }) })) }),
});
export const productFieldCreated = z.object({ metafieldDefinitionCreate: z.object({ userErrors }) });
export const productByIdentifier = z.object({ productByIdentifier: z.object({ id: z.string() }).nullable() });

export const listedVariant = z.object({
	id: z.string(),
	sku: text,
	barcode: text,
	product: z.object({ id: z.string() }),
});
export const listedVariantsPage = z.object({
	productVariants: z.object({ nodes: z.array(listedVariant), pageInfo }),
});
export const standingVariantsPage = z.object({ product: z.object({ variants }).nullable() });

const madeProduct = z.object({ id: z.string(), legacyResourceId: z.coerce.string() });

export const productMade = z.object({
	productSet: z
		.object({
			product: madeProduct.nullish(),
			productSetOperation: z.object({ id: z.string() }).nullish(),
			userErrors,
		})
		.nullable(),
});
export const productMaking = z.object({
	productOperation: z
		.object({ status: z.string(), product: madeProduct.nullish(), userErrors: userErrors.nullish() })
		.nullable(),
});
export const productChanged = z.object({ productUpdate: z.object({ userErrors }).nullable() });
export const variantsChanged = z.object({ productVariantsBulkUpdate: z.object({ userErrors }).nullable() });
export const variantsAdded = z.object({ productVariantsBulkCreate: z.object({ userErrors }).nullable() });

export type StandingVariant = z.infer<typeof standingVariant>;
export type StandingProduct = z.infer<typeof standingProduct>;
export type ListedVariant = z.infer<typeof listedVariant>;
export type MadeProduct = z.infer<typeof madeProduct>;
