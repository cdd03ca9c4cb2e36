import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Address } from '../../../core/model/parts';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import type { ShopCompany } from './wire';

/*
 * Customers of other systems as companies of Shopify (B2B): the reference is the external ID, by which orders and people
 * name the company. https://shopify.dev/docs/api/admin-graphql/latest/input-objects/CompanyInput
 */

export interface CompanyDraft {
	readonly externalId: string;
	readonly name: string;
	readonly note?: string | null;
	/** Of a new company alone. */
	readonly location: Readonly<Record<string, unknown>>;
}

/** The record as a company, or why it is none. Pure. */
export function toDraft(record: Customer): { draft: CompanyDraft } | { problem: Problem } {
	const invalid = (field: string, reason: string) => ({
		problem: {
			code: 'FIELD_INVALID' as const,
			params: { record: `the customer ${customerLabel(record)}`, field, reason },
		},
	});
	const externalId = record.reference?.trim() ?? '';
	if (externalId === '') return invalid('reference', 'a company is known by it, and it is empty');
	const name = [record.company, record.name].map((each) => each?.trim() ?? '').find((each) => each !== '');
	if (name === undefined) return invalid('company', 'neither company nor name is known');
	return {
		draft: {
			...{ externalId, name, location: toLocation(name, record) },
			...(record.note === undefined ? {} : { note: record.note?.trim() || null }),
		},
	};
}

function toLocation(name: string, { addresses, phone, vatNumber }: Customer): Record<string, unknown> {
	const [address] = addresses ?? [];
	return known({
		name,
		phone: phone?.trim(),
		taxRegistrationId: vatNumber?.trim(),
		...(address?.countryCode ? { shippingAddress: toAddress(address), billingSameAsShipping: true } : {}),
	});
}

function toAddress({ name, address1, address2, zip, city, province, countryCode, phone }: Address) {
	// A region goes by its code alone.
	const zoneCode = /^(?:[A-Z]{2}-)?([A-Z0-9]{1,3})$/.exec(province?.trim() ?? '')?.[1];
	return known({ recipient: name?.trim(), address1, address2, zip, city, zoneCode, countryCode, phone });
}

const known = (fields: Readonly<Record<string, unknown>>) =>
	Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	);

const RULES: ReadonlyArray<FieldRule<ShopCompany, CompanyDraft>> = [
	{
		field: 'externalId',
		before: ({ externalId }) => externalId,
		wanted: ({ externalId }) => externalId,
		same: sameText,
	},
	{ field: 'name', before: ({ name }) => name, wanted: ({ name }) => name, same: sameText },
	{ field: 'note', before: ({ note }) => note, wanted: ({ note }) => note, same: sameText },
];

/** What of a company that stands there is to be another; its locations are the shop's own. */
export const companyChanges = (there: ShopCompany, draft: CompanyDraft): FieldChange[] => diff(there, draft, RULES);

/** The input that makes a company. */
export const toCreate = ({ externalId, name, note, location }: CompanyDraft): Record<string, unknown> => ({
	company: known({ externalId, name, note }),
	companyLocation: location,
});

/** The input for these changes alone. */
export const toUpdate = (changes: readonly FieldChange[]): Record<string, unknown> =>
	Object.fromEntries(changes.map(({ field, after }) => [field, after]));

/** What of a draft must not be shown in Shopify's words. */
export function personalTexts({ name, note, location }: CompanyDraft): string[] {
	const { shippingAddress = {}, ...rest } = location;
	return [name, note, ...Object.values(rest), ...Object.values(shippingAddress as object)].filter(
		(each): each is string => typeof each === 'string',
	);
}
