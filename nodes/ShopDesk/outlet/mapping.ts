import type { Location } from '../../../core/model/location';
import { SYSTEM } from '../mapping';
import type { SdOutlet } from './wire';

/*
 * Outlets in the package's own terms, and the rule that one outlet has one location and no two share one.
 */

/** An outlet as a location. `mappedTo` is its place in OmniEngine. */
export function toLocation(there: SdOutlet, account: string, seenAt: string): Location {
	const name = there.store_name ?? there.store_id;
	return {
		kind: 'location',
		origin: { system: SYSTEM, account, id: there.store_id, number: there.store_id, seenAt },
		number: there.store_id,
		name,
		active: true,
		fulfillsOnlineOrders: null,
		fulfillmentService: null,
		mappedTo: { id: there.store_location_id, brand: there.store_brand_id },
	};
}

/** Names of outlets that share a location, by location; empty where the mapping is one-to-one. */
export function sharedLocations(outlets: readonly SdOutlet[]): ReadonlyMap<string, readonly string[]> {
	const byLocation = new Map<string, string[]>();
	for (const { store_location_id: location, store_name, store_id } of outlets)
		if (location !== null) byLocation.set(location, [...(byLocation.get(location) ?? []), store_name ?? store_id]);
	return new Map([...byLocation].filter(([, names]) => names.length > 1));
}

/** The outlet of a location; undefined where none has it, or more than one. */
export function outletOf(outlets: readonly SdOutlet[], locationId: string): SdOutlet | undefined {
	const [only, ...others] = outlets.filter(({ store_location_id }) => store_location_id === locationId);
	return others.length === 0 ? only : undefined;
}
