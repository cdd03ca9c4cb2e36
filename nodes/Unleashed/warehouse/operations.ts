import type { ListOperation, PickerContext } from '../../shared/system';
import { client, reading, readingPages, recordOf } from '../failures';
import { activeWarehouses, warehousePages } from './client';
import { toLocation, warehouseLabel } from './mapping';

/*
 * What Unleashed tells of its warehouses.
 */

const getManyWarehouses: ListOperation<'location'> = {
	does: 'list',
	kind: 'location',
	sweeps: false,
	resource: 'warehouse',
	resourceName: 'Warehouse',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many warehouses',
	description: 'Retrieve the warehouses of the account',
	fields: [
		{
			displayName: 'Options',
			name: 'warehouseOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Include Obsolete',
					name: 'includeObsolete',
					type: 'boolean',
					default: false,
					description: 'Whether to return warehouses that are no longer used too',
				},
			],
		},
	],
	async *list(context) {
		const { includeObsolete } = context.param<Record<string, unknown>>('warehouseOptions', {});
		for await (const page of readingPages(warehousePages(client(context), includeObsolete === true)))
			yield page.map((row) =>
				recordOf('location', row, (there) => toLocation(there, context.account, context.now), context.includeRaw),
			);
	},
};

/** The picker of warehouses: those in use. */
export async function pickWarehouses(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const warehouses = await reading(async () => await activeWarehouses(client(context)));
	return warehouses.map((each) => ({ name: warehouseLabel(each), value: each.WarehouseCode }));
}

export const warehouseOperations = [getManyWarehouses] as const;
