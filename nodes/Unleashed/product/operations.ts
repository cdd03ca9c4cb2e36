import { times } from '../../../core/model/money';
import type { Product } from '../../../core/model/product';
import type { Problem } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, listed, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, instant, isGuid } from '../mapping';
import { percentFrom } from '../tax/mapping';
import { productByGuid, productPages, productsByCode } from './client';
import { PARTS, toProduct, type ProductRules } from './mapping';
import { ProductTarget } from './target';
import type { UnleashedProduct } from './wire';

/*
 * What Unleashed can do with products: they are made and kept as in the shop, SKU by SKU, and read.
 */

/** So many SKUs are asked for one by one; more are picked from the whole list. */
const MOST_ASKED_SINGLY = 20;

type Field = ListOperation['fields'][number];
type ReadContext = OperationContext & { readonly includeRaw: boolean };

export const TAX_IN_PRICES_OPTION = {
	displayName: 'Tax in the Shop’s Prices (Percent)',
	name: 'taxInPrices',
	type: 'string',
	default: '',
	placeholder: '15',
	description: 'Is taken off, since Unleashed keeps prices without tax; empty where the shop’s prices hold none',
} as const satisfies Field;

/** The tax in the shop's prices as a fraction. */
export function taxInPricesFrom(typed: unknown): string {
	if (text(typed) === '') return '0';
	const percent = percentFrom(text(typed));
	if (percent === undefined) throw parameterProblem(TAX_IN_PRICES_OPTION.displayName, 'it is a number such as 15');
	return times(percent, '0.01');
}

function read(context: ReadContext, row: Row<UnleashedProduct>): Product | Problem {
	return recordOf('product', row, (there) => toProduct(there, context.account, context.now), context.includeRaw);
}

const getProduct: FetchOperation<'product'> = {
	does: 'fetch',
	kind: 'product',
	batchLimit: 25,
	resource: 'product',
	resourceName: 'Product',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a product',
	description: 'Retrieve products by their GUID or their code',
	fields: [],
	idOf: (id) => (isGuid(id) ? id.toLowerCase() : id || undefined),
	async fetch(context, keys) {
		const unleashed = client(context);
		const find = async (key: string) =>
			isGuid(key) ? await productByGuid(unleashed, key) : (await productsByCode(unleashed, key))[0];
		const rows = await reading(async () => await sideBySide(keys, find));
		return new Map(keys.flatMap((key, at) => (rows[at] ? [[key, read(context, rows[at])]] : [])));
	},
};

async function* rowsFor(context: ListContext): AsyncGenerator<ReadonlyArray<Row<UnleashedProduct>>> {
	const unleashed = client(context);
	const filters = context.param<Record<string, unknown>>('filters', {});
	const skus = new Set(listed(filters.skus));
	if (skus.size > 0 && skus.size <= MOST_ASKED_SINGLY && !context.sweep && context.changedAfter === undefined) {
		yield (
			await reading(async () => await sideBySide([...skus], async (code) => await productsByCode(unleashed, code)))
		).flat();
		return;
	}
	const query = {
		modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
		ProductBarcode: text(filters.barcode) || undefined,
		includeObsolete: filters.includeObsolete === true || undefined,
	};
	for await (const page of readingPages(productPages(unleashed, query)))
		yield page.filter(({ label }) => skus.size === 0 || skus.has(label));
}

const idOf = ({ Guid, ProductCode }: UnleashedProduct) => (Guid ?? ProductCode).toLowerCase();

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: true,
	sweepsWhole: true,
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve products, each with one variant, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'products',
	filters: [
		{
			displayName: 'Barcode',
			name: 'barcode',
			type: 'string',
			default: '',
			description: 'Only products with this barcode',
		},
		{
			displayName: 'Include Obsolete',
			name: 'includeObsolete',
			type: 'boolean',
			default: false,
			description: 'Whether to return products that are no longer used too',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only these product codes, separated by commas',
		},
	],
	async *list(context) {
		for await (const page of rowsFor(context)) {
			await context.sweep?.stillOurs();
			const heads = page.flatMap((row) =>
				'record' in row ? [{ id: idOf(row.record), updatedAt: instant(row.record.LastModifiedOn) ?? '' }] : [],
			);
			const open = await context.sweep?.unsettled(heads);
			const rows = open ? page.filter((row) => !('record' in row) || open.has(idOf(row.record))) : page;
			yield rows.map((row) => read(context, row));
		}
	},
};

function rulesFrom(context: OperationContext): ProductRules {
	const { parts, taxInPrices } = context.param<Record<string, unknown>>('productOptions', {});
	const chosen = Array.isArray(parts) ? PARTS.filter((part) => parts.includes(part)) : PARTS;
	return { parts: new Set(chosen), taxInPrices: taxInPricesFrom(taxInPrices) };
}

const upsertProduct: WriteOperation<'product'> = {
	does: 'write',
	kind: 'product',
	resource: 'product',
	resourceName: 'Product',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a product',
	description: 'Create a new product, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName: 'Every variant with a SKU becomes a product of its own in Unleashed, under that SKU as its code.',
			name: 'variantsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Options',
			name: 'productOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Fields to Keep as in the Shop',
					name: 'parts',
					type: 'multiOptions',
					default: [...PARTS],
					options: [
						{ name: 'Barcode', value: 'barcode', description: 'Filled in where Unleashed has none, never overwritten' },
						{ name: 'Cost', value: 'cost', description: 'The default purchase price' },
						{ name: 'Customs', value: 'customs', description: 'Country of origin and customs code' },
						{ name: 'Name', value: 'name', description: 'The product description in Unleashed' },
						{ name: 'Price', value: 'price', description: 'The default sell price' },
					],
					description:
						'What is changed in Unleashed when it differs there. A new product gets everything; take out what is kept in Unleashed.',
				},
				TAX_IN_PRICES_OPTION,
			],
		},
	],
	async target(context) {
		const remark = (words: string) => context.hint(words);
		return await Promise.resolve(new ProductTarget(context.account, client(context), rulesFrom(context), remark));
	},
};

export const productOperations = [upsertProduct, getProduct, getManyProducts] as const;
