/*
 * Products with their variants. https://shopify.dev/docs/api/admin-graphql/latest/objects/Product
 */

const VARIANT = `
fragment ProductVariantParts on ProductVariant {
  id sku barcode title price compareAtPrice
  selectedOptions { name value }
  media(first: 1) { nodes { ... on MediaImage { id image { url } } } }
  inventoryItem {
    id tracked requiresShipping harmonizedSystemCode countryCodeOfOrigin
    unitCost { amount }
    measurement { weight { value unit } }
  }
}`;

/** The shop's currency, in which all of its prices are. */
export const SHOP_CURRENCY = `
query ShopCurrency {
  shop { id currencyCode }
}`;

/** One page of products, only what a sweep decides on. Sorted by the field it is filtered by (the index needs that). */
export const PRODUCTS_PAGE = `
query ProductsPage($first: Int!, $after: String, $query: String) {
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt status vendor productType tags }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Whole products by id; how many fit into one call depends on the cost Shopify asks for it. */
export const PRODUCTS_BY_ID = `
query ProductsById($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Product {
      id legacyResourceId title handle description status vendor productType tags updatedAt onlineStoreUrl hasOnlyDefaultVariant
      options { name values }
      media(first: 20) { nodes { ... on MediaImage { id image { url altText } } } }
      variants(first: 20) { nodes { ...ProductVariantParts } pageInfo { hasNextPage endCursor } }
    }
  }
}${VARIANT}`;

/** All variants of a product that has more than one page of them. */
export const PRODUCT_VARIANTS_PAGE = `
query ProductVariantsPage($id: ID!, $first: Int!, $after: String) {
  product(id: $id) {
    id
    variants(first: $first, after: $after) { nodes { ...ProductVariantParts } pageInfo { hasNextPage endCursor } }
  }
}${VARIANT}`;
