import type { ShopifyClient } from '../client';
import { LOCATIONS_PAGE } from './documents';
import { locationsPage, type ShopLocation } from './wire';

/*
 * Locations. https://shopify.dev/docs/api/admin-graphql/latest/queries/locations
 */

const MOST_ROWS = 100;

export interface WhichLocations {
	readonly includeInactive: boolean;
	/** Those of fulfillment services. */
	readonly includeLegacy: boolean;
}

/** Locations, page by page. */
export function locationPages(shopify: ShopifyClient, which: WhichLocations): AsyncGenerator<readonly ShopLocation[]> {
	return shopify.pages(LOCATIONS_PAGE, locationsPage, ({ locations }) => locations, { ...which }, MOST_ROWS);
}

/** Every location where stock can be kept now. */
export async function activeLocations(shopify: ShopifyClient): Promise<ShopLocation[]> {
	const found: ShopLocation[] = [];
	for await (const page of locationPages(shopify, { includeInactive: false, includeLegacy: true }))
		found.push(...page.filter(({ isActive }) => isActive));
	return found;
}
