import type { OrderReference, Shipment } from '../../../core/model/shipment';
import { translate } from '../../../core/sync/status';
import { instant, shopNumberOf, stageOf, SYSTEM } from '../mapping';
import type { UnleashedShipment } from './wire';

/*
 * What left a warehouse. A shipment has one field for tracking numbers and none for the address of a tracking page.
 */

/** The operator's choices. */
export interface ShipmentRules {
	readonly prefix: string;
	/** What follows the prefix in an order number: the shop's order number, or its ID. */
	readonly numberHolds: 'number' | 'id';
	/** Products under which charges are booked, in small letters: they are on shipments and in no parcel. */
	readonly charges: ReadonlySet<string>;
}

/** Statuses as a third party lists them; that a shipment can be deleted is documented. */
export const SHIPMENT_STATUSES = ['Parked', 'Placed', 'Picking', 'Packed', 'Dispatched', 'Deleted'];

const STATUS: Readonly<Record<string, 'pending' | 'shipped' | 'cancelled'>> = {
	PARKED: 'pending',
	PLACED: 'pending',
	PICKING: 'pending',
	PACKED: 'pending',
	DISPATCHED: 'shipped',
	DELETED: 'cancelled',
};

/** Numbers of parcels are short; more than that is no number. */
const LONGEST_NUMBER = 255;

/** The parcels of a shipment: people enter several with commas between them (assumed). */
export function trackingOf({ TrackingNumber }: Pick<UnleashedShipment, 'TrackingNumber'>): Shipment['tracking'] {
	const numbers = (TrackingNumber ?? '').split(/[,;\n]/).map((part) => part.trim());
	const distinct = [...new Set(numbers)].filter((number) => number !== '' && number.length <= LONGEST_NUMBER);
	return distinct.map((number) => ({ number, url: null }));
}

function carrierOf({ ShippingCompany }: UnleashedShipment): string | null {
	if (typeof ShippingCompany === 'string') return ShippingCompany.trim() || null;
	return (ShippingCompany?.Name ?? ShippingCompany?.CompanyName)?.trim() || null;
}

/** The shop's order behind an order number; undefined when it is none of this shop's. */
function orderOf(reference: string, { prefix, numberHolds }: ShipmentRules): OrderReference | undefined {
	const number = shopNumberOf(reference, prefix);
	if (number === undefined) return undefined;
	return numberHolds === 'id' ? { id: number, reference } : { number, reference };
}

/** Where and when a shipment is read. */
export interface Reading {
	readonly account: string;
	readonly seenAt: string;
}

/**
 * A shipment in the package's own terms; undefined when its order is none of this shop's. Its lines name the order's lines
 * by their numbers there; which of the shop's lines that was only its order knows, so goods are named by SKU.
 */
export function toShipment(
	there: UnleashedShipment,
	rules: ShipmentRules,
	{ account, seenAt }: Reading,
): Shipment | undefined {
	const order = orderOf(there.OrderNumber ?? '', rules);
	if (order === undefined) return undefined;
	const stage = stageOf(there.ShipmentStatus);
	const goods = (there.SalesShipmentLines ?? []).filter(
		({ Product }) => !rules.charges.has((Product?.ProductCode ?? '').trim().toLowerCase()),
	);
	const number = there.ShipmentNumber || there.Guid;
	return {
		kind: 'shipment',
		origin: { system: SYSTEM, account, id: there.Guid.toLowerCase(), number, seenAt },
		number,
		orders: [order],
		status: STATUS[stage] ?? translate<never>({}, there.ShipmentStatus),
		carrier: carrierOf(there),
		service: null,
		tracking: trackingOf(there),
		shippedAt: stage === 'DISPATCHED' ? (instant(there.DispatchDate) ?? null) : null,
		updatedAt: instant(there.LastModifiedOn) ?? null,
		lines:
			goods.length > 0
				? goods.map(({ Product, ShipmentQty }) => ({ sku: Product?.ProductCode ?? null, quantity: ShipmentQty }))
				: null,
		location: there.Warehouse?.WarehouseCode
			? { id: there.Warehouse.WarehouseCode, name: there.Warehouse.WarehouseName ?? null }
			: null,
	};
}
