import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { addressSchema, amount, currency, placeSchema, quantity, statusOf, text } from './parts';

/*
 * The order as every system of this package reads and writes it. Amounts are decimal strings in `currency`,
 * quantities whole numbers, ids strings, times UTC. An absent field means "leave it", null clears.
 */

export const taxLineSchema = z.object({ title: text.nullish(), rate: amount.nullish(), amount });

export const orderLineSchema = z.object({
	id: z.string().min(1),
	sku: text.nullish(),
	barcode: text.nullish(),
	title: text.nullish(),
	/** As ordered. */
	quantity,
	/** After edits and refunds. */
	currentQuantity: quantity,
	/** Not yet shipped. */
	openQuantity: quantity,
	unitPrice: amount,
	/** All discounts of this line, as a positive amount. */
	discount: amount.nullish(),
	tax: amount.nullish(),
	/** After all discounts; with tax where `pricesIncludeTax`. */
	total: amount,
	/** A fraction: "0.255" is 25.5 %. */
	taxRate: amount.nullish(),
	requiresShipping: z.boolean(),
	giftCard: z.boolean(),
	url: z.string().max(2048).nullish(),
	properties: z.record(z.string(), text).nullish(),
});

export const ORDER_PAYMENT = [
	'pending',
	'authorized',
	'partiallyPaid',
	'paid',
	'partiallyRefunded',
	'refunded',
	'voided',
	'expired',
] as const;
export const ORDER_STATUS = ['open', 'closed', 'cancelled'] as const;
export const ORDER_FULFILLMENT = [
	'unfulfilled',
	'partial',
	'fulfilled',
	'inProgress',
	'onHold',
	'scheduled',
	'declined',
	'notRequired',
	'returned',
] as const;
export const ORDER_RISK = ['none', 'low', 'medium', 'high', 'pending'] as const;

export const orderSchema = z.object({
	kind: z.literal('order'),
	origin: originSchema,
	number: z.string().min(1).max(255),
	placedAt: instantSchema,
	updatedAt: instantSchema.nullish(),
	status: statusOf(ORDER_STATUS),
	paymentStatus: statusOf(ORDER_PAYMENT),
	fulfillmentStatus: statusOf(ORDER_FULFILLMENT).nullish(),
	/** Level of the riskiest assessment; `pending` while one is still being made. */
	risk: z.object({ level: statusOf(ORDER_RISK), recommendation: text.nullish() }).nullish(),
	test: z.boolean().nullish(),
	cancelledAt: instantSchema.nullish(),
	cancelReason: text.nullish(),
	currency,
	pricesIncludeTax: z.boolean(),
	lines: z.array(orderLineSchema).max(2_000),
	shippingLines: z
		.array(
			z.object({
				id: z.string().nullish(),
				code: text.nullish(),
				title: text.nullish(),
				total: amount,
				tax: amount.nullish(),
			}),
		)
		.nullish(),
	discounts: z.array(z.object({ code: text.nullish(), title: text.nullish(), amount: amount.nullish() })).nullish(),
	taxLines: z.array(taxLineSchema).nullish(),
	totals: z.object({
		lines: amount,
		discount: amount.nullish(),
		shipping: amount.nullish(),
		tax: amount.nullish(),
		tip: amount.nullish(),
		duties: amount.nullish(),
		fees: amount.nullish(),
		rounding: amount.nullish(),
		total: amount,
		paid: amount.nullish(),
		refunded: amount.nullish(),
		outstanding: amount.nullish(),
	}),
	customer: z
		.object({
			reference: text.nullish(),
			email: text.nullish(),
			phone: text.nullish(),
			name: text.nullish(),
			company: text.nullish(),
			vatNumber: text.nullish(),
		})
		.nullish(),
	billTo: addressSchema.nullish(),
	shipTo: addressSchema.nullish(),
	shippingMethod: z.object({ code: text.nullish(), title: text.nullish() }).nullish(),
	pickupPoint: z.object({ code: text.nullish(), name: text.nullish() }).nullish(),
	paymentMethods: z.array(text).nullish(),
	location: placeSchema.nullish(),
	note: text.nullish(),
	tags: z.array(text).nullish(),
	/** Why its source does not let it go yet, in plain words; while there is one, it is written nowhere. */
	blockers: z.array(text).max(1_000).nullish(),
	attributes: z.record(z.string(), text).nullish(),
	purchaseOrderNumber: text.nullish(),
	/** How the shop's orders came in: web, pos, draft order, an app. */
	salesChannel: text.nullish(),
	/** The source's own record, only when asked for. */
	raw: z.unknown().optional(),
});

export type Order = z.infer<typeof orderSchema>;
export type OrderLine = z.infer<typeof orderLineSchema>;

/** Whether an order is cancelled: some systems say it by a status, some by a time, some by both. */
export const isCancelled = ({ status, cancelledAt }: Pick<Order, 'status' | 'cancelledAt'>): boolean =>
	status === 'cancelled' || Boolean(cancelledAt);

export type { Address } from './parts';
