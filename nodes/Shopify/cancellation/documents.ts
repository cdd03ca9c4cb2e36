/** Answers with a job. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel */
export const ORDER_CANCEL = `
mutation OrderCancel(
  $orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $notifyCustomer: Boolean, $staffNote: String,
  $refundMethod: OrderCancelRefundMethodInput
) {
  orderCancel(
    orderId: $orderId, reason: $reason, restock: $restock, notifyCustomer: $notifyCustomer, staffNote: $staffNote,
    refundMethod: $refundMethod
  ) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}`;

/** Whether the shop has done it, and whether the order is cancelled. */
export const CANCELLATION_STATE = `
query CancellationState($jobId: ID!, $orderId: ID!) {
  job(id: $jobId) { id done }
  order(id: $orderId) { id cancelledAt }
}`;

/** The same where no job is known. */
export const CANCELLED_ORDER = `
query CancelledOrder($orderId: ID!) { order(id: $orderId) { id cancelledAt } }`;
