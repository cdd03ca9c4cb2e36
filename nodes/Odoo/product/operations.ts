import type { Product } from '../../../core/model/product';
import type { DocumentTarget, Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { FetchOperation, ListContext, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Domain } from '../client';
import { client, idFrom, LABEL, listed, pageOf, reading, readingPages, recordOf, text } from '../failures';
import { toOdooTime } from '../mapping';
import { companyOf } from '../settings/client';
import { templatePages, variantsOf } from './client';
import { PARTS, toProduct, variantsWithSku } from './mapping';
import { ProductTarget } from './target';
import type { Template, Variant } from './wire';

/*
 * Products and their variants.
 */

async function* listProducts(context: ListContext): AsyncGenerator<Array<Product | Problem>> {
	const odoo = client(context);
	const { skus, archived } = context.param<Record<string, unknown>>('filters', {});
	const since = context.changedAfter;
	const domain: Domain = [
		...(since === undefined ? [] : [['write_date', '>=', toOdooTime(since)] as const]),
		...(listed(skus).length > 0 ? [['product_variant_ids.default_code', 'in', listed(skus)] as const] : []),
		...(archived === true ? [['active', 'in', [true, false]] as const] : []),
	];
	for await (const page of templatePages(odoo, domain)) {
		const ids = page.map(({ id }) => id);
		const own = await variantsOf(odoo, [
			['product_tmpl_id', 'in', ids],
			['active', 'in', [true, archived !== true]],
		]);
		// A product whose variants are all archived has none that could be told of.
		const whole = page.filter(({ id }) => own.some(({ product_tmpl_id }) => product_tmpl_id?.id === id));
		yield whole.map((template) => read(context, template, own));
	}
}

function read(
	context: OperationContext & { readonly includeRaw: boolean },
	template: Template,
	own: readonly Variant[],
): Product | Problem {
	const variants = own.filter(({ product_tmpl_id }) => product_tmpl_id?.id === template.id);
	const url = pageOf(context, 'product.template', template.id);
	const raw = { include: context.includeRaw, value: { ...template, variants } };
	return recordOf(
		'product',
		toProduct(template, variants, { account: context.account, seenAt: context.now, url }),
		raw,
	);
}

const getProduct: FetchOperation<'product'> = {
	does: 'fetch',
	kind: 'product',
	batchLimit: 100,
	scopes: ['product.template:read', 'product.product:read'],
	resource: 'product',
	resourceName: 'Product',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a product',
	description: 'Retrieve products with their variants, by their ID or the SKU of a variant',
	fields: [],
	idOf: (id, number) => (idFrom(id) === undefined ? number || id || undefined : id),
	async fetch(context, keys) {
		const odoo = client(context);
		return await reading(async () => {
			const skus = keys.filter((key) => idFrom(key) === undefined);
			const named = skus.length === 0 ? [] : await variantsOf(odoo, [['default_code', 'in', skus]]);
			const idOf = (key: string) =>
				idFrom(key) ?? named.find(({ default_code }) => default_code === key)?.product_tmpl_id?.id;
			const ids = [...new Set(keys.flatMap((key) => idOf(key) ?? []))];
			const own = ids.length === 0 ? [] : await variantsOf(odoo, [['product_tmpl_id', 'in', ids]]);
			const found = new Map<number, Template>();
			for await (const page of templatePages(odoo, [['id', 'in', ids]]))
				for (const template of page) found.set(template.id, template);
			return new Map(
				keys.flatMap((key): Array<[string, Product | Problem]> => {
					const template = found.get(idOf(key) ?? 0);
					return template ? [[key, read(context, template, own)]] : [];
				}),
			);
		});
	},
};

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: false,
	scopes: ['product.template:read', 'product.product:read'],
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve products with their variants, SKUs, barcodes, prices and HS codes',
	fields: [],
	changed: 'products',
	filters: [
		{
			displayName: 'Include Archived',
			name: 'archived',
			type: 'boolean',
			default: false,
			description: 'Whether to read archived products too',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'MUG-BLUE, MUG-GREEN',
			description: 'Only products with one of these internal references, separated by commas',
		},
	],
	async *list(context) {
		yield* readingPages(listProducts(context));
	},
};

/** The currency in which the company keeps prices. */
export async function companyCurrency(context: OperationContext): Promise<string> {
	const company = await reading(async () => await companyOf(client(context), idFrom(context.credential.companyId)));
	if (company?.currency_id) return company.currency_id.name;
	throw runProblem(problem('SETUP_ACCOUNT', { system: LABEL, reason: 'Company ID names no company' }));
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
	scopes: ['product.product:create', 'product.product:write'],
	fields: [
		{
			displayName:
				'Every variant is found by its SKU, the internal reference in Odoo. One that is not there becomes a product of its own.',
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
					displayName: 'Fields to Keep as at the Source',
					name: 'parts',
					type: 'multiOptions',
					default: [...PARTS],
					options: [
						{ name: 'Barcode', value: 'barcode', description: 'Filled in where Odoo has none, never overwritten' },
						{ name: 'Cost', value: 'cost' },
						{ name: 'HS Code', value: 'hsCode', description: 'Needs the app for delivery costs' },
						{ name: 'Name', value: 'name', description: 'Left alone where a product of Odoo has several variants' },
						{
							name: 'Sales Price',
							value: 'price',
							description: 'Left alone where a product of Odoo has several variants',
						},
						{ name: 'Weight', value: 'weight' },
					],
					description: 'What is changed in Odoo when it differs there. A new product gets everything.',
				},
				{
					displayName: 'Picture (Base64)',
					name: 'picture',
					type: 'string',
					default: '',
					description:
						'The picture of a new product as Base64, such as an expression on a file that a node before this one read; Odoo takes no address of a picture',
				},
			],
		},
	],
	judge: (product) =>
		variantsWithSku(product).length > 0
			? undefined
			: { problem: problem('VARIANTS_WITHOUT_SKU', { order: product.number, kind: 'product' }) },
	async target(context) {
		const { parts } = context.param<Record<string, unknown>>('productOptions', {});
		const chosen = Array.isArray(parts) ? PARTS.filter((part) => parts.includes(part)) : PARTS;
		const target = new ProductTarget(context.account, {
			odoo: client(context),
			parts: new Set(chosen),
			currency: await companyCurrency(context),
			pictureOf: (record) => text(context.paramFor<Record<string, unknown>>(record, 'productOptions', {}).picture),
			urlOf: (id) => pageOf(context, 'product.product', id),
		});
		return target as DocumentTarget<Product, unknown>;
	},
};

export const productOperations = [upsertProduct, getProduct, getManyProducts] as const;
