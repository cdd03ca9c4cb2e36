import type { Price } from '../../../core/model/price';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameDecimal, type FieldRule } from '../../../core/sync/diff';
import type { FixedPrice, PricedVariant } from './wire';

/*
 * What a price of another system asks of the one that stands in the shop.
 */

export interface PriceDraft {
	readonly sku: string;
	readonly barcode: string;
	readonly currency: string;
	readonly price: string;
	/** Absent leaves it, null clears it. */
	readonly compareAtPrice?: string | null;
}

/** A price as it stands: null where a list names none of its own. */
export interface Standing {
	readonly variant: PricedVariant;
	readonly currency: string;
	readonly price: string | null;
	readonly compareAtPrice: string | null;
	/** How many variants carry the key. */
	readonly count: number;
}

/** By which key a price's product is found. */
export type MatchBy = 'sku' | 'barcode' | 'skuThenBarcode';

/** What a price is called in sentences. */
export const labelOf = ({ sku, barcode, origin }: Price) => sku?.trim() || barcode?.trim() || origin.id;

/** The record as a draft, or why it cannot be set. Pure. */
export function toDraft(record: Price, matchBy: MatchBy): { draft: PriceDraft } | { problem: Problem } {
	const sku = matchBy === 'barcode' ? '' : (record.sku?.trim() ?? '');
	const barcode = matchBy === 'sku' ? '' : (record.barcode?.trim() ?? '');
	const named = `the price of ${labelOf(record)}`;
	if (sku === '' && barcode === '')
		return { problem: { code: 'KEY_MISSING', params: { record: named, key: matchBy } } };
	const below = (['price', 'compareAtPrice'] as const).find((field) => record[field]?.startsWith('-'));
	if (below)
		return { problem: { code: 'FIELD_INVALID', params: { record: named, field: below, reason: 'it is below zero' } } };
	const { price, compareAtPrice, currency } = record;
	return { draft: { sku, barcode, currency, price, ...(compareAtPrice !== undefined && { compareAtPrice }) } };
}

/** What stands for a variant: on a list, where one is written, else the shop's own price. */
export function standingOf(
	variant: PricedVariant,
	count: number,
	currency: string,
	list: ReadonlyMap<string, FixedPrice> | undefined,
): Standing {
	const fixed = list?.get(variant.id);
	const [price, compareAtPrice] = list
		? [fixed?.price.amount, fixed?.compareAtPrice?.amount]
		: [variant.price, variant.compareAtPrice];
	return { variant, count, currency, price: price ?? null, compareAtPrice: compareAtPrice ?? null };
}

const RULES: ReadonlyArray<FieldRule<Standing, PriceDraft>> = [
	{ field: 'price', before: ({ price }) => price, wanted: ({ price }) => price, same: sameDecimal },
	{
		field: 'compareAtPrice',
		before: ({ compareAtPrice }) => compareAtPrice,
		wanted: ({ compareAtPrice }) => compareAtPrice,
		same: sameDecimal,
	},
];

/** Which of both amounts have to change. Pure. */
export function changesOf(there: Standing, draft: PriceDraft): FieldChange[] {
	return diff(there, draft, RULES);
}

/** A changed price of the shop's own; only what differs is sent. */
export function toVariantInput(there: Standing, draft: PriceDraft): Record<string, unknown> {
	const changes = changesOf(there, draft).map(({ field, after }) => [field, after]);
	return { id: there.variant.id, ...(Object.fromEntries(changes) as Record<string, unknown>) };
}

/** A price on a list, which is set whole: what the record leaves is said as it stands. */
export function toFixedInput(there: Standing, draft: PriceDraft): Record<string, unknown> {
	const money = (amount: string) => ({ amount, currencyCode: there.currency });
	const compareAt = draft.compareAtPrice === undefined ? there.compareAtPrice : draft.compareAtPrice;
	return {
		variantId: there.variant.id,
		price: money(draft.price),
		...(compareAt !== null && { compareAtPrice: money(compareAt) }),
	};
}
