import { shipmentSchema, type Shipment } from '../../../core/model/shipment';
import type { Applied } from '../../../core/ports';
import {
	covers,
	hasTracking,
	numbersIn,
	orderNames,
	pack,
	toShipment,
	toValues,
	type Whole,
} from '../../../nodes/Odoo/shipment/mapping';
import { ShipmentTarget } from '../../../nodes/Odoo/shipment/target';
import { moves, pickings } from '../../../nodes/Odoo/shipment/wire';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * Deliveries of Odoo as shipments, and what a warehouse sent as what leaves with a delivery.
 */

const PICKING = {
	id: 17,
	name: 'WH/OUT/00016',
	state: 'done',
	origin: 'S00036',
	picking_type_code: 'outgoing',
	sale_id: [38, 'S00036'],
	location_id: [8, 'WH/Stock'],
	carrier_id: [1, 'Posti'],
	carrier_tracking_ref: 'TRACK9',
	carrier_tracking_url: 'https://track.example.com/TRACK9',
	date_done: '2026-11-22 09:00:00',
	write_date: '2026-11-22 09:05:00',
	move_ids: [25, 26],
};
const MOVE = {
	id: 25,
	picking_id: [17, 'WH/OUT/00016'],
	product_id: [3, '[MUG-BLUE] Blue mug'],
	product_uom_qty: 3,
	quantity: 2,
	state: 'done',
	sale_line_id: [71, 'S00036 - Blue mug'],
};
const SECOND = {
	...MOVE,
	id: 26,
	product_id: [4, '[MUG-RED] Red mug'],
	product_uom_qty: 1,
	quantity: 1,
	sale_line_id: [72, 'S00036 - Red mug'],
};
const goods = (id: number, sku: string) => [id, { id, default_code: sku, barcode: '', type: 'consu' }] as const;

function whole(picking: object = {}, moved: object[] = [MOVE, SECOND], more: Partial<Whole> = {}): Whole {
	return {
		picking: pickings.parse([{ ...PICKING, ...picking }])[0]!,
		moves: moves.parse(moved),
		products: new Map([goods(3, 'MUG-BLUE'), goods(4, 'MUG-RED')]),
		order: { id: 38, name: 'S00036', client_order_ref: '#1001', state: 'sale' },
		orderExternal: 'commerce_bridge.order__shop__demo.example.com__gid://shop/Order/1',
		lineExternals: new Map([[71, 'commerce_bridge.order__shop__demo.example.com__gid://shop/Order/1__line__L1']]),
		...more,
	};
}

const READING = {
	account: 'erp.example.com',
	seenAt: '2026-11-22T10:00:00.000Z',
	url: (id: number) => `https://erp.example.com/web#id=${id}`,
};
const shipmentOf = (...given: Parameters<typeof whole>) => shipmentSchema.parse(toShipment(whole(...given), READING));

it('says what left, with which number, and which order of which shop it is for', () => {
	expect(shipmentOf()).toMatchObject({
		number: 'WH/OUT/00016',
		status: 'shipped',
		carrier: 'Posti',
		shippedAt: '2026-11-22T09:00:00.000Z',
		updatedAt: '2026-11-22T09:05:00.000Z',
		tracking: [{ number: 'TRACK9', url: 'https://track.example.com/TRACK9' }],
		orders: [
			{ system: 'shop', account: 'demo.example.com', id: 'gid://shop/Order/1', number: '#1001', reference: 'S00036' },
		],
		lines: [
			{ sku: 'MUG-BLUE', title: 'Blue mug', orderLineId: 'L1', quantity: 2 },
			{ sku: 'MUG-RED', quantity: 1 },
		],
	});
});

it('names an order that nobody but Odoo knows by its own number', () => {
	const order = { id: 38, name: 'S00036', client_order_ref: '', state: 'sale' };
	expect(shipmentOf({}, [MOVE], { order, orderExternal: undefined, lineExternals: new Map() }).orders).toEqual([
		{ number: 'S00036', reference: 'S00036' },
	]);
});

it.each([
	['assigned', 'pending', null],
	['waiting', 'pending', null],
	['cancel', 'cancelled', null],
	['done', 'shipped', '2026-11-22T09:00:00.000Z'],
	['frozen', 'unmapped:frozen', null],
])('reads the state %s as %s', (state, status, shippedAt) =>
	expect(shipmentOf({ state })).toMatchObject({ status, shippedAt }),
);

it('counts what was done on 16, and what is to leave where nothing was', () => {
	const old = { ...MOVE, quantity: undefined, quantity_done: 1 };
	expect(shipmentOf({}, [old]).lines).toMatchObject([{ quantity: 1 }]);
	expect(shipmentOf({ state: 'assigned' }, [{ ...old, state: 'assigned' }]).lines).toMatchObject([{ quantity: 3 }]);
	expect(shipmentOf({}, [{ ...MOVE, state: 'cancel' }]).lines).toEqual([]);
});

it('adds the moves of one line together', () => {
	expect(shipmentOf({}, [MOVE, { ...MOVE, id: 27, quantity: 1 }]).lines).toMatchObject([
		{ sku: 'MUG-BLUE', quantity: 3 },
	]);
});

it.each([
	['', []],
	['A1', ['A1']],
	['A1, B2;C3 A1\nD4', ['A1', 'B2', 'C3', 'D4']],
	['x'.repeat(300), []],
])('reads the numbers in "%s"', (text, numbers) => expect(numbersIn(text)).toEqual(numbers));

it('gives the one address to the one number alone', () => {
	expect(shipmentOf({ carrier_tracking_ref: 'A1, B2' }).tracking).toEqual([
		{ number: 'A1', url: null },
		{ number: 'B2', url: null },
	]);
	expect(shipmentOf({ carrier_tracking_url: '[["a","https://x"]]' }).tracking).toEqual([
		{ number: 'TRACK9', url: null },
	]);
});

// ------------------------------------------------------------------ packing

function sent(changes: Partial<Shipment> = {}): Shipment {
	return shipmentSchema.parse({
		kind: 'shipment',
		origin: { system: 'warehouse', account: '77', id: 'P1', seenAt: '2026-11-22T10:00:00.000Z' },
		number: 'SHOP-1001',
		orders: [{ number: '1001', reference: 'SHOP-1001' }],
		status: 'shipped',
		tracking: [{ number: 'TRACK9' }],
		lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
		...changes,
	});
}

const OPEN = [
	{ ...MOVE, state: 'assigned' },
	{ ...SECOND, state: 'assigned' },
];

it.each<[string, Shipment['lines'], unknown]>([
	[
		'a part',
		[{ sku: 'MUG-BLUE', quantity: 2 }],
		{
			packing: [
				{ move: 25, quantity: 2 },
				{ move: 26, quantity: 0 },
			],
		},
	],
	[
		'all of it',
		null,
		{
			packing: [
				{ move: 25, quantity: 3 },
				{ move: 26, quantity: 1 },
			],
		},
	],
	[
		'by the line of the shop’s order',
		[{ orderLineId: 'L1', quantity: 1 }],
		{
			packing: [
				{ move: 25, quantity: 1 },
				{ move: 26, quantity: 0 },
			],
		},
	],
	['more than is open', [{ sku: 'MUG-BLUE', quantity: 4 }], { unmatched: 'MUG-BLUE', open: 3, asked: 4 }],
	[
		'the same goods twice, more than is open',
		[
			{ sku: 'MUG-RED', quantity: 1 },
			{ sku: 'MUG-RED', quantity: 1 },
		],
		{ unmatched: 'MUG-RED', open: 0, asked: 1 },
	],
	['what is not in it', [{ sku: 'VASE', quantity: 1 }], { unmatched: 'VASE', open: 0, asked: 1 }],
])('packs %s', (_, lines, expected) => {
	const packed = pack(whole({ state: 'assigned' }, OPEN), sent({ lines }));
	if ('packing' in (expected as object)) expect(packed).toEqual(expected);
	else expect(packed).toMatchObject({ ...(expected as object), open: expect.any(Number) });
});

it.each([
	[
		true,
		{
			move_ids: [
				[1, 25, { quantity: 2, picked: true }],
				[1, 26, { quantity: 0, picked: false }],
			],
			carrier_tracking_ref: 'T',
		},
	],
	[
		false,
		{
			move_ids: [
				[1, 25, { quantity_done: 2 }],
				[1, 26, { quantity_done: 0 }],
			],
			carrier_tracking_ref: 'T',
		},
	],
])('spells what leaves as the version does', (isPicked, values) => {
	expect(
		toValues(
			[
				{ move: 25, quantity: 2 },
				{ move: 26, quantity: 0 },
			],
			'T',
			isPicked,
		),
	).toEqual(values);
});

it('knows a delivery of a shipment by a number of its parcels, or where all of it was done', () => {
	expect([
		hasTracking(whole().picking, sent()),
		hasTracking(whole().picking, sent({ tracking: [{ number: 'OTHER' }] })),
	]).toEqual([true, false]);
	expect([
		covers([whole()], sent()),
		covers([whole()], sent({ lines: [{ sku: 'MUG-BLUE', quantity: 3 }] })),
		covers([], sent()),
	]).toEqual([true, false, false]);
});

it('looks for an order under its number with and without #, and under the reference', () => {
	expect(orderNames(sent())).toEqual(['1001', '#1001', 'SHOP-1001']);
});

// ------------------------------------------------------------------ validating

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());

const ORDER = { id: 38, name: 'S00036', client_order_ref: '#1001', state: 'sale' };
const FIELDS = (...names: string[]) => ({ body: Object.fromEntries(names.map((name) => [name, { type: 'char' }])) });

/** One order with one delivery; validating it makes it done. */
async function stand(picking: object, over: Script = () => undefined): Promise<void> {
	const row: Record<string, unknown> = {
		...PICKING,
		carrier_tracking_ref: false,
		date_done: false,
		state: 'assigned',
		...picking,
	};
	odoo = await ScriptedOdoo.start((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		const { call, body } = asked;
		if (call === 'stock.move.fields_get') return FIELDS(...Object.keys(MOVE));
		if (call.endsWith('fields_get')) return FIELDS(...Object.keys(PICKING));
		if (call === 'sale.order.search_read') return { body: [ORDER] };
		if (call === 'stock.picking.search_read') return { body: [row] };
		if (call === 'stock.move.search_read') return { body: OPEN.map((move) => ({ ...move, state: row.state })) };
		if (call === 'product.product.search_read') return { body: [goods(3, 'MUG-BLUE')[1], goods(4, 'MUG-RED')[1]] };
		if (call.endsWith('get_external_id')) return { body: {} };
		if (call === 'stock.picking.write') Object.assign(row, body.vals, { move_ids: PICKING.move_ids });
		if (call === 'stock.picking.button_validate') row.state = 'done';
		return { body: true };
	});
}

async function run(record: Shipment = sent()): Promise<Applied | { can: string } | { code: string }> {
	const target = new ShipmentTarget('erp.example.com', { odoo: odoo!.client(), urlOf: String });
	const { draft } = target.draft(record);
	const found = (await target.find([{ key: target.documentKey(record), record }])).get(target.documentKey(record));
	if (found) {
		const revised = target.revise(found, record, draft);
		return revised.can === 'update' ? (await target.update([{ record, draft, found }], () => true))[0]! : revised;
	}
	const problem = (await target.check([{ record, draft }])).get(0);
	return problem ?? (await target.create([{ record, draft }], () => true))[0]!;
}

it('fills in what left and its tracking, validates, and asks nobody anything', async () => {
	await stand({});
	expect(await run()).toMatchObject({ outcome: 'done', id: '17', number: 'WH/OUT/00016' });
	const writes = odoo!.asked.filter(({ call }) => /write|validate/.test(call));
	expect(writes.map(({ call }) => call)).toEqual(['stock.picking.write', 'stock.picking.button_validate']);
	expect(writes[0]?.body.vals).toEqual({
		move_ids: [
			[1, 25, { quantity: 2, picked: true }],
			[1, 26, { quantity: 0, picked: false }],
		],
		carrier_tracking_ref: 'TRACK9',
	});
	expect(writes[1]?.body.context).toMatchObject({ skip_sms: true, skip_backorder: true });
});

it('validates nothing twice', async () => {
	await stand({ state: 'done', carrier_tracking_ref: 'TRACK9' });
	expect(await run()).toEqual({ can: 'unchanged' });
	expect(await run(sent({ tracking: [] }))).toEqual({ can: 'unchanged' });
	expect(odoo!.calls()).not.toContain('stock.picking.button_validate');
});

it('adds a number that comes later', async () => {
	await stand({ state: 'done', carrier_tracking_ref: 'TRACK9' });
	expect(await run(sent({ tracking: [{ number: 'TRACK9' }, { number: 'TRACK10' }] }))).toMatchObject({
		outcome: 'done',
	});
	expect(odoo!.asked.at(-1)?.body).toMatchObject({ ids: [17], vals: { carrier_tracking_ref: 'TRACK9, TRACK10' } });
});

it.each<[string, object, Script, string]>([
	[
		'no order has the number',
		{},
		({ call }) => (call === 'sale.order.search_read' ? { body: [] } : undefined),
		'ORDER_NOT_FOUND',
	],
	[
		'two orders have it',
		{},
		({ call }) => (call === 'sale.order.search_read' ? { body: [ORDER, { ...ORDER, id: 39 }] } : undefined),
		'AMBIGUOUS',
	],
	['the goods are not in it', { lines: [{ sku: 'VASE', quantity: 1 }] }, () => undefined, 'LINES_UNMATCHED'],
	['more was sent than is open', { lines: [{ sku: 'MUG-BLUE', quantity: 9 }] }, () => undefined, 'QUANTITY_EXCEEDS'],
])('says so where %s', async (_, changes, script, code) => {
	await stand({}, script);
	expect(await run(sent(changes))).toMatchObject({ code });
});

it('believes the state, and not that Odoo answered: a page of its own means that nothing was done', async () => {
	await stand({}, ({ call }) =>
		call.endsWith('button_validate')
			? { body: { type: 'ir.actions.act_window', res_model: 'confirm.stock.sms' } }
			: undefined,
	);
	expect(await run()).toMatchObject({
		outcome: 'rejected',
		problem: { code: 'NOT_CONFIRMED', params: { wanted: 'delivered', number: 'WH/OUT/00016' } },
	});
});
