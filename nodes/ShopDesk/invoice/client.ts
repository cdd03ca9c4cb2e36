import type { z } from 'zod';

import type { Listing, Row, ShopdeskClient, Written } from '../client';
import { isRaw } from '../wire';
import { invoice, type SdInvoice } from './wire';

/*
 * Invoices, the one part of ShopDesk's API that is published.
 * https://docs.postexglobal.com/guide/API-Documentation:-Invoice,-Stock-&-Stock-Adjustment-30b392f180218017b611ef32a9fe421e
 */

const INVOICES: Listing<SdInvoice> = {
	call: 'invoicesList',
	collection: 'data',
	schema: invoice,
	label: 'invoice_number',
};

/** GET /api/invoice?page=&limit=; its further filters are not readable. */
export const invoicePages = (shopdesk: ShopdeskClient): AsyncGenerator<Array<Row<SdInvoice>>> =>
	shopdesk.pages(INVOICES);

/** PUT /api/invoice/sync { ids }: what is synced once stays so, so a repeat changes nothing more. */
export async function markSynced(
	shopdesk: ShopdeskClient,
	ids: readonly string[],
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const body = { ids: ids.map((id) => (/^\d+$/.test(id) ? Number(id) : id)) };
	return await shopdesk.write('invoicesSync', { body, repeatable: true, maySend }, object);
}

const object = {
	safeParse: (data: unknown) => (isRaw(data) ? { success: true, data } : { success: false, error: { issues: [] } }),
} as unknown as z.ZodType<unknown>;
