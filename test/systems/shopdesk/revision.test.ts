import { changedAt } from '../../../nodes/ShopDesk/order/mapping';

/*
 * By what an order of ShopDesk is known to have changed.
 */

const MADE = { updated_at: null, invoiced_at: null, datetime: '2026-11-21T12:30:00+05:00', status: '3' };

it('takes the moment that is told', () => {
	const told = { ...MADE, updated_at: '2026-11-22T10:00:00Z', status: 'INVOICED' };
	expect(changedAt(told)).toBe('2026-11-22T10:00:00.000Z');
	expect(changedAt({ ...MADE, invoiced_at: '2026-11-22T09:00:00Z', status: 'INVOICED' })).toBe(
		'2026-11-22T09:00:00.000Z',
	);
	expect(changedAt({ ...MADE, datetime: null })).toBeUndefined();
});

it('tells the statuses of the older contract apart, later ones later, and each the same every time', () => {
	const revisions = ['3', '4', '5', '6'].map((status) => changedAt({ ...MADE, status })!);
	expect(revisions[0]).toBe('2026-11-21T07:30:00.000Z');
	expect([...revisions].sort()).toEqual(revisions);
	expect(new Set(revisions).size).toBe(4);
	expect(changedAt({ ...MADE, status: '4' })).toBe(revisions[1]);
});
