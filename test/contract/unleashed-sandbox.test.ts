import axios from 'axios';

import type { JournalEntry } from '../../sandbox/kit';
import { signatureOf } from '../../nodes/Unleashed/sandbox/sign-in';
import { Account, apiId, apiKey, order, ORDER_GUID, refusal, sign } from './unleashed-account';

/*
 * Unleashed's sandbox: who may call, pages, the month's calls, errors, faults.
 */

const account = new Account();
const DAY_MS = 86_400_000;

beforeEach(() => account.open());
afterEach(() => account.close());

// ------------------------------------------------------------------ sign-in

it.each([
	['', '6myxzan4yXSfyDK2mH0qu8WEx0FQP0hhesUkcDe8UQw='],
	['customerCode=ACME', '+cYC1xcmZMdCr37QzXCyszj1H3O79kHXdDSu1NN61xM='],
	['contactEmail=jane@example.com', 'cruZ8QT/U1xCHwom+PSmqreYIslqxtStTNj88H1FOtY='],
	['contactEmail=jane%40example.com', 'e36EMPJVleExn0YTrUCnkGifjYBHBzC/4BrGaGEqGHc='],
	['productDescription=Blue Mug', '6ZpMkJB8bHjfzKLQa/MiGEkqpVvhulVLrM7HKFpmQsI='],
	[
		'pageSize=200&modifiedSince=2026-11-20T00:00:00.000&orderStatus=Completed,Backordered',
		'Y3KsKx0PtiT4E8adCADaOvhmA2FbUVuZmcVobDqDSGk=',
	],
])('signs "%s" as the worked example does', (text, signature) => {
	expect(signatureOf('ExampleKey0123456789ABCDEFabcdef==', text)).toBe(signature);
});

it('lets a caller in who signs the query, and nothing but the query', async () => {
	expect((await account.get('/Warehouses')).status).toBe(200);
	expect((await account.get('/SalesOrders/1', { pageSize: 5, orderStatus: 'Completed,Placed' })).status).toBe(200);
	expect((await account.post('/SalesOrders', order())).status).toBe(201);
});

it.each<[string, Record<string, string>]>([
	['another id', { 'api-auth-id': '00000000-0000-4000-8000-000000000000' }],
	['no id', { 'api-auth-id': '' }],
	['the key in place of a signature', { 'api-auth-signature': apiKey }],
	['a signature by another key', { 'api-auth-signature': sign('', 'another') }],
	[
		'a signature by the key decoded',
		{ 'api-auth-signature': sign('', Buffer.from(apiKey, 'base64').toString('latin1')) },
	],
	['a signature over the path', { 'api-auth-signature': sign('/SalesOrders') }],
	['no signature', { 'api-auth-signature': '' }],
])('answers 403 to %s, and does nothing', async (_who, headers) => {
	expect(await account.send('POST', '/SalesOrders', {}, order(), headers)).toMatchObject(refusal('signature', 403));
	expect((await account.get(`/SalesOrders/${ORDER_GUID}`)).status).toBe(404);
	expect(account.state().quota['used']).toBe(1);
});

it.each([['jane+web@example.com'], ['Bläue Tasse & Söhne'], ['a=b#c%d'], ['100 %']])(
	'reads a signature over the decoded query: %s',
	async (contactEmail) => {
		expect((await account.get('/Customers', { contactEmail })).status).toBe(200);
		const encoded = sign(`contactEmail=${encodeURIComponent(contactEmail)}`);
		const headers = { 'api-auth-signature': encoded };
		expect((await account.send('GET', '/Customers', { contactEmail }, undefined, headers)).status).toBe(403);
		await account.open({ signedQuery: 'asSent' });
		expect((await account.get('/Customers', { contactEmail })).status).toBe(403);
		expect((await account.send('GET', '/Customers', { contactEmail }, undefined, headers)).status).toBe(200);
	},
);

it('takes a plus in a query for a blank', async () => {
	const headers = { 'api-auth-signature': sign('customerName=Web shop') };
	const { data } = await account.send('GET', '/Customers?customerName=Web+shop', {}, undefined, headers);
	expect(data.Items).toMatchObject([{ CustomerCode: 'WEB-SHOP' }]);
});

it('refuses a query that cannot be decoded', async () => {
	const headers = { 'api-auth-signature': sign('customerCode=%') };
	expect((await account.send('GET', '/Customers?customerCode=%', {}, undefined, headers)).status).toBe(403);
});

it.each(['', 'n8n', 'Example/n8n', 'ex ample/n8n', 'example/n8n/more', 'averylongcompanyname/n8n'])(
	'refuses the client type "%s", unless told to ignore it',
	async (clientType) => {
		const call = () => account.send('GET', '/Warehouses', {}, undefined, { 'client-type': clientType });
		expect(await call()).toMatchObject(refusal('client-type', 403));
		await account.open({ clientType: 'ignored' });
		expect((await call()).status).toBe(200);
	},
);

it('speaks and reads JSON alone', async () => {
	const call = (headers: Record<string, string>) => account.send('POST', '/SalesOrders', {}, order(), headers);
	expect(await call({ accept: 'application/xml' })).toMatchObject(refusal('Accept', 406));
	expect(await call({ accept: '*/*' })).toMatchObject(refusal('Accept', 406));
	expect(await call({ 'content-type': 'application/xml' })).toMatchObject(refusal('Content-Type', 415));
	expect(account.sandbox.journal().map(({ accepted }) => accepted)).toEqual([false, false, false]);
});

it('keeps no key and no signature in the journal', async () => {
	await account.post('/SalesOrders', order());
	const { data } = await axios.get<JournalEntry[]>(`${account.sandbox.url}/_sandbox/journal`);
	expect(data).toMatchObject([
		{ operation: 'salesOrdersCreate', accepted: true, note: { guid: ORDER_GUID, orderNumber: 'SHOP-1001' } },
	]);
	expect(JSON.stringify(data)).not.toContain(apiKey);
	expect(JSON.stringify(data)).not.toContain(sign(''));
});

// ------------------------------------------------------------------ pages and filters

it('gives a page by its number in the path, in either form, with what there is in all', async () => {
	await account.change('fillStock', { count: 430 });
	const query = { productCode: 'BULK', pageSize: 200 };
	const first = (await account.get('/Products', query)).data;
	expect(first.Pagination).toEqual({ NumberOfItems: 430, PageSize: 200, PageNumber: 1, NumberOfPages: 3 });
	expect(first.Items).toHaveLength(200);
	const third = (await account.get('/Products/3', query)).data;
	expect(third.Pagination).toMatchObject({ PageNumber: 3 });
	expect(third.Items).toHaveLength(30);
	expect((await account.get('/Products/Page/3', query)).data).toEqual(third);
	expect((await account.get('/Products/4', query)).data.Items).toEqual([]);
	const codes = [first, (await account.get('/Products/2', query)).data, third].flatMap(({ Items }) => Items);
	expect(new Set(codes.map(({ ProductCode }) => ProductCode)).size).toBe(430);
});

it('has 200 rows a page when no size is asked for, and none with the size 0', async () => {
	await account.change('fillStock', { count: 201 });
	const { Pagination, Items } = (await account.get('/Products', { productCode: 'BULK' })).data;
	expect([Pagination.PageSize, Items.length]).toEqual([200, 200]);
	const counted = (await account.get('/Products', { productCode: 'BULK', pageSize: 0 })).data;
	expect(counted).toEqual({
		Pagination: { NumberOfItems: 201, PageSize: 0, PageNumber: 1, NumberOfPages: 0 },
		Items: [],
	});
});

it.each([
	['1000', {}],
	['500', { largestPage: '500' }],
])('cuts a larger page down to %s', async (most, options) => {
	await account.open(options);
	await account.change('fillStock', { count: 1200 });
	const { Pagination, Items } = (await account.get('/Products', { productCode: 'BULK', pageSize: 5000 })).data;
	expect([Pagination.PageSize, Items.length]).toEqual([Number(most), Number(most)]);
});

it.each<[string, Record<string, string>, string]>([
	['/Products', { pageSize: 'many' }, 'pageSize'],
	['/Products', { pageSize: '-1' }, 'pageSize'],
	['/Products/0', {}, 'first page is 1'],
	['/Products', { sku: 'MUG-BLUE' }, 'DOES NOT KNOW the parameter sku'],
	['/SalesOrders', { modifiedSince: 'yesterday' }, 'modifiedSince'],
	['/SalesOrders', { modifiedSince: '2026-13-45' }, 'modifiedSince'],
	['/SalesOrders', { modifiedSince: '2026-11-20T10:00:00Z' }, 'modifiedSince'],
	['/SalesOrders', { orderStatus: "Parked' OR 1=1 --" }, 'orderStatus'],
	['/SalesOrders', { customerId: 'WEB-SHOP' }, 'customerId'],
	['/SalesShipments', { orderStatus: 'Dispatched' }, 'DOES NOT KNOW'],
	['/Customers', { includeObsolete: '1' }, 'includeObsolete'],
])('refuses %s with %j', async (path, query, words) => {
	expect(await account.get(path, query)).toMatchObject(refusal(words));
});

it('takes the text of a filter as text, whatever stands in it', async () => {
	for (const text of ["' OR '1'='1", '*', '%', '.*', '__proto__', '"; DROP TABLE', '<script>']) {
		expect((await account.get('/SalesOrders', { orderNumber: text })).data.Items).toEqual([]);
		expect((await account.get('/Customers', { customerCode: text })).data.Items).toEqual([]);
	}
});

it('lets a list end early when told to, as if there were no more', async () => {
	await account.change('truncatePages', { rows: 4 });
	expect((await account.get('/Products')).data.Pagination).toMatchObject({ NumberOfItems: 4, NumberOfPages: 1 });
	expect((await account.get('/Products')).data.Pagination.NumberOfItems).toBeGreaterThan(20);
});

// ------------------------------------------------------------------ the calls of a month

it.each([
	['forbidden', 403],
	['tooMany', 429],
])('refuses every call at the end of the quota until the 1st (%s)', async (quotaAnswer, status) => {
	await account.open({ quotaAnswer });
	await account.change('setQuota', { limit: 100, used: 89 });
	expect((await account.get('/Warehouses')).status).toBe(200);
	expect(account.state().quota).toMatchObject({ used: 90, warned: [90] });
	await account.change('setQuota', { used: 99 });
	expect((await account.post('/SalesOrders', order())).status).toBe(201);
	expect(account.state().quota['warned']).toEqual([90, 95, 100]);
	expect(await account.get('/Warehouses')).toMatchObject(refusal('used up', status));
	expect(await account.post('/SalesOrders', order({ Guid: undefined }))).toMatchObject(refusal('used up', status));
	account.sandbox.setClock('2099-01-31T23:59:00Z');
	expect((await account.get('/Warehouses')).status).toBe(200);
	await account.change('setQuota', { used: 100 });
	expect((await account.get('/Warehouses')).status).toBe(status);
	account.sandbox.setClock('2099-02-01T00:00:00Z');
	expect((await account.get('/Warehouses')).status).toBe(200);
	expect(account.state().quota).toMatchObject({ month: '2099-02', used: 1, warned: [] });
});

it('goes on at once with calls that were bought, and forgets them with the month', async () => {
	await account.change('setQuota', { limit: 1, used: 1 });
	await account.change('buyCalls', { calls: 2 });
	const statuses = [];
	for (let n = 0; n < 3; n += 1) statuses.push((await account.get('/Warehouses')).status);
	expect(statuses).toEqual([200, 200, 403]);
	account.sandbox.advanceClock(32 * DAY_MS);
	expect([(await account.get('/Warehouses')).status, (await account.get('/Warehouses')).status]).toEqual([200, 403]);
});

// ------------------------------------------------------------------ errors, hostile input and faults

it.each<[string, unknown]>([
	['description', { Description: 'There is no sales order nothing.' }],
	['items', { Items: [{ Field: '', Description: 'There is no sales order nothing.' }] }],
	['message', { Message: 'There is no sales order nothing.', ModelState: {} }],
	['page', '<html><body><h1>Error 404</h1><p>There is no sales order nothing.</p></body></html>'],
])('says what is wrong in the shape "%s"', async (errorBody, data) => {
	await account.open({ errorBody });
	const answer = await account.get('/SalesOrders/nothing');
	expect(answer).toMatchObject({ status: 404, data });
	expect(answer.headers['content-type']).toContain(errorBody === 'page' ? 'text/html' : 'application/json');
});

it('names the faulty fields where errors have a list', async () => {
	await account.open({ errorBody: 'items' });
	const { data } = await account.post('/SalesOrders', order({ SubTotal: 47.4, Total: 59.49 }));
	expect(data).toEqual({
		Items: [{ Field: 'SubTotal', Description: 'Sub Total does not equal the sum of the line totals.' }],
	});
	await account.open({ errorBody: 'message' });
	expect((await account.post('/SalesOrders', order({ SubTotal: 47.4, Total: 59.49 }))).data.ModelState).toEqual({
		SubTotal: ['Sub Total does not equal the sum of the line totals.'],
	});
});

it('quotes the customer that was sent in errors of every shape', async () => {
	for (const errorBody of ['description', 'items', 'message', 'page']) {
		await account.open({ errorBody, echoPersonalData: 'yes' });
		const { data } = await account.post('/SalesOrders', order({ SubTotal: 1 }));
		for (const word of ['Onni Koenimi', 'onni@example.com', '+3585550199', 'Esimerkkikatu 199, 90100, Oulu']) {
			expect(JSON.stringify(data)).toContain(word);
		}
	}
});

it.each<[string, unknown]>([
	['a list', [order()]],
	['a text', '"hello"'],
	['what is no JSON', '{"Guid": '],
	['a number', '5'],
])('refuses a body that is %s', async (_what, body) => {
	const answer = await account.send('POST', '/SalesOrders', {}, body);
	expect(answer).toMatchObject(refusal('must be a JSON object'));
});

it('refuses a body of six million letters, and a text that is too long', async () => {
	const huge = await account.post('/SalesOrders', order({ Comments: 'x'.repeat(6_000_000) }));
	expect(huge.status).toBe(413);
	expect(await account.post('/SalesOrders', order({ Comments: 'x'.repeat(2049) }))).toMatchObject(refusal('2048'));
});

it.each([
	['GET', '/PurchaseOrders'],
	['GET', '/SalesOrders/119e3489-f17f-5efc-90a5-d00803a1d3f7/Credit'],
	['PUT', '/SalesOrders'],
	['PUT', '/Products/119e3489-f17f-5efc-90a5-d00803a1d3f7'],
	['PUT', '/Customers/119e3489-f17f-5efc-90a5-d00803a1d3f7'],
	['POST', '/Invoices'],
	['POST', '/Webhooks'],
	['GET', '/Warehouses/119e3489-f17f-5efc-90a5-d00803a1d3f7'],
])('does not know %s %s', async (method, path) => {
	const { status, data } = await account.send(method, path);
	expect([status, String(data.error)]).toEqual([404, expect.stringContaining('DOES NOT KNOW')]);
});

it.each([
	['rateLimited', 429, undefined],
	['rateLimitedRetryAfter', 429, '1'],
	['serverError', 500, undefined],
	['unavailable', 503, undefined],
	['expiredToken', 403, undefined],
] as const)('answers the fault %s with %s, and does nothing', async (kind, status, retryAfter) => {
	account.sandbox.addFault({ kind, operation: 'salesOrdersCreate' });
	const answer = await account.post('/SalesOrders', order());
	expect(answer).toMatchObject({ status, data: { Description: expect.any(String) } });
	expect(answer.headers['retry-after']).toBe(retryAfter);
	expect((await account.get(`/SalesOrders/${ORDER_GUID}`)).status).toBe(404);
});

it.each([
	['reset', false],
	['resetAfterCommit', true],
] as const)('breaks the connection with the fault %s; done: %s', async (kind, isDone) => {
	account.sandbox.addFault({ kind });
	await expect(account.post('/SalesOrders', order())).rejects.toMatchObject({ code: 'ECONNRESET' });
	expect((await account.get(`/SalesOrders/${ORDER_GUID}`)).status).toBe(isDone ? 200 : 404);
	expect(account.sandbox.journal()[0]).toMatchObject({ accepted: isDone, answered: false, fault: kind });
});

it('goes on where it stood after it was saved', async () => {
	await account.post('/SalesOrders', order());
	await account.change('setQuota', { used: 500 });
	const saved = await account.sandbox.save();
	const before = account.state();
	await account.open({}, saved);
	expect(account.state()).toEqual(before);
	expect((await account.get(`/SalesOrders/${ORDER_GUID}`)).data.OrderNumber).toBe('SHOP-1001');
});

it('hands out a credential with which it is reached', () => {
	expect(account.sandbox.credential()).toEqual({
		type: 'unleashedApi',
		name: 'Unleashed account',
		data: { apiId, apiKey, clientType: 'commercebridge/n8n', apiAddress: account.sandbox.url },
	});
});
