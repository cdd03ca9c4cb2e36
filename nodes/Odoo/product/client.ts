import type { Domain, OdooClient } from '../client';
import { fieldsThere } from '../order/client';
import { TEMPLATE_FIELDS, templates, VARIANT_FIELDS, variants, type Template, type Variant } from './wire';

/*
 * One function a question about products.
 */

/** Products changed since, in Odoo's own form, page by page. */
export function templatePages(odoo: OdooClient, domain: Domain): AsyncGenerator<Template[]> {
	return odoo.pages('product.template', domain, TEMPLATE_FIELDS, { size: 200 }, templates);
}

/** Variants of a domain; those that are archived only where they are asked for. */
export async function variantsOf(odoo: OdooClient, domain: Domain): Promise<Variant[]> {
	const fields = await fieldsThere(odoo, 'product.product', VARIANT_FIELDS);
	return await odoo.searchRead('product.product', domain, fields, variants, { order: 'id' });
}
