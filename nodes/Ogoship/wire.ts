import { z } from 'zod';

/*
 * What OGOship's Open API v1 sends, in camelCase as its swagger models name it (openapi.ogoship.com). Newer fields
 * pass unread; status words stay open and are compared without regard to case.
 */

const text = z.string().nullish();
const figure = z.number().nullish();

export const orderLine = z.object({
	code: z.string(),
	quantity: z.number().int(),
	unitPrice: figure,
	vatPercentage: figure,
});

export const order = z.object({
	/** Since 2020; its absence is not documented, so it is not relied on. */
	id: text,
	reference: z.string().min(1),
	status: z.string(),
	shippingCode: text,
	pickUpPointCode: text,
	orderLines: z.array(orderLine).nullish(),
	customer: z
		.object({
			name: text,
			company: text,
			address1: text,
			address2: text,
			zip: text,
			city: text,
			countryCode: text,
			phone: text,
			email: text,
		})
		.nullish(),
	comments: text,
	priceTotal: figure,
	priceCurrency: text,
	cashOnDelivery: z.object({ amount: figure, currencyCode: text, reference: text }).nullish(),
	trackingNumber: text,
	trackingUrl: text,
	warehouseComments: text,
	editTime: text,
	test: z.boolean().nullish(),
});

/** A list can be the literal `null`, which means nothing was found (seen in OGOship's own .NET client). */
export const orders = z.array(order).nullable();
export const products = z.array(z.object({ code: z.string(), name: text, eanCode: text })).nullable();

export const apiError = z.object({ statusCode: z.number().nullish(), statusDescription: text, message: text });

export type OgoOrder = z.infer<typeof order>;
export type OgoProduct = NonNullable<z.infer<typeof products>>[number];

/** What is sent for a new or changed order; amounts are JSON numbers, as the API takes them. */
export interface OgoDraft {
	readonly reference: string;
	readonly status: string;
	readonly shippingCode?: string;
	readonly pickUpPointCode?: string;
	readonly customer: {
		readonly name: string;
		readonly company?: string;
		readonly address1: string;
		readonly address2?: string;
		readonly zip?: string;
		readonly city: string;
		readonly countryCode: string;
		readonly phone?: string;
		readonly email?: string;
	};
	readonly orderLines: ReadonlyArray<{
		readonly code: string;
		readonly quantity: number;
		readonly unitPrice?: number;
		readonly vatPercentage?: number;
	}>;
	readonly comments?: string;
	readonly priceTotal?: number;
	readonly priceCurrency?: string;
	readonly cashOnDelivery?: { readonly amount: number; readonly currencyCode: string; readonly reference: string };
	readonly test?: boolean;
}
