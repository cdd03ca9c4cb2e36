import { sameAmount } from '../../../core/model/money';
import type { Price } from '../../../core/model/price';
import type { FieldChange, Problem } from '../../../core/ports';
import { amountOf } from '../mapping';
import type { PriceRule } from './wire';

/*
 * A price as a rule of a price list: one fixed price for one product.
 */

export interface PriceDraft {
	readonly sku: string;
	readonly barcode: string;
	readonly price: string;
}

/** What a price is called in sentences. */
export const labelOf = ({ sku, barcode, origin }: Price) => sku?.trim() || barcode?.trim() || origin.id;

/** A price as a list in that currency takes it, or why it cannot. */
export function toDraft(record: Price, currency: string): { draft: PriceDraft } | { problem: Problem } {
	const draft = { sku: record.sku?.trim() ?? '', barcode: record.barcode?.trim() ?? '', price: record.price };
	const label = labelOf(record);
	if (draft.sku === '' && draft.barcode === '') {
		const params = {
			record: `the price of ${label}`,
			field: 'sku',
			reason: 'neither it nor a barcode names a product',
		};
		return { problem: { code: 'FIELD_INVALID', params } };
	}
	if (record.currency === currency) return { draft };
	const params = { order: label, kind: 'price', currency: record.currency, wanted: currency };
	return { problem: { code: 'CURRENCY_DIFFERS', params } };
}

/** Whether a rule is the plain price of its product: for one piece, at any time. */
export const isPlain = ({ applied_on, compute_price, min_quantity, date_start, date_end }: PriceRule) =>
	applied_on === '0_product_variant' &&
	compute_price === 'fixed' &&
	min_quantity <= 1 &&
	date_start === '' &&
	date_end === '';

/** The product a price is for, and its rule where there is one. */
export interface Priced {
	readonly product: number;
	readonly template: number;
	readonly rule?: PriceRule;
	/** How many products have the SKU or barcode. */
	readonly count: number;
}

export function priceChanges({ rule }: Priced, { price }: PriceDraft): FieldChange[] {
	const before = rule ? amountOf(rule.fixed_price) : null;
	return before !== null && sameAmount(before, price) ? [] : [{ field: 'price', before, after: price }];
}

export const PRICE_COLUMNS = [
	'id',
	'pricelist_id/.id',
	'applied_on',
	'product_tmpl_id/.id',
	'product_id/.id',
	'compute_price',
	'fixed_price',
	'min_quantity',
];

/** A new rule, in the order of its columns. */
export const priceRow = (rule: {
	externalId: string;
	pricelist: number;
	template: number;
	product: number;
	price: string;
}) => [
	rule.externalId,
	String(rule.pricelist),
	'0_product_variant',
	String(rule.template),
	String(rule.product),
	'fixed',
	rule.price,
	'0',
];
