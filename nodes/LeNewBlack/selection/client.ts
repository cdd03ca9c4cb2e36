import type { LeNewBlackClient, Listing, Row } from '../client';
import { selection, type LnbSelection } from './wire';

const SELECTIONS: Listing<LnbSelection> = { path: '/selections', schema: selection, label: 'id' };

/** GET /selections?page= */
export function selectionPages(lnb: LeNewBlackClient): AsyncGenerator<Array<Row<LnbSelection>>> {
	return lnb.pages(SELECTIONS);
}
