import type { Customer } from '../../../core/model/customer';
import type { FieldChange } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import type { Contact } from '../customer/mapping';
import type { OdooPartner } from '../customer/wire';
import { externalId, instant } from '../mapping';
import { toAddress } from '../order/mapping';

/*
 * Customers as contacts of Odoo and back. A contact has one address of its own; others are contacts below it, which
 * orders make where they need them.
 */

/** The external id of a customer; the same that its orders look for. */
export const contactKey = ({ origin }: Pick<Customer, 'origin'>) => externalId('customer', origin);

/** A field that is absent is left as it is, null clears it. */
type Texts = {
	readonly [K in 'name' | 'email' | 'phone' | 'vat' | 'street' | 'street2' | 'city' | 'zip']?: string | null;
};

export interface ContactDraft extends Texts {
	readonly externalId: string;
	readonly isCompany?: boolean;
	readonly countryCode?: string | null;
	readonly province?: string;
}

const given = (value: string | null | undefined) => (value === undefined ? undefined : (value ?? '').trim() || null);

/** A customer as a contact; its default address is the contact's own. */
export function toContactDraft(record: Customer): ContactDraft {
	const { company, name, firstName, lastName, email, phone, vatNumber, addresses } = record;
	const [address] = addresses ?? [];
	const person =
		name?.trim() ||
		[firstName, lastName]
			.map((part) => part?.trim())
			.filter(Boolean)
			.join(' ');
	const called = company?.trim() || person || email?.trim() || undefined;
	const texts: Texts = {
		name: called,
		email: given(email)?.toLowerCase() ?? given(email),
		phone: given(phone),
		vat: given(vatNumber),
		...(address
			? {
					street: given(address.address1),
					street2: given(address.address2),
					city: given(address.city),
					zip: given(address.zip),
				}
			: {}),
	};
	const known = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)) as Texts;
	return {
		externalId: contactKey(record),
		...known,
		...(company?.trim() ? { isCompany: true } : {}),
		...(address?.countryCode ? { countryCode: address.countryCode } : {}),
		...(address?.province ? { province: address.province } : {}),
	};
}

const TEXT_FIELDS = ['name', 'email', 'phone', 'vat', 'street', 'street2', 'city', 'zip'] as const;

const RULES: ReadonlyArray<FieldRule<OdooPartner, ContactDraft>> = [
	...TEXT_FIELDS.map((field) => ({
		field,
		before: (there: OdooPartner) => there[field],
		wanted: (draft: ContactDraft) => draft[field],
		same: field === 'phone' ? sameDigits : field === 'email' ? sameLower : sameText,
	})),
	{
		field: 'countryCode',
		before: ({ country_code }) => country_code,
		wanted: ({ countryCode }) => countryCode,
		same: sameText,
	},
];

const digitsOf = (value: unknown) => (typeof value === 'string' ? value.replace(/\D/g, '').replace(/^0+/, '') : '');

function sameDigits(before: unknown, wanted: unknown): boolean {
	return digitsOf(before) === digitsOf(wanted);
}

function sameLower(before: unknown, wanted: unknown): boolean {
	return sameText(String(before ?? '').toLowerCase(), String(wanted ?? '').toLowerCase());
}

/** What of a contact that stands there has to change. */
export const contactChanges = (there: OdooPartner, draft: ContactDraft): FieldChange[] => diff(there, draft, RULES);

/** A new contact as its row for `load` wants it. */
export function toNewContact({ name, isCompany, countryCode, province, ...rest }: ContactDraft): Contact {
	const texts = Object.fromEntries(
		TEXT_FIELDS.flatMap((field) => (field !== 'name' && rest[field] ? [[field, rest[field]]] : [])),
	);
	return {
		name: name ?? 'Customer',
		...(isCompany ? { isCompany } : {}),
		...texts,
		...(countryCode ? { countryCode } : {}),
		...(province ? { province } : {}),
	};
}

/** A contact as a customer. */
export function toCustomerRecord(
	there: OdooPartner,
	{ account, seenAt, url }: { account: string; seenAt: string; url: string },
): Customer {
	const address = toAddress(there);
	const hasPlace = Boolean(address.address1) || Boolean(address.city);
	return {
		kind: 'customer',
		origin: { system: 'odoo', account, id: String(there.id), seenAt, url },
		number: there.ref || there.email || there.name || String(there.id),
		reference: there.ref || null,
		name: there.is_company ? null : there.name || null,
		company: there.is_company ? there.name || null : null,
		email: there.email || null,
		phone: there.phone || null,
		vatNumber: there.vat || null,
		addresses: hasPlace ? [address] : [],
		updatedAt: instant(there.write_date) ?? null,
	};
}
