/*
 * Options and variants of a `productSet`: lists that replace what the product has. A variant is the one with the same
 * id, else the one with the same option values, else new; those that are not named are deleted.
 * https://shopify.dev/docs/apps/build/graphql/migrate/new-product-model/sync-data
 * Assumed: codes and words of most refusals, and that a new variant is not counted unless told `tracked`.
 */
import { notImitated, type Call } from './call';
import { newVariant } from './catalogue-seed';
import { gid, numericId } from './ids';
import type { UserError } from './idempotency';
import { levelAt } from './levels';
import { findLocation } from './locations';
import { variantsOf, type OptionRecord, type ProductRecord, type VariantRecord } from './products';
import { readVariant, type Input } from './variant-input';

const MOST_OPTIONS = 3;

export interface StockInput {
	readonly itemId: string;
	readonly locationId: string;
	readonly name: string;
	readonly quantity: number;
}

export interface VariantPlan {
	readonly variant: VariantRecord;
	readonly input: Input;
	readonly isNew: boolean;
	readonly stock: readonly StockInput[];
}

/** The options an input asks for, in their order. */
export function readOptions(input: Input, product: ProductRecord): { options: OptionRecord[]; errors: UserError[] } {
	const wanted = (input.productOptions ?? []) as readonly Input[];
	const errors: UserError[] = [];
	const say = (path: readonly string[], message: string, code: string): void => {
		errors.push({ field: ['input', 'productOptions', ...path], message, code });
	};
	if (wanted.length > MOST_OPTIONS) say([], `Options are limited to ${MOST_OPTIONS} per product`, 'OPTIONS_OVER_LIMIT');
	const options = wanted.map((option, index): OptionRecord => {
		if (option.linkedMetafield != null) throw notImitated('productOptions.linkedMetafield');
		const known = product.options.find((each) =>
			option.id == null ? each.name === option.name : each.id === option.id,
		);
		const name = typeof option.name === 'string' ? option.name : (known?.name ?? '');
		const values = ((option.values ?? []) as readonly Input[]).map((value) => String(value.name ?? ''));
		if (option.id != null && !known) say([`${index}`, 'id'], 'Option does not exist', 'OPTION_DOES_NOT_EXIST');
		if (values.length === 0 || values.includes(''))
			say([`${index}`], 'Each option must have at least one option value specified.', 'OPTION_VALUES_MISSING');
		if (new Set(values).size < values.length)
			say([`${index}`, 'values'], 'Duplicated option value.', 'DUPLICATED_OPTION_VALUE');
		const id = known?.id ?? gid('ProductOption', `${numericId(product.id)}${index + 1}`);
		return { id, name, values };
	});
	if (new Set(options.map(({ name }) => name)).size < options.length)
		say([], 'Duplicated option name.', 'DUPLICATED_OPTION_NAME');
	const positions = wanted.map(({ position }, index) => (typeof position === 'number' ? position : index + 1));
	const placed = options.map((option, index) => ({ option, position: positions[index] ?? index + 1 }));
	return { options: placed.sort((left, right) => left.position - right.position).map(({ option }) => option), errors };
}

/** The variants an input asks for, those of the product taken over. */
export function planVariants(
	input: Input,
	product: ProductRecord,
	call: Call,
	at: string,
): { plans: VariantPlan[]; errors: UserError[] } {
	const known = variantsOf(call.state, product);
	const errors: UserError[] = [];
	const taken = new Set<string>();
	const combinations = new Set<string>();
	const plans = ((input.variants ?? []) as readonly Input[]).flatMap((wanted, index): VariantPlan[] => {
		const path = ['input', 'variants', `${index}`];
		const values = readOptionValues(wanted, product.options, path, errors);
		const combination = JSON.stringify(values);
		if (combinations.has(combination)) {
			errors.push({
				field: path,
				message: `The variant '${values.join(' / ')}' already exists.`,
				code: 'INVALID_VARIANT',
			});
		}
		combinations.add(combination);
		const found = known.find((each) =>
			wanted.id == null
				? JSON.stringify(each.optionValues) === combination && !taken.has(each.id)
				: each.id === wanted.id,
		);
		if (wanted.id != null && !found) {
			const message = 'Product variant does not exist';
			errors.push({ field: [...path, 'id'], message, code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' });
			return [];
		}
		if (found) taken.add(found.id);
		return [planVariant(wanted, { found, values, path, at, product }, call, errors)];
	});
	return { plans, errors };
}

function planVariant(
	wanted: Input,
	{ found, values, path, at, product }: Found,
	call: Call,
	errors: UserError[],
): VariantPlan {
	const { change, errors: wrong } = readVariant(wanted, path);
	errors.push(...wrong.map((error) => ({ ...error, code: 'INVALID_VARIANT' })));
	const fresh = (): VariantRecord => {
		const id = gid('ProductVariant', 50_000_000_000_000 + call.context.nextId('variant'));
		const variant = newVariant({ id, productId: product.id, sku: null, price: '0.00', createdAt: at });
		return { ...variant, item: { ...variant.item, tracked: false } };
	};
	const before = found ?? fresh();
	const variant: VariantRecord = {
		...before,
		...change,
		optionValues: values,
		imageId: imageOf(wanted, product, path, errors) ?? before.imageId,
		item: { ...before.item, ...change.item, updatedAt: at },
		updatedAt: at,
	};
	return { variant, input: wanted, isNew: !found, stock: readStock(wanted, variant, !found, path, call, errors) };
}

interface Found {
	readonly found: VariantRecord | undefined;
	readonly values: readonly string[];
	readonly path: readonly string[];
	readonly at: string;
	readonly product: ProductRecord;
}

function readOptionValues(
	wanted: Input,
	options: readonly OptionRecord[],
	path: readonly string[],
	errors: UserError[],
): string[] {
	const given = (wanted.optionValues ?? []) as readonly Input[];
	for (const [index, { optionName, optionId }] of given.entries()) {
		if (options.some(({ id, name }) => (optionId == null ? name === optionName : id === optionId))) continue;
		const field = [...path, 'optionValues', `${index}`];
		errors.push({ field, message: 'Option does not exist', code: 'OPTION_DOES_NOT_EXIST' });
	}
	return options.map(({ id, name, values }) => {
		const value = given.find(({ optionName, optionId }) => (optionId == null ? name === optionName : id === optionId));
		if (value && values.includes(String(value.name))) return String(value.name);
		const field = [...path, 'optionValues'];
		errors.push(
			value
				? { field, message: 'Option value does not exist', code: 'OPTION_VALUE_DOES_NOT_EXIST' }
				: { field, message: `You need to add option values for ${name}`, code: 'INVALID_VARIANT' },
		);
		return '';
	});
}

/** "Any file specified here must also be specified in the `files` input for the product." */
function imageOf(wanted: Input, product: ProductRecord, path: readonly string[], errors: UserError[]) {
	if (wanted.file == null) return undefined;
	const { id, originalSource } = wanted.file as Input;
	const image = product.images.find((each) => each.id === id || each.url === originalSource);
	if (!image) {
		const message = "The file must also be one of the product's files.";
		errors.push({ field: [...path, 'file'], message, code: 'INVALID_VARIANT' });
	}
	return image?.id;
}

/** For variants that exist, "you can only update the quantities at locations where the variant is already stocked". */
function readStock(
	wanted: Input,
	{ item }: VariantRecord,
	isNew: boolean,
	path: readonly string[],
	{ state }: Call,
	errors: UserError[],
): StockInput[] {
	return ((wanted.inventoryQuantities ?? []) as readonly Input[]).flatMap((each, index): StockInput[] => {
		const stock = {
			itemId: item.id,
			locationId: String(each.locationId),
			name: String(each.name),
			quantity: Number(each.quantity),
		};
		const stocked = isNew || levelAt(state, item.id, stock.locationId)?.active === true;
		const named = stock.name === 'available' || stock.name === 'on_hand';
		if (named && findLocation(stock.locationId)?.active && stocked) return [stock];
		const message = named
			? 'Quantity couldn’t be updated because the variant is not stocked at the location.'
			: "The quantity name must be either 'available' or 'on_hand'.";
		errors.push({ field: [...path, 'inventoryQuantities', `${index}`], message, code: 'INVALID_VARIANT' });
		return [];
	});
}
