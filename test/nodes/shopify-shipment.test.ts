/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import type { FaultKind } from '../../sandbox/kit';
import { calls, jsonOf, openDesk, orderId, START, type Desk, type Options } from '../support/desk';

/*
 * Shipments written to the shop and read from it, as n8n runs it over the sandbox of the shop.
 */

let desk: Desk;

beforeEach(async () => {
	desk = await openDesk();
});

afterEach(async () => await desk.close());

async function useDesk(shop: Options): Promise<void> {
	await desk.close();
	desk = await openDesk({ shop });
}

type Loose = ReturnType<typeof JSON.parse>;

const SHIP = { resource: 'shipment', operation: 'upsert' };
const LIST = { resource: 'shipment', operation: 'getAll', returnAll: true };
const SHOP = 'demo-tableware.myshopify.com';
const NUMBER = 2001;
const TRACK = { number: 'JJFI64500000000001', url: 'https://track.example.com/JJFI64500000000001' };

/** An order of three mugs, two plates and a gift card. */
const addOrder = async (number = NUMBER, lines?: Loose) =>
	await desk.shop.change('addOrder', {
		number,
		lines: lines ?? [
			{ sku: 'MUG-BLUE', quantity: 3 },
			{ sku: 'PLATE-DINNER', quantity: 2 },
			{ sku: 'GIFTCARD-50', quantity: 1 },
		],
	});

/** What a warehouse says it has sent, to the shop's order of this number. */
function shipment(change: (shipment: Loose) => void = () => undefined, id = 'S-1', number = NUMBER): IDataObject {
	const now = new Date().toISOString();
	const record = {
		kind: 'shipment',
		origin: { system: 'ogoship', account: 'demo-merchant', id, seenAt: now },
		number: `SHOP-${number}`,
		orders: [{ number: `#${number}`, reference: `SHOP-${number}` }],
		status: 'shipped',
		carrier: 'dhl-express',
		tracking: [TRACK],
		shippedAt: now,
		updatedAt: now,
		lines: null,
	};
	change(record);
	return record as unknown as IDataObject;
}

const lines = (...wanted: Array<[string, number]>) => wanted.map(([sku, quantity]) => ({ sku, quantity }));

interface Sent {
	readonly results: IDataObject[];
	readonly problems: Array<{ code: string; message: string; description: string }>;
}

async function ship(
	items: readonly IDataObject[],
	parameters: IDataObject = {},
	how: { timeoutMs?: number } = {},
): Promise<Sent> {
	const answer = await desk.shopify(
		{ ...SHIP, ...parameters },
		{ items: [...items], onError: 'continueErrorOutput', ...how },
	);
	const problems = jsonOf(answer.outputs[1]).map(({ error }) => error as Sent['problems'][number]);
	return { results: jsonOf(answer.outputs[0]), problems };
}

const outcomes = ({ results, problems }: Sent) => [
	...results.map(({ outcome }) => outcome),
	...problems.map(({ code }) => code),
];
const reasons = ({ results }: Sent) => results.map(({ reason }) => (reason as IDataObject | null)?.code);
const openAgain = async () => await desk.ledger({ operation: 'retry' });

interface Parcel {
	readonly id: string;
	readonly status: string;
	readonly tracking: { company: string | null; numbers: string[]; urls: string[] };
	readonly lines: ReadonlyArray<{ sku: string; quantity: number }>;
	readonly location: string;
	readonly notified: boolean;
}

const orderNow = (number = NUMBER) =>
	(desk.shop.state() as { orders: Loose[] }).orders.find((order) => order.number === number);
const parcels = (number = NUMBER): Parcel[] =>
	orderNow(number).fulfillments.filter(({ status }: Parcel) => status === 'SUCCESS');
const units = (sku: string, number = NUMBER) =>
	parcels(number)
		.flatMap((parcel) => parcel.lines)
		.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
const created = () => calls(desk.shop, 'fulfillmentCreate').map(({ body }) => (body as Loose).variables.fulfillment);

// ------------------------------------------------------------------ what is sent

it('fulfills everything that ships and is open, with tracking in Shopify’s own words', async () => {
	await addOrder();
	const { results, problems } = await ship([shipment()]);
	expect(problems).toEqual([]);
	expect(results).toMatchObject([
		{
			outcome: 'created',
			of: 'shipment',
			target: { number: `#${NUMBER}-F1`, url: expect.stringContaining(`${SHOP}/admin/orders/`) },
		},
	]);
	expect(parcels()).toMatchObject([
		{
			tracking: { company: 'DHL Express', numbers: [TRACK.number], urls: [TRACK.url] },
			lines: lines(['MUG-BLUE', 3], ['PLATE-DINNER', 2]),
			notified: false,
		},
	]);
	expect(orderNow().fulfillmentStatus).toBe('PARTIALLY_FULFILLED');
});

it('fulfills a part, then the rest, and gives a number that comes after it to a parcel that left', async () => {
	await addOrder();
	const first = shipment((each) =>
		Object.assign(each, { lines: lines(['MUG-BLUE', 1]), tracking: [{ number: 'T1' }] }),
	);
	const second = shipment((each) => {
		Object.assign(each, { lines: lines(['MUG-BLUE', 2], ['PLATE-DINNER', 2]), tracking: [{ number: 'T2' }] });
	}, 'S-2');
	expect(outcomes(await ship([first]))).toEqual(['created']);
	expect(outcomes(await ship([first, second]))).toEqual(['unchanged', 'created']);
	expect(parcels().map(({ lines: held }) => held.map(({ sku, quantity }) => [sku, quantity]))).toEqual([
		[['MUG-BLUE', 1]],
		[
			['MUG-BLUE', 2],
			['PLATE-DINNER', 2],
		],
	]);
	const third = shipment((each) => {
		Object.assign(each, { lines: lines(['MUG-BLUE', 1]), tracking: [{ number: 'T3' }] });
	}, 'S-3');
	expect(outcomes(await ship([third]))).toEqual(['updated']);
	expect(units('MUG-BLUE')).toBe(3);
});

it('fulfills the second of two parcels that left without a number and with the same goods in them', async () => {
	await addOrder();
	const half = { tracking: [], lines: lines(['MUG-BLUE', 1], ['PLATE-DINNER', 1]) };
	const parcel = (id: string) => shipment((each) => Object.assign(each, half), id);
	expect(outcomes(await ship([parcel('S-1')]))).toEqual(['created']);
	expect(outcomes(await ship([parcel('S-2')]))).toEqual(['created']);
	expect(outcomes(await ship([parcel('S-1'), parcel('S-2')]))).toEqual(['unchanged', 'unchanged']);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([2, 2]);
});

it('puts several parcels on one fulfillment, links beside their numbers', async () => {
	await addOrder();
	const tracking = [{ number: 'A1' }, { number: 'A2', url: 'https://track.example.com/A2' }, { number: 'A1' }];
	await ship([shipment((each) => (each.tracking = tracking))]);
	expect(parcels()).toMatchObject([{ tracking: { numbers: ['A2', 'A1'], urls: ['https://track.example.com/A2'] } }]);
	const listed = jsonOf((await desk.shopify(LIST)).outputs[0]);
	expect(listed).toMatchObject([
		{ tracking: [{ number: 'A2', url: 'https://track.example.com/A2' }, { number: 'A1' }] },
	]);
});

it('makes one fulfillment for each location, and mails the customer once', async () => {
	await addOrder();
	await desk.shop.change('splitToLocation', { number: NUMBER, sku: 'PLATE-DINNER', quantity: 1 });
	const { results } = await ship([shipment()], { shipmentOptions: { notifyCustomer: true } });
	expect(results).toMatchObject([{ target: { number: `#${NUMBER}-F1, #${NUMBER}-F2` } }]);
	expect(parcels().map(({ notified, tracking }) => [notified, tracking.numbers])).toEqual([
		[true, [TRACK.number]],
		[false, [TRACK.number]],
	]);
	expect(new Set(parcels().map(({ location }) => location)).size).toBe(2);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([3, 2]);
	expect(outcomes(await ship([shipment()], { ledger: 'off' }))).toEqual(['unchanged']);
});

it('sends what does not ship only when it is named, and in a call of its own', async () => {
	await addOrder();
	const all = lines(['MUG-BLUE', 3], ['PLATE-DINNER', 2], ['GIFTCARD-50', 1]);
	expect(outcomes(await ship([shipment((each) => (each.lines = all))]))).toEqual(['created']);
	expect(created()).toHaveLength(2);
	expect(orderNow().fulfillmentStatus).toBe('FULFILLED');
});

it('matches lines by the order’s own line, by SKU, then by barcode', async () => {
	await addOrder();
	const [order] = await desk.orders(NUMBER);
	const [mug, plate] = order!.lines as Loose[];
	const wanted = [
		{ sku: 'OTHER-NAME', orderLineId: mug.id.split('/').pop(), quantity: 1 },
		{ sku: 'OLD-SKU', barcode: plate.barcode, quantity: 1 },
	];
	expect(outcomes(await ship([shipment((each) => (each.lines = wanted))]))).toEqual(['created']);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([1, 1]);
});

it('takes units of one SKU from every line that carries it', async () => {
	await addOrder(NUMBER, [
		{ sku: 'MUG-BLUE', quantity: 1 },
		{ sku: 'MUG-BLUE', quantity: 2 },
	]);
	expect(outcomes(await ship([shipment((each) => (each.lines = lines(['MUG-BLUE', 3])))]))).toEqual(['created']);
	expect(parcels()[0]!.lines.map(({ quantity }) => quantity)).toEqual([1, 2]);
});

it.each(['observed', 'linear'])(
	'fulfills an order of 500 lines whole, and reads it back whole, cost model %s',
	async (costModel) => {
		await useDesk({ costModel });
		await desk.shop.change('fillCatalogue', { count: 500 });
		const skus = Array.from({ length: 500 }, (_, index) => `BULK-${String(index + 1).padStart(5, '0')}`);
		await addOrder(
			NUMBER,
			skus.map((sku) => ({ sku, quantity: 1, price: '1.00' })),
		);
		const half = shipment((each) =>
			Object.assign(each, { lines: skus.slice(0, 300).map((sku) => ({ sku, quantity: 1 })) }),
		);
		const rest = shipment((each) => (each.tracking = [{ number: 'T2' }]), 'S-2');
		expect(outcomes(await ship([half]))).toEqual(['created']);
		expect(outcomes(await ship([rest]))).toEqual(['created']);
		expect(orderNow().fulfillmentStatus).toBe('FULFILLED');
		const listed = jsonOf((await desk.shopify(LIST)).outputs[0]);
		expect(listed.map((each) => (each.lines as unknown[]).length).sort()).toEqual([200, 300]);
		expect(outcomes(await ship([half, rest], { ledger: 'off' }))).toEqual(['unchanged', 'unchanged']);
	},
	60_000,
);

it('takes two shipments of one order in one run, each for itself', async () => {
	await addOrder();
	const one = (id: string, number: string) =>
		shipment((each) => Object.assign(each, { lines: lines(['MUG-BLUE', 1]), tracking: [{ number }] }), id);
	const everythingElse = shipment((each) => (each.tracking = [{ number: 'T9' }]), 'S-9');
	expect(outcomes(await ship([one('S-1', 'T1'), one('S-2', 'T2'), everythingElse]))).toEqual([
		'created',
		'created',
		'created',
	]);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([3, 2]);
	expect(parcels().map(({ tracking }) => tracking.numbers[0])).toEqual(['T1', 'T2', 'T9']);
});

it.each([
	['the operator’s row', 'PostNord', 'PostNord SE'],
	['a name nobody knows, as it is', 'Posti Oy', 'Posti Oy'],
	['no carrier', null, null],
])('tells Shopify the company: %s', async (_, carrier, company) => {
	await addOrder();
	const carrierNames = { carrier: [{ carrier: 'postnord', company: 'PostNord SE' }] };
	await ship([shipment((each) => (each.carrier = carrier))], { carrierNames });
	expect(parcels()).toMatchObject([{ tracking: { company } }]);
});

it('leaves out a link that Shopify would refuse', async () => {
	await addOrder();
	await ship([shipment((each) => (each.tracking = [{ number: 'A1', url: 'javascript:alert(1)' }]))]);
	expect(parcels()).toMatchObject([{ tracking: { numbers: ['A1'], urls: [] } }]);
});

// ------------------------------------------------------------------ which order

it.each<[string, (id: string) => Loose]>([
	['its id', (id) => ({ system: 'shopify', account: SHOP, id })],
	['its number of old', (id) => ({ system: 'shopify', account: SHOP, id: id.split('/').pop() })],
	['its name', () => ({ number: `#${NUMBER}` })],
	['its name without #', () => ({ number: `${NUMBER}` })],
	[
		'its name beside an id of another system',
		() => ({ system: 'ogoship', account: 'x', id: '77', number: `#${NUMBER}` }),
	],
])('finds the order by %s', async (_, reference) => {
	await addOrder();
	const order = reference(orderId(desk.shop, NUMBER));
	expect(outcomes(await ship([shipment((each) => (each.orders = [order]))]))).toEqual(['created']);
	expect(units('MUG-BLUE')).toBe(3);
});

it.each<[string, Loose]>([
	['a number nobody has', { number: '#9999' }],
	['a part of a number', { number: '200' }],
	['a number that would break a search', { number: `x' OR name:'${NUMBER}` }],
	['an id nobody has', { system: 'shopify', account: SHOP, id: 'gid://shopify/Order/1' }],
	['an order of another shop', { system: 'shopify', account: 'other.myshopify.com', id: '1', number: `#${NUMBER}` }],
])('says that it found no order under %s', async (_, reference) => {
	await addOrder();
	const sent = await ship([shipment((each) => (each.orders = [reference]))]);
	expect(outcomes(sent)).toEqual(['ORDER_NOT_FOUND']);
	expect(parcels()).toEqual([]);
});

it('says when several orders have the number', async () => {
	const order = { ...(await desk.orders(1005))[0]! };
	const wholesale = (id: string) => ({
		...order,
		origin: { system: 'b2b', account: 'x', id, seenAt: START },
		number: '7',
	});
	const write = { resource: 'order', operation: 'upsert', forwardFrom: START, orderOptions: { namePrefix: 'B-' } };
	await desk.shopify(write, { items: [wholesale('1'), wholesale('2')] });
	const sent = await ship([shipment((each) => (each.orders = [{ number: 'B-7' }]))]);
	expect(outcomes(sent)).toEqual(['AMBIGUOUS']);
	expect(sent.problems[0]!.message).toContain('matches 2');
});

// ------------------------------------------------------------------ what cannot be sent

it.each<[string, (record: Loose) => void, string, string]>([
	['more than there is', (each) => (each.lines = lines(['MUG-BLUE', 4])), 'QUANTITY_EXCEEDS', '(ordered 3, shipped 0)'],
	['goods of no order line', (each) => (each.lines = lines(['SOAP-BIRCH', 1])), 'LINES_UNMATCHED', 'SOAP-BIRCH'],
	['an SKU like a search', (each) => (each.lines = lines(["x' OR sku:'MUG-BLUE", 1])), 'LINES_UNMATCHED', 'OR sku'],
	['an SKU in other capitals', (each) => (each.lines = lines(['mug-blue', 1])), 'LINES_UNMATCHED', 'mug-blue'],
	['no quantity', (each) => (each.lines = lines(['MUG-BLUE', 0])), 'FIELD_INVALID', 'lines'],
	['several orders', (each) => each.orders.push({ number: '#1' }), 'FIELD_INVALID', 'orders'],
	['an unknown status', (each) => (each.status = 'unmapped:FROZEN'), 'STATUS_UNKNOWN', 'FROZEN'],
])('refuses a shipment with %s, and ships nothing', async (_, change, code, named) => {
	await addOrder();
	const sent = await ship([shipment(change)]);
	expect(outcomes(sent)).toEqual([code]);
	expect(sent.problems[0]!.message).toContain(named);
	expect(calls(desk.shop, 'fulfillmentCreate', false)).toEqual([]);
});

it.each([
	['pending', 'HELD_NOT_SHIPPED'],
	['cancelled', 'HELD_NOT_SHIPPED'],
	['returned', 'HELD_RETURNED'],
])('holds a shipment that is %s', async (status, code) => {
	await addOrder();
	expect(reasons(await ship([shipment((each) => (each.status = status))]))).toEqual([code]);
});

it('sends one that is delivered already', async () => {
	await addOrder();
	expect(outcomes(await ship([shipment((each) => (each.status = 'delivered'))]))).toEqual(['created']);
});

it.each([
	['named lines', lines(['MUG-BLUE', 1])],
	['all lines', null],
])('names the hold and its reason, and goes through once it is released: %s', async (_, wanted) => {
	await addOrder();
	await desk.shop.change('holdFulfillment', { number: NUMBER, reason: 'HIGH_RISK_OF_FRAUD' });
	const record = shipment((each) => (each.lines = wanted));
	const sent = await ship([record]);
	expect(outcomes(sent)).toEqual(['FULFILLMENT_HELD']);
	expect(sent.problems[0]!.message).toContain('high risk of fraud');
	await desk.shop.change('releaseFulfillment', { number: NUMBER });
	await openAgain();
	expect(outcomes(await ship([record]))).toEqual(['created']);
});

it('names the day for which an order is scheduled', async () => {
	await addOrder();
	await desk.shop.change('scheduleFulfillment', { number: NUMBER, at: '2099-12-24T10:00:00Z' });
	const sent = await ship([shipment()]);
	expect(outcomes(sent)).toEqual(['FULFILLMENT_SCHEDULED']);
	expect(sent.problems[0]!.message).toContain('2099-12-24');
});

it('does not ship a cancelled order', async () => {
	await addOrder();
	await desk.shop.change('cancelOrder', { number: NUMBER });
	expect(outcomes(await ship([shipment()]))).toEqual(['ORDER_CANCELLED']);
	expect(parcels()).toEqual([]);
});

it('says that nothing can be fulfilled while routing is not finished, and sends it afterwards', async () => {
	await useDesk({ routingLag: '5s' });
	await addOrder();
	const record = shipment((each) => (each.lines = lines(['MUG-BLUE', 1])));
	expect(outcomes(await ship([record]))).toEqual(['FULFILLMENT_ORDER_MISSING']);
	desk.shop.advanceClock(10_000);
	await openAgain();
	expect(outcomes(await ship([record]))).toEqual(['created']);
});

it.each([[[]], [['write_third_party_fulfillment_orders']]])(
	'points to the permissions where fulfillment orders are hidden from the app: %j',
	async (scopes) => {
		await addOrder();
		await desk.shop.change('setScopes', { scopes: ['read_orders', 'read_products', 'read_locations', ...scopes] });
		const sent = await ship([shipment()]);
		expect(outcomes(sent)).toEqual(['FULFILLMENT_ORDER_MISSING']);
		expect(sent.problems[0]!.description).toContain('permission');
	},
);

it('ends the run where orders cannot be read', async () => {
	await desk.shop.change('setScopes', { scopes: ['read_products'] });
	expect(outcomes(await ship([shipment(), shipment(undefined, 'S-2')]))).toEqual(['SETUP_SCOPES', 'SETUP_SCOPES']);
});

it('says of the second of two shipments in one run that the goods have left in the first', async () => {
	await addOrder();
	const one = (id: string, number: string) =>
		shipment((each) => Object.assign(each, { lines: lines(['MUG-BLUE', 3]), tracking: [{ number }] }), id);
	const sent = await ship([one('S-1', 'T1'), one('S-2', 'T2')]);
	expect(outcomes(sent)).toEqual(['created', 'QUANTITY_EXCEEDS']);
	expect(sent.problems[0]!.message).toContain('0 open (ordered 3, shipped 3)');
	expect(units('MUG-BLUE')).toBe(3);
});

it('fulfills only what is assigned to the chosen location', async () => {
	await addOrder();
	await desk.shop.change('splitToLocation', { number: NUMBER, sku: 'PLATE-DINNER' });
	const [, second] = orderNow().fulfillmentOrders.map(({ location }: Loose) => location) as string[];
	const elsewhere = orderNow().fulfillmentOrders.find(({ lines: held }: Loose) =>
		held.some(({ sku, remaining }: Loose) => sku === 'PLATE-DINNER' && remaining > 0),
	).location as string;
	expect(second).toBeDefined();
	const only = { shipmentOptions: { locationId: elsewhere } };
	expect(outcomes(await ship([shipment()], only))).toEqual(['created']);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([0, 2]);
	const mugs = shipment(
		(each) => Object.assign(each, { lines: lines(['MUG-BLUE', 1]), tracking: [{ number: 'T2' }] }),
		'S-2',
	);
	const sent = await ship([mugs], only);
	expect(outcomes(sent)).toEqual(['FULFILLMENT_ELSEWHERE']);
	expect(sent.problems[0]!.message).toContain('Demo Studio');
});

it('leaves goods to the service they are assigned to', async () => {
	await addOrder();
	const service = 'gid://shopify/Location/70000000002';
	await desk.shop.change('splitToLocation', { number: NUMBER, sku: 'PLATE-DINNER', location: service });
	const sent = await ship([shipment((each) => (each.lines = lines(['PLATE-DINNER', 1])))]);
	expect(outcomes(sent)).toEqual(['FULFILLMENT_ELSEWHERE']);
	expect(sent.problems[0]!.message).toContain('Demo Warehouse');
});

// ------------------------------------------------------------------ tracking that stands, or comes later

it.each(['builtIn', 'off'])('adds tracking that comes later to the parcel it made, ledger: %s', async (ledger) => {
	await addOrder();
	const early = (each: Loose) => Object.assign(each, { tracking: [], carrier: null, lines: lines(['MUG-BLUE', 1]) });
	const record = shipment(early);
	expect(outcomes(await ship([record], { ledger }))).toEqual(['created']);
	const late = { ...record, tracking: [TRACK], carrier: 'DHL', updatedAt: '2099-01-01T00:00:00.000Z' } as IDataObject;
	expect(outcomes(await ship([late], { ledger }))).toEqual(['updated']);
	expect(parcels()).toMatchObject([
		{ tracking: { company: 'DHL', numbers: [TRACK.number], urls: [TRACK.url] }, lines: lines(['MUG-BLUE', 1]) },
	]);
	expect(outcomes(await ship([late], { ledger }))).toEqual(['unchanged']);
	expect(created()).toHaveLength(1);
});

it('gives a parcel a further number, and keeps those that others wrote', async () => {
	await addOrder();
	await desk.shop.change('fulfillByHand', {
		number: NUMBER,
		tracking: 'HAND-1',
		company: 'UPS',
		url: 'https://ups.example.com/1',
	});
	const record = shipment((each) => (each.tracking = [{ number: 'hand-1' }, { number: 'T2' }]));
	const { results } = await ship([record], { previewOnly: true });
	expect(results).toMatchObject([
		{ preview: { would: 'update', changes: [{ before: ['HAND-1'], after: ['HAND-1', 'T2'] }] } },
	]);
	expect(outcomes(await ship([record]))).toEqual(['updated']);
	expect(parcels()).toMatchObject([
		{ tracking: { company: 'UPS', numbers: ['HAND-1', 'T2'], urls: ['https://ups.example.com/1'] } },
	]);
	expect(calls(desk.shop, 'fulfillmentCreate', false)).toEqual([]);
	expect(outcomes(await ship([record], { ledger: 'off' }))).toEqual(['unchanged']);
});

it('takes a parcel that staff entered with the number for the shipment’s own', async () => {
	await addOrder();
	await desk.shop.change('fulfillByHand', { number: NUMBER, tracking: TRACK.number, company: 'DHL', url: TRACK.url });
	expect(outcomes(await ship([shipment()]))).toEqual(['unchanged']);
	expect(parcels()).toHaveLength(1);
	expect(calls(desk.shop, 'trackingUpdate', false)).toEqual([]);
});

it('does not ship again what staff fulfilled without a number, but gives it the number', async () => {
	await addOrder();
	await desk.shop.change('fulfillByHand', { number: NUMBER });
	expect(
		outcomes(await ship([shipment((each) => (each.lines = lines(['MUG-BLUE', 3], ['PLATE-DINNER', 2])))])),
	).toEqual(['updated']);
	expect(parcels()).toMatchObject([{ tracking: { numbers: [TRACK.number], company: 'DHL Express' } }]);
	expect(units('MUG-BLUE')).toBe(3);
});

it('ships the rest where staff fulfilled a part under the number', async () => {
	await addOrder();
	await desk.shop.change('fulfillByHand', { number: NUMBER, lines: lines(['MUG-BLUE', 1]), tracking: TRACK.number });
	const record = shipment((each) => (each.lines = lines(['MUG-BLUE', 3], ['PLATE-DINNER', 2])));
	expect(outcomes(await ship([record]))).toEqual(['created']);
	expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([3, 2]);
});

it('carries a longer list of goods over to a shipment that it made', async () => {
	await addOrder();
	await ship([shipment((each) => (each.lines = lines(['MUG-BLUE', 1])))]);
	const more = shipment((each) => {
		Object.assign(each, { lines: lines(['MUG-BLUE', 2]), updatedAt: '2099-01-01T00:00:00.000Z' });
	});
	expect(outcomes(await ship([more]))).toEqual(['updated']);
	expect(units('MUG-BLUE')).toBe(2);
});

it('says that a parcel it made is gone, and does not make it again by itself', async () => {
	await addOrder();
	await ship([shipment()]);
	await desk.shop.change('cancelFulfillment', { number: NUMBER });
	const changed = shipment((each) => Object.assign(each, { carrier: 'UPS', updatedAt: '2099-01-01T00:00:00.000Z' }));
	expect(outcomes(await ship([changed]))).toEqual(['TARGET_MISSING']);
	expect(parcels()).toEqual([]);
});

// ------------------------------------------------------------------ never twice

const FAULTS: readonly FaultKind[] = [
	'rateLimited',
	'serverError',
	'unavailable',
	'timeoutBeforeCommit',
	'timeoutAfterCommit',
	'reset',
	'resetAfterCommit',
	'malformedBody',
	'slow',
];
const WITHOUT_TRACKING = { tracking: [], carrier: null };
const SHAPES: ReadonlyArray<[string, Loose]> = [
	['everything, with tracking', {}],
	['a part, with tracking', { lines: lines(['MUG-BLUE', 1]) }],
	['a part, without tracking', { ...WITHOUT_TRACKING, lines: lines(['MUG-BLUE', 1], ['PLATE-DINNER', 1]) }],
	['everything, without tracking', WITHOUT_TRACKING],
];
const FAULT_CASES = FAULTS.flatMap((kind) =>
	(['builtIn', 'off'] as const).flatMap((ledger) =>
		SHAPES.map(([name, shape]) => [kind, ledger, name, shape] as const),
	),
);

it.each(FAULT_CASES)('ships once after %s, ledger %s: %s', async (kind, ledger, _, shape) => {
	await addOrder();
	const record = shipment((each) => Object.assign(each, shape));
	desk.shop.addFault({ kind, operation: 'fulfillmentCreate', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
	const seen: unknown[] = [];
	for (let time = 0; time < 3; time += 1) {
		if (ledger === 'builtIn') await openAgain();
		seen.push(...outcomes(await ship([record], { ledger }, { timeoutMs: 600 })));
	}
	expect(parcels()).toHaveLength(1);
	expect(units('MUG-BLUE')).toBe(shape.lines ? 1 : 3);
	expect(seen.filter((outcome) => outcome === 'created')).toHaveLength(1);
	expect(seen.at(-1)).toBe('unchanged');
});

it.each(
	(['timeoutBeforeCommit', 'timeoutAfterCommit', 'resetAfterCommit', 'serverError'] as const).flatMap((kind) =>
		(['builtIn', 'off'] as const).flatMap((ledger) =>
			SHAPES.filter(([name]) => name.startsWith('everything')).map(
				([name, shape]) => [kind, ledger, name, shape] as const,
			),
		),
	),
)('makes only the rest after %s of the second of two locations, ledger %s: %s', async (kind, ledger, _, shape) => {
	await addOrder();
	await desk.shop.change('splitToLocation', { number: NUMBER, sku: 'PLATE-DINNER' });
	// The later of the two readings is made later.
	const whole = shipment((each) => Object.assign(each, shape));
	const named = shipment((each) => Object.assign(each, shape, { lines: lines(['MUG-BLUE', 3], ['PLATE-DINNER', 2]) }));
	for (const record of [whole, named]) {
		desk.shop.addFault({
			kind,
			operation: 'fulfillmentCreate',
			skip: calls(desk.shop, 'fulfillmentCreate').length + 1,
		});
		for (let time = 0; time < 3; time += 1) {
			if (ledger === 'builtIn') await openAgain();
			await ship([record], { ledger }, { timeoutMs: 600 });
		}
		expect([units('MUG-BLUE'), units('PLATE-DINNER')]).toEqual([3, 2]);
		expect(parcels()).toHaveLength(2);
		desk.shop.clearFaults();
	}
	expect(outcomes(await ship([named], { ledger }))).toEqual(['unchanged']);
});

it.each(['builtIn', 'off'])(
	'ships once when neither the create nor the look after it is answered, ledger: %s',
	async (ledger) => {
		await addOrder();
		const record = shipment();
		const looks = calls(desk.shop, 'ordersToShip').length;
		desk.shop.addFault({ kind: 'resetAfterCommit', operation: 'fulfillmentCreate' });
		desk.shop.addFault({ kind: 'unavailable', operation: 'ordersToShip', skip: looks + 1, times: 20 });
		expect(outcomes(await ship([record], { ledger }))).toEqual(['NO_ANSWER']);
		desk.shop.clearFaults();
		if (ledger === 'builtIn') await openAgain();
		expect(outcomes(await ship([record], { ledger }))).toEqual(['unchanged']);
		expect(units('MUG-BLUE')).toBe(3);
	},
);

it.each(FAULTS)('has the later tracking on the parcel after %s', async (kind) => {
	await addOrder();
	const record = shipment((each) => Object.assign(each, WITHOUT_TRACKING));
	await ship([record]);
	const late = { ...record, tracking: [TRACK], updatedAt: '2099-01-01T00:00:00.000Z' } as IDataObject;
	desk.shop.addFault({ kind, operation: 'trackingUpdate', ...(kind === 'slow' ? { delayMs: 200 } : {}) });
	for (let time = 0; time < 2; time += 1) {
		await openAgain();
		await ship([late], {}, { timeoutMs: 600 });
	}
	expect(parcels()).toMatchObject([{ tracking: { numbers: [TRACK.number] } }]);
});

it('previews a shipment and ships nothing', async () => {
	await addOrder();
	const { results } = await ship([shipment()], { previewOnly: true });
	expect(results).toMatchObject([
		{ preview: { would: 'create', after: { company: 'DHL Express', tracking: [TRACK], lines: null } } },
	]);
	expect(calls(desk.shop, 'fulfillmentCreate', false)).toEqual([]);
});

it('writes shipments of one run under the kind shipment, so that a problem can be found again', async () => {
	const sent = await ship([shipment()]);
	expect(sent.problems[0]!.message).toMatch(/^Shipment SHOP-2001 was not sent: its order #2001 was not found/);
	const listed = jsonOf((await desk.ledger({ operation: 'getProblems', filters: { kind: 'shipment' } })).outputs[0]);
	expect(JSON.stringify(listed)).toContain('ORDER_NOT_FOUND');
});

// ------------------------------------------------------------------ reading

it('lists what was fulfilled, with order, goods, tracking and place', async () => {
	await addOrder();
	await ship([shipment((each) => (each.lines = lines(['MUG-BLUE', 1])))]);
	await desk.shop.change('fulfillByHand', { number: 1005 });
	await desk.shop.change('cancelFulfillment', { number: 1005 });
	const listed = jsonOf((await desk.shopify(LIST)).outputs[0]);
	expect(listed).toHaveLength(2);
	expect(listed.find(({ number }) => number === `#${NUMBER}-F1`)).toMatchObject({
		kind: 'shipment',
		origin: { system: 'shopify', account: SHOP, id: expect.stringMatching(/^gid:\/\/shopify\/Fulfillment\//) },
		orders: [{ system: 'shopify', account: SHOP, id: orderId(desk.shop, NUMBER), number: `#${NUMBER}` }],
		status: 'shipped',
		carrier: 'DHL Express',
		tracking: [TRACK],
		lines: [{ sku: 'MUG-BLUE', quantity: 1, orderLineId: expect.stringMatching(/^gid:\/\/shopify\/LineItem\//) }],
		location: { name: 'Demo Studio' },
	});
	const only = async (filters: IDataObject) =>
		jsonOf((await desk.shopify({ ...LIST, filters })).outputs[0]).map(({ number }) => number);
	expect(await only({ statuses: ['cancelled'] })).toEqual(['#1005-F1']);
	expect(await only({ changedAfter: '2099-01-01T00:00:00Z' })).toEqual([]);
	expect(jsonOf((await desk.shopify({ ...LIST, returnAll: false, limit: 1 })).outputs[0])).toHaveLength(1);
});

it('can write back what it read, and finds it there', async () => {
	await addOrder();
	await ship([shipment()]);
	const [read] = jsonOf((await desk.shopify(LIST)).outputs[0]);
	expect(outcomes(await ship([read!]))).toEqual(['unchanged']);
});
