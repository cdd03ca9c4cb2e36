import type { Order } from '../../../core/model/order';
import type { Applied, Found } from '../../../core/ports';
import { wayTo, type Situation } from '../../../nodes/Odoo/transition/mapping';
import { MoveTarget } from '../../../nodes/Odoo/transition/target';
import { sampleOrder } from '../../core/samples';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * When an order can be confirmed or cancelled, and how it is known that it was.
 */

const situation = (state: string, more: Partial<Situation> = {}): Situation => ({
	order: { state },
	pickings: [],
	invoices: [],
	...more,
});
const bill = (changes: object = {}) => [
	{ state: 'posted', move_type: 'out_invoice', payment_state: 'paid', ...changes },
];

it.each<['confirm' | 'cancel', string, Situation, unknown]>([
	['confirm', 'a quotation', situation('draft'), 'open'],
	['confirm', 'one that was sent', situation('sent'), 'open'],
	['confirm', 'a sales order', situation('sale'), 'done'],
	['confirm', 'a locked one of 16', situation('done'), 'done'],
	['confirm', 'a cancelled one', situation('cancel'), { against: 'cancelled' }],
	['confirm', 'one in a state nobody knows', situation('frozen'), { against: 'frozen' }],
	['cancel', 'a quotation', situation('draft'), 'open'],
	['cancel', 'a sales order', situation('sale', { pickings: [{ state: 'assigned' }] }), 'open'],
	['cancel', 'a cancelled one', situation('cancel', { pickings: [{ state: 'done' }] }), 'done'],
	[
		'cancel',
		'one of which a part was delivered',
		situation('sale', { pickings: [{ state: 'assigned' }, { state: 'done' }] }),
		{ against: 'delivered' },
	],
	['cancel', 'one that was invoiced', situation('sale', { invoices: bill() }), { against: 'invoiced' }],
	['cancel', 'one with a draft of an invoice', situation('sale', { invoices: bill({ state: 'draft' }) }), 'open'],
	[
		'cancel',
		'one whose invoice was taken back',
		situation('sale', { invoices: bill({ payment_state: 'reversed' }) }),
		'open',
	],
	['cancel', 'a locked one', situation('sale', { order: { state: 'sale', locked: true } }), { against: 'locked' }],
])('knows whether it can %s %s', (move, _, there, way) => expect(wayTo(move, there)).toEqual(way));

let odoo: ScriptedOdoo;
afterEach(async () => await (odoo as ScriptedOdoo | undefined)?.close());

const FIELDS = Object.fromEntries(
	[
		'name',
		'state',
		'client_order_ref',
		'origin',
		'date_order',
		'write_date',
		'amount_untaxed',
		'amount_tax',
		'amount_total',
		'currency_id',
		'partner_id',
		'partner_invoice_id',
		'partner_shipping_id',
		'order_line',
	].map((name) => [name, { type: 'char' }]),
);
const ROW = {
	id: 42,
	name: 'S00042',
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
};

/** One order, whose state follows what is done with it. */
async function stand(state: string, over: Script = () => undefined): Promise<void> {
	const row = { ...ROW, state };
	odoo = await ScriptedOdoo.start((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		if (asked.call.endsWith('fields_get')) return { body: FIELDS };
		if (asked.call === 'sale.order.action_confirm') row.state = 'sale';
		if (asked.call === 'sale.order.action_cancel') row.state = 'cancel';
		if (asked.call === 'ir.model.data.check_object_reference') return { body: ['sale.order', 42] };
		return { body: asked.call === 'sale.order.search_read' ? [row] : true };
	});
}

async function move(
	what: 'confirm' | 'cancel',
	record: Order = sampleOrder(),
): Promise<{ found?: Found; applied?: Applied }> {
	const setting = { odoo: odoo.client(), move: what, now: '2026-11-22T12:00:00.000Z', keepDate: true, urlOf: String };
	const target = new MoveTarget('erp.example.com', setting);
	const found = (await target.find([{ key: target.documentKey(record), record }])).get(target.documentKey(record));
	if (!found || target.revise(found, record).can !== 'update') return { found };
	const [applied] = await target.update([{ record, draft: what, found }], () => true);
	return { found, applied };
}

it('confirms the quotation of a shop’s order and gives it its date again', async () => {
	await stand('draft');
	expect((await move('confirm')).applied).toMatchObject({ outcome: 'done', id: '42', number: 'S00042' });
	expect(odoo.asked.at(-1)).toMatchObject({
		call: 'sale.order.write',
		body: { ids: [42], vals: { date_order: '2026-11-20 10:30:00' } },
	});
});

it('finds an order of this very database by its ID', async () => {
	await stand('draft');
	const own = sampleOrder({
		origin: { system: 'odoo', account: 'erp.example.com', id: '42', seenAt: '2026-11-22T12:00:00.000Z' },
	});
	expect((await move('confirm', own)).applied).toMatchObject({ outcome: 'done' });
	expect(odoo.calls()).not.toContain('ir.model.data.check_object_reference');
});

it('tells Odoo not to ask back when it cancels, and believes the state alone', async () => {
	await stand('sale');
	expect((await move('cancel')).applied).toMatchObject({ outcome: 'done' });
	expect(odoo.asked.find(({ call }) => call.endsWith('action_cancel'))?.body).toMatchObject({
		context: { disable_cancel_warning: true },
	});
});

it('says that it was not cancelled where Odoo answers with a page of its own', async () => {
	await stand('sale', ({ call }) =>
		call.endsWith('action_cancel')
			? { body: { type: 'ir.actions.act_window', res_model: 'sale.order.cancel' } }
			: undefined,
	);
	expect((await move('cancel')).applied).toMatchObject({
		outcome: 'rejected',
		problem: { code: 'NOT_CONFIRMED', params: { wanted: 'cancelled' } },
	});
});

it('does nothing to an order that is cancelled already', async () => {
	await stand('cancel');
	expect(await move('cancel')).toMatchObject({ found: { number: 'S00042' } });
	expect(odoo.calls()).not.toContain('sale.order.action_cancel');
});
