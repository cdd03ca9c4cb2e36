import type { Price } from '../../../core/model/price';
import type { Problem } from '../../../core/ports';
import { decimal, SYSTEM } from '../mapping';
import type { LnbProduct, LnbVariant } from '../product/wire';

/*
 * Prices of Le New Black: one of a fabric on a price list, the same for all of its sizes.
 */

export const FIGURES = ['wholesale_price', 'recommended_retail_price'] as const;
export type Figure = (typeof FIGURES)[number];

export interface PriceRules {
	readonly priceList: string;
	readonly figure: Figure;
	readonly currency: string;
}

/** What a fabric costs on a list; undefined where it is not on it. */
export function priceOn(variant: LnbVariant | undefined, { priceList, figure }: PriceRules): string | undefined {
	const held = variant?.prices?.find(({ price_list_code: code }) => code === priceList);
	return decimal(held?.[figure]);
}

/** The prices of a product, one a size, so that each is found by its EAN-13 or SKU. */
export function toPrices(there: LnbProduct, account: string, seenAt: string, rules: PriceRules): Price[] {
	return (there.variants ?? []).flatMap((variant) => {
		const price = priceOn(variant, rules);
		if (price === undefined) return [];
		return (variant.skus ?? []).map((size) => ({
			kind: 'price' as const,
			origin: {
				system: SYSTEM,
				account,
				id: [there.model, variant.fabric_code, size.size_name, rules.priceList].join('/').slice(0, 255),
				number: size.sku?.trim() || size.ean13?.trim() || there.model,
				seenAt,
			},
			sku: size.sku?.trim() || null,
			barcode: size.ean13?.trim() || null,
			title: [there.name, variant.fabric_name, size.size_name].filter(Boolean).join(' / '),
			price,
			includesTax: null,
			currency: rules.currency,
			priceList: { id: rules.priceList, name: rules.priceList },
		}));
	});
}

export interface PriceDraft {
	readonly ean13: string;
	readonly sku: string;
	readonly price: string;
}

export const keyOf = ({ sku, barcode }: Price) => sku?.trim() || barcode?.trim() || '';

/** A price as it is asked for, or why it cannot be: another currency than the list's is never set. */
export function toDraft(record: Price, { currency }: PriceRules): { draft: PriceDraft } | { problem: Problem } {
	const invalid = (field: string, reason: string) => ({
		problem: {
			code: 'FIELD_INVALID',
			params: { record: `the price of ${keyOf(record) || record.origin.id}`, field, reason },
		},
	});
	if (keyOf(record) === '') return invalid('sku', 'it has neither SKU nor EAN-13');
	if (record.currency.toUpperCase() !== currency)
		return invalid('currency', `it is ${record.currency}, and the price list is in ${currency}`);
	if (record.price.startsWith('-')) return invalid('price', 'it is below zero');
	return {
		draft: { ean13: record.barcode?.trim() ?? '', sku: record.sku?.trim() ?? '', price: record.price },
	};
}
