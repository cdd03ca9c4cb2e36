import type { Price } from '../../../core/model/price';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { parameterProblem, runProblem } from '../../../core/sync/run';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, contractOf, LABEL, listed, need, text } from '../failures';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import type { PriceRules } from './target';
import { PriceTarget } from './target';

/*
 * Prices, in ShopDesk alone or in OmniEngine too.
 */

function rulesFrom(context: OperationContext): PriceRules {
	const mode = text(context.param<unknown>('priceMode', ''));
	if (mode !== 'offline' && mode !== 'online')
		throw parameterProblem(
			'Where Prices Change',
			'nothing is chosen; offline changes ShopDesk only, online OmniEngine too',
		);
	const locations = mode === 'online' ? listed(context.param<unknown>('priceLocations', '')) : [];
	if (mode === 'online' && contractOf(context.credential) === 'legacy')
		throw runProblem(problem('SETUP_CONTRACT', { system: LABEL, call: 'pricesSet, online', contract: 'Legacy 2021' }));
	if (mode === 'online' && locations.length === 0)
		throw parameterProblem('Locations', 'online needs the ID of at least one location of OmniEngine');
	const currency = text(context.param<unknown>('priceCurrency', '')).toUpperCase();
	if (!/^[A-Z]{3}$/.test(currency)) throw parameterProblem('Currency', 'it is three letters such as PKR');
	const { applyAnyway } = context.param<Record<string, unknown>>('priceOptions', {});
	return { mode, locations, currency, applyAnyway: applyAnyway === true };
}

const setPrice: WriteOperation<'price'> = {
	does: 'write',
	kind: 'price',
	resource: 'price',
	resourceName: 'Price',
	operation: 'set',
	operationName: 'Set',
	action: 'Set a price',
	description: 'Set the sale price and the discounted price of products, in ShopDesk alone or in OmniEngine too',
	fields: [
		contractNotice(['pricesSet']),
		{
			displayName: 'Where Prices Change',
			name: 'priceMode',
			type: 'options',
			default: '',
			required: true,
			options: [
				{ name: 'Choose One', value: '' },
				{ name: 'Offline', value: 'offline', description: 'In ShopDesk only' },
				{ name: 'Online', value: 'online', description: 'In ShopDesk, and in OmniEngine at the locations below' },
			],
			description: 'There is no default',
		},
		{
			displayName: 'Locations',
			name: 'priceLocations',
			type: 'string',
			default: '',
			required: true,
			placeholder: '310, 311',
			displayOptions: { show: { priceMode: ['online'] } },
			description: 'IDs of the locations of OmniEngine, separated by commas',
		},
		{
			displayName: 'Currency',
			name: 'priceCurrency',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'PKR',
			description: 'The currency ShopDesk keeps its prices in; a price in another one is a problem',
		},
		pathsField(['pricesSet']),
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
			],
		},
	],
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'pricesSet');
		return await Promise.resolve(
			new PriceTarget(context.account, shopdesk, rulesFrom(context)) as DocumentTarget<Price, unknown>,
		);
	},
};

export const priceOperations = [setPrice] as const;
