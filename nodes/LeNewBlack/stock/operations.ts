import type { StockLevel } from '../../../core/model/stock-level';
import type { Problem } from '../../../core/ports';
import { inBatches } from '../../../core/sync/batches';
import type { ListContext, ListOperation, OperationContext, SetLevelsOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, listed, reading, recordOf, unreadable } from '../failures';
import { instant } from '../mapping';
import { allLevels } from './client';
import { toStockLevel, type FurtherRules } from './mapping';
import { ShowroomLevels } from './target';
import type { LnbLevel } from './wire';

/*
 * What Le New Black shows its retailers as in stock, and how it is set.
 */

const PAGE = 500;

function read(context: ListContext, row: Row<LnbLevel>): StockLevel | Problem {
	const hasKey = !('record' in row) || Boolean(row.record.ean13?.trim() || row.record.sku?.trim());
	if (!hasKey) return unreadable('a stock level without EAN-13 and SKU', 'ean13');
	return recordOf('stockLevel', row, (there) => toStockLevel(there, context.account, context.now), context.includeRaw);
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
	description: 'Retrieve how many of each size can be ordered, and how many are on their way',
	fields: [],
	changed: 'levels',
	filters: [
		{
			displayName: 'EAN-13 or SKU',
			name: 'keys',
			type: 'string',
			default: '',
			placeholder: '3612345678901, MUG-BLUE',
			description: 'Only these, separated by commas; picked from the whole list',
		},
	],
	async *list(context) {
		const keys = new Set(listed(context.param<Record<string, unknown>>('filters', {}).keys));
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbLevel>) => {
			if (!('record' in row)) return true;
			const { ean13, sku, in_stock_update_time: at } = row.record;
			const changed = instant(at);
			return (
				(keys.size === 0 || keys.has(ean13 ?? '') || keys.has(sku ?? '')) &&
				(changedAfter === undefined || changed === undefined || changed >= changedAfter)
			);
		};
		const rows = await reading(async () => await allLevels(client(context)));
		for (const page of inBatches(rows.filter(isWanted), PAGE)) yield page.map((row) => read(context, row));
	},
};

function furtherRules(context: OperationContext): FurtherRules {
	const options = context.param<Record<string, unknown>>('showroomOptions', {});
	const blocked = options.blocked === 'block' || options.blocked === 'unblock' ? options.blocked : 'leave';
	return { blocked, incoming: options.incoming === true };
}

const setLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'set',
	operationName: 'Set',
	action: 'Set stock levels',
	description: 'Set how many of each size retailers can order, by EAN-13 or SKU',
	figures: ['available'],
	onePlace: true,
	fields: [
		{
			displayName:
				'What can be sold is set; levels of several places of the source are added up, since Le New Black keeps one figure. A barcode is the EAN-13 here; choose one key for the whole set-up. A size that is blocked in Le New Black stays blocked.',
			name: 'setNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Showroom Options',
			name: 'showroomOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Blocked Sizes',
					name: 'blocked',
					type: 'options',
					default: 'leave',
					options: [
						{ name: 'Are Left as They Are', value: 'leave' },
						{ name: 'Block Every One of These', value: 'block' },
						{ name: 'Unblock Every One of These', value: 'unblock' },
					],
					description: 'Whether the sizes that come in are blocked for ordering or released',
				},
				{
					displayName: 'Set Incoming Stock',
					name: 'incoming',
					type: 'boolean',
					default: false,
					description: 'Whether units on their way, and from when on, are set too where the source says them',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(new ShowroomLevels(context.account, client(context), furtherRules(context)));
	},
};

export const stockOperations = [getManyLevels, setLevels] as const;
