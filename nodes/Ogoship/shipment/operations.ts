import type { Shipment } from '../../../core/model/shipment';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, reading, readingPages, recordOf, text } from '../failures';
import { instant, stageOf } from '../mapping';
import { PREFIX_FIELD, prefixFrom } from '../operations';
import { chosenRow, orderPages, orderRows, ordersByReference, toKey } from '../order/client';
import { isSamePerson } from '../order/mapping';
import { personOf } from '../order/target';
import type { OgoOrder } from '../order/wire';
import { baseOf, toShipment, type ShipmentRules } from './mapping';

/*
 * What left the warehouse, for the shop that waits for it.
 */

type Field = ListOperation['fields'][number];
type ReadContext = OperationContext & { readonly includeRaw: boolean };

const OWN_PREFIX_FIELD: Field = {
	...PREFIX_FIELD,
	description:
		'As in Order: Create or Update. Shipments of other references are left out, and the prefix is taken off.',
};

const CARRIERS_FIELD: Field = {
	displayName: 'Carrier by Delivery Code',
	name: 'carriers',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Carrier',
	typeOptions: { multipleValues: true },
	description: 'Which carrier is behind each delivery code of myOGO; OGOship does not name it through its API',
	options: [
		{
			displayName: 'Carrier',
			name: 'row',
			values: [
				{
					displayName: 'Code in OGOship',
					name: 'code',
					type: 'string',
					default: '',
					placeholder: 'home_fi',
					description: 'As typed for the shipping method in myOGO; capitals do not count',
				},
				{
					displayName: 'Carrier',
					name: 'carrier',
					type: 'string',
					default: '',
					placeholder: 'Posti',
					description: 'As the shop calls the carrier',
				},
			],
		},
	],
};

const OPTIONS_FIELD: Field = {
	displayName: 'Options',
	name: 'shipmentOptions',
	type: 'collection',
	default: {},
	placeholder: 'Add Option',
	options: [
		{
			displayName: 'Reference Holds',
			name: 'referenceHolds',
			type: 'options',
			default: 'number',
			options: [
				{ name: 'Order ID', value: 'id' },
				{ name: 'Order Number', value: 'number' },
			],
			description: 'What follows the prefix in the reference; as Reference From in Order: Create or Update',
		},
	],
};

function rulesFrom(context: OperationContext): ShipmentRules {
	const rows = context.param<{ row?: Array<{ code?: unknown; carrier?: unknown }> }>('carriers', {}).row ?? [];
	const { referenceHolds } = context.param<Record<string, unknown>>('shipmentOptions', {});
	return {
		prefix: prefixFrom(context),
		referenceHolds: referenceHolds === 'id' ? 'id' : 'number',
		carriers: rows
			.map(({ code, carrier }) => ({ code: text(code), carrier: text(carrier) }))
			.filter(({ code, carrier }) => code !== '' && carrier !== ''),
	};
}

/** Reads rows of orders as shipments. Orders looked up for the sake of a split one are looked up once a run. */
function reader(context: ReadContext, rules: ShipmentRules) {
	const ogoship = client(context);
	const orders = new Map<string, Promise<OgoOrder[]>>();
	const ordersOf = async (reference: string) => {
		const asked = orders.get(reference) ?? ordersByReference(ogoship, reference);
		orders.set(reference, asked);
		return await asked;
	};
	// A shop may number its own orders 1005-2, so the order before the hyphen must be there and go to the same person.
	const splitFrom = async (there: OgoOrder): Promise<string | undefined> => {
		const base = baseOf(there.reference, rules);
		if (base === undefined) return undefined;
		const found = await ordersOf(base);
		return found.some(({ customer }) => isSamePerson(there.customer, personOf(customer))) ? base : undefined;
	};
	return async (row: Row<OgoOrder>): Promise<Shipment | Problem | undefined> => {
		const base = 'record' in row ? await splitFrom(row.record) : undefined;
		const whose = { account: context.account, seenAt: context.now, ...(base === undefined ? {} : { base }) };
		const shipment = 'record' in row ? toShipment(row.record, rules, whose) : undefined;
		if ('record' in row && shipment === undefined) return undefined;
		return recordOf('shipment', row, () => shipment as Shipment, context.includeRaw);
	};
}

const getShipment: FetchOperation<'shipment'> = {
	does: 'fetch',
	kind: 'shipment',
	batchLimit: 25,
	scopes: ['read:order'],
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a shipment',
	description: 'Retrieve shipments with their tracking, by the reference of the order',
	fields: [OWN_PREFIX_FIELD, CARRIERS_FIELD, OPTIONS_FIELD],
	idOf: toKey,
	async fetch(context, keys) {
		const read = reader(context, rulesFrom(context));
		const ogoship = client(context);
		const found = await reading(
			async () =>
				await sideBySide(keys, async (key) => {
					const row = chosenRow(await orderRows(ogoship, key), key);
					return row && (await read(row));
				}),
		);
		return new Map(keys.flatMap((key, index) => (found[index] ? [[key, found[index]]] : [])));
	},
};

const keyOf = (row: Row<OgoOrder>) => ('record' in row ? (row.record.id ?? row.label) : row.label);
const updatedAt = (row: Row<OgoOrder>) => ('record' in row ? (instant(row.record.editTime) ?? '') : '');

async function* listShipments(context: ListContext): AsyncGenerator<Array<Shipment | Problem>> {
	const rules = rulesFrom(context);
	const read = reader(context, rules);
	const chosen = context.param<Record<string, unknown>>('filters', {}).statuses;
	const statuses = Array.isArray(chosen) && chosen.length > 0 ? chosen.map(String) : ['SHIPPED'];
	const seen = new Set<string>();
	let count = 0;
	for await (const page of orderPages(client(context), context.sweep?.since ?? context.changedAfter)) {
		await context.sweep?.stillOurs();
		const fresh = page.filter((row) => {
			if (!('record' in row)) return row.label.startsWith(rules.prefix);
			const { reference, status } = row.record;
			return !seen.has(keyOf(row)) && reference.startsWith(rules.prefix) && statuses.includes(stageOf(status));
		});
		// An order that changes while pages are read comes again on a later one.
		for (const row of page) if ('record' in row) seen.add(keyOf(row));
		const open = await context.sweep?.unsettled(
			fresh.flatMap((row) => ('record' in row ? [{ id: keyOf(row), updatedAt: updatedAt(row) }] : [])),
		);
		const wanted = fresh.filter((row) => !open || !('record' in row) || open.has(keyOf(row)));
		const shipments = await sideBySide(wanted.slice(0, context.limit - count), read);
		const found = shipments.filter((each) => each !== undefined);
		count += found.length;
		yield found;
		if (count >= context.limit) return;
	}
}

const getManyShipments: ListOperation<'shipment'> = {
	does: 'list',
	kind: 'shipment',
	sweeps: true,
	scopes: ['read:order'],
	resource: 'shipment',
	resourceName: 'Shipment',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many shipments',
	description: 'Retrieve what left the warehouse with its tracking, or sweep for what the shop was not told yet',
	fields: [OWN_PREFIX_FIELD, CARRIERS_FIELD, OPTIONS_FIELD],
	changed: 'orders',
	filters: [
		{
			displayName: 'Status',
			name: 'statuses',
			type: 'multiOptions',
			default: ['SHIPPED'],
			options: [
				{ name: 'Cancelled', value: 'CANCELLED' },
				{ name: 'Collecting', value: 'COLLECTING' },
				{ name: 'Returned', value: 'RETURNED' },
				{ name: 'Shipped', value: 'SHIPPED' },
			],
			description: 'Only orders in one of these statuses; none chosen means those that are shipped',
		},
	],
	async *list(context) {
		yield* readingPages(listShipments(context));
	},
};

export const shipmentOperations = [getShipment, getManyShipments] as const;
