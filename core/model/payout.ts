import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, currency, statusOf, text } from './parts';

/*
 * Money that a payment service sent to the bank, and the charges, refunds and fees it is made of. Amounts are as the
 * service's balance sees them: a charge is above zero, a refund below, and a fee is above zero where it was taken.
 */

export const PAYOUT_STATUS = ['scheduled', 'inTransit', 'paid', 'failed', 'cancelled'] as const;
export const PAYOUT_DIRECTION = ['deposit', 'withdrawal'] as const;

export const payoutTransactionSchema = z.object({
	id: z.string().min(1),
	/** As the service says, in lower case: `charge`, `refund`, `adjustment`; there are more than a hundred. */
	type: text,
	amount,
	fee: amount,
	/** What it adds to the payout. */
	net: amount,
	order: z.object({ id: text.nullish(), number: text.nullish() }).nullish(),
	/** The service's record that led to it, and what that is. */
	sourceId: text.nullish(),
	sourceType: text.nullish(),
	/** The transaction of the order, as its number. */
	orderTransactionId: text.nullish(),
	reason: text.nullish(),
	processedAt: instantSchema.nullish(),
	test: z.boolean().nullish(),
});

export const payoutSchema = z.object({
	kind: z.literal('payout'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	status: statusOf(PAYOUT_STATUS),
	direction: statusOf(PAYOUT_DIRECTION).nullish(),
	issuedAt: instantSchema,
	currency,
	totals: z.object({
		/** Before fees. */
		gross: amount,
		fees: amount,
		/** What reaches the bank. */
		net: amount,
	}),
	/** Gross and fees by sort of transaction, as the service sums them up: `charges`, `refunds`. */
	summary: z.array(z.object({ type: text, gross: amount, fee: amount })).nullish(),
	/** Absent where they were not asked for. */
	transactions: z.array(payoutTransactionSchema).max(100_000).nullish(),
	/** The payout's net less that of its transactions: "0" where they tie out. Absent where they were not asked for. */
	difference: amount.nullish(),
	/** The bank's own reference, by which the payment is found on a statement. */
	reference: text.nullish(),
	updatedAt: instantSchema.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Payout = z.infer<typeof payoutSchema>;
export type PayoutTransaction = z.infer<typeof payoutTransactionSchema>;
