import fc from 'fast-check';

import { inCurrency, minorUnits, sum, times } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import { toPriced, unitPrices, type Priced } from '../../../nodes/Shopify/pricing/mapping';
import { nameParts, toAddressInput, uniqueTags } from '../../../nodes/Shopify/placement/draft';
import { sampleOrder } from '../../core/samples';

/*
 * What Shopify adds up from an order must be the order's own total.
 */

it.each<[string, number, string, Array<[number, string]>]>([
	[
		'10.00',
		3,
		'EUR',
		[
			[2, '3.33'],
			[1, '3.34'],
		],
	],
	[
		'20.00',
		3,
		'EUR',
		[
			[2, '6.67'],
			[1, '6.66'],
		],
	],
	['9.99', 3, 'EUR', [[3, '3.33']]],
	[
		'0.01',
		2,
		'EUR',
		[
			[1, '0.01'],
			[1, '0.00'],
		],
	],
	['0.00', 5, 'EUR', [[5, '0.00']]],
	[
		'100',
		3,
		'JPY',
		[
			[2, '33'],
			[1, '34'],
		],
	],
	[
		'1.000',
		3,
		'KWD',
		[
			[2, '0.333'],
			[1, '0.334'],
		],
	],
	['7', 1, 'EUR', [[1, '7.00']]],
])('sells %s for %i in %s', (total, quantity, currency, parts) => {
	const prices = unitPrices(total, quantity, currency);
	expect(prices.map((part) => [part.quantity, inCurrency(part.unitPrice, currency)])).toEqual(parts);
});

it('comes to the total with at most two prices, whatever total and quantity', () => {
	const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
	fc.assert(
		fc.property(
			currency,
			fc.integer({ min: 0, max: 9_999_999 }),
			fc.integer({ min: 1, max: 5_000 }),
			(code, minor, quantity) => {
				const total = (minor / 10 ** minorUnits(code)).toFixed(minorUnits(code));
				const parts = unitPrices(total, quantity, code);
				expect(sum(parts.map((part) => times(part.unitPrice, part.quantity)))).toBe(sum([total]));
				expect(parts.reduce((units, part) => units + part.quantity, 0)).toBe(quantity);
				expect(parts.length).toBeLessThanOrEqual(2);
				expect(parts.some(({ unitPrice }) => unitPrice.startsWith('-'))).toBe(false);
			},
		),
		{ numRuns: 500 },
	);
});

/** What Shopify will add up. */
function total({ goods, extras, shippingLines, taxLines }: Priced, taxesIncluded: boolean): string {
	const amount = (each: { priceSet: { shopMoney: { amount: string } } }) => each.priceSet.shopMoney.amount;
	const lines = goods.map((line) => times(amount(line), line.quantity));
	const taxes = [...goods, ...shippingLines].flatMap((line) => line.taxLines ?? []);
	const all = [...extras, ...shippingLines, ...(taxesIncluded ? [] : [...taxes, ...(taxLines ?? [])])];
	return sum([...lines, ...all.map(amount)]);
}

it.each<[string, Partial<Order>]>([
	['with taxes in the prices', {}],
	[
		'with taxes on top',
		{ pricesIncludeTax: false, totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '45.00' } },
	],
	[
		'whose taxes round up',
		{ pricesIncludeTax: false, totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '45.01' } },
	],
	[
		'whose taxes round down',
		{ pricesIncludeTax: false, totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '44.99' } },
	],
	[
		'with cash rounding',
		{ totals: { lines: '32.50', shipping: '4.90', tax: '7.60', rounding: '-0.05', total: '37.35' } },
	],
	[
		'with tip, duties and fees',
		{
			totals: { lines: '32.50', shipping: '4.90', tax: '7.60', tip: '1', duties: '2.5', fees: '0.10', total: '41.00' },
		},
	],
	['with delivery in its totals alone', { shippingLines: null }],
	['without delivery', { shippingLines: [], totals: { lines: '32.50', shipping: '0', tax: '6.60', total: '32.50' } }],
])('prices an order %s to its total', (_, changes) => {
	const order = sampleOrder(changes);
	const answer = toPriced(order);
	if ('problem' in answer) throw new Error(JSON.stringify(answer.problem));
	expect(total(answer.priced, order.pricesIncludeTax)).toBe(sum([order.totals.total]));
	const onLines = answer.priced.goods.some(({ taxLines }) => taxLines);
	expect(onLines && answer.priced.taxLines !== undefined).toBe(false);
});

it.each<[string, Partial<Order>]>([
	['parts that are no total', { totals: { lines: '32.50', shipping: '4.90', tax: '7.60', total: '40.00' } }],
	[
		'amounts below the cent',
		{
			lines: sampleOrder().lines.map((line) => ({ ...line, total: '16.2501' })),
			totals: { lines: '32.5002', shipping: '4.90', tax: '7.60', total: '37.4002' },
		},
	],
	['a tip below zero', { totals: { lines: '32.50', shipping: '4.90', tax: '7.60', tip: '-1', total: '36.40' } }],
])('refuses an order with %s', (_, changes) => {
	expect(toPriced(sampleOrder(changes))).toMatchObject({ problem: { code: 'TOTALS_DIFFER' } });
});

it('leaves out lines that were taken out of the order', () => {
	const [first, second] = sampleOrder().lines;
	const gone = { ...second!, currentQuantity: 0, total: '0' };
	const order = sampleOrder({
		lines: [first!, gone],
		totals: { lines: '20.00', shipping: '4.90', tax: '5.06', total: '24.90' },
	});
	const answer = toPriced(order);
	expect(answer).toMatchObject({ priced: { goods: [{ sku: 'MUG-BLUE', quantity: 2 }] } });
});

it.each([
	['Ada Maria Buyer', { firstName: 'Ada Maria', lastName: 'Buyer' }],
	['Buyer', { lastName: 'Buyer' }],
	['  ', {}],
	[null, {}],
])('splits the name %j', (name, parts) => {
	expect(nameParts(name)).toEqual(parts);
});

it('sends a region only as its code, and nothing that is blank', () => {
	expect(toAddressInput({ name: 'Ada', province: 'ca', countryCode: 'US', address2: ' ' })).toEqual({
		lastName: 'Ada',
		provinceCode: 'CA',
		countryCode: 'US',
	});
	expect(toAddressInput({ province: 'Uusimaa', countryCode: 'FI' })).toEqual({ countryCode: 'FI' });
	expect(toAddressInput({ name: null })).toBeUndefined();
});

it('keeps each tag once, as it was written first', () => {
	expect(uniqueTags([' B2B ', 'b2b', '', 'Showroom'])).toEqual(['B2B', 'Showroom']);
});
