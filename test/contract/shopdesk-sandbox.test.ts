import shopdesk from '../../nodes/ShopDesk/sandbox';
import { API_KEY, TOKEN } from '../../nodes/ShopDesk/sandbox/state';
import { Account, SEED } from './omnichannel-account';

/*
 * ShopDesk's sandbox in its two current contracts: what is documented, and what is assumed.
 */

const desk = new Account(shopdesk);

type Fields = Record<string, unknown>;

interface State {
	readonly orders: ReadonlyArray<{ id: number; reference: string; status: string; synced: boolean }>;
	readonly stock: ReadonlyArray<{ storeId: number; sku: string; quantity: number }>;
	readonly outlets: ReadonlyArray<{ id: number; locationId: string | null }>;
	readonly prices: ReadonlyArray<{ sku: string; salePrice: number; discounted: number | null }>;
	readonly pushed: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const state = () => desk.sandbox.state() as State;
const stockOf = (sku: string, storeId = 45) =>
	state().stock.find((level) => level.sku === sku && level.storeId === storeId)?.quantity;
const SIGNED_IN = { authorization: `Bearer ${TOKEN}`, 'x-api-key': API_KEY };

beforeEach(async () => {
	desk.headers = SIGNED_IN;
	await desk.open();
});
afterEach(async () => await desk.close());

const order = (changes: Fields = {}) => ({
	reference_id: '900123',
	order_number: '#1001',
	location_id: '310',
	target_status: 'AWAITING_SM_APPROVAL',
	datetime: '2026-11-21T12:30:00+05:00',
	payment_method: 'cod',
	currency: 'PKR',
	shipping_method: 'Standard',
	shipping_price: 200,
	discount: 300,
	customer: { name: 'Testi Esimerkki', email: 'testi.esimerkki@example.com', phone: '+3585550100' },
	products: [{ sku: 'MUG-BLUE', quantity: 2, list_price: 4000, sale_price: 3900 }],
	...changes,
});

// ------------------------------------------------------------------ signing in

it.each([
	['no token', {}, 401],
	['another token', { authorization: 'Bearer wrong' }, 401],
	['a token without Bearer', { authorization: TOKEN }, 401],
	['another API key', { ...SIGNED_IN, 'x-api-key': 'wrong' }, 401],
	['the token alone', { authorization: `Bearer ${TOKEN}` }, 200],
])('answers %s', async (_, headers, status) => {
	expect(await desk.send({ path: '/api/invoice', headers })).toMatchObject({ status, data: { status } });
});

it('answers no call that the contract does not have', async () => {
	expect((await desk.get('/api/anything')).status).toBe(404);
	expect((await desk.post('/api/omni_engine/all')).status).toBe(404);
	await desk.open({ contract: 'documented' });
	expect((await desk.get('/api/invoice')).status).toBe(200);
	expect((await desk.get('/api/sales-orders')).status).toBe(404);
	expect((await desk.get('/api/stores')).status).toBe(404);
});

// ------------------------------------------------------------------ orders

it('lets an order fall in, and reads it again', async () => {
	const { status, data } = await desk.post('/api/sales-orders', order());
	expect([status, data]).toMatchObject([
		201,
		{ status: 201, message: 'Created', data: { reference_id: '900123', store_id: 45, location_id: '310' } },
	]);
	const { id } = data['data'] as { id: number };
	expect((await desk.get(`/api/sales-orders/${id}`)).data).toMatchObject({
		data: { id, status: 'AWAITING_SM_APPROVAL', invoice_number: null, products: order().products },
	});
	expect(stockOf('MUG-BLUE')).toBe(SEED.products.find(({ sku }) => sku === 'MUG-BLUE')!.stock);
});

it('invoices at once what is approved, and the goods are gone', async () => {
	const before = stockOf('MUG-BLUE')!;
	const { data } = await desk.post('/api/sales-orders', order({ target_status: 'APPROVED' }));
	expect(data).toMatchObject({ data: { status: 'INVOICED', invoice_number: expect.stringMatching(/^INV-\d{6}$/) } });
	expect(stockOf('MUG-BLUE')).toBe(before - 2);
});

it.each([
	['a location without an outlet', { location_id: '999' }, 'location_id'],
	[
		'a SKU nobody knows',
		{ products: [{ sku: 'NO-SUCH', quantity: 1, list_price: 1, sale_price: 1 }] },
		'products.0.sku',
	],
	['a status that is none', { target_status: 'INVOICED' }, 'target_status'],
	['no status', { target_status: undefined }, 'target_status'],
	['a field nobody named', { reference: '1' }, 'reference'],
])('refuses %s, field by field', async (_, changes, field) => {
	const { status, data } = await desk.post('/api/sales-orders', order(changes));
	expect([status, Object.keys(data['errors'] as object)]).toEqual([422, [field]]);
	expect(state().orders).toEqual([]);
});

it.each([
	['refused', [201, 422], 1],
	['second', [201, 201], 2],
])('answers a used reference: %s', async (duplicateReference, statuses, count) => {
	await desk.open({ duplicateReference });
	const answers = [await desk.post('/api/sales-orders', order()), await desk.post('/api/sales-orders', order())];
	expect(answers.map(({ status }) => status)).toEqual(statuses);
	expect(state().orders).toHaveLength(count);
});

it.each([
	['honoured', 1],
	['ignored', 2],
])('does a write that carries a key once where keys are honoured: %s', async (idempotency, count) => {
	await desk.open({ idempotency, duplicateReference: 'second' });
	desk.headers = { ...SIGNED_IN, 'idempotency-key': 'k-1' };
	for (let time = 0; time < 2; time += 1) await desk.post('/api/sales-orders', order());
	expect(state().orders).toHaveLength(count);
});

it.each([
	['exact', ['900123']],
	['ignored', ['900123', '900124']],
])('filters its list by reference, or not: %s', async (referenceFilter, references) => {
	await desk.open({ referenceFilter });
	await desk.post('/api/sales-orders', order());
	await desk.post('/api/sales-orders', order({ reference_id: '900124' }));
	const { data } = await desk.get('/api/sales-orders', { reference_id: '900123' });
	expect((data['data'] as Fields[]).map(({ reference_id }) => reference_id)).toEqual(references);
});

it('invoices and cancels by id, each from where it can, and the goods come back', async () => {
	const before = stockOf('MUG-BLUE')!;
	const { data } = await desk.post('/api/sales-orders', order());
	const { id } = data['data'] as { id: number };
	expect((await desk.post('/api/sales-orders/invoice', { ids: [id] })).data).toMatchObject({
		data: [{ id, status: 'INVOICED' }],
	});
	expect((await desk.post('/api/sales-orders/invoice', { ids: [id] })).status).toBe(422);
	expect(stockOf('MUG-BLUE')).toBe(before - 2);
	expect((await desk.post('/api/sales-orders/cancel', { ids: [id] })).status).toBe(200);
	expect((await desk.post('/api/sales-orders/cancel', { ids: [id] })).status).toBe(422);
	expect(stockOf('MUG-BLUE')).toBe(before);
	expect((await desk.post('/api/sales-orders/cancel', { ids: [1] })).status).toBe(422);
});

// ------------------------------------------------------------------ invoices (documented)

it('lists invoices by page, and marks them as synced', async () => {
	await desk.open({ contract: 'documented' });
	for (const n of [1, 2, 3]) {
		await desk.change('addOrder', { reference_id: `${n}`, order_number: `#${n}`, products: order().products });
		if (n < 3) await desk.change('invoice', { reference: `${n}` });
	}
	const page = async (number: number) =>
		(await desk.get('/api/invoice', { page: number, limit: 1 })).data['data'] as Fields[];
	const [first, second, third] = [await page(1), await page(2), await page(3)];
	expect([first.length, second.length, third.length]).toEqual([1, 1, 0]);
	expect(first[0]).toMatchObject({ status: 'INVOICED', synced: false, store: { store_id: 45 }, sub_total: 7800 });
	expect((await desk.put('/api/invoice/sync', { ids: [first[0]!['id']] })).status).toBe(200);
	expect(state().orders.map(({ synced }) => synced)).toEqual([true, false, false]);
});

it('says NOT OK with status 200 where it marked none', async () => {
	const answer = await desk.put('/api/invoice/sync', { ids: [1] });
	expect([answer.status, answer.data]).toMatchObject([200, { message: 'NOT OK' }]);
});

// ------------------------------------------------------------------ stock, prices, outlets

const adjustment = (changes: Fields = {}) => ({
	location_id: '310',
	quantity_means: 'new_level',
	reason: { message: 'Cycle count' },
	call_source: 'n8n',
	products: [
		{ SKU: 'MUG-BLUE', quantity: 14 },
		{ SKU: 'NO-SUCH', quantity: 1 },
	],
	...changes,
});

it('lists the stock of mapped outlets, by location and by SKU', async () => {
	const { data } = await desk.get('/api/stock', { location_id: '311', skus: 'MUG-BLUE,MUG-WHITE' });
	expect((data['data'] as Fields[]).map(({ sku, location_id, store_id }) => [sku, location_id, store_id])).toEqual([
		['MUG-BLUE', '311', 46],
		['MUG-WHITE', '311', 46],
	]);
});

it.each([
	['new_level', () => 14],
	['change', (before: number) => before + 14],
])('takes a quantity as %s, and names the rows it did not take', async (means, after) => {
	const before = stockOf('MUG-BLUE')!;
	const { data } = await desk.post('/api/stock/adjustment', adjustment({ quantity_means: means }));
	expect(data['data']).toEqual({ accepted: 1, rejected: [{ row: 2, SKU: 'NO-SUCH', reason: 'unknown_sku' }] });
	expect(stockOf('MUG-BLUE')).toBe(after(before));
});

it.each([
	['no reason', { reason: {} }, 'reason.message'],
	['no meaning', { quantity_means: undefined }, 'quantity_means'],
	['no rows', { products: [] }, 'products'],
	[
		'more than 300 rows',
		{ products: Array.from({ length: 301 }, () => ({ SKU: 'MUG-BLUE', quantity: 1 })) },
		'products',
	],
	['a location without an outlet', { location_id: '999' }, 'location_id'],
])('refuses an adjustment with %s', async (_, changes, field) => {
	const { status, data } = await desk.post('/api/stock/adjustment', adjustment(changes));
	expect([status, Object.keys(data['errors'] as object)]).toEqual([422, [field]]);
});

it('changes prices offline in ShopDesk alone, online at the locations too', async () => {
	const products = [{ sku: 'MUG-BLUE', sale_price: 20, discounted_price: 15 }];
	await desk.post('/api/products/bulk-discount', { mode: 'offline', location_ids: [], products });
	expect(state().prices.find(({ sku }) => sku === 'MUG-BLUE')).toMatchObject({ salePrice: 20, discounted: 15 });
	expect(state().pushed).toEqual({});
	const online = { mode: 'online', location_ids: ['310', '311'], products };
	expect((await desk.post('/api/products/bulk-discount', online)).data).toMatchObject({
		data: { mode: 'online', updated: 1, pushed_to_oe: ['310', '311'], rejected: [] },
	});
	expect(state().pushed).toEqual({ 310: { 'MUG-BLUE': 15 }, 311: { 'MUG-BLUE': 15 } });
	expect((await desk.post('/api/products/bulk-discount', { ...online, location_ids: [] })).status).toBe(422);
	const above = { ...online, products: [{ sku: 'MUG-BLUE', sale_price: 10, discounted_price: 11 }] };
	expect((await desk.post('/api/products/bulk-discount', above)).data).toMatchObject({
		data: { updated: 0, rejected: [{ row: 1, reason: 'discount_above_price' }] },
	});
});

it('maps an outlet to a location, also to one that is taken: whether ShopDesk checks that is not known', async () => {
	const body = { store_location_id: '310', store_brand_id: '77' };
	expect((await desk.put('/api/stores/47/oe-mapping', body)).data).toMatchObject({
		data: { store_id: 47, store_location_id: '310' },
	});
	expect(state().outlets.filter(({ locationId }) => locationId === '310')).toHaveLength(2);
	expect((await desk.put('/api/stores/99/oe-mapping', body)).status).toBe(404);
	expect((await desk.get('/api/stores')).data['data']).toHaveLength(state().outlets.length);
});
