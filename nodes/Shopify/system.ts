import type { Operation, System } from '../shared/system';
import { cancellationOperations } from './cancellation/operations';
import { checkConnection } from './connection/operations';
import { companyOperations } from './company/operations';
import { customerOperations } from './customer/operations';
import { LABEL, text } from './failures';
import { listingOperations } from './listing/operations';
import { locationOperations, pickLocations } from './location/operations';
import { orderOperations } from './order/operations';
import { payoutOperations } from './payout/operations';
import { placementOperations } from './placement/operations';
import { pickPriceLists, priceOperations } from './price/operations';
import { productOperations } from './product/operations';
import { refundOperations } from './refund/operations';
import { shipmentOperations } from './shipment/operations';
import { stockOperations } from './stock/operations';
import { tagOperations } from './tags/operations';

/*
 * Shopify as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

/** Only Shopify's own permanent domain takes a token. */
const SHOP_PATTERN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

const operations = [
	...orderOperations,
	...placementOperations,
	...cancellationOperations,
	...tagOperations,
	...refundOperations,
	...payoutOperations,
	...shipmentOperations,
	...stockOperations,
	...productOperations,
	...listingOperations,
	...priceOperations,
	...customerOperations,
	...companyOperations,
	...locationOperations,
] as unknown as readonly Operation[];

export const shopify: System = {
	id: 'shopify',
	label: LABEL,
	credential: 'shopifyCommerceApi',
	signIns: [
		{
			value: 'accessToken',
			name: 'Client Credentials or Access Token',
			description: 'An app of your own organisation, or one made in the shop’s admin before 2026',
			credential: 'shopifyCommerceApi',
		},
		{
			value: 'oAuth2',
			name: 'OAuth2',
			description: 'An app of another organisation, which the shop’s owner lets in by a page of Shopify’s',
			credential: 'shopifyCommerceOAuth2Api',
			// Shopify reads this header; Authorization, which n8n adds, it lets be (so n8n’s own Shopify node signs in).
			tokenHeader: 'X-Shopify-Access-Token',
		},
	],
	address: (credential) => text(credential.apiAddress) || `https://${text(credential.shop)}`,
	account(credential) {
		const shop = text(credential.shop).toLowerCase();
		if (SHOP_PATTERN.test(shop)) return { id: shop };
		return {
			problem: {
				code: 'SETUP_ACCOUNT',
				params: {
					system: LABEL,
					reason:
						'Shop must be the permanent address such as example.myshopify.com, without https:// and without a path',
				},
			},
		};
	},
	operations: [...operations, checkConnection(operations)],
	pickers: { locations: pickLocations, priceLists: pickPriceLists },
};
