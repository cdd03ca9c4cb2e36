import { inCurrency, isZero, minus, sameAmount, sum, times } from '../../../core/model/money';
import type { Refund } from '../../../core/model/refund';
import type { Problem } from '../../../core/ports';
import { amountOf, MODULE, sourceIn } from '../mapping';
import type { NoteLine } from './wire';

/*
 * A refund as what is left of the credit note that takes a whole invoice back: the lines and quantities that were
 * refunded, at the price of the invoice, and what the discount of each line makes of it in a line beside it.
 */

/** A line of the note with what tells whose it is. */
export interface Line {
	readonly line: NoteLine;
	readonly sku: string;
	/** The external id of the order's line. */
	readonly external: string | undefined;
}

/** What is said of the note in Odoo, so that it is found again: no two refunds have one. */
export const markerOf = ({ origin }: Pick<Refund, 'origin'>) =>
	`${MODULE} ${origin.system} ${origin.account} ${origin.id}`;

/** Why the note was made, as it stands in its reference. */
export const reasonOf = (refund: Refund) =>
	[refund.note?.trim(), refund.number, `[${markerOf(refund)}]`].filter(Boolean).join(' ');

// ------------------------------------------------------------------ amounts

interface Amounts {
	readonly net?: string | null;
	readonly tax?: string | null;
	readonly gross?: string | null;
}

const grossOf = ({ net, tax, gross }: Amounts) => gross ?? sum([net ?? '0', tax ?? '0']);
const netOf = ({ net, tax, gross }: Amounts) => net ?? minus(gross ?? '0', tax ?? '0');

/** A part in the terms of the invoice's prices, which are with tax where those of the shop were. */
const pricedOf = (part: Amounts, { pricesIncludeTax }: Refund) => (pricesIncludeTax ? grossOf(part) : netOf(part));

/** What the credit note comes to: the parts that were given back, whatever of their money has moved. */
export function creditOf(refund: Refund): string {
	const { lines, shipping, duties, adjustments, totals, currency } = refund;
	const parts = [...lines, ...(shipping ?? []), ...(duties ?? []), ...(adjustments ?? [])];
	return inCurrency(totals.gross ?? sum(parts.map(grossOf)), currency);
}

/** Whether an invoice bills what a refund gives back. */
export type Billing =
	| 'billed'
	/** It was taken off the order before. */
	| 'takenOff'
	/** A part of it was, or of several refunds nobody can say which. */
	| { readonly unclear: string };

/** What a refund takes off its order's total. Money that belongs to no goods is in no total of an order. */
const ofOrder = (refund: Refund) => minus(creditOf(refund), sum((refund.adjustments ?? []).map(grossOf)));

/**
 * Whether the invoice was made when the refund had been taken off its order already: less what its other credit notes
 * gave back, it bills just what the shop says is left. Where it bills more, that must be what this refund gave back, or
 * what it and the `others` of its order did that are not credited either; what it bills less was added to the order.
 */
export function billingOf(refund: Refund, billed: string, others: readonly Refund[] = []): Billing {
	const { orderTotalLeft, currency } = refund;
	const own = ofOrder(refund);
	if (orderTotalLeft == null || isZero(own)) return 'billed';
	const above = inCurrency(minus(billed, orderTotalLeft), currency);
	const words = `${creditOf(refund)} ${currency} refunded, ${above} ${currency} still billed`;
	if (isZero(above)) return isZero(minus(creditOf(refund), own)) ? 'takenOff' : { unclear: words };
	if (above.startsWith('-') || sameAmount(above, inCurrency(own, currency))) return 'billed';
	const all = inCurrency(sum([own, ...others.map(ofOrder)]), currency);
	const isEnough = others.length === 0 ? !minus(above, own).startsWith('-') : sameAmount(above, all);
	return isEnough ? 'billed' : { unclear: words };
}

// ------------------------------------------------------------------ lines

const isGoods = ({ display_type }: NoteLine) => display_type === '' || display_type === 'product';

const partOf = (external: string | undefined) => sourceIn(external, 'order')?.parts[1] ?? '';

const isDelivery = ({ external }: Line) => /^delivery \d+$/.test(partOf(external));

interface Off {
	readonly taxes: readonly number[];
	readonly account?: number;
	readonly amounts: string[];
}

export type Planned = { readonly commands: readonly unknown[] } | { readonly problem: Problem };

/** What is done to the lines of a note that takes all of the invoice back. */
export function planNote(refund: Refund, lines: readonly Line[], target: string): Planned {
	const goods = lines.filter(({ line }) => isGoods(line));
	const kept = new Map<number, { quantity: number; price?: string }>();
	const off = new Map<string, Off>();
	for (const wanted of refund.lines) {
		const own = goods.find(
			(each) =>
				!isDelivery(each) &&
				(wanted.orderLineId && partOf(each.external) !== ''
					? partOf(each.external) === wanted.orderLineId
					: Boolean(wanted.sku) && each.sku === wanted.sku?.trim()),
		);
		if (!own) return { problem: unmatched(refund, wanted.sku || wanted.title || wanted.orderLineId || '', target) };
		const before = kept.get(own.line.id)?.quantity ?? 0;
		const room = own.line.quantity - before;
		if (wanted.quantity > room) return { problem: exceeds(refund, wanted.sku ?? '', wanted.quantity, room, target) };
		if (wanted.quantity > 0) kept.set(own.line.id, { quantity: before + wanted.quantity });
		note(off, own.line, minus(pricedOf(wanted, refund), times(netPrice(own.line), wanted.quantity)));
	}
	const delivery = goods.find(isDelivery);
	const shipping = sum((refund.shipping ?? []).map((each) => pricedOf(each, refund)));
	if (!isZero(shipping) && delivery) kept.set(delivery.line.id, { quantity: 1, price: shipping });
	const extras = withoutProduct(refund, delivery !== undefined);
	return {
		commands: [
			...lines.map(({ line }) => commandFor(line, kept.get(line.id))),
			...[...off.values()].flatMap((each) => extraLine('Discount', sum(each.amounts), each.taxes, each.account)),
			...extras.flatMap(({ name, amount }) => extraLine(name, amount, [], goods[0]?.line.account_id?.id)),
		],
	};
}

/** Amounts that no line of the invoice is for, with their tax, since a line without taxes is all they get. */
function withoutProduct(refund: Refund, hasDelivery: boolean): Array<{ name: string; amount: string }> {
	const all = (parts: readonly Amounts[] | null | undefined) => sum((parts ?? []).map(grossOf));
	return [
		...(hasDelivery ? [] : [{ name: 'Delivery', amount: all(refund.shipping) }]),
		{ name: 'Duties', amount: all(refund.duties) },
		{ name: 'Adjustment', amount: all(refund.adjustments) },
	];
}

/** The price of a unit after a discount in per cent that people may have given in Odoo. */
const netPrice = ({ price_unit, discount }: NoteLine) =>
	times(amountOf(price_unit), minus('1', times(amountOf(discount ?? 0), '0.01')));

function note(off: Map<string, Off>, { tax_ids, account_id }: NoteLine, amount: string): void {
	if (isZero(amount)) return;
	const key = [...tax_ids].sort().join();
	const known = off.get(key) ?? { taxes: tax_ids, ...(account_id ? { account: account_id.id } : {}), amounts: [] };
	known.amounts.push(amount);
	off.set(key, known);
}

function commandFor({ id }: NoteLine, kept: { quantity: number; price?: string } | undefined): unknown[] {
	if (!kept) return [2, id];
	return [1, id, { quantity: kept.quantity, ...(kept.price === undefined ? {} : { price_unit: Number(kept.price) }) }];
}

/** A line of an amount alone. */
export function extraLine(
	name: string,
	amount: string,
	taxes: readonly number[],
	account: number | undefined,
): unknown[] {
	if (isZero(amount)) return [];
	const place = account === undefined ? {} : { account_id: account };
	return [[0, 0, { name, quantity: 1, price_unit: Number(amount), tax_ids: [[6, 0, [...taxes]]], ...place }]];
}

function unmatched({ number, order }: Refund, skus: string, target: string): Problem {
	const reference = order?.number ?? order?.id ?? '';
	return { code: 'LINES_UNMATCHED', params: { kind: 'refund', order: number, reference, skus, target } };
}

function exceeds({ number, order }: Refund, sku: string, quantity: number, open: number, target: string): Problem {
	const params = { kind: 'refund', order: number, reference: order?.number ?? '', sku, target };
	return { code: 'QUANTITY_EXCEEDS', params: { ...params, quantity: String(quantity), open: String(open) } };
}
