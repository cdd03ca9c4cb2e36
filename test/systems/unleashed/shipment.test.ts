import { shipmentSchema } from '../../../core/model/shipment';
import { shipmentOperations } from '../../../nodes/Unleashed/shipment/operations';
import { toShipment, trackingOf, type ShipmentRules } from '../../../nodes/Unleashed/shipment/mapping';
import { shipment as schema } from '../../../nodes/Unleashed/shipment/wire';
import type { Raw } from '../../../nodes/Unleashed/wire';
import { contextOf, listedBy, NOW } from '../../support/operation';
import { openVendor, type Vendor } from '../../support/vendor-http';

/*
 * What left a warehouse of Unleashed, as the shop is told.
 */

const [get, getMany] = shipmentOperations;
const RULES: ShipmentRules = { prefix: 'SHOP-', numberHolds: 'number', charges: new Set(['freight']) };

/** The example of the facts. */
const SHIPMENT: Raw = {
	Guid: '6B0A3C5E-5A5E-4F0A-9A57-2D9F8F7F2C10',
	ShipmentNumber: 'SS-00000412',
	OrderNumber: 'SHOP-1001',
	OrderGuid: '119e3489-f17f-5efc-90a5-d00803a1d3f7',
	ShipmentStatus: 'Dispatched',
	DispatchDate: '/Date(1795215600000)/',
	TrackingNumber: 'LL123456789NZ',
	ShippingCompany: 'NZ Post',
	Comments: null,
	Warehouse: { WarehouseCode: 'MAIN' },
	SalesShipmentLines: [
		{ Guid: '1c9b', SalesOrderLineNumber: 1, Product: { ProductCode: 'MUG-BLUE' }, ShipmentQty: 2 },
		{ Guid: '1c9c', SalesOrderLineNumber: 2, Product: { ProductCode: 'FREIGHT' }, ShipmentQty: 1 },
	],
	LastModifiedOn: '/Date(1795215660000)/',
};

const read = (more: Raw = {}, rules = RULES) =>
	toShipment(schema.parse({ ...SHIPMENT, ...more }), rules, { account: 'a', seenAt: NOW });

it('tells of the goods, the parcel and the carrier, and leaves the freight line out', () => {
	const shipment = read();
	expect(shipment).toMatchObject({
		origin: { id: '6b0a3c5e-5a5e-4f0a-9a57-2d9f8f7f2c10', number: 'SS-00000412' },
		orders: [{ number: '1001', reference: 'SHOP-1001' }],
		status: 'shipped',
		carrier: 'NZ Post',
		tracking: [{ number: 'LL123456789NZ', url: null }],
		shippedAt: '2026-11-20T23:00:00.000Z',
		updatedAt: '2026-11-20T23:01:00.000Z',
		lines: [{ sku: 'MUG-BLUE', quantity: 2 }],
		location: { id: 'MAIN' },
	});
	expect(shipmentSchema.safeParse(shipment).success).toBe(true);
});

it.each([
	['Parked', 'pending', null],
	['placed', 'pending', null],
	['Picking', 'pending', null],
	['Packed', 'pending', null],
	['Dispatched', 'shipped', '2026-11-20T23:00:00.000Z'],
	['Deleted', 'cancelled', null],
	['Lost', 'unmapped:Lost', null],
])('calls a shipment that is %s %s', (ShipmentStatus, status, shippedAt) => {
	expect(read({ ShipmentStatus })).toMatchObject({ status, shippedAt });
});

it.each([
	['A1, B2; A1', ['A1', 'B2']],
	[' ', []],
	[null, []],
	['x'.repeat(256), []],
])('reads the parcels %j', (TrackingNumber, numbers) => {
	expect(trackingOf({ TrackingNumber }).map(({ number }) => number)).toEqual(numbers);
});

it.each([
	['NZ Post', 'NZ Post'],
	[{ Name: 'NZ Post' }, 'NZ Post'],
	[{ CompanyName: 'DHL' }, 'DHL'],
	['', null],
	[null, null],
])('reads the carrier %j', (ShippingCompany, carrier) => expect(read({ ShippingCompany })?.carrier).toBe(carrier));

it('leaves out shipments of other shops, and those without an order', () => {
	expect(read({ OrderNumber: 'OTHER-1' })).toBeUndefined();
	expect(read({ OrderNumber: null })).toBeUndefined();
	expect(read({}, { ...RULES, numberHolds: 'id' })?.orders).toEqual([{ id: '1001', reference: 'SHOP-1001' }]);
});

// ------------------------------------------------------------------ the operations

let vendor: Vendor | undefined;
afterEach(async () => {
	await vendor?.close();
	vendor = undefined;
});

const PARAMETERS = { numberPrefix: 'SHOP-', shipmentOptions: { charges: 'FREIGHT' } };

async function service(rows: readonly Raw[]): Promise<Vendor> {
	vendor = await openVendor(({ path }) => {
		const one = rows.find(({ Guid }) => path === `/SalesShipments/${String(Guid).toLowerCase()}`);
		if (one) return { body: one };
		return path === '/SalesShipments' ? { body: { Pagination: { NumberOfPages: 1 }, Items: rows } } : { status: 404 };
	});
	return vendor;
}

const OTHERS = [
	{ ...SHIPMENT, Guid: 'b0000000-0000-4000-8000-000000000001', ShipmentNumber: 'SS-2', ShipmentStatus: 'Packed' },
	{ ...SHIPMENT, Guid: 'b0000000-0000-4000-8000-000000000002', ShipmentNumber: 'SS-3', OrderNumber: 'B2B-7' },
	{
		...SHIPMENT,
		Guid: 'b0000000-0000-4000-8000-000000000003',
		ShipmentNumber: 'SS-4',
		SalesShipmentLines: [{ ShipmentQty: 0.5 }],
	},
];

it('lists what was dispatched for this shop, and tells of what cannot be read', async () => {
	const { http, asked } = await service([SHIPMENT, ...OTHERS]);
	const { records, problems } = await listedBy(getMany, http, PARAMETERS, { changedAfter: NOW });
	expect(records.map(({ number }) => number)).toEqual(['SS-00000412']);
	expect(problems).toMatchObject([
		{ code: 'FIELD_INVALID', params: { record: 'the shipment SS-4', field: 'lines.0.quantity' } },
	]);
	expect(asked[0]?.query).toMatchObject({ modifiedSince: '2026-11-22T10:20:00.000', shipmentStatus: 'Dispatched' });
});

it('asks for all statuses where several are wanted, and picks them', async () => {
	const { http, asked } = await service([SHIPMENT, ...OTHERS.slice(0, 2)]);
	const parameters = { ...PARAMETERS, filters: { statuses: ['Dispatched', 'Packed'] } };
	const { records } = await listedBy(getMany, http, parameters);
	expect(records.map(({ number }) => number)).toEqual(['SS-00000412', 'SS-2']);
	expect(asked[0]?.query).not.toHaveProperty('shipmentStatus');
});

it('puts out in a sweep what is not settled at its last change', async () => {
	const { http } = await service([
		SHIPMENT,
		{ ...SHIPMENT, Guid: 'c0000000-0000-4000-8000-000000000001', ShipmentNumber: 'SS-9' },
	]);
	const heads: unknown[] = [];
	const sweep = {
		since: '2026-11-08T00:00:00.000Z',
		unsettled: async (records: ReadonlyArray<{ id: string; updatedAt: string }>) => {
			heads.push(...records);
			return await Promise.resolve(new Set(['c0000000-0000-4000-8000-000000000001']));
		},
		stillOurs: async () => await Promise.resolve(),
		completed: async () => await Promise.resolve(),
	};
	const { records } = await listedBy(getMany, http, PARAMETERS, { sweep });
	expect(records.map(({ number }) => number)).toEqual(['SS-9']);
	expect(heads[0]).toEqual({ id: '6b0a3c5e-5a5e-4f0a-9a57-2d9f8f7f2c10', updatedAt: '2026-11-20T23:01:00.000Z' });
});

it('gets a shipment by its GUID, and none by anything else', async () => {
	const { http } = await service([SHIPMENT]);
	const guid = get.idOf('6B0A3C5E-5A5E-4F0A-9A57-2D9F8F7F2C10') ?? '';
	const found = await get.fetch({ ...contextOf(http, PARAMETERS), includeRaw: true }, [guid, OTHERS[0]!.Guid]);
	expect([...found.keys()]).toEqual([guid]);
	expect(found.get(guid)).toMatchObject({ number: 'SS-00000412', raw: { Comments: null } });
	expect(get.idOf('SS-00000412')).toBeUndefined();
});
