/*
 * Invoices out of orders, and credit notes out of invoices.
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { userError } from './errors';
import { numberDraft, productLines, settleLines } from './ledger';
import { quantityToInvoice } from './sale-figures';

const NOTHING = [
	'Cannot create an invoice. No items are available to invoice.',
	'',
	'To resolve this issue, please ensure that:',
	'   • The products have been delivered before attempting to invoice them.',
	'   • The invoicing policy of the product is configured correctly.',
].join('\n');

export function journalOf(env: Env, type: string): number {
	const own = env.company.id;
	return env.find('account.journal', (each) => each.get('type') === type && each.get('company_id') === own)?.id ?? 0;
}

/** One draft for each order, of what is due on its lines. */
export function invoiceOrders(env: Env, orders: readonly Rec[]): Rec[] {
	return orders.map((order) => {
		const lines = order.many('order_line');
		const due = lines.filter((line) => !line.get('display_type') && quantityToInvoice(line) !== 0);
		if (due.length === 0 || due.every((line) => line.is('is_delivery') && lines.length > due.length))
			throw userError(NOTHING);
		const isRefund = due.every((line) => quantityToInvoice(line) < 0);
		const invoice = env.insert('account.move', {
			move_type: isRefund ? 'out_refund' : 'out_invoice',
			name: false,
			state: 'draft',
			partner_id: order.get('partner_invoice_id'),
			partner_shipping_id: order.get('partner_shipping_id'),
			ref: order.get('client_order_ref') || false,
			invoice_origin: order.get('name'),
			date: env.now().slice(0, 10),
			invoice_date: false,
			invoice_date_due: env.now().slice(0, 10),
			journal_id: journalOf(env, 'sale'),
			currency_id: order.get('currency_id'),
			company_id: order.get('company_id'),
			team_id: order.get('team_id'),
			invoice_user_id: order.get('user_id'),
			fiscal_position_id: order.get('fiscal_position_id'),
			invoice_payment_term_id: order.get('payment_term_id'),
		});
		for (const [at, line] of due.entries()) copyLine(invoice, line, at, isRefund ? -1 : 1);
		numberDraft(invoice);
		settleLines(invoice);
		for (const line of due) line.touch();
		order.touch();
		return invoice;
	});
}

/** The product's name stands in front of the line's own (seen on 19). */
function copyLine(invoice: Rec, line: Rec, sequence: number, sign: number): void {
	const product = line.one('product_id');
	const own = line.text('name');
	const shown = product?.display() ?? '';
	invoice.env.insert('account.move.line', {
		move_id: invoice.id,
		display_type: 'product',
		name: shown === '' || own.startsWith(shown) ? own : `${shown}\n${own}`,
		product_id: product?.id ?? false,
		quantity: Number(new Big(quantityToInvoice(line)).times(sign)),
		price_unit: line.num('price_unit'),
		discount: line.num('discount'),
		tax_ids: line.get('tax_ids'),
		sale_line_ids: [line.id],
		partner_id: invoice.get('partner_id'),
		sequence,
	});
}

/** A draft credit note of everything on an invoice. */
export function reverse(wizard: Rec, move: Rec): Rec {
	const { env } = wizard;
	const reason = wizard.text('reason');
	const date = wizard.get('date') || env.now().slice(0, 10);
	const note = env.insert('account.move', {
		move_type: move.get('move_type') === 'entry' ? 'entry' : 'out_refund',
		name: false,
		state: 'draft',
		partner_id: move.get('partner_id'),
		partner_shipping_id: move.get('partner_shipping_id'),
		ref: `Reversal of: ${move.text('name')}${reason === '' ? '' : `, ${reason}`}`,
		invoice_origin: move.get('invoice_origin'),
		date,
		invoice_date: date,
		invoice_date_due: date,
		journal_id: wizard.get('journal_id'),
		currency_id: move.get('currency_id'),
		company_id: move.get('company_id'),
		team_id: move.get('team_id'),
		invoice_user_id: move.get('invoice_user_id'),
		reversed_entry_id: move.id,
	});
	for (const line of move.get('move_type') === 'entry' ? move.many('line_ids') : productLines(move)) {
		env.insert('account.move.line', {
			...kept(line),
			move_id: note.id,
			...(move.get('move_type') === 'entry' && { debit: line.num('credit'), credit: line.num('debit') }),
		});
	}
	numberDraft(note);
	settleLines(note);
	for (const line of productLines(note).flatMap((each) => each.many('sale_line_ids'))) line.one('order_id')?.touch();
	return note;
}

function kept(line: Rec): Record<string, unknown> {
	const columns = [
		'name',
		'display_type',
		'product_id',
		'quantity',
		'price_unit',
		'discount',
		'tax_ids',
		'sale_line_ids',
	];
	const more = ['partner_id', 'account_id', 'sequence'];
	return Object.fromEntries([...columns, ...more].map((column) => [column, line.get(column)]));
}
