/** Who we are, what we may do, which versions the shop takes. */
export const CONNECTION_CHECK = `
query ConnectionCheck {
  shop { id name myshopifyDomain currencyCode ianaTimezone taxesIncluded plan { publicDisplayName } }
  currentAppInstallation { accessScopes { handle } }
  publicApiVersions { handle supported }
}`;

/** How every variant is found, page by page. */
export const VARIANT_KEYS_PAGE = `
query VariantKeysPage($first: Int!, $after: String) {
  productVariants(first: $first, after: $after) { nodes { id sku displayName } pageInfo { hasNextPage endCursor } }
}`;

/** The same for a bulk query. */
export const ALL_VARIANT_KEYS = `
query AllVariantKeys {
  productVariants { edges { node { id sku displayName } } }
}`;
