import { MOST_IDS, ShopifyFailure, type Mutated, type ShopifyClient } from '../client';
import { searchesForAny } from '../search';
import type { UserErrors } from '../wire';
import {
	LISTED_VARIANTS_PAGE,
	PRODUCT_BY_IDENTIFIER,
	PRODUCT_CHANGE,
	PRODUCT_FIELD,
	PRODUCT_FIELD_CREATE,
	PRODUCT_MAKE,
	PRODUCT_MAKING,
	STANDING_PRODUCTS_BY_ID,
	STANDING_VARIANTS_PAGE,
	VARIANTS_ADD,
	VARIANTS_CHANGE,
} from './documents';
import {
	listedVariantsPage,
	PRODUCT_SOURCE_FIELD,
	productByIdentifier,
	productChanged,
	productField,
	productFieldCreated,
	productMade,
	productMaking,
	standingProduct,
	standingVariantsPage,
	variantsAdded,
	variantsChanged,
	type ListedVariant,
	type MadeProduct,
	type StandingProduct,
} from './wire';

/*
 * One function a query or mutation of products that were made from records of other systems.
 */

const FIRST_PRODUCTS_A_CALL = 5;
const VARIANTS_A_PAGE = 100;
/** No SKU or barcode of Shopify's is longer (assumed); what is longer is in no product. */
const LONGEST_KEY = 255;
/** Larger products are made in the background: a call that takes too long is not answered. The number is ours. */
const MOST_AT_ONCE = 50;
const LOOK_AGAIN_MS = 2_000;
const MOST_LOOKS = 90;

/** What a write of products must know of the shop: its currency, and the type of the field for custom ids, if it is there. */
export interface ProductField {
	readonly currency: string;
	readonly type: string | undefined;
}

export async function readProductField(shopify: ShopifyClient): Promise<ProductField> {
	const { data } = await shopify.query(PRODUCT_FIELD, { ...PRODUCT_SOURCE_FIELD }, productField);
	return { currency: data.shop.currencyCode, type: data.metafieldDefinitions.nodes[0]?.type.name };
}

/** Makes the field for custom ids. A repeat is harmless: the second finds it there. */
export async function createProductField(shopify: ShopifyClient, maySend: () => boolean) {
	const definition = {
		...PRODUCT_SOURCE_FIELD,
		name: 'Source record',
		description: 'Which record of which system this product was made from. Deleting it makes products unrecognisable.',
		ownerType: 'PRODUCT',
		type: 'id',
	};
	return await shopify.mutate(PRODUCT_FIELD_CREATE, { definition }, productFieldCreated, { repeatable: true, maySend });
}

/** The id of the product with this custom id; the shop must have the field. */
export async function idByCustomId(shopify: ShopifyClient, value: string): Promise<string | undefined> {
	const identifier = { customId: { ...PRODUCT_SOURCE_FIELD, value } };
	const { data } = await shopify.query(PRODUCT_BY_IDENTIFIER, { identifier }, productByIdentifier);
	return data.productByIdentifier?.id;
}

/** The id of the product at this web address. */
export async function idByHandle(shopify: ShopifyClient, handle: string): Promise<string | undefined> {
	const { data } = await shopify.query(PRODUCT_BY_IDENTIFIER, { identifier: { handle } }, productByIdentifier);
	return data.productByIdentifier?.id;
}

/** Variants that may carry one of these SKUs or barcodes; what they really carry is for the caller to compare. */
export async function listedVariants(
	shopify: ShopifyClient,
	field: 'sku' | 'barcode',
	values: readonly string[],
): Promise<ListedVariant[]> {
	const found: ListedVariant[] = [];
	const wanted = [...new Set(values)].filter((value) => value !== '' && value.length <= LONGEST_KEY);
	for (const query of searchesForAny(field, wanted)) {
		const pages = shopify.pages(LISTED_VARIANTS_PAGE, listedVariantsPage, (data) => data.productVariants, { query });
		for await (const page of pages) found.push(...page);
	}
	return found;
}

/** Products as they stand, by id, with all of their variants; those the shop does not have are absent. */
export async function standingProducts(
	shopify: ShopifyClient,
	ids: readonly string[],
): Promise<Map<string, StandingProduct>> {
	const found = new Map<string, StandingProduct>();
	const field = { ...PRODUCT_SOURCE_FIELD };
	for (const [id, node] of await shopify.nodesById(STANDING_PRODUCTS_BY_ID, ids, FIRST_PRODUCTS_A_CALL, field)) {
		const parsed = standingProduct.safeParse(node);
		if (!parsed.success) throw new ShopifyFailure('unreadable', { reason: parsed.error.issues[0]?.path.join('.') });
		found.set(id, await withAllVariants(shopify, parsed.data));
	}
	return found;
}

async function withAllVariants(shopify: ShopifyClient, product: StandingProduct): Promise<StandingProduct> {
	if (!product.variants.pageInfo.hasNextPage) return product;
	const nodes: StandingProduct['variants']['nodes'] = [];
	const pages = shopify.pages(
		STANDING_VARIANTS_PAGE,
		standingVariantsPage,
		({ product: again }) => again?.variants,
		{ id: product.id },
		VARIANTS_A_PAGE,
	);
	for await (const page of pages) nodes.push(...page);
	return { ...product, variants: { nodes, pageInfo: { hasNextPage: false } } };
}

type Input = Readonly<Record<string, unknown>>;

export interface Made {
	readonly product?: MadeProduct;
	readonly userErrors: UserErrors;
}

/**
 * Makes a product under a custom id. Not repeatable: two of these calls for one product at a time race, and a lost answer
 * is found by the custom id. `product` and `userErrors` both empty: nobody knows yet what became of it.
 */
export async function makeProduct(
	shopify: ShopifyClient,
	key: string,
	input: Input & { readonly variants: readonly unknown[] },
	maySend: () => boolean,
): Promise<Mutated<Made>> {
	const identifier = { customId: { ...PRODUCT_SOURCE_FIELD, value: key } };
	const synchronous = input.variants.length <= MOST_AT_ONCE;
	const variables = { identifier, input, synchronous };
	const answer = await shopify.mutate(PRODUCT_MAKE, variables, productMade, { repeatable: false, maySend });
	if (!('data' in answer)) return answer;
	const { product, productSetOperation, userErrors = [] } = answer.data.productSet ?? {};
	if (userErrors.length > 0 || product) return { ...answer, data: { userErrors, ...(product && { product }) } };
	return { ...answer, data: productSetOperation ? await waitedFor(shopify, productSetOperation.id) : { userErrors } };
}

/** Looks until a large product is made; where a look fails, nobody knows yet what became of it. */
async function waitedFor(shopify: ShopifyClient, id: string): Promise<Made> {
	try {
		return await looked(shopify, id);
	} catch (error) {
		return unclear(error);
	}
}

/** A look that failed says nothing of the product; what concerns the whole run is thrown on. */
function unclear(error: unknown): Made {
	if (!(error instanceof ShopifyFailure)) throw error;
	return { userErrors: [] };
}

async function looked(shopify: ShopifyClient, id: string): Promise<Made> {
	for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
		await shopify.pause(LOOK_AGAIN_MS);
		const { data } = await shopify.query(PRODUCT_MAKING, { id }, productMaking);
		const { status, product, userErrors } = data.productOperation ?? {};
		if (status === 'COMPLETE') return { userErrors: userErrors ?? [], ...(product && { product }) };
	}
	return { userErrors: [] };
}

/** Changes fields of a product and adds pictures to it; a repeat sets the same, but would add the pictures again. */
export async function changeProduct(
	shopify: ShopifyClient,
	product: Input,
	media: readonly Input[],
	maySend: () => boolean,
): Promise<Mutated<UserErrors>> {
	const how = { repeatable: media.length === 0, maySend };
	const variables = { product, ...(media.length > 0 && { media }) };
	const answer = await shopify.mutate(PRODUCT_CHANGE, variables, productChanged, how);
	return 'data' in answer ? { ...answer, data: answer.data.productUpdate?.userErrors ?? [] } : answer;
}

/** The most variants of one call. https://shopify.dev/docs/api/usage/limits */
export const MOST_VARIANTS = MOST_IDS;

/** Changes variants of one product; a repeat sets the same. */
export async function changeVariants(
	shopify: ShopifyClient,
	productId: string,
	variants: readonly Input[],
	maySend: () => boolean,
): Promise<Mutated<UserErrors>> {
	const how = { repeatable: true, maySend };
	const answer = await shopify.mutate(VARIANTS_CHANGE, { productId, variants }, variantsChanged, how);
	return 'data' in answer ? { ...answer, data: answer.data.productVariantsBulkUpdate?.userErrors ?? [] } : answer;
}

/** Adds variants to a product. Not repeatable: those that were added are refused the second time. */
export async function addVariants(
	shopify: ShopifyClient,
	productId: string,
	variants: readonly Input[],
	maySend: () => boolean,
): Promise<Mutated<UserErrors>> {
	const how = { repeatable: false, maySend };
	const answer = await shopify.mutate(VARIANTS_ADD, { productId, variants }, variantsAdded, how);
	return 'data' in answer ? { ...answer, data: answer.data.productVariantsBulkCreate?.userErrors ?? [] } : answer;
}
