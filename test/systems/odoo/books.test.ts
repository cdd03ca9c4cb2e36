import fc from 'fast-check';

import { sum, times } from '../../../core/model/money';
import { payoutSchema, type Payout } from '../../../core/model/payout';
import { refundSchema, type Refund } from '../../../core/model/refund';
import type { Applied, Problem } from '../../../core/ports';
import { payoutProblem, toDraft, type EntryRules, type StatementRules } from '../../../nodes/Odoo/payout/mapping';
import { PayoutTarget } from '../../../nodes/Odoo/payout/target';
import { billingOf, markerOf, planNote, reasonOf, type Line } from '../../../nodes/Odoo/refund/mapping';
import { RefundTarget } from '../../../nodes/Odoo/refund/target';
import { noteLines } from '../../../nodes/Odoo/refund/wire';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * Refunds and payouts in the books: what of a credit note stays, and what a payout comes to.
 */

const ORIGIN = { system: 'shop', account: 'demo.example.com', id: '77', seenAt: '2026-11-22T10:00:00.000Z' };
const ORDER = { system: 'shop', account: 'demo.example.com', id: '501', number: '#1001' };
const TAXED = { net: '10.00', tax: '2.50', gross: '12.50' };
const refund = (changes: Partial<Refund> = {}): Refund =>
	refundSchema.parse({
		kind: 'refund',
		origin: ORIGIN,
		number: '#1001-R1',
		order: ORDER,
		status: 'settled',
		createdAt: '2026-11-22T10:00:00.000Z',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [{ sku: 'MUG-BLUE', orderLineId: 'L1', quantity: 1, ...TAXED }],
		totals: { ...TAXED, refunded: '12.50', open: '0' },
		transactions: [{ kind: 'refund', status: 'success', amount: '12.50' }],
		note: 'Broken',
		...changes,
	});

const external = (part: string) => `commerce_bridge.order__shop__demo.example.com__501__line__${part}`;
const LINE = {
	id: 1,
	move_id: [10, 'x'],
	product_id: [3, '[MUG-BLUE] x'],
	name: 'Blue mug',
	quantity: 2,
	price_unit: 12.5,
	discount: 0,
	tax_ids: [1],
	account_id: [40, 'Sales'],
	display_type: 'product',
	sale_line_ids: [71],
};
const line = (changes: object, sku: string, part: string): Line => ({
	line: noteLines.parse([{ ...LINE, ...changes }])[0]!,
	sku,
	external: part === '' ? undefined : external(part),
});
const NOTE: Line[] = [
	line({}, 'MUG-BLUE', 'L1'),
	line({ id: 2, quantity: 1 }, 'MUG-RED', 'L2'),
	line(
		{ id: 3, quantity: 1, price_unit: 4.9 },
		'DELIVERY',
		external('delivery 1').split('__').at(-1)!.replace(' ', '_20'),
	),
	line({ id: 4, quantity: 1, price_unit: -5, name: 'Discount' }, '', 'discount_201'),
	line({ id: 5, quantity: 0, price_unit: 0, product_id: false, display_type: 'line_note', tax_ids: [] }, '', 'note'),
];
const planned = (changes: Partial<Refund>) => {
	const plan = planNote(refund(changes), NOTE, 'Odoo');
	return 'problem' in plan ? plan.problem.code : plan.commands;
};
const extra = (name: string, price: number, taxes: number[], more = {}) => [
	0,
	0,
	{ name, quantity: 1, price_unit: price, tax_ids: [[6, 0, taxes]], account_id: 40, ...more },
];

it.each<[string, Partial<Refund>, unknown]>([
	[
		'one of two units at their price',
		{},
		[
			[1, 1, { quantity: 1 }],
			[2, 2],
			[2, 3],
			[2, 4],
			[2, 5],
		],
	],
	[
		'a unit that was discounted',
		{ lines: [{ sku: 'MUG-BLUE', quantity: 2, gross: '20.00' }] },
		[[1, 1, { quantity: 2 }], [2, 2], [2, 3], [2, 4], [2, 5], extra('Discount', -5, [1])],
	],
	[
		'an amount alone',
		{ lines: [{ sku: 'MUG-RED', quantity: 0, net: '2.40', tax: '0.60' }] },
		[[2, 1], [2, 2], [2, 3], [2, 4], [2, 5], extra('Discount', 3, [1])],
	],
	[
		'delivery',
		{ lines: [], shipping: [{ gross: '1.50' }, { gross: '0.50' }] },
		[
			[2, 1],
			[2, 2],
			[1, 3, { quantity: 1, price_unit: 2 }],
			[2, 4],
			[2, 5],
		],
	],
	[
		'goodwill, and duties',
		{ lines: [], adjustments: [{ net: '1.20', tax: '0.30' }], duties: [{ gross: '3.00' }] },
		[[2, 1], [2, 2], [2, 3], [2, 4], [2, 5], extra('Duties', 3, []), extra('Adjustment', 1.5, [])],
	],
	[
		'a unit of a shop whose prices are without tax, and what belongs to no line with it',
		{
			pricesIncludeTax: false,
			lines: [{ sku: 'MUG-BLUE', quantity: 1, net: '10.00', tax: '2.55', gross: '12.55' }],
			adjustments: [{ net: '1.00', tax: '0.25', gross: '1.25' }],
		},
		[
			[1, 1, { quantity: 1 }],
			[2, 2],
			[2, 3],
			[2, 4],
			[2, 5],
			extra('Discount', -2.5, [1]),
			extra('Adjustment', 1.25, []),
		],
	],
	['more than was bought', { lines: [{ sku: 'MUG-BLUE', quantity: 3, gross: '37.50' }] }, 'QUANTITY_EXCEEDS'],
	[
		'the same line twice, more than was bought',
		{
			lines: [
				{ sku: 'MUG-RED', quantity: 1, gross: '1' },
				{ sku: 'MUG-RED', quantity: 1, gross: '1' },
			],
		},
		'QUANTITY_EXCEEDS',
	],
	['what is not on the invoice', { lines: [{ sku: 'VASE', quantity: 1, gross: '1' }] }, 'LINES_UNMATCHED'],
])('leaves of a note: %s', (_, changes, expected) => expect(planned(changes)).toEqual(expected));

it('comes to what was refunded, whatever part of which lines it was', () => {
	const parts = fc.record({
		blue: fc.integer({ min: 0, max: 2 }),
		red: fc.integer({ min: 0, max: 1 }),
		blueAmount: fc.integer({ min: 0, max: 2500 }),
		redAmount: fc.integer({ min: 0, max: 1250 }),
		shipping: fc.integer({ min: 0, max: 490 }),
	});
	const money = (minor: number) => times(String(minor), '0.01');
	fc.assert(
		fc.property(parts, ({ blue, red, blueAmount, redAmount, shipping }) => {
			const lines = [
				{ sku: 'MUG-BLUE', quantity: blue, gross: money(blueAmount) },
				{ sku: 'MUG-RED', quantity: red, gross: money(redAmount) },
			];
			const plan = planNote(refund({ lines, shipping: [{ gross: money(shipping) }] }), NOTE, 'Odoo');
			if ('problem' in plan) throw new Error(plan.problem.code);
			const amounts = (plan.commands as Array<[number, number, { quantity?: number; price_unit?: number }?]>).map(
				([code, id, vals]) => {
					if (code === 2) return '0';
					const price = vals?.price_unit ?? NOTE.find(({ line: own }) => own.id === id)!.line.price_unit;
					return times(String(price), vals?.quantity ?? 0);
				},
			);
			expect(Number(sum(amounts))).toBeCloseTo((blueAmount + redAmount + shipping) / 100, 8);
		}),
	);
});

it('marks a note so that it is found again, and no other is taken for it', () => {
	expect(reasonOf(refund())).toBe('Broken #1001-R1 [commerce_bridge shop demo.example.com 77]');
	expect(reasonOf(refund({ origin: { ...ORIGIN, id: '777' } }))).not.toContain(`[${markerOf(refund())}]`);
});

// ------------------------------------------------------------------ a refund, whole

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());
const NOT_THERE = {
	status: 500,
	body: { name: 'builtins.ValueError', message: 'External ID not found in the system: x' },
};
const INVOICE = {
	id: 9,
	name: 'INV/1',
	state: 'posted',
	move_type: 'out_invoice',
	payment_state: 'paid',
	ref: '#1001',
	journal_id: [1, 'Sales'],
	currency_id: [1, 'EUR'],
	amount_total: 37.4,
	amount_residual: 0,
	reversed_entry_id: false,
	invoice_line_ids: [1, 2],
};
const SALE = {
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
	invoice_ids: [9],
};
const fields = (row: object) => ({
	body: Object.fromEntries(Object.keys(row).map((name) => [name, { type: 'char' }])),
});

/** An order with one invoice; a note takes it back, and its total is what its lines come to after they were cut. */
async function stand(totals: readonly number[], notes: object[] = [], over: Script = () => undefined) {
	const rows: Array<Record<string, unknown>> = [INVOICE, ...notes.map((each) => ({ ...INVOICE, ...each }))];
	let edits = 0;
	odoo = await ScriptedOdoo.start((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		const { call, body } = asked;
		if (call === 'account.move.fields_get') return fields(INVOICE);
		if (call === 'account.move.line.fields_get') return fields(LINE);
		if (call === 'account.move.reversal.fields_get') return fields({ reason: 1 });
		if (call.endsWith('fields_get')) return fields(SALE);
		if (call === 'ir.model.data.check_object_reference') return { body: ['sale.order', 42] };
		if (call === 'sale.order.search_read') return { body: [SALE] };
		if (call === 'account.move.search_read') {
			const text = JSON.stringify(body.domain);
			if (/out_refund|reversed_entry_id/.test(text))
				return { body: rows.filter(({ move_type }) => move_type === 'out_refund') };
			return { body: rows.filter(({ id }) => text.includes(String(id))) };
		}
		if (call === 'account.move.line.search_read')
			return { body: [LINE, { ...LINE, id: 2, quantity: 1, sale_line_ids: [] }] };
		if (call === 'product.product.search_read') return { body: [{ id: 3, default_code: 'MUG-BLUE' }] };
		if (call.endsWith('get_external_id')) return { body: {} };
		if (call === 'account.move.reversal.create') return { body: [5] };
		if (call.endsWith('refund_moves'))
			rows.push({
				...INVOICE,
				id: 10,
				name: false,
				state: 'draft',
				move_type: 'out_refund',
				ref: `Reversal of: INV/1, ${reasonOf(refund())}`,
			});
		if (call === 'account.move.write') Object.assign(rows.at(-1)!, { amount_total: totals[edits++] });
		if (call.endsWith('action_post')) Object.assign(rows.at(-1)!, { state: 'posted', name: 'RINV/1' });
		return { body: false };
	});
}

async function give(record = refund(), post = true): Promise<Applied | Problem | { can: string }> {
	const target = new RefundTarget('erp.example.com', {
		odoo: odoo!.client(),
		post,
		dayOf: () => '2026-11-22',
		urlOf: String,
	});
	const key = target.documentKey(record);
	const drafted = target.draft(record);
	if ('problem' in drafted) return drafted.problem;
	const { draft } = drafted;
	const found = (await target.find([{ key, record }])).get(key);
	const absent = target.absent(record);
	if (!found && absent) return absent.reason;
	if (!found)
		return (
			(await target.check([{ record, draft }])).get(0) ?? (await target.create([{ record, draft }], () => true))[0]!
		);
	const revised = target.revise(found, record, draft);
	if (revised.can === 'update') return (await target.update([{ record, draft, found }], () => true))[0]!;
	return revised.can === 'nothing' ? revised.problem : revised;
}
const did = () =>
	odoo!.calls().filter((call) => /reversal\.create|refund_moves|account\.move\.write|action_post/.test(call));

it('makes the note from the invoice, cuts it down, and posts it once it comes to the amount', async () => {
	await stand([12.5]);
	expect(await give()).toMatchObject({ outcome: 'done', id: '10', number: 'RINV/1' });
	expect(did()).toEqual([
		'account.move.reversal.create',
		'account.move.reversal.refund_moves',
		'account.move.write',
		'account.move.action_post',
	]);
	expect(odoo!.asked.find(({ call }) => call === 'account.move.reversal.create')?.body).toMatchObject({
		vals_list: [{ journal_id: 1, date: '2026-11-22', reason: reasonOf(refund()) }],
		context: { active_model: 'account.move', active_ids: [9] },
	});
});

it('puts a cent of rounding into a line, and posts nothing that is more off', async () => {
	await stand([12.49, 12.5]);
	expect(await give()).toMatchObject({ outcome: 'done' });
	await odoo!.close();
	await stand([15]);
	expect(await give()).toMatchObject({ outcome: 'rejected', problem: { code: 'TOTALS_DIFFER' } });
	expect(did()).not.toContain('account.move.action_post');
});

it.each<[string, object, unknown, string[]]>([
	['posted', { state: 'posted', amount_total: 12.5 }, { can: 'unchanged' }, []],
	['posted with another amount', { state: 'posted', amount_total: 9 }, { code: 'CHANGE_BY_HAND' }, []],
	[
		'a draft that was cut down',
		{ state: 'draft', amount_total: 12.5 },
		{ outcome: 'done' },
		['account.move.action_post'],
	],
	[
		'a draft of the whole invoice',
		{ state: 'draft', amount_total: 37.4 },
		{ outcome: 'done' },
		['account.move.write', 'account.move.action_post'],
	],
])('makes no second note where there is one that is %s', async (_, note, expected, calls) => {
	await stand([12.5], [{ id: 10, move_type: 'out_refund', ref: `Reversal of: INV/1, ${reasonOf(refund())}`, ...note }]);
	expect(await give()).toMatchObject(expected as object);
	expect(did()).toEqual(calls);
});

it.each<[string, Script, Partial<Refund>, string]>([
	[
		'there is no order',
		({ call }) =>
			call === 'ir.model.data.check_object_reference'
				? NOT_THERE
				: call === 'sale.order.search_read'
					? { body: [] }
					: undefined,
		{},
		'ORDER_NOT_FOUND',
	],
	[
		'the order was not invoiced',
		({ call }) => (call === 'sale.order.search_read' ? { body: [{ ...SALE, invoice_ids: [] }] } : undefined),
		{},
		'NOT_CONFIRMED',
	],
	['it is in another currency', () => undefined, { currency: 'SEK' }, 'CURRENCY_DIFFERS'],
])('says so where %s, and writes nothing', async (_, script, changes, code) => {
	await stand([12.5], [], script);
	expect(await give(refund(changes))).toMatchObject({ code });
	expect(did()).toEqual([]);
});

it('gives nothing back that was taken off the order before it was invoiced', async () => {
	await stand([12.5]);
	expect(await give(refund({ orderTotalLeft: '37.40' }))).toMatchObject({ code: 'REFUND_IN_ORDER' });
	await odoo!.close();
	await stand([12.5], [{ id: 8, move_type: 'out_refund', ref: 'another', amount_total: 10 }]);
	expect(await give(refund({ orderTotalLeft: '27.40' }))).toMatchObject({ code: 'REFUND_IN_ORDER' });
	expect(did()).toEqual([]);
	await odoo!.close();
	await stand([12.5]);
	expect(await give(refund({ orderTotalLeft: '24.90' }))).toMatchObject({ outcome: 'done' });
});

it('credits money that belongs to no goods, whatever the order comes to', async () => {
	const adjustments = [{ net: '2.00', gross: '2.00' }];
	const loose = refund({
		orderTotalLeft: '37.40',
		lines: [],
		shipping: [],
		adjustments,
		totals: { gross: '2.00', refunded: '2.00' },
	});
	expect(billingOf(loose, '37.40')).toBe('billed');
	const mixed = refund({ orderTotalLeft: '37.40', adjustments, totals: { gross: '14.50', refunded: '14.50' } });
	await stand([12.5]);
	expect(await give(mixed)).toMatchObject({
		code: 'REFUND_UNCLEAR',
		params: { what: '14.50 EUR refunded, 0.00 EUR still billed' },
	});
	expect(did()).toEqual([]);
	expect(billingOf({ ...mixed, orderTotalLeft: '24.90' }, '37.40')).toBe('billed');
});

it.each<[string, string, string, string[], string]>([
	['all of it', '24.90', '37.40', [], 'billed'],
	['more than it, by what was edited', '20.00', '37.40', [], 'billed'],
	['less, since goods were added', '50.00', '37.40', [], 'billed'],
	['nothing of it', '37.40', '37.40', [], 'takenOff'],
	['a part of it', '30.00', '37.40', [], 'unclear'],
	['it and another', '12.40', '37.40', ['12.50'], 'billed'],
	['it alone of two', '24.90', '37.40', ['5.00'], 'billed'],
	['another alone, of more', '17.40', '37.40', ['20.00'], 'unclear'],
])('tells what an invoice bills of a refund: %s', (_, orderTotalLeft, billed, others, expected) => {
	const each = (gross: string) => refund({ orderTotalLeft, totals: { gross, refunded: gross } });
	const billing = billingOf(each('12.50'), billed, others.map(each));
	expect(typeof billing === 'string' ? billing : Object.keys(billing)[0]).toBe(expected);
});

it('makes no note of a refund that gave nothing back', async () => {
	const nothing = { lines: [], totals: { gross: '0.00', refunded: '0', open: '0' }, transactions: [] };
	await stand([12.5]);
	expect(await give(refund({ ...nothing, status: 'withoutMoney' }))).toMatchObject({ code: 'ORDER_EMPTY' });
	expect(did()).toEqual([]);
});

// ------------------------------------------------------------------ payouts

const SUMS = { gross: '90.00', fees: '3.00', net: '87.00' };
const payout = (changes: Partial<Payout> = {}): Payout =>
	payoutSchema.parse({
		kind: 'payout',
		origin: { ...ORIGIN, id: 'po_1' },
		number: 'PO-1',
		status: 'paid',
		issuedAt: '2026-11-22T10:00:00.000Z',
		currency: 'EUR',
		totals: SUMS,
		transactions: [
			{ id: 't1', type: 'charge', order: { number: '#1001' }, amount: '100.00', fee: '3.00', net: '97.00' },
			{ id: 't2', type: 'refund', order: { number: '#1002' }, amount: '-10.00', fee: '0', net: '-10.00' },
		],
		...changes,
	});
const day = (instant: string) => instant.slice(0, 10);
const ENTRY: EntryRules & { day: typeof day } = { as: 'entry', journal: 6, bank: 101, clearing: 102, fees: 103, day };
const STATEMENT: StatementRules & { day: typeof day } = { as: 'statement', journal: 6, day };

it('books bank and fees against what lay at the service', () => {
	const { columns, rows } = toDraft(payout(), ENTRY);
	const cells = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
	expect(cells.map((row) => [row['line_ids/account_id/.id'], row['line_ids/debit'], row['line_ids/credit']])).toEqual([
		['101', '87.00', '0'],
		['103', '3', '0'],
		['102', '0', '90'],
	]);
	expect(cells[0]).toMatchObject({ move_type: 'entry', 'journal_id/.id': '6', ref: 'PO-1', date: '2026-11-22' });
	expect(cells[1]).toMatchObject({ id: '', move_type: '', ref: '' });
});

it('has one statement line for each part and one for the fees', () => {
	const { rows, externalIds } = toDraft(payout(), STATEMENT);
	expect(rows.map((row) => row.slice(3))).toEqual([
		['PO-1 charge #1001', '100.00'],
		['PO-1 refund #1002', '-10.00'],
		['PO-1 Fees', '-3'],
	]);
	expect(new Set(externalIds).size).toBe(3);
});

it('balances every entry, and every statement comes to what reached the bank', () => {
	const amounts = fc.array(
		fc.record({ amount: fc.integer({ min: -5000, max: 9000 }), fee: fc.integer({ min: 0, max: 300 }) }),
		{ minLength: 1, maxLength: 8 },
	);
	const money = (minor: number) => times(String(minor), '0.01');
	fc.assert(
		fc.property(amounts, (parts) => {
			const net = parts.reduce((all, { amount, fee }) => all + amount - fee, 0);
			const record = payout({
				totals: { ...SUMS, net: money(net) },
				transactions: parts.map(({ amount, fee }, index) => ({
					id: `t${index}`,
					type: 'charge',
					amount: money(amount),
					fee: money(fee),
					net: money(amount - fee),
				})),
			});
			expect(payoutProblem(record, 'entry')).toBeUndefined();
			const entry = toDraft(record, ENTRY).rows.map((row) => [row.at(-2)!, `-${row.at(-1)!}`]);
			expect(Number(sum(entry.flat()))).toBe(0);
			for (const [debit, credit] of entry) expect([Number(debit) >= 0, Number(credit) <= 0]).toEqual([true, true]);
			expect(Number(sum(toDraft(record, STATEMENT).rows.map((row) => row.at(-1)!)))).toBe(net / 100);
		}),
	);
});

it('books no payout whose parts are not what reached the bank', () => {
	expect(payoutProblem(payout({ totals: { ...SUMS, net: '88.00' } }), 'entry')).toMatchObject({
		code: 'TOTALS_DIFFER',
		params: { expected: '88.00', computed: '87', difference: '1' },
	});
});

it('books a payout whose parts were not read by its sums, which make no statement', () => {
	const summed = payout({ transactions: undefined });
	expect(payoutProblem(summed, 'entry')).toBeUndefined();
	const amounts = (record: Payout) => toDraft(record, ENTRY).rows.map((row) => row.slice(-2).map(Number));
	expect(amounts(summed)).toEqual(amounts(payout()));
	expect(payoutProblem(summed, 'statement')).toMatchObject({
		code: 'FIELD_INVALID',
		params: { field: 'transactions' },
	});
});

it.each<[Payout['status'], boolean]>([
	['scheduled', false],
	['inTransit', false],
	['failed', true],
	['cancelled', true],
])('books no payout that is %s, and says so of one that was booked', (status, settle) => {
	const target = new PayoutTarget('erp.example.com', {
		odoo: {} as never,
		rules: ENTRY,
		currency: 'EUR',
		urlOf: String,
	});
	const record = payout({ status });
	expect(target.draft(record)).toHaveProperty('draft');
	expect(target.absent(record)).toMatchObject({ reason: { code: 'PAYOUT_NOT_PAID', params: { status } }, settle });
	expect(target.absent(payout())).toBeUndefined();
	expect(target.revise({ id: '70', number: 'PO-1', document: {} }, record)).toMatchObject(
		settle ? { can: 'nothing', problem: { code: 'PAYOUT_FAILED' } } : { can: 'unchanged' },
	);
	expect(target.draft(payout({ status: 'unmapped:odd' }))).toMatchObject({ problem: { code: 'STATUS_UNKNOWN' } });
});

it.each([ENTRY, STATEMENT])('makes a payout once, all of it together ($as)', async (rules) => {
	const stands = new Set<string>();
	odoo = await ScriptedOdoo.start(({ call, body }) => {
		if (call === 'ir.model.data.check_object_reference')
			return stands.has(String(body.xml_id))
				? { body: [rules.as === 'entry' ? 'account.move' : 'account.bank.statement.line', 70] }
				: NOT_THERE;
		const own = (body.data as string[][]).map(([id]) => id!).filter(Boolean);
		for (const id of own) stands.add(id.split('.').slice(1).join('.'));
		return { body: { ids: own.map((_, index) => 70 + index), messages: [] } };
	});
	const target = new PayoutTarget('erp.example.com', {
		odoo: odoo.client(),
		rules,
		currency: 'EUR',
		urlOf: (model, id) => `${model} ${id}`,
	});
	const record = payout();
	const { draft } = target.draft(record) as { draft: ReturnType<typeof toDraft> };
	const key = target.documentKey(record);
	expect((await target.find([{ key, record }])).size).toBe(0);
	expect(await target.create([{ record, draft }], () => true)).toMatchObject([
		{ outcome: 'done', id: '70', number: 'PO-1' },
	]);
	expect((await target.find([{ key, record }])).get(key)).toMatchObject({ id: '70' });
	expect(odoo.calls().filter((call) => call.endsWith('.load'))).toHaveLength(1);
});
