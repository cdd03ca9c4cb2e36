import type { LeNewBlackClient, Listing, Row, Written } from '../client';
import type { Raw } from '../wire';
import { orderLink, salesDocument, type OrderLink, type SalesDocument } from './wire';

/*
 * Sales documents and their links to orders, as in the vendor's PHP SDK.
 */

const DOCUMENTS: Listing<SalesDocument> = { path: '/sales_documents', schema: salesDocument, label: 'document_number' };
const LINKS: Listing<OrderLink> = { path: '/sales_document_orders', schema: orderLink, label: 'document_number' };

/** GET /sales_documents/{document_number} */
export async function documentByNumber(lnb: LeNewBlackClient, number: string): Promise<Row<SalesDocument> | undefined> {
	return await lnb.one(DOCUMENTS, number);
}

/** Every link there is: the list is not paginated. GET /sales_document_orders */
export async function allLinks(lnb: LeNewBlackClient): Promise<Array<Row<OrderLink>>> {
	return await lnb.all(LINKS);
}

/** Creates the document of this number or changes it; a repeat changes nothing more. POST /sales_documents */
export async function saveDocument(
	lnb: LeNewBlackClient,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<SalesDocument>> {
	return await lnb.write({ method: 'POST', path: '/sales_documents', body, repeatable: true, maySend }, salesDocument);
}

/** Shows a document with an order; the word of the action is assumed. POST /sales_document_orders */
export async function linkDocument(
	lnb: LeNewBlackClient,
	link: OrderLink & { readonly action: string },
	maySend: () => boolean,
): Promise<Written<OrderLink>> {
	const path = '/sales_document_orders';
	return await lnb.write({ method: 'POST', path, body: link, repeatable: true, maySend }, orderLink);
}
