import { Account, order, ORDER_GUID, refusal } from './unleashed-account';

/*
 * Unleashed's sandbox: stock on hand, adjustments, warehouses.
 */

const account = new Account();
const GUID = 'b89eacfa-dab9-527b-9bc5-f3c0ead99837';
const OTHER_GUID = '3f6d9f0e-6a9b-4c7e-9e35-1d1f0a2b3c4d';

beforeEach(() => account.open());
afterEach(() => account.close());

type Body = Record<string, unknown>;
const stock = (query?: Record<string, string>) => account.items('/StockOnHand', query);
const rowOf = async (code: string, query?: Record<string, string>) =>
	(await stock(query)).find(({ ProductCode }) => ProductCode === code);
const codes = async (query?: Record<string, string>) => (await stock(query)).map(({ ProductCode }) => ProductCode);
const guidOf = async (productCode: string) => (await account.items('/Products', { productCode }))[0]!['Guid'] as string;

// ------------------------------------------------------------------ stock on hand

it('gives on hand, allocated and available, of all warehouses together or of one', async () => {
	const main = Number(account.stock('MUG-BLUE')!['onHand']);
	await account.change('addOrder', { orderNumber: 'T-1', lines: [{ sku: 'MUG-BLUE', quantity: 3 }], status: 'Placed' });
	expect(await rowOf('MUG-BLUE')).toMatchObject({
		...{ QtyOnHand: main + 10, AllocatedQty: 3, AvailableQty: main + 7, WarehouseCode: null },
		...{ ProductDescription: 'Blue mug', ProductGuid: await guidOf('MUG-BLUE') },
		LastModifiedOn: expect.stringMatching(/^\/Date\(\d+\)\/$/),
	});
	expect(await rowOf('MUG-BLUE', { warehouseCode: 'MAIN' })).toMatchObject({
		...{ QtyOnHand: main, AllocatedQty: 3, AvailableQty: main - 3, WarehouseCode: 'MAIN' },
	});
	expect(await rowOf('MUG-BLUE', { warehouseName: 'Shop floor' })).toMatchObject({
		...{ QtyOnHand: 10, AllocatedQty: 0, AvailableQty: 10, WarehouseCode: 'SHOP' },
	});
	expect(await stock({ warehouseCode: 'MOON' })).toEqual([]);
});

it('gives a row a warehouse where told to', async () => {
	await account.open({ stockRows: 'byWarehouse' });
	const rows = (await stock()).filter(({ ProductCode }) => ProductCode === 'MUG-BLUE');
	expect(rows.map(({ WarehouseCode }) => WarehouseCode)).toEqual(['MAIN', 'SHOP']);
});

it('leaves out what never had a transaction and what has no stock, and shows what is sold out', async () => {
	const all = await codes();
	expect(all).toEqual(expect.arrayContaining(['MUG-BLUE', 'TRAY-OAK']));
	expect(all).not.toContain('TILE-SAMPLE');
	expect(all).not.toContain('FREIGHT');
	expect(all).toEqual([...all].sort());
	expect(await rowOf('TRAY-OAK')).toMatchObject({ QtyOnHand: 0, AvailableQty: 0 });
	expect(await codes({ warehouseCode: 'SHOP' })).not.toContain('MUG-WHITE');
	await account.change('setStock', { sku: 'TILE-SAMPLE', stock: 4 });
	expect(await rowOf('TILE-SAMPLE')).toMatchObject({ QtyOnHand: 4 });
	await account.change('changeProduct', { sku: 'TILE-SAMPLE', NeverDiminishing: true });
	expect(await codes()).not.toContain('TILE-SAMPLE');
});

it('holds nothing for a Parked order, and more than there is for others', async () => {
	const onHand = Number(account.stock('MUG-BLUE')!['onHand']);
	const lines = [{ sku: 'MUG-BLUE', quantity: onHand + 5 }];
	await account.change('addOrder', { orderNumber: 'T-1', lines });
	expect(account.stock('MUG-BLUE')).toMatchObject({ available: onHand });
	await account.change('setOrderStatus', { orderNumber: 'T-1', status: 'Backordered' });
	expect(await rowOf('MUG-BLUE', { warehouseCode: 'MAIN' })).toMatchObject({ AvailableQty: -5 });
});

it('reads one product, and one product by warehouse', async () => {
	const guid = await guidOf('MUG-BLUE');
	expect((await account.get(`/StockOnHand/${guid}`)).data).toEqual(await rowOf('MUG-BLUE'));
	const { Pagination, Items } = (await account.get(`/StockOnHand/${guid}/AllWarehouses`)).data;
	expect([Pagination.NumberOfItems, Items.map((row: Body) => row['WarehouseCode'])]).toEqual([2, ['MAIN', 'SHOP']]);
	expect((await account.get(`/StockOnHand/${await guidOf('TILE-SAMPLE')}`)).status).toBe(404);
	expect((await account.get(`/StockOnHand/${GUID}`)).status).toBe(404);
	expect(await codes({ productId: `${guid},${GUID}` })).toEqual(['MUG-BLUE']);
});

it.each([
	['yes', ['BOWL-SMALL', 'MUG-BLUE']],
	['no', ['BOWL-SMALL']],
] as const)('counts an allocation as a change for modifiedSince: %s', async (allocationMoves, wanted) => {
	await account.open({ allocationMoves });
	account.sandbox.advanceClock(2_000);
	const modifiedSince = await account.clock();
	expect(await codes({ modifiedSince })).toEqual([]);
	account.sandbox.advanceClock(2_000);
	await account.change('sellStock', { sku: 'BOWL-SMALL', quantity: 2 });
	await account.change('addOrder', { orderNumber: 'T-1', lines: [{ sku: 'MUG-BLUE', quantity: 3 }], status: 'Placed' });
	expect(await codes({ modifiedSince })).toEqual(wanted);
});

it('knows what was on hand at a date', async () => {
	const before = Number(account.stock('MUG-BLUE')!['onHand']);
	const asAtDate = await account.clock();
	account.sandbox.advanceClock(3_600_000);
	await account.change('sellStock', { sku: 'MUG-BLUE', quantity: 5 });
	expect(await rowOf('MUG-BLUE', { warehouseCode: 'MAIN' })).toMatchObject({ QtyOnHand: before - 5 });
	expect(await rowOf('MUG-BLUE', { warehouseCode: 'MAIN', asAtDate })).toMatchObject({ QtyOnHand: before });
});

it('ignores the size of a page of stock where told to', async () => {
	expect(await stock({ pageSize: '3' })).toHaveLength(3);
	await account.open({ stockPageSize: 'ignored' });
	expect((await stock({ pageSize: '3' })).length).toBeGreaterThan(3);
});

it('sums quantities with decimals exactly', async () => {
	for (const quantity of [0.1, 0.2, 0.1, 0.2]) await account.change('sellStock', { sku: 'MUG-BLUE', quantity });
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: 59.4 });
});

it('lets staff empty the catalogue and fill it', async () => {
	await account.change('emptyCatalogue');
	expect((await stock({ warehouseCode: 'MAIN' })).every(({ QtyOnHand }) => QtyOnHand === 0)).toBe(true);
	await account.change('fillStock', { count: 3 });
	expect(await rowOf('BULK-00003')).toMatchObject({ QtyOnHand: 21 });
	await expect(account.change('setStock', { sku: 'NOTHING', stock: 1 })).rejects.toThrow('no product NOTHING');
	await expect(account.change('setStock', { sku: 'MUG-BLUE', stock: '1' })).rejects.toThrow('"stock"');
});

// ------------------------------------------------------------------ adjustments

const adjustment = (changes: Body = {}) => ({
	AdjustmentReason: 'Count',
	Status: 'Completed',
	AdjustmentDate: '2026-11-22T10:00:00',
	Warehouse: { WarehouseCode: 'MAIN' },
	StockAdjustmentLines: [{ Product: { ProductCode: 'MUG-BLUE' }, NewQuantity: 12, Comments: 'counted' }],
	...changes,
});
const adjust = (changes?: Body, guid = GUID) => account.post(`/StockAdjustments/${guid}`, adjustment(changes));

it('sets what is on hand with a Completed adjustment, and nothing with a Parked one', async () => {
	expect((await adjust({ Status: 'Parked' })).status).toBe(201);
	expect(account.stock('MUG-BLUE')).not.toMatchObject({ onHand: 12 });
	const { status, data } = await adjust({}, OTHER_GUID);
	expect(status).toBe(201);
	expect(data).toMatchObject({
		...{ Guid: OTHER_GUID, Status: 'Completed', AdjustmentReason: 'Count' },
		StockAdjustmentLines: [{ Product: { ProductCode: 'MUG-BLUE' }, NewQuantity: 12 }],
	});
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: 12 });
	expect((await account.get(`/StockAdjustments/${OTHER_GUID}`)).data).toEqual(data);
	expect(await account.items('/StockAdjustments', { productCode: 'MUG-BLUE', warehouseCode: 'MAIN' })).toHaveLength(2);
	expect(await account.items('/StockAdjustments', { productCode: 'MUG-WHITE' })).toEqual([]);
});

it.each<[string, Body, string]>([
	['without a reason', { AdjustmentReason: undefined }, 'AdjustmentReason is required'],
	['in a warehouse nobody knows', { Warehouse: { WarehouseCode: 'MOON' } }, 'Warehouse does not exist'],
	['without lines', { StockAdjustmentLines: [] }, 'no lines'],
	[
		'of a product nobody knows',
		{ StockAdjustmentLines: [{ Product: { ProductCode: 'X' }, NewQuantity: 1 }] },
		'product',
	],
	['with a quantity in quotes', { StockAdjustmentLines: [{ Product: {}, NewQuantity: '1' }] }, 'must be a number'],
	['with a status nobody knows', { Status: 'Done' }, 'no status Done'],
])('refuses an adjustment %s', async (_how, changes, words) => {
	expect(await adjust(changes)).toMatchObject(refusal(words));
	expect(await account.items('/StockAdjustments')).toEqual([]);
});

it('meets a second adjustment under a GUID as an order: refused, or written while it is Parked', async () => {
	await adjust();
	expect(await adjust()).toMatchObject(refusal('already'));
	await account.open({ usedGuid: 'overwritten' });
	await adjust({ Status: 'Parked' });
	expect((await adjust()).status).toBe(200);
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: 12 });
	expect(await adjust()).toMatchObject(refusal('Completed'));
});

// ------------------------------------------------------------------ warehouses

it('lists warehouses, the obsolete one only when asked', async () => {
	const list = async (query?: Record<string, string>) =>
		(await account.items('/Warehouses', query)).map(({ WarehouseCode }) => WarehouseCode);
	expect(await list()).toEqual(['MAIN', 'SHOP']);
	expect(await list({ includeObsolete: 'true' })).toEqual(['MAIN', 'SHOP', 'OLD']);
	expect(await list({ warehouseName: 'shop' })).toEqual(['SHOP']);
	expect(await list({ warehouseCode: 'MAIN' })).toEqual(['MAIN']);
	expect((await account.items('/Warehouses'))[0]).toMatchObject({ WarehouseName: 'Main warehouse', IsDefault: true });
});

it('takes the goods of an order from its own warehouse', async () => {
	await account.post(`/SalesOrders/${ORDER_GUID}`, order({ Warehouse: { WarehouseCode: 'SHOP' } }));
	await account.post(`/SalesOrders/${ORDER_GUID}/Complete`);
	expect([account.stock('MUG-BLUE', 'SHOP'), account.stock('MUG-BLUE')]).toMatchObject([{ onHand: 8 }, { onHand: 60 }]);
});
