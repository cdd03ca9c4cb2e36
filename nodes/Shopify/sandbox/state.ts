/*
 * The imitated shop: its orders with their past, tokens, scopes and cost buckets.
 */
import type { DemoData, Plant } from '../../../sandbox/kit';

import type { Plan } from './bucket';
import type { BulkStore } from './bulk-records';
import type { CompanyRecord } from './companies';
import type { CustomerRecord } from './customers';
import type { FulfillmentOrderRecord, FulfillmentRecord } from './fulfillment-records';
import type { KeyRecord } from './idempotency';
import type { JobRecord } from './jobs';
import type { LevelRecord } from './levels';
import type { MetafieldStore } from './metafield-records';
import type { PayoutStore } from './payouts';
import type { PriceListRecord } from './price-lists';
import type { ProductRecord, ProductSetRecord, VariantRecord } from './products';
import type { WebhookStore } from './webhook-records';

export interface LineRecord {
	readonly id: string;
	readonly sku: string;
	readonly title: string;
	/** Absent for a line that never had a variant; the shop may have lost the variant since. */
	readonly variantId?: string;
	readonly price: string;
	readonly quantity: number;
	readonly currentQuantity: number;
	/** Of the whole line at its ordered quantity, tax included. */
	readonly discount: string;
	readonly ships: boolean;
	readonly giftCard: boolean;
	/** As an app said them, for the ordered quantity; absent where the shop reckons its own tax. */
	readonly taxes?: readonly TaxRecord[];
	readonly taxable?: boolean;
	readonly properties?: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

export interface TaxRecord {
	readonly title: string;
	/** A fraction of 1. */
	readonly rate: string;
	readonly amount: string;
}

export interface AddressRecord {
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly company: string | null;
	readonly address1: string | null;
	readonly address2: string | null;
	readonly zip: string | null;
	readonly city: string | null;
	readonly provinceCode: string | null;
	readonly countryCode: string | null;
	readonly phone: string | null;
}

export interface PaymentRecord {
	readonly kind: string;
	readonly status: string;
	readonly gateway: string;
	readonly amount: string;
	readonly at: string;
}

/** What the app that made an order said of it. */
export interface ImportedOrder {
	readonly app: string;
	readonly name: string | null;
	readonly sourceName: string;
	readonly sourceIdentifier: string | null;
	readonly sourceUrl: string | null;
	readonly processedAt: string;
	readonly customerId: string | null;
	readonly taxesIncluded: boolean;
	readonly shippingLines: ReadonlyArray<{
		readonly title: string;
		readonly code: string | null;
		readonly source: string | null;
		readonly price: string;
		readonly taxes: readonly TaxRecord[];
	}>;
	readonly payments: readonly PaymentRecord[];
	/** A status that was said; it stays, right or wrong, until money moves. */
	readonly financialStatus: string | null;
	/** Whether stock was claimed, so that shipping takes it. */
	readonly claimsStock: boolean;
}

export interface RefundRecord {
	readonly id: string;
	readonly at: string;
	/** What each line's current amounts fell by: after discounts and with tax, and the tax in it. */
	readonly lines: ReadonlyArray<{
		readonly lineId: string;
		readonly quantity: number;
		readonly subtotal: string;
		readonly tax: string;
	}>;
	readonly shipping: boolean;
	/** The money that went back or is on its way; nothing where none was meant to. */
	readonly amount: string;
	/** What became of the goods. */
	readonly restockType: 'CANCEL' | 'RETURN' | 'NO_RESTOCK';
	/** What staff chose besides; absent where they chose nothing. */
	readonly terms?: RefundTerms;
}

export interface RefundTerms {
	readonly note: string | null;
	/** What was kept back of what lines and shipping come to; below zero where more was given. */
	readonly keptBack: string;
	readonly reason: string | null;
	readonly money: 'SUCCESS' | 'PENDING' | 'FAILURE' | 'NONE';
	/** When money that was on its way came through. */
	readonly settledAt: string | null;
	/** Goods that go out for those that came back, at their price; the order's own lines do not show them. */
	readonly exchange: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly price: string }>;
}

export type RiskLevel = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH' | 'PENDING';

export interface OrderRecord {
	readonly id: string;
	readonly number: number;
	readonly plant: Plant;
	readonly person: number;
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly cancelledAt: string | null;
	readonly cancelReason: string | null;
	readonly lines: readonly LineRecord[];
	/** Null for an order of which nothing ships. */
	readonly shipping: { readonly title: string; readonly code: string; readonly price: string } | null;
	readonly shippingRefunded: boolean;
	readonly hasAddress: boolean;
	/** An address line that staff changed. */
	readonly address1: string | null;
	readonly guest: boolean;
	readonly edited: boolean;
	readonly test: boolean;
	readonly note: string | null;
	readonly tags: readonly string[];
	readonly customAttributes: ReadonlyArray<{ readonly key: string; readonly value: string }>;
	readonly discountCodes: readonly string[];
	readonly gateway: string;
	/** Money that came in, before refunds. */
	readonly received: string;
	readonly refunds: readonly RefundRecord[];
	readonly risk: { readonly level: RiskLevel; readonly recommendation: string };
	readonly fulfillments: readonly FulfillmentRecord[];
	readonly poNumber: string | null;
	/** Absent where they are the demo data's person's. */
	readonly email?: string | null;
	readonly phone?: string | null;
	readonly shipTo?: AddressRecord | null;
	readonly billTo?: AddressRecord | null;
	/** Whether a return is under way. */
	readonly openReturn?: boolean;
	/** What staff wrote when cancelling. */
	readonly staffNote?: string | null;
	/** Absent for an order of the online store. */
	readonly imported?: ImportedOrder;
}

/** What an order was from one moment on. */
export interface Revision {
	readonly atMs: number;
	readonly order: OrderRecord;
}

export interface Token {
	/** The app it was given to; each app has a cost bucket of its own. */
	readonly app: string;
	/** Absent for the token of a legacy custom app, which never expires. */
	readonly expiresAtMs?: number;
}

/** What a token can be asked for with, besides the app's own id and secret. */
export interface GrantRecord {
	readonly kind: 'code' | 'refresh';
	readonly scope: string;
	readonly untilMs: number;
	/** The refresh token this one replaces; it holds until this one is first used. */
	readonly replaces?: string;
}

export interface ShopState {
	readonly data: DemoData;
	/** By number; every order's revisions oldest first, the last one being the truth. */
	readonly orders: Map<number, readonly Revision[]>;
	/** By id, and moved on by every change of either: indexes are made anew then. */
	readonly products: Map<string, ProductRecord>;
	readonly variants: Map<string, VariantRecord>;
	catalogueVersion: number;
	/** Stock by inventory item and place. */
	readonly levels: Map<string, Map<string, LevelRecord>>;
	readonly customers: Map<string, CustomerRecord>;
	readonly companies: Map<string, CompanyRecord>;
	readonly productSets: Map<string, ProductSetRecord>;
	readonly bulk: BulkStore;
	readonly payouts: PayoutStore;
	readonly priceLists: Map<string, PriceListRecord>;
	/** By app and idempotency key; `busyKeys` is how many keyed mutations are told that they still run. */
	readonly keys: Map<string, KeyRecord>;
	busyKeys: number;
	/** By the number of their order, oldest first. */
	readonly fulfillmentOrders: Map<number, readonly FulfillmentOrderRecord[]>;
	/** How long routing takes after an order fell. */
	readonly routingLagMs: number;
	readonly jobs: Map<string, JobRecord>;
	readonly metafields: MetafieldStore;
	readonly webhooks: WebhookStore;
	/** When apps made orders lately, for the limit of a development shop. */
	orderCreatesMs: readonly number[];
	readonly tokens: Map<string, Token>;
	/** Codes and refresh tokens that were given out and not used up. */
	readonly grants: Map<string, GrantRecord>;
	readonly plan: Plan;
	readonly buckets: Map<string, { availablePoints: number; atMs: number }>;
	scopes: readonly string[];
	clientSecret: string;
	signInError: SignInError | null;
}

export const SIGN_IN_ERRORS = ['shop_not_permitted', 'app_not_installed'] as const;
export type SignInError = (typeof SIGN_IN_ERRORS)[number];

/** Everything the package's nodes may ask for, as a merchant would grant it on installing the app. */
export const GRANTED_SCOPES: readonly string[] = [
	'read_all_orders',
	'write_orders',
	'write_customers',
	'write_products',
	'write_inventory',
	'read_locations',
	'write_merchant_managed_fulfillment_orders',
	'write_third_party_fulfillment_orders',
	'write_assigned_fulfillment_orders',
	'write_fulfillments',
	'read_returns',
	'read_shopify_payments_accounts',
	'read_shopify_payments_payouts',
];

/** Shopify prints times in whole seconds. */
export function toSeconds(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The order as it is now; undefined for a number the shop has not given out. */
export function currentOrder(state: ShopState, number: number): OrderRecord | undefined {
	return state.orders.get(number)?.at(-1)?.order;
}

/** Every order as it is now, by number. */
export function currentOrders(state: ShopState): OrderRecord[] {
	return [...state.orders.values()].flatMap((revisions) => revisions.at(-1)?.order ?? []);
}

/**
 * Every order as the search index knows it: a change shows `lagMs` later, a new order is missing until then.
 * Orders of the seed are indexed from the start.
 */
export function indexedOrders(state: ShopState, nowMs: number, lagMs: number): OrderRecord[] {
	return [...state.orders.values()].flatMap(
		(revisions) => revisions.findLast((revision) => revision.atMs + lagMs <= nowMs)?.order ?? [],
	);
}

/** The order's name, as the shop or the app that made it gave it. */
export function orderName(order: OrderRecord): string {
	return order.imported?.name ?? `#${order.number}`;
}

/** Writes a new revision of an order, or its first one; what follows from it is `saveOrder`'s (order-book.ts). */
export function writeRevision(state: ShopState, order: OrderRecord, nowMs: number): OrderRecord {
	state.orders.set(order.number, [...(state.orders.get(order.number) ?? []), { atMs: nowMs, order }]);
	return order;
}

/** Whether a token's scopes allow something: a write scope includes the read scope of the same name. */
export function hasOneOf(granted: readonly string[], anyOf: readonly string[]): boolean {
	return anyOf.some((scope) => granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_')));
}
