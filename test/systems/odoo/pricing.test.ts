import fc from 'fast-check';

import { sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import { odooTotal, taxFor, toPriced, type PricedLine } from '../../../nodes/Odoo/pricing/mapping';
import { sampleOrder } from '../../core/samples';
import { rules, tax, without } from './rules';

/*
 * Amounts of an order as Odoo takes them: exact, and such that Odoo's own sum is the order's total.
 */

const pricedOf = (order: Order, changes = {}) => toPriced(order, rules(changes));
const linesOf = (order: Order, changes = {}): readonly PricedLine[] => {
	const priced = pricedOf(order, changes);
	if ('problem' in priced) throw new Error(JSON.stringify(priced.problem));
	return priced.lines;
};
const codeOf = (order: Order, changes = {}) => {
	const priced = pricedOf(order, changes);
	return 'problem' in priced ? priced.problem.code : 'fine';
};
const short = (lines: readonly PricedLine[]) =>
	lines.map(({ kind, quantity, price, tax: own }) => [kind, quantity, sum([price]), own?.id ?? null]);

/** The sample order with other lines and totals, without tax unless it says so. */
function order(
	lines: ReadonlyArray<Partial<OrderLine>>,
	totals: Partial<Order['totals']>,
	more: Partial<Order> = {},
): Order {
	const [first] = sampleOrder().lines;
	const whole = lines.map((line, index) => ({
		...first!,
		id: `L${index + 1}`,
		discount: '0',
		tax: '0',
		taxRate: null,
		...line,
	}));
	const sums = { lines: sum(whole.map(({ total }) => total)), total: '0', ...totals };
	return sampleOrder({ lines: whole, shippingLines: [], taxLines: [], discounts: [], totals: sums, ...more });
}

// ------------------------------------------------------------------ lines

it('puts the discount into a line of its own with the taxes of what it was taken off', () => {
	expect(short(linesOf(sampleOrder()))).toEqual([
		['goods', 2, '12.5', 1],
		['goods', 1, '12.5', 1],
		['delivery', 1, '4.9', 1],
		['discount', 1, '-5', 1],
	]);
});

it('names the codes of the discount', () => {
	expect(linesOf(sampleOrder()).find(({ kind }) => kind === 'discount')?.name).toBe('Discount (WELCOME)');
});

it('keeps discounts of lines with different taxes apart', () => {
	const changed = order(
		[
			{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '9.00', tax: '1.83', taxRate: '0.255' },
			{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '8.00', tax: '0.98', taxRate: '0.14' },
			{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '7.00' },
		],
		{ total: '24.00' },
	);
	expect(short(linesOf(changed)).filter(([kind]) => kind === 'discount')).toEqual([
		['discount', 1, '-1', 1],
		['discount', 1, '-2', 2],
		['discount', 1, '-3', null],
	]);
});

it('sends the price after the discount where no product is chosen for discounts and it divides', () => {
	expect(short(linesOf(sampleOrder(), { products: without('discount') }))[0]).toEqual(['goods', 2, '10', 1]);
});

it('asks for a product for discounts where the price after them does not divide', () => {
	const odd = order([{ quantity: 3, currentQuantity: 3, unitPrice: '4.00', total: '10.00' }], { total: '10.00' });
	expect(codeOf(odd, { products: without('discount') })).toBe('LINE_PRODUCT_MISSING');
	expect(short(linesOf(odd))).toEqual([
		['goods', 3, '4', null],
		['discount', 1, '-2', null],
	]);
});

it('takes up what a price with more decimals than Odoo keeps would lose', () => {
	const fine = order([{ quantity: 100, currentQuantity: 100, unitPrice: '1.23456', total: '123.46' }], {
		total: '123.46',
	});
	expect(short(linesOf(fine))).toEqual([
		['goods', 100, '1.23', null],
		['discount', 1, '0.46', null],
	]);
	expect(short(linesOf(fine, { priceDigits: 5 }))[0]).toEqual(['goods', 100, '1.23456', null]);
});

it('leaves out what was edited away', () => {
	const edited = order(
		[
			{ quantity: 2, currentQuantity: 1, unitPrice: '10.00', total: '10.00' },
			{ quantity: 1, currentQuantity: 0, unitPrice: '10.00', total: '0' },
		],
		{ total: '10.00' },
	);
	expect(short(linesOf(edited))).toEqual([['goods', 1, '10', null]]);
});

it('has a line for delivery, tip, duties, fees and cash rounding', () => {
	const extras = order(
		[{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '10.00' }],
		{ shipping: '4.00', tip: '3.00', duties: '2.00', fees: '1.00', rounding: '-0.02', total: '19.98' },
		{ shippingLines: null },
	);
	expect(short(linesOf(extras)).slice(1)).toEqual([
		['delivery', 1, '4', null],
		['tip', 1, '3', null],
		['duties', 1, '2', null],
		['fees', 1, '1', null],
		['rounding', 1, '-0.02', null],
	]);
});

it.each([
	['tip', { tip: '3.00', total: '13.00' }],
	['duties', { duties: '3.00', total: '13.00' }],
	['fees', { fees: '3.00', total: '13.00' }],
	['delivery', { shipping: '3.00', total: '13.00' }],
	['rounding', { rounding: '0.02', total: '10.02' }],
] as const)('asks for a product for %s, and for none where there is nothing of it', (kind, totals) => {
	const goods = [{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '10.00' }];
	expect(codeOf(order(goods, totals, { shippingLines: null }), { products: without(kind) })).toBe(
		'LINE_PRODUCT_MISSING',
	);
	expect(codeOf(order(goods, { total: '10.00' }, { shippingLines: null }), { products: without(kind) })).toBe('fine');
});

it('takes the gift card’s product for one that is sold without a SKU', () => {
	const card = { quantity: 1, currentQuantity: 1, unitPrice: '50.00', total: '50.00', giftCard: true, sku: '' };
	expect(short(linesOf(order([card], { total: '50.00' })))).toEqual([['giftCard', 1, '50', null]]);
	expect(short(linesOf(order([{ ...card, sku: 'GIFT-50' }], { total: '50.00' })))[0]?.[0]).toBe('goods');
});

// ------------------------------------------------------------------ taxes

const RATES = { amount: '10.00', tax: '2.03', rate: '0.255' };

it.each<[string, Partial<Order>, object, object, unknown]>([
	['the one tax of the rate, in the price', {}, RATES, {}, 1],
	['the one on top of it', { pricesIncludeTax: false }, RATES, {}, 11],
	['a rate with three decimals', { pricesIncludeTax: false }, { ...RATES, rate: '0.08875' }, {}, 13],
	['no tax where none was paid', {}, { ...RATES, tax: '0.00' }, {}, null],
	['no tax where none is known of', {}, { amount: '10.00' }, {}, null],
	[
		'the row for what is not taxed',
		{},
		{ ...RATES, tax: '0' },
		{ taxRows: [{ rate: '0', prices: 'any', tax: 77 }] },
		77,
	],
	['the row before the one that fits', {}, RATES, { taxRows: [{ rate: '25.50', prices: 'any', tax: 77 }] }, 77],
	['a row for these prices alone', {}, RATES, { taxRows: [{ rate: '25.5', prices: 'included', tax: 77 }] }, 77],
	['not the row for the other prices', {}, RATES, { taxRows: [{ rate: '25.5', prices: 'excluded', tax: 77 }] }, 1],
	['the rate of the order that comes to the amount', {}, { amount: '4.90', tax: '1.00' }, {}, 1],
	['none for an amount no rate comes to', {}, { amount: '4.90', tax: '3.00' }, {}, 'TAX_UNMAPPED'],
	['none for a rate Odoo does not have', {}, { ...RATES, rate: '0.1' }, {}, 'TAX_UNMAPPED'],
	['none of two', {}, RATES, { taxes: [tax(1, 25.5, true), tax(5, 25.5, true)] }, 'TAX_UNMAPPED'],
	['no tax of another kind', {}, RATES, { taxes: [tax(1, 25.5, true, { amount_type: 'fixed' })] }, 'TAX_UNMAPPED'],
])('chooses %s', (_, changes, taxed, set, expected) => {
	const found = taxFor(sampleOrder(changes), taxed as Parameters<typeof taxFor>[1], rules(set));
	expect('problem' in found ? found.problem.code : (found.tax?.id ?? null)).toBe(expected);
});

it('says how many taxes fit, and for which prices', () => {
	const found = taxFor(sampleOrder(), RATES, rules({ taxes: [tax(1, 25.5, true), tax(5, 25.5, true)] }));
	expect(found).toEqual({
		problem: {
			code: 'TAX_UNMAPPED',
			params: { order: '#1001', rate: '25.5 %', prices: 'with tax', target: 'Odoo', count: '2' },
		},
	});
});

// ------------------------------------------------------------------ the sum

const excluded = { id: 1, rate: '0.15', included: false };
const line = (price: string, quantity: number, own?: PricedLine['tax']): PricedLine => ({
	kind: 'goods',
	key: 'x',
	name: 'x',
	price,
	quantity,
	tax: own,
});

it.each<[string, PricedLine[], 'round_globally' | 'round_per_line', string]>([
	// Observed on 19: three lines of 0.37 at 15 % have 0.17 of tax together.
	['taxes together', [1, 2, 3].map(() => line('0.37', 1, excluded)), 'round_globally', '1.28'],
	['taxes line by line', [1, 2, 3].map(() => line('0.37', 1, excluded)), 'round_per_line', '1.29'],
	['a tax in the price', [line('19.99', 3, { ...excluded, rate: '0.19', included: true })], 'round_globally', '59.97'],
	['a discount with its tax', [line('19.99', 3, excluded), line('-5.00', 1, excluded)], 'round_globally', '63.22'],
])('reckons %s as Odoo does', (_, lines, rounding, expected) => {
	expect(odooTotal(lines, { rounding }, 'EUR')).toBe(expected);
});

it('puts the difference of the two ways of rounding into a line, and more than that is a problem', () => {
	const cents = [1, 2, 3].map(() => ({
		quantity: 1,
		currentQuantity: 1,
		unitPrice: '0.37',
		total: '0.37',
		tax: '0.06',
		taxRate: '0.14',
	}));
	const about = { pricesIncludeTax: false, taxLines: [{ rate: '0.14', amount: '0.18' }] };
	const shop = order(cents, { tax: '0.18', total: '1.29' }, about);
	expect(short(linesOf(shop)).at(-1)).toEqual(['rounding', 1, '0.02', null]);
	const wrong = order(
		cents,
		{ tax: '0.28', total: '1.39' },
		{ ...about, taxLines: [{ rate: '0.14', amount: '0.28' }] },
	);
	expect(codeOf(wrong)).toBe('TOTALS_DIFFER');
});

it('sends nothing that does not tie out in the shop itself', () => {
	expect(
		codeOf(order([{ quantity: 1, currentQuantity: 1, unitPrice: '10.00', total: '10.00' }], { total: '11.00' })),
	).toBe('TOTALS_DIFFER');
});

/** An order whose every figure follows from its lines, each tax rounded by itself as shops do. */
const consistent = fc
	.record({
		included: fc.boolean(),
		lines: fc.array(
			fc.record({
				quantity: fc.integer({ min: 1, max: 12 }),
				unit: fc.integer({ min: 0, max: 99_999 }),
				off: fc.integer({ min: 0, max: 100 }),
				rate: fc.constantFrom(0, 255, 140),
			}),
			{ minLength: 1, maxLength: 12 },
		),
		shipping: fc.integer({ min: 0, max: 2_000 }),
		tip: fc.integer({ min: 0, max: 500 }),
	})
	.map(({ included, lines, shipping, tip }) => {
		const money = (minor: bigint | number) => times(String(minor), '0.01');
		const half = (numerator: bigint, denominator: bigint) => (2n * numerator + denominator) / (2n * denominator);
		const whole = lines.map(({ quantity, unit, off, rate }, index) => {
			const gross = BigInt(quantity * unit);
			const total = gross - (gross * BigInt(off)) / 100n;
			const part = included ? half(total * BigInt(rate), 1000n + BigInt(rate)) : half(total * BigInt(rate), 1000n);
			return { id: `L${index}`, sku: `SKU-${index}`, quantity, unit, total, rate, part };
		});
		const net = whole.reduce((all, { total }) => all + total, 0n);
		const taxes = whole.reduce((all, { part }) => all + part, 0n);
		const total = net + BigInt(shipping + tip) + (included ? 0n : taxes);
		return order(
			whole.map(({ id, sku, quantity, unit, total: own, rate, part }) => ({
				id,
				sku,
				quantity,
				currentQuantity: quantity,
				unitPrice: money(unit),
				total: money(own),
				tax: money(part),
				taxRate: times(String(rate), '0.001'),
			})),
			{ tax: money(taxes), shipping: money(shipping), tip: money(tip), total: money(total) },
			{
				pricesIncludeTax: included,
				shippingLines: shipping === 0 ? [] : [{ total: money(shipping), tax: '0' }],
				taxLines: [255, 140].map((rate) => {
					const parts = whole.filter((each) => each.rate === rate).reduce((all, { part }) => all + part, 0n);
					return { rate: times(String(rate), '0.001'), amount: money(parts) };
				}),
			},
		);
	});

/** Odoo's sum in whole thousandths of a cent, written once more and otherwise. */
function reckoned(lines: readonly PricedLine[], globally: boolean): bigint {
	const minor = ({ price, quantity }: PricedLine) => BigInt(Math.round(Number(price) * 100)) * BigInt(quantity);
	const round = (value: bigint) => (value < 0n ? -((-value + 500n) / 1000n) : (value + 500n) / 1000n);
	const taxed = lines.filter(({ tax: own }) => own && !own.included);
	const rate = (each: PricedLine) => BigInt(Math.round(Number(each.tax?.rate ?? 0) * 1000));
	const net = lines.reduce((all, each) => all + minor(each), 0n);
	if (!globally) return net + taxed.reduce((all, each) => all + round(minor(each) * rate(each)), 0n);
	return [255n, 140n].reduce((all, wanted) => {
		const raw = taxed.filter((each) => rate(each) === wanted).reduce((part, each) => part + minor(each) * wanted, 0n);
		return all + round(raw);
	}, net);
}

it('comes to the order’s total to the cent, whatever the order, the prices and Odoo’s rounding', () => {
	fc.assert(
		fc.property(consistent, fc.constantFrom('round_globally', 'round_per_line'), (each, rounding) => {
			const lines = linesOf(each, { rounding });
			const expected = BigInt(Math.round(Number(each.totals.total) * 100));
			expect(reckoned(lines, rounding === 'round_globally')).toBe(expected);
			for (const { price } of lines) expect(price).toMatch(/^-?\d+(\.\d{1,2})?$/);
			expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
		}),
		{ numRuns: 500 },
	);
});

it('needs a rounding line for no order whose prices are with tax', () => {
	fc.assert(
		fc.property(consistent, (each) => {
			fc.pre(each.pricesIncludeTax);
			expect(linesOf(each).some(({ kind }) => kind === 'rounding')).toBe(false);
		}),
	);
});
