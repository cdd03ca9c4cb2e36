import type { Body, Company } from './odoo-company';

/** Invoices, payments, credit notes and entries. */
export function describeAccounts(company: () => Company): void {
	const invoiced = async (vals: Body = {}) => {
		const product = await company().product({ is_storable: false });
		const order = await company().confirmed([{ product_id: product, product_uom_qty: 2, price_unit: 14 }], vals);
		return { order, invoice: await company().invoice(order), product };
	};
	const posted = async (vals: Body = {}) => {
		const made = await invoiced(vals);
		await company().write('account.move', made.invoice, { invoice_date: '2026-11-05' });
		await company().ask('account.move', 'action_post', { ids: [made.invoice] });
		return made;
	};
	const on = (id: number) => ({ active_model: 'account.move', active_ids: [id] });
	const pay = async (invoice: number, vals: Body = {}) => {
		const context = on(invoice);
		const journal_id = await company().journal('bank');
		const wizard = await company().create('account.payment.register', { journal_id, ...vals }, context);
		return await company().ask<{ res_id: number }>('account.payment.register', 'action_create_payments', {
			ids: [wizard],
			context,
		});
	};
	const reverse = async (invoice: number, reason = 'Broken') => {
		const vals = { reason, journal_id: await company().journal('sale'), date: '2026-11-10' };
		const wizard = await company().create('account.move.reversal', vals, on(invoice));
		return await company().ask<{ res_id: number }>('account.move.reversal', 'refund_moves', { ids: [wizard] });
	};
	const open = async (invoice: number) => {
		const { payment_state, amount_residual } = await company().read('account.move', invoice, [
			'payment_state',
			'amount_residual',
		]);
		return [payment_state, amount_residual];
	};
	const status = async (order: number) =>
		(await company().read('sale.order', order, ['invoice_status']))['invoice_status'];

	describe('invoices', () => {
		it('are drafts without a number, with what the order says', async () => {
			const reference = company().unique('#R');
			const { order, invoice } = await invoiced({ client_order_ref: reference });
			const { name: orderName } = await company().read('sale.order', order, ['name']);
			const move = await company().read('account.move', invoice, [
				...[
					'name',
					'state',
					'payment_state',
					'move_type',
					'ref',
					'invoice_origin',
					'invoice_date',
					'amount_total',
					'amount_residual',
				],
				...['payment_reference', 'reversed_entry_id', 'display_name'],
			]);
			expect(move).toEqual({
				id: invoice,
				name: false,
				state: 'draft',
				payment_state: 'not_paid',
				move_type: 'out_invoice',
				ref: reference,
				invoice_origin: orderName,
				invoice_date: false,
				amount_total: 28,
				amount_residual: 28,
				payment_reference: false,
				reversed_entry_id: false,
				display_name: `Draft Invoice (${reference})`,
			});
			expect(await status(order)).toBe('invoiced');
			expect(await company().read('sale.order', order, ['invoice_ids', 'invoice_count'])).toMatchObject({
				invoice_ids: [invoice],
				invoice_count: 1,
			});
		});

		it('answer where to look', async () => {
			const product = await company().product({ is_storable: false });
			const order = await company().confirmed([{ product_id: product }]);
			const vals = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, [order]]] };
			const wizard = await company().create('sale.advance.payment.inv', vals);
			expect(await company().ask('sale.advance.payment.inv', 'create_invoices', { ids: [wizard] })).toMatchObject({
				type: 'ir.actions.act_window',
				res_model: 'account.move',
				res_id: expect.any(Number),
			});
		});

		it('have lines that balance: goods, taxes, and what is owed', async () => {
			const tax = await company().tax(15);
			const product = await company().product({ is_storable: false });
			const order = await company().confirmed([
				{ product_id: product, product_uom_qty: 2, tax_ids: [[6, 0, [tax]]] },
				{ product_id: product, product_uom_qty: 1, price_unit: 5, name: 'Own text' },
			]);
			const invoice = await company().invoice(order);
			const lines = await company().find(
				'account.move.line',
				[['move_id', '=', invoice]],
				['display_type', 'balance', 'quantity', 'name', 'sale_line_ids'],
			);
			expect(lines.map((line) => [line['display_type'], line['balance'], line['quantity']])).toEqual([
				['product', -20, 2],
				['product', -5, 1],
				['tax', -3, 0],
				['payment_term', 28, 0],
			]);
			const { display_name } = await company().read('product.product', product, ['display_name']);
			expect(lines[1]?.['name']).toBe(`${String(display_name)}\nOwn text`);
			expect(lines[0]?.['sale_line_ids']).toHaveLength(1);
			const { invoice_line_ids } = await company().read('account.move', invoice, ['invoice_line_ids']);
			expect(invoice_line_ids).toEqual(lines.slice(0, 2).map(({ id }) => id));
		});

		it('are refused where nothing is to be invoiced', async () => {
			const { order } = await invoiced();
			const vals = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, [order]]] };
			const wizard = await company().create('sale.advance.payment.inv', vals);
			expect(await company().refusal('sale.advance.payment.inv', 'create_invoices', { ids: [wizard] })).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.UserError',
				message: expect.stringMatching(/^Cannot create an invoice. No items are available to invoice./),
			});
		});

		it('of what is invoiced by delivery wait for it', async () => {
			const product = await company().product({ invoice_policy: 'delivery' });
			await company().stock(product, 5);
			const order = await company().confirmed([{ product_id: product, product_uom_qty: 2 }]);
			expect(await status(order)).toBe('no');
			const [picking] = await company().pickings(order);
			await company().validate(picking!);
			expect(await status(order)).toBe('to invoice');
		});

		it('get number and reference when they are posted, once', async () => {
			const { invoice } = await invoiced();
			await company().write('account.move', invoice, { invoice_date: '2026-11-05' });
			expect(await company().ask('account.move', 'action_post', { ids: [invoice] })).toBe(false);
			const { name, ...move } = await company().read('account.move', invoice, [
				'name',
				'state',
				'payment_reference',
				'payment_state',
				'date',
			]);
			expect(name).toEqual(expect.stringMatching(/^INV\/2026\/\d{5}$/));
			expect(move).toMatchObject({
				state: 'posted',
				payment_reference: name,
				payment_state: 'not_paid',
				date: '2026-11-05',
			});
			expect(await company().refusal('account.move', 'action_post', { ids: [invoice] })).toEqual({
				status: 422,
				name: 'odoo.exceptions.UserError',
				message: `The entry ${String(name)} (id ${invoice}) must be in draft.`,
			});
		});

		it('that are posted keep their lines and date, and are not deleted; their reference may change', async () => {
			const { invoice } = await posted();
			const { invoice_line_ids } = await company().read('account.move', invoice, ['invoice_line_ids']);
			const write = (vals: Body) => company().refusal('account.move', 'write', { ids: [invoice], vals });
			const [line] = invoice_line_ids as [number];
			expect(await write({ invoice_line_ids: [[1, line, { quantity: 5 }]] })).toMatchObject({
				status: 422,
				message: 'You cannot modify the following readonly fields on a posted move: invoice_line_ids',
			});
			expect(await write({ invoice_date: '2026-11-06' })).toMatchObject({ status: 422 });
			expect(await company().refusal('account.move', 'unlink', { ids: [invoice] })).toMatchObject({
				status: 422,
				message: expect.stringMatching(/^You can't delete a posted journal item./),
			});
			await company().write('account.move', invoice, { ref: 'other' });
			expect(await company().ask('account.move', 'button_draft', { ids: [invoice] })).toBeNull();
			await company().write('account.move', invoice, { invoice_line_ids: [[1, line, { quantity: 5 }]] });
			expect(await company().read('account.move', invoice, ['amount_total', 'state'])).toMatchObject({
				amount_total: 70,
				state: 'draft',
			});
		});

		it('without lines are not posted', async () => {
			const invoice = await company().create('account.move', {
				move_type: 'out_invoice',
				partner_id: await company().partner(),
			});
			expect(await company().refusal('account.move', 'action_post', { ids: [invoice] })).toMatchObject({ status: 422 });
		});
	});

	describe('payments', () => {
		it('settle a part and then the rest', async () => {
			const { invoice } = await posted();
			const action = await pay(invoice, { amount: 10, payment_date: '2026-11-06', communication: 'txn-1' });
			expect(action).toMatchObject({
				type: 'ir.actions.act_window',
				res_model: 'account.payment',
				res_id: expect.any(Number),
			});
			expect(await open(invoice)).toEqual(['partial', 18]);
			expect(
				await company().read('account.payment', action.res_id, [
					'state',
					'amount',
					'date',
					'memo',
					'payment_type',
					'partner_type',
					'reconciled_invoice_ids',
					'name',
				]),
			).toMatchObject({
				state: 'in_process',
				amount: 10,
				date: '2026-11-06',
				memo: 'txn-1',
				payment_type: 'inbound',
				partner_type: 'customer',
				reconciled_invoice_ids: [invoice],
				name: expect.stringMatching(/^P[A-Z0-9]+\/2026\/\d{5}$/),
			});
			const rest = await pay(invoice);
			expect(await open(invoice)).toEqual(['paid', 0]);
			expect(await company().read('account.payment', rest.res_id, ['amount', 'state'])).toMatchObject({
				amount: 18,
				state: 'paid',
			});
			const { matched_payment_ids } = await company().read('account.move', invoice, ['matched_payment_ids']);
			expect([...(matched_payment_ids as number[])].sort((a, b) => a - b)).toEqual([action.res_id, rest.res_id]);
		});

		it('show in their window what is left to pay', async () => {
			const { invoice } = await posted();
			const wizard = await company().create('account.payment.register', {}, on(invoice));
			expect(
				await company().read('account.payment.register', wizard, ['amount', 'payment_type', 'source_amount']),
			).toMatchObject({
				amount: 28,
				payment_type: 'inbound',
				source_amount: 28,
			});
		});

		it('are refused where nothing is left, and where no invoice is named', async () => {
			const { invoice } = await posted();
			await pay(invoice);
			const refusal = (context: Body) =>
				company().refusal('account.payment.register', 'create', { vals_list: [{}], context });
			expect(await refusal(on(invoice))).toMatchObject({
				status: 422,
				message: expect.stringMatching(/^There's nothing left to pay/),
			});
			expect(await refusal({})).toMatchObject({
				status: 422,
				message: expect.stringMatching(/^The register payment wizard should only be called/),
			});
		});

		it('are made by each of two windows that were open at once, and the second settles nothing', async () => {
			const { invoice } = await posted();
			const journal_id = await company().journal('bank');
			const context = on(invoice);
			const windows = [0, 1].map(
				async () => await company().create('account.payment.register', { journal_id }, context),
			);
			const made: number[] = [];
			for (const wizard of await Promise.all(windows)) {
				const call = { ids: [wizard], context };
				const pay = await company().ask<{ res_id: number }>('account.payment.register', 'action_create_payments', call);
				made.push(pay.res_id);
			}
			expect(await open(invoice)).toEqual(['paid', 0]);
			const states = made.map(async (id) => await company().read('account.payment', id, ['amount', 'state']));
			expect(await Promise.all(states)).toMatchObject([
				{ amount: 28, state: 'paid' },
				{ amount: 28, state: 'in_process' },
			]);
		});

		it('that are made directly settle nothing', async () => {
			const { invoice } = await posted();
			const id = await company().create('account.payment', {
				payment_type: 'inbound',
				partner_type: 'customer',
				partner_id: await company().partner(),
				amount: 28,
				journal_id: await company().journal('bank'),
			});
			expect(await company().read('account.payment', id, ['state', 'name'])).toMatchObject({
				state: 'draft',
				name: false,
			});
			expect(await company().ask('account.payment', 'action_post', { ids: [id] })).toBeNull();
			expect(await company().read('account.payment', id, ['state'])).toMatchObject({ state: 'in_process' });
			expect(await open(invoice)).toEqual(['not_paid', 28]);
		});
	});

	describe('credit notes', () => {
		it('of a paid invoice stay open until they are paid out', async () => {
			const { order, invoice } = await posted();
			await pay(invoice);
			const { res_id: note } = await reverse(invoice);
			const { name } = await company().read('account.move', invoice, ['name']);
			expect(
				await company().read('account.move', note, [
					'state',
					'move_type',
					'ref',
					'amount_total',
					'name',
					'reversed_entry_id',
				]),
			).toMatchObject({
				state: 'draft',
				move_type: 'out_refund',
				ref: `Reversal of: ${String(name)}, Broken`,
				amount_total: 28,
				name: false,
				reversed_entry_id: [invoice, expect.any(String)],
			});
			expect(await company().ask('account.move', 'action_post', { ids: [note] })).toBe(false);
			expect(await open(note)).toEqual(['not_paid', 28]);
			expect(await open(invoice)).toEqual(['paid', 0]);
			// Whoever invoices all that is to be invoiced bills the customer again.
			expect(await status(order)).toBe('to invoice');
			const { res_id: payment } = await pay(note);
			expect(await open(note)).toEqual(['paid', 0]);
			expect(await company().read('account.payment', payment, ['payment_type', 'amount'])).toMatchObject({
				payment_type: 'outbound',
				amount: 28,
			});
		});

		it('of an unpaid invoice settle with it', async () => {
			const { invoice } = await posted();
			const { res_id: note } = await reverse(invoice, '');
			await company().ask('account.move', 'action_post', { ids: [note] });
			expect(await open(invoice)).toEqual(['reversed', 0]);
			expect(await open(note)).toEqual(['paid', 0]);
		});

		it('may be of a part', async () => {
			const { invoice } = await posted();
			await pay(invoice);
			const { res_id: note } = await reverse(invoice);
			const [line] = (await company().read('account.move', note, ['invoice_line_ids']))['invoice_line_ids'] as [number];
			await company().write('account.move', note, { invoice_line_ids: [[1, line, { quantity: 1 }]] });
			await company().ask('account.move', 'action_post', { ids: [note] });
			expect(await company().read('account.move', note, ['amount_total', 'name'])).toMatchObject({
				amount_total: 14,
				name: expect.stringMatching(/^RINV\/2026\/\d{5}$/),
			});
		});

		it('are refused for a draft, and without a journal', async () => {
			const { invoice } = await invoiced();
			const refusal = (vals: Body, id: number) =>
				company().refusal('account.move.reversal', 'create', { vals_list: [vals], context: on(id) });
			expect(await refusal({ journal_id: await company().journal('sale') }, invoice)).toMatchObject({
				status: 422,
				message: 'To reverse a journal entry, it has to be posted first.',
			});
			const { invoice: done } = await posted();
			expect(await refusal({ reason: 'x' }, done)).toMatchObject({
				status: 422,
				message: expect.stringContaining("'Journal' (journal_id)"),
			});
		});

		it('stand alone where they are made directly', async () => {
			const note = await company().create('account.move', {
				move_type: 'out_refund',
				partner_id: await company().partner(),
				invoice_date: '2026-11-01',
				invoice_line_ids: [[0, 0, { name: 'Goodwill', quantity: 1, price_unit: 7, tax_ids: [[6, 0, []]] }]],
			});
			await company().ask('account.move', 'action_post', { ids: [note] });
			expect(await open(note)).toEqual(['not_paid', 7]);
		});
	});

	describe('entries', () => {
		const account = async (type: string) =>
			(await company().find('account.account', [['account_type', '=', type]], ['code']))[0]!.id;
		const entry = async (fee: number) => ({
			move_type: 'entry',
			ref: company().unique('PAYOUT '),
			date: '2026-11-07',
			journal_id: await company().journal('general'),
			line_ids: [
				[0, 0, { name: 'Payout', account_id: await account('asset_cash'), debit: 97.5 }],
				[0, 0, { name: 'Fee', account_id: await account('expense'), debit: fee }],
				[0, 0, { name: 'Sales', account_id: await account('income'), credit: 100 }],
			],
		});

		it('of a payout are posted and can be taken back', async () => {
			const id = await company().create('account.move', await entry(2.5));
			expect(await company().ask('account.move', 'action_post', { ids: [id] })).toBe(false);
			expect(
				await company().read('account.move', id, ['name', 'state', 'move_type', 'amount_total', 'payment_state']),
			).toMatchObject({
				name: expect.stringMatching(/^MISC\/2026\/11\/\d{4}$/),
				state: 'posted',
				move_type: 'entry',
				amount_total: 100,
				payment_state: 'not_paid',
			});
			const lines = await company().find('account.move.line', [['move_id', '=', id]], ['balance']);
			expect(lines.map((line) => line['balance'])).toEqual([97.5, 2.5, -100]);
			await company().ask('account.move', 'button_draft', { ids: [id] });
			await company().ask('account.move', 'button_cancel', { ids: [id] });
			expect(await company().read('account.move', id, ['state'])).toMatchObject({ state: 'cancel' });
		});

		it('are refused where they do not balance', async () => {
			expect(await company().refusal('account.move', 'create', { vals_list: [await entry(2)] })).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.UserError',
				message: expect.stringMatching(/not balanced/),
			});
		});
	});
}
