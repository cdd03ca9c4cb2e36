/*
 * The shop's places: the one orders are placed at, a shop in town, one that was closed, and a fulfilment service's,
 * which lists leave out unless told `includeLegacy`.
 */
import { gid } from './ids';

export interface LocationRecord {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
	readonly fulfillmentService: boolean;
	readonly onlineOrders: boolean;
	readonly city: string;
	readonly zip: string;
}

/** Where online orders are placed, and where their units are committed. */
export const MAIN_LOCATION_ID = gid('Location', 70_000_000_001);
export const SERVICE_LOCATION_ID = gid('Location', 70_000_000_002);
export const SECOND_LOCATION_ID = gid('Location', 70_000_000_003);
export const INACTIVE_LOCATION_ID = gid('Location', 70_000_000_004);

export const LOCATIONS: readonly LocationRecord[] = [
	place(MAIN_LOCATION_ID, 'Demo Studio', '00100', 'Helsinki', { onlineOrders: true }),
	place(SERVICE_LOCATION_ID, 'Demo Warehouse', '33100', 'Tampere', { onlineOrders: true, fulfillmentService: true }),
	place(SECOND_LOCATION_ID, 'Demo Shop', '20100', 'Turku', {}),
	place(INACTIVE_LOCATION_ID, 'Old Studio', '90100', 'Oulu', { active: false }),
];

function place(id: string, name: string, zip: string, city: string, more: Partial<LocationRecord>): LocationRecord {
	return { id, name, zip, city, active: true, fulfillmentService: false, onlineOrders: false, ...more };
}

export function findLocation(id: string): LocationRecord | undefined {
	return LOCATIONS.find((location) => location.id === id);
}
