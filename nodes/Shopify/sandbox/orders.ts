/*
 * Orders as they fall in the shop: from the demo data at the seed, and on demand later.
 */
import Big from 'big.js';

import type { DemoOrder, Plant } from '../../../sandbox/kit';

import { asSold, current } from './amounts';
import { gid, lineId, orderId } from './ids';
import type { Shelf } from './shelf';
import {
	type LineRecord,
	type OrderRecord,
	type RefundRecord,
	type RefundTerms,
	type RiskLevel,
	toSeconds,
} from './state';

const RECOMMENDATION: Readonly<Record<RiskLevel, string>> = {
	NONE: 'NONE',
	LOW: 'ACCEPT',
	MEDIUM: 'INVESTIGATE',
	HIGH: 'CANCEL',
	PENDING: 'NONE',
};
const RISK: Partial<Record<Plant, RiskLevel>> = { highRisk: 'HIGH', riskPending: 'PENDING' };
const GATEWAY: Partial<Record<Plant, string>> = {
	cashOnDelivery: 'Cash on Delivery (COD)',
	unpaid: 'Bank Deposit',
	test: 'bogus',
};
const TAG: Partial<Record<Plant, string>> = { pickupPoint: 'pickup', discounted: 'campaign' };
/** Shopify has no field of its own for a pick-up point; carriers' apps write an attribute. Key and value assumed. */
const PICKUP_POINT = { key: 'pickup_point_id', value: '9712' };

/** A line as asked for: a product of the shop, or (with a price) something the shop has no variant of. */
export interface WantedLine {
	readonly sku: string;
	readonly quantity: number;
	readonly discount?: string;
	readonly price?: string;
	readonly title?: string;
}

/** An order with a line of unknown price, or another order that cannot be made. */
export class ImpossibleOrder extends Error {}

/** Risk as the shop shows it. https://shopify.dev/docs/api/admin-graphql/latest/objects/OrderRiskSummary */
export function riskOf(level: RiskLevel, recommendation = RECOMMENDATION[level]): OrderRecord['risk'] {
	return { level, recommendation };
}

/** The order that falls at a moment; a refund or cancellation of its plant follows after five minutes, at `nowMs` at most. */
export function placeOrder(
	shelf: Shelf,
	wanted: Omit<DemoOrder, 'placedMinutesAgo' | 'lines'> & { readonly lines: readonly WantedLine[] },
	placedMs: number,
	nowMs: number,
): OrderRecord {
	const { number, plant, person } = wanted;
	const lines = wanted.lines.map((line, index) => toLine(shelf, line, lineId(number, index + 1)));
	const ships = lines.some((line) => line.ships);
	const placedAt = toSeconds(placedMs);
	const order: OrderRecord = {
		id: orderId(number),
		number,
		plant,
		person,
		createdAt: placedAt,
		updatedAt: placedAt,
		cancelledAt: null,
		cancelReason: null,
		lines,
		shipping: ships ? wanted.shipping : null,
		shippingRefunded: false,
		hasAddress: ships && plant !== 'missingAddress',
		address1: null,
		guest: plant === 'guest',
		edited: false,
		test: plant === 'test',
		note: null,
		tags: TAG[plant] === undefined ? [] : [TAG[plant]],
		customAttributes: plant === 'pickupPoint' ? [PICKUP_POINT] : [],
		discountCodes: lines.some((line) => new Big(line.discount).gt(0)) ? ['DEMO'] : [],
		gateway: GATEWAY[plant] ?? 'shopify_payments',
		received: '0',
		refunds: [],
		risk: riskOf(RISK[plant] ?? 'LOW'),
		fulfillments: [],
		poNumber: null,
	};
	const paid = plant === 'cashOnDelivery' || plant === 'unpaid' ? order : payInFull(order, placedAt);
	return withPlantedEvent(paid, toSeconds(Math.min(placedMs + 5 * 60_000, nowMs)));
}

/** Everything owed comes in at a moment; by hand, where an app made the order. What came in too much stays there. */
export function payInFull(order: OrderRecord, at: string): OrderRecord {
	const owed = current(order).order.total;
	const refunded = order.refunds.reduce((total, refund) => total.plus(refund.amount), new Big(0));
	const received = owed.plus(refunded);
	if (received.lte(order.received)) return order;
	const { imported } = order;
	const amount = received.minus(order.received).toFixed(2);
	const payment = { kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amount, at };
	const settled = imported && { ...imported, financialStatus: null, payments: [...imported.payments, payment] };
	return { ...order, received: received.toFixed(2), ...(settled && { imported: settled }) };
}

function withPlantedEvent(order: OrderRecord, at: string): OrderRecord {
	const [first] = order.lines;
	if (order.plant === 'partiallyRefunded' && first)
		return refund(order, [{ lineId: first.id, quantity: 1 }], false, at);
	// Cancelled and still paid, so that nothing but the cancellation holds it back.
	if (order.plant === 'cancelled') return cancel(order, 'CUSTOMER', false, at);
	return order;
}

/** Gives money back for some units; they no longer count in `currentQuantity`. What happens to the goods is said only. */
export function refund(
	order: OrderRecord,
	lines: ReadonlyArray<{ lineId: string; quantity: number }>,
	shipping: boolean,
	at: string,
	restockType: RefundRecord['restockType'] = 'NO_RESTOCK',
	terms?: RefundTerms,
): OrderRecord {
	const quantityOf = (id: string) => lines.find((line) => line.lineId === id)?.quantity ?? 0;
	const after: OrderRecord = {
		...order,
		updatedAt: at,
		shippingRefunded: order.shippingRefunded || shipping,
		lines: order.lines.map((line) => ({ ...line, currentQuantity: line.currentQuantity - quantityOf(line.id) })),
	};
	const amount = moneyOf(current(order).order.total.minus(current(after).order.total), terms).toFixed(2);
	const { imported } = order;
	const settled = imported && { imported: { ...imported, financialStatus: null } };
	const id = gid('Refund', 890_000_000_000 + order.number * 100 + order.refunds.length + 1);
	const fallen = lines
		.filter((line) => line.quantity > 0)
		.map((line) => ({ ...line, ...fall(order, after, line.lineId) }));
	return {
		...after,
		...settled,
		refunds: [...order.refunds, { id, at, lines: fallen, shipping, amount, restockType, ...(terms && { terms }) }],
	};
}

/** The money of a refund: what it comes to, less what was kept back and what goes out in exchange. */
function moneyOf(fallen: Big, terms: RefundTerms | undefined): Big {
	if (!terms) return fallen;
	if (terms.money === 'NONE') return new Big(0);
	const exchanged = terms.exchange.reduce(
		(total, { price, quantity }) => total.plus(new Big(price).times(quantity)),
		new Big(0),
	);
	const rest = fallen.minus(terms.keptBack).minus(exchanged);
	return rest.lt(0) ? new Big(0) : rest;
}

function fall(before: OrderRecord, after: OrderRecord, id: string): { subtotal: string; tax: string } {
	const [was, is] = [current(before).lines.get(id), current(after).lines.get(id)];
	if (!was || !is) throw new ImpossibleOrder(`Order #${before.number} has no line ${id}`);
	return { subtotal: was.total.minus(is.total).toFixed(2), tax: was.tax.minus(is.tax).toFixed(2) };
}

/** Cancels; with `withRefund` everything that was paid goes back and nothing is left to ship. */
export function cancel(
	order: OrderRecord,
	reason: string,
	withRefund: boolean,
	at: string,
	restockType: RefundRecord['restockType'] = 'NO_RESTOCK',
): OrderRecord {
	const rest = order.lines.map((line) => ({ lineId: line.id, quantity: line.currentQuantity }));
	const settled = withRefund && new Big(order.received).gt(0) ? refund(order, rest, true, at, restockType) : order;
	return { ...settled, cancelledAt: at, cancelReason: reason, updatedAt: at };
}

function toLine(shelf: Shelf, wanted: WantedLine, id: string): LineRecord {
	const product = shelf(wanted.sku);
	const price = wanted.price ?? product?.price;
	if (price === undefined) throw new ImpossibleOrder(`The shop has no product ${wanted.sku}: give the line a price`);
	if (!Number.isInteger(wanted.quantity) || wanted.quantity < 1) throw new ImpossibleOrder('A quantity is 1 or more');
	return {
		id,
		sku: wanted.sku,
		title: wanted.title ?? product?.title ?? wanted.sku,
		...(product && { variantId: product.variantId }),
		price,
		quantity: wanted.quantity,
		currentQuantity: wanted.quantity,
		discount: wanted.discount ?? '0',
		ships: product?.ships ?? true,
		giftCard: product?.giftCard ?? wanted.sku.startsWith('GIFTCARD'),
	};
}

/** What the control API shows of an order: nothing of its buyer. */
export function orderView(order: OrderRecord, financial: string): Record<string, unknown> {
	return {
		number: order.number,
		name: `#${order.number}`,
		id: order.id,
		plant: order.plant,
		placedAt: order.createdAt,
		updatedAt: order.updatedAt,
		financialStatus: financial,
		test: order.test,
		cancelled: order.cancelledAt !== null,
		risk: order.risk.level,
		total: asSold(order).order.total.toFixed(2),
		hasAddress: order.hasAddress,
		lines: order.lines.map((line) => ({
			sku: line.sku,
			quantity: line.quantity,
			currentQuantity: line.currentQuantity,
			requiresShipping: line.ships,
		})),
	};
}
