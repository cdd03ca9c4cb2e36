import axios, { type AxiosInstance } from 'axios';

import ogoship from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * OGOship's sandbox: stock levels as orders and the warehouse move them, goods on their way in, and lists that lie.
 */

const seed = demoData('2026-11-22T10:00:00Z');
const headers = { 'X-OgoKey': seed.merchant.ogoKey };

let sandbox: RunningSandbox;
let http: AxiosInstance;

beforeEach(async () => await open());
afterEach(() => sandbox.close());

async function open(options: Record<string, string> = {}, saved?: Buffer): Promise<void> {
	sandbox = await serve(ogoship, { seed, options, ...(saved && { saved }) });
	http = axios.create({ baseURL: `${sandbox.url}/api/v1`, headers, validateStatus: () => true, timeout: 5_000 });
}

interface Level {
	readonly productCode: string;
	readonly stock: number;
	readonly stockAvailable: number;
	readonly reserved: number;
	readonly modified: string;
}

const customer = { name: 'Testi Esimerkki', address1: 'Esimerkkikatu 7', city: 'Helsinki', countryCode: 'FI' };
const order = (reference: string, quantity: number, status = 'New', code = 'TRAY-OAK') => ({
	reference,
	status,
	shippingCode: 'home_fi',
	customer,
	orderLines: [{ code, quantity }],
});
const create = (...input: Parameters<typeof order>) => http.post('/Orders', order(...input));
const stock = async (params: Record<string, unknown> = {}): Promise<Level[]> =>
	(await http.get('/Stock', { params })).data;
const level = async (productCode = 'TRAY-OAK'): Promise<Level> => (await stock({ productCode }))[0]!;
const figures = async (code?: string) => {
	const { stock: there, stockAvailable, reserved } = await level(code);
	return [there, stockAvailable, reserved];
};
const statuses = async () => {
	const { orders } = sandbox.state() as { orders: Array<{ reference: string; status: string }> };
	return Object.fromEntries(
		orders.filter(({ reference }) => /^[A-Z]/.test(reference)).map((o) => [o.reference, o.status]),
	);
};
const change = (action: string, input?: Record<string, unknown>) => sandbox.change(action, input);

// ------------------------------------------------------------------ what orders do to the stock

it.each([
	['Draft', [10, 10, 0]],
	['New', [10, 8, 2]],
	['Pending', [10, 8, 2]],
	['Reserved', [10, 8, 2]],
	['Locked', [10, 8, 2]],
	['Collecting', [8, 8, 0]],
	['Shipped', [8, 8, 0]],
	['Returned', [8, 8, 0]],
	['Cancelled', [10, 10, 0]],
])(
	'has for an order that is %s stock, available and reserved of %j, and all back once it is a draft',
	async (status, after) => {
		await change('setStock', { code: 'TRAY-OAK', stock: 10 });
		await create('A', 2);
		await change('setStatus', { reference: 'A', status });
		expect(await figures()).toEqual(after);
		await change('setStatus', { reference: 'A', status: 'Draft' });
		expect(await figures()).toEqual([10, 10, 0]);
	},
);

it('lets orders wait for goods and serves the oldest first when some come', async () => {
	await create('A', 2);
	await create('B', 1);
	await create('C', 1, 'New', 'MUG-BLUE');
	expect(await statuses()).toEqual({ A: 'Pending', B: 'Pending', C: 'New' });
	expect(await figures()).toEqual([0, -3, 3]);
	await change('setStock', { code: 'TRAY-OAK', stock: 1 });
	expect(await statuses()).toMatchObject({ A: 'Pending', B: 'Pending' });
	await change('setStock', { code: 'TRAY-OAK', stock: 2 });
	expect(await statuses()).toMatchObject({ A: 'New', B: 'Pending' });
	await change('setStock', { code: 'TRAY-OAK', stock: 3 });
	expect(await statuses()).toMatchObject({ A: 'New', B: 'New' });
});

it.each([
	['is cancelled', () => http.put('/Orders/A', { ...order('A', 2), status: 'Cancelled', orderLines: undefined })],
	['becomes a draft', () => http.put('/Orders/A', order('A', 2, 'Draft'))],
	['gets smaller', () => http.put('/Orders/A', order('A', 1))],
])('gives the goods of an order that %s to the next', async (_what, work) => {
	await change('setStock', { code: 'TRAY-OAK', stock: 2 });
	await create('A', 2);
	await create('B', 1);
	expect(await statuses()).toEqual({ A: 'New', B: 'Pending' });
	expect((await work()).status).toBe(200);
	expect(await statuses()).toMatchObject({ B: 'New' });
});

it('takes no goods from those that hold them for an order that is released or grows', async () => {
	await change('setStock', { code: 'TRAY-OAK', stock: 4 });
	await create('A', 2, 'Draft');
	await create('B', 2);
	await create('C', 2);
	expect((await http.put('/Orders/A', order('A', 2))).data.status).toBe('Pending');
	expect(await statuses()).toEqual({ A: 'Pending', B: 'New', C: 'New' });
	expect((await http.put('/Orders/B', order('B', 3))).data.status).toBe('Pending');
	expect(await statuses()).toEqual({ A: 'New', B: 'Pending', C: 'New' });
});

it('lets the youngest wait when less is counted than was thought', async () => {
	await change('setStock', { code: 'TRAY-OAK', stock: 4 });
	for (const reference of ['A', 'B']) await create(reference, 2);
	sandbox.advanceClock(60_000);
	await change('setStock', { code: 'TRAY-OAK', stock: 2 });
	expect(await statuses()).toEqual({ A: 'New', B: 'Pending' });
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	expect((await http.get('/Orders', { params: { modifiedAfter } })).data).toMatchObject([{ reference: 'B' }]);
});

it('moves `modified` of what changed and of nothing else', async () => {
	await create('A', 1, 'New', 'MUG-BLUE');
	const before = await level('MUG-BLUE');
	sandbox.advanceClock(60_000);
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	expect(await stock({ modifiedAfter })).toEqual([]);
	await change('collect', { reference: 'A' });
	expect((await stock({ modifiedAfter })).map(({ productCode }) => productCode)).toEqual(['MUG-BLUE']);
	expect(Date.parse((await level('MUG-BLUE')).modified)).toBeGreaterThan(Date.parse(before.modified));
	sandbox.advanceClock(60_000);
	const later = new Date(Date.now() + 90_000).toISOString();
	await change('ship', { reference: 'A' });
	expect(await stock({ modifiedAfter: later })).toEqual([]);
});

// ------------------------------------------------------------------ a big catalogue, and figures that are wrong

it('fills up with 20,000 products whose figures can be computed, page by page to the end', async () => {
	expect(await change('fillStock', { count: 20_000 })).toEqual({ count: 20_000 });
	const first = await stock({ limit: 250, page: 1 });
	const pages = [first];
	while (pages.at(-1)!.length === 250) pages.push(await stock({ limit: 250, page: pages.length + 1 }));
	const bulk = pages.flat().filter(({ productCode }) => productCode.startsWith('BULK-'));
	expect(bulk).toHaveLength(20_000);
	expect(pages.flat()).toHaveLength(20_024);
	expect(bulk.every(({ productCode, stock: there }) => there === (Number(productCode.slice(5)) * 7) % 90)).toBe(true);
	expect(bulk[0]).toMatchObject({ productCode: 'BULK-00001', stock: 7 });
	expect(bulk.at(-1)).toMatchObject({ productCode: 'BULK-20000', stock: 50 });
	await change('setStock', { code: 'BULK-00001', stock: 1 });
	await change('fillStock', { count: 1 });
	expect((await level('BULK-00001')).stock).toBe(7);
});

it.each([0, -1, 1.5, '20', 100_001, undefined])('does not fill up with %j products', async (count) => {
	await expect(change('fillStock', { count })).rejects.toThrow('count');
	expect(await stock({ productCode: 'BULK-00001' })).toEqual([]);
});

it('empties the whole catalogue', async () => {
	expect(await change('emptyCatalogue')).toEqual({ count: 24 });
	expect((await stock({ limit: 250 })).map(({ stock: there }) => there)).toEqual(Array(24).fill(0));
});

it('has the figures of other products, and not one more or less', async () => {
	const before = (await stock()).map(({ stock: there }) => there);
	await change('wrongWarehouse');
	const after = (await stock()).map(({ stock: there }) => there);
	expect([...after].sort()).toEqual([...before].sort());
	expect(after.filter((there, at) => there !== before[at])).toHaveLength(24);
});

it('has less than nothing where asked to, of a product that is there', async () => {
	expect(await change('negativeStock')).toEqual({ code: 'MUG-BLUE', stock: -3 });
	expect(await figures('MUG-BLUE')).toEqual([-3, -3, 0]);
	await change('negativeStock', { code: 'TRAY-OAK', stock: -40 });
	expect(await figures()).toEqual([-40, -40, 0]);
	await expect(change('negativeStock', { stock: 3 })).rejects.toThrow('below 0');
	await expect(change('negativeStock', { code: 'NO-SUCH' })).rejects.toThrow('NO-SUCH');
});

it('ends the next lists early, as if there were no more, and then no longer', async () => {
	await change('truncatePages', { times: 2 });
	expect(await stock()).toHaveLength(8);
	expect(sandbox.journal().at(-1)?.note).toEqual({ rows: 8, truncated: 24 });
	expect((await http.get('/Products')).data).toHaveLength(8);
	expect(await stock()).toHaveLength(24);
	await change('truncatePages', { rows: 100 });
	expect(await stock()).toHaveLength(23);
	await expect(change('truncatePages', { times: 0 })).rejects.toThrow('times');
});

it.each([
	['setStock', { code: 'NO-SUCH', stock: 1 }],
	['setStock', { code: 'MUG-BLUE', stock: '5' }],
	['setStock', { code: 'MUG-BLUE', stock: 1.5 }],
	['setStock', { code: 'MUG-BLUE' }],
	['setStock', { stock: 5 }],
])('refuses %s with %j, and changes nothing', async (action, input) => {
	const before = await stock();
	await expect(change(action, input)).rejects.toThrow(Error);
	expect(await stock()).toEqual(before);
});

it.each([{ sku: 'MUG-BLUE' }, { limit: 251 }, { modifiedAfter: 'soon' }, { page: 'first' }])(
	'refuses to list stock with %j',
	async (params) => {
		expect((await http.get('/Stock', { params })).status).toBe(400);
	},
);

it('finds no product for a code made to do harm', async () => {
	for (const productCode of ["' OR 1=1 --", '__proto__', 'x'.repeat(5_000), '%00']) {
		expect(await stock({ productCode })).toEqual([]);
	}
});

// ------------------------------------------------------------------ goods on their way in

const PURCHASE = {
	reference: 'PO-118',
	supplier: 'Pottery Oy',
	warehouseCode: 'TLL',
	receiveDate: '2026-12-01T09:00:00Z',
	parcels: 12,
	trackingCodes: ['123456789'],
	products: [
		{ code: 'TRAY-OAK', expectedQuantity: 20, supplyPrice: 6.4, countryOfOrigin: 'FI', hsCode: '44199090' },
		{ code: 'MUG-BLUE', expectedQuantity: 5, countryOfOrigin: 'EE', EANCode: '2000000000015' },
	],
};
const announceGoods = (changes: Record<string, unknown> = {}) => http.post('/StockUpdate', { ...PURCHASE, ...changes });
const goods = (changes: Record<string, unknown>) => ({ products: [{ ...PURCHASE.products[0], ...changes }] });
const inbound = async (params: Record<string, unknown> = {}) => (await http.get('/StockUpdate', { params })).data;
const product = async (code: string) => (await http.get('/Products', { params: { code } })).data[0];

it('takes an announcement of goods, and says of the products how many come and when', async () => {
	const { status, data } = await announceGoods({ status: 'DONE' });
	expect(status).toBe(200);
	expect(data).toMatchObject({
		reference: 'PO-118',
		autoReference: expect.stringMatching(/./),
		supplier: 'Pottery Oy',
		status: 'NEW',
		arrivalDate: null,
		products: [
			{ code: 'TRAY-OAK', expectedQuantity: 20, receivedQuantity: 0, supplyPrice: 6.4 },
			{ code: 'MUG-BLUE', expectedQuantity: 5, receivedQuantity: 0, eanCode: '2000000000015' },
		],
	});
	expect(await inbound({ reference: 'PO-118' })).toEqual([data]);
	expect(await inbound({ autoreference: data.autoReference })).toEqual([data]);
	expect(await inbound({ autoreference: 'other' })).toEqual([]);
	expect(await product('TRAY-OAK')).toMatchObject({
		stock: 0,
		stockUpdate: 20,
		stockUpdateTime: '2026-12-01T09:00:00Z',
	});
	const { note } = sandbox.journal().find(({ operation }) => operation === 'inboundCreate')!;
	expect(note).toEqual({ reference: 'PO-118', autoReference: data.autoReference, products: 2 });
});

it('puts what arrives on the shelf, a part and then the rest, and lets orders that waited go on', async () => {
	await announceGoods();
	await create('A', 8);
	sandbox.advanceClock(60_000);
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	expect(await inbound({ modifiedAfter })).toEqual([]);
	await change('receiveInbound', { reference: 'PO-118', lines: [{ code: 'TRAY-OAK', quantity: 7 }] });
	expect(await statuses()).toEqual({ A: 'Pending' });
	expect(await product('TRAY-OAK')).toMatchObject({ stock: 7, stockUpdate: 13 });
	const [partly] = await inbound({ modifiedAfter });
	expect(partly).toMatchObject({
		arrivalDate: expect.any(String),
		products: [{ receivedQuantity: 7 }, { receivedQuantity: 0 }],
	});
	sandbox.advanceClock(60_000);
	await change('receiveInbound', { reference: 'PO-118' });
	expect(await statuses()).toEqual({ A: 'New' });
	expect(await product('TRAY-OAK')).toMatchObject({
		stock: 20,
		stockAvailable: 12,
		stockUpdate: 0,
		stockUpdateTime: null,
	});
	const [whole] = await inbound();
	expect(whole).toMatchObject({
		arrivalDate: partly.arrivalDate,
		products: [{ receivedQuantity: 20 }, { receivedQuantity: 5 }],
	});
	expect(new Set(['NEW', partly.status, whole.status]).size).toBe(3);
});

it('makes a second entry of a used reference, or refuses it, as nobody knows which', async () => {
	await announceGoods();
	expect((await announceGoods()).status).toBe(200);
	expect(await inbound({ reference: 'PO-118' })).toHaveLength(2);
	expect(sandbox.journal().at(-2)?.note).toMatchObject({ second: true });
	const before = await figures();
	await change('receiveInbound', { reference: 'PO-118' });
	await change('receiveInbound', { reference: 'PO-118' });
	expect((await figures())[0]).toBe(before[0]! + 40);
	await sandbox.reset(seed, { duplicateInbound: 'refused' });
	await announceGoods();
	expect(await announceGoods()).toMatchObject({ status: 400, data: { message: expect.stringContaining('PO-118') } });
	expect(await inbound()).toHaveLength(1);
});

it.each<[string, Record<string, unknown>, string]>([
	['without a reference', { reference: undefined }, 'reference'],
	['without a supplier', { supplier: '  ' }, 'supplier'],
	['without an estimate', { receiveDate: undefined }, 'receiveDate'],
	['with an estimate that is no date', { receiveDate: 'next week' }, 'receiveDate'],
	['with half a pallet', { pallets: 0.5 }, 'pallets'],
	['with fewer parcels than none', { parcels: -1 }, 'parcels'],
	['with one tracking code as a text', { trackingCodes: '123' }, 'trackingCodes'],
	['with a number for a comment', { merchantComments: 5 }, 'merchantComments'],
	['with products that are no list', { products: 'TRAY-OAK' }, 'products'],
	['with a field nobody knows', { priority: 1 }, 'DOES NOT KNOW the field priority'],
	['with goods without a code', goods({ code: undefined }), 'code'],
	['with goods nobody knows', goods({ code: 'VASE-NEW' }), 'VASE-NEW was not found'],
	['with goods without a quantity', goods({ expectedQuantity: undefined }), 'expectedQuantity'],
	['with more than a million of one', goods({ expectedQuantity: 1_000_001 }), 'expectedQuantity'],
	['with fewer goods than none', goods({ expectedQuantity: -1 }), 'expectedQuantity'],
	['with a quantity in quotes', goods({ expectedQuantity: '5' }), 'expectedQuantity'],
	['with goods from nowhere', goods({ countryOfOrigin: undefined }), 'countryOfOrigin'],
	['with goods from a country of three letters', goods({ countryOfOrigin: 'FIN' }), 'countryOfOrigin'],
	['with a description of 51 characters', goods({ customsDescription: 'x'.repeat(51) }), 'customsDescription'],
	['with a customs code of 9 digits', goods({ hsCode: '123456789' }), 'hsCode'],
	['with a price in quotes', goods({ supplyPrice: '6.40' }), 'supplyPrice'],
	['with goods that have a field nobody knows', goods({ colour: 'oak' }), 'DOES NOT KNOW the field colour'],
])('refuses an announcement %s, and keeps nothing of it', async (_how, changes, message) => {
	expect(await announceGoods(changes)).toMatchObject({
		status: 400,
		data: { message: expect.stringContaining(message) },
	});
	expect(await inbound()).toEqual([]);
});

it.each([
	goods({ expectedQuantity: 1_000_000, customsDescription: 'x'.repeat(50), hsCode: '12345678' }),
	goods({ expectedQuantity: 0 }),
	{ products: undefined, parcels: undefined, trackingCodes: [] },
])('takes an announcement at the limits: %j', async (changes) => {
	expect((await announceGoods(changes)).status).toBe(200);
});

it.each([
	{ reference: 'PO-119' },
	{ autoReference: 'none' },
	{},
	{ reference: 'PO-118', lines: 'all' },
	{ reference: 'PO-118', lines: [{ code: 'BOWL-SMALL', quantity: 1 }] },
	{ reference: 'PO-118', lines: [{ code: 'TRAY-OAK', quantity: 0 }] },
])('receives nothing for %j', async (input) => {
	await announceGoods();
	await expect(change('receiveInbound', input)).rejects.toThrow(Error);
	expect(await figures()).toEqual([0, 0, 0]);
});

it('goes on after it was saved: figures, goods on their way, lists that end early', async () => {
	await announceGoods();
	await create('A', 1);
	await change('fillStock', { count: 10 });
	await change('truncatePages', { times: 1, rows: 4 });
	const before = sandbox.state();
	const saved = await sandbox.save();
	await sandbox.close();
	await open({}, saved);
	expect(sandbox.state()).toEqual(before);
	expect(await stock()).toHaveLength(4);
	await change('receiveInbound', { reference: 'PO-118' });
	expect(await statuses()).toEqual({ A: 'New' });
	expect(await stock()).toHaveLength(34);
});

it('shows the figures and the goods on their way in its view', async () => {
	await create('A', 2);
	await announceGoods();
	const view = sandbox.state() as { stock: unknown[]; products: unknown[]; inbound: unknown[] };
	expect(view.stock).toContainEqual({ code: 'TRAY-OAK', stock: 0, available: -2, reserved: 2 });
	expect(view.products).toContainEqual(expect.objectContaining({ code: 'TRAY-OAK', name: 'Oak tray', reserved: 2 }));
	expect(view.inbound).toMatchObject([
		{
			reference: 'PO-118',
			status: 'NEW',
			products: [{ code: 'TRAY-OAK', expectedQuantity: 20, receivedQuantity: 0 }, {}],
		},
	]);
});
