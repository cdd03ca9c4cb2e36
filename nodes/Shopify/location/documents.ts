/** Places where goods lie or are sold; closed ones and those of fulfillment services only when asked for. */
export const LOCATIONS_PAGE = `
query LocationsPage($first: Int!, $after: String, $includeInactive: Boolean!, $includeLegacy: Boolean!) {
  locations(first: $first, after: $after, includeInactive: $includeInactive, includeLegacy: $includeLegacy) {
    nodes {
      id legacyResourceId name isActive isFulfillmentService fulfillsOnlineOrders
      address { address1 address2 zip city province provinceCode countryCode phone }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
