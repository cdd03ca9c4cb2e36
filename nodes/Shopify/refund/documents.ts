import { MONEY } from '../fragments';

/*
 * Refunds. Shopify lists them by order alone. https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */

const REFUND_LINE = `
fragment RefundLine on RefundLineItem {
  id quantity restockType
  location { id name }
  lineItem { id title variantTitle sku isGiftCard taxLines(first: 10) { rate } variant { id barcode } }
  subtotalSet { ...Money }
  totalTaxSet { ...Money }
}`;

const REFUND = `
fragment WholeRefund on Refund {
  id legacyResourceId createdAt processedAt updatedAt note
  order { id legacyResourceId name test cancelledAt currencyCode taxesIncluded currentTotalPriceSet { ...Money } refunds(first: 250) { id } }
  return { id name exchangeLineItems(first: 20) { nodes { id quantity lineItems { id sku quantity } } pageInfo { hasNextPage endCursor } } }
  duties { amountSet { ...Money } }
  refundLineItems(first: 20) { nodes { ...RefundLine } pageInfo { hasNextPage endCursor } }
  refundShippingLines(first: 10) {
    nodes { id shippingLine { id title } subtotalAmountSet { ...Money } taxAmountSet { ...Money } }
    pageInfo { hasNextPage endCursor }
  }
  orderAdjustments(first: 10) { nodes { id reason amountSet { ...Money } taxAmountSet { ...Money } } pageInfo { hasNextPage endCursor } }
  transactions(first: 20) {
    nodes { id kind status gateway test createdAt processedAt parentTransaction { id } amountSet { ...Money } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** One page of orders with what a sweep decides on of their refunds. Sorted by the field it is filtered by. */
export const ORDER_REFUNDS_PAGE = `
query OrderRefundsPage($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id name test updatedAt
      refunds(first: 250) { id createdAt updatedAt transactions(first: 10) { nodes { createdAt processedAt } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Whole refunds by id; how many fit into one call depends on the cost Shopify asks for it. */
export const REFUNDS_BY_ID = `
query RefundsById($ids: [ID!]!) {
  nodes(ids: $ids) { __typename ...WholeRefund }
}${REFUND}${REFUND_LINE}${MONEY}`;

/** All lines of a refund that has more than one page of them. */
export const REFUND_LINES_PAGE = `
query RefundLinesPage($id: ID!, $first: Int!, $after: String) {
  refund(id: $id) {
    id
    refundLineItems(first: $first, after: $after) { nodes { ...RefundLine } pageInfo { hasNextPage endCursor } }
  }
}${REFUND_LINE}${MONEY}`;
