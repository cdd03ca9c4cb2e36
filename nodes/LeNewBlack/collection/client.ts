import type { LeNewBlackClient, Listing, Query, Row, Written } from '../client';
import type { Raw } from '../wire';
import { collection, type LnbCollection } from './wire';

/*
 * Collections and sales catalogs, as in the vendor's PHP SDK: lists, single ones by code, and one POST to create or update.
 */

export type CollectionPath = '/collections' | '/sales_catalogs';

const listing = (path: CollectionPath): Listing<LnbCollection> => ({ path, schema: collection, label: 'code' });

/** GET /collections?page=&status=&season= or GET /sales_catalogs?page= */
export function collectionPages(
	lnb: LeNewBlackClient,
	path: CollectionPath,
	query: Query,
): AsyncGenerator<Array<Row<LnbCollection>>> {
	return lnb.pages(listing(path), query);
}

/** GET /collections/{code} or GET /sales_catalogs/{code} */
export async function collectionByCode(
	lnb: LeNewBlackClient,
	path: CollectionPath,
	code: string,
): Promise<Row<LnbCollection> | undefined> {
	return await lnb.one(listing(path), code);
}

/** Creates the one of this code or changes the one that is there; a repeat changes nothing more. POST of its path. */
export async function saveCollection(
	lnb: LeNewBlackClient,
	path: CollectionPath,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<LnbCollection>> {
	return await lnb.write({ method: 'POST', path, body, repeatable: true, maySend }, collection);
}
