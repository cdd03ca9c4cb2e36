import { isZero, minus } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import { amountOf, same } from '../mapping';
import type { AccountMove } from './wire';

/*
 * How far the invoice of an order is, and what the next step would do.
 */

export type InvoiceStep = 'create' | 'post' | 'pay';

/** The invoices of an order that count: what was cancelled is none. */
export const billsOf = (moves: readonly AccountMove[]) =>
	moves.filter(({ move_type, state }) => move_type === 'out_invoice' && state !== 'cancel');

const isPaid = ({ payment_state }: AccountMove) => ['paid', 'in_payment', 'reversed'].includes(payment_state ?? '');

/** `none`: there is no invoice yet. `open` lists the invoices that the step is for. */
export type Standing =
	| { readonly at: 'none' }
	| { readonly at: 'done' }
	| { readonly at: 'open'; readonly moves: readonly AccountMove[] }
	| { readonly at: 'early' };

/**
 * Where an order stands before a step. One that has an invoice is never invoiced again: a refund would make Odoo say
 * that it is to be invoiced, and the customer would be billed twice (observed).
 */
export function standingOf(step: InvoiceStep, moves: readonly AccountMove[]): Standing {
	const bills = billsOf(moves);
	if (bills.length === 0) return { at: 'none' };
	if (step === 'create') return { at: 'done' };
	const drafts = bills.filter(({ state }) => state === 'draft');
	if (step === 'post') return drafts.length === 0 ? { at: 'done' } : { at: 'open', moves: drafts };
	const unpaid = bills.filter((each) => each.state === 'posted' && !isPaid(each));
	if (unpaid.length > 0) return { at: 'open', moves: unpaid };
	return drafts.length > 0 ? { at: 'early' } : { at: 'done' };
}

/** What is left of a shop's payment for an invoice; undefined for all that is open, zero for nothing. */
export function amountToPay(
	{ paymentStatus, totals }: Order,
	{ amount_total, amount_residual }: AccountMove,
): string | undefined {
	if (paymentStatus !== 'partiallyPaid') return undefined;
	const booked = minus(amountOf(amount_total), amountOf(amount_residual));
	const left = minus(totals.paid ?? '0', booked);
	if (left.startsWith('-') || isZero(left)) return '0';
	return minus(amountOf(amount_residual), left).startsWith('-') ? undefined : left;
}

/** The journal of a payment method, by the operator's rows; the one for the rest where no row names it. */
export function journalOf(
	{ paymentMethods }: Order,
	rows: ReadonlyArray<{ readonly method: string; readonly journal: number }>,
	otherwise: number | undefined,
): number | undefined {
	const row = rows.find(({ method }) => (paymentMethods ?? []).some((each) => same(each, method)));
	return row?.journal ?? otherwise;
}

/** The day of a moment in a time zone, as Odoo's dates are days: 2026-11-22. */
export function dayIn(instant: string, timezone: string): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(new Date(instant));
}
