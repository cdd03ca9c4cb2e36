/*
 * Orders made by an app. https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
 * There is no idempotency: the same call twice makes two orders. A metafield of type `id` is unique, and what becomes of
 * an order whose value is used already is unseen, so there are both (option `usedId`):
 *   refused:          a user error, and no order
 *   withoutMetafield: the order, without that metafield, and no word of it
 * Trial and development shops make five orders a minute (option `devShop`); the answer to the sixth is assumed, as is
 * how a customer is found (by id, else by e-mail address).
 */
import Big from 'big.js';

import { notImitated, type Arguments, type Call } from './call';
import { findByContact } from './customer-queries';
import type { CustomerRecord } from './customers';
import { gid, orderId } from './ids';
import { sellableUnits } from './inventory';
import { saveMetafield } from './metafield-records';
import { isProblem, readMetafield, type ReadyMetafield } from './metafields';
import type { Fields } from './money';
import { saveOrder } from './order-book';
import {
	BadOrder,
	readAddress,
	readLines,
	readMoney,
	readShipping,
	refuseLeftOut,
	type AddressInput,
	type OrderCreateInput,
} from './order-input';
import { riskOf } from './orders';
import { toOrder } from './records';
import { toSeconds, type LineRecord, type OrderRecord, type PaymentRecord, type ShopState } from './state';

const MOST_A_MINUTE = 5;
/** The number of the app's own channel, which orders are attributed to where no other is said. */
const APP_SOURCE = '520000000001';

type Behaviour = 'BYPASS' | 'DECREMENT_IGNORING_POLICY' | 'DECREMENT_OBEYING_POLICY';

export function orderCreate(args: Arguments, call: Call): Fields {
	const input = args.order as OrderCreateInput;
	const options = (args.options ?? {}) as { readonly inventoryBehaviour?: Behaviour };
	try {
		const order = make(input, options.inventoryBehaviour ?? 'BYPASS', call);
		call.note.orderId = order.id;
		return { order: toOrder(call.state, order), userErrors: [] };
	} catch (error) {
		if (!(error instanceof BadOrder)) throw error;
		return { userErrors: [{ field: error.field, message: error.message, code: error.code }] };
	}
}

function make(input: OrderCreateInput, behaviour: Behaviour, call: Call): OrderRecord {
	const { state, nowMs } = call;
	refuseLeftOut(input, state);
	refuseTooMany(call);
	const number = Math.max(1000, ...state.orders.keys()) + 1;
	const lines = readLines(input, number, state);
	const metafields = readMetafields(input, call);
	if (behaviour === 'DECREMENT_OBEYING_POLICY') refuseSoldOut(lines, call);
	const order = toRecord(input, number, lines, behaviour, call);
	state.orderCreatesMs = [...state.orderCreatesMs, nowMs].slice(-MOST_A_MINUTE);
	const at = toSeconds(nowMs);
	for (const metafield of metafields) saveMetafield(state.metafields, order.id, metafield, at);
	return saveOrder(state, order, nowMs);
}

function refuseTooMany({ state, nowMs, context }: Call): void {
	const lately = state.orderCreatesMs.filter((atMs) => nowMs - atMs < 60_000);
	if (context.options.devShop === 'yes' && lately.length >= MOST_A_MINUTE)
		throw new BadOrder(null, 'Too many attempts. Please try again later.', null);
}

function refuseSoldOut(lines: readonly LineRecord[], call: Call): void {
	for (const [index, line] of lines.entries()) {
		const variant = line.variantId === undefined ? undefined : call.state.variants.get(line.variantId);
		if (!variant?.item.tracked || variant.inventoryPolicy === 'CONTINUE') continue;
		if (sellableUnits(variant, call) >= line.quantity) continue;
		throw new BadOrder(['order', 'lineItems', `${index}`], 'Unable to reserve inventory.', 'INVENTORY_CLAIM_FAILED');
	}
}

function readMetafields(input: OrderCreateInput, { state, context }: Call): ReadyMetafield[] {
	return (input.metafields ?? []).flatMap((wanted, index) => {
		const read = readMetafield(state, 'ORDER', wanted);
		if (!isProblem(read)) return [read];
		if (read.code === 'TAKEN' && context.options.usedId === 'withoutMetafield') return [];
		throw new BadOrder(['order', 'metafields', `${index}`, read.field], read.message);
	});
}

function toRecord(
	input: OrderCreateInput,
	number: number,
	lines: readonly LineRecord[],
	behaviour: Behaviour,
	call: Call,
): OrderRecord {
	const { state, nowMs, app } = call;
	const at = toSeconds(nowMs);
	const payments = readPayments(input, at, state);
	const { discountCode } = input;
	const code = discountCode?.itemFixedDiscountCode?.code ?? discountCode?.itemPercentageDiscountCode?.code;
	return {
		id: orderId(number),
		number,
		plant: 'plain',
		person: 1,
		createdAt: at,
		updatedAt: at,
		cancelledAt: null,
		cancelReason: null,
		lines,
		shipping: null,
		shippingRefunded: false,
		hasAddress: input.shippingAddress != null,
		address1: null,
		guest: true,
		edited: false,
		test: input.test === true,
		note: input.note ?? null,
		tags: cleanTags(input.tags ?? []),
		customAttributes: input.customAttributes ?? [],
		discountCodes: code === undefined ? [] : [code],
		gateway: payments[0]?.gateway ?? 'manual',
		received: received(payments),
		refunds: [],
		risk: riskOf('NONE'),
		fulfillments: [],
		poNumber: input.poNumber ?? null,
		email: readEmail(input.email),
		phone: input.phone ?? null,
		shipTo: addressOrNull(input.shippingAddress),
		billTo: addressOrNull(input.billingAddress),
		imported: {
			app,
			name: input.name ?? null,
			sourceName: input.sourceName ?? APP_SOURCE,
			sourceIdentifier: input.sourceIdentifier ?? null,
			sourceUrl: input.sourceUrl ?? null,
			processedAt: processedAt(input, nowMs),
			customerId: customerOf(input, call)?.id ?? null,
			taxesIncluded: input.taxesIncluded === true,
			shippingLines: readShipping(input, state),
			payments,
			financialStatus: input.financialStatus ?? null,
			claimsStock: behaviour !== 'BYPASS',
		},
	};
}

/** Tags once each, capital letters or not. */
export function cleanTags(tags: readonly string[]): string[] {
	const known = new Map<string, string>();
	for (const tag of tags.map((each) => each.trim()).filter(Boolean)) {
		if (!known.has(tag.toLowerCase())) known.set(tag.toLowerCase(), tag);
	}
	return [...known.values()];
}

export function readEmail(email: string | null | undefined): string | null {
	if (email == null || email === '') return null;
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new BadOrder(['order', 'email'], 'Email is invalid.');
	return email;
}

function addressOrNull(input: AddressInput | null | undefined): ReturnType<typeof readAddress> | null {
	return input == null ? null : readAddress(input);
}

/** A moment to come is now: https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateOrderInput */
function processedAt({ processedAt: wanted }: OrderCreateInput, nowMs: number): string {
	return toSeconds(wanted == null ? nowMs : Math.min(nowMs, Date.parse(wanted)));
}

function readPayments({ transactions }: OrderCreateInput, at: string, state: ShopState): PaymentRecord[] {
	return (transactions ?? []).map(({ kind, status, gateway, amountSet, processedAt: paidAt }, index) => ({
		kind: kind ?? 'SALE',
		status: status ?? 'SUCCESS',
		gateway: gateway ?? 'manual',
		amount: readMoney(state, amountSet, ['order', 'transactions', `${index}`, 'amountSet']),
		at: paidAt ?? at,
	}));
}

/** What sales and captures brought in. */
function received(payments: readonly PaymentRecord[]): string {
	const came = payments.filter(({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'));
	return came.reduce((total, { amount }) => total.plus(amount), new Big(0)).toFixed(2);
}

interface CustomerInput {
	readonly toAssociate?: { readonly id?: string | null; readonly email?: string | null } | null;
	readonly toUpsert?: {
		readonly id?: string | null;
		readonly email?: string | null;
		readonly phone?: string | null;
		readonly firstName?: string | null;
		readonly lastName?: string | null;
		readonly note?: string | null;
		readonly tags?: readonly string[] | null;
		readonly taxExempt?: boolean | null;
		readonly [other: string]: unknown;
	} | null;
}

function customerOf(input: OrderCreateInput, call: Call): CustomerRecord | undefined {
	const customer = input.customer as CustomerInput | null | undefined;
	if (customer != null && input.customerId != null) {
		const message = 'Only one of customer and customerId can be given.';
		throw new BadOrder(['order', 'customer'], message, 'REDUNDANT_CUSTOMER_FIELDS');
	}
	if (input.customerId != null) return known(String(input.customerId), call);
	if (customer?.toUpsert) return upsert(customer.toUpsert, input, call);
	const { id, email } = customer?.toAssociate ?? {};
	if (id != null) return known(id, call);
	if (email == null) return undefined;
	const found = findByContact(call, email);
	if (!found) throw new BadOrder(['order', 'customer', 'toAssociate', 'email'], 'Customer does not exist.');
	return found;
}

function known(id: string, { state }: Call): CustomerRecord {
	const found = state.customers.get(id);
	if (!found) throw new BadOrder(['order', 'customer'], 'Customer does not exist.');
	return found;
}

function upsert(wanted: NonNullable<CustomerInput['toUpsert']>, input: OrderCreateInput, call: Call): CustomerRecord {
	if (wanted.addresses != null || wanted.multipassIdentifier != null)
		throw notImitated('orderCreate(order: customer.toUpsert addresses or multipassIdentifier)');
	const { state, nowMs, context } = call;
	const at = toSeconds(nowMs);
	const email = readEmail(wanted.email ?? input.email);
	const before = wanted.id == null ? findByContact(call, email, wanted.phone) : known(wanted.id, call);
	const address = input.shippingAddress ?? input.billingAddress;
	const saved: CustomerRecord = {
		id: before?.id ?? gid('Customer', 7_300_000_000_000 + context.nextId('customerOfOrder')),
		email: email ?? before?.email ?? null,
		phone: wanted.phone ?? before?.phone ?? null,
		firstName: wanted.firstName ?? before?.firstName ?? address?.firstName ?? null,
		lastName: wanted.lastName ?? before?.lastName ?? address?.lastName ?? null,
		note: wanted.note ?? before?.note ?? null,
		tags: wanted.tags ?? before?.tags ?? [],
		locale: before?.locale ?? 'fi',
		taxExempt: wanted.taxExempt ?? before?.taxExempt ?? false,
		addresses: before?.addresses ?? (address == null ? [] : [readAddress(address)]),
		createdAt: before?.createdAt ?? at,
		updatedAt: at,
	};
	state.customers.set(saved.id, saved);
	return saved;
}
