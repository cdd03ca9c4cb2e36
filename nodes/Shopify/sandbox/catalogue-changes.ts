/*
 * What staff do to products and stock, and ways to make a catalogue large or awkward.
 */
import { activate, newProduct, newVariant } from './catalogue-seed';
import { gid, inventoryItemId, numericId, productId, variantId } from './ids';
import { commitments, levelAt, newLevel, quantityOf, saveLevel, store, STORED_NAMES, type StoredName } from './levels';
import { findLocation, LOCATIONS, MAIN_LOCATION_ID } from './locations';
import {
	PRODUCT_STATUSES,
	reviseVariant,
	saveProduct,
	saveVariant,
	variantsOf,
	variantsWithSku,
	type ProductRecord,
	type ProductStatus,
	type VariantRecord,
} from './products';
import type { Context } from './answers';
import { toSeconds } from './state';

type Input = Record<string, unknown>;
type Change = (input: Input, context: Context) => unknown;

const VARIANTS_A_PRODUCT = 10;

export const CATALOGUE_CHANGES: Readonly<Record<string, Change>> = {
	/** { count, onHand? }: BULK-00001 and so on, ten variants a product, stocked at the main location. */
	fillCatalogue,
	/** { sku, location?, onHand?, available?, … }: stored figures of a level, which is made where there is none. */
	setLevel,
	/** { sku, location?, active? }: false unless told otherwise; the figures stay. */
	deactivateLevel: (input, context) => {
		const level = levelOf(input, context);
		saveLevel(context.state, { ...level, active: input.active === true, changedAt: now(context) });
		return viewOf(input, context);
	},
	/** { sku, barcode? }: a second variant with the same SKU, in a product of its own. */
	duplicateSku,
	/** { sku }: its variant has none from now on. */
	removeSku: (input, context) => revise(input, context, { sku: null }),
	/** { sku, tracked? }: false unless told otherwise. */
	untrack: (input, context) => revise(input, context, { item: { tracked: input.tracked === true } }),
	/** { sku, bundle? }: a parent bundle, whose stock nobody can set; true unless told otherwise. */
	bundleParent: (input, context) => revise(input, context, { bundle: input.bundle !== false }),
	/** { sku, price?, compareAtPrice?, barcode?, title?, status?, tags?, vendor?, hsCode?, cost?, image? }: its address. */
	editProduct,
	/** { sku, title?, price?, barcode?, onHand?, status? }: a product with one variant. */
	addProduct,
	/** { times? }: so many keyed mutations are told that a request with their key still runs. */
	concurrentKey: (input, { state }) => {
		state.busyKeys += typeof input.times === 'number' ? input.times : 1;
		return { busyKeys: state.busyKeys };
	},
};

function now({ clock }: Context): string {
	return toSeconds(clock.now());
}

function variantOf(input: Input, { state }: Context): VariantRecord {
	const variant = variantsWithSku(state, String(input.sku))[0];
	if (!variant) throw new Error(`The shop has no SKU ${String(input.sku)}`);
	return variant;
}

function revise(input: Input, context: Context, change: Parameters<typeof reviseVariant>[2]): unknown {
	return view(reviseVariant(context.state, variantOf(input, context), change, now(context)));
}

function view({ id, sku, barcode, price, productId: product, item }: VariantRecord): unknown {
	return { id, sku, barcode, price, productId: product, inventoryItemId: item.id, tracked: item.tracked };
}

function fillCatalogue(input: Input, context: Context): unknown {
	const { count, onHand = 10 } = input;
	if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
		throw new Error('fillCatalogue takes `count`, a whole number above 0');
	if (typeof onHand !== 'number') throw new Error('`onHand` is a number');
	const at = now(context);
	const { state } = context;
	const first = [...state.variants.values()].filter(({ sku }) => sku?.startsWith('BULK-')).length + 1;
	for (let number = first; number < first + count; number += VARIANTS_A_PRODUCT) {
		const last = Math.min(number + VARIANTS_A_PRODUCT, first + count);
		fillProduct(
			context,
			Array.from({ length: last - number }, (_, index) => number + index),
			onHand,
			at,
		);
	}
	return { first: bulkSku(first), last: bulkSku(first + count - 1), variants: state.variants.size };
}

function bulkSku(number: number): string {
	return `BULK-${String(number).padStart(5, '0')}`;
}

function fillProduct({ state }: Context, numbers: readonly number[], onHand: number, at: string): void {
	const skus = numbers.map(bulkSku);
	const title = `Bulk product ${skus[0] ?? ''}`;
	const id = productId(title);
	const option = { id: gid('ProductOption', numericId(id) ?? ''), name: 'Number', values: skus };
	saveProduct(state, {
		...newProduct({ id, title, createdAt: at }),
		productType: 'Bulk',
		options: [option],
		variantIds: skus.map(variantId),
	});
	for (const [index, sku] of skus.entries()) {
		const number = numbers[index] ?? 0;
		const price = `${5 + (number % 90)}.90`;
		const variant = newVariant({ id: variantId(sku), productId: id, sku, price, createdAt: at });
		const barcode = `29${String(number).padStart(11, '0')}`;
		const item = { ...variant.item, id: inventoryItemId(sku) };
		saveVariant(state, { ...variant, barcode, optionValues: [sku], item });
		activate(state, item.id, MAIN_LOCATION_ID, onHand, at);
	}
}

function placeOf(input: Input): string {
	const wanted = input.location ?? MAIN_LOCATION_ID;
	const location = LOCATIONS.find(
		({ id, name }) => id === wanted || name === wanted || id.endsWith(`/${String(wanted)}`),
	);
	if (!location)
		throw new Error(`There is no location ${String(wanted)}: ${LOCATIONS.map(({ name }) => name).join(', ')}`);
	return location.id;
}

function levelOf(input: Input, context: Context) {
	const level = levelAt(context.state, variantOf(input, context).item.id, placeOf(input));
	if (!level)
		throw new Error(`${String(input.sku)} was never stocked at ${String(input.location ?? 'the main location')}`);
	return level;
}

const SPELLINGS: Readonly<Record<string, StoredName>> = {
	onHand: 'on_hand',
	safetyStock: 'safety_stock',
	qualityControl: 'quality_control',
	...Object.fromEntries(STORED_NAMES.map((name) => [name, name])),
};

function setLevel(input: Input, context: Context): unknown {
	const { sku, location, available, ...rest } = input;
	const figures: Partial<Record<StoredName, number>> = {};
	for (const [field, value] of Object.entries(rest)) {
		const name = SPELLINGS[field];
		if (name === undefined || typeof value !== 'number')
			throw new Error(`setLevel does not take ${field}=${String(value)}`);
		figures[name] = value;
	}
	const { state } = context;
	const itemId = variantOf(input, context).item.id;
	const placeId = placeOf(input);
	const at = now(context);
	if (!levelAt(state, itemId, placeId)) saveLevel(state, { ...newLevel(itemId, placeId, at), active: true });
	const level = store(state, itemId, placeId, figures, at);
	if (typeof available === 'number') {
		const held = commitments(state);
		const aside = quantityOf(level, 'on_hand', held).quantity - quantityOf(level, 'available', held).quantity;
		store(state, itemId, placeId, { on_hand: available + aside }, at);
	}
	return viewOf({ sku, location }, context);
}

function viewOf(input: Input, context: Context): unknown {
	const level = levelOf(input, context);
	const held = commitments(context.state);
	return {
		sku: input.sku,
		location: findLocation(level.locationId)?.name,
		active: level.active,
		onHand: quantityOf(level, 'on_hand', held).quantity,
		available: quantityOf(level, 'available', held).quantity,
	};
}

/** A product with one variant, under ids of its own. */
function addSingle(
	context: Context,
	wanted: Pick<VariantRecord, 'sku' | 'barcode' | 'price'>,
	product: { readonly title: string; readonly status?: ProductStatus },
	onHand: number,
): VariantRecord {
	const { state } = context;
	const at = now(context);
	const id = gid('Product', 8_100_000_000_000 + context.nextId('addedProduct'));
	const own = gid('ProductVariant', 51_000_000_000_000 + context.nextId('addedVariant'));
	const option = { id: gid('ProductOption', numericId(id) ?? ''), name: 'Title', values: ['Default Title'] };
	const record: ProductRecord = {
		...newProduct({ id, createdAt: at, ...product }),
		options: [option],
		variantIds: [own],
	};
	saveProduct(state, { ...record, handle: `${record.handle}-${numericId(own)?.slice(-6)}` });
	const variant = saveVariant(state, newVariant({ id: own, productId: id, createdAt: at, ...wanted }));
	activate(state, variant.item.id, MAIN_LOCATION_ID, onHand, at);
	return variant;
}

function duplicateSku(input: Input, context: Context): unknown {
	const { sku, barcode, price } = variantOf(input, context);
	const other = typeof input.barcode === 'string' ? input.barcode : barcode;
	return view(addSingle(context, { sku, barcode: other, price }, { title: `Second ${String(sku)}` }, 1));
}

function addProduct(input: Input, context: Context): unknown {
	if (typeof input.sku !== 'string') throw new Error('addProduct takes a `sku`');
	const { sku, title = sku, price = '10.00', barcode = null, onHand = 0 } = input;
	const status = statusOf(input.status);
	const wanted = { sku, barcode: barcode === null ? null : String(barcode), price: String(price) };
	return view(addSingle(context, wanted, { title: String(title), ...(status && { status }) }, Number(onHand)));
}

function editProduct(input: Input, context: Context): unknown {
	const { state } = context;
	const variant = variantOf(input, context);
	const product = state.products.get(variant.productId);
	if (!product) throw new Error(`${String(input.sku)} has lost its product`);
	const text = (value: unknown): string | null => (value === null ? null : String(value));
	const status = statusOf(input.status);
	saveProduct(state, {
		...product,
		...(typeof input.title === 'string' && { title: input.title }),
		...(typeof input.vendor === 'string' && { vendor: input.vendor }),
		...(status && { status }),
		...(Array.isArray(input.tags) && { tags: input.tags.map(String) }),
		...(typeof input.image === 'string' && {
			images: [{ id: imageId(product), url: input.image, alt: product.title }],
		}),
	});
	const changed = reviseVariant(
		state,
		variant,
		{
			...(input.price !== undefined && { price: String(input.price) }),
			...(input.compareAtPrice !== undefined && { compareAtPrice: text(input.compareAtPrice) }),
			...(input.barcode !== undefined && { barcode: text(input.barcode) }),
			item: {
				...(input.hsCode !== undefined && { hsCode: text(input.hsCode) }),
				...(input.cost !== undefined && { cost: text(input.cost) }),
			},
		},
		now(context),
	);
	return { ...(view(changed) as object), siblings: variantsOf(state, product).length - 1 };
}

const imageId = ({ id }: ProductRecord) => gid('MediaImage', numericId(id) ?? '');

function statusOf(status: unknown): ProductStatus | undefined {
	if (status === undefined) return undefined;
	const known = PRODUCT_STATUSES.find((each) => each === status);
	if (!known) throw new Error(`"${String(status)}" is none of ${PRODUCT_STATUSES.join(', ')}`);
	return known;
}
