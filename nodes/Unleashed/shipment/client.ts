import type { Listing, Row, UnleashedClient } from '../client';
import { shipment, type UnleashedShipment } from './wire';

/*
 * Shipments. https://apidocs.unleashedsoftware.com/SalesShipments
 */

const SHIPMENTS: Listing<UnleashedShipment> = { path: '/SalesShipments', schema: shipment, label: 'ShipmentNumber' };

export interface ShipmentQuery {
	readonly modifiedSince?: string;
	/** The page's table says `shipmentStatus`, its example `orderStatus`; the table is followed. */
	readonly shipmentStatus?: string;
	readonly warehouseCode?: string;
}

/** GET /SalesShipments/{page}?modifiedSince=&shipmentStatus=&warehouseCode= */
export function shipmentPages(
	unleashed: UnleashedClient,
	query: ShipmentQuery,
): AsyncGenerator<Array<Row<UnleashedShipment>>> {
	return unleashed.pages(SHIPMENTS, { ...query });
}

/** GET /SalesShipments/{id} */
export async function shipmentByGuid(
	unleashed: UnleashedClient,
	guid: string,
): Promise<Row<UnleashedShipment> | undefined> {
	return await unleashed.one(SHIPMENTS, guid);
}
