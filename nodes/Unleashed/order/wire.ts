import { z } from 'zod';

import { currencyRef, customerRef, figure, name, productRef, taxRef, text, warehouseRef } from '../wire';

/*
 * Sales orders as Unleashed sends and takes them. https://apidocs.unleashedsoftware.com/SalesOrders names the resource;
 * its field table was cut off, so fields and lengths are those of public clients.
 */

export const orderLine = z.object({
	Guid: text,
	LineNumber: figure,
	/** Null for goods; lines of another type are left as they are, because how they are written is not known. */
	LineType: text,
	Product: productRef.nullish(),
	OrderQuantity: z.number(),
	UnitPrice: figure,
	LineTotal: figure,
	LineTax: figure,
	TaxRate: figure,
	LineTaxCode: text,
});

export const order = z.object({
	Guid: name,
	OrderNumber: name,
	OrderStatus: z.string(),
	CustomOrderStatus: text,
	OrderDate: text,
	CreatedOn: text,
	LastModifiedOn: text,
	Customer: customerRef.nullish(),
	CustomerRef: text,
	Comments: text,
	Warehouse: warehouseRef.nullish(),
	Currency: currencyRef.nullish(),
	Tax: taxRef.nullish(),
	SubTotal: figure,
	TaxTotal: figure,
	Total: figure,
	DeliveryName: text,
	DeliveryStreetAddress: text,
	DeliveryStreetAddress2: text,
	DeliverySuburb: text,
	DeliveryCity: text,
	DeliveryRegion: text,
	DeliveryPostCode: text,
	DeliveryCountry: text,
	DeliveryInstruction: text,
	DeliveryMethod: text,
	SourceId: text,
	SalesOrderLines: z.array(orderLine).nullish(),
});

export type UnleashedOrder = z.infer<typeof order>;
export type UnleashedOrderLine = z.infer<typeof orderLine>;

/** Where an order goes, in Unleashed's own fields. */
export const DELIVERY_FIELDS = [
	'DeliveryName',
	'DeliveryStreetAddress',
	'DeliveryStreetAddress2',
	'DeliverySuburb',
	'DeliveryCity',
	'DeliveryRegion',
	'DeliveryPostCode',
	'DeliveryCountry',
] as const;

export type Delivery = Readonly<Record<(typeof DELIVERY_FIELDS)[number], string>>;
