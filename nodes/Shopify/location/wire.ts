import { z } from 'zod';

import { pageInfo, text } from '../wire';

/*
 * Locations as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Location
 */

export const location = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string(),
	isActive: z.boolean(),
	isFulfillmentService: z.boolean(),
	fulfillsOnlineOrders: z.boolean(),
	address: z.object({
		address1: text,
		address2: text,
		zip: text,
		city: text,
		province: text,
		provinceCode: text,
		countryCode: text,
		phone: text,
	}),
});

export const locationsPage = z.object({ locations: z.object({ nodes: z.array(location), pageInfo }) });

export type ShopLocation = z.infer<typeof location>;
