import type { Location } from '../../../core/model/location';
import type { ShopLocation } from './wire';

/** A location as the canonical one. */
export function toLocation(location: ShopLocation, account: string, seenAt: string): Location {
	const { address } = location;
	return {
		kind: 'location',
		origin: {
			system: 'shopify',
			account,
			id: location.id,
			number: location.name,
			seenAt,
			url: `https://${account}/admin/settings/locations/${location.legacyResourceId}`,
		},
		number: location.name,
		name: location.name,
		active: location.isActive,
		fulfillsOnlineOrders: location.fulfillsOnlineOrders,
		fulfillmentService: location.isFulfillmentService,
		address: {
			name: location.name,
			address1: address.address1 ?? null,
			address2: address.address2 ?? null,
			zip: address.zip ?? null,
			city: address.city ?? null,
			province: address.provinceCode ?? address.province ?? null,
			countryCode: address.countryCode ?? null,
			phone: address.phone ?? null,
		},
	};
}

/** What a picker shows: the name, and whose place it is where that is not the shop's own. */
export function locationLabel({ name, isFulfillmentService }: ShopLocation): string {
	return isFulfillmentService ? `${name} (fulfillment service)` : name;
}
