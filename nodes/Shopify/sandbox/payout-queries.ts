/*
 * Shopify Payments as GraphQL objects, and what happens to payouts without us.
 * https://shopify.dev/docs/api/admin-graphql/latest/queries/shopifyPaymentsAccount
 */
import Big from 'big.js';
import { GraphQLError } from 'graphql';

import type { Context } from './answers';
import { sum } from './amounts';
import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { numericId, readGid } from './ids';
import { printAmount, type Fields } from './money';
import { toConnection, type Place } from './paging';
import { balanceRows, netOf, orderOfRow, payoutsOf, type PayoutRecord, type RowRecord } from './payouts';
import { matchesId, matchesTime, matchesWord, searchRecords, type SearchList } from './search-list';
import { toSeconds } from './state';

type Input = Record<string, unknown>;

const STATUSES: ReadonlySet<string> = new Set(['SCHEDULED', 'PAID', 'FAILED', 'CANCELED']);

export const PAYOUT_QUERIES: Readonly<Record<string, Resolver>> = {
	shopifyPaymentsAccount: (_args, call) => (call.context.options.shopifyPayments === 'no' ? null : toAccount(call)),
};

export const PAYOUT_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = {
	ShopifyPaymentsPayout: (id, call) => {
		if (readGid(id) === undefined)
			throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
		const payout = payoutsOf(call.state, call.nowMs).find((each) => each.id === id);
		return payout ? toPayout(payout, call) : null;
	},
};

export const PAYOUT_CHANGES: Readonly<Record<string, (input: Input, context: Context) => unknown>> = {
	/** { payout, status }: by id; what became of it at the bank. */
	setPayout: ({ payout, status }, { state, clock }) => {
		const known = payoutsOf(state, clock.now()).find(({ id }) => id === payout);
		if (!known || !STATUSES.has(String(status))) throw new Error('setPayout takes a payout and a status of it');
		state.payouts.statuses.set(known.id, String(status));
		return { id: known.id, status };
	},
	/** { amount, fee?, reason? }: something comes to the balance, or goes, that is no order's. */
	adjustBalance: ({ amount, fee, reason }, { state, clock }) => {
		const at = toSeconds(clock.now());
		const row = { at, amount: String(amount), fee: String(fee ?? '0'), reason: String(reason ?? 'Other') };
		state.payouts.adjustments = [...state.payouts.adjustments, row];
		return row;
	},
};

const PAYOUT_LIST: SearchList<PayoutRecord> = {
	name: 'payouts',
	fields: {
		id: (payout, term) => matchesId(payout.id, term),
		issued_at: (payout, term, { nowMs }) => matchesTime(payout.issuedAt, term, nowMs),
		status: (payout, term) => matchesWord([payout.status], term),
	},
	left: 'amount bank_account currency ledger_type transaction_dates',
	words: (payout) => [numericId(payout.id) ?? ''],
};

const ROW_LIST: SearchList<RowRecord> = {
	name: 'balanceTransactions',
	fields: {
		id: (row, term) => matchesId(row.id, term),
		payments_transfer_id: (row, term, { context }) =>
			context.options.payoutSearch === 'ignored' || matchesId(row.payoutId, term),
		processed_at: (row, term, { nowMs }) => matchesTime(row.at, term, nowMs),
		transaction_type: (row, term) => matchesWord([row.type], term),
	},
	left: 'available_on credit_card_last4 currency payment_method_name payout_date payout_status tax_reporting_exempt',
	words: (row) => [numericId(row.id) ?? ''],
};

function toAccount(call: Call): Fields {
	return {
		__typename: 'ShopifyPaymentsAccount',
		id: 'gid://shopify/ShopifyPaymentsAccount/70000000001',
		activated: true,
		defaultCurrency: call.state.data.currency,
		payouts: (args: Arguments) => payoutsPage(args, call),
		balanceTransactions: (args: Arguments) => rowsPage(args, call),
	};
}

function payoutsPage(args: Arguments, call: Call): unknown {
	if (args.sortKey !== 'ISSUED_AT') throw notImitated(`payouts(sortKey: ${String(args.sortKey)})`);
	if (args.transactionType != null || args.savedSearchId != null) throw notImitated('payouts of one kind');
	const found = searchRecords(PAYOUT_LIST, args, payoutsOf(call.state, call.nowMs), call);
	const placed = found.map((node) => ({ node, place: [node.issuedAt, Number(numericId(node.id))] as Place }));
	const scope = `payouts ${args.reverse === true} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, (payout) => toPayout(payout, call));
}

function rowsPage(args: Arguments, call: Call): unknown {
	if (args.sortKey !== 'PROCESSED_AT') throw notImitated(`balanceTransactions(sortKey: ${String(args.sortKey)})`);
	if (args.hideTransfers !== true) throw notImitated('balanceTransactions with transfers');
	const issued = new Set(payoutsOf(call.state, call.nowMs).map(({ id }) => id));
	const found = searchRecords(ROW_LIST, args, balanceRows(call.state), call);
	const placed = found.map((node) => ({ node, place: [node.at, Number(numericId(node.id))] as Place }));
	const scope = `balanceTransactions ${args.reverse === true} ${String(args.query ?? '')}`;
	return toConnection(placed, args, scope, (row) => toRow(row, issued.has(row.payoutId), call));
}

const moneyOf = (amount: Big, call: Call): Fields => ({
	amount: printAmount(amount),
	currencyCode: call.state.data.currency,
});

function toPayout({ id, issuedAt, status, rows }: PayoutRecord, call: Call): Fields {
	const money = (amount: Big) => moneyOf(amount, call);
	const of = (type: string) => rows.filter((row) => row.type === type);
	const gross = (type: string) => money(sum(of(type).map(({ amount }) => amount)));
	const fee = (type: string) => money(sum(of(type).map((row) => row.fee)));
	const none = money(new Big(0));
	return {
		__typename: 'ShopifyPaymentsPayout',
		id,
		legacyResourceId: numericId(id),
		issuedAt,
		status,
		transactionType: netOf(rows).lt(0) ? 'WITHDRAWAL' : 'DEPOSIT',
		externalTraceId: status === 'PAID' ? `TRACE-${numericId(id)}` : null,
		net: money(netOf(rows)),
		summary: {
			...{ chargesGross: gross('CHARGE'), chargesFee: fee('CHARGE') },
			...{ refundsFeeGross: gross('REFUND'), refundsFee: fee('REFUND') },
			...{ adjustmentsGross: gross('ADJUSTMENT'), adjustmentsFee: fee('ADJUSTMENT') },
			...{ reservedFundsGross: none, reservedFundsFee: none, retriedPayoutsGross: none, retriedPayoutsFee: none },
			...{ advanceGross: none, advanceFees: none },
		},
	};
}

function toRow(row: RowRecord, isIssued: boolean, call: Call): Fields {
	return {
		__typename: 'ShopifyPaymentsBalanceTransaction',
		id: row.id,
		type: row.type,
		test: false,
		transactionDate: row.at,
		sourceId: row.sourceId,
		sourceType: row.sourceType,
		sourceOrderTransactionId: row.orderTransactionId,
		adjustmentReason: row.reason,
		adjustmentsOrders: [],
		amount: moneyOf(row.amount, call),
		fee: moneyOf(row.fee, call),
		net: moneyOf(row.amount.minus(row.fee), call),
		associatedOrder: orderOfRow(row),
		associatedPayout: isIssued ? { id: row.payoutId, status: null } : { id: null, status: null },
	};
}
