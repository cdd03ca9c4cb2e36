/*
 * Buyers as GraphQL objects; all of them are the demo data's example people.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */
import { demoPerson } from '../../../sandbox/demo-data';

import { gid } from './ids';
import type { Fields } from './money';
import type { AddressRecord, OrderRecord } from './state';

/** What an order says of its buyer; an order without an address has none to ship to. */
export function people(order: OrderRecord): Fields {
	const { email, phone } = contactOf(order);
	const { billTo, shipTo } = addressesOf(order);
	return {
		email,
		phone,
		billingAddress:
			billTo && toMailingAddress(billTo, gid('MailingAddress', 9_300_000_000_000 + order.number * 10 + 1)),
		shippingAddress:
			shipTo && toMailingAddress(shipTo, gid('MailingAddress', 9_300_000_000_000 + order.number * 10 + 2)),
	};
}

/** The buyer's e-mail address and telephone number, as the order says them. */
export function contactOf(order: OrderRecord): { readonly email: string | null; readonly phone: string | null } {
	const { email, phone } = demoPerson(order.person);
	return {
		email: order.email === undefined ? email : order.email,
		phone: order.phone === undefined ? phone : order.phone,
	};
}

/** Who pays and where it goes; null where there is none. */
export function addressesOf(order: OrderRecord): {
	readonly billTo: AddressRecord | null;
	readonly shipTo: AddressRecord | null;
} {
	const own = addressOf(order.person);
	const shipTo = order.shipTo === undefined ? (order.hasAddress ? own : null) : order.shipTo;
	return {
		billTo: order.billTo === undefined ? own : order.billTo,
		shipTo: shipTo && order.address1 !== null ? { ...shipTo, address1: order.address1 } : shipTo,
	};
}

/** The address of an example person. */
export function addressOf(n: number): AddressRecord {
	const { firstName, lastName, address1, address2, zip, city, countryCode, phone } = demoPerson(n);
	const second = address2 === '' ? null : address2;
	return {
		firstName,
		lastName,
		company: null,
		address1,
		address2: second,
		zip,
		city,
		provinceCode: null,
		countryCode,
		phone,
	};
}

/** A person's name in one. */
export function fullName({ firstName, lastName }: Pick<AddressRecord, 'firstName' | 'lastName'>): string {
	return [firstName, lastName].filter((part) => part !== null && part !== '').join(' ');
}

/** "Finland" of FI. */
export function countryName(code: string | null): string | null {
	return code === null ? null : (COUNTRIES.of(code) ?? null);
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' });

/** An address as `MailingAddress`. */
export function toMailingAddress(address: AddressRecord, id: string): Fields {
	const { countryCode, ...rest } = address;
	return {
		__typename: 'MailingAddress',
		id,
		...rest,
		name: fullName(address),
		province: address.provinceCode,
		country: countryName(countryCode),
		countryCodeV2: countryCode,
	};
}
