import type { Shipment } from '../../../core/model/shipment';
import { planShipment, type Plan } from '../../../nodes/Shopify/fulfillment/draft';
import type { Shippable } from '../../../nodes/Shopify/fulfillment/mapping';
import { toDraft, toTrackingInput, trackingChanges, type ShipmentRules } from '../../../nodes/Shopify/shipment/draft';
import { orderWanted } from '../../../nodes/Shopify/shipment/mapping';
import type { Parcel, Work } from '../../../nodes/Shopify/shipment/wire';

/*
 * Which parcels of the shop are a shipment's, and from which work the rest is taken.
 */

const RULES: ShipmentRules = {
	shop: 'demo.myshopify.com',
	label: 'Shopify Commerce',
	notifyCustomer: false,
	carriers: [],
	locationId: '',
};
const LEFT_AT = '2026-11-22T10:00:00.000Z';

/** Order lines by their SKU: A is ordered 3 times, B twice, D does not ship. */
const ORDERED: Readonly<Record<string, number>> = { A: 3, B: 2, D: 1 };
const lineId = (sku: string) => `gid://shopify/LineItem/${sku.charCodeAt(0)}`;

type Units = Readonly<Record<string, number>>;

function work(remaining: Units, changes: Partial<Work> & { at?: string; method?: string; name?: string } = {}): Work {
	const { at = '1', method = 'SHIPPING', name = `W${at}${method}`, ...rest } = changes;
	return {
		id: name,
		status: 'OPEN',
		createdAt: '2026-11-20T10:00:00Z',
		updatedAt: '2026-11-20T10:00:00Z',
		fulfillAt: null,
		assignedLocation: { name: `Place ${at}`, location: { id: `gid://shopify/Location/${at}` } },
		deliveryMethod: { methodType: method },
		fulfillmentHolds: [],
		supportedActions: [{ action: 'CREATE_FULFILLMENT' }],
		lineItems: {
			nodes: Object.entries(remaining).map(([sku, remainingQuantity]) => ({
				id: `${name}/${sku}`,
				remainingQuantity,
				requiresShipping: sku !== 'D',
				sku,
				variant: { barcode: `200${sku.charCodeAt(0)}` },
				lineItem: { id: lineId(sku), quantity: ORDERED[sku] ?? 1, currentQuantity: ORDERED[sku] ?? 1 },
			})),
			pageInfo: { hasNextPage: false },
		},
		...rest,
	};
}

function parcel(held: Units, changes: Partial<Parcel> & { number?: string | string[] } = {}): Parcel {
	const { number = [], ...rest } = changes;
	return {
		id: `P-${rest.name ?? 'F1'}`,
		name: 'F1',
		status: 'SUCCESS',
		displayStatus: 'FULFILLED',
		createdAt: '2026-11-22T10:05:00Z',
		updatedAt: '2026-11-22T10:05:00Z',
		deliveredAt: null,
		location: null,
		trackingInfo: [number].flat().map((each) => ({ number: each, url: null, company: null })),
		order: { id: 'gid://shopify/Order/1', name: '#1', legacyResourceId: '1' },
		fulfillmentLineItems: {
			nodes: Object.entries(held).map(([sku, quantity]) => ({
				id: `FL${sku}`,
				quantity,
				lineItem: { id: lineId(sku), title: sku, sku, quantity: ORDERED[sku] ?? 1, currentQuantity: ORDERED[sku] ?? 1 },
			})),
			pageInfo: { hasNextPage: false },
		},
		...rest,
	};
}

const there = (works: readonly Work[], parcels: readonly Parcel[] = []): Shippable => ({
	order: {
		id: 'gid://shopify/Order/1',
		legacyResourceId: '1',
		name: '#1',
		cancelledAt: null,
		fulfillments: [],
		fulfillmentOrders: { nodes: [], pageInfo: { hasNextPage: false } },
	},
	work: works,
	parcels,
});

function shipment(lines: Units | null, changes: Partial<Shipment> = {}): Shipment {
	return {
		kind: 'shipment',
		origin: { system: 'warehouse', account: 'x', id: 'S1', seenAt: LEFT_AT },
		number: 'S1',
		orders: [{ number: '#1' }],
		status: 'shipped',
		tracking: [{ number: 'T1' }],
		shippedAt: LEFT_AT,
		lines: lines && Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
		...changes,
	};
}

interface How {
	readonly hints?: readonly string[];
	readonly taken?: readonly string[];
	readonly rules?: Partial<ShipmentRules>;
}

function plan(shippable: Shippable, record: Shipment, { hints = [], taken = [], rules }: How = {}): Plan {
	const all = { ...RULES, ...rules };
	const drafted = toDraft(record, all);
	if ('problem' in drafted) throw new Error(drafted.problem.code);
	return planShipment(shippable, { record, draft: drafted.draft, hints, taken: new Set(taken) }, all);
}

/** What is taken, as `A: 2` by group; the names of own parcels; or the code of the problem. */
function shown({ own, complete, groups, problem }: Plan) {
	const taken = groups.map(({ work: works }) =>
		works
			.flatMap(({ fulfillmentOrderLineItems }) => fulfillmentOrderLineItems)
			.map(({ id, quantity }) => `${id.split('/').pop()}: ${quantity}`)
			.join(', '),
	);
	return { own: own.map(({ name }) => name), complete, take: taken, ...(problem ? { problem: problem.code } : {}) };
}

const NO_TRACKING = { tracking: [] };

it.each<[string, Shippable, Shipment, ReturnType<typeof shown>]>([
	[
		'all that ships',
		there([work({ A: 3, B: 2 }), work({ D: 1 }, { method: 'NONE' })]),
		shipment(null),
		made('A: 3, B: 2'),
	],
	['a part', there([work({ A: 3, B: 2 })]), shipment({ A: 2 }), made('A: 2')],
	[
		'what does not ship, when named',
		there([work({ A: 3 }), work({ D: 1 }, { method: 'NONE' })]),
		shipment({ A: 1, D: 1 }),
		made('A: 1', 'D: 1'),
	],
	[
		'from two places',
		there([work({ A: 1 }), work({ A: 2, B: 2 }, { at: '2' })]),
		shipment({ A: 3, B: 1 }),
		made('A: 1', 'A: 2, B: 1'),
	],
	[
		'from two pieces of work at one place in one call',
		there([work({ A: 1 }), work({ A: 2 }, { name: 'W9' })]),
		shipment({ A: 2 }),
		made('A: 1, A: 1'),
	],
	[
		'nothing from work that is closed',
		there([work({ A: 0 }, { status: 'CLOSED' }), work({ A: 2 }, { name: 'W2' })]),
		shipment({ A: 2 }),
		made('A: 2'),
	],
	[
		'what remains beside another parcel',
		there([work({ A: 2 })], [parcel({ A: 1 }, { number: 'T9' })]),
		shipment({ A: 2 }),
		made('A: 2'),
	],
])('takes %s', (_, shippable, record, expected) => {
	expect(shown(plan(shippable, record))).toEqual(expected);
});

function made(...take: string[]) {
	return { own: [], complete: false, take };
}

it.each<[string, Shippable, Shipment, string]>([
	['more than is ordered', there([work({ A: 3 })]), shipment({ A: 4 }), 'QUANTITY_EXCEEDS'],
	[
		'more than is left',
		there([work({ A: 1 })], [parcel({ A: 2 }, { number: 'T9' })]),
		shipment({ A: 2 }),
		'QUANTITY_EXCEEDS',
	],
	['goods of no line', there([work({ A: 3 })]), shipment({ X: 1 }), 'LINES_UNMATCHED'],
	['a SKU in other capitals', there([work({ A: 3 })]), shipment({ a: 1 }), 'LINES_UNMATCHED'],
	['no work at all', there([]), shipment({ A: 1 }), 'FULFILLMENT_ORDER_MISSING'],
	['no work and no lines named', there([]), shipment(null), 'FULFILLMENT_ORDER_MISSING'],
	[
		'only closed work and no parcel',
		there([work({ A: 0 }, { status: 'CLOSED' })]),
		shipment(null),
		'FULFILLMENT_ORDER_MISSING',
	],
	['a hold', there([work({ A: 3 }, { status: 'ON_HOLD' })]), shipment({ A: 1 }), 'FULFILLMENT_HELD'],
	[
		'a hold on a part of all',
		there([work({ A: 3 }), work({ B: 2 }, { at: '2', status: 'ON_HOLD' })]),
		shipment(null),
		'FULFILLMENT_HELD',
	],
	['a day to come', there([work({ A: 3 }, { status: 'SCHEDULED' })]), shipment({ A: 1 }), 'FULFILLMENT_SCHEDULED'],
	[
		'a service of somebody',
		there([work({ A: 3 }, { supportedActions: [{ action: 'REQUEST_FULFILLMENT' }] })]),
		shipment({ A: 1 }),
		'FULFILLMENT_ELSEWHERE',
	],
])('stops at %s', (_, shippable, record, code) => {
	expect(shown(plan(shippable, record))).toMatchObject({ own: [], complete: false, problem: code });
});

it('ships past a hold that concerns other goods', () => {
	const shippable = there([work({ A: 3 }), work({ B: 2 }, { at: '2', status: 'ON_HOLD' })]);
	expect(shown(plan(shippable, shipment({ A: 3 })))).toEqual(made('A: 3'));
	expect(shown(plan(shippable, shipment(null), { rules: { locationId: '1' } }))).toEqual(made('A: 3'));
});

it('keeps to one location where the operator says so', () => {
	const shippable = there([work({ A: 1 }), work({ A: 2 }, { at: '2' })]);
	const only = (lines: Units | null) =>
		shown(plan(shippable, shipment(lines), { rules: { locationId: 'gid://shopify/Location/2' } }));
	expect(only({ A: 2 })).toEqual(made('A: 2'));
	expect(only(null)).toEqual(made('A: 2'));
	expect(only({ A: 3 })).toMatchObject({ problem: 'FULFILLMENT_ELSEWHERE' });
});

const OPEN = work({ A: 2, B: 2 });

it.each<[string, Shippable, Shipment, How, ReturnType<typeof shown>]>([
	['one with its number', there([OPEN], [parcel({ A: 1 }, { number: 'T1' })]), shipment({ A: 1 }), {}, found('F1')],
	[
		'one with its number in other writing',
		there([OPEN], [parcel({ A: 1 }, { number: 't 1' })]),
		shipment({ A: 1 }),
		{},
		found('F1'),
	],
	[
		'one with one of its numbers',
		there([OPEN], [parcel({ A: 1 }, { number: ['T0', 'T1'] })]),
		shipment({ A: 1 }),
		{},
		found('F1'),
	],
	['one without a number and with these goods', there([OPEN], [parcel({ A: 1 })]), shipment({ A: 1 }), {}, found('F1')],
	[
		'the same where the shipment has none',
		there([OPEN], [parcel({ A: 1 })]),
		shipment({ A: 1 }, NO_TRACKING),
		{},
		found('F1'),
	],
	[
		'the same where nobody knows when it left',
		there([OPEN], [parcel({ A: 1 })]),
		shipment({ A: 1 }, { shippedAt: null }),
		{},
		found('F1'),
	],
	[
		'parts without a number',
		there([OPEN], [parcel({ A: 1 }), parcel({ B: 1 }, { name: 'F2' })]),
		shipment({ A: 1, B: 1 }),
		{},
		found('F1', 'F2'),
	],
	[
		'one of the name it had',
		there([OPEN], [parcel({ A: 1 }, { number: 'T9' })]),
		shipment({ A: 1 }),
		{ hints: ['F1'] },
		found('F1'),
	],
	[
		'goods that have all left, under another number',
		there([work({ B: 2 })], [parcel({ A: 3 }, { number: 'T9' })]),
		shipment({ A: 2 }),
		{},
		found('F1'),
	],
	[
		'of those, the one without a number',
		there(
			[],
			[
				parcel({ A: 1 }, { number: 'T9' }),
				parcel({ A: 2 }, { name: 'F2', createdAt: '2026-11-01T10:00:00Z' }),
			].reverse(),
		),
		shipment({ A: 3 }),
		{},
		missing(),
	],
	[
		'everything that has left',
		there([work({ A: 0 }, { status: 'CLOSED' })], [parcel({ A: 3 })]),
		shipment(null),
		{},
		found('F1'),
	],
	[
		'the newest of several',
		there(
			[work({ A: 0 }, { status: 'CLOSED' })],
			[parcel({ A: 1 }), parcel({ A: 2 }, { name: 'F2', createdAt: '2026-11-22T11:00:00Z' })],
		),
		shipment(null),
		{},
		found('F2'),
	],
	[
		'its first part, and not what came later, where no lines are named',
		there([work({ B: 2 }, { createdAt: '2026-11-22T12:00:00Z' })], [parcel({ A: 3 }, { number: 'T1' })]),
		shipment(null),
		{},
		found('F1'),
	],
])('finds %s', (_, shippable, record, how, expected) => {
	expect(shown(plan(shippable, record, how))).toEqual(expected);
});

function found(...own: string[]) {
	return { own, complete: true, take: [] };
}

/** The parcel from long before the shipment left is not its own, and no work shows what is left. */
function missing() {
	return { own: [], complete: false, take: [], problem: 'FULFILLMENT_ORDER_MISSING' };
}

it.each<[string, Shippable, Shipment, How, string[]]>([
	[
		'one that was undone',
		there([OPEN], [parcel({ A: 1 }, { number: 'T1', status: 'CANCELLED' })]),
		shipment({ A: 1 }),
		{},
		['A: 1'],
	],
	[
		'one that failed',
		there([OPEN], [parcel({ A: 1 }, { number: 'T1', status: 'FAILURE' })]),
		shipment({ A: 1 }),
		{},
		['A: 1'],
	],
	['one with another number', there([OPEN], [parcel({ A: 1 }, { number: 'T9' })]), shipment({ A: 1 }), {}, ['A: 1']],
	['one with another quantity', there([OPEN], [parcel({ A: 1 })]), shipment({ A: 2 }), {}, ['A: 2']],
	['one with further goods', there([OPEN], [parcel({ A: 1, B: 1 })]), shipment({ A: 1 }), {}, ['A: 1']],
	[
		'one from long before',
		there([OPEN], [parcel({ A: 1 }, { createdAt: '2026-11-22T09:00:00Z' })]),
		shipment({ A: 1 }),
		{},
		['A: 1'],
	],
	['one of another record', there([OPEN], [parcel({ A: 1 })]), shipment({ A: 1 }), { taken: ['P-F1'] }, ['A: 1']],
])('does not take for its own %s', (_, shippable, record, how, take) => {
	expect(shown(plan(shippable, record, how))).toEqual({ own: [], complete: false, take });
});

it.each<[string, Shippable, Shipment, string[]]>([
	[
		'of named goods',
		there([work({ A: 2, B: 2 })], [parcel({ A: 1 }, { number: 'T1' })]),
		shipment({ A: 3, B: 1 }),
		['A: 2, B: 1'],
	],
	[
		'no more than remains',
		there([work({ A: 1 })], [parcel({ A: 1 }, { number: 'T1' }), parcel({ A: 1 }, { name: 'F2', number: 'T9' })]),
		shipment({ A: 3 }),
		['A: 1'],
	],
	[
		'of everything, from work nobody touched since',
		there([work({ B: 2 }, { at: '2' })], [parcel({ A: 3 }, { number: 'T1' })]),
		shipment(null),
		['B: 2'],
	],
])('makes the rest: %s', (_, shippable, record, take) => {
	expect(shown(plan(shippable, record))).toEqual({ own: ['F1'], complete: false, take });
});

it('has nothing left to make where the rest left in other parcels', () => {
	const others = [parcel({ A: 1 }, { number: 'T1' }), parcel({ A: 2 }, { name: 'F2', number: 'T9' })];
	expect(shown(plan(there([work({ B: 2 })], others), shipment({ A: 3 })))).toEqual(found('F1'));
});

it('serves a line that names its order line before one that could be any of that SKU', () => {
	const two = work({ A: 1 });
	const same = {
		...two.lineItems.nodes[0]!,
		id: 'W/other',
		remainingQuantity: 2,
		lineItem: { id: 'gid://shopify/LineItem/7', quantity: 2, currentQuantity: 2 },
	};
	const shippable = there([{ ...two, lineItems: { ...two.lineItems, nodes: [two.lineItems.nodes[0]!, same] } }]);
	const record = shipment(null, {
		lines: [
			{ sku: 'A', quantity: 1 },
			{ sku: 'A', orderLineId: '65', quantity: 1 },
		],
	});
	expect(shown(plan(shippable, record)).take).toEqual(['A: 1, other: 1']);
});

it('splits 1,200 lines into calls of 512', () => {
	const nodes = Array.from({ length: 1_200 }, (_, at) => ({
		...work({ A: 1 }).lineItems.nodes[0]!,
		id: `L/${at}`,
		lineItem: { id: `gid://shopify/LineItem/${at}`, quantity: 1, currentQuantity: 1 },
	}));
	const { groups } = plan(
		there([{ ...work({}), lineItems: { nodes, pageInfo: { hasNextPage: false } } }]),
		shipment(null),
	);
	expect(groups.map(({ work: [only] }) => only!.fulfillmentOrderLineItems.length)).toEqual([512, 512, 176]);
});

// ------------------------------------------------------------------ which order

it.each<[object, unknown]>([
	[{ id: 'gid://shopify/Order/7' }, { id: 'gid://shopify/Order/7' }],
	[{ system: 'shopify', account: 'demo.myshopify.com', id: '7' }, { id: 'gid://shopify/Order/7' }],
	[{ system: 'shopify', id: '7', number: '#1' }, { id: 'gid://shopify/Order/7' }],
	[{ system: 'shopify', account: 'other.myshopify.com', id: '7', number: '#1' }, 'none'],
	[{ id: '7', number: '#1' }, { name: '1' }],
	[{ system: 'warehouse', account: 'x', id: '7', number: ' #1001-A ' }, { name: '1001-A' }],
	[{ system: 'warehouse', id: '7' }, 'none'],
	[{ number: '##1' }, { name: '#1' }],
	[{ number: '#' }, 'none'],
])('looks for the order of %j under %j', (reference, wanted) => {
	expect(orderWanted(reference, 'demo.myshopify.com')).toEqual(wanted);
});

// ------------------------------------------------------------------ tracking

const tracked = (...entries: Array<[string, string?, string?]>) =>
	parcel(
		{ A: 1 },
		{
			trackingInfo: entries.map(([number, url = null, company = null]) => ({
				number,
				url,
				company,
			})) as Parcel['trackingInfo'],
		},
	);

it.each<[string, Parcel[], Array<{ number: string; url?: string }>, string | undefined, unknown[]]>([
	[
		'nothing where all is there',
		[tracked(['T1', 'https://a', 'UPS'])],
		[{ number: 'T1', url: 'https://a' }],
		'UPS',
		[],
	],
	[
		'nothing where only the link differs',
		[tracked(['T1', 'https://a', 'UPS'])],
		[{ number: 'T1', url: 'https://b' }],
		'UPS',
		[],
	],
	['nothing where the company differs', [tracked(['T1', 'https://a', 'UPS'])], [{ number: 'T1' }], 'DHL', []],
	['a number', [tracked(['T1'])], [{ number: 'T2' }], undefined, [{ numbers: ['T1', 'T2'] }]],
	[
		'a link',
		[tracked(['T1'])],
		[{ number: 't1', url: 'https://a' }],
		undefined,
		[{ numbers: ['T1'], urls: ['https://a'] }],
	],
	['a company', [tracked(['T1'])], [{ number: 'T1' }], 'UPS', [{ company: 'UPS', numbers: ['T1'] }]],
	['a company without any number', [parcel({ A: 1 })], [], 'UPS', [{ company: 'UPS' }]],
	['nothing for a shipment without tracking', [tracked(['T1'])], [], undefined, []],
	[
		'all to each parcel that has none',
		[parcel({ A: 1 }), parcel({ B: 1 })],
		[{ number: 'T1' }],
		undefined,
		[{ numbers: ['T1'] }, { numbers: ['T1'] }],
	],
	[
		'nothing to a parcel whose brother has the number',
		[tracked(['T1']), tracked(['T2'])],
		[{ number: 'T1' }, { number: 'T2' }],
		undefined,
		[],
	],
	[
		'links first, so that places fit',
		[tracked(['T1'])],
		[{ number: 'T2', url: 'https://b' }],
		undefined,
		[{ numbers: ['T2', 'T1'], urls: ['https://b'] }],
	],
])('adds %s', (_, own, tracking, company, inputs) => {
	const draft = {
		order: 'none',
		orderName: '',
		lines: null,
		notifyCustomer: false,
		tracking,
		...(company ? { company } : {}),
	} as const;
	expect(trackingChanges(own, draft).map(({ input }) => input)).toEqual(inputs);
});

it('says nothing of tracking where there is none', () => {
	expect(toTrackingInput([], undefined)).toBeUndefined();
});
