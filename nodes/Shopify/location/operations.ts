import type { ListOperation, PickerContext } from '../../shared/system';
import { client, reading } from '../failures';
import { activeLocations, locationPages } from './client';
import { locationLabel, toLocation } from './mapping';

/*
 * What Shopify can do with locations.
 */

/** https://shopify.dev/docs/api/usage/access-scopes */
const LOCATION_SCOPES = ['read_locations'];
const OPERATION = 'Location: Get Many';

const getManyLocations: ListOperation<'location'> = {
	does: 'list',
	kind: 'location',
	sweeps: false,
	scopes: LOCATION_SCOPES,
	resource: 'location',
	resourceName: 'Location',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many locations',
	description: 'Retrieve the places where the shop keeps and sells its goods',
	fields: [
		{
			displayName: 'Options',
			name: 'locationOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Include Fulfillment Services',
					name: 'includeServices',
					type: 'boolean',
					default: true,
					description: 'Whether to return the places of fulfillment services too',
				},
				{
					displayName: 'Include Inactive',
					name: 'includeInactive',
					type: 'boolean',
					default: false,
					description: 'Whether to return places that were closed too',
				},
			],
		},
	],
	async *list(context) {
		const options = context.param<Record<string, unknown>>('locationOptions', {});
		const pages = locationPages(client(context), {
			includeInactive: options.includeInactive === true,
			includeLegacy: options.includeServices !== false,
		});
		for (;;) {
			const next = await reading(OPERATION, LOCATION_SCOPES, async () => await pages.next());
			if (next.done) return;
			yield next.value.map((each) => {
				const location = toLocation(each, context.account, context.now);
				return context.includeRaw ? { ...location, raw: each } : location;
			});
		}
	},
};

/** The picker of places: those where stock can be kept now. */
export async function pickLocations(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const locations = await reading('the list of locations', LOCATION_SCOPES, async () => {
		return await activeLocations(client(context));
	});
	return locations.map((each) => ({ name: locationLabel(each), value: each.id }));
}

export const locationOperations = [getManyLocations] as const;
