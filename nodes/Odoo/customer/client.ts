import type { Domain, OdooClient } from '../client';
import { PARTNER_FIELDS, partners, PLAIN_FIELDS, type OdooPartner } from './wire';

/*
 * One function a question about contacts. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 */

/** Contacts of these types are addresses of the one above them. */
export const ADDRESS_TYPES: readonly string[] = ['invoice', 'delivery', 'other'];

async function fieldsThere(odoo: OdooClient): Promise<string[]> {
	const known = await odoo.fieldsOf('res.partner');
	return PARTNER_FIELDS.filter((field) => field in known);
}

/**
 * Contacts that have one of these e-mails and are no mere addresses, and everything below them, in one call.
 */
export async function peopleWith(odoo: OdooClient, emails: readonly string[]): Promise<OdooPartner[]> {
	const wanted = [...new Set(emails)].filter((email) => email !== '');
	if (wanted.length === 0) return [];
	const domain: Domain = [
		'|',
		'&',
		['email_normalized', 'in', wanted],
		['type', 'not in', ADDRESS_TYPES],
		['parent_id.email_normalized', 'in', wanted],
	];
	return await odoo.searchRead('res.partner', domain, PLAIN_FIELDS, partners, { order: 'id' });
}

/** Contacts by id, and the addresses below them, in one call; of the archived only the contacts themselves. */
export async function peopleBy(odoo: OdooClient, ids: readonly number[]): Promise<OdooPartner[]> {
	if (ids.length === 0) return [];
	const wanted = [...new Set(ids)];
	const domain: Domain = ['|', ['id', 'in', wanted], '&', ['parent_id', 'in', wanted], ['active', '=', true]];
	const context = { active_test: false };
	return await odoo.searchRead('res.partner', domain, PLAIN_FIELDS, partners, { order: 'id', context });
}

/** Contacts by id; those that are archived too, those the user may not see are absent. */
export async function partnersById(odoo: OdooClient, ids: readonly number[]): Promise<Map<number, OdooPartner>> {
	if (ids.length === 0) return new Map();
	const context = { active_test: false };
	const domain = [['id', 'in', [...new Set(ids)]]] as const;
	const found = await odoo.searchRead('res.partner', domain, await fieldsThere(odoo), partners, { context });
	return new Map(found.map((each) => [each.id, each]));
}

/** Contacts that are no mere addresses, with one of these values in a field. */
export async function partnersBy(
	odoo: OdooClient,
	field: 'email_normalized' | 'vat' | 'ref',
	values: readonly string[],
): Promise<OdooPartner[]> {
	const wanted = [...new Set(values)].filter((value) => value !== '');
	if (wanted.length === 0) return [];
	const domain = [
		[field, 'in', wanted],
		['type', 'not in', ADDRESS_TYPES],
	] as const;
	return await odoo.searchRead('res.partner', domain, await fieldsThere(odoo), partners, { order: 'id' });
}
