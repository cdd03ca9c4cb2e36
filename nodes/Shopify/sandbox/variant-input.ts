/*
 * What an app says of a variant and of the inventory item behind it, and what is wrong with it. Codes are the schema's;
 * which code a mistake gets, and most words, are assumed.
 */
import Big from 'big.js';

import { notImitated } from './call';
import type { UserError } from './idempotency';
import type { ItemRecord, VariantRecord, Weight } from './products';

export type Input = Readonly<Record<string, unknown>>;

export interface VariantChange {
	readonly change: Partial<Omit<VariantRecord, 'item' | 'id'>> & { readonly item?: Partial<ItemRecord> };
	readonly errors: readonly UserError[];
}

const LONGEST_CODE = 255;
const LARGEST_PRICE = new Big('1000000000000000000');
const READ = new Set(
	(
		'id barcode compareAtPrice price taxable inventoryPolicy inventoryItem inventoryQuantities sku position ' +
		'optionValues metafields file requiresComponents showUnitPrice'
	).split(' '),
);
const ITEM_READ = new Set(
	'cost countryCodeOfOrigin harmonizedSystemCode measurement provinceCodeOfOrigin requiresShipping sku tracked'.split(
		' ',
	),
);

/** The scalar fields of a variant. Absent leaves, null clears. `path` is the input's place, `["variants", "3"]`. */
export function readVariant(input: Input, path: readonly string[]): VariantChange {
	refuseOthers(input, READ, path);
	const errors: UserError[] = [];
	const change: Record<string, unknown> = {};
	const say = (field: string, message: string, code: string): void => {
		errors.push({ field: [...path, field], message, code });
	};
	for (const field of ['price', 'compareAtPrice'] as const) {
		if (input[field] === undefined) continue;
		const problem = priceProblem(input[field], field === 'price');
		if (problem) say(field, ...problem);
		else change[field] = input[field] === null ? null : new Big(String(input[field])).toFixed();
	}
	for (const field of ['sku', 'barcode'] as const) {
		if (input[field] === undefined) continue;
		const code = blankAsNull(input[field]);
		if ((code?.length ?? 0) > LONGEST_CODE)
			say(field, `${field} is too long (maximum is ${LONGEST_CODE} characters)`, 'INVALID_INPUT');
		else change[field] = code;
	}
	for (const field of ['taxable', 'inventoryPolicy'] as const) if (input[field] != null) change[field] = input[field];
	if (input.requiresComponents != null) change.bundle = input.requiresComponents;
	const item =
		input.inventoryItem == null ? undefined : readItem(input.inventoryItem as Input, [...path, 'inventoryItem']);
	if (item?.sku !== undefined) change.sku = item.sku;
	if (item) errors.push(...item.errors);
	return { change: { ...change, ...(item && { item: item.item }) }, errors };
}

/** The fields of an inventory item; its SKU is the variant's. */
export function readItem(
	input: Input,
	path: readonly string[],
): { readonly item: Partial<ItemRecord>; readonly sku?: string | null; readonly errors: readonly UserError[] } {
	refuseOthers(input, ITEM_READ, path);
	const errors: UserError[] = [];
	const item: Record<string, unknown> = {};
	const say = (field: string, message: string): void => {
		errors.push({ field: [...path, field], message, code: 'INVALID_INPUT' });
	};
	for (const field of ['tracked', 'requiresShipping'] as const) if (input[field] != null) item[field] = input[field];
	if (input.countryCodeOfOrigin !== undefined) item.originCountry = input.countryCodeOfOrigin;
	if (input.provinceCodeOfOrigin !== undefined) item.originProvince = input.provinceCodeOfOrigin;
	if (input.cost !== undefined) {
		if (input.cost !== null && new Big(String(input.cost)).lt(0))
			say('cost', 'Cost must be greater than or equal to 0');
		else item.cost = input.cost === null ? null : new Big(String(input.cost)).toFixed();
	}
	if (input.harmonizedSystemCode !== undefined) {
		const digits = blankAsNull(input.harmonizedSystemCode)?.replace(/[^A-Za-z0-9]/g, '') ?? null;
		if (digits !== null && !/^\d{6,13}$/.test(digits))
			say('harmonizedSystemCode', 'Harmonized system code must be a number between six and thirteen digits');
		else item.hsCode = digits;
	}
	const weight = (input.measurement as { weight?: Weight | null } | null | undefined)?.weight;
	if (weight && weight.value < 0) say('measurement', 'Measurement weight value must be >= 0');
	else if (weight !== undefined) item.weight = weight && { value: weight.value, unit: weight.unit };
	return { item, ...(input.sku !== undefined && { sku: blankAsNull(input.sku) }), errors };
}

function priceProblem(price: unknown, needed: boolean): [message: string, code: string] | undefined {
	if (price === null) return needed ? ["Price can't be blank", 'BLANK'] : undefined;
	let amount: Big;
	try {
		amount = new Big(String(price));
	} catch {
		return ['Price is not a number', 'INVALID_INPUT'];
	}
	if (amount.lt(0)) return ['Price must be greater than or equal to 0', 'GREATER_THAN_OR_EQUAL_TO'];
	return amount.gte(LARGEST_PRICE) ? ['Price must be less than 1000000000000000000', 'INVALID_INPUT'] : undefined;
}

function blankAsNull(value: unknown): string | null {
	const text = value === null ? '' : String(value).trim();
	return text === '' ? null : text;
}

function refuseOthers(input: Input, known: ReadonlySet<string>, path: readonly string[]): void {
	const other = Object.keys(input).find((field) => !known.has(field) && input[field] != null);
	if (other !== undefined) throw notImitated(`the input field ${[...path, other].join('.')}`);
}
