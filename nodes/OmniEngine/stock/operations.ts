import type { ListOperation, SetLevelsOperation } from '../../shared/system';
import type { OmniengineClient } from '../client';
import { client, listed, need, reading, readingPages, recordOf, text } from '../failures';
import { allLocations } from '../location/client';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { stockPages } from './client';
import { toStockLevel } from './mapping';
import { StockTarget } from './target';

/*
 * What OmniEngine has at its locations, and how it is set. ShopDesk is where stock is right.
 */

const getManyLevels: ListOperation<'stockLevel'> = {
	does: 'list',
	kind: 'stockLevel',
	sweeps: false,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many stock levels',
	description: 'Retrieve how many of each product are at each location, kept for orders and available',
	fields: [contractNotice(['stockList']), pathsField(['stockList', 'locationsList'])],
	filters: [
		{
			displayName: 'Only Locations Passed On',
			name: 'onlyPassedOn',
			type: 'boolean',
			default: false,
			description:
				'Whether to leave out locations that are disabled, halted or offline, whose stock OmniEngine keeps to itself. A comparison leaves them out anyway.',
		},
		{
			displayName: 'Location',
			name: 'location',
			type: 'string',
			default: '',
			placeholder: '310',
			description: 'Only this location, by its ID',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only these, separated by commas',
		},
	],
	async *list(context) {
		const omniengine = client(context, pathsFrom(context));
		need(omniengine, 'stockList');
		const { skus, location, onlyPassedOn } = context.param<Record<string, unknown>>('filters', {});
		const asked = { skus: listed(skus), location: text(location) || undefined };
		const apart = await keptApart(omniengine);
		const isApart = (place: string) => apart.has(place);
		for await (const page of readingPages(stockPages(omniengine, asked)))
			yield page
				.filter((row) => onlyPassedOn !== true || !('record' in row) || !isApart(row.record.location_id))
				.map((row) =>
					recordOf(
						'stockLevel',
						row,
						(there) => toStockLevel(there, context.account, context.now, isApart(there.location_id)),
						context.includeRaw,
					),
				);
	},
};

/** Locations whose stock OmniEngine keeps to itself (https://knowledgebase.xstak.com/OE/location). */
async function keptApart(omniengine: OmniengineClient): Promise<ReadonlySet<string>> {
	if (!omniengine.has('locationsList')) return new Set();
	const all = await reading(async () => await allLocations(omniengine));
	const closed = all.filter(({ enabled, halted, online }) => enabled === false || halted === true || online === false);
	return new Set(closed.map(({ location_id }) => location_id));
}

const setLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	figures: ['available'],
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a stock level',
	description: 'Bring what lies at a location to what ShopDesk says',
	fields: [
		contractNotice(['stockSet', 'stockList', 'locationsList']),
		pathsField(['stockSet', 'stockList', 'locationsList']),
	],
	async target(context) {
		const omniengine = client(context, pathsFrom(context));
		for (const call of ['stockSet', 'stockList', 'locationsList'] as const) need(omniengine, call);
		return await Promise.resolve(new StockTarget(context.account, omniengine, 'Stock of ShopDesk'));
	},
};

export const stockOperations = [getManyLevels, setLevels] as const;
