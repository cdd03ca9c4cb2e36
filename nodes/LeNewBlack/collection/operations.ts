import type { ListOperation, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, readingPages, recordOf, text } from '../failures';
import { instant } from '../mapping';
import { collectionPages, type CollectionPath } from './client';
import { COLLECTION_STATUSES, toCollection } from './mapping';
import { CollectionTarget } from './target';
import type { LnbCollection } from './wire';

/*
 * Collections and sales catalogs: what is offered together, read and kept.
 */

interface Sort {
	readonly resource: 'collection' | 'salesCatalog';
	readonly resourceName: 'Collection' | 'Sales Catalog';
	readonly path: CollectionPath;
	/** "collection", in sentences. */
	readonly noun: string;
	readonly filters: ReadonlyArray<{
		readonly displayName: string;
		readonly name: string;
		readonly description: string;
	}>;
}

const SORTS: readonly Sort[] = [
	{
		resource: 'collection',
		resourceName: 'Collection',
		path: '/collections',
		noun: 'collection',
		filters: [
			{ displayName: 'Season', name: 'season', description: 'Only collections of the season with this name' },
			{ displayName: 'Status', name: 'status', description: 'Only collections in this status, such as order' },
		],
	},
	{
		resource: 'salesCatalog',
		resourceName: 'Sales Catalog',
		path: '/sales_catalogs',
		noun: 'sales catalog',
		filters: [],
	},
];

const getMany = ({ resource, resourceName, path, noun, filters }: Sort): ListOperation<'collection'> => ({
	does: 'list',
	kind: 'collection',
	sweeps: false,
	resource,
	resourceName,
	operation: 'getAll',
	operationName: 'Get Many',
	action: `Get many ${noun}s`,
	description: `Retrieve ${noun}s with their status and dates`,
	fields: [],
	changed: `${noun}s`,
	filters: filters.map((filter) => ({ ...filter, type: 'string', default: '' })),
	async *list(context) {
		const { changedAfter } = context;
		const chosen = context.param<Record<string, unknown>>('filters', {});
		const query = Object.fromEntries(filters.map(({ name }) => [name, text(chosen[name]) || undefined]));
		const isWanted = (row: Row<LnbCollection>) => {
			const changed = 'record' in row ? instant(row.record.update_time) : undefined;
			return changedAfter === undefined || changed === undefined || changed >= changedAfter;
		};
		for await (const page of readingPages(collectionPages(client(context), path, query)))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf('collection', row, (there) => toCollection(there, context.account, context.now), context.includeRaw),
				);
	},
});

const upsert = ({ resource, resourceName, path, noun }: Sort): WriteOperation<'collection'> => ({
	does: 'write',
	kind: 'collection',
	resource,
	resourceName,
	operation: 'upsert',
	operationName: 'Create or Update',
	action: `Create or update a ${noun}`,
	description: `Create a new ${noun}, or update the current one of its code if it already exists (upsert)`,
	fields: [
		{
			displayName: 'Status of New Ones',
			name: 'newStatus',
			type: 'options',
			default: 'pending',
			options: COLLECTION_STATUSES.map((value) => ({ name: value[0]!.toUpperCase() + value.slice(1), value })).sort(
				(a, b) => a.name.localeCompare(b.name),
			),
			description: `Where the record names none. Pending is shown to nobody yet; a ${noun} that stands there keeps its own.`,
		},
	],
	async target(context) {
		const newStatus = text(context.param<unknown>('newStatus', 'pending')) || 'pending';
		return await Promise.resolve(
			new CollectionTarget(context.account, client(context), { path, kind: resource, newStatus }),
		);
	},
});

export const collectionOperations = SORTS.flatMap((sort) => [upsert(sort), getMany(sort)]);
