import type { Customer } from '../../../core/model/customer';
import type { DocumentTarget } from '../../../core/ports';
import type { ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Domain } from '../client';
import { PARTNER_FIELDS, partners } from '../customer/wire';
import { client, pageOf, readingPages, recordOf } from '../failures';
import { toOdooTime } from '../mapping';
import { fieldsThere } from '../order/client';
import { toCustomerRecord } from './mapping';
import { ContactTarget } from './target';

/*
 * Customers: contacts that are nobody's address.
 */

async function* contactPages(context: OperationContext & { changedAfter?: string }) {
	const odoo = client(context);
	const since = context.changedAfter;
	const domain: Domain = [
		['parent_id', '=', false],
		...(since === undefined ? [] : [['write_date', '>=', toOdooTime(since)] as const]),
	];
	const fields = await fieldsThere(odoo, 'res.partner', PARTNER_FIELDS);
	yield* odoo.pages('res.partner', domain, fields, {}, partners);
}

const getManyCustomers: ListOperation<'customer'> = {
	does: 'list',
	kind: 'customer',
	sweeps: false,
	scopes: ['res.partner:read'],
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many customers',
	description: 'Retrieve people and companies, without the addresses below them',
	fields: [],
	changed: 'customers',
	async *list(context) {
		for await (const page of readingPages(contactPages(context)))
			yield page.map((there) => {
				const about = { account: context.account, seenAt: context.now, url: pageOf(context, 'res.partner', there.id) };
				return recordOf('customer', toCustomerRecord(there, about), { include: context.includeRaw, value: there });
			});
	},
};

const upsertCustomer: WriteOperation<'customer'> = {
	does: 'write',
	kind: 'customer',
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a customer',
	description: 'Create a new customer, or update the current one if it already exists (upsert)',
	scopes: ['res.partner:create', 'res.partner:write'],
	fields: [
		{
			displayName: 'Options',
			name: 'customerOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Find by E-Mail',
					name: 'matchEmail',
					type: 'boolean',
					default: true,
					description:
						'Whether a customer whom this package did not make is found by e-mail. Several contacts with it are a problem and never guessed.',
				},
			],
		},
	],
	async target(context) {
		const { matchEmail } = context.param<Record<string, unknown>>('customerOptions', {});
		const urlOf = (id: number) => pageOf(context, 'res.partner', id);
		const setting = { matchEmail: matchEmail !== false, urlOf };
		return await Promise.resolve(
			new ContactTarget(context.account, client(context), setting) as DocumentTarget<Customer, unknown>,
		);
	},
};

export const contactOperations = [upsertCustomer, getManyCustomers] as const;
