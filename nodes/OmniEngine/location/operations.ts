import type { Location } from '../../../core/model/location';
import type { DocumentTarget } from '../../../core/ports';
import type { ListOperation, PickerContext, WriteOperation } from '../../shared/system';
import { client, need, reading, recordOf } from '../failures';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { allLocations, locationRows } from './client';
import { toLocation } from './mapping';
import { LocationTarget } from './target';

/*
 * Locations: which there are, with their switches, and new ones. An outlet of ShopDesk gets its location after it was made
 * here.
 */

const getManyLocations: ListOperation<'location'> = {
	does: 'list',
	kind: 'location',
	sweeps: false,
	resource: 'location',
	resourceName: 'Location',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many locations',
	description: 'Retrieve the locations, and whether each is disabled, halted or offline',
	fields: [contractNotice(['locationsList']), pathsField(['locationsList'])],
	async *list(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'locationsList');
		const rows = await reading(async () => await locationRows(omniengine));
		yield rows.map((row) =>
			recordOf('location', row, (there) => toLocation(there, context.account, context.now), context.includeRaw),
		);
	},
};

const createLocation: WriteOperation<'location'> = {
	does: 'write',
	kind: 'location',
	resource: 'location',
	resourceName: 'Location',
	operation: 'create',
	operationName: 'Create',
	action: 'Create a location',
	description: 'Make a location, for example for an outlet of ShopDesk; one of the same code or name is left as it is',
	fields: [
		contractNotice(['locationsCreate', 'locationsList']),
		{
			displayName: 'Online',
			name: 'locationOnline',
			type: 'boolean',
			default: false,
			description: 'Whether its stock is passed on to the shop from the start',
		},
		pathsField(['locationsCreate', 'locationsList']),
	],
	async target(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'locationsCreate');
		need(omniengine, 'locationsList');
		const online = context.param('locationOnline', false);
		return await Promise.resolve(
			new LocationTarget(context.account, omniengine, online) as DocumentTarget<Location, unknown>,
		);
	},
};

/** The picker of locations in use. */
export async function pickLocations(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const locations = await reading(async () => await allLocations(client(context)));
	return locations
		.filter(({ enabled }) => enabled !== false)
		.map(({ location_id: value, name }) => ({ name: name ? `${name} (${value})` : value, value }));
}

export const locationOperations = [getManyLocations, createLocation] as const;
