import {
	unitsOf,
	type DeskOrder,
	type Done,
	type EngineOrder,
	type LedgerRow,
	type OutletsChronicle,
} from './chronicle';
import type { Brand, Deed, Kind } from './history';
import { outletsDifferences } from './outlets-oracle';

/*
 * The oracle of outlets by itself, over short chronicles written by hand.
 */

const MINUTE = 60_000;
/** 20.00, and a delivery of 5.00. */
const LINES = [{ sku: 'MUG-BLUE', quantity: 2, price: 10, ships: true }];
const units = unitsOf(LINES);
const one = unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]);
const VASES = [{ sku: 'VASE-NEW', quantity: 1, price: 10, ships: true }];

let at = 0;
const did = (deed: Deed): Done => ({ at: (at += MINUTE), deed });
const place = (lines = LINES, kind: Kind = 'plain') =>
	did({ do: 'place', order: 1005, kind, lines, method: 'home_fi' });
const verify = (location = '310') => did({ do: 'verify', order: 1005, location });
const approve = () => did({ do: 'approve', order: 1005 });
const strike = () => did({ do: 'strike', order: 1005 });

const engine = (more: Partial<EngineOrder> = {}): EngineOrder => ({
	...{ id: '900200', number: 1005, status: 'awaiting_approval', location: '310', units, bookings: [], ...more },
});
const desk = (more: Partial<DeskOrder> = {}): DeskOrder => ({
	...{ id: '2727', reference: '900200', location: '310', status: 'AWAITING_SM_APPROVAL', invoice: null, synced: false },
	...{ units, total: 2500, ...more },
});
const invoiced = (more: Partial<DeskOrder> = {}) =>
	desk({ status: 'INVOICED', invoice: 'INV-1', synced: true, ...more });
const booked = (more: Partial<EngineOrder> = {}) => engine({ status: 'courier_booking', bookings: ['CN1'], ...more });
const left = {
	...{ id: '900200', number: '#1005', order: 'SHOP-1005', status: 'Dispatched', units, tracking: ['CN1'] },
};
const level = { location: '310', sku: 'MUG-BLUE', desk: 14, engine: 14, buffer: 2, shop: 12 };
const open = (kind: string, more: Partial<LedgerRow> = {}): LedgerRow => ({
	...{ kind, number: '#1005', state: 'rejected', code: 'ANY', to: 'shopDesk', ...more },
});

const BRAND: Brand = { contract: 'assumed', mode: 'approved', linked: false };

/** An order that was checked and waits in its outlet, unless said otherwise. */
function chronicle(more: Partial<OutletsChronicle> = {}, brand: Partial<Brand> = {}): OutletsChronicle {
	return {
		history: {
			seed: 1,
			office: 'outlets',
			options: { shopify: {}, ogoship: {}, unleashed: {} },
			brand: { ...BRAND, ...brand },
			ledger: 'builtIn',
			kills: false,
			early: [],
			steps: [],
		},
		beganAt: 0,
		endedAt: at + 60 * MINUTE,
		done: [place(), verify()],
		runs: [],
		engine: [engine()],
		desk: [desk()],
		shipments: [],
		levels: [level],
		parcels: [],
		inShop: [{ order: 1005, refunds: [], fulfilled: false }],
		said: [],
		ledger: [],
		runProblems: [],
		lateWrites: [],
		...more,
	};
}

const byPerson = () => [place(), verify(), approve()];

it.each<[string, () => OutletsChronicle]>([
	['an order that waits in its outlet', () => chronicle()],
	[
		'an order that nobody checked yet',
		() => chronicle({ done: [place()], engine: [engine({ status: 'pending' })], desk: [] }),
	],
	[
		'an order that a person approved, with its courier',
		() => chronicle({ done: byPerson(), engine: [booked()], desk: [invoiced()] }),
	],
	[
		'an order that is approved by itself',
		() => chronicle({ engine: [booked()], desk: [invoiced()] }, { mode: 'automatic' }),
	],
	[
		'an order without an outlet and a problem',
		() =>
			chronicle({
				...{ done: [place(), verify('312')], engine: [engine({ location: '312' })], desk: [] },
				ledger: [open('order')],
			}),
	],
	[
		'goods that the outlets do not have and a problem',
		() =>
			chronicle({
				...{ done: [place(VASES), verify()], engine: [engine({ units: unitsOf(VASES) })], desk: [] },
				ledger: [open('order')],
			}),
	],
	[
		'an order that was given another location, and a problem',
		() =>
			chronicle({
				...{ done: [place(), verify(), verify('311')], engine: [engine({ location: '311' })] },
				ledger: [open('order')],
			}),
	],
	[
		'a cancelled order that is cancelled in its outlet',
		() => chronicle({ engine: [engine({ status: 'cancelled' })], desk: [desk({ status: 'CANCELLED' })] }),
	],
	[
		'an order that a person cancelled in its outlet',
		() => chronicle({ done: [place(), verify(), strike()], desk: [desk({ status: 'CANCELLED' })] }),
	],
	[
		'an order that has no courier and a problem',
		() =>
			chronicle({
				...{ done: byPerson(), engine: [booked({ bookings: [] })], desk: [invoiced()] },
				ledger: [open('shipment', { to: 'omniEngine' })],
			}),
	],
	[
		'a parcel that is in the shop',
		() =>
			chronicle({
				...{ done: byPerson(), engine: [booked({ status: 'dispatched' })], desk: [invoiced()] },
				...{ shipments: [left], parcels: [{ order: 1005, units, tracking: ['CN1'] }] },
			}),
	],
	['what was sold below nothing', () => chronicle({ levels: [{ ...level, desk: -1, engine: 0, shop: 0 }] })],
	[
		'stock that nothing carries into the shop',
		() => chronicle({ levels: [{ ...level, shop: 40 }] }, { contract: 'documented', linked: true }),
	],
	[
		'a claim on an order that has gone on since',
		() =>
			chronicle({
				...{ done: byPerson(), engine: [booked()], desk: [invoiced()] },
				ledger: [open('order', { state: 'claimed' })],
			}),
	],
])('finds nothing wrong with %s', (_, make) => expect(outletsDifferences(make())).toEqual([]));

it.each<[string, () => OutletsChronicle, RegExp]>([
	['an order that stands twice', () => chronicle({ desk: [desk(), desk({ id: '2728' })] }), /stands 2 times/],
	['an order that fell in nowhere', () => chronicle({ desk: [] }), /is in no outlet/],
	['an order that nobody checked', () => chronicle({ done: [place()] }), /nobody checked it/],
	['other goods', () => chronicle({ desk: [desk({ units: one })] }), /in its outlet 1 MUG-BLUE/],
	['another total', () => chronicle({ desk: [desk({ total: 2000 })] }), /in its outlet to 20/],
	['an outlet that nobody chose', () => chronicle({ desk: [desk({ location: '311' })] }), /outlet of 311/],
	[
		'another location that nobody was told of',
		() => chronicle({ done: [place(), verify(), verify('311')], engine: [engine({ location: '311' })] }),
		/given another location/,
	],
	[
		'an invoice that nobody approved',
		() => chronicle({ engine: [booked()], desk: [invoiced()] }),
		/nobody approved it/,
	],
	['an order that was to be approved by itself', () => chronicle({}, { mode: 'automatic' }), /approved by itself/],
	[
		'an invoice that OmniEngine does not follow',
		() => chronicle({ done: byPerson(), desk: [invoiced()] }),
		/still waits for approval/,
	],
	['a courier without an invoice', () => chronicle({ engine: [booked()] }), /went on to its courier/],
	[
		'two couriers',
		() => chronicle({ done: byPerson(), engine: [booked({ bookings: ['CN1', 'CN2'] })], desk: [invoiced()] }),
		/has 2 couriers/,
	],
	[
		'no courier',
		() => chronicle({ done: byPerson(), engine: [booked({ bookings: [] })], desk: [invoiced()] }),
		/has no courier/,
	],
	[
		'a cancelled order that lives in its outlet',
		() => chronicle({ engine: [engine({ status: 'cancelled' })] }),
		/cancelled at OmniEngine/,
	],
	[
		'an order that was cancelled for nothing',
		() => chronicle({ desk: [desk({ status: 'CANCELLED' })] }),
		/lives at OmniEngine/,
	],
	[
		'an invoice that the books were not told of',
		() => chronicle({ done: byPerson(), engine: [booked()], desk: [invoiced({ synced: false })] }),
		/not told of INV-1/,
	],
	[
		'an order of the older contract that was to be invoiced',
		() => chronicle({}, { contract: 'legacy' }),
		/was to be invoiced/,
	],
	[
		'a parcel that the shop does not show',
		() =>
			chronicle({
				...{ done: byPerson(), engine: [booked({ status: 'dispatched' })], desk: [invoiced()] },
				shipments: [left],
			}),
		/is not in the shop/,
	],
	['stock that stayed at ShopDesk', () => chronicle({ levels: [{ ...level, desk: 9 }] }), /ShopDesk has 9/],
	['a buffer that was sold', () => chronicle({ levels: [{ ...level, shop: 14 }] }), /keeps back 2/],
	['an order of nobody', () => chronicle({ desk: [desk(), desk({ reference: '4711' })] }), /no order at OmniEngine/],
	['a problem without a reason', () => chronicle({ ledger: [open('order')] }), /without a reason/],
	[
		'a claim that nobody holds',
		() => chronicle({ ledger: [open('order', { state: 'claimed' })] }),
		/keeps order #1005/,
	],
	[
		'a run that said what is not so',
		() => chronicle({ said: [{ flow: 'orders', outcome: 'created', number: '#1005', id: 'other' }] }),
		/it is not so/,
	],
	[
		'a problem that is told again and again',
		() => chronicle({ lateTold: [{ number: '#1005', message: 'It was not moved' }] }),
		/told every time/,
	],
	['a write at rest', () => chronicle({ lateWrites: ['stockSet {}'] }), /still written/],
])('finds wrong: %s', (_, make, words) => expect(outletsDifferences(make()).join('; ')).toMatch(words));
