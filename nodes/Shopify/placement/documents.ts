import { ADDRESS, MONEY } from '../fragments';

/*
 * Orders made from records of other systems. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
 */

const STANDING = `
fragment Standing on Order {
  id legacyResourceId name note poNumber tags cancelledAt displayFulfillmentStatus
  customAttributes { key value }
  shippingAddress { ...Address }
  totalPriceSet { ...Money }
  currentTotalPriceSet { ...Money }
  lineItems(first: 50) { nodes { id sku quantity currentQuantity variant { id barcode } } pageInfo { hasNextPage endCursor } }
}`;

const STAGE = `
fragment Stage on Order { id legacyResourceId name cancelledAt displayFulfillmentStatus tags }`;

/**
 * The order made from one record of another system: at once, without a search.
 * https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids
 */
export const ORDER_BY_SOURCE = `
query OrderBySource($namespace: String!, $key: String!, $value: String!) {
  orderByIdentifier(identifier: { customId: { namespace: $namespace, key: $key, value: $value } }) { id }
}`;

/** The same by the search index, which lags behind: for orders that lost their field. */
export const ORDERS_BY_SOURCE_PAGE = `
query OrdersBySourcePage($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query) {
    nodes { id sourceIdentifier cancelledAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Orders as they stand, for the comparison. */
export const STANDING_ORDERS_BY_ID = `
query StandingOrdersById($ids: [ID!]!) {
  nodes(ids: $ids) { __typename ...Standing }
}${STANDING}${ADDRESS}${MONEY}`;

/** The further lines of such an order. */
export const STANDING_LINES_PAGE = `
query StandingLinesPage($id: ID!, $after: String) {
  order(id: $id) {
    id
    lineItems(first: 100, after: $after) {
      nodes { id sku quantity currentQuantity variant { id barcode } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** How far orders of this shop are. */
export const ORDER_STAGES_BY_ID = `
query OrderStagesById($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Stage } }${STAGE}`;

/** Whether the shop has the field for custom ids of orders. */
export const ORDER_FIELD = `
query OrderField($namespace: String!, $key: String!) {
  shop { currencyCode }
  metafieldDefinitions(first: 1, ownerType: ORDER, namespace: $namespace, key: $key) { nodes { id type { name } } }
}`;

/** Makes that field. https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldDefinitionCreate */
export const ORDER_FIELD_CREATE = `
mutation OrderFieldCreate($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { field message code } }
}`;

/** Variants by SKU or barcode; what is found is compared exactly afterwards. */
export const ORDER_VARIANTS_PAGE = `
query OrderVariantsPage($first: Int!, $after: String, $query: String!) {
  productVariants(first: $first, after: $after, query: $query) {
    nodes { id sku barcode }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Never repeatable. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate */
export const ORDER_CREATE = `
mutation OrderCreate($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput, $namespace: String!, $key: String!) {
  orderCreate(order: $order, options: $options) {
    order { id legacyResourceId name metafield(namespace: $namespace, key: $key) { value } }
    userErrors { field message code }
  }
}`;

/** Tags and attributes are replaced. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderUpdate */
export const ORDER_UPDATE = `
mutation OrderUpdate($input: OrderInput!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
}`;

/** https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet */
export const SOURCE_FIELD_SET = `
mutation SourceFieldSet($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { userErrors { field message code } }
}`;
