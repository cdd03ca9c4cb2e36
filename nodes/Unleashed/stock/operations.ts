import type { StockLevel } from '../../../core/model/stock-level';
import type { Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { ListContext, ListOperation, OperationContext, SetLevelsOperation } from '../../shared/system';
import { recordsIn, type Row } from '../client';
import { chosen, client, listed, reading, readingPages, recordOf, text } from '../failures';
import { filterDate } from '../mapping';
import { productPages } from '../product/client';
import { activeWarehouses } from '../warehouse/client';
import { stockPages } from './client';
import { figuresOf, noneOf, together, toStockLevel, type AdjustmentRules, type Figures, type Place } from './mapping';
import { AdjustTarget } from './target';
import type { UnleashedStock } from './wire';

/*
 * What Unleashed tells of its stock, and how it is adjusted.
 */

type Found = StockLevel | Problem;

/** What one reading of stock is asked for. */
interface Asked {
	readonly places: ReadonlyArray<Place | undefined>;
	readonly skus: ReadonlySet<string>;
	readonly isAssembled: boolean;
	/** Whether a product that is not listed counts as none. */
	readonly zeros: boolean;
}

async function askedOf(context: ListContext): Promise<Asked> {
	const options = context.param<Record<string, unknown>>('stockOptions', {});
	const filters = context.param<Record<string, unknown>>('filters', {});
	const each = context.param<unknown>('stockBy', 'together') === 'warehouse';
	const codes = chosen(context.param<unknown>('warehouses', []));
	const zeros = options.unlisted === 'zero';
	if (zeros && context.changedAfter !== undefined)
		throw parameterProblem('Products Not Listed', 'with Changed After most products are not listed, and not empty');
	const known = each || codes.length > 0 ? await reading(async () => await activeWarehouses(client(context))) : [];
	const places = known
		.filter(({ WarehouseCode }) => codes.length === 0 || codes.includes(WarehouseCode))
		.map(({ WarehouseCode, WarehouseName }) => ({ id: WarehouseCode, name: WarehouseName || WarehouseCode }));
	const missing = codes.find((code) => !places.some(({ id }) => id === code));
	if (missing !== undefined) throw parameterProblem('Warehouses', `"${missing}" is no warehouse that is in use`);
	return {
		places: each || codes.length > 0 ? places : [undefined],
		skus: new Set(listed(filters.skus)),
		isAssembled: options.assemblies === true,
		zeros,
	};
}

async function* pagesOf(context: ListContext, asked: Asked, place: Place | undefined) {
	const query = {
		warehouseCode: place?.id,
		modifiedSince: filterDate(context.changedAfter),
		isAssembled: asked.isAssembled || undefined,
	};
	for await (const page of readingPages(stockPages(client(context), query)))
		yield page.filter(({ label }) => asked.skus.size === 0 || asked.skus.has(label));
}

const levelFrom = (context: ListContext, row: Row<UnleashedStock>, place: Place | undefined): Found =>
	recordOf(
		'stockLevel',
		row,
		(there) => toStockLevel(figuresOf(there), { account: context.account, observedAt: context.now, place }),
		context.includeRaw,
	);

/** The levels of rows, one a product: what several of them say of one product is added up. */
function levelsFrom(context: ListContext, rows: ReadonlyArray<Row<UnleashedStock>>, place?: Place): Found[] {
	const byCode = new Map<string, Array<Row<UnleashedStock>>>();
	for (const row of rows) byCode.set(row.label, [...(byCode.get(row.label) ?? []), row]);
	return [...byCode.values()].map((same) => sumOf(context, same) ?? levelFrom(context, same[0]!, place));
}

/** A sum without one of its rows would be too low; undefined where there is one row alone, or one that cannot be read. */
function sumOf(context: ListContext, rows: ReadonlyArray<Row<UnleashedStock>>): Found | undefined {
	if (rows.length === 1) return undefined;
	const broken = rows.find((row) => 'unreadable' in row);
	if (broken) return levelFrom(context, broken, undefined);
	const all = recordsIn(rows).map(figuresOf);
	const figures = all.slice(1).reduce<Figures>((a, b) => together(b, a), all[0]!);
	return toStockLevel(figures, { account: context.account, observedAt: context.now });
}

/**
 * Level by level as they come, warehouse by warehouse. Without a warehouse a row is taken to be the sum of all (inferred);
 * where Unleashed answers a row for each, those of one product follow each other, since the list is by product code
 * (documented): the last product of a page waits for the next one.
 */
async function* apart(context: ListContext, asked: Asked): AsyncGenerator<Found[]> {
	for (const place of asked.places) {
		const seen = new Set<string>();
		let open: ReadonlyArray<Row<UnleashedStock>> = [];
		for await (const page of pagesOf(context, asked, place)) {
			const rows = [...open, ...page];
			const last = rows.at(-1)?.label;
			open = rows.filter(({ label }) => label === last);
			for (const { label } of page) seen.add(label);
			yield levelsFrom(
				context,
				rows.filter(({ label }) => label !== last),
				place,
			);
		}
		yield levelsFrom(context, open, place);
		if (asked.zeros) yield* unlisted(context, asked, seen, place);
	}
}

/** The warehouses of a sum are all read first: a sum without one of them would be too low. */
async function* summed(context: ListContext, asked: Asked): AsyncGenerator<Found[]> {
	const rows: Array<Row<UnleashedStock>> = [];
	for (const place of asked.places) for await (const page of pagesOf(context, asked, place)) rows.push(...page);
	yield levelsFrom(context, rows);
	if (asked.zeros) yield* unlisted(context, asked, new Set(rows.map(({ label }) => label)), undefined);
}

/** Products that never had a transaction are in no list of stock (documented); the operator says that this is none. */
async function* unlisted(
	context: ListContext,
	asked: Asked,
	seen: ReadonlySet<string>,
	place: Place | undefined,
): AsyncGenerator<Found[]> {
	const where = { account: context.account, observedAt: context.now, place };
	for await (const page of readingPages(productPages(client(context)))) {
		yield page.flatMap((row) => {
			if (!('record' in row) || row.record.NeverDiminishing === true || row.record.Obsolete === true) return [];
			const { ProductCode: code, ProductDescription } = row.record;
			if (seen.has(code) || (asked.skus.size > 0 && !asked.skus.has(code))) return [];
			return [toStockLevel(noneOf(code, ProductDescription ?? null), where)];
		});
	}
}

const WAREHOUSES_FIELD: ListOperation['fields'][number] = {
	displayName: 'Warehouse Names or IDs',
	name: 'warehouses',
	type: 'multiOptions',
	default: [],
	typeOptions: { loadOptionsMethod: 'warehouses' },
	description:
		'Whose stock to read; none chosen means all. Each one chosen is a list of its own and costs its calls. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const getManyLevels: ListOperation<'stockLevel'> = {
	does: 'list',
	kind: 'stockLevel',
	sweeps: false,
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many stock levels',
	description: 'Retrieve how many of each product can be sold, are reserved, and are on their way',
	fields: [
		WAREHOUSES_FIELD,
		{
			displayName: 'One Figure For',
			name: 'stockBy',
			type: 'options',
			default: 'together',
			options: [
				{ name: 'All These Warehouses Together', value: 'together' },
				{ name: 'Each Warehouse', value: 'warehouse' },
			],
			description: 'Whether the warehouses are added up',
		},
		{
			displayName: 'Options',
			name: 'stockOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Include What Can Be Assembled',
					name: 'assemblies',
					type: 'boolean',
					default: false,
					description: 'Whether what can be put together from parts counts as available',
				},
				{
					displayName: 'Products Not Listed',
					name: 'unlisted',
					type: 'options',
					default: 'leaveOut',
					options: [
						{ name: 'Are Left Out', value: 'leaveOut' },
						{ name: 'Have None', value: 'zero', description: 'Reads all products besides, which costs calls' },
					],
					description:
						'Unleashed does not list products that never moved. Whether that means none, or nothing known, is yours to say.',
				},
			],
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
			description: 'Only these product codes, separated by commas; picked from the whole list',
		},
	],
	async *list(context) {
		const asked = await askedOf(context);
		const adds = asked.places.length > 1 && context.param<unknown>('stockBy', 'together') !== 'warehouse';
		yield* adds ? summed(context, asked) : apart(context, asked);
	},
};

function adjustmentRules(context: OperationContext): AdjustmentRules {
	const options = context.param<Record<string, unknown>>('adjustmentOptions', {});
	const reason = text(options.reason) || 'Stock count';
	if (reason.length > 20) throw parameterProblem('Reason', 'it has 20 characters at most');
	return {
		status: options.status === 'Parked' ? 'Parked' : 'Completed',
		reason,
		accountCode: text(options.accountCode).slice(0, 50),
	};
}

const adjustLevels: SetLevelsOperation = {
	does: 'setLevels',
	kind: 'stockLevel',
	resource: 'stockLevel',
	resourceName: 'Stock Level',
	operation: 'adjust',
	operationName: 'Adjust',
	action: 'Adjust stock levels',
	description: 'Write stock adjustments so that as many lie in a warehouse as the records say',
	figures: ['onHand'],
	fields: [
		{
			displayName:
				'An adjustment says how many are to lie there. Unlike a shop, Unleashed does not compare it with what lies there at that moment: do not adjust while people pick and receive.',
			name: 'adjustNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Adjustment Options',
			name: 'adjustmentOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Account Code',
					name: 'accountCode',
					type: 'string',
					default: '',
					description: 'Of the accounting; empty leaves it to Unleashed',
				},
				{
					displayName: 'Adjustments Arrive As',
					name: 'status',
					type: 'options',
					default: 'Completed',
					options: [
						{ name: 'Completed', value: 'Completed', description: 'The stock changes at once' },
						{ name: 'Parked', value: 'Parked', description: 'Somebody looks at it and completes it' },
					],
					description: 'The status a new adjustment gets',
				},
				{
					displayName: 'Reason',
					name: 'reason',
					type: 'string',
					default: 'Stock count',
					description: 'Stands on the adjustment; 20 characters at most',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(
			new AdjustTarget(context.account, client(context), adjustmentRules(context), context.now),
		);
	},
};

export const stockOperations = [getManyLevels, adjustLevels] as const;
