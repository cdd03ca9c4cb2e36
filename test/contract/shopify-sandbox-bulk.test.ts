import axios from 'axios';

import { DATA, Shop, type UserError } from './shopify-shop';

/* Bulk operations of the Shopify sandbox. */

const shop = new Shop();

beforeEach(async () => shop.open(), 240_000);
afterAll(async () => shop.close());

type Fields = Record<string, unknown>;
interface Operation {
	readonly id: string;
	readonly status: string;
	readonly errorCode: string | null;
	readonly objectCount: string;
	readonly rootObjectCount: string;
	readonly url: string | null;
	readonly partialDataUrl: string | null;
	readonly fileSize: string | null;
}

const FIELDS = 'id type status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt query';
const RUN = `mutation BulkRun($query: String!, $group: Boolean! = false) {
	bulkOperationRunQuery(query: $query, groupObjects: $group) { bulkOperation { ${FIELDS} } userErrors { field message code } }
}`;
const POLL = `query BulkPoll($id: ID!) { bulkOperation(id: $id) { ${FIELDS} } }`;
const LEVELS = `{ productVariants { edges { node { id sku inventoryItem { id tracked
	inventoryLevels { edges { node { id location { id } quantities(names: ["available", "on_hand"]) { name quantity } } } } } } } } }`;

async function run(
	query: string,
	group = false,
): Promise<{ bulkOperation: Operation | null; userErrors: UserError[] }> {
	return (await shop.data<{ bulkOperationRunQuery: never }>(RUN, { query, group })).bulkOperationRunQuery;
}

async function poll(id: string | undefined): Promise<Operation> {
	return (await shop.data<{ bulkOperation: Operation }>(POLL, { id })).bulkOperation;
}

/** Runs a query to its end, by the shop's clock. */
async function finished(query: string, group = false): Promise<Operation> {
	const { bulkOperation, userErrors } = await run(query, group);
	expect(userErrors).toEqual([]);
	shop.sandbox.advanceClock(400);
	return poll(bulkOperation?.id);
}

async function lines(url: string | null): Promise<Fields[]> {
	const { data } = await axios.get<string>(String(url), {
		responseType: 'text',
		transformResponse: (text: string) => text,
	});
	expect(data.endsWith('\n')).toBe(true);
	return data
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as Fields);
}

it('goes from created over running to completed by the shop’s clock', async () => {
	// So slow that the time this test itself takes does not count.
	await shop.open({ bulkSpeed: 'slow' });
	const { bulkOperation } = await run(LEVELS);
	expect(bulkOperation).toMatchObject({ status: 'CREATED', url: null, objectCount: '0' });
	shop.sandbox.advanceClock(6_000);
	expect(await poll(bulkOperation?.id)).toMatchObject({ status: 'RUNNING', url: null, completedAt: null });
	shop.sandbox.advanceClock(60_000);
	const done = await poll(bulkOperation?.id);
	const levels = shop.view.inventory.filter(({ active }) => active).length;
	expect(done).toMatchObject({
		type: 'QUERY',
		status: 'COMPLETED',
		errorCode: null,
		query: LEVELS,
		partialDataUrl: null,
	});
	expect([done.rootObjectCount, done.objectCount]).toEqual([
		`${DATA.products.length}`,
		`${DATA.products.length + levels}`,
	]);
	expect(shop.sandbox.journal().find(({ operation }) => operation === 'bulkRun')).toMatchObject({
		accepted: true,
		note: { objects: Number(done.objectCount) },
	});
});

it('takes less than half a second unless told otherwise', async () => {
	const { bulkOperation } = await run(LEVELS);
	shop.sandbox.advanceClock(400);
	expect((await poll(bulkOperation?.id)).status).toBe('COMPLETED');
});

it('leaves a file without sign-in, each node on its line, children after all parents and naming the node around them', async () => {
	const { url, objectCount } = await finished(LEVELS);
	const rows = await lines(url);
	expect(rows).toHaveLength(Number(objectCount));
	const parents = rows.slice(0, DATA.products.length);
	const children = rows.slice(DATA.products.length);
	expect(parents.find(({ sku }) => sku === 'MUG-BLUE')).toEqual({
		id: expect.any(String),
		sku: 'MUG-BLUE',
		inventoryItem: { id: shop.level('MUG-BLUE').itemId, tracked: true },
	});
	const ids = new Set(parents.map(({ id }) => id));
	expect(children.every(({ __parentId }) => ids.has(__parentId))).toBe(true);
	const mug = parents.find(({ sku }) => sku === 'MUG-BLUE');
	const { onHand, available, locationId } = shop.level('MUG-BLUE');
	const quantities = [
		{ name: 'available', quantity: available },
		{ name: 'on_hand', quantity: onHand },
	];
	expect(children).toContainEqual({
		id: expect.any(String),
		location: { id: locationId },
		quantities,
		__parentId: mug?.id,
	});
	const raw = await axios.get<string>(String(url), { responseType: 'text' });
	expect([raw.headers['content-type'], String(raw.data).includes('gid:\\/\\/shopify')]).toEqual([
		'application/jsonl; charset=utf-8',
		true,
	]);
	expect(shop.last).toMatchObject({ operation: 'bulkDownload', accepted: true, note: { lines: rows.length } });
});

it('puts children right after their parent when asked to group', async () => {
	const rows = await lines((await finished(LEVELS, true)).url);
	let parent: unknown;
	for (const { id, __parentId } of rows) {
		if (__parentId === undefined) parent = id;
		else expect(__parentId).toBe(parent);
	}
});

it('reads three lists deep, and the whole of a list whatever page it asks for', async () => {
	await shop.sandbox.change('fillCatalogue', { count: 300 });
	const rows = await lines(
		(
			await finished(
				'{ products(first: 2) { edges { node { id variants(first: 1) { edges { node { id inventoryItem { id inventoryLevels { edges { node { id } } } } } } } } } } }',
			)
		).url,
	);
	const of = (type: string) => rows.filter(({ id }) => String(id).startsWith(`gid://shopify/${type}/`));
	expect([of('Product').length, of('ProductVariant').length]).toEqual([
		shop.view.products.length,
		DATA.products.length + 300,
	]);
	expect(of('InventoryLevel').every(({ __parentId }) => String(__parentId).includes('ProductVariant'))).toBe(true);
});

it('shows the shop as it was at the start, and has no file for no rows', async () => {
	const { bulkOperation } = await run(LEVELS);
	await shop.sandbox.change('setLevel', { sku: 'MUG-BLUE', onHand: 999 });
	shop.sandbox.advanceClock(400);
	const rows = await lines((await poll(bulkOperation?.id)).url);
	expect(JSON.stringify(rows)).not.toContain('999');
	expect(await finished('{ productVariants(query: "sku:NO-SUCH") { edges { node { id } } } }')).toMatchObject({
		status: 'COMPLETED',
		objectCount: '0',
		url: null,
	});
});

it.each([
	['nothing', '', 'Syntax Error'],
	['words', 'give me everything', 'Syntax Error'],
	[
		'a mutation',
		'mutation { productDelete(input: { id: "gid://shopify/Product/1" }) { deletedProductId } }',
		'Only `query` operations',
	],
	['a field that does not exist', '{ productVariants { edges { node { id colour } } } }', 'colour'],
	['no list', '{ shop { name } }', 'at least one connection'],
	['one record', '{ node(id: "gid://shopify/Product/1") { id } }', 'top level `node` field'],
	['several records', '{ nodes(ids: ["gid://shopify/Product/1"]) { id } }', 'top level `node` field'],
	[
		'two root fields',
		'{ a: products { edges { node { id } } } b: products { edges { node { id } } } }',
		'one top level field',
	],
	['nodes instead of edges', '{ products { nodes { id } } }', "Selecting via 'nodes' is not supported"],
	[
		'a parent without id',
		'{ products { edges { node { title variants { edges { node { id } } } } } } }',
		"select the 'id' field",
	],
	[
		'a list within a list',
		'{ orders { edges { node { id refunds { orderAdjustments { edges { node { id } } } } } } } }',
		'within a list field',
	],
	[
		'four lists deep',
		'{ collections { edges { node { id products { edges { node { id variants { edges { node { id media { edges { node { id } } } } } } } } } } } } }',
		'nesting depth',
	],
	[
		'six lists',
		'{ products { edges { node { id variants { edges { node { id } } } media { edges { node { id } } } collections { edges { node { id } } } metafields { edges { node { id } } } events { edges { node { id } } } } } } }',
		'more than 5 connections',
	],
])('refuses %s', async (_what, query, words) => {
	const { bulkOperation, userErrors } = await run(query);
	expect([bulkOperation, userErrors[0]]).toMatchObject([null, { code: 'INVALID', field: ['query'] }]);
	expect(userErrors.map(({ message }) => message).join(' ')).toContain(words);
	expect(shop.last).toMatchObject({ status: 200, accepted: false });
});

it('what it does not imitate fails loudly in a bulk query, too', async () => {
	expect(await shop.codes(RUN, { query: '{ collections { edges { node { id } } } }' })).toEqual([
		'SANDBOX_NOT_IMITATED',
	]);
});

it('fails on demand and leaves a part, once', async () => {
	await shop.sandbox.change('failNextBulk', { errorCode: 'INTERNAL_SERVER_ERROR', rows: 5 });
	const failed = await finished(LEVELS);
	expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', url: null });
	expect(await lines(failed.partialDataUrl)).toHaveLength(5);
	expect((await finished(LEVELS)).status).toBe('COMPLETED');
	await expect(shop.sandbox.change('failNextBulk', { errorCode: 'BAD_LUCK' })).rejects.toThrow('none of');
});

it('is cut short on demand, while its counts say otherwise', async () => {
	await shop.sandbox.change('truncateNextBulk', { rows: 7 });
	const { status, url, objectCount } = await finished(LEVELS);
	expect([status, (await lines(url)).length]).toEqual(['COMPLETED', 7]);
	expect(Number(objectCount)).toBeGreaterThan(DATA.products.length);
});

it('fails without the scopes of what it asks for', async () => {
	await shop.sandbox.change('setScopes', { scopes: ['read_orders'] });
	expect(await finished(LEVELS)).toMatchObject({
		status: 'FAILED',
		errorCode: 'ACCESS_DENIED',
		url: null,
		partialDataUrl: null,
	});
});

it('runs five at a time, can be canceled, and belongs to its app', async () => {
	await shop.open({ bulkSpeed: 'slow' });
	const started = [];
	for (let count = 0; count < 5; count += 1) started.push((await run(LEVELS)).bulkOperation?.id);
	expect((await run(LEVELS)).userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }]);
	const cancel =
		'mutation Cancel($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }';
	expect(await shop.data(cancel, { id: started[0] })).toMatchObject({
		bulkOperationCancel: { bulkOperation: { status: 'CANCELING' }, userErrors: [] },
	});
	shop.sandbox.advanceClock(61_000);
	expect(await poll(started[0])).toMatchObject({ status: 'CANCELED', url: null });
	expect(await shop.data(cancel, { id: started[1] })).toMatchObject({
		bulkOperationCancel: { bulkOperation: { status: 'COMPLETED' }, userErrors: [{}] },
	});
	const { bulkOperations } = await shop.data<{ bulkOperations: { nodes: Operation[] } }>(
		'{ bulkOperations(first: 10, query: "status:completed", reverse: true) { nodes { id } } }',
	);
	expect(bulkOperations.nodes.map(({ id }) => id)).toEqual(started.slice(1).reverse());
	const { access_token: token } = (
		await axios.post(`${shop.sandbox.url}/admin/oauth/access_token`, {
			grant_type: 'client_credentials',
			client_id: DATA.shop.clientId,
			client_secret: DATA.shop.clientSecret,
		})
	).data;
	expect((await shop.ask(POLL, { id: started[1] }, { token })).data.data).toEqual({ bulkOperation: null });
});

it('the file is there after a restart and gone after seven days', async () => {
	const { id, url } = await finished(LEVELS);
	const path = new URL(String(url)).pathname;
	const saved = await shop.sandbox.save();
	await shop.open({}, saved);
	const status = async () => (await axios.get(`${shop.sandbox.url}${path}`, { validateStatus: () => true })).status;
	expect(await status()).toBe(200);
	shop.sandbox.advanceClock(7 * 86_400_000);
	expect([await status(), (await poll(id)).url]).toEqual([404, null]);
	expect((await axios.get(`${shop.sandbox.url}/bulk/1.jsonl`, { validateStatus: () => true })).status).toBe(404);
});

it('twenty thousand variants with their levels come whole', async () => {
	await shop.sandbox.change('fillCatalogue', { count: 20_000 });
	const { url, objectCount, rootObjectCount } = await finished(LEVELS);
	const rows = await lines(url);
	expect([rows.length, Number(rootObjectCount)]).toEqual([Number(objectCount), DATA.products.length + 20_000]);
	expect(new Set(rows.flatMap(({ sku }) => (sku === undefined ? [] : [sku]))).size).toBe(DATA.products.length + 20_000);
}, 60_000);
