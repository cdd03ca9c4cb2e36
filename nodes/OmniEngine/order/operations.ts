import type { Order } from '../../../core/model/order';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, need, reading, readingPages, recordOf, text } from '../failures';
import { instant, stageName, stageOf, STAGES, type Stage } from '../mapping';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { orderById, orderPages } from './client';
import { toOrder } from './mapping';
import { AssignTarget, MoveTarget } from './target';
import type { OeOrder } from './wire';

/*
 * What OmniEngine can do with orders: they are read by their stage, moved on, and given a location.
 */

const STAGE_OPTIONS = STAGES.map((value) => ({ name: stageName(value), value })).sort((a, b) =>
	a.name.localeCompare(b.name),
);

type ReadContext = OperationContext & { readonly includeRaw: boolean };

function read(context: ReadContext, row: Row<OeOrder>): Order | Problem {
	return recordOf('order', row, (there) => toOrder(there, context.account, context.now), context.includeRaw);
}

const updatedAt = ({ updated_at, created_at }: OeOrder) => instant(updated_at) ?? instant(created_at) ?? '';

/** Orders of one stage. That the list filters by location and time is assumed, so it is compared here. */
async function* listStage(context: ListContext, stage: Stage): AsyncGenerator<Array<Order | Problem>> {
	const omniengine = client(context, pathsFrom(context));
	const location = text(context.param<Record<string, unknown>>('filters', {}).location);
	const since = context.sweep?.since ?? context.changedAfter;
	const query = { order_status: stage, location_id: location || undefined };
	for await (const page of orderPages(omniengine, query)) {
		await context.sweep?.stillOurs();
		const rows = page.filter(
			(row) =>
				!('record' in row) ||
				((location === '' || row.record.location_id === location) &&
					(since === undefined || updatedAt(row.record) === '' || updatedAt(row.record) >= since)),
		);
		const heads = rows.flatMap((row) =>
			'record' in row ? [{ id: row.record.order_id, updatedAt: updatedAt(row.record) }] : [],
		);
		const open = await context.sweep?.unsettled(heads);
		yield rows
			.filter((row) => !open || !('record' in row) || open.has(row.record.order_id))
			.map((row) => read(context, row));
	}
}

/** The list of one stage, or of the one that is chosen; a poll has an event for each. */
export const listOf = (stage?: Stage): ListOperation<'order'> => ({
	does: 'list',
	kind: 'order',
	sweeps: true,
	resource: 'order',
	resourceName: 'Order',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many orders',
	description: 'Retrieve the orders of one tab, or sweep for what was not forwarded yet',
	fields: [
		contractNotice(['ordersList']),
		{
			displayName: 'Status',
			name: 'orderStatus',
			type: 'options',
			default: 'awaiting_approval',
			required: true,
			options: [...STAGE_OPTIONS],
			description:
				'The tab the orders stand in. Only Pending is published as it is written on the wire; the others are concluded from the names of the tabs.',
		},
		pathsField(['ordersList']),
	],
	changed: 'orders',
	filters: [
		{
			displayName: 'Location',
			name: 'location',
			type: 'string',
			default: '',
			placeholder: '310',
			description: 'Only orders of this location, by its ID',
		},
	],
	async *list(context) {
		const chosen = stage ?? stageOf(context.param<string>('orderStatus', ''));
		if (chosen === undefined) throw parameterProblem('Status', 'nothing is chosen');
		yield* readingPages(listStage(context, chosen));
	},
});

const getOrder: FetchOperation<'order'> = {
	does: 'fetch',
	kind: 'order',
	batchLimit: 25,
	resource: 'order',
	resourceName: 'Order',
	operation: 'get',
	operationName: 'Get',
	action: 'Get an order',
	description: 'Retrieve orders by their ID in OmniEngine',
	fields: [contractNotice(['ordersRead']), pathsField(['ordersRead'])],
	idOf: (id) => id || undefined,
	async fetch(context, ids) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'ordersRead');
		const rows = await reading(async () => await sideBySide(ids, async (id) => await orderById(omniengine, id)));
		return new Map(ids.flatMap((id, at) => (rows[at] ? [[id, read(context, rows[at])]] : [])));
	},
};

const moveStatus: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	remembers: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'moveStatus',
	operationName: 'Move Status',
	action: 'Move the status of an order',
	description: 'Take an order to another tab, if that follows from the one it is in',
	fields: [
		contractNotice(['ordersMove', 'ordersRead']),
		{
			displayName: 'To Status',
			name: 'toStatus',
			type: 'options',
			default: '',
			required: true,
			options: [{ name: 'Choose One', value: '' }, ...STAGE_OPTIONS],
			description: 'Where the orders go',
		},
		{
			displayName: 'Only From Status',
			name: 'fromStatus',
			type: 'options',
			default: '',
			options: [{ name: 'Any That Leads There', value: '' }, ...STAGE_OPTIONS],
			description: 'An order in another one is a problem, and stays where it is',
		},
		{
			displayName: 'Invoice Number',
			name: 'invoiceNumber',
			type: 'string',
			default: '={{ $json.attributes?.invoiceNumber }}',
			displayOptions: { show: { toStatus: ['courier_booking'] } },
			description:
				'ShopDesk’s invoice. An order that waits for approval goes on to its courier because it was invoiced, so it stays where it is without one.',
		},
		pathsField(['ordersMove', 'ordersRead']),
		{
			displayName: 'Options',
			name: 'moveOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Force',
					name: 'force',
					type: 'boolean',
					default: false,
					description: 'Whether to move an order although it does not follow from where it is, or was not invoiced',
				},
				{
					displayName: 'Reason',
					name: 'reason',
					type: 'string',
					default: '',
					placeholder: 'Handed to the rider',
					description: 'Stands in the order’s history',
				},
			],
		},
	],
	async target(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'ordersMove');
		need(omniengine, 'ordersRead');
		const to = stageOf(context.param<string>('toStatus', ''));
		if (to === undefined) throw parameterProblem('To Status', 'nothing is chosen');
		const { force, reason } = context.param<Record<string, unknown>>('moveOptions', {});
		const rules = {
			to,
			from: stageOf(context.param<string>('fromStatus', '')) ?? '',
			reason: text(reason),
			force: force === true,
			invoiceOf: (record: Order) => text(context.paramFor<unknown>(record, 'invoiceNumber', '')),
		} as const;
		return await Promise.resolve(
			new MoveTarget(context.account, omniengine, rules) as unknown as DocumentTarget<Order, unknown>,
		);
	},
};

const assignLocation: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	remembers: false,
	resource: 'order',
	resourceName: 'Order',
	operation: 'assignLocation',
	operationName: 'Assign Location',
	action: 'Assign a location to an order',
	description: 'Say from which location an order is sent',
	fields: [
		contractNotice(['ordersAssign', 'ordersRead']),
		{
			displayName: 'Location Name or ID',
			name: 'assignTo',
			type: 'options',
			default: '',
			required: true,
			typeOptions: { loadOptionsMethod: 'locations' },
			description:
				'From where it is sent. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		pathsField(['ordersAssign', 'ordersRead']),
	],
	async target(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'ordersAssign');
		need(omniengine, 'ordersRead');
		const locationOf = (record: Order) => text(context.paramFor<unknown>(record, 'assignTo', ''));
		return await Promise.resolve(
			new AssignTarget(context.account, omniengine, locationOf) as unknown as DocumentTarget<Order, unknown>,
		);
	},
};

export const orderOperations = [listOf(), getOrder, moveStatus, assignLocation] as const;
