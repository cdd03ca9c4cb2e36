import type { Body, Company, Row } from './odoo-company';

/** Quantities, reservations, deliveries, backorders, returns, warehouses. */
export function describeStock(company: () => Company): void {
	const quantities = async (product: number, context: Body = {}) => {
		const fields = ['qty_available', 'free_qty', 'virtual_available', 'incoming_qty', 'outgoing_qty'];
		const row = await company().read('product.product', product, fields, context);
		return fields.map((field) => row[field]);
	};
	const stocked = async (quantity: number, vals: Body = {}) => {
		const product = await company().product(vals);
		await company().stock(product, quantity);
		return product;
	};
	/** A confirmed order of so many of a product, and its transfer. */
	const ordered = async (product: number, quantity: number, vals: Body = {}) => {
		const order = await company().confirmed([{ product_id: product, product_uom_qty: quantity }], vals);
		const [picking] = await company().pickings(order);
		return { order, picking: picking! };
	};
	const movesOf = async (picking: number, fields: readonly string[]) =>
		await company().find('stock.move', [['picking_id', '=', picking]], fields);
	const state = async (picking: number) => (await company().read('stock.picking', picking, ['state']))['state'];
	const delivered = async (order: number) => {
		const [line] = await company().find('sale.order.line', [['order_id', '=', order]], ['qty_delivered']);
		const { delivery_status } = await company().read('sale.order', order, ['delivery_status']);
		return [line?.['qty_delivered'], delivery_status];
	};

	describe('quantities', () => {
		it('are set by counting, which answers null and leaves the counted figure', async () => {
			const product = await company().product();
			const quant = await company().create('stock.quant', {
				product_id: product,
				location_id: await company().shelf(),
				inventory_quantity: 10,
			});
			expect((await quantities(product))[0]).toBe(0);
			expect(await company().ask('stock.quant', 'action_apply_inventory', { ids: [quant] })).toBeNull();
			const fields = [
				'quantity',
				'reserved_quantity',
				'available_quantity',
				'inventory_quantity',
				'inventory_quantity_set',
			];
			expect(await company().read('stock.quant', quant, fields)).toEqual({
				id: quant,
				quantity: 10,
				reserved_quantity: 0,
				available_quantity: 10,
				inventory_quantity: 0,
				inventory_quantity_set: false,
			});
			expect(await quantities(product)).toEqual([10, 10, 10, 0, 0]);
		});

		it('tell on hand, free, forecast and on the way out apart', async () => {
			const product = await stocked(10);
			await ordered(product, 4);
			expect(await quantities(product)).toEqual([10, 6, 6, 0, 4]);
			const [quant] = await company().find(
				'stock.quant',
				[
					['product_id', '=', product],
					['location_id.usage', '=', 'internal'],
				],
				['quantity', 'reserved_quantity', 'available_quantity', 'warehouse_id'],
			);
			expect(quant).toMatchObject({ quantity: 10, reserved_quantity: 4, available_quantity: 6 });
			expect(quant?.['warehouse_id']).not.toBe(false);
		});

		it('can be searched and grouped', async () => {
			const product = await stocked(7);
			const found = async (domain: unknown[]) =>
				await company().ask('product.product', 'search', { domain: [['id', '=', product], ...domain] });
			expect(await found([['free_qty', '>', 6]])).toEqual([product]);
			expect(await found([['free_qty', '>', 7]])).toEqual([]);
			const groups = await company().ask<Row[]>('stock.quant', 'formatted_read_group', {
				domain: [
					['product_id', '=', product],
					['location_id.usage', '=', 'internal'],
				],
				groupby: ['product_id'],
				aggregates: ['quantity:sum', '__count'],
			});
			expect(groups).toEqual([
				{
					product_id: [product, expect.any(String)],
					'quantity:sum': 7,
					__count: 1,
					__extra_domain: [['product_id', '=', product]],
				},
			]);
		});

		it('are written to a product, and to a quant with the mode or by force', async () => {
			const product = await stocked(3);
			await company().write('product.product', product, { qty_available: 77 });
			expect((await quantities(product))[0]).toBe(77);
			const [quant] = await company().find(
				'stock.quant',
				[
					['product_id', '=', product],
					['location_id.usage', '=', 'internal'],
				],
				['quantity'],
			);
			const now = async () => (await company().read('stock.quant', quant!.id, ['quantity']))['quantity'];
			await company().write('stock.quant', quant!.id, { inventory_quantity_auto_apply: 5 });
			expect(await now()).toBe(77);
			await company().write('stock.quant', quant!.id, { inventory_quantity_auto_apply: 5 }, { inventory_mode: true });
			expect(await now()).toBe(5);
			await company().write('stock.quant', quant!.id, { quantity: 9 });
			expect(await now()).toBe(9);
			expect(await company().refusal('stock.quant', 'unlink', { ids: [quant!.id] })).toMatchObject({
				status: 403,
				name: 'odoo.exceptions.AccessError',
				message: expect.stringMatching(
					/^You are not allowed to delete 'Quants' \(stock.quant\) records.\n\nNo group currently allows/,
				),
			});
		});

		it('are those of a warehouse or a location where the context says so', async () => {
			const product = await stocked(10);
			const code = company().unique('W').slice(-5);
			const second = await company().create('stock.warehouse', { name: company().unique('Second '), code });
			const { lot_stock_id } = await company().read('stock.warehouse', second, ['lot_stock_id']);
			await company().stock(product, 5, (lot_stock_id as [number])[0]);
			const on = async (context: Body) => (await quantities(product, context))[0];
			expect(await on({})).toBe(15);
			expect(await on({ warehouse_id: second })).toBe(5);
			expect(await on({ location: (lot_stock_id as [number])[0] })).toBe(5);
			// The key of 16 and 17 is ignored.
			expect(await on({ warehouse: second })).toBe(15);
			const found = {
				domain: [
					['id', '=', product],
					['free_qty', '>', 9],
				],
				context: { warehouse_id: second },
			};
			expect(await company().ask('product.product', 'search', found)).toEqual([]);
		});

		it('make products vanish for a warehouse that is not there', async () => {
			const product = await stocked(1);
			const read = (fields: string[]) =>
				company().ask('product.product', 'read', { ids: [product], fields, context: { warehouse_id: 999_999 } });
			expect(await read(['qty_available'])).toEqual([]);
			expect(await read(['name'])).toHaveLength(1);
		});

		it('do not move the product’s own date', async () => {
			const product = await company().product();
			const before = await company().read('product.product', product, ['write_date']);
			await new Promise((resolve) => setTimeout(resolve, 1_100));
			await company().stock(product, 5);
			expect(await company().read('product.product', product, ['write_date'])).toEqual(before);
		});

		it('of a template lack the free ones', async () => {
			expect(
				await company().refusal('product.template', 'search_read', { domain: [], fields: ['free_qty'] }),
			).toMatchObject({
				status: 500,
				message: "Invalid field 'free_qty' on 'product.template'",
			});
		});
	});

	describe('transfers', () => {
		it('reserve what is there, and are ready with a part of it', async () => {
			const product = await stocked(1);
			const { picking } = await ordered(product, 100);
			expect(await state(picking)).toBe('assigned');
			const [move] = await movesOf(picking, ['state', 'quantity', 'product_uom_qty', 'picked', 'display_name']);
			expect(move).toMatchObject({ state: 'partially_available', quantity: 1, product_uom_qty: 100, picked: false });
			expect(await state((await ordered(await company().product(), 1)).picking)).toBe('confirmed');
		});

		it('ask about text messages once, where the customer has a phone', async () => {
			const partner_id = await company().partner({ phone: '+3585550199' });
			const { picking } = await ordered(await stocked(5), 1, { partner_id });
			const asked = await company().ask('stock.picking', 'button_validate', { ids: [picking] });
			expect(asked).toMatchObject({
				type: 'ir.actions.act_window',
				res_model: 'confirm.stock.sms',
				target: 'new',
				context: { button_validate_picking_ids: [picking] },
			});
			expect(await state(picking)).toBe('assigned');
			expect(await company().validate(picking)).toBe(true);
			expect(await state(picking)).toBe('done');
		});

		it('ask about a backorder, and make it or not as the context says', async () => {
			const product = await stocked(10);
			const { order, picking } = await ordered(product, 4);
			const [move] = await movesOf(picking, ['quantity']);
			await company().write('stock.move', move!.id, { quantity: 1 });
			const asked = await company().ask('stock.picking', 'button_validate', {
				ids: [picking],
				context: { skip_sms: true },
			});
			expect(asked).toMatchObject({
				type: 'ir.actions.act_window',
				res_model: 'stock.backorder.confirmation',
				context: { skip_sms: true, button_validate_picking_ids: [picking], default_pick_ids: [[4, picking]] },
			});
			expect(await state(picking)).toBe('assigned');
			expect(await company().validate(picking)).toBe(true);
			const rows = await company().find(
				'stock.picking',
				[['sale_id', '=', order]],
				['state', 'backorder_id', 'date_done'],
			);
			expect(
				rows.map((row) => [
					row['state'],
					(row['backorder_id'] as [number] | false) && (row['backorder_id'] as [number])[0],
				]),
			).toEqual([
				['done', false],
				['assigned', picking],
			]);
			expect(await delivered(order)).toEqual([1, 'partial']);
			expect(await quantities(product)).toEqual([9, 6, 6, 0, 3]);
			const rest = rows[1]!.id;
			const [left] = await movesOf(rest, ['product_uom_qty', 'quantity']);
			expect(left).toMatchObject({ product_uom_qty: 3, quantity: 3 });
			await company().write('stock.move', left!.id, { quantity: 2 });
			expect(await company().validate(rest, { picking_ids_not_to_backorder: [rest] })).toBe(true);
			expect(await company().pickings(order)).toHaveLength(2);
			expect(await delivered(order)).toEqual([3, 'full']);
		});

		it('go on through the window of the backorder', async () => {
			const { order, picking } = await ordered(await stocked(10), 4);
			const [move] = await movesOf(picking, ['quantity']);
			await company().write('stock.move', move!.id, { quantity: 1 });
			const asked = await company().ask<{ context: Body }>('stock.picking', 'button_validate', {
				ids: [picking],
				context: { skip_sms: true },
			});
			const wizard = await company().create(
				'stock.backorder.confirmation',
				{ pick_ids: [[4, picking]] },
				asked.context,
			);
			await company().ask('stock.backorder.confirmation', 'process', { ids: [wizard], context: asked.context });
			expect(await state(picking)).toBe('done');
			expect(await company().pickings(order)).toHaveLength(2);
		});

		it('are validated again without harm', async () => {
			const { order, picking } = await ordered(await stocked(2), 2);
			expect(await company().validate(picking)).toBe(true);
			expect(await company().validate(picking)).toBe(true);
			expect(await company().pickings(order)).toHaveLength(1);
			expect(await delivered(order)).toEqual([2, 'full']);
			const { effective_date } = await company().read('sale.order', order, ['effective_date']);
			expect(effective_date).toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/));
		});

		it('are refused where nothing moves, and may drive the stock below zero by hand', async () => {
			const product = await company().product();
			const { order, picking } = await ordered(product, 4);
			expect(
				await company().refusal('stock.picking', 'button_validate', {
					ids: [picking],
					context: { skip_sms: true, skip_backorder: true },
				}),
			).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.UserError',
				message: expect.stringMatching(/^Transfer trouble alert!/),
			});
			const [move] = await movesOf(picking, ['quantity']);
			await company().write('stock.picking', picking, { move_ids: [[1, move!.id, { quantity: 4, picked: true }]] });
			expect(await company().validate(picking)).toBe(true);
			expect((await quantities(product)).slice(0, 2)).toEqual([-4, -4]);
			expect(await delivered(order)).toEqual([4, 'full']);
		});

		it('move the order’s own date when they are done', async () => {
			const { order, picking } = await ordered(await stocked(2), 2);
			const before = (await company().read('sale.order', order, ['write_date']))['write_date'] as string;
			await new Promise((resolve) => setTimeout(resolve, 1_100));
			await company().validate(picking);
			const after = (await company().read('sale.order', order, ['write_date']))['write_date'] as string;
			expect(after > before).toBe(true);
		});

		it('take a tracking number before and after they are done, and show its address', async () => {
			const carrier = (await company().find('delivery.carrier', [], ['name']))[0]!;
			await company().write('delivery.carrier', carrier.id, {
				tracking_url: 'https://track.example.com/<shipmenttrackingnumber>',
			});
			const { picking } = await ordered(await stocked(2), 2, { carrier_id: carrier.id });
			await company().write('stock.picking', picking, { carrier_id: carrier.id, carrier_tracking_ref: 'T1' });
			const fields = ['carrier_tracking_ref', 'carrier_tracking_url'];
			expect(await company().read('stock.picking', picking, fields)).toMatchObject({
				carrier_tracking_ref: 'T1',
				carrier_tracking_url: 'https://track.example.com/T1',
			});
			await company().validate(picking);
			await company().write('stock.picking', picking, { carrier_tracking_ref: 'T2' });
			expect(await company().read('stock.picking', picking, fields)).toMatchObject({ carrier_tracking_ref: 'T2' });
		});

		it('that are done are neither cancelled nor deleted, and outlive their order', async () => {
			const { order, picking } = await ordered(await stocked(2), 2);
			await company().validate(picking);
			const refused = {
				status: 422,
				message: expect.stringMatching(/^You cannot cancel a stock move that has been set to 'Done'/),
			};
			expect(await company().refusal('stock.picking', 'action_cancel', { ids: [picking] })).toMatchObject(refused);
			expect(await company().refusal('stock.picking', 'unlink', { ids: [picking] })).toMatchObject(refused);
			expect(await company().ask('sale.order', 'action_cancel', { ids: [order] })).toBe(true);
			expect(await state(picking)).toBe('done');
		});

		it('reserve later what came in later', async () => {
			const product = await company().product();
			const { picking } = await ordered(product, 3);
			await company().stock(product, 2);
			expect(await company().ask('stock.picking', 'action_assign', { ids: [picking] })).toBe(true);
			expect(await movesOf(picking, ['state', 'quantity'])).toMatchObject([
				{ state: 'partially_available', quantity: 2 },
			]);
		});

		it('of goods nobody counts are always ready', async () => {
			const product = await company().product({ is_storable: false });
			const { order, picking } = await ordered(product, 3);
			expect(await state(picking)).toBe('assigned');
			await company().validate(picking);
			expect(await delivered(order)).toEqual([3, 'full']);
		});

		it('are cancelled without their order', async () => {
			const product = await stocked(5);
			const { order, picking } = await ordered(product, 3);
			expect(await company().ask('stock.picking', 'action_cancel', { ids: [picking] })).toBe(true);
			expect(await quantities(product)).toEqual([5, 5, 5, 0, 0]);
			expect(await company().read('sale.order', order, ['state', 'delivery_status'])).toMatchObject({
				state: 'sale',
				delivery_status: false,
			});
		});
	});

	describe('returns', () => {
		it('start at nothing, come as a transfer of their own, and lower what was delivered', async () => {
			const product = await stocked(5);
			const { order, picking } = await ordered(product, 3);
			await company().validate(picking);
			const context = { active_model: 'stock.picking', active_id: picking, active_ids: [picking] };
			const wizard = await company().create('stock.return.picking', { picking_id: picking }, context);
			const { product_return_moves } = await company().read('stock.return.picking', wizard, ['product_return_moves']);
			const [line] = product_return_moves as [number];
			expect(
				await company().read('stock.return.picking.line', line, ['quantity', 'to_refund', 'move_quantity']),
			).toEqual({
				id: line,
				quantity: 0,
				to_refund: true,
				move_quantity: 3,
			});
			expect(await company().refusal('stock.return.picking', 'action_create_returns', { ids: [wizard] })).toMatchObject(
				{
					status: 422,
					message: 'Please specify at least one non-zero quantity.',
				},
			);
			await company().write('stock.return.picking.line', line, { quantity: 2, to_refund: true });
			const made = await company().ask<{ res_id: number }>('stock.return.picking', 'action_create_returns', {
				ids: [wizard],
			});
			expect(made).toMatchObject({
				type: 'ir.actions.act_window',
				res_model: 'stock.picking',
				res_id: expect.any(Number),
			});
			const back = await company().read('stock.picking', made.res_id, [
				'state',
				'picking_type_code',
				'return_id',
				'sale_id',
				'name',
				'origin',
			]);
			const { name } = await company().read('stock.picking', picking, ['name']);
			expect(back).toMatchObject({
				state: 'assigned',
				picking_type_code: 'incoming',
				return_id: [picking, name],
				sale_id: [order, expect.any(String)],
				name: expect.stringMatching(/^WH\/IN\//),
				origin: `Return of ${String(name)}`,
			});
			expect(await company().validate(made.res_id)).toBe(true);
			expect(await delivered(order)).toEqual([1, 'full']);
			expect((await quantities(product))[0]).toBe(4);
		});
	});

	describe('warehouses', () => {
		it.each([
			['pick_ship', ['internal', 'outgoing']],
			['pick_pack_ship', ['internal', 'internal', 'outgoing']],
		])('that %s make one transfer after the other', async (delivery_steps, kinds) => {
			const code = company().unique('S').slice(-5);
			const warehouse = await company().create('stock.warehouse', {
				name: company().unique('Steps '),
				code,
				delivery_steps,
			});
			const { lot_stock_id } = await company().read('stock.warehouse', warehouse, ['lot_stock_id']);
			const product = await company().product();
			await company().stock(product, 5, (lot_stock_id as [number])[0]);
			const order = await company().confirmed([{ product_id: product, product_uom_qty: 2 }], {
				warehouse_id: warehouse,
			});
			const rows = async () => {
				const domain = [['sale_id', '=', order]];
				return (await company().find('stock.picking', domain, ['picking_type_code', 'state'])).map((row) => [
					row['picking_type_code'],
					row['state'],
				]);
			};
			for (const [at, kind] of kinds.entries()) {
				const done = kinds.slice(0, at).map((each) => [each, 'done']);
				expect(await rows()).toEqual([...done, [kind, 'assigned']]);
				const open = await company().find(
					'stock.picking',
					[
						['sale_id', '=', order],
						['state', '=', 'assigned'],
					],
					['name'],
				);
				expect(await company().validate(open[0]!.id)).toBe(true);
			}
			expect(await delivered(order)).toEqual([2, 'full']);
		});
	});

	describe('products', () => {
		it('come as template and variant in one', async () => {
			const barcode = company().unique('200');
			const id = await company().product({ barcode, weight: 0.38, hs_code: '6912' });
			const product = await company().read('product.product', id, [
				'product_tmpl_id',
				'barcode',
				'weight',
				'hs_code',
				'type',
				'is_storable',
				'invoice_policy',
				'lst_price',
				'default_code',
			]);
			const template = (product['product_tmpl_id'] as [number])[0];
			expect(product).toMatchObject({
				barcode,
				weight: 0.38,
				hs_code: '6912',
				type: 'consu',
				is_storable: true,
				invoice_policy: 'order',
				lst_price: 10,
			});
			expect(
				await company().read('product.template', template, [
					'default_code',
					'product_variant_count',
					'product_variant_ids',
				]),
			).toMatchObject({
				default_code: product['default_code'],
				product_variant_count: 1,
				product_variant_ids: [id],
			});
			expect(
				await company().refusal('product.product', 'create', { vals_list: [{ name: 'Other', barcode }] }),
			).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.ValidationError',
				message: expect.stringMatching(/^Barcode\(s\) already assigned:/),
			});
		});

		it('need a name, and a picture that is one', async () => {
			expect(await company().refusal('product.product', 'create', { vals_list: [{}] })).toMatchObject({
				status: 422,
				message: expect.stringContaining("'Name' (name).\nModel: 'Product' (product.template)"),
			});
			const picture = { vals_list: [{ name: 'x', image_1920: 'https://example.com/x.png' }] };
			expect(await company().refusal('product.product', 'create', picture)).toMatchObject({
				status: 422,
				message: 'Image is not encoded in base64.',
			});
		});

		it('have a variant for each combination, without a SKU, and get more with a value', async () => {
			const attribute = await company().create('product.attribute', {
				name: company().unique('Colour '),
				create_variant: 'always',
				value_ids: [
					[0, 0, { name: 'Red' }],
					[0, 0, { name: 'Blue' }],
					[0, 0, { name: 'Green' }],
				],
			});
			const values = (await company().read('product.attribute', attribute, ['value_ids']))['value_ids'] as number[];
			const template = await company().create('product.template', {
				name: 'Mug',
				attribute_line_ids: [[0, 0, { attribute_id: attribute, value_ids: [[6, 0, values.slice(0, 2)]] }]],
			});
			const variants = async () =>
				await company().find(
					'product.product',
					[['product_tmpl_id', '=', template]],
					['default_code', 'display_name', 'product_template_attribute_value_ids'],
				);
			const before = await variants();
			expect(before.map((each) => [each['default_code'], each['display_name']])).toEqual([
				[false, 'Mug (Red)'],
				[false, 'Mug (Blue)'],
			]);
			await company().write('product.product', before[0]!.id, { default_code: company().unique('RED-') });
			expect(
				await company().read('product.template', template, ['default_code', 'product_variant_count']),
			).toMatchObject({
				default_code: false,
				product_variant_count: 2,
			});
			const [line] = (await company().read('product.template', template, ['attribute_line_ids']))[
				'attribute_line_ids'
			] as [number];
			await company().write('product.template', template, {
				attribute_line_ids: [[1, line, { value_ids: [[4, values[2]]] }]],
			});
			const after = await variants();
			expect(after.map(({ id }) => id)).toEqual([...before.map(({ id }) => id), expect.any(Number)]);
			const [red] = before[0]!['product_template_attribute_value_ids'] as [number];
			await company().write('product.template.attribute.value', red, { price_extra: 2.5 });
			const price = async (id: number) => (await company().read('product.product', id, ['lst_price']))['lst_price'];
			expect([await price(before[0]!.id), await price(before[1]!.id)]).toEqual([3.5, 1]);
		});

		it('that are archived still stand in orders', async () => {
			const product = await company().product();
			expect(await company().ask('product.product', 'action_archive', { ids: [product] })).toBeNull();
			expect(await company().find('product.product', [['id', '=', product]], ['name'])).toEqual([]);
			const id = await company().confirmed([{ product_id: product }]);
			expect(await company().read('sale.order', id, ['state'])).toMatchObject({ state: 'sale' });
		});
	});
}
