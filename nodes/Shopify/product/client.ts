import type { ShopifyClient } from '../client';
import { PRODUCT_VARIANTS_PAGE, PRODUCTS_BY_ID, PRODUCTS_PAGE, SHOP_CURRENCY } from './documents';
import { productsPage, productVariantsPage, shopCurrency, type ProductHead, type ProductVariant } from './wire';

/*
 * One function a query of products. https://shopify.dev/docs/api/admin-graphql/latest/objects/Product
 */

const FIRST_PRODUCTS_A_CALL = 5;
const VARIANTS_A_PAGE = 100;

/** The currency of the shop's prices. */
export async function currencyOf(shopify: ShopifyClient): Promise<string> {
	return (await shopify.query(SHOP_CURRENCY, {}, shopCurrency)).data.shop.currencyCode;
}

/** Product heads, oldest change first, page by page. `search` comes from `search.ts` alone. */
export function productPages(shopify: ShopifyClient, search: string): AsyncGenerator<readonly ProductHead[]> {
	return shopify.pages(PRODUCTS_PAGE, productsPage, ({ products }) => products, { query: search });
}

/** Whole products by GID, as Shopify's own records; those it does not have any more are absent. */
export async function productsById(shopify: ShopifyClient, ids: readonly string[]): Promise<Map<string, unknown>> {
	return await shopify.nodesById(PRODUCTS_BY_ID, ids, FIRST_PRODUCTS_A_CALL);
}

/** Every variant of a product, to the end. */
export async function variantsOf(shopify: ShopifyClient, id: string): Promise<ProductVariant[]> {
	const variants: ProductVariant[] = [];
	const pages = shopify.pages(
		PRODUCT_VARIANTS_PAGE,
		productVariantsPage,
		({ product }) => product?.variants,
		{ id },
		VARIANTS_A_PAGE,
	);
	for await (const page of pages) variants.push(...page);
	return variants;
}
