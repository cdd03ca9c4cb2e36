/*
 * Products made from records of other systems. They are made whole by `productSet`, and changed in parts by mutations that
 * leave alone what they do not name: see docs/decisions.
 */

const STANDING_VARIANT = `
fragment StandingVariant on ProductVariant {
  id sku barcode price compareAtPrice
  selectedOptions { name value }
  inventoryItem {
    id tracked requiresShipping harmonizedSystemCode countryCodeOfOrigin
    unitCost { amount }
    measurement { weight { value unit } }
  }
}`;

/** Whether the shop has the field for custom ids of products, and in which currency its prices are. */
export const PRODUCT_FIELD = `
query ProductField($namespace: String!, $key: String!) {
  shop { id currencyCode }
  metafieldDefinitions(first: 1, ownerType: PRODUCT, namespace: $namespace, key: $key) { nodes { id type { name } } }
}`;

/** Makes that field. https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldDefinitionCreate */
export const PRODUCT_FIELD_CREATE = `
mutation ProductFieldCreate($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { field message code } }
}`;

/** A product by custom id or handle: at once, without a search. */
export const PRODUCT_BY_IDENTIFIER = `
query ProductByIdentifier($identifier: ProductIdentifierInput!) {
  productByIdentifier(identifier: $identifier) { id }
}`;

/** Variants by SKU or barcode, with the product each belongs to; what is found is compared exactly afterwards. */
export const LISTED_VARIANTS_PAGE = `
query ListedVariantsPage($first: Int!, $after: String, $query: String!) {
  productVariants(first: $first, after: $after, query: $query) {
    nodes { id sku barcode product { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Products as they stand, for the comparison. */
export const STANDING_PRODUCTS_BY_ID = `
query StandingProductsById($ids: [ID!]!, $namespace: String!, $key: String!) {
  nodes(ids: $ids) {
    __typename
    ... on Product {
      id legacyResourceId title description status vendor productType tags hasOnlyDefaultVariant
      source: metafield(namespace: $namespace, key: $key) { value }
      options { name linkedMetafield { key } }
      media(first: 1) { nodes { id } }
      variants(first: 20) { nodes { ...StandingVariant } pageInfo { hasNextPage endCursor } }
    }
  }
}${STANDING_VARIANT}`;

/** All variants of a product that has more than one page of them. */
export const STANDING_VARIANTS_PAGE = `
query StandingVariantsPage($id: ID!, $first: Int!, $after: String) {
  product(id: $id) {
    id
    variants(first: $first, after: $after) { nodes { ...StandingVariant } pageInfo { hasNextPage endCursor } }
  }
}${STANDING_VARIANT}`;

/**
 * Only ever for a product that does not stand there: of one that does, it deletes what a list leaves out.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/productSet
 */
export const PRODUCT_MAKE = `
mutation ProductMake($identifier: ProductSetIdentifiers!, $input: ProductSetInput!, $synchronous: Boolean!) {
  productSet(identifier: $identifier, input: $input, synchronous: $synchronous) {
    product { id legacyResourceId }
    productSetOperation { id }
    userErrors { field message code }
  }
}`;

/** What became of a large product. https://shopify.dev/docs/api/admin-graphql/latest/queries/productOperation */
export const PRODUCT_MAKING = `
query ProductMaking($id: ID!) {
  productOperation(id: $id) {
    __typename
    status
    ... on ProductSetOperation { id product { id legacyResourceId } userErrors { field message code } }
  }
}`;

/** Changes fields of a product and adds pictures; variants are not touched. Tags are replaced. */
export const PRODUCT_CHANGE = `
mutation ProductChange($product: ProductUpdateInput!, $media: [CreateMediaInput!]) {
  productUpdate(product: $product, media: $media) { product { id } userErrors { field message } }
}`;

/** https://shopify.dev/docs/api/admin-graphql/latest/mutations/productVariantsBulkUpdate */
export const VARIANTS_CHANGE = `
mutation VariantsChange($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants) {
    productVariants { id }
    userErrors { field message code }
  }
}`;

/** Not repeatable: what it made, it refuses to make again. The variant that stands alone stays. */
export const VARIANTS_ADD = `
mutation VariantsAdd($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkCreate(productId: $productId, variants: $variants, strategy: PRESERVE_STANDALONE_VARIANT) {
    productVariants { id }
    userErrors { field message code }
  }
}`;
