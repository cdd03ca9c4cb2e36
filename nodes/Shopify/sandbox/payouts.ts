/*
 * The payouts of the demo shop: what came in and went back by Shopify Payments on one day goes to the bank at the start
 * of the next. https://shopify.dev/docs/api/admin-graphql/latest/objects/ShopifyPaymentsPayout
 * Assumed: the fees (1.5 % and 0.25 of a charge, none of a refund), that a payout is under way for two days, that a
 * refund stands below zero, and what a search for the rows of one payout finds (option `payoutSearch`).
 */
import Big from 'big.js';

import { refunded, sum } from './amounts';
import { gid, numericId } from './ids';
import { paymentsOf, transactionId } from './payments';
import { currentOrders, orderName, toSeconds, type OrderRecord, type ShopState } from './state';

const DAY_MS = 86_400_000;
const UNDER_WAY_MS = 2 * DAY_MS;
const GATEWAY = 'shopify_payments';
/** Payouts and their rows are numbered by day and order, so that a number stays what it was. */
const FIRST_PAYOUT = 110_000_000_000;
const FIRST_ROW = 210_000_000_000_000;

/** What staff or a bank did to payouts, and what came to the balance besides orders. */
export interface PayoutStore {
	/** By payout id. */
	readonly statuses: Map<string, string>;
	adjustments: ReadonlyArray<{
		readonly at: string;
		readonly amount: string;
		readonly fee: string;
		readonly reason: string;
	}>;
}

export interface RowRecord {
	readonly id: string;
	readonly type: string;
	readonly sourceType: string;
	readonly sourceId: string | null;
	readonly orderTransactionId: string | null;
	readonly reason: string | null;
	readonly order: OrderRecord | null;
	readonly amount: Big;
	readonly fee: Big;
	readonly at: string;
	readonly payoutId: string;
}

export interface PayoutRecord {
	readonly id: string;
	readonly issuedAt: string;
	readonly status: string;
	readonly rows: readonly RowRecord[];
}

export const netOf = (rows: readonly RowRecord[]): Big => sum(rows.map(({ amount, fee }) => amount.minus(fee)));

const dayOf = (at: string) => Math.floor(Date.parse(at) / DAY_MS);
const payoutOf = (at: string) => gid('ShopifyPaymentsPayout', FIRST_PAYOUT + dayOf(at));

/** Every row of the balance, by time; transfers to the bank are no rows here. */
export function balanceRows(state: ShopState): RowRecord[] {
	const rows = [...currentOrders(state).flatMap(rowsOfOrder), ...adjustmentRows(state)];
	return rows.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(numericId(a.id)) - Number(numericId(b.id)));
}

/** The payouts that were issued, oldest first. */
export function payoutsOf(state: ShopState, nowMs: number): PayoutRecord[] {
	const byPayout = new Map<string, RowRecord[]>();
	for (const row of balanceRows(state)) byPayout.set(row.payoutId, [...(byPayout.get(row.payoutId) ?? []), row]);
	return [...byPayout].flatMap(([id, rows]) => {
		const issuedMs = (dayOf(rows[0]!.at) + 1) * DAY_MS;
		if (issuedMs > nowMs) return [];
		const usual = nowMs - issuedMs < UNDER_WAY_MS ? 'SCHEDULED' : 'PAID';
		return [{ id, issuedAt: toSeconds(issuedMs), status: state.payouts.statuses.get(id) ?? usual, rows }];
	});
}

function rowsOfOrder(order: OrderRecord): RowRecord[] {
	const payments = paymentsOf(order);
	const charges = payments.flatMap((payment, place) => {
		if (payment.gateway !== GATEWAY || payment.status !== 'SUCCESS') return [];
		const amount = new Big(payment.amount);
		const fee = amount.times('0.015').plus('0.25').round(2, Big.roundHalfUp);
		return [rowOf(order, place, { type: 'CHARGE', amount, fee, at: payment.at })];
	});
	const byCard = charges.length > 0 && refunded(order).gt(0);
	const refunds = order.refunds.flatMap((refund, place) => {
		if (!byCard || (refund.terms?.money ?? 'SUCCESS') !== 'SUCCESS') return [];
		const at = refund.terms?.settledAt ?? refund.at;
		const amount = new Big(refund.amount).times(-1);
		return [rowOf(order, payments.length + place, { type: 'REFUND', amount, fee: new Big(0), at })];
	});
	return [...charges, ...refunds];
}

function rowOf(
	order: OrderRecord,
	place: number,
	{ type, amount, fee, at }: Pick<RowRecord, 'type' | 'amount' | 'fee' | 'at'>,
): RowRecord {
	const transaction = numericId(transactionId(order, place)) ?? null;
	return {
		id: gid('ShopifyPaymentsBalanceTransaction', FIRST_ROW + order.number * 100 + place),
		...{ type, sourceType: type, sourceId: transaction, orderTransactionId: transaction, reason: null, order },
		...{ amount, fee, at, payoutId: payoutOf(at) },
	};
}

function adjustmentRows({ payouts }: ShopState): RowRecord[] {
	return payouts.adjustments.map(({ at, amount, fee, reason }, place) => ({
		id: gid('ShopifyPaymentsBalanceTransaction', FIRST_ROW * 2 + place),
		...{ type: 'ADJUSTMENT', sourceType: 'ADJUSTMENT', sourceId: null, orderTransactionId: null, reason, order: null },
		...{ amount: new Big(amount), fee: new Big(fee), at, payoutId: payoutOf(at) },
	}));
}

export const orderOfRow = ({ order }: RowRecord) => (order ? { id: order.id, name: orderName(order) } : null);
