import type { ListContext, ListOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, listed, reading, readingPages, recordOf } from '../failures';
import { stockPages, stockRows } from './client';
import { toStockLevel } from './mapping';
import type { OgoStock } from './wire';

/*
 * What OGOship tells of its stock.
 */

/** So many SKUs are asked for one by one; more are picked from the whole list, which costs a call for 250. */
const MOST_ASKED_SINGLY = 20;

async function* rowsFor(context: ListContext): AsyncGenerator<Array<Row<OgoStock>>> {
	const ogoship = client(context);
	const skus = listed(context.param<Record<string, unknown>>('filters', {}).skus);
	const modifiedAfter = context.changedAfter;
	if (skus.length === 0 || skus.length > MOST_ASKED_SINGLY) {
		const wanted = new Set(skus);
		for await (const page of readingPages(stockPages(ogoship, modifiedAfter)))
			yield page.filter((row) => wanted.size === 0 || wanted.has(row.label));
		return;
	}
	const found = await reading(
		async () => await sideBySide(skus, async (code) => await stockRows(ogoship, code, modifiedAfter)),
	);
	yield found.flat();
}

const getManyLevels: ListOperation<'stockLevel'> = {
	does: 'list',
	kind: 'stockLevel',
	sweeps: false,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many stock levels',
	description: 'Retrieve how many of each product are there, reserved and available, over all warehouses together',
	scopes: ['read:product'],
	fields: [],
	changed: 'products whose stock',
	filters: [
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only these product codes, separated by commas',
		},
	],
	async *list(context) {
		const seen = new Set<string>();
		// A product whose stock moves while pages are read can come again on a later one.
		const isFresh = (row: Row<OgoStock>) => {
			if ('unreadable' in row) return true;
			const { productCode } = row.record;
			return !seen.has(productCode) && Boolean(seen.add(productCode));
		};
		for await (const page of rowsFor(context))
			yield page
				.filter(isFresh)
				.map((row) =>
					recordOf('stockLevel', row, (there) => toStockLevel(there, context.account, context.now), context.includeRaw),
				);
	},
};

export const stockOperations = [getManyLevels] as const;
