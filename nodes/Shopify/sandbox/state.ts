/*
 * The imitated shop: its orders with their past, tokens, scopes and cost buckets.
 */
import type { DemoData, DemoProduct, Plant } from '../../../sandbox/kit';

export interface LineRecord {
	readonly id: string;
	readonly sku: string;
	readonly title: string;
	/** Absent when the shop knows no such variant (any more). */
	readonly product?: DemoProduct;
	readonly price: string;
	readonly quantity: number;
	readonly currentQuantity: number;
	/** Of the whole line at its ordered quantity, tax included. */
	readonly discount: string;
	readonly ships: boolean;
	readonly giftCard: boolean;
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
	readonly amount: string;
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

export interface ShopState {
	readonly data: DemoData;
	/** By number; every order's revisions oldest first, the last one being the truth. */
	readonly orders: Map<number, readonly Revision[]>;
	readonly tokens: Map<string, Token>;
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
	'read_customers',
	'write_products',
	'write_inventory',
	'read_locations',
	'write_merchant_managed_fulfillment_orders',
	'write_third_party_fulfillment_orders',
	'write_assigned_fulfillment_orders',
	'read_returns',
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

/** Writes a new revision of an order, or its first one. */
export function saveOrder(state: ShopState, order: OrderRecord, nowMs: number): OrderRecord {
	state.orders.set(order.number, [...(state.orders.get(order.number) ?? []), { atMs: nowMs, order }]);
	return order;
}

/** Whether a token's scopes allow something: a write scope includes the read scope of the same name. */
export function hasOneOf(granted: readonly string[], anyOf: readonly string[]): boolean {
	return anyOf.some((scope) => granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_')));
}
