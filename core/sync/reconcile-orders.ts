import { inCurrency, sameAmount } from '../model/money';
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
	readonly goods: ReadonlyMap<string, number>;
	/** Absent where the side states no money. */
	readonly total?: { readonly amount: string; readonly currency: string };
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

/** Units of each SKU that ship. */
function goodsOf(order: Order, quantity: OrderComparison['quantity']): Map<string, number> {
	const goods = order.lines.filter((line) => line.requiresShipping && !line.giftCard && line[quantity] !== 0);
	return unitsBy(goods.map((line) => [nameOfSku(line.sku), line[quantity]]));
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
			const hasGoods = orders.some((order) => goodsOf(order, rules.quantity).size > 0);
			return rules.onlyWithGoods && !hasGoods ? 'nothingToShip' : undefined;
		},
		view: ([order]) => viewOf(order!, rules.quantity),
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
			return [
				...(compares('goods') ? quantityDifferences(views, 'goods', ({ goods }) => goods) : []),
				...(compares('total') ? differenceOf(views, { field: 'total' }, totalWords, sameTotal) : []),
			];
		},
	};
	return reconcile(sides, kind);
}

function viewOf(order: Order, quantity: OrderComparison['quantity']): OrderView {
	const { number, status, currency, totals } = order;
	return {
		number,
		status,
		isCancelled: isCancelled(order),
		goods: goodsOf(order, quantity),
		...(currency === NO_CURRENCY ? {} : { total: { amount: totals.total, currency } }),
	};
}

function totalWords({ total }: OrderView): string | undefined {
	return total && `${inCurrency(total.amount, total.currency)} ${total.currency}`;
}

function sameTotal(a: OrderView, b: OrderView): boolean {
	if (!a.total || !b.total) return true;
	return a.total.currency === b.total.currency && sameAmount(a.total.amount, b.total.amount);
}
