import type { FetchOperation, ListOperation, OperationContext } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { chosen, client, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, isGuid } from '../mapping';
import { PREFIX_FIELD, prefixFrom } from '../operations';
import { unsettledRows } from '../order/operations';
import { invoiceByGuid, invoicePages } from './client';
import { toInvoice } from './mapping';
import type { UnleashedInvoice } from './wire';

/*
 * What Unleashed has billed.
 */

const OWN_PREFIX_FIELD = {
	...PREFIX_FIELD,
	description: 'As in Order: Create or Update; is taken off the order numbers',
};

type ReadContext = OperationContext & { readonly includeRaw: boolean };

const read = (context: ReadContext, prefix: string, row: Row<UnleashedInvoice>) =>
	recordOf('invoice', row, (there) => toInvoice(there, prefix, context.account, context.now), context.includeRaw);

const getInvoice: FetchOperation<'invoice'> = {
	does: 'fetch',
	kind: 'invoice',
	batchLimit: 25,
	resource: 'invoice',
	resourceName: 'Invoice',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an invoice',
	description: 'Retrieve invoices by their GUID',
	fields: [OWN_PREFIX_FIELD],
	idOf: (id) => (isGuid(id) ? id.toLowerCase() : undefined),
	async fetch(context, guids) {
		const unleashed = client(context);
		const prefix = prefixFrom(context);
		const rows = await reading(
			async () => await sideBySide(guids, async (guid) => await invoiceByGuid(unleashed, guid)),
		);
		return new Map(guids.flatMap((guid, at) => (rows[at] ? [[guid, read(context, prefix, rows[at])]] : [])));
	},
};

const getManyInvoices: ListOperation<'invoice'> = {
	does: 'list',
	kind: 'invoice',
	sweeps: true,
	resource: 'invoice',
	resourceName: 'Invoice',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many invoices',
	description: 'Retrieve invoices with their lines, or sweep for those that were not forwarded yet',
	fields: [OWN_PREFIX_FIELD],
	changed: 'invoices',
	filters: [
		{
			displayName: 'Customer Code',
			name: 'customerCode',
			type: 'string',
			default: '',
			placeholder: 'WEB-SHOP',
			description: 'Only invoices of this customer',
		},
		{
			displayName: 'Order Number',
			name: 'orderNumber',
			type: 'string',
			default: '',
			placeholder: 'SHOP-1001',
			description: 'Only invoices of this order, as it is called in Unleashed',
		},
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Completed', value: 'Completed' },
				{ name: 'Deleted', value: 'Deleted' },
				{ name: 'Parked', value: 'Parked' },
			],
			description: 'Only invoices in one of these statuses; none chosen means all but Deleted',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const prefix = prefixFrom(context);
		const query = {
			modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
			invoiceStatus: chosen(filters.statuses).join(',') || undefined,
			orderNumber: text(filters.orderNumber) || undefined,
			customerCode: text(filters.customerCode) || undefined,
		};
		for await (const page of readingPages(invoicePages(client(context), query)))
			yield (await unsettledRows(context, page)).map((row) => read(context, prefix, row));
	},
};

export const invoiceOperations = [getManyInvoices, getInvoice] as const;
