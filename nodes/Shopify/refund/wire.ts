import { z } from 'zod';

import { money, pageInfo, text } from '../wire';

/*
 * Refunds as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
 */

export const refundLine = z.object({
	id: text,
	quantity: z.number().int(),
	restockType: text,
	location: z.object({ id: z.string(), name: text }).nullish(),
	lineItem: z.object({
		id: z.string(),
		title: text,
		variantTitle: text,
		sku: text,
		isGiftCard: z.boolean(),
		taxLines: z.array(z.object({ rate: z.number().nullish() })),
		variant: z.object({ id: z.string(), barcode: text }).nullish(),
	}),
	subtotalSet: money,
	totalTaxSet: money,
});

/** A list that is read in one page; a record with more is a problem and never cut short. */
const wholeList = <T extends z.ZodTypeAny>(node: T) =>
	z.object({
		nodes: z.array(node),
		pageInfo: pageInfo.refine(({ hasNextPage }) => !hasNextPage, 'has more entries than this package reads'),
	});

export const refundTransaction = z.object({
	id: z.string(),
	kind: text,
	status: text,
	gateway: text,
	test: z.boolean().nullish(),
	createdAt: z.string(),
	processedAt: text,
	parentTransaction: z.object({ id: z.string() }).nullish(),
	amountSet: money,
});

export const wholeRefund = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	createdAt: text,
	processedAt: text,
	updatedAt: z.string(),
	note: text,
	order: z.object({
		id: z.string(),
		legacyResourceId: z.coerce.string(),
		name: z.string().min(1),
		test: z.boolean(),
		cancelledAt: text,
		currencyCode: z.string(),
		taxesIncluded: z.boolean(),
		currentTotalPriceSet: money,
		refunds: z.array(z.object({ id: z.string() })),
	}),
	return: z
		.object({
			id: z.string(),
			name: text,
			exchangeLineItems: wholeList(
				z.object({
					id: z.string(),
					quantity: z.number().int(),
					lineItems: z.array(z.object({ id: z.string(), sku: text, quantity: z.number().int() })).nullish(),
				}),
			),
		})
		.nullish(),
	duties: z.array(z.object({ amountSet: money })).nullish(),
	refundLineItems: z.object({ nodes: z.array(refundLine), pageInfo }),
	refundShippingLines: wholeList(
		z.object({
			id: z.string(),
			shippingLine: z.object({ id: text, title: text }),
			subtotalAmountSet: money,
			taxAmountSet: money,
		}),
	),
	orderAdjustments: wholeList(z.object({ id: z.string(), reason: text, amountSet: money, taxAmountSet: money })),
	transactions: wholeList(refundTransaction),
});

export const refundHead = z.object({
	id: z.string(),
	createdAt: text,
	updatedAt: z.string(),
	transactions: z.object({ nodes: z.array(z.object({ createdAt: z.string(), processedAt: text })) }),
});

export const refundedOrder = z.object({
	id: z.string(),
	name: z.string(),
	test: z.boolean(),
	updatedAt: z.string(),
	refunds: z.array(refundHead),
});

export const orderRefundsPage = z.object({ orders: z.object({ nodes: z.array(refundedOrder), pageInfo }) });
export const refundLinesPage = z.object({
	refund: z.object({ refundLineItems: z.object({ nodes: z.array(refundLine), pageInfo }) }).nullable(),
});

export type ShopRefundLine = z.infer<typeof refundLine>;
export type ShopTransaction = z.infer<typeof refundTransaction>;
export type WholeRefund = z.infer<typeof wholeRefund>;
export type RefundHead = z.infer<typeof refundHead>;
export type RefundedOrder = z.infer<typeof refundedOrder>;
