import type { Location } from '../../../core/model/location';
import { countryCode, SYSTEM } from '../mapping';
import type { UnleashedWarehouse } from './wire';

/** A warehouse as the canonical location. Its code is what everything else names it by, so that is its ID. */
export function toLocation(there: UnleashedWarehouse, account: string, seenAt: string): Location {
	const { WarehouseCode, WarehouseName, Obsolete } = there;
	return {
		kind: 'location',
		origin: { system: SYSTEM, account, id: WarehouseCode, number: WarehouseCode, seenAt },
		number: WarehouseCode,
		name: WarehouseName || WarehouseCode,
		active: Obsolete !== true,
		fulfillsOnlineOrders: null,
		fulfillmentService: null,
		address: {
			name: WarehouseName ?? null,
			address1: [there.StreetNo, there.AddressLine1].filter(Boolean).join(' ') || null,
			address2: there.AddressLine2 ?? null,
			zip: there.PostCode ?? null,
			city: there.City ?? null,
			province: there.Region ?? null,
			countryCode: countryCode(there.Country),
			phone: there.PhoneNumber ?? null,
		},
	};
}

/** What a picker shows: the name, and the code where that is another. */
export function warehouseLabel({ WarehouseCode, WarehouseName }: UnleashedWarehouse): string {
	return WarehouseName && WarehouseName !== WarehouseCode ? `${WarehouseName} (${WarehouseCode})` : WarehouseCode;
}
