import type { LeNewBlackClient, Written } from '../client';
import type { Raw } from '../wire';
import { price, type LnbPrice } from './wire';

/** Sets the prices of a fabric on a price list; a repeat sets the same. POST /prices */
export async function savePrice(lnb: LeNewBlackClient, body: Raw, maySend: () => boolean): Promise<Written<LnbPrice>> {
	return await lnb.write({ method: 'POST', path: '/prices', body, repeatable: true, maySend }, price);
}
