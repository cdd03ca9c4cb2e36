import type { StockLevel } from '../../../core/model/stock-level';
import type { Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { inBatches } from '../../../core/sync/batches';
import { runProblem } from '../../../core/sync/run';
import type { ListContext, ListOperation, SetLevelsOperation } from '../../shared/system';
import type { Domain } from '../client';
import { client, idFrom, listed, readingPages, recordOf } from '../failures';
import { toOdooTime } from '../mapping';
import { listNamed } from '../settings/client';
import { movedProducts, stockPages, warehousesOf, type Place } from './client';
import { toStockLevel, type Figure } from './mapping';
import { OdooLevels } from './target';

/*
 * What Odoo tells of its stock, and what it is told.
 */

/** Ids in one condition; more are asked for in several. */
const MOST_IDS = 1000;

interface Where {
	readonly place: Place;
	readonly location: { readonly id: string; readonly name: string } | null;
}

/** The places that are read, one after the other. */
async function placesOf(context: ListContext): Promise<Where[]> {
	const per = context.param<string>('per', 'warehouse');
	if (per === 'total') return [{ place: { everywhere: true }, location: null }];
	if (per === 'location') return await locationsOf(context);
	const chosen = context.param<unknown>('warehouses', []);
	const ids = Array.isArray(chosen) ? chosen.flatMap((id) => idFrom(id) ?? []) : [];
	const found = await warehousesOf(client(context), ids);
	const missing = ids.find((id) => !found.some((each) => each.id === id));
	if (missing !== undefined) throw wrong('Warehouses', `there is no warehouse ${missing} in this Odoo`);
	return found.map(({ id, name }) => ({ place: { warehouse: id }, location: { id: String(id), name } }));
}

async function locationsOf(context: ListContext): Promise<Where[]> {
	const chosen = context.param<unknown>('locations', []);
	const ids = Array.isArray(chosen) ? chosen.flatMap((id) => idFrom(id) ?? []) : [];
	if (ids.length === 0) throw wrong('Locations', 'no location is chosen');
	const found = await listNamed(client(context), 'stock.location', [['id', 'in', ids]]);
	const missing = ids.find((id) => !found.some((each) => each.id === id));
	if (missing !== undefined) throw wrong('Locations', `there is no location ${missing} in this Odoo`);
	return found.map(({ id, display_name }) => ({
		place: { location: id },
		location: { id: String(id), name: display_name },
	}));
}

const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));

interface Wanted {
	/** Several where a list of products is too long for one. */
	readonly conditions: readonly Domain[];
	/** When each product's stock last moved; known where that was asked for. */
	readonly moved: ReadonlyMap<number, string>;
}

async function wantedBy(context: ListContext): Promise<Wanted> {
	const skus = listed(context.param<Record<string, unknown>>('filters', {}).skus);
	const bySku: Domain = skus.length > 0 ? [['default_code', 'in', skus]] : [];
	if (context.changedAfter === undefined) return { conditions: [bySku], moved: new Map() };
	const moved = await movedProducts(client(context), toOdooTime(context.changedAfter));
	const conditions = inBatches([...moved.keys()], MOST_IDS).map((ids): Domain => [...bySku, ['id', 'in', ids]]);
	return { conditions, moved };
}

async function* listLevels(context: ListContext): AsyncGenerator<Array<StockLevel | Problem>> {
	const figure = context.param<Figure>('figure', 'free');
	const { account, now: observedAt } = context;
	const { conditions, moved } = await wantedBy(context);
	for (const { place, location } of await placesOf(context))
		for (const domain of conditions)
			for await (const page of stockPages(client(context), place, domain))
				yield page.map((product) => {
					const about = { account, observedAt, figure, place: location, movedAt: moved.get(product.id) };
					const raw = { include: context.includeRaw, value: product };
					return recordOf('stockLevel', toStockLevel(product, about), raw);
				});
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
	description:
		'Retrieve how many of each product are there, reserved and free, for each warehouse, location, or all together',
	scopes: ['product.product:read', 'stock.quant:read', 'stock.warehouse:read'],
	fields: [
		{
			displayName: 'One Level For',
			name: 'per',
			type: 'options',
			default: 'warehouse',
			options: [
				{ name: 'All Warehouses Together', value: 'total' },
				{ name: 'Each Location', value: 'location' },
				{ name: 'Each Warehouse', value: 'warehouse' },
			],
			description: 'What one figure counts',
		},
		{
			displayName: 'Warehouse Names or IDs',
			name: 'warehouses',
			type: 'multiOptions',
			default: [],
			typeOptions: { loadOptionsMethod: 'warehouses' },
			displayOptions: { show: { per: ['warehouse'] } },
			hint: 'None chosen means all',
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		{
			displayName: 'Location Names or IDs',
			name: 'locations',
			type: 'multiOptions',
			default: [],
			typeOptions: { loadOptionsMethod: 'locations' },
			displayOptions: { show: { per: ['location'] } },
			hint: 'Each counts with the locations below it',
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		{
			displayName: 'Available Is',
			name: 'figure',
			type: 'options',
			default: 'free',
			options: [
				{
					name: 'Forecast',
					value: 'forecast',
					description: 'With what is to come, and less everything that is to leave',
				},
				{ name: 'Free to Use', value: 'free', description: 'What lies there less what is reserved' },
				{ name: 'On Hand', value: 'onHand', description: 'What lies there, reserved or not' },
			],
			description:
				'Which of Odoo’s figures is what can be sold; what lies there and what is reserved stand beside it either way',
		},
	],
	changed: 'products whose stock',
	filters: [
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only these internal references, separated by commas',
		},
	],
	async *list(context) {
		yield* readingPages(listLevels(context));
	},
};

const setLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	figures: ['onHand', 'available'],
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'set',
	operationName: 'Set',
	action: 'Set stock levels',
	description: 'Set what lies at a location of Odoo by an inventory count, for products that are counted without lots',
	scopes: ['product.product:read', 'stock.quant:read', 'stock.quant:create', 'stock.quant:write'],
	fields: [
		{
			displayName: 'Stock New Products Here',
			name: 'stockNew',
			type: 'boolean',
			default: true,
			description: 'Whether a product that never lay at the location is counted there too',
		},
	],
	async target(context, figure) {
		const stockNew = context.param('stockNew', true);
		return await Promise.resolve(new OdooLevels(client(context), context.account, figure, stockNew));
	},
};

export const stockOperations = [getManyLevels, setLevels] as const;
