import { inCurrency, isZero, minus, negated, sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import type { Problem } from '../../../core/ports';
import { tieOut } from '../../../core/sync/totals';
import { netOf, rateOf, withTaxTotal, type Net } from './mapping';

/*
 * What of an order is booked, line by line: goods, then delivery, tip, fees and rounding as products of their own. Net
 * amounts and taxes of the lines are the order's total exactly, or there is a problem (decision 20).
 */

/** Charges that stand on no line of goods, each a product in Unleashed. */
export type Charge = 'delivery' | 'discount' | 'tip' | 'duties and fees' | 'rounding';

/** The operator's choices. */
export interface BookingRules {
	/** Product codes; a charge without one is a problem when there is one to book. */
	readonly products: Readonly<Record<Charge, string>>;
	/** Product of lines without a SKU; empty makes such a line a problem. */
	readonly productWithoutSku: string;
	/** `inPrice` lowers the price of the goods; `ownLine` keeps it and books what was given off as a line. */
	readonly discounts: 'inPrice' | 'ownLine';
}

/** A line of a document, before it is spelled as Unleashed wants it. */
export interface BookedLine {
	/** Tells the line from the others of its record, and never changes. */
	readonly key: string;
	readonly product: string;
	readonly quantity: number;
	/** Net, of the whole line. */
	readonly total: string;
	readonly tax: string;
	/** A fraction. */
	readonly rate: string;
	readonly goods: boolean;
	readonly note?: string;
}

type Part = Net & { readonly key: string; readonly quantity: number; readonly note?: string } & (
		{ readonly sku: string; readonly charge?: undefined } | { readonly charge: Charge }
	);

type Parts = { readonly parts: readonly Part[] } | { readonly problem: Problem };

/** The lines of an order, or the first reason why it cannot be booked. */
export function bookedLines(order: Order, rules: BookingRules): { lines: BookedLine[] } | { problem: Problem } {
	const tied = tieOut(order);
	if ('problem' in tied) return tied;
	const parts = partsOf(order, rules, tied.rounding ?? '0');
	if ('problem' in parts) return parts;
	const whole = sum(parts.parts.flatMap(({ total, tax }) => [total, tax]));
	if (!isZero(minus(order.totals.total, whole))) return { problem: totalsDiffer(order, order.totals.total, whole) };
	return written(order, parts.parts, rules);
}

function partsOf(order: Order, rules: BookingRules, rounding: string): Parts {
	const goods = order.lines.filter(({ currentQuantity }) => currentQuantity > 0).map((line) => goodsOf(line, order));
	const taxed = [...goods, ...deliveryOf(order, goods)];
	const wanted = orderTax(order);
	const settled = wanted === undefined ? taxed : withTaxTotal(taxed, wanted, order.pricesIncludeTax, order.currency);
	if (settled === undefined)
		return { problem: totalsDiffer(order, wanted ?? '0', sum(taxed.map(({ tax }) => tax)), 'tax') };
	const separate = rules.discounts === 'ownLine' ? settled.flatMap((part) => withoutDiscount(part, order)) : settled;
	return { parts: [...collected(separate, order), ...chargesOf(order, rounding)] };
}

/** What the order says its tax is; the same figure the total is checked with. Undefined where nothing does. */
function orderTax({ totals, taxLines, pricesIncludeTax, lines, shippingLines }: Order): string | undefined {
	if (totals.tax != null) return totals.tax;
	if (taxLines != null) return sum(taxLines.map(({ amount }) => amount));
	return pricesIncludeTax ? undefined : sum([...lines, ...(shippingLines ?? [])].map(({ tax }) => tax ?? '0'));
}

/** Prices without tax whose order names no tax at all: its total holds none either. */
const isUntaxed = (order: Order) => !order.pricesIncludeTax && order.totals.tax == null && order.taxLines == null;

function goodsOf(line: OrderLine, order: Order): Part {
	const { total, tax, taxRate, currentQuantity, sku, title, id } = line;
	const net = netOf({ total, tax, rate: taxRate }, order.pricesIncludeTax, order.currency, isUntaxed(order));
	return { ...net, key: id, quantity: currentQuantity, sku: sku?.trim() ?? '', note: title ?? '' };
}

/** Delivery, one part a delivery line; one for all where their sum is not what the order says it cost. */
function deliveryOf(order: Order, goods: readonly Part[]): Part[] {
	const { currency, pricesIncludeTax, totals } = order;
	const lines = (order.shippingLines ?? []).filter(({ total }) => !isZero(total));
	const cost = totals.shipping ?? sum(lines.map(({ total }) => total));
	if (isZero(cost)) return [];
	const part = (at: number, total: string, tax: string | null | undefined, note: string): Part => ({
		...netOf({ total, tax }, pricesIncludeTax, currency, isUntaxed(order)),
		key: `delivery ${at}`,
		quantity: 1,
		charge: 'delivery',
		note,
	});
	if (isZero(minus(cost, sum(lines.map(({ total }) => total)))))
		return lines.map(({ total, tax, title }, at) => part(at, total, tax, title ?? ''));
	// The taxes of its lines are those of another amount; what the order's tax leaves for it is the one that fits.
	const left = minus(orderTax(order) ?? '0', sum(goods.map(({ tax }) => tax)));
	return [part(0, cost, left.startsWith('-') ? '0' : left, lines[0]?.title ?? '')];
}

/** A line of goods at its full price, and what was given off it; together they are what it was before. */
function withoutDiscount(part: Part, order: Order): Part[] {
	const line = order.lines.find(({ id }) => id === part.key);
	if (part.charge !== undefined || !line) return [part];
	const full = times(line.unitPrice, part.quantity);
	const off = minus(full, line.total);
	if (isZero(off)) return [part];
	const rate = rateOf(part, ratesOf(order), order.currency);
	const untaxed = isZero(part.tax) ? '0' : null;
	const whole = netOf({ total: full, tax: untaxed, rate }, order.pricesIncludeTax, order.currency);
	const tax = minus(whole.tax, part.tax);
	const given: Part = {
		key: `discount ${part.key}`,
		quantity: 1,
		charge: 'discount',
		total: negated(minus(whole.total, part.total)),
		tax: negated(tax),
		rate,
	};
	return [{ ...part, total: whole.total, tax: whole.tax, rate }, given];
}

/** One line for what was given off at each rate, not one for each line of goods. */
function collected(parts: readonly Part[], order: Order): Part[] {
	const off = parts.filter(({ charge }) => charge === 'discount');
	const rates = [...new Set(off.map(({ rate = '0' }) => sum([rate])))];
	const note = (order.discounts ?? []).map(({ code, title }) => code ?? title ?? '').filter(Boolean);
	const sums = rates.map((rate): Part => {
		const same = off.filter((part) => sum([part.rate ?? '0']) === rate);
		return {
			key: `discount ${rate}`,
			quantity: 1,
			charge: 'discount',
			total: sum(same.map(({ total }) => total)),
			tax: sum(same.map(({ tax }) => tax)),
			rate,
			note: note.join(', '),
		};
	});
	return [...parts.filter(({ charge }) => charge !== 'discount'), ...sums];
}

function chargesOf({ totals }: Order, rounding: string): Part[] {
	const untaxed: ReadonlyArray<readonly [Charge, string]> = [
		['tip', totals.tip ?? '0'],
		['duties and fees', sum([totals.duties ?? '0', totals.fees ?? '0'])],
		['rounding', sum([totals.rounding ?? '0', rounding])],
	];
	return untaxed
		.filter(([, total]) => !isZero(total))
		.map(([charge, total]) => ({ key: charge, quantity: 1, charge, total: sum([total]), tax: '0', rate: '0' }));
}

/** Every rate the order names. */
const ratesOf = (order: Order) =>
	[...order.lines.map(({ taxRate }) => taxRate), ...(order.taxLines ?? []).map(({ rate }) => rate)].filter(
		(rate): rate is string => rate != null,
	);

function written(
	order: Order,
	parts: readonly Part[],
	rules: BookingRules,
): { lines: BookedLine[] } | { problem: Problem } {
	const params = { order: order.number };
	if (parts.length === 0) return { problem: { code: 'ORDER_EMPTY', params } };
	const lines: BookedLine[] = [];
	for (const part of parts) {
		const { key, quantity, total, tax, charge, note = '' } = part;
		const product = charge === undefined ? part.sku || rules.productWithoutSku : rules.products[charge];
		if (product === '' && charge === undefined)
			return { problem: { code: 'SKU_MISSING', params: { ...params, line: note || key } } };
		if (product === '') return { problem: chargeMissing(order, charge ?? 'rounding', total) };
		const rate = rateOf(part, ratesOf(order), order.currency);
		lines.push({ key, product, quantity, total, tax, rate, goods: charge === undefined, ...(note ? { note } : {}) });
	}
	return { lines };
}

const chargeMissing = ({ number, currency }: Order, what: string, amount: string): Problem => ({
	code: 'CHARGE_PRODUCT_MISSING',
	params: { order: number, what, amount: inCurrency(amount, currency), currency },
});

function totalsDiffer({ number, currency }: Order, wanted: string, have: string, of = 'lines and charges'): Problem {
	const plain = (amount: string) =>
		isZero(minus(amount, inCurrency(amount, currency))) ? inCurrency(amount, currency) : amount;
	return {
		code: 'TOTALS_DIFFER',
		params: {
			order: number,
			expected: plain(wanted),
			computed: plain(have),
			difference: plain(minus(wanted, have)),
			currency,
			sum: `${of} ${plain(have)}`,
		},
	};
}
