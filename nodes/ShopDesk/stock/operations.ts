import { parameterProblem } from '../../../core/sync/run';
import type { ListOperation, OperationContext, SetLevelsOperation } from '../../shared/system';
import type { Call } from '../client';
import { client, contractOf, listed, need, reading, readingPages, recordOf, text } from '../failures';
import { allOutlets } from '../outlet/client';
import { contractNotice, pathsField, pathsFrom } from '../operations';
import { stockPages } from './client';
import { toStockLevel } from './mapping';
import { AdjustTarget, refuseShared, type AdjustRules } from './target';

/*
 * What ShopDesk tells of its stock, and how it is adjusted. ShopDesk is where stock is right; OmniEngine and the shop
 * follow it.
 */

const ADJUST_CALLS: readonly Call[] = ['stockAdjust', 'stockList', 'outletsList'];

const getManyLevels: ListOperation<'stockLevel'> = {
	does: 'list',
	kind: 'stockLevel',
	sweeps: false,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many stock levels',
	description: 'Retrieve what each outlet has, under the location of OmniEngine it is mapped to',
	fields: [contractNotice(['stockList']), pathsField(['stockList', 'stockLookUp', 'outletsList'])],
	filters: [
		{
			displayName: 'Location',
			name: 'location',
			type: 'string',
			default: '',
			placeholder: '310',
			description: 'Only the outlet of this location of OmniEngine',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only these, separated by commas',
		},
	],
	async *list(context) {
		const shopdesk = client(context, pathsFrom(context));
		need(shopdesk, 'stockList');
		const { skus, location } = context.param<Record<string, unknown>>('filters', {});
		const asked = { skus: listed(skus), location: text(location) || undefined };
		const store = text(context.credential.storeId);
		// In the older contract a level stands under its outlet, not under a location that others could have too.
		if (!shopdesk.isLegacy && shopdesk.has('outletsList'))
			refuseShared(await reading(async () => await allOutlets(shopdesk)));
		for await (const page of readingPages(stockPages(shopdesk, asked)))
			yield page.map((row) =>
				recordOf(
					'stockLevel',
					row,
					(there) => toStockLevel(there, context.account, context.now, store),
					context.includeRaw,
				),
			);
	},
};

function rulesFrom(context: OperationContext): AdjustRules {
	const means = text(context.param<unknown>('quantityMeans', ''));
	if (means !== 'new_level' && means !== 'change')
		throw parameterProblem(
			'ShopDesk Takes a Quantity As',
			'nothing is chosen; ask XStak, or adjust one SKU by hand and look whether it was added or replaced',
		);
	const reason = text(context.param<unknown>('reason', ''));
	if (reason === '') throw parameterProblem('Reason', 'ShopDesk asks for one with every adjustment');
	return { means, reason, storeId: text(context.credential.storeId) };
}

const adjustLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	figures: ['available'],
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'adjust',
	operationName: 'Adjust',
	action: 'Adjust a stock level',
	description: 'Bring what an outlet has to the figures that come in, from a file or another system',
	fields: [
		contractNotice(ADJUST_CALLS),
		{
			displayName: 'ShopDesk Takes a Quantity As',
			name: 'quantityMeans',
			type: 'options',
			default: '',
			required: true,
			options: [
				{ name: 'Change', value: 'change', description: 'It is added to what is there' },
				{ name: 'Choose One', value: '' },
				{ name: 'New Level', value: 'new_level', description: 'It replaces what is there' },
			],
			description:
				'What your ShopDesk does with the quantity of an adjustment, which is published nowhere. There is no default. Whatever it does, the level ends at the figure that came in.',
		},
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'Cycle count',
			description: 'Stands beside the adjustment in ShopDesk, which asks for it',
		},
		pathsField(ADJUST_CALLS),
	],
	async target(context) {
		const shopdesk = client(context, pathsFrom(context));
		for (const call of ADJUST_CALLS) need(shopdesk, call);
		if (contractOf(context.credential) === 'legacy' && text(context.credential.storeId) === '')
			throw parameterProblem('Outlet ID', 'under Legacy 2021 a token is of one outlet; enter its ID in the credential');
		return await Promise.resolve(new AdjustTarget(context.account, shopdesk, rulesFrom(context)));
	},
};

export const stockOperations = [getManyLevels, adjustLevels] as const;
