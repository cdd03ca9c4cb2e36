import type { OdooClient } from '../client';
import { PARTNER_FIELDS, partners, type OdooPartner } from './wire';

/*
 * One function a question about contacts. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 */

async function fieldsThere(odoo: OdooClient): Promise<string[]> {
	const known = await odoo.fieldsOf('res.partner');
	return PARTNER_FIELDS.filter((field) => field in known);
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
		['type', 'not in', ['invoice', 'delivery', 'other']],
	] as const;
	return await odoo.searchRead('res.partner', domain, await fieldsThere(odoo), partners, { order: 'id' });
}

/** The addresses below contacts. */
export async function addressesBelow(odoo: OdooClient, parents: readonly number[]): Promise<OdooPartner[]> {
	if (parents.length === 0) return [];
	const domain = [['parent_id', 'in', [...new Set(parents)]]] as const;
	return await odoo.searchRead('res.partner', domain, await fieldsThere(odoo), partners, { order: 'id' });
}
