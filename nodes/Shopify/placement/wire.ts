import { z } from 'zod';

import { address, money, pageInfo, pair, text, userErrors } from '../wire';

/*
 * Orders made from records of other systems, as Shopify sends them.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
 */

/** The order's own field that says which record of which system it was made from; unique by its type `id`. */
export const SOURCE_FIELD = { namespace: 'commerce_bridge', key: 'source' } as const;

/** What stands in the shop for a record, for the comparison. */
export const standingOrder = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string(),
	note: text,
	poNumber: text,
	tags: z.array(z.string()),
	cancelledAt: text,
	displayFulfillmentStatus: text,
	customAttributes: z.array(pair),
	shippingAddress: address.nullish(),
	totalPriceSet: money,
	currentTotalPriceSet: money,
	lineItems: z.object({
		nodes: z.array(
			z.object({
				id: z.string(),
				sku: text,
				quantity: z.number().int(),
				currentQuantity: z.number().int(),
				variant: z.object({ id: z.string(), barcode: text }).nullish(),
			}),
		),
		pageInfo,
	}),
});
export const orderBySource = z.object({ orderByIdentifier: z.object({ id: z.string() }).nullable() });
export const ordersBySourcePage = z.object({
	orders: z.object({
		nodes: z.array(z.object({ id: z.string(), sourceIdentifier: text, cancelledAt: text })),
		pageInfo,
	}),
});
export const standingLinesPage = z.object({ order: standingOrder.pick({ id: true, lineItems: true }).nullable() });

/** How far an order is, and what it is tagged with. */
export const orderStage = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string(),
	cancelledAt: text,
	displayFulfillmentStatus: text,
	tags: z.array(z.string()),
});

/** Whether the shop has the field for custom ids, and the currency its prices are in. */
export const orderFieldAnswer = z.object({
	shop: z.object({ currencyCode: z.string() }),
	metafieldDefinitions: z.object({
		nodes: z.array(z.object({ id: z.string(), type: z.object({ name: z.string() }) })),
	}),
});
export const orderFieldCreated = z.object({
	metafieldDefinitionCreate: z.object({ createdDefinition: z.object({ id: z.string() }).nullish(), userErrors }),
});

export const orderVariant = z.object({ id: z.string(), sku: text, barcode: text });
export const orderVariantsPage = z.object({ productVariants: z.object({ nodes: z.array(orderVariant), pageInfo }) });

const madeOrder = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string(),
	metafield: z.object({ value: z.string() }).nullish(),
});
export const orderCreated = z.object({ orderCreate: z.object({ order: madeOrder.nullish(), userErrors }) });
export const orderUpdated = z.object({
	orderUpdate: z.object({ order: z.object({ id: z.string() }).nullish(), userErrors }),
});
export const sourceFieldSet = z.object({ metafieldsSet: z.object({ userErrors }) });

export type StandingOrder = z.infer<typeof standingOrder>;
export type OrderStage = z.infer<typeof orderStage>;
export type OrderVariant = z.infer<typeof orderVariant>;
export type MadeOrder = z.infer<typeof madeOrder>;
