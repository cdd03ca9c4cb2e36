/*
 * Products, places and the shop itself as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/ProductVariant
 */
import Big from 'big.js';

import type { DemoProduct } from '../../../sandbox/kit';

import { gid, inventoryItemId, numericId, productId, variantId } from './ids';
import { printAmount, type Fields } from './money';
import type { ShopState } from './state';

/** One product as `Product`; each has a single variant. */
export function toProduct(product: DemoProduct): Fields {
	const id = productId(product.sku);
	return { __typename: 'Product', id, legacyResourceId: numericId(id), title: product.title, vendor: 'Demo Tableware' };
}

/** One product's only variant as `ProductVariant`. */
export function toVariant(product: DemoProduct): Fields {
	const id = variantId(product.sku);
	const itemId = inventoryItemId(product.sku);
	return {
		__typename: 'ProductVariant',
		id,
		legacyResourceId: numericId(id),
		sku: product.sku,
		barcode: product.barcode === '' ? null : product.barcode,
		title: 'Default Title',
		displayName: `${product.title} - Default Title`,
		price: printAmount(new Big(product.price)),
		position: 1,
		taxable: !product.sku.startsWith('GIFTCARD'),
		product: toProduct(product),
		inventoryItem: {
			__typename: 'InventoryItem',
			id: itemId,
			legacyResourceId: numericId(itemId),
			sku: product.sku,
			tracked: product.ships,
			requiresShipping: product.ships,
			harmonizedSystemCode: product.hsCode === '' ? null : product.hsCode,
		},
	};
}

/** The shop's two places: its own, and the fulfilment service that only `includeLegacy` shows. */
export const LOCATIONS: readonly Fields[] = [
	{
		__typename: 'Location',
		id: gid('Location', 70_000_000_001),
		legacyResourceId: '70000000001',
		name: 'Demo Studio',
		isActive: true,
		isFulfillmentService: false,
		fulfillsOnlineOrders: true,
		shipsInventory: true,
	},
	{
		__typename: 'Location',
		id: gid('Location', 70_000_000_002),
		legacyResourceId: '70000000002',
		name: 'Demo Warehouse',
		isActive: true,
		isFulfillmentService: true,
		fulfillsOnlineOrders: true,
		shipsInventory: true,
	},
];

export function toShop(state: ShopState): Fields {
	return {
		__typename: 'Shop',
		id: gid('Shop', 60_000_000_001),
		name: 'Demo Tableware',
		myshopifyDomain: state.data.shop.domain,
		currencyCode: state.data.currency,
		ianaTimezone: 'Etc/UTC',
		timezoneOffset: '+0000',
		taxesIncluded: true,
		taxShipping: true,
		plan: { publicDisplayName: 'Basic', shopifyPlus: false, partnerDevelopment: false },
	};
}
