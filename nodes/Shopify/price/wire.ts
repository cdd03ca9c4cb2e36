import { z } from 'zod';

import { pageInfo, text, userErrors } from '../wire';

/*
 * Prices as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/PriceList
 */

export const pricedVariant = z.object({
	id: z.string(),
	sku: text,
	barcode: text,
	price: z.string(),
	compareAtPrice: text,
	product: z.object({ id: z.string(), legacyResourceId: z.coerce.string() }),
});

export const priceList = z.object({ id: z.string(), name: z.string(), currency: z.string() });

const money = z.object({ amount: z.string() });
export const fixedPrice = z.object({
	variant: z.object({ id: z.string() }),
	price: money,
	compareAtPrice: money.nullish(),
});

export const pricedVariantsPage = z.object({
	productVariants: z.object({ nodes: z.array(pricedVariant), pageInfo }),
});
export const priceCurrency = z.object({ shop: z.object({ currencyCode: z.string() }) });
export const priceListsPage = z.object({ priceLists: z.object({ nodes: z.array(priceList), pageInfo }) });
export const fixedPricesPage = z.object({
	priceList: z.object({ currency: z.string(), prices: z.object({ nodes: z.array(fixedPrice), pageInfo }) }).nullable(),
});
export const pricesSet = z.object({ productVariantsBulkUpdate: z.object({ userErrors }).nullable() });
export const fixedPricesSet = z.object({ priceListFixedPricesAdd: z.object({ userErrors }).nullable() });

export type PricedVariant = z.infer<typeof pricedVariant>;
export type PriceList = z.infer<typeof priceList>;
export type FixedPrice = z.infer<typeof fixedPrice>;
