import type { Customer } from '../../../core/model/customer';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, reading, readingPages, recordOf, text } from '../failures';
import { instant } from '../mapping';
import { retailerByReference, retailerPages } from './client';
import { toCustomer } from './mapping';
import { RetailerTarget } from './target';
import type { LnbRetailer } from './wire';

/*
 * What Le New Black can do with retailers, the customers of a showroom.
 */

type ReadContext = OperationContext & { readonly includeRaw: boolean };

const read = (context: ReadContext, row: Row<LnbRetailer>): Customer | Problem =>
	recordOf('customer', row, (there) => toCustomer(there, context.account, context.now), context.includeRaw);

const getRetailer: FetchOperation<'customer'> = {
	does: 'fetch',
	kind: 'customer',
	batchLimit: 25,
	resource: 'retailer',
	resourceName: 'Retailer',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a retailer',
	description: 'Retrieve retailers by their reference',
	fields: [],
	idOf: (id, number) => id || number || undefined,
	async fetch(context, keys) {
		const found = new Map<string, Customer | Problem>();
		for (const key of keys) {
			const row = await reading(async () => await retailerByReference(client(context), key));
			if (row) found.set(key, read(context, row));
		}
		return found;
	},
};

const getManyRetailers: ListOperation<'customer'> = {
	does: 'list',
	kind: 'customer',
	sweeps: false,
	resource: 'retailer',
	resourceName: 'Retailer',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many retailers',
	description: 'Retrieve retailers with their addresses and first buyer',
	fields: [],
	changed: 'retailers',
	async *list(context) {
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbRetailer>) => {
			const changed = 'record' in row ? instant(row.record.update_time) : undefined;
			return changedAfter === undefined || changed === undefined || changed >= changedAfter;
		};
		for await (const page of readingPages(retailerPages(client(context))))
			yield page.filter(isWanted).map((row) => read(context, row));
	},
};

const upsertRetailer: WriteOperation<'customer'> = {
	does: 'write',
	kind: 'customer',
	resource: 'retailer',
	resourceName: 'Retailer',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a retailer',
	description: 'Create a new retailer, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Price List',
			name: 'priceList',
			type: 'string',
			default: '',
			placeholder: 'EUR-WHS',
			description:
				'Code of the price list that new retailers get; Le New Black’s account manager creates price lists. A retailer that stands there keeps its own.',
		},
		{
			displayName: 'Reference Prefix',
			name: 'referencePrefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP-',
			description: 'Stands before the customer’s ID where the record has no reference of its own',
		},
	],
	async target(context) {
		return await Promise.resolve(
			new RetailerTarget(context.account, client(context), {
				priceList: text(context.param<unknown>('priceList', '')),
				prefix: text(context.param<unknown>('referencePrefix', '')),
			}),
		);
	},
};

export const retailerOperations = [upsertRetailer, getRetailer, getManyRetailers] as const;
