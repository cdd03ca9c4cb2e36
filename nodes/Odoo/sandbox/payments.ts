/*
 * Payments: by the window on an invoice, which settles it, or made directly, which settles nothing.
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { userError } from './errors';
import { journalOf } from './invoicing';
import { match, post, residual } from './ledger';
import { create } from './records';
import { isTruthy, rounded } from './values';

/** Accounts by their codes in the seed. */
export const BANK = '101401';
export const SUSPENSE = '101402';

const NOTHING_LEFT =
	"There's nothing left to pay for the selected journal items, so no payment registration is necessary. You've got your finances under control like a boss!";

/** The invoices come in the context; what is left of them is what is paid, unless an amount is given. */
export function startRegister(env: Env, vals: Record<string, unknown>): void {
	const ids = env.ctx['active_model'] === 'account.move' ? env.ctx['active_ids'] : undefined;
	if (!Array.isArray(ids) || ids.length === 0) {
		throw userError('The register payment wizard should only be called on account.move or account.move.line records.');
	}
	const invoices = ids.map((id) => env.rec('account.move', Number(id))).filter((each) => each.exists());
	if (invoices.some((each) => each.get('state') !== 'posted')) {
		throw userError('You can only register payment for posted journal entries.');
	}
	const open = invoices.reduce((sum, each) => sum.plus(residual(each)), new Big(0));
	if (open.lte(0)) throw userError(NOTHING_LEFT);
	const [first] = invoices;
	vals['invoice_ids'] = [[6, 0, invoices.map(({ id }) => id)]];
	vals['source_amount'] = Number(open);
	vals['amount'] ??= Number(open);
	vals['journal_id'] ??= journalOf(env, 'bank');
	vals['payment_type'] = first?.get('move_type') === 'out_refund' ? 'outbound' : 'inbound';
	vals['partner_id'] = first?.get('partner_id') ?? false;
	vals['currency_id'] ??= first?.get('currency_id') ?? false;
	vals['communication'] ??= first?.get('payment_reference') || first?.get('name') || false;
	vals['payment_method_line_id'] ??= methodOf(env, vals['journal_id']);
}

const methodOf = (env: Env, journal: unknown) =>
	env.find('account.payment.method.line', (each) => each.get('journal_id') === journal)?.id ?? false;

export function createPayments(env: Env, wizard: Rec | undefined): unknown {
	if (wizard === undefined) return true;
	const payment = env.insert('account.payment', {
		stage: 'draft',
		amount: wizard.num('amount'),
		date: wizard.get('payment_date'),
		memo: wizard.get('communication'),
		payment_type: wizard.get('payment_type'),
		partner_type: 'customer',
		partner_id: wizard.get('partner_id'),
		journal_id: wizard.get('journal_id'),
		payment_method_line_id: wizard.get('payment_method_line_id'),
		currency_id: wizard.get('currency_id'),
		company_id: env.company.id,
	});
	postPayment(payment);
	let left = wizard.num('amount');
	for (const invoice of wizard.many('invoice_ids')) {
		const amount = Math.min(left, residual(invoice));
		match(env, { invoice, payment, amount });
		left = rounded(new Big(left).minus(amount), 6);
	}
	return {
		name: 'Payments',
		type: 'ir.actions.act_window',
		res_model: 'account.payment',
		context: { create: false },
		view_mode: 'form',
		res_id: payment.id,
	};
}

/** The posted entry of a bank statement's line: the bank on one side, the suspense account on the other. */
export function bookStatementLine(env: Env, vals: Readonly<Record<string, unknown>>): Rec {
	const amount = Number(vals['amount'] ?? 0);
	const accountOf = (code: string) => env.find('account.account', (each) => each.get('code') === code)?.id ?? false;
	const side = (code: string, of: number) => [
		0,
		0,
		{ name: vals['payment_ref'], account_id: accountOf(code), debit: Math.max(of, 0), credit: Math.max(-of, 0) },
	];
	const entry = create(env, 'account.move', {
		move_type: 'entry',
		journal_id: vals['journal_id'],
		date: vals['date'],
		line_ids: [side(BANK, amount), side(SUSPENSE, -amount)],
	});
	post(entry);
	return entry;
}

/** `PBNK1/2026/00001`. */
export function postPayment(payment: Rec): void {
	const code = payment.one('journal_id')?.text('code') ?? '';
	const start = `P${code}/${payment.text('date').slice(0, 4)}`;
	const name = payment.text('name') || `${start}/${String(payment.env.draw(start)).padStart(5, '0')}`;
	payment.set({ stage: 'posted', name });
}

/** 16 and 17 know posted; 18 and 19 say in process until everything it went to is paid (seen on 19). */
export function paymentStateOf(payment: Rec): string {
	const stage = payment.text('stage');
	if (payment.env.version <= 17) return stage === 'canceled' ? 'cancel' : stage;
	if (stage !== 'posted') return stage;
	const invoices = payment.many('reconciled_invoice_ids');
	return invoices.length > 0 && invoices.every((each) => residual(each) === 0) && isTruthy(invoices[0])
		? 'paid'
		: 'in_process';
}
