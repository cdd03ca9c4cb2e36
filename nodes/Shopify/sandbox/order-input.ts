/*
 * The order an app wants made, read and checked.
 * https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateOrderInput
 * Assumed: the words and fields of user errors; the catalogue's price where a variant's line has none; that a line
 * without a variant needs title and price; that a tax without an amount is reckoned from its rate; how the taxes of the
 * whole order are split (by the lines' totals, what is left over on the last).
 */
import Big from 'big.js';

import { lineAmounts, sum } from './amounts';
import { notImitated } from './call';
import { lineId } from './ids';
import { variantTitle } from './products';
import type { AddressRecord, ImportedOrder, LineRecord, ShopState, TaxRecord } from './state';

interface MoneyInput {
	readonly amount: unknown;
	readonly currencyCode: string;
}

export interface MoneyBagInput {
	readonly shopMoney: MoneyInput;
	readonly presentmentMoney?: MoneyInput | null;
}

interface TaxInput {
	readonly title: string;
	readonly rate: unknown;
	readonly priceSet?: MoneyBagInput | null;
}

interface LineInput {
	readonly variantId?: string | null;
	readonly quantity: number;
	readonly priceSet?: MoneyBagInput | null;
	readonly sku?: string | null;
	readonly title?: string | null;
	readonly requiresShipping?: boolean | null;
	readonly taxable?: boolean | null;
	readonly giftCard?: boolean | null;
	readonly taxLines?: readonly TaxInput[] | null;
	readonly properties?: ReadonlyArray<{ readonly name: string; readonly value: string }> | null;
	readonly fulfillmentService?: string | null;
	readonly weight?: unknown;
}

export interface AddressInput extends Partial<AddressRecord> {
	readonly country?: string | null;
	readonly province?: string | null;
}

interface DiscountInput {
	readonly itemFixedDiscountCode?: { readonly code: string; readonly amountSet?: MoneyBagInput | null } | null;
	readonly itemPercentageDiscountCode?: { readonly code: string; readonly percentage?: number | null } | null;
	readonly freeShippingDiscountCode?: { readonly code: string } | null;
}

export interface OrderCreateInput {
	readonly name?: string | null;
	readonly email?: string | null;
	readonly phone?: string | null;
	readonly note?: string | null;
	readonly poNumber?: string | null;
	readonly sourceName?: string | null;
	readonly sourceIdentifier?: string | null;
	readonly sourceUrl?: string | null;
	readonly processedAt?: string | null;
	readonly currency?: string | null;
	readonly tags?: readonly string[] | null;
	readonly test?: boolean | null;
	readonly taxesIncluded?: boolean | null;
	readonly financialStatus?: string | null;
	readonly customAttributes?: ReadonlyArray<{ readonly key: string; readonly value: string }> | null;
	readonly shippingAddress?: AddressInput | null;
	readonly billingAddress?: AddressInput | null;
	readonly lineItems?: readonly LineInput[] | null;
	readonly shippingLines?: ReadonlyArray<{
		readonly title: string;
		readonly code?: string | null;
		readonly source?: string | null;
		readonly priceSet: MoneyBagInput;
		readonly taxLines?: readonly TaxInput[] | null;
	}> | null;
	readonly taxLines?: readonly TaxInput[] | null;
	readonly transactions?: ReadonlyArray<{
		readonly kind?: string | null;
		readonly status?: string | null;
		readonly gateway?: string | null;
		readonly amountSet: MoneyBagInput;
		readonly processedAt?: string | null;
	}> | null;
	readonly discountCode?: DiscountInput | null;
	readonly metafields?: ReadonlyArray<{
		readonly namespace?: string | null;
		readonly key?: string | null;
		readonly type?: string | null;
		readonly value?: string | null;
	}> | null;
	readonly [other: string]: unknown;
}

/** Why an order cannot be made, as a user error. */
export class BadOrder extends Error {
	constructor(
		readonly field: readonly string[] | null,
		message: string,
		readonly code: string | null = 'INVALID',
	) {
		super(message);
	}
}

/** Fields of the schema this sandbox has no truth about; a value in one of them is refused loudly. */
const LEFT = [
	'closedAt',
	'companyLocationId',
	'fulfillment',
	'fulfillmentStatus',
	'presentmentCurrency',
	'referringSite',
	'userId',
] as const;

/** Throws for what this sandbox does not imitate. */
export function refuseLeftOut(input: OrderCreateInput, state: ShopState): void {
	for (const name of LEFT) {
		if (input[name] != null && !(name === 'presentmentCurrency' && input[name] === state.data.currency))
			throw notImitated(`orderCreate(order: ${name})`);
	}
	if (input.currency != null && input.currency !== state.data.currency) throw notImitated('orders in other currencies');
	if (input.discountCode?.freeShippingDiscountCode) throw notImitated('orderCreate(order: freeShippingDiscountCode)');
	for (const line of input.lineItems ?? []) {
		if (line.fulfillmentService != null || line.weight != null)
			throw notImitated('orderCreate(order: fulfillmentService or weight of a line)');
	}
}

/** An amount in the shop's currency; both sides of a bag have to be the same here. */
export function readMoney({ data }: ShopState, bag: MoneyBagInput, field: readonly string[]): string {
	const { shopMoney, presentmentMoney } = bag;
	if (shopMoney.currencyCode !== data.currency || (presentmentMoney && presentmentMoney.currencyCode !== data.currency))
		throw notImitated('orders in other currencies');
	const text = String(shopMoney.amount);
	if (!/^-?\d+(\.\d+)?$/.test(text)) throw new BadOrder(field, 'Amount is invalid.');
	return text;
}

/** The lines of an order with taxes and discounts on them. */
export function readLines(input: OrderCreateInput, number: number, state: ShopState): LineRecord[] {
	const inputs = input.lineItems ?? [];
	if (inputs.length === 0) throw new BadOrder(['order', 'lineItems'], 'Line items must have at least one line item.');
	const onLines =
		inputs.some((line) => line.taxLines?.length) || input.shippingLines?.some((each) => each.taxLines?.length);
	if (onLines && input.taxLines?.length) {
		const message = 'Tax lines must be specified on either the order or the line items, but not both.';
		throw new BadOrder(['order', 'taxLines'], message);
	}
	const bare = inputs.map((line, index) => readLine(line, index, number, state));
	const discounted = withDiscount(bare, input.discountCode ?? {}, state);
	const taxed = discounted.map((line, index) => {
		const taxes = readTaxes(state, inputs[index]?.taxLines ?? [], lineAmounts(line, line.quantity).total, input);
		return { ...line, taxes };
	});
	return splitTaxes(taxed, input, state);
}

function readLine(line: LineInput, index: number, number: number, state: ShopState): LineRecord {
	const field = (name: string) => ['order', 'lineItems', `${index}`, name];
	if (line.quantity < 1) throw new BadOrder(field('quantity'), 'Quantity must be greater than 0.');
	const variant = line.variantId == null ? undefined : state.variants.get(line.variantId);
	if (line.variantId != null && !variant) throw new BadOrder(field('variantId'), 'Variant does not exist.');
	const product = variant && state.products.get(variant.productId);
	const title = line.title ?? (product && variant ? titleOf(product.title, variantTitle(variant)) : undefined);
	if (title === undefined || title === '') throw new BadOrder(field('title'), "Title can't be blank.");
	const price = line.priceSet ? readMoney(state, line.priceSet, field('priceSet')) : variant?.price;
	if (price === undefined) throw new BadOrder(field('priceSet'), "Price can't be blank.");
	return {
		id: lineId(number, index + 1),
		sku: line.sku ?? variant?.sku ?? '',
		title,
		...(variant && { variantId: variant.id }),
		price,
		quantity: line.quantity,
		currentQuantity: line.quantity,
		discount: '0',
		// The schema's default is false; whether the variant's own setting wins is unseen, so it does not.
		ships: line.requiresShipping === true,
		giftCard: line.giftCard === true,
		taxable: line.taxable !== false,
		properties: (line.properties ?? []).map(({ name, value }) => ({ key: name, value })),
	};
}

function titleOf(product: string, variant: string): string {
	return variant === 'Default Title' ? product : `${product} - ${variant}`;
}

function withDiscount(
	lines: readonly LineRecord[],
	{ itemFixedDiscountCode: fixed, itemPercentageDiscountCode: percent }: DiscountInput,
	state: ShopState,
): LineRecord[] {
	const gross = lines.map((line) => lineAmounts(line, line.quantity).gross);
	if (percent) {
		const share = new Big(percent.percentage ?? 0).div(100);
		return lines.map((line, index) => ({ ...line, discount: round((gross[index] ?? new Big(0)).times(share)) }));
	}
	if (!fixed?.amountSet) return [...lines];
	const amount = readMoney(state, fixed.amountSet, ['order', 'discountCode']);
	const shares = splitBy(new Big(amount), gross);
	return lines.map((line, index) => ({ ...line, discount: shares[index] ?? '0' }));
}

const round = (amount: Big): string => amount.round(2, Big.roundHalfUp).toFixed(2);

/** An amount in parts as large as the weights say; the cents left over are the last part's. */
function splitBy(amount: Big, weights: readonly Big[]): string[] {
	const whole = sum(weights);
	const parts = weights.map((weight) => (whole.eq(0) ? '0.00' : round(amount.times(weight).div(whole))));
	const last = parts.length - 1;
	const others = sum(parts.slice(0, last).map((part) => new Big(part)));
	return parts.map((part, index) => (index === last ? amount.minus(others).toFixed(2) : part));
}

/** Taxes as said; one without an amount is reckoned from the total they are on. */
export function readTaxes(
	state: ShopState,
	taxes: readonly TaxInput[],
	total: Big,
	{ taxesIncluded }: Pick<OrderCreateInput, 'taxesIncluded'>,
): TaxRecord[] {
	return taxes.map(({ title, rate, priceSet }) => {
		const fraction = new Big(String(rate));
		const base = taxesIncluded ? total.div(fraction.plus(1)) : total;
		const amount = priceSet ? readMoney(state, priceSet, ['order', 'taxLines']) : round(base.times(fraction));
		return { title, rate: fraction.toString(), amount };
	});
}

/** Taxes said of the whole order go to its taxable lines. */
function splitTaxes(lines: readonly LineRecord[], input: OrderCreateInput, state: ShopState): LineRecord[] {
	const taxes = input.taxLines ?? [];
	if (taxes.length === 0) return [...lines];
	const taxable = lines.filter((line) => line.taxable && !line.giftCard);
	const weights = taxable.map((line) => lineAmounts(line, line.quantity).total);
	const whole = readTaxes(state, taxes, sum(weights), input).map((tax) => ({
		tax,
		parts: splitBy(new Big(tax.amount), weights),
	}));
	return lines.map((line) => {
		const place = taxable.indexOf(line);
		if (place < 0) return line;
		return { ...line, taxes: whole.map(({ tax, parts }) => ({ ...tax, amount: parts[place] ?? '0.00' })) };
	});
}

/** The shipping lines of an order. */
export function readShipping(input: OrderCreateInput, state: ShopState): ImportedOrder['shippingLines'] {
	return (input.shippingLines ?? []).map(({ title, code = null, source = null, priceSet, taxLines }, index) => {
		const price = readMoney(state, priceSet, ['order', 'shippingLines', `${index}`, 'priceSet']);
		return { title, code, source, price, taxes: readTaxes(state, taxLines ?? [], new Big(price), input) };
	});
}

/** An address as it is kept; the country by its code. */
export function readAddress(input: AddressInput): AddressRecord {
	if (input.country != null || input.province != null) throw notImitated('addresses with country or province by name');
	const { firstName, lastName, company, address1, address2, zip, city, provinceCode, countryCode, phone } = input;
	return {
		firstName: firstName ?? null,
		lastName: lastName ?? null,
		company: company ?? null,
		address1: address1 ?? null,
		address2: address2 ?? null,
		zip: zip ?? null,
		city: city ?? null,
		provinceCode: provinceCode ?? null,
		countryCode: countryCode ?? null,
		phone: phone ?? null,
	};
}
