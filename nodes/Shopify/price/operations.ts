import { PRICE_BRAKE } from '../../../core/sync/brake';
import { parameterProblem } from '../../../core/sync/run';
import type { OperationContext, PickerContext, WriteOperation } from '../../shared/system';
import { client, reading, text } from '../failures';
import { priceLists } from './client';
import { PRICE_SCOPES, PriceTarget, type PriceRules } from './target';

/*
 * What Shopify can do with prices.
 */

/** The picker of price lists, with the currency each is in. */
export async function pickPriceLists(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const lists = await reading('the list of price lists', PRICE_SCOPES, async () => await priceLists(client(context)));
	return lists
		.map(({ id, name, currency }) => ({ name: `${name} (${currency})`, value: id }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

function rulesFrom(context: OperationContext): PriceRules {
	const options = context.param<Record<string, unknown>>('priceOptions', {});
	const matchBy = context.param<string>('matchBy', 'sku');
	const percent = (name: string, otherwise: number) =>
		typeof options[name] === 'number' ? (options[name] as number) : otherwise;
	if (options.applyAnyway === true)
		context.hint('Apply Anyway is on, so the brake does not hold. Switch it off again.');
	return {
		matchBy: matchBy === 'barcode' || matchBy === 'skuThenBarcode' ? matchBy : 'sku',
		missing: options.missing === 'problem' ? 'problem' : 'skip',
		...listFrom(context),
		...(options.applyAnyway !== true && {
			brake: { large: percent('large', PRICE_BRAKE.large), share: percent('share', PRICE_BRAKE.share) },
		}),
	};
}

function listFrom(context: OperationContext): Pick<PriceRules, 'priceListId'> {
	if (context.param<string>('pricesOf', 'shop') !== 'list') return {};
	const given = text(context.param<unknown>('priceList', ''));
	const number = /^(?:gid:\/\/shopify\/PriceList\/)?(\d{1,20})$/.exec(given)?.[1];
	if (number !== undefined) return { priceListId: `gid://shopify/PriceList/${number}` };
	const reason = given === '' ? 'none is chosen' : `"${given.slice(0, 60)}" is not the ID of one`;
	throw parameterProblem('Price List', reason);
}

const setPrice: WriteOperation<'price'> = {
	does: 'write',
	kind: 'price',
	// A value that is set: what stands there is asked for every time.
	remembers: false,
	scopes: PRICE_SCOPES,
	resource: 'price',
	resourceName: 'Price',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a price',
	description:
		'Set prices of variants; only those that differ in the shop are sent, and a brake stops a run gone wrong',
	fields: [
		{
			displayName: 'Prices to Set',
			name: 'pricesOf',
			type: 'options',
			default: 'shop',
			options: [
				{
					name: 'On a Price List',
					value: 'list',
					description: 'Of a market or of companies (B2B), in its own currency',
				},
				{ name: 'The Shop’s Own', value: 'shop', description: 'The price and compare-at price of each variant' },
			],
			description: 'Which prices are written',
		},
		{
			displayName: 'Price List Name or ID',
			name: 'priceList',
			type: 'options',
			default: '',
			required: true,
			displayOptions: { show: { pricesOf: ['list'] } },
			typeOptions: { loadOptionsMethod: 'priceLists' },
			description:
				'The list that is written. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Match By',
			name: 'matchBy',
			type: 'options',
			default: 'sku',
			options: [
				{ name: 'Barcode', value: 'barcode' },
				{ name: 'SKU', value: 'sku' },
				{ name: 'SKU, Then Barcode', value: 'skuThenBarcode' },
			],
			description: 'The key by which a product is found; compared exactly',
		},
		{
			displayName: 'Options',
			name: 'priceOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Apply Anyway',
					name: 'applyAnyway',
					type: 'boolean',
					default: false,
					description: 'Whether to write even though the brake would stop the run. Switch it off again after one run.',
				},
				{
					displayName: 'Brake: Large Change (Percent)',
					name: 'large',
					type: 'number',
					default: 30,
					typeOptions: { minValue: 0, maxValue: 1000 },
					description: 'A price that changes by more than this counts as a large change; a fall to zero always does',
				},
				{
					displayName: 'Brake: Share of Large Changes (Percent)',
					name: 'share',
					type: 'number',
					default: 20,
					typeOptions: { minValue: 0, maxValue: 100 },
					description: 'The run stops when more prices than this share change largely (at least 20)',
				},
				{
					displayName: 'Products Missing Here',
					name: 'missing',
					type: 'options',
					default: 'skip',
					options: [
						{ name: 'Are Problems', value: 'problem' },
						{ name: 'Are Skipped', value: 'skip' },
					],
					description: 'What to do with a SKU of the source that no product here carries',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(new PriceTarget(context.account, client(context), rulesFrom(context)));
	},
};

export const priceOperations = [setPrice] as const;
