import { PRODUCT_STATUS, type Product } from '../../../core/model/product';
import { wordOptions } from '../../../core/model/words';
import type { Problem } from '../../../core/ports';
import type { FetchOperation, ListContext, ListOperation, OperationContext } from '../../shared/system';
import { MOST_IDS, type ShopifyClient } from '../client';
import { client, LABEL, reading, readingPages, text } from '../failures';
import { searchFor, searchForAll, searchForAny } from '../search';
import { currencyOf, productPages, productsById, variantsOf } from './client';
import { passes, productGid, SEARCH_STATUSES, toProduct, type ProductFilter } from './mapping';
import { wholeProduct, type ProductHead } from './wire';

/*
 * What Shopify can do with products.
 */

/** https://shopify.dev/docs/api/usage/access-scopes */
const PRODUCT_SCOPES = ['read_products', 'read_inventory'];

function filterFrom(context: ListContext): ProductFilter {
	const filters = context.param<Record<string, unknown>>('filters', {});
	const status = Array.isArray(filters.status) ? filters.status.map(String) : [];
	const tags = text(filters.tags)
		.split(',')
		.map((tag) => tag.trim())
		.filter(Boolean);
	return { status, tags, productType: text(filters.productType), vendor: text(filters.vendor) };
}

function searchSince(since: string | undefined): string {
	return searchForAll([
		since === undefined ? '' : searchFor([{ field: 'updated_at', comparator: ':>=', value: since }]),
		searchForAny('status', SEARCH_STATUSES),
	]);
}

/** Whole products by id, and when that was, by Shopify's clock: before they were read, never after. */
async function readProducts(
	shopify: ShopifyClient,
	ids: readonly string[],
): Promise<{ nodes: Map<string, unknown>; seenAt: string }> {
	const begunAt = Date.now();
	const nodes = await productsById(shopify, ids);
	return { nodes, seenAt: shopify.shopTime(begunAt) };
}

/** A whole product, every page of its variants read; a field we need and cannot read is that product's problem alone. */
async function wholeFrom(
	shopify: ShopifyClient,
	node: unknown,
	context: OperationContext & { readonly includeRaw: boolean },
	read: { readonly seenAt: string; readonly currency: string },
): Promise<Product | Problem> {
	const parsed = wholeProduct.safeParse(node);
	if (!parsed.success) {
		const { title, id } = node as { title?: unknown; id?: unknown };
		const record = `the product ${String(title ?? id)}`;
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		return {
			code: 'FIELD_INVALID',
			params: { record, field, reason: `${LABEL} sent it in another form than documented` },
		};
	}
	const { nodes, pageInfo } = parsed.data.variants;
	const variants = pageInfo.hasNextPage ? await variantsOf(shopify, parsed.data.id) : nodes;
	const product = toProduct(parsed.data, variants, { account: context.account, ...read });
	return context.includeRaw ? { ...product, raw: node } : product;
}

async function* listProducts(context: ListContext): AsyncGenerator<Array<Product | Problem>> {
	const shopify = client(context);
	const filter = filterFrom(context);
	const currency = await currencyOf(shopify);
	const seen = new Set<string>();
	let count = 0;
	for await (const page of productPages(shopify, searchSince(context.sweep?.since ?? context.changedAfter))) {
		await context.sweep?.stillOurs();
		// A product that changes while pages are read comes again on a later one.
		const fresh = page.filter((head) => passes(head, filter) && isSince(head, context) && !seen.has(head.id));
		for (const { id } of fresh) seen.add(id);
		const open = context.sweep
			? await context.sweep.unsettled(
					fresh.map(({ id, updatedAt }) => ({ id, updatedAt: new Date(updatedAt).toISOString() })),
				)
			: undefined;
		const ids = fresh.filter(({ id }) => open?.has(id) ?? true).map(({ id }) => id);
		const wanted = ids.slice(0, context.limit - count);
		const { nodes, seenAt } = await readProducts(shopify, wanted);
		const products: Array<Product | Problem> = [];
		// A product that was deleted since its page was read is not there any more, and that is no problem.
		for (const id of wanted)
			if (nodes.has(id)) products.push(await wholeFrom(shopify, nodes.get(id), context, { seenAt, currency }));
		count += wanted.length;
		yield products;
		if (count >= context.limit) return;
	}
}

function isSince({ updatedAt }: ProductHead, { changedAfter, sweep }: ListContext): boolean {
	return sweep !== undefined || changedAfter === undefined || Date.parse(updatedAt) >= Date.parse(changedAfter);
}

const getProduct: FetchOperation<'product'> = {
	does: 'fetch',
	kind: 'product',
	batchLimit: MOST_IDS,
	scopes: PRODUCT_SCOPES,
	resource: 'product',
	resourceName: 'Product',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a product',
	description: 'Retrieve whole products, all of their variants included',
	fields: [],
	idOf: productGid,
	async fetch(context, ids) {
		const shopify = client(context);
		return await reading('Product: Get', PRODUCT_SCOPES, async () => {
			const currency = await currencyOf(shopify);
			const products = new Map<string, Product | Problem>();
			const { nodes, seenAt } = await readProducts(shopify, ids);
			for (const [id, node] of nodes) products.set(id, await wholeFrom(shopify, node, context, { seenAt, currency }));
			return products;
		});
	},
};

const getManyProducts: ListOperation<'product'> = {
	does: 'list',
	kind: 'product',
	sweeps: true,
	sweepsWhole: true,
	scopes: PRODUCT_SCOPES,
	resource: 'product',
	resourceName: 'Product',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many products',
	description: 'Retrieve products with all of their variants, or sweep for those that were not forwarded yet',
	fields: [],
	changed: 'products',
	filters: [
		{
			displayName: 'Product Type',
			name: 'productType',
			type: 'string',
			default: '',
			placeholder: 'Mugs',
			description: 'Only products of this type; capitals do not count',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			default: [],
			options: wordOptions(PRODUCT_STATUS),
			description: 'Only products in one of these statuses; none chosen means all',
		},
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'wholesale, gift',
			description: 'Only products with at least one of these tags, separated by commas',
		},
		{
			displayName: 'Vendor',
			name: 'vendor',
			type: 'string',
			default: '',
			description: 'Only products of this vendor; capitals do not count',
		},
	],
	list: (context) => readingPages('Product: Get Many', PRODUCT_SCOPES, listProducts(context)),
};

export const productOperations = [getProduct, getManyProducts] as const;
