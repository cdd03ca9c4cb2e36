import { answered, type OdooClient } from '../client';
import { allowed, codes, companies, userContext, type Company } from './wire';

/*
 * What a connection may do. Odoo says of each model whether a user may read, write, create or delete it.
 */

/** What is known of one right: undefined where nobody can say. */
export type Right = 'allowed' | 'missing' | 'noModel' | undefined;

/** Who the key belongs to; a cheap call that needs no right at all. */
export async function signedInAs(odoo: OdooClient) {
	return await odoo.ask({ model: 'res.users', method: 'context_get' }, userContext);
}

/**
 * Whether the user has a right such as "sale.order:create". `check_access_rights` is deprecated since 18 and still there
 * in 19 (seen in its source).
 */
export async function rightOf(odoo: OdooClient, scope: string): Promise<Right> {
	const [model = '', operation = ''] = scope.split(':');
	const call = { model, method: 'check_access_rights', args: { operation, raise_exception: false } };
	const answer = await odoo.call({ ...call, repeatable: true });
	if (!('refused' in answer)) return answered(call, answer, allowed) ? 'allowed' : 'missing';
	if (answer.refused.name === 'odoo.exceptions.AccessError') return 'missing';
	// A model nobody knows comes with an app that is not installed; else the question itself was not understood.
	const fields = await odoo.call({ model, method: 'fields_get', args: { attributes: ['type'] }, repeatable: true });
	return 'refused' in fields ? 'noModel' : undefined;
}

/** The companies this user works in; those of others are invisible. */
export async function companiesOf(odoo: OdooClient): Promise<Company[]> {
	return await odoo.searchRead('res.company', [], ['name', 'currency_id'], companies, { order: 'id' });
}

/** Every SKU there is; they may repeat, because nothing in Odoo is unique by default but barcodes. */
export async function* skuPages(odoo: OdooClient): AsyncGenerator<string[]> {
	const pages = odoo.pages('product.product', [['default_code', '!=', false]], ['default_code'], {}, codes);
	for await (const page of pages) yield page.map(({ default_code }) => default_code);
}
