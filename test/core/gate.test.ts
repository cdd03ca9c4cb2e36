import fc from 'fast-check';

import type { Order } from '../../core/model/order';
import { sentence } from '../../core/problems';
import { gateOrder, type GateRules } from '../../core/sync/gate';
import { anyOrder, sampleOrder } from './samples';

const RULES: GateRules = { payment: ['paid'], cashOnDeliveryMethods: ['Cash on Delivery'], onlyPhysical: true };
const NOW = '2026-11-22T10:20:00.000Z';
const codeOf = (order: Order, rules = RULES, now = NOW) => {
	const answer = gateOrder(order, rules, now);
	return 'pass' in answer ? 'pass' : 'held' in answer ? `held ${answer.held.code}` : `problem ${answer.problem.code}`;
};
const lines = (changes: Partial<Order['lines'][number]>) =>
	sampleOrder().lines.map((line) => ({ ...line, ...changes }));

it.each<[string, Partial<Order>, string]>([
	['a paid order', {}, 'pass'],
	['a test order', { test: true }, 'held HELD_TEST'],
	['a cancelled order', { status: 'cancelled' }, 'held HELD_CANCELLED'],
	['an order with a cancellation date', { cancelledAt: NOW }, 'held HELD_CANCELLED'],
	['an archived order', { status: 'closed' }, 'pass'],
	['an unpaid order', { paymentStatus: 'pending' }, 'held HELD_UNPAID'],
	['an authorized order', { paymentStatus: 'authorized' }, 'held HELD_UNPAID'],
	['an order paid at the door', { paymentStatus: 'pending', paymentMethods: ['CASH ON delivery '] }, 'pass'],
	[
		'a voided order with cash on delivery',
		{ paymentStatus: 'voided', paymentMethods: ['Cash on Delivery'] },
		'held HELD_UNPAID',
	],
	['a pending bank transfer', { paymentStatus: 'pending', paymentMethods: ['Bank Transfer'] }, 'held HELD_UNPAID'],
	['a high risk', { risk: { level: 'high' } }, 'held HELD_RISK_HIGH'],
	['a medium risk', { risk: { level: 'medium', recommendation: 'INVESTIGATE' } }, 'pass'],
	['a recommendation to cancel', { risk: { level: 'low', recommendation: 'cancel' } }, 'held HELD_RISK_CANCEL'],
	['a risk being assessed', { risk: { level: 'pending' } }, 'held HELD_RISK_PENDING'],
	['only gift cards', { lines: lines({ requiresShipping: false, giftCard: true }) }, 'held HELD_NOTHING_TO_SHIP'],
	['everything shipped', { lines: lines({ openQuantity: 0 }) }, 'held HELD_NOTHING_TO_SHIP'],
	['no lines', { lines: [] }, 'held HELD_NOTHING_TO_SHIP'],
	['no address', { shipTo: null }, 'problem ADDRESS_MISSING'],
	['a blank city', { shipTo: { ...sampleOrder().shipTo, city: '  ' } }, 'problem ADDRESS_MISSING'],
	['a company without a person', { shipTo: { ...sampleOrder().shipTo, name: null, company: 'Example Ltd' } }, 'pass'],
	['a pick-up point instead of an address', { shipTo: null, pickupPoint: { code: 'P1' } }, 'pass'],
	[
		'a pick-up point without code and name',
		{ shipTo: null, pickupPoint: { code: '', name: null } },
		'problem ADDRESS_MISSING',
	],
	[
		'an order that its source does not let go',
		{ blockers: ['the retailer has no customer reference'] },
		'problem ORDER_NOT_READY',
	],
	['an order against which nothing is left', { blockers: [] }, 'pass'],
	['an unknown status', { status: 'unmapped:FROZEN' }, 'problem STATUS_UNKNOWN'],
	['an unknown payment status', { paymentStatus: 'unmapped:PAID_TWICE' }, 'problem STATUS_UNKNOWN'],
	['an unknown fulfillment status', { fulfillmentStatus: 'unmapped:LOST' }, 'problem STATUS_UNKNOWN'],
	['an unknown risk level', { risk: { level: 'unmapped:EXTREME' } }, 'problem STATUS_UNKNOWN'],
	['a test order with an unknown status', { test: true, status: 'unmapped:FROZEN' }, 'held HELD_TEST'],
])('answers %s', (_name, changes, expected) => {
	expect(codeOf(sampleOrder(changes))).toBe(expected);
});

it('lets an order without goods through where nothing has to be shipped', () => {
	const order = sampleOrder({ lines: lines({ requiresShipping: false }), shipTo: null });
	expect(codeOf(order, { payment: ['paid'] })).toBe('pass');
});

it.each([
	['2026-11-22T10:29:59.999Z', 'held HELD_RISK_PENDING'],
	['2026-11-22T10:30:00.000Z', 'pass'],
])('at %s an assessment still under way is %s', (now, expected) => {
	expect(codeOf(sampleOrder({ risk: { level: 'pending' }, updatedAt: now }), RULES, now)).toBe(expected);
});

it('takes an order dated into the future to be as old as its last change', () => {
	const order = sampleOrder({
		risk: { level: 'pending' },
		placedAt: '2026-12-24T00:00:00.000Z',
		updatedAt: '2026-11-22T09:00:00.000Z',
	});
	expect(codeOf(order)).toBe('pass');
});

it('names the missing fields, the word and the order', () => {
	expect(gateOrder(sampleOrder({ shipTo: { city: 'Turku' } }), RULES, NOW)).toEqual({
		problem: { code: 'ADDRESS_MISSING', params: { order: '#1001', fields: 'name or company, address1, countryCode' } },
	});
	expect(gateOrder(sampleOrder({ risk: { level: 'unmapped:EXTREME' } }), RULES, NOW)).toEqual({
		problem: { code: 'STATUS_UNKNOWN', params: { record: 'order #1001', field: 'risk.level', word: 'EXTREME' } },
	});
	expect(gateOrder(sampleOrder({ paymentStatus: 'expired' }), RULES, NOW)).toEqual({
		held: { code: 'HELD_UNPAID', params: { order: '#1001', paymentStatus: 'expired' } },
	});
});

it('answers every valid order in exactly one way and never lets a cancelled, unpaid or unaddressed one pass', () => {
	fc.assert(
		fc.property(anyOrder, fc.boolean(), (order, onlyPhysical) => {
			const answer = gateOrder(order, { ...RULES, onlyPhysical }, NOW);
			expect(Object.keys(answer)).toHaveLength(1);
			if ('pass' in answer) {
				expect(order.test).not.toBe(true);
				expect(order.cancelledAt).toBeNull();
				expect([order.status, order.fulfillmentStatus, order.risk?.level].join()).not.toContain('unmapped:');
				expect(order.paymentStatus === 'paid' || order.paymentMethods?.includes('Cash on Delivery')).toBe(true);
			} else {
				const { code } = 'held' in answer ? answer.held : answer.problem;
				expect(code.startsWith('HELD_')).toBe('held' in answer);
				expect(sentence('held' in answer ? answer.held : answer.problem).message).not.toContain('undefined');
			}
		}),
		{ numRuns: 500 },
	);
});

const KEEPER = { ...RULES, takesRisky: true, takesCancelled: true };

it.each<[string, Partial<Order>, string]>([
	['a risky one', { risk: { level: 'high' } }, 'pass'],
	['one the shop recommends to cancel', { risk: { level: 'medium', recommendation: 'CANCEL' } }, 'pass'],
	['a cancelled one, though its payment is voided', { status: 'cancelled', paymentStatus: 'voided' }, 'pass'],
	['a cancelled one without an address', { cancelledAt: NOW, shipTo: null }, 'pass'],
	['a risky one that is not paid', { risk: { level: 'high' }, paymentStatus: 'expired' }, 'HELD_UNPAID'],
	['a risky one without an address', { risk: { level: 'high' }, shipTo: null }, 'ADDRESS_MISSING'],
	['a test order that is cancelled', { test: true, status: 'cancelled' }, 'HELD_TEST'],
	[
		'a cancelled one with a word nobody knows',
		{ status: 'cancelled', paymentStatus: 'unmapped:ODD' },
		'STATUS_UNKNOWN',
	],
])('with a target that keeps risky and cancelled orders, answers for %s', (_, changes, expected) => {
	const answer = gateOrder(sampleOrder(changes), KEEPER, NOW);
	const code = 'pass' in answer ? 'pass' : 'held' in answer ? answer.held.code : answer.problem.code;
	expect(code).toBe(expected);
});
