import type { Order } from '../../../core/model/order';
import type { Applied, Problem } from '../../../core/ports';
import { amountToPay, dayIn, journalOf, standingOf, type InvoiceStep } from '../../../nodes/Odoo/invoice/mapping';
import { invoiceOperations } from '../../../nodes/Odoo/invoice/operations';
import { InvoiceTarget } from '../../../nodes/Odoo/invoice/target';
import { accountMoves, type AccountMove } from '../../../nodes/Odoo/invoice/wire';
import { sampleOrder } from '../../core/samples';
import { contextOf } from '../../support/operation';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * Invoices step by step: what stands there decides, and no customer is billed twice.
 */

const ROW = {
	id: 9,
	name: 'INV/2026/00001',
	state: 'posted',
	move_type: 'out_invoice',
	payment_state: 'not_paid',
	ref: '#1001',
	journal_id: [1, 'Sales'],
	currency_id: [1, 'EUR'],
	amount_total: 37.4,
	amount_residual: 37.4,
	reversed_entry_id: false,
	invoice_line_ids: [],
};
const move = (changes: object = {}): AccountMove => accountMoves.parse([{ ...ROW, ...changes }])[0]!;
const draft = move({ state: 'draft', name: false });
const paid = move({ payment_state: 'paid', amount_residual: 0 });
const refund = move({ id: 10, move_type: 'out_refund' });

it.each<[InvoiceStep, string, AccountMove[], string]>([
	['create', 'nothing', [], 'none'],
	['create', 'a draft', [draft], 'done'],
	['create', 'an invoice that was refunded since', [paid, refund], 'done'],
	['create', 'one that was cancelled', [move({ state: 'cancel' })], 'none'],
	['post', 'nothing', [], 'none'],
	['post', 'a draft', [draft], 'open'],
	['post', 'a posted one and a draft', [move(), draft], 'open'],
	['post', 'a posted one', [move()], 'done'],
	['pay', 'a draft', [draft], 'early'],
	['pay', 'an open one', [move()], 'open'],
	['pay', 'one paid in part', [move({ payment_state: 'partial', amount_residual: 7 })], 'open'],
	['pay', 'a paid one', [paid], 'done'],
	['pay', 'one in payment', [move({ payment_state: 'in_payment' })], 'done'],
	['pay', 'one that a credit note took back', [move({ payment_state: 'reversed' })], 'done'],
])('before the step %s, with %s', (step, _, moves, at) => expect(standingOf(step, moves).at).toBe(at));

const partly = (amount: string) =>
	sampleOrder({ paymentStatus: 'partiallyPaid', totals: { ...sampleOrder().totals, paid: amount } });

it.each<[string, Order, object, string | undefined]>([
	['all that is open of a paid order', sampleOrder(), {}, undefined],
	['what came in of a part', partly('10.00'), {}, '10'],
	['what came in and is not booked yet', partly('10.00'), { amount_residual: 31.4 }, '4'],
	['nothing where all of it is booked', partly('6.00'), { amount_residual: 31.4 }, '0'],
	['no more than is open', partly('90.00'), {}, undefined],
])('pays %s', (_, order, changes, amount) => expect(amountToPay(order, move(changes))).toBe(amount));

it.each<[string[] | null, number | undefined, number | undefined]>([
	[['Gift_Card'], undefined, 3],
	[['other', 'gift_card'], 8, 3],
	[['other'], 8, 8],
	[['other'], undefined, undefined],
	[null, 8, 8],
])('takes for the payment methods %j with %s for the rest the journal %s', (paymentMethods, otherwise, journal) => {
	expect(journalOf(sampleOrder({ paymentMethods }), [{ method: 'gift_card', journal: 3 }], otherwise)).toBe(journal);
});

it.each([
	['2026-11-22T23:30:00.000Z', 'Europe/Helsinki', '2026-11-23'],
	['2026-11-22T23:30:00.000Z', 'America/New_York', '2026-11-22'],
])('takes the day of %s in %s for %s', (at, zone, day) => expect(dayIn(at, zone)).toBe(day));

// ------------------------------------------------------------------ the steps

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());

const ORDER = {
	id: 42,
	name: 'S00042',
	state: 'sale',
	client_order_ref: '#1001',
	origin: '',
	date_order: '2026-11-20 10:30:00',
	write_date: '2026-11-20 10:30:00',
	amount_untaxed: 1,
	amount_tax: 0,
	amount_total: 1,
	currency_id: [1, 'EUR'],
	partner_id: false,
	partner_invoice_id: false,
	partner_shipping_id: false,
	order_line: [],
	invoice_ids: [] as number[],
};

/** One order and its invoices, which follow from what is done. */
async function stand(moves: object[], over: Script = () => undefined, order: object = {}): Promise<void> {
	const rows: Array<Record<string, unknown>> = moves.map((each) => ({ ...ROW, ...each }));
	odoo = await ScriptedOdoo.start((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		const { call } = asked;
		if (call === 'account.move.fields_get')
			return { body: Object.fromEntries(Object.keys(ROW).map((name) => [name, { type: 'char' }])) };
		if (call === 'sale.advance.payment.inv.fields_get') return { body: { consolidated_billing: { type: 'boolean' } } };
		if (call.endsWith('fields_get'))
			return { body: Object.fromEntries(Object.keys(ORDER).map((name) => [name, { type: 'char' }])) };
		if (call === 'ir.model.data.check_object_reference') return { body: ['sale.order', 42] };
		if (call === 'sale.order.search_read')
			return { body: [{ ...ORDER, ...order, invoice_ids: rows.map(({ id }) => id) }] };
		if (call === 'account.move.search_read') return { body: rows };
		if (call.endsWith('.create')) return { body: [77] };
		if (call.endsWith('create_invoices')) rows.push({ ...ROW, state: 'draft', name: false });
		if (call.endsWith('action_post')) for (const row of rows) row.state = 'posted';
		if (call.endsWith('action_create_payments'))
			for (const row of rows) Object.assign(row, { payment_state: 'paid', amount_residual: 0 });
		return { body: false };
	});
}

async function run(step: InvoiceStep, record = sampleOrder()): Promise<Applied | Problem | { can: string }> {
	const target = new InvoiceTarget('erp.example.com', {
		odoo: odoo!.client(),
		step,
		dateOf: () => '2026-11-22',
		paymentOf: () => ({ date: '2026-11-22', journal: 6 }),
		urlOf: String,
	});
	const key = target.documentKey(record);
	const found = (await target.find([{ key, record }])).get(key);
	if (!found)
		return (
			target.absent(record)?.reason ??
			(await target.check([{ record, draft: step }])).get(0) ??
			(await target.create([{ record, draft: step }], () => true))[0]!
		);
	const revised = target.revise(found, record);
	if (revised.can === 'update') return (await target.update([{ record, draft: step, found }], () => true))[0]!;
	return revised.can === 'nothing' ? revised.problem : revised;
}
const writes = () => odoo!.asked.filter(({ call }) => /create|write|post|pay/.test(call) && !call.includes('get'));

it('makes the invoice of one order with a wizard of its own, and dates it', async () => {
	await stand([]);
	expect(await run('create')).toMatchObject({ outcome: 'done', id: '9' });
	expect(writes().map(({ call }) => call)).toEqual([
		'sale.advance.payment.inv.create',
		'sale.advance.payment.inv.create_invoices',
		'account.move.write',
	]);
	expect(writes()[0]?.body).toMatchObject({
		vals_list: [{ advance_payment_method: 'delivered', sale_order_ids: [[6, 0, [42]]], consolidated_billing: false }],
		context: { active_model: 'sale.order', active_ids: [42] },
	});
	expect(writes()[2]?.body).toMatchObject({ ids: [9], vals: { invoice_date: '2026-11-22' } });
});

it('makes no second invoice, not even where Odoo says after a refund that there is something to invoice', async () => {
	await stand([{ payment_state: 'paid' }, { id: 10, move_type: 'out_refund' }]);
	expect(await run('create')).toEqual({ can: 'unchanged' });
	expect(writes()).toEqual([]);
});

it('takes the invoice that stands there for made, whoever answered', async () => {
	const moves: object[] = [];
	await stand(moves, ({ call }, count) => {
		if (call.endsWith('create_invoices')) return { body: '', breaks: true };
		if (call === 'sale.order.search_read' && count > 1) return { body: [{ ...ORDER, invoice_ids: [9] }] };
		return call === 'account.move.search_read' && count > 1 ? { body: [{ ...ROW, state: 'draft' }] } : undefined;
	});
	expect(await run('create')).toMatchObject({ outcome: 'done', id: '9' });
	expect(writes().filter(({ call }) => call.endsWith('create_invoices'))).toHaveLength(1);
});

it.each<[string, InvoiceStep, object[], object, Script, string]>([
	[
		'the order is not there',
		'create',
		[],
		{},
		({ call }) => (call === 'sale.order.search_read' ? { body: [] } : undefined),
		'NOT_FOUND',
	],
	['it is a quotation', 'create', [], { state: 'draft' }, () => undefined, 'NOT_CONFIRMED'],
	['there is nothing to post', 'post', [], {}, () => undefined, 'NOT_CONFIRMED'],
	['nothing is posted that could be paid', 'pay', [{ state: 'draft' }], {}, () => undefined, 'NOT_CONFIRMED'],
])('says so where %s', async (_, step, moves, order, script, code) => {
	await stand(moves, script, order);
	expect(await run(step)).toMatchObject({ code });
	expect(writes()).toEqual([]);
});

it.each<[InvoiceStep, string, string]>([
	['create', 'draft', 'HELD_RISK_HIGH'],
	['post', 'draft', 'HELD_RISK_HIGH'],
	['pay', 'cancel', 'HELD_RISK_HIGH'],
])('does not %s what is risky and "%s" in Odoo', async (step, state, code) => {
	await stand([], () => undefined, { state });
	expect(await run(step, sampleOrder({ risk: { level: 'high' } }))).toMatchObject({ code });
	expect(writes()).toEqual([]);
});

it.each(invoiceOperations.map(({ operation, judge }) => [operation, judge] as const))(
	'does not %s what was cancelled in the shop, whatever was paid for it',
	(_, judge) => {
		expect(judge?.(sampleOrder({ status: 'cancelled' }), contextOf({} as never, {}))).toMatchObject({
			held: { code: 'HELD_CANCELLED' },
		});
		expect(judge?.(sampleOrder(), contextOf({} as never, {}))).toBeUndefined();
	},
);

it('invoices what is risky once a person has confirmed it in Odoo', async () => {
	await stand([]);
	expect(await run('create', sampleOrder({ risk: { level: 'high' } }))).toMatchObject({ outcome: 'done', id: '9' });
});

it('says what Odoo says where nothing can be invoiced', async () => {
	await stand([], ({ call }) =>
		call.endsWith('create_invoices')
			? {
					status: 422,
					body: {
						name: 'odoo.exceptions.UserError',
						message: 'Cannot create an invoice. No items are available to invoice.',
					},
				}
			: undefined,
	);
	expect(await run('create')).toMatchObject({
		outcome: 'rejected',
		problem: { code: 'REFUSED' },
		vendorText: 'Cannot create an invoice. No items are available to invoice.',
	});
});

it('posts a draft, although Odoo answers false', async () => {
	await stand([{ state: 'draft' }]);
	expect(await run('post')).toMatchObject({ outcome: 'done', number: 'INV/2026/00001' });
});

it('pays by the wizard that matches payment and invoice', async () => {
	await stand([{}]);
	expect(await run('pay')).toMatchObject({ outcome: 'done' });
	expect(writes()[0]?.body).toMatchObject({
		vals_list: [{ journal_id: 6, payment_date: '2026-11-22', communication: '#1001' }],
		context: { active_model: 'account.move', active_ids: [9] },
	});
	expect(Object.keys((writes()[0]?.body.vals_list as object[])[0]!)).not.toContain('amount');
});

it('pays nothing twice', async () => {
	await stand([{ payment_state: 'paid', amount_residual: 0 }]);
	expect(await run('pay')).toEqual({ can: 'unchanged' });
	expect(writes()).toEqual([]);
});
