import {
	unitsOf,
	type Done,
	type ImportedOrder,
	type LedgerRow,
	type ShowroomChronicle,
	type ShowroomOrder,
} from './chronicle';
import type { Deed } from './history';
import { showroomDifferences } from './showroom-oracle';

/*
 * The oracle of a showroom by itself, over short chronicles written by hand.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const units = unitsOf([{ sku: 'MUG-BLUE', quantity: 4 }]);
const one = unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]);
const REFERENCE = '104601';

const order = (more: Partial<ShowroomOrder> = {}): ShowroomOrder => ({
	...{ reference: REFERENCE, status: 'closed', isWhole: true, units, total: 4560, ...more },
});
const ready = (more: Partial<ShowroomOrder> = {}) => order({ status: 'invoicing', ...more });
const taken = (more: Partial<ImportedOrder> = {}): ImportedOrder => ({
	...{ reference: REFERENCE, units, total: 4560, parcels: [], ...more },
});

let at = 0;
const did = (deed: Deed, stood?: ShowroomOrder): Done => ({ at: (at += MINUTE), deed, ...(stood ? { stood } : {}) });
const ordered = (stood = ready()) =>
	did({ do: 'orderIn', order: 1005, retailer: 'C-0077', lines: [], status: stood.status }, stood);
const left = () => did({ do: 'dispatch', order: 1005, part: false, tracking: ['JJFI1'] });
const parcel = { tracking: ['JJFI1'] };
const note = { number: 'DN-1', comment: 'Tracking JJFI1', orders: [REFERENCE] };
const level = { sku: 'MUG-BLUE', showroom: 12, shop: 12, isBlocked: false };
const open = (more: Partial<LedgerRow> = {}): LedgerRow => ({
	...{ kind: 'order', number: REFERENCE, state: 'rejected', code: 'ANY', to: 'shopify', ...more },
});

/** An order that was ready, stands in the shop and is closed, unless said otherwise. */
function chronicle(more: Partial<ShowroomChronicle> = {}): ShowroomChronicle {
	return {
		history: {
			seed: 1,
			office: 'showroom',
			options: { shopify: {}, ogoship: {}, unleashed: {} },
			ledger: 'builtIn',
			kills: false,
			early: [],
			steps: [],
		},
		beganAt: 0,
		endedAt: at + DAY,
		done: [ordered()],
		runs: [],
		showroom: [order()],
		imported: [taken()],
		documents: [],
		levels: [level],
		parcels: [],
		said: [],
		ledger: [],
		runProblems: [],
		lateWrites: [],
		...more,
	};
}

/** Its parcel left, and a run looked so many days later. */
function sent(days: number, more: Partial<ShowroomChronicle> = {}): ShowroomChronicle {
	const done = [ordered(), left()];
	const from = done[1]!.at + days * DAY;
	const runs = [{ from, to: from, flows: ['tracking' as const] }];
	return chronicle({ done, runs, imported: [taken({ parcels: [parcel] })], ...more });
}

it.each<[string, () => ShowroomChronicle]>([
	['an order that stands in the shop and is closed', () => chronicle()],
	[
		'an order that was never ready',
		() =>
			chronicle({ done: [ordered(order({ status: 'draft' }))], showroom: [order({ status: 'draft' })], imported: [] }),
	],
	[
		'an order in which something is missing, and a problem',
		() =>
			chronicle({
				...{ done: [ordered(ready({ isWhole: false }))], showroom: [ready({ isWhole: false })] },
				...{ imported: [], ledger: [open()] },
			}),
	],
	[
		'an order of which the shop has too little, and a problem',
		() =>
			chronicle({
				...{ showroom: [ready()], imported: [], ledger: [open()] },
				levels: [{ ...level, shop: 3, showroom: 3 }],
			}),
	],
	[
		'an order as it was when it was taken over',
		() => chronicle({ done: [ordered(), did({ do: 'mend', order: 1005 }, ready({ units: one, total: 1140 }))] }),
	],
	[
		'an order that was changed and made ready again, and a problem',
		() => chronicle({ showroom: [ready({ units: one, total: 1140 })], ledger: [open()] }),
	],
	['a parcel that is shown', () => sent(1, { documents: [note] })],
	['a parcel that nobody looked for within three days', () => sent(4)],
	['a size that is blocked', () => chronicle({ levels: [{ ...level, showroom: 0, isBlocked: true }] })],
	['a claim on an order that was moved on', () => chronicle({ ledger: [open({ state: 'claimed' })] })],
])('finds nothing wrong with %s', (_, make) => expect(showroomDifferences(make())).toEqual([]));

it.each<[string, () => ShowroomChronicle, RegExp]>([
	['an order that stands twice', () => chronicle({ imported: [taken(), taken()] }), /stands 2 times/],
	['an order that was left behind', () => chronicle({ showroom: [ready()], imported: [] }), /does not stand/],
	['an order that was not closed', () => chronicle({ showroom: [ready()] }), /was not closed/],
	[
		'an order that was never ready',
		() => chronicle({ done: [ordered(order({ status: 'draft' }))] }),
		/never ready and whole/,
	],
	['an order that was never whole', () => chronicle({ done: [ordered(ready({ isWhole: false }))] }), /never ready/],
	['other goods', () => chronicle({ imported: [taken({ units: one })] }), /with 1 MUG-BLUE/],
	['other money', () => chronicle({ imported: [taken({ total: 3800 })] }), /for 38/],
	[
		'a change that nobody was told of',
		() => chronicle({ showroom: [ready({ units: one, total: 1140 })] }),
		/changed after it stood/,
	],
	[
		'something missing that nobody was told of',
		() => chronicle({ showroom: [ready({ isWhole: false })], imported: [] }),
		/something in it is missing/,
	],
	['a parcel that is not shown', () => sent(1), /is not shown/],
	['a parcel without its number', () => sent(1, { documents: [{ ...note, comment: '' }] }), /did not leave so/],
	['a parcel that is shown twice', () => sent(1, { documents: [note, { ...note, number: 'DN-2' }] }), /shown 2 times/],
	['a document of no order', () => chronicle({ documents: [{ ...note, orders: [] }] }), /linked to no order/],
	['stock that stayed in the shop', () => chronicle({ levels: [{ ...level, showroom: 0 }] }), /retailers can order 0/],
	['an order of nobody', () => chronicle({ imported: [taken(), taken({ reference: '4711' })] }), /Nobody ordered 4711/],
	['a problem without a reason', () => chronicle({ ledger: [open({ kind: 'status' })] }), /without a reason/],
	[
		'a run that said what is not so',
		() => chronicle({ said: [{ flow: 'orders', outcome: 'created', number: '4711', id: 'x' }] }),
		/it is not so/,
	],
	[
		'a problem that is told again and again',
		() => chronicle({ lateTold: [{ number: REFERENCE, message: 'It was not moved' }] }),
		/told every time/,
	],
	['a write at rest', () => chronicle({ lateWrites: ['orderCreate {}'] }), /still written/],
])('finds wrong: %s', (_, make, words) => expect(showroomDifferences(make()).join('; ')).toMatch(words));
