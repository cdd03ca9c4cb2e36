import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { Price } from '../../../core/model/price';
import type { Problem } from '../../../core/ports';
import type { ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, readingPages, text, unreadable } from '../failures';
import { instant } from '../mapping';
import { productPages } from '../product/client';
import type { LnbProduct } from '../product/wire';
import { FIGURES, toPrices, type PriceRules } from './mapping';
import { PriceTarget } from './target';

/*
 * Prices on a price list. Le New Black's account manager creates the lists, and the API says no currency.
 */

type Field = ListOperation['fields'][number];

const FIELDS: readonly Field[] = [
	{
		displayName: 'Price List',
		name: 'priceList',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'EUR-WHS',
		description: 'Code of the price list; Le New Black’s account manager creates price lists',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'EUR',
		description: 'Of this price list; Le New Black does not say it. A price in another currency is never set.',
	},
	{
		displayName: 'Price',
		name: 'figure',
		type: 'options',
		default: 'wholesale_price',
		options: [
			{ name: 'Recommended Retail Price', value: 'recommended_retail_price' },
			{ name: 'Wholesale Price', value: 'wholesale_price' },
		],
		description: 'Which of the two prices on the list',
	},
];

function rulesFrom(context: OperationContext): PriceRules {
	const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));
	const priceList = text(context.param<unknown>('priceList', ''));
	const currency = text(context.param<unknown>('currency', '')).toUpperCase();
	const figure = context.param<unknown>('figure', 'wholesale_price');
	if (priceList === '') throw wrong('Price List', 'it is empty');
	if (!/^[A-Z]{3}$/.test(currency)) throw wrong('Currency', 'it is three letters such as EUR');
	return { priceList, currency, figure: FIGURES.find((each) => each === figure) ?? 'wholesale_price' };
}

function pricesOf(context: ListContext, row: Row<LnbProduct>, rules: PriceRules): Array<Price | Problem> {
	if (!('record' in row)) return [unreadable(`the product ${row.label || 'without a key'}`, row.unreadable)];
	const prices = toPrices(row.record, context.account, context.now, rules);
	return context.includeRaw ? prices.map((price) => ({ ...price, raw: row.raw })) : prices;
}

const getManyPrices: ListOperation<'price'> = {
	does: 'list',
	kind: 'price',
	sweeps: false,
	resource: 'price',
	resourceName: 'Price',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many prices',
	description: 'Retrieve the prices of a price list, one for each size; what is not on the list is left out',
	fields: FIELDS,
	changed: 'products',
	filters: [
		{
			displayName: 'Collection Code',
			name: 'collection',
			type: 'string',
			default: '',
			placeholder: 'SS27',
			description: 'Only prices of products of this collection',
		},
	],
	async *list(context) {
		const rules = rulesFrom(context);
		const { changedAfter } = context;
		const { collection } = context.param<Record<string, unknown>>('filters', {});
		const isWanted = (row: Row<LnbProduct>) => {
			const changed = 'record' in row ? instant(row.record.update_time) : undefined;
			return changedAfter === undefined || changed === undefined || changed >= changedAfter;
		};
		const query = { collection_code: text(collection) || undefined };
		for await (const page of readingPages(productPages(client(context), query)))
			yield page.filter(isWanted).flatMap((row) => pricesOf(context, row, rules));
	},
};

const upsertPrice: WriteOperation<'price'> = {
	does: 'write',
	kind: 'price',
	resource: 'price',
	resourceName: 'Price',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a price',
	description:
		'Set what a fabric costs on a price list, found by the EAN-13 or SKU of one of its sizes (upsert); sizes of one fabric cost the same',
	fields: FIELDS,
	async target(context) {
		return await Promise.resolve(new PriceTarget(context.account, client(context), rulesFrom(context)));
	},
};

export const priceOperations = [upsertPrice, getManyPrices] as const;
