import type { Shipment } from '../../../core/model/shipment';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { chosen, client, listed, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, isGuid, stageOf } from '../mapping';
import { PREFIX_FIELD, prefixFrom } from '../operations';
import { unsettledRows } from '../order/operations';
import { shipmentByGuid, shipmentPages } from './client';
import { SHIPMENT_STATUSES, toShipment, type ShipmentRules } from './mapping';
import type { UnleashedShipment } from './wire';

/*
 * What left a warehouse, for the shop that waits for it.
 */

type Field = ListOperation['fields'][number];
type ReadContext = OperationContext & { readonly includeRaw: boolean };

const OWN_PREFIX_FIELD: Field = {
	...PREFIX_FIELD,
	description:
		'As in Order: Create or Update. Shipments of other orders are left out, and the prefix is taken off. Empty means all.',
};

const OPTIONS_FIELD: Field = {
	displayName: 'Options',
	name: 'shipmentOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [
		{
			displayName: 'Order Number Holds',
			name: 'numberHolds',
			type: 'options',
			default: 'number',
			options: [
				{ name: 'Order ID', value: 'id' },
				{ name: 'Order Number', value: 'number' },
			],
			description: 'What follows the prefix; as Order Number From in Order: Create or Update',
		},
		{
			displayName: 'Products That Are Charges',
			name: 'charges',
			type: 'string',
			default: '',
			placeholder: 'FREIGHT, TIP',
			description:
				'Product codes under which charges are booked, separated by commas: they stand on shipments and are in no parcel',
		},
	],
};

function rulesFrom(context: OperationContext): ShipmentRules {
	const { numberHolds, charges } = context.param<Record<string, unknown>>('shipmentOptions', {});
	return {
		prefix: prefixFrom(context),
		numberHolds: numberHolds === 'id' ? 'id' : 'number',
		charges: new Set(listed(charges).map((code) => code.toLowerCase())),
	};
}

function read(context: ReadContext, rules: ShipmentRules, row: Row<UnleashedShipment>): Shipment | Problem | undefined {
	const whose = { account: context.account, seenAt: context.now };
	if ('record' in row && toShipment(row.record, rules, whose) === undefined) return undefined;
	return recordOf('shipment', row, (there) => toShipment(there, rules, whose) as Shipment, context.includeRaw);
}

const getShipment: FetchOperation<'shipment'> = {
	does: 'fetch',
	kind: 'shipment',
	batchLimit: 25,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a shipment',
	description: 'Retrieve shipments with their tracking, by their GUID',
	fields: [OWN_PREFIX_FIELD, OPTIONS_FIELD],
	idOf: (id) => (isGuid(id) ? id.toLowerCase() : undefined),
	async fetch(context, guids) {
		const rules = rulesFrom(context);
		const unleashed = client(context);
		const rows = await reading(
			async () => await sideBySide(guids, async (guid) => await shipmentByGuid(unleashed, guid)),
		);
		const found = rows.map((row) => row && read(context, rules, row));
		return new Map(guids.flatMap((guid, at) => (found[at] ? [[guid, found[at]]] : [])));
	},
};

/** The status is asked for where it is one alone; whether the list takes several is not documented. */
async function* listShipments(context: ListContext): AsyncGenerator<Array<Shipment | Problem>> {
	const rules = rulesFrom(context);
	const filters = context.param<Record<string, unknown>>('filters', {});
	const wanted = chosen(filters.statuses);
	const statuses = (wanted.length > 0 ? wanted : ['Dispatched']).map(stageOf);
	const query = {
		modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
		shipmentStatus: statuses.length === 1 ? (wanted[0] ?? 'Dispatched') : undefined,
		warehouseCode: text(filters.warehouse) || undefined,
	};
	const isWanted = (row: Row<UnleashedShipment>) =>
		!('record' in row) ||
		(statuses.includes(stageOf(row.record.ShipmentStatus)) && (row.record.OrderNumber ?? '').startsWith(rules.prefix));
	for await (const page of shipmentPages(client(context), query)) {
		const rows = await unsettledRows(context, page.filter(isWanted));
		yield rows.map((row) => read(context, rules, row)).filter((each) => each !== undefined);
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
	description: 'Retrieve what was dispatched with its tracking, or sweep for what the shop was not told yet',
	fields: [OWN_PREFIX_FIELD, OPTIONS_FIELD],
	changed: 'shipments',
	filters: [
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: ['Dispatched'],
			options: SHIPMENT_STATUSES.map((name) => ({ name, value: name })).sort((a, b) => a.name.localeCompare(b.name)),
			description: 'Only shipments in one of these statuses; none chosen means those that are dispatched',
		},
		{
			displayName: 'Warehouse Name or ID',
			name: 'warehouse',
			type: 'options',
			default: '',
			typeOptions: { loadOptionsMethod: 'warehouses' },
			description:
				'Only shipments of this warehouse. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async *list(context) {
		yield* readingPages(listShipments(context));
	},
};

export const shipmentOperations = [getShipment, getManyShipments] as const;
