import type { Listing, OgoshipClient, Row } from '../client';
import { stock, type OgoStock } from './wire';

/*
 * Stock is one list. https://openapi.ogoship.com/
 */

const STOCK: Listing<OgoStock> = { path: '/api/v1/Stock', schema: stock, key: 'productCode', filter: 'productCode' };

/** GET /api/v1/Stock?productCode=&modifiedAfter=&limit=&page= */
export function stockPages(ogoship: OgoshipClient, modifiedAfter?: string): AsyncGenerator<Array<Row<OgoStock>>> {
	return ogoship.pages(STOCK, { modifiedAfter });
}

/** The stock of one product. */
export async function stockRows(
	ogoship: OgoshipClient,
	code: string,
	modifiedAfter?: string,
): Promise<Array<Row<OgoStock>>> {
	return await ogoship.rowsWith(STOCK, code, { modifiedAfter });
}
