/** @jest-environment ./test/support/jest-environment.js */
import type { IDataObject } from 'n8n-workflow';

import { invoiceSchema } from '../../core/model/invoice';
import { locationSchema } from '../../core/model/location';
import { shipmentSchema } from '../../core/model/shipment';
import { asked, BOOK_ORDER, openBooks, stateOf, type Books } from '../support/books';
import type { Options } from '../support/desk';
import { codesOf, shopOrder } from '../support/warehouse';

/*
 * What Unleashed tells of shipments, invoices and warehouses.
 */

let books: Books;

beforeEach(async () => {
	await open();
});

afterEach(async () => {
	await books.close();
});

async function open(options: Options = {}): Promise<void> {
	books = await openBooks(options);
	await books.run(BOOK_ORDER, [shopOrder('#7001'), shopOrder('#7002')]);
}

async function useBooks(options: Options): Promise<void> {
	await books.close();
	await open(options);
}

const SHIPMENTS = { resource: 'shipment', operation: 'getAll', returnAll: true, numberPrefix: 'SHOP-' };
const INVOICES = { resource: 'invoice', operation: 'getAll', returnAll: true, numberPrefix: 'SHOP-' };
const change = async (name: string, more: IDataObject = {}) =>
	(await books.sandbox.change(name, { orderNumber: 'SHOP-7001', ...more })) as IDataObject;
const shipments = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	(await books.run({ ...SHIPMENTS, filters, ...more })).results;
const invoices = async (filters: IDataObject = {}, more: IDataObject = {}) =>
	(await books.run({ ...INVOICES, filters, ...more })).results;
const GOODS = { shipmentOptions: { charges: 'FREIGHT, ROUNDING' } };
const lines = ({ lines: list }: IDataObject) => (list as IDataObject[]).map(({ sku, quantity }) => [sku, quantity]);
const minuteLater = () => {
	books.sandbox.advanceClock(60_000);
	return new Date(Date.now() + 30_000).toISOString();
};

// ------------------------------------------------------------------ shipments

it.each(['text', 'object'])('reads a parcel with its tracking where the carrier is a %s', async (shippingCompany) => {
	await useBooks({ shippingCompany });
	await change('ship', { trackingNumber: 'JJFI1, JJFI2', company: 'Posti' });
	const [parcel, ...others] = await shipments({}, GOODS);
	expect(others).toEqual([]);
	expect(shipmentSchema.safeParse(parcel).error?.issues ?? []).toEqual([]);
	expect(parcel).toMatchObject({
		orders: [{ number: '7001', reference: 'SHOP-7001' }],
		...{ status: 'shipped', carrier: 'Posti', location: { id: 'MAIN', name: 'Main warehouse' } },
		tracking: [{ number: 'JJFI1' }, { number: 'JJFI2' }],
	});
	expect(parcel!.shippedAt).toEqual(expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/));
	expect(lines(parcel!)).toEqual([
		['MUG-BLUE', 2],
		['MUG-WHITE', 1],
	]);
});

it('names what is no goods only where nobody said that it is a charge', async () => {
	await change('ship');
	expect((await shipments()).map(lines)).toEqual([
		[
			['MUG-BLUE', 2],
			['MUG-WHITE', 1],
			['FREIGHT', 1],
		],
	]);
});

it('reads each parcel of an order that leaves in parts', async () => {
	await change('ship', { lines: [{ sku: 'MUG-BLUE', quantity: 1 }], trackingNumber: 'A1' });
	await change('ship', { trackingNumber: 'A2' });
	const parcels = await shipments({}, GOODS);
	expect(parcels.map(lines).sort()).toEqual([
		[['MUG-BLUE', 1]],
		[
			['MUG-BLUE', 1],
			['MUG-WHITE', 1],
		],
	]);
	expect(new Set(parcels.map(({ origin }) => (origin as IDataObject).id)).size).toBe(2);
});

it('reads what was dispatched, and what has not left only when asked', async () => {
	const { shipmentNumber } = await change('ship', { status: 'Packed' });
	expect(await shipments()).toEqual([]);
	expect(await shipments({ statuses: ['Packed', 'Picking'] })).toMatchObject([{ status: 'pending', shippedAt: null }]);
	await change('changeShipment', { shipmentNumber, status: 'Dispatched', trackingNumber: 'B1' });
	expect(await shipments()).toMatchObject([{ status: 'shipped', tracking: [{ number: 'B1' }] }]);
});

it('reads the parcels of this shop alone, or all', async () => {
	await change('ship');
	expect(await shipments()).toHaveLength(1);
	expect((await shipments({}, { numberPrefix: '' })).length).toBeGreaterThan(1);
	expect(await shipments({}, { numberPrefix: 'OTHER-' })).toEqual([]);
});

it('reads what changed after a moment, a tracking number that came later too', async () => {
	const { shipmentNumber } = await change('ship');
	const changedAfter = minuteLater();
	expect(await shipments({ changedAfter })).toEqual([]);
	await change('changeShipment', { shipmentNumber, trackingNumber: 'LATE-1' });
	expect(await shipments({ changedAfter })).toMatchObject([{ tracking: [{ number: 'LATE-1' }] }]);
});

it('reads a parcel of one warehouse, and one by its GUID', async () => {
	const { guid } = await change('ship');
	expect(await shipments({ warehouse: 'SHOP' })).toEqual([]);
	expect(await shipments({ warehouse: 'MAIN' })).toHaveLength(1);
	const one = { resource: 'shipment', operation: 'get', numberPrefix: 'SHOP-' };
	expect((await books.run(one, [{ origin: { id: guid } }])).results).toMatchObject([{ origin: { id: guid } }]);
	expect(codesOf(await books.run(one, [{ origin: { id: '../SalesOrders' } }]))).toEqual(['ID_MISSING']);
});

// ------------------------------------------------------------------ invoices

it('reads what a completed order was billed, to the cent', async () => {
	await change('completeOrder');
	const found = await invoices({ orderNumber: 'SHOP-7001' });
	expect(found).toMatchObject([
		{
			order: { number: '7001', reference: 'SHOP-7001' },
			...{ status: 'issued', customer: { reference: 'WEB-SHOP' } },
			lines: [
				{ sku: 'MUG-BLUE', quantity: 2, unitPrice: '7.97', total: '15.94', tax: '4.06' },
				{ sku: 'MUG-WHITE', quantity: 1, total: '9.96', tax: '2.54' },
				{ sku: 'FREIGHT', quantity: 1, total: '3.9', tax: '1' },
			],
			totals: { lines: '29.8', tax: '7.6', total: '37.4' },
		},
	]);
	expect(invoiceSchema.safeParse(found[0]).error?.issues ?? []).toEqual([]);
});

it('reads invoices by customer, by moment and by GUID, and of an order that is not billed none', async () => {
	const changedAfter = minuteLater();
	await change('completeOrder');
	const [ours, ...others] = await invoices({ changedAfter });
	expect(others).toEqual([]);
	expect(await invoices({ customerCode: 'WEB-SHOP', changedAfter })).toHaveLength(1);
	expect(await invoices({ customerCode: 'TABLE-OY' })).toEqual([]);
	expect(await invoices({ orderNumber: 'SHOP-7002' })).toEqual([]);
	expect(await invoices({ statuses: ['Parked'] })).toEqual([]);
	const one = { resource: 'invoice', operation: 'get', numberPrefix: 'SHOP-' };
	expect((await books.run(one, [ours!])).results).toMatchObject([{ number: ours!.number }]);
	const nobody = { origin: { id: '00000000-0000-4000-8000-000000000000' } };
	expect(codesOf(await books.run(one, [nobody]))).toEqual(['NOT_FOUND']);
});

it('reads no page more than there are', async () => {
	await change('completeOrder');
	const all = stateOf(books).invoices.length;
	Object.assign(books.keys, { pageSize: 2 });
	const work = await asked(books, async () => expect(await invoices()).toHaveLength(all));
	expect(work).toHaveLength(Math.ceil(all / 2));
	const few = await asked(books, async () => await invoices({}, { returnAll: false, limit: 1 }));
	expect(few).toHaveLength(1);
});

// ------------------------------------------------------------------ warehouses

it('reads the warehouses in use, and the others when asked', async () => {
	const WAREHOUSES = { resource: 'warehouse', operation: 'getAll', returnAll: true };
	const { results } = await books.run(WAREHOUSES);
	for (const each of results) expect(locationSchema.safeParse(each).error?.issues ?? []).toEqual([]);
	const names = (list: readonly IDataObject[]) => list.map(({ number, name, active }) => [number, name, active]).sort();
	expect(names(results)).toEqual([
		['MAIN', 'Main warehouse', true],
		['SHOP', 'Shop floor', true],
	]);
	const all = await books.run({ ...WAREHOUSES, warehouseOptions: { includeObsolete: true } });
	expect(names(all.results)).toContainEqual(['OLD', 'Old warehouse', false]);
});
