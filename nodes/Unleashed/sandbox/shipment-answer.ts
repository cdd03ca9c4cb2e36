/*
 * What a shipment looks like to the outside (facts, section 10). The carrier is a text in one client and an object in
 * another (option `shippingCompany`). There is no tracking address.
 */
import { customerRef, held, productRef, warehouseOf, warehouseRef } from './refs';
import { SHIPMENT_STATUSES } from './shipment-life';
import type { Context, Shipment } from './state';
import { guid, netDate } from './values';

const DELIVERY = [
	...['DeliveryName', 'DeliveryStreetAddress', 'DeliveryStreetAddress2', 'DeliverySuburb', 'DeliveryCity'],
	...['DeliveryRegion', 'DeliveryPostCode', 'DeliveryCountry', 'DeliveryInstruction', 'CustomerRef'],
];

export function shipmentAnswer(shipment: Shipment, context: Context, withSerials = false): unknown {
	const { state } = context;
	const order = held(state.orders, shipment.orderGuid);
	return {
		Guid: shipment.guid,
		ShipmentNumber: shipment.number,
		OrderNumber: order.number,
		OrderGuid: order.guid,
		ShipmentStatus: shipment.status,
		ShipmentStatusEnum: SHIPMENT_STATUSES.indexOf(shipment.status) + 1,
		DispatchDate: netDate(shipment.dispatchedMs),
		TrackingNumber: shipment.trackingNumber,
		ShippingCompany: carrier(shipment.company, context),
		Comments: shipment.comments,
		Customer: customerRef(held(state.customers, order.customerGuid)),
		Warehouse: warehouseRef(warehouseOf(state, shipment.warehouseCode)),
		...Object.fromEntries(DELIVERY.map((name) => [name, order.content[name] ?? null])),
		Incoterm: null,
		TotalCommercialValue: 0,
		CreatedBy: null,
		CreatedOn: netDate(shipment.createdMs),
		LastModifiedOn: netDate(shipment.modifiedMs),
		SalesShipmentLines: shipment.lines.map((line, at) => ({
			Guid: line.guid,
			LineNumber: at + 1,
			SalesOrderLineNumber: line.orderLine,
			Product: productRef(held(state.products, line.productGuid)),
			ShipmentQty: line.quantity,
			CommercialMonetaryValue: 0,
			...(withSerials && { BatchNumbers: [], SerialNumbers: [] }),
		})),
	};
}

function carrier(name: string | null, { options }: Context): unknown {
	if (name === null || options['shippingCompany'] !== 'object') return name;
	return { Guid: guid(`ShippingCompanies ${name}`), Name: name };
}
