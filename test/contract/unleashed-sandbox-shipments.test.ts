import { Account, order, ORDER_GUID, refusal } from './unleashed-account';

/*
 * Unleashed's sandbox: what leaves the house, what is billed, what is credited.
 */

const account = new Account();
const GUID = '6b0a3c5e-5a5e-4f0a-9a57-2d9f8f7f2c10';

beforeEach(async () => await open());
afterEach(() => account.close());

type Body = Record<string, unknown>;

async function open(options?: Record<string, string>): Promise<void> {
	await account.open(options);
	await account.post(`/SalesOrders/${ORDER_GUID}`, order());
	await account.change('setOrderStatus', { orderNumber: 'SHOP-1001', status: 'Placed' });
}

const MUGS = { SalesOrderLineNumber: 1, Product: { ProductCode: 'MUG-BLUE' } };
const parcel = (changes: Body = {}) => ({
	...{ Guid: GUID, OrderNumber: 'SHOP-1001', ShipmentStatus: 'Packed', Comments: 'by the door' },
	SalesShipmentLines: [{ ...MUGS, ShipmentQty: 1 }],
	...changes,
});
const create = (changes?: Body) => account.post('/SalesShipments', parcel(changes));
const write = (changes?: Body) => account.put(`/SalesShipments/${GUID}`, parcel(changes));
const shipments = (query: Record<string, string> = { orderNumber: 'SHOP-1001' }) =>
	account.items('/SalesShipments', query);
const ship = (input: Body = {}) => account.change('ship', { orderNumber: 'SHOP-1001', ...input });

// ------------------------------------------------------------------ shipments

it('shows a shipment that staff dispatched, with carrier, number and lines', async () => {
	await ship({ trackingNumber: 'JJFI0001', company: 'Matkahuolto', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
	const [shipment] = await shipments();
	expect(shipment).toMatchObject({
		...{ OrderNumber: 'SHOP-1001', OrderGuid: ORDER_GUID, ShipmentStatus: 'Dispatched', ShipmentStatusEnum: 5 },
		...{ TrackingNumber: 'JJFI0001', ShippingCompany: 'Matkahuolto', DeliveryName: 'Onni Koenimi' },
		DispatchDate: expect.stringMatching(/^\/Date\(\d+\)\/$/),
		SalesShipmentLines: [{ LineNumber: 1, ...MUGS, ShipmentQty: 1 }],
	});
	expect((await account.get(`/SalesShipments/${String(shipment!['Guid'])}`)).data).toEqual(shipment);
	await ship();
	expect((await shipments()).map(({ SalesShipmentLines }) => (SalesShipmentLines as Body[]).length)).toEqual([2, 1]);
	await expect(ship()).rejects.toThrow('nothing left');
});

it('names the carrier in an object where told to', async () => {
	await open({ shippingCompany: 'object' });
	await ship({ trackingNumber: 'JJFI0001' });
	expect((await shipments())[0]!['ShippingCompany']).toEqual({ Guid: expect.any(String), Name: 'Posti' });
});

it('makes, writes and deletes a shipment over the API', async () => {
	const { status, data } = await create();
	expect([status, data.ShipmentStatus, data.DispatchDate, data.Comments]).toEqual([201, 'Packed', null, 'by the door']);
	const sent = await write({
		...{ ShipmentStatus: 'Dispatched', TrackingNumber: 'X1', ShippingCompany: { Name: 'Posti' }, Comments: undefined },
		SalesShipmentLines: [{ ...MUGS, ShipmentQty: 2 }],
	});
	expect(sent).toMatchObject({
		status: 200,
		data: { ShipmentStatus: 'Dispatched', TrackingNumber: 'X1', ShippingCompany: 'Posti', Comments: null },
	});
	expect(await account.delete(`/SalesShipments/${GUID}`)).toMatchObject(refusal('Dispatched'));
	expect(await write({ ShipmentStatus: 'Dispatched', TrackingNumber: 'X2' })).toMatchObject(refusal('Dispatched'));
});

it('takes another tracking number for a Dispatched shipment where told to', async () => {
	await open({ editDispatched: 'taken' });
	await create({ ShipmentStatus: 'Dispatched', TrackingNumber: 'X1' });
	const [before] = await shipments();
	await write({ ShipmentStatus: 'Dispatched', TrackingNumber: 'X2' });
	expect((await shipments())[0]).toMatchObject({ TrackingNumber: 'X2', DispatchDate: before!['DispatchDate'] });
});

it('deletes a shipment, and a line of one, that is not Dispatched', async () => {
	const { SalesShipmentLines } = (await create()).data;
	expect((await account.delete(`/SalesShipments/Lines/${SalesShipmentLines[0].Guid}`)).status).toBe(200);
	expect((await shipments())[0]!['SalesShipmentLines']).toEqual([]);
	expect((await account.delete(`/SalesShipments/${GUID}`)).status).toBe(200);
	expect(await shipments()).toEqual([]);
	expect((await account.delete(`/SalesShipments/${GUID}`)).status).toBe(404);
	expect((await account.delete(`/SalesShipments/Lines/${GUID}`)).status).toBe(404);
});

it.each<[string, Body, string]>([
	['without a GUID', { Guid: undefined }, 'Guid is required'],
	['of an order nobody knows', { OrderNumber: 'NOBODY' }, 'no such order'],
	['of a completed order', { OrderNumber: '#1002' }, 'no such open line'],
	['without a status', { ShipmentStatus: undefined }, 'ShipmentStatus is required'],
	['with a status nobody knows', { ShipmentStatus: 'Flying' }, 'no Flying'],
	['without lines', { SalesShipmentLines: [] }, 'no lines'],
	['of more than was ordered', { SalesShipmentLines: [{ ...MUGS, ShipmentQty: 3 }] }, '2 at most'],
	['of nothing', { SalesShipmentLines: [{ ...MUGS, ShipmentQty: 0 }] }, 'above 0'],
	[
		'of a line nobody ordered',
		{ SalesShipmentLines: [{ ...MUGS, SalesOrderLineNumber: 9, ShipmentQty: 1 }] },
		'no such',
	],
	[
		'of another product than the line’s',
		{ SalesShipmentLines: [{ ...MUGS, Product: { ProductCode: 'MUG-WHITE' }, ShipmentQty: 1 }] },
		'with this product',
	],
	['with a tracking address', { TrackingUrl: 'https://example.com' }, 'DOES NOT KNOW the field TrackingUrl'],
])('refuses a shipment %s', async (_how, changes, words) => {
	expect(await create(changes)).toMatchObject(refusal(words));
	expect(await shipments()).toEqual([]);
});

it('meets a second shipment under a GUID as option usedGuid says', async () => {
	await create();
	expect(await create()).toMatchObject(refusal('already'));
	await open({ usedGuid: 'overwritten' });
	await create();
	expect((await create({ ShipmentStatus: 'Dispatched' })).status).toBe(200);
	expect(await shipments()).toMatchObject([{ ShipmentStatus: 'Dispatched' }]);
});

it('lists shipments by what is documented, the last edited first', async () => {
	await create();
	const numbers = async (query: Record<string, string>) =>
		(await shipments(query)).map(({ OrderNumber }) => OrderNumber);
	expect(await numbers({})).toEqual(['SHOP-1001', 'SO-00000012', '#1004', '#1002']);
	expect(await numbers({ shipmentStatus: 'dispatched' })).toEqual(['#1004', '#1002']);
	expect(await numbers({ modifiedSince: '2026-11-22' })).toEqual(['SHOP-1001']);
	expect(await numbers({ startDate: '2026-11-14', endDate: '2026-11-15' })).toEqual(['#1002']);
	expect(await numbers({ warehouseCode: 'SHOP' })).toEqual([]);
	expect(await numbers({ orderNumber: '#1002', shipmentStatus: 'Parked' })).toEqual(['#1002']);
	expect(await numbers({ orderBy: 'ShipmentNumber', sort: 'asc' })).toEqual([
		'#1002',
		'#1004',
		'SO-00000012',
		'SHOP-1001',
	]);
});

it('keeps in the order what stands in a shipment', async () => {
	await create({ SalesShipmentLines: [{ ...MUGS, ShipmentQty: 2 }] });
	const path = `/SalesOrders/${ORDER_GUID}`;
	const { SalesOrderLines: lines } = (await account.get(path)).data;
	const fewer = [{ ...lines[0], OrderQuantity: 1, LineTotal: 19.76, LineTax: 5.04 }, lines[1]];
	const sums = { SubTotal: 27.65, TaxTotal: 7.05, Total: 34.7 };
	expect(await account.put(path, order({ SalesOrderLines: fewer, ...sums }))).toMatchObject(
		refusal('Line 1 stands in'),
	);
	expect(await account.delete(`/SalesOrders/Lines/${lines[0].Guid}`)).toMatchObject(refusal('Line 1 stands in'));
	expect((await account.delete(`/SalesOrders/Lines/${lines[1].Guid}`)).status).toBe(200);
});

it.each([
	['refused', 400, 'Placed'],
	['taken', 200, 'Deleted'],
] as const)('has an order deleted of which something has left: %s', async (deleteDispatched, status, becomes) => {
	await open({ deleteDispatched });
	await ship({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
	expect((await account.delete(`/SalesOrders/${ORDER_GUID}`)).status).toBe(status);
	expect((await account.get(`/SalesOrders/${ORDER_GUID}`)).data.OrderStatus).toBe(becomes);
});

it('lets staff ship all that is Placed, and put a number right', async () => {
	const { orderNumbers } = (await account.change('shipAll')) as { orderNumbers: string[] };
	expect(orderNumbers).toEqual(['SHOP-1001']);
	const [shipment] = await shipments();
	await account.change('changeShipment', { shipmentNumber: shipment!['ShipmentNumber'], trackingNumber: 'RIGHT' });
	expect((await shipments())[0]).toMatchObject({ ShipmentStatus: 'Dispatched', TrackingNumber: 'RIGHT' });
});

// ------------------------------------------------------------------ invoices

it('has an invoice for a completed order, and lists it by what is documented', async () => {
	await account.change('completeOrder', { orderNumber: 'SHOP-1001' });
	const [invoice] = await account.items('/Invoices', { orderNumber: 'SHOP-1001' });
	expect(invoice).toMatchObject({ OrderNumber: 'SHOP-1001', SubTotal: 47.41, TaxTotal: 12.09, Total: 59.5 });
	expect((await account.get(`/Invoices/${String(invoice!['Guid'])}`)).data).toEqual(invoice);
	const count = async (query: Record<string, string>) => (await account.items('/Invoices', query)).length;
	expect(await count({})).toBe(3);
	expect(await count({ invoiceNumber: String(invoice!['InvoiceNumber']), customerCode: 'NOBODY' })).toBe(1);
	expect(await count({ invoiceStatus: 'Deleted' })).toBe(0);
	expect(await count({ customerCode: 'WEB-SHOP', startDate: '2026-11-20' })).toBe(1);
});

// ------------------------------------------------------------------ credits

const credit = (changes: Body = {}) => ({
	Customer: { CustomerCode: 'WEB-SHOP' },
	Warehouse: { WarehouseCode: 'MAIN' },
	CreditDate: '2026-11-22T00:00:00',
	Comments: 'SHOP-1001',
	Tax: { TaxCode: 'VAT25.5' },
	ExchangeRate: 1,
	CreditLines: [creditLine()],
	...changes,
});
const creditLine = (changes: Body = {}) => ({
	...{ LineNumber: 1, Product: { ProductCode: 'MUG-BLUE' }, CreditQuantity: 2, CreditPrice: 19.76 },
	...{ LineTotal: 39.52, LineTax: 10.08, ReturnToStock: true },
	...changes,
});
const makeCredit = (changes?: Body) => account.post('/CreditNotes/FreeCredit', credit(changes));
const credits = (query?: Record<string, string>) => account.items('/CreditNotes', query);

it('makes a free credit, completes it, and puts the goods back', async () => {
	const before = Number(account.stock('MUG-BLUE')!['onHand']);
	const { status, data } = await makeCredit({ Guid: GUID });
	expect(status).toBe(201);
	expect(data).toMatchObject({
		...{ Guid: GUID, CreditStatus: 'Parked', Comments: 'SHOP-1001', OrderNumber: null, InvoiceNumber: null },
		...{ SubTotal: 39.52, TaxTotal: 10.08, Total: 49.6 },
		CreditLines: [{ Product: { ProductCode: 'MUG-BLUE' }, CreditQuantity: 2, PendingBatchNumbers: [] }],
	});
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: before });
	expect((await account.post(`/CreditNotes/${GUID}/Complete`)).data.CreditStatus).toBe('Completed');
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: before + 2 });
	for (const refused of [
		account.post(`/CreditNotes/${GUID}/Complete`),
		account.put(`/CreditNotes/${GUID}`, credit()),
		account.delete(`/CreditNotes/${GUID}`),
	]) {
		expect(await refused).toMatchObject(refusal('Completed'));
	}
});

it('leaves the goods where they are when a line does not say otherwise', async () => {
	const before = account.stock('MUG-BLUE');
	await makeCredit({ Guid: GUID, CreditLines: [creditLine({ ReturnToStock: false })] });
	await account.post(`/CreditNotes/${GUID}/Complete`);
	expect(account.stock('MUG-BLUE')).toEqual(before);
});

it('blanks what a write of a free credit leaves out, and deletes it', async () => {
	await makeCredit({ Guid: GUID });
	const written = await account.put(`/CreditNotes/${GUID}`, credit({ Comments: undefined, CreditLines: [] }));
	expect(written).toMatchObject({ status: 200, data: { Comments: null, CreditLines: [], Total: 0 } });
	expect((await account.delete(`/CreditNotes/${GUID}`)).status).toBe(200);
	expect(await credits()).toEqual([]);
	expect(await credits({ creditStatus: 'Deleted' })).toHaveLength(1);
});

it('adds, changes and deletes single lines', async () => {
	await makeCredit({ Guid: GUID, CreditLines: [] });
	const added = await account.post(`/CreditNotes/${GUID}/Lines`, creditLine());
	const line = added.data.CreditLines[0].Guid;
	const half = creditLine({ CreditQuantity: 1, LineTotal: 19.76, LineTax: 5.04 });
	expect((await account.put(`/CreditNotes/${GUID}/Lines/${line}`, half)).data).toMatchObject({
		CreditLines: [{ Guid: line, CreditQuantity: 1 }],
		Total: 24.8,
	});
	expect((await account.delete(`/CreditNotes/${GUID}/Lines/${line}`)).data.CreditLines).toEqual([]);
	expect((await account.delete(`/CreditNotes/${GUID}/Lines/${line}`)).status).toBe(404);
	expect(await account.post(`/CreditNotes/${GUID}/Lines`, { ...creditLine(), LineTotal: 1 })).toMatchObject(
		refusal('LineTotal'),
	);
});

it.each<[string, Body, string]>([
	['without a customer', { Customer: undefined }, 'Customer is required'],
	['for a customer nobody knows', { Customer: { CustomerCode: 'NOBODY' } }, 'Customer does not exist'],
	['of a product nobody knows', { CreditLines: [creditLine({ Product: { ProductCode: 'X' } })] }, 'does not exist'],
	['of nothing', { CreditLines: [creditLine({ CreditQuantity: 0, LineTotal: 0 })] }, 'above 0'],
	['that does not multiply', { CreditLines: [creditLine({ LineTotal: 40 })] }, 'CreditPrice times'],
	['that names an invoice of its own', { InvoiceGuid: GUID }, 'DOES NOT KNOW the field InvoiceGuid'],
])('refuses a free credit %s', async (_how, changes, words) => {
	expect(await makeCredit(changes)).toMatchObject(refusal(words));
	expect(await credits()).toEqual([]);
});

it.each([
	['taken', 400, 1],
	['ignored', 201, 2],
] as const)('has the GUID of a free credit %s', async (creditGuid, status, count) => {
	await open({ creditGuid });
	await makeCredit({ Guid: GUID });
	expect((await makeCredit({ Guid: GUID })).status).toBe(status);
	expect(await credits()).toHaveLength(count);
});

it('shows a credit that staff made on an invoice, and completes it over the API', async () => {
	await expect(account.change('creditInvoice', { orderNumber: 'SHOP-1001' })).rejects.toThrow('Placed');
	await account.change('completeOrder', { orderNumber: 'SHOP-1001' });
	const lines = [{ sku: 'MUG-BLUE', quantity: 1 }];
	const made = await account.change('creditInvoice', { orderNumber: 'SHOP-1001', lines, returnToStock: true });
	const { guid, creditNumber } = made as { guid: string; creditNumber: string };
	const [invoice] = await account.items('/Invoices', { orderNumber: 'SHOP-1001' });
	const onHand = Number(account.stock('MUG-BLUE')!['onHand']);
	expect(await credits({ creditNumber })).toMatchObject([
		{ OrderNumber: 'SHOP-1001', InvoiceNumber: invoice!['InvoiceNumber'], CreditStatus: 'Parked', Total: 24.8 },
	]);
	expect(await account.put(`/CreditNotes/${guid}`, credit())).toMatchObject(refusal('no free credit'));
	expect((await account.post(`/CreditNotes/${guid}/Complete`)).data.CreditStatus).toBe('Completed');
	expect(account.stock('MUG-BLUE')).toMatchObject({ onHand: onHand + 1 });
	expect(await account.get('/CreditNotes', { pageSize: 0 })).toMatchObject({
		data: { Items: [], Pagination: { NumberOfItems: 1 } },
	});
});
