import { fractionFrom } from '../../../core/model/money';
import { parameterProblem } from '../../../core/sync/run';
import type { OperationContext, WriteOperation } from '../../shared/system';
import { client, text } from '../failures';
import { PARTS, type ProductRules } from './draft';
import { ListingTarget, PRODUCT_WRITE_SCOPES } from './target';

/*
 * Products of other systems, put into the shop.
 */

/** What a product that stands there keeps as the shop has it, unless the operator says otherwise. */
const NOT_BY_ITSELF: readonly string[] = ['prices', 'status'];

function rulesFrom(context: OperationContext): ProductRules {
	const options = context.param<Record<string, unknown>>('productOptions', {});
	const { parts } = options;
	const chosen = PARTS.filter((part) => (Array.isArray(parts) ? parts.includes(part) : !NOT_BY_ITSELF.includes(part)));
	const matchBy = context.param<string>('matchBy', 'sku');
	const newStatus = context.param<string>('newStatus', 'draft');
	return {
		parts: new Set(chosen),
		matchBy: matchBy === 'skuThenBarcode' || matchBy === 'handle' || matchBy === 'nothing' ? matchBy : 'sku',
		newStatus: newStatus === 'active' || newStatus === 'record' ? newStatus : 'draft',
		replaceTags: options.tags === 'replace',
		addTax: addTaxFrom(options.addTax),
	};
}

const ADD_TAX = 'Tax to Add to Prices (Percent)';

function addTaxFrom(typed: unknown): string {
	const fraction = fractionFrom(text(typed));
	if (fraction !== undefined) return fraction;
	throw parameterProblem(ADD_TAX, 'it is a number such as 25.5');
}

const upsertProduct: WriteOperation<'product'> = {
	does: 'write',
	kind: 'product',
	scopes: PRODUCT_WRITE_SCOPES,
	resource: 'product',
	resourceName: 'Product',
	operation: 'upsert',
	operationName: 'Create or Update',
	action: 'Create or update a product',
	description: 'Create a new product, or update the current one if it already exists (upsert)',
	fields: [
		{
			displayName:
				'Variants, pictures and tags of the shop that the record does not have are left as they are. Nothing is deleted.',
			name: 'nothingDeletedNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Match By',
			name: 'matchBy',
			type: 'options',
			default: 'sku',
			options: [
				{ name: 'Handle', value: 'handle', description: 'The last part of the product’s web address' },
				{ name: 'Nothing Else', value: 'nothing', description: 'Only products this node made are updated' },
				{ name: 'SKU', value: 'sku' },
				{ name: 'SKU, Then Barcode', value: 'skuThenBarcode' },
			],
			description:
				'How a product is found that somebody else made in the shop; compared exactly. What this node made is found by an ID of its own.',
		},
		{
			displayName: 'Status of New Products',
			name: 'newStatus',
			type: 'options',
			default: 'draft',
			options: [
				{ name: 'Active', value: 'active' },
				{ name: 'As in the Record', value: 'record', description: 'Draft, where the record says none' },
				{ name: 'Draft', value: 'draft', description: 'Somebody looks at it before it can be seen' },
			],
			description: 'What a product begins as. It is shown on no sales channel before you put it there.',
		},
		{
			displayName: 'Options',
			name: 'productOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Fields to Keep as in the Record',
					name: 'parts',
					type: 'multiOptions',
					default: [
						'title',
						'description',
						'vendor',
						'tags',
						'pictures',
						'codes',
						'customs',
						'weight',
						'cost',
						'variants',
					],
					options: [
						{ name: 'Cost', value: 'cost' },
						{ name: 'Customs', value: 'customs', description: 'HS code and country of origin of each variant' },
						{
							name: 'Description',
							value: 'description',
							description: 'As plain text; formatting made in the shop is lost',
						},
						{ name: 'New Variants', value: 'variants', description: 'Variants the shop does not have are added' },
						{ name: 'Pictures', value: 'pictures', description: 'Only where the product has none in the shop' },
						{ name: 'Prices', value: 'prices', description: 'Without a brake; Price: Set has one' },
						{ name: 'SKU and Barcode', value: 'codes' },
						{ name: 'Status', value: 'status' },
						{ name: 'Tags', value: 'tags' },
						{ name: 'Title', value: 'title' },
						{ name: 'Vendor and Type', value: 'vendor' },
						{ name: 'Weight', value: 'weight' },
					],
					description:
						'What is changed in the shop when it differs there. A new product gets everything the record says; take out what is kept in the shop.',
				},
				{
					displayName: 'Tags',
					name: 'tags',
					type: 'options',
					default: 'merge',
					options: [
						{ name: 'Merge', value: 'merge', description: 'Keep those the product has, and add what is missing' },
						{
							name: 'Replace',
							value: 'replace',
							description: 'The product has exactly the tags of the record afterwards',
						},
					],
					description: 'What becomes of tags the product already has',
				},
				{
					displayName: ADD_TAX,
					name: 'addTax',
					type: 'string',
					default: '',
					placeholder: '25.5',
					description:
						'For records whose prices are without the tax that the shop’s hold; empty leaves prices as they are',
				},
			],
		},
	],
	async target(context) {
		const remark = (words: string) => context.hint(words);
		return await Promise.resolve(new ListingTarget(context.account, client(context), rulesFrom(context), remark));
	},
};

export const listingOperations = [upsertProduct] as const;
