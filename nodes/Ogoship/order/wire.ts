import { z } from 'zod';

import { anyCase, figure, name, text } from '../wire';

/*
 * Orders as OGOship sends and takes them. https://github.com/ogoship/PHP-Api, https://github.com/ogoship/DotNetApi
 * (models OrderResponse and Order; facts only)
 */

export const orderLine = anyCase({
	code: z.string(),
	quantity: z.number().int(),
	unitPrice: figure,
	vatPercentage: figure,
});

const customer = anyCase({
	name: text,
	company: text,
	address1: text,
	address2: text,
	zip: text,
	city: text,
	countryCode: text,
	phone: text,
	email: text,
});

export const order = anyCase({
	/** Since 2020; its absence is not documented, so it is not relied on. */
	id: text,
	reference: name,
	status: z.string(),
	shippingCode: text,
	pickUpPointCode: text,
	orderLines: z.array(orderLine).nullish(),
	customer: customer.nullish(),
	comments: text,
	priceTotal: figure,
	priceCurrency: text,
	cashOnDelivery: anyCase({ amount: figure, currencyCode: text, reference: text }).nullish(),
	trackingNumber: text,
	trackingUrl: text,
	warehouseComments: text,
	editTime: text,
	test: z.boolean().nullish(),
});

export type OgoOrder = z.infer<typeof order>;
export type OgoCustomer = z.infer<typeof customer>;

/** Who gets the parcel; name, address1, city and countryCode are required by the model. */
export interface CustomerDraft {
	readonly name: string;
	readonly company?: string;
	readonly address1: string;
	readonly address2?: string;
	readonly zip?: string;
	readonly city: string;
	readonly countryCode: string;
	readonly phone?: string;
	readonly email?: string;
}

export interface CashOnDelivery {
	readonly amount: number;
	readonly currencyCode: string;
	readonly reference: string;
}

/** What is sent for a new or changed order; amounts are JSON numbers, as the API takes them. */
export interface OgoDraft {
	readonly reference: string;
	readonly status: string;
	readonly shippingCode?: string;
	readonly pickUpPointCode?: string;
	readonly customer: CustomerDraft;
	readonly orderLines: ReadonlyArray<{
		readonly code: string;
		readonly quantity: number;
		readonly unitPrice?: number;
		readonly vatPercentage?: number;
	}>;
	readonly comments?: string;
	readonly priceTotal?: number;
	readonly priceCurrency?: string;
	/** Null where it is paid at the door and nothing is left to pay. */
	readonly cashOnDelivery?: CashOnDelivery | null;
	readonly test?: boolean;
}

/** A change of status alone: the members the model requires. Lines left out stay as they are (seen in the .NET client). */
export type StatusChange = Pick<OgoDraft, 'reference' | 'status' | 'customer'>;
