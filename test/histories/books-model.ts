import { unitsOf, type Done, type Ending, type Units } from './chronicle';
import { GIFT_CARD, type Deed, type Kind, type WantedLine } from './history';

/*
 * What the shop says of its orders and its refunds where the books stand behind it, told by what people did to them. Money
 * is added up in cents; prices contain 25.5 % tax, which is rounded once a line, and gift cards none.
 */

const SHIPPING_PRICE = 500;
/** Decision 17: an assessment that takes longer no longer holds an order back. */
export const RISK_PATIENCE_MS = 30 * 60_000;
/** What the books do not know until somebody tells them. */
export const NEW_TO_BOOKS = 'VASE-NEW';

interface Line {
	readonly sku: string;
	readonly ships: boolean;
	readonly price: number;
	/** Given off the line as it was ordered; less of it where less is left. */
	readonly off: number;
	readonly ordered: number;
	readonly current: number;
}

/** An order from a moment on. */
export interface ShopState {
	readonly at: number;
	readonly lines: readonly Line[];
	readonly deliveryPaid: boolean;
	readonly received: number;
	readonly refunds: readonly ShopRefund[];
	readonly risk: 'LOW' | 'HIGH' | 'PENDING';
	readonly cancelled: boolean;
}

export interface ShopRefund {
	readonly at: number;
	readonly amount: number;
	/** The part of it that belongs to no goods and no delivery. */
	readonly goodwill: number;
}

export interface ShopOrder {
	readonly number: number;
	readonly kind: Kind | 'early';
	/** Stands in the books under the number of the connector before us. */
	readonly sentByOther: boolean;
	readonly placedAt: number;
	readonly states: readonly ShopState[];
}

const halfUp = (amount: number, of: number, whole: number) => Math.floor((2 * amount * of + whole) / (2 * whole));
const cents = (euros: number) => Math.round(euros * 100);

const totalOf = ({ price, off, ordered, current }: Line) => price * current - halfUp(off, current, ordered);
const taxWithin = (gross: number) => halfUp(gross, 255, 1255);
const deliveryOf = ({ deliveryPaid }: ShopState) => (deliveryPaid ? SHIPPING_PRICE : 0);
const add = (amounts: readonly number[]) => amounts.reduce((sum, each) => sum + each, 0);

/** What an order comes to as it is, with tax. */
export const owed = (state: ShopState): number => add(state.lines.map(totalOf)) + deliveryOf(state);

/** The tax in it. */
export const taxIn = (state: ShopState): number =>
	add(state.lines.filter(({ sku }) => sku !== GIFT_CARD).map((line) => taxWithin(totalOf(line)))) +
	taxWithin(deliveryOf(state));

/** What of an order is left, gift cards too. */
export const unitsIn = ({ lines }: ShopState): Units =>
	unitsOf(lines.map(({ sku, current }) => ({ sku, quantity: current })));

export const givenBack = ({ refunds }: ShopState): number => add(refunds.map(({ amount }) => amount));
export const goodwillIn = ({ refunds }: ShopState): number => add(refunds.map(({ goodwill }) => goodwill));
export const latest = ({ states }: ShopOrder): ShopState => states.at(-1)!;

// ------------------------------------------------------------------ how it came about

/** Every order of the shop with all that became of it. */
export function shopOrders({ history, done, beganAt }: Ending): ShopOrder[] {
	const early = history.early.map(({ order, lines, sentByOther }): ShopOrder => ({
		...{ number: order, kind: 'early', sentByOther, placedAt: -Infinity },
		states: [paidFor({ ...fallen(lines, beganAt) })],
	}));
	const placed = done.flatMap(({ deed, at }) => (deed.do === 'place' ? [orderFrom(deed, at)] : []));
	return [...early, ...placed].map((order) => ({
		...order,
		states: done
			.filter(({ deed }) => 'order' in deed && deed.order === order.number && deed.do !== 'place')
			.reduce((states, each) => [...states, after(states.at(-1)!, each)], order.states),
	}));
}

function orderFrom({ order, kind, lines }: Deed & { do: 'place' }, at: number): ShopOrder {
	const first = fallen(lines, at);
	const risk = kind === 'highRisk' ? 'HIGH' : kind === 'riskPending' ? 'PENDING' : 'LOW';
	const owes = kind === 'unpaid' || kind === 'cashOnDelivery';
	const state = owes ? first : paidFor(first);
	return { number: order, kind, sentByOther: false, placedAt: at, states: [{ ...state, risk }] };
}

const fallen = (lines: readonly WantedLine[], at: number): ShopState => ({
	at,
	lines: lines.map(({ sku, ships, price, off = 0, quantity }) => ({
		...{ sku, ships, price: cents(price), off: cents(off), ordered: quantity, current: quantity },
	})),
	deliveryPaid: lines.some(({ ships }) => ships),
	received: 0,
	refunds: [],
	risk: 'LOW',
	cancelled: false,
});

const paidFor = (state: ShopState): ShopState => ({
	...state,
	received: Math.max(state.received, owed(state) + givenBack(state)),
});

function after(before: ShopState, { deed, at, lines: taken = [] }: Done): ShopState {
	const state = { ...before, at };
	switch (deed.do) {
		case 'pay':
			return paidFor(state);
		case 'edit':
			return { ...state, lines: state.lines.map((line, index) => (index === deed.line ? edited(line, deed) : line)) };
		case 'giveBack': {
			const gone = (at: number) => add(taken.filter(({ line }) => line === at).map(({ quantity }) => quantity));
			const lines = state.lines.map((line, index) => ({ ...line, current: line.current - gone(index) }));
			return refunded(state, { ...state, lines, deliveryPaid: state.deliveryPaid && !deed.shipping }, deed.goodwill);
		}
		case 'cancel': {
			if (!deed.refund || state.received === 0) return { ...state, cancelled: true };
			const lines = state.lines.map((line) => ({ ...line, current: 0 }));
			return { ...refunded(state, { ...state, lines, deliveryPaid: false }, 0), cancelled: true };
		}
		case 'assess':
			return { ...state, risk: deed.level };
		default:
			return state;
	}
}

const edited = (line: Line, { quantity }: { readonly quantity: number }): Line => ({
	...line,
	ordered: Math.max(line.ordered, quantity),
	current: quantity,
});

const refunded = (before: ShopState, left: ShopState, goodwill: number): ShopState => ({
	...left,
	refunds: [...left.refunds, { at: left.at, amount: owed(before) - owed(left) + goodwill, goodwill }],
});

// ------------------------------------------------------------------ what it means

/** As the shop says: paid as it is, or given back in part. */
export function isPaid(state: ShopState): boolean {
	const back = givenBack(state);
	return back > 0 ? back < state.received : state.received >= owed(state);
}

/** Everything that was paid was given back. */
export const isGivenBack = (state: ShopState): boolean => givenBack(state) > 0 && givenBack(state) >= state.received;

/** What is to become of an order at a moment: it goes, it waits for no fault of anybody's, or it is to go and cannot. */
export type Wish = 'goes' | 'waits' | 'cannot';

export function wishFor(order: ShopOrder, at: number, chronicle: Ending): Wish {
	const state = order.states.findLast((each) => each.at <= at);
	if (!state || order.kind === 'test' || state.cancelled || !isPaid(state)) return 'waits';
	if (state.risk === 'HIGH') return 'waits';
	if (state.risk === 'PENDING' && at - order.placedAt < RISK_PATIENCE_MS) return 'waits';
	const left = state.lines.filter(({ current }) => current > 0);
	if (left.length === 0 && !state.deliveryPaid) return 'cannot';
	const isUnknown = left.some(({ sku }) => sku === NEW_TO_BOOKS && !isLearnt(chronicle, at));
	return isUnknown || (order.kind === 'missingAddress' && left.some(({ ships }) => ships)) ? 'cannot' : 'goes';
}

export const isLearnt = ({ done }: Ending, at: number) =>
	done.some(({ deed, at: learnt }) => deed.do === 'learn' && learnt <= at);

/** Whether an order was to go at some moment of a span. */
export function wentWithin(order: ShopOrder, chronicle: Ending, from: number, to: number): boolean {
	const changes = [
		...order.states.map(({ at }) => at),
		...chronicle.done.flatMap(({ deed, at }) => (deed.do === 'learn' ? [at] : [])),
		order.placedAt + RISK_PATIENCE_MS,
	];
	const moments = [from, to, ...changes.filter((at) => at > from && at < to)];
	return moments.some((at) => wishFor(order, at, chronicle) === 'goes');
}
