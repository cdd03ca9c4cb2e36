import fc from 'fast-check';

import type { Order } from '../../../core/model/order';
import { orderSchema } from '../../../core/model/order';
import {
	addressId,
	isAddressOf,
	personalIn,
	toContact,
	toContactRow,
	toCustomer,
	CONTACT_COLUMNS,
} from '../../../nodes/Odoo/customer/mapping';
import type { OdooPartner } from '../../../nodes/Odoo/customer/wire';
import { amountOf, externalId, instant, isOurs, sourceIn, toOdooTime, units } from '../../../nodes/Odoo/mapping';
import {
	lineKey,
	orderKey,
	orderTable,
	toDraft,
	type OrderDraft,
	type OrderRules,
} from '../../../nodes/Odoo/order/draft';
import { byHand, paymentOf, toOrder, wantedChanges, type Standing } from '../../../nodes/Odoo/order/mapping';
import { saleLine, saleOrder, type OrderInvoice } from '../../../nodes/Odoo/order/wire';
import { toKey } from '../../../nodes/Odoo/order/operations';
import { sampleOrder } from '../../core/samples';
import { rules } from './rules';

/*
 * Orders and contacts on the way to Odoo and back: tables of what becomes what.
 */

const draftOf = (order: Order, changes: Partial<OrderRules> = {}): OrderDraft => {
	const drafted = toDraft(order, rules(changes));
	if ('problem' in drafted) throw new Error(JSON.stringify(drafted.problem));
	return drafted.draft;
};

// ------------------------------------------------------------------ external ids

const anyText = fc.string({
	unit: fc.constantFrom('a', 'Z', '1', '.', '-', ':', '/', '_', ' ', '@', 'é', '😀', '%'),
	minLength: 1,
	maxLength: 12,
});

/** An id's parts with three characters for every byte that is not taken as it is. */
const written = (parts: readonly string[]) =>
	['order', ...parts]
		.map((part) => part.replace(/[^A-Za-z0-9.:/-]/gu, (each) => '_xx'.repeat(Buffer.byteLength(each))))
		.join('__');

it('makes external ids that Odoo takes, one for each record, and reads the readable ones back', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(anyText, anyText, anyText, anyText), { maxLength: 6 }), (sources) => {
			const ids = sources.map(([system, account, id, part]) => externalId('order', { system, account, id }, part));
			for (const id of ids) expect(id).toMatch(/^commerce_bridge\.[A-Za-z0-9.:/_-]{1,200}$/);
			expect(new Set(ids).size).toBe(new Set(sources.map((each) => JSON.stringify(each))).size);
			for (const [index, [system, account, id, part]] of sources.entries()) {
				const all = [system, account, id, part];
				const isReadable = !all.some((each) => each.includes('@')) && written(all).length <= 200;
				expect(sourceIn(ids[index], 'order')).toEqual(isReadable ? { system, account, id, parts: [part] } : undefined);
			}
		}),
		{ numRuns: 1000 },
	);
});

it('keeps who somebody is, and what is too long, out of an external id', () => {
	const shop = { system: 'shop', account: 'demo.example.com' };
	expect(externalId('customer', { ...shop, id: 'ann@example.com' })).toMatch(
		/^commerce_bridge\.customer__[0-9a-f-]{36}$/,
	);
	expect(externalId('order', { ...shop, id: 'x'.repeat(300) })).toMatch(/^commerce_bridge\.order__[0-9a-f-]{36}$/);
});

it('calls an order and its line after their places in the shop', () => {
	const order = sampleOrder({ origin: { ...sampleOrder().origin, id: 'gid://shop/Order/5001' } });
	expect(orderKey(order)).toBe('commerce_bridge.order__shop__demo.example.com__gid://shop/Order/5001');
	expect(lineKey(order, 'L1')).toBe('commerce_bridge.order__shop__demo.example.com__gid://shop/Order/5001__line__L1');
});

it.each([
	['__import__.order_1', undefined],
	['commerce_bridge.customer__a__b__c', undefined],
	['commerce_bridge.order__a__b', undefined],
	[undefined, undefined],
])('reads no order out of %s', (external, expected) => expect(sourceIn(external, 'order')).toBe(expected));

it('knows its own external ids', () => {
	expect([isOurs('commerce_bridge.order__a'), isOurs('commerce_bridges.a'), isOurs(undefined)]).toEqual([
		true,
		false,
		false,
	]);
});

// ------------------------------------------------------------------ dates and figures

it.each([
	['2026-11-20T10:30:00.999Z', '2026-11-20 10:30:00'],
	['2026-11-20T12:30:00+02:00', '2026-11-20 10:30:00'],
])('writes %s as Odoo takes it', (value, expected) => expect(toOdooTime(value)).toBe(expected));

it.each([
	['2026-11-20 10:30:00', '2026-11-20T10:30:00.000Z'],
	['2026-11-20 10:30:00.123456', '2026-11-20T10:30:00.123Z'],
	['2026-11-20', '2026-11-20T00:00:00.000Z'],
	['2026-11-20T10:30:00Z', undefined],
	['2026-13-40 10:30:00', undefined],
	['', undefined],
])('reads the moment %j as %s', (value, expected) => expect(instant(value)).toBe(expected));

it.each([
	[5.400000000000006, '5.4'],
	[-0.0000001, '0'],
	[1986.99, '1986.99'],
	[100, '100'],
	[-12.5, '-12.5'],
])('reads the float %d as %s', (value, expected) => expect(amountOf(value)).toBe(expected));

it.each([
	[7.999999999999, 8],
	[2.5, 2],
	[-0.5, -1],
])('counts %d as %d whole units', (value, expected) => expect(units(value)).toBe(expected));

// ------------------------------------------------------------------ the draft

it.each<[string, Partial<Order>, Partial<OrderRules>, OrderDraft['state']]>([
	['a paid one', {}, {}, 'sale'],
	['a paid one, where people confirm', {}, { arrivesAs: 'draft' }, 'draft'],
	['one of high risk', { risk: { level: 'high' } }, {}, 'draft'],
	['one the shop would cancel', { risk: { level: 'low', recommendation: 'cancel' } }, {}, 'draft'],
	['a cancelled one', { status: 'cancelled' }, {}, 'cancel'],
	['a cancelled one of high risk', { cancelledAt: '2026-11-22T11:00:00.000Z', risk: { level: 'high' } }, {}, 'cancel'],
])('lets %s become what it is to be', (_, changes, set, state) =>
	expect(draftOf(sampleOrder(changes), set).state).toBe(state),
);

it('keeps a cancelled order as it was ordered, although nothing of it is left', () => {
	const lines = sampleOrder().lines.map((line) => ({ ...line, currentQuantity: 0, total: '0', tax: '0' }));
	const draft = draftOf(sampleOrder({ status: 'cancelled', lines, totals: { lines: '0', total: '0' } }));
	expect(draft.lines.map(({ sku, quantity, price }) => [sku, quantity, price])).toEqual([
		['MUG-BLUE', 2, '12.50'],
		['MUG-RED', 1, '12.50'],
	]);
});

it('tags an order of high risk', () => {
	expect(draftOf(sampleOrder({ risk: { level: 'high' } }), { tags: [1], riskTag: 9 }).tags).toEqual([1, 9]);
	expect(draftOf(sampleOrder(), { tags: [1], riskTag: 9 }).tags).toEqual([1]);
});

it.each([
	['', '#1001', undefined],
	['SHOP', '#1001', 'SHOP1001'],
	['SHOP-', '1001/A', 'SHOP-1001/A'],
	['SHOP', '10 01', 'SHOP10_2001'],
])('calls the order with the prefix "%s" and the number %s: %s', (prefix, number, name) => {
	expect(draftOf(sampleOrder({ number }), { prefix }).name).toBe(name);
});

it.each<[string, string, Partial<OrderRules>, number | undefined | 'CURRENCY_DIFFERS']>([
	['the company’s own', 'EUR', {}, undefined],
	['another, with a list of its own', 'SEK', { pricelists: new Map([['SEK', 7]]) }, 7],
	['another, with none', 'SEK', {}, 'CURRENCY_DIFFERS'],
	['that of the chosen list', 'SEK', { pricelist: { id: 8, currency: 'SEK' } }, 8],
	['another than that of the chosen list', 'EUR', { pricelist: { id: 8, currency: 'SEK' } }, 'CURRENCY_DIFFERS'],
])('takes the price list for a currency that is %s', (_, currency, set, expected) => {
	const drafted = toDraft(sampleOrder({ currency }), rules(set));
	expect('problem' in drafted ? drafted.problem.code : drafted.draft.pricelist).toBe(expected);
});

it('gives delivery the product of its delivery method, and another method that of all', () => {
	const carriers = [{ method: 'STANDARD', carrier: 4, product: 44 }];
	const delivery = (order: Order) =>
		draftOf(order, { carriers }).lines.find(({ kind }) => kind === 'delivery')?.product;
	expect([draftOf(sampleOrder(), { carriers }).carrier, delivery(sampleOrder())]).toEqual([4, 44]);
	expect(delivery(sampleOrder({ shippingMethod: { code: 'express' } }))).toBe(rules().products.get('delivery'));
});

it('names a line without SKU and barcode, unless a product is set for such', () => {
	const lines = sampleOrder().lines.map((line, index) => (index === 0 ? { ...line, sku: ' ', barcode: null } : line));
	const products = new Map([...rules().products].filter(([kind]) => kind !== 'unknown'));
	expect(toDraft(sampleOrder({ lines }), rules({ products }))).toEqual({
		problem: { code: 'SKU_MISSING', params: { order: '#1001', line: 'Blue mug' } },
	});
	expect(draftOf(sampleOrder({ lines })).lines[0]?.product).toBe(rules().products.get('unknown'));
});

// ------------------------------------------------------------------ rows for `load`

const RESOLVED = { partner: 5, billTo: 6, shipTo: 7, productOf: (line: { product?: number }) => line.product ?? 100 };
const table = (
	draft: OrderDraft,
	set: Partial<OrderRules> = {},
	spelling = { taxes: 'tax_ids', hasDelivery: true },
) => {
	const { columns, rows } = orderTable(draft, RESOLVED, rules(set), spelling);
	return {
		columns,
		rows,
		cells: rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
	};
};

it('puts the order beside its first line, and each further line below it alone', () => {
	const { cells } = table(draftOf(sampleOrder()), { warehouse: 3 });
	expect(cells[0]).toEqual({
		id: 'commerce_bridge.order__shop__demo.example.com__501',
		client_order_ref: '#1001',
		origin: 'shop #1001',
		date_order: '2026-11-22 10:00:00',
		'partner_id/.id': '5',
		'partner_invoice_id/.id': '6',
		'partner_shipping_id/.id': '7',
		'warehouse_id/.id': '3',
		'order_line/id': 'commerce_bridge.order__shop__demo.example.com__501__line__L1',
		'order_line/product_id/.id': '100',
		'order_line/name': 'Blue mug',
		'order_line/product_uom_qty': '2',
		'order_line/price_unit': '12.5',
		'order_line/tax_ids/.id': '1',
		'order_line/display_type': '',
		'order_line/is_delivery': '',
	});
	for (const row of cells.slice(1))
		for (const [name, cell] of Object.entries(row))
			if (!name.startsWith('order_line/')) expect([name, cell]).toEqual([name, '']);
	expect(cells.map((row) => row['order_line/is_delivery'])).toEqual(['', '', '1', '']);
});

it('has no column that is empty for the order: Odoo would clear what it chooses by itself', () => {
	const { columns, rows } = table(draftOf(sampleOrder(), { keepDate: false }));
	expect(columns).not.toContain('name');
	expect(columns).not.toContain('date_order');
	const head = columns.filter((name) => !name.startsWith('order_line/'));
	expect(rows[0]?.slice(0, head.length)).not.toContain('');
});

it('spells taxes as the version does, and names no field of an app that is not there', () => {
	const { columns } = table(draftOf(sampleOrder()), {}, { taxes: 'tax_id', hasDelivery: false });
	expect(columns).toContain('order_line/tax_id/.id');
	expect(columns.join()).not.toMatch(/tax_ids|is_delivery|carrier_id/);
});

it('gives every line an external id of its own, so that a repeat appends nothing', () => {
	const { cells } = table(draftOf(sampleOrder(), { noteAsLine: true }));
	const ids = cells.map((row) => row['order_line/id']);
	expect(ids.every((id) => isOurs(id))).toBe(true);
	expect(new Set(ids).size).toBe(ids.length);
});

it('writes the note as a line without product, quantity and price', () => {
	const row = table(draftOf(sampleOrder(), { noteAsLine: true })).cells.at(-1);
	expect(row).toMatchObject({
		'order_line/display_type': 'line_note',
		'order_line/name': 'Please ring the bell',
		'order_line/product_id/.id': '',
		'order_line/product_uom_qty': '',
		'order_line/price_unit': '',
	});
});

it('puts custom fields beside the order', () => {
	const draft = draftOf(sampleOrder(), {
		customFields: () => [
			['x_channel', 'web'],
			['x_owner/.id', '4'],
		],
	});
	expect(table(draft).cells[0]).toMatchObject({ x_channel: 'web', 'x_owner/.id': '4' });
});

// ------------------------------------------------------------------ contacts

const ADA = { name: 'Ada Example', address1: 'Road 1', zip: '00100', city: 'Helsinki', countryCode: 'FI' };

it.each<[string, Partial<Order>, object]>([
	[
		'whom the shop knows',
		{ customer: { reference: 'C-7', email: 'Ada@Example.com', name: 'Ada' } },
		{ isGuest: false, email: 'ada@example.com', contact: { name: 'Ada' } },
	],
	[
		'who is known by e-mail only',
		{ customer: { email: 'ada@example.com' } },
		{ isGuest: true, email: 'ada@example.com' },
	],
	[
		'of a company',
		{ customer: { reference: 'C-7', company: 'Example Ltd', name: 'Ada', vatNumber: 'FI1' } },
		{ vat: 'FI1', contact: { name: 'Example Ltd', isCompany: true, vat: 'FI1' } },
	],
	[
		'of whom nothing is known',
		{ customer: null, shipTo: ADA, billTo: null },
		{ isGuest: true, contact: { name: 'Ada Example', street: 'Road 1' } },
	],
])('makes a contact of a customer %s', (_, changes, expected) =>
	expect(toCustomer(sampleOrder(changes))).toMatchObject(expected),
);

it('keeps the same customer under one external id, and a guest without e-mail under one of the order', () => {
	const idOf = (changes: Partial<Order>) => toCustomer(sampleOrder(changes)).externalId;
	const other = { origin: { ...sampleOrder().origin, id: '502' } };
	expect(idOf({ customer: { reference: 'C-7' } })).toBe(
		idOf({ customer: { reference: 'C-7', email: 'x@example.com' }, ...other }),
	);
	const nobody = { customer: null, shipTo: ADA, billTo: null };
	expect(idOf(nobody)).not.toBe(idOf({ ...nobody, ...other }));
	expect(idOf(nobody)).toContain('guest');
});

const partner = (changes: Partial<OdooPartner> = {}): OdooPartner => ({
	id: 5,
	name: 'Ada Example',
	is_company: false,
	type: 'contact',
	parent_id: null,
	email: '',
	email_normalized: '',
	phone: '',
	vat: '',
	ref: '',
	street: 'Road 1',
	street2: '',
	city: 'Helsinki',
	zip: '00100',
	state_id: null,
	country_id: { id: 70, name: 'Finland' },
	country_code: 'FI',
	write_date: '',
	...changes,
});

it.each<[string, Partial<OdooPartner>, object, boolean]>([
	['the same', {}, {}, true],
	['other capitals of the name', { name: 'ADA example' }, {}, true],
	['another street', { street: 'Road 2' }, {}, false],
	['another person at the same place', { name: 'Bob' }, {}, false],
	['no name asked for', { name: 'Bob' }, { name: null }, true],
	['the company whose address it is', { name: 'Example Ltd' }, { company: 'Example Ltd' }, true],
	['another country', { country_code: 'SE' }, {}, false],
	['a second line', { street2: 'Door B' }, {}, false],
])('compares an address with a contact: %s', (_, there, changes, same) => {
	const contact = partner(there);
	expect(isAddressOf(contact, toContact({ ...ADA, ...changes }), contact.country_code ?? '')).toBe(same);
});

it('has one external id for an address below a contact, without the address in it', () => {
	const one = addressId(5, 'delivery', toContact(ADA));
	expect(addressId(5, 'delivery', toContact({ ...ADA, city: ' HELSINKI ' }))).toBe(one);
	expect(
		new Set([
			one,
			addressId(6, 'delivery', toContact(ADA)),
			addressId(5, 'invoice', toContact(ADA)),
			addressId(5, 'delivery', toContact({ ...ADA, zip: '00200' })),
		]).size,
	).toBe(4);
	expect(one).not.toMatch(/Road|Helsinki/i);
});

it('writes a contact in the order of its columns', () => {
	const row = toContactRow({
		externalId: 'a.b',
		parent: 5,
		type: 'delivery',
		contact: toContact({ ...ADA, company: 'Example Ltd' }),
		country: 70,
	});
	expect(Object.fromEntries(CONTACT_COLUMNS.map((name, index) => [name, row[index]]))).toMatchObject({
		id: 'a.b',
		'parent_id/.id': '5',
		type: 'delivery',
		name: 'Example Ltd, Ada Example',
		street: 'Road 1',
		'country_id/.id': '70',
		'state_id/.id': '',
		is_company: '',
	});
});

it('knows what of a customer is in no text that is shown', () => {
	const personal = personalIn(
		toCustomer(sampleOrder({ customer: { reference: 'C', email: 'ada@example.com', phone: '555 0100' } })),
	);
	expect(personal).toEqual(
		expect.arrayContaining(['ada@example.com', '555 0100', 'Example Street 1', 'Example Person']),
	);
	expect(personal).not.toContain('FI');
});

// ------------------------------------------------------------------ what stands there

const invoice = (changes: Partial<OrderInvoice>): OrderInvoice => ({
	id: 1,
	state: 'posted',
	move_type: 'out_invoice',
	payment_state: 'paid',
	amount_total: 37.4,
	amount_residual: 0,
	...changes,
});

it.each<[string, Array<Partial<OrderInvoice>>, string]>([
	['without an invoice', [], 'pending'],
	['with a draft', [{ state: 'draft' }], 'pending'],
	['not paid', [{ payment_state: 'not_paid' }], 'pending'],
	['paid', [{}], 'paid'],
	['in payment, as Enterprise says', [{ payment_state: 'in_payment' }], 'paid'],
	['paid in part', [{ payment_state: 'partial', amount_residual: 7.4 }], 'partiallyPaid'],
	[
		'paid in two invoices of which one is',
		[{ amount_total: 30 }, { amount_total: 7.4, payment_state: 'not_paid' }],
		'partiallyPaid',
	],
	['refunded in part', [{}, { move_type: 'out_refund', amount_total: 10 }], 'partiallyRefunded'],
	['refunded', [{}, { move_type: 'out_refund' }], 'refunded'],
	['in a state nobody knows', [{ payment_state: 'odd' }], 'unmapped:odd'],
])('says of an order that is %s how it is paid', (_, invoices, expected) => {
	expect(paymentOf(invoices.map(invoice), '37.4')).toBe(expected);
});

/** The order that stands there when the sample order was written just so. */
function standing(draft: OrderDraft, state = 'sale', changes: Partial<Standing['order']> = {}): Standing {
	const lines = draft.lines.map((line, index) =>
		saleLine.parse({
			id: index + 1,
			order_id: [42, 'S00042'],
			product_id: line.kind === 'note' ? false : [line.product ?? 100 + index, 'x'],
			name: line.name,
			product_uom_qty: line.quantity,
			qty_delivered: 0,
			price_unit: Number(line.price),
			discount: 0,
			price_subtotal: Number(line.price) * line.quantity,
			price_tax: 0,
			price_total: 0,
			tax_ids: line.tax === undefined ? [] : [line.tax],
			display_type: line.kind === 'note' ? 'line_note' : false,
			is_delivery: line.kind === 'delivery',
		}),
	);
	const order = saleOrder.parse({
		id: 42,
		name: 'S00042',
		state,
		client_order_ref: draft.reference,
		origin: draft.origin,
		date_order: draft.date,
		write_date: '2026-11-22 11:00:00',
		amount_untaxed: 30,
		amount_tax: 7.4,
		amount_total: 37.4,
		currency_id: [1, 'EUR'],
		partner_id: [5, 'Ada'],
		partner_invoice_id: [5, 'Ada'],
		partner_shipping_id: [7, 'Ada'],
		order_line: lines.map(({ id }) => id),
		invoice_ids: [],
		delivery_status: false,
		warehouse_id: [1, 'Main'],
		...changes,
	});
	const products = new Map(
		draft.lines.map((line, index) => [
			line.product ?? 100 + index,
			{
				id: line.product ?? 100 + index,
				default_code: line.sku,
				barcode: '',
				type: line.kind === 'goods' ? 'consu' : 'service',
			},
		]),
	);
	const { shipTo } = draft.customer;
	return {
		order,
		lines,
		products,
		invoices: [],
		pickings: [],
		lineIds: new Map(draft.lines.map(({ externalId: id }, index) => [index + 1, id])),
		shipTo: partner({
			id: 7,
			name: shipTo?.name,
			street: shipTo?.street,
			city: shipTo?.city,
			zip: shipTo?.zip,
			country_code: shipTo?.countryCode,
		}),
	};
}

const changed = (changes: Partial<Order>) => draftOf(sampleOrder(changes));
const fieldsOf = (there: Standing, draft: OrderDraft) => wantedChanges(there, draft).map(({ field }) => field);
const withQuantity = (quantity: number, ordered = quantity, total = String(12.5 * quantity - 5)) =>
	sampleOrder().lines.map((line, index) =>
		index === 0
			? { ...line, quantity: ordered, currentQuantity: quantity, total, tax: null, taxRate: null }
			: { ...line, tax: null, taxRate: null },
	);
const untaxed = (lines: Order['lines'], total: string, refunded?: string): Order =>
	sampleOrder({ lines, taxLines: [], shippingLines: [], totals: { lines: total, total, refunded } });

it.each(['draft', 'sent', 'sale', 'cancel', 'done'])(
	'finds nothing to change in an order that is %s and was written just so',
	(state) => {
		const draft = draftOf(sampleOrder(), { arrivesAs: 'draft', noteAsLine: true });
		expect(wantedChanges(standing(draft, state), draft)).toEqual([]);
	},
);

it.each<[string, string, Partial<Order>, string[]]>([
	['a quotation that is to be confirmed', 'draft', {}, ['state']],
	['a quotation that was cancelled in the shop', 'draft', { status: 'cancelled' }, ['state']],
	['a sales order that was cancelled in the shop: another fact', 'sale', { status: 'cancelled' }, []],
	['a number that changed', 'sale', { number: '#1001-A' }, ['reference']],
	['another moment', 'sale', { placedAt: '2026-11-22T09:00:00.000Z' }, ['date']],
	['another address', 'sale', { shipTo: { ...ADA, address1: 'Lane 9' } }, ['shipTo']],
])('finds in an order: %s', (_, state, changes, fields) => {
	expect(fieldsOf(standing(draftOf(sampleOrder()), state), changed(changes))).toEqual(fields);
});

it('asks a person to change the goods or the address of a confirmed order', () => {
	const before = draftOf(untaxed(withQuantity(2), '32.50'));
	const after = draftOf(untaxed(withQuantity(3), '45.00'));
	const changes = wantedChanges(standing(before), after);
	expect(byHand(changes, sampleOrder(), 'Odoo')).toEqual({
		code: 'CHANGE_BY_HAND',
		params: { order: '#1001', target: 'Odoo', what: 'MUG-BLUE 3 × 12.5 instead of 2 × 12.5' },
	});
	expect(
		byHand(wantedChanges(standing(before), changed({ number: '#7' })).slice(0, 1), sampleOrder(), 'Odoo'),
	).toBeUndefined();
});

it.each<[string, string | undefined, string[]]>([
	['leaves a confirmed order as it was ordered when goods were refunded since', '12.50', []],
	['allows for cents of rounding', '12.48', []],
	['takes the word of who does not say what was refunded', undefined, []],
	['is told by a person what was edited away of a confirmed order', '0.00', ['line MUG-BLUE']],
	['is told so where a part of it was refunded', '5.00', ['line MUG-BLUE']],
])('%s', (_, refunded, fields) => {
	const plain = (lines: Order['lines']) => lines.map((line) => ({ ...line, discount: null }));
	const before = draftOf(untaxed(plain(withQuantity(2)), '32.50'));
	const after = draftOf(untaxed(plain(withQuantity(1, 2, '7.50')), '20.00', refunded));
	const there = standing(before, 'sale', { amount_total: 32.5 });
	expect(fieldsOf(there, after).filter((field) => field.startsWith('line MUG'))).toEqual(fields);
	expect(fieldsOf(standing(before, 'draft'), after)).toContain('line MUG-BLUE');
});

it('is told by a person what was edited away, where as much was given back before the order was written', () => {
	const [blue, red] = sampleOrder().lines.map((line) => ({ ...line, discount: null, tax: null, taxRate: null }));
	const two = { ...blue!, quantity: 3, currentQuantity: 2, total: '25.00' };
	const before = draftOf(untaxed([two, red!], '37.50', '12.50'));
	const after = draftOf(untaxed([two, { ...red!, currentQuantity: 0, total: '0' }], '25.00', '12.50'));
	const there = standing(before, 'sale', { amount_total: 37.5 });
	expect(fieldsOf(there, { ...after, refunded: '12.00' })).toContain('line Red mug');
});

it('leaves lines alone that people added in Odoo, and the rounding line', () => {
	const draft = draftOf(sampleOrder(), { arrivesAs: 'draft' });
	const there = standing(draft, 'draft');
	const added = saleLine.parse({
		...there.lines[0]!,
		id: 99,
		product_id: [1, 'x'],
		order_id: [42, 'S'],
		display_type: false,
	});
	const rounding = saleLine.parse({
		...there.lines[0]!,
		id: 98,
		product_id: [1, 'x'],
		order_id: [42, 'S'],
		display_type: false,
	});
	const lineIds = new Map([...there.lineIds, [98, draft.roundingId]]);
	expect(fieldsOf({ ...there, lines: [...there.lines, added, rounding], lineIds }, draft)).toEqual([]);
});

// ------------------------------------------------------------------ reading back

const READING = {
	account: 'erp.example.com',
	seenAt: '2026-11-22T12:00:00.000Z',
	url: (model: string, id: number) => `https://erp.example.com/web#id=${id}&model=${model}`,
};

it('reads an order so that every kind of target can take it', () => {
	const order = toOrder(standing(draftOf(sampleOrder()), 'sale', { delivery_status: 'partial' }), READING);
	expect(orderSchema.parse(order)).toMatchObject({
		number: 'S00042',
		status: 'open',
		paymentStatus: 'pending',
		fulfillmentStatus: 'partial',
		purchaseOrderNumber: '#1001',
		currency: 'EUR',
		placedAt: '2026-11-22T10:00:00.000Z',
		updatedAt: '2026-11-22T11:00:00.000Z',
		origin: { system: 'odoo', id: '42' },
		location: { id: '1', name: 'Main' },
	});
	expect(order.lines.map(({ sku, quantity, requiresShipping }) => [sku, quantity, requiresShipping])).toEqual([
		['MUG-BLUE', 2, true],
		['MUG-RED', 1, true],
		[null, 1, false],
	]);
	expect(order.shippingLines).toEqual([{ id: '3', title: 'Standard', total: '4.9', tax: '0' }]);
});

it.each([
	['sale', 1, 1],
	['sale', 5, 0],
	['draft', 0, 2],
	['cancel', 0, 0],
])('leaves open of two units in an order that is %s with %d delivered: %d', (state, delivered, open) => {
	const there = standing(draftOf(sampleOrder()), state);
	const lines = there.lines.map((line) => ({ ...line, qty_delivered: delivered }));
	expect(toOrder({ ...there, lines }, READING).lines[0]?.openQuantity).toBe(open);
});

it.each([
	['draft', 'open'],
	['sale', 'open'],
	['cancel', 'cancelled'],
	['frozen', 'unmapped:frozen'],
])('reads the state %s as %s', (state, status) => {
	expect(toOrder(standing(draftOf(sampleOrder()), state), READING).status).toBe(status);
});

it.each([
	['42', '#1001', '42'],
	['gid://shop/Order/1', '#1001', '#1001'],
	['', '#1001', '#1001'],
	['S00042', undefined, 'S00042'],
	['', undefined, undefined],
])('looks for the order with the ID %j and the number %s under %s', (id, number, key) =>
	expect(toKey(id, number)).toBe(key),
);
