import { compareBooks } from '../../sandbox/demo-books-report';

/*
 * That the demo's own comparison of shop and books sees what is not the same.
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
const freight = { code: 'FREIGHT', quantity: 1 };
const booked = (changes: Item = {}): Item => ({
	orderNumber: 'SHOP-1001',
	status: 'Placed',
	total: 59.5,
	lines: [{ code: 'MUG', quantity: 2 }, freight],
	...changes,
});
const credit = (changes: Item = {}): Item => ({
	comments: 'Refund #1001-R1 of order SHOP-1001 Came back [shopify:1]',
	status: 'Completed',
	lines: [{ code: 'MUG', quantity: 1, total: 19.76, tax: 5.04 }],
	...changes,
});
const stock = [{ code: 'MUG', warehouse: 'MAIN', available: 10 }];

function different(shop: Item, books: Item): Record<string, readonly string[]> {
	const front = { orders: [shopOrder()], inventory: [level], ...shop };
	const back = { orders: [booked()], shipments: [], credits: [], stock, ...books };
	const found = Object.entries(compareBooks(front, back)).filter(([, { equal }]) => !equal);
	return Object.fromEntries(found.map(([what, { differences }]) => [what, differences]));
}

it('finds nothing where both say the same, charges and orders of others left aside', () => {
	expect(
		different({}, { orders: [booked(), booked({ orderNumber: '#1002' }), booked({ orderNumber: 'SO-1' })] }),
	).toEqual({});
});

it.each([
	['an order that is missing', {}, { orders: [], stock: [] }, { orders: ['Order #1001 stands 0 times in the books'] }],
	[
		'other goods',
		{},
		{ orders: [booked({ lines: [{ code: 'MUG', quantity: 1 }] })] },
		{ orders: ['Order #1001 holds MUG×2 in the shop and MUG×1 in the books'] },
	],
	[
		'an order that must not be there',
		{ orders: [shopOrder({ plant: 'test' })] },
		{},
		{ orders: ['SHOP-1001 stands in the books and must not'] },
	],
	['stock', {}, { stock: [{ ...stock[0], available: 9 }] }, { stock: ['MUG: the shop can sell 10, the books 9'] }],
	[
		'a parcel the shop does not know',
		{},
		{
			shipments: [
				{
					orderNumber: 'SHOP-1001',
					status: 'Dispatched',
					trackingNumber: 'A',
					lines: [{ code: 'MUG', quantity: 2 }, freight],
				},
			],
		},
		{ shipments: ['SHOP-1001 left with MUG×2, the shop knows of nothing', 'SHOP-1001 travels as A, the shop says '] },
	],
] as const)('sees %s', (_, shop, books, wanted) => {
	expect(different(shop, books)).toMatchObject(wanted);
});

it('takes what was credited off an order, and sees a refund that nobody credited', () => {
	const left = [{ sku: 'MUG', quantity: 2, currentQuantity: 1, requiresShipping: true }];
	const sent = [{ tracking: { numbers: [] }, lines: [{ sku: 'MUG', quantity: 2 }] }];
	const refunded = shopOrder({ refunds: [{ amount: '24.80' }], lines: left, fulfillments: sent });
	const gone = [
		{ orderNumber: 'SHOP-1001', status: 'Dispatched', trackingNumber: null, lines: [{ code: 'MUG', quantity: 2 }] },
	];
	const shop = { orders: [refunded], inventory: [{ ...level, onHand: 10 }] };
	const books = { orders: [booked({ status: 'Completed' })], shipments: gone };
	expect(different(shop, { ...books, credits: [credit()] })).toEqual({});
	const missing = different(shop, { ...books, credits: [credit({ status: 'Deleted' })] });
	expect(missing['refunds']).toEqual(['Order #1001: 24.80 to be credited, 0.00 stands on credit notes']);
	expect(missing['orders']).toHaveLength(2);
});
