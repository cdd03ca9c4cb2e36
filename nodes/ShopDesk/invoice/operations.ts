import type { Invoice } from '../../../core/model/invoice';
import type { DocumentTarget } from '../../../core/ports';
import type { ListOperation, WriteOperation } from '../../shared/system';
import { client, need, readingPages, recordOf } from '../failures';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { invoicePages } from './client';
import { toInvoice } from './mapping';
import { SyncTarget } from './target';

/*
 * Invoices: which there are, and which the books have taken over.
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
	description: 'Retrieve the invoices of the brand, or only those that are not marked as synced yet',
	fields: [contractNotice(['invoicesList']), pathsField(['invoicesList'])],
	changed: 'invoices',
	filters: [
		{
			displayName: 'Synced',
			name: 'synced',
			type: 'options',
			default: 'all',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Not Synced', value: 'no' },
				{ name: 'Synced', value: 'yes' },
			],
			description: 'Whether to return invoices that were marked as synced; picked here, since no filter is published',
		},
	],
	async *list(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'invoicesList');
		const { synced = 'all' } = context.param<Record<string, unknown>>('filters', {});
		const since = context.sweep?.since ?? context.changedAfter;
		for await (const page of readingPages(invoicePages(shopdesk))) {
			await context.sweep?.stillOurs();
			const records = page.map((row) =>
				recordOf('invoice', row, (there) => toInvoice(there, context.account, context.now), context.includeRaw),
			);
			const wanted = records.filter((record) => {
				if ('code' in record) return true;
				const isLate = since === undefined || !record.issuedAt || record.issuedAt >= since;
				return isLate && (synced === 'all' || (synced === 'yes') === (record.synced === true));
			});
			const heads = wanted.flatMap((each) =>
				'code' in each ? [] : [{ id: each.origin.id, updatedAt: each.issuedAt ?? '' }],
			);
			const open = await context.sweep?.unsettled(heads);
			yield wanted.filter((each) => !open || 'code' in each || open.has(each.origin.id));
		}
	},
};

const syncInvoice: WriteOperation<'invoice'> = {
	does: 'write',
	kind: 'invoice',
	resource: 'invoice',
	resourceName: 'Invoice',
	operation: 'markSynced',
	operationName: 'Mark Synced',
	action: 'Mark an invoice as synced',
	description: 'Tell ShopDesk that the books have taken an invoice over, so that it is not listed as open any more',
	fields: [contractNotice(['invoicesSync']), pathsField(['invoicesSync'])],
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'invoicesSync');
		return await Promise.resolve(new SyncTarget(context.account, shopdesk) as DocumentTarget<Invoice, unknown>);
	},
};

export const invoiceOperations = [getManyInvoices, syncInvoice] as const;
