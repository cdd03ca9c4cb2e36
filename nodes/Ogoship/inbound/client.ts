import type { Listing, OgoshipClient, Row, Written } from '../client';
import { stockUpdate, type InboundDraft, type OgoInbound } from './wire';

/*
 * One function a call about goods on their way in; there is no change and no DELETE. https://openapi.ogoship.com/
 */

const INBOUND: Listing<OgoInbound> = {
	path: '/api/v1/StockUpdate',
	schema: stockUpdate,
	key: 'reference',
	filter: 'reference',
};

/** GET /api/v1/StockUpdate?modifiedAfter=&limit=&page= */
export function inboundPages(ogoship: OgoshipClient, modifiedAfter?: string): AsyncGenerator<Array<Row<OgoInbound>>> {
	return ogoship.pages(INBOUND, { modifiedAfter });
}

/** What stands under a reference. */
export async function inboundRows(
	ogoship: OgoshipClient,
	reference: string,
	modifiedAfter?: string,
): Promise<Array<Row<OgoInbound>>> {
	return await ogoship.rowsWith(INBOUND, reference, { modifiedAfter });
}

/**
 * Announces goods. What a used reference does is not documented, so it is never repeated blindly.
 * POST /api/v1/StockUpdate
 */
export async function createInbound(
	ogoship: OgoshipClient,
	draft: InboundDraft,
	maySend: () => boolean,
): Promise<Written<OgoInbound>> {
	const request = { method: 'POST', path: INBOUND.path, body: draft, repeatable: false, maySend } as const;
	return await ogoship.write(request, INBOUND.schema);
}
