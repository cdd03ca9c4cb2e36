import type { Company } from './odoo-company';

interface Loaded {
	readonly ids: number[] | false;
	readonly messages: ReadonlyArray<Record<string, unknown>>;
	readonly nextrow: number;
}

const FIELDS = [
	...['id', 'client_order_ref', 'partner_id/id', 'order_line/id', 'order_line/product_id/.id'],
	...['order_line/product_uom_qty', 'order_line/price_unit'],
];

/** `load`: external ids, batches, messages, all or nothing. */
export function describeLoads(company: () => Company): void {
	let product: number;
	let customer: string;

	const load = async (fields: readonly string[], data: unknown, model = 'sale.order', context = {}) =>
		await company().ask<Loaded>(model, 'load', { fields, data, context });
	const order = async (xmlid: string, reference: string, quantity = '2') =>
		await load(FIELDS, [
			[xmlid, reference, customer, `${xmlid}_1`, String(product), quantity, '11.5'],
			['', '', '', `${xmlid}_2`, String(product), '1', '22'],
		]);
	const lines = async (id: number) =>
		await company().find('sale.order.line', [['order_id', '=', id]], ['product_uom_qty', 'price_unit'], 'sequence, id');
	const key = (word: string) => company().unique(`shopify.${word}_`);
	const first = ({ ids }: Loaded) => (ids === false ? 0 : (ids[0] ?? 0));

	beforeAll(async () => {
		product = await company().product();
		customer = key('customer');
		await load(['id', 'name', 'email'], [[customer, company().unique('Load '), 'load@example.com']], 'res.partner');
	});

	describe('load', () => {
		it('makes a header with lines, and changes them when it comes again', async () => {
			const xmlid = key('order');
			const made = await order(xmlid, '#1');
			expect(made).toEqual({ ids: [expect.any(Number)], messages: [], nextrow: 0 });
			const id = first(made);
			const before = await lines(id);
			expect(before.map((line) => [line['product_uom_qty'], line['price_unit']])).toEqual([
				[2, 11.5],
				[1, 22],
			]);
			expect(await order(xmlid, '#1b', '3')).toEqual({ ids: [id], messages: [], nextrow: 0 });
			const after = await lines(id);
			expect(after.map((line) => [line.id, line['product_uom_qty']])).toEqual(
				before.map((line, at) => [line.id, at === 0 ? 3 : 1]),
			);
			expect(await company().read('sale.order', id, ['client_order_ref'])).toMatchObject({ client_order_ref: '#1b' });
		});

		describe('with `mode: update` and `noupdate` in its context', () => {
			const CONTEXT = { mode: 'update', noupdate: true };
			const rowsOf = (xmlid: string, reference: string) => [
				[xmlid, reference, customer, `${xmlid}_1`, String(product), '2', '11.5'],
				['', '', '', `${xmlid}_2`, String(product), '1', '22'],
			];
			const make = async (...rows: string[][]) => await load(FIELDS, rows, 'sale.order', CONTEXT);

			it('leaves alone what it made before, and makes the rest in the same call', async () => {
				const [old, fresh] = [key('order'), key('order')];
				const id = first(await make(...rowsOf(old, '#1')));
				const theirs = { client_order_ref: 'Theirs', order_line: [[5]] };
				await company().ask('sale.order', 'write', { ids: [id], vals: theirs });
				const again = await make(...rowsOf(old, '#1'), ...rowsOf(fresh, '#2'));
				expect(again).toEqual({ ids: [id, expect.any(Number)], messages: [], nextrow: 0 });
				expect(await company().read('sale.order', id, ['client_order_ref', 'order_line'])).toMatchObject({
					client_order_ref: 'Theirs',
					order_line: [],
				});
				expect(await lines((again.ids as number[])[1]!)).toHaveLength(2);
			});

			it('makes what was deleted anew', async () => {
				const xmlid = key('order');
				const id = first(await make(...rowsOf(xmlid, '#1')));
				await company().ask('sale.order', 'action_cancel', { ids: [id] });
				await company().ask('sale.order', 'unlink', { ids: [id] });
				const again = first(await make(...rowsOf(xmlid, '#1')));
				expect(again).toBeGreaterThan(id);
			});

			it('makes nothing at all where one row is wrong', async () => {
				const [old, fresh] = [key('order'), key('order')];
				const id = first(await make(...rowsOf(old, '#1')));
				const wrong = rowsOf(fresh, '#2').map((row, at) => (at === 0 ? row.with(5, 'many') : row));
				expect(await make(...rowsOf(old, '#1'), ...wrong)).toMatchObject({
					ids: false,
					messages: [{ record: 1, type: 'error' }],
				});
				expect(await lines(id)).toHaveLength(2);
			});

			it('writes over it without them, as over what was made without them', async () => {
				const [kept, plain] = [key('order'), key('order')];
				const ids = [first(await make(...rowsOf(kept, '#1'))), first(await order(plain, '#1'))];
				await order(kept, '#1b');
				await make(...rowsOf(plain, '#1b'));
				for (const id of ids)
					expect(await company().read('sale.order', id, ['client_order_ref'])).toMatchObject({
						client_order_ref: '#1b',
					});
			});
		});

		it('makes several records in the order of their rows', async () => {
			const [a, b] = [key('order'), key('order')];
			const { ids } = await load(FIELDS, [
				[a, '#a', customer, `${a}_1`, String(product), '1', '1'],
				['', '', '', `${a}_2`, String(product), '2', '1'],
				[b, '#b', customer, `${b}_1`, String(product), '3', '1'],
			]);
			expect(ids).toHaveLength(2);
			const counts = await Promise.all((ids as number[]).map(async (id) => (await lines(id)).length));
			expect(counts).toEqual([2, 1]);
		});

		it('appends lines that have no id of their own each time it comes', async () => {
			const xmlid = key('order');
			const fields = ['id', 'partner_id/id', 'order_line/product_id/.id', 'order_line/product_uom_qty'];
			const row = [xmlid, customer, String(product), '1'];
			const id = first(await load(fields, [row]));
			await load(fields, [row]);
			expect(await lines(id)).toHaveLength(2);
		});

		it('takes an empty cell for an explicit nothing: it clears, and keeps the default away', async () => {
			const xmlid = key('order');
			const id = first(await order(xmlid, '#1'));
			expect(await load(FIELDS, [[xmlid, '', customer, '', '', '', '']])).toMatchObject({ ids: [id] });
			expect(await company().read('sale.order', id, ['client_order_ref', 'order_line'])).toEqual({
				id,
				client_order_ref: false,
				order_line: [],
			});
			const refused = await load(['id', 'partner_id/id', 'name'], [[key('order'), customer, '']]);
			expect(refused).toMatchObject({
				ids: false,
				messages: [
					{
						type: 'error',
						record: 0,
						field: 'name',
						message: expect.stringMatching(/^Missing required value for the field 'Order Reference'/),
					},
				],
			});
			const unnamed = await load(
				[...FIELDS, 'order_line/name'],
				[[key('order'), '#1', customer, key('line'), String(product), '1', '1', '']],
			);
			expect(unnamed).toMatchObject({ ids: false, messages: [{ message: expect.stringContaining('Model: Unknown') }] });
		});

		it.each([
			[
				'partner_id/id',
				'shopify.nobody',
				'partner_id',
				"No matching record found for external id 'shopify.nobody' in field 'Customer'",
			],
			[
				'partner_id/.id',
				'999999',
				'partner_id',
				"No matching record found for database id '999999' in field 'Customer'",
			],
			[
				'partner_id',
				'Nobody at all',
				'partner_id',
				"No matching record found for name 'Nobody at all' in field 'Customer'",
			],
			[
				'date_order',
				'20.11.2026',
				'date_order',
				"'20.11.2026' does not seem to be a valid datetime for field 'Order Date'",
			],
			['validity_date', 'soon', 'validity_date', "'soon' does not seem to be a valid date for field 'Expiration'"],
			[
				'order_line/product_id/.id',
				'999999',
				'order_line',
				"No matching record found for database id '999999' in field 'Order Lines/Product'",
			],
			[
				'order_line/product_uom_qty',
				'abc',
				'order_line',
				"'abc' does not seem to be a number for field 'Order Lines/Quantity'",
			],
			['tag_ids', 'NoTag', 'tag_ids', "No matching record found for name 'NoTag' in field 'Tags'"],
		])('tells row, field and reason for %s = %s', async (column, text, field, message) => {
			const { ids, messages } = await load(['id', 'client_order_ref', column], [[key('order'), '#1', text]]);
			expect(ids).toBe(false);
			expect(messages[0]).toMatchObject({ rows: { from: 0, to: 0 }, type: 'error', record: 0, field, message });
		});

		it('reads choices by word or label, truths, and tells what is neither', async () => {
			const fields = ['id', 'name', 'type', 'is_company'];
			const made = await load(fields, [[key('c'), 'X', 'Invoice', 'true']], 'res.partner');
			expect(await company().read('res.partner', first(made), ['type', 'is_company'])).toMatchObject({
				type: 'invoice',
				is_company: true,
			});
			const { messages } = await load(fields, [[key('c'), 'X', 'nope', 'maybe']], 'res.partner');
			expect(messages.map(({ message }) => message)).toEqual([
				"Value 'nope' not found in selection field 'Address Type'",
				"Unknown value 'maybe' for boolean field 'Is a Company'",
			]);
		});

		it('does nothing at all when one row is refused', async () => {
			const [good, bad] = [key('order'), key('order')];
			const fields = ['id', 'partner_id/id', 'client_order_ref'];
			const { ids, messages } = await load(fields, [
				[good, customer, good],
				[bad, 'shopify.nobody', bad],
			]);
			expect(ids).toBe(false);
			expect(messages[0]).toMatchObject({ rows: { from: 1, to: 1 }, record: 1 });
			expect(await company().find('sale.order', [['client_order_ref', '=', good]], ['id'])).toEqual([]);
		});

		it('answers 500 to a column nobody knows', async () => {
			for (const column of ['nofield', 'order_line/nofield']) {
				expect(await company().refusal('sale.order', 'load', { fields: ['id', column], data: [['x.y', 'z']] })).toEqual(
					{
						status: 500,
						name: 'builtins.ValueError',
						message: "Invalid field name 'nofield'",
					},
				);
			}
		});

		it('reads datetimes in the time zone of the call', async () => {
			const rows = [[key('order'), customer, '2026-11-20 10:00:00']];
			const made = await load(['id', 'partner_id/id', 'date_order'], rows, 'sale.order', { tz: 'America/New_York' });
			expect(await company().read('sale.order', first(made), ['date_order'])).toMatchObject({
				date_order: '2026-11-20 15:00:00',
			});
		});

		it('makes one record of two rows with one external id', async () => {
			const xmlid = key('c');
			const { ids } = await load(
				['id', 'name'],
				[
					[xmlid, 'One'],
					[xmlid, 'Two'],
				],
				'res.partner',
			);
			expect(ids).toEqual([expect.any(Number), first({ ids, messages: [], nextrow: 0 })]);
			expect(await company().read('res.partner', (ids as number[])[0]!, ['name'])).toMatchObject({ name: 'Two' });
		});

		it('takes dots, slashes and colons in an external id, none without a module, and refuses spaces', async () => {
			const names = async (xmlid: string) => {
				const made = await load(['id', 'name'], [[xmlid, 'X']], 'res.partner');
				return made.ids === false ? made : await company().ask('res.partner', 'get_external_id', { ids: made.ids });
			};
			const word = company().unique('n');
			expect(Object.values((await names(`shopify.gid://shopify/Order/${word}`)) as object)).toEqual([
				`shopify.gid://shopify/Order/${word}`,
			]);
			expect(Object.values((await names(`a.b.${word}`)) as object)).toEqual([`a.b.${word}`]);
			expect(Object.values((await names(word)) as object)).toEqual([`__import__.${word}`]);
			expect(await names(`shopify.sp ace ${word}`)).toMatchObject({
				ids: false,
				messages: [{ message: expect.stringContaining('ir_model_data_name_nospaces') }],
			});
		});

		it('refuses an external id of a record of another model', async () => {
			const xmlid = key('order');
			await order(xmlid, '#1');
			const { ids, messages } = await load(['id', 'name'], [[xmlid, 'X']], 'res.partner');
			expect(ids).toBe(false);
			expect(messages[0]?.['message']).toMatch(
				new RegExp(
					`^For external id ${xmlid} when trying to create/update a record of model res.partner found record of different model sale.order`,
				),
			);
		});

		it('tells a constraint in its own words', async () => {
			expect(await load(['id', 'email'], [[key('c'), 'x@example.com']], 'res.partner')).toMatchObject({
				ids: false,
				messages: [{ type: 'error', message: 'Contacts require a name' }],
			});
		});

		it('forgets an external id with its record, and makes a new one then', async () => {
			const xmlid = key('order');
			const id = first(await order(xmlid, '#1'));
			await company().ask('sale.order', 'unlink', { ids: [id] });
			const again = first(await order(xmlid, '#1'));
			expect(again).not.toBe(id);
		});

		it('does not take lines out of a confirmed order', async () => {
			const xmlid = key('order');
			const id = first(await order(xmlid, '#1'));
			await company().ask('sale.order', 'action_confirm', { ids: [id] });
			expect(await load(FIELDS, [[xmlid, '#1', customer, '', '', '', '']])).toMatchObject({
				ids: false,
				messages: [{ message: expect.stringMatching(/^Once a sales order is confirmed/) }],
			});
		});

		it('answers nothing to no rows', async () => {
			expect(await load(['id', 'name'], [], 'res.partner')).toEqual({ ids: [], messages: [], nextrow: 0 });
		});
	});

	describe('external ids', () => {
		it('are looked up by module and name', async () => {
			const xmlid = key('order');
			const id = first(await order(xmlid, '#1'));
			const [module, name] = xmlid.split('.');
			const look = { module, xml_id: name };
			expect(await company().ask('ir.model.data', 'check_object_reference', look)).toEqual(['sale.order', id]);
			expect(await company().ask('sale.order', 'get_external_id', { ids: [id] })).toEqual({ [id]: xmlid });
			const [metadata] = await company().ask<Array<Record<string, unknown>>>('sale.order', 'get_metadata', {
				ids: [id],
			});
			expect(metadata).toMatchObject({ id, xmlid, xmlids: [{ xmlid }] });
			expect(
				await company().refusal('ir.model.data', 'check_object_reference', { module: 'n8n', xml_id: 'zzz' }),
			).toEqual({
				status: 500,
				name: 'builtins.ValueError',
				message: 'External ID not found in the system: n8n.zzz',
			});
		});

		it('are unique', async () => {
			const xmlid = key('order');
			await order(xmlid, '#1');
			const [module, name] = xmlid.split('.');
			const body = { vals_list: [{ module, name, model: 'res.partner', res_id: 1 }] };
			expect(await company().refusal('ir.model.data', 'create', body)).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.ValidationError',
				message: expect.stringContaining('ir_model_data_module_name_uniq_index'),
			});
		});
	});
}
