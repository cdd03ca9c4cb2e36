import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import ogoship from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * OGOship's sandbox: products, and who may do what with which key.
 */

const seed = demoData('2026-11-22T10:00:00Z');
const { merchant } = seed;
const ALL = 'read:order write:order read:product write:product read:webhook write:webhook';

let sandbox: RunningSandbox;
let http: AxiosInstance;

beforeEach(async () => {
	sandbox = await serve(ogoship, { seed });
	http = axios.create({
		baseURL: `${sandbox.url}/api/v1`,
		headers: { 'X-OgoKey': merchant.ogoKey },
		validateStatus: () => true,
		timeout: 5_000,
	});
});

afterEach(() => sandbox.close());

const VASE = {
	code: 'VASE-NEW',
	languageCode: 'en',
	name: 'New vase',
	description: 'Stoneware, 3 dl',
	eanCode: '2000000000992',
	supplyPrice: 6.4,
	currencyCode: 'EUR',
	salesPrice: 69,
	infoUrl: 'https://shop.example.com/products/vase',
	pictureUrl: 'https://shop.example.com/cdn/vase.jpg',
	countryOfOrigin: 'FI',
	customsDescription: 'Stoneware vase',
	hsCode: '69139098',
};
const create = (changes: Record<string, unknown> = {}) => http.post('/Products', { ...VASE, ...changes });
const update = (code: string, changes: Record<string, unknown> = {}, params = {}) =>
	http.put(`/Products/${code}`, { ...VASE, ...changes }, { params });
const list = async (params: Record<string, unknown>) => (await http.get('/Products', { params })).data;
const base64url = (code: string) => Buffer.from(code).toString('base64url');
const refusal = (message: string, status = 400) => ({ status, data: { message: expect.stringContaining(message) } });

// ------------------------------------------------------------------ products

it('takes a product, answers it with its stock, and finds it by code and by EAN', async () => {
	const { status, data } = await create();
	expect(status).toBe(200);
	expect(data).toEqual({
		...VASE,
		id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		stock: 0,
		stockAvailable: 0,
		reserved: 0,
		stockUpdate: 0,
		stockUpdateTime: null,
		editTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
	});
	expect(await list({ code: 'VASE-NEW' })).toEqual([data]);
	expect(await list({ eanCode: '2000000000992' })).toEqual([data]);
	expect(await list({ code: 'VASE' })).toEqual([]);
	expect(await list({ eanCode: '0' })).toEqual([]);
	expect(sandbox.journal()[0]).toMatchObject({ operation: 'productsCreate', note: { code: 'VASE-NEW', id: data.id } });
});

it('lists what was edited after a moment, and a sale is no edit', async () => {
	sandbox.advanceClock(60_000);
	const modifiedAfter = new Date(Date.now() + 30_000).toISOString();
	await sandbox.change('setStock', { code: 'MUG-BLUE', stock: 1 });
	expect(await list({ modifiedAfter })).toEqual([]);
	await update('MUG-WHITE', { code: 'MUG-WHITE' });
	expect(await list({ modifiedAfter })).toMatchObject([{ code: 'MUG-WHITE' }]);
});

it('refuses a code that is taken, for a new product and for a new name', async () => {
	await create();
	expect(await create({ name: 'Other' })).toMatchObject(refusal('VASE-NEW already'));
	expect(await update('MUG-BLUE', { code: 'VASE-NEW' })).toMatchObject(refusal('VASE-NEW already'));
	expect(await list({ code: 'VASE-NEW' })).toMatchObject([{ name: 'New vase' }]);
	expect(await list({ code: 'MUG-BLUE' })).toMatchObject([{ name: 'Blue mug' }]);
});

it('keeps an EAN that is there, takes one where there is none, and leaves what is not sent', async () => {
	await create({ eanCode: undefined });
	const changed = { code: 'VASE-NEW', languageCode: 'fi', eanCode: '2000000000015', salesPrice: 71.5 };
	expect((await http.put('/Products/VASE-NEW', changed)).data).toMatchObject(changed);
	expect((await update('VASE-NEW', { eanCode: '2000000000022' })).data).toMatchObject({ eanCode: '2000000000015' });
	expect((await http.put('/Products/VASE-NEW', { code: 'VASE-NEW', languageCode: 'en' })).data).toMatchObject({
		name: 'New vase',
		description: 'Stoneware, 3 dl',
	});
});

it.each(['VASE/RED 1', 'Väsä+?&#', '100%', '..', 'a\\b'])(
	'renames the product %j under its code as base64url, and orders and goods on their way go with it',
	async (code) => {
		await create({ code });
		await sandbox.change('setStock', { code, stock: 9 });
		const line = { code, quantity: 2 };
		await sandbox.change('addOrder', { reference: 'A', orderLines: [line] });
		const goods = { code, expectedQuantity: 3, countryOfOrigin: 'FI' };
		const announced = { reference: 'PO-1', supplier: 'Pottery Oy', receiveDate: '2026-12-01', products: [goods] };
		expect((await http.post('/StockUpdate', announced)).status).toBe(200);
		expect((await update(base64url(code))).status).toBe(404);
		const { data } = await update(base64url(code), {}, { base64url: true });
		expect(data).toMatchObject({ code: 'VASE-NEW', stock: 9, reserved: 2, stockUpdate: 3 });
		expect(await list({ code })).toEqual([]);
		expect((await http.get('/Orders', { params: { reference: 'A' } })).data).toMatchObject([
			{ orderLines: [{ code: 'VASE-NEW', quantity: 2 }] },
		]);
		await sandbox.change('receiveInbound', { reference: 'PO-1' });
		expect(await list({ code: 'VASE-NEW' })).toMatchObject([{ stock: 12 }]);
		expect(sandbox.journal().find(({ note }) => note?.['renamedFrom'])?.note).toMatchObject({ renamedFrom: code });
	},
);

it('keeps the order of its pages when a product is renamed', async () => {
	const before = ((await list({})) as Array<{ code: string }>).map(({ code }) => code);
	await update('MUG-WHITE', { code: 'MUG-CREAM' });
	const after = ((await list({})) as Array<{ code: string }>).map(({ code }) => code);
	expect(after).toEqual(before.map((code) => (code === 'MUG-WHITE' ? 'MUG-CREAM' : code)));
});

it.each<[string, Record<string, unknown>, string]>([
	['without a code', { code: '' }, 'code'],
	['without a language', { languageCode: undefined }, 'languageCode'],
	['with a language of three letters', { languageCode: 'eng' }, 'languageCode'],
	['with a price in quotes', { salesPrice: '69.00' }, 'salesPrice'],
	['with a cost in quotes', { supplyPrice: '6.40' }, 'supplyPrice'],
	['with a currency of two letters', { currencyCode: 'EU' }, 'currencyCode'],
	['from a country of three letters', { countryOfOrigin: 'FIN' }, 'countryOfOrigin'],
	['with an EAN as a number', { eanCode: 2000000000992 }, 'eanCode'],
	['with a name that is a list', { name: ['New', 'vase'] }, 'name'],
	['with a weight, which this API does not have', { weight: 400 }, 'DOES NOT KNOW the field weight'],
])('refuses a product %s, new and changed, and keeps nothing of it', async (_how, changes, message) => {
	expect(await create(changes)).toMatchObject(refusal(message));
	expect(await update('MUG-BLUE', { code: 'MUG-BLUE', ...changes })).toMatchObject(refusal(message));
	expect(await list({ code: 'VASE-NEW' })).toEqual([]);
	expect(await list({ code: 'MUG-BLUE' })).toMatchObject([{ name: 'Blue mug' }]);
});

it('takes a product back as it was read, and its stock is not changed by that', async () => {
	const [mug] = await list({ code: 'MUG-BLUE' });
	const { data } = await http.put('/Products/MUG-BLUE', { ...mug, stock: 9999, name: 'Bluer mug' });
	expect(data).toMatchObject({ name: 'Bluer mug', stock: mug.stock, id: mug.id });
});

it.each([
	['a list', []],
	['a text', '"VASE-NEW"'],
	['nothing', undefined],
	['a number', 5],
])('refuses %s for a product', async (_what, body) => {
	const headers = { 'Content-Type': 'application/json' };
	expect((await http.post('/Products', body, { headers })).status).toBe(400);
	expect((await http.put('/Products/MUG-BLUE', body, { headers })).status).toBe(400);
});

it('finds no product for a path made to do harm', async () => {
	for (const code of ['__proto__', 'constructor', encodeURIComponent("' OR 1=1 --"), base64url('MUG-BLUE')]) {
		expect((await update(code)).status).toBe(404);
	}
	expect(await update('%E0%A4%A')).toMatchObject(refusal('path'));
	expect((await update('!!!', {}, { base64url: true })).status).toBe(404);
});

it.each([{ ean: '2000000000992' }, { sku: 'MUG-BLUE' }, { limit: -1 }])(
	'refuses to list products with %j',
	async (params) => {
		expect((await http.get('/Products', { params })).status).toBe(400);
	},
);

it('reads the names of query parameters in any case', async () => {
	expect(await list({ CODE: 'MUG-BLUE', Limit: 5 })).toMatchObject([{ code: 'MUG-BLUE' }]);
});

// ------------------------------------------------------------------ keys and scopes

const bare = (headers: Record<string, string>) =>
	axios.create({ baseURL: sandbox.url, headers, validateStatus: () => true, timeout: 5_000 });
const ask = (scope: string): Promise<AxiosResponse> =>
	bare({}).post(
		'/OAuth/Token',
		new URLSearchParams({
			grant_type: 'password',
			client_id: merchant.clientId,
			client_secret: merchant.clientSecret,
			username: merchant.id,
			password: merchant.secretToken,
			scope,
		}),
	);

it('takes the key of the merchant in place of a token, and no other', async () => {
	expect((await bare({ 'X-OgoKey': merchant.ogoKey }).get('/api/v1/Stock')).status).toBe(200);
	for (const key of [
		'',
		'wrong',
		`${merchant.ogoKey} `.repeat(2),
		merchant.ogoKey.toUpperCase(),
		'undefined',
		merchant.id,
	]) {
		expect((await bare({ 'X-OgoKey': key }).get('/api/v1/Stock')).status).toBe(401);
	}
});

const hook = { url: 'http://127.0.0.1:9/hook', key: 'hook-key', type: 'OrderShipped' };
const CALLS: ReadonlyArray<readonly [string, string, string, unknown]> = [
	['read:order', 'GET', '/Orders', undefined],
	['write:order', 'POST', '/Orders', {}],
	['write:order', 'PUT', '/Orders/1002', {}],
	['read:product', 'GET', '/Products', undefined],
	['write:product', 'POST', '/Products', VASE],
	['write:product', 'PUT', '/Products/MUG-BLUE', VASE],
	['read:product', 'GET', '/Stock', undefined],
	['read:product', 'GET', '/StockUpdate', undefined],
	['write:product', 'POST', '/StockUpdate', {}],
	['read:webhook', 'GET', '/webhooks', undefined],
	['write:webhook', 'POST', '/webhooks', hook],
	['read:webhook', 'GET', '/webhooks/1', undefined],
	['write:webhook', 'PUT', '/webhooks/1', hook],
	['write:webhook', 'DELETE', '/webhooks/1', undefined],
];

it.each(CALLS)('needs %s and nothing else for %s %s', async (scope, method, path, data) => {
	const with_ = async (scopes: string) => {
		const token = (await ask(scopes)).data.access_token as string;
		return await bare({ Authorization: `Bearer ${token}` }).request({ method, url: `/api/v1${path}`, data });
	};
	const others = ALL.split(' ').filter((each) => each !== scope);
	expect(await with_(others.join(' '))).toMatchObject(refusal(scope, 403));
	expect([401, 403]).not.toContain((await with_(scope)).status);
});

it('tells whose order it was in errors about products, too, and journals no key', async () => {
	await sandbox.change('addOrder', {
		reference: 'A',
		orderLines: [{ code: 'MUG-BLUE', quantity: 1 }],
		customer: {
			name: 'Testi Esimerkki',
			address1: 'Esimerkkikatu 7',
			city: 'Helsinki',
			countryCode: 'FI',
			phone: '+3585550007',
			email: 'person7@example.com',
		},
	});
	const errors = [
		await create({ code: '' }),
		await update('NO-SUCH'),
		await http.get('/Stock', { params: { limit: 0 } }),
		await http.post('/StockUpdate', {}),
		await http.post('/webhooks', {}),
		await http.get('/webhooks/none'),
		await bare({}).get('/api/v1/Products'),
	];
	for (const { status, data } of errors) {
		expect(status).toBeGreaterThanOrEqual(400);
		for (const word of ['Testi Esimerkki', 'person7@example.com', '+3585550007', 'Esimerkkikatu 7']) {
			expect(data.message).toContain(word);
		}
	}
	expect(JSON.stringify(sandbox.journal())).not.toMatch(/demo-ogo-key|Esimerkki/);
});
