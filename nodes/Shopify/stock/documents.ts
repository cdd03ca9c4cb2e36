/*
 * Stock levels: a variant has one inventory item, an item has a level at each place, a level has named figures.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/InventoryLevel
 */

/** What is read of a level. An inactive one is left out by Shopify unless asked for: its product is not stocked there. */
const LEVEL =
	'id updatedAt quantities(names: ["available", "on_hand", "committed", "incoming"]) { name quantity updatedAt }';

/** What is read of a variant: how it is found, and how people call it. */
const VARIANT = 'id sku barcode title requiresComponents product { id title }';

/** How many variants there are, up to a limit; one point. */
export const VARIANTS_COUNT = `
query VariantsCount($limit: Int!) {
  productVariantsCount(limit: $limit) { count precision }
}`;

/** The levels at one place, page by page. */
export const LEVELS_PAGE = `
query LevelsPage($locationId: ID!, $first: Int!, $after: String, $query: String) {
  location(id: $locationId) {
    id name
    inventoryLevels(first: $first, after: $after, query: $query) {
      nodes {
        ${LEVEL}
        item { id tracked variants(first: 1) { nodes { ${VARIANT} } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** Variants by SKU or barcode, each with its level at one place. */
export const VARIANT_LEVELS_PAGE = `
query VariantLevelsPage($locationId: ID!, $first: Int!, $after: String, $query: String!) {
  productVariants(first: $first, after: $after, query: $query) {
    nodes {
      ${VARIANT}
      inventoryItem { id tracked inventoryLevel(locationId: $locationId) { ${LEVEL} } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Items by id, each with its level at one place. */
export const ITEM_LEVELS_BY_ID = `
query ItemLevelsById($ids: [ID!]!, $locationId: ID!) {
  nodes(ids: $ids) {
    ... on InventoryItem { id tracked inventoryLevel(locationId: $locationId) { ${LEVEL} } }
  }
}`;

/** Everything at once, for a bulk query: each variant a row, each of its levels another. */
export const ALL_LEVELS = `
query AllLevels {
  productVariants {
    edges {
      node {
        ${VARIANT}
        inventoryItem { id tracked inventoryLevels { edges { node { ${LEVEL} location { id name } } } } }
      }
    }
  }
}`;

/**
 * Sets one named figure of up to 250 levels, each only if it still is what was read. All or none: a row that is
 * refused keeps the others from being written (assumed, not documented).
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/inventorySetQuantities
 */
export const LEVELS_SET = `
mutation LevelsSet($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}`;

/**
 * Stocks an item at a place where it is not. What a place that had it before makes of the figures is not documented, so
 * they are read back.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/inventoryActivate
 */
export const LEVEL_ACTIVATE = `
mutation LevelActivate($itemId: ID!, $locationId: ID!, $available: Int, $onHand: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $itemId, locationId: $locationId, available: $available, onHand: $onHand)
    @idempotent(key: $key) {
    inventoryLevel { ${LEVEL} }
    userErrors { field message }
  }
}`;

/** What of these orders has not left yet. */
export const OPEN_UNITS_BY_ID = `
query OpenUnitsById($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id cancelledAt
      lineItems(first: 20) { nodes { sku unfulfilledQuantity } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

/** The further lines of an order with more lines than one page holds. */
export const OPEN_UNITS_PAGE = `
query OpenUnitsPage($id: ID!, $first: Int!, $after: String) {
  order(id: $id) { lineItems(first: $first, after: $after) { nodes { sku unfulfilledQuantity } pageInfo { hasNextPage endCursor } } }
}`;
