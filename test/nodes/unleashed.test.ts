/** @jest-environment ./test/support/jest-environment.js */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { jsonOf } from '../support/desk';
import { runNode, skipWaits } from '../support/engine';
import { codesOf, outcomesOf, reasonsOf, shopOrder, type Answered } from '../support/warehouse';

/*
 * The node in n8n's own engine, over n8n's own HTTP helper: what leaves it is what was signed, and an order takes the whole
 * road. The vendor here checks signatures and keeps orders by GUID, and nothing else.
 */

const KEY = 'ExampleKey0123456789ABCDEFabcdef==';
const KEYS = {
	apiId: 'B89EACFA-DAB9-527B-9BC5-F3C0EAD99837',
	apiKey: KEY,
	clientType: 'example/n8n',
	pageSize: 50,
};

interface Seen {
	readonly call: string;
	readonly query: string;
	readonly headers: IncomingMessage['headers'];
}

let server: Server;
let url = '';
let folder = '';
let resumeWaits: () => void;
const seen: Seen[] = [];
const orders = new Map<string, IDataObject>();
/** The next answer, whatever is asked. */
let odd: { status: number; body: unknown } | undefined;

const list = (rows: readonly IDataObject[]) => ({
	Pagination: { NumberOfItems: rows.length, PageSize: 50, PageNumber: 1, NumberOfPages: 1 },
	Items: rows,
});

function answerTo(method: string, path: string, query: URLSearchParams, body: IDataObject): [number, unknown] {
	const guid = /^\/SalesOrders\/(.+)$/.exec(path)?.[1] ?? '';
	if (path === '/SalesOrders') {
		const number = query.get('orderNumber');
		return [200, list([...orders.values()].filter(({ OrderNumber }) => number === null || OrderNumber === number))];
	}
	if (path === '/Taxes') return [200, list([{ TaxCode: 'VAT25', TaxRate: 25.5 }])];
	if (guid !== '' && method === 'POST' && orders.has(guid)) return [400, { Description: 'Used.' }];
	if (guid !== '' && method !== 'GET') {
		orders.set(guid, { ...body, LastModifiedOn: '/Date(1795169730123)/' });
		return [201, orders.get(guid)];
	}
	return guid === '' ? [200, list([])] : [404, {}];
}

beforeAll(async () => {
	resumeWaits = skipWaits(() => undefined);
	folder = mkdtempSync(join(tmpdir(), 'unleashed-'));
	server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const [path = '', query = ''] = (request.url ?? '').split('?', 2);
			seen.push({ call: `${request.method} ${path}`, query, headers: request.headers });
			const text = Buffer.concat(parts).toString('utf8');
			const wanted = createHmac('sha256', KEY).update(decodeURIComponent(query)).digest('base64');
			const given = request.headers['api-auth-signature'];
			const body = (text === '' ? {} : JSON.parse(text)) as IDataObject;
			const [status, out] =
				given !== wanted
					? [403, { Message: 'Forbidden' }]
					: odd
						? [odd.status, odd.body]
						: answerTo(request.method ?? '', path, new URLSearchParams(query), body);
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(out));
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
	resumeWaits();
	server.closeAllConnections();
	await new Promise((done) => server.close(done));
	rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
	seen.length = 0;
	odd = undefined;
});

async function run(parameters: IDataObject, items: IDataObject[] = [{}], keys: IDataObject = {}): Promise<Answered> {
	const answer = await runNode({
		type: 'unleashed',
		parameters,
		credentials: { unleashedApi: { ...KEYS, apiAddress: url, ...keys } as never },
		items,
		onError: 'continueErrorOutput',
		storageFolder: folder,
	});
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

const SEND = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '2026-01-01T00:00:00Z',
	numberPrefix: 'SHOP-',
	customerFrom: 'fixed',
	customerCode: 'WEB-SHOP',
	warehouse: 'MAIN',
	baseCurrency: 'EUR',
	newStatus: 'Placed',
	chargeProducts: { delivery: 'FREIGHT' },
};

it('sends what it signed, with its headers, and values unencoded wherever that can be', async () => {
	const filters = {
		changedAfter: '2026-11-20T00:00:00.000Z',
		statuses: ['Completed', 'Backordered'],
		customerCode: 'A & B',
	};
	await run({ resource: 'order', operation: 'getAll', returnAll: true, filters });
	expect(seen).toHaveLength(1);
	expect(seen[0]?.query).toBe(
		'modifiedSince=2026-11-20T00:00:00.000&orderStatus=Completed,Backordered&customerCode=A%20%26%20B&pageSize=50',
	);
	expect(seen[0]?.headers).toMatchObject({
		accept: 'application/json',
		'content-type': 'application/json',
		'api-auth-id': KEYS.apiId,
		'client-type': 'example/n8n',
	});
});

it('says in plain words that the key is wrong, and when the month’s calls are used up', async () => {
	const order = [shopOrder('#900')];
	expect(codesOf(await run(SEND, order, { apiKey: 'wrong' }))).toEqual(['SETUP_CREDENTIAL']);
	odd = { status: 403, body: { Description: 'Your monthly API limit has been reached.' } };
	expect(codesOf(await run(SEND, order))).toEqual(['SETUP_QUOTA']);
	odd = { status: 403, body: '' };
	const [check] = (await run({ resource: 'connection', operation: 'check' })).results;
	expect(check).toMatchObject({ ok: false, calls: 1 });
});

it('books an order once: previewed, created and placed, then left alone', async () => {
	const order = [shopOrder('#1001')];
	const preview = await run({ ...SEND, previewOnly: true }, order);
	expect(preview.problems).toEqual([]);
	expect(preview.results).toMatchObject([
		{ outcome: 'preview', preview: { would: 'create', after: { total: '37.4' } } },
	]);
	expect(orders.size).toBe(0);
	expect(outcomesOf(await run(SEND, order))).toEqual(['created']);
	expect([...orders.values()]).toMatchObject([{ OrderNumber: 'SHOP-1001', OrderStatus: 'Placed', Total: 37.4 }]);
	seen.length = 0;
	expect(outcomesOf(await run(SEND, order))).toEqual(['unchanged']);
	expect(seen).toEqual([]);
});

it('finds the order without a ledger too, and takes an edit over', async () => {
	expect(outcomesOf(await run({ ...SEND, ledger: 'off' }, [shopOrder('#1001')]))).toEqual(['unchanged']);
	const edited = [shopOrder('#1001', { note: 'Leave it at the side door', updatedAt: '2026-11-22T11:00:00.000Z' })];
	expect(outcomesOf(await run(SEND, edited))).toEqual(['updated']);
	expect([...orders.values()]).toMatchObject([{ Comments: 'Leave it at the side door', OrderStatus: 'Placed' }]);
});

it('stops where another connection sends the same orders', async () => {
	orders.set('foreign', { Guid: 'foreign', OrderNumber: '#1002', OrderStatus: 'Parked', SalesOrderLines: [] });
	expect(codesOf(await run(SEND, [shopOrder('#1002')]))).toEqual(['SETUP_OTHER_CONNECTOR']);
	expect([...orders.keys()]).toHaveLength(2);
});

it('holds a completion until the shop calls the order fulfilled', async () => {
	const complete = { resource: 'order', operation: 'complete', numberPrefix: 'SHOP-' };
	const held = await run(complete, [shopOrder('#1001')]);
	expect(reasonsOf(held)).toEqual(['HELD_NOT_FULFILLED']);
	const there = await run({ ...complete, previewOnly: true }, [shopOrder('#1001', { fulfillmentStatus: 'fulfilled' })]);
	expect(there.results).toMatchObject([
		{ preview: { would: 'update', changes: [{ field: 'OrderStatus', after: 'Completed' }] } },
	]);
});

it.each([
	['Base Currency', { baseCurrency: 'euro' }],
	['Customer Code', { customerCode: ' ' }],
	['Warehouse', { warehouse: ' ' }],
	['Order Number Prefix', { numberPrefix: 'SHOP 1' }],
	['Tax Codes', { taxCodes: { row: [{ percent: 'much', code: 'A' }] } }],
	['Custom Status', { newStatus: 'custom', customStatus: 'a name that is too long' }],
	['Products for Charges', { orderOptions: { discounts: 'ownLine' } }],
])('writes nothing while %s cannot be used', async (name, parameters) => {
	const answer = await run({ ...SEND, ...parameters } as IDataObject, [shopOrder('#1003')]);
	expect(codesOf(answer)).toEqual(['SETUP_PARAMETER']);
	expect(JSON.stringify(answer.problems)).toContain(name);
	expect(seen).toEqual([]);
});
