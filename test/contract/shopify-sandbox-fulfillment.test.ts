import axios from 'axios';

import shopify from '../../nodes/Shopify/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { shopifySchema } from '../../sandbox/shopify-schema';
import { OWN_WORDS } from './shopify-shop';

/* Fulfillment orders and parcels of the imitated shop, over real HTTP. */

const DATA = demoData(new Date().toISOString());
const HERE = 'gid://shopify/Location/70000000001';
const SERVICE = 'gid://shopify/Location/70000000002';
const THERE = 'gid://shopify/Location/70000000003';
const MUG = 'MUG-BLUE';
const BOWL = 'BOWL-LARGE';
const CARD = 'GIFTCARD-50';

let sandbox: RunningSandbox;

beforeAll(async () => {
	await shopifySchema('2026-10');
	await shopifySchema('2026-07');
}, 240_000);

async function start(options: Record<string, string> = {}): Promise<void> {
	await sandbox?.close();
	sandbox = await serve(shopify, { seed: DATA, options: { ...OWN_WORDS, ...options } });
}

beforeEach(async () => start());
afterAll(async () => sandbox.close());

interface Answer {
	readonly data?: Record<string, never>;
	readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
}

async function ask(query: string, variables: Record<string, unknown> = {}, version = '2026-10'): Promise<Answer> {
	const url = `${sandbox.url}/admin/api/${version}/graphql.json`;
	const headers = { 'x-shopify-access-token': DATA.shop.accessToken };
	return (await axios.post<Answer>(url, { query, variables }, { headers, validateStatus: () => true })).data;
}

async function data<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
	const answer = await ask(query, variables);
	expect(answer.errors).toBeUndefined();
	return answer.data as T;
}

const idOf = (number: number) => `gid://shopify/Order/${5_900_000_000_000 + number}`;

interface Work {
	readonly id: string;
	readonly status: string;
	readonly updatedAt: string;
	readonly supportedActions: ReadonlyArray<{ readonly action: string }>;
	readonly assignedLocation: { readonly location: { readonly id: string; readonly name: string } };
	readonly deliveryMethod: { readonly methodType: string };
	readonly fulfillmentHolds: ReadonlyArray<{ readonly id: string; readonly reason: string }>;
	readonly lineItems: {
		readonly nodes: ReadonlyArray<{
			readonly id: string;
			readonly sku: string;
			readonly totalQuantity: number;
			readonly remainingQuantity: number;
			readonly lineItem: { readonly id: string };
		}>;
	};
}

interface Seen {
	readonly id: string;
	readonly updatedAt: string;
	readonly displayFulfillmentStatus: string;
	readonly fulfillmentOrders: { readonly nodes: readonly Work[] };
	readonly fulfillments: ReadonlyArray<{
		readonly id: string;
		readonly name: string;
		readonly status: string;
		readonly displayStatus: string;
		readonly deliveredAt: string | null;
		readonly trackingInfo: ReadonlyArray<Record<'company' | 'number' | 'url', string | null>>;
		readonly fulfillmentLineItems: {
			readonly nodes: ReadonlyArray<{ readonly quantity: number; readonly lineItem: { readonly sku: string } }>;
		};
	}>;
	readonly lineItems: { readonly nodes: ReadonlyArray<{ readonly sku: string; readonly unfulfilledQuantity: number }> };
}

const ORDER = `query Order($id: ID!, $displayable: Boolean) { order(id: $id) {
	id updatedAt displayFulfillmentStatus
	fulfillmentOrders(first: 10, displayable: $displayable) { nodes {
		id status updatedAt supportedActions { action } deliveryMethod { methodType }
		assignedLocation { name location { id name } } fulfillmentHolds { id reason reasonNotes heldByRequestingApp }
		lineItems(first: 50) { nodes { id sku totalQuantity remainingQuantity lineItem { id } } }
	} }
	fulfillments(first: 20) {
		id name status displayStatus deliveredAt createdAt updatedAt trackingInfo(first: 10) { company number url }
		fulfillmentLineItems(first: 50) { nodes { quantity lineItem { id sku } } }
	}
	lineItems(first: 50) { nodes { sku unfulfilledQuantity } }
} }`;

async function look(number: number): Promise<Seen> {
	return (await data<{ order: Seen }>(ORDER, { id: idOf(number) })).order;
}

const work = async (number: number) => (await look(number)).fulfillmentOrders.nodes;

async function place(number: number, lines: Array<{ sku: string; quantity: number }>): Promise<readonly Work[]> {
	await sandbox.change('addOrder', { number, lines });
	return await work(number);
}

const CREATE = `mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
	fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status trackingInfo { company number url } } userErrors { field message } } }`;

interface Made {
	readonly fulfillment: { readonly id: string } | null;
	readonly userErrors: ReadonlyArray<{ readonly message: string }>;
}

/** Sends a parcel: fulfillment order ids, with quantities by SKU where not all of it goes. */
async function ship(
	from: ReadonlyArray<readonly [Work, Readonly<Record<string, number>>?]>,
	trackingInfo: Record<string, unknown> = {},
): Promise<Made> {
	const lineItemsByFulfillmentOrder = from.map(([each, units]) => ({
		fulfillmentOrderId: each.id,
		...(units && {
			fulfillmentOrderLineItems: Object.entries(units).map(([sku, quantity]) => ({
				id: each.lineItems.nodes.find((line) => line.sku === sku)?.id ?? 'gid://shopify/FulfillmentOrderLineItem/1',
				quantity,
			})),
		}),
	}));
	const answer = await data<{ fulfillmentCreate: Made }>(CREATE, {
		fulfillment: { lineItemsByFulfillmentOrder, trackingInfo },
	});
	return answer.fulfillmentCreate;
}

const words = ({ userErrors }: { readonly userErrors: ReadonlyArray<{ readonly message: string }> }) =>
	userErrors.map(({ message }) => message).join();

const first = <T>(list: readonly T[]): T => {
	const [one] = list;
	if (one === undefined) throw new Error('There is none');
	return one;
};

// ------------------------------------------------------------------ routing

it('routes an order to one fulfillment order a delivery method, all of it at the main place', async () => {
	const routed = await place(2001, [
		{ sku: MUG, quantity: 2 },
		{ sku: CARD, quantity: 1 },
		{ sku: BOWL, quantity: 1 },
	]);
	expect(
		routed.map(({ deliveryMethod, assignedLocation, status, lineItems }) => [
			deliveryMethod.methodType,
			assignedLocation.location.id,
			status,
			lineItems.nodes.map(({ sku, totalQuantity, remainingQuantity }) => [sku, totalQuantity, remainingQuantity]),
		]),
	).toEqual([
		[
			'SHIPPING',
			HERE,
			'OPEN',
			[
				[MUG, 2, 2],
				[BOWL, 1, 1],
			],
		],
		['NONE', HERE, 'OPEN', [[CARD, 1, 1]]],
	]);
	expect(routed[0]?.supportedActions.map(({ action }) => action)).toContain('CREATE_FULFILLMENT');
});

it('shows no fulfillment order before routing is done', async () => {
	await start({ routingLag: '5s' });
	expect(await place(2001, [{ sku: MUG, quantity: 1 }])).toEqual([]);
	expect((await work(1005)).length).toBeGreaterThan(0);
	sandbox.advanceClock(5_001);
	expect(await work(2001)).toHaveLength(1);
});

it.each([
	['a planted cancellation', 1017, 'UNFULFILLED', ['CANCELLED']],
	['a digital order', 1052, 'UNFULFILLED', ['OPEN']],
	['a plain order', 1005, 'UNFULFILLED', ['OPEN']],
])('the seed has %s routed', async (_what, number, status, statuses) => {
	const seen = await look(number);
	expect([seen.displayFulfillmentStatus, seen.fulfillmentOrders.nodes.map((each) => each.status)]).toEqual([
		status,
		statuses,
	]);
});

it('an edit is followed, and what is taken out of everything closes', async () => {
	await place(2001, [
		{ sku: MUG, quantity: 3 },
		{ sku: BOWL, quantity: 1 },
	]);
	await sandbox.change('editOrder', { number: 2001, line: MUG, quantity: 1 });
	const remaining = first(await work(2001)).lineItems.nodes.map((line) => [line.sku, line.remainingQuantity]);
	expect(remaining).toEqual([
		[MUG, 1],
		[BOWL, 1],
	]);
	await sandbox.change('editOrder', { number: 2001, line: MUG, quantity: 5 });
	expect(first(await work(2001)).lineItems.nodes[0]).toMatchObject({
		sku: MUG,
		totalQuantity: 5,
		remainingQuantity: 5,
	});
	await sandbox.change('refund', { number: 2001 });
	const seen = await look(2001);
	expect(seen.fulfillmentOrders.nodes.map(({ status }) => status)).toEqual(['CLOSED']);
	expect(seen.displayFulfillmentStatus).toBe('FULFILLMENT_NOT_REQUIRED');
	const older = await ask(`{ order(id: "${idOf(2001)}") { displayFulfillmentStatus } }`, {}, '2026-07');
	expect(older).toMatchObject({ data: { order: { displayFulfillmentStatus: 'UNFULFILLED' } } });
});

// ------------------------------------------------------------------ parcels

it('a parcel of everything fulfils the order', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 2 }]);
	const before = await look(2001);
	sandbox.advanceClock(2_000);
	const made = await ship([[first(routed)]], {
		company: 'Posti',
		number: 'JJFI1',
		url: 'https://posti.example.com/JJFI1',
	});
	expect(words(made)).toBe('');
	const seen = await look(2001);
	expect(seen).toMatchObject({
		displayFulfillmentStatus: 'FULFILLED',
		fulfillmentOrders: { nodes: [{ status: 'CLOSED', supportedActions: [] }] },
		fulfillments: [
			{
				id: made.fulfillment?.id,
				name: '#2001-F1',
				status: 'SUCCESS',
				trackingInfo: [{ company: 'Posti', number: 'JJFI1', url: 'https://posti.example.com/JJFI1' }],
				fulfillmentLineItems: { nodes: [{ quantity: 2, lineItem: { sku: MUG } }] },
			},
		],
		lineItems: { nodes: [{ unfulfilledQuantity: 0 }] },
	});
	expect(seen.updatedAt > before.updatedAt).toBe(true);
	expect(sandbox.journal().find(({ operation }) => operation === 'fulfillmentCreate')).toMatchObject({
		accepted: true,
		note: { fulfillmentId: made.fulfillment?.id, orderId: seen.id },
	});
});

it('a part of it leaves the rest in progress, and a repeat of a part ships twice', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 3 }]);
	const part = { [MUG]: 1 };
	await ship([[first(routed), part]], { number: 'A' });
	expect(await look(2001)).toMatchObject({
		displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
		fulfillmentOrders: { nodes: [{ status: 'IN_PROGRESS', lineItems: { nodes: [{ remainingQuantity: 2 }] } }] },
		lineItems: { nodes: [{ unfulfilledQuantity: 2 }] },
	});
	expect(words(await ship([[first(routed), part]], { number: 'A' }))).toBe('');
	expect((await look(2001)).fulfillments).toHaveLength(2);
	expect(words(await ship([[first(routed), { [MUG]: 2 }]]))).toBe(
		'Invalid fulfillment order line item quantity requested.',
	);
	expect((await look(2001)).fulfillments).toHaveLength(2);
});

it('stock leaves with the parcel and comes back with its cancellation', async () => {
	const levels = `{ productVariants(first: 1, query: "sku:'${MUG}'") { nodes { inventoryItem {
		inventoryLevel(locationId: "${HERE}") { quantities(names: ["available", "on_hand", "committed"]) { name quantity } } } } } }`;
	const stock = async () => {
		const { productVariants } = await data<{
			productVariants: {
				nodes: [{ inventoryItem: { inventoryLevel: { quantities: Array<{ name: string; quantity: number }> } } }];
			};
		}>(levels);
		const { quantities } = productVariants.nodes[0].inventoryItem.inventoryLevel;
		return Object.fromEntries(quantities.map(({ name, quantity }) => [name, quantity]));
	};
	const before = await stock();
	const routed = await place(2001, [{ sku: MUG, quantity: 2 }]);
	const sold = await stock();
	expect(sold).toEqual({
		on_hand: before.on_hand,
		committed: (before.committed ?? 0) + 2,
		available: (before.available ?? 0) - 2,
	});
	const { fulfillment } = await ship([[first(routed)]]);
	expect(await stock()).toEqual({ ...sold, on_hand: (before.on_hand ?? 0) - 2, committed: before.committed });
	await data('mutation M($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { id } userErrors { message } } }', {
		id: fulfillment?.id,
	});
	expect(await stock()).toEqual(sold);
});

it.each<[string, (routed: readonly Work[]) => Promise<Made>, string]>([
	['nothing', () => ship([]), 'must not be empty'],
	[
		'more than is left',
		(routed) => ship([[first(routed), { [MUG]: 3 }]]),
		'Invalid fulfillment order line item quantity',
	],
	['no unit at all', (routed) => ship([[first(routed), { [MUG]: 0 }]]), 'Invalid fulfillment order line item quantity'],
	['a line of another order', (routed) => ship([[first(routed), { [BOWL]: 1 }]]), 'line item does not exist'],
	['two delivery methods', (routed) => ship(routed.map((each) => [each])), 'delivery method types [none, shipping]'],
	['the same fulfillment order twice', (routed) => ship([[first(routed)], [first(routed)]]), 'given twice'],
	[
		'a fulfillment order that is not there',
		(routed) => ship([[{ ...first(routed), id: 'gid://shopify/FulfillmentOrder/1' }]]),
		'does not exist',
	],
	['number and numbers', (routed) => ship([[first(routed)]], { number: 'A', numbers: ['B'] }), 'number or numbers'],
	[
		'url and urls',
		(routed) => ship([[first(routed)]], { url: 'https://a.example.com', urls: ['https://b.example.com'] }),
		'url or urls',
	],
])('refuses a parcel of %s, and nothing is sent', async (_what, attempt, message) => {
	const routed = await place(2001, [
		{ sku: MUG, quantity: 2 },
		{ sku: CARD, quantity: 1 },
	]);
	const refused = await attempt(routed);
	expect(words(refused)).toContain(message);
	expect(refused.fulfillment).toBeNull();
	expect((await look(2001)).fulfillments).toEqual([]);
	expect(sandbox.journal().find(({ operation }) => operation === 'fulfillmentCreate')).toMatchObject({
		accepted: false,
	});
});

it('refuses 513 lines of a fulfillment order, and orders or places mixed', async () => {
	const [one] = await place(2001, [{ sku: MUG, quantity: 1 }]);
	const [two] = await place(2002, [{ sku: MUG, quantity: 1 }]);
	expect(words(await ship([[one as Work], [two as Work]]))).toContain('same order');
	const lines = Array.from({ length: 513 }, (_, n) => ({
		id: `gid://shopify/FulfillmentOrderLineItem/${n}`,
		quantity: 1,
	}));
	const many = { fulfillmentOrderId: one?.id, fulfillmentOrderLineItems: lines };
	const answer = await ask(CREATE, { fulfillment: { lineItemsByFulfillmentOrder: [many] } });
	expect(answer.errors?.[0]?.extensions?.code).toBe('MAX_INPUT_SIZE_EXCEEDED');
	await place(2003, [
		{ sku: MUG, quantity: 1 },
		{ sku: BOWL, quantity: 1 },
	]);
	await sandbox.change('splitToLocation', { number: 2003, sku: BOWL });
	const split = await work(2003);
	expect(split.map((each) => each.assignedLocation.location.id)).toEqual([HERE, THERE]);
	expect(words(await ship(split.map((each) => [each])))).toContain('same location');
});

it.each<[string, string, string]>([
	['holdFulfillment', 'ON_HOLD', 'on_hold'],
	['scheduleFulfillment', 'SCHEDULED', 'scheduled'],
	['fulfillByHand', 'CLOSED', 'closed'],
])('after %s the fulfillment order is %s, and a parcel is refused', async (action, status, word) => {
	const routed = await place(2001, [{ sku: MUG, quantity: 2 }]);
	await sandbox.change(action, { number: 2001 });
	expect(first(await work(2001)).status).toBe(status);
	expect(words(await ship([[first(routed)]]))).toContain(`has an unfulfillable status= ${word}`);
});

it('several parcels in one fulfillment: numbers and urls by place, and links for carriers Shopify knows', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 2 }]);
	await ship([[first(routed)]], { company: 'DHL Express', numbers: ['A', 'B'], urls: ['https://a.example.com/A'] });
	expect(first((await look(2001)).fulfillments).trackingInfo).toEqual([
		{ company: 'DHL Express', number: 'A', url: 'https://a.example.com/A' },
		{ company: 'DHL Express', number: 'B', url: 'https://www.dhl.com/track?id=B' },
	]);
	const [other] = await place(2002, [{ sku: MUG, quantity: 1 }]);
	await ship([[other as Work]], { company: 'dhl express', number: 'C D' });
	expect(first((await look(2002)).fulfillments).trackingInfo).toEqual([
		{ company: 'dhl express', number: 'C D', url: null },
	]);
});

const UPDATE = `mutation FulfillmentTrackingInfoUpdate($id: ID!, $tracking: FulfillmentTrackingInput!) {
	fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) { fulfillment { id } userErrors { field message } } }`;

it('tracking is replaced later, but not of a cancelled parcel, nor with number and numbers', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 2 }]);
	const { fulfillment } = await ship([[first(routed)]], { number: 'A', url: 'https://a.example.com/A' });
	const id = fulfillment?.id;
	const update = async (tracking: unknown, of = id) =>
		words((await data<Record<string, Made>>(UPDATE, { id: of, tracking })).fulfillmentTrackingInfoUpdate as Made);
	expect(await update({ company: 'GLS', number: 'B' })).toBe('');
	const [parcel] = (await look(2001)).fulfillments;
	expect(parcel?.trackingInfo).toEqual([{ company: 'GLS', number: 'B', url: 'https://gls-group.com/track?id=B' }]);
	expect(await update({ number: 'C', numbers: ['C'] })).toContain('number or numbers');
	expect(await update({ number: 'C' }, 'gid://shopify/Fulfillment/1')).toBe('Fulfillment does not exist.');
	await sandbox.change('cancelFulfillment', { number: 2001 });
	expect(await update({ number: 'C' })).toContain('cancelled');
});

it('a cancelled parcel is to be sent again: on what is left of its work, or on new work', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 3 }]);
	await ship([[first(routed), { [MUG]: 1 }]]);
	await sandbox.change('cancelFulfillment', { number: 2001 });
	expect(await look(2001)).toMatchObject({
		displayFulfillmentStatus: 'UNFULFILLED',
		fulfillmentOrders: {
			nodes: [{ status: 'OPEN', lineItems: { nodes: [{ remainingQuantity: 3, totalQuantity: 3 }] } }],
		},
		fulfillments: [{ status: 'CANCELLED', displayStatus: 'CANCELED' }],
	});
	await ship([[first(routed)]]);
	await sandbox.change('cancelFulfillment', { number: 2001 });
	const again = await look(2001);
	expect(again.fulfillmentOrders.nodes.map(({ status }) => status)).toEqual(['CLOSED', 'OPEN']);
	expect(again.lineItems.nodes[0]?.unfulfilledQuantity).toBe(3);
	await expect(sandbox.change('cancelFulfillment', { number: 2001 })).rejects.toThrow('no such fulfillment');
});

it('events follow a parcel and leave the order as it is', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 1 }]);
	const { fulfillment } = await ship([[first(routed)]]);
	const before = await look(2001);
	sandbox.advanceClock(3_000);
	const event = `mutation E($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) {
		fulfillmentEvent { id status happenedAt } userErrors { message } } }`;
	for (const status of ['IN_TRANSIT', 'DELIVERED']) {
		await data(event, { event: { fulfillmentId: fulfillment?.id, status } });
	}
	const after = await look(2001);
	expect(after.updatedAt).toBe(before.updatedAt);
	expect(after.fulfillments[0]).toMatchObject({ displayStatus: 'DELIVERED', deliveredAt: expect.any(String) });
	await sandbox.change('setScopes', { scopes: ['write_orders'] });
	const denied = await ask(event, { event: { fulfillmentId: fulfillment?.id, status: 'DELAYED' } });
	expect(denied.errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED');
});

// ------------------------------------------------------------------ holds, schedules, places

const HOLD = `mutation H($id: ID!, $hold: FulfillmentOrderHoldInput!) { fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
	fulfillmentHold { id reason heldByRequestingApp } fulfillmentOrder { id status } remainingFulfillmentOrder { id status }
	userErrors { field message code } } }`;
const RELEASE = `mutation R($id: ID!, $holdIds: [ID!]) { fulfillmentOrderReleaseHold(id: $id, holdIds: $holdIds) {
	fulfillmentOrder { id status } userErrors { message code } } }`;

interface Held {
	readonly fulfillmentHold: { readonly id: string } | null;
	readonly remainingFulfillmentOrder: { readonly id: string } | null;
	readonly userErrors: ReadonlyArray<{ readonly code: string; readonly message: string }>;
}

it('holds and releases, several holds by handle, and the order shows it without being touched', async () => {
	const { id } = first(await place(2001, [{ sku: MUG, quantity: 2 }]));
	const before = await look(2001);
	sandbox.advanceClock(3_000);
	const hold = async (more: object = {}): Promise<Held> =>
		(await data<Record<string, Held>>(HOLD, { id, hold: { reason: 'INCORRECT_ADDRESS', ...more } }))
			.fulfillmentOrderHold as Held;
	const one = await hold();
	expect([one.userErrors, (await look(2001)).displayFulfillmentStatus]).toEqual([[], 'ON_HOLD']);
	expect((await hold()).userErrors).toMatchObject([{ code: 'DUPLICATE_FULFILLMENT_HOLD_HANDLE' }]);
	const two = await hold({ handle: 'fraud', reason: 'HIGH_RISK_OF_FRAUD' });
	const held = await look(2001);
	expect(held.updatedAt).toBe(before.updatedAt);
	expect(first(held.fulfillmentOrders.nodes).updatedAt > first(before.fulfillmentOrders.nodes).updatedAt).toBe(true);
	expect(first(held.fulfillmentOrders.nodes).fulfillmentHolds.map(({ reason }) => reason)).toEqual([
		'INCORRECT_ADDRESS',
		'HIGH_RISK_OF_FRAUD',
	]);
	await data(RELEASE, { id, holdIds: [one.fulfillmentHold?.id] });
	expect(first(await work(2001)).status).toBe('ON_HOLD');
	await data(RELEASE, { id, holdIds: [two.fulfillmentHold?.id] });
	expect(first(await work(2001))).toMatchObject({ status: 'OPEN', fulfillmentHolds: [] });
});

it('holds a part and leaves the rest open', async () => {
	const routed = first(await place(2001, [{ sku: MUG, quantity: 3 }]));
	const line = first(routed.lineItems.nodes);
	const held = (
		await data<Record<string, Held>>(HOLD, {
			id: routed.id,
			hold: { reason: 'OTHER', fulfillmentOrderLineItems: [{ id: line.id, quantity: 1 }] },
		})
	).fulfillmentOrderHold as Held;
	const [kept, rest] = await work(2001);
	expect([kept?.status, kept?.lineItems.nodes[0]?.remainingQuantity]).toEqual(['ON_HOLD', 1]);
	expect([rest?.id, rest?.status, rest?.lineItems.nodes[0]?.remainingQuantity]).toEqual([
		held.remainingFulfillmentOrder?.id,
		'OPEN',
		2,
	]);
	for (const quantity of [0, 4]) {
		const answer = (
			await data<Record<string, Held>>(HOLD, {
				id: rest?.id,
				hold: { reason: 'OTHER', fulfillmentOrderLineItems: [{ id: first(rest?.lineItems.nodes ?? []).id, quantity }] },
			})
		).fulfillmentOrderHold as Held;
		expect(answer.userErrors[0]?.code).toBe(quantity === 0 ? 'GREATER_THAN_ZERO' : 'INVALID_LINE_ITEM_QUANTITY');
	}
});

it('a scheduled one opens by itself at its time, or when told', async () => {
	await place(2001, [{ sku: MUG, quantity: 1 }]);
	await sandbox.change('scheduleFulfillment', { number: 2001, inMs: 60_000 });
	expect([first(await work(2001)).status, (await look(2001)).displayFulfillmentStatus]).toEqual([
		'SCHEDULED',
		'SCHEDULED',
	]);
	sandbox.advanceClock(61_000);
	expect(first(await work(2001)).status).toBe('OPEN');
	await sandbox.change('scheduleFulfillment', { number: 2001 });
	const { id } = first(await work(2001));
	await data(
		'mutation O($id: ID!) { fulfillmentOrderOpen(id: $id) { fulfillmentOrder { status } userErrors { message } } }',
		{
			id,
		},
	);
	expect(first(await work(2001)).status).toBe('OPEN');
});

it.each([
	['startFulfillment', 'IN_PROGRESS', 'IN_PROGRESS', true],
	['giveUpFulfillment', 'INCOMPLETE', 'UNFULFILLED', false],
])('%s: the work is %s, the order %s', async (action, status, display, packable) => {
	const routed = await place(2001, [{ sku: MUG, quantity: 1 }]);
	await sandbox.change(action, { number: 2001 });
	const seen = await look(2001);
	expect([first(seen.fulfillmentOrders.nodes).status, seen.displayFulfillmentStatus]).toEqual([status, display]);
	expect(words(await ship([[first(routed)]])) === '').toBe(packable);
});

const MOVE = `mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
	fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
		movedFulfillmentOrder { id assignedLocation { location { id } } } originalFulfillmentOrder { id status } userErrors { message }
	} }`;

it('moves work to another place, whole or in part', async () => {
	const routed = first(await place(2001, [{ sku: MUG, quantity: 3 }]));
	await data(MOVE, { id: routed.id, to: THERE, lines: [{ id: first(routed.lineItems.nodes).id, quantity: 2 }] });
	expect(
		(await work(2001)).map(({ assignedLocation, lineItems }) => [
			assignedLocation.location.id,
			lineItems.nodes[0]?.remainingQuantity,
		]),
	).toEqual([
		[HERE, 1],
		[THERE, 2],
	]);
	await data(MOVE, { id: routed.id, to: THERE });
	expect((await work(2001)).map((each) => each.assignedLocation.location.id)).toEqual([THERE, THERE]);
	const wrong = await data<Record<string, Made>>(MOVE, { id: routed.id, to: 'gid://shopify/Location/1' });
	expect(words(wrong.fulfillmentOrderMove as Made)).toContain('location');
});

it('work at a fulfilment service is the service’s to fulfil', async () => {
	const routed = first(await place(2001, [{ sku: MUG, quantity: 1 }]));
	await data(MOVE, { id: routed.id, to: SERVICE });
	expect(first(await work(2001)).supportedActions.map(({ action }) => action)).not.toContain('CREATE_FULFILLMENT');
	expect(words(await ship([[routed]]))).toContain('fulfillment service');
});

// ------------------------------------------------------------------ scopes and lists

it('hides fulfillment orders without the scope of their place: an empty list and no error', async () => {
	await place(2001, [{ sku: MUG, quantity: 1 }]);
	await sandbox.change('setScopes', { scopes: ['read_all_orders', 'write_orders', 'read_locations'] });
	const answer = await ask(`{ order(id: "${idOf(2001)}") { id fulfillmentOrders(first: 5) { nodes { id } } } }`);
	expect(answer).toMatchObject({ data: { order: { fulfillmentOrders: { nodes: [] } } } });
	expect(answer.errors).toBeUndefined();
	await sandbox.change('setScopes', {
		scopes: ['write_orders', 'write_third_party_fulfillment_orders', 'read_locations'],
	});
	expect(await ask(`{ order(id: "${idOf(2001)}") { fulfillmentOrders(first: 5) { nodes { id } } } }`)).toMatchObject({
		data: { order: { fulfillmentOrders: { nodes: [] } } },
	});
});

it('a parcel needs the write scope of the place', async () => {
	const routed = await place(2001, [{ sku: MUG, quantity: 1 }]);
	const scopes = ['write_orders', 'read_merchant_managed_fulfillment_orders', 'read_products', 'read_locations'];
	await sandbox.change('setScopes', { scopes });
	const fulfillment = { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: first(routed).id }] };
	expect((await ask(CREATE, { fulfillment })).errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED');
	await sandbox.change('setScopes', { scopes: [...scopes, 'write_third_party_fulfillment_orders'] });
	expect(words(await ship([[first(routed)]]))).toBe('Fulfillment order does not exist.');
});

it('lists what changed, by time, closed ones on demand', async () => {
	sandbox.advanceClock(86_400_000);
	const since = new Date(Date.now() + 86_300_000).toISOString();
	await place(2001, [{ sku: MUG, quantity: 1 }]);
	await place(2002, [{ sku: MUG, quantity: 1 }]);
	await sandbox.change('holdFulfillment', { number: 1005 });
	await sandbox.change('fulfillByHand', { number: 2002, tracking: 'X' });
	const page = async (includeClosed: boolean, query = `updated_at:>='${since}'`) => {
		const { fulfillmentOrders } = await data<{
			fulfillmentOrders: { nodes: ReadonlyArray<{ orderName: string; status: string }> };
		}>(
			`query P($query: String, $closed: Boolean) { fulfillmentOrders(first: 50, query: $query, includeClosed: $closed, sortKey: UPDATED_AT) {
				nodes { id orderName status orderId updatedAt } } }`,
			{ query, closed: includeClosed },
		);
		return fulfillmentOrders.nodes.map(({ orderName, status }) => `${orderName} ${status}`).sort();
	};
	expect(await page(false)).toEqual(['#1005 ON_HOLD', '#2001 OPEN']);
	expect(await page(true)).toEqual(['#1005 ON_HOLD', '#2001 OPEN', '#2002 CLOSED']);
	expect(await page(true, `status:closed updated_at:>='${since}'`)).toEqual(['#2002 CLOSED']);
	await sandbox.change('setScopes', { scopes: ['write_orders'] });
	const denied = await ask('{ fulfillmentOrders(first: 1) { nodes { id } } }');
	expect(denied.errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED');
});

it('finds one by id, its order and its parcels', async () => {
	const routed = first(await place(2001, [{ sku: MUG, quantity: 1 }]));
	await sandbox.change('fulfillByHand', { number: 2001, company: 'UPS', tracking: '1Z' });
	const found = await data(
		`query F($id: ID!) { fulfillmentOrder(id: $id) { status order { name } fulfillments(first: 5) { nodes { name trackingInfo { url } } } }
			gone: fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1") { id } nodes(ids: [$id]) { __typename } }`,
		{ id: routed.id },
	);
	expect(found).toEqual({
		fulfillmentOrder: {
			status: 'CLOSED',
			order: { name: '#2001' },
			fulfillments: { nodes: [{ name: '#2001-F1', trackingInfo: [{ url: 'https://www.ups.com/track?id=1Z' }] }] },
		},
		gone: null,
		nodes: [{ __typename: 'FulfillmentOrder' }],
	});
});

it('a search by fulfillment status follows the parcels', async () => {
	const names = async (query: string) =>
		(
			await data<{ orders: { nodes: Array<{ name: string }> } }>(
				'query N($query: String) { orders(first: 50, query: $query) { nodes { name } } }',
				{ query },
			)
		).orders.nodes.map(({ name }) => name);
	await place(2001, [{ sku: MUG, quantity: 2 }]);
	await sandbox.change('fulfillByHand', { number: 2001, lines: [{ sku: MUG, quantity: 1 }] });
	expect(await names('fulfillment_status:partial')).toEqual(['#2001']);
	await sandbox.change('fulfillByHand', { number: 2001 });
	expect(await names('fulfillment_status:shipped')).toEqual(['#2001']);
	expect(await names('name:2001 fulfillment_status:unshipped')).toEqual([]);
});

it('survives a save with its work and parcels, and shows them to tests', async () => {
	await place(2001, [{ sku: MUG, quantity: 2 }]);
	await sandbox.change('fulfillByHand', { number: 2001, lines: [{ sku: MUG, quantity: 1 }], tracking: 'A1' });
	const before = await look(2001);
	const saved = await sandbox.save();
	await sandbox.close();
	sandbox = await serve(shopify, { saved });
	expect(await look(2001)).toEqual(before);
	const { orders } = sandbox.state() as { orders: Array<Record<string, unknown>> };
	expect(orders.find((order) => order.number === 2001)).toMatchObject({
		fulfillmentStatus: 'PARTIALLY_FULFILLED',
		cancelledAt: null,
		tags: [],
		fulfillments: [{ tracking: { numbers: ['A1'] }, lines: [{ sku: MUG, quantity: 1 }], location: HERE }],
	});
});

it.each([
	['holdFulfillment', { number: 1 }, 'no order number 1'],
	['holdFulfillment', { number: 1005, reason: 'MOOD' }, 'is none of'],
	['scheduleFulfillment', { number: 1005, at: 'soon' }, 'is no time'],
	['splitToLocation', { number: 1005, sku: 'NOTHING' }, 'no open line'],
	['fulfillByHand', { number: 1005, lines: [{ sku: MUG, quantity: 999 }] }, 'no 999 open units'],
	['fulfillByHand', { number: 1017 }, 'Nothing of order #1017'],
])('the change %s %j is refused with a sentence', async (action, input, sentence) => {
	await expect(sandbox.change(action, input)).rejects.toThrow(sentence);
});
