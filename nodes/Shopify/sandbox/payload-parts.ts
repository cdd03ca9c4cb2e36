/*
 * What the bodies of webhooks are made of: see payloads.ts.
 */
import Big from 'big.js';

import { lineAmounts, lineTaxes } from './amounts';
import { fulfilledUnits, openUnits } from './fulfillment-records';
import { digitsOf, type Printable } from './json';
import { countryName, fullName } from './people';
import type { AddressRecord, LineRecord, OrderRecord, ShopState, TaxRecord } from './state';

export type Payload = Readonly<Record<string, Printable>>;

/** 2026-11-22T10:00:00Z as REST has it, in the shop's zone. */
export function restTime(iso: string): string {
	return iso.replace(/(\.\d+)?Z$/, '+00:00');
}

/** Two decimals. */
export const fixed = (amount: Big | string): string => new Big(amount).toFixed(2);

/** An amount in both currencies, which are one here. */
export function bag({ data }: ShopState, amount: Big | string): Payload {
	const money = { amount: fixed(amount), currency_code: data.currency };
	return { shop_money: money, presentment_money: money };
}

/** A line of an order. */
export function restLine(state: ShopState, order: OrderRecord, line: LineRecord): Payload {
	const open = openUnits(order, line.id);
	const sold = lineAmounts(line, line.quantity);
	const variant = line.variantId === undefined ? undefined : state.variants.get(line.variantId);
	const shipped = fulfilledUnits(order, line.id) > 0;
	return {
		id: digitsOf(line.id),
		admin_graphql_api_id: line.id,
		current_quantity: line.currentQuantity,
		fulfillable_quantity: open,
		fulfillment_service: 'manual',
		fulfillment_status: shipped ? (open > 0 ? 'partial' : 'fulfilled') : null,
		gift_card: line.giftCard,
		name: line.title,
		price: fixed(line.price),
		price_set: bag(state, line.price),
		product_exists: variant !== undefined,
		product_id: digitsOf(variant?.productId),
		properties: (line.properties ?? []).map(({ key, value }) => ({ name: key, value })),
		quantity: line.quantity,
		requires_shipping: line.ships,
		sku: line.sku,
		taxable: line.taxable ?? !line.giftCard,
		title: line.title,
		total_discount: '0.00',
		variant_id: digitsOf(line.variantId),
		variant_title: null,
		vendor: 'Demo Tableware',
		tax_lines: lineTaxes(line, line.quantity).map((tax) => taxLine(state, tax)),
		discount_allocations: sold.discount.eq(0)
			? []
			: [{ amount: fixed(sold.discount), amount_set: bag(state, sold.discount), discount_application_index: 0 }],
	};
}

export function taxLine(state: ShopState, { title, rate, amount }: TaxRecord): Payload {
	return { channel_liable: false, price: fixed(amount), price_set: bag(state, amount), rate: Number(rate), title };
}

export function restAddress(address: AddressRecord): Payload {
	return {
		first_name: address.firstName,
		last_name: address.lastName,
		name: fullName(address),
		company: address.company,
		address1: address.address1,
		address2: address.address2,
		zip: address.zip,
		city: address.city,
		province: address.provinceCode,
		province_code: address.provinceCode,
		country: countryName(address.countryCode),
		country_code: address.countryCode,
		phone: address.phone,
	};
}
