import type { Customer } from '../../../core/model/customer';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, isGuid } from '../mapping';
import { unsettledRows } from '../order/operations';
import { customerByGuid, customerPages, customersByCode } from './client';
import { toCustomer } from './mapping';
import { CustomerTarget } from './target';
import type { UnleashedCustomer } from './wire';

/*
 * What Unleashed can do with customers.
 */

type ReadContext = OperationContext & { readonly includeRaw: boolean };

/** A customer is not named in a problem: a code may be somebody's name. */
function read(context: ReadContext, row: Row<UnleashedCustomer>): Customer | Problem {
	const plain = { ...row, label: '' };
	return recordOf('customer', plain, (there) => toCustomer(there, context.account, context.now), context.includeRaw);
}

const getCustomer: FetchOperation<'customer'> = {
	does: 'fetch',
	kind: 'customer',
	batchLimit: 25,
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a customer',
	description: 'Retrieve customers by their GUID or their code',
	fields: [],
	idOf: (id) => (isGuid(id) ? id.toLowerCase() : id || undefined),
	async fetch(context, keys) {
		const unleashed = client(context);
		const find = async (key: string) =>
			isGuid(key) ? await customerByGuid(unleashed, key) : (await customersByCode(unleashed, key))[0];
		const rows = await reading(async () => await sideBySide(keys, find));
		return new Map(keys.flatMap((key, at) => (rows[at] ? [[key, read(context, rows[at])]] : [])));
	},
};

const getManyCustomers: ListOperation<'customer'> = {
	does: 'list',
	kind: 'customer',
	sweeps: true,
	sweepsWhole: true,
	resource: 'customer',
	resourceName: 'Customer',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many customers',
	description: 'Retrieve customers with their addresses, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'customers',
	filters: [
		{
			displayName: 'Customer Code',
			name: 'customerCode',
			type: 'string',
			default: '',
			placeholder: 'SHOP-C-',
			description: 'Only customers whose code begins so',
		},
		{
			displayName: 'Include Obsolete',
			name: 'includeObsolete',
			type: 'boolean',
			default: false,
			description: 'Whether to return customers that are no longer used too',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const query = {
			modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
			customerCode: text(filters.customerCode) || undefined,
			includeObsolete: filters.includeObsolete === true || undefined,
		};
		for await (const page of readingPages(customerPages(client(context), query)))
			yield (await unsettledRows(context, page)).map((row) => read(context, row));
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
	fields: [
		{
			displayName: 'Customer Code Prefix',
			name: 'customerPrefix',
			type: 'string',
			default: 'SHOP-C-',
			description:
				'Stands before the shop’s customer number in the code of a customer that is made; as in Order: Create or Update',
		},
	],
	async target(context) {
		const codePrefix = text(context.param<unknown>('customerPrefix', ''));
		return await Promise.resolve(new CustomerTarget(context.account, client(context), { codePrefix }));
	},
};

export const customerOperations = [upsertCustomer, getCustomer, getManyCustomers] as const;
