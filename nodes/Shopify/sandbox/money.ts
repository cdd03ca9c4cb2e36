/*
 * Amounts and taxes as GraphQL objects. https://shopify.dev/docs/api/admin-graphql/latest/objects/MoneyBag
 */
import Big from 'big.js';

import type { TaxRecord } from './state';

/** An object of the schema: its fields by name. */
export type Fields = Record<string, unknown>;
/** An amount as MoneyBag. */
export type Moneys = (amount: Big) => Fields;

/** Shopify prints amounts without needless zeros: 12.0, 12.5, 12.55. */
export function printAmount(amount: Big): string {
	const plain = new Big(amount.toFixed(2)).toString();
	return plain.includes('.') ? plain : `${plain}.0`;
}

/** The demo shop sells in its own currency only, so both sides of a MoneyBag are the same. */
export function moneyIn(currencyCode: string): Moneys {
	return (amount) => {
		const money = { amount: printAmount(amount), currencyCode };
		return { shopMoney: money, presentmentMoney: money };
	};
}

/** One tax as `TaxLine`. */
export function taxLine(bag: Moneys, { title, rate, amount }: TaxRecord): Fields {
	return {
		title,
		rate: Number(rate),
		ratePercentage: new Big(rate).times(100).toNumber(),
		channelLiable: false,
		source: 'Shopify',
		priceSet: bag(new Big(amount)),
	};
}
