/*
 * Invoices, credit notes and entries with their lines: what they come to, what is open, and what settles what.
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { userError } from './errors';
import { decimalsOf, roundsPerLine } from './sale-figures';
import { documentTotals, lineTotals, type Priced, type Totals } from './taxes';
import { rounded } from './values';

export const isInvoice = (move: Rec): boolean => move.get('move_type') !== 'entry';
const isRefund = (move: Rec): boolean =>
	move.get('move_type') === 'out_refund' || move.get('move_type') === 'in_invoice';

export function productLines(move: Rec): Rec[] {
	return move.many('line_ids').filter((line) => !['tax', 'payment_term'].includes(line.text('display_type')));
}

const isPriced = (line: Rec): boolean => line.get('display_type') === 'product';

function priced(line: Rec, digits: number): Priced {
	return {
		unit: line.num('price_unit'),
		quantity: line.num('quantity'),
		discount: line.num('discount'),
		taxes: line.many('tax_ids').filter((tax) => tax.exists()),
		digits,
	};
}

export function invoiceLineTotals(line: Rec): Totals {
	const move = line.one('move_id');
	const digits = decimalsOf(move?.one('currency_id'));
	if (!isPriced(line) || move === undefined || !isInvoice(move))
		return { untaxed: 0, tax: 0, total: 0, taxes: new Map() };
	return lineTotals(priced(line, digits), roundsPerLine(move.one('company_id')));
}

export function moveTotals(move: Rec): Totals {
	const digits = decimalsOf(move.one('currency_id'));
	if (!isInvoice(move)) {
		const debit = move.many('line_ids').reduce((sum, line) => sum.plus(line.num('debit')), new Big(0));
		return { untaxed: 0, tax: 0, total: rounded(debit, digits), taxes: new Map() };
	}
	const lines = productLines(move).filter(isPriced);
	return documentTotals(
		lines.map((line) => priced(line, digits)),
		digits,
		roundsPerLine(move.one('company_id')),
	);
}

/** Makes tax lines and the line of what is owed anew, and gives every line its side. */
export function settleLines(move: Rec): void {
	if (!isInvoice(move)) return;
	const { env } = move;
	for (const line of move.many('line_ids'))
		if (['tax', 'payment_term'].includes(line.text('display_type'))) line.remove();
	const sign = isRefund(move) ? 1 : -1;
	const totals = moveTotals(move);
	const income = accountOf(env, 'income');
	let net = new Big(0);
	const lines = productLines(move).filter(isPriced);
	lines.forEach((line, at) => {
		// The last line takes what rounding left.
		const amount =
			at === lines.length - 1 ? new Big(totals.untaxed).minus(net) : new Big(invoiceLineTotals(line).untaxed);
		net = net.plus(amount);
		if (!line.get('account_id')) line.set({ account_id: income });
		line.set(sides(Number(amount.times(sign))));
	});
	const common = { move_id: move.id, partner_id: move.get('partner_id'), quantity: 0, tax_ids: [], sale_line_ids: [] };
	for (const [taxId, amount] of totals.taxes) {
		const tax = env.rec('account.tax', taxId);
		const name = { name: tax.text('name'), display_type: 'tax', tax_line_id: taxId, sequence: 10_000 };
		env.insert('account.move.line', {
			...common,
			...name,
			account_id: accountOf(env, 'liability_current'),
			...sides(amount * sign),
		});
	}
	const owed = {
		name: nameOfOwed(move),
		display_type: 'payment_term',
		sequence: 12_000,
		date_maturity: move.get('invoice_date_due'),
	};
	const account = move.one('partner_id')?.get('property_account_receivable_id') || accountOf(env, 'asset_receivable');
	env.insert('account.move.line', { ...common, ...owed, account_id: account, ...sides(-totals.total * sign) });
}

function nameOfOwed(move: Rec): unknown {
	const reference = move.text('payment_reference');
	if (reference === '') return false;
	return move.text('ref') === '' ? reference : `${move.text('ref')} - ${reference}`;
}

const sides = (balance: number) => ({ debit: Math.max(balance, 0), credit: Math.max(-balance, 0) });

export function accountOf(env: Env, type: string): number {
	return env.find('account.account', (each) => each.get('account_type') === type)?.id ?? 0;
}

export function requireBalanced(move: Rec): void {
	if (isInvoice(move)) return;
	const balance = move
		.many('line_ids')
		.reduce((sum, line) => sum.plus(line.num('debit')).minus(line.num('credit')), new Big(0));
	if (!balance.eq(0)) throw userError('The entry is not balanced.');
}

// ------------------------------------------------------------------ what is open

/** Of an invoice: its total less what was matched with it. */
export function residual(move: Rec): number {
	if (!isInvoice(move) || move.get('state') === 'cancel') return 0;
	const matched = move.env
		.all('account.partial.reconcile')
		.filter((each) => each.get('invoice_id') === move.id || each.get('credit_note_id') === move.id)
		.reduce((sum, each) => sum.plus(each.num('amount')), new Big(0));
	return rounded(new Big(moveTotals(move).total).minus(matched), decimalsOf(move.one('currency_id')));
}

/** Community: `paid` where Enterprise says `in_payment` until the bank statement is matched (inferred). */
export function paymentState(move: Rec): string {
	if (!isInvoice(move) || move.get('state') !== 'posted') return 'not_paid';
	const total = moveTotals(move).total;
	const open = residual(move);
	if (open === total && total !== 0) return 'not_paid';
	if (open !== 0) return 'partial';
	const matches = move.env.all('account.partial.reconcile').filter((each) => each.get('invoice_id') === move.id);
	const reversed = matches.length > 0 && matches.every((each) => each.get('credit_note_id'));
	if (reversed) return 'reversed';
	return move.env.context.options['edition'] === 'enterprise' && matches.some((each) => each.get('payment_id'))
		? 'in_payment'
		: 'paid';
}

/** A payment, or a credit note, against an invoice. */
export function match(env: Env, values: { invoice: Rec; payment?: Rec; creditNote?: Rec; amount: number }): void {
	if (values.amount <= 0) return;
	env.insert('account.partial.reconcile', {
		invoice_id: values.invoice.id,
		payment_id: values.payment?.id ?? false,
		credit_note_id: values.creditNote?.id ?? false,
		amount: values.amount,
	});
	values.invoice.touch();
}

// ------------------------------------------------------------------ posting

const PREFIX: Readonly<Record<string, string>> = { out_refund: 'R', in_refund: 'R' };

/** `INV/2026/00001`, `RINV/2026/00001`, `MISC/2026/11/0001`: by journal, kind and year. */
function nextName(move: Rec): string {
	const code = move.one('journal_id')?.text('code') ?? 'MISC';
	const [year = '', month = ''] = move.text('date').split('-');
	const start = isInvoice(move) ? `${PREFIX[move.text('move_type')] ?? ''}${code}/${year}` : `${code}/${year}/${month}`;
	return `${start}/${String(move.env.draw(start)).padStart(isInvoice(move) ? 5 : 4, '0')}`;
}

export function post(move: Rec): void {
	if (move.get('state') !== 'draft') {
		throw userError(`The entry ${move.text('name') || '/'} (id ${move.id}) must be in draft.`);
	}
	const lines = isInvoice(move) ? productLines(move) : move.many('line_ids');
	if (lines.length === 0) throw userError("Even magicians can't post nothing!");
	if (isInvoice(move) && !move.get('partner_id')) {
		throw userError("The field 'Customer' is required, please complete it to validate the Customer Invoice.");
	}
	const invoiceDate = isInvoice(move)
		? move.get('invoice_date') || move.env.now().slice(0, 10)
		: move.get('invoice_date');
	if (isInvoice(move)) move.set({ invoice_date: invoiceDate, date: invoiceDate });
	if (!move.get('name') || move.get('name') === '/') move.set({ name: nextName(move) });
	move.set({
		state: 'posted',
		...(isInvoice(move) && !move.get('payment_reference') && { payment_reference: move.get('name') }),
	});
	settleLines(move);
	settleWithReversed(move);
	touchOrders(move);
}

/** The credit note of an unpaid invoice settles with it when it is posted. */
function settleWithReversed(note: Rec): void {
	const invoice = note.one('reversed_entry_id');
	if (invoice === undefined || note.get('move_type') !== 'out_refund') return;
	const amount = Math.min(residual(invoice), residual(note));
	match(note.env, { invoice, creditNote: note, amount });
}

function touchOrders(move: Rec): void {
	for (const line of productLines(move).flatMap((each) => each.many('sale_line_ids'))) {
		line.touch();
		line.one('order_id')?.touch();
	}
}

/** 17 numbers a draft at once (seen); 16 is taken to do so, too (inferred). */
export function numberDraft(move: Rec): void {
	if (move.env.version <= 17 && isInvoice(move)) move.set({ name: nextName(move) });
}
