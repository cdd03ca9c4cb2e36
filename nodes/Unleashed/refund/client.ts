import type { Listing, Row, UnleashedClient, Written } from '../client';
import type { Raw } from '../wire';
import { credit, type UnleashedCredit } from './wire';

/*
 * Credit notes. https://apidocs.unleashedsoftware.com/CreditNotes
 */

const PATH = '/CreditNotes';
const CREDITS: Listing<UnleashedCredit> = { path: PATH, schema: credit, label: 'CreditNumber' };

export interface CreditQuery {
	readonly modifiedSince?: string;
	readonly creditStatus?: string;
}

/** GET /CreditNotes/{page}?modifiedSince=&creditStatus= */
export function creditPages(
	unleashed: UnleashedClient,
	query: CreditQuery,
): AsyncGenerator<Array<Row<UnleashedCredit>>> {
	return unleashed.pages(CREDITS, { ...query });
}

/** GET /CreditNotes/{guid} */
export async function creditByGuid(
	unleashed: UnleashedClient,
	guid: string,
): Promise<Row<UnleashedCredit> | undefined> {
	return await unleashed.one(CREDITS, guid);
}

/**
 * A new credit note that belongs to no invoice; one that does cannot be made through the API (documented absence). It has
 * no GUID of ours, so it is never repeated blindly. POST /CreditNotes/FreeCredit
 */
export async function createCredit(
	unleashed: UnleashedClient,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<UnleashedCredit>> {
	const request = { method: 'POST', path: `${PATH}/FreeCredit`, body, repeatable: false, maySend } as const;
	return await unleashed.write(request, credit);
}

/** Not repeatable: nothing says what a second one does. POST /CreditNotes/{guid}/Complete */
export async function completeCredit(
	unleashed: UnleashedClient,
	guid: string,
	maySend: () => boolean,
): Promise<Written<unknown>> {
	const path = `${PATH}/${encodeURIComponent(guid)}/Complete`;
	return await unleashed.act({ method: 'POST', path, body: {}, repeatable: false, maySend });
}
