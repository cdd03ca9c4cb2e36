import fc from 'fast-check';

import { inCurrency, isZero, minus, rounded, quotient, sameAmount, sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import { bookedLines, type BookedLine, type BookingRules } from '../../../nodes/Unleashed/booking/draft';
import { netOf, withTaxTotal } from '../../../nodes/Unleashed/booking/mapping';
import { sampleOrder } from '../../core/samples';

/*
 * What of an order is booked: net amounts and taxes that are the order's total, or a problem.
 */

const RULES: BookingRules = {
	products: {
		delivery: 'FREIGHT',
		discount: 'DISCOUNT',
		tip: 'TIP',
		'duties and fees': 'DUTIES',
		rounding: 'ROUNDING',
	},
	productWithoutSku: '',
	discounts: 'inPrice',
};

function linesOf(order: Order, rules: BookingRules = RULES): BookedLine[] {
	const booked = bookedLines(order, rules);
	if ('problem' in booked) throw new Error(JSON.stringify(booked.problem));
	return booked.lines;
}

function problemOf(order: Order, rules: BookingRules = RULES) {
	const booked = bookedLines(order, rules);
	return 'problem' in booked ? booked.problem : undefined;
}

const words = (lines: readonly BookedLine[]) =>
	lines.map(({ product, quantity, total, tax, rate }) => `${product} × ${quantity}: ${total} + ${tax} at ${rate}`);

const comesTo = (lines: readonly BookedLine[]) => sum(lines.flatMap(({ total, tax }) => [total, tax]));

// ------------------------------------------------------------------ single orders

it('takes the tax out of prices that include it, as the shop says it, line by line', () => {
	expect(words(linesOf(sampleOrder()))).toEqual([
		'MUG-BLUE × 2: 15.94 + 4.06 at 0.255',
		'MUG-RED × 1: 9.96 + 2.54 at 0.255',
		'FREIGHT × 1: 3.9 + 1 at 0.255',
	]);
});

it('keeps prices without tax as they are', () => {
	const order = sampleOrder({
		pricesIncludeTax: false,
		totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '45.00' },
	});
	expect(words(linesOf(order))).toEqual([
		'MUG-BLUE × 2: 20 + 4.06 at 0.255',
		'MUG-RED × 1: 12.5 + 2.54 at 0.255',
		'FREIGHT × 1: 4.9 + 1 at 0.255',
	]);
});

it('books a discount as a line of its own, at the rate of what it was given on', () => {
	const lines = linesOf(sampleOrder(), { ...RULES, discounts: 'ownLine' });
	expect(words(lines)).toEqual([
		'MUG-BLUE × 2: 19.92 + 5.08 at 0.255',
		'MUG-RED × 1: 9.96 + 2.54 at 0.255',
		'FREIGHT × 1: 3.9 + 1 at 0.255',
		'DISCOUNT × 1: -3.98 + -1.02 at 0.255',
	]);
	expect(lines.at(-1)?.note).toBe('WELCOME');
});

it('books tip, duties, fees and cash rounding as products of their own', () => {
	const totals = {
		...sampleOrder().totals,
		tip: '2.00',
		duties: '1.50',
		fees: '0.50',
		rounding: '-0.02',
		total: '41.38',
	};
	expect(words(linesOf(sampleOrder({ totals }))).slice(3)).toEqual([
		'TIP × 1: 2 + 0 at 0',
		'DUTIES × 1: 2 + 0 at 0',
		'ROUNDING × 1: -0.02 + 0 at 0',
	]);
});

it('puts the cent a tax was rounded by on a line of its own', () => {
	const totals = { ...sampleOrder().totals, total: '37.41' };
	expect(words(linesOf(sampleOrder({ totals }))).at(-1)).toBe('ROUNDING × 1: 0.01 + 0 at 0');
	const without = { ...RULES, products: { ...RULES.products, rounding: '' } };
	expect(problemOf(sampleOrder({ totals }), without)).toEqual({
		code: 'CHARGE_PRODUCT_MISSING',
		params: { order: '#1001', what: 'rounding', amount: '0.01', currency: 'EUR' },
	});
});

it.each([
	['a total that is two cents off', { totals: { ...sampleOrder().totals, total: '37.42' } }, 'TOTALS_DIFFER'],
	['taxes that are not those of its lines', { totals: { ...sampleOrder().totals, tax: '7.64' } }, 'TOTALS_DIFFER'],
	['delivery without a product', {}, 'CHARGE_PRODUCT_MISSING'],
	['a line without a SKU', { lines: sampleOrder().lines.map((line) => ({ ...line, sku: ' ' })) }, 'SKU_MISSING'],
] as Array<[string, Partial<Order>, string]>)('does not book an order with %s', (what, changes, code) => {
	const rules = what.startsWith('delivery') ? { ...RULES, products: { ...RULES.products, delivery: '' } } : RULES;
	expect(problemOf(sampleOrder(changes), rules)?.code).toBe(code);
});

it('moves a cent of tax that the order says and its lines do not, and keeps what was paid', () => {
	const order = sampleOrder({ totals: { ...sampleOrder().totals, tax: '7.61' } });
	expect(words(linesOf(order))[0]).toBe('MUG-BLUE × 2: 15.93 + 4.07 at 0.255');
	expect(sameAmount(comesTo(linesOf(order)), '37.40')).toBe(true);
});

it('books lines without a SKU under the product for them', () => {
	const lines = sampleOrder().lines.map((line) => ({ ...line, sku: null }));
	expect(linesOf(sampleOrder({ lines }), { ...RULES, productWithoutSku: 'MISC' })[0]).toMatchObject({
		product: 'MISC',
		note: 'Blue mug',
		goods: true,
	});
});

it('leaves out lines that were edited away, and refuses an order with nothing left', () => {
	const [first, second] = sampleOrder().lines as [OrderLine, OrderLine];
	const gone = { ...second, currentQuantity: 0, openQuantity: 0, total: '0', tax: '0', discount: '0' };
	const totals = { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' };
	expect(words(linesOf(sampleOrder({ lines: [first, gone], totals, taxLines: null })))).toHaveLength(2);
	const empty = sampleOrder({
		lines: [gone],
		shippingLines: [],
		taxLines: null,
		totals: { lines: '0', shipping: '0', tax: '0', total: '0' },
	});
	expect(problemOf(empty)?.code).toBe('ORDER_EMPTY');
});

it('does not book an order of which a line that is gone still costs something', () => {
	const [first, second] = sampleOrder().lines as [OrderLine, OrderLine];
	const lines = [first, { ...second, currentQuantity: 0, tax: '0' }];
	const totals = { ...sampleOrder().totals, tax: '5.06' };
	expect(problemOf(sampleOrder({ lines, totals, taxLines: null }))).toMatchObject({
		code: 'TOTALS_DIFFER',
		params: { expected: '37.40', computed: '24.90', difference: '12.50' },
	});
});

it('gives delivery whose lines no longer add up to it the tax that is left', () => {
	const totals = { lines: '32.50', shipping: '2.45', tax: '7.10', total: '34.95' };
	expect(words(linesOf(sampleOrder({ totals, taxLines: null }))).at(-1)).toBe('FREIGHT × 1: 1.95 + 0.5 at 0.255');
});

it('books what is not taxed at the rate of nothing', () => {
	const [first] = sampleOrder().lines as [OrderLine];
	const untaxed = { ...first, tax: null, taxRate: null };
	const order = sampleOrder({
		pricesIncludeTax: false,
		lines: [untaxed],
		shippingLines: [],
		taxLines: null,
		totals: { lines: '20.00', shipping: '0', tax: null, total: '20.00' },
	});
	expect(words(linesOf(order))).toEqual(['MUG-BLUE × 2: 20 + 0 at 0']);
});

// ------------------------------------------------------------------ whatever the order

interface Sold {
	readonly cents: number;
	readonly quantity: number;
	readonly off: number;
	readonly rate: string;
}

const soldOf = fc.record({
	cents: fc.integer({ min: 0, max: 500_000 }),
	quantity: fc.integer({ min: 1, max: 40 }),
	off: fc.integer({ min: 0, max: 100 }),
	rate: fc.constantFrom('0', '0.05', '0.15', '0.2', '0.255', '0.08875'),
});

const extras = fc.record({
	includes: fc.boolean(),
	delivery: fc.integer({ min: 0, max: 5_000 }),
	tip: fc.integer({ min: 0, max: 1_000 }),
	fees: fc.integer({ min: 0, max: 300 }),
	cash: fc.integer({ min: -4, max: 4 }),
});

const money = (cents: number) => times(String(cents), '0.01');

/** Tax of an amount as a shop rounds it. */
function taxOf(amount: string, rate: string, includes: boolean): string {
	if (!includes) return rounded(times(amount, rate), 2);
	return minus(amount, quotient(amount, sum(['1', rate]), 2));
}

/** An order as a shop reckons it: each tax rounded by itself, the total the sum of its parts. */
function shopOrder(
	sold: readonly Sold[],
	more: { includes: boolean; delivery: number; tip: number; fees: number; cash: number },
): Order {
	const [template] = sampleOrder().lines as [OrderLine];
	const lines = sold.map(({ cents, quantity, off, rate }, at): OrderLine => {
		const full = times(money(cents), quantity);
		const discount = rounded(times(full, money(off)), 2);
		const total = minus(full, discount);
		const tax = taxOf(total, rate, more.includes);
		const counts = { quantity, currentQuantity: quantity, openQuantity: quantity };
		return {
			...template,
			...counts,
			id: `L${at}`,
			sku: `SKU-${at}`,
			unitPrice: money(cents),
			discount,
			total,
			tax,
			taxRate: rate,
		};
	});
	const rate = sold[0]?.rate ?? '0';
	const shipping = {
		id: 'S1',
		title: 'Standard',
		total: money(more.delivery),
		tax: taxOf(money(more.delivery), rate, more.includes),
	};
	const tax = sum([...lines.map((line) => line.tax ?? '0'), shipping.tax]);
	const parts = [
		...lines.map(({ total }) => total),
		shipping.total,
		money(more.tip),
		money(more.fees),
		money(more.cash),
	];
	return sampleOrder({
		pricesIncludeTax: more.includes,
		lines,
		shippingLines: [shipping],
		taxLines: [...new Set(sold.map((each) => each.rate))].map((each) => ({ rate: each, amount: tax })),
		totals: {
			lines: sum(lines.map(({ total }) => total)),
			shipping: shipping.total,
			tip: money(more.tip),
			fees: money(more.fees),
			rounding: money(more.cash),
			tax,
			total: sum([...parts, ...(more.includes ? [] : [tax])]),
		},
	});
}

const someSold = fc.array(soldOf, { minLength: 1, maxLength: 8 });

it.each(['inPrice', 'ownLine'] as const)('comes to the order’s total and tax exactly, discounts %s', (discounts) => {
	fc.assert(
		fc.property(someSold, extras, (sold, more) => {
			const order = shopOrder(sold, more);
			const lines = linesOf(order, { ...RULES, discounts });
			expect(minus(comesTo(lines), order.totals.total)).toBe('0');
			expect(minus(sum(lines.map(({ tax }) => tax)), order.totals.tax ?? '0')).toBe('0');
			for (const { total, tax } of lines)
				expect([inCurrency(total, 'EUR'), inCurrency(tax, 'EUR')].map(Number)).toEqual([Number(total), Number(tax)]);
		}),
		{ numRuns: 500 },
	);
});

it('ties out or gives a problem, whatever total and tax the order claims', () => {
	fc.assert(
		fc.property(
			someSold,
			extras,
			fc.integer({ min: -30, max: 30 }),
			fc.integer({ min: -30, max: 30 }),
			(sold, more, total, tax) => {
				const order = shopOrder(sold, more);
				const totals = {
					...order.totals,
					total: sum([order.totals.total, money(total)]),
					tax: sum([order.totals.tax ?? '0', money(tax)]),
				};
				const booked = bookedLines({ ...order, totals }, RULES);
				if ('problem' in booked) return expect(booked.problem.code).toBe('TOTALS_DIFFER');
				expect(minus(comesTo(booked.lines), totals.total)).toBe('0');
				expect(minus(sum(booked.lines.map((line) => line.tax)), totals.tax)).toBe('0');
				const rounding = booked.lines.find(({ key }) => key === 'rounding')?.total ?? '0';
				const cents = Math.abs(Number(minus(rounding, money(more.cash)))) * 100;
				return expect(Math.round(cents)).toBeLessThanOrEqual(order.taxLines?.length ?? 0);
			},
		),
		{ numRuns: 1000 },
	);
});

it('never books an order that is further off than its taxes can have been rounded', () => {
	fc.assert(
		fc.property(someSold, extras, fc.integer({ min: 7, max: 500 }), fc.boolean(), (sold, more, cents, up) => {
			const order = shopOrder(sold, more);
			const total = sum([order.totals.total, money(up ? cents : -cents)]);
			expect(problemOf({ ...order, totals: { ...order.totals, total } })?.code).toBe('TOTALS_DIFFER');
		}),
		{ numRuns: 300 },
	);
});

it('gives every line the same key and product whatever the others cost', () => {
	fc.assert(
		fc.property(someSold, extras, (sold, more) => {
			const keys = linesOf(shopOrder(sold, more)).map(({ key }) => key);
			expect(new Set(keys).size).toBe(keys.length);
			expect(keys.slice(0, sold.length)).toEqual(sold.map((_, at) => `L${at}`));
		}),
		{ numRuns: 200 },
	);
});

// ------------------------------------------------------------------ net and tax

it.each([
	[{ total: '12.40', rate: '0.24' }, true, '10', '2.4'],
	[{ total: '10.00', rate: '0.24' }, false, '10', '2.4'],
	[{ total: '12.40', tax: '2.39', rate: '0.24' }, true, '10.01', '2.39'],
	[{ total: '12.40', rate: '0' }, true, '12.4', '0'],
	[{ total: '12.40' }, true, '12.4', '0'],
	[{ total: '-12.40', rate: '0.24' }, true, '-10', '-2.4'],
])('takes %j, with tax %s, apart', (given, includes, total, tax) => {
	expect(netOf(given, includes, 'EUR')).toMatchObject({ total, tax });
});

it('moves cents of tax to the largest, as many as there are roundings, and no more', () => {
	const list = [
		{ total: '10', tax: '1.5' },
		{ total: '20', tax: '3' },
		{ total: '5', tax: '0' },
	];
	expect(withTaxTotal(list, '4.52', false, 'EUR')?.[1]).toEqual({ total: '20', tax: '3.02' });
	expect(withTaxTotal(list, '4.49', true, 'EUR')?.[1]).toEqual({ total: '20.01', tax: '2.99' });
	expect(withTaxTotal(list, '4.53', false, 'EUR')).toBeUndefined();
	expect(withTaxTotal([{ total: '5', tax: '0' }], '0.01', false, 'EUR')).toBeUndefined();
	expect(isZero(minus(sum((withTaxTotal(list, '4.5', false, 'EUR') ?? []).map(({ tax }) => tax)), '4.5'))).toBe(true);
});
