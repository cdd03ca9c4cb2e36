import type { LeNewBlackClient, Listing, Query, Row, Written } from '../client';
import type { Raw } from '../wire';
import { product, type LnbProduct } from './wire';

const PRODUCTS: Listing<LnbProduct> = { path: '/products', schema: product, label: 'model' };

/** GET /products?page=&collection_code=&models=&sales_catalog_code= */
export function productPages(lnb: LeNewBlackClient, query: Query): AsyncGenerator<Array<Row<LnbProduct>>> {
	return lnb.pages(PRODUCTS, query);
}

/** Creates the product of this model or changes the one that is there; a repeat changes nothing more. POST /products */
export async function saveProduct(
	lnb: LeNewBlackClient,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<LnbProduct>> {
	return await lnb.write({ method: 'POST', path: '/products', body, repeatable: true, maySend }, product);
}
