import * as bulk from './bulk/documents';
import * as cancellation from './cancellation/documents';
import * as connection from './connection/documents';
import * as customer from './customer/documents';
import * as listing from './listing/documents';
import * as location from './location/documents';
import * as order from './order/documents';
import * as payout from './payout/documents';
import * as placement from './placement/documents';
import * as price from './price/documents';
import * as product from './product/documents';
import * as refund from './refund/documents';
import * as shipment from './shipment/documents';
import * as stock from './stock/documents';
import * as tags from './tags/documents';
import * as webhook from './webhook/documents';

/*
 * Every GraphQL document this package sends to Shopify. A test validates each against the real 2026-10 and 2026-07
 * Admin schemas, deprecated fields included. Values go in as variables only; nothing is ever pasted into a document.
 * https://shopify.dev/docs/api/admin-graphql/latest
 */
export const DOCUMENTS: Readonly<Record<string, string>> = {
	...bulk,
	...cancellation,
	...connection,
	...customer,
	...listing,
	...location,
	...order,
	...payout,
	...placement,
	...price,
	...product,
	...refund,
	...shipment,
	...stock,
	...tags,
	...webhook,
};
