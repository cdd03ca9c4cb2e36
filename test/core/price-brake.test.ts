import { PRICE_BRAKE, priceBrake, type PriceMove } from '../../core/sync/brake';

/*
 * The brake of prices: a list in the wrong currency, with the wrong tax or in cents stops before its first price.
 */

const moves = (count: number, before: string | null, after: string): PriceMove[] =>
	Array.from({ length: count }, () => ({ before, after }));

it.each<[string, PriceMove[], number]>([
	['half of the prices double', moves(50, '10.00', '20.00'), 100],
	['a list is in cents', moves(20, '10.00', '1000'), 20],
	['prices lose their tax', moves(30, '12.55', '8.00'), 100],
	['prices fall to zero', moves(21, '0.01', '0'), 100],
	['just above a third more', moves(25, '100', '130.01'), 100],
])('stops when %s', (_, list, of) => {
	expect(priceBrake(list, of, PRICE_BRAKE)).toMatchObject({
		code: 'SETUP_BRAKE',
		params: { why: 'prices', count: String(list.length), of: String(of), percent: '20', large: '30' },
	});
});

it.each<[string, PriceMove[], number]>([
	['everything changes a little', moves(500, '10.00', '10.50'), 500],
	['changes are exactly at the limit', moves(100, '100', '130'), 100],
	['few change largely', moves(19, '10', '100'), 19],
	['the share is exactly at the limit', moves(20, '10', '100'), 100],
	['prices are the first ones', moves(50, null, '10'), 50],
	['prices come up from zero', moves(50, '0.00', '10'), 50],
	['nothing changes', [], 100],
])('lets a run through when %s', (_, list, of) => {
	expect(priceBrake(list, of, PRICE_BRAKE)).toBeUndefined();
});

it('holds to the limits it is given', () => {
	expect(priceBrake(moves(20, '10', '11'), 100, { large: 5, share: 10 })).toBeDefined();
	expect(priceBrake(moves(20, '10', '0'), 100, { large: 1000, share: 10 })).toBeDefined();
});
