/*
 * `productSet`: a product made or changed in one call. Fields that are left out stay, lists are replaced.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/productSet
 * The demand for variants beside options is as recorded by https://github.com/airhorns/shopify-draft-proxy. Assumed: codes
 * and words of most refusals; that the field an identifier names must stand in the input as well, as it does for
 * customers; that asynchronous work is done at once and told after two seconds.
 */
import { notImitated, type Arguments, type Call } from './call';
import { toProduct } from './catalogue';
import { handleOf, newProduct, newVariant } from './catalogue-seed';
import { ownerByCustomId, type CustomId } from './custom-ids';
import { gid, numericId } from './ids';
import type { UserError } from './idempotency';
import { heldUnits } from './inventory';
import { levelAt, newLevel, quantityOf, saveLevel, store } from './levels';
import { MAIN_LOCATION_ID } from './locations';
import type { Fields } from './money';
import { setMetafields } from './product-mutations';
import { planVariants, readOptions, type StockInput, type VariantPlan } from './product-set-variants';
import {
	removeVariant,
	saveProduct,
	saveVariant,
	variantsOf,
	type ImageRecord,
	type ProductRecord,
	type ProductStatus,
} from './products';
import { toSeconds } from './state';
import type { Input } from './variant-input';

const WORK_MS = 2_000;
const READ = new Set(
	(
		'id title handle descriptionHtml vendor productType tags status giftCard productOptions variants files ' +
		'metafields redirectNewHandle'
	).split(' '),
);

/** The mutation. */
export function setProduct(args: Arguments, call: Call): Fields {
	const done = carryOut(args, call);
	if (args.synchronous !== false) return { ...payload(done, call), productSetOperation: null };
	const id = gid('ProductSetOperation', 300_000_000 + call.context.nextId('productSetOperation'));
	call.state.productSets.set(id, { id, readyAtMs: call.nowMs + WORK_MS, ...done });
	// The payload is well and the work is not: the journal must not count it.
	if (done.userErrors.length > 0) call.refused += 1;
	return { product: null, productSetOperation: productSetOperation(id, call), userErrors: [] };
}

/** What became of asynchronous work; null for an id nobody gave. */
export function productSetOperation(id: string, call: Call): Fields | null {
	const work = call.state.productSets.get(id);
	if (!work) return null;
	const left = work.readyAtMs - call.nowMs;
	const told = left > 0 ? { product: null, userErrors: [] } : payload(work, call);
	const status = left <= 0 ? 'COMPLETE' : left > WORK_MS / 2 ? 'CREATED' : 'ACTIVE';
	return { __typename: 'ProductSetOperation', id, status, ...told };
}

interface Done {
	readonly productId: string | null;
	readonly userErrors: readonly UserError[];
}

function payload({ productId, userErrors }: Done, call: Call): Fields {
	const product = productId === null ? undefined : call.state.products.get(productId);
	return { product: product ? toProduct(product, call) : null, userErrors };
}

function carryOut(args: Arguments, call: Call): Done {
	const input = args.input as Input;
	const other = Object.keys(input).find((field) => !READ.has(field) && input[field] != null);
	if (other !== undefined) throw notImitated(`the input field input.${other}`);
	const found = findTarget(args, input, call);
	if ('userErrors' in found) return { productId: null, userErrors: found.userErrors };
	const at = toSeconds(call.nowMs);
	const { product, errors } = readFields(input, found.known, at, call);
	const listed = readLists(input, product);
	const options = listed.options ?? product.options;
	const shaped = { ...product, options };
	const readable = input.variants != null && listed.errors.length === 0;
	const planned = readable ? planVariants(input, shaped, call, at) : { plans: [], errors: [] };
	const userErrors = [...errors, ...listed.errors, ...planned.errors];
	if (userErrors.length > 0) return { productId: null, userErrors };
	commit(shaped, input.variants == null ? undefined : planned.plans, at, call);
	setMetafields(product.id, input.metafields ?? found.metafields, at, call);
	call.note[found.known ? 'changed' : 'created'] = 1;
	return { productId: product.id, userErrors: [] };
}

type Target =
	| { readonly known?: ProductRecord; readonly metafields?: readonly CustomId[] }
	| { readonly userErrors: readonly UserError[] };

function findTarget(args: Arguments, input: Input, call: Call): Target {
	const identifier = args.identifier as { id?: string; handle?: string; customId?: CustomId } | null | undefined;
	const fail = (field: readonly string[], message: string, code: string): Target => ({
		userErrors: [{ field, message, code }],
	});
	const byId = (id: string, field: readonly string[]): Target => {
		const known = call.state.products.get(id);
		return known ? { known } : fail(field, 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');
	};
	if (!identifier) return input.id == null ? {} : byId(String(input.id), ['input', 'id']);
	if (input.id != null)
		return fail(['input', 'id'], 'The id field is not allowed if identifier is provided.', 'ID_NOT_ALLOWED');
	const { id, handle, customId } = identifier;
	if (id !== undefined) return byId(id, ['identifier', 'id']);
	if (handle !== undefined) {
		if (input.handle == null)
			return fail(['input'], 'The input field corresponding to the identifier is required.', 'MISSING_FIELD_REQUIRED');
		const known = [...call.state.products.values()].find((each) => each.handle === handle);
		if (!known && input.handle !== handle) {
			const message = 'The identifier value does not match the value of the corresponding field in the input.';
			return fail(['input'], message, 'INPUT_MISMATCH');
		}
		return known ? { known } : {};
	}
	if (!customId) return {};
	const listed = input.metafields as readonly CustomId[] | null | undefined;
	if (listed && !listed.some(({ key, value }) => key === customId.key && value === customId.value)) {
		const message = 'The input argument `metafields` (if present) must contain the `customId` value.';
		return fail(['input', 'metafields'], message, 'METAFIELD_MISMATCH');
	}
	const owner = ownerByCustomId(call.state, 'PRODUCT', customId);
	const known = owner === undefined ? undefined : call.state.products.get(owner);
	return { ...(known && { known }), metafields: [{ ...customId, type: 'id' } as CustomId] };
}

function readFields(
	input: Input,
	known: ProductRecord | undefined,
	at: string,
	call: Call,
): { product: ProductRecord; errors: UserError[] } {
	const errors: UserError[] = [];
	const say = (field: string, message: string, code: string): void => {
		errors.push({ field: ['input', field], message, code });
	};
	const title = typeof input.title === 'string' ? input.title.trim() : known?.title;
	if (title === undefined || title === '') say('title', "Title can't be blank", 'INVALID_INPUT');
	if (known && input.giftCard != null && input.giftCard !== known.giftCard) {
		const message = 'The product gift_card attribute cannot be changed after creation.';
		say('giftCard', message, 'GIFT_CARD_ATTRIBUTE_CANNOT_BE_CHANGED');
	}
	const taken = (handle: string): boolean =>
		[...call.state.products.values()].some((each) => each.handle === handle && each.id !== known?.id);
	const wanted = typeof input.handle === 'string' && input.handle !== '' ? handleOf(input.handle) : undefined;
	if (wanted !== undefined && taken(wanted))
		say('handle', 'Handle already in use. Please provide a new handle.', 'HANDLE_NOT_UNIQUE');
	const id = known?.id ?? gid('Product', 8_000_000_000_000 + call.context.nextId('product'));
	const base = known ?? newProduct({ id, title: title ?? '', createdAt: at, vendor: 'Demo Tableware' });
	const text = (field: 'descriptionHtml' | 'vendor' | 'productType'): string =>
		input[field] === undefined ? base[field] : String(input[field] ?? '');
	const product: ProductRecord = {
		...base,
		title: title ?? '',
		handle: wanted ?? (known ? known.handle : freeHandle(handleOf(title ?? ''), taken)),
		descriptionHtml: known || input.descriptionHtml !== undefined ? text('descriptionHtml') : '',
		vendor: text('vendor'),
		productType: text('productType'),
		tags: input.tags == null ? base.tags : toTags(input.tags as readonly string[]),
		status: (input.status as ProductStatus | null | undefined) ?? base.status,
		giftCard: input.giftCard === true || base.giftCard,
		images:
			input.files == null ? base.images : (input.files as readonly Input[]).map((file) => toImage(file, base, call)),
		updatedAt: at,
	};
	return { product, errors };
}

function freeHandle(handle: string, taken: (handle: string) => boolean): string {
	let free = handle;
	for (let next = 1; taken(free); next += 1) free = `${handle}-${next}`;
	return free;
}

/** Trimmed, and one of each whatever its capital letters. */
function toTags(tags: readonly string[]): string[] {
	const first = new Map<string, string>();
	for (const tag of tags.map((each) => each.trim()).filter(Boolean)) {
		if (!first.has(tag.toLowerCase())) first.set(tag.toLowerCase(), tag);
	}
	return [...first.values()];
}

function toImage(file: Input, product: ProductRecord, call: Call): ImageRecord {
	const alt = typeof file.alt === 'string' ? file.alt : null;
	const known = product.images.find((each) => each.id === file.id || each.url === file.originalSource);
	if (known) return { ...known, alt: alt ?? known.alt };
	const id = gid('MediaImage', 36_000_000_000_000 + call.context.nextId('image'));
	return { id, url: String(file.originalSource ?? ''), alt };
}

/** The options, which come with variants or not at all. */
function readLists(input: Input, product: ProductRecord): { options?: ProductRecord['options']; errors: UserError[] } {
	if (input.productOptions != null && input.variants != null) return readOptions(input, product);
	if (input.productOptions == null && input.variants == null) return { errors: [] };
	const [missing, message, code] =
		input.variants == null
			? ['variants', 'Variants input is required when updating product options', 'VARIANTS_INPUT_MISSING']
			: ['productOptions', 'Must specify product options when updating variants.', 'PRODUCT_OPTIONS_INPUT_MISSING'];
	return { errors: [{ field: ['input', missing ?? ''], message: message ?? '', code: code ?? '' }] };
}

function commit(product: ProductRecord, plans: readonly VariantPlan[] | undefined, at: string, call: Call): void {
	const { state } = call;
	if (!plans) {
		saveProduct(state, product);
		if (product.variantIds.length === 0) addDefaultVariant(product, at, call);
		return;
	}
	const kept = new Set(plans.map(({ variant }) => variant.id));
	for (const variant of variantsOf(state, product)) if (!kept.has(variant.id)) removeVariant(state, variant);
	saveProduct(state, { ...product, variantIds: plans.map(({ variant }) => variant.id) });
	for (const { variant, input, isNew, stock } of plans) {
		saveVariant(state, variant);
		setMetafields(variant.id, input.metafields, at, call);
		if (isNew) stockNew(variant.item.id, stock, at, call);
		for (const each of stock) setStock(each, at, call);
	}
}

function addDefaultVariant(product: ProductRecord, at: string, call: Call): void {
	const id = gid('ProductVariant', 50_000_000_000_000 + call.context.nextId('variant'));
	const variant = newVariant({ id, productId: product.id, sku: null, price: '0.00', createdAt: at });
	const option = { id: gid('ProductOption', `${numericId(product.id)}1`), name: 'Title', values: ['Default Title'] };
	saveProduct(call.state, { ...product, options: [option], variantIds: [id] });
	saveVariant(call.state, { ...variant, item: { ...variant.item, tracked: false } });
	stockNew(variant.item.id, [], at, call);
}

/** A new item is stocked where the input has a figure, else at the main place (assumed). */
function stockNew(itemId: string, stock: readonly StockInput[], at: string, { state }: Call): void {
	const places = new Set(stock.length > 0 ? stock.map(({ locationId }) => locationId) : [MAIN_LOCATION_ID]);
	for (const place of places) {
		saveLevel(state, { ...newLevel(itemId, place, at), active: true });
		store(state, itemId, place, { on_hand: 0 }, at);
	}
}

function setStock({ itemId, locationId, name, quantity }: StockInput, at: string, call: Call): void {
	const level = levelAt(call.state, itemId, locationId);
	if (!level) return;
	const held = heldUnits(call);
	const figure = name === 'on_hand' ? 'on_hand' : 'available';
	const delta = quantity - quantityOf(level, figure, held).quantity;
	const onHand = quantityOf(level, 'on_hand', held).quantity;
	if (delta !== 0) store(call.state, itemId, locationId, { on_hand: onHand + delta }, at);
}
