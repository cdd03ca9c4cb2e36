import type { Price } from '../../../core/model/price';
import { changesOf, standingOf, toDraft, toFixedInput, toVariantInput } from '../../../nodes/Shopify/price/mapping';
import { pricedVariant } from '../../../nodes/Shopify/price/wire';

/*
 * Prices of other systems as Shopify is asked for them.
 */

const record = (more: Partial<Price> = {}): Price => ({
	kind: 'price',
	origin: { system: 'erp', account: 'main', id: 'P-1', seenAt: '2026-11-22T10:00:00Z' },
	sku: ' MUG ',
	barcode: '640',
	price: '12.50',
	currency: 'EUR',
	...more,
});

const draftOf = (more: Partial<Price> = {}) => {
	const answer = toDraft(record(more), 'skuThenBarcode');
	if ('problem' in answer) throw new Error(JSON.stringify(answer.problem));
	return answer.draft;
};

const variant = pricedVariant.parse({
	...{ id: 'gid://shopify/ProductVariant/1', sku: 'MUG', barcode: '640', price: '12.5', compareAtPrice: '15.0' },
	product: { id: 'gid://shopify/Product/2', legacyResourceId: '2' },
});
const there = standingOf(variant, 1, 'EUR', undefined);

it.each([
	['sku', { sku: 'MUG', barcode: '' }],
	['barcode', { sku: '', barcode: '640' }],
	['skuThenBarcode', { sku: 'MUG', barcode: '640' }],
] as const)('is found by %s', (matchBy, keys) => {
	expect(toDraft(record(), matchBy)).toMatchObject({ draft: keys });
});

it.each<[Partial<Price>, string]>([
	[{ sku: ' ', barcode: null }, 'KEY_MISSING'],
	[{ price: '-1' }, 'FIELD_INVALID'],
	[{ compareAtPrice: '-1' }, 'FIELD_INVALID'],
])('refuses %j', (more, code) => {
	expect(toDraft(record(more), 'skuThenBarcode')).toMatchObject({ problem: { code } });
});

it('sends only what differs: an absent compare-at price stays, null takes it away', () => {
	expect(changesOf(there, draftOf())).toEqual([]);
	expect(changesOf(there, draftOf({ compareAtPrice: '15' }))).toEqual([]);
	expect(toVariantInput(there, draftOf({ price: '13' }))).toEqual({ id: variant.id, price: '13' });
	expect(toVariantInput(there, draftOf({ compareAtPrice: null }))).toEqual({ id: variant.id, compareAtPrice: null });
});

it('says a price of a list whole, in the list’s currency', () => {
	const money = (amount: string) => ({ amount, currencyCode: 'SEK' });
	const fixed = { variant: { id: variant.id }, price: { amount: '140.0' }, compareAtPrice: { amount: '160.0' } };
	const onList = standingOf(variant, 1, 'SEK', new Map([[variant.id, fixed]]));
	expect(toFixedInput(onList, draftOf({ price: '150' }))).toEqual({
		...{ variantId: variant.id, price: money('150'), compareAtPrice: money('160.0') },
	});
	expect(toFixedInput(onList, draftOf({ price: '150', compareAtPrice: null }))).toEqual({
		...{ variantId: variant.id, price: money('150') },
	});
});

it('takes a price that a list does not name for none', () => {
	expect(standingOf(variant, 1, 'SEK', new Map())).toMatchObject({ price: null, compareAtPrice: null });
});
