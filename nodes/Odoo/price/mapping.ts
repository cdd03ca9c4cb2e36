import { sameAmount } from '../../../core/model/money';
import type { Product } from '../../../core/model/product';
import type { FieldChange } from '../../../core/ports';
import { amountOf, externalId } from '../mapping';
import type { PriceRule } from './wire';

/*
 * Prices of a product's variants as rules of a price list: one fixed price for each SKU.
 */

export interface PriceDraft {
	readonly prices: ReadonlyArray<{ readonly sku: string; readonly price: string; readonly externalId: string }>;
}

/** The prices of the variants that have a SKU and a price. */
export function toDraft({ variants, origin }: Product, pricelist: number): PriceDraft {
	return {
		prices: variants.flatMap(({ sku, price }) => {
			const code = (sku ?? '').trim();
			if (code === '' || price == null) return [];
			return [{ sku: code, price, externalId: externalId('price', origin, String(pricelist), code) }];
		}),
	};
}

/** Whether a rule is the plain price of its product: for one piece, at any time. */
export const isPlain = ({ applied_on, compute_price, min_quantity, date_start, date_end }: PriceRule) =>
	applied_on === '0_product_variant' &&
	compute_price === 'fixed' &&
	min_quantity <= 1 &&
	date_start === '' &&
	date_end === '';

/** A SKU with the product it is, and its rule where there is one. */
export interface Priced {
	readonly sku: string;
	readonly product: number;
	readonly rule?: PriceRule;
}

export function priceChanges(there: readonly Priced[], { prices }: PriceDraft): FieldChange[] {
	return prices.flatMap(({ sku, price }) => {
		const rule = there.find((each) => each.sku === sku)?.rule;
		const before = rule ? amountOf(rule.fixed_price) : null;
		return before !== null && sameAmount(before, price) ? [] : [{ field: sku, before, after: price }];
	});
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
