import { isZero, minus, sum, times } from '../../../core/model/money';
import type { Payout } from '../../../core/model/payout';
import type { Problem } from '../../../core/ports';
import { unknownStatus } from '../../../core/sync/status';
import { externalId } from '../mapping';

/*
 * A payout of a payment service as a draft for the books: a journal entry, or one bank statement line for each of its
 * parts. Both stand under external ids, and neither is posted or matched here.
 */

export interface EntryRules {
	readonly as: 'entry';
	readonly journal: number;
	/** Where the service's payments lie until they are paid out. */
	readonly clearing: number;
	/** What the service keeps. */
	readonly fees: number;
	/** The bank. */
	readonly bank: number;
}

export interface StatementRules {
	readonly as: 'statement';
	readonly journal: number;
}

export type PayoutRules = (EntryRules | StatementRules) & { readonly day: (instant: string) => string };

export interface PayoutDraft {
	readonly model: string;
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly string[]>;
	/** What the records are found by; the first speaks for all. */
	readonly externalIds: readonly string[];
}

/** Of the parts where they were read; else as the service says. */
const feesOf = ({ transactions, totals }: Payout) =>
	transactions ? sum(transactions.map(({ fee }) => fee)) : totals.fees;
const grossOf = ({ transactions, totals }: Payout) =>
	transactions ? sum(transactions.map(({ amount }) => amount)) : totals.gross;

/** What never reaches the bank is booked nowhere. */
export const isLost = ({ status }: Payout) => status === 'failed' || status === 'cancelled';

/** Why a payout is not booked as it is: a word nobody knows, or parts that are not what reached the bank. */
export function payoutProblem(payout: Payout, as: PayoutRules['as']): Problem | undefined {
	const { number, status, totals, currency, transactions } = payout;
	const record = `the payout ${number}`;
	const unknown = unknownStatus(record, { status });
	if (unknown || status !== 'paid') return unknown;
	const computed = minus(grossOf(payout), feesOf(payout));
	const difference = minus(totals.net, computed);
	if (!isZero(difference)) {
		const params = { order: number, kind: 'payout', expected: totals.net, computed, difference, currency };
		return { code: 'TOTALS_DIFFER', params };
	}
	if (as === 'entry' || transactions) return undefined;
	const reason = 'they were not read, and each is a line of the statement';
	return { code: 'FIELD_INVALID', params: { record, field: 'transactions', reason } };
}

export function toDraft(payout: Payout, rules: PayoutRules): PayoutDraft {
	return rules.as === 'entry' ? toEntry(payout, rules) : toStatement(payout, rules);
}

/** Bank and fees on one side, what lay at the service on the other; a side that is below zero changes over. */
function toEntry(payout: Payout, rules: EntryRules & PayoutRules): PayoutDraft {
	const id = externalId('payout', payout.origin);
	const parts: Array<readonly [string, number, string]> = [
		['bank', rules.bank, payout.totals.net],
		['fees', rules.fees, feesOf(payout)],
		['clearing', rules.clearing, times(grossOf(payout), '-1')],
	];
	const lines = parts.filter(([, , amount]) => !isZero(amount));
	const head = [id, 'entry', String(rules.journal), payout.number, rules.day(payout.issuedAt)];
	return {
		model: 'account.move',
		columns: [
			'id',
			'move_type',
			'journal_id/.id',
			'ref',
			'date',
			...['id', 'account_id/.id', 'name', 'debit', 'credit'].map((name) => `line_ids/${name}`),
		],
		rows: lines.map(([name, account, amount], index) => [
			...(index === 0 ? head : head.map(() => '')),
			externalId('payout', payout.origin, name),
			String(account),
			`${payout.number} ${name}`,
			...(amount.startsWith('-') ? ['0', amount.slice(1)] : [amount, '0']),
		]),
		externalIds: [id],
	};
}

function toStatement(payout: Payout, { journal, day }: StatementRules & PayoutRules): PayoutDraft {
	const fees = feesOf(payout);
	const parts = [
		...(payout.transactions ?? []).map(({ id, type, order, amount }) => ({
			id,
			text: [type, order?.number].filter(Boolean).join(' '),
			amount,
		})),
		...(isZero(fees) ? [] : [{ id: 'fees', text: 'Fees', amount: times(fees, '-1') }]),
	].filter(({ amount }) => !isZero(amount));
	const ids = parts.map(({ id }) => externalId('payout', payout.origin, id));
	return {
		model: 'account.bank.statement.line',
		columns: ['id', 'journal_id/.id', 'date', 'payment_ref', 'amount'],
		rows: parts.map(({ text, amount }, index) => [
			ids[index]!,
			String(journal),
			day(payout.issuedAt),
			`${payout.number} ${text}`,
			amount,
		]),
		externalIds: ids,
	};
}
