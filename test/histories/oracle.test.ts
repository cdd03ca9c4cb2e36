import { unitsOf, type Chronicle, type Done, type LedgerRow, type WarehouseOrder } from './chronicle';
import type { Deed, Kind } from './history';
import { differences } from './oracle';

/*
 * The oracle by itself, over short chronicles written by hand.
 */

const MINUTE = 60_000;
const LINES = [{ sku: 'MUG-BLUE', quantity: 2, price: 10, ships: true }];
const units = unitsOf(LINES);

let at = 0;
const did = (deed: Deed, more: Partial<Done> = {}): Done => ({ at: (at += MINUTE), deed, ...more });
const place = (kind: Kind = 'plain') => did({ do: 'place', order: 1005, kind, lines: LINES, method: 'home_fi' });
const stands = (more: Partial<WarehouseOrder> = {}): WarehouseOrder => ({
	id: 'one',
	reference: 'SHOP-1005',
	status: 'New',
	units,
	collects: 0,
	tracking: [],
	...more,
});
const open = (kind: string, number: string): LedgerRow => ({ kind, number, state: 'rejected', code: 'ANY' });
const parcel = { order: 1005, units, tracking: ['JJFI1'] };
const shipped = stands({ status: 'Shipped', tracking: ['JJFI1'] });

/** An order that was placed and sent, unless said otherwise. */
function chronicle(more: Partial<Chronicle> & { options?: Record<string, string> } = {}): Chronicle {
	const { options = {}, ...rest } = more;
	const done = rest.done ?? [place()];
	const sentAt = done[0]!.at + 1;
	return {
		history: {
			seed: 1,
			office: 'warehouse',
			options: { shopify: {}, ogoship: { apiEdits: 'onlyNew', allowEdits: 'on', ...options }, unleashed: {} },
			ledger: 'builtIn',
			kills: false,
			early: [],
			steps: [],
		},
		beganAt: 0,
		endedAt: at + 60 * MINUTE,
		done,
		runs: [{ from: sentAt, to: sentAt }],
		taken: [{ at: sentAt, reference: 'SHOP-1005', units, made: true }],
		warehouse: [stands()],
		parcels: [],
		ledger: [],
		runProblems: [],
		lateWrites: [],
		...rest,
	};
}

const taken = () => chronicle().taken[0]!;
const edited = () => [place(), did({ do: 'edit', order: 1005, line: 0, quantity: 1 })];
const cancelled = () => [place(), did({ do: 'cancel', order: 1005, refund: true })];
const nothing = { taken: [], warehouse: [] };

it.each<[string, () => Chronicle]>([
	['a paid order that stands once', () => chronicle()],
	['an unpaid order that does not stand', () => chronicle({ ...nothing, done: [place('unpaid')] })],
	[
		'an order with unknown goods and a problem',
		() => chronicle({ ...nothing, done: [place('missingAddress')], ledger: [open('order', '#1005')] }),
	],
	[
		'a late edit with a problem',
		() =>
			chronicle({ done: edited(), warehouse: [stands({ status: 'Collecting' })], ledger: [open('order', '#1005')] }),
	],
	[
		'goods that came back to what they were before a written edit, too late to be written again',
		() => {
			const done = [...edited(), did({ do: 'edit', order: 1005, line: 0, quantity: 2 })];
			const fewer = unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]);
			const [first, second] = [done[0]!.at + 1, done[1]!.at + 1];
			return chronicle({
				done,
				runs: [first, second].map((each) => ({ from: each, to: each })),
				taken: [
					{ ...taken(), at: first },
					{ at: second, reference: 'SHOP-1005', units: fewer, made: false },
				],
				warehouse: [stands({ units: fewer, status: 'Collecting' })],
				ledger: [open('order', '#1005')],
			});
		},
	],
	[
		'a cancelled order that is cancelled',
		() => chronicle({ done: cancelled(), warehouse: [stands({ status: 'Cancelled' })] }),
	],
	[
		'a late cancellation with a problem',
		() =>
			chronicle({
				done: cancelled(),
				warehouse: [stands({ status: 'Collecting' })],
				ledger: [open('cancellation', '#1005')],
			}),
	],
	['a parcel that is in the shop', () => chronicle({ warehouse: [shipped], parcels: [parcel] })],
])('is content with %s', (_, make) => {
	expect(differences(make())).toEqual([]);
});

it.each<[string, () => Chronicle, string]>([
	[
		'two of one order',
		() => chronicle({ taken: [taken(), taken()], warehouse: [stands(), stands({ id: 'two' })] }),
		'made 2 times',
	],
	['a paid order that is missing', () => chronicle(nothing), 'does not stand'],
	['an unpaid order that was sent', () => chronicle({ done: [place('unpaid')] }), 'not to go'],
	['a test order that was sent', () => chronicle({ done: [place('test')] }), 'not to go'],
	['an edit that was dropped', () => chronicle({ done: edited() }), 'was not changed'],
	[
		'an edit that was dropped and a problem',
		() => chronicle({ done: edited(), ledger: [open('order', '#1005')] }),
		'was not changed',
	],
	[
		'a late edit that nobody tells',
		() => chronicle({ done: edited(), warehouse: [stands({ status: 'Collecting' })] }),
		'0 problems are open',
	],
	[
		'goods the shop never named',
		() => chronicle({ warehouse: [stands({ units: unitsOf([{ sku: 'OTHER', quantity: 1 }]) })] }),
		'never said',
	],
	[
		'an edit that was undone',
		() => {
			const done = edited();
			const newer = {
				at: at + 1,
				reference: 'SHOP-1005',
				units: unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]),
				made: false,
			};
			return chronicle({ done, taken: [{ ...taken(), at: done[0]!.at + 1 }, newer] });
		},
		'as it was before an edit',
	],
	['a cancelled order that still goes', () => chronicle({ done: cancelled() }), 'cancelled in the shop and New'],
	[
		'a late cancellation that nobody tells',
		() => chronicle({ done: cancelled(), warehouse: [shipped], ledger: [open('shipment', 'SHOP-1005')] }),
		'0 problems are open for cancellation',
	],
	[
		'an order that nobody placed',
		() => chronicle({ warehouse: [stands(), stands({ id: 'two', reference: 'SHOP-9' })] }),
		'Nobody ordered SHOP-9',
	],
	['a parcel that is not in the shop', () => chronicle({ warehouse: [shipped] }), 'is not in the shop'],
	[
		'a parcel that is in the shop twice',
		() => chronicle({ warehouse: [shipped], parcels: [parcel, { ...parcel }] }),
		'did not leave',
	],
	[
		'a parcel without its number',
		() => chronicle({ warehouse: [shipped], parcels: [{ ...parcel, tracking: [] }] }),
		'number is not in the shop',
	],
	['a problem without a reason', () => chronicle({ ledger: [open('order', '#1005')] }), 'without a reason'],
	[
		'a fact in the hands of a run',
		() => chronicle({ ledger: [{ kind: 'order', number: '#1005', state: 'claimed' }] }),
		'as claimed',
	],
	['a world that is not at rest', () => chronicle({ lateWrites: ['ordersUpdate'] }), 'At rest'],
	['a fault of ours', () => chronicle({ runProblems: ['INTERNAL'] }), 'A run ended with'],
])('objects to %s', (_, make, words) => {
	const found = differences(make());
	expect(found.join('\n')).toContain(words);
});
