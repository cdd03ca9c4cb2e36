/*
 * Shipments: what is to be fulfilled, and what was.
 * https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/manage-fulfillments
 */

const PARCEL_LINES = `nodes { id quantity lineItem { id title sku quantity currentQuantity variant { barcode } } } pageInfo { hasNextPage endCursor }`;

const WORK_LINES = `nodes {
  id remainingQuantity requiresShipping sku
  variant { barcode }
  lineItem { id quantity currentQuantity }
} pageInfo { hasNextPage endCursor }`;

const PARCEL = `
fragment Parcel on Fulfillment {
  id name status displayStatus createdAt updatedAt deliveredAt
  location { id name }
  trackingInfo { number url company }
  order { id name legacyResourceId }
  fulfillmentLineItems(first: 20) { ${PARCEL_LINES} }
}`;

const WORK = `
fragment Work on FulfillmentOrder {
  id status createdAt updatedAt fulfillAt
  assignedLocation { name location { id } }
  deliveryMethod { methodType }
  fulfillmentHolds { reason }
  supportedActions { action }
  lineItems(first: 20) { ${WORK_LINES} }
}`;

/** Orders changed since, and the ids of their parcels. */
export const SHIPPED_ORDERS_PAGE = `
query ShippedOrdersPage($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id fulfillments(first: 25) { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** The ids of all parcels of an order that has more than the page of orders showed. */
export const PARCELS_OF_ORDER = `
query ParcelsOfOrder($id: ID!) { order(id: $id) { id fulfillments(first: 250) { id } } }`;

/** Whole parcels by id. */
export const PARCELS_BY_ID = `
query ParcelsById($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Parcel } }${PARCEL}`;

/** The further lines of a parcel. */
export const PARCEL_LINES_PAGE = `
query ParcelLinesPage($id: ID!, $after: String) {
  fulfillment(id: $id) { id fulfillmentLineItems(first: 100, after: $after) { ${PARCEL_LINES} } }
}`;

/** Orders by their number; what is found is compared exactly afterwards. */
export const ORDERS_BY_NAME_PAGE = `
query OrdersByNamePage($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query) { nodes { id name } pageInfo { hasNextPage endCursor } }
}`;

/** Orders that goods left for: the ids of their fulfillment orders and parcels. */
export const ORDERS_TO_SHIP = `
query OrdersToShip($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Order {
      id legacyResourceId name cancelledAt
      fulfillments(first: 25) { id }
      fulfillmentOrders(first: 10, displayable: true) { nodes { id } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

/** The further fulfillment orders of an order. */
export const WORK_IDS_PAGE = `
query WorkIdsPage($id: ID!, $after: String) {
  order(id: $id) {
    id
    fulfillmentOrders(first: 100, after: $after, displayable: true) { nodes { id } pageInfo { hasNextPage endCursor } }
  }
}`;

/** Fulfillment orders by id. */
export const WORK_BY_ID = `
query WorkById($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Work } }${WORK}`;

/** The further lines of a fulfillment order. */
export const WORK_LINES_PAGE = `
query WorkLinesPage($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) { id lineItems(first: 100, after: $after) { ${WORK_LINES} } }
}`;

/** Not repeatable: a repeat ships what is left. https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentCreate */
export const FULFILLMENT_CREATE = `
mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id name } userErrors { field message } }
}`;

/** Replaces the tracking as a whole. https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentTrackingInfoUpdate */
export const TRACKING_UPDATE = `
mutation TrackingUpdate($fulfillmentId: ID!, $trackingInfoInput: FulfillmentTrackingInput!, $notifyCustomer: Boolean) {
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: $fulfillmentId, trackingInfoInput: $trackingInfoInput, notifyCustomer: $notifyCustomer
  ) { fulfillment { id } userErrors { field message } }
}`;
