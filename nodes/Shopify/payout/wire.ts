import { z } from 'zod';

import { pageInfo, text } from '../wire';

/*
 * Payouts as Shopify sends them. https://shopify.dev/docs/api/admin-graphql/latest/objects/ShopifyPaymentsPayout
 */

const money = z.object({ amount: z.string() });
/** Whole numbers of any size, which come as text. */
const bigNumber = z.coerce.string().nullish();

export const shopPayout = z.object({
	id: z.string(),
	legacyResourceId: z.coerce.string(),
	issuedAt: z.string(),
	status: text,
	transactionType: text,
	externalTraceId: text,
	net: money.extend({ currencyCode: z.string() }),
	summary: z.object({
		chargesGross: money,
		chargesFee: money,
		refundsFeeGross: money,
		refundsFee: money,
		adjustmentsGross: money,
		adjustmentsFee: money,
		reservedFundsGross: money,
		reservedFundsFee: money,
		retriedPayoutsGross: money,
		retriedPayoutsFee: money,
		advanceGross: money,
		advanceFees: money,
	}),
});

export const balanceTransaction = z.object({
	id: z.string(),
	type: text,
	test: z.boolean().nullish(),
	transactionDate: z.string(),
	sourceId: bigNumber,
	sourceType: text,
	sourceOrderTransactionId: bigNumber,
	adjustmentReason: text,
	amount: money,
	fee: money,
	net: money,
	associatedOrder: z.object({ id: z.string(), name: text }).nullish(),
	associatedPayout: z.object({ id: text }).nullish(),
});

export const paymentsAccount = z.object({ shopifyPaymentsAccount: z.object({ id: z.string() }).nullable() });
export const payoutsPage = z.object({
	shopifyPaymentsAccount: z.object({ payouts: z.object({ nodes: z.array(z.unknown()), pageInfo }) }).nullable(),
});
export const payoutTransactionsPage = z.object({
	shopifyPaymentsAccount: z
		.object({ balanceTransactions: z.object({ nodes: z.array(balanceTransaction), pageInfo }) })
		.nullable(),
});

export type ShopPayout = z.infer<typeof shopPayout>;
export type BalanceTransaction = z.infer<typeof balanceTransaction>;
