import type { Listing, Row, UnleashedClient } from '../client';
import { warehouse, type UnleashedWarehouse } from './wire';

/*
 * Warehouses. https://apidocs.unleashedsoftware.com/Warehouses
 */

const WAREHOUSES: Listing<UnleashedWarehouse> = { path: '/Warehouses', schema: warehouse, label: 'WarehouseCode' };

/** GET /Warehouses/{page}?includeObsolete= */
export function warehousePages(
	unleashed: UnleashedClient,
	includeObsolete: boolean,
): AsyncGenerator<Array<Row<UnleashedWarehouse>>> {
	return unleashed.pages(WAREHOUSES, { includeObsolete: includeObsolete || undefined });
}

/** Every warehouse that is in use. */
export async function activeWarehouses(unleashed: UnleashedClient): Promise<UnleashedWarehouse[]> {
	const found: UnleashedWarehouse[] = [];
	for await (const page of warehousePages(unleashed, false))
		for (const row of page) if ('record' in row && row.record.Obsolete !== true) found.push(row.record);
	return found;
}
