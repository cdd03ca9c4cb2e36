import fc from 'fast-check';

import type { Order } from '../../core/model/order';
import { tieOut } from '../../core/sync/totals';
import { sampleOrder } from './samples';

const totals = (changes: Partial<Order['totals']>) => sampleOrder({ totals: { ...sampleOrder().totals, ...changes } });

it('ties out the sample', () => {
	expect(tieOut(sampleOrder())).toEqual({ ties: true });
});

it.each<[string, Order]>([
	['tip', totals({ tip: '3.00', total: '40.40' })],
	['duties', totals({ duties: '3.00', total: '40.40' })],
	['fees', totals({ fees: '3.00', total: '40.40' })],
	['cash rounding', totals({ rounding: '-0.40', total: '37.00' })],
	['tax on prices without it', { ...totals({ total: '45.00' }), pricesIncludeTax: false }],
	['tax lines where there is no tax total', { ...totals({ tax: null, total: '45.00' }), pricesIncludeTax: false }],
	[
		'line taxes where there are no tax lines',
		{ ...totals({ tax: null, total: '45.00' }), pricesIncludeTax: false, taxLines: null },
	],
	['delivery lines where there is no delivery total', totals({ shipping: null })],
])('counts %s', (_name, order) => {
	expect(tieOut(order)).toEqual({ ties: true });
});

it('allows one minor unit a tax line, as an explicit rounding', () => {
	expect(tieOut(totals({ total: '37.41' }))).toEqual({ ties: true, rounding: '0.01' });
	expect(tieOut(totals({ total: '37.39' }))).toEqual({ ties: true, rounding: '-0.01' });
	expect(tieOut(totals({ total: '37.42' }))).toMatchObject({ problem: { code: 'TOTALS_DIFFER' } });
	const two = [
		{ title: 'VAT', rate: '0.255', amount: '5.00' },
		{ title: 'VAT', rate: '0.14', amount: '2.60' },
	];
	expect(tieOut({ ...totals({ total: '37.42' }), taxLines: two })).toEqual({ ties: true, rounding: '0.02' });
});

it('allows nothing where nothing was taxed', () => {
	expect(
		tieOut({ ...totals({ total: '37.41' }), taxLines: [{ title: 'VAT', rate: '0', amount: '0.00' }] }),
	).toMatchObject({ problem: {} });
	expect(tieOut({ ...totals({ total: '37.41' }), taxLines: [] })).toMatchObject({ problem: {} });
});

it('counts rates where there are no tax lines', () => {
	expect(tieOut({ ...totals({ total: '37.41' }), taxLines: null })).toEqual({ ties: true, rounding: '0.01' });
	expect(tieOut({ ...totals({ total: '37.42' }), taxLines: null })).toMatchObject({ problem: {} });
});

it('measures rounding in the minor unit of the currency', () => {
	const yen = (total: string) =>
		sampleOrder({
			currency: 'JPY',
			totals: { lines: '1000', shipping: '100', total },
			lines: [{ ...sampleOrder().lines[0]!, total: '1000' }],
		});
	expect(tieOut(yen('1101'))).toEqual({ ties: true, rounding: '1' });
	expect(tieOut(yen('1102'))).toMatchObject({ problem: { params: { difference: '2', currency: 'JPY' } } });
});

it('shows the sum', () => {
	expect(tieOut(totals({ total: '50' }))).toEqual({
		problem: {
			code: 'TOTALS_DIFFER',
			params: {
				order: '#1001',
				expected: '50.00',
				computed: '37.40',
				difference: '12.60',
				currency: 'EUR',
				sum: 'lines 32.50 + delivery 4.90',
			},
		},
	});
});

const cents = fc.integer({ min: 0, max: 10_000_000 });
const generated = fc.record({
	lines: fc.array(cents, { minLength: 1, maxLength: 20 }),
	shipping: cents,
	tip: cents,
	tax: cents,
	rounding: fc.integer({ min: -4, max: 4 }),
	include: fc.boolean(),
	off: fc.integer({ min: -50, max: 50 }),
	taxLines: fc.integer({ min: 0, max: 5 }),
});
const euros = (amount: number) =>
	`${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')}`;

it('ties out exactly the orders that are off by no more than their tax lines', () => {
	fc.assert(
		fc.property(generated, ({ lines, shipping, tip, tax, rounding, include, off, taxLines }) => {
			const exact = lines.reduce((a, b) => a + b, 0) + shipping + tip + rounding + (include ? 0 : tax);
			const order = sampleOrder({
				pricesIncludeTax: include,
				lines: lines.map((total, index) => ({ ...sampleOrder().lines[0]!, id: `L${index}`, total: euros(total) })),
				taxLines: Array.from({ length: taxLines }, () => ({ rate: '0.255', amount: '1.00' })),
				totals: {
					lines: '0',
					shipping: euros(shipping),
					tip: euros(tip),
					tax: euros(tax),
					rounding: euros(rounding),
					total: euros(exact + off),
				},
			});
			const answer = tieOut(order);
			expect('ties' in answer).toBe(Math.abs(off) <= taxLines);
			if ('ties' in answer) expect(Number(answer.rounding ?? '0')).toBeCloseTo(off / 100, 8);
		}),
		{ numRuns: 500 },
	);
});
