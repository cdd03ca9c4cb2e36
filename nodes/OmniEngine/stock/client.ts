import type { Listing, OmniengineClient, Row, Written } from '../client';
import { stock, stockSet, type OeStock, type StockSet } from './wire';

/*
 * Stock (assumed): GET and PUT /oe/v2/inventory.
 */

const STOCK: Listing<OeStock> = { call: 'stockList', schema: stock, label: 'sku' };

/** Stock of one location or all, page by page; what the list answers is compared with what was asked. */
export async function* stockPages(
	omniengine: OmniengineClient,
	{ location, skus }: { readonly location?: string; readonly skus: readonly string[] },
): AsyncGenerator<Array<Row<OeStock>>> {
	const wanted = new Set(skus);
	// Many SKUs are picked out of the whole list: they stand in the address.
	const query = { location_id: location, skus: skus.length > 0 && skus.length <= 40 ? skus.join(',') : undefined };
	for await (const page of omniengine.pages(STOCK, query))
		yield page.filter(
			(row) =>
				(wanted.size === 0 || wanted.has(row.label)) &&
				(location === undefined || !('record' in row) || row.record.location_id === location),
		);
}

/** Levels of one location; setting one twice is setting it once. */
export const setStock = async (
	omniengine: OmniengineClient,
	body: {
		readonly location_id: string;
		readonly mode: 'set';
		readonly reason: string;
		readonly items: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
	},
	key: string,
): Promise<Written<StockSet>> => await omniengine.write('stockSet', { body, repeatable: true, key }, stockSet);
