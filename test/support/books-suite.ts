import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../../core/model/order';
import type { Refund } from '../../core/model/refund';
import { sampleOrder } from '../core/samples';
import type { Books, Row } from './odoo-books';
import { outside } from './engine';
import { SCRATCH } from './scratch';
import { openTrigger } from './triggers';
import { codesOf, outcomesOf, reasonsOf } from './warehouse';

/*
 * What the Odoo node does with a company's books, asked of the sandbox in every version and of a real Odoo in both
 * protocols alike.
 */

/** What the stories need to be there. Names are new in each run, so that two runs on one database do not meet. */
export interface Shelf {
	readonly tax: number;
	readonly skus: { readonly blue: string; readonly red: string };
	readonly products: { readonly blue: number; readonly red: number };
	readonly services: Readonly<Record<'delivery' | 'discount' | 'rounding', number>>;
	readonly location: number;
	readonly warehouse: number;
	readonly journals: { readonly bank: number; readonly general: number };
	readonly accounts: { readonly bank: number; readonly clearing: number; readonly fees: number };
	readonly pricelist: number;
	/** A number nobody used before. */
	next(): number;
}

const nameOf = (row: Row | undefined, field: string) => (row?.[field] as [number, string] | undefined)?.[0] ?? 0;

export async function stockUp(books: Books): Promise<Shelf> {
	const run = Date.now().toString(36).slice(-6);
	const fields = async (model: string) =>
		await books.ask<Record<string, unknown>>(model, 'fields_get', [], { attributes: ['type'] });
	const tax = await books.make('account.tax', {
		name: `25.5 % in the price ${run}`,
		amount: 25.5,
		type_tax_use: 'sale',
		...('price_include_override' in (await fields('account.tax'))
			? { price_include_override: 'tax_included' }
			: { price_include: true }),
	});
	const goods =
		'is_storable' in (await fields('product.product'))
			? { type: 'consu', is_storable: true }
			: { detailed_type: 'product' };
	const kindOfService = 'is_storable' in goods ? { type: 'service' } : { detailed_type: 'service' };
	const product = async (default_code: string, more: object) =>
		await books.make('product.product', {
			name: default_code,
			default_code,
			list_price: 12.5,
			taxes_id: [[6, 0, [tax]]],
			...more,
		});
	const service = async (name: string) =>
		await product(`${name}-${run}`, { ...kindOfService, invoice_policy: 'order' });
	const skus = { blue: `MUG-BLUE-${run}`, red: `MUG-RED-${run}` };
	const products = {
		blue: await product(skus.blue, { ...goods, invoice_policy: 'order' }),
		red: await product(skus.red, { ...goods, invoice_policy: 'order' }),
	};
	const [warehouse] = await books.rows('stock.warehouse', [], ['lot_stock_id']);
	const location = nameOf(warehouse, 'lot_stock_id');
	for (const product_id of Object.values(products)) {
		const quant = await books.make('stock.quant', { product_id, location_id: location, inventory_quantity: 100 });
		await books.ask('stock.quant', 'action_apply_inventory', [[quant]]);
	}
	const journal = async (type: string) => (await books.rows('account.journal', [['type', '=', type]], ['name']))[0]!.id;
	const account = async (code: string, account_type: string) =>
		await books.make('account.account', { code: `${code}${run}`, name: `Account ${code}`, account_type });
	const [currency] = await books.rows('res.currency', [['name', '=', 'EUR']], ['name']);
	let last = Math.floor(Math.random() * 90_000) * 10_000;
	return {
		tax,
		skus,
		products,
		services: {
			delivery: await service('DELIVERY'),
			discount: await service('DISCOUNT'),
			rounding: await service('ROUNDING'),
		},
		location,
		warehouse: warehouse!.id,
		journals: { bank: await journal('bank'), general: await journal('general') },
		accounts: {
			bank: await account('1', 'asset_cash'),
			clearing: await account('2', 'asset_current'),
			fees: await account('6', 'expense'),
		},
		pricelist: await books.make('product.pricelist', { name: `B2B ${run}`, currency_id: currency!.id }),
		next: () => (last += 1),
	};
}

// ------------------------------------------------------------------ records of the shop

const asItem = (record: object) => JSON.parse(JSON.stringify(record)) as IDataObject;

/** An order of the shop over 37.40, with tax in the prices; its customer is nobody else's. */
export function orderOf(shelf: Shelf, changes: Partial<Order> = {}): Order {
	const number = `#${shelf.next()}`;
	const plain = sampleOrder();
	const [blue, red] = plain.lines;
	const email = `buyer${number.slice(1)}@example.com`;
	return {
		...plain,
		origin: { ...plain.origin, id: `gid://shop/Order/${number.slice(1)}`, number },
		number,
		lines: [
			{ ...blue!, sku: shelf.skus.blue },
			{ ...red!, sku: shelf.skus.red },
		],
		shipTo: { ...plain.shipTo, email },
		customer: { id: `gid://shop/Customer/${number.slice(1)}`, email, name: 'Example Person' },
		paymentMethods: ['shop_payments'],
		...changes,
	} as Order;
}

const AMOUNTS = { net: '9.96', tax: '2.54', gross: '12.50' };

/** One red mug is given back. */
function refundOf(order: Order, shelf: Shelf, changes: Partial<Refund> = {}): Refund {
	const { origin, number } = order;
	return {
		kind: 'refund',
		origin: { ...origin, id: `gid://shop/Refund/${number.slice(1)}`, number: `${number}-R1` },
		number: `${number}-R1`,
		order: { system: origin.system, account: origin.account, id: origin.id, number },
		orderTotalLeft: '24.90',
		status: 'settled',
		createdAt: '2026-11-22T12:00:00.000Z',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [{ orderLineId: 'L2', sku: shelf.skus.red, quantity: 1, ...AMOUNTS, taxRate: '0.255', restock: 'returned' }],
		totals: { ...AMOUNTS, refunded: '12.50', open: '0' },
		transactions: [{ kind: 'refund', status: 'success', amount: '12.50' }],
		note: 'Broken',
		...changes,
	};
}

const UPSERT = { resource: 'order', operation: 'upsert', forwardFrom: '2026-01-01T00:00:00Z' };

/** Order: Create or Update as these stories set it. */
export const sending = (shelf: Shelf): IDataObject => ({
	...UPSERT,
	warehouse: String(shelf.warehouse),
	taxes: { row: [{ rate: '25.5', prices: 'any', tax: String(shelf.tax) }] },
	lineProducts: {
		row: Object.entries(shelf.services).map(([line, product]) => ({ line, product: String(product) })),
	},
});

// ------------------------------------------------------------------ the stories

/** Runs each story; `open` answers the books of one company for all of them. */
export function booksSuite(open: () => Promise<Books>): void {
	let books: Books;
	let shelf: Shelf;
	beforeAll(async () => {
		books = await open();
		shelf = await stockUp(books);
	});

	const send = async (items: readonly Order[], more: IDataObject = {}) =>
		await books.run({ ...sending(shelf), ...more }, items.map(asItem));
	const sale = async ({ number }: Order) => {
		const wanted = ['name', 'state', 'amount_total', 'order_line', 'picking_ids', 'invoice_ids', 'date_order'];
		return await books.rows('sale.order', [['client_order_ref', '=', number]], wanted);
	};
	const twice = async (parameters: IDataObject, records: readonly object[]) => {
		const first = await books.run(parameters, records.map(asItem));
		const second = await books.run(parameters, records.map(asItem));
		return { first, second };
	};

	describe('the connection', () => {
		it('is checked: version, user, company, and what each operation needs', async () => {
			const { results, problems } = await books.run({ resource: 'connection', operation: 'check' });
			expect(problems).toEqual([]);
			expect(results[0]).toMatchObject({
				ok: true,
				companies: [expect.objectContaining({ currency: expect.any(String) })],
			});
		});
	});

	describe('orders', () => {
		it('arrive as sales orders, to the cent, with their date and a delivery, and once', async () => {
			const order = orderOf(shelf);
			const { results, problems } = await send([order]);
			expect([problems, results.map(({ outcome }) => outcome)]).toEqual([[], ['created']]);
			expect(outcomesOf(await send([order]))).toEqual(['unchanged']);
			const rows = await sale(order);
			expect(rows).toMatchObject([{ state: 'sale', amount_total: 37.4, date_order: '2026-11-22 10:00:00' }]);
			expect(rows[0]!.picking_ids).toHaveLength(1);
			const lines = await books.rows(
				'sale.order.line',
				[['order_id', '=', rows[0]!.id]],
				['product_id', 'product_uom_qty', 'price_unit', 'price_total'],
			);
			expect(lines.map(({ product_uom_qty, price_unit }) => [product_uom_qty, price_unit])).toEqual([
				[2, 12.5],
				[1, 12.5],
				[1, 4.9],
				[1, -5],
				[0, 0],
			]);
		});

		it('are read as they stand, by the number of the shop and by their own', async () => {
			const order = orderOf(shelf);
			const [sent] = (await send([order])).results;
			const id = String((sent!.target as IDataObject).id);
			const get = async (wanted: string) =>
				(await books.run({ resource: 'order', operation: 'get', idFrom: 'id', id: wanted })).results;
			expect(await get(order.number)).toMatchObject([
				{ kind: 'order', status: 'open', totals: { total: '37.4' }, origin: { id } },
			]);
			const [{ lines }] = (await get(id)) as [{ lines: Array<{ sku: string; quantity: number }> }];
			expect(lines.slice(0, 2).map(({ sku, quantity }) => [sku, quantity])).toEqual([
				[shelf.skus.blue, 2],
				[shelf.skus.red, 1],
			]);
			const list = { resource: 'order', operation: 'getAll', returnAll: true, filters: { reference: order.number } };
			expect((await books.run(list)).results).toMatchObject([{ origin: { id } }]);
		});

		it('are changed as long as they are quotations', async () => {
			const options = { orderOptions: { arrivesAs: 'draft' } };
			const order = orderOf(shelf);
			expect(outcomesOf(await send([order], options))).toEqual(['created']);
			const [blue, red] = order.lines;
			const totals = { ...order.totals, lines: '45.00', total: '49.90', tax: '10.14', paid: '49.90' };
			const more = { ...red!, quantity: 2, currentQuantity: 2, openQuantity: 2, total: '25.00', tax: '5.08' };
			const edited = { ...order, lines: [blue!, more], totals, updatedAt: '2026-11-22T11:00:00.000Z' };
			expect(outcomesOf(await send([edited], options))).toEqual(['updated']);
			expect(outcomesOf(await send([edited], options))).toEqual(['unchanged']);
			expect(await sale(order)).toMatchObject([{ state: 'draft', amount_total: 49.9 }]);
		});

		it('are left to people where goods of a confirmed one changed', async () => {
			const order = orderOf(shelf);
			await send([order]);
			const [blue, red] = order.lines;
			const more = { ...red!, quantity: 2, currentQuantity: 2, openQuantity: 2, total: '25.00', tax: '5.08' };
			const totals = { ...order.totals, lines: '45.00', total: '49.90', tax: '10.14' };
			const answer = await send([{ ...order, lines: [blue!, more], totals, updatedAt: '2026-11-22T11:00:00.000Z' }]);
			expect(codesOf(answer)).toEqual(['CHANGE_BY_HAND']);
			expect(await sale(order)).toMatchObject([{ amount_total: 37.4 }]);
		});

		describe('that people have called otherwise when the ledger is lost', () => {
			let storageFolder: string;
			beforeEach(() => (storageFolder = mkdtempSync(join(SCRATCH, 'lost-'))));
			afterEach(() => rmSync(storageFolder, { recursive: true, force: true }));
			const again = async (order: Order, more: IDataObject = {}) =>
				await books.run({ ...sending(shelf), ...more }, [asItem(order)], { storageFolder });
			const called = async (vals: object, order = orderOf(shelf)) => {
				await send([order]);
				const [row] = await sale(order);
				await books.ask('sale.order', 'write', [[row!.id], { client_order_ref: 'For the fair', ...vals }]);
				const now = async () =>
					(await books.rows('sale.order', [['id', '=', row!.id]], ['name', 'client_order_ref', 'amount_total']))[0]!;
				return { order, row: row!, now };
			};

			it.each<[string, IDataObject]>([
				['', {}],
				[', also where none is kept', { ledger: 'off' }],
			])('are found, and made no second time%s', async (_, more) => {
				const { order, row, now } = await called({});
				const { results } = await again(order, { ...more, previewOnly: true });
				expect(results).toMatchObject([{ preview: { would: 'update' } }]);
				expect(outcomesOf(await again(order, more))).toEqual(['updated']);
				expect(await sale(order)).toMatchObject([{ id: row.id, amount_total: 37.4 }]);
				expect(await now()).toMatchObject({ name: row.name, client_order_ref: order.number });
				expect(outcomesOf(await again(order, more))).toEqual(['unchanged']);
			});

			it('are not written over where people changed their goods, and stop no other', async () => {
				const order = orderOf(shelf);
				await send([order]);
				const [first] = (await sale(order))[0]!.order_line as number[];
				const line = [1, first, { product_uom_qty: 5, price_unit: 12.5 }];
				const { now } = await called({ order_line: [line] }, order);
				const theirs = await now();
				expect(theirs).toMatchObject({ client_order_ref: 'For the fair', amount_total: 74.9 });
				const items = [order, orderOf(shelf)].map(asItem);
				const answer = await books.run({ ...sending(shelf) }, items, { storageFolder });
				expect([codesOf(answer), outcomesOf(answer)]).toEqual([['CHANGE_BY_HAND'], ['created']]);
				expect(await now()).toEqual(theirs);
			});
		});

		it('are previewed, and nothing is written', async () => {
			const order = orderOf(shelf);
			const { results } = await send([order], { previewOnly: true });
			expect(results).toMatchObject([{ outcome: 'preview', preview: { would: 'create', after: { total: '37.40' } } }]);
			expect(await sale(order)).toEqual([]);
		});

		it('arrive as what they are: risky ones as quotations, cancelled ones cancelled', async () => {
			const risky = orderOf(shelf, { risk: { level: 'high' } });
			const cancelled = orderOf(shelf, { status: 'cancelled', cancelledAt: '2026-11-22T10:30:00.000Z' });
			expect(outcomesOf(await send([risky, cancelled]))).toEqual(['created', 'created']);
			expect([await sale(risky), await sale(cancelled)]).toMatchObject([[{ state: 'draft' }], [{ state: 'cancel' }]]);
			const { first, second } = await twice({ resource: 'order', operation: 'confirm' }, [risky]);
			expect([outcomesOf(first), outcomesOf(second)]).toEqual([['updated'], ['unchanged']]);
			expect(await sale(risky)).toMatchObject([{ state: 'sale', date_order: '2026-11-22 10:00:00' }]);
		});

		it('are cancelled with their deliveries, once', async () => {
			const order = orderOf(shelf);
			await send([order]);
			const cancelled = { ...order, status: 'cancelled', cancelledAt: '2026-11-22T11:00:00.000Z' };
			const { first, second } = await twice({ resource: 'order', operation: 'cancel' }, [cancelled]);
			expect([outcomesOf(first), outcomesOf(second)]).toEqual([['updated'], ['unchanged']]);
			const [row] = await sale(order);
			expect(row).toMatchObject({ state: 'cancel' });
			expect(await books.rows('stock.picking', [['id', 'in', row!.picking_ids]], ['state'])).toMatchObject([
				{ state: 'cancel' },
			]);
		});

		it('of one customer have one contact, and an address of its own for each that differs', async () => {
			const first = orderOf(shelf);
			const elsewhere = { ...first.shipTo, address1: 'Example Street 2', name: 'Example Neighbour' };
			const second = orderOf(shelf, { customer: first.customer, shipTo: elsewhere });
			expect(outcomesOf(await send([first, second]))).toEqual(['created', 'created']);
			const rows = await books.rows(
				'sale.order',
				[['client_order_ref', 'in', [first.number, second.number]]],
				['partner_id', 'partner_shipping_id'],
			);
			expect(nameOf(rows[0], 'partner_id')).toBe(nameOf(rows[1], 'partner_id'));
			expect(nameOf(rows[0], 'partner_shipping_id')).not.toBe(nameOf(rows[1], 'partner_shipping_id'));
		});

		it.each<[string, (order: Order) => Partial<Order>, string]>([
			[
				'a SKU nobody has',
				({ lines }) => ({ lines: [{ ...lines[0]!, sku: 'NOBODY-HAS-IT' }, lines[1]!] }),
				'UNKNOWN_SKU',
			],
			[
				'a total that its parts do not make',
				({ totals }) => ({ totals: { ...totals, total: '40.00' } }),
				'TOTALS_DIFFER',
			],
			[
				'a rate that no tax is for',
				({ lines }) => ({ lines: lines.map((line) => ({ ...line, taxRate: '0.07' })) }),
				'TAX_UNMAPPED',
			],
			['a currency without a price list', () => ({ currency: 'SEK' }), 'CURRENCY_DIFFERS'],
			['no SKU', ({ lines }) => ({ lines: [{ ...lines[0]!, sku: null }, lines[1]!] }), 'SKU_MISSING'],
			['no address', () => ({ shipTo: null }), 'ADDRESS_MISSING'],
		])('with %s are a problem alone, and stop no other', async (_, change, code) => {
			const [bad, good] = [orderOf(shelf), orderOf(shelf)];
			const answer = await send([{ ...bad, ...change(bad) }, good]);
			expect([codesOf(answer), outcomesOf(answer)]).toEqual([[code], ['created']]);
			expect(await sale(bad)).toEqual([]);
		});

		it('that need a right the user lacks are a problem alone, which names who has it, and stop no other', async () => {
			const known = orderOf(shelf);
			await send([known]);
			const again = orderOf(shelf, { customer: known.customer, shipTo: known.shipTo });
			const odooCommerceApi = await books.user(['sales_team.group_sale_salesman_all_leads']);
			const answer = await books.run(sending(shelf), [orderOf(shelf), again].map(asItem), {
				credentials: { odooCommerceApi },
			});
			expect([codesOf(answer), outcomesOf(answer)]).toEqual([['RIGHT_MISSING'], ['created']]);
			const { message, description } = answer.problems[0]!.error as { message: string; description: string };
			expect([message, description]).toEqual([
				expect.stringContaining('"res.partner"'),
				expect.stringContaining('Contact/Creation'),
			]);
		});

		it('are problems each, where what came in is no order', async () => {
			const answer = await books.run({ ...sending(shelf) }, [{}, { kind: 'order' }, { kind: 'stockLevel' }]);
			expect([answer.results, answer.problems.length]).toEqual([[], 3]);
		});
	});

	const shipmentOf = (order: Order, tracking: string, lines: Array<{ sku: string; quantity: number }>) => ({
		kind: 'shipment',
		origin: { ...order.origin, system: 'warehouse', account: 'hall', id: tracking },
		number: tracking,
		orders: [{ system: order.origin.system, account: order.origin.account, id: order.origin.id, number: order.number }],
		status: 'shipped',
		carrier: 'Posti',
		tracking: [{ number: tracking }],
		lines,
		shippedAt: '2026-11-23T08:00:00.000Z',
	});
	const VALIDATE = { resource: 'shipment', operation: 'validate' };

	describe('deliveries', () => {
		it('are validated with what a warehouse sent; what is missing waits in a backorder', async () => {
			const order = orderOf(shelf);
			await send([order]);
			const parcel = shipmentOf(order, `JJFI${shelf.next()}`, [{ sku: shelf.skus.blue, quantity: 1 }]);
			const { first, second } = await twice(VALIDATE, [parcel]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			const pickings = await books.rows(
				'stock.picking',
				[['id', 'in', (await sale(order))[0]!.picking_ids]],
				['state', 'carrier_tracking_ref'],
			);
			expect(pickings.map(({ state }) => state).sort()).toEqual(['assigned', 'done']);
			expect(pickings.find(({ state }) => state === 'done')?.carrier_tracking_ref).toBe(parcel.number);
			const delivery = { resource: 'order', operation: 'getDelivery', idFrom: 'id', id: order.number };
			expect((await books.run(delivery)).results).toMatchObject([
				{ lines: expect.arrayContaining([expect.objectContaining({ sku: shelf.skus.blue, openQuantity: 1 })]) },
			]);
		});

		it('are read with their tracking, one and many', async () => {
			const order = orderOf(shelf);
			await send([order]);
			const all = [
				{ sku: shelf.skus.blue, quantity: 2 },
				{ sku: shelf.skus.red, quantity: 1 },
			];
			const parcel = shipmentOf(order, `JJFI${shelf.next()}`, all);
			expect(outcomesOf(await books.run(VALIDATE, [asItem(parcel)]))).toEqual(['created']);
			const list = { resource: 'shipment', operation: 'getAll', returnAll: true };
			const found = (await books.run(list)).results.filter(({ tracking }) =>
				JSON.stringify(tracking).includes(parcel.number),
			);
			expect(found).toMatchObject([
				{ kind: 'shipment', status: 'shipped', orders: [{ id: order.origin.id, number: order.number }], lines: all },
			]);
			const id = (found[0]!.origin as IDataObject).id as string;
			const one = await books.run({ resource: 'shipment', operation: 'get', idFrom: 'id', id });
			expect(one.results).toMatchObject([{ tracking: [{ number: parcel.number }] }]);
		});

		it.each<[string, (order: Order) => object, string]>([
			[
				'of more than was ordered',
				(order) => shipmentOf(order, 'T1', [{ sku: shelf.skus.red, quantity: 5 }]),
				'QUANTITY_EXCEEDS',
			],
			[
				'of what was not ordered',
				(order) => shipmentOf(order, 'T2', [{ sku: 'NOBODY-HAS-IT', quantity: 1 }]),
				'LINES_UNMATCHED',
			],
			[
				'of an order that is not there',
				() => shipmentOf(orderOf(shelf), 'T3', [{ sku: shelf.skus.red, quantity: 1 }]),
				'ORDER_NOT_FOUND',
			],
		])('%s are a problem', async (_, parcelOf, code) => {
			const order = orderOf(shelf);
			await send([order]);
			expect(codesOf(await books.run(VALIDATE, [asItem(parcelOf(order))]))).toEqual([code]);
		});
	});

	const invoiced = async (order: Order) => {
		await send([order]);
		for (const operation of ['create', 'post']) await books.run({ resource: 'invoice', operation }, [asItem(order)]);
	};
	const moves = async (order: Order) => {
		const ids = (await sale(order))[0]!.invoice_ids;
		const wanted = [
			'name',
			'move_type',
			'state',
			'payment_state',
			'amount_total',
			'amount_residual',
			'invoice_date',
			'ref',
		];
		return await books.rows('account.move', [['id', 'in', ids]], wanted);
	};

	describe('invoices', () => {
		it('are made, posted and paid, each once', async () => {
			const order = orderOf(shelf);
			await send([order]);
			const steps: Array<[string, string, IDataObject]> = [
				['create', 'created', {}],
				['post', 'updated', {}],
				['pay', 'updated', { journal: String(shelf.journals.bank) }],
			];
			for (const [operation, outcome, more] of steps) {
				const { first, second } = await twice({ resource: 'invoice', operation, ...more }, [order]);
				expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], [outcome], ['unchanged']]);
			}
			const [invoice, ...more] = await moves(order);
			expect([invoice, more]).toMatchObject([
				{
					move_type: 'out_invoice',
					state: 'posted',
					amount_total: 37.4,
					amount_residual: 0,
					invoice_date: '2026-11-22',
				},
				[],
			]);
			expect(invoice!.payment_state).toMatch(/^(paid|in_payment)$/);
		});

		it('are no invoice of an order that is not there, and no payment of one that is not posted', async () => {
			const order = orderOf(shelf);
			const absent = await books.run({ resource: 'invoice', operation: 'create' }, [asItem(order)]);
			expect([outcomesOf(absent), reasonsOf(absent)]).toEqual([['skipped'], ['NOT_FOUND']]);
			await send([order]);
			await books.run({ resource: 'invoice', operation: 'create' }, [asItem(order)]);
			const pay = { resource: 'invoice', operation: 'pay', journal: String(shelf.journals.bank) };
			expect(codesOf(await books.run(pay, [asItem(order)]))).toEqual(['NOT_CONFIRMED']);
			const without = { resource: 'invoice', operation: 'pay' };
			expect(codesOf(await books.run(without, [asItem(orderOf(shelf))]))).toEqual(['JOURNAL_MISSING']);
		});
	});

	describe('refunds', () => {
		const REFUND = { resource: 'refund', operation: 'create' };

		it('are credit notes of the invoice, over the very amount, and once', async () => {
			const order = orderOf(shelf);
			await invoiced(order);
			const { first, second } = await twice(REFUND, [refundOf(order, shelf)]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			const notes = (await moves(order)).filter(({ move_type }) => move_type === 'out_refund');
			expect(notes).toMatchObject([{ state: 'posted', amount_total: 12.5 }]);
			const lines = await books.rows(
				'account.move.line',
				[
					['move_id', '=', notes[0]!.id],
					['product_id', '!=', false],
				],
				['product_id', 'quantity', 'price_unit', 'tax_ids'],
			);
			expect(lines).toMatchObject([{ quantity: 1, price_unit: 12.5, tax_ids: [shelf.tax] }]);
		});

		it('leave the order billed once: it is not invoiced again', async () => {
			const order = orderOf(shelf);
			await invoiced(order);
			await books.run(REFUND, [asItem(refundOf(order, shelf))]);
			expect(outcomesOf(await books.run({ resource: 'invoice', operation: 'create' }, [asItem(order)]))).toEqual([
				'unchanged',
			]);
			expect(await moves(order)).toHaveLength(2);
		});

		it('of delivery and goodwill come to what was given back', async () => {
			const order = orderOf(shelf);
			await invoiced(order);
			const parts = {
				lines: [],
				shipping: [{ net: '1.59', tax: '0.41', gross: '2.00' }],
				adjustments: [{ net: '1.50', tax: '0', gross: '1.50' }],
				totals: { net: '3.09', tax: '0.41', gross: '3.50', refunded: '3.50', open: '0' },
				orderTotalLeft: '33.90',
			};
			const answer = await books.run(REFUND, [asItem(refundOf(order, shelf, parts))]);
			expect([answer.problems, outcomesOf(answer)]).toEqual([[], ['created']]);
			expect((await moves(order)).at(-1)).toMatchObject({
				move_type: 'out_refund',
				state: 'posted',
				amount_total: 3.5,
			});
		});

		it('are nothing to give back where the invoice was made after them', async () => {
			const order = orderOf(shelf);
			await invoiced(order);
			const answer = await books.run(REFUND, [asItem(refundOf(order, shelf, { orderTotalLeft: '37.40' }))]);
			expect([outcomesOf(answer), reasonsOf(answer)]).toEqual([['skipped'], ['REFUND_IN_ORDER']]);
			expect(await moves(order)).toHaveLength(1);
		});

		it.each<[string, (order: Order) => Partial<Refund>, string]>([
			[
				'of more than was bought',
				() => ({ lines: [{ sku: shelf.skus.red, quantity: 3, ...AMOUNTS }] }),
				'QUANTITY_EXCEEDS',
			],
			[
				'of what is not on the invoice',
				() => ({ lines: [{ sku: 'NOBODY-HAS-IT', quantity: 1, ...AMOUNTS }] }),
				'LINES_UNMATCHED',
			],
			['in another currency', () => ({ currency: 'SEK' }), 'CURRENCY_DIFFERS'],
			['of an order that is not there', () => ({ order: { number: '#nobody' } }), 'ORDER_NOT_FOUND'],
		])('%s are a problem, and make no note', async (_, changes, code) => {
			const order = orderOf(shelf);
			await invoiced(order);
			expect(codesOf(await books.run(REFUND, [asItem(refundOf(order, shelf, changes(order)))]))).toEqual([code]);
			expect(await moves(order)).toHaveLength(1);
		});
	});

	describe('stock', () => {
		const levelOf = (available: number) => ({
			kind: 'stockLevel',
			origin: { system: 'warehouse', account: 'hall', id: shelf.skus.red, seenAt: new Date().toISOString() },
			sku: shelf.skus.red,
			available,
			allocated: 0,
			observedAt: new Date().toISOString(),
		});

		it('is read for each warehouse, with what is reserved', async () => {
			const order = orderOf(shelf);
			const read = async () =>
				(
					await books.run({
						resource: 'stockLevel',
						operation: 'getAll',
						per: 'warehouse',
						warehouses: [String(shelf.warehouse)],
						returnAll: true,
						filters: { skus: shelf.skus.blue },
					})
				).results as Array<IDataObject & { onHand: number; available: number; reserved: number }>;
			const [before] = await read();
			await send([order]);
			const [after] = await read();
			expect(after).toMatchObject({
				kind: 'stockLevel',
				sku: shelf.skus.blue,
				location: { id: String(shelf.warehouse) },
			});
			expect([after!.onHand, after!.available]).toEqual([before!.onHand, before!.available - 2]);
		});

		it('is set by a count, and left alone where it is right', async () => {
			const set = (level: IDataObject) =>
				books.run(
					{
						resource: 'stockLevel',
						operation: 'set',
						figure: 'onHand',
						location: String(shelf.location),
						reservedFrom: 'source',
						levelOptions: { firstRun: 'apply', scope: 'some' },
					},
					[level],
				);
			const there = async () =>
				(
					await books.rows(
						'stock.quant',
						[
							['product_id', '=', shelf.products.red],
							['location_id', '=', shelf.location],
						],
						['quantity'],
					)
				)[0]!;
			const first = await set(levelOf(77));
			expect([first.problems, outcomesOf(first)]).toEqual([[], ['updated']]);
			expect(await there()).toMatchObject({ quantity: 77 });
			expect(outcomesOf(await set(levelOf(77)))).toEqual(['unchanged']);
			const nobodys = { ...levelOf(5), sku: 'NOBODY-HAS-IT' };
			expect(reasonsOf(await set(nobodys))).toEqual(['NOT_IN_SHOP']);
		});
	});

	describe('products, prices and customers', () => {
		const productOf = () => {
			const sku = `VASE-${shelf.next()}`;
			return {
				kind: 'product',
				origin: { system: 'shop', account: 'demo.example.com', id: sku, seenAt: '2026-11-22T10:20:00.000Z' },
				number: sku,
				title: 'Vase',
				status: 'active',
				currency: 'EUR',
				variants: [{ id: `V${sku}`, sku, price: '30.00', weightGrams: 1200, hsCode: '691310' }],
			};
		};
		const PRODUCT = { resource: 'product', operation: 'upsert' };

		it('products are made once with weight and HS code, and changed where they differ', async () => {
			const record = productOf();
			const { first, second } = await twice(PRODUCT, [record]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			const there = async () =>
				await books.rows(
					'product.product',
					[['default_code', '=', record.number]],
					['name', 'list_price', 'weight', 'hs_code'],
				);
			expect(await there()).toMatchObject([{ name: 'Vase', list_price: 30, weight: 1.2, hs_code: '691310' }]);
			const dearer = { ...record, variants: [{ ...record.variants[0]!, price: '32.50', hsCode: '691390' }] };
			expect(outcomesOf(await books.run(PRODUCT, [asItem(dearer)]))).toEqual(['updated']);
			expect(await there()).toMatchObject([{ list_price: 32.5, hs_code: '691390' }]);
			const list = { resource: 'product', operation: 'getAll', returnAll: true, filters: { skus: record.number } };
			expect((await books.run(list)).results).toMatchObject([
				{ kind: 'product', variants: [{ sku: record.number, price: '32.5', hsCode: '691390' }] },
			]);
			const one = async (id: string) =>
				(await books.run({ resource: 'product', operation: 'get', idFrom: 'id', id })).results;
			const [bySku] = await one(record.number);
			expect(bySku).toMatchObject({ kind: 'product', variants: [{ sku: record.number }] });
			expect(await one((bySku!.origin as { id: string }).id)).toMatchObject([{ number: record.number }]);
		});

		it('prices are rules of a list, one for each product, and written where they differ', async () => {
			const priceOf = (price: string, sku = shelf.skus.blue) => ({
				kind: 'price',
				origin: { system: 'shop', account: 'demo.example.com', id: `price ${sku}`, seenAt: '2026-11-22T10:20:00.000Z' },
				sku,
				price,
				currency: 'EUR',
			});
			const PRICE = { resource: 'price', operation: 'set', pricelist: String(shelf.pricelist) };
			const { first, second } = await twice(PRICE, [priceOf('11.00'), priceOf('9.50', shelf.skus.red)]);
			expect([outcomesOf(first), outcomesOf(second)]).toEqual([
				['updated', 'updated'],
				['unchanged', 'unchanged'],
			]);
			const changed = await books.run(PRICE, [priceOf('10.50'), priceOf('1.00', 'NOBODY-HAS-IT')].map(asItem));
			expect([outcomesOf(changed).sort(), reasonsOf(changed).sort()]).toEqual([
				['skipped', 'updated'],
				['NOT_IN_SHOP', undefined],
			]);
			const rules = await books.rows(
				'product.pricelist.item',
				[['pricelist_id', '=', shelf.pricelist]],
				['product_id', 'fixed_price', 'applied_on'],
			);
			expect(rules.map((rule) => [nameOf(rule, 'product_id'), rule.fixed_price, rule.applied_on])).toEqual([
				[shelf.products.blue, 10.5, '0_product_variant'],
				[shelf.products.red, 9.5, '0_product_variant'],
			]);
		});

		it('customers are made once with their addresses, and changed', async () => {
			const id = shelf.next();
			const customer = {
				kind: 'customer',
				origin: {
					system: 'shop',
					account: 'demo.example.com',
					id: `gid://shop/Customer/${id}`,
					seenAt: '2026-11-22T10:20:00.000Z',
				},
				number: `C${id}`,
				name: 'Example Buyer',
				email: `customer${id}@example.com`,
				phone: '+358 555 0100',
				addresses: [
					{ name: 'Example Buyer', address1: 'Example Street 1', zip: '00100', city: 'Helsinki', countryCode: 'FI' },
				],
			};
			const CUSTOMER = { resource: 'customer', operation: 'upsert' };
			const { first, second } = await twice(CUSTOMER, [customer]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			expect(outcomesOf(await books.run(CUSTOMER, [asItem({ ...customer, phone: '+358 555 0199' })]))).toEqual([
				'updated',
			]);
			const rows = await books.rows('res.partner', [['email', '=', customer.email]], ['name', 'phone']);
			expect(rows[0]).toMatchObject({ name: 'Example Buyer', phone: '+358 555 0199' });
			const { results } = await books.run({ resource: 'customer', operation: 'getAll', returnAll: true });
			expect(results.filter(({ email }) => email === customer.email)).toHaveLength(1);
		});
	});

	describe('payouts', () => {
		const payoutOf = (changes: object = {}) => {
			const number = String(shelf.next());
			return {
				kind: 'payout',
				origin: { system: 'shop', account: 'demo.example.com', id: number, seenAt: '2026-11-22T10:20:00.000Z' },
				number,
				status: 'paid',
				direction: 'deposit',
				issuedAt: '2026-11-24T09:00:00.000Z',
				currency: 'EUR',
				totals: { gross: '90.00', fees: '3.00', net: '87.00' },
				transactions: [
					{ id: 't1', type: 'charge', amount: '100.00', fee: '3.00', net: '97.00', order: { number: '#1001' } },
					{ id: 't2', type: 'refund', amount: '-10.00', fee: '0', net: '-10.00', order: { number: '#1002' } },
				],
				...changes,
			};
		};
		const entry = () => ({
			resource: 'payout',
			operation: 'create',
			as: 'entry',
			journal: String(shelf.journals.general),
			...Object.fromEntries(Object.entries(shelf.accounts).map(([name, id]) => [name, String(id)])),
		});

		it('are drafts of a balanced entry, once', async () => {
			const payout = payoutOf();
			const { first, second } = await twice(entry(), [payout]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			const made = await books.rows('account.move', [['ref', '=', payout.number]], ['state', 'date', 'move_type']);
			expect(made).toMatchObject([{ state: 'draft', date: '2026-11-24', move_type: 'entry' }]);
			const lines = await books.rows(
				'account.move.line',
				[['move_id', '=', made[0]!.id]],
				['account_id', 'debit', 'credit'],
			);
			expect(lines.map((line) => [nameOf(line, 'account_id'), line.debit, line.credit])).toEqual([
				[shelf.accounts.bank, 87, 0],
				[shelf.accounts.fees, 3, 0],
				[shelf.accounts.clearing, 0, 90],
			]);
		});

		it('are lines of a bank statement, once', async () => {
			const payout = payoutOf();
			const parameters = {
				resource: 'payout',
				operation: 'create',
				as: 'statement',
				journal: String(shelf.journals.bank),
			};
			const { first, second } = await twice(parameters, [payout]);
			expect([first.problems, outcomesOf(first), outcomesOf(second)]).toEqual([[], ['created'], ['unchanged']]);
			const lines = await books.rows(
				'account.bank.statement.line',
				[['payment_ref', 'like', payout.number]],
				['payment_ref', 'amount', 'date'],
			);
			expect(lines.map(({ amount, date }) => [amount, date])).toEqual([
				[100, '2026-11-24'],
				[-10, '2026-11-24'],
				[-3, '2026-11-24'],
			]);
		});

		it('that do not add up, or are in another currency, are problems; one on its way is left', async () => {
			const odd = payoutOf({ totals: { gross: '90.00', fees: '3.00', net: '86.00' } });
			const answer = await books.run(
				entry(),
				[odd, payoutOf({ currency: 'SEK' }), payoutOf({ status: 'inTransit' })].map(asItem),
			);
			expect([codesOf(answer), reasonsOf(answer)]).toEqual([
				['TOTALS_DIFFER', 'CURRENCY_DIFFERS'],
				['PAYOUT_NOT_PAID'],
			]);
			expect(await books.rows('account.move', [['ref', '=', odd.number]], ['name'])).toEqual([]);
		});
	});

	describe('triggers', () => {
		const SECRET = 'a long random text';
		const settled = async (isSo: () => boolean) => {
			for (let left = 100; !isSo() && left > 0; left -= 1) await new Promise((go) => setTimeout(go, 100));
		};
		const open = async (type: string, events: string[], more: IDataObject = {}) => {
			outside.process.env.N8N_USER_FOLDER = books.folder;
			const keys = { ...books.keys, apiKey: books.place.apiKey, user: 'admin', webhookSecret: SECRET };
			return await openTrigger({ type, parameters: { events, ...more }, credentials: { odooCommerceApi: keys } });
		};

		it('start with an order that is confirmed and a delivery that is done, as their rules tell (17 and later)', async () => {
			const trigger = await open('odooTrigger', ['orderConfirmed', 'deliveryDone']);
			try {
				const actions = await books.ask<object>('ir.actions.server', 'fields_get', [], { attributes: ['type'] });
				if (!('webhook_url' in actions)) return void (await expect(trigger.hook('create')).rejects.toThrow());
				expect(await trigger.hook('checkExists')).toBe(false);
				await trigger.hook('create');
				expect(await trigger.hook('checkExists')).toBe(true);
				const order = orderOf(shelf);
				await send([order]);
				const lines = [
					{ sku: shelf.skus.blue, quantity: 2 },
					{ sku: shelf.skus.red, quantity: 1 },
				];
				await books.run(VALIDATE, [asItem(shipmentOf(order, `JJFI${shelf.next()}`, lines))]);
				await settled(() => trigger.executions.flat().length >= 2);
				const [row] = await sale(order);
				expect(trigger.executions.flat()).toMatchObject([
					{ kind: 'order', origin: { id: String(row!.id) }, delivery: { topic: 'order.confirmed' } },
					{ kind: 'shipment', origin: { id: String((row!.picking_ids as number[])[0]) } },
				]);
				await trigger.hook('delete');
				const rules = await books.rows('base.automation', [['name', 'like', 'Commerce Bridge']], ['active']);
				expect(rules).toEqual([]);
			} finally {
				await trigger.close();
			}
		});

		it('start with what changed since the last time they asked', async () => {
			const trigger = await open('odooPollTrigger', ['orderChanged', 'stockChanged'], { ledger: 'off' });
			try {
				await trigger.poll();
				// Twice: what moved once before is told of again when it moves again.
				for (const order of [orderOf(shelf), orderOf(shelf)]) {
					// Odoo's times are seconds.
					await new Promise((go) => setTimeout(go, 1_100));
					await send([order]);
					const items = (await trigger.poll()) ?? [];
					const [row] = await sale(order);
					expect(items).toContainEqual(
						expect.objectContaining({ kind: 'order', origin: expect.objectContaining({ id: String(row!.id) }) }),
					);
					const moved = items
						.filter(({ kind }) => kind === 'stockLevel')
						.map(({ origin }) => (origin as IDataObject).number);
					expect(moved).toEqual(expect.arrayContaining([shelf.skus.blue, shelf.skus.red]));
				}
			} finally {
				await trigger.close();
			}
		});
	});

	describe('calls of the operator’s own', () => {
		const call = (model: string, method: string, args: object, more: IDataObject = {}) => ({
			resource: 'method',
			operation: 'call',
			model,
			method,
			arguments: JSON.stringify(args),
			...more,
		});

		it('answer what the method answers, once for each item', async () => {
			const search = call('product.product', 'search_read', {
				domain: [['default_code', '=', shelf.skus.blue]],
				fields: ['default_code'],
			});
			const { results } = await books.run(search, [{}, {}]);
			expect(results).toMatchObject(
				[1, 2].map(() => ({
					outcome: 'answered',
					result: [{ id: shelf.products.blue, default_code: shelf.skus.blue }],
				})),
			);
			const write = call(
				'product.product',
				'write',
				{ vals: { description_sale: 'Blue' } },
				{ ids: String(shelf.products.blue) },
			);
			expect((await books.run(write)).results).toMatchObject([{ outcome: 'answered', result: true }]);
		});

		it('say what Odoo says against them', async () => {
			const answer = await books.run(
				call('product.product', 'write', { vals: { nobody_has_it: 1 } }, { ids: String(shelf.products.blue) }),
			);
			expect(codesOf(answer)).toEqual(['REFUSED']);
			expect(codesOf(await books.run(call('nobody.has.it', 'search_read', { domain: [] })))).toEqual(['SETUP_MODULE']);
		});
	});
}
