/*
 * Buyers as GraphQL objects; all of them are the demo data's example people.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */
import { demoPerson } from '../../../sandbox/demo-data';

import { customerId, gid, numericId } from './ids';
import type { Fields } from './money';
import type { OrderRecord } from './state';

/** What an order says of its buyer; an order without an address has none to ship to. */
export function people(order: OrderRecord): Fields {
	const { email, phone } = demoPerson(order.person);
	return {
		email,
		phone,
		billingAddress: toAddress(order.person, 1),
		shippingAddress: order.hasAddress
			? { ...toAddress(order.person, 2), ...(order.address1 !== null && { address1: order.address1 }) }
			: null,
	};
}

function toAddress(n: number, place: number): Fields {
	const person = demoPerson(n);
	return {
		__typename: 'MailingAddress',
		id: gid('MailingAddress', 9_200_000_000_000 + n * 10 + place),
		firstName: person.firstName,
		lastName: person.lastName,
		name: `${person.firstName} ${person.lastName}`,
		company: null,
		address1: person.address1,
		address2: person.address2 === '' ? null : person.address2,
		zip: person.zip,
		city: person.city,
		province: null,
		provinceCode: null,
		country: person.countryCode === 'FI' ? 'Finland' : null,
		countryCodeV2: person.countryCode,
		phone: person.phone,
	};
}

/** One person as `Customer`. */
export function toCustomer(n: number, since: string): Fields {
	const person = demoPerson(n);
	return {
		__typename: 'Customer',
		id: customerId(n),
		legacyResourceId: numericId(customerId(n)),
		firstName: person.firstName,
		lastName: person.lastName,
		displayName: `${person.firstName} ${person.lastName}`,
		locale: 'fi',
		tags: [],
		taxExempt: false,
		createdAt: since,
		updatedAt: since,
		defaultEmailAddress: { emailAddress: person.email },
		defaultPhoneNumber: { phoneNumber: person.phone },
		defaultAddress: toAddress(n, 1),
	};
}
