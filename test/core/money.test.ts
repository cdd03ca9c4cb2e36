import fc from 'fast-check';

import { dividedBy, inCurrency, minorDistance, minus, sameAmount, sum, times } from '../../core/model/money';

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
