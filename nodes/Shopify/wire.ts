import { z } from 'zod';

/*
 * What Shopify sends, in its own spelling (Admin GraphQL 2026-10). Unknown fields pass; enums stay open, because new
 * values appear in minor releases. https://shopify.dev/docs/api/admin-graphql/latest
 */

const text = z.string().nullish();
export const money = z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const pair = z.object({ key: z.string(), value: text });

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

const address = z.object({
	firstName: text,
	lastName: text,
	name: text,
	company: text,
	address1: text,
	address2: text,
	zip: text,
	city: text,
	province: text,
	provinceCode: text,
	countryCodeV2: text,
	phone: text,
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
	lineItems: z.object({ nodes: z.array(lineItem), pageInfo: page }),
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

export const ordersPage = z.object({ orders: z.object({ nodes: z.array(orderHead), pageInfo: page }) });
export const ordersById = z.object({ nodes: z.array(z.unknown()) });
export const orderLinesPage = z.object({
	order: z
		.object({
			id: z.string(),
			updatedAt: z.string(),
			lineItems: z.object({ nodes: z.array(lineItem), pageInfo: page }),
		})
		.nullable(),
});
export const locationsPage = z.object({
	locations: z.object({
		nodes: z.array(z.object({ id: z.string(), name: z.string(), isActive: z.boolean() })),
		pageInfo: page,
	}),
});
export const connectionCheck = z.object({
	shop: z.object({
		id: z.string(),
		name: z.string(),
		myshopifyDomain: z.string(),
		currencyCode: z.string(),
		ianaTimezone: z.string(),
		taxesIncluded: z.boolean(),
		plan: z.object({ publicDisplayName: text }).nullish(),
	}),
	currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
	publicApiVersions: z.array(z.object({ handle: z.string(), supported: z.boolean() })),
});

/** The envelope of every answer. https://shopify.dev/docs/api/admin-graphql#status_and_error_codes */
export const envelope = z.object({
	data: z.unknown(),
	errors: z
		.union([
			z.string(),
			z.array(
				z.object({
					message: z.string(),
					path: z.array(z.union([z.string(), z.number()])).nullish(),
					extensions: z.object({ code: z.string().optional() }).passthrough().optional(),
				}),
			),
		])
		.optional(),
	extensions: z
		.object({
			cost: z
				.object({
					requestedQueryCost: z.number(),
					actualQueryCost: z.number().nullish(),
					throttleStatus: z.object({
						maximumAvailable: z.number(),
						currentlyAvailable: z.number(),
						restoreRate: z.number(),
					}),
				})
				.optional(),
		})
		.optional(),
});

export type LineItem = z.infer<typeof lineItem>;
export type WholeOrder = z.infer<typeof wholeOrder>;
export type OrderHead = z.infer<typeof orderHead>;
export type Money = z.infer<typeof money>;
export type MailingAddress = z.infer<typeof address>;
export type Cost = NonNullable<NonNullable<z.infer<typeof envelope>['extensions']>['cost']>;
