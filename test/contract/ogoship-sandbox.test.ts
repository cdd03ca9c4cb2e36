import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import ogoship from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import type { JournalEntry } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';

const seed = demoData('2026-11-22T10:00:00Z');
const { merchant } = seed;
const SIGN_IN = {
	grant_type: 'password',
	client_id: merchant.clientId,
	client_secret: merchant.clientSecret,
	username: merchant.id,
	password: merchant.secretToken,
	scope: 'read:order write:order read:product write:product',
};

let sandbox: RunningSandbox;
let http: AxiosInstance;
let token: string;

beforeEach(async () => {
	sandbox = await serve(ogoship, { seed });
	http = axios.create({ baseURL: sandbox.url, validateStatus: () => true, timeout: 5_000 });
	await signIn();
});

afterEach(() => sandbox.close());

const askToken = (form: Record<string, string>): Promise<AxiosResponse> =>
	http.post('/OAuth/Token', new URLSearchParams(form));

async function signIn(): Promise<void> {
	const { data } = await askToken(SIGN_IN);
	token = data.access_token;
	http.defaults.headers.common['Authorization'] = `Bearer ${token}`;
}

const ORDERS = '/api/v1/Orders';
const order = (changes: Record<string, unknown> = {}) => ({
	reference: 'SHOP-1001',
	status: 'New',
	shippingCode: 'home_fi',
	customer: {
		name: 'Testi Esimerkki',
		address1: 'Esimerkkikatu 7',
		zip: '00100',
		city: 'Helsinki',
		countryCode: 'FI',
		phone: '+3585550007',
		email: 'person7@example.com',
	},
	orderLines: [{ code: 'MUG-BLUE', quantity: 2, unitPrice: 24.8, vatPercentage: 25.5 }],
	comments: 'Leave at the door',
	priceTotal: 49.6,
	priceCurrency: 'EUR',
	test: false,
	...changes,
});
const customer = (changes: Record<string, unknown>) => ({ customer: { ...order().customer, ...changes } });
const create = (changes?: Record<string, unknown>) => http.post(ORDERS, order(changes));
const update = (changes?: Record<string, unknown>) => http.put(`${ORDERS}/SHOP-1001`, order(changes));
const find = async (reference = 'SHOP-1001') => (await http.get(ORDERS, { params: { reference } })).data;
const stockOf = async (productCode: string) => (await http.get('/api/v1/Stock', { params: { productCode } })).data[0];
const refusal = (message: string, statusCode = 400, statusDescription = 'BadRequest') => ({
	status: statusCode,
	data: { statusCode, statusDescription, message: expect.stringContaining(message) },
});

// ------------------------------------------------------------------ sign-in

it('gives a token for the merchant id and secret token, for an hour and a half by its own clock', async () => {
	const { status, data } = await askToken(SIGN_IN);
	expect(status).toBe(200);
	expect(data).toEqual({
		access_token: expect.any(String),
		token_type: 'Bearer',
		expires_in: 5400,
		refresh_token: expect.any(String),
	});
	sandbox.advanceClock(5_390_000);
	expect((await http.get(ORDERS)).status).toBe(200);
	sandbox.advanceClock(10_000);
	expect(await http.get(ORDERS)).toMatchObject(refusal('expired', 401, 'Unauthorized'));
});

it('refuses the token request as JSON', async () => {
	expect(await http.post('/OAuth/Token', SIGN_IN)).toMatchObject({ status: 400, data: { error: 'invalid_request' } });
});

it.each([
	['client_id', 'invalid_client'],
	['client_secret', 'invalid_client'],
	['username', 'invalid_grant'],
	['password', 'invalid_grant'],
	['scope', 'invalid_scope'],
	['grant_type', 'unsupported_grant_type'],
])('refuses a token for a wrong %s', async (field, error) => {
	expect(await askToken({ ...SIGN_IN, [field]: 'wrong' })).toMatchObject({ status: 400, data: { error } });
});

it('takes a refresh token once, and gives a new one for it', async () => {
	const first = (await askToken(SIGN_IN)).data.refresh_token;
	const refresh = (refresh_token: string) =>
		askToken({ ...SIGN_IN, grant_type: 'refresh_token', refresh_token, username: '', password: '' });
	const second = await refresh(first);
	expect(second.status).toBe(200);
	expect(second.data.refresh_token).not.toBe(first);
	expect(await refresh(first)).toMatchObject({ status: 400, data: { error: 'invalid_grant' } });
	sandbox.advanceClock(14 * 86_400_000);
	expect((await refresh(second.data.refresh_token)).status).toBe(400);
});

it('answers 401 without a token, and takes X-OgoKey in its place', async () => {
	const bare = axios.create({ baseURL: sandbox.url, validateStatus: () => true });
	expect((await bare.get(ORDERS)).status).toBe(401);
	expect((await bare.get(ORDERS, { headers: { 'X-OgoKey': 'wrong' } })).status).toBe(401);
	expect((await bare.get(ORDERS, { headers: { 'X-OgoKey': merchant.secretToken } })).status).toBe(200);
});

it('refuses a write with a token for reading only', async () => {
	const { data } = await askToken({ ...SIGN_IN, scope: 'read:order' });
	const answer = await http.post(ORDERS, order(), { headers: { Authorization: `Bearer ${data.access_token}` } });
	expect(answer).toMatchObject(refusal('write:order', 403, 'Forbidden'));
});

it('lets a token that a fault has expired stay expired until a new sign-in', async () => {
	sandbox.addFault({ kind: 'expiredToken' });
	expect((await http.get(ORDERS)).status).toBe(401);
	expect((await http.get(ORDERS)).status).toBe(401);
	await signIn();
	expect((await http.get(ORDERS)).status).toBe(200);
});

it('keeps no token, secret or password in the journal', async () => {
	await askToken({ ...SIGN_IN, grant_type: 'refresh_token', refresh_token: 'some-refresh-token' });
	await http.get(ORDERS, { headers: { 'X-OgoKey': merchant.secretToken } });
	const { data } = await http.get<JournalEntry[]>('/_sandbox/journal');
	const text = JSON.stringify(data);
	for (const secret of [token, merchant.secretToken, `"${merchant.clientSecret}"`, 'some-refresh-token']) {
		expect(text).not.toContain(secret);
	}
	expect(data.map((entry) => entry.operation)).toEqual(['token', 'token', 'ordersList']);
	expect(data[0]?.body).toMatchObject({ username: merchant.id, password: '[removed]', client_secret: '[removed]' });
});

// ------------------------------------------------------------------ creating

it('makes an order, answers it with 200, and reserves its goods', async () => {
	const before = await stockOf('MUG-BLUE');
	const { status, data } = await create();
	expect(status).toBe(200);
	expect(data).toMatchObject({ ...order(), id: expect.stringMatching(/^[0-9a-f-]{36}$/), trackingNumber: null });
	expect(await find()).toEqual([data]);
	expect(await stockOf('MUG-BLUE')).toMatchObject({
		stock: before.stock,
		reserved: before.reserved + 2,
		stockAvailable: before.stockAvailable - 2,
	});
	expect(sandbox.journal().filter((entry) => entry.operation === 'ordersCreate')).toMatchObject([
		{ accepted: true, note: { reference: 'SHOP-1001', id: data.id } },
	]);
});

it('reads paths, property names and status words in any case', async () => {
	const loud = { ...order(), Reference: 'SHOP-1001', STATUS: 'NEW', reference: undefined, status: undefined };
	expect(await http.post('/Api/V1/orders', loud)).toMatchObject({
		status: 200,
		data: { reference: 'SHOP-1001', status: 'New' },
	});
});

it.each<[string, Record<string, unknown>, string]>([
	['without a reference', { reference: '' }, 'reference'],
	['without a status', { status: undefined }, 'status'],
	['with a status that does not exist', { status: 'Paid' }, 'Paid'],
	['as shipped already', { status: 'Shipped' }, 'Shipped'],
	['without a customer', { customer: undefined }, 'customer'],
	['without a name', customer({ name: undefined }), 'name'],
	['without a street', customer({ address1: ' ' }), 'address1'],
	['without a city', customer({ city: null }), 'city'],
	['without a country', customer({ countryCode: undefined }), 'countryCode'],
	['with a country of three letters', customer({ countryCode: 'FIN' }), 'countryCode'],
	['without lines', { orderLines: undefined }, 'order lines'],
	['with an empty list of lines', { orderLines: [] }, 'order lines'],
	['with a line without a code', { orderLines: [{ quantity: 1 }] }, 'code'],
	['with a product it does not know', { orderLines: [{ code: 'VASE-NEW', quantity: 1 }] }, 'VASE-NEW was not found'],
	['with half a piece', { orderLines: [{ code: 'MUG-BLUE', quantity: 0.5 }] }, 'quantity'],
	['with no piece', { orderLines: [{ code: 'MUG-BLUE', quantity: 0 }] }, 'quantity'],
	['with a quantity in quotes', { orderLines: [{ code: 'MUG-BLUE', quantity: '1' }] }, 'quantity'],
	['with a price in quotes', { orderLines: [{ code: 'MUG-BLUE', quantity: 1, unitPrice: '2.00' }] }, 'unitPrice'],
	['without a shipping code, there being three', { shippingCode: undefined }, 'shippingCode'],
	['with a shipping code nobody typed', { shippingCode: 'drone_fi' }, 'drone_fi'],
	['with a total in quotes', { priceTotal: '49.60' }, 'priceTotal'],
	['with a currency of four letters', { priceCurrency: 'EURO' }, 'priceCurrency'],
	['with cash on delivery without an amount', { cashOnDelivery: { currencyCode: 'EUR' } }, 'amount'],
	['with a document that is nowhere', { documents: [{ type: 'receipt' }] }, 'document'],
])('refuses an order %s, and keeps nothing of it', async (_how, changes, message) => {
	expect(await create(changes)).toMatchObject(refusal(message));
	expect(await find(String({ ...order(), ...changes }.reference))).toHaveLength(changes['reference'] === '' ? 2 : 0);
	expect(sandbox.journal().filter((entry) => entry.operation === 'ordersCreate')).toMatchObject([{ accepted: false }]);
});

it('keeps cash on delivery, the pick-up point, comments and documents', async () => {
	const more = {
		shippingCode: 'pickup_fi',
		pickUpPointCode: '9712',
		cashOnDelivery: { amount: 49.6, currencyCode: 'EUR', reference: '10016' },
		documents: [{ type: 'receipt', url: 'https://shop.example.com/receipts/1001.pdf' }],
	};
	await create(more);
	expect(await find()).toMatchObject([{ ...more, comments: 'Leave at the door' }]);
});

it('lets an order wait as Pending for goods that are not there, and turns it to New when they come', async () => {
	await create({ orderLines: [{ code: 'TRAY-OAK', quantity: 1 }] });
	expect(await find()).toMatchObject([{ status: 'Pending' }]);
	expect(await stockOf('TRAY-OAK')).toMatchObject({ stock: 0, reserved: 1, stockAvailable: -1 });
	await sandbox.change('setStock', { sku: 'TRAY-OAK', stock: 1 });
	expect(await find()).toMatchObject([{ status: 'New' }]);
});

// ------------------------------------------------------------------ the same reference again

it('refuses a second order with the same reference, in one of its two minds', async () => {
	await create();
	expect(await create({ comments: 'again' })).toMatchObject(refusal('order with the same reference'));
	expect(await find()).toHaveLength(1);
	expect(sandbox.journal().at(-2)).toMatchObject({ operation: 'ordersCreate', status: 400, accepted: false });
});

it('makes a second order of the same reference, in the other, and the journal shows it', async () => {
	await sandbox.reset(seed, { duplicateReference: 'second' });
	await signIn();
	const first = await create();
	const second = await create();
	expect(second.status).toBe(200);
	expect(second.data.id).not.toBe(first.data.id);
	expect(await find()).toHaveLength(2);
	const notes = sandbox.journal().map((entry) => entry.note);
	expect(notes).toContainEqual({ reference: 'SHOP-1001', id: first.data.id });
	expect(notes).toContainEqual({ reference: 'SHOP-1001', id: second.data.id, second: true });
});

it('has made the order when its answer is lost, and a look finds it', async () => {
	sandbox.addFault({ kind: 'timeoutAfterCommit', operation: 'ordersCreate' });
	await expect(http.post(ORDERS, order(), { timeout: 300 })).rejects.toMatchObject({ code: 'ECONNABORTED' });
	const [found] = await find();
	expect(sandbox.journal()).toContainEqual(
		expect.objectContaining({
			operation: 'ordersCreate',
			accepted: true,
			answered: false,
			note: { reference: 'SHOP-1001', id: found.id },
		}),
	);
});

// ------------------------------------------------------------------ searching

it('pages to the end: full pages, a short one, then nothing, every order once', async () => {
	const references = Array.from({ length: 55 }, (_, n) => `P-${n}`);
	for (const reference of references) await sandbox.change('addOrder', { reference });
	const rows = async (params: Record<string, unknown>): Promise<Array<{ reference: string }>> =>
		(await http.get(ORDERS, { params })).data;
	const pages = [await rows({ limit: 25 }), await rows({ limit: 25, page: 2 }), await rows({ limit: 25, page: 3 })];
	expect(pages.map((page) => page.length)).toEqual([25, 25, 7]);
	expect(new Set(pages.flat().map((row) => row.reference))).toEqual(new Set([...references, '1002', '1004']));
	expect(await rows({ limit: 25, page: 4 })).toEqual([]);
	expect(await rows({})).toHaveLength(50);
	expect(await rows({ limit: 250 })).toHaveLength(57);
});

it.each([{ limit: 0 }, { limit: 251 }, { limit: 'many' }, { page: 0 }, { modifiedAfter: 'yesterday' }])(
	'refuses to search with %j',
	async (params) => {
		expect((await http.get(ORDERS, { params })).status).toBe(400);
	},
);

it('finds what changed after a moment', async () => {
	await create();
	sandbox.advanceClock(60_000);
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	await create({ reference: 'SHOP-1002', orderLines: [{ code: 'BOWL-LARGE', quantity: 1 }] });
	const after = async (path: string) => (await http.get(`/api/v1/${path}`, { params: { modifiedAfter } })).data;
	expect(await after('Orders')).toMatchObject([{ reference: 'SHOP-1002' }]);
	expect(await after('Stock')).toMatchObject([{ productCode: 'BOWL-LARGE' }]);
	expect(await after('Products')).toEqual([]);
});

it('matches references exactly or in part, and an empty list may be null', async () => {
	await create();
	expect(await find('SHOP-100')).toEqual([]);
	await sandbox.reset(seed, { referenceFilter: 'partial', emptyList: 'null' });
	await signIn();
	await create();
	expect(await find('SHOP-100')).toHaveLength(1);
	expect((await http.get(ORDERS, { params: { reference: 'SHOP-9' } })).data).toBeNull();
});

it('has the early orders from the start, under the shop’s number, as another connector writes them', async () => {
	const rows = (await http.get(ORDERS)).data as Array<{ reference: string; status: string }>;
	expect(rows.map((row) => row.reference)).toEqual(['1002', '1004']);
});

// ------------------------------------------------------------------ changing

it('changes an order that is New, replacing lines and documents that are given', async () => {
	await create({ documents: [{ type: 'receipt', url: 'https://shop.example.com/1.pdf' }] });
	await update({ orderLines: [{ code: 'BOWL-SMALL', quantity: 1 }], comments: 'Ring twice' });
	expect(await find()).toMatchObject([
		{ comments: 'Ring twice', orderLines: [{ code: 'BOWL-SMALL', quantity: 1 }], documents: [{ type: 'receipt' }] },
	]);
	expect((await stockOf('MUG-BLUE')).reserved).toBe(0);
	await update({ orderLines: undefined, comments: 'Ring thrice' });
	expect(await find()).toMatchObject([{ comments: 'Ring thrice', orderLines: [{ code: 'BOWL-SMALL' }] }]);
});

it('answers 404 to a change of an order that is not there', async () => {
	expect(await update()).toMatchObject(refusal('SHOP-1001', 404, 'NotFound'));
});

it.each(['Draft', 'Pending', 'Collecting', 'Shipped'])('refuses to change an order that is %s', async (status) => {
	await create();
	await sandbox.change('setStatus', { reference: 'SHOP-1001', status });
	expect((await update({ status: status === 'Draft' ? 'Reserved' : 'New', comments: 'Ring twice' })).status).toBe(400);
	expect(await find()).toMatchObject([{ status, comments: 'Leave at the door' }]);
});

it('refuses every change, but not a cancellation, where the merchant has not allowed them', async () => {
	await sandbox.reset(seed, { apiEdits: 'off' });
	await signIn();
	await create();
	expect(await update({ comments: 'Ring twice' })).toMatchObject(refusal('does not allow changes'));
	expect((await update({ status: 'Cancelled' })).status).toBe(200);
	expect(await find()).toMatchObject([{ status: 'Cancelled' }]);
});

it.each([
	['Draft', 200],
	['New', 200],
	['Pending', 200],
	['Reserved', 200],
	['Locked', 400],
	['Collecting', 400],
	['Shipped', 400],
	['Returned', 400],
])('answers a cancellation of an order that is %s with %i', async (status, answer) => {
	await create();
	await sandbox.change('setStatus', { reference: 'SHOP-1001', status });
	expect((await update({ status: 'Cancelled', orderLines: undefined })).status).toBe(answer);
	expect(await find()).toMatchObject([{ status: answer === 200 ? 'Cancelled' : status }]);
});

it('takes the goods off the stock when they are collected, and tells the tracking when they are shipped', async () => {
	const before = await stockOf('MUG-BLUE');
	await create();
	await sandbox.change('setStatus', { reference: 'SHOP-1001', status: 'Collecting' });
	await sandbox.change('setStatus', { reference: 'SHOP-1001', status: 'Shipped', trackingNumber: 'JJFI1,JJFI2' });
	expect(await stockOf('MUG-BLUE')).toMatchObject({ stock: before.stock - 2, reserved: 0 });
	expect(await find()).toMatchObject([
		{ status: 'Shipped', trackingNumber: 'JJFI1,JJFI2', trackingUrl: 'https://track.example.com/JJFI1' },
	]);
});

// ------------------------------------------------------------------ products

it('takes a new product, refuses its code a second time, and renames it under its old code', async () => {
	const mug = { code: 'MUG/RED 1', languageCode: 'en', name: 'Red mug', eanCode: '2000000000992' };
	expect((await http.post('/api/v1/Products', mug)).status).toBe(200);
	expect(await http.post('/api/v1/Products', mug)).toMatchObject(refusal('MUG/RED 1'));
	const path = `/api/v1/Products/${Buffer.from('MUG/RED 1').toString('base64url')}`;
	const changed = { ...mug, code: 'MUG-RED', eanCode: '2000000000015' };
	expect((await http.put(path, changed)).status).toBe(404);
	expect((await http.put(path, changed, { params: { base64url: true } })).data).toMatchObject({
		code: 'MUG-RED',
		eanCode: '2000000000992',
		stock: 0,
	});
	expect((await http.get('/api/v1/Products', { params: { code: 'MUG-RED' } })).data).toHaveLength(1);
});

it('refuses a product without a code or a language', async () => {
	expect(await http.post('/api/v1/Products', { name: 'Nameless' })).toMatchObject(refusal('languageCode'));
});

it('forgets a removed product and knows an added one', async () => {
	await sandbox.change('removeProduct', { sku: 'MUG-BLUE' });
	expect(await create()).toMatchObject(refusal('MUG-BLUE was not found'));
	await sandbox.change('addProduct', { sku: 'VASE-NEW', title: 'New vase', stock: 4 });
	expect(await stockOf('VASE-NEW')).toMatchObject({ stock: 4, stockAvailable: 4, reserved: 0 });
	expect((await create({ orderLines: [{ code: 'VASE-NEW', quantity: 1 }] })).status).toBe(200);
});

it('has what the demo shop sells, except what the warehouse has never seen', async () => {
	const rows = (await http.get('/api/v1/Products', { params: { limit: 250 } })).data as Array<{ code: string }>;
	expect(rows.map((row) => row.code)).toEqual(seed.products.filter((each) => each.atWarehouse).map((each) => each.sku));
});

// ------------------------------------------------------------------ what it tells

const PERSONAL = ['Testi Esimerkki', 'person7@example.com', '+3585550007', 'Esimerkkikatu 7'];

it('tells the customer’s name, e-mail, phone and address in every error', async () => {
	await create();
	const errors = [await create(), await create({ orderLines: [] }), await http.get(ORDERS, { params: { limit: 0 } })];
	errors.push(await http.put(`${ORDERS}/SHOP-1001`, { reference: 'SHOP-1001' }));
	sandbox.addFault({ kind: 'serverError' });
	errors.push(await create());
	for (const error of errors) {
		expect(error.status).toBeGreaterThanOrEqual(400);
		for (const word of PERSONAL) expect(error.data.message).toContain(word);
	}
});

it('tells no personal data in an error where asked not to, and never in its view', async () => {
	await sandbox.reset(seed, { echoPersonalData: 'no' });
	await signIn();
	await create();
	const seen = JSON.stringify([(await create()).data, (await create({ orderLines: [] })).data, sandbox.state()]);
	for (const word of PERSONAL) expect(seen).not.toContain(word);
	expect(sandbox.state()).toMatchObject({
		orders: [
			{ reference: '1002' },
			{ reference: '1004' },
			{
				reference: 'SHOP-1001',
				status: 'New',
				shippingCode: 'home_fi',
				shipTo: { countryCode: 'FI' },
				orderLines: [{ code: 'MUG-BLUE', quantity: 2 }],
				commentsPresent: true,
				cashOnDelivery: null,
				test: false,
			},
		],
	});
});

it.each([
	['rateLimited', 429, 'TooManyRequests'],
	['serverError', 500, 'InternalServerError'],
	['unavailable', 503, 'ServiceUnavailable'],
] as const)('answers %s in the shape of its other errors', async (kind, statusCode, statusDescription) => {
	sandbox.addFault({ kind });
	expect(await create()).toMatchObject({ status: statusCode, data: { statusCode, statusDescription } });
	expect(await find()).toEqual([]);
});

it.each([
	['GET', '/api/v1/Returns'],
	['DELETE', '/api/v1/Orders/SHOP-1001'],
	['GET', '/api/v1/Orders/SHOP-1001'],
	['GET', '/OAuth/Token'],
])('does not answer %s %s, which it does not imitate', async (method, url) => {
	expect(await http.request({ method, url })).toMatchObject({
		status: 404,
		data: { error: expect.stringContaining('SANDBOX "ogoship" DOES NOT KNOW') },
	});
});
