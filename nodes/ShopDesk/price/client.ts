import type { z } from 'zod';

import type { ShopdeskClient, Written } from '../client';
import { pricesSet, type PriceDraft, type PricesSet } from './wire';

/*
 * Prices. Assumed: POST /api/products/bulk-discount, offline for ShopDesk alone or online for OmniEngine too. Older
 * contract: POST /api/promotions/setSpecial, for the outlet of the token alone.
 */

export interface PriceBatch {
	readonly mode: 'offline' | 'online';
	readonly locations: readonly string[];
	readonly rows: readonly PriceDraft[];
}

export async function setPrices(
	shopdesk: ShopdeskClient,
	{ mode, locations, rows }: PriceBatch,
	maySend: () => boolean,
): Promise<Written<PricesSet>> {
	const body = { mode, location_ids: [...locations], products: rows };
	return await shopdesk.write('pricesSet', { body, repeatable: true, maySend }, pricesSet);
}

/** As the client of 2021 did it; only ID, SKU and the new price look necessary (inferred). */
export async function setSpecials(
	shopdesk: ShopdeskClient,
	rows: ReadonlyArray<{ readonly id: string; readonly sku: string; readonly price: number }>,
	maySend: () => boolean,
): Promise<Written<undefined>> {
	const products = rows.map(({ id, sku, price }) => ({ product_id: id, product_sku: sku, discounted_price: price }));
	return await shopdesk.write('pricesSet', { body: { products }, repeatable: true, maySend }, nothing);
}

const nothing = { safeParse: () => ({ success: true, data: undefined }) } as unknown as z.ZodType<undefined>;
