import type { Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, dateForm, listed, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, instant } from '../mapping';
import { orderByReference, orderPages } from './client';
import { folded, toOrder } from './mapping';
import { OrderTarget } from './target';
import type { LnbOrder } from './wire';

/*
 * What Le New Black can do with orders: they are read, and made from another system's order.
 */

type ReadContext = OperationContext & { readonly includeRaw: boolean };

type Field = ListOperation['fields'][number];

const OPEN_STATUSES: Field = {
	displayName: 'Further Open Statuses',
	name: 'openStatuses',
	type: 'string',
	default: '',
	placeholder: 'ready_for_erp',
	description:
		'Words of this brand’s own workflow that stand for an open order, separated by commas. Check Connection shows which words its orders have.',
};

const READ_OPTIONS: Field = {
	displayName: 'Options',
	name: 'orderOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [OPEN_STATUSES],
};

const openStatuses = (context: OperationContext) =>
	listed(context.param<Record<string, unknown>>('orderOptions', {}).openStatuses);

function read(context: ReadContext, row: Row<LnbOrder>, further: readonly string[]): Order | Problem {
	const rules = { account: context.account, seenAt: context.now, openStatuses: further };
	return recordOf('order', row, (there) => toOrder(there, rules), context.includeRaw);
}

const getOrder: FetchOperation<'order'> = {
	does: 'fetch',
	kind: 'order',
	batchLimit: 25,
	resource: 'order',
	resourceName: 'Order',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an order',
	description: 'Retrieve orders by their reference',
	fields: [READ_OPTIONS],
	idOf: (id, number) => id || number || undefined,
	async fetch(context, keys) {
		const lnb = client(context);
		const further = openStatuses(context);
		const found = new Map<string, Order | Problem>();
		for (const key of keys) {
			const row = await reading(async () => await orderByReference(lnb, key));
			if (row) found.set(key, read(context, row, further));
		}
		return found;
	},
};

/** Rows of a page, as far as a sweep does not know them as settled. */
async function unsettled(
	context: ListContext,
	rows: ReadonlyArray<Row<LnbOrder>>,
): Promise<ReadonlyArray<Row<LnbOrder>>> {
	await context.sweep?.stillOurs();
	const heads = rows.flatMap((row) =>
		'record' in row ? [{ id: row.record.reference, updatedAt: instant(row.record.update_time) ?? '' }] : [],
	);
	const open = await context.sweep?.unsettled(heads);
	return open ? rows.filter((row) => !('record' in row) || open.has(row.record.reference)) : rows;
}

const getManyOrders: ListOperation<'order'> = {
	does: 'list',
	kind: 'order',
	sweeps: true,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve orders by status and time of their last change, or sweep for what was not forwarded yet',
	fields: [READ_OPTIONS],
	changed: 'orders',
	filters: [
		{
			displayName: 'Purchase Order Prefix',
			name: 'purchasePrefix',
			type: 'string',
			default: '',
			placeholder: 'PO-',
			description: 'Only orders whose purchase order reference begins so; picked from what is read',
		},
		{
			displayName: 'References',
			name: 'references',
			type: 'string',
			default: '',
			placeholder: '104512, 104513',
			description: 'Only these orders, separated by commas: the ones that people selected; picked from what is read',
		},
		{
			displayName: 'Statuses',
			name: 'statuses',
			type: 'string',
			default: '',
			placeholder: 'invoicing',
			description:
				'Only orders in these statuses, separated by commas; empty means all. Back-office systems take orders in invoicing. Each status is a list of its own. The words of the API are not documented: Check Connection shows those of this brand.',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const statuses = listed(filters.statuses);
		const references = new Set(listed(filters.references));
		const prefix = text(filters.purchasePrefix);
		const further = openStatuses(context);
		const from = filterDate(context.sweep?.since ?? context.changedAfter, dateForm(context));
		const isWanted = (row: Row<LnbOrder>) => {
			// A row that cannot be read is told of whatever the filters, since nobody knows what it is.
			if (!('record' in row)) return true;
			const { reference, status, purchase_order_reference: purchase } = row.record;
			return (
				(references.size === 0 || references.has(reference)) &&
				(purchase ?? '').startsWith(prefix) &&
				(statuses.length === 0 || statuses.map(folded).includes(folded(status)))
			);
		};
		const seen = new Set<string>();
		for (const status of statuses.length > 0 ? statuses : [undefined]) {
			for await (const page of readingPages(orderPages(client(context), { status, update_time_from: from }))) {
				const fresh = page.filter((row) => isWanted(row) && (row.label === '' || !seen.has(row.label)));
				for (const { label } of fresh) seen.add(label);
				yield (await unsettled(context, fresh)).map((row) => read(context, row, further));
			}
		}
	},
};

const createOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'create',
	operationName: 'Create',
	action: 'Create an order',
	description: 'Create an order for a retailer, unless one with its purchase order reference stands there',
	fields: [
		{
			displayName:
				'Le New Black has no key by which a repeat of an order could be told from a new one. Orders are therefore made only with the ledger on, after a look for the purchase order reference. Their prices are those of the retailer’s price list, not of the record. An order that stands there is never changed from here.',
			name: 'createNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Retailer Reference',
			name: 'retailerReference',
			type: 'string',
			default: '',
			placeholder: 'C-0077',
			description: 'The retailer of every order; empty takes the customer’s reference of the record',
		},
		{
			displayName: 'Purchase Order Prefix',
			name: 'purchasePrefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP-',
			description: 'Stands before the purchase order number of the record, or before its own number where it has none',
		},
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Collection Code',
					name: 'collectionCode',
					type: 'string',
					default: '',
					description: 'The collection that new orders are assigned to',
				},
				{
					displayName: 'Send Buyer Email',
					name: 'sendEmail',
					type: 'boolean',
					default: false,
					description:
						'Whether the buyer’s e-mail address is sent with the order; the buyer must be known to Le New Black',
				},
			],
		},
	],
	async target(context) {
		if (context.param<unknown>('ledger', 'builtIn') === 'off')
			throw parameterProblem(
				'Ledger',
				'orders are made in Le New Black only with the ledger on, or a repeat would make a second one',
			);
		const options = context.param<Record<string, unknown>>('orderOptions', {});
		return await Promise.resolve(
			new OrderTarget(context.account, client(context), {
				retailerReference: text(context.param<unknown>('retailerReference', '')),
				prefix: text(context.param<unknown>('purchasePrefix', '')),
				collectionCode: text(options.collectionCode),
				sendEmail: options.sendEmail === true,
				dateForm: dateForm(context),
			}),
		);
	},
	orderRules: () => ({ onlyPhysical: false, cashOnDeliveryMethods: [] }),
};

export const orderOperations = [createOrder, getOrder, getManyOrders] as const;
