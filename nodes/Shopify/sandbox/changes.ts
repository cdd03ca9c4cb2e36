/*
 * What happens in the shop without us: orders fall, staff edit and cancel, money comes in, risk is assessed, an app's
 * rights change. Assumed: an assessment of risk does not move `updatedAt`, everything else here does.
 */
import { PLANTS, type DemoOrder, type Plant } from '../../../sandbox/kit';

import { financialStatus } from './amounts';
import type { Context } from './answers';
import { setAvailablePoints } from './bucket';
import { cancel, orderView, payInFull, placeOrder, riskOf, type WantedLine } from './orders';
import {
	currentOrder,
	saveOrder,
	SIGN_IN_ERRORS,
	toSeconds,
	type LineRecord,
	type OrderRecord,
	type RiskLevel,
	type ShopState,
} from './state';

type Input = Record<string, unknown>;
type Change = (input: Input, context: Context) => unknown;

const RISK_LEVELS: ReadonlySet<string> = new Set<RiskLevel>(['NONE', 'LOW', 'MEDIUM', 'HIGH', 'PENDING']);
const CANCEL_REASONS = new Set(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']);
const DEFAULT_SHIPPING = { title: 'Home delivery', code: 'home_fi', price: '9.90' };

/** POST /_sandbox/change {"action": …}; each throws a sentence for an input that cannot be. */
export const CHANGES: Readonly<Record<string, Change>> = {
	addOrder,
	editOrder,
	touchOrder: (input, context) => revise(input, context, (order) => order),
	cancelOrder: (input, context) =>
		revise(input, context, (order, at) =>
			cancel(order, oneOf(CANCEL_REASONS, input.reason ?? 'CUSTOMER'), input.refund === true, at),
		),
	payOrder: (input, context) => revise(input, context, payInFull),
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
	rotateSecret: (input, { state }) => {
		state.clientSecret = typeof input.clientSecret === 'string' ? input.clientSecret : `${state.clientSecret}-rotated`;
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

/** An order that falls now: paid and plain unless told otherwise. */
function addOrder(input: Input, context: Context): unknown {
	const { state, clock } = context;
	const number = typeof input.number === 'number' ? input.number : Math.max(1000, ...state.orders.keys()) + 1;
	if (state.orders.has(number)) throw new Error(`Order #${number} exists already`);
	const wanted = {
		number,
		plant: oneOf(new Set<string>(PLANTS), input.plant ?? 'plain') as Plant,
		lines: Array.isArray(input.lines) ? (input.lines as WantedLine[]) : defaultLines(state),
		shipping: (input.shipping as DemoOrder['shipping'] | undefined) ?? DEFAULT_SHIPPING,
		person: typeof input.person === 'number' ? input.person : (number % 50) + 1,
	};
	const minutesAgo = typeof input.placedMinutesAgo === 'number' ? input.placedMinutesAgo : 0;
	const order = placeOrder(state.data, wanted, clock.now() - minutesAgo * 60_000, clock.now());
	return view(saveOrder(state, order, clock.now()));
}

function defaultLines({ data }: ShopState): WantedLine[] {
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
	const at = typeof which === 'number' ? which : order.lines.findIndex((line) => line.sku === which);
	if (!order.lines[at]) throw new Error(`Order #${order.number} has no line ${String(which)}`);
	if (!Number.isInteger(quantity) || quantity < 0) throw new Error('A quantity is a whole number, 0 or more');
	return order.lines.map((line, index) =>
		// Taking units out lowers what is current; adding units raises what was ordered as well.
		index === at ? { ...line, currentQuantity: quantity, quantity: Math.max(line.quantity, quantity) } : line,
	);
}

function setRisk(input: Input, context: Context): unknown {
	const level = oneOf(RISK_LEVELS, input.level) as RiskLevel;
	const recommendation = typeof input.recommendation === 'string' ? input.recommendation : undefined;
	const order = wantedOrder(input, context);
	const assessed = { ...order, risk: riskOf(level, recommendation) };
	return view(saveOrder(context.state, assessed, context.clock.now()));
}

function revise(input: Input, context: Context, change: (order: OrderRecord, at: string) => OrderRecord): unknown {
	const nowMs = context.clock.now();
	const at = toSeconds(nowMs);
	const changed = { ...change(wantedOrder(input, context), at), updatedAt: at };
	return view(saveOrder(context.state, changed, nowMs));
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

function view(order: OrderRecord): unknown {
	return orderView(order, financialStatus(order));
}
