import type { Shipment } from '../../../core/model/shipment';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Domain } from '../client';
import { client, idFrom, listed, pageOf, reading, readingPages, recordOf } from '../failures';
import { instant, toOdooTime } from '../mapping';
import { pickingPages, pickingsBy, wholePickings, type WholePicking } from './client';
import { toShipment } from './mapping';
import { ShipmentTarget } from './target';

/*
 * Deliveries: what left, for the shop that waits for it; and what a warehouse sent, for Odoo.
 */

const READ_SCOPES = ['stock.picking:read', 'stock.move:read', 'sale.order:read', 'product.product:read'];
const OUTGOING = ['picking_type_id.code', '=', 'outgoing'] as const;
/** Deliveries a page; each is read whole. */
const PAGE = 100;

type ReadContext = OperationContext & { readonly includeRaw: boolean };

const urlOf = (context: OperationContext) => (id: number) => pageOf(context, 'stock.picking', id);

function read(context: ReadContext, whole: WholePicking): Shipment | Problem {
	const about = { account: context.account, seenAt: context.now, url: urlOf(context) };
	return recordOf('shipment', toShipment(whole, about), { include: context.includeRaw, value: whole.picking });
}

const getShipment: FetchOperation<'shipment'> = {
	does: 'fetch',
	kind: 'shipment',
	batchLimit: 100,
	scopes: READ_SCOPES,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a shipment',
	description: 'Retrieve deliveries with their tracking, by ID or number (WH/OUT/00016)',
	fields: [],
	idOf: (id, number) => (idFrom(id) === undefined ? number || id || undefined : id),
	async fetch(context, keys) {
		const odoo = client(context);
		return await reading(async () => {
			const ids = keys.flatMap((key) => idFrom(key) ?? []);
			const names = keys.filter((key) => idFrom(key) === undefined);
			const domain: Domain = ['|', ['id', 'in', ids], ['name', 'in', names]];
			const found = await wholePickings(odoo, await pickingsBy(odoo, domain));
			return new Map(
				keys.flatMap((key): Array<[string, Shipment | Problem]> => {
					const whole = found.find(({ picking }) => String(picking.id) === key || picking.name === key);
					return whole ? [[key, read(context, whole)]] : [];
				}),
			);
		});
	},
};

function domainOf(context: ListContext): Domain {
	const { states, warehouse } = context.param<Record<string, unknown>>('filters', {});
	const since = context.sweep?.since ?? context.changedAfter;
	const wanted = Array.isArray(states) && states.length > 0 ? states.map(String) : ['done'];
	const warehouses = listed(warehouse).flatMap((id) => idFrom(id) ?? []);
	return [
		OUTGOING,
		['sale_id', '!=', false],
		['state', 'in', wanted],
		...(since === undefined ? [] : [['write_date', '>=', toOdooTime(since)] as const]),
		...(warehouses.length > 0 ? [['picking_type_id.warehouse_id', 'in', warehouses] as const] : []),
	];
}

async function* listShipments(context: ListContext): AsyncGenerator<Array<Shipment | Problem>> {
	const odoo = client(context);
	let count = 0;
	for await (const page of pickingPages(odoo, domainOf(context), PAGE)) {
		await context.sweep?.stillOurs();
		const heads = page.map(({ id, write_date }) => ({ id: String(id), updatedAt: instant(write_date) ?? '' }));
		const open = await context.sweep?.unsettled(heads);
		const wanted = page.filter(({ id }) => !open || open.has(String(id))).slice(0, context.limit - count);
		count += wanted.length;
		yield (await wholePickings(odoo, wanted)).map((whole) => read(context, whole));
		if (count >= context.limit) return;
	}
}

const getManyShipments: ListOperation<'shipment'> = {
	does: 'list',
	kind: 'shipment',
	sweeps: true,
	scopes: READ_SCOPES,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many shipments',
	description:
		'Retrieve deliveries of orders that are done, with their tracking, or sweep for what the shop was not told yet',
	fields: [],
	changed: 'deliveries',
	filters: [
		{
			displayName: 'State',
			name: 'states',
			type: 'multiOptions',
			default: ['done'],
			options: [
				{ name: 'Cancelled', value: 'cancel' },
				{ name: 'Done', value: 'done' },
				{ name: 'Ready', value: 'assigned' },
				{ name: 'Waiting', value: 'confirmed' },
			],
			description: 'Only deliveries in one of these states; none chosen means those that are done',
		},
		{
			displayName: 'Warehouse Name or ID',
			name: 'warehouse',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'warehouses' },
			description:
				'Only deliveries from this warehouse. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async *list(context) {
		yield* readingPages(listShipments(context));
	},
};

const validateShipment: WriteOperation<'shipment'> = {
	does: 'write',
	kind: 'shipment',
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'validate',
	operationName: 'Validate',
	action: 'Validate a delivery',
	description:
		'Validate the delivery of an order with what a warehouse has sent and its tracking; what is missing becomes a backorder',
	scopes: ['stock.picking:write', 'stock.move:write', 'sale.order:read'],
	fields: [],
	judge: ({ number, status }) =>
		status === 'shipped' || status === 'delivered'
			? undefined
			: { held: problem('HELD_NOT_SHIPPED', { kind: 'shipment', order: number, status }) },
	async target(context) {
		const setting = { odoo: client(context), urlOf: urlOf(context) };
		return await Promise.resolve(new ShipmentTarget(context.account, setting) as DocumentTarget<Shipment, unknown>);
	},
};

export const shipmentOperations = [getShipment, getManyShipments, validateShipment] as const;
