import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Address } from '../../../core/model/parts';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameSet, sameText, sameValue, type FieldRule } from '../../../core/sync/diff';
import type { MailingAddress } from '../wire';
import type { ShopCustomer } from './wire';

/*
 * Customers of other systems in Shopify's terms, and what a change of one means for the customer who stands there.
 * Shopify has no field for a company (an address has one) and none for a tax number.
 */

/** What the operator chose. */
export interface CustomerRules {
	readonly replaceAddresses: boolean;
	readonly replaceTags: boolean;
	/** The metafield of type `id` for customers without e-mail and telephone; absent where none is set. */
	readonly customId?: { readonly namespace: string; readonly key: string };
}

/** The parts of an address Shopify takes; absent ones are not known. */
export type AddressInput = Readonly<Partial<Record<(typeof ADDRESS_FIELDS)[number], string>>>;

const ADDRESS_FIELDS = [
	'firstName',
	'lastName',
	'company',
	'address1',
	'address2',
	'zip',
	'city',
	'provinceCode',
	'countryCode',
	'phone',
] as const;
/** What makes two addresses the same place; the rest of them may be corrected. */
const PLACE_FIELDS = ['address1', 'zip', 'city', 'countryCode'] as const;

/** A customer in Shopify's terms: absent leaves a field, null clears it. */
export interface CustomerDraft {
	/** By what the customer is found and made. */
	readonly key:
		| { readonly email: string }
		| { readonly phone: string }
		| { readonly customId: { readonly namespace: string; readonly key: string; readonly value: string } };
	readonly email?: string;
	readonly phone?: string;
	readonly firstName?: string | null;
	readonly lastName?: string | null;
	/** The name as one text, where the source does not say which part is which. */
	readonly name?: string;
	readonly note?: string | null;
	readonly tags?: readonly string[];
	readonly addresses?: readonly AddressInput[];
}

/** A telephone number without blanks and marks, `+` in front where a country is named. Shopify wants E.164. */
export function plainPhone(phone: string): string {
	return phone.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
}

const plainEmail = (email: string) => email.trim().toLowerCase();

/** The record as a draft, or CUSTOMER_KEY_MISSING. Pure. */
export function toDraft(record: Customer, rules: CustomerRules): { draft: CustomerDraft } | { problem: Problem } {
	const key = keyOf(record, rules);
	if (!key) return { problem: { code: 'CUSTOMER_KEY_MISSING', params: { record: calledOf(record) } } };
	const draft: CustomerDraft = {
		key,
		...nameOf(record),
		// A source that knows none says null, and the shop's customer signs in with it: it is changed and never cleared.
		...given('email', textOf(record.email, plainEmail) ?? undefined),
		...given('phone', textOf(record.phone, plainPhone) ?? undefined),
		...given(
			'note',
			textOf(record.note, (note) => note),
		),
		...given('tags', record.tags === undefined ? undefined : distinct((record.tags ?? []).map((tag) => tag.trim()))),
		...given('addresses', record.addresses === undefined ? undefined : (record.addresses ?? []).flatMap(toAddress)),
	};
	return { draft };
}

const calledOf = (record: Customer) => `the customer ${customerLabel(record) || 'without a number'}`;

function keyOf({ email, phone, reference, origin }: Customer, rules: CustomerRules): CustomerDraft['key'] | undefined {
	if (email && plainEmail(email) !== '') return { email: plainEmail(email) };
	if (phone && plainPhone(phone) !== '') return { phone: plainPhone(phone) };
	return rules.customId && { customId: { ...rules.customId, value: reference?.trim() || origin.id } };
}

function nameOf({ firstName, lastName, name, company }: Customer): Partial<CustomerDraft> {
	if (firstName !== undefined || lastName !== undefined)
		return { ...given('firstName', textOf(firstName)), ...given('lastName', textOf(lastName)) };
	if (name === null) return { firstName: null, lastName: null };
	const whole = name?.trim() || company?.trim();
	return whole ? { ...splitName(whole), name: whole } : {};
}

/** The last word is the last name, which is right more often than not. */
function splitName(whole: string): { firstName: string | null; lastName: string } {
	const words = whole.split(/\s+/);
	return { firstName: words.slice(0, -1).join(' ') || null, lastName: words.at(-1) ?? whole };
}

function toAddress(address: Address): AddressInput[] {
	const { name, company, address1, address2, zip, city, province, countryCode, phone } = address;
	// A region goes by its code alone; a name instead of a code would be refused with the whole customer.
	const provinceCode = /^(?:[A-Z]{2}-)?([A-Z0-9]{1,3})$/.exec(province?.trim() ?? '')?.[1];
	const person = name?.trim() ? splitName(name.trim()) : {};
	const all = { ...person, company, address1, address2, zip, city, provinceCode, countryCode, phone };
	const known = Object.entries(all).flatMap(([field, value]) => (value?.trim() ? [[field, value.trim()]] : []));
	const input = Object.fromEntries(known) as AddressInput;
	return PLACE_FIELDS.some((field) => input[field] !== undefined) ? [input] : [];
}

/** The lists a customer is to have: those that stand there and those that are wanted, unless they are to be replaced. */
export function mergedWith(there: ShopCustomer, draft: CustomerDraft, rules: CustomerRules): CustomerDraft {
	const { tags, addresses } = draft;
	const keepsTags = tags !== undefined && tags.length > 0 && !rules.replaceTags;
	const keepsAddresses = addresses !== undefined && addresses.length > 0 && !rules.replaceAddresses;
	return {
		...draft,
		...(keepsTags ? { tags: distinct([...there.tags, ...tags]) } : {}),
		...(keepsAddresses ? { addresses: mergedAddresses(there.addressesV2.nodes.map(fromShop), addresses) } : {}),
	};
}

/** Addresses at the same place become one, with what is wanted written over what stands there. */
function mergedAddresses(there: readonly AddressInput[], wanted: readonly AddressInput[]): AddressInput[] {
	const byPlace = new Map(there.map((each) => [placeOf(each), each]));
	for (const each of wanted) byPlace.set(placeOf(each), { ...byPlace.get(placeOf(each)), ...each });
	return [...byPlace.values()];
}

const placeOf = (address: AddressInput) =>
	JSON.stringify(PLACE_FIELDS.map((field) => plain(address[field]).toLowerCase()));
const plain = (value: string | undefined) => value?.normalize('NFC').trim() ?? '';

function fromShop(address: MailingAddress): AddressInput {
	const parts = { ...address, countryCode: address.countryCodeV2 };
	const known = ADDRESS_FIELDS.flatMap((field) => (parts[field] ? [[field, parts[field]]] : []));
	return Object.fromEntries(known) as AddressInput;
}

const RULES: ReadonlyArray<FieldRule<ShopCustomer, CustomerDraft>> = [
	{
		field: 'email',
		before: (there) => there.defaultEmailAddress?.emailAddress,
		wanted: ({ email }) => email,
		same: (before, wanted) => sameText(lower(before), lower(wanted)),
	},
	{
		field: 'phone',
		before: (there) => there.defaultPhoneNumber?.phoneNumber,
		wanted: ({ phone }) => phone,
		same: (before, wanted) => digits(before) === digits(wanted),
	},
	{ field: 'firstName', before: ({ firstName }) => firstName, wanted: ({ firstName }) => firstName, same: sameText },
	{ field: 'lastName', before: ({ lastName }) => lastName, wanted: ({ lastName }) => lastName, same: sameText },
	{ field: 'note', before: ({ note }) => note, wanted: ({ note }) => note, same: sameText },
	{ field: 'tags', before: ({ tags }) => tags, wanted: ({ tags }) => tags, same: sameSet },
	{
		field: 'addresses',
		before: ({ addressesV2 }) => addressesV2.nodes.map(fromShop),
		wanted: ({ addresses }) => addresses,
		same: sameAddresses,
	},
];

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);
const digits = (value: unknown) => (typeof value === 'string' ? value.replace(/\D/g, '').replace(/^0+/, '') : '');

function sameAddresses(before: unknown, wanted: unknown): boolean {
	if (!Array.isArray(before) || !Array.isArray(wanted)) return sameValue(before, wanted);
	const texts = (list: readonly AddressInput[]) =>
		list.map((each) => ADDRESS_FIELDS.map((field) => (field === 'phone' ? digits(each[field]) : plain(each[field]))));
	return sameSet(texts(before as AddressInput[]), texts(wanted as AddressInput[]));
}

/** Which fields of the customer who stands there have to change, lists merged already. Pure. */
export function changesOf(there: ShopCustomer, merged: CustomerDraft): FieldChange[] {
	const fullName = [there.firstName, there.lastName].filter(Boolean).join(' ');
	// The same name, cut into its parts elsewhere, is no change.
	const sameName = merged.name !== undefined && sameText(fullName, merged.name);
	return diff(there, sameName ? { ...merged, firstName: undefined, lastName: undefined } : merged, RULES);
}

/** The input for these changes alone. */
export function toUpdate(changes: readonly FieldChange[]): Record<string, unknown> {
	return Object.fromEntries(changes.map(({ field, after }) => [field, after]));
}

/** The input for a customer who does not stand there yet; what is to be cleared needs no word. */
export function toCreate(draft: CustomerDraft): Record<string, unknown> {
	const { email, phone, firstName, lastName, note, tags, addresses } = draft;
	const fields = { email, phone, firstName, lastName, note, tags, addresses };
	const isEmpty = (value: unknown) => value == null || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

/** Everything of a person in a draft, so that it can be kept out of Shopify's words. */
export function personalTexts({ email, phone, firstName, lastName, note, addresses = [] }: CustomerDraft): string[] {
	const texts = [email, phone, firstName, lastName, note, ...addresses.flatMap((each) => Object.values(each))];
	return texts.filter((text): text is string => typeof text === 'string');
}

function textOf(value: string | null | undefined, plainly = (text: string) => text.trim()): string | null | undefined {
	if (value === undefined || value === null) return value;
	return plainly(value) || null;
}

function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
	return (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
}

const distinct = (values: readonly string[]) => [...new Set(values.filter(Boolean))];
