import type { Order } from '../../../core/model/order';
import type { Shipment } from '../../../core/model/shipment';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type OmniengineClient } from '../client';
import { client, need, reading, readingPages, recordOf, text } from '../failures';
import { courierRows } from '../courier/client';
import { instant } from '../mapping';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { orderById, orderPages } from '../order/client';
import { toShipment } from './mapping';
import { BookingTarget } from './target';

/*
 * Shipments: a courier is booked for an order, and what was booked is read with its tracking number.
 */

const bookShipment: WriteOperation<'order'> = {
	does: 'write',
	kind: 'order',
	forwards: false,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'book',
	operationName: 'Book',
	action: 'Book a shipment',
	description: 'Book the courier of an order once; one that has a shipment is left as it is',
	fields: [
		contractNotice(['shipmentsBook', 'ordersRead']),
		{
			displayName: 'Courier Name or ID',
			name: 'courier',
			type: 'options',
			default: '',
			required: true,
			typeOptions: { loadOptionsMethod: 'couriers' },
			description:
				'Who carries it. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Service Type',
			name: 'serviceType',
			type: 'string',
			default: 'Overnight',
			required: true,
			description: 'As set up for the courier in OmniEngine',
		},
		{
			displayName: 'Pieces',
			name: 'pieces',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'How many parcels',
		},
		{
			displayName: 'Weight (Kg)',
			name: 'weightKg',
			type: 'number',
			default: 0,
			typeOptions: { minValue: 0 },
			description: 'Of all parcels together; 0 leaves it out',
		},
		pathsField(['shipmentsBook', 'ordersRead']),
	],
	async target(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'shipmentsBook');
		need(omniengine, 'ordersRead');
		const booking = (record: Order) => {
			const courier = text(context.paramFor<unknown>(record, 'courier', ''));
			if (courier === '') throw parameterProblem('Courier', 'none is chosen');
			const weight = Number(context.paramFor<unknown>(record, 'weightKg', 0));
			return {
				courier_id: courier,
				service_type: text(context.paramFor<unknown>(record, 'serviceType', '')),
				pieces: Math.max(1, Math.trunc(Number(context.paramFor<unknown>(record, 'pieces', 1)) || 1)),
				...(weight > 0 ? { weight_kg: weight } : {}),
				cod_amount: Number(record.totals.outstanding ?? '0'),
			};
		};
		return await Promise.resolve(
			new BookingTarget(context.account, omniengine, booking) as DocumentTarget<Order, unknown>,
		);
	},
};

/** What a shipment says besides its order: who carries it, by the ID of the courier. */
async function aboutShipments(context: OperationContext, omniengine: OmniengineClient) {
	const carriers = new Map<string, string>();
	if (omniengine.has('couriersList'))
		for (const row of await reading(async () => await courierRows(omniengine)))
			if ('record' in row && row.record.courier) carriers.set(row.record.courier_id, row.record.courier);
	return { account: context.account, seenAt: context.now, carrierOf: (id: string) => carriers.get(id) };
}

async function* listShipments(context: ListContext): AsyncGenerator<Array<Shipment | Problem>> {
	const omniengine = client(context, pathsFrom(context));
	const { statuses } = context.param<Record<string, unknown>>('filters', {});
	const chosen = Array.isArray(statuses) && statuses.length > 0 ? statuses.map(String) : ['dispatched'];
	const about = await aboutShipments(context, omniengine);
	const since = context.sweep?.since ?? context.changedAfter;
	for (const stage of chosen) {
		for await (const page of orderPages(omniengine, { order_status: stage })) {
			await context.sweep?.stillOurs();
			const rows = page.filter((row) => {
				if (!('record' in row)) return true;
				const at = instant(row.record.updated_at) ?? '';
				return Boolean(row.record.shipment?.tracking_number) && (since === undefined || at === '' || at >= since);
			});
			const heads = rows.flatMap((row) =>
				'record' in row ? [{ id: row.record.order_id, updatedAt: instant(row.record.updated_at) ?? '' }] : [],
			);
			const open = await context.sweep?.unsettled(heads);
			yield rows
				.filter((row) => !open || !('record' in row) || open.has(row.record.order_id))
				.map((row) => recordOf('shipment', row, (there) => toShipment(there, about) as Shipment, context.includeRaw));
		}
	}
}

const getManyShipments: ListOperation<'shipment'> = {
	does: 'list',
	kind: 'shipment',
	sweeps: true,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many shipments',
	description: 'Retrieve what was dispatched with its tracking number, or sweep for what the shop was not told yet',
	fields: [contractNotice(['ordersList']), pathsField(['ordersList', 'couriersList'])],
	changed: 'orders',
	filters: [
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: ['dispatched'],
			options: [
				{ name: 'Awaiting Dispatch', value: 'awaiting_dispatch' },
				{ name: 'Courier Booking', value: 'courier_booking' },
				{ name: 'Delivered', value: 'delivered' },
				{ name: 'Dispatched', value: 'dispatched' },
				{ name: 'Returned', value: 'returned' },
			],
			description: 'Only orders in one of these tabs; none chosen means Dispatched',
		},
	],
	async *list(context) {
		yield* readingPages(listShipments(context));
	},
};

const getShipment: FetchOperation<'shipment'> = {
	does: 'fetch',
	kind: 'shipment',
	batchLimit: 25,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a shipment',
	description: 'Retrieve the shipments of orders by the ID of the order in OmniEngine',
	fields: [contractNotice(['ordersRead']), pathsField(['ordersRead', 'couriersList'])],
	idOf: (id) => id || undefined,
	async fetch(context, ids) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'ordersRead');
		const about = await aboutShipments(context, omniengine);
		const rows = await reading(async () => await sideBySide(ids, async (id) => await orderById(omniengine, id)));
		return new Map(
			ids.flatMap((id, at) => {
				const row = rows[at];
				// An order for which no courier was booked has no shipment.
				if (!row || ('record' in row && !row.record.shipment?.tracking_number)) return [];
				return [[id, recordOf('shipment', row, (there) => toShipment(there, about) as Shipment, context.includeRaw)]];
			}),
		);
	},
};

export const shipmentOperations = [bookShipment, getShipment, getManyShipments] as const;
