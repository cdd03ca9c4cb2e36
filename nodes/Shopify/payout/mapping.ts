import { minus, sum } from '../../../core/model/money';
import type { Payout, PayoutTransaction } from '../../../core/model/payout';
import { translate } from '../../../core/sync/status';
import type { BalanceTransaction, ShopPayout } from './wire';

/*
 * Shopify's payouts in the package's own terms.
 */

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/ShopifyPaymentsPayoutStatus */
const STATUS = {
	SCHEDULED: 'scheduled',
	IN_TRANSIT: 'inTransit',
	PAID: 'paid',
	FAILED: 'failed',
	CANCELED: 'cancelled',
} as const;

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/ShopifyPaymentsPayoutTransactionType */
const DIRECTION = { DEPOSIT: 'deposit', WITHDRAWAL: 'withdrawal' } as const;

/** Payouts that are still on their way: transactions may join them, and they come again once they have arrived. */
const ON_THE_WAY: ReadonlySet<string> = new Set(['scheduled', 'inTransit']);

export const payoutStatus = (word: string | null | undefined) => translate(STATUS, word ?? '');

/** Whether nothing about a payout is expected to change any more. That a paid one can still fail is nowhere said. */
export const isFinal = ({ status }: Pick<ShopPayout, 'status'>) => !ON_THE_WAY.has(payoutStatus(status));

/** The id as a GID from what a person or an item says; undefined when it is no payout's. */
export function payoutGid(given: string): string | undefined {
	const number = /^(?:gid:\/\/shopify\/ShopifyPaymentsPayout\/)?(\d{1,20})$/.exec(given.trim())?.[1];
	return number === undefined ? undefined : `gid://shopify/ShopifyPaymentsPayout/${number}`;
}

/** The sums by sort of transaction, in the schema's spelling; sorts without any are left out. */
function summaryOf({ summary }: ShopPayout): NonNullable<Payout['summary']> {
	const sorts = [
		{ type: 'charges', gross: summary.chargesGross.amount, fee: summary.chargesFee.amount },
		{ type: 'refunds', gross: summary.refundsFeeGross.amount, fee: summary.refundsFee.amount },
		{ type: 'adjustments', gross: summary.adjustmentsGross.amount, fee: summary.adjustmentsFee.amount },
		{ type: 'reservedFunds', gross: summary.reservedFundsGross.amount, fee: summary.reservedFundsFee.amount },
		{ type: 'retriedPayouts', gross: summary.retriedPayoutsGross.amount, fee: summary.retriedPayoutsFee.amount },
		{ type: 'advances', gross: summary.advanceGross.amount, fee: summary.advanceFees.amount },
	];
	return sorts.filter(({ gross, fee }) => sum([gross]) !== '0' || sum([fee]) !== '0');
}

function toTransaction(row: BalanceTransaction): PayoutTransaction {
	return {
		id: row.id,
		type: (row.type ?? 'unknown').toLowerCase(),
		amount: row.amount.amount,
		fee: row.fee.amount,
		net: row.net.amount,
		order: row.associatedOrder ? { id: row.associatedOrder.id, number: row.associatedOrder.name ?? null } : null,
		sourceId: row.sourceId ?? null,
		sourceType: row.sourceType?.toLowerCase() ?? null,
		orderTransactionId: row.sourceOrderTransactionId ?? null,
		reason: row.adjustmentReason ?? null,
		processedAt: new Date(row.transactionDate).toISOString(),
		test: row.test ?? null,
	};
}

/** Shopify's payout as the canonical one; `rows` are all of its transactions, undefined where nobody asked for them. */
export function toPayout(
	payout: ShopPayout,
	rows: readonly BalanceTransaction[] | undefined,
	{ account, seenAt }: { readonly account: string; readonly seenAt: string },
): Payout {
	const summary = summaryOf(payout);
	const issuedAt = new Date(payout.issuedAt).toISOString();
	const { amount: net, currencyCode: currency } = payout.net;
	const transactions = rows?.map(toTransaction);
	return {
		kind: 'payout',
		origin: {
			system: 'shopify',
			account,
			id: payout.id,
			number: payout.legacyResourceId,
			seenAt,
			url: `https://${account}/admin/payments/payouts/${payout.legacyResourceId}`,
		},
		number: payout.legacyResourceId,
		status: payoutStatus(payout.status),
		direction: translate(DIRECTION, payout.transactionType ?? ''),
		issuedAt,
		currency,
		totals: { gross: sum(summary.map(({ gross }) => gross)), fees: sum(summary.map(({ fee }) => fee)), net },
		summary,
		...(transactions && { transactions, difference: minus(net, sum(transactions.map((each) => each.net))) }),
		reference: payout.externalTraceId ?? null,
		// No time of change is known; see the sweep.
		updatedAt: issuedAt,
	};
}
