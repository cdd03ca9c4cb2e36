import type { Customer } from '../../../core/model/customer';
import { countryCode, instant, SYSTEM } from '../mapping';
import type { UnleashedAddress, UnleashedCustomer } from './wire';

/*
 * Unleashed's customers in the package's own terms.
 */

const isDefault = ({ IsDefault }: UnleashedAddress) => IsDefault === true;

function toAddress(address: UnleashedAddress, { CustomerName, PhoneNumber }: UnleashedCustomer) {
	return {
		name: CustomerName ?? null,
		address1: address.StreetAddress ?? null,
		address2: [address.StreetAddress2, address.Suburb].filter(Boolean).join(', ') || null,
		zip: address.PostalCode ?? null,
		city: address.City ?? null,
		province: address.Region ?? null,
		countryCode: countryCode(address.Country),
		phone: PhoneNumber ?? null,
	};
}

/** A customer in the package's own terms, the default addresses first. */
export function toCustomer(there: UnleashedCustomer, account: string, seenAt: string): Customer {
	const addresses = there.Addresses ?? [];
	const ordered = [...addresses.filter(isDefault), ...addresses.filter((each) => !isDefault(each))];
	return {
		kind: 'customer',
		origin: { system: SYSTEM, account, id: there.Guid.toLowerCase(), number: there.CustomerCode, seenAt },
		number: there.CustomerCode,
		reference: there.CustomerCode,
		name: there.CustomerName ?? null,
		firstName: there.ContactFirstName ?? null,
		lastName: there.ContactLastName ?? null,
		email: there.Email ?? null,
		phone: there.PhoneNumber ?? null,
		vatNumber: there.GSTVATNumber ?? null,
		addresses: ordered.map((address) => toAddress(address, there)),
		note: there.Notes ?? null,
		updatedAt: instant(there.LastModifiedOn) ?? null,
	};
}
