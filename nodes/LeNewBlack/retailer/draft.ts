import type { Customer } from '../../../core/model/customer';
import { customerLabel } from '../../../core/model/customer';
import type { Address } from '../../../core/model/order';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { present } from '../mapping';
import type { LnbAddress, Raw } from '../wire';
import type { LnbRetailer } from './wire';

/*
 * A customer of another system as a retailer of Le New Black.
 */

export interface RetailerRules {
	/** Stands before the customer's number of another system. */
	readonly prefix: string;
	/** The price list of retailers that are made; what stands there keeps its own. */
	readonly priceList: string;
}

export interface RetailerDraft {
	readonly reference: string;
	readonly name: string;
	readonly company?: string;
	readonly priceList: string;
	readonly storeAddress?: Raw;
	readonly buyer?: Raw;
}

/** The reference of a customer: its own, else prefix and the last part of its id. An address of a record is none. */
export function referenceOf({ reference, origin }: Customer, { prefix }: Pick<RetailerRules, 'prefix'>): string {
	const own = reference?.trim() ?? '';
	return own === '' || own.includes('://') ? `${prefix}${origin.id.split('/').pop() ?? ''}` : own;
}

/** A customer as it is asked for, or why it cannot be. */
export function toDraft(record: Customer, rules: RetailerRules): { draft: RetailerDraft } | { problem: Problem } {
	const name = [record.company, record.name, [record.firstName, record.lastName].filter(Boolean).join(' ')]
		.map((each) => each?.trim() ?? '')
		.find((each) => each !== '');
	const named = `the customer ${customerLabel(record)}`;
	if (name === undefined)
		return {
			problem: {
				code: 'FIELD_INVALID',
				params: { record: named, field: 'company', reason: 'neither company nor name is known' },
			},
		};
	const email = record.email?.trim();
	return {
		draft: {
			reference: referenceOf(record, rules),
			name,
			priceList: rules.priceList,
			...(record.company?.trim() ? { company: record.company.trim() } : {}),
			...(record.addresses?.[0] ? { storeAddress: toLnbAddress(record.addresses[0], record) } : {}),
			...(email
				? { buyer: present({ email, first_name: record.firstName?.trim(), last_name: record.lastName?.trim() }) }
				: {}),
		},
	};
}

export function toLnbAddress(address: Address, { email, phone, vatNumber }: Customer): Raw {
	return present({
		company: address.company?.trim(),
		contact_name: address.name?.trim(),
		contact_email: (address.email ?? email)?.trim(),
		tel: (address.phone ?? phone)?.trim(),
		address_1: address.address1?.trim(),
		address_2: address.address2?.trim(),
		zipcode: address.zip?.trim(),
		city: address.city?.trim(),
		country: address.countryCode?.trim(),
		vat_number: vatNumber?.trim(),
	});
}

const RULES: ReadonlyArray<FieldRule<LnbRetailer, RetailerDraft>> = [
	{ field: 'name', before: ({ name }) => name, wanted: ({ name }) => name, same: sameText },
	{ field: 'company', before: ({ company }) => company, wanted: ({ company }) => company, same: sameText },
	{
		field: 'store_address',
		before: ({ store_address }) => store_address,
		wanted: ({ storeAddress }) => storeAddress,
		same: (before, wanted) => sameAddress(before as LnbAddress | null, wanted as Raw),
	},
	{
		field: 'buyers',
		before: ({ buyers }) => buyers,
		wanted: ({ buyer }) => buyer,
		same: (before, wanted) =>
			((before ?? []) as Raw[]).some((each) => sameText(each['email'], (wanted as Raw)['email'])),
	},
];

const sameAddress = (before: LnbAddress | null | undefined, wanted: Raw) =>
	Object.entries(wanted).every(([field, value]) => sameText(before?.[field as keyof LnbAddress], value));

/** What of a retailer that stands there is to be another. A buyer is added and none ever taken away. */
export const retailerChanges = (there: LnbRetailer, draft: RetailerDraft): FieldChange[] => diff(there, draft, RULES);

/** The body that creates or changes a retailer: what is required stands in it as it is now. */
export function toBody(draft: RetailerDraft, there: LnbRetailer | undefined, raw: Raw): Raw {
	const buyers = (raw['buyers'] ?? []) as Raw[];
	const adds = draft.buyer && !buyers.some((each) => sameText(each['email'], draft.buyer?.['email']));
	return present({
		reference: draft.reference,
		name: draft.name,
		company: draft.company,
		price_list_code: there?.price_list_code || draft.priceList,
		store_address: { ...((raw['store_address'] ?? {}) as Raw), ...draft.storeAddress },
		buyers: adds ? [...buyers, draft.buyer] : undefined,
	});
}

/** What of a customer must not be shown in the vendor's words. */
export const personalOf = ({ name, company, storeAddress = {}, buyer = {} }: RetailerDraft): string[] =>
	[name, company, ...Object.values(storeAddress), ...Object.values(buyer)].filter(
		(each): each is string => typeof each === 'string',
	);
