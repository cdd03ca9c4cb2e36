import { isZero, minorDistance, minus, sum, unitPrice } from '../../../core/model/money';
import type { Refund, REFUND_RESTOCK, RefundLine } from '../../../core/model/refund';
import type { Problem } from '../../../core/ports';
import { documentNumber } from '../../../core/sync/keys';
import { netOf, rateOf, type Net } from '../booking/mapping';
import { headTax, type Taxes } from '../document/draft';
import { clipped, idTail, jsonNumber, LONGEST_NUMBER, requestDate, type NumberRules } from '../mapping';
import type { UnleashedOrder } from '../order/wire';
import type { Taxed } from '../tax/mapping';
import type { Raw } from '../wire';

/*
 * A refund as a credit note. It names its order in words, since a free credit has no field for it.
 */

/** The operator's choices. */
export interface RefundRules extends NumberRules {
	/** Product codes of what is no goods. */
	readonly products: Readonly<Record<'delivery' | 'duties' | 'adjustment' | 'rounding', string>>;
	readonly productWithoutSku: string;
	readonly baseCurrency: string;
	readonly exchangeRates: ReadonlyArray<{ readonly currency: string; readonly rate: string }>;
	readonly status: 'Parked' | 'Completed';
	/** What becomes of refunds of orders that are not completed: taken off the order, or credited at once. */
	readonly openOrders: 'order' | 'credit';
}

export interface CreditLineDraft {
	readonly product: string;
	readonly quantity: number;
	readonly price: string;
	/** Net. */
	readonly total: string;
	readonly tax: string;
	/** A fraction. */
	readonly rate: string;
	/** Where neither this part nor another of the refund says a rate. */
	readonly figures?: Taxed;
	readonly restock: boolean;
}

export interface CreditDraft {
	readonly orderNumber: string;
	/** By which a credit note of ours is known again. */
	readonly marker: string;
	readonly comments: string;
	readonly creditedAt: string;
	readonly currency: string;
	readonly lines: readonly CreditLineDraft[];
	readonly total: string;
}

/** `[shopify:98765]`; stands at the end of the comments. */
export const markerOf = ({ origin }: Pick<Refund, 'origin'>) => `[${origin.system}:${idTail(origin.id)}]`;

/** When a refund counts. */
export const creditedAt = ({ processedAt, createdAt }: Refund) => processedAt ?? createdAt;

/** What the parts come to, with tax. */
const grossOf = ({ totals }: Refund) => totals.gross ?? totals.refunded ?? '0';

/** What is to be credited: the money that went back; where none was ever meant to, what the parts come to. */
const totalOf = (refund: Refund) =>
	refund.status === 'withoutMoney' ? grossOf(refund) : (refund.totals.refunded ?? grossOf(refund));

/** Goods for goods: what came back was not given back as money, or not all of it, because other goods went out for it. */
export const isExchange = (refund: Refund) =>
	(refund.exchangedFor ?? []).length > 0 && !isZero(minus(grossOf(refund), refund.totals.refunded ?? '0'));

/** What came back and what was given for it, for the problem. */
export const exchangeWords = (refund: Refund) =>
	`${grossOf(refund)} ${refund.currency} came back, ${refund.totals.refunded ?? '0'} ${refund.currency} was refunded`;

/** The longest comments (seen in a public client, of orders). */
const LONGEST_COMMENTS = 2048;

/** Names the order and its currency, since a credit note has a field for neither; ends with the marker whatever is said. */
function commentsOf({ number, currency, note }: Refund, order: string, marker: string): string {
	const [head, most] = [`Refund ${number} of order ${order} in ${currency}`, LONGEST_COMMENTS - marker.length];
	return [head, clipped(note, most - head.length - 2), marker].filter(Boolean).join(' ');
}

/** The number of a refund's order at Unleashed. */
export function creditedOrder(refund: Refund, rules: NumberRules): { key: string } | { problem: Problem } {
	const { number, id } = refund.order ?? {};
	const wanted = rules.numberFrom === 'id' ? idTail(id ?? '') : (number ?? '');
	const allowed = /[A-Za-z0-9#._-]/;
	const made = documentNumber({ prefix: rules.prefix, number: wanted, allowed, maxLength: LONGEST_NUMBER });
	if ('key' in made) return made;
	const reason = 'it says neither by number nor by ID which order it belongs to';
	return {
		problem: { code: 'FIELD_INVALID', params: { record: `the refund ${refund.number}`, field: 'order', reason } },
	};
}

/** A refund as Unleashed takes it, or the first reason why it cannot be booked. */
export function toDraft(refund: Refund, rules: RefundRules): { draft: CreditDraft } | { problem: Problem } {
	const order = creditedOrder(refund, rules);
	if ('problem' in order) return order;
	const made = linesOf(refund, rules);
	if ('problem' in made) return made;
	const marker = markerOf(refund);
	return {
		draft: {
			orderNumber: order.key,
			marker,
			comments: commentsOf(refund, order.key, marker),
			creditedAt: creditedAt(refund),
			currency: refund.currency,
			lines: made.lines,
			total: sum(made.lines.flatMap(({ total, tax }) => [total, tax])),
		},
	};
}

interface Part {
	readonly net: Net;
	readonly product: string;
	/** What has no product, for the problem. */
	readonly what: string;
	readonly quantity: number;
	readonly restock: boolean;
}

type Amounts = Pick<RefundLine, 'net' | 'tax' | 'gross' | 'taxRate'>;

/** A part of a refund with the tax it says; what says only one of the two amounts is taxed by its rate. */
function netPart({ net, tax, gross, taxRate: rate }: Amounts, currency: string): Net {
	if (net == null) return netOf({ total: gross ?? '0', tax, rate }, true, currency);
	return netOf({ total: net, tax: tax ?? (gross == null ? undefined : minus(gross, net)), rate }, false, currency);
}

/** Goods that are back on the shelf, or never left it. */
const PUT_BACK: ReadonlySet<string> = new Set(['cancelled', 'returned', 'restocked'] satisfies Array<
	(typeof REFUND_RESTOCK)[number]
>);

function partsOf({ currency, lines, shipping, duties, adjustments }: Refund, rules: RefundRules): Part[] {
	const goods = lines.map(({ sku, title, quantity, restock, ...amounts }) => ({
		net: netPart(amounts, currency),
		product: sku?.trim() || rules.productWithoutSku,
		what: `goods without a SKU${title ? ` (${title})` : ''}`,
		quantity,
		restock: quantity > 0 && PUT_BACK.has(restock ?? ''),
	}));
	const sums = (list: readonly Amounts[] | null | undefined, product: string, what: string): Part[] =>
		(list ?? [])
			.map((each) => ({ net: netPart(each, currency), product, what, quantity: 0, restock: false }))
			.filter(({ net }) => !isNothing(net));
	return [
		...goods.filter(({ quantity, net }) => quantity > 0 || !isNothing(net)),
		...sums(shipping, rules.products.delivery, 'delivery'),
		...sums(duties, rules.products.duties, 'duties'),
		...sums(adjustments, rules.products.adjustment, 'adjustment'),
		// Money for goods that stay with the customer, and what is no goods, is one piece.
	].map((part) => ({ ...part, quantity: Math.max(1, part.quantity) }));
}

const isNothing = ({ total, tax }: Net) => isZero(total) && isZero(tax);

function linesOf(refund: Refund, rules: RefundRules): { lines: CreditLineDraft[] } | { problem: Problem } {
	const { currency, number } = refund;
	const parts = partsOf(refund, rules);
	const have = sum(parts.flatMap(({ net }) => [net.total, net.tax]));
	// An exchange is not credited, but its order may have been changed by it.
	const wanted = isExchange(refund) ? grossOf(refund) : totalOf(refund);
	const left = minus(wanted, have);
	const roundings = parts.filter(({ net }) => !isZero(net.tax)).length;
	if (minorDistance(wanted, have, currency) > roundings) return { problem: totalsDiffer(refund, have, left) };
	const rounding: Part[] = isZero(left)
		? []
		: [
				{
					net: { total: left, tax: '0', rate: '0' },
					product: rules.products.rounding,
					what: 'rounding',
					quantity: 1,
					restock: false,
				},
			];
	const all = [...parts, ...rounding];
	const missing = all.find(({ product }) => product === '');
	if (missing)
		return {
			problem: {
				code: 'CHARGE_PRODUCT_MISSING',
				params: { order: number, kind: 'refund', what: missing.what, amount: sum([missing.net.total]), currency },
			},
		};
	if (all.length === 0) return { problem: { code: 'ORDER_EMPTY', params: { order: number, kind: 'refund' } } };
	const rates = refund.lines.map(({ taxRate }) => taxRate).filter((rate): rate is string => rate != null);
	return {
		lines: all.map(({ net, product, quantity, restock }) => ({
			product,
			quantity,
			price: unitPrice(net.total, quantity, currency),
			total: net.total,
			tax: net.tax,
			rate: rateOf(net, rates, currency),
			...(net.rate === undefined && rates.length === 0 && !isZero(net.tax)
				? { figures: { total: net.total, tax: net.tax, currency } }
				: {}),
			restock,
		})),
	};
}

const totalsDiffer = (refund: Refund, computed: string, difference: string): Problem => {
	const { number: order, currency } = refund;
	const expected = sum([totalOf(refund)]);
	return { code: 'TOTALS_DIFFER', params: { order, kind: 'refund', expected, computed, difference, currency } };
};

/** The credit note as it is sent, to the customer and the warehouse of its order. */
export function toFreeCredit(draft: CreditDraft, order: UnleashedOrder, taxes: Taxes, rules: RefundRules): Raw {
	const { Guid, CustomerCode } = order.Customer ?? {};
	const rate = exchangeRateOf(draft.currency, rules);
	const lines = draft.lines.map((line) => ({ ...line, key: '', goods: true, guid: '', unitPrice: line.price }));
	return {
		Customer: { ...(Guid ? { Guid } : {}), CustomerCode },
		Warehouse: { WarehouseCode: order.Warehouse?.WarehouseCode },
		CreditDate: requestDate(draft.creditedAt),
		Comments: draft.comments,
		Tax: { TaxCode: headTax({ lines }, taxes).code },
		...(rate === undefined ? {} : { ExchangeRate: Number(rate) }),
		CreditLines: draft.lines.map((line, at) => ({
			LineNumber: at + 1,
			Product: { ProductCode: line.product },
			CreditQuantity: line.quantity,
			CreditPrice: jsonNumber(line.price),
			LineTotal: jsonNumber(line.total),
			LineTax: jsonNumber(line.tax),
			ReturnToStock: line.restock,
		})),
	};
}

function exchangeRateOf(currency: string, { baseCurrency, exchangeRates }: RefundRules): string | undefined {
	if (currency === baseCurrency) return '1';
	return exchangeRates.find((row) => row.currency.toUpperCase() === currency)?.rate;
}

// ------------------------------------------------------------------ what the order still bills

export type Billed =
	/** The order bills what was given back: it is to be credited. */
	| 'billed'
	/** It was taken off the order already. */
	| 'takenOff'
	/** A part was. */
	| { readonly unclear: string };

/**
 * Whether the order at Unleashed still bills what a refund gives back, by what it comes to there and what the shop says is
 * left of it. Money that belongs to no goods is in neither, and is always to be credited.
 */
export function stillBilled(refund: Refund, order: UnleashedOrder): Billed {
	const { orderTotalLeft, currency } = refund;
	if (isExchange(refund)) return isExchanged(refund, order) ? 'takenOff' : 'billed';
	const money = (refund.adjustments ?? []).map((each) => netPart(each, currency));
	const loose = sum(money.flatMap(({ total, tax }) => [total, tax]));
	const ofOrder = minus(totalOf(refund), loose);
	if (isZero(ofOrder) || orderTotalLeft == null || order.Total == null) return 'billed';
	const above = minus(sum([String(order.Total)]), orderTotalLeft);
	if (!minus(above, ofOrder).startsWith('-')) return 'billed';
	if (minorDistance(above, '0', currency) <= 1 || above.startsWith('-'))
		return isZero(loose) ? 'takenOff' : { unclear: words(refund, above) };
	return { unclear: words(refund, above) };
}

const words = (refund: Refund, above: string) =>
	`${totalOf(refund)} ${refund.currency} refunded, ${above} ${refund.currency} still billed`;

/** Whether the order bills what went out in exchange, and comes to what the shop says. */
function isExchanged({ exchangedFor, orderTotalLeft, currency }: Refund, order: UnleashedOrder): boolean {
	if (orderTotalLeft == null || order.Total == null) return false;
	const codes = new Set((order.SalesOrderLines ?? []).map(({ Product }) => Product?.ProductCode));
	const bills = (exchangedFor ?? []).every(({ sku }) => sku != null && codes.has(sku));
	return bills && minorDistance(sum([String(order.Total)]), orderTotalLeft, currency) <= 1;
}
