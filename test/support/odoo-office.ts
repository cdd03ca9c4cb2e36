import type { Sandboxes } from '../../sandbox/bridge';
import { demoStart } from '../../sandbox/demo-data';
import type { Settings } from '../../sandbox/demo-story';
import type { DemoData } from '../../sandbox/kit';
import type { Books, Row } from './odoo-books';

/*
 * The demo's company in a real Odoo: its goods and settings as the sandbox is seeded with them, what its people do, and
 * what stands there, in the form in which the demo's judge reads the sandbox.
 */

interface Product {
	readonly id: number;
	readonly default_code: string;
}

/** What stands in the office; more than the judge needs is left out. */
export interface OfficeView {
	readonly orders: readonly object[];
	readonly pickings: readonly object[];
	readonly invoices: readonly object[];
	readonly products: readonly Product[];
	readonly stock: readonly object[];
	readonly payments: readonly object[];
}

export interface Office {
	/** What its operator enters in the templates, by story. */
	readonly settings: Readonly<Record<string, Settings>>;
	/** As it stood when it was last looked at. */
	view(): OfficeView;
	look(): Promise<OfficeView>;
	/** The shop's sandbox with this office in place of Odoo's. */
	beside(sandboxes: Sandboxes): Sandboxes;
}

const CARRIERS = [
	['home_fi', 'Home delivery', 'DELIVERY-HOME', 9.9],
	['pickup_fi', 'Pick-up point', 'DELIVERY-PICKUP', 5.9],
	['letter_fi', 'Letter', 'DELIVERY-LETTER', 3.5],
] as const;
const QUIET = { skip_sms: true, skip_backorder: true };
const CASH_ON_DELIVERY = 'Cash on Delivery (COD)';

const referenced = (value: unknown): number => (Array.isArray(value) ? Number(value[0]) : 0);
const named = (value: unknown): string | false => (Array.isArray(value) ? String(value[1]) : false);

/** Furnishes a new company as the demo's. */
export async function openOffice(books: Books, data: DemoData): Promise<Office> {
	const [warehouse] = await books.rows('stock.warehouse', [], ['lot_stock_id']);
	const place = referenced(warehouse?.['lot_stock_id']);
	const tax = async (amount: number) =>
		await books.make('account.tax', { name: `${amount} % incl.`, amount, price_include_override: 'tax_included' });
	const usual = await tax(25.5);
	await tax(14);

	const made = async (default_code: string, more: object) =>
		await books.make('product.product', {
			...{ name: default_code, default_code, taxes_id: [[6, 0, [usual]]], invoice_policy: 'order' },
			...more,
		});
	const service = async (default_code: string, name: string, list_price = 0) =>
		await made(default_code, { name, list_price, type: 'service' });

	const carriers: Array<readonly [string, number]> = [];
	const charges: Record<string, number> = {};
	for (const [code, name, sku, fixed_price] of CARRIERS) {
		charges[sku] = await service(sku, name, fixed_price);
		carriers.push([code, await books.make('delivery.carrier', { name, product_id: charges[sku], fixed_price })]);
	}
	for (const sku of ['DISCOUNT', 'ROUNDING']) charges[sku] = await service(sku, sku);
	for (const product of data.products.filter(({ atWarehouse, ships }) => atWarehouse || !ships)) {
		const id = await made(product.sku, {
			name: product.title,
			barcode: product.barcode || false,
			list_price: Number(product.price),
			weight: product.weightGrams / 1000,
			hs_code: product.hsCode || false,
			...(product.ships ? { type: 'consu', is_storable: true } : { type: 'service' }),
		});
		if (product.ships) await count(books, place, id, product.stock);
	}
	for (const order of data.orders.filter(({ plant }) => plant === 'beforeStartAlreadyThere'))
		await deliveredBefore(books, order);

	const account = async (code: string, name: string, account_type: string) =>
		String(await books.make('account.account', { code, name, account_type }));
	const [general] = await books.rows('account.journal', [['type', '=', 'general']], ['name']);
	const card = await books.make('account.journal', { name: 'Card Payments', code: 'CARD', type: 'bank' });
	const placing = {
		forwardFrom: demoStart(data.moment),
		warehouse: String(warehouse?.id),
		lineProducts: {
			row: [
				{ line: 'delivery', product: String(charges['DELIVERY-HOME']) },
				{ line: 'discount', product: String(charges['DISCOUNT']) },
				{ line: 'rounding', product: String(charges['ROUNDING']) },
			],
		},
		deliveryMethods: { row: carriers.map(([method, id]) => ({ method, carrier: String(id) })) },
		orderOptions: { risky: 'keep', cancelled: 'keep', cashOnDeliveryMethods: CASH_ON_DELIVERY },
	};
	const warehouses = { warehouses: [String(warehouse?.id)] };
	let seen: OfficeView = { orders: [], pickings: [], invoices: [], products: [], stock: [], payments: [] };
	const office: Office = {
		settings: {
			'orders-from-shopify-to-odoo': { 'Send to Odoo': placing },
			'shipped-orders-from-shopify-to-odoo': { 'Send to Odoo': placing },
			'invoices-and-payments-from-shopify-to-odoo': { 'Register Payments in Odoo': { journal: String(card) } },
			'payouts-from-shopify-to-odoo': {
				'Send to Odoo': {
					journal: String(general?.id),
					bank: await account('109401', 'Bank of the demo', 'asset_cash'),
					clearing: await account('109402', 'Payouts on the way', 'asset_current'),
					fees: await account('629403', 'Fees of the demo', 'expense'),
				},
			},
			'stock-from-odoo-to-shopify': { 'Read Stock at Odoo': warehouses, 'Read Changed Stock': warehouses },
			'daily-comparison-of-shopify-and-odoo': { 'Stock at Odoo': warehouses },
		},
		view: () => seen,
		async look() {
			seen = await viewOf(books);
			return seen;
		},
		beside(sandboxes) {
			const people = { state: () => seen, change: async (what: string, input: object = {}) => await act(what, input) };
			// Of a sandbox the demo's people use no more than what can be seen and done.
			const of = (name: string) => (name === 'odoo' ? (people as never) : sandboxes.of(name));
			return { ...sandboxes, of };
		},
	};
	const act = async (what: string, input: object): Promise<unknown> => {
		const done = await peopleDo(books, place, what, input as Readonly<Record<string, unknown>>);
		await office.look();
		return done;
	};
	await office.look();
	return office;
}

/** What people do in Odoo, as the sandbox has it. */
async function peopleDo(
	books: Books,
	place: number,
	what: string,
	input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
	switch (what) {
		case 'call': {
			const {
				model,
				method,
				ids,
				args = {},
			} = input as { model: string; method: string; ids?: number[]; args?: object };
			const { vals_list: values, ...rest } = args as { vals_list?: unknown };
			const byPlace = [...(ids ? [ids] : []), ...(values === undefined ? [] : [values])];
			return await books.ask(model, method, byPlace, rest);
		}
		case 'setStock': {
			const [product] = await books.rows('product.product', [['default_code', '=', input['sku']]], ['name']);
			return await count(books, place, product!.id, Number(input['quantity']));
		}
		case 'ship':
			return await ship(books, input as unknown as Parcel);
		default:
			throw new Error(`Nobody in the office knows how to ${what}`);
	}
}

async function count(books: Books, location_id: number, product_id: number, quantity: number): Promise<void> {
	const quant = await books.make('stock.quant', { product_id, location_id, inventory_quantity: quantity });
	await books.ask('stock.quant', 'action_apply_inventory', [[quant]]);
}

interface Parcel {
	readonly order: string;
	readonly tracking?: string;
	/** What leaves; all that is open when absent. */
	readonly lines?: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
}

async function ship(books: Books, { order, tracking, lines }: Parcel): Promise<void> {
	const open = await books.rows(
		'stock.picking',
		[
			['sale_id.name', '=', order],
			['picking_type_code', '=', 'outgoing'],
			['state', 'not in', ['done', 'cancel']],
		],
		['move_ids'],
	);
	if (open.length === 0) throw new Error(`Nothing of ${order} is to be shipped`);
	for (const picking of open) {
		const moves = await books.rows('stock.move', [['picking_id', '=', picking.id]], ['product_id', 'product_uom_qty']);
		const codes = await codesOf(books, moves);
		for (const move of moves) {
			const sku = codes.get(referenced(move['product_id']));
			const quantity = lines ? (lines.find((line) => line.sku === sku)?.quantity ?? 0) : move['product_uom_qty'];
			await books.ask('stock.move', 'write', [[move.id], { quantity, picked: Number(quantity) > 0 }]);
		}
		if (tracking !== undefined)
			await books.ask('stock.picking', 'write', [[picking.id], { carrier_tracking_ref: tracking }]);
		await books.ask('stock.picking', 'button_validate', [[picking.id]], { context: QUIET });
	}
}

/** An order that another connector brought, delivered and done with. */
async function deliveredBefore(books: Books, order: DemoData['orders'][number]): Promise<void> {
	const partner_id = await books.make('res.partner', { name: 'Example Customer', email: 'customer@example.com' });
	const skus = order.lines.map(({ sku }) => sku);
	const products = await books.rows('product.product', [['default_code', 'in', skus]], ['default_code']);
	const order_line = order.lines.map(({ sku, quantity }) => {
		const product_id = products.find((each) => each['default_code'] === sku)?.id;
		return [0, 0, { product_id, product_uom_qty: quantity }];
	});
	const client_order_ref = `#${order.number}`;
	const id = await books.make('sale.order', { partner_id, client_order_ref, order_line });
	await books.ask('sale.order', 'action_confirm', [[id]]);
	const [made] = await books.rows('sale.order', [['id', '=', id]], ['name']);
	await ship(books, { order: String(made?.['name']), tracking: `JJFI00000000000000${order.number}` });
}

// ------------------------------------------------------------------ what stands there

async function codesOf(books: Books, rows: readonly Row[]): Promise<Map<number, string>> {
	const ids = [...new Set(rows.map((row) => referenced(row['product_id'])))];
	const products = await books.rows(
		'product.product',
		[
			['id', 'in', ids],
			['active', 'in', [true, false]],
		],
		['default_code'],
	);
	return new Map(products.map(({ id, default_code }) => [id, String(default_code || '')]));
}

async function viewOf(books: Books): Promise<OfficeView> {
	const orders = await books.rows('sale.order', [], ['name', 'state', 'amount_total', 'client_order_ref']);
	const lines = await books.rows('sale.order.line', [], ['order_id', 'product_id', 'product_uom_qty']);
	const pickings = await books.rows(
		'stock.picking',
		[],
		['name', 'state', 'carrier_tracking_ref', 'sale_id', 'picking_type_code'],
	);
	const moves = await books.rows('stock.move', [], ['picking_id', 'product_id', 'quantity', 'state']);
	const quants = await books.rows(
		'stock.quant',
		[['location_id.usage', '=', 'internal']],
		['product_id', 'location_id', 'quantity', 'reserved_quantity'],
	);
	const codes = await codesOf(books, [...lines, ...moves, ...quants]);
	const sku = (row: Row) => codes.get(referenced(row['product_id'])) ?? '';
	const invoices = await books.rows(
		'account.move',
		[],
		['move_type', 'state', 'payment_state', 'ref', 'invoice_origin', 'amount_total'],
	);
	return {
		orders: orders.map((order) => ({
			...order,
			lines: lines
				.filter((line) => referenced(line['order_id']) === order.id)
				.map((line) => ({ sku: sku(line), product_uom_qty: line['product_uom_qty'] })),
		})),
		pickings: pickings.map((picking) => ({
			...picking,
			order: named(picking['sale_id']),
			kind: picking['picking_type_code'],
			lines: moves
				.filter((move) => referenced(move['picking_id']) === picking.id)
				.map((move) => ({ sku: sku(move), quantity: move['quantity'], state: move['state'] })),
		})),
		invoices,
		products: (await books.rows('product.product', [], ['default_code'])) as unknown as Product[],
		stock: quants.map((quant) => ({ ...quant, sku: sku(quant), location: named(quant['location_id']) })),
		payments: await books.rows('account.payment', [], ['amount', 'state', 'memo']),
	};
}
