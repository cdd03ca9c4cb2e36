import type { ListOperation, PickerContext } from '../../shared/system';
import { client, need, reading, recordOf } from '../failures';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { courierRows } from './client';
import { toCourier } from './mapping';

/*
 * The couriers of a brand.
 */

const getManyCouriers: ListOperation<'courier'> = {
	does: 'list',
	kind: 'courier',
	sweeps: false,
	resource: 'courier',
	resourceName: 'Courier',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many couriers',
	description: 'Retrieve the couriers of the brand with the IDs under which shipments are booked',
	fields: [contractNotice(['couriersList']), pathsField(['couriersList'])],
	async *list(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'couriersList');
		const rows = await reading(async () => await courierRows(omniengine));
		yield rows.map((row) =>
			recordOf('courier', row, (there) => toCourier(there, context.account, context.now), context.includeRaw),
		);
	},
};

/** The picker of couriers in use. */
export async function pickCouriers(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const rows = await reading(async () => await courierRows(client(context)));
	return rows.flatMap((row) =>
		'record' in row && row.record.enabled !== false
			? [{ name: row.record.name || row.record.courier_id, value: row.record.courier_id }]
			: [],
	);
}

export const courierOperations = [getManyCouriers] as const;
