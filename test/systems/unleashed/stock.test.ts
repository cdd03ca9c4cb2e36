import { stockLevelSchema } from '../../../core/model/stock-level';
import { UnleashedClient } from '../../../nodes/Unleashed/client';
import { stockOperations } from '../../../nodes/Unleashed/stock/operations';
import { AdjustTarget } from '../../../nodes/Unleashed/stock/target';
import type { Raw } from '../../../nodes/Unleashed/wire';
import { listedBy, NOW } from '../../support/operation';
import { openVendor, type Answer, type Asked, type Vendor } from '../../support/vendor-http';

/*
 * Stock of one warehouse, of several, and of all; and what is adjusted.
 */

const [getMany] = stockOperations;

let vendor: Vendor | undefined;
afterEach(async () => {
	await vendor?.close();
	vendor = undefined;
});

const list = (rows: readonly Raw[]): Answer => ({
	body: { Pagination: { PageNumber: 1, NumberOfPages: 1 }, Items: rows },
});
const row = (ProductCode: string, AvailableQty: number, more: Raw = {}): Raw => ({
	ProductCode,
	AvailableQty,
	AllocatedQty: 0,
	OnPurchase: 0,
	...more,
});

const STOCK: Record<string, readonly Raw[]> = {
	'': [
		row('MUG-BLUE', 150.5, { AllocatedQty: 7, OnPurchase: 200, LastModifiedOn: '/Date(1795169730123)/' }),
		row('MUG-RED', -2),
	],
	MAIN: [row('MUG-BLUE', 113.3, { AllocatedQty: 7 }), row('THREAD', 0.7)],
	OUT: [row('MUG-BLUE', 37.2), row('THREAD', 0.1)],
	SHOP: [row('THREAD', 0.2)],
};
const WAREHOUSES = ['MAIN', 'OUT', 'SHOP'].map((WarehouseCode) => ({
	WarehouseCode,
	WarehouseName: `${WarehouseCode} store`,
}));
const PRODUCTS = [
	{ ProductCode: 'MUG-BLUE' },
	{ ProductCode: 'MUG-NEW', ProductDescription: 'New mug' },
	{ ProductCode: 'FREIGHT', NeverDiminishing: true },
	{ ProductCode: 'GONE', Obsolete: true },
];

async function service(more: (asked: Asked) => Answer | undefined = () => undefined): Promise<Vendor> {
	vendor = await openVendor((asked) => {
		const own = more(asked);
		if (own) return own;
		if (asked.path === '/Warehouses') return list(WAREHOUSES);
		if (asked.path === '/Products')
			return list(PRODUCTS.filter(({ ProductCode }) => ProductCode.startsWith(asked.query.productCode ?? '')));
		return asked.path === '/StockOnHand' ? list(STOCK[asked.query.warehouseCode ?? ''] ?? []) : { status: 404 };
	});
	return vendor;
}

const figures = (
	levels: ReadonlyArray<{
		sku?: string | null;
		available: number;
		onHand?: number | null;
		location?: { id?: string | null } | null;
	}>,
) =>
	levels.map(
		({ sku, available, onHand, location }) =>
			`${sku ?? ''} ${available}/${onHand ?? '?'}${location ? ` at ${location.id ?? ''}` : ''}`,
	);

it('reads one figure over all warehouses, rounded down, in one list', async () => {
	const { http, calls } = await service();
	const { records } = await listedBy(getMany, http);
	expect(figures(records)).toEqual(['MUG-BLUE 150/157', 'MUG-RED -2/-2']);
	expect(records[0]).toMatchObject({
		allocated: 7,
		incoming: 200,
		observedAt: NOW,
		updatedAt: '2026-11-20T10:15:30.123Z',
		location: null,
	});
	for (const each of records) expect(stockLevelSchema.safeParse(each).success).toBe(true);
	expect(calls()).toEqual(['GET /StockOnHand']);
});

it('adds chosen warehouses up exactly before it rounds', async () => {
	const { http } = await service();
	const { records } = await listedBy(getMany, http, { warehouses: ['MAIN', 'OUT', 'SHOP'] });
	expect(figures(records)).toEqual(['MUG-BLUE 150/157', 'THREAD 1/1']);
});

it('names the warehouse where there is one figure for each, or one is chosen', async () => {
	const { http } = await service();
	const each = await listedBy(getMany, http, { stockBy: 'warehouse', warehouses: ['OUT', 'SHOP'] });
	expect(figures(each.records)).toEqual(['MUG-BLUE 37/37 at OUT', 'THREAD 0/0 at OUT', 'THREAD 0/0 at SHOP']);
	const one = await listedBy(getMany, http, { warehouses: ['SHOP'] });
	expect(figures(one.records)).toEqual(['THREAD 0/0 at SHOP']);
});

it('refuses a warehouse that is none', async () => {
	const { http } = await service();
	await expect(listedBy(getMany, http, { warehouses: ['NONE'] })).rejects.toMatchObject({ code: 'SETUP_PARAMETER' });
});

it('takes a product that is not listed for none only when it is told so', async () => {
	const { http } = await service();
	const silent = await listedBy(getMany, http);
	expect(figures(silent.records)).not.toContain('MUG-NEW 0/0');
	const zero = { stockOptions: { unlisted: 'zero' } };
	expect(figures((await listedBy(getMany, http, zero)).records)).toEqual([
		'MUG-BLUE 150/157',
		'MUG-RED -2/-2',
		'MUG-NEW 0/0',
	]);
	expect(figures((await listedBy(getMany, http, { ...zero, warehouses: ['MAIN', 'OUT'] })).records).at(-1)).toBe(
		'MUG-NEW 0/0',
	);
	await expect(listedBy(getMany, http, zero, { changedAfter: NOW })).rejects.toMatchObject({ code: 'SETUP_PARAMETER' });
});

it('asks only for what changed, and for assemblies where they count', async () => {
	const { http, asked } = await service();
	await listedBy(
		getMany,
		http,
		{ stockOptions: { assemblies: true }, filters: { skus: 'MUG-RED' } },
		{ changedAfter: NOW },
	);
	expect(asked[0]?.query).toMatchObject({ modifiedSince: '2026-11-22T10:20:00.000', isAssembled: 'true' });
});

it('does not put a sum out of which a part cannot be read', async () => {
	const { http } = await service(({ query }) =>
		query.warehouseCode === 'OUT' ? list([{ ProductCode: 'MUG-BLUE' }]) : undefined,
	);
	const { records, problems } = await listedBy(getMany, http, { warehouses: ['MAIN', 'OUT'] });
	expect(figures(records)).toEqual(['THREAD 0/0']);
	expect(problems).toMatchObject([{ code: 'FIELD_INVALID', params: { field: 'AvailableQty' } }]);
});

// ------------------------------------------------------------------ adjustments

const RULES = { status: 'Completed', reason: 'Stock count', accountCode: '' } as const;
const KEY = '0f6a1c1e-6a43-5c7e-9d0b-2f4b7c1d9e55';

async function adjusting(more?: (asked: Asked) => Answer | undefined) {
	const there = await service(more);
	return { target: new AdjustTarget('a', new UnleashedClient(there.http), RULES, NOW), there };
}

const wish = (at: number, sku: string, locationId = 'MAIN') => ({ at, sku, barcode: '', locationId });

it('reads what lies in each warehouse, and which products there are besides', async () => {
	const { target, there } = await adjusting();
	const found = await target.read([
		wish(0, 'mug-blue'),
		wish(1, 'MUG-NEW'),
		wish(2, 'FREIGHT'),
		wish(3, 'UNKNOWN'),
		wish(4, 'MUG-BLUE', 'OUT'),
	]);
	expect(found).toMatchObject([
		{ found: { itemId: 'MUG-BLUE', locationId: 'MAIN', quantity: 120 } },
		{ found: { itemId: 'MUG-NEW', quantity: null } },
		{ found: 'uncounted' },
		{ found: 'none' },
		{ found: { itemId: 'MUG-BLUE', locationId: 'OUT', quantity: 37 } },
	]);
	expect(there.calls().filter((call) => call === 'GET /StockOnHand')).toHaveLength(2);
});

const change = (at: number, itemId: string, quantity: number, locationId = 'MAIN') => ({
	at,
	level: { itemId, locationId, quantity: 1 },
	quantity,
});

it('writes one adjustment a warehouse, under the same GUID for the same batch and another for the next', async () => {
	const { target, there } = await adjusting((asked) =>
		asked.method === 'POST' ? { status: 201, body: asked.body } : undefined,
	);
	const batch = [change(0, 'MUG-BLUE', 5), change(1, 'MUG-BLUE', 6, 'OUT'), change(2, 'THREAD', 7)];
	expect(await target.set(batch, KEY)).toEqual([{ outcome: 'done' }, { outcome: 'done' }, { outcome: 'done' }]);
	const posts = there.asked.filter(({ method }) => method === 'POST');
	expect(posts.map(({ body }) => body)).toMatchObject([
		{
			Warehouse: { WarehouseCode: 'MAIN' },
			AdjustmentReason: 'Stock count',
			Status: 'Completed',
			StockAdjustmentLines: [
				{ Product: { ProductCode: 'MUG-BLUE' }, NewQuantity: 5 },
				{ Product: { ProductCode: 'THREAD' }, NewQuantity: 7 },
			],
		},
		{ Warehouse: { WarehouseCode: 'OUT' }, StockAdjustmentLines: [{ NewQuantity: 6 }] },
	]);
	expect(posts[0]?.path).toBe(`/StockAdjustments/${String((posts[0]?.body as Raw).Guid)}`);
	await target.set(batch, KEY);
	await target.set(batch, '0f6a1c1e-6a43-5c7e-9d0b-2f4b7c1d9e56');
	const guids = there.asked.filter(({ method }) => method === 'POST').map(({ path }) => path);
	expect(guids[2]).toBe(guids[0]);
	expect(new Set(guids).size).toBe(4);
});

it.each([
	['refused', { status: 400 }, { status: 404 }, 'rejected'],
	['refused, because it stands there', { status: 400 }, { body: { Guid: 'x' } }, 'done'],
	['not answered', 'reset', { status: 404 }, 'unknown'],
	['not answered, and stands there', 'reset', { body: { Guid: 'x' } }, 'done'],
] as Array<[string, Answer, Answer, string]>)('says of an adjustment that was %s', async (_, posted, look, outcome) => {
	const { target } = await adjusting(({ method, path }) =>
		method === 'POST' ? posted : path.startsWith('/StockAdjustments/') ? look : undefined,
	);
	expect(await target.set([change(0, 'MUG-BLUE', 5)], KEY)).toMatchObject([{ outcome }]);
});

it('ends the run where the month’s calls are used up', async () => {
	const { target } = await adjusting(({ method }) =>
		method === 'POST' ? { status: 403, body: 'monthly limit' } : undefined,
	);
	await expect(target.set([change(0, 'MUG-BLUE', 5)], KEY)).rejects.toMatchObject({ code: 'SETUP_QUOTA' });
});
