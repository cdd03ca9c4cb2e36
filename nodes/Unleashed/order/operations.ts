import type { Order } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { chosen, client, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, instant, isGuid, STATUSES } from '../mapping';
import {
	BASE_CURRENCY_FIELD,
	baseCurrencyFrom,
	bookingRules,
	CHARGES_FIELD,
	NUMBER_FROM_OPTION,
	numberRules,
	OTHER_TAX_OPTION,
	positiveFrom,
	PREFIX_FIELD,
	rowsOf,
	tableField,
	TAX_CODES_FIELD,
	taxRules,
} from '../operations';
import { TaxBook } from '../tax/target';
import { orderByGuid, orderPages, ordersByNumber } from './client';
import type { OrderRules } from './draft';
import { toOrder } from './mapping';
import { OrderTarget } from './target';
import type { UnleashedOrder } from './wire';

/*
 * What Unleashed can do with orders: they are booked, changed while it lets them, and read.
 */

const OPTIONS = 'orderOptions';

function customerRules(context: OperationContext): OrderRules['customer'] {
	if (context.param<unknown>('customerFrom', 'fixed') === 'own')
		return { own: { codePrefix: text(context.param<unknown>('customerPrefix', '')) } };
	const fixed = text(context.param<unknown>('customerCode', ''));
	if (fixed === '') throw parameterProblem('Customer Code', 'it is empty, and all orders are to go to one customer');
	return { fixed };
}

function statusFrom(context: OperationContext): OrderRules['status'] {
	const wanted = text(context.param<unknown>('newStatus', 'Placed'));
	if (wanted !== 'custom') return { status: wanted === 'Parked' ? 'Parked' : 'Placed', custom: '' };
	const custom = text(context.param<unknown>('customStatus', ''));
	if (custom !== '' && custom.length <= 15) return { status: 'Parked', custom };
	throw parameterProblem('Custom Status', 'it is a name of 15 characters at most, as set up in Unleashed');
}

function rulesFrom(context: OperationContext): OrderRules {
	const options = context.param<Record<string, unknown>>(OPTIONS, {});
	const warehouse = text(context.param<unknown>('warehouse', ''));
	if (warehouse === '') throw parameterProblem('Warehouse', 'none is chosen');
	const pairs = (rows: unknown, from: string, to: string) =>
		rowsOf(rows)
			.map((row) => [text(row[from]), text(row[to])] as const)
			.filter(([left, right]) => left !== '' && right !== '');
	return {
		...numberRules(context),
		customer: customerRules(context),
		booking: bookingRules(context, OPTIONS),
		warehouse,
		warehouses: pairs(options.warehouses, 'place', 'code').map(([place, code]) => ({ place, code })),
		deliveryMethods: pairs(options.deliveryMethods, 'method', 'name').map(([method, name]) => ({ method, name })),
		otherDeliveryMethod: text(options.otherDeliveryMethod),
		baseCurrency: baseCurrencyFrom(context),
		exchangeRates: pairs(options.exchangeRates, 'currency', 'rate').map(([currency, rate]) => ({
			currency,
			rate: positiveFrom(rate, 'Exchange Rates'),
		})),
		status: statusFrom(context),
		salesOrderGroup: text(options.salesOrderGroup),
		contactInInstruction: options.contactInInstruction === true,
	};
}

const upsertOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update an order',
	description: 'Create a new order, or update the current one if it already exists (upsert)',
	fields: [
		PREFIX_FIELD,
		{
			displayName: 'Customer',
			name: 'customerFrom',
			type: 'options',
			default: 'fixed',
			options: [
				{
					name: 'One Customer for All Orders',
					value: 'fixed',
					description: 'Address and name stand on each order; saves calls and keeps people out of the books',
				},
				{
					name: 'The Customer of Each Order',
					value: 'own',
					description: 'Found by code, then by e-mail address; created where there is none',
				},
			],
			description: 'Whom an order is booked to',
		},
		{
			displayName: 'Customer Code',
			name: 'customerCode',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'WEB-SHOP',
			displayOptions: { show: { customerFrom: ['fixed'] } },
			description: 'As in Unleashed under Customers',
		},
		{
			displayName: 'Customer Code Prefix',
			name: 'customerPrefix',
			type: 'string',
			default: 'SHOP-C-',
			displayOptions: { show: { customerFrom: ['own'] } },
			description: 'Stands before the shop’s customer number in the code of a customer that is made',
		},
		{
			displayName: 'Warehouse Name or ID',
			name: 'warehouse',
			type: 'options',
			default: '',
			required: true,
			typeOptions: { loadOptionsMethod: 'warehouses' },
			description:
				'From where orders are sent. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		BASE_CURRENCY_FIELD,
		TAX_CODES_FIELD,
		{
			displayName: 'New Orders Arrive As',
			name: 'newStatus',
			type: 'options',
			default: 'Placed',
			options: [
				{ name: 'Custom Status', value: 'custom', description: 'A status of your own; the goods are not kept' },
				{ name: 'Parked', value: 'Parked', description: 'Waits for somebody; the goods are not kept for it' },
				{ name: 'Placed', value: 'Placed', description: 'The goods are kept for the order; costs one call more' },
			],
			description:
				'The status a new order gets. Only with Placed does Unleashed take the goods out of what can be sold.',
		},
		{
			displayName: 'Custom Status',
			name: 'customStatus',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'Web paid',
			displayOptions: { show: { newStatus: ['custom'] } },
			description: 'Its name, as set up in Unleashed',
		},
		CHARGES_FIELD,
		{
			displayName: 'Options',
			name: OPTIONS,
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				OTHER_TAX_OPTION,
				{
					displayName: 'Contact in Delivery Instruction',
					name: 'contactInInstruction',
					type: 'boolean',
					default: false,
					description:
						'Whether phone and e-mail address are added to the delivery instruction, for whoever packs without a customer record',
				},
				tableField({
					displayName: 'Delivery Methods',
					name: 'deliveryMethods',
					placeholder: 'Add Delivery Method',
					description: 'Which of the shop’s delivery methods is which one in Unleashed; it must exist there',
					row: 'Delivery Method',
					values: [
						{
							displayName: 'Method in the Shop',
							name: 'method',
							type: 'string',
							default: '',
							placeholder: 'Home delivery',
							description: 'Its name or its code in the shop; capitals do not count',
						},
						{
							displayName: 'Method in Unleashed',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'Courier',
							description: 'As in Unleashed under Delivery Methods',
						},
					],
				}),
				{
					displayName: 'Discounts',
					name: 'discounts',
					type: 'options',
					default: 'inPrice',
					options: [
						{
							name: 'Line of Their Own',
							value: 'ownLine',
							description: 'The goods at full price, and a line below zero',
						},
						{ name: 'Lower the Prices', value: 'inPrice', description: 'The goods at what was paid for them' },
					],
					description: 'How discounts are booked',
				},
				tableField({
					displayName: 'Exchange Rates',
					name: 'exchangeRates',
					placeholder: 'Add Exchange Rate',
					description:
						'For orders in other currencies than the base currency. Without a row Unleashed takes its own rate.',
					row: 'Exchange Rate',
					values: [
						{
							displayName: 'Currency',
							name: 'currency',
							type: 'string',
							default: '',
							placeholder: 'AUD',
							description: 'Three letters',
						},
						{
							displayName: 'Rate',
							name: 'rate',
							type: 'string',
							default: '',
							placeholder: '0.92',
							description: 'As Unleashed shows it for this currency',
						},
					],
				}),
				NUMBER_FROM_OPTION,
				{
					displayName: 'Other Delivery Method',
					name: 'otherDeliveryMethod',
					type: 'string',
					default: '',
					placeholder: 'Courier',
					description: 'For every delivery method that is not in the list; empty leaves the field of the order empty',
				},
				{
					displayName: 'Sales Order Group',
					name: 'salesOrderGroup',
					type: 'string',
					default: '',
					placeholder: 'Web',
					description: 'Must exist in Unleashed',
				},
				tableField({
					displayName: 'Warehouse Map',
					name: 'warehouses',
					placeholder: 'Add Warehouse',
					description: 'Orders that were placed at a location of the shop go to its own warehouse',
					row: 'Warehouse',
					values: [
						{
							displayName: 'Location in the Shop',
							name: 'place',
							type: 'string',
							default: '',
							placeholder: 'Outlet',
							description: 'Its name or its ID; capitals do not count',
						},
						{
							displayName: 'Warehouse Name or ID',
							name: 'code',
							type: 'options',
							default: '',
							typeOptions: { loadOptionsMethod: 'warehouses' },
							description:
								'Its warehouse in Unleashed. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
						},
					],
				}),
			],
		},
	],
	async target(context) {
		const unleashed = client(context);
		const taxes = new TaxBook(unleashed, taxRules(context, OPTIONS));
		return await Promise.resolve(new OrderTarget(context.account, unleashed, rulesFrom(context), taxes));
	},
	// The books take what no warehouse does: gift cards, downloads, services.
	orderRules: () => ({ onlyPhysical: false, cashOnDeliveryMethods: [], endsWhenRefunded: true }),
};

type ReadContext = OperationContext & { readonly includeRaw: boolean };

function read(context: ReadContext, row: Row<UnleashedOrder>): Order | Problem {
	return recordOf('order', row, (there) => toOrder(there, context.account, context.now), context.includeRaw);
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
	description: 'Retrieve orders by their GUID or their order number',
	fields: [],
	idOf: (id, number) => (isGuid(id) ? id.toLowerCase() : id || number || undefined),
	async fetch(context, keys) {
		const unleashed = client(context);
		const find = async (key: string) =>
			isGuid(key) ? await orderByGuid(unleashed, key) : (await ordersByNumber(unleashed, key))[0];
		const rows = await reading(async () => await sideBySide(keys, find));
		return new Map(keys.flatMap((key, at) => (rows[at] ? [[key, read(context, rows[at])]] : [])));
	},
};

/** Rows of a list, as far as a sweep does not know them as settled. */
export async function unsettledRows<T extends { readonly Guid: string; readonly LastModifiedOn?: string | null }>(
	context: ListContext,
	rows: ReadonlyArray<Row<T>>,
): Promise<ReadonlyArray<Row<T>>> {
	await context.sweep?.stillOurs();
	const heads = rows.flatMap((row) =>
		'record' in row ? [{ id: row.record.Guid.toLowerCase(), updatedAt: instant(row.record.LastModifiedOn) ?? '' }] : [],
	);
	const open = await context.sweep?.unsettled(heads);
	return open ? rows.filter((row) => !('record' in row) || open.has(row.record.Guid.toLowerCase())) : rows;
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
	description: 'Retrieve orders as they stand in Unleashed, or sweep for what was not forwarded yet',
	fields: [],
	changed: 'orders',
	filters: [
		{
			displayName: 'Customer Code',
			name: 'customerCode',
			type: 'string',
			default: '',
			placeholder: 'WEB-SHOP',
			description: 'Only orders of customers whose code begins so',
		},
		{
			displayName: 'Order Number Prefix',
			name: 'prefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP-',
			description: 'Only orders whose number begins so',
		},
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: [],
			options: STATUSES.map((name) => ({ name, value: name })).sort((a, b) => a.name.localeCompare(b.name)),
			description: 'Only orders in one of these statuses; none chosen means all but Deleted',
		},
		{
			displayName: 'Warehouse Name or ID',
			name: 'warehouse',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'warehouses' },
			description:
				'Only orders of this warehouse. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const prefix = text(filters.prefix);
		const query = {
			modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
			orderStatus: chosen(filters.statuses).join(',') || undefined,
			customerCode: text(filters.customerCode) || undefined,
			warehouseCode: text(filters.warehouse) || undefined,
		};
		for await (const page of readingPages(orderPages(client(context), query))) {
			const rows = await unsettledRows(
				context,
				page.filter(({ label }) => label.startsWith(prefix)),
			);
			yield rows.map((row) => read(context, row));
		}
	},
};

export const orderOperations = [upsertOrder, getOrder, getManyOrders] as const;
