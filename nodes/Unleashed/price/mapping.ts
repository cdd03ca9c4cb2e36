import { sum } from '../../../core/model/money';
import type { Price } from '../../../core/model/price';
import type { Problem } from '../../../core/ports';
import { decimalOrNull, jsonNumber, toRequest } from '../mapping';
import { netPrice } from '../product/mapping';
import type { Raw } from '../wire';

/*
 * Prices stand on products: a default sell price, and ten tiers that customers can be given.
 */

/** `DefaultSellPrice`, or one of the tiers. */
export type PriceField = 'DefaultSellPrice' | `SellPriceTier${number}`;

export const TIERS = Array.from({ length: 10 }, (_, at) => `SellPriceTier${at + 1}` as const);

/** The operator's choices. */
export interface PriceRules {
	readonly field: PriceField;
	/** The tax in prices that say that they include it, or that say nothing; a fraction. */
	readonly taxInPrices: string;
	readonly baseCurrency: string;
}

/** The product code a price is for; empty where it names none. */
export const skuOf = ({ sku }: Price) => sku?.trim() ?? '';

export interface PriceDraft {
	readonly code: string;
	readonly field: PriceField;
	readonly price: string;
}

/** A price as Unleashed takes it, without tax. */
export function toDraft(record: Price, rules: PriceRules): { draft: PriceDraft } | { problem: Problem } {
	const code = skuOf(record);
	const invalid = (field: string, reason: string) => {
		const named = code || record.title || record.barcode || record.origin.id;
		return { problem: { code: 'FIELD_INVALID', params: { record: `the price of ${named}`, field, reason } } };
	};
	if (code === '') return invalid('SKU', 'it is empty, and Unleashed knows products by it alone');
	if (record.currency !== rules.baseCurrency)
		return invalid('currency', `it is ${record.currency}, and this account keeps its prices in ${rules.baseCurrency}`);
	if (record.includesTax === true && rules.taxInPrices === '0')
		return invalid('price', 'it includes tax, and this node does not say how much that is');
	const price = record.includesTax === false ? sum([record.price]) : netPrice(record.price, rules.taxInPrices);
	return { draft: { code, field: rules.field, price } };
}

/** What a tier holds: an object with a name and a value (seen in public clients), or the figure alone. */
function valueOf(held: unknown): number | null {
	const value = typeof held === 'object' && held !== null ? (held as Raw).Value : held;
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
}

/** The price as it stands there; null where there is none. */
export const priceIn = (raw: Raw, field: PriceField) => decimalOrNull(valueOf(raw[field]));

/** The product whole, with this price. */
export function toChangedPrice(raw: Raw, { field, price }: PriceDraft): Raw {
	const held = raw[field];
	const value = jsonNumber(price) ?? Number(price);
	const isObject = field !== 'DefaultSellPrice' && (typeof held !== 'number' || held === null);
	const tier = typeof held === 'object' && held !== null ? (held as Raw) : {};
	return { ...toRequest(raw), [field]: isObject ? { ...tier, Value: value } : value };
}
