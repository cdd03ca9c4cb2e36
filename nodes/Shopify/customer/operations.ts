import { parameterProblem } from '../../../core/sync/run';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, text } from '../failures';
import type { CustomerRules } from './mapping';
import { CUSTOMER_SCOPES, CustomerTarget } from './target';

/*
 * What Shopify can do with customers.
 */

function rulesFrom(context: OperationContext): CustomerRules {
	const options = context.param<Record<string, unknown>>('customerOptions', {});
	return {
		replaceAddresses: options.addresses === 'replace',
		replaceTags: options.tags === 'replace',
		...customIdFrom(text(options.customId)),
	};
}

/** https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids */
function customIdFrom(value: string): Pick<CustomerRules, 'customId'> {
	if (value === '') return {};
	const [, namespace, key] = /^([A-Za-z0-9_$:-]{2,255})\.([A-Za-z0-9_-]{2,64})$/.exec(value) ?? [];
	if (namespace !== undefined && key !== undefined) return { customId: { namespace, key } };
	const reason = 'it is a namespace and a key with a point between, such as erp.customer_number';
	throw parameterProblem('Custom ID', reason);
}

const LIST_OPTIONS = (what: string) => [
	{ name: 'Merge', value: 'merge', description: 'Keep those the customer has, and add what is missing' },
	{ name: 'Replace', value: 'replace', description: `The customer has exactly the ${what} of the record afterwards` },
];

const createOrUpdateCustomer: WriteOperation<'customer'> = {
	does: 'write',
	kind: 'customer',
	scopes: CUSTOMER_SCOPES,
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a customer',
	description: 'Create a new customer, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Options',
			name: 'customerOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Addresses',
					name: 'addresses',
					type: 'options',
					default: 'merge',
					options: LIST_OPTIONS('addresses'),
					description: 'What becomes of addresses the customer already has',
				},
				{
					displayName: 'Custom ID',
					name: 'customId',
					type: 'string',
					default: '',
					placeholder: 'erp.customer_number',
					description:
						'Namespace and key of a customer metafield of the type ID, which must exist in the shop: customers with neither e-mail nor phone are found by it',
				},
				{
					displayName: 'Tags',
					name: 'tags',
					type: 'options',
					default: 'merge',
					options: LIST_OPTIONS('tags'),
					description: 'What becomes of tags the customer already has',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(new CustomerTarget(context.account, client(context), rulesFrom(context)));
	},
};

export const customerOperations = [createOrUpdateCustomer] as const;
