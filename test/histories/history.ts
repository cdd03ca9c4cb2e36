import type { FaultKind } from '../../sandbox/kit';

/*
 * What can happen in a history, as plain data: made from a seed, played in a world, judged by the oracle.
 */

export interface WantedLine {
	readonly sku: string;
	readonly quantity: number;
	/** Whole euros with a warehouse, so that its oracle can add them up; euros and cents with the books. */
	readonly price: number;
	/** What is given off the whole line, in euros; only with the books. */
	readonly off?: number;
	/** False for gift cards. */
	readonly ships: boolean;
}

/** What is special about an order when it falls; the shop's sandbox calls them plants. */
export type Kind =
	| 'plain'
	| 'partlyDigital'
	| 'pickupPoint'
	| 'cashOnDelivery'
	| 'guest'
	| 'unknownSku'
	| 'missingAddress'
	| 'digitalOnly'
	| 'highRisk'
	| 'riskPending'
	| 'test'
	| 'unpaid';

export type Method = 'home_fi' | 'letter_fi' | 'pickup_fi';

/**
 * What stands behind the shop: a warehouse at OGOship, the books at Unleashed, an Odoo, or outlets that work with
 * OmniEngine and ShopDesk; or, before it, a showroom at Le New Black.
 */
export type Office = 'warehouse' | 'books' | 'odoo' | 'outlets' | 'showroom';

export type System = 'shopify' | 'ogoship' | 'unleashed' | 'odoo' | 'omniEngine' | 'shopDesk' | 'leNewBlack';

/** How a brand works whose outlets have ShopDesk. */
export interface Brand {
	/** How ShopDesk is spoken to; OmniEngine by its published list alone where ShopDesk is by what is published. */
	readonly contract: 'assumed' | 'legacy' | 'documented';
	/** Whether a person approves each order, or they are approved by themselves. */
	readonly mode: 'approved' | 'automatic';
	/** Whether the vendors carry invoices and stock on by themselves, as they say, or leave it to n8n. */
	readonly linked: boolean;
}

/** What people do at the shop and in the books, where those are the back office. */
export type BooksDeed =
	/** Units are given back, the delivery with them or not, and money for the trouble, in cents. */
	| {
			readonly do: 'giveBack';
			readonly order: number;
			readonly lines: ReadonlyArray<{ readonly line: number; readonly quantity: number }>;
			readonly shipping: boolean;
			readonly goodwill: number;
			readonly restock: boolean;
	  }
	/** All that is open leaves, or one unit of it. */
	| { readonly do: 'dispatch'; readonly order: number; readonly part: boolean; readonly tracking: readonly string[] }
	/** The last shipment gets another tracking number. */
	| { readonly do: 'retrack'; readonly order: number; readonly tracking: string }
	| { readonly do: 'complete'; readonly order: number }
	/** An order that arrived Parked is made Placed; a quotation is confirmed. */
	| { readonly do: 'release'; readonly order: number }
	/** People change the quantity of a line, counted from 0. */
	| { readonly do: 'changeLine'; readonly order: number; readonly line: number; readonly quantity: number }
	/** People delete an order; in Odoo they cancel it. */
	| { readonly do: 'strike'; readonly order: number }
	/** People call an order otherwise, in Odoo. */
	| { readonly do: 'rename'; readonly order: number }
	/** People credit one unit on the invoice. */
	| { readonly do: 'creditByHand'; readonly order: number };

/** What people do in the portal of OmniEngine and in the outlets. */
export type OutletsDeed =
	/** People check an order, and it waits for approval at a location; it may be given another one while it waits. */
	| { readonly do: 'verify'; readonly order: number; readonly location: string }
	/** A person in the outlet makes the invoice. */
	| { readonly do: 'approve'; readonly order: number }
	/** A courier is booked in the portal. */
	| { readonly do: 'book'; readonly order: number }
	/** Goods are counted in the outlet of a location. */
	| { readonly do: 'countAt'; readonly location: string; readonly sku: string; readonly stock: number };

/** What retailers and people at the brand do in the showroom. */
export type ShowroomDeed =
	/** A retailer orders; people may bring the order to a status at once. */
	| {
			readonly do: 'orderIn';
			readonly order: number;
			readonly retailer: string;
			readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
			readonly status: string;
	  }
	/** The retailer loses its reference, or the first line its EAN-13 and SKU; or both are given back. */
	| { readonly do: 'spoil'; readonly order: number; readonly what: 'retailer' | 'line' }
	| { readonly do: 'mend'; readonly order: number }
	| { readonly do: 'moveTo'; readonly order: number; readonly status: string };

/** What people do, at the shop and behind it. Orders go by their number in the shop, and a showroom’s by one of its own. */
export type Deed = CommonDeed | BooksDeed | OutletsDeed | ShowroomDeed;

export type CommonDeed =
	| {
			readonly do: 'place';
			readonly order: number;
			readonly kind: Kind;
			readonly lines: readonly WantedLine[];
			readonly method: Method;
	  }
	| { readonly do: 'pay'; readonly order: number }
	/** A line gets another quantity; 0 takes it out. */
	| { readonly do: 'edit'; readonly order: number; readonly line: number; readonly quantity: number }
	/** One unit of a line is given back; the shipping stays. */
	| { readonly do: 'refund'; readonly order: number; readonly line: number }
	| { readonly do: 'cancel'; readonly order: number; readonly refund: boolean }
	| { readonly do: 'assess'; readonly order: number; readonly level: 'LOW' | 'HIGH' }
	/** Somebody saves the order as it is. */
	| { readonly do: 'touch'; readonly order: number }
	| { readonly do: 'collect'; readonly order: number }
	/** `part` 2 is the rest of an order that was split. */
	| { readonly do: 'ship'; readonly order: number; readonly part: 1 | 2; readonly tracking: readonly string[] }
	/** Another tracking number, or one that came late. */
	| { readonly do: 'correct'; readonly order: number; readonly tracking: string }
	/** The warehouse cancels without the shop. */
	| { readonly do: 'callOff'; readonly order: number }
	/** One unit of each line leaves now, the rest waits. */
	| { readonly do: 'split'; readonly order: number }
	| { readonly do: 'count'; readonly sku: string; readonly stock: number }
	/** The warehouse learns a product. */
	| { readonly do: 'learn'; readonly sku: string };

export type Flow =
	| 'orders'
	| 'cancellations'
	| 'tracking'
	| 'completion'
	| 'refunds'
	| 'invoices'
	| 'postings'
	| 'payments'
	/** With outlets: what waits is invoiced, what was invoiced is moved on, its courier is booked, the books took it. */
	| 'approvals'
	| 'moves'
	| 'bookings'
	| 'syncs'
	/** Stock, ShopDesk → OmniEngine → shop. */
	| 'stockToEngine'
	| 'stockToShop'
	/** What the shop can sell is what retailers can order. */
	| 'stockToShowroom';

/** A worker dies at a request: the one of this operation that comes after so many of them. */
export interface Death {
	readonly system: System;
	readonly operation: string;
	readonly skip: number;
	/** Whether the request's work was done before. */
	readonly committed: boolean;
}

export interface Run {
	readonly flow: Flow;
	readonly way: 'sweep' | 'event' | 'retry';
	/** Of an event: the orders it names, in its order. A delivery may come twice, late, and in any order. */
	readonly orders: readonly number[];
	readonly death?: Death;
	/** What happens between reading and writing. */
	readonly meanwhile?: readonly Deed[];
}

export interface Failure {
	readonly system: System;
	readonly kind: FaultKind;
	readonly operation?: string;
	readonly skip: number;
	readonly times: number;
}

export type Event =
	| Deed
	/** One run, or two at once. */
	| { readonly do: 'run'; readonly runs: readonly Run[] }
	| ({ readonly do: 'fail' } & Failure)
	| { readonly do: 'recover' };

/** What happens, so many seconds after the step before. */
export type Step = Event & { readonly after: number };

/** An order from before the route began. */
export interface EarlyOrder {
	readonly order: number;
	readonly lines: readonly WantedLine[];
	/** Whether the connector before us sent it. */
	readonly sentByOther: boolean;
}

type Options = Readonly<Record<string, string>>;

export interface History {
	readonly seed: number;
	readonly office: Office;
	/** Which of the vendors' unseen answers are given, by system. */
	readonly options: Readonly<Record<'shopify' | 'ogoship' | 'unleashed', Options>> &
		Readonly<Partial<Record<System, Options>>>;
	/** With outlets only. */
	readonly brand?: Brand;
	/** Where the ledger lies. */
	readonly ledger: 'builtIn' | 'postgres';
	/** Whether a worker that dies is a process that is killed, or a run that hangs for good. */
	readonly kills: boolean;
	readonly early: readonly EarlyOrder[];
	readonly steps: readonly Step[];
}

export const PREFIX = 'SHOP-';

/** The purchase order under which a retailer orders in a showroom. */
export const purchaseOrderOf = (order: number) => `PO-${order}`;

/** The reference under which an order of the shop stands at the warehouse. */
export const referenceOf = (order: number) => `${PREFIX}${order}`;

export const FIRST_ORDER = 1005;

/** Sold without being goods, and a product of the books for money that belongs to none. */
export const GIFT_CARD = 'GIFTCARD-50';
export const GOODWILL = 'GOODWILL';
