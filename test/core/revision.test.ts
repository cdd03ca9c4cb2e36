import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import type { Order } from '../../core/model/order';
import { orderRevision, REVISION_FIELDS } from '../../core/sync/revision';
import { anyOrder, sampleOrder } from './samples';

const KEY = 'example-ledger-key';
const revision = (order: Order) => orderRevision(order, KEY);
const BASE = revision(sampleOrder());

/** A copy with one value changed, by a path such as `lines.sku` (the first of a list). */
function changed(path: string, value: unknown): Order {
	const order = structuredClone(
		sampleOrder({
			pickupPoint: { code: 'P1', name: 'Kiosk' },
			purchaseOrderNumber: 'PO-1',
			location: { id: '310', name: null },
			discounts: [{ code: 'A', title: 'B', amount: '1' }],
		}),
	);
	const names = path.split('.');
	let holder = order as unknown as Record<string, unknown>;
	for (const name of names.slice(0, -1)) {
		const next = holder[name] as Record<string, unknown> | Array<Record<string, unknown>>;
		holder = Array.isArray(next) ? (next[0] as Record<string, unknown>) : next;
	}
	const last = names.at(-1) as string;
	if (value === undefined) Reflect.deleteProperty(holder, last);
	else holder[last] = value;
	return order;
}
const FULL = revision(changed('kind', 'order'));

const CHANGES: Readonly<Record<string, unknown>> = {
	'lines.currentQuantity': 0,
	'lines.unitPrice': '12.51',
	'lines.discount': '5.01',
	'lines.tax': '4.07',
	'lines.total': '20.01',
	'shippingLines.total': '5.00',
	'shippingLines.tax': '1.01',
	'discounts.amount': '1.01',
	'taxLines.rate': '0.24',
	'taxLines.amount': '7.61',
	'totals.outstanding': '7.61',
	'totals.tip': '2.01',
	'totals.duties': '2.02',
	'totals.fees': '2.03',
	'totals.rounding': '-0.01',
	'shipTo.countryCode': 'SE',
	cancelledAt: '2026-11-22T11:00:00.000Z',
};

it.each(REVISION_FIELDS)('changes with %s alone', (path) => {
	expect(revision(changed(path, CHANGES[path] ?? 'another'))).not.toBe(FULL);
});

it('tells every listed field from every other', () => {
	const revisions = REVISION_FIELDS.map((path) => revision(changed(path, CHANGES[path] ?? 'another')));
	expect(new Set(revisions).size).toBe(REVISION_FIELDS.length);
});

it.each<[string, Partial<Order>]>([
	['updatedAt', { updatedAt: '2026-11-23T00:00:00.000Z' }],
	['seenAt', { origin: { ...sampleOrder().origin, seenAt: '2026-11-24T00:00:00.000Z' } }],
	['status', { status: 'closed' }],
	['paymentStatus', { paymentStatus: 'partiallyRefunded' }],
	['fulfillmentStatus', { fulfillmentStatus: 'fulfilled' }],
	['risk', { risk: { level: 'high', recommendation: 'CANCEL' } }],
	['tags', { tags: ['sent'] }],
	['raw', { raw: { anything: 1 } }],
	['billTo', { billTo: { name: 'Another' } }],
	['totals', { totals: { lines: '1', total: '1' } }],
	['what was paid too much', { totals: { ...sampleOrder().totals, outstanding: '-3' } }],
	[
		'sums of nothing that are named all the same',
		{ totals: { ...sampleOrder().totals, tip: '0.00', duties: '0', fees: '-0', rounding: null } },
	],
	['attributes', { attributes: { source: 'a' } }],
	['salesChannel', { salesChannel: 'pos' }],
	['open quantities', { lines: sampleOrder().lines.map((line) => ({ ...line, openQuantity: 0 })) }],
	['ordered quantities', { lines: sampleOrder().lines.map((line) => ({ ...line, quantity: 9 })) }],
	['shipping line ids', { shippingLines: sampleOrder().shippingLines?.map((line) => ({ ...line, id: 'S9' })) }],
])('does not change with %s', (_name, changes) => {
	expect(revision(sampleOrder(changes))).toBe(BASE);
});

it('is the same in whatever order the lists come', () => {
	fc.assert(
		fc.property(anyOrder, fc.infiniteStream(fc.integer({ min: -1, max: 1 })), (order, turns) => {
			const shuffled = <T>(list: readonly T[]) => [...list].sort(() => turns.next().value ?? 0);
			const other = {
				...order,
				lines: shuffled(order.lines),
				shippingLines: order.shippingLines && shuffled(order.shippingLines),
				discounts: order.discounts && shuffled(order.discounts),
				taxLines: order.taxLines && shuffled(order.taxLines),
			};
			return revision(other) === revision(order);
		}),
		{ numRuns: 50 },
	);
});

it('is the same when amounts are written differently', () => {
	const order = sampleOrder();
	const lines = order.lines.map((line) => ({
		...line,
		unitPrice: `${line.unitPrice}000`,
		total: `0${line.total}`.replace(/^0(?=\d)/, ''),
	}));
	expect(revision({ ...order, lines })).toBe(BASE);
	expect(revision(changed('lines.discount', '0'))).toBe(revision(changed('lines.discount', '-0.00')));
});

it('is the same when texts differ only in blanks, line ends and Unicode form', () => {
	expect(revision(sampleOrder({ note: ' Please ring the bell \r\n' }))).toBe(BASE);
	expect(revision(sampleOrder({ note: 'Caf\u00e9\r\nup' }))).toBe(revision(sampleOrder({ note: 'Cafe\u0301\nup' })));
});

it.each(['note', 'shipTo.address1', 'lines.sku', 'pickupPoint', 'shippingLines', 'purchaseOrderNumber'])(
	'takes an absent %s for a null one',
	(path) => {
		expect(revision(changed(path, undefined))).toBe(revision(changed(path, null)));
	},
);

it('reads cancelledAt as an instant', () => {
	expect(revision(sampleOrder({ cancelledAt: '2026-11-22T12:00:00+02:00' }))).toBe(
		revision(sampleOrder({ cancelledAt: '2026-11-22T10:00:00.000Z' })),
	);
});

it('does not move a value between fields unseen', () => {
	expect(revision(changed('shippingMethod.code', 'Standard'))).not.toBe(
		revision(changed('shippingMethod.title', 'standard')),
	);
	const swapped = sampleOrder({ shipTo: { ...sampleOrder().shipTo, name: null, company: 'Example Person' } });
	expect(revision(swapped)).not.toBe(BASE);
});

it('is keyed', () => {
	expect(BASE).toMatch(/^[0-9a-f]{64}$/);
	expect(orderRevision(sampleOrder(), 'another-key')).not.toBe(BASE);
});

it('hashes exactly the text that earlier versions hashed', () => {
	const order = sampleOrder({
		shippingLines: null,
		discounts: null,
		taxLines: null,
		shipTo: null,
		shippingMethod: null,
		note: 'Hi',
		lines: sampleOrder().lines.slice(0, 1),
	});
	const line =
		'[["id","L1"],["sku","MUG-BLUE"],["currentQuantity","2"],["unitPrice","12.5"],["discount","5"],["tax","4.06"],["total","20"]]';
	const text = JSON.stringify([
		['lines', [line]],
		['note', 'Hi'],
	]);
	expect(revision(order)).toBe(createHmac('sha256', KEY).update(text).digest('hex'));
});
