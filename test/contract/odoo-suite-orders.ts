import type { Company } from './odoo-company';

/** Quotations and orders: what is filled in, what they come to, how they are confirmed, changed and cancelled. */
export function describeOrders(company: () => Company): void {
	const lineOf = async (order: number, fields: readonly string[]) => {
		const rows = await company().find('sale.order.line', [['order_id', '=', order]], fields);
		return rows[0]!;
	};
	const amounts = async (order: number) => {
		const { amount_untaxed, amount_tax, amount_total } = await company().read('sale.order', order, [
			'amount_untaxed',
			'amount_tax',
			'amount_total',
		]);
		return [amount_untaxed, amount_tax, amount_total];
	};

	describe('quotations', () => {
		it('fill in what is not given', async () => {
			const partner = await company().partner();
			const product = await company().product({ name: 'Bowl', default_code: company().unique('B') });
			const id = await company().order([{ product_id: product }], { partner_id: partner });
			const order = await company().read('sale.order', id, [
				...['name', 'state', 'locked', 'partner_invoice_id', 'partner_shipping_id', 'require_signature', 'picking_ids'],
				...[
					'invoice_ids',
					'invoice_status',
					'delivery_status',
					'user_id',
					'client_order_ref',
					'note',
					'payment_term_id',
				],
			]);
			expect(order).toMatchObject({
				name: expect.stringMatching(/^S\d{5}$/),
				state: 'draft',
				locked: false,
				partner_invoice_id: [partner, expect.any(String)],
				partner_shipping_id: [partner, expect.any(String)],
				require_signature: true,
				picking_ids: [],
				invoice_ids: [],
				invoice_status: 'no',
				delivery_status: false,
				user_id: [2, 'Administrator'],
				client_order_ref: false,
				note: false,
				payment_term_id: false,
			});
			const { default_code } = await company().read('product.product', product, ['default_code']);
			const fields = ['name', 'product_uom_qty', 'price_unit', 'discount', 'sequence', 'display_type', 'is_delivery'];
			expect(await lineOf(id, fields)).toMatchObject({
				name: `[${String(default_code)}] Bowl`,
				product_uom_qty: 1,
				price_unit: 10,
				discount: 0,
				sequence: 10,
				display_type: false,
				is_delivery: false,
			});
		});

		it('go to the partner’s own addresses', async () => {
			const partner = await company().partner({
				child_ids: [
					[0, 0, { type: 'delivery', name: 'D' }],
					[0, 0, { type: 'invoice', name: 'I' }],
				],
			});
			const { child_ids } = await company().read('res.partner', partner, ['child_ids']);
			const children = await company().find('res.partner', [['id', 'in', child_ids]], ['type']);
			const byType = Object.fromEntries(children.map(({ id, type }) => [type, id]));
			const id = await company().order([], { partner_id: partner });
			expect(await company().read('sale.order', id, ['partner_invoice_id', 'partner_shipping_id'])).toMatchObject({
				partner_invoice_id: [byType['invoice'], expect.any(String)],
				partner_shipping_id: [byType['delivery'], expect.any(String)],
			});
		});

		it('keep a name that is given, and several may have the same name and reference', async () => {
			const name = company().unique('SHOP');
			const first = await company().order([], { name, client_order_ref: name });
			const second = await company().order([], { name, client_order_ref: name });
			expect(second).not.toBe(first);
			expect(await company().find('sale.order', [['name', '=', name]], ['id'])).toHaveLength(2);
		});

		it('need a customer, and one that is there', async () => {
			const refusal = (vals: object) => company().refusal('sale.order', 'create', { vals_list: [vals] });
			const words = (label: string, field: string) =>
				`The operation cannot be completed: Missing required value for the field '${label}' (${field}).\nModel: 'Sales Order' (sale.order)\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n`;
			const missing = { status: 422, name: 'odoo.exceptions.ValidationError' };
			expect(await refusal({})).toEqual({ ...missing, message: words('Customer', 'partner_id') });
			expect(await refusal({ partner_id: false })).toEqual({ ...missing, message: words('Customer', 'partner_id') });
			const partner = await company().partner();
			expect(await refusal({ partner_id: String(partner) })).toEqual({
				...missing,
				message: words('Invoice Address', 'partner_invoice_id'),
			});
			expect(await refusal({ partner_id: 999_999 })).toMatchObject({
				status: 404,
				name: 'odoo.exceptions.MissingError',
			});
		});

		it('ignore a currency, and take the pricelist’s', async () => {
			const own = (await company().find('res.company', [['id', '=', 1]], ['currency_id']))[0]?.['currency_id'] as [
				number,
			];
			const foreign = (
				await company().find(
					'res.currency',
					[
						['id', '!=', own[0]],
						['active', 'in', [true, false]],
					],
					['name'],
				)
			)[0]!;
			const ignored = await company().order([], { currency_id: foreign.id });
			expect(await company().read('sale.order', ignored, ['currency_id'])).toMatchObject({ currency_id: own });
			const pricelist = await company().create('product.pricelist', {
				name: company().unique('P'),
				currency_id: foreign.id,
			});
			const priced = await company().order([], { pricelist_id: pricelist });
			expect(await company().read('sale.order', priced, ['currency_id'])).toMatchObject({
				currency_id: [foreign.id, foreign['name']],
			});
		});

		it('show a pricelist’s price on a line without one', async () => {
			const product = await company().product();
			const pricelist_id = await company().create('product.pricelist', { name: company().unique('P') });
			const rule = { pricelist_id, applied_on: '0_product_variant', product_id: product, compute_price: 'fixed' };
			await company().create('product.pricelist.item', { ...rule, fixed_price: 8.5, min_quantity: 1 });
			await company().create('product.pricelist.item', { ...rule, fixed_price: 7.5, min_quantity: 10 });
			const price = async (quantity: number) => {
				const id = await company().order([{ product_id: product, product_uom_qty: quantity }], { pricelist_id });
				return (await lineOf(id, ['price_unit']))['price_unit'];
			};
			expect([await price(1), await price(10)]).toEqual([8.5, 7.5]);
		});
	});

	describe('amounts', () => {
		let exclusive: number;
		let inclusive: number;
		let low: number;

		beforeAll(async () => {
			exclusive = await company().tax(15);
			inclusive = await company().tax(19, true);
			low = await company().tax(7);
		});

		it.each<[string, () => Array<[number, number, number, Array<'out' | 'in' | 'low'>]>, number[]]>([
			['19 % included', () => [[3, 19.99, 0, ['in']]], [50.39, 9.58, 59.97]],
			[
				'15 % on top, rounded over all lines',
				() => [
					[1, 0.37, 0, ['out']],
					[1, 0.37, 0, ['out']],
					[1, 0.37, 0, ['out']],
				],
				[1.11, 0.17, 1.28],
			],
			[
				'a discount of two decimals',
				() => [
					[2, 19.99, 10, []],
					[1, 45, 0, ['out']],
				],
				[80.98, 6.75, 87.73],
			],
			[
				'a line below zero',
				() => [
					[3, 19.99, 0, []],
					[1, -5, 0, []],
				],
				[54.97, 0, 54.97],
			],
			['two taxes on a line', () => [[3, 3.33, 0, ['out', 'low']]], [9.99, 2.2, 12.19]],
			[
				'included and on top together',
				() => [
					[1, 10, 0, ['in']],
					[1, 10, 0, ['out']],
				],
				[18.4, 3.1, 21.5],
			],
			[
				'many lines with the tax included',
				() => [1.99, 2.49, 0.99, 7.77, 5.55].map((price) => [1, price, 0, ['in']]),
				[15.79, 3, 18.79],
			],
			['included and discounted', () => [[7, 12.34, 33.33, ['in']]], [48.4, 9.19, 57.59]],
			[
				'a line below zero with the tax included',
				() => [
					[2, 24.8, 0, ['in']],
					[1, -2.35, 0, ['in']],
				],
				[39.71, 7.54, 47.25],
			],
			['many decimals in the price', () => [[100, 1.23456, 0, []]], [123.46, 0, 123.46]],
		])('come out with %s', async (_what, lines, want) => {
			const product = await company().product();
			const taxes = { out: exclusive, in: inclusive, low };
			const id = await company().order(
				lines().map(([product_uom_qty, price_unit, discount, names]) => ({
					product_id: product,
					product_uom_qty,
					price_unit,
					discount,
					tax_ids: [[6, 0, names.map((name) => taxes[name])]],
				})),
			);
			expect(await amounts(id)).toEqual(want);
		});

		it('of one line are rounded for themselves', async () => {
			const product = await company().product();
			const line = { product_id: product, product_uom_qty: 5, price_unit: 11.5, tax_ids: [[6, 0, [exclusive]]] };
			const id = await company().order([line]);
			const { price_subtotal, price_tax, price_total } = await lineOf(id, [
				'price_subtotal',
				'price_tax',
				'price_total',
			]);
			expect([price_subtotal, price_total]).toEqual([57.5, 66.13]);
			expect(price_tax).toBeCloseTo(8.63, 6);
		});

		it('of a line may be a cent off the order’s', async () => {
			const line = { product_id: await company().product(), price_unit: 57.594, tax_ids: [[6, 0, [inclusive]]] };
			const id = await company().order([line]);
			expect(await lineOf(id, ['price_subtotal', 'price_total'])).toMatchObject({
				price_subtotal: 48.4,
				price_total: 57.6,
			});
			expect(await amounts(id)).toEqual([48.39, 9.2, 57.59]);
		});

		it('are rounded per line where the company says so', async () => {
			const product = await company().product();
			await company().write('res.company', 1, { tax_calculation_rounding_method: 'round_per_line' });
			try {
				const line = (price_unit: number, tax: number) => ({
					product_id: product,
					price_unit,
					tax_ids: [[6, 0, [tax]]],
				});
				const outside = await company().order([line(0.37, exclusive), line(0.37, exclusive), line(0.37, exclusive)]);
				expect(await amounts(outside)).toEqual([1.11, 0.18, 1.29]);
				const inside = await company().order([line(1.99, inclusive), line(2.49, inclusive), line(57.594, inclusive)]);
				expect(await amounts(inside)).toEqual([52.15, 9.92, 62.07]);
			} finally {
				await company().write('res.company', 1, { tax_calculation_rounding_method: 'round_globally' });
			}
		});

		it('cut discounts and quantities to two decimals', async () => {
			const product = await company().product();
			const kept = async (vals: object) => {
				const id = await company().order([{ product_id: product, ...vals }]);
				return await lineOf(id, ['discount', 'product_uom_qty']);
			};
			expect(await kept({ discount: 12.345 })).toMatchObject({ discount: 12.35 });
			expect(await kept({ discount: 3.3333 })).toMatchObject({ discount: 3.33 });
			expect(await kept({ product_uom_qty: 1.2345 })).toMatchObject({ product_uom_qty: 1.23 });
		});

		it('take the product’s tax where none is given, and none where none is to be', async () => {
			const product = await company().product({ taxes_id: [[6, 0, [exclusive]]] });
			const taxes = async (vals: object) => {
				const id = await company().order([{ product_id: product, ...vals }]);
				return (await lineOf(id, ['tax_ids']))['tax_ids'];
			};
			expect(await taxes({})).toEqual([exclusive]);
			expect(await taxes({ tax_ids: [[5]] })).toEqual([]);
			expect(await taxes({ tax_ids: [[6, 0, []]] })).toEqual([]);
			expect(await taxes({ tax_ids: [[6, 0, [low]]] })).toEqual([low]);
		});

		it('of a tax that is written as included are not, unless it is said the way of 18', async () => {
			const name = company().unique('tax');
			const plain = await company().create('account.tax', { name, amount: 19, price_include: true });
			expect(await company().read('account.tax', plain, ['price_include'])).toMatchObject({ price_include: false });
			expect(await company().read('account.tax', inclusive, ['price_include'])).toMatchObject({ price_include: true });
			expect(await company().refusal('account.tax', 'create', { vals_list: [{ name, amount: 1 }] })).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.ValidationError',
				message: expect.stringMatching(/^Tax names must be unique!\n- /),
			});
		});

		it('start anew from the list price when a quantity alone is written', async () => {
			const product = await company().product({ list_price: 20 });
			const id = await company().order([{ product_id: product, price_unit: 5 }]);
			const line = await lineOf(id, ['price_unit']);
			await company().write('sale.order.line', line.id, { product_uom_qty: 2, price_unit: 5 });
			expect(await lineOf(id, ['price_unit'])).toMatchObject({ price_unit: 5 });
			await company().write('sale.order.line', line.id, { product_uom_qty: 3 });
			expect(await lineOf(id, ['price_unit'])).toMatchObject({ price_unit: 20 });
			await company().write('sale.order', id, {
				order_line: [[1, line.id, { product_uom_qty: 4, price_unit: 6, discount: 5 }]],
			});
			expect(await lineOf(id, ['price_unit', 'discount', 'price_subtotal'])).toMatchObject({
				price_unit: 6,
				discount: 5,
				price_subtotal: 22.8,
			});
		});
	});

	describe('confirmation', () => {
		it('overwrites the date of the order with now, which may be written again', async () => {
			const id = await company().confirmed([{ product_id: await company().product() }], {
				date_order: '2026-01-02 03:04:05',
			});
			const { date_order } = await company().read('sale.order', id, ['date_order']);
			expect(date_order).not.toBe('2026-01-02 03:04:05');
			await company().write('sale.order', id, { date_order: '2026-01-02 03:04:05' });
			expect(await company().read('sale.order', id, ['date_order', 'state'])).toMatchObject({
				date_order: '2026-01-02 03:04:05',
				state: 'sale',
			});
		});

		it('makes a transfer, and an order that is to be invoiced', async () => {
			const partner = await company().partner();
			const product = await company().product();
			const id = await company().confirmed([{ product_id: product, product_uom_qty: 2 }], { partner_id: partner });
			const { picking_ids, name, ...order } = await company().read('sale.order', id, [
				...['picking_ids', 'name', 'state', 'invoice_status', 'delivery_status'],
			]);
			expect(order).toEqual({ id, state: 'sale', invoice_status: 'to invoice', delivery_status: 'pending' });
			const [picking] = picking_ids as [number];
			expect(
				await company().read('stock.picking', picking, ['state', 'origin', 'partner_id', 'picking_type_code', 'name']),
			).toEqual({
				id: picking,
				state: 'confirmed',
				origin: name,
				partner_id: [partner, expect.any(String)],
				picking_type_code: 'outgoing',
				name: expect.stringMatching(/^WH\/OUT\/\d{5}$/),
			});
		});

		it('happens once', async () => {
			const id = await company().confirmed([{ product_id: await company().product() }]);
			expect(await company().refusal('sale.order', 'action_confirm', { ids: [id] })).toEqual({
				status: 422,
				name: 'odoo.exceptions.UserError',
				message: 'Some orders are not in a state requiring confirmation.',
			});
			expect(await company().pickings(id)).toHaveLength(1);
		});

		it('is all or nothing for several orders', async () => {
			const product = await company().product();
			const good = await company().order([{ product_id: product }]);
			const bad = await company().order([{ name: 'Nothing anybody sells', price_unit: 3 }]);
			expect(await company().refusal('sale.order', 'action_confirm', { ids: [good, bad] })).toMatchObject({
				status: 422,
				message: 'Some order lines are missing a product, you need to correct them before going further.',
			});
			expect(await company().read('sale.order', good, ['state', 'picking_ids'])).toEqual({
				id: good,
				state: 'draft',
				picking_ids: [],
			});
		});

		it('takes an empty order, a service and a note without making a transfer', async () => {
			const service = await company().product({ type: 'service', is_storable: false });
			const id = await company().confirmed([
				{ product_id: service },
				{ display_type: 'line_note', name: 'Leave at the door', product_uom_qty: 0 },
			]);
			expect(await company().pickings(id)).toEqual([]);
			expect(await company().read('sale.order', await company().confirmed([]), ['state'])).toMatchObject({
				state: 'sale',
			});
		});

		it('comes with a create in the state of an order, which keeps its date', async () => {
			const product = await company().product();
			const id = await company().order([{ product_id: product }], { state: 'sale', date_order: '2026-01-01 10:00:00' });
			expect(await company().read('sale.order', id, ['state', 'date_order'])).toMatchObject({
				state: 'sale',
				date_order: '2026-01-01 10:00:00',
			});
			expect(await company().pickings(id)).toHaveLength(1);
		});

		it('lets lines be added and changed, and not taken out', async () => {
			const product = await company().product();
			const id = await company().confirmed([{ product_id: product, product_uom_qty: 1 }]);
			const demand = async () => {
				const moves = await company().find(
					'stock.move',
					[['sale_line_id.order_id', '=', id]],
					['product_uom_qty', 'state'],
				);
				return moves.map((move) => [move['product_uom_qty'], move['state']]);
			};
			const line = await lineOf(id, ['name']);
			await company().write('sale.order', id, { order_line: [[0, 0, { product_id: product, product_uom_qty: 3 }]] });
			expect(await demand()).toEqual([
				[1, 'confirmed'],
				[3, 'confirmed'],
			]);
			await company().write('sale.order.line', line.id, { product_uom_qty: 5, price_unit: 10 });
			expect(await demand()).toEqual([
				[5, 'confirmed'],
				[3, 'confirmed'],
			]);
			await company().write('sale.order.line', line.id, { product_uom_qty: 2, price_unit: 10 });
			expect(await demand()).toEqual([
				[2, 'confirmed'],
				[3, 'confirmed'],
			]);
			await company().write('sale.order.line', line.id, { product_uom_qty: 0, price_unit: 10 });
			expect(await demand()).toEqual([
				[0, 'cancel'],
				[3, 'confirmed'],
			]);
			const refused = {
				status: 422,
				message: expect.stringMatching(/^Once a sales order is confirmed, you can't remove one of its lines/),
			};
			expect(await company().refusal('sale.order', 'write', { ids: [id], vals: { order_line: [[5]] } })).toMatchObject(
				refused,
			);
			expect(await company().refusal('sale.order.line', 'unlink', { ids: [line.id] })).toMatchObject(refused);
			expect(await company().pickings(id)).toHaveLength(1);
		});
	});

	describe('cancellation', () => {
		it('stops what is on its way, may be repeated, and lets the order be deleted', async () => {
			const id = await company().confirmed([{ product_id: await company().product() }]);
			expect(await company().refusal('sale.order', 'unlink', { ids: [id] })).toMatchObject({
				status: 422,
				message: 'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
			});
			expect(await company().ask('sale.order', 'action_cancel', { ids: [id] })).toBe(true);
			expect(await company().read('sale.order', id, ['state', 'delivery_status'])).toMatchObject({
				state: 'cancel',
				delivery_status: false,
			});
			const [picking] = await company().pickings(id);
			expect(await company().read('stock.picking', picking!, ['state'])).toMatchObject({ state: 'cancel' });
			expect(await company().ask('sale.order', 'action_cancel', { ids: [id] })).toBe(true);
			expect(await company().ask('sale.order', 'unlink', { ids: [id] })).toBe(true);
			expect(await company().ask('sale.order', 'read', { ids: [id], fields: ['name'] })).toEqual([]);
		});

		it('is refused for a locked order', async () => {
			const id = await company().confirmed([{ product_id: await company().product() }]);
			expect(await company().ask('sale.order', 'action_lock', { ids: [id] })).toBeNull();
			expect(await company().refusal('sale.order', 'action_cancel', { ids: [id] })).toMatchObject({
				status: 422,
				message: 'You cannot cancel a locked order. Please unlock it first.',
			});
			await company().ask('sale.order', 'action_unlock', { ids: [id] });
			expect(await company().ask('sale.order', 'action_cancel', { ids: [id] })).toBe(true);
		});

		it('can be taken back to a quotation', async () => {
			const id = await company().confirmed([{ product_id: await company().product() }]);
			await company().ask('sale.order', 'action_cancel', { ids: [id] });
			expect(await company().ask('sale.order', 'action_draft', { ids: [id] })).toBe(true);
			expect(await company().read('sale.order', id, ['state'])).toMatchObject({ state: 'draft' });
		});
	});

	describe('notes', () => {
		it('and to-dos and files go with an order', async () => {
			const id = await company().order([]);
			await company().ask('sale.order', 'message_post', { ids: [id], body: 'Held: <b>risk</b>' });
			const [message] = await company().find(
				'mail.message',
				[
					['model', '=', 'sale.order'],
					['res_id', '=', id],
					['body', 'ilike', 'Held'],
				],
				['body'],
			);
			expect(message?.['body']).toContain('&lt;b&gt;risk');
			await company().ask('sale.order', 'activity_schedule', {
				ids: [id],
				act_type_xmlid: 'mail.mail_activity_data_todo',
				summary: 'Look',
				user_id: 2,
			});
			const [activity] = await company().find(
				'mail.activity',
				[
					['res_model', '=', 'sale.order'],
					['res_id', '=', id],
				],
				['summary'],
			);
			expect(activity?.['summary']).toBe('Look');
			const file = { name: 'slip.txt', res_model: 'sale.order', res_id: id, datas: 'aGVsbG8=', mimetype: 'text/plain' };
			const attachment = await company().create('ir.attachment', file);
			expect(await company().read('ir.attachment', attachment, ['res_id', 'datas', 'mimetype'])).toMatchObject({
				res_id: id,
				datas: 'aGVsbG8=',
				mimetype: 'text/plain',
			});
		});
	});
}
