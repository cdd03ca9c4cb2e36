import type { Shipment } from '../../../core/model/shipment';
import { SHIPMENT_STATUS } from '../../../core/model/shipment';
import { wordOptions } from '../../../core/model/words';
import type { DocumentTarget, Problem } from '../../../core/ports';
import type { ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { client, LABEL, readingPages, text } from '../failures';
import { searchFor } from '../search';
import { parcelIdPages, parcelsById, wholeParcel } from './client';
import type { ShipmentRules } from './draft';
import { toShipment } from './mapping';
import { SHIP_SCOPES, ShipmentTarget } from './target';
import { parcel } from './wire';

/*
 * What Shopify can do with shipments.
 */

const READ_SCOPES = ['read_orders', 'read_products', 'read_locations'];
const OPERATION = 'Shipment: Get Many';

async function* listShipments(context: ListContext): AsyncGenerator<Array<Shipment | Problem>> {
	const shopify = client(context);
	const { changedAfter } = context;
	const search = searchFor(
		changedAfter === undefined ? [] : [{ field: 'updated_at', comparator: ':>=', value: changedAfter }],
	);
	const { statuses } = context.param<{ statuses?: unknown }>('filters', {});
	const wanted = Array.isArray(statuses) ? statuses.map(String) : [];
	const seen = new Set<string>();
	let count = 0;
	for await (const page of parcelIdPages(shopify, search)) {
		// An order that changes while pages are read comes again on a later one.
		const ids = page.filter((id) => !seen.has(id));
		for (const id of ids) seen.add(id);
		const nodes = await parcelsById(shopify, ids);
		const shipments: Array<Shipment | Problem> = [];
		for (const id of ids) {
			if (!nodes.has(id) || count >= context.limit) continue;
			const read = parcel.safeParse(nodes.get(id));
			const shipment = read.success
				? toShipment(await wholeParcel(shopify, read.data), context.account, context.now)
				: unreadable(nodes.get(id), read.error.issues[0]?.path.join('.') ?? '');
			if ('kind' in shipment && wanted.length > 0 && !wanted.includes(shipment.status)) continue;
			count += 1;
			shipments.push('kind' in shipment && context.includeRaw ? { ...shipment, raw: nodes.get(id) } : shipment);
		}
		yield shipments;
		if (count >= context.limit) return;
	}
}

function unreadable(node: unknown, field: string): Problem {
	const { name, id } = node as { name?: unknown; id?: unknown };
	const reason = 'Shopify sent it in another form than documented';
	return { code: 'FIELD_INVALID', params: { record: `the shipment ${String(name ?? id)}`, field, reason } };
}

const getManyShipments: ListOperation<'shipment'> = {
	does: 'list',
	kind: 'shipment',
	sweeps: false,
	scopes: READ_SCOPES,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many shipments',
	description: 'Retrieve what was fulfilled, with tracking and goods',
	fields: [],
	changed: 'shipments of orders',
	filters: [
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: [],
			options: wordOptions(SHIPMENT_STATUS),
			description: 'Only shipments in one of these statuses; none chosen means all',
		},
	],
	list: (context) => readingPages(OPERATION, READ_SCOPES, listShipments(context)),
};

function rulesFrom(context: OperationContext): ShipmentRules {
	const chosen = context.param<Record<string, unknown>>('shipmentOptions', {});
	const { carrier: rows = [] } = context.param<{ carrier?: Array<{ carrier?: unknown; company?: unknown }> }>(
		'carrierNames',
		{},
	);
	return {
		shop: context.account,
		label: LABEL,
		notifyCustomer: chosen.notifyCustomer === true,
		locationId: text(chosen.locationId),
		carriers: rows
			.map(({ carrier, company }) => ({ carrier: text(carrier), company: text(company) }))
			.filter(({ carrier, company }) => carrier !== '' && company !== ''),
	};
}

/** Only what has left is sent; an unknown status is a problem of its own before this is asked. */
function heldShipment({ number, status }: Shipment): { held: Problem } | undefined {
	const params = { order: number, kind: 'shipment', status };
	if (status === 'shipped' || status === 'delivered') return undefined;
	if (status === 'returned') return { held: { code: 'HELD_RETURNED', params } };
	return { held: { code: 'HELD_NOT_SHIPPED', params } };
}

const createOrUpdateShipment: WriteOperation<'shipment'> = {
	does: 'write',
	kind: 'shipment',
	scopes: SHIP_SCOPES,
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a shipment',
	description: 'Create a new shipment, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Carrier Names',
			name: 'carrierNames',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Carrier',
			typeOptions: { multipleValues: true },
			description:
				'How the warehouse’s carriers are called in Shopify. Names that Shopify knows need no row; only those let it build the tracking link by itself.',
			options: [
				{
					displayName: 'Carrier',
					name: 'carrier',
					values: [
						{
							displayName: 'Name at the Warehouse',
							name: 'carrier',
							type: 'string',
							default: '',
							placeholder: 'PostNord',
							description: 'As the shipment names it; capitals and punctuation do not count',
						},
						{
							displayName: 'Name in Shopify',
							name: 'company',
							type: 'string',
							default: '',
							placeholder: 'PostNord SE',
							description: 'Exactly as Shopify writes it',
						},
					],
				},
			],
		},
		{
			displayName: 'Options',
			name: 'shipmentOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Notify Customer',
					name: 'notifyCustomer',
					type: 'boolean',
					default: false,
					description: 'Whether Shopify mails the customer that the goods are on their way',
					hint: 'One mail for each shipment: an order that leaves in parts gets several',
				},
				{
					displayName: 'Only This Location Name or ID',
					name: 'locationId',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'locations' },
					default: '',
					description:
						'Only what is assigned to this location is fulfilled. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
	judge: heldShipment,
	async target(context) {
		const target: DocumentTarget<Shipment, unknown> = new ShipmentTarget(
			context.account,
			client(context),
			rulesFrom(context),
		) as DocumentTarget<Shipment, unknown>;
		return await Promise.resolve(target);
	},
};

export const shipmentOperations = [getManyShipments, createOrUpdateShipment] as const;
