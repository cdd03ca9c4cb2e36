/*
 * Mutations that write variants of one product, and inventory items.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/productVariantsBulkUpdate
 * What a refused call answers with is as recorded by https://github.com/airhorns/shopify-draft-proxy.
 */
import { notImitated, type Arguments, type Call } from './call';
import { toProduct, toVariant } from './catalogue';
import { readGid } from './ids';
import type { UserError } from './idempotency';
import { toItem } from './inventory';
import { saveMetafield } from './metafield-records';
import { meantNamespace } from './metafield-records';
import type { Fields } from './money';
import type { Mutation } from './mutations';
import { reviseVariant, variantOfItem, type ProductRecord, type VariantRecord } from './products';
import { toSeconds } from './state';
import { readItem, readVariant, type Input, type VariantChange } from './variant-input';

export const PRODUCT_MUTATIONS: Readonly<Record<string, Mutation>> = {
	productVariantsBulkUpdate: (args, call) => updateVariants(args, call),
	inventoryItemUpdate: (args, call) => updateItem(args, call),
};

function updateVariants(args: Arguments, call: Call): Fields {
	if (args.media != null) throw notImitated('productVariantsBulkUpdate(media)');
	const product = call.state.products.get(String(args.productId));
	const inputs = args.variants as readonly Input[];
	if (!product) {
		const error = { field: ['productId'], message: 'Product does not exist', code: 'PRODUCT_DOES_NOT_EXIST' };
		return { product: null, productVariants: null, userErrors: [error] };
	}
	if (inputs.length === 0) {
		const error = { field: null, message: 'Something went wrong, please try again.' };
		return { product: null, productVariants: null, userErrors: [error] };
	}
	const read = inputs.map((input, index) => readUpdate(input, index, product, call));
	const userErrors = read.flatMap(({ errors }) => errors);
	const well = read.filter(({ errors }) => errors.length === 0);
	if (userErrors.length > 0 && (args.allowPartialUpdates !== true || well.length === 0)) {
		return { product: toProduct(product, call), productVariants: null, userErrors };
	}
	const at = toSeconds(call.nowMs);
	const changed = well.flatMap(({ variant, change, input }) =>
		variant ? [applyUpdate(variant, change, input, at, call)] : [],
	);
	Object.assign(call.note, { changed: changed.length, ...(userErrors.length > 0 && { failed: userErrors.length }) });
	return {
		product: toProduct(call.state.products.get(product.id) ?? product, call),
		productVariants: changed.map((variant) => toVariant(variant, call)),
		userErrors,
		partlyDone: userErrors.length > 0,
	};
}

interface Update extends VariantChange {
	readonly variant?: VariantRecord;
	readonly input: Input;
}

function readUpdate(input: Input, index: number, product: ProductRecord, call: Call): Update {
	const path = ['variants', `${index}`];
	const fail = (field: string, message: string, code: string): Update => ({
		input,
		change: {},
		errors: [{ field: [...path, field], message, code }],
	});
	if (input.optionValues != null) throw notImitated('productVariantsBulkUpdate(variants.optionValues)');
	if (input.id == null) return fail('id', 'Product variant is missing ID attribute', 'PRODUCT_VARIANT_ID_MISSING');
	const variant = call.state.variants.get(String(input.id));
	if (variant?.productId !== product.id)
		return fail('id', 'Product variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST');
	if (input.inventoryQuantities != null) {
		const message =
			'Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.';
		return fail('inventoryQuantities', message, 'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE');
	}
	return { variant, input, ...readVariant(input, path) };
}

function applyUpdate(
	variant: VariantRecord,
	change: VariantChange['change'],
	input: Input,
	at: string,
	call: Call,
): VariantRecord {
	setMetafields(variant.id, input.metafields, at, call);
	return reviseVariant(call.state, variant, change, at);
}

/** Sets the metafields of an input on a record, beside those it has. */
export function setMetafields(ownerId: string, metafields: unknown, at: string, { state }: Call): void {
	for (const each of (metafields ?? []) as readonly Input[]) {
		const wanted = {
			namespace: meantNamespace(each.namespace),
			key: String(each.key),
			type: String(each.type ?? 'single_line_text_field'),
			value: String(each.value),
		};
		saveMetafield(state.metafields, ownerId, wanted, at);
	}
}

/** Errors have no codes here; that an unknown item is one of them is assumed. */
function updateItem(args: Arguments, call: Call): Fields {
	const id = String(args.id);
	const variant = readGid(id)?.type === 'InventoryItem' ? variantOfItem(call.state, id) : undefined;
	if (!variant) {
		const message = "The product couldn't be updated because it does not exist.";
		return { inventoryItem: null, userErrors: [{ field: ['id'], message }] satisfies UserError[] };
	}
	const { item, sku, errors } = readItem(args.input as Input, ['input']);
	if (errors.length > 0) return { inventoryItem: toItem(variant, call), userErrors: errors };
	const changed = reviseVariant(
		call.state,
		variant,
		{ item, ...(sku !== undefined && { sku }) },
		toSeconds(call.nowMs),
	);
	call.note.changed = 1;
	return { inventoryItem: toItem(changed, call), userErrors: [] };
}
