import { z } from 'zod';

import { address, money, pageInfo, pair, text } from '../wire';

/*
 * Orders as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
 */

export const lineItem = z.object({
	id: z.string(),
	title: text,
	variantTitle: text,
	sku: text,
	quantity: z.number().int(),
	currentQuantity: z.number().int(),
	unfulfilledQuantity: z.number().int(),
	requiresShipping: z.boolean(),
	isGiftCard: z.boolean(),
	customAttributes: z.array(pair).nullish(),
	variant: z.object({ id: z.string(), barcode: text }).nullish(),
	originalUnitPriceSet: money,
	originalTotalSet: money,
	discountAllocations: z.array(z.object({ allocatedAmountSet: money })),
	taxLines: z.array(z.object({ title: text, rate: z.number().nullish(), priceSet: money })),
});

const risk = z.object({ recommendation: text, assessments: z.array(z.object({ riskLevel: text })) });

export const wholeOrder = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	name: z.string().min(1),
	poNumber: text,
	note: text,
	tags: z.array(z.string()),
	test: z.boolean(),
	closed: z.boolean(),
	createdAt: z.string(),
	processedAt: text,
	updatedAt: z.string(),
	cancelledAt: text,
	cancelReason: text,
	displayFinancialStatus: text,
	displayFulfillmentStatus: text,
	email: text,
	phone: text,
	sourceName: text,
	app: z.object({ name: text }).nullish(),
	retailLocation: z.object({ id: z.string(), name: text }).nullish(),
	paymentGatewayNames: z.array(z.string()),
	customAttributes: z.array(pair),
	discountCodes: z.array(z.string()).nullish(),
	currencyCode: z.string(),
	taxesIncluded: z.boolean(),
	totalTipReceivedSet: money.nullish(),
	currentSubtotalPriceSet: money,
	currentTotalDiscountsSet: money,
	currentShippingPriceSet: money,
	currentTotalTaxSet: money.nullish(),
	currentTotalDutiesSet: money.nullish(),
	currentTotalAdditionalFeesSet: money.nullish(),
	currentTotalPriceSet: money,
	totalReceivedSet: money.nullish(),
	totalRefundedSet: money.nullish(),
	totalOutstandingSet: money.nullish(),
	taxLines: z.array(z.object({ title: text, rate: z.number().nullish(), priceSet: money })),
	billingAddress: address.nullish(),
	shippingAddress: address.nullish(),
	customer: z
		.object({
			id: z.string(),
			displayName: text,
			defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
			defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
		})
		.nullish(),
	risk: risk.nullish(),
	shippingLines: z.object({
		nodes: z.array(
			z.object({
				id: text,
				title: text,
				code: text,
				originalPriceSet: money,
				currentDiscountedPriceSet: money,
				taxLines: z.array(z.object({ priceSet: money })),
			}),
		),
	}),
	lineItems: z.object({ nodes: z.array(lineItem), pageInfo }),
});

export const orderHead = z.object({
	id: z.string(),
	name: z.string(),
	test: z.boolean(),
	createdAt: z.string(),
	updatedAt: z.string(),
	processedAt: text,
	cancelledAt: text,
	displayFinancialStatus: text,
	displayFulfillmentStatus: text,
	tags: z.array(z.string()),
	sourceName: text,
	app: z.object({ name: text }).nullish(),
	retailLocation: z.object({ id: z.string() }).nullish(),
	risk: risk.nullish(),
});

export const ordersPage = z.object({ orders: z.object({ nodes: z.array(orderHead), pageInfo }) });
export const orderLinesPage = z.object({
	order: z
		.object({
			id: z.string(),
			updatedAt: z.string(),
			lineItems: z.object({ nodes: z.array(lineItem), pageInfo }),
		})
		.nullable(),
});

export type LineItem = z.infer<typeof lineItem>;
export type WholeOrder = z.infer<typeof wholeOrder>;
export type OrderHead = z.infer<typeof orderHead>;
export type OrderLinesPage = z.infer<typeof orderLinesPage>;
