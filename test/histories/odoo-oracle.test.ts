import {
	unitsOf,
	type BookedShipment,
	type Done,
	type LedgerRow,
	type OdooChronicle,
	type OdooMove,
	type OdooOrder,
} from './chronicle';
import type { Deed, Kind } from './history';
import { odooDifferences } from './odoo-oracle';

/*
 * The oracle of an Odoo by itself, over short chronicles written by hand.
 */

const MINUTE = 60_000;
/** 20.00, and a delivery of 5.00. */
const LINES = [{ sku: 'MUG-BLUE', quantity: 2, price: 10, ships: true }];
const units = unitsOf(LINES);
const one = unitsOf([{ sku: 'MUG-BLUE', quantity: 1 }]);

let at = 0;
const did = (deed: Deed, more: Partial<Done> = {}): Done => ({ at: (at += MINUTE), deed, ...more });
const place = (kind: Kind = 'plain') => did({ do: 'place', order: 1005, kind, lines: LINES, method: 'home_fi' });
/** One of both mugs: 10.00. */
const back = (goodwill = 0) => {
	const lines = [{ line: 0, quantity: 1 }];
	return did({ do: 'giveBack', order: 1005, lines, shipping: false, goodwill, restock: true }, { lines });
};
const cancel = () => did({ do: 'cancel', order: 1005, refund: false });
const edit = () => did({ do: 'edit', order: 1005, line: 0, quantity: 1 });

const bill = (more: Partial<OdooMove> = {}): OdooMove => ({
	...{ id: 'bill', state: 'posted', payment: 'paid', ref: '', total: 2500, open: 0 },
	...more,
});
const note = (more: Partial<OdooMove> = {}) => bill({ id: 'note', ref: 'Broken #1005-R1 [x]', total: 1000, ...more });
const stands = (more: Partial<OdooOrder> = {}): OdooOrder => ({
	...{ id: 'one', number: 1005, state: 'sale', units, total: 2500, tax: 508, madeAt: 0 },
	...{ bills: [bill()], credits: [], paid: 2500 },
	...more,
});
const quotation = (more: Partial<OdooOrder> = {}) => stands({ state: 'draft', bills: [], paid: 0, ...more });
const shipment: BookedShipment = {
	...{ id: 'left', number: 'WH/OUT/1', order: 'SHOP-1005', status: 'Dispatched', units, tracking: ['JJFI1'] },
};
const open = (kind: string, number = '#1005'): LedgerRow => ({ kind, number, state: 'rejected', code: 'ANY' });

/** An order that was placed, and stands confirmed, invoiced and paid, unless said otherwise. */
function chronicle(more: Partial<OdooChronicle> = {}): OdooChronicle {
	const done = more.done ?? [place()];
	const madeAt = done[0]!.at + 1;
	return {
		history: {
			seed: 1,
			office: 'odoo',
			options: { shopify: {}, ogoship: {}, unleashed: {}, odoo: {} },
			ledger: 'builtIn',
			kills: false,
			early: [],
			steps: [],
		},
		beganAt: 0,
		endedAt: at + 60 * MINUTE,
		done,
		runs: [{ from: madeAt, to: madeAt }],
		shipments: [],
		parcels: [],
		inShop: [{ order: 1005, refunds: [], fulfilled: false }],
		said: [],
		ledger: [],
		runProblems: [],
		lateWrites: [],
		...more,
		orders: (more.orders ?? [stands()]).map((order) => ({ ...order, madeAt })),
	};
}

it.each<[string, () => OdooChronicle]>([
	['a paid order that is confirmed, invoiced and paid once', () => chronicle()],
	['an unpaid order that does not stand', () => chronicle({ done: [place('unpaid')], orders: [] })],
	['a risky order that is a quotation', () => chronicle({ done: [place('highRisk')], orders: [quotation()] })],
	[
		'a risky order that people confirmed',
		() => chronicle({ done: [place('highRisk'), did({ do: 'release', order: 1005 })] }),
	],
	[
		'an order without an address and a problem',
		() => chronicle({ done: [place('missingAddress')], orders: [], ledger: [open('order')] }),
	],
	[
		'a cancelled order that is cancelled',
		() => chronicle({ done: [place(), cancel()], orders: [stands({ state: 'cancel', bills: [], paid: 0 })] }),
	],
	[
		'a cancellation that came after the invoice and a problem',
		() => chronicle({ done: [place(), cancel()], ledger: [open('cancellation')] }),
	],
	['an edit of a sales order and a problem', () => chronicle({ done: [place(), edit()], ledger: [open('order')] })],
	['a refund that was credited', () => chronicle({ done: [place(), back()], orders: [stands({ credits: [note()] })] })],
	[
		'a refund of what was never invoiced',
		() =>
			chronicle({
				done: [place(), back()],
				orders: [stands({ units: one, total: 1500, bills: [bill({ total: 1500 })], paid: 1500 })],
			}),
	],
	[
		'an invoice that could not be posted and a problem',
		() => chronicle({ orders: [stands({ bills: [bill({ state: 'draft' })], paid: 0 })], ledger: [open('posting')] }),
	],
	[
		'a delivery that is in the shop',
		() => chronicle({ shipments: [shipment], parcels: [{ order: 1005, units, tracking: ['JJFI1'] }] }),
	],
	[
		'an order that people cancelled in Odoo',
		() =>
			chronicle({
				done: [place(), did({ do: 'strike', order: 1005 })],
				orders: [stands({ state: 'cancel', bills: [], paid: 0 })],
			}),
	],
])('finds nothing wrong with %s', (_, make) => expect(odooDifferences(make())).toEqual([]));

it.each<[string, () => OdooChronicle, RegExp]>([
	['an order that stands twice', () => chronicle({ orders: [stands(), stands({ id: 'two' })] }), /stands 2 times/],
	['a paid order that is missing', () => chronicle({ orders: [] }), /does not stand in Odoo/],
	['an unpaid order that was made', () => chronicle({ done: [place('unpaid')] }), /was not to go/],
	['a test that was made', () => chronicle({ done: [place('test')] }), /was not to go/],
	['a risky order that nobody confirmed', () => chronicle({ done: [place('highRisk')] }), /nobody confirmed/],
	['a sales order that is still a quotation', () => chronicle({ orders: [quotation()] }), /is to be confirmed/],
	['an edit that nobody was told of', () => chronicle({ done: [place(), edit()] }), /was edited after/],
	['goods the shop never sold', () => chronicle({ orders: [stands({ units: one })] }), /never said/],
	[
		'another total',
		() => chronicle({ orders: [stands({ total: 2600, bills: [bill({ total: 2600 })], paid: 2600 })] }),
		/never said/,
	],
	[
		'a cancelled order that lives',
		() => chronicle({ done: [place(), cancel()], orders: [stands({ bills: [], paid: 0 })] }),
		/cancelled in the shop/,
	],
	[
		'an order that was cancelled for nothing',
		() => chronicle({ orders: [stands({ state: 'cancel', bills: [], paid: 0 })] }),
		/lives in the shop/,
	],
	['two invoices', () => chronicle({ orders: [stands({ bills: [bill(), bill({ id: 'again' })] })] }), /has 2 invoices/],
	[
		'an invoice of another amount',
		() => chronicle({ orders: [stands({ bills: [bill({ total: 2000 })], paid: 2000 })] }),
		/invoiced with 20/,
	],
	['no invoice', () => chronicle({ orders: [stands({ bills: [], paid: 0 })] }), /has no invoice/],
	[
		'an invoice that is not paid',
		() => chronicle({ orders: [stands({ bills: [bill({ payment: 'not_paid' })], paid: 0 })] }),
		/is not paid/,
	],
	['an invoice that was paid twice', () => chronicle({ orders: [stands({ paid: 5000 })] }), /paid with 50/],
	['a refund that was not credited', () => chronicle({ done: [place(), back()] }), /Odoo bills 25/],
	[
		'money for the trouble that was forgotten',
		() => chronicle({ done: [place(), back(200)], orders: [stands({ credits: [note()] })] }),
		/was credited with 10/,
	],
	[
		'a refund that was credited twice',
		() => chronicle({ done: [place(), back()], orders: [stands({ credits: [note(), note({ id: 'again' })] })] }),
		/credited 2 times/,
	],
	['a delivery that the shop does not show', () => chronicle({ shipments: [shipment] }), /is not in the shop/],
	['a parcel that never left', () => chronicle({ parcels: [{ order: 1005, units, tracking: [] }] }), /did not leave/],
	['a problem without a reason', () => chronicle({ ledger: [open('order')] }), /without a reason/],
	[
		'a claim that nobody holds',
		() => chronicle({ ledger: [{ ...open('order'), state: 'claimed' }] }),
		/keeps order #1005/,
	],
	[
		'an order that nobody placed',
		() => chronicle({ orders: [stands(), stands({ number: 4711 })] }),
		/Nobody ordered #4711/,
	],
	[
		'a run that said what is not so',
		() => chronicle({ said: [{ flow: 'orders', outcome: 'created', number: '#1005', id: 'other' }] }),
		/it is not so/,
	],
	['a write at rest', () => chronicle({ lateWrites: ['sale.order.load {}'] }), /still written/],
])('finds wrong: %s', (_, make, words) => expect(odooDifferences(make()).join('; ')).toMatch(words));
