import type { Address, Order } from '../../../core/model/order';
import { sameText } from '../../../core/sync/diff';
import { externalId, same } from '../mapping';
import type { OdooPartner } from './wire';

/*
 * People and addresses of an order as contacts of Odoo: the customer, and below it one contact for each other address.
 */

/** A contact as it is to stand in Odoo. */
export interface Contact {
	readonly name: string;
	readonly isCompany?: boolean;
	readonly email?: string;
	readonly phone?: string;
	readonly vat?: string;
	readonly street?: string;
	readonly street2?: string;
	readonly city?: string;
	readonly zip?: string;
	/** A region's code or name. */
	readonly province?: string;
	readonly countryCode?: string;
}

/** Who an order is for, and how that contact is found: the rungs of the ladder that there are. */
export interface CustomerDraft {
	/** Under what the contact stands that was made for this customer. */
	readonly externalId: string;
	/** Whether nothing but the order itself says who it is. */
	readonly isGuest: boolean;
	readonly email?: string;
	readonly vat?: string;
	readonly contact: Contact;
	/** Absent where the invoice goes to the customer's own address. */
	readonly billTo?: Contact;
	/** Absent where nothing is delivered. */
	readonly shipTo?: Contact;
}

const filled = (value: string | null | undefined) => (value ?? '').trim() || undefined;

/** Whether an address says where somebody is; a name alone is no place. */
const isPlace = ({ address1, city }: Address) => filled(address1) !== undefined || filled(city) !== undefined;

/** The customer of an order. Somebody without an e-mail, and whom the shop does not know, is this order's alone. */
export function toCustomer(order: Order): CustomerDraft {
	const { customer, origin } = order;
	const [billTo, shipTo] = [order.billTo, order.shipTo].map((each) => (each && isPlace(each) ? each : undefined));
	const address = billTo ?? shipTo ?? order.billTo ?? {};
	const email = (filled(customer?.email) ?? filled(billTo?.email) ?? filled(shipTo?.email))?.toLowerCase();
	const company = filled(customer?.company) ?? filled(billTo?.company);
	const known = filled(customer?.reference);
	const id = known ?? email ?? origin.id;
	const own = toContact(address);
	const person = filled(customer?.name) ?? filled(address.name) ?? filled(shipTo?.name);
	const contact: Contact = {
		...own,
		name: company ?? person ?? email ?? `Customer of ${order.number}`,
		...(company === undefined ? {} : { isCompany: true }),
		...present({ email, phone: filled(customer?.phone) ?? own.phone, vat: filled(customer?.vatNumber) }),
	};
	return {
		externalId: externalId(known || email ? 'customer' : 'guest', { ...origin, id }),
		isGuest: known === undefined,
		...present({ email, vat: filled(customer?.vatNumber) }),
		contact,
		...(billTo ? { billTo: toContact(billTo) } : {}),
		...(shipTo ? { shipTo: toContact(shipTo) } : {}),
	};
}

/** An address as a contact; a company's name stands before that of the person, as labels have it. */
export function toContact(address: Address): Contact {
	const [company, person] = [filled(address.company), filled(address.name)];
	const names = [...new Set([company, person].filter((name) => name !== undefined))];
	return {
		name: names.join(', '),
		...present({
			email: filled(address.email),
			phone: filled(address.phone),
			street: filled(address.address1),
			street2: filled(address.address2),
			city: filled(address.city),
			zip: filled(address.zip),
			province: filled(address.province),
			countryCode: filled(address.countryCode),
		}),
	};
}

function present<T extends Record<string, unknown>>(values: T) {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<{
		[K in keyof T]: Exclude<T[K], undefined>;
	}>;
}

/** What of an address counts when two are compared: what a label shows. */
const LABEL_FIELDS = ['street', 'street2', 'city', 'zip'] as const;

/** Whether a contact of Odoo has this address; the name counts where the address has one. */
export function isAddressOf(there: OdooPartner, wanted: Contact, countryCode: string): boolean {
	return (
		LABEL_FIELDS.every((field) => sameText(there[field], wanted[field])) &&
		same(countryCode, wanted.countryCode) &&
		(wanted.name === '' ||
			same(there.name, wanted.name) ||
			wanted.name.split(', ').some((name) => same(there.name, name)))
	);
}

/** The external id of an address below a contact: the same address has one contact, whichever order it comes with. */
export function addressId(parent: number, type: 'invoice' | 'delivery', { name, ...rest }: Contact): string {
	const { street = '', street2 = '', city = '', zip = '', countryCode = '', province = '' } = rest;
	const content = [name, street, street2, city, zip, countryCode, province].map((part) =>
		part.normalize('NFC').trim().toLowerCase(),
	);
	// An address is a person's: only a hash of it may be in the name. The sign makes `externalId` take a UUID.
	return externalId(type, { system: 'odoo', account: String(parent), id: `@${JSON.stringify(content)}` });
}

/** The columns of contacts that are loaded. */
export const CONTACT_COLUMNS = [
	'id',
	'parent_id/.id',
	'type',
	'name',
	'is_company',
	'email',
	'phone',
	'vat',
	'street',
	'street2',
	'city',
	'zip',
	'state_id/.id',
	'country_id/.id',
] as const;

export interface ContactRow {
	readonly externalId: string;
	readonly parent?: number;
	readonly type: 'contact' | 'invoice' | 'delivery';
	readonly contact: Contact;
	readonly state?: number;
	readonly country?: number;
}

const cell = (value: string | number | undefined) => (value === undefined ? '' : String(value));

/** A contact as a row for `load`, in the order of `CONTACT_COLUMNS`. */
export function toContactRow({ externalId: id, parent, type, contact, state, country }: ContactRow): string[] {
	const { name, isCompany, email, phone, vat, street, street2, city, zip } = contact;
	return [
		id,
		cell(parent),
		type,
		name || (street ?? 'Address'),
		isCompany ? '1' : '',
		...[email, phone, vat, street, street2, city, zip, state, country].map(cell),
	];
}

/** What of a contact is a person's, so that it is in no text shown to anybody; where the country is no secret. */
export const personalIn = ({ contact, billTo, shipTo }: CustomerDraft): string[] =>
	[contact, billTo, shipTo].flatMap((each) =>
		Object.entries(each ?? {}).flatMap(([field, value]) =>
			typeof value === 'string' && field !== 'countryCode' && field !== 'province' ? [value] : [],
		),
	);
