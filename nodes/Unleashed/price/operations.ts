import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, text } from '../failures';
import { BASE_CURRENCY_FIELD, baseCurrencyFrom } from '../operations';
import { TAX_IN_PRICES_OPTION, taxInPricesFrom } from '../product/operations';
import { TIERS, type PriceRules } from './mapping';
import { PriceTarget } from './target';

/*
 * A price of a product, set.
 */

function rulesFrom(context: OperationContext): PriceRules {
	const wanted = text(context.param<unknown>('priceField', 'DefaultSellPrice'));
	const { taxInPrices } = context.param<Record<string, unknown>>('priceOptions', {});
	return {
		field: TIERS.find((tier) => tier === wanted) ?? 'DefaultSellPrice',
		taxInPrices: taxInPricesFrom(taxInPrices),
		baseCurrency: baseCurrencyFrom(context),
	};
}

const setPrice: WriteOperation<'price'> = {
	does: 'write',
	kind: 'price',
	resource: 'price',
	resourceName: 'Price',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a price',
	description: 'Set the default sell price of a product, or its price on a tier',
	fields: [
		BASE_CURRENCY_FIELD,
		{
			displayName: 'Price to Set',
			name: 'priceField',
			type: 'options',
			default: 'DefaultSellPrice',
			options: [
				{ name: 'Default Sell Price', value: 'DefaultSellPrice' },
				...TIERS.map((value, at) => ({ name: `Sell Price Tier ${at + 1}`, value })),
			],
			description: 'Which of the product’s prices',
		},
		{
			displayName: 'Options',
			name: 'priceOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [TAX_IN_PRICES_OPTION],
		},
	],
	async target(context) {
		return await Promise.resolve(new PriceTarget(context.account, client(context), rulesFrom(context)));
	},
};

export const priceOperations = [setPrice] as const;
