import type { z } from 'zod';

import { collectionSchema, type Collection } from './collection';
import { courierSchema, type Courier } from './courier';
import { customerSchema, type Customer } from './customer';
import { inboundSchema, type Inbound } from './inbound';
import { invoiceSchema, type Invoice } from './invoice';
import { locationSchema, type Location } from './location';
import { orderSchema, type Order } from './order';
import { payoutSchema, type Payout } from './payout';
import { priceSchema, type Price } from './price';
import { productSchema, type Product } from './product';
import { refundSchema, type Refund } from './refund';
import { selectionSchema, type Selection } from './selection';
import { shipmentSchema, type Shipment } from './shipment';
import { stockLevelSchema, type StockLevel } from './stock-level';

/** The kinds of record this package forwards. A kind is added here when the business grows, never a system. */
export interface KindMap {
	order: Order;
	stockLevel: StockLevel;
	shipment: Shipment;
	product: Product;
	customer: Customer;
	location: Location;
	courier: Courier;
	inbound: Inbound;
	refund: Refund;
	payout: Payout;
	price: Price;
	invoice: Invoice;
	collection: Collection;
	selection: Selection;
}

export type Kind = keyof KindMap;

/** The schema that an item of a kind must satisfy before it is written anywhere. */
export const KIND_SCHEMAS: { readonly [K in Kind]: z.ZodType<KindMap[K], z.ZodTypeDef, unknown> } = {
	order: orderSchema,
	stockLevel: stockLevelSchema,
	shipment: shipmentSchema,
	product: productSchema,
	customer: customerSchema,
	location: locationSchema,
	courier: courierSchema,
	inbound: inboundSchema,
	refund: refundSchema,
	payout: payoutSchema,
	price: priceSchema,
	invoice: invoiceSchema,
	collection: collectionSchema,
	selection: selectionSchema,
};

/** A kind in the operator's words, with its article, for sentences such as "this is a stock level". */
const KIND_NAMES: Readonly<Record<string, string>> = {
	order: 'an order',
	stockLevel: 'a stock level',
	shipment: 'a shipment',
	product: 'a product',
	price: 'a price',
	customer: 'a customer',
	refund: 'a refund',
	payout: 'a payout',
	location: 'a location',
	courier: 'a courier',
	inbound: 'an inbound delivery',
	invoice: 'an invoice',
	collection: 'a collection',
	selection: 'a selection',
	cancellation: 'a cancellation',
	completion: 'a completion',
	confirmation: 'a confirmation',
	posting: 'a posting',
	payment: 'a payment',
	tags: 'a list of tags',
	status: 'a status',
	problem: 'a problem',
	readSummary: 'a read summary',
};

/** "an order" for `order`; a word we do not know is quoted as it came. */
export function kindName(kind: unknown): string {
	if (typeof kind !== 'string' || kind === '') return 'an item without a kind';
	return KIND_NAMES[kind] ?? `an item of the kind "${kind.slice(0, 40)}"`;
}
