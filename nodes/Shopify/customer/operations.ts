import type { Customer } from '../../../core/model/customer';
import type { Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { MOST_IDS, type ShopifyClient } from '../client';
import { client, LABEL, reading, readingPages, text } from '../failures';
import { searchFor } from '../search';
import { addressesOf, customerPages, customersById } from './client';
import type { CustomerRules } from './draft';
import { customerGid, hasTag, toCustomer } from './mapping';
import { CUSTOMER_SCOPES, CustomerTarget } from './target';
import { wholeCustomer, type CustomerHead } from './wire';

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

/** https://shopify.dev/docs/api/usage/access-scopes */
const READ_SCOPES = ['read_customers'];

/** A whole customer, every page of addresses read; a field we need and cannot read is that customer's problem alone. */
async function wholeFrom(
	shopify: ShopifyClient,
	node: unknown,
	context: OperationContext & { readonly includeRaw: boolean },
): Promise<Customer | Problem> {
	const parsed = wholeCustomer.safeParse(node);
	if (!parsed.success) {
		const record = `the customer ${String((node as { id?: unknown }).id)}`;
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		return {
			code: 'FIELD_INVALID',
			params: { record, field, reason: `${LABEL} sent it in another form than documented` },
		};
	}
	const { nodes, pageInfo } = parsed.data.addressesV2;
	const addresses = pageInfo.hasNextPage ? await addressesOf(shopify, parsed.data.id) : nodes;
	const customer = toCustomer(parsed.data, addresses, { account: context.account, seenAt: context.now });
	return context.includeRaw ? { ...customer, raw: node } : customer;
}

const getCustomer: FetchOperation<'customer'> = {
	does: 'fetch',
	kind: 'customer',
	batchLimit: MOST_IDS,
	scopes: READ_SCOPES,
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a customer',
	description: 'Retrieve whole customers, all of their addresses included',
	fields: [],
	idOf: customerGid,
	async fetch(context, ids) {
		const shopify = client(context);
		return await reading('Customer: Get', READ_SCOPES, async () => {
			const customers = new Map<string, Customer | Problem>();
			for (const [id, node] of await customersById(shopify, ids))
				customers.set(id, await wholeFrom(shopify, node, context));
			return customers;
		});
	},
};

async function* listCustomers(context: ListContext): AsyncGenerator<Array<Customer | Problem>> {
	const shopify = client(context);
	const tags = text(context.param<Record<string, unknown>>('filters', {}).tags)
		.split(',')
		.map((tag) => tag.trim())
		.filter(Boolean);
	const since = context.sweep?.since ?? context.changedAfter;
	const search = searchFor(since === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value: since }]);
	const seen = new Set<string>();
	let left = context.limit;
	for await (const page of customerPages(shopify, search)) {
		await context.sweep?.stillOurs();
		// A customer who changes while pages are read comes again on a later one.
		const fresh = page.filter((head) => hasTag(head, tags) && isSince(head, context) && !seen.has(head.id));
		for (const { id } of fresh) seen.add(id);
		const heads = fresh.map(({ id, updatedAt }) => ({ id, updatedAt: new Date(updatedAt).toISOString() }));
		const open = context.sweep ? await context.sweep.unsettled(heads) : undefined;
		const ids = heads.map(({ id }) => id).filter((id) => open?.has(id) ?? true);
		const wanted = ids.slice(0, left);
		const nodes = await customersById(shopify, wanted);
		const customers: Array<Customer | Problem> = [];
		for (const id of wanted) if (nodes.has(id)) customers.push(await wholeFrom(shopify, nodes.get(id), context));
		left -= wanted.length;
		yield customers;
		if (left <= 0) return;
	}
}

function isSince({ updatedAt }: CustomerHead, { changedAfter, sweep }: ListContext): boolean {
	return sweep !== undefined || changedAfter === undefined || Date.parse(updatedAt) >= Date.parse(changedAfter);
}

const getManyCustomers: ListOperation<'customer'> = {
	does: 'list',
	kind: 'customer',
	sweeps: true,
	sweepsWhole: true,
	scopes: READ_SCOPES,
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many customers',
	description: 'Retrieve customers with all of their addresses, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'customers',
	filters: [
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'wholesale, vip',
			description: 'Only customers with at least one of these tags, separated by commas',
		},
	],
	list: (context) => readingPages('Customer: Get Many', READ_SCOPES, listCustomers(context)),
};

export const customerOperations = [getCustomer, getManyCustomers, createOrUpdateCustomer] as const;
