import {
	dividedBy,
	inCurrency,
	isZero,
	minorDistance,
	minus,
	quotient,
	rounded,
	sum,
	times,
} from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { tieOut } from '../../../core/sync/totals';
import { amountOf } from '../mapping';
import type { OdooTax } from '../settings/wire';

/*
 * The amounts of an order as Odoo takes them. Odoo reckons the taxes itself, so what it will come to is reckoned here
 * the same way first, and what differs from the order's own total by rounding goes into a line of its own.
 */

/** Lines that are no goods of the shop, each with a product of its own in Odoo. */
export const EXTRA_LINES = [
	'delivery',
	'discount',
	'duties',
	'fees',
	'giftCard',
	'rounding',
	'tip',
	'unknown',
] as const;
export type ExtraLine = (typeof EXTRA_LINES)[number];

/** Which tax of Odoo a rate of the shop is. */
export interface TaxRow {
	/** Per cent, as a decimal text: "25.5". */
	readonly rate: string;
	/** The rows that are meant for prices with or without tax alone. */
	readonly prices: 'any' | 'included' | 'excluded';
	readonly tax: number;
}

export interface PricingRules {
	readonly label: string;
	readonly taxRows: readonly TaxRow[];
	/** Every tax on sales there is, for rates without a row. */
	readonly taxes: readonly OdooTax[];
	/** Decimals that a price keeps in Odoo. */
	readonly priceDigits: number;
	/** Odoo's two ways: taxes of each line rounded, or their sum (the default of new databases). */
	readonly rounding: 'round_per_line' | 'round_globally';
	/** Which kinds of extra lines have a product. */
	readonly products: ReadonlyMap<ExtraLine, number>;
}

/** A line as Odoo is to have it, whatever it is for. */
export interface PricedLine {
	readonly kind: 'goods' | ExtraLine;
	/** Told apart within the order: the line's id at its source, or what it is. */
	readonly key: string;
	readonly source?: OrderLine;
	readonly name: string;
	readonly quantity: number;
	readonly price: string;
	readonly tax?: Tax;
}

export interface Tax {
	readonly id: number;
	/** A fraction: "0.255". */
	readonly rate: string;
	/** Whether it is in the price. */
	readonly included: boolean;
}

type Answer<T> = T | { readonly problem: Problem };

/** The amounts of an order, or why Odoo's sum would not be its total. */
export function toPriced(order: Order, rules: PricingRules): Answer<{ readonly lines: readonly PricedLine[] }> {
	const tied = tieOut(order);
	if ('problem' in tied) return tied;
	const pricer = new Pricer(order, rules);
	const lines = [...pricer.goods(), ...pricer.deliveries(), ...pricer.own(), ...pricer.discounts()];
	if (pricer.problem) return { problem: pricer.problem };
	const odd = roundingLine(order, lines, rules);
	return 'problem' in odd ? odd : { lines: [...lines, ...odd.lines] };
}

// ------------------------------------------------------------------ the parts

class Pricer {
	/** The first reason why the order cannot be priced. */
	problem: Problem | undefined;

	/** What lines lost by discounts, by the tax they have. */
	private readonly off = new Map<string, { readonly tax: Tax | undefined; readonly amounts: string[] }>();

	constructor(
		private readonly order: Order,
		private readonly rules: PricingRules,
	) {}

	goods(): PricedLine[] {
		return this.order.lines.filter(({ currentQuantity }) => currentQuantity > 0).map((line) => this.goodsLine(line));
	}

	/**
	 * A line at its own price, its discount in a line beside it: a percentage of Odoo's has two decimals, and most
	 * discounts are none such. Without a product for discounts the price is the one after them, where that divides.
	 */
	private goodsLine(line: OrderLine): PricedLine {
		const { currentQuantity: quantity, id: key, total } = line;
		const tax = this.taxOf(line.taxRate, line.tax, total);
		const kind = line.giftCard && !line.sku?.trim() && this.rules.products.has('giftCard') ? 'giftCard' : 'goods';
		const priced = {
			kind,
			key,
			source: line,
			name: line.title?.trim() || line.sku?.trim() || key,
			quantity,
			tax,
		} as const;
		const { priceDigits } = this.rules;
		const price = rounded(line.unitPrice, priceDigits);
		const rest = minus(total, times(price, quantity));
		if (isZero(rest)) return { ...priced, price };
		const net = quotient(total, quantity, priceDigits);
		if (!this.rules.products.has('discount') && isZero(minus(total, times(net, quantity))))
			return { ...priced, price: net };
		const bucket = this.off.get(String(tax?.id ?? '')) ?? { tax, amounts: [] };
		bucket.amounts.push(rest);
		this.off.set(String(tax?.id ?? ''), bucket);
		return { ...priced, price };
	}

	/** One line for each tax that something was taken off. */
	discounts(): PricedLine[] {
		const codes = (this.order.discounts ?? [])
			.map(({ code, title }) => code?.trim() || title?.trim() || '')
			.filter(Boolean);
		const name = ['Discount', codes.length > 0 ? `(${codes.join(', ')})` : ''].filter(Boolean).join(' ');
		return [...this.off].flatMap(([taxId, { tax, amounts }]) =>
			this.extra('discount', `discount ${taxId}`, name, sum(amounts), tax),
		);
	}

	deliveries(): PricedLine[] {
		const { shippingLines, shippingMethod, totals } = this.order;
		const given: NonNullable<Order['shippingLines']> =
			shippingLines && shippingLines.length > 0 ? shippingLines : [{ total: totals.shipping ?? '0' }];
		return given.flatMap((line, index) => {
			const name = line.title?.trim() || shippingMethod?.title?.trim() || line.code?.trim() || 'Delivery';
			const tax = isZero(line.total) ? undefined : this.taxOf(undefined, line.tax, line.total);
			return this.extra('delivery', `delivery ${index + 1}`, name, line.total, tax);
		});
	}

	/** What the order has besides, without tax: the source names none for it. */
	own(): PricedLine[] {
		const { tip, duties, fees } = this.order.totals;
		return [
			...this.extra('tip', 'tip', 'Tip', tip ?? '0'),
			...this.extra('duties', 'duties', 'Duties', duties ?? '0'),
			...this.extra('fees', 'fees', 'Fees', fees ?? '0'),
		];
	}

	private extra(kind: ExtraLine, key: string, name: string, amount: string, tax?: Tax): PricedLine[] {
		if (isZero(amount)) return [];
		if (!this.rules.products.has(kind)) this.problem ??= productMissing(this.order, kind, this.rules);
		return [{ kind, key, name, quantity: 1, price: amount, tax }];
	}

	private taxOf(rate: string | null | undefined, tax: string | null | undefined, amount: string): Tax | undefined {
		const found = taxFor(this.order, { rate, tax, amount }, this.rules);
		if ('problem' in found) this.problem ??= found.problem;
		return 'problem' in found ? undefined : found.tax;
	}
}

export const EXTRA_NAMES: Readonly<Record<ExtraLine, string>> = {
	delivery: 'Delivery',
	discount: 'Discounts',
	duties: 'Duties',
	fees: 'Fees',
	giftCard: 'Gift Cards Sold',
	rounding: 'Rounding',
	tip: 'Tips',
	unknown: 'Unknown SKUs',
};

function productMissing(order: Order, kind: ExtraLine, { label }: Pick<PricingRules, 'label'>): Problem {
	return { code: 'LINE_PRODUCT_MISSING', params: { order: order.number, line: EXTRA_NAMES[kind], target: label } };
}

// ------------------------------------------------------------------ taxes

/** What is known of the tax of one line: its rate where the source says it, and its amount. */
interface Taxed {
	readonly rate?: string | null;
	readonly tax?: string | null;
	readonly amount: string;
}

/**
 * The tax of Odoo for a line: by the operator's rows first, else the one tax of that rate whose prices are with or
 * without tax as the order's are. Several that fit are a problem, because nobody could say which is meant.
 */
export function taxFor(order: Order, taxed: Taxed, rules: PricingRules): Answer<{ readonly tax: Tax | undefined }> {
	const rate = rateOf(order, taxed);
	if (rate === undefined) return { problem: taxProblem(order, `${taxed.tax ?? ''} of ${taxed.amount}`, rules) };
	const percent = times(rate, 100);
	const included = order.pricesIncludeTax;
	const row = rules.taxRows.find(
		(each) => sameNumber(each.rate, percent) && (each.prices === 'any' || (each.prices === 'included') === included),
	);
	if (row) return { tax: { id: row.tax, rate, included } };
	if (isZero(rate)) return { tax: undefined };
	const fitting = rules.taxes.filter(
		(each) =>
			each.amount_type === 'percent' &&
			sameNumber(amountOf(each.amount), percent) &&
			(each.price_include ?? false) === included,
	);
	const [only] = fitting;
	if (only && fitting.length === 1) return { tax: { id: only.id, rate, included } };
	return { problem: taxProblem(order, `${plainNumber(percent)} %`, rules, fitting.length) };
}

/**
 * A line's rate as a fraction. Where the source names only an amount (delivery), it is the rate among those of the order
 * that comes to this amount; undefined where none does.
 */
function rateOf(order: Order, { rate, tax, amount }: Taxed): string | undefined {
	if (tax != null && isZero(tax)) return '0';
	if (rate != null) return rate;
	if (tax == null) return '0';
	const rates = [...order.lines.map(({ taxRate }) => taxRate), ...(order.taxLines ?? []).map((line) => line.rate)];
	const distances = [...new Set(rates)].flatMap((each) => {
		if (each == null || isZero(each)) return [];
		const reckoned = taxIn(amount, each, order.pricesIncludeTax, order.currency);
		return [{ rate: each, distance: minorDistance(reckoned, tax, order.currency) }];
	});
	const [closest] = distances.sort((a, b) => a.distance - b.distance);
	return closest && closest.distance <= 1 ? closest.rate : undefined;
}

/** The tax in or on an amount, rounded to the currency. */
function taxIn(amount: string, rate: string, included: boolean, currency: string): string {
	if (!included) return inCurrency(times(amount, rate), currency);
	return minus(amount, dividedBy(amount, sum(['1', rate]), currency));
}

const sameNumber = (a: string, b: string) => isZero(minus(a, b));
const plainNumber = (value: string) => sum([value]);

function taxProblem(order: Order, rate: string, { label }: PricingRules, count = 0): Problem {
	const prices = order.pricesIncludeTax ? 'with tax' : 'without tax';
	const params = { order: order.number, rate, prices, target: label, ...(count > 1 ? { count: String(count) } : {}) };
	return { code: 'TAX_UNMAPPED', params };
}

// ------------------------------------------------------------------ the sum

/** What Odoo will come to for these lines: taxes in the price change nothing, those on top are rounded its way. */
export function odooTotal(
	lines: readonly PricedLine[],
	{ rounding }: Pick<PricingRules, 'rounding'>,
	currency: string,
): string {
	const net = lines.map((line) => inCurrency(times(line.price, line.quantity), currency));
	const onTop = lines.flatMap((line, index) =>
		line.tax && !line.tax.included ? [{ tax: line.tax, base: net[index]! }] : [],
	);
	if (rounding === 'round_per_line')
		return sum([...net, ...onTop.map(({ tax, base }) => inCurrency(times(base, tax.rate), currency))]);
	const byTax = new Map<number, string>();
	for (const { tax, base } of onTop) byTax.set(tax.id, sum([byTax.get(tax.id) ?? '0', times(base, tax.rate)]));
	return sum([...net, ...[...byTax.values()].map((amount) => inCurrency(amount, currency))]);
}

/** By how many minor units the taxes of two ways of reckoning may differ: one for each line that is taxed. */
export const roundingAllowance = (lines: ReadonlyArray<Pick<PricedLine, 'tax'>>) =>
	lines.filter(({ tax }) => tax !== undefined && !isZero(tax.rate)).length;

/** The line that makes Odoo's sum the order's total; a problem where that would hide more than rounding. */
function roundingLine(
	order: Order,
	lines: readonly PricedLine[],
	rules: PricingRules,
): Answer<{ readonly lines: readonly PricedLine[] }> {
	const { currency, totals } = order;
	const computed = odooTotal(lines, rules, currency);
	const difference = minus(totals.total, computed);
	if (isZero(difference)) return { lines: [] };
	const odd = minorDistance(difference, totals.rounding ?? '0', currency);
	if (odd > roundingAllowance(lines)) return { problem: totalsDiffer(order, computed, rules.label) };
	const line = roundingOf(order, difference, rules);
	return 'problem' in line ? line : { lines: [line] };
}

/** The line for a difference by rounding, without tax. */
export function roundingOf(
	order: Order,
	amount: string,
	rules: PricingRules,
): PricedLine | { readonly problem: Problem } {
	if (!rules.products.has('rounding')) return { problem: productMissing(order, 'rounding', rules) };
	return { kind: 'rounding', key: 'rounding', name: 'Rounding', quantity: 1, price: amount };
}

/** What the target comes to is not the order's total. */
export function totalsDiffer({ number, totals, currency }: Order, computed: string, label: string): Problem {
	const [expected, reckoned] = [inCurrency(totals.total, currency), inCurrency(computed, currency)];
	const difference = inCurrency(minus(totals.total, computed), currency);
	return {
		code: 'TOTALS_DIFFER',
		params: { order: number, expected, computed: reckoned, difference, currency, sum: `as ${label} reckons the taxes` },
	};
}
