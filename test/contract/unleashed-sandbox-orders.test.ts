import { Account, order, ORDER_GUID, refusal, withLine } from './unleashed-account';

/*
 * Unleashed's sandbox: sales orders from the first POST to the last status.
 */

const account = new Account();
const OTHER_GUID = 'b89eacfa-dab9-527b-9bc5-f3c0ead99837';
const PATH = `/SalesOrders/${ORDER_GUID}`;

beforeEach(() => account.open());
afterEach(() => account.close());

type Body = Record<string, unknown>;
const create = (changes?: Body) => account.post(PATH, order(changes));
const write = (changes?: Body) => account.put(PATH, order(changes));
const read = async (guid = ORDER_GUID) => (await account.get(`/SalesOrders/${guid}`)).data;
const numbered = (orderNumber: string) => account.items('/SalesOrders', { orderNumber });
const numbers = async (query: Record<string, string>) =>
	(await account.items('/SalesOrders', query)).map(({ OrderNumber }) => OrderNumber);
const dateOf = (text: unknown) => Number(/^\/Date\((-?\d+)\)\/$/.exec(String(text))?.[1]);
const lines = () => order()['SalesOrderLines'] as Body[];

// ------------------------------------------------------------------ creating

it('makes an order under the GUID of the path, answers 201 with it, and reserves nothing while it is Parked', async () => {
	const before = account.stock('MUG-BLUE');
	const { status, data } = await create();
	expect(status).toBe(201);
	expect(data).toMatchObject({
		...{ Guid: ORDER_GUID, OrderNumber: 'SHOP-1001', OrderStatus: 'Parked', SourceId: 'shopify:5555555555' },
		...{ SubTotal: 47.41, TaxTotal: 12.09, Total: 59.5, BCTotal: 59.5, TaxRate: 0.255, CompletedDate: null },
		Customer: { CustomerCode: 'WEB-SHOP', CustomerName: 'Web shop', Guid: expect.any(String) },
		Warehouse: { WarehouseCode: 'MAIN' },
		Tax: { TaxCode: 'VAT25.5', TaxRate: 0.255 },
		DeliveryCountry: 'Finland',
		SalesOrderLines: [
			{ LineNumber: 1, LineType: null, Product: { ProductCode: 'MUG-BLUE' }, OrderQuantity: 2, LineTax: 10.08 },
			{ LineNumber: 2, Product: { ProductCode: 'FREIGHT' }, LineTotal: 7.89, TaxRate: 0.255 },
		],
	});
	expect(dateOf(data.OrderDate)).toBe(Date.parse('2026-11-20T10:15:30Z'));
	expect(dateOf(data.RequiredDate)).toBe(Date.parse('2026-11-25T00:00:00Z'));
	expect(await read(ORDER_GUID.toUpperCase())).toEqual(data);
	expect(account.stock('MUG-BLUE')).toEqual(before);
});

it('makes an order under the GUID of the body, and under one of its own when there is none', async () => {
	expect((await account.post('/SalesOrders', order())).data.Guid).toBe(ORDER_GUID);
	const { status, data } = await account.post('/SalesOrders', order({ Guid: undefined, OrderNumber: undefined }));
	expect([status, data.Guid, data.OrderNumber]).toEqual([
		201,
		expect.stringMatching(/^[0-9a-f-]{36}$/),
		expect.stringMatching(/^SO-\d{8}$/),
	]);
	expect(await account.post('/SalesOrders/not-a-guid', order())).toMatchObject(refusal('no GUID'));
	expect(await account.post(`/SalesOrders/${OTHER_GUID}`, order())).toMatchObject(refusal('not the one of the path'));
});

it('answers a create without a body where told to', async () => {
	await account.open({ createdBody: 'empty' });
	expect(await create()).toMatchObject({ status: 201, data: '' });
	expect((await read()).OrderNumber).toBe('SHOP-1001');
});

it.each<[string, Body, string]>([
	['without a customer', { Customer: null }, 'Customer is required'],
	['for a customer nobody knows', { Customer: { CustomerCode: 'NOBODY' } }, 'Customer does not exist'],
	['for a warehouse nobody knows', { Warehouse: { WarehouseCode: 'MOON' } }, 'Warehouse does not exist'],
	['in a currency nobody knows', { Currency: { CurrencyCode: 'XXX' } }, 'Currency does not exist'],
	['with a tax nobody knows', { Tax: { TaxCode: 'G.S.T.' } }, 'Tax does not exist'],
	['with a rate on another scale', { TaxRate: 25.5 }, 'TaxRate is not the rate'],
	['with a delivery method nobody knows', { DeliveryMethod: 'Drone' }, 'DeliveryMethod Drone does not exist'],
	['for a group nobody knows', { SalesOrderGroup: 'Moon' }, 'SalesOrderGroup Moon'],
	['with a custom status nobody made', { CustomOrderStatus: 'Odd' }, 'no custom status Odd'],
	['as Placed', { OrderStatus: 'Placed' }, 'cannot be made as Placed'],
	['as Deleted', { OrderStatus: 'Deleted' }, 'cannot be made as Deleted'],
	['with a number of 21 characters', { OrderNumber: 'SHOP-1234567890123456' }, '20 characters'],
	['with a date that has a zone', { OrderDate: '2026-11-20T10:15:30Z' }, 'OrderDate must be a date'],
	['with an amount in quotes', { Total: '59.50' }, 'Total must be a number'],
	['without lines', { SalesOrderLines: [] }, 'no lines'],
	['with lines that are no list', { SalesOrderLines: { LineNumber: 1 } }, 'SalesOrderLines must be a list'],
	['with a field nobody knows', { ExternalReference: 'x' }, 'DOES NOT KNOW the field ExternalReference'],
	['with a product nobody knows', withLine({ Product: { ProductCode: 'VASE-NEW' } }), 'VASE-NEW does not exist'],
	['with two lines of one number', withLine({ LineNumber: 2 }), 'LineNumber 2 is there twice'],
	['with a quantity of nothing', withLine({ OrderQuantity: 0, LineTotal: 0 }), 'above 0'],
	['with a line that does not multiply', withLine({ UnitPrice: 20 }), 'UnitPrice times OrderQuantity'],
	['with a discount above the whole', withLine({ DiscountRate: 10 }), 'from 0 to 1'],
	['with a line type', withLine({ LineType: 'Charge' }), 'LineType can only be null'],
	['with a line of a tax nobody knows', withLine({ LineTaxCode: 'NONE' }), 'NONE does not exist'],
	['with lines that do not add up', { SubTotal: 47.42, Total: 59.51 }, 'Sub Total does not equal'],
	['with taxes that do not add up', { TaxTotal: 12.1, Total: 59.51 }, 'Tax Total does not equal'],
	['with a total that does not add up', { Total: 59.51 }, 'Total does not equal Sub Total plus'],
])('refuses an order %s, and keeps nothing of it', async (_how, changes, words) => {
	expect(await create(changes)).toMatchObject(refusal(words));
	expect((await account.get(PATH)).status).toBe(404);
});

it.each(['__proto__', 'constructor', 'toString'])('refuses a field called %s', async (name) => {
	const text = JSON.stringify(order()).replace('{', `{"${name}": {"Guid": "x"},`);
	expect(await account.send('POST', PATH, {}, text)).toMatchObject(refusal(`DOES NOT KNOW the field ${name}`));
});

it.each(['OrderStatus', 'Warehouse', 'ExchangeRate', 'TaxRate'])(
	'wants %s as the table of fields does, or does without it as clients in use do',
	async (field) => {
		expect(await create({ [field]: undefined })).toMatchObject(refusal(`${field} is required`));
		await account.open({ required: 'few' });
		expect((await create({ [field]: undefined })).status).toBe(201);
		expect(await read()).toMatchObject({ OrderStatus: 'Parked', Warehouse: { WarehouseCode: 'MAIN' }, TaxRate: 0.255 });
	},
);

it('takes sums that are a cent off where told to, and never two', async () => {
	const off = { SubTotal: 47.42, Total: 59.51 };
	expect((await create(off)).status).toBe(400);
	await account.open({ totals: 'cent' });
	expect((await create({ SubTotal: 47.43, Total: 59.52 })).status).toBe(400);
	expect((await create(off)).data).toMatchObject({ SubTotal: 47.42, Total: 59.51 });
});

it('adds amounts exactly', async () => {
	const line = (LineNumber: number) => ({
		...lines()[0],
		LineNumber,
		OrderQuantity: 1,
		UnitPrice: 0.1,
		LineTotal: 0.1,
		LineTax: 0.1,
	});
	const many = Array.from({ length: 30 }, (_, at) => line(at + 1));
	const sums = { SubTotal: 3, TaxTotal: 3, Total: 6 };
	expect((await create({ SalesOrderLines: many, ...sums })).status).toBe(201);
});

it('takes a line whose total is rounded to the cent, and any total where lines are trusted', async () => {
	const third = withLine({ OrderQuantity: 3, UnitPrice: 13.1733, LineTotal: 39.52 });
	expect((await create(third)).status).toBe(201);
	await account.open({ lineTotals: 'trusted' });
	expect((await create(withLine({ UnitPrice: 99 }))).status).toBe(201);
});

it('takes the discount of a line off its total', async () => {
	const tenth = withLine({ DiscountRate: 0.1, LineTotal: 35.57 });
	expect((await create({ ...tenth, SubTotal: 43.46, Total: 55.55 })).data).toMatchObject({
		SalesOrderLines: [{ DiscountRate: 0.1, LineTotal: 35.57 }, {}],
	});
});

it('reads rates as percentages in an account that has them so', async () => {
	await account.open({ taxScale: 'percent' });
	expect((await account.items('/Taxes'))[0]).toMatchObject({ TaxCode: 'VAT25.5', TaxRate: 25.5 });
	expect(await create()).toMatchObject(refusal('TaxRate is not the rate of VAT25.5, which is 25.5'));
	expect((await create({ TaxRate: 25.5 })).data.SalesOrderLines[0].TaxRate).toBe(25.5);
});

it('finds what an order names by GUID as by code', async () => {
	const [product] = await account.items('/Products', { productCode: 'MUG-BLUE' });
	const [customer] = await account.items('/Customers', { customerCode: 'TABLE-OY' });
	const named = { Customer: { Guid: customer!['Guid'] }, ...withLine({ Product: { Guid: product!['Guid'] } }) };
	expect((await create(named)).data).toMatchObject({
		Customer: { CustomerCode: 'TABLE-OY' },
		SalesOrderLines: [{ Product: { ProductCode: 'MUG-BLUE' } }, {}],
	});
});

it('refuses goods that are obsolete or not for sale', async () => {
	await account.change('changeProduct', { sku: 'MUG-BLUE', IsSellable: false });
	expect(await create()).toMatchObject(refusal('not for sale'));
	await account.change('changeProduct', { sku: 'MUG-BLUE', IsSellable: true, Obsolete: true });
	expect(await create()).toMatchObject(refusal('obsolete'));
});

// ------------------------------------------------------------------ a GUID or a number that is taken

it.each([
	['refused', 400],
	['conflict', 409],
] as const)('refuses a second create under a GUID (%s), and leaves what stands there', async (usedGuid, status) => {
	await account.open({ usedGuid });
	await create();
	for (const path of [PATH, '/SalesOrders']) {
		expect(await account.post(path, order({ Comments: 'again' }))).toMatchObject(refusal('already', status));
	}
	expect((await read()).Comments).toBe('Gift wrap, please');
	expect(account.state()['orders']!.filter(({ guid }) => guid === ORDER_GUID)).toHaveLength(1);
});

it('overwrites what stands under a GUID where told to, also what staff changed in it', async () => {
	await account.open({ usedGuid: 'overwritten' });
	await create();
	await account.change('changeOrderLine', { orderNumber: 'SHOP-1001', sku: 'MUG-BLUE', quantity: 1 });
	const { status, data } = await account.post(PATH, order({ Comments: undefined }));
	expect([status, data.Comments, data.SalesOrderLines[0].OrderQuantity]).toEqual([200, null, 2]);
	expect(account.state()['orders']!.filter(({ guid }) => guid === ORDER_GUID)).toHaveLength(1);
	await account.change('completeOrder', { orderNumber: 'SHOP-1001' });
	expect(await create()).toMatchObject(refusal('Completed'));
});

it.each([
	['refused', 400, 1],
	['second', 201, 2],
] as const)('meets a used number with another GUID: %s', async (usedNumber, status, count) => {
	await account.open({ usedNumber });
	await create();
	expect((await account.post('/SalesOrders', order({ Guid: OTHER_GUID }))).status).toBe(status);
	expect(await numbered('SHOP-1001')).toHaveLength(count);
});

// ------------------------------------------------------------------ writing whole

it('blanks what a write leaves out', async () => {
	await create();
	const written = await write({
		Comments: undefined,
		CustomerRef: undefined,
		DeliveryName: undefined,
		SourceId: undefined,
	});
	expect(written).toMatchObject({
		status: 200,
		data: { Comments: null, CustomerRef: null, DeliveryName: null, SourceId: null, DeliveryCity: 'Oulu' },
	});
	expect(await account.items('/SalesOrders', { sourceId: 'shopify:5555555555' })).toEqual([]);
});

it('takes back a whole record as it was read', async () => {
	await create();
	const before = await read();
	const { status, data } = await account.put(PATH, before);
	expect(status).toBe(200);
	expect({ ...data, LastModifiedOn: '', SalesOrderLines: 0 }).toEqual({
		...before,
		LastModifiedOn: '',
		SalesOrderLines: 0,
	});
	expect(data.SalesOrderLines.map(({ Guid }: Body) => Guid)).toEqual(
		before.SalesOrderLines.map(({ Guid }: Body) => Guid),
	);
});

it.each([
	['replaced', [3]],
	['merged', [1, 2, 3]],
] as const)('has lines that a write does not name %s', async (putLines, wanted) => {
	await account.open({ putLines });
	await create();
	const third = { ...lines()[1], LineNumber: 3 };
	const alone = { SalesOrderLines: [third], SubTotal: 7.89, TaxTotal: 2.01, Total: 9.9 };
	const all = { SalesOrderLines: [third], SubTotal: 55.3, TaxTotal: 14.1, Total: 69.4 };
	const [right, wrong] = putLines === 'replaced' ? [alone, all] : [all, alone];
	expect(await write(wrong)).toMatchObject(refusal('Sub Total'));
	const { data } = await write(right);
	expect(data.SalesOrderLines.map(({ LineNumber }: Body) => LineNumber)).toEqual(wanted);
});

it('writes a line that is named by its GUID in its place, whatever becomes of the others', async () => {
	for (const putLines of ['replaced', 'merged']) {
		await account.open({ putLines });
		const [first, second] = (await create()).data.SalesOrderLines;
		const { data } = await write({ SalesOrderLines: [{ ...first, Comments: 'blue' }, second] });
		expect(data.SalesOrderLines).toMatchObject([{ Guid: first.Guid, Comments: 'blue' }, { Guid: second.Guid }]);
		expect(data.SalesOrderLines).toHaveLength(2);
	}
});

it('refuses a write without a number, to another GUID, of an order that is not there, or with a used number', async () => {
	await create();
	expect(await write({ OrderNumber: undefined })).toMatchObject(refusal('OrderNumber is required'));
	expect(await write({ Guid: OTHER_GUID })).toMatchObject(refusal('not the one of the path'));
	expect((await account.put(`/SalesOrders/${OTHER_GUID}`, order({ Guid: undefined }))).status).toBe(404);
	expect(await write({ OrderNumber: 'SO-00000011' })).toMatchObject(refusal('SO-00000011 already'));
});

it.each([
	['taken', 200, 'Placed', 2],
	['refused', 400, 'Parked', 0],
	['ignored', 200, 'Parked', 0],
] as const)('has the status of a write %s', async (putStatus, status, becomes, allocated) => {
	await account.open({ putStatus });
	await create();
	expect((await write({ OrderStatus: 'Placed' })).status).toBe(status);
	expect((await read()).OrderStatus).toBe(becomes);
	expect(account.stock('MUG-BLUE')).toMatchObject({ allocated });
	if (putStatus !== 'ignored') expect((await write({ OrderStatus: 'Completed' })).status).toBe(400);
});

it('lets Placed and Backordered pass on create where told to', async () => {
	await account.open({ createStatus: 'any' });
	expect((await create({ OrderStatus: 'Placed' })).data.OrderStatus).toBe('Placed');
	expect(account.stock('MUG-BLUE')).toMatchObject({ allocated: 2 });
});

// ------------------------------------------------------------------ completing and deleting

it('completes an order: goods leave, a shipment and an invoice are made, and nothing can be changed any more', async () => {
	const before = account.stock('MUG-BLUE')!;
	await create();
	await account.change('setOrderStatus', { orderNumber: 'SHOP-1001', status: 'Placed' });
	expect(account.stock('MUG-BLUE')).toMatchObject({ allocated: 2, available: Number(before['available']) - 2 });
	const { status, data } = await account.post(`${PATH}/Complete`);
	expect([status, data.OrderStatus, dateOf(data.CompletedDate) > 0]).toEqual([200, 'Completed', true]);
	expect(account.stock('MUG-BLUE')).toMatchObject({ allocated: 0, onHand: Number(before['onHand']) - 2 });
	expect(account.stock('FREIGHT')).toBeUndefined();
	expect(await account.items('/SalesShipments', { orderNumber: 'SHOP-1001' })).toMatchObject([
		{ ShipmentStatus: 'Dispatched', OrderGuid: ORDER_GUID },
	]);
	expect(await account.items('/Invoices', { orderNumber: 'SHOP-1001' })).toMatchObject([{ Total: 59.5 }]);
	for (const refused of [write(), account.delete(PATH), account.post(`${PATH}/Complete`)]) {
		expect(await refused).toMatchObject(refusal('Completed'));
	}
});

it('completes an order that has a shipment without making another, and what was packed has left', async () => {
	await create();
	const lines = [{ sku: 'MUG-BLUE', quantity: 1 }];
	await account.change('ship', { orderNumber: 'SHOP-1001', status: 'Packed', lines });
	await account.post(`${PATH}/Complete`);
	expect(await account.items('/SalesShipments', { orderNumber: 'SHOP-1001' })).toMatchObject([
		{ ShipmentStatus: 'Dispatched', SalesShipmentLines: [{ ShipmentQty: 1 }] },
	]);
});

it('makes an order that is Completed at once', async () => {
	const before = Number(account.stock('MUG-BLUE')!['onHand']);
	expect((await create({ OrderStatus: 'Completed' })).data.OrderStatus).toBe('Completed');
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: before - 2 });
});

it('does not complete what is not on the shelf, unless told to', async () => {
	await account.change('setStock', { sku: 'MUG-BLUE', stock: 1 });
	await create();
	expect(await account.post(`${PATH}/Complete`)).toMatchObject(refusal('not enough of MUG-BLUE'));
	expect((await read()).OrderStatus).toBe('Parked');
	await account.open({ completeWithoutStock: 'allowed' });
	await account.change('setStock', { sku: 'MUG-BLUE', stock: 1 });
	await create();
	await account.post(`${PATH}/Complete`);
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: -1 });
});

it('deletes an order: hidden from lists, kept under its GUID and number', async () => {
	await create();
	await account.change('setOrderStatus', { orderNumber: 'SHOP-1001', status: 'Backordered' });
	expect((await account.delete(PATH)).status).toBe(200);
	expect(account.stock('MUG-BLUE')).toMatchObject({ allocated: 0 });
	expect((await read()).OrderStatus).toBe('Deleted');
	expect(await numbers({})).not.toContain('SHOP-1001');
	expect(await numbers({ orderStatus: 'Deleted' })).toContain('SHOP-1001');
	expect(await numbered('SHOP-1001')).toHaveLength(1);
	expect(await create()).toMatchObject(refusal('already'));
	expect(await account.post('/SalesOrders', order({ Guid: OTHER_GUID }))).toMatchObject(refusal('SHOP-1001 already'));
});

it('hides a deleted order from its own number where told to', async () => {
	await account.open({ deletedByNumber: 'hidden' });
	await create();
	await account.delete(PATH);
	expect(await numbered('SHOP-1001')).toEqual([]);
	expect(await numbers({ orderStatus: 'Deleted' })).toContain('SHOP-1001');
});

it('deletes a line, makes the sums anew, and keeps the last one', async () => {
	const [first, second] = (await create()).data.SalesOrderLines;
	expect((await account.delete(`/SalesOrders/Lines/${second.Guid}`)).status).toBe(200);
	expect(await read()).toMatchObject({ SubTotal: 39.52, TaxTotal: 10.08, Total: 49.6 });
	expect(await account.delete(`/SalesOrders/Lines/${first.Guid}`)).toMatchObject(refusal('last line'));
	expect((await account.delete(`/SalesOrders/Lines/${OTHER_GUID}`)).status).toBe(404);
});

// ------------------------------------------------------------------ lists

it('has orders of the vendor’s own connector and of staff at the start, the last edited first', async () => {
	const { Items } = (await account.get('/SalesOrders')).data;
	const edited = Items.map(({ LastModifiedOn }: Body) => dateOf(LastModifiedOn));
	expect(edited).toEqual([...edited].sort((one: number, other: number) => other - one));
	expect(new Set(await numbers({}))).toEqual(new Set(['#1002', '#1004', 'SO-00000011', 'SO-00000012']));
	await account.change('setOrderStatus', { orderNumber: 'SO-00000011', status: 'Placed' });
	expect((await numbers({}))[0]).toBe('SO-00000011');
});

it.each<[Record<string, string>, readonly string[]]>([
	[{ orderStatus: 'Placed' }, ['SO-00000012']],
	[{ orderStatus: 'placed,Deleted' }, ['SO-00000012', 'SO-00000013']],
	[{ customOrderStatus: 'Web', orderStatus: 'Deleted' }, ['SHOP-1001']],
	[{ sourceId: 'shopify:5555555555', orderStatus: 'Deleted' }, ['SHOP-1001']],
	[{ orderNumber: '#1002', warehouseCode: 'SHOP' }, ['#1002']],
	[{ customerCode: 'table' }, ['SHOP-1001']],
	[{ warehouseCode: 'SHOP' }, ['SHOP-1001']],
	[{ modifiedSince: '2026-11-21T10:00:00', orderStatus: 'Parked' }, ['SHOP-1001']],
	[{ modifiedSince: '2026-11-21T09:59:59.999', orderStatus: 'Parked' }, ['SHOP-1001', 'SO-00000011']],
	[{ startDate: '2026-11-20', endDate: '2026-11-20' }, ['SHOP-1001']],
	[{ endDate: '2026-11-20T10:15:29', orderStatus: 'Parked' }, []],
	[{ completedAfter: '2026-11-01' }, ['#1002', '#1004']],
	[{ completedAfter: '2026-11-01', completedBefore: '2026-11-16' }, ['#1002']],
	[{ completedBefore: '2026-11-01' }, []],
])('lists orders by %j', async (query, wanted) => {
	await create({
		CustomOrderStatus: 'Web',
		Customer: { CustomerCode: 'TABLE-OY' },
		Warehouse: { WarehouseCode: 'SHOP' },
	});
	expect((await numbers(query)).sort()).toEqual([...wanted].sort());
});

it('lists orders by the GUIDs of their customers, and adds serial and batch numbers when asked', async () => {
	const { Customer } = (await create({ Customer: { CustomerCode: 'TABLE-OY' } })).data;
	expect(await numbers({ customerId: `${OTHER_GUID},${Customer.Guid}` })).toEqual(['SHOP-1001']);
	const [plain] = await numbered('SHOP-1001');
	const [full] = await account.items('/SalesOrders', { orderNumber: 'SHOP-1001', serialBatch: 'true' });
	expect((plain!['SalesOrderLines'] as Body[])[0]).not.toHaveProperty('SerialNumbers');
	expect((full!['SalesOrderLines'] as Body[])[0]).toMatchObject({ SerialNumbers: [], BatchNumbers: [] });
});
