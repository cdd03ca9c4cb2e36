import type { ListOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, readingPages, recordOf } from '../failures';
import { instant } from '../mapping';
import { invoicePages } from './client';
import { toInvoice } from './mapping';
import type { LnbInvoice } from './wire';

/*
 * What Le New Black can do with invoices: they are read. The API makes none.
 */

const getManyInvoices: ListOperation<'invoice'> = {
	does: 'list',
	kind: 'invoice',
	sweeps: false,
	resource: 'invoice',
	resourceName: 'Invoice',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many invoices',
	description: 'Retrieve invoices; Le New Black makes them in its back office, and none through the API',
	fields: [],
	changed: 'invoices',
	async *list(context) {
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbInvoice>) => {
			const changed = 'record' in row ? instant(row.record.update_time) : undefined;
			return changedAfter === undefined || changed === undefined || changed >= changedAfter;
		};
		for await (const page of readingPages(invoicePages(client(context))))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf('invoice', row, (there) => toInvoice(there, context.account, context.now), context.includeRaw),
				);
	},
};

export const invoiceOperations = [getManyInvoices] as const;
