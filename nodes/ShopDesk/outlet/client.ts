import type { z } from 'zod';

import { recordsIn, rowFrom, sideBySide, type Listing, type Row, type ShopdeskClient, type Written } from '../client';
import { outlet, type SdOutlet } from './wire';

/*
 * Outlets, and what they are mapped to. Assumed: GET /api/stores, PUT /api/stores/{id}/oe-mapping. Older contract:
 * POST /api/stores/viewAllOutlets, /api/stores/get, /api/omni_engine/addOeKey (the outlet of the token alone).
 */

const OUTLETS: Listing<SdOutlet> = { call: 'outletsList', collection: 'outlets', schema: outlet, label: 'store_name' };

/** All outlets with their mapping; the older list has heads only, so each outlet is read. */
export async function outletRows(shopdesk: ShopdeskClient): Promise<Array<Row<SdOutlet>>> {
	const rows: Array<Row<SdOutlet>> = [];
	for await (const page of shopdesk.pages(OUTLETS)) rows.push(...page);
	if (!shopdesk.isLegacy) return rows;
	return await sideBySide(rows, async (row) => {
		if (!('record' in row)) return row;
		const answer = await shopdesk.read('outletsRead', { body: { store_id: row.record.store_id } });
		return rowFrom(answer?.outlet, OUTLETS);
	});
}

/** As `outletRows`; throws for one that cannot be read, because a mapping that is half known is not known. */
export const allOutlets = async (shopdesk: ShopdeskClient): Promise<SdOutlet[]> =>
	recordsIn(await outletRows(shopdesk));

/** Gives an outlet its location and brand; the same call twice changes nothing more. */
export async function mapOutlet(
	shopdesk: ShopdeskClient,
	storeId: string,
	to: { readonly locationId: string; readonly brandId: string },
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const body = shopdesk.isLegacy
		? { keys: { brand: to.brandId, location: to.locationId } }
		: { store_location_id: to.locationId, store_brand_id: to.brandId };
	const writing = { values: { id: storeId }, body, repeatable: true, maySend };
	return await shopdesk.write('outletsMap', writing, anything);
}

const anything = { safeParse: (data: unknown) => ({ success: true, data }) } as unknown as z.ZodType<unknown>;
