/*
 * What happens in the shop without us: orders fall, staff edit and cancel, money comes in, risk is assessed, an app's
 * rights change. Assumed: an assessment of risk does not move `updatedAt`, everything else here does.
 */
import { PLANTS, type DemoOrder, type Plant } from '../../../sandbox/kit';

import type { Context } from './answers';
import { setAvailablePoints } from './bucket';
import { BULK_CHANGES } from './bulk';
import { CATALOGUE_CHANGES } from './catalogue-changes';
import { soldOut } from './checkout';
import { FULFILLMENT_CHANGES } from './fulfillment-changes';
import { customerId, gid } from './ids';
import { cancelOrder, refundOrder, saveOrder } from './order-book';
import { orderShown } from './order-view';
import { PAYOUT_CHANGES } from './payout-queries';
import { payInFull, placeOrder, riskOf, type WantedLine } from './orders';
import { refundTerms, withMoneySettled } from './refund-terms';
import { shelfOf } from './shelf';
import { currentOrder, SIGN_IN_ERRORS, toSeconds, type LineRecord, type OrderRecord, type RiskLevel } from './state';

type Input = Record<string, unknown>;
type Change = (input: Input, context: Context) => unknown;

const RISK_LEVELS: ReadonlySet<string> = new Set<RiskLevel>(['NONE', 'LOW', 'MEDIUM', 'HIGH', 'PENDING']);
const CANCEL_REASONS = new Set(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']);
const ROTATION_MS = 3_600_000;
const DEFAULT_SHIPPING = { title: 'Home delivery', code: 'home_fi', price: '9.90' };

/** POST /_sandbox/change {"action": …}; each throws a sentence for an input that cannot be. */
export const CHANGES: Readonly<Record<string, Change>> = {
	addOrder,
	/** As `addOrder`, but bought in the online store: { soldOut: [SKU, …] } and no order where it shows too few. */
	checkout: (input, context) => {
		const missing = soldOut(linesOf(input, context), context.state);
		return missing.length > 0 ? { soldOut: missing } : addOrder(input, context);
	},
	editOrder,
	touchOrder: (input, context) => revise(input, context, (order) => order),
	/** { reason?, refund?, restock? }: what had not left may be sold again unless `restock` is false. */
	cancelOrder: (input, context) => {
		const { state, clock } = context;
		const reason = oneOf(CANCEL_REASONS, input.reason ?? 'CUSTOMER');
		const how = { reason, refund: input.refund === true, restock: input.restock !== false };
		return view(cancelOrder(state, wantedOrder(input, context), how, clock.now()), context);
	},
	payOrder: (input, context) => revise(input, context, payInFull),
	refund,
	/** The money of the order's last refund, which was on its way, comes through. */
	settleRefund: (input, context) => revise(input, context, withMoneySettled),
	/** { open? }: a return is under way, or no more. */
	openReturn: (input, context) => revise(input, context, (order) => ({ ...order, openReturn: input.open !== false })),
	...FULFILLMENT_CHANGES,
	...CATALOGUE_CHANGES,
	...BULK_CHANGES,
	...PAYOUT_CHANGES,
	/** { person, tags }: of the customer who is this example person. */
	tagCustomer: (input, { state, clock }) => {
		const id = customerId(Number(input.person));
		const customer = state.customers.get(id);
		if (!customer || !Array.isArray(input.tags)) throw new Error('tagCustomer takes a customer’s `person` and `tags`');
		state.customers.set(id, { ...customer, tags: input.tags.map(String), updatedAt: toSeconds(clock.now()) });
		return { id };
	},
	setRisk,
	setScopes: (input, { state }) => {
		if (!Array.isArray(input.scopes)) throw new Error('setScopes takes a list of scopes');
		state.scopes = input.scopes.map(String);
		return { scopes: state.scopes };
	},
	setSignInError: (input, { state }) => {
		const { error = null } = input;
		state.signInError = error === null ? null : (SIGN_IN_ERRORS.find((each) => each === error) ?? unknownError(error));
		return { error: state.signInError };
	},
	/** { to? }: for an hour webhooks are still signed with the secret before (option `secretRotation`). */
	rotateSecret: (input, { state, clock, options }) => {
		const wanted = input.to ?? input.clientSecret;
		const overlaps = options.secretRotation !== 'atOnce';
		const before = { secret: state.clientSecret, untilMs: clock.now() + ROTATION_MS };
		state.webhooks.previousSecret = overlaps ? before : null;
		state.clientSecret = typeof wanted === 'string' ? wanted : `${state.clientSecret}-rotated`;
		return { clientSecret: state.clientSecret };
	},
	setBucket: (input, { state, clock }) => {
		if (typeof input.available !== 'number') throw new Error('setBucket takes `available`, a number of points');
		const { clientId } = state.data.shop;
		const apps = new Set([clientId, LEGACY_APP]);
		for (const app of apps) setAvailablePoints(state, app, input.available, clock.now());
		return { available: input.available };
	},
};

/** The app behind the permanent token. */
export const LEGACY_APP = 'legacy custom app';

/**
 * An order that falls now: paid and plain unless told otherwise. `id` gives it a number of its own, for ids beyond 2^53.
 */
function addOrder(input: Input, context: Context): unknown {
	const { state, clock } = context;
	const number = typeof input.number === 'number' ? input.number : Math.max(1000, ...state.orders.keys()) + 1;
	if (state.orders.has(number)) throw new Error(`Order #${number} exists already`);
	const wanted = {
		number,
		plant: oneOf(new Set<string>(PLANTS), input.plant ?? 'plain') as Plant,
		lines: linesOf(input, context),
		shipping: (input.shipping as DemoOrder['shipping'] | undefined) ?? DEFAULT_SHIPPING,
		person: typeof input.person === 'number' ? input.person : (number % 50) + 1,
	};
	const minutesAgo = typeof input.placedMinutesAgo === 'number' ? input.placedMinutesAgo : 0;
	const placed = placeOrder(shelfOf(state), wanted, clock.now() - minutesAgo * 60_000, clock.now());
	const order =
		typeof input.id === 'string' && /^\d+$/.test(input.id) ? { ...placed, id: gid('Order', input.id) } : placed;
	return view(saveOrder(state, order, clock.now()), context);
}

/**
 * { lines?: [{ line, quantity }], shipping?, restock? } and the terms of refund-terms.ts: units by SKU or place; all of
 * them, and shipping, without `lines`.
 */
function refund(input: Input, context: Context): unknown {
	const order = wantedOrder(input, context);
	const wanted = Array.isArray(input.lines) ? (input.lines as Input[]) : undefined;
	const lines = wanted
		? wanted.map(({ line, quantity = 1 }) => ({ lineId: lineOf(order, line).id, quantity: Number(quantity) }))
		: order.lines.map(({ id, currentQuantity }) => ({ lineId: id, quantity: currentQuantity }));
	for (const { lineId, quantity } of lines) {
		const most = order.lines.find(({ id }) => id === lineId)?.currentQuantity ?? 0;
		if (!Number.isInteger(quantity) || quantity < 0 || quantity > most)
			throw new Error(`A quantity is a whole number from 0 to ${most}`);
	}
	const shipping = input.shipping === undefined ? !wanted : input.shipping === true;
	const terms = refundTerms(input, context.state);
	const how = { lines, shipping, restock: input.restock === true, terms };
	return view(refundOrder(context.state, order, how, context.clock.now()), context);
}

function linesOf({ lines }: Input, { state: { data } }: Context): WantedLine[] {
	if (Array.isArray(lines)) return lines as WantedLine[];
	const product = data.products.find((each) => each.ships && each.atWarehouse && each.stock > 0);
	return product ? [{ sku: product.sku, quantity: 1 }] : [];
}

/** An order edit: `line` is a SKU or a place counted from 0, the first line when absent; `quantity` 0 takes it out. */
function editOrder(input: Input, context: Context): unknown {
	return revise(input, context, (order) => ({
		...order,
		edited: order.edited || input.quantity !== undefined,
		note: input.note === undefined ? order.note : input.note === null ? null : String(input.note),
		address1: typeof input.address1 === 'string' ? input.address1 : order.address1,
		lines: input.quantity === undefined ? order.lines : withQuantity(order, input.line ?? 0, Number(input.quantity)),
	}));
}

function withQuantity(order: OrderRecord, which: unknown, quantity: number): LineRecord[] {
	const at = order.lines.indexOf(lineOf(order, which));
	if (!Number.isInteger(quantity) || quantity < 0) throw new Error('A quantity is a whole number, 0 or more');
	return order.lines.map((line, index) =>
		// Taking units out lowers what is current; adding units raises what was ordered as well.
		index === at ? { ...line, currentQuantity: quantity, quantity: Math.max(line.quantity, quantity) } : line,
	);
}

/** A line by its SKU or its place. */
function lineOf(order: OrderRecord, which: unknown): LineRecord {
	const line = typeof which === 'number' ? order.lines[which] : order.lines.find(({ sku }) => sku === which);
	if (!line) throw new Error(`Order #${order.number} has no line ${String(which)}`);
	return line;
}

function setRisk(input: Input, context: Context): unknown {
	const level = oneOf(RISK_LEVELS, input.level) as RiskLevel;
	const recommendation = typeof input.recommendation === 'string' ? input.recommendation : undefined;
	const order = wantedOrder(input, context);
	const assessed = { ...order, risk: riskOf(level, recommendation) };
	return view(saveOrder(context.state, assessed, context.clock.now()), context);
}

function revise(input: Input, context: Context, change: (order: OrderRecord, at: string) => OrderRecord): unknown {
	const nowMs = context.clock.now();
	const at = toSeconds(nowMs);
	const changed = { ...change(wantedOrder(input, context), at), updatedAt: at };
	return view(saveOrder(context.state, changed, nowMs), context);
}

function wantedOrder(input: Input, { state }: Context): OrderRecord {
	const order = currentOrder(state, Number(input.number));
	if (!order) throw new Error(`There is no order number ${String(input.number)}`);
	return order;
}

function oneOf(words: ReadonlySet<string>, word: unknown): string {
	if (typeof word === 'string' && words.has(word)) return word;
	throw new Error(`"${String(word)}" is none of ${[...words].join(', ')}`);
}

function unknownError(error: unknown): never {
	throw new Error(`"${String(error)}" is none of ${SIGN_IN_ERRORS.join(', ')} and null`);
}

function view(order: OrderRecord, { state, clock }: Context): unknown {
	return orderShown(state, order, clock.now());
}
