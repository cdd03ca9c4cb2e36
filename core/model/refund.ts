import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, currency, placeSchema, quantity, statusOf, text } from './parts';
import { orderReferenceSchema } from './shipment';

/*
 * What was given back of an order: goods, shipping, money. A shop also makes a refund when a line is edited away and no
 * money moves, so a refund is a reason for a credit note and not one yet: `status` and `transactions` say what moved.
 *
 * Amounts are positive where the buyer gets something back. Of each part `net` is without tax, `gross` with it, whatever
 * `pricesIncludeTax` says of the shop's own prices; a part of which the shop does not say one leaves it out. The parts'
 * gross together is `totals.gross`, the money of all transactions `totals.refunded`.
 */

/** Where the goods went: `cancelled` never left, `returned` came back, `restocked` is one of the two. */
export const REFUND_RESTOCK = ['none', 'cancelled', 'returned', 'restocked'] as const;

/**
 * What became of the money; `withoutMoney` where no transaction was ever meant (an edit, goods for goods). A credit note
 * in the books, which says nothing of money, is a `draft`, `booked` or `cancelled`.
 */
export const REFUND_STATUS = ['settled', 'pending', 'failed', 'withoutMoney', 'draft', 'booked', 'cancelled'] as const;

export const TRANSACTION_KIND = ['authorization', 'capture', 'sale', 'refund', 'void', 'change'] as const;
export const TRANSACTION_STATUS = ['success', 'pending', 'failed', 'unknown'] as const;

/** Net, tax and gross of one part, in the refund's currency. */
const amounts = { net: amount.nullish(), tax: amount.nullish(), gross: amount.nullish() };

export const refundLineSchema = z.object({
	id: text.nullish(),
	/** The line of the order, as `lines[].id` of the order record; null where a system keeps no such link. */
	orderLineId: z.string().min(1).nullish(),
	sku: text.nullish(),
	barcode: text.nullish(),
	title: text.nullish(),
	quantity,
	...amounts,
	/** A fraction: "0.255" is 25.5 %. */
	taxRate: amount.nullish(),
	/** Null where nobody says. */
	restock: statusOf(REFUND_RESTOCK).nullish(),
	/** Where the goods were put back. */
	location: placeSchema.nullish(),
	/** A gift card that was sold and is given back: no goods, no turnover. */
	giftCard: z.boolean().nullish(),
});

export const refundTransactionSchema = z.object({
	id: text.nullish(),
	/** The payment that is given back, in part or whole. */
	parentId: text.nullish(),
	/** The way of payment as the shop calls it: `shopify_payments`, `gift_card`, `manual`. */
	gateway: text.nullish(),
	kind: statusOf(TRANSACTION_KIND),
	status: statusOf(TRANSACTION_STATUS),
	amount,
	processedAt: instantSchema.nullish(),
	test: z.boolean().nullish(),
});

export const refundSchema = z.object({
	kind: z.literal('refund'),
	origin: originSchema,
	/** For people: the order's number and which of its refunds, "#1001-R1". */
	number: z.string().min(1).max(255),
	/** Null where a system keeps a credit without an order. */
	order: orderReferenceSchema.nullish(),
	/** What the order comes to after this refund and all others, with tax, as read; null where nobody says. */
	orderTotalLeft: amount.nullish(),
	/** When the order was cancelled; null where it was not, or nobody says. */
	orderCancelledAt: instantSchema.nullish(),
	status: statusOf(REFUND_STATUS),
	createdAt: instantSchema,
	/** When the refund counts, where that is another moment. */
	processedAt: instantSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	currency,
	/** Whether the shop's own prices were with tax; the amounts of this record say both. */
	pricesIncludeTax: z.boolean(),
	lines: z.array(refundLineSchema).max(2_000),
	shipping: z.array(z.object({ id: text.nullish(), title: text.nullish(), ...amounts })).nullish(),
	/** Import duties that were given back. */
	duties: z.array(z.object({ orderLineId: text.nullish(), ...amounts })).nullish(),
	/** What makes lines and shipping come to the amount given back; below zero where less was. `reason` as the shop says. */
	adjustments: z.array(z.object({ id: text.nullish(), reason: text.nullish(), ...amounts })).nullish(),
	totals: z.object({
		...amounts,
		/** The money of all transactions, failed ones left out; null in the books, which do not say. */
		refunded: amount.nullable(),
		/** Gross less refunded: owed still, given as credit, or goods for goods. "0" where the record ties out. */
		open: amount.nullish(),
	}),
	transactions: z.array(refundTransactionSchema).max(250),
	/** The return it belongs to, and the goods that go out for those that came back. */
	return: z.object({ id: text.nullish(), number: text.nullish() }).nullish(),
	exchangedFor: z.array(z.object({ orderLineId: text.nullish(), sku: text.nullish(), quantity })).nullish(),
	note: text.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Refund = z.infer<typeof refundSchema>;
export type RefundLine = z.infer<typeof refundLineSchema>;
export type RefundTransaction = z.infer<typeof refundTransactionSchema>;
