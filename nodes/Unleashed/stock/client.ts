import type { Listing, Row, UnleashedClient, Written } from '../client';
import type { Raw } from '../wire';
import { adjustment, stock, type UnleashedStock } from './wire';

/*
 * Stock on hand, and its adjustment. https://apidocs.unleashedsoftware.com/StockOnHand
 */

/** Rows are told apart by product and warehouse: their Guid is not known to be one's own. */
const STOCK: Listing<UnleashedStock> = {
	path: '/StockOnHand',
	schema: stock,
	label: 'ProductCode',
	key: ['ProductCode', 'WarehouseCode'],
};

export interface StockQuery {
	/** Without it the figure is taken to be over all warehouses (inferred). */
	readonly warehouseCode?: string;
	/** Whether it moves with a reservation alone is not documented. */
	readonly modifiedSince?: string;
	/** Adds what can be put together from parts to what can be sold (documented). */
	readonly isAssembled?: boolean;
}

/**
 * Products that ever had a transaction; others are not listed (documented).
 * GET /StockOnHand/{page}?warehouseCode=&modifiedSince=&isAssembled=
 */
export function stockPages(unleashed: UnleashedClient, query: StockQuery): AsyncGenerator<Array<Row<UnleashedStock>>> {
	return unleashed.pages(STOCK, { ...query });
}

/**
 * A new adjustment under a GUID of ours. Not repeatable: what a used GUID does is not documented.
 * POST /StockAdjustments/{id}
 */
export async function createAdjustment(
	unleashed: UnleashedClient,
	guid: string,
	body: Raw,
): Promise<Written<{ readonly Status?: string | null }>> {
	const path = `/StockAdjustments/${encodeURIComponent(guid)}`;
	return await unleashed.write({ method: 'POST', path, body, repeatable: false }, adjustment);
}

/** The adjustment with this GUID. GET /StockAdjustments/{id} */
export async function adjustmentByGuid(unleashed: UnleashedClient, guid: string): Promise<boolean> {
	const row = await unleashed.one({ path: '/StockAdjustments', schema: adjustment, label: 'AdjustmentNumber' }, guid);
	return row !== undefined;
}
