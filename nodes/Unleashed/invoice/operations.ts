import type { ListOperation } from '../../shared/system';
import { chosen, client, readingPages, recordOf, text } from '../failures';
import { filterDate } from '../mapping';
import { PREFIX_FIELD, prefixFrom } from '../operations';
import { unsettledRows } from '../order/operations';
import { invoicePages } from './client';
import { toInvoice } from './mapping';

/*
 * What Unleashed has billed.
 */

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
	fields: [{ ...PREFIX_FIELD, description: 'As in Order: Create or Update; is taken off the order numbers' }],
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
			yield (await unsettledRows(context, page)).map((row) =>
				recordOf('invoice', row, (there) => toInvoice(there, prefix, context.account, context.now), context.includeRaw),
			);
	},
};

export const invoiceOperations = [getManyInvoices] as const;
