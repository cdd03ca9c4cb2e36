import { inCurrency, minus, sameAmount } from '../model/money';
import { isCancelled, type Order } from '../model/order';
import { differenceOf, quantityDifferences } from './differences';
import { numberFrom } from './keys';
import { isYoung, nameOfSku, reconcile, trimmed } from './reconcile';
import type { Keys, KindRules, Reconciled, Side } from './reconcile';
import { isUnmapped, unknownStatus } from './status';
import { unitsBy } from './units';

export const ORDER_FIELDS = ['goods', 'cancelled', 'total'] as const;

export interface OrderComparison {
	/** What each side puts before the shop's number; empty where it writes the number itself. */
	readonly prefixes: readonly string[];
	readonly fields: ReadonlyArray<(typeof ORDER_FIELDS)[number]>;
	/** Which quantity of a line counts. */
	readonly quantity: 'currentQuantity' | 'openQuantity';
	/** What ships, or every line: gift cards, services and charges too. */
	readonly lines: 'shipping' | 'all';
	/** SKUs that are no goods, such as the product under which a side books delivery. */
	readonly notGoods: ReadonlySet<string>;
	/** A closed order keeps what was given back of it later: that stands on a credit note, and is no difference. */
	readonly creditsApart: boolean;
	/** Leave out orders in which no side has anything to ship. */
	readonly onlyWithGoods: boolean;
	/** An ISO instant; what was placed or changed later may be on its way. Absent compares all. */
	readonly settledBefore?: string;
}

/** What is compared of an order. */
interface OrderView {
	readonly number: string;
	readonly status: string;
	readonly isCancelled: boolean;
	readonly isClosed: boolean;
	readonly goods: ReadonlyMap<string, number>;
	/** As `goods`, before anything was given back. */
	readonly ordered: ReadonlyMap<string, number>;
	/** Absent where the side states no money. */
	readonly total?: { readonly amount: string; readonly refunded: string; readonly currency: string };
}

/** ISO 4217 for "no currency": the side states no prices. */
const NO_CURRENCY = 'XXX';

/**
 * What a number is known by. With a prefix it is a reference of ours, and the number is read out of it. Without one it
 * may be the shop's number itself or a reference without a prefix, and only where it holds what reads as an escape do
 * the two differ: both are tried, and a number that then fits two orders is ambiguous, never guessed.
 */
export function numberKeys(number: string, prefix: string): readonly string[] | undefined {
	const plain = trimmed(number);
	if (prefix !== '') {
		if (!plain.startsWith(prefix)) return undefined;
		return [numberFrom(plain, prefix) ?? plain.slice(prefix.length)];
	}
	const bare = plain.replace(/^#/, '');
	return [...new Set([bare, numberFrom(bare, '') ?? bare])];
}

/** Units of each SKU that counts. */
function goodsOf(
	order: Order,
	quantity: OrderComparison['quantity'] | 'quantity',
	{ lines, notGoods }: Pick<OrderComparison, 'lines' | 'notGoods'>,
): Map<string, number> {
	const goods: Array<[string, number]> = [];
	for (const line of order.lines) {
		const ships = line.requiresShipping && !line.giftCard;
		const sku = nameOfSku(line.sku);
		if ((lines === 'shipping' && !ships) || notGoods.has(sku) || line[quantity] === 0) continue;
		goods.push([sku, line[quantity]]);
	}
	return unitsBy(goods);
}

/**
 * Compares the orders of two systems or three, by number. A cancelled order is compared in nothing but that it is
 * cancelled: what it held is of no consequence any more.
 */
export function reconcileOrders(sides: ReadonlyArray<Side<Order>>, rules: OrderComparison): Reconciled {
	const compares = (field: OrderComparison['fields'][number]) => rules.fields.includes(field);
	const kind: KindRules<Order, OrderView> = {
		keyName: 'number',
		keysOf: ({ number }, side): Keys => {
			const keys = numberKeys(number, rules.prefixes[side] ?? '');
			return keys ? { keys: [keys] } : { leftOut: 'otherPrefix' };
		},
		identity: ({ origin }) => origin.id,
		changedAt: ({ updatedAt, origin }) => updatedAt ?? origin.seenAt,
		label: ({ number }) => `order ${number}`,
		number: ({ number }) => number,
		leaves(entries, isMissing) {
			const orders = entries.map(({ record }) => record);
			const since = rules.settledBefore;
			if (orders.some((order) => isYoung(order.origin, [order.placedAt, order.updatedAt], since))) return 'young';
			// Neither is ever forwarded, so that they stand on one side only is as it should be.
			if (isMissing && orders.every(({ test }) => test === true)) return 'test';
			if (isMissing && orders.every(isCancelled)) return 'cancelled';
			const hasGoods = orders.some((order) => goodsOf(order, rules.quantity, rules).size > 0);
			return rules.onlyWithGoods && !hasGoods ? 'nothingToShip' : undefined;
		},
		view: ([order]) => viewOf(order!, rules),
		compare(views) {
			const cancelled = views.filter(({ view }) => view.isCancelled);
			const unclear = views.find(({ view }) => !view.isCancelled && isUnmapped(view.status));
			if (compares('cancelled') && unclear) {
				const problem = unknownStatus(`order ${unclear.view.number}`, { status: unclear.view.status });
				if (problem) return problem;
			}
			if (cancelled.length === views.length) return [];
			if (compares('cancelled') && cancelled.length > 0)
				return differenceOf(
					views,
					{ field: 'cancelled' },
					(view) => view.isCancelled,
					(a, b) => a.isCancelled === b.isCancelled,
				);
			const { creditsApart } = rules;
			const isKept = (a: OrderView, b: OrderView, sku: string) =>
				creditsApart && eitherWay(a, b, (kept, other) => goodsCredited(kept, other, sku));
			const isTotal = (a: OrderView, b: OrderView) =>
				sameTotal(a, b) || (creditsApart && eitherWay(a, b, totalCredited));
			return [
				...(compares('goods') ? quantityDifferences(views, 'goods', ({ goods }) => goods, isKept) : []),
				...(compares('total') ? differenceOf(views, { field: 'total' }, totalWords, isTotal) : []),
			];
		},
	};
	return reconcile(sides, kind);
}

function viewOf(order: Order, rules: OrderComparison): OrderView {
	const { number, status, currency, totals } = order;
	const total = { amount: totals.total, refunded: totals.refunded ?? '0', currency };
	return {
		number,
		status,
		isCancelled: isCancelled(order),
		isClosed: status === 'closed',
		goods: goodsOf(order, rules.quantity, rules),
		ordered: goodsOf(order, 'quantity', rules),
		...(currency === NO_CURRENCY ? {} : { total }),
	};
}

/** Whether one of two orders is closed and the other one explains what it holds. */
function eitherWay(a: OrderView, b: OrderView, explains: (kept: OrderView, other: OrderView) => boolean): boolean {
	return (a.isClosed && explains(a, b)) || (b.isClosed && explains(b, a));
}

/** Whether a closed order holds of a SKU what the other side ordered once, or what is left of it, or in between. */
function goodsCredited(kept: OrderView, other: OrderView, sku: string): boolean {
	const held = kept.goods.get(sku) ?? 0;
	return held >= (other.goods.get(sku) ?? 0) && held <= (other.ordered.get(sku) ?? 0);
}

/** Whether the total of a closed order is above the other side's by no more than the money that was given back there. */
function totalCredited({ total: kept }: OrderView, { total: other }: OrderView): boolean {
	if (!kept || !other || kept.currency !== other.currency) return false;
	const above = minus(kept.amount, other.amount);
	return !above.startsWith('-') && !minus(other.refunded, above).startsWith('-');
}

function totalWords({ total }: OrderView): string | undefined {
	return total && `${inCurrency(total.amount, total.currency)} ${total.currency}`;
}

function sameTotal(a: OrderView, b: OrderView): boolean {
	if (!a.total || !b.total) return true;
	return a.total.currency === b.total.currency && sameAmount(a.total.amount, b.total.amount);
}
