import type { Location } from '../../../core/model/location';
import { country, SYSTEM } from '../mapping';
import type { OeLocation } from './wire';

/** A location; the switches nobody named are taken for those of one in use. */
export function toLocation(there: OeLocation, account: string, seenAt: string): Location {
	const { location_id: id, name, location_code: code, city, enabled, halted, online } = there;
	return {
		kind: 'location',
		origin: { system: SYSTEM, account, id, number: code || id, seenAt },
		number: code || id,
		name: name || id,
		active: enabled !== false,
		fulfillsOnlineOrders: null,
		fulfillmentService: null,
		halted: halted === true,
		online: online !== false,
		address: { city: city ?? null, countryCode: country(there.country) },
	};
}
