/*
 * Payouts of Shopify Payments. A shop without it has no account, and payments of other services have no payouts here.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/ShopifyPaymentsPayout
 */

const PAYOUT = `
fragment Payout on ShopifyPaymentsPayout {
  id legacyResourceId issuedAt status transactionType externalTraceId
  net { amount currencyCode }
  summary {
    chargesGross { amount } chargesFee { amount }
    refundsFeeGross { amount } refundsFee { amount }
    adjustmentsGross { amount } adjustmentsFee { amount }
    reservedFundsGross { amount } reservedFundsFee { amount }
    retriedPayoutsGross { amount } retriedPayoutsFee { amount }
    advanceGross { amount } advanceFees { amount }
  }
}`;

/** Whether the shop has Shopify Payments. */
export const PAYMENTS_ACCOUNT = `
query PaymentsAccount {
  shopifyPaymentsAccount { id }
}`;

/** One page of payouts, whole but for their transactions, oldest first. */
export const PAYOUTS_PAGE = `
query PayoutsPage($first: Int!, $after: String, $query: String) {
  shopifyPaymentsAccount {
    id
    payouts(first: $first, after: $after, query: $query, sortKey: ISSUED_AT) {
      nodes { ...Payout }
      pageInfo { hasNextPage endCursor }
    }
  }
}${PAYOUT}`;

/** Payouts by id. */
export const PAYOUTS_BY_ID = `
query PayoutsById($ids: [ID!]!) {
  nodes(ids: $ids) { __typename ...Payout }
}${PAYOUT}`;

/** What payouts are made of, the transfer to the bank itself left out. */
export const PAYOUT_TRANSACTIONS_PAGE = `
query PayoutTransactionsPage($first: Int!, $after: String, $query: String) {
  shopifyPaymentsAccount {
    id
    balanceTransactions(first: $first, after: $after, query: $query, sortKey: PROCESSED_AT, hideTransfers: true) {
      nodes {
        id type test transactionDate sourceId sourceType sourceOrderTransactionId adjustmentReason
        amount { amount } fee { amount } net { amount }
        associatedOrder { id name }
        associatedPayout { id }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
