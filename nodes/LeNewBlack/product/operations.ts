import type { ListOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, listed, readingPages, recordOf, text } from '../failures';
import { instant } from '../mapping';
import { productPages } from './client';
import { toProduct } from './mapping';
import type { LnbProduct } from './wire';

/*
 * What Le New Black can do with products: they are read.
 */

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: false,
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve products of the showroom, each size of each fabric as a variant',
	fields: [
		{
			displayName: 'Price List',
			name: 'priceList',
			type: 'string',
			default: '',
			placeholder: 'EUR-WHS',
			description: 'Code of the price list whose wholesale prices the variants have; empty leaves prices out',
		},
	],
	changed: 'products',
	filters: [
		{
			displayName: 'Collection Code',
			name: 'collection',
			type: 'string',
			default: '',
			placeholder: 'SS27',
			description: 'Only products of this collection',
		},
		{
			displayName: 'Models',
			name: 'models',
			type: 'string',
			default: '',
			placeholder: 'ALBA, MUG-BLUE',
			description: 'Only these models, separated by commas; picked from what is read',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const models = new Set(listed(filters.models));
		const priceList = text(context.param<unknown>('priceList', ''));
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbProduct>) => {
			if (!('record' in row)) return true;
			const changed = instant(row.record.update_time);
			const isNew = changedAfter === undefined || changed === undefined || changed >= changedAfter;
			return isNew && (models.size === 0 || models.has(row.record.model));
		};
		const query = { collection_code: text(filters.collection) || undefined };
		for await (const page of readingPages(productPages(client(context), query)))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf(
						'product',
						row,
						(there) => toProduct(there, context.account, context.now, priceList),
						context.includeRaw,
					),
				);
	},
};

export const productOperations = [getManyProducts] as const;
