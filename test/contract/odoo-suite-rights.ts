import type { Company } from './odoo-company';

const GROUPS = [
	'sales_team.group_sale_salesman_all_leads',
	'base.group_partner_manager',
	'stock.group_stock_user',
	'account.group_account_invoice',
	'product.group_product_manager',
];
const LATER = ['partners', 'stock', 'invoices', 'products'] as const;

/** What a user may do who has the first so many of the groups above. */
export function describeRights(company: () => Company): void {
	describe.each(GROUPS.map((_group, at) => [at]))('rights of a user with the groups up to number %i', (count) => {
		const has = Object.fromEntries(LATER.map((what, at) => [what, count > at])) as Record<
			(typeof LATER)[number],
			boolean
		>;
		let user: { uid: number; password: string };

		beforeAll(async () => {
			user = await company().odoo.user(company(), GROUPS.slice(0, count + 1));
		});

		const ask = (model: string, method: string, args: unknown[], named = {}) =>
			company().executeAs(user, model, method, args, named);
		/** Refused, in the words of a right that is missing, with the groups that have it. */
		const refused = (what: string, ...groups: string[]) => ({
			refused: [
				`You are not allowed to ${what} records.`,
				'',
				`This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}`).join('\n')}`,
				'',
				'Contact your administrator to request access if necessary.',
			].join('\n'),
		});

		it('sells, reads what that takes, and deletes nothing', async () => {
			const partner_id = await company().partner();
			const product_id = await company().product();
			const vals = { partner_id, order_line: [[0, 0, { product_id }]] };
			const id = (await ask('sale.order', 'create', [vals])) as number;
			expect(await ask('sale.order', 'action_confirm', [[id]])).toBe(true);
			const legible = ['account.tax', 'account.journal', 'account.account', 'account.move', 'res.company', 'crm.team'];
			for (const model of [
				...legible,
				'stock.warehouse',
				'stock.quant',
				'stock.picking',
				'delivery.carrier',
				'product.pricelist',
			]) {
				expect(await ask(model, 'search', [[]], { limit: 1 })).toEqual(expect.any(Array));
			}
			await ask('sale.order', 'action_cancel', [[id]]);
			expect(await ask('sale.order', 'unlink', [[id]])).toEqual(
				refused("delete 'Sales Order' (sale.order)", 'Sales/Administrator'),
			);
		});

		it('writes tracking numbers and ships', async () => {
			const product = await company().product();
			await company().stock(product, 2);
			const order = await company().confirmed([{ product_id: product }]);
			const pickings = await company().pickings(order);
			expect(await ask('stock.picking', 'write', [pickings, { carrier_tracking_ref: 'T' }])).toBe(true);
			const context = { skip_sms: true, skip_backorder: true };
			expect(await ask('stock.picking', 'button_validate', [pickings], { context })).toBe(true);
		});

		it(has.partners ? 'writes contacts' : 'writes no contacts', async () => {
			const made = await ask('res.partner', 'create', [{ name: 'New' }]);
			const load = await ask('res.partner', 'load', [['id', 'name'], [[company().unique('r.p'), 'New']]]);
			const want = refused(
				"create 'Contact' (res.partner)",
				'Contact/Creation',
				'Inventory/Administrator',
				'Sales/Administrator',
			);
			expect(made).toEqual(has.partners ? expect.any(Number) : want);
			expect(load).toMatchObject(
				has.partners ? { messages: [] } : { ids: false, messages: [{ type: 'error', message: want.refused }] },
			);
		});

		it(has.stock ? 'counts stock' : 'counts no stock', async () => {
			const vals = {
				product_id: await company().product(),
				location_id: await company().shelf(),
				inventory_quantity: 3,
			};
			const made = await ask('stock.quant', 'create', [vals]);
			expect(made).toEqual(has.stock ? expect.any(Number) : refused("create 'Quants' (stock.quant)", 'Inventory/User'));
		});

		it(has.invoices ? 'posts, takes payments and refunds' : 'drafts invoices and no more', async () => {
			const product = await company().product({ is_storable: false });
			const order = await company().confirmed([{ product_id: product }]);
			const vals = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, [order]]] };
			const wizard = (await ask('sale.advance.payment.inv', 'create', [vals])) as number;
			expect(await ask('sale.advance.payment.inv', 'create_invoices', [[wizard]])).toMatchObject({
				res_id: expect.any(Number),
			});
			const { invoice_ids } = await company().read('sale.order', order, ['invoice_ids']);
			const posting = await ask('account.move', 'action_post', [invoice_ids]);
			expect(posting).toEqual(
				has.invoices ? false : { refused: "You don't have the access rights to post an invoice." },
			);
			if (!has.invoices) await company().ask('account.move', 'action_post', { ids: invoice_ids });
			const context = { active_model: 'account.move', active_ids: invoice_ids };
			const paying = await ask('account.payment.register', 'create', [{}], { context });
			const words = refused("create 'Pay' (account.payment.register)", 'Accounting/Invoicing');
			expect(paying).toEqual(has.invoices ? expect.any(Number) : words);
			const reading = await ask('account.payment', 'search', [[]], { limit: 1 });
			const closed = refused(
				"access 'Payments' (account.payment)",
				'Accounting/Invoicing',
				'Show Accounting Features - Readonly',
			);
			expect(reading).toEqual(has.invoices ? expect.any(Array) : closed);
			const journal_id = await company().journal('sale');
			const reversing = await ask('account.move.reversal', 'create', [{ journal_id }], { context });
			const never = refused("create 'Account Move Reversal' (account.move.reversal)", 'Accounting/Invoicing');
			expect(reversing).toEqual(has.invoices ? expect.any(Number) : never);
		});

		it(has.products ? 'writes products and pricelists' : 'writes no products and no pricelists', async () => {
			const product = await company().product();
			const words = (what: string) => refused(`${what} 'Product Variant' (product.product)`, 'Products/Create');
			const made = await ask('product.product', 'create', [{ name: 'New' }]);
			expect(made).toEqual(has.products ? expect.any(Number) : words('create'));
			const written = await ask('product.product', 'write', [[product], { list_price: 2 }]);
			expect(written).toEqual(has.products ? true : words('modify'));
			const pricelist = await ask('product.pricelist', 'create', [{ name: company().unique('P') }]);
			const closed = refused(
				"create 'Pricelist' (product.pricelist)",
				'Inventory/Administrator',
				'Products/Create',
				'Sales/Administrator',
			);
			expect(pricelist).toEqual(has.products ? expect.any(Number) : closed);
		});

		it('loads over nothing, and asks for no right, where a load leaves alone what stands there', async () => {
			const xmlid = company().unique('rights.customer_');
			const rows = [[xmlid, 'Theirs']];
			const context = { mode: 'update', noupdate: true };
			const load = { fields: ['id', 'name'], data: rows, context };
			const { ids } = await company().ask<{ ids: number[] }>('res.partner', 'load', load);
			const asked = await ask('res.partner', 'load', [['id', 'name'], [[xmlid, 'Ours']]], { context });
			expect(asked).toEqual({ ids, messages: [], nextrow: 0 });
			expect(await company().read('res.partner', ids[0]!, ['name'])).toMatchObject({ name: 'Theirs' });
		});

		it('loads orders and looks up external ids, and does not see how Odoo is made', async () => {
			const [module, name] = ['rights', company().unique('x')];
			const rows = [[`${module}.${name}`, String(await company().partner())]];
			const { ids } = (await ask('sale.order', 'load', [['id', 'partner_id/.id'], rows])) as { ids: number[] };
			expect(await ask('ir.model.data', 'check_object_reference', [module, name])).toEqual(['sale.order', ids[0]]);
			const closed: Array<[string, string, string]> = [
				['ir.model', 'Models', 'Access Rights'],
				['ir.model.data', 'Model Data', 'Access Rights'],
				['ir.model.fields', 'Fields', 'Access Rights'],
				['base.automation', 'Automation Rule', 'Role / Administrator'],
				['decimal.precision', 'Decimal Precision', 'Role / Administrator'],
			];
			for (const [model, label, group] of closed) {
				expect(await ask(model, 'search', [[]])).toEqual(refused(`access '${label}' (${model})`, group));
			}
			// Not even the number of the database.
			expect(await ask('ir.config_parameter', 'get_param', ['database.uuid'])).toEqual(
				refused("access 'System Parameter' (ir.config_parameter)", 'Role / Administrator'),
			);
		});
	});
}
