import { dividedBy, inCurrency, isZero, minorDistance, minorUnits, minus, sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { tieOut } from '../../../core/sync/totals';

/*
 * The amounts of an order as orderCreate takes them. It reckons neither taxes nor discounts, so everything it adds up
 * must come to the order's own total to the cent.
 * https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateOrderInput
 */

export interface Price {
	readonly shopMoney: { readonly amount: string; readonly currencyCode: string };
}

export interface TaxInput {
	readonly title: string;
	readonly rate: string;
	readonly priceSet: Price;
}

/** A line that is sold; its variant is found by SKU, then by barcode, before anything is sent. */
export interface GoodsLine {
	readonly sku: string;
	readonly barcode: string;
	readonly quantity: number;
	readonly priceSet: Price;
	readonly requiresShipping: boolean;
	readonly taxable: boolean;
	readonly giftCard?: true;
	readonly taxLines?: readonly TaxInput[];
	readonly properties?: ReadonlyArray<{ readonly name: string; readonly value: string }>;
}

/** An amount of the order that is no product of the shop (a tip, duties, rounding). */
export interface ExtraLine {
	readonly title: string;
	readonly quantity: 1;
	readonly priceSet: Price;
	readonly requiresShipping: false;
	readonly taxable: false;
}

/** An order's lines, delivery and taxes, which come to its total. */
export interface Priced {
	readonly goods: readonly GoodsLine[];
	readonly extras: readonly ExtraLine[];
	readonly shippingLines: readonly ShippingInput[];
	/** Taxes of the whole order, where they do not stand on the lines. */
	readonly taxLines?: readonly TaxInput[];
}

const OWN_TITLES = { tip: 'Tip', duties: 'Duties', fees: 'Fees', rounding: 'Rounding' } as const;

/** The amounts of an order, or why what Shopify adds up would not be its total. */
export function toPriced(order: Order): { readonly priced: Priced } | { readonly problem: Problem } {
	const tied = tieOut(order);
	if ('problem' in tied) return tied;
	const lines = order.lines.filter(({ currentQuantity }) => currentQuantity > 0);
	const taxes = taxesOf(order, lines);
	const rounding = sum([order.totals.rounding ?? '0', tied.rounding ?? '0']);
	const goods = lines.flatMap((line) => toGoods(line, order, taxes));
	const parts = { goods, shippingLines: toShippingLines(order, taxes), extras: toExtras(order, rounding), taxes };
	const fitted = fit(order, parts, rounding);
	if ('problem' in fitted) return fitted;
	const { shippingLines, extras } = parts;
	const taxLines = taxes.on === 'order' ? { taxLines: taxes.lines } : {};
	return { priced: { goods: fitted.goods, extras, shippingLines, ...taxLines } };
}

// ------------------------------------------------------------------ taxes

/** Taxes stand on the lines or on the order, never on both: Shopify would add them up. */
type Taxes =
	| { readonly on: 'nothing' }
	| { readonly on: 'lines'; readonly title: (rate: string) => string; readonly shippingRate: string }
	/** `onSome`: the lines say which of them are taxed at all. */
	| { readonly on: 'order'; readonly lines: readonly TaxInput[]; readonly onSome: boolean };

export const price = (amount: string, currency: string): Price => ({
	shopMoney: { amount: inCurrency(amount, currency), currencyCode: currency },
});

function taxesOf(order: Order, lines: readonly OrderLine[]): Taxes {
	const onLines = sum(lines.map(({ tax }) => tax ?? '0'));
	const onShipping = sum((order.shippingLines ?? []).map(({ tax }) => tax ?? '0'));
	const listed = order.taxLines?.map(({ amount }) => amount);
	const total = order.totals.tax ?? (listed ? sum(listed) : sum([onLines, onShipping]));
	if (isZero(total)) return { on: 'nothing' };
	const rates = new Set(lines.flatMap(({ tax, taxRate }) => (tax && !isZero(tax) ? [taxRate ?? ''] : [])));
	const [only] = rates;
	const known = !rates.has('') && (isZero(onShipping) || (rates.size === 1 && only !== undefined));
	if (known && isZero(minus(total, sum([onLines, onShipping]))))
		return { on: 'lines', title: titleByRate(order), shippingRate: only ?? '0' };
	return { on: 'order', lines: orderTaxes(order, total), onSome: !isZero(onLines) };
}

function titleByRate(order: Order): (rate: string) => string {
	const titles = new Map((order.taxLines ?? []).map(({ rate, title }) => [Number(rate ?? 0), title?.trim()]));
	return (rate) => titles.get(Number(rate)) || TAX_TITLE;
}

const TAX_TITLE = 'Tax';
const RATE_DIGITS = 5;

/** The order's own tax lines where they have rates and come to its tax, else one line of the rate it comes to. */
function orderTaxes(order: Order, total: string): TaxInput[] {
	const listed = (order.taxLines ?? []).filter(({ amount }) => !isZero(amount));
	const whole = listed.length > 0 && listed.every(({ rate }) => rate != null);
	if (whole && isZero(minus(total, sum(listed.map(({ amount }) => amount))))) {
		return listed.map(({ title, rate, amount }) => ({
			title: title?.trim() || TAX_TITLE,
			rate: rate ?? '0',
			priceSet: price(amount, order.currency),
		}));
	}
	const gross = sum([...order.lines, ...(order.shippingLines ?? [])].map((line) => line.total));
	const net = order.pricesIncludeTax ? minus(gross, total) : gross;
	// A rate is no amount: what is booked is the amount beside it.
	const rate = isZero(net) ? '0' : (Number(total) / Number(net)).toFixed(RATE_DIGITS);
	return [{ title: TAX_TITLE, rate, priceSet: price(total, order.currency) }];
}

const taxLine = (tax: string | null | undefined, rate: string, taxes: Taxes, currency: string) =>
	taxes.on === 'lines' && tax && !isZero(tax)
		? { taxLines: [{ title: taxes.title(rate), rate, priceSet: price(tax, currency) }] }
		: {};

// ------------------------------------------------------------------ lines

export const skuOf = ({ sku }: OrderLine) => (sku ?? '').trim();
export const barcodeOf = ({ barcode }: OrderLine) => (barcode ?? '').trim();

/**
 * A line after its discounts, because orderCreate knows none on lines. Where its total is no multiple of its quantity
 * in whole cents, it becomes two lines whose prices differ by one: 3 for 10.00 is 2 at 3.33 and 1 at 3.34.
 */
function toGoods(line: OrderLine, order: Order, taxes: Taxes): GoodsLine[] {
	const { currency } = order;
	const properties = Object.entries(line.properties ?? {}).map(([name, value]) => ({ name, value }));
	const parts = unitPrices(line.total, line.currentQuantity, currency);
	const taxedParts = shared(line.tax ?? '0', parts, line.currentQuantity, currency);
	return parts.map(({ quantity, unitPrice }, index) => ({
		sku: skuOf(line),
		barcode: barcodeOf(line),
		quantity,
		priceSet: price(unitPrice, currency),
		requiresShipping: line.requiresShipping,
		taxable: !line.giftCard && !(taxes.on === 'order' && taxes.onSome && line.tax != null && isZero(line.tax)),
		...(line.giftCard ? { giftCard: true as const } : {}),
		...taxLine(taxedParts[index], line.taxRate ?? '0', taxes, currency),
		...(properties.length > 0 ? { properties } : {}),
	}));
}

interface Part {
	readonly quantity: number;
	readonly unitPrice: string;
}

/** Unit prices in whole minor units that come to a total exactly; one price, or two that differ by one unit. */
export function unitPrices(total: string, quantity: number, currency: string): Part[] {
	const even = dividedBy(total, quantity, currency);
	const rest = minus(total, times(even, quantity));
	const odd = minorDistance(total, times(even, quantity), currency);
	if (odd === 0) return [{ quantity, unitPrice: even }];
	const step = stepOf(currency);
	const unitPrice = rest.startsWith('-') ? minus(even, step) : sum([even, step]);
	return [
		{ quantity: quantity - odd, unitPrice: even },
		{ quantity: odd, unitPrice },
	].filter((part) => part.quantity > 0);
}

/** One minor unit: "0.01" in EUR. */
const stepOf = (currency: string) => dividedBy('1', 10 ** minorUnits(currency), currency);

/** An amount over the parts of a line by their quantities; the last part has what rounding leaves. */
function shared(amount: string, parts: readonly Part[], quantity: number, currency: string): string[] {
	const shares: string[] = [];
	for (const [index, part] of parts.entries()) {
		const left = minus(amount, sum(shares));
		shares.push(index === parts.length - 1 ? left : dividedBy(times(amount, part.quantity), quantity, currency));
	}
	return shares;
}

export interface ShippingInput {
	readonly title: string;
	readonly code?: string;
	readonly priceSet: Price;
	readonly taxLines?: readonly TaxInput[];
}

function toShippingLines(order: Order, taxes: Taxes): ShippingInput[] {
	const { currency, shippingMethod } = order;
	const rate = taxes.on === 'lines' ? taxes.shippingRate : '0';
	const lines = order.shippingLines ?? [];
	const given =
		lines.length > 0 ? lines : isZero(order.totals.shipping ?? '0') ? [] : [{ total: order.totals.shipping ?? '0' }];
	return given.map((line: { total: string; title?: string | null; code?: string | null; tax?: string | null }) => {
		const code = line.code?.trim() || shippingMethod?.code?.trim();
		return {
			title: line.title?.trim() || shippingMethod?.title?.trim() || code || 'Shipping',
			...(code ? { code } : {}),
			priceSet: price(line.total, currency),
			...taxLine(line.tax, rate, taxes, currency),
		};
	});
}

function toExtras(order: Order, rounding: string): ExtraLine[] {
	const { totals, currency } = order;
	const amounts = { ...totals, rounding };
	return (Object.keys(OWN_TITLES) as Array<keyof typeof OWN_TITLES>).flatMap((name) => {
		const amount = amounts[name] ?? '0';
		// A price cannot be below zero; what is, is taken off a line (see `fit`).
		if (isZero(amount) || amount.startsWith('-')) return [];
		return [
			{
				title: OWN_TITLES[name],
				quantity: 1,
				priceSet: price(amount, currency),
				requiresShipping: false,
				taxable: false,
			} satisfies ExtraLine,
		];
	});
}

interface Parts {
	readonly goods: readonly GoodsLine[];
	readonly shippingLines: readonly ShippingInput[];
	readonly extras: readonly ExtraLine[];
	readonly taxes: Taxes;
}

/**
 * The lines such that Shopify's sum is the order's total. What is left after every part is in is rounding that an order
 * may have: when it is above zero it is a line of its own already, when below it is taken off the dearest single unit.
 */
function fit(
	order: Order,
	parts: Parts,
	rounding: string,
): { readonly goods: readonly GoodsLine[] } | { readonly problem: Problem } {
	const { currency, totals, number } = order;
	const computed = shopifySum(order, parts);
	const difference = minus(totals.total, computed);
	if (isZero(difference)) return { goods: parts.goods };
	const isRounding = difference.startsWith('-') && isZero(minus(rounding, difference));
	const goods = isRounding ? lowerOneUnit(parts.goods, difference, currency) : undefined;
	if (goods) return { goods };
	const params = { order: number, expected: totals.total, computed, difference, currency };
	return { problem: { code: 'TOTALS_DIFFER', params } };
}

/** What Shopify will add up: lines, delivery, and taxes where the prices are without them. */
function shopifySum(order: Order, { goods, shippingLines, extras, taxes }: Parts): string {
	const amountOf = ({ priceSet }: { readonly priceSet: Price }) => priceSet.shopMoney.amount;
	const lines = goods.map((line) => times(amountOf(line), line.quantity));
	const onLines = [...goods, ...shippingLines].flatMap(({ taxLines = [] }) => taxLines);
	const taxed = order.pricesIncludeTax ? [] : taxes.on === 'order' ? taxes.lines : onLines;
	return sum([...lines, ...[...shippingLines, ...extras, ...taxed].map(amountOf)]);
}

function lowerOneUnit(goods: readonly GoodsLine[], left: string, currency: string): GoodsLine[] | undefined {
	const amountOf = (line: GoodsLine) => Number(line.priceSet.shopMoney.amount);
	const dearest = [...goods].sort((a, b) => amountOf(b) - amountOf(a))[0];
	if (!dearest || sum([dearest.priceSet.shopMoney.amount, left]).startsWith('-')) return undefined;
	const lowered = price(sum([dearest.priceSet.shopMoney.amount, left]), currency);
	return goods.flatMap((line) => {
		if (line !== dearest) return [line];
		if (line.quantity === 1) return [{ ...line, priceSet: lowered }];
		// Taxes of the line stay where they are: on what is left of it.
		return [
			{ ...line, quantity: line.quantity - 1 },
			{ ...line, quantity: 1, priceSet: lowered, taxLines: undefined },
		];
	});
}
