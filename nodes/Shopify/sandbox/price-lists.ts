/*
 * Price lists and the prices they name themselves. Prices that a list works out from the shop's are not imitated.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/PriceList
 * Assumed: that a call with one refused price sets none, and that a compare-at price which is left out is taken away.
 */
import Big from 'big.js';
import { GraphQLError } from 'graphql';

import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { toVariant } from './catalogue';
import { gid, readGid } from './ids';
import type { UserError } from './idempotency';
import { printPrice } from './inventory';
import type { Fields } from './money';
import { inOrder, toConnection } from './paging';
import type { Input } from './variant-input';

export interface PriceListRecord {
	readonly id: string;
	readonly name: string;
	readonly currency: string;
	/** By variant. */
	readonly prices: Map<string, { readonly price: string; readonly compareAtPrice: string | null }>;
}

/** The lists of the demo shop: one of companies in its own currency, one of a market in another. */
export function newPriceLists(currency: string): Map<string, PriceListRecord> {
	const lists = [
		{ id: gid('PriceList', 31_000_000_001), name: 'Wholesale', currency, prices: new Map() },
		{ id: gid('PriceList', 31_000_000_002), name: 'Sweden', currency: 'SEK', prices: new Map() },
	];
	return new Map(lists.map((list) => [list.id, list]));
}

export const PRICE_LIST_QUERIES: Readonly<Record<string, Resolver>> = {
	priceLists: (args, call) => {
		if (args.sortKey !== 'ID') throw notImitated(`priceLists(sortKey: ${String(args.sortKey)})`);
		const lists = [...call.state.priceLists.values()];
		return toConnection(inOrder(lists), args, 'priceLists', (list) => toPriceList(list, call));
	},
	priceList: (args, call) => {
		if (readGid(String(args.id)) === undefined)
			throw new GraphQLError(`Invalid global id '${String(args.id)}'`, {
				extensions: { code: 'argumentLiteralsIncompatible' },
			});
		const list = call.state.priceLists.get(String(args.id));
		return list ? toPriceList(list, call) : null;
	},
};

function toPriceList(list: PriceListRecord, call: Call): Fields {
	return {
		__typename: 'PriceList',
		id: list.id,
		name: list.name,
		currency: list.currency,
		fixedPricesCount: list.prices.size,
		prices: (args: Arguments) => {
			if (args.originType !== 'FIXED' || args.query != null) throw notImitated('prices that a list works out');
			return toConnection(inOrder([...list.prices.keys()]), args, `prices ${list.id}`, (id) => toPrice(list, id, call));
		},
	};
}

function toPrice(list: PriceListRecord, variantId: string, call: Call): Fields {
	const price = list.prices.get(variantId);
	const variant = call.state.variants.get(variantId);
	const money = (amount: string): Fields => ({ amount: printPrice(amount), currencyCode: list.currency });
	return {
		__typename: 'PriceListPrice',
		originType: 'FIXED',
		variant: variant ? toVariant(variant, call) : null,
		price: money(price?.price ?? '0'),
		compareAtPrice: price?.compareAtPrice == null ? null : money(price.compareAtPrice),
	};
}

export function addFixedPrices(args: Arguments, call: Call): Fields {
	const list = call.state.priceLists.get(String(args.priceListId));
	const inputs = args.prices as readonly Input[];
	if (!list) {
		const message = 'Price list does not exist.';
		return { prices: null, userErrors: [{ field: ['priceListId'], message, code: 'PRICE_LIST_NOT_FOUND' }] };
	}
	const userErrors = inputs.flatMap((input, index) => problemsOf(input, index, list, call));
	if (userErrors.length > 0) return { prices: null, userErrors };
	for (const { variantId, price, compareAtPrice } of inputs)
		list.prices.set(String(variantId), {
			price: amountOf(price).toFixed(),
			compareAtPrice: compareAtPrice == null ? null : amountOf(compareAtPrice).toFixed(),
		});
	call.note.changed = inputs.length;
	return { prices: inputs.map(({ variantId }) => toPrice(list, String(variantId), call)), userErrors: [] };
}

const amountOf = (money: unknown) => new Big(String((money as Input).amount));

function problemsOf(input: Input, index: number, list: PriceListRecord, call: Call): UserError[] {
	const say = (field: string, message: string, code: string): UserError => ({
		field: ['prices', `${index}`, field],
		message,
		code,
	});
	if (!call.state.variants.has(String(input.variantId)))
		return [say('variantId', 'The specified variant does not exist.', 'VARIANT_NOT_FOUND')];
	if ((input.price as Input).currencyCode === list.currency) return [];
	return [say('price', "The currency does not match the price list's.", 'PRICE_LIST_CURRENCY_MISMATCH')];
}
