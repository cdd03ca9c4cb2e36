import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { WriteOperation } from '../../shared/system';
import { client, idFrom, pageOf, reading } from '../failures';
import { allPricelists } from '../settings/client';
import { PriceTarget } from './target';

/*
 * Prices in a price list.
 */

const setPrice: WriteOperation<'price'> = {
	does: 'write',
	kind: 'price',
	resource: 'price',
	resourceName: 'Price',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a price',
	description: 'Set the price of a product in a price list, as a fixed price; the product is found by SKU or barcode',
	scopes: [
		'product.pricelist:read',
		'product.pricelist.item:create',
		'product.pricelist.item:write',
		'product.product:read',
	],
	fields: [
		{
			displayName: 'Pricelist Name or ID',
			name: 'pricelist',
			type: 'options',
			default: '',
			required: true,
			typeOptions: { loadOptionsMethod: 'pricelists' },
			description:
				'The list that gets the price. Prices are set as they come: whether tax is in them, the taxes of the product in Odoo say. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	],
	async target(context) {
		const id = idFrom(context.param<unknown>('pricelist', ''));
		const lists = await reading(async () => await allPricelists(client(context)));
		const list = lists.find((each) => each.id === id);
		if (!list)
			throw runProblem(
				problem('SETUP_PARAMETER', { name: 'Pricelist', reason: 'it names no price list of this Odoo' }),
			);
		const about = {
			id: list.id,
			currency: list.currency_id?.name ?? '',
			url: pageOf(context, 'product.pricelist', list.id),
		};
		return new PriceTarget(context.account, client(context), about);
	},
};

export const priceOperations = [setPrice] as const;
