import { inCurrency, isAboveZero, isZero, minus, quotient, sum, times } from '../../../core/model/money';
import type { Order, OrderLine } from '../../../core/model/order';
import { translate } from '../../../core/sync/status';
import { currencyCode, decimal, instant, pieces, SYSTEM, toAddress } from '../mapping';
import type { LnbItem, LnbOrder } from './wire';

/*
 * Le New Black's orders in the package's own terms.
 */

/**
 * The statuses of the back office (https://support.lenewblack.com/hc/en-us/articles/210124806) in the words of the API, which
 * are inferred but for `confirmed` and `pending`, seen in the vendor's tests.
 */
const STATUS: Readonly<Record<string, Order['status']>> = {
	draft: 'open',
	open_for_buyer: 'open',
	open_for_brand: 'open',
	pending: 'open',
	confirmed: 'open',
	invoicing: 'open',
	blocked: 'open',
	closed: 'closed',
	canceled: 'cancelled',
	cancelled: 'cancelled',
};

/** What the editor proposes; any other word may be typed. */
export const STATUSES = [
	...['draft', 'open_for_buyer', 'open_for_brand', 'confirmed', 'invoicing', 'closed', 'canceled', 'blocked'],
];

export const folded = (status: string) => status.trim().toLowerCase();

export interface ReadRules {
	readonly account: string;
	readonly seenAt: string;
	/** Words of this brand's own workflow that stand for an open order. */
	readonly openStatuses: readonly string[];
}

/** An order; lines carry the discounts of the whole order in proportion. */
export function toOrder(there: LnbOrder, { account, seenAt, openStatuses }: ReadRules): Order {
	const currency = currencyCode(there.currency);
	const shipping = decimal(there.amount_shipping) ?? '0';
	const lines = toLines(there, currency, shipping);
	const net = sum([...lines.map(({ total }) => total), shipping]);
	const tax = decimal(there.amount_tax) ?? '0';
	const total = decimal(there.amount_total_tax_inclusive) ?? sum([decimal(there.amount_total) ?? net, tax]);
	const status = folded(there.status);
	const placedAt = instant(there.create_time) ?? instant(there.update_time) ?? seenAt;
	const buyer = [there.buyer_first_name, there.buyer_name].filter(Boolean).join(' ');
	return {
		kind: 'order',
		origin: { system: SYSTEM, account, id: there.reference, number: there.reference, seenAt },
		number: there.reference,
		placedAt,
		updatedAt: instant(there.update_time) ?? null,
		status: openStatuses.map(folded).includes(status) ? 'open' : translate(STATUS, status),
		// Wholesale is paid on account; what was paid stands in the books, and not here.
		paymentStatus: 'pending',
		fulfillmentStatus: null,
		cancelledAt:
			status === 'canceled' || status === 'cancelled' ? (instant(there.cancellation_time) ?? placedAt) : null,
		currency,
		pricesIncludeTax: false,
		lines,
		shippingLines: isZero(shipping) ? [] : [{ title: 'Shipping', total: shipping }],
		taxLines: isZero(tax) ? [] : [{ title: 'Tax', rate: rateOf(tax, net), amount: tax }],
		totals: {
			lines: sum(lines.map((line) => line.total)),
			discount: sum(lines.map(({ discount }) => discount ?? '0')),
			shipping,
			tax,
			total,
			outstanding: total,
		},
		customer: {
			reference: there.retailer_reference?.trim() || null,
			name: buyer || null,
			email: there.buyer_email ?? null,
			company: there.retailer_name ?? null,
			vatNumber: there.billing_address?.vat_number ?? null,
		},
		billTo: toAddress(there.billing_address),
		shipTo: toAddress(there.delivery_address),
		note: there.comment?.trim() || null,
		attributes: { 'Le New Black order': there.reference },
		purchaseOrderNumber: there.purchase_order_reference?.trim() || null,
	};
}

/** For people; what is booked is the amount beside it. */
const rateOf = (tax: string, net: string) => (isZero(net) ? null : quotient(tax, net, 4));

interface Priced {
	readonly item: LnbItem;
	readonly quantity: number;
	readonly unitPrice: string;
	/** After the discounts of the line itself. */
	readonly net: string;
	readonly own: string;
}

function toLines(there: LnbOrder, currency: string, shipping: string): OrderLine[] {
	const priced = there.items.map(pricedOf);
	const goods = sum(priced.map(({ net }) => net));
	const total = decimal(there.amount_total);
	// What the order's total lies below its goods and delivery is a discount of the whole order.
	const reduction = total === undefined ? '0' : minus(sum([goods, shipping]), total);
	const shares = isAboveZero(reduction) ? shared(reduction, priced, goods, currency) : priced.map(() => '0');
	const seen = new Map<string, number>();
	return priced.map((each, at) => toLine(each, shares[at]!, seen));
}

function pricedOf(item: LnbItem): Priced {
	const quantity = Math.max(0, pieces(item.quantity) ?? 0);
	const unitPrice = decimal(item.unit_price) ?? '0';
	const own = sum([decimal(item.discount_amount) ?? '0', decimal(item.promotion_amount) ?? '0']);
	return { item, quantity, unitPrice, own, net: minus(times(unitPrice, quantity), own) };
}

/** An amount spread over lines by what they come to, to the cent; the last line takes what rounding leaves. */
function shared(amount: string, lines: readonly Priced[], goods: string, currency: string): string[] {
	if (isZero(goods)) return lines.map(() => '0');
	let left = amount;
	return lines.map(({ net }, at) => {
		const share = at === lines.length - 1 ? left : inCurrency(quotient(times(amount, net), goods, 10), currency);
		left = minus(left, share);
		return share;
	});
}

/** Lines have no id: what they are of is their id, with a number where it comes again. */
function toLine({ item, quantity, unitPrice, net, own }: Priced, share: string, seen: Map<string, number>): OrderLine {
	const key =
		item.ean13?.trim() || item.sku?.trim() || [item.reference, item.color, item.size].filter(Boolean).join('/');
	const count = (seen.get(key) ?? 0) + 1;
	seen.set(key, count);
	return {
		id: count === 1 ? key || 'line' : `${key}#${count}`,
		sku: item.sku?.trim() || null,
		barcode: item.ean13?.trim() || null,
		title: [item.name, item.color, item.size].filter(Boolean).join(', ') || null,
		quantity,
		currentQuantity: quantity,
		openQuantity: quantity,
		unitPrice,
		discount: sum([own, share]),
		total: minus(net, share),
		requiresShipping: true,
		giftCard: false,
	};
}
