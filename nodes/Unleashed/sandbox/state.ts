/*
 * What this company's account remembers. Survives `v8.serialize`: plain objects and Maps only.
 */
import type { DemoData, SandboxContext } from '../../../sandbox/kit';

export interface Product {
	readonly guid: string;
	code: string;
	/** The vendor's fields as they came, null where they were left out. */
	content: Record<string, unknown>;
	obsolete: boolean;
	readonly createdMs: number;
	modifiedMs: number;
}

export interface Contact {
	readonly guid: string;
	content: Record<string, unknown>;
}

export interface Customer {
	readonly guid: string;
	code: string;
	content: Record<string, unknown>;
	contacts: Contact[];
	modifiedMs: number;
}

export interface Warehouse {
	readonly guid: string;
	readonly code: string;
	readonly name: string;
	readonly isDefault: boolean;
	readonly obsolete: boolean;
	readonly modifiedMs: number;
}

export interface Tax {
	readonly guid: string;
	readonly code: string;
	/** As a fraction, 0.255 for 25.5 %. */
	readonly rate: number;
}

/** What a row of a plain list is called, and how its GUID is made. */
export interface Named {
	readonly guid: string;
	readonly name: string;
}

/** What a product has in one warehouse. There is none where there never was a transaction. */
export interface Level {
	readonly productGuid: string;
	readonly warehouseCode: string;
	onHand: number;
	touchedMs: number;
}

export interface Movement {
	readonly productGuid: string;
	readonly warehouseCode: string;
	readonly quantity: number;
	readonly atMs: number;
}

export interface OrderLine {
	readonly guid: string;
	readonly number: number;
	readonly productGuid: string;
	readonly quantity: number;
	readonly unitPrice: number;
	readonly discountRate: number;
	readonly total: number;
	readonly tax: number;
	readonly taxCode: string;
	/** Further fields as they came. */
	readonly content: Fields;
}

type Fields = Readonly<Record<string, unknown>>;

export interface SalesOrder {
	readonly guid: string;
	number: string;
	status: string;
	customStatus: string | null;
	customerGuid: string;
	warehouseCode: string;
	taxCode: string;
	currency: string;
	/** Further fields as they came, null where they were left out. */
	content: Fields;
	lines: readonly OrderLine[];
	subTotal: number;
	taxTotal: number;
	total: number;
	orderedMs: number;
	completedMs: number | null;
	readonly createdMs: number;
	modifiedMs: number;
}

export interface ShipmentLine {
	readonly guid: string;
	/** Of the order's line. */
	readonly orderLine: number;
	readonly productGuid: string;
	readonly quantity: number;
}

export interface Shipment {
	readonly guid: string;
	readonly number: string;
	readonly orderGuid: string;
	status: string;
	trackingNumber: string | null;
	company: string | null;
	comments: string | null;
	warehouseCode: string;
	lines: readonly ShipmentLine[];
	dispatchedMs: number | null;
	readonly createdMs: number;
	modifiedMs: number;
}

/** Of a completed order, from which its lines and amounts are read. */
export interface Invoice {
	readonly guid: string;
	readonly number: string;
	readonly orderGuid: string;
	readonly createdMs: number;
	modifiedMs: number;
}

export interface CreditLine {
	readonly guid: string;
	readonly number: number;
	readonly productGuid: string;
	readonly quantity: number;
	readonly price: number;
	readonly total: number;
	readonly tax: number;
	readonly returnToStock: boolean;
}

export interface CreditNote {
	readonly guid: string;
	readonly number: string;
	status: string;
	/** Null for a free credit, which names no order. */
	readonly invoiceGuid: string | null;
	customerGuid: string;
	warehouseCode: string;
	content: Fields;
	lines: readonly CreditLine[];
	creditedMs: number;
	readonly createdMs: number;
	modifiedMs: number;
}

export interface AdjustmentLine {
	readonly guid: string;
	readonly productGuid: string;
	/** What is there afterwards (inferred from the field's name). */
	readonly quantity: number;
	readonly content: Fields;
}

export interface Adjustment {
	readonly guid: string;
	readonly number: string;
	status: string;
	warehouseCode: string;
	content: Fields;
	lines: readonly AdjustmentLine[];
	readonly createdMs: number;
	modifiedMs: number;
}

/** A price of one customer for one product. */
export interface CustomerPrice {
	readonly guid: string;
	readonly productGuid: string;
	readonly customerGuid: string;
	readonly price: number;
	readonly modifiedMs: number;
}

export interface Webhook {
	readonly guid: string;
	readonly url: string;
	readonly events: readonly string[];
	/** Shown once, when the subscription is made; signs every delivery. */
	readonly key: string;
}

/** A webhook not yet taken by its receiver. */
export interface WaitingDelivery {
	readonly id: string;
	readonly webhookGuid: string;
	readonly url: string;
	readonly topic: string;
	readonly body: string;
	readonly key: string;
	readonly bornMs: number;
	/** Tries so far. */
	attempts: number;
	dueMs: number;
}

/** Calls of a calendar month, UTC. */
export interface Quota {
	/** A month's calls by the plan. */
	limit: number;
	/** `2026-11` */
	month: string;
	used: number;
	/** Bought on top, for this month (assumed: not for the next). */
	extra: number;
}

export interface State {
	readonly company: DemoData['company'];
	readonly currency: string;
	readonly quota: Quota;
	readonly products: Product[];
	readonly customers: Customer[];
	readonly warehouses: readonly Warehouse[];
	readonly taxes: readonly Tax[];
	/** Plain lists by their path. */
	readonly lists: Readonly<Record<string, readonly Named[]>>;
	customStatuses: readonly string[];
	/** By product and warehouse, see `levelKey`. */
	readonly levels: Map<string, Level>;
	readonly movements: Movement[];
	/** All lists: oldest first. */
	readonly orders: SalesOrder[];
	readonly shipments: Shipment[];
	readonly invoices: Invoice[];
	readonly credits: CreditNote[];
	readonly adjustments: Adjustment[];
	readonly prices: readonly CustomerPrice[];
	readonly webhooks: Webhook[];
	deliveries: WaitingDelivery[];
	/** How many of the next lists end early, and after how many rows; a third of them when `rows` is absent. */
	readonly truncation: { times: number; rows?: number };
}

export type Context = SandboxContext<State>;

/** What staff of the company do: POST /_sandbox/change. Throws a sentence for an input that cannot be. */
export type Change = (input: Record<string, unknown>, context: Context) => unknown;

/** `SO-00000012`; the seed begins below 100. */
export function nextNumber({ nextId }: Context, prefix: string): string {
	return `${prefix}-${String(100 + nextId(prefix)).padStart(8, '0')}`;
}
