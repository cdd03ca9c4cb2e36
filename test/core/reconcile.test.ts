import fc from 'fast-check';

import type { Order } from '../../core/model/order';
import type { Product } from '../../core/model/product';
import type { Shipment } from '../../core/model/shipment';
import type { StockLevel } from '../../core/model/stock-level';
import { sentence } from '../../core/problems';
import { comparisonSentence } from '../../core/sync/difference-words';
import { documentNumber } from '../../core/sync/keys';
import type { Difference } from '../../core/sync/differences';
import { grouped } from '../../core/sync/groups';
import type { Comparison, Reconciled } from '../../core/sync/reconcile';
import { onHandOf, placeTwice, reconcileLevels, type LevelComparison } from '../../core/sync/reconcile-levels';
import { reconcileOrders, type OrderComparison } from '../../core/sync/reconcile-orders';
import { reconcileProducts, type ProductComparison } from '../../core/sync/reconcile-products';
import { reconcileShipments, type ShipmentComparison } from '../../core/sync/reconcile-shipments';
import { level, line, order, ORIGINS, parcel, product } from './reconcile-samples';

/*
 * What is the same, what differs, what is missing where, and what nothing can be said of.
 */

const ACCOUNTS = ORIGINS.map(({ system, account }) => `${system}:${account}`);
const [SHOP, WAREHOUSE, BOOKS] = ACCOUNTS as [string, string, string];
const sidesOf = <T>(...records: ReadonlyArray<readonly T[]>) =>
	records.map((each, side) => ({ account: ACCOUNTS[side]!, records: each }));

const ORDERS: OrderComparison = {
	prefixes: ['', 'SHOP-', ''],
	fields: ['goods', 'cancelled', 'total'],
	quantity: 'currentQuantity',
	lines: 'shipping',
	notGoods: new Set(),
	creditsApart: false,
	onlyWithGoods: true,
};
const orders = (sides: ReadonlyArray<readonly Order[]>, rules: Partial<OrderComparison> = {}) =>
	reconcileOrders(sidesOf(...sides), { ...ORDERS, ...rules });

const keysOf = (found: readonly Comparison[]) => found.map(({ key }) => key).sort();
const shape = ({ matched, different, onlyHere, onlyThere, problems, leftOut }: Reconciled) => ({
	matched: keysOf(matched),
	different: keysOf(different),
	onlyHere: keysOf(onlyHere),
	onlyThere: keysOf(onlyThere),
	problems: problems.map(({ problem }) => problem.code),
	leftOut: Object.fromEntries(leftOut),
});
const NOTHING = { matched: [], different: [], onlyHere: [], onlyThere: [], problems: [], leftOut: {} };
/** "goods MUG: 2, 1" */
const told = (differences: readonly Difference[]) =>
	differences.map(
		({ field, sku, values }) =>
			`${sku === undefined ? field : `${field} ${sku}`}: ${values.map(({ value }) => String(value)).join(', ')}`,
	);

// ------------------------------------------------------------------ orders

it('finds what is the same, what differs and what is missing on either side', () => {
	const found = orders([
		[order(0, '#1001'), order(0, '#1002'), order(0, '#1003')],
		[order(1, 'SHOP-1001'), order(1, 'SHOP-1003', { lines: [line('MUG', 1)] }), order(1, 'SHOP-9')],
	]);
	expect(shape(found)).toEqual({
		...NOTHING,
		matched: ['1001'],
		different: ['1003'],
		onlyHere: ['1002'],
		onlyThere: ['9'],
	});
	expect(found.different[0]).toEqual({
		key: '1003',
		number: '#1003',
		missing: [],
		members: [
			{ side: 0, at: [2], origin: order(0, '#1003').origin },
			{ side: 1, at: [1], origin: order(1, 'SHOP-1003').origin },
		],
		differences: [
			{
				field: 'goods',
				sku: 'MUG',
				values: [
					{ account: SHOP, value: 2 },
					{ account: WAREHOUSE, value: 1 },
				],
			},
		],
	});
	expect(found.onlyThere[0]).toMatchObject({ number: 'SHOP-9', missing: [0], members: [{ side: 1, at: [2] }] });
});

it.each<[string, Partial<Order>, string[]]>([
	['nothing', {}, []],
	['another quantity', { lines: [line('MUG', 3)] }, ['goods MUG: 2, 3']],
	['the same goods in other lines', { lines: [line('MUG', 1), line('MUG', 1)] }, []],
	['another product', { lines: [line('CUP', 2)] }, ['goods CUP: 0, 2', 'goods MUG: 2, 0']],
	['a product without SKU', { lines: [line('MUG', 2), line(null, 1)] }, ['goods (no SKU): 0, 1']],
	['blanks around a SKU', { lines: [line(' MUG ', 2)] }, []],
	['a line that does not ship', { lines: [line('MUG', 2), line('CARE', 1, { requiresShipping: false })] }, []],
	['a gift card', { lines: [line('MUG', 2), line('CARD', 1, { giftCard: true })] }, []],
	['a line edited away', { lines: [line('MUG', 2), line('CUP', 1, { currentQuantity: 0 })] }, []],
	['another total', { totals: { lines: '19.00', total: '19.00' } }, ['total: 20.00 EUR, 19.00 EUR']],
	['another spelling of the total', { totals: { lines: '20', total: '20' } }, []],
	['another currency', { currency: 'SEK' }, ['total: 20.00 EUR, 20.00 SEK']],
	['no currency, so no total', { currency: 'XXX', totals: { lines: '0', total: '0' } }, []],
	['cancelled, and then nothing else', { status: 'cancelled', lines: [] }, ['cancelled: false, true']],
	['cancelled by its date', { cancelledAt: '2026-11-20T10:00:00.000Z' }, ['cancelled: false, true']],
	['closed', { status: 'closed' }, []],
])('compares an order with one that has %s', (_, changes, expected) => {
	const found = orders([[order(0, '#1')], [order(1, 'SHOP-1', changes)]]);
	expect(found.problems).toEqual([]);
	expect(told([...found.matched, ...found.different][0]!.differences)).toEqual(expected);
});

it.each<[OrderComparison['fields'], string[]]>([
	[['goods'], ['goods MUG: 2, 1']],
	[['total'], ['total: 20.00 EUR, 5.00 EUR']],
	[['cancelled'], []],
	[[], []],
])('compares only what it is told to: %j', (fields, expected) => {
	const other = order(1, 'SHOP-1', { lines: [line('MUG', 1)], totals: { lines: '5.00', total: '5.00' } });
	const found = orders([[order(0, '#1')], [other]], { fields });
	expect(told([...found.matched, ...found.different][0]!.differences)).toEqual(expected);
});

it('counts what is still open when told to', () => {
	const other = order(1, 'SHOP-1', { lines: [line('MUG', 2, { openQuantity: 0 })] });
	const mine = order(0, '#1', { lines: [line('MUG', 2, { currentQuantity: 1, openQuantity: 1 })] });
	const found = orders([[mine], [other]], { quantity: 'openQuantity' });
	expect(told(found.different[0]!.differences)).toEqual(['goods MUG: 1, 0']);
});

it('two cancelled orders are the same, whatever they held', () => {
	const cancelled = { status: 'cancelled' } as const;
	const sides = [[order(0, '#1', cancelled)], [order(1, 'SHOP-1', { ...cancelled, lines: [line('CUP', 9)] })]];
	for (const fields of [['goods'], ['goods', 'cancelled'], ['total']] as const)
		expect(shape(orders(sides, { fields }))).toEqual({ ...NOTHING, matched: ['1'] });
});

it('guesses nothing about a status that nobody knows, and only where it is asked about', () => {
	const sides = [[order(0, '#1')], [order(1, 'SHOP-1', { status: 'unmapped:FROZEN' })]];
	expect(orders(sides).problems).toEqual([
		{ problem: { code: 'STATUS_UNKNOWN', params: expect.objectContaining({ word: 'FROZEN' }) }, side: 0, at: 0 },
	]);
	expect(shape(orders(sides, { fields: ['goods'] }))).toEqual({ ...NOTHING, matched: ['1'] });
});

// ------------------------------------------------------------------ what an order is known by

it.each([
	['#1001', 'SHOP-1001'],
	['1001', 'SHOP-1001'],
	['#1001/A', 'SHOP-1001_2fA'],
	['#EX_2024', 'SHOP-EX_5f2024'],
	['#EX-2024_B', 'SHOP-EX-2024_B'],
	['#Ä1', 'SHOP-_c3_841'],
	['##1', 'SHOP-_231'],
	[' #1001 ', ' SHOP-1001 '],
	['#__proto__', 'SHOP-__proto__'],
])('knows the number %s by the reference %s', (number, reference) => {
	expect(orders([[order(0, number)], [order(1, reference)]]).matched).toHaveLength(1);
});

it.each([
	['#1001', '1001'],
	['#EX_2024', 'EX_5f2024'],
	['#EX_2024', '#EX_2024'],
	['#1001/A', '1001_2fA'],
])('knows %s by %s where there is no prefix', (number, reference) => {
	expect(orders([[order(0, number)], [order(1, reference)]], { prefixes: ['', ''] }).matched).toHaveLength(1);
});

it('knows whatever reference it would itself have written', () => {
	const number = fc.string({
		unit: fc.constantFrom('_', '2', 'f', '#', '/', '-', 'A', 'é', '😀'),
		minLength: 1,
		maxLength: 8,
	});
	fc.assert(
		fc.property(number, fc.constantFrom('', 'SHOP-', 'a_2'), (text, prefix) => {
			const reference = documentNumber({ prefix, number: text });
			if (!('key' in reference)) return;
			const found = orders([[order(0, text)], [order(1, reference.key)]], { prefixes: ['', prefix] });
			expect(shape(found)).toMatchObject({ onlyHere: [], onlyThere: [], problems: [] });
			expect(found.matched).toHaveLength(1);
		}),
		{ numRuns: 500 },
	);
});

it('leaves out what begins otherwise than its input’s prefix, and counts it', () => {
	const found = orders([[order(0, '#1')], [order(1, 'SHOP-1'), order(1, 'OTHER-1'), order(1, '1')]]);
	expect(shape(found)).toEqual({ ...NOTHING, matched: ['1'], leftOut: { otherPrefix: 2 } });
});

it('keeps a reference of this prefix that no number is written as', () => {
	const found = orders([[order(0, '#1')], [order(1, 'SHOP-_ff'), order(1, 'SHOP-')]], {});
	expect(shape(found)).toMatchObject({ onlyHere: ['1'], onlyThere: ['', '_ff'] });
});

it('two orders of one number are a problem, and never resolved by their place', () => {
	const again = (number: string, id: string) => order(1, number, { origin: { ...order(1, number).origin, id } });
	const found = orders([
		[order(0, '#1'), order(0, '#2')],
		[again('SHOP-1', 'a'), again('SHOP-1', 'b'), order(1, 'SHOP-2')],
	]);
	expect(shape(found)).toEqual({ ...NOTHING, matched: ['2'], problems: ['AMBIGUOUS'] });
	const [{ problem, side, at }] = found.problems as [Reconciled['problems'][number]];
	expect([side, at]).toEqual([1, 0]);
	expect(sentence(problem).message).toBe(
		'Order SHOP-1 matches 2 records in warehouse:77, and nothing says which one is meant.',
	);
	expect(shape(orders([[order(0, '#3'), order(0, '3')], []])).problems).toEqual(['AMBIGUOUS']);
});

it('takes an order that was read twice once, as it was last', () => {
	const older = order(1, 'SHOP-1', { lines: [line('MUG', 1)], updatedAt: '2026-10-01T10:00:00.000Z' });
	for (const read of [
		[older, order(1, 'SHOP-1')],
		[order(1, 'SHOP-1'), older],
	])
		expect(shape(orders([[order(0, '#1')], read]))).toEqual({ ...NOTHING, matched: ['1'] });
});

// ------------------------------------------------------------------ what is left out

const SETTLED = '2026-11-22T09:00:00.000Z';
const LATER = '2026-11-22T09:30:00.000Z';

it.each<[string, Order[], Order[], string]>([
	['was placed lately', [order(0, '#1', { placedAt: LATER })], [], 'young'],
	['was changed lately', [order(0, '#1', { updatedAt: LATER })], [], 'young'],
	['was changed lately on the other side', [order(0, '#1')], [order(1, 'SHOP-1', { updatedAt: LATER })], 'young'],
	['is a test and stands on one side', [order(0, '#1', { test: true })], [], 'test'],
	['is cancelled and stands on one side', [order(0, '#1', { status: 'cancelled' })], [], 'cancelled'],
	['ships nothing', [order(0, '#1', { lines: [line('CARD', 1, { giftCard: true })] })], [], 'nothingToShip'],
	['has no lines', [order(0, '#1', { lines: [] })], [order(1, 'SHOP-1', { lines: [] })], 'nothingToShip'],
])('leaves out what %s', (_, mine, theirs, why) => {
	expect(shape(orders([mine, theirs], { settledBefore: SETTLED }))).toEqual({ ...NOTHING, leftOut: { [why]: 1 } });
});

it.each<[string, Order[], Order[], Partial<OrderComparison>]>([
	['was read just now and names no change', [], [order(1, 'SHOP-1', seenJustNow())], { settledBefore: SETTLED }],
	['is young when nothing is', [], [order(1, 'SHOP-1', { updatedAt: LATER })], {}],
	['ships nothing when all are wanted', [], [order(1, 'SHOP-1', { lines: [] })], { onlyWithGoods: false }],
	['ships on one side alone', [order(0, '#1', { lines: [] })], [order(1, 'SHOP-1')], {}],
	['is cancelled on one of two sides', [order(0, '#1', { status: 'cancelled' })], [order(1, 'SHOP-1')], {}],
	[
		'is a test on one of two sides',
		[order(0, '#1', { test: true })],
		[order(1, 'SHOP-1', { lines: [line('CUP', 1)] })],
		{},
	],
])('does not leave out what %s', (_, mine, theirs, rules) => {
	const found = orders([mine, theirs], rules);
	expect([...found.different, ...found.onlyThere]).toHaveLength(1);
	expect(found.leftOut.size).toBe(0);
});

function seenJustNow(): Partial<Order> {
	const { origin } = order(1, 'SHOP-1');
	return { origin: { ...origin, seenAt: LATER }, placedAt: LATER, updatedAt: LATER };
}

// ------------------------------------------------------------------ three sides

it('of three sides says where an order is and where it is not, and whether it differs where it is', () => {
	const found = orders([
		[order(0, '#1'), order(0, '#2'), order(0, '#3')],
		[order(1, 'SHOP-1'), order(1, 'SHOP-3', { lines: [line('MUG', 1)] }), order(1, 'SHOP-4')],
		[order(2, '1'), order(2, '2'), order(2, '4'), order(2, '5')],
	]);
	expect(shape(found)).toEqual({ ...NOTHING, matched: ['1'], onlyHere: ['2', '3'], onlyThere: ['4', '5'] });
	const [two, three] = found.onlyHere;
	expect([two!.missing, three!.missing]).toEqual([[1], [2]]);
	expect(told(three!.differences)).toEqual(['goods MUG: 2, 1']);
	expect(found.onlyThere.map(({ missing }) => missing)).toEqual([[0], [0, 1]]);
	expect(comparisonSentence('order', three!, ACCOUNTS)).toBe(
		`Order #3 is in ${SHOP} and ${WAREHOUSE} and not in ${BOOKS}; it differs where it is: MUG: 2 in ${SHOP}, 1 in ${WAREHOUSE}.`,
	);
});

it('names the values of all three where one differs', () => {
	const found = orders([[order(0, '#1')], [order(1, 'SHOP-1')], [order(2, '1', { lines: [line('MUG', 5)] })]]);
	expect(told(found.different[0]!.differences)).toEqual(['goods MUG: 2, 2, 5']);
});

// ------------------------------------------------------------------ stock levels

const LEVELS: LevelComparison = { matchBy: 'sku', figure: 'available', tolerance: 0, places: [] };
const levels = (sides: ReadonlyArray<readonly StockLevel[]>, rules: Partial<LevelComparison> = {}) =>
	reconcileLevels(sidesOf(...sides), { ...LEVELS, ...rules });
const at = (id: string | null, name: string | null = null) => ({ location: { id, name } });

it('compares stock levels by SKU', () => {
	const found = levels([
		[level(0, 'A', 5), level(0, 'B', -1), level(0, 'C', 0), level(0, 'E', 1)],
		[level(1, 'A', 5), level(1, ' B ', 2), level(1, 'D', 9), level(1, 'e', 1)],
	]);
	expect(shape(found)).toEqual({
		...NOTHING,
		matched: ['A'],
		different: ['B'],
		onlyHere: ['C', 'E'],
		onlyThere: ['D', 'e'],
	});
	expect(told(found.different[0]!.differences)).toEqual(['available: -1, 2']);
});

it.each<[number, number, number, boolean]>([
	[5, 5, 0, true],
	[5, 6, 0, false],
	[5, 7, 2, true],
	[7, 5, 2, true],
	[5, 8, 2, false],
	[-1, 1, 2, true],
	[-1_000_000_000, 1_000_000_000, 2_000_000_000, true],
])('%d and %d are the same within %d: %s', (mine, theirs, tolerance, same) => {
	const found = levels([[level(0, 'A', mine)], [level(1, 'A', theirs)]], { tolerance });
	expect([found.matched.length, found.different.length]).toEqual(same ? [1, 0] : [0, 1]);
});

it('compares the figures of the others with the first one’s', () => {
	const found = levels([[level(0, 'A', 5)], [level(1, 'A', 7)], [level(2, 'A', 3)]], { tolerance: 2 });
	expect(shape(found).matched).toEqual(['A']);
});

it('reckons what lies there from what can be sold and what is reserved, where it is not said', () => {
	expect(onHandOf(level(0, 'A', 5, { onHand: 9, allocated: 1 }))).toBe(9);
	expect(onHandOf(level(0, 'A', 5, { allocated: 3 }))).toBe(8);
	expect(onHandOf(level(0, 'A', 5, { onHand: 0 }))).toBe(0);
	expect(onHandOf(level(0, 'A', 5))).toBeUndefined();
	const sides = [[level(0, 'A', 5, { onHand: 8 })], [level(1, 'A', 6, { allocated: 2 })]];
	expect(shape(levels(sides, { figure: 'onHand' }))).toEqual({ ...NOTHING, matched: ['A'] });
	const unknown = [[level(0, 'A', 5, { onHand: 8 })], [level(1, 'A', 8)]];
	expect(shape(levels(unknown, { figure: 'onHand' }))).toEqual({ ...NOTHING, problems: ['FIELD_INVALID'] });
});

it.each<[number, number, number, boolean]>([
	[14, 14, 12, true],
	[14, 14, 14, false],
	[12, 14, 12, false],
	[16, 14, 12, false],
	[1, 1, 0, true],
	[0, 0, 0, true],
	[-1, -1, 0, true],
])('with a buffer of 2 in the middle, %d, %d and %d on hand belong together: %s', (source, middle, last, same) => {
	const sides = [
		[level(0, 'A', source, { onHand: source })],
		[level(1, 'A', middle - 2, { onHand: middle, buffer: 2 })],
		[level(2, 'A', last, { onHand: last })],
	];
	const found = levels(sides, { figure: 'onHand' });
	expect([found.matched.length, found.different.length]).toEqual(same ? [1, 0] : [0, 1]);
});

it('leaves out what a side does not count, and says of what has no key that it has none', () => {
	const found = levels([
		[
			level(0, 'A', 5, { tracked: false }),
			level(0, null, 1, { title: 'Blue mug' }),
			level(0, ' ', 1, { tracked: false }),
		],
		[level(1, 'A', 0)],
	]);
	expect(shape(found)).toEqual({ ...NOTHING, problems: ['KEY_MISSING'], leftOut: { uncounted: 2 } });
	expect(sentence(found.problems[0]!.problem).message).toContain('The stock level of Blue mug has no SKU');
	const byBarcode = levels([[level(0, 'A', 1, { barcode: '640' })], [level(1, 'B', 1, { barcode: '640' })]], {
		matchBy: 'barcode',
	});
	expect(shape(byBarcode)).toEqual({ ...NOTHING, matched: ['640'] });
});

const PLACES = [
	['Helsinki', 'H1'],
	['gid/2', ''],
];

it('compares place by place where a map says which is which, and leaves other places out', () => {
	const found = levels(
		[
			[
				level(0, 'A', 5, at('gid/1', 'Helsinki')),
				level(0, 'A', 7, at('gid/2', 'Turku')),
				level(0, 'A', 9, at('gid/3', 'Oulu')),
			],
			[level(1, 'A', 5, at('H1')), level(1, 'A', 6, at('anything'))],
		],
		{ places: PLACES },
	);
	expect(shape(found)).toEqual({
		...NOTHING,
		matched: ['A @ Helsinki'],
		different: ['A @ gid/2'],
		leftOut: { otherPlace: 1 },
	});
});

it('a blank in the map is a side that names no place', () => {
	const sides = [[level(0, 'A', 5, at('gid/1', 'Helsinki'))], [level(1, 'A', 5)]];
	expect(shape(levels(sides, { places: [['Helsinki', '']] }))).toEqual({ ...NOTHING, matched: ['A @ Helsinki'] });
});

it('without a map two levels of a product on one side are a problem', () => {
	const sides = [
		[level(0, 'A', 5, at('1')), level(0, 'A', 7, at('2')), level(0, 'B', 1)],
		[level(1, 'A', 12), level(1, 'B', 1)],
	];
	expect(shape(levels(sides))).toEqual({ ...NOTHING, matched: ['B'], problems: ['AMBIGUOUS'] });
});

it.each([
	[
		[
			['a', 'x'],
			['b', 'y'],
		],
		undefined,
	],
	[
		[
			['a', 'x'],
			['a', 'y'],
		],
		'a',
	],
	[
		[
			['a', 'x'],
			['b', ' x '],
		],
		'x',
	],
	[
		[
			['a', ''],
			['b', ''],
		],
		'an empty place',
	],
	[[], undefined],
])('finds the place that stands twice in %j', (places, expected) => {
	expect(placeTwice(places)).toBe(expected);
});

// ------------------------------------------------------------------ shipments

const SHIPMENTS: ShipmentComparison = { prefixes: ['', 'SHOP-', ''], fields: ['shipped', 'tracking', 'quantities'] };
const shipments = (sides: ReadonlyArray<readonly Shipment[]>, rules: Partial<ShipmentComparison> = {}) =>
	reconcileShipments(sidesOf(...sides), { ...SHIPMENTS, ...rules });

it.each<[string, Partial<Shipment>, string[]]>([
	['nothing', {}, []],
	['delivered', { status: 'delivered' }, []],
	['not shipped yet', { status: 'pending' }, ['shipped: true, false']],
	['another tracking number', { tracking: [{ number: 'T2' }] }, ['tracking: T1, T2']],
	['one more tracking number', { tracking: [{ number: 'T2' }, { number: 'T1' }] }, ['tracking: T1, T1, T2']],
	['no tracking', { tracking: [] }, ['tracking: T1, ']],
	['another spelling of it', { tracking: [{ number: ' t 1' }] }, []],
	['less in it', { lines: [{ sku: 'MUG', quantity: 1 }] }, ['quantity MUG: 2, 1']],
	[
		'the same in two lines',
		{
			lines: [
				{ sku: 'MUG', quantity: 1 },
				{ sku: 'MUG', quantity: 1 },
			],
		},
		[],
	],
	['no lines said', { lines: null }, []],
])('compares a shipment with one that has %s', (_, changes, expected) => {
	const found = shipments([[parcel(0, '#1', ['T1'])], [parcel(1, 'SHOP-1', ['T1'], changes)]]);
	expect(found.problems).toEqual([]);
	expect(told([...found.matched, ...found.different][0]!.differences)).toEqual(expected);
});

it('marks quantities that a side does not state but that were concluded', () => {
	const theirs = parcel(1, 'SHOP-1', ['T1'], { lines: [{ sku: 'MUG', quantity: 1 }], assumed: ['lines'] });
	const [found] = shipments([[parcel(0, '#1', ['T1'])], [theirs]]).different;
	expect(found!.differences[0]!.values).toEqual([
		{ account: SHOP, value: 2 },
		{ account: WAREHOUSE, value: 1, assumed: true },
	]);
	expect(comparisonSentence('shipment', found!, ACCOUNTS)).toContain('1 (assumed) in warehouse:77');
});

it.each<[string, Shipment[], Shipment[], object]>([
	[
		'tells the parcels of one order apart by tracking number',
		[parcel(0, '#1', ['T1']), parcel(0, '#1', ['T2'])],
		[parcel(1, 'SHOP-1', ['T2']), parcel(1, 'SHOP-1', ['T3'])],
		{ matched: ['1 T2'], onlyHere: ['1 T1'], onlyThere: ['1 T3'] },
	],
	[
		'takes the parcels of one side together where the other keeps them as one',
		[
			parcel(0, '#1', ['T1'], { lines: [{ sku: 'MUG', quantity: 1 }] }),
			parcel(0, '#1', ['T2'], { lines: [{ sku: 'MUG', quantity: 1 }] }),
		],
		[parcel(1, 'SHOP-1', ['T1', 'T2'])],
		{ matched: ['1 T1 + T2'] },
	],
	[
		'pairs no parcel without tracking with one that has some',
		[parcel(0, '#1', []), parcel(0, '#1', ['T1'])],
		[parcel(1, 'SHOP-1', ['T1']), parcel(1, 'SHOP-1', ['T2'])],
		{ matched: ['1 T1'], onlyHere: ['1 (no tracking)'], onlyThere: ['1 T2'] },
	],
	[
		'finds one tracking number twice on a side ambiguous',
		[parcel(0, '#1', ['T1']), again(parcel(0, '#1', ['T1']))],
		[parcel(1, 'SHOP-1', ['T1'])],
		{ problems: ['AMBIGUOUS'] },
	],
	[
		'finds two parcels without tracking ambiguous',
		[parcel(0, '#1', []), again(parcel(0, '#1', []))],
		[parcel(1, 'SHOP-1', [])],
		{ problems: ['AMBIGUOUS'] },
	],
	[
		'takes one number for two orders apart',
		[parcel(0, '#1', ['T1']), parcel(0, '#2', ['T1'])],
		[parcel(1, 'SHOP-1', ['T1']), parcel(1, 'SHOP-2', ['T1'])],
		{ matched: ['1', '2'] },
	],
	[
		'leaves out what was cancelled',
		[parcel(0, '#1', ['T1'], { status: 'cancelled' })],
		[],
		{ leftOut: { cancelledShipment: 1 } },
	],
	['leaves out what shipped lately', [parcel(0, '#1', ['T1'], { shippedAt: LATER })], [], { leftOut: { young: 1 } }],
	[
		'knows an order by the reference under which it was sent',
		[parcel(0, '#1', ['T1'])],
		[parcel(1, '', ['T1'], { orders: [{ id: '5001', reference: 'SHOP-1' }] })],
		{ matched: ['1'] },
	],
	[
		'leaves out what was sent under another prefix',
		[],
		[parcel(1, '', ['T1'], { orders: [{ id: '5001', reference: 'OTHER-1' }] })],
		{ leftOut: { otherPrefix: 1 } },
	],
	[
		'says of a shipment without an order’s number that it has none',
		[parcel(0, '', ['T1'], { orders: [{ id: '5' }] })],
		[],
		{ problems: ['FIELD_INVALID'] },
	],
	[
		'guesses nothing about an unknown status',
		[parcel(0, '#1', ['T1'])],
		[parcel(1, 'SHOP-1', ['T1'], { status: 'unmapped:LOST' })],
		{ problems: ['STATUS_UNKNOWN'] },
	],
])('%s', (_, mine, theirs, expected) => {
	expect(shape(shipments([mine, theirs], { settledBefore: SETTLED }))).toEqual({ ...NOTHING, ...expected });
});

it('knows a parcel of two orders under both, and compares no quantities of it', () => {
	const both = { orders: [{ number: '#1' }, { number: '#2' }], lines: [{ sku: 'MUG', quantity: 4 }] };
	const found = shipments([
		[parcel(0, '#1', ['T1'], both)],
		[parcel(1, 'SHOP-1', ['T1']), parcel(1, 'SHOP-2', ['T2'])],
	]);
	expect(shape(found)).toEqual({ ...NOTHING, matched: ['1'], different: ['2'] });
	expect([...found.matched, ...found.different].map((each) => each.number)).toEqual(['1', '2']);
	expect(told(found.different[0]!.differences)).toEqual(['tracking: T1, T2']);
});

/** Another record like it. */
function again<T extends Shipment>(record: T): T {
	return { ...record, origin: { ...record.origin, id: `${record.origin.id} again` } };
}

// ------------------------------------------------------------------ what holds for any input

const number = fc.constantFrom('#1', '1', '#2', '3', '4_2f', '4/', '#5', '6');
const anyOrder = (side: number) =>
	fc.record({ number, quantity: fc.integer({ min: 0, max: 2 }), id: fc.nat(50), cancelled: fc.boolean() }).map((made) =>
		order(side, made.number, {
			origin: { ...order(side, made.number).origin, id: String(made.id) },
			lines: [line('MUG', made.quantity)],
			...(made.cancelled ? { status: 'cancelled' as const } : {}),
		}),
	);
const rules: Partial<OrderComparison> = { prefixes: ['', ''], fields: ['goods', 'cancelled'], onlyWithGoods: false };

it('puts every record into exactly one heap', () => {
	const side = (place: number) => fc.array(anyOrder(place), { maxLength: 12 });
	fc.assert(
		fc.property(side(0), side(1), side(2), (...sides) => {
			const found = orders(sides, rules);
			const heaps = [...found.matched, ...found.different, ...found.onlyHere, ...found.onlyThere];
			const members = heaps.flatMap((each) => each.members.map((member) => `${member.side} ${member.origin.id}`));
			expect(new Set(members).size).toBe(members.length);
			const ids = sides.flatMap((records, place) => [...new Set(records.map(({ origin }) => `${place} ${origin.id}`))]);
			const known = new Set(ids);
			expect(members.every((each) => known.has(each))).toBe(true);
			// Keys: those told, those ambiguous and those left out are all there are.
			const keys = grouped(
				sides.flatMap((records, place) => latest(records).map((record) => ({ place, record }))),
				({ record }) => [record.number.replace(/^#/, ''), record.number.replace('_2f', '/').replace(/^#/, '')],
			);
			const leftOut = [...found.leftOut.values()].reduce((sum, count) => sum + count, 0);
			expect(heaps.length + found.problems.length + leftOut).toBe(keys.length);
			for (const { members: those, missing } of heaps)
				expect([...those.map((each) => each.side), ...missing].sort()).toEqual([0, 1, 2]);
		}),
		{ numRuns: 300 },
	);
});

/** Of records with one id the last, as the comparison takes them. */
const latest = (records: readonly Order[]) => [
	...new Map(records.map((record) => [record.origin.id, record])).values(),
];

it('says the same when the two sides change places', () => {
	const side = (place: number) => fc.array(anyOrder(place), { maxLength: 12 });
	const keyed = (found: readonly Comparison[]) => found.map(({ key }) => key.replace('_2f', '/')).sort();
	fc.assert(
		fc.property(side(0), side(1), (mine, theirs) => {
			const there = orders([mine, theirs], rules);
			const back = orders([theirs, mine], rules);
			expect(keyed(back.matched)).toEqual(keyed(there.matched));
			expect(keyed(back.different)).toEqual(keyed(there.different));
			expect(keyed(back.onlyHere)).toEqual(keyed(there.onlyThere));
			expect(keyed(back.onlyThere)).toEqual(keyed(there.onlyHere));
			expect(back.problems).toHaveLength(there.problems.length);
			expect([...back.leftOut].sort()).toEqual([...there.leftOut].sort());
		}),
		{ numRuns: 300 },
	);
});

it('an order is the same as itself', () => {
	fc.assert(
		fc.property(fc.array(anyOrder(0), { maxLength: 12 }), (records) => {
			const found = orders([records, records], rules);
			expect([found.different, found.onlyHere, found.onlyThere]).toEqual([[], [], []]);
		}),
	);
});

it('compares 20,000 records on each of three sides', () => {
	const count = 20_000;
	const many = <T>(make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
	const found = orders([
		many((index) => order(0, `#${index}`)),
		many((index) => order(1, `SHOP-${count - index}`)),
		many((index) => order(2, String(index))),
	]);
	expect([found.matched.length, found.onlyHere.length, found.onlyThere.length]).toEqual([count - 1, 1, 1]);
	const stock = levels([
		many((index) => level(0, `S${index}`, 1)),
		many((index) => level(1, `S${index}`, index % 2)),
		[],
	]);
	expect(stock.onlyHere).toHaveLength(count);
	// One order with all the parcels there are, each tied to the next one by a number.
	const chain = many((index) => parcel(0, '#1', [`T${index}`, `T${index + 1}`], { orders: [{ number: '#1' }] }));
	expect(shape(shipments([chain, []])).problems).toEqual(['AMBIGUOUS']);
});

it.each([
	['order', 'Order #1 is the same in shop:demo.example.com and warehouse:77.'],
	['stockLevel', 'The stock of #1 is the same in shop:demo.example.com and warehouse:77.'],
	['shipment', 'The shipment of order #1 is the same in shop:demo.example.com and warehouse:77.'],
])('says of %s in one sentence what was found', (of, expected) => {
	const [found] = orders([[order(0, '#1')], [order(1, 'SHOP-1')]]).matched;
	expect(comparisonSentence(of, found!, ACCOUNTS)).toBe(expected);
});

it('keeps the sentence short where much differs', () => {
	const lines = Array.from({ length: 40 }, (_, index) => line(`SKU-${index}`, 1));
	const [found] = orders([[order(0, '#1')], [order(1, 'SHOP-1', { lines })]]).different;
	expect(found!.differences).toHaveLength(41);
	expect(comparisonSentence('order', found!, ACCOUNTS)).toMatch(/; and 36 more\.$/);
});

// ------------------------------------------------------------------ books

it('leaves out charges that books hold as lines, and counts gift cards where all lines are asked for', () => {
	const gift = line('GIFT', 1, { requiresShipping: false, giftCard: true });
	const shop = order(0, '#1', { lines: [line('MUG', 2), gift] });
	const books = order(1, 'SHOP-1', { lines: [line('MUG', 2), line('GIFT', 1), line('FREIGHT', 1)] });
	const rules = { lines: 'all', notGoods: new Set(['FREIGHT']) } as const;
	expect(shape(orders([[shop], [books]], rules))).toEqual({ ...NOTHING, matched: ['1'] });
	expect(told(orders([[shop], [books]]).different[0]?.differences ?? [])).toEqual([
		'goods FREIGHT: 0, 1',
		'goods GIFT: 0, 1',
	]);
});

it.each([
	['what was refunded later', '1', '10.00', 'closed', 2, '20.00', []],
	['as much as is left', '1', '10.00', 'closed', 1, '10.00', []],
	['more than was ordered', '1', '10.00', 'closed', 3, '30.00', ['goods MUG: 1, 3', 'total: 10.00 EUR, 30.00 EUR']],
	['less than is left', '2', '20.00', 'closed', 1, '10.00', ['goods MUG: 2, 1', 'total: 20.00 EUR, 10.00 EUR']],
	[
		'what was refunded while it is open',
		'1',
		'10.00',
		'open',
		2,
		'20.00',
		['goods MUG: 1, 2', 'total: 10.00 EUR, 20.00 EUR'],
	],
] as const)('a closed order in the books that holds %s', (_, current, total, status, held, booked, differences) => {
	const left = line('MUG', 2, { currentQuantity: Number(current) });
	const totals = { lines: total, total, refunded: total === '20.00' ? '0' : '10.00' };
	const shop = order(0, '#1', { lines: [left], totals });
	const books = order(1, 'SHOP-1', { status, lines: [line('MUG', held)], totals: { lines: booked, total: booked } });
	const found = orders([[shop], [books]], { creditsApart: true });
	expect(told(found.different[0]?.differences ?? [])).toEqual(differences);
	expect(shape(found).problems).toEqual([]);
});

// ------------------------------------------------------------------ products

const PRODUCTS: ProductComparison = {
	matchBy: 'sku',
	fields: ['name', 'barcode', 'price', 'customs'],
	taxes: ['0', '0.255'],
	onlyCounted: true,
};
const products = (sides: ReadonlyArray<readonly Product[]>, rules: Partial<ProductComparison> = {}) =>
	reconcileProducts(sidesOf(...sides), { ...PRODUCTS, ...rules });
const net = { price: '19.76', barcode: '2000000000015' };

it('compares products variant by variant, with the tax that one side leaves out', () => {
	const mug = product(0, 'MUG-BLUE', {
		variants: [
			{ id: 'b', sku: 'MUG-BLUE', title: 'Blue', price: '24.80', barcode: '2000000000015', hsCode: '6912.00.23' },
			{ id: 'g', sku: 'MUG-GREEN', title: 'Green', price: '24.80' },
		],
	});
	const blue = product(1, 'MUG-BLUE', {
		title: 'Mug, Blue',
		variants: [{ id: '1', sku: 'MUG-BLUE ', ...net, hsCode: '69120023' }],
	});
	const green = product(1, 'MUG-GREEN', {
		title: 'Green mug',
		variants: [{ id: '2', sku: 'MUG-GREEN', ...net, price: '20' }],
	});
	const found = products([[mug], [blue, green]]);
	expect(shape(found)).toEqual({ ...NOTHING, matched: ['MUG-BLUE'], different: ['MUG-GREEN'] });
	const [different] = found.different;
	expect(told(different?.differences ?? [])).toEqual(['name: Mug, Green, Green mug', 'price: 24.80, 25.10']);
	// The places are those of the products, whichever variant it was.
	expect(different?.members.map(({ side, at }) => [side, at])).toEqual([
		[0, [0]],
		[1, [1]],
	]);
	expect(comparisonSentence('product', different!, ACCOUNTS)).toMatch(
		/^The product MUG-GREEN differs: name: Mug, Green in /,
	);
});

it('lists products of one side only, but no charges, no archived ones, and none without a key', () => {
	const freight = product(1, 'FREIGHT', { variants: [{ id: 'f', sku: 'FREIGHT', tracked: false }] });
	const old = product(0, 'OLD', { status: 'archived' });
	const found = products([
		[product(0, 'NEW'), old, product(0, null)],
		[product(1, 'TILE'), freight],
	]);
	expect(shape(found)).toEqual({
		...NOTHING,
		onlyHere: ['NEW'],
		onlyThere: ['TILE'],
		problems: ['KEY_MISSING'],
		leftOut: { archived: 1, uncounted: 1 },
	});
	expect(shape(products([[], [freight]], { onlyCounted: false })).onlyThere).toEqual(['FREIGHT']);
	const twice = products([
		[product(0, 'A'), product(0, 'A', { origin: { ...product(0, 'A').origin, id: 'other' } })],
		[product(1, 'A')],
	]);
	expect(shape(twice).problems).toEqual(['AMBIGUOUS']);
});
