import type { Answer, Domain, OdooClient } from '../client';
import { fieldsThere } from '../order/client';
import { accountMoves, created, MOVE_FIELDS, type AccountMove } from './wire';

/*
 * One function a step of invoicing. The method that makes invoices is private, so the wizard of Odoo's own pages is
 * used, for one order at a time: several orders of one customer would become one invoice otherwise.
 */

type MaySend = () => boolean;

/** Invoices and credit notes of a domain. */
export async function movesBy(odoo: OdooClient, domain: Domain): Promise<AccountMove[]> {
	const fields = await fieldsThere(odoo, 'account.move', MOVE_FIELDS);
	return await odoo.searchRead('account.move', domain, fields, accountMoves, { order: 'id' });
}

/** Makes a wizard and runs it in the same context; a wizard that was made and not run does nothing. */
async function runWizard(
	odoo: OdooClient,
	wizard: {
		readonly model: string;
		readonly vals: object;
		readonly run: string;
		readonly on: string;
		readonly ids: readonly number[];
	},
	maySend: MaySend,
): Promise<Answer> {
	const { model, vals, run, on, ids } = wizard;
	const context = { active_model: on, active_ids: [...ids], active_id: ids[0] };
	const args = { vals_list: [vals] };
	const made = await odoo.call({ model, method: 'create', args, context, repeatable: true, maySend });
	if (!('done' in made)) return made;
	const parsed = created.safeParse(made.done);
	// Nothing has happened yet.
	if (!parsed.success) return { noAnswer: { sent: false, reason: 'an unreadable answer' } };
	return await odoo.call({ model, method: run, ids: parsed.data.slice(0, 1), context, repeatable: false, maySend });
}

/** The invoice of one order, of everything that can be invoiced. What came of it stands on the order. */
export async function invoiceOrder(odoo: OdooClient, order: number, maySend: MaySend): Promise<Answer> {
	const model = 'sale.advance.payment.inv';
	const known = await odoo.fieldsOf(model);
	const vals = {
		advance_payment_method: 'delivered',
		sale_order_ids: [[6, 0, [order]]],
		...('consolidated_billing' in known ? { consolidated_billing: false } : {}),
	};
	return await runWizard(odoo, { model, vals, run: 'create_invoices', on: 'sale.order', ids: [order] }, maySend);
}

/** Posting is answered with `false` when it went well (observed), so the state is read afterwards. */
export async function postMoves(odoo: OdooClient, ids: readonly number[], maySend: MaySend): Promise<Answer> {
	return await odoo.call({ model: 'account.move', method: 'action_post', ids, repeatable: false, maySend });
}

export async function dateMove(odoo: OdooClient, move: number, date: string, maySend: MaySend): Promise<Answer> {
	const call = { model: 'account.move', method: 'write', ids: [move], args: { vals: { invoice_date: date } } };
	return await odoo.call({ ...call, repeatable: true, maySend });
}

/** A payment that is matched with its invoice or credit note; a payment made by itself would not be. */
export async function payMove(
	odoo: OdooClient,
	payment: {
		readonly move: number;
		readonly journal: number;
		readonly date: string;
		readonly amount?: string;
		readonly text: string;
	},
	maySend: MaySend,
): Promise<Answer> {
	const { move, journal, date, amount, text } = payment;
	const vals = {
		journal_id: journal,
		payment_date: date,
		communication: text,
		...(amount === undefined ? {} : { amount: Number(amount) }),
	};
	const wizard = {
		model: 'account.payment.register',
		vals,
		run: 'action_create_payments',
		on: 'account.move',
		ids: [move],
	};
	return await runWizard(odoo, wizard, maySend);
}

/** A credit note of a posted invoice, as a draft; the method has another name on 16, where the wizard asks more. */
export async function reverseMove(
	odoo: OdooClient,
	reversal: { readonly move: number; readonly journal: number; readonly date: string; readonly reason: string },
	maySend: MaySend,
): Promise<Answer> {
	const model = 'account.move.reversal';
	const isOld = 'refund_method' in (await odoo.fieldsOf(model));
	const { move, journal, date, reason } = reversal;
	const vals = { reason, journal_id: journal, date, ...(isOld ? { refund_method: 'refund' } : {}) };
	const run = isOld ? 'reverse_moves' : 'refund_moves';
	return await runWizard(odoo, { model, vals, run, on: 'account.move', ids: [move] }, maySend);
}
