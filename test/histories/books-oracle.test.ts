import {
	unitsOf,
	type BookedCredit,
	type BookedOrder,
	type BookedShipment,
	type BooksChronicle,
	type Done,
	type LedgerRow,
} from './chronicle';
import { booksDifferences } from './books-oracle';
import type { Deed, Kind } from './history';

/*
 * The oracle of the books by itself, over short chronicles written by hand.
 */

const MINUTE = 60_000;
/** 20.00 with a tax of 4.06, and a delivery of 5.00 with one of 1.02. */
const LINES = [{ sku: 'MUG-BLUE', quantity: 2, price: 10, ships: true }];
const units = unitsOf(LINES);
const one = unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]);

let at = 0;
const did = (deed: Deed, more: Partial<Done> = {}): Done => ({ at: (at += MINUTE), deed, ...more });
const place = (kind: Kind = 'plain') => did({ do: 'place', order: 1005, kind, lines: LINES, method: 'home_fi' });
/** One of both mugs: 10.00 with a tax of 2.03. */
const back = (goodwill = 0) => {
	const lines = [{ line: 0, quantity: 1 }];
	return did({ do: 'giveBack', order: 1005, lines, shipping: false, goodwill, restock: true }, { lines });
};
const complete = () => did({ do: 'complete', order: 1005 });

const stands = (more: Partial<BookedOrder> = {}): BookedOrder => ({
	...{ id: 'one', number: 'SHOP-1005', status: 'Placed', units, total: 2500, tax: 508 },
	...more,
});
const lowered = (more: Partial<BookedOrder> = {}) => stands({ units: one, total: 1500, tax: 305, ...more });
const credit = (more: Partial<BookedCredit> = {}): BookedCredit => ({
	...{ id: 'credit', status: 'Completed', byHand: false, comments: 'Refund [shopify:77]' },
	...{ units: one, total: 1000, tax: 203 },
	...more,
});
const shipment = (more: Partial<BookedShipment> = {}): BookedShipment => ({
	...{ id: 'left', number: 'SS-1', order: 'SHOP-1005', status: 'Dispatched', units, tracking: ['JJFI1'] },
	...more,
});
const parcel = { order: 1005, units, tracking: ['JJFI1'] };
const open = (kind: string, number = '#1005'): LedgerRow => ({ kind, number, state: 'rejected', code: 'ANY' });

/** An order that was placed and booked, unless said otherwise. */
function chronicle(more: Partial<BooksChronicle> & { options?: Record<string, string> } = {}): BooksChronicle {
	const { options = {}, ...rest } = more;
	const done = rest.done ?? [place()];
	const sentAt = done[0]!.at + 1;
	return {
		history: {
			seed: 1,
			office: 'books',
			options: { shopify: {}, ogoship: {}, unleashed: { putStatus: 'taken', ...options } },
			ledger: 'builtIn',
			kills: false,
			early: [],
			steps: [],
		},
		beganAt: 0,
		endedAt: at + 60 * MINUTE,
		done,
		runs: [{ from: sentAt, to: sentAt }],
		booked: [stands()],
		shipments: [],
		credits: [],
		stock: new Map(),
		acts: [{ at: sentAt, act: 'made', number: 'SHOP-1005' }],
		parcels: [],
		inShop: [{ order: 1005, refunds: ['gid://shopify/Refund/77'], fulfilled: false }],
		said: [],
		ledger: [],
		runProblems: [],
		lateWrites: [],
		...rest,
	};
}

const nothing = { booked: [], acts: [] };
const completed = stands({ status: 'Completed' });
const late = () => [place(), complete(), back()];
const cancelled = () => [place(), did({ do: 'cancel', order: 1005, refund: false })];
const edited = () => [place(), did({ do: 'edit', order: 1005, line: 0, quantity: 1 })];

it.each<[string, () => BooksChronicle]>([
	['a paid order that stands once', () => chronicle()],
	['an unpaid order that does not stand', () => chronicle({ ...nothing, done: [place('unpaid')] })],
	[
		'an order without an address and a problem',
		() => chronicle({ ...nothing, done: [place('missingAddress')], ledger: [open('order')] }),
	],
	['an edit that was followed', () => chronicle({ done: edited(), booked: [lowered()] })],
	['a refund that was taken off', () => chronicle({ done: [place(), back()], booked: [lowered()] })],
	['a refund that was credited', () => chronicle({ done: late(), booked: [completed], credits: [credit()] })],
	[
		'goods and money for the trouble that wait for an open order',
		() => chronicle({ done: [place(), back(200)], booked: [lowered()] }),
	],
	[
		'people’s own credit beside it',
		() => chronicle({ done: late(), booked: [completed], credits: [credit(), credit({ byHand: true, comments: '' })] }),
	],
	[
		'a cancelled order that is deleted',
		() => chronicle({ done: cancelled(), booked: [stands({ status: 'Deleted' })] }),
	],
	[
		'a cancellation that came too late and a problem',
		() => chronicle({ done: [...cancelled()], booked: [completed], ledger: [open('cancellation')] }),
	],
	[
		'an order that could not be placed and a problem',
		() =>
			chronicle({ booked: [stands({ status: 'Parked' })], options: { putStatus: 'refused' }, ledger: [open('order')] }),
	],
	['a shipment that is in the shop', () => chronicle({ shipments: [shipment()], parcels: [parcel] })],
])('is content with %s', (_, make) => {
	expect(booksDifferences(make())).toEqual([]);
});

it.each<[string, () => BooksChronicle, string]>([
	['two of one order', () => chronicle({ booked: [stands(), stands({ id: 'two' })] }), 'stands 2 times'],
	['a paid order that is missing', () => chronicle(nothing), 'does not stand'],
	['an unpaid order that was booked', () => chronicle({ done: [place('unpaid')] }), 'not to go'],
	['a test order that was booked', () => chronicle({ done: [place('test')] }), 'not to go'],
	['an edit that was dropped', () => chronicle({ done: edited() }), 'differ in goods'],
	['a cent too many', () => chronicle({ booked: [stands({ total: 2501 })] }), 'differ in money'],
	['a tax that is another one', () => chronicle({ booked: [stands({ tax: 0 })] }), 'differ in tax'],
	[
		'an order that stays Parked and nobody says so',
		() => chronicle({ booked: [stands({ status: 'Parked' })] }),
		'status',
	],
	[
		'a late edit that nobody tells',
		() => chronicle({ done: [place(), complete(), ...edited().slice(1)], booked: [completed] }),
		'No problem is open',
	],
	[
		'a refund that was credited twice',
		() => chronicle({ done: late(), booked: [completed], credits: [credit(), credit({ id: 'two' })] }),
		'credited 2 times',
	],
	[
		'a refund that was credited in another amount',
		() => chronicle({ done: late(), booked: [completed], credits: [credit({ total: 900 })] }),
		'was credited with 9',
	],
	['a refund that was not credited', () => chronicle({ done: late(), booked: [completed] }), 'was not credited'],
	[
		'a credit note that was never completed',
		() => chronicle({ done: late(), booked: [completed], credits: [credit({ status: 'Parked' })] }),
		'was not completed',
	],
	[
		'a refund that was taken off and credited',
		() =>
			chronicle({
				done: [place(), back(), complete()],
				booked: [lowered({ status: 'Completed' })],
				credits: [credit()],
			}),
		'differ in',
	],
	['a cancelled order that still stands', () => chronicle({ done: cancelled() }), 'cancelled in the shop and Placed'],
	[
		'a cancellation that came too late and nobody tells',
		() => chronicle({ done: cancelled(), booked: [completed] }),
		'No problem is open for cancellation',
	],
	[
		'an order of ours that we deleted and that lives',
		() =>
			chronicle({
				booked: [stands({ status: 'Deleted' })],
				acts: [...chronicle().acts, { at, act: 'deleted', number: 'SHOP-1005' }],
			}),
		'lives in the shop',
	],
	[
		'a fulfilled order that is not completed',
		() =>
			chronicle({
				shipments: [shipment()],
				parcels: [parcel],
				inShop: [{ order: 1005, refunds: [], fulfilled: true }],
			}),
		'is fulfilled in the shop',
	],
	[
		'an order that was completed too early',
		() =>
			chronicle({ booked: [completed], acts: [...chronicle().acts, { at, act: 'completed', number: 'SHOP-1005' }] }),
		'nothing of it is fulfilled',
	],
	[
		'an order that nobody placed',
		() => chronicle({ booked: [stands(), stands({ number: 'SHOP-9' })] }),
		'Nobody ordered',
	],
	['a shipment that is not in the shop', () => chronicle({ shipments: [shipment()] }), 'is not in the shop'],
	[
		'a shipment that is in the shop twice',
		() => chronicle({ shipments: [shipment()], parcels: [parcel, { ...parcel }] }),
		'did not leave',
	],
	[
		'a shipment without its number',
		() => chronicle({ shipments: [shipment()], parcels: [{ ...parcel, tracking: [] }] }),
		'number is not in the shop',
	],
	[
		'what a run said and is not so',
		() => chronicle({ said: [{ flow: 'completion', outcome: 'updated', number: '#1005', id: 'one' }] }),
		'it is not so',
	],
	['a problem without a reason', () => chronicle({ ledger: [open('order')] }), 'without a reason'],
	['a fact in the hands of a run', () => chronicle({ ledger: [{ ...open('order'), state: 'claimed' }] }), 'as claimed'],
	['a world that is not at rest', () => chronicle({ lateWrites: ['salesOrdersUpdate {}'] }), 'At rest'],
	['a fault of ours', () => chronicle({ runProblems: ['INTERNAL'] }), 'A run ended with'],
])('objects to %s', (_, make, words) => {
	expect(booksDifferences(make()).join('\n')).toContain(words);
});
