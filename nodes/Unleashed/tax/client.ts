import type { Listing, Row, UnleashedClient } from '../client';
import { tax, type UnleashedTax } from './wire';

/*
 * The account's tax codes.
 */

const TAXES: Listing<UnleashedTax> = { path: '/Taxes', schema: tax, label: 'TaxCode' };

/** GET /Taxes (seen in two public clients; the page was not found) */
export async function taxRows(unleashed: UnleashedClient): Promise<Array<Row<UnleashedTax>>> {
	return await unleashed.rows(TAXES);
}
