/*
 * Prices of variants, in general and on price lists.
 */

/** Variants by SKU or barcode with their prices; what is found is compared exactly afterwards. */
export const PRICED_VARIANTS_PAGE = `
query PricedVariantsPage($first: Int!, $after: String, $query: String!) {
  productVariants(first: $first, after: $after, query: $query) {
    nodes { id sku barcode price compareAtPrice product { id legacyResourceId } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** In which currency the shop's own prices are. */
export const PRICE_CURRENCY = `
query PriceCurrency {
  shop { id currencyCode }
}`;

/** The price lists of the shop: of markets, and of companies. */
export const PRICE_LISTS_PAGE = `
query PriceListsPage($first: Int!, $after: String) {
  priceLists(first: $first, after: $after) { nodes { id name currency } pageInfo { hasNextPage endCursor } }
}`;

/** The prices that a list names itself; those it works out from the shop's are not among them. */
export const FIXED_PRICES_PAGE = `
query FixedPricesPage($id: ID!, $first: Int!, $after: String) {
  priceList(id: $id) {
    id currency
    prices(first: $first, after: $after, originType: FIXED) {
      nodes { variant { id } price { amount } compareAtPrice { amount } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** One product a call. https://shopify.dev/docs/api/admin-graphql/latest/mutations/productVariantsBulkUpdate */
export const PRICES_SET = `
mutation PricesSet($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants) {
    productVariants { id }
    userErrors { field message code }
  }
}`;

/** https://shopify.dev/docs/api/admin-graphql/latest/mutations/priceListFixedPricesAdd */
export const FIXED_PRICES_SET = `
mutation FixedPricesSet($priceListId: ID!, $prices: [PriceListPriceInput!]!) {
  priceListFixedPricesAdd(priceListId: $priceListId, prices: $prices) {
    prices { variant { id } }
    userErrors { field message code }
  }
}`;
