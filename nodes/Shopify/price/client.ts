import { MOST_IDS, type Mutated, type ShopifyClient } from '../client';
import { searchesForAny } from '../search';
import type { UserErrors } from '../wire';
import {
	FIXED_PRICES_PAGE,
	FIXED_PRICES_SET,
	PRICE_CURRENCY,
	PRICE_LISTS_PAGE,
	PRICED_VARIANTS_PAGE,
	PRICES_SET,
} from './documents';
import {
	fixedPricesPage,
	fixedPricesSet,
	priceCurrency,
	pricedVariantsPage,
	priceListsPage,
	pricesSet,
	type FixedPrice,
	type PricedVariant,
	type PriceList,
} from './wire';

/*
 * One function a query or change of prices.
 */

/** No SKU or barcode of Shopify's is longer (assumed); what is longer is in no product. */
const LONGEST_KEY = 255;
/** The most prices of one call. https://shopify.dev/docs/api/usage/limits */
export const MOST_PRICES = MOST_IDS;

/** Variants that may carry one of these keys; what they really carry is for the caller to compare. */
export async function pricedVariants(
	shopify: ShopifyClient,
	field: 'sku' | 'barcode',
	values: readonly string[],
): Promise<PricedVariant[]> {
	const found: PricedVariant[] = [];
	const wanted = [...new Set(values)].filter((value) => value !== '' && value.length <= LONGEST_KEY);
	for (const query of searchesForAny(field, wanted)) {
		const pages = shopify.pages(PRICED_VARIANTS_PAGE, pricedVariantsPage, (data) => data.productVariants, { query });
		for await (const page of pages) found.push(...page);
	}
	return found;
}

export async function shopCurrency(shopify: ShopifyClient): Promise<string> {
	return (await shopify.query(PRICE_CURRENCY, {}, priceCurrency)).data.shop.currencyCode;
}

export async function priceLists(shopify: ShopifyClient): Promise<PriceList[]> {
	const lists: PriceList[] = [];
	for await (const page of shopify.pages(PRICE_LISTS_PAGE, priceListsPage, (data) => data.priceLists, {}))
		lists.push(...page);
	return lists;
}

export interface FixedPrices {
	readonly currency: string;
	readonly prices: ReadonlyMap<string, FixedPrice>;
}

/** Every price that a list names itself, by variant; undefined when the shop has no such list. */
export async function fixedPrices(shopify: ShopifyClient, id: string): Promise<FixedPrices | undefined> {
	const prices = new Map<string, FixedPrice>();
	let currency: string | undefined;
	const pages = shopify.pages(
		FIXED_PRICES_PAGE,
		fixedPricesPage,
		({ priceList }) => {
			currency = priceList?.currency;
			return priceList?.prices ?? { nodes: [], pageInfo: { hasNextPage: false } };
		},
		{ id },
	);
	for await (const page of pages) for (const price of page) prices.set(price.variant.id, price);
	return currency === undefined ? undefined : { currency, prices };
}

type Input = Readonly<Record<string, unknown>>;

/** Sets prices of one product's variants, all of them or none; a repeat sets the same. */
export async function setPrices(
	shopify: ShopifyClient,
	productId: string,
	variants: readonly Input[],
): Promise<Mutated<UserErrors>> {
	const answer = await shopify.mutate(PRICES_SET, { productId, variants }, pricesSet, { repeatable: true });
	return 'data' in answer ? { ...answer, data: answer.data.productVariantsBulkUpdate?.userErrors ?? [] } : answer;
}

/** Sets prices on a list, all of them or none (assumed); a repeat sets the same. */
export async function setFixedPrices(
	shopify: ShopifyClient,
	priceListId: string,
	prices: readonly Input[],
): Promise<Mutated<UserErrors>> {
	const answer = await shopify.mutate(FIXED_PRICES_SET, { priceListId, prices }, fixedPricesSet, { repeatable: true });
	return 'data' in answer ? { ...answer, data: answer.data.priceListFixedPricesAdd?.userErrors ?? [] } : answer;
}
