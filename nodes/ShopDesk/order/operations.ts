import { isCancelled, type Order } from '../../../core/model/order';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Call, type Row } from '../client';
import { client, listed, need, reading, readingPages, recordOf, SYSTEM, text } from '../failures';
import { stageOf } from '../mapping';
import {
	contractNotice,
	pathsField,
	pathsFrom,
	PREFIX_FIELD,
	REFERENCE_FROM_OPTION,
	referenceRules,
	rowsOf,
} from '../operations';
import { CANCELLATION, INVOICE, MoveTarget, type Move } from '../settling/target';
import { orderById, orderPages, wholeRows } from './client';
import { changedAt, toOrder, type OrderRules } from './mapping';
import { OrderTarget } from './target';
import type { SdOrder } from './wire';

/*
 * What ShopDesk can do with orders: they fall in, are read, invoiced and cancelled.
 */

const OPTIONS = 'orderOptions';
const CREATE_CALLS: readonly Call[] = ['ordersCreate', 'ordersList', 'outletsList', 'stockList'];
const READ_CALLS: readonly Call[] = ['ordersList', 'ordersRead'];

function rulesFrom(context: OperationContext): OrderRules {
	const wanted = text(context.param<unknown>('targetStatus', ''));
	if (wanted !== 'AWAITING_SM_APPROVAL' && wanted !== 'APPROVED')
		throw parameterProblem(
			'Orders Fall In As',
			'nothing is chosen; ask the brand whether a person approves its orders or they are approved at once',
		);
	const locations = rowsOf(context.param<unknown>('orderLocations', {}))
		.map((row) => ({ place: text(row.place), location: text(row.location) }))
		.filter(({ place, location }) => place !== '' && location !== '');
	return {
		...referenceRules(context),
		targetStatus: wanted,
		locations,
		location: text(context.param<unknown>('location', '')),
	};
}

const options = (more: WriteOperation['fields'] = []): WriteOperation['fields'][number] => ({
	displayName: 'Options',
	name: OPTIONS,
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [...more, REFERENCE_FROM_OPTION].sort((a, b) => a.displayName.localeCompare(b.displayName)),
});

const createOrder: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	resource: 'order',
	resourceName: 'Order',
	operation: 'create',
	operationName: 'Create',
	action: 'Create an order',
	description: 'Let an order fall into the outlet of its location, once, in the status that its brand asks for',
	fields: [
		contractNotice(CREATE_CALLS),
		{
			displayName: 'Orders Fall In As',
			name: 'targetStatus',
			type: 'options',
			default: '',
			required: true,
			options: [
				{ name: 'Approved', value: 'APPROVED', description: 'Invoiced at once, without a person' },
				{
					name: 'Awaiting SM Approval',
					value: 'AWAITING_SM_APPROVAL',
					description: 'Waits until a person in the outlet makes the invoice',
				},
				{ name: 'Choose One', value: '' },
			],
			description: 'The brand decides; ask it. There is no default.',
		},
		{
			displayName: 'Location Name or ID',
			name: 'location',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'mappedLocations' },
			description:
				'The location of OmniEngine whose outlet gets the order. Empty means the location that the order itself names. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Location Map',
			name: 'orderLocations',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Location',
			typeOptions: { multipleValues: true },
			description: 'Which location of the order is which one of OmniEngine; goes before Location',
			options: [
				{
					displayName: 'Location',
					name: 'row',
					values: [
						{
							displayName: 'Location of the Order',
							name: 'place',
							type: 'string',
							default: '',
							placeholder: 'Main warehouse',
							description: 'Its name or its ID; capitals do not count',
						},
						{
							displayName: 'Location of OmniEngine',
							name: 'location',
							type: 'string',
							default: '',
							placeholder: '310',
							description: 'Its ID',
						},
					],
				},
			],
		},
		PREFIX_FIELD,
		pathsField(CREATE_CALLS),
		options([
			{
				displayName: 'Cash on Delivery Methods',
				name: 'cashOnDeliveryMethods',
				type: 'string',
				default: 'cod',
				placeholder: 'cod, Cash on Delivery (COD)',
				description:
					'Names of payment methods that are paid at the door, separated by commas: such an order goes unpaid',
			},
		]),
	],
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		for (const call of CREATE_CALLS) need(shopdesk, call);
		return await Promise.resolve(
			new OrderTarget(context.account, shopdesk, rulesFrom(context)) as DocumentTarget<Order, unknown>,
		);
	},
	orderRules(context) {
		const { cashOnDeliveryMethods = 'cod' } = context.param<Record<string, unknown>>(OPTIONS, {});
		return { onlyPhysical: true, cashOnDeliveryMethods: listed(cashOnDeliveryMethods) };
	},
};

/** An operation that takes an order from one stage to another. */
const moving = (
	move: Move,
	words: Pick<WriteOperation, 'operation' | 'operationName' | 'action' | 'description'>,
	judge: WriteOperation<'order'>['judge'],
): WriteOperation<'order'> => ({
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'order',
	resourceName: 'Order',
	...words,
	fields: [contractNotice([move.call, ...READ_CALLS]), PREFIX_FIELD, pathsField([move.call, ...READ_CALLS]), options()],
	judge,
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		for (const call of [move.call, ...READ_CALLS]) need(shopdesk, call);
		return await Promise.resolve(
			new MoveTarget(context.account, shopdesk, referenceRules(context), move) as DocumentTarget<Order, unknown>,
		);
	},
});

const invoiceOrder = moving(
	INVOICE,
	{
		operation: 'invoice',
		operationName: 'Invoice',
		action: 'Invoice an order',
		description: 'Make the invoice of an order that waits; OmniEngine then goes on with its courier',
	},
	undefined,
);

const cancelOrder = moving(
	CANCELLATION,
	{
		operation: 'cancel',
		operationName: 'Cancel',
		action: 'Cancel an order',
		description: 'Cancel an order that waits or was invoiced; one of another system only if it is cancelled there',
	},
	(record) =>
		record.origin.system === SYSTEM || isCancelled(record)
			? undefined
			: { held: problem('HELD_NOT_CANCELLED', { order: record.number }) },
);

type ReadContext = OperationContext & { readonly includeRaw: boolean };

function read(context: ReadContext, row: Row<SdOrder>): Order | Problem {
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
	description: 'Retrieve orders by their ID in ShopDesk',
	fields: [contractNotice(['ordersRead']), pathsField(['ordersRead'])],
	idOf: (id) => id || undefined,
	async fetch(context, ids) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'ordersRead');
		const rows = await reading(async () => await sideBySide(ids, async (id) => await orderById(shopdesk, id)));
		return new Map(ids.flatMap((id, at) => (rows[at] ? [[id, read(context, rows[at])]] : [])));
	},
};

const updatedAt = (there: SdOrder) => changedAt(there) ?? '';

async function* listOrders(context: ListContext): AsyncGenerator<Array<Order | Problem>> {
	const shopdesk = client(context, pathsFrom(context));
	for (const call of READ_CALLS) need(shopdesk, call);
	const { statuses } = context.param<Record<string, unknown>>('filters', {});
	const wanted = Array.isArray(statuses) ? statuses.map(String) : [];
	const since = context.sweep?.since ?? context.changedAfter;
	for await (const page of orderPages(shopdesk)) {
		await context.sweep?.stillOurs();
		const rows = page.filter((row) => {
			if (!('record' in row)) return true;
			const stage = stageOf(row.record.status);
			const isLate = since === undefined || updatedAt(row.record) === '' || updatedAt(row.record) >= since;
			return isLate && (wanted.length === 0 || (stage !== undefined && wanted.includes(stage)));
		});
		const heads = rows.flatMap((row) =>
			'record' in row ? [{ id: row.record.id, updatedAt: updatedAt(row.record) }] : [],
		);
		const open = await context.sweep?.unsettled(heads);
		const fresh = rows.filter((row) => !open || !('record' in row) || open.has(row.record.id));
		yield (await wholeRows(shopdesk, fresh)).map((row) => read(context, row));
	}
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
	description: 'Retrieve orders as they stand in ShopDesk, or sweep for what was not forwarded yet',
	fields: [contractNotice(READ_CALLS), pathsField(READ_CALLS)],
	changed: 'orders',
	filters: [
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Approved', value: 'APPROVED' },
				{ name: 'Awaiting SM Approval', value: 'AWAITING_SM_APPROVAL' },
				{ name: 'Cancelled', value: 'CANCELLED' },
				{ name: 'Invoiced', value: 'INVOICED' },
				{ name: 'Returned', value: 'RETURNED' },
			],
			description: 'Only orders in one of these statuses; none chosen means all',
		},
	],
	async *list(context) {
		yield* readingPages(listOrders(context));
	},
};

export const orderOperations = [createOrder, getOrder, getManyOrders, invoiceOrder, cancelOrder] as const;
