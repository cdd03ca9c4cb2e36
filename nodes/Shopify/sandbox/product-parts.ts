/*
 * Mutations that change a product in parts and leave alone what they do not name: its fields and pictures, and variants
 * that are added. https://shopify.dev/docs/api/admin-graphql/latest/mutations/productUpdate
 * Assumed: codes and words of refusals; that new option values join their option, that the variant which stands alone
 * stays when told so, and that refusing one variant refuses the call.
 */
import { notImitated, type Arguments, type Call } from './call';
import { toProduct, toVariant } from './catalogue';
import { newVariant } from './catalogue-seed';
import { gid } from './ids';
import type { UserError } from './idempotency';
import { newLevel, saveLevel, store } from './levels';
import { MAIN_LOCATION_ID } from './locations';
import type { Fields } from './money';
import { setMetafields } from './product-mutations';
import {
	saveProduct,
	saveVariant,
	variantsOf,
	type ImageRecord,
	type OptionRecord,
	type ProductRecord,
	type ProductStatus,
	type VariantRecord,
} from './products';
import { toSeconds } from './state';
import { readVariant, type Input } from './variant-input';

const READ = new Set(['id', 'title', 'descriptionHtml', 'vendor', 'productType', 'tags', 'status', 'metafields']);
const PRESERVE = 'PRESERVE_STANDALONE_VARIANT';

export function updateProduct(args: Arguments, call: Call): Fields {
	const input = (args.product ?? {}) as Input;
	if (args.input != null || args.identifier != null) throw notImitated('productUpdate(input) and (identifier)');
	// Switches that are off by default are in every input.
	const other = Object.keys(input).find((field) => !READ.has(field) && input[field] != null && input[field] !== false);
	if (other !== undefined) throw notImitated(`the input field product.${other}`);
	const known = call.state.products.get(String(input.id));
	if (!known) return { product: null, userErrors: [{ field: ['id'], message: 'Product does not exist' }] };
	if (input.title !== undefined && String(input.title ?? '').trim() === '')
		return { product: null, userErrors: [{ field: ['title'], message: "Title can't be blank" }] };
	const at = toSeconds(call.nowMs);
	const text = (field: 'title' | 'descriptionHtml' | 'vendor' | 'productType') =>
		input[field] === undefined ? known[field] : String(input[field] ?? '');
	const changed: ProductRecord = {
		...known,
		title: text('title').trim(),
		descriptionHtml: text('descriptionHtml'),
		vendor: text('vendor'),
		productType: text('productType'),
		tags: input.tags == null ? known.tags : [...new Set(input.tags as readonly string[])],
		status: (input.status as ProductStatus | null | undefined) ?? known.status,
		images: [...known.images, ...((args.media ?? []) as readonly Input[]).map((media) => toImage(media, call))],
		updatedAt: at,
	};
	saveProduct(call.state, changed);
	setMetafields(known.id, input.metafields, at, call);
	call.note.changed = 1;
	return { product: toProduct(changed, call), userErrors: [] };
}

function toImage({ originalSource, alt, mediaContentType }: Input, call: Call): ImageRecord {
	if (mediaContentType !== 'IMAGE') throw notImitated(`media of the type ${String(mediaContentType)}`);
	const id = gid('MediaImage', 36_000_000_000_000 + call.context.nextId('image'));
	return { id, url: String(originalSource), alt: typeof alt === 'string' ? alt : null };
}

export function createVariants(args: Arguments, call: Call): Fields {
	if (args.media != null) throw notImitated('productVariantsBulkCreate(media)');
	if (args.strategy !== PRESERVE) throw notImitated(`productVariantsBulkCreate(strategy: ${String(args.strategy)})`);
	const product = call.state.products.get(String(args.productId));
	if (!product) {
		const error = { field: ['productId'], message: 'Product does not exist', code: 'PRODUCT_DOES_NOT_EXIST' };
		return { product: null, productVariants: null, userErrors: [error] };
	}
	const at = toSeconds(call.nowMs);
	const read = (args.variants as readonly Input[]).map((input, index) => readNew(input, index, product, at, call));
	const repeated = read.flatMap(({ variant }, index) => takenProblem(variant, index, read, product, call));
	const userErrors = [...read.flatMap(({ errors }) => errors), ...repeated];
	if (userErrors.length > 0) return { product: toProduct(product, call), productVariants: null, userErrors };
	const variants = read.map(({ variant }) => variant);
	const variantIds = [...product.variantIds, ...variants.map(({ id }) => id)];
	saveProduct(call.state, { ...product, options: withValues(product.options, variants), variantIds, updatedAt: at });
	for (const variant of variants) {
		saveVariant(call.state, variant);
		saveLevel(call.state, { ...newLevel(variant.item.id, MAIN_LOCATION_ID, at), active: true });
		store(call.state, variant.item.id, MAIN_LOCATION_ID, { on_hand: 0 }, at);
	}
	call.note.created = variants.length;
	return { productVariants: variants.map((variant) => toVariant(variant, call)), userErrors: [] };
}

interface New {
	readonly variant: VariantRecord;
	readonly errors: readonly UserError[];
}

function readNew(input: Input, index: number, product: ProductRecord, at: string, call: Call): New {
	const path = ['variants', `${index}`];
	const { change, errors } = readVariant(input, path);
	const id = gid('ProductVariant', 50_000_000_000_000 + call.context.nextId('variant'));
	const base = newVariant({ id, productId: product.id, sku: null, price: '0.00', createdAt: at });
	const given = (input.optionValues ?? []) as readonly Input[];
	const optionValues = product.options.map(({ name }) =>
		String(given.find((each) => each.optionName === name)?.name ?? ''),
	);
	const message = `Option values are missing or more than the product's options`;
	const wrong = given.length !== product.options.length || optionValues.includes('');
	const missing = wrong ? [{ field: [...path, 'optionValues'], message, code: 'NEED_TO_ADD_OPTION_VALUES' }] : [];
	const item = { ...base.item, tracked: false, ...change.item };
	return { variant: { ...base, ...change, item, optionValues }, errors: [...errors, ...missing] };
}

function takenProblem(
	{ optionValues }: VariantRecord,
	index: number,
	read: readonly New[],
	product: ProductRecord,
	call: Call,
): UserError[] {
	const same = (other: VariantRecord) => JSON.stringify(other.optionValues) === JSON.stringify(optionValues);
	const before = read.slice(0, index).map(({ variant }) => variant);
	if (![...variantsOf(call.state, product), ...before].some(same)) return [];
	const message = `The variant '${optionValues.join(' / ')}' already exists.`;
	return [{ field: ['variants', `${index}`], message, code: 'VARIANT_ALREADY_EXISTS' }];
}

function withValues(options: readonly OptionRecord[], variants: readonly VariantRecord[]): OptionRecord[] {
	return options.map((option, place) => ({
		...option,
		values: [...new Set([...option.values, ...variants.map(({ optionValues }) => optionValues[place] ?? '')])],
	}));
}
