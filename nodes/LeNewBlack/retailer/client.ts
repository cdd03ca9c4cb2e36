import type { LeNewBlackClient, Listing, Row, Written } from '../client';
import type { Raw } from '../wire';
import { retailer, type LnbRetailer } from './wire';

/*
 * One function a call about retailers, as in the vendor's PHP SDK.
 */

const RETAILERS: Listing<LnbRetailer> = { path: '/retailers', schema: retailer, label: 'reference' };

/** GET /retailers?page= */
export function retailerPages(lnb: LeNewBlackClient): AsyncGenerator<Array<Row<LnbRetailer>>> {
	return lnb.pages(RETAILERS);
}

/** GET /retailers/{reference} */
export async function retailerByReference(
	lnb: LeNewBlackClient,
	reference: string,
): Promise<Row<LnbRetailer> | undefined> {
	return await lnb.one(RETAILERS, reference);
}

/** Creates the retailer of this reference or changes the one that is there; a repeat changes nothing more. POST /retailers */
export async function saveRetailer(
	lnb: LeNewBlackClient,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<LnbRetailer>> {
	return await lnb.write({ method: 'POST', path: '/retailers', body, repeatable: true, maySend }, retailer);
}
