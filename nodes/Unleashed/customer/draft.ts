import type { Customer } from '../../../core/model/customer';
import type { Address, Order } from '../../../core/model/order';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { documentUuid } from '../../../core/sync/keys';
import { clipped, countryName, idTail, isGuid, present, SYSTEM, toRequest } from '../mapping';
import type { Raw } from '../wire';
import type { CustomerDraft, UnleashedAddress, UnleashedCustomer } from './wire';

/*
 * Customers as Unleashed takes them: those who stand on an order, and those who come by themselves.
 */

/** The operator's choices. */
export interface CustomerRules {
	/** What stands before the shop's own customer number in the code. */
	readonly codePrefix: string;
}

interface Source {
	readonly system: string;
	readonly account: string;
	/** The customer's own ID at the source, or the e-mail address where there is none. */
	readonly id: string;
}

type AddressDraft = CustomerDraft['addresses'][number];

/** An address of one type; a primary contact of its own stands on the customer (documented). */
function toAddress(address: Address, type: 'Physical' | 'Shipping' | 'Postal', isDefault: boolean): AddressDraft {
	return {
		AddressType: type,
		AddressName: clipped(address.address1 || address.name || address.company, 100),
		StreetAddress: clipped(address.address1, 500),
		StreetAddress2: clipped(address.address2, 500),
		Suburb: '',
		City: clipped(address.city, 500),
		Region: clipped(address.province, 500),
		PostalCode: clipped(address.zip, 50),
		Country: countryName(address.countryCode),
		IsDefault: isDefault,
	};
}

const isGiven = (address: Address | null | undefined): address is Address =>
	[address?.address1, address?.city, address?.zip].some((part) => (part ?? '').trim() !== '');

/** First and last name of a name in one piece: the last word is the last name (inferred). */
export function namesIn(name: string): { readonly firstName: string; readonly lastName: string } {
	const words = name.trim().split(/\s+/);
	return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

/**
 * The code of a customer: the prefix and the shop's number; the letters of a fixed key made of the e-mail address where
 * the shop has no number, so that no code shows an address.
 */
function codeOf(source: Source, { codePrefix }: CustomerRules): string {
	const tail = idTail(source.id);
	const plain = /^[A-Za-z0-9._-]{1,60}$/.test(tail) ? tail : guidOf(source).replaceAll('-', '').slice(0, 12);
	return `${codePrefix}${plain}`;
}

const guidOf = (source: Source) => documentUuid({ ...source, kind: 'customer' });

/** The customer of an order, or why nobody can say who it is. */
export function customerOfOrder(order: Order, rules: CustomerRules): { draft: CustomerDraft } | { problem: Problem } {
	const { reference, email, phone, name, company } = order.customer ?? {};
	const billTo = isGiven(order.billTo) ? order.billTo : order.shipTo;
	const mail = (email || billTo?.email || '').trim();
	const id = (reference ?? '').trim() || mail.toLowerCase();
	if (id === '') return { problem: { code: 'ORDER_CUSTOMER_MISSING', params: { order: order.number } } };
	const person = (name || billTo?.name || order.shipTo?.name || '').trim();
	const source = { system: order.origin.system, account: order.origin.account, id };
	const addresses = [
		...(isGiven(billTo) ? [toAddress(billTo, 'Physical', true)] : []),
		...(isGiven(order.shipTo) ? [toAddress(order.shipTo, 'Shipping', true)] : []),
	];
	const from = { source, name: company || billTo?.company || person || mail, person, addresses };
	return { draft: toDraft(from, { mail, phone: phone || billTo?.phone, currency: order.currency }, rules) };
}

/** A customer who comes by itself. */
export function customerDraft(record: Customer, rules: CustomerRules): { draft: CustomerDraft } | { problem: Problem } {
	const { origin, reference, email, firstName, lastName, phone } = record;
	const person = [firstName, lastName].filter(Boolean).join(' ') || (record.name ?? '');
	const name = record.company || person || (email ?? '');
	if (name.trim() === '') {
		const reason = 'it has neither a name, a company nor an e-mail address';
		return { problem: { code: 'FIELD_INVALID', params: { record: 'the customer', field: 'name', reason } } };
	}
	const source = { system: origin.system, account: origin.account, id: origin.id };
	const [first, second] = (record.addresses ?? []).filter(isGiven);
	const addresses = [
		...(first ? [toAddress(first, 'Physical', true)] : []),
		...(second ? [toAddress(second, 'Shipping', true)] : []),
	];
	const own = { mail: email, phone };
	const draft = toDraft({ source, name, person, addresses }, own, rules, namesOf(firstName, lastName));
	if (origin.system === SYSTEM && isGuid(origin.id))
		return { draft: { ...draft, guid: origin.id, code: reference ?? record.number } };
	return { draft };
}

const namesOf = (first: string | null | undefined, last: string | null | undefined) =>
	first || last ? { firstName: first ?? '', lastName: last ?? '' } : undefined;

function toDraft(
	from: { source: Source; name: string; person: string; addresses: CustomerDraft['addresses'] },
	own: Readonly<Partial<Record<'mail' | 'phone' | 'currency', string | null>>>,
	rules: CustomerRules,
	names = namesIn(from.person),
): CustomerDraft {
	const { source, name, addresses } = from;
	return {
		guid: guidOf(source),
		code: codeOf(source, rules),
		name: clipped(name, 500),
		sourceId: `${source.system}:${/@/.test(source.id) ? 'guest' : idTail(source.id)}`,
		addresses,
		...present({
			email: (own.mail ?? '').trim(),
			firstName: names.firstName,
			lastName: names.lastName,
			phone: own.phone,
			currency: own.currency,
		}),
	};
}

// ------------------------------------------------------------------ to what stands there

/**
 * A new customer. A VAT number and a note are left out: no page and no client seen names a field for them. A primary
 * contact needs one of first name, last name and e-mail (documented since 2023).
 */
export function toNewCustomer(draft: CustomerDraft): Raw {
	return {
		Guid: draft.guid,
		CustomerCode: draft.code,
		CustomerName: draft.name,
		SourceId: draft.sourceId,
		...(draft.currency ? { Currency: { CurrencyCode: draft.currency } } : {}),
		...contactOf(draft),
		...(draft.addresses.length > 0 ? { Addresses: draft.addresses } : {}),
	};
}

const contactOf = ({ email, firstName, lastName, phone }: CustomerDraft): Raw =>
	present({
		Email: email,
		ContactFirstName: firstName,
		ContactLastName: lastName,
		PhoneNumber: phone,
	});

const ADDRESS_FIELDS = ['StreetAddress', 'StreetAddress2', 'City', 'Region', 'PostalCode', 'Country'] as const;
const plainAddress = (address: Partial<Record<keyof UnleashedAddress, unknown>> | undefined) =>
	ADDRESS_FIELDS.map((field) => String(address?.[field] ?? '').trim()).join('\n');

/** Whether the customer has this address already, as one of that type. */
const hasAddress = ({ Addresses }: UnleashedCustomer, wanted: AddressDraft) =>
	(Addresses ?? []).some(
		(held) => held.AddressType === wanted.AddressType && plainAddress(held) === plainAddress(wanted),
	);

const rule = (
	field: string,
	before: (there: UnleashedCustomer) => unknown,
	wanted: (draft: CustomerDraft) => unknown,
): FieldRule<UnleashedCustomer, CustomerDraft> => ({ field, before, wanted, same: sameText });

/** The fields that are kept as at the source. Code and currency are not: people may have chosen their own. */
const RULES = [
	rule(
		'CustomerName',
		({ CustomerName }) => CustomerName,
		({ name }) => name,
	),
	rule(
		'Email',
		({ Email }) => Email,
		({ email }) => email,
	),
	rule(
		'ContactFirstName',
		({ ContactFirstName }) => ContactFirstName,
		({ firstName }) => firstName,
	),
	rule(
		'ContactLastName',
		({ ContactLastName }) => ContactLastName,
		({ lastName }) => lastName,
	),
	rule(
		'PhoneNumber',
		({ PhoneNumber }) => PhoneNumber,
		({ phone }) => phone,
	),
];

/** What differs between a customer there and the one wanted; what the source does not say is left alone. */
export function customerChanges(there: UnleashedCustomer, draft: CustomerDraft): FieldChange[] {
	const missing = draft.addresses.filter((wanted) => !hasAddress(there, wanted));
	const added = missing.map((after) => ({ field: `Addresses.${String(after.AddressType)}`, before: null, after }));
	return [...diff(there, draft, RULES), ...added];
}

/** A changed customer whole: what stands there, and over it what changed. An address is added, and none is taken away. */
export function toChangedCustomer(raw: Raw, there: UnleashedCustomer, draft: CustomerDraft): Raw {
	const fields = diff(there, draft, RULES).map(({ field, after }) => [field, after]);
	const held = Array.isArray(raw.Addresses) ? (raw.Addresses as Raw[]) : [];
	const added = draft.addresses
		.filter((wanted) => !hasAddress(there, wanted))
		.map((wanted) => ({
			...wanted,
			IsDefault: !held.some(({ AddressType }) => AddressType === wanted.AddressType),
		}));
	return {
		...toRequest(raw),
		...Object.fromEntries(fields),
		...(added.length > 0 ? { Addresses: [...held.map(toRequest), ...added] } : {}),
	};
}

/** What of a customer must not be shown in the vendor's words. */
export const personalOf = (draft: CustomerDraft): string[] => [
	...[draft.name, draft.email, draft.firstName, draft.lastName, draft.phone].filter(
		(value): value is string => value !== undefined,
	),
	...draft.addresses.flatMap((address) =>
		ADDRESS_FIELDS.filter((field) => field !== 'Country').map((field) => String(address[field])),
	),
];
