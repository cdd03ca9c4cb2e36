import type { Product } from '../../../core/model/product';
import type { DocumentTarget } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { parameterProblem } from '../../../core/sync/run';
import type { ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { client, listed, reading, readingPages, recordOf, text } from '../failures';
import { productPages, productRows } from './client';
import { PARTS, physicalVariants, toProduct, type ProductRules } from './mapping';
import { ProductTarget } from './target';
import type { OgoProduct } from './wire';

/*
 * What OGOship can do with products: they are made and kept as in the shop, SKU by SKU, and read.
 */

/** So many SKUs are asked for one by one; more are picked from the whole list. */
const MOST_ASKED_SINGLY = 20;

async function* rowsFor(context: ListContext): AsyncGenerator<Array<Row<OgoProduct>>> {
	const ogoship = client(context);
	const filters = context.param<Record<string, unknown>>('filters', {});
	const skus = listed(filters.skus);
	const query = { eanCode: text(filters.barcode) || undefined, modifiedAfter: context.changedAfter };
	if (skus.length === 0 || skus.length > MOST_ASKED_SINGLY) {
		const wanted = new Set(skus);
		for await (const page of readingPages(productPages(ogoship, query)))
			yield page.filter((row) => wanted.size === 0 || wanted.has(row.label));
		return;
	}
	const found = await reading(
		async () => await sideBySide(skus, async (code) => await productRows(ogoship, code, query)),
	);
	yield found.flat();
}

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: false,
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve the products the warehouse knows, each with one variant',
	scopes: ['read:product'],
	fields: [],
	changed: 'products',
	filters: [
		{
			displayName: 'Barcode',
			name: 'barcode',
			type: 'string',
			default: '',
			description: 'Only products with this EAN',
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
		const barcode = text(context.param<Record<string, unknown>>('filters', {}).barcode);
		const seen = new Set<string>();
		const isWanted = (row: Row<OgoProduct>) => {
			if (!('record' in row)) return true;
			const { id, code, eanCode } = row.record;
			const again = seen.has(id ?? code);
			seen.add(id ?? code);
			// How exactly OGOship filters is not documented.
			return !again && (barcode === '' || (eanCode ?? '').trim() === barcode);
		};
		for await (const page of rowsFor(context))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf('product', row, (there) => toProduct(there, context.account, context.now), context.includeRaw),
				);
	},
};

function rulesFrom(context: OperationContext): ProductRules {
	const languageCode = text(context.param<unknown>('languageCode', 'en')).toLowerCase();
	if (!/^[a-z]{2}$/.test(languageCode)) throw parameterProblem('Language', 'it is not two letters such as en or fi');
	const { parts } = context.param<Record<string, unknown>>('productOptions', {});
	const chosen = Array.isArray(parts) ? PARTS.filter((part) => parts.includes(part)) : PARTS;
	return { languageCode, parts: new Set(chosen) };
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
	scopes: ['read:product', 'write:product'],
	fields: [
		{
			displayName: 'Every variant with a SKU becomes a product of its own at OGOship, under that SKU as its code.',
			name: 'variantsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Language',
			name: 'languageCode',
			type: 'string',
			default: 'en',
			required: true,
			placeholder: 'en',
			description: 'Language of the names and descriptions, two letters; which ones are taken depends on the warehouse',
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
						{ name: 'Barcode', value: 'barcode', description: 'Filled in where OGOship has none, never overwritten' },
						{ name: 'Customs', value: 'customs', description: 'Country of origin, customs code and text' },
						{ name: 'Description', value: 'description' },
						{ name: 'Name', value: 'name' },
						{ name: 'Picture', value: 'picture' },
						{ name: 'Prices', value: 'prices', description: 'Sales price, and supply price with its currency' },
						{ name: 'Supplier and Group', value: 'supplier' },
						{ name: 'URL', value: 'url', description: 'The page of the product in the shop' },
					],
					description:
						'What is changed at OGOship when it differs there. A new product gets everything; take out what is kept in myOGO.',
				},
			],
		},
	],
	judge: (product) =>
		physicalVariants(product).length > 0
			? undefined
			: { held: problem('HELD_NOTHING_TO_SHIP', { order: product.number, kind: 'product' }) },
	async target(context) {
		const remark = (words: string) => context.hint(words);
		return await Promise.resolve(
			new ProductTarget(context.account, client(context), rulesFrom(context), remark) as DocumentTarget<
				Product,
				unknown
			>,
		);
	},
};

export const productOperations = [upsertProduct, getManyProducts] as const;
