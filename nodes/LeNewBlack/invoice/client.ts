import type { LeNewBlackClient, Listing, Row } from '../client';
import { invoice, type LnbInvoice } from './wire';

const INVOICES: Listing<LnbInvoice> = { path: '/invoices', schema: invoice, label: 'reference_number' };

/** GET /invoices?page= */
export function invoicePages(lnb: LeNewBlackClient): AsyncGenerator<Array<Row<LnbInvoice>>> {
	return lnb.pages(INVOICES);
}
