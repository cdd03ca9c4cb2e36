/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { orderSchema } from '../../core/model/order';
import { tieOut } from '../../core/sync/totals';
import omniengineSandbox from '../../nodes/OmniEngine/sandbox';
import type { Options } from '../support/desk';
import { codesOf, openSystem, outcomesOf, type Warehouse } from '../support/warehouse';

/*
 * OmniEngine's node in n8n's engine, over its sandbox.
 */

interface State {
	readonly orders: ReadonlyArray<{
		id: string;
		status: string;
		locationId: string | null;
		shipments: Array<{ trackingNumber: string; courierId: string }>;
	}>;
	readonly levels: ReadonlyArray<{ location: string; sku: string; onHand: number }>;
	readonly locations: ReadonlyArray<{ id: string; name: string }>;
}

let desk: Warehouse;

async function use(options: Options = {}): Promise<void> {
	await desk?.close();
	desk = await openSystem(omniengineSandbox, options);
	Object.assign(desk.keys, { contract: options.contract ?? 'assumed' });
}

beforeEach(async () => await use());
afterEach(async () => {
	await desk.close();
	desk = undefined as unknown as Warehouse;
});

const state = () => desk.sandbox.state() as State;
const statusOf = (id: unknown) => state().orders.find((order) => order.id === id)?.status;
const calls = (operation: string) => desk.sandbox.journal().filter((each) => each.operation === operation);
const list = async (orderStatus: string, more: IDataObject = {}) =>
	await desk.run({ resource: 'order', operation: 'getAll', orderStatus, returnAll: true, ...more });
const idOf = (order: IDataObject | undefined) => (order?.origin as IDataObject | undefined)?.id;

it.each(['assumed', 'documented'])(
	'lists the orders of one tab under %s, whole and with totals that tie out',
	async (contract) => {
		await use({ contract });
		const { results, problems } = await list('awaiting_approval');
		expect(problems).toEqual([]);
		expect(results).toHaveLength(3);
		for (const result of results) {
			const order = orderSchema.parse(result);
			expect(tieOut(order)).toEqual({ ties: true });
			expect(order).toMatchObject({ origin: { system: 'omniEngine', account: 'acme-77' }, paymentStatus: 'pending' });
		}
	},
);

it('reads the token under another name too, and takes a new one when it has run out', async () => {
	await use({ tokenField: 'data.token' });
	await list('pending');
	desk.sandbox.addFault({ kind: 'expiredToken', operation: 'ordersList' });
	const { results } = await list('awaiting_approval');
	expect(results).toHaveLength(3);
	expect(calls('token')).toHaveLength(2);
});

it.each(['exact', 'ignored'])('picks one location where the list filters %s', async (locationFilter) => {
	await use({ locationFilter });
	const { results } = await list('awaiting_approval', { filters: { location: '311' } });
	expect(results.map(({ location }) => (location as IDataObject).id)).toEqual(['311', '311']);
});

it('says what the contract has not, before anything is sent', async () => {
	await use({ contract: 'documented' });
	expect(codesOf(await desk.run({ resource: 'location', operation: 'getAll' }))).toEqual(['SETUP_CONTRACT']);
	expect(desk.sandbox.journal()).toEqual([]);
});

// ------------------------------------------------------------------ moved on

const MOVE = { resource: 'order', operation: 'moveStatus', toStatus: 'awaiting_assigning' };

it('moves an order where it may go, and only once', async () => {
	const [order] = (await list('pending')).results;
	expect(outcomesOf(await desk.run(MOVE, [order!]))).toEqual(['updated']);
	expect(statusOf(idOf(order))).toBe('awaiting_assigning');
	expect(outcomesOf(await desk.run(MOVE, [order!]))).toEqual(['unchanged']);
	expect(calls('ordersMove')).toHaveLength(1);
	expect(calls('ordersMove')[0]!.body).toMatchObject({ from_status: 'pending', to_status: 'awaiting_assigning' });
});

it.each([
	['that does not follow', 'dispatched', {}, 'MOVE_REFUSED'],
	['from another tab than named', 'courier_booking', { fromStatus: 'pending', invoiceNumber: 'INV-1' }, 'MOVE_REFUSED'],
	['to its courier without an invoice', 'courier_booking', {}, 'MOVE_WITHOUT_INVOICE'],
])('does not make a move %s', async (_, toStatus, more, code) => {
	const [order] = (await list('awaiting_approval')).results;
	expect(codesOf(await desk.run({ ...MOVE, toStatus, ...more }, [order!]))).toEqual([code]);
	expect(calls('ordersMove')).toEqual([]);
});

it('goes on to the courier once ShopDesk has invoiced the order, which is named by its reference', async () => {
	const [order] = (await list('awaiting_approval')).results;
	const sold = {
		...order!,
		origin: { ...(order!.origin as IDataObject), system: 'shopDesk', account: '77', id: '2727' },
		attributes: { reference: idOf(order), invoiceNumber: 'INV-000980' },
	};
	const to = { ...MOVE, toStatus: 'courier_booking', invoiceNumber: '={{ $json.attributes?.invoiceNumber }}' };
	expect(outcomesOf(await desk.run(to, [sold]))).toEqual(['updated']);
	expect(statusOf(idOf(order))).toBe('courier_booking');
});

it('leaves an invoiced order as it is that has gone on from its courier since', async () => {
	const [order] = (await list('courier_booking')).results;
	await desk.sandbox.change('setStatus', { order: idOf(order), status: 'dispatched' });
	const to = { ...MOVE, toStatus: 'courier_booking' };
	expect(outcomesOf(await desk.run({ ...to, invoiceNumber: 'INV-000900' }, [order!]))).toEqual(['unchanged']);
	expect(codesOf(await desk.run({ ...to, invoiceNumber: '' }, [order!]))).toEqual(['MOVE_REFUSED']);
	expect(statusOf(idOf(order))).toBe('dispatched');
});

it('takes a move for done whose answer was lost', async () => {
	const [order] = (await list('pending')).results;
	desk.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'ordersMove' });
	expect((await desk.run(MOVE, [order!])).problems).toEqual([]);
	expect(statusOf(idOf(order))).toBe('awaiting_assigning');
});

it('says from where an order is sent', async () => {
	const [order] = (await list('awaiting_approval')).results;
	const assign = { resource: 'order', operation: 'assignLocation' };
	const before = state().orders.find(({ id }) => id === idOf(order))?.locationId;
	const other = before === '310' ? '311' : '310';
	expect(outcomesOf(await desk.run({ ...assign, assignTo: other }, [order!]))).toEqual(['updated']);
	expect(state().orders.find(({ id }) => id === idOf(order))?.locationId).toBe(other);
	expect(codesOf(await desk.run({ ...assign, assignTo: '312' }, [order!]))).toEqual(['REFUSED']);
});

// ------------------------------------------------------------------ shipments

const BOOK = { resource: 'shipment', operation: 'book', courier: '12', serviceType: 'Overnight', pieces: 1 };

it.each(['refused', 'second'])(
	'books a courier once though the answer is lost, a second booking being %s',
	async (secondBooking) => {
		await use({ secondBooking });
		const [order] = (await list('courier_booking')).results;
		desk.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'shipmentsBook' });
		expect(outcomesOf(await desk.run(BOOK, [order!]))).toEqual(['created']);
		expect(outcomesOf(await desk.run(BOOK, [order!]))).toEqual(['unchanged']);
		expect(outcomesOf(await desk.run({ ...BOOK, ledger: 'off' }, [order!]))).toEqual(['unchanged']);
		expect(state().orders.flatMap(({ shipments }) => shipments)).toHaveLength(1);
	},
);

it('books none for an order that does not wait for its courier', async () => {
	const [order] = (await list('awaiting_approval')).results;
	expect(codesOf(await desk.run(BOOK, [order!]))).toEqual(['STAGE_LOCKED']);
});

it('puts out what was dispatched, with carrier and tracking number', async () => {
	const [order] = (await list('courier_booking')).results;
	await desk.run(BOOK, [order!]);
	await desk.sandbox.change('setStatus', { order: idOf(order), status: 'dispatched' });
	const { results } = await desk.run({ resource: 'shipment', operation: 'getAll', returnAll: true });
	const [{ trackingNumber } = { trackingNumber: '' }] = state().orders.flatMap(({ shipments }) => shipments);
	expect(results).toMatchObject([
		{
			kind: 'shipment',
			status: 'shipped',
			carrier: 'TCS',
			tracking: [{ number: trackingNumber }],
			orders: [{ number: order!.number }],
		},
	]);
});

// ------------------------------------------------------------------ stock, locations, couriers

const level = (sku: string, available: number): IDataObject => ({
	kind: 'stockLevel',
	origin: { system: 'shopDesk', account: '77', id: `310:${sku}`, seenAt: new Date().toISOString() },
	sku,
	location: { id: '310' },
	available,
	observedAt: new Date().toISOString(),
});
const SET = {
	resource: 'stockLevel',
	operation: 'set',
	locationMap: { place: [{ source: '310', target: '310' }] },
	levelOptions: { firstRun: 'apply', scope: 'some' },
};

it('brings stock to what ShopDesk says', async () => {
	const answer = await desk.run(SET, [level('MUG-BLUE', 7), level('NOBODY-KNOWS', 1)]);
	expect(answer.problems).toEqual([]);
	expect(state().levels.find(({ location, sku }) => location === '310' && sku === 'MUG-BLUE')?.onHand).toBe(7);
	const { results } = await desk.run({
		resource: 'stockLevel',
		operation: 'getAll',
		filters: { location: '310', skus: 'MUG-BLUE' },
	});
	expect(results).toMatchObject([{ sku: 'MUG-BLUE', onHand: 7, location: { id: '310' } }]);
});

it.each([
	['disabled', { enabled: false }],
	['halted', { halted: true }],
])('writes nothing to a location that is %s, which would say nothing', async (_, flags) => {
	await desk.sandbox.change('setLocation', { location: '310', ...flags });
	expect(codesOf(await desk.run(SET, [level('MUG-BLUE', 7)]))).toEqual(['SETUP_LOCATION_MAP']);
	expect(calls('stockSet')).toEqual([]);
});

it('makes a location once, and lists it with its switches', async () => {
	const outlet: IDataObject = {
		kind: 'location',
		origin: { system: 'shopDesk', account: '77', id: '47', seenAt: '2026-11-22T10:20:00Z' },
		number: '47',
		name: 'New outlet',
		active: true,
	};
	const create = { resource: 'location', operation: 'create' };
	desk.sandbox.addFault({ kind: 'resetAfterCommit', operation: 'locationsCreate' });
	expect(outcomesOf(await desk.run(create, [outlet]))).toEqual(['created']);
	expect(outcomesOf(await desk.run(create, [outlet]))).toEqual(['unchanged']);
	const { results } = await desk.run({ resource: 'location', operation: 'getAll', returnAll: true });
	expect(results).toMatchObject([
		{ number: 'MAIN-1', active: true, halted: false, online: true },
		{ number: 'SEC-1' },
		{ number: 'OLD-1', active: false, online: false },
		{ name: 'New outlet' },
	]);
});

it('lists couriers', async () => {
	const { results } = await desk.run({ resource: 'courier', operation: 'getAll', returnAll: true });
	expect(results).toMatchObject([
		{ kind: 'courier', number: '12', carrier: 'TCS', active: true },
		{ number: '13' },
		{ number: '14', active: false },
	]);
});

it.each([
	['assumed', 4],
	['documented', 1],
])('says what the service account reads under %s', async (contract, count) => {
	await use({ contract });
	const { results } = await desk.run({ resource: 'connection', operation: 'check' });
	expect(results).toMatchObject([{ ok: true, contract }]);
	expect(results[0]!.may).toHaveLength(count);
});

it.each([{ halted: true }, { enabled: false }, { online: false }])(
	'says of a location that is %j that nobody else can rely on its stock, and leaves it out when asked',
	async (flags) => {
		await desk.sandbox.change('setLocation', { location: '311', ...flags });
		const read = async (filters: IDataObject) =>
			(await desk.run({ resource: 'stockLevel', operation: 'getAll', returnAll: true, filters })).results;
		const trackedAt = (levels: IDataObject[], place: string) =>
			new Set(levels.filter(({ location }) => (location as IDataObject).id === place).map(({ tracked }) => tracked));
		const all = await read({});
		expect([trackedAt(all, '310'), trackedAt(all, '311')]).toEqual([new Set([undefined]), new Set([false])]);
		expect(all.find(({ location }) => (location as IDataObject).id === '310')).toMatchObject({ buffer: 2 });
		const passedOn = await read({ onlyPassedOn: true });
		expect(trackedAt(passedOn, '310').size + trackedAt(passedOn, '311').size).toBe(1);
	},
);

it('reads the shipment of an order by the order’s ID, and says of one without a courier that there is none', async () => {
	const [item] = (await list('courier_booking')).results;
	await desk.run({ resource: 'shipment', operation: 'book', courier: '12', serviceType: 'Overnight' }, [item!]);
	const [waiting] = (await list('pending')).results;
	const answer = await desk.run({ resource: 'shipment', operation: 'get' }, [item!, waiting!]);
	const { shipments } = state().orders.find(({ id }) => id === idOf(item))!;
	expect(answer.results).toMatchObject([
		{ kind: 'shipment', status: 'pending', carrier: 'TCS', tracking: [{ number: shipments[0]!.trackingNumber }] },
	]);
	expect(codesOf(answer)).toEqual(['NOT_FOUND']);
});

it('lets no two places of the source fall into one location: one would overwrite the other', async () => {
	const levelAt = (place: string, available: number) => ({
		kind: 'stockLevel',
		origin: { system: 'shopDesk', account: '77', id: `${place}:MUG-BLUE`, seenAt: new Date().toISOString() },
		sku: 'MUG-BLUE',
		location: { id: place, name: null },
		available,
		observedAt: new Date().toISOString(),
	});
	const set = { resource: 'stockLevel', operation: 'set', location: '310', levelOptions: { firstRun: 'apply' } };
	const both = await desk.run(set, [levelAt('310', 7), levelAt('311', 3)]);
	expect(codesOf(both)).toEqual(['SETUP_LOCATION_MAP', 'SETUP_LOCATION_MAP']);
	expect(calls('stockSet')).toEqual([]);
	expect(outcomesOf(await desk.run(set, [levelAt('310', 7)]))).toEqual(['updated']);
});
