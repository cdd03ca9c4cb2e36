import type { ListOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, readingPages, recordOf } from '../failures';
import { instant } from '../mapping';
import { selectionPages } from './client';
import { toSelection } from './mapping';
import type { LnbSelection } from './wire';

/*
 * What buyers were shown or picked, before they order.
 */

const getManySelections: ListOperation<'selection'> = {
	does: 'list',
	kind: 'selection',
	sweeps: false,
	resource: 'selection',
	resourceName: 'Selection',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many selections',
	description: 'Retrieve selections: what buyers were shown or picked, and whether they ordered',
	fields: [],
	changed: 'selections',
	async *list(context) {
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbSelection>) => {
			const changed = 'record' in row ? instant(row.record.update_time) : undefined;
			return changedAfter === undefined || changed === undefined || changed >= changedAfter;
		};
		for await (const page of readingPages(selectionPages(client(context))))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf('selection', row, (there) => toSelection(there, context.account, context.now), context.includeRaw),
				);
	},
};

export const selectionOperations = [getManySelections] as const;
