import fc from 'fast-check';

import {
	decimalsOf,
	dividedBy,
	inCurrency,
	minorDistance,
	minorUnits,
	minus,
	negated,
	quotient,
	rounded,
	sameAmount,
	sum,
	times,
	unitPrice,
} from '../../core/model/money';

const SCALE = 10n ** 10n;

/** The same decimal as a whole number of ten-billionths, computed without the code under test. */
function scaled(amount: string): bigint {
	const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
	const value = BigInt(whole) * SCALE + BigInt(fraction.padEnd(10, '0'));
	return amount.startsWith('-') ? -value : value;
}

const decimal = fc
	.tuple(
		fc.boolean(),
		fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
		fc.option(fc.stringMatching(/^\d{1,10}$/), { nil: undefined }),
	)
	.map(
		([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}${fraction === undefined ? '' : `.${fraction}`}`,
	);

it('adds as whole numbers add', () => {
	fc.assert(
		fc.property(
			fc.array(decimal, { maxLength: 20 }),
			(amounts) => scaled(sum(amounts)) === amounts.reduce((a, b) => a + scaled(b), 0n),
		),
	);
});

it('subtracts as whole numbers subtract', () => {
	fc.assert(fc.property(decimal, decimal, (a, b) => scaled(minus(a, b)) === scaled(a) - scaled(b)));
});

it('takes away what was added', () => {
	fc.assert(fc.property(decimal, decimal, (a, b) => sameAmount(minus(sum([a, b]), b), a)));
});

it('multiplies by a whole number as repeated addition does', () => {
	fc.assert(
		fc.property(decimal, fc.integer({ min: 0, max: 30 }), (a, n) =>
			sameAmount(times(a, n), sum(Array<string>(n).fill(a))),
		),
	);
});

it('keeps 0.1 and 0.2 apart from 0.30000000000000004', () => {
	expect(sum(['0.1', '0.2'])).toBe('0.3');
});

it.each([
	['12.5', 'EUR', '12.50'],
	['12.345', 'EUR', '12.35'],
	['12.5', 'JPY', '13'],
	['0.0005', 'KWD', '0.001'],
])('writes %s %s as %s', (amount, currency, expected) => {
	expect(inCurrency(amount, currency)).toBe(expected);
});

it.each([
	['10.00', '10.01', 'EUR', 1],
	['10.00', '9.989', 'EUR', 2],
	['10', '12', 'JPY', 2],
	['1.0', '1.00', 'EUR', 0],
])('counts the minor units between %s and %s %s as %d', (a, b, currency, expected) => {
	expect(minorDistance(a, b, currency)).toBe(expected);
});

it('divides to the minor unit and refuses zero', () => {
	expect(dividedBy('10', 3, 'EUR')).toBe('3.33');
	expect(dividedBy('10', 8, 'EUR')).toBe('1.25');
	expect(() => dividedBy('10', 0, 'EUR')).toThrow(RangeError);
});

it.each([
	['10', 3, 4, '3.3333'],
	['-10', 3, 2, '-3.33'],
	['0.05', 2, 1, '0'],
	['0.10', 2, 1, '0.1'],
	['1', '1.24', 6, '0.806452'],
])('divides %s by %s to %i decimals: %s', (amount, divisor, decimals, expected) => {
	expect(quotient(amount, divisor, decimals)).toBe(expected);
	expect(() => quotient(amount, 0, decimals)).toThrow(RangeError);
});

it('counts decimals, rounds, and turns a sign', () => {
	expect(['12', '12.50', '0.001'].map(decimalsOf)).toEqual([0, 1, 3]);
	expect([rounded('2.345', 2), rounded('-2.345', 2), rounded('2', 2)]).toEqual(['2.35', '-2.35', '2']);
	expect([negated('2.50'), negated('-2.5'), negated('0.00')]).toEqual(['-2.5', '2.5', '0']);
});

it('finds a price that comes to the total again, in as few decimals as that takes', () => {
	expect(unitPrice('5.00', 2, 'EUR')).toBe('2.5');
	expect(unitPrice('10.00', 3, 'EUR')).toBe('3.333');
	expect(unitPrice('100', 3, 'JPY')).toBe('33.3');
	expect(unitPrice('7.00', 0, 'EUR')).toBe('7.00');
	const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((each) => times(String(each), '0.01'));
	fc.assert(
		fc.property(cents, fc.integer({ min: 1, max: 100_000 }), (total, quantity) => {
			const price = unitPrice(total, quantity, 'EUR');
			expect(sameAmount(rounded(times(price, quantity), minorUnits('EUR')), total)).toBe(true);
			expect(decimalsOf(price)).toBeLessThanOrEqual(2 + String(quantity).length + 1);
		}),
		{ numRuns: 2000 },
	);
});
