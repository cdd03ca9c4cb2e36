import { z } from 'zod';

import { pageInfo, text, userErrors } from '../wire';

/*
 * Fulfillments ("parcels" here) and fulfillment orders ("work") as Shopify sends them.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Fulfillment
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentOrder
 */

const ids = z.array(z.object({ id: z.string() }));

export const parcelLine = z.object({
	id: z.string(),
	quantity: z.number().int().nullish(),
	lineItem: z.object({
		id: z.string(),
		title: text,
		sku: text,
		quantity: z.number().int(),
		currentQuantity: z.number().int(),
		variant: z.object({ barcode: text }).nullish(),
	}),
});

export const parcel = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	displayStatus: text,
	createdAt: z.string(),
	updatedAt: z.string(),
	deliveredAt: text,
	location: z.object({ id: z.string(), name: text }).nullish(),
	trackingInfo: z.array(z.object({ number: text, url: text, company: text })),
	order: z.object({ id: z.string(), name: z.string(), legacyResourceId: z.coerce.string() }),
	fulfillmentLineItems: z.object({ nodes: z.array(parcelLine), pageInfo }),
});

export const workLine = z.object({
	id: z.string(),
	remainingQuantity: z.number().int(),
	requiresShipping: z.boolean(),
	sku: text,
	variant: z.object({ barcode: text }).nullish(),
	lineItem: z.object({ id: z.string(), quantity: z.number().int(), currentQuantity: z.number().int() }),
});

export const work = z.object({
	id: z.string(),
	status: z.string(),
	createdAt: z.string(),
	updatedAt: z.string(),
	fulfillAt: text,
	assignedLocation: z.object({ name: text, location: z.object({ id: z.string() }).nullish() }),
	deliveryMethod: z.object({ methodType: z.string() }).nullish(),
	fulfillmentHolds: z.array(z.object({ reason: z.string() })),
	supportedActions: z.array(z.object({ action: z.string() })),
	lineItems: z.object({ nodes: z.array(workLine), pageInfo }),
});

export const shippedOrdersPage = z.object({
	orders: z.object({ nodes: z.array(z.object({ id: z.string(), fulfillments: ids })), pageInfo }),
});
export const parcelsOfOrder = z.object({ order: z.object({ fulfillments: ids }).nullable() });
export const parcelLinesPage = z.object({
	fulfillment: z.object({ fulfillmentLineItems: z.object({ nodes: z.array(parcelLine), pageInfo }) }).nullable(),
});
export const ordersByNamePage = z.object({
	orders: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })), pageInfo }),
});
export const orderToShip = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string(),
	cancelledAt: text,
	fulfillments: ids,
	fulfillmentOrders: z.object({ nodes: ids, pageInfo }),
});
export const workIdsPage = z.object({
	order: z.object({ fulfillmentOrders: z.object({ nodes: ids, pageInfo }) }).nullable(),
});
export const workLinesPage = z.object({
	fulfillmentOrder: z.object({ lineItems: z.object({ nodes: z.array(workLine), pageInfo }) }).nullable(),
});

export const fulfillmentCreated = z.object({
	fulfillmentCreate: z.object({
		fulfillment: z.object({ id: z.string(), name: z.string() }).nullish(),
		userErrors,
	}),
});
export const trackingUpdated = z.object({ fulfillmentTrackingInfoUpdate: z.object({ userErrors }) });

export type Parcel = z.infer<typeof parcel>;
export type ParcelLine = z.infer<typeof parcelLine>;
export type Work = z.infer<typeof work>;
export type WorkLine = z.infer<typeof workLine>;
export type OrderToShip = z.infer<typeof orderToShip>;
