import { z } from 'zod';

import { name, productRef, text, warehouseRef } from '../wire';

/*
 * Shipments as Unleashed sends them. https://apidocs.unleashedsoftware.com/SalesShipments names the resource; its fields
 * are those of public clients.
 */

export const shipmentLine = z.object({ Product: productRef.nullish(), ShipmentQty: z.number() });

export const shipment = z.object({
	Guid: name,
	ShipmentNumber: text,
	OrderNumber: text,
	OrderGuid: text,
	ShipmentStatus: z.string(),
	DispatchDate: text,
	TrackingNumber: text,
	/** A text in one client, an object in another. */
	ShippingCompany: z.union([z.string(), z.object({ Name: text, CompanyName: text })]).nullish(),
	Warehouse: warehouseRef.nullish(),
	SalesShipmentLines: z.array(shipmentLine).nullish(),
	LastModifiedOn: text,
});

export type UnleashedShipment = z.infer<typeof shipment>;
