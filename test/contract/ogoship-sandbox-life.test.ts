import axios, { type AxiosInstance } from 'axios';

import ogoship from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * OGOship's sandbox: an order from the shop until it is there, back, split or called off.
 */

const seed = demoData('2026-11-22T10:00:00Z');

let sandbox: RunningSandbox;
let http: AxiosInstance;

beforeEach(async () => {
	sandbox = await serve(ogoship, { seed });
	http = axios.create({
		baseURL: `${sandbox.url}/api/v1`,
		headers: { 'X-OgoKey': seed.merchant.ogoKey },
		validateStatus: () => true,
		timeout: 5_000,
	});
});

afterEach(() => sandbox.close());

const order = (changes: Record<string, unknown> = {}) => ({
	reference: 'SHOP-1001',
	status: 'New',
	shippingCode: 'home_fi',
	customer: { name: 'Testi Esimerkki', address1: 'Esimerkkikatu 7', city: 'Helsinki', countryCode: 'FI' },
	orderLines: [{ code: 'MUG-BLUE', quantity: 2, unitPrice: 24.8, vatPercentage: 25.5 }],
	comments: 'Leave at the door',
	...changes,
});
const create = (changes?: Record<string, unknown>) => http.post('/Orders', order(changes));
const update = (changes?: Record<string, unknown>) => http.put('/Orders/SHOP-1001', order(changes));
const cancel = () => update({ status: 'Cancelled', orderLines: undefined });
const change = (action: string, input: Record<string, unknown> = {}) =>
	sandbox.change(action, { reference: 'SHOP-1001', ...input });
const find = async (reference = 'SHOP-1001') => (await http.get('/Orders', { params: { reference } })).data;
const one = async (reference?: string) => (await find(reference))[0];
const figures = async (productCode: string) => {
	const { stock, reserved } = (await http.get('/Stock', { params: { productCode } })).data[0];
	return [stock, reserved];
};

// ------------------------------------------------------------------ shipping

it('collects and ships an order with several parcels, and each step moves its edit time', async () => {
	const [stock] = await figures('MUG-BLUE');
	const made = (await create()).data;
	sandbox.advanceClock(60_000);
	await change('collect');
	const collecting = await one();
	expect(collecting).toMatchObject({ status: 'Collecting', trackingNumber: null, trackingUrl: null });
	sandbox.advanceClock(60_000);
	await change('ship', { trackingNumber: 'JJFI1, JJFI2,JJFI3' });
	const shipped = await one();
	expect(shipped).toMatchObject({
		status: 'Shipped',
		trackingNumber: 'JJFI1, JJFI2,JJFI3',
		trackingUrl: 'https://track.example.com/JJFI1',
	});
	expect([made, collecting, shipped].map(({ editTime }) => editTime).sort()).toEqual([
		made.editTime,
		collecting.editTime,
		shipped.editTime,
	]);
	expect(new Set([made.editTime, collecting.editTime, shipped.editTime]).size).toBe(3);
	expect(await figures('MUG-BLUE')).toEqual([stock - 2, 0]);
});

it('ships without a number, and a number that comes late or was wrong is corrected', async () => {
	await create();
	await change('ship');
	expect(await one()).toMatchObject({ status: 'Shipped', trackingNumber: null, trackingUrl: null });
	sandbox.advanceClock(60_000);
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	await change('correctTracking', { trackingNumber: 'JJFI7', trackingUrl: 'https://carrier.example.com/JJFI7' });
	expect((await http.get('/Orders', { params: { modifiedAfter } })).data).toMatchObject([
		{ status: 'Shipped', trackingNumber: 'JJFI7', trackingUrl: 'https://carrier.example.com/JJFI7' },
	]);
	await change('correctTracking', { trackingNumber: 'JJFI8' });
	expect(await one()).toMatchObject({ trackingNumber: 'JJFI8', trackingUrl: 'https://track.example.com/JJFI8' });
	await change('correctTracking', { trackingNumber: null });
	expect(await one()).toMatchObject({ trackingNumber: null, trackingUrl: null });
});

it('knows no number for a method without tracking', async () => {
	await create({ shippingCode: 'letter_fi' });
	await expect(change('ship', { trackingNumber: 'JJFI1' })).rejects.toThrow('without tracking');
	expect(await one()).toMatchObject({ status: 'New' });
	await change('ship');
	expect(await one()).toMatchObject({ status: 'Shipped', trackingNumber: null });
});

it('ships everything that can go, each parcel with its own number where the method has them', async () => {
	await create({ reference: 'A' });
	await create({ reference: 'B', shippingCode: 'letter_fi' });
	await create({ reference: 'C', orderLines: [{ code: 'TRAY-OAK', quantity: 1 }] });
	await create({ reference: 'D', status: 'Draft' });
	await create({ reference: 'E' });
	await change('collect', { reference: 'E' });
	expect(await change('shipAll')).toEqual({ references: ['A', 'B', 'E'] });
	const rows = await Promise.all(['A', 'B', 'C', 'D', 'E'].map(async (reference) => await one(reference)));
	expect(rows.map(({ status }) => status)).toEqual(['Shipped', 'Shipped', 'Pending', 'Draft', 'Shipped']);
	const numbers = rows.map(({ trackingNumber }) => trackingNumber);
	expect(numbers).toEqual([expect.any(String), null, null, null, expect.any(String)]);
	expect(numbers[0]).not.toBe(numbers[4]);
	expect(await change('shipAll')).toEqual({ references: [] });
});

it.each([
	['collect', 'Pending'],
	['collect', 'Shipped'],
	['ship', 'Draft'],
	['ship', 'Pending'],
	['ship', 'Cancelled'],
	['ship', 'Shipped'],
	['correctTracking', 'Collecting'],
	['return', 'Collecting'],
	['return', 'Returned'],
	['cancelAtWarehouse', 'Shipped'],
	['cancelAtWarehouse', 'Returned'],
	['split', 'New'],
])('does not %s an order that is %s', async (action, status) => {
	await create();
	await change('setStatus', { status });
	await expect(change(action, { trackingNumber: 'JJFI1', lines: [] })).rejects.toThrow(`is ${status}`);
	expect(await one()).toMatchObject({ status, trackingNumber: null });
});

it.each(['collect', 'ship', 'correctTracking', 'return', 'cancelAtWarehouse', 'split', 'setStatus'])(
	'does not %s an order that is not there',
	async (action) => {
		for (const input of [{ reference: 'SHOP-9' }, { reference: '__proto__' }, { reference: 5 }, { id: 'none' }]) {
			await expect(change(action, { status: 'New', ...input })).rejects.toThrow('There is no order');
		}
	},
);

it.each([5, '', {}])('does not ship with the tracking number %j', async (trackingNumber) => {
	await create();
	await expect(change('ship', { trackingNumber })).rejects.toThrow('trackingNumber');
	expect(await one()).toMatchObject({ status: 'New' });
});

// ------------------------------------------------------------------ back, and called off

it('takes a parcel back without putting the goods on the shelf', async () => {
	await create();
	await change('ship', { trackingNumber: 'JJFI1' });
	const before = await figures('MUG-BLUE');
	await change('return');
	expect(await one()).toMatchObject({ status: 'Returned', trackingNumber: 'JJFI1' });
	expect(await figures('MUG-BLUE')).toEqual(before);
	expect((await cancel()).status).toBe(400);
});

it('calls off in the warehouse what the API no longer can, and the goods are there again', async () => {
	const before = await figures('MUG-BLUE');
	await create();
	await change('collect');
	expect((await cancel()).status).toBe(400);
	await change('cancelAtWarehouse', { comment: 'Asked for by the merchant' });
	expect(await one()).toMatchObject({ status: 'Cancelled', warehouseComments: 'Asked for by the merchant' });
	expect(await figures('MUG-BLUE')).toEqual(before);
});

it('lets the API cancel what waits, and keeps everything else of the order', async () => {
	await create({ orderLines: [{ code: 'TRAY-OAK', quantity: 3 }] });
	expect((await update({ status: 'Cancelled', orderLines: undefined, comments: 'Changed' })).data).toMatchObject({
		status: 'Cancelled',
		comments: 'Leave at the door',
		orderLines: [{ code: 'TRAY-OAK', quantity: 3 }],
	});
	expect(await figures('TRAY-OAK')).toEqual([0, 0]);
});

// ------------------------------------------------------------------ edits

it('refuses every change of an order where the merchant allows none, and still takes new ones', async () => {
	await sandbox.reset(seed, { allowEdits: 'off' });
	await create();
	await create({ reference: 'SHOP-1002', status: 'Draft' });
	const released = await http.put('/Orders/SHOP-1002', order({ reference: 'SHOP-1002' }));
	for (const answer of [await update({ comments: 'Ring twice' }), await cancel(), released]) {
		expect(answer).toMatchObject({ status: 400, data: { message: expect.stringContaining('does not allow changes') } });
	}
	expect((await http.put('/Orders/SHOP-1003', order({ reference: 'SHOP-1003' }))).status).toBe(404);
	expect(await one()).toMatchObject({ status: 'New', comments: 'Leave at the door' });
	expect(await one('SHOP-1002')).toMatchObject({ status: 'Draft' });
});

it('keeps the lines when a change brings none, and takes an order back as it was read', async () => {
	await create();
	expect((await update({ orderLines: undefined, comments: 'Ring twice' })).data).toMatchObject({
		comments: 'Ring twice',
		orderLines: [{ code: 'MUG-BLUE', quantity: 2 }],
	});
	const read = await one();
	const back = await http.put('/Orders/SHOP-1001', { ...read, trackingNumber: 'FORGED', cashOnDelivery: undefined });
	expect(back).toMatchObject({ status: 200, data: { id: read.id, trackingNumber: null, comments: 'Ring twice' } });
});

it.each<[Record<string, unknown>, string]>([
	[{ tags: ['gift'] }, 'DOES NOT KNOW the field tags of the order'],
	[{ customer: { ...order().customer, state: 'Uusimaa' } }, 'DOES NOT KNOW the field state of the customer'],
	[{ orderLines: [{ code: 'MUG-BLUE', quantity: 1, sku: 'x' }] }, 'DOES NOT KNOW the field sku of the order line'],
	[{ documents: [{ type: 'receipt', url: 'https://a.example', name: 'x' }] }, 'DOES NOT KNOW the field name'],
	[{ cashOnDelivery: { amount: 5, currency: 'EUR' } }, 'DOES NOT KNOW the field currency'],
])('says loudly that it does not know a field of %j', async (changes, message) => {
	expect(await create(changes)).toMatchObject({ status: 400, data: { message: expect.stringContaining(message) } });
	expect(await find()).toEqual([]);
});

it('says loudly that it does not know a query parameter', async () => {
	expect(await http.get('/Orders', { params: { status: 'New' } })).toMatchObject({
		status: 400,
		data: { message: expect.stringContaining('DOES NOT KNOW the field status of the query') },
	});
});

// ------------------------------------------------------------------ splits

const MIXED = {
	orderLines: [
		{ code: 'MUG-BLUE', quantity: 2 },
		{ code: 'TRAY-OAK', quantity: 3 },
	],
	cashOnDelivery: { amount: 49.6 },
};

it('splits a waiting order: what is there goes now, the rest waits under a reference of its own', async () => {
	const { id } = (await create(MIXED)).data;
	await sandbox.change('setStock', { code: 'TRAY-OAK', stock: 1 });
	expect(await one()).toMatchObject({ status: 'Pending' });
	const lines = [
		{ code: 'MUG-BLUE', quantity: 2 },
		{ code: 'TRAY-OAK', quantity: 1 },
	];
	const made = (await change('split', { lines })) as { secondId: string; secondReference: string };
	expect(made).toMatchObject({ id, reference: 'SHOP-1001', secondReference: 'SHOP-1001-2' });
	expect(await one()).toMatchObject({ id, status: 'New', orderLines: lines, cashOnDelivery: { amount: 49.6 } });
	expect(await one('SHOP-1001-2')).toMatchObject({
		id: made.secondId,
		status: 'Pending',
		orderLines: [{ code: 'TRAY-OAK', quantity: 2 }],
		cashOnDelivery: null,
		comments: 'Leave at the door',
	});
	expect(await figures('TRAY-OAK')).toEqual([1, 3]);
	await change('ship', { trackingNumber: 'JJFI1' });
	await sandbox.change('setStock', { code: 'TRAY-OAK', stock: 2 });
	expect(await one('SHOP-1001-2')).toMatchObject({ status: 'New', trackingNumber: null });
	await change('ship', { reference: 'SHOP-1001-2', trackingNumber: 'JJFI2' });
	expect(await figures('TRAY-OAK')).toEqual([0, 0]);
});

it('may keep one reference for both halves, and each is shipped in its turn', async () => {
	await sandbox.reset(seed, { splitReference: 'sameReference' });
	await create(MIXED);
	await change('split', { lines: [{ code: 'MUG-BLUE', quantity: 2 }] });
	const rows = (await find()) as Array<{ id: string; status: string }>;
	expect(rows.map(({ status }) => status)).toEqual(['New', 'Pending']);
	expect(rows[0]!.id).not.toBe(rows[1]!.id);
	await change('ship', { trackingNumber: 'JJFI1' });
	await sandbox.change('setStock', { code: 'TRAY-OAK', stock: 3 });
	await change('ship', { trackingNumber: 'JJFI2' });
	expect(((await find()) as Array<{ trackingNumber: string }>).map(({ trackingNumber }) => trackingNumber)).toEqual([
		'JJFI1',
		'JJFI2',
	]);
});

it('splits again and again without using a reference twice', async () => {
	await create({ orderLines: [{ code: 'TRAY-OAK', quantity: 3 }] });
	await change('split', { lines: [{ code: 'TRAY-OAK', quantity: 2 }] });
	await change('split', { lines: [{ code: 'TRAY-OAK', quantity: 1 }] });
	expect([await one(), await one('SHOP-1001-2'), await one('SHOP-1001-3')]).toMatchObject(
		Array(3).fill({ status: 'Pending', orderLines: [{ code: 'TRAY-OAK', quantity: 1 }] }),
	);
});

it.each([
	[undefined, 'lines'],
	[[], 'both sides'],
	[MIXED.orderLines, 'both sides'],
	[[{ code: 'MUG-BLUE', quantity: 3 }], 'not that many MUG-BLUE'],
	[[{ code: 'BOWL-SMALL', quantity: 1 }], 'not that many BOWL-SMALL'],
	[[{ code: 'MUG-BLUE', quantity: 0.5 }], 'quantity'],
	[[{ quantity: 1 }], 'code'],
])('does not split by %j', async (lines, message) => {
	await create(MIXED);
	await expect(change('split', { lines })).rejects.toThrow(message);
	expect(await find()).toMatchObject([{ status: 'Pending', orderLines: MIXED.orderLines }]);
	expect(await find('SHOP-1001-2')).toEqual([]);
});

// ------------------------------------------------------------------ as a whole

it('shows tracking, status and lines in its view, and nobody’s name', async () => {
	await create();
	await change('ship', { trackingNumber: 'JJFI1' });
	const view = sandbox.state() as { orders: unknown[] };
	expect(view.orders.at(-1)).toMatchObject({
		reference: 'SHOP-1001',
		status: 'Shipped',
		orderLines: [{ code: 'MUG-BLUE', quantity: 2 }],
		trackingNumber: 'JJFI1',
		trackingUrl: 'https://track.example.com/JJFI1',
	});
	expect(JSON.stringify(view)).not.toContain('Esimerkki');
});

it('goes on after it was saved', async () => {
	await create(MIXED);
	await change('split', { lines: [{ code: 'MUG-BLUE', quantity: 2 }] });
	const [before, saved] = [sandbox.state(), await sandbox.save()];
	await sandbox.close();
	sandbox = await serve(ogoship, { saved });
	expect(sandbox.state()).toEqual(before);
	await change('ship', { trackingNumber: 'JJFI1' });
	await sandbox.change('setStock', { code: 'TRAY-OAK', stock: 3 });
	expect(await sandbox.change('shipAll')).toEqual({ references: ['SHOP-1001-2'] });
});
