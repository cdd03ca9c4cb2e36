import { minus } from '../../../core/model/money';
import type { Price } from '../../../core/model/price';
import type { Problem } from '../../../core/ports';
import type { PriceDraft } from './wire';

/** The key a product is known by. */
export const skuOf = ({ sku }: Pick<Price, 'sku'>) => (sku ?? '').trim();

/**
 * A price as ShopDesk keeps it: the price before and the price now. A price without one before is the price before
 * itself, which takes a discount away; an absent one before leaves it.
 */
export function toDraft(record: Price, currency: string): { draft: PriceDraft } | { problem: Problem } {
	const sku = skuOf(record);
	const label = `the price of ${sku || record.origin.id}`;
	if (sku === '') return { problem: { code: 'KEY_MISSING', params: { record: label, key: 'SKU' } } };
	if (record.currency !== currency)
		return {
			problem: {
				code: 'CURRENCY_DIFFERS',
				params: { kind: 'price', order: sku, target: 'ShopDesk', currency: record.currency, wanted: currency },
			},
		};
	const invalid = (reason: string) => ({
		problem: { code: 'FIELD_INVALID', params: { record: label, field: 'price', reason } },
	});
	if (record.price.startsWith('-')) return invalid('it is below zero');
	if (record.compareAtPrice === undefined) return { draft: { sku, discounted_price: Number(record.price) } };
	const before = record.compareAtPrice ?? record.price;
	if (minus(before, record.price).startsWith('-')) return invalid('the price now is above the price before');
	return { draft: { sku, sale_price: Number(before), discounted_price: Number(record.price) } };
}
