import type { Location } from '../../../core/model/location';
import type { DocumentTarget } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { CheckOperation, ListOperation, PickerContext, WriteOperation } from '../../shared/system';
import type { Call } from '../client';
import { client, need, reading, recordOf, text } from '../failures';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { allOutlets, outletRows } from './client';
import { toLocation } from './mapping';
import { MappingTarget } from './target';
import { validated, type OePlace } from './draft';

/*
 * Outlets: which there are, to which location of OmniEngine each is mapped, and whether that is one-to-one.
 */

const CALLS: readonly Call[] = ['outletsList', 'outletsRead'];

const getManyOutlets: ListOperation<'location'> = {
	does: 'list',
	kind: 'location',
	sweeps: false,
	resource: 'outlet',
	resourceName: 'Outlet',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many outlets',
	description: 'Retrieve the outlets and the location of OmniEngine each is mapped to',
	fields: [contractNotice(CALLS), pathsField(CALLS)],
	async *list(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'outletsList');
		const rows = await reading(async () => await outletRows(shopdesk));
		yield rows.map((row) =>
			recordOf('location', row, (there) => toLocation(there, context.account, context.now), context.includeRaw),
		);
	},
};

const mapToOe: WriteOperation<'location'> = {
	does: 'write',
	kind: 'location',
	remembers: false,
	resource: 'outlet',
	resourceName: 'Outlet',
	operation: 'map',
	operationName: 'Map to OE',
	action: 'Map an outlet to OE',
	description: 'Give an outlet its location of OmniEngine, refused where another outlet has it',
	fields: [
		contractNotice(['outletsMap', 'outletsList']),
		{
			displayName: 'OmniEngine Location ID',
			name: 'oeLocation',
			type: 'string',
			default: '',
			required: true,
			placeholder: '310',
			description: 'The location that OmniEngine shows for it. Create it there first.',
		},
		{
			displayName: 'OmniEngine Brand ID',
			name: 'oeBrand',
			type: 'string',
			default: '',
			placeholder: '77',
			description: 'Empty means the brand of the credential',
		},
		pathsField(['outletsMap', ...CALLS]),
	],
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'outletsMap');
		need(shopdesk, 'outletsList');
		const wanted = (record: Location) => ({
			locationId: text(context.paramFor<unknown>(record, 'oeLocation', '')),
			brandId: text(context.paramFor<unknown>(record, 'oeBrand', '')) || text(context.credential.brandId),
		});
		const store = text(context.credential.storeId);
		return await Promise.resolve(
			new MappingTarget(context.account, shopdesk, store, wanted) as DocumentTarget<Location, unknown>,
		);
	},
};

/** Locations as OmniEngine's Location: Get Many puts them out. */
function placesFrom(value: unknown): OePlace[] {
	if (!Array.isArray(value)) throw parameterProblem('OmniEngine Locations', 'it is no list');
	return value.flatMap((each: unknown) => {
		const { kind, origin, name, active, halted, online } = (each ?? {}) as Partial<Location>;
		const id = text(origin?.id);
		if (kind !== 'location' || id === '') return [];
		return [{ id, name: name ?? id, active: active !== false, halted: halted === true, online: online !== false }];
	});
}

const validateMapping: CheckOperation = {
	does: 'check',
	resource: 'outlet',
	resourceName: 'Outlet',
	operation: 'validate',
	operationName: 'Validate Mapping',
	action: 'Validate the mapping of outlets',
	description: 'See whether outlets and locations of OmniEngine belong together one-to-one, in both directions',
	fields: [
		{
			displayName: 'OmniEngine Locations',
			name: 'oeLocations',
			type: 'json',
			default: '={{ $input.all().map((item) => item.json) }}',
			required: true,
			description: 'All locations, as OmniEngine’s Location: Get Many puts them out; those that come in are taken',
		},
		pathsField(CALLS),
	],
	async check(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'outletsList');
		const places = placesFrom(context.param<unknown>('oeLocations', []));
		if (places.length === 0)
			throw parameterProblem(
				'OmniEngine Locations',
				'none came in; put OmniEngine’s Location: Get Many before this node',
			);
		const outlets = await reading(async () => await allOutlets(shopdesk));
		return { kind: 'mapping', system: 'shopDesk', account: context.account, ...validated(outlets, places) };
	},
};

/** The picker of locations that an outlet is mapped to. */
export async function pickMappedLocations(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const outlets = await reading(async () => await allOutlets(client(context)));
	return outlets.flatMap(({ store_location_id: value, store_name, store_id }) =>
		value === null ? [] : [{ name: `${store_name ?? store_id} (${value})`, value }],
	);
}

export const outletOperations = [getManyOutlets, mapToOe, validateMapping] as const;
