import type { LeNewBlackClient, Listing, Query, Row } from '../client';
import { product, type LnbProduct } from './wire';

const PRODUCTS: Listing<LnbProduct> = { path: '/products', schema: product, label: 'model' };

/** GET /products?page=&collection_code=&models=&sales_catalog_code= */
export function productPages(lnb: LeNewBlackClient, query: Query): AsyncGenerator<Array<Row<LnbProduct>>> {
	return lnb.pages(PRODUCTS, query);
}
