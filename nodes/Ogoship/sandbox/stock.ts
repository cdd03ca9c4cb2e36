/*
 * What is there, what orders hold, and which orders wait for it.
 * https://support.ogoship.com/what-do-the-different-order-statuses-mean
 *
 * New, Pending, Reserved and Locked hold their goods; Collecting, Shipped and Returned have taken them; Draft and
 * Cancelled do neither. Assumed: Pending orders are served the oldest first, a New order turns Pending when stock is
 * counted down under it, available goes below zero when more is held than there is, goods that came back are not put
 * on the shelf by themselves.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { page, queryOf } from './answers';
import { announce } from './deliveries';
import type { Context, Line, Order, Product, State } from './state';
import { instant } from './values';

const HOLDS_FIRST = ['New', 'Reserved', 'Locked'];
const HOLDS = [...HOLDS_FIRST, 'Pending'];
const HAS_TAKEN = ['Collecting', 'Shipped', 'Returned'];

/** Pieces over all warehouses together. */
export interface Figures {
	readonly stock: number;
	readonly stockAvailable: number;
	readonly reserved: number;
}

/** Whether an order of this status has left the shelf. */
export function hasTaken(status: string): boolean {
	return HAS_TAKEN.includes(status);
}

/** What orders hold of each product, by code; products that nobody holds are absent. */
export function reservedByCode(state: State): ReadonlyMap<string, number> {
	const reserved = new Map<string, number>();
	for (const order of state.orders) {
		if (HOLDS.includes(order.status)) add(reserved, order.orderLines);
	}
	return reserved;
}

export function figuresOf(product: Product, reserved: ReadonlyMap<string, number>): Figures {
	const held = reserved.get(product.code) ?? 0;
	return { stock: product.stock, stockAvailable: product.stock - held, reserved: held };
}

/** GET /api/v1/Stock?productCode=&modifiedAfter=&limit=&page= */
export function listStock(request: SandboxRequest, context: Context): SandboxResponse {
	const { productcode } = queryOf(request);
	const reserved = reservedByCode(context.state);
	return page(request, context, {
		rows: [...context.state.products.values()].filter(({ code }) => !productcode || code === productcode),
		changedMs: (product) => product.stockChangedMs,
		answer: (product) => stockAnswer(product, reserved),
	});
}

function stockAnswer(product: Product, reserved: ReadonlyMap<string, number>): unknown {
	return {
		productCode: product.code,
		...figuresOf(product, reserved),
		modified: instant(product.stockChangedMs),
	};
}

/**
 * Does something that moves the figures of these products: the products whose figures are then others get a new
 * `modified` and are announced, and orders that hold them are looked at again, all but `decided`.
 */
export function changeStock(context: Context, codes: Iterable<string>, work: () => void, decided?: Order): void {
	const { state, clock } = context;
	const touched = new Set(codes);
	const before = figuresByCode(state, touched);
	work();
	reconsider(context, touched, decided);
	const reserved = reservedByCode(state);
	for (const [code, old] of before) {
		const product = state.products.get(code);
		if (product === undefined || isSame(old, figuresOf(product, reserved))) continue;
		product.stockChangedMs = clock.now();
		announce(context, 'ProductStockLevelChanged', () => stockAnswer(product, reserved));
	}
}

function figuresByCode(state: State, codes: ReadonlySet<string>): Map<string, Figures> {
	const reserved = reservedByCode(state);
	const figures = new Map<string, Figures>();
	for (const code of codes) {
		const product = state.products.get(code);
		if (product) figures.set(code, figuresOf(product, reserved));
	}
	return figures;
}

function isSame(one: Figures, other: Figures): boolean {
	return one.stock === other.stock && one.reserved === other.reserved;
}

/** A Pending order waits in line for its goods: New when they are there, Pending when they are not. */
export function enterQueue(context: Context, order: Order): void {
	reconsider(context, codesOf(order.orderLines));
}

/** Hands the goods out anew: first to those that hold them, then to the waiting; the oldest first among each. */
function reconsider({ state, clock }: Context, codes: ReadonlySet<string>, decided?: Order): void {
	const given = new Map<string, number>();
	const mayTurn = (order: Order) => order !== decided && order.orderLines.some(({ code }) => codes.has(code));
	const turn = (order: Order, status: string) => {
		order.status = status;
		order.editedMs = clock.now();
	};
	for (const order of state.orders.filter(({ status }) => HOLDS_FIRST.includes(status))) {
		if (order.status === 'New' && mayTurn(order) && !isCovered(state, order, given)) turn(order, 'Pending');
		else add(given, order.orderLines);
	}
	for (const order of state.orders.filter(({ status }) => status === 'Pending')) {
		if (mayTurn(order) && isCovered(state, order, given)) turn(order, 'New');
		add(given, order.orderLines);
	}
}

/** Whether what is left of each product, after what was given to others, is enough for an order. */
function isCovered(state: State, order: Order, given: ReadonlyMap<string, number>): boolean {
	const wanted = add(new Map(), order.orderLines);
	return [...wanted].every(([code, quantity]) => {
		const stock = state.products.get(code)?.stock ?? 0;
		return stock - (given.get(code) ?? 0) >= quantity;
	});
}

/** Adds the lines' quantities to a table of figures by code. */
function add(figures: Map<string, number>, lines: readonly Line[]): Map<string, number> {
	for (const { code, quantity } of lines) figures.set(code, (figures.get(code) ?? 0) + quantity);
	return figures;
}

export function codesOf(lines: readonly Line[]): Set<string> {
	return new Set(lines.map(({ code }) => code));
}
