import { z } from 'zod';

import { instantSchema, originSchema } from './origin';
import { amount, countryCode, currency, quantity, text } from './parts';

/*
 * Goods announced to a warehouse: a purchase order on its way in.
 */
export const inboundLineSchema = z.object({
	sku: z.string().min(1).max(255),
	barcode: text.nullish(),
	title: text.nullish(),
	expectedQuantity: quantity,
	receivedQuantity: quantity.nullish(),
	originCountry: countryCode.nullish(),
	cost: amount.nullish(),
	hsCode: text.nullish(),
	customsDescription: text.nullish(),
	note: text.nullish(),
});

export const inboundSchema = z.object({
	kind: z.literal('inbound'),
	origin: originSchema,
	/** The reference of the purchase order. */
	number: z.string().min(1).max(255),
	supplier: text.nullish(),
	/** As the warehouse says; open, because no table of its words is documented everywhere. */
	status: text.nullish(),
	expectedAt: instantSchema.nullish(),
	arrivedAt: instantSchema.nullish(),
	updatedAt: instantSchema.nullish(),
	warehouse: text.nullish(),
	containers: quantity.nullish(),
	pallets: quantity.nullish(),
	parcels: quantity.nullish(),
	carrier: text.nullish(),
	trackingNumbers: z.array(text).nullish(),
	note: text.nullish(),
	currency: currency.nullish(),
	lines: z.array(inboundLineSchema).max(5_000),
	raw: z.unknown().optional(),
});

export type Inbound = z.infer<typeof inboundSchema>;
