import type { Listing, Row, UnleashedClient } from '../client';
import { invoice, type UnleashedInvoice } from './wire';

/*
 * Invoices. https://apidocs.unleashedsoftware.com/Invoices
 */

const INVOICES: Listing<UnleashedInvoice> = { path: '/Invoices', schema: invoice, label: 'InvoiceNumber' };

export interface InvoiceQuery {
	readonly modifiedSince?: string;
	/** Several with commas; deleted ones come only when named (documented). */
	readonly invoiceStatus?: string;
	readonly orderNumber?: string;
	readonly customerCode?: string;
}

/** GET /Invoices/{page}?modifiedSince=&invoiceStatus=&orderNumber=&customerCode= */
export function invoicePages(
	unleashed: UnleashedClient,
	query: InvoiceQuery,
): AsyncGenerator<Array<Row<UnleashedInvoice>>> {
	return unleashed.pages(INVOICES, { ...query });
}

/** GET /Invoices/{guid} */
export async function invoiceByGuid(
	unleashed: UnleashedClient,
	guid: string,
): Promise<Row<UnleashedInvoice> | undefined> {
	return await unleashed.one(INVOICES, guid);
}
