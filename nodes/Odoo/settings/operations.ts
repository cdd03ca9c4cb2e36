import type { PickerContext, System } from '../../shared/system';
import type { Domain } from '../client';
import { client, idFrom, reading } from '../failures';
import { companyOf, listNamed, salesTaxes } from './client';

/*
 * The pickers of the editor: what an Odoo has of each thing that a setting names.
 */

type Pick = NonNullable<System['pickers']>[string];

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

/** The records of a model, by the name Odoo shows. */
const pickOf =
	(model: string, domain: Domain = []): Pick =>
	async (context) => {
		const rows = await reading(async () => await listNamed(client(context), model, domain));
		return rows.map(({ id, display_name }) => ({ name: display_name || String(id), value: String(id) })).sort(byName);
	};

/** Products that are no goods. */
async function pickServices(context: PickerContext) {
	const fields = await reading(async () => await client(context).fieldsOf('product.product'));
	const field = 'detailed_type' in fields ? 'detailed_type' : 'type';
	return await pickOf('product.product', [[field, '=', 'service']])(context);
}

/** Taxes on sales of the credential's company, with what they are. */
async function pickTaxes(context: PickerContext) {
	const odoo = client(context);
	return await reading(async () => {
		const company = await companyOf(odoo, idFrom(context.credential.companyId));
		const taxes = company ? await salesTaxes(odoo, company.id) : [];
		return taxes
			.map(({ id, name, price_include }) => ({
				name: `${name}${price_include ? ' (Included in the Price)' : ''}`,
				value: String(id),
			}))
			.sort(byName);
	});
}

/** Types whose values can be given as one text. */
const PLAIN_TYPES = new Set([
	'char',
	'text',
	'html',
	'integer',
	'float',
	'monetary',
	'boolean',
	'date',
	'datetime',
	'selection',
]);

/** Fields of an order that can be filled in: plain ones by value, links to one record by its ID. */
async function pickOrderFields(context: PickerContext) {
	const fields = await reading(async () => await client(context).fieldsOf('sale.order'));
	return Object.entries(fields)
		.filter(([, { type, readonly }]) => readonly !== true && (PLAIN_TYPES.has(type) || type === 'many2one'))
		.map(([name, { type, string }]) => ({
			name: `${string ?? name}${type === 'many2one' ? ' (ID)' : ''}`,
			value: type === 'many2one' ? `${name}/.id` : name,
			description: name,
		}))
		.sort(byName);
}

export const pickers: Readonly<Record<string, Pick>> = {
	accounts: pickOf('account.account'),
	carriers: pickOf('delivery.carrier'),
	customers: pickOf('res.partner', [['parent_id', '=', false]]),
	journals: pickOf('account.journal', [['type', 'in', ['bank', 'cash', 'sale', 'general']]]),
	locations: pickOf('stock.location', [['usage', '=', 'internal']]),
	orderFields: pickOrderFields,
	orderTags: pickOf('crm.tag'),
	pricelists: pickOf('product.pricelist'),
	salespeople: pickOf('res.users', [['share', '=', false]]),
	serviceProducts: pickServices,
	taxes: pickTaxes,
	teams: pickOf('crm.team'),
	warehouses: pickOf('stock.warehouse'),
};
