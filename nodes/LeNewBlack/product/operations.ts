import type { ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, listed, readingPages, recordOf, text } from '../failures';
import { instant } from '../mapping';
import { productPages } from './client';
import { PARTS, type ProductRules } from './draft';
import { toProduct } from './mapping';
import { ProductTarget } from './target';
import type { LnbProduct } from './wire';

/*
 * What Le New Black can do with products: they are read, made, and completed.
 */

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: false,
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve products of the showroom, each size of each fabric as a variant',
	fields: [
		{
			displayName: 'Price List',
			name: 'priceList',
			type: 'string',
			default: '',
			placeholder: 'EUR-WHS',
			description: 'Code of the price list whose wholesale prices the variants have; empty leaves prices out',
		},
	],
	changed: 'products',
	filters: [
		{
			displayName: 'Collection Code',
			name: 'collection',
			type: 'string',
			default: '',
			placeholder: 'SS27',
			description: 'Only products of this collection',
		},
		{
			displayName: 'Models',
			name: 'models',
			type: 'string',
			default: '',
			placeholder: 'ALBA, MUG-BLUE',
			description: 'Only these models, separated by commas; picked from what is read',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const models = new Set(listed(filters.models));
		const priceList = text(context.param<unknown>('priceList', ''));
		const { changedAfter } = context;
		const isWanted = (row: Row<LnbProduct>) => {
			if (!('record' in row)) return true;
			const changed = instant(row.record.update_time);
			const isNew = changedAfter === undefined || changed === undefined || changed >= changedAfter;
			return isNew && (models.size === 0 || models.has(row.record.model));
		};
		const query = { collection_code: text(filters.collection) || undefined };
		for await (const page of readingPages(productPages(client(context), query)))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf(
						'product',
						row,
						(there) => toProduct(there, context.account, context.now, priceList),
						context.includeRaw,
					),
				);
	},
};

const lowered = (value: unknown, otherwise: string) =>
	listed(text(value) || otherwise).map((each) => each.toLowerCase());

function rulesFrom(context: OperationContext): ProductRules {
	const options = context.param<Record<string, unknown>>('productOptions', {});
	const { parts } = options;
	return {
		parts: new Set(Array.isArray(parts) ? PARTS.filter((part) => parts.includes(part)) : PARTS),
		collectionCode: text(context.param<unknown>('collectionCode', '')),
		collectionName: text(context.param<unknown>('collectionName', '')),
		category: text(context.param<unknown>('category', '')),
		sizingName: text(options.sizingName),
		colorOptions: lowered(options.fabricOptions, COLOR_OPTIONS),
		sizeOptions: lowered(options.sizeOptions, SIZE_OPTIONS),
		onlyFabric: text(options.onlyFabric) || 'Standard',
		onlySize: text(options.onlySize) || 'One size',
		images: context.param<unknown>('images', true) === true,
	};
}

const COLOR_OPTIONS = 'Color, Colour, Couleur, Farbe, Kleur, Väri';
const SIZE_OPTIONS = 'Size, Taille, Größe, Maat, Koko, Taglia, Talla';

const upsertProduct: WriteOperation<'product'> = {
	does: 'write',
	kind: 'product',
	resource: 'product',
	resourceName: 'Product',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a product',
	description:
		'Create a new product, or complete the current one that has one of its EAN-13 or SKUs (upsert); nothing is taken away from it',
	fields: [
		{
			displayName: 'Collection Code',
			name: 'collectionCode',
			type: 'string',
			default: '',
			placeholder: 'SS27',
			description: 'The collection of new products; one that stands there keeps its own',
		},
		{
			displayName: 'Collection Name',
			name: 'collectionName',
			type: 'string',
			default: '',
			placeholder: 'Spring Summer 2027',
			description: 'As it is called in the showroom; empty takes the code',
		},
		{
			displayName: 'Category',
			name: 'category',
			type: 'string',
			default: '',
			placeholder: 'Tableware',
			description: 'Of new products whose record names none',
		},
		{
			displayName: 'Fill Empty Image Slots',
			name: 'images',
			type: 'boolean',
			default: true,
			description:
				'Whether pictures are uploaded into the slots of a fabric that are empty, eight at most; a picture that stands there is never replaced',
		},
		{
			displayName: 'Options',
			name: 'productOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Color Options',
					name: 'fabricOptions',
					type: 'string',
					default: COLOR_OPTIONS,
					description: 'What the option is called that is the color, separated by commas; it becomes the fabric',
				},
				{
					displayName: 'Keep as in the Source',
					name: 'parts',
					type: 'multiOptions',
					default: [...PARTS],
					options: [
						{ name: 'Customs Code and Country of Origin', value: 'customs' },
						{ name: 'Description', value: 'description' },
						{ name: 'Name', value: 'name' },
						{ name: 'Published', value: 'published' },
					],
					description: 'What is brought to a product that stands there when it differs; a new one gets everything',
				},
				{
					displayName: 'Only Fabric',
					name: 'onlyFabric',
					type: 'string',
					default: 'Standard',
					description: 'The fabric of goods that come in one color alone',
				},
				{
					displayName: 'Only Size',
					name: 'onlySize',
					type: 'string',
					default: 'One size',
					description: 'The size of goods that come in one alone',
				},
				{
					displayName: 'Size Options',
					name: 'sizeOptions',
					type: 'string',
					default: SIZE_OPTIONS,
					description: 'What the option is called that is the size, separated by commas',
				},
				{
					displayName: 'Sizing Name',
					name: 'sizingName',
					type: 'string',
					default: '',
					placeholder: 'Alpha',
					description: 'The sizing of new products; empty makes one of their sizes, such as S-M-L',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(new ProductTarget(context.account, client(context), rulesFrom(context), context.hint));
	},
};

export const productOperations = [upsertProduct, getManyProducts] as const;
