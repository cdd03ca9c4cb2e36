import { compareBackOffice } from '../../sandbox/demo-back-office-report';

/*
 * That the demo's own comparison of shop and back office sees what is not the same.
 */

type Item = Readonly<Record<string, unknown>>;

const LOCATION = 'gid://shopify/Location/70000000001';
const level = { sku: 'MUG', locationId: LOCATION, onHand: 12, available: 10, committed: 2 };
const shopOrder = (changes: Item = {}): Item => ({
	number: 1001,
	plant: 'plain',
	cancelledAt: null,
	total: '59.50',
	refunds: [],
	lines: [{ sku: 'MUG', quantity: 2, currentQuantity: 2, requiresShipping: true }],
	fulfillments: [],
	...changes,
});
const sale = (changes: Item = {}): Item => ({
	name: 'SHOP-1001',
	state: 'sale',
	client_order_ref: '#1001',
	amount_total: 59.5,
	lines: [
		{ sku: 'MUG', product_uom_qty: 2 },
		{ sku: 'DELIVERY-HOME', product_uom_qty: 1 },
	],
	...changes,
});
const bill = (changes: Item = {}): Item => ({
	move_type: 'out_invoice',
	state: 'posted',
	payment_state: 'paid',
	ref: '#1001',
	invoice_origin: 'SHOP-1001',
	amount_total: 59.5,
	...changes,
});
const picking = (changes: Item = {}): Item => ({
	order: 'SHOP-1001',
	kind: 'outgoing',
	state: 'done',
	carrier_tracking_ref: 'JJFI1',
	lines: [{ sku: 'MUG', quantity: 2, state: 'done' }],
	...changes,
});
const sent = (numbers: readonly string[] = ['JJFI1'], quantity = 2) => ({
	fulfillments: [{ lines: [{ sku: 'MUG', quantity }], tracking: { numbers } }],
});
const stock = [{ sku: 'MUG', location: 'WH/Stock', quantity: 12, reserved_quantity: 2 }];

function different(shop: Item, office: Item): Record<string, readonly string[]> {
	const front = { orders: [shopOrder()], inventory: [level], ...shop };
	const back = { orders: [sale()], pickings: [], invoices: [bill()], stock, ...office };
	const found = Object.entries(compareBackOffice(front, back)).filter(([, { equal }]) => !equal);
	return Object.fromEntries(found.map(([what, { differences }]) => [what, differences]));
}

it('finds nothing where both say the same, charges and orders of others left aside', () => {
	expect(different({}, { orders: [sale(), sale({ name: 'S00001', client_order_ref: false })] })).toEqual({});
});

it('finds nothing in what was credited, left, waits for a person or was cancelled in time', () => {
	const credit = bill({ move_type: 'out_refund', ref: 'Reversal of: INV/1, #1001-R1 [x]', amount_total: 20 });
	expect(
		different({ orders: [shopOrder({ refunds: [{ amount: '20.00' }] })] }, { invoices: [bill(), credit] }),
	).toEqual({});
	const gone = [{ sku: 'MUG', location: 'WH/Stock', quantity: 10, reserved_quantity: 0 }];
	const shelf = { inventory: [{ ...level, onHand: 10 }] };
	expect(different({ orders: [shopOrder(sent())], ...shelf }, { pickings: [picking()], stock: gone })).toEqual({});
	const idle = { invoices: [], stock: [{ ...stock[0], quantity: 12, reserved_quantity: 0 }] };
	expect(
		different({ orders: [shopOrder({ plant: 'highRisk' })] }, { orders: [sale({ state: 'draft' })], ...idle }),
	).toEqual({});
	const cancelledAt = '2026-11-22T12:00:00.000Z';
	expect(different({ orders: [shopOrder({ cancelledAt })] }, { orders: [sale({ state: 'cancel' })], ...idle })).toEqual(
		{},
	);
});

it.each([
	[
		'an order that is missing',
		{},
		{ orders: [], invoices: [], stock: [{ ...stock[0], reserved_quantity: 0 }] },
		{ orders: ['Order #1001 stands 0 times in the back office'] },
	],
	[
		'an order that stands twice',
		{},
		{ orders: [sale(), sale()] },
		{ orders: ['Order #1001 stands 2 times in the back office'] },
	],
	[
		'a risky order that is confirmed',
		{ orders: [shopOrder({ plant: 'highRisk' })] },
		{},
		{ orders: ['Order #1001 is "sale" in the back office, and not "draft"'] },
	],
	[
		'other goods',
		{},
		{ orders: [sale({ lines: [{ sku: 'MUG', product_uom_qty: 1 }] })] },
		{ orders: ['Order #1001 holds MUG×2 in the shop and MUG×1 in the back office'] },
	],
	[
		'another amount',
		{},
		{ orders: [sale({ amount_total: 59.49 })], invoices: [bill({ amount_total: 59.49 })] },
		{ orders: ['Order #1001 comes to 59.50 in the shop and 59.49 in the back office'] },
	],
	['an order without an invoice', {}, { invoices: [] }, { invoices: ['SHOP-1001 has 0 invoices'] }],
	['an order with two invoices', {}, { invoices: [bill(), bill()] }, { invoices: ['SHOP-1001 has 2 invoices'] }],
	[
		'an invoice that is not paid',
		{},
		{ invoices: [bill({ payment_state: 'not_paid' })] },
		{ invoices: ['The invoice of SHOP-1001 is not_paid'] },
	],
	[
		'stock that is offered twice',
		{},
		{ stock: [{ ...stock[0], quantity: 11 }] },
		{ stock: ['MUG: the shop can sell 10, the back office 9'] },
	],
	[
		'a parcel the shop does not know of',
		{},
		{ pickings: [picking()] },
		{
			shipments: ['SHOP-1001 left with MUG×2, the shop knows of nothing', 'SHOP-1001 travels as JJFI1, the shop says '],
		},
	],
	[
		'a parcel under another number',
		{ orders: [shopOrder(sent(['JJFI2']))], inventory: [{ ...level, onHand: 10 }] },
		{ pickings: [picking()] },
		{ shipments: ['SHOP-1001 travels as JJFI1, the shop says JJFI2'] },
	],
	[
		'what is fulfilled and did not leave',
		{ orders: [shopOrder(sent())], inventory: [{ ...level, onHand: 10 }] },
		{},
		{ shipments: ['#1001 is fulfilled and did not leave'] },
	],
])('finds %s', (_, shop: Item, office: Item, found) => expect(different(shop, office)).toEqual(found));
