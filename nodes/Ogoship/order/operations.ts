import type { Order } from '../../../core/model/order';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { FetchOperation, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, listed, reading, readingPages, recordOf, text } from '../failures';
import { stageOf, STATUSES } from '../mapping';
import { PREFIX_FIELD, REFERENCE_FROM_OPTION, referenceRules } from '../operations';
import { chosenRow, orderPages, orderRows, toKey } from './client';
import { toOrder, type OrderRules } from './mapping';
import { OrderTarget } from './target';
import type { OgoOrder } from './wire';

/*
 * What OGOship can do with orders: they are created, edited while it lets them, and read.
 */

const options = (context: OperationContext) => context.param<Record<string, unknown>>('orderOptions', {});

function rulesFrom(context: OperationContext): OrderRules {
	const rows =
		context.param<{ method?: Array<{ method?: unknown; code?: unknown }> }>('deliveryMethods', {}).method ?? [];
	const shippingCodes = rows
		.map(({ method, code }) => ({ method: text(method), code: text(code) }))
		.filter(({ method, code }) => method && code);
	const chosen = options(context);
	const otherShippingCode = text(chosen.otherShippingCode);
	if (shippingCodes.length === 0 && otherShippingCode === '') throw runProblem(problem('SETUP_SHIPPING_MAP'));
	return {
		...referenceRules(context),
		shippingCodes,
		otherShippingCode,
		pickupAttribute: text(chosen.pickupAttribute),
		cashOnDeliveryMethods: listed(chosen.cashOnDeliveryMethods),
		sendPrices: chosen.sendPrices !== false,
		status: chosen.status === 'Draft' ? 'Draft' : 'New',
		markTest: chosen.markTest === true,
		requirePhone: chosen.requirePhone === true,
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
	scopes: ['read:order', 'write:order', 'read:product'],
	fields: [
		PREFIX_FIELD,
		{
			displayName: 'Delivery Methods',
			name: 'deliveryMethods',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Delivery Method',
			typeOptions: { multipleValues: true },
			description:
				'Which of the shop’s delivery methods is which code in myOGO. An order with another method is a problem, unless a code for the rest is set below.',
			options: [
				{
					displayName: 'Delivery Method',
					name: 'method',
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
							displayName: 'Code in OGOship',
							name: 'code',
							type: 'string',
							default: '',
							placeholder: 'home_fi',
							description: 'As typed for the shipping method in myOGO',
						},
					],
				},
			],
		},
		{
			displayName: 'Options',
			name: 'orderOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Cash on Delivery Methods',
					name: 'cashOnDeliveryMethods',
					type: 'string',
					default: '',
					placeholder: 'Cash on Delivery (COD)',
					description:
						'Names of the shop’s payment methods that are paid at the door, separated by commas. Their orders go out unpaid, with the amount to collect.',
				},
				{
					displayName: 'Code for Other Delivery Methods',
					name: 'otherShippingCode',
					type: 'string',
					default: '',
					description: 'For every delivery method that is not in the list; empty makes such an order a problem',
				},
				{
					displayName: 'Mark as Test',
					name: 'markTest',
					type: 'boolean',
					default: false,
					description: 'Whether OGOship is told that these are test orders',
				},
				{
					displayName: 'New Orders Arrive As',
					name: 'status',
					type: 'options',
					default: 'New',
					options: [
						{ name: 'Draft (Nothing Ships Until Somebody Releases It)', value: 'Draft' },
						{ name: 'New (Goes to the Warehouse)', value: 'New' },
					],
					description: 'The status a new order gets',
				},
				{
					displayName: 'Pick-Up Point Attribute',
					name: 'pickupAttribute',
					type: 'string',
					default: '',
					placeholder: 'pickup_point_id',
					description: 'Name of the order attribute in which the shop’s pick-up point app leaves the point’s code',
				},
				REFERENCE_FROM_OPTION,
				{
					displayName: 'Require Phone Number',
					name: 'requirePhone',
					type: 'boolean',
					default: false,
					description:
						'Whether an order without a phone number is held here as a problem. Parcels normally need one; a setting in myOGO lets them go without.',
				},
				{
					displayName: 'Send Prices',
					name: 'sendPrices',
					type: 'boolean',
					default: true,
					description: 'Whether to send unit prices and the total, which customs papers need',
				},
			],
		},
	],
	async target(context) {
		return new OrderTarget(context.account, client(context), rulesFrom(context)) as DocumentTarget<Order, unknown>;
	},
	orderRules: (context) => ({
		onlyPhysical: true,
		cashOnDeliveryMethods: listed(options(context).cashOnDeliveryMethods),
	}),
};

type ReadContext = OperationContext & { readonly includeRaw: boolean };

function read(context: ReadContext, row: Row<OgoOrder>): Order | Problem {
	return recordOf('order', row, (there) => toOrder(there, context.account, context.now), context.includeRaw);
}

const getOrder: FetchOperation<'order'> = {
	does: 'fetch',
	kind: 'order',
	batchLimit: 25,
	scopes: ['read:order'],
	resource: 'order',
	resourceName: 'Order',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an order',
	description: 'Retrieve orders by their reference, as they stand at the warehouse',
	fields: [],
	idOf: toKey,
	async fetch(context, keys) {
		const rows = await reading(
			async () => await sideBySide(keys, async (key) => chosenRow(await orderRows(client(context), key), key)),
		);
		return new Map(keys.flatMap((key, index) => (rows[index] ? [[key, read(context, rows[index])]] : [])));
	},
};

const getManyOrders: ListOperation<'order'> = {
	does: 'list',
	kind: 'order',
	sweeps: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve orders as they stand at the warehouse',
	scopes: ['read:order'],
	fields: [],
	changed: 'orders',
	filters: [
		{
			displayName: 'Reference Prefix',
			name: 'prefix',
			type: 'string',
			default: '',
			placeholder: 'SHOP-',
			description: 'Only orders whose reference begins so',
		},
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: [],
			options: STATUSES.map((name) => ({ name, value: name.toUpperCase() })).sort((a, b) =>
				a.name.localeCompare(b.name),
			),
			description: 'Only orders in one of these statuses; none chosen means all',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const statuses = Array.isArray(filters.statuses) ? filters.statuses.map(String) : [];
		const prefix = text(filters.prefix);
		const seen = new Set<string>();
		const isWanted = (row: Row<OgoOrder>) => {
			// A row that cannot be read is told of whatever the filters, since nobody knows what it is.
			if (!('record' in row)) return row.label.startsWith(prefix);
			const { id, reference, status } = row.record;
			const again = seen.has(id ?? reference);
			seen.add(id ?? reference);
			return !again && reference.startsWith(prefix) && (statuses.length === 0 || statuses.includes(stageOf(status)));
		};
		for await (const page of readingPages(orderPages(client(context), context.changedAfter)))
			yield page.filter(isWanted).map((row) => read(context, row));
	},
};

export const orderOperations = [upsertOrder, getOrder, getManyOrders] as const;
