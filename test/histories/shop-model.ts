import { unitsOf, type Chronicle, type Units } from './chronicle';
import type { Deed, Kind, WantedLine } from './history';

/*
 * What the shop says of its orders, told by what people did to them: a small model of its own, in the words of the
 * requirements. Money is added up in whole euros.
 */

const SHIPPING_PRICE = 5;
/** Decision 17: an assessment that takes longer no longer holds an order back. */
const RISK_PATIENCE_MS = 30 * 60_000;
/** What the warehouse does not know until somebody tells it. */
const NEW_TO_WAREHOUSE = 'VASE-NEW';

interface Line extends WantedLine {
	/** What is left of it after edits and refunds. */
	readonly current: number;
}

/** An order from a moment on. */
interface State {
	readonly at: number;
	readonly lines: readonly Line[];
	readonly received: number;
	readonly refunded: number;
	readonly risk: 'LOW' | 'HIGH' | 'PENDING';
	readonly cancelled: boolean;
}

export interface ShopOrder {
	readonly number: number;
	readonly kind: Kind | 'early';
	/** Stands at the warehouse under the number of the connector before us. */
	readonly sentByOther: boolean;
	readonly placedAt: number;
	readonly states: readonly State[];
}

/** Every order of the shop with all that became of it. */
export function shopOrders({ history, done, beganAt }: Chronicle): ShopOrder[] {
	const early = history.early.map(({ order, lines, sentByOther }): ShopOrder => ({
		number: order,
		kind: 'early',
		sentByOther,
		placedAt: -Infinity,
		states: [{ ...fallen(lines, -Infinity), at: beganAt, received: Infinity }],
	}));
	const placed = done.flatMap(({ deed, at }) => (deed.do === 'place' ? [orderFrom(deed, at)] : []));
	return [...early, ...placed].map((order) => ({
		...order,
		states: done
			.filter(({ deed }) => 'order' in deed && deed.order === order.number && deed.do !== 'place')
			.reduce((states, { deed, at }) => [...states, after(states.at(-1)!, deed, at)], order.states),
	}));
}

function orderFrom({ order, kind, lines }: Deed & { do: 'place' }, at: number): ShopOrder {
	const first = fallen(lines, at);
	const risk = kind === 'highRisk' ? 'HIGH' : kind === 'riskPending' ? 'PENDING' : 'LOW';
	const owes = kind === 'unpaid' || kind === 'cashOnDelivery';
	const received = owes ? 0 : owed(first);
	return { number: order, kind, sentByOther: false, placedAt: at, states: [{ ...first, risk, received }] };
}

const fallen = (lines: readonly WantedLine[], at: number): State => ({
	at,
	lines: lines.map((line) => ({ ...line, current: line.quantity })),
	received: 0,
	refunded: 0,
	risk: 'LOW',
	cancelled: false,
});

const shipsSomething = ({ lines }: State) => lines.some(({ ships }) => ships);
const owed = (state: State): number =>
	state.lines.reduce((sum, { price, current }) => sum + price * current, shipsSomething(state) ? SHIPPING_PRICE : 0);

function after(before: State, deed: Deed, at: number): State {
	const state = { ...before, at };
	switch (deed.do) {
		case 'pay':
			return { ...state, received: Math.max(state.received, owed(state) + state.refunded) };
		case 'edit':
			return { ...state, lines: withUnits(state, deed.line, () => deed.quantity) };
		case 'refund': {
			const left = { ...state, lines: withUnits(state, deed.line, (current) => current - 1) };
			return { ...left, refunded: state.refunded + owed(state) - owed(left) };
		}
		case 'cancel':
			return { ...state, cancelled: true };
		case 'assess':
			return { ...state, risk: deed.level };
		default:
			return state;
	}
}

const withUnits = ({ lines }: State, at: number, units: (current: number) => number): Line[] =>
	lines.map((line, index) => (index === at ? { ...line, current: units(line.current) } : line));

// ------------------------------------------------------------------ what it means

/** The goods of an order that have to leave the warehouse. */
export const goodsOf = ({ lines }: State): Units =>
	unitsOf(lines.filter(({ ships }) => ships).map(({ sku, current }) => ({ sku, quantity: current })));

export const latest = ({ states }: ShopOrder): State => states.at(-1)!;

/** The state of an order at a moment; undefined before it fell. */
export const stateAt = ({ states }: ShopOrder, at: number): State | undefined =>
	states.findLast((state) => state.at <= at);

/** What is to be collected at the door for an order as it is, in whole euros. */
export const toCollect = ({ kind }: ShopOrder, state: State): number =>
	kind === 'cashOnDelivery' ? Math.max(0, owed(state) + state.refunded - state.received) : 0;

/** G7: what is paid goes, what is paid at the door too; what was paid in part waits. */
function isPaid({ kind }: ShopOrder, state: State): boolean {
	if (state.refunded > 0) return state.refunded < state.received;
	if (state.received >= owed(state)) return true;
	return kind === 'cashOnDelivery' && state.received === 0;
}

/**
 * What is to become of an order as it is at a moment: it goes; it waits for no fault of anybody's; it is to go and cannot
 * (a problem); or there is nothing in it to send.
 */
export type Wish = 'goes' | 'waits' | 'cannot' | 'nothing';

export function wishFor(order: ShopOrder, at: number, knownToWarehouse: (sku: string) => boolean): Wish {
	const state = stateAt(order, at);
	if (!state || order.kind === 'test' || state.cancelled || !isPaid(order, state)) return 'waits';
	if (state.risk === 'HIGH') return 'waits';
	if (state.risk === 'PENDING' && at - order.placedAt < RISK_PATIENCE_MS) return 'waits';
	const goods = goodsOf(state);
	if (goods.size === 0) return 'nothing';
	const isUnknown = [...goods.keys()].some((sku) => !knownToWarehouse(sku));
	return order.kind === 'missingAddress' || isUnknown ? 'cannot' : 'goes';
}

/** Whether the warehouse knows a product at a moment. */
export const knownAt =
	({ done }: Chronicle, at: number) =>
	(sku: string): boolean =>
		sku !== NEW_TO_WAREHOUSE ||
		done.some(({ deed, at: learnt }) => deed.do === 'learn' && deed.sku === sku && learnt <= at);

/** Whether an order was to go at some moment of a span. */
export function wentWithin(order: ShopOrder, chronicle: Chronicle, from: number, to: number): boolean {
	const changes = [
		...order.states.map(({ at }) => at),
		...chronicle.done.flatMap(({ deed, at }) => (deed.do === 'learn' ? [at] : [])),
		order.placedAt + RISK_PATIENCE_MS,
	];
	const moments = [from, to, ...changes.filter((at) => at > from && at < to)];
	return moments.some((at) => wishFor(order, at, knownAt(chronicle, at)) === 'goes');
}
