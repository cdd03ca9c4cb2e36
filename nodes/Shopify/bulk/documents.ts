/*
 * Bulk operations: a query that Shopify runs by itself and whose answer is a file.
 * https://shopify.dev/docs/api/usage/bulk-operations/queries
 */

/** Starts a bulk query. The query is one of our own texts, never put together from values. */
export const BULK_RUN_QUERY = `
mutation BulkRunQuery($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id status }
    userErrors { field message code }
  }
}`;

/** How far a bulk query is, and where its file lies. */
export const BULK_OPERATION = `
query BulkOperation($id: ID!) {
  bulkOperation(id: $id) { id status errorCode objectCount url partialDataUrl }
}`;
