import { ADDRESS, MONEY } from '../fragments';

/*
 * Queries and changes of orders. https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */

const LINE = `
fragment Line on LineItem {
  id title variantTitle sku quantity currentQuantity unfulfilledQuantity requiresShipping isGiftCard
  customAttributes { key value }
  variant { id barcode }
  originalUnitPriceSet { ...Money }
  originalTotalSet { ...Money }
  discountAllocations { allocatedAmountSet { ...Money } }
  taxLines(first: 10) { title rate priceSet { ...Money } }
}`;

const ORDER = `
fragment WholeOrder on Order {
  id legacyResourceId name poNumber note tags test closed createdAt processedAt updatedAt cancelledAt cancelReason
  displayFinancialStatus displayFulfillmentStatus email phone sourceName
  app { name }
  retailLocation { id name }
  paymentGatewayNames
  customAttributes { key value }
  discountCodes
  currencyCode taxesIncluded
  subtotalPriceSet { ...Money }
  totalDiscountsSet { ...Money }
  totalTipReceivedSet { ...Money }
  currentSubtotalPriceSet { ...Money }
  currentTotalDiscountsSet { ...Money }
  currentShippingPriceSet { ...Money }
  currentTotalTaxSet { ...Money }
  currentTotalDutiesSet { ...Money }
  currentTotalAdditionalFeesSet { ...Money }
  currentTotalPriceSet { ...Money }
  totalReceivedSet { ...Money }
  totalRefundedSet { ...Money }
  totalOutstandingSet { ...Money }
  taxLines { title rate priceSet { ...Money } }
  billingAddress { ...Address }
  shippingAddress { ...Address }
  customer { id displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  risk { recommendation assessments { riskLevel } }
  shippingLines(first: 5, includeRemovals: false) {
    nodes { id title code originalPriceSet { ...Money } currentDiscountedPriceSet { ...Money } taxLines { priceSet { ...Money } } }
  }
  lineItems(first: 20) { nodes { ...Line } pageInfo { hasNextPage endCursor } }
}`;

/** One page of orders, only what a sweep decides on. Sorted by the field it is filtered by (the index needs that). */
export const ORDERS_PAGE = `
query OrdersPage($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id name test createdAt updatedAt processedAt cancelledAt displayFinancialStatus displayFulfillmentStatus tags sourceName
      app { name }
      retailLocation { id }
      risk { recommendation assessments { riskLevel } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Whole orders by id; how many fit into one call depends on the cost Shopify asks for it. */
export const ORDERS_BY_ID = `
query OrdersById($ids: [ID!]!) {
  nodes(ids: $ids) { __typename ...WholeOrder }
}${ORDER}${LINE}${ADDRESS}${MONEY}`;

/** The further lines of an order with more lines than one page holds. */
export const ORDER_LINES_PAGE = `
query OrderLinesPage($id: ID!, $after: String) {
  order(id: $id) { id updatedAt lineItems(first: 50, after: $after) { nodes { ...Line } pageInfo { hasNextPage endCursor } } }
}${LINE}${MONEY}`;
