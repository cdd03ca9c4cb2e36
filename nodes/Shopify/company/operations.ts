import type { WriteOperation } from '../../shared/system';
import { client } from '../failures';
import { COMPANY_SCOPES, CompanyTarget } from './target';

/*
 * What Shopify can do with companies.
 */

const createOrUpdateCompany: WriteOperation<'customer'> = {
	does: 'write',
	kind: 'customer',
	scopes: COMPANY_SCOPES,
	resource: 'company',
	resourceName: 'Company',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a company',
	description: 'Create a new company (B2B), or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName:
				'The <b>reference</b> of the record is the company’s external ID, by which it is found. A new company gets a location with the first address. People and further locations are the shop’s own. The shop needs a plan with B2B.',
			name: 'companyNotice',
			type: 'notice',
			default: '',
		},
	],
	target: async (context) => await Promise.resolve(new CompanyTarget(context.account, client(context))),
};

export const companyOperations = [createOrUpdateCompany] as const;
